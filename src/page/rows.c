// SPDX-License-Identifier: Apache-2.0
/* Rows: cells side by side.
 *
 * A row that fits is set whole. One that does not is split cell by cell: each cell is a separate
 * run in the available space, and the rest of each cell is the spill that the cursor carries. Notes
 * called in a later cell take space already filled by an earlier one; then the row is split again,
 * lower by that much (a few times at most: each try is lower than the previous one).
 *
 * Cells that span rows are set when the last of these is, or when the page ends before that
 * (spans.c). */
#include "page/page-int.h"

/* In the measure of run.c: a row that is split costs four lines, less than to end a page early by a
 * row of common height. Notes of later cells are few: each try is for one more of them. */
enum { COST_SPLIT_ROW = 150, TRIES = 6 };

/* Cells without a visible box: empty ones with empty-cells: hide, and flex items, whose bodies have
 * their own boxes. */
static bool boxless(const struct row *row, const struct cell *c)
{
    if (row->bare || (row->box && box_is_flex(row->box)))
        return true;
    return flow_is_empty(c->body) && css_is(c->box->style, CSS_empty_cells, KW_hide) &&
           !css_is(c->box->style, CSS_border_collapse, KW_collapse);
}

static void box_frag(struct filler *f, const struct css_style *s, const struct box *box,
                     const struct frag *at)
{
    if (!css_is_painted(s))
        return;
    struct frag *frag = sheet_frag(f, FRAG_BOX, at->x, at->y, at->w, at->h);
    frag->style = s;
    frag->box = box;
    frag->edges = at->edges;
    frag->hollow = at->hollow;
    frag->rule = at->rule;
    frag->ground = at->ground;
    frag->artifact = at->artifact;
}

/* Backgrounds and borders of a row's boxes: the part of the row that lies at (x, y), `height` high,
 * with these edges of its own. */
struct part {
    len x, y, height;
    uint8_t edges;
    bool whole; /* not cut: aligned cells are lower */
    bool artifact;
    const struct box *table; /* border-collapse */
    struct row_above above;
};

static bool spans(const struct cell *c) { return c->row_span > 1; }

static struct frag cell_frame(const struct row *row, const struct cell *c, const struct part *p)
{
    return (struct frag){.x = p->x + c->x,
                         .y = p->y + (p->whole ? c->drop : 0),
                         .w = c->width,
                         .h = p->whole ? c->height : p->height,
                         .edges = row->collapse ? 0 : c->edges & p->edges,
                         .artifact = p->artifact};
}

/* ---- groups ---------------------------------------------------------------------------------- */

/* Fragments that begin a group, or clip the following content; `box`: its height is settled
 * later. */
static int begin_group(struct filler *f, const struct css_style *s, const struct box *box,
                       const struct frag *at)
{
    if (!css_groups(s))
        return 0;
    struct frag *push = sheet_frag(f, FRAG_PUSH, at->x, at->y, at->w, at->h);
    push->style = s;
    push->box = box;
    return 1;
}

static void end_groups(struct filler *f, int n)
{
    while (n-- > 0)
        sheet_frag(f, FRAG_POP, 0, 0, 0, 0);
}

static bool is_row(const struct row *row) { return row->box && row->box->kind == BOX_ROW; }

/* A row and the row group around it, which is a group in each of its rows. */
static int begin_row(struct filler *f, const struct row *row, const struct part *p)
{
    struct frag at = {.x = p->x, .y = p->y, .w = row->width, .h = p->height};
    int n = row->group ? begin_group(f, row->group->style, row->group, &at) : 0;
    return is_row(row) ? n + begin_group(f, row->box->style, row->box, &at) : n;
}

/* Whether a cell's box is set with its content, not with those of its row. */
static bool cell_groups(const struct row *row, const struct cell *c)
{
    return is_row(row) && css_groups(c->box->style);
}

/* What ends with the content of a cell. */
struct begun {
    int groups, layer;
};

/* Items of flex and grid containers paint as inline blocks do (CSS Flexbox 1, 4.3; CSS Grid
 * 1, 8.4): the text of one does not come out above the next. */
