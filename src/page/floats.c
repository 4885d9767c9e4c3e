// SPDX-License-Identifier: Apache-2.0
/* Page floats, side floats and absolute blocks.
 *
 * A page float goes to the top or bottom of the page of its anchor when there is room and nothing
 * waits before it, otherwise to the next page: floats never overtake each other. Its height reduces
 * the space for the text; since lines are already broken, nothing else changes. A page begins with
 * floats that wait, and takes the first of them even when it is too tall, so waiting ends. Side
 * floats outside the measure are put where their anchors are and then moved apart, first down, then
 * up from the foot. */
#include <stdlib.h>

#include "page/page-int.h"

bool floats_of_series(const struct placed *list, const struct floating *fl)
{
    for (; list; list = list->prev)
        if (fl->series && list->floating->series == fl->series)
            return true;
    return false;
}

bool floats_series_waits(const struct filler *f, const struct floating *fl)
{
    for (const struct queue *q = f->now.floats_waiting; q; q = q->prev)
        if (fl->series && q->floating->series == fl->series)
            return true;
    return false;
}

static void add_placed(struct filler *f, const struct placed **list, const struct floating *fl,
                       len x, len y)
{
    struct placed *p = arena_make(&f->book->arena, struct placed);
    *p = (struct placed){.prev = *list,
                         .floating = fl,
                         .x = x,
                         .y = y,
                         .order = f->now.order++,
                         .layer = f->now.layer};
    *list = p;
}

/* Removes a float from a list. */
static void keep_placed(struct filler *f, const struct placed **list, const struct placed *old)
{
    struct placed *p = arena_make(&f->book->arena, struct placed);
    *p = *old;
    p->prev = *list;
    *list = p;
}

/* Notes called in a float are on the float's page. Its fragments are made later, at its final
 * place. */
static void take_notes(struct filler *f, const struct floating *fl)
{
    if (!fl->body->notes)
        return;
    struct sheet before = sheet_save(f);
    f->mode = FILL_COUNT;
    run_place(f, fl->body, 0, 0, false);
    f->mode = FILL_TEXT;
    before.foot = f->now.foot;
    before.notes = f->now.notes;
    before.notes_waiting = f->now.notes_waiting;
    sheet_restore(f, &before);
}

/* Floats at the top move the text down: by whole steps of the baseline grid. */
static void floats_place(struct filler *f, const struct floating *fl, bool foot)
{
    if (!foot) {
        add_placed(f, &f->now.tops, fl, 0, 0);
        f->now.top += f->grid > 0 ? (fl->height + f->grid - 1) / f->grid * f->grid : fl->height;
    } else {
        add_placed(f, &f->now.bottoms, fl, 0, 0);
        f->now.bottom += fl->height;
    }
    take_notes(f, fl);
}

void floats_add(struct filler *f, const struct placed **list, const struct floating *fl, len y)
{
    add_placed(f, list, fl, 0, y);
}

void floats_wait(struct filler *f, const struct floating *fl)
{
    struct queue *q = arena_make(&f->book->arena, struct queue);
    *q = (struct queue){.prev = f->now.floats_waiting, .floating = fl};
    f->now.floats_waiting = q;
}

/* Whether it would be above one of its series that comes before it in the text. */
static bool overtakes(const struct filler *f, const struct floating *fl)
{
    return fl->kind == FLOAT_TOP && floats_of_series(f->now.stayed, fl);
}

static void anchor_page_float(struct run *r, const struct floating *fl, len bottom)
{
    struct filler *f = r->f;
    struct sheet before = sheet_save(f);
    if (!f->now.floats_waiting && !f->floats_wait && f->mode == FILL_TEXT && !overtakes(f, fl)) {
        floats_place(f, fl, fl->kind == FLOAT_BOTTOM);
        if (bottom + run_below(r) <= sheet_room(f) && !f->now.notes_waiting)
            return;
        sheet_restore(f, &before);
    }
    floats_wait(f, fl);
}

static void paint_at(struct filler *f, const struct floating *fl, len x, len y);

