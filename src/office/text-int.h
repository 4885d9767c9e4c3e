// SPDX-License-Identifier: Apache-2.0
/* What the readers of texts share. */
#ifndef KOKI_OFFICE_TEXT_INT_H
#define KOKI_OFFICE_TEXT_INT_H

#include "office/event.h"

/* What was left out on purpose, with its words, so that the check of completeness knows. */
enum left_kind {
    LEFT_CONTENTS,
    LEFT_INDEX,
    LEFT_HIDDEN,
    LEFT_PAGE_NUMBER,
    LEFT_PAGE,
    LEFT_REFERENCE,
    LEFT_LABEL,
    LEFT_DELETED,
    LEFT_COMMENT,
    LEFT_HEADER,
    LEFT_HEADER_BOX,
    LEFT_SYMBOL,
    LEFT_STYLE,
    LEFT_PLACEHOLDER,
    LEFT_NOTE,
    LEFT_ASIDE,
    LEFT_KINDS
};
struct left {
    enum left_kind kind;
    int para;
    const char *text; /* in the reader's arena */
};

/* What a style means. */
enum meaning {
    MEANING_NONE,  /* a style of the author's that nothing is known of: its name becomes a role */
    MEANING_PLAIN, /* one of the program's own, which says nothing */
    MEANING_TITLE,
    MEANING_SUBTITLE,
    MEANING_SHORT_TITLE,
    MEANING_AUTHOR,
    MEANING_DATE,
    MEANING_ABSTRACT,
    MEANING_HEADING,
    MEANING_CAPTION,
    MEANING_BOX,
    MEANING_BOX_TITLE,
    MEANING_QUOTE,
    MEANING_CODE,
    MEANING_MORE /* of the list item before */,
    MEANING_CONTENTS,
    MEANING_PARA,
    MEANING_INLINE,
    MEANING_OUT
};
struct style_meaning {
    enum meaning meaning;
    enum db_elem elem; /* of MEANING_BOX, _QUOTE, _CODE, _INLINE; DB_NONE elsewhere */
    const char *role;  /* NULL: none */
    int level;         /* of MEANING_HEADING */
};

struct office_styles {
    struct arena arena;
    struct map by_name; /* folded as styles.c does it → struct style_meaning */
};

/* What styles and formatting by hand say of text; -1, NULL: nothing. */
enum {
    LOOK_BOLD,
    LOOK_ITALIC,
    LOOK_UNDERLINE,
    LOOK_STRIKE,
    LOOK_VERTICAL /* 0, 1 sub, 2 super */,
    LOOK_SMALL_CAPS,
    LOOK_CAPS,
    LOOK_HIDDEN,
    LOOKS
};
struct said {
    int is[LOOKS];
    const char *lang, *bidi_lang, *east_lang, *font;
};
static const struct said nothing_said = {{-1, -1, -1, -1, -1, -1, -1, -1}, NULL, NULL, NULL, NULL};

struct mark { /* a place that references may name */
    xmlNode *at;
    xmlNode *note; /* the note that follows it at once; NULL: none */
};
struct pending {   /* a reference, until all marks are known */
    xmlNode *node; /* <link>, with what the file shows in it; NULL: gone */
    const char *target;
    enum reference kind;
    int para;
    const struct works *works; /* of REFERENCE_WORK */
};

struct chunk { /* a document that the text inserts, and the paragraph it is at */
    struct package *package;
    int para;
};

struct flow;
struct open_table;

/* A document being read: the one thing that everybody who reads it passes on. */
struct office_reader {
    const struct office_text *how;
    struct package *package;
    const char *file; /* interned */
    struct arena arena;
    int para, page; /* where the reader is; page 0: the file does not say */
    VEC(struct left) left;
    int hidden, inserted, deleted, comments;
    struct map reviewers; /* a set */
    VEC(struct chunk) chunks;
    uint64_t chunk_bytes; /* that they were unpacked to */
    /* the writer */
    xmlDoc *doc;
    xmlNode *root, *info;
    xmlNode *gone;    /* what writer_drop took out of the tree */
    const char *lang; /* the document's; NULL: none known */
    struct flow *flow;
    struct open_table *table;
    int mark_of_note; /* marks from here on are newer than any text */
    struct map marks; /* name → struct mark */
    VEC(struct pending) pending;
    int entries;                 /* > 0: in a bibliography */
    VEC(xmlNode *) bibliography; /* bibliomixed, in the order of the document */
    VEC(xmlNode *) captions;     /* paragraphs that are captions, in the order of the document */
    struct map labels;           /* address of a caption's node → the label that was taken off */
    struct map ids;              /* a set: those given */
    struct map picture_names;    /* a set */
    struct map pictures;         /* part → what fileref is; "": it is of no use */
    VEC(xmlNode *) waiting;      /* marks and index terms of paragraphs that are gone */
    bool body;                   /* something of the body has come, so that no title can */
};

