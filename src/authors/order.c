// SPDX-License-Identifier: Apache-2.0
/* The order of names by DIN 5007 variant 2: ä is ae, titles and particles do not sort, hyphens do
 * not count.
 *
 * Family name and given name are compared level by level (letters, then accents, then case), as ICU
 * merges sort keys. */
#include <stdlib.h>
#include <string.h>
#include <unicode/ucol.h>
#include <unicode/ustring.h>

#include "authors/authors-int.h"

struct sorter {
    struct arena *arena;
    UCollator *collator;
};

/* UTF-16 without characters that are ignored in sorting. */
static UChar *to_utf16(struct arena *a, const char *s, int32_t *n)
{
    UErrorCode e = U_ZERO_ERROR;
    int32_t room = (int32_t)strlen(s) + 1, k = 0;
    UChar *u = arena_array(a, UChar, room);
    u_strFromUTF8WithSub(u, room, n, s, -1, 0xfffd, NULL, &e);
    for (int32_t i = 0; i < *n; i++)
        if (u[i] != '-' && u[i] != '\'' && u[i] != 0x2019 && u[i] != 0x2010 && u[i] != 0x2011)
            u[k++] = u[i];
    *n = k;
    return u;
}

static uint8_t *sort_key(struct sorter *s, const char *text, int32_t *n)
{
    int32_t k;
    UChar *u = to_utf16(s->arena, text, &k);
    *n = ucol_getSortKey(s->collator, u, k, NULL, 0);
    uint8_t *key = arena_new(s->arena, (size_t)*n + 1);
    ucol_getSortKey(s->collator, u, k, key, *n);
    return key;
}

/* "Heide, Anna" or "Heide": the parts that a person is sorted by, from their own sort key, else the
 * name. */
static void sort_names(struct sorter *s, const struct person *p, const char **family,
                       const char **given)
{
    const char *sort = p->value[FIELD_sort], *comma = sort ? strchr(sort, ',') : NULL;
    *family = !sort   ? p->name.family
              : comma ? arena_dup(s->arena, sort, (size_t)(comma - sort))
                      : sort;
    *given = comma ? comma + 1 + strspn(comma + 1, " ") : p->name.given;
}

static const unsigned char *person_key(struct sorter *s, const struct person *p)
{
    const char *family, *given;
    int32_t nf, ng, np;
    sort_names(s, p, &family, &given);
    uint8_t *keys[3] = {sort_key(s, family, &nf), sort_key(s, given, &ng),
                        sort_key(s, p->name.particle, &np)};
    int32_t room = nf + ng + np + 2;
    uint8_t *both = arena_new(s->arena, (size_t)room), *all = arena_new(s->arena, (size_t)room);
    int32_t n = ucol_mergeSortkeys(keys[0], nf, keys[1], ng, both, room);
    ucol_mergeSortkeys(both, n, keys[2], np, all, room);
    return all;
}

static int compare_texts(const char *a, const char *b) { return strcmp(a ? a : "", b ? b : ""); }

static const struct job *ordering; /* for qsort, which passes no context */

/* Private fields and those dropped from credits do not affect the order. */
static bool field_orders(int f)
{
    if (f == FIELD_affiliation || f == FIELD_position)
        return shows(ordering, f == FIELD_position ? SHOW_position : SHOW_affiliation);
    return !field_is_private((enum field)f) && !field_is_consent((enum field)f);
}

/* Namesakes are ordered by their titles and public fields, so that the order of input does not
 * matter. */
static int compare_people(const void *x, const void *y)
{
    const struct person *a = *(struct person *const *)x, *b = *(struct person *const *)y;
    int order = strcmp((const char *)a->order, (const char *)b->order);
    if (!order)
        order = strcmp(a->name.title, b->name.title);
    if (!order)
        order = strcmp(a->name.suffix, b->name.suffix);
    if (!order)
        order = compare_texts(a->value[FIELD_expertise], b->value[FIELD_expertise]);
    for (int f = 0; !order && f < FIELD_COUNT; f++)
        order = field_orders(f) ? compare_texts(a->value[f], b->value[f]) : 0;
    return order ? order : a->records.v[0]->index - b->records.v[0]->index;
}

/* The collator is opened once a run. */
static struct sorter new_sorter(struct job *job)
{
    UErrorCode e = U_ZERO_ERROR;
    if (!job->collator) {
        job->collator = ucol_open("de@collation=phonebook", &e);
        if (U_FAILURE(e))
            die(DIAG_cannot_read, LOC_NONE, "de@collation=phonebook", u_errorName(e));
        ucol_setStrength(job->collator, UCOL_TERTIARY);
    }
    return (struct sorter){&job->arena, job->collator};
}

const unsigned char *order_text(struct job *job, const char *text)
{
    struct sorter s = new_sorter(job);
    int32_t n;
    return sort_key(&s, text, &n);
}

void order_done(struct job *job)
{
    if (job->collator)
        ucol_close(job->collator);
}

void order_people(struct job *job)
{
    struct sorter s = new_sorter(job);
    for (int i = 0; i < job->people.n; i++)
        job->people.v[i]->order = person_key(&s, job->people.v[i]);
    ordering = job;
    if (job->people.n > 1)
        qsort(job->people.v, (size_t)job->people.n, sizeof *job->people.v, compare_people);
}
