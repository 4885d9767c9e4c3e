/* The fonts that Cairo draws with: FreeType faces from the files that text/ shaped with.
 *
 * Cairo gets a copy of the file in memory whose `cmap` table bears another name. Without a character map it trusts the text that
 * comes with the glyphs; with one, it would wrap every ligature that has a code point of its own in /Span /ActualText. All sizes
 * and expansions of a cut share one cairo_font_face_t, hence one embedded subset.
 *
 * Cairo keeps scaled fonts in a cache of its own and with them the face, so a face is freed when Cairo lets it go, and the
 * FreeType library stays for the life of the process. */
#include "out/out-int.h"

#include <cairo-ft.h>
#include <errno.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include <string.h>

enum {
    FONT_FILE_MAX = 256 << 20, /* [bytes] the largest collections have some 100 MB */
    EXPANSION_STEP =
        FIX_ONE / 512, /* [fix] a fifth of a percent: finer differences cannot be seen and would cost a scaled font each */
};

struct memory_face {
    struct buf bytes;
    FT_Face ft;
};
struct face {
    cairo_font_face_t *cairo; /* NULL: the file is of no use */
    bool tried;
};
struct scaled {
    int32_t expansion;
    cairo_scaled_font_t *cairo;
};
struct faces {
    VEC(struct face) face;                            /* by font->face */
    VEC(struct sizes { VEC(struct scaled) v; }) size; /* by font->id */
    const struct font *last;                          /* the answer before: most runs are in the same font */
    int32_t last_expansion;
    cairo_scaled_font_t *last_cairo;
};

struct faces *faces_new(void)
{
    return mem_new(sizeof(struct faces));
}

void faces_free(struct faces *f)
{
    for (int i = 0; i < f->size.n; i++) {
        for (int j = 0; j < f->size.v[i].v.n; j++)
            cairo_scaled_font_destroy(f->size.v[i].v.v[j].cairo);
        vec_done(&f->size.v[i].v);
    }
    for (int i = 0; i < f->face.n; i++)
        if (f->face.v[i].cairo)
            cairo_font_face_destroy(f->face.v[i].cairo);
    vec_done(&f->size);
    vec_done(&f->face);
    mem_free(f);
}

/* Renames every `cmap` in the table directories of an OpenType file or collection. */
static void hide_cmap(struct buf *font)
{
    unsigned char *s = (unsigned char *)font->s;
    bool collection = font->n > 16 && !memcmp(s, "ttcf", 4);
    size_t fonts = collection ? (size_t)s[10] << 8 | s[11] : 1;
    for (size_t i = 0; i < fonts; i++) {
        size_t at = 0;
        if (collection) {
            const unsigned char *o = s + 12 + 4 * i;
            if ((size_t)(o - s) + 4 > font->n)
                return;
            at = (size_t)o[0] << 24 | (size_t)o[1] << 16 | (size_t)o[2] << 8 | o[3];
        }
        if (at + 12 > font->n)
            return;
        size_t tables = (size_t)s[at + 4] << 8 | s[at + 5];
        for (size_t t = at + 12; tables-- && t + 16 <= font->n; t += 16)
            if (!memcmp(s + t, "cmap", 4))
                s[t] = 'x';
    }
}

static bool read_file(struct buf *b, const char *path)
{
    FILE *file = file_open(path);
    bool ok = file && buf_read(b, file, FONT_FILE_MAX);
    int e = errno;
    if (file)
        fclose(file);
    if (!ok)
        diag(DIAG_cannot_read, LOC_NONE, path, strerror(e));
    return ok;
}

static FT_Library library(void)
{
    static FT_Library lib;
    if (!lib && FT_Init_FreeType(&lib))
        die(DIAG_out_of_memory, LOC_NONE);
    return lib;
}

static void memory_face_free(void *p)
{
    struct memory_face *m = p;
    FT_Done_Face(m->ft);
    buf_done(&m->bytes);
    mem_free(m);
}

/* NULL: reported. */
static cairo_font_face_t *face_load(const struct font *font)
{
    static const cairo_user_data_key_t key;
    struct memory_face *m = mem_new(sizeof *m);
    if (read_file(&m->bytes, font->path)) {
        hide_cmap(&m->bytes);
        if (!FT_New_Memory_Face(library(), (const FT_Byte *)m->bytes.s, (FT_Long)m->bytes.n, font->index, &m->ft)) {
            cairo_font_face_t *face = cairo_ft_font_face_create_for_ft_face(m->ft, FT_LOAD_NO_HINTING);
            cairo_font_face_set_user_data(face, &key, m, memory_face_free);
            return face;
        }
        diag(DIAG_out_font, LOC_NONE, font->path);
    }
    buf_done(&m->bytes);
    mem_free(m);
    return NULL;
}

static cairo_font_face_t *face_get(struct faces *f, const struct font *font)
{
    while (f->face.n <= font->face)
        (void)vec_add(&f->face);
    struct face *face = &f->face.v[font->face];
    if (!face->tried)
        *face = (struct face){face_load(font), true};
    return face->cairo;
}

static cairo_scaled_font_t *scaled_new(cairo_font_face_t *face, const struct font *font, int32_t expansion)
{
    cairo_matrix_t size, page;
    cairo_font_options_t *o = cairo_font_options_create();
    cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
    cairo_matrix_init_scale(&size, pt(font->size) * expansion / FIX_ONE, pt(font->size));
    cairo_matrix_init_identity(&page);
    cairo_scaled_font_t *s = cairo_scaled_font_create(face, &size, &page, o);
    cairo_font_options_destroy(o);
    return s;
}

static cairo_scaled_font_t *scaled_get(struct faces *f, const struct font *font, int32_t expansion)
{
    while (f->size.n <= font->id)
        (void)vec_add(&f->size);
    struct sizes *sizes = &f->size.v[font->id];
    for (int i = 0; i < sizes->v.n; i++)
        if (sizes->v.v[i].expansion == expansion)
            return sizes->v.v[i].cairo;
    cairo_font_face_t *face = face_get(f, font);
    if (!face)
        return NULL;
    *vec_add(&sizes->v) = (struct scaled){expansion, scaled_new(face, font, expansion)};
    return sizes->v.v[sizes->v.n - 1].cairo;
}

cairo_scaled_font_t *faces_get(struct faces *f, const struct font *font, int32_t expansion)
{
    expansion = (expansion + EXPANSION_STEP / 2) / EXPANSION_STEP * EXPANSION_STEP;
    if (font != f->last || expansion != f->last_expansion) {
        f->last_cairo = scaled_get(f, font, expansion);
        f->last = font;
        f->last_expansion = expansion;
    }
    return f->last_cairo;
}
