// SPDX-License-Identifier: Apache-2.0
/* Tables in a row: narrow ones that follow each other in one section, without a width for any
 * column, share their columns' widths, so that what is below each other in several tables is at one
 * place. A table that would get far wider by it keeps its own, and ends the row. */
#include "flow/table-int.h"

enum { CELLS_MAX = 400, WIDER = 5 /* halves of its own width, at most */ };

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
    bool fits = free_columns(g) && all <= room && all * 2 <= least * WIDER;
    if (fits) {
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
        bool taken = table_share_take(s, &g, room, &narrowest);
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
