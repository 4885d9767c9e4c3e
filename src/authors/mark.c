// SPDX-License-Identifier: Apache-2.0
/* Marks by which a second run recognises its own work, so that it changes nothing.
 *
 * A credit that was made here begins with <?koki-made?>; the next run takes it out and makes it
 * again. A credit of the source is rewritten: its e-mail address is removed, its name becomes the
 * person's. Where that name does not identify the person (initials, namesakes), <?koki-person
 * MARK?> does: MARK is the fingerprint of a row, or the number of a person whom no file has. A
 * fingerprint is made of the row and, as a salt, of all rows: without those files it reveals
 * nothing. */
#include <stdlib.h>
#include <string.h>

#include "authors/authors-int.h"

enum { HEX = 16 }; /* digits of a fingerprint; a number has fewer */

static xmlNode *find_pi(const xmlNode *credit, const char *target)
{
    xmlNode *n = credit->children;
    while (n && !xml_is_pi(n, target))
        n = n->next;
    return n;
}

static void put_pi(xmlNode *credit, const char *target, const char *content)
{
    xmlNode *pi = xmlNewDocPI(credit->doc, (const xmlChar *)target, (const xmlChar *)content);
    xml_add_first(credit, pi);
}

bool mark_is_made(const xmlNode *credit) { return find_pi(credit, "koki-made") != NULL; }
void mark_made(xmlNode *credit) { put_pi(credit, "koki-made", NULL); }

static bool is_number(const char *mark) { return strlen(mark) < HEX; }

const char *mark_of(struct job *job, const xmlNode *credit)
{
    const xmlNode *pi = find_pi(credit, "koki-person");
    const char *mark = pi && pi->content ? (const char *)pi->content : "";
    size_t n = strlen(mark);
    bool number = n && n < 9 && strspn(mark, "0123456789") == n,
         row = n == HEX && strspn(mark, "0123456789abcdef") == n;
    return number || row ? arena_dup(&job->arena, mark, n) : NULL;
}

/* ---- fingerprints ---- */

static uint64_t hash_row(const struct record *rec)
{
    const struct name *n = &rec->name;
    const char *const parts[] = {n->title, n->given, n->particle, n->family, n->suffix, rec->email};
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        hash = hash_bytes(parts[i] ? parts[i] : "", parts[i] ? strlen(parts[i]) : 0, hash);
    for (int f = 0; f < FIELD_COUNT; f++)
        hash = f == FIELD_middle && !rec->value[f]
                   ? hash
                   : hash_bytes(rec->value[f] ? rec->value[f] : "",
                                rec->value[f] ? strlen(rec->value[f]) : 0, hash);
    return hash;
}

/* Gives every row its fingerprint, once. Rows alike in everything are told apart by a count. */
static void mark_rows(struct job *job)
{
    uint64_t salt = 0;
    struct map counts = {0};
    if (!job->rows || job->records.v[0]->mark)
        return;
    uint64_t *hash = arena_array(&job->arena, uint64_t, job->rows);
    for (int i = 0; i < job->rows; i++)
        salt += hash[i] = hash_row(job->records.v[i]);
    for (int i = 0; i < job->rows; i++) {
        char key[HEX + 1];
        snprintf(key, sizeof key, "%016llx", (unsigned long long)hash[i]);
        uint64_t count = ++*(uintptr_t *)map_put(&counts, key);
        job->records.v[i]->mark =
            arena_printf(&job->arena, "%016llx",
                         (unsigned long long)hash_bytes(&hash[i], sizeof hash[i], salt ^ count));
    }
    map_done(&counts);
}

/* ---- reading ---- */

void mark_match(struct job *job)
{
    struct map known = {0};
    int i = job->rows;
    while (i < job->records.n && !job->records.v[i]->mark)
        i++;
    if (i == job->records.n)
        return;
    mark_rows(job);
    for (int k = 0; k < job->rows; k++)
        *map_put(&known, job->records.v[k]->mark) = job->records.v[k];
    for (; i < job->records.n; i++) {
        struct record *rec = job->records.v[i], **first;
        if (!rec->mark)
            continue;
        first = (struct record **)map_put(&known, rec->mark);
        if (*first && !decisions_apart(job, i, (*first)->index))
            set_join(job, i, (*first)->index);
        else if (!*first && is_number(rec->mark))
            *first = rec;
        else if (!*first)
            rec->mark = NULL; /* the files have changed: only the name is left */
    }
    map_done(&known);
}

/* ---- writing ---- */

static int highest_number(const struct job *job)
{
    int highest = 0;
    for (int i = job->rows; i < job->records.n; i++) {
        const char *mark = job->records.v[i]->mark;
        int number = mark && is_number(mark) ? atoi(mark) : 0;
        highest = number > highest ? number : highest;
    }
    return highest;
}

static bool is_credited(const struct person *p)
{
    for (int i = 0; i < p->records.n; i++)
        if (p->records.v[i]->elem)
            return true;
    return false;
}

/* The number of people whose credits have the same name. */
static uintptr_t *same_names(struct job *job, struct map *names, const struct person *p)
{
    return (uintptr_t *)map_put(names, key_words(&job->arena, &p->name));
}

/* Whether a person's credits need a mark, or have one: once marked, they stay marked. */
static bool needs_mark(struct job *job, struct map *names, const struct person *p)
{
    if (!is_credited(p))
        return false;
    for (int i = 0; i < p->records.n; i++)
        if (p->records.v[i]->index >= job->rows && p->records.v[i]->mark)
            return true;
    return *same_names(job, names, p) > 1 || !match_name_tells(job, p);
}

/* The first of a person's fingerprints, else the existing number, else a new one. */
static const char *mark_for(struct job *job, const struct person *p, int *highest)
{
    const char *mark = NULL;
    for (int i = 0; i < p->records.n; i++) {
        const struct record *rec = p->records.v[i];
        if (rec->index < job->rows && (!mark || strcmp(rec->mark, mark) < 0))
            mark = rec->mark;
        else if (!p->registered && !mark && rec->mark && is_number(rec->mark))
            mark = rec->mark;
    }
    return mark ? mark : arena_printf(&job->arena, "%d", ++*highest);
}

void mark_credits(struct job *job)
{
    int highest = highest_number(job);
    struct map names = {0};
    for (int i = 0; i < job->people.n; i++)
        if (is_credited(job->people.v[i]))
            ++*same_names(job, &names, job->people.v[i]);
    for (int i = 0; i < job->people.n; i++) {
        const struct person *p = job->people.v[i];
        if (!needs_mark(job, &names, p))
            continue;
        mark_rows(job);
        const char *mark = mark_for(job, p, &highest);
        for (int k = 0; k < p->records.n; k++)
            if (p->records.v[k]->elem)
                put_pi(p->records.v[k]->elem, "koki-person", mark);
    }
    map_done(&names);
}
