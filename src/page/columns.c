// SPDX-License-Identifier: Apache-2.0
/* Multi-column blocks.
 *
 * The columns of a block are one galley filled into neighbouring regions of equal height. If all of
 * it fits into the available height, the least sufficient height is found by bisection (about ten
 * fillings of the content, so cost stays linear); if not, the columns run to the foot of the page
 * and the rest is the spill. Notes called in a later column take space already filled by an earlier
 * one: then all are filled again, lower by that much. */
#include "page/page-int.h"

enum { TRIES = 6 };
enum { COST_UNEVEN = 1500 }; /* of an empty page, as in run.c */

enum { COLUMNS_MAX = 32 }; /* as in flow */
struct filled {
    struct {
        int frag, mark, gap;
        len end;
        bool more;
    } column[COLUMNS_MAX]; /* beginning of each, and how it ended */
    struct spot rest;
    len bottom;  /* y of the longest column's end */
    int used;    /* columns begun */
    int penalty; /* of the break after the last column */
    int worst;   /* of breaks inside content to be kept together; 0: none */
    bool any, done;
};
/* What is to be filled, between `from` and its end, below the run's place. */
struct filling {
    const struct vitem *v;
    const struct spot *from;
    int most; /* columns: more than there is room for continue beside the block */
};

static struct filled fill_columns(struct run *r, const struct filling *w, len cap, bool must)
{
    const struct vitem *v = w->v;
    struct filled out = {.rest = *w->from, .bottom = r->y};
    bool resumed = r->at.spill != NULL, rtl = css_is(v->box->style, CSS_direction, KW_rtl);
    len column = r->f->column;
    for (int i = 0; i < w->most && !out.done; i++) {
        len x = i * (v->u.columns.column + v->u.columns.gap);
        x = rtl ? v->width - x - v->u.columns.column : x;
        struct run in = {.f = r->f,
                         .galley = v->u.columns.body,
                         .at = out.rest,
                         .y = r->y,
                         .top = r->y,
                         .cap = cap,
                         .below = run_below(r),
                         .x = r->x + v->x + x,
                         .artifact = r->artifact,
                         .must = must,
                         .fresh = resumed || i > 0,
                         .extent = r->extent == EXTENT_PAGE ? EXTENT_PAGE : EXTENT_CAP,
                         .snap = r->snap};
        int frag = r->f->page->frag.n, mark = r->f->mark.n, gap = r->f->gap.n;
        r->f->column = in.x;
        enum ended ended = run_fill(&in);
        r->f->column = column;
        if (ended == RUN_NONE)
            break;
        if (i < COLUMNS_MAX) {
            out.column[i].frag = frag, out.column[i].mark = mark, out.column[i].gap = gap;
            out.column[i].end = in.y, out.column[i].more = ended == RUN_MORE;
        }
        out.rest = in.at;
        out.any = out.any || in.set;
        out.used = i + 1;
        out.bottom = len_max(out.bottom, in.y);
        out.done = ended == RUN_DONE;
        out.penalty = ended == RUN_MORE ? in.best.penalty : 0;
        int unmet = ended == RUN_MORE ? run_unmet(&in.best) : 0;
        out.worst = out.worst > unmet ? out.worst : unmet;
        if (ended == RUN_BREAK && in.brk != KW_column)
            break;
    }
    return out;
}

/* Fills until the columns' height is consistent with the notes and floats called in them. */
static struct filled settle_columns(struct run *r, const struct filling *w, len *cap, bool must,
                                    const struct sheet *start)
{
    sheet_restore(r->f, start);
    struct filled out = fill_columns(r, w, *cap, must);
    for (int i = 1;
         i < TRIES && out.bottom > run_limit(r) && *cap > run_limit(r) && !run_is_whole(r); i++) {
        *cap = run_limit(r);
        sheet_restore(r->f, start);
        out = fill_columns(r, w, *cap, must);
    }
    return out;
}

/* A page float can push its own anchor to the next page; its space would stay empty, so it
 * waits. */
