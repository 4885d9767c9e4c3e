// SPDX-License-Identifier: Apache-2.0
/* Reading hyphenation dictionaries of libhyphen's kind into tries. Its own loader takes seconds for
 * the German one, this one hundredths.
 *
 * All text is UTF-8 inside: other dictionaries are converted when they are read. A dictionary has
 * one or two levels (hyphen.c); one of a single level gets a first level made up here that knows
 * only the hyphen and the apostrophe. Patterns with a changed spelling ("Zuk-ker") never give a
 * point: a break there would print a wrong word. */
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "text/hyphen-int.h"

enum { LINE_MAX_BYTES = 200 };

/* ---- the trie -------------------------------------------------------------------------------- */

static void level_init(struct level *l)
{
    (void)vec_add(&l->node);
    (void)vec_add(&l->node);
    (void)vec_add(&l->pool);
}

static void make_table(struct level *l, struct node *n)
{
    struct table *t = vec_add(&l->table);
    for (uint32_t child = n->first; child; child = l->node.v[child].next)
        t->child[l->node.v[child].c] = child;
    n->first = (uint32_t)l->table.n - 1;
}

static uint32_t level_add_child(struct level *l, uint32_t node, unsigned char c)
{
    uint32_t child = level_child(l, node, c);
    if (child)
        return child;
    child = (uint32_t)l->node.n;
    struct node *new = vec_add(&l->node), *n = &l->node.v[node];
    new->c = c;
    if (n->children < CHILDREN_MAX && ++n->children == CHILDREN_MAX)
        make_table(l, n);
    if (n->children == CHILDREN_MAX)
        return l->table.v[n->first].child[c] = child;
    new->next = n->first;
    return n->first = child;
}

/* The way to the latest pattern: dictionaries are sorted, and the next one mostly goes along with
 * it for a while. */
struct trail {
    char text[LINE_MAX_BYTES];
    uint32_t node[LINE_MAX_BYTES + 1];
    int n, at; /* n: letters of the way; at: letters of the current pattern matched */
};

static void trail_step(struct level *l, struct trail *t, char c)
{
    int at = t->at++;
    if (at < t->n && t->text[at] == c)
        return;
    t->text[at] = c;
    t->node[at + 1] = level_add_child(l, t->node[at], (unsigned char)c);
    t->n = at + 1;
}

/* Attaches the values to a node: value[i] is before letter i of n; n + 1 values. */
static void add_values(struct level *l, uint32_t node, const char *value, int n)
{
    int first = 0, last = n;
    while (first <= n && value[first] == '0')
        first++;
    while (last > first && value[last] == '0')
        last--;
    l->node.v[node].match = (uint32_t)l->pool.n;
    *vec_add(&l->pool) = (uint8_t)(first > n ? 0 : last - first + 1);
    *vec_add(&l->pool) = (uint8_t)(n - first);
    for (int i = first; i <= last && first <= n; i++)
        *vec_add(&l->pool) = (uint8_t)value[i];
}

/* ---- reading a dictionary -------------------------------------------------------------------- */

/* A line "a1bc2/x=y,1,2": letters and the digits between them. A digit that a changed spelling
 * belongs to is made even. */
static void load_pattern(struct level *l, struct trail *t, const char *s, int n)
{
    char value[LINE_MAX_BYTES + 1];
    const char *slash = memchr(s, '/', (size_t)n), *end = slash ? slash : s + n;
    value[0] = '0';
    t->at = 0;
    t->node[0] = 1;
    for (; s < end && (unsigned char)*s > ' '; s++) {
        if (*s >= '0' && *s <= '9') {
            value[t->at] = (char)(slash && (*s & 1) && *s < '9' ? *s + 1 : *s);
        } else {
            trail_step(l, t, *s);
            value[t->at] = '0';
        }
    }
    if (t->at)
        add_values(l, t->node[t->at], value, t->at);
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

/* The minima of both levels go into one place; NOHYPHEN counts only in the first level. */
static void load_line(struct hyphenator *h, struct level *l, struct trail *trail, const char *s,
                      int n)
{
    while (n && (s[n - 1] == '\r' || s[n - 1] == ' '))
        n--;
    if (!n || n >= LINE_MAX_BYTES || *s == '%')
        return;
    if (*s >= 'A' && *s <= 'Z' &&
        (load_number(s, n, "LEFTHYPHENMIN", &h->left) ||
         load_number(s, n, "RIGHTHYPHENMIN", &h->right) ||
         load_number(s, n, "COMPOUNDLEFTHYPHENMIN", &h->compound_left) ||
         load_number(s, n, "COMPOUNDRIGHTHYPHENMIN", &h->compound_right)))
        return;
    if (n > 8 && !memcmp(s, "NOHYPHEN", 8)) {
        if (l == &h->level[0])
            load_nohyphen(h, s + 8, n - 8);
    } else {
        load_pattern(l, trail, s, n);
    }
}

/* The first level for a dictionary without compounds: breaks beside hyphen and apostrophe, which
 * NOHYPHEN removes again, so that they only separate the parts. */
static void load_default_compounds(struct hyphenator *h, bool utf8)
{
    static const char *const line[] = {"1-1", "1'1",
                                       "1\xe2\x80\x93"
                                       "1",
                                       "1\xe2\x80\x99"
                                       "1"};
    struct trail trail = {.n = 0};
    level_init(&h->level[0]);
    for (int i = 0; i < (utf8 ? 4 : 2); i++)
        load_pattern(&h->level[0], &trail, line[i], (int)strlen(line[i]));
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
    struct trail trail = {.n = 0};
    int level = split ? 0 : 1;
    level_init(&h->level[level]);
    for (const char *next; s < end; s = next + 1) {
        next = memchr(s, '\n', (size_t)(end - s));
        if (!next)
            next = end;
        if (s == split)
            level_init(&h->level[level = 1]), trail.n = 0;
        else
            load_line(h, &h->level[level], &trail, s,
                      (int)(next - s > LINE_MAX_BYTES ? LINE_MAX_BYTES : next - s));
    }
    if (!split)
        load_default_compounds(h, utf8);
}

static void latin1_to_utf8(const char *s, size_t n, struct buf *out)
{
    buf_room(out, 2 * n);
    char *to = out->s + out->n;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c >= 0x80)
            *to++ = (char)(0xc0 | c >> 6);
        *to++ = (char)(c < 0x80 ? c : 0x80 | (c & 0x3f));
    }
    *to = 0;
    out->n = (size_t)(to - out->s);
}

static bool dictionary_convert(const char *charset, char *s, size_t n, struct buf *out)
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
    FILE *f = file_open(path);
    if (!f || !file_read_rest(&file, f, path, 64u << 20)) {
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
        known = dictionary_convert(charset, file.s + line, file.n - line, &text);
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
        vec_done(&h->level[i].node);
        vec_done(&h->level[i].table);
        vec_done(&h->level[i].pool);
    }
    for (int i = 0; i < h->nohyphen.n; i++)
        mem_free(h->nohyphen.v[i]);
    vec_done(&h->nohyphen);
    mem_free(h);
}
