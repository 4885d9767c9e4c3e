// SPDX-License-Identifier: Apache-2.0
/* Widths, heights and margins of a block in its containing block: CSS 2.1 10.2 to 10.7, and
 * css-sizing-3 for min-content and max-content. */
#include "flow/stack-int.h"

len frame_len(const struct css_style *s, enum css_prop p, len base)
{
    enum { FRAME_MAX = LEN_MAX / 64 }; /* so that the few lengths of one block add up */
    return len_max(-FRAME_MAX, len_min(FRAME_MAX, css_len(s, p, base)));
}

bool frame_auto(const struct css_style *s, enum css_prop p) { return s->v[p].kind == CSS_KEYWORD; }

len frame_edge(const struct css_style *s, enum css_prop border, enum css_prop padding, len base)
{
    return frame_len(s, border, 0) + frame_len(s, padding, base);
}

static bool ratio_of(const struct css_style *s, int64_t *w, int64_t *h)
{
    const struct css_list *l = css_list(s, CSS_aspect_ratio);
    int64_t v[2] = {0};
    for (int i = 0, n = 0; l && i < l->n && n < 2; i++)
        if (l->item[i].v.kind == CSS_NUM)
            v[n++] = l->item[i].v.num;
    *w = v[0];
    *h = v[1];
    return *w > 0 && *h > 0;
}

bool frame_has_ratio(const struct css_style *s)
{
    int64_t w, h;
    return s->v[CSS_aspect_ratio].kind == CSS_LIST && ratio_of(s, &w, &h);
}

/* CSS Sizing 4, 5.1: of the border box where box-sizing says so, unless auto is beside the ratio.
 */
len frame_by_ratio(const struct css_style *s, bool height, len other, len other_edges, len edges)
{
    int64_t w, h;
    if (!ratio_of(s, &w, &h))
        return other;
    const struct css_list *l = css_list(s, CSS_aspect_ratio);
    bool border = css_is(s, CSS_box_sizing, KW_border_box) && l->item[0].v.kind == CSS_NUM &&
                  l->item[l->n - 1].v.kind == CSS_NUM;
    len from = border ? other : len_max(0, other - other_edges);
    len to = height ? len_scale(from, h, w) : len_scale(from, w, h);
    return border ? len_max(to, edges) : len_add(to, edges);
}

static bool collapses(const struct box *box)
{
    return box->kind == BOX_TABLE && css_is(box->style, CSS_border_collapse, KW_collapse);
}

static void set_edges(struct flow *flow, struct frame *f, const struct box *box, len base)
{
    const struct css_style *s = box->style;
    if (collapses(box)) { /* CSS 2.1 17.6.2: it has no padding */
        len edge[4];
        block_table_edges(flow, box, edge);
        f->top = edge[0], f->right = edge[1], f->bottom = edge[2], f->left = edge[3];
        return;
    }
    f->left = frame_edge(s, CSS_border_left_width, CSS_padding_left, base);
    f->right = frame_edge(s, CSS_border_right_width, CSS_padding_right, base);
    f->top = frame_edge(s, CSS_border_top_width, CSS_padding_top, base);
    f->bottom = frame_edge(s, CSS_border_bottom_width, CSS_padding_bottom, base);
}

/* The content width that a width property asks for; -1: none (auto, none). `fit` is the available
 * width for fit-content. */
static len asked_width(struct flow *flow, const struct box *box, enum css_prop p,
                       const struct frame *f, len base, len fit)
{
    const struct css_style *s = box->style;
    len edges = f->left + f->right;
    if (!frame_auto(s, p)) {
        len w = frame_len(s, p, base);
        return len_max(0, css_is(s, CSS_box_sizing, KW_border_box) ? w - edges : w);
    }
    enum css_kw kw = css_kw(s, p);
    if (kw == KW_stretch && p != CSS_max_width)
        return len_max(0, fit);
    if (!flow || (kw != KW_min_content && kw != KW_max_content && kw != KW_fit_content))
        return -1;
    struct intrinsic w = frame_widths(flow, box);
    len margins = frame_len(s, CSS_margin_left, 0) + frame_len(s, CSS_margin_right, 0);
    len least = w.min - edges - margins, most = w.max - edges - margins;
    return len_max(0, kw == KW_min_content   ? least
                      : kw == KW_max_content ? most
                                             : len_min(most, len_max(least, fit)));
}

