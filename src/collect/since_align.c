// SPDX-License-Identifier: Apache-2.0
/* Aligns the leaves between two equal ones: the alignment that keeps the most words, in order. A
 * leaf may have become another one, several (it was split), or one with its neighbours (they were
 * merged).
 *
 * Dynamic programming over the leaves of both sides; in long gaps only cells near the diagonal are
 * computed, so that the work is proportional to their length. */
#include <string.h>

#include "collect/since.h"

enum { ALIKE = 40 /* [percent] of words in common for a change */, MOST_PIECES = 4, BAND = 24 };

/* The best alignment that begins with the leaves i of the old and j of the new side. */
struct cell {
    int value;
    uint8_t n_old, n_fresh; /* size of the first group on either side; 0, 1: added; 1, 0:
                               deleted; 0, 0: the end */
};
struct table {
    struct leaf **old, **fresh;
    int n_old, n_fresh;
    struct cell **row; /* row[i][j - from(i)] */
    struct words {
        uint64_t *v;
        int n, cap;
    } joined, longer;
};

/* The range of columns computed in row i. */
static int row_from(const struct table *t, int i)
{
    int j = (int)((long long)i * t->n_fresh / (t->n_old + 1)) - BAND;
    return j > 0 ? j : 0;
}
static int row_to(const struct table *t, int i)
{
    int j = (int)((long long)(i + 1) * t->n_fresh / (t->n_old + 1)) + BAND;
    return j < t->n_fresh ? j : t->n_fresh;
}

static const struct cell *cell_at(const struct table *t, int i, int j)
{
    return i <= t->n_old && j >= row_from(t, i) && j <= row_to(t, i)
               ? &t->row[i][j - row_from(t, i)]
               : NULL;
}

/* A title or an image in place of another is a changed one, however different; so are entries, if
 * their number is the same. */
static bool takes_place(const struct table *t, const struct leaf *leaf)
{
    enum db_class class = db_class_of(xml_elem(leaf->elem));
    return class == DB_TITLE || class == DB_MEDIA || (class == DB_TABLE && t->n_old == t->n_fresh);
}

/* ---- words in common ------------------------------------------------------------------------- */

static int common_words(const uint64_t *a, int n, const uint64_t *b, int m)
{
    int same = 0;
    for (int i = 0, k = 0; i < n && k < m;)
        if (a[i] == b[k])
            same++, i++, k++;
        else if (a[i] < b[k])
            i++;
        else
            k++;
    return same;
}

/* Words of `whole` that are in the pieces, one of them left out (-1: none). */
static int common_joined(struct table *t, const struct leaf *whole, struct leaf *const *piece,
                         int n, int but)
{
    t->joined.n = 0;
    for (int k = 0; k < n; k++) {
        const uint64_t *w = piece[k]->words, *end = w + (k == but ? 0 : piece[k]->n_words);
        t->longer.n = 0;
        for (int i = 0; i < t->joined.n; *vec_add(&t->longer) = t->joined.v[i++])
            while (w < end && *w < t->joined.v[i])
                *vec_add(&t->longer) = *w++;
        while (w < end)
            *vec_add(&t->longer) = *w++;
        struct words swap = t->joined;
        t->joined = t->longer;
        t->longer = swap;
    }
    return common_words(whole->words, whole->n_words, t->joined.v, t->joined.n);
}

static bool is_alike(int same, int n, int m)
{
    return 100LL * same >= (long long)ALIKE * (n > m ? n : m);
}

/* ---- the value of a group ------------------------------------------------------------------- */

enum { NOTHING = -1 };

static int value_of_pair(const struct table *t, const struct leaf *old, const struct leaf *fresh,
                         int same)
{
    if (xml_elem(old->elem) != xml_elem(fresh->elem))
        return NOTHING;
    bool alike = old->n_words || fresh->n_words ? is_alike(same, old->n_words, fresh->n_words)
                                                : !strcmp(old->text, fresh->text);
    return alike || takes_place(t, fresh) ? 2 * same + 1 : NOTHING;
}

