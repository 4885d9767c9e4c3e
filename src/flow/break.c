// SPDX-License-Identifier: Apache-2.0
/* Total-fit line breaking after D. E. Knuth and M. F. Plass, Breaking Paragraphs into Lines (1981),
 * in integers.
 *
 * A start is a feasible break; its nodes are the cheapest ways to it, one for each state that
 * matters for later lines: fitness of the line that ends there, number of hyphenated lines in a
 * row, and the line's number as long as lines differ in width, or always where a number of lines is
 * asked for: then ways that cannot end in so many are left at once. Starts are in order, and the
 * lines from them to one break get narrower and looser in that order: those too long for ever leave
 * at the front, and the walk over the others stops at the first that is too loose. Nodes that
 * cannot win any more are dropped at once.
 *
 * Three things go beyond the paper. Boxes are elastic as well as glue (glyphs and the space between
 * them), and share with it at the least cost. Protrusion widens the measure by what the first and
 * last box may hang out. And the lines that begin at the paragraph's beginning may have items of
 * their own (::first-line): the search only knows the cost of a line from one break to another. */
#include <string.h>

#include "flow/break-int.h"

enum {
    RATIO_ONE = 4096,
    RATIO_MAX = 64 * RATIO_ONE,
    LINE_DEMERITS = 100,       /* each line, so that of equal ways the shorter wins: the square of
                                  TeX's \linepenalty */
    TOO_MANY_HYPHENS = 3000000 /* more than all that the lines of a paragraph cost otherwise: a
                                  limit on hyphens in a row gives way only where nothing else is */
};
/* The demerits of spaces and letters at their limits: squares make many small deviations cheaper
 * than few large ones; the fourth power keeps spaces off the extremes. Together spaces cost some
 * 8000 there, as TeX's lines of badness 100 cost 10000. Letters cost a fifth of spaces: readers see
 * them less, as long as they give no more than the layout allows; more than that (need) costs as
 * much as spaces at their limit. */
enum { SPACE_DEMERITS = 5000, WIDE_DEMERITS = 3000, LETTER_DEMERITS = 1000, NEED_DEMERITS = 8000 };
/* Need begins where spaces give so much of their stretch or shrink. */
enum { NEED_WIDE = RATIO_ONE * 5 / 4, NEED_TIGHT = RATIO_ONE * 7 / 8 };

/* ---- data of every place ------------------------------------------------------------ */

static bool is_forced(const struct item *it)
{
    return it->kind == ITEM_PENALTY && it->penalty <= -BREAK_FORCE;
}

/* Glue and penalties vanish at a line's ends, save leaders and fill. */
bool item_vanishes(const struct item *it)
{
    return (it->kind == ITEM_GLUE && !it->fil) || (it->kind == ITEM_PENALTY && !is_forced(it));
}

static void add_item(struct sums *s, const struct item *it)
{
    if (it->kind == ITEM_GLUE) {
        s->width += it->width;
        s->stretch += it->stretch;
        s->shrink += it->shrink;
        s->fil += it->fil > 0;
    } else if (it->kind == ITEM_BOX) {
        s->width += it->width;
        s->grow += it->stretch;
        s->squeeze += it->shrink;
    }
}

static void init(struct breaker *b, const struct item *item, int n, const struct break_rules *rules)
{
    *b = (struct breaker){.item = item, .n = n, .rules = rules};
    b->sum = mem_grow(NULL, sizeof *b->sum * (size_t)(n + 1));
    b->start = mem_grow(NULL, sizeof *b->start * (size_t)(2 * n + 2));
    b->end = b->start + n + 1;
    memset(b->sum, 0, sizeof *b->sum);
    int kept = 0;
    for (int i = 0; i < n; i++) {
        b->sum[i + 1] = b->sum[i];
        add_item(&b->sum[i + 1], &item[i]);
        b->end[i] = item[i].kind == ITEM_DISC ? i : kept;
        kept = item_vanishes(&item[i]) ? kept : i + 1;
        b->hang_left = len_max(b->hang_left, item[i].protrude_left);
        b->hang_right = len_max(b->hang_right, item[i].protrude_right);
    }
    b->start[n] = n;
    for (int i = n - 1; i >= 0; i--)
        b->start[i] = item_vanishes(&item[i]) ? b->start[i + 1] : i;
}

