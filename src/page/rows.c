/* Rows: cells side by side.
 *
 * A row that fits is set whole. One that does not is split cell by cell: each cell is a run of its own in the room that is left,
 * and what each cell still has to say is the spill that the cursor carries. Notes called in a later cell take room that an earlier one
 * has filled; then the row is split again, lower by that much (a few times at most: each try is lower than the one before). */
#include "page/page-int.h"

enum { COST_SPLIT_ROW = 150, TRIES = 6 };

/* Cells that show no box: empty ones where empty-cells says so, and flex items, whose bodies have boxes of their own. */
static bool boxless(const struct row *row, const struct cell *c)
{
    if (row->bare || (row->box && row->box->kind == BOX_FLEX))
        return true;
    return c->body->item.n == 0 && css_is(c->box->style, CSS_empty_cells, KW_hide) && !css_is(c->box->style, CSS_border_collapse, KW_collapse);
}

static void box_frag(struct filler *f, const struct css_style *s, const struct box *box, const struct frag *at)
{
    if (!deco_visible(s))
        return;
    struct frag *frag = sheet_frag(f, FRAG_BOX, at->x, at->y, at->w, at->h);
    frag->style = s;
    frag->box = box;
    frag->edges = at->edges;
    frag->hollow = at->hollow;
    frag->artifact = at->artifact;
}

/* Backgrounds and borders of a row's boxes: the part of the row that lies at (x, y), `height` high, with these edges of its own. */
struct part {
    len x, y, height;
    uint8_t edges;
    bool whole;                  /* not cut: spanning cells reach below it, aligned ones stand lower */
    bool artifact;
};

static struct frag cell_frame(const struct row *row, const struct cell *c, const struct part *p)
{
    return (struct frag){.x = p->x + c->x, .y = p->y + (p->whole ? c->drop : 0), .w = c->width, .h = p->whole ? c->height : p->height,
                         .edges = row->collapse ? 0 : c->edges & p->edges, .artifact = p->artifact};
}

static void paint_boxes(struct filler *f, const struct row *row, const struct part *p)
{
    struct frag whole = {.x = p->x, .y = p->y, .w = row->width, .h = p->height, .artifact = p->artifact};
    for (int i = 0; i < row->n; i++) {
        struct frag at = cell_frame(row, &row->cell[i], p);
        at.edges = 0;
        if (row->cell[i].column)
            box_frag(f, row->cell[i].column, NULL, &at);
    }
    if (row->group)
        box_frag(f, row->group->style, row->group, &whole);
    if (row->box && row->box->kind == BOX_ROW)
        box_frag(f, row->box->style, row->box, &whole);
    for (int i = 0; i < row->n; i++) {
        struct frag at = cell_frame(row, &row->cell[i], p);
        if (!boxless(row, &row->cell[i]))
            box_frag(f, row->cell[i].box->style, row->cell[i].box, &at);
    }
}

/* Some edges of a cell with collapsed borders of that style: centred on them. */
static void collapsed_frag(struct filler *f, const struct row *row, const struct cell *c, const struct part *p, const struct css_style *s,
                           unsigned edges)
{
    struct frag at = cell_frame(row, c, p);
    at.edges = (uint8_t)(edges & p->edges);
    at.hollow = true;
    len left = s->v[CSS_border_left_width].len / 2, right = s->v[CSS_border_right_width].len / 2;
    len top = s->v[CSS_border_top_width].len / 2, bottom = s->v[CSS_border_bottom_width].len / 2;
    at.x -= left, at.w += left + right;
    at.y -= top, at.h += top + bottom;
    if (at.edges)
        box_frag(f, s, NULL, &at);
}

/* Collapsed borders lie above all backgrounds: those of the row group, of the row, and of the cells (CSS 2.1, 17.6.2). */
static void paint_collapsed(struct filler *f, const struct row *row, const struct part *p)
{
    if (!row->collapse)
        return;
    for (int i = 0; i < row->n; i++) {
        const struct cell *c = &row->cell[i];
        unsigned sides = (i ? 0 : EDGE_LEFT) | (i + 1 < row->n ? 0 : EDGE_RIGHT), below = c->row_span == 1 ? EDGE_BOTTOM : 0;
        if (row->group)
            collapsed_frag(f, row, c, p, row->group->style,
                           sides | (row->box->prev ? 0 : EDGE_TOP) | (row->box->next ? 0 : below));
        collapsed_frag(f, row, c, p, row->box->style, sides | EDGE_TOP | below);
    }
    for (int i = 0; i < row->n; i++)
        collapsed_frag(f, row, &row->cell[i], p, row->cell[i].box->style, row->cell[i].edges);
}

