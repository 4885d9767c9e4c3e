// SPDX-License-Identifier: Apache-2.0
/* The text of a package, read a second time without interpretation: all character data of text
 * elements, in order, by paragraph. It knows no styles, no fields and no lists, and shares no code
 * with the readers, so that it does not share their faults. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/office-int.h"
#include "office/text-int.h"

enum { DEEPEST = 256 };

struct paragraph {
    struct buf text;
    int place;
};
struct walk {
    struct letters *letters;
    bool deleted; /* deleted text counts too */
    int place;    /* paragraphs of the main text so far */
    int aside;    /* > 0: outside the main text */
    int passed;   /* > 0: in skipped elements */
    int depth;
    bool text[DEEPEST + 1];   /* whether character data of the open elements is text */
    bool chosen[DEEPEST + 1]; /* mc:AlternateContent: a choice has been read */
    VEC(struct paragraph) open;
};

static bool source_is(const xmlChar *name, const char *what)
{
    return !strcmp((const char *)name, what);
}

static bool source_among(const xmlChar *name, const char *const *names)
{
    for (; *names; names++)
        if (source_is(name, *names))
            return true;
    return false;
}

static void begin_paragraph(struct walk *w, bool counts)
{
    if (counts && !w->aside)
        w->place++;
    *vec_add(&w->open) = (struct paragraph){{0}, w->place};
}

static void end_paragraph(struct walk *w)
{
    if (!w->open.n)
        return;
    struct paragraph p = w->open.v[--w->open.n];
    if (p.text.n)
        letters_source(w->letters, p.place, p.text.s, p.text.n);
    buf_done(&p.text);
}

static void source_characters(void *ctx, const xmlChar *s, int n)
{
    struct walk *w = ctx;
    if (!w->passed && w->text[w->depth] && w->open.n)
        buf_add(&w->open.v[w->open.n - 1].text, (const char *)s, (size_t)n);
}

static void deeper(struct walk *w, bool text)
{
    if (w->depth < DEEPEST)
        w->depth++;
    w->text[w->depth] = text;
    w->chosen[w->depth] = false;
}

/* ---- Word ------------------------------------------------------------------------------------ */

static bool holds_words(const xmlChar *uri)
{
    return !uri || strstr((const char *)uri, "wordprocessingml") ||
           strstr((const char *)uri, "officeDocument/2006/math") ||
           strstr((const char *)uri, "officeDocument/math");
}

/* Text of DrawingML shapes, as opposed to Word's own. */
static bool is_drawn(const xmlChar *uri)
{
    return uri && strstr((const char *)uri, "drawingml/") && strstr((const char *)uri, "/main");
}

/* Separators of notes and text are stored among the notes. */
static bool is_separator(const xmlChar *name, int n, const xmlChar **attr)
{
    if (!source_is(name, "footnote") && !source_is(name, "endnote"))
        return false;
    for (int i = 0; i < n; i++, attr += 5)
        if (source_is(attr[0], "type") && strncmp((const char *)attr[3], "normal", 6))
            return true;
    return false;
}

static void word_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                       int n_ns, const xmlChar **ns, int n, int defaulted, const xmlChar **attr)
{
    struct walk *w = ctx;
    (void)prefix, (void)n_ns, (void)ns, (void)defaulted;
    bool words = holds_words(uri), drawn = is_drawn(uri);
    if (w->passed || is_separator(name, n, attr) ||
        (source_is(name, "Fallback") && w->chosen[w->depth])) {
        w->passed++;
        return;
    }
    if (source_is(name, "Choice"))
        w->chosen[w->depth] = true;
    if ((words || drawn) && source_is(name, "p"))
        begin_paragraph(w, words);
    if (source_is(name, "txbxContent"))
        w->aside++;
    deeper(w, ((words || drawn) && source_is(name, "t")) ||
                  (words && w->deleted && source_is(name, "delText")));
}

static void word_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct walk *w = ctx;
    (void)prefix;
    if (w->passed) {
        w->passed--;
        return;
    }
    if (w->depth)
        w->depth--;
    if (source_is(name, "txbxContent"))
        w->aside--;
    if ((holds_words(uri) || is_drawn(uri)) && source_is(name, "p"))
        end_paragraph(w);
}

/* ---- OpenDocument ---------------------------------------------------------------------------- */

static const char *const aside[] = {"note-body", "text-box", "custom-shape",    "rect", "circle",
                                    "ellipse",   "polygon",  "polyline",        "path", "line",
                                    "connector", "caption",  "regular-polygon", NULL};

