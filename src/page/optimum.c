// SPDX-License-Identifier: Apache-2.0
/* Page breaks chosen together, over all pages up to the next forced break (after Plass, Optimal
 * Pagination Techniques, 1981).
 *
 * Filling a page is a function of the cursor and of how far down the page may go. So a page can be
 * tried with its text ending a line earlier, or with a paragraph a line longer or shorter, and
 * dynamic programming finds the sequence of pages of least cost. What fits a page stays on it: a
 * page that could not be full never spreads its shortness over those before it by more than a line
 * each, since readers take a short page in the middle of a text for its end; but two facing pages
 * may both be a little short, so that they end level. The costs: empty space
 * of each page, more than in proportion, and again if a paragraph is broken above it; differences
 * between the bottoms of facing pages; broken keeps, widows, orphans and hyphenated words at page
 * turns; a last page of a few lines; and every page itself. States are cursors; those at the same
 * place are one, and few of the others are followed, so that the cost is linear in pages. First fit
 * is the first sequence tried, and is kept if no other is better. */
#include <string.h>

#include "page/page-int.h"

/* A page ends at most an eighth of its height higher, before a paragraph that it breaks badly. */
enum { FOLLOWED = 4, FOLLOWED_FEW = 8, AWAY = 8 };
/* In the measure of run.c, where an empty page costs 1500. */
enum {
    COST_PAGE = 1500, /* every page: as much as if it were empty, so that no page is won by gaps */
    COST_FEW = 100,   /* a last page of a few lines: two lines elsewhere are better empty */
    COST_TURN_UP = 1000, /* … and up to twenty more, the fewer its lines are */
    COST_DIVIDED = 500,  /* a paragraph broken above noticeable empty space: a third of a page, five
                            times that of first fit, since there are alternatives here */
    WORTH = 20           /* minimum gain over first fit: half a line */
};
/* [1/1000] of a page's height: larger empty space is noticeable: some three lines of forty. */
enum { SEEN = 75 };
/* [1/1000] … that which smaller images may fill, and above which content seems to be missing. */
enum { NOTICED = 100, GAP = 300 };

struct state {
    struct cursor at;
    int64_t cost;
    int from;          /* the state before, index in all; -1 the first */
    struct way way;    /* the way the page between the two was filled */
    struct way before; /* … and the page before that, if it is not that of its state: … */
    bool levelled;     /* … the two end level */
    bool footed;       /* see struct attempt */
    len end;           /* likewise */
    int empty;         /* [1/1000] of the page area's height its empty space */
    int inserted;      /* pages of inserts before the next page of the text … */
    bool apart;        /* … some of them right before it */
};
struct plan {
    struct book *book;
    struct galley *galley;
    int first_page;   /* index in the book */
    int in_group;     /* of the first page, in its group */
    bool first;       /* it is a first page */
    struct page page; /* to try on … */
    bool facing;      /* … and it comes right after that of the state before */
    VEC(struct state) all;
    int64_t best_cost;   /* of the rows that are complete; -1 none yet */
    int best;            /* their last page's state before it … */
    struct way best_way; /* … and how that page was filled */
    int pages;           /* of first fit's row … */
    bool few;            /* … which ends in a few lines on a page of their own */
};

/* ---- costs ----------------------------------------------------------------------------------- */

/* One line of forty costs 50, two 127; beyond a fifth of the page it goes on in proportion, and
 * from a third on, a gap that stops the reader, three times as fast: so two small gaps are
 * better. */
static int64_t cost_empty(int empty)
{
    int small = empty < 200 ? empty : 200, gap = empty > GAP ? empty - GAP : 0;
    return empty * 3 / 2 + small * small * 21 / 1000 + gap * 3;
}

static int64_t cost_facing(int a, int b)
{
    int d = a > b ? a - b : b - a;
    return (d < 100 ? d : 100) * 336 / 100;
}

/* [len] the least on a last page: some seven lines of forty-five. */
static len few_of(const struct page *p) { return p->height / 25 * 4; }

/* A last page of a few lines and nothing else. */
static bool is_few(const struct page *p, const struct attempt *a)
{
    return p->height > 300 * LEN_PT && p->fill < few_of(p) && !a->floats;
}

