// SPDX-License-Identifier: Apache-2.0
/* Pages as pixels: on white, and as the plates of their inks. */
#include "out/out-int.h"

#include <cairo.h>
#include <math.h>

cairo_surface_t *raster_page(struct raster *r, struct painter *p, const struct page *page, int dpi)
{
    double scale = dpi / 72.0;
    int w = (int)ceil(pt(page->css->width) * scale), h = (int)ceil(pt(page->css->height) * scale);
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w > 0 ? w : 1,
                                                    h > 0 ? h : 1);
    r->cr = cairo_create(s);
    cairo_set_source_rgb(r->cr, 1, 1, 1);
    cairo_paint(r->cr);
    cairo_scale(r->cr, scale, scale);
    paint_page(p, page, &(struct paint_options){0});
    cairo_destroy(r->cr);
    cairo_surface_flush(s);
    return s;
}

static void join_plates(cairo_surface_t *colors, cairo_surface_t *black, struct pixels *out)
{
    int w = cairo_image_surface_get_width(colors), h = cairo_image_surface_get_height(colors),
        stride = cairo_image_surface_get_stride(colors);
    *out = (struct pixels){w, h, 4, mem_new(4 * (size_t)w * (size_t)h)};
    for (int y = 0; y < h; y++) {
        const uint32_t *cmy = (const uint32_t *)(const void *)(cairo_image_surface_get_data(
                                                                   colors) +
                                                               (size_t)y * (size_t)stride);
        const uint32_t *k = (const uint32_t *)(const void *)(cairo_image_surface_get_data(black) +
                                                             (size_t)y * (size_t)stride);
        unsigned char *to = out->data + 4 * (size_t)y * (size_t)w;
        for (int x = 0; x < w; x++, to += 4) {
            for (int i = 0; i < 3; i++)
                to[i] = (unsigned char)(255 - (cmy[x] >> (16 - 8 * i) & 255));
            to[3] = (unsigned char)(255 - (k[x] & 255));
        }
    }
}

void paint_inks(const struct book *book, int dpi, const struct ink_source *inks)
{
    struct raster r;
    raster_init(&r, inks);
    struct painter *p = painter_new(book, &r.canvas);
    for (int i = 0; i < book->pages.n; i++) {
        struct pixels px;
        cairo_surface_t *plates[2];
        for (int plate = 0; plate < 2; plate++) {
            r.plate = (enum plate)plate;
            plates[plate] = raster_page(&r, p, book->pages.v[i], dpi);
        }
        join_plates(plates[0], plates[1], &px);
        inks->page(inks->ctx, book->pages.v[i], &px);
        mem_free(px.data);
        cairo_surface_destroy(plates[0]);
        cairo_surface_destroy(plates[1]);
    }
    painter_free(p);
    raster_done(&r);
}
