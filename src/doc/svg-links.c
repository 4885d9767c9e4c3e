// SPDX-License-Identifier: Apache-2.0
/* Links in drawings. librsvg is given a drawing's bytes without an address, so that it cannot load
 * files; but Inkscape links images by default. So images in folders that documents may read are put
 * into the drawing as data: URLs (RFC 2397), as if embedded, and other links with visible content
 * are reported. */
#include <libxml/parser.h>
#include <string.h>

#include "doc/doc-int.h"

enum { MOST = 64 << 20 }; /* [bytes] of a drawing with its images */

struct links {
    struct build *b;
    const char *name, *dir; /* the drawing, and the folder its links are relative to */
    struct loc where;
    size_t bytes;
    bool changed;
};

/* The file of a link, given as a URL or a path. */
static const char *file_of(struct links *l, const char *href)
{
    struct arena *a = &l->b->doc->arena;
    if (!strncmp(href, "file://", 7))
        href += 7;
    const char *plain = path_join(a, l->dir, href);
    if (file_readable(plain))
        return plain;
    struct buf b = {0};
    for (const char *p = href; *p; p++) {
        int high = *p == '%' ? hex_value(p[1]) : -1, low = high >= 0 ? hex_value(p[2]) : -1;
        buf_putc(&b, low >= 0 ? (char)(high << 4 | low) : *p);
        p += low >= 0 ? 2 : 0;
    }
    const char *decoded = path_join(a, l->dir, b.s ? b.s : "");
    buf_done(&b);
    return decoded;
}

/* The bytes of a linked image as a data: URL; false: `why`. */
static bool embed(struct links *l, const char *path, struct buf *url, const char **why)
{
    static const char *const types[] =
        {[IMAGE_PNG] = "image/png", [IMAGE_JPEG] = "image/jpeg", [IMAGE_GIF] = "image/gif"};
    struct buf bytes = {0};
    FILE *f = file_open(path);
    bool read = f && file_read_rest(&bytes, f, path, MOST - l->bytes);
    if (f)
        fclose(f);
    struct image head = {.data = (unsigned char *)bytes.s, .size = bytes.n};
    const char *damage = read ? image_head(&head) : NULL;
    const char *type = read && !damage && (size_t)head.format < sizeof types / sizeof *types
                           ? types[head.format]
                           : NULL;
    *why = !read    ? _("it cannot be read, or is too large")
           : damage ? damage
           : type   ? NULL
                    : _("only PNG, JPEG and GIF images can be embedded in a drawing");
    if (type) {
        buf_printf(url, "data:%s;base64,", type);
        buf_base64(url, head.data, head.size);
        l->bytes += bytes.n;
    }
    buf_done(&bytes);
    return type;
}

static void take_image(struct links *l, xmlAttr *a, const char *href)
{
    const char *path = file_of(l, href), *why;
    struct buf url = {0};
    bool network = strstr(href, "://") && strncmp(href, "file://", 7);
    if (network)
        diag(DIAG_xml_network, l->where, href);
    else if (!media_allowed(l->b, path) && !path_inside(path, &l->dir, 1))
        diag(DIAG_image_forbidden, l->where, path);
    else if (!embed(l, path, &url, &why))
        diag(DIAG_image_link, l->where, l->name, href, why);
    else {
        xmlFreeNodeList(a->children);
        a->children = a->last = xmlNewDocText(a->doc, (const xmlChar *)url.s);
        a->children->parent = (xmlNode *)a;
        l->changed = true;
    }
    buf_done(&url);
}

static bool is_one_of(const xmlNode *n, const char *const *names)
{
    for (; *names; names++)
        if (!strcmp((const char *)n->name, *names))
            return true;
    return false;
}

static void look_at(struct links *l, xmlNode *n)
{
    static const char *const images[] = {"image", NULL}, *const others[] = {"use",   "feImage",
                                                                            "tref",  "textPath",
                                                                            "mpath", NULL};
    for (xmlAttr *a = n->properties; a; a = a->next) {
        xmlChar *value = strcmp((const char *)a->name, "href")
                             ? NULL
                             : xmlNodeListGetString(n->doc, a->children, 1);
        const char *href = value ? (const char *)value + strspn((const char *)value, " \t\r\n")
                                 : "";
        if (!*href || *href == '#' || !strncasecmp(href, "data:", 5))
            ;
        else if (is_one_of(n, images))
            take_image(l, a, href);
        else if (is_one_of(n, others))
            diag(DIAG_image_link, l->where, l->name, href,
                 _("only images can be embedded in a drawing"));
        xmlFree(value);
    }
}

void svg_put(xmlDoc *doc, bool changed, struct buf *bytes)
{
    xmlChar *out = NULL;
    int size = 0;
    if (changed)
        xmlDocDumpMemoryEnc(doc, &out, &size, "UTF-8");
    if (out) {
        bytes->n = 0;
        buf_add(bytes, (const char *)out, (size_t)size);
    }
    xmlFree(out);
    xmlFreeDoc(doc);
}

void svg_take_links(struct build *b, struct buf *bytes, const char *name, const char *dir,
                    struct loc where)
{
    if (bytes->n > INT32_MAX / 2 || !memmem(bytes->s, bytes->n, "href", 4))
        return;
    xmlDoc *doc = xmlReadMemory(bytes->s, (int)bytes->n, NULL, NULL,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    struct links l = {.b = b,
                      .name = name,
                      .dir = dir,
                      .where = where,
                      .bytes = bytes->n < MOST ? bytes->n : MOST};
    for (xmlNode *n = root; n; n = xml_walk(root, n))
        look_at(&l, n);
    svg_put(doc, l.changed, bytes);
}
