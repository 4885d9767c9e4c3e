/* Which mentions may be the same person: reported with a line to decide it by, never joined.
 *
 * Only mentions that share a block are compared: the family name and the first letter, the sound or a short form of the given one; the given name and
 * the sound of the family name, each part of a double name, or the family name with one letter missing (two names that
 * differ in one letter share such a form); the two names in any order. A large block is compared within a window of its
 * sorted members, so the work stays linear. */
#include <stdlib.h>
#include <string.h>

#include "authors/authors-int.h"

enum { WINDOW = 24, MOST_DOUBTS = 8 };   /* of one mention: whoever decides those gets the next ones */

struct block {
    int *v;
    int n, cap;
};

/* ---- pairs ---- */

void likely_add(struct job *job, int i, int j)
{
    int ri = match_root(job, i), rj = match_root(job, j);
    char key[32];
    snprintf(key, sizeof key, "%d|%d", ri < rj ? ri : rj, ri < rj ? rj : ri);
    void **place = map_put(&job->pairs_seen, key);
    int *doubts_i = &job->records.v[i]->doubts, *doubts_j = &job->records.v[j]->doubts;
    if (ri == rj || *place || (*doubts_i >= MOST_DOUBTS && *doubts_j >= MOST_DOUBTS))
        return;
    ++*doubts_i, ++*doubts_j;
    *place = job;
    *vec_add(&job->pairs) = (struct pair){i < j ? i : j, i < j ? j : i};
}

/* ---- likeness ---- */

/* At most one letter put in, left out, changed, or two neighbours exchanged. */
static bool one_edit(const char *a, const char *b)
{
    size_t na = strlen(a), nb = strlen(b), head = 0, tail = 0;
    size_t shorter = na < nb ? na : nb;
    while (head < shorter && a[head] == b[head])
        head++;
    while (tail < shorter - head && a[na - 1 - tail] == b[nb - 1 - tail])
        tail++;
    size_t ra = na - head - tail, rb = nb - head - tail;
    if (ra == 2 && rb == 2)
        return a[head] == b[head + 1] && a[head + 1] == b[head];
    return ra <= 1 && rb <= 1;
}

/* Martin and Martina, Andreas and Andrea, Jan and Jane are two people each, however alike they look. */
static bool differ_in_gender(const char *a, const char *b)
{
    size_t na = strlen(a), nb = strlen(b);
    bool e = (na > nb && a[na - 1] == 'e' && !strncmp(a, b, nb)) || (nb > na && b[nb - 1] == 'e' && !strncmp(a, b, na));
    return e || (a[na - 1] == 'a') != (b[nb - 1] == 'a');
}

/* "Anna" and "Anna Maria": the words of the one begin the other. */
static bool words_begin(const char *shorter, const char *longer)
{
    size_t n = strlen(shorter);
    return !strncmp(shorter, longer, n) && (!longer[n] || longer[n] == ' ' || longer[n] == '-');
}

/* "A." and "Anna", "Anna" and "Anna Maria", "Kathrin" and "Katrin", "Hans" and "Johannes". */
static bool givens_alike(struct job *job, const struct record *a, const struct record *b)
{
    if (!*a->given || !*b->given)
        return true;
    if (!a->given[1] || !b->given[1])
        return *a->given == *b->given;
    if (words_begin(a->name.given, b->name.given) || words_begin(b->name.given, a->name.given))
        return true;
    if (strlen(a->given) > 3 && strlen(b->given) > 3 && !differ_in_gender(a->given, b->given) &&
        (one_edit(a->given, b->given) || !strcmp(key_sound(&job->arena, a->given), key_sound(&job->arena, b->given))))
        return true;
    return nickname_shared(&job->arena, a->given, b->given);
}

static bool has_part(const char *family, const char *part)
{
    size_t k = strlen(part), n = strlen(family);
    return k >= 3 && n > k && (!strncmp(family, part, k) || !strcmp(family + n - k, part));
}

/* "Schmitt" and "Schmidt", "Müller" and "Müller-Lüdenscheid". */
static bool families_alike(struct job *job, const struct record *a, const struct record *b)
{
    if (!strcmp(a->family, b->family))
        return true;
    if (strlen(a->family) > 4 && strlen(b->family) > 4 && one_edit(a->family, b->family))
        return true;
    if (strlen(a->family) > 3 && strlen(b->family) > 3 && !strcmp(key_sound(&job->arena, a->family), key_sound(&job->arena, b->family)))
        return true;
    bool double_a = strpbrk(a->name.family, "- ") != NULL, double_b = strpbrk(b->name.family, "- ") != NULL;
    return (double_a && has_part(a->family, b->family)) || (double_b && has_part(b->family, a->family));
}

static bool is_full(const struct record *r) { return *r->given && *r->family; }

/* One of the two names may differ a little, not both. */
static bool alike(struct job *job, const struct record *a, const struct record *b)
{
    if (a->orcid && b->orcid && strcmp(a->orcid, b->orcid))
        return false;
    if (is_full(a) && !strcmp(a->given, b->family) && !strcmp(a->family, b->given))
        return true;
    if (!strcmp(a->family, b->family))
        return givens_alike(job, a, b);
    return is_full(a) && !strcmp(a->given, b->given) && strlen(a->given) > 1 && families_alike(job, a, b);
}

