// SPDX-License-Identifier: Apache-2.0
/* Heads of image files, sizes asked for in attributes and CSS, lengths. */
#include "doc/doc-int.h"
#include "doc.h"

static struct image head(const void *bytes, size_t n, const char **why)
{
    struct image i = {0};
    struct buf b = {0};
    buf_add(&b, bytes, n);
    i.data = (unsigned char *)b.s;
    i.size = n;
    *why = image_head(&i);
    buf_done(&b);
    return i;
}

#define BYTES(s) s, sizeof s - 1
#define PNG      "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x64\0\0\0\x32\x08\x06\0\0\0crc_"
#define PHYS                                                                                       \
    "\0\0\0\x09pHYs\0\0\x2e\x23\0\0\x2e\x23\x01"                                                   \
    "crc_" /* 11811 a metre: 300 dpi */
#define IDAT "\0\0\0\x01IDATxcrc_"
#define IEND "\0\0\0\0IENDcrc_"

static void test_png(void)
{
    const char *why;
    struct image i = head(BYTES(PNG PHYS IDAT IEND), &why);
    CHECK(!why);
    CHECK_INT(i.format, IMAGE_PNG);
    CHECK_INT(i.px_width, 100);
    CHECK_INT(i.width / LEN_PT, 24);
    CHECK_INT(i.height / LEN_PT, 12);
    CHECK(i.alpha && i.components == 3);
    i = head(BYTES(PNG IDAT IEND), &why);
    CHECK(!why);
    CHECK_INT(i.width / LEN_PT, 75);
    head(BYTES(PNG IDAT), &why);
    CHECK(why);
    head(BYTES(PNG), &why);
    CHECK(why);
    head(BYTES("\x89PNG\r\n\x1a\n"), &why);
    CHECK(why);
    head(BYTES(PNG "\xff\xff\xff\xffIDAT"), &why);
    CHECK(why);
}

#define SOF(n) "\xff\xc0\0\x0b\x08\0\x32\0\x64" n "\0\0\0"
#define SOS    "\xff\xda\0\2"
#define JFIF   "\xff\xe0\0\x10JFIF\0\1\1\1\0\x96\0\x96\0\0" /* 150 dpi */
#define EXIF                                                                                       \
    "\xff\xe1\0\x3a"                                                                               \
    "Exif\0\0II*\0\x08\0\0\0\2\0"                                                                  \
    "\x1a\1\5\0\1\0\0\0\x26\0\0\0"                                                                 \
    "\x28\1\3\0\1\0\0\0\2\0\0\0"                                                                   \
    "\0\0\0\0"                                                                                     \
    "\x2c\1\0\0\1\0\0\0"                                                                           \
    "\0\0\0\0"
#define TURNED                                                                                     \
    "\xff\xe1\0\x22"                                                                               \
    "Exif\0\0MM\0*\0\0\0\x08\0\1"                                                                  \
    "\1\x12\0\3\0\0\0\1\0\6\0\0"                                                                   \
    "\0\0\0\0"
#define TIFF                                                                                       \
    "II*\0\x08\0\0\0\3\0"                                                                          \
    "\0\1\3\0\1\0\0\0\x64\0\0\0"                                                                   \
    "\1\1\3\0\1\0\0\0\x32\0\0\0"                                                                   \
    "\x12\1\3\0\1\0\0\0\x08\0\0\0"                                                                 \
    "\0\0\0\0"
#define WEBP "RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0\x63\0\0\x31\0\0"
#define ADOBE                                                                                      \
    "\xff\xee\0\x0e"                                                                               \
    "Adobe\0\x64\0\0\0\0\2"

static void test_jpeg(void)
{
    const char *why;
    struct image i = head(BYTES("\xff\xd8" JFIF SOF("\3") SOS), &why);
    CHECK(!why);
    CHECK_INT(i.format, IMAGE_JPEG);
    CHECK_INT(i.width / LEN_PT, 48);
    CHECK_INT(i.px_height, 50);
    CHECK_INT(i.components, 3);
    i = head(BYTES("\xff\xd8" EXIF SOF("\1") SOS), &why);
    CHECK(!why);
    CHECK_INT(i.width / LEN_PT, 24);
    i = head(BYTES("\xff\xd8" ADOBE SOF("\4") SOS), &why);
    CHECK(!why && i.adobe && i.components == 4);
    i = head(BYTES("\xff\xd8" TURNED SOF("\3") SOS), &why);
    CHECK(!why && i.orientation == 6);
    CHECK_INT(i.px_width, 50);
    CHECK_INT(i.px_height, 100);
    head(BYTES("\xff\xd8\xff\xe0\0\1"), &why);
    CHECK(why);
    head(BYTES("\xff\xd8\xff\xc0\xff\xff"), &why);
    CHECK(why);
}

