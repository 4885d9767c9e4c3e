// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the files that set a formula.
 *
 *   node_    tree.c      boxes as nodes: operators with their form, embellished cores, generated fences
 *   attr_    attribute.c lengths, numbers and truth values of attributes
 *   math_face_ math_face.c  fonts by style and script level, constants of the MATH table
 *   glyph_   glyph.c     text and operators as glyphs, stretched ones too
 *   set_     the layout, a file for each kind of element; set.c chooses
 *   math_box_    math_box.c      laid out boxes, as a tree with relative positions
 */
#ifndef KOKI_MATH_INT_H
#define KOKI_MATH_INT_H

#include <hb-ot.h>

#include "math/math.h"

/* ---- nodes ----------------------------------------------------------------------------------- */

enum variant {
    VARIANT_NONE,
    VARIANT_NORMAL,
    VARIANT_BOLD,
    VARIANT_ITALIC,
    VARIANT_BOLD_ITALIC,
    VARIANT_DOUBLE_STRUCK,
    VARIANT_BOLD_FRAKTUR,
    VARIANT_SCRIPT,
    VARIANT_BOLD_SCRIPT,
    VARIANT_FRAKTUR,
    VARIANT_SANS,
    VARIANT_BOLD_SANS,
    VARIANT_SANS_ITALIC,
    VARIANT_SANS_BOLD_ITALIC,
    VARIANT_MONOSPACE,
    VARIANTS
};

struct node {
    uint8_t elem;    /* enum math_elem */
    bool space_like; /* does not count as an operand (MathML Core, 3.2.5) */
    bool made; /* generated: a fence of mfenced, a column's row; its attributes are not used */
    const struct css_style *style;
    const xmlNode *xml; /* the element, or the one it is generated for */
    const char *text;   /* tokens */
    int n_text;
    struct node *first, *last, *next;
    int n;                   /* children */
    struct node *core;       /* the mo that makes an embellished operator of it, NULL none */
    enum math_form form;     /* mo */
    struct math_operator op; /* mo */
};
/* The context at a place. */
struct context {
    bool display, cramped;
    uint8_t level;   /* of scripts: 0, 1, 2; no smaller */
    uint8_t variant; /* enum variant, inherited from mstyle */
};
/* The target size of an operator: above and below the baseline, or in width. */
struct stretch {
    bool wide;
    len ascent, descent, width;
};
enum { LEVELS = 3, SIZE_MAX_EM = 500 /* limit of stretching */ };

/* ---- boxes ------------------------------------------------------------------ */

struct math_box {
    len x, y; /* of its origin, the left end of its baseline, from the parent's; y up */
    len width, ascent, descent;
    len italic;     /* correction, part of the width */
    len accent;     /* where an accent is, from the origin */
    bool character; /* one glyph, to which scripts are closer */
    bool hidden;    /* has extent but no ink */
    struct math_box *first, *last, *next;
    bool inked; /* has ink of its own, at its origin */
    struct math_ink ink;
};

struct math_face {
    const struct font *font; /* of the formula; NULL: not asked for yet */
    hb_font_t *hb;
    len em, ex;
    bool math; /* has constants */
};
struct setter {
    struct text *text;
    struct arena *out;          /* of the formula */
    struct arena scratch;       /* of one formula */
    VEC(struct math_face) face; /* by style and level */
    int depth;
    bool told; /* reported that there is no mathematical font */
};

/* tree.c */
struct node *node_build(struct setter *s, const struct box *box);
struct loc node_loc(const struct node *n);
/* Whether a node's element is a token. */
bool node_is_token(const struct node *n);

/* attribute.c */
const char *attr_get(const struct node *n, const char *name); /* NULL: absent */
bool attr_true(const struct node *n, const char *name, bool otherwise);
/* A length; plain numbers and percentages are of `base`. */
len attr_len(const struct node *n, const char *name, const struct math_face *f, len base,
             len otherwise);
/* Likewise of a text; false: it is none. */
bool attr_read_len(const char *s, const struct math_face *f, len base, len *out);
int attr_int(const struct node *n, const char *name, int otherwise, int least, int most);
/* The i-th word of a list of them, the last one again after its end; 0: there is none. Returns its
 * length. */
int attr_word(const char *list, int i, const char **word);
bool attr_is(const struct node *n, const char *name, const char *value);
/* The context changed by mstyle and similar elements. */
struct context attr_context(const struct node *n, struct context cx);

/* math_face.c */
const struct math_face *math_face_get(struct setter *s, const struct node *n, struct context cx);
len math_face_const(const struct math_face *f, hb_ot_math_constant_t c);
len math_face_axis(const struct math_face *f);

/* math_box.c */
struct math_box *math_box_new(struct setter *s);
void math_box_add(struct math_box *to, struct math_box *child, len x, len y);
void math_box_cover(struct math_box *s); /* its height and depth become those of its content */
struct math_box *math_box_rule(struct setter *s, const struct css_style *style, len dx, len dy,
                               len thick);
/* The content with a background and border behind it where the style has them. */
struct math_box *math_box_box(struct setter *s, struct math_box *content,
                              const struct css_style *style);

/* [len] overhang of the first glyph beyond the left edge, over the preceding text, as of an italic
 * f. */
len math_box_overhang(const struct math_box *slab);

/* glyph.c */
struct math_box *glyph_text(struct setter *s, const struct node *n, struct context cx);
struct math_box *glyph_operator(struct setter *s, const struct node *n, struct context cx,
                                const struct stretch *st);
/* A glyph by itself, of at least a height; for radicals. NULL: the font has none that grows. */
struct math_box *glyph_tall(struct setter *s, const struct node *n, struct context cx,
                            const char *text, len height);
/* The letters of a token in a mathematical alphabet, into b. */
void variant_text(enum variant v, const char *s, int n, struct buf *b);
/* [len] kern of a script at a corner of a character, at a height from its baseline. */
len glyph_kern(const struct math_box *base, hb_ot_math_kern_t corner, len height);

/* set.c and its kin */
struct math_box *set_node(struct setter *s, struct node *n, struct context cx,
                          const struct stretch *st);
struct math_box *set_row(struct setter *s, struct node *n, struct context cx,
                         const struct stretch *st);
struct math_box *set_fraction(struct setter *s, struct node *n, struct context cx);
struct math_box *set_radical(struct setter *s, struct node *n, struct context cx);
struct math_box *set_scripts(struct setter *s, struct node *n, struct context cx,
                             const struct stretch *st);
struct math_box *set_limits(struct setter *s, struct node *n, struct context cx,
                            const struct stretch *st);
struct math_box *set_table(struct setter *s, struct node *n, struct context cx);
struct math_box *set_enclosed(struct setter *s, struct node *n, struct context cx);
struct math_box *set_padded(struct setter *s, struct node *n, struct context cx,
                            const struct stretch *st);
/* A radical sign over a content, for msqrt, mroot and menclose. */
struct math_box *radical_over(struct setter *s, const struct node *n, struct context cx,
                              struct math_box *content, struct math_box *degree);
struct context cx_script(struct context cx);
struct context cx_cramped(struct context cx);

/* The items of a row in order with the space before each. */
struct row_item {
    struct node *node;
    struct math_box *slab;
    len before; /* between it and the one before */
    enum { ROW_OPERAND, ROW_RELATION, ROW_BINARY, ROW_OPEN, ROW_CLOSE, ROW_NEWLINE } kind;
};
struct row {
    VEC(struct row_item) item;
    len after; /* after the last */
};
void set_line(struct setter *s, struct node *n, struct context cx, const struct stretch *st,
              struct row *row);

#endif