void breaker_init(struct breaker *b, const struct item *item, int n,
                  const struct break_rules *rules)
{
    init(b, item, n, rules);
    if (!rules->first)
        return;
    b->first = mem_new(sizeof *b->first);
    init(b->first, rules->first->item, rules->first->n, rules);
}

void breaker_done(struct breaker *b)
{
    if (b->first)
        breaker_done(b->first);
    mem_free(b->first);
    mem_free(b->sum);
    mem_free(b->start);
}

bool breaker_legal(const struct breaker *b, int at)
{
    const struct item *it = &b->item[at];
    if (it->kind == ITEM_GLUE)
        return at && !it->fil &&
               (b->item[at - 1].kind == ITEM_BOX || b->item[at - 1].kind == ITEM_DISC);
    return it->kind != ITEM_BOX && it->penalty < BREAK_NEVER;
}

/* ---- one line -------------------------------------------------------------------------------- */

static int32_t ratio_of(int64_t part, int64_t whole)
{
    if (!part)
        return 0;
    if (whole <= 0)
        return part > 0 ? RATIO_MAX : -RATIO_MAX;
    int64_t r = part * RATIO_ONE / whole;
    return (int32_t)(r > RATIO_MAX ? RATIO_MAX : r < -RATIO_MAX ? -RATIO_MAX : r);
}

/* Badness as in the paper: 100 |r|³, at most 10000. */
static int64_t badness(int32_t r)
{
    int64_t a = r < 0 ? -r : r;
    int64_t bad = 100 * a * a / RATIO_ONE * a / RATIO_ONE / RATIO_ONE;
    return bad > 10000 ? 10000 : bad;
}

static int64_t ratio_demerits(int32_t r)
{
    int64_t square = (int64_t)r * r / RATIO_ONE;
    return (SPACE_DEMERITS * square + WIDE_DEMERITS * square / RATIO_ONE * square) / RATIO_ONE;
}

static int64_t letter_demerits(int64_t part, int64_t letters)
{
    int64_t r = ratio_of(part, letters), over = (r < 0 ? -r : r) - RATIO_ONE;
    return LETTER_DEMERITS * r / RATIO_ONE * r / RATIO_ONE +
           (over > 0 ? NEED_DEMERITS * over / RATIO_ONE : 0);
}

/* With x for the letters' part, L x²/letters² + S (room - x)²/spaces² is least at x = room / (1 +
 * L/S · (spaces/letters)²). */
static int64_t cheapest_part(int64_t room, int64_t letters, int64_t spaces)
{
    int64_t q = spaces < 1000 * letters ? spaces * RATIO_ONE / letters : 1000 * RATIO_ONE;
    int64_t part = room * RATIO_ONE /
                   (RATIO_ONE + LETTER_DEMERITS * q / SPACE_DEMERITS * q / RATIO_ONE);
    return part < letters ? part : letters;
}

static int64_t with_reserve(int64_t letters, int32_t reserve)
{
    return letters + letters * reserve / FIX_ONE;
}

int64_t break_letters(int64_t room, int64_t letters, int64_t spaces, int32_t reserve)
{
    if (letters <= 0)
        return 0;
    int64_t amount = room < 0 ? -room : room, part = cheapest_part(amount, letters, spaces);
    int64_t over = amount - part - spaces * (room < 0 ? NEED_TIGHT : NEED_WIDE) / RATIO_ONE;
    int64_t most = with_reserve(letters, reserve) - part;
    if (reserve && over > 0)
        part += over < most ? over : most;
    return room < 0 ? -part : part;
}

static int64_t penalty_demerits(const struct break_rules *rules, const struct item *it)
{
    if (it->kind == ITEM_GLUE || is_forced(it))
        return 0;
    int64_t p = it->penalty + (it->kind == ITEM_DISC ? rules->hyphen_penalty : 0);
    return p < 0 ? -p * p : p * p;
}

