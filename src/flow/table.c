// SPDX-License-Identifier: Apache-2.0
/* Tables: a grid becomes V_TABLE, a V_ROW for each row, V_TABLE_END, inside the table's own
 * decoration. Between rows joined by a spanning cell, and below one that heads others, a page break
 * is dear; head and foot groups are named in V_TABLE for repeating. */
#include "flow/table-int.h"

enum {
    GAP_MAX = 1000 * LEN_PT, /* of border-spacing: more could not be seen on a page */
    HEADING_LINES = 2,       /* of a row that heads others, at most */
    HEADINGS = 3             /* of them one after the other, at most */
};

static void gather_rows(struct grid *g)
{
    for (const struct box *rows = g->box->first; rows; rows = rows->next)
        for (const struct box *row = rows->kind == BOX_ROWS ? rows->first : NULL; row;
             row = row->next)
            if (row->kind == BOX_ROW)
                *vec_add(&g->line) = row;
}

static int count_columns(const struct grid *g)
{
    int n = g->box->u.table.columns;
    return n > 0 ? n : 1;
}

void grid_init(struct grid *g, struct flow *flow, const struct box *table)
{
    const struct css_style *s = table->style;
    *g = (struct grid){.flow = flow,
                       .box = table,
                       .edges = EDGE_ALL,
                       .collapse = css_is(s, CSS_border_collapse, KW_collapse)};
    const struct css_list *spacing = css_list(s, CSS_border_spacing);
    if (!g->collapse && spacing && spacing->n > 0) {
        g->gap_x = len_min(spacing->item[0].v.len, GAP_MAX);
        g->gap_y = len_min(spacing->item[spacing->n - 1].v.len, GAP_MAX);
    } else if (!g->collapse) {
        g->gap_x = g->gap_y = len_min(frame_len(s, CSS_border_spacing, 0), GAP_MAX);
    }
    g->cols = count_columns(g);
    g->col = mem_new(sizeof *g->col * (size_t)g->cols);
    gather_rows(g);
    if (!g->line.n)
        g->gap_x = g->gap_y = 0;
}

void grid_done(struct grid *g)
{
    grid_borders_done(g);
    mem_free(g->col);
    vec_done(&g->line);
    vec_done(&g->needs);
    vec_done(&g->asking.extent);
    vec_done(&g->asking.word);
}

struct intrinsic block_table_widths(struct flow *flow, const struct box *table)
{
    struct grid g;
    struct asking *asking = flow->state->asking;
    flow->state->asking = NULL; /* of a cell that the table is in */
    grid_init(&g, flow, table);
    grid_ask(&g);
    len gaps = (g.cols + 1) * g.gap_x;
    struct intrinsic w = {gaps, gaps, gaps};
    for (int i = 0; i < g.cols; i++)
        intrinsic_add(&w, g.col[i].w);
    flow->state->asking = asking;
    grid_done(&g);
    return w;
}

/* ---- rows into the galley -------------------------------------------------------------------- */

static enum css_kw group_of(const struct row *row)
{
    return row->group && row->group->kind == BOX_ROWS ? row->group->u.rows.group
                                                      : KW_table_row_group;
}

/* Rows [first, *n) of one group, as V_TABLE names them. */
static struct row **rows_of(struct grid *g, enum css_kw group, int *n, len *height)
{
    struct row **row = arena_array(&g->flow->arena, struct row *, g->line.n + 1);
    *n = 0;
    *height = 0;
    for (int i = 0; i < g->line.n; i++)
        if (group_of(g->row[i]) == group) {
            row[(*n)++] = g->row[i];
            *height = len_add(*height, g->row[i]->height + g->gap_y);
        }
    return row;
}

/* The content above the table where it continues: above its frame, if it is visible. */
static void put_continued(struct stack *st, const struct box *table, struct galley *above)
{
    for (int i = st->g->item.n - 2; i >= 0 && st->g->item.v[i].box != table->parent; i--) {
        struct vitem *v = &st->g->item.v[i];
        if (v->kind == V_OPEN && v->box == table) {
            v->u.open.above = above;
            return;
        }
        if (v->kind != V_OPEN && v->kind != V_MARK && v->kind != V_FLOAT)
            break;
    }
    st->g->item.v[st->g->item.n - 1].u.table->above = above;
}

static void put_table(struct stack *st, struct grid *g, const struct frame *f)
{
    struct vitem *v = stack_item(st, V_TABLE, g->box, f->inner.x, f->inner.width, 0, false);
    v->u.table = arena_make(&st->flow->arena, struct table_ends);
    v->u.table->spacing = g->gap_y;
    v->u.table->head = rows_of(g, KW_table_header_group, &v->u.table->n_head,
                               &v->u.table->head_height);
    v->u.table->foot = rows_of(g, KW_table_footer_group, &v->u.table->n_foot,
                               &v->u.table->foot_height);
}

