// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the files of text: the set of faces, text styles, and the cache of
 * words. */
#ifndef KOKI_TEXT_INT_H
#define KOKI_TEXT_INT_H

#include <hb-ot.h>
#include <pthread.h>
#include <stdatomic.h>

#include "text/text.h"

#define SOFT_HYPHEN "\xc2\xad"

enum { AXES_MAX = 64 }; /* further ones of a variable face keep their default */

/* A face of the private set. */
struct face {
    const char *path, *ps_name, *full_name;
    const char *family[4]; /* all its names, interned; NULL after the last */
    const char *folded[4]; /* the same without regard to case, by which they are compared */
    int index;             /* face in a collection */
    bool given;            /* by @font-face: hides installed ones of its name */
    bool extra;            /* from a folder that the user named */
    struct css_range weight, stretch; /* declared weight and width: 1…1000 as in CSS, [%]; of a
                                         variable face the ranges of its axes */
    struct css_range slant;           /* [degrees] clockwise: range of slant; {0, 0} if fixed */
    bool upright, slanted;            /* declared styles */
    bool any_weight, any_stretch, any_slant; /* axes have the file's range, not the one above */
    bool monospace;
    const hb_ot_var_axis_info_t *axis; /* of a variable face; known from the beginning */
    int n_axes;
    const struct css_list *variations; /* its font-variation-settings; NULL: none */
    const struct css_range *range;     /* its characters; n_range 0: all */
    int n_range;
    int32_t size_adjust;             /* [fix] */
    hb_blob_t *blob;                 /* its bytes; NULL: those of the file */
    bool packed;                     /* as the file has them packed */
    hb_face_t *hb;                   /* NULL: not opened yet */
    bool math;                       /* can set formulas; known once it is open, as is: */
    const struct css_color *palette; /* of glyphs in layers; NULL: there are none */
    int n_palette;
    void *chars; /* FcCharSet of its characters; NULL: unknown */
};
/* A face with a value for each of its axes: the unit embedded in a PDF. */
struct instance {
    const struct face *face;
    bool asked; /* for by the current document */
    int number; /* font->face */
    int n;
    float coord[]; /* n: by axis, in the font's own units */
};
/* A struct font with data only for shaping. */
struct sized {
    struct font font; /* first: a const struct font * is one of these */
    const struct face *face;
    struct instance *instance;
    hb_feature_t *feature;
    int n_features;
    bool asked; /* for by the current document */
};
/* Text properties of a style, computed once for each style. */
struct text_style {
    const struct css_style *style;
    const struct font *font;           /* the first of the style's families that has a space */
    const struct font *lining;         /* the same with lining figures; NULL: it has them anyway */
    VEC(const struct font *) fonts;    /* of all its families, in order */
    bool ranged;                       /* some of them are for certain characters only */
    const char *generic;               /* the first generic name among them; "serif": none */
    VEC(int) reserve;                  /* fallback faces for missing characters; */
    bool reserved;                     /* are filled in */
    int first_reserve, symbol_reserve; /* range of those for symbols */
    len letter_spacing;
    len space; /* a breakable space: the font's, word and letter spacing */
    bool auto_hyphens, manual_hyphens, wrap;
    const struct hyphenator *hyphenator;
    const struct hyphenator *joints;     /* German: whose compounds ligatures keep to */
    const struct exceptions *exceptions; /* NULL: none */
    int word_min, left, right;           /* hyphenate-limit-chars */
    hb_language_t lang;
    uint32_t key; /* equal for text styles that shape and hyphenate equally in one font */
    const struct word *blank;  /* a space */
    const struct word *hyphen; /* of the first font; NULL: not asked for yet */
};
struct cached {
    struct word word;
    uint32_t key; /* text style, direction, hyphenate */
    bool missing; /* has a character that the font lacks */
    char text[];
};
/* What a word is found by. */
struct word_key {
    uint64_t hash; /* of the others */
    const struct font *font;
    uint32_t key; /* text style, direction, hyphenate */
    const char *text;
    int n;
};
/* Words by number: a text takes numbers by the chunk, and only it writes there. */
enum { CHUNK_BITS = 12, CHUNKS = 1 << (WORD_BITS - CHUNK_BITS) };
struct word_chunk {
    const struct word *word[1 << CHUNK_BITS];
};
/* Data shared by the texts of a run. Faces and generic names never change once text_add_faces is
 * done; all else only under the lock. */