void floats_anchor(struct run *r, const struct floating *fl, len x, len y, len baseline, len bottom)
{
    struct filler *f = r->f;
    if (f->mode == FILL_COUNT || f->mode == FILL_MEASURE)
        return;
    if (f->mode >= FILL_PAINT && fl->kind == FLOAT_PAGE && fl->containing) {
        add_placed(f, &f->now.fixed, fl, x, y);
        return;
    }
    if (f->mode >= FILL_PAINT && fl->kind != FLOAT_TOP && fl->kind != FLOAT_BOTTOM) {
        paint_at(f, fl, x, y);
        return;
    }
    switch ((enum float_kind)fl->kind) {
    case FLOAT_TOP:
    case FLOAT_BOTTOM: anchor_page_float(r, fl, bottom); break;
    case FLOAT_SIDE:
        add_placed(f, &f->now.sides, fl, flow_by_page(fl) ? 0 : x,
                   baseline > y ? baseline - fl->inset_y - flow_baseline(fl->body) : y);
        take_notes(f, fl);
        break;
    case FLOAT_PAGE:
        if (fl->containing)
            add_placed(f, &f->now.fixed, fl, x, y);
        else /* where it would be in the flow, moved with relative blocks around it (9.4.3) */
            add_placed(f, &f->now.fixed, fl, x + f->now.dx, y + f->now.dy);
        take_notes(f, fl);
        break;
    case FLOAT_INSERT: {
        for (const struct queue *q = f->ahead; q; q = q->prev)
            if (q->floating == fl)
                return;
        struct queue *q = arena_make(&f->book->arena, struct queue);
        *q = (struct queue){.prev = f->now.inserts, .floating = fl};
        f->now.inserts = q;
        break;
    }
    }
}

/* ---- side floats beside lines ---------------------------------------------------------------- */

/* They are set at their anchors, as fragments of the containing box. If one does not fit at the
 * foot of a page, the page ends before it if possible; otherwise, and if it is taller than a page,
 * the part that fits is on this page and the rest at the top of the next. The lines beside it were
 * made for its full height, so they stay short there; a line that would overlap a float is moved
 * down. */

static void note_side(struct run *r, const struct floating *fl, len x, len top, len bottom)
{
    struct side *s = arena_make(&r->f->book->arena, struct side);
    *s = (struct side){.prev = r->sides,
                       .context = fl->context,
                       .left = fl->side == KW_left || fl->side == KW_inside,
                       .shaped = !css_is(fl->box->u.out.body->style, CSS_shape_outside, KW_none),
                       .x = x,
                       .y = top,
                       .width = fl->width,
                       .bottom = bottom};
    r->sides = s;
    r->f->now.beside = true;
}

static const struct aside *aside_of(struct run *r, const struct rest *oldest,
                                    const struct rest *newest, len down)
{
    if (!oldest && !newest)
        return NULL;
    struct aside *a = arena_make(&r->f->book->arena, struct aside);
    *a = (struct aside){oldest, newest, down};
    return a;
}

static const struct rest *rest_before(struct run *r, const struct rest *next,
                                      const struct floating *fl, struct spot at, len top)
{
    struct rest *rest = arena_make(&r->f->book->arena, struct rest);
    *rest = (struct rest){.next = next, .floating = fl, .at = at, .top = top};
    return rest;
}

/* The float goes on, or begins, in the next region. */
static void leave(struct run *r, const struct floating *fl, struct spot at, len top)
{
    struct aside a = r->at.floats ? *r->at.floats : (struct aside){0};
    r->at.floats = aside_of(r, a.oldest, rest_before(r, a.newest, fl, at, top - a.down), a.down);
}

static bool same_rests(const struct rest *p, const struct rest *q, int depth);

/* Whether a region made no progress: the same content waits as before, including nested floats. */
static bool same_rest(const struct spot *a, const struct spot *b, int depth)
{
    enum { DEEPEST = 100 };
    if (a->item != b->item || a->line != b->line || a->called != b->called || a->gone != b->gone ||
        a->spill != b->spill || a->spans != b->spans || depth > DEEPEST)
        return false;
    if (a->floats == b->floats)
        return true;
    return a->floats && b->floats && same_rests(a->floats->oldest, b->floats->oldest, depth + 1) &&
           same_rests(a->floats->newest, b->floats->newest, depth + 1);
}

static bool same_rests(const struct rest *p, const struct rest *q, int depth)
{
    for (; p && q && p != q; p = p->next, q = q->next)
        if (p->floating != q->floating || !same_rest(&p->at, &q->at, depth))
            return false;
    return p == q;
}

