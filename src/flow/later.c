// SPDX-License-Identifier: Apache-2.0
/* Paragraphs of the main flow that the pool sets while the builder goes on: those whose lines
 * nothing waits for.
 *
 * Such a paragraph has no notes, floats, objects or page numbers in it, no side float is beside it,
 * and it lies in the main flow, where its height is asked for only in the end (or by a block with a
 * height of its own, which settles all that is due). It has the same lines in any thread: workers
 * have arenas of their own. Messages are reported in the order of the document: a worker meets its
 * paragraphs in that order, so that one-time messages are reported at the first of them. The
 * builder is ahead of them, which is why it shares no text with any worker, not even where it is
 * one itself.
 *
 * A galley is final when the builder has begun the next and all its paragraphs are set. Then its
 * pages can be filled, by the builder's thread, while others set what comes later: of the flow,
 * threads share nothing but batches of paragraphs. */
#include "flow/stack-int.h"

enum { BATCH = 24 }; /* paragraphs that one worker takes at once */

struct later {
    struct para *para;
    struct galley *galley;
    int item;
    len x;
    struct markers markers; /* in the builder's arena */
    struct diag_held told;  /* by setting it */
    int before;             /* how much the builder had told before */
};
struct batch {
    struct task task; /* first */
    struct laters *all;
    int n;
    struct later later[BATCH];
};
struct laters {
    struct thread_pool *pool;
    struct flow *flow;              /* the builder's */
    struct flow *worker[CREW_MOST]; /* NULL: not needed yet */
    VEC(struct batch *) batch;      /* the last one may still be filling */
    bool filling;
    int settled;  /* of the batches: they are freed */
    VEC(int) end; /* by galley that gets no more items: its paragraphs are in batches before this */
    int final;    /* number of these that are complete */
    flow_ready ready;
    void *ctx;
    struct diag_held told; /* by the builder */
    struct diag_held *outer;
    int n_told; /* how much of that is out */
};

/* ---- which ----------------------------------------------------------------------------------- */

static bool has_letters(const char *s, int n)
{
    for (int i = 0; i < n; i++)
        if (s[i] > ' ' && s[i] < 0x7f)
            return true;
    return false;
}

/* Nothing but text, and some that shows for sure. */
static bool is_plain(const struct box *para)
{
    const struct box *b = para->first;
    bool letters = false;
    while (b) {
        if (b->kind == BOX_TEXT)
            letters = letters || has_letters(b->u.t.text, b->u.t.n);
        else if (b->kind != BOX_INLINE && b->kind != BOX_MARK && b->kind != BOX_LEADER)
            return false;
        if (b->kind == BOX_INLINE && b->first) {
            b = b->first;
            continue;
        }
        while (b != para && !b->next)
            b = b->parent;
        b = b == para ? NULL : b->next;
    }
    return letters;
}

bool later_may(const struct stack *st, const struct box *para)
{
    return st->main && is_plain(para);
}

/* ---- by whom --------------------------------------------------------------------------------- */

static struct flow *worker_flow(struct laters *all, int worker)
{
    struct flow **f = &all->worker[worker];
    if (!*f) {
        *f = mem_new(sizeof **f);
        (*f)->doc = all->flow->doc;
        (*f)->text = text_share(all->flow->text);
    }
    return *f;
}

static void set_batch(struct task *task, int worker)
{
    struct batch *b = (struct batch *)task;
    struct flow *flow = worker_flow(b->all, worker);
    for (int i = 0; i < b->n; i++) {
        struct later *l = &b->later[i];
        struct diag_held *outer = diag_hold(&l->told);
        para_set_now(flow, l->para);
        marker_merge(flow, &l->markers, l->para, l->x);
        diag_hold(outer);
    }
}

static void give(struct laters *all)
{
    if (all->filling)
        thread_pool_give(all->pool, &all->batch.v[all->batch.n - 1]->task);
    all->filling = false;
}

