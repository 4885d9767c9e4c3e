// SPDX-License-Identifier: Apache-2.0
/* The canvas of Cairo's image surfaces: previews, and the plates on which inks are measured. */
#include "out/out-int.h"

#include <cairo.h>
#include <librsvg/rsvg.h>
#include <math.h>
#include <string.h>

struct raster_image {
    cairo_surface_t *surface[2]; /* as seen; or its plates. NULL: none */
    bool tried;
};
struct rasters {
    VEC(struct raster_image) v; /* by image->id */
};

static struct raster *of(struct canvas *c) { return (struct raster *)c; }

/* ---- colours --------------------------------------------------------------------------------- */

static void plain_rgb(const struct css_color *color, double rgb[3])
{
    static const struct css_color black = {.space = CSS_GRAY, .alpha = 65535};
    switch (color->space) {
    case CSS_CMYK:
        for (int i = 0; i < 3; i++)
            rgb[i] = (1 - color->c[i] / 65535.0) * (1 - color->c[3] / 65535.0);
        break;
    case CSS_SPOT:
        plain_rgb(color->alternative ? color->alternative : &black, rgb);
        for (int i = 0; i < 3; i++)
            rgb[i] = 1 - (1 - rgb[i]) * (color->c[0] / 65535.0);
        break;
    case CSS_RGB:
        for (int i = 0; i < 3; i++)
            rgb[i] = color->c[i] / 65535.0;
        break;
    default: rgb[0] = rgb[1] = rgb[2] = color->c[0] / 65535.0;
    }
}

static void set_color(struct raster *r, const struct css_color *color)
{
    double rgb[3];
    if (r->inks)
        inks_rgb(r, color, rgb);
    else
        plain_rgb(color, rgb);
    cairo_set_source_rgba(r->cr, rgb[0], rgb[1], rgb[2], color->alpha / 65535.0);
}

/* ---- paths ----------------------------------------------------------------------------------- */

static void set_path(cairo_t *cr, const struct path *path)
{
    const double *v = path->v.v;
    cairo_new_path(cr);
    cairo_set_fill_rule(cr, path->even_odd ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING);
    for (int i = 0; i < path->op.n; i++)
        switch ((enum path_op)path->op.v[i]) {
        case PATH_MOVE:
            cairo_move_to(cr, v[0], v[1]);
            v += 2;
            break;
        case PATH_LINE:
            cairo_line_to(cr, v[0], v[1]);
            v += 2;
            break;
        case PATH_CURVE:
            cairo_curve_to(cr, v[0], v[1], v[2], v[3], v[4], v[5]);
            v += 6;
            break;
        case PATH_RECT:
            cairo_rectangle(cr, v[0], v[1], v[2], v[3]);
            v += 4;
            break;
        case PATH_CLOSE: cairo_close_path(cr); break;
        }
}

static void raster_save(struct canvas *c) { cairo_save(of(c)->cr); }
static void raster_restore(struct canvas *c) { cairo_restore(of(c)->cr); }

static void raster_transform(struct canvas *c, const double m[6])
{
    cairo_matrix_t matrix =
        {.xx = m[0], .yx = m[1], .xy = m[2], .yy = m[3], .x0 = m[4], .y0 = m[5]};
    cairo_transform(of(c)->cr, &matrix);
}

static void raster_clip(struct canvas *c, const struct path *path)
{
    set_path(of(c)->cr, path);
    cairo_clip(of(c)->cr);
}

static void raster_fill(struct canvas *c, const struct path *path, const struct css_color *color)
{
    set_color(of(c), color);
    set_path(of(c)->cr, path);
    cairo_fill(of(c)->cr);
}

