/* What the files of change marks share. */
#ifndef KOKI_COLLECT_SINCE_H
#define KOKI_COLLECT_SINCE_H

#include "collect/collect-int.h"

/* The smallest element that holds text: a paragraph, a title, an entry; or an image. */
struct leaf {
    xmlNode *elem;
    const struct leaves *all; /* those of its part, with it */
    const char *text;      /* blanks collapsed but in listings; of an image, the name of its file */
    uint64_t hash;
    bool matched;          /* the other book has it too, here or elsewhere */
    struct leaf *same;     /* the next one of this text that has no match in its place */
    const uint64_t *words; /* sorted; NULL: since_likeness has not been asked yet */
    int n_words;
};
struct leaves {
    struct leaf *v;
    int n, cap;
};

/* Whether an earlier comparison, or an author, has marked it as deleted already. */
bool since_is_gone(const xmlNode *n);

/* since_words.c: marks the words of `fresh` that `old` lacks, and puts in those that only `old` has. */
void since_mark_words(xmlNode *fresh, xmlNode *old);
/* How many of the words of two leaves are the same, in percent of the longer one; their words are kept in the arena. */
int since_likeness(struct arena *a, struct leaf *x, struct leaf *y);

#endif
