/* The private font set: only what fonts.conf lists, matched by exact family name after CSS Fonts 3, 5.2, and never synthesised.
 *
 * Fontconfig merely lists the files and their properties; its own matching always finds something, which is why it is not asked.
 * Shaping uses HarfBuzz's own font functions, so nothing is rounded to pixels: 1 unit is 1/1024 pt. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fontconfig/fontconfig.h>
#include <hb-ot.h>

#include "text/text-int.h"

/* ---- the set --------------------------------------------------------------------------------------------------- */

static const char *pattern_string(FcPattern *p, const char *object, int n)
{
    FcChar8 *s;
    return FcPatternGetString(p, object, n, &s) == FcResultMatch ? intern((const char *)s) : NULL;
}

static double pattern_number(FcPattern *p, const char *object, double otherwise)
{
    double v;
    return FcPatternGetDouble(p, object, 0, &v) == FcResultMatch ? v : otherwise;
}

/* NULL: of a kind that is not used. */
static struct cut *add_cut(struct text *t, FcPattern *p)
{
    FcBool variable = FcFalse, outline = FcTrue;
    int index = 0, slant = 0, spacing = 0;
    const char *path = pattern_string(p, FC_FILE, 0);
    FcPatternGetBool(p, FC_VARIABLE, 0, &variable);
    FcPatternGetBool(p, FC_OUTLINE, 0, &outline);
    if (!path || variable || !outline)
        return NULL;
    FcPatternGetInteger(p, FC_INDEX, 0, &index);
    FcPatternGetInteger(p, FC_SLANT, 0, &slant);
    FcPatternGetInteger(p, FC_SPACING, 0, &spacing);
    struct cut *c = vec_add(&t->stock->cut);
    c->path = path;
    c->ps_name = pattern_string(p, FC_POSTSCRIPT_NAME, 0);
    for (int i = 0; i < (int)(sizeof c->family / sizeof *c->family) - 1; i++)
        if (!(c->family[i] = pattern_string(p, FC_FAMILY, i)))
            break;
    c->index = index;
    c->weight = (int)(FcWeightToOpenTypeDouble(pattern_number(p, FC_WEIGHT, FC_WEIGHT_REGULAR)) + 0.5);
    c->stretch = (int)(pattern_number(p, FC_WIDTH, FC_WIDTH_NORMAL) + 0.5);
    c->italic = slant != FC_SLANT_ROMAN;
    c->monospace = spacing == FC_MONO || spacing == FC_CHARCELL;
    FcCharSet *chars;
    if (FcPatternGetCharSet(p, FC_CHARSET, 0, &chars) == FcResultMatch)
        c->chars = FcCharSetCopy(chars);
    return c;
}

/* Independent of the order in which a file system lists its files. */
static int cut_order(const void *a, const void *b)
{
    const struct cut *x = a, *y = b;
    int d = strcmp(x->path, y->path);
    return d ? d : (x->index > y->index) - (x->index < y->index);
}

static void add_set(struct text *t, FcConfig *config, FcSetName set)
{
    FcFontSet *fonts = FcConfigGetFonts(config, set);
    for (int i = 0; fonts && i < fonts->nfont; i++)
        add_cut(t, fonts->fonts[i]);
}

struct names { VEC(const char *) family; };

/* What fonts.conf puts behind a generic name, in order. */
static void read_generic(struct text *t, FcConfig *config, const char *name)
{
    FcPattern *p = FcPatternCreate();
    struct names *names = arena_make(&t->stock->arena, struct names);
    const char *family;
    FcPatternAddString(p, FC_FAMILY, (const FcChar8 *)name);
    FcConfigSubstitute(config, p, FcMatchPattern);
    for (int i = 0; (family = pattern_string(p, FC_FAMILY, i)); i++)
        if (strcmp(family, name))
            *vec_add(&names->family) = family;
    *map_put(&t->stock->generic, name) = names;
    FcPatternDestroy(p);
}

static void add_extra_folders(FcConfig *config, const char *folders)
{
    struct arena a = {0};
    for (const char *end; folders && *folders; folders = end + (*end == ':')) {
        end = folders + strcspn(folders, ":");
        if (end > folders)
            FcConfigAppFontAddDir(config, (const FcChar8 *)arena_dup(&a, folders, (size_t)(end - folders)));
    }
    arena_done(&a);
}

