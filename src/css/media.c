// SPDX-License-Identifier: Apache-2.0
/* @media and @supports: the conditional parts of a sheet. The medium is print; a query with a
 * feature that is not known does not match, and is reported. */
#include "css/css-int.h"

static const char *const other_media[] = {"screen",   "speech",     "aural", "braille", "embossed",
                                          "handheld", "projection", "tty",   "tv"};

static bool known_medium(const char *s)
{
    for (size_t k = 0; k < sizeof other_media / sizeof *other_media; k++)
        if (!strcasecmp(s, other_media[k]))
            return true;
    return false;
}

static bool unsupported(struct css_sheet *sheet, struct cur query)
{
    css_report(sheet->css, DIAG_css_media, cur_loc(&query), cur_text(&query));
    return false;
}

/* ---- features (Media Queries 4) ---- */

/* Of a query or a part of it: a feature that is not known leaves it undecided. */
enum { UNKNOWN = -1 };

/* What a feature is in print. The page is that without any `size` (CSS Paged Media 3, 7.1), and
 * resolution is unlimited. */
enum feature_kind { F_LENGTH, F_RATIO, F_INTEGER, F_RESOLUTION, F_KEYWORD };
static const struct feature {
    const char *name;
    enum feature_kind kind;
    int64_t value, whole; /* RATIO: value / whole */
    const char *keyword;
} features[] = {
    {"width", F_LENGTH, .value = 21000}, /* [1/100 mm] */
    {"height", F_LENGTH, .value = 29700},
    {"device-width", F_LENGTH, .value = 21000},
    {"device-height", F_LENGTH, .value = 29700},
    {"aspect-ratio", F_RATIO, .value = 210, .whole = 297},
    {"device-aspect-ratio", F_RATIO, .value = 210, .whole = 297},
    {"color", F_INTEGER, .value = 8},
    {"color-index", F_INTEGER},
    {"monochrome", F_INTEGER},
    {"grid", F_INTEGER},
    {"resolution", F_RESOLUTION},
    {"orientation", F_KEYWORD, .keyword = "portrait"},
    {"update", F_KEYWORD, .keyword = "none"},
    {"overflow-block", F_KEYWORD, .keyword = "paged"},
    {"overflow-inline", F_KEYWORD, .keyword = "none"},
    {"hover", F_KEYWORD, .keyword = "none"},
    {"any-hover", F_KEYWORD, .keyword = "none"},
    {"pointer", F_KEYWORD, .keyword = "none"},
    {"any-pointer", F_KEYWORD, .keyword = "none"},
    {"scripting", F_KEYWORD, .keyword = "none"},
    {"color-gamut", F_KEYWORD, .keyword = "srgb"},
    {"prefers-color-scheme", F_KEYWORD, .keyword = "light"},
    {"prefers-reduced-motion", F_KEYWORD, .keyword = "no-preference"},
    {"prefers-contrast", F_KEYWORD, .keyword = "no-preference"},
};
enum sense { EQUAL, AT_LEAST, AT_MOST, ABOVE, BELOW };

static const struct feature *feature_named(const char *name)
{
    for (size_t k = 0; k < sizeof features / sizeof *features; k++)
        if (!strcasecmp(name, features[k].name))
            return &features[k];
    return NULL;
}

/* Whether a relation holds between what the page has and a value. */
static bool related(int64_t a, int64_t b, enum sense sense)
{
    return sense == EQUAL      ? a == b
           : sense == AT_LEAST ? a >= b
           : sense == AT_MOST  ? a <= b
           : sense == ABOVE    ? a > b
                               : a < b;
}

/* [len] a length; relative ones count from the initial font (Media Queries 4, 1.3). False: of other
 * units. */
