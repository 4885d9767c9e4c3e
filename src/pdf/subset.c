// SPDX-License-Identifier: Apache-2.0
/* Subsets of fonts, by hb-subset.
 *
 * Pages are written before all needed glyphs of a face are known, so the code of a glyph cannot
 * depend on the subset: it always is the face's own glyph id. TrueType takes it through a
 * CIDToGIDMap; CFF is written CID-keyed with those ids as its charset, which hb-subset cannot do,
 * since it keeps the keys that the font has.
 *
 * Cases in which hb-subset is unreliable are made from outlines drawn by HarfBuzz: variable fonts
 * (version 6.0 crashes on damaged ones when it pins their axes, and does not validate those of
 * CFF2), glyphs composed by name, faces on which it fails. Hints are then lost, but no glyphs. */
#include "pdf/kept-int.h"
#include "pdf/subset-int.h"

#include <hb-ot.h>
#include <hb-subset.h>
#include <math.h>

/* The face at one unit a font unit, with the variations that the font has. */
static hb_font_t *font_in_units(const struct font *font)
{
    unsigned n;
    int upem = (int)hb_face_get_upem(hb_font_get_face(font->hb));
    const float *coords = hb_font_get_var_coords_design(font->hb, &n);
    hb_font_t *units = hb_font_create(hb_font_get_face(font->hb));
    hb_ot_font_set_funcs(units);
    hb_font_set_scale(units, upem, upem);
    if (n)
        hb_font_set_var_coords_design(units, coords, n);
    return units;
}

double subset_advance(const struct font *font, hb_codepoint_t glyph)
{
    hb_font_t *units = font_in_units(font);
    double advance = hb_font_get_glyph_h_advance(units, glyph) * 1000. /
                     hb_face_get_upem(hb_font_get_face(units));
    hb_font_destroy(units);
    return advance;
}

/* ---- tables ---------------------------------------------------------------------------------- */

static bool face_has(hb_face_t *face, hb_tag_t tag)
{
    hb_blob_t *blob = hb_face_reference_table(face, tag);
    bool has = hb_blob_get_length(blob);
    hb_blob_destroy(blob);
    return has;
}

/* A big-endian number of 16 bits in a table; 0 where it is too short. */
static int table_short(hb_face_t *face, hb_tag_t tag, unsigned at)
{
    unsigned n;
    hb_blob_t *blob = hb_face_reference_table(face, tag);
    const unsigned char *s = (const unsigned char *)hb_blob_get_data(blob, &n);
    int v = at + 2 <= n ? (int16_t)(s[at] << 8 | s[at + 1]) : 0;
    hb_blob_destroy(blob);
    return v;
}

/* ---- the subset of HarfBuzz ------------------------------------------------------------------ */

struct reduced {
    hb_subset_plan_t *plan; /* NULL: it cannot */
    hb_face_t *face;
};

static void reduced_done(struct reduced *r)
{
    hb_subset_plan_destroy(r->plan);
    hb_face_destroy(r->face);
}

/* A viewer only needs outlines by glyph. Without GSUB, MATH and COLR the set is not closed over
 * their substitutions. */
static void drop_tables(hb_subset_input_t *input)
{
    static const char tables[][5] = {"GSUB", "GPOS", "GDEF", "BASE", "JSTF", "MATH", "COLR",
                                     "CPAL", "SVG ", "CBDT", "CBLC", "sbix", "EBDT", "EBLC",
                                     "EBSC", "DSIG", "kern", "kerx", "morx", "mort", "feat",
                                     "name", "OS/2", "post", "cmap", "hdmx", "VDMX", "LTSH",
                                     "gasp", "vhea", "vmtx", "VORG", "STAT", "meta"};
    hb_set_t *drop = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        hb_set_add(drop, hb_tag_from_string(tables[i], 4));
}

