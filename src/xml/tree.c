// SPDX-License-Identifier: Apache-2.0
/* Walking and building trees. */
#include <string.h>

#include "xml/xml-int.h"

/* ---- walking ---- */

bool xml_is(const xmlNode *n, const char *name)
{
    return n && n->type == XML_ELEMENT_NODE && !strcmp((const char *)n->name, name) &&
           (!n->ns || !strcmp((const char *)n->ns->href, DOCBOOK_NS));
}

bool xml_is_math(const xmlNode *n)
{
    return n->type == XML_ELEMENT_NODE && n->ns && !strcmp((const char *)n->ns->href, MATHML_NS);
}

static xmlNode *tree_element(const xmlNode *n)
{
    while (n && n->type != XML_ELEMENT_NODE)
        n = n->next;
    return (xmlNode *)n;
}

xmlNode *xml_first(const xmlNode *parent) { return tree_element(parent->children); }
xmlNode *xml_next(const xmlNode *n) { return tree_element(n->next); }

xmlNode *xml_child(const xmlNode *parent, const char *name)
{
    xmlNode *n = xml_first(parent);
    while (n && !xml_is(n, name))
        n = xml_next(n);
    return n;
}

xmlNode *xml_walk_past(const xmlNode *root, const xmlNode *n)
{
    for (; n && n != root; n = n->parent) {
        xmlNode *next = xml_next(n);
        if (next)
            return next;
    }
    return NULL;
}

xmlNode *xml_walk(const xmlNode *root, const xmlNode *n)
{
    xmlNode *child = xml_first(n);
    return child ? child : xml_walk_past(root, n);
}

xmlNode *xml_walk_nodes_past(const xmlNode *root, const xmlNode *n)
{
    for (; n && n != root; n = n->parent)
        if (n->next)
            return n->next;
    return NULL;
}

xmlNode *xml_walk_nodes(const xmlNode *root, const xmlNode *n)
{
    bool inner = n->type == XML_ELEMENT_NODE || n->type == XML_DOCUMENT_NODE;
    return inner && n->children ? n->children : xml_walk_nodes_past(root, n);
}

bool xml_is_pi(const xmlNode *n, const char *target)
{
    return n->type == XML_PI_NODE && !strcmp((const char *)n->name, target);
}

/* ---- attributes ---- */

/* Splits "xml:id" into its namespace and local name. */
static const char *attr_ns(const char **name)
{
    if (**name != 'x')
        return NULL;
    if (!strncmp(*name, "xml:", 4)) {
        *name += 4;
        return (const char *)XML_XML_NAMESPACE;
    }
    if (!strncmp(*name, "xlink:", 6)) {
        *name += 6;
        return XLINK_NS;
    }
    return NULL;
}

static xmlAttr *find_attr(const xmlNode *n, const char *name, const char *uri)
{
    for (xmlAttr *a = n->properties; a; a = a->next)
        if (!strcmp((const char *)a->name, name) &&
            (a->ns ? uri && !strcmp((const char *)a->ns->href, uri) : !uri))
            return a;
    return NULL;
}

const char *xml_attr(const xmlNode *n, const char *name)
{
    if (n->type != XML_ELEMENT_NODE)
        return NULL;
    const char *uri = attr_ns(&name);
    const xmlAttr *a = find_attr(n, name, uri);
    if (!a)
        return NULL;
    return a->children && a->children->content ? (const char *)a->children->content : "";
}

/* The declaration of a namespace in force at n, or at the root if n is not in the tree yet;
 * declared there if there is none. */
static xmlNs *namespace_of(xmlNode *n, const char *uri, const char *prefix)
{
    xmlNode *root = xmlDocGetRootElement(n->doc);
    xmlNs *ns = xmlSearchNsByHref(n->doc, n, (const xmlChar *)uri);
    if (!ns && root)
        ns = xmlSearchNsByHref(n->doc, root, (const xmlChar *)uri);
    if (!ns)
        ns = xmlNewNs(root ? root : n, (const xmlChar *)uri, (const xmlChar *)prefix);
    return ns;
}

