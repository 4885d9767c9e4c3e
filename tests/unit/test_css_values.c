// SPDX-License-Identifier: Apache-2.0
/* Values of properties: what they compute to, and that what is no value is refused. */
#include "test_css.h"

/* The computed value of a property set on a root element, "-" when initial, "!" when refused. */
static const char *value(const char *prop, const char *text)
{
    static struct buf out;
    struct buf sheet = {0};
    buf_printf(&sheet, "para { %s: %s }", prop, text);
    css_start(sheet.s, "<para " DB " xml:id='p'/>");
    size_t n = strlen(prop);
    const char *s = dump("p");
    out.n = 0;
    const char *told = reports(); /* that a property is for pages does not matter here */
    buf_puts(&out, *told && strcmp(told + strcspn(told, " "), " css-place") ? "!" : "-");
    for (; *out.s == '-' && s && *s; s = strchr(s, '\n') + 1)
        if (!strncmp(s, prop, n) && s[n] == ':') {
            out.n = 0;
            buf_add(&out, s + n + 2, strcspn(s + n + 2, "\n"));
        }
    css_end();
    buf_done(&sheet);
    return out.s;
}

static void lengths(void)
{
    CHECK_STR(value("margin-top", "1in"), "72pt");
    CHECK_STR(value("margin-top", "25.4mm"), "72pt");
    CHECK_STR(value("margin-top", "2.54cm"), "72pt");
    CHECK_STR(value("margin-top", "101.6q"), "72pt");
    CHECK_STR(value("margin-top", "96px"), "72pt");
    CHECK_STR(value("margin-top", "6pc"), "72pt");
    CHECK_STR(value("margin-top", "1e1pt"), "10pt");
    CHECK_STR(value("margin-top", "+.5pt"), "0.5pt");
    CHECK_STR(value("margin-top", "-3pt"), "-3pt");
    CHECK_STR(value("margin-top", "2em"), "20pt");
    CHECK_STR(value("margin-top", "2ex"), "10pt");
    CHECK_STR(value("margin-top", "2rem"), "20pt");
    CHECK_STR(value("margin-top", "1lh"), "12pt");
    CHECK_STR(value("margin-top", "50%"), "50%");
    CHECK_STR(value("margin-top", "auto"), "auto");
    CHECK_STR(value("margin-top", "0"), "-");
    CHECK_STR(value("margin-top", "3"), "!");
    CHECK_STR(value("margin-top", "3 pt"), "!");
    CHECK_STR(value("margin-top", "3furlong"), "!");
    CHECK_STR(value("padding-top", "-1pt"), "!");
    CHECK_STR(value("margin-top", "1pt 2pt"), "!");
    CHECK_STR(value("margin-top", ""), "!");
    CHECK_STR(value("margin-top", "99999999999999999999pt"), "1048575.999pt");
}

/* CSS Grid Layout 1, 7.3: rows of equal length, and one rectangle for each name. */
static void areas(void)
{
    CHECK_STR(value("grid-template-areas", "'a a .' 'b c c'"), "\"a a .\" \"b c c\"");
    CHECK_STR(value("grid-template-areas", "'. . a' '...  . a'"), "\". . a\" \"...  . a\"");
    CHECK_STR(value("grid-template-areas", "'a b' 'b a'"), "!");
    CHECK_STR(value("grid-template-areas", "'a a' 'a b'"), "!");
    CHECK_STR(value("grid-template-areas", "'a b' 'a'"), "!");
    CHECK_STR(value("grid-template-areas", "'. a .' '. . a'"), "!");
    CHECK_STR(value("grid-template-areas", "''"), "!");
}

