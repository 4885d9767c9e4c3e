// SPDX-License-Identifier: Apache-2.0
/* The inks of colours and images on the plates of a page.
 *
 * A page is drawn twice (pixels.c): once with cyan, magenta and yellow as the lack of red, green
 * and blue, once with black as the lack of all three. So Cairo's RGB surfaces hold plates,
 * knock-out and transparency included. The inks of a colour or an image are given by the caller,
 * who has the profile. */
#include "out/out-int.h"

#include <cairo.h>
#include <math.h>
#include <string.h>

enum { SVG_SIDE = 256 /* [px] drawings are rastered to */ };

void inks_rgb(struct raster *r, const struct css_color *color, double rgb[3])
{
    uint16_t c[4];
    r->inks->color(r->inks->ctx, color, c);
    for (int i = 0; i < 3; i++)
        rgb[i] = 1 - c[r->plate == PLATE_BLACK ? 3 : i] / 65535.0;
}

/* ---- images ---------------------------------------------------------------------------------- */

/* A drawing as pixels, as if it were a raster image. */
static bool raster_svg(const struct image *image, struct pixels *px)
{
    double w = fmax(pt(image->width), 1), h = fmax(pt(image->height), 1),
           scale = SVG_SIDE / fmax(w, h);
    int iw = (int)ceil(w * scale), ih = (int)ceil(h * scale);
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, iw, ih);
    cairo_t *cr = cairo_create(s);
    bool ok = raster_draw_svg(cr, image, &(struct area){0, 0, iw, ih});
    cairo_destroy(cr);
    cairo_surface_flush(s);
    *px = (struct pixels){iw, ih, 4, mem_new(4 * (size_t)iw * (size_t)ih)};
    for (int y = 0; y < ih && ok; y++) {
        const uint32_t *row =
            (const uint32_t *)(const void *)(cairo_image_surface_get_data(s) +
                                             (size_t)y * (size_t)cairo_image_surface_get_stride(s));
        for (int x = 0; x < iw; x++) {
            unsigned char *to = px->data + 4 * ((size_t)y * (size_t)iw + (size_t)x);
            uint32_t a = row[x] >> 24;
            for (int i = 0; i < 3; i++)
                to[i] = a ? (unsigned char)((row[x] >> (16 - 8 * i) & 255) * 255 / a) : 255;
            to[3] = (unsigned char)a;
        }
    }
    cairo_surface_destroy(s);
    if (!ok)
        mem_free(px->data);
    return ok;
}

/* One plate of CMYK pixels with their alpha as a surface. */
static cairo_surface_t *plate_surface(const struct pixels *cmyk, const unsigned char *alpha,
                                      enum plate plate)
{
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, cmyk->width, cmyk->height);
    for (int y = 0; y < cmyk->height && !cairo_surface_status(s); y++) {
        uint32_t *row = (uint32_t *)(void *)(cairo_image_surface_get_data(s) +
                                             (size_t)y * (size_t)cairo_image_surface_get_stride(s));
        for (int x = 0; x < cmyk->width; x++) {
            size_t at = (size_t)y * (size_t)cmyk->width + (size_t)x;
            const unsigned char *c = cmyk->data + 4 * at;
            uint32_t v = (uint32_t)alpha[at] << 24;
            for (int i = 0; i < 3; i++)
                v |= (uint32_t)((255 - c[plate == PLATE_BLACK ? 3 : i]) * alpha[at] / 255)
                     << (16 - 8 * i);
            row[x] = v;
        }
    }
    cairo_surface_mark_dirty(s);
    return s;
}

bool inks_load_image(struct raster *r, const struct image *image, cairo_surface_t *plates[2])
{
    struct pixels px;
    if (!(image->format == IMAGE_SVG ? raster_svg(image, &px) : image_decode(image, &px)))
        return false;
    size_t n = (size_t)px.width * (size_t)px.height;
    unsigned char *alpha = mem_new(n + 1);
    for (size_t i = 0; i < n; i++) {
        alpha[i] = px.channels == 4 ? px.data[4 * i + 3] : 255;
        memmove(px.data + 3 * i, px.data + (size_t)px.channels * i, 3);
    }
    px.channels = 3;
    r->inks->pixels(r->inks->ctx, &px);
    for (int i = 0; i < 2; i++)
        plates[i] = plate_surface(&px, alpha, (enum plate)i);
    mem_free(alpha);
    mem_free(px.data);
    return true;
}
