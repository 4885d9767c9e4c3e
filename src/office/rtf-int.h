// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the files that read RTF. */
#ifndef KOKI_OFFICE_RTF_INT_H
#define KOKI_OFFICE_RTF_INT_H

#include <iconv.h>

#include "office/office-int.h"
#include "office/text-int.h"

enum { LIST_LEVELS = 9, DEEPEST_GROUP = 1000, DEEPEST_FLOW = 16, DEEPEST_LEVEL = 16 };
enum { MACINTOSH = 10000 }; /* its code page */

/* Formatting of characters. All members are int: looks are compared as bytes. */
struct rtf_look {
    int bold, italic, underline, strike, vertical /* 1 sub, 2 super */, caps, small_caps, hidden,
        font, lang, style, added, deleted, code /* of a field */;
};
struct rtf_para {
    int style, outline /* -1: body */, list, level, align, depth /* of tables */, frame, drop;
};

struct rtf_font {
    int number, charset, page;
    const char *name;
};
struct rtf_style {
    int number;
    bool character;
    const char *name;
    int based, outline;
    struct rtf_look look;
};
struct rtf_level {
    int format, start;
    const char *text; /* "%1.%2" */
};
struct rtf_list {
    int id;
    struct rtf_level level[LIST_LEVELS];
    int levels;
};
struct rtf_override { /* what \ls refers to */
    int list, number;
    int start[LIST_LEVELS]; /* -1: none of its own */
    int levels;
};

/* The definition of a row: the right edges of its cells [twip]. */
struct rtf_edge {
    int at;
    bool joins, begins_down, joins_down; /* \clmrg, \clvmgf, \clvmrg */
};
struct rtf_row_def {
    int left;
    bool head;
    int index; /* \irow; -1 */
    VEC(struct rtf_edge) edges;
    struct rtf_edge next; /* of the cell whose \cellx comes */
};
struct rtf_row {
    struct rtf_row_def def;
    VEC(char *) cells; /* their blocks as XML */
};
/* A level of tables in tables; 0 is the text around all of them. */
struct rtf_table {
    struct buf out; /* blocks of the open cell, or of the text */
    VEC(char *) cells;
    VEC(struct rtf_row) rows;
};
/* A text being read: the body, a note, a box, a comment, a header. */
struct rtf_flow {
    struct buf line, text; /* the open paragraph's runs; characters that have one look */
    struct rtf_look look;
    VEC(struct rtf_table) levels;
    struct rtf_flow *outer;
    int last_list;
    bool in_row; /* a row is defined that has not ended */
};

enum rtf_dest {
    RTF_TEXT,
    RTF_DEAD,  /* nothing in it counts */
    RTF_QUIET, /* characters do not count, groups do */
    RTF_CAPTURE,
    RTF_FONTS,
    RTF_STYLES,
    RTF_LISTS,
    RTF_LEVEL_TEXT,
    RTF_OVERRIDES,
    RTF_INFO,
    RTF_IMAGE,
    RTF_MATH,
};

/* What the end of a group does. */
enum end {
    END_NONE,
    END_FIELD,
    END_NOTE,
    END_ENDNOTE,
    END_COMMENT,
    END_HEADER,
    END_BOX,
    END_SHAPE,
    END_IMAGE,
    END_MARK,
    END_INDEX,
    END_SEE,
    END_COMMENTER,
    END_PROPERTY,
    END_VALUE,
    END_TITLE,
    END_AUTHOR,
    END_KEYWORDS,
    END_CHANGERS,
    END_MATH,
    END_MATH_VALUE,
    END_NUMBERED,
    END_OBJECT,
    END_CLASS,
};

struct rtf_group {
    struct rtf_look look;
    struct rtf_para para;
    enum rtf_dest dest, around; /* around: that of the group around \upr */
    int fallback;               /* \uc */
    enum end end;
    size_t captured;  /* where the captured text of this group begins */
    int code;         /* of the field around */
    int shapes;       /* shapes with content before this one */
    size_t begun;     /* of an object: the length of the paragraph before it */
    const char *math; /* the element of a formula */
    bool nested_row;  /* in \nesttableprops */
    bool result;      /* of a field: it has one */
};

struct rtf_image {
    struct buf bytes;
    int kind;                            /* index in rtf_image_kinds; -1 */
    int width, height, scale_x, scale_y; /* [twip], [%] */
    int left, right, top, bottom;        /* cropped [twip] */
    int high_digit;                      /* the first hexadecimal digit of a byte; -1 */
};