static void layers(void)
{
    CHECK_STR(value("background-repeat", "repeat-x, no-repeat round"), "repeat-x, no-repeat round");
    CHECK_STR(value("background-repeat", "repeat-x repeat"), "!");
    CHECK_STR(value("background-position", "left, 10% top, 2pt 3pt"), "0% 50%, 10% 0%, 2pt 3pt");
    CHECK_STR(value("background-size", "cover, 10pt, auto 20%"), "cover, 10pt, auto 20%");
    CHECK_STR(value("background-clip", "border-box, none"), "!");
    CHECK_STR(value("background-image", "linear-gradient(to top left, red, blue), none"),
              "linear-gradient(315, rgb(100% 0% 0%), rgb(0% 0% 100%)), none");
    CHECK_STR(value("background-image", "linear-gradient(to top bottom, red, blue)"), "!");
    CHECK_STR(value("background-image", "linear-gradient(to, red, blue)"), "!");
    CHECK_STR(value("background-image", "conic-gradient(from 90deg at left, red 90deg, blue 50%)"),
              "conic-gradient(90, 0%, 50%, rgb(100% 0% 0%), 25%, rgb(0% 0% 100%), 50%)");
    CHECK_STR(value("background-image", "conic-gradient(at left from 90deg, red, blue)"), "!");
    CHECK_STR(value("background-image", "conic-gradient(red 2pt, blue)"), "!");
    /* && wants all that is not optional, in any order */
    CHECK_STR(value("box-shadow", "red 1pt 2pt inset"), "rgb(100% 0% 0%) 1pt 2pt inset");
    CHECK_STR(value("box-shadow", "1pt 2pt, inset red 3pt 4pt"),
              "1pt 2pt, inset rgb(100% 0% 0%) 3pt 4pt");
    CHECK_STR(value("box-shadow", "red inset"), "!");
    CHECK_STR(value("text-shadow", "red"), "!");
    CHECK_STR(value("text-shadow", "red 1pt 1pt red"), "!");
}

static void calculations(void)
{
    CHECK_STR(value("margin-top", "calc(1in + 10pt)"), "82pt");
    CHECK_STR(value("margin-top", "calc(2 * (1em - 4pt))"), "12pt");
    CHECK_STR(value("margin-top", "calc(100% / 3 - 1pt)"), "calc(-1pt + 33.33%)");
    CHECK_STR(value("margin-top", "calc(10pt * 2 * 3)"), "60pt");
    CHECK_STR(value("margin-top", "min(10pt, 3mm)"), "8.504pt");
    CHECK_STR(value("margin-top", "max(10pt, 3mm)"), "10pt");
    CHECK_STR(value("margin-top", "clamp(1pt, 9pt, 5pt)"), "5pt");
    CHECK_STR(value("margin-top", "calc(1pt * 1pt)"), "!");
    CHECK_STR(value("margin-top", "calc(1pt * 0%)"), "!");
    CHECK_STR(value("margin-top", "calc(2 * 0%)"), "0%");
    CHECK_STR(value("height", "max(0%, 10pt)"), "max(0%, 10pt)");
    CHECK_STR(value("margin-top", "calc(1pt / 0)"), value("margin-top", "calc(infinity * 1pt)"));
    CHECK_STR(value("line-height", "calc(pi)"), "31.416pt");
    CHECK_STR(value("margin-top", "calc(NaN * 1pt)"), value("margin-top", "0"));
    CHECK_STR(value("margin-top", "calc(infinite * 1pt)"), "!");
    CHECK_STR(value("margin-top", "calc(1pt + 2)"), "!");
    CHECK_STR(value("margin-top", "calc(1pt+2pt)"), "!");
    CHECK_STR(value("margin-top", "calc(1pt"), "!");
    CHECK_STR(value("orphans", "calc(1 + 2)"), "3");
    CHECK_STR(value("orphans", "calc(1.5)"), "!");
    CHECK_STR(value("orphans", "0"), "!");
}

static void fonts(void)
{
    CHECK_STR(value("font-size", "larger"), "12pt");
    CHECK_STR(value("font-size", "150%"), "15pt");
    CHECK_STR(value("font-size", "x-large"), "15pt");
    CHECK_STR(value("font-weight", "bold"), "700");
    CHECK_STR(value("font-weight", "lighter"), "100");
    CHECK_STR(value("font-weight", "550"), "550");
    CHECK_STR(value("font-stretch", "condensed"), "75%");
    CHECK_STR(value("line-height", "1.5"), "15pt");
    CHECK_STR(value("line-height", "150%"), "15pt");
    CHECK_STR(value("font-family", "Linux Libertine O, \"Other One\", serif"),
              "\"Linux Libertine O\", \"Other One\", serif");
    CHECK_STR(value("font-family", "a, , b"), "!");
    CHECK_STR(value("font-feature-settings", "'onum', 'calt' off, 'ss01' 2"),
              "onum 1, calt 0, ss01 2");
    CHECK_STR(value("font-feature-settings", "'toolong'"), "!");
    CHECK_STR(value("font-variant-numeric", "oldstyle-nums tabular-nums"),
              "oldstyle-nums tabular-nums");
    CHECK_STR(value("font-variant-numeric", "oldstyle-nums lining-nums"), "!");
    CHECK_STR(value("letter-spacing", "4%"), "0.4pt");
    CHECK_STR(value("word-spacing", "100% 80% 130%"), "100% 80% 130%");
    CHECK_STR(value("word-spacing", "100% 130%"), "100% 100% 130%");
    CHECK_STR(value("vertical-align", "50%"), "6pt");
    CHECK_STR(value("hyphenate-limit-chars", "6 3"), "6 3 3");
    CHECK_STR(value("hyphenate-limit-chars", "6"), "6 auto auto");
    CHECK_STR(value("hanging-punctuation", "first allow-end"), "first allow-end");
    CHECK_STR(value("text-align", "\",\""), "\",\"");
}

