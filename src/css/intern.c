// SPDX-License-Identifier: Apache-2.0
/* Interning: one copy of equal lists, sums, rule sets and styles, so that pointers compare. */
#include "css/css-int.h"

/* ---- open-addressed sets ---- */

void *ptrset_find(const struct ptrset *t, uint64_t hash, bool (*same)(const void *a, const void *b),
                  const void *key)
{
    if (!t->cap)
        return NULL;
    size_t mask = (size_t)t->cap - 1;
    for (size_t i = hash & mask; t->v[i]; i = (i + 1) & mask)
        if (t->hash[i] == hash && same(t->v[i], key))
            return t->v[i];
    return NULL;
}

static void intern_place(struct ptrset *t, uint64_t hash, void *p)
{
    size_t mask = (size_t)t->cap - 1, i = hash & mask;
    while (t->v[i])
        i = (i + 1) & mask;
    t->v[i] = p;
    t->hash[i] = hash;
}

void ptrset_add(struct ptrset *t, uint64_t hash, void *p)
{
    if (t->n * 2 >= t->cap) {
        struct ptrset old = *t;
        t->cap = old.cap ? old.cap * 2 : 64;
        t->v = mem_new(sizeof *t->v * (size_t)t->cap);
        t->hash = mem_new(sizeof *t->hash * (size_t)t->cap);
        for (int i = 0; i < old.cap; i++)
            if (old.v[i])
                intern_place(t, old.hash[i], old.v[i]);
        mem_free(old.v);
        mem_free(old.hash);
    }
    intern_place(t, hash, p);
    t->n++;
}

void ptrset_done(struct ptrset *t)
{
    mem_free(t->v);
    mem_free(t->hash);
    *t = (struct ptrset){0};
}

/* ---- values ---- */

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0x9e3779b97f4a7c15u;
    return h ^ h >> 29;
}

/* The fields in use depend on the kind of the value; the others are 0. */
bool css_val_equal(const struct css_val *a, const struct css_val *b)
{
    return a->kind == b->kind && a->kw == b->kw && a->len == b->len && a->num == b->num &&
           a->str == b->str;
}

uint64_t css_val_hash(const struct css_val *v, uint64_t h)
{
    h = mix(h, v->kind | (uint64_t)v->kw << 8);
    h = mix(h, (uint32_t)v->len | (uint64_t)(uint32_t)v->num << 32);
    return mix(h, (uintptr_t)v->str);
}

static bool same_item(const struct css_item *a, const struct css_item *b)
{
    return a->kind == b->kind && a->comma == b->comma && css_val_equal(&a->v, &b->v) &&
           a->a == b->a && a->b == b->b && a->style == b->style && a->n == b->n &&
           a->list == b->list;
}

struct list_key {
    const struct css_item *item;
    int n;
};
static bool same_list(const void *list, const void *key)
{
    const struct css_list *x = list;
    const struct list_key *y = key;
    bool same = x->n == y->n;
    for (int i = 0; same && i < x->n; i++)
        same = same_item(&x->item[i], &y->item[i]);
    return same;
}

static uint64_t list_hash(const struct css_item *item, int n)
{
    uint64_t h = (uint64_t)n;
    for (int i = 0; i < n; i++) {
        const struct css_item *m = &item[i];
        h = css_val_hash(&m->v, mix(h, m->kind | (uint64_t)m->comma << 8 |
                                           (uint64_t)(uint32_t)m->n << 16));
        h = mix(mix(mix(mix(h, (uintptr_t)m->a), (uintptr_t)m->b), (uintptr_t)m->style),
                (uintptr_t)m->list);
    }
    return h;
}

const struct css_list *css_list_new(struct css *css, const struct css_item *item, int n)
{
    uint64_t hash = list_hash(item, n);
    struct css_list *known = ptrset_find(&css->lists, hash, same_list, &(struct list_key){item, n});
    if (!known) {
        known = arena_new(&css->arena, sizeof *known + sizeof *item * (size_t)n);
        known->n = n;
        if (n)
            memcpy(known->item, item, sizeof *item * (size_t)n);
        ptrset_add(&css->lists, hash, known);
    }
    return known;
}

static bool same_sum(const void *a, const void *b) { return !memcmp(a, b, sizeof(struct css_sum)); }

