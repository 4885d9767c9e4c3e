// SPDX-License-Identifier: Apache-2.0
/* Images of every kind in both editions: embedded once however often used, and the file's own bytes
 * where they will do. */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <qpdf/qpdf-c.h>
#include <unistd.h>

#include "pdf/pdf.h"

#include "koki-config.h"
#include "test.h"
#include "book.h"

enum { SIDE = 24, KINDS = 7 };

/* An image with a gradient, in the format and with the number of channels asked for. */
static struct image *make_image(struct test_book *b, const char *type, int channels, bool gray)
{
    GdkPixbuf *buf = gdk_pixbuf_new(GDK_COLORSPACE_RGB, channels == 4, 8, SIDE, SIDE);
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            guchar *p = gdk_pixbuf_get_pixels(buf) + y * gdk_pixbuf_get_rowstride(buf) +
                        x * channels;
            for (int i = 0; i < 3; i++)
                p[i] = (guchar)(gray ? 10 * x : 10 * (i == 0 ? x : i == 1 ? y : SIDE - x));
            if (channels == 4)
                p[3] = (guchar)(10 * y);
        }
    gchar *data = NULL;
    gsize n = 0;
    CHECK(gdk_pixbuf_save_to_buffer(buf, &data, &n, type, NULL, NULL));
    g_object_unref(buf);
    struct image *image = arena_make(&b->arena, struct image);
    *image = (struct image){.path = type,
                            .format = !strcmp(type, "png") ? IMAGE_PNG : IMAGE_JPEG,
                            .width = 50 * LEN_PT,
                            .height = 50 * LEN_PT,
                            .px_width = SIDE,
                            .px_height = SIDE,
                            .components = 3,
                            .alpha = channels == 4,
                            .data = (unsigned char *)arena_dup(&b->arena, data, n),
                            .size = n};
    g_free(data);
    return image;
}

static struct image *make_svg(struct test_book *b)
{
    static const char svg[] =
        "<svg xmlns='http://www.w3.org/2000/svg' width='50' height='50'><linearGradient id='g'>"
        "<stop offset='0' stop-color='#f00'/><stop offset='1' stop-color='#00f'/></linearGradient>"
        "<rect width='50' height='50' fill='url(#g)'/><circle cx='25' cy='25' r='9' fill='#000' opacity='.5'/>"
        "<image href='file:///etc/hostname' width='9' height='9'/></svg>";
    struct image *image = arena_make(&b->arena, struct image);
    *image = (struct image){.path = "svg",
                            .format = IMAGE_SVG,
                            .width = 50 * LEN_PT,
                            .height = 50 * LEN_PT,
                            .data = (const unsigned char *)svg,
                            .size = sizeof svg - 1};
    return image;
}

/* A page with text and a CMYK colour, as a PDF of our own. */
static struct image *make_pdf(struct test_book *b)
{
    struct test_book logo;
    struct buf bytes = {0};
    const char *path = "test_pdf_pictures-logo.pdf";
    test_book_init(&logo, KOKI_SOURCE_DIR "/tests/fonts/KokiSquare-Regular.ttf");
    test_book_style(&logo.style, &test_petrol);
    logo.css.width = logo.css.height = 100 * LEN_PT;
    test_line(&logo, test_page(&logo, ""), 60, test_tag(&logo, NULL, "Document"), "Logo", NULL,
              NULL, NULL);
    test_book_place(&logo);
    struct edition e = {.kind = EDITION_PRESS, .path = path};
    CHECK(pdf_write(&logo.book, &e, 1));
    test_book_done(&logo);
    FILE *f = fopen(path, "rb");
    CHECK(f && buf_read(&bytes, f, 1 << 24));
    if (f)
        fclose(f);
    unlink(path);
    struct image *image = arena_make(&b->arena, struct image);
    *image = (struct image){.path = "logo",
                            .format = IMAGE_PDF,
                            .width = 100 * LEN_PT,
                            .height = 100 * LEN_PT,
                            .size = bytes.n,
                            .data = (unsigned char *)arena_dup(&b->arena, bytes.s, bytes.n)};
    buf_done(&bytes);
    return image;
}

static struct image *make_broken(struct test_book *b)
{
    struct image *image = arena_make(&b->arena, struct image);
    *image = *make_image(b, "png", 3, false);
    image->size = 60;
    return image;
}

