// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the files of change marks. */
#ifndef KOKI_COLLECT_SINCE_H
#define KOKI_COLLECT_SINCE_H

#include "collect/collect-int.h"

/* The smallest element that holds text: a paragraph, a title, an entry; or an image. */
struct leaf {
    xmlNode *elem;
    const struct leaves *all; /* all leaves of its part, including it */
    const char *text; /* spaces collapsed but in listings; of an image, the name of its file */
    uint64_t hash;
    struct leaf *match;    /* the same leaf of the other book, here or elsewhere, or the first one
                              aligned with it; NULL: none */
    bool changed;          /* it differs from its match */
    struct leaf *same;     /* the next one with this text and without a match in place */
    const uint64_t *words; /* sorted; NULL: since_sort_words has not been called yet */
    int n_words;
};
struct leaves {
    struct leaf *v;
    int n, cap;
};

/* Whether it is already marked as deleted, by an earlier comparison or an author. */
bool since_is_gone(const xmlNode *n);

/* since_align.c: aligns unmatched leaves between two equal ones, in order: one has become one or,
 * split, several; or several, merged, one. The words of the leaves are kept in the arena. */
struct since_group {
    int old, n_old, fresh, n_fresh;
};
struct since_groups {
    struct since_group *v;
    int n, cap;
};
void since_align(struct arena *a, struct leaf **old, int n_old, struct leaf **fresh, int n_fresh,
                 struct since_groups *groups);

/* since_words.c: marks the words in the leaves `fresh` that are not in `old`, and inserts those
 * that are only in `old`. */
void since_mark_words(struct leaf **fresh, int n_fresh, struct leaf **old, int n_old);
/* Gives a leaf its words. */
void since_sort_words(struct arena *a, struct leaf *leaf);

/* since_links.c: inline links and images, identified by their targets. */
struct since_links *since_links_new(xmlDoc *fresh, xmlDoc *old);
void since_links_free(struct since_links *l);
/* Marks those in the leaves `fresh` that are new or have another target. Returns whether there are
 * any, or old ones were removed. Call it before words are marked. */
bool since_mark_links(struct since_links *l, struct leaf **fresh, int n_fresh, struct leaf **old,
                      int n_old);
void since_flag(xmlNode *n, const char *what); /* unless it has a flag */

#endif
