// SPDX-License-Identifier: Apache-2.0
/* Copying the objects of a PDF image (fonts, forms, shadings) into the new file, repairing defects
 * of its producer.
 *
 * Objects are numbered when first referenced; referenced objects are copied from a list of pending
 * ones, without recursion over references. */
#include "pdf/pdf-int.h"

#include <string.h>

enum { DEPTH_MAX = 64 };

bool source_open(struct source *s, struct finish *f, const char *path, const void *data, size_t n)
{
    *s = (struct source){.f = f, .path = path, .q = qpdf_init()};
    qpdf_set_suppress_warnings(s->q, QPDF_TRUE);
    qpdf_silence_errors(s->q);
    if (!(qpdf_read_memory(s->q, path, data, n, NULL) & QPDF_ERRORS))
        return true;
    diag(DIAG_pdf_image, LOC_NONE, path, qpdf_get_error_message_detail(s->q, qpdf_get_error(s->q)));
    return false;
}

void source_close(struct source *s)
{
    if (s->q)
        qpdf_cleanup(&s->q);
    vec_done(&s->copied);
    vec_done(&s->pending);
    vec_done(&s->refs);
    buf_done(&s->made);
}

/* A reference to the copy of an object of the source, into the text of the current object. */
static void source_put_ref(struct source *s, int theirs, struct buf *out)
{
    while (s->copied.n <= theirs)
        *vec_add(&s->copied) = 0;
    if (!s->copied.v[theirs]) {
        s->copied.v[theirs] = ++s->copies;
        *vec_add(&s->pending) = theirs;
    }
    *vec_add(&s->refs) = (struct source_ref){out->n, s->copied.v[theirs]};
    buf_puts(out, " 0 R");
}

/* ---- values ---------------------------------------------------------------------------------- */

static void copy_value(struct source *s, qpdf_oh oh, struct buf *out, int depth);

static void copy_array(struct source *s, qpdf_oh oh, struct buf *out, int depth)
{
    int n = qpdf_oh_get_array_n_items(s->q, oh);
    buf_putc(out, '[');
    for (int i = 0; i < n; i++) {
        qpdf_oh item = qpdf_oh_get_array_item(s->q, oh, i);
        if (i)
            buf_putc(out, ' ');
        copy_value(s, item, out, depth + 1);
        qpdf_oh_release(s->q, item);
    }
    buf_putc(out, ']');
}

/* The keys of a dictionary; qpdf iterates over one at a time, so they are gathered first. */
static void get_keys(struct source *s, qpdf_oh dict, struct map *keys)
{
    qpdf_oh_begin_dict_key_iter(s->q, dict);
    while (qpdf_oh_dict_more_keys(s->q))
        *map_put(keys, qpdf_oh_dict_next_key(s->q)) = NULL;
}

static bool copy_among(const char *key, const char *const *list)
{
    for (; list && *list; list++)
        if (!strcmp(key, *list))
            return true;
    return false;
}

bool source_name_is(struct source *s, qpdf_oh dict, const char *key, const char *name)
{
    qpdf_oh v = qpdf_oh_get_key(s->q, dict, key);
    bool is = qpdf_oh_is_name_and_equals(s->q, v, name);
    qpdf_oh_release(s->q, v);
    return is;
}

bool source_has_key(struct source *s, qpdf_oh dict, const char *key)
{
    return qpdf_oh_has_key(s->q, dict, key);
}

int source_int(struct source *s, qpdf_oh dict, const char *key)
{
    qpdf_oh v = qpdf_oh_get_key(s->q, dict, key);
    int i = 0;
    if (!qpdf_oh_get_value_as_int(s->q, v, &i))
        i = 0;
    qpdf_oh_release(s->q, v);
    return i;
}

/* The entries of a dictionary except those to skip. */
void copy_entries(struct source *s, qpdf_oh dict, struct buf *out, int depth,
                  const char *const *skip)
{
    static const char *const private[] = {"/StructParent", "/StructParents", "/OC", "/PieceInfo",
                                          "/LastModified", "/Metadata",      "/AF", NULL};
    struct map keys = {0};
    get_keys(s, dict, &keys);
    for (int i = 0; i < keys.n; i++) {
        if (copy_among(keys.entry[i].key, skip) || copy_among(keys.entry[i].key, private))
            continue;
        qpdf_oh v = qpdf_oh_get_key(s->q, dict, keys.entry[i].key);
        put_name(out, keys.entry[i].key + 1);
        buf_putc(out, ' ');
        copy_value(s, v, out, depth + 1);
        qpdf_oh_release(s->q, v);
    }
    map_done(&keys);
}

/* ---- gradients of images, in print ----------------------------------------------------------- */

/* An RGB array as CMYK; false if it is not such an array. */
static bool put_converted(struct source *s, qpdf_oh dict, const char *key, struct buf *out)
{
    uint16_t rgb[3];
    qpdf_oh a = qpdf_oh_get_key(s->q, dict, key);
    bool ok = qpdf_oh_is_array(s->q, a) && qpdf_oh_get_array_n_items(s->q, a) == 3;
    for (int i = 0; ok && i < 3; i++) {
        qpdf_oh v = qpdf_oh_get_array_item(s->q, a, i);
        double d = qpdf_oh_get_numeric_value(s->q, v);
        rgb[i] = (uint16_t)((d < 0 ? 0 : d > 1 ? 1 : d) * 65535 + 0.5);
        qpdf_oh_release(s->q, v);
    }
    if (ok) {
        buf_printf(out, "%s[", key);
        color_put_components(s->f, rgb, out);
        buf_putc(out, ']');
    }
    qpdf_oh_release(s->q, a);
    return ok;
}

