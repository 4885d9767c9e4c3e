// SPDX-License-Identifier: Apache-2.0
/* Who worked on which chapter: from the credits in the book, and from people's own entries.
 *
 * A chapter is named by its id, its number, its title or its file: "3", "Kapitel 3", "3–5",
 * "ethik", "Daten und Ethik". */
#include <stdlib.h>
#include <string.h>

#include "authors/authors-int.h"

/* ---- the book's divisions ---- */

/* A division of contributors, thanks or partners has no authors. */
static bool is_component(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    const char *role = xml_attr(n, "role");
    return db_class_of(e) == DB_DIVISION && e != DB_toc && e != DB_index && e != DB_setindex &&
           !(role && (!strcmp(role, "contributors") || !strcmp(role, "thanks") ||
                      !strcmp(role, "partner")));
}

static void name_division(struct job *job, const char *key, struct division *d)
{
    if (!key || !*key)
        return;
    void **place = map_put(&job->by_name, key);
    if (!*place)
        *place = d;
}

/* "kapitel/03-ethik.xml" → "ethik" */
static const char *file_stem(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *rest = name + strspn(name, "0123456789-_. ");
    name = *rest ? rest : name;
    return key_fold(a, arena_dup(a, name, strcspn(name, ".")));
}

static void name_divisions(struct job *job)
{
    struct arena *a = &job->arena;
    const char *last = NULL;
    for (int i = 0; i < job->divisions.n; i++)
        name_division(job, xml_id(job->divisions.v[i]->node), job->divisions.v[i]);
    for (int i = 0; i < job->divisions.n; i++) {
        struct division *d = job->divisions.v[i];
        const xmlNode *title = xml_title(d->node);
        struct buf b = {0};
        if (title)
            xml_text(title, &b);
        if (b.n)
            name_division(job, key_fold(a, b.s), d);
        buf_done(&b);
        const char *file = xml_loc(d->node).file;
        if (file && file != last)
            name_division(job, file_stem(a, file), d);
        last = file;
        if (d->number)
            name_division(job, arena_printf(a, "#%d", d->number), d);
    }
}

static void find_divisions(struct job *job)
{
    int number = 0;
    for (xmlNode *n = job->root; n; n = xml_walk(job->root, n)) {
        if (!is_component(n))
            continue;
        struct division *d = arena_make(&job->arena, struct division);
        d->node = n;
        d->order = job->divisions.n;
        d->number = xml_is(n, "chapter") ? ++number : 0;
        *vec_add(&job->divisions) = d;
    }
    name_divisions(job);
}

/* ---- people's entries ---- */

/* The caller reads one person after the other, so the last one seen is enough. */
static void add_part(struct person *p, struct division *d)
{
    if (d->seen != p)
        *vec_add(&p->divisions) = d;
    d->seen = p;
}

/* "3", "Kapitel 3", "Kap. 3-5": gives the numbers; false if there are none. */
static bool read_numbers(const char *text, int *from, int *to)
{
    const char *p = text + strcspn(text, "0123456789");
    static const char *const words[] = {"kapitel", "kap", "chapter", "ch", "", NULL};
    struct arena a = {0};
    const char *word = key_fold(&a, arena_dup(&a, text, (size_t)(p - text)));
    bool known = false;
    for (int i = 0; words[i]; i++)
        known |= !strcmp(words[i], word);
    arena_done(&a);
    if (!*p || !known)
        return false;
    char *end;
    *from = *to = (int)strtol(p, &end, 10);
    while (*end == ' ' || *end == '-' || !strncmp(end, "–", 3) || !strncmp(end, "bis", 3))
        end += *end == ' ' || *end == '-' ? 1 : 3;
    if (*end >= '0' && *end <= '9')
        *to = (int)strtol(end, &end, 10);
    return !*end || *end == '.';
}

