// SPDX-License-Identifier: Apache-2.0
/* The interface of math: formulas laid out as glyphs and rules, after MathML Core and the MATH
 * table of OpenType. */
#ifndef KOKI_MATH_H
#define KOKI_MATH_H

#include "doc/doc.h"
#include "text/text.h"

/* Something that is painted; x, y: from the left end of its part's baseline, y up. */
enum math_ink_kind {
    MATH_GLYPHS, /* from (x, y) on */
    MATH_RULE,   /* a straight line from (x, y) to (x + dx, y + dy) */
    MATH_FRAME, /* background and border of an element: its lower left corner at (x, y), dx wide, dy
                   high; before its content */
};
struct math_ink {
    uint8_t kind; /* enum math_ink_kind */
    bool dashed;  /* RULE */
    len x, y;
    const struct css_style *style;
    union {
        struct { /* GLYPHS: as in a struct word */
            const struct font *font;
            const char *text;
            int n_text, n;
            const struct glyph *glyph;
            const struct glyph_shift *shift;
            len width;
        };
        struct {
            len dx, dy, thick;
        }; /* RULE, BOX */
    };
};
/* A formula in the order of its parts: a line may end after each. */
struct math_part {
    len width, ascent,
        descent; /* of its ink and room; ascent, descent: above and below the baseline */
    len space;   /* to the next part when the line does not end here */
    int penalty; /* of a line that ends here; MATH_NEWLINE: it must */
    int n;
    const struct math_ink *ink;
};
enum { MATH_NEWLINE = -1 };
struct formula {
    int n; /* at least 1 */
    const struct math_part *part;
};

struct maths; /* state kept between formulas */
struct maths *maths_new(struct text *t);
void maths_free(struct maths *m);
/* Lays out a BOX_MATH; the formula and its ink live in a. In display style lines end before
 * relations and operators, else after. */
const struct formula *math_set(struct maths *m, struct arena *a, const struct box *math);

/* ---- the operator dictionary (operators.def), also for tests --------------------------------- */

enum math_form { MATH_PREFIX, MATH_INFIX, MATH_POSTFIX, MATH_FORMS };
enum {
    OP_STRETCHY = 1,
    OP_SYMMETRIC = 2,
    OP_LARGE = 4,
    OP_MOVABLE = 8,
    OP_FENCE = 16,
    OP_SEPARATOR = 32,
    OP_ACCENT = 64,
    OP_HORIZONTAL = 128,
    OP_DOTS = 256
};
struct math_operator {
    int lspace, rspace; /* [1/18 em] */
    unsigned flags;     /* OP_* */
};
/* The dictionary's entry of an operator in a form; false if none. */
bool math_operator_find(const char *text, int n, enum math_form form, struct math_operator *op);
/* In the given form, or else in the first of infix, postfix and prefix that it has (*form becomes
 * that); an unknown one has the space of a relation. */
struct math_operator math_operator_get(const char *text, int n, enum math_form *form);

#endif