static bool media_length(const struct css *css, const struct css_val *v, int64_t *out)
{
    enum { MILLI = 1000 };
    int64_t em = css->initial[CSS_font_size].len;
    int64_t base[U_UNITS] = {[U_EM] = em, [U_REM] = em, [U_EX] = em / 2, [U_CH] = em / 2};
    *out = v->len;
    if (v->kind == CSS_V_REL)
        *out = v->num * base[v->kw] / FIX_ONE;
    else if (v->kind == CSS_V_SUM)
        *out = v->sum->c[U_LEN] / MILLI;
    for (int k = U_EM; k < U_UNITS; k++) {
        bool has = v->kind == CSS_V_REL ? v->kw == k : v->kind == CSS_V_SUM && v->sum->c[k];
        if (has && !base[k])
            return false;
        if (v->kind == CSS_V_SUM)
            *out += v->sum->c[k] * base[k] / MICRO;
    }
    return v->kind == CSS_LEN || v->kind == CSS_V_REL || v->kind == CSS_V_SUM;
}

/* Compares with the value at hand, and moves after it. */
static int compare(struct css_sheet *sheet, struct cur *c, const struct feature *f,
                   enum sense sense)
{
    enum { MM_100_PER_INCH = 2540, PT_PER_INCH = 72 };
    struct vparse p = {.css = sheet->css, .c = *c, .where = cur_loc(c), .prop = CSS_width};
    struct css_val v, whole = css_val_num(FIX_ONE);
    int holds = UNKNOWN;
    if (f->kind == F_KEYWORD) {
        const struct token *t = cur_next(&p.c);
        holds = t->type == TOK_IDENT && sense == EQUAL ? !strcasecmp(t->s, f->keyword) : UNKNOWN;
    } else if (f->kind == F_LENGTH && css_numeric(&p, W_LEN, &v)) {
        int64_t own = f->value * PT_PER_INCH * LEN_PT / MM_100_PER_INCH, length;
        holds = media_length(sheet->css, &v, &length) ? related(own, length, sense) : UNKNOWN;
    } else if (f->kind == F_RESOLUTION) {
        holds = css_numeric(&p, W_RES, &v) ? sense == AT_LEAST || sense == ABOVE : UNKNOWN;
    } else if (f->kind == F_INTEGER && css_numeric(&p, W_INT, &v)) {
        holds = related(f->value * FIX_ONE, v.num, sense);
    } else if (f->kind == F_RATIO && css_numeric(&p, W_NUM, &v)) {
        cur_space(&p.c);
        bool two = cur_is_delim(&p.c, '/');
        p.c.i += two;
        cur_space(&p.c);
        bool ok = !two || css_numeric(&p, W_NUM, &whole);
        holds = ok ? related(f->value * whole.num, f->whole * v.num, sense) : UNKNOWN;
    }
    *c = p.c;
    vec_done(&p.out);
    return holds;
}

/* Without a value: whether it is there at all. */
static bool is_there(const struct feature *f)
{
    return f->kind == F_KEYWORD ? strcmp(f->keyword, "none") && strcmp(f->keyword, "no-preference")
           : f->kind == F_INTEGER ? f->value > 0
                                  : true;
}

/* <, <=, >, >= or =; false: none. */
static bool relation(struct cur *c, enum sense *sense)
{
    cur_space(c);
    char sign = cur_is_delim(c, '<') ? '<' : cur_is_delim(c, '>') ? '>' : '=';
    if (sign == '=' && !cur_is_delim(c, '='))
        return false;
    c->i++;
    bool same = sign != '=' && cur_is_delim(c, '=');
    c->i += same;
    *sense = sign == '=' ? EQUAL : sign == '<' ? (same ? AT_MOST : BELOW) : same ? AT_LEAST : ABOVE;
    cur_space(c);
    return true;
}

static enum sense turned(enum sense s)
{
    return s == AT_LEAST  ? AT_MOST
           : s == AT_MOST ? AT_LEAST
           : s == ABOVE   ? BELOW
           : s == BELOW   ? ABOVE
                          : EQUAL;
}

