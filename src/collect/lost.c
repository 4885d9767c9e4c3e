// SPDX-License-Identifier: Apache-2.0
/* Detects text lost by pandoc in EPUB, whose lines mean nothing to an author: compares the words of
 * the source, its markup stripped without interpretation, with those of the result. Formats that
 * authors edit by lines are traced (trace.c).
 *
 * Only letters and digits count, since formats use the rest for markup. Commands that look like
 * words are skipped by line or by bracket; skipped text is never reported as lost, and text that
 * cannot be told from markup only in larger pieces. */
#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "collect/collect-int.h"
#include "office/office.h"

/* ---- EPUB ------------------------------------------------------------------------------------ */

enum { DEEPEST = 256, MOST_PARTS = 10000 };

static bool lost_named(const xmlNode *n, const char *const *names)
{
    for (; n->type == XML_ELEMENT_NODE && *names; names++)
        if (!strcasecmp((const char *)n->name, *names))
            return true;
    return false;
}

static void epub_end(struct letters *letters, struct buf *text)
{
    if (text->n)
        letters_source(letters, 0, text->s, text->n);
    text->n = 0;
}

/* The text of each block; the table of contents and parts that readers do not show are skipped. */
static void epub_text(struct letters *letters, const xmlNode *n, struct buf *text, int depth)
{
    static const char *const passed[] = {"head", "script", "style", "nav", "template",
                                         "math", "svg",    "rp",    NULL};
    static const char *const inlines[] = {"a",    "abbr",   "b",   "bdi",  "bdo",  "big",  "cite",
                                          "code", "dfn",    "em",  "font", "i",    "kbd",  "mark",
                                          "q",    "ruby",   "rb",  "rt",   "s",    "samp", "small",
                                          "span", "strong", "sub", "sup",  "time", "tt",   "u",
                                          "var",  "wbr",    NULL};
    if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
        buf_puts(text, (const char *)n->content);
    if (n->type != XML_ELEMENT_NODE || lost_named(n, passed) || depth > DEEPEST)
        return;
    bool block = !lost_named(n, inlines);
    if (block)
        epub_end(letters, text);
    for (const xmlNode *c = n->children; c; c = c->next)
        epub_text(letters, c, text, depth + 1);
    if (block)
        epub_end(letters, text);
}

static char *lost_attribute(const xmlNode *n, const char *name)
{
    return (char *)xmlGetNoNsProp((xmlNode *)n, (const xmlChar *)name);
}

/* The first element of that name below one, or after it; NULL: none. */
static const xmlNode *lost_element(const xmlNode *root, const char *name)
{
    for (const xmlNode *n = root; n;) {
        if (n->type == XML_ELEMENT_NODE && !strcmp((const char *)n->name, name))
            return n;
        if (n->children && n->type == XML_ELEMENT_NODE) {
            n = n->children;
            continue;
        }
        while (n && n != root && !n->next)
            n = n->parent;
        n = !n || n == root ? NULL : n->next;
    }
    return NULL;
}

/* Decodes "%20" and the like in names of parts (EPUB 3.3, 6.1.5). */
static void unescape(char *s)
{
    char *to = s;
    for (; *s && *s != '#'; s++) {
        char hex[3] = {s[1], s[1] ? s[2] : 0, 0};
        bool escaped = *s == '%' && isxdigit((unsigned char)hex[0]) &&
                       isxdigit((unsigned char)hex[1]);
        *to++ = escaped ? (char)strtol(hex, NULL, 16) : *s;
        s += escaped ? 2 : 0;
    }
    *to = 0;
}

static void epub_part(struct letters *letters, struct package *p, const char *part)
{
    struct buf b = {0}, text = {0};
    htmlDocPtr doc = package_has(p, part) && package_read(p, part, &b) && b.n && b.n < INT32_MAX
                         ? htmlReadMemory(b.s, (int)b.n, NULL, "UTF-8",
                                          HTML_PARSE_NONET | HTML_PARSE_NOERROR |
                                              HTML_PARSE_NOWARNING | HTML_PARSE_RECOVER)
                         : NULL;
    const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    if (root)
        epub_text(letters, root, &text, 0);
    epub_end(letters, &text);
    if (doc)
        xmlFreeDoc(doc);
    buf_done(&text), buf_done(&b);
}

/* The texts in the spine of the package document (EPUB 3.3, 5.7), without its contents. */
static void epub_spine(struct letters *letters, struct package *p, const char *opf)
{
    xmlDoc *doc = package_has(p, opf) ? package_tree(p, opf) : NULL;
    const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL,
                  *manifest = root ? lost_element(root, "manifest") : NULL,
                  *spine = root ? lost_element(root, "spine") : NULL;
    struct arena a = {0};
    struct map items = {0};
    int n = 0;
    for (const xmlNode *i = manifest ? manifest->children : NULL; i; i = i->next) {
        char *id = i->type == XML_ELEMENT_NODE ? lost_attribute(i, "id") : NULL,
             *href = id ? lost_attribute(i, "href") : NULL,
             *kind = href ? lost_attribute(i, "properties") : NULL;
        if (href && !(kind && strstr(kind, "nav"))) {
            unescape(href);
            *map_put(&items, id) = (void *)path_join(&a, path_dir(&a, opf), href);
        }
        xmlFree(id), xmlFree(href), xmlFree(kind);
    }
    for (const xmlNode *i = spine ? spine->children : NULL; i && n < MOST_PARTS; i = i->next) {
        char *id = i->type == XML_ELEMENT_NODE ? lost_attribute(i, "idref") : NULL;
        const char *part = id ? map_get(&items, id) : NULL;
        if (part)
            epub_part(letters, p, part + (strncmp(part, "./", 2) ? 0 : 2));
        n += part != NULL;
        xmlFree(id);
    }
    map_done(&items);
    arena_done(&a);
    if (doc)
        xmlFreeDoc(doc);
}

static void read_epub(struct letters *letters, const char *path, struct buf *bytes)
{
    static const char container[] = "META-INF/container.xml";
    struct package *p = package_open_bytes(bytes, path);
    xmlDoc *doc = p && package_has(p, container) ? package_tree(p, container) : NULL;
    const xmlNode *file = doc ? lost_element(xmlDocGetRootElement(doc), "rootfile") : NULL;
    char *opf = file ? lost_attribute(file, "full-path") : NULL;
    if (opf)
        epub_spine(letters, p, opf);
    xmlFree(opf);
    if (doc)
        xmlFreeDoc(doc);
    package_free(p);
}

void lost_epub(const char *path, FILE *in, xmlDoc *doc)
{
    struct buf b = {0};
    rewind(in);
    if (buf_read(&b, in, 64 << 20) && b.s) {
        struct letters *letters = letters_new(path);
        letters_words(letters);
        read_epub(letters, path, &b);
        letters_result(letters, xmlDocGetRootElement(doc));
        letters_compare(letters);
        letters_free(letters);
    }
    buf_done(&b);
}
