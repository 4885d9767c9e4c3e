// SPDX-License-Identifier: Apache-2.0
/* Selectors (Selectors 4) compiled for matching from right to left: a selector points at its last
 * compound, each compound at the one left of it. A class is a token of DocBook's role, an id is
 * xml:id. */
#include <strings.h>

#include "css/css-int.h"

struct reader {
    struct css_sheet *sheet;
    bool report;
    bool in_has;
    bool nested;      /* the next selector may be relative to the outer rule */
    struct cur whole; /* for messages */
};

static void *fault(struct reader *r, struct cur *c)
{
    if (r->report) {
        struct cur rest = *c;
        rest.end = r->whole.end;
        if (rest.i < rest.end)
            css_report(r->sheet->css, DIAG_css_selector, cur_loc(&rest), cur_text(&r->whole),
                       cur_text(&rest));
        else
            css_report(r->sheet->css, DIAG_css_selector_end, cur_loc(&r->whole),
                       cur_text(&r->whole));
    }
    r->report = false; /* one message per selector */
    return NULL;
}

static void add_spec(uint32_t *spec, unsigned a, unsigned b, unsigned c)
{
    unsigned v[3] = {*spec >> 20 & 1023, *spec >> 10 & 1023, *spec & 1023}, more[3] = {a, b, c};
    for (int k = 0; k < 3; k++)
        v[k] = v[k] + more[k] < 1023 ? v[k] + more[k] : 1023;
    *spec = v[0] << 20 | v[1] << 10 | v[2];
}

/* ---- names and attributes ---- */

static const char *prefix_uri(struct reader *r, const char *prefix, struct cur *c)
{
    const char *uri = map_get(&r->sheet->ns, prefix);
    if (!uri && r->report) {
        css_report(r->sheet->css, DIAG_css_prefix, cur_loc(c), prefix);
        r->report = false;
    }
    return uri;
}

/* [prefix|]name; name NULL for *. ns NULL: none given, "*" any, "" none. False: no name here, or
 * its prefix is unknown (*bad). */
static bool read_name(struct reader *r, struct cur *c, const char **ns, const char **name,
                      bool *bad)
{
    struct cur start = *c;
    const struct token *t = cur_peek(c), *prefix = NULL;
    bool star = cur_is_delim(c, '*'), bar = cur_is_delim(c, '|');
    if (t->type != TOK_IDENT && !star && !bar)
        return false;
    c->i += !bar;
    prefix = bar ? NULL : t;
    const struct token *next = c->i + 1 < c->end ? &c->t[c->i + 1] : &tok_eof;
    bool qualified = cur_is_delim(c, '|') && (next->type == TOK_IDENT || next->delim == '*');
    if (!qualified) {
        *name = star ? NULL : t->s;
        *ns = NULL;
        return !bar || (*c = start, false);
    }
    c->i++;
    t = cur_next(c);
    *name = t->type == TOK_IDENT ? t->s : NULL;
    *ns = !prefix ? "" : prefix->type == TOK_IDENT ? prefix_uri(r, prefix->s, &start) : "*";
    *bad = prefix && prefix->type == TOK_IDENT && !*ns;
    return !*bad;
}

static bool attr_operator(struct cur *c, uint8_t *op)
{
    static const struct {
        char sign;
        enum attr_op op;
    } ops[] = {
        {'~', ATTR_WORD},   {'|', ATTR_DASH},      {'^', ATTR_PREFIX},
        {'$', ATTR_SUFFIX}, {'*', ATTR_SUBSTRING},
    };
    *op = ATTR_EQUALS;
    for (int k = 0; k < 5; k++)
        if (cur_is_delim(c, ops[k].sign)) {
            *op = (uint8_t)ops[k].op;
            c->i++;
            break;
        }
    if (!cur_is_delim(c, '='))
        return false;
    c->i++;
    cur_space(c);
    return true;
}

static bool read_attr(struct reader *r, struct cur in, struct simple *s)
{
    bool bad = false;
    s->kind = SEL_ATTR;
    cur_space(&in);
    if (!read_name(r, &in, &s->ns, &s->name, &bad) || !s->name)
        return false;
    cur_space(&in);
    if (in.i >= in.end)
        return true;
    if (!attr_operator(&in, &s->op) || (!cur_is(&in, TOK_IDENT) && !cur_is(&in, TOK_STRING)))
        return false;
    s->value = cur_next(&in)->s;
    cur_space(&in);
    s->ignore_case = cur_keyword(&in, "i");
    if (!s->ignore_case)
        cur_keyword(&in, "s");
    return cur_done(&in);
}

