/* The grammar of style sheets (CSS Syntax 3, section 5): rules, at-rules, declarations. A fault costs the declaration or rule that it is in, and is told
 * with its place; the rest of the sheet holds. */
#include "css/css-int.h"

/* ---- declarations ---- */

static void trim(struct cur *c)
{
    cur_space(c);
    while (c->end > c->i && c->t[c->end - 1].type == TOK_SPACE)
        c->end--;
}

/* Takes "!important" off the end. */
static bool take_important(struct cur *c)
{
    trim(c);
    int k = c->end - 1;
    if (k < c->i || c->t[k].type != TOK_IDENT || strcasecmp(c->t[k].s, "important"))
        return false;
    while (--k > c->i && c->t[k].type == TOK_SPACE)
        ;
    if (k < c->i || c->t[k].type != TOK_DELIM || c->t[k].delim != '!')
        return false;
    c->end = k;
    trim(c);
    return true;
}

static bool has_var(struct cur c)
{
    for (; c.i < c.end; c.i++)
        if (c.t[c.i].type == TOK_FUNCTION && !strcasecmp(c.t[c.i].s, "var"))
            return true;
    return false;
}

static void add_near(void *near, enum css_kw kw) { near_try(near, css_kw_name(kw)); }

static void report_value(struct css *css, const char *property, int prop, struct cur value, struct loc where)
{
    const char *text = cur_text(&value);
    struct near n = near_to(text);
    if (prop >= 0)
        syntax_keywords(css->syntax[prop], add_near, &n);
    if (n.best && n.distance)
        css_report(css, DIAG_css_bad_value_near, where, text, property, n.best);
    else
        css_report(css, DIAG_css_bad_value, where, text, property);
}

static void report_property(struct css *css, const char *name, struct loc where)
{
    struct near n = near_to(name);
    for (int k = 0; k < CSS_PROPS; k++)
        near_try(&n, css_name(k));
    for (int k = 0; shorthand_name(k); k++)
        near_try(&n, shorthand_name(k));
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
    trim(&c);
    if (c.end - c.i != 1 || c.t[c.i].type != TOK_IDENT)
        return KW_NONE_GIVEN;
    enum css_kw kw = css_keyword(c.t[c.i].s);
    return kw == KW_inherit || kw == KW_initial || kw == KW_unset || kw == KW_revert ? kw : KW_NONE_GIVEN;
}

/* Longhands of what is declared, with their values; 0: the value is faulty. */
static int parse_values(struct vparse *p, int prop, int sh, const uint16_t **props, struct css_val *v)
{
    static const uint16_t each[CSS_PROPS] = {
#define P(id, name, inherited, initial, syntax) [CSS_##id] = CSS_##id,
#include "css/props.def"
#undef P
    };
    if (sh >= 0)
        return shorthand_parse(sh, p, v) ? shorthand_props(sh, props) : 0;
    *props = &each[prop];
    p->prop = prop;
    return syntax_value(p, v);
}

static bool add_custom(struct decls *out, struct decl *d, const char *name, struct cur value)
{
    d->prop = CSS_PROPS;
    d->name = name;
    d->value = value;
    d->has_var = has_var(value);
    *(struct decl *)vec_add(out) = *d;
    return true;
}

/* What is known without looking at the value's meaning: a keyword for any property, or var(), which waits for the style. */
static bool add_deferred(struct decls *out, struct decl *d, int prop, int sh, struct cur value)
{
    static const uint16_t none[1];
    enum css_kw kw = wide_keyword(value);
    const uint16_t *props = none;
    d->has_var = has_var(value);
    if (kw == KW_NONE_GIVEN && !d->has_var)
        return false;
    d->shorthand = (int16_t)sh;
    d->value = value;
    int n = sh >= 0 ? shorthand_props(sh, &props) : 1;
    for (int k = 0; k < n; k++)
        add_decl(out, d, sh >= 0 ? props[k] : prop, css_val_kw(kw));
    return true;
}

