// SPDX-License-Identifier: Apache-2.0
/* Page breaks chosen together, on random galleys of a few pages: never dearer than first fit, worth
 * what was promised, and against every row of pages that the search could have taken (it follows
 * only a few of them). */
#include <stdlib.h>

#include "page/page-int.h"

#include "../unit/test.h"

#include "../unit/galley.h"

enum { CASES = 3000, FEW_CASES = 1000, PAGES_MAX = 7 };
/* As in optimum.c: rows are compared with their pages. */
enum { COST_PAGE = 1500, LAST_PAGES = 6, LINE_OF = 20, SEEN = 75 };

static uint32_t seed;
static int rnd(int n)
{
    seed = seed * 1664525u + 1013904223u;
    return (int)((seed >> 8) % (uint32_t)n);
}

/* [lines] of a page whose rows may end in a few lines; 0: of one too low for that to count. */
static void random_galley(struct fake *f, struct galley *g, int page)
{
    int lines = page ? page * (2 + rnd(3)) - rnd(5) : 12 + rnd(45), rare = page ? 4 : 1;
    for (int start = f->lines; f->lines < start + lines;) {
        int block = rnd(9 * rare) ? 0 : 1 + rnd(4);
        for (int n = block ? 1 + rnd(3) : 0; n > 0; n--)
            fake_defer(f, g, block, rnd(3));
        for (int n = rnd(9 * rare) ? 0 : 1 + rnd(4); n > 0; n--) {
            fake_image(f, g, 3 + rnd(5), rnd(3));
            fake_para(f, g, 1, 1, 1);
        }
        struct vitem *v = fake_para(f, g, 1 + rnd(9), 2, 2);
        fake_vary(f, v->u.para, rnd(4) ? 0 : 1 + rnd(3), rnd(100));
        v->keep = (int16_t)(rnd(6) ? KEEP_FREE : rnd(3) ? KEEP_AVOID : KEEP_NEVER);
        v->keep_inside = rnd(6) ? KEEP_FREE : KEEP_AVOID;
        if (!rnd(8))
            fake_call(f, g, v, 0, fake_note(f, 1 + rnd(3)));
        if (!rnd(10 * rare))
            fake_item(g, V_FLOAT, NULL, 0)->u.floating =
                fake_float(f, rnd(2) ? FLOAT_TOP : FLOAT_BOTTOM, 1 + rnd(4));
        if (!rnd(12 * rare)) {
            struct floating *fl = fake_insert(f, 1, rnd(3));
            fl->body->pages = 1 + rnd(2);
            fake_item(g, V_FLOAT, NULL, 0)->u.floating = fl;
        }
        if (!rnd(12))
            fake_item(g, V_BARRIER, NULL, 0);
        if (!rnd(3))
            fake_item(g, V_SPACE, NULL, rnd(2 * LINE));
    }
    fake_para(f, g, 1, 1, 1);
}

/* A row of pages in the making. */
struct trial {
    struct book *book;
    struct galley *galley;
    struct page page[PAGES_MAX];
    struct row_page row[PAGES_MAX];
    struct cursor from[PAGES_MAX]; /* where each begins … */
    struct way way[PAGES_MAX];     /* … and how it is filled */
    int inserted[PAGES_MAX + 1];   /* pages of inserts before each */
    int64_t best;                  /* of all rows, their pages included */
    int varied;                    /* pages tried with another number of lines … */
    int stacked;                   /* … and with all that waits at their top */
    int shrunk;                    /* … and with smaller images */
    int levelled;                  /* … and level with the one that they face */
    int led;                       /* pages that inserts called on them come before */
    int pages;                     /* of first fit's row … */
    bool few;                      /* … which ends in a few lines */
    int joined;                    /* pages tried so that these are more */
};

static bool fill_at(struct trial *t, int n, int index, struct cursor *c, struct attempt *a)
{
    page_begin(t->book, &t->page[n], t->galley, n ? 0 : CSS_PAGE_FIRST, index, n + 1);
    return sheet_fill(t->book, &t->page[n], c, a);
}

