/* What the files of change marks share. */
#ifndef KOKI_COLLECT_SINCE_H
#define KOKI_COLLECT_SINCE_H

#include "collect/collect-int.h"

/* The smallest element that holds text: a paragraph, a title, an entry; or an image. */
struct leaf {
    xmlNode *elem;
    const char *text;      /* blanks collapsed; of an image, its file */
    uint64_t hash;
    bool matched;          /* the other book has it too, here or elsewhere */
};
struct leaves {
    struct leaf *v;
    int n, cap;
};

/* since_words.c: marks the words of `fresh` that `old` lacks, and puts in those that only `old` has. */
void since_mark_words(xmlNode *fresh, const xmlNode *old);
/* How many of the words of two texts are the same, in percent of the longer one. */
int since_likeness(const char *x, const char *y);

#endif
