// SPDX-License-Identifier: Apache-2.0
/* Shadows of boxes and of text: sharp ones as shapes and glyphs, blurred ones as masks at no more
 * than the resolution of print (CSS Backgrounds 3, 6; Text Decoration 3, 4). */
#include "out/out-int.h"

#include <cairo.h>
#include <math.h>
#include <string.h>

enum { DPI = 300, PIXELS_MAX = 4 << 20 };

int shadows_read(const struct css_style *s, enum css_prop prop, struct css_shadow *out, int most)
{
    const struct css_list *l = css_list(s, prop);
    int n = 0, lengths = 0;
    for (int i = 0; l && i < l->n && n <= most; i++) {
        const struct css_val *v = &l->item[i].v;
        if ((!i || l->item[i].comma) && n < most) {
            out[n++] = (struct css_shadow){.color = css_color(s, CSS_color)};
            lengths = 0;
        } else if (l->item[i].comma) {
            break;
        }
        struct css_shadow *now = &out[n - 1];
        if (v->kind == CSS_KEYWORD)
            now->inset |= v->kw == KW_inset;
        else if (v->kind == CSS_COLOR)
            now->color = v->color->space == CSS_NO_COLOR ? NULL : v->color;
        else if (lengths < 4)
            now->v[lengths++] = pt(v->len);
    }
    return n;
}

/* One blur by a box of 2 r + 1 pixels along a row whose pixels are `step` apart. */
static void blur_row(unsigned char *px, int n, size_t step, int r, unsigned char *row)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        row[i] = px[(size_t)i * step];
    for (int i = 0; i < r && i < n; i++)
        sum += row[i];
    for (int i = 0; i < n; i++) {
        sum += i + r < n ? row[i + r] : 0;
        px[(size_t)i * step] = (unsigned char)(sum / (2 * r + 1));
        sum -= i >= r ? row[i - r] : 0;
    }
}

static void mask_blur(unsigned char *px, int w, int h, double sigma)
{
    int r = (int)lround(sqrt(sigma * sigma + 0.25) - 0.5); /* three boxes make nearly a bell */
    unsigned char *row = mem_new((size_t)(w > h ? w : h) + 1);
    for (int pass = 0; pass < 3 && r > 0; pass++) {
        for (int y = 0; y < h; y++)
            blur_row(px + (size_t)y * (size_t)w, w, 1, r, row);
        for (int x = 0; x < w; x++)
            blur_row(px + x, h, (size_t)w, r, row);
    }
    mem_free(row);
}

static double mask_scale(double sigma, double w, double h)
{
    double scale = fmin(DPI / 72.0, 12 / fmax(sigma, 0.1));
    return fmin(scale, sqrt(PIXELS_MAX / fmax(1, w * h)));
}

/* Whether a point is in the box, rounded. */
static bool inside(const struct area *a, const double rx[4], const double ry[4], double x, double y)
{
    x -= a->x, y -= a->y;
    if (x < 0 || y < 0 || x >= a->w || y >= a->h)
        return false;
    int i = y < a->h / 2 ? x < a->w / 2 ? 0 : 1 : x < a->w / 2 ? 3 : 2;
    double dx = rx[i] - (i == 0 || i == 3 ? x : a->w - x), dy = ry[i] - (i < 2 ? y : a->h - y);
    return rx[i] <= 0 || ry[i] <= 0 || dx <= 0 || dy <= 0 ||
           dx * dx / (rx[i] * rx[i]) + dy * dy / (ry[i] * ry[i]) <= 1;
}

void paint_blurred_box(struct painter *p, const struct area *a, const double rx[4],
                       const double ry[4], double blur, bool inverse, const struct area *room,
                       const struct css_color *color)
{
    double sigma = blur / 2, scale = mask_scale(sigma, room->w, room->h);
    struct mask m = {(int)ceil(room->w * scale), (int)ceil(room->h * scale), NULL};
    if (m.width < 1 || m.height < 1 || m.width > PIXELS_MAX / m.height)
        return;
    unsigned char *px = mem_new((size_t)m.width * (size_t)m.height);
    for (int y = 0; y < m.height; y++)
        for (int x = 0; x < m.width; x++)
            px[(size_t)y * (size_t)m.width + (size_t)x] = inside(a, rx, ry,
                                                                 room->x + (x + 0.5) / scale,
                                                                 room->y + (y + 0.5) / scale) !=
                                                                  inverse
                                                              ? 255
                                                              : 0;
    mask_blur(px, m.width, m.height, sigma * scale);
    m.alpha = px;
    p->canvas->ops->mask(p->canvas, &m, room->x, room->y, m.width / scale, m.height / scale, color);
    mem_free(px);
}

/* A run as a mask in a room around its place. */
static void paint_blurred_run(struct painter *p, const struct glyph_run *run, double blur,
                              const struct css_color *color)
{
    const struct glyphs *s = run->glyphs;
    double over = 1.5 * blur + pt(s->font->size) / 4, sigma = blur / 2;
    struct area room = {pt(run->x) - over, pt(run->y - s->font->ascent) - over,
                        pt(run->width) + 2 * over,
                        pt(s->font->ascent + s->font->descent) + 2 * over};
    double scale = mask_scale(sigma, room.w, room.h);
    struct mask m = {(int)ceil(room.w * scale), (int)ceil(room.h * scale), NULL};
    struct raster r;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, m.width, m.height);
    unsigned char *px = mem_new((size_t)m.width * (size_t)m.height + 1);
    raster_init(&r, NULL);
    r.cr = cairo_create(surface);
    cairo_scale(r.cr, scale, scale);
    cairo_translate(r.cr, -room.x, -room.y);
    r.canvas.ops->glyphs(&r.canvas, run, painter_black());
    cairo_destroy(r.cr);
    raster_done(&r);
    cairo_surface_flush(surface);
    for (int y = 0; y < m.height && !cairo_surface_status(surface); y++) {
        const uint32_t *row =
            (const uint32_t *)(const void *)(cairo_image_surface_get_data(surface) +
                                             (size_t)y *
                                                 (size_t)cairo_image_surface_get_stride(surface));
        for (int x = 0; x < m.width; x++)
            px[(size_t)y * (size_t)m.width + (size_t)x] = (unsigned char)(row[x] >> 24);
    }
    cairo_surface_destroy(surface);
    mask_blur(px, m.width, m.height, sigma * scale);
    m.alpha = px;
    p->canvas->ops->mask(p->canvas, &m, room.x, room.y, m.width / scale, m.height / scale, color);
    mem_free(px);
}

void paint_text_shadows(struct painter *p, const struct css_style *s, const struct glyph_run *run)
{
    enum { MOST = 16 };
    struct css_shadow w[MOST];
    for (int i = shadows_read(s, CSS_text_shadow, w, MOST) - 1; i >= 0; i--) {
        struct glyph_run shifted = *run;
        shifted.x += (len)(w[i].v[0] * LEN_PT);
        shifted.y += (len)(w[i].v[1] * LEN_PT);
        shifted.before = shifted.behind = false;
        if (w[i].color && w[i].v[2] > 0.05)
            paint_blurred_run(p, &shifted, w[i].v[2], w[i].color);
        else if (w[i].color)
            p->canvas->ops->glyphs(p->canvas, &shifted, w[i].color);
    }
}
