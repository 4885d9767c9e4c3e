// SPDX-License-Identifier: Apache-2.0
/* Which mentions are the same person, for sure.
 *
 * Mentions form sets (union-find), joined in three steps by a shared key: the ORCID iD; an e-mail
 * address where the names agree; the whole name, folded. Each step looks at all mentions that share
 * a key together, so that the result does not depend on the order of the input: where the evidence
 * within such a bucket is at odds (two ORCID iDs, two addresses with different organisations, a
 * decision of the editors), nothing in it is joined, and the pairs are reported as likely
 * (likely.c). Decisions of the editors come first.
 *
 * The rows of contributor files are matched first and by themselves; then the book's credits are
 * added to these sets, which they neither join nor separate. So who the people are does not depend
 * on a book whose credits an earlier run has rewritten. */
#include <stdlib.h>
#include <string.h>

#include "authors/authors-int.h"

/* ---- buckets ---- */

struct bucket {
    int *v;
    int n, cap;
};

static void add_to_bucket(struct job *job, struct map *buckets, const char *key, int i)
{
    struct bucket **b = (struct bucket **)map_put(buckets, key);
    if (!*b)
        *b = arena_make(&job->arena, struct bucket);
    *vec_add(*b) = i;
}

static void done_buckets(struct map *buckets)
{
    for (int i = 0; i < buckets->n; i++)
        vec_done((struct bucket *)buckets->entry[i].value);
    map_done(buckets);
}

static void join_all(struct job *job, const struct bucket *b)
{
    for (int i = 1; i < b->n; i++)
        set_join(job, b->v[0], b->v[i]);
}

/* Whether the sets in a bucket have more than one ORCID iD. */
static bool many_orcids(struct job *job, const struct bucket *b)
{
    const char *first = NULL;
    for (int i = 0; i < b->n; i++) {
        const char *orcid = job->records.v[set_root(job, b->v[i])]->orcid;
        if (orcid && first && strcmp(orcid, first))
            return true;
        first = orcid ? orcid : first;
    }
    return false;
}

/* Whether more than one set in a bucket is already a person when credits are added: by a row, or by
 * the mark of an earlier run. */
static bool many_people(struct job *job, const struct bucket *b)
{
    int first = -1;
    for (int i = 0; i < b->n; i++) {
        int root = set_root(job, b->v[i]);
        if (root >= job->rows && !job->records.v[root]->mark)
            continue;
        if (first >= 0 && root != first)
            return true;
        first = root;
    }
    return false;
}

/* Whether a decision keeps two sets in a bucket apart: marks each, then looks for it from the other
 * side. */
static bool decided_apart(struct job *job, const struct bucket *b)
{
    job->bucket++;
    for (int i = 0; i < b->n; i++)
        job->records.v[set_root(job, b->v[i])]->bucket = job->bucket;
    for (int i = 0; i < b->n; i++) {
        struct record *root = job->records.v[set_root(job, b->v[i])];
        for (int k = root->bucket == -job->bucket ? 0 : root->apart; k;
             k = job->sides.v[k - 1].next) {
            int other = job->records.v[set_root(job, job->sides.v[k - 1].other)]->bucket;
            if (other == job->bucket || other == -job->bucket)
                return true;
        }
        root->bucket = -job->bucket; /* looked through */
    }
    return false;
}

/* Reports each with the next as likely, and for refusals with those around it; not two people with
 * different ORCID iDs. */
static void doubt_bucket(struct job *job, const struct bucket *b)
{
    enum { AROUND = 24 }; /* covers the bucket in all but odd files, and the work stays linear */
    for (int i = 1; i < b->n; i++)
        for (int k = i - 1; k >= 0 && k > i - AROUND; k--) {
            const char *x = job->records.v[set_root(job, b->v[k])]->orcid,
                       *y = job->records.v[set_root(job, b->v[i])]->orcid;
            if (!x || !y || !strcmp(x, y))
                (k == i - 1 ? likely_add : likely_hold)(job, b->v[k], b->v[i]);
        }
}

static void join_or_doubt(struct job *job, const struct bucket *b, bool credits, bool odds)
{
    if (!odds && !many_orcids(job, b) && !decided_apart(job, b) &&
        !(credits && many_people(job, b)))
        join_all(job, b);
    else
        doubt_bucket(job, b);
}

/* ---- names that agree ---- */

/* "A." and "Anna", "Anna" and "Anna Maria": the shorter one folded begins the longer one. */
static bool match_begins(const char *shorter, const char *longer)
{
    return !strncmp(shorter, longer, strlen(shorter));
}

/* Whether all given names in a bucket can be the longest one of them, shortened. */
static bool givens_agree(struct job *job, const struct bucket *b)
{
    const char *longest = "";
    for (int i = 0; i < b->n; i++) {
        const char *given = job->records.v[b->v[i]]->given;
        longest = strlen(given) > strlen(longest) ? given : longest;
    }
    for (int i = 0; i < b->n; i++)
        if (!match_begins(job->records.v[b->v[i]]->given, longest))
            return false;
    return true;
}

