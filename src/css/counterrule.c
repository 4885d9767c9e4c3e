// SPDX-License-Identifier: Apache-2.0
/* @counter-style (CSS Counter Styles 3, 3): the descriptors of a counter style. */
#include <limits.h>

#include "css/css-int.h"

static void reset_style(struct css_counter *c)
{
    *c = (struct css_counter){.name = c->name,
                              .defined = true,
                              .used = c->used,
                              .negative = "-",
                              .negative_end = "",
                              .prefix = "",
                              .suffix = ". ",
                              .pad = ""};
}

static bool symbol(struct cur *c, const char **s)
{
    cur_space(c);
    if (!cur_is(c, TOK_STRING) && !cur_is(c, TOK_IDENT))
        return false;
    *s = cur_next(c)->s;
    return true;
}

static bool integer(struct cur *c, int *n)
{
    cur_space(c);
    const struct token *t = cur_peek(c);
    if (t->type != TOK_NUMBER || !t->flag || t->num > (int64_t)INT_MAX * MICRO ||
        t->num < -(int64_t)INT_MAX * MICRO)
        return false;
    *n = (int)(t->num / MICRO);
    c->i++;
    return true;
}

static bool set_system(struct css *css, struct css_counter *c, struct cur v, struct loc where)
{
    static const char *const names[] = {"symbolic",   "cyclic",   "numeric",
                                        "alphabetic", "additive", "fixed"};
    const char *name = c->name, *base;
    if (cur_keyword(&v, "extends")) {
        if (!symbol(&v, &base) || !strcmp(base, name))
            return false;
        const struct css_counter *from = counter_get(css, base, where);
        if (from->defined) { /* descriptors here override; so a style can only extend one defined
                                before it */
            struct loc used = c->used;
            *c = *from;
            c->name = name;
            c->used = used;
        }
        return from->defined && cur_done(&v);
    }
    for (int k = 0; k < 6; k++)
        if (cur_keyword(&v, names[k])) {
            c->system = (uint8_t)k;
            c->first = 1;
            if (k == SYS_FIXED)
                integer(&v, &c->first);
            return cur_done(&v);
        }
    return false;
}

static bool set_symbols(struct css *css, struct css_counter *c, struct cur v)
{
    const char *s;
    c->n = 0;
    c->symbol = arena_array(&css->arena, struct symbol, v.end - v.i + 1);
    while (symbol(&v, &s))
        c->symbol[c->n++].s = s;
    return c->n && cur_done(&v);
}

static bool set_additive(struct css *css, struct css_counter *c, struct cur v)
{
    c->n = 0;
    c->symbol = arena_array(&css->arena, struct symbol, v.end - v.i + 1);
    do {
        struct symbol *y = &c->symbol[c->n];
        bool weight = integer(&v, &y->weight);
        if (!symbol(&v, &y->s) || (!weight && !integer(&v, &y->weight)) || y->weight < 0)
            return false;
        if (c->n && y->weight >= y[-1].weight)
            return false;
        c->n++;
    } while (cur_comma(&v));
    return cur_done(&v);
}

static bool bound(struct cur *v, int *n, int infinite)
{
    cur_space(v);
    if (!cur_keyword(v, "infinite"))
        return integer(v, n);
    *n = infinite;
    return true;
}

static bool set_range(struct css_counter *c, struct cur v)
{
    bool automatic = cur_keyword(&v, "auto");
    bool ok = (automatic || (bound(&v, &c->low, INT_MIN) && bound(&v, &c->high, INT_MAX) &&
                             c->low <= c->high)) &&
              cur_done(&v);
    c->has_range = ok && !automatic;
    return ok;
}

static bool set_negative(struct css_counter *c, struct cur v)
{
    if (!symbol(&v, &c->negative))
        return false;
    symbol(&v, &c->negative_end);
    return cur_done(&v);
}

static bool set_pad(struct css_counter *c, struct cur v)
{
    enum { MOST = 64 };
    bool first = integer(&v, &c->pad_to);
    if (!symbol(&v, &c->pad) || (!first && !integer(&v, &c->pad_to)))
        return false;
    c->pad_to = c->pad_to < MOST ? c->pad_to : MOST;
    return cur_done(&v);
}

static bool set_fallback(struct css *css, struct css_counter *c, struct cur v, struct loc where)
{
    const char *s;
    if (!symbol(&v, &s))
        return false;
    c->fallback = counter_get(css, s, where);
    return cur_done(&v);
}

static bool set_word(const char **to, struct cur v) { return symbol(&v, to) && cur_done(&v); }

static bool descriptor(struct css *css, struct css_counter *c, const char *name, struct cur v,
                       struct loc where)
{
    cur_space(&v);
    if (!strcasecmp(name, "symbols"))
        return set_symbols(css, c, v);
    if (!strcasecmp(name, "additive-symbols"))
        return set_additive(css, c, v);
    if (!strcasecmp(name, "range"))
        return set_range(c, v);
    if (!strcasecmp(name, "negative"))
        return set_negative(c, v);
    if (!strcasecmp(name, "pad"))
        return set_pad(c, v);
    if (!strcasecmp(name, "prefix"))
        return set_word(&c->prefix, v);
    if (!strcasecmp(name, "suffix"))
        return set_word(&c->suffix, v);
    if (!strcasecmp(name, "fallback"))
        return set_fallback(css, c, v, where);
    return !strcasecmp(name, "system") ||
           !strcasecmp(name, "speak-as"); /* read before; only for speech */
}

static void each(struct css_sheet *sheet, struct css_counter *c, struct cur block, bool systems)
{
    struct descriptor d;
    while (css_descriptor(&block, &d)) {
        bool is_system = !strcasecmp(d.name, "system");
        bool ok = !systems ? descriptor(sheet->css, c, d.name, d.value, d.where)
                           : !is_system || set_system(sheet->css, c, d.value, d.where);
        if (!ok)
            css_report(sheet->css, DIAG_css_descriptor, d.where, d.name, "@counter-style");
    }
}

void css_parse_counter_style(struct css_sheet *sheet, struct cur prelude, struct cur block,
                             struct loc where)
{
    const char *name;
    if (!cur_is(&prelude, TOK_IDENT) || !symbol(&prelude, &name) || !cur_done(&prelude) ||
        !strcasecmp(name, "none") || !strcasecmp(name, "decimal")) {
        css_report(sheet->css, DIAG_css_prelude, where, "@counter-style");
        return;
    }
    struct css_counter *c = counter_get(sheet->css, name, where);
    reset_style(c);
    each(sheet, c, block, true);
    each(sheet, c, block, false);
    bool wants_two = c->system == SYS_NUMERIC || c->system == SYS_ALPHABETIC;
    if (c->n < 1 + wants_two) {
        css_report(sheet->css, DIAG_css_counter_symbols, where, name);
        c->system = SYS_NUMERIC;
        c->n = 0;
    }
}