static struct begun begin_cell(struct filler *f, const struct row *row, const struct cell *c,
                               const struct frag *at)
{
    const struct css_style *s = c->box->style;
    int n = 0, layer = f->now.layer;
    if (row->atomic)
        sheet_begin_layer(f, c->box, true, f->now.order++);
    if (cell_groups(row, c)) {
        n += begin_group(f, s, c->box, at);
        if (!boxless(row, c))
            box_frag(f, s, c->box, at);
    }
    if (is_row(row) &&
        (!css_is(s, CSS_overflow_x, KW_visible) || !css_is(s, CSS_overflow_y, KW_visible))) {
        struct frag *clip = sheet_frag(f, FRAG_PUSH, at->x, at->y, at->w, at->h);
        clip->style = s;
        clip->box = c->box;
        clip->clip = true;
        n++;
    }
    return (struct begun){.groups = n, .layer = layer};
}

static void end_cell(struct filler *f, struct begun b)
{
    end_groups(f, b.groups);
    sheet_end_layer(f, b.layer);
}

/* Sets the final height of groups in cells of a cut row, unknown when they began. */
static void settle_groups(struct filler *f, const struct row *row, const struct part *p, int first)
{
    for (int i = first; is_row(row) && i < f->page->frag.n; i++) {
        struct frag *frag = &f->page->frag.v[i];
        bool own = frag->box && (frag->box == row->box || frag->box == row->group ||
                                 frag->box->parent == row->box);
        if (!own || frag->h || (frag->kind != FRAG_PUSH && frag->kind != FRAG_BOX))
            continue;
        frag->h = p->height;
        for (int k = 0; frag->kind == FRAG_BOX && k < row->n; k++)
            if (row->cell[k].box == frag->box)
                frag->edges = cell_frame(row, &row->cell[k], p).edges;
    }
}

/* Backgrounds of rows, columns and their groups (CSS 2.1, 17.5.1): they are visible in the cells,
 * not in the spacing; images are placed in the area of all cells. */
static void ground_frag(struct filler *f, const struct css_style *s, const struct box *box,
                        const struct frag *area, const struct frag *cell)
{
    struct frag at = *cell;
    at.edges = 0;
    if (css_is(s, CSS_background_image, KW_none)) {
        box_frag(f, s, box, &at);
        return;
    }
    struct frag *clip = sheet_frag(f, FRAG_PUSH, at.x, at.y, at.w, at.h);
    clip->style = s;
    clip->clip = clip->ground = true;
    box_frag(f, s, box, area);
    sheet_frag(f, FRAG_POP, 0, 0, 0, 0);
}

/* The column's background is over that of its group. */
static void paint_column(struct filler *f, const struct row *row, const struct cell *c,
                         const struct frag *at)
{
    const struct ground *ground[] = {c->columns, c->column};
    if (!c->columns && !c->column)
        return;
    for (int i = 0; i < 2; i++) {
        struct frag area = {.x = at->x - c->x, .y = at->y - row->above, .artifact = at->artifact},
                    cell = *at;
        if (!ground[i])
            continue;
        area.ground = cell.ground = true;
        area.x += ground[i]->x;
        area.w = ground[i]->width;
        area.h = row->all;
        ground_frag(f, ground[i]->style, NULL, &area, &cell);
    }
}

static bool shows_apart(const struct row *row, const struct css_style *s)
{
    return css_is_painted(s) && (row->spacing || !css_is(s, CSS_background_image, KW_none));
}

/* Whether a cell that spans rows is in the row, or comes down into it. */
static bool is_crossed(const struct row *row)
{
    len all = 0;
    for (int i = 0; i < row->n; i++)
        all += spans(&row->cell[i]) ? 0 : row->cell[i].width;
    return all < row->width;
}

/* A colour of a row that cells cross: it is in the cells that begin in the row, and below each of
 * them as high as it is (17.5.1); those of one row that touch at once. */
static void paint_between(struct filler *f, const struct row *row, const struct box *box,
                          const struct part *p)
{
    struct frag run = {0};
    for (int i = 0; i < row->n; i++) {
        struct frag at = cell_frame(row, &row->cell[i], p);
        if (spans(&row->cell[i]))
            continue;
        if (run.w > 0 && run.x + run.w == at.x) {
            run.w += at.w;
            continue;
        }
        if (run.w > 0)
            box_frag(f, box->style, box, &run);
        run =
            (struct frag){.x = at.x, .y = p->y, .w = at.w, .h = p->height, .artifact = at.artifact};
    }
    if (run.w > 0)
        box_frag(f, box->style, box, &run);
}

