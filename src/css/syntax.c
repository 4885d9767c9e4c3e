// SPDX-License-Identifier: Apache-2.0
/* Value definition syntax (CSS Values 4, section 2): the column `syntax` of props.def compiled to a
 * small tree, and values matched against it. Understood are keywords, <types>, [groups], | || &&
 * juxtaposition, ? + # and {a,b}. Matching is greedy without backtracking into a finished part;
 * alternatives of the whole value are tried until one takes it all. */
#include "css/css-int.h"

enum { KEYWORD, TYPE, ONE_OF, ANY_OF, ALL_OF, SEQUENCE };
struct syntax {
    uint8_t kind;
    bool comma;   /* repeats are separated by commas */
    int min, max; /* repeats */
    enum css_kw kw;
    const struct value_type *type;
    struct syntax *child, *next;
};

struct reader {
    struct css *css;
    const char *s;
};

static void syntax_blank(struct reader *r)
{
    while (*r->s == ' ')
        r->s++;
}

static struct syntax *node(struct reader *r, int kind)
{
    struct syntax *s = arena_make(&r->css->arena, struct syntax);
    s->kind = (uint8_t)kind;
    s->min = s->max = 1;
    return s;
}

static struct syntax *read_choice(struct reader *r);

static bool word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

static struct syntax *read_term(struct reader *r)
{
    struct syntax *s;
    size_t n = 0;
    if (*r->s == '[') {
        r->s++;
        s = read_choice(r);
        r->s++;
        return s;
    }
    bool type = *r->s == '<';
    r->s += type;
    while (word_char(r->s[n]))
        n++;
    s = node(r, type ? TYPE : KEYWORD);
    if (type)
        s->type = css_value_type(r->s, n);
    else
        s->kw = css_keyword(intern_n(r->s, n));
    r->s += n + type;
    return s;
}

static void read_repeat(struct reader *r, struct syntax *s)
{
    enum { MANY = CSS_MAX_ITEMS };
    if (*r->s == '?')
        s->min = 0;
    else if (*r->s == '+' || *r->s == '#') {
        s->max = MANY;
        s->comma = *r->s == '#';
    } else if (*r->s == '{') {
        s->min = s->max = r->s[1] - '0';
        if (r->s[2] == ',')
            s->max = r->s[3] - '0';
        r->s = strchr(r->s, '}');
    } else
        return;
    r->s++;
}

static struct syntax *read_repeated(struct reader *r)
{
    syntax_blank(r);
    struct syntax *s = read_term(r);
    if (strchr("?+#{", *r->s) && *r->s &&
        (s->min != 1 || s->max != 1)) { /* a repeated group inside a repeat */
        struct syntax *outer = node(r, SEQUENCE);
        outer->child = s;
        s = outer;
    }
    read_repeat(r, s);
    syntax_blank(r);
    return s;
}

/* A row of parts joined by one operator; a single part needs no node. */
static struct syntax *row(struct reader *r, int kind, struct syntax *(*part)(struct reader *),
                          bool (*more)(struct reader *))
{
    struct syntax *first = part(r), *s = NULL, **end = &first->next;
    while (more(r)) {
        if (!s) {
            s = node(r, kind);
            s->child = first;
        }
        *end = part(r);
        end = &(*end)->next;
    }
    return s ? s : first;
}

static bool more_terms(struct reader *r)
{
    return *r->s == '[' || *r->s == '<' || word_char(*r->s);
}

static bool doubled(struct reader *r, char c)
{
    bool more = r->s[0] == c && r->s[1] == c;
    r->s += more ? 2 : 0;
    return more;
}

static bool more_all(struct reader *r) { return doubled(r, '&'); }
static bool more_any(struct reader *r) { return doubled(r, '|'); }

static bool more_choices(struct reader *r)
{
    bool more = r->s[0] == '|';
    r->s += more;
    return more;
}

static struct syntax *read_sequence(struct reader *r)
{
    return row(r, SEQUENCE, read_repeated, more_terms);
}
static struct syntax *read_all(struct reader *r) { return row(r, ALL_OF, read_sequence, more_all); }
static struct syntax *read_any(struct reader *r) { return row(r, ANY_OF, read_all, more_any); }
static struct syntax *read_choice(struct reader *r)
{
    return row(r, ONE_OF, read_any, more_choices);
}

