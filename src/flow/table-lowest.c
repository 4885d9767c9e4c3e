// SPDX-License-Identifier: Apache-2.0
/* Widths of a table's columns between the least and the widest, so that the table gets as low as it
 * can be.
 *
 * The height of a row is that of its highest cell, and a cell's is known well enough from the
 * lengths of its paragraphs: of a paragraph that is `natural` long, n lines hold n * measure less
 * their ragged ends. So the sum of the rows' heights is a function of the columns' widths alone.
 * Its least is hard to find (Anderson and Sobti, The Table Layout Problem, 1999); near enough to it
 * come a continuous start, with widths as the roots of the areas of the cells that make the rows
 * high (the conditions of Hurst, Marriott and Moulder, Toward Tighter Tables, 2005), and then steps
 * that each make the table lower: columns are as narrow as the rows' heights let them be, and the
 * rest goes to the column that gains most by it, or to all columns that keep one row high together,
 * or is taken from a column that loses less by it. The number of steps is limited, and each looks
 * at every cell a few times.
 *
 * Tables of the same height are not alike to readers: a head that wraps is better than cells of the
 * body that do.
 *
 * A cell that spans rows has a row of its own in the figures, which is as high as those that it
 * spans are together or as the cell is. Excess height of the cell makes the rows it spans grow:
 * each by an equal part of it costs nothing. */
#include <stdlib.h>

#include "flow/table-int.h"

enum {
    STEPS = 24,
    ROUNDS = 10,
    GAINS = 4,
    TRADES_MAX = 12 /* columns */,
    ROWS_TRIED = 6,
    HYPHENS_MAX = 6
};

struct gain {
    len width;
    int64_t height;
};
struct lowest {
    const struct grid *g;
    int cols;
    len width;              /* of all columns together */
    len *lo, *hi, *at;      /* by column: bounds, and where the search is */
    int *by_column, *first; /* asked cells by column; where each column's begin */
    len *height;            /* of each asked cell … */
    len *top, *next; /* … and of each row and span of rows: the highest, and the highest of other
                        columns than `who` */
    len *more;       /* scratch, by row */
    int *who;
    bool free_heads;       /* cells of the head count as one line each */
    VEC(struct gain) gain; /* scratch */
};

/* Those of other tables in a row with it included. */
static int rows_of(const struct grid *g) { return g->line.n + g->more_rows; }

/* ---- heights --------------------------------------------------------------------------------- */

static len lost(const struct extent *e, len measure)
{
    return len_min(e->mean * 2 / 5, measure / 3);
}

/* First fit, as the breaker does it for text that is not justified; words that are wider than the
 * measure are hyphenated. */
static int64_t lines_of(const struct spaced *w, int n, len measure)
{
    int64_t lines = 1, x = 0;
    for (int i = 0; i < n; x += (int64_t)w[i].word + w[i].space, i++) {
        if (x + w[i].word > measure && x > 0)
            lines++, x = 0;
        for (; w[i].word > measure && x + w[i].word > measure; x -= measure)
            lines++;
    }
    return lines;
}

static int64_t lines(const struct grid *g, const struct extent *e, len measure)
{
    measure -= e->inset;
    if (e->natural <= measure || e->natural == 0)
        return 1;
    if (measure <= LEN_PT)
        measure = LEN_PT;
    if (e->n > 0)
        return lines_of(&g->asking.word.v[e->first], e->n, measure);
    len ends = lost(e, measure);
    return ((int64_t)e->natural - ends + (measure - ends) - 1) / (measure - ends);
}

/* The width at which the longest word has that many hyphens: no word breaks into parts of the same
 * length. */
static len width_for(const struct cell_need *a, int hyphens)
{
    len word = a->word - a->edges;
    return a->edges + (hyphens ? (word + word / 8) / (hyphens + 1) : word);
}

static int parts_of(const struct cell_need *a, len width)
{
    int n = 0;
    while (a->n > 0 && n < HYPHENS_MAX && width < width_for(a, n))
        n++;
    return n;
}