void xml_set_attr(xmlNode *n, const char *name, const char *value)
{
    const char *uri = attr_ns(&name);
    if (!uri)
        xmlSetProp(n, (const xmlChar *)name, (const xmlChar *)value);
    else
        xmlSetNsProp(n, namespace_of(n, uri, strcmp(uri, XLINK_NS) ? "xml" : "xlink"),
                     (const xmlChar *)name, (const xmlChar *)value);
}

const char *xml_id(const xmlNode *n) { return xml_attr(n, "xml:id"); }

const char *xml_lang(const xmlNode *n)
{
    for (; n && n->type == XML_ELEMENT_NODE; n = n->parent) {
        const char *lang = xml_attr(n, "xml:lang");
        if (lang)
            return lang;
    }
    return "";
}

/* ---- text and titles ---- */

static void add_text(struct buf *b, size_t start, const char *s, bool collapse)
{
    for (; *s; s++) {
        bool space = *s == ' ' || *s == '\t' || *s == '\n' || *s == '\r';
        if (!space || !collapse)
            buf_putc(b, *s);
        else if (b->n > start && b->s[b->n - 1] != ' ')
            buf_putc(b, ' ');
    }
}

void xml_text_but(const xmlNode *root, bool (*skips)(const xmlNode *), bool collapse, struct buf *b)
{
    size_t start = b->n;
    for (const xmlNode *n = root; n;) {
        if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
            add_text(b, start, (const char *)n->content, collapse);
        else if (n != root)
            add_text(b, start, xml_space_before(n), collapse);
        if (n->children && n->type == XML_ELEMENT_NODE && (n == root || !skips(n))) {
            n = n->children;
            continue;
        }
        for (; n != root && !n->next; n = n->parent)
            add_text(b, start, xml_space_end(n->parent), collapse);
        n = n == root ? NULL : n->next;
    }
    if (collapse && b->n > start && b->s[b->n - 1] == ' ')
        b->s[--b->n] = 0;
}

static bool is_aside(const xmlNode *n) { return xml_is(n, "footnote") || xml_is(n, "indexterm"); }

void xml_text(const xmlNode *n, struct buf *b) { xml_text_but(n, is_aside, true, b); }

xmlNode *xml_info_of(const xmlNode *n) { return xml_child(n, "info"); }

xmlNode *xml_title(const xmlNode *n)
{
    xmlNode *title = xml_child(n, "title"), *info = xml_info_of(n);
    return title || !info ? title : xml_child(info, "title");
}

/* ---- changing ---- */

/* The white space before it stays as text, as does that before the end tag if no node is left. */
void xml_unlink(xmlNode *n)
{
    xml_unfold(n);
    if (n->parent && !n->prev && !n->next)
        xml_unfold_end(n->parent);
    xmlUnlinkNode(n);
}

xmlNode *xml_add_before(xmlNode *next, xmlNode *n)
{
    xml_unlink(n);
    xml_unfold(next);
    return xmlAddPrevSibling(next, n);
}

xmlNode *xml_add_after(xmlNode *prev, xmlNode *n)
{
    xml_unlink(n);
    return xmlAddNextSibling(prev, n);
}

xmlNode *xml_add_first(xmlNode *parent, xmlNode *n)
{
    xml_unlink(n);
    return parent->children ? xmlAddPrevSibling(parent->children, n) : xmlAddChild(parent, n);
}

xmlNode *xml_add_last(xmlNode *parent, xmlNode *n)
{
    xml_unlink(n);
    xml_unfold_end(parent);
    return xmlAddChild(parent, n);
}

void xml_replace(xmlNode *old, xmlNode *n)
{
    xml_unlink(n);
    xml_unfold(old);
    xmlReplaceNode(old, n);
}

void xml_drop(xmlNode *n)
{
    xml_unlink(n);
    xmlFreeNode(n);
}

/* Keeps a formula's namespaces and place, which often are those of its ancestors. */
static void keep_formula(xmlNode *math)
{
    xmlNode *root = xmlDocGetRootElement(math->doc);
    xml_set_place(math, xml_loc(math));
    xmlUnlinkNode(math);
    xmlAddChild(root, math);
    xmlReconciliateNs(math->doc, math);
}