const struct syntax *syntax_new(struct css *css, const char *text)
{
    struct reader r = {css, text};
    return read_choice(&r);
}

bool syntax_scalar(const struct syntax *s)
{
    return s->min == 1 && s->max == 1 &&
           (s->kind == KEYWORD || (s->kind == TYPE && !s->type->list));
}

/* ---- matching ---- */

static bool match_keyword(enum css_kw kw, struct vparse *p)
{
    const struct token *t = cur_peek(&p->c);
    if (t->type != TOK_IDENT || css_keyword(t->s) != kw)
        return false;
    p->c.i++;
    vparse_value(p, css_val_kw(kw));
    return true;
}

/* Each part at most once, in any order; for ALL_OF, missing ones must be optional. */
static bool match_unordered(const struct syntax *s, struct vparse *p)
{
    uint32_t done = 0;
    bool found = true, all = true;
    while (found) {
        int k = 0, before = p->c.i;
        found = false;
        for (const struct syntax *c = s->child; c && !found; c = c->next, k++)
            if (!(done & 1u << k) && syntax_match(c, p) && p->c.i > before) {
                done |= 1u << k;
                found = true;
            }
    }
    int k = 0;
    for (const struct syntax *c = s->child; c; c = c->next, k++)
        all &= done >> k & 1 || syntax_match(c, p);
    return s->kind == ALL_OF ? all : done != 0;
}

static bool match_once(const struct syntax *s, struct vparse *p)
{
    const struct syntax *c = s->child;
    switch (s->kind) {
    case KEYWORD: return match_keyword(s->kw, p);
    case TYPE: return s->type->read(p);
    case ANY_OF:
    case ALL_OF: return match_unordered(s, p);
    case ONE_OF:
        while (c && !syntax_match(c, p))
            c = c->next;
        return c;
    default:
        while (c && syntax_match(c, p))
            c = c->next;
        return !c;
    }
}

static bool match_or_back(const struct syntax *s, struct vparse *p)
{
    int i = p->c.i, n = p->out.n;
    cur_space(&p->c);
    if (match_once(s, p))
        return true;
    p->c.i = i;
    p->out.n = n;
    return false;
}

bool syntax_match(const struct syntax *s, struct vparse *p)
{
    int times = 0, i = p->c.i, n = p->out.n;
    while (times < s->max && p->out.n < CSS_MAX_ITEMS) {
        int before = p->c.i, item = p->out.n;
        if (s->comma && times && !cur_comma(&p->c))
            break;
        if (!match_or_back(s, p)) {
            p->c.i = before;
            break;
        }
        if (s->comma && times && item < p->out.n)
            p->out.v[item].comma = true;
        times++;
        if (p->c.i == before)
            break;
    }
    if (times >= s->min)
        return true;
    p->c.i = i;
    p->out.n = n;
    return false;
}

static struct css_val value_of(const struct syntax *s, struct vparse *p)
{
    return syntax_scalar(s) ? p->out.v[0].v
                            : css_val_list(css_list_new(p->css, p->out.v, p->out.n));
}

static bool value(struct vparse *p, const struct syntax *s, bool whole, struct css_val *out)
{
    struct cur start = p->c;
    bool alternatives = s->kind == ONE_OF && s->max == 1;
    for (const struct syntax *c = alternatives ? s->child : s; c;
         c = alternatives ? c->next : NULL) {
        p->out.n = 0;
        if (syntax_match(c, p) && (!whole || cur_done(&p->c))) {
            *out = value_of(c, p);
            return true;
        }
        p->c = start;
    }
    return false;
}

bool syntax_value(struct vparse *p, struct css_val *out)
{
    return value(p, p->css->syntax[p->prop], true, out);
}

bool syntax_prefix(struct vparse *p, enum css_prop prop, struct css_val *out)
{
    enum css_prop before = p->prop;
    p->prop = prop;
    bool ok = value(p, p->css->syntax[prop], false, out);
    p->prop = before;
    return ok;
}

void syntax_keywords(const struct syntax *s, void (*visit)(void *ctx, enum css_kw), void *ctx)
{
    if (s->kind == KEYWORD)
        visit(ctx, s->kw);
    for (int k = 0; s->kind == TYPE && k < s->type->n_words; k++)
        visit(ctx, s->type->word[k]);
    for (const struct syntax *c = s->child; c; c = c->next)
        syntax_keywords(c, visit, ctx);
}