/* The value first: 10cm < width, 10cm <= width < 30cm. */
static int range(struct css_sheet *sheet, struct cur c)
{
    struct cur at = c;
    enum sense first, second;
    while (at.i < at.end && !cur_is(&at, TOK_IDENT))
        cur_skip(&at);
    const struct feature *f = at.i < at.end ? feature_named(cur_next(&at)->s) : NULL;
    if (!f)
        return UNKNOWN;
    struct cur value = c;
    compare(sheet, &value, f, EQUAL); /* only moves after it */
    if (!relation(&value, &first))
        return UNKNOWN;
    int holds = compare(sheet, &c, f, turned(first));
    if (holds != UNKNOWN && relation(&at, &second)) {
        int other = compare(sheet, &at, f, second);
        holds = other == UNKNOWN ? UNKNOWN : holds && other;
    }
    cur_space(&at);
    return at.i == at.end ? holds : UNKNOWN;
}

static int feature(struct css_sheet *sheet, struct cur c)
{
    cur_space(&c);
    if (!cur_is(&c, TOK_IDENT))
        return range(sheet, c);
    const char *name = cur_next(&c)->s;
    bool min = !strncasecmp(name, "min-", 4), max = !strncasecmp(name, "max-", 4);
    const struct feature *f = feature_named(min || max ? name + 4 : name);
    enum sense sense = min ? AT_LEAST : max ? AT_MOST : EQUAL;
    cur_space(&c);
    if (!f || ((min || max) && f->kind == F_KEYWORD))
        return UNKNOWN;
    if (cur_done(&c))
        return min || max ? UNKNOWN : is_there(f);
    if (cur_is(&c, TOK_COLON))
        c.i++, cur_space(&c);
    else if (min || max || !relation(&c, &sense))
        return UNKNOWN;
    int holds = compare(sheet, &c, f, sense);
    return cur_done(&c) ? holds : UNKNOWN;
}

static int conditions(struct css_sheet *sheet, struct cur *c, bool with_or);

/* In parentheses: a feature, or conditions. Bounded by CSS_MAX_DEPTH. */
static int part(struct css_sheet *sheet, struct cur *c)
{
    if (!cur_is(c, TOK_PAREN)) {
        cur_skip(c);
        return UNKNOWN;
    }
    struct cur in = cur_block(c);
    cur_space(&in);
    const struct token *t = cur_peek(&in);
    bool nested = t->type == TOK_PAREN || (t->type == TOK_IDENT && !strcasecmp(t->s, "not"));
    if (!nested)
        return feature(sheet, in);
    int holds = conditions(sheet, &in, true);
    return cur_done(&in) ? holds : UNKNOWN;
}

/* not before one alone; and or or between several, not both. with_or: or may be. */
static int conditions(struct css_sheet *sheet, struct cur *c, bool with_or)
{
    bool negate = cur_keyword(c, "not");
    cur_space(c);
    int holds = part(sheet, c), joined = 0; /* 1: by or, 2: by and */
    cur_space(c);
    for (; !negate && c->i < c->end; cur_space(c)) {
        int how = cur_keyword(c, "and") ? 2 : with_or && cur_keyword(c, "or") ? 1 : 0;
        cur_space(c);
        if (!how || (joined && how != joined))
            return UNKNOWN;
        int other = part(sheet, c);
        joined = how;
        holds = how == 2 ? (!holds || !other                       ? 0
                            : holds == UNKNOWN || other == UNKNOWN ? UNKNOWN
                                                                   : 1)
                         : (holds == 1 || other == 1               ? 1
                            : holds == UNKNOWN || other == UNKNOWN ? UNKNOWN
                                                                   : 0);
    }
    return !negate || holds == UNKNOWN ? holds : !holds;
}

