// SPDX-License-Identifier: Apache-2.0
/* Rows of a table: their cells' galleys, their heights, and who paints a border that two cells
 * share. */
#include "flow/table-int.h"

/* ---- cells ----------------------------------------------------------------------------------- */

static void make_cell(struct grid *g, const struct box *box, struct cell *c)
{
    int first = box->u.cell.col, end = grid_end(g, box);
    *c = (struct cell){.box = box,
                       .row_span = box->u.cell.row_span > 1 ? box->u.cell.row_span : 1,
                       .edges = EDGE_ALL};
    const struct column *left = &g->col[first], *right_most = &g->col[end - 1];
    if (left->x > right_most->x) {
        const struct column *swap = left;
        left = right_most;
        right_most = swap;
    }
    c->x = left->x;
    c->width = right_most->x + right_most->width - c->x;
    c->left = grid_edge(g, box, CSS_border_left_width, CSS_padding_left, c->width);
    c->top = grid_edge(g, box, CSS_border_top_width, CSS_padding_top, c->width);
    c->bottom = grid_edge(g, box, CSS_border_bottom_width, CSS_padding_bottom, c->width);
    len right = grid_edge(g, box, CSS_border_right_width, CSS_padding_right, c->width);
    struct room room = {.width = len_max(LEN_PT, c->width - c->left - right), .height = -1};
    c->turn = (int8_t)grid_turn(box);
    if (c->turn)
        room.width = grid_turned_measure(g, box);
    struct containing inside = {0};
    bool contains = absolute_contains(box->style);
    if (contains)
        absolute_begin(g->flow, &inside, box, c->width);
    c->body = block_galley(g->flow, box, &room, true);
    if (contains)
        absolute_end(g->flow, &inside, c->top + c->body->height + c->bottom);
    c->column = g->col[box->u.cell.col].style;
    c->columns = g->col[box->u.cell.col].group;
}

static bool is_head(const struct box *rows)
{
    return rows && rows->kind == BOX_ROWS && rows->u.rows.group == KW_table_header_group;
}

static struct row *make_row(struct grid *g, const struct box *box)
{
    struct row *row = arena_make(&g->flow->arena, struct row);
    *row = (struct row){.box = box,
                        .group = box->parent,
                        .collapse = g->collapse,
                        .spacing = g->gap_x,
                        .head = is_head(box->parent)};
    int n = 0;
    for (const struct box *c = grid_cell(box->first); c; c = grid_cell(c->next))
        n += c->u.cell.col < grid_end(g, c);
    row->cell = arena_array(&g->flow->arena, struct cell, n + 1);
    for (const struct box *c = grid_cell(box->first); c; c = grid_cell(c->next))
        if (c->u.cell.col < grid_end(g, c))
            make_cell(g, c, &row->cell[row->n++]);
    return row;
}

void grid_rows(struct grid *g)
{
    g->row = arena_array(&g->flow->arena, struct row *, g->line.n + 1);
    for (int i = 0; i < g->line.n; i++)
        g->row[i] = make_row(g, g->line.v[i]);
}

/* ---- heights --------------------------------------------------------------------------------- */

static len content_height(const struct cell *c)
{
    return c->turn ? c->body->measure : c->body->height;
}

static len cell_height(const struct cell *c)
{
    len content = content_height(c), asked = frame_len(c->box->style, CSS_height, 0);
    len edges = css_is(c->box->style, CSS_box_sizing, KW_border_box) ? c->top + c->bottom : 0;
    return c->top + len_max(content, asked - edges) + c->bottom;
}

static bool on_baseline(const struct cell *c)
{
    return !c->turn && css_is(c->box->style, CSS_vertical_align, KW_baseline);
}

/* The lowest first baseline of the row's cells that are aligned on it. */
static len row_baseline(const struct row *row)
{
    len lowest = 0;
    for (int i = 0; i < row->n; i++)
        if (on_baseline(&row->cell[i]) && row->cell[i].body->item.n)
            lowest = len_max(lowest, row->cell[i].top + flow_baseline(row->cell[i].body));
    return lowest;
}

static len baseline_shift(const struct cell *c, len baseline)
{
    return on_baseline(c) && c->body->item.n
               ? len_max(0, baseline - c->top - flow_baseline(c->body))
               : 0;
}