struct shared_fonts {
    pthread_mutex_t lock;
    bool keeps; /* the index of words is kept */
    struct arena arena;
    void *config;      /* FcConfig */
    VEC(int) unpacked; /* files in memory of unpacked fonts, for images */
    VEC(struct face) face;
    VEC(struct instance *) instance;
    struct map instance_keys; /* face and axis values → struct instance */
    VEC(struct sized *) font;
    struct map font_keys;               /* face, size and features → struct sized */
    struct map generic;                 /* serif → struct names */
    struct map dictionaries;            /* path → struct hyphenator */
    struct map languages;               /* language → struct hyphenator */
    struct map exceptions;              /* list of a style → struct exceptions */
    struct map style_keys;              /* properties that shape and hyphenate → text_style.key */
    _Atomic(struct word_table *) words; /* read without the lock: see words.c; NULL: none yet */
    size_t n_words;
    uint32_t chunks;
    struct word_chunk *chunk[CHUNKS];
};
struct text {
    struct shared_fonts *cache;
    bool shares;               /* the shared cache belongs to another text */
    struct text *spare, *next; /* given back; one after the other */
    struct arena arena;
    VEC(struct text_style *) style; /* by style id; NULL: not asked for yet */
    struct map fallbacks;           /* style and character → struct font */
    struct map codes;               /* style and character → struct word */
    struct map reported;            /* faults reported once */
    hb_buffer_t *buffer;
    struct buf parted; /* a word with its ligatures parted */
    uint32_t number;   /* of the next word; at the beginning of a chunk: it has none yet */
    VEC(int) start;    /* scratch of text_pieces, as are these: where each span begins; */
    VEC(char) bytes;   /* a paragraph's text when it comes in several spans */
    VEC(struct piece) piece;
    VEC(uint8_t) level;
    VEC(struct hyphen) hyphen;
};

/* text_style.c */
struct text_style *text_style_get(struct text *t, const struct css_style *s, struct loc where);
/* fallback.c */
/* The font for a character and the marks on it, n bytes; NULL: none of the set has them. */
const struct font *fallback_font(struct text *t, struct text_style *v, const char *s, int n);
/* words.c */
struct cached *words_find(struct text *t, const struct word_key *k); /* NULL: not shaped yet */
/* Adds a word that is complete; returns it, or the one that another thread has added meanwhile. */
struct cached *words_add(struct text *t, const struct word_key *k, struct cached *word);
void words_forget(struct shared_fonts *cache); /* while no thread sets text */
/* Gives a finished word its number. */
void word_number(struct text *t, struct word *w);
/* shape.c */
/* One word in one font; characters that the font lacks show as .notdef and set *missing. */
const struct word *word_shape(struct text *t, const struct font *f, const struct text_style *v,
                              bool rtl, bool hyphenate, const char *text, int n, bool *missing);
/* True the first time for this message, which is for diag_once: repetitions by other texts of the
 * run are dropped there. */
bool text_first(struct text *t, const char *what, const char *name);

/* The place where style sheets set this property of a style; `otherwise` if they do not. */
struct loc style_where(const struct css_style *s, enum css_prop p, struct loc otherwise);

static inline int style_weight(const struct css_style *s)
{
    return s->v[CSS_font_weight].kind == CSS_NUM ? css_int(s, CSS_font_weight)
           : css_is(s, CSS_font_weight, KW_bold) ? 700
                                                 : 400;
}

/* fonts.c: the set, and the choice of faces for a style */
void fonts_load(struct text *t, const char *fonts_conf);
void fonts_free(struct text *t);
/* The properties of a style that select a face. */
struct want {
    int weight, stretch; /* 1…1000, [%] */
    bool slanted;
    int angle; /* [degrees] clockwise */
};
struct want fonts_want(const struct css_style *s);
/* The nearest real face of a family, whose name is compared without regard to case; NULL: there is
 * none of that name. *exact: it matches the style exactly. */
const struct face *fonts_match(const struct text *t, const char *family, const struct css_style *s,
                               bool *exact);
const struct face *fonts_nearest(const struct text *t, const char *family, const struct want *want,
                                 bool *exact);
/* Whether a face of the same family has the same descriptors as `best`, possibly for other
 * characters: @font-face rules with unicode-range form one face, with later rules first. */
bool fonts_join(const struct face *best, const struct face *c, const struct want *want);
/* The family that fonts.conf puts after a generic name at place i; NULL: no more. */
const char *fonts_generic(const struct text *t, const char *name, int i);
const char *fonts_fold(const char *family);
bool face_has_family(const struct face *c, const char *folded);
const char *face_name(const struct face *c); /* for messages */
/* The axis with a tag; NULL: the face has none. */
const hb_ot_var_axis_info_t *face_find_axis(const struct face *c, hb_tag_t tag);
void face_read_axes(struct text *t, struct face *c, hb_face_t *hb);
bool face_is_for(const struct face *c, uint32_t ch); /* whether its unicode-range has it */
bool is_ignorable(uint32_t ch); /* shows nothing by itself: no font needs a glyph for it */
/* False when the face surely lacks a character, or is not for it. */
bool face_may_cover(const struct face *c, const char *text, int n);

