/* Hyphenation by patterns: F. M. Liang, Word Hy-phen-a-tion by Com-put-er (1983), over the packaged dictionaries of libhyphen.
 *
 * A dictionary has one or two levels. The first holds compounds and finds their joints; each part between two joints is looked up
 * again, and a part without joints is hyphenated by the second level (NEXTLEVEL in the file). A dictionary of one level gets a first
 * level made up here that knows only the hyphen and the apostrophe. Results equal libhyphen's, point for point; its loader takes
 * seconds for the German dictionary, this one hundredths.
 *
 * All text is UTF-8 inside: other dictionaries are converted when they are read. A trie node's pattern counts only when no longer
 * suffix of the text read so far leads into the trie, as in libhyphen's automaton; walking from each start in turn and letting the
 * earliest start that still runs own a place gives just that, without failure links.
 * Patterns with a changed spelling ("Zuk-ker") never give a point: a break there would print a wrong word. */
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "text/text-int.h"

enum { WORD_MAX = 255, LINE_MAX_BYTES = 200, NO_NODE = 0 };

/* The transitions of a trie in one open hash table: node and byte give the child. Node 1 is the root. */
struct edge {
    uint32_t key;             /* node << 8 | byte; 0 free */
    uint32_t child;
};
struct level {
    struct edge *edge;
    uint32_t edges, mask;
    VEC(uint32_t) match;      /* by node: place of its pattern in pool, 0 none */
    VEC(uint8_t) pool;        /* patterns: count of values, how far before the end the first lies, values */
    uint32_t root[256];       /* children of the root */
};
struct hyphenator {
    struct level level[2];
    int left, right;          /* LEFTHYPHENMIN, RIGHTHYPHENMIN; 0: not given */
    int compound_left, compound_right;
    VEC(char *) nohyphen;     /* signs beside which no break may be */
};

/* ---- the trie ---------------------------------------------------------------------------------------------------- */

static uint32_t edge_slot(const struct level *l, uint32_t key)
{
    uint32_t i = (key * 2654435769u >> 7) & l->mask;
    while (l->edge[i].key && l->edge[i].key != key)
        i = (i + 1) & l->mask;
    return i;
}

static void level_grow(struct level *l)
{
    struct edge *old = l->edge;
    uint32_t n = l->edge ? l->mask + 1 : 0;
    l->mask = n ? n * 2 - 1 : (1u << 12) - 1;
    l->edge = mem_new(sizeof *l->edge * (l->mask + 1));
    for (uint32_t i = 0; i < n; i++)
        if (old[i].key)
            l->edge[edge_slot(l, old[i].key)] = old[i];
    mem_free(old);
}

static void level_init(struct level *l, uint32_t expected)
{
    while (l->mask < expected)
        level_grow(l);
    (void)vec_add(&l->match);
    (void)vec_add(&l->match);
    (void)vec_add(&l->pool);
}

static uint32_t level_child(const struct level *l, uint32_t node, unsigned char c)
{
    return node == 1 ? l->root[c] : l->edge[edge_slot(l, node << 8 | c)].child;
}

static uint32_t level_add_child(struct level *l, uint32_t node, unsigned char c)
{
    uint32_t *child = &l->root[c];
    if (node != 1) {
        if (l->edges * 2 > l->mask)
            level_grow(l);
        struct edge *e = &l->edge[edge_slot(l, node << 8 | c)];
        l->edges += !e->key;
        e->key = node << 8 | c;
        child = &e->child;
    }
    if (!*child) {
        *child = (uint32_t)l->match.n;
        (void)vec_add(&l->match);
    }
    return *child;
}

/* value[i] stands before byte i of text; n + 1 values. */
static void level_add(struct level *l, const char *text, int n, const char *value)
{
    uint32_t node = 1;
    int first = 0, last = n;
    for (int i = 0; i < n; i++)
        node = level_add_child(l, node, (unsigned char)text[i]);
    while (first <= n && value[first] == '0')
        first++;
    while (last > first && value[last] == '0')
        last--;
    l->match.v[node] = (uint32_t)l->pool.n;
    *vec_add(&l->pool) = (uint8_t)(first > n ? 0 : last - first + 1);
    *vec_add(&l->pool) = (uint8_t)(n - first);
    for (int i = first; i <= last && first <= n; i++)
        *vec_add(&l->pool) = (uint8_t)value[i];
}

/* ---- reading a dictionary ---------------------------------------------------------------------------------------- */

