// SPDX-License-Identifier: Apache-2.0
/* Claims: each thing that a document may lack costs what it should, is reported, and the file is
 * written all the same. */
#include <unistd.h>

#include "pdf/pdf-int.h"

#include "koki-config.h"
#include "test.h"
#include "book.h"

static const char path[] = "test_pdf_claims.pdf";

struct count {
    const char *id;
    int n;
};

static void count_id(void *ctx, enum diag_level level, const char *id, struct loc where,
                     const char *text, int n)
{
    struct count *c = ctx;
    (void)level, (void)where, (void)text;
    c->n += strcmp(id, c->id) ? 0 : n;
}

static int reported(enum diag_id id)
{
    struct count c = {.id = diag_name(id)};
    diag_each(count_id, &c);
    return c.n;
}

/* Which claims the file makes: "a", "u", "x". */
static const char *claims(void)
{
    static char out[4];
    struct buf b = {0};
    FILE *f = fopen(path, "rb");
    char *o = out;
    CHECK(f && buf_read(&b, f, 1 << 24));
    if (f)
        fclose(f);
    const char *const marks[] = {"<pdfaid:part>", "<pdfuaid:part>", "<pdfxid:GTS_PDFXVersion>"};
    for (int i = 0; i < 3; i++)
        if (b.n && memmem(b.s, b.n, marks[i], strlen(marks[i])))
            *o++ = "aux"[i];
    *o = 0;
    buf_done(&b);
    return out;
}

struct sample {
    struct test_book b;
    struct tag *root;
    struct page *page;
};

static void begin(struct sample *s)
{
    test_book_init(&s->b, KOKI_SOURCE_DIR "/tests/fonts/KokiSquare-Regular.ttf");
    s->root = test_tag(&s->b, NULL, "Document");
    s->page = test_page(&s->b, "1");
    test_line(&s->b, s->page, 60, test_tag(&s->b, s->root, "P"), "Text", NULL, NULL, NULL);
}

static bool list_alternatives;
/* Writes the book, checks that `id` was reported and what is still claimed. */
static void finish(struct sample *s, enum edition_kind kind, enum diag_id id, const char *want)
{
    struct edition e = {.kind = kind, .path = path, .list_alternatives = list_alternatives};
    int before = reported(id);
    test_book_place(&s->b);
    CHECK(pdf_write(&s->b.book, &e, 1));
    CHECK_STR(claims(), want);
    CHECK(reported(id) > before);
    unlink(path);
    test_book_done(&s->b);
}

static void cell(struct sample *s, struct tag *row, const char *role, int span)
{
    struct tag *t = test_tag(&s->b, row, role);
    tag_more(&s->b.arena, t)->col_span = span;
    test_line(&s->b, s->page, 80 + 10 * t->id, t, "Zelle", NULL, NULL, NULL);
}

static struct image *add_picture(struct sample *s, enum image_format format, const char *bytes,
                                 size_t n, const char *alt)
{
    struct image *image = arena_make(&s->b.arena, struct image);
    struct box *box = arena_make(&s->b.arena, struct box);
    struct frag *f = test_frag(&s->b, s->page, FRAG_IMAGE, test_tag(&s->b, s->root, "Figure"));
    tag_more(&s->b.arena, (struct tag *)f->tag)->alt = alt;
    *image = (struct image){.path = "bild",
                            .format = format,
                            .width = 50 * LEN_PT,
                            .height = 50 * LEN_PT,
                            .px_width = 10,
                            .px_height = 10,
                            .components = 1,
                            .data = (const unsigned char *)bytes,
                            .size = n};
    box->u.image = image;
    f->box = box;
    f->w = f->h = 50 * LEN_PT;
    return image;
}

static void test_document(void)
{
    struct sample s;
    begin(&s);
    s.b.doc.title = NULL;
    finish(&s, EDITION_PRESS, DIAG_pdf_no_title, "a");
    begin(&s);
    s.b.doc.lang = "de_DE";
    finish(&s, EDITION_SCREEN, DIAG_pdf_no_language, "a");
    begin(&s);
    test_line(&s.b, s.page, 90, s.root->first, "\xe2\x89\xb6", NULL, NULL, NULL);
    finish(&s, EDITION_SCREEN, DIAG_pdf_notdef, "");
    begin(&s);
    test_line(&s.b, s.page, 90, test_tag(&s.b, s.root, "H"), "H", NULL, NULL, NULL);
    test_line(&s.b, s.page, 99, test_tag(&s.b, s.root, "H1"), "H1", NULL, NULL, NULL);
    finish(&s, EDITION_SCREEN, DIAG_pdf_headings, "a");
}

