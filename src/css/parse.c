// SPDX-License-Identifier: Apache-2.0
/* The grammar of style sheets (CSS Syntax 3, section 5): style rules and at-rules. A fault
 * invalidates its rule, and is reported with its place; the rest of the sheet is valid. */
#include "css/css-int.h"

/* ---- at-rules ---- */

struct place {
    struct css_sheet *sheet;
    bool imports;   /* @import is still allowed */
    uint16_t layer; /* 0: none */
    bool has_block; /* the at-rule being read */
};
static void parse_rules(struct place *p, struct cur c, bool top);

static bool bad_prelude(struct css_sheet *sheet, struct cur prelude, struct loc where,
                        const char *name)
{
    css_report(sheet->css, DIAG_css_prelude, prelude.i < prelude.end ? cur_loc(&prelude) : where,
               name);
    return true;
}

/* name [. name]* at the front of c: that layer inside `up`, made if new; 0 if there is no name. */
static uint16_t read_layer(struct css *css, struct cur *c, uint16_t up)
{
    do {
        if (!cur_is(c, TOK_IDENT))
            return 0;
        up = css_layer(css, up, cur_next(c)->s);
    } while (cur_is_delim(c, '.') && c->i++);
    return up;
}

static bool at_import(struct place *p, struct cur prelude, struct cur block, struct loc where)
{
    (void)block;
    struct cur rest = prelude;
    const char *url = cur_url(&rest);
    if (!url)
        return bad_prelude(p->sheet, prelude, where, "@import");
    cur_space(&rest);
    uint16_t layer = p->layer;
    if (cur_is(&rest, TOK_FUNCTION) && !strcasecmp(cur_peek(&rest)->s, "layer")) {
        struct cur in = cur_block(&rest);
        cur_space(&in);
        layer = read_layer(p->sheet->css, &in, p->layer);
        if (!layer || !cur_done(&in))
            return bad_prelude(p->sheet, prelude, where, "@import");
        cur_space(&rest);
    } else if (cur_keyword(&rest, "layer")) {
        layer = css_layer(p->sheet->css, p->layer, NULL);
    }
    if (cur_is(&rest, TOK_FUNCTION) && !strcasecmp(cur_peek(&rest)->s, "supports")) {
        if (!css_supports_import(p->sheet, cur_block(&rest)))
            return true;
        cur_space(&rest);
    }
    if (!p->imports)
        css_report(p->sheet->css, DIAG_css_import_late, where, url);
    else if (css_media(p->sheet, rest))
        css_import(p->sheet, url, layer, where);
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
    bool valid, holds = css_supports(p->sheet, prelude, &valid);
    if (!valid)
        return bad_prelude(p->sheet, prelude, where, "@supports");
    if (holds)
        parse_rules(p, block, false);
    return true;
}

static bool at_page(struct place *p, struct cur prelude, struct cur block, struct loc where)
{
    css_parse_page(p->sheet, prelude, block, p->layer, where);
    return true;
}

/* A block in a named or anonymous layer, or only names, which determine their order (CSS Cascade 5,
 * 6.4). */
static bool at_layer(struct place *p, struct cur prelude, struct cur block, struct loc where)
{
    struct cur c = prelude;
    uint16_t layer = 0;
    bool rules = p->has_block;
    if (cur_done(&c) && rules)
        layer = css_layer(p->sheet->css, p->layer, NULL);
    else
        do
            layer = read_layer(p->sheet->css, &c, p->layer);
        while (layer && !rules && cur_comma(&c));
    if (!layer || !cur_done(&c))
        return bad_prelude(p->sheet, prelude, where, "@layer");
    struct place inside = {.sheet = p->sheet, .layer = layer};
    if (rules)
        parse_rules(&inside, block, false);
    return true;
}

static bool at_counter_style(struct place *p, struct cur prelude, struct cur block,
                             struct loc where)
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
    const char *uri = cur_url(&c);
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
    if (!charset_known(t->s))
        css_report(p->sheet->css, DIAG_css_charset, where, t->s);
    return true;
}

/* Names a profile; the edition's own profile decides, so that only the form is checked. */
static bool at_color_profile(struct place *p, struct cur prelude, struct cur block,
                             struct loc where)
{
    struct descriptor d;
    if (!cur_is(&prelude, TOK_IDENT) && !cur_is(&prelude, TOK_STRING))
        return bad_prelude(p->sheet, prelude, where, "@color-profile");
    while (css_descriptor(&block, &d))
        if (strcasecmp(d.name, "src") && strcasecmp(d.name, "rendering-intent") &&
            strcasecmp(d.name, "components"))
            css_report(p->sheet->css, DIAG_css_descriptor, d.where, d.name, "@color-profile");
    return true;
}

static const struct at_rule {
    const char *name;
    enum { WITHOUT, WITH, EITHER } block;
    bool before_import; /* may be before @import */
    bool (*read)(struct place *p, struct cur prelude, struct cur block, struct loc where);
} at_rules[] = {
    {"import", WITHOUT, true, at_import},        {"charset", WITHOUT, true, at_charset},
    {"namespace", WITHOUT, false, at_namespace}, {"media", WITH, false, at_media},
    {"supports", WITH, false, at_supports},      {"page", WITH, false, at_page},
    {"layer", EITHER, true, at_layer},           {"counter-style", WITH, false, at_counter_style},
    {"font-face", WITH, false, at_font_face},    {"color-profile", WITH, false, at_color_profile},
};
enum { AT_RULES = sizeof at_rules / sizeof *at_rules };