static bool fill(struct trial *t, int n, struct cursor *c, const struct way *way)
{
    const struct attempt in = {.cap = way->cap,
                               .vary = way->vary,
                               .stacks = way->stacks,
                               .shrink = way->shrink,
                               .rise = way->rise,
                               .trial = true};
    struct cursor from = t->from[n] = *c;
    t->way[n] = *way;
    struct attempt a = in;
    int index = n + t->inserted[n];
    bool more = fill_at(t, n, index, c, &a);
    if (n && insert_may_lead(t->galley, &from, c, &a)) {
        a = in;
        index += insert_lead(t->book, &from, c, NULL);
        *c = from;
        more = fill_at(t, n, index, c, &a);
        t->led++;
    }
    t->inserted[n + 1] = index - n + insert_take(t->book, c, !more, NULL);
    t->row[n] = (struct row_page){&t->page[n], a};
    return !a.last;
}

/* The cost of the row that the ways make, first fit after them; -1: too long. Gives how many pages
 * it has. */
static int64_t row_cost(struct trial *t, const struct ways *ways, int *pages)
{
    static const struct way first_fit = {.cap = LEN_MAX};
    struct cursor c = {.start = KW_page};
    int n = 0;
    while (fill(t, n, &c, n < ways->n ? &ways->v[n] : &first_fit))
        if (++n == PAGES_MAX)
            return -1;
    *pages = n + 1;
    return optimum_cost(t->row, n + 1);
}

static void all_rows(struct trial *t, int n, struct cursor from);

/* All rows that go on from a page in hand. */
static void go_on(struct trial *t, int n, bool more, struct cursor c)
{
    if (more) {
        all_rows(t, n + 1, c);
        return;
    }
    int64_t cost = optimum_cost(t->row, n + 1) + (int64_t)(n + 1) * COST_PAGE;
    t->best = t->best < 0 || cost < t->best ? cost : t->best;
}

/* A few lines on a page of their own may be joined by others of these pages. */
static bool near_few(const struct trial *t, int n)
{
    return t->few && n < t->pages - 1 && n >= t->pages - 1 - LAST_PAGES;
}

/* [len] by which they are shorter: hardly a line, or two. */
static len shorter(const struct trial *t, int n, int lines)
{
    return len_scale(t->page[n].height, lines * LINE_OF, 1000);
}

/* The page before gives some of its text to page n, or both end as high as it then does; whether
 * the two are level. */
static bool give(struct trial *t, int n, struct way first, bool both, struct cursor *c, bool *more)
{
    struct cursor before = t->from[n - 1];
    for (;;) {
        *c = before;
        fill(t, n - 1, c, &first);
        const struct attempt *a = &t->row[n - 1].attempt;
        if (a->footed || a->empty > 110)
            return false;
        len height = t->page[n - 1].height;
        struct way second = {.cap = LEN_MAX, .rise = len_scale(height, a->empty, 1000)};
        if (both)
            second.cap = height - second.rise + height / 100;
        *more = fill(t, n, c, &second);
        const struct attempt *b = &t->row[n].attempt;
        if (!optimum_is_level(a->empty, b))
            return false;
        if (first.rise < LEN_MAX || b->empty >= a->empty)
            return true;
        first.rise = len_scale(height, b->empty, 1000);
    }
}

/* Page n is in hand, as full as it can be. */
static void level(struct trial *t, int n)
{
    if (!n || t->page[n].verso || t->page[n].index != t->page[n - 1].index + 1)
        return;
    const struct attempt full = t->row[n].attempt, facing = t->row[n - 1].attempt;
    const struct way before = t->way[n - 1];
    struct cursor c = t->from[n];
    struct way way;
    if (full.footed || facing.footed)
        return;
    if (optimum_as_high(&t->page[n], facing.empty, &full, &way)) {
        bool more = fill(t, n, &c, &way);
        t->levelled++;
        if (optimum_is_level(facing.empty, &t->row[n].attempt))
            go_on(t, n, more, c);
    }
    way = before;
    for (int i = 0; optimum_share(&t->page[n], facing.end, facing.empty, &full, i, &way); i++) {
        bool more, is_level = give(t, n, way, false, &c, &more);
        t->levelled++;
        if (is_level)
            go_on(t, n, more, c);
        c = t->from[n - 1];
        fill(t, n - 1, &c, &before);
        if (is_level)
            break;
    }
    for (int i = 1; i <= 2 && near_few(t, n); i++) {
        bool more;
        way = before;
        way.cap = facing.end - shorter(t, n, i);
        way.rise = LEN_MAX;
        t->joined++;
        if (give(t, n, way, true, &c, &more))
            go_on(t, n, more, c);
        c = t->from[n - 1];
        fill(t, n - 1, &c, &before);
    }
}

