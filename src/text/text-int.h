/* Between the files of text: the set of cuts, what a style asks of text, and the cache of words. */
#ifndef KOKI_TEXT_INT_H
#define KOKI_TEXT_INT_H

#include <hb.h>
#include <pthread.h>

#include "text/text.h"

#define SOFT_HYPHEN "\xc2\xad"

/* A font file of the private set. */
struct cut {
    const char *path, *ps_name;
    const char *family[4];     /* all its names, interned; NULL after the last */
    int index;                 /* face in a collection */
    int weight;                /* 1…1000 as in CSS */
    int stretch;               /* [%] */
    bool italic, monospace;
    hb_face_t *hb;             /* NULL: not opened yet */
    bool math;                 /* can set formulas; known once it is open */
    void *chars;               /* FcCharSet of what it has; NULL: unknown */
};
/* A struct font with what only shaping needs. */
struct sized {
    struct font font;          /* first: a const struct font * is one of these */
    const struct cut *cut;
    hb_feature_t *feature;
    int n_features;
};
/* What a style asks of text, computed once for each style. */
struct voice {
    const struct css_style *style;
    const struct font *font;   /* the first of the style's families */
    VEC(const struct font *) fonts; /* of all its families, in order */
    const char *generic;       /* the first generic name among them; "serif": none */
    VEC(int) reserve;          /* cuts to ask for what they lack; */
    bool reserved;             /* are filled in */
    len letter_spacing;
    len space;                 /* a breakable space: the font's, word and letter spacing */
    bool auto_hyphens, manual_hyphens, wrap;
    const struct hyphenator *hyphenator;
    const struct hyphenator *joints; /* German: whose compounds ligatures keep to */
    const struct exceptions *exceptions; /* NULL: none */
    int word_min, left, right; /* hyphenate-limit-chars */
    hb_language_t lang;
    uint32_t key;              /* equal for voices that shape and hyphenate alike in one font */
    const struct word *blank;  /* a space */
    const struct word *hyphen; /* of the first font; NULL: not asked for yet */
};
struct cached {
    struct word word;
    uint32_t key;              /* voice, direction, hyphenate */
    bool missing;              /* has a character that the font lacks */
    char text[];
};
struct slot {
    uint64_t hash;
    struct cached *word;       /* NULL: free */
};
/* What the texts of a run share. Cuts and generic names never change once text_add_faces is done; all else only under the lock. */
struct stock {
    pthread_mutex_t lock;
    struct arena arena;
    VEC(struct cut) cut;
    VEC(struct sized *) font;
    struct map font_keys;      /* face, size and features → struct sized */
    struct map generic;        /* serif → struct names */
    struct map dictionaries;   /* path → struct hyphenator */
    struct map languages;      /* language → struct hyphenator */
    struct map exceptions;     /* list of a style → struct exceptions */
};
struct text {
    struct stock *stock;
    bool shares;               /* the stock is another's */
    struct arena arena;
    VEC(struct voice *) voice; /* by style id; NULL: not asked for yet */
    struct map voice_keys;
    struct map fallbacks;      /* style and character → struct font */
    struct map reported;       /* faults told once */
    hb_buffer_t *buffer;
    struct buf parted;         /* a word with its ligatures parted */
    VEC(struct slot) word;     /* open hash table */
    int words;
    VEC(int) start;            /* scratch of text_pieces, as are these: where each span begins; */
    VEC(char) bytes;           /* a paragraph's text when it comes in several spans */
    VEC(struct piece) piece;
    VEC(uint8_t) level;
    VEC(struct hyphen) hyphen;
};

/* voice.c */
struct voice *voice_get(struct text *t, const struct css_style *s, struct loc where);
/* fallback.c */
/* The font for a character and the marks on it, n bytes; NULL: none of the set has them. */
const struct font *fallback_font(struct text *t, struct voice *v, const char *s, int n);
/* shape.c */
/* One word in one font; characters that the font lacks show as .notdef and set *missing. */
const struct word *word_shape(struct text *t, const struct font *f, const struct voice *v, bool rtl, bool hyphenate,
                              const char *text, int n, bool *missing);
