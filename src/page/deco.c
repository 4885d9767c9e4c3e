// SPDX-License-Identifier: Apache-2.0
/* Decorated blocks and tables that a page break cuts.
 *
 * A chain of struct nest has the boxes open at a place; it is immutable, so that a cursor may keep
 * it, and every fragment of a box has its own link. At a cut the boxes end, open edges left off
 * (box-decoration-break: slice) or drawn again (clone), and at the top of the next region they go
 * on; tables repeat their feet and heads there, as artifacts. */
#include "page/page-int.h"

static bool deco_clones(const struct nest *n)
{
    return css_is(n->item->box->style, CSS_box_decoration_break, KW_clone);
}

static int open_frag(struct run *r, const struct vitem *v, bool top)
{
    if (!css_is_painted(v->box->style))
        return -1;
    struct frag *frag = sheet_frag(r->f, FRAG_BOX, r->x + v->x, r->y, v->width, 0);
    frag->style = v->box->style;
    frag->box = v->box;
    frag->edges = (top ? EDGE_ALL : EDGE_ALL & ~EDGE_TOP) & ~v->u.open.unpainted;
    frag->artifact = r->artifact;
    return r->f->page->frag.n - 1;
}

static struct nest *push(struct run *r, struct nest nest)
{
    struct nest *n = arena_make(&r->f->book->arena, struct nest);
    *n = nest;
    n->up = r->at.open;
    len own = nest.item->kind == V_OPEN ? nest.item->u.open.bottom_cont
              : nest.heads              ? nest.item->u.table->foot_height
                                        : 0;
    n->below = own + (n->up ? n->up->below : 0);
    r->at.open = n;
    return n;
}

/* position: relative moves fragments already set, and no others. */
static void shift(struct filler *f, const struct nest *n)
{
    len dx = n->item->u.open.dx, dy = n->item->u.open.dy;
    f->now.dx -= dx, f->now.dy -= dy;
    if (dx || dy)
        *vec_add(&f->move) =
            (struct move){.first = n->first, .end = f->page->frag.n, .dx = dx, .dy = dy};
}

/* Borders of a table that collapse with those of its cells lie above all backgrounds (CSS 2.1,
 * 17.6.2). */
static void put_over(struct filler *f, int at)
{
    struct frag *frag = &f->page->frag.v[at], over = *frag;
    frag->edges = 0;
    if (!over.edges)
        return;
    over.hollow = true;
    sheet_frag(f, FRAG_BOX, 0, 0, 0, 0);
    f->page->frag.v[f->page->frag.n - 1] = over;
}

static void end_frag(struct filler *f, const struct nest *n, len bottom, bool cut)
{
    if (f->now.fixed || n->going)
        floats_hold_open(f, n, bottom, cut);
    if (n->frag >= 0) {
        struct frag *frag = &f->page->frag.v[n->frag];
        frag->h = bottom - frag->y;
        frag->edges = cut && !deco_clones(n)
                          ? frag->edges & ~EDGE_BOTTOM
                          : frag->edges | (EDGE_BOTTOM & ~n->item->u.open.unpainted);
        if (n->item->u.open.over)
            put_over(f, n->frag);
    }
    if (n->clip >= 0) {
        f->page->frag.v[n->clip].h = bottom - f->page->frag.v[n->clip].y;
        sheet_frag(f, FRAG_POP, 0, 0, 0, 0);
    }
    if (n->push >= 0) {
        f->page->frag.v[n->push].h = bottom - f->page->frag.v[n->push].y;
        sheet_frag(f, FRAG_POP, 0, 0, 0, 0);
    }
    shift(f, n);
    sheet_end_layer(f, n->layer);
}