/* A line's colour: of all that it can give, how much it gives, in steps of two fifths. */
static int fitness_of(int64_t room, int64_t can)
{
    static const int32_t upto[] = {-RATIO_ONE * 3 / 5, -RATIO_ONE / 5, RATIO_ONE / 5,
                                   RATIO_ONE * 3 / 5, RATIO_ONE};
    int32_t r = ratio_of(room, can);
    int i = 0;
    while (i < 5 && r > upto[i])
        i++;
    return i;
}

/* The sums over a line's items, and the difference to the measure. */
struct span {
    const struct sums *from, *to;
    int fil;
    int64_t natural, room;
    len measure;
};

static struct span line_span(const struct breaker *b, int from, int to, int line)
{
    const struct item *it = &b->item[to];
    int first = b->start[from + 1], last = b->end[to] > first ? b->end[to] : first;
    struct span l = {.from = &b->sum[first],
                     .to = &b->sum[last],
                     .fil = b->sum[to].fil - b->sum[first].fil};
    len hang = first < last ? b->item[first].protrude_left : 0;
    l.natural = l.to->width - l.from->width;
    if (it->kind == ITEM_DISC)
        l.natural += it->width, hang += it->protrude_right;
    else if (last > first)
        hang += b->item[last - 1].protrude_right;
    l.measure = b->rules->measure(b->rules->ctx, line);
    l.room = (int64_t)l.measure + hang - l.natural;
    return l;
}

/* Ragged lines are judged by how much of an eighth of the measure they leave; balanced ones down to
 * the last. */
static struct fit ragged_fit(const struct breaker *b, const struct span *l)
{
    struct fit f = {.fitness = FITNESS_EVEN, .possible = true};
    if (l->room < 0) {
        f.overfull = true;
        f.possible = false;
    } else if (!l->fil || b->rules->balanced) {
        f.ratio = ratio_of(l->room, len_max(l->measure / 8, 1));
        f.possible = b->last_pass || f.ratio <= 3 * RATIO_ONE;
        f.short_of = !f.possible;
    }
    return f;
}

static struct fit justified_fit(const struct breaker *b, const struct span *l)
{
    struct fit f = {.possible = true, .fitness = FITNESS_EVEN};
    bool wide = l->room >= 0;
    if (wide && l->fil)
        return f;
    int64_t letters = wide ? l->to->grow - l->from->grow : l->to->squeeze - l->from->squeeze;
    int64_t spaces = wide ? l->to->stretch - l->from->stretch : l->to->shrink - l->from->shrink;
    int64_t part = break_letters(l->room, letters, spaces, b->rules->reserve),
            rest = l->room - part;
    f.overfull = !wide && -rest > spaces;
    f.ratio = ratio_of(rest, spaces);
    f.loose = wide && badness(f.ratio) > b->rules->tolerance;
    f.short_of = f.loose && !b->last_pass;
    f.possible = !f.short_of && !f.overfull;
    f.demerits = letter_demerits(part, letters);
    f.fitness = fitness_of(l->room, letters + spaces);
    return f;
}

/* hyphenate-limit-zone: the line would be full enough without the word that is to be broken. A
 * ragged one may always end there, so that holds in its last pass too. */
static bool full_enough(const struct breaker *b, int from, int to, int line)
{
    int before = to - 1;
    while (before > from && !(b->item[before].kind != ITEM_DISC && breaker_legal(b, before)))
        before--;
    return before > from && line_span(b, from, before, line).room <= b->rules->zone;
}

