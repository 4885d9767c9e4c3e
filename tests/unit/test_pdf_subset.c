// SPDX-License-Identifier: Apache-2.0
/* Subsets of fonts: what FreeType draws of a subset is what it draws of the face; the same bytes
 * again; no damaged font breaks it. */
#include <dirent.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_MULTIPLE_MASTERS_H
#include FT_OUTLINE_H
#include <hb-ot.h>
#include <stdlib.h>
#include <unistd.h>

#include "pdf/subset-int.h"

#include "koki-config.h"
#include "test.h"

#define FONTS KOKI_SOURCE_DIR "/tests/fonts/"
#define KINDS KOKI_SOURCE_DIR "/tests/golden/fonts/"

static FT_Library ft;

/* A face at some size, as text/ gives it, with some place on each axis: a share of the way to its
 * end, or to its beginning below 0. */
struct face {
    struct font font;
    hb_blob_t *blob;
    FT_Face ft;
    float coords[16];
    unsigned axes;
};

static void face_open_blob(struct face *f, hb_blob_t *blob, int index, float share)
{
    *f = (struct face){.blob = blob};
    hb_face_t *face = hb_face_create(blob, (unsigned)index);
    hb_font_t *hb = hb_font_create(face);
    hb_font_set_scale(hb, 10 * LEN_PT, 10 * LEN_PT);
    hb_ot_var_axis_info_t axis[16];
    f->axes = 16;
    hb_ot_var_get_axis_infos(face, 0, &f->axes, axis);
    for (unsigned i = 0; i < f->axes; i++)
        f->coords[i] = axis[i].default_value +
                       (share < 0 ? share * (axis[i].default_value - axis[i].min_value)
                                  : share * (axis[i].max_value - axis[i].default_value));
    hb_font_set_var_coords_design(hb, f->coords, f->axes);
    f->font = (struct font){.ps_name = "A (strange) name/", .size = 10 * LEN_PT, .hb = hb};
    hb_face_destroy(face);
}

static bool face_open(struct face *f, const char *path, int index, float share)
{
    hb_blob_t *blob = hb_blob_create_from_file_or_fail(path);
    if (!blob)
        return false;
    face_open_blob(f, blob, index, share);
    CHECK(!FT_New_Face(ft, path, index, &f->ft));
    FT_Fixed at[16];
    for (unsigned i = 0; i < f->axes; i++)
        at[i] = (FT_Fixed)((double)f->coords[i] * 65536);
    if (f->axes)
        CHECK(!FT_Set_Var_Design_Coordinates(f->ft, f->axes, at));
    return true;
}

static void face_close(struct face *f)
{
    hb_font_destroy(f->font.hb);
    hb_blob_destroy(f->blob);
    if (f->ft)
        FT_Done_Face(f->ft);
}

/* Every `step`th glyph and the last. */
static hb_set_t *some_glyphs(const struct face *f, unsigned step)
{
    hb_set_t *set = hb_set_create();
    unsigned n = hb_face_get_glyph_count(hb_font_get_face(f->font.hb));
    for (unsigned g = 1; g < n; g += step)
        hb_set_add(set, g);
    hb_set_add(set, n - 1);
    return set;
}

/* ---- outlines ---------------------------------------------------------------------------------------------------- */

/* Faces are loaded as large as they have units: FreeType gives 64ths of a pixel. */
enum { UNIT = 64 };

/* What a glyph covers, by points along its curves: the same whether they are quadratic or cubic. */
struct shape {
    double x, y, area, box[4];
};

static void shape_to(struct shape *s, double x, double y)
{
    s->area += (s->x * y - x * s->y) / 2;
    s->x = x;
    s->y = y;
    for (int i = 0; i < 2; i++) {
        s->box[i] = (i ? y : x) < s->box[i] ? (i ? y : x) : s->box[i];
        s->box[2 + i] = (i ? y : x) > s->box[2 + i] ? (i ? y : x) : s->box[2 + i];
    }
}

static int shape_move(const FT_Vector *p, void *ctx)
{
    struct shape *s = ctx;
    s->x = (double)p->x;
    s->y = (double)p->y;
    shape_to(s, s->x, s->y);
    return 0;
}

static int shape_line(const FT_Vector *p, void *ctx)
{
    shape_to(ctx, (double)p->x, (double)p->y);
    return 0;
}

static int shape_cubic(const FT_Vector *b, const FT_Vector *c, const FT_Vector *d, void *ctx)
{
    struct shape *s = ctx, from = *s;
    for (int k = 1; k <= 16; k++) {
        double t = k / 16., u = 1 - t, w[] = {u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t};
        shape_to(s, w[0] * from.x + w[1] * (double)b->x + w[2] * (double)c->x + w[3] * (double)d->x,
                 w[0] * from.y + w[1] * (double)b->y + w[2] * (double)c->y + w[3] * (double)d->y);
    }
    return 0;
}

