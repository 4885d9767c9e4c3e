/* Flex containers (CSS Flexible Box Layout 1, 9.2 to 9.6). Each line of items side by side becomes one V_ROW, which may break like a table
 * row; items one below the other are blocks with struts between them, and the lines of a column that wraps the cells of one V_ROW. */
#include <stdlib.h>

#include "flow/stack-int.h"

struct flex_item {
    const struct box *box;
    len size;                    /* of the margin box along the main axis */
    len base, least, most;       /* its flex base size, and what min- and max- properties allow */
    len before, after;           /* margins along it; those that are auto: what they get */
    len cross;                   /* of the margin box across a column that wraps */
    int order, place;            /* as the style says, and among the children */
    bool auto_before, auto_after;
    bool frozen;
    int32_t grow, shrink;        /* [fix] */
};
struct line_of { struct flex_item *v; int n, cap; };

static bool is_column(const struct css_style *s)
{
    return css_is(s, CSS_flex_direction, KW_column) || css_is(s, CSS_flex_direction, KW_column_reverse);
}

static bool reversed(const struct css_style *s)
{
    return css_is(s, CSS_flex_direction, KW_row_reverse) || css_is(s, CSS_flex_direction, KW_column_reverse);
}

static bool wraps(const struct css_style *s) { return !css_is(s, CSS_flex_wrap, KW_nowrap); }

static bool in_flow(const struct box *c) { return c->kind != BOX_MARK && c->kind != BOX_FLOAT; }

static bool is_auto(const struct css_style *s, enum css_prop p) { return css_is(s, p, KW_auto); }

/* ---- flexible lengths ------------------------------------------------------------------------------------------- */

static len kept(const struct flex_item *i, len size) { return len_max(i->least, len_min(size, i->most)); }

static len free_size(const struct line_of *l, len room, len gap)
{
    len free = len_add(room, -(l->n - 1) * gap);
    for (int i = 0; i < l->n; i++)
        free = len_add(free, -(l->v[i].frozen ? l->v[i].size : l->v[i].base));
    return free;
}

static int64_t share_of(const struct flex_item *i, bool growing)
{
    return growing ? i->grow : (int64_t)i->shrink * i->base / FIX_ONE;
}

/* 9.7: free space is shared by factors; items that this would take beyond their limits get these, and the others share anew. */
static void resolve(struct line_of *l, len room, len gap)
{
    for (int i = 0; i < l->n; i++)
        l->v[i].size = kept(&l->v[i], l->v[i].base), l->v[i].frozen = false;
    len sum = len_add(room, -(l->n - 1) * gap);
    for (int i = 0; i < l->n; i++)
        sum = len_add(sum, -l->v[i].size);
    bool growing = sum > 0;
    for (int i = 0; i < l->n; i++) {
        struct flex_item *it = &l->v[i];
        it->frozen = share_of(it, growing) == 0 || (growing ? it->base > it->size : it->base < it->size);
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
            len wish = it->frozen ? 0 : len_add(it->base, len_scale(free, share_of(it, growing), shares));
            it->frozen = it->frozen || violation == 0 || (violation > 0 ? it->size > wish : it->size < wish);
        }
        if (violation == 0)
            return;
    }
}

/* 9.5: what is free goes to auto margins, else before the first, between, and after the last of the items. */
struct sharing {
    len before, between;
};

