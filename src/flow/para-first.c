// SPDX-License-Identifier: Apache-2.0
/* The first line in a look of its own (::first-line). The paragraph is shaped a second time, by
 * another setter, from the twins of its boxes; the breaker takes the items of that for the lines
 * that begin at the paragraph's beginning, and the line that it chooses is set by that setter. Both
 * have the same spans in the same order, so that a break is the same in both when it lies after the
 * same text of the same span; text-transform may make that text longer or shorter, but not with
 * case folded away. */
#include "flow/para-int.h"

struct setter *first_new(struct setter *whole)
{
    if (!whole->box->twin)
        return NULL;
    struct setter *f = setter_new(whole->flow, whole->box, &whole->shape, whole->pass, whole);
    f->measuring = whole->measuring;
    f->hang = whole->hang;
    f->elastic = whole->elastic;
    spans_collect(f);
    f->pieces = text_pieces(f->text, f->span.v, f->span.n, f->style, &f->arena);
    items_build(f);
    return f;
}

/* A walk over the breaks up to the first forced one, and how much text lies before each. */
struct walk {
    const struct setter *s, *other;
    int i;                /* the item at hand */
    int span, bytes, key; /* behind the text of the items before it: its span, offset, and the
                             common key of both looks */
    bool first;           /* the forced break is behind us */
};

static bool is_forced(const struct item *it)
{
    return it->kind == ITEM_PENALTY && it->penalty <= -BREAK_FORCE;
}

static bool is_legal(const struct setter *s, int i)
{
    const struct item *it = &s->item.v[i];
    if (it->kind == ITEM_GLUE)
        return i && !it->fil &&
               (s->item.v[i - 1].kind == ITEM_BOX || s->item.v[i - 1].kind == ITEM_DISC);
    return it->kind != ITEM_BOX && it->penalty < BREAK_NEVER;
}

/* The same text in both looks is counted by bytes, other by its case-folded length. */
static void pass_text(struct walk *w, int span, int bytes)
{
    const struct text_span *a = &w->s->span.v[span], *b = &w->other->span.v[span];
    int from = span == w->span ? w->bytes : 0;
    if (span != w->span)
        w->key = 0;
    w->key += a->text == b->text ? bytes - from : doc_folded(a->text + from, bytes - from);
    w->span = span;
    w->bytes = bytes;
}

static void pass_item(struct walk *w)
{
    const struct item *it = &w->s->item.v[w->i];
    const struct piece *p = it->piece >= 0 ? &w->s->pieces.v[it->piece] : NULL;
    if (p && it->kind == ITEM_BOX) {
        int end = p->kind == PIECE_WORD  ? w->s->part.v[w->i].to
                  : p->word              ? p->word->n_text
                  : p->kind == PIECE_TAB ? 1
                                         : 3;
        if (p->source > w->span || p->at + end > w->bytes)
            pass_text(w, p->source, p->at + end);
    }
    w->i++;
}

/* To the next break; false: there is none before the end of the first forced line. */
static bool next_break(struct walk *w)
{
    while (!w->first && w->i < w->s->item.n) {
        if (is_legal(w->s, w->i)) {
            w->first = is_forced(&w->s->item.v[w->i]);
            return true;
        }
        pass_item(w);
    }
    return false;
}

static int compare(const struct walk *a, const struct walk *b)
{
    if (a->first != b->first)
        return a->first - b->first;
    return a->first             ? 0
           : a->span != b->span ? (a->span > b->span) - (a->span < b->span)
                                : (a->key > b->key) - (a->key < b->key);
}

void first_match(struct setter *s)
{
    struct setter *f = s->first;
    struct walk a = {.s = s, .other = f, .span = -1}, b = {.s = f, .other = s, .span = -1};
    for (int i = 0; i < s->item.n; i++)
        *vec_add(&f->at) = -1;
    bool more = next_break(&b);
    for (; more && next_break(&a); pass_item(&a)) {
        while (more && compare(&b, &a) < 0) {
            pass_item(&b);
            more = next_break(&b);
        }
        if (!more || compare(&a, &b) || s->item.v[a.i].kind != f->item.v[b.i].kind)
            continue;
        f->at.v[a.i] = b.i;
        pass_item(&b);
        more = next_break(&b);
    }
}