/* Sets as much of a float as fits above `limit`; at least some of it if it must. */
static void part_side(struct run *r, const struct floating *fl, const struct spot *from, len x,
                      len top, len limit, bool must)
{
    struct filler *f = r->f;
    len inset = f->page->left ? fl->inset_verso : fl->inset_x;
    struct run in = {.f = f,
                     .galley = fl->body,
                     .at = *from,
                     .x = x + inset,
                     .y = top + (spot_begun(from) ? 0 : fl->inset_y),
                     .cap = limit,
                     .below = run_below(r),
                     .extent = r->extent == EXTENT_CAP ? EXTENT_CAP : EXTENT_PAGE,
                     .must = must,
                     .fresh = spot_begun(from),
                     .artifact = r->artifact};
    in.top = in.y;
    int outer = sheet_begin_layer(f, fl->box->u.out.body, true, f->now.order++);
    struct sheet before = sheet_save(f);
    enum ended ended = run_fill(&in);
    if (must && (ended == RUN_NONE ||
                 (ended == RUN_MORE &&
                  same_rest(&in.at, from,
                            0)))) { /* no page would do better: all of it is set, and overflows */
        sheet_restore(f, &before);
        sheet_fault(f, DIAG_page_overfull, fl->box);
        in = (struct run){.f = f,
                          .galley = fl->body,
                          .at = *from,
                          .x = x + inset,
                          .y = in.top,
                          .top = in.top,
                          .cap = LEN_MAX,
                          .extent = EXTENT_WHOLE,
                          .must = true,
                          .fresh = spot_begun(from),
                          .artifact = r->artifact};
        ended = run_fill(&in);
    }
    sheet_end_layer(f, outer);
    if (ended == RUN_NONE) {
        leave(r, fl, *from, limit);
        return;
    }
    r->set = true;
    if (ended == RUN_DONE) {
        note_side(r, fl, x, top, in.y + fl->height - fl->inset_y - fl->body->height);
        return;
    }
    note_side(r, fl, x, top, len_max(limit, in.y));
    leave(r, fl, in.at, limit);
}

/* A float to the inside or outside changes its side on left-hand pages, and the lines beside it
 * with it. */
bool floats_mirror(const struct filler *f, const struct floating *fl)
{
    return f->page->left && flow_by_page(fl) && !fl->stays;
}

static len beside_x(const struct run *r, const struct floating *fl)
{
    return r->x + (floats_mirror(r->f, fl) ? fl->x_verso : fl->x);
}

/* Blocks beside a float, and lines beside several, were made for a right-hand page, as their page
 * was not known. One that fills the measure has none beside it. */
static void report_side(struct filler *f, const struct floating *fl)
{
    if (f->page->left && fl->stays && fl->width < fl->measure && flow_by_page(fl))
        sheet_fault(f, DIAG_page_side, fl->box);
}

bool floats_beside(struct run *r, const struct floating *fl, len y)
{
    struct filler *f = r->f;
    len x = beside_x(r, fl), top = y + fl->down, limit = run_is_whole(r) ? LEN_MAX : run_limit(r);
    if (run_is_whole(r) || top + fl->height <= limit) {
        note_side(r, fl, x, top, top + fl->height);
        r->beside = len_max(r->beside, top + fl->height);
        report_side(f, fl);
        int outer = sheet_begin_layer(f, fl->box->u.out.body, true, f->now.order++);
        run_place(f, fl->body, x + (f->page->left ? fl->inset_verso : fl->inset_x),
                  top + fl->inset_y, r->artifact);
        sheet_end_layer(f, outer);
        return true;
    }
    if (!run_forced(r) && (r->best.any || !r->must) && fl->height <= limit - r->top)
        return false;
    if (top >= limit)
        leave(r, fl, (struct spot){0}, top);
    else
        part_side(r, fl, &(struct spot){0}, x, top, limit, top <= r->top);
    return true;
}

len floats_push(const struct run *r, len x, len width, len y, len height)
{
    enum { NEAR = LEN_PT / 16 };
    len from = y;
    for (bool moved = true; moved;) {
        moved = false;
        for (const struct side *s = r->sides; s; s = s->prev) {
            bool across = !s->shaped && s->x + s->width > x + NEAR && s->x < x + width - NEAR;
            if (across && s->bottom > y + NEAR && s->y < y + height - NEAR) {
                y = s->bottom;
                moved = true;
            }
        }
    }
    return y - from;
}

len floats_below(const struct run *r, const struct vitem *clear)
{
    len y = -LEN_MAX, left = r->x + clear->x;
    enum css_kw side = clear->u.clear.side;
    for (const struct side *s = r->sides; s; s = s->prev) {
        bool counts = side == KW_both || (s->left ? side == KW_left || side == KW_inside
                                                  : side == KW_right || side == KW_outside);
        if (clear->width && (s->x + s->width <= left || s->x >= left + clear->width))
            continue;
        if (counts && s->context == clear->u.clear.context)
            y = len_max(y, s->bottom);
    }
    return y;
}