struct rtf {
    struct arena arena;
    const char *p, *end;
    VEC(struct rtf_group) groups;
    struct rtf_group *g; /* the innermost */
    int too_deep;        /* groups beyond DEEPEST_GROUP */
    bool was_too_deep;   /* one had a word there, which was ignored */
    int skip;            /* fallback characters of a \u to be skipped */
    uint32_t high;       /* the first half of a surrogate pair */
    bool star;           /* after \* */
    int page;            /* the document's code page */
    iconv_t converter;
    int converts; /* its code page; 0: none */
    char bytes[8];
    int n_bytes; /* of a character not complete yet */
    int unknown; /* characters that could not be decoded */
    struct rtf_flow *flow;
    int flows;
    struct rtf_row_def row[2]; /* outermost, nested */
    struct buf captured;
    const char *name, *see, *author, *alt; /* of a property, an index entry, a comment, a shape */
    struct rtf_image image;
    int shapes, ids;
    /* the document's tables */
    VEC(struct rtf_font) fonts;
    struct rtf_font font;
    struct {
        int number, fonts, found; /* found: its place, from 1; 0: none of `fonts` has the number */
    } sought;                     /* the font that was last searched for */
    VEC(struct rtf_style) styles;
    int based, style,
        last_style[2]; /* last_style: those found last, of paragraphs and characters */
    bool character_style;
    VEC(struct rtf_list) lists;
    VEC(struct rtf_override) overrides;
    struct strings authors; /* of changes */
    int default_lang, default_font;
    int numbered, numbered_format, numbered_start; /* the last list of RTF 1.0 */
    /* the parts of the package */
    struct buf notes, endnotes, comments, headers, properties;
    VEC(struct buf) media;
    struct strings media_names;
};

extern const struct rtf_image_kind {
    const char *word, *ending;
} rtf_image_kinds[];

/* rtf-chars.c: characters, by the destination of their group. */
const char *rtf_take_captured(struct rtf *r);
void rtf_char(struct rtf *r, uint32_t c);
void rtf_drop_bytes(struct rtf *r);
void rtf_unicode(struct rtf *r, uint32_t c);
void rtf_byte(struct rtf *r, unsigned char c);

/* rtf-groups.c */
bool rtf_end_is_free(const struct rtf *r);
void rtf_capture(struct rtf *r, enum end end);
bool rtf_flow_begins(struct rtf *r, enum end end);
void rtf_field_part(struct rtf *r, const char *type);
void rtf_field(struct rtf *r, const char *code);
bool rtf_math_word(struct rtf *r, const char *name);
void rtf_group_begins(struct rtf *r);
void rtf_group_ends(struct rtf *r);

/* rtf-words.c */
void rtf_index_words(struct map *index); /* name → the word */
void rtf_read_word(struct rtf *r, const struct map *index);
void rtf_read_symbol(struct rtf *r);

/* rtf-flow.c: characters, paragraphs, cells and rows. */
void rtf_escape(struct buf *b, const char *s, size_t n);
void rtf_flow_begin(struct rtf *r);
void rtf_flow_end(struct rtf *r, struct buf *to); /* appends its blocks */
void rtf_flow_char(struct rtf *r, uint32_t c);
void rtf_flow_run(struct rtf *r, const char *xml); /* an element in a run of its own */
void rtf_flow_raw(struct rtf *r, const char *xml); /* an element between runs */
void rtf_flow_text(struct rtf *r);                 /* ends the open run */
void rtf_paragraph(struct rtf *r);
void rtf_cell(struct rtf *r, bool nested);
void rtf_row(struct rtf *r, bool nested);
void rtf_row_clear(struct rtf_row_def *d);
const char *rtf_language(int id); /* "de-DE"; NULL: unknown */
const struct rtf_font *rtf_font_of(const struct rtf *r, int number);
/* A look as rPr, without what a run has by its styles already (NULL: nothing). */
void rtf_look_put(const struct rtf *r, struct buf *b, const struct rtf_look *l,
                  const struct rtf_look *styled);

/* rtf-parts.c: the parts of a package of Word. False: it could not be made. */
bool rtf_parts(struct rtf *r, struct buf *body, struct buf *zip);

#endif