/* The last row that a cell of row i or of one before it, `reach`, still covers. */
static int reach_of(const struct grid *g, int i, int reach)
{
    for (int j = 0; j < g->row[i]->n; j++) {
        int last = i + g->row[i]->cell[j].row_span - 1;
        reach = last > reach ? last : reach;
    }
    return reach < g->line.n ? reach : g->line.n - 1;
}

/* The break asked for before row i, by the row or by its group. */
static void want_before(struct stack *st, const struct grid *g, int i)
{
    const struct row *row = g->row[i];
    if (row->group && row->group->kind == BOX_ROWS &&
        (i == 0 || g->row[i - 1]->group != row->group))
        stack_want(st, css_kw(row->group->style, CSS_break_before));
    stack_want(st, css_kw(row->box->style, CSS_break_before));
}

/* The first row of a body: a break before it is the table's (CSS Fragmentation 3, 3.1), as its head
 * goes with it. */
static int first_body(const struct grid *g)
{
    int i = 0;
    while (i < g->line.n && group_of(g->row[i]) != KW_table_row_group)
        i++;
    return i;
}

static void put_row(struct stack *st, struct grid *g, int i)
{
    struct row *row = g->row[i];
    bool last = i == g->line.n - 1;
    if (group_of(row) == KW_table_row_group &&
        i > first_body(g)) /* heads and feet are repeated as wholes */
        want_before(st, g, i);
    stack_flush(st);
    bool avoids = stack_avoids(css_kw(row->box->style, CSS_break_inside));
    st->avoid += avoids;
    struct vitem *v = block_put_row(st, row->box, row, row->height + (last ? 0 : g->gap_y));
    st->avoid -= avoids;
    v->breakable = group_of(row) ==
                   KW_table_row_group; /* heads and feet are repeated, and read, as wholes */
    for (int j = 0; j < row->n; j++)
        v->breakable = v->breakable && (!row->cell[j].turn || row->cell[j].row_span > 1);
    bool ends_head = row->head || (!last && group_of(g->row[i + 1]) == KW_table_footer_group &&
                                   group_of(row) != KW_table_footer_group);
    v->keep = ends_head || last ? KEEP_NEVER : KEEP_FREE;
    if (group_of(row) == KW_table_row_group)
        stack_want(st, css_kw(row->box->style, CSS_break_after));
}

/* Whether all of a row is one short cell over several columns: it looks like the heading of a group
 * of rows. */
static bool is_heading(const struct grid *g, int i)
{
    const struct row *row = g->row[i];
    const struct cell *c = row->n == 1 && g->cols > 1 ? &row->cell[0] : NULL;
    return c && c->row_span == 1 && !c->turn && group_of(row) == KW_table_row_group &&
           c->box->u.cell.col == 0 && grid_end(g, c->box) == g->cols && !flow_is_empty(c->body) &&
           c->body->height < css_line_height(c->box->style) * (HEADING_LINES + 1);
}

/* Whether the row is such a heading, or one of a few of them, with rows of the table's columns
 * below. Many in a row are text. */
static bool heads_rows(const struct grid *g, int i)
{
    int k = i;
    while (k < g->line.n && k - i <= HEADINGS && is_heading(g, k))
        k++;
    return k > i && k - i <= HEADINGS && k < g->line.n && group_of(g->row[k]) == KW_table_row_group;
}

/* Cells of the row that go on in further rows and avoid breaks: notes where they end. */
static int begin_kept(const struct grid *g, int i, int *ends)
{
    int n = 0;
    for (int j = 0; j < g->row[i]->n; j++) {
        const struct cell *c = &g->row[i]->cell[j];
        if (c->row_span <= 1 || !stack_avoids(css_kw(c->box->style, CSS_break_inside)))
            continue;
        ends[c->row_span < g->line.n - i ? i + c->row_span - 1 : g->line.n - 1]++;
        n++;
    }
    return n;
}

static void put_rows(struct stack *st, struct grid *g, const struct frame *f, len width)
{
    int *ends = arena_array(&st->flow->arena, int, g->line.n + 1);
    int reach = -1;
    for (int i = 0; i < g->line.n; i++) {
        g->row[i]->x = f->inner.x;
        g->row[i]->width = width;
        bool begins = i == 0 || g->row[i - 1]->group != g->row[i]->group;
        bool closes = i + 1 == g->line.n || g->row[i + 1]->group != g->row[i]->group;
        const struct box *group = g->row[i]->group;
        bool avoids = group && group->kind == BOX_ROWS &&
                      stack_avoids(css_kw(group->style, CSS_break_inside));
        st->avoid += (avoids && begins) + begin_kept(g, i, ends);
        reach = reach_of(g, i, reach);
        put_row(st, g, i);
        if ((reach > i || heads_rows(g, i)) && st->g->item.v[st->last].keep < KEEP_SPAN)
            st->g->item.v[st->last].keep = KEEP_SPAN;
        st->avoid -= (avoids && closes) + ends[i];
        if (closes && group_of(g->row[i]) == KW_table_row_group && group && group->kind == BOX_ROWS)
            stack_want(st, css_kw(group->style, CSS_break_after));
        st->pending.avoid = st->pending.avoid < st->avoid ? st->pending.avoid : st->avoid;
    }
}

