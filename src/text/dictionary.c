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

static void level_init(struct level *l, const char *text)
{
    (void)vec_add(&l->node);
    (void)vec_add(&l->node);
    l->text = text;
}

static void make_table(struct level *l, struct node *n)
{
    struct table *t = vec_add(&l->table);
    for (uint32_t child = n->first; child; child = l->node.v[child].next)
        t->child[l->node.v[child].c] = child;
    n->first = (uint32_t)l->table.n - 1;
}

static void add_child(struct level *l, uint32_t node, const struct node *new)
{
    uint32_t child = (uint32_t)l->node.n;
    *vec_add(&l->node) = *new;
    struct node *n = &l->node.v[node];
    if (n->children < CHILDREN_MAX && ++n->children == CHILDREN_MAX)
        make_table(l, n);
    if (n->children == CHILDREN_MAX) {
        l->table.v[n->first].child[new->c] = child;
    } else {
        l->node.v[child].next = n->first;
        n->first = child;
    }
}

static const char *skip_values(const char *s, const char *end)
{
    while (s < end && is_digit(*s))
        s++;
    return s;
}

/* Parts a node before a letter of its label, of which `kept` letters stay. */
static void split_node(struct level *l, uint32_t node, const char *letter, int kept)
{
    struct node lower = l->node.v[node];
    lower.next = 0;
    lower.c = (uint8_t)*letter;
    lower.label = (uint32_t)(letter + 1 - l->text);
    lower.more = (uint8_t)(lower.more - kept - 1);
    struct node *n = &l->node.v[node];
    n->more = (uint8_t)kept;
    n->first = n->match = n->children = n->respelled = 0;
    add_child(l, node, &lower);
}

/* A pattern "a1bc2" to `end` in the level's text. */
static void add_pattern(struct level *l, const char *pattern, const char *end)
{
    uint32_t node = 1, child;
    const char *s = skip_values(pattern, end);
    while (s < end && (child = level_child(l, &l->node.v[node], (unsigned char)*s))) {
        const struct node *n = &l->node.v[child];
        const char *label = l->text + n->label;
        s++;
        for (int k = 0; k < n->more;) {
            if (s < end && *s == *label) { /* mostly the values are the same, too */
                k += !is_digit(*s);
                s++, label++;
            } else if (is_digit(*label)) {
                label++;
            } else if (s < end && is_digit(*s)) {
                s++;
            } else {
                split_node(l, child, label, k);
                break;
            }
        }
        s = skip_values(s, end);
        node = child;
    }
    if (s < end) {
        struct node new = {.c = (uint8_t)*s, .label = (uint32_t)(s + 1 - l->text)};
        for (const char *p = s + 1; p < end; p++)
            new.more = (uint8_t)(new.more + !is_digit(*p));
        add_child(l, node, &new);
        node = (uint32_t)l->node.n - 1;
    }
    if (node > 1) {
        l->node.v[node].match = (uint32_t)(pattern - l->text);
        l->node.v[node].respelled = *end == '/';
    }
}

/* ---- reading a dictionary -------------------------------------------------------------------- */

/* A line "a1bc2/x=y,1,2": letters and the digits between them, and perhaps a changed spelling. */
static void load_pattern(struct level *l, const char *s, int n)
{
    int i = 0;
    while (i < n && (unsigned char)s[i] > ' ' && s[i] != '/')
        i++;
    add_pattern(l, s, s + i);
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
static void load_line(struct hyphenator *h, struct level *l, const char *s, int n)
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
        load_pattern(l, s, n);
    }
}

/* The first level for a dictionary without compounds: breaks beside hyphen and apostrophe, which
 * NOHYPHEN removes again, so that they only separate the parts. */
static void load_default_compounds(struct hyphenator *h, bool utf8)
{
    static const char text[] = "\n1-1\n1'1\n1\xe2\x80\x93"
                               "1\n1\xe2\x80\x99"
                               "1\n";
    struct level *l = &h->level[0];
    level_init(l, text);
    for (const char *s = text, *end; (end = strchr(s + 1, '\n')); s = end)
        if (utf8 || (s[2] & 0x80) == 0)
            add_pattern(l, s + 1, end);
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

/* Reads the lines of h->text below the charset's, from s on. */
static void load_lines(struct hyphenator *h, const char *s, bool utf8)
{
    const char *end = h->text.s + h->text.n, *split = find_nextlevel(s, end);
    int level = split ? 0 : 1;
    level_init(&h->level[level], h->text.s);
    for (const char *next; s < end; s = next + 1) {
        next = memchr(s, '\n', (size_t)(end - s));
        if (!next)
            next = end;
        if (s == split)
            level_init(&h->level[level = 1], h->text.s);
        else
            load_line(h, &h->level[level], s,
                      (int)(next - s > LINE_MAX_BYTES ? LINE_MAX_BYTES : next - s));
    }
    if (!split)
        load_default_compounds(h, utf8);
}

static void latin1_to_utf8(const char *s, size_t n, struct buf *out)
{
    buf_room(out, 2 * n);
    char *to = out->s + out->n;
    for (size_t i = 0; i < n;) {
        uint64_t eight = 1ull << 63;
        if (n - i >= 8)
            memcpy(&eight, s + i, 8);
        if (!(eight & 0x8080808080808080)) {
            memcpy(to, &eight, 8);
            to += 8, i += 8;
            continue;
        }
        unsigned char c = (unsigned char)s[i++];
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
        h->text = utf8 ? file : text;
        *(utf8 ? &file : &text) = (struct buf){0};
        buf_puts(&h->text, "");
        load_lines(h, h->text.s + (utf8 ? line : 0), utf8);
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
    }
    buf_done(&h->text);
    for (int i = 0; i < h->nohyphen.n; i++)
        mem_free(h->nohyphen.v[i]);
    vec_done(&h->nohyphen);
    mem_free(h);
}
