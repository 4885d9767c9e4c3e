// SPDX-License-Identifier: Apache-2.0
/* The total-fit breaker against brute force: on random short paragraphs, a third of them with a
 * first line of its own, its breaks cost no more than the best of all ways to break, and on any
 * items it ends, breaks at legal places only, at every forced one, and in order. */
#include <stdlib.h>

#include "../unit/test.h"
#include "flow/break-int.h"

enum { ITEMS_MAX = 40, TRIES = 20000 };

static uint32_t seed;
static int rnd(int n)
{
    seed = seed * 1664525u + 1013904223u;
    return (int)((seed >> 8) % (uint32_t)n);
}

struct lines {
    len first, other;
};
static len measure(void *ctx, int line)
{
    const struct lines *l = ctx;
    return line ? l->other : l->first;
}

/* ---- random paragraphs ----------------------------------------------------------------------------------------- */

static int add(struct item *v, int n, struct item it)
{
    v[n] = it;
    return n + 1;
}

static int random_word(struct item *v, int n)
{
    struct item box = {.kind = ITEM_BOX,
                       .width = 1000 + rnd(6000),
                       .stretch = rnd(100),
                       .shrink = rnd(100)};
    box.protrude_left = rnd(3) ? 0 : rnd(200);
    box.protrude_right = rnd(3) ? 0 : rnd(400);
    n = add(v, n, box);
    if (!rnd(3)) {
        n = add(v, n,
                (struct item){.kind = ITEM_DISC,
                              .width = 500,
                              .flagged = true,
                              .protrude_right = rnd(300)});
        box.width = 1000 + rnd(4000);
        n = add(v, n, box);
    }
    return n;
}

static int random_items(struct item *v, int words)
{
    int n = 0;
    for (int i = 0; i < words; i++) {
        if (i && rnd(12))
            n = add(v, n,
                    (struct item){.kind = ITEM_GLUE, .width = 1000, .stretch = 400, .shrink = 300});
        else if (i)
            n = add(v, n,
                    (struct item){.kind = ITEM_PENALTY,
                                  .penalty = rnd(8) ? rnd(200) - 50 : -BREAK_FORCE});
        n = random_word(v, n);
    }
    n = add(v, n, (struct item){.kind = ITEM_PENALTY, .penalty = BREAK_NEVER});
    n = add(v, n, (struct item){.kind = ITEM_GLUE, .fil = 1});
    return add(v, n, (struct item){.kind = ITEM_PENALTY, .penalty = -BREAK_FORCE});
}

/* The same paragraph in the look of a first line: other widths, some words without their hyphens.
 */
static void random_first(const struct item *item, int n, struct item *v, int *at,
                         struct first_items *first)
{
    int32_t scale = FIX_ONE / 2 + rnd(FIX_ONE);
    *first = (struct first_items){.item = v, .at = at};
    for (int i = 0; i < n; i++) {
        at[i] = -1;
        if (item[i].kind == ITEM_DISC && !rnd(3))
            continue;
        at[i] = first->n;
        v[first->n] = item[i];
        v[first->n].width = len_fix(item[i].width, scale);
        v[first->n++].stretch = len_fix(item[i].stretch, scale);
    }
}

static struct break_rules random_rules(struct lines *l)
{
    l->other = 12000 + rnd(12000);
    l->first = rnd(2) ? l->other : l->other - 2000;
    return (struct break_rules){.measure = measure,
                                .ctx = l,
                                .special = l->first != l->other,
                                .tolerance = 100 + rnd(2000),
                                .hyphen_penalty = rnd(100),
                                .consecutive_hyphens = rnd(10000),
                                .fitness_demerits = rnd(4000),
                                .last_hyphen = rnd(8000),
                                .runt = rnd(100000),
                                .max_consecutive = rnd(4),
                                .last_min = rnd(4000),
                                .zone = rnd(4) ? 0 : rnd(4000),
                                .reserve = rnd(2) ? 0 : rnd(FIX_ONE),
                                .ragged = !rnd(3)};
}

