/* Page breaks chosen together, over all pages up to the next forced break (after Plass, Optimal Pagination Techniques, 1981).
 *
 * Filling a page is a function of the cursor and of how far down the page may go. So a page can be tried with its text ending earlier,
 * at the next best place above, and dynamic programming finds the row of pages of least cost: what each page leaves empty, more
 * than in proportion, and again where a paragraph breaks off above it; how unlike the bottoms of facing pages are; broken keeps, widows,
 * orphans and divided words at the turn; a last page of a few lines; and every page itself. States are cursors; those that come to the
 * same place are one, and few of the others are followed, so that the cost is linear in pages. First fit is the first row tried, and stays
 * when no other is better. */
#include <string.h>

#include "page/page-int.h"

/* A page ends at most an eighth of its height above where first fit would end it. */
enum { FOLLOWED = 4, TRIES = 3, AWAY = 8 };
/* In the measure of run.c: an empty page costs 1500. */
enum { COST_PAGE = 1500, COST_TURN_UP = 300, COST_DIVIDED = 500, WORTH = 20 };
/* [1/1000] of a page's height above which what it leaves empty is seen: some three lines of forty. */
enum { SEEN = 75 };

struct state {
    struct cursor at;
    int64_t cost;
    int from;            /* the state before, index in all; -1 the first */
    len cap;             /* how the page between the two was filled */
    int empty;           /* [1/1000] of the page area's height that it left */
};
struct plan {
    struct book *book;
    struct galley *galley;
    int first_page;      /* index in the book */
    bool first;          /* it is a first page */
    struct page page;    /* to try on */
    VEC(struct state) all;
    int64_t best_cost;   /* of the rows that are complete; -1 none yet */
    int best;            /* their last page's state before it … */
    len best_cap;        /* … and how that page was filled */
};

/* ---- costs ------------------------------------------------------------------------------------------------------ */

/* One line of forty costs 50, two 127; beyond a fifth of the page it goes on in proportion. */
static int64_t cost_empty(int empty)
{
    int small = empty < 200 ? empty : 200;
    return empty * 3 / 2 + small * small * 21 / 1000;
}

static int64_t cost_facing(int a, int b)
{
    int d = a > b ? a - b : b - a;
    return (d < 100 ? d : 100) * 336 / 100;
}

static int64_t page_cost(const struct page *p, const struct attempt *a, const int *facing, bool only)
{
    int64_t cost = COST_PAGE + a->penalty;
    if (a->divided && a->empty > SEEN)
        cost += COST_DIVIDED;
    if (!a->last)
        return cost + cost_empty(a->empty) + (p->verso || !facing ? 0 : cost_facing(a->empty, *facing));
    len few = p->height / 10;
    if (a->waits)                /* another page for nothing else */
        cost += COST_PAGE;
    bool runt = !only && p->height > 300 * LEN_PT && p->fill < few;
    return cost + (runt ? (int64_t)COST_TURN_UP * (few - p->fill) / few : 0);
}

int64_t optimum_cost(const struct row_page *pages, int n)
{
    int64_t cost = 0;
    for (int i = 0; i < n; i++)
        cost += page_cost(pages[i].page, &pages[i].attempt, i ? &pages[i - 1].attempt.empty : NULL, n == 1);
    return cost - (int64_t)n * COST_PAGE;
}

/* ---- states ------------------------------------------------------------------------------------------------------ */

static bool same_queue(const struct queue *a, const struct queue *b)
{
    while (a != b && a && b && a->floating == b->floating)
        a = a->prev, b = b->prev;
    return a == b;
}

static bool same_place(const struct cursor *a, const struct cursor *b)
{
    return a->at.item == b->at.item && a->at.line == b->at.line && a->at.gone == b->at.gone && a->at.spill == b->at.spill && a->at.spans == b->at.spans &&
            same_queue(a->floats, b->floats) && a->parts == b->parts && a->at.floats == b->at.floats &&
           a->notes == b->notes;
}

