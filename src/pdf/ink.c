/* Ink coverage of the press edition, for the report: on coarse plates of every page, with the colours as they would be printed.
 */
#include "pdf/pdf-int.h"

enum { DPI = 18 };

struct measure {
    struct finish *f;
    struct ink_use use;
    double sum[4], pixels;
};

static void ink_of_color(void *ctx, const struct css_color *color, uint16_t cmyk[4])
{
    color_inks(((struct measure *)ctx)->f, color, cmyk);
}

static void ink_of_pixels(void *ctx, struct pixels *px)
{
    color_convert_pixels(((struct measure *)ctx)->f, px, picture_is_neutral(px));
}

static void add_page(void *ctx, const struct page *page, const struct pixels *px)
{
    struct measure *m = ctx;
    size_t n = (size_t)px->width * (size_t)px->height;
    for (size_t i = 0; i < n; i++) {
        int all = 0;
        for (int c = 0; c < 4; c++) {
            all += px->data[4 * i + c];
            m->sum[c] += px->data[4 * i + c];
        }
        if (all * 100 / 255 > m->use.most) {
            m->use.most = all * 100 / 255;
            m->use.page = page->index + 1;
        }
    }
    m->pixels += (double)n;
}

struct ink_use ink_measure(const struct book *book)
{
    struct edition press = {.kind = EDITION_PRESS};
    struct finish f = {.book = book, .doc = book->flow->doc, .edition = &press};
    struct measure m = {.f = &f};
    struct ink_source source = {&m, ink_of_color, ink_of_pixels, add_page};
    if (color_open(&f))
        paint_inks(book, DPI, &source);
    for (int i = 0; i < 4; i++)
        m.use.coverage[i] = m.pixels > 0 ? m.sum[i] / m.pixels * 100 / 255 : 0;
    color_close(&f);
    file_done(&f.file);
    return m.use;
}
