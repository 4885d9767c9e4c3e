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

/* ---- height ---------------------------------------------------------------------------------- */

/* What a column is filled with: content, and whether a column may end after it. */
struct unit {
    len height;
    bool ends;     /* a column may end after it … */
    bool must_end; /* … or does */
    bool space;    /* it vanishes where a column ends before it */
    bool parts;    /* a column may end in it */
};
struct units {
    struct unit *v;
    int n, cap;
    int64_t sum;
};

static void unit_add(struct units *u, struct unit own)
{
    *vec_add(u) = own;
    u->sum += own.height;
}

static void add_lines(struct units *u, const struct vitem *v)
{
    const struct para *p = v->u.para;
    for (int i = 0; i < p->n; i++) {
        bool last = i + 1 == p->n, inside = i + 1 >= p->orphans && p->n - i - 1 >= p->widows &&
                                            v->keep_inside < KEEP_AVOID;
        unit_add(u, (struct unit){.height = p->line[i].ascent + p->line[i].descent,
                                  .ends = last ? v->keep < KEEP_AVOID : inside});
    }
}

static void add_unit(struct units *u, const struct vitem *v)
{
    bool free = v->keep < KEEP_AVOID;
    switch ((enum vkind)v->kind) {
    case V_PARA: add_lines(u, v); break;
    case V_SPACE: unit_add(u, (struct unit){.height = v->height, .space = true}); break;
    case V_OPEN: unit_add(u, (struct unit){.height = v->height}); break;
    case V_STRUT:
        unit_add(u, (struct unit){.height = v->height,
                                  .ends = free,
                                  .parts = v->keep_inside < KEEP_AVOID});
        break;
    case V_BREAK:
        if (u->n)
            u->v[u->n - 1].must_end = true;
        break;
    case V_CLOSE:
        if (u->n)
            u->v[u->n - 1].ends = false;
        /* fall through */
    default: unit_add(u, (struct unit){.height = v->height, .ends = free});
    }
}

/* How many columns of a height the units take, at most one more than `most`. */
static int columns_taken(const struct units *u, len height, int most)
{
    int columns = 1, end = -1; /* the last unit in the column at hand that it may end after */
    int64_t y = 0;
    for (int i = 0, first = 0; i < u->n && columns <= most; i++) {
        const struct unit *unit = &u->v[i];
        if (unit->space && i == first && i)
            first++;
        else
            y += unit->height;
        if (y > height && unit->parts && height > 0) {
            columns += (int)((y - 1) / height);
            y = (y - 1) % height + 1;
        } else if (y > height && end >= first) {
            i = end;
        } else if (y > height) {
            return most + 1; /* what is not broken is higher than that */
        }
        if (unit->must_end || i == end) {
            columns++;
            first = i + 1;
            y = 0;
            end = i;
            continue;
        }
        if (unit->ends && y <= height)
            end = i;
    }
    return columns;
}

/* [len] the least height of columns that hold all of the content. */
static len columns_height(const struct galley *body, int count)
{
    struct units u = {0};
    for (int i = 0; i < body->item.n; i++)
        add_unit(&u, &body->item.v[i]);
    int64_t low = (u.sum + count - 1) / count, high = len_max(body->height, (len)low);
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (columns_taken(&u, (len)middle, count) <= count)
            high = middle;
        else
            low = middle + 1;
    }
    vec_done(&u);
    return (len)high;
}

len block_columns_height(const struct vitem *v)
{
    len height = columns_height(v->u.columns.body, v->u.columns.count), most = v->u.columns.most;
    return len_max(most ? len_min(height, most) : height, v->u.columns.height);
}

/* ---- parts ----------------------------------------------------------------------------------- */

enum { SPAN_DEPTH = 8 }; /* of a child that spans, below the block with the columns */

/* A block between the columns and the content at hand, which a spanning child parts. */
struct parted {
    struct parted *up;
    const struct box *box;
    struct frame f; /* of the part at hand */
    struct entered e;
};
/* The columns in the making. */
struct parts {
    struct stack *st; /* the stack around the block */
    const struct box *box;
    const struct room *room;
    struct columns columns;
    struct stack in;        /* the part that is being filled … */
    struct parted *parted;  /* … and the innermost block that is open in it */
    const struct galley *g; /* the galley around, and its items, where the block begins */
    int items;
    len used; /* of the height: by the items before those */
};

