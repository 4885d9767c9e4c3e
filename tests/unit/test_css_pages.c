// SPDX-License-Identifier: Apache-2.0
/* @page: selectors, cascade, margin boxes, footnote area, sizes; @font-face. */
#include "test_css.h"

static const char tree[] = "<book " DB " xml:id='b'/>";

/* The number an @page gives as z-index to a page. */
static int number(const char *sheet, const char *name, unsigned flags, int nth)
{
    css_start(sheet, NULL);
    const struct css_page *p = css_page(css, name, flags, nth, 0);
    int n = css_is(p->style, CSS_z_index, KW_auto) ? 0 : css_int(p->style, CSS_z_index);
    css_end();
    return n;
}

static void selectors(void)
{
    const unsigned left = CSS_PAGE_LEFT, right = CSS_PAGE_RIGHT,
                   first = CSS_PAGE_FIRST | CSS_PAGE_RIGHT;
    const char *sheet =
        "@page :first { z-index: 3 } @page :left { z-index: 2 } @page { z-index: 1 }";
    CHECK_INT(number(sheet, "", first, 1), 3);
    CHECK_INT(number(sheet, "", left, 2), 2);
    CHECK_INT(number(sheet, "x", right, 3), 1);
    sheet =
        "@page chapter:first { z-index: 4 } @page chapter, toc { z-index: 5 } @page :first { z-index: 6 }";
    CHECK_INT(number(sheet, "chapter", first, 1), 4);
    CHECK_INT(number(sheet, "toc", right, 5), 5);
    CHECK_INT(number(sheet, "toc", first, 1), 5); /* a name beats a pseudo-class */
    CHECK_INT(number(sheet, "", first, 1), 6);
    sheet =
        "@page :nth(2n+1) { z-index: 7 } @page :blank { z-index: 8 } @page :blank:left { z-index: 9 }";
    CHECK_INT(number(sheet, "", right, 3), 7);
    CHECK_INT(number(sheet, "", left, 4), 0);
    CHECK_INT(number(sheet, "", right | CSS_PAGE_BLANK, 4), 8);
    CHECK_INT(number(sheet, "", left | CSS_PAGE_BLANK, 4), 9);
    CHECK_INT(number("@page :nth(3) { z-index: 1 }", "", right, 3), 1);
}

static void boxes(void)
{
    css_start(
        "book { font-family: A; color: red } @page { size: A5; margin: 10mm; font-size: 8pt; @top-left { content: 'x' }"
        "@bottom-center { content: counter(page); margin-top: 1em } @left-top { color: blue }"
        "@footnote { margin-top: 3pt; border-top: .4pt solid } }"
        "@page :left { @top-left { content: none } } @media print { @page x { @top-right { content: string(a) } } }",
        tree);
    style("b");
    const struct css_page *p = css_page(css, "", CSS_PAGE_RIGHT, 1, 0),
                          *left = css_page(css, "", CSS_PAGE_LEFT, 2, 0);
    CHECK_STR(dump_style(p->box[CSS_TOP_LEFT]),
              "content: \"x\"\nfont-family: \"A\"\nfont-size: 8pt\ntext-align: left\n"
              "vertical-align: middle\ncolor: rgb(100% 0% 0%)\n");
    CHECK(!left->box[CSS_TOP_LEFT]);
    CHECK(!p->box[CSS_LEFT_TOP]); /* no content */
    CHECK(css_len(p->box[CSS_BOTTOM_CENTER], CSS_margin_top, 0) == 8 * LEN_PT);
    CHECK_INT(css_len(p->footnote, CSS_margin_top, 0), 3 * LEN_PT);
    CHECK_INT(css_len(left->footnote, CSS_border_top_width, 0), 410);
    CHECK_INT(p->width, 429596);
    CHECK_INT(p->height, 609562);
    CHECK(css_page(css, "x", CSS_PAGE_RIGHT, 1, 0)->box[CSS_TOP_RIGHT]);
    CHECK(css_page(css, "", CSS_PAGE_RIGHT, 1, 0) == css_page(css, "", CSS_PAGE_RIGHT, 3, 0));
    css_end();
}

static void margins(void)
{
    css_start("@page { margin-inside: 22mm; margin-outside: 1in }", NULL);
    const struct css_page *right = css_page(css, "", CSS_PAGE_RIGHT, 1, 0),
                          *left = css_page(css, "", CSS_PAGE_LEFT, 2, 0);
    CHECK_INT(css_len(right->style, CSS_margin_right, 0), 72 * LEN_PT);
    CHECK_INT(css_len(left->style, CSS_margin_left, 0), 72 * LEN_PT);
    CHECK_INT(css_len(left->style, CSS_margin_right, 0), css_len(right->style, CSS_margin_left, 0));
    css_end();
}

static void faulty(void)
{
    CHECK_INT(number("@page :sometimes { z-index: 1 }", "", 0, 1), 0);
    CHECK_INT(number("@page { @top-lefty { content: 'x' } z-index: 2 }", "", 0, 1), 2);
    css_start(
        "@page a b { orphans: 1 }\n@page { @bottom { content: 'x' } }\n@page { @top-lefty { content: 'x' } }",
        NULL);
    CHECK_STR(reports(), "1:9 css-page-selector 2:9 css-unknown-at 3:9 css-unknown-at-near");
    CHECK_INT(css_page(css, NULL, 0, 1, 0)->width, 609562);
    css_end();
}

static void faces(void)
{
    css_start(
        "@font-face { font-family: 'My Text'; src: local(Libertine O), local('Other'), url(f.otf) format('opentype');"
        "font-weight: bold }"
        "@font-face { font-family: X }\n@font-face { font-family: Y; src: url(http://x.org/f.otf) }",
        NULL);
    const struct css_font_face *f = css_font_face(css, 0);
    CHECK_STR(f->family, "My Text");
    CHECK_INT(f->src->n, 3);
    CHECK_STR(f->src->item[0].a, "Libertine O");
    CHECK_STR(f->src->item[2].a, "f.otf");
    CHECK_INT(f->weight.low, 700);
    CHECK(!css_font_face(css, 1));
    CHECK_STR(reports(), "1:128 css-font-face 2:35 css-no-network");
    css_end();
}

int main(void)
{
    diag_init("test_css_pages");
    selectors();
    boxes();
    margins();
    faulty();
    faces();
    return test_end();
}
