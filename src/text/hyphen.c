// SPDX-License-Identifier: Apache-2.0
/* Hyphenation by patterns: F. M. Liang, Word Hy-phen-a-tion by Com-put-er (1983), over the packaged
 * dictionaries of libhyphen.
 *
 * A dictionary has two levels. The first holds compounds and finds their joints; each part between
 * two joints is looked up again, and a part without joints is hyphenated by the second level.
 * Results equal libhyphen's, point for point.
 *
 * A trie node's pattern counts only when no longer suffix of the text read so far leads into the
 * trie, as in libhyphen's automaton; walking from each start in turn and letting the earliest start
 * that still runs own a place gives just that, without failure links. */
#include <string.h>

#include <glib.h>

#include "text/hyphen-int.h"

enum { WORD_MAX = 255 };

/* ---- hyphenating a word ---------------------------------------------------------------------- */

/* Puts the values of the pattern p, whose first letter is word[at]; out[i] gets the value of a
 * break after byte i. An odd value of a pattern with a changed spelling is made even. */
static void apply_pattern(const char *p, bool respelled, int at, int n, char *out)
{
    for (at--; (unsigned char)*p > ' ' && *p != '/'; p++) {
        if (!is_digit(*p)) {
            at++;
            continue;
        }
        char value = (char)(respelled && (*p & 1) && *p < '9' ? *p + 1 : *p);
        if (at >= 0 && at < n && out[at] < value)
            out[at] = value;
    }
}

/* word[-1] and word[n] are treated as '.'. */
static void run_level(const struct level *l, const char *word, int n, char *out)
{
    int owned = -2; /* the last place whose state an earlier start has decided */
    memset(out, '0', (size_t)n);
    for (int start = -1; start <= n; start++) {
        const struct node *node = &l->node.v[1];
        const char *label = "";
        int more = 0; /* letters of the label not yet read */
        for (int i = start; i <= n; i++) {
            unsigned char c = i < 0 || i == n ? '.' : (unsigned char)word[i];
            if (more) {
                while (is_digit(*label))
                    label++;
                if ((unsigned char)*label++ != c)
                    break;
                more--;
            } else {
                uint32_t child = level_child(l, node, c);
                if (!child)
                    break;
                node = &l->node.v[child];
                label = l->text + node->label;
                more = node->more;
            }
            if (i > owned) {
                owned = i;
                if (!more && node->match)
                    apply_pattern(l->text + node->match, node->respelled, start, n, out);
            }
        }
    }
    out[n - 1] = '0';
}

static bool is_tail(char c) { return ((unsigned char)c & 0xc0) == 0x80; }

/* No break before `min` characters have passed; leading digits do not count. */
static void trim_left(const char *word, int n, char *out, int min)
{
    int chars = 1, i = 0;
    for (int j = 0; j < n && is_digit(word[j]); j++)
        chars--;
    for (; chars < min && i < n; chars++)
        do
            out[i++] = '0';
        while (i < n && is_tail(word[i]));
}

static void trim_right(const char *word, int n, char *out, int min)
{
    int chars = 0;
    for (int j = n - 1; j > 0 && is_digit(word[j]); j--)
        chars--;
    for (int j = n - 1; chars < min && j > 0; j--) {
        out[j] = '0';
        chars += !is_tail(word[j]);
    }
}

/* word has its digits replaced by '.', which no pattern takes for a letter. Each part is shorter
 * than the whole: the depth is bounded by WORD_MAX. */
static void hyphenate_part(const struct hyphenator *h, const char *word, int n, char *out,
                           bool left_end, bool right_end)
{
    int begin = 0;
    char part[WORD_MAX + 1];
    run_level(&h->level[0], word, n, out);
    for (int i = 0; i < n; i++) {
        bool joint = out[i] & 1;
        if (!joint && !(begin > 0 && i + 1 == n))
            continue;
        if (i > begin) {
            hyphenate_part(h, word + begin, i - begin + 1, part, begin == 0 && left_end,
                           !joint && right_end);
            memcpy(out + begin, part, (size_t)(i - begin));
        }
        begin = i + 1;
    }
    if (begin)
        return;
    run_level(&h->level[1], word, n, out);
    if (!left_end)
        trim_left(word, n, out, h->compound_left);
    if (!right_end)
        trim_right(word, n, out, h->compound_right);
}

static void joints_in(const struct hyphenator *h, const char *word, int n, char *out)
{
    int begin = 0;
    char part[WORD_MAX + 1];
    run_level(&h->level[0], word, n, out);
    for (int i = 0; i < n; i++) {
        if (!(out[i] & 1) && !(begin > 0 && i + 1 == n))
            continue;
        if (i > begin) {
            joints_in(h, word + begin, i - begin + 1, part);
            memcpy(out + begin, part, (size_t)(i - begin));
        }
        begin = i + 1;
    }
}

static void forbid_beside(const char *word, int n, const char *sign, char *out)
{
    int len_sign = (int)strlen(sign);
    for (int i = 0; i + len_sign <= n; i++) {
        if (memcmp(word + i, sign, (size_t)len_sign))
            continue;
        out[i + len_sign - 1] = '0';
        if (i)
            out[i - 1] = '0';
    }
}

void fold_letters(const char *word, int n, char *out)
{
    const char *s = word, *end = word + n;
    while (s < end) {
        const char *at = s;
        uint32_t c = (unsigned char)*s < 0x80 ? (unsigned char)*s++ : utf8_next(&s, end);
        char low[4];
        uint32_t lower = c < 0x80 ? (c >= 'A' && c <= 'Z' ? c + 32 : c) : g_unichar_tolower(c);
        int m = utf8_put(low, lower);
        if (m != s - at) /* ẞ and the like: keep the letter, patterns pass it by */
            memcpy(out + (at - word), at, (size_t)(s - at));
        else
            memcpy(out + (at - word), low, (size_t)m);
    }
}

void hyphen_joints(const struct hyphenator *h, const char *word, int n, char *out)
{
    char lower[WORD_MAX], value[WORD_MAX + 1];
    memset(out, 0, (size_t)n);
    if (n < 2 || n > WORD_MAX)
        return;
    fold_letters(word, n, lower);
    joints_in(h, lower, n, value);
    for (int i = 0; i + 1 < n; i++)
        out[i + 1] = value[i] & 1;
}

int hyphenate(const struct hyphenator *h, const char *word, int n, int left, int right, char *out)
{
    char lower[WORD_MAX], dotted[WORD_MAX], value[WORD_MAX + 1];
    int points = 0;
    memset(out, 0, (size_t)n);
    if (n < 2 || n > WORD_MAX)
        return 0;
    fold_letters(word, n, lower);
    for (int i = 0; i < n; i++)
        dotted[i] = is_digit(lower[i]) ? '.' : lower[i];
    hyphenate_part(h, dotted, n, value, true, true);
    left = left > h->left ? left : h->left;
    right = right > h->right ? right : h->right;
    trim_left(lower, n, value, left ? left : 2);
    trim_right(lower, n, value, right ? right : 2);
    for (int i = 0; i < h->nohyphen.n; i++)
        forbid_beside(lower, n, h->nohyphen.v[i], value);
    for (int i = 0; i + 1 < n; i++)
        if ((value[i] & 1) && !is_tail(word[i + 1]))
            out[i + 1] = 1, points++;
    return points;
}
