// SPDX-License-Identifier: Apache-2.0
/* Tables: every entry of a CALS table gets the align, valign, colsep, rowsep, char and charoff in
 * force for it (OASIS TM 9502, CALS Table Model: entry, spanspec, row, colspec, tgroup, table), and
 * an HTML table's rows go into a tgroup, so that a layout has one kind of table to style. */
#include <stdlib.h>
#include <string.h>

#include "expand/expand-int.h"

enum { COLUMNS = 1024 }; /* tables with more columns are left unchanged */

struct spec {
    const xmlNode *node;
    const char *name;
    int from, to; /* columns, 0-based */
};
struct group {
    xmlNode *tgroup;
    const xmlNode *table, *section; /* section: thead, tbody or tfoot */
    int columns;
    const xmlNode *col[COLUMNS], *head_col[COLUMNS]; /* colspec by column; of the section alone */
    VEC(struct spec) span;
    int busy[COLUMNS]; /* rows that a cell from above still covers */
};

static int column_named(const struct group *g, const char *name)
{
    for (int i = 0; name && i < g->columns; i++) {
        const char *own = g->head_col[i] ? xml_attr(g->head_col[i], "colname") : NULL;
        const char *n = g->col[i] ? xml_attr(g->col[i], "colname") : NULL;
        if ((own && !strcmp(own, name)) || (n && !strcmp(n, name)))
            return i;
    }
    return -1;
}

static int read_colspecs(const xmlNode *parent, const xmlNode **col)
{
    int next = 0, columns = 0;
    for (const xmlNode *c = xml_first(parent); c; c = xml_next(c)) {
        if (xml_elem(c) != DB_colspec)
            continue;
        int at = expand_attr_int(c, "colnum", next + 1) - 1;
        if (at < 0 || at >= COLUMNS)
            continue;
        col[at] = c;
        next = at + 1;
        columns = next > columns ? next : columns;
    }
    return columns;
}

static void read_spanspecs(struct group *g)
{
    for (const xmlNode *c = xml_first(g->tgroup); c; c = xml_next(c)) {
        if (xml_elem(c) != DB_spanspec)
            continue;
        struct spec *s = vec_add(&g->span);
        *s = (struct spec){.node = c, .name = xml_attr(c, "spanname")};
        s->from = column_named(g, xml_attr(c, "namest"));
        s->to = column_named(g, xml_attr(c, "nameend"));
    }
}

static const struct spec *span_of(const struct group *g, const xmlNode *entry)
{
    const char *name = xml_attr(entry, "spanname");
    for (int i = 0; name && i < g->span.n; i++)
        if (g->span.v[i].name && !strcmp(g->span.v[i].name, name))
            return &g->span.v[i];
    return NULL;
}

/* The first of the nodes that has the attribute. */
static const char *inherited(const char *name, const xmlNode *const *from, int n)
{
    for (int i = 0; i < n; i++) {
        const char *v = from[i] ? xml_attr(from[i], name) : NULL;
        if (v)
            return v;
    }
    return NULL;
}

static void table_take(xmlNode *entry, const char *name, const char *value)
{
    if (value && !xml_attr(entry, name))
        xml_set_attr(entry, name, value);
}

/* A cell that is first or last of its row only because of a row span is not in the first or last
 * column. */
static void mark_inner(xmlNode *cell, int from, int to, int columns)
{
    bool first = from > 0 && !xmlPreviousElementSibling(cell),
         last = to < columns - 1 && !xml_next(cell);
    if (first || last)
        table_take(cell, "remap",
                   first && last ? "not-first not-last"
                   : first       ? "not-first"
                                 : "not-last");
}

static void set_entry(const struct group *g, const xmlNode *row, xmlNode *entry, int from, int to,
                      const struct spec *span)
{
    const xmlNode *col = g->head_col[from] ? g->head_col[from] : g->col[from],
                  *spec = span ? span->node : NULL;
    const xmlNode *const text[] = {spec, col, g->tgroup},
                         *const side[] = {spec, col, g->tgroup, g->table},
                         *const below[] = {spec, row, col, g->tgroup, g->table},
                         *const height[] = {row, g->section};
    table_take(entry, "align", inherited("align", text, 3));
    table_take(entry, "char", inherited("char", text, 3));
    table_take(entry, "charoff", inherited("charoff", text, 3));
    table_take(entry, "valign", inherited("valign", height, 2));
    table_take(entry, "rowsep", inherited("rowsep", below, 5));
    if (to >= g->columns - 1)
        xmlUnsetProp(entry, (const xmlChar *)"colsep"); /* the table's frame applies there */
    else
        table_take(entry, "colsep", inherited("colsep", side, 4));
    mark_inner(entry, from, to, g->columns);
}

