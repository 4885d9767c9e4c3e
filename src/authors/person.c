// SPDX-License-Identifier: Apache-2.0
/* Sets of mentions → people, each once, with the best values of their mentions.
 *
 * Every choice is by rank and then by bytes, never by order of input. Files outrank the book:
 * people registered themselves. Facts at odds are reported; consents at odds count by their newest
 * date, and the stricter wins. */
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

#include "authors/authors-int.h"

/* ---- names ---- */

static bool is_mixed_case(const char *s)
{
    bool upper = false, lower = false;
    for (const char *p = s, *end = s + strlen(s); p < end;) {
        UChar32 c = (UChar32)utf8_next(&p, end);
        upper |= u_isupper(c);
        lower |= u_islower(c);
    }
    return upper && lower;
}

static bool is_ascii(const char *s)
{
    while (*s && !(*s & 0x80))
        s++;
    return !*s;
}

/* Full names before initials, files before the book, "Müller" before "MÜLLER" and "Mueller", the
 * longer before the shorter. */
static int name_rank(const struct record *rec)
{
    const struct name *n = &rec->name;
    int rank = rec->key ? 16 : 0;
    rank += is_mixed_case(n->family) ? 8 : 0;
    rank += rec->elem ? 0 : 4;
    rank += !is_ascii(n->family) || !is_ascii(n->given) ? 2 : 0;
    return rank + (*n->given ? 1 : 0);
}

static bool is_better_name(struct arena *a, const struct record *x, const struct record *y)
{
    int rx = name_rank(x), ry = name_rank(y);
    if (rx != ry)
        return rx > ry;
    const char *tx = name_text(a, &x->name), *ty = name_text(a, &y->name);
    size_t nx = strlen(x->name.given), ny = strlen(y->name.given);
    return nx != ny ? nx > ny : strcmp(tx, ty) < 0;
}

static bool is_longer(const char *x, const char *y)
{
    size_t nx = strlen(x), ny = strlen(y);
    return nx != ny ? nx > ny : strcmp(x, y) < 0;
}

/* A name as it will be read from the book: a particle may have been taken for part of the family
 * name. */
static struct name as_written(struct arena *a, struct name n)
{
    enum { MOST = 4 };
    for (int i = 0; i < MOST && !n.organisation; i++) {
        struct name next = name_join(a, n.title, n.given, NULL,
                                     arena_printf(a, "%s%s%s", n.particle, *n.particle ? " " : "",
                                                  n.family),
                                     n.suffix);
        bool same = !strcmp(name_text(a, &n), name_text(a, &next)) &&
                    !strcmp(n.family, next.family) && !strcmp(n.given, next.given);
        n = next;
        if (same)
            break;
    }
    return n;
}

/* ä, ö, ü and ß: they are never typed by accident for ae, oe, ue and ss, but the opposite is
 * common. */
static int count_umlauts(const char *s)
{
    static const char *const umlauts[] = {"ä", "ö", "ü", "ß", "Ä", "Ö", "Ü", "ẞ"};
    int n = 0;
    for (size_t i = 0; i < sizeof umlauts / sizeof *umlauts; i++)
        for (const char *p = strstr(s, umlauts[i]); p; p = strstr(p + 1, umlauts[i]))
            n++;
    return n;
}

/* Of spellings that differ only in umlauts being written out, the one with most umlauts is used,
 * regardless of its source. */
static void prefer_umlauts(struct arena *a, struct person *p)
{
    const struct record *better = NULL;
    struct name before = p->name;
    for (int i = 0; i < p->records.n; i++) {
        const struct record *rec = p->records.v[i];
        if (count_umlauts(rec->name.family) > count_umlauts(p->name.family) &&
            !strcmp(rec->family, key_fold(a, p->name.family)))
            p->name.family = rec->name.family, better = rec;
        if (count_umlauts(rec->name.given) > count_umlauts(p->name.given) &&
            !strcmp(key_fold(a, rec->name.given), key_fold(a, p->name.given)))
            p->name.given = rec->name.given, better = rec;
    }
    if (better)
        diag(DIAG_authors_umlauts, better->where, name_text(a, &p->name), name_text(a, &before));
}

