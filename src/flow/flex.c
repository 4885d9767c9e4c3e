// SPDX-License-Identifier: Apache-2.0
/* Flex containers (CSS Flexible Box Layout 1, 9.2 to 9.6). Each line of items side by side becomes
 * one V_ROW, which may break like a table row; items one below the other are blocks with struts
 * between them, and the lines of a column that wraps the cells of one V_ROW. */
#include <stdlib.h>

#include "flow/stack-int.h"

struct flex_item {
    const struct box *box;
    len size;              /* of the margin box along the main axis */
    len base, least, most; /* its flex base size, and its limits by min- and max- properties */
    len before, after;     /* margins along it; auto ones: their share */
    len edges;             /* of base: border and padding */
    len cross;             /* of the margin box across a column that wraps */
    len strut;             /* collapsed: the height that its line keeps */
    int order, place;      /* as the style says, and among the children */
    bool auto_before, auto_after;
    bool frozen;
    int32_t grow, shrink; /* [fix] */
    struct galley *body;  /* of a row: its content, made for that width of its border box; NULL */
    len body_width;
};
struct line_of {
    struct flex_item *v;
    int n, cap;
};

static bool is_column(const struct css_style *s)
{
    return css_is(s, CSS_flex_direction, KW_column) ||
           css_is(s, CSS_flex_direction, KW_column_reverse);
}

static bool reversed(const struct css_style *s)
{
    return css_is(s, CSS_flex_direction, KW_row_reverse) ||
           css_is(s, CSS_flex_direction, KW_column_reverse);
}

static bool wraps(const struct css_style *s) { return !css_is(s, CSS_flex_wrap, KW_nowrap); }

static bool wraps_back(const struct css_style *s)
{
    return css_has(s, CSS_flex_wrap, KW_wrap_reverse);
}

static bool in_flow(const struct box *c) { return c->kind != BOX_MARK && c->kind != BOX_FLOAT; }

static bool is_auto(const struct css_style *s, enum css_prop p) { return css_is(s, p, KW_auto); }

/* ---- flexible lengths ------------------------------------------------------------------------ */

static len kept(const struct flex_item *i, len size)
{
    return len_max(i->least, len_min(size, i->most));
}

static len free_size(const struct line_of *l, len room, len gap)
{
    len free = len_add(room, -(l->n - 1) * gap);
    for (int i = 0; i < l->n; i++)
        free = len_add(free, -(l->v[i].frozen ? l->v[i].size : l->v[i].base));
    return free;
}

static int64_t share_of(const struct flex_item *i, bool growing)
{
    return growing ? i->grow : (int64_t)i->shrink * len_max(0, i->base - i->edges) / FIX_ONE;
}

/* 9.7: free space is shared by factors; items that this would take beyond their limits get these,
 * and the others share again. */
static void flex_resolve(struct line_of *l, len room, len gap)
{
    for (int i = 0; i < l->n; i++)
        l->v[i].size = kept(&l->v[i], l->v[i].base), l->v[i].frozen = false;
    len sum = len_add(room, -(l->n - 1) * gap);
    for (int i = 0; i < l->n; i++)
        sum = len_add(sum, -l->v[i].size);
    bool growing = sum > 0;
    for (int i = 0; i < l->n; i++) {
        struct flex_item *it = &l->v[i];
        it->frozen = share_of(it, growing) == 0 ||
                     (growing ? it->base > it->size : it->base < it->size);
    }
    for (int round = 0; round <= l->n; round++) {
        int64_t shares = 0, violation = 0, factors = 0;
        len free = free_size(l, room, gap);
        for (int i = 0; i < l->n; i++)
            if (!l->v[i].frozen) {
                shares += share_of(&l->v[i], growing);
                factors += growing ? l->v[i].grow : l->v[i].shrink;
            }
        if (shares <= 0)
            return;
        if (factors < FIX_ONE)
            free = len_scale(free, factors, FIX_ONE);
        for (int i = 0; i < l->n; i++) {
            struct flex_item *it = &l->v[i];
            if (it->frozen)
                continue;
            len wish = len_add(it->base, len_scale(free, share_of(it, growing), shares));
            it->size = kept(it, wish);
            violation += (int64_t)it->size - wish;
        }
        for (int i = 0; i < l->n; i++) {
            struct flex_item *it = &l->v[i];
            len wish = it->frozen
                           ? 0
                           : len_add(it->base, len_scale(free, share_of(it, growing), shares));
            it->frozen = it->frozen || violation == 0 ||
                         (violation > 0 ? it->size > wish : it->size < wish);
        }
        if (violation == 0)
            return;
    }
}

/* 9.5: free space is given to auto margins, else before the first, between, and after the last of
 * the items. */
struct sharing block_justify(enum css_kw how, len free, int n)
{
    bool over = free < 0; /* distribution falls back to the start, alignment overflows (CSS Box
                             Alignment 3, 5.3) */
    if (free == 0 || n == 0 ||
        (over && how != KW_center && how != KW_flex_end && how != KW_end && how != KW_right))
        return (struct sharing){0};
    switch (how) {
    case KW_center: return (struct sharing){.before = free / 2};
    case KW_flex_end:
    case KW_end:
    case KW_right: return (struct sharing){.before = free};
    case KW_space_between: return (struct sharing){.between = n > 1 ? free / (n - 1) : 0};
    case KW_space_around: return (struct sharing){.before = free / n / 2, .between = free / n};
    case KW_space_evenly:
        return (struct sharing){.before = free / (n + 1), .between = free / (n + 1)};
    default: return (struct sharing){0};
    }
}

/* Where the line is set from its end, the sides of justify-content are the other way round. */
static enum css_kw turned(enum css_kw how, bool back, bool from_end)
{
    if (how == KW_start || how == KW_end)
        return (how == KW_end) != from_end ? KW_end : KW_start;
    if (how == KW_left || how == KW_right)
        return how;
    bool end = how == KW_flex_end, start = how == KW_flex_start || how == KW_normal;
    return back && start ? KW_end : back && end ? KW_start : how;
}