static void raster_stroke(struct canvas *c, const struct path *path, const struct pen *pen,
                          const struct css_color *color)
{
    cairo_t *cr = of(c)->cr;
    double dash[] = {pen->dash, pen->gap};
    set_color(of(c), color);
    set_path(cr, path);
    cairo_set_line_width(cr, pen->width);
    cairo_set_dash(cr, dash, pen->gap > 0 ? 2 : 0, 0);
    cairo_set_line_cap(cr, pen->round ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
    cairo_stroke(cr);
}

static void stop_rgba(struct raster *r, const struct stop *stop, double rgba[4])
{
    r->inks ? inks_rgb(r, stop->color, rgba) : plain_rgb(stop->color, rgba);
    rgba[3] = stop->color->alpha / 65535.0;
}

/* Each wedge as a patch whose one side is the middle. */
static cairo_pattern_t *conic_pattern(struct raster *r, const struct gradient *g)
{
    int n;
    struct wedge *w = gradient_wedges(g, &n);
    cairo_pattern_t *p = cairo_pattern_create_mesh();
    for (int i = 0; i < n; i++) {
        double from[4], to[4];
        stop_rgba(r, &g->stop[w[i].stop], from);
        stop_rgba(r, &g->stop[w[i].stop + 1], to);
        cairo_mesh_pattern_begin_patch(p);
        cairo_mesh_pattern_move_to(p, g->x1, g->y1);
        cairo_mesh_pattern_line_to(p, w[i].x[0], w[i].y[0]);
        cairo_mesh_pattern_line_to(p, w[i].x[1], w[i].y[1]);
        cairo_mesh_pattern_line_to(p, g->x1, g->y1);
        for (unsigned corner = 0; corner < 4; corner++) {
            double at = w[i].at[corner > 1], c[4];
            for (int k = 0; k < 4; k++)
                c[k] = from[k] + (to[k] - from[k]) * at;
            cairo_mesh_pattern_set_corner_color_rgba(p, corner, c[0], c[1], c[2], c[3]);
        }
        cairo_mesh_pattern_end_patch(p);
    }
    mem_free(w);
    return p;
}

static cairo_pattern_t *stops_pattern(struct raster *r, const struct gradient *g)
{
    bool radial = g->kind == GRADIENT_RADIAL;
    cairo_pattern_t *p = radial ? cairo_pattern_create_radial(0, 0, 0, 0, 0, 1)
                                : cairo_pattern_create_linear(g->x0, g->y0, g->x1, g->y1);
    if (radial) {
        cairo_matrix_t m;
        cairo_matrix_init_scale(&m, 1 / fmax(g->rx, 1e-3), 1 / fmax(g->ry, 1e-3));
        cairo_matrix_translate(&m, -g->x1, -g->y1);
        cairo_pattern_set_matrix(p, &m);
    }
    for (int i = 0; i < g->n; i++) {
        double c[4];
        stop_rgba(r, &g->stop[i], c);
        cairo_pattern_add_color_stop_rgba(p, g->stop[i].at, c[0], c[1], c[2], c[3]);
    }
    cairo_pattern_set_extend(p, CAIRO_EXTEND_PAD);
    return p;
}

static void raster_shade(struct canvas *c, const struct path *path, const struct gradient *g)
{
    struct raster *r = of(c);
    cairo_pattern_t *p = g->kind == GRADIENT_CONIC ? conic_pattern(r, g) : stops_pattern(r, g);
    cairo_set_source(r->cr, p);
    set_path(r->cr, path);
    cairo_fill(r->cr);
    cairo_pattern_destroy(p);
}

static void raster_mask(struct canvas *c, const struct mask *mask, double x, double y, double w,
                        double h, const struct css_color *color)
{
    struct raster *r = of(c);
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_A8, mask->width, mask->height);
    for (int i = 0; i < mask->height && !cairo_surface_status(s); i++)
        memcpy(cairo_image_surface_get_data(s) +
                   (size_t)i * (size_t)cairo_image_surface_get_stride(s),
               mask->alpha + (size_t)i * (size_t)mask->width, (size_t)mask->width);
    cairo_surface_mark_dirty(s);
    cairo_save(r->cr);
    set_color(r, color);
    cairo_translate(r->cr, x, y);
    cairo_scale(r->cr, w / mask->width, h / mask->height);
    cairo_mask_surface(r->cr, s, 0, 0);
    cairo_restore(r->cr);
    cairo_surface_destroy(s);
}

