// SPDX-License-Identifier: Apache-2.0
/* Text and operators as glyphs. Letters become those of a mathematical alphabet (MathML Core, 2.2.1
 * and appendix C); operators grow by the variants of the MATH table, or are put together from its
 * parts. The author's characters are kept for text extraction. */
#include "math/math-int.h"

/* ---- mathematical alphabets ------------------------------------------------------------------ */

/* Where an alphabet begins: A–Z and a–z; Α–Ω and α–ω with their variants; 0–9. 0: there is none. */
static const struct alphabet {
    uint32_t latin, greek, digits;
} alphabets[VARIANTS] = {
    [VARIANT_BOLD] = {0x1d400, 0x1d6a8, 0x1d7ce},
    [VARIANT_ITALIC] = {0x1d434, 0x1d6e2, 0},
    [VARIANT_BOLD_ITALIC] = {0x1d468, 0x1d71c, 0},
    [VARIANT_SCRIPT] = {0x1d49c, 0, 0},
    [VARIANT_BOLD_SCRIPT] = {0x1d4d0, 0, 0},
    [VARIANT_FRAKTUR] = {0x1d504, 0, 0},
    [VARIANT_DOUBLE_STRUCK] = {0x1d538, 0, 0x1d7d8},
    [VARIANT_BOLD_FRAKTUR] = {0x1d56c, 0, 0},
    [VARIANT_SANS] = {0x1d5a0, 0, 0x1d7e2},
    [VARIANT_BOLD_SANS] = {0x1d5d4, 0x1d756, 0x1d7ec},
    [VARIANT_SANS_ITALIC] = {0x1d608, 0, 0},
    [VARIANT_SANS_BOLD_ITALIC] = {0x1d63c, 0x1d790, 0},
    [VARIANT_MONOSPACE] = {0x1d670, 0, 0x1d7f6},
};
/* Letters that Unicode had before. */
static const struct {
    uint32_t place, letter;
} older[] = {
    {0x1d455, 0x210e}, {0x1d49d, 0x212c}, {0x1d4a0, 0x2130}, {0x1d4a1, 0x2131}, {0x1d4a3, 0x210b},
    {0x1d4a4, 0x2110}, {0x1d4a7, 0x2112}, {0x1d4a8, 0x2133}, {0x1d4ad, 0x211b}, {0x1d4ba, 0x212f},
    {0x1d4bc, 0x210a}, {0x1d4c4, 0x2134}, {0x1d506, 0x212d}, {0x1d50b, 0x210c}, {0x1d50c, 0x2111},
    {0x1d515, 0x211c}, {0x1d51d, 0x2128}, {0x1d53a, 0x2102}, {0x1d53f, 0x210d}, {0x1d545, 0x2115},
    {0x1d547, 0x2119}, {0x1d548, 0x211a}, {0x1d549, 0x211d}, {0x1d551, 0x2124},
};

/* The place of a Greek letter in its alphabet; -1: it is none. */
static int greek_place(uint32_t c)
{
    static const uint16_t variants[] = {0x2202, 0x3f5, 0x3d1, 0x3f0, 0x3d5, 0x3f1, 0x3d6};
    if (c >= 0x391 && c <= 0x3a9 && c != 0x3a2)
        return (int)(c - 0x391);
    if (c >= 0x3b1 && c <= 0x3c9)
        return (int)(c - 0x3b1) + 26;
    for (int i = 0; i < (int)(sizeof variants / sizeof *variants); i++)
        if (c == variants[i])
            return 51 + i;
    return c == 0x3f4 ? 17 : c == 0x2207 ? 25 : -1;
}

static uint32_t variant_char(enum variant v, uint32_t c)
{
    const struct alphabet *a = &alphabets[v];
    int greek = a->greek ? greek_place(c) : -1;
    if (v == VARIANT_ITALIC && (c == 0x131 || c == 0x237))
        return c == 0x131 ? 0x1d6a4 : 0x1d6a5;
    if (a->digits && c >= '0' && c <= '9')
        return a->digits + c - '0';
    if (greek >= 0)
        return a->greek + (uint32_t)greek;
    bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
    if (!a->latin || !(upper || lower))
        return c;
    c = a->latin + (upper ? c - 'A' : c - 'a' + 26);
    for (size_t i = 0; i < sizeof older / sizeof *older; i++)
        if (older[i].place == c)
            return older[i].letter;
    return c;
}

void variant_text(enum variant v, const char *s, int n, struct buf *b)
{
    for (const char *end = s + n; s < end;)
        buf_utf8(b, variant_char(v, utf8_next(&s, end)));
}