/* A hyphen in a word that another width would leave whole is worth two lines to a cell. */
static len hyphens(const struct cell_need *a, len width)
{
    return 2 * a->leading * parts_of(a, width);
}

static len height_at(const struct lowest *l, const struct cell_need *a, len width)
{
    int64_t h = a->above;
    for (int i = 0; i < a->n; i++) {
        const struct extent *e = &l->g->asking.extent.v[a->first + i];
        h += e->leading * (a->head && l->free_heads ? 1 : lines(l->g, e, width - a->edges));
    }
    return (len)(h < LEN_MAX / 2 ? h : LEN_MAX / 2);
}

static len rows_height(const struct cell_need *a, const len *top)
{
    int64_t sum = 0;
    for (int r = a->from; r < a->from + a->rows; r++)
        sum += top[r];
    return (len)(sum < LEN_MAX / 2 ? sum : LEN_MAX / 2);
}

/* Cells that span rows, once all others are known. Rows under one that is higher than they are
 * grow, and nobody keeps them high. */
static void measure_spans(struct lowest *l)
{
    len *more = l->more;
    for (int r = 0; r < rows_of(l->g); r++)
        more[r] = 0;
    for (int i = 0; i < l->g->needs.n; i++) {
        const struct cell_need *a = &l->g->needs.v[i];
        if (a->rows == 1)
            continue;
        len h = l->height[i], below = rows_height(a, l->top);
        l->next[a->row] = below;
        l->top[a->row] = len_max(h, below);
        l->who[a->row] = h > below ? a->col : -1;
        for (int r = a->from; r < a->from + a->rows && h > below; r++)
            more[r] = len_max(more[r], (h - below) / a->rows);
    }
    for (int r = 0; r < rows_of(l->g); r++)
        if (more[r] > 0) {
            l->next[r] = l->top[r] += more[r];
            l->who[r] = -1;
        }
}

/* Of a row from the cells' heights. */
static void measure(struct lowest *l)
{
    for (int r = 0; r < rows_of(l->g); r++)
        l->top[r] = l->next[r] = 0, l->who[r] = -1;
    for (int i = 0; i < l->g->needs.n; i++) {
        const struct cell_need *a = &l->g->needs.v[i];
        len h = l->height[i] = height_at(l, a, l->at[a->col]);
        if (a->rows > 1)
            continue;
        if (h > l->top[a->row]) {
            l->next[a->row] = l->top[a->row];
            l->top[a->row] = h;
            l->who[a->row] = a->col;
        } else if (h > l->next[a->row]) {
            l->next[a->row] = h;
        }
    }
    if (l->g->row_spans)
        measure_spans(l);
}

static int64_t total(const struct lowest *l)
{
    int64_t sum = 0;
    for (int r = 0; r < rows_of(l->g); r++)
        sum += l->top[r];
    for (int i = 0; i < l->g->needs.n; i++)
        sum += hyphens(&l->g->needs.v[i], l->at[l->g->needs.v[i].col]);
    return sum;
}

/* The narrowest width at which the cell is no higher than that; `most` is one. */
static len narrowest(const struct lowest *l, const struct cell_need *a, len height, len most)
{
    len low = l->lo[a->col], high = most;
    if (high <= low || height_at(l, a, low) <= height)
        return len_min(low, most);
    if (a->n == 1) {
        const struct extent *e = &l->g->asking.extent.v[a->first];
        int64_t n = e->leading > 0 ? (height - a->above) / e->leading : 1;
        len inset = a->edges + e->inset,
            guess = n <= 1 ? e->natural + inset
                           : (len)((e->natural - lost(e, LEN_MAX)) / n) + lost(e, LEN_MAX) + inset;
        for (int i = 0; i < 2 && guess < high && (e->n == 0 || n <= 1); i++, guess += LEN_PT / 8)
            if (guess > low && height_at(l, a, guess) <= height)
                return guess;
    }
    while (high - low > LEN_PT / 4) {
        len mid = low + (high - low) / 2;
        if (height_at(l, a, mid) <= height)
            high = mid;
        else
            low = mid;
    }
    return high;
}

