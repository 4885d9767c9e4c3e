// SPDX-License-Identifier: Apache-2.0
/* Selectors: which elements each matches, its specificity, and what is not a selector. */
#include "test_css.h"

static const char tree[] =
    "<book " DB
    " xmlns:xlink='http://www.w3.org/1999/xlink' xmlns:m='http://www.w3.org/1998/Math/MathML' "
    "xml:id='b' xml:lang='de'>"
    "<chapter xml:id='c1' role='first one'><title xml:id='t1'/><para xml:id='p1' condition='web print'>x</para>"
    "<section xml:id='s1'><title xml:id='t2'/><para xml:id='p2' role='one'/><para xml:id='p3' xml:lang='de-CH'>"
    "<link xml:id='l1' xlink:href='http://x.org/'/></para><figure xml:id='f1'/><para xml:id='p4'> </para></section></chapter>"
    "<chapter xml:id='c2' xml:lang='en'><para xml:id='p5'>y</para><m:math xml:id='m1' xml:lang=''><m:mi xml:id='m2'/></m:math></chapter>"
    "</book>";

static const xmlNode *walk_and_match(const char *selector, struct buf *out)
{
    struct buf sheet = {0};
    buf_printf(&sheet, "@namespace m url(http://www.w3.org/1998/Math/MathML); @namespace d '%s';\n",
               DOCBOOK_NS);
    buf_printf(&sheet, "%s { z-index: 7 }", selector);
    css_start(sheet.s, tree);
    buf_done(&sheet);
    const struct css_style *at[16] = {0};
    const xmlNode *root = xmlDocGetRootElement(doc);
    for (const xmlNode *n = root; n; n = xml_walk(root, n)) {
        int depth = 0;
        for (const xmlNode *up = n->parent; up && up->type == XML_ELEMENT_NODE; up = up->parent)
            depth++;
        at[depth] = css_match(css, n, depth ? at[depth - 1] : NULL);
        if (css_is(at[depth], CSS_z_index, KW_auto))
            continue;
        buf_printf(out, "%s%s", out->n ? " " : "", xml_id(n));
    }
    return root;
}

/* The ids that a selector matches, in order; "!" and the id of the message when it is refused. */
static const char *matches(const char *selector)
{
    static struct buf out;
    out.n = 0;
    buf_puts(&out, "");
    walk_and_match(selector, &out);
    if (*reports()) {
        out.n = 0;
        buf_printf(&out, "!%s", strchr(reports(), ' ') + 1);
    }
    css_end();
    return out.s;
}

static void simple(void)
{
    CHECK_STR(matches("para"), "p1 p2 p3 p4 p5");
    CHECK_STR(matches("*"), "b c1 t1 p1 s1 t2 p2 p3 l1 f1 p4 c2 p5 m1 m2");
    CHECK_STR(matches(".one"), "c1 p2");
    CHECK_STR(matches("chapter.first.one"), "c1");
    CHECK_STR(matches("#s1"), "s1");
    CHECK_STR(matches("para#s1"), "");
    CHECK_STR(matches("math, m|mi"), "m1 m2");
    CHECK_STR(matches("d|para.one"), "p2");
    CHECK_STR(matches("m|*"), "m1 m2");
    CHECK_STR(matches("*|math"), "m1");
    CHECK_STR(matches("|para"), "");
}

static void attributes(void)
{
    CHECK_STR(matches("[role]"), "c1 p2");
    CHECK_STR(matches("[role=one]"), "p2");
    CHECK_STR(matches("[role~='one']"), "c1 p2");
    CHECK_STR(matches("[role~='']"), "");
    CHECK_STR(matches("[condition^=web]"), "p1");
    CHECK_STR(matches("[condition$=print]"), "p1");
    CHECK_STR(matches("[condition*='b p']"), "p1");
    CHECK_STR(matches("[condition*='B P' i]"), "p1");
    CHECK_STR(matches("[condition^='']"), "");
    CHECK_STR(matches("[xml|lang|=de]"), "b p3");
    CHECK_STR(matches("[xlink|href^='http:']"), "l1");
    CHECK_STR(matches("[href]"), "");
    CHECK_STR(matches("[*|href]"), "l1");
    CHECK_STR(matches("[xlink\\:href]"), "l1");
}

static void combinators(void)
{
    CHECK_STR(matches("chapter para"), "p1 p2 p3 p4 p5");
    CHECK_STR(matches("chapter > para"), "p1 p5");
    CHECK_STR(matches("title + para"), "p1 p2");
    CHECK_STR(matches("title ~ para"), "p1 p2 p3 p4");
    CHECK_STR(matches(".one ~ para"), "p3 p4");
    CHECK_STR(matches("book > chapter section > title ~ para + figure"), "f1");
    CHECK_STR(matches("section section para"), "");
    CHECK_STR(matches("chapter>section para,figure"), "p2 p3 f1 p4");
    CHECK_STR(matches("chapter + chapter para"), "p5");
}

