// SPDX-License-Identifier: Apache-2.0
/* The bytes of a file → UTF-8.
 *
 * A byte order mark decides; UTF-16 without one is recognised by its zero bytes. Other text is
 * UTF-8 if it is valid, else in the code page under which it is German (of Windows, of old Macs, of
 * DOS), line by line: files pasted together by several people mix the two, and are reported. */
#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "office/office.h"

static void decode_convert(struct buf *out, const char *from, const char *s, size_t n)
{
    iconv_t cd = iconv_open("UTF-8", from);
    char *in = (char *)s, piece[4096];
    if (cd == (iconv_t)-1) {
        buf_add(out, s, n);
        return;
    }
    while (n) {
        char *to = piece;
        size_t room = sizeof piece;
        size_t result = iconv(cd, &in, &n, &to, &room);
        buf_add(out, piece, sizeof piece - room);
        if (result != (size_t)-1 || errno == E2BIG)
            continue;
        buf_utf8(out, 0xfffd);
        size_t skip = !strncmp(from, "UTF-16", 6) && n > 1 ? 2 : 1;
        in += skip;
        n -= skip;
    }
    iconv_close(cd);
}

/* Most characters of a table are ASCII, so in UTF-16 every other byte is 0. */
static const char *guess_utf16(const struct buf *b)
{
    size_t even = 0, odd = 0, n = b->n < 1000 ? b->n : 1000;
    for (size_t i = 0; i < n; i++)
        if (!b->s[i])
            ++*(i % 2 ? &odd : &even);
    if (n < 4 || even + odd < n / 4)
        return NULL;
    return even > odd ? "UTF-16BE" : "UTF-16LE";
}

static const char *marked(const struct buf *b, size_t *mark)
{
    static const struct {
        const char *bytes, *name;
        size_t n;
    } marks[] = {{"\xef\xbb\xbf", "UTF-8", 3},
                 {"\xff\xfe", "UTF-16LE", 2},
                 {"\xfe\xff", "UTF-16BE", 2}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (b->n >= marks[i].n && !memcmp(b->s, marks[i].bytes, marks[i].n)) {
            *mark = marks[i].n;
            return marks[i].name;
        }
    *mark = 0;
    return guess_utf16(b);
}

static bool is_ascii(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] & 0x80)
            return false;
    return true;
}

/* ä ö ü Ä Ö Ü ß in encodings other than UTF-8. */
static const struct {
    const char *name, *umlauts;
} pages[] = {{"Windows-1252", "\xe4\xf6\xfc\xc4\xd6\xdc\xdf"},
             {"Macintosh", "\x8a\x9a\x9f\x80\x85\x86\xa7"},
             {"CP850", "\x84\x94\x81\x8e\x99\x9a\xe1"}};
enum { PAGES = sizeof pages / sizeof *pages };

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* The code page that makes most bytes German letters beside others; Windows' if none is clearly
 * better. */
static const char *guess_page(const char *s, size_t n)
{
    int count[PAGES] = {0}, best = 0;
    for (size_t i = 0; i < n; i++)
        for (int k = 0; (s[i] & 0x80) && k < PAGES; k++)
            count[k] += strchr(pages[k].umlauts, s[i]) &&
                        ((i && is_letter(s[i - 1])) || (i + 1 < n && is_letter(s[i + 1])));
    for (int k = 1; k < PAGES; k++)
        if (count[k] > 2 * count[0] && count[k] > count[best])
            best = k;
    return pages[best].name;
}

/* What a declared encoding means: browsers read the first names as more than they say (WHATWG
 * Encoding, 4.2). NULL: it is unknown here, or Unicode, which the bytes show by themselves. */
static const char *known_page(const char *declared)
{
    static const char *const names[][2] = {{"iso-8859-1", "Windows-1252"},
                                           {"latin1", "Windows-1252"},
                                           {"us-ascii", "Windows-1252"},
                                           {"ascii", "Windows-1252"},
                                           {"ansinew", "Windows-1252"},
                                           {"iso-8859-9", "CP1254"},
                                           {"latin5", "CP1254"},
                                           {"shift_jis", "CP932"},
                                           {"x-sjis", "CP932"},
                                           {"gb2312", "GB18030"},
                                           {"gbk", "GB18030"},
                                           {"ks_c_5601-1987", "CP949"},
                                           {"euc-kr", "CP949"},
                                           {"applemac", "Macintosh"},
                                           {"latin2", "ISO-8859-2"},
                                           {"latin3", "ISO-8859-3"},
                                           {"latin4", "ISO-8859-4"},
                                           {"latin9", "ISO-8859-15"},
                                           {"latin10", "ISO-8859-16"}};
    if (!declared || !*declared || !strncasecmp(declared, "utf", 3))
        return NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcasecmp(declared, names[i][0]))
            return names[i][1];
    iconv_t cd = iconv_open("UTF-8", declared);
    if (cd == (iconv_t)-1)
        return NULL;
    iconv_close(cd);
    return declared;
}

