// SPDX-License-Identifier: Apache-2.0
/* The heads of image files: format, size in pixels, resolution, colour. Every byte is suspect: each
 * read is checked against the size. PNG: W3C PNG (Second Edition) 11; JPEG: ITU-T T.81 annex B,
 * JFIF 1.02, Exif 2.3 4.6; GIF89a; TIFF 6.0; WebP: RFC 9649; SVG 1.1 7.2; PDF: only recognised.
 * Images are turned upright by Exif and TIFF (CSS Images 3, 6.1), unless the style has
 * image-orientation: none (image.c). */
#include "doc/doc-int.h"

#include <libxml/parser.h>

enum { PIXELS_MAX = 32767, PX_DPI = 96 }; /* the largest side that Cairo's image surfaces take */

struct bytes {
    const unsigned char *p;
    size_t n;
    bool little;
};
static uint32_t be16(const unsigned char *p) { return (uint32_t)p[0] << 8 | p[1]; }
static uint32_t be32(const unsigned char *p) { return be16(p) << 16 | be16(p + 2); }
static uint32_t le16(const unsigned char *p) { return (uint32_t)p[1] << 8 | p[0]; }

static len natural_side(uint32_t px, uint64_t dpm)
{
    return dpm ? len_scale(LEN_PT, (int64_t)px * 7200000, (int64_t)dpm * 2540)
               : len_scale(LEN_PT, (int64_t)px * 72, PX_DPI);
}

/* Natural size from pixels and dots a metre (0: not given, 96 dpi). Implausible resolutions are
 * ignored. */
static const char *set_size(struct image *i, uint32_t w, uint32_t h, uint64_t x_dpm, uint64_t y_dpm)
{
    enum { DPM_MIN = 393, DPM_MAX = 283464 }; /* 10 and 7200 dpi */
    if (!w || !h || w > PIXELS_MAX || h > PIXELS_MAX)
        return _("its size is out of range");
    if (x_dpm < DPM_MIN || x_dpm > DPM_MAX || y_dpm < DPM_MIN || y_dpm > DPM_MAX)
        x_dpm = y_dpm = 0;
    i->px_width = (int)w;
    i->px_height = (int)h;
    i->width = natural_side(w, x_dpm);
    i->height = natural_side(h, y_dpm);
    return NULL;
}

/* ---- PNG ------------------------------------------------------------------------------------- */

static const char *png_head(struct image *i)
{
    const unsigned char *d = i->data;
    uint32_t w, h, x_dpm = 0, y_dpm = 0;
    bool data = false, end = false;
    if (i->size < 33 || memcmp(d + 12, "IHDR", 4))
        return _("its header is missing");
    w = be32(d + 16);
    h = be32(d + 20);
    i->components = d[25] & 2 ? 3 : 1;
    i->alpha = d[25] & 4;
    for (size_t at = 8; !end && i->size - at >= 12;) {
        uint32_t n = be32(d + at);
        const unsigned char *type = d + at + 4;
        if (n > i->size - at - 12)
            break;
        if (!memcmp(type, "pHYs", 4) && n >= 9 && d[at + 16] == 1)
            x_dpm = be32(d + at + 8), y_dpm = be32(d + at + 12);
        i->alpha |= !memcmp(type, "tRNS", 4);
        data |= !memcmp(type, "IDAT", 4);
        end = !memcmp(type, "IEND", 4);
        at += 12 + (size_t)n;
    }
    return !data || !end ? _("it is truncated") : set_size(i, w, h, x_dpm, y_dpm);
}

/* ---- JPEG ------------------------------------------------------------------------------------ */

static uint32_t tiff16(const struct bytes *b, size_t at)
{
    return b->little ? le16(b->p + at) : be16(b->p + at);
}
static uint32_t tiff32(const struct bytes *b, size_t at)
{
    return b->little ? le16(b->p + at + 2) << 16 | le16(b->p + at) : be32(b->p + at);
}