/* True the first time for this message, which is for diag_once: what another text of the run tells again is dropped there. */
bool text_first(struct text *t, const char *what, const char *name);

/* Where the style sheets give a style this property; `otherwise` when they do not. */
struct loc style_where(const struct css_style *s, enum css_prop p, struct loc otherwise);

static inline int style_weight(const struct css_style *s)
{
    return s->v[CSS_font_weight].kind == CSS_NUM ? css_int(s, CSS_font_weight) : css_is(s, CSS_font_weight, KW_bold) ? 700 : 400;
}

/* fonts.c */
void fonts_load(struct text *t, const char *fonts_conf);
void fonts_free(struct text *t);
/* The nearest real cut of a family, NULL when the set has none of that name; *exact: is what the style asks for. */
const struct cut *fonts_match(const struct text *t, const char *family, const struct css_style *s, bool *exact);
/* The cut at a size with the style's features; where NULL: a feature that the font lacks is not reported. */
const struct font *fonts_size(struct text *t, const struct cut *cut, const struct css_style *s, len size,
                              const struct loc *where);
/* Likewise for a formula: a cut with a MATH table has the forms for a level of scripts and no other features. */
const struct font *fonts_math_size(struct text *t, const struct cut *cut, const struct css_style *s, len size, int script);
bool fonts_has_math(struct text *t, const struct cut *cut);
/* The nearest real cut of a family; NULL: there is none of that name. */
const struct cut *fonts_nearest(const struct text *t, const char *family, int stretch, bool italic, int weight, bool *exact);
/* The family that fonts.conf puts behind a generic name at place i; NULL: no more. */
const char *fonts_generic(const struct text *t, const char *name, int i);
/* False when the cut surely lacks a character. */
bool cut_may_cover(const struct cut *c, const char *text, int n);
/* Whether the font has a glyph for every character. */
bool font_covers(const struct font *f, const char *text, int n);

/* hyphen.c */
struct hyphenator *hyphenator_load(const char *path);    /* NULL: cannot be read */
void hyphenator_free(struct hyphenator *h);
/* Marks out[i] = 1 where the dictionary's first level sees a joint of a compound before byte i. */
void hyphen_joints(const struct hyphenator *h, const char *word, int n, char *out);

/* Small letters, byte by byte as long as the original: letters whose small form is longer or shorter stay. */
void fold_letters(const char *word, int n, char *out);

/* exceptions.c */
struct exceptions;
enum { EXCEPTION_BREAK = 1, EXCEPTION_JOINT };
const struct exceptions *exceptions_get(struct text *t, const struct css_list *list);
void exceptions_done(struct text *t);
/* Corrects where a word may break and where it has joints, both before each byte, by what the exceptions say of it; false: nothing. */
bool exceptions_say(const struct exceptions *x, const char *word, int n, char *point, char *joint);

/* letters.c */
/* A run of letters: parts around a gender sign, a digit or a change to upper case inside ("BürgerInnen") are hyphenated by
 * themselves, and no point lies beside the sign, because a run's own edges never are points. */
struct letters {
    int at, n, chars;
    bool capitals;            /* no small letter */
};
/* A part without a vowel is no syllable, though the German dictionary makes some (Zwi-sche-n-ab-la-ge): of the points at both its ends only one
 * at a joint of a compound stays. What has no vowel at all (JJJJMMTTHHMMSS) is no word and stays as it is. n bytes of UTF-8; point, joint: for each byte. */
void letters_drop_mute(const char *word, int n, char *point, const char *joint);
bool next_letters(const char *text, int n, int from, struct letters *run);
/* Puts a zero-width non-joiner at every joint of a German word at which letters of the shaped word hang together; false: nowhere.
 * glyph[i].cluster tells which do. */
bool part_ligatures(const struct voice *v, const char *text, int n, const struct glyph *glyph, int n_glyphs,
                    struct buf *parted);
#define ZERO_WIDTH_NON_JOINER "\xe2\x80\x8c"

#endif
