// SPDX-License-Identifier: Apache-2.0
/* The text of a package, read a second time without interpretation: all character data of text
 * elements, in order, by paragraph. It knows no styles, no fields and no lists, and shares no code
 * with the readers, so that it does not share their faults. */
#include <string.h>

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

void letters_check(struct office_reader *r)
{
    struct letters *l = letters_new(r->file);
    read_package(r, l, r->package, -1);
    for (int i = 0; i < r->chunks.n; i++)
        read_package(r, l, r->chunks.v[i].package, r->chunks.v[i].para);
    for (int i = 0; i < r->left.n; i++)
        letters_left(l, r->left.v[i].para, r->left.v[i].text);
    letters_result(l, r->root);
    letters_compare(l);
    letters_free(l);
}
