// SPDX-License-Identifier: Apache-2.0
/* A pool: threads, including the one that adds tasks, that take tasks in the order they were
 * added; tasks may add tasks and wait for them. */
#include <pthread.h>
#include <sched.h>

#include "base/base-int.h"

enum {
    WAITING_MOST = 64
}; /* tasks; beyond that the thread that adds them helps, so that pending data stay small */

struct thread_pool {
    pthread_mutex_t lock;
    pthread_cond_t given, done;
    struct task *first, *last; /* not begun yet */
    int waiting, workers;
    bool closing;
    struct helper {
        pthread_t thread;
        struct thread_pool *pool;
        int worker;
    } helper[CREW_MOST];
};

static struct task *take_first(struct thread_pool *c)
{
    struct task *t = c->first;
    c->first = t->next;
    if (!c->first)
        c->last = NULL;
    c->waiting--;
    t->state = TASK_BEGUN;
    return t;
}

static _Thread_local int self; /* the worker that this thread is */

/* Runs a task that has been taken; the lock is held before and after. */
static void run_task(struct thread_pool *c, struct task *t)
{
    pthread_mutex_unlock(&c->lock);
    t->run(t, self);
    pthread_mutex_lock(&c->lock);
    t->state = TASK_DONE;
    pthread_cond_broadcast(&c->done);
}

static void *help(void *ctx)
{
    const struct helper *h = ctx;
    struct thread_pool *c = h->pool;
    self = h->worker;
    pthread_mutex_lock(&c->lock);
    while (!c->closing || c->first) {
        if (c->first)
            run_task(c, take_first(c));
        else
            pthread_cond_wait(&c->given, &c->lock);
    }
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

struct thread_pool *thread_pool_new(int workers)
{
    struct thread_pool *c = mem_new(sizeof *c);
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->given, NULL);
    pthread_cond_init(&c->done, NULL);
    sigset_t before;
    signals_block(&before); /* they are the main thread's */
    for (c->workers = 1; c->workers < workers && c->workers < CREW_MOST; c->workers++) {
        struct helper *h = &c->helper[c->workers];
        *h = (struct helper){.pool = c, .worker = c->workers};
        if (pthread_create(&h->thread, NULL, help, h))
            break; /* fewer threads will do */
    }
    signals_restore(&before);
    return c;
}

int thread_pool_processors(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) ? 1 : CPU_COUNT(&set);
}

void thread_pool_free(struct thread_pool *c)
{
    if (!c)
        return;
    pthread_mutex_lock(&c->lock);
    c->closing = true;
    pthread_cond_broadcast(&c->given);
    pthread_mutex_unlock(&c->lock);
    for (int i = 1; i < c->workers; i++)
        pthread_join(c->helper[i].thread, NULL);
    pthread_cond_destroy(&c->given);
    pthread_cond_destroy(&c->done);
    pthread_mutex_destroy(&c->lock);
    mem_free(c);
}

int thread_pool_workers(const struct thread_pool *c) { return c ? c->workers : 1; }

void thread_pool_give(struct thread_pool *c, struct task *t)
{
    t->next = NULL;
    if (thread_pool_workers(c) == 1) {
        t->run(t, 0);
        t->state = TASK_DONE;
        return;
    }
    t->state = TASK_WAITING;
    pthread_mutex_lock(&c->lock);
    if (c->last)
        c->last->next = t;
    else
        c->first = t;
    c->last = t;
    c->waiting++;
    pthread_cond_signal(&c->given);
    if (c->waiting > WAITING_MOST)
        run_task(c, take_first(c));
    pthread_mutex_unlock(&c->lock);
}

bool thread_pool_has_done(struct thread_pool *c, const struct task *t)
{
    if (thread_pool_workers(c) == 1)
        return true;
    pthread_mutex_lock(&c->lock);
    bool done = t->state == TASK_DONE;
    pthread_mutex_unlock(&c->lock);
    return done;
}

void thread_pool_wait(struct thread_pool *c, struct task *t)
{
    if (thread_pool_workers(c) == 1)
        return;
    pthread_mutex_lock(&c->lock);
    while (t->state == TASK_WAITING || t->state == TASK_BEGUN) {
        if (c->first)
            run_task(c, take_first(c));
        else
            pthread_cond_wait(&c->done, &c->lock);
    }
    pthread_mutex_unlock(&c->lock);
}