static int count_chars(const char *s, int n)
{
    int chars = 0;
    for (int i = 0; i < n; i++)
        chars += ((unsigned char)s[i] & 0xc0) != 0x80;
    return chars;
}

/* ---- extents --------------------------------------------------------------------------------- */

static hb_glyph_extents_t extents(hb_font_t *hb, hb_codepoint_t glyph)
{
    hb_glyph_extents_t e = {0};
    hb_font_get_glyph_extents(hb, glyph, &e);
    return e;
}

/* The ink of the glyphs. */
static void measure(struct math_box *slab)
{
    const struct math_ink *ink = &slab->ink;
    hb_font_t *hb = ink->font->hb;
    bool first = true;
    slab->ascent = slab->descent = 0;
    for (int i = 0; i < ink->n; i++) {
        hb_glyph_extents_t e = extents(hb, ink->glyph[i].id);
        len dy = ink->shift ? ink->shift[i].dy : 0, top = e.y_bearing + dy,
            foot = -(e.y_bearing + e.height) - dy;
        if (!e.height)
            continue;
        slab->ascent = first ? top : len_max(slab->ascent, top);
        slab->descent = first ? foot : len_max(slab->descent, foot);
        first = false;
    }
}

/* A box of glyphs; width without the italic correction. */
static struct math_box *glyph_slab(struct setter *s, const struct node *n, const struct font *f,
                                   const struct glyph *glyph, const struct glyph_shift *shift,
                                   int count, len width, const char *text, int n_text)
{
    struct math_box *slab = math_box_new(s);
    slab->inked = count > 0;
    slab->ink = (struct math_ink){.kind = MATH_GLYPHS,
                                  .style = n->style,
                                  .font = f,
                                  .glyph = glyph,
                                  .shift = shift,
                                  .n = count,
                                  .text = text,
                                  .n_text = n_text,
                                  .width = width};
    measure(slab);
    slab->width = width;
    slab->accent = width / 2;
    return slab;
}

static void correct(struct math_box *slab, const struct font *f, hb_codepoint_t glyph)
{
    slab->italic = f->math ? hb_ot_math_get_glyph_italics_correction(f->hb, glyph) : 0;
    slab->width += slab->italic;
}

/* ---- text ------------------------------------------------------------------------------------ */

static bool is_bold(enum variant v)
{
    return v == VARIANT_BOLD || v == VARIANT_BOLD_ITALIC || v == VARIANT_BOLD_FRAKTUR ||
           v == VARIANT_BOLD_SCRIPT || v == VARIANT_BOLD_SANS || v == VARIANT_SANS_BOLD_ITALIC;
}

static bool is_italic(enum variant v)
{
    return v == VARIANT_ITALIC || v == VARIANT_BOLD_ITALIC || v == VARIANT_SANS_ITALIC ||
           v == VARIANT_SANS_BOLD_ITALIC;
}

static enum variant variant_in(const struct node *n, struct context cx)
{
    if (cx.variant)
        return (enum variant)cx.variant;
    return n->elem == MATH_mi && count_chars(n->text, n->n_text) == 1 ? VARIANT_ITALIC
                                                                      : VARIANT_NORMAL;
}

/* Operators that are set with other characters than typed. */
static const char *typeset_sign(const struct node *n, int *n_text)
{
    static const struct {
        const char *typed, *set;
    } signs[] = {{"-", "\u2212"}, {"*", "\u2217"}, {"'", "\u2032"}, {"''", "\u2033"}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs && n->elem == MATH_mo; i++)
        if ((int)strlen(signs[i].typed) == n->n_text &&
            !memcmp(signs[i].typed, n->text, (size_t)n->n_text)) {
            *n_text = (int)strlen(signs[i].set);
            return signs[i].set;
        }
    *n_text = n->n_text;
    return n->text;
}

/* The attachment point of an accent on a glyph, or of the accent itself; for a combining mark
 * without one its middle. */
static len accent_place(const struct font *f, hb_codepoint_t glyph, len advance)
{
    hb_glyph_extents_t e = extents(f->hb, glyph);
    len place = f->math ? hb_ot_math_get_glyph_top_accent_attachment(f->hb, glyph) : advance / 2;
    return place || advance ? place : e.x_bearing + e.width / 2;
}

