// SPDX-License-Identifier: Apache-2.0
/* @font-face: the fonts that layouts bring along, under the names, weights and slants that their
 * style sheets give them. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fontconfig/fontconfig.h>
#include <fontconfig/fcfreetype.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_FONT_FORMATS_H

#include "text/text-int.h"

/* ---- local() --------------------------------------------------------------------------------- */

/* The installed face with a full or PostScript name, or else the one of a family nearest to the
 * rule's weight, width and style; NULL if there is none. */
static const struct face *find_local(const struct text *t, const struct css_font_face *f,
                                     const char *name)
{
    bool exact, slanted = f->style == KW_italic || f->style == KW_oblique;
    const char *folded = fonts_fold(name);
    for (int i = 0; i < t->cache->face.n; i++) {
        const struct face *c = &t->cache->face.v[i];
        if (!c->given && ((c->ps_name && fonts_fold(c->ps_name) == folded) ||
                          (c->full_name && fonts_fold(c->full_name) == folded)))
            return c;
    }
    struct want want = {f->weight.low ? f->weight.low : 400, f->stretch.low ? f->stretch.low : 100,
                        slanted, slanted ? 14 : 0};
    const struct face *c = fonts_nearest(t, name, &want, &exact);
    return c && !c->given ? c : NULL;
}

/* Sets the descriptors of the style sheet on a face. Missing ones are those of a regular face for
 * choosing among faces; the axes of a variable one then have their full range (CSS Fonts 4,
 * 4.4). */
static void name_face(struct face *c, const struct css_font_face *f)
{
    c->given = true;
    c->family[0] = f->family;
    c->folded[0] = fonts_fold(f->family);
    c->family[1] = NULL;
    c->any_weight = !f->weight.low;
    c->any_stretch = !f->stretch.low;
    c->any_slant = f->style == KW_auto;
    c->weight = f->weight.low ? f->weight : (struct css_range){400, 400};
    c->stretch = f->stretch.low ? f->stretch : (struct css_range){100, 100};
    if (f->style == KW_oblique)
        c->slant = f->slant;
    c->slanted = f->style == KW_italic || (f->style == KW_oblique && f->slant.high > 0);
    c->upright = f->style == KW_auto || f->style == KW_normal ||
                 (f->style == KW_oblique && f->slant.low <= 0);
    c->variations = f->variations;
    c->range = f->range;
    c->n_range = f->n_range;
    c->size_adjust = f->size_adjust;
}

/* Returns NULL on success, else the reason. */
static const char *add_local(struct text *t, const struct css_font_face *f, const char *name)
{
    const struct face *local = find_local(t, f, name);
    if (!local)
        return _("no such font");
    struct face copy = *local;
    copy.hb = NULL;
    copy.chars = copy.chars ? FcCharSetCopy(copy.chars) : NULL;
    name_face(&copy, f);
    *vec_add(&t->cache->face) = copy;
    return NULL;
}

/* ---- url() ----------------------------------------------------------------------------------- */

static FT_Library library(void)
{
    static FT_Library lib;
    if (!lib && FT_Init_FreeType(&lib))
        die(DIAG_out_of_memory, LOC_NONE);
    return lib;
}

static bool has_table(hb_face_t *face, const char *tag)
{
    hb_blob_t *blob = hb_face_reference_table(face, hb_tag_from_string(tag, 4));
    bool has = hb_blob_get_length(blob);
    hb_blob_destroy(blob);
    return has;
}

/* Returns NULL if the face can be used, its character set and the rest being known; else the
 * reason. */
static const char *examine(struct text *t, struct face *c)
{
    unsigned n;
    FT_Face ft;
    const char *s = hb_blob_get_data(c->blob, &n);
    if (FT_New_Memory_Face(library(), (const FT_Byte *)s, (FT_Long)n, 0, &ft))
        return _("it is not a font file, or is damaged");
    const char *format = FT_Get_Font_Format(ft);
    bool sfnt = FT_IS_SFNT(ft) && format, outlines = FT_IS_SCALABLE(ft);
    c->ps_name = FT_Get_Postscript_Name(ft) ? intern(FT_Get_Postscript_Name(ft)) : NULL;
    c->monospace = FT_IS_FIXED_WIDTH(ft);
    c->chars = sfnt && outlines ? FcFreeTypeCharSet(ft, NULL) : NULL;
    FT_Done_Face(ft);
    if (!sfnt)
        return _("it is not an OpenType font");
    hb_face_t *face = hb_face_create(c->blob, 0);
    outlines = outlines &&
               (has_table(face, "glyf") || has_table(face, "CFF ") || has_table(face, "CFF2"));
    bool whole = hb_face_get_glyph_count(face) > 0;
    if (outlines && whole)
        face_read_axes(t, c, face);
    hb_face_destroy(face);
    return !outlines                                ? _("it has no outlines")
           : !whole                                 ? _("it is damaged")
           : !c->chars || !FcCharSetCount(c->chars) ? _("it has no characters")
                                                    : NULL;
}

