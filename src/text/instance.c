// SPDX-License-Identifier: Apache-2.0
/* Opened faces with a style's axis values, size and features: struct font.
 *
 * Shaping uses HarfBuzz's own font functions, so nothing is rounded to pixels: 1 unit is 1/1024
 * pt. */
#include <stdlib.h>
#include <string.h>

#include "text/text-int.h"

enum { USE_LINING = -3, USE_CODE = -2, USE_TEXT = -1, LAYERS_MAX = 64 };

/* ---- opening --------------------------------------------------------------------------------- */

/* A face whose file has gone since it was listed has no glyph at all, so that others are taken. */
static hb_face_t *open_face(const struct face *face)
{
    file_note(face->path);
    hb_blob_t *blob = face->blob ? hb_blob_reference(face->blob)
                                 : hb_blob_create_from_file_or_fail(face->path);
    if (!blob) {
        diag_once(DIAG_cannot_read, LOC_NONE, face->path, _("it is not a font file"));
        return hb_face_reference(hb_face_get_empty());
    }
    hb_face_t *hb = hb_face_create(blob, (unsigned)face->index);
    hb_blob_destroy(blob);
    hb_face_make_immutable(hb);
    return hb;
}

/* Whether a face has a MATH table that is usable for formulas, with roots that grow: Linux
 * Libertine's has only the beginnings of one. */
static bool sets_formulas(hb_face_t *face)
{
    hb_codepoint_t root;
    unsigned grown = 0;
    if (!hb_ot_math_has_data(face))
        return false;
    hb_font_t *font = hb_font_create(face);
    hb_ot_font_set_funcs(font);
    if (hb_font_get_nominal_glyph(font, 0x221a, &root))
        grown = hb_ot_math_get_glyph_variants(font, root, HB_DIRECTION_BTT, 0, NULL, NULL);
    hb_font_destroy(font);
    return grown;
}

static unsigned table_short(hb_face_t *face, hb_tag_t tag, unsigned at)
{
    unsigned n;
    hb_blob_t *blob = hb_face_reference_table(face, tag);
    const unsigned char *s = (const unsigned char *)hb_blob_get_data(blob, &n);
    unsigned v = at + 2 <= n ? (unsigned)s[at] << 8 | s[at + 1] : 0;
    hb_blob_destroy(blob);
    return v;
}

/* Reports the font maker's restrictions, and features that cannot be drawn. */
static void report_face(const struct face *c)
{
    enum { EMBEDDING = 0x0f, RESTRICTED = 0x02, BITMAPS_ONLY = 0x200 };
    unsigned type = table_short(c->hb, HB_TAG('O', 'S', '/', '2'), 8);
    if ((type & EMBEDDING) == RESTRICTED || type & BITMAPS_ONLY)
        diag_once(DIAG_font_embedding, LOC_NONE, face_name(c));
    const char *how = table_short(c->hb, HB_TAG('C', 'O', 'L', 'R'), 0)
                          ? _("gradients (COLR version 1)")
                      : hb_ot_color_has_svg(c->hb) ? _("SVG")
                      : hb_ot_color_has_png(c->hb) ? _("bitmaps")
                                                   : NULL;
    if (how)
        diag_once(DIAG_font_color, LOC_NONE, face_name(c), how);
}

/* The colours of glyphs in layers: the font's first palette. */
static void read_palette(struct text *t, struct face *c)
{
    unsigned n = hb_ot_color_has_layers(c->hb)
                     ? hb_ot_color_palette_get_colors(c->hb, 0, 0, NULL, NULL)
                     : 0;
    if (!n)
        return;
    hb_color_t *from = mem_new(sizeof *from * n);
    struct css_color *to = arena_array(&t->cache->arena, struct css_color, n);
    hb_ot_color_palette_get_colors(c->hb, 0, 0, &n, from);
    for (unsigned i = 0; i < n; i++) {
        uint16_t r = (uint16_t)(hb_color_get_red(from[i]) * 257),
                 g = (uint16_t)(hb_color_get_green(from[i]) * 257),
                 b = (uint16_t)(hb_color_get_blue(from[i]) * 257);
        to[i] = (struct css_color){.space = r == g && g == b ? CSS_GRAY : CSS_RGB,
                                   .c = {r, g, b},
                                   .alpha = (uint16_t)(hb_color_get_alpha(from[i]) * 257)};
    }
    mem_free(from);
    c->palette = to;
    c->n_palette = (int)n;
}