static void choose_name(struct arena *a, struct person *p)
{
    const struct record *best = p->records.v[0];
    const char *title = "", *suffix = "";
    for (int i = 0; i < p->records.n; i++) {
        const struct record *rec = p->records.v[i];
        if (i && is_better_name(a, rec, best))
            best = rec;
        title = is_longer(rec->name.title, title) ? rec->name.title : title;
        suffix = is_longer(rec->name.suffix, suffix) ? rec->name.suffix : suffix;
    }
    p->name = best->name;
    p->name.title = title;
    p->name.suffix = suffix;
    if (p->records.n > 1)
        prefer_umlauts(a, p);
    if (p->records.v[p->records.n - 1]->elem) /* the book's mentions come last */
        p->name = as_written(a, p->name);
}

/* ---- facts ---- */

/* Whether contradictions in a field are reported: those that matter in print; private fields never
 * occur in messages. */
static bool is_reported(enum field f)
{
    return f == FIELD_expertise || f == FIELD_affiliation || f == FIELD_position ||
           f == FIELD_sector || f == FIELD_sort;
}

static bool outranks(const struct record *x, const struct record *y, enum field f)
{
    if (!x->elem != !y->elem)
        return !x->elem;
    int order = strcmp(x->date ? x->date : "", y->date ? y->date : "");
    return order ? order > 0 : strcmp(x->value[f], y->value[f]) < 0;
}

static void choose_one(struct job *job, struct person *p, enum field f)
{
    const struct record *best = NULL;
    for (int i = 0; i < p->records.n; i++) {
        const struct record *rec = p->records.v[i];
        if (rec->value[f] && (!best || outranks(rec, best, f)))
            best = rec;
    }
    p->value[f] = best ? best->value[f] : NULL;
    for (int i = 0; best && is_reported(f) && i < p->records.n; i++) {
        const struct record *rec = p->records.v[i];
        if (rec->value[f] && !rec->elem &&
            strcmp(key_fold(&job->arena, rec->value[f]), key_fold(&job->arena, best->value[f])))
            diag(DIAG_authors_conflict, rec->where, name_text(&job->arena, &p->name), field_name(f),
                 rec->value[f], best->value[f], best->where.file, best->where.line);
    }
}