/* Of the row, or of its group: at once if they cannot be distinguished from those of the cells. */
static void paint_ground(struct filler *f, const struct row *row, const struct box *box,
                         const struct frag *area, const struct part *p)
{
    struct frag whole = *area;
    whole.y = p->y, whole.h = p->height;
    if (!shows_apart(row, box->style)) {
        if (box == row->box && css_is_painted(box->style) && is_crossed(row))
            paint_between(f, row, box, p);
        else
            box_frag(f, box->style, box, &whole);
        return;
    }
    for (int i = 0; i < row->n; i++) {
        struct frag at = cell_frame(row, &row->cell[i], p);
        if (!spans(&row->cell[i]))
            ground_frag(f, box->style, box, area, &at);
    }
}

static struct frag row_area(const struct row *row, len x, len y, bool artifact)
{
    return (struct frag){.x = x + row->spacing,
                         .y = y,
                         .w = row->width - 2 * row->spacing,
                         .h = row->height,
                         .artifact = artifact};
}

static struct frag group_area(const struct row *row, struct frag area)
{
    area.y -= row->before;
    area.h = row->together;
    return area;
}

/* Whether it has no cell but those that fill its columns: the table's background shines through
 * (CSS 2.1 17.5.1). */
static bool lacks_cells(const struct row *row)
{
    for (int i = 0; i < row->n; i++)
        if (!row->cell[i].box->anonymous || row->cell[i].box->first)
            return false;
    return row->n > 0;
}

static void paint_boxes(struct filler *f, const struct row *row, const struct part *p)
{
    if (row->group && lacks_cells(row))
        return;
    struct frag own = row_area(row, p->x, p->y, p->artifact), all = group_area(row, own);
    for (int i = 0; i < row->n; i++) {
        struct frag at = cell_frame(row, &row->cell[i], p);
        if (!spans(&row->cell[i]))
            paint_column(f, row, &row->cell[i], &at);
    }
    if (row->group)
        paint_ground(f, row, row->group, &all, p);
    if (row->box && row->box->kind == BOX_ROW)
        paint_ground(f, row, row->box, &own, p);
    for (int i = 0; i < row->n; i++) {
        struct frag at = cell_frame(row, &row->cell[i], p);
        if (!spans(&row->cell[i]) && !boxless(row, &row->cell[i]) &&
            !cell_groups(row, &row->cell[i]))
            box_frag(f, row->cell[i].box->style, row->cell[i].box, &at);
    }
}

/* ---- collapsed borders ----------------------------------------------------------------------- */

static const struct box *table_of(const struct box *row)
{
    while (row && row->kind != BOX_TABLE)
        row = row->parent;
    return row;
}

/* [len] how far a border box of that style reaches over the edges of the cell that its borders are
 * centred on. */
static len over_edge(const struct css_style *s, int edge)
{
    len w = s->v[css_border_width[edge]].len;
    return edge == SIDE_TOP || edge == SIDE_LEFT ? w / 2 : w - w / 2;
}

/* Some edges of a cell with borders of that style: centred on them. */
static void collapsed_frag(struct filler *f, const struct frag *cell, const struct css_style *s,
                           unsigned edges, const len over[4])
{
    struct frag at = *cell;
    at.edges = (uint8_t)edges;
    at.hollow = at.rule = true;
    at.x -= over[SIDE_LEFT], at.w += over[SIDE_LEFT] + over[SIDE_RIGHT];
    at.y -= over[SIDE_TOP], at.h += over[SIDE_TOP] + over[SIDE_BOTTOM];
    box_frag(f, s, at.box, &at);
}

/* Whether one box of the style ends where the edge's border ends. */
static bool ends_with_box(const struct cell *c, const struct css_style *s, int edge)
{
    bool across = edge == SIDE_TOP || edge == SIDE_BOTTOM;
    const len *over = c->joints->over[edge];
    return over[0] == over_edge(s, across ? SIDE_LEFT : SIDE_TOP) &&
           over[1] == over_edge(s, across ? SIDE_RIGHT : SIDE_BOTTOM);
}