static struct filled try_columns(struct run *r, const struct filling *w, len cap, bool must,
                                 const struct sheet *start)
{
    len settled = cap;
    struct filled out = settle_columns(r, w, &settled, must, start);
    bool empty = settled < cap && !out.done && !run_is_whole(r) && run_limit(r) > settled &&
                 r->f->now.top + r->f->now.bottom == start->top + start->bottom;
    if (empty && !r->f->floats_wait) {
        r->f->floats_wait = true;
        out = settle_columns(r, w, &cap, must, start);
        r->f->floats_wait = false;
    }
    return out;
}

/* The least height found for the whole content, by bisection to half a point between 0 and the
 * sufficient height of `all`. Since breaks are chosen by cost, a smaller height may fit where a
 * larger one does not; so only tried heights are used. Heights that break content to be kept
 * together, such as a title and its text, do not count unless `all` does, too. */
static struct filled balance(struct run *r, const struct filling *w, len cap, struct filled all,
                             const struct sheet *start)
{
    len low = r->y, high = len_min(cap, all.bottom), good = cap;
    while (high - low > LEN_PT / 2) {
        len middle = low + (high - low) / 2;
        struct filled out = try_columns(r, w, middle, false, start);
        if (out.done && out.worst <= all.worst)
            high = good = middle;
        else
            low = middle;
    }
    return try_columns(r, w, good, good == cap && run_forced(r), start);
}

/* Continued columns end at one height if pages are stretched: each has its own gaps, which the page
 * must not stretch again. */
static void stretch_columns(struct run *r, const struct filled *out, len limit)
{
    struct filler *f = r->f;
    int first = f->gap.n;
    for (int i = out->used < COLUMNS_MAX ? out->used - 1 : COLUMNS_MAX - 1; i >= 0; i--) {
        bool last = i + 1 == out->used || i + 1 == COLUMNS_MAX;
        int frag_end = last ? f->page->frag.n : out->column[i + 1].frag,
            mark_end = last ? f->mark.n : out->column[i + 1].mark;
        if (!out->done && out->column[i].more && !run_is_whole(r))
            sheet_stretch(f, out->column[i].gap, frag_end, mark_end, limit - out->column[i].end);
        first = out->column[i].gap;
        f->gap.n = first < f->gap.n ? first : f->gap.n;
    }
}

/* The empty space below shorter columns costs as much as at the foot of a page. */
static int cost_uneven(const struct run *r, const struct vitem *v, const struct filled *out)
{
    int64_t empty = 0;
    int n = v->u.columns.count < COLUMNS_MAX ? v->u.columns.count : COLUMNS_MAX;
    for (int i = 0; i < n; i++)
        empty += out->bottom - (i < out->used ? out->column[i].end : r->y);
    return r->f->page->height > 0 ? (int)(COST_UNEVEN * empty / n / r->f->page->height) : 0;
}

/* Above the background of the block, below the content of the columns, which begins at the fragment
 * `first` (CSS Multicol 1, 4.2). */
static void paint_rules(struct run *r, const struct vitem *v, const struct filled *out, int first)
{
    const struct css_style *s = v->box->style;
    int content = r->f->page->frag.n;
    if (!s->v[CSS_column_rule_width].len)
        return;
    for (int i = 1; i < out->used; i++) {
        len x = i * (v->u.columns.column + v->u.columns.gap) - v->u.columns.gap / 2;
        x = r->x + v->x + (css_is(s, CSS_direction, KW_rtl) ? v->width - x : x);
        struct frag *frag = sheet_frag(r->f, FRAG_RULE, x, r->y, s->v[CSS_column_rule_width].len,
                                       out->bottom - r->y);
        frag->style = s;
        frag->artifact = true;
    }
    sheet_rotate(r->f, first, content);
}

/* The block has a height, or a greatest one, and the page has room for that: content that needs
 * more columns than there are continues beside the block (CSS Multicol 1, 8.2). */
static struct filled set_limited(struct run *r, const struct filling *w, len low, bool nested,
                                 const struct sheet *start)
{
    const struct vitem *v = w->v;
    bool must = run_forced(r);
    struct filled out = try_columns(r, w, low, must, start);
    if (out.done && v->u.columns.balance && !nested)
        return balance(r, w, low, out, start);
    if (out.done)
        return out;
    struct filling more = *w;
    more.most = COLUMNS_MAX;
    out = try_columns(r, &more, low, must, start);
    if (out.done)
        sheet_fault(r->f, DIAG_page_columns_over, v->box);
    return out;
}

