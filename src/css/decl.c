// SPDX-License-Identifier: Apache-2.0
/* Declarations: "name: value" pairs split off a block, checked against the property tables and
 * added as longhands. A fault invalidates its declaration, and is reported with its place and, if
 * there is one, a suggestion. */
#include "css/css-int.h"

/* Removes "!important" from the end. */
static bool take_important(struct cur *c)
{
    cur_trim(c);
    int k = c->end - 1;
    if (k < c->i || c->t[k].type != TOK_IDENT || strcasecmp(c->t[k].s, "important"))
        return false;
    while (--k > c->i && c->t[k].type == TOK_SPACE)
        ;
    if (k < c->i || c->t[k].type != TOK_DELIM || c->t[k].delim != '!')
        return false;
    c->end = k;
    cur_trim(c);
    return true;
}

static bool has_var(struct cur c)
{
    for (; c.i < c.end; c.i++)
        if (c.t[c.i].type == TOK_FUNCTION && !strcasecmp(c.t[c.i].s, "var"))
            return true;
    return false;
}

/* Tokens that no value of a custom property and no fallback has outside brackets: a semicolon, a
 * lone exclamation mark, what is broken (CSS Syntax 3, 8.2: <declaration-value>). */
static bool is_refused(const struct token *t)
{
    return t->type == TOK_SEMICOLON || (t->type == TOK_DELIM && t->delim == '!') ||
           t->type == TOK_BAD_STRING || t->type == TOK_BAD_URL || t->type == TOK_PAREN_END ||
           t->type == TOK_SQUARE_END || t->type == TOK_BRACE_END;
}

static bool is_declaration_value(struct cur c)
{
    for (; c.i < c.end; cur_skip(&c))
        if (is_refused(cur_peek(&c)))
            return false;
    return true;
}

/* var(--name) or var(--name, fallback) (CSS Variables 1, 3). */
static bool is_var(struct cur in)
{
    cur_space(&in);
    const struct token *t = cur_peek(&in);
    if (t->type != TOK_IDENT || strncmp(t->s, "--", 2))
        return false;
    in.i++;
    cur_space(&in);
    return in.i >= in.end || (cur_comma(&in) && is_declaration_value(in));
}

static bool vars_are_well_formed(struct cur c)
{
    for (struct cur in = c; c.i < c.end; c.i++)
        if (c.t[c.i].type == TOK_FUNCTION && !strcasecmp(c.t[c.i].s, "var")) {
            in.i = c.i;
            if (!is_var(cur_block(&in)))
                return false;
        }
    return true;
}

static void add_near(void *near, enum css_kw kw) { near_try(near, css_kw_name(kw)); }

static void add_function_names(struct near *n)
{
    static const char *const names[] = {
        "calc",
        "min",
        "max",
        "clamp",
        "round",
        "mod",
        "rem",
        "abs",
        "sign",
        "var",
        "color-mix",
        "minmax",
        "repeat",
        "fit-content",
        "rgb",
        "rgba",
        "hsl",
        "hsla",
        "hwb",
        "lab",
        "lch",
        "oklab",
        "oklch",
        "color",
        "device-cmyk",
        "-koki-spot",
        "attr",
        "counter",
        "counters",
        "string",
        "element",
        "running",
        "target-counter",
        "target-counters",
        "target-text",
        "leader",
        "url",
        "content",
        "symbols",
        "-koki-barcode",
        "translate",
        "translatex",
        "translatey",
        "rotate",
        "scale",
        "scalex",
        "scaley",
        "skew",
        "skewx",
        "skewy",
        "matrix",
        "translate3d",
        "translatez",
        "scale3d",
        "scalez",
        "rotate3d",
        "rotatex",
        "rotatey",
        "rotatez",
        "matrix3d",
    };
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        near_try(n, names[k]);
}

/* The suggested keyword, function or unit for a word of a value. */
static const char *word_meant(struct css *css, const struct token *t, const uint16_t *props,
                              int n_props)
{
    struct near n = near_to(css, t->s);
    for (int k = 0; t->type == TOK_IDENT && k < n_props; k++) {
        syntax_keywords(css->syntax[props[k]], add_near, &n);
        if (css_is_color(props[k]))
            css_color_names(&n);
    }
    if (t->type == TOK_FUNCTION)
        add_function_names(&n);
    if (t->type == TOK_DIMENSION)
        css_unit_names(&n);
    return n.distance ? n.best : NULL;
}

/* ---- unsupported features of CSS ---- */

/* Whether the word, a function with its bracket, is in a space-separated list. */
static bool decl_listed(const char *list, const char *word, bool function)
{
    size_t n = strlen(word);
    for (const char *s = list; *s;) {
        size_t k = strcspn(s, " ");
        if (k == n + function && !strncasecmp(s, word, n) && (!function || s[n] == '('))
            return true;
        s += k + (s[k] == ' ');
    }
    return false;
}