static void test_tables(void)
{
    for (int irregular = 0; irregular < 2; irregular++) {
        struct sample s;
        begin(&s);
        struct tag *body = test_tag(&s.b, test_tag(&s.b, s.root, "Table"), "TBody");
        struct tag *one = test_tag(&s.b, body, "TR"), *two = test_tag(&s.b, body, "TR");
        cell(&s, one, irregular ? "TH" : "TD", 1);
        cell(&s, one, "TD", 2);
        cell(&s, two, "TD", irregular ? 2 : 3);
        finish(&s, EDITION_SCREEN, irregular ? DIAG_pdf_table : DIAG_pdf_no_headers,
               irregular ? "a" : "au");
    }
}

/* A PDF with one page and one font: Helvetica, not embedded, or a Type 3 font without Unicode
 * values. */
static void test_fonts_of_pictures(void)
{
    static const char head[] =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 50 50]/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>endobj\n4 0 obj";
    static const char *const fonts[] = {
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 5 0 R>>",
        "<</Type/Font/Subtype/Type3/FontMatrix[1 0 0 1 0 0]/FontBBox[0 0 1 1]/CharProcs<<>>/Encoding<<>>/FirstChar 0"
        "/LastChar 0/Widths[1]>>"};
    static const char tail[] =
        "endobj\n5 0 obj<</Length 9>>stream\n0 0 1 1 re\nendstream endobj\ntrailer<</Root 1 0 R>>\n";
    for (int mute = 0; mute < 2; mute++) {
        struct sample s;
        struct buf pdf = {0};
        begin(&s);
        buf_puts(&pdf, head);
        buf_puts(&pdf, fonts[mute]);
        buf_puts(&pdf, tail);
        add_picture(&s, IMAGE_PDF, pdf.s, pdf.n, "Logo");
        finish(&s, EDITION_PRESS, mute ? DIAG_pdf_mute_fonts : DIAG_pdf_bare_fonts,
               mute ? "x" : "");
        buf_done(&pdf);
    }
}

static void test_pictures(void)
{
    static const char junk[] = "this is no picture";
    struct sample s;
    begin(&s);
    add_picture(&s, IMAGE_PNG, junk, sizeof junk, NULL);
    finish(&s, EDITION_SCREEN, DIAG_pdf_no_alts, "a");
    begin(&s);
    add_picture(&s, IMAGE_PNG, junk, sizeof junk, NULL);
    list_alternatives = true;
    finish(&s, EDITION_SCREEN, DIAG_pdf_no_alt, "a");
    list_alternatives = false;
    begin(&s);
    add_picture(&s, IMAGE_PNG, junk, sizeof junk, "Bild");
    finish(&s, EDITION_SCREEN, DIAG_pdf_image, "au");
    begin(&s);
    add_picture(&s, IMAGE_PDF, junk, sizeof junk, "Bild");
    finish(&s, EDITION_SCREEN, DIAG_pdf_image, "au");
    begin(&s);
    add_picture(&s, IMAGE_SVG, junk, sizeof junk, "Bild");
    finish(&s, EDITION_SCREEN, DIAG_out_svg, "au");
    begin(&s);
    add_picture(&s, IMAGE_PNG, junk, sizeof junk, "Bild");
    finish(&s, EDITION_PRESS, DIAG_pdf_resolution, "aux");
}

static void test_print(void)
{
    static const struct css_color heavy = {.space = CSS_CMYK,
                                           .c = {65535, 65535, 65535, 65535},
                                           .alpha = 65535};
    struct sample s;
    begin(&s);
    struct frag *box = test_frag(&s.b, s.page, FRAG_BOX, NULL);
    s.b.boxes[0] = s.b.style;
    s.b.boxes[0].v[CSS_background_color] = test_color_val(&heavy);
    box->style = &s.b.boxes[0];
    box->w = box->h = 9 * LEN_PT;
    finish(&s, EDITION_PRESS, DIAG_pdf_ink, "aux");
    begin(&s);
    s.b.page_style.v[CSS_koki_page_multiple] = (struct css_val){.kind = CSS_NUM,
                                                                .num = 4 * FIX_ONE};
    finish(&s, EDITION_PRESS, DIAG_pdf_padded, "aux");
    begin(&s);
    test_book_place(&s.b);
    struct edition e = {.kind = EDITION_PRESS,
                        .path = path,
                        .inking.profile = KOKI_SOURCE_DIR "/meson.build"};
    CHECK(pdf_write(&s.b.book, &e, 1));
    CHECK_STR(claims(), "u");
    CHECK(reported(DIAG_pdf_profile));
    unlink(path);
    test_book_done(&s.b);
}

int main(void)
{
    diag_init("test_pdf_claims");
    diag_configure(DIAG_STYLE, DIAG_JSON);
    test_document();
    test_tables();
    test_pictures();
    test_fonts_of_pictures();
    test_print();
    return test_end();
}