static struct sharing share(struct line_of *l, enum css_kw how, len free)
{
    int autos = 0;
    for (int i = 0; i < l->n; i++)
        autos += l->v[i].auto_before + l->v[i].auto_after;
    if (!autos)
        return block_justify(how, free, l->n);
    for (int i = 0; free > 0 && i < l->n; i++) {
        struct flex_item *it = &l->v[i];
        it->before += it->auto_before ? free / autos : 0;
        it->after += it->auto_after ? free / autos : 0;
        it->size += (it->auto_before + it->auto_after) * (free / autos);
    }
    return (struct sharing){0};
}

/* Lines share the free cross space (8.4); a single line of a container that does not wrap takes
 * all. Returns the increase of each line. */
static len share_across(const struct css_style *s, len free, int n, struct sharing *sh)
{
    enum css_kw how = frame_alignment(s, CSS_align_content, free);
    *sh = (struct sharing){0};
    if (!wraps(s))
        return n ? free / n : 0;
    if (how == KW_normal || how == KW_stretch) {
        sh->before = wraps_back(s) ? len_min(0, free) : 0; /* lines overflow at their end */
        return n ? len_max(0, free) / n : 0;
    }
    *sh = block_justify(turned(how, wraps_back(s), false), free, n);
    return 0;
}

static int by_order(const void *a, const void *b)
{
    const struct flex_item *x = a, *y = b;
    return x->order != y->order ? (x->order > y->order) - (x->order < y->order)
                                : x->place - y->place;
}

/* The items in the order they are laid out in (5.4). */
static struct line_of flow_items(const struct box *flex)
{
    struct line_of l = {0};
    bool ordered = false;
    for (const struct box *c = flex->first; c; c = c->next) {
        if (!in_flow(c))
            continue;
        struct flex_item *i = vec_add(&l);
        *i = (struct flex_item){.box = c, .order = css_int(c->style, CSS_order), .place = l.n};
        ordered |= i->order != 0;
    }
    if (ordered)
        qsort(l.v, (size_t)l.n, sizeof *l.v, by_order);
    return l;
}

/* Likewise; out-of-flow children are built at once. */
static struct line_of items_of(struct stack *st, const struct box *flex, const struct room *room)
{
    for (const struct box *c = flex->first; c; c = c->next)
        if (!in_flow(c))
            block_build(st, c, room);
    return flow_items(flex);
}

static void set_factors(struct flex_item *i, enum css_prop before, enum css_prop after, len base)
{
    const struct css_style *s = i->box->style;
    i->before = frame_len(s, before, base);
    i->after = frame_len(s, after, base);
    i->auto_before = is_auto(s, before);
    i->auto_after = is_auto(s, after);
    i->grow = s->v[CSS_flex_grow].num;
    i->shrink = s->v[CSS_flex_shrink].num;
}

/* ---- rows: widths ---------------------------------------------------------------------------- */

static len size_edges(const struct box *b, bool column, len base)
{
    const struct css_style *s = b->style;
    return column ? frame_edge(s, CSS_border_top_width, CSS_padding_top, base) +
                        frame_edge(s, CSS_border_bottom_width, CSS_padding_bottom, base)
                  : frame_edge(s, CSS_border_left_width, CSS_padding_left, base) +
                        frame_edge(s, CSS_border_right_width, CSS_padding_right, base);
}

/* No size; others may be less than nothing, by their margins. */
static const len unsized = -LEN_MAX / 4;

/* [len] the margin box of a size that the style gives; unsized if it has none, or a percentage of
 * an unknown size. */
static len sized(const struct flex_item *i, enum css_prop p, len base, len edges)
{
    const struct css_style *s = i->box->style;
    bool relative = s->v[p].kind == CSS_PCT || s->v[p].kind == CSS_CALC;
    if (frame_auto(s, p) || (relative && base < 0))
        return unsized;
    len v = frame_len(s, p, len_max(0, base));
    return (css_is(s, CSS_box_sizing, KW_border_box) ? len_max(v, edges) : len_max(0, v) + edges) +
           i->before + i->after;
}

/* 9.2 and 4.5: the flex base size and the limits, as margin boxes. An automatic least size is that
 * of the content, or the size if that is less; items with hidden overflow have none. `min` and
 * `max` are the content's, `base` is that of percentages. */
static void settle_sizes(struct flex_item *i, bool column, len base, len edges, len min, len max,
                         len cross)
{
    const struct css_style *s = i->box->style;
    enum css_prop size = column ? CSS_height : CSS_width,
                  least = column ? CSS_min_height : CSS_min_width,
                  most = column ? CSS_max_height : CSS_max_width;
    bool content = css_is(s, CSS_flex_basis, KW_content) ||
                   css_is(s, CSS_flex_basis, KW_max_content);
    len margins = i->before + i->after, given = sized(i, size, base, edges),
        limit = sized(i, most, base, edges);
    len basis = css_is(s, CSS_flex_basis, KW_auto) ? given : sized(i, CSS_flex_basis, base, edges);
    bool stretches = base >= 0 &&
                     (css_is(s, CSS_flex_basis, KW_stretch) ||
                      (css_is(s, CSS_flex_basis, KW_auto) && css_is(s, size, KW_stretch)));
    basis = stretches ? len_max(base, edges + margins) : basis;
    if (cross >= 0) /* 9.2.3, B: a proportion of a definite size across */
        content = true, min = max = cross + margins;
    i->edges = edges + margins;
    enum css_kw by = css_is(s, CSS_flex_basis, KW_auto) ? css_kw(s, size)
                                                        : css_kw(s, CSS_flex_basis);
    len fit = base >= 0 ? len_max(min, len_min(max, base)) : max;
    i->base = basis != unsized       ? basis
              : content              ? max
              : by == KW_min_content ? min
              : by == KW_fit_content ? fit
                                     : max;
    i->most = limit != unsized ? limit : LEN_MAX / 4;
    i->least = sized(i, least, base, edges);
    if (i->least == unsized) {
        i->least = frame_is_hidden(s) ? i->edges : given != unsized ? len_min(min, given) : min;
        i->least = len_min(i->least, i->most);
    }
    i->least = len_max(i->least, i->edges);
}