void later_add(struct stack *st, struct para *p, len x)
{
    struct laters *all = st->flow->state->laters;
    if (!all->filling) {
        *vec_add(&all->batch) = mem_new(sizeof(struct batch));
        all->filling = true;
    }
    struct batch *b = all->batch.v[all->batch.n - 1];
    b->task.run = set_batch;
    b->all = all;
    b->later[b->n++] = (struct later){.para = p,
                                      .galley = st->g,
                                      .item = st->g->item.n - 1,
                                      .x = x,
                                      .markers = markers_keep(&st->flow->arena, &st->markers),
                                      .before = all->told.n};
    if (b->n == BATCH)
        give(all);
}

/* ---- the end --------------------------------------------------------------------------------- */

static void flow_later_settle(struct laters *all, struct later *l)
{
    int notes;
    diag_tell(&all->told, all->n_told, l->before);
    all->n_told = l->before;
    diag_tell(&l->told, 0, l->told.n);
    diag_held_done(&l->told);
    l->galley->item.v[l->item].height = block_lines_height(l->para, &notes);
}

/* Batches before `n`, in order. */
static void settle(struct laters *all, int n)
{
    for (; all->settled < n; all->settled++) {
        struct batch *b = all->batch.v[all->settled];
        thread_pool_wait(all->pool, &b->task);
        for (int k = 0; k < b->n; k++)
            flow_later_settle(all, &b->later[k]);
        mem_free(b);
    }
}

static bool are_done(const struct laters *all, int n)
{
    for (int i = all->settled; i < n; i++)
        if (!thread_pool_has_done(all->pool, &all->batch.v[i]->task))
            return false;
    return true;
}

void later_settle(struct flow *flow)
{
    struct laters *all = flow->state->laters;
    give(all);
    settle(all, all->batch.n);
}

static void finish_galley(struct flow *flow)
{
    struct laters *all = flow->state->laters;
    settle(all, all->end.v[all->final]);
    block_measure(flow->galley.v[all->final]);
    if (all->ready)
        all->ready(all->ctx, flow, all->final);
    all->final++;
}

void later_end_galley(struct flow *flow)
{
    struct laters *all = flow->state->laters;
    give(all);
    *vec_add(&all->end) = all->batch.n;
    while (all->final < all->end.n && are_done(all, all->end.v[all->final]))
        finish_galley(flow);
}

void later_begin(struct flow *flow, struct thread_pool *pool, flow_ready ready, void *ctx)
{
    struct laters *all = flow->state->laters = mem_new(sizeof *all);
    all->pool = pool;
    all->flow = flow;
    all->ready = ready;
    all->ctx = ctx;
    all->outer = diag_hold(&all->told);
}

/* All galleys are made: one after the other is finished, while the pool sets the others. */
void later_end(struct flow *flow)
{
    struct laters *all = flow->state->laters;
    if (all->end.n < flow->galley.n)
        later_end_galley(flow);
    while (all->final < all->end.n)
        finish_galley(flow);
    later_settle(flow);
    diag_hold(all->outer);
    diag_tell(&all->told, all->n_told, all->told.n);
    diag_held_done(&all->told);
    for (int i = 0; i < CREW_MOST; i++) {
        const struct flow *w = all->worker[i];
        if (!w)
            continue;
        flow->lines += w->lines;
        flow->hyphens += w->hyphens;
        flow->overfull += w->overfull;
        flow->loose += w->loose;
    }
}

void later_close(struct flow *flow)
{
    struct laters *all = flow->state->laters;
    for (int i = 0; all && i < CREW_MOST; i++)
        if (all->worker[i])
            para_done(all->worker[i]);
}

void later_done(struct flow *flow)
{
    struct laters *all = flow->state->laters;
    for (int i = 0; all && i < CREW_MOST; i++) {
        struct flow *w = all->worker[i];
        if (!w)
            continue;
        para_done(w);
        text_give_back(all->flow->text, w->text);
        arena_done(&w->arena);
        mem_free(w);
    }
    if (all) {
        vec_done(&all->batch);
        vec_done(&all->end);
    }
    mem_free(all);
}
