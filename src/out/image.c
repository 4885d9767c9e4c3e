/* Pictures: where they stand, and for previews and SVG how they look.
 *
 * In a PDF a raster picture is only a rectangle in its key: pdf/ puts the file's own bytes there, once however often it is used,
 * with no decoding in between. SVG is drawn by librsvg, as vectors; it gets no address, so it can load nothing from outside. */
#include "out/out-int.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <librsvg/rsvg.h>
#include <string.h>

enum { PIXELS_MAX = 1 << 27 };

struct picture {
    RsvgHandle *svg;
    cairo_surface_t *surface;   /* previews only */
    cairo_surface_t *plates[2]; /* for measuring inks only */
    bool tried;
};
struct pictures {
    VEC(struct picture) v; /* by image->id */
};

struct pictures *pictures_new(void)
{
    return mem_new(sizeof(struct pictures));
}

void pictures_free(struct pictures *c)
{
    for (int i = 0; i < c->v.n; i++) {
        if (c->v.v[i].svg)
            g_object_unref(c->v.v[i].svg);
        if (c->v.v[i].surface)
            cairo_surface_destroy(c->v.v[i].surface);
        for (int j = 0; j < 2; j++)
            if (c->v.v[i].plates[j])
                cairo_surface_destroy(c->v.v[i].plates[j]);
    }
    vec_done(&c->v);
    mem_free(c);
}

/* ---- decoding ---------------------------------------------------------------------------------------------------- */

/* Whether the file has its end: of one that was cut off, decoders show whatever they please. */
static bool is_whole(const struct image *image)
{
    const char *end = image->format == IMAGE_PNG ? "IEND" : image->format == IMAGE_JPEG ? "\xff\xd9" : ";";
    size_t n = strlen(end), tail = image->size < 4096 ? image->size : 4096;
    for (size_t at = image->size - tail; at + n <= image->size; at++)
        if (!memcmp(image->data + at, end, n))
            return true;
    return false;
}

bool image_decode(const struct image *image, struct pixels *out)
{
    *out = (struct pixels){0};
    if (!image->data || !is_whole(image) || image->px_width <= 0 || image->px_height <= 0 ||
        image->px_height > PIXELS_MAX / image->px_width)
        return false;
    GInputStream *in = g_memory_input_stream_new_from_data(image->data, (gssize)image->size, NULL);
    GdkPixbuf *buf = gdk_pixbuf_new_from_stream(in, NULL, NULL);
    g_object_unref(in);
    if (!buf)
        return false;
    out->width = gdk_pixbuf_get_width(buf);
    out->height = gdk_pixbuf_get_height(buf);
    out->channels = gdk_pixbuf_get_n_channels(buf);
    size_t row = (size_t)out->width * (size_t)out->channels;
    out->data = mem_new(row * (size_t)out->height);
    for (int y = 0; y < out->height; y++)
        memcpy(out->data + row * (size_t)y, gdk_pixbuf_read_pixels(buf) + (size_t)gdk_pixbuf_get_rowstride(buf) * (size_t)y, row);
    g_object_unref(buf);
    return true;
}

static cairo_surface_t *surface_of(const struct image *image)
{
    struct pixels px;
    if (!image_decode(image, &px))
        return NULL;
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, px.width, px.height);
    if (cairo_surface_status(s) == CAIRO_STATUS_SUCCESS) {
        const unsigned char *from = px.data;
        for (int y = 0; y < px.height; y++) {
            uint32_t *to =
                (uint32_t *)(void *)(cairo_image_surface_get_data(s) + (size_t)y * (size_t)cairo_image_surface_get_stride(s));
            for (int x = 0; x < px.width; x++, from += px.channels) {
                uint32_t a = px.channels == 4 ? from[3] : 255;
                to[x] = a << 24 | from[0] * a / 255 << 16 | from[1] * a / 255 << 8 | from[2] * a / 255;
            }
        }
        cairo_surface_mark_dirty(s);
    }
    mem_free(px.data);
    return s;
}

static RsvgHandle *svg_of(const struct image *image)
{
    GError *error = NULL;
    RsvgHandle *svg = image->data ? rsvg_handle_new_from_data(image->data, image->size, &error) : NULL;
    if (!svg)
        diag(DIAG_out_svg, LOC_NONE, image->path ? image->path : "", error ? error->message : "");
    g_clear_error(&error);
    return svg;
}

static struct picture *picture_get(struct painter *p, const struct image *image)
{
    while (p->pictures->v.n <= image->id)
        (void)vec_add(&p->pictures->v);
    struct picture *c = &p->pictures->v.v[image->id];
    if (!c->tried) {
        c->tried = true;
        if (p->inks)
            inks_load_picture(p, image, c->plates);
        else if (image->format == IMAGE_SVG)
            c->svg = image->unfit ? NULL : svg_of(image);
        else if (!p->out && image->format != IMAGE_PDF)
            c->surface = surface_of(image);
    }
    return c;
}