/* Between two colours (type 2): Cairo's gradients are made of these. */
static void copy_function(struct source *s, qpdf_oh oh, struct buf *out, int depth)
{
    static const char *const ends[] = {"/C0", "/C1", NULL};
    if (put_converted(s, oh, "/C0", out) && put_converted(s, oh, "/C1", out))
        copy_entries(s, oh, out, depth, ends);
    else
        copy_entries(s, oh, out, depth, NULL);
}

static void copy_shading(struct source *s, qpdf_oh oh, struct buf *out, int depth)
{
    static const char *const space[] = {"/ColorSpace", NULL};
    if (source_name_is(s, oh, "/ColorSpace", "/DeviceRGB")) {
        copy_entries(s, oh, out, depth, space);
        buf_printf(out, "/ColorSpace%s", color_device(s->f));
    } else {
        copy_entries(s, oh, out, depth, NULL);
    }
}

/* Fonts of a PDF image may lack properties required for claims. */
static void check_font(struct source *s, qpdf_oh oh)
{
    if (!source_name_is(s, oh, "/Type", "/Font") &&
        !source_name_is(s, oh, "/Type", "/FontDescriptor"))
        return;
    bool descriptor = source_has_key(s, oh, "/FontName"),
         composite = source_has_key(s, oh, "/DescendantFonts");
    bool bare = descriptor && !source_has_key(s, oh, "/FontFile") &&
                !source_has_key(s, oh, "/FontFile2") && !source_has_key(s, oh, "/FontFile3");
    bare |= !descriptor && !composite && !source_has_key(s, oh, "/FontDescriptor") &&
            !source_name_is(s, oh, "/Subtype", "/Type3");
    bool part = source_has_key(s, oh, "/CIDSystemInfo");
    s->bare_fonts |= bare;
    s->mute_fonts |= !descriptor && !part && !source_has_key(s, oh, "/ToUnicode");
}

static void copy_dictionary(struct source *s, qpdf_oh oh, struct buf *out, int depth)
{
    static const char *const device[] = {"/TR",  "/TR2", "/HT",   "/HTP", "/BG",
                                         "/BG2", "/UCR", "/UCR2", "/FL",  NULL};
    buf_puts(out, "<<");
    if (color_is_press(s->f) && source_has_key(s, oh, "/FunctionType"))
        copy_function(s, oh, out, depth);
    else if (color_is_press(s->f) && source_has_key(s, oh, "/ShadingType"))
        copy_shading(s, oh, out, depth);
    else
        copy_entries(s, oh, out, depth,
                     source_name_is(s, oh, "/Type", "/ExtGState") ? device : NULL);
    check_font(s, oh);
    /* TrueType CID fonts need a map (ISO 14289-1, 7.21.3.2); Cairo leaves out the default. */
    if (source_name_is(s, oh, "/Subtype", "/CIDFontType2") &&
        !source_has_key(s, oh, "/CIDToGIDMap"))
        buf_puts(out, "/CIDToGIDMap/Identity");
    buf_puts(out, ">>");
}

static void copy_value(struct source *s, qpdf_oh oh, struct buf *out, int depth)
{
    if (depth > 0 && qpdf_oh_is_indirect(s->q, oh))
        source_put_ref(s, qpdf_oh_get_object_id(s->q, oh), out);
    else if (depth > DEPTH_MAX)
        buf_puts(out, "null");
    else if (qpdf_oh_is_array(s->q, oh))
        copy_array(s, oh, out, depth);
    else if (qpdf_oh_is_dictionary(s->q, oh))
        copy_dictionary(s, oh, out, depth);
    else
        buf_puts(out, qpdf_oh_unparse_binary(s->q, oh));
}

/* ---- resources ------------------------------------------------------------------------------- */

void copy_resources(struct source *s, qpdf_oh resources, const struct content *c, struct buf *out)
{
    static const char *const shared[] = {"/ExtGState", "/ColorSpace", "/XObject", "/Font", NULL};
    buf_puts(out, "<<");
    if (qpdf_oh_is_dictionary(s->q, resources))
        copy_entries(s, resources, out, 1, shared);
    for (int i = 0; shared[i]; i++) {
        qpdf_oh theirs = qpdf_oh_get_key_if_dict(s->q, resources, shared[i]);
        buf_printf(out, "%s<<", shared[i]);
        if (qpdf_oh_is_dictionary(s->q, theirs))
            copy_entries(s, theirs, out, 1, NULL);
        content_put_uses(c, shared[i], out);
        s->bound |= c->uses.n > 0;
        if (i == 1 && !s->drawn)
            *vec_add(&s->refs) = (struct source_ref){out->n, REF_DEFAULTS};
        buf_puts(out, ">>");
        qpdf_oh_release(s->q, theirs);
    }
    buf_puts(out, ">>");
}

/* ---- objects --------------------------------------------------------------------------------- */

static void copy_object(struct source *s, int theirs)
{
    int number = s->copied.v[theirs];
    qpdf_oh oh = qpdf_get_object_by_id(s->q, theirs, 0);
    if (qpdf_oh_is_stream(s->q, oh)) {
        copy_stream(s, number, oh);
    } else {
        struct buf text = {0};
        copy_value(s, oh, &text, 0);
        source_object(s, number, &text);
        buf_done(&text);
    }
    qpdf_oh_release(s->q, oh);
}

void copy_pending(struct source *s)
{
    while (s->pending.n)
        copy_object(s, s->pending.v[--s->pending.n]);
}