static len asked_height(const struct box *box, enum css_prop p, const struct frame *f, len base)
{
    const struct css_style *s = box->style;
    bool relative = s->v[p].kind == CSS_PCT || s->v[p].kind == CSS_CALC;
    if (css_is(s, p, KW_stretch) && base >= 0 && p != CSS_max_height)
        return len_max(0, base - f->top - f->bottom - frame_len(s, CSS_margin_top, 0) -
                              frame_len(s, CSS_margin_bottom, 0));
    if (frame_auto(s, p) || (relative && base < 0))
        return -1;
    len h = frame_len(s, p, base);
    return len_max(0, css_is(s, CSS_box_sizing, KW_border_box) ? h - f->top - f->bottom : h);
}

/* Places a content box of this width: auto margins share the rest (10.3.3). */
static void place_in(struct frame *f, const struct css_style *s, const struct room *room,
                     len content)
{
    len left = room->bare ? 0 : frame_len(s, CSS_margin_left, room->width);
    len right = room->bare ? 0 : frame_len(s, CSS_margin_right, room->width);
    bool auto_left = !room->bare && css_is(s, CSS_margin_left, KW_auto),
         auto_right = css_is(s, CSS_margin_right, KW_auto);
    f->width = content + f->left + f->right;
    len over = room->width - f->width - left - right, free = len_max(0, over);
    if (auto_left && over >= 0)
        left = auto_right ? free / 2 : free;
    else if ((over < 0 || !auto_right) && room->rtl && !room->bare)
        left += over; /* the margin at the line's end gives way (10.3.3) */
    f->x = len_add(room->x, left);
    f->inner = (struct room){.x = len_add(f->x, f->left), .width = content, .outer = f->x};
}

bool frame_from_the_right(const struct box *box)
{
    return box->parent && box->parent->style && css_is(box->parent->style, CSS_direction, KW_rtl);
}

static void frame_place(struct frame *f, const struct box *box, const struct room *room,
                        len content)
{
    struct room own = *room;
    own.rtl = frame_from_the_right(box);
    place_in(f, box->style, &own, content);
}

/* 10.6 and 10.7. A height that the layout around gives goes before the style's. */
static void set_vertical(struct frame *f, const struct box *box, const struct room *room)
{
    const struct css_style *s = box->style;
    len height = asked_height(box, CSS_height, f, room->height),
        max = asked_height(box, CSS_max_height, f, room->height);
    len least = len_max(0, asked_height(box, CSS_min_height, f, room->height));
    f->margin_top = room->bare
                        ? 0
                        : frame_len(s, CSS_margin_top, room->base ? room->base : room->width);
    f->margin_bottom = room->bare
                           ? 0
                           : frame_len(s, CSS_margin_bottom, room->base ? room->base : room->width);
    f->fence = room->bare || room->fence || frame_is_context(box);
    if (room->unsized)
        height = max = -1, least = 0;
    f->max_height = max >= 0 ? len_max(max, least) : -1;
    f->min_height = least;
    bool by_ratio = height < 0 && !room->tall_given && frame_has_ratio(s) &&
                    box->kind != BOX_IMAGE && box->kind != BOX_TABLE;
    if (by_ratio) { /* no lower than its content, unless that is hidden or the least height is given
                       (css-sizing-4 5.1.1) */
        len by = frame_by_ratio(s, true, f->width, f->left + f->right, f->top + f->bottom) -
                 f->top - f->bottom;
        by = len_max(least, f->max_height >= 0 ? len_min(by, f->max_height) : by);
        f->min_height = by;
        if ((room->bare || room->fence) && !frame_auto(s, CSS_max_width)) {
            len most = frame_len(s, CSS_max_width, room->base ? room->base : room->width),
                edges = f->left + f->right;
            most = css_is(s, CSS_box_sizing, KW_border_box) ? most : most + edges;
            most = frame_by_ratio(s, true, len_max(most, edges), edges, f->top + f->bottom) -
                   f->top - f->bottom;
            f->max_height = len_max(by, f->max_height >= 0 ? len_min(f->max_height, most) : most);
        }
        if (frame_is_hidden(s) || !css_is(s, CSS_min_height, KW_auto))
            height = by;
    }
    if (room->tall_given)
        height = len_max(0, room->tall - f->top - f->bottom);
    else if (height >= 0)
        height = len_max(least, f->max_height >= 0 ? len_min(height, f->max_height) : height);
    if (height >= 0)
        f->min_height = f->max_height = height;
    f->inner.height = room->tall_given && room->tall_open ? -1
                      : by_ratio && height < 0            ? f->min_height
                      : box->anonymous && height < 0      ? room->height /* 9.2.1.1 */
                                                          : height;
    f->inner.fill_given = f->min_height > 0 || height >= 0;
    f->inner.fill = f->min_height;
    f->inner.most = f->max_height;
    if (box->kind == BOX_TABLE)
        f->max_height = -1; /* its rows make it as high as they need (17.5.3) */
}

