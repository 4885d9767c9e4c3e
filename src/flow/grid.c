// SPDX-License-Identifier: Apache-2.0
/* Grid containers (CSS Grid Layout 1): items are placed, columns and then rows are sized by their
 * contributions, and each row of the grid becomes one V_ROW, so that pages break between them. Rows
 * spanned by an item are kept together: they are one V_ROW, in which lower items begin with
 * space. */
#include <stdlib.h>

#include "flow/grid-int.h"

static bool is_auto(const struct css_style *s, enum css_prop p) { return css_is(s, p, KW_auto); }

static bool relative(const struct css_style *s, enum css_prop p)
{
    return s->v[p].kind == CSS_PCT || s->v[p].kind == CSS_CALC;
}

static int by_order(const void *a, const void *b)
{
    const struct grid_item *x = a, *y = b;
    return x->order != y->order ? (x->order > y->order) - (x->order < y->order)
                                : x->place - y->place;
}

static bool in_flow(const struct box *b) { return b->kind != BOX_MARK && b->kind != BOX_FLOAT; }

static struct grid_items items_of(const struct box *grid)
{
    struct grid_items items = {0};
    bool ordered = false;
    for (const struct box *c = grid->first; c; c = c->next)
        if (in_flow(c)) {
            struct grid_item *it = vec_add(&items);
            *it = (struct grid_item){.box = c,
                                     .order = css_int(c->style, CSS_order),
                                     .place = items.n};
            ordered |= it->order != 0;
        }
    if (ordered)
        qsort(items.v, (size_t)items.n, sizeof *items.v, by_order);
    return items;
}

/* ---- contributions of items ---------------------------------------------------------------------- */

/* 6.6: the automatic minimum is that of the content where some track is of automatic size, and none
 * is flexible unless it is the only one. */
static bool has_automatic_minimum(const struct axis *a, const struct grid_item *it, int which)
{
    bool automatic = false, flexible = false;
    for (int i = it->start[which]; i < it->start[which] + it->span[which]; i++) {
        automatic |= a->track.v[i].min == SIZE_AUTO;
        flexible |= a->track.v[i].max == SIZE_FLEX;
    }
    return automatic && (it->span[which] == 1 || !flexible) && !frame_is_hidden(it->box->style);
}

static len margins_of(const struct css_style *s, enum css_prop first, enum css_prop last, len base)
{
    return frame_len(s, first, base) + frame_len(s, last, base);
}

static len edges_of(const struct css_style *s, int which, len base)
{
    return which == COLUMNS ? frame_edge(s, CSS_border_left_width, CSS_padding_left, base) +
                                  frame_edge(s, CSS_border_right_width, CSS_padding_right, base)
                            : frame_edge(s, CSS_border_top_width, CSS_padding_top, base) +
                                  frame_edge(s, CSS_border_bottom_width, CSS_padding_bottom, base);
}

/* [len] the border box of a size that a style gives; -1 if it has none, or a percentage of an
 * unknown size. */
static len sized(const struct css_style *s, enum css_prop p, int which, len base, len of_width)
{
    if (frame_auto(s, p) || (relative(s, p) && base < 0))
        return -1;
    len edges = edges_of(s, which, of_width), v = frame_len(s, p, len_max(0, base));
    return css_is(s, CSS_box_sizing, KW_border_box) ? len_max(v, edges) : len_max(0, v) + edges;
}

/* [len] the sum of the limits of an item's tracks; LEN_MAX if one of them has no limit. */
static len fixed_most(const struct axis *a, const struct grid_item *it, int which)
{
    int64_t most = (int64_t)(it->span[which] - 1) * a->gap;
    for (int i = it->start[which]; i < it->start[which] + it->span[which]; i++) {
        if (a->track.v[i].max != SIZE_FIXED)
            return LEN_MAX;
        most += a->track.v[i].most;
    }
    return most < LEN_MAX ? (len)most : LEN_MAX;
}