/* Height of a row by the cells that end in it. */
static void row_height(struct row *row)
{
    len baseline = row_baseline(row);
    row->height = row->box ? frame_len(row->box->style, CSS_height, 0) : 0;
    for (int i = 0; i < row->n; i++) {
        struct cell *c = &row->cell[i];
        c->shift = baseline_shift(c, baseline);
        if (c->row_span == 1)
            row->height = len_max(row->height, cell_height(c) + c->shift);
    }
    row->own = row->height;
}

static len span_height(struct row *const *row, int n, int first, int span, len gap)
{
    len h = 0;
    for (int i = first; i < first + span && i < n; i++)
        h = len_add(h, row[i]->height + (i > first ? gap : 0));
    return h;
}

/* A spanning cell that is too tall makes the last of its rows taller. */
static void stretch_spans(struct row *const *row, int n, int at, len gap)
{
    for (int i = 0; i < row[at]->n; i++) {
        const struct cell *c = &row[at]->cell[i];
        if (c->row_span == 1)
            continue;
        int last = at + c->row_span < n ? at + c->row_span - 1 : n - 1;
        len lack = cell_height(c) + c->shift - span_height(row, n, at, c->row_span, gap);
        row[last]->height = len_add(row[last]->height, len_max(0, lack));
    }
}

static len free_shift(const struct cell *c)
{
    len free = c->height - c->top - content_height(c) - c->bottom;
    switch (css_kw(c->box->style, CSS_vertical_align)) {
    case KW_middle: return len_max(0, free / 2);
    case KW_bottom:
    case KW_text_bottom: return len_max(0, free);
    default: return c->shift;
    }
}

/* Whether neither the row nor a cell in it asks for a height. */
static bool is_open(const struct row *row)
{
    bool open = frame_auto(row->box->style, CSS_height);
    for (int i = 0; open && i < row->n; i++)
        open = row->cell[i].row_span > 1 || frame_auto(row->cell[i].box->style, CSS_height);
    return open;
}

/* CSS 2.1 17.5.3: what the table's height is more than its rows' goes to rows without a height of
 * their own, or to all, in proportion to theirs. */
void grid_stretch(struct grid *g, len height)
{
    int n = g->line.n, open = 0;
    int64_t lack = (int64_t)height - (n + 1) * (int64_t)g->gap_y, sum = 0;
    for (int i = 0; i < n; i++) {
        lack -= g->row[i]->height;
        open += is_open(g->row[i]);
    }
    if (lack <= 0 || !n)
        return;
    for (int i = 0; i < n; i++)
        sum += !open || is_open(g->row[i]) ? g->row[i]->height : 0;
    for (int i = 0; i < n; i++)
        if (!open || is_open(g->row[i]))
            g->row[i]->more = sum ? len_scale((len)lack, g->row[i]->height, sum)
                                  : (len)(lack / (open ? open : n));
    block_row_heights(g->row, n, g->gap_y);
}

void block_row_heights(struct row *const *row, int n, len gap)
{
    for (int i = 0; i < n; i++)
        row_height(row[i]);
    for (int i = 0; i < n; i++)
        stretch_spans(row, n, i, gap);
    for (int i = 0; i < n; i++)
        row[i]->height = len_add(row[i]->height, row[i]->more);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < row[i]->n; j++) {
            struct cell *c = &row[i]->cell[j];
            c->height = span_height(row, n, i, c->row_span, gap);
            c->shift = free_shift(c);
        }
}

/* ---- collapsed borders ----------------------------------------------------------------------- */

/* Who is where: the cell that covers each place of the grid. */
struct cover {
    struct cell **at;
    int rows, cols;
};

static void cover(struct cover *v, struct cell *c, int row, int first, int end)
{
    for (int i = row; i < row + c->row_span && i < v->rows; i++)
        for (int j = first; j < end; j++)
            v->at[i * v->cols + j] = c;
}

static struct cell *cell_at(const struct cover *v, int row, int col)
{
    return row >= 0 && row < v->rows && col >= 0 && col < v->cols ? v->at[row * v->cols + col]
                                                                  : NULL;
}

enum { TOP, RIGHT, BOTTOM, LEFT }; /* as the bits of EDGE_* */
static const enum css_prop width_of[4] = {CSS_border_top_width, CSS_border_right_width,
                                          CSS_border_bottom_width, CSS_border_left_width};
static const enum css_prop style_of[4] = {CSS_border_top_style, CSS_border_right_style,
                                          CSS_border_bottom_style, CSS_border_left_style};