static bool same_line(const struct css_style *s, int a, int b)
{
    return s->v[css_border_width[a]].len == s->v[css_border_width[b]].len &&
           css_color(s, css_border_color[a]) == css_color(s, css_border_color[b]);
}

/* The borders that a cell paints, by edge; those of one style at once where they end alike. */
static void paint_rules(struct filler *f, const struct cell *c, const struct frag *cell,
                        const struct css_style *const rule[4], unsigned edges)
{
    const unsigned own = edges;
    for (int i = 0; i < 4; i++) {
        if (!(edges & 1u << i) || !rule[i])
            continue;
        unsigned same = 1u << i;
        len over[4];
        for (int j = 0; j < 4; j++)
            over[j] = over_edge(rule[i], j);
        if (ends_with_box(c, rule[i], i)) {
            for (int j = i + 1; j < 4; j++)
                if (edges & 1u << j && rule[j] == rule[i] && same_line(rule[i], i, j) &&
                    ends_with_box(c, rule[i], j))
                    same |= 1u << j;
        } else {
            bool across = i == SIDE_TOP || i == SIDE_BOTTOM;
            over[across ? SIDE_LEFT : SIDE_TOP] = c->joints->over[i][0];
            over[across ? SIDE_RIGHT : SIDE_BOTTOM] = c->joints->over[i][1];
        }
        for (int j = 0; j < 4; j++) /* where a break cuts it, it ends */
            over[j] = own & 1u << j ? over[j] : 0;
        collapsed_frag(f, cell, rule[i], same, over);
        edges &= ~same;
    }
}

static const struct cell *cell_in_column(const struct row *row, int col)
{
    for (int i = 0; i < row->n; i++)
        if (row->cell[i].box->u.cell.col <= col &&
            col < row->cell[i].box->u.cell.col + row->cell[i].box->u.cell.col_span)
            return &row->cell[i];
    return NULL;
}

static len rule_width(const struct css_style *s, enum css_prop p) { return s ? s->v[p].len : 0; }

/* The top border of a cell that is not below its preceding row in the table: its own if wider than
 * the head's, or the table's, there. */
static const struct css_style *top_rule(const struct cell *c, const struct part *p)
{
    const struct cell *head = p->above.head ? cell_in_column(p->above.head, c->box->u.cell.col)
                                            : NULL;
    len above = head ? rule_width(head->cut[1], CSS_border_bottom_width) : 0;
    return p->above.covered || rule_width(c->cut[0], CSS_border_top_width) <= above ? NULL
                                                                                    : c->cut[0];
}

static void paint_cell_rules(struct filler *f, const struct cell *c, const struct frag *at,
                             const struct part *p)
{
    const struct css_style *rule[4] = {c->rule[0], c->rule[1], c->rule[2], c->rule[3]};
    if (p->above.head || p->above.covered)
        rule[0] = top_rule(c, p);
    else if (p->above.cut)
        rule[0] = rule[0] ? rule[0] : c->cut[0];
    else if (p->artifact) /* a repeated row of a head or foot: its neighbour in the table is not its
                             neighbour on the page */
        rule[0] = rule[0] ? rule[0] : c->cut[0];
    if (p->artifact)
        rule[2] = rule[2] ? rule[2] : c->cut[1];
    struct frag cell = *at;
    cell.box = p->table;
    paint_rules(f, c, &cell, rule, p->edges);
}

/* Collapsed borders lie above all backgrounds (CSS 2.1, 17.6.2). */
static void paint_collapsed(struct filler *f, const struct row *row, const struct part *p)
{
    if (!row->collapse)
        return;
    struct part part = *p;
    part.table = table_of(row->box);
    for (int i = 0; i < row->n; i++) {
        struct frag at = cell_frame(row, &row->cell[i], p);
        if (!spans(&row->cell[i]))
            paint_cell_rules(f, &row->cell[i], &at, &part);
    }
}

/* ---- cells ----------------------------------------------------------------------------------- */

/* The body of a turned cell, its corner of content at (x, y): it is set upright about the same
 * middle, and turned there. */