/* Whether half of a leaf's words are in another one: a piece of it, perhaps. */
static bool may_be_piece(const struct leaf *whole, const struct leaf *piece)
{
    return piece->n_words && xml_elem(piece->elem) == xml_elem(whole->elem) &&
           2 * common_words(whole->words, whole->n_words, piece->words, piece->n_words) >=
               piece->n_words;
}

/* Each piece must contribute half of its words besides the others. */
static int value_of_pieces(struct table *t, const struct leaf *whole, struct leaf *const *piece,
                           int n, int words)
{
    int same = common_joined(t, whole, piece, n, -1);
    bool alike = is_alike(same, words, whole->n_words);
    for (int k = 0; alike && k < n; k++)
        alike = 2 * (same - common_joined(t, whole, piece, n, k)) >= piece[k]->n_words;
    return alike ? 2 * same + 1 : NOTHING;
}

/* Stores a group in a cell if it is better than the present one. */
static void offer_group(const struct table *t, struct cell *c, int i, int j, int n_old, int n_fresh,
                        int value)
{
    const struct cell *rest = cell_at(t, i + n_old, j + n_fresh);
    if (rest && value != NOTHING && value + rest->value > c->value)
        *c = (struct cell){value + rest->value, (uint8_t)n_old, (uint8_t)n_fresh};
}

static void offer_pieces(struct table *t, struct cell *c, int i, int j, bool merged)
{
    const struct leaf *whole = merged ? t->fresh[j] : t->old[i];
    struct leaf **piece = merged ? t->old + i : t->fresh + j;
    int most = merged ? t->n_old - i : t->n_fresh - j, words = 0;
    for (int n = 1; n <= most && n <= MOST_PIECES && may_be_piece(whole, piece[n - 1]); n++) {
        words += piece[n - 1]->n_words;
        if (!is_alike(whole->n_words, words, whole->n_words))
            break;
        if (n > 1)
            offer_group(t, c, i, j, merged ? n : 1, merged ? 1 : n,
                        value_of_pieces(t, whole, piece, n, words));
    }
}

static void since_align_fill(struct table *t, int i, int j)
{
    struct cell *c = &t->row[i][j - row_from(t, i)];
    c->value = NOTHING;
    if (i < t->n_old && j < t->n_fresh) {
        const struct leaf *old = t->old[i], *fresh = t->fresh[j];
        offer_group(t, c, i, j, 1, 1,
                    value_of_pair(t, old, fresh,
                                  common_words(old->words, old->n_words, fresh->words,
                                               fresh->n_words)));
        offer_pieces(t, c, i, j, false);
        offer_pieces(t, c, i, j, true);
    }
    if (j < t->n_fresh)
        offer_group(t, c, i, j, 0, 1, 0);
    if (i < t->n_old)
        offer_group(t, c, i, j, 1, 0, 0);
    if (c->value == NOTHING)
        c->value = 0;
}

void since_align(struct arena *a, struct leaf **old, int n_old, struct leaf **fresh, int n_fresh,
                 struct since_groups *groups)
{
    struct table t = {.old = old, .fresh = fresh, .n_old = n_old, .n_fresh = n_fresh};
    for (int i = 0; i < n_old; i++)
        since_sort_words(a, old[i]);
    for (int j = 0; j < n_fresh; j++)
        since_sort_words(a, fresh[j]);
    t.row = mem_new((size_t)(n_old + 1) * sizeof *t.row);
    for (int i = n_old; i >= 0; i--) {
        t.row[i] = mem_new((size_t)(row_to(&t, i) - row_from(&t, i) + 1) * sizeof **t.row);
        for (int j = row_to(&t, i); j >= row_from(&t, i); j--)
            since_align_fill(&t, i, j);
    }
    for (int i = 0, j = 0; i < n_old || j < n_fresh;) {
        const struct cell *c = cell_at(&t, i, j);
        if (c->n_old && c->n_fresh)
            *vec_add(groups) = (struct since_group){i, c->n_old, j, c->n_fresh};
        i += c->n_old;
        j += c->n_fresh;
    }
    for (int i = 0; i <= n_old; i++)
        mem_free(t.row[i]);
    mem_free(t.row);
    vec_done(&t.joined);
    vec_done(&t.longer);
}
