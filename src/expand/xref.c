// SPDX-License-Identifier: Apache-2.0
/* Cross references: the content of an xref or an empty link are phrases that a layout can style,
 * omit or show: xref-label "Kapitel ", xref-number (its digits are the layout's, by @condition),
 * xref-title, xref-page, xref-text. The form follows @xrefstyle as in DocBook XSL ("select: label
 * quotedtitle page", "template:%n, %t"); without one it is label and number where the target is
 * numbered, with an optional title, else the title. */
#include <string.h>

#include "expand/expand-int.h"

struct ref {
    struct expand *x;
    xmlNode *from;  /* the xref or link to be filled */
    xmlNode *to;    /* the element referred to: the target, or its nearest ancestor with a name */
    const char *id; /* the target's own id */
    struct buf condition;
};

static xmlNode *xref_add(struct ref *r, const char *role, const char *text)
{
    return expand_phrase(r->from, role, text, xml_loc(r->from));
}

/* By now titles are first, a figure's last. Other children are not searched, since that would be
 * repeated for each reference. */
static xmlNode *title_of(const xmlNode *n)
{
    if (xml_is(xml_first(n), "title"))
        return xml_first(n);
    return xml_is(n->last, "title") ? n->last : NULL;
}

static bool is_section(const struct ref *r) { return db_class_of(xml_elem(r->to)) == DB_SECTION; }

/* ---- the parts ------------------------------------------------------------------------------- */

/* `alone`: no number follows. */
static void add_label(struct ref *r, bool alone)
{
    int key = expand_label_key(r->to);
    if (key < 0)
        return;
    xmlNode *p = xref_add(r, "xref-label", expand_gen(r->from, (enum gen_key)key));
    if (!alone)
        xml_add_text(p, "\u00a0");
}

/* Before the number of a nested item or step: the outer one's, and a full stop. */
static void add_outer_numbers(struct ref *r, xmlNode *n)
{
    enum { DEEPEST = 8 };
    xmlNode *outer[DEEPEST];
    struct buf condition = {0};
    int found = 0;
    for (enum db_elem e = xml_elem(n);
         n->parent && n->parent->type == XML_ELEMENT_NODE && found < DEEPEST; n = n->parent)
        if (xml_elem(n->parent) == e)
            outer[found++] = n->parent;
    while (found--) {
        condition.n = 0;
        expand_condition(outer[found], &condition);
        if (!condition.n)
            continue;
        xmlNode *p = xref_add(r, "xref-number", NULL);
        xml_set_attr(p, "linkend", expand_id(r->x, outer[found]));
        xml_set_attr(p, "condition", condition.s);
        xml_add_text(r->from, ".");
    }
    buf_done(&condition);
}

/* The author's label of an equation without a title; NULL: none. */
static const char *equation_label(const xmlNode *n)
{
    const char *label = xml_elem(n) == DB_equation ? xml_attr(n, "label") : NULL;
    return label && *label ? label : NULL;
}

static void add_number(struct ref *r)
{
    const xmlNode *title = title_of(r->to);
    const char *given = title ? xml_attr(title, "number") : equation_label(r->to);
    if (xml_elem(r->to) == DB_listitem || xml_elem(r->to) == DB_step)
        add_outer_numbers(r, r->to);
    xmlNode *p = xref_add(r, "xref-number", given);
    if (given)
        return;
    xml_set_attr(p, "linkend", expand_id(r->x, r->to));
    xml_set_attr(p, "condition", r->condition.s);
}

static bool has_number(const struct ref *r)
{
    const xmlNode *title = title_of(r->to);
    return r->condition.n || (title && xml_attr(title, "number"));
}

static void add_title(struct ref *r, const char *role, bool optional)
{
    const xmlNode *title = title_of(r->to);
    if (!title)
        return;
    xmlNode *p = xref_add(r, role, NULL);
    expand_copy_inline(title, p);
    if (optional)
        xml_set_attr(p, "condition", "optional");
}

static void add_page(struct ref *r, const char *word)
{
    if (word) {
        xmlNode *p = xref_add(r, "xref-label", word);
        xml_add_text(p, "\u00a0");
    }
    xml_set_attr(xref_add(r, "xref-page", NULL), "linkend", r->id);
}

