// SPDX-License-Identifier: Apache-2.0
/* Raster images as XObjects, one per file for all its uses. */
#include "pdf/pdf-int.h"

#include <string.h>

static void put_image(struct buf *b, int w, int h, const char *space)
{
    buf_printf(b, "/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace%s",
               w, h, space);
}

/* ---- JPEG: the file's own bytes -------------------------------------------------------------- */

static bool jpeg_fits(const struct finish *f, const struct image *image)
{
    return image->components == 1 || image->components == (color_is_press(f) ? 4 : 3);
}

bool picture_lies(const struct finish *f, const struct image *image)
{
    return image->format == IMAGE_JPEG && jpeg_fits(f, image);
}

static void write_jpeg(struct finish *f, int number, const struct image *image)
{
    struct buf dict = {0}, bytes = {0};
    bool turned = image->orientation > 4;
    put_image(&dict, turned ? image->px_height : image->px_width,
              turned ? image->px_width : image->px_height,
              image->components == 1 ? "/DeviceGray" : color_device(f));
    if (image->components == 4 && image->adobe)
        buf_puts(&dict, "/Decode[1 0 1 0 1 0 1 0]");
    buf_puts(&dict, "/Filter/DCTDecode");
    jpeg_put(&bytes, image->data, image->size);
    file_stream(&f->file, number, dict.s, bytes.s, bytes.n, PACK_NONE);
    buf_done(&dict);
    buf_done(&bytes);
}

/* ---- anything else: decoded ------------------------------------------------------------------ */

/* Splits off the alpha channel, in place; returns it, NULL if there is none or it is fully
 * opaque. */
static unsigned char *take_alpha(struct pixels *px)
{
    if (px->channels != 4)
        return NULL;
    size_t n = (size_t)px->width * (size_t)px->height;
    unsigned char *alpha = mem_new(n + 1), all = 255;
    for (size_t i = 0; i < n; i++) {
        alpha[i] = px->data[4 * i + 3];
        all &= alpha[i];
        memmove(px->data + 3 * i, px->data + 4 * i, 3);
    }
    px->channels = 3;
    if (all == 255) {
        mem_free(alpha);
        return NULL;
    }
    return alpha;
}

static int write_alpha(struct finish *f, const struct pixels *px, const unsigned char *alpha)
{
    struct buf dict = {0};
    int number = file_number(&f->file);
    put_image(&dict, px->width, px->height, "/DeviceGray");
    file_stream(&f->file, number, dict.s, alpha, (size_t)px->width * (size_t)px->height, PACK_WELL);
    buf_done(&dict);
    return number;
}

/* RGB that is grey throughout needs one channel. */
static bool to_gray(struct pixels *px)
{
    size_t n = (size_t)px->width * (size_t)px->height;
    for (size_t i = 0; i < n; i++)
        if (px->data[3 * i] != px->data[3 * i + 1] || px->data[3 * i] != px->data[3 * i + 2])
            return false;
    for (size_t i = 0; i < n; i++)
        px->data[i] = px->data[3 * i];
    px->channels = 1;
    return true;
}

/* A screenshot or drawing rather than a photograph: there, single neutral pixels without their
 * neighbours' inks would show as specks. */
bool picture_is_neutral(const struct pixels *px)
{
    size_t n = (size_t)px->width * (size_t)px->height, neutral = 0;
    for (size_t i = 0; i < n; i++)
        neutral += px->data[3 * i] == px->data[3 * i + 1] && px->data[3 * i] == px->data[3 * i + 2];
    return neutral / 3 > n / 4;
}

static void write_pixels(struct finish *f, int number, struct pixels *px)
{
    struct buf dict = {0};
    unsigned char *alpha = take_alpha(px);
    bool gray = to_gray(px);
    if (!gray)
        color_convert_pixels(f, px, picture_is_neutral(px));
    put_image(&dict, px->width, px->height, gray ? "/DeviceGray" : color_device(f));
    if (alpha)
        buf_printf(&dict, "/SMask %d 0 R", write_alpha(f, px, alpha));
    file_stream(&f->file, number, dict.s, px->data,
                (size_t)px->width * (size_t)px->height * (size_t)px->channels, PACK_WELL);
    mem_free(alpha);
    buf_done(&dict);
}

/* False: the image cannot be shown; reported. */
static bool write_picture(struct finish *f, int number, const struct image *image)
{
    struct pixels px;
    if (image->format == IMAGE_SVG && !image->drawing && !image->unfit)
        diag(DIAG_out_svg, LOC_NONE, image->path ? image->path : "", _("it has not been drawn"));
    if (image->format == IMAGE_SVG)
        return image->drawing &&
               import_write(f, number, image, image->drawing, image->drawing_size);
    if (image->format == IMAGE_PDF)
        return import_write(f, number, image, image->data, image->size);
    if (picture_lies(f, image)) {
        write_jpeg(f, number, image);
        return true;
    }
    if (image->format == IMAGE_PNG && png_write(f, number, image))
        return true;
    if (!image_decode(image, &px)) {
        diag(DIAG_pdf_image, LOC_NONE, image->path ? image->path : "", _("it is damaged"));
        return false;
    }
    write_pixels(f, number, &px);
    mem_free(px.data);
    return true;
}

int picture_object(struct finish *f, const struct image *image, bool *see_through)
{
    while (f->images.n <= image->id)
        *vec_add(&f->images) = 0;
    int *object = &f->images.v[image->id];
    if (!*object) {
        int number = file_number(&f->file);
        *object = image->data && image->format != IMAGE_OTHER && write_picture(f, number, image)
                      ? number
                      : -1;
    }
    *see_through |= image->alpha || image->format == IMAGE_PDF || image->format == IMAGE_GIF ||
                    image->format == IMAGE_SVG;
    return *object > 0 ? *object : 0;
}
