// SPDX-License-Identifier: Apache-2.0
/* Collapsed borders of a table (CSS 2.1 17.6.2): the winner of each edge of the grid, the widths of
 * its halves in cells and in the table's box, and the cell that paints it.
 *
 * Edges are those of places in the grid: `down` between the columns of each row, `across` between
 * the rows of each column. They are known before any width is: widths ask for them. */
#include "flow/table-int.h"

/* A border that has been won so far (17.6.2.1): a later one has to be stronger: hidden, wider, or
 * of a stronger style. */
struct winner {
    const struct css_style *style; /* NULL: no border */
    int8_t side;                   /* of that style */
    bool hidden;
};
struct borders {
    int rows, cols;
    bool rtl;
    const struct box **cell; /* the cell at each place; NULL: none */
    struct winner *down;   /* rows × (cols + 1): at the beginning of each column, and at the end */
    struct winner *across; /* (rows + 1) × cols */
};

static const struct box *cell_at(const struct borders *b, int row, int col)
{
    return row >= 0 && row < b->rows && col >= 0 && col < b->cols ? b->cell[row * b->cols + col]
                                                                  : NULL;
}

int flow_border_rank(enum css_kw kw)
{
    static const enum css_kw weaker[] = {KW_dotted, KW_dashed, KW_solid, KW_double};
    for (int i = 0; i < (int)(sizeof weaker / sizeof *weaker); i++)
        if (weaker[i] == kw)
            return i;
    return 0;
}

static len width_won(const struct winner *w)
{
    return w->style ? w->style->v[css_border_width[w->side]].len : 0;
}

static void compete(struct winner *w, const struct css_style *s, int side)
{
    if (!s || w->hidden)
        return;
    enum css_kw kw = css_kw(s, css_border_style[side]);
    len width = s->v[css_border_width[side]].len, has = width_won(w);
    if (kw == KW_hidden)
        *w = (struct winner){.hidden = true};
    if (kw == KW_hidden || width <= 0)
        return;
    if (width > has ||
        (width == has &&
         flow_border_rank(kw) > flow_border_rank(css_kw(w->style, css_border_style[w->side]))))
        *w = (struct winner){.style = s, .side = (int8_t)side};
}

static const struct css_style *style_at(const struct box *box) { return box ? box->style : NULL; }

/* ---- the contest ----------------------------------------------------------------------------- */

/* The boxes that meet at an edge: cells, then their rows and groups where they end there, columns,
 * the table. The first of each pair is on the left or above. */
struct edge {
    const struct box *cell[2];      /* NULL: none is there */
    const struct box *row[2];       /* whose rows meet there; NULL none */
    const struct column *column[2]; /* likewise */
    bool outer[2];                  /* the table's edge: nothing of it is beyond */
    int side;                       /* of the first: SIDE_BOTTOM or SIDE_RIGHT */
};

static int opposite(int side) { return side == SIDE_BOTTOM ? SIDE_TOP : SIDE_LEFT; }

/* The row's group where it has an edge there: a side, or its end above or below. */
static const struct css_style *group_end(const struct box *row, bool side, bool above)
{
    const struct box *group = row ? row->parent : NULL;
    bool ends = group && group->kind == BOX_ROWS && (side || !(above ? row->next : box_prev(row)));
    return ends ? group->style : NULL;
}

static const struct css_style *columns_end(const struct edge *e, bool first, bool rtl)
{
    const struct column *c = e->column[!first];
    return c && (e->side != SIDE_RIGHT || (first != rtl ? c->ends : c->begins)) ? c->group : NULL;
}

static struct winner contest(const struct grid *g, const struct edge *e)
{
    struct winner w = {0};
    int a = e->side, b = opposite(e->side);
    bool side = e->side == SIDE_RIGHT, rtl = g->borders->rtl;
    compete(&w, style_at(e->cell[0]), a);
    compete(&w, style_at(e->cell[1]), b);
    compete(&w, style_at(e->row[0]), a);
    compete(&w, style_at(e->row[1]), b);
    compete(&w, group_end(e->row[0], side, true), a);
    compete(&w, group_end(e->row[1], side, false), b);
    compete(&w, e->column[0] ? e->column[0]->style : NULL, a);
    compete(&w, e->column[1] ? e->column[1]->style : NULL, b);
    compete(&w, columns_end(e, true, rtl), a);
    compete(&w, columns_end(e, false, rtl), b);
    if (e->outer[0] || e->outer[1])
        compete(&w, g->box->style, e->outer[1] ? a : b);
    return w;
}

static const struct column *column_of(const struct grid *g, int col)
{
    return col >= 0 && col < g->cols ? &g->col[col] : NULL;
}

/* The edge at the beginning of column `col` (that many: at the end of the last). */
static void contest_down(const struct grid *g, int row, int col)
{
    const struct borders *b = g->borders;
    bool first = col == 0, last = col == b->cols;
    const struct box *cell[2] = {cell_at(b, row, col - 1), cell_at(b, row, col)};
    if (cell[0] && cell[0] == cell[1])
        return;
    struct edge e = {.side = SIDE_RIGHT};
    for (int i = 0; i < 2; i++) {
        int at = b->rtl ? !i : i;
        e.cell[at] = cell[i];
        e.column[at] = column_of(g, col - !i);
        e.outer[at] = i ? last : first;
        e.row[at] = (i ? first : last) ? g->line.v[row] : NULL;
    }
    b->down[row * (b->cols + 1) + col] = contest(g, &e);
}