static int64_t page_cost(const struct page *p, const struct attempt *a, const int *facing,
                         bool only)
{
    int64_t cost = COST_PAGE + a->penalty;
    if (a->divided && a->empty > SEEN)
        cost += COST_DIVIDED;
    if (!a->last)
        return cost + cost_empty(a->empty) +
               (p->verso || !facing ? 0 : cost_facing(a->empty, *facing));
    len few = few_of(p);
    cost += cost_empty(a->above_foot);
    if (a->waits) /* another page for nothing else */
        cost += COST_PAGE;
    return cost +
           (!only && is_few(p, a) ? COST_FEW + (int64_t)COST_TURN_UP * (few - p->fill) / few : 0);
}

int64_t optimum_cost(const struct row_page *pages, int n)
{
    int64_t cost = 0;
    for (int i = 0; i < n; i++)
        cost += page_cost(pages[i].page, &pages[i].attempt,
                          i && pages[i].page->index == pages[i - 1].page->index + 1
                              ? &pages[i - 1].attempt.empty
                              : NULL,
                          n == 1);
    return cost - (int64_t)n * COST_PAGE;
}

/* ---- paragraphs a line longer or shorter ----------------------------------------------------- */

/* Pages worth a trial: short by a line or more, but not by more than a line could repair; or with a
 * bad break; or among the last before a page of a few lines. */
enum { SHORT_LINE = 14, SHORT_MOST = 80, BROKEN = 700, LAST_PAGES = 6, CANDIDATES = 3 };

/* Takes a paragraph among those of least strain, of which there may be `most`. */
static void take_varied(struct vary *best, int strain[], int most, int item, int its)
{
    int at = best->n;
    while (at > 0 && strain[at - 1] > its)
        at--;
    if (at == most)
        return;
    best->n += best->n < most;
    for (int i = best->n - 1; i > at; i--)
        best->item[i] = best->item[i - 1], strain[i] = strain[i - 1];
    best->item[at] = item, strain[at] = its;
}

/* Of the first suitable paragraphs that begin on the page, those with the least strain. */
struct vary optimum_vary(struct book *book, const struct galley *g, const struct cursor *from,
                         const struct cursor *to, const struct attempt *a, int left, int by)
{
    struct vary best = {.by = by};
    int strain[VARIED_MOST];
    bool few = left >= 0 && left <= LAST_PAGES,
         is_short = by > 0 && a->empty >= SHORT_LINE && a->empty <= SHORT_MOST;
    if (!few && !is_short && (a->last || a->penalty < BROKEN))
        return best;
    int last = to->at.line ? to->at.item : to->at.item - 1, tried = 0, most = few ? VARIED_MOST : 1;
    for (int i = from->at.line ? from->at.item + 1 : from->at.item;
         i <= last && i < g->item.n && tried < CANDIDATES * most; i++) {
        const struct vitem *v = &g->item.v[i];
        if (v->kind != V_PARA || !flow_may_vary(v->u.para, by))
            continue;
        tried++;
        const struct para *p = flow_vary(book->flow, v->u.para, by);
        if (p)
            take_varied(&best, strain, most, i, p->strain);
    }
    return best;
}

/* ---- images on a page with a gap ------------------------------------------------------------- */

int32_t optimum_shrink(const struct galley *g, const struct cursor *from, const struct cursor *to,
                       const struct attempt *a)
{
    return a->last || a->empty < NOTICED
               ? 0
               : defer_shrink(g, &from->at, &to->at, a->rest, a->empty > GAP);
}

/* ---- states ---------------------------------------------------------------------------------- */

static bool same_queue(const struct queue *a, const struct queue *b)
{
    while (a != b && a && b && a->floating == b->floating)
        a = a->prev, b = b->prev;
    return a == b;
}

static bool same_place(const struct cursor *a, const struct cursor *b)
{
    return a->at.item == b->at.item && a->at.line == b->at.line && a->at.called == b->at.called &&
           a->at.gone == b->at.gone && a->at.vary == b->at.vary && a->at.spill == b->at.spill &&
           a->at.spans == b->at.spans && same_queue(a->floats, b->floats) &&
           same_queue(a->inserts, b->inserts) && same_queue(a->ahead, b->ahead) &&
           a->parts == b->parts && a->at.floats == b->at.floats && a->notes == b->notes;
}

/* Whether a row that ends in a few lines on a page of their own is so near its end that others
 * should join them. */