void row_place_turned(struct filler *f, const struct cell *c, len x, len y, bool artifact)
{
    len w = c->body->measure, h = c->body->height, left = x + (h - w) / 2, top = y + (w - h) / 2;
    struct frag *push = sheet_frag(f, FRAG_PUSH, left, top, w, h);
    push->style = c->box->style;
    push->turn = c->turn;
    run_place(f, c->body, left, top, artifact);
    sheet_frag(f, FRAG_POP, 0, 0, 0, 0);
}

/* Sets the content of a cell whose border box begins at (x, y). */
static void place_body(struct filler *f, const struct row *row, const struct cell *c, len x, len y,
                       len height, bool artifact)
{
    len left = x + c->left, top = y + c->top + c->shift;
    if (c->turn)
        row_place_turned(f, c, left, top, artifact);
    else
        run_place(f, c->body, left, top, artifact);
    if (f->now.fixed && !row->bare)
        floats_hold(f, c->box, x, y, c->width, height);
}

/* A row as it is on its page, but for cells that span rows. */
static void place_row(struct filler *f, const struct row *row, const struct part *p)
{
    int groups = begin_row(f, row, p);
    paint_boxes(f, row, p);
    for (int i = 0; i < row->n; i++) {
        const struct cell *c = &row->cell[i];
        if (spans(c))
            continue;
        struct frag at = cell_frame(row, c, p);
        struct begun begun = begin_cell(f, row, c, &at);
        place_body(f, row, c, p->x + c->x, p->y + c->drop, c->height, p->artifact);
        end_cell(f, begun);
    }
    paint_collapsed(f, row, p);
    end_groups(f, groups);
}

static void paint_span_ground(struct filler *f, const struct row *row, const struct cell *c,
                              const struct frag *at)
{
    struct frag box = *at;
    paint_column(f, row, c, &box);
    if (row->group && shows_apart(row, row->group->style)) {
        struct frag own = row_area(row, at->x - c->x, at->y, at->artifact),
                    all = group_area(row, own);
        ground_frag(f, row->group->style, row->group, &all, &box);
    }
    if (is_row(row) && css_is_painted(row->box->style)) {
        struct frag own = row_area(row, at->x - c->x, at->y, at->artifact);
        ground_frag(f, row->box->style, row->box, &own, &box);
    }
}

int row_begin_span(struct filler *f, const struct row *row, const struct cell *c,
                   const struct frag *at)
{
    int groups = cell_groups(row, c) ? begin_group(f, c->box->style, c->box, at) : 0;
    if (groups && !at->h && !boxless(row, c))
        box_frag(f, c->box->style, c->box, at);
    return groups;
}

void row_end_span(struct filler *f, int groups) { end_groups(f, groups); }

/* The group that begins an open part of the cell on the page; NULL: it is none. */
static struct frag *open_group(struct filler *f, const struct row *row, const struct cell *c)
{
    for (int i = f->page->frag.n; cell_groups(row, c) && i-- > 0;) {
        struct frag *frag = &f->page->frag.v[i];
        if (frag->kind == FRAG_PUSH && frag->box == c->box && !frag->h)
            return frag;
    }
    return NULL;
}

void row_paint_span(struct filler *f, const struct row *row, const struct cell *c,
                    const struct frag *at, unsigned edges, struct row_above above)
{
    struct part p = {.edges = (uint8_t)edges,
                     .artifact = at->artifact,
                     .table = row->collapse ? table_of(row->box) : NULL,
                     .above = above};
    struct frag box = *at, *group = open_group(f, row, c);
    box.edges = row->collapse ? 0 : (uint8_t)(c->edges & edges);
    if (group) {
        group->h = at->h;
        if (group + 1 < f->page->frag.v + f->page->frag.n && group[1].kind == FRAG_BOX &&
            group[1].box == c->box) {
            group[1].h = at->h;
            group[1].edges = box.edges;
        }
    }
    paint_span_ground(f, row, c, at);
    if (!group && !boxless(row, c))
        box_frag(f, c->box->style, c->box, &box);
    if (row->collapse)
        paint_cell_rules(f, c, at, &p);
}

void row_place_span(struct filler *f, const struct row *row, const struct cell *c,
                    const struct frag *at, struct row_above above)
{
    int groups = row_begin_span(f, row, c, at);
    row_paint_span(f, row, c, at, EDGE_ALL, above);
    place_body(f, row, c, at->x, at->y, at->h, at->artifact);
    row_end_span(f, groups);
}

