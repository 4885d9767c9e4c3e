// SPDX-License-Identifier: Apache-2.0
/* The private font set: only the fonts listed in fonts.conf, named by the user, and supplied by
 * layouts, matched by family name after CSS Fonts 4, 5.2, and never synthesised.
 *
 * Fontconfig merely lists the files and their properties; its own matching is not used, since it
 * always finds a font. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <fontconfig/fontconfig.h>
#include <glib.h>

#include "text/text-int.h"

/* ---- names ----------------------------------------------------------------------------------- */

const char *fonts_fold(const char *family)
{
    gchar *s = g_utf8_validate(family, -1, NULL) ? g_utf8_casefold(family, -1) : NULL;
    const char *folded = intern(s ? s : family);
    g_free(s);
    return folded;
}

bool face_has_family(const struct face *c, const char *folded)
{
    for (int i = 0; c->family[i]; i++)
        if (c->folded[i] == folded)
            return true;
    return false;
}

const char *face_name(const struct face *c) { return c->ps_name ? c->ps_name : c->path; }

/* ---- the set --------------------------------------------------------------------------------- */

static const char *pattern_string(FcPattern *p, const char *object, int n)
{
    FcChar8 *s;
    return FcPatternGetString(p, object, n, &s) == FcResultMatch ? intern((const char *)s) : NULL;
}

/* A number, or the range of a variable face. */
static void pattern_range(FcPattern *p, const char *object, double otherwise, double v[2])
{
    FcRange *range;
    v[0] = v[1] = otherwise;
    if (FcPatternGetDouble(p, object, 0, &v[0]) == FcResultMatch)
        v[1] = v[0];
    else if (FcPatternGetRange(p, object, 0, &range) == FcResultMatch)
        FcRangeGetDouble(range, &v[0], &v[1]);
}

const hb_ot_var_axis_info_t *face_find_axis(const struct face *c, hb_tag_t tag)
{
    for (int i = 0; i < c->n_axes; i++)
        if (c->axis[i].tag == tag)
            return &c->axis[i];
    return NULL;
}

static void read_axes(struct text *t, struct face *c)
{
    hb_blob_t *blob = hb_blob_create_from_file_or_fail(c->path);
    if (!blob)
        return;
    hb_face_t *hb = hb_face_create(blob, (unsigned)c->index);
    face_read_axes(t, c, hb);
    hb_face_destroy(hb);
    hb_blob_destroy(blob);
}

void face_read_axes(struct text *t, struct face *c, hb_face_t *hb)
{
    unsigned n = hb_ot_var_get_axis_count(hb);
    n = n < AXES_MAX ? n : AXES_MAX;
    hb_ot_var_axis_info_t *axis = arena_array(&t->cache->arena, hb_ot_var_axis_info_t, n + 1);
    hb_ot_var_get_axis_infos(hb, 0, &n, axis);
    c->axis = axis;
    c->n_axes = (int)n;
    const hb_ot_var_axis_info_t *slant = face_find_axis(c, HB_OT_TAG_VAR_AXIS_SLANT);
    if (slant) /* the axis goes counter-clockwise */
        c->slant = (struct css_range){(int)-slant->max_value, (int)-slant->min_value};
}

/* Named instances of a variable face are places on its axes, which styles choose by themselves. */
static bool is_named_instance(int index) { return index >> 16 & 0x7fff; }