int text_glyph_layers(const struct font *f, uint16_t glyph, struct glyph_layer *layer, int most)
{
    hb_ot_color_layer_t from[LAYERS_MAX];
    const struct face *c = ((const struct sized *)f)->face;
    unsigned n = (unsigned)(most < LAYERS_MAX ? most : LAYERS_MAX);
    hb_ot_color_glyph_get_layers(c->hb, glyph, 0, &n, from);
    for (unsigned i = 0; i < n; i++)
        layer[i] = (struct glyph_layer){(uint16_t)from[i].glyph,
                                        (int)from[i].color_index < c->n_palette
                                            ? &c->palette[from[i].color_index]
                                            : NULL};
    return (int)n;
}

/* The face itself, its file open. Under the lock. */
static struct face *opened(struct text *t, const struct face *face)
{
    struct face *c = &t->cache->face.v[face - t->cache->face.v];
    if (!c->hb) {
        c->hb = open_face(c);
        c->math = sets_formulas(c->hb);
        read_palette(t, c);
        report_face(c);
    }
    return c;
}

/* ---- axes ------------------------------------------------------------------------------------ */

static float clamped(float v, float low, float high) { return v < low ? low : v > high ? high : v; }

/* A value within the style sheet's range for the face, and that of the axis. */
static float axis_place(const hb_ot_var_axis_info_t *axis, bool any, struct css_range r, int wanted)
{
    float v = any ? (float)wanted : clamped((float)wanted, (float)r.low, (float)r.high);
    return clamped(v, axis->min_value, axis->max_value);
}

static float place_by_style(const struct face *c, const hb_ot_var_axis_info_t *axis,
                            const struct css_style *s, const struct want *w, len size)
{
    switch (axis->tag) {
    case HB_OT_TAG_VAR_AXIS_WEIGHT: return axis_place(axis, c->any_weight, c->weight, w->weight);
    case HB_OT_TAG_VAR_AXIS_WIDTH: return axis_place(axis, c->any_stretch, c->stretch, w->stretch);
    case HB_OT_TAG_VAR_AXIS_ITALIC:
        return clamped(w->slanted && (c->slanted || c->any_slant) ? 1 : 0, axis->min_value,
                       axis->max_value);
    case HB_OT_TAG_VAR_AXIS_SLANT:
        return axis->min_value < axis->max_value && (c->any_slant || c->slanted || c->upright)
                   ? clamped(-clamped((float)w->angle, (float)c->slant.low, (float)c->slant.high),
                             axis->min_value, axis->max_value)
                   : axis->default_value;
    case HB_OT_TAG_VAR_AXIS_OPTICAL_SIZE: /* in CSS pixels */
        return css_is(s, CSS_font_optical_sizing, KW_none)
                   ? axis->default_value
                   : clamped((float)size / LEN_PT * 96 / 72, axis->min_value, axis->max_value);
    default: return axis->default_value;
    }
}

static void report_axis(struct text *t, const struct face *face, const char *tag, struct loc where)
{
    char name[200];
    snprintf(name, sizeof name, "%s %s", face_name(face), tag);
    if (text_first(t, "axis", name))
        diag_once(DIAG_font_axis, where, face_name(face), tag);
}

/* where NULL: missing axes are not reported. */
static void set_variations(struct text *t, const struct face *c, const struct css_list *list,
                           float *coord, const struct loc *where)
{
    for (int i = 0; list && i < list->n; i++) {
        const hb_ot_var_axis_info_t *axis = face_find_axis(c,
                                                           hb_tag_from_string(list->item[i].a, 4));
        if (axis)
            coord[axis - c->axis] = clamped((float)list->item[i].v.num / FIX_ONE, axis->min_value,
                                            axis->max_value);
        else if (where)
            report_axis(t, c, list->item[i].a, *where);
    }
}

static struct instance *instance_get(struct text *t, const struct face *c,
                                     const struct css_style *s, len size, const struct loc *where)
{
    struct buf key = {0};
    struct want want = fonts_want(s);
    float coord[AXES_MAX];
    struct loc own = where ? style_where(s, CSS_font_variation_settings, *where) : LOC_NONE;
    for (int i = 0; i < c->n_axes; i++)
        coord[i] = place_by_style(c, &c->axis[i], s, &want, size);
    set_variations(t, c, c->variations, coord, where);
    set_variations(t, c, css_list(s, CSS_font_variation_settings), coord, where ? &own : NULL);
    buf_printf(&key, "%d", (int)(c - t->cache->face.v));
    for (int i = 0; i < c->n_axes; i++)
        buf_printf(&key, " %g", (double)coord[i]);
    void **place = map_put(&t->cache->instance_keys, key.s);
    buf_done(&key);
    if (*place)
        return *place;
    struct instance *one = arena_new(&t->cache->arena,
                                     sizeof *one + sizeof *coord * (size_t)c->n_axes);
    *one = (struct instance){.face = c, .number = t->cache->instance.n, .n = c->n_axes};
    memcpy(one->coord, coord, sizeof *coord * (size_t)c->n_axes);
    *vec_add(&t->cache->instance) = one;
    return *place = one;
}