static cairo_operator_t operator_of(enum css_kw blend)
{
    switch (blend) {
    case KW_multiply: return CAIRO_OPERATOR_MULTIPLY;
    case KW_screen: return CAIRO_OPERATOR_SCREEN;
    case KW_overlay: return CAIRO_OPERATOR_OVERLAY;
    case KW_darken: return CAIRO_OPERATOR_DARKEN;
    case KW_lighten: return CAIRO_OPERATOR_LIGHTEN;
    case KW_color_dodge: return CAIRO_OPERATOR_COLOR_DODGE;
    case KW_color_burn: return CAIRO_OPERATOR_COLOR_BURN;
    case KW_hard_light: return CAIRO_OPERATOR_HARD_LIGHT;
    case KW_soft_light: return CAIRO_OPERATOR_SOFT_LIGHT;
    case KW_difference: return CAIRO_OPERATOR_DIFFERENCE;
    case KW_exclusion: return CAIRO_OPERATOR_EXCLUSION;
    case KW_hue: return CAIRO_OPERATOR_HSL_HUE;
    case KW_saturation: return CAIRO_OPERATOR_HSL_SATURATION;
    case KW_color: return CAIRO_OPERATOR_HSL_COLOR;
    case KW_luminosity: return CAIRO_OPERATOR_HSL_LUMINOSITY;
    default: return CAIRO_OPERATOR_OVER;
    }
}

static void raster_begin_group(struct canvas *c, double opacity, enum css_kw blend)
{
    *vec_add(&of(c)->groups) = (struct raster_group){opacity, blend, NULL};
    cairo_push_group(of(c)->cr);
}

static void raster_end_group(struct canvas *c)
{
    struct raster *r = of(c);
    struct raster_group g = r->groups.v[--r->groups.n];
    cairo_pop_group_to_source(r->cr);
    cairo_set_operator(r->cr, operator_of(g.blend));
    if (g.mask)
        cairo_mask(r->cr, g.mask);
    else
        cairo_paint_with_alpha(r->cr, g.opacity);
    cairo_set_operator(r->cr, CAIRO_OPERATOR_OVER);
    if (g.mask)
        cairo_pattern_destroy(g.mask);
}

static void raster_begin_mask(struct canvas *c) { cairo_push_group(of(c)->cr); }

/* The pixels' alpha becomes what counts; the others are not looked at. */
static void raster_end_mask(struct canvas *c, enum mask_by by)
{
    struct raster *r = of(c);
    struct raster_group *g = &r->groups.v[r->groups.n - 1];
    cairo_surface_t *pixels;
    g->mask = cairo_pop_group(r->cr);
    if (cairo_pattern_get_surface(g->mask, &pixels) != CAIRO_STATUS_SUCCESS)
        return;
    cairo_surface_flush(pixels);
    int w = cairo_image_surface_get_width(pixels), h = cairo_image_surface_get_height(pixels);
    for (int y = 0; y < h; y++) {
        uint32_t *row = (void *)(cairo_image_surface_get_data(pixels) +
                                 (ptrdiff_t)y * cairo_image_surface_get_stride(pixels));
        for (int x = 0; x < w; x++) {
            unsigned red = row[x] >> 16 & 255, green = row[x] >> 8 & 255, blue = row[x] & 255;
            double v = by == MASK_LUMINANCE ? .2125 * red + .7154 * green + .0721 * blue
                       : by == MASK_INVERSE ? 255 - (row[x] >> 24)
                                            : row[x] >> 24;
            row[x] = (uint32_t)(v * g->opacity + .5) << 24;
        }
    }
    cairo_surface_mark_dirty(pixels);
}