void row_repeat(struct filler *f, struct row *const *row, int n, len x, len y, len spacing)
{
    len top = y;
    for (int i = 0; i < n; i++) {
        place_row(f, row[i],
                  &(struct part){.x = x + row[i]->x,
                                 .y = y,
                                 .height = row[i]->height,
                                 .edges = EDGE_ALL,
                                 .whole = true,
                                 .artifact = true});
        y = len_add(y, row[i]->height + spacing);
    }
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < row[i]->n; j++) {
            const struct cell *c = &row[i]->cell[j];
            struct frag at = {.x = x + row[i]->x + c->x,
                              .y = top,
                              .w = c->width,
                              .h = c->height,
                              .artifact = true};
            if (spans(c))
                row_place_span(f, row[i], c, &at, (struct row_above){0});
        }
        top = len_add(top, row[i]->height + spacing);
    }
}

/* Whether a border of the table itself is drawn again where it goes on. */
static bool draws_table_again(const struct nest *table)
{
    const struct nest *up = table->up;
    return up && up->item->kind == V_OPEN && up->item->box == table->item->box &&
           up->item->u.open.top_cont > 0 && up->item->box->style->v[CSS_border_top_width].len > 0;
}

len row_over(const struct run *r, const struct nest *table)
{
    const struct table_ends *ends = table->item->u.table;
    const struct vitem *next = r->at.item < r->galley->item.n ? &r->galley->item.v[r->at.item]
                                                              : NULL;
    const struct row *row = table->heads && ends->n_head                  ? ends->head[0]
                            : next && next->kind == V_ROW && !r->at.spill ? next->u.row
                                                                          : NULL;
    len over = 0;
    for (int i = 0; row && row->collapse && !draws_table_again(table) && i < row->n; i++) {
        const struct cell *c = &row->cell[i];
        const struct css_style *rule = c->rule[SIDE_TOP] ? c->rule[SIDE_TOP] : c->cut[0];
        over = len_max(over, rule ? over_edge(rule, SIDE_TOP) : 0);
    }
    return over;
}

/* ---- the context of rows -------------------------------------------------------------------------- */

/* Finds the context above the first row of a page on which its table continues. */
static void look_above(const struct run *r, struct part *p)
{
    const struct nest *n = r->at.open;
    if (!n || n->item->kind != V_TABLE || !n->resumed || r->f->page->frag.n != n->body)
        return;
    if (n->heads && n->item->u.table->n_head > 0)
        p->above.head = n->item->u.table->head[n->item->u.table->n_head - 1];
    else
        p->above.covered = draws_table_again(n);
    p->above.cut = !p->above.head && !p->above.covered;
}

/* ---- rows over pages ------------------------------------------------------------------------- */

static bool cell_clones(const struct cell *c)
{
    return css_is(c->box->style, CSS_box_decoration_break, KW_clone);
}

struct split {
    struct spill *rest;
    const struct span *spans; /* with the rests of those that end here */
    len bottom;               /* y of the lowest cell's end */
    int penalty;              /* the worst of the cells' breaks */
    bool any, all_begun, done;
};

/* A cell that is whole in the row's first part. */
static void split_turned(struct run *r, const struct row *row, int i, const struct spill *from,
                         struct split *out)
{
    const struct cell *c = &row->cell[i];
    if (!from)
        row_place_turned(r->f, c, r->x + row->x + c->x + c->left, r->y + c->top, r->artifact);
    out->rest->at[i].item = c->body->item.n;
    out->any = out->any || !from;
    out->bottom = len_max(out->bottom, r->y + (from ? 0 : c->top + c->body->measure + c->bottom));
}

enum ended row_fill_cell(struct run *r, const struct cell *c, struct run *in, len x, len y,
                         bool begun, len cap)
{
    bool clone = cell_clones(c);
    len end = clone ? c->bottom : 0;
    struct spot at = in->at;
    *in = (struct run){.f = r->f,
                       .galley = c->body,
                       .at = at,
                       .x = x + c->left,
                       .y = y,
                       .cap = cap - end,
                       .below = run_below(r) + end,
                       .extent = r->extent == EXTENT_CAP ? EXTENT_CAP : EXTENT_PAGE,
                       .must = in->must,
                       .fresh = begun,
                       .artifact = r->artifact,
                       .notes_below = in->notes_below};
    if (!begun || clone)
        in->y += c->top;
    in->top = in->y;
    enum ended ended = at.item < c->body->item.n ? run_fill(in) : RUN_DONE;
    if (ended == RUN_NONE)
        in->at = at;
    in->y += ended == RUN_DONE ? c->bottom : end;
    return ended;
}

