/* Whether pandoc lost anything of a text whose lines mean nothing: the words of the source, its markup taken off without understanding it, against those of
 * the result. Formats whose lines authors know are traced (trace.c).
 *
 * Only letters and digits count, since every format has its own use for the rest. Where a format has commands that look like words, they are passed over
 * by line or by bracket; what is passed over cannot be missed, and what cannot be told from text is only missed in larger pieces. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "collect/collect-int.h"
#include "office/office.h"

struct source {
    struct letters *letters;
    char *s;               /* the text, which is written over */
    size_t n;
};

/* ---- RTF ------------------------------------------------------------------------------------------------------- */

struct rtf {
    struct source *src;
    struct buf text;
    int para;
    int passed;            /* the depth of the group that is passed over; 0: none */
    int depth, skip;       /* characters that stand in for a \u */
};

static void rtf_end(struct rtf *r)
{
    r->para++;
    if (r->text.n)
        letters_source(r->src->letters, r->para, r->text.s, r->text.n);
    r->text.n = 0;
}

static void rtf_put(struct rtf *r, uint32_t c)
{
    if (r->passed)
        return;
    if (r->skip)
        r->skip--;
    else
        buf_utf8(&r->text, c);
}

static const char *rtf_word(struct rtf *r, const char *p)
{
    static const char *const passed[] = {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "headerf", "headerl", "headerr", "footer", "footerf", "footerl", "footerr", "fldinst", "themedata",
                                         "listtable", "listoverridetable", "rsidtbl", "generator", "xe", "tc", "bkmkstart", "bkmkend", "datastore", "pntext", "listtext", "atnid", "atnauthor", "annotation", "nonshppict", NULL};
    size_t n = strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    char word[32];
    snprintf(word, sizeof word, "%.*s", (int)(n < 31 ? n : 31), p);
    char *end = (char *)p + n;
    long value = strtol(end, &end, 10);
    for (int i = 0; passed[i] && !r->passed; i++)
        if (!strcmp(passed[i], word))
            r->passed = r->depth;
    if (!strcmp(word, "par") || !strcmp(word, "cell") || !strcmp(word, "row") || !strcmp(word, "sect") || !strcmp(word, "line") || !strcmp(word, "page"))
        rtf_end(r);
    else if (!strcmp(word, "u")) {
        rtf_put(r, (uint32_t)(value < 0 ? value + 65536 : value));
        r->skip = 1;
    } else if (!strcmp(word, "tab"))
        rtf_put(r, ' ');
    return *end == ' ' ? end + 1 : end;
}

static void read_rtf(struct source *src)
{
    struct rtf r = {.src = src};
    for (const char *p = src->s, *stop = src->s + src->n; p < stop;) {
        unsigned char c = (unsigned char)*p++;
        if (c == '{') {
            r.depth++;
            if (!strncmp(p, "\\*\\", 3) && !r.passed)
                r.passed = r.depth;
        } else if (c == '}') {
            if (r.passed == r.depth)
                r.passed = 0;
            r.depth--;
        } else if (c == '\\' && *p == '\'' && isxdigit((unsigned char)p[1]) && isxdigit((unsigned char)p[2])) {
            char hex[3] = {p[1], p[2], 0};
            long v = strtol(hex, NULL, 16);
            rtf_put(&r, v >= 0x80 && v < 0xa0 ? ' ' : (uint32_t)v);
            p += 3;
        } else if (c == '\\' && isalpha((unsigned char)*p)) {
            p = rtf_word(&r, p);
        } else if (c == '\\') {
            p += p < stop;
        } else if (c >= ' ') {
            rtf_put(&r, c);
        }
    }
    rtf_end(&r);
    buf_done(&r.text);
}

/* ---- any format ------------------------------------------------------------------------------------------------ */

static const struct {
    const char *format;
    void (*read)(struct source *src);
} readers[] = {{"rtf", read_rtf}};

void lost_check(const char *path, const char *format, FILE *in, xmlDoc *doc)
{
    struct buf b = {0};
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        if (strcmp(readers[i].format, format))
            continue;
        rewind(in);
        if (!buf_read(&b, in, 64 << 20) || !b.s || strlen(b.s) != b.n)
            break;
        struct source src = {letters_new(path), b.s, b.n};
        letters_words(src.letters);
        readers[i].read(&src);
        letters_result(src.letters, xmlDocGetRootElement(doc));
        letters_compare(src.letters);
        letters_free(src.letters);
    }
    buf_done(&b);
}
