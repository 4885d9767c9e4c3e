// SPDX-License-Identifier: Apache-2.0
/* Finds mentions that may be the same person: reported with a line for a decision, never joined.
 *
 * Only mentions that share a block are compared: the family name and the first letter, the sound or
 * a short form of the given one; the given name and the sound of the family name, each part of a
 * double name, or the family name with one letter missing (two names that differ in one letter
 * share such a form); the two names in any order. Blocks are runs of equal hashes in a sorted list;
 * a large one is compared within a window of its sorted members, so the work stays linear. */
#include <stdlib.h>
#include <string.h>

#include "authors/authors-int.h"

enum {
    WINDOW = 24,
    MOST_DOUBTS = 8
}; /* of one mention: after those are decided the next run reports more */

/* A mention in a block. */
struct member {
    uint64_t block;
    int mention;
};
struct members {
    struct member *v;
    int n, cap;
};

/* ---- pairs ---- */

/* The map's slot for a pair of people; `rows`: a pair by rows of the files. */
static void **pair_slot(struct job *job, int ri, int rj, bool rows)
{
    char key[40];
    snprintf(key, sizeof key, "%d|%d%s", ri < rj ? ri : rj, ri < rj ? rj : ri, rows ? " rows" : "");
    return map_put(&job->pairs_seen, key);
}

void likely_hold(struct job *job, int i, int j)
{
    int ri = set_root(job, i), rj = set_root(job, j);
    if (ri == rj || job->records.v[i]->elem || job->records.v[j]->elem ||
        *pair_slot(job, ri, rj, true))
        return;
    *pair_slot(job, ri, rj, true) = job;
    *vec_add(&job->pairs) = (struct pair){i < j ? i : j, i < j ? j : i, true};
}

/* Two rows are a pair regardless of the book, since a refusal in one of them holds the other
 * back. */
void likely_add(struct job *job, int i, int j)
{
    int ri = set_root(job, i), rj = set_root(job, j);
    int *doubts_i = &job->records.v[i]->doubts, *doubts_j = &job->records.v[j]->doubts;
    if (ri == rj)
        return;
    likely_hold(job, i, j);
    if (*pair_slot(job, ri, rj, false) || (*doubts_i >= MOST_DOUBTS && *doubts_j >= MOST_DOUBTS))
        return;
    ++*doubts_i, ++*doubts_j;
    *pair_slot(job, ri, rj, false) = job;
    *vec_add(&job->pairs) = (struct pair){i < j ? i : j, i < j ? j : i, false};
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

/* Martin and Martina, Andreas and Andrea, Jan and Jane are two people each, however alike they
 * look. */
static bool differ_in_gender(const char *a, const char *b)
{
    size_t na = strlen(a), nb = strlen(b);
    bool e = (na > nb && a[na - 1] == 'e' && !strncmp(a, b, nb)) ||
             (nb > na && b[nb - 1] == 'e' && !strncmp(a, b, na));
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
        (one_edit(a->given, b->given) ||
         !strcmp(key_sound(&job->arena, a->given), key_sound(&job->arena, b->given))))
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
    if (strlen(a->family) > 3 && strlen(b->family) > 3 &&
        !strcmp(key_sound(&job->arena, a->family), key_sound(&job->arena, b->family)))
        return true;
    bool double_a = strpbrk(a->name.family, "- ") != NULL,
         double_b = strpbrk(b->name.family, "- ") != NULL;
    return (double_a && has_part(a->family, b->family)) ||
           (double_b && has_part(b->family, a->family));
}

/* Umlauts whose dots are lost: "Jörg Müller" and "Jorg Muller". */
static const char *without_umlauts(struct arena *a, const char *folded)
{
    size_t n = strlen(folded), k = 0;
    char *plain = arena_new(a, n + 1);
    for (size_t i = 0; i < n; i++)
        if (!i || folded[i] != 'e' || !strchr("aou", folded[i - 1]))
            plain[k++] = folded[i];
    plain[k] = 0;
    return plain;
}

static bool differ_in_umlauts(struct job *job, const struct record *a, const struct record *b)
{
    struct arena *m = &job->arena;
    return !strcmp(without_umlauts(m, a->given), without_umlauts(m, b->given)) &&
           !strcmp(without_umlauts(m, a->family), without_umlauts(m, b->family));
}

static bool is_full(const struct record *r) { return *r->given && *r->family; }

