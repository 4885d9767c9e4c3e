// SPDX-License-Identifier: Apache-2.0
/* The encoding of a style sheet (CSS Syntax 3, 3.2): its byte order mark says it, else @charset at
 * its very beginning, else the sheet that imports it, else it is UTF-8. */
#include <iconv.h>
#include <string.h>

#include "css/css-int.h"

static const char utf_8[] = "UTF-8";

/* Names that mean another encoding (Encoding, 4.2), and what no @charset can be written in. */
static const char *meant_by(const char *label)
{
    static const struct {
        const char *label, *name;
    } names[] = {{"latin1", "windows-1252"},
                 {"iso-8859-1", "windows-1252"},
                 {"us-ascii", "windows-1252"},
                 {"ascii", "windows-1252"},
                 {"iso-8859-9", "windows-1254"},
                 {"utf-16", utf_8},
                 {"utf-16le", utf_8},
                 {"utf-16be", utf_8},
                 {"utf8", utf_8},
                 {"utf-8", utf_8}};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (!strcasecmp(label, names[k].label))
            return names[k].name;
    return label;
}

static iconv_t reader_of(const char *encoding) { return iconv_open(utf_8, encoding); }

/* An encoding that @charset can be written in; a slash would ask for more than that. */
bool charset_known(const char *label)
{
    const char *name = meant_by(label);
    iconv_t reader = name == utf_8 || strchr(name, '/') ? (iconv_t)-1 : reader_of(name);
    if (reader == (iconv_t)-1)
        return name == utf_8;
    char from[] = "@charset \"", to[sizeof from] = "", *in = from, *out = to;
    size_t n = strlen(from), room = n;
    bool known = iconv(reader, &in, &n, &out, &room) != (size_t)-1 && !strcmp(from, to);
    iconv_close(reader);
    return known;
}

/* NULL: nothing there says it. */
static const char *encoding_of(const char *s, size_t n)
{
    static const char at[] = "@charset \"";
    enum { AT = sizeof at - 1, LABEL = 64 };
    if (n >= 3 && !memcmp(s, "\xEF\xBB\xBF", 3))
        return utf_8;
    if (n >= 2 && (!memcmp(s, "\xFF\xFE", 2) || !memcmp(s, "\xFE\xFF", 2)))
        return s[0] == '\xFF' ? "UTF-16LE" : "UTF-16BE";
    if (n < AT || memcmp(s, at, AT))
        return NULL;
    char label[LABEL];
    size_t k = 0;
    for (; k + 1 < LABEL && AT + k < n && s[AT + k] != '"'; k++)
        label[k] = s[AT + k];
    label[k] = 0;
    bool whole = AT + k + 1 < n && s[AT + k] == '"' && s[AT + k + 1] == ';';
    const char *name = meant_by(label);
    return !whole ? NULL : name == utf_8 || !charset_known(label) ? utf_8 : intern(name);
}

/* False: some bytes had no meaning, and became U+FFFD. */
static bool convert(iconv_t reader, const char *s, size_t n, struct buf *out)
{
    char *from = (char *)(uintptr_t)s, part[4096];
    bool ok = true;
    while (n) {
        char *to = part;
        size_t room = sizeof part, done = iconv(reader, &from, &n, &to, &room);
        buf_add(out, part, sizeof part - room);
        if (done == (size_t)-1 && room > sizeof part / 2) { /* not for want of room */
            buf_utf8(out, 0xFFFD);
            from++, n--;
            ok = false;
        }
    }
    return ok;
}

/* Bytes that are not UTF-8 become U+FFFD. */
static bool repair(const char *s, size_t n, struct buf *out)
{
    if (utf8_valid(s, n)) {
        buf_add(out, s, n);
        return true;
    }
    for (const char *end = s + n; s < end;)
        buf_utf8(out, utf8_next(&s, end));
    return false;
}

void charset_decode(struct css_sheet *sheet, const char *text, size_t n)
{
    const char *own = encoding_of(text, n);
    sheet->encoding = own ? own : sheet->parent ? sheet->parent->encoding : utf_8;
    iconv_t reader = sheet->encoding == utf_8 ? (iconv_t)-1 : reader_of(sheet->encoding);
    struct buf b = {0};
    bool ok = reader == (iconv_t)-1 ? repair(text, n, &b) : convert(reader, text, n, &b);
    if (reader != (iconv_t)-1)
        iconv_close(reader);
    if (!ok)
        css_report(sheet->css, DIAG_css_encoding, (struct loc){sheet->file, 1, 1}, sheet->encoding);
    sheet->n = b.n;
    sheet->text = arena_dup(&sheet->css->arena, b.s ? b.s : "", b.n);
    buf_done(&b);
}