bool css_parse_decl(struct css_sheet *sheet, const struct token *name, struct cur value, struct decls *out, bool report)
{
    struct css *css = sheet->css;
    struct decl d = {.shorthand = -1, .where = css_loc(sheet, name)};
    d.important = take_important(&value);
    if (!strncmp(name->s, "--", 2))
        return add_custom(out, &d, name->s, value);
    int prop = css_prop_lookup(name->s), sh = prop < 0 ? shorthand_lookup(name->s) : -1;
    if (prop < 0 && sh < 0) {
        if (report)
            report_property(css, name->s, d.where);
        return false;
    }
    if (add_deferred(out, &d, prop, sh, value))
        return true;
    struct css_val v[16];
    const uint16_t *props;
    struct vparse p = {.css = css, .c = value, .where = value.i < value.end ? cur_loc(&value) : d.where};
    int n = parse_values(&p, prop, sh, &props, v);
    for (int k = 0; k < n; k++)
        add_decl(out, &d, props[k], v[k]);
    if (!n && !p.refused && report)
        report_value(css, name->s, prop, value, p.where);
    vec_done(&p.out);
    return n;
}

/* The value behind a colon: up to the semicolon, or to where one is missing. c goes behind it. */
static struct cur take_value(struct cur *c, bool custom, bool *nested, const struct token **missing)
{
    struct cur v = *c;
    int word = -1;
    for (; c->i < c->end && !cur_is(c, TOK_SEMICOLON); cur_skip(c)) {
        enum tok type = cur_peek(c)->type;
        if (custom)
            continue;
        if (type == TOK_BRACE) {   /* a rule in a rule, or a brace that was forgotten */
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

static void skip_declaration(struct cur *c)
{
    while (c->i < c->end && !cur_is(c, TOK_SEMICOLON)) {
        bool block = cur_is(c, TOK_BRACE);
        cur_skip(c);
        if (block)
            break;
    }
}

/* name: value, at the front of c, which goes behind it. False: skipped, reported. */
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
                css_report(c->sheet->css, DIAG_css_semicolon, css_loc(c->sheet, missing), missing->s);
            if (nested)
                css_report(c->sheet->css, DIAG_css_nested, css_loc(c->sheet, *name), (*name)->s);
            return !nested;
        }
    }
    c->i = start.i;
    bool rule = !cur_is(c, TOK_IDENT);
    skip_declaration(c);
    start.end = c->i;
    css_report(c->sheet->css, rule ? DIAG_css_syntax : DIAG_css_no_colon, cur_loc(&start), cur_text(&start));
    return false;
}

/* An at-rule at the front of c: its prelude and block; c goes behind it. */
static const struct token *split_at(struct cur *c, struct cur *prelude, struct cur *block, bool *has_block)
{
    const struct token *at = cur_next(c);
    *prelude = *c;
    while (c->i < c->end && !cur_is(c, TOK_SEMICOLON) && !cur_is(c, TOK_BRACE))
        cur_skip(c);
    prelude->end = c->i;
    trim(prelude);
    *has_block = cur_is(c, TOK_BRACE);
    *block = (struct cur){c->sheet, c->t, c->i, c->i};
    if (*has_block)
        *block = cur_block(c);
    else if (c->i < c->end)
        c->i++;
    return at;
}

void css_parse_decls(struct css_sheet *sheet, struct cur c, struct decls *out, css_at_rule *at, void *ctx)
{
    const struct token *name;
    struct cur value, prelude;
    bool has_block;
    while (!cur_done(&c))
        if (cur_is(&c, TOK_SEMICOLON))
            c.i++;
        else if (cur_is(&c, TOK_AT)) {
            name = split_at(&c, &prelude, &value, &has_block);
            if (!at || !at(ctx, name->s, prelude, value))
                css_report(sheet->css, DIAG_css_unknown_at, css_loc(sheet, name), name->s);
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
            trim(&value);
            *d = (struct descriptor){name->s, value, css_loc(block->sheet, name)};
            return true;
        }
    }
    return false;
}

/* ---- at-rules ---- */

struct place {
    struct css_sheet *sheet;
    bool imports;    /* @import may still come */
};
static void parse_rules(struct place *p, struct cur c, bool top);

