/* Which mentions are the same person, for sure.
 *
 * Mentions form sets (union-find), joined in three steps by what they share: the ORCID iD; an e-mail address where the names
 * agree; the whole name, folded. Each step looks at all that share a value together, so that the result does not depend on
 * the order of the input: where the evidence within such a bucket is at odds (two ORCID iDs, two addresses with different
 * organisations, a decision of the editors), nothing in it is joined, and the pairs are reported as likely (likely.c).
 * Decisions of the editors come first. */
#include <string.h>

#include "authors/authors-int.h"

/* ---- sets ---- */

int match_root(struct job *job, int i)
{
    struct record **v = job->records.v;
    while (v[i]->up != i)
        i = v[i]->up = v[v[i]->up]->up;
    return i;
}

/* The root is the mention that comes first; it holds the set's ORCID iD. */
void match_join(struct job *job, int i, int j)
{
    i = match_root(job, i);
    j = match_root(job, j);
    if (i == j)
        return;
    struct record *root = job->records.v[i < j ? i : j], *other = job->records.v[i < j ? j : i];
    other->up = i < j ? i : j;
    if (!root->orcid)
        root->orcid = other->orcid;
    if (!other->apart)
        return;
    if (root->apart)   /* one chain behind the other */
        job->sides.v[root->apart_end - 1].next = other->apart;
    else
        root->apart = other->apart;
    root->apart_end = other->apart_end;
}

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
        match_join(job, b->v[0], b->v[i]);
}

/* Whether the sets in a bucket have more than one ORCID iD. */
static bool many_orcids(struct job *job, const struct bucket *b)
{
    const char *first = NULL;
    for (int i = 0; i < b->n; i++) {
        const char *orcid = job->records.v[match_root(job, b->v[i])]->orcid;
        if (orcid && first && strcmp(orcid, first))
            return true;
        first = orcid ? orcid : first;
    }
    return false;
}

/* Whether a decision keeps two sets in a bucket apart: each is marked, then looked for from the other. */
static bool decided_apart(struct job *job, const struct bucket *b)
{
    job->bucket++;
    for (int i = 0; i < b->n; i++)
        job->records.v[match_root(job, b->v[i])]->bucket = job->bucket;
    for (int i = 0; i < b->n; i++) {
        struct record *root = job->records.v[match_root(job, b->v[i])];
        for (int k = root->bucket == -job->bucket ? 0 : root->apart; k; k = job->sides.v[k - 1].next) {
            int other = job->records.v[match_root(job, job->sides.v[k - 1].other)]->bucket;
            if (other == job->bucket || other == -job->bucket)
                return true;
        }
        root->bucket = -job->bucket;   /* looked through */
    }
    return false;
}

/* Each with the next; not two people with ORCID iDs of their own. */
static void doubt(struct job *job, const struct bucket *b)
{
    for (int i = 1; i < b->n; i++) {
        const char *x = job->records.v[match_root(job, b->v[i - 1])]->orcid, *y = job->records.v[match_root(job, b->v[i])]->orcid;
        if (!x || !y || !strcmp(x, y))
            likely_add(job, b->v[i - 1], b->v[i]);
    }
}

static void join_or_doubt(struct job *job, const struct bucket *b, bool odds)
{
    if (b->n < 2)
        return;
    if (!odds && !many_orcids(job, b) && !decided_apart(job, b)) {
        join_all(job, b);
        return;
    }
    doubt(job, b);
}

/* ---- names that agree ---- */

/* "A." and "Anna", "Anna" and "Anna Maria": the shorter one folded begins the longer one. */
static bool begins(const char *shorter, const char *longer) { return !strncmp(shorter, longer, strlen(shorter)); }