static void test_others(void)
{
    const char *why;
    struct image i = head(BYTES("GIF89a\x64\0\x32\0\0\0"), &why);
    CHECK(!why && i.format == IMAGE_GIF && i.px_width == 100);
    i = head(BYTES(TIFF), &why);
    CHECK(!why && i.format == IMAGE_TIFF && i.orientation == 8 && i.px_width == 50 &&
          i.px_height == 100 && !i.alpha);
    i = head(BYTES(WEBP), &why);
    CHECK(!why && i.format == IMAGE_WEBP && i.alpha && i.px_width == 100 && i.px_height == 50);
    i = head(
        BYTES(
            "<?xml version='1.0'?><!-- c --><svg xmlns='http://www.w3.org/2000/svg' width='2in' viewBox='0 0 200,100'/>"),
        &why);
    CHECK(!why);
    CHECK_INT(i.format, IMAGE_SVG);
    CHECK_INT(i.width / LEN_PT, 144);
    CHECK_INT(i.height / LEN_PT, 72);
    i = head(BYTES("<svg width='100%' viewBox='-5 0 200 100'/>"), &why);
    CHECK(!why);
    CHECK_INT(i.width / LEN_PT, 150);
    i = head(BYTES("<svg/>"), &why);
    CHECK(!why && i.width == 225 * LEN_PT);
    head(BYTES("<svg><g></svg>"), &why);
    CHECK(why);
    i = head(BYTES("%PDF-1.4 << /MediaBox [ 0 0 300.5 200 ] >>"), &why);
    CHECK(!why && i.format == IMAGE_PDF && i.height == 200 * LEN_PT);
    i = head(BYTES("%!PS-Adobe"), &why);
    CHECK(!why && i.format == IMAGE_OTHER);
    i = head("", 0, &why);
    CHECK(!why && i.format == IMAGE_OTHER);
}

/* Every beginning of a good file, and every byte of it changed: no read outside, an answer each
 * time. */
static void test_damage(void)
{
    static const char jpeg[] = "\xff\xd8" JFIF EXIF ADOBE SOF("\4") SOS, png[] = PNG PHYS IDAT IEND,
                      turned[] = "\xff\xd8" TURNED SOF("\3") SOS, tiff[] = TIFF, webp[] = WEBP;
    static const struct {
        const char *s;
        size_t n;
    } files[] = {{BYTES(jpeg)}, {BYTES(png)}, {BYTES(turned)}, {BYTES(tiff)}, {BYTES(webp)}};
    int answers = 0;
    for (size_t k = 0; k < sizeof files / sizeof *files; k++)
        for (size_t at = 0; at < files[k].n; at++) {
            char copy[256];
            const char *why;
            head(files[k].s, at, &why);
            for (int v = 0; v < 256; v += 51) {
                memcpy(copy, files[k].s, files[k].n);
                copy[at] = (char)v;
                struct image i = head(copy, files[k].n, &why);
                answers += why || i.format == IMAGE_OTHER || (i.width > 0 && i.height > 0);
            }
        }
    CHECK_INT(answers,
              (int)(sizeof jpeg + sizeof png + sizeof turned + sizeof tiff + sizeof webp - 5) * 6);
}

static void check_length(const char *s, int kind, int value)
{
    struct css_val v = {0};
    bool ok = length_read(s, 10 * LEN_PT, &v);
    CHECK_INT(ok ? v.kind : -1, kind);
    if (ok && kind >= 0)
        CHECK_INT(kind == CSS_PCT ? v.num : v.len, value);
}

static void test_lengths(void)
{
    check_length("72pt", CSS_LEN, 72 * LEN_PT);
    check_length("1in", CSS_LEN, 72 * LEN_PT);
    check_length("2.54cm", CSS_LEN, 72 * LEN_PT);
    check_length(" 25.4mm", CSS_LEN, 72 * LEN_PT);
    check_length("96", CSS_LEN, 72 * LEN_PT);
    check_length("+96px", CSS_LEN, 72 * LEN_PT);
    check_length("1.5em", CSS_LEN, 15 * LEN_PT);
    check_length("6pi", CSS_LEN, 72 * LEN_PT);
    check_length("50%", CSS_PCT, FIX_ONE / 2);
    check_length(".5%", CSS_PCT, 327);
    check_length("99999999999999999999pt", CSS_LEN, LEN_MAX);
    static const char *const bad[] = {"", "pt", "-3cm", "1,5cm", "3 cm", "1e3", "3xx", "."};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        check_length(bad[i], i == 4 ? CSS_LEN : -1, 2304);
}

/* The image of 200 × 100 pt that `attr` is set on, with `css`, at a measure of 300 pt and a height
 * of 400 pt. */