void fonts_load(struct text *t, const char *fonts_conf)
{
    struct arena a = {0};
    const char *path = fonts_conf ? fonts_conf : path_join(&a, data_dir("fonts"), "fonts.conf");
    FcConfig *config = FcConfigCreate();
    file_note(path);
    if (access(path, R_OK) || !FcConfigParseAndLoad(config, (const FcChar8 *)path, FcTrue) || !FcConfigBuildFonts(config))
        die(DIAG_font_config, LOC_NONE, path);
    add_extra_folders(config, getenv("KOKI_FONTS"));
    add_set(t, config, FcSetSystem);
    add_set(t, config, FcSetApplication);
    if (!t->stock->cut.n)
        die(DIAG_font_config, LOC_NONE, path);
    qsort(t->stock->cut.v, (size_t)t->stock->cut.n, sizeof *t->stock->cut.v, cut_order);
    read_generic(t, config, "serif");
    read_generic(t, config, "sans-serif");
    read_generic(t, config, "monospace");
    read_generic(t, config, "math");
    FcConfigSetCurrent(config);   /* librsvg draws the text of pictures with it */
    FcConfigDestroy(config);
    arena_done(&a);
}

/* ---- @font-face ------------------------------------------------------------------------------------------------ */

static bool is_local(const struct cut *c, const char *name)
{
    for (int i = 0; c->family[i]; i++)
        if (!strcmp(c->family[i], name))
            return true;
    return c->ps_name && !strcmp(c->ps_name, name);
}

/* The cut goes under the name, weight and slant that the style sheet gives it. */
static void name_cut(struct cut *c, const struct css_font_face *f)
{
    c->family[0] = f->family;
    c->family[1] = NULL;
    c->weight = f->weight;
    c->stretch = f->stretch;
    c->italic = f->style != KW_normal;
}

/* NULL: done; else why not. */
static const char *add_local(struct text *t, const struct css_font_face *f, const char *name)
{
    struct cut copy = {0};
    for (int i = 0; i < t->stock->cut.n && !copy.path; i++)
        if (is_local(&t->stock->cut.v[i], name))
            copy = t->stock->cut.v[i];
    if (!copy.path)
        return _("there is no such font");
    copy.chars = copy.chars ? FcCharSetCopy(copy.chars) : NULL;
    name_cut(&copy, f);
    *vec_add(&t->stock->cut) = copy;
    return NULL;
}

/* Whether it is worth asking FreeType, which opens what it is given, pipes as well. */
static const char *unfit(const char *path)
{
    enum { LARGEST = 256 << 20 };
    struct stat st;
    FILE *f = file_open(path);
    if (!f)
        return strerror(errno);
    const char *why = fstat(fileno(f), &st) ? strerror(errno) : st.st_size > LARGEST ? _("it is too large") : NULL;
    fclose(f);
    return why;
}

static const char *add_file(struct text *t, const struct css_font_face *f, const char *path)
{
    int count;
    const char *why = unfit(path);
    if (why)
        return why;
    FcPattern *p = FcFreeTypeQuery((const FcChar8 *)path, 0, NULL, &count);
    struct cut *c = p ? add_cut(t, p) : NULL;
    if (c)
        name_cut(c, f);
    if (p)
        FcPatternDestroy(p);
    return c ? NULL : p ? _("it has no outlines") : _("it is no font file");
}

void text_add_faces(struct text *t, const struct css *css)
{
    const struct css_font_face *f;
    for (int i = 0; (f = css_font_face(css, i)); i++) {
        const char *why = "", *source = "";
        for (int k = 0; k < f->src->n && why; k++) {
            const struct css_item *item = &f->src->item[k];
            source = item->a;
            why = item->kind == CSS_I_URL ? add_file(t, f, source) : add_local(t, f, source);
        }
        if (why)
            diag(DIAG_font_face, f->where, f->family, source, why);
    }
}

static void cut_done(struct cut *c)
{
    hb_face_destroy(c->hb);
    if (c->chars)
        FcCharSetDestroy(c->chars);
}

void fonts_free(struct text *t)
{
    for (int i = 0; i < t->stock->font.n; i++)
        hb_font_destroy(t->stock->font.v[i]->font.hb);
    for (int i = 0; i < t->stock->cut.n; i++)
        cut_done(&t->stock->cut.v[i]);
    for (int i = 0; i < t->stock->generic.n; i++)
        vec_done(&((struct names *)t->stock->generic.entry[i].value)->family);
    vec_done(&t->stock->font);
    vec_done(&t->stock->cut);
    map_done(&t->stock->font_keys);
    map_done(&t->stock->generic);
}

const char *fonts_generic(const struct text *t, const char *name, int i)
{
    const struct names *names = map_get(&t->stock->generic, name);
    return names && i < names->family.n ? names->family.v[i] : NULL;
}