len frame_least_height(const struct box *box, const struct frame *f, len base)
{
    len height = asked_height(box, CSS_height, f, base),
        most = asked_height(box, CSS_max_height, f, base);
    height = len_max(0, most >= 0 ? len_min(height, most) : height);
    return len_max(height, asked_height(box, CSS_min_height, f, base));
}

bool frame_is_hidden(const struct css_style *s)
{
    return !css_is(s, CSS_overflow_x, KW_visible) || !css_is(s, CSS_overflow_y, KW_visible);
}

bool frame_is_context(const struct box *box)
{
    const struct css_style *s = box->style;
    if (box->kind == BOX_FLEX || box->kind == BOX_GRID || box->kind == BOX_TABLE ||
        box->kind == BOX_INLINE_BLOCK)
        return true;
    return s && (box->kind == BOX_BLOCK || box->kind == BOX_PARA) &&
           (frame_is_hidden(s) || css_contains(s) || css_is(s, CSS_display, KW_flow_root) ||
            !css_is(s, CSS_align_content, KW_normal) || block_has_columns(s));
}

/* 9.4.3: offsets of a relative block; a percentage of an automatic height is none. */
static len shift(const struct css_style *s, enum css_prop first, enum css_prop last, len base,
                 bool back)
{
    bool pct_first = s->v[first].kind == CSS_PCT || s->v[first].kind == CSS_CALC,
         pct_last = s->v[last].kind == CSS_PCT || s->v[last].kind == CSS_CALC;
    bool has_first = !frame_auto(s, first) && !(pct_first && base < 0),
         has_last = !frame_auto(s, last) && !(pct_last && base < 0);
    if (has_first && !(back && has_last))
        return frame_len(s, first, len_max(0, base));
    return has_last ? -frame_len(s, last, len_max(0, base)) : 0;
}

static void set_shift(struct frame *f, const struct box *box, const struct room *room)
{
    const struct css_style *s = box->style;
    if (!css_is(s, CSS_position, KW_relative))
        return;
    f->shift_x = shift(s, CSS_left, CSS_right, room->base ? room->base : room->width,
                       frame_from_the_right(box));
    f->shift_y = shift(s, CSS_top, CSS_bottom, room->height, false);
}

/* Limits of the height hold for a width that the height follows from (css-sizing-4 5.1.2). Content
 * boxes. */
static len transferred(const struct box *box, const struct frame *f, len width, len base)
{
    len most = asked_height(box, CSS_max_height, f, base),
        least = asked_height(box, CSS_min_height, f, base), edges = f->left + f->right;
    len down = f->top + f->bottom;
    if (most >= 0)
        width = len_min(width, frame_by_ratio(box->style, false, most + down, down, edges) - edges);
    if (least >= 0)
        width = len_max(width,
                        frame_by_ratio(box->style, false, least + down, down, edges) - edges);
    return width;
}

/* Whether a block was made around a table and its captions; without any row there is no table. */
static bool captioned(const struct box *box, const struct box **table)
{
    bool caption = false;
    *table = NULL;
    if (box->kind != BOX_BLOCK || !box->anonymous)
        return false;
    for (const struct box *c = box->first; c; c = c->next) {
        *table = c->kind == BOX_TABLE ? c : *table;
        caption = caption || (c->style && css_is(c->style, CSS_display, KW_table_caption));
    }
    return caption;
}