static struct reduced reduce(hb_face_t *face, const hb_set_t *glyphs, bool hints)
{
    struct reduced r = {0};
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    if (!input)
        return r;
    hb_set_union(hb_subset_input_glyph_set(input), glyphs);
    drop_tables(input);
    /* Subroutines would make a CFF table hard to parse; deflated, it is about as large without
     * them. */
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_DESUBROUTINIZE |
                                         HB_SUBSET_FLAGS_NOTDEF_OUTLINE |
                                         (hints ? 0u : (unsigned)HB_SUBSET_FLAGS_NO_HINTING));
    r.plan = hb_subset_plan_create_or_fail(face, input);
    r.face = r.plan ? hb_subset_plan_execute_or_fail(r.plan) : NULL;
    hb_subset_input_destroy(input);
    return r;
}

/* ---- TrueType -------------------------------------------------------------------------------- */

static void take_blob(struct subset *out, hb_blob_t *blob)
{
    unsigned n;
    const char *s = hb_blob_get_data(blob, &n);
    out->data = memcpy(mem_new(n + 1), s, n);
    out->size = n;
    hb_blob_destroy(blob);
}

static bool truetype(struct subset *out, const struct reduced *r, const hb_set_t *glyphs)
{
    const hb_map_t *new_id = hb_subset_plan_old_to_new_glyph_mapping(r->plan);
    hb_codepoint_t last = hb_set_get_max(glyphs);
    if (!face_has(r->face, HB_TAG('g', 'l', 'y', 'f')) ||
        !face_has(r->face, HB_TAG('l', 'o', 'c', 'a')))
        return false;
    out->kind = SUBSET_TRUETYPE;
    out->n_gid = (int)last + 1;
    out->gid = mem_new(sizeof *out->gid * (size_t)out->n_gid);
    for (hb_codepoint_t g = HB_SET_VALUE_INVALID; hb_set_next(glyphs, &g);) {
        hb_codepoint_t id = hb_map_get(new_id, g);
        out->gid[g] = id == HB_MAP_VALUE_INVALID ? 0 : (uint16_t)id;
    }
    take_blob(out, hb_face_reference_blob(r->face));
    return true;
}

/* ---- CFF ------------------------------------------------------------------------------------- */

static void write_cff(struct subset *out, const struct cff *cff)
{
    struct buf b = {0};
    cff_write(&b, cff, out->name);
    out->kind = SUBSET_CFF;
    out->size = b.n;
    out->data = (unsigned char *)buf_take(&b);
}

static void face_bbox(hb_face_t *face, int bbox[4])
{
    for (unsigned i = 0; i < 4; i++)
        bbox[i] = table_short(face, HB_TAG('h', 'e', 'a', 'd'), 36 + 2 * i);
}

/* Glyphs added by hb-subset are in the charset, too. */
static bool name_glyphs(struct cff *cff, const hb_subset_plan_t *plan)
{
    const hb_map_t *old_id = hb_subset_plan_new_to_old_glyph_mapping(plan);
    for (int i = 0; i < cff->n; i++) {
        hb_codepoint_t g = hb_map_get(old_id, (hb_codepoint_t)i);
        if (g > UINT16_MAX || (i && g <= cff->cid[i - 1]))
            return false;
        cff->cid[i] = (uint16_t)g;
    }
    return cff->n && !cff->cid[0];
}

static bool reduced_cff(struct subset *out, const struct reduced *r)
{
    unsigned n;
    struct arena a = {0};
    struct cff *cff = arena_make(&a, struct cff);
    hb_blob_t *blob = hb_face_reference_table(r->face, HB_TAG('C', 'F', 'F', ' '));
    const unsigned char *s = (const unsigned char *)hb_blob_get_data(blob, &n);
    bool ok = n && cff_read(cff, (struct cff_bytes){s, n}, &a) && name_glyphs(cff, r->plan);
    face_bbox(r->face, cff->bbox);
    if (ok)
        write_cff(out, cff);
    hb_blob_destroy(blob);
    arena_done(&a);
    return ok;
}

