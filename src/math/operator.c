// SPDX-License-Identifier: Apache-2.0
/* The operator dictionary: MathML Core's, with additions of MathML 3 for accents and names of
 * limits. */
#include "math/math-int.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

enum category {
    ARROW,
    BINARY,
    TIGHT,
    SIGN,
    MARK,
    OPEN,
    CLOSE,
    INTEGRAL,
    WIDE,
    SUM,
    BARE,
    ROOT,
    COMMA,
    LIMIT,
    DOTS,
    RELATION,
    CATEGORIES
};

static const struct {
    enum math_form form;
    struct math_operator op;
} categories[CATEGORIES] = {
    [ARROW] = {MATH_INFIX, {5, 5, OP_STRETCHY | OP_ACCENT}},
    [BINARY] = {MATH_INFIX, {4, 4, 0}},
    [TIGHT] = {MATH_INFIX, {3, 3, 0}},
    [SIGN] = {MATH_PREFIX, {0, 0, 0}},
    [MARK] = {MATH_POSTFIX, {0, 0, 0}},
    [OPEN] = {MATH_PREFIX, {0, 0, OP_STRETCHY | OP_SYMMETRIC | OP_FENCE}},
    [CLOSE] = {MATH_POSTFIX, {0, 0, OP_STRETCHY | OP_SYMMETRIC | OP_FENCE}},
    [INTEGRAL] = {MATH_PREFIX, {3, 3, OP_SYMMETRIC | OP_LARGE}},
    [WIDE] = {MATH_POSTFIX, {0, 0, OP_STRETCHY | OP_ACCENT}},
    [SUM] = {MATH_PREFIX, {3, 3, OP_SYMMETRIC | OP_LARGE | OP_MOVABLE}},
    [BARE] = {MATH_INFIX, {0, 0, 0}},
    [ROOT] = {MATH_PREFIX, {3, 0, 0}},
    [COMMA] = {MATH_INFIX, {0, 3, 0}},
    [LIMIT] = {MATH_PREFIX, {3, 3, OP_MOVABLE}},
    [DOTS] = {MATH_INFIX, {0, 0, OP_DOTS}},
    [RELATION] = {MATH_INFIX, {5, 5, 0}},
};
static const struct {
    enum category category;
    uint16_t first, last;
} ranges[] = {
#define R(category, first, last) {category, first, last},
#include "math/operators.def"
#undef R
};
static const struct {
    const char *text;
    enum category category;
} words[] = {
    {"!!", MARK},
    {"--", MARK},
    {"++", MARK},
    {"&&", BINARY},
    {"**", TIGHT},
    {"||", OPEN},
    {"||", CLOSE},
    {"//", TIGHT},
    {"<>", TIGHT},
    {"lim", LIMIT},
    {"max", LIMIT},
    {"min", LIMIT},
    {"sup", LIMIT},
    {"inf", LIMIT},
    {"det", LIMIT},
    {"gcd", LIMIT},
    {"Pr", LIMIT},
    {"lim\u00a0sup", LIMIT},
    {"lim\u00a0inf", LIMIT},
    {"limsup", LIMIT},
    {"liminf", LIMIT},
    {"arg\u00a0max", LIMIT},
    {"arg\u00a0min", LIMIT},
};
static const uint16_t separators[] = {',', ';', 0x2063};
/* Marks that are over or under a letter though they do not stretch. */
static const uint16_t accents[] = {0x2e,  0x60,  0xa8,  0xb4,  0xb8,  0x2ca,
                                   0x2cb, 0x2d8, 0x2d9, 0x2da, 0x2dd, 0x311};

static bool operator_listed(uint32_t c, const uint16_t *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == c)
            return true;
    return false;
}

/* Arrows that grow in height; the others do so in width. */
static bool is_upright(uint32_t c)
{
    static const uint16_t arrows[] = {0x2191, 0x2193, 0x2195, 0x219f, 0x21a1, 0x21a5, 0x21a7,
                                      0x21a8, 0x21be, 0x21bf, 0x21c2, 0x21c3, 0x21c5, 0x21c8,
                                      0x21ca, 0x21d1, 0x21d3, 0x21d5, 0x21de, 0x21df, 0x21e1,
                                      0x21e3, 0x21e7, 0x21e9, 0x21ea, 0x21f3, 0x21f5, 0x27f0,
                                      0x27f1, 0x290a, 0x290b};
    return operator_listed(c, arrows, LENGTH(arrows));
}

static struct math_operator properties(enum category category, uint32_t c)
{
    struct math_operator op = categories[category].op;
    if (operator_listed(c, separators, LENGTH(separators)))
        op.flags |= OP_SEPARATOR;
    if (category == MARK && operator_listed(c, accents, LENGTH(accents)))
        op.flags |= OP_ACCENT;
    if ((category == ARROW && !is_upright(c)) || category == WIDE)
        op.flags |= OP_HORIZONTAL;
    return op;
}

bool math_operator_find(const char *text, int n, enum math_form form, struct math_operator *op)
{
    const char *s = text;
    if (n <= 0)
        return false;
    uint32_t c = utf8_next(&s, text + n);
    if (s < text + n) {
        for (size_t i = 0; i < LENGTH(words); i++)
            if (categories[words[i].category].form == form && (int)strlen(words[i].text) == n &&
                !memcmp(words[i].text, text, (size_t)n)) {
                *op = categories[words[i].category].op;
                return true;
            }
        return false;
    }
    for (size_t i = 0; i < LENGTH(ranges); i++)
        if (c >= ranges[i].first && c <= ranges[i].last &&
            categories[ranges[i].category].form == form) {
            *op = properties(ranges[i].category, c);
            return true;
        }
    return false;
}

struct math_operator math_operator_get(const char *text, int n, enum math_form *form)
{
    static const enum math_form others[] = {MATH_INFIX, MATH_POSTFIX, MATH_PREFIX};
    struct math_operator op;
    if (math_operator_find(text, n, *form, &op))
        return op;
    for (int i = 0; i < MATH_FORMS; i++)
        if (math_operator_find(text, n, others[i], &op)) {
            *form = others[i];
            return op;
        }
    *form = MATH_INFIX;
    return categories[RELATION].op;
}