/* The page before the few lines, which it faces, is a line or two short. */
static void leave_more(struct trial *t, int n, struct cursor from, const struct attempt *full)
{
    for (int i = 1; i <= 2 && near_few(t, n) && n == t->pages - 2 && t->page[n].verso; i++) {
        struct cursor c = from;
        const struct way way = {.cap = full->end - shorter(t, n, i)};
        bool more = fill(t, n, &c, &way);
        const struct attempt a = t->row[n].attempt;
        t->joined++;
        if (!a.last && a.end < full->end && a.empty <= SEEN)
            go_on(t, n, more, c);
    }
}

/* Every row: each page as it comes, or ended where it may end before that, or with a paragraph a
 * line longer or shorter, or with smaller images, or with all blocks that wait for it at its top,
 * or level with the one that it faces. */
static void all_rows(struct trial *t, int n, struct cursor from)
{
    struct way way = {.cap = LEN_MAX};
    struct cursor c = from, full_end;
    if (n == PAGES_MAX)
        return;
    bool more = fill(t, n, &c, &way);
    const struct attempt full = t->row[n].attempt;
    full_end = c;
    go_on(t, n, more, c);
    c = from;
    fill(t, n, &c, &way); /* those after it have changed nothing else */
    level(t, n);
    if (full.divided) {
        c = from;
        way.cap = full.end - 1;
        more = fill(t, n, &c, &way);
        if (optimum_may_end(&t->page[n], &full, &t->row[n].attempt) && memcmp(&c, &from, sizeof c))
            go_on(t, n, more, c);
    }
    leave_more(t, n, from, &full);
    way.cap = LEN_MAX;
    for (int by = 1; by >= -1; by -= 2) {
        way.vary = optimum_vary(t->book, t->galley, &from, &full_end, &full,
                                t->few ? t->pages - 1 - n : -1, by);
        for (; way.vary.n > 0; way.vary.n--) {
            c = from;
            more = fill(t, n, &c, &way);
            t->varied++;
            go_on(t, n, more, c);
        }
    }
    way = (struct way){.cap = LEN_MAX,
                       .shrink = optimum_shrink(t->galley, &from, &full_end, &full)};
    if (way.shrink) {
        c = from;
        more = fill(t, n, &c, &way);
        t->shrunk++;
        go_on(t, n, more, c);
    }
    if (from.floats && from.floats->prev) {
        way = (struct way){.cap = LEN_MAX, .stacks = true};
        c = from;
        more = fill(t, n, &c, &way);
        t->stacked++;
        go_on(t, n, more, c);
    }
}

static int ended, levelled;

/* Whether a page of the row in hand is level with the one that it faces, and but a little short. */
static bool is_level(const struct trial *t, int n)
{
    int facing = t->page[n].verso ? n + 1 : n - 1;
    return facing >= 0 && t->row[n].attempt.empty <= 110 &&
           optimum_is_level(t->row[facing].attempt.empty, &t->row[n].attempt);
}

/* No page of the row leaves out what fits it: it has as many lines as it could have, or one less in
 * a paragraph if no more than that is empty; or it ends before a paragraph of which only a part
 * fits, well above its foot; or it is level with the one that it faces. */
static void check_full(struct trial *t, const struct ways *ways)
{
    struct cursor c = {.start = KW_page};
    struct attempt full[PAGES_MAX];
    for (int n = 0; n < ways->n; n++) {
        struct way uncapped = ways->v[n];
        uncapped.cap = LEN_MAX;
        struct cursor from = c;
        fill(t, n, &from, &uncapped);
        full[n] = t->row[n].attempt;
        fill(t, n, &c, &ways->v[n]);
    }
    for (int n = 0; n < ways->n; n++) {
        const struct attempt *a = &t->row[n].attempt;
        if (ways->v[n].cap == LEN_MAX || a->end == full[n].end)
            continue;
        CHECK(a->end < full[n].end);
        if (is_level(t, n)) {
            levelled++;
            continue;
        }
        ended++;
        CHECK(full[n].divided);
        if (a->divided)
            CHECK(a->empty <= 1000 * (LINE * 5 / 4) / t->page[n].height);
        else
            CHECK(full[n].empty > 75);
    }
}

static int used, tried, stacked, shrunk, smaller, led, levelling, joined;
/* Rows that are better than first fit: how many, how many of them the best there is, what they
 * gained and what more there was to gain; those that ended in a few lines by first fit apart. */
static struct tally {
    int found, exact;
    int64_t lost, gained;
} others, fews;

