// SPDX-License-Identifier: Apache-2.0
/* The fonts that Cairo draws with: FreeType faces of the bytes used by text/ for shaping, one for
 * all sizes.
 *
 * Cairo keeps fonts and thus faces in its own cache, so a FreeType face is freed when Cairo
 * releases it, and the library stays for the life of the process. */
#include "out/out-int.h"

#include <cairo-ft.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_MULTIPLE_MASTERS_H
#include <hb.h>
#include <string.h>

struct face {
    cairo_font_face_t *cairo; /* NULL: the file cannot be used */
    bool tried;
};
struct faces {
    VEC(struct face) face; /* by font->face */
    cairo_font_options_t *options;
};

struct faces *faces_new(void)
{
    struct faces *f = mem_new(sizeof *f);
    f->options = cairo_font_options_create();
    cairo_font_options_set_hint_style(f->options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(f->options, CAIRO_HINT_METRICS_OFF);
    return f;
}

void faces_free(struct faces *f)
{
    for (int i = 0; i < f->face.n; i++)
        if (f->face.v[i].cairo)
            cairo_font_face_destroy(f->face.v[i].cairo);
    cairo_font_options_destroy(f->options);
    vec_done(&f->face);
    mem_free(f);
}

static FT_Library library(void)
{
    static FT_Library lib;
    if (!lib && FT_Init_FreeType(&lib))
        die(DIAG_out_of_memory, LOC_NONE);
    return lib;
}

struct memory_face {
    FT_Face ft;
    hb_blob_t *bytes; /* of a WOFF file, the unpacked ones */
};

static void face_free(void *p)
{
    struct memory_face *m = p;
    if (m->ft)
        FT_Done_Face(m->ft);
    hb_blob_destroy(m->bytes);
    mem_free(m);
}

/* Sets the axes of a variable face as in text/. */
static void set_axes(FT_Face ft, const struct font *font)
{
    unsigned n;
    const float *coord = hb_font_get_var_coords_design(font->hb, &n);
    FT_Fixed *at = n ? mem_new(sizeof *at * n) : NULL;
    for (unsigned i = 0; i < n; i++)
        at[i] = (FT_Fixed)((double)coord[i] * 65536);
    if (n)
        FT_Set_Var_Design_Coordinates(ft, n, at);
    mem_free(at);
}

static size_t be32(const unsigned char *p)
{
    return (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
}

/* Renames the colour tables in a font's directory, since Cairo draws them only partly or not at
 * all. */
static void hide_colors(unsigned char *s, size_t n, int index)
{
    size_t at = n > 16 && !memcmp(s, "ttcf", 4) && 16 + 4 * (size_t)index <= n
                    ? be32(s + 12 + 4 * index)
                    : 0;
    size_t tables = at + 12 <= n ? (size_t)s[at + 4] << 8 | s[at + 5] : 0;
    for (size_t t = at + 12; tables-- && t + 16 <= n; t += 16)
        if (!memcmp(s + t, "COLR", 4) || !memcmp(s + t, "SVG ", 4))
            s[t] = 'x';
}

static bool has_table(hb_face_t *face, hb_tag_t tag)
{
    hb_blob_t *blob = hb_face_reference_table(face, tag);
    bool has = hb_blob_get_length(blob);
    hb_blob_destroy(blob);
    return has;
}

/* The file's bytes; of a font with colours, a copy without them. */
static hb_blob_t *bytes_of(const struct font *font)
{
    hb_face_t *face = hb_font_get_face(font->hb);
    hb_blob_t *blob = hb_face_reference_blob(face);
    if (!has_table(face, HB_TAG('C', 'O', 'L', 'R')) &&
        !has_table(face, HB_TAG('S', 'V', 'G', ' ')))
        return blob;
    unsigned n;
    hb_blob_t *copy = hb_blob_copy_writable_or_fail(blob);
    hb_blob_destroy(blob);
    unsigned char *s = copy ? (unsigned char *)hb_blob_get_data_writable(copy, &n) : NULL;
    if (s)
        hide_colors(s, n, font->index);
    return copy ? copy : hb_blob_get_empty();
}

/* NULL: reported. */
static cairo_font_face_t *face_load(const struct font *font)
{
    static const cairo_user_data_key_t key;
    unsigned n;
    struct memory_face *m = mem_new(sizeof *m);
    m->bytes = bytes_of(font);
    const char *bytes = hb_blob_get_data(m->bytes, &n);
    if (FT_New_Memory_Face(library(), (const FT_Byte *)bytes, (FT_Long)n, font->index, &m->ft)) {
        diag(DIAG_out_font, LOC_NONE, font->path);
        face_free(m);
        return NULL;
    }
    set_axes(m->ft, font);
    cairo_font_face_t *face = cairo_ft_font_face_create_for_ft_face(m->ft, FT_LOAD_NO_HINTING);
    cairo_font_face_set_user_data(face, &key, m, face_free);
    return face;
}

bool faces_set(struct faces *f, cairo_t *cr, const struct font *font, int32_t expansion)
{
    while (f->face.n <= font->face)
        (void)vec_add(&f->face);
    struct face *face = &f->face.v[font->face];
    cairo_matrix_t size;
    if (!face->tried)
        *face = (struct face){face_load(font), true};
    if (!face->cairo)
        return false;
    cairo_matrix_init_scale(&size, pt(font->size) * expansion / FIX_ONE, pt(font->size));
    cairo_set_font_face(cr, face->cairo);
    cairo_set_font_matrix(cr, &size);
    cairo_set_font_options(cr, f->options);
    return true;
}
