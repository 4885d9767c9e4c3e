/* Copying what Cairo's file holds (fonts, forms, shadings) into the new one, with Cairo's habits mended on the way.
 *
 * Objects are renumbered as they are met; an object is copied when something refers to it, from a list of those still to do, so nothing
 * recurses over references. */
#include "pdf/pdf-int.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 64 };

static int our_number(struct finish *f, int cairos)
{
    while (f->copied.n <= cairos)
        *vec_add(&f->copied) = 0;
    if (!f->copied.v[cairos]) {
        f->copied.v[cairos] = file_number(&f->file);
        *vec_add(&f->pending) = cairos;
    }
    return f->copied.v[cairos];
}

/* ---- values ------------------------------------------------------------------------------------------------------------ */

static void copy_value(struct finish *f, qpdf_oh oh, struct buf *out, int depth);

static void copy_array(struct finish *f, qpdf_oh oh, struct buf *out, int depth)
{
    int n = qpdf_oh_get_array_n_items(f->cairo, oh);
    buf_putc(out, '[');
    for (int i = 0; i < n; i++) {
        qpdf_oh item = qpdf_oh_get_array_item(f->cairo, oh, i);
        if (i)
            buf_putc(out, ' ');
        copy_value(f, item, out, depth + 1);
        qpdf_oh_release(f->cairo, item);
    }
    buf_putc(out, ']');
}

/* The keys of a dictionary; qpdf iterates over one at a time, so they are gathered first. */
static void get_keys(struct finish *f, qpdf_oh dict, struct map *keys)
{
    qpdf_oh_begin_dict_key_iter(f->cairo, dict);
    while (qpdf_oh_dict_more_keys(f->cairo))
        *map_put(keys, qpdf_oh_dict_next_key(f->cairo)) = NULL;
}

static bool among(const char *key, const char *const *list)
{
    for (; list && *list; list++)
        if (!strcmp(key, *list))
            return true;
    return false;
}

static bool name_is(struct finish *f, qpdf_oh dict, const char *key, const char *name)
{
    qpdf_oh v = qpdf_oh_get_key(f->cairo, dict, key);
    bool is = qpdf_oh_is_name_and_equals(f->cairo, v, name);
    qpdf_oh_release(f->cairo, v);
    return is;
}

static bool has_key(struct finish *f, qpdf_oh dict, const char *key) { return qpdf_oh_has_key(f->cairo, dict, key); }

static int get_int(struct finish *f, qpdf_oh dict, const char *key)
{
    qpdf_oh v = qpdf_oh_get_key(f->cairo, dict, key);
    int i = 0;
    if (!qpdf_oh_get_value_as_int(f->cairo, v, &i))
        i = 0;
    qpdf_oh_release(f->cairo, v);
    return i;
}

/* The entries of a dictionary but those to skip. */
static void copy_entries(struct finish *f, qpdf_oh dict, struct buf *out, int depth, const char *const *skip)
{
    struct map keys = {0};
    get_keys(f, dict, &keys);
    for (int i = 0; i < keys.n; i++) {
        if (among(keys.entry[i].key, skip))
            continue;
        qpdf_oh v = qpdf_oh_get_key(f->cairo, dict, keys.entry[i].key);
        put_name(out, keys.entry[i].key + 1);
        buf_putc(out, ' ');
        copy_value(f, v, out, depth + 1);
        qpdf_oh_release(f->cairo, v);
    }
    map_done(&keys);
}

/* ---- gradients of pictures, in print ----------------------------------------------------------------------------------- */

/* An RGB array as CMYK; false: it is no such array. */
static bool put_converted(struct finish *f, qpdf_oh dict, const char *key, struct buf *out)
{
    uint16_t rgb[3];
    qpdf_oh a = qpdf_oh_get_key(f->cairo, dict, key);
    bool ok = qpdf_oh_is_array(f->cairo, a) && qpdf_oh_get_array_n_items(f->cairo, a) == 3;
    for (int i = 0; ok && i < 3; i++) {
        qpdf_oh v = qpdf_oh_get_array_item(f->cairo, a, i);
        double d = qpdf_oh_get_numeric_value(f->cairo, v);
        rgb[i] = (uint16_t)((d < 0 ? 0 : d > 1 ? 1 : d) * 65535 + 0.5);
        qpdf_oh_release(f->cairo, v);
    }
    if (ok) {
        buf_printf(out, "%s[", key);
        color_put_components(f, rgb, out);
        buf_putc(out, ']');
    }
    qpdf_oh_release(f->cairo, a);
    return ok;
}