static bool is_gap_property(const char *name)
{
    static const char *const names[] = {
#define GAP_PROPERTIES(names) names,
#include "css/gaps.def"
    };
    return decl_listed(names[0], name, false);
}

static bool is_gap_value(const char *property, const struct token *t)
{
    static const struct {
        const char *property, *words;
    } gaps[] = {
#define GAP_VALUES(property, words) {property, words},
#include "css/gaps.def"
    };
    static const char *const functions[] = {
#define GAP_FUNCTIONS(names) names,
#include "css/gaps.def"
    };
    bool function = t->type == TOK_FUNCTION;
    for (size_t k = 0; k < sizeof gaps / sizeof *gaps; k++)
        if (!strcasecmp(gaps[k].property, property) && decl_listed(gaps[k].words, t->s, function))
            return true;
    return function && decl_listed(functions[0], t->s, false);
}

/* The word of a value that koki does not support; NULL if none. */
static const struct token *gap_in(struct cur c, const uint16_t *props, int n_props)
{
    for (; c.i < c.end; cur_skip(&c)) {
        const struct token *t = cur_peek(&c);
        bool word = t->type == TOK_IDENT || t->type == TOK_FUNCTION;
        for (int k = 0; word && k < n_props; k++)
            if (is_gap_value(css_name(props[k]), t))
                return t;
    }
    return NULL;
}

/* Reports one fault per value: the first misspelt word, or the whole. */
static void report_value(struct css *css, const char *property, const uint16_t *props, int n_props,
                         struct cur value, struct loc where)
{
    enum { WORDS = 16 };
    struct cur c = value;
    if (gap_in(value, props, n_props)) {
        css_report(css, DIAG_css_unsupported_value, where, cur_text(&value), property);
        return;
    }
    for (int k = 0; k < WORDS && c.i < c.end; k++, cur_skip(&c)) {
        const struct token *t = cur_peek(&c);
        bool word = t->type == TOK_IDENT || t->type == TOK_FUNCTION || t->type == TOK_DIMENSION;
        const char *meant = word ? word_meant(css, t, props, n_props) : NULL;
        if (meant) {
            css_report(css, DIAG_css_bad_value_near, cur_loc(&c), t->s, property, meant);
            return;
        }
    }
    css_report(css, DIAG_css_bad_value, where, cur_text(&value), property);
}

static void report_property(struct css *css, const char *name, struct loc where)
{
    if (is_gap_property(name)) {
        css_report(css, DIAG_css_unsupported_property, where, name);
        return;
    }
    struct near n = near_to(css, name);
    for (int k = 0; k < CSS_PROPS && *name != '-'; k++)
        near_try(&n, css_name(k));
    for (int k = 0; shorthand_name(k) && *name != '-'; k++)
        near_try(&n, shorthand_name(k));
    for (int k = 0; k < CSS_PROPS && !strncasecmp(name, "-koki-", 6); k++)
        if (!strncmp(css_name(k), "-koki-", 6))
            near_try(&n, css_name(k));
    if (n.best)
        css_report(css, DIAG_css_unknown_property_near, where, name, n.best);
    else if (*name == '-' && strncasecmp(name, "-koki-", 6))
        css_report(css, DIAG_css_foreign_property, where, name);
    else
        css_report(css, DIAG_css_unknown_property, where, name);
}

static void add_decl(struct decls *out, const struct decl *like, int prop, struct css_val v)
{
    struct decl *d = vec_add(out);
    *d = *like;
    d->prop = (uint16_t)prop;
    d->v = v;
}

/* inherit, initial, unset, revert as the whole value. */
static enum css_kw wide_keyword(struct cur c)
{
    cur_trim(&c);
    if (c.end - c.i != 1 || c.t[c.i].type != TOK_IDENT)
        return KW_NONE_GIVEN;
    enum css_kw kw = css_keyword(c.t[c.i].s);
    return css_wide(kw) ? kw : KW_NONE_GIVEN;
}

/* The longhands of a property or shorthand. */
static int longhands(int prop, int sh, const uint16_t **props)
{
    static const uint16_t each[CSS_PROPS] = {
#define P(id, name, inherited, initial, syntax) [CSS_##id] = CSS_##id,
#include "css/props.def"
#undef P
    };
    if (sh >= 0)
        return shorthand_props(sh, props);
    *props = &each[prop];
    return 1;
}

/* attr() in a content list is evaluated with the content. */
static bool asks_for_attributes(struct css *css, int prop, int sh, struct cur value,
                                struct decls *out)
{
    bool content = sh < 0 && (prop == CSS_content || prop == CSS_string_set ||
                              prop == CSS_bookmark_label || prop == CSS_koki_continued);
    if (content || !css_has_attr(value))
        return false;
    css->attrs = out->attr = true;
    return true;
}