/* [len] what is left of a height for the next part. */
static len part_height(struct parts *p, len height)
{
    const struct stack *st = p->st;
    if (st->main)
        later_settle(st->flow);
    for (; st->g && st->g == p->g && p->items < st->g->item.n; p->items++)
        p->used = len_add(p->used, st->g->item.v[p->items].height);
    return len_max(0, height - len_add(p->used, stack_pending_height(st)));
}

static void columns_put(struct parts *p, struct galley *body, bool last)
{
    if (body->item.n == 0)
        return;
    struct stack *st = p->st;
    bool balance = !last || !css_is(p->box->style, CSS_column_fill, KW_auto);
    len given = last && p->room->fill_given ? part_height(p, p->room->fill) : 0,
        most = p->room->most > 0 ? len_max(1, part_height(p, p->room->most)) : 0;
    marker_alone(st, true);
    stack_flush(st);
    struct vitem *v = stack_item(st, V_COLUMNS, p->box, p->room->x, p->room->width, 0, true);
    v->breakable = true;
    v->keep_inside = st->avoid ? KEEP_AVOID : KEEP_FREE;
    v->notes = body->notes;
    v->u.columns.body = body;
    v->u.columns.count = p->columns.count;
    v->u.columns.gap = p->columns.gap;
    v->u.columns.column = p->columns.width;
    v->u.columns.height = given;
    v->u.columns.most = most;
    v->u.columns.balance = balance;
    v->height = block_columns_height(v);
    st->y += v->height;
    block_link(st->g, st->g->item.n - 1);
}

/* Page floats are as wide as the page area: one that has to be set in the text spans the columns.
 */
static bool spans(struct flow *flow, const struct box *b)
{
    return block_is_tall_float(flow, b) ||
           (b->kind != BOX_FLOAT && b->style && css_is(b->style, CSS_column_span, KW_all));
}

/* Whether a child of the block can span the columns around it: it lies in their formatting context
 * (CSS Multicol 1, 6.1). */
static bool lets_span(const struct box *b)
{
    return b->kind == BOX_BLOCK && !frame_is_context(b) && !css_groups(b->style) &&
           !absolute_contains(b->style);
}

static bool has_spanning(struct flow *flow, const struct box *b, int depth)
{
    for (const struct box *c = b->kind == BOX_PARA ? NULL : b->first; c && depth < SPAN_DEPTH;
         c = c->next)
        if (spans(flow, c) || (lets_span(c) && has_spanning(flow, c, depth + 1)))
            return true;
    return false;
}

static void flow_columns_begin(struct parts *p)
{
    stack_init(&p->in, p->st->flow, stack_galley(p->st->flow, p->columns.width));
}

/* Margins of a part without anything else are at its end: they vanish there (CSS Fragmentation 3,
 * 5.2). */
static void drop_margins(struct galley *body)
{
    for (int i = 0; i < body->item.n; i++) {
        const struct vitem *v = &body->item.v[i];
        if (v->kind != V_SPACE && v->height)
            return;
        if (v->kind != V_SPACE && v->kind != V_OPEN && v->kind != V_CLOSE && v->kind != V_MARK)
            return;
    }
    for (int i = 0; i < body->item.n; i++)
        body->item.v[i].height = 0;
}

static void columns_end(struct parts *p, bool last)
{
    stack_done(&p->in);
    if (!last)
        drop_margins(p->in.g);
    block_measure(p->in.g);
    columns_put(p, p->in.g, last);
}

/* Its box ends at a spanning child without a border below, and its height goes on after that (CSS
 * Fragmentation 3, 6.1). */
