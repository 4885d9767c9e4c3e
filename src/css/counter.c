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
    {"armenian", SYS_ADDITIVE,
     "9000 Ք 8000 Փ 7000 Ւ 6000 Ց 5000 Ր 4000 Տ 3000 Վ 2000 Ս 1000 Ռ 900 Ջ "
     "800 Պ 700 Չ 600 Ո 500 Շ 400 Ն 300 Յ 200 Մ 100 Ճ 90 Ղ 80 Ձ 70 Հ 60 Կ 50 "
     "Ծ 40 Խ 30 Լ 20 Ի 10 Ժ 9 Թ 8 Ը 7 Է 6 Զ 5 Ե 4 Դ 3 Գ 2 Բ 1 Ա",
     ". "},
    {"upper-armenian", SYS_ADDITIVE,
     "9000 Ք 8000 Փ 7000 Ւ 6000 Ց 5000 Ր 4000 Տ 3000 Վ 2000 Ս 1000 Ռ 900 Ջ "
     "800 Պ 700 Չ 600 Ո 500 Շ 400 Ն 300 Յ 200 Մ 100 Ճ 90 Ղ 80 Ձ 70 Հ 60 Կ 50 "
     "Ծ 40 Խ 30 Լ 20 Ի 10 Ժ 9 Թ 8 Ը 7 Է 6 Զ 5 Ե 4 Դ 3 Գ 2 Բ 1 Ա",
     ". "},
    {"lower-armenian", SYS_ADDITIVE,
     "9000 ք 8000 փ 7000 ւ 6000 ց 5000 ր 4000 տ 3000 վ 2000 ս 1000 ռ 900 ջ "
     "800 պ 700 չ 600 ո 500 շ 400 ն 300 յ 200 մ 100 ճ 90 ղ 80 ձ 70 հ 60 կ 50 "
     "ծ 40 խ 30 լ 20 ի 10 ժ 9 թ 8 ը 7 է 6 զ 5 ե 4 դ 3 գ 2 բ 1 ա",
     ". "},
    {"georgian", SYS_ADDITIVE,
     "10000 ჵ 9000 ჰ 8000 ჯ 7000 ჴ 6000 ხ 5000 ჭ 4000 წ 3000 ძ 2000 ც 1000 ჩ "
     "900 შ 800 ყ 700 ღ 600 ქ 500 ფ 400 ჳ 300 ტ 200 ს 100 რ 90 ჟ 80 პ 70 ო "
     "60 ჲ 50 ნ 40 მ 30 ლ 20 კ 10 ი 9 თ 8 ჱ 7 ზ 6 ვ 5 ე 4 დ 3 გ 2 ბ 1 ა",
     ". "},
    {"hebrew", SYS_ADDITIVE,
     "10000 י׳ 9000 ט׳ 8000 ח׳ 7000 ז׳ 6000 ו׳ 5000 ה׳ 4000 ד׳ 3000 ג׳ 2000 "
     "ב׳ 1000 א׳ 400 ת 300 ש 200 ר 100 ק 90 צ 80 פ 70 ע 60 ס 50 נ 40 מ 30 ל "
     "20 כ 19 יט 18 יח 17 יז 16 טז 15 טו 10 י 9 ט 8 ח 7 ז 6 ו 5 ה 4 ד 3 ג 2 "
     "ב 1 א",
     ". "},
    {"arabic-indic", SYS_NUMERIC, "٠ ١ ٢ ٣ ٤ ٥ ٦ ٧ ٨ ٩", ". "},
    {"persian", SYS_NUMERIC, "۰ ۱ ۲ ۳ ۴ ۵ ۶ ۷ ۸ ۹", ". "},
    {"devanagari", SYS_NUMERIC, "० १ २ ३ ४ ५ ६ ७ ८ ९", ". "},
    {"bengali", SYS_NUMERIC, "০ ১ ২ ৩ ৪ ৫ ৬ ৭ ৮ ৯", ". "},
    {"gurmukhi", SYS_NUMERIC, "੦ ੧ ੨ ੩ ੪ ੫ ੬ ੭ ੮ ੯", ". "},
    {"gujarati", SYS_NUMERIC, "૦ ૧ ૨ ૩ ૪ ૫ ૬ ૭ ૮ ૯", ". "},
    {"oriya", SYS_NUMERIC, "୦ ୧ ୨ ୩ ୪ ୫ ୬ ୭ ୮ ୯", ". "},
    {"tamil", SYS_NUMERIC, "௦ ௧ ௨ ௩ ௪ ௫ ௬ ௭ ௮ ௯", ". "},
    {"telugu", SYS_NUMERIC, "౦ ౧ ౨ ౩ ౪ ౫ ౬ ౭ ౮ ౯", ". "},
    {"kannada", SYS_NUMERIC, "೦ ೧ ೨ ೩ ೪ ೫ ೬ ೭ ೮ ೯", ". "},
    {"malayalam", SYS_NUMERIC, "൦ ൧ ൨ ൩ ൪ ൫ ൬ ൭ ൮ ൯", ". "},
    {"thai", SYS_NUMERIC, "๐ ๑ ๒ ๓ ๔ ๕ ๖ ๗ ๘ ๙", ". "},
    {"lao", SYS_NUMERIC, "໐ ໑ ໒ ໓ ໔ ໕ ໖ ໗ ໘ ໙", ". "},
    {"tibetan", SYS_NUMERIC, "༠ ༡ ༢ ༣ ༤ ༥ ༦ ༧ ༨ ༩", ". "},
    {"myanmar", SYS_NUMERIC, "၀ ၁ ၂ ၃ ၄ ၅ ၆ ၇ ၈ ၉", ". "},
    {"khmer", SYS_NUMERIC, "០ ១ ២ ៣ ៤ ៥ ៦ ៧ ៨ ៩", ". "},
    {"cambodian", SYS_NUMERIC, "០ ១ ២ ៣ ៤ ៥ ៦ ៧ ៨ ៩", ". "},
    {"mongolian", SYS_NUMERIC, "᠐ ᠑ ᠒ ᠓ ᠔ ᠕ ᠖ ᠗ ᠘ ᠙", ". "},
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
    static const struct {
        const char *name;
        int high;
    } limit[] = {{"lower-roman", 3999},    {"upper-roman", 3999},    {"armenian", 9999},
                 {"upper-armenian", 9999}, {"lower-armenian", 9999}, {"georgian", 19999},
                 {"hebrew", 10999}};
    for (size_t k = 0; k < sizeof limit / sizeof *limit; k++) {
        struct css_counter *c = map_get(&css->counters, limit[k].name);
        c->has_range = true;
        c->low = 1;
        c->high = limit[k].high;
    }
    struct css_counter *none = counter_new(css, "none"); /* counter(x, none) is empty (CSS 2.1) */
    none->system = SYS_CYCLIC;
    none->suffix = "";
    none->symbol = arena_array(&css->arena, struct symbol, 1);
    none->symbol[none->n++] = (struct symbol){.s = ""};
    *map_put(&css->counters, none->name) = none;
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