static inline struct loc reader_loc(const struct office_reader *r)
{
    return (struct loc){r->file, r->para, r->page};
}

/* Notes what is left out here. */
void reader_left(struct office_reader *r, enum left_kind kind, const char *text);
void reader_left_at(struct office_reader *r, enum left_kind kind, int para, const char *text);

/* word.c, odf.c: read the whole. False: nothing usable; reported. */
bool word_read(struct office_reader *r);
bool odf_read(struct office_reader *r);

/* docbook.c: begins and ends the tree. */
void writer_begin(struct office_reader *r);
void writer_end(struct office_reader *r);
/* Takes an element out of the tree. Marks, references and captions may go on pointing to it and to
 * what is in it: it is freed when the tree is complete, and is gone until then. */
void writer_drop(struct office_reader *r, xmlNode *n);
static inline bool is_gone(const xmlNode *n) { return xml_elem(n) == DB_NONE; }
/* meta: what the properties say, where the text does not say it itself. */
struct properties {
    const char *title, *subtitle, *authors, *keywords, *description, *lang;
};
void writer_properties(struct office_reader *r, const struct properties *p);
/* docbook-finish.c: captions and references; the order of what is known of the document. */
void finish_tree(struct office_reader *r);
void finish_info(struct office_reader *r);
void finish_authors(struct office_reader *r, xmlNode *info, const char *names, struct loc where);
void finish_cut_text(xmlNode *t,
                     size_t n); /* takes the first bytes of a text node away, or all of it */
bool finish_has_content(const xmlNode *n);
bool finish_is_nothing(const xmlNode *n); /* for xml_text_but: nothing is left out */

/* styles.c */
struct style_meaning styles_meaning(const struct office_reader *r, const char *name);
const char *styles_role(struct arena *a,
                        const char *name); /* a name made safe: "Kasten grau" → "kasten-grau" */

/* symbol.c: the Unicode character of a code in a symbol font; 0: not known. Whether the font is
 * one. */
bool symbol_font(const char *font);
uint32_t symbol_unicode(const char *font, uint32_t code);

/* text.c: characters of a symbol font as Unicode, appended; whether a font is one for code; whether
 * two languages are one but for the country; whether there are letters in it. */
void text_symbols(struct office_reader *r, struct buf *b, const char *s, const char *font);
bool text_is_code(const char *font);
/* What is said later holds over what was said before. The look that the writer shows of it. */
void said_over(struct said *to, const struct said *from);
struct look said_look(const struct said *s);
bool text_same_language(const char *a, const char *b);
bool text_has_letters(const char *s);
/* Appends what Base64 means (RFC 4648, 4; white space is skipped). False: other characters are in
 * it. */
bool text_unbase64(struct buf *b, const char *text);
/* Hands an image of the package out, and gives what fileref has to be; NULL: it is not there or
 * cannot be used, reported. */
const char *reader_picture(struct office_reader *r, const char *part);
/* What is cut off an image on each side, as parts of its width or height; negative: what is added.
 */
struct crop {
    double left, top, right, bottom;
};
/* Likewise of bytes that are in the text itself; at is the place, one for each image. NULL:
 * reported. */
const char *reader_picture_inside(struct office_reader *r, const void *at, const struct buf *bytes);
/* Likewise of a part of an image, which is shown at this size [1/100 mm]: a drawing that holds the
 * image and shows that part. name: one for each image. NULL: its format cannot be in a drawing, or
 * nothing would be left; not reported. */
const char *reader_picture_cropped(struct office_reader *r, const char *name,
                                   const struct buf *bytes, const struct crop *crop, int width,
                                   int height);
/* The size of a PNG or JPEG as its resolution has it, 96 dpi where it says none [1/100 mm]; false:
 * neither. */
bool picture_natural_size(const struct buf *bytes, double *width, double *height);

/* source.c: compares the letters of the package, read in a second way, with those of the tree and
 * those left out on purpose. */
void letters_check(struct office_reader *r);

/* cite.c: the works that the code of a reference manager's field cites (strings in the arena);
 * those that Word keeps in the package (tag → struct work); which of the entries of a bibliography
 * is a work, -1: none, or `left` bytes of them have been searched. */
void cite_works(struct arena *a, const char *code, struct works *to);
struct works cite_keep(struct arena *a, struct works *w); /* moves them into the arena */
void cite_sources(struct office_reader *r, struct map *to);
int cite_find(const struct strings *entries, const struct work *w, size_t *left);

/* omml.c: a formula of Word as MathML, in the arena; its letters are those of the original. */
const struct node *omml_math(struct arena *a, const struct node *omath);
/* Likewise the code of an EQ field; NULL: it has something that is not known. */
const struct node *omml_of_field(struct arena *a, const char *code);

#endif
