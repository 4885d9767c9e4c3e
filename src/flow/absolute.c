// SPDX-License-Identifier: Apache-2.0
/* Absolute and fixed blocks: their containing block and their size (CSS 2.1 10.1, 10.3.7, 10.6.4).
 *
 * The containing block is the padding box of the nearest block around that is positioned or
 * transformed, else the page area (or the area in -koki-position-area). Its width is known where
 * the block begins; its height only where it ends, and so the bodies of its absolute blocks are
 * made then. They are placed with the pages: page/floats.c. */
#include "flow/stack-int.h"

bool absolute_contains(const struct css_style *s)
{
    return s && (css_is(s, CSS_position, KW_relative) || css_is(s, CSS_position, KW_absolute) ||
                 css_is(s, CSS_position, KW_fixed) || !css_is(s, CSS_transform, KW_none) ||
                 css_contains(s) || (!css_is(s, CSS_will_change, KW_auto) && css_will_contain(s)));
}

static bool absolute_contains_fixed(const struct css_style *s)
{
    return s && (!css_is(s, CSS_transform, KW_none) || css_contains(s) ||
                 (!css_is(s, CSS_will_change, KW_auto) && css_will_contain_fixed(s)));
}

static bool absolute_given(const struct css_style *s, enum css_prop p)
{
    return s->v[p].kind != CSS_KEYWORD;
}

/* [len] the border box limited by min- and max- properties; `edges`: border and padding. */
static len absolute_limited(const struct css_style *s, enum css_prop min, enum css_prop max,
                            len size, len base, len edges)
{
    len more = css_is(s, CSS_box_sizing, KW_border_box) ? 0 : edges;
    if (absolute_given(s, max))
        size = len_min(size, frame_len(s, max, base) + more);
    if (absolute_given(s, min))
        size = len_max(size, frame_len(s, min, base) + more);
    return len_max(size, edges);
}

/* [len] the width of the border box: the space between both sides, the style's width, or
 * shrink-to-fit. */
static len width_of(struct flow *flow, const struct box *body, len w, len h)
{
    const struct css_style *s = body->style;
    len margins = frame_len(s, CSS_margin_left, w) + frame_len(s, CSS_margin_right, w);
    len room = w - frame_len(s, CSS_left, w) - frame_len(s, CSS_right, w) - margins;
    len edges = frame_edge(s, CSS_border_left_width, CSS_padding_left, w) +
                frame_edge(s, CSS_border_right_width, CSS_padding_right, w);
    if (body->kind == BOX_IMAGE)
        return frame_image(flow, body, &(struct room){.width = w, .height = -1, .bare = true})
                   .width +
               edges;
    if (css_is(s, CSS_width, KW_stretch)) /* css-sizing-4 3.1 */
        return absolute_limited(s, CSS_min_width, CSS_max_width, len_max(0, room), w, edges);
    if (!css_is(s, CSS_width, KW_auto))
        return frame_of(flow, body, &(struct room){.width = w, .height = -1}).width;
    len down = frame_edge(s, CSS_border_top_width, CSS_padding_top, w) +
               frame_edge(s, CSS_border_bottom_width, CSS_padding_bottom, w);
    bool sides = absolute_given(s, CSS_left) && absolute_given(s, CSS_right),
         tall = absolute_given(s, CSS_height) ||
                (absolute_given(s, CSS_top) && absolute_given(s, CSS_bottom) && !sides);
    if (frame_has_ratio(s) && tall && h >= 0) { /* css-sizing-4 5.1 */
        len margins_y = frame_len(s, CSS_margin_top, w) + frame_len(s, CSS_margin_bottom, w);
        len size = absolute_given(s, CSS_height)
                       ? frame_len(s, CSS_height, h) +
                             (css_is(s, CSS_box_sizing, KW_border_box) ? 0 : down)
                       : h - frame_len(s, CSS_top, h) - frame_len(s, CSS_bottom, h) - margins_y;
        size = absolute_limited(s, CSS_min_height, CSS_max_height, len_max(0, size), h, down);
        return absolute_limited(s, CSS_min_width, CSS_max_width,
                                frame_by_ratio(s, false, size, down, edges), w, edges);
    }
    if (sides && body->kind != BOX_TABLE)
        return absolute_limited(s, CSS_min_width, CSS_max_width, len_max(0, room), w, edges);
    struct intrinsic i = frame_has_ratio(s) ? frame_widths(flow, body)
                                            : frame_content_widths(flow, body);
    len own = frame_len(s, CSS_margin_left, 0) + frame_len(s, CSS_margin_right, 0);
    edges -= frame_edge(s, CSS_border_left_width, CSS_padding_left, 0) +
             frame_edge(s, CSS_border_right_width, CSS_padding_right, 0);
    len size = len_min(i.max - own + edges, len_max(i.min - own + edges, room));
    edges = frame_edge(s, CSS_border_left_width, CSS_padding_left, w) +
            frame_edge(s, CSS_border_right_width, CSS_padding_right, w);
    return absolute_limited(s, CSS_min_width, CSS_max_width, size, w, edges);
}

