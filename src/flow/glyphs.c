// SPDX-License-Identifier: Apache-2.0
/* Glyphs of a segment, put together from the words that it refers to: lines keep no glyphs of their
 * own, of which a book has millions. */
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

/* [len] a share of a width; a division of 32 bits does nearly always. */
static len share(int64_t seen, len width, len all)
{
    int64_t product = seen * width;
    return product >= 0 && product <= UINT32_MAX ? (len)((uint32_t)product / (uint32_t)all)
                                                 : (len)(product / all);
}

/* A word's glyphs after `at` bytes of text; their advances add up to its width in the line exactly.
 */
static void copy_glyphs(const struct word *w, const struct seg_word *in, len track, int at,
                        struct glyph *to)
{
    int64_t seen = 0;
    len given = 0, width = in->width;
    track = w->width > 0 && width != w->width ? track : 0;
    for (int i = 0; track && i < w->n_glyphs; i++)
        width -= w->glyph[i].advance > 0 ? track : 0;
    bool scaled = w->width > 0 && width != w->width;
    for (int i = 0; i < w->n_glyphs; i++, to++) {
        *to = w->glyph[i];
        to->cluster = (uint16_t)(to->cluster + at);
        if (scaled) {
            seen += w->glyph[i].advance;
            len upto = share(seen, width, w->width);
            to->advance = upto - given;
            given = upto;
        }
        to->advance += w->glyph[i].advance > 0 ? track : 0;
    }
    if (w->n_glyphs && w->width <= 0)
        to[-1].advance += in->width;
}

/* Shifts of glyphs [from, to): of a word, or none. */
static void copy_shifts(struct glyph_room *room, const struct glyph_shift *shift, int from, int to)
{
    size_t n = sizeof *shift * (size_t)(to - from);
    room->shift = at_least(room->shift, &room->shifts, to, sizeof *shift);
    if (n && shift)
        memcpy(room->shift + from, shift, n);
    else if (n)
        memset(room->shift + from, 0, n);
}

/* Words lie anywhere in tens of megabytes: all of a segment are asked for before the first is
 * needed, so that their cache misses are one and not one after the other. */
static void fetch_words(const struct text *t, const struct seg *s)
{
    for (int i = 0; i < s->n; i++)
        __builtin_prefetch(text_word_of(t, s->word[i].number));
    for (int i = 0; i < s->n; i++)
        __builtin_prefetch(text_word_of(t, s->word[i].number)->glyph);
}

struct glyphs seg_glyphs(const struct text *t, const struct seg *s, struct glyph_room *room)
{
    if (s->formula)
        return *s->own;
    int n = 0, bytes = 0;
    bool shifted = false;
    fetch_words(t, s);
    for (int i = 0; i < s->n; i++) {
        const struct word *w = text_word_of(t, s->word[i].number);
        int end = n + w->n_glyphs;
        room->glyph = at_least(room->glyph, &room->glyphs, end, sizeof *room->glyph);
        room->text = at_least(room->text, &room->bytes, bytes + w->n_text, 1);
        copy_glyphs(w, &s->word[i], s->word[i].tracked ? s->track : 0, bytes, room->glyph + n);
        if (w->shift && !shifted)
            copy_shifts(room, NULL, 0, n);
        shifted |= w->shift != NULL;
        if (shifted)
            copy_shifts(room, w->shift, n, end);
        memcpy(room->text + bytes, w->text, (size_t)w->n_text);
        n = end;
        bytes += w->n_text;
    }
    return (struct glyphs){.font = s->font,
                           .expansion = s->expansion,
                           .n = n,
                           .n_text = bytes,
                           .glyph = room->glyph,
                           .shift = shifted ? room->shift : NULL,
                           .text = room->text};
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
