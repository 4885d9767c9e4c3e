// SPDX-License-Identifier: Apache-2.0
/* Sizes of tracks (CSS Grid Layout 1, 11.3 to 11.8): from their sizing functions to base sizes and
 * growth limits, by contributions of items, and free space for those that may grow. Infinite is
 * LEN_MAX. */
#include <stdlib.h>

#include "flow/grid-int.h"

enum { INFINITE = LEN_MAX };

struct sizer {
    struct axis *a;
    int which;
    const struct grid_items *items;
    enum constraint to;
    int *order; /* items by their spans */
};

static struct track *first_of(const struct sizer *z, const struct grid_item *it)
{
    return &z->a->track.v[it->start[z->which]];
}

/* ---- 11.4 ------------------------------------------------------------------------------------ */

static void initialize(struct track *t)
{
    t->base = t->min == SIZE_FIXED ? t->least : 0;
    t->limit = t->max == SIZE_FIXED ? t->most : INFINITE;
    t->limit = t->empty ? 0 : len_max(t->limit, t->base);
    t->growable = false;
}

static bool intrinsic(uint8_t sizing)
{
    return sizing == SIZE_AUTO || sizing == SIZE_MIN_CONTENT || sizing == SIZE_MAX_CONTENT;
}

static bool crosses_flexible(const struct sizer *z, const struct grid_item *it)
{
    const struct track *t = first_of(z, it);
    for (int i = 0; i < it->span[z->which]; i++)
        if (t[i].max == SIZE_FLEX)
            return true;
    return false;
}

/* [len] between the tracks that an item spans: none beside empty ones. */
static len gaps_in(const struct axis *a, int first, int n)
{
    int between = -1;
    for (int i = first; i < first + n; i++)
        between += !a->track.v[i].empty;
    return between > 0 ? len_scale(a->gap, between, 1) : 0;
}

/* ---- contributions of items ---------------------------------------------------------------------- */

/* 11.5: automatic minimums are limited by fixed maximums. */
static len grid_tracks_limited(const struct sizer *z, const struct grid_item *it, len ask)
{
    const struct track *t = first_of(z, it);
    int64_t most = gaps_in(z->a, it->start[z->which], it->span[z->which]);
    for (int i = 0; i < it->span[z->which]; i++) {
        if (t[i].max != SIZE_FIXED && !t[i].fit)
            return ask;
        most += t[i].most;
    }
    return len_max(it->ask[z->which].least, most < ask ? (len)most : ask);
}

/* Items with hidden overflow have no automatic minimum. */
static len minimum(const struct sizer *z, const struct grid_item *it)
{
    const struct contribution *ask = &it->ask[z->which];
    return z->to == TO_ROOM || frame_is_hidden(it->box->style)
               ? ask->least
               : grid_tracks_limited(z, it, ask->min);
}

/* ---- 11.5: tracks with one item -------------------------------------------------------------- */

static len raised(len limit, len to) { return limit == INFINITE ? to : len_max(limit, to); }

static void size_by_item(const struct sizer *z, const struct grid_item *it)
{
    struct track *t = first_of(z, it);
    const struct contribution *ask = &it->ask[z->which];
    if (t->min == SIZE_MIN_CONTENT)
        t->base = len_max(t->base, ask->min);
    else if (t->min == SIZE_MAX_CONTENT)
        t->base = len_max(t->base, ask->max);
    else if (t->min == SIZE_AUTO)
        t->base = len_max(t->base, minimum(z, it));
    if (t->max == SIZE_MIN_CONTENT)
        t->limit = raised(t->limit, ask->min);
    else if (t->max == SIZE_MAX_CONTENT || t->max == SIZE_AUTO)
        t->limit = raised(t->limit,
                          t->fit ? len_min(ask->max, len_max(t->most, t->base)) : ask->max);
}

static void settle_limits(struct axis *a)
{
    for (int i = 0; i < a->track.n; i++)
        a->track.v[i].limit = len_max(a->track.v[i].limit, a->track.v[i].base);
}

/* ---- 11.5.1: extra space over several tracks ------------------------------------------------- */

enum phase { BY_MINIMUM, BY_MIN_CONTENT, BY_MAX_CONTENT, LIMIT_MIN_CONTENT, LIMIT_MAX_CONTENT };

static bool affected(const struct sizer *z, const struct track *t, enum phase p, bool flexible)
{
    if (t->empty || (flexible && t->max != SIZE_FLEX))
        return false;
    switch (p) {
    case BY_MINIMUM: return intrinsic(t->min);
    case BY_MIN_CONTENT:
        return t->min == SIZE_MIN_CONTENT || t->min == SIZE_MAX_CONTENT ||
               (t->min == SIZE_AUTO && z->to == TO_MIN_CONTENT);
    case BY_MAX_CONTENT:
        return t->min == SIZE_MAX_CONTENT || (t->min == SIZE_AUTO && z->to == TO_MAX_CONTENT);
    case LIMIT_MIN_CONTENT: return intrinsic(t->max);
    default: return t->max == SIZE_MAX_CONTENT || t->max == SIZE_AUTO;
    }
}