static len least_of(const struct axis *a, const struct grid_item *it, int which, len content,
                    len margins, len of_width)
{
    const struct css_style *s = it->box->style;
    enum css_prop size = which == COLUMNS ? CSS_width : CSS_height,
                  min = which == COLUMNS ? CSS_min_width : CSS_min_height;
    enum css_prop max = which == COLUMNS ? CSS_max_width : CSS_max_height;
    if (!css_is(s, size, KW_auto) && !relative(s, size))
        return it->ask[which].min;
    len given = sized(s, min, which, -1, of_width), most = sized(s, max, which, -1, of_width),
        edges = edges_of(s, which, of_width);
    if (given >= 0)
        return given + margins;
    bool automatic = css_is(s, min, KW_auto) && has_automatic_minimum(a, it, which);
    content = automatic || css_is(s, min, KW_min_content) ? content : edges + margins;
    if (automatic)
        content = len_min(content, fixed_most(a, it, which));
    return most >= 0 ? len_min(content, len_max(most, edges) + margins) : content;
}

static void ask_widths(struct flow *flow, const struct axis *a, struct grid_item *it)
{
    const struct css_style *s = it->box->style;
    struct intrinsic content, w = frame_both_widths(flow, it->box, &content);
    len margins = margins_of(s, CSS_margin_left, CSS_margin_right, 0);
    it->ask[COLUMNS] = (struct contribution){.min = w.min, .max = w.max};
    it->ask[COLUMNS].least = least_of(a, it, COLUMNS, content.min, margins, 0);
}

bool block_sets_again(const struct box *box, int now, int most)
{
    enum { NESTED = 6 };
    int depth = 0;
    for (const struct box *b = box->parent; b && depth < NESTED; b = b->parent)
        depth += css_is(b->style, CSS_display, KW_grid) || css_is(b->style, CSS_display, KW_flex) ||
                 css_is(b->style, CSS_display, KW_inline_grid) ||
                 css_is(b->style, CSS_display, KW_inline_flex);
    return now < most && depth < NESTED;
}

/* ---- items in their areas -------------------------------------------------------------------- */

static enum css_kw grid_aligned(const struct css_style *grid, const struct css_style *s,
                                enum css_prop self, enum css_prop items, len free)
{
    enum css_kw kw = is_auto(s, self) ? frame_alignment(grid, items, free)
                                      : frame_alignment(s, self, free);
    return kw == KW_NONE_GIVEN || kw == KW_legacy ? KW_normal : kw;
}

static bool fills(enum css_kw how) { return how == KW_normal || how == KW_stretch; }

/* [len] the border box across its area: stretched, or as its content would have it (6.2). */
static len width_in(struct flow *flow, const struct css_style *grid, const struct box *box,
                    len area)
{
    const struct css_style *s = box->style;
    struct room room = {.width = area, .height = -1, .base = area};
    bool fill = fills(grid_aligned(grid, s, CSS_justify_self, CSS_justify_items, 0)) &&
                !is_auto(s, CSS_margin_left) && !is_auto(s, CSS_margin_right);
    if (box->kind == BOX_IMAGE)
        return frame_image(flow, box, &room).width + edges_of(s, COLUMNS, area);
    struct frame f = frame_of(flow, box, &room);
    if (!is_auto(s, CSS_width) || (fill && box->kind != BOX_TABLE))
        return f.width;
    struct intrinsic w = frame_content_widths(flow, box);
    len margins = margins_of(s, CSS_margin_left, CSS_margin_right, 0),
        own = margins_of(s, CSS_margin_left, CSS_margin_right, area);
    len more = edges_of(s, COLUMNS, area) - edges_of(s, COLUMNS, 0);
    len width = len_max(w.min - margins + more, len_min(w.max - margins + more, area - own));
    len most = sized(s, CSS_max_width, COLUMNS, area, area),
        least = sized(s, CSS_min_width, COLUMNS, area, area);
    width = most >= 0 ? len_min(width, most) : width;
    return len_max(width, len_max(least, edges_of(s, COLUMNS, area)));
}

static struct galley *body_in(struct flow *flow, const struct grid_item *it, len area_width,
                              len area_height, len tall)
{
    struct room room = {.width = it->width,
                        .base = area_width,
                        .height = area_height,
                        .bare = true,
                        .tall_given = tall >= 0,
                        .tall = tall};
    return block_galley(flow, it->box, &room, false);
}

static len top_of(const struct grid_item *it, len area)
{
    return frame_len(it->box->style, CSS_margin_top, area);
}