static bool stretches(const struct css_style *flex, const struct css_style *s,
                      const struct room *room);

/* [len] the border box along the main axis that a definite size across and a proportion give; -1:
 * they give none. */
static len by_ratio(const struct css_style *flex, const struct flex_item *i, bool column,
                    const struct room *room)
{
    const struct css_style *s = i->box->style;
    enum css_prop p = column ? CSS_width : CSS_height,
                  least = column ? CSS_min_width : CSS_min_height,
                  most = column ? CSS_max_width : CSS_max_height;
    struct flex_item across = {.box = i->box};
    len base = column ? room->width : room->height, of = room->base ? room->base : room->width,
        edges = size_edges(i->box, !column, of);
    if (!frame_has_ratio(s) || i->box->kind == BOX_IMAGE)
        return -1;
    len size = sized(&across, p, base, edges), min = sized(&across, least, base, edges),
        max = sized(&across, most, base, edges);
    if (size < 0 && base >= 0 && (!wraps(flex) || column) &&
        stretches(flex, s, &(struct room){.height = -1}) && css_is(s, p, KW_auto) &&
        (column || !wraps(flex)))
        size = base - frame_len(s, column ? CSS_margin_left : CSS_margin_top, of) -
               frame_len(s, column ? CSS_margin_right : CSS_margin_bottom, of);
    if (size < 0)
        return -1;
    size = len_max(max >= 0 ? len_min(size, max) : size, len_max(min, edges));
    return frame_by_ratio(s, column, size, edges, size_edges(i->box, column, of));
}

/* [len] the margin box that an image's automatic width begins with: limits of the width hold later
 * (9.2, step 3, E). `have`: with them. */
static len image_base(struct flow *flow, const struct flex_item *i, len have, len edges)
{
    const struct css_style *s = i->box->style;
    if (i->box->kind != BOX_IMAGE || !is_auto(s, CSS_width) ||
        (frame_auto(s, CSS_min_width) && frame_auto(s, CSS_max_width)))
        return have;
    len own = doc_image_unlimited(i->box, flow->state->area.measure);
    return own ? len_add(own, edges + i->before + i->after) : have;
}

static void flex_ask(struct flow *flow, const struct css_style *flex, struct flex_item *i,
                     const struct room *room)
{
    set_factors(i, CSS_margin_left, CSS_margin_right, room->width);
    bool ratio = frame_has_ratio(i->box->style) && css_is(i->box->style, CSS_width, KW_auto);
    struct intrinsic w = ratio ? frame_widths(flow, i->box) : frame_content_widths(flow, i->box);
    len edges = size_edges(i->box, false, room->width);
    len by = i->box->kind == BOX_IMAGE && !is_auto(i->box->style, CSS_width)
                 ? doc_image_transferred(i->box)
                 : 0;
    w.min = by ? by + edges + i->before + i->after : w.min;
    w.max = image_base(flow, i, w.max, edges);
    settle_sizes(i, false, room->width, edges, w.min, w.max, by_ratio(flex, i, false, room));
}

/* ---- rows: heights --------------------------------------------------------------------------- */

/* KW_last: the last baseline. */
static enum css_kw alignment(const struct css_style *flex, const struct css_style *item)
{
    const struct css_val *v = is_auto(item, CSS_align_self) ? &flex->v[CSS_align_items]
                                                            : &item->v[CSS_align_self];
    enum css_kw kw = v->kw == KW_baseline && v->num == CSS_ALIGN_LAST ? KW_last
                                                                      : (enum css_kw)v->kw;
    bool turned = wraps_back(flex);
    return turned && kw == KW_flex_start ? KW_flex_end
           : turned && kw == KW_flex_end ? KW_flex_start
                                         : kw;
}

static struct galley *item_galley(struct flow *flow, const struct box *box, const struct room *room,
                                  len width, len tall)
{
    struct room own = {.width = width,
                       .base = room->width,
                       .height = room->height,
                       .bare = true,
                       .wide_given = box->kind == BOX_IMAGE,
                       .tall_given = tall >= 0,
                       .tall = tall};
    return block_galley(flow, box, &own, false);
}

static bool relative(const struct css_style *s, enum css_prop p)
{
    return s->v[p].kind == CSS_PCT || s->v[p].kind == CSS_CALC;
}

/* Whether its content depends on the box's height, once it has one (CSS Flexbox 1, 9.4, step
 * 11). */
static bool is_asked_for_height(const struct box *box)
{
    if (box_is_grid(box) &&
        (relative(box->style, CSS_row_gap) || block_grid_is_relative(box->style)))
        return true;
    for (const struct box *c = box->first; c; c = c->next) {
        if (!c->style || !in_flow(c) || c->kind == BOX_TEXT || c->kind == BOX_INLINE)
            continue;
        if (relative(c->style, CSS_height) || relative(c->style, CSS_min_height) ||
            relative(c->style, CSS_max_height))
            return true;
        if ((box_is_flex(box) || box_is_grid(box)) && is_asked_for_height(c))
            return true;
    }
    return false;
}

void block_stretch(struct flow *flow, struct cell *c, const struct room *room, len height)
{
    struct galley *g = c->body;
    len lack = height - g->height;
    if (lack == 0 && !is_asked_for_height(c->box))
        return;
    if (block_sets_again(c->box, flow->state->stretching, STRETCHED)) {
        flow->state->stretching++;
        c->body = item_galley(flow, c->box, room, c->width, height);
        flow->state->stretching--;
        return;
    }
    if (g->item.n == 0 || g->item.v[g->item.n - 1].kind != V_CLOSE || lack <= 0)
        return;
    struct vitem close = g->item.v[g->item.n - 1];
    g->item.v[g->item.n - 1] =
        (struct vitem){.kind = V_STRUT, .keep = KEEP_NEVER, .box = close.box, .height = lack};
    *vec_add(&g->item) = close;
    block_measure(g);
}

