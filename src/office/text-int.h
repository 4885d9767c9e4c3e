// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the readers of texts. */
#ifndef KOKI_OFFICE_TEXT_INT_H
#define KOKI_OFFICE_TEXT_INT_H

#include "office/event.h"

/* Kinds of text left out on purpose, for the completeness check. */
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

/* The meaning of a style. */
enum meaning {
    MEANING_NONE,  /* an unknown style of the author's: its name becomes a role */
    MEANING_PLAIN, /* one of the program's own, without meaning */
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
    MEANING_MORE /* continues the list item before */,
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

/* Formatting of text by styles and by hand; -1, NULL: unspecified. */
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

struct mark { /* a place that references may refer to */
    xmlNode *at;
    xmlNode *note; /* the note that follows it at once; NULL: none */
};
struct pending {   /* a reference, until all marks are known */
    xmlNode *node; /* <link>, with the text shown in the file; NULL: dropped */
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

/* A document being read: the context shared by all parts of the readers. */
struct office_reader {
    const struct office_text *how;
    struct package *package;
    const char *file; /* interned */
    struct arena arena;
    int para, page; /* where the reader is; page 0: the file does not say */
    VEC(struct left) left;
    int hidden, inserted, deleted, comments;
    int formatted;        /* tracked changes of formatting */
    struct map reviewers; /* a set */
    VEC(struct chunk) chunks;
    uint64_t chunk_bytes; /* their unpacked size */
    /* the writer */
    xmlDoc *doc;
    xmlNode *root, *info;
    xmlNode *gone;    /* elements unlinked by writer_drop */
    const char *lang; /* the document's; NULL: none known */
    struct flow *flow;
    struct open_table *table;
    int mark_of_note; /* marks from here on are newer than any text */
    struct map marks; /* name → struct mark */
    VEC(struct pending) pending;
    int entries;                 /* > 0: in a bibliography */
    VEC(xmlNode *) bibliography; /* bibliomixed, in the order of the document */
    VEC(xmlNode *) captions;     /* paragraphs that are captions, in the order of the document */
    struct map labels;           /* address of a caption's node → the removed label */
    struct map ids;              /* a set: those given */
    struct map picture_names;    /* a set */
    struct map pictures;         /* part → value of fileref; "": unusable */
    VEC(xmlNode *) waiting;      /* marks and index terms of dropped paragraphs */
    bool body;                   /* the body has begun, so that no title can follow */
};

static inline struct loc reader_loc(const struct office_reader *r)
{
    return (struct loc){r->file, r->para, r->page};
}

/* Notes text left out here. */
void reader_left(struct office_reader *r, enum left_kind kind, const char *text);
void reader_left_at(struct office_reader *r, enum left_kind kind, int para, const char *text);

/* word.c, odf.c: read the document. False if nothing is usable (reported). */
bool word_read(struct office_reader *r);
bool odf_read(struct office_reader *r);

/* docbook.c: begins and ends the tree. */
void writer_begin(struct office_reader *r);
void writer_end(struct office_reader *r);
/* Unlinks an element. Marks, references and captions may still point to it and its content: it is
 * freed when the tree is complete. */
void writer_drop(struct office_reader *r, xmlNode *n);
static inline bool is_gone(const xmlNode *n) { return xml_elem(n) == DB_NONE; }
/* meta: the document's properties, for details missing from the text. */
struct properties {
    const char *title, *subtitle, *authors, *keywords, *subject, *description, *lang;
};
void writer_properties(struct office_reader *r, const struct properties *p);
/* docbook-finish.c: captions and references; the order of the info's elements. */
void finish_tree(struct office_reader *r);
void finish_info(struct office_reader *r);
void finish_authors(struct office_reader *r, xmlNode *info, const char *names, struct loc where);
void finish_cut_text(xmlNode *t,
                     size_t n); /* removes the first bytes of a text node, or all of it */
bool finish_has_content(const xmlNode *n);
bool finish_is_nothing(const xmlNode *n); /* for xml_text_but: excludes no node */

/* styles.c */
struct style_meaning styles_meaning(const struct office_reader *r, const char *name);
const char *styles_role(struct arena *a,
                        const char *name); /* a name made safe: "Kasten grau" → "kasten-grau" */

/* symbol.c: the Unicode character of a code in a symbol font; 0: not known. Whether the font is
 * one. */
bool symbol_font(const char *font);
uint32_t symbol_unicode(const char *font, uint32_t code);

/* text.c: characters of a symbol font as Unicode, appended; whether a font is for code; whether two
 * languages differ only in the country; whether a text has letters. */
void text_symbols(struct office_reader *r, struct buf *b, const char *s, const char *font);
bool text_is_code(const char *font);
/* Later formatting overrides earlier. The formatting as passed to the writer. */
void said_over(struct said *to, const struct said *from);
struct look said_look(const struct said *s);
bool text_same_language(const char *a, const char *b);
bool text_has_letters(const char *s);
/* Passes an image of the package to the caller of office, and returns the value of fileref; NULL if
 * it is missing or cannot be used (reported). */
const char *reader_picture(struct office_reader *r, const char *part);
/* The part cropped from each side of an image, relative to its width or height; negative values add
 * space. */
struct crop {
    double left, top, right, bottom;
};
/* Likewise for embedded bytes; `at` is a key, unique for each image. NULL: reported. */
const char *reader_picture_inside(struct office_reader *r, const void *at, const struct buf *bytes);
/* Likewise for a part of an image, shown at this size [1/100 mm]: a drawing that contains the image
 * and shows that part. name: unique for each image. NULL: its format cannot be in a drawing, or it
 * would be empty; not reported. */
const char *reader_picture_cropped(struct office_reader *r, const char *name,
                                   const struct buf *bytes, const struct crop *crop, int width,
                                   int height);
/* The size of a PNG or JPEG by its resolution, 96 dpi if it has none [1/100 mm]; false for other
 * formats. */
bool picture_natural_size(const struct buf *bytes, double *width, double *height);

/* source.c: compares the letters of the package, read by a second reader, with those of the tree
 * and those left out on purpose. */
void letters_check(struct office_reader *r);

/* cite.c: the works cited in the code of a reference manager's field (strings in the arena); those
 * stored by Word in the package (tag → struct work); the index of a work's entry in a bibliography,
 * -1 if none, or if `left` bytes have been searched. */
void cite_works(struct arena *a, const char *code, struct works *to);
struct works cite_keep(struct arena *a, struct works *w); /* moves them into the arena */
void cite_sources(struct office_reader *r, struct map *to);
int cite_find(const struct strings *entries, const struct work *w, size_t *left);

/* omml.c: a formula of Word as MathML, in the arena; its letters are those of the original. */
const struct node *omml_math(struct arena *a, const struct node *omath);
/* Likewise the code of an EQ field; NULL if it has unknown parts. */
const struct node *omml_of_field(struct arena *a, const char *code);

#endif
