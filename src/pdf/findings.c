// SPDX-License-Identifier: Apache-2.0
/* Findings as annotations of a draft (ISO 32000-1, 12.5.6.4): messages of the tools, in the JSON of
 * --diagnostics=json, each beside the place on the page that corresponds to its file and line, and
 * the remarks of editors, which are then not printed.
 *
 * A finding belongs to the element that begins last at or before its line; if that has no visible
 * content, to its nearest ancestor within the part of the book that is set. Findings of other files
 * and parts have no place here; their number is reported. */
#include "pdf/pdf-int.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

struct finding {
    const char *author, *subject, *text;
    int page, object;
    len y; /* of the top of its icon */
};
struct findings {
    struct finish *f;
    VEC(struct finding) note; /* by page, from above */
    struct map place; /* "%p" of an origin → struct paint_place *: its first visible part */
    VEC(struct start) start; /* all elements with content, by file and line */
    int shown, elsewhere;
};
/* The beginning of an element in the author's file. */
struct start {
    struct loc at;
    const struct origin *origin;
    int order;
};

static const len icon = 18 * LEN_PT, icon_gap = 2 * LEN_PT;

/* ---- from places in files to places on pages ------------------------------------------------- */

static const struct paint_place *place_of(const struct findings *x, const struct origin *o)
{
    char name[24];
    snprintf(name, sizeof name, "%p", (const void *)o);
    return map_get(&x->place, name);
}

/* Notes the place of an element and its ancestors, unless they have an earlier one. */
static void note_place(struct findings *x, const struct origin *o, const struct page *page, len y)
{
    struct paint_place *p = NULL;
    for (; o && !place_of(x, o); o = o == x->f->doc->part ? NULL : o->parent) {
        char name[24];
        if (!p)
            p = arena_make(&x->f->arena, struct paint_place);
        p->page = page->index;
        p->y = y;
        snprintf(name, sizeof name, "%p", (const void *)o);
        *map_put(&x->place, name) = p;
    }
}

static void note_places(struct findings *x)
{
    const struct book *book = x->f->book;
    for (int i = 0; i < book->pages.n; i++) {
        const struct page *page = book->pages.v[i];
        for (int k = 0; k < page->margins; k++) {
            const struct frag *fr = &page->frag.v[k];
            if (fr->artifact || !fr->tag || !fr->tag->origin ||
                (fr->kind != FRAG_LINE && fr->kind != FRAG_IMAGE))
                continue;
            len y = fr->kind == FRAG_LINE ? fr->y - fr->line->ascent : fr->y;
            note_place(x, fr->tag->origin, page, y);
            for (int s = 0; fr->kind == FRAG_LINE && s < fr->line->n; s++)
                if (fr->line->seg[s].tag)
                    note_place(x, fr->line->seg[s].tag->origin, page, y);
        }
    }
}

static int by_file_and_line(const void *a, const void *b)
{
    const struct start *s = a, *t = b;
    int c = strcmp(s->at.file, t->at.file);
    return c                          ? c
           : s->at.line != t->at.line ? (s->at.line > t->at.line) - (s->at.line < t->at.line)
                                      : (s->order > t->order) - (s->order < t->order);
}

static void note_starts(struct findings *x)
{
    const struct doc *doc = x->f->doc;
    for (int i = 0; i < doc->origins.n; i++) {
        struct loc at = origin_loc(doc->origins.v[i]);
        if (at.file)
            *vec_add(&x->start) = (struct start){at, doc->origins.v[i], x->start.n};
    }
    if (x->start.n)
        qsort(x->start.v, (size_t)x->start.n, sizeof *x->start.v, by_file_and_line);
}

