// SPDX-License-Identifier: Apache-2.0
/* What the text readers say and the DocBook writer hears: a document as one stream of events, the
 * same for every format. */
#ifndef KOKI_OFFICE_EVENT_H
#define KOKI_OFFICE_EVENT_H

#include "office/markup.h"

/* How a run of text looks where it was marked by hand or by a character style; what paragraph
 * styles do is the layout's. */
struct look {
    bool bold, italic, underline, strike, sub, super, small_caps, caps, code;
    const char *style; /* the character style's name, where it is one of the author's; NULL: none */
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
    const char *list; /* its own for each list; NULL: the paragraph is not an item */
    int level;        /* 0: outermost */
    enum numbering numbering;
    int value;  /* its number as the file shows it */
    bool outer; /* the numbers of the levels around it are shown too: 1.2 */
    bool more;  /* the paragraph goes on with the item before it */
};

enum align { ALIGN_START, ALIGN_CENTER, ALIGN_END, ALIGN_JUSTIFY };

enum reference { REFERENCE_TEXT, REFERENCE_NUMBER, REFERENCE_PAGE, REFERENCE_NOTE, REFERENCE_WORK };

enum event_kind {
    EVENT_PARA,
    EVENT_PARA_END,
    EVENT_TEXT,  /* text, look */
    EVENT_BREAK, /* a new line in the paragraph */
    EVENT_LABEL, /* in a caption, what is before it is a label that the file's program counted */
    EVENT_LINK,
    EVENT_LINK_END, /* target: an address, or "#name" of a mark */
    EVENT_REFERENCE,
    EVENT_REFERENCE_END, /* target: a mark's name; between them what the file shows */
    EVENT_CITE,
    EVENT_CITE_END, /* works: those cited; between them what the file shows */
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

/* What a document knows of a work that it cites; NULL: it does not say. */
struct work {
    const char *key;  /* its own for each work; "": none */
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
    const char *style; /* of the paragraph, by the name that the author sees; "" the plain one */
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
        bool row_heads; /* the first column says what the rows are */
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