/* [len] the border box of a stretched item: the line's height, within its own limits. */
static len stretched(const struct cell *c, const struct room *room, len line)
{
    struct flex_item i = {.box = c->box};
    len edges = size_edges(c->box, true, room->width), h = line - c->top - c->bottom;
    len most = sized(&i, CSS_max_height, room->height, edges),
        least = sized(&i, CSS_min_height, room->height, edges);
    h = most >= 0 ? len_min(h, most) : h;
    return len_max(len_max(h, least), edges);
}

/* Whether it is stretched: neither a height nor auto margins prevent it. */
static bool stretches(const struct css_style *flex, const struct css_style *s,
                      const struct room *room)
{
    enum css_kw how = alignment(flex, s);
    bool relative = s->v[CSS_height].kind == CSS_PCT || s->v[CSS_height].kind == CSS_CALC;
    return (how == KW_normal || how == KW_stretch) &&
           (frame_auto(s, CSS_height) || (relative && room->height < 0)) &&
           !is_auto(s, CSS_margin_top) && !is_auto(s, CSS_margin_bottom);
}

/* [len] the baseline of a cell's body from its own top; of a body without text its foot (CSS
 * Flexbox 1, 8.5). */
static len baseline_of(const struct cell *c) { return c->top + flow_box_baseline(c->body, c->box); }

/* [len] from its last baseline to the end of its margin box. */
static len below_baseline(const struct cell *c)
{
    return c->bottom + c->body->height - flow_last_baseline(c->body);
}

/* The effective alignment: safe ones do not overflow at the start. */
static enum css_kw alignment_in(const struct css_style *flex, const struct css_style *item,
                                len free)
{
    const struct css_val *v = is_auto(item, CSS_align_self) ? &flex->v[CSS_align_items]
                                                            : &item->v[CSS_align_self];
    return v->num == CSS_ALIGN_SAFE && free < 0 ? KW_start : alignment(flex, item);
}

static void align_cell(const struct css_style *flex, struct cell *c, len free, len baseline,
                       len end)
{
    const struct css_style *s = c->box->style;
    bool above = is_auto(s, CSS_margin_top), below = is_auto(s, CSS_margin_bottom),
         up = wraps_back(flex);
    if (above || below) {
        c->drop = above && free > 0 ? free / (1 + below) : 0;
        return;
    }
    switch (alignment_in(flex, s, free)) {
    case KW_center: c->drop = free / 2; break;
    case KW_flex_end:
    case KW_end:
    case KW_self_end: c->drop = free; break;
    case KW_baseline:
        c->drop = up ? free - (baseline - (c->height - baseline_of(c)))
                     : len_max(0, baseline - baseline_of(c));
        break;
    case KW_last: c->drop = free - (end - below_baseline(c)); break;
    case KW_flex_start:
    case KW_start:
    case KW_self_start: break;
    default: c->drop = up ? free : 0;
    }
}

static bool takes(enum css_kw baseline, const struct css_style *flex, const struct css_style *s)
{
    return alignment(flex, s) == baseline && !is_auto(s, CSS_margin_top) &&
           !is_auto(s, CSS_margin_bottom);
}

static bool takes_baseline(const struct css_style *flex, const struct css_style *s)
{
    return takes(KW_baseline, flex, s);
}

/* [len] from the last baseline that items of the line share to the line's end. */
static len line_below(const struct css_style *flex, const struct row *row)
{
    len below = 0;
    for (int i = 0; i < row->n; i++)
        if (takes(KW_last, flex, row->cell[i].box->style))
            below = len_max(below, below_baseline(&row->cell[i]));
    return below;
}

/* [len] from where the line's items begin across: its foot where they do so from below. */
static len line_baseline(const struct css_style *flex, const struct row *row)
{
    len baseline = 0;
    for (int i = 0; i < row->n; i++) {
        const struct cell *c = &row->cell[i];
        if (takes_baseline(flex, c->box->style))
            baseline = len_max(baseline,
                               wraps_back(flex) ? c->height - baseline_of(c) : baseline_of(c));
    }
    return baseline;
}

/* 9.4, step 8: items aligned on a baseline may need more height than each by itself. */
static void make_room_for_baselines(const struct css_style *flex, struct row *row)
{
    len baseline = line_baseline(flex, row), below = line_below(flex, row);
    for (int i = 0; i < row->n; i++)
        if (takes(KW_last, flex, row->cell[i].box->style))
            row->height = len_max(row->height,
                                  below + row->cell[i].height - below_baseline(&row->cell[i]));
        else if (takes_baseline(flex, row->cell[i].box->style))
            row->height = len_max(row->height,
                                  baseline + (wraps_back(flex) ? baseline_of(&row->cell[i])
                                                               : row->cell[i].height -
                                                                     baseline_of(&row->cell[i])));
}

static void align(struct flow *flow, const struct css_style *flex, const struct room *room,
                  struct row *row)
{
    len baseline = line_baseline(flex, row), below = line_below(flex, row);
    for (int i = 0; i < row->n; i++) {
        struct cell *c = &row->cell[i];
        if (stretches(flex, c->box->style, room)) {
            block_stretch(flow, c, room, stretched(c, room, row->height));
            c->height = c->top + c->body->height + c->bottom;
        }
        align_cell(flex, c, row->height - c->height, baseline, below);
    }
}

static struct cell make_cell(struct flow *flow, struct flex_item *i, const struct room *room, len x)
{
    const struct css_style *s = i->box->style;
    len border = len_max(0, i->size - i->before - i->after);
    struct cell c = {.box = i->box,
                     .x = x + i->before,
                     .width = border,
                     .row_span = 1,
                     .edges = EDGE_ALL};
    if (!i->body || i->body_width != border)
        i->body = item_galley(flow, i->box, room, border, -1);
    i->body_width = border;
    c.body = i->body;
    c.top = frame_len(s, CSS_margin_top, room->width);
    c.bottom = frame_len(s, CSS_margin_bottom, room->width);
    c.height = c.top + c.body->height + c.bottom;
    return c;
}

