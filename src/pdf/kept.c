// SPDX-License-Identifier: Apache-2.0
/* Data common to editions of one book, cached by their input: deflated streams, subsets of fonts,
 * drawings. The cache is filled by writing the book once without a file; the processes that make
 * the editions only read it. Other runs keep nothing. */
#include "pdf/kept-int.h"
#include "pdf/pdf-int.h"

#include <pthread.h>
#include <string.h>

struct thing {
    struct kept_key key; /* its bytes are the keeper's own */
    unsigned char *data;
    size_t n;
    struct thing *next; /* with the same digest */
};
static bool gathers;
static struct map things;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void pdf_keep(bool on) { gathers = on; }

static void put_digest(char name[48], const struct kept_key *k)
{
    uint64_t h = hash_bytes(k->s, k->n, (uint64_t)k->kind);
    snprintf(name, 48, "%d %zu %016jx", k->kind, k->n, (uintmax_t)h);
}

static const struct thing *find(const struct kept_key *key)
{
    char name[48];
    if (!things.n)
        return NULL;
    put_digest(name, key);
    const struct thing *t = map_get(&things, name);
    while (t && memcmp(t->key.s, key->s, key->n))
        t = t->next;
    return t;
}

bool kept_find(const struct kept_key *key, const unsigned char **data, size_t *n)
{
    pthread_mutex_lock(&lock);
    const struct thing *t = find(key);
    pthread_mutex_unlock(&lock);
    if (t)
        *data = t->data, *n = t->n;
    return t != NULL;
}

static void *copy(const void *s, size_t n) { return memcpy(mem_new(n + 1), s, n); }

void kept_add(const struct kept_key *key, const void *data, size_t n)
{
    char name[48];
    if (!gathers)
        return;
    put_digest(name, key);
    pthread_mutex_lock(&lock);
    struct thing **place = (struct thing **)map_put(&things, name), *t = mem_new(sizeof *t);
    *t = (struct thing){{key->kind, copy(key->s, key->n), key->n}, copy(data, n), n, *place};
    *place = t;
    pthread_mutex_unlock(&lock);
}