/* [not | only]? TYPE [and CONDITION]?, or conditions alone. */
static bool query(struct css_sheet *sheet, struct cur c)
{
    struct cur all = c, before = c;
    bool negate = cur_keyword(&c, "not"), only = !negate && cur_keyword(&c, "only");
    cur_space(&c);
    if (!only && !cur_is(&c, TOK_IDENT)) {
        int holds = conditions(sheet, &before, true);
        return holds == UNKNOWN || !cur_done(&before) ? unsupported(sheet, all) : holds;
    }
    const struct token *t = cur_next(&c);
    bool here = t->type == TOK_IDENT && (!strcasecmp(t->s, "print") || !strcasecmp(t->s, "all"));
    if (t->type != TOK_IDENT || (!here && !known_medium(t->s)))
        return unsupported(sheet, all);
    cur_space(&c);
    int holds = 1;
    if (!cur_done(&c)) {
        if (!cur_keyword(&c, "and"))
            return unsupported(sheet, all);
        cur_space(&c);
        holds = conditions(sheet, &c, false); /* Media Queries 4, 3 */
        if (!cur_done(&c))
            return unsupported(sheet, all);
    }
    if (here && holds == UNKNOWN)
        return unsupported(sheet, all);
    return (here && holds == 1) != negate;
}

bool css_media(struct css_sheet *sheet, struct cur c)
{
    bool match = false;
    if (cur_done(&c))
        return true;
    do {
        struct cur one = c;
        while (c.i < c.end && !cur_is(&c, TOK_COMMA))
            cur_skip(&c);
        one.end = c.i;
        cur_trim(&one);
        match |= query(sheet, one);
    } while (cur_comma(&c));
    return match;
}

/* ---- @supports ---- */

/* Neither: the condition is not one of the grammar. */
enum { NEITHER = -1 };

static int condition(struct css_sheet *sheet, struct cur c);

static bool declaration(struct css_sheet *sheet, struct cur c)
{
    struct decls out = {0};
    const struct token *name = cur_next(&c);
    cur_space(&c);
    if (name->type != TOK_IDENT || !cur_is(&c, TOK_COLON))
        return false;
    c.i++;
    bool ok = css_parse_decl(sheet, name, c, &out, false);
    vec_done(&out);
    return ok;
}

/* selector(…), a condition or a declaration in parentheses; other content in parentheses is false.
 * Bounded by CSS_MAX_DEPTH. */
static int operand(struct css_sheet *sheet, struct cur *c)
{
    const struct token *t = cur_peek(c);
    if (t->type == TOK_FUNCTION && !strcasecmp(t->s, "selector"))
        return css_selector_list(sheet, cur_block(c), false) != NULL;
    if (t->type != TOK_PAREN) {
        bool function = t->type == TOK_FUNCTION;
        cur_skip(c);
        return function ? false : NEITHER;
    }
    struct cur in = cur_block(c);
    cur_space(&in);
    const struct token *first = cur_peek(&in);
    bool negated = first->type == TOK_IDENT && !strcasecmp(first->s, "not");
    bool nested = negated || first->type == TOK_PAREN || first->type == TOK_FUNCTION;
    return nested ? condition(sheet, in) > 0 : declaration(sheet, in);
}

/* CSS Conditional 3, 6: not before one alone; and or or between several, not both. */
static int condition(struct css_sheet *sheet, struct cur c)
{
    cur_space(&c);
    bool negated = cur_keyword(&c, "not");
    cur_space(&c);
    int holds = operand(sheet, &c), joined = 0; /* 1: by or, 2: by and */
    cur_space(&c);
    if (holds == NEITHER || (negated && c.i < c.end))
        return NEITHER;
    for (; c.i < c.end; cur_space(&c)) {
        int how = cur_keyword(&c, "and") ? 2 : cur_keyword(&c, "or") ? 1 : 0;
        cur_space(&c);
        int other = how && (!joined || how == joined) ? operand(sheet, &c) : NEITHER;
        if (other == NEITHER)
            return NEITHER;
        holds = how == 2 ? holds && other : holds || other;
        joined = how;
    }
    return negated ? !holds : holds;
}

bool css_supports(struct css_sheet *sheet, struct cur c, bool *valid)
{
    int holds = condition(sheet, c);
    *valid = holds != NEITHER;
    return holds > 0;
}

bool css_supports_import(struct css_sheet *sheet, struct cur c)
{
    bool valid;
    cur_space(&c);
    if (cur_is(&c, TOK_IDENT) &&
        strcasecmp(cur_peek(&c)->s, "not") != 0) /* @import supports(name: value) */
        return declaration(sheet, c);
    return css_supports(sheet, c, &valid);
}