static void pseudo_classes(void)
{
    CHECK_STR(matches(":root"), "b");
    CHECK_STR(matches("para:first-child"), "p5");
    CHECK_STR(matches("para:last-child"), "p4");
    CHECK_STR(matches("link:only-child"), "l1");
    CHECK_STR(matches("section > :nth-child(2n + 1)"), "t2 p3 p4");
    CHECK_STR(matches("section > :nth-child(even)"), "p2 f1");
    CHECK_STR(matches("section > :nth-child(-n+2)"), "t2 p2");
    CHECK_STR(matches("section > :nth-last-child(2)"), "f1");
    CHECK_STR(matches("section > para:nth-of-type(2)"), "p3");
    CHECK_STR(matches("section > para:nth-last-of-type(2)"), "p3");
    CHECK_STR(matches("para:first-of-type"), "p1 p2 p5");
    CHECK_STR(matches("para:last-of-type"), "p1 p4 p5");
    CHECK_STR(matches("para:only-of-type"), "p1 p5");
    CHECK_STR(matches("para:empty"), "p2 p4");
    CHECK_STR(matches("para:not(.one, #p1)"), "p3 p4 p5");
    CHECK_STR(matches("chapter > :is(title, section)"), "t1 s1");
    CHECK_STR(matches(":is(section, chapter > title)"), "t1 s1");
    CHECK_STR(matches("para:not(section > *)"), "p1 p5");
    CHECK_STR(matches("para:lang(de)"), "p1 p2 p3 p4");
    CHECK_STR(matches("para:lang(en, 'de-CH')"), "p3 p5");
    CHECK_STR(matches("para:lang('*-CH')"), "p3");
    CHECK_STR(matches("para:lang('*')"), "p1 p2 p3 p4 p5");
    CHECK_STR(matches("m|*:lang('*', en)"), ""); /* no language */
    CHECK_STR(matches("para:lang('')"), "");
    CHECK_STR(matches("chapter:has(figure)"), "c1");
    CHECK_STR(matches("chapter:has(> figure)"), "");
    CHECK_STR(matches("section:has(> figure)"), "s1");
    CHECK_STR(matches("para:has(+ figure)"), "p3");
    CHECK_STR(matches("para:has(~ figure)"), "p2 p3");
    CHECK_STR(matches("section:has(chapter figure)"), "");
    CHECK_STR(matches("title:has(+ section link)"), "");
    CHECK_STR(matches("para:has(+ section link)"), "p1");
    CHECK_STR(matches("book:not(:has(table)) m|mi"), "m2");
}

static void faulty(void)
{
    CHECK_STR(matches("para:hover"), "!css-pseudo");
    CHECK_STR(matches("para:frist-child"), "!css-pseudo-near");
    CHECK_STR(matches("para::befor"), "!css-pseudo-near");
    CHECK_STR(matches("para > > title"), "!css-selector");
    CHECK_STR(matches("chpater"), "!css-element-near");
    CHECK_STR(matches("m|chpater"), "");
    CHECK_STR(matches("para >"), "!css-selector-end");
    CHECK_STR(matches("para, , title"), "!css-selector");
    CHECK_STR(matches("[role"), "!css-unclosed 2:1 css-syntax");
    CHECK_STR(matches("[role=]"), "!css-selector");
    CHECK_STR(matches("para:nth-child(2 n)"), "!css-selector");
    CHECK_STR(matches("q|para"), "!css-prefix");
    CHECK_STR(matches("#1a"), "!css-selector");
    CHECK_STR(matches("para::before em"), "!css-selector");
    CHECK_STR(matches("para:has(:has(x))"), "!css-selector");
    CHECK_STR(matches("50%"), "!css-selector");
}

/* Which of two rules wins: the first one is stronger when its specificity is higher. */
static bool stronger(const char *a, const char *b)
{
    struct buf sheet = {0};
    buf_printf(&sheet, "%s { z-index: 1 } %s { z-index: 2 }", a, b);
    css_start(sheet.s, tree);
    buf_done(&sheet);
    bool first = css_int(style("p2"), CSS_z_index) == 1;
    css_end();
    return first;
}

static void specificity(void)
{
    CHECK(!stronger("para", "para"));
    CHECK(stronger(".one", "section > para"));
    CHECK(stronger("#p2", ".one.one.one"));
    CHECK(stronger("para:not(#x)", "para.one"));
    CHECK(!stronger("para:where(#p2)", "para"));
    CHECK(stronger("para:is(#p2, title)", "para.one"));
    CHECK(stronger("para[role]", "section para"));
    CHECK(!stronger("*", "para"));
}

/* Structural selectors over a long list of siblings stay linear, and nested ones end. */
static void cost(void)
{
    enum { MANY = 20000 };
    struct buf xml = {0};
    buf_puts(&xml, "<book " DB ">");
    for (int i = 0; i < MANY; i++)
        buf_puts(&xml, i % 2 ? "<para/>" : "<note/>");
    buf_puts(&xml, "</book>");
    css_start(
        "figure ~ para { z-index: 1 } para:nth-child(3n) { z-index: 2 } para:nth-last-of-type(2n) { z-index: 3 }"
        "note:nth-last-child(8) { z-index: 4 } book:has(table) para { z-index: 5 }"
        ":is(:is(:is(:is(:is(x *) *) *) *) *) { z-index: 6 }",
        xml.s);
    buf_done(&xml);
    const xmlNode *root = xmlDocGetRootElement(doc);
    const struct css_style *top = css_match(css, root, NULL);
    long sum = 0;
    for (const xmlNode *n = xml_first(root); n; n = xml_next(n)) {
        const struct css_style *s = css_match(css, n, top);
        sum += css_is(s, CSS_z_index, KW_auto) ? 0 : css_int(s, CSS_z_index);
    }
    CHECK_INT(sum, 5000 * 3 + 1666 * 2 + 4);
    css_end();
}

int main(void)
{
    diag_init("test_css_selectors");
    simple();
    attributes();
    combinators();
    pseudo_classes();
    faulty();
    specificity();
    cost();
    return test_end();
}
