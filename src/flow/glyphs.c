// SPDX-License-Identifier: Apache-2.0
/* Glyphs of a segment, put together from the words that it refers to: lines keep no glyphs of their own, of which a book has millions. */
#include <string.h>

#include "flow/flow.h"

void glyph_room_done(struct glyph_room *room)
{
    mem_free(room->glyph);
    mem_free(room->shift);
    mem_free(room->text);
    *room = (struct glyph_room){0};
}

static void *at_least(void *v, int *room, int n, size_t size)
{
    if (n > *room)
        v = mem_grow(v, size * (size_t)(*room = 2 * n));
    return v;
}

/* What is to be copied, and whether any glyph of it is shifted. */
static bool add_up(const struct text *t, const struct seg *s, int *glyphs, int *bytes)
{
    bool shifted = false;
    for (int i = 0; i < s->n; i++) {
        const struct word *w = text_word_of(t, s->word[i].number);
        *glyphs += w->n_glyphs;
        *bytes += w->n_text;
        shifted |= w->shift != NULL;
    }
    return shifted;
}

/* A word's glyphs after `at` bytes of text; their advances add up to its width in the line exactly. */
static void copy_glyphs(const struct word *w, const struct seg_word *in, len track, int at, struct glyph *to)
{
    int64_t seen = 0;
    len given = 0, width = in->width;
    bool scaled = w->width > 0 && in->width != w->width;
    for (int i = 0; track && i < w->n_glyphs; i++)
        width -= w->glyph[i].advance > 0 ? track : 0;
    for (int i = 0; i < w->n_glyphs; i++, to++) {
        *to = w->glyph[i];
        to->cluster = (uint16_t)(to->cluster + at);
        if (scaled) {
            seen += w->glyph[i].advance;
            len upto = (len)(seen * width / w->width);
            to->advance = upto - given + (w->glyph[i].advance > 0 ? track : 0);
            given = upto;
        }
    }
    if (w->n_glyphs && w->width <= 0)
        to[-1].advance += in->width;
}

struct glyphs seg_glyphs(const struct text *t, const struct seg *s, struct glyph_room *room)
{
    if (s->formula)
        return *s->own;
    struct glyphs g = {.font = s->font, .expansion = s->expansion};
    bool shifted = add_up(t, s, &g.n, &g.n_text);
    room->glyph = at_least(room->glyph, &room->glyphs, g.n, sizeof *room->glyph);
    room->text = at_least(room->text, &room->bytes, g.n_text, 1);
    if (shifted) {
        room->shift = at_least(room->shift, &room->shifts, g.n, sizeof *room->shift);
        memset(room->shift, 0, sizeof *room->shift * (size_t)g.n);
    }
    for (int i = 0, n = 0, bytes = 0; i < s->n; i++) {
        const struct word *w = text_word_of(t, s->word[i].number);
        copy_glyphs(w, &s->word[i], s->word[i].tracked ? s->track : 0, bytes, room->glyph + n);
        if (w->shift)
            memcpy(room->shift + n, w->shift, sizeof *w->shift * (size_t)w->n_glyphs);
        memcpy(room->text + bytes, w->text, (size_t)w->n_text);
        n += w->n_glyphs;
        bytes += w->n_text;
    }
    g.glyph = room->glyph;
    g.shift = shifted ? room->shift : NULL;
    g.text = room->text;
    return g;
}

static bool is_blank(const char *text, int n)
{
    while (n && text[n - 1] == ' ')
        n--;
    return !n;
}

bool seg_is_blank(const struct text *t, const struct seg *s)
{
    if (s->formula)
        return is_blank(s->own->text, s->own->n_text);
    for (int i = 0; i < s->n; i++) {
        const struct word *w = text_word_of(t, s->word[i].number);
        if (!is_blank(w->text, w->n_text))
            return false;
    }
    return true;
}
