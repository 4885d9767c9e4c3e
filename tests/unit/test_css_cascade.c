// SPDX-License-Identifier: Apache-2.0
/* Cascade, inheritance, shorthands, variables, pseudo-elements, interning. */
#include "test_css.h"

static const char tree[] =
    "<book " DB
    " xml:id='b' xml:lang='de'><chapter xml:id='c'><title xml:id='t'>T</title><para xml:id='p' role='x'>p"
    "<emphasis xml:id='e'/></para><para xml:id='q'>q</para><para xml:id='r' xml:lang='en'/></chapter></book>";

/* One property of an element's computed style, "" when it is initial. */
static const char *get(const char *id, enum css_prop p)
{
    static struct buf b;
    const char *name = css_name(p), *s = dump(id);
    size_t n = strlen(name);
    b.n = 0;
    buf_puts(&b, "");
    for (; s && *s; s = strchr(s, '\n') + 1)
        if (!strncmp(s, name, n) && s[n] == ':')
            buf_add(&b, s + n + 2, strcspn(s + n + 2, "\n"));
    return b.s;
}

static const char *computed(const char *sheet, const char *id, enum css_prop p)
{
    css_start(sheet, tree);
    const char *s = get(id, p);
    css_end();
    return s;
}

static void order(void)
{
    CHECK_STR(computed("para { z-index: 1 } para { z-index: 2 }", "p", CSS_z_index), "2");
    CHECK_STR(computed(".x { z-index: 1 } para { z-index: 2 }", "p", CSS_z_index), "1");
    CHECK_STR(computed(".x { z-index: 1 } para { z-index: 2 !important }", "p", CSS_z_index), "2");
    CHECK_STR(computed("para { z-index: 2 ! IMPORTANT; z-index: 3 }", "p", CSS_z_index), "2");
    CHECK_STR(computed("para { z-index: 2; z-index: nonsense }", "p", CSS_z_index), "2");
    css_start("#p { z-index: 1 } title { z-index: 1 !important }", tree);
    css_parse(css, "para { z-index: 2 } title { z-index: 2 }", 40, "second.css");
    CHECK_INT(css_int(style("p"), CSS_z_index),
              2); /* a later sheet wins, whatever the specificity */
    CHECK_INT(css_int(style("t"), CSS_z_index), 1);
    css_parse(css, "#p { z-index: 3 }", 17, "third.css"); /* after styles were computed */
    CHECK_INT(css_int(style("p"), CSS_z_index), 3);
    css_end();
}

static void inheritance(void)
{
    CHECK_STR(computed("book { orphans: 5; z-index: 3 }", "e", CSS_orphans), "5");
    CHECK_STR(computed("book { orphans: 5; z-index: 3 }", "e", CSS_z_index), "");
    CHECK_STR(computed("chapter { z-index: 3 } para { z-index: inherit }", "p", CSS_z_index), "3");
    CHECK_STR(computed("book { orphans: 5 } para { orphans: initial }", "p", CSS_orphans), "");
    CHECK_STR(computed("book { orphans: 5 } para { orphans: 7 } .x { orphans: unset }", "p",
                       CSS_orphans),
              "5");
    CHECK_STR(computed("chapter { margin: 3pt } para { margin: inherit }", "p", CSS_margin_left),
              "3pt");
    CHECK_STR(computed("book { font-size: 20pt; line-height: 1.5 } para { font-size: 50% }", "p",
                       CSS_line_height),
              "15pt");
    CHECK_STR(computed("book { font-size: 20pt; line-height: 150% } para { font-size: 50% }", "p",
                       CSS_line_height),
              "30pt");
    CHECK_STR(computed("book { font-size: 20pt } para { font-size: 50%; margin-left: 2em }", "p",
                       CSS_margin_left),
              "20pt");
    CHECK_STR(computed("book { font-size: 20pt } para { font-size: 50%; margin-right: 1rem }", "p",
                       CSS_margin_right),
              "20pt");
    CHECK_STR(computed("book { font-weight: bold } para { font-weight: bolder }", "p",
                       CSS_font_weight),
              "900");
    CHECK_STR(computed("book { color: red } para { border: 1pt solid }", "p", CSS_border_top_width),
              "1pt");
    css_start("book { color: red } para { border: 1pt solid; background: currentcolor }", tree);
    CHECK(css_color(style("p"), CSS_border_left_color) == css_color(style("b"), CSS_color));
    CHECK(css_color(style("p"), CSS_background_color) == css_color(style("b"), CSS_color));
    CHECK(!css_color(style("b"), CSS_background_color));
    css_end();
}