/* ---- steps ----------------------------------------------------------------------------------- */

/* Every column as narrow as no row gets higher and no word is hyphenated by it; returns the
 * rest. */
static len tighten(struct lowest *l)
{
    int64_t sum = 0;
    for (int c = 0; c < l->cols; c++) {
        len most = l->at[c], least = len_min(l->lo[c], most);
        for (int i = l->first[c]; i < l->first[c + 1]; i++) {
            const struct cell_need *a = &l->g->needs.v[l->by_column[i]];
            int parts = parts_of(a, most);
            if (parts_of(a, least) > parts && width_for(a, parts) <= most)
                least = width_for(a, parts);
            if (height_at(l, a, least) > l->top[a->row])
                least = len_max(least, narrowest(l, a, l->top[a->row], most));
        }
        l->at[c] = least;
        sum += least;
    }
    return (len)(l->width - sum);
}

static int by_width(const void *a, const void *b)
{
    const struct gain *x = a, *y = b;
    return (x->width > y->width) - (x->width < y->width);
}

/* The reduction of the table's height if only this column gets wider, as sums up to each width. */
static void gains(struct lowest *l, int c)
{
    l->gain.n = 0;
    for (int i = l->first[c]; i < l->first[c + 1]; i++) {
        const struct cell_need *a = &l->g->needs.v[l->by_column[i]];
        len h = l->height[l->by_column[i]], floor = l->next[a->row];
        for (int k = parts_of(a, l->at[c]) - 1; k >= 0; k--)
            *vec_add(&l->gain) = (struct gain){width_for(a, k), 2 * a->leading};
        for (int k = 0;
             k < GAINS && l->who[a->row] == c && h == l->top[a->row] && h > floor && a->leading > 0;
             k++) {
            len to = len_max(h - a->leading, floor), w = narrowest(l, a, h - a->leading, l->hi[c]);
            if (w <= l->at[c] || height_at(l, a, w) > h - a->leading)
                break;
            *vec_add(&l->gain) = (struct gain){w, h - to};
            h = height_at(l, a, w);
            if (h <= floor)
                break;
        }
    }
    if (l->gain.n)
        qsort(l->gain.v, (size_t)l->gain.n, sizeof *l->gain.v, by_width);
    for (int i = 1; i < l->gain.n; i++)
        l->gain.v[i].height += l->gain.v[i - 1].height;
}

struct step {
    int column, from;
    len width, taken;
    int64_t gain, cost;
}; /* cost: the width that it takes */

/* More height for the width is better. */
static bool better(const struct step *s, const struct step *best)
{
    return s->gain > 0 &&
           (best->gain <= 0 || (__int128)s->gain * best->cost > (__int128)best->gain * s->cost);
}

/* The increase of the table's height if this column gets that narrow. */
static int64_t loss(const struct lowest *l, int c, len width)
{
    int64_t sum = 0;
    for (int i = l->first[c]; i < l->first[c + 1]; i++) {
        const struct cell_need *a = &l->g->needs.v[l->by_column[i]];
        len h = height_at(l, a, width);
        sum += h > l->top[a->row] ? h - l->top[a->row] : 0;
        sum += hyphens(a, width) - hyphens(a, l->at[c]);
    }
    return sum;
}

static void try_gain(struct lowest *l, int c, len pool, struct step *best)
{
    for (int i = 0; i < l->gain.n; i++) {
        struct step s = {.column = c,
                         .from = -1,
                         .width = l->gain.v[i].width,
                         .gain = l->gain.v[i].height};
        s.cost = s.width - l->at[c];
        if (s.cost > 0 && s.cost <= pool && s.width <= l->hi[c] && better(&s, best))
            *best = s;
    }
}