/* ---- pseudo-classes ---- */

static struct selector *read_list(struct reader *r, struct cur c, bool relative);

static uint32_t highest(const struct selector *list)
{
    uint32_t most = 0;
    for (; list; list = list->next)
        most = list->spec > most ? list->spec : most;
    return most;
}

static bool read_lang(struct cur in, struct simple *s, struct css *css)
{
    struct simple *last = s;
    s->kind = SEL_LANG;
    do {
        cur_space(&in);
        const struct token *t = cur_next(&in);
        if (t->type != TOK_IDENT && t->type != TOK_STRING)
            return false;
        if (last->value) {
            last->also = arena_make(&css->arena, struct simple);
            last = last->also;
        }
        last->value = t->s;
    } while (cur_comma(&in));
    return cur_done(&in);
}

static bool read_dir(struct cur in, struct simple *s)
{
    cur_space(&in);
    const struct token *t = cur_next(&in);
    s->value = t->s;
    return t->type == TOK_IDENT && cur_done(&in);
}

/* An+B [of LIST] (Selectors 4, 14.3.1) */
static bool read_nth(struct reader *r, struct cur in, struct simple *s, uint32_t *spec)
{
    s->kind = SEL_NTH;
    cur_space(&in);
    if (!css_nth(&in, &s->a, &s->b))
        return false;
    cur_space(&in);
    if (s->of_type || !cur_keyword(&in, "of"))
        return cur_done(&in);
    s->list = read_list(r, in, false);
    uint32_t most = highest(s->list);
    add_spec(spec, most >> 20, most >> 10 & 1023, most & 1023);
    for (const struct selector *l = s->list; l; l = l->next)
        if (l->pseudo)
            return false;
    return s->list;
}

static const struct {
    const char *name;
    bool function;
    enum simple_kind kind;
    bool last, of_type;
} pseudos[] = {
    {"first-child", false, SEL_NTH, false, false},  {"last-child", false, SEL_NTH, true, false},
    {"first-of-type", false, SEL_NTH, false, true}, {"last-of-type", false, SEL_NTH, true, true},
    {"nth-child", true, SEL_NTH, false, false},     {"nth-last-child", true, SEL_NTH, true, false},
    {"nth-of-type", true, SEL_NTH, false, true},    {"nth-last-of-type", true, SEL_NTH, true, true},
    {"only-child", false, SEL_ONLY, false, false},  {"only-of-type", false, SEL_ONLY, false, true},
    {"empty", false, SEL_EMPTY, false, false},      {"root", false, SEL_ROOT, false, false},
    {"lang", true, SEL_LANG, false, false},         {"dir", true, SEL_DIR, false, false},
    {"not", true, SEL_NOT, false, false},           {"is", true, SEL_IS, false, false},
    {"where", true, SEL_IS, true, false},           {"has", true, SEL_HAS, false, false},
};
enum { PSEUDOS = sizeof pseudos / sizeof *pseudos };

static void *unknown_pseudo(struct reader *r, const char *name, struct loc where,
                            const char *const *more)
{
    struct near n = near_to(r->sheet->css, name);
    for (int k = 0; k < PSEUDOS && !more; k++)
        near_try(&n, pseudos[k].name);
    for (; more && *more; more++)
        near_try(&n, *more);
    if (r->report && n.best && n.distance)
        css_report(r->sheet->css, DIAG_css_pseudo_near, where, name, n.best);
    else if (r->report)
        css_report(r->sheet->css, DIAG_css_pseudo, where, name);
    r->report = false;
    return NULL;
}

/* The argument of :not, :is, :where and :has. */
static bool read_nested(struct reader *r, struct cur in, struct simple *s, uint32_t *spec)
{
    bool has = s->kind == SEL_HAS, zero = s->kind == SEL_IS && s->last;
    if (has && r->in_has)
        return false;
    r->in_has |= has;
    s->list = read_list(r, in, has);
    r->in_has &= !has;
    for (const struct selector *l = s->list; l; l = l->next)
        if (l->pseudo)
            return false;
    if (has)
        s->id = ++r->sheet->css->match.n_has;
    if (s->list && !zero) {
        uint32_t most = highest(s->list);
        add_spec(spec, most >> 20, most >> 10 & 1023, most & 1023);
    }
    return s->list;
}