static bool add_custom(struct css *css, struct decls *out, struct decl *d, const char *name,
                       struct cur value)
{
    d->prop = CSS_PROPS;
    d->name = name;
    d->value = value;
    bool attr = asks_for_attributes(css, CSS_PROPS, -1, value, out);
    d->has_var = attr || has_var(value);
    *(struct decl *)vec_add(out) = *d;
    return true;
}

/* all: every property but those of direction and the custom ones, by a keyword for any property. */
static bool add_all(struct decls *out, struct decl *d, struct cur value)
{
    enum css_kw kw = wide_keyword(value);
    for (int p = 0; kw != KW_NONE_GIVEN && p < CSS_PROPS; p++)
        if (p != CSS_direction && p != CSS_unicode_bidi)
            add_decl(out, d, p, css_val_kw(kw));
    return kw != KW_NONE_GIVEN;
}

/* Adds declarations whose value need not be parsed here: a CSS-wide keyword, or var(), which is
 * expanded when the style is computed. */
static bool add_deferred(struct css *css, struct decls *out, struct decl *d, int prop, int sh,
                         struct cur value)
{
    enum css_kw kw = wide_keyword(value);
    const uint16_t *props;
    bool attr = asks_for_attributes(css, prop, sh, value, out);
    d->has_var = attr || has_var(value);
    if (kw == KW_NONE_GIVEN && !d->has_var)
        return false;
    d->shorthand = (int16_t)sh;
    d->value = value;
    int n = longhands(prop, sh, &props);
    for (int k = 0; k < n; k++)
        add_decl(out, d, props[k], css_val_kw(kw));
    return true;
}

/* Reports a property without effect here; the declaration is kept. */
static void check_place(struct css_sheet *sheet, const struct decl *d, const char *name, int prop,
                        int sh)
{
    const uint16_t *props;
    int n = longhands(prop, sh, &props), k = 0;
    while (k < n && !css_applies(sheet->context, props[k]))
        k++;
    if (k == n)
        css_report(sheet->css, DIAG_css_place, d->where, name, css_context_name(sheet->context));
}

bool css_parse_decl(struct css_sheet *sheet, const struct token *name, struct cur value,
                    struct decls *out, bool report)
{
    struct css *css = sheet->css;
    struct decl d = {.shorthand = -1, .where = css_loc(sheet, name)};
    d.important = take_important(&value);
    bool custom = !strncmp(name->s, "--", 2);
    if ((custom && !is_declaration_value(value)) || !vars_are_well_formed(value)) {
        if (report)
            css_report(css, DIAG_css_bad_value, d.where, cur_text(&value), name->s);
        return false;
    }
    if (custom)
        return add_custom(css, out, &d, name->s, value);
    if (!strcasecmp(name->s, "all")) {
        bool ok = add_all(out, &d, value);
        if (!ok && report)
            css_report(css, DIAG_css_bad_value, d.where, cur_text(&value), "all");
        return ok;
    }
    int prop = css_prop_lookup(name->s), sh = prop < 0 ? shorthand_lookup(name->s) : -1;
    if (prop < 0 && sh < 0) {
        if (report)
            report_property(css, name->s, d.where);
        return false;
    }
    d.logical = sh >= 0 && shorthand_logical(sh);
    if (report)
        check_place(sheet, &d, name->s, prop, sh);
    if (add_deferred(css, out, &d, prop, sh, value))
        return true;
    struct css_val v[LONGHANDS];
    const uint16_t *props;
    int n = longhands(prop, sh, &props);
    struct vparse p = {.css = css,
                       .c = value,
                       .where = value.i < value.end ? cur_loc(&value) : d.where};
    p.prop = props[0];
    css->asked_current = false;
    bool ok = sh >= 0 ? shorthand_parse(sh, &p, v) : syntax_value(&p, v);
    if (ok && css->asked_current) {
        d.has_var = true;
        d.shorthand = (int16_t)sh;
        d.value = value;
    }
    for (int k = 0; k < n && ok; k++)
        add_decl(out, &d, props[k], v[k]);
    if (!report) /* what is understood but may not be read is supported all the same */
        ok = ok || p.refused;
    else if (!ok && !p.refused)
        report_value(css, name->s, props, n, value, p.where);
    vec_done(&p.out);
    return ok;
}

/* The value after a colon: up to the semicolon, or to where one is missing. c is moved after it. */
static struct cur take_value(struct cur *c, bool custom, bool *nested, const struct token **missing)
{
    struct cur v = *c;
    int word = -1;
    for (; c->i < c->end && !cur_is(c, TOK_SEMICOLON); cur_skip(c)) {
        enum tok type = cur_peek(c)->type;
        if (custom)
            continue;
        if (type == TOK_BRACE) { /* a nested rule, or a missing brace */
            cur_block(c);
            *nested = true;
            break;
        }
        if (type == TOK_COLON && word > v.i) {
            *missing = &c->t[word];
            c->i = word;
            break;
        }
        if (type != TOK_SPACE)
            word = type == TOK_IDENT ? c->i : -1;
    }
    v.end = c->i;
    return v;
}