/* Of the gains that are too dear, the few that give most for their width, at the cost of one other
 * column. */
static void try_trade(struct lowest *l, int c, len pool, struct step *best)
{
    for (int k = 0, i = l->gain.n - 1; k < GAINS && i >= 0;
         k++, i -= (l->gain.n + GAINS - 1) / GAINS) {
        struct step s = {.column = c, .width = l->gain.v[i].width};
        s.cost = s.width - l->at[c];
        len lack = (len)(s.cost - pool);
        for (s.from = 0; s.from < l->cols && lack > 0 && s.width <= l->hi[c]; s.from++) {
            if (s.from == c || l->at[s.from] - lack < l->lo[s.from])
                continue;
            s.gain = l->gain.v[i].height - loss(l, s.from, l->at[s.from] - lack);
            s.taken = lack;
            if (s.gain > LEN_PT && (best->gain <= 0 || s.gain > best->gain))
                *best = s;
        }
    }
}

/* Widens one column by the pool, or else by width taken from another. */
static bool step_column(struct lowest *l, len pool)
{
    struct step best = {.gain = 0}, trade = {.gain = 0};
    for (int c = 0; c < l->cols; c++) {
        gains(l, c);
        try_gain(l, c, pool, &best);
        if (best.gain <= 0 && l->cols <= TRADES_MAX)
            try_trade(l, c, pool, &trade);
    }
    const struct step *s = best.gain > 0 ? &best : &trade;
    if (s->gain <= 0)
        return false;
    l->at[s->column] = s->width;
    if (s->from >= 0)
        l->at[s->from] -= s->taken;
    return true;
}

/* A row whose height several columns share gets lower when all of them get wider: tried with the
 * highest rows. */
static bool step_row(struct lowest *l, len pool)
{
    len below = LEN_MAX;
    for (int k = 0; k < ROWS_TRIED; k++) {
        int row = -1;
        for (int r = 0; r < rows_of(l->g); r++)
            if (l->who[r] >= 0 && l->top[r] < below && l->top[r] == l->next[r] &&
                (row < 0 || l->top[r] > l->top[row]))
                row = r;
        if (row < 0)
            return false;
        below = l->top[row];
        int64_t cost = 0;
        for (int i = 0; i < l->g->needs.n; i++) {
            const struct cell_need *a = &l->g->needs.v[i];
            if (a->row == row && l->height[i] == below)
                cost += narrowest(l, a, below - 1, l->hi[a->col]) - l->at[a->col];
        }
        if (cost <= 0 || cost > pool)
            continue;
        for (int i = 0; i < l->g->needs.n; i++) {
            const struct cell_need *a = &l->g->needs.v[i];
            if (a->row == row && l->height[i] == below)
                l->at[a->col] = len_max(l->at[a->col], narrowest(l, a, below - 1, l->hi[a->col]));
        }
        return true;
    }
    return false;
}

/* Gives useless surplus to the columns that could be wider. */
static void give(struct lowest *l, len pool)
{
    int64_t way = 0, left = pool;
    for (int c = 0; c < l->cols; c++)
        way += l->hi[c] - len_min(l->at[c], l->hi[c]);
    for (int c = 0; c < l->cols && way > 0; c++) {
        len own = l->hi[c] - len_min(l->at[c], l->hi[c]), more = len_scale(own, left, way);
        l->at[c] += more;
        left -= more;
        way -= own;
    }
}

static int64_t descend(struct lowest *l)
{
    for (int k = 0; k < STEPS; k++) {
        measure(l);
        len pool = tighten(l);
        measure(l);
        if (!step_column(l, pool) && !step_row(l, pool)) {
            give(l, pool);
            break;
        }
    }
    measure(l);
    int64_t sum = 0;
    for (int c = 0; c < l->cols; c++)
        sum += l->at[c];
    if (sum < l->width)
        give(l, (len)(l->width - sum));
    measure(l);
    return total(l);
}