/* NULL: it has no place on these pages. */
static const struct paint_place *findings_find(const struct findings *x, struct loc at)
{
    int from = 0, to = x->start.n; /* the first element after the line */
    const struct start wanted = {at, NULL, x->start.n};
    while (from < to) {
        int middle = (from + to) / 2;
        if (by_file_and_line(&x->start.v[middle], &wanted) <= 0)
            from = middle + 1;
        else
            to = middle;
    }
    bool before = from && !strcmp(x->start.v[from - 1].at.file, at.file);
    if (!before && (from == x->start.n || strcmp(x->start.v[from].at.file, at.file)))
        return NULL;
    int i = before ? from - 1 : from, line = x->start.v[i].at.line;
    while (before && i && x->start.v[i - 1].at.line == line &&
           !strcmp(x->start.v[i - 1].at.file, at.file))
        i--;
    const struct paint_place *found = NULL;
    for (; !found && i < x->start.n && x->start.v[i].at.line == line &&
           !strcmp(x->start.v[i].at.file, at.file);
         i++)
        for (const struct origin *o = x->start.v[i].origin; o && !found;
             o = o == x->f->doc->part ? NULL : o->parent)
            found = place_of(x, o);
    return found;
}

/* ---- reading --------------------------------------------------------------------------------- */

