// SPDX-License-Identifier: Apache-2.0
/* The interface of markup: a part of a package as a compact tree of the elements that the text
 * readers know. */
#ifndef KOKI_OFFICE_MARKUP_H
#define KOKI_OFFICE_MARKUP_H

#include "office/office.h"

enum markup_name {
    NAME_other, /* an element that no reader knows */
    NAME_text,  /* text between tags */
#define N(id, ns, local) id,
#include "office/markup.def"
#undef N
    NAME_COUNT
};

struct attribute {
    const char *name; /* local, in the arena; "r:id" and the like for relations */
    const char *value;
    struct attribute *next;
};
struct node {
    enum markup_name name;
    const char *local; /* of NAME_other and of MathML */
    struct attribute *attributes;
    struct node *parent, *first, *last, *next;
    const char *text; /* of NAME_text; NULL elsewhere */
};

/* Reads a part into the arena. Attributes about revisions of saving are left out. NULL on failure,
 * reported as by package_parse. */
struct node *markup_read(struct package *p, const char *part, struct arena *a);

/* An attribute by local name; NULL: absent, or n is NULL. */
const char *markup_attr(const struct node *n, const char *name);
const char *markup_get(const struct node *n, const char *name, const char *otherwise);
int markup_int(const struct node *n, const char *name, int otherwise);
/* The first child of that name; NULL: none, or n is NULL. */
struct node *markup_child(const struct node *n, enum markup_name name);
/* The first element of that name below n, in the order of the document. */
struct node *markup_find(const struct node *n, enum markup_name name);
/* The next node below root in that order, NULL at the end; likewise, skipping the content of n. */
struct node *markup_walk(const struct node *root, const struct node *n);
struct node *markup_walk_past(const struct node *root, const struct node *n);
/* The value of <w:x w:val="…"/> among the children; NULL: no such child. */
const char *markup_val(const struct node *n, enum markup_name name);
/* Likewise of a property that is on or off: 1, 0, or -1 if there is no such child. */
int markup_switch(const struct node *n, enum markup_name name);
/* Gives an element an attribute of the reader's own. */
void markup_flag(struct arena *a, struct node *n, const char *name);
/* All text below n, appended. */
void markup_text(const struct node *n, struct buf *b);

#endif