/* The first directory of a TIFF, which Exif has, too. */
struct directory {
    uint32_t width, height, orientation, samples, photometric;
    uint64_t x_dpm, y_dpm; /* 0: not given */
    bool extra;            /* samples beyond those of the colour */
};

static uint64_t per_metre(const struct bytes *b, uint32_t at, uint32_t unit)
{
    if (b->n < 8 || at > b->n - 8 || unit < 2 || unit > 3)
        return 0;
    uint64_t num = tiff32(b, at), den = tiff32(b, at + 4);
    return !den ? 0 : unit == 2 ? num * 10000 / 254 / den : num * 100 / den;
}

static bool read_directory(const unsigned char *p, size_t n, struct directory *d)
{
    struct bytes b = {p, n, n > 2 && p[0] == 'I'};
    uint32_t at, x = 0, y = 0, unit = 2;
    *d = (struct directory){.orientation = 1, .samples = 1};
    if (n < 8 || (at = tiff32(&b, 4)) > n - 2)
        return false;
    uint32_t count = tiff16(&b, at);
    for (uint32_t k = 0; k < count && (size_t)at + 2 + (k + 1) * 12 <= n; k++) {
        size_t e = (size_t)at + 2 + k * 12;
        uint32_t type = tiff16(&b, e + 2),
                 value = type == 3 ? tiff16(&b, e + 8) : tiff32(&b, e + 8);
        switch (tiff16(&b, e)) {
        case 0x0100: d->width = value; break;
        case 0x0101: d->height = value; break;
        case 0x0106: d->photometric = value; break;
        case 0x0112: d->orientation = value >= 1 && value <= 8 ? value : 1; break;
        case 0x0115: d->samples = value; break;
        case 0x011a: x = value; break;
        case 0x011b: y = value; break;
        case 0x0128: unit = value; break;
        case 0x0152: d->extra = true; break;
        default: break;
        }
    }
    d->x_dpm = x ? per_metre(&b, x, unit) : 0;
    d->y_dpm = y ? per_metre(&b, y, unit) : d->x_dpm;
    return true;
}

struct image_turn image_turn(const struct image *image)
{
    static const struct image_turn turns[] = {{0, 1, 0, 0, 0, 1},   {1, -1, 0, 0, 0, 1},
                                              {1, -1, 0, 1, 0, -1}, {0, 1, 0, 1, 0, -1},
                                              {0, 0, 1, 0, 1, 0},   {1, 0, -1, 0, 1, 0},
                                              {1, 0, -1, 1, -1, 0}, {0, 0, 1, 1, -1, 0}};
    return turns[image->orientation > 1 && image->orientation <= 8 ? image->orientation - 1 : 0];
}

/* Natural size of the pixels in the file, turned upright. */
static const char *set_turned(struct image *i, uint32_t w, uint32_t h, uint64_t x_dpm,
                              uint64_t y_dpm, uint32_t orientation)
{
    i->orientation = (int)orientation;
    return orientation > 4 ? set_size(i, h, w, y_dpm, x_dpm) : set_size(i, w, h, x_dpm, y_dpm);
}

static bool frame_marker(int m)
{
    return m >= 0xc0 && m <= 0xcf && m != 0xc4 && m != 0xc8 && m != 0xcc;
}

/* One marker segment's payload. */
static void jpeg_segment(struct image *i, int m, const unsigned char *p, size_t n, uint32_t size[2],
                         uint64_t dpm[2], uint32_t *orientation)
{
    if (m == 0xe0 && n >= 12 && !memcmp(p, "JFIF", 5)) {
        for (int k = 0; k < 2; k++) {
            uint64_t density = be16(p + 8 + 2 * k);
            dpm[k] = p[7] == 1 ? density * 10000 / 254 : p[7] == 2 ? density * 100 : dpm[k];
        }
    } else if (m == 0xe1 && n > 6 && !memcmp(p, "Exif\0", 6)) {
        struct directory d;
        if (!read_directory(p + 6, n - 6, &d))
            return;
        *orientation = d.orientation;
        if (!dpm[0])
            dpm[0] = d.x_dpm, dpm[1] = d.y_dpm;
    } else if (m == 0xee && n >= 12 && !memcmp(p, "Adobe", 5)) {
        i->adobe = true;
    } else if (frame_marker(m) && n >= 6) {
        size[1] = be16(p + 1);
        size[0] = be16(p + 3);
        i->components = p[5];
    }
}