static void do_row(struct group *g, const xmlNode *row)
{
    int next = 0;
    for (xmlNode *entry = xml_first(row); entry; entry = xml_next(entry)) {
        if (xml_elem(entry) != DB_entry && xml_elem(entry) != DB_entrytbl)
            continue;
        const struct spec *span = span_of(g, entry);
        int from = span ? span->from : column_named(g, xml_attr(entry, "namest"));
        int to = span ? span->to : column_named(g, xml_attr(entry, "nameend"));
        if (from < 0)
            from = column_named(g, xml_attr(entry, "colname"));
        if (from < 0)
            for (from = next; from < COLUMNS && g->busy[from]; from++)
                ;
        if (to < from)
            to = from;
        if (to >= COLUMNS)
            return;
        set_entry(g, row, entry, from, to, span);
        int more = expand_attr_int(entry, "morerows", 0);
        for (int i = from; i <= to && more > 0; i++)
            g->busy[i] = more + 1;
        next = to + 1;
    }
    for (int i = 0; i < g->columns; i++)
        g->busy[i] -= g->busy[i] > 0;
}

static void do_section(struct group *g, const xmlNode *section)
{
    g->section = section;
    memset(g->head_col, 0, sizeof g->head_col);
    memset(g->busy, 0, sizeof g->busy);
    read_colspecs(section, g->head_col);
    for (const xmlNode *row = xml_first(section); row; row = xml_next(row))
        if (xml_elem(row) == DB_row)
            do_row(g, row);
}

/* If one column has a proportional width, each without a width gets one share (CALS: colwidth is
 * "1*" by default). */
static void complete_widths(struct group *g)
{
    xmlNode *before = NULL;
    bool shares = false;
    for (int i = 0; i < g->columns; i++) {
        const char *width = g->col[i] ? xml_attr(g->col[i], "colwidth") : NULL;
        shares |= width && strchr(width, '*');
    }
    for (int i = 0; i < g->columns && shares; i++) {
        xmlNode *col = (xmlNode *)g->col[i];
        if (!col) {
            col = xml_new_elem(g->tgroup->doc, DB_colspec, xml_loc(g->tgroup));
            if (before)
                xml_add_after(before, col);
            else
                xml_add_first(g->tgroup, col);
        }
        table_take(col, "colwidth", "1*");
        before = col;
    }
}

void expand_tgroup(struct expand *x, xmlNode *n)
{
    struct group *g = mem_new(sizeof *g);
    (void)x;
    expand_loose(n);
    g->tgroup = n;
    g->table = n->parent && db_class_of(xml_elem(n->parent)) == DB_TABLE && xml_elem(n) == DB_tgroup
                   ? n->parent
                   : NULL;
    int named = read_colspecs(n, g->col), told = expand_attr_int(n, "cols", named);
    g->columns = told > named ? told : named;
    g->columns = g->columns > COLUMNS ? COLUMNS : g->columns < 1 ? 1 : g->columns;
    read_spanspecs(g);
    complete_widths(g);
    for (xmlNode *c = xml_first(n); c; c = xml_next(c))
        if (xml_elem(c) == DB_thead || xml_elem(c) == DB_tbody || xml_elem(c) == DB_tfoot)
            do_section(g, c);
    vec_done(&g->span);
    mem_free(g);
}

/* ---- HTML ------------------------------------------------------------------------------------ */

static bool is_html_part(enum db_elem e)
{
    return e == DB_col || e == DB_colgroup || e == DB_thead || e == DB_tbody || e == DB_tfoot ||
           e == DB_tr;
}

static void inherit_html(xmlNode *group)
{
    for (xmlNode *n = group; n; n = xml_walk(group, n)) {
        if (xml_elem(n) != DB_td && xml_elem(n) != DB_th)
            continue;
        const xmlNode *const from[] = {n->parent, n->parent->parent};
        table_take(n, "align", inherited("align", from, 2));
        table_take(n, "valign", inherited("valign", from, 2));
    }
}

