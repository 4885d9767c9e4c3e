// SPDX-License-Identifier: Apache-2.0
/* People who withdrew their consent: a list for the editors of the places to change in the next
 * printing, as a table (.csv) or as DocBook.
 *
 * A no after an earlier yes counts as a withdrawal. Places are the book's credits of the person,
 * with chapter, file and line, and the chapters that the person named, and all other occurrences of
 * the name. The list has names that may not be published: it must be kept private. */
#include <string.h>

#include "authors/authors-int.h"

/* A name kept back that is in running text must be removed by hand. */
static bool stands_in_text(const struct person *p)
{
    for (int i = 0; i < p->mentions.n; i++)
        if (p->mentions.v[i].text)
            return true;
    return false;
}

static bool must_go(const struct job *job, const struct person *p)
{
    if (stands_in_text(p))
        return true;
    enum consent now = consent_of(job, p->consent);
    bool before = false;
    for (int i = 0; i < p->records.n; i++)
        before |= p->records.v[i]->said && consent_of(job, p->records.v[i]->consent) == CONSENT_YES;
    return !p->named && (now == CONSENT_WITHDRAWN || (now == CONSENT_NO && before));
}

/* The date of the newest withdrawal; "" if unknown. */
static const char *date_of(const struct job *job, const struct person *p)
{
    const char *date = "";
    for (int i = 0; i < p->records.n; i++) {
        const struct record *rec = p->records.v[i];
        if (rec->said && consent_of(job, rec->consent) == consent_of(job, p->consent) &&
            rec->date && strcmp(rec->date, date) > 0)
            date = rec->date;
    }
    return date;
}

/* The row with the withdrawal. */
static struct loc row_of(const struct job *job, const struct person *p)
{
    const char *date = date_of(job, p);
    for (int i = 0; i < p->records.n; i++) {
        const struct record *rec = p->records.v[i];
        if (rec->said && consent_of(job, rec->consent) == consent_of(job, p->consent) &&
            (!*date || (rec->date && !strcmp(rec->date, date))))
            return rec->where;
    }
    return person_place(p);
}

static void add_entry(struct buf *b, const char *text, struct loc where)
{
    buf_printf(b, "%s%s", b->n ? "; " : "", text);
    if (where.file)
        buf_printf(b, *text ? " (%s:%d)" : "%s:%d", where.file, where.line);
}

static bool is_credited_in(const struct job *job, const struct person *p, const xmlNode *division)
{
    for (int i = 0; i < p->records.n; i++)
        if (p->records.v[i]->index >= job->rows && p->records.v[i]->division == division)
            return true;
    return false;
}

/* "Daten und Ethik (kapitel/03.xml:4); Recht" */
static const char *places_of(struct job *job, const struct person *p)
{
    struct buf b = {0};
    for (int i = 0; i < p->records.n; i++) {
        const struct record *rec = p->records.v[i];
        if (rec->index >= job->rows && rec->division)
            add_entry(&b, division_title(job, &(struct division){.node = rec->division}),
                      rec->where);
    }
    for (int i = 0; i < p->divisions.n; i++)
        if (!is_credited_in(job, p, p->divisions.v[i]->node))
            add_entry(&b, division_title(job, p->divisions.v[i]), LOC_NONE);
    for (int i = 0; i < p->mentions.n; i++)
        add_entry(&b, p->mentions.v[i].division, p->mentions.v[i].where);
    const char *places = arena_dup(&job->arena, b.s ? b.s : "", b.n);
    buf_done(&b);
    return places;
}

static void write_csv(FILE *f, struct job *job)
{
    fputs("\xef\xbb\xbftitle;given;particle;family;suffix;withdrawn;row;places\n", f);
    for (int i = 0; i < job->people.n; i++) {
        const struct person *p = job->people.v[i];
        if (!must_go(job, p))
            continue;
        struct loc row = row_of(job, p);
        const struct name *n = &p->name;
        const char *const cells[] = {n->title,
                                     n->given,
                                     n->particle,
                                     n->family,
                                     n->suffix,
                                     date_of(job, p),
                                     arena_printf(&job->arena, "%s:%d", row.file ? row.file : "",
                                                  row.line),
                                     places_of(job, p)};
        enum { CELLS = sizeof cells / sizeof *cells };
        for (int k = 0; k < CELLS; k++) {
            export_field(f, cells[k]);
            putc(k < CELLS - 1 ? ';' : '\n', f);
        }
    }
}

static void put_para(FILE *f, const char *role, const char *text)
{
    if (!*text)
        return;
    fprintf(f, "<para role=\"%s\">", role);
    export_text(f, text);
    fputs("</para>", f);
}

/* An article with a list in the form of the contributors' list. */
static void write_docbook(FILE *f, struct job *job)
{
    const char *title = is_german(job) ? "Vor dem nächsten Druck zu streichen"
                                       : "To be taken out before the next printing";
    const char *nobody = is_german(job) ? "Niemand." : "Nobody.";
    int n = 0;
    fprintf(f,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<article xmlns=\"" DOCBOOK_NS
            "\" version=\"5.0\" xml:lang=\"%s\"><title>%s</title>\n",
            is_german(job) ? "de" : "en", title);
    for (int i = 0; i < job->people.n; i++) {
        const struct person *p = job->people.v[i];
        if (!must_go(job, p))
            continue;
        struct loc row = row_of(job, p);
        fputs(n++ ? "<varlistentry><term>"
                  : "<variablelist role=\"reprint\">\n<varlistentry><term>",
              f);
        export_text(f, name_text(&job->arena, &p->name));
        fputs("</term><listitem>", f);
        put_para(f, "withdrawn", date_of(job, p));
        put_para(f, "row", arena_printf(&job->arena, "%s:%d", row.file ? row.file : "", row.line));
        put_para(f, "places", places_of(job, p));
        fputs("</listitem></varlistentry>\n", f);
    }
    if (n)
        fputs("</variablelist></article>\n", f);
    else
        fprintf(f, "<para>%s</para></article>\n", nobody);
}

void reprint_write(struct job *job, const char *path)
{
    struct output out;
    size_t n = strlen(path);
    if (!output_open(&out, path))
        return;
    (n > 4 && !strcasecmp(path + n - 4, ".csv") ? write_csv : write_docbook)(out.f, job);
    output_commit(&out);
}