/* fontfile.c */
/* The bytes of a font file as OpenType, unpacked if need be; NULL: *why not. */
hb_blob_t *fontfile_read(const char *path, bool *packed, const char **why);

/* features.c */
struct feature_set {
    hb_feature_t v[32];
    int n;
};
void features_set(struct feature_set *f, const char *tag, uint32_t value);
/* Those of a style; where NULL: missing ones are not reported. */
void features_get(struct text *t, const struct face *face, const struct css_style *s,
                  const struct loc *where, struct feature_set *f);

/* instance.c: faces at a size */
/* The face at a size with the style's features and variations; where NULL: missing ones are not
 * reported. */
const struct font *fonts_size(struct text *t, const struct face *face, const struct css_style *s,
                              len size, const struct loc *where);
/* Likewise for a formula: a face with a MATH table has the forms for a level of scripts and no
 * other features. */
const struct font *fonts_math_size(struct text *t, const struct face *face,
                                   const struct css_style *s, len size, int script);
/* Likewise with lining figures instead of old-style ones. */
const struct font *fonts_lining_size(struct text *t, const struct face *face,
                                     const struct css_style *s);
/* For the code of a character that no font has: two fifths of the style's size. */
const struct font *fonts_code_size(struct text *t, const struct face *face,
                                   const struct css_style *s);
bool fonts_has_math(struct text *t, const struct face *face);
/* Whether the font has a glyph for every character, and is for it. */
bool font_covers(const struct font *f, const char *text, int n);

/* code.c */
/* The box with the code of a character that no font has; NULL: there are not even digits. */
const struct word *code_word(struct text *t, struct text_style *v, bool rtl, const char *s, int n);
const char *code_package(
    uint32_t ch); /* the Debian package whose font has a character; NULL: none is known */

/* hyphen.c */
struct hyphenator *hyphenator_load(const char *path); /* NULL: cannot be read */
void hyphenator_free(struct hyphenator *h);
/* Marks out[i] = 1 where the dictionary's first level has a joint of a compound before byte i. */
void hyphen_joints(const struct hyphenator *h, const char *word, int n, char *out);

/* Small letters, byte by byte as long as the original: letters whose small form is longer or
 * shorter stay. */
void fold_letters(const char *word, int n, char *out);

/* exceptions.c */
struct exceptions;
enum { EXCEPTION_BREAK = 1, EXCEPTION_JOINT };
const struct exceptions *exceptions_get(struct text *t, const struct css_list *list);
void exceptions_done(struct text *t);
/* Corrects a word's hyphenation points and joints, both before each byte, by the exceptions; false
 * if it is not among them. */
bool exceptions_say(const struct exceptions *x, const char *word, int n, char *point, char *joint);

/* letters.c */
/* A run of letters: parts around a gender mark, a digit or a change to upper case inside
 * ("BürgerInnen") are hyphenated by themselves, and no point is beside the mark, since a run's
 * edges are never points. */
struct letters {
    int at, n, chars;
    bool capitals; /* no small letter */
};
/* A part without a vowel is not a syllable, though the German dictionary makes some
 * (Zwi-sche-n-ab-la-ge): of the points at both its ends only one at a joint of a compound stays.
 * Text without any vowel (JJJJMMTTHHMMSS) is not a word and is left unchanged. n bytes of UTF-8;
 * point, joint: for each byte. */
void letters_drop_mute(const char *word, int n, char *point, const char *joint);
/* Marks joints of German compounds that need no dictionary: points after an ending and its linking
 * s (Versions-kontrolle). The dictionary's joints beside them are syllables (Sicherungs-da-teien).
 */
void letters_link(const char *word, int n, const char *point, char *joint);
/* Where a point is among a word's joints: enum hyphen_place. */
uint8_t letters_place(const char *word, int n, const char *joint, int at);
/* False: no word of German begins so (vmlinuz, dpkg, sqlite): it is a name in code. */
bool letters_may_be_german(const char *word, int n);
bool next_letters(const char *text, int n, int from, struct letters *run);
/* Puts a zero-width non-joiner at every joint of a German word that lies inside a ligature of the
 * shaped word; false if there is none. Ligatures are found by glyph[i].cluster. */
bool part_ligatures(const struct text_style *v, const char *text, int n, const struct glyph *glyph,
                    int n_glyphs, struct buf *parted);
#define ZERO_WIDTH_NON_JOINER "\xe2\x80\x8c"

#endif