struct fit breaker_line(const struct breaker *b, int from, int to, int line)
{
    const struct break_rules *rules = b->rules;
    if (from < 0 && b->first) {
        struct breaker first = *b->first;
        first.last_pass = b->last_pass;
        int at = rules->first->at[to];
        return at < 0 ? (struct fit){0} : breaker_line(&first, from, at, line);
    }
    if (rules->zone && b->item[to].kind == ITEM_DISC && (rules->ragged || !b->last_pass) &&
        full_enough(b, from, to, line))
        return (struct fit){0};
    struct span l = line_span(b, from, to, line);
    struct fit f = rules->ragged ? ragged_fit(b, &l) : justified_fit(b, &l);
    if (!f.possible)
        return f;
    f.demerits += LINE_DEMERITS + ratio_demerits(f.ratio) + penalty_demerits(rules, &b->item[to]);
    /* A last line squeezed to save a word is no better than that word in a line of its own. */
    bool squeezed = l.fil && f.ratio < -RATIO_ONE / 2;
    if (to == b->n - 1 && (squeezed || (l.natural < rules->last_min && from >= 0)))
        f.demerits += rules->runt;
    f.ratio = (int32_t)((int64_t)f.ratio * FIX_ONE / RATIO_ONE);
    return f;
}

int64_t breaker_join(const struct break_rules *rules, int fitness_before, int fitness,
                     bool flagged_before, bool flagged, bool last)
{
    int64_t d = 0;
    int apart = fitness < fitness_before ? fitness_before - fitness : fitness - fitness_before;
    if (fitness_before >= 0 && apart > 1)
        d += (int64_t)(apart - 1) * rules->fitness_demerits;
    if (flagged_before && flagged)
        d += rules->consecutive_hyphens;
    if (flagged_before && last)
        d += rules->last_hyphen;
    return d;
}

/* ---- the search ------------------------------------------------------------------------------ */

struct node {
    int64_t demerits;
    int before;     /* the node at the line's beginning; -1 */
    int item, line; /* the break; how many lines end up to it */
    int32_t ratio;
    int8_t fitness;  /* -1: nothing before */
    uint8_t hyphens; /* hyphenated lines in a row up to here, counted to the limit */
    bool overfull, loose, ladder;
};
struct start {
    int item, node, n;
}; /* nodes lie side by side */
struct search {
    struct breaker b;
    VEC(struct node) node;
    VEC(struct start) active;
    int first;                 /* the first active start still alive */
    len opening;               /* the measure of the first line */
    int64_t widest, narrowest; /* [len] of any line; with a number of lines asked for … */
    int32_t ratio;             /* … and how far glue stretches */
};

/* Too long for ever: even squeezed and hanging out as far as anything does, without the hyphen of a
 * break just here. */
static bool is_past(const struct breaker *b, int from, int to, len widest)
{
    if (from < 0 && b->first) {
        int at = b->rules->first->at[to];
        return at >= 0 && is_past(b->first, from, at, widest);
    }
    int first = b->start[from + 1], last = b->end[to] > first ? b->end[to] : first;
    const struct sums *x = &b->sum[first], *y = &b->sum[last];
    int64_t width = y->width - x->width;
    if (!b->rules->ragged)
        width -= y->shrink - x->shrink + with_reserve(y->squeeze - x->squeeze, b->rules->reserve);
    return width > (int64_t)widest + b->hang_left + b->hang_right;
}

/* From which line on their numbers are alike to the future. */
static int same_from(const struct break_rules *rules)
{
    return rules->lines > rules->special ? rules->lines : rules->special;
}

static bool same_state(const struct node *a, const struct node *b, int special)
{
    int la = a->line < special ? a->line : special, lb = b->line < special ? b->line : special;
    return a->fitness == b->fitness && a->hyphens == b->hyphens && la == lb;
}

static void offer(struct search *s, int first, const struct node *n)
{
    int special = same_from(s->b.rules);
    for (int i = first; i < s->node.n; i++) {
        struct node *old = &s->node.v[i];
        if (!same_state(old, n, special))
            continue;
        if (n->demerits < old->demerits)
            *old = *n;
        return;
    }
    *vec_add(&s->node) = *n;
}

/* How far glue may stretch within the tolerance. */
static int32_t most_ratio(const struct break_rules *rules)
{
    int32_t r = RATIO_ONE;
    while (r < RATIO_MAX && badness(r) <= rules->tolerance)
        r += RATIO_ONE / 16;
    return r;
}