static bool read_pseudo_class(struct reader *r, struct cur *c, struct simple *s, uint32_t *spec)
{
    struct loc where = cur_loc(c);
    const struct token *t = cur_peek(c);
    bool function = t->type == TOK_FUNCTION;
    struct cur in = *c;
    if (function)
        in = cur_block(c);
    else
        c->i++;
    for (int k = 0; k < PSEUDOS; k++) {
        if (pseudos[k].function != function || strcasecmp(t->s, pseudos[k].name))
            continue;
        s->kind = (uint8_t)pseudos[k].kind;
        s->last = pseudos[k].last;
        s->of_type = pseudos[k].of_type;
        s->b = 1;
        if (s->kind == SEL_NOT || s->kind == SEL_IS || s->kind == SEL_HAS)
            return read_nested(r, in, s, spec);
        add_spec(spec, 0, 1, 0);
        return !function || (s->kind == SEL_LANG  ? read_lang(in, s, r->sheet->css)
                             : s->kind == SEL_DIR ? read_dir(in, s)
                                                  : read_nth(r, in, s, spec));
    }
    return unknown_pseudo(r, t->s, where, NULL);
}

/* ---- compounds ---- */

static const char *const elements[] = {
    [CSS_BEFORE] = "before",
    [CSS_AFTER] = "after",
    [CSS_MARKER] = "marker",
    [CSS_FIRST_LINE] = "first-line",
    [CSS_FIRST_LETTER] = "first-letter",
    [CSS_FOOTNOTE_CALL] = "footnote-call",
    [CSS_FOOTNOTE_MARKER] = "footnote-marker",
    NULL,
};

/* Whether it is one of CSS 2, which may be written with one colon. */
static bool is_old(enum css_pseudo p)
{
    return p == CSS_BEFORE || p == CSS_AFTER || p == CSS_FIRST_LINE || p == CSS_FIRST_LETTER;
}

static enum css_pseudo selector_element(const char *s, bool one_colon)
{
    for (int k = CSS_BEFORE; k < CSS_PSEUDOS; k++)
        if (!strcasecmp(s, elements[k]) && (!one_colon || is_old(k)))
            return k;
    return CSS_SELF;
}

/* Reads a pseudo-element at c into *pseudo; false if it is something else, or unknown (reported,
 * *bad). */
static bool read_pseudo_element(struct reader *r, struct cur *c, uint8_t *pseudo, bool *bad)
{
    int k = c->i + 1;
    bool two = k < c->end && c->t[k].type == TOK_COLON;
    k += two;
    if (k >= c->end || (c->t[k].type != TOK_IDENT && !two))
        return false;
    const struct token *t = &c->t[k];
    enum css_pseudo e = t->type == TOK_IDENT ? selector_element(t->s, !two) : CSS_SELF;
    if (e != CSS_SELF) {
        *pseudo = (uint8_t)e;
        c->i = k + 1;
        return true;
    }
    if (two) {
        *bad = true;
        if (t->type == TOK_IDENT || t->type == TOK_FUNCTION)
            unknown_pseudo(r, t->s, cur_loc(c), elements + 1);
        else
            fault(r, c);
    }
    return false;
}

struct growing {
    VEC(struct simple) simple;
};

/* The nesting selector & (CSS Nesting 1, 4): the elements of the outer rule, or the root outside
 * any. It cannot represent pseudo-elements. */
static bool nesting(struct reader *r, struct simple *s, uint32_t *spec)
{
    const struct selector *list = r->sheet->nest;
    uint32_t most = highest(list);
    s->kind = list ? SEL_IS : SEL_ROOT;
    s->list = list;
    if (list)
        add_spec(spec, most >> 20, most >> 10 & 1023, most & 1023);
    else
        add_spec(spec, 0, 1, 0);
    for (; list; list = list->next)
        if (list->pseudo)
            return false;
    return true;
}

static struct compound *nesting_compound(struct reader *r, uint32_t *spec)
{
    struct css *css = r->sheet->css;
    struct compound *k = arena_make(&css->arena, struct compound);
    k->n = 1;
    k->simple = arena_array(&css->arena, struct simple, 1);
    k->id = ++css->match.n_compounds;
    return nesting(r, k->simple, spec) ? k : NULL;
}

/* Whether & is in the selector at c, up to the next comma. */
static bool names_nesting(struct cur c)
{
    for (int end = 0; c.i < c.end; c.i++) {
        const struct token *t = cur_peek(&c);
        if (c.i >= end && t->type == TOK_COMMA)
            return false;
        if (cur_is_delim(&c, '&'))
            return true;
        if (t->type == TOK_FUNCTION && t->end > end)
            end = t->end;
    }
    return false;
}

