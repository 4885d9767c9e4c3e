/* Margin protrusion: signs that are light at their outer side hang out a little, so that the edge looks straight. Values are thousandths
 * of the sign's own width, after the practice that H. T. Thành's thesis (2000) made common; -koki-protrusion scales them all. */
#include "flow/para-int.h"

static const struct hang { uint16_t c; int16_t left, right; } hangs[] = {
    {'!', 0, 100},      {'"', 250, 250},    {'\'', 400, 400},   {'(', 100, 0},      {')', 0, 200},      {'*', 200, 200},
    {',', 0, 500},      {'-', 400, 500},    {'.', 0, 700},      {'/', 100, 200},    {':', 0, 500},      {';', 0, 300},
    {'?', 0, 200},      {'A', 50, 50},      {'F', 0, 50},       {'J', 50, 0},       {'K', 0, 50},       {'L', 0, 50},
    {'T', 50, 50},      {'V', 50, 50},      {'W', 50, 50},      {'X', 50, 50},      {'Y', 50, 50},      {'[', 100, 0},
    {']', 0, 100},      {'k', 0, 50},       {'r', 0, 50},       {'t', 0, 70},       {'v', 50, 50},      {'w', 50, 50},
    {'x', 50, 50},      {'y', 50, 70},      {0xab, 300, 200},   {0xad, 0, 500},     {0xbb, 200, 300},   {0xc4, 50, 50},
    {0x2010, 400, 500}, {0x2013, 200, 200}, {0x2014, 150, 250}, {0x2018, 300, 400}, {0x2019, 300, 400}, {0x201a, 300, 300},
    {0x201c, 300, 400}, {0x201d, 300, 400}, {0x201e, 300, 300}, {0x2026, 0, 150},   {0x2039, 300, 200}, {0x203a, 200, 300},
};

static const struct hang *find(uint32_t c)
{
    int low = 0, high = (int)(sizeof hangs / sizeof *hangs);
    while (low < high) {
        int mid = (low + high) / 2;
        if (hangs[mid].c < c)
            low = mid + 1;
        else
            high = mid;
    }
    return low < (int)(sizeof hangs / sizeof *hangs) && hangs[low].c == c ? &hangs[low] : NULL;
}

static len scaled(const struct setter *s, const struct word *w, int glyph, int thousandths)
{
    return thousandths > 0 ? len_fix(len_scale(w->glyph[glyph].advance, thousandths, 1000), s->hang) : 0;
}

static int glyph_at(const struct word *w, int byte)
{
    int i = 0;
    while (i + 1 < w->n_glyphs && (int)w->glyph[i + 1].cluster <= byte)
        i++;
    return i;
}

len hang_left(const struct setter *s, const struct word *w, int from)
{
    if (!s->hang || !w->n_glyphs || w->rtl || from >= w->n_text)
        return 0;
    const char *p = w->text + from;
    const struct hang *h = find((unsigned char)*p < 0x80 ? (unsigned char)*p : utf8_next(&p, w->text + w->n_text));
    return h ? scaled(s, w, from ? glyph_at(w, from) : 0, h->left) : 0;
}

len hang_right(const struct setter *s, const struct word *w, int to)
{
    if (!s->hang || !w->n_glyphs || w->rtl || !to)
        return 0;
    int at = to - 1;
    while (at && ((unsigned char)w->text[at] & 0xc0) == 0x80)
        at--;
    const char *p = w->text + at;
    const struct hang *h = find((unsigned char)*p < 0x80 ? (unsigned char)*p : utf8_next(&p, w->text + w->n_text));
    return h ? scaled(s, w, to == w->n_text ? w->n_glyphs - 1 : glyph_at(w, at), h->right) : 0;
}
