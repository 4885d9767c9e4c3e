// SPDX-License-Identifier: Apache-2.0
/* @media and @supports: which parts of a sheet hold. The medium is print; features are not
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

static bool condition(struct css_sheet *sheet, struct cur c);

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

/* selector(…), a condition in parentheses or a declaration in them. Bounded by CSS_MAX_DEPTH. */
static bool operand(struct css_sheet *sheet, struct cur *c)
{
    const struct token *t = cur_peek(c);
    if (t->type == TOK_FUNCTION && !strcasecmp(t->s, "selector"))
        return css_selector_list(sheet, cur_block(c), false);
    if (t->type != TOK_PAREN) {
        cur_skip(c);
        return false;
    }
    struct cur in = cur_block(c);
    cur_space(&in);
    const struct token *first = cur_peek(&in);
    bool negated = first->type == TOK_IDENT && !strcasecmp(first->s, "not");
    bool nested = negated || first->type == TOK_PAREN || first->type == TOK_FUNCTION;
    return nested ? condition(sheet, in) : declaration(sheet, in);
}

static bool condition(struct css_sheet *sheet, struct cur c)
{
    cur_space(&c);
    if (cur_keyword(&c, "not"))
        return !operand(sheet, &c);
    bool holds = operand(sheet, &c);
    for (cur_space(&c); c.i < c.end; cur_space(&c)) {
        bool both = cur_keyword(&c, "and");
        if (!both && !cur_keyword(&c, "or"))
            return false;
        bool other = operand(sheet, &c);
        holds = both ? holds && other : holds || other;
    }
    return holds;
}

bool css_supports(struct css_sheet *sheet, struct cur c)
{
    cur_space(&c);
    if (cur_is(&c, TOK_IDENT) &&
        strcasecmp(cur_peek(&c)->s, "not")) /* @import supports(name: value) */
        return declaration(sheet, c);
    return condition(sheet, c);
}