static bool read_simple(struct reader *r, struct cur *c, struct growing *g, uint32_t *spec)
{
    const struct token *t = cur_peek(c);
    struct simple s = {0};
    bool ok = true;
    if (t->type == TOK_HASH && t->flag) {
        s.kind = SEL_ID;
        s.name = t->s;
        c->i++;
        add_spec(spec, 1, 0, 0);
    } else if (cur_is_delim(c, '.') && c->i + 1 < c->end && c->t[c->i + 1].type == TOK_IDENT) {
        s.kind = SEL_CLASS;
        s.name = c->t[c->i + 1].s;
        c->i += 2;
        add_spec(spec, 0, 1, 0);
    } else if (t->type == TOK_SQUARE) {
        add_spec(spec, 0, 1, 0);
        ok = read_attr(r, cur_block(c), &s);
    } else if (t->type == TOK_COLON && c->i + 1 < c->end &&
               (c->t[c->i + 1].type == TOK_IDENT || c->t[c->i + 1].type == TOK_FUNCTION)) {
        c->i++;
        ok = read_pseudo_class(r, c, &s, spec);
    } else if (cur_is_delim(c, '&')) {
        c->i++;
        ok = nesting(r, &s, spec);
    } else
        return false;
    if (ok)
        *vec_add(&g->simple) = s;
    return ok;
}

static bool at_compound_end(const struct cur *c)
{
    const struct token *t = cur_peek(c);
    return t->type == TOK_EOF || t->type == TOK_SPACE || t->type == TOK_COMMA ||
           (t->type == TOK_DELIM && (t->delim == '>' || t->delim == '+' || t->delim == '~'));
}