static struct sharing justify(enum css_kw how, len free, int n)
{
    if (free <= 0 || n == 0)
        return (struct sharing){0};
    switch (how) {
    case KW_center:
        return (struct sharing){.before = free / 2};
    case KW_flex_end:
    case KW_end:
    case KW_right:
        return (struct sharing){.before = free};
    case KW_space_between:
        return (struct sharing){.between = n > 1 ? free / (n - 1) : 0};
    case KW_space_around:
        return (struct sharing){.before = free / n / 2, .between = free / n};
    case KW_space_evenly:
        return (struct sharing){.before = free / (n + 1), .between = free / (n + 1)};
    default:
        return (struct sharing){0};
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
        return justify(how, free, l->n);
    for (int i = 0; free > 0 && i < l->n; i++) {
        struct flex_item *it = &l->v[i];
        it->before += it->auto_before ? free / autos : 0;
        it->after += it->auto_after ? free / autos : 0;
        it->size += (it->auto_before + it->auto_after) * (free / autos);
    }
    return (struct sharing){0};
}

/* Lines share what is left across them (8.4); a single line of a container that does not wrap takes all. Gives what each line gets more. */
static len share_across(const struct css_style *s, len free, int n, struct sharing *sh)
{
    enum css_kw how = css_kw(s, CSS_align_content);
    *sh = (struct sharing){0};
    if (!wraps(s) || how == KW_normal || how == KW_stretch)
        return n ? len_max(0, free) / n : 0;
    *sh = justify(turned(how, css_is(s, CSS_flex_wrap, KW_wrap_reverse), false), free, n);
    return 0;
}

static int by_order(const void *a, const void *b)
{
    const struct flex_item *x = a, *y = b;
    return x->order != y->order ? (x->order > y->order) - (x->order < y->order) : x->place - y->place;
}

/* The items in the order they are laid out in (5.4); what is out of the flow is built at once. */
static struct line_of items_of(struct stack *st, const struct box *flex, const struct room *room)
{
    struct line_of l = {0};
    bool ordered = false;
    for (const struct box *c = flex->first; c; c = c->next) {
        if (!in_flow(c)) {
            block_build(st, c, room);
            continue;
        }
        struct flex_item *i = vec_add(&l);
        *i = (struct flex_item){.box = c, .order = css_int(c->style, CSS_order), .place = l.n};
        ordered |= i->order != 0;
    }
    if (ordered)
        qsort(l.v, (size_t)l.n, sizeof *l.v, by_order);
    return l;
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

/* ---- rows: widths ------------------------------------------------------------------------------------------- */

/* 9.2: the flex base size and the limits, as margin boxes. An automatic least width is that of the content, or the width where that is less. */
static void ask(struct flow *flow, struct flex_item *i, const struct room *room)
{
    const struct css_style *s = i->box->style;
    struct intrinsic w = frame_content_widths(flow, i->box);
    i->least = w.min;
    set_factors(i, CSS_margin_left, CSS_margin_right, room->width);
    len margins = i->before + i->after;
    len edges = css_is(s, CSS_box_sizing, KW_border_box) ? 0
              : frame_edge(s, CSS_border_left_width, CSS_padding_left, room->width)
              + frame_edge(s, CSS_border_right_width, CSS_padding_right, room->width);
    enum css_prop p = is_auto(s, CSS_flex_basis) ? CSS_width : CSS_flex_basis;
    i->base = css_is(s, p, KW_min_content) ? i->least : frame_auto(s, p) ? w.max : frame_len(s, p, room->width) + edges + margins;
    i->most = frame_auto(s, CSS_max_width) ? LEN_MAX / 4 : frame_len(s, CSS_max_width, room->width) + edges + margins;
    if (!frame_auto(s, CSS_min_width))
        i->least = frame_len(s, CSS_min_width, room->width) + edges + margins;
    else if (!frame_auto(s, CSS_width))
        i->least = len_min(i->least, frame_len(s, CSS_width, room->width) + edges + margins);
}

/* ---- rows: heights --------------------------------------------------------------------------------------------- */

static enum css_kw alignment(const struct css_style *flex, const struct css_style *item)
{
    enum css_kw kw = is_auto(item, CSS_align_self) ? css_kw(flex, CSS_align_items) : css_kw(item, CSS_align_self);
    bool turned = css_is(flex, CSS_flex_wrap, KW_wrap_reverse);
    return turned && kw == KW_flex_start ? KW_flex_end : turned && kw == KW_flex_end ? KW_flex_start : kw;
}

static struct galley *item_galley(struct flow *flow, const struct box *box, const struct room *room, len width, len min_height)
{
    struct room own = {.width = width, .base = room->width, .height = room->height, .bare = true, .min_height = min_height};
    return block_galley(flow, box, &own, false);
}

/* What is set twice to be stretched would double the work at each level: those deep inside are not. */
enum { STRETCHED = 2 };

/* Makes an item reach down to the line's end: a flex container is set anew, as its own items share that height; another block gets room
 * at its end. */
static void stretch(struct flow *flow, struct cell *c, const struct room *room, len lack)
{
    struct galley *g = c->body;
    if (lack <= 0)
        return;
    if (c->box->kind == BOX_FLEX && !flow->state->measuring && flow->state->stretching < STRETCHED) {
        flow->state->stretching++;
        c->body = item_galley(flow, c->box, room, c->width, g->height + lack);
        flow->state->stretching--;
        return;
    }
    if (g->item.n == 0 || g->item.v[g->item.n - 1].kind != V_CLOSE)
        return;
    struct vitem close = g->item.v[g->item.n - 1];
    g->item.v[g->item.n - 1] = (struct vitem){.kind = V_STRUT, .keep = KEEP_NEVER, .box = close.box, .height = lack};
    *vec_add(&g->item) = close;
    block_measure(g);
}

static void align_cell(struct flow *flow, const struct css_style *flex, const struct room *room, struct cell *c, len free, len baseline)
{
    const struct css_style *s = c->box->style;
    bool above = is_auto(s, CSS_margin_top), below = is_auto(s, CSS_margin_bottom);
    if (above || below) {
        c->drop = above && free > 0 ? free / (1 + below) : 0;
        return;
    }
    switch (alignment(flex, s)) {
    case KW_center:
        c->drop = free / 2;
        break;
    case KW_flex_end:
    case KW_end:
    case KW_self_end:
        c->drop = free;
        break;
    case KW_baseline:
        c->drop = len_max(0, baseline - c->top - flow_baseline(c->body));
        break;
    case KW_flex_start:
    case KW_start:
    case KW_self_start:
        break;
    default:
        if (frame_auto(s, CSS_height))
            stretch(flow, c, room, free);
    }
}

static void align(struct flow *flow, const struct css_style *flex, const struct room *room, struct row *row)
{
    len baseline = 0;
    for (int i = 0; i < row->n; i++)
        if (alignment(flex, row->cell[i].box->style) == KW_baseline)
            baseline = len_max(baseline, row->cell[i].top + flow_baseline(row->cell[i].body));
    for (int i = 0; i < row->n; i++)
        align_cell(flow, flex, room, &row->cell[i], row->height - row->cell[i].height, baseline);
}

static struct cell make_cell(struct flow *flow, const struct flex_item *i, const struct room *room, len x)
{
    const struct css_style *s = i->box->style;
    len border = len_max(LEN_PT, i->size - i->before - i->after);
    struct cell c = {.box = i->box, .x = x + i->before, .width = border, .row_span = 1, .edges = EDGE_ALL};
    c.body = item_galley(flow, i->box, room, border, 0);
    c.top = frame_len(s, CSS_margin_top, room->width);
    c.bottom = frame_len(s, CSS_margin_bottom, room->width);
    c.height = c.top + c.body->height + c.bottom;
    return c;
}

/* One line, its cells at their natural heights. */
static struct row *make_row(struct flow *flow, const struct box *flex, const struct room *room, struct line_of *l, len gap)
{
    const struct css_style *s = flex->style;
    bool rtl = css_is(s, CSS_direction, KW_rtl), back = reversed(s) != rtl;
    struct row *row = arena_make(&flow->arena, struct row);
    *row = (struct row){.box = flex, .x = room->x, .width = room->width, .n = l->n};
    row->cell = arena_array(&flow->arena, struct cell, l->n);
    resolve(l, room->width, gap);
    len free = len_add(room->width, -(l->n - 1) * gap);
    for (int i = 0; i < l->n; i++)
        free = len_add(free, -l->v[i].size);
    struct sharing sh = share(l, turned(css_kw(s, CSS_justify_content), back, rtl), free);
    len x = sh.before;
    for (int i = 0; i < l->n; i++) {
        const struct flex_item *it = &l->v[back ? l->n - 1 - i : i];
        row->cell[i] = make_cell(flow, it, room, x);
        row->height = len_max(row->height, row->cell[i].height);
        x = len_add(x, len_add(it->size, gap + sh.between));
    }
    return row;
}

static void put_row(struct stack *st, const struct box *flex, const struct room *room, struct row *row)
{
    struct vitem *v = stack_item(st, V_ROW, flex, room->x, room->width, row->height, true);
    v->u.row = row;
    v->breakable = true;
    v->keep_inside = st->avoid ? KEEP_AVOID : KEEP_FREE;
    for (int i = 0; i < row->n; i++)
        v->notes += row->cell[i].body->notes;
    block_link(st->g, st->g->item.n - 1);
}

/* 9.3: how many items go into the line that begins with this one. */
static int line_length(const struct line_of *all, int first, const struct css_style *s, len width, len gap)
{
    int n = 0;
    for (len x = 0; first + n < all->n; n++) {
        len size = kept(&all->v[first + n], all->v[first + n].base);
        if (n && wraps(s) && x + gap + size > width)
            break;
        x = len_add(x, size + (n ? gap : 0));
    }
    return n;
}

static void put_strut(struct stack *st, const struct box *flex, const struct room *room, len height)
{
    stack_flush(st);
    if (height > 0)
        stack_item(st, V_STRUT, flex, room->x, room->width, height, true);
}

static void put_rows(struct stack *st, const struct box *flex, const struct room *room, struct row **row, int n)
{
    bool up = css_is(flex->style, CSS_flex_wrap, KW_wrap_reverse);
    len gap = frame_len(flex->style, CSS_row_gap, len_max(0, room->height)), free = room->height_given ? room->height - (n - 1) * gap : 0;
    struct sharing sh = {0};
    for (int i = 0; i < n; i++)
        free = len_add(free, -row[i]->height);
    len more = room->height_given ? share_across(flex->style, free, n, &sh) : 0;
    marker_alone(st, true);
    stack_flush(st);
    put_strut(st, flex, room, sh.before);
    for (int i = 0; i < n; i++) {
        struct row *r = row[up ? n - 1 - i : i];
        r->height += more;
        if (i) {
            stack_space(st, gap);
            put_strut(st, flex, room, sh.between);
        }
        align(st->flow, flex->style, room, r);
        put_row(st, flex, room, r);
    }
}

static void build_row(struct stack *st, const struct box *flex, const struct room *room)
{
    len gap = frame_len(flex->style, CSS_column_gap, room->width);
    struct line_of all = items_of(st, flex, room);
    for (int i = 0; i < all.n; i++)
        ask(st->flow, &all.v[i], room);
    struct row **row = mem_new(sizeof *row * (size_t)(all.n + 1));
    int lines = 0;
    for (int first = 0; first < all.n;) {
        struct line_of l = {.v = &all.v[first], .n = line_length(&all, first, flex->style, room->width, gap)};
        first += l.n;
        row[lines++] = make_row(st->flow, flex, room, &l, gap);
    }
    if (lines)
        put_rows(st, flex, room, row, lines);
    mem_free(row);
    vec_done(&all);
}

/* ---- columns ------------------------------------------------------------------------------------------------------- */

/* Where an item stands across: its margin box, which is as wide as the column only where it is stretched. */
static struct room across(struct flow *flow, const struct css_style *flex, const struct box *box, const struct room *room)
{
    const struct css_style *s = box->style;
    struct room own = {.x = room->x, .width = room->width, .height = room->height, .outer = room->outer, .base = room->base};
    enum css_kw how = alignment(flex, s);
    bool left = is_auto(s, CSS_margin_left), right = is_auto(s, CSS_margin_right), rtl = css_is(flex, CSS_direction, KW_rtl);
    bool end = how == KW_flex_end || how == KW_end || how == KW_self_end;
    if (!left && !right && !end && (how == KW_normal || how == KW_stretch))
        return own;
    struct intrinsic w = frame_widths(flow, box);
    if (!frame_auto(s, CSS_width) && box->kind != BOX_IMAGE)
        w.max = frame_of(flow, box, room).width + frame_len(s, CSS_margin_left, room->width) + frame_len(s, CSS_margin_right, room->width);
    len free = room->width - len_max(w.min, len_min(w.max, room->width));
    if (frame_auto(s, CSS_width))
        own.width -= free;
    if (left || right) {
        own.x += !frame_auto(s, CSS_width) || !left ? 0 : free / (1 + right);
        return own;
    }
    own.x += how == KW_center ? free / 2 : end != rtl ? free : 0;
    return own;
}

/* [len] what a style's height fills up below a block's content. */
static len filled(const struct galley *g, const struct box *box)
{
    for (int i = g->item.n - 1; i >= 0; i--)
        if (g->item.v[i].kind == V_STRUT && g->item.v[i].box == box)
            return g->item.v[i].height;
    return 0;
}

/* 9.2 in a column: sizes are heights, of content that cannot get less. Measuring sets the items once for this alone; what they do with a
 * height of their own does not change it, so that columns in them need not be measured. */
static void ask_height(struct flow *flow, const struct box *flex, struct flex_item *i, const struct room *room)
{
    const struct css_style *s = i->box->style;
    struct room own = across(flow, flex->style, i->box, room);
    flow->state->measuring++;
    const struct galley *g = block_galley(flow, i->box, &own, false);
    flow->state->measuring--;
    len edges = css_is(s, CSS_box_sizing, KW_border_box) ? 0
              : frame_edge(s, CSS_border_top_width, CSS_padding_top, room->width)
              + frame_edge(s, CSS_border_bottom_width, CSS_padding_bottom, room->width);
    len more = edges + i->before + i->after;
    i->base = g->height;
    i->least = g->height - filled(g, i->box);
    if (!frame_auto(s, CSS_min_height))
        i->least = len_max(i->least, frame_len(s, CSS_min_height, room->height) + more);
    i->most = frame_auto(s, CSS_max_height) ? LEN_MAX / 4 : frame_len(s, CSS_max_height, room->height) + more;
    if (!frame_auto(s, CSS_flex_basis))
        i->base = frame_len(s, CSS_flex_basis, room->height) + more;
}

static void put_item(struct stack *st, const struct box *flex, const struct flex_item *i, const struct room *room, bool measured)
{
    struct room own = across(st->flow, flex->style, i->box, room);
    len margins = frame_len(i->box->style, CSS_margin_top, room->width) + frame_len(i->box->style, CSS_margin_bottom, room->width);
    if (i->auto_before)
        put_strut(st, flex, room, i->before);
    own.min_height = measured ? len_max(0, i->size - (i->auto_before ? i->before : 0) - (i->auto_after ? i->after : 0) - margins) : 0;
    block_build(st, i->box, &own);
    if (i->auto_after)
        put_strut(st, flex, room, i->after);
}

/* One line of items, one below the other; measured: they share a definite height. */
static void put_column(struct stack *st, const struct box *flex, const struct room *room, struct line_of *l, bool measured)
{
    const struct css_style *s = flex->style;
    len gap = frame_len(s, CSS_row_gap, room->height_given ? room->height : 0);
    bool back = reversed(s);
    struct sharing sh = {0};
    if (measured) {
        resolve(l, room->height, gap);
        len free = len_add(room->height, -(l->n - 1) * gap);
        for (int i = 0; i < l->n; i++)
            free = len_add(free, -l->v[i].size);
        enum css_kw how = css_kw(s, CSS_justify_content);
        sh = share(l, how == KW_left || how == KW_right ? KW_start : turned(how, back, false), free);
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

/* [len] the margin box across a column that wraps: as wide as its content, or as its style says (9.4, step 7). */
static len cross_size(struct flow *flow, const struct box *box, const struct room *room)
{
    const struct css_style *s = box->style;
    len margins = frame_len(s, CSS_margin_left, room->width) + frame_len(s, CSS_margin_right, room->width);
    struct intrinsic w = frame_widths(flow, box);
    len fit = len_max(w.min, len_min(w.max, room->width));
    if (box->kind == BOX_IMAGE || box->kind == BOX_TABLE)
        return fit;
    return frame_of(flow, box, &(struct room){.width = fit, .height = room->height, .base = room->width}).width + margins;
}

static struct cell column_cell(struct flow *flow, const struct box *flex, const struct room *room, struct line_of *l, len width)
{
    struct stack st;
    struct room own = {.width = width, .base = room->width, .height = room->height, .height_given = true};
    stack_init(&st, flow, stack_galley(flow, width));
    put_column(&st, flex, &own, l, true);
    stack_done(&st);
    block_measure(st.g);
    return (struct cell){.box = flex, .width = width, .row_span = 1, .edges = EDGE_ALL, .body = st.g, .height = st.g->height};
}

static len widest_of(const struct line_of *l)
{
    len widest = 0;
    for (int i = 0; i < l->n; i++)
        widest = len_max(widest, l->v[i].cross);
    return widest;
}

/* Lines side by side, each as wide as its widest item and what it gets of the free width. */
static void put_columns(struct stack *st, const struct box *flex, const struct room *room, const struct line_of *line, int n)
{
    const struct css_style *s = flex->style;
    bool leftwards = css_is(s, CSS_direction, KW_rtl) != css_is(s, CSS_flex_wrap, KW_wrap_reverse);
    len gap = frame_len(s, CSS_column_gap, room->width), free = room->width - (n - 1) * gap;
    struct sharing sh;
    for (int i = 0; i < n; i++)
        free = len_add(free, -widest_of(&line[i]));
    len more = share_across(s, free, n, &sh);
    len x = leftwards && sh.before == 0 && sh.between == 0 ? free - n * more : sh.before;
    struct row *row = arena_make(&st->flow->arena, struct row);
    *row = (struct row){.box = flex, .x = room->x, .width = room->width, .height = room->height, .n = n};
    row->cell = arena_array(&st->flow->arena, struct cell, n);
    for (int i = 0; i < n; i++) {
        struct line_of l = line[leftwards ? n - 1 - i : i];
        row->cell[i] = column_cell(st->flow, flex, room, &l, len_max(LEN_PT, widest_of(&l) + more));
        row->cell[i].x = x;
        row->height = len_max(row->height, row->cell[i].height);
        x = len_add(x, row->cell[i].width + gap + sh.between);
    }
    marker_alone(st, true);
    stack_flush(st);
    put_row(st, flex, room, row);
}

/* Only a definite height makes a column wrap, and only that is shared. */
static void build_column(struct stack *st, const struct box *flex, const struct room *room)
{
    const struct css_style *s = flex->style;
    bool measured = room->height_given && !st->flow->state->measuring, wrapped = measured && wraps(s);
    struct line_of all = items_of(st, flex, room);
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
    int lines = 0;
    for (int first = 0; wrapped && first < all.n; lines++) {
        line[lines] = (struct line_of){.v = &all.v[first], .n = line_length(&all, first, s, room->height, frame_len(s, CSS_row_gap, room->height))};
        first += line[lines].n;
    }
    if (lines)
        put_columns(st, flex, room, line, lines);
    else
        put_column(st, flex, room, &all, measured);
    mem_free(line);
    vec_done(&all);
}

void block_flex(struct stack *st, const struct box *flex, const struct room *room)
{
    if (is_column(flex->style))
        build_column(st, flex, room);
    else
        build_row(st, flex, room);
}