static void odf_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                      int n_ns, const xmlChar **ns, int n, int defaulted, const xmlChar **attr)
{
    static const char *const passed[] =
        {"annotation", "tracked-changes", "note-citation",   "title",
         "desc",       "binary-data",     "event-listeners", "forms",
         "number",     "scripts",         "script",          "master-styles",
         NULL};
    struct walk *w = ctx;
    (void)prefix, (void)uri, (void)n_ns, (void)ns, (void)n, (void)defaulted, (void)attr;
    if (w->passed || source_among(name, passed)) {
        w->passed++;
        return;
    }
    bool paragraph = (source_is(name, "p") || source_is(name, "h")) && uri &&
                     strstr((const char *)uri, "xmlns:text:");
    if (paragraph)
        begin_paragraph(w, true);
    w->aside += source_among(name, aside);
    deeper(w, paragraph || w->text[w->depth]);
}

static void odf_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct walk *w = ctx;
    (void)prefix;
    if (w->passed) {
        w->passed--;
        return;
    }
    if (w->depth)
        w->depth--;
    w->aside -= source_among(name, aside);
    if ((source_is(name, "p") || source_is(name, "h")) && uri &&
        strstr((const char *)uri, "xmlns:text:"))
        end_paragraph(w);
}

/* ---- parts ----------------------------------------------------------------------------------- */

/* para: the paragraph where the document is inserted; -1 for the main text. */
static void read_part(struct office_reader *r, struct letters *l, struct package *p,
                      const char *part, int para)
{
    bool word = package_kind(p) == PACKAGE_DOCX;
    xmlSAXHandler sax = {.startElementNs = word ? word_start : odf_start,
                         .endElementNs = word ? word_end : odf_end,
                         .characters = source_characters,
                         .ignorableWhitespace = source_characters,
                         .cdataBlock = source_characters,
                         .initialized = XML_SAX2_MAGIC};
    struct walk *w = mem_new(sizeof *w);
    w->letters = l;
    w->deleted = r->how->review;
    w->aside = para >= 0;
    w->place = para > 0 ? para : 0;
    package_parse(p, part, &sax, w);
    while (w->open.n)
        end_paragraph(w);
    vec_done(&w->open);
    mem_free(w);
}

static void read_package(struct office_reader *r, struct letters *l, struct package *p, int para)
{
    const char *part = package_main(p, &r->arena);
    struct relations relations = {0};
    if (part)
        read_part(r, l, p, part, para);
    if (package_kind(p) == PACKAGE_DOCX && part && relations_read(p, &r->arena, part, &relations))
        for (int i = 0; i < relations.n; i++) {
            const struct relation *rel = &relations.v[i];
            if (!rel->external &&
                (!strcmp(rel->type, "footnotes") || !strcmp(rel->type, "endnotes")) &&
                package_has(p, rel->target))
                read_part(r, l, p, rel->target, para > 0 ? para : 0);
        }
    vec_done(&relations);
}

/* ---- RTF ------------------------------------------------------------------------------------- */

/* Words without commands; without their page, other bytes than those of Windows-1252 are unknown,
 * and end a piece. */

struct rtf_words {
    struct letters *letters;
    struct buf text;
    bool western;              /* all text is of Windows-1252 */
    int passed;                /* the depth of the skipped group; 0: none */
    int depth, skip, fallback; /* fallback characters of a \u; \uc */
};

static void rtf_end(struct rtf_words *r)
{
    if (r->text.n)
        letters_source(r->letters, 0, r->text.s, r->text.n);
    r->text.n = 0;
}

static void rtf_put(struct rtf_words *r, uint32_t c)
{
    if (r->passed)
        return;
    if (r->skip)
        r->skip--;
    else
        buf_utf8(&r->text, c);
}

/* Whether a group that older programs skip holds text that others show. */
static bool rtf_shows(const char *word)
{
    static const char *const shown[] = {"shpinst", "shptxt", "footnote", "ud",
                                        "do\\",    "moMath", NULL};
    for (int i = 0; shown[i]; i++)
        if (!strncmp(word, shown[i], strlen(shown[i])))
            return true;
    return false;
}