static void colors(void)
{
    CHECK_STR(value("background-color", "#f00"), "rgb(100% 0% 0%)");
    CHECK_STR(value("background-color", "#ff000080"), "rgb(100% 0% 0% / 0.502)");
    CHECK_STR(value("background-color", "#808080"), "gray(50.2%)");
    CHECK_STR(value("background-color", "Red"), "rgb(100% 0% 0%)");
    CHECK_STR(value("background-color", "rebeccapurple"), "rgb(40% 20% 60%)");
    CHECK_STR(value("background-color", "rgb(255, 0, 0)"), "rgb(100% 0% 0%)");
    CHECK_STR(value("background-color", "rgb(calc(255), 0, 0)"), "rgb(100% 0% 0%)");
    CHECK_STR(value("background-color", "rgb(0, calc(255), 0)"), "rgb(0% 100% 0%)");
    CHECK_STR(value("background-color", "rgb(100% 0% 50% / 50%)"), "rgb(100% 0% 50% / 0.5)");
    CHECK_STR(value("background-color", "hsl(120, 100%, 25%)"), "rgb(0% 50% 0%)");
    CHECK_STR(value("background-color", "hsl(0 0% 50%)"), "gray(50%)");
    CHECK_STR(value("background-color", "hwb(120 20% 30%)"), "rgb(20% 70% 20%)");
    CHECK_STR(value("background-color", "hwb(none 60% 60% / 50%)"), "gray(50% / 0.5)");
    CHECK_STR(value("background-color", "lab(54.2917 80.8125 69.8851)"),
              "rgb(100% 0.02% 0.04%)"); /* sRGB's red */
    CHECK_STR(value("background-color", "lch(50% 0 20deg)"), "gray(46.63%)");
    CHECK_STR(value("background-color", "oklab(59.69% 0.1007 0.1191)"),
              "rgb(77.57% 36.38% 2.77%)"); /* CSS Color 4's example: 198 93 7 */
    CHECK_STR(value("background-color", "oklch(0.627955 0.257683 29.2338)"), "rgb(100% 0.01% 0%)");
    CHECK_STR(value("background-color", "oklch(100% 0.4 120)"), "gray(100%)");
    CHECK_STR(value("background-color", "color(srgb 1 50% 0)"), "rgb(100% 50% 0%)");
    CHECK_STR(value("background-color", "color(srgb-linear 0 .214041 1)"), "rgb(0% 50% 100%)");
    CHECK_STR(value("background-color", "color(display-p3 .5 .5 .5)"), "gray(50%)");
    CHECK_STR(value("background-color", "color(prophoto-rgb 1 0 0)"), "!");
    CHECK_STR(value("background-color", "lab(50% 1)"), "!");
    CHECK_STR(value("background-color", "device-cmyk(90% 35% 45% 20%)"),
              "device-cmyk(90% 35% 45% 20%)");
    CHECK_STR(value("background-color", "device-cmyk(0, .6, .9, 0)"), "device-cmyk(0% 60% 90% 0%)");
    CHECK_STR(value("background-color", "-koki-spot('HKS 43 K', 20%, device-cmyk(1 .6 0 0))"),
              "-koki-spot(\"HKS 43 K\", 20%, device-cmyk(100% 60% 0% 0%))");
    CHECK_STR(value("background-color", "currentcolor"), "gray(0%)");
    CHECK_STR(value("background-color", "transparent"), "-");
    CHECK_STR(value("background-color", "#ff"), "!");
    CHECK_STR(value("background-color", "rgb(1 2)"), "!");
    CHECK_STR(value("background-color", "reddish"), "!");
    CHECK_STR(value("background-color", "xyz(50% 1 1)"), "!");
}