static void add_copy(struct ref *r, const xmlNode *of)
{
    expand_copy_inline(of, xref_add(r, "xref-text", NULL));
}

/* ---- xrefstyle ------------------------------------------------------------------------------- */

static void use_template(struct ref *r, const char *t)
{
    struct buf text = {0};
    for (; *t; t++) {
        if (*t != '%' || !t[1]) {
            buf_putc(&text, *t);
            continue;
        }
        if (*++t == '%') {
            buf_putc(&text, '%');
            continue;
        }
        if (text.n)
            xml_add_text(r->from, text.s);
        text.n = 0;
        if (*t == 'n' && has_number(r))
            add_number(r);
        else if (*t == 't')
            add_title(r, "xref-text", false);
        else if (*t == 'p')
            add_page(r, NULL);
    }
    if (text.n)
        xml_add_text(r->from, text.s);
    buf_done(&text);
}

static bool word_is(const char *s, size_t n, const char *word)
{
    return strlen(word) == n && !strncmp(s, word, n);
}

static void select_part(struct ref *r, const char *s, size_t n)
{
    if (n >= 4 && strncmp(s, "nopa", 4) && r->from->children &&
        r->from->last->type == XML_ELEMENT_NODE)
        xml_add_text(r->from, ", ");
    if (word_is(s, n, "label") && has_number(r)) {
        add_label(r, false);
        add_number(r);
    } else if (word_is(s, n, "labelname")) {
        add_label(r, true);
    } else if (word_is(s, n, "labelnumber") && has_number(r)) {
        add_number(r);
    } else if (word_is(s, n, "title") || word_is(s, n, "unquotedtitle")) {
        add_title(r, "xref-text", false);
    } else if (word_is(s, n, "quotedtitle")) {
        add_title(r, "xref-title", false);
    } else if (word_is(s, n, "page") || word_is(s, n, "Page")) {
        add_page(r, expand_gen(r->from, GEN_page));
    } else if (word_is(s, n, "pageabbrev")) {
        add_page(r, expand_gen(r->from, GEN_pageabbrev));
    } else if (word_is(s, n, "pagenumber")) {
        add_page(r, NULL);
    }
}

/* False if the style is unknown. */
static bool use_style(struct ref *r)
{
    const char *style = xml_attr(r->from, "xrefstyle");
    if (!style)
        return false;
    if (!strncmp(style, "template:", 9)) {
        use_template(r, style + 9);
        return true;
    }
    if (strncmp(style, "select:", 7))
        return false;
    for (const char *s = style + 7 + strspn(style + 7, " \t\n"); *s; s += strspn(s, " \t\n")) {
        size_t n = strcspn(s, " \t\n");
        select_part(r, s, n);
        s += n;
    }
    return r->from->children != NULL;
}

/* ---- targets with special names --------------------------------------------------------- */

static void add_callouts(struct ref *r, const char *ids)
{
    struct buf id = {0};
    for (const char *s = ids + strspn(ids, " \t\r\n"); *s; s += strspn(s, " \t\r\n")) {
        size_t n = strcspn(s, " \t\r\n");
        id.n = 0;
        buf_add(&id, s, n);
        xml_set_attr(xref_add(r, "callout-number", NULL), "linkend", id.s);
        s += n;
    }
    buf_done(&id);
}

/* The name of an entry without a label: its title, or that of the first of its sets. */
static const xmlNode *bibliography_title(const xmlNode *n)
{
    enum { MOST = 64 }; /* children examined */
    const xmlNode *found = NULL;
    int i = 0;
    for (const xmlNode *c = xml_first(n); c && !found && i < MOST; c = xml_next(c), i++)
        found = xml_elem(c) == DB_title || xml_elem(c) == DB_citetitle ? c : NULL;
    for (const xmlNode *c = xml_first(n); c && !found && i < MOST; c = xml_next(c), i++)
        for (const xmlNode *t = xml_elem(c) == DB_biblioset ? xml_first(c) : NULL;
             t && !found && i < MOST; t = xml_next(t), i++)
            found = xml_elem(t) == DB_title ? t : NULL;
    return found;
}