static struct math_box *word_slab(struct setter *s, const struct node *n, const struct font *f,
                                  const char *text, int n_text, bool own)
{
    const struct word *w = text_word(s->text, f, n->style, false, false, text, n_text);
    int chars = count_chars(n->text, n->n_text);
    struct math_box *slab = glyph_slab(s, n, f, w->glyph, w->shift, w->n_glyphs, w->width, w->text,
                                       w->n_text);
    if (own && chars == 1 && w->n_glyphs == 1) {
        slab->ink.text = n->text;
        slab->ink.n_text = n->n_text;
    }
    if (w->n_glyphs)
        correct(slab, f, w->glyph[w->n_glyphs - 1].id);
    slab->character = chars == 1 && w->n_glyphs == 1;
    if (slab->character && (f->math || !w->width))
        slab->accent = accent_place(f, w->glyph[0].id, w->width);
    return slab;
}

/* Glyphs count the bytes of their text in 16 bits, and letters of alphabets have up to four times
 * as many. */
enum { TEXT_MAX = 16000 };

static int short_text(const char *s, int n)
{
    if (n > TEXT_MAX)
        for (n = TEXT_MAX; n && ((unsigned char)s[n] & 0xc0) == 0x80;)
            n--;
    return n > 0 || !*s ? n : TEXT_MAX;
}

static struct math_box *short_slab(struct setter *s, const struct node *n, struct context cx)
{
    const struct math_face *face = math_face_get(s, n, cx);
    enum variant v = variant_in(n, cx);
    struct buf mapped = {0};
    int n_text;
    const char *text = typeset_sign(n, &n_text);
    if (n_text <= 0)
        return math_box_new(s);
    variant_text(v, text, n_text, &mapped);
    const struct font *f = n->elem == MATH_mtext || n->elem == MATH_ms || !face->math
                               ? text_math_cover(s->text, n->style, face->em, cx.level, mapped.s,
                                                 (int)mapped.n, node_loc(n))
                               : face->font;
    if (f && !text_covers(f, mapped.s, (int)mapped.n))
        f = text_math_cover(s->text, n->style, face->em, cx.level, mapped.s, (int)mapped.n,
                            node_loc(n));
    struct math_box *slab;
    if (f) {
        slab = word_slab(s, n, f, mapped.s, (int)mapped.n, true);
    } else {
        f = text_math_cover(s->text, n->style, face->em, cx.level, text, n_text, node_loc(n));
        if (!f || is_italic(v) || is_bold(v))
            f = text_math_face(s->text, n->style, face->em, is_italic(v), is_bold(v), node_loc(n));
        slab = word_slab(s, n, f, text, n_text, false);
    }
    buf_done(&mapped);
    return slab;
}

struct math_box *glyph_text(struct setter *s, const struct node *n, struct context cx)
{
    if (n->n_text <= TEXT_MAX)
        return short_slab(s, n, cx);
    struct math_box *slab = math_box_new(s);
    for (int at = 0; at < n->n_text;) {
        struct node part = *n;
        part.text += at;
        at += part.n_text = short_text(part.text, n->n_text - at);
        struct math_box *c = short_slab(s, &part, cx);
        math_box_add(slab, c, slab->width, 0);
        slab->width = len_add(slab->width, c->width);
    }
    math_box_cover(slab);
    return slab;
}

/* ---- stretching ------------------------------------------------------------------------------ */

/* A glyph by itself, its origin on the baseline. */
static struct math_box *one_glyph(struct setter *s, const struct node *n, const struct font *f,
                                  hb_codepoint_t id, const char *text, int n_text)
{
    struct glyph *g = arena_make(s->out, struct glyph);
    *g = (struct glyph){.id = (uint16_t)id, .advance = hb_font_get_glyph_h_advance(f->hb, id)};
    struct math_box *slab = glyph_slab(s, n, f, g, NULL, 1, g->advance, text, n_text);
    correct(slab, f, id);
    slab->accent = accent_place(f, id, g->advance);
    return slab;
}

enum { PARTS_MAX = 64, PIECES_MAX = 4000 };

struct assembly {
    hb_ot_math_glyph_part_t part[PARTS_MAX];
    unsigned n;
    int64_t fixed, extended; /* total size of the parts: fixed ones, and extenders once each */
    int extenders;
    len least; /* by which neighbours overlap */
};

static bool read_assembly(hb_font_t *hb, hb_codepoint_t glyph, hb_direction_t way,
                          struct assembly *a)
{
    *a = (struct assembly){.n = PARTS_MAX, .least = hb_ot_math_get_min_connector_overlap(hb, way)};
    hb_ot_math_get_glyph_assembly(hb, glyph, way, 0, &a->n, a->part, NULL);
    for (unsigned i = 0; i < a->n; i++) {
        bool extender = a->part[i].flags & HB_OT_MATH_GLYPH_PART_FLAG_EXTENDER;
        *(extender ? &a->extended : &a->fixed) += a->part[i].full_advance;
        a->extenders += extender;
    }
    a->least = len_max(a->least, 0);
    return a->n > 0;
}