static const char *jpeg_head(struct image *i)
{
    uint32_t size[2] = {0}, orientation = 1;
    uint64_t dpm[2] = {0};
    for (size_t at = 2; at + 4 <= i->size;) {
        const unsigned char *p = i->data + at;
        if (p[0] != 0xff)
            return _("a marker is missing");
        if (p[1] == 0xff || (p[1] >= 0xd0 && p[1] <= 0xd8) ||
            p[1] == 1) { /* fill bytes, and markers without length */
            at += p[1] == 0xff ? 1 : 2;
            continue;
        }
        size_t n = be16(p + 2);
        if (p[1] == 0xda || p[1] == 0xd9 || n < 2 || n > i->size - at - 2)
            break;
        jpeg_segment(i, p[1], p + 4, n - 2, size, dpm, &orientation);
        at += 2 + n;
    }
    i->adobe = i->adobe && i->components == 4;
    if (i->components != 1 && i->components != 3 && i->components != 4)
        return _("its header is missing");
    return set_turned(i, size[0], size[1], dpm[0], dpm[1], orientation);
}

/* ---- TIFF, WebP ------------------------------------------------------------------------------ */

static const char *tiff_head(struct image *i)
{
    struct directory d;
    if (!read_directory(i->data, i->size, &d))
        return _("its header is missing");
    enum { RGB = 2 };
    i->components = 3;
    i->alpha = d.extra && (d.photometric == RGB ? d.samples > 3 : d.samples > 1);
    return set_turned(i, d.width, d.height, d.x_dpm, d.y_dpm, d.orientation);
}

static uint32_t le24(const unsigned char *p) { return le16(p) | (uint32_t)p[2] << 16; }
static uint32_t le32(const unsigned char *p) { return le16(p) | le16(p + 2) << 16; }

/* Exif of an extended file: a chunk after the pixels. */
static struct directory webp_exif(const struct image *i)
{
    struct directory d = {.orientation = 1};
    for (size_t at = 12; i->size - at >= 8;) {
        uint32_t n = le32(i->data + at + 4);
        const unsigned char *p = i->data + at + 8;
        if (n > i->size - at - 8)
            break;
        bool named = n > 6 && !memcmp(p, "Exif\0", 6);
        if (!memcmp(i->data + at, "EXIF", 4) &&
            !read_directory(named ? p + 6 : p, named ? n - 6 : n, &d))
            d.orientation = 1;
        at += 8 + (size_t)n + (n & 1);
        if (at > i->size)
            break;
    }
    return d;
}