static void add_face(struct text *t, FcPattern *p, bool extra)
{
    FcBool variable = FcFalse, outline = FcTrue;
    int index = 0, slant = 0, spacing = 0;
    double weight[2], width[2];
    const char *path = pattern_string(p, FC_FILE, 0);
    FcPatternGetBool(p, FC_VARIABLE, 0, &variable);
    FcPatternGetBool(p, FC_OUTLINE, 0, &outline);
    FcPatternGetInteger(p, FC_INDEX, 0, &index);
    if (!path || !outline || (!variable && is_named_instance(index)))
        return;
    FcPatternGetInteger(p, FC_SLANT, 0, &slant);
    FcPatternGetInteger(p, FC_SPACING, 0, &spacing);
    pattern_range(p, FC_WEIGHT, FC_WEIGHT_REGULAR, weight);
    pattern_range(p, FC_WIDTH, FC_WIDTH_NORMAL, width);
    struct face *c = vec_add(&t->cache->face);
    c->path = path;
    c->extra = extra;
    c->ps_name = pattern_string(p, FC_POSTSCRIPT_NAME, 0);
    c->full_name = pattern_string(p, FC_FULLNAME, 0);
    for (int i = 0; i < (int)(sizeof c->family / sizeof *c->family) - 1; i++) {
        if (!(c->family[i] = pattern_string(p, FC_FAMILY, i)))
            break;
        c->folded[i] = fonts_fold(c->family[i]);
    }
    c->index = index & 0xffff;
    c->size_adjust = FIX_ONE;
    c->weight = (struct css_range){(int)(FcWeightToOpenTypeDouble(weight[0]) + 0.5),
                                   (int)(FcWeightToOpenTypeDouble(weight[1]) + 0.5)};
    c->stretch = (struct css_range){(int)(width[0] + 0.5), (int)(width[1] + 0.5)};
    c->slanted = slant != FC_SLANT_ROMAN;
    if (variable)
        read_axes(t, c);
    c->upright = !c->slanted || (c->slant.low <= 0 && c->slant.low < c->slant.high);
    c->slanted = c->slanted || c->slant.high > 0;
    c->monospace = spacing == FC_MONO || spacing == FC_CHARCELL;
    FcCharSet *chars;
    if (FcPatternGetCharSet(p, FC_CHARSET, 0, &chars) == FcResultMatch)
        c->chars = FcCharSetCopy(chars);
}

static void face_done(struct face *c)
{
    hb_face_destroy(c->hb);
    hb_blob_destroy(c->blob);
    if (c->chars)
        FcCharSetDestroy(c->chars);
}

/* Independent of the order in which a file system lists its files. A variable face precedes its
 * static instances. */
static int face_order(const void *a, const void *b)
{
    const struct face *x = a, *y = b;
    int d = strcmp(x->path, y->path);
    d = d ? d : (x->index > y->index) - (x->index < y->index);
    return d ? d : (x->n_axes < y->n_axes) - (x->n_axes > y->n_axes);
}

/* Sorts the faces from `first` on, each of which is kept once. */
static void sort_cuts(struct text *t, int first)
{
    struct face *v = t->cache->face.v;
    int n = first;
    if (t->cache->face.n > first)
        qsort(v + first, (size_t)(t->cache->face.n - first), sizeof *v, face_order);
    for (int i = first; i < t->cache->face.n; i++)
        if (n > first && v[n - 1].path == v[i].path && v[n - 1].index == v[i].index)
            face_done(&v[i]);
        else
            v[n++] = v[i];
    t->cache->face.n = n;
}

static bool knows(const struct text *t, int n, FcPattern *p)
{
    int index = 0;
    const char *path = pattern_string(p, FC_FILE, 0);
    FcPatternGetInteger(p, FC_INDEX, 0, &index);
    for (int i = 0; i < n; i++)
        if (t->cache->face.v[i].path == path && t->cache->face.v[i].index == (index & 0xffff))
            return true;
    return false;
}

/* Adds the fonts of a set from `first` on that are not there yet; returns their number then. */
static int add_set(struct text *t, FcSetName set, int first, bool extra)
{
    FcFontSet *fonts = FcConfigGetFonts(t->cache->config, set);
    int n = t->cache->face.n;
    for (int i = first; fonts && i < fonts->nfont; i++)
        if (!knows(t, n, fonts->fonts[i]))
            add_face(t, fonts->fonts[i], extra);
    sort_cuts(t, n);
    return fonts ? fonts->nfont : 0;
}

struct names {
    VEC(const char *) family;
};