/* [len] the longest word of the captions. */
static len widest_caption(struct flow *flow, const struct box *around, const struct box *table)
{
    len least = 0;
    for (const struct box *c = around->first; c; c = c->next)
        if (c != table)
            least = len_max(least, frame_widths(flow, c).min);
    return least;
}

len frame_caption_least(struct flow *flow, const struct box *table)
{
    const struct box *inside;
    return table->parent && captioned(table->parent, &inside)
               ? widest_caption(flow, table->parent, table)
               : 0;
}

/* [len] such a block is as wide as its table, or as a caption's longest word (CSS 2.1 17.4). */
static len captioned_width(struct flow *flow, const struct box *box, const struct room *room)
{
    const struct box *table;
    if (!flow || room->bare || !captioned(box, &table))
        return -1;
    struct room in = *room;
    in.base = room->base ? room->base : room->width;
    in.width -= frame_len(box->style, CSS_margin_left, in.base) +
                frame_len(box->style, CSS_margin_right, in.base);
    len width = table ? block_table_width(flow, table, &in) : 0;
    return len_max(width, len_min(widest_caption(flow, box, table), room->width));
}

struct frame frame_of(struct flow *flow, const struct box *box, const struct room *room)
{
    const struct css_style *s = box->style;
    struct frame f = {0};
    len base = room->base ? room->base : room->width;
    set_edges(flow, &f, box, base);
    len margins = room->bare ? 0
                             : frame_len(s, CSS_margin_left, room->width) +
                                   frame_len(s, CSS_margin_right, room->width);
    len fill = room->width - f.left - f.right - margins;
    len width = room->bare ? -1 : asked_width(flow, box, CSS_width, &f, base, fill);
    len max = asked_width(flow, box, CSS_max_width, &f, base, fill),
        min = asked_width(flow, box, CSS_min_width, &f, base, fill);
    len tall = width < 0 && !room->bare && !room->stretched && frame_has_ratio(s)
                   ? asked_height(box, CSS_height, &f, room->height)
                   : -1;
    if (tall >= 0)
        width = frame_by_ratio(s, false, tall + f.top + f.bottom, f.top + f.bottom,
                               f.left + f.right) -
                f.left - f.right;
    bool narrow = width < 0 && (width = captioned_width(flow, box, room)) >= 0;
    width = width < 0 ? len_max(0, fill) : width;
    width = max >= 0 ? len_min(width, max) : width;
    width = len_max(width, min);
    if (!room->bare && !room->stretched && css_is(s, CSS_width, KW_auto) && frame_has_ratio(s))
        width = len_max(transferred(box, &f, width, room->height), min);
    frame_place(&f, box, room, width);
    set_vertical(&f, box, room);
    set_shift(&f, box, room);
    if (narrow) /* around a table and its captions: percentages are of its containing block */
        f.inner.base = base;
    if (box->anonymous && box->kind == BOX_INLINE_BLOCK) /* around an inline-table */
        f.inner.base = room->base;
    return f;
}

struct frame frame_fixed(struct flow *flow, const struct box *box, const struct room *room,
                         len content_width)
{
    struct frame f = {0};
    set_edges(flow, &f, box, room->base ? room->base : room->width);
    frame_place(&f, box, room, content_width);
    set_vertical(&f, box, room);
    set_shift(&f, box, room);
    return f;
}

static bool relative(const struct css_val *v) { return v->kind == CSS_PCT || v->kind == CSS_CALC; }

bool frame_relative(const struct css_style *s, enum css_prop p) { return relative(&s->v[p]); }

/* ---- intrinsic widths ------------------------------------------------------------------------ */

void intrinsic_add(struct intrinsic *w, struct intrinsic more)
{
    w->min += more.min;
    w->word += more.word;
    w->max += more.max;
}

void intrinsic_cover(struct intrinsic *w, struct intrinsic other)
{
    w->min = len_max(w->min, other.min);
    w->word = len_max(w->word, other.word);
    w->max = len_max(w->max, other.max);
}