static int instance_order(const void *a, const void *b)
{
    const struct instance *x = *(struct instance *const *)a, *y = *(struct instance *const *)b;
    if (x->face != y->face)
        return x->face < y->face ? -1 : 1;
    for (int i = 0; i < x->n; i++)
        if (x->coord[i] != y->coord[i])
            return x->coord[i] < y->coord[i] ? -1 : 1;
    return 0;
}

/* Faces of this document before those only used by earlier documents. */
static int number_order(const void *a, const void *b)
{
    const struct instance *x = *(struct instance *const *)a, *y = *(struct instance *const *)b;
    return x->asked != y->asked ? y->asked - x->asked : instance_order(a, b);
}

/* Threads come to their fonts in any order. */
void text_number_faces(struct text *t)
{
    struct shared_fonts *cache = t->cache;
    if (cache->instance.n)
        qsort(cache->instance.v, (size_t)cache->instance.n, sizeof *cache->instance.v,
              number_order);
    for (int i = 0; i < cache->instance.n; i++)
        cache->instance.v[i]->number = i;
    for (int i = 0; i < cache->font.n; i++)
        cache->font.v[i]->font.face = cache->font.v[i]->instance->number;
}

/* ---- sizes ----------------------------------------------------------------------------------- */

static len metric(hb_font_t *font, hb_ot_metrics_tag_t tag)
{
    hb_position_t v = 0;
    hb_ot_metrics_get_position_with_fallback(font, tag, &v);
    return v;
}

static void fill_metrics(struct font *f, hb_font_t *hb)
{
    hb_codepoint_t glyph;
    f->ascent = metric(hb, HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER);
    f->descent = -metric(hb, HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER);
    f->gap = len_max(0, metric(hb, HB_OT_METRICS_TAG_HORIZONTAL_LINE_GAP));
    f->x_height = metric(hb, HB_OT_METRICS_TAG_X_HEIGHT);
    f->cap_height = metric(hb, HB_OT_METRICS_TAG_CAP_HEIGHT);
    f->underline_pos = -metric(hb, HB_OT_METRICS_TAG_UNDERLINE_OFFSET);
    f->underline_thick = metric(hb, HB_OT_METRICS_TAG_UNDERLINE_SIZE);
    f->space = hb_font_get_nominal_glyph(hb, ' ', &glyph) ? hb_font_get_glyph_h_advance(hb, glyph)
                                                          : f->size / 4;
}

static struct sized *size_new(struct text *t, struct instance *one, len size,
                              const struct feature_set *features, int use)
{
    const struct face *face = one->face;
    struct sized *z = arena_make(&t->cache->arena, struct sized);
    hb_font_t *hb = hb_font_create(face->hb);
    hb_ot_font_set_funcs(hb);
    hb_font_set_scale(hb, size, size);
    if (one->n)
        hb_font_set_var_coords_design(hb, one->coord, (unsigned)one->n);
    hb_font_make_immutable(hb);
    z->face = face;
    z->instance = one;
    z->feature = arena_array(&t->cache->arena, hb_feature_t, features->n + 1);
    z->n_features = features->n;
    memcpy(z->feature, features->v, sizeof *z->feature * (size_t)features->n);
    struct font *f = &z->font;
    *f = (struct font){.id = t->cache->font.n,
                       .face = one->number,
                       .path = face->path,
                       .index = face->index,
                       .family = face->family[0],
                       .ps_name = face->ps_name,
                       .size = size,
                       .monospace = face->monospace,
                       .math = use >= 0 && face->math,
                       .code = use == USE_CODE,
                       .color = face->palette != NULL,
                       .hb = hb};
    fill_metrics(f, hb);
    *vec_add(&t->cache->font) = z;
    return z;
}

/* font-size-adjust: the size at which the face's x-height is that part of the font size (CSS Fonts
 * 4, 2.6). */
