// SPDX-License-Identifier: Apache-2.0
/* The grid of a table: every cell gets its column and spans that fit (HTML 4.9.12, the algorithm
 * for forming a table, with CALS's named columns). Row groups are independent: no span leaves one.
 * No cell is lost: one without room is moved to a free place. Cost: cells + rows × columns. */
#include "doc/doc-int.h"

struct grid {
    struct build *b;
    int busy[COLUMNS_MAX]; /* by column: the first row of the group in which it is free again */
    int columns, declared;
    bool wide_told;
};

static int count_rows(const struct box *rows)
{
    int n = 0;
    for (const struct box *r = rows->first; r; r = r->next)
        n++;
    return n;
}

static int next_free(const struct grid *g, int row, int from)
{
    while (from < COLUMNS_MAX && g->busy[from] > row)
        from++;
    return from;
}

/* No column is left: the content joins the row's last cell. */
static void join_last(struct box *cell)
{
    struct box *last = box_prev(cell), *next;
    diag(DIAG_table_too_wide, xml_loc(origin_node(cell->origin)), COLUMNS_MAX);
    for (struct box *c = cell->first; c && last; c = next) {
        next = c->next;
        box_remove(c);
        box_add(last, c);
    }
    box_remove(cell);
}

/* The number of free columns in the row from `at` on, at most `want`. */
static int free_run(const struct grid *g, int row, int at, int want)
{
    int n = 1;
    while (n < want && at + n < COLUMNS_MAX && g->busy[at + n] <= row)
        n++;
    return n;
}

/* Declared columns count: a span may not leave them, but an entry that has no room left widens the
 * table. */
static int fitting_span(struct grid *g, const struct box *cell, int row, int at)
{
    int want = cell->u.cell.col_span, room = g->declared > at ? g->declared - at
                                             : g->declared    ? 1
                                                              : want;
    int span = free_run(g, row, at, want < room ? want : room);
    if (span < want && (at < g->declared || !g->declared))
        diag(DIAG_table_span, xml_loc(origin_node(cell->origin)));
    if (g->declared && at >= g->declared && !g->wide_told) {
        diag(DIAG_table_wide, xml_loc(origin_node(cell->origin)), g->declared);
        g->wide_told = true;
    }
    return span;
}

static int place_cell(struct grid *g, struct box *cell, int row, int rows, int cursor)
{
    int wanted = cell->u.cell.col, at = next_free(g, row, wanted > cursor ? wanted : cursor);
    if (at >= COLUMNS_MAX) {
        join_last(cell);
        return cursor;
    }
    if (wanted >= 0 && at != wanted)
        diag(DIAG_table_overlap, xml_loc(origin_node(cell->origin)), at + 1);
    int span = fitting_span(g, cell, row, at);
    if (cell->u.cell.row_span > rows - row) {
        if (cell->u.cell.row_span < 1000000)
            diag(DIAG_table_span, xml_loc(origin_node(cell->origin)));
        cell->u.cell.row_span = rows - row;
    }
    cell->u.cell.col = (int16_t)at;
    cell->u.cell.col_span = (int16_t)span;
    for (int k = at; k < at + span; k++)
        g->busy[k] = row + cell->u.cell.row_span;
    g->columns = at + span > g->columns ? at + span : g->columns;
    return at + span;
}

static void place_group(struct grid *g, struct box *group)
{
    int rows = count_rows(group), row = 0;
    memset(g->busy, 0, sizeof g->busy);
    for (struct box *r = group->first; r; r = r->next, row++) {
        struct box *next;
        int cursor = 0;
        for (struct box *c = r->first; c; c = next) {
            next = c->next;
            cursor = place_cell(g, c, row, rows, cursor);
        }
    }
}

/* Empty cells for the free columns from `from` up to `to`, before `before`. */
static void grid_fill(struct grid *g, struct box *row, int index, int from, int to,
                      struct box *before)
{
    while ((from = next_free(g, index, from)) < to) {
        int span = free_run(g, index, from, to - from);
        struct box *cell = box_new(g->b, BOX_CELL,
                                   css_anonymous(g->b->doc->css, row->style, KW_table_cell),
                                   origin_node(row->origin));
        cell->anonymous = true;
        cell->u.cell.col = (int16_t)from;
        cell->u.cell.col_span = (int16_t)span;
        cell->u.cell.row_span = 1;
        box_insert(row, before, cell);
        from += span;
    }
}

static void fill_group(struct grid *g, struct box *group)
{
    int index = 0;
    memset(g->busy, 0, sizeof g->busy);
    for (struct box *r = group->first; r; r = r->next, index++) {
        int from = 0;
        for (struct box *c = r->first; c; c = c->next) {
            grid_fill(g, r, index, from, c->u.cell.col, c);
            from = c->u.cell.col + c->u.cell.col_span;
            for (int k = c->u.cell.col; k < from; k++)
                g->busy[k] = index + c->u.cell.row_span;
        }
        grid_fill(g, r, index, from, g->columns, NULL);
    }
}

void grid_place(struct build *b, struct box *table, int declared, int least)
{
    struct grid g = {.b = b, .declared = declared, .columns = declared > least ? declared : least};
    for (struct box *c = table->first; c; c = c->next)
        if (c->kind == BOX_ROWS)
            place_group(&g, c);
    g.columns = g.columns ? g.columns : 1;
    for (struct box *c = table->first; c; c = c->next)
        if (c->kind == BOX_ROWS)
            fill_group(&g, c);
    table->u.table.columns = g.columns;
}