static len asked(const struct sizer *z, const struct grid_item *it, enum phase p)
{
    const struct contribution *ask = &it->ask[z->which];
    switch (p) {
    case BY_MINIMUM: return minimum(z, it);
    case BY_MIN_CONTENT: return ask->min;
    case BY_MAX_CONTENT:
        return z->to == TO_MAX_CONTENT ? grid_tracks_limited(z, it, ask->max) : ask->max;
    case LIMIT_MIN_CONTENT: return ask->min;
    default: return ask->max;
    }
}

/* Where no size is given, flexible tracks whose factors sum to less than 1 take that part of the
 * rest (Grid 2, 12.5). */
static len asked_of_flexible(const struct sizer *z, const struct grid_item *it, enum phase p)
{
    const struct track *t = first_of(z, it);
    int64_t flex = 0, others = 0;
    len ask = asked(z, it, p);
    for (int i = 0; i < it->span[z->which]; i++)
        if (t[i].max == SIZE_FLEX)
            flex += t[i].flex;
        else
            others += t[i].base;
    if (z->to == TO_ROOM || flex >= FIX_ONE || p == BY_MIN_CONTENT || ask <= others)
        return ask;
    ask = (len)(others + (ask - others) * flex / FIX_ONE);
    return p == BY_MINIMUM ? len_max(ask, it->ask[z->which].least) : ask;
}

static len size_in(const struct track *t, enum phase p)
{
    return p >= LIMIT_MIN_CONTENT && t->limit != INFINITE ? t->limit : t->base;
}

/* [len] how much more of the extra space a track takes for now. */
static len most_extra(const struct track *t, enum phase p, bool beyond)
{
    len cap = INFINITE;
    if (p < LIMIT_MIN_CONTENT && !beyond)
        cap = t->limit;
    else if (p >= LIMIT_MIN_CONTENT)
        cap = t->limit == INFINITE || t->growable || beyond ? INFINITE : t->limit;
    if (t->fit && (p >= LIMIT_MIN_CONTENT || (beyond && p == BY_MAX_CONTENT)))
        cap = len_min(cap, len_max(t->most, size_in(t, p)));
    return cap == INFINITE ? INFINITE : len_max(0, cap - size_in(t, p));
}

/* Space in equal parts to those that are not frozen, which freeze at their limits; returns the
 * rest. */
static len share_equally(struct track *t, int n, len space, enum phase p, bool beyond, bool by_flex)
{
    for (bool again = true; again && space > 0;) {
        int64_t open = 0;
        for (int i = 0; i < n; i++)
            open += t[i].frozen ? 0 : by_flex ? t[i].flex : 1;
        if (!open)
            break;
        again = false;
        len given = 0, rest = space;
        int64_t seen = 0;
        for (int i = 0; i < n; i++) {
            if (t[i].frozen)
                continue;
            int64_t before = len_scale(rest, seen, open);
            seen += by_flex ? t[i].flex : 1;
            len part = (len)(len_scale(rest, seen, open) - before),
                most = most_extra(&t[i], p, beyond);
            most = most == INFINITE ? INFINITE : len_max(0, most - t[i].extra);
            if (part >= most) {
                part = most;
                t[i].frozen = true;
                again = true;
            }
            t[i].extra = len_add(t[i].extra, part);
            given = len_add(given, part);
        }
        space -= given;
        again = again && given < rest;
    }
    return space;
}

static bool may_go_beyond(const struct sizer *z, const struct track *t, enum phase p)
{
    if (p == BY_MAX_CONTENT)
        return t->max == SIZE_MAX_CONTENT || t->max == SIZE_AUTO;
    return p >= LIMIT_MIN_CONTENT ? (void)z, true : intrinsic(t->max);
}

static void distribute(const struct sizer *z, const struct grid_item *it, enum phase p,
                       bool flexible)
{
    struct track *t = first_of(z, it);
    int n = it->span[z->which], any = 0, beyond = 0;
    int64_t taken = gaps_in(z->a, it->start[z->which], n), flex = 0;
    for (int i = 0; i < n; i++) {
        bool takes = affected(z, &t[i], p, flexible);
        t[i].frozen = !takes;
        t[i].extra = 0;
        taken += size_in(&t[i], p);
        any += takes;
        flex += takes ? t[i].flex : 0;
        beyond += takes && may_go_beyond(z, &t[i], p);
    }
    int64_t space = (int64_t)(flexible ? asked_of_flexible(z, it, p) : asked(z, it, p)) - taken;
    if (!any || space <= 0)
        return;
    len left = share_equally(t, n, (len)space, p, false, flexible && flex > 0);
    if (left > 0) {
        for (int i = 0; i < n; i++)
            t[i].frozen = !affected(z, &t[i], p, flexible) ||
                          (beyond && !may_go_beyond(z, &t[i], p));
        share_equally(t, n, left, p, true, false);
    }
    for (int i = 0; i < n; i++)
        if (affected(z, &t[i], p, flexible))
            t[i].planned = len_max(t[i].planned, t[i].extra);
}

