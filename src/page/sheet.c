// SPDX-License-Identifier: Apache-2.0
/* One page: from a cursor to a page and the next cursor.
 *
 * First content waiting from earlier pages, then the galley as far as it fits, then the painting of
 * floats and notes. Content is set in coordinates of the page area without top floats, and moved to
 * its place when the page is settled. */
#include "page/page-int.h"

/* In the measure of run.c. */
enum {
    COST_STRETCH = 500, /* per page height of stretching: a third of the cost of empty space */
    COST_WAIT = 150,    /* a float not placed on the page after its own: four lines */
    COST_SHRINK = 1000, /* of all of an image: a fifth smaller is worth five lines */
    COST_VARY = 60 /* a paragraph not set in its optimum form, besides its strain: two lines, the
                      minimum gain */
};

struct sheet sheet_save(const struct filler *f)
{
    struct sheet s = f->now;
    s.frags = f->page->frag.n;
    s.marks = f->mark.n;
    s.moves = f->move.n;
    s.faults = f->fault.n;
    s.gaps = f->gap.n;
    s.layers = f->page->layers.n;
    return s;
}

void sheet_restore(struct filler *f, const struct sheet *s)
{
    f->now = *s;
    f->page->frag.n = s->frags;
    f->mark.n = s->marks;
    f->move.n = s->moves;
    f->fault.n = s->faults;
    f->gap.n = s->gaps;
    f->page->layers.n = s->layers;
}

static void set_grid(struct filler *f)
{
    const struct css_list *grid = css_list(f->page->css->style, CSS_koki_baseline_grid);
    if (!grid)
        return;
    f->grid = grid->item[0].v.len;
    f->grid_first = grid->n > 1 ? grid->item[1].v.len - f->page->y : 0;
}

/* Content less than 1/64 pt below a line of the grid is on it: the difference is due to
 * rounding. */
len sheet_snap(const struct filler *f, len y)
{
    if (f->grid <= 0)
        return 0;
    len below = (y - f->grid_first) % f->grid;
    below += below < 0 ? f->grid : 0;
    return below <= LEN_PT / 64 ? -below : f->grid - below;
}

void sheet_mark(struct filler *f, const struct mark *mark, len x, len y)
{
    *vec_add(
        &f->mark) = (struct marked){.mark = mark, .x = x, .y = y, .starts = f->now.contents == 0};
}

struct frag *sheet_frag(struct filler *f, enum frag_kind kind, len x, len y, len w, len h)
{
    struct frag *frag = vec_add(&f->page->frag);
    *frag = (struct frag){
        .kind = kind, .x = x, .y = y, .w = w, .h = h, .column = f->column, .layer = f->now.layer};
    f->now.contents += kind == FRAG_LINE || kind == FRAG_IMAGE;
    return frag;
}

static void reverse(struct frag *v, int n)
{
    for (int i = 0; i < n / 2; i++) {
        struct frag t = v[i];
        v[i] = v[n - 1 - i];
        v[n - 1 - i] = t;
    }
}

void sheet_rotate(struct filler *f, int first, int middle)
{
    struct frag *v = f->page->frag.v;
    int n = f->page->frag.n;
    if (middle == n || middle == first)
        return;
    reverse(v + first, middle - first);
    reverse(v + middle, n - middle);
    reverse(v + first, n - first);
    for (int i = 0; i < f->move.n; i++) {
        struct move *m = &f->move.v[i];
        int by = m->first >= middle ? first - middle : m->first >= first ? n - middle : 0;
        m->first += by;
        m->end += by;
    }
}

int sheet_begin_layer(struct filler *f, const struct box *box, bool floats, int order)
{
    int outer = f->now.layer;
    bool z = box_is_ordered(box);
    *vec_add(
        &f->page->layers) = (struct layer){.parent = outer,
                                           .floats = floats,
                                           .context = !floats &&
                                                      (z || css_stacks(box->style) ||
                                                       css_is(box->style, CSS_position, KW_fixed)),
                                           .z = z && !floats ? css_int(box->style, CSS_z_index) : 0,
                                           .order = order,
                                           .box = box};
    f->now.layer = f->page->layers.n;
    return outer;
}

bool sheet_is_layer(const struct box *box)
{
    return css_is(box->style, CSS_position, KW_relative) || css_stacks(box->style) ||
           box_is_ordered(box);
}

