// SPDX-License-Identifier: Apache-2.0
/* UTF-8 that was read as another encoding and saved again.
 *
 * It is recognised by reversal: text that becomes valid UTF-8 again, with fewer characters, was
 * damaged. Genuine text does not do so by chance: each non-ASCII letter would have to be part of a
 * sequence of characters with the byte pattern of UTF-8. */
#include <iconv.h>

#include "office/office.h"

static const char *const pages[MOJIBAKE_PAGES] = {"Windows-1252", "Macintosh", "CP850", "CP437"};

const char *mojibake_name(int page) { return pages[page]; }

/* The characters of the upper half of a page; Windows' five gaps are mapped to control characters,
 * as other programs do. */
static const uint32_t *upper_half(int page)
{
    static uint32_t table[MOJIBAKE_PAGES][128];
    uint32_t *t = table[page];
    iconv_t cd = t[0] ? (iconv_t)-1 : iconv_open("UTF-8", pages[page]);
    for (int i = 0; i < 128 && !t[i]; i++) {
        char byte = (char)(0x80 + i), out[8], *in = &byte, *to = out;
        size_t n = 1, room = sizeof out;
        bool ok = cd != (iconv_t)-1 && iconv(cd, &in, &n, &to, &room) != (size_t)-1 && to > out;
        const char *p = out;
        t[i] = ok ? utf8_next(&p, to) : (uint32_t)(0x80 + i);
    }
    if (cd != (iconv_t)-1)
        iconv_close(cd);
    return t;
}

/* The byte that a page has for a character; -1: none. Latin-1 is Windows-1252 with its controls. */
static int byte_of(const uint32_t *upper, uint32_t c, bool latin)
{
    if (c < 0x80 || (latin && c < 0xa0))
        return (int)c;
    for (int i = 0; i < 128; i++)
        if (upper[i] == c)
            return 0x80 + i;
    return -1;
}

bool mojibake_undo(struct buf *to, const char *s, size_t n, int page)
{
    const uint32_t *upper = upper_half(page);
    size_t before = to->n;
    bool any = false, lead = false, ok = true;
    const char *p = s, *end = s + n;
    while (p < end && !(*p & 0x80))
        p++;
    buf_add(to, s, (size_t)(p - s));
    while (ok && p < end) {
        uint32_t c = utf8_next(&p, end);
        int byte = byte_of(upper, c, page == 0);
        ok = byte >=
             (any ? lead ? 0x80 : 0
                  : 0xc2); /* the first one begins a UTF-8 sequence, and the next continues it */
        lead = byte >= 0xc2;
        any |= c >= 0x80;
        if (ok)
            buf_putc(to, (char)byte);
    }
    if (ok && any && utf8_valid(to->s + before, to->n - before))
        return true;
    to->n = before;
    return false;
}

static bool is_ascii(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] & 0x80)
            return false;
    return true;
}

unsigned mojibake_pages(const char *s, size_t n)
{
    unsigned found = 0;
    if (is_ascii(s, n))
        return MOJIBAKE_ALL;
    for (int page = 0; page < MOJIBAKE_PAGES; page++) {
        struct buf b = {0};
        found |= mojibake_undo(&b, s, n, page) ? 1u << page : 0;
        buf_done(&b);
    }
    return found;
}
