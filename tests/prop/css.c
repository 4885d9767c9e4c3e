// SPDX-License-Identifier: Apache-2.0
/* Style sheets from cut-up and mangled rules, none of which may crash, hang or leave anything
 * uncomputed: every element has a style, no value in it is of a kind that only specified values
 * have, and the same sheet gives the same styles again. */
#include <stdlib.h>

#include "../unit/test.h"
#include "css/css.h"

enum { TRIES = 1500, LONGEST = 2500 };

static uint32_t seed;
static int rnd(int n)
{
    seed = seed * 1664525u + 1013904223u;
    return (int)((seed >> 8) % (uint32_t)n);
}

static const char document[] =
    "<book xmlns='http://docbook.org/ns/docbook' version='5.0' xml:lang='de'><chapter xml:id='a' role='x y'><title>T</title>"
    "<para role='x'>p<emphasis/></para><section><title/><para/><orderedlist><listitem><para/></listitem></orderedlist></section>"
    "</chapter></book>";

/* What the sheets are made of: whole rules, and bits that open, close and break things. */
static const char *const rules[] = {
    "@page { size: A5; margin: 10mm; @top-left { content: counter(page) } @footnote { margin-top: 3pt } }",
    "@page x:left { margin-inside: 2cm; bleed: 3mm }",
    "para { font: italic 10pt/1.3 'A B', serif; margin: 1em auto 2% }",
    ":root { --a: 3pt; --b: var(--a) calc(var(--a) * 2) } para { padding: var(--b) }",
    "chapter > title + para.x::before { content: '§ ' counter(a, upper-roman) leader('.') target-counter(attr(linkend), page) }",
    "@counter-style q { system: additive; additive-symbols: 10 X, 1 I; range: 1 20 } listitem::marker { content: counter(l, q) }",
    "@media print { *:not(:first-child):nth-child(2n+1) { color: device-cmyk(10% 20% 30% 0) } }",
    "section:has(> para ~ orderedlist) :is(title, para) { border: 1pt solid rgb(10 20 30 / .5); border-radius: 2pt }",
    "@supports (hyphens: auto) { para { hyphens: auto; hyphenate-limit-chars: 6 3 } }",
    "@font-face { font-family: Y; src: local('Z'), url(z.otf) } book { font: 9pt Y; background: #eee url(a.png) center / cover }",
    "para { transform: rotate(3deg) translate(1em, 50%); word-spacing: 100% 80% 120%; background-position: right 2mm top }",
    "emphasis { float: footnote; string-set: s content(); position: running(r); quotes: '„' '“'; line-height: max(1.2em, 14pt) }",
};
static const char *const bits[] = {
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ";",
    ":",
    "!important",
    "var(--a)",
    "--a:",
    "calc(",
    "1pt",
    "50%",
    "\"",
    "'",
    "/*",
    "*/",
    "@page ",
    "@media ",
    "@import 'x';",
    "url(",
    "::before",
    ":not(",
    ":has(",
    ":nth-child(",
    "inherit",
    "\\",
    "#a",
    ".x",
    ",",
    ">",
    "~",
    "e9999",
    "-",
    "\xff",
    "attr(",
    "counter(",
    "-koki-spot('a', 50%, red)",
    "symbols(cyclic a)",
    "font:",
    "border:",
    "*",
    "<!--",
    "U+1-2",
};

static void mangle(struct buf *b)
{
    size_t at = (size_t)rnd((int)b->n), n = (size_t)rnd(20);
    switch (rnd(3)) {
    case 0: b->s[at] = (char)rnd(256); break;
    case 1: memset(b->s + at, ' ', n < b->n - at ? n : b->n - at); break;
    default: b->n = at; buf_puts(b, bits[rnd(sizeof bits / sizeof *bits)]);
    }
}

static void make_sheet(struct buf *b)
{
    b->n = 0;
    for (int k = 1 + rnd(20); k-- && b->n < LONGEST;) {
        buf_puts(b, rnd(3) ? rules[rnd(sizeof rules / sizeof *rules)]
                           : bits[rnd(sizeof bits / sizeof *bits)]);
        if (!rnd(3))
            mangle(b);
    }
}

static bool all_computed(const struct css_style *s)
{
    bool ok = true;
    for (int p = 0; s && p < CSS_PROPS; p++) {
        ok &= s->v[p].kind <= CSS_LIST;
        for (int k = 0; ok && s->v[p].kind == CSS_LIST && k < s->v[p].list->n; k++)
            ok &= s->v[p].list->item[k].v.kind <= CSS_LIST;
    }
    return ok;
}

static bool walk(struct css *css, const xmlNode *n, const struct css_style *parent, struct buf *out)
{
    const struct css_style *s = css_match(css, n, parent);
    bool ok = s && all_computed(s);
    css_style_dump(s, out);
    for (int p = CSS_BEFORE; p < CSS_PSEUDOS; p++)
        ok &= all_computed(css_match_pseudo(css, n, s, p));
    for (const xmlNode *c = xml_first(n); c; c = xml_next(c))
        ok &= walk(css, c, s, out);
    return ok;
}

static bool style_all(const struct buf *sheet, xmlDoc *doc, struct buf *out)
{
    struct css *css = css_new();
    css_parse(css, sheet->s, sheet->n, "random.css");
    bool ok = walk(css, xmlDocGetRootElement(doc), NULL, out);
    const struct css_page *page = css_page(css, "x", CSS_PAGE_LEFT, 2, 0);
    ok &= page && all_computed(page->style) && page->width >= 0 && page->footnote;
    css_style_dump(page->style, out);
    css_free(css);
    return ok;
}

int main(void)
{
    diag_init("test_css");
    xmlDoc *doc = xml_load_memory(document, sizeof document - 1, "random.xml",
                                  &(struct xml_load){0});
    struct buf sheet = {0}, one = {0}, two = {0};
    PROPERTY for (seed = 1; seed <= TRIES;)
    {
        uint32_t try = seed;
        make_sheet(&sheet);
        one.n = two.n = 0;
        buf_puts(&one, "");
        buf_puts(&two, "");
        CHECK(style_all(&sheet, doc, &one));
        CHECK(style_all(&sheet, doc, &two));
        CHECK(!strcmp(one.s, two.s));
        seed = try + 1;
    }
    buf_done(&sheet);
    buf_done(&one);
    buf_done(&two);
    xml_free(doc);
    return test_end();
}