/* Between two colours (type 2): Cairo's gradients are made of these. */
static void copy_function(struct finish *f, qpdf_oh oh, struct buf *out, int depth)
{
    static const char *const ends[] = {"/C0", "/C1", NULL};
    if (put_converted(f, oh, "/C0", out) && put_converted(f, oh, "/C1", out))
        copy_entries(f, oh, out, depth, ends);
    else
        copy_entries(f, oh, out, depth, NULL);
}

static void copy_shading(struct finish *f, qpdf_oh oh, struct buf *out, int depth)
{
    static const char *const space[] = {"/ColorSpace", NULL};
    if (name_is(f, oh, "/ColorSpace", "/DeviceRGB")) {
        copy_entries(f, oh, out, depth, space);
        buf_printf(out, "/ColorSpace%s", color_device(f));
    } else {
        copy_entries(f, oh, out, depth, NULL);
    }
}

static void copy_dictionary(struct finish *f, qpdf_oh oh, struct buf *out, int depth)
{
    buf_puts(out, "<<");
    if (color_is_press(f) && has_key(f, oh, "/FunctionType"))
        copy_function(f, oh, out, depth);
    else if (color_is_press(f) && has_key(f, oh, "/ShadingType"))
        copy_shading(f, oh, out, depth);
    else
        copy_entries(f, oh, out, depth, NULL);
    /* TrueType CID fonts need a map (ISO 14289-1, 7.21.3.2); Cairo leaves out the default. */
    if (name_is(f, oh, "/Subtype", "/CIDFontType2") && !has_key(f, oh, "/CIDToGIDMap"))
        buf_puts(out, "/CIDToGIDMap/Identity");
    buf_puts(out, ">>");
}

static void copy_value(struct finish *f, qpdf_oh oh, struct buf *out, int depth)
{
    if (depth > 0 && qpdf_oh_is_indirect(f->cairo, oh))
        buf_printf(out, "%d 0 R", our_number(f, qpdf_oh_get_object_id(f->cairo, oh)));
    else if (depth > DEPTH_MAX)
        buf_puts(out, "null");
    else if (qpdf_oh_is_array(f->cairo, oh))
        copy_array(f, oh, out, depth);
    else if (qpdf_oh_is_dictionary(f->cairo, oh))
        copy_dictionary(f, oh, out, depth);
    else
        buf_puts(out, qpdf_oh_unparse_binary(f->cairo, oh));
}

/* ---- resources ----------------------------------------------------------------------------------------------------------- */

static void put_uses(const struct content *c, const char *category, struct buf *out)
{
    for (int i = 0; i < c->uses.n; i++)
        if (!strcmp(c->uses.v[i].category, category))
            buf_printf(out, "%s %d 0 R", c->uses.v[i].name, c->uses.v[i].object);
}

void copy_resources(struct finish *f, qpdf_oh resources, const struct content *c, struct buf *out)
{
    static const char *const shared[] = {"/ExtGState", "/ColorSpace", "/XObject", NULL};
    buf_puts(out, "<<");
    if (qpdf_oh_is_dictionary(f->cairo, resources))
        copy_entries(f, resources, out, 1, shared);
    for (int i = 0; shared[i]; i++) {
        qpdf_oh theirs = qpdf_oh_get_key_if_dict(f->cairo, resources, shared[i]);
        buf_printf(out, "%s<<", shared[i]);
        if (qpdf_oh_is_dictionary(f->cairo, theirs))
            copy_entries(f, theirs, out, 1, NULL);
        put_uses(c, shared[i], out);
        buf_puts(out, ">>");
        qpdf_oh_release(f->cairo, theirs);
    }
    buf_puts(out, ">>");
}

/* ---- streams --------------------------------------------------------------------------------------------------------------- */

