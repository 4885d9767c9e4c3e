/* Page floats, side floats and absolute blocks.
 *
 * A page float goes to the top or bottom of the page of its anchor when there is room and nothing waits before it, otherwise to the next
 * page: floats never overtake each other. Its height comes off the room left to the text; as lines are broken already, nothing else
 * changes. A page begins with floats that wait, and takes the first of them even when it is too tall, so waiting ends.
 * Side floats outside the measure are put where their anchors are and then moved apart, first down, then up from the foot. */
#include <stdlib.h>

#include "page/page-int.h"

static void add_placed(struct filler *f, const struct placed **list, const struct floating *fl, len x, len y)
{
    struct placed *p = arena_make(&f->book->arena, struct placed);
    *p = (struct placed){.prev = *list, .floating = fl, .x = x, .y = y};
    *list = p;
}

/* Notes called in a float stand on the float's page. Its fragments are made later, at its final place. */
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
static void place(struct filler *f, const struct floating *fl)
{
    if (fl->kind == FLOAT_TOP) {
        add_placed(f, &f->now.tops, fl, 0, 0);
        f->now.top += f->grid > 0 ? (fl->height + f->grid - 1) / f->grid * f->grid : fl->height;
    } else {
        add_placed(f, &f->now.bottoms, fl, 0, 0);
        f->now.bottom += fl->height;
    }
    take_notes(f, fl);
}

static void wait(struct filler *f, const struct floating *fl)
{
    struct queue *q = arena_make(&f->book->arena, struct queue);
    *q = (struct queue){.prev = f->now.floats_waiting, .floating = fl};
    f->now.floats_waiting = q;
}

static void anchor_page_float(struct run *r, const struct floating *fl, len bottom)
{
    struct filler *f = r->f;
    struct sheet before = sheet_save(f);
    if (!f->now.floats_waiting && !f->floats_wait && f->mode == FILL_TEXT) {
        place(f, fl);
        if (bottom + run_below(r) <= sheet_room(f) && !f->now.notes_waiting)
            return;
        sheet_restore(f, &before);
    }
    wait(f, fl);
}

static void paint_at(struct filler *f, const struct floating *fl, len x, len y);

void floats_anchor(struct run *r, const struct floating *fl, len x, len y, len baseline, len bottom)
{
    struct filler *f = r->f;
    if (f->mode == FILL_COUNT || f->mode == FILL_MEASURE)
        return;
    if (f->mode >= FILL_PAINT && fl->kind != FLOAT_TOP && fl->kind != FLOAT_BOTTOM) {
        paint_at(f, fl, x, y);
        return;
    }
    switch ((enum float_kind)fl->kind) {
    case FLOAT_TOP:
    case FLOAT_BOTTOM:
        anchor_page_float(r, fl, bottom);
        break;
    case FLOAT_SIDE:
        if (fl->beside) {
            add_placed(f, &f->now.sides, fl, x, y);
            f->now.beside = len_max(f->now.beside, y + fl->height);
        } else {
            add_placed(f, &f->now.sides, fl, 0, baseline > y ? baseline - fl->inset_y - flow_baseline(fl->body) : y);
        }
        take_notes(f, fl);
        break;
    case FLOAT_PAGE:
        add_placed(f, &f->now.fixed, fl, x, y);
        take_notes(f, fl);
        break;
    }
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
        if (!f->now.floats_waiting && (first || fits))
            place(f, fl);
        else
            wait(f, fl);
    }
    vec_done(&waiting);
}

/* ---- painting ---------------------------------------------------------------------------------------------------- */

/* A list turned round, the oldest first. */
struct sequence { const struct placed **v; int n, cap; };

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
    run_place(f, fl->body, x + (f->page->verso ? fl->inset_verso : fl->inset_x), y + fl->inset_y, false);
}

static void paint_stack(struct filler *f, const struct placed *list, len y)
{
    struct sequence s = in_order(list);
    for (int i = 0; i < s.n; i++) {
        paint_body(f, s.v[i]->floating, f->page->x, y);
        y += s.v[i]->floating->height;
    }
    vec_done(&s);
}

static len side_x(const struct filler *f, const struct placed *p)
{
    return f->page->x + p->x + (f->page->verso ? p->floating->x_verso : p->floating->x);
}

