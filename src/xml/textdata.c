// SPDX-License-Identifier: Apache-2.0
/* Text in separate files: <textdata fileref="…"/>, and DocBook 4's images with
 * format="linespecific", which are text. In a listing the text replaces all markup around the
 * reference; elsewhere it becomes the content of the textdata. */
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "xml/xml-int.h"

static bool is_text(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    const char *format = xml_attr(n, "format");
    bool lines = format && !strcasecmp(format, "linespecific");
    return e == DB_textdata ||
           (lines &&
            (e == DB_imagedata || (n->name && (!strcmp((const char *)n->name, "inlinegraphic") ||
                                               !strcmp((const char *)n->name, "graphic")))));
}

/* The child of a listing that contains the reference; NULL if it is in none. */
static xmlNode *in_listing(xmlNode *n)
{
    for (; n->parent && n->parent->type == XML_ELEMENT_NODE; n = n->parent) {
        enum db_class around = db_class_of(xml_elem(n->parent));
        if (around == DB_VERBATIM)
            return n;
        if (around != DB_MEDIA)
            return NULL;
    }
    return NULL;
}

static const char *file_of(const xmlNode *n)
{
    const char *file = xml_attr(n, "fileref"), *name = xml_attr(n, "entityref");
    const xmlEntity *entity = name ? xmlGetDocEntity(n->doc, (const xmlChar *)name) : NULL;
    return file || !entity ? file : (const char *)entity->SystemID;
}

static const char *textdata_find(struct arena *a, const xmlNode *n, const char *file)
{
    const char *own = xml_loc(n).file, *below = path_join(a, xml_base_dir(n->doc), file);
    const char *beside = own && !xml_relayed(n->doc) ? path_join(a, path_dir(a, own), file) : below;
    return access(beside, F_OK) ? below : beside;
}

static void textdata_take(xmlNode *n, const struct xml_load *how, const struct xml_chain *from)
{
    struct arena a = {0};
    const char *file = file_of(n);
    const char *path = file && *file ? textdata_find(&a, n, file) : NULL;
    struct buf b = {0};
    if (!path)
        ;
    else if (!xml_may_read(path, n->doc, how, from))
        diag(DIAG_xml_forbidden, xml_loc(n), file);
    else if (!xml_read_text(path, &b))
        diag(DIAG_xml_include, xml_loc(n), file);
    else if (xml_count_text(n, b.n)) {
        xmlNode *whole = in_listing(n), *text = NULL;
        xml_note_whole(how, path);
        if (whole && b.n && b.s[b.n - 1] == '\n' && !whole->next)
            b.s[--b.n] = 0;
        text = xmlNewDocText(n->doc, (const xmlChar *)(b.s ? b.s : ""));
        xmlUnsetProp(n, (const xmlChar *)"fileref");
        xmlUnsetProp(n, (const xmlChar *)"entityref");
        if (whole) {
            xml_replace(whole, text);
            xmlFreeNode(whole);
        } else {
            xml_add_last(n, text);
        }
    }
    buf_done(&b);
    arena_done(&a);
}

void xml_textdata(xmlDoc *doc, const struct xml_load *how, const struct xml_chain *from)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    struct xml_nodes found = {0};
    for (xmlNode *n = root; n; n = xml_walk(root, n))
        if (n->properties && is_text(n) && (xml_elem(n) == DB_textdata || in_listing(n)))
            *vec_add(&found) = n;
    for (int i = 0; i < found.n; i++)
        textdata_take(found.v[i], how, from);
    vec_done(&found);
}