/* ---- the table ------------------------------------------------------------------------------- */

/* [len] the least content width that min-width asks for. */
static len least_width(const struct css_style *s, const struct room *room)
{
    if (frame_auto(s, CSS_min_width))
        return 0;
    bool border = css_is(s, CSS_box_sizing, KW_border_box);
    len edges = border ? frame_edge(s, CSS_border_left_width, CSS_padding_left, room->width) +
                             frame_edge(s, CSS_border_right_width, CSS_padding_right, room->width)
                       : 0;
    return len_max(0, frame_len(s, CSS_min_width, room->width) - edges);
}

/* A table in a table fills its entry. */
static bool fills(const struct box *table)
{
    return table->anonymous && origin_elem(table->origin) == DB_entrytbl;
}

/* The frame of the table: as wide as its grid turns out, within min-width and max-width. Collapsed
 * tables have no padding. */
static struct frame table_frame(struct grid *g, const struct room *room)
{
    const struct css_style *s = g->box->style;
    struct frame f = frame_of(g->flow, g->box, room);
    bool given = !css_is(s, CSS_width, KW_auto) || room->bare || fills(g->box);
    len most = room->bare ? f.inner.width : len_max(f.inner.width, room->width - f.left - f.right);
    len width = grid_fit(g, given ? f.inner.width : -1, f.inner.width, most),
        least = room->bare ? 0 : least_width(s, room);
    if (!room->bare) {
        len caption = len_min(frame_caption_least(g->flow, g->box), room->width);
        least = len_max(least, caption - f.left - f.right);
    }
    if (width < least)
        width = grid_fit(g, least, least, len_max(least, most));
    return room->bare ? f : frame_fixed(g->flow, g->box, room, width);
}

len block_table_width(struct flow *flow, const struct box *table, const struct room *room)
{
    struct grid g;
    struct asking *asking = flow->state->asking;
    flow->state->asking = NULL;
    grid_init(&g, flow, table);
    grid_ask(&g);
    len width = table_frame(&g, room).width +
                frame_len(table->style, CSS_margin_left, room->width) +
                frame_len(table->style, CSS_margin_right, room->width);
    flow->state->asking = asking;
    grid_done(&g);
    return width;
}

/* The border-spacing above the first row and below the last. */
static void put_spacing(struct stack *st, const struct grid *g, const struct frame *f)
{
    if (g->gap_y)
        stack_item(st, V_STRUT, g->box, f->inner.x, f->inner.width, g->gap_y, false)->keep =
            KEEP_NEVER;
}

void block_table(struct stack *st, const struct box *table, const struct room *room)
{
    struct grid g;
    grid_init(&g, st->flow, table);
    grid_ask(&g);
    bool shares = st->main && !room->bare && css_is(table->style, CSS_koki_share_columns, KW_auto);
    if (shares)
        grid_share(&g, room->width);
    struct frame f = table_frame(&g, room);
    if (shares)
        grid_share_widths(&g);
    const struct box *continued = g.line.n ? table->u.table.continued : NULL;
    struct galley *above = continued ? flow_box(st->flow, continued, len_max(room->width, f.width))
                                     : NULL;
    len title = above ? len_max(above->height, frame_text_before(st->flow, table, above->measure))
                      : 0;
    struct containing inside = {0};
    bool contains = absolute_contains(table->style);
    if (contains)
        absolute_begin(st->flow, &inside, table, block_padding_width(table, &f));
    grid_rows(&g, f.top + f.bottom + title);
    grid_align(&g);
    block_row_heights(g.row, g.line.n, g.gap_y);
    grid_stretch(&g, f.min_height);
    grid_places(&g);
    grid_collapse(&g);
    f.unpainted = EDGE_ALL & ~g.edges;
    f.over = g.collapse;
    struct entered e = stack_enter(st, table, &f);
    marker_alone(st, true);
    if (g.line.n) {
        want_before(st, &g, 0);
        if (first_body(&g) > 0 && first_body(&g) < g.line.n)
            want_before(st, &g, first_body(&g));
        stack_flush(st);
        put_table(st, &g, &f);
        if (above)
            put_continued(st, table, above);
        st->opens++;
        put_spacing(st, &g, &f);
        put_rows(st, &g, &f, f.inner.width);
        put_spacing(st, &g, &f);
        stack_item(st, V_TABLE_END, table, f.inner.x, f.inner.width, 0, true);
        st->opens--;
    }
    stack_leave(st, table, &f, &e);
    if (contains)
        absolute_end_block(st, &inside, &e, inside.n ? block_padding_height(st, table, &f) : 0);
    grid_done(&g);
}
