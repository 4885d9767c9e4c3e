// SPDX-License-Identifier: Apache-2.0
/* Shaping a word at a time. Nine in ten words of running text have been shaped before (words.c),
 * and only kerning across spaces is lost. Widths are HarfBuzz's at a scale of 1/1024 pt: nothing is
 * rounded to pixels. */
#include <string.h>

#include "text/text-int.h"

/* ---- hyphenation points ---------------------------------------------------------------------- */

/* Abbreviations in capitals are not words. */
enum { SHORT_CAPITALS = 6 };

static bool find_points(const struct text_style *v, const char *word, int n, char *mark,
                        char *joint)
{
    if (!v->hyphenator || (v->joints && !letters_may_be_german(word, n)) ||
        !hyphenate(v->hyphenator, word, n, v->left, v->right, mark))
        return false;
    hyphen_joints(v->hyphenator, word, n, joint);
    if (v->joints) {
        letters_drop_mute(word, n, mark, joint);
        letters_link(word, n, mark, joint);
    }
    return true;
}

static void find_hyphens(struct text *t, const struct text_style *v, const char *text, int n)
{
    char mark[256], joint[256];
    struct letters run;
    t->hyphen.n = 0;
    for (int from = 0; next_letters(text, n, from, &run); from = run.at + run.n) {
        bool is_word = run.chars >= v->word_min && (!run.capitals || run.chars > SHORT_CAPITALS);
        if (run.n > (int)sizeof mark - 1 || run.chars < v->word_min || (!is_word && !v->exceptions))
            continue;
        memset(mark, 0, (size_t)run.n);
        memset(joint, 0, (size_t)run.n);
        bool found = is_word && find_points(v, text + run.at, run.n, mark, joint);
        if (!exceptions_say(v->exceptions, text + run.at, run.n, mark, joint) && !found)
            continue;
        for (int i = 0, before = -1; i < run.n; i++) {
            before += ((unsigned char)text[run.at + i] & 0xc0) != 0x80;
            if (mark[i] && before >= v->left && run.chars - before >= v->right)
                *vec_add(&t->hyphen) = (struct hyphen){.at = run.at + i,
                                                       .place = letters_place(text + run.at, run.n,
                                                                              joint, i)};
        }
    }
}

/* The width before each point: whole clusters, and a part of one that a ligature has swallowed. */
static void measure_hyphens(struct text *t, const struct word *w)
{
    int k = 0;
    len x = 0;
    for (int i = 0; i < w->n_glyphs && k < t->hyphen.n;) {
        int j = i + 1;
        len advance = w->glyph[i].advance;
        while (j < w->n_glyphs && w->glyph[j].cluster == w->glyph[i].cluster)
            advance += w->glyph[j++].advance;
        int start = (int)w->glyph[i].cluster,
            end = j < w->n_glyphs ? (int)w->glyph[j].cluster : w->n_text;
        for (; k < t->hyphen.n && t->hyphen.v[k].at < end; k++)
            t->hyphen.v[k].before = x + (end > start ? len_scale(advance, t->hyphen.v[k].at - start,
                                                                 end - start)
                                                     : 0);
        x += advance;
        i = j;
    }
    for (; k < t->hyphen.n; k++)
        t->hyphen.v[k].before = x;
}

static void add_hyphens(struct text *t, const struct text_style *v, struct word *w)
{
    find_hyphens(t, v, w->text, w->n_text);
    if (!t->hyphen.n)
        return;
    measure_hyphens(t, w);
    struct hyphen *h = arena_array(&t->arena, struct hyphen, t->hyphen.n);
    memcpy(h, t->hyphen.v, sizeof *h * (size_t)t->hyphen.n);
    w->n_hyphens = (uint16_t)t->hyphen.n;
    w->hyphen = h;
}

/* ---- shaping --------------------------------------------------------------------------------- */