/* ---- the continuous start -------------------------------------------------------------------- */

static int64_t root(int64_t v)
{
    int64_t r = 0;
    for (int64_t bit = (int64_t)1 << 30; bit; bit >>= 1)
        if ((r + bit) * (r + bit) <= v)
            r += bit;
    return r;
}

/* Shares the width in proportion to `want`, within the bounds: columns at a bound are settled one
 * after the other. */
static void share(struct lowest *l, const int64_t *want, len *out)
{
    bool *settled = mem_new(sizeof *settled * (size_t)l->cols);
    for (int round = 0; round <= l->cols; round++) {
        int64_t sum = 0, left = l->width;
        for (int c = 0; c < l->cols; c++) {
            sum += settled[c] ? 0 : want[c] + 1;
            left -= settled[c] ? out[c] : 0;
        }
        int bound = -1;
        for (int c = 0; c < l->cols && sum > 0; c++) {
            if (settled[c])
                continue;
            int64_t w = left > 0 ? (int64_t)((__int128)(want[c] + 1) * left / sum) : 0;
            out[c] = (len)(w < l->lo[c] ? l->lo[c] : w > l->hi[c] ? l->hi[c] : w);
            if (w < l->lo[c] || (w > l->hi[c] && bound < 0))
                bound = bound < 0 || w < l->lo[c] ? c : bound;
        }
        if (bound < 0)
            break;
        settled[bound] = true;
    }
    mem_free(settled);
}

/* Widths as the roots of the areas that make rows higher than one line. */
static void relax(struct lowest *l)
{
    int64_t *want = mem_new(sizeof *want * (size_t)l->cols);
    len *out = mem_new(sizeof *out * (size_t)l->cols);
    for (int k = 0; k < ROUNDS; k++) {
        measure(l);
        for (int c = 0; c < l->cols; c++)
            want[c] = 0;
        for (int i = 0; i < l->g->needs.n; i++) {
            const struct cell_need *a = &l->g->needs.v[i];
            int64_t area = (int64_t)l->height[i] * (l->at[a->col] / LEN_PT + 1) / LEN_PT;
            if (l->height[i] > a->least && l->height[i] == l->top[a->row])
                want[a->col] += area;
        }
        for (int c = 0; c < l->cols; c++)
            want[c] = root(want[c] << 10);
        share(l, want, out);
        for (int c = 0; c < l->cols; c++)
            l->at[c] = (l->at[c] + out[c]) / 2;
    }
    mem_free(want);
    mem_free(out);
}

/* ---- the search ------------------------------------------------------------------------------ */

static void sort_columns(struct lowest *l)
{
    for (int i = 0; i < l->g->needs.n; i++)
        l->first[l->g->needs.v[i].col + 1]++;
    for (int c = 0; c < l->cols; c++)
        l->first[c + 1] += l->first[c];
    for (int i = l->g->needs.n - 1; i >= 0; i--) {
        int c = l->g->needs.v[i].col, at = --l->first[c + 1];
        l->by_column[at] = i;
    }
    for (int c = 0; c < l->cols; c++) /* each was moved down to its own beginning */
        l->first[c] = l->first[c + 1];
    l->first[l->cols] = l->g->needs.n;
}

/* Whether a cell of the head is the widest of its column. */
static bool has_wide_heads(const struct lowest *l)
{
    for (int c = 0; c < l->cols; c++) {
        int64_t head = 0, body = 0;
        for (int i = l->first[c]; i < l->first[c + 1]; i++) {
            const struct cell_need *a = &l->g->needs.v[l->by_column[i]];
            for (int k = a->first; k < a->first + a->n; k++) {
                const struct extent *e = &l->g->asking.extent.v[k];
                int64_t w = (int64_t)e->natural + e->inset, *most = a->head ? &head : &body;
                *most = w > *most ? w : *most;
            }
        }
        if (head > body)
            return true;
    }
    return false;
}

