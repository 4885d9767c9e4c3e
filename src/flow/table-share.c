// SPDX-License-Identifier: Apache-2.0
/* Tables in a row: narrow ones that follow each other in one section, without a width for any
 * column, share their columns' widths, so that columns of consecutive tables are aligned. A table
 * that would get far wider by it keeps its own, and ends the row. Where their cells wrap, the
 * widths are those that make all of them lowest together, if their columns are about alike. */
#include "flow/table-int.h"

enum {
    CELLS_MAX = 400,
    WIDER = 5,   /* halves of its own width, at most */
    UNLIKE = 300 /* [1/1000] of the table by which columns differ, all together, at most */
};

/* The block that a table is all of: that of a CALS table around its only tgroup. */
static const struct box *holder(const struct box *table)
{
    const struct box *up = table->parent;
    bool around = up && up->kind == BOX_BLOCK && up->origin && table->origin &&
                  table->origin->parent == up->origin && table->origin->elem == DB_tgroup;
    return around ? up : table;
}

static const struct box *table_in(const struct box *b)
{
    if (b->kind == BOX_TABLE)
        return b;
    const struct box *found = NULL;
    for (const struct box *c = b->kind == BOX_BLOCK ? b->first : NULL; c; c = c->next) {
        if (c->kind == BOX_TABLE && found)
            return NULL;
        found = c->kind == BOX_TABLE && holder(c) == b ? c : found;
    }
    return found;
}

/* The table that comes next, one paragraph between them at most; NULL: none does. */
static const struct box *next_table(const struct box *table)
{
    const struct box *b = holder(table)->next;
    if (b && b->kind == BOX_PARA)
        b = b->next;
    return b ? table_in(b) : NULL;
}

static int64_t total(const struct intrinsic *w, int n)
{
    int64_t sum = 0;
    for (int i = 0; i < n; i++)
        sum += w[i].max;
    return sum;
}

static bool free_columns(const struct grid *g)
{
    for (int i = 0; i < g->cols; i++)
        if (g->col[i].star || g->col[i].percent || g->col[i].fixed)
            return false;
    return css_is(g->box->style, CSS_width, KW_auto);
}

/* Whether the columns have about the same parts of the table's width in both. */
static bool are_alike(const struct grid *g, const struct intrinsic *w)
{
    int64_t own = 0, all = total(w, g->cols), unlike = 0;
    for (int i = 0; i < g->cols; i++)
        own += g->col[i].w.max;
    for (int i = 0; i < g->cols && own > 0 && all > 0; i++) {
        int64_t d = 1000 * g->col[i].w.max / own - 1000 * w[i].max / all;
        unlike += d < 0 ? -d : d;
    }
    return unlike <= UNLIKE;
}

/* What the cells of a table need counts among the first one's needs. */
static void join(struct grid *first, const struct grid *g)
{
    int words = first->asking.word.n, extents = first->asking.extent.n,
        rows = first->line.n + first->more_rows;
    for (int i = 0; i < g->asking.word.n; i++)
        *vec_add(&first->asking.word) = g->asking.word.v[i];
    for (int i = 0; i < g->asking.extent.n; i++) {
        struct extent *e = vec_add(&first->asking.extent);
        *e = g->asking.extent.v[i];
        e->first += words;
    }
    for (int i = 0; i < g->needs.n; i++) {
        struct cell_need *a = vec_add(&first->needs);
        *a = g->needs.v[i];
        a->row += rows;
        a->from += rows;
        a->first += extents;
    }
    first->more_rows += g->line.n;
}

/* Takes one more table into the row; false: it does not belong there. */
static bool table_share_take(struct alike *s, struct grid *g, len room, int64_t *narrowest)
{
    struct intrinsic *both = mem_new(sizeof *both * (size_t)g->cols);
    int64_t own = 0;
    for (int i = 0; i < g->cols; i++) {
        both[i] = g->col[i].w;
        own += g->col[i].w.max;
        if (s->n)
            intrinsic_cover(&both[i], s->w[i]);
    }
    int64_t all = total(both, g->cols), least = s->n && *narrowest < own ? *narrowest : own;
    bool wraps = all > room;
    bool fits = free_columns(g) && all * 2 <= least * WIDER &&
                (!wraps || (!g->row_spans && (!s->n || are_alike(g, s->w))));
    if (fits) {
        s->wraps = wraps;
        mem_free(s->w);
        s->w = both;
        *narrowest = least;
        *vec_add(s) = g->box;
    } else {
        mem_free(both);
    }
    return fits;
}

static void table_share_gather(struct alike *s, struct grid *first, len room)
{
    int64_t narrowest = 0;
    const struct box *next = next_table(first->box);
    s->n = 0;
    s->wraps = false;
    mem_free(s->width);
    s->width = NULL;
    if (!next || !table_share_take(s, first, room, &narrowest))
        return;
    for (int cells = first->needs.n; next && cells < CELLS_MAX; next = next_table(next)) {
        struct grid g;
        if (next->style != first->box->style ||
            next->u.table.columns != first->box->u.table.columns)
            break;
        grid_init(&g, first->flow, next);
        grid_ask(&g);
        cells += g.needs.n;
        bool joins = !first->row_spans && !g.row_spans;
        bool taken = table_share_take(s, &g, room, &narrowest);
        if (taken && joins)
            join(first, &g);
        else if (taken && s->wraps) { /* rows under spans are not asked together */
            s->n--;
            taken = false;
        }
        grid_done(&g);
        if (!taken)
            break;
    }
}

void grid_share(struct grid *g, len room)
{
    struct alike *s = &g->flow->state->alike;
    int at = 0;
    while (at < s->n && s->v[at] != g->box)
        at++;
    if (at == s->n)
        table_share_gather(s, g, room - (g->cols + 1) * g->gap_x), at = 0;
    for (int i = 0; i < g->cols && at < s->n && s->n > 1; i++)
        intrinsic_cover(&g->col[i].w, s->w[i]);
}

void grid_share_widths(struct grid *g)
{
    struct alike *s = &g->flow->state->alike;
    int at = 0;
    while (at < s->n && s->v[at] != g->box)
        at++;
    if (at == s->n || s->n < 2 || !s->wraps)
        return;
    int64_t own = 0, shared = 0;
    for (int i = 0; i < g->cols; i++) {
        own += g->col[i].width;
        shared += s->width ? s->width[i] : 0;
    }
    if (!s->width)
        s->width = mem_new(sizeof *s->width * (size_t)g->cols);
    for (int i = 0; i < g->cols; i++)
        if (at == 0)
            s->width[i] = g->col[i].width;
        else if (own == shared) /* in a room as wide */
            g->col[i].width = s->width[i];
}
