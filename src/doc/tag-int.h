// SPDX-License-Identifier: Apache-2.0
/* The interface inside doc between the parts of tagging: structure types of elements, their allowed
 * places, the walk. */
#ifndef KOKI_TAG_INT_H
#define KOKI_TAG_INT_H

#include "doc/doc-int.h"

/* Allowed content of a structure type (PDF 1.7, 14.8.4). */
enum tag_class {
    TAG_GROUP, /* blocks, no text of its own: Document, Part, Art, Sect, Div, BlockQuote, Index, …
                */
    TAG_BODY,  /* blocks or text: LBody, TD, TH, Note, TOCI, Caption */
    TAG_LEAF,  /* text and inline types: P, H1 … H6, Lbl */
    TAG_INLINE,  /* likewise, inside a line: Span, Quote, Code, Link, Reference, BibEntry, … */
    TAG_PICTURE, /* Figure, Formula */
    TAG_LIST,
    TAG_ITEM,
    TAG_CONTENTS,
    TAG_TABLE,
    TAG_ROWS,
    TAG_ROW, /* L, LI, TOC, Table, THead …, TR: only their own parts */
};
enum tag_class tag_class_of(const char *role);

struct tag_note {
    struct tag *tag, *last; /* last: its last child, NULL: it has none yet */
    bool implied, content;  /* content: its own, in the end also that of the tags in it */
};
struct tagger {
    struct doc *doc;
    VEC(struct tag_note) note; /* by tag id */
    struct tag *call;          /* the Link of the latest call of a note; NULL: none */
};
/* The tag of content at a place. */
struct tag_place {
    struct tag *tag;  /* NULL: artifact */
    const char *lang; /* in force */
    bool link;        /* inside a Link: no other may be opened */
    struct tag *call; /* inside a note: the Link of its call; NULL: none */
};

struct tag *tag_new(struct tagger *t, struct tag *parent, const char *role, const xmlNode *node);
/* The nearest tag at or above `at` that may contain `role`, with the intermediate parents required
 * by PDF. */
struct tag *tag_fit(struct tagger *t, struct tag *at, const char *role, const xmlNode *node);
/* The tag at or below `at` that may hold text: a P in a group, the LBody of a new item in a list, …
 */
struct tag *tag_for_text(struct tagger *t, struct tag *at, const xmlNode *node);
void tag_insert_first(struct tagger *t, struct tag *parent, struct tag *child);

/* The structure type of a block-level or inline box of an element; "" none of its own. Constant or
 * interned. */
const char *tag_block_role(const struct box *box);
const char *tag_heading(int level); /* "H1" … "H6" */
const char *tag_inline_role(const struct box *box);
const char *tag_numbering(struct doc *doc, const struct css_style *item);
/* The only table of a block that otherwise has captions alone; NULL: none, or more in it. */
const struct box *tag_only_table(const struct box *block);

/* The walk: tag_box tags a box and its content, tag_block one that may contain blocks. tag_open
 * opens a tag of the box's element where it may be, with its language, and moves `at` into it. */
void tag_box(struct tagger *t, struct box *box, struct tag_place at);
void tag_block(struct tagger *t, struct box *box, struct tag_place at);
void tag_children(struct tagger *t, struct box *box, struct tag_place at);
struct tag *tag_open(struct tagger *t, struct tag_place *at, const char *role,
                     const struct box *box);
void tag_table(struct tagger *t, struct box *table, struct tag_place at);
/* A block with one table and its title: one Table, with the Caption as its first or last child. */
void tag_titled_table(struct tagger *t, struct box *box, struct tag_place at);
void tags_prune(struct tagger *t);

#endif
