// SPDX-License-Identifier: Apache-2.0
/* Suggestions for misspelt words: the nearest of the possible names by edit distance. */
#include <string.h>

#include "base/base.h"

static char letter(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c; }

/* Optimal string alignment: insertions, deletions, changes and swaps of neighbours; gives up at
 * `limit`. */
static int distance(const char *a, const char *b, int limit)
{
    enum { LONGEST = 48 };
    int row[3][LONGEST + 1], n = (int)strlen(a), m = (int)strlen(b);
    if (n > LONGEST || m > LONGEST || n - m >= limit || m - n >= limit)
        return limit;
    for (int j = 0; j <= m; j++)
        row[0][j] = j;
    for (int i = 1; i <= n; i++) {
        int *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3],
            least = now[0] = i;
        for (int j = 1; j <= m; j++) {
            bool same = letter(a[i - 1]) == letter(b[j - 1]);
            bool swapped = i > 1 && j > 1 && letter(a[i - 1]) == letter(b[j - 2]) &&
                           letter(a[i - 2]) == letter(b[j - 1]);
            int d = last[j - 1] + !same;
            d = last[j] + 1 < d ? last[j] + 1 : d;
            d = now[j - 1] + 1 < d ? now[j - 1] + 1 : d;
            if (swapped && before[j - 2] + 1 < d)
                d = before[j - 2] + 1;
            now[j] = d;
            least = d < least ? d : least;
        }
        if (least >= limit)
            return limit;
    }
    return row[n % 3][m];
}

struct near near_word(const char *word)
{
    size_t n = strlen(word);
    return (struct near){word, NULL, n < 3 ? 0 : n < 6 ? 2 : 3};
}

void near_try(struct near *n, const char *candidate)
{
    if (!n->distance)
        return;
    int d = distance(n->word, candidate, n->distance);
    bool alike = letter(*n->word) == letter(*candidate) ||
                 d < 2; /* typing errors are rare at the first letter */
    if (d < n->distance && alike) {
        n->distance = d;
        n->best = candidate;
    }
}
