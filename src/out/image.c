// SPDX-License-Identifier: Apache-2.0
/* Images: how a style places them in their box, and raster files as pixels. gdk-pixbuf, available
 * with librsvg, decodes common formats; TIFF and WebP are decoded by libtiff and libwebp, since
 * gdk-pixbuf's loaders for them are optional packages. CMYK JPEG without Adobe's marker is decoded
 * by libjpeg: gdk-pixbuf takes all CMYK as inverted, which is true only with the marker. */
#include "out/out-int.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>
#include <tiffio.h>
#include <webp/decode.h>

enum { PIXELS_MAX = 1 << 27 };

/* ---- decoding -------------------------------------------------------------------------------- */

/* Whether the file is complete: decoders show arbitrary pixels for truncated ones. */
static bool is_whole(const struct image *image)
{
    const char *end = image->format == IMAGE_PNG    ? "IEND"
                      : image->format == IMAGE_JPEG ? "\xff\xd9"
                                                    : ";";
    size_t n = strlen(end), tail = image->size < 4096 ? image->size : 4096;
    for (size_t at = image->size - tail; at + n <= image->size; at++)
        if (!memcmp(image->data + at, end, n))
            return true;
    return false;
}

/* A TIFF in memory, as libtiff reads it. */
struct source {
    const unsigned char *data;
    size_t n, at;
};

static tmsize_t source_read(thandle_t h, void *to, tmsize_t n)
{
    struct source *s = h;
    size_t left = s->at < s->n ? s->n - s->at : 0, k = n < 0              ? 0
                                                       : (size_t)n < left ? (size_t)n
                                                                          : left;
    memcpy(to, s->data + s->at, k);
    s->at += k;
    return (tmsize_t)k;
}

static tmsize_t source_write(thandle_t h, void *from, tmsize_t n)
{
    (void)h, (void)from, (void)n;
    return 0;
}

static toff_t source_seek(thandle_t h, toff_t to, int whence)
{
    struct source *s = h;
    toff_t from = whence == SEEK_CUR ? s->at : whence == SEEK_END ? s->n : 0;
    s->at = to > SIZE_MAX - from ? SIZE_MAX : (size_t)(from + to);
    return s->at;
}

static toff_t source_size(thandle_t h) { return ((struct source *)h)->n; }

static int source_close(thandle_t h)
{
    (void)h;
    return 0;
}

/* The first page; its colours as libtiff converts them. */
static bool decode_tiff(const struct image *image, struct pixels *out)
{
    struct source s = {image->data, image->size, 0};
    uint32_t w = 0, h = 0;
    TIFFSetErrorHandler(NULL);
    TIFFSetWarningHandler(NULL);
    TIFF *tiff = TIFFClientOpen("image", "rm", &s, source_read, source_write, source_seek,
                                source_close, source_size, NULL, NULL);
    if (!tiff)
        return false;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &w);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &h);
    bool turned = image->orientation > 4,
         ok = w == (uint32_t)(turned ? image->px_height : image->px_width) &&
              h == (uint32_t)(turned ? image->px_width : image->px_height);
    if (ok) {
        size_t n = (size_t)w * h;
        uint32_t *raster = mem_new(n * sizeof *raster);
        TIFFSetField(tiff, TIFFTAG_ORIENTATION,
                     ORIENTATION_TOPLEFT); /* turned below, like all others */
        ok = TIFFReadRGBAImageOriented(tiff, w, h, raster, ORIENTATION_TOPLEFT, 1);
        *out = (struct pixels){(int)w, (int)h, 4, mem_new(4 * n + 1)};
        for (size_t k = 0; k < n; k++) {
            unsigned a = TIFFGetA(raster[k]);
            unsigned char *to = out->data + 4 * k;
            const unsigned c[] = {TIFFGetR(raster[k]), TIFFGetG(raster[k]), TIFFGetB(raster[k])};
            for (int i = 0; i < 3; i++) /* libtiff gives them multiplied with alpha */
                to[i] = (unsigned char)(!a ? 0 : c[i] >= a ? 255 : c[i] * 255 / a);
            to[3] = (unsigned char)(image->alpha ? a : 255);
        }
        mem_free(raster);
    }
    TIFFClose(tiff);
    return ok;
}

