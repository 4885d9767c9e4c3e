// SPDX-License-Identifier: Apache-2.0
/* Matches equal elements of two sequences in order: patience diff (B. Cohen), as used in version
 * control.
 *
 * Common ends match. Elements that occur once on both sides, in the same order (a longest
 * increasing subsequence), are anchors, and the ranges between them are done in the same way. Where
 * nothing is unique, small ranges get a longest common subsequence by dynamic programming; large
 * ones stay unmatched. The work is bounded by size times DEPTH, plus SMALL for each such range. */
#include <stdlib.h>
#include <string.h>

#include "collect/collect-int.h"

enum { DEPTH = 40, SMALL = 1 << 18 };

struct range {
    int a, a_end, b, b_end, depth;
};
struct differ {
    const uint64_t *a, *b;
    int *match;
    struct {
        struct range *v;
        int n, cap;
    } todo;
};

/* ---- elements unique on both sides ---- */

struct seen {
    uint64_t value;
    int a, b; /* its index on either side; -1 none, -2 several */
    bool used;
};
struct table {
    struct seen *v;
    size_t mask;
};

static struct seen *look_up(struct table *t, uint64_t value)
{
    size_t i = (size_t)(value ^ value >> 29) & t->mask;
    while (t->v[i].used && t->v[i].value != value)
        i = (i + 1) & t->mask;
    if (!t->v[i].used)
        t->v[i] = (struct seen){value, -1, -1, true};
    return &t->v[i];
}

static void count_range(struct differ *d, struct table *t, const struct range *r)
{
    size_t size = 16;
    while (size < 2 * (size_t)(r->a_end - r->a + r->b_end - r->b))
        size *= 2;
    t->v = mem_new(size * sizeof *t->v);
    t->mask = size - 1;
    for (int i = r->a; i < r->a_end; i++) {
        struct seen *s = look_up(t, d->a[i]);
        s->a = s->a == -1 ? i : -2;
    }
    for (int i = r->b; i < r->b_end; i++) {
        struct seen *s = look_up(t, d->b[i]);
        s->b = s->b == -1 ? i : -2;
    }
}

struct anchor {
    int a, b, before; /* before: the anchor before it in the longest sequence that ends here */
};

/* Takes anchors in the order of b; stores a longest subsequence that increases in a into out and
 * returns its length. */
static int longest(struct anchor *v, int n, struct anchor *out)
{
    int *tails = mem_new((size_t)(n + 1) * sizeof *tails), length = 0;
    for (int i = 0; i < n; i++) {
        int low = 0, high = length;
        while (low < high) {
            int mid = (low + high) / 2;
            if (v[tails[mid]].a < v[i].a)
                low = mid + 1;
            else
                high = mid;
        }
        v[i].before = low ? tails[low - 1] : -1;
        tails[low] = i;
        length += low == length;
    }
    for (int k = length, i = length ? tails[length - 1] : -1; k > 0; i = v[i].before)
        out[--k] = v[i];
    mem_free(tails);
    return length;
}

static int find_anchors(struct differ *d, const struct range *r, struct anchor *out)
{
    struct table t;
    struct anchor *v = mem_new((size_t)(r->b_end - r->b + 1) * sizeof *v);
    int n = 0;
    count_range(d, &t, r);
    for (int i = r->b; i < r->b_end; i++) {
        const struct seen *s = look_up(&t, d->b[i]);
        if (s->a >= 0 && s->b == i)
            v[n++] = (struct anchor){s->a, i, -1};
    }
    n = longest(v, n, out);
    mem_free(v);
    mem_free(t.v);
    return n;
}

/* ---- small ranges without anchors ---- */

static void match_small(struct differ *d, const struct range *r)
{
    int n = r->a_end - r->a, m = r->b_end - r->b;
    uint16_t *length = mem_new((size_t)(n + 1) * (size_t)(m + 1) * sizeof *length);
    for (int i = n - 1; i >= 0; i--)
        for (int j = m - 1; j >= 0; j--) {
            uint16_t *at = &length[i * (m + 1) + j];
            uint16_t down = at[m + 1], right = at[1];
            *at = d->a[r->a + i] == d->b[r->b + j] ? (uint16_t)(at[m + 2] + 1)
                  : down > right                   ? down
                                                   : right;
        }
    for (int i = 0, j = 0; i < n && j < m;) {
        const uint16_t *at = &length[i * (m + 1) + j];
        if (d->a[r->a + i] == d->b[r->b + j])
            d->match[r->b + j++] = r->a + i++;
        else if (at[m + 1] >= at[1])
            i++;
        else
            j++;
    }
    mem_free(length);
}

/* ---- ranges ---- */

static void match_ends(struct differ *d, struct range *r)
{
    while (r->a < r->a_end && r->b < r->b_end && d->a[r->a] == d->b[r->b])
        d->match[r->b++] = r->a++;
    while (r->a < r->a_end && r->b < r->b_end && d->a[r->a_end - 1] == d->b[r->b_end - 1])
        d->match[--r->b_end] = --r->a_end;
}

static void match_range(struct differ *d, struct range r)
{
    match_ends(d, &r);
    int n = r.a_end - r.a, m = r.b_end - r.b;
    if (!n || !m)
        return;
    struct anchor *anchors = mem_new((size_t)m * sizeof *anchors);
    int count = r.depth < DEPTH ? find_anchors(d, &r, anchors) : 0;
    if (!count && (long long)n * m <= SMALL)
        match_small(d, &r);
    int a = r.a, b = r.b;
    for (int i = 0; i <= count && count; i++) {
        bool last = i == count;
        *vec_add(&d->todo) = (struct range){a, last ? r.a_end : anchors[i].a, b,
                                            last ? r.b_end : anchors[i].b, r.depth + 1};
        if (last)
            break;
        d->match[anchors[i].b] = anchors[i].a;
        a = anchors[i].a + 1;
        b = anchors[i].b + 1;
    }
    mem_free(anchors);
}

void diff_match(const uint64_t *a, int n, const uint64_t *b, int m, int *match)
{
    struct differ d = {.a = a, .b = b, .match = match};
    for (int i = 0; i < m; i++)
        match[i] = -1;
    *vec_add(&d.todo) = (struct range){0, n, 0, m, 0};
    while (d.todo.n)
        match_range(&d, d.todo.v[--d.todo.n]);
    vec_done(&d.todo);
}