void xml_give_back(xmlDoc *doc)
{
    xmlNode *root = xmlDocGetRootElement(doc), *info = xml_info_of(root);
    struct xml_nodes formula = {0};
    for (xmlNode *n = xml_walk(root, root); n;) {
        bool is_kept = n == info || xml_is_math(n);
        if (xml_is_math(n))
            *vec_add(&formula) = n;
        n = is_kept ? xml_walk_past(root, n) : xml_walk(root, n);
    }
    for (int i = 0; i < formula.n; i++)
        keep_formula(formula.v[i]);
    for (xmlNode *n = root->children, *next; n; n = next) {
        next = n->next;
        if (n != info && !xml_is_math(n)) {
            xmlUnlinkNode(n);
            xmlFreeNode(n);
        }
    }
    vec_done(&formula);
    pool_give_back();
}

void xml_move_inside(xmlNode *from, xmlNode *to)
{
    xml_unfold_end(from);
    xml_unfold_end(to);
    while (from->children) {
        xmlNode *n = from->children;
        xmlUnlinkNode(n);
        xmlAddChild(to, n);
    }
}

/* ---- building ---- */

xmlNode *xml_new_elem(xmlDoc *doc, enum db_elem e, struct loc where)
{
    xmlNode *n = xmlNewDocNode(doc, NULL, (const xmlChar *)db_name(e), NULL);
    if (!n)
        die(DIAG_out_of_memory, LOC_NONE);
    xmlNode *root = xmlDocGetRootElement(doc);
    if (root)
        xmlSetNs(n, xmlSearchNsByHref(doc, root, (const xmlChar *)DOCBOOK_NS));
    xml_info_new(n, e, where);
    return n;
}

xmlNode *xml_new_child(xmlNode *parent, enum db_elem e, struct loc where)
{
    return xml_add_last(parent, xml_new_elem(parent->doc, e, where));
}

void xml_add_text(xmlNode *parent, const char *text)
{
    if (*text)
        xml_add_last(parent, xmlNewDocText(parent->doc, (const xmlChar *)text));
}

static void copy_infos(const xmlNode *from, xmlNode *to, bool ids)
{
    const xmlNode *f = from;
    for (xmlNode *t = to; t; t = xml_walk(to, t), f = xml_walk(from, f)) {
        xml_info_copy(t, f, xml_loc(f), t != to);
        if (!ids) {
            xmlAttr *a = find_attr(t, "id", (const char *)XML_XML_NAMESPACE);
            if (a)
                xmlRemoveProp(a);
        }
    }
}

xmlNode *xml_copy(const xmlNode *n, xmlDoc *to, bool ids)
{
    xmlNode *copy = xmlDocCopyNode((xmlNode *)n, to, 1);
    if (!copy)
        die(DIAG_out_of_memory, LOC_NONE);
    copy_infos(n, copy, ids);
    return copy;
}

/* Moves a whole document's root into another document's tree, below parent (NULL: not yet placed).
 */
xmlNode *xml_adopt(xmlDoc *to, xmlDoc *from)
{
    xmlNode *root = xmlDocGetRootElement(from);
    xmlUnlinkNode(root);
    xmlSetTreeDoc(root, to);
    from->next = (xmlNode *)xml_data(to)->adopted;
    xml_data(to)->adopted = from;
    return root;
}

/* ---- ids ---- */

struct xml_ids {
    struct map map;
};

struct xml_ids *xml_ids_new(xmlDoc *doc, bool report)
{
    struct xml_ids *ids = mem_new(sizeof *ids);
    xmlNode *root = xmlDocGetRootElement(doc);
    for (xmlNode *n = root; n; n = xml_walk(root, n)) {
        const char *id = xml_id(n);
        if (!id)
            continue;
        void **place = map_put(&ids->map, id);
        struct loc first = *place ? xml_loc(*place) : LOC_NONE;
        if (!*place)
            *place = n;
        else if (report)
            diag(DIAG_xml_duplicate_id, xml_loc(n), id, first.file ? first.file : "", first.line);
    }
    return ids;
}

xmlNode *xml_ids_get(const struct xml_ids *ids, const char *id) { return map_get(&ids->map, id); }

void xml_ids_free(struct xml_ids *ids)
{
    if (ids)
        map_done(&ids->map);
    mem_free(ids);
}