/* One cell from its place in `from` (NULL: from its top) down to `cap`. */
static void split_cell(struct run *r, const struct row *row, int i, const struct spill *from,
                       len cap, struct split *out)
{
    const struct cell *c = &row->cell[i];
    struct run in = {.must = run_forced(r)};
    if (from)
        in.at = from->at[i];
    struct spot at = in.at;
    enum ended ended = row_fill_cell(r, c, &in, r->x + row->x + c->x, r->y, from != NULL, cap);
    out->rest->at[i] = in.at;
    out->any = out->any || (ended != RUN_NONE && (in.set || in.at.item > at.item));
    out->all_begun = out->all_begun && ended != RUN_NONE;
    out->done = out->done && ended == RUN_DONE;
    if (ended == RUN_MORE && in.best.penalty > out->penalty)
        out->penalty = in.best.penalty;
    out->bottom = len_max(out->bottom, in.y);
}

static struct split split_cells(struct run *r, const struct row *row, const struct spill *from,
                                len cap)
{
    struct spill *rest = arena_new(&r->f->book->arena,
                                   sizeof *rest + sizeof(struct spot) * (size_t)(row->n + 1));
    rest->n = row->n;
    struct split s = {.rest = rest, .bottom = r->y, .all_begun = true, .done = true};
    for (int i = 0; i < row->n; i++) {
        if (spans(&row->cell[i]))
            continue;
        struct frag at = {.x = r->x + row->x + row->cell[i].x,
                          .y = r->y,
                          .w = row->cell[i].width,
                          .artifact = r->artifact};
        struct begun begun = begin_cell(r->f, row, &row->cell[i], &at);
        if (row->cell[i].turn)
            split_turned(r, row, i, from, &s);
        else
            split_cell(r, row, i, from, cap, &s);
        end_cell(r->f, begun);
    }
    struct span_part p = {.cap = cap, .bottom = s.bottom};
    s.spans = spans_fill_ending(r, &p);
    s.any = s.any || p.any;
    s.done = s.done && !p.more;
    s.bottom = p.bottom;
    s.penalty = p.penalty > s.penalty ? p.penalty : s.penalty;
    return s;
}

/* Boxes precede their content, but their height is known only afterwards: their fragments are
 * reserved. */
static void part_boxes(struct run *r, const struct row *row, const struct part *p, bool done,
                       int first)
{
    struct filler *f = r->f;
    int n = f->page->frag.n;
    paint_boxes(f, row, p);
    paint_collapsed(f, row, p);
    spans_paint_ending(r, p->y + p->height, done);
    sheet_rotate(f, first, n);
}

/* The row is set, down to `bottom`: goes on to the next. A row of cells that all continue in the
 * next one has no content of its own, and no page ends after it. */
static void pass_row(struct run *r, const struct vitem *v, bool begins, len bottom,
                     struct row_above above)
{
    const struct row *row = v->u.row;
    bool empty = bottom <= r->y;
    spans_pass(r, row, r->y, begins, above);
    r->y = len_add(bottom, v->height - row->height);
    int keep = run_keep(r, r->at.item), few = run_is_whole(r) ? 0 : ends_of_rows(r, row);
    run_next(r);
    if (empty && r->at.spans)
        return;
    r->set = true;
    r->fresh = false;
    run_consider(r, keep > few ? keep : few, keep ? UNMET_KEEP : UNMET_NONE);
}

static bool asks_height(const struct row *row)
{
    bool asks = row->box->style->v[CSS_height].kind != CSS_KEYWORD;
    for (int i = 0; i < row->n && !asks; i++)
        asks = row->cell[i].box->style->v[CSS_height].kind != CSS_KEYWORD;
    return asks;
}

/* Whether all content of a row is set, but not all of the height that it asks for (CSS 2.1 17.5.3):
 * it is whole on the next page, as one with content would be. */