static int compare_strings(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* The entries of all mentions, each once; those of several mentions in byte order, so that the
 * order of input does not matter. */
static void choose_all(struct job *job, struct person *p, enum field f)
{
    struct strings entries = {0};
    struct map seen = {0};
    struct buf b = {0};
    int mentions = 0;
    for (int i = 0; i < p->records.n; i++) {
        const char *s = p->records.v[i]->value[f];
        mentions += s != NULL;
        for (; s && *s; s += strspn(s, ";\n ")) {
            size_t n = strcspn(s, ";\n");
            if (n)
                *vec_add(&entries) = arena_dup(&job->arena, s, n);
            s += n;
        }
    }
    if (mentions > 1 && entries.n > 1)
        qsort(entries.v, (size_t)entries.n, sizeof *entries.v, compare_strings);
    for (int i = 0; i < entries.n; i++) {
        void **place = map_put(&seen, key_fold(&job->arena, entries.v[i]));
        if (!*place)
            buf_printf(&b, "%s%s", b.n ? "; " : "", entries.v[i]);
        *place = job;
    }
    p->value[f] = b.n ? arena_dup(&job->arena, b.s, b.n) : NULL;
    buf_done(&b);
    map_done(&seen);
    vec_done(&entries);
}

/* ---- consents ---- */

static bool is_stricter(enum consent x, enum consent y)
{
    static const int strictness[] =
        {[CONSENT_UNKNOWN] = 0, [CONSENT_YES] = 1, [CONSENT_NO] = 2, [CONSENT_WITHDRAWN] = 3};
    return strictness[x] > strictness[y];
}

/* The newest answer; one without a date may be newer, so that it counts if it is stricter. */
static enum consent choose_consent(const struct person *p, int which)
{
    enum consent result = CONSENT_UNKNOWN;
    const char *date = "";
    for (int i = 0; i < p->records.n; i++) {
        const struct record *rec = p->records.v[i];
        int order = rec->date ? strcmp(rec->date, date) : -1;
        enum consent own = consent_remarked(rec, which);
        if (own == CONSENT_UNKNOWN || order < 0 || (!order && !is_stricter(own, result)))
            continue;
        result = own;
        date = rec->date;
    }
    for (int i = 0; i < p->records.n; i++)
        if (!p->records.v[i]->date && is_stricter(consent_remarked(p->records.v[i], which), result))
            result = consent_remarked(p->records.v[i], which);
    return result;
}

static const char *const media_names[1 << MEDIA] = {"", N_("print"), N_("web"),
                                                    N_("print and web")};

/* The media in scope without the person's consent; if no consents are recorded, those refused by a
 * remark. */
static unsigned media_missing(const struct job *job, const enum consent consent[CONSENTS])
{
    unsigned media = 0, scope = job->scope ? job->scope : job->how->media;
    for (int m = 0; m < MEDIA; m++)
        media |= scope >> m & 1 && consent[m] != CONSENT_YES &&
                         (job->scope || consent[m] != CONSENT_UNKNOWN)
                     ? 1u << m
                     : 0;
    return media;
}

enum consent consent_of(const struct job *job, const enum consent consent[CONSENTS])
{
    enum consent result = CONSENT_YES;
    for (int m = 0; m < MEDIA; m++)
        if (media_missing(job, consent) >> m & 1 &&
            (result == CONSENT_YES || is_stricter(consent[m], result)))
            result = consent[m];
    return result;
}

static void report_unnamed(struct job *job, const struct person *p)
{
    const struct record *rec = p->records.v[0];
    for (int i = 0; i < p->records.n; i++)
        if (!p->records.v[i]->elem) {
            rec = p->records.v[i];
            break;
        }
    const char *medium = _(media_names[media_missing(job, p->consent)]);
    enum consent c = consent_of(job, p->consent);
    if (!p->registered)
        diag(DIAG_authors_unregistered, rec->where, name_text(&job->arena, &p->name), medium);
    else if (c == CONSENT_UNKNOWN || (p->held && c == CONSENT_NO))
        diag(DIAG_authors_no_consent, rec->where, name_text(&job->arena, &p->name), medium);
    else
        diag(c == CONSENT_WITHDRAWN ? DIAG_authors_withdrawn : DIAG_authors_refused, rec->where,
             medium, rec->where.line);
}

/* The first of a person's rows with another answer for a medium than row i; NULL: none. */
static const struct record *differing_row(const struct person *p, int i, int which)
{
    enum consent own = consent_remarked(p->records.v[i], which);
    for (int k = 0; k < i && own != CONSENT_UNKNOWN; k++) {
        enum consent other = consent_remarked(p->records.v[k], which);
        if (other != CONSENT_UNKNOWN && (own == CONSENT_YES) != (other == CONSENT_YES))
            return p->records.v[k];
    }
    return NULL;
}

/* Somebody who refused in one row and agreed in another: whichever counts, it is reported. */
static void report_differing(const struct job *job, const struct person *p)
{
    for (int i = 1; i < p->records.n; i++) {
        const struct record *other = NULL;
        unsigned media = 0;
        for (int m = 0; m < MEDIA; m++) {
            const struct record *found = job->how->media >> m & 1 ? differing_row(p, i, m) : NULL;
            media |= found ? 1u << m : 0;
            other = found ? found : other;
        }
        if (other)
            diag(DIAG_authors_answers_differ, p->records.v[i]->where, _(media_names[media]),
                 other->where.file, other->where.line);
    }
}

/* ---- people ---- */

static void complete_person(struct job *job, struct person *p)
{
    choose_name(&job->arena, p);
    for (int f = 0; f < FIELD_COUNT; f++)
        (field_is_list((enum field)f) ? choose_all : choose_one)(job, p, (enum field)f);
    for (int c = 0; c < CONSENTS; c++)
        p->consent[c] = choose_consent(p, c);
    for (int i = 0; i < p->records.n; i++)
        p->registered |= !p->records.v[i]->elem;
}

static void hold_back(const struct job *job, const struct person *refuser, struct person *p)
{
    enum consent named = job->scope ? CONSENT_YES : CONSENT_UNKNOWN;
    for (int m = 0; m < MEDIA; m++)
        if (p->consent[m] == named && is_stricter(refuser->consent[m], CONSENT_YES))
            p->held |= 1u << m;
}

/* If one of two rows that may be one person's has a refusal, it counts for both until the editors
 * decide. Mentions in the book do not count: the next run would no longer find those removed by
 * this one. */
static void hold_doubtful(struct job *job)
{
    for (int n = 0; n < job->pairs.n; n++) {
        int i = job->pairs.v[n].i, j = job->pairs.v[n].j;
        bool rows = !job->records.v[i]->elem && !job->records.v[j]->elem;
        if (!rows || set_root(job, i) == set_root(job, j) || decisions_apart(job, i, j))
            continue;
        hold_back(job, job->records.v[i]->person, job->records.v[j]->person);
        hold_back(job, job->records.v[j]->person, job->records.v[i]->person);
    }
    for (int i = 0; i < job->people.n; i++)
        for (int m = 0; m < MEDIA; m++)
            if (job->people.v[i]->held >> m & 1)
                job->people.v[i]->consent[m] = CONSENT_NO;
}

/* If consents are recorded for one medium only, a book for both is treated as one for that
 * medium. */
static void set_scope(struct job *job)
{
    unsigned media = job->how->media, without = media & ~job->recorded;
    if (!job->recorded)
        return;
    job->scope = media & job->recorded ? media & job->recorded : media;
    if (without && job->scope == media)
        diag(DIAG_authors_untracked, job->consents, _(media_names[without]));
    else if (without)
        diag(DIAG_authors_one_sided, job->consents, _(media_names[without]),
             _(media_names[job->scope]));
}

/* Those who agreed to one medium alone are left out of a book for both: that is reported, since a
 * run for each would have them. */
static void report_halves(const struct job *job)
{
    int only[MEDIA] = {0};
    for (int i = 0; i < job->people.n; i++)
        for (int m = 0; m < MEDIA && !job->people.v[i]->named; m++)
            only[m] += job->people.v[i]->consent[m] == CONSENT_YES;
    if (job->scope == (1u << MEDIUM_PRINT | 1u << MEDIUM_WEB) &&
        (only[MEDIUM_PRINT] || only[MEDIUM_WEB]))
        diag(DIAG_authors_halves, job->consents, only[MEDIUM_PRINT], only[MEDIUM_WEB]);
}

void person_gather(struct job *job)
{
    set_scope(job);
    for (int i = 0; i < job->records.n; i++) {
        int root = set_root(job, i);
        struct record *rec = job->records.v[i], *first = job->records.v[root];
        if (!first->person)
            first->person = *vec_add(&job->people) = arena_make(&job->arena, struct person);
        rec->person = first->person;
        *vec_add(&rec->person->records) = rec;
    }
    for (int i = 0; i < job->people.n; i++)
        complete_person(job, job->people.v[i]);
    for (int i = 0; i < job->people.n; i++)
        report_differing(job, job->people.v[i]);
    hold_doubtful(job);
    for (int i = 0; i < job->people.n; i++) {
        struct person *p = job->people.v[i];
        p->named = !media_missing(job, p->consent);
        if (!p->named)
            report_unnamed(job, p);
    }
    report_halves(job);
}
