// SPDX-License-Identifier: Apache-2.0
/* Columns and spans as CALS (OASIS TM 9502) and HTML tables write them. */
#include "doc/doc-int.h"

#include <stdlib.h>

static int whole(const xmlNode *n, const char *name, int otherwise)
{
    const char *v = xml_attr(n, name);
    char *end;
    long value = v ? strtol(v, &end, 10) : 0;
    return v && end != v && value >= 0 ? (int)(value < 1000000 ? value : 1000000) : otherwise;
}

void columns_begin(struct columns *c, const xmlNode *around)
{
    *c = (struct columns){.declared = around ? whole(around, "cols", 0) : 0};
    if (c->declared > COLUMNS_MAX)
        c->declared = COLUMNS_MAX;
}

void columns_done(struct columns *c)
{
    map_done(&c->names);
    map_done(&c->spans);
}

static int column_named(const struct columns *c, const char *name)
{
    return (int)(intptr_t)map_get(&c->names, name) - 1;
}

/* colwidth: "2*", "*", "3cm", "2*+1cm", of HTML also "20%". */
static void read_width(const xmlNode *n, const char *attr, const struct css_style *s,
                       struct box *column)
{
    const char *text = xml_attr(n, attr);
    for (const char *p = text; p && *p;) {
        char term[32];
        size_t k = strcspn(p, "+");
        const char *t = term;
        struct css_val v;
        int64_t star = FIX_ONE;
        snprintf(term, sizeof term, "%.*s", (int)(k < sizeof term ? k : 0), p + strspn(p, " "));
        if (strchr(term, '*') && (*t == '*' || number_read(&t, &star)) && star < INT32_MAX &&
            *t == '*')
            column->u.column.star = (int32_t)star;
        else if (length_read(term, css_font_size(s), &v) && v.kind == CSS_PCT)
            column->u.column.percent = v.num;
        else if (length_read(term, css_font_size(s), &v))
            column->u.column.width = len_min(v.len, LEN_MAX / 4);
        else
            diag(DIAG_bad_length, xml_loc(n), text, attr);
        p += k + (p[k] == '+');
    }
}

static void column_box(struct build *b, const xmlNode *n, const struct css_style *style,
                       struct box *table, int index, int span)
{
    struct box *box = box_new(b, BOX_COLUMN, style, n);
    box->u.column.index = (int16_t)index;
    box->u.column.span = (int16_t)span;
    read_width(n, xml_elem(n) == DB_colspec ? "colwidth" : "width", style, box);
    box_add(table, box);
}

void columns_group(struct build *b, const xmlNode *n, const struct css_style *style,
                   struct box *table, int index, int span)
{
    struct box *box = box_new(b, BOX_COLUMN, style, n);
    box->u.column.index = (int16_t)index;
    box->u.column.span = (int16_t)span;
    box->u.column.group = true;
    box_add(table, box);
}

static void read_span(struct columns *c, const xmlNode *n, struct arena *a)
{
    const char *name = xml_attr(n, "spanname"), *from = xml_attr(n, "namest"),
               *to = xml_attr(n, "nameend");
    int first = from ? column_named(c, from) : -1, last = to ? column_named(c, to) : -1;
    if (!name || first < 0 || last < first)
        return;
    struct column_range *r = arena_make(a, struct column_range);
    *r = (struct column_range){first, last};
    *map_put(&c->spans, name) = r;
}

void columns_read(struct build *b, struct columns *c, const xmlNode *n,
                  const struct css_style *style, struct box *table)
{
    if (xml_elem(n) == DB_spanspec) {
        read_span(c, n, b->a);
        return;
    }
    const char *name = xml_attr(n, "colname");
    int span = xml_elem(n) == DB_colspec ? 1 : whole(n, "span", 1),
        at = whole(n, "colnum", c->next + 1) - 1;
    at = at < 0 ? c->next : at;
    if (at >= COLUMNS_MAX)
        return;
    span = span < 1 ? 1 : span > COLUMNS_MAX - at ? COLUMNS_MAX - at : span;
    if (name)
        *map_put(&c->names, name) = (void *)(intptr_t)(at + 1);
    if (table)
        column_box(b, n, style, table, at, span);
    c->next = at + span;
    c->most = c->next > c->most ? c->next : c->most;
}

/* A column by name, first as the row's own head or foot knows it; -1: unknown, reported. */
static int find_column(const struct columns *c, const struct columns *local, const xmlNode *n,
                       const char *name)
{
    int at = local ? column_named(local, name) : -1;
    at = at < 0 ? column_named(c, name) : at;
    if (at < 0)
        diag(DIAG_table_column, xml_loc(n), name);
    return at;
}

static struct column_range named_range(const struct columns *c, const struct columns *local,
                                       const xmlNode *n)
{
    const char *from = xml_attr(n, "namest"), *to = xml_attr(n, "nameend"),
               *name = xml_attr(n, "colname");
    const char *span = xml_attr(n, "spanname");
    const struct column_range *r = span && local ? map_get(&local->spans, span) : NULL;
    r = span && !r ? map_get(&c->spans, span) : r;
    if (r)
        return *r;
    if (span)
        diag(DIAG_table_column, xml_loc(n), span);
    if (!from && !name)
        return (struct column_range){-1, -1};
    int first = find_column(c, local, n, from ? from : name);
    int last = from && to ? find_column(c, local, n, to) : first;
    return (struct column_range){first, last < first ? first : last};
}

void cell_read(const struct columns *c, const struct columns *local, struct box *cell)
{
    const xmlNode *n = origin_node(cell->origin);
    struct column_range r = {-1, -1};
    int rows = 1, columns = 1;
    enum db_elem e = xml_elem(n);
    if (!cell->anonymous && (e == DB_entry || e == DB_entrytbl)) {
        const char *align = xml_attr(n, "align"), *mark = xml_attr(n, "char");
        r = named_range(c, local, n);
        columns = r.last - r.first + 1;
        rows = whole(n, "morerows", 0) + 1;
        cell->u.cell.align_char = align && !strcmp(align, "char") ? (mark ? intern(mark) : "")
                                                                  : NULL;
    } else if (!cell->anonymous) {
        columns = whole(n, "colspan", 1);
        rows = whole(n, "rowspan", 1);
        rows = rows ? rows : 1000000; /* HTML: 0 is all rows that are left */
    }
    cell->u.cell.col = (int16_t)r.first;
    cell->u.cell.col_span = (int16_t)(columns < 1             ? 1
                                      : columns > COLUMNS_MAX ? COLUMNS_MAX + 1
                                                              : columns);
    cell->u.cell.row_span = rows < 1 ? 1 : rows;
}