static bool families_agree(struct job *job, const struct bucket *b)
{
    for (int i = 1; i < b->n; i++)
        if (strcmp(job->records.v[b->v[0]]->family, job->records.v[b->v[i]]->family))
            return false;
    return true;
}

/* ---- by ORCID iD ---- */

static void fill_orcids(struct job *job, struct map *buckets, int i)
{
    if (job->records.v[i]->orcid)
        add_to_bucket(job, buckets, job->records.v[i]->orcid, i);
}

/* Removes the iD from the mentions from `from` on: it then belongs to no one. */
static void doubt_orcid(struct job *job, const struct bucket *b, int from)
{
    const struct record *first = job->records.v[b->v[0]];
    for (int i = 1; i < b->n; i++) {
        struct record *rec = job->records.v[b->v[i]];
        if (b->v[i] >= from &&
            (strcmp(rec->family, first->family) || strcmp(rec->given, first->given)))
            diag(DIAG_authors_same_orcid, rec->where, rec->orcid,
                 name_text(&job->arena, &first->name), first->where.file, first->where.line);
    }
    for (int i = 0; i < b->n; i++)
        if (b->v[i] >= from)
            job->records.v[b->v[i]]->orcid = NULL;
}

static bool is_one_set(struct job *job, const struct bucket *b)
{
    int i = 1;
    while (i < b->n && set_root(job, b->v[i]) == set_root(job, b->v[0]))
        i++;
    return i >= b->n;
}

/* One iD for people with entirely different names is a typing error. */
static void judge_orcid(struct job *job, const char *key, const struct bucket *b, bool credits)
{
    (void)key;
    if (is_one_set(job, b)) /* by the mark of an earlier run, or by decisions */
        return;
    if (!givens_agree(job, b) && !families_agree(job, b))
        doubt_orcid(job, b, credits ? job->rows : 0);
    else if (credits && many_people(job, b))
        doubt_bucket(job, b);
    else
        join_all(job, b);
}

/* ---- by e-mail and a name that agrees ---- */

/* In one bucket: an address and a family name, or the same names in any order ("Müller Anna"). */
static void fill_emails(struct job *job, struct map *buckets, int i)
{
    struct record *rec = job->records.v[i];
    struct arena *a = &job->arena;
    bool turned = strcmp(rec->given, rec->family) > 0;
    if (!rec->email)
        return;
    add_to_bucket(job, buckets, arena_printf(a, "%s %s", rec->email, rec->family), i);
    add_to_bucket(job, buckets,
                  arena_printf(a, "%s|%s|%s", rec->email, turned ? rec->family : rec->given,
                               turned ? rec->given : rec->family),
                  i);
}

static void judge_email(struct job *job, const char *key, const struct bucket *b, bool credits)
{
    if (strchr(key, '|') || givens_agree(job, b)) /* else a family */
        join_or_doubt(job, b, credits, false);
}

/* The same given name with another family name may be a new name, unless people of an office share
 * the address. */
static void doubt_emails(struct job *job)
{
    struct map buckets = {0};
    for (int i = 0; i < job->records.n; i++) {
        const struct record *rec = job->records.v[i];
        if (rec->email && *rec->given)
            add_to_bucket(job, &buckets, arena_printf(&job->arena, "%s %s", rec->email, rec->given),
                          i);
    }
    for (int i = 0; i < buckets.n; i++)
        doubt_bucket(job, buckets.entry[i].value);
    done_buckets(&buckets);
}

/* ---- by name ---- */

/* Namesakes: those that give both differ in address and in organisation. */
static bool are_namesakes(struct job *job, const struct bucket *b)
{
    const struct record *first = NULL;
    const char *organisation = NULL;
    bool emails = false, organisations = false, sets = false;
    for (int i = 0; i < b->n; i++) {
        const struct record *rec = job->records.v[b->v[i]];
        if (!rec->email || !rec->value[FIELD_affiliation])
            continue;
        const char *own = key_fold(&job->arena, rec->value[FIELD_affiliation]);
        emails |= first && strcmp(first->email, rec->email);
        organisations |= first && strcmp(organisation, own);
        sets |= first && set_root(job, b->v[i]) != set_root(job, first->index);
        first = first ? first : rec;
        organisation = organisation ? organisation : own;
    }
    return emails && organisations && sets;
}

/* Further names of a person, in one value: "Anna Schmidt; Schmidt" (the latter a family name). */
static void add_aliases(struct job *job, struct map *buckets, int i)
{
    struct record *rec = job->records.v[i];
    struct arena *a = &job->arena;
    for (const char *p = rec->value[FIELD_alias] ? rec->value[FIELD_alias] : ""; *p;
         p += strspn(p, ";\n")) {
        size_t n = strcspn(p, ";\n");
        struct name name = name_parse(a, arena_dup(a, p, n));
        if (!*name.given)
            name.given = rec->name.given;
        const char *key = key_name(a, &name);
        if (key)
            add_to_bucket(job, buckets, key, i);
        p += n;
    }
}

