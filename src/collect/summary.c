// SPDX-License-Identifier: Apache-2.0
/* A table of the book's chapters for its editors: words, figures, tables, notes, authors, findings.
 */
#include <string.h>

#include "collect/since.h"

struct row {
    struct buf title;
    const xmlNode *chapter;
    int words, figures, tables, notes, authors, findings;
};

static int count_words(const char *text)
{
    int words = 0;
    bool inside = false;
    for (const char *p = text; *p; p++) {
        bool space = strchr(" \t\r\n", *p) != NULL;
        words += !space && !inside;
        inside = !space;
    }
    return words;
}

static bool is_figure(enum db_elem e) { return e == DB_figure || e == DB_informalfigure; }
static bool is_table(enum db_elem e) { return e == DB_table || e == DB_informaltable; }
static bool is_author(enum db_elem e)
{
    return e == DB_author || e == DB_editor || e == DB_othercredit || e == DB_collab;
}

static bool is_credit(const xmlNode *n, const xmlNode *root)
{
    return is_author(xml_elem(n)) && n->parent != root && !xml_is(n->parent, "biblioentry") &&
           !xml_is(n->parent, "bibliomixed");
}

static void count_tree(struct row *row, const xmlNode *root)
{
    for (const xmlNode *n = root, *next; n; n = next) {
        next = since_is_gone(n) ? xml_walk_nodes_past(root, n) : xml_walk_nodes(root, n);
        if (since_is_gone(n))
            continue;
        if (n->type == XML_TEXT_NODE) {
            row->words += n->content ? count_words((const char *)n->content) : 0;
            continue;
        }
        enum db_elem e = xml_elem(n);
        row->figures += is_figure(e);
        row->tables += is_table(e);
        row->notes += e == DB_footnote;
        row->authors += is_credit(n, root);
    }
}

static void count_finding(void *ctx, enum diag_level level, const char *id, struct loc where,
                          const char *text, int count)
{
    (void)id, (void)text;
    int *n = where.file && level > DIAG_OK ? map_get(ctx, where.file) : NULL;
    if (n)
        *n += count;
}

/* Findings belong to a file; a chapter's are those of all its files. */
static void note_files(struct map *files, const xmlNode *root, int *findings)
{
    const char *last = NULL;
    for (const xmlNode *n = root; n; n = xml_walk(root, n)) {
        const char *file = xml_loc(n).file;
        if (!file || file == last)
            continue;
        void **place = map_put(files, file);
        if (!*place)
            *place = findings;
        last = file;
    }
}

static bool is_chapter(const xmlNode *n)
{
    return db_class_of(xml_elem(n)) == DB_DIVISION && xml_elem(n) != DB_part &&
           xml_elem(n) != DB_reference;
}

/* Prints a cell of a width in characters, left-aligned if it is negative; printf would count
 * bytes. */
static void print_cell(FILE *f, const char *text, int width)
{
    for (const char *p = text; *p; p++)
        if ((*p & 0xc0) == 0x80)
            width += width < 0 ? -1 : 1;
    fprintf(f, "%*s", width, text);
}

static bool is_no_name(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    return e == DB_affiliation || e == DB_personblurb || e == DB_address || e == DB_email ||
           e == DB_uri || e == DB_contrib;
}

/* The people who can correct a chapter: those credited in it. */
static void print_people(FILE *f, const xmlNode *chapter)
{
    struct buf name = {0};
    const char *before = "";
    for (const xmlNode *n = chapter, *next; n; n = next) {
        bool gone = since_is_gone(n), credit = !gone && is_credit(n, chapter);
        next = gone || credit ? xml_walk_past(chapter, n) : xml_walk(chapter, n);
        if (!credit)
            continue;
        name.n = 0;
        for (const xmlNode *t = n, *after; t;
             t = after) { /* the parts of a name are elements, or not */
            after = is_no_name(t) ? xml_walk_nodes_past(n, t) : xml_walk_nodes(n, t);
            if (t->type == XML_TEXT_NODE && t->content &&
                ((const char *)t->content)[strspn((const char *)t->content, " \t\r\n")]) {
                buf_puts(&name, name.n ? " " : "");
                buf_puts(&name, (const char *)t->content);
            }
        }
        fputs(before, f);
        json_put(f, name.s ? name.s : "");
        before = ",";
    }
    buf_done(&name);
}

static void print_json_row(FILE *f, const struct row *r)
{
    fputs("{\"chapter\":", f);
    json_put(f, r->title.s ? r->title.s : "");
    if (xml_id(r->chapter)) {
        fputs(",\"xml_id\":", f);
        json_put(f, xml_id(r->chapter));
    }
    fputs(",\"file\":", f);
    json_put(f, xml_loc(r->chapter).file ? xml_loc(r->chapter).file : "");
    fputs(",\"people\":[", f);
    print_people(f, r->chapter);
    fprintf(
        f,
        "],\"words\":%d,\"figures\":%d,\"tables\":%d,\"notes\":%d,\"authors\":%d,\"findings\":%d}\n",
        r->words, r->figures, r->tables, r->notes, r->authors, r->findings);
}

static void print_heading(FILE *f)
{
    const char *const words[] = {_("words"), _("figures"), _("tables"),
                                 _("notes"), _("authors"), _("findings")};
    print_cell(f, _("chapter"), -32);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        putc(' ', f);
        print_cell(f, words[i], i ? 7 : 8);
    }
    putc('\n', f);
}

static void print_row(FILE *f, const struct row *r)
{
    print_cell(f, r->title.s ? r->title.s : "", -32);
    fprintf(f, " %8d %7d %7d %7d %7d %7d\n", r->words, r->figures, r->tables, r->notes, r->authors,
            r->findings);
}

static bool is_aside(const xmlNode *n)
{
    return xml_is(n, "footnote") || xml_is(n, "indexterm") || since_is_gone(n);
}

static void fill_title(struct row *row, const xmlNode *n)
{
    const xmlNode *title = xml_title(n);
    if (title)
        xml_text_but(title, is_aside, true, &row->title);
    else
        buf_puts(&row->title, xml_id(n) ? xml_id(n) : (const char *)n->name);
}

void collect_summary(xmlDoc *book, FILE *f)
{
    VEC(struct row) rows = {0};
    VEC(xmlNode *) chapters = {0};
    struct map files = {0};
    xmlNode *root = xmlDocGetRootElement(book);
    for (xmlNode *n = root; n; n = is_chapter(n) ? xml_walk_past(root, n) : xml_walk(root, n))
        if (is_chapter(n))
            *vec_add(&chapters) = n;
    for (int i = 0; i < chapters.n; i++)
        (void)vec_add(&rows);
    struct row sum = {0};
    buf_puts(&sum.title, _("total"));
    for (int i = 0; i < chapters.n; i++) {
        rows.v[i].chapter = chapters.v[i];
        fill_title(&rows.v[i], chapters.v[i]);
        count_tree(&rows.v[i], chapters.v[i]);
        note_files(&files, chapters.v[i], &rows.v[i].findings);
    }
    diag_each(count_finding, &files);
    bool json = diag_is_json();
    if (!json)
        print_heading(f);
    for (int i = 0; i < rows.n; i++) {
        struct row *r = &rows.v[i];
        (json ? print_json_row : print_row)(f, r);
        sum.words += r->words, sum.figures += r->figures, sum.tables += r->tables;
        sum.notes += r->notes, sum.authors += r->authors, sum.findings += r->findings;
        buf_done(&r->title);
    }
    if (!json)
        print_row(f, &sum);
    buf_done(&sum.title);
    map_done(&files);
    vec_done(&rows);
    vec_done(&chapters);
}
