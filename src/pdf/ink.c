// SPDX-License-Identifier: Apache-2.0
/* Ink coverage of the press edition, for the report: on coarse plates of every page, with the
 * printed colours. */
#include "pdf/pdf-int.h"

#include <string.h>

enum { DPI = 18, LIMIT = 300 /* [%] */ };

struct measure {
    struct finish *f;
    struct inks *inks;
    struct map colors; /* by its address in hexadecimal: entry + 1 */
    double sum[4], pixels;
};

/* Colours are interned; the same address is the same colour. Pages are drawn twice, once a plate.
 */
static void ink_of_color(void *ctx, const struct css_color *color, uint16_t cmyk[4])
{
    struct measure *m = ctx;
    char name[24];
    int page = m->inks->pages.n + 1;
    snprintf(name, sizeof name, "%p", (const void *)color);
    void **entry = map_put(&m->colors, name);
    if (!*entry) {
        *vec_add(&m->inks->colors) = (struct ink_color){.color = color, .page = page};
        color_inks(m->f, color, m->inks->colors.v[m->inks->colors.n - 1].cmyk);
        *entry = (void *)(intptr_t)m->inks->colors.n;
    }
    struct ink_color *c = &m->inks->colors.v[(intptr_t)*entry - 1];
    memcpy(cmyk, c->cmyk, sizeof c->cmyk);
    for (int i = 0; i < 4; i++)
        m->inks->process[i] |= !color->spot && c->cmyk[i];
    c->pages += c->last != page;
    c->last = page;
}

static void ink_of_pixels(void *ctx, struct pixels *px)
{
    struct measure *m = ctx;
    color_convert_pixels(m->f, px, picture_is_neutral(px));
    size_t n = px->channels == 4 ? (size_t)px->width * (size_t)px->height * 4 : 0;
    for (size_t i = 0; i < n; i++)
        m->inks->process[i % 4] |= px->data[i] != 0;
}

static void measure_page(struct ink_use *use, const struct pixels *px, double sum[4])
{
    size_t n = (size_t)px->width * (size_t)px->height;
    for (size_t i = 0; i < n; i++) {
        int all = 0;
        for (int c = 0; c < 4; c++) {
            all += px->data[4 * i + c];
            sum[c] += px->data[4 * i + c];
        }
        if (all * 100 / 255 > use->most)
            use->most = all * 100 / 255;
    }
    for (int c = 0; c < 4; c++)
        use->coverage[c] = n ? sum[c] / (double)n * 100 / 255 : 0;
}

static void add_page(void *ctx, const struct page *page, const struct pixels *px)
{
    struct measure *m = ctx;
    struct inks *inks = m->inks;
    struct ink_use use = {.page = page->index + 1};
    double sum[4] = {0};
    measure_page(&use, px, sum);
    *vec_add(&inks->pages) = use;
    for (int c = 0; c < 4; c++)
        m->sum[c] += sum[c];
    m->pixels += (double)px->width * px->height;
    if (use.most > inks->all.most) {
        inks->all.most = use.most;
        inks->all.page = use.page;
    }
    if (use.most > inks->limit)
        diag(DIAG_pdf_page_ink, LOC_NONE, use.page, use.most, inks->limit);
}

void inks_measure(struct inks *inks, const struct book *book, const struct inking *how)
{
    struct edition press = {.kind = EDITION_PRESS, .inking = *how};
    struct finish f = {.book = book, .doc = book->flow->doc, .edition = &press};
    struct measure m = {.f = &f, .inks = inks};
    struct ink_source source = {&m, ink_of_color, ink_of_pixels, add_page};
    *inks = (struct inks){.limit = how->limit ? how->limit : LIMIT};
    color_open(&f);
    paint_inks(book, DPI, &source);
    for (int i = 0; i < 4; i++)
        inks->all.coverage[i] = m.pixels > 0 ? m.sum[i] / m.pixels * 100 / 255 : 0;
    color_close(&f);
    file_done(&f.file);
    map_done(&m.colors);
}

void inks_done(struct inks *inks)
{
    vec_done(&inks->pages);
    vec_done(&inks->colors);
}