static bool decode_webp(const struct image *image, struct pixels *out)
{
    int w, h;
    uint8_t *rgba = WebPDecodeRGBA(image->data, image->size, &w, &h);
    if (!rgba)
        return false;
    size_t n = 4 * (size_t)w * (size_t)h;
    *out = (struct pixels){w, h, 4, mem_new(n)};
    memcpy(out->data, rgba, n);
    WebPFree(rgba);
    return true;
}

/* Turns the file's pixels upright. */
static void turn(const struct image *image, struct pixels *px)
{
    struct image_turn t = image_turn(image);
    int w = t.xa ? px->width : px->height, h = t.xa ? px->height : px->width,
        channels = px->channels;
    if (image->orientation <= 1)
        return;
    unsigned char *to = mem_new((size_t)w * (size_t)h * (size_t)channels);
    const unsigned char *from = px->data;
    for (int b = 0; b < px->height; b++)
        for (int a = 0; a < px->width; a++, from += channels) {
            int x = t.x0 * (w - 1) + t.xa * a + t.xb * b, y = t.y0 * (h - 1) + t.ya * a + t.yb * b;
            memcpy(to + ((size_t)y * (size_t)w + (size_t)x) * (size_t)channels, from,
                   (size_t)channels);
        }
    mem_free(px->data);
    *px = (struct pixels){w, h, channels, to};
}

/* ---- CMYK JPEG that is not inverted ---- */

struct jpeg {
    struct jpeg_decompress_struct d;
    struct jpeg_error_mgr errors;
    jmp_buf failed;
    unsigned char *row;
};

static void jpeg_failed(j_common_ptr d) { longjmp(((struct jpeg *)d->client_data)->failed, 1); }
static void jpeg_silent(j_common_ptr d) { (void)d; }

static bool jpeg_rows(struct jpeg *j, const struct image *image, struct pixels *out)
{
    bool turned = image->orientation > 4;
    if (setjmp(j->failed))
        return false;
    jpeg_create_decompress(&j->d);
    jpeg_mem_src(&j->d, image->data, image->size);
    jpeg_read_header(&j->d, TRUE);
    if (j->d.jpeg_color_space != JCS_CMYK ||
        (int)j->d.image_width != (turned ? image->px_height : image->px_width) ||
        (int)j->d.image_height != (turned ? image->px_width : image->px_height))
        return false;
    j->d.out_color_space = JCS_CMYK;
    jpeg_start_decompress(&j->d);
    *out = (struct pixels){(int)j->d.output_width, (int)j->d.output_height, 3,
                           mem_new(3 * (size_t)j->d.output_width * j->d.output_height + 1)};
    j->row = mem_new(4 * (size_t)j->d.output_width);
    for (unsigned char *to = out->data; j->d.output_scanline < j->d.output_height;) {
        JSAMPROW row = j->row;
        jpeg_read_scanlines(&j->d, &row, 1);
        for (unsigned x = 0; x < j->d.output_width; x++)
            for (int i = 0; i < 3; i++)
                *to++ = (unsigned char)((255 - row[4 * x + (unsigned)i]) * (255 - row[4 * x + 3]) /
                                        255);
    }
    jpeg_finish_decompress(&j->d);
    return true;
}

static bool decode_cmyk(const struct image *image, struct pixels *out)
{
    if (!is_whole(image))
        return false;
    struct jpeg *j = mem_new(sizeof *j);
    j->d.err = jpeg_std_error(&j->errors);
    j->errors.error_exit = jpeg_failed;
    j->errors.output_message = jpeg_silent;
    j->d.client_data = j;
    bool ok = jpeg_rows(j, image, out);
    jpeg_destroy_decompress(&j->d);
    mem_free(j->row);
    mem_free(j);
    return ok;
}

