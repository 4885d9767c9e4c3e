// SPDX-License-Identifier: Apache-2.0
/* Paragraphs that print page numbers, set again when the answers have changed; others are not.
 *
 * A paragraph that changes its height changes that of every galley and item it lies in:
 * block_remeasure walks up. */
#include "flow/stack-int.h"

static int count_refs(const struct box *box)
{
    int n = box->kind == BOX_REF;
    for (const struct box *c = box->first; c; c = c->next)
        n += count_refs(c);
    return n;
}

static void gather_refs(const struct box *box, struct dynamic *d)
{
    if (box->kind == BOX_REF)
        d->asked[d->n++] = (struct asked){.xref = box->u.ref, .answer = box->u.ref->answer};
    for (const struct box *c = box->first; c; c = c->next)
        gather_refs(c, d);
}

void again_add(struct stack *st, struct para *p, len x)
{
    struct arena *a = &st->flow->arena;
    struct dynamic *d = vec_add(&st->flow->state->dynamic);
    *d = (struct dynamic){.para = p,
                          .galley = st->g,
                          .item = st->g->item.n - 1,
                          .x = x,
                          .markers = markers_keep(a, &st->markers)};
    d->asked = arena_array(a, struct asked, count_refs(p->box) + 1);
    gather_refs(p->box, d);
}

void again_move(struct flow *flow, const struct galley *g, int first, struct galley *to)
{
    for (int i = flow->state->dynamic.n - 1; i >= 0; i--) {
        struct dynamic *d = &flow->state->dynamic.v[i];
        if (d->galley == g && d->item >= first)
            d->galley = to, d->item -= first;
    }
}

void again_shift(struct flow *flow, const struct galley *g, int first)
{
    for (int i = flow->state->dynamic.n - 1; i >= 0; i--)
        flow->state->dynamic.v[i].item += flow->state->dynamic.v[i].galley == g &&
                                          flow->state->dynamic.v[i].item >= first;
}

void again_done(struct flow_state *s) { vec_done(&s->dynamic); }

/* True when an answer is not the one that the paragraph was set with; takes the new ones. */
static bool changed(struct dynamic *d)
{
    bool any = false;
    for (int i = 0; i < d->n; i++) {
        any = any || d->asked[i].answer != d->asked[i].xref->answer;
        d->asked[i].answer = d->asked[i].xref->answer;
    }
    return any;
}

static void set_again(struct flow *flow, struct dynamic *d, int pass)
{
    para_again(flow, d->para, pass);
    marker_merge(flow, &d->markers, d->para, d->x);
    struct vitem *v = &d->galley->item.v[d->item];
    len height = 0;
    for (int i = 0; i < d->para->n; i++)
        height = len_add(height, d->para->line[i].ascent + d->para->line[i].descent);
    if (height == v->height)
        return;
    v->height = height;
    block_remeasure(d->galley);
}

/* Notes that pages with the galley have to be made again; bodies of notes and floats lie in none of
 * the main flow. */
static void note_again(struct flow *flow, struct galley *g)
{
    while (g->up)
        g = g->up;
    g->again = true;
    flow->again |= !g->main;
}

void flow_again(struct flow *flow, int pass)
{
    flow->again = false;
    for (int i = 0; i < flow->galley.n; i++) {
        flow->galley.v[i]->main = true;
        flow->galley.v[i]->again = false;
    }
    for (int i = 0; i < flow->state->dynamic.n; i++)
        if (changed(&flow->state->dynamic.v[i])) {
            set_again(flow, &flow->state->dynamic.v[i], pass);
            note_again(flow, flow->state->dynamic.v[i].galley);
        }
}
