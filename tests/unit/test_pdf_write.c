// SPDX-License-Identifier: Apache-2.0
/* A finished file: written whole, the same twice, with outline, labels, metadata. With a name as
 * argument the screen and press editions of the sample book are left beside it for other people's
 * tools (tests/pdf). */
#include "pdf/pdf-int.h"

#include <math.h>
#include <unistd.h>

#include "koki-config.h"

#include "test.h"
#include "book.h"

static void sample(struct test_book *b)
{
    test_book_init(b, KOKI_SOURCE_DIR "/tests/fonts/KokiSquare-Regular.ttf");
    struct tag *root = test_tag(b, NULL, "Document");
    for (int i = 0; i < 3; i++) {
        static const char *const labels[] = {"i", "ii", "1"};
        struct page *p = test_page(b, labels[i]);
        struct tag *sect = test_tag(b, root, "Sect"), *h = test_tag(b, sect, "H1"),
                   *para = test_tag(b, sect, "P");
        struct tag *link = test_tag(b, para, "Link");
        struct tag_more *more = tag_more(&b->arena, link);
        more->href = i == 1 ? "https://example.org/?a=(b)" : NULL;
        more->dest = i == 1 ? NULL : "anchor";
        p->number = i < 2 ? i + 1 : 1;
        test_line(b, p, 60, h, "Kapitel", NULL, NULL, NULL);
        test_line(b, p, 90, para, "Text mit ", link, "Verweis", " und Ende");
        test_mark(b, MARK_BOOKMARK, i == 2 ? 2 : 1, i == 1 ? "Größe" : "Kapitel");
        struct frag *box = test_frag(b, p, FRAG_BOX, NULL);
        box->style = &b->boxes[i];
        b->boxes[i] = b->style;
        b->boxes[i].v[CSS_background_color] = test_color_val(i == 0 ? &test_spot : &test_petrol);
        box->x = box->y = 200 * LEN_PT;
        box->w = box->h = 50 * LEN_PT;
        test_line(b, p, 380, NULL, "Fuß", NULL, NULL, NULL);
    }
    struct mark *anchor = test_mark(b, MARK_ANCHOR, 0, "anchor");
    *map_put(&b->doc.ids, "anchor") = anchor;
    test_book_place(b);
}

static bool write_edition(const struct test_book *b, enum edition_kind kind, const char *path)
{
    struct edition e = {.kind = kind,
                        .path = path,
                        .bleed = kind == EDITION_PRESS ? 3 * LEN_PT * 72 / 25 : 0};
    return pdf_write(&b->book, &e, 1);
}

static void read_all(const char *path, struct buf *out)
{
    FILE *f = fopen(path, "rb");
    CHECK(f && buf_read(out, f, 1 << 24));
    if (f)
        fclose(f);
}

static void test_twice_the_same(const struct test_book *b, enum edition_kind kind)
{
    struct buf one = {0}, two = {0};
    char path[64];
    snprintf(path, sizeof path, "test_pdf_write-%d.pdf", (int)getpid());
    CHECK(write_edition(b, kind, path));
    read_all(path, &one);
    CHECK(write_edition(b, kind, path));
    read_all(path, &two);
    CHECK(one.n > 1000 && one.n == two.n && !memcmp(one.s, two.s, one.n));
    CHECK(one.n > 5 && !memcmp(one.s, "%PDF-", 5));
    unlink(path);
    buf_done(&one);
    buf_done(&two);
}

/* Two editions that give back the pages behind them are those that do not. */
static void test_last(struct test_book *b)
{
    struct buf one[2] = {0}, two[2] = {0};
    char path[2][64];
    struct edition e[2] = {{.kind = EDITION_PRESS, .bleed = 3 * LEN_PT * 72 / 25},
                           {.kind = EDITION_SCREEN}};
    for (int k = 0; k < 2; k++) {
        snprintf(path[k], sizeof path[k], "test_pdf_write-%d-%d.pdf", (int)getpid(), k);
        e[k].path = path[k];
    }
    CHECK(pdf_write(&b->book, e, 2));
    for (int k = 0; k < 2; k++)
        read_all(path[k], &one[k]);
    CHECK(b->book.pages.v[0]->frag.n > 0);
    CHECK(pdf_write_last(&b->book, e, 2));
    for (int k = 0; k < 2; k++) {
        read_all(path[k], &two[k]);
        CHECK(one[k].n > 1000 && one[k].n == two[k].n && !memcmp(one[k].s, two[k].s, one[k].n));
        unlink(path[k]);
        buf_done(&one[k]);
        buf_done(&two[k]);
    }
    for (int i = 0; i < b->book.pages.n; i++)
        CHECK(b->book.pages.v[i]->frag.n == 0 && !b->book.pages.v[i]->frag.v);
}

static void leave(const struct test_book *b, const char *prefix)
{
    char path[256];
    snprintf(path, sizeof path, "%s-screen.pdf", prefix);
    CHECK(write_edition(b, EDITION_SCREEN, path));
    snprintf(path, sizeof path, "%s-press.pdf", prefix);
    CHECK(write_edition(b, EDITION_PRESS, path));
}

/* Numbers are never such as no reader takes, whatever an image says. */
static void test_numbers(void)
{
    static const struct {
        double v;
        const char *text;
    } cases[] = {
        {0, "0"},
        {-0.00001, "0"},
        {0.5, "0.5"},
        {-12.3456, "-12.3456"},
        {100, "100"},
        {1e300, "1000000000000"},
        {-INFINITY, "-1000000000000"},
        {NAN, "0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b = {0};
        put_number(&b, cases[i].v);
        CHECK_STR(b.s, cases[i].text);
        buf_done(&b);
    }
    static const char content[] = "-nan +inf 0.25 rg";
    struct lexer l = {.p = (const unsigned char *)content,
                      .end = (const unsigned char *)content + sizeof content - 1};
    size_t n;
    const unsigned char *op = lex_operator(&l, &n);
    CHECK(op && n == 2 && !memcmp(op, "rg", 2));
    CHECK(lex_number(&l, 0, 3) == 0 && lex_number(&l, 1, 3) == 0 && lex_number(&l, 2, 3) == 0.25);
}

int main(int argc, char **argv)
{
    struct test_book b;
    diag_init("test_pdf_write");
    setenv("SOURCE_DATE_EPOCH", "1767225600", 1);
    test_numbers();
    sample(&b);
    test_twice_the_same(&b, EDITION_SCREEN);
    test_twice_the_same(&b, EDITION_PRESS);
    if (argc > 1)
        leave(&b, argv[1]);
    test_last(&b);
    test_book_done(&b);
    diag_flush();
    return test_end();
}
