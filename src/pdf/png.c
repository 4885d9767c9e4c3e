// SPDX-License-Identifier: Apache-2.0
/* PNG files as they are: the IDAT data of an image without alpha and interlacing are valid in a PDF
 * image with PNG predictors.
 *
 * The data are inflated once to see that they are whole, since they are not examined again before
 * viewing. */
#include "pdf/pdf-int.h"

#include <libdeflate.h>
#include <string.h>

struct png {
    uint32_t width, height;
    int depth, type; /* type: 0 grey, 2 RGB, 3 palette */
    const unsigned char *palette;
    uint32_t n_palette; /* entries */
    struct buf data;
};

static uint32_t be32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* One chunk. False if the image has features that a PDF image cannot express with the same data. */
static bool read_chunk(struct png *png, const unsigned char *type, const unsigned char *data,
                       uint32_t n)
{
    if (!memcmp(type, "IHDR", 4)) {
        if (n < 13)
            return false;
        png->width = be32(data);
        png->height = be32(data + 4);
        png->depth = data[8];
        png->type = data[9];
        return (png->type == 0 || png->type == 2 || png->type == 3) && !data[12];
    }
    if (!memcmp(type, "PLTE", 4)) {
        png->palette = data;
        png->n_palette = n / 3;
    } else if (!memcmp(type, "IDAT", 4)) {
        buf_add(&png->data, (const char *)data, n);
    }
    return memcmp(type, "tRNS", 4) != 0;
}

static bool read_chunks(struct png *png, const unsigned char *p, size_t n)
{
    if (n < 8)
        return false;
    for (size_t at = 8; n - at >= 12;) {
        uint32_t length = be32(p + at);
        if (length > n - at - 12)
            return false;
        if (!memcmp(p + at + 4, "IEND", 4))
            break;
        if (!read_chunk(png, p + at + 4, p + at + 8, length))
            return false;
        at += 12 + (size_t)length;
    }
    return png->data.n && (png->type != 3 || (png->n_palette && png->n_palette <= 256));
}

static int components(const struct png *png) { return png->type == 2 ? 3 : 1; }

static bool depth_is_right(const struct png *png)
{
    int d = png->depth;
    return d == 8 || (d == 16 && png->type != 3) ||
           ((d == 1 || d == 2 || d == 4) && png->type != 2);
}

/* Whether the data inflate to just the rows of the image, each with a valid filter. */
static bool data_are_whole(const struct png *png)
{
    size_t row = ((size_t)png->width * (size_t)components(png) * (size_t)png->depth + 7) / 8 + 1,
           n = row * png->height, got = 0;
    struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
    unsigned char *rows = mem_new(n);
    bool ok = d &&
              libdeflate_zlib_decompress(d, png->data.s, png->data.n, rows, n, &got) ==
                  LIBDEFLATE_SUCCESS &&
              got == n;
    for (size_t y = 0; ok && y < png->height; y++)
        ok = rows[y * row] <= 4;
    mem_free(rows);
    libdeflate_free_decompressor(d);
    return ok;
}

static void put_palette(struct finish *f, struct buf *b, const struct png *png)
{
    struct pixels px = {(int)png->n_palette, 1, 3, mem_new(3 * (size_t)png->n_palette)};
    memcpy(px.data, png->palette, 3 * (size_t)png->n_palette);
    color_convert_pixels(f, &px, true);
    buf_printf(b, "[/Indexed%s %u<", color_device(f), png->n_palette - 1);
    for (uint32_t i = 0; i < png->n_palette * (uint32_t)px.channels; i++)
        buf_printf(b, "%02x", px.data[i]);
    buf_puts(b, ">]");
    mem_free(px.data);
}

static void put_dict(struct finish *f, struct buf *b, const struct png *png)
{
    buf_printf(b, "/Type/XObject/Subtype/Image/Width %u/Height %u/BitsPerComponent %d/ColorSpace",
               png->width, png->height, png->depth);
    if (png->type == 3)
        put_palette(f, b, png);
    else
        buf_puts(b, png->type == 0 ? "/DeviceGray" : "/DeviceRGB");
    buf_printf(
        b,
        "/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors %d/BitsPerComponent %d/Columns %u>>",
        components(png), png->depth, png->width);
}

bool png_write(struct finish *f, int number, const struct image *image)
{
    struct png png = {0};
    bool ok = read_chunks(&png, image->data, image->size) && depth_is_right(&png) && png.width &&
              png.height && png.width < 1 << 20 && png.height < 1 << 20 &&
              (uint64_t)png.width * png.height <= 1 << 28 &&
              !(png.type == 2 && color_is_press(f)) && data_are_whole(&png);
    if (ok) {
        struct buf dict = {0};
        put_dict(f, &dict, &png);
        file_stream(&f->file, number, dict.s, png.data.s, png.data.n, PACK_NONE);
        buf_done(&dict);
    }
    buf_done(&png.data);
    return ok;
}