static void ask_height(struct flow *flow, const struct css_style *grid, const struct axis axis[2],
                       struct grid_item *it)
{
    const struct css_style *s = it->box->style;
    len area = tracks_span(&axis[COLUMNS], it, COLUMNS),
        margins = margins_of(s, CSS_margin_top, CSS_margin_bottom, area);
    it->width = width_in(flow, grid, it->box, area);
    it->body = body_in(flow, it, area, -1, -1);
    len height = it->body->height + margins;
    it->ask[ROWS] = (struct contribution){.min = height, .max = height};
    it->ask[ROWS].least = least_of(&axis[ROWS], it, ROWS, height, margins, area);
}

static bool on_baseline(const struct css_style *grid, const struct grid_item *it)
{
    return grid_aligned(grid, it->box->style, CSS_align_self, CSS_align_items, 0) == KW_baseline &&
           !is_auto(it->box->style, CSS_margin_top) && !is_auto(it->box->style, CSS_margin_bottom);
}

static len baseline_of(const struct grid_item *it, len area)
{
    return top_of(it, area) + flow_box_baseline(it->body, it->box);
}

/* 11.5, step 1: items on one baseline are moved down to the lowest one of their row. */
static void add_shims(const struct css_style *grid, const struct axis axis[2],
                      struct grid_items *items)
{
    len *lowest = mem_new(sizeof *lowest * (size_t)(axis[ROWS].track.n + 1));
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < items->n; i++) {
            struct grid_item *it = &items->v[i];
            if (!on_baseline(grid, it))
                continue;
            len *row = &lowest[it->start[ROWS]],
                own = baseline_of(it, tracks_span(&axis[COLUMNS], it, COLUMNS));
            *row = pass ? *row : len_max(*row, own);
            it->shim = pass ? *row - own : 0;
            it->ask[ROWS].min += it->shim, it->ask[ROWS].max += it->shim,
                it->ask[ROWS].least += it->shim;
        }
    mem_free(lowest);
}

/* ---- alignment ------------------------------------------------------------------------------- */

/* The tracks share the free space of the container (10.5): before the first, and between. */
static void align_tracks(struct axis *a, enum css_kw how, len free)
{
    int n = 0, seen = 0;
    for (int i = 0; i < a->track.n; i++)
        n += !a->track.v[i].empty;
    struct sharing sh = block_justify(how, free, n);
    for (int i = 0; i < a->track.n; i++) {
        struct track *t = &a->track.v[i];
        t->at = len_add(t->at, len_add(sh.before, len_scale(sh.between, seen, 1)));
        seen += !t->empty;
    }
}

/* [len] from the beginning of an area: auto margins take the free space, else the item is
 * aligned. */
static len offset_of(const struct css_style *s, enum css_kw how, enum css_prop first,
                     enum css_prop last, len free, bool from_end)
{
    bool before = is_auto(s, first), after = is_auto(s, last);
    if (before || after)
        return free > 0 && before ? free / (1 + after) : 0;
    switch (how) {
    case KW_center: return free / 2;
    case KW_end:
    case KW_flex_end: return from_end ? 0 : free;
    case KW_right: return free;
    case KW_left: return 0;
    default: return from_end ? free : 0;
    }
}

static enum css_kw as_seen(enum css_kw how, const struct css_style *grid, const struct css_style *s)
{
    bool other = css_kw(grid, CSS_direction) != css_kw(s, CSS_direction);
    return how == KW_self_start ? (other ? KW_end : KW_start)
           : how == KW_self_end ? (other ? KW_start : KW_end)
                                : how;
}

/* ---- rows in the galley ---------------------------------------------------------------------- */

static struct galley *lowered(struct flow *flow, struct galley *body, const struct box *box, len by)
{
    if (by <= 0)
        return body;
    struct galley *g = stack_galley(flow, body->measure);
    *vec_add(
        &g->item) = (struct vitem){.kind = V_STRUT, .keep = KEEP_NEVER, .box = box, .height = by};
    for (int i = 0; i < body->item.n; i++)
        *vec_add(&g->item) = body->item.v[i];
    again_move(flow, body, 0, g);
    again_shift(flow, g, 0);
    for (int i = 1; i < g->item.n; i++)
        block_link(g, i);
    block_measure(g);
    return g;
}