static void drawn_cff(struct subset *out, hb_font_t *units, const hb_set_t *glyphs)
{
    struct arena a = {0};
    struct buf strings = {0}, matrix = {0};
    struct cff *cff = arena_make(&a, struct cff);
    int n = (int)hb_set_get_population(glyphs),
        upem = (int)hb_face_get_upem(hb_font_get_face(units));
    size_t *end = arena_array(&a, size_t, n);
    cff->charstring = arena_array(&a, struct cff_bytes, n);
    cff->cid = arena_array(&a, uint16_t, n);
    cff->fd = arena_array(&a, uint8_t, n);
    cff->n_dict = 1;
    for (hb_codepoint_t g = HB_SET_VALUE_INVALID; hb_set_next(glyphs, &g); cff->n++) {
        cff_draw(&strings, units, g);
        end[cff->n] = strings.n;
        cff->cid[cff->n] = (uint16_t)g;
    }
    for (int i = 0; i < n; i++) {
        size_t from = i ? end[i - 1] : 0;
        cff->charstring[i] = (struct cff_bytes){(unsigned char *)strings.s + from, end[i] - from};
    }
    if (upem != 1000)
        cff_put_matrix(&matrix, upem);
    cff->dict[0].matrix = (struct cff_bytes){(unsigned char *)matrix.s, matrix.n};
    face_bbox(hb_font_get_face(units), cff->bbox);
    write_cff(out, cff);
    buf_done(&strings);
    buf_done(&matrix);
    arena_done(&a);
}

/* ---- the font descriptor ------------------------------------------------------------- */

static int in_thousandths(double v, int upem) { return (int)lround(v * 1000 / upem); }

static bool is_serif(hb_face_t *face)
{
    const hb_tag_t os2 = HB_TAG('O', 'S', '/', '2');
    int family = table_short(face, os2, 30) >> 8, panose = table_short(face, os2, 32);
    if (family)
        return family <= 7 && family != 6;
    return panose >> 8 == 2 && (panose & 0xff) >= 2 && (panose & 0xff) <= 10;
}

static void describe(struct subset *out, const struct font *font, hb_font_t *units)
{
    enum { FIXED_PITCH = 1 << 0, SERIF = 1 << 1, SYMBOLIC = 1 << 2, ITALIC = 1 << 6 };
    hb_face_t *face = hb_font_get_face(units);
    hb_position_t v;
    int box[4];
    out->upem = (int)hb_face_get_upem(face);
    face_bbox(face, box);
    for (int i = 0; i < 4; i++)
        out->bbox[i] = in_thousandths(box[i], out->upem);
    hb_ot_metrics_get_position_with_fallback(units, HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER, &v);
    out->ascent = in_thousandths(v, out->upem);
    hb_ot_metrics_get_position_with_fallback(units, HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER, &v);
    out->descent = in_thousandths(v, out->upem);
    hb_ot_metrics_get_position_with_fallback(units, HB_OT_METRICS_TAG_CAP_HEIGHT, &v);
    out->cap_height = in_thousandths(v, out->upem);
    out->italic_angle = (int)lround((double)hb_style_get_value(units, HB_STYLE_TAG_SLANT_ANGLE));
    out->weight = (int)lround((double)hb_style_get_value(units, HB_STYLE_TAG_WEIGHT));
    /* No table has the thickness of stems: about 50 for the lightest faces and 240 for the
     * heaviest. */
    out->stem_v = 50 + (out->weight > 100 ? (out->weight - 100) * 190 / 800 : 0);
    out->flags = SYMBOLIC | (font->monospace ? FIXED_PITCH : 0u) | (is_serif(face) ? SERIF : 0u) |
                 (out->italic_angle ? ITALIC : 0u);
}

/* ---- names ----------------------------------------------------------------------------------- */

enum { TAG = 6 };

/* "AAAAAA+" and the PostScript name, as far as it may be in a PDF name without being escaped. */
static void begin_name(struct subset *out, const struct font *font)
{
    const char *base = font->path ? strrchr(font->path, '/') : NULL;
    const char *s = font->ps_name && *font->ps_name ? font->ps_name : base ? base + 1 : "Font";
    size_t n = TAG + 1;
    memcpy(out->name, "AAAAAA+", n);
    for (; *s && n < sizeof out->name - 1; s++)
        if (*s > 32 && *s < 127 && !strchr("()<>[]{}/%#", *s))
            out->name[n++] = *s;
    out->name[n] = 0;
}