static const char *import_url(struct cur *c)
{
    const struct token *t = cur_peek(c);
    if (t->type == TOK_URL || t->type == TOK_STRING) {
        c->i++;
        return t->s;
    }
    if (t->type != TOK_FUNCTION || strcasecmp(t->s, "url"))
        return NULL;
    struct cur in = cur_block(c);
    cur_space(&in);
    return cur_is(&in, TOK_STRING) ? cur_peek(&in)->s : NULL;
}

static bool bad_prelude(struct css_sheet *sheet, struct cur prelude, struct loc where, const char *name)
{
    css_report(sheet->css, DIAG_css_prelude, prelude.i < prelude.end ? cur_loc(&prelude) : where, name);
    return true;
}

static bool at_import(struct place *p, struct cur prelude, struct cur block, struct loc where)
{
    (void)block;
    struct cur rest = prelude;
    const char *url = import_url(&rest);
    if (!url)
        return bad_prelude(p->sheet, prelude, where, "@import");
    cur_space(&rest);
    if (cur_is(&rest, TOK_FUNCTION) && !strcasecmp(cur_peek(&rest)->s, "supports")) {
        if (!css_supports(p->sheet, cur_block(&rest)))
            return true;
        cur_space(&rest);
    }
    if (!p->imports)
        css_report(p->sheet->css, DIAG_css_import_late, where, url);
    else if (css_media(p->sheet, rest))
        css_import(p->sheet, url, where);
    return true;
}

static bool at_media(struct place *p, struct cur prelude, struct cur block, struct loc where)
{
    (void)where;
    if (css_media(p->sheet, prelude))
        parse_rules(p, block, false);
    return true;
}

static bool at_supports(struct place *p, struct cur prelude, struct cur block, struct loc where)
{
    if (prelude.i >= prelude.end)
        return bad_prelude(p->sheet, prelude, where, "@supports");
    if (css_supports(p->sheet, prelude))
        parse_rules(p, block, false);
    return true;
}

static bool at_page(struct place *p, struct cur prelude, struct cur block, struct loc where)
{
    css_parse_page(p->sheet, prelude, block, where);
    return true;
}

static bool at_counter_style(struct place *p, struct cur prelude, struct cur block, struct loc where)
{
    css_parse_counter_style(p->sheet, prelude, block, where);
    return true;
}

static bool at_font_face(struct place *p, struct cur prelude, struct cur block, struct loc where)
{
    if (prelude.i < prelude.end)
        return bad_prelude(p->sheet, prelude, where, "@font-face");
    css_parse_font_face(p->sheet, where, block);
    return true;
}

static bool at_namespace(struct place *p, struct cur prelude, struct cur block, struct loc where)
{
    (void)block;
    struct cur c = prelude;
    const char *prefix = cur_is(&c, TOK_IDENT) ? cur_next(&c)->s : "";
    cur_space(&c);
    const char *uri = import_url(&c);
    if (!uri || !cur_done(&c))
        return bad_prelude(p->sheet, prelude, where, "@namespace");
    *map_put(&p->sheet->ns, prefix) = (void *)uri;
    return true;
}

static bool at_charset(struct place *p, struct cur prelude, struct cur block, struct loc where)
{
    (void)block;
    const struct token *t = cur_peek(&prelude);
    if (t->type != TOK_STRING)
        return bad_prelude(p->sheet, prelude, where, "@charset");
    if (strcasecmp(t->s, "utf-8"))
        css_report(p->sheet->css, DIAG_css_charset, where, t->s);
    return true;
}

/* Names a profile; the edition's own profile decides, so that only the form is checked. */
static bool at_color_profile(struct place *p, struct cur prelude, struct cur block, struct loc where)
{
    struct descriptor d;
    if (!cur_is(&prelude, TOK_IDENT) && !cur_is(&prelude, TOK_STRING))
        return bad_prelude(p->sheet, prelude, where, "@color-profile");
    while (css_descriptor(&block, &d))
        if (strcasecmp(d.name, "src") && strcasecmp(d.name, "rendering-intent") && strcasecmp(d.name, "components"))
            css_report(p->sheet->css, DIAG_css_descriptor, d.where, d.name, "@color-profile");
    return true;
}

