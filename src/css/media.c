// SPDX-License-Identifier: Apache-2.0
/* @media and @supports: the conditional parts of a sheet. The medium is print; features are not
 * evaluated, so that a query that names one does not match, and is reported. */
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

/* [not | only]? TYPE */
static bool query(struct css_sheet *sheet, struct cur c)
{
    struct cur all = c;
    bool negate = cur_keyword(&c, "not");
    if (!negate)
        cur_keyword(&c, "only");
    const struct token *t = cur_next(&c);
    if (t->type != TOK_IDENT || !cur_done(&c))
        return unsupported(sheet, all);
    if (!strcasecmp(t->s, "print") || !strcasecmp(t->s, "all"))
        return !negate;
    return known_medium(t->s) ? negate : unsupported(sheet, all);
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