const struct css_sum *css_sum_new(struct css *css, const struct css_sum *sum)
{
    uint64_t hash = hash_bytes(sum, sizeof *sum, 3);
    struct css_sum *known = ptrset_find(&css->sums, hash, same_sum, sum);
    if (!known) {
        known = arena_make(&css->arena, struct css_sum);
        *known = *sum;
        ptrset_add(&css->sums, hash, known);
    }
    return known;
}

/* ---- rule sets and styles ---- */

static bool same_mset(const void *a, const void *b)
{
    const struct mset *x = a, *y = b;
    return x->n == y->n && (!x->n || !memcmp(x->rank, y->rank, sizeof *x->rank * (size_t)x->n));
}

const struct mset *css_mset(struct css *css, const uint32_t *rank, int n)
{
    struct mset key = {.n = n, .rank = rank};
    uint64_t hash = (uint64_t)n;
    for (int i = 0; i < n; i++)
        hash = mix(hash, rank[i]);
    struct mset *known = ptrset_find(&css->msets, hash, same_mset, &key);
    if (!known) {
        uint32_t *copy = arena_array(&css->arena, uint32_t, n + 1);
        if (n)
            memcpy(copy, rank, sizeof *rank * (size_t)n);
        known = arena_make(&css->arena, struct mset);
        *known = (struct mset){.n = n, .rank = copy};
        ptrset_add(&css->msets, hash, known);
    }
    return known;
}

static bool same_entry(const void *a, const void *b)
{
    const struct cache_entry *x = a, *y = b;
    return x->parent == y->parent && x->set == y->set && x->lang == y->lang && x->kind == y->kind;
}

struct cache_entry *css_cached(struct css *css, const void *parent, const void *set,
                               const char *lang, uint32_t kind)
{
    struct cache_entry key = {parent, set, lang, kind, NULL};
    uint64_t hash = mix(mix(mix(mix(1, (uintptr_t)parent), (uintptr_t)set), (uintptr_t)lang), kind);
    struct cache_entry *known = ptrset_find(&css->cache, hash, same_entry, &key);
    if (!known) {
        known = arena_make(&css->arena, struct cache_entry);
        *known = key;
        ptrset_add(&css->cache, hash, known);
    }
    return known;
}

static bool same_lines(const void *a, const void *b)
{
    const struct css_lines *x = a, *y = b;
    return x->underline == y->underline && x->overline == y->overline && x->through == y->through &&
           x->under == y->under && x->style == y->style && x->color == y->color &&
           css_val_equal(&x->thickness, &y->thickness) && css_val_equal(&x->offset, &y->offset) &&
           x->next == y->next;
}

const struct css_lines *css_lines_new(struct css *css, const struct css_lines *l)
{
    uint64_t hash = mix(mix((uintptr_t)l->color, (uintptr_t)l->next),
                        l->underline + 2 * l->overline + 4 * l->through + 8 * l->style);
    hash = css_val_hash(&l->thickness, css_val_hash(&l->offset, hash));
    struct css_lines *known = ptrset_find(&css->lines, hash, same_lines, l);
    if (!known) {
        known = arena_make(&css->arena, struct css_lines);
        *known = *l;
        ptrset_add(&css->lines, hash, known);
    }
    return known;
}

static bool same_style(const void *a, const void *b)
{
    const struct style *x = a, *y = b;
    bool same = x->s.lang == y->s.lang && x->s.lines == y->s.lines && x->vars == y->vars &&
                x->s.was_inline == y->s.was_inline;
    for (int p = 0; same && p < CSS_PROPS; p++)
        same = css_val_equal(&x->s.v[p], &y->s.v[p]);
    return same;
}

const struct css_style *css_style_intern(struct css *css, const struct style *s)
{
    uint64_t hash = mix(mix((uintptr_t)s->s.lang, (uintptr_t)s->vars), (uintptr_t)s->s.lines);
    for (int p = 0; p < CSS_PROPS; p++)
        hash = css_val_hash(&s->s.v[p], hash);
    struct style *known = ptrset_find(&css->styles, hash, same_style, s);
    if (!known) {
        known = arena_make(&css->arena, struct style);
        *known = *s;
        known->s.id = css->n_styles++;
        ptrset_add(&css->styles, hash, known);
    }
    return &known->s;
}