static const char *rtf_word(struct rtf_words *r, const char *p, const char *stop)
{
    static const char *const passed[] =
        {"fonttbl",    "colortbl",  "stylesheet", "info",      "pict",      "object",
         "header",     "headerf",   "headerl",    "headerr",   "footer",    "footerf",
         "footerl",    "footerr",   "fldinst",    "themedata", "listtable", "listoverridetable",
         "rsidtbl",    "generator", "xe",         "tc",        "bkmkstart", "bkmkend",
         "datastore",  "pntext",    "listtext",   "atnid",     "atnauthor", "annotation",
         "nonshppict", "sp",        "shprslt",    "upr",       "mmathPict", "filetbl",
         "revtbl",     "objdata",   "txe",        "template",  NULL};
    size_t n = strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    char word[32];
    snprintf(word, sizeof word, "%.*s", (int)(n < 31 ? n : 31), p);
    char *end = (char *)p + n;
    long value = strtol(end, &end, 10);
    for (int i = 0; passed[i] && !r->passed; i++)
        if (!strcmp(passed[i], word))
            r->passed = r->depth;
    if (!strcmp(word, "par") || !strcmp(word, "cell") || !strcmp(word, "row") ||
        !strcmp(word, "sect") || !strcmp(word, "line") || !strcmp(word, "page"))
        rtf_end(r);
    else if (!strcmp(word, "u")) {
        rtf_put(r, (uint32_t)(value < 0 ? value + 65536 : value));
        r->skip = r->fallback;
    } else if (!strcmp(word, "uc")) {
        r->fallback = value >= 0 && value < 16 ? (int)value : 1;
    } else if (!strcmp(word, "tab"))
        rtf_put(r, ' ');
    end += *end == ' ';
    bool binary = !strcmp(word, "bin") && value > 0;
    return !binary ? end : value < stop - end ? end + value : stop;
}

static bool rtf_is_western(const struct buf *b)
{
    const char *page = memmem(b->s, b->n, "\\ansicpg", 8);
    bool western = memmem(b->s, b->n, "\\ansi", 5) && (!page || atoi(page + 8) == 1252);
    for (const char *p = b->s, *stop = b->s + b->n; western && p;) {
        p = memmem(p, (size_t)(stop - p), "\\fcharset", 9);
        western = !p || atoi(p + 9) <= 2;
        p = p ? p + 9 : NULL;
    }
    return western;
}

static void read_rtf(struct letters *letters, const struct buf *b)
{
    struct rtf_words r = {.letters = letters, .western = rtf_is_western(b), .fallback = 1};
    for (const char *p = b->s, *stop = b->s + b->n; p < stop;) {
        unsigned char c = (unsigned char)*p++;
        if (c == '{') {
            r.depth++;
            if (!strncmp(p, "\\*\\", 3) && !rtf_shows(p + 3) && !r.passed)
                r.passed = r.depth;
        } else if (c == '}') {
            if (r.passed == r.depth)
                r.passed = 0;
            r.depth--;
        } else if (c == '\\' && *p == '\'' && isxdigit((unsigned char)p[1]) &&
                   isxdigit((unsigned char)p[2])) {
            char hex[3] = {p[1], p[2], 0};
            long v = strtol(hex, NULL, 16);
            if (v >= 0x80 && !r.western && !r.skip && !r.passed)
                rtf_end(&r);
            else
                rtf_put(&r, v >= 0x80 && v < 0xa0 ? ' ' : (uint32_t)v);
            p += 3;
        } else if (c == '\\' && isalpha((unsigned char)*p)) {
            p = rtf_word(&r, p, stop);
        } else if (c == '\\') {
            p += p < stop;
        } else if (c >= ' ') {
            rtf_put(&r, c);
        }
    }
    rtf_end(&r);
    buf_done(&r.text);
}

static void check_rtf(struct office_reader *r, const struct buf *bytes)
{
    struct letters *l = letters_new(r->file);
    letters_words(l);
    read_rtf(l, bytes);
    for (int i = 0; i < r->left.n; i++)
        letters_left(l, r->left.v[i].para, r->left.v[i].text);
    letters_result(l, r->root);
    letters_compare(l);
    letters_free(l);
}

/* ---- any ------------------------------------------------------------------------------------- */

void letters_check(struct office_reader *r)
{
    struct letters *l = letters_new(r->file);
    read_package(r, l, r->package, -1);
    for (int i = 0; i < r->chunks.n; i++)
        read_package(r, l, r->chunks.v[i].package, r->chunks.v[i].para);
    for (int i = 0; i < r->left.n; i++)
        letters_left(l, r->left.v[i].para, r->left.v[i].text);
    letters_result(l, r->root);
    int lost = letters_compare(l);
    letters_free(l);
    if (!lost && package_rtf(r->package)) /* what was lost before there was a package */
        check_rtf(r, package_rtf(r->package));
}