static bool near_few(const struct plan *plan, int step)
{
    return plan->few && step < plan->pages - 1 && step >= plan->pages - 1 - LAST_PAGES;
}

/* Keeps the cheapest states from `first` on, cheapest first; one for each place. If the next page
 * faces this one, this one's empty space counts there, too, so states that differ in it are
 * distinct. */
static void follow(struct plan *plan, int step, int first, const struct state *s)
{
    bool facing = plan->page.verso;
    struct state *v = plan->all.v + first;
    int n = plan->all.n - first, at = 0;
    for (int i = 0; i < n; i++)
        if (same_place(&v[i].at, &s->at) && v[i].inserted == s->inserted &&
            (!facing || v[i].empty == s->empty)) {
            if (v[i].cost <= s->cost)
                return;
            memmove(v + i, v + i + 1, (size_t)(n - i - 1) * sizeof *v);
            plan->all.n--;
            n--;
        }
    while (at < n && v[at].cost <= s->cost)
        at++;
    int followed = near_few(plan, step) ? FOLLOWED_FEW : FOLLOWED;
    if (at == followed)
        return;
    *vec_add(&plan->all) = *s;
    v = plan->all.v + first;
    memmove(v + at + 1, v + at, (size_t)(n - at) * sizeof *v);
    v[at] = *s;
    if (n == followed)
        plan->all.n--;
}

static bool try_text(struct plan *plan, struct state *s, int step, struct attempt *a)
{
    page_begin(plan->book, &plan->page, plan->galley, plan->first && step == 0 ? CSS_PAGE_FIRST : 0,
               plan->first_page + step + s->inserted, plan->in_group + step);
    return sheet_fill(plan->book, &plan->page, &s->at, a);
}

/* One page after a state, with the inserts before and after it: see fill_text_page in book.c. */
static struct attempt try_page(struct plan *plan, struct state *s, int step, const struct way *way)
{
    const struct attempt in = {.cap = way->cap,
                               .vary = way->vary,
                               .stacks = way->stacks,
                               .shrink = way->shrink,
                               .rise = way->rise,
                               .trial = true};
    struct cursor from = s->at;
    struct attempt a = in;
    bool more = try_text(plan, s, step, &a);
    if (step && insert_may_lead(plan->galley, &from, &s->at, &a)) {
        a = in;
        s->inserted += insert_lead(plan->book, &from, &s->at, NULL);
        s->apart = true;
        s->at = from;
        more = try_text(plan, s, step, &a);
    }
    plan->facing = step && !s->apart;
    int after = insert_take(plan->book, &s->at, !more, NULL);
    s->inserted += after;
    s->apart = after > 0;
    return a;
}

/* A state to go on from. */
static struct state state_of(const struct plan *plan, int i)
{
    struct state s = plan->all.v[i];
    s.levelled = false;
    return s;
}

static void take_page(struct plan *plan, struct state s, const struct attempt *a, int from,
                      int step, int next)
{
    struct way way = {a->cap, a->vary, a->stacks, a->shrink, a->rise};
    s.cost += page_cost(&plan->page, a, plan->facing ? &s.empty : NULL, step == 0);
    s.from = from, s.way = way, s.empty = a->empty, s.end = a->end, s.footed = a->footed;
    if (!a->last) {
        follow(plan, step, next, &s);
    } else if (plan->best_cost < 0 || s.cost < plan->best_cost) {
        plan->best_cost = s.cost;
        plan->best = from;
        plan->best_way = way;
    }
}

bool optimum_may_end(const struct page *p, const struct attempt *full, const struct attempt *a)
{
    if (a->last || a->end >= full->end)
        return false;
    if (full->divided && full->empty > SEEN)
        return !a->divided && a->end >= full->end - p->height / AWAY;
    return a->divided && len_scale(p->height, a->empty, 1000) <= a->line * 5 / 4;
}

/* ---- facing pages ---------------------------------------------------------------------------- */

/* [1/1000] between the feet of facing pages that are not level, about a line and a half; of those
 * that are made as level as can be, about three lines; and the most that a page is short for it. */
enum { UNEVEN = 30, NEARLY = 60, LOWEST = 110 };
enum { LINE_OF = 20 }; /* [1/1000] of a page: hardly a line */

