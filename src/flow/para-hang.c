// SPDX-License-Identifier: Apache-2.0
/* Margin protrusion: signs that are light at their outer side hang out a little, so that the edge
 * looks straight. Values are thousandths of the sign's own width, after the practice that H. T.
 * Thành's thesis (2000) made common; -koki-protrusion scales them all. */
#include "flow/para-int.h"

struct hang {
    int16_t left, right;
};

static const struct hang ascii[128] = {
    ['!'] = {0, 100}, ['"'] = {250, 250}, ['\''] = {400, 400}, ['('] = {100, 0},
    [')'] = {0, 200}, ['*'] = {200, 200}, [','] = {0, 500},    ['-'] = {400, 500},
    ['.'] = {0, 700}, ['/'] = {100, 200}, [':'] = {0, 500},    [';'] = {0, 300},
    ['?'] = {0, 200}, ['A'] = {50, 50},   ['F'] = {0, 50},     ['J'] = {50, 0},
    ['K'] = {0, 50},  ['L'] = {0, 50},    ['T'] = {50, 50},    ['V'] = {50, 50},
    ['W'] = {50, 50}, ['X'] = {50, 50},   ['Y'] = {50, 50},    ['['] = {100, 0},
    [']'] = {0, 100}, ['k'] = {0, 50},    ['r'] = {0, 50},     ['t'] = {0, 70},
    ['v'] = {50, 50}, ['w'] = {50, 50},   ['x'] = {50, 50},    ['y'] = {50, 70},
};
static const struct {
    uint16_t c;
    struct hang hang;
} others[] = {
    {0xab, {300, 200}},   {0xad, {0, 500}},     {0xbb, {200, 300}},   {0xc4, {50, 50}},
    {0x2010, {400, 500}}, {0x2013, {200, 200}}, {0x2014, {150, 250}}, {0x2018, {300, 400}},
    {0x2019, {300, 400}}, {0x201a, {300, 300}}, {0x201c, {300, 400}}, {0x201d, {300, 400}},
    {0x201e, {300, 300}}, {0x2026, {0, 150}},   {0x2039, {300, 200}}, {0x203a, {200, 300}},
};

static struct hang para_hang_find(const char *s, const char *end)
{
    if ((unsigned char)*s < 0x80)
        return ascii[(unsigned char)*s];
    uint32_t c = utf8_next(&s, end);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].c == c)
            return others[i].hang;
    return (struct hang){0, 0};
}

static int glyph_at(const struct word *w, int byte)
{
    int i = 0;
    while (i + 1 < w->n_glyphs && (int)w->glyph[i + 1].cluster <= byte)
        i++;
    return i;
}

/* Of a ligature (three dots as one ellipsis) each character has its part. */
static len scaled(const struct setter *s, const struct word *w, int glyph, int thousandths)
{
    int end = glyph + 1 < w->n_glyphs ? (int)w->glyph[glyph + 1].cluster : w->n_text, chars = 0;
    for (int i = (int)w->glyph[glyph].cluster; i < end; i++)
        chars += ((unsigned char)w->text[i] & 0xc0) != 0x80;
    return (len)((int64_t)w->glyph[glyph].advance * thousandths / 1000 / (chars ? chars : 1) *
                 s->hang / FIX_ONE);
}

len hang_left(const struct setter *s, const struct word *w, int from)
{
    if (!s->hang || !w->n_glyphs || w->rtl || from >= w->n_text)
        return 0;
    int left = para_hang_find(w->text + from, w->text + w->n_text).left;
    return left ? scaled(s, w, from ? glyph_at(w, from) : 0, left) : 0;
}

len hang_right(const struct setter *s, const struct word *w, int to)
{
    if (!s->hang || !w->n_glyphs || w->rtl || !to)
        return 0;
    int at = to - 1;
    while (at && ((unsigned char)w->text[at] & 0xc0) == 0x80)
        at--;
    int right = para_hang_find(w->text + at, w->text + w->n_text).right;
    return right ? scaled(s, w, to == w->n_text ? w->n_glyphs - 1 : glyph_at(w, at), right) : 0;
}
