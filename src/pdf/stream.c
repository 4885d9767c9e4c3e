// SPDX-License-Identifier: Apache-2.0
/* Copying streams: forms and patterns are rewritten like pages, RGB images in print become CMYK,
 * all others are unchanged. */
#include "pdf/pdf-int.h"

#include <stdlib.h>
#include <string.h>

/* A soft mask of luminosity: its group is grey, and stays so. */
static bool is_gray_group(struct source *s, qpdf_oh dict)
{
    qpdf_oh group = qpdf_oh_get_key_if_dict(s->q, dict, "/Group");
    bool gray = qpdf_oh_is_dictionary(s->q, group) &&
                source_name_is(s, group, "/CS", "/DeviceGray");
    qpdf_oh_release(s->q, group);
    return gray;
}

/* A form or a tiling pattern: its content is rewritten like a page's. */
static void copy_form(struct source *s, int number, qpdf_oh stream, qpdf_oh dict)
{
    static const char *const skip[] = {"/Length", "/Filter", "/DecodeParms", "/Resources", "/Group",
                                       "/Ref",    "/OPI",    "/PS",          "/Subtype2",  NULL};
    unsigned char *data = NULL;
    size_t n = 0;
    QPDF_BOOL filtered = QPDF_FALSE;
    if (qpdf_oh_get_stream_data(s->q, stream, qpdf_dl_generalized, &filtered, &data, &n) &
        QPDF_ERRORS)
        return;
    struct buf in = {0}, text = {0};
    buf_add(&in, (const char *)data, n);
    free(data);
    struct content c = {.f = s->f, .gray = is_gray_group(s, dict), .image = s->image};
    content_rewrite(&c, (const unsigned char *)(in.s ? in.s : ""), in.n);
    copy_entries(s, dict, &text, 1, skip);
    if (source_has_key(s, dict, "/Group"))
        buf_printf(&text, "/Group<</Type/Group/S/Transparency/I true/CS%s>>",
                   c.gray ? "/DeviceGray" : color_device(s->f));
    qpdf_oh resources = qpdf_oh_get_key(s->q, dict, "/Resources");
    buf_puts(&text, "/Resources");
    copy_resources(s, resources, &c, &text);
    qpdf_oh_release(s->q, resources);
    source_stream(s, number, &text, c.out.s, c.out.n, true);
    content_done(&c);
    buf_done(&in);
    buf_done(&text);
}

static bool is_jpeg(struct source *s, qpdf_oh dict)
{
    qpdf_oh filter = qpdf_oh_get_key(s->q, dict, "/Filter");
    bool jpeg = qpdf_oh_is_name_and_equals(s->q, filter, "/DCTDecode");
    if (qpdf_oh_is_array(s->q, filter) && qpdf_oh_get_array_n_items(s->q, filter) == 1) {
        qpdf_oh only = qpdf_oh_get_array_item(s->q, filter, 0);
        jpeg = qpdf_oh_is_name_and_equals(s->q, only, "/DCTDecode");
        qpdf_oh_release(s->q, only);
    }
    qpdf_oh_release(s->q, filter);
    return jpeg;
}

static void copy_plain(struct source *s, int number, qpdf_oh stream, qpdf_oh dict)
{
    static const char *const skip[] = {"/Length", "/Interpolate", "/Alternates", "/OPI", NULL};
    unsigned char *data = NULL;
    size_t n = 0;
    QPDF_BOOL filtered = QPDF_FALSE;
    struct buf text = {0};
    if (qpdf_oh_get_stream_data(s->q, stream, qpdf_dl_none, &filtered, &data, &n) & QPDF_ERRORS)
        return;
    copy_entries(s, dict, &text, 1, skip);
    if (is_jpeg(s, dict)) {
        struct buf bytes = {0};
        jpeg_put(&bytes, data, n);
        source_stream(s, number, &text, bytes.s, bytes.n, false);
        buf_done(&bytes);
    } else {
        source_stream(s, number, &text, data, n, !source_has_key(s, dict, "/Filter"));
    }
    buf_done(&text);
    free(data);
}

/* A raster image inside an SVG, in print: RGB becomes CMYK. False if it is another kind. */
static bool copy_rgb_image(struct source *s, int number, qpdf_oh stream, qpdf_oh dict)
{
    static const char *const skip[] = {"/Length",     "/Filter",     "/DecodeParms", "/Interpolate",
                                       "/ColorSpace", "/Alternates", "/OPI",         NULL};
    unsigned char *data = NULL;
    size_t n = 0;
    QPDF_BOOL filtered = QPDF_FALSE;
    int w = source_int(s, dict, "/Width"), h = source_int(s, dict, "/Height");
    if (!color_is_press(s->f) || !source_name_is(s, dict, "/ColorSpace", "/DeviceRGB") ||
        source_int(s, dict, "/BitsPerComponent") != 8)
        return false;
    if (qpdf_oh_get_stream_data(s->q, stream, qpdf_dl_all, &filtered, &data, &n) & QPDF_ERRORS)
        return false;
    bool ok = filtered && w > 0 && h > 0 && n / 3 / (size_t)w >= (size_t)h;
    if (ok) {
        struct buf text = {0};
        struct pixels px = {w, h, 3, mem_new(n)};
        memcpy(px.data, data, n);
        color_convert_pixels(s->f, &px, false);
        copy_entries(s, dict, &text, 1, skip);
        buf_printf(&text, "/ColorSpace%s", color_device(s->f));
        source_stream(s, number, &text, px.data, (size_t)w * (size_t)h * (size_t)px.channels, true);
        mem_free(px.data);
        buf_done(&text);
    }
    free(data);
    return ok;
}

void copy_stream(struct source *s, int number, qpdf_oh stream)
{
    qpdf_oh dict = qpdf_oh_get_dict(s->q, stream);
    if (source_name_is(s, dict, "/Subtype", "/Form") || source_has_key(s, dict, "/PatternType"))
        copy_form(s, number, stream, dict);
    else if (!source_name_is(s, dict, "/Subtype", "/Image") ||
             !copy_rgb_image(s, number, stream, dict))
        copy_plain(s, number, stream, dict);
    qpdf_oh_release(s->q, dict);
}
