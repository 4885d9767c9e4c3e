// SPDX-License-Identifier: Apache-2.0
/* A character that no font has is shown as a box with its code, as browsers and TeX show it: four
 * or six hexadecimal digits in two rows, read as the character itself. The frame is drawn when a
 * font with `code` is painted. Also finds the Debian package with a font for it. */
#include <string.h>

#include "text/text-int.h"

/* Positions in the box, in 1/64 of the style's size. */
enum { GAP = 3, PAD = 4, UPPER_ROW = 23, LOWER_ROW = -3 };

static const struct font *digits_font(struct text *t, struct text_style *v)
{
    static const char all[] = "0123456789ABCDEF";
    const struct font *f = font_covers(v->font, all, 16) ? v->font : fallback_font(t, v, "A", 1);
    return f && font_covers(f, all, 16)
               ? fonts_code_size(t, ((const struct sized *)f)->face, v->style)
               : NULL;
}

static const struct word *make_word(struct text *t, const struct text_style *v,
                                    const struct font *f, bool rtl, const char *s, int n)
{
    char digits[16], *text = memcpy(arena_new(&t->arena, (size_t)n + 1), s, (size_t)n);
    const char *at = s;
    uint32_t ch = utf8_next(&at, s + n);
    int count = snprintf(digits, sizeof digits, ch > 0xffff ? "%06X" : "%04X", (unsigned)ch),
        columns = count / 2;
    len em = css_font_size(v->style), wide = 0, gap = em * GAP / 64, pad = em * PAD / 64;
    struct glyph *g = arena_array(&t->arena, struct glyph, count);
    struct glyph_shift *shift = arena_array(&t->arena, struct glyph_shift, count);
    for (int i = 0; i < count; i++) {
        hb_codepoint_t id = 0;
        hb_font_get_nominal_glyph(f->hb, (hb_codepoint_t)digits[i], &id);
        g[i] = (struct glyph){.id = (uint16_t)id};
        wide = len_max(wide, hb_font_get_glyph_h_advance(f->hb, id));
    }
    for (int i = 0; i < count; i++)
        shift[i] = (struct glyph_shift){gap + pad + i % columns * wide +
                                            (wide - hb_font_get_glyph_h_advance(f->hb, g[i].id)) /
                                                2,
                                        em * (i < columns ? UPPER_ROW : LOWER_ROW) / 64};
    len width = 2 * (gap + pad) + columns * wide + v->letter_spacing;
    g[count - 1].advance = width;
    struct word *w = arena_make(&t->arena, struct word);
    *w = (struct word){.text = text,
                       .n_text = n,
                       .font = f,
                       .rtl = rtl,
                       .n_glyphs = count,
                       .glyph = g,
                       .shift = shift,
                       .width = width};
    word_number(t, w);
    return w;
}

const struct word *code_word(struct text *t, struct text_style *v, bool rtl, const char *s, int n)
{
    char key[120];
    snprintf(key, sizeof key, "%u %d %.*s", (unsigned)v->style->id, rtl, n < 80 ? n : 80, s);
    void **place = map_put(&t->codes, key);
    if (!*place) {
        const struct font *f = digits_font(t, v);
        *place = f ? (void *)(uintptr_t)make_word(t, v, f, rtl, s, n) : t;
    }
    return *place == t ? NULL : *place;
}

/* ---- packages -------------------------------------------------------------------------------- */

const char *code_package(uint32_t ch)
{
    static const struct {
        uint32_t first, last;
        const char *package;
    } blocks[] = {
        {0x2100, 0x2bff, "fonts-symbola"},    {0x3000, 0x303f, "fonts-noto-cjk"},
        {0x31c0, 0x31ef, "fonts-noto-cjk"},   {0x3200, 0x33ff, "fonts-noto-cjk"},
        {0x4dc0, 0x4dff, "fonts-symbola"},    {0xfe30, 0xfe4f, "fonts-noto-cjk"},
        {0xff00, 0xffef, "fonts-noto-cjk"},   {0x1d000, 0x1d24f, "fonts-noto-core"},
        {0x1d300, 0x1d7ff, "fonts-symbola"},  {0x1f000, 0x1f9e6, "fonts-symbola"},
        {0x20000, 0x323af, "fonts-noto-cjk"},
    };
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (ch >= blocks[i].first && ch <= blocks[i].last)
            return blocks[i].package;
    switch (hb_unicode_script(hb_unicode_funcs_get_default(), ch)) {
    case HB_SCRIPT_HAN:
    case HB_SCRIPT_HIRAGANA:
    case HB_SCRIPT_KATAKANA:
    case HB_SCRIPT_HANGUL:
    case HB_SCRIPT_BOPOMOFO: return "fonts-noto-cjk";
    case HB_SCRIPT_COMMON:
    case HB_SCRIPT_INHERITED:
    case HB_SCRIPT_UNKNOWN: return NULL;
    default: return "fonts-noto-core";
    }
}