/* The number that a chapter's file begins with: "kapitel/03-ethik.xml" → 3; 0: none. */
static int file_number(const struct division *d)
{
    const char *file = xml_loc(d->node).file, *slash = file ? strrchr(file, '/') : NULL;
    const char *name = slash ? slash + 1 : file ? file : "";
    static const char *const words[] = {"kapitel", "chapter", "kap", "ch", NULL};
    for (int i = 0; words[i]; i++)
        if (!strncasecmp(name, words[i], strlen(words[i]))) {
            name += strlen(words[i]) + strspn(name + strlen(words[i]), "-_. ");
            break;
        }
    size_t digits = strspn(name, "0123456789");
    return digits && digits < 4 && name[digits] && strchr("-_. ", name[digits]) ? atoi(name) : 0;
}

static bool is_credited_in(const struct person *p, const struct division *d)
{
    for (int i = 0; i < p->records.n; i++)
        if (p->records.v[i]->division == d->node)
            return true;
    return false;
}

/* Whether another chapter's file has this number, so that it is ambiguous which of the two is
 * meant. */
static bool is_other_file(const struct job *job, const struct division *d, int number)
{
    for (int i = 0; i < job->divisions.n; i++)
        if (job->divisions.v[i] != d && file_number(job->divisions.v[i]) == number)
            return true;
    return false;
}

/* A number refers to printed chapter numbers, but people may have meant the number of a file, or of
 * an older plan. The credits in the book are the better witness; a wrong author in print is worse
 * than a missing one. */
static bool is_contradicted(struct job *job, const struct person *p, struct division *d, int number,
                            struct loc where)
{
    int own = file_number(d);
    if (is_credited_in(p, d) || !p->named)
        return false;
    if (own && own != number && is_other_file(job, d, number)) {
        diag(DIAG_authors_chapter_number, where, name_text(&job->arena, &p->name), number,
             division_title(job, d), xml_loc(d->node).file);
        return true;
    }
    if (d->credited && !d->told)
        diag(DIAG_authors_chapter_others, where, number, name_text(&job->arena, &p->name),
             division_title(job, d));
    d->told |= d->credited;
    return false;
}

static bool add_numbers(struct job *job, struct person *p, const char *text, struct loc where)
{
    enum { MOST = 1000 };
    int from, to;
    if (!read_numbers(text, &from, &to) || from > to || to - from > MOST)
        return false;
    bool found = false;
    for (int i = from; i <= to; i++) {
        char key[16];
        snprintf(key, sizeof key, "#%d", i);
        struct division *d = map_get(&job->by_name, key);
        if (d && !is_contradicted(job, p, d, i, where))
            add_part(p, d);
        found |= d != NULL;
    }
    return found;
}

static void add_named(struct job *job, struct person *p, const char *text, struct loc where)
{
    struct division *d = map_get(&job->by_name, text);
    if (!d)
        d = map_get(&job->by_name, key_fold(&job->arena, text));
    if (d)
        add_part(p, d);
    else if (!add_numbers(job, p, text, where))
        diag(DIAG_authors_unknown_chapter, where, text);
}

/* A title may have commas in it, so the whole entry is tried before its parts. */
static void read_chapters(struct job *job, struct person *p, const char *list, struct loc where)
{
    struct arena *a = &job->arena;
    for (const char *s = list; *s; s += strspn(s, ";|\n")) {
        s += strspn(s, " ");
        size_t n = strcspn(s, ";|\n");
        const char *entry = list_entry(a, s, n);
        if (map_get(&job->by_name, key_fold(a, entry)) || map_get(&job->by_name, entry)) {
            add_named(job, p, entry, where);
        } else {
            for (const char *t = entry; *t; t += strspn(t, ", ")) {
                size_t k = strcspn(t, ",");
                add_named(job, p, list_entry(a, t, k), where);
                t += k;
            }
        }
        s += n;
    }
}

/* ---- credits and entries together ---- */

static int compare_nodes(const void *x, const void *y)
{
    const xmlNode *a = (*(struct division *const *)x)->node,
                  *b = (*(struct division *const *)y)->node;
    return (a > b) - (a < b);
}