/* The families of a generic name in fonts.conf, in order. */
static void read_generic(struct text *t, FcConfig *config, const char *name)
{
    FcPattern *p = FcPatternCreate();
    struct names *names = arena_make(&t->cache->arena, struct names);
    const char *family;
    FcPatternAddString(p, FC_FAMILY, (const FcChar8 *)name);
    FcConfigSubstitute(config, p, FcMatchPattern);
    for (int i = 0; (family = pattern_string(p, FC_FAMILY, i)); i++)
        if (strcmp(family, name))
            *vec_add(&names->family) = family;
    *map_put(&t->cache->generic, name) = names;
    FcPatternDestroy(p);
}

static void add_listed_folders(FcConfig *config, const char *folders)
{
    struct arena a = {0};
    for (const char *end; folders && *folders; folders = end + (*end == ':')) {
        end = folders + strcspn(folders, ":");
        if (end > folders)
            FcConfigAppFontAddDir(config,
                                  (const FcChar8 *)arena_dup(&a, folders, (size_t)(end - folders)));
    }
    arena_done(&a);
}

void fonts_load(struct text *t, const char *fonts_conf)
{
    static const char *const generics[] = {"serif", "sans-serif", "monospace", "math", "symbols"};
    struct arena a = {0};
    const char *path = fonts_conf ? fonts_conf : path_join(&a, data_dir("fonts"), "fonts.conf");
    FcConfig *config = t->cache->config = FcConfigCreate();
    file_note(path);
    if (access(path, R_OK) || !FcConfigParseAndLoad(config, (const FcChar8 *)path, FcTrue) ||
        !FcConfigBuildFonts(config))
        die(DIAG_font_config, LOC_NONE, path);
    add_listed_folders(config, getenv("KOKI_FONTS"));
    add_set(t, FcSetSystem, 0, false);
    add_set(t, FcSetApplication, 0, false);
    if (!t->cache->face.n)
        die(DIAG_font_config, LOC_NONE, path);
    sort_cuts(t, 0);
    for (size_t i = 0; i < sizeof generics / sizeof *generics; i++)
        read_generic(t, config, generics[i]);
    FcConfigSetCurrent(config); /* librsvg draws the text of images with it */
    arena_done(&a);
}

static int application_fonts(const struct text *t)
{
    const FcFontSet *fonts = FcConfigGetFonts(t->cache->config, FcSetApplication);
    return fonts ? fonts->nfont : 0;
}

void text_add_folder(struct text *t, const char *folder)
{
    int before = application_fonts(t);
    if (!FcConfigAppFontAddDir(t->cache->config, (const FcChar8 *)folder) ||
        add_set(t, FcSetApplication, before, true) == before)
        diag(DIAG_font_folder, LOC_NONE, folder);
}

void text_add_system(struct text *t)
{
    int before = application_fonts(t);
    FcConfig *system = FcInitLoadConfig();
    FcStrList *folders = system ? FcConfigGetFontDirs(system) : NULL;
    for (const FcChar8 *folder; folders && (folder = FcStrListNext(folders));)
        FcConfigAppFontAddDir(t->cache->config, folder);
    if (folders)
        FcStrListDone(folders);
    if (system)
        FcConfigDestroy(system);
    if (add_set(t, FcSetApplication, before, true) == before)
        diag(DIAG_font_folder, LOC_NONE, _("the system's folders"));
}

void fonts_free(struct text *t)
{
    for (int i = 0; i < t->cache->font.n; i++)
        hb_font_destroy(t->cache->font.v[i]->font.hb);
    for (int i = 0; i < t->cache->face.n; i++)
        face_done(&t->cache->face.v[i]);
    for (int i = 0; i < t->cache->generic.n; i++)
        vec_done(&((struct names *)t->cache->generic.entry[i].value)->family);
    for (int i = 0; i < t->cache->unpacked.n; i++)
        close(t->cache->unpacked.v[i]);
    vec_done(&t->cache->unpacked);
    vec_done(&t->cache->font);
    vec_done(&t->cache->instance);
    vec_done(&t->cache->face);
    map_done(&t->cache->font_keys);
    map_done(&t->cache->instance_keys);
    map_done(&t->cache->generic);
    FcConfigDestroy(t->cache->config);
}

