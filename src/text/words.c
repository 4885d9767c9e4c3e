// SPDX-License-Identifier: Apache-2.0
/* The shaped words of a run, which all its texts share, in any thread.
 *
 * The index is a hash table that is read without a lock: a word is complete when its slot refers to
 * it, slots are filled only under the lock, and a table that became too small stays until nothing
 * is set any more. Who finds no word has to look again under the lock before adding one. A
 * word lives in the arena of the text that made it. */
#include <string.h>

#include "text/text-int.h"

enum { FIRST_SLOTS = 1 << 12 };

struct slot {
    uint64_t hash;
    _Atomic(struct cached *) word; /* NULL: free */
};
struct word_table {
    struct word_table *smaller; /* the one before it */
    size_t n;                   /* a power of two */
    struct slot slot[];
};

static bool is_word(const struct cached *c, const struct word_key *k)
{
    return c->word.font == k->font && c->key == k->key && c->word.n_text == k->n &&
           !memcmp(c->text, k->text, (size_t)k->n);
}

/* The slot of a word, or the free one where it belongs. */
static struct slot *find(struct word_table *t, const struct word_key *k, struct cached **word)
{
    for (size_t i = k->hash & (t->n - 1);; i = (i + 1) & (t->n - 1)) {
        struct slot *s = &t->slot[i];
        *word = atomic_load_explicit(&s->word, memory_order_acquire);
        if (!*word || (s->hash == k->hash && is_word(*word, k)))
            return s;
    }
}

static void fill(struct slot *s, uint64_t hash, struct cached *word)
{
    s->hash = hash;
    atomic_store_explicit(&s->word, word, memory_order_release);
}

/* Only under the lock. */
static struct word_table *grow(struct shared_fonts *cache, struct word_table *old)
{
    size_t n = old ? old->n * 2 : FIRST_SLOTS;
    struct word_table *t = mem_new(sizeof *t + n * sizeof *t->slot);
    t->smaller = old;
    t->n = n;
    for (size_t i = 0; old && i < old->n; i++) {
        struct cached *w = atomic_load_explicit(&old->slot[i].word, memory_order_relaxed);
        size_t at = old->slot[i].hash & (n - 1);
        while (w && atomic_load_explicit(&t->slot[at].word, memory_order_relaxed))
            at = (at + 1) & (n - 1);
        if (w)
            fill(&t->slot[at], old->slot[i].hash, w);
    }
    atomic_store_explicit(&cache->words, t, memory_order_release);
    return t;
}

struct cached *words_find(struct text *t, const struct word_key *k)
{
    struct word_table *table = atomic_load_explicit(&t->cache->words, memory_order_acquire);
    struct cached *word = NULL;
    if (table)
        find(table, k, &word);
    return word;
}

struct cached *words_add(struct text *t, const struct word_key *k, struct cached *word)
{
    struct shared_fonts *cache = t->cache;
    struct cached *other;
    pthread_mutex_lock(&cache->lock);
    struct word_table *table = atomic_load_explicit(&cache->words, memory_order_relaxed);
    if (!table || cache->n_words >= table->n / 3 * 2)
        table = grow(cache, table);
    struct slot *s = find(table, k, &other);
    if (!other) {
        fill(s, k->hash, word);
        cache->n_words++;
    }
    pthread_mutex_unlock(&cache->lock);
    return other ? other : word;
}

void words_forget(struct shared_fonts *cache)
{
    struct word_table *t = atomic_exchange(&cache->words, NULL);
    for (struct word_table *smaller; t; t = smaller) {
        smaller = t->smaller;
        mem_free(t);
    }
    cache->n_words = 0;
}

/* ---- numbers --------------------------------------------------------------------------------- */

void word_number(struct text *t, struct word *w)
{
    struct shared_fonts *cache = t->cache;
    if (!(t->number & ((1u << CHUNK_BITS) - 1))) {
        pthread_mutex_lock(&cache->lock);
        if (cache->chunks == CHUNKS)
            die(DIAG_out_of_memory, LOC_NONE);
        cache->chunk[cache->chunks] = mem_new(sizeof **cache->chunk);
        t->number = cache->chunks++ << CHUNK_BITS;
        pthread_mutex_unlock(&cache->lock);
    }
    w->number = t->number++;
    cache->chunk[w->number >> CHUNK_BITS]->word[w->number & ((1u << CHUNK_BITS) - 1)] = w;
}

const struct word *text_word_of(const struct text *t, uint32_t number)
{
    return t->cache->chunk[number >> CHUNK_BITS]->word[number & ((1u << CHUNK_BITS) - 1)];
}