/* ---- fitting ----------------------------------------------------------------------------------------------------- */

struct fit {
    struct area a; /* of the picture */
    bool clip;     /* it sticks out of its box */
};

static double position(const struct css_style *s, int axis, double room)
{
    const struct css_list *l = css_list(s, CSS_object_position);
    if (!l || axis >= l->n)
        return room / 2;
    const struct css_val *v = &l->item[axis].v;
    return (v->kind == CSS_LEN || v->kind == CSS_CALC ? pt(v->len) : 0) +
           (v->kind == CSS_LEN ? 0 : v->num / (double)FIX_ONE * room);
}

/* CSS Images 3, 5.5. */
static struct fit fit_image(const struct image *image, const struct css_style *s, double x, double y, double w, double h)
{
    len natural_w, natural_h;
    doc_image_natural(image, s, &natural_w, &natural_h);
    double iw = pt(natural_w), ih = pt(natural_h);
    enum css_kw how = css_kw(s, CSS_object_fit);
    if (how == KW_fill || how == KW_NONE_GIVEN)
        return (struct fit){{x, y, w, h}, false};
    double contain = w / iw < h / ih ? w / iw : h / ih, cover = w / iw > h / ih ? w / iw : h / ih;
    double scale = how == KW_cover ? cover : how == KW_contain ? contain : how == KW_scale_down && contain < 1 ? contain : 1;
    struct area a = {.w = iw * scale, .h = ih * scale};
    a.x = x + position(s, 0, w - a.w);
    a.y = y + position(s, 1, h - a.h);
    return (struct fit){a, a.x < x - 0.01 || a.y < y - 0.01 || a.x + a.w > x + w + 0.01 || a.y + a.h > y + h + 0.01};
}

/* ---- painting ---------------------------------------------------------------------------------------------------- */

static void draw_svg(struct painter *p, const struct image *image, RsvgHandle *svg, const struct area *a)
{
    GError *error = NULL;
    RsvgRectangle where = {a->x, a->y, a->w, a->h};
    if (!rsvg_handle_render_document(svg, p->cr, &where, &error))
        diag(DIAG_out_svg, LOC_NONE, image->path ? image->path : "", error ? error->message : "");
    g_clear_error(&error);
}

static void draw_surface(struct painter *p, cairo_surface_t *s, const struct area *a)
{
    cairo_translate(p->cr, a->x, a->y);
    cairo_scale(p->cr, a->w / cairo_image_surface_get_width(s), a->h / cairo_image_surface_get_height(s));
    cairo_set_source_surface(p->cr, s, 0, 0);
    cairo_paint(p->cr);
}

/* What stands for a picture that cannot be shown. */
static void draw_placeholder(struct painter *p, const struct area *a)
{
    static const struct css_color light = {.space = CSS_GRAY, .c = {60000}, .alpha = 65535};
    painter_set_color(p, &light);
    cairo_rectangle(p->cr, a->x, a->y, a->w, a->h);
    cairo_fill(p->cr);
}

/* A picture key stands on a triangle: top left, top right, bottom left say all, and Cairo cannot take it for the whole page and
 * paint that. */
static void draw_key(struct painter *p, const struct image *image, const struct area *a)
{
    painter_set_picture(p, image);
    cairo_move_to(p->cr, a->x, a->y);
    cairo_line_to(p->cr, a->x + a->w, a->y);
    cairo_line_to(p->cr, a->x, a->y + a->h);
    cairo_close_path(p->cr);
    cairo_fill(p->cr);
}

void paint_picture(struct painter *p, const struct image *image, const struct area *a)
{
    p->in_text = false;
    cairo_save(p->cr);
    struct picture *c = picture_get(p, image);
    if (c->svg)
        draw_svg(p, image, c->svg, a);
    else if (c->surface || c->plates[p->plate])
        draw_surface(p, c->surface ? c->surface : c->plates[p->plate], a);
    else if (p->out && image->data && image->format != IMAGE_SVG && image->format != IMAGE_OTHER)
        draw_key(p, image, a);
    else
        draw_placeholder(p, a);
    cairo_restore(p->cr);
    p->color = NULL;
}

void paint_image(struct painter *p, const struct image *image, const struct css_style *s, len x, len y, len w, len h)
{
    if (w <= 0 || h <= 0)
        return;
    struct fit f = fit_image(image, s, pt(x), pt(y), pt(w), pt(h));
    if (!f.clip) {
        paint_picture(p, image, &f.a);
        return;
    }
    cairo_save(p->cr);
    cairo_rectangle(p->cr, pt(x), pt(y), pt(w), pt(h));
    cairo_clip(p->cr);
    paint_picture(p, image, &f.a);
    cairo_restore(p->cr);
}