bool optimum_as_high(const struct page *p, int facing, const struct attempt *full, struct way *way)
{
    if (full->footed || facing > LOWEST || facing - full->empty < UNEVEN)
        return false;
    len rise = len_scale(p->height, facing, 1000);
    *way = (struct way){.cap = p->height - rise + p->height / 100, .rise = rise};
    return true;
}

bool optimum_share(const struct page *p, len end, int facing, const struct attempt *full, int trial,
                   struct way *first)
{
    static const int quarters[] = {2, 3, 1};
    int lacks = full->empty - facing;
    if (full->footed || lacks < UNEVEN || trial >= (int)(sizeof quarters / sizeof *quarters))
        return false;
    int given = lacks * quarters[trial] / 4;
    if (given > LOWEST - facing)
        given = LOWEST - facing;
    first->cap = end - len_scale(p->height, given, 1000) + p->height / 100;
    first->rise = LEN_MAX;
    return given > 0;
}

bool optimum_is_level(int facing, const struct attempt *a)
{
    int d = a->empty - facing;
    return !a->footed && a->empty <= LOWEST && (d < 0 ? -d : d) < NEARLY;
}

/* A page that is fuller than the one that it faces ends as high. */
static void end_as_high(struct plan *plan, int from, int step, int next, const struct attempt *full)
{
    struct state s = state_of(plan, from);
    struct way way;
    if (!optimum_as_high(&plan->page, s.empty, full, &way))
        return;
    struct attempt a = try_page(plan, &s, step, &way);
    if (optimum_is_level(s.empty, &a))
        take_page(plan, s, &a, from, step, next);
}

/* The page before ends earlier; the two then end at the lower of their feet, or `both` as high as
 * it does. True if they are level. */
static bool give(struct plan *plan, int from, int step, int next, struct way first, bool both)
{
    struct state before = state_of(plan, plan->all.v[from].from), s;
    struct attempt a;
    for (bool settled = false; !settled;) {
        s = before;
        a = try_page(plan, &s, step - 1, &first);
        if (a.footed || a.empty > LOWEST)
            return false;
        s.cost += page_cost(&plan->page, &a, NULL, step == 1);
        s.empty = a.empty, s.before = first, s.levelled = true;
        struct way second = {.cap = LEN_MAX, .rise = len_scale(plan->page.height, a.empty, 1000)};
        if (both)
            second.cap = plan->page.height - second.rise + plan->page.height / 100;
        a = try_page(plan, &s, step, &second);
        if (!optimum_is_level(s.empty, &a))
            return false;
        settled = first.rise < LEN_MAX || a.empty >= s.empty;
        first.rise = len_scale(plan->page.height, a.empty, 1000);
    }
    take_page(plan, s, &a, from, step, next);
    return true;
}

/* Some of what a page lacks comes from the one that it faces. */
static void share(struct plan *plan, int from, int step, int next, const struct attempt *full)
{
    const struct state facing = plan->all.v[from];
    struct way first = facing.way;
    for (int i = 0; optimum_share(&plan->page, facing.end, facing.empty, full, i, &first); i++)
        if (give(plan, from, step, next, first, false))
            return;
}

/* Both pages of a spread are a line or two short, so that the few lines after them are more. */
static void both_short(struct plan *plan, int from, int step, int next)
{
    for (int i = 1; i <= 2; i++) {
        const struct state *facing = &plan->all.v[from];
        struct way first = facing->way;
        first.cap = facing->end - len_scale(plan->page.height, i * LINE_OF, 1000);
        first.rise = LEN_MAX;
        give(plan, from, step, next, first, true);
    }
}

/* The page before the few lines, which it faces, is a line or two short. */
static void leave_more(struct plan *plan, int from, int step, int next, const struct attempt *full)
{
    struct way way = {0};
    for (int i = 1; i <= 2 && step == plan->pages - 2 && plan->page.verso; i++) {
        struct state s = state_of(plan, from);
        way.cap = full->end - len_scale(plan->page.height, i * LINE_OF, 1000);
        struct attempt a = try_page(plan, &s, step, &way);
        if (!a.last && a.end < full->end && a.empty <= SEEN)
            take_page(plan, s, &a, from, step, next);
    }
}

/* Tries a page that is not level with the one that it faces so that both are. */
static void level(struct plan *plan, int from, int step, int next, const struct attempt *full)
{
    const struct state *s = &plan->all.v[from];
    if (!plan->facing || plan->page.verso || full->footed || s->footed)
        return;
    end_as_high(plan, from, step, next, full);
    share(plan, from, step, next, full);
    if (near_few(plan, step))
        both_short(plan, from, step, next);
}