/* ---- matching -------------------------------------------------------------------------------------------------- */

static bool has_family(const struct cut *c, const char *family)
{
    for (int i = 0; c->family[i]; i++)
        if (!strcmp(c->family[i], family))
            return true;
    return false;
}

/* CSS Fonts 3, 5.2: stretch counts before slant, slant before weight; below 400 look for lighter cuts first, above 500 for
 * bolder. */
static int cut_distance(const struct cut *c, int stretch, bool italic, int weight)
{
    int d = abs(c->weight - weight);
    bool wanted_side = weight < 400 ? c->weight <= weight
                     : weight > 500 ? c->weight >= weight
                     : c->weight <= 500 && c->weight >= weight;
    if (d && !wanted_side)
        d += c->weight < weight && weight >= 400 && weight <= 500 ? 1000 : 2000;
    return abs(c->stretch - stretch) * 10000 + (c->italic != italic) * 5000 + d;
}

const struct cut *fonts_nearest(const struct text *t, const char *family, int stretch, bool italic, int weight, bool *exact)
{
    const struct cut *best = NULL;
    int best_distance = 0;
    for (int i = 0; i < t->stock->cut.n; i++) {
        const struct cut *c = &t->stock->cut.v[i];
        if (!has_family(c, family))
            continue;
        int d = cut_distance(c, stretch, italic, weight);
        if (!best || d < best_distance)
            best = c, best_distance = d;
    }
    *exact = best && !best_distance;
    return best;
}

const struct cut *fonts_match(const struct text *t, const char *family, const struct css_style *s, bool *exact)
{
    const struct css_val *stretch = &s->v[CSS_font_stretch];
    int want_stretch = stretch->kind == CSS_PCT ? (int)((int64_t)stretch->num * 100 / FIX_ONE) : 100;
    bool italic = css_is(s, CSS_font_style, KW_italic) || css_is(s, CSS_font_style, KW_oblique);
    return fonts_nearest(t, family, want_stretch, italic, style_weight(s), exact);
}

/* ---- features -------------------------------------------------------------------------------------------------- */

struct features {
    hb_feature_t v[32];
    int n;
};

static void feature_set(struct features *f, const char *tag, uint32_t value)
{
    hb_tag_t t = hb_tag_from_string(tag, (int)strlen(tag));
    for (int i = 0; i < f->n; i++)
        if (f->v[i].tag == t) {
            f->v[i].value = value;
            return;
        }
    if (f->n < (int)(sizeof f->v / sizeof *f->v))
        f->v[f->n++] = (hb_feature_t){t, value, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END};
}

/* Each keyword of the font-variant-* properties and the OpenType features behind it. `need`: the layout shows without it that
 * the font lacks something; its absence is reported. */
static const struct variant {
    uint16_t prop, kw;
    char on[5], off[5];
    bool need;
    char second[5];
} variants[] = {
    {CSS_font_variant_caps, KW_small_caps, "smcp", "", true, ""},
    {CSS_font_variant_caps, KW_all_small_caps, "smcp", "", true, "c2sc"},
    {CSS_font_variant_caps, KW_petite_caps, "pcap", "", true, ""},
    {CSS_font_variant_caps, KW_all_petite_caps, "pcap", "", true, "c2pc"},
    {CSS_font_variant_caps, KW_unicase, "unic", "", true, ""},
    {CSS_font_variant_caps, KW_titling_caps, "titl", "", true, ""},
    {CSS_font_variant_numeric, KW_lining_nums, "lnum", "onum", false, ""},
    {CSS_font_variant_numeric, KW_oldstyle_nums, "onum", "lnum", false, ""},
    {CSS_font_variant_numeric, KW_proportional_nums, "pnum", "tnum", false, ""},
    {CSS_font_variant_numeric, KW_tabular_nums, "tnum", "pnum", false, ""},
    {CSS_font_variant_numeric, KW_diagonal_fractions, "frac", "", true, ""},
    {CSS_font_variant_numeric, KW_stacked_fractions, "afrc", "", true, ""},
    {CSS_font_variant_numeric, KW_ordinal, "ordn", "", false, ""},
    {CSS_font_variant_numeric, KW_slashed_zero, "zero", "", true, ""},
    {CSS_font_variant_ligatures, KW_none, "", "liga", false, ""},
    {CSS_font_variant_ligatures, KW_none, "", "clig", false, ""},
    {CSS_font_variant_ligatures, KW_none, "", "calt", false, ""},
    {CSS_font_variant_ligatures, KW_no_common_ligatures, "", "clig", false, ""},
    {CSS_font_variant_ligatures, KW_common_ligatures, "liga", "", false, "clig"},
    {CSS_font_variant_ligatures, KW_no_common_ligatures, "", "liga", false, ""},
    {CSS_font_variant_ligatures, KW_discretionary_ligatures, "dlig", "", false, ""},
    {CSS_font_variant_ligatures, KW_no_discretionary_ligatures, "", "dlig", false, ""},
    {CSS_font_variant_ligatures, KW_historical_ligatures, "hlig", "", false, ""},
    {CSS_font_variant_ligatures, KW_no_historical_ligatures, "", "hlig", false, ""},
    {CSS_font_variant_ligatures, KW_contextual, "calt", "", false, ""},
    {CSS_font_variant_ligatures, KW_no_contextual, "", "calt", false, ""},
    {CSS_font_variant_position, KW_sub, "subs", "", true, ""},
    {CSS_font_variant_position, KW_super, "sups", "", true, ""},
};