/* A line "a1bc2/x=y,1,2": letters and the digits between them. A digit that a changed spelling belongs to is made even. */
static void load_pattern(struct level *l, const char *s, int n)
{
    char text[LINE_MAX_BYTES], value[LINE_MAX_BYTES + 1];
    const char *slash = memchr(s, '/', (size_t)n);
    int at = 0;
    if (slash)
        n = (int)(slash - s);
    value[0] = '0';
    for (int i = 0; i < n && (unsigned char)s[i] > ' '; i++) {
        if (s[i] >= '0' && s[i] <= '9') {
            value[at] = (char)(slash && (s[i] & 1) && s[i] < '9' ? s[i] + 1 : s[i]);
        } else {
            text[at] = s[i];
            value[++at] = '0';
        }
    }
    if (at)
        level_add(l, text, at, value);
}

static void load_nohyphen(struct hyphenator *h, const char *s, int n)
{
    const char *end = s + n;
    while (s < end && (*s == ' ' || *s == '\t'))
        s++;
    for (const char *next; s < end; s = next + 1) {
        next = memchr(s, ',', (size_t)(end - s));
        if (!next)
            next = end;
        if (next > s) {
            char *sign = mem_new((size_t)(next - s) + 1);
            memcpy(sign, s, (size_t)(next - s));
            *vec_add(&h->nohyphen) = sign;
        }
    }
}

static bool load_number(const char *s, int n, const char *name, int *to)
{
    int len_name = (int)strlen(name);
    if (n < len_name || memcmp(s, name, (size_t)len_name))
        return false;
    int v = 0;
    for (int i = len_name; i < n && v < 100; i++)
        v = s[i] >= '0' && s[i] <= '9' ? v * 10 + s[i] - '0' : v;
    *to = v;
    return true;
}

/* The minima of both levels go into one place; NOHYPHEN counts only in the level that is asked first. */
static void load_line(struct hyphenator *h, struct level *l, const char *s, int n)
{
    while (n && (s[n - 1] == '\r' || s[n - 1] == ' '))
        n--;
    if (!n || n >= LINE_MAX_BYTES || *s == '%' || load_number(s, n, "LEFTHYPHENMIN", &h->left)
        || load_number(s, n, "RIGHTHYPHENMIN", &h->right) || load_number(s, n, "COMPOUNDLEFTHYPHENMIN", &h->compound_left)
        || load_number(s, n, "COMPOUNDRIGHTHYPHENMIN", &h->compound_right))
        return;
    if (n > 8 && !memcmp(s, "NOHYPHEN", 8)) {
        if (l == &h->level[0])
            load_nohyphen(h, s + 8, n - 8);
    } else {
        load_pattern(l, s, n);
    }
}

/* The level above a dictionary that has no compounds: breaks beside hyphen and apostrophe, which NOHYPHEN takes back, so that they
 * only part the word. */
static void load_default_compounds(struct hyphenator *h, bool utf8)
{
    static const char *const line[] = {"1-1", "1'1", "1\xe2\x80\x93" "1", "1\xe2\x80\x99" "1"};
    level_init(&h->level[0], 64);
    for (int i = 0; i < (utf8 ? 4 : 2); i++)
        load_pattern(&h->level[0], line[i], (int)strlen(line[i]));
    const char *signs = utf8 ? "',\xe2\x80\x93,\xe2\x80\x99,-" : "',-";
    load_nohyphen(h, signs, (int)strlen(signs));
    h->compound_left = h->compound_left ? h->compound_left : h->left ? h->left : 3;
    h->compound_right = h->compound_right ? h->compound_right : h->right ? h->right : 3;
}

static const char *find_nextlevel(const char *s, const char *end)
{
    for (; s && end - s > 9; s = memchr(s, '\n', (size_t)(end - s)), s = s ? s + 1 : NULL)
        if (!memcmp(s, "NEXTLEVEL", 9))
            return s;
    return NULL;
}

/* s to end are the lines below the charset's, in UTF-8. */
static void load_lines(struct hyphenator *h, const char *s, const char *end, bool utf8)
{
    const char *split = find_nextlevel(s, end);
    int level = split ? 0 : 1;
    level_init(&h->level[level], (uint32_t)((split ? split : end) - s) / 2);
    for (const char *next; s < end; s = next + 1) {
        next = memchr(s, '\n', (size_t)(end - s));
        if (!next)
            next = end;
        if (s == split)
            level_init(&h->level[level = 1], (uint32_t)(end - s) / 2);
        else
            load_line(h, &h->level[level], s, (int)(next - s > LINE_MAX_BYTES ? LINE_MAX_BYTES : next - s));
    }
    if (!split)
        load_default_compounds(h, utf8);
}

static void latin1_to_utf8(const char *s, size_t n, struct buf *out)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < 0x80)
            buf_putc(out, s[i]);
        else
            buf_utf8(out, (unsigned char)s[i]);
}

