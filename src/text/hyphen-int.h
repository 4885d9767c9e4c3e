// SPDX-License-Identifier: Apache-2.0
/* Between the reader and the user of hyphenation dictionaries. */
#ifndef KOKI_HYPHEN_INT_H
#define KOKI_HYPHEN_INT_H

#include "text/text-int.h"

/* A trie: nodes lie in the order of the dictionary, which is sorted, so a word's way through it
 * stays together in memory. A node with many children has a table of them, others a list. */
struct node {
    uint32_t first, next; /* the first child, or the place of the table; the next sibling; 0 none */
    uint32_t match;       /* place of the pattern that ends here in pool, 0 none */
    uint8_t c, children;  /* children: CHILDREN_MAX in a table */
};
enum { CHILDREN_MAX = 6 };
struct table {
    uint32_t child[256];
};
struct level {
    VEC(struct node) node; /* 0 stands for none, 1 for the root */
    VEC(struct table) table;
    VEC(uint8_t)
    pool; /* patterns: count of values, how far before the end the first lies, values */
};
struct hyphenator {
    struct level level[2];
    int left, right; /* LEFTHYPHENMIN, RIGHTHYPHENMIN; 0: not given */
    int compound_left, compound_right;
    VEC(char *) nohyphen; /* signs beside which no break may be */
};

static inline uint32_t level_child(const struct level *l, uint32_t node, unsigned char c)
{
    const struct node *n = &l->node.v[node];
    if (n->children == CHILDREN_MAX)
        return l->table.v[n->first].child[c];
    uint32_t child = n->first;
    while (child && l->node.v[child].c != c)
        child = l->node.v[child].next;
    return child;
}

#endif