static bool style_has(const struct css_style *s, enum css_prop p, enum css_kw kw)
{
    const struct css_list *list = css_list(s, p);
    for (int i = 0; list && i < list->n; i++)
        if (list->item[i].v.kind == CSS_KEYWORD && list->item[i].v.kw == kw)
            return true;
    return css_is(s, p, kw);
}

static bool face_has_feature(hb_face_t *face, const char *tag)
{
    static const hb_tag_t tables[] = {HB_OT_TAG_GSUB, HB_OT_TAG_GPOS};
    hb_tag_t tags[256], wanted = hb_tag_from_string(tag, (int)strlen(tag));
    for (int k = 0; k < 2; k++) {
        unsigned n = 256;
        hb_ot_layout_table_get_feature_tags(face, tables[k], 0, &n, tags);
        for (unsigned i = 0; i < n; i++)
            if (tags[i] == wanted)
                return true;
    }
    return false;
}

static void report_feature(struct text *t, const struct cut *cut, const char *tag, struct loc where)
{
    char name[160];
    snprintf(name, sizeof name, "%s %s", cut->ps_name ? cut->ps_name : cut->path, tag);
    if (text_first(t, "feature", name))
        diag_once(DIAG_font_feature, where, cut->ps_name ? cut->ps_name : cut->path, tag);
}

static void features_of(struct text *t, const struct cut *cut, const struct css_style *s, const struct loc *where,
                        struct features *f)
{
    if (cut->monospace)            /* programming ligatures: not what the author typed */
        feature_set(f, "calt", 0);
    if (css_len(s, CSS_letter_spacing, 0)) {
        feature_set(f, "liga", 0);
        feature_set(f, "clig", 0);
    }
    if (css_is(s, CSS_font_kerning, KW_none))
        feature_set(f, "kern", 0);
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        const struct variant *v = &variants[i];
        if (!style_has(s, v->prop, v->kw))
            continue;
        if (*v->off)
            feature_set(f, v->off, 0);
        if (*v->on)
            feature_set(f, v->on, 1);
        if (*v->second)
            feature_set(f, v->second, 1);
        if (v->need && where && !face_has_feature(cut->hb, v->on))
            report_feature(t, cut, v->on, style_where(s, v->prop, *where));
    }
    const struct css_list *list = css_list(s, CSS_font_feature_settings);
    for (int i = 0; list && i < list->n; i++) {
        const struct css_item *set = &list->item[i];
        feature_set(f, set->a, (uint32_t)set->n);
        if (set->n && where && !face_has_feature(cut->hb, set->a))
            report_feature(t, cut, set->a, style_where(s, CSS_font_feature_settings, *where));
    }
}

/* ---- a cut at a size ------------------------------------------------------------------------------------------- */

static hb_face_t *open_face(const struct cut *cut)
{
    file_note(cut->path);
    hb_blob_t *blob = hb_blob_create_from_file_or_fail(cut->path);
    if (!blob)
        die(DIAG_cannot_read, LOC_NONE, cut->path, _("it is no font file"));
    hb_face_t *face = hb_face_create(blob, (unsigned)cut->index);
    hb_blob_destroy(blob);
    hb_face_make_immutable(face);
    return face;
}

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
    f->x_height = metric(hb, HB_OT_METRICS_TAG_X_HEIGHT);
    f->cap_height = metric(hb, HB_OT_METRICS_TAG_CAP_HEIGHT);
    f->underline_pos = -metric(hb, HB_OT_METRICS_TAG_UNDERLINE_OFFSET);
    f->underline_thick = metric(hb, HB_OT_METRICS_TAG_UNDERLINE_SIZE);
    f->space = hb_font_get_nominal_glyph(hb, ' ', &glyph) ? hb_font_get_glyph_h_advance(hb, glyph) : f->size / 4;
}