/* Skips to a semicolon, or past a block; true if there was a block, with its prelude in *before. */
static bool skip_declaration(struct cur *c, struct cur *before)
{
    for (*before = *c; c->i < c->end && !cur_is(c, TOK_SEMICOLON); cur_skip(c)) {
        before->end = c->i;
        if (cur_is(c, TOK_BRACE)) {
            cur_block(c);
            return true;
        }
    }
    before->end = c->i;
    return false;
}

/* Whether a nested rule is at the front of c (CSS Nesting 1, 2): a block precedes the next
 * semicolon. Custom properties may contain blocks. */
static bool at_rule_in_rule(const struct cur *from)
{
    struct cur c = *from;
    const struct token *t = cur_peek(&c);
    if (t->type == TOK_IDENT && !strncmp(t->s, "--", 2))
        return false;
    while (c.i < c.end && !cur_is(&c, TOK_SEMICOLON) && !cur_is(&c, TOK_BRACE))
        cur_skip(&c);
    return cur_is(&c, TOK_BRACE);
}

/* name: value, at the front of c, which goes after it. False: skipped, reported. */
static bool split_declaration(struct cur *c, const struct token **name, struct cur *value)
{
    struct cur start = *c;
    bool nested = false;
    const struct token *missing = NULL;
    *name = cur_peek(c);
    if ((*name)->type == TOK_IDENT) {
        c->i++;
        cur_space(c);
        if (cur_is(c, TOK_COLON)) {
            c->i++;
            *value = take_value(c, !strncmp((*name)->s, "--", 2), &nested, &missing);
            if (missing)
                css_report(c->sheet->css, DIAG_css_semicolon, css_loc(c->sheet, missing),
                           missing->s);
            if (nested)
                css_report(c->sheet->css, DIAG_css_nested, css_loc(c->sheet, *name), (*name)->s);
            return !nested;
        }
    }
    c->i = start.i;
    bool word = cur_is(c, TOK_IDENT), rule = skip_declaration(c, &start);
    enum diag_id id = rule ? DIAG_css_nested : word ? DIAG_css_no_colon : DIAG_css_syntax;
    css_report(c->sheet->css, id, cur_loc(&start), cur_text(&start));
    return false;
}

/* An at-rule at the front of c: its prelude and block; c goes after it. */
const struct token *css_split_at(struct cur *c, struct cur *prelude, struct cur *block,
                                 bool *has_block)
{
    const struct token *at = cur_next(c);
    *prelude = *c;
    while (c->i < c->end && !cur_is(c, TOK_SEMICOLON) && !cur_is(c, TOK_BRACE))
        cur_skip(c);
    prelude->end = c->i;
    cur_trim(prelude);
    *has_block = cur_is(c, TOK_BRACE);
    *block = (struct cur){c->sheet, c->t, c->i, c->i};
    if (*has_block)
        *block = cur_block(c);
    else if (c->i < c->end)
        c->i++;
    return at;
}

void css_parse_decls(struct css_sheet *sheet, struct cur c, struct decls *out, css_at_rule *at,
                     void *ctx)
{
    const struct token *name;
    struct cur value, prelude;
    bool has_block;
    while (!cur_done(&c))
        if (cur_is(&c, TOK_SEMICOLON))
            c.i++;
        else if (cur_is(&c, TOK_AT)) {
            name = css_split_at(&c, &prelude, &value, &has_block);
            if (at)
                at(ctx, name->s, prelude, value, css_loc(sheet, name));
            else
                css_report(sheet->css, DIAG_css_unknown_at, css_loc(sheet, name), name->s);
        } else if (at && at_rule_in_rule(&c) && sheet->context != IN_PAGE) {
            prelude = c;
            while (!cur_is(&c, TOK_BRACE))
                cur_skip(&c);
            prelude.end = c.i;
            cur_trim(&prelude);
            at(ctx, NULL, prelude, cur_block(&c), cur_loc(&prelude));
        } else if (split_declaration(&c, &name, &value))
            css_parse_decl(sheet, name, value, out, true);
}

bool css_descriptor(struct cur *block, struct descriptor *d)
{
    const struct token *name;
    struct cur value;
    while (!cur_done(block)) {
        if (cur_is(block, TOK_SEMICOLON))
            block->i++;
        else if (split_declaration(block, &name, &value)) {
            cur_trim(&value);
            *d = (struct descriptor){name->s, value, css_loc(block->sheet, name)};
            return true;
        }
    }
    return false;
}
