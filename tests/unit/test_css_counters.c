// SPDX-License-Identifier: Apache-2.0
/* Counter styles: built-in ones, @counter-style, fallbacks. */
#include "test_css.h"

static const char *text(const char *name, int value)
{
    static struct buf b;
    b.n = 0;
    buf_puts(&b, "");
    css_counter_text(css_counter_style(css, name, LOC_NONE), value, &b);
    return b.s;
}

static void built_in(void)
{
    css_start("", NULL);
    CHECK_STR(text(NULL, 42), "42");
    CHECK_STR(text("decimal", -7), "-7");
    CHECK_STR(text("decimal", 0), "0");
    CHECK_STR(text("decimal-leading-zero", 7), "07");
    CHECK_STR(text("decimal-leading-zero", -7), "-7");
    CHECK_STR(text("lower-roman", 1994), "mcmxciv");
    CHECK_STR(text("upper-roman", 3999), "MMMCMXCIX");
    CHECK_STR(text("upper-roman", 4000), "4000");
    CHECK_STR(text("upper-roman", 0), "0");
    CHECK_STR(text("lower-alpha", 1), "a");
    CHECK_STR(text("lower-alpha", 26), "z");
    CHECK_STR(text("lower-alpha", 27), "aa");
    CHECK_STR(text("upper-latin", 703), "AAA");
    CHECK_STR(text("upper-alpha", 0), "0");
    CHECK_STR(text("lower-greek", 3), "γ");
    CHECK_STR(text("armenian", 1987), "ՌՋՁԷ");
    CHECK_STR(text("lower-armenian", 11), "ժա");
    CHECK_STR(text("georgian", 19999), "ჵჰშჟთ");
    CHECK_STR(text("hebrew", 15), "טו");
    CHECK_STR(text("hebrew", 11000), "11000");
    CHECK_STR(text("thai", 10), "๑๐");
    CHECK_STR(text("none", 7), "");
    CHECK_STR(text("disc", 5), "•");
    CHECK_STR(text("decimal", -2147483647 - 1), "-2147483648");
    CHECK_STR(css_counter_suffix(css_counter_style(css, "decimal", LOC_NONE)), ". ");
    CHECK_STR(css_counter_suffix(css_counter_style(css, "disc", LOC_NONE)), " ");
    css_end();
}

static void own(void)
{
    css_start(
        "@counter-style ordinal { system: extends decimal; suffix: ' ' ; prefix: '§ ' }"
        "@counter-style words { system: fixed; symbols: 'erstens' 'zweitens' 'drittens' ; fallback: upper-roman }"
        "@counter-style notes { system: symbolic; symbols: '*' † ‡ }"
        "@counter-style binary { system: numeric; symbols: '0' '1'; pad: 4 '0'; negative: '(' ')' }"
        "@counter-style dice { system: additive; additive-symbols: 6 '⚅', 5 '⚄', 1 '⚀' ; range: 1 20 }"
        "@counter-style round { system: cyclic; symbols: a b }"
        "@counter-style ring1 { system: fixed; symbols: x; fallback: ring2 }"
        "@counter-style ring2 { system: fixed; symbols: y; fallback: ring1 }",
        NULL);
    CHECK_STR(text("ordinal", 3), "3");
    CHECK_STR(css_counter_suffix(css_counter_style(css, "ordinal", LOC_NONE)), " ");
    CHECK_STR(css_counter_prefix(css_counter_style(css, "ordinal", LOC_NONE)), "§ ");
    CHECK_STR(text("words", 2), "zweitens");
    CHECK_STR(text("words", 4), "IV");
    CHECK_STR(text("notes", 2), "†");
    CHECK_STR(text("notes", 5), "††");
    CHECK_STR(text("notes", 100000), "100000");
    CHECK_STR(text("binary", 5), "0101");
    CHECK_STR(text("binary", -5), "(101)");
    CHECK_STR(text("dice", 11), "⚅⚄");
    CHECK_STR(text("dice", 30), "30");
    CHECK_STR(text("round", 3), "a");
    CHECK_STR(text("round", 0), "b");
    CHECK_STR(text("ring1", 9), "9");
    CHECK_STR(reports(), "");
    css_end();
}

/* Use before the definition; never defined; wrong. */
static void faulty(void)
{
    css_start(
        "title::before { content: counter(a, later) counter(a, lower-romn) counter(a, nowhere) }\n"
        "@counter-style later { system: cyclic; symbols: '!' }\n@counter-style bad { system: numeric; symbols: '0' }\n"
        "@counter-style none { symbols: x }\n@counter-style odd { system: cyclic; symbols: x; colour: red; range: 3 1 }",
        "<title " DB " xml:id='t'/>");
    CHECK_STR(text("later", 1), "!");
    CHECK_STR(text("bad", 12), "12");
    CHECK_STR(text("odd", 1), "x");
    style("t");
    CHECK_STR(reports(),
              "3:1 css-counter-symbols 4:1 css-prelude 5:50 css-descriptor 5:63 css-descriptor "
              "1:26 css-counter-style-near 1:26 css-counter-style");
    css_end();
}

int main(void)
{
    diag_init("test_css_counters");
    built_in();
    own();
    faulty();
    return test_end();
}