static struct intrinsic with_edges(const struct css_style *s, struct intrinsic w)
{
    len edges = frame_edge(s, CSS_border_left_width, CSS_padding_left, 0) +
                frame_edge(s, CSS_border_right_width, CSS_padding_right, 0) +
                frame_len(s, CSS_margin_left, 0) + frame_len(s, CSS_margin_right, 0);
    intrinsic_add(&w, (struct intrinsic){edges, edges, edges});
    return w;
}

/* A float that is beside text. */
static bool is_side(const struct css_style *s)
{
    return !css_is(s, CSS_position, KW_absolute) && !css_is(s, CSS_position, KW_fixed) &&
           (css_is(s, CSS_float, KW_left) || css_is(s, CSS_float, KW_right));
}

/* Of the children: the widest of each; side by side in a flex container: their sum. */
static struct intrinsic children_widths(struct flow *flow, const struct box *box)
{
    if (box_is_grid(box))
        return block_grid_widths(flow, box);
    bool row = box_is_flex(box) && !css_is(box->style, CSS_flex_direction, KW_column) &&
               !css_is(box->style, CSS_flex_direction, KW_column_reverse);
    bool wraps = row && !css_is(box->style, CSS_flex_wrap, KW_nowrap);
    len lines = box_is_flex(box) && !row ? block_flex_lines_width(flow, box) : -1;
    len gap = row ? frame_len(box->style, CSS_column_gap, 0) : 0;
    struct intrinsic all = {0};
    len floats = 0, items = 0;
    for (const struct box *c = box->first; c; c = c->next) {
        struct intrinsic w = frame_widths(flow, c), sum = all;
        if (c->kind == BOX_PARA && c->anonymous && !row)
            w.max = len_add(w.max, floats);
        if (c->kind == BOX_FLOAT) { /* side by side */
            floats = len_add(css_is(c->u.out.body->style, CSS_clear, KW_none) ? floats : 0, w.max);
            w.max = row ? 0 : floats;
            w.min = row ? 0 : w.min;
            intrinsic_cover(&all, w);
            continue;
        }
        if (c->kind == BOX_MARK)
            continue;
        if (row) /* a contribution is no less than nothing (CSS Sizing 3, 5) */
            w.min = len_max(0, w.min), w.max = len_max(0, w.max), w.word = len_max(0, w.word);
        intrinsic_add(&sum, w);
        sum.max += items ? gap : 0;
        sum.min += items ? gap : 0;
        sum.word += items++ ? gap : 0;
        intrinsic_cover(&all, w);
        if (row)
            all.max = sum.max;
        if (row && !wraps)
            all.min = sum.min, all.word = sum.word;
    }
    all.max = len_max(all.max, lines);
    return all;
}

/* A paragraph and the floats in it side by side. */
static void add_floats(struct flow *flow, const struct box *box, struct intrinsic *w)
{
    for (const struct box *c = box->first; c; c = c->next) {
        if (c->kind == BOX_INLINE)
            add_floats(flow, c, w);
        if (c->kind != BOX_FLOAT)
            continue;
        struct intrinsic f = frame_widths(flow, c);
        w->min = len_max(w->min, f.min);
        w->word = len_max(w->word, f.word);
        w->max = len_add(w->max, f.max);
    }
}

static struct intrinsic text_widths(struct flow *flow, const struct box *box)
{
    struct intrinsic w = para_widths(flow, box);
    add_floats(flow, box, &w);
    return w;
}

static struct intrinsic image_widths(struct flow *flow, const struct box *box)
{
    struct asking *asking = flow->state->asking;
    bool yields = frame_relative(box->style, CSS_width) || relative(&box->u.wish->width);
    struct image_fit fit = doc_image_fit(box, yields ? 0 : flow->state->area.measure, 0, 0);
    len w = fit.width, least = yields ? 0 : w;
    if (asking) {
        asking->above = len_add(asking->above, fit.height);
        least = len_min(least, asking->shrinks ? FRAME_IMAGE_LEAST : asking->share);
    }
    return (struct intrinsic){least, least, w};
}