/* A form or a tiling pattern: its content is rewritten like a page's. */
static void copy_form(struct finish *f, int number, qpdf_oh stream, qpdf_oh dict)
{
    static const char *const skip[] = {"/Length", "/Filter", "/DecodeParms", "/Resources", "/Group", NULL};
    unsigned char *data = NULL;
    size_t n = 0;
    QPDF_BOOL filtered = QPDF_FALSE;
    if (qpdf_oh_get_stream_data(f->cairo, stream, qpdf_dl_generalized, &filtered, &data, &n) & QPDF_ERRORS)
        return;
    struct buf in = {0}, out = {0}, text = {0};
    buf_add(&in, (const char *)data, n);
    free(data);
    struct content c = {.f = f, .out = &out, .page = -1};
    content_rewrite(&c, (const unsigned char *)(in.s ? in.s : ""), in.n);
    copy_entries(f, dict, &text, 1, skip);
    if (has_key(f, dict, "/Group"))
        buf_printf(&text, "/Group<</Type/Group/S/Transparency/I true/CS%s>>", color_device(f));
    qpdf_oh resources = qpdf_oh_get_key(f->cairo, dict, "/Resources");
    buf_puts(&text, "/Resources");
    copy_resources(f, resources, &c, &text);
    qpdf_oh_release(f->cairo, resources);
    file_stream(&f->file, number, text.s, out.s ? out.s : "", out.n, true);
    content_done(&c);
    buf_done(&in);
    buf_done(&out);
    buf_done(&text);
}

static void copy_stream(struct finish *f, int number, qpdf_oh stream, qpdf_oh dict)
{
    static const char *const skip[] = {"/Length", "/Interpolate", NULL};
    unsigned char *data = NULL;
    size_t n = 0;
    QPDF_BOOL filtered = QPDF_FALSE;
    struct buf text = {0};
    if (qpdf_oh_get_stream_data(f->cairo, stream, qpdf_dl_none, &filtered, &data, &n) & QPDF_ERRORS)
        return;
    copy_entries(f, dict, &text, 1, skip);
    file_stream(&f->file, number, text.s ? text.s : "", data, n, !has_key(f, dict, "/Filter"));
    buf_done(&text);
    free(data);
}

/* A raster picture inside an SVG, in print: RGB becomes CMYK. False: it is something else. */
static bool copy_rgb_image(struct finish *f, int number, qpdf_oh stream, qpdf_oh dict)
{
    static const char *const skip[] = {"/Length", "/Filter", "/DecodeParms", "/Interpolate", "/ColorSpace", NULL};
    unsigned char *data = NULL;
    size_t n = 0;
    QPDF_BOOL filtered = QPDF_FALSE;
    int w = get_int(f, dict, "/Width"), h = get_int(f, dict, "/Height");
    if (!color_is_press(f) || !name_is(f, dict, "/ColorSpace", "/DeviceRGB") || get_int(f, dict, "/BitsPerComponent") != 8)
        return false;
    if (qpdf_oh_get_stream_data(f->cairo, stream, qpdf_dl_all, &filtered, &data, &n) & QPDF_ERRORS)
        return false;
    bool ok = filtered && w > 0 && h > 0 && n / 3 / (size_t)w >= (size_t)h;
    if (ok) {
        struct buf text = {0};
        struct pixels px = {w, h, 3, mem_new(n)};
        memcpy(px.data, data, n);
        color_convert_pixels(f, &px, false);
        copy_entries(f, dict, &text, 1, skip);
        buf_printf(&text, "/ColorSpace%s", color_device(f));
        file_stream(&f->file, number, text.s, px.data, (size_t)w * (size_t)h * (size_t)px.channels, true);
        mem_free(px.data);
        buf_done(&text);
    }
    free(data);
    return ok;
}

static void copy_any_stream(struct finish *f, int number, qpdf_oh stream)
{
    qpdf_oh dict = qpdf_oh_get_dict(f->cairo, stream);
    if (name_is(f, dict, "/Subtype", "/Form") || has_key(f, dict, "/PatternType"))
        copy_form(f, number, stream, dict);
    else if (!name_is(f, dict, "/Subtype", "/Image") || !copy_rgb_image(f, number, stream, dict))
        copy_stream(f, number, stream, dict);
    qpdf_oh_release(f->cairo, dict);
}

/* ---- objects ------------------------------------------------------------------------------------------------------------------ */

static void copy_object(struct finish *f, int cairos)
{
    int number = f->copied.v[cairos];
    qpdf_oh oh = qpdf_get_object_by_id(f->cairo, cairos, 0);
    if (qpdf_oh_is_stream(f->cairo, oh)) {
        copy_any_stream(f, number, oh);
    } else {
        struct buf text = {0};
        copy_value(f, oh, &text, 0);
        struct buf *out = file_begin(&f->file, number);
        buf_add(out, text.s, text.n);
        file_end(&f->file, number);
        buf_done(&text);
    }
    qpdf_oh_release(f->cairo, oh);
}

void copy_pending(struct finish *f)
{
    while (f->pending.n)
        copy_object(f, f->pending.v[--f->pending.n]);
}