/* The number of repetitions of extenders to reach a size (MathML Core, 5.3). */
static int repeats(const struct assembly *a, len size)
{
    int64_t per = a->extended - (int64_t)a->extenders * a->least;
    int64_t have = a->fixed - (int64_t)a->least * ((int)a->n - a->extenders - 1);
    int64_t n = per > 0 ? (size - have + per - 1) / per : 1;
    int64_t most = a->extenders ? PIECES_MAX / a->extenders : 1;
    return (int)(n < 0 ? 0 : n > most ? most : n);
}

/* The largest overlap that still reaches the size, within the limits of the parts. */
static len overlap_of(const struct assembly *a, int times, len size)
{
    int64_t whole = a->fixed + a->extended * times;
    int joints = (int)a->n - a->extenders + a->extenders * times - 1;
    len most = LEN_MAX;
    if (joints <= 0)
        return 0;
    for (unsigned i = 0; i < a->n; i++) {
        const hb_ot_math_glyph_part_t *p = &a->part[i];
        if (i + 1 < a->n)
            most = len_min(most, p->end_connector_length);
        if (i)
            most = len_min(most, p->start_connector_length);
    }
    return len_max(a->least, len_min(most, (len)((whole - size) / joints)));
}

static struct math_box *assemble(struct setter *s, const struct node *n, const struct font *f,
                                 const struct assembly *a, bool wide, len size, const char *text,
                                 int n_text)
{
    int times = repeats(a, size), count = 0, most = (int)a->n + a->extenders * times;
    len overlap = overlap_of(a, times, size), at = 0, width = 0;
    struct glyph *g = arena_array(s->out, struct glyph, most);
    struct glyph_shift *shift = wide ? NULL : arena_array(s->out, struct glyph_shift, most);
    for (unsigned i = 0; i < a->n; i++) {
        const hb_ot_math_glyph_part_t *p = &a->part[i];
        int again = p->flags & HB_OT_MATH_GLYPH_PART_FLAG_EXTENDER ? times : 1;
        for (int k = 0; k < again; k++, count++) {
            g[count].id = (uint16_t)p->glyph;
            if (wide) {
                g[count].advance = p->full_advance - overlap;
            } else {
                hb_glyph_extents_t e = extents(f->hb, p->glyph);
                shift[count].dy = at - (e.y_bearing + e.height);
                width = len_max(width, hb_font_get_glyph_h_advance(f->hb, p->glyph));
            }
            at += p->full_advance - overlap;
        }
    }
    if (wide)
        width = at + overlap;
    if (count)
        g[count - 1].advance = wide ? g[count - 1].advance + overlap : width;
    return glyph_slab(s, n, f, g, shift, count, width, text, n_text);
}

/* The glyph of at least a size: the operator's own, a variant, or an assembly; else the largest. */
static struct math_box *grow(struct setter *s, const struct node *n, const struct font *f,
                             hb_codepoint_t glyph, bool wide, len size, const char *text,
                             int n_text)
{
    hb_direction_t way = wide ? HB_DIRECTION_LTR : HB_DIRECTION_BTT;
    hb_ot_math_glyph_variant_t variant[32];
    unsigned count = sizeof variant / sizeof *variant;
    hb_glyph_extents_t e = extents(f->hb, glyph);
    struct assembly a;
    len own = wide ? hb_font_get_glyph_h_advance(f->hb, glyph) : -e.height;
    if (own >= size || !f->math)
        return one_glyph(s, n, f, glyph, text, n_text);
    hb_ot_math_get_glyph_variants(f->hb, glyph, way, 0, &count, variant);
    hb_codepoint_t largest = glyph;
    for (unsigned i = 0; i < count; i++) {
        largest = variant[i].glyph;
        if (variant[i].advance >= size)
            return one_glyph(s, n, f, largest, text, n_text);
    }
    if (read_assembly(f->hb, glyph, way, &a))
        return assemble(s, n, f, &a, wide, size, text, n_text);
    return one_glyph(s, n, f, largest, text, n_text);
}

/* Puts a box of glyphs in one with the formula's baseline: its middle at that height. */
static struct math_box *centred(struct setter *s, struct math_box *glyphs, len middle)
{
    struct math_box *slab = math_box_new(s);
    math_box_add(slab, glyphs, 0, middle - (glyphs->ascent - glyphs->descent) / 2);
    math_box_cover(slab);
    slab->width = glyphs->width;
    slab->italic = glyphs->italic;
    slab->accent = glyphs->accent;
    return slab;
}

