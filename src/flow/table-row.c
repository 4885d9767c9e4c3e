// SPDX-License-Identifier: Apache-2.0
/* Rows of a table: their cells' galleys and their heights. */
#include "flow/table-int.h"

/* ---- cells ----------------------------------------------------------------------------------- */

/* [len] the content height that a cell's style asks for; 0: none. */
static len asked_height(const struct cell *c)
{
    len edges = css_is(c->box->style, CSS_box_sizing, KW_border_box) ? c->top + c->bottom : 0;
    return len_max(0, frame_len(c->box->style, CSS_height, 0) - edges);
}

static void make_cell(struct grid *g, int row, const struct box *box, struct cell *c)
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
    c->left = grid_edge(g, row, box, SIDE_LEFT, c->width);
    c->top = grid_edge(g, row, box, SIDE_TOP, c->width);
    c->bottom = grid_edge(g, row, box, SIDE_BOTTOM, c->width);
    len right = grid_edge(g, row, box, SIDE_RIGHT, c->width);
    len height = asked_height(c); /* percentages inside count from it, also if the row is higher */
    struct room room = {.width = len_max(LEN_PT, c->width - c->left - right),
                        .height = height ? height : -1};
    c->turn = (int8_t)grid_turn(box);
    if (c->turn)
        room.width = grid_turned_measure(g, box);
    struct containing inside = {0};
    bool contains = absolute_contains(box->style);
    if (contains)
        absolute_begin(g->flow, &inside, box, c->width);
    g->flow->state->repeated += c->top + c->bottom;
    c->body = block_galley(g->flow, box, &room, true);
    g->flow->state->repeated -= c->top + c->bottom;
    if (contains)
        absolute_end(g->flow, &inside, c->top + c->body->height + c->bottom);
    c->column = g->col[box->u.cell.col].ground;
    c->columns = g->col[box->u.cell.col].grounds;
}

static struct row *make_row(struct grid *g, int index)
{
    const struct box *box = g->line.v[index];
    struct row *row = arena_make(&g->flow->arena, struct row);
    *row = (struct row){.box = box,
                        .group = box->parent,
                        .collapse = g->collapse,
                        .spacing = g->gap_x,
                        .head = grid_is_head(box)};
    int n = 0;
    for (const struct box *c = grid_cell(box->first); c; c = grid_cell(c->next))
        n += c->u.cell.col < grid_end(g, c);
    row->cell = arena_array(&g->flow->arena, struct cell, n + 1);
    for (const struct box *c = grid_cell(box->first); c; c = grid_cell(c->next))
        if (c->u.cell.col < grid_end(g, c))
            make_cell(g, index, c, &row->cell[row->n++]);
    return row;
}

static const struct ground *ground_of(const struct grid *g, const struct css_style *s, int first,
                                      int last)
{
    if (!s)
        return NULL;
    struct ground *ground = arena_make(&g->flow->arena, struct ground);
    const struct column *a = &g->col[first], *b = &g->col[last];
    *ground = (struct ground){.style = s, .x = len_min(a->x, b->x)};
    ground->width = len_max(a->x + a->width, b->x + b->width) - ground->x;
    return ground;
}

static void make_grounds(struct grid *g)
{
    for (int i = 0, first = 0; i < g->cols; i++) {
        first = g->col[i].begins || !g->col[i].group ? i : first;
        g->col[i].ground = ground_of(g, g->col[i].style, i, i);
        if (g->col[i].group && (g->col[i].ends || i == g->cols - 1))
            for (int j = first; j <= i; j++)
                g->col[j].grounds = j == first ? ground_of(g, g->col[i].group, first, i)
                                               : g->col[first].grounds;
    }
}

void grid_places(struct grid *g)
{
    len above = 0;
    int first = 0;
    for (int i = 0; i < g->line.n; i++) {
        if (g->row[i]->group != g->row[first]->group)
            first = i;
        g->row[i]->above = above;
        g->row[i]->before = above - g->row[first]->above;
        above = len_add(above, g->row[i]->height + g->gap_y);
        bool ends = i == g->line.n - 1 || g->row[i + 1]->group != g->row[i]->group;
        for (int j = first; ends && j <= i; j++)
            g->row[j]->together = above - g->gap_y - g->row[first]->above;
    }
    for (int i = 0; i < g->line.n; i++)
        g->row[i]->all = above - g->gap_y;
}

/* ---- heights --------------------------------------------------------------------------------- */

static len content_height(const struct cell *c)
{
    return c->turn ? c->body->measure : c->body->height;
}

static len cell_height(const struct cell *c)
{
    return c->top + len_max(content_height(c), asked_height(c)) + c->bottom;
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
        if (on_baseline(&row->cell[i]) && !flow_is_empty(row->cell[i].body))
            lowest = len_max(lowest, row->cell[i].top + flow_baseline(row->cell[i].body));
    return lowest;
}

static len baseline_shift(const struct cell *c, len baseline)
{
    return on_baseline(c) && !flow_is_empty(c->body)
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

/* CSS 2.1 17.5.3: the table's height beyond its rows' is given to rows without their own height, or
 * to all, in proportion. */
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

/* Heads come first, so that their height is known when rows are made that are below them on every
 * page. */
void grid_rows(struct grid *g, len repeated)
{
    struct flow_state *state = g->flow->state;
    len before = state->repeated;
    int heads = 0;
    repeated = len_add(repeated, state->area.height - frame_image_most(g->flow, g->box, 0));
    state->repeated = repeated;
    make_grounds(g);
    g->row = arena_array(&g->flow->arena, struct row *, g->line.n + 1);
    while (heads < g->line.n && grid_is_head(g->line.v[heads]))
        heads++;
    for (int i = 0; i < g->line.n; i++) {
        if (i && i == heads) {
            block_row_heights(g->row, heads, g->gap_y);
            state->repeated = len_add(repeated, span_height(g->row, heads, 0, heads, g->gap_y));
        }
        g->row[i] = make_row(g, i);
        if (i >= heads)
            continue;
        row_height(g->row[i]);
        state->repeated = len_add(state->repeated, len_add(g->row[i]->height, g->gap_y));
    }
    state->repeated = before;
}
