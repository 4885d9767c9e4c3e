// SPDX-License-Identifier: Apache-2.0
/* Matching of sequences: matches are equal and in order, nothing that could be matched at the ends
 * or alone is left, and small ranges without anchors get a longest common subsequence. */
#include "collect/collect-int.h"
#include "test.h"

enum { MOST = 400 };

static uint32_t seed = 1;
static uint32_t random_number(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static int count(const uint64_t *a, int n, const uint64_t *b, int m)
{
    int match[MOST], matched = 0, last = -1;
    bool ordered = true;
    diff_match(a, n, b, m, match);
    for (int j = 0; j < m; j++) {
        if (match[j] < 0)
            continue;
        ordered &= match[j] > last && match[j] < n && a[match[j]] == b[j];
        last = match[j];
        matched++;
    }
    CHECK(ordered);
    return matched;
}

static int longest(const uint64_t *a, int n, const uint64_t *b, int m)
{
    static int length[MOST + 1][MOST + 1];
    memset(length, 0, sizeof length);
    for (int i = n - 1; i >= 0; i--)
        for (int j = m - 1; j >= 0; j--) {
            int down = length[i + 1][j], right = length[i][j + 1];
            length[i][j] = a[i] == b[j] ? length[i + 1][j + 1] + 1 : down > right ? down : right;
        }
    return length[0][0];
}

static int fill(uint64_t *v, const char *letters)
{
    int n = 0;
    for (; letters[n]; n++)
        v[n] = (uint64_t)letters[n];
    return n;
}

static int count_letters(const char *x, const char *y)
{
    uint64_t a[MOST], b[MOST];
    int n = fill(a, x), m = fill(b, y);
    return count(a, n, b, m);
}

int main(void)
{
    CHECK_INT(count_letters("", ""), 0);
    CHECK_INT(count_letters("abc", ""), 0);
    CHECK_INT(count_letters("", "abc"), 0);
    CHECK_INT(count_letters("abc", "abc"), 3);
    CHECK_INT(count_letters("abc", "axbxc"), 3);
    CHECK_INT(count_letters("aaaa", "aa"), 2);
    CHECK_INT(count_letters("abcd", "dcba"), 1);
    CHECK_INT(count_letters("xabcx", "yabcy"), 3);
    CHECK_INT(count_letters("xaaby", "zaabw"), 3);
    for (int round = 0; round < 300; round++) {
        uint64_t a[MOST], b[MOST];
        uint32_t kinds = 1 + random_number(round < 150 ? 3 : 60);
        int n = (int)random_number(120), m = (int)random_number(120);
        for (int i = 0; i < n; i++)
            a[i] = random_number(kinds);
        for (int j = 0; j < m; j++)
            b[j] = random_number(kinds);
        int got = count(a, n, b, m), best = longest(a, n, b, m);
        CHECK(got <= best && (best == 0 || got > 0));
        if (kinds == 1)
            CHECK_INT(got, best);
    }
    return test_end();
}
