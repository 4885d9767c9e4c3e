// SPDX-License-Identifier: Apache-2.0
/* Contents and lists of figures, tables, examples and equations: <toc><title/><tocentry
 * linkend="ID" role="chapter" condition="chapter">Title</tocentry><tocdiv>its sections …</tocdiv> …
 * A toc that the author left empty is filled where it is; every division without one gets a toc
 * after its titles and info, marked remap="generated", and the layout decides which of them are
 * shown. */
#include <string.h>

#include "expand/expand-int.h"

static const struct list {
    enum db_elem elem;
    const char *role;
    enum gen_key title;
} list[] = {
    {DB_figure, "figures", GEN_figures},
    {DB_table, "tables", GEN_tables},
    {DB_example, "examples", GEN_examples},
    {DB_equation, "equations", GEN_equations},
};
enum { LISTS = sizeof list / sizeof *list, MAX_TOCS = 6 };

/* ---- entries --------------------------------------------------------------------------------- */

static bool has_title(const xmlNode *n) { return xml_child(n, "title") != NULL; }

static void set_role(const xmlNode *of, xmlNode *entry, const char *condition, const char *number)
{
    struct buf role = {0};
    int level = expand_section_level(of);
    if (level)
        buf_printf(&role, "sect%d", level);
    else
        buf_puts(&role, db_name(xml_elem(of)));
    if (!condition && !number)
        buf_puts(&role, " unnumbered");
    xml_set_attr(entry, "role", role.s);
    buf_done(&role);
}

/* shortentry="1" of a table: lists show its titleabbrev. */
static const xmlNode *short_title(const xmlNode *of, const xmlNode *title)
{
    const xmlNode *abbrev = expand_attr_is(of, "shortentry", "1") ? xml_child(of, "titleabbrev")
                                                                  : NULL;
    return abbrev ? abbrev : title;
}

static void add_entry(struct expand *x, xmlNode *into, xmlNode *of)
{
    const xmlNode *title = xml_child(of, "title");
    xmlNode *entry = xml_new_child(into, DB_tocentry, xml_loc(of));
    const char *number = xml_attr(title, "number"), *label = xml_attr(title, "label");
    struct buf condition = {0};
    expand_condition(of, &condition);
    xml_set_attr(entry, "linkend", expand_id(x, of));
    set_role(of, entry, condition.s, number);
    if (number)
        xml_set_attr(entry, "number", number);
    else if (condition.n)
        xml_set_attr(entry, "condition", condition.s);
    if (label)
        xml_set_attr(entry, "label", label);
    expand_copy_inline(short_title(of, title), entry);
    buf_done(&condition);
}

/* Adds the divisions inside division i, with their nesting. */
static void add_divisions(struct expand *x, xmlNode *toc, int i)
{
    VEC(int) end = {0};
    xmlNode *into = toc;
    int last = x->divisions.v[i].end;
    for (int d = i + 1; d < last; d++) {
        const struct division *div = &x->divisions.v[d];
        while (end.n && d >= end.v[end.n - 1]) {
            end.n--;
            into = into->parent;
        }
        if (!has_title(div->node))
            continue;
        add_entry(x, into, div->node);
        if (div->end > d + 1) {
            into = xml_new_child(into, DB_tocdiv, xml_loc(div->node));
            *vec_add(&end) = div->end;
        }
    }
    vec_done(&end);
}

/* Adds the formal objects of a kind inside division i; false if there are none. */
static bool add_formals(struct expand *x, xmlNode *toc, int i, enum db_elem e)
{
    const struct division *of = &x->divisions.v[i];
    bool any = false;
    for (int f = of->formal_from; f < of->formal_to; f++) {
        if (xml_elem(x->formals.v[f]) != e || !has_title(x->formals.v[f]) ||
            expand_attr_is(x->formals.v[f], "tocentry", "0"))
            continue;
        add_entry(x, toc, x->formals.v[f]);
        any = true;
    }
    return any;
}

/* ---- places ---------------------------------------------------------------------------------- */

/* After the titles, info and contents of a division. */
static void insert_toc(xmlNode *division, xmlNode *toc)
{
    xmlNode *after = NULL;
    for (xmlNode *c = xml_first(division); c; c = xml_next(c)) {
        enum db_elem e = xml_elem(c);
        if (db_class_of(e) != DB_TITLE && e != DB_info && e != DB_toc && e != DB_dedication)
            break;
        after = c;
    }
    if (after)
        xml_add_after(after, toc);
    else
        xml_add_first(division, toc);
}