/* Keeps the cheapest states from `first` on, cheapest first; one for each place. Where the next page faces this one, what this one left
 * empty counts there too, and states that differ in it are two. */
static void follow(struct plan *plan, int first, const struct state *s)
{
    bool facing = plan->page.verso;
    struct state *v = plan->all.v + first;
    int n = plan->all.n - first, at = 0;
    for (int i = 0; i < n; i++)
        if (same_place(&v[i].at, &s->at) && (!facing || v[i].empty == s->empty)) {
            if (v[i].cost <= s->cost)
                return;
            memmove(v + i, v + i + 1, (size_t)(n - i - 1) * sizeof *v);
            plan->all.n--;
            n--;
        }
    while (at < n && v[at].cost <= s->cost)
        at++;
    if (at == FOLLOWED)
        return;
    *vec_add(&plan->all) = *s;
    v = plan->all.v + first;
    memmove(v + at + 1, v + at, (size_t)(n - at) * sizeof *v);
    v[at] = *s;
    if (n == FOLLOWED)
        plan->all.n--;
}

/* Tries the page after a state in its ways. */
static void go_on(struct plan *plan, int from, int step, int next)
{
    len cap = LEN_MAX, lowest = 0;
    for (int i = 0; i < TRIES; i++) {
        struct state s = plan->all.v[from];
        struct attempt a = {.cap = cap, .trial = true};
        struct cursor before = s.at;
        page_begin(plan->book, &plan->page, plan->galley, plan->first && step == 0 ? CSS_PAGE_FIRST : 0, plan->first_page + step);
        sheet_fill(plan->book, &plan->page, &s.at, &a);
        lowest = i ? lowest : a.end - plan->page.height / AWAY;
        if (i > 0 && (same_place(&before, &s.at) || a.last || a.end < lowest))
            return;
        s.cost += page_cost(&plan->page, &a, step ? &s.empty : NULL, step == 0);
        if (a.last && (plan->best_cost < 0 || s.cost < plan->best_cost)) {
            plan->best_cost = s.cost;
            plan->best = from;
            plan->best_cap = cap;
        }
        if (a.last)
            return;
        s.from = from, s.cap = cap, s.empty = a.empty;
        follow(plan, next, &s);
        cap = a.end - 1;
    }
}

static void take_row(const struct plan *plan, int steps, struct caps *caps)
{
    for (int i = 0; i < steps; i++)
        *vec_add(caps) = LEN_MAX;
    caps->v[steps - 1] = plan->best_cap;
    for (int at = plan->best, i = steps - 2; i >= 0; i--) {
        caps->v[i] = plan->all.v[at].cap;
        at = plan->all.v[at].from;
    }
}

static int count_steps(const struct plan *plan)
{
    int n = 1;
    for (int at = plan->best; plan->all.v[at].from >= 0; at = plan->all.v[at].from)
        n++;
    return n;
}

bool optimum_find(struct book *book, struct galley *g, const struct cursor *from, bool first, int64_t cost, struct caps *caps)
{
    struct plan plan = {.book = book, .galley = g, .first_page = book->pages.n, .first = first, .best_cost = -1};
    *vec_add(&plan.all) = (struct state){.at = *from, .from = -1};
    int now = 0;
    for (int step = 0; now < plan.all.n; step++) {
        int next = plan.all.n;
        for (int i = now; i < next; i++)
            if (plan.best_cost < 0 || plan.all.v[i].cost < plan.best_cost)
                go_on(&plan, i, step, next);
        now = next;
    }
    int steps = count_steps(&plan);
    bool better = plan.best_cost >= 0 && plan.best_cost - (int64_t)steps * COST_PAGE + WORTH <= cost;
    if (better)
        take_row(&plan, steps, caps);
    vec_done(&plan.page.frag);
    vec_done(&plan.page.marks);
    vec_done(&plan.all);
    return better;
}