static void convert_lines(struct buf *out, const char *s, size_t n, const char *file,
                          const char *declared)
{
    const char *page = known_page(declared);
    bool given = page != NULL;
    if (!given)
        page = utf8_valid(s, n) ? pages[0].name : guess_page(s, n);
    int line = 0, utf8 = 0, first = 0;
    for (const char *p = s, *end = s + n; p < end;) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        size_t k = stop ? (size_t)(stop - p) + 1 : (size_t)(end - p);
        line++;
        if (utf8_valid(p, k)) {
            buf_add(out, p, k);
            utf8 += !is_ascii(p, k);
        } else {
            decode_convert(out, page, p, k);
            first = first ? first : line;
        }
        p += k;
    }
    if (utf8 && first)
        diag(DIAG_authors_mixed_encoding, (struct loc){file, first, 0}, page);
    else if (!given && page != pages[0].name)
        diag(DIAG_authors_encoding, (struct loc){file, first, 0}, page);
}

/* Undoes UTF-8 that was read as a code page and saved as UTF-8, once or twice; if only some lines
 * were, they are reported. */
static void undo_mojibake(struct buf *b, const char *file)
{
    enum { MOST = 3 };
    for (int times = 0; times < MOST; times++) {
        unsigned undone = MOJIBAKE_ALL, all = 0;
        int line = 0, first = 0;
        bool any = false;
        for (const char *p = b->s, *end = p + b->n; p < end;) {
            const char *stop = memchr(p, '\n', (size_t)(end - p));
            size_t n = stop ? (size_t)(stop - p) : (size_t)(end - p);
            line++;
            if (!is_ascii(p, n)) {
                unsigned own = mojibake_pages(p, n);
                any = true;
                undone &= own;
                all |= own;
                first = own && !first ? line : first;
            }
            p += n + (stop != NULL);
        }
        if (any && !undone && all && !times)
            diag(DIAG_authors_mojibake_some, (struct loc){file, first, 0});
        if (!any || !undone)
            return;
        int page = 0;
        while (!(undone & 1u << page))
            page++;
        struct buf mended = {0};
        if (!mojibake_undo(&mended, b->s, b->n, page)) {
            buf_done(&mended);
            return;
        }
        if (!times)
            diag(DIAG_authors_mojibake, (struct loc){file, first, 0}, mojibake_name(page));
        buf_done(b);
        *b = mended;
        if (b->n >= 3 && !memcmp(b->s, "\xef\xbb\xbf", 3)) {
            memmove(b->s, b->s + 3, b->n - 2);
            b->n -= 3;
        }
    }
}

void decode_utf8(struct buf *b, const char *file) { decode_utf8_as(b, file, NULL); }

void decode_utf8_as(struct buf *b, const char *file, const char *declared)
{
    size_t mark;
    const char *encoding = b->n ? marked(b, &mark) : NULL;
    struct buf out = {0};
    if (!b->n)
        return;
    if (encoding && strcmp(encoding, "UTF-8"))
        decode_convert(&out, encoding, b->s + mark, b->n - mark);
    else
        convert_lines(&out, b->s + mark, b->n - mark, file, declared);
    for (size_t i = 0; i < out.n; i++) {
        unsigned char c = (unsigned char)out.s[i];
        if (c < ' ' &&
            (!c || !strchr("\t\n\r", c))) /* 0 would end the field, and XML allows none of them */
            out.s[i] = ' ';
        if (c >= 0xbe && i > 1 &&
            !memcmp(out.s + i - 2, "\xef\xbf", 2)) /* U+FFFE, U+FFFF: likewise */
            out.s[i] = (char)0xbd;
        if (out.s[i] == '\r' && out.s[i + 1] != '\n')
            out.s[i] = '\n';
    }
    buf_done(b);
    *b = out;
    if (b->n)
        undo_mojibake(b, file);
}