const char *fonts_generic(const struct text *t, const char *name, int i)
{
    const struct names *names = map_get(&t->cache->generic, name);
    return names && i < names->family.n ? names->family.v[i] : NULL;
}

bool text_has_family(const struct text *t, const char *family)
{
    const char *folded = fonts_fold(family);
    for (int i = 0; i < t->cache->face.n; i++)
        if (face_has_family(&t->cache->face.v[i], folded))
            return true;
    return false;
}

/* ---- matching -------------------------------------------------------------------------------- */

static bool within(struct css_range r, int v) { return v >= r.low && v <= r.high; }
static int nearest_of(struct css_range r, int v)
{
    return v < r.low ? r.low : v > r.high ? r.high : v;
}

struct want fonts_want(const struct css_style *s)
{
    const struct css_val *stretch = &s->v[CSS_font_stretch], *style = &s->v[CSS_font_style];
    bool oblique = css_is(s, CSS_font_style, KW_oblique),
         italic = css_is(s, CSS_font_style, KW_italic);
    return (struct want){.weight = style_weight(s),
                         .stretch = stretch->kind == CSS_PCT
                                        ? (int)((int64_t)stretch->num * 100 / FIX_ONE)
                                        : 100,
                         .slanted = italic || (oblique && style->num > 0),
                         .angle = oblique  ? style->num / FIX_ONE
                                  : italic ? 14
                                           : 0};
}

/* CSS Fonts 4, 5.2: stretch counts before slant, slant before weight; below 400 look for lighter
 * faces first, above 500 for bolder. */
static int face_distance(const struct face *c, const struct want *w)
{
    int weight = nearest_of(c->weight, w->weight), d = abs(weight - w->weight);
    bool wanted_side = w->weight < 400   ? weight <= w->weight
                       : w->weight > 500 ? weight >= w->weight
                                         : weight <= 500 && weight >= w->weight;
    if (d && !wanted_side)
        d += weight < w->weight && w->weight >= 400 && w->weight <= 500 ? 1000 : 2000;
    bool slant = w->slanted ? c->slanted : c->upright;
    return abs(nearest_of(c->stretch, w->stretch) - w->stretch) * 10000 + !slant * 5000 + d;
}

static bool axis_reaches(const struct face *c, bool any, hb_tag_t tag, int v)
{
    const hb_ot_var_axis_info_t *axis = any ? face_find_axis(c, tag) : NULL;
    return axis && (float)v >= axis->min_value && (float)v <= axis->max_value;
}

/* Whether the face matches exactly, itself or by its axes. */
static bool is_exact(const struct face *c, const struct want *w)
{
    return (within(c->weight, w->weight) ||
            axis_reaches(c, c->any_weight, HB_OT_TAG_VAR_AXIS_WEIGHT, w->weight)) &&
           (within(c->stretch, w->stretch) ||
            axis_reaches(c, c->any_stretch, HB_OT_TAG_VAR_AXIS_WIDTH, w->stretch)) &&
           ((w->slanted ? c->slanted : c->upright) || (c->any_slant && c->slant.high > 0) ||
            (c->any_slant && face_find_axis(c, HB_OT_TAG_VAR_AXIS_ITALIC)));
}

const struct face *fonts_nearest(const struct text *t, const char *family, const struct want *want,
                                 bool *exact)
{
    const struct face *best = NULL;
    const char *folded = fonts_fold(family);
    int best_distance = 0;
    for (int i = 0; i < t->cache->face.n; i++) {
        const struct face *c = &t->cache->face.v[i];
        if (!face_has_family(c, folded) || (best && best->given && !c->given))
            continue;
        int d = face_distance(c, want);
        if (!best || (c->given && !best->given) || d < best_distance ||
            (c->given && d == best_distance))
            best = c, best_distance = d;
    }
    *exact = best && is_exact(best, want);
    return best;
}