/* ---- text ------------------------------------------------------------------------------------ */

static void raster_glyphs(struct canvas *c, const struct glyph_run *run,
                          const struct css_color *color)
{
    struct raster *r = of(c);
    const struct glyphs *s = run->glyphs;
    if (run->hidden || !faces_set(r->faces, r->cr, s->font, s->expansion))
        return;
    cairo_glyph_t *g = mem_grow(NULL, sizeof *g * (size_t)(s->n * run->repeat + 1));
    len x = run->x;
    int n = 0;
    for (int k = 0; k < run->repeat; k++)
        for (int i = 0; i < s->n; x += s->glyph[i++].advance) {
            struct glyph_shift shift = s->shift ? s->shift[i] : (struct glyph_shift){0};
            g[n++] = (cairo_glyph_t){s->glyph[i].id, pt(x + shift.dx), pt(run->y - shift.dy)};
        }
    set_color(r, color);
    cairo_show_glyphs(r->cr, g, n);
    mem_free(g);
}

/* ---- images ---------------------------------------------------------------------------------- */

static cairo_surface_t *surface_of(const struct image *image)
{
    struct pixels px;
    if (!image_decode(image, &px))
        return NULL;
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, px.width, px.height);
    if (cairo_surface_status(s) == CAIRO_STATUS_SUCCESS) {
        const unsigned char *from = px.data;
        for (int y = 0; y < px.height; y++) {
            uint32_t *to = (uint32_t *)(void *)(cairo_image_surface_get_data(s) +
                                                (size_t)y *
                                                    (size_t)cairo_image_surface_get_stride(s));
            for (int x = 0; x < px.width; x++, from += px.channels) {
                uint32_t a = px.channels == 4 ? from[3] : 255;
                to[x] = a << 24 | from[0] * a / 255 << 16 | from[1] * a / 255 << 8 |
                        from[2] * a / 255;
            }
        }
        cairo_surface_mark_dirty(s);
    }
    mem_free(px.data);
    return s;
}

bool raster_render_svg(void *svg, cairo_t *cr, const struct image *image, const struct area *a,
                       double scale, void *error)
{
    RsvgRectangle in = {a->x, a->y, a->w, a->h};
    cairo_save(cr);
    if (image->clips) {
        cairo_rectangle(cr, a->x, a->y, a->w, a->h);
        cairo_clip(cr);
    }
    const unsigned char *g = image->ground;
    if (g[3]) {
        cairo_set_source_rgba(cr, g[0] / 255., g[1] / 255., g[2] / 255., g[3] / 255.);
        cairo_rectangle(cr, a->x, a->y, a->w, a->h);
        cairo_fill(cr);
    }
    if (image->unsized) { /* librsvg does not scale it to the area */
        char size[80];
        const double px = 96 / 72.; /* in a pt */
        in = (RsvgRectangle){a->x / scale, a->y / scale, a->w / scale, a->h / scale};
        int n = snprintf(size, sizeof size, ":root { width: %.3fpx; height: %.3fpx }",
                         in.width * px, in.height * px);
        (void)rsvg_handle_set_stylesheet(svg, (const uint8_t *)size, (size_t)n, NULL);
        cairo_scale(cr, scale, scale);
    }
    bool ok = rsvg_handle_render_document(svg, cr, &in, error);
    cairo_restore(cr);
    return ok;
}

bool raster_draw_svg(cairo_t *cr, const struct image *image, const struct area *a)
{
    RsvgHandle *svg = image->unfit || !image->data
                          ? NULL
                          : rsvg_handle_new_from_data(image->data, image->size, NULL);
    bool ok = svg && raster_render_svg(svg, cr, image, a, 1, NULL) && !cairo_status(cr);
    if (svg)
        g_object_unref(svg);
    return ok;
}