/* Whether an item may lie on another one: by a negative margin. */
static bool sticks_out(const struct row *row, len width)
{
    static const enum css_prop margins[] = {CSS_margin_top, CSS_margin_right, CSS_margin_bottom,
                                            CSS_margin_left};
    for (int i = 0; i < row->n; i++)
        for (int k = 0; k < 4; k++)
            if (frame_len(row->cell[i].box->style, margins[k], width) < 0)
                return true;
    return false;
}

/* One line, its cells at their natural heights. */
static struct row *make_row(struct flow *flow, const struct box *flex, const struct room *room,
                            struct line_of *l, len gap)
{
    const struct css_style *s = flex->style;
    bool rtl = css_is(s, CSS_direction, KW_rtl), back = reversed(s) != rtl;
    struct row *row = arena_make(&flow->arena, struct row);
    *row = (struct row){.box = flex, .x = room->x, .width = room->width, .n = l->n};
    row->cell = arena_array(&flow->arena, struct cell, l->n);
    flex_resolve(l, room->width, gap);
    len free = len_add(room->width, -(l->n - 1) * gap);
    for (int i = 0; i < l->n; i++)
        free = len_add(free, -l->v[i].size);
    struct sharing sh = share(l, turned(frame_alignment(s, CSS_justify_content, free), back, rtl),
                              free);
    len x = sh.before;
    for (int i = 0; i < l->n; i++) {
        struct flex_item *it = &l->v[back ? l->n - 1 - i : i];
        row->cell[i] = make_cell(flow, it, room, x);
        row->height = len_max(row->height, row->cell[i].height);
        x = len_add(x, len_add(it->size, gap + sh.between));
    }
    make_room_for_baselines(s, row);
    row->atomic = row->n > 1 && sticks_out(row, room->width);
    return row;
}

/* Whether a break is forced before the item, which begins a line of a container that wraps (10). */
static bool breaks_before(const struct line_of *all, int i)
{
    return stack_forces(css_kw(all->v[i].box->style, CSS_break_before)) ||
           (i && stack_forces(css_kw(all->v[i - 1].box->style, CSS_break_after)));
}

/* 9.3: how many items go into the line that begins with this one. */
static int line_length(const struct line_of *all, int first, const struct css_style *s, len width,
                       len gap)
{
    int n = 0;
    for (len x = 0; first + n < all->n; n++) {
        len size = kept(&all->v[first + n], all->v[first + n].base);
        if (n && wraps(s) && (x + gap + size > width || breaks_before(all, first + n)))
            break;
        x = len_add(x, size + (n ? gap : 0));
    }
    return n;
}

/* Excess content overflows at both ends or at the start: a negative strut is a space. */
static void put_strut(struct stack *st, const struct box *flex, const struct room *room, len height)
{
    stack_flush(st);
    if (height > 0)
        stack_item(st, V_STRUT, flex, room->x, room->width, height, true);
    else
        stack_space(st, height);
}

/* [len] the height of a container of automatic height: its content, within its limits. */
static len kept_height(const struct room *room, len content)
{
    if (room->height >= 0)
        return room->height;
    content = room->most >= 0 ? len_min(content, room->most) : content;
    return room->fill_given ? len_max(content, room->fill) : content;
}

/* Flexbox 2, 4.2: as many lines as without, of which the squares of the lengths add up to the
 * least; earlier lines are the longer ones. `count` gets how many items each has. Very many items
 * are not balanced. */
static int balance_lines(const struct line_of *all, const struct css_style *s, len width, len gap,
                         int *count)
{
    enum { MOST = 400 };
    int n = all->n, lines = 0;
    for (int first = 0; first < n; lines++)
        first += count[lines] = line_length(all, first, s, width, gap);
    if (!css_has(s, CSS_flex_wrap, KW_balance) || lines < 2 || n > MOST)
        return lines;
    double *least = mem_new(sizeof *least * (size_t)(n + 1) * (size_t)(lines + 1));
    int *end = mem_new(sizeof *end * (size_t)(n + 1) * (size_t)(lines + 1));
    for (int k = 0; k <= lines; k++)
        for (int i = n; i >= 0; i--) {
            double best = i == n && k == 0 ? 0 : 1e300;
            int64_t size = -gap;
            for (int j = i; k && j < n; j++) {
                size += kept(&all->v[j], all->v[j].base) + gap;
                double own = (double)size * (double)size + least[(k - 1) * (n + 1) + j + 1];
                if (j > i && size > width)
                    break;
                if (own <= best)
                    best = own, end[k * (n + 1) + i] = j + 1;
            }
            least[k * (n + 1) + i] = best;
        }
    for (int k = lines, i = 0; k > 0 && least[lines * (n + 1)] < 1e300; i += count[lines - k], k--)
        count[lines - k] = end[k * (n + 1) + i] - i;
    mem_free(least);
    mem_free(end);
    return lines;
}

/* [len] what each line gets of the free height (9.4, step 9). */
static len line_growth(const struct css_style *s, const struct room *room, struct row *const *row,
                       int n, struct sharing *sh)
{
    len all = (n - 1) * frame_len(s, CSS_row_gap, len_max(0, room->height));
    for (int i = 0; i < n; i++)
        all = len_add(all, row[i]->height);
    return share_across(s, kept_height(room, all) - all, n, sh);
}

