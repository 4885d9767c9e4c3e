// SPDX-License-Identifier: Apache-2.0
/* Collapsed borders of a page: they lie above all backgrounds of their table, and where several
 * meet, the widest is on top; of equal ones that further left and up (CSS 2.1 17.6.2.1).
 *
 * Rows set them one by one. Once the page is settled, those of each table come after its last one:
 * within the groups and inline blocks that the table is in, so that these stay whole. */
#include <stdlib.h>

#include "page/page-int.h"

/* A group around fragments (end 0), or an inline block up to `end`. */
struct around {
    int first, end;
};
struct key {
    int at;           /* its place as it was set */
    int group, layer; /* only those in one of each change places */
    const struct box *table;
    int after; /* the place that it moves to: of its table's last border */
    len width;
    int rank;
};

static void describe(const struct frag *f, struct key *k)
{
    for (int i = 0; i < 4; i++)
        if (f->edges & 1u << i && f->style->v[css_border_width[i]].len > k->width) {
            k->width = f->style->v[css_border_width[i]].len;
            k->rank = flow_border_rank(css_kw(f->style, css_border_style[i]));
        }
    k->table = f->box;
    k->layer = f->layer;
}

static int by_table(const void *a, const void *b)
{
    const struct key *x = *(struct key *const *)a, *y = *(struct key *const *)b;
    if (x->table != y->table)
        return x->table < y->table ? -1 : 1;
    if (x->layer != y->layer)
        return x->layer < y->layer ? -1 : 1;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    return x->at < y->at ? -1 : 1;
}

static int by_place(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    if (x->after != y->after)
        return x->after < y->after ? -1 : 1;
    if (x->width != y->width)
        return x->width < y->width ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return x->at > y->at ? -1 : x->at < y->at;
}

/* A key for each fragment: in its own place, but those of borders. */
static void take_keys(const struct page *page, int from, struct key *key)
{
    VEC(struct around) around = {0};
    for (int i = from; i < page->frag.n; i++) {
        const struct frag *f = &page->frag.v[i];
        while (around.n && around.v[around.n - 1].end && i >= around.v[around.n - 1].end)
            around.n--;
        if (f->kind == FRAG_POP && around.n)
            around.n--;
        struct key *k = &key[i - from];
        *k = (struct key){.at = i,
                          .after = i,
                          .group = around.n ? around.v[around.n - 1].first : -1};
        if (f->rule)
            describe(f, k);
        if (f->kind == FRAG_PUSH || (f->kind == FRAG_INLINE && f->n))
            *vec_add(&around) = (struct around){i, f->kind == FRAG_INLINE ? i + 1 + f->n : 0};
    }
    vec_done(&around);
}

static bool moves_with(const struct key *a, const struct key *b)
{
    return a->table == b->table && a->layer == b->layer && a->group == b->group;
}

/* Each border comes where the last one that it moves with is. */
static void gather(struct key **own, int n)
{
    qsort(own, (size_t)n, sizeof *own, by_table);
    for (int i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && moves_with(own[i], own[end]);)
            end++;
        for (int j = i; j < end; j++)
            own[j]->after = own[end - 1]->at;
    }
}

void ruled_order(struct page *page, int from)
{
    int n = page->frag.n - from, rules = 0;
    for (int i = 0; i < n; i++)
        rules += page->frag.v[from + i].rule;
    if (rules < 2)
        return;
    struct key *key = mem_new(sizeof *key * (size_t)n),
               **own = mem_new(sizeof *own * (size_t)rules);
    struct frag *old = mem_new(sizeof *old * (size_t)n);
    take_keys(page, from, key);
    rules = 0;
    for (int i = 0; i < n; i++) {
        old[i] = page->frag.v[from + i];
        if (old[i].rule)
            own[rules++] = &key[i];
    }
    gather(own, rules);
    qsort(key, (size_t)n, sizeof *key, by_place);
    for (int i = 0; i < n; i++)
        page->frag.v[from + i] = old[key[i].at - from];
    mem_free(old);
    mem_free(own);
    mem_free(key);
}