static const struct at_rule {
    const char *name;
    bool block, before_import;    /* must have a block; may stand before @import */
    bool (*read)(struct place *p, struct cur prelude, struct cur block, struct loc where);
} at_rules[] = {
    {"import", false, true, at_import}, {"charset", false, true, at_charset}, {"namespace", false, false, at_namespace},
    {"media", true, false, at_media}, {"supports", true, false, at_supports}, {"page", true, false, at_page},
    {"counter-style", true, false, at_counter_style}, {"font-face", true, false, at_font_face},
    {"color-profile", true, false, at_color_profile},
};
enum { AT_RULES = sizeof at_rules / sizeof *at_rules };

static void unknown_at(struct css_sheet *sheet, const char *name, struct loc where)
{
    struct near n = near_to(name);
    for (int k = 0; k < AT_RULES; k++)
        near_try(&n, at_rules[k].name);
    if (n.best)
        css_report(sheet->css, DIAG_css_unknown_at_near, where, name, n.best);
    else
        css_report(sheet->css, DIAG_css_unknown_at, where, name);
}

static void parse_at(struct place *p, struct cur *c, bool top)
{
    struct cur prelude, block;
    bool has_block;
    const struct token *at = split_at(c, &prelude, &block, &has_block);
    struct loc where = css_loc(p->sheet, at);
    for (int k = 0; k < AT_RULES; k++)
        if (!strcasecmp(at->s, at_rules[k].name)) {
            p->imports &= top && at_rules[k].before_import;
            if (has_block != at_rules[k].block)
                bad_prelude(p->sheet, prelude, where, at->s);
            else
                at_rules[k].read(p, prelude, block, where);
            return;
        }
    p->imports = false;
    unknown_at(p->sheet, at->s, where);
}

/* ---- style rules ---- */

static void parse_rule(struct place *p, struct cur *c)
{
    struct css *css = p->sheet->css;
    struct cur prelude = *c;
    p->imports = false;
    while (c->i < c->end && !cur_is(c, TOK_BRACE))
        cur_skip(c);
    prelude.end = c->i;
    if (c->i >= c->end) {
        css_report(css, DIAG_css_syntax, cur_loc(&prelude), cur_text(&prelude));
        return;
    }
    trim(&prelude);
    struct cur block = cur_block(c);
    struct selector *list = css_selector_list(p->sheet, prelude, true);
    if (!list)
        return;
    struct rule *rule = arena_make(&css->arena, struct rule);
    css_parse_decls(p->sheet, block, &rule->decls, NULL, NULL);
    *vec_add(&css->rules) = rule;
    css->order++;
    for (struct selector *s = list; s; s = (struct selector *)s->next) {
        if (css->selectors.n >= CSS_MAX_SELECTORS)
            break;
        s->rule = rule;
        s->origin = p->sheet->origin;
        s->order = css->order;
        *vec_add(&css->selectors) = s;
    }
}

static void parse_rules(struct place *p, struct cur c, bool top)
{
    while (!cur_done(&c)) {
        enum tok type = cur_peek(&c)->type;
        if (type == TOK_CDO || type == TOK_CDC || type == TOK_SEMICOLON || type == TOK_BRACE_END) {
            if (type == TOK_BRACE_END || type == TOK_SEMICOLON)
                css_report(p->sheet->css, DIAG_css_syntax, cur_loc(&c), type == TOK_SEMICOLON ? ";" : "}");
            c.i++;
        } else if (type == TOK_AT)
            parse_at(p, &c, top);
        else
            parse_rule(p, &c);
    }
}

void css_parse_sheet(struct css_sheet *sheet)
{
    css_tokenize(sheet);
    parse_rules(&(struct place){sheet, true}, (struct cur){sheet, sheet->tok.v, 0, sheet->tok.n}, true);
    sheet->css->dirty = true;
}