/* ---- blocks ---- */

static void add_to_block(struct job *job, struct map *blocks, const char *key, int i)
{
    struct block **b = (struct block **)map_put(blocks, key);
    if (!*b)
        *b = arena_make(&job->arena, struct block);
    *vec_add(*b) = i;
}

static void add_parts(struct job *job, struct map *blocks, const struct record *r, int i)
{
    for (const char *p = r->name.family; *p; p += strspn(p, "- ")) {
        size_t n = strcspn(p, "- ");
        const char *part = key_fold(&job->arena, arena_dup(&job->arena, p, n));
        if (strlen(part) >= 3)
            add_to_block(job, blocks, arena_printf(&job->arena, "p%s|%s", r->given, part), i);
        p += n;
    }
}

/* The same letter twice is left out once. */
static void add_shortened(struct job *job, struct map *blocks, const struct record *r, int i)
{
    enum { MOST = 24 };
    size_t n = strlen(r->family), g = strlen(r->given) + 2;
    char key[128];
    if (n < 5 || n > MOST || snprintf(key, sizeof key, "e%s|%s", r->given, r->family) >= (int)sizeof key)
        return;
    add_to_block(job, blocks, key, i);
    for (size_t k = n; k-- > 0;) {   /* from the end, so that only one letter moves */
        memmove(key + g + k, r->family + k + 1, n - k);
        if (k + 1 == n || r->family[k] != r->family[k + 1])
            add_to_block(job, blocks, key, i);
    }
}

static void add_nicknames(struct job *job, struct map *blocks, const struct record *r, int i)
{
    int groups[NICKNAME_GROUPS], n = nickname_groups(&job->arena, r->given, groups);
    for (int k = 0; k < n; k++)
        add_to_block(job, blocks, arena_printf(&job->arena, "n%s|%d", r->family, groups[k]), i);
}

static void add_blocks(struct job *job, struct map *blocks, int i)
{
    const struct record *r = job->records.v[i];
    struct arena *a = &job->arena;
    bool turned = strcmp(r->given, r->family) > 0;
    add_to_block(job, blocks, arena_printf(a, "f%s|%.1s", r->family, r->given), i);
    if (!is_full(r))
        return;
    add_to_block(job, blocks, arena_printf(a, "g%s|%s", r->family, key_sound(a, r->given)), i);
    add_nicknames(job, blocks, r, i);
    add_to_block(job, blocks, arena_printf(a, "t%s|%s", turned ? r->family : r->given, turned ? r->given : r->family), i);
    if (strlen(r->given) < 2)
        return;
    add_to_block(job, blocks, arena_printf(a, "s%s|%s", r->given, key_sound(a, r->family)), i);
    add_parts(job, blocks, r, i);
    add_shortened(job, blocks, r, i);
}

static struct job *comparing;   /* for qsort, which passes no context */

static int compare_members(const void *x, const void *y)
{
    const struct record *a = comparing->records.v[*(const int *)x], *b = comparing->records.v[*(const int *)y];
    int order = strcmp(a->family, b->family);
    order = order ? order : strcmp(a->given, b->given);
    return order ? order : a->index - b->index;
}

static void compare_block(struct job *job, struct block *b)
{
    comparing = job;
    if (b->n > WINDOW)
        qsort(b->v, (size_t)b->n, sizeof *b->v, compare_members);
    for (int i = 0; i < b->n; i++)
        for (int k = i + 1; k < b->n && k <= i + WINDOW; k++)
            if (match_root(job, b->v[i]) != match_root(job, b->v[k]) && alike(job, job->records.v[b->v[i]], job->records.v[b->v[k]]))
                likely_add(job, b->v[i], b->v[k]);
}

void likely_find(struct job *job)
{
    struct map blocks = {0};
    for (int i = 0; i < job->records.n; i++)
        add_blocks(job, &blocks, i);
    for (int i = 0; i < blocks.n; i++) {
        struct block *b = blocks.entry[i].value;
        compare_block(job, b);
        vec_done(b);
    }
    map_done(&blocks);
}

/* ---- reports ---- */

static int compare_pairs(const void *x, const void *y)
{
    const struct pair *a = x, *b = y;
    return a->j != b->j ? a->j - b->j : a->i - b->i;
}

/* What a decision would call a mention: by name, and by place where the names do not tell the two apart. */
static const char *handle(struct job *job, const struct record *rec, const struct record *other)
{
    bool same = rec->key && other->key && !strcmp(rec->key, other->key);
    return same ? decisions_place(job, rec) : name_text(&job->arena, &rec->name);
}

void likely_report(struct job *job)
{
    if (job->pairs.n)
        qsort(job->pairs.v, (size_t)job->pairs.n, sizeof *job->pairs.v, compare_pairs);
    for (int n = 0; n < job->pairs.n; n++) {
        const struct pair *p = &job->pairs.v[n];
        const struct record *a = job->records.v[p->i], *b = job->records.v[p->j];
        if (match_root(job, p->i) == match_root(job, p->j) || decisions_apart(job, p->i, p->j))
            continue;
        job->doubts++;
        diag(DIAG_authors_likely, b->where, name_text(&job->arena, &b->name), name_text(&job->arena, &a->name), a->where.file,
             a->where.line, handle(job, a, b), handle(job, b, a));
    }
}