/* ---- brute force ----------------------------------------------------------------------------------------------- */

struct state {
    int from, line, fitness, hyphens;
    int64_t demerits;
};

static bool is_forced(const struct item *it)
{
    return it->kind == ITEM_PENALTY && it->penalty <= -BREAK_FORCE;
}

static bool step(const struct breaker *b, struct state *s, int to)
{
    const struct break_rules *rules = b->rules;
    struct fit f = breaker_line(b, s->from, to, s->line);
    bool flagged = b->item[to].flagged;
    int hyphens = flagged ? s->hyphens + 1 : 0;
    if (!f.possible || (rules->max_consecutive && hyphens > rules->max_consecutive))
        return false;
    s->demerits += f.demerits + breaker_join(rules, s->fitness, f.fitness, s->hyphens > 0, flagged,
                                             to == b->n - 1);
    *s = (struct state){to, s->line + 1, f.fitness, hyphens, s->demerits};
    return true;
}

static int64_t best_from(const struct breaker *b, struct state s)
{
    int64_t best = INT64_MAX;
    if (s.from == b->n - 1)
        return b->rules->lines && s.line != b->rules->lines ? INT64_MAX : s.demerits;
    for (int to = s.from + 1; to < b->n; to++) {
        struct state next = s;
        if (breaker_legal(b, to) && step(b, &next, to)) {
            int64_t d = best_from(b, next);
            best = d < best ? d : best;
        }
        if (is_forced(&b->item[to]))
            break;
    }
    return best;
}

static int64_t cost_of(const struct breaker *b, const struct broken *v, int lines)
{
    struct state s = {-1, 0, -1, 0, 0};
    for (int i = 0; i < lines; i++)
        if (!step(b, &s, v[i].item))
            return INT64_MAX;
    return s.demerits;
}

/* ---- the properties -------------------------------------------------------------------------------------------- */

static void check_order(const struct breaker *b, const struct broken *v, int lines)
{
    int at = -1;
    bool ok = lines > 0 && v[lines - 1].item == b->n - 1;
    for (int i = 0; i < lines && ok; i++) {
        ok = v[i].item > at && breaker_legal(b, v[i].item);
        for (int k = at + 1; k < v[i].item; k++)
            ok &= !is_forced(&b->item[k]);
        at = v[i].item;
    }
    CHECK(ok && (!b->first || b->rules->first->at[v[0].item] >= 0));
}

static void check_best(struct breaker *b, const struct broken *v, int lines)
{
    int64_t best = INT64_MAX;
    bool last = false;
    for (int pass = 0; pass < BREAK_PASSES && best == INT64_MAX; pass++) {
        b->last_pass = last = pass == BREAK_PASSES - 1;
        best = best_from(b, (struct state){-1, 0, -1, 0, 0});
    }
    if (best == INT64_MAX) /* something is overfull or hyphenated too often in a row */
        return;
    b->last_pass = last;
    int64_t got = cost_of(b, v, lines);
    CHECK(got == best || last);
    if (last && got != INT64_MAX)
        CHECK(got == best);
}

static int varied;

/* A line more or less than are best: the best of all ways into so many within the tolerance, where
 * there is one. */
static void check_lines(const struct item *item, int n, struct break_rules rules, int best_lines,
                        struct broken *out)
{
    rules.special = n;
    for (int by = -1; by <= 1; by += 2) {
        if ((rules.lines = best_lines + by) < 1)
            continue;
        int lines = break_lines(item, n, &rules, NULL, out);
        struct breaker b;
        breaker_init(&b, item, n, &rules);
        int64_t best = best_from(&b, (struct state){-1, 0, -1, 0, 0});
        CHECK((lines == 0) == (best == INT64_MAX));
        if (lines && best < INT64_MAX) {
            check_order(&b, out, lines);
            CHECK(lines == rules.lines && cost_of(&b, out, lines) == best);
            varied++;
        }
        breaker_done(&b);
    }
}