static void cut_off(struct parts *p, struct parted *o)
{
    struct frame f = o->f;
    f.bottom = f.margin_bottom = f.min_height = 0;
    f.max_height = -1;
    f.unpainted |= EDGE_BOTTOM;
    len have = stack_content_height(&p->in, &f, &o->e);
    stack_leave(&p->in, o->box, &f, &o->e);
    for (int i = p->in.g->item.n - 1; i >= 0; i--) {
        struct vitem *v = &p->in.g->item.v[i];
        if (v->kind == V_OPEN && v->box == o->box)
            v->u.open.unpainted |= EDGE_BOTTOM;
    }
    o->f.min_height = len_max(0, o->f.min_height - have);
    o->f.max_height = o->f.max_height >= 0 ? len_max(0, o->f.max_height - have) : -1;
}

static void go_on(struct parts *p, struct parted *o)
{
    if (!o)
        return;
    go_on(p, o->up);
    o->f.top = o->f.margin_top = 0;
    o->f.unpainted |= EDGE_TOP;
    o->e = stack_enter(&p->in, o->box, &o->f);
}

/* The part at hand ends, and another begins after the spanning child. */
static void columns_span(struct parts *p, const struct box *box)
{
    for (struct parted *o = p->parted; o; o = o->up)
        cut_off(p, o);
    columns_end(p, false);
    struct room room = *p->room;
    room.fence = true; /* it is a formatting context */
    block_build(p->st, box, &room);
    flow_columns_begin(p);
    go_on(p, p->parted);
    p->in.pending.brk = 0; /* a break before those blocks came where they begin */
}

/* A block that a spanning one lies in is parted, too. */
static void columns_add(struct parts *p, const struct box *box, const struct room *room, int depth)
{
    if (spans(p->st->flow, box)) {
        columns_span(p, box);
        return;
    }
    if (!lets_span(box) || !has_spanning(p->st->flow, box, depth)) {
        block_build(&p->in, box, room);
        return;
    }
    struct parted own = {.up = p->parted, .box = box, .f = frame_of(p->st->flow, box, room)};
    struct room inner = own.f.inner;
    own.e = stack_enter(&p->in, box, &own.f);
    p->parted = &own;
    for (const struct box *c = box->first; c; c = c->next)
        columns_add(p, c, &inner, depth + 1);
    p->parted = own.up;
    stack_leave(&p->in, box, &own.f, &own.e);
}

void block_columns(struct stack *st, const struct box *box, const struct room *room)
{
    struct parts p = {.st = st,
                      .box = box,
                      .room = room,
                      .columns = columns_resolve(box->style, room->width),
                      .g = st->g,
                      .items = st->g ? st->g->item.n : 0};
    const struct room column = {.width = p.columns.width, .height = -1, .most = -1};
    st->flow->state->columns++;
    flow_columns_begin(&p);
    if (box->kind == BOX_PARA)
        block_para(&p.in, box, &(struct frame){.inner = column});
    for (const struct box *c = box->kind == BOX_PARA ? NULL : box->first; c; c = c->next)
        columns_add(&p, c, &column, 1);
    columns_end(&p, true);
    st->flow->state->columns--;
}

/* The narrowest and the widest that columns ask for (CSS Sizing 3, 5.4). */
struct intrinsic block_columns_widths(const struct css_style *s, struct intrinsic w)
{
    if (!block_has_columns(s))
        return w;
    bool wide = !frame_auto(s, CSS_column_width), many = !frame_auto(s, CSS_column_count);
    len width = wide ? frame_len(s, CSS_column_width, 0) : 0,
        gap = css_is(s, CSS_column_gap, KW_normal) ? css_font_size(s)
                                                   : frame_len(s, CSS_column_gap, 0);
    int n = many ? css_int(s, CSS_column_count) : 1;
    n = n < 1 ? 1 : n > COLUMNS_MAX ? COLUMNS_MAX : n;
    len gaps = len_scale(gap, n - 1, 1), max = len_max(width, w.max);
    w.max = len_add(len_scale(max, n, 1), gaps);
    if (wide)
        w.min = len_min(w.min, width), w.word = len_min(w.word, width);
    else
        w.min = len_add(len_scale(w.min, n, 1), gaps),
        w.word = len_add(len_scale(w.word, n, 1), gaps);
    w.max = len_max(w.max, w.min);
    return w;
}