/* Margin floats on one side, left or right of the page's middle, moved apart: y[i] is the top of s.v[i]. */
static void spread(struct filler *f, const struct sequence *s, len *y, bool left)
{
    len floor = -LEN_MAX, ceiling = f->page->height;
    len middle = f->page->x + f->page->width / 2;
    for (int i = 0; i < s->n; i++)
        if (!s->v[i]->floating->beside && (side_x(f, s->v[i]) < middle) == left) {
            y[i] = len_max(y[i], floor);
            floor = y[i] + s->v[i]->floating->height;
        }
    for (int i = s->n - 1; i >= 0; i--)
        if (!s->v[i]->floating->beside && (side_x(f, s->v[i]) < middle) == left) {
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
    spread(f, &s, y, true);
    spread(f, &s, y, false);
    for (int i = 0; i < s.n; i++)
        paint_body(f, s.v[i]->floating, side_x(f, s.v[i]), f->page->y + y[i]);
    mem_free(y);
    vec_done(&s);
}

/* What an absolute block's offsets count from: the page area, the trimmed page, or the page with its bleed. */
static struct frag fixed_area(const struct filler *f, const struct css_style *s)
{
    const struct page *p = f->page;
    len b = css_is(s, CSS_koki_position_area, KW_bleed) ? flow_bleed(p->css) : 0;
    if (css_is(s, CSS_koki_position_area, KW_auto))
        return (struct frag){.x = p->x, .y = p->y, .w = p->width, .h = p->height};
    return (struct frag){.x = -b, .y = -b, .w = p->css->width + 2 * b, .h = p->css->height + 2 * b};
}

static bool given(const struct css_style *s, enum css_prop p) { return s->v[p].kind != CSS_KEYWORD; }

/* Where an absolute block stands; x and y are its anchor's place on the page, for sides without an offset. */
static void paint_absolute(struct filler *f, const struct floating *fl, len x, len y)
{
    const struct css_style *s = fl->box->u.out.body->style;
    struct frag a = fixed_area(f, s);
    if (given(s, CSS_left) || given(s, CSS_right))
        x = given(s, CSS_left) ? a.x + css_len(s, CSS_left, a.w) : a.x + a.w - css_len(s, CSS_right, a.w) - fl->width;
    if (given(s, CSS_top) || given(s, CSS_bottom))
        y = given(s, CSS_top) ? a.y + css_len(s, CSS_top, a.h) : a.y + a.h - css_len(s, CSS_bottom, a.h) - fl->height;
    paint_body(f, fl, x, y);
}

/* A side float or absolute block whose anchor stands in a note or a float. */
static void paint_at(struct filler *f, const struct floating *fl, len x, len y)
{
    if (fl->kind == FLOAT_PAGE)
        paint_absolute(f, fl, x, y);
    else
        paint_body(f, fl, (fl->beside ? x : f->page->x) + (f->page->verso ? fl->x_verso : fl->x), y);
}

static int z_index(const struct placed *p)
{
    const struct css_style *s = p->floating->box->u.out.body->style;
    return given(s, CSS_z_index) ? css_int(s, CSS_z_index) : 0;
}

/* By z-index; equal ones stay in the order of the document, which `index` keeps. */
struct layer {
    int z, index;
};

static int compare_layers(const void *a, const void *b)
{
    const struct layer *x = a, *y = b;
    return x->z != y->z ? (x->z > y->z) - (x->z < y->z) : x->index - y->index;
}

static void paint_fixed(struct filler *f, bool behind)
{
    struct sequence s = in_order(f->now.fixed);
    struct layer *layer = mem_new(sizeof *layer * (size_t)(s.n + 1));
    for (int i = 0; i < s.n; i++)
        layer[i] = (struct layer){z_index(s.v[i]), i};
    qsort(layer, (size_t)s.n, sizeof *layer, compare_layers);
    for (int i = 0; i < s.n; i++) {
        const struct placed *p = s.v[layer[i].index];
        if ((layer[i].z < 0) == behind)
            paint_absolute(f, p->floating, f->page->x + p->x, f->page->y + f->now.top + p->y);
    }
    mem_free(layer);
    vec_done(&s);
}

void floats_paint(struct filler *f)
{
    int n = f->page->frag.n;
    paint_fixed(f, true);
    sheet_rotate(f, 0, n);
    paint_stack(f, f->now.tops, f->page->y);
    paint_stack(f, f->now.bottoms, f->page->y + f->page->height - f->now.foot - f->now.bottom);
    paint_sides(f);
    paint_fixed(f, false);
}
