// SPDX-License-Identifier: Apache-2.0
/* Bytes that XML does not allow, repaired before parsing: libxml2 stops at a control character, and
 * from the first byte that is not UTF-8 on it takes the rest of the book for Latin-1. In a document
 * that is UTF-8 such a byte alone is read as Windows-1252, the usual encoding of pasted text. */
#include <string.h>
#include <strings.h>

#include "xml/xml-int.h"

/* 0x80 to 0x9f; 0: none. */
static const uint16_t windows[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

/* The encoding in the XML declaration, "" if none. */
static void declared_encoding(const char *s, size_t n, char name[24])
{
    const char *end = n > 5 && !memcmp(s, "<?xml", 5) ? memmem(s, n < 200 ? n : 200, "?>", 2)
                                                      : NULL;
    const char *p = end ? memmem(s, (size_t)(end - s), "encoding", 8) : NULL;
    size_t k = 0;
    for (p = p ? p + 8 : NULL; p && p < end && strchr(" \t\r\n=", *p); p++)
        ;
    if (p && p < end && (*p == '"' || *p == '\''))
        for (const char *q = p + 1; q < end && *q != *p && k < 23; q++)
            name[k++] = *q;
    name[k] = 0;
}

bool xml_holds_ascii(const char *s, size_t n)
{
    char encoding[24];
    bool wide = n < 4 || memchr(s, 0, 4) || !memcmp(s, "\xfe\xff", 2) || !memcmp(s, "\xff\xfe", 2);
    if (!wide)
        declared_encoding(s, n, encoding);
    return !wide && strncasecmp(encoding, "iso-2022", 8) && strncasecmp(encoding, "utf-7", 5) &&
           strncasecmp(encoding, "hz", 2);
}

static bool is_control(unsigned char c) { return c < 0x20 && c != '\t' && c != '\n' && c != '\r'; }

/* Skips printable ASCII, eight bytes at a time. */
static const char *past_plain(const char *p, const char *end)
{
    for (uint64_t w; end - p >= 8; p += 8) {
        memcpy(&w, p, 8);
        if ((w | (w - 0x2020202020202020)) & 0x8080808080808080)
            break;
    }
    return p;
}

/* The first invalid byte from p on; NULL if none. */
static const char *find_fault(const char *p, const char *end, bool utf8)
{
    while ((p = past_plain(p, end)) < end) {
        unsigned char c = (unsigned char)*p;
        if (is_control(c))
            return p;
        if (c < 0x80 || !utf8) {
            p++;
            continue;
        }
        const char *next = p;
        uint32_t code = utf8_next(&next, end);
        if (next == p + 1 || code == 0xfffe || code == 0xffff)
            return p;
        p = next;
    }
    return NULL;
}

bool xml_mend_bytes(struct buf *out, const char *s, size_t n, const char *file)
{
    char encoding[24];
    const char *p = s, *end = s + n, *fault, *counted = s;
    struct loc at = {file, 1, 0};
    *out = (struct buf){0};
    declared_encoding(s, n, encoding);
    bool utf8 = !*encoding || !strcasecmp(encoding, "utf-8") || !strcasecmp(encoding, "utf8");
    for (; (fault = find_fault(p, end, utf8)); p = fault + 1) {
        unsigned char c = (unsigned char)*fault;
        uint32_t code = c < 0x80 ? 0 : c < 0xa0 ? windows[c - 0x80] : c;
        for (; counted < fault; counted++)
            at.line += *counted == '\n';
        size_t before = (size_t)(fault - p);
        buf_add(out, p, before);
        char hex[8], text[5] = {0};
        snprintf(hex, sizeof hex, "0x%02x", c);
        if (!code) {
            diag(DIAG_xml_no_character, at, hex);
            continue;
        }
        utf8_put(text, code);
        diag(DIAG_xml_no_utf8, at, hex, text);
        buf_puts(out, text);
    }
    if (p == s)
        return false;
    buf_add(out, p, (size_t)(end - p));
    return true;
}