static int compare_order(const void *x, const void *y)
{
    return (*(struct division *const *)x)->order - (*(struct division *const *)y)->order;
}

/* In document order, each once. */
static void sort_divisions(struct person *p)
{
    int n = 0;
    if (p->divisions.n > 1)
        qsort(p->divisions.v, (size_t)p->divisions.n, sizeof *p->divisions.v, compare_order);
    for (int i = 0; i < p->divisions.n; i++)
        if (!n || p->divisions.v[n - 1] != p->divisions.v[i])
            p->divisions.v[n++] = p->divisions.v[i];
    p->divisions.n = n;
}

static void add_credits(struct job *job)
{
    int n = job->divisions.n;
    struct division **sorted = arena_array(&job->arena, struct division *, n + 1);
    for (int i = 0; i < n; i++)
        sorted[i] = job->divisions.v[i];
    qsort(sorted, (size_t)n, sizeof *sorted, compare_nodes);
    for (int i = 0; i < job->records.n; i++) {
        struct record *rec = job->records.v[i];
        if (!rec->division || !rec->person->named) /* the credit is removed and does not count */
            continue;
        struct division key = {.node = rec->division}, *at = &key;
        struct division **found = bsearch(&at, sorted, (size_t)n, sizeof *sorted, compare_nodes);
        if (!found)
            continue;
        (*found)->credited = true;
        *vec_add(&rec->person->divisions) = *found;
    }
}

/* ---- missing people and chapters ---- */

static bool credits_any(const struct person *p)
{
    for (int i = 0; i < p->records.n; i++)
        if (p->records.v[i]->elem)
            return true;
    return false;
}

/* Reports registered people without a contribution, if contributions are recorded; authors missing
 * from all files. */
static void report_people(struct job *job)
{
    bool recorded = false;
    for (int i = 0; i < job->people.n && !recorded; i++)
        recorded = job->people.v[i]->registered && (job->people.v[i]->value[FIELD_chapters] ||
                                                    job->people.v[i]->value[FIELD_roles]);
    for (int i = 0; i < job->people.n; i++) {
        const struct person *p = job->people.v[i];
        if (recorded && p->named && p->registered && !p->divisions.n && !p->value[FIELD_roles] &&
            !credits_any(p))
            diag(DIAG_authors_idle, person_place(p), name_text(&job->arena, &p->name));
        if (job->how->n_file && !job->scope && !p->registered)
            diag(DIAG_authors_not_in_list, person_place(p), name_text(&job->arena, &p->name));
    }
}

/* Reports chapters without a named person, if others have one. */
static void report_chapters(struct job *job)
{
    int n = job->divisions.n;
    bool *has = arena_array(&job->arena, bool, n + 1), any = false;
    memset(has, 0, sizeof *has * (size_t)(n + 1));
    for (int i = 0; i < job->people.n; i++)
        for (int k = 0; job->people.v[i]->named && k < job->people.v[i]->divisions.n; k++)
            any = has[job->people.v[i]->divisions.v[k]->order] = true;
    for (int i = 0; i < n && any && job->how->n_file; i++)
        if (job->divisions.v[i]->number && !has[i])
            diag(DIAG_authors_no_author, xml_loc(job->divisions.v[i]->node),
                 division_title(job, job->divisions.v[i]));
}

void chapters_assign(struct job *job)
{
    find_divisions(job);
    if (job->divisions.n)
        add_credits(job);
    for (int i = 0; i < job->people.n; i++) {
        struct person *p = job->people.v[i];
        for (int k = 0; k < p->records.n; k++)
            if (!p->records.v[k]->elem && p->records.v[k]->value[FIELD_chapters])
                read_chapters(job, p, p->records.v[k]->value[FIELD_chapters],
                              p->records.v[k]->where);
        p->thanked &= !p->divisions.n;
        sort_divisions(p);
    }
    report_people(job);
    report_chapters(job);
}
