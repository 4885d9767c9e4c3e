// SPDX-License-Identifier: Apache-2.0
/* A document as a stream of events, the same for every format: from the text readers to the DocBook
 * writer. */
#ifndef KOKI_OFFICE_EVENT_H
#define KOKI_OFFICE_EVENT_H

#include "office/markup.h"

/* The formatting of a run of text, made by hand or by a character style; that of paragraph styles
 * is left to the layout. */
struct look {
    bool bold, italic, underline, strike, sub, super, small_caps, caps, code;
    const char *style; /* name of the author's character style; NULL: none */
    const char *lang;  /* other than the document's; NULL */
};

enum numbering {
    NUMBERING_NONE,
    NUMBERING_BULLET,
    NUMBERING_ARABIC,
    NUMBERING_LOWERALPHA,
    NUMBERING_UPPERALPHA,
    NUMBERING_LOWERROMAN,
    NUMBERING_UPPERROMAN
};

/* An item of a list. */
struct item {
    const char *list; /* unique for each list; NULL: the paragraph is not an item */
    int level;        /* 0: outermost */
    enum numbering numbering;
    int value;  /* its number as shown in the file */
    bool outer; /* the numbers of the levels around it are shown too: 1.2 */
    bool more;  /* the paragraph continues the item before it */
};

enum align { ALIGN_START, ALIGN_CENTER, ALIGN_END, ALIGN_JUSTIFY };

enum reference { REFERENCE_TEXT, REFERENCE_NUMBER, REFERENCE_PAGE, REFERENCE_NOTE, REFERENCE_WORK };

enum event_kind {
    EVENT_PARA,
    EVENT_PARA_END,
    EVENT_TEXT,  /* text, look */
    EVENT_BREAK, /* a new line in the paragraph */
    EVENT_LABEL, /* in a caption: the text before it is a label numbered by the program */
    EVENT_LINK,
    EVENT_LINK_END, /* target: an address, or "#name" of a mark */
    EVENT_REFERENCE,
    EVENT_REFERENCE_END, /* target: a mark's name; between them the text shown in the file */
    EVENT_CITE,
    EVENT_CITE_END, /* works: those cited; between them the text shown in the file */
    EVENT_ENTRIES,
    EVENT_ENTRIES_END, /* paragraphs between them are entries of a bibliography */
    EVENT_MARK,        /* target: a name for the place */
    EVENT_NOTE,
    EVENT_NOTE_END,
    EVENT_BOX,
    EVENT_BOX_END, /* a text box, frame or shape with text; style: of the frame, or NULL */
    EVENT_TABLE,
    EVENT_TABLE_END,
    EVENT_ROW,
    EVENT_ROW_END,
    EVENT_CELL,
    EVENT_CELL_END,
    EVENT_IMAGE,
    EVENT_FORMULA, /* formula: <math> */
    EVENT_CHANGE,
    EVENT_CHANGE_END, /* revision: "added" or "deleted" */
    EVENT_REMARK,
    EVENT_REMARK_END, /* an editor's comment; text: who and when */
    EVENT_INDEX,
};

/* A cited work, as far as the document describes it; NULL: unknown. */
struct work {
    const char *key;  /* unique for each work; "": none */
    const char *name; /* of its first author: the family name */
    const char *year, *title;
};
struct works {
    struct work *v;
    int n, cap;
};

struct event {
    enum event_kind kind;
    const char *text, *target, *revision;
    const char *style; /* of the paragraph, by the name shown to the author; "" the default one */
    const char *lang;  /* of the paragraph, where other than the document's; NULL */
    struct look look;
    int outline; /* level of a heading, 1 the highest; 0: none */
    bool code;   /* every character of the paragraph is in a face for code */
    struct item item;
    enum align align;
    enum reference reference;
    struct {              /* EVENT_TABLE */
        const int *width; /* of each column, in any unit; NULL: not known */
        int columns;
        bool row_heads;  /* the first column has the headings of rows */
        const char *alt; /* what it shows, in words; NULL: none */
    } table;
    bool head; /* EVENT_ROW: a row of headings */
    struct {
        int column, columns, rows;
    } cell; /* column counts from 0 */
    struct {
        const char *path; /* as fileref has it */
        const char *alt;  /* NULL: none */
        bool decorative;
        int width, height; /* [1/100 mm]; 0: not known */
    } image;
    struct {
        const char *term[3], *see;
    } index;
    const struct node *formula;
    const struct works *works; /* in the reader's arena */
    bool display;              /* EVENT_FORMULA: set off */
};

struct office_reader;
void writer_event(struct office_reader *r, const struct event *e);

#endif