static void put_rows(struct stack *st, const struct box *flex, const struct room *room,
                     struct row **row, int n)
{
    bool up = wraps_back(flex->style);
    len gap = frame_len(flex->style, CSS_row_gap, len_max(0, room->height));
    struct sharing sh;
    len more = line_growth(flex->style, room, row, n, &sh);
    marker_alone(st, true);
    stack_flush(st);
    put_strut(st, flex, room, sh.before);
    for (int i = 0; i < n; i++) {
        struct row *r = row[up ? n - 1 - i : i];
        r->height = len_max(0, r->height + more);
        for (int k = 0; k < r->n; k++)
            stack_want(st, css_kw(r->cell[k].box->style, CSS_break_before));
        if (i && !stack_turns(st)) {
            stack_space(st, gap);
            put_strut(st, flex, room, sh.between);
        }
        stack_flush(st);
        align(st->flow, flex->style, room, r);
        block_put_row(st, flex, r, r->height);
        for (int k = 0; k < r->n; k++)
            stack_want(st, css_kw(r->cell[k].box->style, CSS_break_after));
    }
}

static bool is_collapsed(const struct flex_item *i)
{
    return css_is(i->box->style, CSS_visibility, KW_collapse);
}

static bool has_collapsed(const struct line_of *all)
{
    for (int i = 0; i < all->n; i++)
        if (is_collapsed(&all->v[i]))
            return true;
    return false;
}

/* Collapsed items have no size along the line when items are collected into lines again; each keeps
 * the height of the line that it was in, its strut (4.4). */
static void collapse_items(struct line_of *all, struct row *const *row, const int *count, len more)
{
    for (int i = 0, line = 0, left = count[0]; i < all->n; i++, left--) {
        struct flex_item *it = &all->v[i];
        if (!left)
            left = count[++line];
        it->before = it->auto_before ? 0 : it->before; /* auto margins share again */
        it->after = it->auto_after ? 0 : it->after;
        if (!is_collapsed(it))
            continue;
        it->strut = row[line]->height + more;
        it->base = it->least = it->most = 0;
    }
}

/* The same within so many containers that no line is made twice: the strut is the item's own
 * height. */
static void collapse_alone(struct flow *flow, struct line_of *all, const struct room *room)
{
    for (int i = 0; i < all->n; i++) {
        struct flex_item *it = &all->v[i];
        if (!is_collapsed(it))
            continue;
        it->size = it->base;
        it->strut = make_cell(flow, it, room, 0).height;
        it->base = it->least = it->most = 0;
    }
}

/* Takes the collapsed items out of their line; returns the largest strut. */
static len drop_collapsed(struct line_of *l)
{
    int kept = 0;
    len strut = 0;
    for (int i = 0; i < l->n; i++)
        if (!is_collapsed(&l->v[i]))
            l->v[kept++] = l->v[i];
        else
            strut = len_max(strut, l->v[i].strut);
    l->n = kept;
    return strut;
}

static int make_rows(struct flow *flow, const struct box *flex, const struct room *room,
                     struct line_of *all, struct row **row, int *count)
{
    len gap = frame_len(flex->style, CSS_column_gap, room->width);
    int lines = balance_lines(all, flex->style, room->width, gap, count);
    bool collapsed = has_collapsed(all), twice = collapsed && block_sets_again(flex, 0, 1);
    if (!collapsed || twice)
        for (int i = 0, first = 0; i < lines; first += count[i++])
            row[i] = make_row(flow, flex, room,
                              &(struct line_of){.v = &all->v[first], .n = count[i]}, gap);
    if (!lines || !collapsed)
        return lines;
    if (twice)
        collapse_items(all, row, count,
                       line_growth(flex->style, room, row, lines, &(struct sharing){0}));
    else
        collapse_alone(flow, all, room);
    lines = balance_lines(all, flex->style, room->width, gap, count);
    for (int i = 0, first = 0; i < lines; first += count[i++]) {
        struct line_of l = {.v = &all->v[first], .n = count[i]};
        len strut = drop_collapsed(&l);
        row[i] = make_row(flow, flex, room, &l, gap);
        row[i]->height = len_max(row[i]->height, strut);
    }
    return lines;
}

static void build_row(struct stack *st, const struct box *flex, const struct room *room)
{
    struct line_of all = items_of(st, flex, room);
    for (int i = 0; i < all.n; i++)
        flex_ask(st->flow, flex->style, &all.v[i], room);
    struct row **row = mem_new(sizeof *row * (size_t)(all.n + 1));
    int *count = mem_new(sizeof *count * (size_t)(all.n + 1)),
        lines = make_rows(st->flow, flex, room, &all, row, count);
    mem_free(count);
    if (lines)
        put_rows(st, flex, room, row, lines);
    mem_free(row);
    vec_done(&all);
}

/* ---- columns --------------------------------------------------------------------------------- */

/* The widths of a column's item. An image that has proportions alone is no wider than the room (CSS
 * Sizing 3, 5.1: it stretches). */
static struct intrinsic widths_across(struct flow *flow, const struct box *box, len room)
{
    struct intrinsic w = frame_widths(flow, box);
    if (box->kind == BOX_IMAGE && doc_image_is_ratio(box))
        w.min = len_min(w.min, room);
    return w;
}

/* Where an item is across: its margin box, which is as wide as the column only where it is
 * stretched. */
static struct room across(struct flow *flow, const struct css_style *flex, const struct box *box,
                          const struct room *room)
{
    const struct css_style *s = box->style;
    struct room own = {.x = room->x,
                       .width = room->width,
                       .height = room->height,
                       .outer = room->outer,
                       .base = room->base ? room->base : room->width};
    enum css_kw how = alignment(flex, s);
    if ((how == KW_self_start || how == KW_self_end) &&
        css_kw(s, CSS_direction) != css_kw(flex, CSS_direction))
        how = how == KW_self_start ? KW_self_end : KW_self_start;
    bool left = is_auto(s, CSS_margin_left), right = is_auto(s, CSS_margin_right),
         rtl = css_is(flex, CSS_direction, KW_rtl);
    bool end = how == KW_flex_end || how == KW_end || how == KW_self_end;
    bool fills = how == KW_normal || how == KW_stretch,
         back = wraps_back(flex) && fills && !frame_auto(s, CSS_width);
    if (!left && !right && !end && fills && !back) {
        own.stretched = true;
        own.wide_given = box->kind == BOX_IMAGE && frame_auto(s, CSS_width);
        return own;
    }
    struct intrinsic w = widths_across(flow, box, room->width);
    if (!frame_auto(s, CSS_width) && box->kind != BOX_IMAGE)
        w.max = frame_of(flow, box, room).width + frame_len(s, CSS_margin_left, room->width) +
                frame_len(s, CSS_margin_right, room->width);
    len free = room->width -
               (frame_auto(s, CSS_width) ? len_max(w.min, len_min(w.max, room->width)) : w.max);
    if (frame_auto(s, CSS_width) || (!left && !right))
        own.width -= free;
    if (left || right) {
        own.x += !frame_auto(s, CSS_width) || !left ? 0 : free / (1 + right);
        return own;
    }
    own.x += how == KW_center ? free / 2 : (end || back) != rtl ? free : 0;
    return own;
}