/* The item in its area, which lies in a row of the galley that begins at `top`. */
static struct cell cell_of(struct stack *st, const struct box *grid, const struct room *room,
                           const struct axis axis[2], struct grid_item *it, len top)
{
    const struct css_style *s = it->box->style;
    bool rtl = css_is(grid->style, CSS_direction, KW_rtl),
         table = it->box->kind == BOX_TABLE || it->box->kind == BOX_IMAGE;
    len width = tracks_span(&axis[COLUMNS], it, COLUMNS),
        height = tracks_span(&axis[ROWS], it, ROWS);
    len left = frame_len(s, CSS_margin_left, width), right = frame_len(s, CSS_margin_right, width);
    len above = frame_len(s, CSS_margin_top, width), below = frame_len(s, CSS_margin_bottom, width);
    enum css_kw across = as_seen(grid_aligned(grid->style, s, CSS_justify_self, CSS_justify_items,
                                              width - left - right - it->width),
                                 grid->style, s);
    enum css_kw down = grid_aligned(grid->style, s, CSS_align_self, CSS_align_items, 0);
    struct cell c = {.box = it->box,
                     .width = it->width,
                     .row_span = 1,
                     .edges = EDGE_ALL,
                     .body = it->body};
    bool free_height = is_auto(s, CSS_height) || css_is(s, CSS_height, KW_stretch);
    bool ratio = frame_has_ratio(s) &&
                 down !=
                     KW_stretch; /* 6.2: items with an aspect ratio are not stretched by default */
    if (free_height && (fills(down) || css_is(s, CSS_height, KW_stretch)) && !ratio && !table &&
        !is_auto(s, CSS_margin_top) && !is_auto(s, CSS_margin_bottom)) {
        len tall = height - above - below, most = sized(s, CSS_max_height, ROWS, height, width),
            least = sized(s, CSS_min_height, ROWS, height, width);
        tall = most >= 0 ? len_min(tall, most) : tall;
        tall = len_max(len_max(tall, least), edges_of(s, ROWS, width));
        struct room own = {.width = width, .height = height, .base = width};
        block_stretch(st->flow, &c, &own, tall);
    } else if (relative(s, CSS_height) || relative(s, CSS_min_height) ||
               relative(s, CSS_max_height)) {
        struct flow_state *state = st->flow->state;
        if (state->measuring == 0 && block_sets_again(it->box, state->stretching, STRETCHED)) {
            state->stretching++;
            c.body = body_in(st->flow, it, width, height, -1);
            state->stretching--;
        }
    }
    len x = axis[COLUMNS].track.v[it->start[COLUMNS]].at;
    x = rtl ? room->width - x - width : x;
    c.x = x + left +
          offset_of(s, across, CSS_margin_left, CSS_margin_right, width - left - right - it->width,
                    rtl);
    len free = height - above - below - c.body->height;
    down = grid_aligned(grid->style, s, CSS_align_self, CSS_align_items, free);
    len y = axis[ROWS].track.v[it->start[ROWS]].at - top + above;
    y += on_baseline(grid->style, it) ? it->shim
                                      : offset_of(s, as_seen(down, grid->style, grid->style),
                                                  CSS_margin_top, CSS_margin_bottom, free, false);
    c.drop = len_min(y, 0);
    it->top = y;
    c.body = lowered(st->flow, c.body, it->box, y);
    c.height = c.body->height;
    return c;
}

static void put_band(struct stack *st, const struct box *grid, const struct room *room,
                     struct row *row)
{
    if (!row->n) {
        if (row->height > 0)
            stack_item(st, V_STRUT, grid, room->x, room->width, row->height, true);
        return;
    }
    block_put_row(st, grid, row, row->height);
}

/* Rows [first, last) hang together. */
struct band {
    int first, last, n;
};

static int bands_of(const struct axis *rows, const struct grid_items *items, struct band *band,
                    int *of_row)
{
    int n = 0, reach = 0;
    int *end = mem_new(sizeof *end * (size_t)(rows->track.n + 1));
    for (int i = 0; i < items->n; i++) {
        const struct grid_item *it = &items->v[i];
        int last = it->start[ROWS] + it->span[ROWS];
        end[it->start[ROWS]] = last > end[it->start[ROWS]] ? last : end[it->start[ROWS]];
    }
    for (int i = 0; i < rows->track.n; i++) {
        if (i >= reach)
            band[n++] = (struct band){.first = i};
        reach = end[i] > i + 1 && end[i] > reach ? end[i] : reach > i ? reach : i + 1;
        band[n - 1].last = i + 1;
        of_row[i] = n - 1;
    }
    mem_free(end);
    for (int i = 0; i < items->n; i++)
        band[of_row[items->v[i].start[ROWS]]].n++;
    return n;
}