/* What HTML's elements are called in DocBook; names that SVG has, too, are left out. */
static const char *docbook_name(const char *html)
{
    static const char *const all[][2] = {{"aside", "sidebar"},
                                         {"b", "emphasis"},
                                         {"body", "book"},
                                         {"cite", "citetitle"},
                                         {"dd", "listitem"},
                                         {"del", "emphasis"},
                                         {"dfn", "firstterm"},
                                         {"div", "section"},
                                         {"dl", "variablelist"},
                                         {"dt", "term"},
                                         {"em", "emphasis"},
                                         {"figcaption", "title"},
                                         {"h1", "title"},
                                         {"h2", "title"},
                                         {"h3", "title"},
                                         {"h4", "title"},
                                         {"h5", "title"},
                                         {"h6", "title"},
                                         {"html", "book"},
                                         {"i", "emphasis"},
                                         {"img", "mediaobject"},
                                         {"ins", "emphasis"},
                                         {"kbd", "userinput"},
                                         {"li", "listitem"},
                                         {"nav", "toc"},
                                         {"ol", "orderedlist"},
                                         {"p", "para"},
                                         {"pre", "programlisting"},
                                         {"q", "quote"},
                                         {"s", "emphasis"},
                                         {"samp", "computeroutput"},
                                         {"span", "phrase"},
                                         {"strong", "emphasis"},
                                         {"sub", "subscript"},
                                         {"sup", "superscript"},
                                         {"u", "emphasis"},
                                         {"ul", "itemizedlist"},
                                         {"var", "varname"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!strcasecmp(all[i][0], html))
            return all[i][1];
    return NULL;
}

/* Reports a name that is not DocBook's but HTML's, or similar to one of DocBook's; MathML's are
 * known, and short ones may be of SVG. */
static void check_name(struct reader *r, const struct compound *k, struct loc where)
{
    enum { SHORT = 5 };
    if (k->elem != DB_NONE || math_lookup(k->name) || (k->ns && strcmp(k->ns, DOCBOOK_NS)) ||
        !r->report)
        return;
    struct near n = near_to(r->sheet->css, k->name);
    n.best = docbook_name(k->name);
    if (!n.best && strlen(k->name) >= SHORT)
        for (int e = DB_NONE + 1; e < DB_COUNT; e++)
            near_try(&n, db_name(e));
    if (n.best)
        css_report(r->sheet->css, DIAG_css_element_near, where, k->name, n.best);
}

/* One compound; NULL: faulty. *pseudo is set when it ends in a pseudo-element. */
static struct compound *read_compound(struct reader *r, struct cur *c, uint32_t *spec,
                                      uint8_t *pseudo)
{
    struct css *css = r->sheet->css;
    struct compound *k = arena_make(&css->arena, struct compound);
    struct growing g = {0};
    struct loc where = cur_loc(c);
    bool bad = false, any = read_name(r, c, &k->ns, &k->name, &bad);
    if (any && !k->ns)
        k->ns = map_get(&r->sheet->ns, "");
    if (k->name) {
        k->elem = (int)db_lookup(k->name);
        add_spec(spec, 0, 0, 1);
        check_name(r, k, where);
    }
    while (!bad && !at_compound_end(c)) {
        if (cur_is(c, TOK_COLON) && read_pseudo_element(r, c, pseudo, &bad)) {
            add_spec(spec, 0, 0, 1);
            any = true;
            break;
        }
        struct cur before = *c;
        if (bad || !read_simple(r, c, &g, spec)) {
            fault(r, &before);
            bad = true;
        }
        any = true;
    }
    if (!any)
        fault(r, c);
    k->n = g.simple.n;
    k->simple = arena_array(&css->arena, struct simple, k->n + 1);
    if (k->n)
        memcpy(k->simple, g.simple.v, sizeof *k->simple * (size_t)k->n);
    vec_done(&g.simple);
    k->id = ++css->match.n_compounds;
    return any && !bad ? k : NULL;
}

static enum comb read_comb(struct cur *c)
{
    bool space = cur_is(c, TOK_SPACE);
    cur_space(c);
    const struct token *t = cur_peek(c);
    enum comb k = t->type != TOK_DELIM ? COMB_NONE
                  : t->delim == '>'    ? COMB_CHILD
                  : t->delim == '+'    ? COMB_NEXT
                  : t->delim == '~'    ? COMB_LATER
                                       : COMB_NONE;
    if (k) {
        c->i++;
        cur_space(c);
        return k;
    }
    return space && t->type != TOK_EOF && t->type != TOK_COMMA ? COMB_DESCENDANT : COMB_NONE;
}

/* The bits required of ancestors, by every compound left of a descendant or child combinator. */
static uint64_t needed(const struct compound *c)
{
    uint64_t need = 0;
    bool above = false;
    for (; c->left; c = c->left) {
        above |= c->comb == COMB_DESCENDANT || c->comb == COMB_CHILD;
        if (!above || (c->comb != COMB_DESCENDANT && c->comb != COMB_CHILD))
            continue;
        if (c->left->name)
            need |= css_bit(c->left->name);
        for (int k = 0; k < c->left->n; k++)
            if (c->left->simple[k].kind == SEL_CLASS || c->left->simple[k].kind == SEL_ID)
                need |= css_bit(c->left->simple[k].name);
    }
    return need;
}

static struct selector *read_selector(struct reader *r, struct cur *c, bool relative)
{
    struct selector *s = arena_make(&r->sheet->css->arena, struct selector);
    static const struct compound scope = {.scope = true};
    const struct compound *k = relative ? &scope : NULL;
    enum comb comb = relative ? read_comb(c) : COMB_NONE;
    int n = 0;
    r->whole = *c;
    bool nested = r->nested && !relative,
         starts = nested && (cur_is_delim(c, '>') || cur_is_delim(c, '+') || cur_is_delim(c, '~'));
    r->nested = false;
    if (starts || (nested && !names_nesting(*c))) { /* a relative selector (CSS Nesting 1, 2.2) */
        k = nesting_compound(r, &s->spec);
        comb = starts ? read_comb(c) : COMB_DESCENDANT;
        if (!k)
            return fault(r, c);
    }
    if (relative)
        s->relative = (uint8_t)(comb = comb ? comb : COMB_DESCENDANT);
    do {
        struct cur before = *c;
        if (s->pseudo || ++n > CSS_MAX_COMPOUNDS) /* nothing may follow a pseudo-element */
            return fault(r, &before);
        struct compound *right = read_compound(r, c, &s->spec, &s->pseudo);
        if (!right)
            return NULL;
        right->left = k;
        right->comb = (uint8_t)comb;
        k = right;
        if (s->pseudo && !at_compound_end(c))
            return fault(r, c);
        comb = read_comb(c);
    } while (comb);
    s->last = k;
    s->need = needed(k);
    return s;
}

static struct selector *read_list(struct reader *r, struct cur c, bool relative)
{
    struct selector *first = NULL, *last = NULL;
    struct cur outer = r->whole;
    bool nested = r->nested;
    do {
        cur_space(&c);
        r->nested = nested;
        struct selector *s = read_selector(r, &c, relative);
        if (!s)
            return NULL;
        if (last)
            last->next = s;
        else
            first = s;
        last = s;
    } while (cur_comma(&c));
    if (!cur_done(&c))
        return fault(r, &c);
    r->whole = outer;
    return first;
}

struct selector *css_selector_list(struct css_sheet *sheet, struct cur c, bool report)
{
    struct reader r = {.sheet = sheet, .report = report, .whole = c, .nested = sheet->nest != NULL};
    return read_list(&r, c, false);
}