static void take_planned(struct axis *a, enum phase p)
{
    for (int i = 0; i < a->track.n; i++) {
        struct track *t = &a->track.v[i];
        if (p < LIMIT_MIN_CONTENT)
            t->base = len_add(t->base, t->planned);
        else if (t->limit != INFINITE)
            t->limit = len_add(t->limit, t->planned);
        else if (t->planned > 0) {
            t->limit = len_add(t->base, t->planned);
            t->growable = p == LIMIT_MIN_CONTENT;
        }
        if (p == LIMIT_MAX_CONTENT)
            t->growable = false;
        t->planned = 0;
    }
}

/* Items [from, to) of the order span as many tracks each. */
static void size_by_group(const struct sizer *z, int from, int to, bool flexible)
{
    for (enum phase p = BY_MINIMUM; p <= LIMIT_MAX_CONTENT; p++) {
        if (p == LIMIT_MIN_CONTENT)
            settle_limits(z->a);
        if (flexible && p >= LIMIT_MIN_CONTENT)
            break;
        for (int i = from; i < to; i++) {
            const struct grid_item *it = &z->items->v[z->order[i]];
            if (crosses_flexible(z, it) == flexible)
                distribute(z, it, p, flexible);
        }
        take_planned(z->a, p);
    }
    settle_limits(z->a);
}

struct by_span {
    int span, item;
};

static int compare_spans(const void *a, const void *b)
{
    const struct by_span *x = a, *y = b;
    return x->span != y->span ? (x->span > y->span) - (x->span < y->span) : x->item - y->item;
}

static void resolve_intrinsic(struct sizer *z)
{
    int n = z->items->n, first = 0;
    struct by_span *by = mem_new(sizeof *by * (size_t)(n + 1));
    z->order = mem_new(sizeof *z->order * (size_t)(n + 1));
    for (int i = 0; i < n; i++)
        by[i] = (struct by_span){z->items->v[i].span[z->which], i};
    qsort(by, (size_t)n, sizeof *by, compare_spans);
    for (int i = 0; i < n; i++)
        z->order[i] = by[i].item;
    for (; first < n && by[first].span == 1; first++) {
        const struct grid_item *it = &z->items->v[by[first].item];
        if (first_of(z, it)->max != SIZE_FLEX)
            size_by_item(z, it);
    }
    settle_limits(z->a);
    for (int from = first, to; from < n; from = to) {
        for (to = from; to < n && by[to].span == by[from].span; to++)
            ;
        size_by_group(z, from, to, false);
    }
    size_by_group(z, 0, n, true);
    for (int i = 0; i < z->a->track.n; i++)
        if (z->a->track.v[i].limit == INFINITE)
            z->a->track.v[i].limit = z->a->track.v[i].base;
    mem_free(by);
    mem_free(z->order);
}

/* ---- 11.6 to 11.8 ---------------------------------------------------------------------------- */

len tracks_sum(const struct axis *a)
{
    len sum = gaps_in(a, 0, a->track.n);
    for (int i = 0; i < a->track.n; i++)
        sum = len_add(sum, a->track.v[i].base);
    return sum;
}

len tracks_span(const struct axis *a, const struct grid_item *item, int which)
{
    const struct track *first = &a->track.v[item->start[which]],
                       *last = &a->track.v[item->start[which] + item->span[which] - 1];
    return last->at + last->base - first->at;
}

static void maximize(struct axis *a, len free)
{
    for (int i = 0; i < a->track.n; i++)
        a->track.v[i].frozen = a->track.v[i].max == SIZE_FLEX, a->track.v[i].extra = 0;
    share_equally(a->track.v, a->track.n, free, BY_MINIMUM, false, false);
    for (int i = 0; i < a->track.n; i++)
        if (a->track.v[i].max != SIZE_FLEX)
            a->track.v[i].base = len_add(a->track.v[i].base, a->track.v[i].extra);
}

/* 11.7.1: the size of one fr in that much space; flexible tracks that are larger than theirs count
 * as fixed. [len] of FIX_ONE */