/* Digits and symbols alone have no script: Latin, so that the font's figure features reach them. */
static hb_script_t script_of(const char *text, int n)
{
    hb_unicode_funcs_t *u = hb_unicode_funcs_get_default();
    for (const char *s = text, *end = text + n; s < end;) {
        unsigned char c = (unsigned char)*s;
        if (c < 0x80) {
            if ((c | 0x20u) - 'a' < 26u)
                return HB_SCRIPT_LATIN;
            s++;
            continue;
        }
        hb_script_t script = hb_unicode_script(u, utf8_next(&s, end));
        if (script != HB_SCRIPT_COMMON && script != HB_SCRIPT_INHERITED &&
            script != HB_SCRIPT_UNKNOWN)
            return script;
    }
    return HB_SCRIPT_LATIN;
}

static void run_harfbuzz(struct text *t, const struct font *f, const struct text_style *v, bool rtl,
                         const char *text, int n)
{
    const struct sized *z = (const struct sized *)f;
    hb_buffer_clear_contents(t->buffer);
    hb_buffer_set_direction(t->buffer, rtl ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    hb_buffer_set_script(t->buffer, f->math ? HB_SCRIPT_MATH : script_of(text, n));
    hb_buffer_set_language(t->buffer, v->lang);
    bool soft = n == 2 && !memcmp(text, SOFT_HYPHEN, 2); /* HarfBuzz would hide it */
    hb_buffer_set_flags(t->buffer, soft ? HB_BUFFER_FLAG_PRESERVE_DEFAULT_IGNORABLES
                                        : HB_BUFFER_FLAG_REMOVE_DEFAULT_IGNORABLES);
    hb_buffer_add_utf8(t->buffer, text, n, 0, n);
    hb_shape(f->hb, t->buffer, z->feature, (unsigned)z->n_features);
}

/* Letter-spacing is added after each cluster (CSS Text 3, 8.2). */
static len space_out(struct glyph *g, int n, len spacing)
{
    for (int i = 0; i < n; i++)
        if (i + 1 == n || g[i + 1].cluster != g[i].cluster)
            g[i].advance += spacing;
    len width = 0;
    for (int i = 0; i < n; i++)
        width += g[i].advance;
    return width;
}

/* The shifts of the glyphs of the last shaping; NULL if none. */
static const struct glyph_shift *take_shifts(struct text *t)
{
    unsigned n;
    const hb_glyph_position_t *pos = hb_buffer_get_glyph_positions(t->buffer, &n);
    bool any = false;
    for (unsigned i = 0; i < n && !any; i++)
        any = pos[i].x_offset || pos[i].y_offset;
    struct glyph_shift *shift = any ? arena_array(&t->arena, struct glyph_shift, n) : NULL;
    for (unsigned i = 0; i < n && any; i++)
        shift[i] = (struct glyph_shift){pos[i].x_offset, pos[i].y_offset};
    return shift;
}

/* The glyphs of the last shaping; *missing: one is .notdef. */
static struct glyph *take_glyphs(struct text *t, int *n, bool *missing)
{
    unsigned count;
    const hb_glyph_info_t *info = hb_buffer_get_glyph_infos(t->buffer, &count);
    const hb_glyph_position_t *pos = hb_buffer_get_glyph_positions(t->buffer, &count);
    struct glyph *g = arena_array(&t->arena, struct glyph, count + 1);
    *n = (int)count;
    for (unsigned i = 0; i < count; i++) {
        g[i] = (struct glyph){(uint16_t)info[i].codepoint, (uint16_t)info[i].cluster,
                              pos[i].x_advance};
        *missing |= !info[i].codepoint;
    }
    return g;
}

/* Shapes a German word again where a ligature spans a joint. The glyphs count from the word without
 * the joiners. */
static struct glyph *part_and_shape(struct text *t, const struct font *f,
                                    const struct text_style *v, const char *text, int n,
                                    struct glyph *g, int *n_glyphs)
{
    bool missing = false;
    if (!part_ligatures(v, text, n, g, *n_glyphs, &t->parted))
        return g;
    run_harfbuzz(t, f, v, false, t->parted.s, (int)t->parted.n);
    g = take_glyphs(t, n_glyphs, &missing);
    int at = 0, extra = 0;
    for (int i = 0; i < *n_glyphs; i++) {
        for (; at < (int)g[i].cluster; at++)
            if (!strncmp(t->parted.s + at, ZERO_WIDTH_NON_JOINER, 3))
                extra += 3;
        g[i].cluster = (uint16_t)(g[i].cluster - extra);
    }
    return g;
}

static struct cached *shape(struct text *t, const struct font *f, const struct text_style *v,
                            bool rtl, const char *text, int n)
{
    struct cached *c = arena_new(&t->arena, sizeof *c + (size_t)n);
    memcpy(c->text, text, (size_t)n);
    struct word *w = &c->word;
    int count;
    run_harfbuzz(t, f, v, rtl, text, n);
    struct glyph *g = take_glyphs(t, &count, &c->missing);
    if ((v->joints || v->exceptions) && !rtl && !c->missing && count < n)
        g = part_and_shape(t, f, v, text, n, g, &count);
    *w = (struct word){.text = c->text,
                       .n_text = n,
                       .font = f,
                       .rtl = rtl,
                       .n_glyphs = count,
                       .glyph = g,
                       .shift = take_shifts(t),
                       .width = space_out(g, count, v->letter_spacing)};
    word_number(t, w);
    return c;
}

const struct word *word_shape(struct text *t, const struct font *f, const struct text_style *v,
                              bool rtl, bool hyphenate, const char *text, int n, bool *missing)
{
    hyphenate &= v->hyphenator || v->exceptions;
    uint32_t key = v->key << 2 | (uint32_t)rtl << 1 | hyphenate;
    const struct word_key k = {.hash = hash_bytes(text, (size_t)n, (uint64_t)f->id << 32 | key),
                               .font = f,
                               .key = key,
                               .text = text,
                               .n = n};
    struct cached *c = words_find(t, &k);
    if (!c) {
        c = shape(t, f, v, rtl, text, n);
        c->key = key;
        if (hyphenate && !rtl)
            add_hyphens(t, v, &c->word);
        c = words_add(t, &k, c);
    }
    *missing = c->missing;
    return &c->word;
}

const struct word *text_word(struct text *t, const struct font *f, const struct css_style *s,
                             bool rtl, bool hyphenate, const char *text, int n)
{
    bool missing;
    return word_shape(t, f, text_style_get(t, s, LOC_NONE), rtl, hyphenate, text, n, &missing);
}

len text_depth(const struct word *w)
{
    len depth = 0;
    for (int i = 0; i < w->n_glyphs; i++) {
        hb_glyph_extents_t e;
        if (hb_font_get_glyph_extents(w->font->hb, w->glyph[i].id, &e))
            depth = len_max(depth, -(e.y_bearing + e.height) - (w->shift ? w->shift[i].dy : 0));
    }
    return depth;
}

/* The glyph of U+00AD, by which a reader of the PDF can rejoin the word; in fonts without one their
 * hyphen. */
const struct word *text_hyphen(struct text *t, const struct font *f, const struct css_style *s)
{
    struct text_style *v = text_style_get(t, s, LOC_NONE);
    if (v->hyphen && v->hyphen->font == f)
        return v->hyphen;
    const struct css_val *given = &s->v[CSS_hyphenate_character];
    const char *sign = given->kind == CSS_STR           ? given->str
                       : font_covers(f, SOFT_HYPHEN, 2) ? SOFT_HYPHEN
                                                        : "-";
    v->hyphen = text_word(t, f, s, false, false, sign, (int)strlen(sign));
    return v->hyphen;
}
