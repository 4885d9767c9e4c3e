// SPDX-License-Identifier: Apache-2.0
/* Helpers for building and changing trees. */
#include <stdlib.h>
#include <string.h>

#include "expand/expand-int.h"

enum { COPY_MAX = 4000 /* bytes */, TRIM_DEPTH = 8 };

const char *expand_id(struct expand *x, xmlNode *n)
{
    const char *id = xml_id(n);
    char made[32];
    if (id)
        return id;
    do
        snprintf(made, sizeof made, "koki-%d", ++x->next_id);
    while (xml_ids_get(x->ids, made));
    xml_set_attr(n, "xml:id", made);
    return xml_id(n);
}

bool expand_has_role(const xmlNode *n, const char *role)
{
    const char *s = xml_attr(n, "role");
    for (size_t length; s && *s; s += length) {
        s += strspn(s, " \t\r\n");
        length = strcspn(s, " \t\r\n");
        if (length == strlen(role) && !memcmp(s, role, length))
            return true;
    }
    return false;
}

void expand_add_role(xmlNode *n, const char *role)
{
    const char *own = xml_attr(n, "role");
    struct buf roles = {0};
    buf_printf(&roles, "%s%s%s", role, own ? " " : "", own ? own : "");
    xml_set_attr(n, "role", roles.s);
    buf_done(&roles);
}

xmlNode *expand_phrase(xmlNode *parent, const char *role, const char *text, struct loc where)
{
    xmlNode *p = xml_new_child(parent, DB_phrase, where);
    xml_set_attr(p, "role", role);
    if (text)
        xml_add_text(p, text);
    return p;
}

/* Whether an element is left out of copies of titles. */
static bool is_left_out(enum db_elem e)
{
    return e == DB_footnote || e == DB_footnoteref || e == DB_indexterm || e == DB_anchor ||
           e == DB_remark || e == DB_co;
}

static bool is_link(enum db_elem e) { return e == DB_link || e == DB_xref || e == DB_olink; }

void expand_drop_link(xmlNode *n)
{
    for (xmlAttr *a = n->properties, *next; a; a = next) {
        next = a->next;
        if (a->ns ? !strcmp((const char *)a->ns->href, XLINK_NS)
                  : !strcmp((const char *)a->name, "linkend"))
            xmlRemoveProp(a);
    }
}

/* libxml2 declares the namespace again on every copy; the tree has one declaration for all. */
static void share_ns(xmlNode *copy, xmlNs *ns)
{
    for (xmlNode *n = copy; n; n = xml_walk(copy, n))
        if (n->ns && !strcmp((const char *)n->ns->href, DOCBOOK_NS))
            n->ns = ns;
    for (xmlNs **p = &copy->nsDef; *p;) {
        xmlNs *own = *p;
        if (strcmp((const char *)own->href, DOCBOOK_NS)) {
            p = &own->next;
            continue;
        }
        *p = own->next;
        xmlFreeNs(own);
    }
}

/* A copied element without links and without the elements left out of copies. */
static void clean_copy(xmlNode *copy)
{
    for (xmlNode *n = copy, *next; n; n = next) {
        next = xml_walk(copy, n);
        if (n != copy && (is_left_out(xml_elem(n)) || xml_elem(n) == DB_sbr)) {
            next = xml_walk_past(copy, n);
            if (xml_elem(n) == DB_sbr)
                expand_text_before(n, " ");
            xml_drop(n);
            continue;
        }
        if (is_link(xml_elem(n))) {
            xml_set_elem(n, DB_phrase);
            expand_drop_link(n);
        }
    }
}

/* The cost of a copy of n: its text, and a fixed part for every element. */
static size_t copy_weight(const xmlNode *n)
{
    size_t sum = 0;
    for (const xmlNode *c = n; c;) {
        sum += c->type == XML_ELEMENT_NODE ? 16 : c->content ? strlen((const char *)c->content) : 0;
        if (c->type == XML_ELEMENT_NODE && c->children) {
            c = c->children;
            continue;
        }
        while (c != n && !c->next)
            c = c->parent;
        c = c == n ? NULL : c->next;
    }
    return sum;
}

/* A title is copied for every reference to it: one longer than any real one is truncated, or a few
 * lines could exhaust memory. */
void expand_copy_inline(const xmlNode *from, xmlNode *to)
{
    size_t room = COPY_MAX;
    for (const xmlNode *c = from->children; c; c = c->next) {
        bool text = c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE;
        if (!text && (c->type != XML_ELEMENT_NODE || is_left_out(xml_elem(c))))
            continue;
        size_t costs = copy_weight(c);
        if (costs > room) {
            xml_add_text(to, "…");
            return;
        }
        room -= costs;
        if (text) {
            xml_add_text(to, (const char *)c->content);
        } else if (xml_elem(c) == DB_sbr &&
                   xml_elem(to) != DB_rhs) { /* a production keeps its lines */
            xml_add_text(to, " ");
        } else {
            xmlNode *copy = xml_copy(c, to->doc, false);
            share_ns(copy, to->ns);
            clean_copy(copy);
            xml_add_last(to, copy);
        }
    }
}