/* ---- the search ------------------------------------------------------------------------------ */

/* Tries the page after a state in its ways; that it is level only after the cheapest state, since
 * that takes several pages. */
static void go_on(struct plan *plan, int from, int step, int next, bool cheapest)
{
    struct state s = state_of(plan, from);
    const struct cursor before = s.at;
    struct way way = {.cap = LEN_MAX};
    struct attempt a = try_page(plan, &s, step, &way), full = a;
    struct cursor after = s.at;
    take_page(plan, s, &a, from, step, next);
    if (cheapest)
        level(plan, from, step, next, &full);
    if (full.divided) {
        s = state_of(plan, from);
        way.cap = full.end - 1;
        a = try_page(plan, &s, step, &way);
        if (optimum_may_end(&plan->page, &full, &a) && !same_place(&before, &s.at))
            take_page(plan, s, &a, from, step, next);
    }
    if (near_few(plan, step))
        leave_more(plan, from, step, next, &full);
    way.cap = LEN_MAX;
    for (int by = 1; by >= -1; by -= 2) {
        way.vary = optimum_vary(plan->book, plan->galley, &before, &after, &full,
                                plan->few ? plan->pages - 1 - step : -1, by);
        for (; way.vary.n > 0; way.vary.n--) {
            s = state_of(plan, from);
            a = try_page(plan, &s, step, &way);
            take_page(plan, s, &a, from, step, next);
        }
    }
    way = (struct way){.cap = LEN_MAX,
                       .shrink = optimum_shrink(plan->galley, &before, &after, &full)};
    if (way.shrink) {
        s = state_of(plan, from);
        a = try_page(plan, &s, step, &way);
        take_page(plan, s, &a, from, step, next);
    }
    if (before.floats && before.floats->prev) { /* several wait */
        way = (struct way){.cap = LEN_MAX, .stacks = true};
        s = state_of(plan, from);
        a = try_page(plan, &s, step, &way);
        take_page(plan, s, &a, from, step, next);
    }
}

static void take_row(const struct plan *plan, int steps, struct ways *ways)
{
    for (int i = 0; i < steps; i++)
        *vec_add(ways) = (struct way){0};
    ways->v[steps - 1] = plan->best_way;
    const struct way *after = NULL;
    for (int at = plan->best, i = steps - 2; i >= 0; i--) {
        const struct state *s = &plan->all.v[at];
        ways->v[i] = after ? *after : s->way;
        after = s->levelled ? &s->before : NULL;
        at = s->from;
    }
}

static int count_steps(const struct plan *plan)
{
    int n = 1;
    for (int at = plan->best; plan->all.v[at].from >= 0; at = plan->all.v[at].from)
        n++;
    return n;
}

bool optimum_find(struct book *book, struct galley *g, const struct cursor *from, bool first,
                  const struct row_page *row, int n, struct ways *ways)
{
    struct plan plan = {.book = book,
                        .galley = g,
                        .first_page = book->pages.n,
                        .in_group = page_in_group(page_last_of_text(book), g, first),
                        .first = first,
                        .best_cost = -1,
                        .pages = n,
                        .few = n > 1 && is_few(row[n - 1].page, &row[n - 1].attempt)};
    int64_t cost = optimum_cost(row, n);
    *vec_add(&plan.all) = (struct state){.at = *from, .from = -1};
    int now = 0;
    for (int step = 0; now < plan.all.n; step++) {
        int next = plan.all.n;
        for (int i = now; i < next; i++)
            if (plan.best_cost < 0 || plan.all.v[i].cost < plan.best_cost)
                go_on(&plan, i, step, next, i == now);
        now = next;
    }
    int steps = count_steps(&plan);
    int64_t saved = plan.few ? (int64_t)(n - steps) * COST_PAGE
                             : 0; /* else a page less is no reason by itself */
    bool better = plan.best_cost >= 0 &&
                  plan.best_cost - (int64_t)steps * COST_PAGE + WORTH <= cost + saved;
    if (better)
        take_row(&plan, steps, ways);
    vec_done(&plan.page.frag);
    vec_done(&plan.page.layers);
    vec_done(&plan.page.marks);
    vec_done(&plan.all);
    return better;
}