/* [len] the content box of a width that a style gives. */
static len inside(const struct css_style *s, len w)
{
    bool border = css_is(s, CSS_box_sizing, KW_border_box);
    len edges = frame_edge(s, CSS_border_left_width, CSS_padding_left, 0) +
                frame_edge(s, CSS_border_right_width, CSS_padding_right, 0);
    return len_max(0, w - (border ? edges : 0));
}

struct intrinsic frame_clamped(const struct css_style *s, struct intrinsic w)
{
    if (s->v[CSS_max_width].kind == CSS_LEN) {
        len most = inside(s, s->v[CSS_max_width].len);
        struct intrinsic m = with_edges(s, (struct intrinsic){most, most, most});
        w = (struct intrinsic){len_min(w.min, m.min), len_min(w.word, m.word),
                               len_min(w.max, m.max)};
    }
    if (s->v[CSS_min_width].kind == CSS_LEN) {
        len least = inside(s, s->v[CSS_min_width].len);
        intrinsic_cover(&w, with_edges(s, (struct intrinsic){least, least, least}));
    }
    return w;
}

/* Records a box's edges, by which its content is narrower. */
static void note_edges(struct asking *asking, const struct css_style *s, int first)
{
    len edges = with_edges(s, (struct intrinsic){0}).min;
    for (int i = first; i < asking->extent.n; i++)
        asking->extent.v[i].inset += edges;
    asking->above = len_add(asking->above,
                            frame_edge(s, CSS_border_top_width, CSS_padding_top, 0) +
                                frame_edge(s, CSS_border_bottom_width, CSS_padding_bottom, 0) +
                                frame_len(s, CSS_margin_bottom, 0));
}

struct intrinsic frame_content_widths(struct flow *flow, const struct box *box)
{
    struct asking *asking = flow->state->asking;
    int first = asking ? asking->extent.n : 0;
    struct intrinsic w = box->kind == BOX_PARA    ? text_widths(flow, box)
                         : box->kind == BOX_IMAGE ? image_widths(flow, box)
                         : box->kind == BOX_TABLE ? block_table_widths(flow, box)
                                                  : children_widths(flow, box);
    if (box->kind == BOX_BLOCK || box->kind == BOX_PARA)
        w = block_columns_widths(box->style, w);
    if (asking)
        note_edges(asking, box->style, first);
    if (collapses(box)) {
        len edge[4];
        block_table_edges(flow, box, edge);
        len sides = edge[1] + edge[3] + frame_len(box->style, CSS_margin_left, 0) +
                    frame_len(box->style, CSS_margin_right, 0);
        intrinsic_add(&w, (struct intrinsic){sides, sides, sides});
        return w;
    }
    return with_edges(box->style, w);
}

struct intrinsic frame_both_widths(struct flow *flow, const struct box *box,
                                   struct intrinsic *content)
{
    *content = (struct intrinsic){0};
    const struct css_style *s = box->style;
    if (box->kind == BOX_MARK)
        return (struct intrinsic){0};
    if (box->kind == BOX_FLOAT)
        return is_side(box->u.out.body->style) ? frame_widths(flow, box->u.out.body)
                                               : (struct intrinsic){0};
    if (box->kind == BOX_IMAGE)
        return *content = frame_content_widths(flow, box);
    if (s->v[CSS_width].kind != CSS_LEN) {
        len edges = frame_edge(s, CSS_border_top_width, CSS_padding_top, 0) +
                    frame_edge(s, CSS_border_bottom_width, CSS_padding_bottom, 0);
        len own = frame_edge(s, CSS_border_left_width, CSS_padding_left, 0) +
                  frame_edge(s, CSS_border_right_width, CSS_padding_right, 0);
        if (!css_is(s, CSS_width, KW_auto) || !frame_has_ratio(s))
            return frame_clamped(s, *content = frame_content_widths(flow, box));
        if (s->v[CSS_height].kind != CSS_LEN) {
            struct intrinsic w = *content = frame_content_widths(flow, box);
            struct frame f = {.left = own, .top = edges};
            len margins = frame_len(s, CSS_margin_left, 0) + frame_len(s, CSS_margin_right, 0) +
                          own;
            w.max = transferred(box, &f, w.max - margins, -1) + margins;
            w.min = transferred(box, &f, w.min - margins, -1) + margins;
            return frame_clamped(s, w);
        }
        *content = frame_content_widths(flow, box);
        len tall = s->v[CSS_height].len + (css_is(s, CSS_box_sizing, KW_border_box) ? 0 : edges);
        len by = len_max(0, frame_by_ratio(s, false, tall, edges, own) - own);
        return frame_clamped(s, with_edges(s, (struct intrinsic){by, by, by}));
    }
    len w = s->v[CSS_width].len;
    return frame_clamped(s, with_edges(s, (struct intrinsic){inside(s, w), inside(s, w),
                                                             inside(s, w)}));
}