void sheet_fault(struct filler *f, enum diag_id id, const struct box *box)
{
    *vec_add(&f->fault) = (struct page_fault){.id = id, .box = box};
}

static void keep_faults(struct filler *f)
{
    for (int i = 0; i < f->fault.n; i++)
        *vec_add(&f->book->faults) = f->fault.v[i];
}

void sheet_move(struct filler *f)
{
    for (int i = 0; i < f->move.n; i++)
        for (int j = f->move.v[i].first; j < f->move.v[i].end; j++) {
            f->page->frag.v[j].x += f->move.v[i].dx;
            f->page->frag.v[j].y += f->move.v[i].dy;
        }
    f->move.n = 0;
}

/* Moves content to its final place on the page. */
static void sheet_settle(struct filler *f)
{
    f->mode = FILL_PAINT;
    if (f->trial)
        return;
    len dx = f->page->x, dy = f->page->y + f->now.top;
    sheet_move(f);
    for (int i = 0; i < f->page->frag.n; i++) {
        f->page->frag.v[i].x += dx;
        f->page->frag.v[i].y += dy;
    }
    for (int i = 0; i < f->mark.n; i++) {
        f->mark.v[i].x += dx;
        f->mark.v[i].y += dy;
    }
}

/* ---- pages of equal height ------------------------------------------------------------------- */

/* [len] total stretch of the gaps from `first` on; trailing ones do not count. */
static int64_t gaps_height(struct filler *f, int first, int frag_end)
{
    int64_t sum = 0;
    while (f->gap.n > first && f->gap.v[f->gap.n - 1].frag == frag_end)
        f->gap.n--;
    for (int i = first; i < f->gap.n; i++)
        sum += f->gap.v[i].height;
    return sum;
}

/* Up to the fragment and the mark before which they end. */
static void grow_gaps(struct filler *f, int first, int frag_end, int mark_end, len by, int64_t sum)
{
    int64_t before = 0;
    for (int i = first; i < f->gap.n; i++) {
        const struct gap *g = &f->gap.v[i];
        bool last = i + 1 == f->gap.n;
        before += g->height;
        len down = (len)(by * before / sum);
        for (int j = g->frag; j < (last ? frag_end : g[1].frag); j++)
            f->page->frag.v[j].y += down;
        for (int j = g->mark; j < (last ? mark_end : g[1].mark); j++)
            f->mark.v[j].y += down;
    }
}

/* A page that cannot be full is not loosened, unless a line or so is all that its foot then lacks.
 */
enum { LEVEL = 30 };

len sheet_stretch(struct filler *f, int first, int frag_end, int mark_end, len empty)
{
    const struct css_val *v = &f->page->css->style->v[CSS_koki_vertical_stretch];
    if (v->num <= 0 || f->grid > 0 || f->now.sides || f->now.beside || f->now.fixed || empty <= 0)
        return empty;
    int64_t sum = gaps_height(f, first, frag_end), most = sum * v->num / FIX_ONE;
    len by = empty < most ? empty : (len)most, rest = empty - by;
    if (sum == 0 || rest > f->page->height / LEVEL)
        return empty;
    if (!f->trial)
        grow_gaps(f, first, frag_end, mark_end, by, sum);
    return rest;
}

/* Stretches the gaps of the text to the foot of the page, within their limits; returns the empty
 * rest. */
static len stretch(struct filler *f, len empty)
{
    len left = sheet_stretch(f, 0, f->page->frag.n, f->mark.n, empty);
    f->page->fill += empty - left;
    return left;
}

/* ---- the text -------------------------------------------------------------------------------- */

/* Text is set on the page unless waiting content has left less than a fifth of it. */
static bool room_for_text(const struct filler *f)
{
    return (!f->now.tops && !f->now.bottoms && !f->now.notes) ||
           sheet_room(f) > f->page->height / 5;
}

/* Goes on from the cursor. A run that must make progress always does; otherwise the current item
 * would be dropped and reported. */