/* A list turned round. */
static const struct rest *turned(struct run *r, const struct rest *newest)
{
    const struct rest *oldest = NULL;
    for (; newest; newest = newest->next)
        oldest = rest_before(r, oldest, newest->floating, newest->at, newest->top);
    return oldest;
}

/* Sets a rest from the region's top on. False: it begins below the region, as all after it do (CSS
 * 2.1 9.5.1, rule 5). */
static bool go_on(struct run *r, const struct rest *q, len top, len down)
{
    len limit = run_limit(r), x = beside_x(r, q->floating),
        y = spot_begun(&q->at) ? top : len_max(top, len_add(q->top, down)),
        push = floats_push(r, x, q->floating->width, y, 1);
    bool must = run_forced(r); /* each region sets some waiting content, so that this terminates */
    if (run_is_whole(r) || y + push < limit)
        part_side(r, q->floating, &q->at, x, y + push, run_is_whole(r) ? LEN_MAX : limit, must);
    else if (must)
        part_side(r, q->floating, &q->at, x, top, limit, true);
    else if (push > 0)
        leave(r, q->floating, q->at, y + push);
    else
        return false;
    return true;
}

void floats_go_on(struct run *r)
{
    struct aside all = *r->at.floats;
    len top = r->y, down = all.down + top;
    r->at.floats = NULL;
    for (;; all.oldest = all.oldest->next) {
        if (!all.oldest)
            all.oldest = turned(r, all.newest), all.newest = NULL;
        if (!all.oldest || !go_on(r, all.oldest, top, down))
            break;
    }
    const struct aside *left = r->at.floats;
    for (const struct rest *q = left ? left->newest : NULL; q; q = q->next)
        all.oldest = rest_before(r, all.oldest, q->floating, q->at, q->top + left->down - down);
    r->at.floats = aside_of(r, all.oldest, all.newest, down);
}

/* [len] the top of the first of all; only of the newest where they are the oldest, too. */
static len first_top(const struct aside *a)
{
    len first = LEN_MAX;
    for (const struct rest *q = a->newest; q && !a->oldest; q = q->next)
        first = len_min(first, q->top + a->down);
    return a->oldest ? a->oldest->top + a->down : first;
}

/* The beginning of the next region for floats: at the next item, or, if no content is beside them,
 * at the first of them. */
static len begins_at(const struct run *r)
{
    if (r->at.item >= r->galley->item.n || r->galley->item.v[r->at.item].kind != V_CLEAR)
        return r->y;
    return len_max(r->y, first_top(r->at.floats));
}

/* The rest of a float begins the next region. */
void floats_cut(struct run *r)
{
    const struct aside *a = r->at.floats;
    if (a)
        r->at.floats = aside_of(r, a->oldest, a->newest, a->down - begins_at(r));
}

/* Whether a float that has waited goes to the foot of the page: where its own place is, or where it
 * is one of a series of deferred blocks of which the first is at the top, and text comes between.
 */
static bool goes_to_foot(const struct filler *f, const struct floating *fl)
{
    enum { TEXT = 3 }; /* minimum, of a page */
    return fl->kind == FLOAT_BOTTOM ||
           (fl->deferred && !f->stacks &&
            (f->now.bottoms ||
             (f->now.tops && sheet_room(f) - fl->height >= f->page->height / TEXT)));
}

void floats_resume(struct filler *f)
{
    VEC(const struct floating *) waiting = {0};
    for (const struct queue *q = f->now.floats_waiting; q; q = q->prev)
        *vec_add(&waiting) = q->floating;
    f->now.floats_waiting = NULL;
    for (int i = waiting.n - 1; i >= 0; i--) {
        const struct floating *fl = waiting.v[i];
        bool first = i == waiting.n - 1, fits = fl->height <= sheet_room(f);
        if (first && !fits)
            sheet_fault(f, DIAG_page_float_tall, fl->box);
        bool foot = goes_to_foot(f, fl), order = foot || !floats_of_series(f->now.bottoms, fl);
        if (!f->now.floats_waiting && (first || (fits && order)))
            floats_place(f, fl, foot);
        else
            floats_wait(f, fl);
    }
    vec_done(&waiting);
}