struct intrinsic frame_widths(struct flow *flow, const struct box *box)
{
    struct intrinsic content;
    return frame_both_widths(flow, box, &content);
}

/* ---- images ---------------------------------------------------------------------------------- */

void frame_report_shrunk(const struct box *box, const struct image_fit *fit, len max_height)
{
    const struct css_style *s = box->style;
    if (relative(&s->v[CSS_width]) || relative(&s->v[CSS_max_width]) ||
        relative(&box->u.wish->width) || box->u.wish->fit)
        return;
    struct image_fit free = doc_image_fit(box, LEN_MAX / 4, 0, 0);
    if (free.h > max_height && max_height > 0 && fit->h < free.h)
        diag(DIAG_flow_image_tall, doc_loc(box));
    else if (fit->w < free.w && !fit->share)
        diag(DIAG_flow_image_wide, doc_loc(box));
}

/* [len] the edges above and below of boxes that begin or end with this one, and cannot be separated
 * from it by a break, up to the cell that it is in; and the margins within such edges. */
static len edges_around(const struct box *box, len width)
{
    bool first = true, last = true, cell = false;
    len sum = 0, above = 0, below = 0;
    for (const struct box *b = box; b->parent && b->parent->style && (first || last) && !cell;
         b = b->parent) {
        const struct css_style *s = b->parent->style;
        bool block = b->kind != BOX_TEXT && b->kind != BOX_INLINE && b->kind != BOX_MARK;
        cell = b->parent->kind == BOX_CELL;
        first = first && !box_prev(b);
        last = last && !b->next;
        if (b->parent->kind == BOX_FLOAT) /* what is around it does not break with it */
            break;
        above = first && block ? len_max(above, frame_len(b->style, CSS_margin_top, width)) : above;
        below = last && block ? len_max(below, frame_len(b->style, CSS_margin_bottom, width))
                              : below;
        len top = first ? frame_edge(s, CSS_border_top_width, CSS_padding_top, 0) : 0;
        len bottom = last ? frame_edge(s, CSS_border_bottom_width, CSS_padding_bottom, 0) : 0;
        sum += (cell ? 0 : top + bottom) + (top || cell ? above : 0) + (bottom || cell ? below : 0);
        above = top || cell ? 0 : above;
        below = bottom || cell ? 0 : below;
    }
    return sum;
}

/* [len] about how high a box of text gets; less than 0: there is more in it than text. */
static len text_height(struct flow *flow, const struct box *box, len width)
{
    if (box->kind == BOX_MARK)
        return 0;
    if (box->kind == BOX_PARA) {
        int64_t line = para_widths(flow, box).max;
        return len_scale(css_line_height(box->style), (line + line / 20) / len_max(1, width) + 1,
                         1);
    }
    len sum = box->kind == BOX_BLOCK
                  ? frame_edge(box->style, CSS_border_top_width, CSS_padding_top, width) +
                        frame_edge(box->style, CSS_border_bottom_width, CSS_padding_bottom, width)
                  : -1;
    for (const struct box *c = box->first; c && sum >= 0; c = c->next) {
        len h = text_height(flow, c, width);
        sum = h < 0 ? -1 : len_add(sum, h);
    }
    return sum;
}

static len margins_of(const struct box *b, len width)
{
    return b->kind == BOX_BLOCK || b->kind == BOX_PARA
               ? frame_len(b->style, CSS_margin_top, width) +
                     frame_len(b->style, CSS_margin_bottom, width)
               : 0;
}

