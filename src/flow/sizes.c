// SPDX-License-Identifier: Apache-2.0
/* Cache of box sizes that nested containers need again and again: without it, each container would
 * double the work of its content. */
#include "flow/stack-int.h"

static uint64_t key_hash(const struct size_key *k) { return hash_bytes(k, sizeof *k, 0); }

static int *size_place(struct kept_sizes *s, const struct size_key *key)
{
    uint64_t mask = (uint64_t)s->slots - 1, i = key_hash(key) & mask;
    while (s->slot[i] && memcmp(&s->v[s->slot[i] - 1].key, key, sizeof *key) != 0)
        i = (i + 1) & mask;
    return &s->slot[i];
}

static void sizes_grow(struct kept_sizes *s)
{
    if (s->n * 2 < s->slots)
        return;
    mem_free(s->slot);
    s->slots = s->slots ? s->slots * 2 : 64;
    s->slot = mem_new(sizeof(int) * (size_t)s->slots);
    for (int i = 0; i < s->n; i++)
        *size_place(s, &s->v[i].key) = i + 1;
}

const len *sizes_get(struct kept_sizes *s, const struct size_key *key)
{
    int at = s->n ? *size_place(s, key) : 0;
    return at ? &s->v[at - 1].size : NULL;
}

void sizes_put(struct kept_sizes *s, const struct size_key *key, len size)
{
    sizes_grow(s);
    *vec_add(s) = (struct kept_size){.key = *key, .size = size};
    *size_place(s, key) = s->n;
}

void sizes_done(struct kept_sizes *s)
{
    vec_done(s);
    mem_free(s->slot);
}