static xmlNode *new_toc(const xmlNode *of, const char *role, enum gen_key key)
{
    xmlNode *toc = xml_new_elem(of->doc, DB_toc, xml_loc(of)),
            *title = xml_new_child(toc, DB_title, xml_loc(of));
    xml_set_attr(toc, "remap", "generated");
    if (role)
        xml_set_attr(toc, "role", role);
    xml_set_attr(title, "role", "generated");
    xml_add_text(title, expand_gen(of, key));
    return toc;
}

static bool may_have_toc(enum db_elem e)
{
    return e == DB_set || e == DB_book || e == DB_part || e == DB_article || e == DB_reference ||
           e == DB_chapter || e == DB_appendix;
}

/* The nesting of contents is limited: deeper divisions than in any book are not listed again and
 * again. */
static bool wants_toc(const xmlNode *n)
{
    int around = 0;
    if (!may_have_toc(xml_elem(n)))
        return false;
    for (n = n->parent; n && n->type == XML_ELEMENT_NODE; n = n->parent)
        around += may_have_toc(xml_elem(n));
    return around < MAX_TOCS;
}

/* Whether the division has its own contents (role NULL), or that list. */
static bool has_toc(const xmlNode *division, const char *role)
{
    for (const xmlNode *c = xml_first(division); c; c = xml_next(c)) {
        bool lists = expand_attr_is(c, "role", "lot");
        for (int i = 0; i < LISTS; i++)
            lists |= expand_attr_is(c, "role", list[i].role);
        if (xml_elem(c) == DB_toc && (role ? expand_attr_is(c, "role", role) : !lists))
            return true;
    }
    return false;
}

/* ---- the step -------------------------------------------------------------------------------- */

/* Adds the non-empty lists of division i, before `before` or after the division's contents. */
static void add_lists(struct expand *x, int i, xmlNode *before)
{
    xmlNode *of = x->divisions.v[i].node;
    for (int l = 0; l < LISTS; l++) {
        if (has_toc(of, list[l].role))
            continue;
        xmlNode *toc = new_toc(before ? before : of, list[l].role, list[l].title);
        if (!add_formals(x, toc, i, list[l].elem)) {
            xmlFreeNode(toc);
        } else if (before) {
            xmlUnsetProp(toc, (const xmlChar *)"remap");
            xml_add_before(before, toc);
        } else {
            insert_toc(of, toc);
        }
    }
}

static void toc_fill(struct expand *x, const struct filled *toc)
{
    if (expand_attr_is(toc->node, "role",
                       "lot")) { /* stays as an empty mark, which layouts leave out */
        add_lists(x, toc->division, toc->node);
        return;
    }
    for (int l = 0; l < LISTS; l++)
        if (expand_attr_is(toc->node, "role", list[l].role)) {
            add_formals(x, toc->node, toc->division, list[l].elem);
            return;
        }
    add_divisions(x, toc->node, toc->division);
}

/* Of several empty contents of one kind in a division the first is filled. */
static bool is_first(struct map *seen, const struct filled *toc)
{
    char key[64];
    const char *kind = expand_attr_is(toc->node, "role", "lot") ? "lot" : "";
    for (int l = 0; l < LISTS; l++)
        kind = expand_attr_is(toc->node, "role", list[l].role) ? list[l].role : kind;
    snprintf(key, sizeof key, "%d %s", toc->division, kind);
    void **place = map_put(seen, key);
    bool first = !*place;
    *place = toc->node;
    return first;
}

void expand_contents(struct expand *x)
{
    struct map seen = {0};
    for (int i = 0; i < x->tocs.n; i++)
        if (is_first(&seen, &x->tocs.v[i]))
            toc_fill(x, &x->tocs.v[i]);
    map_done(&seen);
    for (int i = 0; i < x->divisions.n; i++) {
        xmlNode *n = x->divisions.v[i].node;
        if (wants_toc(n) && x->divisions.v[i].end > i + 1 && !has_toc(n, NULL)) {
            xmlNode *toc = new_toc(n, NULL, GEN_toc);
            add_divisions(x, toc, i);
            insert_toc(n, toc);
        }
        if (xml_elem(n) == DB_book)
            add_lists(x, i, NULL);
    }
}