static struct size_key size_key(const struct flow *flow, const struct box *box,
                                enum size_asked asked)
{
    return (struct size_key){.box = box,
                             .measure = flow->state->area.measure,
                             .measuring = flow->state->measuring,
                             .asked = asked};
}

/* [len] how high an item is that is as high as its content. */
static len content_height(struct flow *flow, const struct box *box, const struct room *room)
{
    struct size_key key = size_key(flow, box, ASKED_HEIGHT);
    key.width = room->width;
    key.base = room->base;
    key.height = room->height;
    key.outer = room->outer;
    const len *kept = sizes_get(&flow->state->sizes, &key);
    if (kept)
        return *kept;
    flow->state->measuring++;
    len height = block_galley(flow, box, room, false)->height;
    flow->state->measuring--;
    sizes_put(&flow->state->sizes, &key, height);
    return height;
}

/* 9.2 in a column: sizes are heights. Measuring sets the items once for this alone, as high as
 * their content; columns in them need not be measured for that. */
static void ask_height(struct flow *flow, const struct box *flex, struct flex_item *i,
                       const struct room *room)
{
    struct room own = across(flow, flex->style, i->box, room);
    own.unsized = own.fence = true;
    len content = content_height(flow, i->box, &own);
    settle_sizes(i, true, room->height,
                 size_edges(i->box, true, room->base ? room->base : room->width), content, content,
                 by_ratio(flex->style, i, true, room));
}

static void put_item(struct stack *st, const struct box *flex, const struct flex_item *i,
                     const struct room *room, bool measured)
{
    struct room own = across(st->flow, flex->style, i->box, room);
    if (i->auto_before)
        put_strut(st, flex, room, i->before);
    own.fence = true;
    own.tall_given = measured;
    own.tall_open = room->height < 0 && frame_auto(i->box->style, CSS_height) &&
                    frame_auto(i->box->style, CSS_flex_basis);
    own.tall = len_max(0, i->size - i->before - i->after);
    block_build(st, i->box, &own);
    stack_settle(st);
    if (i->auto_after)
        put_strut(st, flex, room, i->after);
}

/* One line of items, one below the other; measured: they share a definite height. */
static void put_column(struct stack *st, const struct box *flex, const struct room *room,
                       struct line_of *l, bool measured)
{
    const struct css_style *s = flex->style;
    len gap = frame_len(s, CSS_row_gap, len_max(0, room->height)), all = (l->n - 1) * gap;
    bool back = reversed(s);
    struct sharing sh = {0};
    for (int i = 0; measured && i < l->n; i++)
        all = len_add(all, kept(&l->v[i], l->v[i].base));
    if (measured) {
        len height = kept_height(room, all), free = len_add(height, -(l->n - 1) * gap);
        flex_resolve(l, height, gap);
        for (int i = 0; i < l->n; i++)
            free = len_add(free, -l->v[i].size);
        enum css_kw how = frame_alignment(s, CSS_justify_content, free);
        sh = share(l, how == KW_left || how == KW_right ? KW_start : turned(how, back, false),
                   free);
    }
    for (int i = 0; i < l->n; i++) {
        if (i && gap) {
            stack_flush(st);
            stack_space(st, gap);
        }
        put_strut(st, flex, room, i ? sh.between : sh.before);
        put_item(st, flex, &l->v[back ? l->n - 1 - i : i], room, measured);
    }
}

/* [len] the margin box across a column that wraps: as wide as its content, or as its style says
 * (9.4, step 7). */
static len cross_size(struct flow *flow, const struct box *box, const struct room *room)
{
    const struct css_style *s = box->style;
    len margins = frame_len(s, CSS_margin_left, room->width) +
                  frame_len(s, CSS_margin_right, room->width);
    struct intrinsic w = widths_across(flow, box, room->width);
    len fit = len_max(w.min, len_min(w.max, room->width));
    if (box->kind == BOX_IMAGE || box->kind == BOX_TABLE)
        return fit;
    return frame_of(flow, box,
                    &(struct room){.width = fit, .height = room->height, .base = room->width})
               .width +
           margins;
}

static struct cell column_cell(struct flow *flow, const struct box *flex, const struct room *room,
                               struct line_of *l, len width, len tall)
{
    struct stack st;
    struct room own = {.width = width,
                       .base = room->width,
                       .height = room->height,
                       .fill_given = true,
                       .fill = tall,
                       .most = tall};
    stack_init(&st, flow, stack_galley(flow, width));
    put_column(&st, flex, &own, l, true);
    stack_done(&st);
    block_measure(st.g);
    return (struct cell){.box = flex,
                         .width = width,
                         .row_span = 1,
                         .edges = EDGE_ALL,
                         .body = st.g,
                         .height = st.g->height};
}

static len widest_of(const struct line_of *l)
{
    len widest = 0;
    for (int i = 0; i < l->n; i++)
        widest = len_max(widest, l->v[i].cross);
    return widest;
}

/* Lines side by side in a container `tall` high, each as wide as its widest item plus its share of
 * the free width. */
