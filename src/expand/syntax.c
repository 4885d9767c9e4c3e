/* Highlighted listings: in one that names its language, keywords, comments and so on become <phrase role="hl-keyword">, also inside of
 * other inline elements; what is in them stays the same text. */
#include <string.h>

#include "expand/expand-int.h"
#include "expand/highlight.h"

enum { LONGEST = 1 << 20 };   /* [bytes] of a listing */

struct part {
    const char *role;         /* interned */
    size_t from, to;
};
struct parts { struct part *v; int n, cap; };

static void add_part(void *ctx, const char *name, size_t from, size_t to)
{
    struct parts *parts = ctx;
    char role[40];
    snprintf(role, sizeof role, "hl-%s", name);
    const char *r = intern(role);
    struct part *last = parts->n ? &parts->v[parts->n - 1] : NULL;
    if (last && from < last->to)
        return;
    if (last && last->role == r && last->to == from)
        last->to = to;
    else
        *vec_add(parts) = (struct part){r, from, to};
}

static void add_phrase(xmlNode *before, const char *role, const char *s, size_t n)
{
    xmlNode *phrase = xml_new_elem(before->doc, DB_phrase, xml_loc(before->parent));
    xml_set_attr(phrase, "role", role);
    xml_add_before(before, phrase);
    xml_add_last(phrase, xmlNewDocTextLen(before->doc, (const xmlChar *)s, (int)n));
}

/* Characters stay whole: the library counts bytes. */
static size_t snap(const char *s, size_t at, size_t n)
{
    while (at < n && ((unsigned char)s[at] & 0xc0) == 0x80)
        at++;
    return at;
}

/* Marks the parts in a text that begins at byte `at` of the listing; *next is the first part that does not end before it. */
static void mark_text(xmlNode *t, size_t at, const struct parts *parts, int *next)
{
    char *s = mem_dup((const char *)t->content);
    size_t n = strlen(s), done = 0;
    for (; *next < parts->n && parts->v[*next].from < at + n; ++*next) {
        const struct part *p = &parts->v[*next];
        size_t from = snap(s, p->from > at ? p->from - at : 0, n), to = snap(s, p->to < at + n ? p->to - at : n, n);
        if (from >= done && to > from) {
            add_phrase(t, p->role, s + from, to - from);
            if (from > done)    /* second: texts that touch are joined */
                xml_add_before(t->prev, xmlNewDocTextLen(t->doc, (const xmlChar *)s + done, (int)(from - done)));
            done = to;
        }
        if (p->to > at + n)
            break;
    }
    if (done)
        xmlNodeSetContent(t, (const xmlChar *)"");
    if (done && done < n)
        xmlNodeAddContent(t, (const xmlChar *)s + done);
    mem_free(s);
}

/* "C++" as the library calls it. */
static bool fold_language(const char *language, char *out, size_t size)
{
    size_t n = strlen(language);
    for (size_t i = 0; i < n && n < size; i++)
        out[i] = (char)(language[i] >= 'A' && language[i] <= 'Z' ? language[i] | 0x20 : language[i]);
    out[n < size ? n : 0] = 0;
    if (!strcmp(out, "c++"))
        strcpy(out, "cpp");
    return *out && !strchr(out, '/');
}

/* The text after n that a reader sees, or the first (n the listing). */
static xmlNode *next_text(const xmlNode *listing, const xmlNode *n)
{
    xmlNode *t = xml_walk_nodes(listing, n);
    while (t && t->type != XML_TEXT_NODE)
        t = xml_elem(t) == DB_indexterm ? xml_walk_nodes_past(listing, t) : xml_walk_nodes(listing, t);
    return t;
}

void expand_syntax(xmlNode *listing)
{
    const char *language = xml_attr(listing, "language");
    char name[32];
    struct buf text = {0};
    struct parts parts = {0};
    if (!language || !fold_language(language, name, sizeof name))
        return;
    for (xmlNode *t = next_text(listing, listing); t; t = next_text(listing, t))
        buf_puts(&text, (const char *)t->content);
    enum highlight_result result = text.n && text.n <= LONGEST ? highlight(name, text.s, text.n, add_part, &parts) : HIGHLIGHT_DONE;
    if (result == HIGHLIGHT_UNKNOWN)
        diag_once(DIAG_expand_language, xml_loc(listing), language);
    else if (result == HIGHLIGHT_FAILED)
        diag(DIAG_expand_highlight, xml_loc(listing), language);
    size_t at = 0;
    int next = 0;
    for (xmlNode *t = next_text(listing, listing), *after; t && next < parts.n && result == HIGHLIGHT_DONE; t = after) {
        size_t n = strlen((const char *)t->content);
        after = next_text(listing, t);
        mark_text(t, at, &parts, &next);
        at += n;
    }
    vec_done(&parts);
    buf_done(&text);
}