static bool cuts_height(const struct run *r, const struct row *row, const struct split *s)
{
    return s->done && is_row(row) && row->own >= row->height &&
           s->bottom < len_add(r->y, row->height) && asks_height(row);
}

/* Sets as much of the row as fits. */
static enum step split_row(struct run *r, const struct vitem *v, const struct row *row)
{
    const struct spill *from = r->at.spill;
    struct part part = {.x = r->x + row->x, .y = r->y, .artifact = r->artifact};
    struct sheet before = sheet_save(r->f);
    look_above(r, &part);
    int groups = begin_row(r->f, row, &part), first = r->f->page->frag.n;
    struct sheet begun = sheet_save(r->f);
    len cap = run_limit(r);
    struct split s = split_cells(r, row, from, cap);
    for (int i = 1; i < TRIES && s.bottom > run_limit(r) && cap > run_limit(r); i++) {
        cap = run_limit(r);
        sheet_restore(r->f, &begun);
        s = split_cells(r, row, from, cap);
    }
    len limit = run_limit(r), beyond = s.done ? s.bottom - limit : 0;
    if (beyond > 0) { /* padding and borders below stay with the last line */
        sheet_restore(r->f, &begun);
        s = split_cells(r, row, from, limit - beyond);
    }
    bool cut = !from && cuts_height(r, row, &s);
    if ((!s.any && !s.done) || ((!s.all_begun || cut) && !run_forced(r) && !from)) {
        sheet_restore(r->f, &before);
        return STEP_FULL;
    }
    if (cut)
        s.bottom = len_max(s.bottom, run_limit(r));
    part.edges = EDGE_LEFT | EDGE_RIGHT | (from ? 0 : EDGE_TOP) | (s.done ? EDGE_BOTTOM : 0);
    part.height = s.bottom - r->y;
    settle_groups(r->f, row, &part, first - groups);
    part_boxes(r, row, &part, s.done, first);
    end_groups(r->f, groups);
    if (s.done) {
        pass_row(r, v, from == NULL, s.bottom, part.above);
        return STEP_NEXT;
    }
    bool spanned = r->at.spans != NULL;
    len top = r->y;
    r->y = s.bottom;
    r->set = true;
    r->fresh = false;
    r->at.spans = s.spans;
    if (!from)
        spans_begin(r, row, top, part.above);
    r->at.spill = s.rest;
    run_consider(r,
                 run_keep_inside(r, r->at.item) + s.penalty + COST_SPLIT_ROW +
                     (spanned ? KEEP_SPAN : 0) + (from ? 0 : ends_of_split(row, s.bottom - top)),
                 v->keep_inside ? UNMET_INSIDE : UNMET_NONE);
    return STEP_FULL;
}

/* Sets the row whole. False if it does not fit, or a cell that ends in it does not, or its height
 * is only due to content on an earlier page. */
static bool set_whole(struct run *r, const struct row *row, struct row_above *above)
{
    struct part part = {.x = r->x + row->x,
                        .y = r->y,
                        .height = row->height,
                        .edges = EDGE_ALL,
                        .whole = true,
                        .artifact = r->artifact};
    if (!run_fits(r, row->height) || (row->own < row->height && spans_go_on(r)))
        return false;
    look_above(r, &part);
    *above = part.above;
    place_row(r->f, row, &part);
    return spans_end(r, r->y + row->height) && run_fits(r, row->height);
}

enum step row_set(struct run *r, const struct vitem *v)
{
    const struct row *row = v->u.row;
    if (r->at.spill)
        return split_row(r, v, row);
    struct sheet before = sheet_save(r->f);
    struct row_above above = {0};
    if (set_whole(r, row, &above)) {
        pass_row(r, v, true, len_add(r->y, row->height), above);
        r->full = r->set && r->extent == EXTENT_PAGE && v->notes && r->f->mode < FILL_MEASURE &&
                  r->f->now.notes_waiting;
        return r->full && r->at.item < r->galley->item.n ? STEP_FULL : STEP_NEXT;
    }
    sheet_restore(r->f, &before);
    if (!v->breakable && !run_forced(r) && !spans_go_on(r))
        return STEP_FULL;
    return split_row(r, v, row);
}
