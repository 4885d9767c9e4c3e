// SPDX-License-Identifier: Apache-2.0
/* Multi-column blocks (CSS Multi-column Layout 1): the content as one galley at the column's
 * measure; a block in it with column-span: all parts it into several, however deep it lies. */
#include "flow/stack-int.h"

struct columns {
    int count;
    len width, gap;
};

enum { COLUMNS_MAX = 32 };

/* The pseudo-algorithm of 3.4. */
static struct columns columns_resolve(const struct css_style *s, len measure)
{
    struct columns c = {.gap = css_is(s, CSS_column_gap, KW_normal)
                                   ? css_font_size(s)
                                   : frame_len(s, CSS_column_gap, measure)};
    int count = frame_auto(s, CSS_column_count) ? 0 : css_int(s, CSS_column_count);
    len width = frame_auto(s, CSS_column_width) ? 0 : frame_len(s, CSS_column_width, measure);
    int fit = width > 0 ? (int)((measure + c.gap) / len_max(width + c.gap, 1)) : count;
    c.count = count && count < fit ? count : fit;
    c.count = c.count < 1 ? 1 : c.count > COLUMNS_MAX ? COLUMNS_MAX : c.count;
    c.width = len_max((measure - (c.count - 1) * c.gap) / c.count, 1);
    return c;
}

static void columns_put(struct stack *st, const struct box *box, const struct columns *c,
                        const struct room *room, struct galley *body, len given)
{
    if (body->item.n == 0)
        return;
    marker_alone(st, true);
    stack_flush(st);
    len height = len_max((body->height + c->count - 1) / c->count, given);
    struct vitem *v = stack_item(st, V_COLUMNS, box, room->x, room->width, height, true);
    v->breakable = true;
    v->keep_inside = st->avoid ? KEEP_AVOID : KEEP_FREE;
    v->notes = body->notes;
    v->u.columns.body = body;
    v->u.columns.count = c->count;
    v->u.columns.gap = c->gap;
    v->u.columns.column = c->width;
    v->u.columns.height = given;
    v->u.columns.balance = !css_is(box->style, CSS_column_fill, KW_auto);
    block_link(st->g, st->g->item.n - 1);
}

/* ---- parts ----------------------------------------------------------------------------------- */

enum { SPAN_DEPTH = 8 }; /* of a child that spans, below the block with the columns */

/* The columns in the making. */
struct parts {
    struct stack *st; /* the stack around the block */
    const struct box *box;
    const struct room *room;
    struct columns columns;
    struct stack in; /* the part that is being filled */
    len given;       /* a height that is the columns' own */
};

/* Page floats are as wide as the page area: one that has to be set in the text spans the columns.
 */
static bool spans(struct flow *flow, const struct box *b)
{
    return block_is_tall_float(flow, b) || (b->style && css_is(b->style, CSS_column_span, KW_all));
}

static bool has_spanning(struct flow *flow, const struct box *b, int depth)
{
    for (const struct box *c = b->kind == BOX_PARA ? NULL : b->first; c && depth < SPAN_DEPTH;
         c = c->next)
        if (spans(flow, c) || (c->kind == BOX_BLOCK && has_spanning(flow, c, depth + 1)))
            return true;
    return false;
}

static void flow_columns_begin(struct parts *p)
{
    stack_init(&p->in, p->st->flow, stack_galley(p->st->flow, p->columns.width));
}

static void columns_end(struct parts *p)
{
    stack_done(&p->in);
    block_measure(p->in.g);
    columns_put(p->st, p->box, &p->columns, p->room, p->in.g, p->given);
}

/* A block that a spanning one lies in is parted, too, unless it shows itself: then its child cannot
 * leave it. */
static void columns_add(struct parts *p, const struct box *box, const struct room *room, int depth)
{
    struct frame f;
    if (spans(p->st->flow, box)) {
        columns_end(p);
        block_build(p->st, box, p->room);
        flow_columns_begin(p);
        return;
    }
    bool parts = box->kind == BOX_BLOCK && !block_has_columns(box->style) &&
                 has_spanning(p->st->flow, box, depth);
    if (parts)
        f = frame_of(p->st->flow, box, room);
    if (!parts || stack_shows(box, &f)) {
        block_build(&p->in, box, room);
        return;
    }
    struct entered e = stack_enter(&p->in, box, &f);
    for (const struct box *c = box->first; c; c = c->next)
        columns_add(p, c, &f.inner, depth + 1);
    stack_leave(&p->in, box, &f, &e);
}

void block_columns(struct stack *st, const struct box *box, const struct room *room)
{
    struct parts p = {.st = st,
                      .box = box,
                      .room = room,
                      .columns = columns_resolve(box->style, room->width)};
    const struct room column = {.width = p.columns.width, .height = -1};
    st->flow->state->columns++;
    p.given = room->fill_given && !has_spanning(st->flow, box, 0) ? room->fill : 0;
    flow_columns_begin(&p);
    if (box->kind == BOX_PARA)
        block_para(&p.in, box, &(struct frame){.inner = column});
    for (const struct box *c = box->kind == BOX_PARA ? NULL : box->first; c; c = c->next)
        columns_add(&p, c, &column, 1);
    columns_end(&p);
    st->flow->state->columns--;
}
