// SPDX-License-Identifier: Apache-2.0
/* The interface of text: fonts, shaped words, break opportunities and hyphenation points. */
#ifndef KOKI_TEXT_H
#define KOKI_TEXT_H

#include "css/css.h"

struct text; /* fonts and caches of a run; styles are known by their ids, so all must come from one
                struct css */
/* fonts_conf: the private fontconfig file, NULL for data_dir("fonts")/fonts.conf. Nothing outside
 * it is seen. Dies with a message when it is missing (a wrong path would silently give the
 * machine's own configuration). */
struct text *text_new(const char *fonts_conf);
void text_free(struct text *t);
/* One for another thread: it shares the fonts, dictionaries and shaped words of t, which must
 * outlive it. Fonts are the same objects; their ids are in order of first use. */
struct text *text_share(struct text *t);
/* Takes back one that was shared: it may be given out again, and its words stay. */
void text_give_back(struct text *t, struct text *shared);
/* Another document will follow: text_forget_words does nothing. */
void text_keep(struct text *t);
/* No more text will be set, or very little, and by this thread alone: the index of words is given
 * back, unless text_keep was called. Words stay; one that is asked for again is shaped again. */
void text_forget_words(struct text *t);
/* For another document: fonts, dictionaries and shaped words stay, but uses are recorded again, so
 * that faces are numbered as for a first document. */
void text_renew(struct text *t);
/* Adds the fonts of a folder and those below it, or of the folders that the system's own
 * configuration lists. They can be named, and are the last fallback for missing characters. Before
 * text_add_faces. A folder without fonts is reported. */
void text_add_folder(struct text *t, const char *folder);
void text_add_system(struct text *t);
/* Adds the fonts that style sheets name by @font-face, also for the text of SVG images. To be
 * called before any other use of t. A face without a usable source is reported. */
void text_add_faces(struct text *t, const struct css *css);
/* Whether there is a family of that name, without regard to case. */
bool text_has_family(const struct text *t, const char *family);
/* Lists families with their faces, for people. */
void text_list_fonts(const struct text *t, FILE *f);
/* Numbers faces again, once all fonts are known, independent of the order of threads. */
void text_number_faces(struct text *t);

/* ---- fonts ----------------------------------------------------------------------------------- */

/* One face at one size with its features; interned: compare by pointer. */
struct font {
    int id;   /* dense */
    int face; /* number of the face (file, index and places on its axes), shared by all sizes; see
                 text_number_faces */
    const char *path; /* font file */
    int index;        /* face in a collection */
    const char *family, *ps_name;
    len size;
    len ascent, descent; /* of the face at this size, both positive */
    len gap;             /* its line gap */
    len x_height, cap_height;
    len underline_pos, underline_thick; /* below the baseline positive */
    len space;                          /* advance of U+0020 */
    bool monospace;
    bool math;  /* with a MATH table, chosen for a formula */
    bool color; /* some glyphs are coloured layers: text_glyph_layers */
    bool code;  /* shows codes of characters that no font has: each cluster is in a frame that is to
                   be drawn */
    void *hb;   /* hb_font_t; for text/, math/ and out/ only */
};
/* The font of a style: families in order, size, weight, slant, variants, features. A family not in
 * fonts.conf, or a face that the family lacks, is reported once as an error (where: the current
 * node) and the nearest real face is used, never a synthesised one. Never NULL. */
const struct font *text_font(struct text *t, const struct css_style *s, struct loc where);
/* Font metrics for lengths in style sheets (css_set_measure); nothing is reported. */
struct css_letters text_letters(struct text *t, const struct css_style *s);
/* The same at another size: for initial letters. */
const struct font *text_font_at(struct text *t, const struct css_style *s, len size,
                                struct loc where);

/* The layers of a glyph in colours, the lowest first; returns their number, 0 if none. */
struct glyph_layer {
    uint16_t glyph;
    const struct css_color *color; /* NULL: that of the text */
};
int text_glyph_layers(const struct font *f, uint16_t glyph, struct glyph_layer *layer, int most);

/* ---- fonts of formulas ----------------------------------------------------------------------- */

/* The style's first font that has a MATH table, or else the first such one of `math` in fonts.conf,
 * at a size and with its forms for scripts of a level (0 none, 1, 2). NULL: there is none. */
const struct font *text_math_font(struct text *t, const struct css_style *s, len size, int script,
                                  struct loc where);
/* The font for a text in a formula: the first of the style's that has all of it, the one above, any
 * of the set. NULL: none has it. */
const struct font *text_math_cover(struct text *t, const struct css_style *s, len size, int script,
                                   const char *text, int n, struct loc where);
/* A text face with that slant and weight, for letters of a mathematical alphabet missing in all
 * fonts. */
const struct font *text_math_face(struct text *t, const struct css_style *s, len size, bool italic,
                                  bool bold, struct loc where);
bool text_covers(const struct font *f, const char *text, int n);

/* ---- words ----------------------------------------------------------------------------------- */