static bool fill_text(struct filler *f, struct cursor *c, const struct galley *g, struct attempt *a)
{
    struct run r = {.f = f,
                    .galley = g,
                    .at = c->at,
                    .cap = a->cap,
                    .must = true,
                    .snap = true,
                    .fresh = spot_begun(&c->at) && c->start == KW_auto,
                    .under = f->now.tops ? f->now.tops->floating : NULL,
                    .shrink = a->shrink,
                    .last.any = true};
    c->start = KW_auto;
    enum ended ended = run_fill(&r);
    f->page->fill = a->end = r.y;
    if (ended == RUN_NONE) {
        sheet_fault(f, DIAG_page_overfull, g->item.v[c->at.item].box);
        r.at = (struct spot){.item = c->at.item + 1, .open = c->at.open};
    }
    c->at = r.at;
    if (ended == RUN_BREAK)
        c->start = r.brk == KW_column ? KW_page : r.brk;
    a->last = ended == RUN_BREAK || ended == RUN_DONE;
    a->divided = ended == RUN_MORE && r.at.line > 0;
    a->line = a->divided ? run_next_line(&r) : 0;
    a->penalty = ended == RUN_MORE ? r.best.penalty : 0;
    len empty = ended == RUN_MORE ? len_max(0, sheet_room(f) - r.y) : 0,
        rise = len_min(a->rise, empty),
        left = empty > rise ? rise + stretch(f, empty - rise) : empty;
    a->rest = empty;
    a->empty = f->page->height > 0 ? (int)((int64_t)1000 * left / f->page->height) : 0;
    a->penalty += f->page->height > 0
                      ? (int)((int64_t)COST_STRETCH * (empty - left) / f->page->height)
                      : 0;
    return ended != RUN_DONE;
}

static int cost_vary(const struct filler *f)
{
    int cost = 0;
    for (int i = 0; i < f->vary.n; i++) {
        const struct para *p = flow_vary(f->book->flow, f->text->item.v[f->vary.item[i]].u.para,
                                         f->vary.by);
        cost += p ? COST_VARY + p->strain : 0;
    }
    return cost;
}

static int count_waiting(const struct filler *f)
{
    int n = 0;
    for (const struct queue *q = f->now.floats_waiting; q; q = q->prev)
        n++;
    return n;
}

static void keep_marks(struct filler *f)
{
    for (int i = 0; i < f->mark.n; i++) {
        const struct marked *m = &f->mark.v[i];
        *vec_add(&f->page->marks) = m->mark;
        f->book->place[m->mark->id] =
            (struct place){.page = f->page, .x = m->x, .y = m->y, .starts = m->starts};
    }
}

bool sheet_fill(struct book *book, struct page *page, struct cursor *c, struct attempt *a)
{
    struct filler f = {.book = book,
                       .page = page,
                       .trial = a->trial,
                       .vary = a->vary,
                       .ahead = c->ahead,
                       .now = {.floats_waiting = c->floats,
                               .notes_waiting = c->notes,
                               .inserts = c->inserts}};
    const struct queue *parts = c->parts;
    const struct galley *g = c->insert ? c->insert : book->flow->galley.v[c->galley];
    f.text = g;
    f.stacks = a->stacks || c->at.item >= g->item.n;
    set_grid(&f);
    notes_resume(&f);
    floats_resume(&f);
    int waiting = count_waiting(&f);
    bool more = c->at.item < g->item.n;
    a->last = !more; /* pages with only waiting content are separate */
    if (more && room_for_text(&f))
        more = fill_text(&f, c, g, a);
    a->penalty += COST_WAIT * waiting + cost_vary(&f) +
                  (int)((int64_t)COST_SHRINK * a->shrink / FIX_ONE);
    a->waits = f.now.floats_waiting;
    a->blocked = f.blocked;
    a->floats = f.now.tops || f.now.bottoms;
    a->footed = a->floats || f.now.notes || a->last;
    a->above_foot = a->last && f.now.bottoms && f.now.bottoms->floating->deferred &&
                            page->height > 0
                        ? (int)((int64_t)1000 * len_max(0, sheet_room(&f) - page->fill) /
                                page->height)
                        : 0;
    sheet_settle(&f);
    floats_paint(&f);
    floats_paint_parts(&f, parts);
    notes_paint(&f);
    sheet_move(&f);
    if (!a->trial)
        ruled_order(page, 0);
    vec_done(&f.move);
    if (!a->trial) {
        keep_marks(&f);
        keep_faults(&f);
    }
    vec_done(&f.mark);
    vec_done(&f.fault);
    vec_done(&f.gap);
    c->floats = f.now.floats_waiting;
    c->notes = f.now.notes_waiting;
    c->parts = f.now.parts_waiting;
    c->inserts = f.now.inserts;
    return more || c->floats || c->notes || c->parts;
}