/* The col of each column, or the colgroup that spans it. */
static void read_cols(const xmlNode *n, const xmlNode **col, int *next)
{
    for (const xmlNode *c = xml_first(n); c; c = xml_next(c)) {
        if (xml_elem(c) == DB_colgroup && xml_child(c, "col")) {
            read_cols(c, col, next);
            continue;
        }
        int span = xml_elem(c) == DB_col || xml_elem(c) == DB_colgroup
                       ? expand_attr_int(c, "span", 1)
                       : 0;
        for (; span > 0 && *next < COLUMNS; span--)
            col[(*next)++] = c;
    }
}

/* The number of columns of a part; if `columns` is given, marks its cells and aligns them by their
 * col. */
static int place_html(xmlNode *part, int columns, const xmlNode *const *col)
{
    int busy[COLUMNS] = {0}, most = 0; /* rows that a cell from above still covers */
    for (xmlNode *row = xml_first(part); row; row = xml_next(row)) {
        int next = 0;
        for (xmlNode *cell = xml_first(row); cell; cell = xml_next(cell)) {
            int wide = expand_attr_int(cell, "colspan", 1),
                high = expand_attr_int(cell, "rowspan", 1);
            while (next < COLUMNS && busy[next])
                next++;
            int to = next + (wide < 1 ? 1 : wide) - 1;
            if (to >= COLUMNS || to < next)
                break;
            if (columns) {
                const xmlNode *const from[] = {col[next], col[next] ? col[next]->parent : NULL};
                mark_inner(cell, next, to, columns);
                table_take(cell, "align", inherited("align", from, 2));
            }
            for (; next <= to; next++)
                busy[next] = high > 1 ? high : 1;
            most = next > most ? next : most;
        }
        for (int i = 0; i < COLUMNS; i++)
            busy[i] -= busy[i] > 0;
    }
    return most;
}

static void mark_html(xmlNode *group)
{
    int columns = 0, cols = 0;
    const xmlNode **col = mem_new(COLUMNS * sizeof *col);
    read_cols(group, col, &cols);
    for (xmlNode *part = xml_first(group); part; part = xml_next(part)) {
        int own = place_html(part, 0, col);
        columns = own > columns ? own : columns;
    }
    for (xmlNode *part = xml_first(group); part && columns; part = xml_next(part))
        place_html(part, columns, col);
    mem_free(col);
}

/* frame, rules and border of HTML 4 in the words of CALS: @frame of the table, @colsep and @rowsep
 * of its group. */
static void rule_html(xmlNode *table, xmlNode *group)
{
    static const struct {
        const char *html, *cals;
    } sides[] = {{"void", "none"},     {"above", "top"},    {"below", "bottom"},
                 {"hsides", "topbot"}, {"vsides", "sides"}, {"lhs", "sides"},
                 {"rhs", "sides"},     {"box", "all"},      {"border", "all"}};
    const char *frame = xml_attr(table, "frame"), *rules = xml_attr(table, "rules");
    bool border = expand_attr_int(table, "border", 0) > 0;
    frame = frame ? frame : border ? "border" : "";
    rules = rules ? rules : border ? "all" : "";
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        if (!strcmp(frame, sides[i].html))
            xml_set_attr(table, "frame", sides[i].cals);
    if (!strcmp(rules, "all") || !strcmp(rules, "cols"))
        xml_set_attr(group, "colsep", "1");
    if (!strcmp(rules, "none") || !strcmp(rules, "cols") || !strcmp(rules, "groups"))
        xml_set_attr(group, "rowsep", "0");
}

/* Loose rows get their own body. */
static void add_part(xmlNode *group, xmlNode *part)
{
    xml_unlink(part);
    if (xml_elem(part) != DB_tr) {
        xml_add_last(group, part);
        return;
    }
    bool in_body = group->last && xml_elem(group->last) == DB_tbody;
    xml_add_last(in_body ? group->last : xml_new_child(group, DB_tbody, xml_loc(part)), part);
}

void expand_html_table(struct expand *x, xmlNode *n)
{
    xmlNode *group = NULL, *caption = xml_child(n, "caption");
    (void)x;
    if (xml_child(n, "tgroup"))
        return;
    for (xmlNode *c = xml_first(n), *next; c; c = next) {
        next = xml_next(c);
        if (!is_html_part(xml_elem(c)))
            continue;
        if (!group) {
            group = xml_new_elem(n->doc, DB_tgroup, xml_loc(n));
            xml_add_before(c, group);
        }
        add_part(group, c);
    }
    if (caption && !xml_child(n, "title"))
        xml_set_elem(caption, DB_title);
    if (group) {
        expand_loose(group);
        rule_html(n, group);
        mark_html(group);
        inherit_html(group);
    }
}