/* Whether all given names in a bucket can be the longest one of them, shortened. */
static bool givens_agree(struct job *job, const struct bucket *b)
{
    const char *longest = "";
    for (int i = 0; i < b->n; i++) {
        const char *given = job->records.v[b->v[i]]->given;
        longest = strlen(given) > strlen(longest) ? given : longest;
    }
    for (int i = 0; i < b->n; i++)
        if (!begins(job->records.v[b->v[i]]->given, longest))
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

static void doubt_orcid(struct job *job, const struct bucket *b)
{
    const struct record *first = job->records.v[b->v[0]];
    for (int i = 1; i < b->n; i++) {
        struct record *rec = job->records.v[b->v[i]];
        if (strcmp(rec->family, first->family) || strcmp(rec->given, first->given))
            diag(DIAG_authors_same_orcid, rec->where, rec->orcid, name_text(&job->arena, &first->name), first->where.file, first->where.line);
    }
    for (int i = 0; i < b->n; i++)   /* nobody's, then */
        job->records.v[b->v[i]]->orcid = NULL;
}

/* One iD for people with nothing in their names in common is somebody's slip of the hand. */
static void match_orcids(struct job *job)
{
    struct map buckets = {0};
    for (int i = 0; i < job->records.n; i++)
        if (job->records.v[i]->orcid)
            add_to_bucket(job, &buckets, job->records.v[i]->orcid, i);
    for (int i = 0; i < buckets.n; i++) {
        const struct bucket *b = buckets.entry[i].value;
        if (givens_agree(job, b) || families_agree(job, b))
            join_all(job, b);
        else
            doubt_orcid(job, b);
    }
    done_buckets(&buckets);
}

/* ---- by e-mail and a name that agrees ---- */

/* In one bucket: an address and a family name, or the same names in any order ("Müller Anna"). */
static void add_by_email(struct job *job, struct map *buckets, int i)
{
    struct record *rec = job->records.v[i];
    struct arena *a = &job->arena;
    bool turned = strcmp(rec->given, rec->family) > 0;
    add_to_bucket(job, buckets, arena_printf(a, "%s %s", rec->email, rec->family), i);
    add_to_bucket(job, buckets, arena_printf(a, "%s|%s|%s", rec->email, turned ? rec->family : rec->given, turned ? rec->given : rec->family), i);
}

/* The same given name with another family name may be a new name, where no office shares the address. */
static void doubt_emails(struct job *job)
{
    struct map buckets = {0};
    for (int i = 0; i < job->records.n; i++) {
        const struct record *rec = job->records.v[i];
        if (rec->email && *rec->given)
            add_to_bucket(job, &buckets, arena_printf(&job->arena, "%s %s", rec->email, rec->given), i);
    }
    for (int i = 0; i < buckets.n; i++)
        doubt(job, buckets.entry[i].value);
    done_buckets(&buckets);
}

static void match_emails(struct job *job)
{
    struct map buckets = {0};
    for (int i = 0; i < job->records.n; i++)
        if (job->records.v[i]->email)
            add_by_email(job, &buckets, i);
    for (int i = 0; i < buckets.n; i++) {
        const struct bucket *b = buckets.entry[i].value;
        bool turned = strchr(buckets.entry[i].key, '|') != NULL;
        if (turned || givens_agree(job, b))   /* else a family */
            join_or_doubt(job, b, false);
    }
    done_buckets(&buckets);
}

/* ---- by name ---- */

/* Two namesakes: different addresses and different organisations. */
static bool are_namesakes(struct job *job, const struct bucket *b)
{
    const struct record *first = NULL;
    const char *organisation = NULL;
    for (int i = 0; i < b->n; i++) {
        const struct record *rec = job->records.v[b->v[i]];
        if (!rec->email || !rec->value[FIELD_affiliation])
            continue;
        const char *own = key_fold(&job->arena, rec->value[FIELD_affiliation]);
        if (first && strcmp(first->email, rec->email) && strcmp(organisation, own) &&
            match_root(job, b->v[i]) != match_root(job, first->index))
            return true;
        first = first ? first : rec;
        organisation = organisation ? organisation : own;
    }
    return false;
}

/* Further names of a person, one behind the other: "Anna Schmidt; Schmidt" (the latter a family name). */
static void add_aliases(struct job *job, struct map *buckets, int i)
{
    struct record *rec = job->records.v[i];
    struct arena *a = &job->arena;
    for (const char *p = rec->value[FIELD_alias] ? rec->value[FIELD_alias] : ""; *p; p += strspn(p, ";\n")) {
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

static void match_names(struct job *job)
{
    struct map buckets = {0};
    for (int i = 0; i < job->records.n; i++) {
        if (job->records.v[i]->key) {
            add_to_bucket(job, &buckets, job->records.v[i]->key, i);
            add_to_bucket(job, &buckets, arena_printf(&job->arena, "=%s", key_words(&job->arena, &job->records.v[i]->name)), i);
        }
        add_aliases(job, &buckets, i);
    }
    for (int i = 0; i < buckets.n; i++)
        join_or_doubt(job, buckets.entry[i].value, are_namesakes(job, buckets.entry[i].value));
    done_buckets(&buckets);
}

/* Mentions with other names than the first of their set: joined for sure, but not silently. */
static void report_joined(struct job *job)
{
    for (int i = 0; i < job->records.n; i++) {
        const struct record *rec = job->records.v[i], *first = job->records.v[match_root(job, i)];
        if (strcmp(rec->family, first->family) || strcmp(rec->given, first->given))
            diag(DIAG_authors_joined, rec->where, name_text(&job->arena, &rec->name), name_text(&job->arena, &first->name),
                 first->where.file, first->where.line);
    }
}

void match_records(struct job *job)
{
    for (int i = 0; i < job->records.n; i++)
        job->records.v[i]->index = i;
    decisions_resolve(job);
    match_orcids(job);
    match_emails(job);
    match_names(job);
    doubt_emails(job);
    likely_find(job);
    likely_report(job);
    report_joined(job);
}
