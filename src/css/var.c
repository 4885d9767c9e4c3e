// SPDX-License-Identifier: Apache-2.0
/* Custom properties and var() (CSS Custom Properties 1). A style keeps the custom properties in
 * force with every var() in them expanded; cycles and unlimited growth make a property
 * undefined. */
#include <stdlib.h>

#include "css/css-int.h"

enum {
    LONGEST = 4096 /* tokens of one expanded value */,
    DEEPEST = 32,
    MOST_USES = 10000 /* of var() in one value */
};

struct expand {
    struct css *css;
    const struct css_vars *vars;
    struct tokens out;
    const char *missing;
    int depth, uses;
    /* While the properties of one style are expanded: those declared, and those being expanded. */
    const struct decl *const *decl;
    struct own {
        const char *name;
        int decl;
    } * own; /* those that won, in order of name */
    int n_own;
    uint8_t *state;         /* by declaration */
    int stack[DEEPEST + 1], /* those being expanded, the outermost first */
        n_stack;
};
enum { WAITING, BUSY, UNDEFINED };

static bool expand(struct expand *e, struct cur in);

/* Compares structs that begin with their name: names are interned, so addresses suffice. */
static int name_order(const void *x, const void *y)
{
    uintptr_t a = (uintptr_t) * (const char *const *)x, b = (uintptr_t) * (const char *const *)y;
    return (a > b) - (a < b);
}

static const struct var *var_find(const struct css_vars *vars, const char *name)
{
    return vars ? bsearch(&name, vars->v, (size_t)vars->n, sizeof *vars->v, name_order) : NULL;
}

/* The declared property of that name that won, -1 none. */
static int declared_index(const struct expand *e, const char *name)
{
    const struct own *own = e->n_own
                                ? bsearch(&name, e->own, (size_t)e->n_own, sizeof *own, name_order)
                                : NULL;
    return own ? own->decl : -1;
}

static bool use_inherited(struct expand *e, const char *name)
{
    const struct var *v = var_find(e->vars, name);
    return v && expand(e, v->value);
}

/* Every property of a cycle is undefined, whatever fallbacks it has (CSS Variables 1, 2.3). */
static void undefine_cycle(struct expand *e, int k)
{
    int i = e->n_stack;
    do
        e->state[e->stack[--i]] = UNDEFINED;
    while (i > 0 && e->stack[i] != k);
}

/* Whether the tokens from `from` on are a single CSS-wide keyword. */
static enum css_kw wide_from(const struct expand *e, int from)
{
    enum css_kw kw = KW_NONE_GIVEN;
    for (int i = from; i < e->out.n; i++) {
        const struct token *t = &e->out.v[i];
        if (t->type == TOK_SPACE)
            continue;
        if (t->type != TOK_IDENT || kw != KW_NONE_GIVEN)
            return KW_NONE_GIVEN;
        kw = css_keyword(t->s);
    }
    return css_wide(kw) ? kw : KW_NONE_GIVEN;
}

/* Expands a declared property. Its value may be a CSS-wide keyword: initial leaves it undefined,
 * the others inherit (CSS Variables 1, 2). */
static bool expand_own(struct expand *e, int k)
{
    int from = e->out.n;
    if (e->n_stack > DEEPEST)
        return false;
    e->state[k] = BUSY;
    e->stack[e->n_stack++] = k;
    bool ok = expand(e, e->decl[k]->value);
    e->n_stack--;
    if (e->state[k] == UNDEFINED)
        return false;
    e->state[k] = WAITING;
    enum css_kw kw = ok ? wide_from(e, from) : KW_NONE_GIVEN;
    if (kw == KW_NONE_GIVEN)
        return ok;
    e->out.n = from;
    return kw != KW_initial && use_inherited(e, e->decl[k]->name);
}

static bool use(struct expand *e, const char *name)
{
    int k = declared_index(e, name);
    if (k < 0)
        return use_inherited(e, name);
    if (e->state[k] == BUSY)
        undefine_cycle(e, k);
    return e->state[k] == WAITING && expand_own(e, k);
}

/* var(--name[, fallback]) */
static bool expand_var(struct expand *e, struct cur in)
{
    cur_space(&in);
    const struct token *t = cur_next(&in);
    if (t->type != TOK_IDENT || strncmp(t->s, "--", 2) || e->depth >= DEEPEST ||
        ++e->uses > MOST_USES)
        return false;
    int n = e->out.n;
    e->depth++;
    bool ok = use(e, t->s);
    if (!ok) {
        e->out.n = n;
        bool fallback = cur_comma(&in);
        e->missing = t->s;
        ok = fallback && expand(e, in);
    }
    e->depth--;
    return ok;
}