/* The body of a turned cell, its corner of content at (x, y): it is set upright about the same middle, and turned there. */
static void place_turned(struct filler *f, const struct cell *c, len x, len y, bool artifact)
{
    len w = c->body->measure, h = c->body->height, left = x + (h - w) / 2, top = y + (w - h) / 2;
    struct frag *push = sheet_frag(f, FRAG_PUSH, left, top, w, h);
    push->style = c->box->style;
    push->turn = c->turn;
    run_place(f, c->body, left, top, artifact);
    sheet_frag(f, FRAG_POP, 0, 0, 0, 0);
}

void row_place(struct filler *f, const struct row *row, len x, len y, bool artifact)
{
    struct part whole = {.x = x, .y = y, .height = row->height, .edges = EDGE_ALL, .whole = true, .artifact = artifact};
    paint_boxes(f, row, &whole);
    for (int i = 0; i < row->n; i++) {
        const struct cell *c = &row->cell[i];
        len left = x + c->x + c->left, top = y + c->drop + c->top + c->shift;
        int first = f->page->frag.n;
        if (c->turn)
            place_turned(f, c, left, top, artifact);
        else
            run_place(f, c->body, left, top, artifact);
        if (f->now.fixed && !row->bare)
            floats_hold(f, c->box, x + c->x, y + c->drop, c->width, c->height, first);
    }
    paint_collapsed(f, row, &whole);
}

/* ---- spanning cells over pages ------------------------------------------------------------------------------------- */

void row_cut_spans(struct run *r, const struct vitem *table, int first)
{
    for (int i = first; i < r->f->page->frag.n; i++) {
        struct frag *g = &r->f->page->frag.v[i];
        if (g->kind == FRAG_BOX && g->y + g->h > r->y && g->y < r->y && !g->hollow) {
            g->h = r->y - g->y;
            g->edges &= (uint8_t)~EDGE_BOTTOM;
        }
        if (g->kind == FRAG_LINE && g->y > run_limit(r) && !g->artifact)
            sheet_fault(r->f, DIAG_page_overfull, table->box);
    }
}

/* The parts of spanning cells that reach below the page before. What lies between a row and the next one to set is summed once: all the
 * rows of a table may hang together by one cell. */
void row_resume_spans(struct run *r, const struct vitem *table)
{
    const struct vitem *next = &r->galley->item.v[r->at.item], *first = next;
    int64_t between = 0;
    if (r->at.spill)
        return;
    while (first - 1 > table && first[-1].kind == V_ROW && first[-1].keep >= KEEP_NEVER)
        between += (--first)->height;
    for (const struct vitem *v = first; v < next; between -= v++->height)
        for (int i = 0; i < v->u.row->n; i++) {
            const struct cell *c = &v->u.row->cell[i];
            if (next - v >= c->row_span || c->height <= between)
                continue;
            struct frag at = {.x = r->x + v->u.row->x + c->x, .y = r->y, .w = c->width, .h = (len)(c->height - between),
                              .edges = c->edges & ~EDGE_TOP, .artifact = r->artifact};
            box_frag(r->f, c->box->style, c->box, &at);
        }
}

/* ---- rows over pages -------------------------------------------------------------------------------------------- */

static bool cell_clones(const struct cell *c) { return css_is(c->box->style, CSS_box_decoration_break, KW_clone); }

struct split {
    struct spill *rest;
    len bottom;                  /* y of the lowest cell's end */
    int penalty;                 /* the worst of the cells' breaks */
    bool any, all_begun, done;
};

