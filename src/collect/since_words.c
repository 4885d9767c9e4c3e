// SPDX-License-Identifier: Apache-2.0
/* Marks changed words inside an element: <phrase revisionflag="added"> around new ones, <phrase
 * revisionflag="deleted"> with the old ones put in. Words are compared over all text nodes of the
 * element, across inline elements. */
#include <stdlib.h>
#include <string.h>

#include "collect/since.h"

struct token {
    xmlNode *node; /* text node */
    const char *s;
    int n;
    bool blank;
};
struct tokens {
    struct token *v;
    int n, cap;
};

/* ---- tokens: words, spaces, single characters ---- */

static bool is_word(char c)
{
    return (c & 0x80) || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static void add_tokens(struct tokens *t, xmlNode *node, const char *text)
{
    for (const char *p = text; *p;) {
        const char *start = p;
        bool blank = is_space(*p), word = is_word(*p);
        while (*p && (blank ? is_space(*p) : word ? is_word(*p) : p == start))
            p++;
        *vec_add(t) = (struct token){node, start, (int)(p - start), blank};
    }
}

static bool is_skipped(const xmlNode *n)
{
    return n->type == XML_ELEMENT_NODE &&
           (xml_is(n, "indexterm") || xml_is(n, "alt") || xml_is(n, "info") || since_is_gone(n));
}

static bool is_block(const xmlNode *n)
{
    enum db_class class = n && n->type == XML_ELEMENT_NODE ? db_class_of(xml_elem(n)) : DB_UNKNOWN;
    return class == DB_BLOCK || class == DB_LIST || class == DB_ITEM || class == DB_TABLE ||
           class == DB_VERBATIM || class == DB_TITLE;
}

/* Spaces beside a block: no phrase may be there, but they separate words. */
static bool is_between_blocks(const xmlNode *text)
{
    const char *s = (const char *)text->content;
    return (is_block(text->prev) || is_block(text->next)) && !s[strspn(s, " \t\r\n")];
}

static void read_tokens(struct tokens *t, xmlNode *root, bool between_blocks)
{
    for (xmlNode *n = root; n;
         n = is_skipped(n) ? xml_walk_nodes_past(root, n) : xml_walk_nodes(root, n))
        if (n->type == XML_TEXT_NODE && n->content && (between_blocks || !is_between_blocks(n)))
            add_tokens(t, n, (const char *)n->content);
}

static uint64_t token_hash(const struct token *t)
{
    return t->blank ? 1 : hash_bytes(t->s, (size_t)t->n, 2);
}

static uint64_t *token_hashes(const struct tokens *t)
{
    uint64_t *h = mem_new((size_t)(t->n + 1) * sizeof *h);
    for (int i = 0; i < t->n; i++)
        h[i] = token_hash(&t->v[i]);
    return h;
}

/* ---- the words of a leaf ---- */

static int compare_hashes(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

void since_sort_words(struct arena *a, struct leaf *leaf)
{
    if (leaf->words)
        return;
    struct tokens t = {0};
    add_tokens(&t, NULL, leaf->text);
    uint64_t *h = arena_array(a, uint64_t, t.n + 1);
    for (int i = 0; i < t.n; i++)
        if (!t.v[i].blank && is_word(*t.v[i].s))
            h[leaf->n_words++] = token_hash(&t.v[i]);
    qsort(h, (size_t)leaf->n_words, sizeof *h, compare_hashes);
    leaf->words = h;
    vec_done(&t);
}

/* ---- marks ---- */

struct marker {
    const struct tokens *old, *fresh;
    const int *match;
    const int *ahead; /* of each new token: the old token matched by the next matched one; the old
                         length if none */
    int next_old;     /* the first old token not yet written */
    struct buf text;  /* text of the current piece */
};

static void flush_piece(struct marker *m, xmlNode *before, const char *mark)
{
    if (!m->text.n)
        return;
    xmlNode *text = xmlNewDocText(before->doc, (const xmlChar *)m->text.s), *piece = text;
    if (mark) {
        piece = xml_new_elem(before->doc, DB_phrase, xml_loc(before));
        xml_set_attr(piece, "revisionflag", mark);
        xml_add_last(piece, text);
    }
    /* linked in by hand: libxml2 would join neighbouring texts, and `before` must stay valid */
    piece->parent = before->parent;
    piece->prev = before->prev;
    piece->next = before;
    *(before->prev ? &before->prev->next : &before->parent->children) = piece;
    before->prev = piece;
    m->text.n = 0;
}

/* Inserts deleted tokens, up to the old token `to`. */
static void put_deleted(struct marker *m, xmlNode *before, int to)
{
    bool any = false;
    for (int i = m->next_old; i < to; i++) {
        any |= !m->old->v[i].blank;
        buf_add(&m->text, m->old->v[i].s, (size_t)m->old->v[i].n);
    }
    if (!any)
        m->text.n = 0;
    flush_piece(m, before, "deleted");
    m->next_old = to > m->next_old ? to : m->next_old;
}

/* A space between two new words is new, too. */
static bool is_new(const struct marker *m, int i)
{
    const struct tokens *t = m->fresh;
    if (!t->v[i].blank)
        return m->match[i] < 0;
    return i > 0 && i + 1 < t->n && t->v[i - 1].node == t->v[i].node &&
           t->v[i + 1].node == t->v[i].node && m->match[i - 1] < 0 && m->match[i + 1] < 0 &&
           !t->v[i - 1].blank && !t->v[i + 1].blank;
}

/* Replaces one text node, whose tokens are from..to, by its pieces: deleted text precedes new
 * text. */
static void mark_node(struct marker *m, int from, int to)
{
    xmlNode *node = m->fresh->v[from].node;
    bool fresh = false;
    for (int i = from; i < to; i++) {
        const struct token *t = &m->fresh->v[i];
        bool now = is_new(m, i), gap = m->ahead[i] > m->next_old;
        if (now != fresh || gap)
            flush_piece(m, node, fresh ? "added" : NULL);
        if (gap && (now || m->match[i] >= 0))
            put_deleted(m, node, m->ahead[i]);
        if (m->match[i] >= m->next_old)
            m->next_old = m->match[i] + 1;
        fresh = now;
        buf_add(&m->text, t->s, (size_t)t->n);
    }
    flush_piece(m, node, fresh ? "added" : NULL);
    if (to == m->fresh->n)
        put_deleted(m, node, m->old->n);
}

static int *look_ahead(const int *match, int n, int old)
{
    int *ahead = mem_new((size_t)(n + 1) * sizeof *ahead);
    for (int i = n - 1; i >= 0; i--)
        ahead[i] = match[i] >= 0 ? match[i] : i + 1 < n ? ahead[i + 1] : old;
    return ahead;
}

static void mark_nodes(struct marker *m)
{
    const struct tokens *t = m->fresh;
    for (int from = 0, to; from < t->n; from = to) {
        for (to = from; to < t->n && t->v[to].node == t->v[from].node; to++)
            ;
        mark_node(m, from, to);
    }
    for (int i = 0; i < t->n; i++) /* the tokens point into them until here */
        if (i + 1 == t->n || t->v[i + 1].node != t->v[i].node)
            xml_drop(t->v[i].node);
}

static void read_leaves(struct tokens *t, struct leaf **leaf, int n, bool between_blocks)
{
    for (int i = 0; i < n; i++) {
        for (xmlNode *e = leaf[i]->elem; e; e = xml_walk(leaf[i]->elem, e))
            xml_unfold_inside(e);
        read_tokens(t, leaf[i]->elem, between_blocks);
    }
}

void since_mark_words(struct leaf **fresh, int n_fresh, struct leaf **old, int n_old)
{
    struct tokens a = {0}, b = {0};
    read_leaves(&a, old, n_old, true);
    read_leaves(&b, fresh, n_fresh, false);
    uint64_t *ha = token_hashes(&a), *hb = token_hashes(&b);
    int *match = mem_new((size_t)(b.n + 1) * sizeof *match);
    diff_match(ha, a.n, hb, b.n, match);
    int *ahead = look_ahead(match, b.n, a.n);
    struct marker m = {&a, &b, match, ahead, 0, {0}};
    mark_nodes(&m);
    buf_done(&m.text);
    mem_free(ha);
    mem_free(hb);
    mem_free(match);
    mem_free(ahead);
    vec_done(&a);
    vec_done(&b);
}
