/* Flex containers of one line (CSS Flexible Box Layout 1, 9.2 to 9.5). Items side by side become one V_ROW, which may break like a table
 * row; items one below the other are blocks with struts between them. */
#include "flow/stack-int.h"

struct flex_item {
    const struct box *box;
    len width;                   /* of the margin box along the line; of the border box once settled */
    len least;                   /* min-content width of the margin box */
    len left, right;             /* margins */
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

static bool in_flow(const struct box *c) { return c->kind != BOX_MARK && c->kind != BOX_FLOAT; }

/* Free space before the first, between, and after the last of n items. */
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

/* ---- rows: widths ------------------------------------------------------------------------------------------- */

static len number(const struct css_style *s, enum css_prop p) { return s->v[p].num; }

/* The flex base size, as a margin box. */
static void ask(struct flow *flow, struct flex_item *i, const struct room *room)
{
    const struct css_style *s = i->box->style;
    len widest;
    frame_widths(flow, i->box, &i->least, &widest);
    i->left = frame_len(s, CSS_margin_left, room->width);
    i->right = frame_len(s, CSS_margin_right, room->width);
    i->grow = number(s, CSS_flex_grow);
    i->shrink = number(s, CSS_flex_shrink);
    len edges = css_is(s, CSS_box_sizing, KW_border_box) ? 0
              : frame_edge(s, CSS_border_left_width, CSS_padding_left, room->width)
              + frame_edge(s, CSS_border_right_width, CSS_padding_right, room->width);
    enum css_prop p = frame_auto(s, CSS_flex_basis) ? CSS_width : CSS_flex_basis;
    i->width = frame_auto(s, p) ? widest : frame_len(s, p, room->width) + edges + i->left + i->right;
    if (!frame_auto(s, CSS_min_width))
        i->least = frame_len(s, CSS_min_width, room->width) + edges + i->left + i->right;
}

static void grow(struct line_of *l, len free)
{
    int64_t shares = 0;
    for (int i = 0; i < l->n; i++)
        shares += l->v[i].grow;
    if (shares == 0)
        return;
    shares = shares < FIX_ONE ? FIX_ONE : shares;
    for (int i = 0; i < l->n; i++)
        l->v[i].width += len_scale(free, l->v[i].grow, shares);
}

/* Shrinks by shrink factor and size; who reaches its least width stops, and the others go on (each round stops one at least). */
static void shrink(struct line_of *l, len lack)
{
    for (int round = 0; round <= l->n && lack > 0; round++) {
        int64_t shares = 0;
        for (int i = 0; i < l->n; i++)
            if (l->v[i].width > l->v[i].least)
                shares += (int64_t)l->v[i].shrink * l->v[i].width / FIX_ONE;
        if (shares <= 0)
            return;
        len rest = lack;
        for (int i = 0; i < l->n; i++) {
            struct flex_item *it = &l->v[i];
            if (it->width <= it->least)
                continue;
            len by = len_scale(lack, (int64_t)it->shrink * it->width / FIX_ONE, shares);
            by = len_min(by, it->width - it->least);
            it->width -= by;
            rest -= by;
        }
        if (rest == lack)
            return;
        lack = rest;
    }
}

static len free_width(const struct line_of *l, len width, len gap)
{
    len free = width - (l->n - 1) * gap;
    for (int i = 0; i < l->n; i++)
        free -= l->v[i].width;
    return free;
}

/* ---- rows: heights --------------------------------------------------------------------------------------------- */

static enum css_kw alignment(const struct css_style *flex, const struct css_style *item)
{
    return css_is(item, CSS_align_self, KW_auto) ? css_kw(flex, CSS_align_items) : css_kw(item, CSS_align_self);
}

/* Makes a decorated item reach down to the line's end. */
static void stretch(struct galley *g, len lack)
{
    if (lack <= 0 || g->item.n == 0 || g->item.v[g->item.n - 1].kind != V_CLOSE)
        return;
    struct vitem close = g->item.v[g->item.n - 1];
    g->item.v[g->item.n - 1] = (struct vitem){.kind = V_STRUT, .keep = KEEP_NEVER, .box = close.box, .height = lack};
    *vec_add(&g->item) = close;
    block_measure(g);
}

static void align(const struct css_style *flex, struct row *row)
{
    len baseline = 0;
    for (int i = 0; i < row->n; i++)
        if (alignment(flex, row->cell[i].box->style) == KW_baseline)
            baseline = len_max(baseline, row->cell[i].top + flow_baseline(row->cell[i].body));
    for (int i = 0; i < row->n; i++) {
        struct cell *c = &row->cell[i];
        len free = row->height - c->height;
        switch (alignment(flex, c->box->style)) {
        case KW_center:
            c->drop = free / 2;
            break;
        case KW_flex_end:
        case KW_end:
            c->drop = free;
            break;
        case KW_baseline:
            c->drop = len_max(0, baseline - c->top - flow_baseline(c->body));
            break;
        case KW_flex_start:
        case KW_start:
            break;
        default:
            stretch(c->body, free);
        }
    }
}

static struct cell make_cell(struct flow *flow, const struct flex_item *i, const struct room *room, len x)
{
    const struct css_style *s = i->box->style;
    len border = len_max(LEN_PT, i->width - i->left - i->right);
    struct room own = {.width = border, .height = room->height, .bare = true};
    struct cell c = {.box = i->box, .x = x + i->left, .width = border, .row_span = 1, .edges = EDGE_ALL};
    c.body = block_galley(flow, i->box, &own, false);
    c.top = frame_len(s, CSS_margin_top, room->width);
    c.bottom = frame_len(s, CSS_margin_bottom, room->width);
    c.height = c.top + c.body->height + c.bottom;
    return c;
}

static void put_line(struct stack *st, const struct box *flex, const struct room *room, struct line_of *l, len gap)
{
    struct row *row = arena_make(&st->flow->arena, struct row);
    *row = (struct row){.box = flex, .x = room->x, .width = room->width, .n = l->n};
    row->cell = arena_array(&st->flow->arena, struct cell, l->n);
    struct sharing s = justify(css_kw(flex->style, CSS_justify_content), free_width(l, room->width, gap), l->n);
    len x = s.before;
    for (int i = 0; i < l->n; i++) {
        row->cell[i] = make_cell(st->flow, &l->v[i], room, x);
        row->height = len_max(row->height, row->cell[i].height);
        x += l->v[i].width + gap + s.between;
    }
    row->height = len_max(row->height, room->height_given ? room->height : 0);
    align(flex->style, row);
    marker_alone(st, true);
    stack_flush(st);
    struct vitem *v = stack_item(st, V_ROW, flex, room->x, room->width, row->height, true);
    v->u.row = row;
    v->breakable = true;
    v->keep_inside = st->avoid ? KEEP_AVOID : KEEP_FREE;
    for (int i = 0; i < row->n; i++)
        v->notes += row->cell[i].body->notes;
    block_link(st->g, st->g->item.n - 1);
}

static void build_row(struct stack *st, const struct box *flex, const struct room *room)
{
    struct line_of l = {0};
    len gap = frame_len(flex->style, CSS_column_gap, room->width);
    bool back = reversed(flex->style);
    for (const struct box *c = back ? flex->last : flex->first; c; c = back ? c->prev : c->next) {
        if (!in_flow(c)) {
            block_build(st, c, room);
            continue;
        }
        struct flex_item *i = vec_add(&l);
        i->box = c;
        ask(st->flow, i, room);
    }
    len free = free_width(&l, room->width, gap);
    if (free > 0)
        grow(&l, free);
    else
        shrink(&l, -free);
    if (l.n)
        put_line(st, flex, room, &l, gap);
    vec_done(&l);
}

/* ---- columns ------------------------------------------------------------------------------------------------------- */

static void put_gap(struct stack *st, const struct box *flex, const struct room *room, len height)
{
    stack_flush(st);
    if (height > 0)
        stack_item(st, V_STRUT, flex, room->x, room->width, height, true);
}

/* [len] the height of all items, set once for this alone. Each level of flex columns in flex columns would double the work: those deep
 * inside are not measured, and share nothing. */
static len measure_column(struct stack *st, const struct box *flex, const struct room *room)
{
    enum { DEPTH = 4 };
    len height = 0;
    if (!room->height_given || st->flow->state->measuring >= DEPTH)
        return LEN_MAX;
    st->flow->state->measuring++;
    for (const struct box *c = flex->first; c; c = c->next) {
        struct room own = {.width = room->width, .height = room->height};
        if (in_flow(c))
            height = len_add(height, block_galley(st->flow, c, &own, false)->height);
    }
    st->flow->state->measuring--;
    return height;
}

static void build_column(struct stack *st, const struct box *flex, const struct room *room)
{
    int n = 0;
    len gap = frame_len(flex->style, CSS_row_gap, 0);
    int64_t shares = 0;
    for (const struct box *c = flex->first; c; c = c->next) {
        n += in_flow(c);
        shares += in_flow(c) ? number(c->style, CSS_flex_grow) : 0;
    }
    len free = len_max(0, room->height - len_add(measure_column(st, flex, room), n ? (n - 1) * gap : 0));
    struct sharing s = justify(css_kw(flex->style, CSS_justify_content), shares ? 0 : free, n);
    bool back = reversed(flex->style);
    int i = 0;
    for (const struct box *c = back ? flex->last : flex->first; c; c = back ? c->prev : c->next) {
        if (in_flow(c))
            put_gap(st, flex, room, i++ ? gap + s.between : s.before);
        block_build(st, c, room);
        if (shares && in_flow(c) && number(c->style, CSS_flex_grow))
            put_gap(st, flex, room, len_scale(free, number(c->style, CSS_flex_grow), shares));
    }
}

void block_flex(struct stack *st, const struct box *flex, const struct room *room)
{
    if (is_column(flex->style))
        build_column(st, flex, room);
    else
        build_row(st, flex, room);
}
