// SPDX-License-Identifier: Apache-2.0
/* Between the reader and the user of hyphenation dictionaries. */
#ifndef KOKI_HYPHEN_INT_H
#define KOKI_HYPHEN_INT_H

#include "text/text-int.h"

/* A trie of patterns, whose letters and values stay in the dictionary's text: a node with a single
 * way on has its letters as a label. A node with many children has a table of them, others a list.
 */
struct node {
    uint32_t first, next; /* the first child, or the place of the table; the next sibling; 0 none */
    uint32_t match;       /* place of the pattern that ends here, 0 none */
    uint32_t label;       /* place of what follows c; digits in it are values */
    uint8_t c, more;      /* the first letter; the letters that follow it in the label */
    uint8_t children;     /* CHILDREN_MAX in a table */
    bool respelled;       /* the pattern changes the spelling */
};
enum { CHILDREN_MAX = 8 };
struct table {
    uint32_t child[256];
};
struct level {
    VEC(struct node) node; /* 0 stands for none, 1 for the root */
    VEC(struct table) table;
    const char *text; /* lines of patterns; place 0 is none's */
};
struct hyphenator {
    struct level level[2];
    struct buf text; /* of the dictionary, in UTF-8 */
    int left, right; /* LEFTHYPHENMIN, RIGHTHYPHENMIN; 0: not given */
    int compound_left, compound_right;
    VEC(char *) nohyphen; /* signs beside which no break may be */
};

static inline uint32_t level_child(const struct level *l, const struct node *n, unsigned char c)
{
    if (n->children == CHILDREN_MAX)
        return l->table.v[n->first].child[c];
    uint32_t child = n->first;
    while (child && l->node.v[child].c != c)
        child = l->node.v[child].next;
    return child;
}

static inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

#endif