static int compare_words(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* The words of a name of three or more in the order of their bytes, a space after each; NULL: it
 * has fewer. */
static const char *sorted_words(struct job *job, const struct record *r)
{
    enum { MOST = 8 };
    char *word[MOST];
    int n = 0;
    if (!strchr(r->name.given, ' ') && !strchr(r->name.family, ' ') && !*r->name.particle)
        return NULL;
    const char *words = key_words(&job->arena, &r->name);
    size_t length = strlen(words);
    char *copy = arena_dup(&job->arena, words, length),
         *sorted = arena_new(&job->arena, length + 1), *to = sorted;
    for (char *p = copy, *end; n < MOST && (end = strchr(p, ' ')); p = end + 1) {
        *end = 0;
        word[n++] = p;
    }
    if (n < 3)
        return NULL;
    qsort(word, (size_t)n, sizeof *word, compare_words);
    for (int i = 0; i < n; i++) {
        to = stpcpy(to, word[i]);
        *to++ = ' ';
    }
    return sorted;
}

/* "Maria Anna Rothbek" and "Rothbek Maria Anna". */
static bool is_turned(const struct record *a, const struct record *b)
{
    return a->words && b->words && !strcmp(a->words, b->words);
}

/* The words of a name, a space around each, and their number; a double name is one word. */
static const char *spaced_words(struct job *job, const struct record *r, int *n)
{
    struct arena *a = &job->arena;
    const char *all = arena_printf(a, "%s %s %s", r->name.given, r->name.particle, r->name.family);
    char *text = arena_dup(a, all, strlen(all)), *to = text;
    for (const char *p = text; *p; p++)
        if (*p != '-')
            *to++ = *p;
    *to = 0;
    const char *words = arena_printf(a, "%s ", key_text(a, text));
    *n = -1;
    for (const char *p = words; *p; p++)
        *n += *p == ' ';
    return words;
}

/* Whether a name of two words is in another of four or more: "Anna Lang / Bo Berg". */
static bool is_within(struct job *job, const struct record *a, const struct record *b)
{
    int n, more;
    const char *inner = spaced_words(job, a, &n), *outer = spaced_words(job, b, &more);
    return n == 2 && more > 3 && strstr(outer, inner);
}

/* One of the two names may differ a little, not both. */
static bool are_alike(struct job *job, const struct record *a, const struct record *b)
{
    if ((a->orcid && b->orcid && strcmp(a->orcid, b->orcid)) ||
        a->name.organisation != b->name.organisation)
        return false;
    if (is_full(a) && !strcmp(a->given, b->family) && !strcmp(a->family, b->given))
        return true;
    if (!strcmp(a->family, b->family))
        return givens_alike(job, a, b) || is_turned(a, b);
    if (is_full(a) && is_full(b) && is_turned(a, b))
        return true;
    if (is_full(a) && !strcmp(a->given, b->given) && strlen(a->given) > 1 &&
        families_alike(job, a, b))
        return true;
    return is_full(a) && is_full(b) &&
           (differ_in_umlauts(job, a, b) || is_within(job, a, b) || is_within(job, b, a));
}

/* ---- blocks ---- */

/* The hash of a block of some kind: a collision only costs a few comparisons. */
static uint64_t block_of(char kind, const char *x, const char *y)
{
    return hash_bytes(y, strlen(y), hash_bytes(x, strlen(x), (unsigned char)kind));
}

static void authors_likely_add(struct members *m, uint64_t block, int i)
{
    *vec_add(m) = (struct member){block, i};
}

static void add_parts(struct job *job, struct members *m, const struct record *r, int i)
{
    for (const char *p = r->name.family; *p; p += strspn(p, "- ")) {
        size_t n = strcspn(p, "- ");
        const char *part = p[n] || p > r->name.family
                               ? key_fold(&job->arena, arena_dup(&job->arena, p, n))
                               : r->family;
        if (strlen(part) >= 3)
            authors_likely_add(m, block_of('p', r->given, part), i);
        p += n;
    }
}

/* The same letter twice is left out once. */
static void add_shortened(struct members *m, const struct record *r, int i)
{
    enum { MOST = 24 };
    size_t n = strlen(r->family);
    char family[MOST + 1];
    if (n < 5 || n > MOST)
        return;
    memcpy(family, r->family, n + 1);
    authors_likely_add(m, block_of('e', r->given, family), i);
    for (size_t k = n; k-- > 0;) { /* from the end, so that only one letter moves */
        memmove(family + k, r->family + k + 1, n - k);
        if (k + 1 == n || r->family[k] != r->family[k + 1])
            authors_likely_add(m, block_of('e', r->given, family), i);
    }
}

static void add_nicknames(struct job *job, struct members *m, const struct record *r, int i)
{
    int groups[NICKNAME_GROUPS], n = nickname_groups(&job->arena, r->given, groups);
    for (int k = 0; k < n; k++)
        authors_likely_add(m,
                           hash_bytes(&groups[k], sizeof groups[k], block_of('n', r->family, "")),
                           i);
}

/* Each two neighbouring words of a name of four or more, and those of a name of two: a cell may
 * have two people. */
static void add_couples(struct job *job, struct members *m, const struct record *r, int i)
{
    int n;
    const char *p = spaced_words(job, r, &n) + 1;
    for (int k = 0; (n == 2 || n > 3) && k + 1 < n; k++) {
        size_t first = strcspn(p, " "), second = strcspn(p + first + 1, " ");
        authors_likely_add(m,
                           block_of('c', arena_dup(&job->arena, p, first),
                                    arena_dup(&job->arena, p + first + 1, second)),
                           i);
        p += first + 1;
    }
}

/* `alone`: family names that a row has without a given name: anybody who has it may be meant. */
static void add_member(struct job *job, struct members *m, int i, const struct map *alone)
{
    struct record *r = job->records.v[i];
    bool turned = strcmp(r->given, r->family) > 0;
    char letter[2] = {*r->given};
    authors_likely_add(m, block_of('f', r->family, letter), i);
    if (map_get(alone, r->family))
        authors_likely_add(m, block_of('a', r->family, ""), i);
    if (!is_full(r))
        return;
    authors_likely_add(m,
                       block_of('u', without_umlauts(&job->arena, r->family),
                                without_umlauts(&job->arena, r->given)),
                       i);
    add_couples(job, m, r, i);
    authors_likely_add(m, block_of('g', r->family, key_sound(&job->arena, r->given)), i);
    add_nicknames(job, m, r, i);
    authors_likely_add(m,
                       block_of('t', turned ? r->family : r->given, turned ? r->given : r->family),
                       i);
    r->words = sorted_words(job, r);
    if (r->words)
        authors_likely_add(m, block_of('w', r->words, ""), i);
    if (strlen(r->given) < 2)
        return;
    authors_likely_add(m, block_of('s', r->given, key_sound(&job->arena, r->family)), i);
    add_parts(job, m, r, i);
    add_shortened(m, r, i);
}

static int compare_members(const void *x, const void *y)
{
    const struct member *a = x, *b = y;
    return a->block != b->block ? (a->block < b->block ? -1 : 1) : a->mention - b->mention;
}

static struct job *comparing; /* for qsort, which passes no context */

static int compare_names(const void *x, const void *y)
{
    const struct record *a = comparing->records.v[((const struct member *)x)->mention],
                        *b = comparing->records.v[((const struct member *)y)->mention];
    int order = strcmp(a->family, b->family);
    order = order ? order : strcmp(a->given, b->given);
    return order ? order : a->index - b->index;
}

static void compare_block(struct job *job, struct member *v, int n)
{
    comparing = job;
    if (n > WINDOW)
        qsort(v, (size_t)n, sizeof *v, compare_names);
    for (int i = 0; i < n; i++)
        for (int k = i + 1; k < n && k <= i + WINDOW; k++)
            if (set_root(job, v[i].mention) != set_root(job, v[k].mention) &&
                are_alike(job, job->records.v[v[i].mention], job->records.v[v[k].mention]))
                likely_add(job, v[i].mention, v[k].mention);
}

void likely_find(struct job *job)
{
    struct members m = {0};
    struct map alone = {0};
    for (int i = 0; i < job->records.n; i++)
        if (!*job->records.v[i]->given && *job->records.v[i]->family)
            *map_put(&alone, job->records.v[i]->family) = job;
    for (int i = 0; i < job->records.n; i++)
        add_member(job, &m, i, &alone);
    map_done(&alone);
    if (m.n)
        qsort(m.v, (size_t)m.n, sizeof *m.v, compare_members);
    for (int i = 0, next; i < m.n; i = next) {
        for (next = i + 1; next < m.n && m.v[next].block == m.v[i].block; next++)
            ;
        compare_block(job, m.v + i, next - i);
    }
    vec_done(&m);
}

/* ---- reports ---- */

static int compare_pairs(const void *x, const void *y)
{
    const struct pair *a = x, *b = y;
    return a->j != b->j ? a->j - b->j : a->i - b->i;
}

/* The name of a mention in a decision: its text, and its place if the texts are equal. */
static const char *decision_handle(struct job *job, const struct record *rec,
                                   const struct record *other)
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
        if (p->silent || set_root(job, p->i) == set_root(job, p->j) ||
            decisions_apart(job, p->i, p->j))
            continue;
        job->doubts++;
        diag(DIAG_authors_likely, b->where, name_text(&job->arena, &b->name),
             name_text(&job->arena, &a->name), a->where.file, a->where.line,
             decision_handle(job, a, b), decision_handle(job, b, a));
    }
}