static void add_bibliography(struct ref *r)
{
    const xmlNode *abbrev = xml_child(r->to, "abbrev");
    const char *label = xml_attr(r->to, "xreflabel");
    xmlNode *p;
    if (!abbrev && !label && (abbrev = bibliography_title(r->to))) {
        bool part = expand_is_part(abbrev->parent);
        expand_copy_inline(abbrev, xref_add(r, part ? "xref-title" : "xref-work", NULL));
        return;
    }
    if (!abbrev && !label) { /* then the entry shows its id, as the reference does */
        expand_biblio_label(r->to, xml_id(r->to) ? xml_id(r->to) : "?");
        abbrev = xml_child(r->to, "abbrev");
    }
    p = xref_add(r, "xref-text", "[");
    if (abbrev)
        expand_copy_inline(abbrev, p);
    else
        xml_add_text(p, label);
    xml_add_text(p, "]");
}

/* The name of a question without a number: the author's label, else what it asks. */
static const xmlNode *question_name(const xmlNode *n)
{
    const xmlNode *label = expand_own_label(n);
    if (label || !(n = xml_elem(n) == DB_qandaentry ? xml_child(n, "question") : n))
        return label;
    const xmlNode *asked = xml_child(n, "para");
    return asked ? asked : xml_child(n, "simpara");
}

/* False for other targets. */
static bool add_special(struct ref *r)
{
    const xmlNode *part = NULL;
    switch (xml_elem(r->to)) {
    case DB_varlistentry: part = xml_child(r->to, "term"); break;
    case DB_glossentry: part = xml_child(r->to, "glossterm"); break;
    case DB_cmdsynopsis: part = xml_child(r->to, "command"); break;
    case DB_refentry: part = title_of(r->to); break;
    case DB_formalpara:
    case DB_constraintdef: part = title_of(r->to); break;
    case DB_production: part = xml_child(r->to, "lhs"); break;
    case DB_msgentry:
        part = xml_child(r->to, "msg") ? title_of(xml_child(r->to, "msg")) : NULL;
        break;
    case DB_term:
    case DB_glossterm: part = r->to; break;
    case DB_qandaentry:
    case DB_question: part = r->condition.n ? NULL : question_name(r->to); break;
    case DB_biblioentry:
    case DB_bibliomixed: add_bibliography(r); return true;
    case DB_co: add_callouts(r, r->id); return true;
    case DB_callout:
        add_callouts(r, xml_attr(r->to, "arearefs") ? xml_attr(r->to, "arearefs") : "");
        return true;
    default: break;
    }
    if (part)
        add_copy(r, part);
    return part != NULL;
}

/* ---- one reference --------------------------------------------------------------------------- */

static bool has_special(enum db_elem e)
{
    return e == DB_varlistentry || e == DB_glossentry || e == DB_cmdsynopsis ||
           e == DB_biblioentry || e == DB_bibliomixed || e == DB_co || e == DB_callout ||
           e == DB_term || e == DB_glossterm || e == DB_production;
}

static bool has_name(const xmlNode *n, struct buf *condition)
{
    enum db_elem e = xml_elem(n);
    expand_condition(n, condition);
    return condition->n || xml_attr(n, "xreflabel") || title_of(n) || has_special(e) ||
           (e == DB_msgentry && xml_child(n, "msg") && title_of(xml_child(n, "msg"))) ||
           ((e == DB_qandaentry || e == DB_question) && question_name(n));
}

/* An anchor or a paragraph is named by its ancestor. */
static bool find_named(struct ref *r, xmlNode *target)
{
    for (r->to = target; r->to && r->to->type == XML_ELEMENT_NODE; r->to = r->to->parent)
        if (has_name(r->to, &r->condition))
            return true;
    return false;
}

static void xref_fill(struct expand *x, xmlNode *n, xmlNode *target)
{
    struct ref r = {.x = x, .from = n, .id = expand_id(x, target)};
    const char *label = xml_attr(target, "xreflabel");
    if (label && *label && xml_elem(target) != DB_biblioentry &&
        xml_elem(target) != DB_bibliomixed) {
        xref_add(&r, "xref-text", label);
    } else if (!find_named(&r, target)) {
        diag(DIAG_expand_nameless, xml_loc(n), r.id);
        add_page(&r, expand_gen(n, GEN_page));
    } else if (!use_style(&r) && !add_special(&r)) {
        if (has_number(&r)) {
            add_label(&r, false);
            add_number(&r);
        }
        add_title(&r,
                  is_section(&r) || db_class_of(xml_elem(r.to)) != DB_INLINE ? "xref-title"
                                                                             : "xref-text",
                  has_number(&r));
    }
    buf_done(&r.condition);
}