static void check_fit(const char *attr, const char *css, int width, int height, int x, int w, int h)
{
    struct buf b = {0}, c = {0};
    buf_printf(
        &b,
        "<mediaobject><imageobject><imagedata %s><svg xmlns='http://www.w3.org/2000/svg' width='200pt' height='100pt'/>"
        "</imagedata></imageobject></mediaobject>",
        attr);
    buf_printf(&c, "imageobject, imagedata { display: block } imagedata { %s }", css);
    struct made m = make(b.s, c.s);
    const struct box *box = m.doc->root;
    while (box->first)
        box = box->first;
    CHECK_INT(box->kind, BOX_IMAGE);
    struct image_fit f = doc_image_fit(box, 300 * LEN_PT, 400 * LEN_PT, 400 * LEN_PT);
    int got[] = {f.width, f.height, f.x, f.w, f.h}, want[] = {width, height, x, w, h};
    for (int i = 0; i < 5; i++)
        if (abs(got[i] - want[i] * LEN_PT) > 2)
            fprintf(stderr, "%s | %s: value %d is %d pt, not %d\n", attr, css, i, got[i] / LEN_PT,
                    want[i]),
                test_failed++;
        else
            test_passed++;
    unmake(m);
    buf_done(&b);
    buf_done(&c);
}

static void test_fits(void)
{
    check_fit("", "", 200, 100, 0, 200, 100);
    check_fit("width='50%'", "", 150, 75, 0, 150, 75);
    check_fit("width='50%' scalefit='0' align='center'", "", 150, 100, -25, 200, 100);
    check_fit("width='300pt' contentwidth='50%' align='right'", "", 300, 50, 200, 100, 50);
    check_fit("width='300pt' depth='50pt' align='center'", "", 300, 50, 100, 100, 50);
    check_fit("scale='50'", "", 100, 50, 0, 100, 50);
    check_fit("contentdepth='25pt'", "", 50, 25, 0, 50, 25);
    check_fit("contentwidth='600pt'", "", 300, 150, 0, 300, 150);
    check_fit("contentdepth='800pt'", "", 300, 150, 0, 300, 150);
    check_fit("width='50%'", "width: 100pt", 100, 50, 0, 100, 50);
    check_fit("", "height: 200pt", 400, 200, 0, 400, 200);
    check_fit("", "height: 200pt; max-width: 100%; object-fit: contain", 300, 200, 0, 300, 200);
    check_fit("", "max-width: 50%", 150, 75, 0, 150, 75);
    check_fit("", "width: 100pt; height: 100pt; object-fit: contain", 100, 100, 0, 100, 100);
    check_fit("", "width: 100pt; height: 100pt; object-fit: cover", 100, 100, 0, 100, 100);
    check_fit("width='bogus'", "", 200, 100, 0, 200, 100);
}

#define SVG(w)                                                                                     \
    "<imagedata><svg xmlns='http://www.w3.org/2000/svg' width='" w "' height='10'/></imagedata>"
static void check_choice(const char *objects, int width)
{
    struct buf b = {0};
    buf_printf(&b, "<mediaobject>%s</mediaobject>", objects);
    struct made m = make(b.s, "");
    const struct box *box = m.doc->root;
    while (box->first)
        box = box->first;
    CHECK_INT(box->kind == BOX_IMAGE ? box->u.image->width / LEN_PT : 0, width);
    unmake(m);
    buf_done(&b);
}

/* Of several images: what there is, then what is meant for print, then vector before raster, then
 * the first. */
static void test_choice(void)
{
    check_choice("<imageobject>" SVG("4pt") "</imageobject><imageobject>" SVG(
                     "8pt") "</imageobject>",
                 4);
    check_choice("<imageobject><imagedata output='html' fileref='none.svg'/>" SVG(
                     "8pt") "</imageobject>",
                 8);
    check_choice("<imageobject role='html'>" SVG("4pt") "</imageobject><imageobject>" SVG(
                     "8pt") "</imageobject>",
                 8);
    check_choice("<imageobject>" SVG("4pt") "</imageobject><imageobject role='fo'>" SVG(
                     "8pt") "</imageobject>",
                 8);
    check_choice(
        "<imageobject role='print'><imagedata fileref='none.pdf'/></imageobject><imageobject role='html'>" SVG(
            "8pt") "</imageobject>",
        8);
    check_choice("<videoobject><videodata fileref='v.mp4'/></videoobject><imageobject>" SVG(
                     "8pt") "</imageobject>",
                 8);
    check_choice("<imageobjectco><areaspec/><imageobject>" SVG(
                     "8pt") "</imageobject></imageobjectco>",
                 8);
    check_choice("<textobject><phrase>x</phrase></textobject>", 0);
}

int main(void)
{
    diag_init("test");
    diag_configure(DIAG_SYSTEM, DIAG_TEXT);
    test_png();
    test_jpeg();
    test_others();
    test_damage();
    test_lengths();
    test_fits();
    test_choice();
    return test_end();
}