static void put_columns(struct stack *st, const struct box *flex, const struct room *room,
                        const struct line_of *line, int n, len tall)
{
    const struct css_style *s = flex->style;
    bool leftwards = css_is(s, CSS_direction, KW_rtl) != wraps_back(s);
    len gap = frame_len(s, CSS_column_gap, room->width), free = room->width - (n - 1) * gap;
    struct sharing sh;
    for (int i = 0; i < n; i++)
        free = len_add(free, -widest_of(&line[i]));
    len more = share_across(s, free, n, &sh);
    enum css_kw how = css_kw(s, CSS_align_content);
    bool from_end = wraps_back(s) && (how == KW_normal || how == KW_stretch);
    len x = from_end ? free - n * more : sh.before;
    x = css_is(s, CSS_direction, KW_rtl) ? free - n * more - x - (n - 1) * sh.between : x;
    struct row *row = arena_make(&st->flow->arena, struct row);
    *row = (struct row){.box = flex,
                        .x = room->x,
                        .width = room->width,
                        .height = room->height,
                        .n = n};
    row->cell = arena_array(&st->flow->arena, struct cell, n);
    for (int i = 0; i < n; i++) {
        struct line_of l = line[leftwards ? n - 1 - i : i];
        row->cell[i] = column_cell(st->flow, flex, room, &l, len_max(0, widest_of(&l) + more),
                                   tall);
        row->cell[i].x = x;
        row->height = len_max(row->height, row->cell[i].height);
        x = len_add(x, row->cell[i].width + gap + sh.between);
    }
    marker_alone(st, true);
    stack_flush(st);
    block_put_row(st, flex, row, row->height);
}

/* Items of columns in columns are set for each try at those around: those deep inside are not
 * measured. */
enum { MEASURED = 3 };

/* A column wraps at its height, or at the most that it may have; only a definite height is shared.
 */
static void build_column(struct stack *st, const struct box *flex, const struct room *room)
{
    const struct css_style *s = flex->style;
    struct line_of all = items_of(st, flex, room);
    bool limited = room->height >= 0 || room->fill_given || room->most >= 0;
    for (int i = 0; i < all.n; i++)
        limited = limited || !is_auto(all.v[i].box->style, CSS_flex_basis);
    bool measured = limited && st->flow->state->measuring < MEASURED;
    bool wrapped = measured && wraps(s) && (room->height >= 0 || room->most >= 0);
    for (int i = 0; i < all.n; i++) {
        struct flex_item *it = &all.v[i];
        struct room own = *room;
        if (wrapped)
            own.width = it->cross = cross_size(st->flow, it->box, room);
        own.base = room->width;
        set_factors(it, CSS_margin_top, CSS_margin_bottom, room->width);
        if (measured)
            ask_height(st->flow, flex, it, &own);
    }
    struct line_of *line = mem_new(sizeof *line * (size_t)(all.n + 1));
    len gap = frame_len(s, CSS_row_gap, len_max(0, room->height)), sum = (all.n - 1) * gap;
    for (int i = 0; wrapped && i < all.n; i++)
        sum = len_add(sum, kept(&all.v[i], all.v[i].base));
    len tall = kept_height(room, sum);
    int *count = mem_new(sizeof *count * (size_t)(all.n + 1)),
        lines = wrapped ? balance_lines(&all, s, tall, gap, count) : 0;
    for (int i = 0, first = 0; i < lines; first += count[i++])
        line[i] = (struct line_of){.v = &all.v[first], .n = count[i]};
    mem_free(count);
    if (lines)
        put_columns(st, flex, room, line, lines, tall);
    else
        put_column(st, flex, room, &all, measured);
    mem_free(line);
    vec_done(&all);
}

static len lines_width(struct flow *flow, const struct box *flex)
{
    const struct css_style *s = flex->style;
    bool given = s->v[CSS_height].kind == CSS_LEN;
    len edges = css_is(s, CSS_box_sizing, KW_border_box) ? size_edges(flex, true, 0) : 0;
    struct room room = {.width = flow->state->area.measure,
                        .height = given ? len_max(0, frame_len(s, CSS_height, 0) - edges) : -1,
                        .most = -1};
    len tall = given ? room.height : len_max(0, frame_len(s, CSS_max_height, 0) - edges),
        gap = frame_len(s, CSS_row_gap, len_max(0, room.height));
    struct line_of all = flow_items(flex);
    for (int i = 0; i < all.n; i++) {
        struct flex_item *it = &all.v[i];
        struct room own = room;
        own.width = it->cross = cross_size(flow, it->box, &room);
        set_factors(it, CSS_margin_top, CSS_margin_bottom, 0);
        ask_height(flow, flex, it, &own);
    }
    int *count = mem_new(sizeof *count * (size_t)(all.n + 1)),
        lines = balance_lines(&all, s, tall, gap, count);
    len width = lines ? (lines - 1) * frame_len(s, CSS_column_gap, 0) : 0;
    for (int i = 0, first = 0; i < lines; first += count[i++])
        width = len_add(width, widest_of(&(struct line_of){.v = &all.v[first], .n = count[i]}));
    mem_free(count);
    vec_done(&all);
    return width;
}

/* Asked again and again by the containers around it, each of which would ask twice: kept. */
len block_flex_lines_width(struct flow *flow, const struct box *flex)
{
    const struct css_style *s = flex->style;
    if (!wraps(s) || (s->v[CSS_height].kind != CSS_LEN && s->v[CSS_max_height].kind != CSS_LEN) ||
        flow->state->measuring >= MEASURED)
        return -1;
    struct size_key key = size_key(flow, flex, ASKED_LINES);
    const len *kept = sizes_get(&flow->state->sizes, &key);
    if (kept)
        return *kept;
    len width = lines_width(flow, flex);
    sizes_put(&flow->state->sizes, &key, width);
    return width;
}

void block_flex(struct stack *st, const struct box *flex, const struct room *room)
{
    if (is_column(flex->style))
        build_column(st, flex, room);
    else
        build_row(st, flex, room);
}