static int shape_quadratic(const FT_Vector *c, const FT_Vector *d, void *ctx)
{
    struct shape *s = ctx, from = *s;
    for (int k = 1; k <= 16; k++) {
        double t = k / 16., u = 1 - t;
        shape_to(s, u * u * from.x + 2 * u * t * (double)c->x + t * t * (double)d->x,
                 u * u * from.y + 2 * u * t * (double)c->y + t * t * (double)d->y);
    }
    return 0;
}

static struct shape shape_of(FT_Face face)
{
    static const FT_Outline_Funcs funcs = {shape_move,  shape_line, shape_quadratic,
                                           shape_cubic, 0,          0};
    struct shape s = {.box = {1e9, 1e9, -1e9, -1e9}};
    FT_Outline_Decompose(&face->glyph->outline, &funcs, &s);
    return s;
}

static bool near(double a, double b, double within) { return a - b <= within && b - a <= within; }

enum same { SAME_POINTS, SAME_SHAPE };

/* Point for point; or else, after a change of the kind of curve, what is covered, but for the
 * rounding to units. */
static bool same_glyph(FT_Face a, FT_Face b, enum same same)
{
    const FT_Outline *x = &a->glyph->outline, *y = &b->glyph->outline;
    if (same == SAME_SHAPE) {
        struct shape s = shape_of(a), t = shape_of(b);
        bool ok = near(s.area, t.area,
                       8 * UNIT * UNIT + 2 * UNIT * (s.box[2] - s.box[0] + s.box[3] - s.box[1]));
        for (int i = 0; i < 4; i++)
            ok = ok && near(s.box[i], t.box[i], UNIT);
        return ok || (!x->n_points && !y->n_points);
    }
    if (x->n_points != y->n_points || x->n_contours != y->n_contours)
        return false;
    for (int i = 0; i < x->n_points; i++)
        if (x->points[i].x != y->points[i].x || x->points[i].y != y->points[i].y ||
            x->tags[i] != y->tags[i])
            return false;
    return true;
}

/* How many glyphs of the set are wrong in the subset. */
static int count_wrong(const struct face *f, const hb_set_t *set, const struct subset *s,
                       enum same same)
{
    FT_Face sub;
    int wrong = 0;
    if (FT_New_Memory_Face(ft, s->data, (FT_Long)s->size, 0, &sub) ||
        FT_Set_Pixel_Sizes(sub, (FT_UInt)s->upem, (FT_UInt)s->upem) ||
        FT_Set_Pixel_Sizes(f->ft, (FT_UInt)s->upem, (FT_UInt)s->upem))
        return -1;
    for (hb_codepoint_t g = HB_SET_VALUE_INVALID; hb_set_next(set, &g);) {
        FT_UInt id = s->kind == SUBSET_CFF ? g : s->gid[g];
        bool ok = !FT_Load_Glyph(f->ft, g, FT_LOAD_NO_HINTING) &&
                  !FT_Load_Glyph(sub, id, FT_LOAD_NO_HINTING) && same_glyph(f->ft, sub, same) &&
                  (f->axes ||
                   near(subset_advance(&f->font, g),
                        1000. * (double)f->ft->glyph->metrics.horiAdvance / UNIT / s->upem,
                        1000. / s->upem)) &&
                  near((double)sub->glyph->metrics.horiAdvance,
                       subset_advance(&f->font, g) * s->upem / 1000 * UNIT, 1);
        if (!ok && wrong < 3)
            fprintf(stderr,
                    "  glyph %u (%u of the subset): %d points for %d, advance %ld for %ld\n", g, id,
                    sub->glyph->outline.n_points, f->ft->glyph->outline.n_points,
                    sub->glyph->metrics.horiAdvance / UNIT,
                    f->ft->glyph->metrics.horiAdvance / UNIT);
        wrong += !ok;
    }
    FT_Done_Face(sub);
    return wrong;
}