static bool stays_whole(const struct box *b)
{
    enum css_kw kw = css_kw(b->style, CSS_break_inside);
    return b->kind == BOX_BLOCK && (kw == KW_avoid || kw == KW_avoid_page);
}

enum { TEXT_PART = 4 }; /* one part in so many of a page may go to the text */

/* [len] what comes with the image in the block that is not broken around it, its title say: as
 * long as that is only text, and not too much of it. */
static len text_beside(struct flow *flow, const struct box *box, len width)
{
    const struct box *whole = box->parent;
    len most = flow->state->area.height / TEXT_PART;
    while (whole && whole->kind == BOX_BLOCK && !stays_whole(whole))
        whole = whole->parent;
    len sum = 0;
    if (!whole || whole->kind != BOX_BLOCK)
        return 0;
    for (const struct box *b = box; b != whole; b = b->parent) {
        sum += box_prev(b) ? frame_len(b->style, CSS_margin_top, width) : 0;
        sum += b->next ? frame_len(b->style, CSS_margin_bottom, width) : 0;
        for (const struct box *c = b->parent->first; c; c = c->next) {
            len h = c == b ? 0 : text_height(flow, c, width);
            if (h < 0)
                return 0;
            sum = len_add(sum, len_add(h, c == b ? 0 : margins_of(c, width)));
            if (sum > most)
                return 0;
        }
    }
    return sum;
}

len frame_text_before(struct flow *flow, const struct box *box, len width)
{
    len sum = 0;
    for (const struct box *c = box->parent->first; c && c != box && sum >= 0; c = c->next) {
        len h = text_height(flow, c, width);
        sum = h < 0 ? -1 : len_add(sum, len_add(h, margins_of(c, width)));
    }
    const struct css_style *s = box->parent->style;
    return sum > 0 ? len_add(sum, frame_edge(s, CSS_border_top_width, CSS_padding_top, width)) : 0;
}

len frame_image_most(const struct flow *flow, const struct box *box, len width)
{
    return len_max(0, flow->state->area.height - edges_around(box, width) - flow->state->repeated);
}

static bool differs(len a, len b) { return a - b > LEN_PT / 64 || b - a > LEN_PT / 64; }

/* [len] a content width within min-width and max-width; `edges`: border and padding. */
static len within_limits(const struct css_style *s, len w, len base, len edges)
{
    len less = css_is(s, CSS_box_sizing, KW_border_box) ? edges : 0;
    if (!frame_auto(s, CSS_max_width))
        w = len_min(w, frame_len(s, CSS_max_width, base) - less);
    if (!frame_auto(s, CSS_min_width))
        w = len_max(w, frame_len(s, CSS_min_width, base) - less);
    return len_max(w, 1);
}

struct image_fit frame_image(struct flow *flow, const struct box *box, const struct room *room)
{
    const struct css_style *s = box->style;
    struct frame edges = {0};
    set_edges(flow, &edges, box, room->width);
    len margins = room->bare ? 0
                             : frame_len(s, CSS_margin_left, room->width) +
                                   frame_len(s, CSS_margin_right, room->width);
    len measure = len_max(LEN_PT, room->width - edges.left - edges.right - margins);
    len max_height = len_max(0,
                             frame_image_most(flow, box, room->width) - edges.top - edges.bottom);
    bool given = room->height >= 0;
    struct image_fit fit = doc_image_fit(box, measure, max_height,
                                         given ? room->height : max_height);
    if (fit.height > max_height - max_height / TEXT_PART) {
        max_height = len_max(0, max_height - text_beside(flow, box, room->width));
        fit = doc_image_fit(box, measure, max_height, given ? room->height : max_height);
    }
    len w = room->wide_given ? room->width - margins - edges.left - edges.right : 0,
        h = room->tall_given ? room->tall - edges.top - edges.bottom : 0;
    if (w > 0 && room->stretched)
        w = within_limits(s, w, room->width, edges.left + edges.right);
    if ((w > 0 && differs(w, fit.width)) || (h > 0 && differs(h, fit.height)))
        return doc_image_fit_given(box, len_max(0, w), len_max(0, h), measure,
                                   given ? room->height : max_height);
    frame_report_shrunk(box, &fit, max_height);
    return fit;
}