static void put_gap(struct stack *st, const struct box *grid, const struct room *room, len height,
                    bool strut)
{
    stack_flush(st);
    if (strut && height > 0)
        stack_item(st, V_STRUT, grid, room->x, room->width, height, true);
    else
        stack_space(st, height);
}

static bool overlap(const struct row *row, const struct grid_item *const *item, int i, int j)
{
    const struct cell *a = &row->cell[i], *b = &row->cell[j];
    len top_a = item[i]->top, top_b = item[j]->top;
    return a->x < b->x + b->width && b->x < a->x + a->width && top_a < b->height + b->drop &&
           top_b < a->height + a->drop;
}

/* Whether items lie on each other. Of very many that is taken for granted. */
static bool any_overlap(const struct row *row, const struct grid_item *const *item)
{
    enum { MOST = 100 };
    if (row->n > MOST)
        return true;
    for (int i = 0; i < row->n; i++)
        for (int j = 0; j < i; j++)
            if (overlap(row, item, i, j))
                return true;
    return false;
}

static void put_bands(struct stack *st, const struct box *grid, const struct room *room,
                      struct axis axis[2], struct grid_items *items)
{
    const struct axis *rows = &axis[ROWS];
    int n = rows->track.n;
    struct band *band = mem_new(sizeof *band * (size_t)(n + 1));
    int *of_row = mem_new(sizeof *of_row * (size_t)(n + 1)),
        bands = bands_of(rows, items, band, of_row);
    struct row **row = mem_new(sizeof *row * (size_t)(bands + 1));
    for (int k = 0; k < bands; k++) {
        const struct track *last = &rows->track.v[band[k].last - 1];
        row[k] = arena_make(&st->flow->arena, struct row);
        *row[k] = (struct row){.box = grid, .x = room->x, .width = room->width, .bare = true};
        row[k]->height = last->at + last->base - rows->track.v[band[k].first].at;
        row[k]->cell = arena_array(&st->flow->arena, struct cell, band[k].n + 1);
    }
    const struct grid_item **item = mem_new(sizeof *item * (size_t)(items->n + 1));
    int *first = mem_new(sizeof *first * (size_t)(bands + 1));
    for (int k = 1; k < bands; k++)
        first[k] = first[k - 1] + band[k - 1].n;
    for (int i = 0; i < items->n; i++) {
        int k = of_row[items->v[i].start[ROWS]];
        item[first[k] + row[k]->n] = &items->v[i];
        row[k]->cell[row[k]->n++] = cell_of(st, grid, room, axis, &items->v[i],
                                            rows->track.v[band[k].first].at);
    }
    for (int k = 0; k < bands; k++)
        row[k]->atomic = any_overlap(row[k], item + first[k]);
    mem_free(first);
    mem_free(item);
    marker_alone(st, true);
    for (int k = 0; k < bands; k++) {
        const struct track *before = k ? &rows->track.v[band[k].first - 1] : NULL,
                           *t = &rows->track.v[band[k].first];
        len gap = before ? t->at - before->at - before->base : t->at;
        for (int i = 0; i < row[k]->n; i++)
            stack_want(st, css_kw(row[k]->cell[i].box->style, CSS_break_before));
        bool turns = stack_turns(st);
        if (k && !turns)
            put_gap(st, grid, room, len_min(gap, rows->gap), false);
        put_gap(st, grid, room, turns && k ? 0 : k ? len_max(0, gap - rows->gap) : gap, true);
        put_band(st, grid, room, row[k]);
        for (int i = 0; i < row[k]->n; i++)
            stack_want(st, css_kw(row[k]->cell[i].box->style, CSS_break_after));
    }
    mem_free(row);
    mem_free(of_row);
    mem_free(band);
}

/* ---- the container --------------------------------------------------------------------------- */

static bool stretches(const struct css_style *s, enum css_prop p) { return fills(css_kw(s, p)); }

static void ask_all(struct flow *flow, const struct axis *columns, struct grid_items *items)
{
    for (int i = 0; i < items->n; i++)
        ask_widths(flow, columns, &items->v[i]);
}