static void try_face(const char *path, int index, float share, enum subset_kind kind,
                     enum same same, unsigned step)
{
    struct face f;
    if (!face_open(&f, path, index, share)) {
        fprintf(stderr, "skipped: a face of pdf_subset: no %s\n", path);
        return;
    }
    hb_set_t *set = some_glyphs(&f, step);
    size_t size[2];
    for (int hints = 0; hints < 2; hints++) {
        struct subset s, again;
        CHECK(subset_make(&f.font, set, hints, &s));
        CHECK(subset_make(&f.font, set, hints, &again));
        CHECK_INT(s.kind, kind);
        CHECK(s.size == again.size && !memcmp(s.data, again.data, s.size));
        CHECK_STR(again.name, s.name);
        CHECK(strlen(s.name) > 7 && strspn(s.name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 6);
        CHECK_STR(s.name + 6, "+Astrangename");
        int wrong = count_wrong(&f, set, &s, same);
        if (wrong)
            fprintf(stderr, "'%s' at %g: %d glyphs are wrong\n", path, (double)share, wrong);
        CHECK_INT(wrong, 0);
        CHECK(s.ascent > 0 && s.descent <= 0 && s.bbox[2] > s.bbox[0] && s.stem_v > 0);
        size[hints] = s.size;
        subset_done(&s);
        subset_done(&again);
    }
    CHECK(size[0] <= size[1]);
    hb_set_destroy(set);
    face_close(&f);
}

/* ---- damage ------------------------------------------------------------------------------------------------------ */

/* Bytes changed at random, most of them in the directory and in tables that say where things are.
 */
static void try_damaged(const char *path, int rounds)
{
    unsigned n;
    uint32_t dice = 12345;
    hb_blob_t *whole = hb_blob_create_from_file_or_fail(path);
    if (!whole) {
        fprintf(stderr, "skipped: a face of pdf_subset: no %s\n", path);
        return;
    }
    const char *bytes = hb_blob_get_data(whole, &n);
    char *copy = malloc(n);
    for (int k = 0; k < rounds; k++) {
        struct face f;
        struct subset s;
        memcpy(copy, bytes, n);
        for (int i = 0; i < 1 + k % 8; i++) {
            dice = dice * 1664525 + 1013904223;
            unsigned within = k % 3 ? n : n < 512 ? n : 512;
            uint32_t at = (dice >> 8) % within;
            dice = dice * 1664525 + 1013904223;
            copy[at] = (char)(dice >> 16);
        }
        unsigned size = k % 16 == 15 ? n / 2 : n;
        face_open_blob(&f, hb_blob_create(copy, size, HB_MEMORY_MODE_READONLY, NULL, NULL), 0, .5f);
        hb_set_t *set = some_glyphs(&f, 37);
        if (subset_make(&f.font, set, k & 1, &s)) {
            FT_Face sub;
            CHECK(s.size > 0);
            if (!FT_New_Memory_Face(ft, s.data, (FT_Long)s.size, 0, &sub))
                FT_Done_Face(sub);
        }
        subset_done(&s);
        hb_set_destroy(set);
        face_close(&f);
    }
    free(copy);
    hb_blob_destroy(whole);
    CHECK(true);
}

int main(void)
{
    static const char square[] = FONTS "KokiSquare-Regular.ttf",
                      variable[] = KINDS "KokiVariable.ttf",
                      variable2[] = KINDS "KokiVariable2.otf",
                      composed[] = KINDS "KokiComposed.otf",
                      mono[] = "/usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-Regular.ttf",
                      serif[] = "/usr/share/fonts/opentype/linux-libertine/LinLibertine_R.otf",
                      inter[] = "/usr/share/fonts/truetype/inter-vf/Inter.var.ttf";
    diag_init("test");
    if (FT_Init_FreeType(&ft))
        return 1;
    try_face(square, 0, 0, SUBSET_TRUETYPE, SAME_POINTS, 1);
    try_face(serif, 0, 0, SUBSET_CFF, SAME_POINTS, 3);
    try_face("/usr/share/fonts/opentype/linux-libertine/LinBiolinum_RB.otf", 0, 0, SUBSET_CFF,
             SAME_POINTS, 11);
    try_face(mono, 0, 0, SUBSET_TRUETYPE, SAME_POINTS, 3);
    try_face("/usr/share/texmf/fonts/opentype/public/tex-gyre-math/texgyretermes-math.otf", 0, 0,
             SUBSET_CFF, SAME_POINTS, 17);
    try_face("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2, 0, SUBSET_CFF,
             SAME_POINTS, 29);
    try_face("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0, 0, SUBSET_TRUETYPE, SAME_POINTS,
             31);
    try_face(composed, 0, 0, SUBSET_CFF, SAME_SHAPE, 1);
    for (float share = -1; share <= 1; share += .5f) {
        try_face(variable, 0, share, SUBSET_CFF, SAME_SHAPE, 1);
        try_face(variable2, 0, share, SUBSET_CFF, SAME_SHAPE, 1);
        try_face(inter, 0, share, SUBSET_CFF, SAME_SHAPE, 7);
    }
    try_damaged(square, 400);
    try_damaged(serif, 100);
    try_damaged(mono, 100);
    try_damaged(composed, 400);
    try_damaged(variable, 400);
    try_damaged(variable2, 400);
    try_damaged(inter, 20);
    FT_Done_FreeType(ft);
    return test_end();
}
