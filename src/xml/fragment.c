// SPDX-License-Identifier: Apache-2.0
/* Fragments of plain text, RFC 5147: line=FROM,TO and char=FROM,TO. Positions lie between lines or
 * characters and count from 0, so that line=1,3 is the second and the third line; either end may be
 * left out, a single position is an empty range, and positions beyond the end are the end (RFC
 * 5147, 2.2 and 4.1). A line end is one character. ;length=N and ;md5=DIGEST describe the file at
 * the time of writing (2.3): in a changed file the fragment is unknown. */
#include <glib.h>
#include <string.h>

#include "xml/xml-int.h"

struct range {
    size_t from, to;
};

/* Reads a number at *s and skips it; too large numbers saturate. */
static bool fragment_number(const char **s, size_t *n)
{
    if (**s < '0' || **s > '9')
        return false;
    for (*n = 0; **s >= '0' && **s <= '9'; (*s)++)
        *n = *n < SIZE_MAX / 16 ? *n * 10 + (size_t)(**s - '0') : *n;
    return true;
}

static bool read_range(const char **s, struct range *r)
{
    bool from = fragment_number(s, &r->from), comma = **s == ',';
    r->from = from ? r->from : 0;
    r->to = from && !comma ? r->from : SIZE_MAX;
    *s += comma;
    bool to = comma && fragment_number(s, &r->to);
    return from || to;
}

static size_t count_characters(const struct buf *text)
{
    size_t n = 0;
    for (size_t i = 0; i < text->n; i++)
        n += ((unsigned char)text->s[i] & 0xc0) != 0x80;
    return n;
}

/* The length in bytes, as in RFC 5147, or in characters, as others count. */
static bool has_length(const struct buf *bytes, size_t n)
{
    return n == bytes->n || n == count_characters(bytes);
}

enum { MD5_DIGITS = 32 };

static bool has_digest(const struct buf *bytes, const char *digits)
{
    char *digest = g_compute_checksum_for_data(G_CHECKSUM_MD5,
                                               (const guchar *)(bytes->s ? bytes->s : ""),
                                               bytes->n);
    bool same = !g_ascii_strncasecmp(digest, digits, MD5_DIGITS);
    g_free(digest);
    return same;
}

enum xml_fragment xml_text_checks(const struct buf *bytes, const char *fragment)
{
    const char *s = fragment + strcspn(fragment, ";");
    bool same = true;
    while (*s) {
        size_t n;
        if (!strncmp(s, ";length=", 8)) {
            s += 8;
            if (!fragment_number(&s, &n))
                return XML_FRAGMENT_UNKNOWN;
            same = same && has_length(bytes, n);
        } else if (!strncmp(s, ";md5=", 5) &&
                   strspn(s + 5, "0123456789abcdefABCDEF") == MD5_DIGITS) {
            same = same && has_digest(bytes, s + 5);
            s += 5 + MD5_DIGITS;
        } else {
            return XML_FRAGMENT_UNKNOWN;
        }
        if (*s == ',') /* the encoding of the count */
            s += strcspn(s, ";");
        else if (*s && *s != ';')
            return XML_FRAGMENT_UNKNOWN;
    }
    return same ? XML_FRAGMENT_FOUND : XML_FRAGMENT_CHANGED;
}

/* The offset after `count` lines or characters, from the byte `at` on. */
static size_t skip_units(const struct buf *text, size_t at, size_t count, bool lines)
{
    while (count && at < text->n) {
        if (lines) {
            const char *end = memchr(text->s + at, '\n', text->n - at);
            at = end ? (size_t)(end - text->s) + 1 : text->n;
        } else {
            while (++at < text->n && ((unsigned char)text->s[at] & 0xc0) == 0x80)
                ;
        }
        count--;
    }
    return at;
}

bool xml_text_fragment(struct buf *text, const char *fragment)
{
    bool lines = !strncmp(fragment, "line=", 5);
    const char *s = fragment + 5;
    struct range r;
    if ((!lines && strncmp(fragment, "char=", 5)) || !read_range(&s, &r) || r.from > r.to ||
        (*s && *s != ';'))
        return false;
    size_t from = skip_units(text, 0, r.from, lines),
           to = skip_units(text, from, r.to - r.from, lines);
    if (text->s) {
        memmove(text->s, text->s + from, to - from);
        text->s[text->n = to - from] = 0;
    }
    return true;
}