/* A reference without a target becomes plain text. */
static void set_dangling(xmlNode *n, const char *id)
{
    enum db_elem e = xml_elem(n);
    bool refers = e == DB_xref || e == DB_link || e == DB_biblioref || e == DB_footnoteref ||
                  e == DB_coref;
    diag(DIAG_expand_dangling, xml_loc(n), id);
    xmlUnsetProp(n, (const xmlChar *)"linkend");
    if (refers)
        xml_set_elem(n, DB_phrase);
    if (refers && expand_is_empty(n)) {
        expand_add_role(n, "dangling");
        xml_add_text(n, "???");
    }
}

/* begin, end, units of a biblioref: "[K98], p. 12–14". */
static void add_place(xmlNode *n)
{
    const char *begin = xml_attr(n, "begin"), *end = xml_attr(n, "end"),
               *units = xml_attr(n, "units");
    struct buf b = {0};
    if (xml_elem(n) != DB_biblioref || !begin)
        return;
    buf_printf(&b, ", %s%s%s", units ? units : "", units ? "\u00a0" : "", begin);
    if (end)
        buf_printf(&b, "–%s", end);
    xml_add_text(n, b.s);
    buf_done(&b);
}

/* An olink is a link if its target is in this document: inside the element with the id @targetdoc,
 * if there is one. */
static bool use_olink(struct expand *x, xmlNode *n)
{
    xmlNode *target = xml_ids_get(x->ids, xml_attr(n, "linkend"));
    const char *doc = xml_attr(n, "targetdoc");
    const xmlNode *around = target;
    while (doc && around && around->type == XML_ELEMENT_NODE &&
           (!xml_id(around) || strcmp(xml_id(around), doc)))
        around = around->parent;
    if (!around || around->type != XML_ELEMENT_NODE)
        return false;
    xml_set_elem(n, DB_link);
    return true;
}

static void xref_resolve(struct expand *x, xmlNode *n)
{
    const char *id = xml_attr(n, "linkend"), *end = xml_attr(n, "endterm");
    if (xml_elem(n) == DB_olink && !use_olink(x, n)) {
        expand_plain_olink(n);
        return;
    }
    enum db_elem e = xml_elem(n);
    xmlNode *target = xml_ids_get(x->ids, id), *text = end ? xml_ids_get(x->ids, end) : NULL;
    if (!target) {
        set_dangling(n, id);
        return;
    }
    if (end && !text)
        diag(DIAG_expand_dangling, xml_loc(n), end);
    if (xml_elem(target) == DB_footnote && xml_attr(target, "label") && !xml_attr(n, "label") &&
        (e == DB_footnoteref || (e == DB_xref && !text)))
        xml_set_attr(n, "label", xml_attr(target, "label"));
    if ((e != DB_xref && e != DB_link && e != DB_biblioref && e != DB_constraint) ||
        !expand_is_empty(n))
        return;
    if (text)
        expand_copy_inline(text, expand_phrase(n, "xref-text", NULL, xml_loc(n)));
    else if (xml_elem(target) == DB_footnote)
        xml_set_elem(n, DB_footnoteref);
    else
        xref_fill(x, n, target);
    add_place(n);
}

static bool is_in_title(const xmlNode *n)
{
    while (n->type == XML_ELEMENT_NODE && db_class_of(xml_elem(n)) != DB_TITLE &&
           xml_elem(n) != DB_term)
        if ((n = n->parent) == NULL || db_class_of(xml_elem(n)) == DB_BLOCK)
            return false;
    return n->type == XML_ELEMENT_NODE;
}

/* References in titles come first, since others copy the titles. */
void expand_links(struct expand *x)
{
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < x->links.n; i++)
            if (is_in_title(x->links.v[i]) == !pass)
                xref_resolve(x, x->links.v[i]);
}