static void fill_names(struct job *job, struct map *buckets, int i)
{
    const struct record *rec = job->records.v[i];
    if (rec->key) {
        add_to_bucket(job, buckets, rec->key, i);
        add_to_bucket(job, buckets,
                      arena_printf(&job->arena, "=%s", key_words(&job->arena, &rec->name)), i);
    }
    add_aliases(job, buckets, i);
}

static void judge_name(struct job *job, const char *key, const struct bucket *b, bool credits)
{
    (void)key;
    join_or_doubt(job, b, credits, are_namesakes(job, b));
}

/* ---- all ways ---- */

static const struct {
    void (*fill)(struct job *, struct map *, int); /* puts a mention into the buckets of its keys */
    void (*judge)(struct job *, const char *key, const struct bucket *,
                  bool credits); /* joins the mentions in a bucket, or reports them as likely */
} ways[WAYS] = {[BY_ORCID] = {fill_orcids, judge_orcid},
                [BY_EMAIL] = {fill_emails, judge_email},
                [BY_NAME] = {fill_names, judge_name}};

/* A bucket holds rows first. */
static struct bucket rows_of(const struct job *job, const struct bucket *b)
{
    struct bucket rows = {b->v, b->n, 0};
    while (rows.n && rows.v[rows.n - 1] >= job->rows)
        rows.n--;
    return rows;
}

static int compare_keys(const void *x, const void *y)
{
    return strcmp((*(struct map_entry *const *)x)->key, (*(struct map_entry *const *)y)->key);
}

/* In the order of the keys, since earlier joins may cause contradictions in later buckets. */
static void judge_all(struct job *job, const struct map *buckets, int way, bool credits)
{
    VEC(struct map_entry *) several = {0};
    for (int i = 0; i < buckets->n; i++) {
        const struct bucket *all = buckets->entry[i].value, rows = rows_of(job, all);
        if (credits ? all->n > 1 && rows.n < all->n : rows.n > 1)
            *vec_add(&several) = &buckets->entry[i];
    }
    if (several.n > 1)
        qsort(several.v, (size_t)several.n, sizeof *several.v, compare_keys);
    for (int i = 0; i < several.n; i++) {
        const struct bucket *all = several.v[i]->value, rows = rows_of(job, all);
        ways[way].judge(job, several.v[i]->key, credits ? all : &rows, credits);
    }
    vec_done(&several);
}

void match_done(struct job *job)
{
    for (int way = 0; way < WAYS; way++)
        done_buckets(&job->buckets[way]);
}

static bool has_alone(const struct job *job, const struct person *p, const char *key)
{
    const struct bucket *b = map_get(&job->buckets[BY_NAME], key);
    bool row = !p->registered;
    for (int i = 0; b && i < b->n; i++) {
        if (job->records.v[b->v[i]]->person != p)
            return false;
        row |= b->v[i] < job->rows;
    }
    return b && row;
}

/* Whether the next run would doubt an iD in a credit, since rows with it have another name than the
 * credit now. */
static bool has_doubtful_orcid(const struct person *p, const char *key)
{
    bool orcid = false, other = false;
    for (int i = 0; i < p->records.n; i++) {
        const struct record *rec = p->records.v[i];
        orcid |= rec->elem && rec->orcid;
        other |= !rec->key || strcmp(rec->key, key);
    }
    return orcid && other;
}

bool match_name_tells(struct job *job, const struct person *p)
{
    const char *key = key_name(&job->arena, &p->name);
    return key && !has_doubtful_orcid(p, key) && has_alone(job, p, key) &&
           has_alone(job, p, arena_printf(&job->arena, "=%s", key_words(&job->arena, &p->name)));
}

/* Mentions with other names than the first of their set: joined for sure, but not silently. */
static void report_joined(struct job *job)
{
    for (int i = 0; i < job->records.n; i++) {
        const struct record *rec = job->records.v[i], *first = job->records.v[set_root(job, i)];
        if (strcmp(rec->family, first->family) || strcmp(rec->given, first->given))
            diag(DIAG_authors_joined, rec->where, name_text(&job->arena, &rec->name),
                 name_text(&job->arena, &first->name), first->where.file, first->where.line);
    }
}

void match_rows(struct job *job)
{
    for (int way = 0; way < WAYS; way++) {
        for (int i = 0; i < job->records.n; i++)
            ways[way].fill(job, &job->buckets[way], i);
        judge_all(job, &job->buckets[way], way, false);
    }
}

void match_credits(struct job *job)
{
    for (int way = 0; way < WAYS; way++)
        judge_all(job, &job->buckets[way], way, true);
    doubt_emails(job);
    likely_find(job);
    likely_report(job);
    report_joined(job);
}