/* Whether a row ends in a few lines and nothing else, on a page of some size: as in optimum.c. */
static bool ends_in_few(const struct trial *t, int pages)
{
    const struct page *p = &t->page[pages - 1];
    return pages > 1 && p->height > 300 * LEN_PT && p->fill < p->height / 25 * 4 &&
           !t->row[pages - 1].attempt.floats;
}

static void try_one(const struct fake *like, uint32_t start, int page)
{
    struct fake f = *like;
    seed = start;
    f.flow.doc = &f.doc;
    struct galley *g = fake_galley(&f, true);
    random_galley(&f, g, page);
    struct trial t = {.book = mem_new(sizeof(struct book)), .galley = g, .best = -1};
    t.book->flow = &f.flow;
    t.book->place = arena_array(&t.book->arena, struct place, 1);
    struct cursor c = {.start = KW_page};
    struct ways ways = {0};
    int pages = 0;
    int64_t plain = row_cost(&t, &ways, &pages);
    t.pages = plain < 0 ? 0 : pages;
    t.few = t.pages && ends_in_few(&t, pages);
    if (plain > 0 && (!page || t.few) && optimum_find(t.book, g, &c, true, t.row, pages, &ways)) {
        struct tally *tally = t.few ? &fews : &others;
        int64_t cost = row_cost(&t, &ways, &pages), all = cost + (int64_t)pages * COST_PAGE;
        int64_t gain = t.few ? plain + (int64_t)t.pages * COST_PAGE - all : plain - cost;
        for (int i = 0; i < ways.n; i++)
            used += ways.v[i].vary.n != 0, smaller += ways.v[i].shrink != 0;
        CHECK(cost >= 0 && gain > 0);
        if (!t.few)
            check_full(&t, &ways);
        all_rows(&t, 0, c);
        CHECK(t.best <= all);
        tally->found++;
        tally->exact += t.best == all;
        tally->lost += all - t.best;
        tally->gained += gain;
    }
    vec_done(&ways);
    tried += t.varied;
    stacked += t.stacked;
    shrunk += t.shrunk;
    levelling += t.levelled;
    led += t.led;
    joined += t.joined;
    for (int i = 0; i < PAGES_MAX; i++) {
        vec_done(&t.page[i].frag);
        vec_done(&t.page[i].marks);
    }
    page_free(t.book);
    fake_clear(&f);
}

static void check_tally(const char *name, const struct tally *t, int least)
{
    fprintf(
        stderr,
        "%s: %d rows better than first fit, %d of them the best there is; of what could be gained %.2f %% was not\n",
        name, t->found, t->exact, 100.0 * (double)t->lost / (double)(t->gained + t->lost));
    CHECK(t->found > least);
    CHECK(t->exact >= t->found * 95 / 100);
    CHECK(t->lost * 50 < t->gained);
}

int main(void)
{
    struct fake f;
    fake_init(&f, "@page { size: 120pt 140pt; margin: 10pt; -koki-vertical-stretch: 50% }"
                  "title { -koki-shrink: 15%; -koki-defer: 20% }");
    diag_configure(DIAG_SYSTEM, DIAG_TEXT);
    PROPERTY for (int i = 0; i < CASES; i++) try_one(&f, (uint32_t)i * 7919u, 0);
    fake_done(&f);
    fake_init(&f, "@page { size: 120pt 330pt; margin: 10pt; -koki-vertical-stretch: 50% }");
    PROPERTY for (int i = 0; i < FEW_CASES; i++) try_one(&f, (uint32_t)i * 7919u, 31);
    fake_done(&f);
    check_tally("any", &others, CASES / 15);
    check_tally("ending in a few lines", &fews, FEW_CASES / 15);
    fprintf(stderr, "%d pages tried with another number of lines, %d taken so\n", tried, used);
    fprintf(stderr, "%d pages tried with what waits at their top\n", stacked);
    fprintf(stderr, "%d pages tried with an insert before them\n", led);
    CHECK(used > 10);
    CHECK(led > 100);
    fprintf(stderr, "%d pages ended before what fits them\n", ended);
    CHECK(ended > 10);
    fprintf(stderr, "%d pages tried level with the ones that they face, %d taken so\n", levelling,
            levelled);
    CHECK(levelled > 10);
    fprintf(stderr, "%d pages tried with smaller images, %d taken so\n", shrunk, smaller);
    CHECK(stacked > 100);
    CHECK(smaller > 10);
    fprintf(stderr, "%d pages tried with less, before a few lines\n", joined);
    CHECK(joined > 100);
    return test_end();
}