void expand_key(const xmlNode *n, struct buf *b)
{
    size_t start = b->n;
    xml_text(n, b);
    for (size_t i = start; i < b->n; i++)
        if (b->s[i] >= 'A' && b->s[i] <= 'Z')
            b->s[i] = (char)(b->s[i] + ('a' - 'A'));
}

bool expand_is_blank(const xmlNode *n)
{
    const char *s = n->type == XML_TEXT_NODE ? (const char *)n->content : "x";
    return !s || !s[strspn(s, " \t\r\n")];
}

bool expand_is_empty(const xmlNode *n)
{
    for (const xmlNode *c = n->children; c; c = c->next)
        if (c->type == XML_ELEMENT_NODE || (c->type == XML_TEXT_NODE && !expand_is_blank(c)))
            return false;
    return true;
}

bool expand_is_line(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    enum db_class c = db_class_of(e);
    return c == DB_INLINE || c == DB_TITLE || e == DB_para || e == DB_simpara || e == DB_term ||
           e == DB_member || e == DB_bridgehead || e == DB_attribution || e == DB_line;
}

bool expand_ends_itself(const xmlNode *n)
{
    static const char *const sign[] = {".", "!", "?", ":", "…", "。"};
    struct buf b = {0};
    bool ends = false;
    xml_text(n, &b);
    for (size_t i = 0; i < sizeof sign / sizeof *sign; i++)
        ends |= b.n >= strlen(sign[i]) && !strcmp(b.s + b.n - strlen(sign[i]), sign[i]);
    buf_done(&b);
    return ends;
}

void expand_drop_space(xmlNode *n)
{
    xml_unfold_inside(n);
    for (xmlNode *c = n->children, *next; c; c = next) {
        next = c->next;
        if (c->type == XML_TEXT_NODE && expand_is_blank(c))
            xml_drop(c);
    }
}

static bool trim_text(xmlNode *t, bool end)
{
    static const char space[] = " \t\r\n";
    const char *s = (const char *)t->content;
    size_t n = strlen(s), skip = strspn(s, space);
    while (end && n > skip && strchr(space, s[n - 1]))
        n--;
    if (end ? s[n] == '\0' : skip == 0)
        return false;
    struct buf b = {0};
    buf_add(&b, end ? s : s + skip, end ? n : n - skip);
    xmlNodeSetContent(t, (const xmlChar *)b.s);
    buf_done(&b);
    return true;
}

static bool trim_end(xmlNode *n, bool end)
{
    bool found = false;
    for (int depth = 0; n && depth < TRIM_DEPTH; depth++) {
        xml_unfold_inside(n);
        xmlNode *c = end ? n->last : n->children;
        if (c && c->type == XML_TEXT_NODE && expand_is_blank(c)) {
            found = true;
            xmlNode *next = end ? c->prev : c->next;
            xml_drop(c);
            c = next;
        }
        if (c && c->type == XML_TEXT_NODE)
            return trim_text(c, end) || found;
        n = c && c->type == XML_ELEMENT_NODE && db_class_of(xml_elem(c)) == DB_INLINE ? c : NULL;
    }
    return found;
}

void expand_trim(xmlNode *n)
{
    trim_end(n, false);
    trim_end(n, true);
}

/* Whether a space is missing between an element and its neighbour: not at an end, not beside white
 * space, closing marks or brackets. */
static bool lacks_space(const xmlNode *beside, bool after)
{
    if (!beside || beside->type != XML_TEXT_NODE)
        return beside && beside->type == XML_ELEMENT_NODE;
    const char *s = (const char *)beside->content,
               *none = after ? " \t\r\n,.;:!?)]}" : " \t\r\n([{";
    size_t n = strlen(s);
    return n && !strchr(none, after ? *s : s[n - 1]);
}

void expand_trim_inline(xmlNode *n)
{
    if (trim_end(n, false) && lacks_space(n->prev, false))
        expand_text_before(n, " ");
    if (trim_end(n, true) && lacks_space(n->next, true))
        expand_text_after(n, " ");
}

void expand_text_before(xmlNode *n, const char *text)
{
    xml_add_before(n, xmlNewDocText(n->doc, (const xmlChar *)text));
}

void expand_text_after(xmlNode *n, const char *text)
{
    xml_add_after(n, xmlNewDocText(n->doc, (const xmlChar *)text));
}

bool expand_attr_is(const xmlNode *n, const char *name, const char *value)
{
    const char *v = xml_attr(n, name);
    return v && !strcmp(v, value);
}

bool expand_has_ancestor(const xmlNode *n, enum db_elem e)
{
    for (n = n->parent; n && n->type == XML_ELEMENT_NODE; n = n->parent)
        if (xml_elem(n) == e)
            return true;
    return false;
}

int expand_attr_int(const xmlNode *n, const char *name, int otherwise)
{
    const char *v = xml_attr(n, name);
    char *end;
    long i = v ? strtol(v, &end, 10) : 0;
    return v && end != v && i > -1000000 && i < 1000000 ? (int)i : otherwise;
}
