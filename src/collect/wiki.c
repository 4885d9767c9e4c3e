// SPDX-License-Identifier: Apache-2.0
/* MediaWiki's markup before pandoc reads it: names of namespaces and options of images in other
 * languages (wiki.def) become English, alternative texts go to the end of captions between two
 * characters of private use, where our filter finds them, lines of galleries become images, and
 * categories, which are no text, are left out and reported. Lines stay as they are.
 *
 * Brackets are matched once, with a stack, so that the work is linear. */
#include <string.h>
#include <strings.h>

#include "collect/collect-int.h"

enum kind { SPACE, CATEGORY, OPTION, ALT, VALUE, DROPPED };
enum { DEEPEST = 40, LONGEST = 32 };

static const struct {
    enum kind kind;
    const char *english, *names;
} table[] = {
#define W(kind, english, names) {kind, english, names},
#include "collect/wiki.def"
#undef W
};

/* Verbatim text, as pandoc has it, and its end. */
static const struct {
    const char *open, *close;
} verbatim[] = {{"<nowiki", "</nowiki"},
                {"<pre", "</pre"},
                {"<syntaxhighlight", "</syntaxhighlight"},
                {"<source", "</source"},
                {"<math", "</math"},
                {"<!--", "-->"}};
enum { VERBATIM = sizeof verbatim / sizeof *verbatim };

struct wiki {
    const char *text, *stop;
    VEC(size_t) open; /* of the brackets "[[" so far */
    size_t *end;      /* by the offset of "[[": after its "]]"; 0: it has none */
    struct buf out;
    const char *close[VERBATIM]; /* by kind of verbatim text: the next end of one; NULL: unknown */
    const char *file;
    int line, depth;
};

/* ---- names ---- */

static bool has_name(const char *names, const char *s, size_t n)
{
    for (const char *p = names; *p; p += strspn(p, " ")) {
        size_t k = strcspn(p, " ");
        if (k == n && !strncasecmp(p, s, n))
            return true;
        p += k;
    }
    return false;
}

/* The row of a name of these kinds; -1: none. */
static int find_name(enum kind from, enum kind to, const char *s, size_t n)
{
    while (n && (*s == ' ' || *s == '\n'))
        s++, n--;
    while (n && (s[n - 1] == ' ' || s[n - 1] == '\n'))
        n--;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].kind >= from && table[i].kind <= to && n && has_name(table[i].names, s, n))
            return (int)i;
    return -1;
}

/* The row of the namespace that a link begins with; *n: its length with the colon. */
static int find_space(const char *s, const char *end, size_t *n)
{
    size_t most = (size_t)(end - s) < LONGEST ? (size_t)(end - s) : LONGEST;
    const char *colon = memchr(s, ':', most);
    *n = colon ? (size_t)(colon - s) + 1 : 0;
    return colon ? find_name(SPACE, CATEGORY, s, (size_t)(colon - s)) : -1;
}

/* ---- images ---- */

static void rewrite(struct wiki *w, const char *from, const char *to);

/* The end of the part of a link that begins here: "|", or the link's end. */
static const char *part_end(const struct wiki *w, const char *p, const char *end)
{
    int templates = 0;
    while (p < end && (*p != '|' || templates)) {
        size_t link = p + 1 < end && p[0] == '[' && p[1] == '[' ? w->end[p - w->text] : 0;
        templates += !strncmp(p, "{{", 2) - (templates && !strncmp(p, "}}", 2));
        p = link ? w->text + link : p + 1;
    }
    return p < end ? p : end;
}

struct parts {
    const char *alt, *alt_end, *caption, *caption_end;
};

/* An option of an image; what is none is its caption, the last one if there are several. */
static void take_part(struct wiki *w, const char *p, const char *end, struct parts *parts)
{
    const char *equals = memchr(p, '=', (size_t)(end - p));
    int named = equals ? find_name(ALT, DROPPED, p, (size_t)(equals - p)) : -1,
        option = find_name(OPTION, OPTION, p, (size_t)(end - p));
    if (named >= 0 && table[named].kind == ALT) {
        parts->alt = equals + 1;
        parts->alt_end = end;
    } else if (named >= 0 && table[named].kind == VALUE) {
        buf_printf(&w->out, "|%s", table[named].english);
        buf_add(&w->out, equals, (size_t)(end - equals));
    } else if (option >= 0) {
        buf_printf(&w->out, "|%s", table[option].english);
    } else if (named < 0) {
        size_t digits = strspn(p, " 0123456789x");
        if (!strncmp(p + digits, "px", 2) && digits) {
            buf_putc(&w->out, '|');
            buf_add(&w->out, p, (size_t)(end - p));
        } else {
            parts->caption = p;
            parts->caption_end = end;
        }
    }
}

/* An image from its name on: "Bild.png|miniatur|alt=…|…". */
static void write_image(struct wiki *w, const char *p, const char *end, bool gallery)
{
    struct parts parts = {0};
    const char *stop = part_end(w, p, end);
    size_t before = w->out.n;
    int lines = 0, kept = 0;
    for (const char *q = p; q < end; q++)
        lines += *q == '\n';
    buf_puts(&w->out, "[[File:");
    buf_add(&w->out, p, (size_t)(stop - p));
    if (gallery)
        buf_puts(&w->out, "|thumb");
    while (stop < end) {
        p = stop + 1;
        stop = part_end(w, p, end);
        take_part(w, p, stop, &parts);
    }
    if (parts.caption || parts.alt)
        buf_putc(&w->out, '|');
    if (parts.caption)
        rewrite(w, parts.caption, parts.caption_end);
    if (parts.alt) {
        buf_puts(&w->out, "\xee\x80\x80");
        buf_add(&w->out, parts.alt, (size_t)(parts.alt_end - parts.alt));
        buf_puts(&w->out, "\xee\x80\x81");
    }
    for (size_t i = before; i < w->out.n; i++)
        kept += w->out.s[i] == '\n';
    for (; kept < lines; kept++)
        buf_putc(&w->out, '\n');
    buf_puts(&w->out, gallery ? "]]" WIKI_END : "]]");
}

