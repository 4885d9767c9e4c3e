/* Images: how a style places them in their box, and raster files as pixels. */
#include "out/out-int.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

enum { PIXELS_MAX = 1 << 27 };

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

/* ---- fitting ----------------------------------------------------------------------------------------------------- */

struct fit {
    struct area a; /* of the image */
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

void paint_image(struct painter *p, const struct image *image, const struct css_style *s, len x, len y, len w, len h)
{
    if (w <= 0 || h <= 0 || !css_is(s, CSS_visibility, KW_visible))
        return;
    struct fit f = fit_image(image, s, pt(x), pt(y), pt(w), pt(h));
    if (f.clip) {
        painter_save(p);
        path_rect(p, pt(x), pt(y), pt(w), pt(h));
        painter_clip(p);
    }
    p->canvas->ops->image(p->canvas, image, f.a.x, f.a.y, f.a.w, f.a.h);
    if (f.clip)
        painter_restore(p);
}