static const char *string_of(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static void findings_add(struct findings *x, const char *author, const char *subject,
                         const char *text, int page, len y)
{
    *vec_add(&x->note) = (struct finding){author, subject, text, page, 0, y};
}

/* A message printed by --diagnostics=json; other objects, such as the chapters of koki-collect -v,
 * are ignored. */
static void add_message(struct findings *x, const json_t *o)
{
    struct arena *a = &x->f->arena;
    const char *file = string_of(o, "file"), *level = string_of(o, "level"),
               *text = string_of(o, "translated");
    const json_t *line = json_object_get(o, "line"), *count = json_object_get(o, "count");
    if (!*level)
        return;
    if (!line)
        line = json_object_get(o, "paragraph");
    const struct paint_place *p =
        *file ? findings_find(x, (struct loc){file, (int)json_integer_value(line), 0}) : NULL;
    *(p ? &x->shown : &x->elsewhere) += 1;
    if (!p)
        return;
    text = *text ? text : string_of(o, "message");
    if (json_integer_value(line))
        text = arena_printf(a, "%s (%s:%d)", text, file, (int)json_integer_value(line));
    if (json_integer_value(count) > 1)
        text = arena_printf(a, "%s (×%d)", text, (int)json_integer_value(count));
    level = _(level);
    findings_add(x, "koki", arena_dup(a, level, strlen(level)), arena_dup(a, text, strlen(text)),
                 p->page, p->y);
}

static void read_line(struct findings *x, const char *path, int number, const char *s, size_t n)
{
    json_t *o = json_loadb(s, n, JSON_ALLOW_NUL, NULL);
    if (json_is_object(o))
        add_message(x, o);
    else
        diag(DIAG_pdf_findings_line, (struct loc){path, number, 0});
    json_decref(o);
}

static void read_file(struct findings *x, const char *path)
{
    enum { MOST = 64 << 20 };
    struct buf b = {0};
    FILE *in = file_open_given(path);
    bool ok = in && file_read_rest(&b, in, path, MOST);
    if (!ok)
        diag(DIAG_cannot_read, LOC_NONE, path, strerror(errno));
    if (in)
        fclose(in);
    int number = 1;
    for (const char *s = ok && b.s ? b.s : ""; *s; number++) {
        size_t n = strcspn(s, "\n");
        if (strspn(s, " \t\r") < n)
            read_line(x, intern(path), number, s, n);
        s += n + (s[n] == '\n');
    }
    buf_done(&b);
}

/* "Eike Groß, 2026-10-19: so kept": the format of remarks from manuscripts; returns the name or
 * NULL, and the remark's text. */
static const char *remark_author(struct arena *a, const char **text)
{
    const char *comma = strchr(*text, ','), *colon = comma ? strstr(comma, ": ") : NULL;
    int year, month, day, n = 0;
    if (!colon || comma == *text ||
        sscanf(comma, ", %4d-%2d-%2d%n", &year, &month, &day, &n) != 3 || comma + n != colon)
        return NULL;
    const char *name = arena_dup(a, *text, (size_t)(comma - *text));
    *text = colon + 2;
    return name;
}

static void add_remarks(struct findings *x)
{
    const struct finish *f = x->f;
    for (int i = 0; i < f->book->pages.n; i++) {
        const struct page *page = f->book->pages.v[i];
        for (int k = 0; k < page->marks.n; k++) {
            const struct mark *m = page->marks.v[k];
            if (m->kind != MARK_REMARK)
                continue;
            const char *text = m->value, *author = remark_author(&x->f->arena, &text);
            findings_add(x, author ? author : _("Editors"), _("remark"), text, i,
                         f->book->place[m->id].y);
            diag(DIAG_pdf_remark, origin_loc(m->origin), i + 1, m->value);
        }
    }
}

/* ---- arranging and writing ------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
    const struct finding *n = a, *m = b;
    if (n->page != m->page)
        return n->page < m->page ? -1 : 1;
    return n->y != m->y ? (n->y > m->y) - (n->y < m->y) : strcmp(n->text, m->text);
}

/* Icons do not overlap: they are placed one below the other, and moved up at the end of the
 * page. */
static void findings_spread(struct findings *x)
{
    const len step = icon + icon_gap;
    for (int i = 1; i < x->note.n; i++)
        if (x->note.v[i].page == x->note.v[i - 1].page)
            x->note.v[i].y = len_max(x->note.v[i].y, x->note.v[i - 1].y + step);
    for (int i = x->note.n - 1; i >= 0; i--) {
        struct finding *n = &x->note.v[i];
        bool last = i == x->note.n - 1 || n[1].page != n->page;
        n->y = len_max(0, len_min(n->y, last ? x->f->book->pages.v[n->page]->css->height - step
                                             : n[1].y - step));
    }
}

void findings_open(struct finish *f)
{
    const struct strings *files = f->edition->findings;
    if (f->edition->kind != EDITION_DRAFT || !files || !files->n)
        return;
    struct findings *x = f->findings = arena_make(&f->arena, struct findings);
    x->f = f;
    f->paint.remarks_apart = true;
    note_places(x);
    note_starts(x);
    for (int i = 0; i < files->n; i++)
        read_file(x, files->v[i]);
    add_remarks(x);
    diag(DIAG_pdf_findings, LOC_NONE, x->shown, x->elsewhere);
    if (x->note.n)
        qsort(x->note.v, (size_t)x->note.n, sizeof *x->note.v, by_place);
    findings_spread(x);
    for (int i = 0; i < x->note.n; i++)
        x->note.v[i].object = file_number(&f->file);
}

void findings_put_page(const struct finish *f, int page, struct buf *b)
{
    const struct findings *x = f->findings;
    for (int i = 0; x && i < x->note.n; i++)
        if (x->note.v[i].page == page)
            buf_printf(b, "%d 0 R ", x->note.v[i].object);
}

/* At the right edge of the page, where no layout has text. */
static struct paint_place icon_place(const struct finish *f, const struct finding *n)
{
    len x = f->book->pages.v[n->page]->css->width - icon - 2 * icon_gap;
    return (struct paint_place){n->page, len_max(0, x), n->y, icon, icon, NULL};
}

static void put_entry(struct buf *b, const char *key, const char *text)
{
    buf_puts(b, key);
    put_text(b, text);
}

void findings_write(struct finish *f)
{
    struct findings *x = f->findings;
    char date[40] = "";
    if (f->dated)
        strftime(date, sizeof date, "/M(D:%Y%m%d%H%M%SZ)", &f->date);
    for (int i = 0; x && i < x->note.n; i++) {
        const struct finding *n = &x->note.v[i];
        struct paint_place place = icon_place(f, n);
        struct buf *b = file_begin(&f->file, n->object);
        buf_printf(
            b,
            "<</Type/Annot/Subtype/Text/Name/Comment/F 28/C[1 0.8 0.2]/P %d 0 R/NM(finding-%d)%s",
            f->pages.v[n->page].object, i + 1, date);
        boxes_put_place(f, "/Rect", &place, b);
        put_entry(b, "/T", n->author);
        put_entry(b, "/Subj", n->subject);
        put_entry(b, "/Contents", n->text);
        buf_puts(b, ">>");
        file_end(&f->file);
    }
}

void findings_done(struct finish *f)
{
    struct findings *x = f->findings;
    if (!x)
        return;
    vec_done(&x->note);
    vec_done(&x->start);
    map_done(&x->place);
}