/* ---- painting -------------------------------------------------------------------------------- */

/* A list turned round, the oldest first. */
struct sequence {
    const struct placed **v;
    int n, cap;
};

static struct sequence in_order(const struct placed *list)
{
    struct sequence s = {0};
    for (; list; list = list->prev)
        *vec_add(&s) = list;
    for (int i = 0; i < s.n / 2; i++) {
        const struct placed *p = s.v[i];
        s.v[i] = s.v[s.n - 1 - i];
        s.v[s.n - 1 - i] = p;
    }
    return s;
}

static void paint_body(struct filler *f, const struct floating *fl, len x, len y)
{
    run_place(f, fl->body, x + (f->page->left ? fl->inset_verso : fl->inset_x), y + fl->inset_y,
              false);
}

/* At the foot, the space between a deferred block and the text is above the block. */
static void paint_stack(struct filler *f, const struct placed *list, len y, bool foot)
{
    struct sequence s = in_order(list);
    for (int i = 0; i < s.n; i++) {
        const struct floating *fl = s.v[i]->floating;
        len space = foot && fl->kind == FLOAT_TOP ? fl->height - fl->body->height : 0;
        paint_body(f, fl, f->page->x, y + space);
        y += s.v[i]->floating->height;
    }
    vec_done(&s);
}

static len side_x(const struct filler *f, const struct placed *p)
{
    return f->page->x + p->x + (f->page->left ? p->floating->x_verso : p->floating->x);
}

/* Margin floats on one side, left or right of the page's middle, moved apart: y[i] is the top of
 * s.v[i]. */
static void floats_spread(struct filler *f, const struct sequence *s, len *y, bool left)
{
    len floor = -LEN_MAX, ceiling = f->page->height;
    len middle = f->page->x + f->page->width / 2;
    for (int i = 0; i < s->n; i++)
        if ((side_x(f, s->v[i]) < middle) == left) {
            y[i] = len_max(y[i], floor);
            floor = y[i] + s->v[i]->floating->height;
        }
    for (int i = s->n - 1; i >= 0; i--)
        if ((side_x(f, s->v[i]) < middle) == left) {
            y[i] = len_min(y[i], ceiling - s->v[i]->floating->height);
            if (y[i] < 0 && ceiling >= 0)
                sheet_fault(f, DIAG_page_margin_full, s->v[i]->floating->box);
            ceiling = y[i];
        }
}

static void paint_sides(struct filler *f)
{
    struct sequence s = in_order(f->now.sides);
    len *y = mem_new(sizeof *y * (size_t)(s.n + 1));
    for (int i = 0; i < s.n; i++)
        y[i] = s.v[i]->y + f->now.top;
    floats_spread(f, &s, y, true);
    floats_spread(f, &s, y, false);
    for (int i = 0; i < s.n; i++)
        paint_body(f, s.v[i]->floating, side_x(f, s.v[i]), f->page->y + y[i]);
    mem_free(y);
    vec_done(&s);
}

/* The containing block of an absolute block: the page area, the trimmed page, or the page with its
 * bleed. */
static struct frag fixed_area(const struct filler *f, const struct css_style *s)
{
    const struct page *p = f->page;
    len b = css_is(s, CSS_koki_position_area, KW_bleed) ? flow_bleed(p->css) : 0;
    if (css_is(s, CSS_koki_position_area, KW_auto))
        return (struct frag){.x = p->x, .y = p->y, .w = p->width, .h = p->height};
    return (struct frag){.x = -b, .y = -b, .w = p->css->width + 2 * b, .h = p->css->height + 2 * b};
}

static bool floats_given(const struct css_style *s, enum css_prop p)
{
    return s->v[p].kind != CSS_KEYWORD;
}

/* [len] where a margin box is along one axis in a containing block (10.3.7, 10.6.4): `at` is its
 * static position. */
struct axis {
    enum css_prop first, last, margin_first, margin_last, size;
};

static len absolute_axis(const struct css_style *s, const struct axis *a, len from, len room,
                         len size, len before, len after, len at, bool back)
{
    bool first = floats_given(s, a->first), last = floats_given(s, a->last);
    if (!first && !last)
        return at;
    len start = from + css_len(s, a->first, room),
        end = from + room - css_len(s, a->last, room) - before - size - after;
    if (!first || !last)
        return first ? start : end;
    bool auto_first = css_is(s, a->margin_first, KW_auto),
         auto_last = css_is(s, a->margin_last, KW_auto);
    len free = end - start;
    if (auto_first && auto_last)
        return free > 0 ? start + free / 2 : back ? end : start;
    if (auto_first || auto_last)
        return auto_first ? end : start;
    return back ? end : start;
}