/* Items are asked once for both: grids in grids would ask twice as often at each depth. */
struct intrinsic block_grid_widths(struct flow *flow, const struct box *grid)
{
    const struct css_style *s = grid->style;
    struct intrinsic w = {0};
    struct grid_items asked = {0};
    for (int pass = 0; pass < 2; pass++) {
        struct axis axis[2] = {{.gap = frame_len(s, CSS_column_gap, 0)},
                               {.gap = frame_len(s, CSS_row_gap, 0)}};
        struct grid_items items = items_of(grid);
        if (s->v[CSS_min_width].kind == CSS_LEN)
            axis[COLUMNS].least = len_max(0, sized(s, CSS_min_width, COLUMNS, 0, 0) -
                                                 edges_of(s, COLUMNS, 0));
        lines_read(&axis[COLUMNS], s, COLUMNS, -1);
        lines_read(&axis[ROWS], s, ROWS,
                   s->v[CSS_height].kind == CSS_LEN ? s->v[CSS_height].len : -1);
        lines_place(axis, s, &items);
        if (!pass)
            ask_all(flow, &axis[COLUMNS], &items);
        else
            for (int i = 0; i < items.n; i++)
                items.v[i].ask[COLUMNS] = asked.v[i].ask[COLUMNS];
        tracks_size(&axis[COLUMNS], COLUMNS, &items, pass ? TO_MAX_CONTENT : TO_MIN_CONTENT, false);
        *(pass ? &w.max : &w.min) = tracks_sum(&axis[COLUMNS]);
        lines_done(&axis[COLUMNS]);
        lines_done(&axis[ROWS]);
        vec_done(&asked);
        asked = items;
    }
    vec_done(&asked);
    w.max = len_max(w.max, w.min);
    w.word = w.min;
    return w;
}

/* [len] the height of a container of automatic height: its content, within its limits. */
static len kept_height(const struct room *room, len content)
{
    if (room->height >= 0)
        return room->height;
    content = room->most >= 0 ? len_min(content, room->most) : content;
    return room->fill_given ? len_max(content, room->fill) : content;
}

/* [len] from the container's padding edge to a line: where the track after it begins, or the one
 * before it ends. */
static len line_at(const struct axis *a, int line, bool end, len padding, len size)
{
    if (line < 0)
        return end ? size : 0;
    if (end ? line == 0 : line < a->track.n)
        return padding + (a->track.n ? a->track.v[line].at : 0);
    return padding + (line ? a->track.v[line - 1].at + a->track.v[line - 1].base : 0);
}

/* Absolute children are positioned against the area that their lines name (9.1). */
static void place_absolute(struct stack *st, const struct box *grid, const struct room *room,
                           const struct axis axis[2], len height)
{
    struct containing *c = st->flow->state->containing;
    const struct css_style *s = grid->style;
    len base = c ? c->width : 0, left = frame_len(s, CSS_padding_left, base),
        right = frame_len(s, CSS_padding_right, base);
    len top = frame_len(s, CSS_padding_top, base), bottom = frame_len(s, CSS_padding_bottom, base);
    for (int i = 0; c && c->box == grid && i < c->n; i++) {
        struct floating *fl = c->v[i];
        const struct css_style *own = fl->box->u.out.body->style;
        int line[2][2];
        if (fl->box->parent != grid)
            continue;
        for (int which = 0; which < 2; which++)
            lines_of_absolute(&axis[which], own, which, line[which]);
        len w = left + room->width + right, h = top + height + bottom;
        bool rtl = css_is(s, CSS_direction, KW_rtl);
        len x = line_at(&axis[COLUMNS], line[COLUMNS][0], false, rtl ? right : left, w),
            x_end = line_at(&axis[COLUMNS], line[COLUMNS][1], true, rtl ? right : left, w);
        len y = line_at(&axis[ROWS], line[ROWS][0], false, top, h),
            y_end = line_at(&axis[ROWS], line[ROWS][1], true, top, h);
        fl->in_area = true;
        fl->area.x = rtl ? w - x_end : x;
        fl->area.y = y;
        fl->area.w = len_max(0, x_end - x);
        fl->area.h = len_max(0, y_end - y);
    }
}