static len adjusted(const struct instance *one, const struct css_style *s, len size)
{
    const struct css_val *v = &s->v[CSS_font_size_adjust];
    if (v->kind != CSS_NUM)
        return size;
    hb_font_t *hb = hb_font_create(one->face->hb);
    hb_ot_font_set_funcs(hb);
    hb_font_set_scale(hb, FIX_ONE, FIX_ONE);
    if (one->n)
        hb_font_set_var_coords_design(hb, one->coord, (unsigned)one->n);
    len x_height = metric(hb, HB_OT_METRICS_TAG_X_HEIGHT);
    hb_font_destroy(hb);
    return x_height > 0 ? (len)((int64_t)size * v->num / x_height) : size;
}

/* use: a level of scripts of a formula, or one of these. */
static const struct font *size_get(struct text *t, const struct face *face,
                                   const struct css_style *s, len size, int use,
                                   const struct loc *where)
{
    struct feature_set f = {0};
    struct buf key = {0};
    pthread_mutex_lock(&t->cache->lock);
    struct face *c = opened(t, face);
    struct instance *one = instance_get(t, c, s, size, where);
    bool math = use >= 0 && c->math;
    if (math && use)
        features_set(&f, "ssty", (uint32_t)use);
    else if (!math && use != USE_CODE)
        features_get(t, c, s, where, &f);
    if (use == USE_LINING) {
        features_set(&f, "onum", 0);
        features_set(&f, "lnum", 1);
    }
    size = len_fix(size, c->size_adjust);
    if (use < 0 || !c->math)
        size = adjusted(one, s, size);
    buf_printf(&key, "%p %d%s", (const void *)one, size,
               math              ? " math"
               : use == USE_CODE ? " code"
                                 : "");
    for (int i = 0; i < f.n; i++)
        buf_printf(&key, " %x=%u", f.v[i].tag, f.v[i].value);
    void **place = map_put(&t->cache->font_keys, key.s);
    buf_done(&key);
    if (!*place)
        *place = size_new(t, one, size, &f, use);
    struct sized *z = *place;
    const struct font *font = &z->font;
    z->asked = z->instance->asked = true;
    pthread_mutex_unlock(&t->cache->lock);
    return font;
}

const struct font *fonts_size(struct text *t, const struct face *face, const struct css_style *s,
                              len size, const struct loc *where)
{
    return size_get(t, face, s, size, USE_TEXT, where);
}

const struct font *fonts_lining_size(struct text *t, const struct face *face,
                                     const struct css_style *s)
{
    return size_get(t, face, s, css_font_size(s), USE_LINING, NULL);
}

const struct font *fonts_code_size(struct text *t, const struct face *face,
                                   const struct css_style *s)
{
    return size_get(t, face, s, css_font_size(s) * 2 / 5, USE_CODE, NULL);
}

const struct font *fonts_math_size(struct text *t, const struct face *face,
                                   const struct css_style *s, len size, int script)
{
    return size_get(t, face, s, size, script, NULL);
}

bool fonts_has_math(struct text *t, const struct face *face)
{
    pthread_mutex_lock(&t->cache->lock);
    bool has = opened(t, face)->math;
    pthread_mutex_unlock(&t->cache->lock);
    return has;
}

bool font_covers(const struct font *f, const char *text, int n)
{
    hb_codepoint_t glyph;
    const struct face *c = ((const struct sized *)f)->face;
    for (const char *s = text, *end = text + n; s < end;) {
        uint32_t ch = utf8_next(&s, end);
        if (!is_ignorable(ch) &&
            (!face_is_for(c, ch) || !hb_font_get_nominal_glyph(f->hb, ch, &glyph)))
            return false;
    }
    return true;
}

static int sized_order(const void *a, const void *b)
{
    const struct sized *x = *(struct sized *const *)a, *y = *(struct sized *const *)b;
    if (x->font.face != y->font.face)
        return x->font.face - y->font.face;
    if (x->font.size != y->font.size)
        return x->font.size - y->font.size;
    if (x->n_features != y->n_features)
        return x->n_features - y->n_features;
    return memcmp(x->feature, y->feature, sizeof *x->feature * (size_t)x->n_features);
}

void text_each_font(struct text *t, void (*visit)(void *ctx, const struct font *), void *ctx)
{
    size_t n = (size_t)t->cache->font.n;
    struct sized **sorted = mem_new(sizeof *sorted * n);
    if (n)
        memcpy(sorted, t->cache->font.v, sizeof *sorted * n);
    qsort(sorted, n, sizeof *sorted, sized_order);
    for (size_t i = 0; i < n; i++)
        if (sorted[i]->asked)
            visit(ctx, &sorted[i]->font);
    mem_free(sorted);
}