/* The tag is taken from the content, so that two subsets of one face bear different names, and no
 * name depends on the run. */
static void tag_name(struct subset *out)
{
    char tag[TAG];
    uint64_t hash = hash_bytes(out->data, out->size, 0);
    for (int i = 0; i < TAG; i++, hash /= 26)
        tag[i] = (char)('A' + hash % 26);
    unsigned char *in_file = out->kind == SUBSET_CFF
                                 ? memmem(out->data, out->size, out->name, strlen(out->name))
                                 : NULL;
    if (in_file)
        memcpy(in_file, tag, TAG);
    memcpy(out->name, tag, TAG);
}

/* ---- in all ---------------------------------------------------------------------------------- */

/* The key of all inputs of a subset. */
static void put_key(struct buf *key, const struct font *font, const hb_set_t *all, bool hints)
{
    unsigned n;
    const float *coords = hb_font_get_var_coords_design(font->hb, &n);
    buf_printf(key, "%s %d %d", font->path, font->index, hints);
    buf_add(key, (const char *)coords, n * sizeof *coords);
    for (hb_codepoint_t g = HB_SET_VALUE_INVALID; hb_set_next(all, &g);)
        buf_add(key, (const char *)&g, sizeof g);
}

/* The subset, its data and its ids, one after the other. */
static void keep(const struct kept_key *key, const struct subset *s)
{
    struct buf b = {0};
    buf_add(&b, (const char *)s, sizeof *s);
    buf_add(&b, (const char *)s->data, s->size);
    if (s->gid)
        buf_add(&b, (const char *)s->gid, sizeof *s->gid * (size_t)s->n_gid);
    kept_add(key, b.s, b.n);
    buf_done(&b);
}

static void subset_take(struct subset *out, const unsigned char *kept)
{
    memcpy(out, kept, sizeof *out);
    kept += sizeof *out;
    out->data = memcpy(mem_new(out->size + 1), kept, out->size);
    size_t n = sizeof *out->gid * (size_t)out->n_gid;
    if (out->gid)
        out->gid = memcpy(mem_new(n + 1), kept + out->size, n);
}

static void pdf_subset_make(const struct font *font, hb_font_t *units, const hb_set_t *all,
                            bool hints, struct subset *out)
{
    hb_face_t *face = hb_font_get_face(units);
    struct reduced r = {0};
    describe(out, font, units);
    begin_name(out, font);
    if (!hb_ot_var_has_data(face))
        r = reduce(face, all, hints);
    if (!r.face || (!truetype(out, &r, all) && !reduced_cff(out, &r)))
        drawn_cff(out, units, all);
    tag_name(out);
    reduced_done(&r);
}

bool subset_make(const struct font *font, const hb_set_t *glyphs, bool hints, struct subset *out)
{
    hb_font_t *units = font_in_units(font);
    hb_set_t *all = hb_set_copy(glyphs);
    unsigned n = hb_face_get_glyph_count(hb_font_get_face(units));
    struct buf bytes = {0};
    const unsigned char *kept;
    size_t n_kept;
    *out = (struct subset){0};
    if (n > 0) {
        hb_set_add(all, 0);
        hb_set_del_range(all, n, HB_SET_VALUE_INVALID - 1);
        put_key(&bytes, font, all, hints);
        const struct kept_key key = {KEPT_SUBSET, bytes.s, bytes.n};
        if (kept_find(&key, &kept, &n_kept)) {
            subset_take(out, kept);
        } else {
            pdf_subset_make(font, units, all, hints, out);
            keep(&key, out);
        }
    }
    buf_done(&bytes);
    hb_set_destroy(all);
    hb_font_destroy(units);
    return n > 0;
}

void subset_done(struct subset *s)
{
    mem_free(s->data);
    mem_free(s->gid);
    *s = (struct subset){0};
}