/* One cell from its place in `from` (NULL: from its top) down to `cap`. */
static void split_cell(struct run *r, const struct row *row, int i, const struct spill *from, len cap, struct split *out)
{
    const struct cell *c = &row->cell[i];
    if (c->turn) {               /* whole, in the row's first part */
        if (!from)
            place_turned(r->f, c, r->x + row->x + c->x + c->left, r->y + c->top, r->artifact);
        out->rest->at[i].item = c->body->item.n;
        out->any = out->any || !from;
        out->bottom = len_max(out->bottom, r->y + (from ? 0 : c->top + c->body->measure + c->bottom));
        return;
    }
    bool clone = cell_clones(c);
    len end = clone ? c->bottom : 0;
    struct run in = {.f = r->f, .galley = c->body, .x = r->x + row->x + c->x + c->left, .y = r->y, .cap = cap - end,
                     .below = run_below(r) + end, .alone = r->alone, .must = run_forced(r), .fresh = from != NULL, .artifact = r->artifact};
    if (from)
        in.at = from->at[i];
    if (!from || clone)
        in.y += c->top;
    in.top = in.y;
    struct spot at = in.at;
    enum ended ended = in.at.item < c->body->item.n ? run_fill(&in) : RUN_DONE;
    if (ended == RUN_NONE)
        in.at = at;
    out->rest->at[i] = in.at;
    out->any = out->any || (ended != RUN_NONE && (in.set || in.at.item > at.item));
    out->all_begun = out->all_begun && ended != RUN_NONE;
    out->done = out->done && ended == RUN_DONE;
    if (ended == RUN_MORE && in.best.penalty > out->penalty)
        out->penalty = in.best.penalty;
    out->bottom = len_max(out->bottom, in.y + (ended == RUN_DONE ? c->bottom : end));
}

static struct split split_cells(struct run *r, const struct row *row, const struct spill *from, len cap)
{
    struct spill *rest = arena_new(&r->f->book->arena, sizeof *rest + sizeof(struct spot) * (size_t)row->n);
    rest->n = row->n;
    struct split s = {.rest = rest, .bottom = r->y, .all_begun = true, .done = true};
    for (int i = 0; i < row->n; i++)
        split_cell(r, row, i, from, cap, &s);
    return s;
}

/* The boxes come before what lies in them, but their height is known only afterwards: room is kept for them. */
static void part_boxes(struct run *r, const struct row *row, const struct part *p, int first)
{
    struct filler *f = r->f;
    int n = f->page->frag.n;
    paint_boxes(f, row, p);
    paint_collapsed(f, row, p);
    sheet_rotate(f, first, n);
}

/* Sets as much of the row as fits. */
static enum step split_row(struct run *r, const struct vitem *v, const struct row *row)
{
    const struct spill *from = r->at.spill;
    struct sheet before = sheet_save(r->f);
    int first = r->f->page->frag.n;
    len cap = run_limit(r);
    struct split s = split_cells(r, row, from, cap);
    for (int i = 1; i < TRIES && s.bottom > run_limit(r) && cap > run_limit(r); i++) {
        cap = run_limit(r);
        sheet_restore(r->f, &before);
        s = split_cells(r, row, from, cap);
    }
    if ((!s.any && !s.done) || (!s.all_begun && !run_forced(r) && !from)) {
        sheet_restore(r->f, &before);
        return STEP_FULL;
    }
    uint8_t edges = EDGE_LEFT | EDGE_RIGHT | (from ? 0 : EDGE_TOP) | (s.done ? EDGE_BOTTOM : 0);
    struct part part = {.x = r->x + row->x, .y = r->y, .height = s.bottom - r->y, .edges = edges, .artifact = r->artifact};
    part_boxes(r, row, &part, first);
    r->y = s.bottom;
    r->set = true;
    r->fresh = false;
    if (s.done) {
        r->y = len_add(r->y, v->height - row->height);
        int keep = run_keep(r, r->at.item);
        run_next(r);
        run_consider(r, keep, keep ? UNMET_KEEP : UNMET_NONE);
        return STEP_NEXT;
    }
    r->at.spill = s.rest;
    run_consider(r, run_keep_inside(r, r->at.item) + s.penalty + COST_SPLIT_ROW, v->keep_inside ? UNMET_INSIDE : UNMET_NONE);
    return STEP_FULL;
}

enum step row_set(struct run *r, const struct vitem *v)
{
    const struct row *row = v->u.row;
    if (r->at.spill)
        return split_row(r, v, row);
    struct sheet before = sheet_save(r->f);
    if (run_fits(r, row->height)) {
        row_place(r->f, row, r->x + row->x, r->y, r->artifact);
        if (run_fits(r, row->height)) {
            r->y = len_add(r->y, v->height);
            r->set = true;
            r->fresh = false;
            int keep = run_keep(r, r->at.item);
            run_next(r);
            run_consider(r, keep, keep ? UNMET_KEEP : UNMET_NONE);
            r->full = !r->free && v->notes && r->f->mode < FILL_MEASURE && r->f->now.notes_waiting;
            return r->full && r->at.item < r->galley->item.n ? STEP_FULL : STEP_NEXT;
        }
        sheet_restore(r->f, &before);
    }
    if (!v->breakable && !run_forced(r))
        return STEP_FULL;
    return split_row(r, v, row);
}