/* ---- galleries ---- */

static bool begins(const char *p, const char *end, const char *with)
{
    size_t n = strlen(with);
    return (size_t)(end - p) >= n && !strncasecmp(p, with, n);
}

/* "Bild.png|…" on a line of its own is an image with a caption. */
static const char *write_gallery(struct wiki *w, const char *p, const char *end)
{
    const char *line = memchr(p, '\n', (size_t)(end - p));
    while (line && line < end && !begins(line, end, "\n</gallery")) {
        const char *at = line + 1, *next = memchr(at, '\n', (size_t)(end - at));
        size_t n;
        next = next ? next : end;
        while (at < next && *at == ' ')
            at++;
        int space = find_space(at, next, &n);
        buf_putc(&w->out, '\n');
        if (at < next && *at != '<') {
            write_image(w, space >= 0 ? at + n : at, next, true);
        } else {
            buf_add(&w->out, at, (size_t)(next - at));
        }
        line = next < end ? next : NULL;
    }
    const char *close = line ? memchr(line, '>', (size_t)(end - line)) : NULL;
    if (line)
        buf_putc(&w->out, '\n');
    return close ? close + 1 : end;
}

/* ---- all ---- */

static void match_brackets(struct wiki *w, size_t n)
{
    for (size_t i = 0; i + 1 < n; i++) {
        if (w->text[i] == '[' && w->text[i + 1] == '[') {
            *vec_add(&w->open) = i++;
        } else if (w->text[i] == ']' && w->text[i + 1] == ']' && w->open.n) {
            w->end[w->open.v[--w->open.n]] = i + 2;
            i++;
        }
    }
}

static void write_link(struct wiki *w, const char *p, const char *end)
{
    size_t n;
    int space = find_space(p + 2, end - 2, &n);
    if (space >= 0 && table[space].kind == SPACE) {
        write_image(w, p + 2 + n, end - 2, false);
    } else if (space >= 0) {
        char name[64];
        size_t length = strcspn(p + 2 + n, "|]");
        snprintf(name, sizeof name, "%.*s", (int)(length < 60 ? length : 60), p + 2 + n);
        diag(DIAG_collect_category, (struct loc){w->file, w->line, 0}, name);
    } else {
        buf_puts(&w->out, "[[");
        rewrite(w, p + 2, end);
    }
}

/* The end of verbatim text that begins here; NULL: none does. Ends are looked for once. */
static const char *verbatim_end(struct wiki *w, const char *p, const char *to)
{
    for (int k = 0; k < VERBATIM; k++) {
        if (!begins(p, to, verbatim[k].open))
            continue;
        const char *after = p + strlen(verbatim[k].open), *tag = memchr(p, '>', (size_t)(to - p));
        bool comment = verbatim[k].open[1] == '!';
        if (!comment && (!strchr("> \t\n", *after) || !tag || tag[-1] == '/'))
            return NULL;
        if (!w->close[k] || w->close[k] < p) {
            w->close[k] = strcasestr(p, verbatim[k].close);
            w->close[k] = w->close[k] ? w->close[k] : w->stop;
        }
        return w->close[k] < to ? w->close[k] : NULL;
    }
    return NULL;
}

static void rewrite(struct wiki *w, const char *from, const char *to)
{
    w->depth++;
    for (const char *p = from; p < to;) {
        size_t link = p + 1 < to && p[0] == '[' && p[1] == '[' && w->depth < DEEPEST
                          ? w->end[p - w->text]
                          : 0;
        const char *next = p + 1, *close = *p == '<' ? verbatim_end(w, p, to) : NULL;
        if (link && w->text + link <= to) {
            next = w->text + link;
            write_link(w, p, next);
        } else if (*p == '<' && begins(p, to, "<gallery")) {
            next = write_gallery(w, p, to);
        } else if (begins(p, to, "<nowiki/>") || begins(p, to, "<nowiki />")) {
            next = (const char *)memchr(p, '>', (size_t)(to - p)) + 1; /* it parts marks only */
        } else if (close) {
            next = close;
            buf_add(&w->out, p, (size_t)(next - p));
        } else {
            buf_putc(&w->out, *p);
        }
        for (; w->depth == 1 && p < next; p++)
            w->line += *p == '\n';
        p = next;
    }
    w->depth--;
}

void wiki_prepare(struct buf *source, const char *file)
{
    if (!source->n)
        return;
    buf_putc(source, 0); /* so that it is a string */
    size_t n = --source->n;
    struct wiki w = {.text = source->s, .stop = source->s + n, .file = file, .line = 1};
    w.end = mem_new(n * sizeof *w.end);
    match_brackets(&w, n);
    rewrite(&w, source->s, source->s + n);
    mem_free(w.end);
    vec_done(&w.open);
    buf_done(source);
    *source = w.out;
}