static void shorthands(void)
{
    CHECK_STR(computed("para { margin: 1pt 2pt 3pt }", "p", CSS_margin_left), "2pt");
    CHECK_STR(computed("para { margin: 1pt auto }", "p", CSS_margin_left), "auto");
    CHECK_STR(computed("para { border: solid 2pt; border-bottom: none }", "p",
                       CSS_border_bottom_width),
              "");
    CHECK_STR(computed("para { border: solid 2pt; border-bottom: none }", "p",
                       CSS_border_left_width),
              "2pt");
    CHECK_STR(computed("para { font: italic small-caps bold 12pt/15pt 'A B', serif }", "p",
                       CSS_font_variant_caps),
              "small-caps");
    CHECK_STR(computed("para { font: italic small-caps bold 12pt/15pt 'A B', serif }", "p",
                       CSS_line_height),
              "15pt");
    CHECK_STR(computed("para { font: 12pt A }", "p", CSS_font_family), "\"A\"");
    CHECK_STR(computed("para { font: 12pt }", "p", CSS_font_size), "");
    CHECK_STR(computed("book { font-style: italic } para { font: 12pt A }", "p", CSS_font_style),
              "");
    CHECK_STR(computed("para { background: red url(x.png) right top / cover }", "p",
                       CSS_background_position),
              "100% 0%");
    CHECK_STR(computed("para { background: red url(x.png) right top / cover }", "p",
                       CSS_background_size),
              "cover");
    CHECK_STR(computed("para { background: url(x.png) }", "p", CSS_background_image), "\"x.png\"");
    CHECK_STR(computed("para { list-style: none }", "p", CSS_list_style_type), "none");
    CHECK_STR(computed("para { list-style: square inside }", "p", CSS_list_style_type), "square");
    CHECK_STR(computed("para { columns: 2 }", "p", CSS_column_count), "2");
    CHECK_STR(computed("para { columns: 80mm auto }", "p", CSS_column_width), "226.771pt");
    CHECK_STR(computed("para { column-rule: 1pt dotted red }", "p", CSS_column_rule_style),
              "dotted");
    CHECK_STR(computed("para { text-decoration: underline dotted 2pt }", "p",
                       CSS_text_decoration_thickness),
              "2pt");
    CHECK_STR(computed("para { flex: 1 }", "p", CSS_flex_basis), "0");
    CHECK_STR(computed("para { flex: none }", "p", CSS_flex_shrink), "0");
    CHECK_STR(computed("para { gap: 3pt }", "p", CSS_column_gap), "3pt");
    CHECK_STR(computed("para { inset: 0 1pt }", "p", CSS_left), "1pt");
    CHECK_STR(computed("para { page-break-before: always }", "p", CSS_break_before), "page");
    CHECK_STR(computed("para { page-break-inside: avoid }", "p", CSS_break_inside), "avoid");
    CHECK_STR(computed("para { font-variant: small-caps oldstyle-nums }", "p",
                       CSS_font_variant_numeric),
              "oldstyle-nums");
}

static void variables(void)
{
    CHECK_STR(computed(":root { --w: 3pt } para { margin-top: var(--w) }", "p", CSS_margin_top),
              "3pt");
    CHECK_STR(computed(":root { --w: 3pt } para { --w: 4pt; margin-top: calc(var(--w) * 2) }", "p",
                       CSS_margin_top),
              "8pt");
    CHECK_STR(computed(":root { --a: var(--b) ; --b: 5pt } para { margin-top: var(--a) }", "p",
                       CSS_margin_top),
              "5pt");
    CHECK_STR(computed("para { margin-top: var(--no, 6pt) }", "p", CSS_margin_top), "6pt");
    CHECK_STR(computed("para { margin-top: 1pt } .x { margin-top: var(--no) }", "p",
                       CSS_margin_top),
              "");
    CHECK_STR(computed(":root { --b: 2pt solid } para { border: var(--b) red }", "p",
                       CSS_border_left_width),
              "2pt");
    CHECK_STR(computed(":root { --a: var(--b); --b: var(--a) } para { margin-top: var(--a, 7pt) }",
                       "p", CSS_margin_top),
              "7pt");
    CHECK_STR(computed(":root { --c: red } para { margin-top: 1pt; margin-top: var(--c) }", "p",
                       CSS_margin_top),
              "");
    CHECK_STR(computed(":root { --k: inherit } book { orphans: 3 } para { orphans: var(--k) }", "p",
                       CSS_orphans),
              "3");
    /* doubling forty times ends at a limit */
    struct buf b = {0};
    buf_puts(&b, ":root { --v0: x;");
    for (int k = 1; k < 40; k++)
        buf_printf(&b, "--v%d: var(--v%d) var(--v%d);", k, k - 1, k - 1);
    buf_puts(&b, "} para { content: var(--v39, 'end') }");
    CHECK_STR(computed(b.s, "p", CSS_content), "\"end\"");
    buf_done(&b);
}