/* The edge above row `row` (that many: below the last). */
static void contest_across(const struct grid *g, int row, int col)
{
    const struct borders *b = g->borders;
    bool first = row == 0, last = row == b->rows;
    struct edge e = {.side = SIDE_BOTTOM,
                     .cell = {cell_at(b, row - 1, col), cell_at(b, row, col)},
                     .row = {first ? NULL : g->line.v[row - 1], last ? NULL : g->line.v[row]},
                     .column = {last ? column_of(g, col) : NULL, first ? column_of(g, col) : NULL},
                     .outer = {first, last}};
    if (!e.cell[0] || e.cell[0] != e.cell[1])
        b->across[row * b->cols + col] = contest(g, &e);
}

static void cover(struct borders *b, const struct box *c, int row, int end)
{
    int span = c->u.cell.row_span > 1 ? c->u.cell.row_span : 1;
    for (int i = row; i < row + span && i < b->rows; i++)
        for (int j = c->u.cell.col; j < end; j++)
            b->cell[i * b->cols + j] = c;
}

void grid_borders(struct grid *g)
{
    if (!g->collapse || g->borders || g->line.n == 0)
        return;
    struct borders *b = g->borders = mem_new(sizeof *b);
    *b = (struct borders){.rows = g->line.n,
                          .cols = g->cols,
                          .rtl = css_is(g->box->style, CSS_direction, KW_rtl)};
    size_t rows = (size_t)b->rows, cols = (size_t)b->cols;
    b->cell = mem_new(sizeof *b->cell * rows * cols);
    b->down = mem_new(sizeof *b->down * rows * (cols + 1));
    b->across = mem_new(sizeof *b->across * (rows + 1) * cols);
    for (int i = 0; i < b->rows; i++)
        for (const struct box *c = grid_cell(g->line.v[i]->first); c; c = grid_cell(c->next))
            cover(b, c, i, grid_end(g, c));
    for (int i = 0; i < b->rows; i++)
        for (int j = 0; j <= b->cols; j++)
            contest_down(g, i, j);
    for (int i = 0; i <= b->rows; i++)
        for (int j = 0; j < b->cols; j++)
            contest_across(g, i, j);
}

void grid_borders_done(struct grid *g)
{
    if (!g->borders)
        return;
    mem_free(g->borders->cell);
    mem_free(g->borders->down);
    mem_free(g->borders->across);
    mem_free(g->borders);
    g->borders = NULL;
}

/* ---- their widths ---------------------------------------------------------------------------- */

/* The places of a cell's edge: `n` winners, `step` apart. */
struct places {
    const struct winner *v;
    int n, step;
};

static struct places places_of(const struct grid *g, int row, const struct box *cell, int side)
{
    const struct borders *b = g->borders;
    int first = cell->u.cell.col, end = grid_end(g, cell),
        span = cell->u.cell.row_span > 1 ? cell->u.cell.row_span : 1,
        last = row + span < b->rows ? row + span : b->rows;
    if (side == SIDE_TOP || side == SIDE_BOTTOM)
        return (struct places){&b->across[(side == SIDE_TOP ? row : last) * b->cols + first],
                               end - first, 1};
    int col = (side == SIDE_LEFT) != b->rtl ? first : end;
    return (struct places){&b->down[row * (b->cols + 1) + col], last - row, b->cols + 1};
}

static len widest(struct places p)
{
    len w = 0;
    for (int i = 0; i < p.n; i++)
        w = len_max(w, width_won(&p.v[i * p.step]));
    return w;
}

len grid_edge(const struct grid *g, int row, const struct box *cell, int side, len base)
{
    len border = g->borders    ? widest(places_of(g, row, cell, side)) / 2
                 : g->collapse ? 0
                               : frame_len(cell->style, css_border_width[side], 0);
    return border + frame_len(cell->style, css_padding[side], base);
}

len grid_edges_across(const struct grid *g, int row, const struct box *cell)
{
    return grid_edge(g, row, cell, SIDE_LEFT, 0) + grid_edge(g, row, cell, SIDE_RIGHT, 0);
}

/* The outer edge of the grid on one side. */
static struct places outer(const struct borders *b, int side)
{
    if (side == SIDE_TOP || side == SIDE_BOTTOM)
        return (struct places){&b->across[side == SIDE_TOP ? 0 : b->rows * b->cols], b->cols, 1};
    return (struct places){&b->down[(side == SIDE_LEFT) != b->rtl ? 0 : b->cols], b->rows,
                           b->cols + 1};
}