/* Sets the remaining content in columns. Those within columns are as high as they would be by
 * themselves, or filled, but not searched for: nested searches would take too long. */
static struct filled set_columns(struct run *r, const struct filling *w, len cap,
                                 const struct sheet *start)
{
    const struct vitem *v = w->v;
    bool must = run_forced(r), nested = r->f->columns > 0;
    len usual = r->y + v->height + v->height / 4;
    r->f->columns++;
    struct filled out = {0};
    len low = len_add(r->y, v->u.columns.height), most = len_add(r->y, v->u.columns.most);
    if (v->u.columns.height && !v->u.columns.balance && !r->at.spill && low < cap &&
        !v->u.columns.most)
        out = try_columns(r, w, low, false, start);
    if (!out.done && v->u.columns.most && !r->at.spill && most <= cap)
        out = set_limited(r, w, most, nested, start);
    if (out.done) {
        r->f->columns--;
        return out;
    }
    if (nested && v->u.columns.balance && !r->at.spill && len_add(r->y, v->height) < cap)
        out = try_columns(r, w, len_add(r->y, v->height), false, start);
    if (!out.done && nested && run_is_whole(r))
        out = try_columns(r, w, usual, must, start);
    if (!out.done)
        out = try_columns(r, w, cap, must, start);
    if (out.done && !nested && (v->u.columns.balance || run_is_whole(r)))
        out = balance(r, w, cap, out, start);
    r->f->columns--;
    return out;
}

/* [len] the space before the first column's content is above all columns, so that they begin at one
 * height. */
static len take_lead(const struct run *r, const struct vitem *v, struct spot *from)
{
    const struct galley *body = v->u.columns.body;
    if (r->at.spill || !body->item.n || body->item.v[0].kind != V_SPACE)
        return 0;
    from->item = 1;
    return r->fresh ? body->item.v[0].u.space.kept : len_max(0, body->item.v[0].height);
}

static enum step set_below(struct run *r, const struct vitem *v, struct spot from)
{
    struct sheet start = sheet_save(r->f);
    int first = r->f->page->frag.n;
    len cap = run_is_whole(r) ? r->y + LEN_MAX / 2 : run_limit(r);
    if (cap <= r->y && !run_forced(r))
        return STEP_FULL;
    struct filled out = set_columns(r, &(struct filling){v, &from, v->u.columns.count}, cap,
                                    &start);
    if (!out.any && !out.done) {
        sheet_restore(r->f, &start);
        return STEP_FULL;
    }
    if (r->f->columns == 0)
        stretch_columns(r, &out, run_limit(r));
    if (!r->at.spill && v->u.columns.height)
        out.bottom = len_max(out.bottom, len_min(cap, len_add(r->y, v->u.columns.height)));
    paint_rules(r, v, &out, first);
    int uneven = cost_uneven(r, v, &out);
    if (out.any || out.bottom > r->y)
        r->set = true, r->fresh = false; /* empty columns begin no page */
    r->y = out.bottom;
    if (out.done) {
        int keep = run_keep(r, r->at.item);
        run_next(r);
        if (r->set)
            run_consider(r, keep, keep ? UNMET_KEEP : UNMET_NONE);
        return STEP_NEXT;
    }
    struct spill *rest = arena_new(&r->f->book->arena, sizeof *rest + sizeof(struct spot));
    rest->n = 1;
    rest->at[0] = out.rest;
    r->at.spill = rest;
    run_consider(r, run_keep_inside(r, r->at.item) + out.penalty + uneven,
                 v->keep_inside ? UNMET_INSIDE : UNMET_NONE);
    return STEP_FULL;
}

enum step columns_set(struct run *r, const struct vitem *v)
{
    struct spot from = r->at.spill ? r->at.spill->at[0] : (struct spot){0};
    len above = r->y;
    r->y = len_add(r->y, take_lead(r, v, &from));
    enum step step = set_below(r, v, from);
    if (step == STEP_FULL && !r->at.spill)
        r->y = above;
    return step;
}