static void pseudo_elements(void)
{
    css_start(
        "para::before { content: 'x'; color: red } para:after { content: none } title::marker { content: 'm' }"
        "emphasis::first-letter { font-size: 2em } emphasis::footnote-call { vertical-align: super }",
        tree);
    const xmlNode *p = node_of("p"), *t = node_of("t"), *e = node_of("e");
    const struct css_style *self = style("p");
    const struct css_style *before = css_match_pseudo(css, p, self, CSS_BEFORE);
    CHECK_STR(dump_style(before), "content: \"x\"\ncolor: rgb(100% 0% 0%)\n");
    CHECK(!css_match_pseudo(css, p, self, CSS_AFTER));
    CHECK(!css_match_pseudo(css, p, self, CSS_FIRST_LETTER));
    CHECK(!css_match_pseudo(css, t, style("t"), CSS_BEFORE));
    CHECK_STR(dump_style(css_match_pseudo(css, t, style("t"), CSS_MARKER)), "content: \"m\"\n");
    CHECK(css_is(css_match_pseudo(css, p, self, CSS_MARKER), CSS_content, KW_normal));
    CHECK_STR(dump_style(css_match_pseudo(css, e, style("e"), CSS_FIRST_LETTER)),
              "font-size: 20pt\n");
    CHECK(css_is(css_match_pseudo(css, e, style("e"), CSS_FOOTNOTE_CALL), CSS_vertical_align,
                 KW_super));
    css_end();
}

static void interning(void)
{
    css_start("chapter { orphans: 3 } .x { widows: 2 }", tree);
    CHECK(style("p") == style("q"));
    CHECK(style("q") != style("r")); /* another language */
    CHECK_STR(style("e")->lang, "de");
    CHECK_STR(style("r")->lang, "en");
    CHECK(css_anonymous(css, style("p"), KW_block) == css_anonymous(css, style("q"), KW_block));
    CHECK_STR(dump_style(css_anonymous(css, style("p"), KW_block)), "orphans: 3\ndisplay: block\n");
    css_end();
    css_start("para { margin: 1em } #q { margin: 10pt }", tree);
    CHECK(style("p") == style("q")); /* by other rules to the same look */
    css_end();
}

static void blocks(void)
{
    CHECK_STR(computed("para { float: left }", "p", CSS_display), "block");
    CHECK_STR(computed("para { position: absolute; display: inline-table }", "p", CSS_display),
              "table");
    CHECK_STR(computed("para { position: running(x) }", "p", CSS_display), "block");
    CHECK_STR(computed("para { display: none }", "p", CSS_display), "none");
    css_start("book { -koki-overprint: overprint } para { -koki-overprint: auto }", tree);
    CHECK(css_color(style("t"), CSS_color)->overprint);
    CHECK(!css_color(style("p"), CSS_color)->overprint);
    CHECK(!css_color(style("p"), CSS_color)->knockout);
    css_end();
}

static void conditions(void)
{
    CHECK_STR(computed("@media print { para { z-index: 1 } }", "p", CSS_z_index), "1");
    CHECK_STR(computed("@media screen { para { z-index: 1 } }", "p", CSS_z_index), "");
    CHECK_STR(computed("@media screen, print { para { z-index: 1 } }", "p", CSS_z_index), "1");
    CHECK_STR(computed("@media not screen { @media only all { para { z-index: 1 } } }", "p",
                       CSS_z_index),
              "1");
    CHECK_STR(computed("@media print and (min-width: 3cm) { para { z-index: 1 } }", "p",
                       CSS_z_index),
              "1");
    CHECK_STR(computed("@media print and (max-width: 3cm) { para { z-index: 1 } }", "p",
                       CSS_z_index),
              "");
    CHECK_STR(computed("@supports (hyphens: auto) { para { z-index: 1 } }", "p", CSS_z_index), "1");
    CHECK_STR(computed("@supports (display: ruby) { para { z-index: 1 } }", "p", CSS_z_index), "");
    CHECK_STR(computed("@supports not (display: ruby) { para { z-index: 1 } }", "p", CSS_z_index),
              "1");
    CHECK_STR(
        computed("@supports (orphans: 2) and ((x: y) or selector(a > b)) { para { z-index: 1 } }",
                 "p", CSS_z_index),
        "1");
    CHECK_STR(computed("@supports selector(a:hover) { para { z-index: 1 } }", "p", CSS_z_index),
              "");
    CHECK_STR(computed("@supports (margin: 1pt 2pt) { para { z-index: 1 } }", "p", CSS_z_index),
              "1");
}

int main(void)
{
    diag_init("test_css_cascade");
    order();
    inheritance();
    shorthands();
    variables();
    pseudo_elements();
    interning();
    blocks();
    conditions();
    return test_end();
}