/* 17.6.2: half of the widest at the top and the bottom; at the sides, half of the first row's. */
void block_table_edges(struct flow *flow, const struct box *table, len edge[4])
{
    struct table_edges *kept = flow->state ? &flow->state->edges : NULL;
    if (kept && kept->table == table) {
        memcpy(edge, kept->edge, sizeof kept->edge);
        return;
    }
    struct grid g;
    grid_init(&g, flow, table);
    grid_columns(&g);
    grid_borders(&g);
    for (int side = 0; side < 4; side++) {
        struct places p = {0};
        if (g.borders)
            p = outer(g.borders, side);
        if (side == SIDE_LEFT || side == SIDE_RIGHT)
            p.n = p.n > 0;
        edge[side] = g.borders ? widest(p) - widest(p) / 2
                               : frame_len(table->style, css_border_width[side], 0);
    }
    grid_done(&g);
    if (kept) {
        kept->table = table;
        memcpy(kept->edge, edge, sizeof kept->edge);
    }
}

/* ---- who paints them ------------------------------------------------------------------------- */

/* The border of a cell at its top or bottom without a neighbour: at a page's end. */
static const struct css_style *alone(const struct cell *c, const struct box *row, bool top)
{
    int side = top ? SIDE_TOP : SIDE_BOTTOM;
    struct winner w = {0};
    compete(&w, c->box->style, side);
    compete(&w, style_at(row), side);
    compete(&w, group_end(row, false, !top), side);
    return w.style;
}

/* Whether a side of the table is painted by its cells: when one of them has won there, or hides it.
 */
static bool lost(const struct grid *g, int side)
{
    struct places p = outer(g->borders, side);
    for (int i = 0; i < p.n; i++) {
        const struct winner *w = &p.v[i * p.step];
        if (w->hidden || (w->style && w->style != g->box->style))
            return true;
    }
    return false;
}

/* ---- where they meet ------------------------------------------------------------------------- */

/* Half of the wider of two edges, on its first or second side. */
static len half_of(const struct winner *a, const struct winner *b, int side)
{
    len w = len_max(a ? width_won(a) : 0, b ? width_won(b) : 0);
    return side ? w - w / 2 : w / 2;
}

/* Of the edges between columns that end at a corner of the grid. */
static len half_down(const struct borders *b, int row, int col, int side)
{
    const struct winner *above = row > 0 ? &b->down[(row - 1) * (b->cols + 1) + col] : NULL,
                        *below = row < b->rows ? &b->down[row * (b->cols + 1) + col] : NULL;
    return half_of(above, below, side);
}

static len half_across(const struct borders *b, int row, int col, int side)
{
    const struct winner *before = col > 0 ? &b->across[row * b->cols + col - 1] : NULL,
                        *after = col < b->cols ? &b->across[row * b->cols + col] : NULL;
    return half_of(before, after, side);
}

static struct joints joints_of(const struct borders *b, int row, int last, int first, int end)
{
    struct joints j;
    int left = b->rtl ? end : first, right = b->rtl ? first : end;
    for (int i = 0; i < 2; i++) {
        int down = i ? last : row, across = i ? right : left;
        j.over[SIDE_TOP][i] = half_down(b, row, across, i);
        j.over[SIDE_BOTTOM][i] = half_down(b, last, across, i);
        j.over[SIDE_LEFT][i] = half_across(b, down, left, i);
        j.over[SIDE_RIGHT][i] = half_across(b, down, right, i);
    }
    return j;
}

/* Neighbours that are alike share one. */
static const struct joints *find_joints(const struct grid *g, int row, const struct cell *c,
                                        const struct joints *near)
{
    const struct borders *b = g->borders;
    int last = row + c->row_span < b->rows ? row + c->row_span : b->rows;
    struct joints j = joints_of(b, row, last, c->box->u.cell.col, grid_end(g, c->box));
    if (near && !memcmp(near, &j, sizeof j))
        return near;
    struct joints *own = arena_make(&g->flow->arena, struct joints);
    *own = j;
    return own;
}

/* The winner is painted by the cell that has it on the side it is of. */
static void settle_cell(const struct grid *g, int row, struct cell *c)
{
    for (int side = 0; side < 4; side++) {
        struct places p = places_of(g, row, c->box, side);
        for (int i = 0; i < p.n && !c->rule[side]; i++) {
            const struct winner *w = &p.v[i * p.step];
            bool frame = w->style == g->box->style && g->edges & 1 << side;
            if (w->style && w->side == side && !frame)
                c->rule[side] = w->style;
        }
    }
    int last = row + c->row_span - 1;
    c->cut[0] = alone(c, g->line.v[row], true);
    c->cut[1] = alone(c, g->line.v[last < g->line.n ? last : g->line.n - 1], false);
}

void grid_collapse(struct grid *g)
{
    if (!g->borders)
        return;
    for (int side = 0; side < 4; side++)
        if (lost(g, side))
            g->edges &= (uint8_t) ~(1 << side);
    const struct joints *near = NULL;
    for (int i = 0; i < g->line.n; i++)
        for (int j = 0; j < g->row[i]->n; j++) {
            struct cell *c = &g->row[i]->cell[j];
            settle_cell(g, i, c);
            near = c->joints = find_joints(g, i, c, near);
        }
}