static bool convert(const char *charset, char *s, size_t n, struct buf *out)
{
    char part[4096];
    iconv_t cd = iconv_open("UTF-8", charset);
    if (cd == (iconv_t)-1)
        return false;
    while (n) {
        char *to = part;
        size_t room = sizeof part;
        size_t r = iconv(cd, &s, &n, &to, &room);
        buf_add(out, part, sizeof part - room);
        if (r == (size_t)-1 && errno != E2BIG) {
            if (errno != EILSEQ || !n)
                break;
            s++, n--;
        }
    }
    iconv_close(cd);
    return true;
}

struct hyphenator *hyphenator_load(const char *path)
{
    struct buf file = {0}, text = {0};
    FILE *f = fopen(path, "rb");
    if (!f || !buf_read(&file, f, 64u << 20)) {
        if (f)
            fclose(f);
        buf_done(&file);
        return NULL;
    }
    fclose(f);
    size_t line = file.s ? strcspn(file.s, "\r\n") : 0;
    char charset[32] = "";
    memcpy(charset, file.s ? file.s : "", line < sizeof charset - 1 ? line : sizeof charset - 1);
    bool utf8 = !strcmp(charset, "UTF-8"), known = true;
    if (!utf8 && (!strcmp(charset, "ISO8859-1") || !*charset))
        latin1_to_utf8(file.s + line, file.n - line, &text);
    else if (!utf8)
        known = convert(charset, file.s + line, file.n - line, &text);
    struct hyphenator *h = NULL;
    if (known) {
        h = mem_new(sizeof *h);
        if (utf8)
            load_lines(h, file.s + line, file.s + file.n, true);
        else
            load_lines(h, text.s ? text.s : "", text.s ? text.s + text.n : "", false);
    }
    buf_done(&file);
    buf_done(&text);
    return h;
}

void hyphenator_free(struct hyphenator *h)
{
    if (!h)
        return;
    for (int i = 0; i < 2; i++) {
        mem_free(h->level[i].edge);
        vec_done(&h->level[i].match);
        vec_done(&h->level[i].pool);
    }
    for (int i = 0; i < h->nohyphen.n; i++)
        mem_free(h->nohyphen.v[i]);
    vec_done(&h->nohyphen);
    mem_free(h);
}

/* ---- hyphenating a word ------------------------------------------------------------------------------------------- */

/* word[-1] and word[n] are readable and treated as '.'; out[i] gets the value of a break after byte i. */
static void apply_pattern(const uint8_t *p, int end, int n, char *out)
{
    int first = end - p[1] - 1;   /* a value before byte k is one after byte k - 1 */
    for (int i = 0; i < p[0]; i++) {
        int at = first + i;
        if (at >= 0 && at < n && out[at] < (char)p[2 + i])
            out[at] = (char)p[2 + i];
    }
}

static void run_level(const struct level *l, const char *word, int n, char *out)
{
    int owned = -2;               /* the last place whose state an earlier start has decided */
    memset(out, '0', (size_t)n);
    for (int start = -1; start <= n; start++) {
        uint32_t node = 1;
        for (int i = start; i <= n; i++) {
            node = level_child(l, node, i < 0 || i == n ? '.' : (unsigned char)word[i]);
            if (!node)
                break;
            if (i > owned) {
                owned = i;
                if (l->match.v[node])
                    apply_pattern(&l->pool.v[l->match.v[node]], i + 1, n, out);
            }
        }
    }
    out[n - 1] = '0';
}

static bool is_tail(char c) { return ((unsigned char)c & 0xc0) == 0x80; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

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

/* word has its digits replaced by '.', which no pattern takes for a letter. Each part is shorter than the whole: the depth is bounded
 * by WORD_MAX. */
static void hyphenate_part(const struct hyphenator *h, const char *word, int n, char *out, bool left_end, bool right_end)
{
    int begin = 0;
    char part[WORD_MAX + 1];
    run_level(&h->level[0], word, n, out);
    for (int i = 0; i < n; i++) {
        bool joint = out[i] & 1;
        if (!joint && !(begin > 0 && i + 1 == n))
            continue;
        if (i > begin) {
            hyphenate_part(h, word + begin, i - begin + 1, part, begin == 0 && left_end, !joint && right_end);
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

/* Lower case, byte by byte as long as the original, so that points can be carried over; digits become word ends for the patterns. */
static void fold(const char *word, int n, char *out)
{
    const char *s = word, *end = word + n;
    while (s < end) {
        const char *at = s;
        uint32_t c = (unsigned char)*s < 0x80 ? (unsigned char)*s++ : utf8_next(&s, end);
        char low[4];
        uint32_t lower = c < 0x80 ? (c >= 'A' && c <= 'Z' ? c + 32 : c) : g_unichar_tolower(c);
        int m = utf8_put(low, lower);
        if (m != s - at)          /* ẞ and the like: keep the letter, patterns pass it by */
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
    fold(word, n, lower);
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
    fold(word, n, lower);
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