static void content(void)
{
    CHECK_STR(value("content", "'a\\201E b' attr(linkend) attr(xlink|href, 'x')"),
              "\"a„b\" attr(linkend) attr(xlink:href, \"x\")");
    CHECK_STR(value("content", "counter(chapter) counters(section, '.', upper-roman)"),
              "counter(chapter) counters(section, \".\", upper-roman)");
    CHECK_STR(value("content", "leader('.') target-counter(attr(linkend), page, lower-roman)"),
              "leader(\".\") target-counter(attr(linkend), page, lower-roman)");
    CHECK_STR(value("content", "leader(dotted)"), "leader(\".\")");
    CHECK_STR(value("content", "string(head, first-except) element(top)"),
              "string(head, first-except) element(top, first)");
    CHECK_STR(value("content", "target-text(attr(linkend), before) open-quote no-close-quote"),
              "target-text(attr(linkend), before) open-quote no-close-quote");
    CHECK_STR(value("content", "counter(n, symbols('*' '†'))"), "counter(n, symbols())");
    CHECK_STR(value("content", "'a' 3"), "!");
    CHECK_STR(value("content", "counter()"), "!");
    CHECK_STR(value("content", "string(a, sometimes)"), "!");
    CHECK_STR(value("string-set", "head content(), foot 'x' attr(role)"),
              "head content(text), foot \"x\" attr(role)");
    CHECK_STR(value("counter-reset", "a b 3 c -1"), "a 0 b 3 c -1");
    CHECK_STR(value("counter-increment", "a b 2"), "a 1 b 2");
    CHECK_STR(value("quotes", "'„' '“' '‚' '‘'"), "\"„\" \"“\" \"‚\" \"‘\"");
    CHECK_STR(value("quotes", "'„'"), "!");
    CHECK_STR(value("position", "running(head)"), "running(head)");
    CHECK_STR(value("list-style-type", "upper-alpha"), "upper-alpha");
    CHECK_STR(value("list-style-type", "'–'"), "\"–\"");
}

static void the_rest(void)
{
    CHECK_STR(value("size", "A5 landscape"), "595.275pt 419.527pt");
    CHECK_STR(value("size", "auto"), "-");
    CHECK_STR(value("size", "100mm"), "283.465pt 283.465pt");
    CHECK_STR(value("size", "A4 A5"), "!");
    CHECK_STR(value("marks", "crop cross"), "crop cross");
    CHECK_STR(value("background-position", "right 2mm"), "100% 5.669pt");
    CHECK_STR(value("background-position", "top right"), "100% 0%");
    CHECK_STR(value("background-position", "bottom"), "50% 100%");
    CHECK_STR(value("background-size", "50%"), "50%");
    CHECK_STR(value("border-spacing", "2pt"), "2pt 2pt");
    CHECK_STR(value("transform", "rotate(90deg) translate(1em, 50%)"),
              "rotate(90) translate(10pt, 50%)");
    CHECK_STR(value("transform", "rotate(.25turn)"), "rotate(90)");
    CHECK_STR(value("transform", "rotate(1pt)"), "!");
    CHECK_STR(value("image-resolution", "300dpi"), "300");
    CHECK_STR(value("-koki-baseline-grid", "13.5pt 24mm"), "13.5pt 68.031pt");
    CHECK_STR(value("-koki-pdf-tag", "Note"), "\"Note\"");
    CHECK_STR(value("page", "chapter"), "\"chapter\"");
    CHECK_STR(value("initial-letter", "3 2"), "3 2");
    CHECK_STR(value("border-top-width", "3pt"), "-"); /* no style: no width, like the initial one */
}

/* Keywords, any case, and the words for every property. */
static void wide(void)
{
    CHECK_STR(value("display", "Inline-BLOCK"), "block"); /* the root is a block */
    CHECK_STR(value("text-align", "CENTER"), "center");
    CHECK_STR(value("text-align", "inherit"), "-");
    CHECK_STR(value("text-align", "initial"), "-");
    CHECK_STR(value("text-align", "unset"), "-");
    CHECK_STR(value("display", "ruby"), "!");
    CHECK_STR(value("FLOAT", "left"), "-");
}

int main(void)
{
    diag_init("test_css_values");
    lengths();
    areas();
    layers();
    calculations();
    fonts();
    colors();
    content();
    the_rest();
    wide();
    return test_end();
}