/* Of the rows that are in no head. */
static int64_t body_height(const struct lowest *l)
{
    int64_t sum = total(l);
    for (int i = 0, row = -1; i < l->g->needs.n; i++) {
        const struct cell_need *a = &l->g->needs.v[i];
        if (a->head && a->rows == 1 && a->row != row)
            sum -= l->top[a->row], row = a->row;
    }
    return sum;
}

static int64_t head_hyphens(const struct lowest *l)
{
    int64_t sum = 0;
    for (int i = 0; i < l->g->needs.n; i++) {
        const struct cell_need *a = &l->g->needs.v[i];
        sum += a->head ? hyphens(a, l->at[a->col]) : 0;
    }
    return sum;
}

/* A head wraps before cells of the body do: the columns are settled once more from where they are
 * as if it were free to, which is better if the table gets no higher by it and its body lower, and
 * no more words of the head are hyphenated. */
static void wrap_heads(struct lowest *l)
{
    for (int c = 0; c < l->cols; c++)
        l->at[c] = l->g->col[c].width;
    measure(l);
    int64_t whole = total(l), body = body_height(l), parts = head_hyphens(l);
    l->free_heads = true;
    descend(l);
    l->free_heads = false;
    bool lower = descend(l) <= whole && body_height(l) < body && head_hyphens(l) <= parts;
    for (int c = 0; c < l->cols && lower; c++)
        l->g->col[c].width = l->at[c];
}

int64_t grid_height(const struct grid *g, const len *width)
{
    int64_t sum = 0;
    struct lowest l = {.g = g};
    len *top = mem_new(sizeof *top * (size_t)(rows_of(g) + g->row_spans + 1));
    for (int i = 0; i < g->needs.n; i++) {
        const struct cell_need *a = &g->needs.v[i];
        top[a->row] = len_max(top[a->row], height_at(&l, a, width[a->col]));
        sum += hyphens(a, width[a->col]);
    }
    for (int i = 0; i < g->needs.n && g->row_spans; i++) {
        const struct cell_need *a = &g->needs.v[i];
        if (a->rows > 1) /* the last row takes what they lack */
            top[a->from + a->rows - 1] += len_max(0, top[a->row] - rows_height(a, top));
    }
    for (int r = 0; r < rows_of(g); r++)
        sum += top[r];
    mem_free(top);
    return sum;
}

void grid_fit_lowest(struct grid *g, len width, const len *lo, const len *hi)
{
    size_t n = (size_t)g->cols, rows = (size_t)(rows_of(g) + g->row_spans) + 1,
           cells = (size_t)g->needs.n + 1;
    struct lowest l = {.g = g, .cols = g->cols, .width = width};
    len *lens = mem_new(sizeof *lens * (n * 4 + cells + rows * 3)), *begin = lens + n * 3;
    int *ints = mem_new(sizeof *ints * (cells + n + 2 + rows));
    l.lo = lens, l.hi = lens + n, l.at = lens + n * 2, l.height = lens + n * 4,
    l.top = l.height + cells, l.next = l.top + rows, l.more = l.next + rows;
    l.by_column = ints, l.first = ints + cells, l.who = l.first + n + 2;
    for (int c = 0; c < g->cols; c++) {
        l.lo[c] = lo[c];
        l.hi[c] = len_max(lo[c], hi[c]);
        l.at[c] = begin[c] = g->col[c].width;
    }
    sort_columns(&l);
    int64_t plain = descend(&l);
    for (int c = 0; c < g->cols; c++) {
        len w = l.at[c];
        l.at[c] = begin[c];
        begin[c] = w;
    }
    relax(&l);
    bool lower = descend(&l) < plain;
    for (int c = 0; c < g->cols; c++)
        g->col[c].width = lower ? l.at[c] : begin[c];
    if (has_wide_heads(&l))
        wrap_heads(&l);
    vec_done(&l.gain);
    mem_free(lens);
    mem_free(ints);
}