/* Whether the rest after a break can be set in the remaining number of lines: neither too much even
 * if all shrinks, nor too little to fill them. */
static bool may_end(const struct search *s, int to, int line)
{
    const struct breaker *b = &s->b;
    int left = b->rules->lines - line;
    const struct sums *from = &b->sum[b->start[to + 1]], *end = &b->sum[b->n];
    int64_t width = end->width - from->width, hang = b->hang_left + b->hang_right;
    if (to == b->n - 1 || left <= 0)
        return left == 0 && to == b->n - 1;
    int64_t least = b->rules->ragged
                        ? width
                        : width - (end->shrink - from->shrink) -
                              with_reserve(end->squeeze - from->squeeze, b->rules->reserve);
    int64_t most = width + (end->stretch - from->stretch) * s->ratio / RATIO_ONE +
                   with_reserve(end->grow - from->grow, b->rules->reserve);
    return least <= left * (s->widest + hang) &&
           (b->rules->ragged || end->fil - from->fil > 1 || most >= (left - 1) * s->narrowest);
}

/* One line from every way to a start. Returns whether later starts would be too loose for this
 * break. */
static bool try_line(struct search *s, const struct start *from, int to, int first)
{
    const struct break_rules *rules = s->b.rules;
    const struct item *it = &s->b.item[to];
    bool last = to == s->b.n - 1, short_of = true;
    struct fit f = {0};
    int line = -1;
    for (int i = from->node; i < from->node + from->n; i++) {
        struct node before = s->node.v[i];
        if (line < 0 ||
            (before.line != line && (before.line < rules->special || line < rules->special)))
            f = breaker_line(&s->b, from->item, to, before.line);
        line = before.line;
        short_of &= f.short_of;
        if (!f.possible)
            continue;
        int most = rules->max_consecutive ? rules->max_consecutive : 1,
            hyphens = it->flagged ? before.hyphens + 1 : 0;
        bool too_many = rules->max_consecutive && hyphens > most;
        if ((too_many && !s->b.last_pass) || (rules->lines && !may_end(s, to, before.line + 1)))
            continue;
        struct node n = {.before = i,
                         .item = to,
                         .line = before.line + 1,
                         .ratio = f.ratio,
                         .fitness = (int8_t)f.fitness,
                         .loose = f.loose,
                         .ladder = too_many,
                         .hyphens = (uint8_t)(hyphens < most ? hyphens : most)};
        n.demerits = before.demerits + f.demerits + (too_many ? TOO_MANY_HYPHENS : 0) +
                     breaker_join(rules, before.fitness, f.fitness, before.hyphens > 0, it->flagged,
                                  last);
        offer(s, first, &n);
    }
    return short_of;
}

static bool beats(const struct node *a, const struct node *b, const struct break_rules *rules)
{
    int special = same_from(rules), la = a->line < special ? a->line : special,
        lb = b->line < special ? b->line : special;
    int apart = a->fitness < b->fitness ? b->fitness - a->fitness : a->fitness - b->fitness;
    return la == lb && a->hyphens <= b->hyphens &&
           a->demerits + (int64_t)apart * rules->fitness_demerits <= b->demerits;
}

/* Removes nodes dominated by another one at the same place: with no more hyphens after it, all that
 * its future can cost more is by as many steps of fitness as lie between them. */
static void drop_beaten(struct search *s, int first)
{
    int keep = first;
    for (int i = first; i < s->node.n; i++) {
        bool beaten = false;
        for (int j = first; j < s->node.n && !beaten; j++)
            beaten = j != i && beats(&s->node.v[j], &s->node.v[i], s->b.rules) &&
                     (j < i || !beats(&s->node.v[i], &s->node.v[j], s->b.rules));
        if (!beaten)
            s->node.v[s->node.n > keep ? keep++ : keep] = s->node.v[i];
    }
    s->node.n = keep;
}