static bool decode_pixbuf(const struct image *image, struct pixels *out)
{
    if (!is_whole(image))
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
        memcpy(out->data + row * (size_t)y,
               gdk_pixbuf_read_pixels(buf) + (size_t)gdk_pixbuf_get_rowstride(buf) * (size_t)y,
               row);
    g_object_unref(buf);
    return true;
}

bool image_decode(const struct image *image, struct pixels *out)
{
    *out = (struct pixels){0};
    if (!image->data || image->px_width <= 0 || image->px_height <= 0 ||
        image->px_height > PIXELS_MAX / image->px_width)
        return false;
    bool ok = image->format == IMAGE_TIFF   ? decode_tiff(image, out)
              : image->format == IMAGE_WEBP ? decode_webp(image, out)
              : image->format == IMAGE_JPEG && image->components == 4 && !image->adobe
                  ? decode_cmyk(image, out)
                  : decode_pixbuf(image, out);
    if (ok)
        turn(image, out);
    else
        mem_free(out->data);
    return ok;
}

bool image_alpha(const struct image *image, unsigned char **alpha, int *width, int *height)
{
    struct pixels px;
    if (image->format == IMAGE_SVG || !image_decode(image, &px))
        return false;
    size_t n = (size_t)px.width * (size_t)px.height;
    *width = px.width, *height = px.height;
    *alpha = mem_new(n);
    for (size_t i = 0; i < n; i++)
        (*alpha)[i] = px.channels == 4 && image->components != 4 ? px.data[4 * i + 3] : 255;
    mem_free(px.data);
    return true;
}

/* ---- fitting --------------------------------------------------------------------------------- */

struct fit {
    struct area a; /* of the image */
    bool clip;     /* it overflows its box */
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

void image_own_size(const struct image *image, const struct css_style *s, double room_w,
                    double room_h, double *w, double *h)
{
    len wide, high;
    doc_image_natural(image, s, &wide, &high);
    *w = fmax(pt(wide), 0.01), *h = fmax(pt(high), 0.01);
    if (image->no_width && image->no_height && !image->unsized) {
        double scale = fmin(room_w / *w, room_h / *h);
        *w *= scale, *h *= scale;
        return;
    }
    *w = image->no_width ? room_w : *w;
    *h = image->no_height ? room_h : *h;
}

/* CSS Images 3, 5.5: also one that fills its box is moved by object-position's lengths. */
static struct fit fit_image(const struct image *image, const struct css_style *s, double x,
                            double y, double w, double h)
{
    double iw = w, ih = h;
    enum css_kw how = css_kw(s, CSS_object_fit);
    bool fills = how == KW_fill || how == KW_NONE_GIVEN ||
                 (image->unsized && (how == KW_contain || how == KW_cover));
    if (!fills)
        image_own_size(image, s, w, h, &iw, &ih);
    double contain = w / iw < h / ih ? w / iw : h / ih, cover = w / iw > h / ih ? w / iw : h / ih;
    double scale = fills                                 ? 1
                   : how == KW_cover                     ? cover
                   : how == KW_contain                   ? contain
                   : how == KW_scale_down && contain < 1 ? contain
                                                         : 1;
    struct area a = {.w = iw * scale, .h = ih * scale};
    a.x = x + position(s, 0, w - a.w);
    a.y = y + position(s, 1, h - a.h);
    return (struct fit){a, a.x < x - 0.01 || a.y < y - 0.01 || a.x + a.w > x + w + 0.01 ||
                               a.y + a.h > y + h + 0.01};
}

/* ---- painting -------------------------------------------------------------------------------- */

void paint_image(struct painter *p, const struct image *image, const struct css_style *s, len x,
                 len y, len w, len h)
{
    if (w <= 1 || h <= 1 || image->blank || !css_is(s, CSS_visibility, KW_visible))
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