static const struct axis across = {CSS_left, CSS_right, CSS_margin_left, CSS_margin_right,
                                   CSS_width};
static const struct axis down = {CSS_top, CSS_bottom, CSS_margin_top, CSS_margin_bottom,
                                 CSS_height};

static void wait_part(struct filler *f, const struct floating *fl, struct spot at, len x)
{
    struct queue *q = arena_make(&f->book->arena, struct queue);
    *q = (struct queue){.prev = f->now.parts_waiting,
                        .floating = fl,
                        .at = at,
                        .x = x - (f->mode == FILL_TEXT ? 0 : f->page->x)};
    f->now.parts_waiting = q;
}

/* Sets as much of an absolute block as fits on the page, from `at` on; the rest waits for the next
 * page. False if none of it fits. */
static bool part_absolute(struct filler *f, const struct floating *fl, struct spot at, len x, len y,
                          len limit, bool must, bool artifact)
{
    struct run in = {.f = f,
                     .galley = fl->body,
                     .at = at,
                     .x = x,
                     .y = y,
                     .top = y,
                     .cap = limit,
                     .extent = EXTENT_CAP,
                     .must = must,
                     .fresh = spot_begun(&at),
                     .artifact = artifact};
    enum ended ended = run_fill(&in);
    if (ended == RUN_NONE || ended == RUN_DONE)
        return ended == RUN_DONE;
    wait_part(f, fl, in.at, x);
    return true;
}

/* A block positioned by its top, or statically, continues on further pages like the content beside
 * it (css-break-3, 4.1); one positioned by its bottom, or on every page, does not. */
static bool goes_on(const struct floating *fl)
{
    const struct css_style *s = fl->box->u.out.body->style;
    return !fl->everywhere && css_is(s, CSS_koki_position_area, KW_auto) &&
           (floats_given(s, CSS_top) || !floats_given(s, CSS_bottom));
}

/* Sets an absolute block in the containing block `a`; x and y are its place in the flow, `limit` is
 * the end of the page area. */
static void paint_in(struct filler *f, const struct floating *fl, const struct frag *a, len x,
                     len y, len limit, int order, bool artifact)
{
    const struct box *body = fl->box->u.out.body;
    const struct css_style *s = body->style;
    bool rtl = fl->containing ? css_is(fl->containing->style, CSS_direction, KW_rtl)
                              : css_is(s, CSS_direction, KW_rtl);
    x = absolute_axis(s, &across, a->x, a->w, fl->width, fl->margin_left, fl->margin_right, x,
                      rtl) +
        fl->margin_left;
    y = absolute_axis(s, &down, a->y, a->h, fl->height, fl->margin_top, fl->margin_bottom, y,
                      false) +
        fl->margin_top;
    bool in_flow = !floats_given(s, CSS_top) && !floats_given(s, CSS_bottom) &&
                   y > (f->mode == FILL_TEXT ? 0 : f->page->y),
         over = (in_flow || y < limit) && len_add(y, fl->height) > len_add(limit, LEN_PT / 2);
    int outer = sheet_begin_layer(f, body, false, order);
    if (!over || !goes_on(fl))
        run_place(f, fl->body, x, y, artifact);
    else if (!part_absolute(f, fl, (struct spot){0}, x, y, limit, false, artifact)) {
        if (in_flow) /* where the content after it would be */
            wait_part(f, fl, (struct spot){0}, x);
        else
            run_place(f, fl->body, x, y, artifact);
    }
    sheet_end_layer(f, outer);
}

/* Against the page; x and y are its anchor's place on it. */
static void paint_absolute(struct filler *f, const struct floating *fl, len x, len y, int order,
                           bool part, bool artifact)
{
    struct frag a = fixed_area(f, fl->box->u.out.body->style);
    paint_in(f, fl, &a, x, y,
             part ? f->page->y + f->page->height - f->now.foot - f->now.bottom : LEN_MAX, order,
             artifact);
}