/* The fragments at the beginning or continuation of a block on this page. */
static struct nest begin_block(struct run *r, const struct vitem *v, bool top)
{
    const struct css_style *s = v->box->style;
    struct nest n = {.item = v,
                     .frag = -1,
                     .push = -1,
                     .clip = -1,
                     .layer = r->f->now.layer,
                     .first = r->f->page->frag.n,
                     .x = r->x + v->x,
                     .y = r->y};
    r->f->now.dx += v->u.open.dx, r->f->now.dy += v->u.open.dy;
    if (v->u.open.held) {
        n.going = arena_make(&r->f->book->arena, struct going);
        *n.going = (struct going){0};
    }
    if (sheet_is_layer(v->box))
        sheet_begin_layer(r->f, v->box, false, r->f->now.order++);
    if (css_groups(s)) {
        n.push = r->f->page->frag.n;
        sheet_frag(r->f, FRAG_PUSH, r->x + v->x, r->y, v->width, 0)->style = s;
    }
    n.frag = open_frag(r, v, top);
    if (!css_is(s, CSS_overflow_x, KW_visible) || !css_is(s, CSS_overflow_y, KW_visible)) {
        struct frag *clip = sheet_frag(r->f, FRAG_PUSH, r->x + v->x, r->y, v->width, 0);
        n.clip = r->f->page->frag.n - 1;
        clip->style = s;
        clip->clip = true;
    }
    return n;
}

void deco_open(struct run *r, const struct vitem *v)
{
    push(r, begin_block(r, v, true));
    r->y = len_add(r->y, v->height);
    r->fresh = r->fresh && v->height == 0;
}

void deco_close(struct run *r, const struct vitem *v)
{
    const struct nest *n = r->at.open;
    if (v->kind == V_CLOSE) {
        r->y = len_add(r->y, v->height);
        end_frag(r->f, n, r->y, false);
    }
    r->at.open = n->up;
}

/* A head that would fill a third of the page is not repeated. */
void deco_table(struct run *r, const struct vitem *v)
{
    bool heads = v->u.table->head_height + v->u.table->foot_height <= r->f->page->height / 3;
    push(r, (struct nest){.item = v,
                          .frag = -1,
                          .push = -1,
                          .clip = -1,
                          .first = r->f->page->frag.n,
                          .heads = heads});
}

static void repeat_rows(struct run *r, const struct nest *n, struct row *const *row, int count)
{
    row_repeat(r->f, row, count, r->x, r->y, n->item->u.table->spacing);
    for (int i = 0; i < count; i++)
        r->y = len_add(r->y, row[i]->height + n->item->u.table->spacing);
}

void deco_cut(struct run *r)
{
    for (const struct nest *n = r->at.open; n; n = n->up) {
        if (n->item->kind == V_TABLE)
            spans_cut(r);
        if (n->item->kind == V_TABLE && n->heads)
            repeat_rows(r, n, n->item->u.table->foot, n->item->u.table->n_foot);
        if (n->item->kind != V_OPEN)
            continue;
        r->y += n->item->u.open.bottom_cont;
        end_frag(r->f, n, r->y, true);
    }
}

/* Outermost first; the depth is that of boxes, which xml/ limits. */
static void reopen(struct run *r, const struct nest *n)
{
    if (!n)
        return;
    reopen(r, n->up);
    const struct galley *above = n->item->kind == V_OPEN ? n->item->u.open.above
                                                         : n->item->u.table->above;
    bool of_table = n->item->box->kind == BOX_TABLE;
    if (above && of_table)
        r->y = len_add(r->y, run_place(r->f, above, r->x + n->item->x, r->y, true));
    if (n->item->kind == V_OPEN) {
        struct nest *block = push(r, begin_block(r, n->item, deco_clones(n)));
        block->resumed = true;
        if (n->going)
            *block->going = *n->going;
        r->y += n->item->u.open.top_cont;
        if (above && !of_table && above->height <= r->f->page->height / 3)
            r->y = len_add(r->y, run_place(r->f, above, r->x + n->item->x + n->item->u.open.inset,
                                           r->y, true));
        return;
    }
    struct nest *table = push(r, (struct nest){.item = n->item,
                                               .heads = n->heads,
                                               .frag = -1,
                                               .push = -1,
                                               .clip = -1,
                                               .first = r->f->page->frag.n});
    r->y = len_add(r->y, row_over(r, table));
    if (n->heads)
        repeat_rows(r, table, n->item->u.table->head, n->item->u.table->n_head);
    table->resumed = true;
    table->body = r->f->page->frag.n;
    spans_resume(r);
}

void deco_reopen(struct run *r)
{
    const struct nest *open = r->at.open;
    r->at.open = NULL;
    reopen(r, open);
}
