// SPDX-License-Identifier: Apache-2.0
/* Letters and words: which parts of a text are words to hyphenate, and where ligatures are not
 * allowed in German.
 *
 * A German ligature never spans the joint of a compound or of a prefix (Auf|lage, Schiff|fahrt) or
 * an ending's (höf|lich). The first level of the German dictionary knows the joints of some 69,000
 * compounds, others are found by its syllables (Tief|flug); for loan words (Of|fizier) both give
 * only syllables. A publication's own exceptions override all. */
#include <string.h>

#include <glib.h>

#include "text/text-int.h"

enum { NEAR = 3 }; /* letters from a joint */

static bool is_letter(uint32_t c)
{
    return c < 0x80 ? (c | 0x20) - 'a' < 26u : g_unichar_isalpha(c) || g_unichar_ismark(c);
}
static bool is_upper(uint32_t c) { return c < 0x80 ? c - 'A' < 26u : g_unichar_isupper(c); }

bool next_letters(const char *text, int n, int from, struct letters *run)
{
    const char *s = text + from, *end = text + n, *start = NULL;
    bool small = false;
    run->chars = 0;
    while (s < end) {
        const char *at = s;
        uint32_t c = utf8_next(&s, end);
        bool upper = is_upper(c);
        if (!is_letter(c) || (upper && small)) {
            if (start) {
                s = at;
                break;
            }
            continue;
        }
        if (!start)
            start = at;
        small |= !upper;
        run->chars++;
    }
    if (!start)
        return false;
    run->at = (int)(start - text);
    run->n = (int)(s - start);
    run->capitals = !small;
    return true;
}

/* ---- words of another language ----------------------------------------------------- */

/* The consonants that words of German begin with, loans and names included. */
static const char *const onsets[] =
    {"b",    "bj",  "bl",  "br",   "c",    "ch",   "chl",  "chr",  "cl",  "cr", "d",   "dh",  "dr",
     "dsch", "f",   "fj",  "fl",   "fr",   "g",    "gh",   "gl",   "gn",  "gr", "h",   "j",   "k",
     "kh",   "khm", "kl",  "kn",   "kr",   "l",    "m",    "mn",   "n",   "p",  "pf",  "pfl", "pfr",
     "ph",   "phl", "phr", "phth", "pj",   "pl",   "pn",   "pr",   "ps",  "pt", "q",   "r",   "rh",
     "s",    "sc",  "sch", "schl", "schm", "schn", "schr", "schw", "scr", "sh", "shr", "sk",  "skl",
     "skr",  "sl",  "sm",  "sn",   "sp",   "sph",  "spl",  "spr",  "sr",  "st", "str", "sv",  "sw",
     "sz",   "szl", "t",   "th",   "thr",  "tr",   "ts",   "tsch", "tw",  "v",  "vl",  "vr",  "w",
     "wh",   "wl",  "wr",  "x",    "z",    "zw"};

static bool is_consonant(char c)
{
    return (unsigned)(c | 0x20) - 'a' < 26u && !strchr("aeiouy", c | 0x20);
}

bool letters_may_be_german(const char *word, int n)
{
    int m = 0;
    while (m < n && is_consonant(word[m]))
        m++;
    for (size_t i = 0; m && i < sizeof onsets / sizeof *onsets; i++)
        if ((int)strlen(onsets[i]) == m && !g_ascii_strncasecmp(onsets[i], word, (gsize)m))
            return true;
    return !m;
}

/* ---- ligatures ------------------------------------------------------------------------------- */

/* Beginnings of loan words that the dictionary splits before another f. */
static const char *const loans[] = {"af", "buf", "büf", "chif", "dif", "ef",   "kaf", "muf",
                                    "of", "raf", "sof", "souf", "suf", "traf", "wif", "zif"};

static bool is_loan(const char *part, int n)
{
    for (size_t i = 0; i < sizeof loans / sizeof *loans; i++)
        if ((int)strlen(loans[i]) == n && !g_ascii_strncasecmp(part, loans[i], (gsize)n))
            return true;
    return false;
}

static bool letters_begins(const char *s, int n, const char *with)
{
    int m = (int)strlen(with);
    return n >= m && !g_ascii_strncasecmp(s, with, (gsize)m);
}

/* Joints that need no dictionary: after the prefix auf-, before the endings -lich and -los. */
static bool is_affix(const char *word, int at, int n)
{
    const char *s = word + at;
    int rest = n - at;
    if (at == 3 && rest > 2 && letters_begins(word, n, "auf"))
        return true;
    if (at < 3 || (word[at - 1] | 0x20) != 'f')
        return false;
    return (letters_begins(s, rest, "lich") && !(rest > 4 && s[4] == 't')) ||
           (letters_begins(s, rest, "los") && !(rest > 3 && strchr("skt", s[3])));
}

static void join_mute(char *point, const char *joint, int begin, int end, int n)
{
    bool last = end == n, at_begin = !last && joint[begin], at_end = !last && joint[end];
    if (!at_begin || at_end)
        point[begin] = 0;
    if (!last && (!at_end || at_begin))
        point[end] = 0;
}

static bool is_mute(const char *word, int n)
{
    int i = 0;
    while (i < n && is_consonant(word[i]))
        i++;
    return i == n;
}

