// SPDX-License-Identifier: Apache-2.0
/* Cells of a table that span rows.
 *
 * The content of such a cell is set with the last of its rows, since only then its height is known;
 * until then it is a link of a chain in the cursor. A page may end between its rows, or in one of
 * them: then the cell ends with the page, with the part of its content above, and continues below
 * the repeated head. The last row grows by the space lost at a cut. */
#include "page/page-int.h"

static len left_of(const struct run *r, const struct span *s)
{
    return r->x + s->row->x + s->cell->x;
}

static const struct span *link(struct run *r, const struct span *up, struct span span)
{
    struct span *s = arena_make(&r->f->book->arena, struct span);
    *s = span;
    s->up = up;
    return s;
}

/* Those of the row at hand that begin in it. */
void spans_begin(struct run *r, const struct row *row, len top, struct row_above above)
{
    for (int i = 0; i < row->n; i++)
        if (row->cell[i].row_span > 1)
            r->at.spans = link(r, r->at.spans,
                               (struct span){.row = row,
                                             .cell = &row->cell[i],
                                             .left = row->cell[i].row_span,
                                             .y = top,
                                             .above = above});
}

/* The chain after one row more. */
static const struct span *after_row(struct run *r, const struct span *s)
{
    if (!s)
        return NULL;
    const struct span *up = after_row(r, s->up);
    if (s->left <= 1)
        return up;
    struct span next = *s;
    next.left--;
    return link(r, up, next);
}

void spans_pass(struct run *r, const struct row *row, len top, bool begins, struct row_above above)
{
    if (begins)
        spans_begin(r, row, top, above);
    if (r->at.spans)
        r->at.spans = after_row(r, r->at.spans);
}

static bool ends(const struct span *s) { return s->left <= 1; }

bool spans_go_on(const struct run *r)
{
    for (const struct span *s = r->at.spans; s; s = s->up)
        if (ends(s) && s->cont)
            return true;
    return false;
}

/* Sets its part down to `cap`; the rest begins at in->at. `fixed`: the content beside it extends to
 * there. */
static enum ended spans_fill(struct run *r, const struct span *s, len cap, bool fixed, bool must,
                             struct run *in)
{
    const struct cell *c = s->cell;
    *in = (struct run){.at = s->at, .must = must, .notes_below = fixed ? cap : 0};
    if (!c->turn)
        return row_fill_cell(r, c, in, left_of(r, s), s->y, s->cont, cap);
    len height = c->top + c->body->measure + c->bottom;
    bool gone = s->at.item >= c->body->item.n && c->body->item.n > 0,
         fits = height <= cap - s->y || must;
    in->y = s->y;
    if (gone || !fits)
        return gone ? RUN_DONE : RUN_NONE;
    struct frag at = {.x = left_of(r, s), .y = s->y};
    row_place_turned(r->f, c, at.x + c->left, at.y + c->top, r->artifact);
    in->at.item = c->body->item.n;
    in->y += height;
    in->set = true;
    return RUN_DONE;
}

static struct frag area_of(const struct run *r, const struct span *s, len bottom)
{
    return (struct frag){.x = left_of(r, s),
                         .y = s->y,
                         .w = s->cell->width,
                         .h = bottom - s->y,
                         .artifact = r->artifact};
}

static void paint(struct run *r, const struct span *s, len bottom, bool last)
{
    struct frag at = area_of(r, s, bottom);
    row_paint_span(r->f, s->row, s->cell, &at,
                   EDGE_LEFT | EDGE_RIGHT | (s->cont ? 0 : EDGE_TOP) | (last ? EDGE_BOTTOM : 0),
                   s->above);
}

/* Its part down to `bottom`, of which that is known. */
static enum ended paint_and_fill(struct run *r, const struct span *s, len bottom, bool last,
                                 struct run *in)
{
    struct frag at = area_of(r, s, bottom);
    int groups = row_begin_span(r->f, s->row, s->cell, &at);
    paint(r, s, bottom, last);
    enum ended ended = spans_fill(r, s, bottom, true, false, in);
    row_end_span(r->f, groups);
    return ended;
}

/* A cell that began on this page is as in a table that is not cut; but its rows may be lower here,
 * if another cell that made one of them higher there has less content on this page. */
static bool has_room(const struct span *s, len bottom)
{
    const struct cell *c = s->cell;
    return bottom - s->y >= c->top + (c->turn ? c->body->measure : c->body->height) + c->bottom ||
           bottom - s->y >= c->height;
}

bool spans_end(struct run *r, len bottom)
{
    for (const struct span *s = r->at.spans; s; s = s->up) {
        struct run in;
        if (!ends(s))
            continue;
        if (!s->cont) {
            if (!has_room(s, bottom))
                return false;
            struct frag at = area_of(r, s, bottom);
            row_place_span(r->f, s->row, s->cell, &at, s->above);
            continue;
        }
        if (paint_and_fill(r, s, bottom, true, &in) != RUN_DONE || in.y > bottom)
            return false;
    }
    return true;
}

const struct span *spans_fill_ending(struct run *r, struct span_part *p)
{
    const struct span *chain = NULL;
    for (const struct span *s = r->at.spans; s; s = s->up) {
        struct span next = *s;
        struct run in;
        if (ends(s)) {
            struct frag at = area_of(r, s, s->y);
            int groups = row_begin_span(r->f, s->row, s->cell, &at);
            enum ended ended = spans_fill(r, s, p->cap, false, run_forced(r), &in);
            row_end_span(r->f, groups);
            p->any = p->any || (ended != RUN_NONE && (in.set || in.at.item > s->at.item));
            p->more = p->more || ended != RUN_DONE;
            p->bottom = len_max(p->bottom, in.y);
            if (ended == RUN_MORE && in.best.penalty > p->penalty)
                p->penalty = in.best.penalty;
            next.at = in.at;
            next.filled = true;
        }
        chain = link(r, chain, next);
    }
    return chain;
}

void spans_paint_ending(struct run *r, len bottom, bool done)
{
    for (const struct span *s = r->at.spans; s; s = s->up)
        if (ends(s))
            paint(r, s, bottom, done);
}

void spans_cut(struct run *r)
{
    const struct span *chain = NULL;
    for (const struct span *s = r->at.spans; s; s = s->up) {
        struct span next = *s;
        struct run in;
        if (!s->filled) {
            paint_and_fill(r, s, r->y, false, &in);
            next.at = in.at;
        }
        next.filled = false;
        next.cont = true;
        chain = link(r, chain, next);
    }
    r->at.spans = chain;
}

void spans_resume(struct run *r)
{
    const struct span *chain = NULL;
    for (const struct span *s = r->at.spans; s; s = s->up) {
        struct span next = *s;
        next.y = r->y;
        chain = link(r, chain, next);
    }
    r->at.spans = chain;
}