bool fonts_join(const struct face *best, const struct face *c, const struct want *want)
{
    return best->given && c->given && c < best && c->folded[0] == best->folded[0] &&
           face_distance(c, want) == face_distance(best, want);
}

const struct face *fonts_match(const struct text *t, const char *family, const struct css_style *s,
                               bool *exact)
{
    struct want want = fonts_want(s);
    return fonts_nearest(t, family, &want, exact);
}

/* ---- characters ------------------------------------------------------------------------------ */

bool face_is_for(const struct face *c, uint32_t ch)
{
    for (int i = 0; i < c->n_range; i++)
        if (within(c->range[i], (int)ch))
            return true;
    return !c->n_range;
}

/* Characters that show nothing by themselves: no font needs a glyph for them. */
bool is_ignorable(uint32_t c)
{
    return c == 0x34f || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff ||
           (c >= 0xe0000 && c <= 0xe0fff);
}

bool face_may_cover(const struct face *c, const char *text, int n)
{
    for (const char *s = text, *end = text + n; s < end;) {
        uint32_t ch = utf8_next(&s, end);
        if (!is_ignorable(ch) &&
            (!face_is_for(c, ch) || (c->chars && !FcCharSetHasChar(c->chars, ch))))
            return false;
    }
    return true;
}

/* ---- the set, shown -------------------------------------------------------------------------- */

static int listed_order(const void *a, const void *b)
{
    const struct face *x = *(const struct face *const *)a, *y = *(const struct face *const *)b;
    int d = strcmp(x->folded[0], y->folded[0]);
    d = d ? d : x->stretch.low - y->stretch.low;
    d = d ? d : x->weight.low - y->weight.low;
    d = d ? d : x->slanted - y->slanted;
    return d ? d : face_order(x, y);
}

static void list_range(FILE *f, struct css_range r, const char *unit)
{
    if (r.low == r.high)
        fprintf(f, " %d%s", r.low, unit);
    else
        fprintf(f, " %d%s-%d%s", r.low, unit, r.high, unit);
}

static void list_face(FILE *f, const struct face *c)
{
    fputs("  ", f);
    list_range(f, c->weight, "");
    if (c->stretch.low != 100 || c->stretch.high != 100)
        list_range(f, c->stretch, "%");
    fputs(c->slanted && c->upright ? " normal, oblique" : c->slanted ? " italic" : " normal", f);
    for (int i = 0; i < c->n_axes; i++)
        fprintf(f, "%s%c%c%c%c %g..%g", i ? ", " : " [", HB_UNTAG(c->axis[i].tag),
                (double)c->axis[i].min_value, (double)c->axis[i].max_value);
    fprintf(f, "%s  %s", c->n_axes ? "]" : "", c->path);
    if (c->index)
        fprintf(f, "#%d", c->index);
    fputc('\n', f);
}

void text_list_fonts(const struct text *t, FILE *f)
{
    static const char *const generics[] = {"serif", "sans-serif", "monospace", "math"};
    int n = t->cache->face.n;
    const struct face **sorted = mem_new(sizeof *sorted * (size_t)n);
    for (size_t i = 0; i < sizeof generics / sizeof *generics; i++) {
        const char *family = NULL;
        for (int k = 0; !family && fonts_generic(t, generics[i], k); k++)
            family = text_has_family(t, fonts_generic(t, generics[i], k))
                         ? fonts_generic(t, generics[i], k)
                         : NULL;
        fprintf(f, "%s: %s\n", generics[i], family ? family : "-");
    }
    for (int i = 0; i < n; i++)
        sorted[i] = &t->cache->face.v[i];
    qsort(sorted, (size_t)n, sizeof *sorted, listed_order);
    for (int i = 0; i < n; i++) {
        if (!i || sorted[i]->folded[0] != sorted[i - 1]->folded[0])
            fprintf(f, "\n%s\n", sorted[i]->family[0]);
        list_face(f, sorted[i]);
    }
    mem_free(sorted);
}