static const char *webp_head(struct image *i)
{
    const unsigned char *d = i->data;
    i->components = 3;
    if (i->size < 30)
        return _("its header is missing");
    if (!memcmp(d + 12, "VP8X", 4)) {
        enum { ANIMATED = 2, ALPHA = 16 };
        struct directory exif = webp_exif(i);
        i->alpha = d[20] & ALPHA;
        return d[20] & ANIMATED ? _("it is animated")
                                : set_turned(i, le24(d + 24) + 1, le24(d + 27) + 1, exif.x_dpm,
                                             exif.y_dpm, exif.orientation);
    }
    if (!memcmp(d + 12, "VP8L", 4)) {
        uint32_t bits = le32(d + 21);
        i->alpha = bits >> 28 & 1;
        return set_size(i, (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1, 0, 0);
    }
    return memcmp(d + 12, "VP8 ", 4)
               ? _("its header is missing")
               : set_size(i, le16(d + 26) & 0x3fff, le16(d + 28) & 0x3fff, 0, 0);
}

/* ---- SVG, GIF, PDF --------------------------------------------------------------------------- */

/* A side of the drawing from its attribute; percentages and nonsense give 0. */
static len svg_length(xmlNode *root, const char *name)
{
    xmlChar *v = xmlGetNoNsProp(root, (const xmlChar *)name);
    struct css_val got = {0};
    bool ok = v && length_read((const char *)v, 12 * LEN_PT, &got) && got.kind == CSS_LEN;
    xmlFree(v);
    return ok ? got.len : 0;
}

/* Returns whether it has one with an empty side. */
static bool svg_view_box(xmlNode *root, len side[2])
{
    int given = 0;
    xmlChar *v = xmlGetNoNsProp(root, (const xmlChar *)"viewBox");
    const char *p = (const char *)v;
    int64_t n[4] = {0};
    for (int k = 0; p && k < 4; k++) {
        p += strspn(p, " \t\n,");
        bool minus = *p == '-';
        p += minus || *p == '+';
        if (!number_read(&p, &n[k]) || (minus && k > 1))
            break;
        given++;
    }
    for (int k = 0; k < 2; k++)
        side[k] = len_scale(LEN_PT, n[2 + k] * 72, (int64_t)FIX_ONE * PX_DPI);
    xmlFree(v);
    return given == 4 && (!n[2] || !n[3]);
}

/* An image is clipped to its size (CSS Images 3, 4.2), unless the drawing has visible overflow. */
static bool svg_clips(xmlNode *root)
{
    xmlChar *overflow = xmlGetNoNsProp(root, (const xmlChar *)"overflow");
    bool clips = !overflow || strcmp((const char *)overflow, "visible");
    xmlFree(overflow);
    return clips;
}

/* preserveAspectRatio (SVG 2, 8.7): "xMidYMid meet". */
static struct image_view svg_view(xmlNode *root, len w, len h)
{
    xmlChar *v = xmlGetNoNsProp(root, (const xmlChar *)"preserveAspectRatio");
    const char *p = v ? (const char *)v : "", *x = strstr(p, "xM"), *y = x ? strstr(x, "YM") : NULL;
    struct image_view view = {.w = w, .h = h, .ax = 1, .ay = 1, .slice = y && strstr(y, "slice")};
    if (x && y) {
        view.ax = !strncmp(x, "xMin", 4) ? 0 : !strncmp(x, "xMax", 4) ? 2 : 1;
        view.ay = !strncmp(y, "YMin", 4) ? 0 : !strncmp(y, "YMax", 4) ? 2 : 1;
    }
    if (strstr(p, "none"))
        view.w = 0;
    xmlFree(v);
    return view;
}

static double view_scale(const struct image_view *v, double w, double h)
{
    double sx = w / v->w, sy = h / v->h;
    return (sx < sy) != v->slice ? sx : sy;
}

bool image_fit_view(const struct image *image, double *x, double *y, double *w, double *h)
{
    const struct image_view *v = &image->view;
    double own_w = image->width, own_h = image->height, skew = *w * own_h / (*h * own_w);
    if (v->w <= 0 || v->h <= 0 || (skew > 0.999 && skew < 1.001))
        return false;
    double before = view_scale(v, own_w, own_h), now = view_scale(v, *w, *h), scale = now / before;
    *x += v->ax / 2. * ((*w - now * v->w) - scale * (own_w - before * v->w));
    *y += v->ay / 2. * ((*h - now * v->h) - scale * (own_h - before * v->h));
    *w = own_w * scale, *h = own_h * scale;
    return true;
}

static const char *svg_head(struct image *i)
{
    len box[2] = {0};
    if (i->size > INT32_MAX / 2)
        return _("it is too large");
    xmlDoc *doc = xmlReadMemory((const char *)i->data, (int)i->size, NULL, NULL,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                    XML_PARSE_COMPACT);
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    const char *why = !root                                     ? _("it is not well-formed")
                      : strcmp((const char *)root->name, "svg") ? _("its root element is not svg")
                                                                : NULL;
    if (!why) {
        i->blank = svg_view_box(root, box);
        const len own[2] = {svg_length(root, "width"), svg_length(root, "height")};
        i->width = own[0];
        i->height = own[1];
        i->clips = svg_clips(root);
        if (!i->width && !i->height) {
            i->width = box[0], i->height = box[1];
        } else if (box[0] && box[1]) {
            i->width = i->width ? i->width : len_scale(i->height, box[0], box[1]);
            i->height = i->height ? i->height : len_scale(i->width, box[1], box[0]);
        }
        bool apart = !(box[0] && box[1]);
        i->no_width = !own[0] && (apart || !own[1]);
        i->no_height = !own[1] && (apart || !own[0]);
        i->unsized = (!i->width || !i->height) && !(box[0] && box[1]);
        i->view = i->unsized         ? (struct image_view){0}
                  : box[0] && box[1] ? svg_view(root, box[0], box[1])
                                     : svg_view(root, i->width, i->height);
        /* The default size of replaced elements, for each unknown side (CSS 2.1 10.3.2, 10.6.2). */
        i->width = i->width ? i->width : LEN_PT * 300 * 72 / PX_DPI;
        i->height = i->height ? i->height : LEN_PT * 150 * 72 / PX_DPI;
    }
    xmlFreeDoc(doc);
    return why;
}

/* A first page's MediaBox, where it can be read without a PDF library; else A4. */
static const char *pdf_head(struct image *i)
{
    int64_t n[4] = {0};
    const char *s = (const char *)i->data, *at = memmem(s, i->size, "/MediaBox", 9),
               *end = s + i->size;
    if (at)
        at += 9 + strspn(at + 9, " [\r\n");
    for (int k = 0; at && at < end && k < 4 && number_read(&at, &n[k]); k++)
        at += strspn(at, " \r\n");
    i->width = len_scale(LEN_PT, n[2] - n[0], FIX_ONE);
    i->height = len_scale(LEN_PT, n[3] - n[1], FIX_ONE);
    if (i->width <= 0 || i->height <= 0)
        i->width = len_scale(LEN_PT, 210 * 7200, 2540),
        i->height = len_scale(LEN_PT, 297 * 7200, 2540);
    return NULL;
}

/* Whether it is markup whose root is an svg element. */
static bool looks_like_svg(const struct image *i)
{
    size_t n = i->size < 4096 ? i->size : 4096, at = 0;
    if (n >= 3 && !memcmp(i->data, "\xef\xbb\xbf", 3))
        at = 3;
    while (at < n && strchr(" \t\r\n", i->data[at]) && i->data[at])
        at++;
    return at < n && i->data[at] == '<' && memmem(i->data, n, "svg", 3);
}

const char *image_head(struct image *i)
{
    const unsigned char *d = i->data;
    if (i->size >= 8 && !memcmp(d, "\x89PNG\r\n\x1a\n", 8))
        return i->format = IMAGE_PNG, png_head(i);
    if (i->size >= 4 && !memcmp(d, "\xff\xd8\xff", 3))
        return i->format = IMAGE_JPEG, jpeg_head(i);
    if (i->size >= 10 && (!memcmp(d, "GIF87a", 6) || !memcmp(d, "GIF89a", 6)))
        return i->format = IMAGE_GIF, i->components = 3,
               set_size(i, le16(d + 6), le16(d + 8), 0, 0);
    if (i->size >= 8 && (!memcmp(d, "II*\0", 4) || !memcmp(d, "MM\0*", 4)))
        return i->format = IMAGE_TIFF, tiff_head(i);
    if (i->size >= 16 && !memcmp(d, "RIFF", 4) && !memcmp(d + 8, "WEBP", 4))
        return i->format = IMAGE_WEBP, webp_head(i);
    if (i->size >= 5 && !memcmp(d, "%PDF-", 5))
        return i->format = IMAGE_PDF, pdf_head(i);
    if (looks_like_svg(i))
        return i->format = IMAGE_SVG, svg_head(i);
    return i->format = IMAGE_OTHER, NULL;
}