static int64_t size_of_fr(const struct axis *a, int first, int n, len space)
{
    bool *fixed = mem_new((size_t)n + 1);
    int64_t fr = 0;
    for (bool again = true; again;) {
        int64_t left = (int64_t)space - gaps_in(a, first, n), flex = 0;
        again = false;
        for (int i = 0; i < n; i++) {
            const struct track *t = &a->track.v[first + i];
            if (t->max != SIZE_FLEX || fixed[i])
                left -= t->base;
            else
                flex += t->flex;
        }
        fr = (left > 0 ? left : 0) * FIX_ONE / (flex > FIX_ONE ? flex : FIX_ONE);
        for (int i = 0; i < n; i++) {
            const struct track *t = &a->track.v[first + i];
            if (t->max == SIZE_FLEX && !fixed[i] && fr * t->flex / FIX_ONE < t->base)
                fixed[i] = again = true;
        }
    }
    mem_free(fixed);
    return fr;
}

static int64_t largest_fr(const struct sizer *z)
{
    const struct axis *a = z->a;
    int64_t fr = 0;
    for (int i = 0; i < a->track.n; i++) {
        const struct track *t = &a->track.v[i];
        int64_t own = t->max == SIZE_FLEX
                          ? (int64_t)t->base * FIX_ONE / (t->flex > FIX_ONE ? t->flex : FIX_ONE)
                          : 0;
        fr = own > fr ? own : fr;
    }
    for (int i = 0; i < z->items->n; i++) {
        const struct grid_item *it = &z->items->v[i];
        int64_t own = crosses_flexible(z, it)
                          ? size_of_fr(a, it->start[z->which], it->span[z->which],
                                       it->ask[z->which].max)
                          : 0;
        fr = own > fr ? own : fr;
    }
    return fr;
}

static void expand_flexible(const struct sizer *z)
{
    struct axis *a = z->a;
    bool any = false;
    for (int i = 0; i < a->track.n; i++)
        any = any || a->track.v[i].max == SIZE_FLEX;
    if (!any || z->to == TO_MIN_CONTENT)
        return;
    int64_t fr = a->room >= 0 ? size_of_fr(a, 0, a->track.n, a->room) : largest_fr(z);
    if (a->room < 0 && a->least > 0) {
        int64_t sum = gaps_in(a, 0, a->track.n);
        for (int i = 0; i < a->track.n; i++) {
            const struct track *t = &a->track.v[i];
            int64_t flexed = t->max == SIZE_FLEX ? fr * t->flex / FIX_ONE : 0;
            sum += flexed > t->base ? flexed : t->base;
        }
        if (sum < a->least)
            fr = size_of_fr(a, 0, a->track.n, a->least);
    }
    int64_t seen = 0, given = 0; /* shares add up to the whole */
    for (int i = 0; i < a->track.n; i++) {
        struct track *t = &a->track.v[i];
        if (t->max != SIZE_FLEX)
            continue;
        seen += t->flex;
        int64_t upto = fr * seen / FIX_ONE, own = upto - given;
        given = upto;
        t->base = own > t->base ? (len)(own < LEN_MAX ? own : LEN_MAX) : t->base;
    }
}

static void stretch_auto(struct axis *a, len free)
{
    int n = 0, at = 0;
    for (int i = 0; i < a->track.n; i++)
        n += a->track.v[i].max == SIZE_AUTO && !a->track.v[i].empty;
    for (int i = 0; i < a->track.n && free > 0 && n; i++)
        if (a->track.v[i].max == SIZE_AUTO && !a->track.v[i].empty) {
            a->track.v[i].base = len_add(a->track.v[i].base,
                                         len_scale(free, at + 1, n) - len_scale(free, at, n));
            at++;
        }
}

void tracks_size(struct axis *a, int which, const struct grid_items *items, enum constraint to,
                 bool stretch)
{
    struct sizer z = {.a = a, .which = which, .items = items, .to = to};
    for (int i = 0; i < a->track.n; i++)
        initialize(&a->track.v[i]);
    resolve_intrinsic(&z);
    if (a->room < 0 && to != TO_MIN_CONTENT)
        for (int i = 0; i < a->track.n; i++)
            a->track.v[i].base = a->track.v[i].max == SIZE_FLEX ? a->track.v[i].base
                                                                : a->track.v[i].limit;
    else if (a->room >= 0)
        maximize(a, len_add(a->room, -tracks_sum(a)));
    expand_flexible(&z);
    if (stretch)
        stretch_auto(a, len_add(a->room >= 0 ? a->room : a->least, -tracks_sum(a)));
    for (int i = 0, seen = 0; i < a->track.n; i++) {
        struct track *t = &a->track.v[i], *last = i ? t - 1 : NULL;
        t->at = last ? len_add(len_add(last->at, last->base), !t->empty && seen ? a->gap : 0) : 0;
        seen += !t->empty;
    }
}