/* Nothing fits: the line from the last start is overfull. */
static void accept_overfull(struct search *s, int to)
{
    const struct start *from = &s->active.v[s->active.n - 1];
    int best = from->node;
    for (int i = from->node; i < from->node + from->n; i++)
        if (s->node.v[i].demerits < s->node.v[best].demerits)
            best = i;
    struct node before = s->node.v[best];
    *vec_add(&s->node) = (struct node){.demerits = before.demerits + 100000000,
                                       .before = best,
                                       .item = to,
                                       .line = before.line + 1,
                                       .ratio = -FIX_ONE,
                                       .fitness = FITNESS_EVEN,
                                       .overfull = true};
}

static bool try_break(struct search *s, int to, len widest)
{
    int first = s->node.n, forced = is_forced(&s->b.item[to]);
    bool in_order = s->b.rules->special <= 1;
    for (int i = s->first; i < s->active.n; i++)
        if (try_line(s, &s->active.v[i], to, first) && in_order &&
            !(s->b.first && s->active.v[i].item < 0))
            break;
    while (s->first < s->active.n && is_past(&s->b, s->active.v[s->first].item, to,
                                             s->active.v[s->first].item < 0 ? s->opening : widest))
        s->first++;
    if (s->node.n == first && (s->first == s->active.n || forced)) {
        if (!s->b.last_pass)
            return false;
        accept_overfull(s, to);
    }
    if (forced)
        s->first = s->active.n;
    if (s->node.n > first) {
        drop_beaten(s, first);
        *vec_add(&s->active) = (struct start){to, first, s->node.n - first};
    }
    return true;
}

static len widest_measure(const struct break_rules *rules)
{
    len widest = rules->measure(rules->ctx, rules->special);
    for (int i = 0; i < rules->special; i++)
        widest = len_max(widest, rules->measure(rules->ctx, i));
    return widest;
}

static void limit_ways(struct search *s, len widest)
{
    const struct break_rules *rules = s->b.rules;
    s->widest = s->narrowest = widest;
    for (int i = 0; i <= rules->special; i++)
        s->narrowest = s->narrowest < rules->measure(rules->ctx, i) ? s->narrowest
                                                                    : rules->measure(rules->ctx, i);
    s->ratio = most_ratio(rules);
}

static bool run_pass(struct search *s, bool last)
{
    len widest = widest_measure(s->b.rules);
    if (s->b.rules->lines)
        limit_ways(s, widest);
    s->b.last_pass = last;
    s->opening = s->b.rules->measure(s->b.rules->ctx, 0);
    s->node.n = s->active.n = s->first = 0;
    *vec_add(&s->node) = (struct node){.before = -1, .item = -1, .fitness = -1};
    *vec_add(&s->active) = (struct start){-1, 0, 1};
    for (int i = 0; i < s->b.n; i++)
        if (breaker_legal(&s->b, i) && !try_break(s, i, widest))
            return false;
    return true;
}

/* Of all ways, or of those with the number of lines asked for; no line, where there is none. */
static int trace(const struct search *s, struct broken *out)
{
    const struct start *end = &s->active.v[s->active.n - 1];
    int best = -1, lines = s->b.rules->lines;
    for (int i = end->node; i < end->node + end->n; i++)
        if ((!lines || s->node.v[i].line == lines) &&
            (best < 0 || s->node.v[i].demerits < s->node.v[best].demerits))
            best = i;
    if (best < 0)
        return 0;
    int n = s->node.v[best].line;
    for (int i = best, k = n - 1; k >= 0; i = s->node.v[i].before, k--) {
        const struct node *v = &s->node.v[i];
        out[k] = (struct broken){v->item, v->ratio, v->overfull, v->loose, v->ladder};
    }
    return n;
}

int break_lines(const struct item *item, int n, const struct break_rules *rules,
                struct arena *scratch, struct broken *out)
{
    (void)scratch;
    if (!n)
        return 0;
    struct search s = {0};
    breaker_init(&s.b, item, n, rules);
    bool within = run_pass(&s, false);
    if (!within && !rules->lines)
        run_pass(&s, true);
    int lines = within || !rules->lines ? trace(&s, out) : 0;
    breaker_done(&s.b);
    vec_done(&s.node);
    vec_done(&s.active);
    return lines;
}