static void add(struct test_book *b, struct page *p, struct tag *root, struct image *image, int i)
{
    struct box *box = arena_make(&b->arena, struct box);
    struct tag *figure = test_tag(b, root, "Figure");
    tag_more(&b->arena, figure)->alt = "Bild";
    box->u.image = image;
    image->id = i;
    for (int twice = 0; twice < 2; twice++) {
        struct frag *f = test_frag(b, p, FRAG_IMAGE, twice ? NULL : figure);
        f->box = box;
        f->x = (20 + 60 * twice) * LEN_PT;
        f->y = (10 + 55 * i) * LEN_PT;
        f->w = f->h = 50 * LEN_PT;
    }
}

static void sample(struct test_book *b)
{
    test_book_init(b, KOKI_SOURCE_DIR "/tests/fonts/KokiSquare-Regular.ttf");
    struct tag *root = test_tag(b, NULL, "Document");
    struct page *p = test_page(b, "1");
    struct image *const images[KINDS] = {make_image(b, "png", 3, false),
                                         make_image(b, "png", 4, false),
                                         make_image(b, "png", 3, true),
                                         make_image(b, "jpeg", 3, false),
                                         make_svg(b),
                                         make_pdf(b),
                                         make_broken(b)};
    for (int i = 0; i < KINDS; i++)
        add(b, p, root, images[i], i);
    test_book_place(b);
}

/* How many image XObjects the file has, soft masks counted too; and of which filter the first of a
 * space is. */
static int count_images(const char *path, const char *filter)
{
    qpdf_data q = qpdf_init();
    int found = 0;
    CHECK(!(qpdf_read(q, path, NULL) & QPDF_ERRORS));
    for (int id = 1; id < 200; id++) {
        qpdf_oh o = qpdf_get_object_by_id(q, id, 0);
        if (qpdf_oh_is_stream(q, o)) {
            qpdf_oh dict = qpdf_oh_get_dict(q, o);
            found += qpdf_oh_is_name_and_equals(q, qpdf_oh_get_key(q, dict, "/Subtype"),
                                                "/Image") &&
                     (!filter ||
                      qpdf_oh_is_name_and_equals(q, qpdf_oh_get_key(q, dict, "/Filter"), filter));
        }
    }
    qpdf_cleanup(&q);
    return found;
}

static void test_edition(const struct test_book *b, enum edition_kind kind, const char *path,
                         int images, int jpegs)
{
    struct edition e = {.kind = kind, .path = path};
    CHECK(pdf_write(&b->book, &e, 1));
    CHECK_INT(count_images(path, NULL), images);
    CHECK_INT(count_images(path, "/DCTDecode"), jpegs);
}

static struct image *kind_of(struct test_book *b, int kind)
{
    switch (kind) {
    case 0: return make_image(b, "png", 3, false);
    case 1: return make_image(b, "jpeg", 3, false);
    case 2: return make_image(b, "png", 4, false);
    case 3: return make_svg(b);
    default: return make_pdf(b);
    }
}

/* Whether the page of a file that shows one image alone blends: it then names the space to do so
 * in. Opaque ones must not make a page a group, which print shops take for transparency. */
static bool blends(int kind)
{
    static const char path[] = "test_pdf_pictures-one.pdf";
    struct test_book b;
    test_book_init(&b, KOKI_SOURCE_DIR "/tests/fonts/KokiSquare-Regular.ttf");
    struct tag *root = test_tag(&b, NULL, "Document");
    add(&b, test_page(&b, "1"), root, kind_of(&b, kind), 0);
    test_book_place(&b);
    CHECK(pdf_write(&b.book, &(struct edition){.kind = EDITION_SCREEN, .path = path}, 1));
    qpdf_data q = qpdf_init();
    CHECK(!(qpdf_read(q, path, NULL) & QPDF_ERRORS));
    bool found = qpdf_oh_has_key(q, qpdf_get_page_n(q, 0), "/Group");
    qpdf_cleanup(&q);
    unlink(path);
    test_book_done(&b);
    return found;
}

static void test_see_through(void)
{
    CHECK(!blends(0));
    CHECK(!blends(1));
    CHECK(blends(2));
    CHECK(blends(3));
    CHECK(blends(4));
}

int main(int argc, char **argv)
{
    struct test_book b;
    char path[256];
    diag_init("test_pdf_pictures");
    setenv("SOURCE_DATE_EPOCH", "1767225600", 1);
    sample(&b);
    for (int press = 0; press < 2; press++) {
        snprintf(path, sizeof path, "%s-%s.pdf", argc > 1 ? argv[1] : "test_pdf_pictures",
                 press ? "press" : "screen");
        test_edition(&b, press ? EDITION_PRESS : EDITION_SCREEN, path, 5, press ? 0 : 1);
        if (argc < 2)
            unlink(path);
    }
    test_book_done(&b);
    test_see_through();
    return test_end();
}