void letters_drop_mute(const char *word, int n, char *point, const char *joint)
{
    bool mute = true;
    if (is_mute(word, n))
        return;
    for (int i = 1, begin = 0; i <= n; i++) {
        mute = mute && is_consonant(word[i - 1]);
        if (i < n && !point[i])
            continue;
        if (mute)
            join_mute(point, joint, begin, i, n);
        begin = i;
        mute = true;
    }
}

static bool ends_linked(const char *word, int n)
{
    static const char *const links[] = {"heits", "ions", "keits", "schafts", "täts", "ungs"};
    for (size_t k = 0; k < sizeof links / sizeof *links; k++) {
        int m = (int)strlen(links[k]);
        if (m + 1 < n && !memcmp(word + n - m, links[k], (size_t)m))
            return true;
    }
    return false;
}

void letters_link(const char *word, int n, const char *point, char *joint)
{
    for (int i = 1; i < n; i++)
        if (point[i] && word[i - 1] == 's' && ends_linked(word, i)) {
            for (int k = i > NEAR ? i - NEAR : 0; k <= i + NEAR && k < n; k++)
                joint[k] = k == i;
        }
}

static bool is_tail(char c) { return ((unsigned char)c & 0xc0) == 0x80; }

uint8_t letters_place(const char *word, int n, const char *joint, int at)
{
    if (joint[at])
        return HYPHEN_JOINT;
    for (int i = at, chars = 0; i > 1 && chars < NEAR; i--) {
        chars += !is_tail(word[i - 1]);
        if (joint[i - 1] && !is_tail(word[i - 1]))
            return HYPHEN_NEAR;
    }
    for (int i = at + 1, chars = 0; i < n && chars < NEAR; i++) {
        chars += !is_tail(word[i]);
        if (joint[i])
            return HYPHEN_NEAR;
    }
    return HYPHEN_INSIDE;
}

/* At a syllable boundary of the patterns, an l after f begins a morpheme (Kauf|leute), unless it
 * ends a verb (zweifle); of two f the second does if a consonant is beside them (Brief|freund,
 * Wolf|ferkel) or a diphthong before them (Lauf|feuer), as only a short vowel doubles. */
static bool is_syllable_joint(const char *word, int i, int n)
{
    if ((word[i - 1] | 0x20) != 'f')
        return false;
    if ((word[i] | 0x20) == 'l')
        return n - i > 3;
    if ((word[i] | 0x20) != 'f' || i < 3)
        return false;
    char before[3] = {(char)(word[i - 3] | 0x20), (char)(word[i - 2] | 0x20), 0};
    return (i + 1 < n && is_consonant(word[i + 1])) || is_consonant(word[i - 2]) ||
           !strcmp(before, "au") || !strcmp(before, "eu") || !strcmp(before, "ei") ||
           !strcmp(before, "ie") || !strcmp(before, "\xa4u");
}

static void mark_syllables(const struct hyphenator *h, const char *word, int n, char *mark)
{
    char point[256];
    hyphenate(h, word, n, 2, 2, point);
    for (int i = 1; i < n; i++)
        mark[i] |= point[i] && is_syllable_joint(word, i, n);
}

static void mark_joints(const struct text_style *v, const char *word, int n, char *mark)
{
    int part = 0;
    char point[256];
    memset(mark, 0, (size_t)n);
    memset(point, 0, sizeof point);
    if (v->joints) {
        hyphen_joints(v->joints, word, n, mark);
        mark_syllables(v->joints, word, n, mark);
    }
    for (int i = 1; i < n; i++) {
        if (mark[i] && (word[i] | 0x20) == 'f' && is_loan(word + part, i - part))
            mark[i] = 0;
        mark[i] |= v->joints && is_affix(word, i, n);
        if (mark[i])
            part = i;
    }
    exceptions_say(v->exceptions, word, n, point, mark);
}

/* Marks the characters of the text that do not begin a glyph's cluster; false: there is none. */
static bool mark_inner(const char *text, int n, const struct glyph *glyph, int n_glyphs,
                       char *inner)
{
    memset(inner, 1, (size_t)n);
    for (int i = 0; i < n_glyphs; i++)
        inner[glyph[i].cluster] = 0;
    bool any = false;
    for (int i = 0; i < n; i++)
        any |= inner[i] &= ((unsigned char)text[i] & 0xc0) != 0x80;
    return any;
}

bool part_ligatures(const struct text_style *v, const char *text, int n, const struct glyph *glyph,
                    int n_glyphs, struct buf *parted)
{
    char inner[256], mark[256];
    struct letters run;
    int copied = 0;
    if (n >= (int)sizeof inner || !mark_inner(text, n, glyph, n_glyphs, inner))
        return false;
    parted->n = 0;
    for (int from = 0; next_letters(text, n, from, &run); from = run.at + run.n) {
        mark_joints(v, text + run.at, run.n, mark);
        for (int i = 1; i < run.n; i++) {
            if (!mark[i] || !inner[run.at + i])
                continue;
            buf_add(parted, text + copied, (size_t)(run.at + i - copied));
            buf_puts(parted, ZERO_WIDTH_NON_JOINER);
            copied = run.at + i;
        }
    }
    buf_add(parted, text + copied, (size_t)(n - copied));
    return copied > 0;
}
