// SPDX-License-Identifier: Apache-2.0
/* Inserts: blocks with a page name of their own, whose pages come after the page that they are
 * called on, or before it where it would have little else on it. The search for the best pages
 * makes none of them: it counts with as many as first fit has made. */
#include "page/page-int.h"

/* [1/1000] of the page area: what is empty of a page that ends since the next block must not come
 * before an insert. */
enum { LITTLE = 333 };

static bool waits_for_floats(const struct cursor *c, const struct floating *fl)
{
    for (const struct queue *q = c->floats; q; q = q->prev)
        if (fl->series && q->floating->series == fl->series)
            return true;
    return false;
}

int insert_take(struct book *book, struct cursor *c, bool all,
                int (*fill)(struct book *, struct galley *, int))
{
    VEC(const struct queue *) list = {0};
    int n = 0;
    if (!c->inserts)
        return 0;
    for (const struct queue *q = c->inserts; q; q = q->prev)
        *vec_add(&list) = q;
    for (; list.n && (all || !waits_for_floats(c, list.v[list.n - 1]->floating)); list.n--) {
        struct galley *g = list.v[list.n - 1]->floating->body;
        n += g->pages = fill ? fill(book, g, c->galley) : g->pages;
    }
    c->inserts = NULL;
    for (; list.n; list.n--) {
        struct queue *q = arena_make(&book->arena, struct queue);
        *q = (struct queue){.prev = c->inserts, .floating = list.v[list.n - 1]->floating};
        c->inserts = q;
    }
    vec_done(&list);
    return n;
}

static bool is_around(const struct box *around, const struct box *b)
{
    while (b && b != around)
        b = b->parent;
    return b;
}

/* Whether an item is of a series, or lies in a block of it. */
static bool is_of_series(const struct vitem *v, const struct floating *insert)
{
    const struct floating *fl = v->kind == V_DEFER   ? v->u.defer.floating
                                : v->kind == V_FLOAT ? v->u.floating
                                                     : NULL;
    if (fl && fl->series == insert->series)
        return true;
    for (const struct box *b = v->box; b && !is_around(b, insert->box); b = b->parent)
        if (b->pseudo == CSS_SELF && b->origin && flow_series(b) == insert->series)
            return true;
    return false;
}

/* Whether a block of its series is among the items that a page has before an insert. */
static bool has_earlier(const struct galley *g, const struct cursor *from, const struct cursor *to,
                        const struct floating *insert)
{
    for (int i = from->at.item; i < g->item.n && i <= to->at.item; i++) {
        const struct vitem *v = &g->item.v[i];
        if (v->kind == V_FLOAT && v->u.floating == insert)
            return false;
        if (insert->series && is_of_series(v, insert))
            return true;
    }
    return true;
}

bool insert_may_lead(const struct galley *g, const struct cursor *from, const struct cursor *to,
                     const struct attempt *a)
{
    if (!a->blocked || a->empty <= LITTLE || !to->inserts || from->inserts || from->floats)
        return false;
    for (const struct queue *q = to->inserts; q; q = q->prev)
        if (has_earlier(g, from, to, q->floating))
            return false;
    return true;
}

int insert_lead(struct book *book, struct cursor *from, struct cursor *to,
                int (*fill)(struct book *, struct galley *, int))
{
    for (const struct queue *q = to->inserts; q; q = q->prev) {
        struct queue *done = arena_make(&book->arena, struct queue);
        *done = (struct queue){.prev = from->ahead, .floating = q->floating};
        from->ahead = done;
    }
    return insert_take(book, to, true, fill);
}
