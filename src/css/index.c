// SPDX-License-Identifier: Apache-2.0
/* The candidate rules for an element: selectors are found by the id, class or name of their last
 * compound, else by a required attribute or parent, and rejected if a required name of an ancestor
 * is missing, by a 64-bit Bloom filter of the names, ids and classes on the way to the root. */
#include <stdlib.h>

#include "css/css-int.h"

uint64_t css_bit(const char *s) { return 1ull << (hash_bytes(s, strlen(s), 7) & 63); }

/* ---- building ---- */

static int by_cascade(const void *a, const void *b, void *css)
{
    const struct selector *x = *(struct selector *const *)a, *y = *(struct selector *const *)b;
    if (x->origin != y->origin)
        return x->origin < y->origin ? -1 : 1;
    int layers = css_layer_order(css, x->layer, y->layer);
    if (layers)
        return layers;
    if (x->spec != y->spec)
        return x->spec < y->spec ? -1 : 1;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return 0;
}

static struct bucket *bucket(struct map *m, const char *key)
{
    void **place = map_put(m, key);
    if (!*place)
        *place = mem_new(sizeof(struct bucket));
    return *place;
}

static void index_put(struct bucket *b, const struct selector *s)
{
    if (!b->n || b->v[b->n - 1] != s)
        *vec_add(b) = s;
}

/* Adds a selector under the rarest feature of its last compound; for :is(), under each of its
 * alternatives. */
static void add_keys(struct index *x, const struct compound *c, const struct selector *s)
{
    const struct simple *cls = NULL, *is = NULL, *attr = NULL;
    bool root = false;
    for (int k = 0; k < c->n; k++) {
        const struct simple *p = &c->simple[k];
        if (p->kind == SEL_ID) {
            index_put(bucket(&x->id, p->name), s);
            return;
        }
        cls = p->kind == SEL_CLASS ? p : cls;
        is = p->kind == SEL_IS ? p : is;
        attr = p->kind == SEL_ATTR ? p : attr;
        root |= p->kind == SEL_ROOT;
    }
    if (cls)
        index_put(bucket(&x->cls, cls->name), s);
    else if (c->name)
        index_put(bucket(&x->name, c->name), s);
    else if (is)
        for (const struct selector *alternative = is->list; alternative;
             alternative = alternative->next)
            add_keys(x, alternative->last, s);
    else if (root)
        index_put(&x->root, s);
    else if (attr)
        index_put(bucket(&x->attr,
                         strrchr(attr->name, ':') ? strrchr(attr->name, ':') + 1 : attr->name),
                  s);
    else if (c->left && c->comb == COMB_CHILD && c->left->name)
        index_put(bucket(&x->parent, c->left->name), s);
    else
        index_put(&x->any, s);
}

static void map_buckets_done(struct map *m)
{
    for (int i = 0; i < m->n; i++) {
        vec_done((struct bucket *)m->entry[i].value);
        mem_free(m->entry[i].value);
    }
    map_done(m);
    *m = (struct map){0};
}

static void index_done(struct index *x)
{
    map_buckets_done(&x->id);
    map_buckets_done(&x->cls);
    map_buckets_done(&x->name);
    map_buckets_done(&x->attr);
    map_buckets_done(&x->parent);
    vec_done(&x->root);
    vec_done(&x->any);
    memset(x->elem, 0, sizeof x->elem);
    memset(x->below, 0, sizeof x->below);
}

void matcher_free(struct matcher *m)
{
    for (int p = 0; p < CSS_PSEUDOS; p++)
        index_done(&m->index[p]);
    mem_free(m->seen);
    vec_done(&m->ranks);
}

void matcher_build(struct css *css)
{
    struct matcher *m = &css->match;
    if (css->selectors.n)
        qsort_r(css->selectors.v, (size_t)css->selectors.n, sizeof *css->selectors.v, by_cascade,
                css);
    for (int p = 0; p < CSS_PSEUDOS; p++)
        index_done(&m->index[p]);
    for (int i = 0; i < css->selectors.n; i++) {
        struct selector *s = css->selectors.v[i];
        s->rank = (uint32_t)i;
        add_keys(&m->index[s->pseudo], s->last, s);
    }
    for (int e = 1; e < DB_COUNT; e++) {
        m->elem_bit[e] = css_bit(db_name(e));
        for (int p = 0; p < CSS_PSEUDOS; p++) {
            m->index[p].elem[e] = map_get(&m->index[p].name, db_name(e));
            m->index[p].below[e] = map_get(&m->index[p].parent, db_name(e));
        }
    }
    matcher_reset(m);
}

void matcher_reset(struct matcher *m)
{
    m->depth = 0;
    m->steps = CSS_STEPS;
    m->steps_reported = false;
    if (m->seen)
        memset(m->seen, 0, sizeof(struct seen) * SEEN_SLOTS);
}

/* ---- the way to the root ---- */

static bool index_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* Calls visit for each token of a role. */
static void each_class(const char *role, void (*visit)(void *ctx, const char *s, size_t n),
                       void *ctx)
{
    while (role && *role) {
        const char *s = role;
        while (*role && !index_blank(*role))
            role++;
        if (role > s)
            visit(ctx, s, (size_t)(role - s));
        while (index_blank(*role))
            role++;
    }
}

static void add_bit(void *bits, const char *s, size_t n)
{
    *(uint64_t *)bits |= 1ull << (hash_bytes(s, n, 7) & 63);
}