static struct sized *size_new(struct text *t, struct cut *cut, len size, const struct features *features, bool math)
{
    struct sized *z = arena_make(&t->stock->arena, struct sized);
    hb_font_t *hb = hb_font_create(cut->hb);
    hb_ot_font_set_funcs(hb);
    hb_font_set_scale(hb, size, size);
    hb_font_make_immutable(hb);
    z->cut = cut;
    z->feature = arena_array(&t->stock->arena, hb_feature_t, features->n + 1);
    z->n_features = features->n;
    memcpy(z->feature, features->v, sizeof *z->feature * (size_t)features->n);
    struct font *f = &z->font;
    *f = (struct font){.id = t->stock->font.n, .face = (int)(cut - t->stock->cut.v), .path = cut->path, .index = cut->index, .family = cut->family[0],
                       .ps_name = cut->ps_name, .size = size, .monospace = cut->monospace, .math = math, .hb = hb};
    fill_metrics(f, hb);
    *vec_add(&t->stock->font) = z;
    return z;
}

/* Whether a face has a MATH table that is good for formulas, with roots that grow: Linux Libertine's has only the beginnings of one. */
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

/* The cut itself, its file open. Under the lock. */
static struct cut *opened(struct text *t, const struct cut *cut)
{
    struct cut *c = &t->stock->cut.v[cut - t->stock->cut.v];
    if (!c->hb) {
        c->hb = open_face(c);
        c->math = sets_formulas(c->hb);
    }
    return c;
}

/* script -1: not for a formula. */
static const struct font *size_get(struct text *t, const struct cut *cut, const struct css_style *s, len size, int script,
                                   const struct loc *where)
{
    struct features f = {0};
    struct buf key = {0};
    pthread_mutex_lock(&t->stock->lock);
    struct cut *c = opened(t, cut);
    bool math = script >= 0 && c->math;
    if (!math)
        features_of(t, c, s, where, &f);
    else if (script)
        feature_set(&f, "ssty", (uint32_t)script);
    buf_printf(&key, "%d %d%s", (int)(c - t->stock->cut.v), size, math ? " math" : "");
    for (int i = 0; i < f.n; i++)
        buf_printf(&key, " %x=%u", f.v[i].tag, f.v[i].value);
    void **place = map_put(&t->stock->font_keys, key.s);
    buf_done(&key);
    if (!*place)
        *place = size_new(t, c, size, &f, math);
    const struct font *font = &((struct sized *)*place)->font;
    pthread_mutex_unlock(&t->stock->lock);
    return font;
}

const struct font *fonts_size(struct text *t, const struct cut *cut, const struct css_style *s, len size, const struct loc *where)
{
    return size_get(t, cut, s, size, -1, where);
}

const struct font *fonts_math_size(struct text *t, const struct cut *cut, const struct css_style *s, len size, int script)
{
    return size_get(t, cut, s, size, script, NULL);
}

bool fonts_has_math(struct text *t, const struct cut *cut)
{
    pthread_mutex_lock(&t->stock->lock);
    bool has = opened(t, cut)->math;
    pthread_mutex_unlock(&t->stock->lock);
    return has;
}

/* Characters that show nothing by themselves: no font needs a glyph for them. */
static bool is_ignorable(uint32_t c)
{
    return c == 0x34f || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f)
           || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff || (c >= 0xe0000 && c <= 0xe0fff);
}

bool cut_may_cover(const struct cut *c, const char *text, int n)
{
    for (const char *s = text, *end = text + n; c->chars && s < end;) {
        uint32_t ch = utf8_next(&s, end);
        if (!is_ignorable(ch) && !FcCharSetHasChar(c->chars, ch))
            return false;
    }
    return true;
}

bool font_covers(const struct font *f, const char *text, int n)
{
    hb_codepoint_t glyph;
    for (const char *s = text, *end = text + n; s < end;) {
        uint32_t c = utf8_next(&s, end);
        if (!is_ignorable(c) && !hb_font_get_nominal_glyph(f->hb, c, &glyph))
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
    size_t n = (size_t)t->stock->font.n;
    struct sized **sorted = mem_new(sizeof *sorted * n);
    if (n)
        memcpy(sorted, t->stock->font.v, sizeof *sorted * n);
    qsort(sorted, n, sizeof *sorted, sized_order);
    for (size_t i = 0; i < n; i++)
        visit(ctx, &sorted[i]->font);
    mem_free(sorted);
}