static const char *add_file(struct text *t, const struct css_font_face *f, const char *path)
{
    const char *why = NULL;
    struct face c = {.path = path, .size_adjust = FIX_ONE};
    c.blob = fontfile_read(path, &c.packed, &why);
    why = c.blob ? examine(t, &c) : why;
    if (why) {
        hb_blob_destroy(c.blob);
        if (c.chars)
            FcCharSetDestroy(c.chars);
        return why;
    }
    name_face(&c, f);
    *vec_add(&t->cache->face) = c;
    return NULL;
}

/* ---- text in images -------------------------------------------------------------------------- */

static void set_range(FcPattern *p, const char *object, double low, double high)
{
    FcPatternDel(p, object);
    if (low == high) {
        FcPatternAddDouble(p, object, low);
        return;
    }
    FcRange *range = FcRangeCreateDouble(low, high);
    FcPatternAddRange(p, object, range);
    FcRangeDestroy(range);
}

/* librsvg uses fontconfig for the text of SVG images: there, too, the file has the name, weight and
 * slant of the style sheet. */
static void name_pattern(FcPattern *p, const struct css_font_face *f, bool any_variable)
{
    FcBool variable = FcFalse;
    FcPatternGetBool(p, FC_VARIABLE, 0, &variable);
    FcPatternDel(p, FC_FAMILY);
    FcPatternDel(p, FC_FAMILYLANG);
    FcPatternDel(p, FC_FULLNAME);
    FcPatternAddString(
        p, FC_FAMILY,
        (const FcChar8 *)(any_variable && !variable
                              ? ""
                              : f->family)); /* named instances have no name of their own */
    if (f->weight.low || !variable)
        set_range(p, FC_WEIGHT, FcWeightFromOpenTypeDouble(f->weight.low ? f->weight.low : 400),
                  FcWeightFromOpenTypeDouble(f->weight.low ? f->weight.high : 400));
    if (f->stretch.low || !variable)
        set_range(p, FC_WIDTH, f->stretch.low ? f->stretch.low : 100,
                  f->stretch.low ? f->stretch.high : 100);
    FcPatternDel(p, FC_SLANT);
    FcPatternAddInteger(p, FC_SLANT,
                        f->style == KW_italic    ? FC_SLANT_ITALIC
                        : f->style == KW_oblique ? FC_SLANT_OBLIQUE
                                                 : FC_SLANT_ROMAN);
}

/* Pango reads no packed fonts: it gets a file in memory, which the child process that draws images
 * inherits. False on failure. */
static bool unpacked_file(struct text *t, const struct face *c, char path[64])
{
    unsigned n;
    const char *s = hb_blob_get_data(c->blob, &n);
    int fd = memfd_create("font", MFD_CLOEXEC);
    if (fd < 0)
        return false;
    *vec_add(&t->cache->unpacked) = fd;
    for (ssize_t k; n; s += k, n -= (unsigned)k)
        if ((k = write(fd, s, n)) <= 0)
            return false;
    snprintf(path, 64, "/proc/self/fd/%d", fd);
    return true;
}

static void offer_to_images(struct text *t, const struct css_font_face *f, const struct face *c)
{
    char unpacked[64];
    const char *path = c->packed ? unpacked : c->path;
    if (c->packed && !unpacked_file(t, c, unpacked))
        return;
    const FcFontSet *fonts = FcConfigGetFonts(t->cache->config, FcSetApplication);
    int first = fonts ? fonts->nfont : 0;
    if (!FcConfigAppFontAddFile(t->cache->config, (const FcChar8 *)path))
        return;
    fonts = FcConfigGetFonts(t->cache->config, FcSetApplication);
    bool any_variable = false;
    for (int i = first; fonts && i < fonts->nfont; i++) {
        FcBool variable = FcFalse;
        FcPatternGetBool(fonts->fonts[i], FC_VARIABLE, 0, &variable);
        any_variable |= variable;
    }
    for (int i = first; fonts && i < fonts->nfont; i++)
        name_pattern(fonts->fonts[i], f, any_variable);
}

/* ---- in all ---------------------------------------------------------------------------------- */

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
        else
            offer_to_images(t, f, &t->cache->face.v[t->cache->face.n - 1]);
    }
}
