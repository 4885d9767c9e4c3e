// SPDX-License-Identifier: Apache-2.0
/* Numbers in a counter style (CSS Counter Styles 3, sections 2 and 3). Values that a style cannot
 * represent use its fallback, finally decimal. */
#include "css/counter-int.h"

static bool in_range(const struct css_counter *c, int v)
{
    if (c->has_range)
        return v >= c->low && v <= c->high;
    if (c->system == SYS_ALPHABETIC || c->system == SYS_SYMBOLIC)
        return v >= 1;
    return c->system != SYS_ADDITIVE || v >= 0;
}

/* The digits of v in a positional system without (alphabetic) or with a zero, most significant
 * first. */
static void positional(const struct css_counter *c, unsigned v, struct buf *b)
{
    int digit[40], n = 0;
    unsigned base = (unsigned)c->n, zero = c->system == SYS_ALPHABETIC;
    do {
        v -= zero;
        digit[n++] = (int)(v % base);
        v /= base;
    } while (v);
    while (n--)
        buf_puts(b, c->symbol[digit[n]].s);
}

enum { LONGEST = 200 }; /* symbols of one number; longer ones fall back */

static bool symbolic(const struct css_counter *c, unsigned v, struct buf *b)
{
    unsigned times = (v - 1) / (unsigned)c->n + 1;
    for (unsigned k = 0; k < times && times <= LONGEST; k++)
        buf_puts(b, c->symbol[(v - 1) % (unsigned)c->n].s);
    return times <= LONGEST;
}

static bool additive(const struct css_counter *c, unsigned v, struct buf *b)
{
    unsigned times = 0;
    if (!v && c->symbol[c->n - 1].weight == 0) {
        buf_puts(b, c->symbol[c->n - 1].s);
        return true;
    }
    for (int k = 0; k < c->n && c->symbol[k].weight; k++)
        for (; v >= (unsigned)c->symbol[k].weight && times <= LONGEST; times++) {
            v -= (unsigned)c->symbol[k].weight;
            buf_puts(b, c->symbol[k].s);
        }
    return !v && times && times <= LONGEST;
}

static bool fixed(const struct css_counter *c, int v, struct buf *b)
{
    int64_t k = (int64_t)v - c->first;
    if (k < 0 || k >= c->n)
        return false;
    buf_puts(b, c->symbol[k].s);
    return true;
}

static bool represent(const struct css_counter *c, int v, struct buf *b)
{
    unsigned size = v < 0 ? -(unsigned)v : (unsigned)v;
    switch (c->system) {
    case SYS_CYCLIC: buf_puts(b, c->symbol[(((int64_t)v - 1) % c->n + c->n) % c->n].s); return true;
    case SYS_FIXED: return fixed(c, v, b);
    case SYS_SYMBOLIC: return size && symbolic(c, size, b);
    case SYS_ADDITIVE: return additive(c, size, b);
    case SYS_ALPHABETIC:
        if (!size)
            return false;
        /* fall through */
    default: positional(c, size, b); return true;
    }
}

static int countertext_characters(const struct buf *b)
{
    int n = 0;
    for (size_t i = 0; i < b->n; i++)
        n += (b->s[i] & 0xc0) != 0x80;
    return n;
}

static bool print(const struct css_counter *c, int value, struct buf *b)
{
    bool minus = value < 0 && c->system != SYS_CYCLIC && c->system != SYS_FIXED;
    struct buf digits = {0};
    bool ok = c->n && in_range(c, value) && represent(c, value, &digits);
    if (ok) {
        if (minus)
            buf_puts(b, c->negative);
        int signs = minus ? (int)(strlen(c->negative) + strlen(c->negative_end)) : 0;
        for (int n = countertext_characters(&digits) + signs; n < c->pad_to; n++)
            buf_puts(b, c->pad);
        buf_add(b, digits.s ? digits.s : "", digits.n);
        if (minus)
            buf_puts(b, c->negative_end);
    }
    buf_done(&digits);
    return ok;
}

void css_counter_text(const struct css_counter *style, int value, struct buf *b)
{
    enum { FALLBACKS = 8 }; /* a cycle of fallbacks ends in decimal */
    for (int k = 0; style && k < FALLBACKS; k++, style = style->fallback)
        if (print(style, value, b))
            return;
    buf_printf(b, "%d", value);
}

const char *css_counter_prefix(const struct css_counter *style)
{
    return style ? style->prefix : "";
}
const char *css_counter_suffix(const struct css_counter *style)
{
    return style ? style->suffix : ". ";
}