bool block_grid_is_relative(const struct css_style *s)
{
    static const enum css_prop of[] = {CSS_grid_template_rows, CSS_grid_auto_rows};
    for (int k = 0; k < 2; k++) {
        const struct css_list *l = css_list(s, of[k]);
        for (int i = 0; l && i < l->n; i++) {
            const struct css_item *item = &l->item[i];
            if (item->v.kind == CSS_PCT || item->v.kind == CSS_CALC)
                return true;
            for (int j = 0; item->kind == CSS_I_FUNCTION && item->list && j < item->list->n; j++)
                if (item->list->item[j].v.kind == CSS_PCT || item->list->item[j].v.kind == CSS_CALC)
                    return true;
        }
    }
    return relative(s, CSS_row_gap);
}

/* Whether flexible tracks leave free space: their factors sum to less than 1 (11.7.1). */
static bool leaves_space(const struct axis *rows)
{
    int64_t sum = 0;
    for (int i = 0; i < rows->track.n; i++)
        sum += rows->track.v[i].max == SIZE_FLEX ? rows->track.v[i].flex : 0;
    return sum > 0 && sum < FIX_ONE;
}

/* Percentages of an automatic height are of the rows' size without them (7.2.1). */
static len size_again(const struct css_style *s, struct axis axis[2], struct grid_items *items,
                      len height)
{
    struct axis rows = {.gap = frame_len(s, CSS_row_gap, height)};
    lines_read(&rows, s, ROWS, height);
    lines_done(&axis[ROWS]);
    struct axis columns = {0};
    lines_read(&columns, s, COLUMNS, axis[COLUMNS].room);
    columns.gap = axis[COLUMNS].gap;
    struct axis both[2] = {columns, rows};
    lines_place(both, s, items);
    axis[ROWS] = both[ROWS];
    lines_done(&both[COLUMNS]);
    tracks_size(&axis[ROWS], ROWS, items, TO_ROOM, stretches(s, CSS_align_content));
    return height;
}

void block_grid(struct stack *st, const struct box *grid, const struct room *room)
{
    const struct css_style *s = grid->style;
    struct axis axis[2] = {{.gap = frame_len(s, CSS_column_gap, room->width)},
                           {.gap = frame_len(s, CSS_row_gap, len_max(0, room->height))}};
    struct grid_items items = items_of(grid);
    for (const struct box *c = grid->first; c; c = c->next)
        if (!in_flow(c))
            block_build(st, c, room);
    axis[ROWS].least = room->height < 0 && room->fill_given ? room->fill : 0;
    lines_read(&axis[COLUMNS], s, COLUMNS, room->width);
    lines_read(&axis[ROWS], s, ROWS, room->height);
    lines_place(axis, s, &items);
    ask_all(st->flow, &axis[COLUMNS], &items);
    tracks_size(&axis[COLUMNS], COLUMNS, &items, TO_ROOM, stretches(s, CSS_justify_content));
    enum css_kw across = frame_alignment(s, CSS_justify_content,
                                         room->width - tracks_sum(&axis[COLUMNS]));
    align_tracks(&axis[COLUMNS],
                 css_is(s, CSS_direction, KW_rtl) && across == KW_left    ? KW_end
                 : css_is(s, CSS_direction, KW_rtl) && across == KW_right ? KW_start
                                                                          : across,
                 room->width - tracks_sum(&axis[COLUMNS]));
    for (int i = 0; i < items.n; i++)
        ask_height(st->flow, s, axis, &items.v[i]);
    add_shims(s, axis, &items);
    tracks_size(&axis[ROWS], ROWS, &items, room->height < 0 ? TO_MAX_CONTENT : TO_ROOM,
                stretches(s, CSS_align_content));
    len content = tracks_sum(&axis[ROWS]), height = kept_height(room, content);
    bool again = room->height < 0 && (block_grid_is_relative(s) || leaves_space(&axis[ROWS]));
    if (again)
        content = (size_again(s, axis, &items, height), tracks_sum(&axis[ROWS]));
    align_tracks(&axis[ROWS], frame_alignment(s, CSS_align_content, height - content),
                 height - content);
    place_absolute(st, grid, room, axis, height);
    put_bands(st, grid, room, axis, &items);
    if (again)
        put_gap(st, grid, room, height - content, true);
    lines_done(&axis[COLUMNS]);
    lines_done(&axis[ROWS]);
    vec_done(&items);
}
