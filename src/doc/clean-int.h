// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the files of clean-up: the current run of text, and functions to examine
 * it. */
#ifndef KOKI_CLEAN_INT_H
#define KOKI_CLEAN_INT_H

#include <unicode/uchar.h>

#include "doc/doc-int.h"

/* A row of clean.def. */
struct entry {
    const char *lang, *text;
    int n; /* bytes of text */
};
#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

struct cleaning {
    const char *s;
    int n;
    uint32_t before; /* the character before s; ' ' at the paragraph's start */
    bool first;      /* s begins the paragraph */
    const struct css_style *style;
    const char *lang, *narrow;
    int flags, depth; /* depth: of quotations around */
    struct clean_state *state;
    struct buf *out;
    int done;    /* bytes of s already in out */
    int closing; /* where a single quotation may end next, as far as it has been looked for */
    const xmlNode
        *node; /* node of the text: changes that matter are reported there; NULL: not reported */
};

/* ---- examining the context -------------------------------------------------------------------------- */

static inline bool speaks(const struct cleaning *c, const char *lang)
{
    size_t n = strlen(lang);
    return !n || (!strncasecmp(c->lang, lang, n) &&
                  (!c->lang[n] || c->lang[n] == '-' || c->lang[n] == '_'));
}

static inline uint32_t char_at(const struct cleaning *c, int i)
{
    const char *p = c->s + i;
    return i < c->n ? utf8_next(&p, c->s + c->n) : 0;
}

static inline uint32_t char_before(const struct cleaning *c, int i)
{
    if (i <= 0)
        return c->before;
    do
        i--;
    while (i > 0 && ((unsigned char)c->s[i] & 0xc0) == 0x80);
    return char_at(c, i);
}

static inline bool is_letter(uint32_t ch)
{
    return ch < 0x80 ? (ch | 0x20) - 'a' < 26u : u_isalpha((UChar32)ch);
}
static inline bool is_digit(uint32_t ch) { return ch - '0' < 10u; }
static inline bool is_word(uint32_t ch) { return is_letter(ch) || is_digit(ch); }
static inline bool is_space(uint32_t ch)
{
    return ch == ' ' || ch == '\n' || ch == 0xa0 || ch == 0x202f;
}
static inline bool is_any(uint32_t ch, const char *of)
{
    return ch && ch < 0x80 && strchr(of, (int)ch);
}

static inline bool is_tail(const struct cleaning *c, int i)
{
    return ((unsigned char)c->s[i] & 0xc0) == 0x80;
}

static inline int digits_at(const struct cleaning *c, int i)
{
    int k = 0;
    while (i + k < c->n && is_digit((unsigned char)c->s[i + k]))
        k++;
    return k;
}

static inline int digits_before(const struct cleaning *c, int i)
{
    int k = 0;
    while (k < i && is_digit((unsigned char)c->s[i - k - 1]))
        k++;
    return k;
}

static inline int number_of(const struct cleaning *c, int i, int digits)
{
    int v = 0;
    for (int k = 0; k < digits && k < 9; k++)
        v = v * 10 + c->s[i + k] - '0';
    return v;
}

static inline bool starts(const struct cleaning *c, int i, const char *text)
{
    int n = (int)strlen(text);
    return i + n <= c->n && !memcmp(c->s + i, text, (size_t)n);
}

/* Whether a word of the table ends at i. */
static inline bool ends_in(const struct cleaning *c, int i, const struct entry *table, int n)
{
    for (int k = 0; k < n; k++) {
        const char *text = table[k].text;
        int start = i - table[k].n;
        if (start >= 0 && c->s[i - 1] == text[table[k].n - 1] && starts(c, start, text) &&
            speaks(c, table[k].lang) && !is_word(char_before(c, start)) &&
            char_before(c, start) != '.')
            return true;
    }
    return false;
}

/* Whether a word of the table is at i. */
static inline bool stands_at(const struct cleaning *c, int i, const struct entry *table, int n)
{
    for (int k = 0; k < n && i < c->n; k++) {
        int end = i + table[k].n;
        if (c->s[i] == *table[k].text && starts(c, i, table[k].text) && speaks(c, table[k].lang) &&
            !is_word(char_at(c, end)))
            return true;
    }
    return false;
}

/* ---- clean.c --------------------------------------------------------------------------------- */

enum { WORD_SHOWN = 40 }; /* bytes of a word shown in messages on either side of a change */

/* Replaces bytes [from, to) by text. Returns `to`, to continue there. */
int clean_put(struct cleaning *c, int from, int to, const char *text);
/* Likewise for ambiguous changes: reported as style, with the surrounding word. */
int clean_put_reported(struct cleaning *c, int from, int to, const char *text);

/* ---- clean-quote.c --------------------------------------------------------------------------- */

/* Corrects the quotation mark, apostrophe, prime or accent at i that ends at next, or two marks
 * typed for one. Returns the byte to continue at. */
int clean_quote(struct cleaning *c, int i, uint32_t ch, int next);

/* ---- clean-range.c --------------------------------------------------------------------------- */

/* Whether the hyphen at i is between two numbers for "to": only with a cue, and never in a
 * reference number. */
bool clean_is_range(const struct cleaning *c, int i);
/* Whether what is counted by a number is at i: a symbol (€, km), a word (Euro, Millionen), either.
 */
bool clean_symbol_at(const struct cleaning *c, int i);
bool clean_quantity_at(const struct cleaning *c, int i);
bool clean_unit_at(const struct cleaning *c, int i);

#endif