/* Of two styles of one width. */
static int rank_of(enum css_kw kw)
{
    static const enum css_kw weaker[] = {KW_dotted, KW_dashed, KW_solid, KW_double};
    for (int i = 0; i < (int)(sizeof weaker / sizeof *weaker); i++)
        if (weaker[i] == kw)
            return i;
    return 0;
}

/* A border that has been won so far (CSS 2.1, 17.6.2.1): what comes later has to be more: hidden,
 * wider, or of a stronger style. */
struct winner {
    const struct css_style *style; /* NULL: no border */
    int side;                      /* of that style */
    bool hidden;
};

static void compete(struct winner *w, const struct css_style *s, int side)
{
    if (!s || w->hidden)
        return;
    enum css_kw kw = css_kw(s, style_of[side]);
    len width = s->v[width_of[side]].len;
    if (kw == KW_hidden)
        *w = (struct winner){.hidden = true};
    if (kw == KW_hidden || width <= 0)
        return;
    len has = w->style ? w->style->v[width_of[w->side]].len : 0;
    if (width > has || (width == has && rank_of(kw) > rank_of(css_kw(w->style, style_of[w->side]))))
        *w = (struct winner){.style = s, .side = side};
}

static const struct css_style *style_at(const struct box *box) { return box ? box->style : NULL; }

/* The edge between two cells, or of one and the table: cells, then their rows and groups where they
 * end there, columns, the table. */
struct edge {
    struct cell *before,
        *after; /* the left or upper one, the right or lower one; NULL: the table's edge */
    const struct row *row[2]; /* whose rows meet there, top and bottom edges only; NULL none */
    const struct column *column[2]; /* that meet there; NULL none */
    int side;                       /* of `before`: BOTTOM or RIGHT */
};

static int other(int side) { return side == BOTTOM ? TOP : LEFT; }

/* Whether the row's group has an edge there: a side, or its end above or below. */
static bool group_ends(const struct row *row, bool side, bool above)
{
    return row && row->group && row->group->kind == BOX_ROWS &&
           (side || !(above ? row->box->next : box_prev(row->box)));
}

static const struct css_style *columns_end(const struct edge *e, bool before)
{
    const struct column *c = e->column[!before];
    return c && (e->side != RIGHT || (before ? c->ends : c->begins)) ? c->group : NULL;
}

static struct winner contest(const struct grid *g, const struct edge *e)
{
    struct winner w = {0};
    int a = e->side, b = other(e->side);
    compete(&w, e->before ? e->before->box->style : NULL, a);
    compete(&w, e->after ? e->after->box->style : NULL, b);
    compete(&w, e->row[0] ? style_at(e->row[0]->box) : NULL, a);
    compete(&w, e->row[1] ? style_at(e->row[1]->box) : NULL, b);
    bool side = e->side == RIGHT;
    compete(&w, group_ends(e->row[0], side, true) ? e->row[0]->group->style : NULL, a);
    compete(&w, group_ends(e->row[1], side, false) ? e->row[1]->group->style : NULL, b);
    compete(&w, e->column[0] ? e->column[0]->style : NULL, a);
    compete(&w, e->column[1] ? e->column[1]->style : NULL, b);
    compete(&w, columns_end(e, true), a);
    compete(&w, columns_end(e, false), b);
    if (!e->before || !e->after)
        compete(&w, g->box->style, e->before ? a : b);
    return w;
}

/* The winner is painted by the cell that has it on the side it is of; a neighbour's own is not
 * painted there. */
static void table_row_settle(const struct grid *g, const struct edge *e)
{
    struct winner w = contest(g, e);
    if (w.hidden && !e->before)
        e->after->hidden |= (uint8_t)(1 << other(e->side));
    if (w.hidden && !e->after)
        e->before->hidden |= (uint8_t)(1 << e->side);
    if (w.style == g->box->style) /* the table's frame has that */
        w.style = NULL;
    if (e->before)
        e->before->rule[e->side] = w.style && (w.side == e->side) ? w.style : NULL;
    if (e->after)
        e->after->rule[other(e->side)] = w.style && w.side != e->side ? w.style : NULL;
}

/* Likewise at the top or the bottom of a cell with nothing beside it. */
static const struct css_style *alone(struct cell *c, const struct row *row, bool top)
{
    struct edge e = {.before = top ? NULL : c,
                     .after = top ? c : NULL,
                     .row = {top ? NULL : row, top ? row : NULL},
                     .side = BOTTOM};
    struct winner w = {0};
    compete(&w, c->box->style, top ? TOP : BOTTOM);
    compete(&w, style_at(row->box), top ? TOP : BOTTOM);
    compete(&w, group_ends(e.row[top ? 1 : 0], false, !top) ? row->group->style : NULL,
            top ? TOP : BOTTOM);
    return w.style;
}

