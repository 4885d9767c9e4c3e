// SPDX-License-Identifier: Apache-2.0
/* Counter styles (CSS Counter Styles 3): the built-in ones and those of @counter-style. A style may
 * be used before it is defined, so its first use makes an entry that the definition fills in. */
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