static uint64_t bits_of(struct matcher *m, const xmlNode *n)
{
    struct subject s;
    subject_get(&s, n);
    uint64_t bits = s.elem != DB_NONE ? m->elem_bit[s.elem] : css_bit((const char *)n->name);
    if (s.id)
        bits |= css_bit(s.id);
    each_class(s.role, add_bit, &bits);
    return bits;
}

/* 1-based; 0: not on the path. */
static int place_on_path(const struct matcher *m, const xmlNode *n)
{
    int d = m->depth;
    while (d && m->path[d - 1] != n)
        d--;
    return d;
}

/* Moves m->path to the ancestors of n, and returns their bits. Walking a tree in order this is one
 * step up or down. */
static uint64_t ancestor_bits(struct matcher *m, const xmlNode *n)
{
    const xmlNode *chain[ANCESTORS], *p = n->parent;
    int k = 0, d = 0;
    for (; p && p->type == XML_ELEMENT_NODE && k < ANCESTORS && !(d = place_on_path(m, p));
         p = p->parent)
        chain[k++] = p;
    m->depth = d;
    if (k + d >= ANCESTORS)
        return ~0ull;
    while (k--) {
        m->bits[m->depth] = bits_of(m, chain[k]) | (m->depth ? m->bits[m->depth - 1] : 0);
        m->path[m->depth++] = chain[k];
    }
    return m->depth ? m->bits[m->depth - 1] : 0;
}

/* ---- matching ---- */

void subject_get(struct subject *s, const xmlNode *n)
{
    *s = (struct subject){.node = n, .elem = xml_elem(n)};
    for (const xmlAttr *a = n->properties; a; a = a->next) {
        const char *name = (const char *)a->name,
                   *v = a->children ? (const char *)a->children->content : NULL;
        if (!v)
            continue;
        if (!a->ns && !strcmp(name, "role"))
            s->role = v;
        else if (a->ns && a->ns->prefix && !strcmp((const char *)a->ns->prefix, "xml")) {
            if (!strcmp(name, "id"))
                s->id = v;
            else if (!strcmp(name, "lang"))
                s->lang = v;
        }
    }
}

struct hunt {
    struct css *css;
    const struct index *index;
    const xmlNode *node;
    uint64_t bits;
};

static void try_bucket(struct hunt *h, const struct bucket *b)
{
    struct matcher *m = &h->css->match;
    for (int i = 0; b && i < b->n; i++)
        if (!(b->v[i]->need & ~h->bits) && css_selector_holds(h->css, b->v[i], h->node))
            *vec_add(&m->ranks) = b->v[i]->rank;
}

static void try_class(void *hunt, const char *s, size_t n)
{
    struct hunt *h = hunt;
    try_bucket(h, map_get_n(&h->index->cls, s, n));
}

static int by_rank(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void insertion_sort(uint32_t *v, int n)
{
    for (int i = 1; i < n; i++) {
        uint32_t x = v[i];
        int k = i;
        for (; k && v[k - 1] > x; k--)
            v[k] = v[k - 1];
        v[k] = x;
    }
}

/* Ascending, each once: an element may be found by several keys. */
static void sort_ranks(struct matcher *m)
{
    enum { FEW = 48 };
    uint32_t *v = m->ranks.v;
    int n = 0;
    if (m->ranks.n <= FEW)
        insertion_sort(v, m->ranks.n);
    else
        qsort(v, (size_t)m->ranks.n, sizeof *v, by_rank);
    for (int i = 0; i < m->ranks.n; i++)
        if (!n || v[n - 1] != v[i])
            v[n++] = v[i];
    m->ranks.n = n;
}

void css_match_rules(struct css *css, const struct subject *s, enum css_pseudo p)
{
    struct hunt h = {css, &css->match.index[p], s->node, 0};
    css->match.ranks.n = 0;
    css->match.steps += CSS_STEPS_ELEMENT;
    const struct bucket *name = s->elem != DB_NONE
                                    ? h.index->elem[s->elem]
                                    : map_get(&h.index->name, (const char *)s->node->name);
    const xmlNode *parent = s->node->parent && s->node->parent->type == XML_ELEMENT_NODE
                                ? s->node->parent
                                : NULL;
    const struct bucket *below = !parent || !h.index->parent.n ? NULL
                                 : xml_elem(parent) != DB_NONE
                                     ? h.index->below[xml_elem(parent)]
                                     : map_get(&h.index->parent, (const char *)parent->name);
    bool attrs = s->node->properties && h.index->attr.n, root = !parent && h.index->root.n;
    if (!name && !below && !attrs && !root && !h.index->any.n && !(s->id && h.index->id.n) &&
        !(s->role && h.index->cls.n))
        return;
    h.bits = ancestor_bits(&css->match, s->node);
    if (s->id && h.index->id.n)
        try_bucket(&h, map_get(&h.index->id, s->id));
    if (s->role && h.index->cls.n)
        each_class(s->role, try_class, &h);
    for (const xmlAttr *a = attrs ? s->node->properties : NULL; a; a = a->next)
        try_bucket(&h, map_get(&h.index->attr, (const char *)a->name));
    if (root)
        try_bucket(&h, &h.index->root);
    try_bucket(&h, name);
    try_bucket(&h, below);
    try_bucket(&h, &h.index->any);
    sort_ranks(&css->match);
}

/* ---- the whole ---- */

void css_prepare(struct css *css)
{
    if (!css->dirty)
        return;
    css->dirty = false;
    counters_check(css);
    matcher_build(css);
    ptrset_done(&css->msets); /* ranks have changed */
    ptrset_done(&css->cache);
}