static const struct column *column_of(const struct grid *g, int col)
{
    return col >= 0 && col < g->cols ? &g->col[col] : NULL;
}

static void settle_around(struct grid *g, const struct cover *v, int i, int j)
{
    struct cell *c = cell_at(v, i, j), *left = cell_at(v, i, j - 1), *above = cell_at(v, i - 1, j);
    bool rtl = css_is(g->box->style, CSS_direction, KW_rtl);
    if (j == 0 || left != c)
        table_row_settle(g, &(struct edge){.before = rtl ? c : left,
                                           .after = rtl ? left : c,
                                           .side = RIGHT,
                                           .row = {j == 0 && rtl ? g->row[i] : NULL,
                                                   j == 0 && !rtl ? g->row[i] : NULL},
                                           .column = {column_of(g, rtl ? j : j - 1),
                                                      column_of(g, rtl ? j - 1 : j)}});
    if (j == v->cols - 1)
        table_row_settle(g, &(struct edge){.before = rtl ? NULL : c,
                                           .after = rtl ? c : NULL,
                                           .side = RIGHT,
                                           .row = {rtl ? NULL : g->row[i], rtl ? g->row[i] : NULL},
                                           .column = {rtl ? NULL : column_of(g, j),
                                                      rtl ? column_of(g, j) : NULL}});
    if (i == 0 || above != c)
        table_row_settle(g, &(struct edge){.before = above,
                                           .after = c,
                                           .side = BOTTOM,
                                           .row = {i ? g->row[i - 1] : NULL, g->row[i]},
                                           .column = {NULL, i ? NULL : column_of(g, j)}});
    if (i == v->rows - 1)
        table_row_settle(g, &(struct edge){.before = c,
                                           .side = BOTTOM,
                                           .row = {g->row[i], NULL},
                                           .column = {column_of(g, j), NULL}});
}

/* Which sides of the table's frame are painted by its cells: those on which one of them has won.
 * The others there have the table's border, too. */
static void settle_table(struct grid *g, const struct cover *v)
{
    for (int side = 0; side < 4; side++) {
        int n = side == TOP || side == BOTTOM ? v->cols : v->rows;
        bool lost = false;
        for (int pass = 0; pass < 2; pass++)
            for (int k = 0; k < n && (pass == 0 || lost); k++) {
                struct cell *c = side == TOP ? cell_at(v, 0, k)
                                 : side == BOTTOM
                                     ? cell_at(v, v->rows - 1, k)
                                     : cell_at(v, k,
                                               (side == LEFT) ==
                                                       css_is(g->box->style, CSS_direction, KW_rtl)
                                                   ? v->cols - 1
                                                   : 0);
                if (pass == 0)
                    lost = lost || (c && (c->rule[side] || c->hidden & 1 << side) &&
                                    g->box->style->v[width_of[side]].len > 0);
                else if (c && !c->rule[side] && !(c->hidden & 1 << side))
                    c->rule[side] = g->box->style;
            }
        if (lost)
            g->edges &= (uint8_t) ~(1 << side);
    }
}

void grid_collapse(struct grid *g)
{
    if (!g->collapse || g->line.n == 0)
        return;
    struct cover v = {.rows = g->line.n, .cols = g->cols};
    v.at = mem_new(sizeof *v.at * (size_t)v.rows * (size_t)v.cols);
    for (int i = 0; i < v.rows; i++)
        for (int j = 0; j < g->row[i]->n; j++) {
            struct cell *c = &g->row[i]->cell[j];
            cover(&v, c, i, c->box->u.cell.col, grid_end(g, c->box));
        }
    for (int i = 0; i < v.rows; i++)
        for (int j = 0; j < v.cols; j++)
            settle_around(g, &v, i, j);
    for (int i = 0; i < v.rows; i++)
        for (int j = 0; j < g->row[i]->n; j++) {
            struct cell *c = &g->row[i]->cell[j];
            int last = i + c->row_span - 1 < v.rows ? i + c->row_span - 1 : v.rows - 1;
            c->cut[0] = alone(c, g->row[i], true);
            c->cut[1] = alone(c, g->row[last], false);
        }
    settle_table(g, &v);
    mem_free(v.at);
}