/* attr(name type?[, fallback]); without either, the property is as if it were not declared. */
static bool expand_attr(struct expand *e, struct cur in)
{
    static const struct token unset = {.type = TOK_IDENT, .s = "unset"};
    struct token value;
    if (e->out.n >= LONGEST || e->depth >= DEEPEST || ++e->uses > MOST_USES)
        return false;
    if (css_attr(e->css, &in, &value)) {
        *(struct token *)vec_add(&e->out) = value;
        return true;
    }
    while (in.i < in.end && !cur_is(&in, TOK_COMMA))
        cur_skip(&in);
    e->depth++;
    bool ok = true;
    if (cur_comma(&in))
        ok = expand(e, in);
    else
        *(struct token *)vec_add(&e->out) = unset;
    e->depth--;
    return ok;
}

static bool expand(struct expand *e, struct cur in)
{
    while (in.i < in.end) {
        const struct token *t = cur_peek(&in);
        if (t->type == TOK_FUNCTION && !strcasecmp(t->s, "var")) {
            if (!expand_var(e, cur_block(&in)))
                return false;
        } else if (t->type == TOK_FUNCTION && !strcasecmp(t->s, "attr")) {
            if (!expand_attr(e, cur_block(&in)))
                return false;
        } else if (e->out.n < LONGEST) {
            *(struct token *)vec_add(&e->out) = *t;
            in.i++;
        } else
            return false;
    }
    return true;
}

/* The tokens as a separate range. */
static struct cur var_take(struct expand *e, const struct css_sheet *sheet)
{
    struct token *t = arena_array(&e->css->arena, struct token, e->out.n + 1);
    if (e->out.n)
        memcpy(t, e->out.v, sizeof *t * (size_t)e->out.n);
    css_pair(t, e->out.n);
    return (struct cur){sheet, t, 0, e->out.n};
}

bool css_substitute(struct css *css, const struct css_vars *vars, struct cur in, struct cur *out,
                    const char **missing)
{
    struct expand e = {.css = css, .vars = vars};
    bool ok = expand(&e, in);
    if (ok)
        *out = var_take(&e, in.sheet);
    *missing = e.missing;
    vec_done(&e.out);
    return ok;
}

static int own_order(const void *x, const void *y)
{
    int d = name_order(x, y);
    return d ? d : ((const struct own *)x)->decl - ((const struct own *)y)->decl;
}

/* The last declaration of each name wins. */
static void list_own(struct expand *e, int n)
{
    e->own = mem_new(sizeof *e->own * (size_t)n);
    for (int k = 0; k < n; k++)
        e->own[k] = (struct own){e->decl[k]->name, k};
    qsort(e->own, (size_t)n, sizeof *e->own, own_order);
    for (int k = 0; k < n; k++)
        if (k + 1 == n || e->own[k].name != e->own[k + 1].name)
            e->own[e->n_own++] = e->own[k];
}

const struct css_vars *css_vars_new(struct css *css, const struct css_vars *parent,
                                    const struct decl *const *custom, int n)
{
    int most = n + (parent ? parent->n : 0);
    struct css_vars *vars = arena_new(&css->arena, sizeof *vars + sizeof *vars->v * (size_t)most);
    struct expand e = {.css = css, .vars = parent, .decl = custom, .state = mem_new((size_t)n)};
    list_own(&e, n);
    for (int k = 0; parent && k < parent->n; k++)
        if (declared_index(&e, parent->v[k].name) < 0)
            vars->v[vars->n++] = parent->v[k];
    for (int k = 0; k < n; k++) {
        const struct decl *d = custom[k];
        if (declared_index(&e, d->name) != k || e.state[k] == UNDEFINED)
            continue;
        e.out.n = e.uses = 0;
        bool wide = d->value.end - d->value.i == 1 && cur_is(&d->value, TOK_IDENT);
        bool ok = (!d->has_var && !wide) || expand_own(&e, k);
        e.state[k] = ok ? WAITING : UNDEFINED;
        if (ok)
            vars->v[vars->n++] = (struct var){d->name, d->has_var || wide
                                                           ? var_take(&e, d->value.sheet)
                                                           : d->value};
    }
    qsort(vars->v, (size_t)vars->n, sizeof *vars->v, name_order);
    vec_done(&e.out);
    mem_free(e.own);
    mem_free(e.state);
    return vars;
}