void floats_paint_parts(struct filler *f, const struct queue *parts)
{
    VEC(const struct queue *) all = {0};
    for (; parts; parts = parts->prev)
        *vec_add(&all) = parts;
    len limit = f->page->y + f->page->height - f->now.foot - f->now.bottom;
    for (int i = all.n - 1; i >= 0; i--) {
        int outer = sheet_begin_layer(f, all.v[i]->floating->box->u.out.body, false,
                                      f->now.order++);
        part_absolute(f, all.v[i]->floating, all.v[i]->at, f->page->x + all.v[i]->x, f->page->y,
                      limit, true, false);
        sheet_end_layer(f, outer);
    }
    vec_done(&all);
}

/* A side float or absolute block whose anchor is in a note or a float. */
static void paint_at(struct filler *f, const struct floating *fl, len x, len y)
{
    if (fl->kind == FLOAT_PAGE)
        paint_absolute(f, fl, x, y, f->now.order++, false, false);
    else
        paint_body(f, fl,
                   (flow_by_page(fl) ? f->page->x : x) + (f->page->left ? fl->x_verso : fl->x), y);
}

/* Positioned content is in the stacking context of the element around it, wherever its containing
 * block is (CSS 2.1, 9.9.1). */
static int enter_layer(struct filler *f, const struct placed *p)
{
    int outer = f->now.layer;
    f->now.layer = p->layer;
    return outer;
}

/* Takes the absolute blocks of a block out of those of the page; the oldest first. */
static struct sequence take_own(struct filler *f, const struct box *box)
{
    struct sequence all = in_order(f->now.fixed), own = {0};
    f->now.fixed = NULL;
    for (int i = 0; i < all.n; i++)
        if (all.v[i]->floating->containing == box)
            *vec_add(&own) = all.v[i];
        else
            keep_placed(f, &f->now.fixed, all.v[i]);
    vec_done(&all);
    return own;
}

/* The padding box of a border box. */
static struct frag padding_box(const struct css_style *s, len x, len y, len width, len height)
{
    return (struct frag){.x = x + s->v[CSS_border_left_width].len,
                         .y = y + s->v[CSS_border_top_width].len,
                         .w = width - s->v[CSS_border_left_width].len -
                              s->v[CSS_border_right_width].len,
                         .h = height - s->v[CSS_border_top_width].len -
                              s->v[CSS_border_bottom_width].len};
}

/* The part of a containing block that it is positioned against; *x and *y become its place. */
static struct frag area_for(const struct placed *p, const struct frag *containing, len *x, len *y)
{
    struct frag area = *containing;
    *x = p->x, *y = p->y;
    if (p->floating->in_area) {
        area.x += p->floating->area.x, area.y += p->floating->area.y;
        area.w = p->floating->area.w, area.h = p->floating->area.h;
        align_in_area(p->floating, &area, x, y);
    }
    return area;
}

static void hold(struct filler *f, const struct placed *p, const struct frag *containing)
{
    len x, y;
    struct frag area = area_for(p, containing, &x, &y);
    int outer = enter_layer(f, p);
    paint_in(f, p->floating, &area, x, y, f->mode == FILL_TEXT ? sheet_room(f) : LEN_MAX, p->order,
             false);
    sheet_end_layer(f, outer);
}

void floats_hold(struct filler *f, const struct box *box, len x, len y, len width, len height)
{
    struct sequence own = take_own(f, box);
    struct frag a = padding_box(box->style, x, y, width, height);
    for (int i = 0; i < own.n; i++)
        hold(f, own.v[i], &a);
    vec_done(&own);
}

static bool is_among(const struct placed *list, const struct floating *fl)
{
    for (; list; list = list->prev)
        if (list->floating == fl)
            return true;
    return false;
}

/* [len] its top, in a containing block that is not broken. */
static len top_in(const struct placed *p, const struct frag *containing)
{
    const struct floating *fl = p->floating;
    len x, y;
    struct frag area = area_for(p, containing, &x, &y);
    return absolute_axis(fl->box->u.out.body->style, &down, area.y, area.h, fl->height,
                         fl->margin_top, fl->margin_bottom, y, false);
}

static bool has_own_place(const struct floating *fl)
{
    const struct css_style *s = fl->box->u.out.body->style;
    return floats_given(s, CSS_top) || floats_given(s, CSS_bottom);
}

/* Those whose place is on this page, but their anchor on a later one. */
static void hold_early(struct filler *f, const struct nest *n, const struct frag *a, len bottom)
{
    const struct held *held = n->item->u.open.held;
    for (int i = 0; i < held->n; i++) {
        struct placed p = {.floating = held->v[i], .x = a->x, .y = a->y, .layer = f->now.layer};
        if (!has_own_place(p.floating) || is_among(n->going->early, p.floating) ||
            is_among(n->going->carried, p.floating))
            continue;
        len top = top_in(&p, a);
        if (top < n->y || top >= bottom)
            continue;
        p.order = f->now.order++;
        hold(f, &p, a);
        keep_placed(f, &n->going->early, &p);
    }
}