/* What letters and spaces share costs no more than any other share near it, and neither gives more
 * than it can. */
static double share_cost(double part, double room, double letters, double spaces)
{
    double l = part / letters, r = (room - part) / spaces;
    return 1000 * l * l + 5000 * r * r;
}

static void check_shares(void)
{
    PROPERTY for (int i = 0; i < TRIES; i++)
    {
        seed = (uint32_t)i * 2654435761u + 7;
        int64_t letters = 1 + rnd(20000), spaces = 1 + rnd(20000), room = rnd(40000) - 20000;
        int64_t part = break_letters(room, letters, spaces, 0), step = letters / 100 + 8;
        double got = share_cost((double)part, (double)room, (double)letters, (double)spaces);
        CHECK(part <= letters && part >= -letters && part * room >= 0 &&
              llabs(part) <= llabs(room));
        if (llabs(part) + step <= letters && llabs(part) + step <= llabs(room))
            CHECK(got <= share_cost((double)(part + (room < 0 ? -step : step)), (double)room,
                                    (double)letters, (double)spaces) *
                                 1.001 +
                             0.01);
        CHECK(llabs(part) < step ||
              got <= share_cost((double)(part - (room < 0 ? -step : step)), (double)room,
                                (double)letters, (double)spaces) *
                             1.001 +
                         0.01);
    }
    CHECK(break_letters(500, 100, 0, 0) == 100 && break_letters(50, 100, 0, 0) == 50 &&
          break_letters(50, 0, 10, 0) == 0);
}

/* In need letters give more, up to their reserve and no more than keeps spaces at 5/4 of their
 * stretch or 7/8 of their shrink. */
static void check_reserve(void)
{
    PROPERTY for (int i = 0; i < TRIES; i++)
    {
        seed = (uint32_t)i * 2654435761u + 11;
        int64_t letters = 1 + rnd(20000), spaces = rnd(20000), room = rnd(80000) - 40000;
        int32_t reserve = rnd(2 * FIX_ONE);
        int64_t plain = break_letters(room, letters, spaces, 0),
                part = break_letters(room, letters, spaces, reserve);
        int64_t most = letters + letters * reserve / FIX_ONE, kept = llabs(room - part),
                need = spaces * (room < 0 ? 7 : 10) / 8;
        CHECK(part * room >= 0 && llabs(part) >= llabs(plain) && llabs(part) <= most &&
              llabs(part) <= llabs(room));
        CHECK(part == plain || kept + 1 >= need);
        CHECK(!reserve || llabs(part) + 1 >= most || kept <= need + 1);
    }
}

int main(void)
{
    check_shares();
    check_reserve();
    struct item item[ITEMS_MAX * 6];
    struct item other[ITEMS_MAX * 6];
    int at[ITEMS_MAX * 6];
    struct first_items first;
    struct broken out[ITEMS_MAX * 6 + 1];
    PROPERTY for (int i = 0; i < TRIES; i++)
    {
        seed = (uint32_t)i * 2654435761u + 1;
        struct lines l;
        struct break_rules rules = random_rules(&l);
        bool short_one = i % 4;
        int n = random_items(item, short_one ? 1 + rnd(8) : 1 + rnd(ITEMS_MAX));
        if (i % 3 == 0) {
            random_first(item, n, other, at, &first);
            rules.first = &first;
        }
        int lines = break_lines(item, n, &rules, NULL, out);
        struct breaker b;
        breaker_init(&b, item, n, &rules);
        check_order(&b, out, lines);
        if (short_one)
            check_best(&b, out, lines);
        breaker_done(&b);
        if (short_one)
            check_lines(item, n, rules, lines, out);
        if (test_failed > 5) {
            fprintf(stderr, "try %d\n", i);
            break;
        }
    }
    fprintf(stderr, "%d paragraphs a line longer or shorter\n", varied);
    CHECK(varied > 1000);
    return test_end();
}