static void unknown_at(struct css_sheet *sheet, const char *name, struct loc where)
{
    const char *names[AT_RULES + 1] = {0};
    for (int k = 0; k < AT_RULES; k++)
        names[k] = at_rules[k].name;
    css_unknown_at(sheet->css, name, where, names);
}

static void parse_at(struct place *p, struct cur *c, bool top)
{
    struct cur prelude, block;
    bool has_block;
    const struct token *at = css_split_at(c, &prelude, &block, &has_block);
    struct loc where = css_loc(p->sheet, at);
    p->has_block = has_block;
    for (int k = 0; k < AT_RULES; k++)
        if (!strcasecmp(at->s, at_rules[k].name)) {
            p->imports &= top && at_rules[k].before_import &&
                          !(has_block && at_rules[k].block == EITHER);
            if (at_rules[k].block != EITHER && has_block != (at_rules[k].block == WITH))
                bad_prelude(p->sheet, prelude, where, at->s);
            else
                at_rules[k].read(p, prelude, block, where);
            return;
        }
    p->imports = false;
    unknown_at(p->sheet, at->s, where);
}

/* ---- style rules ---- */

static bool speaks_of(const struct selector *list, enum css_pseudo pseudo)
{
    while (list && list->pseudo != pseudo)
        list = list->next;
    return list;
}

/* Content of a style rule that follows its own declarations. */
struct inner {
    const char *name;
    struct cur prelude, block;
    struct loc where;
};
struct inners {
    struct inner *v;
    int n, cap;
};

static void keep_inner(void *ctx, const char *name, struct cur prelude, struct cur block,
                       struct loc where)
{
    *vec_add((struct inners *)ctx) = (struct inner){name, prelude, block, where};
}

static void add_rule(struct place *p, struct selector *list, struct cur block);

/* A copy of a selector list, for a separate rule. */
static struct selector *copy_list(struct css *css, const struct selector *list)
{
    struct selector *first = NULL, **end = &first;
    for (; list; list = list->next) {
        struct selector *s = arena_make(&css->arena, struct selector);
        *s = *list;
        s->next = NULL;
        *end = s;
        end = (struct selector **)&s->next;
    }
    return first;
}

/* Nested rules and conditions in a rule; declarations of the latter are the rule's own (CSS Nesting
 * 1, 2 and 3.2). */
static void add_inner(struct place *p, const struct selector *list, const struct inner *in)
{
    struct css_sheet *sheet = p->sheet;
    const struct selector *outer = sheet->nest;
    if (!in->name) {
        sheet->nest = list;
        struct selector *own = css_selector_list(sheet, in->prelude, true);
        if (own)
            add_rule(p, own, in->block);
    } else if (!strcasecmp(in->name, "media") || !strcasecmp(in->name, "supports")) {
        bool valid = true, holds = !strcasecmp(in->name, "media")
                                       ? css_media(sheet, in->prelude)
                                       : css_supports(sheet, in->prelude, &valid);
        if (!valid)
            bad_prelude(sheet, in->prelude, in->where, "@supports");
        if (holds)
            add_rule(p, copy_list(sheet->css, list), in->block);
    } else {
        css_report(sheet->css, DIAG_css_unknown_at, in->where, in->name);
    }
    sheet->nest = outer;
}

static void add_rule(struct place *p, struct selector *list, struct cur block)
{
    struct css *css = p->sheet->css;
    struct inners inners = {0};
    struct rule *rule = arena_make(&css->arena, struct rule);
    p->sheet->context = speaks_of(list, CSS_FIRST_LINE) ? IN_FIRST_LINE : IN_ELEMENTS;
    css_parse_decls(p->sheet, block, &rule->decls, keep_inner, &inners);
    css_set_layer(&rule->decls, p->layer);
    rule->decls.agent = p->sheet->origin == 0;
    *vec_add(&css->rules) = rule;
    css->order++;
    for (struct selector *s = list; s; s = (struct selector *)s->next) {
        if (css->selectors.n >= CSS_MAX_SELECTORS)
            break;
        s->rule = rule;
        s->origin = p->sheet->origin;
        s->layer = p->layer;
        s->order = css->order;
        *vec_add(&css->selectors) = s;
    }
    for (int i = 0; i < inners.n; i++)
        add_inner(p, list, &inners.v[i]);
    vec_done(&inners);
}

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
    cur_trim(&prelude);
    struct cur block = cur_block(c);
    struct selector *list = css_selector_list(p->sheet, prelude, true);
    if (!list)
        return;
    add_rule(p, list, block);
}

static void parse_rules(struct place *p, struct cur c, bool top)
{
    while (!cur_done(&c)) {
        enum tok type = cur_peek(&c)->type;
        if (type == TOK_CDO || type == TOK_CDC || type == TOK_SEMICOLON || type == TOK_BRACE_END) {
            if (type == TOK_BRACE_END || type == TOK_SEMICOLON)
                css_report(p->sheet->css, DIAG_css_syntax, cur_loc(&c),
                           type == TOK_SEMICOLON ? ";" : "}");
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
    parse_rules(&(struct place){.sheet = sheet, .imports = true, .layer = sheet->layer},
                (struct cur){sheet, sheet->tok.v, 0, sheet->tok.n}, true);
    sheet->css->dirty = true;
}