void floats_hold_open(struct filler *f, const struct nest *n, len bottom, bool cut)
{
    const struct box *box = n->item->box;
    struct going *g = n->going;
    if (!g || (!cut && !g->done)) {
        floats_hold(f, box, n->x, n->y, n->item->width, bottom - n->y);
        return;
    }
    struct sequence own = take_own(f, box), carried = in_order(g->carried);
    struct frag a = padding_box(box->style, n->x, n->y - g->done, n->item->width, 0);
    a.h = n->item->u.open.held->height;
    if (cut) /* else the region may yet end before the block does */
        g->carried = NULL;
    for (int i = 0; i < carried.n + own.n; i++) {
        struct placed p = i < carried.n ? *carried.v[i] : *own.v[i - carried.n];
        if (is_among(g->early, p.floating))
            continue;
        if (i < carried.n) /* its layer was one of another page */
            p.layer = f->now.layer, p.order = f->now.order++;
        if (cut && has_own_place(p.floating) && top_in(&p, &a) >= bottom) {
            keep_placed(f, &g->carried, &p);
            continue;
        }
        hold(f, &p, &a);
        if (cut)
            keep_placed(f, &g->early, &p);
    }
    if (cut && f->mode != FILL_COUNT && f->mode != FILL_MEASURE)
        hold_early(f, n, &a, bottom);
    if (cut)
        g->done += bottom - n->y;
    vec_done(&own);
    vec_done(&carried);
}

/* The place of a fixed block's anchor, noted by the page that it is on. */
static struct anchor *anchor_of(struct book *book, const struct floating *fl)
{
    while (book->anchors.n <= fl->number)
        *vec_add(&book->anchors) = (struct anchor){0, 0};
    return &book->anchors.v[fl->number];
}

/* A block without offsets is on all pages where it would be on its own: its static position
 * (css-position-3, 3.5.1). */
static void note_anchor(struct filler *f, const struct placed *p)
{
    const struct css_style *s = p->floating->box->u.out.body->style;
    struct anchor *a = anchor_of(f->book, p->floating);
    len x = p->x, y = f->now.top + p->y;
    bool across_given = floats_given(s, CSS_left) || floats_given(s, CSS_right),
         down_given = floats_given(s, CSS_top) || floats_given(s, CSS_bottom);
    if ((!across_given && x != a->x) || (!down_given && y != a->y))
        f->book->anchors.moved = true;
    a->x = x, a->y = y;
}

/* Content with position: fixed on every page is read only once, at its anchor. */
static bool is_here(const struct filler *f, const struct floating *fl)
{
    for (const struct placed *p = f->now.fixed; p; p = p->prev)
        if (p->floating == fl)
            return true;
    return false;
}

static struct sequence fixed_of(struct filler *f)
{
    struct flow *flow = f->book->flow;
    const struct placed *all = f->now.fixed;
    for (int i = 0; i < flow->fixed.n; i++)
        if (!is_here(f, flow->fixed.v[i]))
            add_placed(f, &all, flow->fixed.v[i], 0, 0);
    return in_order(all);
}

static void paint_fixed(struct filler *f)
{
    struct sequence s = fixed_of(f);
    for (int i = 0; i < s.n; i++) {
        const struct placed *p = s.v[i];
        if (p->floating->everywhere && is_here(f, p->floating))
            note_anchor(f, p);
        int outer = enter_layer(f, p);
        if (p->floating->everywhere && !is_here(f, p->floating)) {
            const struct anchor *a = anchor_of(f->book, p->floating);
            paint_absolute(f, p->floating, f->page->x + a->x, f->page->y + a->y, p->order, false,
                           true);
        } else
            paint_absolute(f, p->floating, f->page->x + p->x, f->page->y + f->now.top + p->y,
                           p->order, true, false);
        sheet_end_layer(f, outer);
    }
    vec_done(&s);
}

void floats_paint(struct filler *f)
{
    paint_stack(f, f->now.tops, f->page->y, false);
    paint_stack(f, f->now.bottoms, f->page->y + f->page->height - f->now.foot - f->now.bottom,
                true);
    paint_sides(f);
    paint_fixed(f);
}