void absolute_make(struct flow *flow, struct floating *fl, len w, len h)
{
    const struct box *body = fl->box->u.out.body;
    const struct css_style *s = body->style;
    struct containing *outer = flow->state->containing;
    fl->width = width_of(flow, body, w, h);
    struct room room = {.width = fl->width, .height = h, .base = w, .bare = true};
    bool by_width = frame_has_ratio(s) &&
                    (absolute_given(s, CSS_width) ||
                     (absolute_given(s, CSS_left) && absolute_given(s, CSS_right)));
    bool both = !by_width && absolute_given(s, CSS_top) && absolute_given(s, CSS_bottom) &&
                css_is(s, CSS_height, KW_auto) && h >= 0 && body->kind != BOX_TABLE &&
                body->kind != BOX_IMAGE;
    fl->margin_left = frame_len(s, CSS_margin_left, w),
    fl->margin_right = frame_len(s, CSS_margin_right, w);
    fl->margin_top = frame_len(s, CSS_margin_top, w),
    fl->margin_bottom = frame_len(s, CSS_margin_bottom, w);
    if (both) {
        len edges = frame_edge(s, CSS_border_top_width, CSS_padding_top, w) +
                    frame_edge(s, CSS_border_bottom_width, CSS_padding_bottom, w);
        len size = h - frame_len(s, CSS_top, h) - frame_len(s, CSS_bottom, h) - fl->margin_top -
                   fl->margin_bottom;
        room.tall_given = true;
        room.tall = absolute_limited(s, CSS_min_height, CSS_max_height, len_max(0, size), h, edges);
    }
    if (body->kind == BOX_IMAGE) { /* 10.3.8, 10.6.5: its percentages count from w and h, once */
        room.wide_given = true;
        room.tall_given = h >= 0 && frame_relative(s, CSS_height);
        room.tall = room.tall_given
                        ? frame_of(flow, body, &(struct room){.width = w, .height = h}).min_height
                        : 0;
        room.tall += frame_edge(s, CSS_border_top_width, CSS_padding_top, w) +
                     frame_edge(s, CSS_border_bottom_width, CSS_padding_bottom, w);
    }
    flow->state->containing = NULL;
    fl->body = block_galley(flow, body, &room, false);
    flow->state->containing = outer;
    fl->height = fl->body->height;
}

void absolute_begin(struct flow *flow, struct containing *c, const struct box *box, len width)
{
    *c = (struct containing){.box = box, .width = width, .up = flow->state->containing};
    flow->state->containing = c;
}

bool absolute_waits(const struct flow *flow)
{
    return flow->state->containing && flow->state->containing->n > 0;
}

void absolute_end(struct flow *flow, struct containing *c, len height)
{
    flow->state->containing = c->up;
    for (int i = 0; i < c->n; i++)
        absolute_make(flow, c->v[i], c->v[i]->in_area ? c->v[i]->area.w : c->width,
                      c->v[i]->in_area ? c->v[i]->area.h : height);
    vec_done(c);
}

/* More are placed in the fragments that their anchors are in: each page looks at all. */
enum { HELD_MAX = 1000 };

static struct vitem *opening(struct stack *st, const struct box *box, int from)
{
    for (int i = from > 0 ? from - 1 : 0; i < st->g->item.n; i++)
        if (st->g->item.v[i].kind == V_OPEN && st->g->item.v[i].box == box)
            return &st->g->item.v[i];
    return NULL;
}

void absolute_end_block(struct stack *st, struct containing *c, const struct entered *e, len height)
{
    bool some = c->n && c->n <= HELD_MAX;
    struct vitem *open = some && stack_in_galley(st, e) ? opening(st, c->box, e->items) : NULL;
    if (open) {
        struct held *held = arena_make(&st->flow->arena, struct held);
        struct floating **v = arena_array(&st->flow->arena, struct floating *, c->n);
        for (int i = 0; i < c->n; i++)
            v[i] = c->v[i];
        *held = (struct held){.height = height, .n = c->n, .v = v};
        open->u.open.held = held;
    }
    absolute_end(st->flow, c, height);
}

struct containing *absolute_block(struct flow *flow, bool fixed)
{
    struct containing *c = flow->state->containing;
    while (c && fixed && !absolute_contains_fixed(c->box->style))
        c = c->up;
    return c;
}

void absolute_add(struct containing *c, struct floating *fl)
{
    fl->containing = c->box;
    for (int i = 0; i < c->n; i++)
        if (c->v[i] == fl)
            return;
    *vec_add(c) = fl;
}