/* The glyph of a one-character token in the formula's font; false if none. */
static bool single_glyph(const struct node *n, const struct math_face *face, hb_codepoint_t *glyph)
{
    int n_text;
    const char *text = typeset_sign(n, &n_text), *p = text;
    if (n_text <= 0 || !face->math)
        return false;
    uint32_t c = utf8_next(&p, text + n_text);
    return p == text + n_text && hb_font_get_nominal_glyph(face->hb, c, glyph);
}

static len glyph_limited(const struct node *n, const struct math_face *f, len own, len size)
{
    len least = attr_len(n, "minsize", f, own, 0), most = attr_len(n, "maxsize", f, own, LEN_MAX);
    return len_max(0,
                   len_min(len_min(len_max(size, least), most), len_scale(f->em, SIZE_MAX_EM, 1)));
}

static struct math_box *grow_tall(struct setter *s, const struct node *n, const struct math_face *f,
                                  hb_codepoint_t glyph, const struct stretch *st)
{
    len axis = math_face_axis(f), ascent = st->ascent, descent = st->descent;
    if (n->op.flags & OP_SYMMETRIC) {
        len half = len_max(ascent - axis, descent + axis);
        ascent = half + axis;
        descent = half - axis;
    }
    hb_glyph_extents_t e = extents(f->hb, glyph);
    len whole = ascent + descent, size = whole;
    if (n->op.flags & OP_FENCE) /* TeX's \delimiterfactor and \delimitershortfall: brackets may fall
                                   a little short */
        size = len_max(len_scale(whole, 901, 1000), whole - f->em / 2);
    size = glyph_limited(n, f, -e.height, size);
    if (size <= -e.height && (n->op.flags & OP_FENCE))
        return NULL;
    struct math_box *glyphs = grow(s, n, f->font, glyph, false, size, n->text, n->n_text);
    return centred(s, glyphs, n->op.flags & OP_SYMMETRIC ? axis : (ascent - descent) / 2);
}

struct math_box *glyph_tall(struct setter *s, const struct node *n, struct context cx,
                            const char *text, len height)
{
    const struct math_face *f = math_face_get(s, n, cx);
    const char *p = text;
    hb_codepoint_t glyph;
    int n_text = (int)strlen(text);
    height = len_min(height, len_scale(f->em, SIZE_MAX_EM, 1));
    if (!f->math || !hb_font_get_nominal_glyph(f->hb, utf8_next(&p, text + n_text), &glyph))
        return NULL;
    return grow(s, n, f->font, glyph, false, height, text, n_text);
}

/* The height of a large operator in display style: as in the font, and at least the square root of
 * two times that in text style. */
static len display_size(const struct math_face *f, hb_codepoint_t glyph)
{
    hb_glyph_extents_t e = extents(f->hb, glyph);
    return len_max(math_face_const(f, HB_OT_MATH_CONSTANT_DISPLAY_OPERATOR_MIN_HEIGHT),
                   len_scale(-e.height, 1414, 1000));
}

struct math_box *glyph_operator(struct setter *s, const struct node *n, struct context cx,
                                const struct stretch *st)
{
    const struct math_face *f = math_face_get(s, n, cx);
    hb_codepoint_t glyph;
    struct math_box *slab = NULL;
    if (!single_glyph(n, f, &glyph))
        return glyph_text(s, n, cx);
    bool wide = st && st->wide;
    if (st && n->op.flags & OP_STRETCHY && wide && n->op.flags & OP_HORIZONTAL)
        slab = grow(s, n, f->font, glyph, true,
                    glyph_limited(n, f, hb_font_get_glyph_h_advance(f->hb, glyph), st->width),
                    n->text, n->n_text);
    else if (st && n->op.flags & OP_STRETCHY && !wide && !(n->op.flags & OP_HORIZONTAL))
        slab = grow_tall(s, n, f, glyph, st);
    else if (n->op.flags & OP_LARGE && cx.display)
        slab = centred(s,
                       grow(s, n, f->font, glyph, false, display_size(f, glyph), n->text,
                            n->n_text),
                       math_face_axis(f));
    else if (n->op.flags & OP_LARGE)
        slab = centred(s, one_glyph(s, n, f->font, glyph, n->text, n->n_text), math_face_axis(f));
    return slab ? slab : glyph_text(s, n, cx);
}

/* ---- kerns ----------------------------------------------------------------------------------- */

len glyph_kern(const struct math_box *base, hb_ot_math_kern_t corner, len height)
{
    const struct math_ink *ink = &base->ink;
    if (!base->character || !base->inked || !ink->font->math)
        return 0;
    return hb_ot_math_get_glyph_kerning(ink->font->hb, ink->glyph[0].id, corner, height);
}
