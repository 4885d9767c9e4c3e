// SPDX-License-Identifier: Apache-2.0
/* Counter styles (CSS Counter Styles 3): the built-in ones and those of @counter-style. A style may
 * be used before it is defined, so its first use makes an entry that the definition fills in. */
#include <limits.h>

#include "css/css-int.h"

static const struct {
    const char *name;
    uint8_t system;
    const char *symbols, *suffix;
} builtin[] = {
    {"decimal", SYS_NUMERIC, "0 1 2 3 4 5 6 7 8 9", ". "},
    {"decimal-leading-zero", SYS_NUMERIC, "0 1 2 3 4 5 6 7 8 9", ". "},
    {"lower-alpha", SYS_ALPHABETIC, "a b c d e f g h i j k l m n o p q r s t u v w x y z", ". "},
    {"lower-latin", SYS_ALPHABETIC, "a b c d e f g h i j k l m n o p q r s t u v w x y z", ". "},
    {"upper-alpha", SYS_ALPHABETIC, "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z", ". "},
    {"upper-latin", SYS_ALPHABETIC, "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z", ". "},
    {"lower-greek", SYS_ALPHABETIC, "α β γ δ ε ζ η θ ι κ λ μ ν ξ ο π ρ σ τ υ φ χ ψ ω", ". "},
    {"upper-greek", SYS_ALPHABETIC, "Α Β Γ Δ Ε Ζ Η Θ Ι Κ Λ Μ Ν Ξ Ο Π Ρ Σ Τ Υ Φ Χ Ψ Ω", ". "},
    {"lower-roman", SYS_ADDITIVE,
     "1000 m 900 cm 500 d 400 cd 100 c 90 xc 50 l 40 xl 10 x 9 ix 5 v 4 iv 1 i", ". "},
    {"upper-roman", SYS_ADDITIVE,
     "1000 M 900 CM 500 D 400 CD 100 C 90 XC 50 L 40 XL 10 X 9 IX 5 V 4 IV 1 I", ". "},
    {"disc", SYS_CYCLIC, "•", " "},
    {"circle", SYS_CYCLIC, "◦", " "},
    {"square", SYS_CYCLIC, "▪", " "},
    {"box", SYS_CYCLIC, "□", " "},
    {"dash", SYS_CYCLIC, "–", " "},
};

struct css_counter *counter_new(struct css *css, const char *name)
{
    struct css_counter *c = arena_make(&css->arena, struct css_counter);
    c->name = name;
    c->defined = true;
    c->negative = "-";
    c->negative_end = c->prefix = "";
    c->suffix = ". ";
    c->pad = "";
    return c;
}

static void reset(struct css_counter *c)
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

/* The symbols of a table entry, separated by spaces; of additive styles each after its weight. */
static void add_symbols(struct css *css, struct css_counter *c, const char *s)
{
    c->symbol = arena_array(&css->arena, struct symbol, strlen(s) / 2 + 1);
    while (*s) {
        size_t n = strcspn(s, " ");
        struct symbol *y = &c->symbol[c->n++];
        if (c->system == SYS_ADDITIVE) {
            for (; *s != ' '; s++)
                y->weight = y->weight * 10 + (*s - '0');
            n = strcspn(++s, " ");
        }
        y->s = intern_n(s, n);
        s += n + (s[n] == ' ');
    }
}

void counters_init(struct css *css)
{
    for (size_t k = 0; k < sizeof builtin / sizeof *builtin; k++) {
        struct css_counter *c = counter_new(css, builtin[k].name);
        c->system = builtin[k].system;
        c->suffix = builtin[k].suffix;
        add_symbols(css, c, builtin[k].symbols);
        *map_put(&css->counters, builtin[k].name) = c;
    }
    struct css_counter *zero = map_get(&css->counters, "decimal-leading-zero");
    zero->pad = "0";
    zero->pad_to = 2;
    for (const char *const *name = (const char *const[]){"lower-roman", "upper-roman", NULL}; *name;
         name++) {
        struct css_counter *roman = map_get(&css->counters, *name);
        roman->has_range = true;
        roman->low = 1;
        roman->high = 3999;
    }
}

struct css_counter *counter_get(struct css *css, const char *name, struct loc where)
{
    void **place = map_put(&css->counters, name);
    if (!*place) {
        struct css_counter *c = counter_new(css, intern(name));
        c->defined = false;
        c->used = where;
        *place = c;
    }
    return *place;
}

void counters_check(struct css *css)
{
    for (int i = 0; i < css->counters.n; i++) {
        struct css_counter *c = css->counters.entry[i].value;
        if (c->defined || c->reported)
            continue;
        c->reported = true;
        struct near n = near_to(css, c->name);
        for (int k = 0; k < css->counters.n; k++)
            if (((struct css_counter *)css->counters.entry[k].value)->defined)
                near_try(&n, css->counters.entry[k].key);
        if (n.best)
            css_report(css, DIAG_css_counter_style_near, c->used, c->name, n.best);
        else
            css_report(css, DIAG_css_counter_style, c->used, c->name);
    }
}

const struct css_counter *css_counter_style(struct css *css, const char *name, struct loc where)
{
    struct css_counter *c = counter_get(css, name ? name : "decimal", where);
    if (!c->defined)
        css_report(css, DIAG_css_counter_style, where, c->name);
    return c;
}

/* ---- @counter-style ---- */

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
    reset(c);
    each(sheet, c, block, true);
    each(sheet, c, block, false);
    bool wants_two = c->system == SYS_NUMERIC || c->system == SYS_ALPHABETIC;
    if (c->n < 1 + wants_two) {
        css_report(sheet->css, DIAG_css_counter_symbols, where, name);
        c->system = SYS_NUMERIC;
        c->n = 0;
    }
}