static struct raster_image *get_image(struct raster *r, const struct image *image)
{
    while (r->images->v.n <= image->id)
        (void)vec_add(&r->images->v);
    struct raster_image *c = &r->images->v.v[image->id];
    if (!c->tried && r->inks)
        inks_load_image(r, image, c->surface);
    else if (!c->tried && image->format != IMAGE_PDF && image->format != IMAGE_SVG)
        c->surface[0] = surface_of(image);
    c->tried = true;
    return c;
}

/* At its edges it is blended with itself, not with its surroundings. If it is upright it ends at
 * whole pixels, so that images side by side leave no seam. */
static void draw_surface(cairo_t *cr, cairo_surface_t *s, const struct area *a, bool crisp)
{
    int w = cairo_image_surface_get_width(s), h = cairo_image_surface_get_height(s);
    cairo_translate(cr, a->x, a->y);
    cairo_scale(cr, a->w / w, a->h / h);
    cairo_set_source_surface(cr, s, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr),
                             crisp ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD);
    cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD);
    cairo_matrix_t m;
    cairo_get_matrix(cr, &m);
    if (m.xy == 0 && m.yx == 0)
        cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
    cairo_rectangle(cr, 0, 0, w, h);
    cairo_fill(cr);
}

/* The placeholder for an image that cannot be shown. */
static void draw_placeholder(struct raster *r, const struct area *a)
{
    static const struct css_color light = {.space = CSS_GRAY, .c = {60000}, .alpha = 65535};
    set_color(r, &light);
    cairo_rectangle(r->cr, a->x, a->y, a->w, a->h);
    cairo_fill(r->cr);
}

static void raster_image(struct canvas *c, const struct image *image, double x, double y, double w,
                         double h)
{
    struct raster *r = of(c);
    struct area a = {x, y, w, h};
    cairo_surface_t *s = get_image(r, image)->surface[r->inks ? r->plate : 0];
    cairo_save(r->cr);
    if (s)
        draw_surface(r->cr, s, &a, image->crisp);
    else if (image->format != IMAGE_SVG || !raster_draw_svg(r->cr, image, &a))
        draw_placeholder(r, &a);
    cairo_restore(r->cr);
}

/* ---- pages ----------------------------------------------------------------------------------- */

static void raster_tag(struct canvas *c, const struct tag *tag, enum artifact kind)
{
    (void)c, (void)tag, (void)kind;
}
static void raster_link(struct canvas *c, const struct paint_place *p, const char *s, int n)
{
    (void)c, (void)p, (void)s, (void)n;
}
static void raster_figure(struct canvas *c, const struct paint_place *p) { (void)c, (void)p; }
static void raster_anchor(struct canvas *c, const struct tag *tag) { (void)c, (void)tag; }
static void raster_read(struct canvas *c, int place) { (void)c, (void)place; }

void raster_init(struct raster *r, const struct ink_source *inks)
{
    static const struct canvas_ops ops = {raster_save,        raster_restore,   raster_transform,
                                          raster_clip,        raster_fill,      raster_stroke,
                                          raster_image,       raster_shade,     raster_mask,
                                          raster_begin_group, raster_end_group, raster_begin_mask,
                                          raster_end_mask,    raster_glyphs,    raster_tag,
                                          raster_link,        raster_figure,    raster_anchor,
                                          raster_read};
    *r = (struct raster){.canvas.ops = &ops,
                         .faces = faces_new(),
                         .images = mem_new(sizeof(struct rasters)),
                         .inks = inks};
}

void raster_done(struct raster *r)
{
    for (int i = 0; i < r->images->v.n; i++)
        for (int j = 0; j < 2; j++)
            if (r->images->v.v[i].surface[j])
                cairo_surface_destroy(r->images->v.v[i].surface[j]);
    vec_done(&r->images->v);
    vec_done(&r->groups);
    mem_free(r->images);
    faces_free(r->faces);
}
