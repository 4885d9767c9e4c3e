// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the files that read WordprocessingML. */
#ifndef KOKI_OFFICE_WORD_INT_H
#define KOKI_OFFICE_WORD_INT_H

#include "office/text-int.h"

enum { LEVELS = 9 };

struct word_style {
    const char *id, *name; /* name: as the author sees it */
    bool character, linked, custom;
    const struct node *node;
    struct word_style *base;
    /* over the whole chain */
    bool resolved;
    struct said look;
    int outline;    /* 0: body, 1… a heading; -1: not said */
    int num, level; /* -1: not said */
    int align;
    int frame;         /* 1: its paragraphs are in a frame */
    const char *meant; /* the first name in the chain with a meaning; else its own */
};
struct word_level {
    enum numbering numbering;
    int start,
        restart;      /* restart: -1 after any level above, 0 never, else after that one (from 1) */
    bool none;        /* shows nothing */
    const char *text; /* "%1.%2" */
    const char *style; /* the paragraph style it numbers */
};
struct word_list {         /* an abstract numbering definition */
    const char *id, *name; /* name: of a list for numbering fields; NULL: none */
    struct word_level level[LEVELS];
    int value[LEVELS];
    bool used[LEVELS];
    const char *linked; /* the numbering style it refers to */
};
struct word_num { /* an instance of a definition */
    struct word_list *list;
    int start[LEVELS]; /* -1: none of its own */
    bool begun[LEVELS];
    struct word_level *own[LEVELS];
};

enum field_kind {
    FIELD_SHOWN,
    FIELD_LINK,
    FIELD_REFERENCE,
    FIELD_SEQUENCE,
    FIELD_LEFT,
    FIELD_CITE,
    FIELD_ENTRIES,
    FIELD_NOTHING
};
struct field {
    struct buf code;
    bool result; /* past the separator */
    enum field_kind kind;
    bool open;               /* a begin event needs its end */
    int flows;               /* the paragraph in which it began */
    const struct node *data; /* ffData, fldData */
};

struct word {
    struct office_reader *r;
    struct arena *arena;
    const struct node *document;
    const char *part;            /* being read */
    struct relations *relations; /* of that */
    struct map styles;           /* id → struct word_style */
    struct word_style *normal;   /* the default paragraph style */
    struct said defaults;
    struct map lists, nums; /* id → struct word_list, struct word_num */
    struct map sources;     /* tag → struct work, stored by Word */
    bool sources_read;
    struct map footnotes, endnotes, comments; /* id → struct node */
    struct relations main_relations, foot_relations, end_relations, comment_relations;
    const char *foot_part, *end_part, *comment_part;
    VEC(struct field) fields;
    int skip; /* > 0: content is left out */
    enum left_kind skip_kind;
    int depth_notes;
    bool headers_read;
    bool join;             /* the next paragraph continues the open one */
    bool pages;            /* the file has its page breaks */
    int paras;             /* paragraphs not counted, in boxes and notes */
    const char *para_lang; /* language of the open paragraph */
    bool para_code, caption;
    bool said,
        page_ends; /* the paragraph has words; a page or column has ended since the last one */
    int shapes;    /* drawn shapes without text */
    int depth;     /* of tables in tables */
    int chunk, chunk_depth; /* number of the inserted document; 0: none */
};

/* word-styles.c */
void styles_read(struct word *w);
struct word_style *style_by_id(const struct word *w, const char *id);
const struct word_style *style_of_para(const struct word *w, const struct node *p);
void look_add(struct said *to,
              const struct node *rpr); /* applies rPr over the earlier formatting */
struct said look_of_run(const struct word *w, const struct word_style *para, const struct node *run,
                        const struct word_style **style);

/* word-lists.c */
void lists_read(struct word *w);
/* Counts the item. False if the paragraph is no item; *label: its label, if it is more than a
 * number (arena). */
bool list_count(struct word *w, int num, int level, struct item *item, const char **label);
/* Counts in a list given by its name, or in one of Word's own; returns the number as shown. start:
 * replaces the number, -1: none. NULL if there is no such list or level. */
const char *list_number(struct word *w, const char *name, int level, int start);
int list_level_of_style(const struct word *w, int num, const char *style);

/* word-fields.c */
void field_char(struct word *w, const struct node *n);
void field_code(struct word *w, const char *s);
void field_simple_begin(struct word *w, const char *code);
void field_simple_end(struct word *w);
bool field_in_code(const struct word *w);
void field_settle(struct word *w,
                  const struct node *root); /* finds field characters without a partner */

/* word-drawing.c */
void drawing_read(struct word *w, const struct node *n);
void object_read(struct word *w, const struct node *n);
void leave_words(struct word *w, const struct node *n,
                 enum left_kind kind); /* notes that its words are left out */

/* word-chunk.c */
void chunk_read(struct word *w, const struct node *n);

/* word-chart.c: a chart's data as a table with its title. False if it has none, or too much. */
bool chart_read(struct word *w, const struct node *root);

/* word.c */
/* Reads the reader's package as part of the outer document; chunk: a unique number. False: it has
 * no text; reported. */
bool word_inside(struct word *outer, int chunk);
void word_blocks(struct word *w, const struct node *parent);
void word_text(struct word *w, const char *s, const struct look *look, bool hidden,
               const char *font);
const struct node *word_alternative(
    struct word *w,
    const struct node *n); /* the branch of mc:AlternateContent to read; NULL: none */
void word_emit(struct word *w, enum event_kind kind);
void word_emit_target(struct word *w, enum event_kind kind, const char *target);

#endif