/* Books have millions of them. */
struct glyph {
    uint16_t id;
    uint16_t cluster; /* byte in the word's (or the segment's) text */
    len advance;
};
/* The offset of a glyph from the pen, y up: mainly for marks on letters. */
struct glyph_shift {
    len dx, dy;
};
/* Where a hyphenation point is in a compound: inside a part, between two parts, which is better, or
 * so near to that place that the reader takes it for it ("Versi-onskontrolle"), which is worse. */
enum hyphen_place { HYPHEN_INSIDE, HYPHEN_JOINT, HYPHEN_NEAR };
/* A shaped piece of text in one font, language and direction. From the cache: shared, immutable. */
struct word {
    const char *text; /* UTF-8, not 0-terminated */
    const struct font *font;
    const struct glyph *glyph;       /* in visual order */
    const struct glyph_shift *shift; /* by glyph; NULL: none is shifted */
    int n_text, n_glyphs;
    len width;
    uint32_t number; /* text_word_of */
    bool rtl;
    /* Hyphenation points, only when text_word was asked for them: byte offsets inside text after
     * which the word may break with a hyphen. */
    uint16_t n_hyphens;
    const struct hyphen {
        int at;
        len before;    /* width of text[0..at) without the hyphen */
        uint8_t place; /* enum hyphen_place */
    } * hyphen;
};
/* Shapes; letter-spacing of the style is included in advances (ligatures are off then). hyphenate:
 * give hyphenation points by the style's language, hyphenate-limit-chars and the exceptions. A
 * character that no font of the style has falls back to any font of the set that has it (several
 * words may then be needed: text_items splits), or is reported as missing and shown as .notdef. */
const struct word *text_word(struct text *t, const struct font *f, const struct css_style *s,
                             bool rtl, bool hyphenate, const char *text, int n);

/* The word with a number, made by any of the texts that share fonts. Numbers are below 2^WORD_BITS,
 * and depend on threads. */
enum { WORD_BITS = 28 };
const struct word *text_word_of(const struct text *t, uint32_t number);

/* [len] The depth of a word's ink below the baseline; 0 if none. */
len text_depth(const struct word *w);

/* A paragraph's text cut into pieces at every place where a line may break, the font changes or the
 * direction turns. */
enum piece_kind {
    PIECE_WORD,  /* word */
    PIECE_SPACE, /* one breakable space: width is the font's, with word-spacing */
    PIECE_FIXED, /* an unbreakable space (U+00A0, U+202F, …) that may (U+00A0) or may not stretch;
                    word holds its glyph */
    PIECE_BREAK, /* a place where a line may break without a hyphen (after an em dash, '/', U+200B,
                    soft hyphen: hyphen) */
    PIECE_NEWLINE, /* forced line break */
    PIECE_TAB,
    PIECE_OBJECT, /* an inline object that the caller put in as U+FFFC */
};
struct piece {
    uint8_t kind;  /* enum piece_kind */
    bool hyphen;   /* BREAK: a soft hyphen: set a hyphen when the line breaks here */
    bool stretch;  /* FIXED, BREAK: may take part in justification */
    bool weak;     /* BREAK: a place of last resort: inside an address, a name in code or a range of
                      figures */
    uint8_t level; /* bidi level */
    int source;    /* index of the text_span it came from */
    int at;        /* byte offset in that span */
    const struct word *word; /* WORD, FIXED, SPACE */
    len width;               /* SPACE, FIXED, WORD */
};
/* A part of a paragraph, in logical order. An inline object is a span whose text is U+FFFC. */
struct text_span {
    const char *text;
    int n;
    const struct css_style *style;
    struct loc where;
    bool control; /* characters that only say how the text around them runs */
};
struct pieces {
    struct piece *v;
    int n;
    bool rtl; /* the paragraph's base direction is right to left */
};
/* Cuts, itemizes (Pango), finds breaks (Unicode line breaking; German rules: never beside * : _ in
 * gender forms, never before a dash) and shapes. Pieces are allocated in a; a NULL: they hold until
 * the next call. */
struct pieces text_pieces(struct text *t, const struct text_span *span, int n,
                          const struct css_style *para, struct arena *a);

/* Hyphen for a style (hyphenate-character): its shaped glyph. */
const struct word *text_hyphen(struct text *t, const struct font *f, const struct css_style *s);

/* ---- hyphenation, also for tests ------------------------------------------------------------- */

struct hyphenator;
/* The patterns for a language ("de", "de-CH", "en", …) from the packaged dictionaries; NULL: no
 * dictionary (reported once). Cached. */
const struct hyphenator *text_hyphenator(struct text *t, const char *lang);
/* Marks at out[i] = 1 when word may be hyphenated before byte i; n bytes of UTF-8; left and right
 * minima in characters. out has n entries. Returns the number of points. Two-level (compound)
 * patterns as in libhyphen. */
int hyphenate(const struct hyphenator *h, const char *word, int n, int left, int right, char *out);

/* For --report: visits every font used, by face, size and features. */
void text_each_font(struct text *t, void (*visit)(void *ctx, const struct font *), void *ctx);

#endif
