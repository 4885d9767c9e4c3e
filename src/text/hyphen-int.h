/* Between the reader and the user of hyphenation dictionaries. */
#ifndef KOKI_HYPHEN_INT_H
#define KOKI_HYPHEN_INT_H

#include "text/text-int.h"

/* The transitions of a trie in one open hash table: node and byte give the child. Node 1 is the root. */
struct edge {
    uint32_t key;             /* node << 8 | byte; 0 free */
    uint32_t child;
};
struct level {
    struct edge *edge;
    uint32_t edges, mask;
    VEC(uint32_t) match;      /* by node: place of its pattern in pool, 0 none */
    VEC(uint8_t) pool;        /* patterns: count of values, how far before the end the first lies, values */
    uint32_t root[256];       /* children of the root */
};
struct hyphenator {
    struct level level[2];
    int left, right;          /* LEFTHYPHENMIN, RIGHTHYPHENMIN; 0: not given */
    int compound_left, compound_right;
    VEC(char *) nohyphen;     /* signs beside which no break may be */
};

static inline uint32_t edge_slot(const struct level *l, uint32_t key)
{
    uint32_t i = (key * 2654435769u >> 7) & l->mask;
    while (l->edge[i].key && l->edge[i].key != key)
        i = (i + 1) & l->mask;
    return i;
}

static inline uint32_t level_child(const struct level *l, uint32_t node, unsigned char c)
{
    return node == 1 ? l->root[c] : l->edge[edge_slot(l, node << 8 | c)].child;
}

#endif
