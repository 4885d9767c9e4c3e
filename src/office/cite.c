// SPDX-License-Identifier: Apache-2.0
/* Citations: the data that reference managers keep in a document about cited works, matched with
 * the entries of its bibliography.
 *
 * Word has its sources as XML in the package; Zotero, Mendeley, Citavi and EndNote write JSON or
 * XML into the codes of their fields, LibreOffice attributes. All of them show the bibliography as
 * paragraphs without any key, so that an entry is found by the names, the year and the title of the
 * work. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "office/text-int.h"

enum { MOST_WORKS = 1000 /* of one citation */ };

/* ---- JSON ------------------------------------------------------------------------------------ */

/* The string or number after the next "key" of a JSON text, decoded, in the arena; NULL if there is
 * none before `end`. */
static const char *json_value(struct arena *a, const char *s, const char *end, const char *key)
{
    const char *quoted = arena_printf(a, "\"%s\"", key),
               *at = memmem(s, (size_t)(end - s), quoted, strlen(quoted));
    struct buf b = {0};
    if (!at)
        return NULL;
    at += strlen(quoted);
    at += strspn(at, " \t\r\n:[{"); /* numbers may be in lists: "date-parts":[[2024]] */
    bool text = at < end && *at == '"';
    for (at += text; at < end && *at && (text ? *at != '"' : isalnum((unsigned char)*at)); at++) {
        if (*at == '\\' && at[1] == 'u') {
            at = buf_json_escape(&b, at, end) - 1;
        } else if (*at == '\\' && at[1]) {
            at++;
            buf_putc(&b, strchr("nrtbf", *at) ? ' ' : *at);
        } else {
            buf_putc(&b, *at);
        }
    }
    const char *value = arena_dup(a, b.s ? b.s : "", b.n);
    buf_done(&b);
    return value;
}

/* The keys used by CSL, and by Citavi. */
static const struct json_names {
    const char *work, *name, *year, *title;
} csl = {"\"itemData\"", "family", "date-parts", "title"},
  citavi = {"\"Reference\"", "LastName", "Year", "Title"};

static void works_of_json(struct arena *a, const char *code, const struct json_names *names,
                          struct works *to)
{
    const char *end = code + strlen(code);
    size_t n = strlen(names->work);
    for (const char *at = strstr(code, names->work), *next; at && to->n < MOST_WORKS; at = next) {
        next = strstr(at + n, names->work);
        const char *stop = next ? next : end, *id = json_value(a, at, stop, "id");
        struct work w = {.key = id ? id : ""};
        w.name = json_value(a, at, stop, names->name);
        w.name = w.name ? w.name : json_value(a, at, stop, "literal");
        w.year = json_value(a, at, stop, names->year);
        w.title = json_value(a, at, stop, names->title);
        *vec_add(to) = w;
    }
}

/* Citavi's JSON is Base64 in braces. */
static void works_of_citavi(struct arena *a, const char *code, struct works *to)
{
    struct buf json = {0};
    const char *open = strchr(code, '{');
    char *base64 = open ? arena_dup(a, open + 1, strcspn(open + 1, "}")) : NULL;
    if (base64 && buf_unbase64(&json, base64) && json.n)
        works_of_json(a, json.s, &citavi, to);
    buf_done(&json);
}

/* ---- XML ------------------------------------------------------------------------------------- */

/* The text of the next element of that name, without tags, entities decoded. */
static const char *xml_value(struct arena *a, const char *s, const char *end, const char *name)
{
    const char *open = arena_printf(a, "<%s>", name), *close = arena_printf(a, "</%s>", name);
    const char *from = memmem(s, (size_t)(end - s), open, strlen(open)),
               *to = from ? memmem(from, (size_t)(end - from), close, strlen(close)) : NULL;
    struct buf b = {0};
    if (!to)
        return NULL;
    for (from += strlen(open); from < to; from++) {
        if (*from == '<')
            while (from < to && *from != '>')
                from++;
        else if (!strncmp(from, "&amp;", 5))
            buf_putc(&b, '&'), from += 4;
        else
            buf_putc(&b, *from);
    }
    const char *value = arena_dup(a, b.s ? b.s : "", b.n);
    buf_done(&b);
    return value;
}

static void works_of_endnote(struct arena *a, const char *xml, struct works *to)
{
    const char *end = xml + strlen(xml);
    for (const char *at = strstr(xml, "<Cite>"), *next; at && to->n < MOST_WORKS; at = next) {
        next = strstr(at + 6, "<Cite>");
        const char *stop = next ? next : end, *number = xml_value(a, at, stop, "RecNum");
        *vec_add(to) = (struct work){number ? number : "", xml_value(a, at, stop, "Author"),
                                     xml_value(a, at, stop, "Year"),
                                     xml_value(a, at, stop, "title")};
    }
}

void cite_works(struct arena *a, const char *code, struct works *to)
{
    if (strstr(code, "<Cite>"))
        works_of_endnote(a, code, to);
    else if (strstr(code, "CitaviPlaceholder{"))
        works_of_citavi(a, code, to);
    else
        works_of_json(a, code, &csl, to);
}

struct works cite_keep(struct arena *a, struct works *w)
{
    struct works kept = {arena_new(a, sizeof *w->v * (size_t)(w->n + 1)), w->n, w->n};
    if (w->n)
        memcpy(kept.v, w->v, sizeof *w->v * (size_t)w->n);
    vec_done(w);
    return kept;
}

/* ---- sources of Word (ECMA-376-1, 22.6) ------------------------------------------------------ */

static const struct node *below(const struct node *root, const char *local)
{
    for (const struct node *n = root ? root->first : NULL; n; n = markup_walk(root, n))
        if (n->local && !strcmp(n->local, local))
            return n;
    return NULL;
}

static const char *text_below(struct arena *a, const struct node *root, const char *local)
{
    const struct node *n = below(root, local);
    struct buf b = {0};
    if (!n)
        return NULL;
    markup_text(n, &b);
    const char *s = arena_dup(a, b.s ? b.s : "", b.n);
    buf_done(&b);
    return s;
}

void cite_sources(struct office_reader *r, struct map *to)
{
    static const char folder[] = "customxml/item";
    struct arena *a = &r->arena;
    for (int i = 0; i < package_parts(r->package); i++) {
        const char *part = package_part(r->package, i);
        if (strncasecmp(part, folder, sizeof folder - 1) ||
            !isdigit((unsigned char)part[sizeof folder - 1]))
            continue;
        const struct node *root = markup_read(r->package, part, a);
        if (!root || !root->local || strcmp(root->local, "Sources"))
            continue;
        for (const struct node *n = root->first; n; n = n->next) {
            const char *tag = n->local && !strcmp(n->local, "Source") ? text_below(a, n, "Tag")
                                                                      : NULL;
            struct work *w = tag && *tag ? arena_make(a, struct work) : NULL;
            if (!w)
                continue;
            *w = (struct work){tag, text_below(a, n, "Last"), text_below(a, n, "Year"),
                               text_below(a, n, "Title")};
            w->name = w->name ? w->name : text_below(a, n, "Corporate");
            *map_put(to, tag) = w;
        }
    }
}

/* ---- entries --------------------------------------------------------------------------------- */

static bool holds_word(const char *text, const char *what)
{
    return what && *what && strcasestr(text, what);
}

/* How well an entry matches a work, 0 for no match. Titles are compared by their beginning, since
 * styles change the text after a colon. */
static int fit_of_work(const char *text, const struct work *w)
{
    char title[32] = "";
    size_t n = w->title ? strlen(w->title) : 0;
    n = n < sizeof title - 1 ? n : sizeof title - 1;
    while (n && ((unsigned char)w->title[n] & 0xc0) == 0x80)
        n--;
    if (w->title)
        snprintf(title, sizeof title, "%.*s", (int)n, w->title);
    bool name = holds_word(text, w->name), year = holds_word(text, w->year),
         titled = holds_word(text, title);
    return titled && (name || year) ? 3 : titled && !w->name ? 2 : name && year && !*title ? 1 : 0;
}

int cite_find(const struct strings *entries, const struct work *w, size_t *left)
{
    int best = 0, found = -1;
    for (int i = 0; i < entries->n && best < 3 && *left; i++) {
        size_t n = strlen(entries->v[i]);
        *left -= n < *left ? n : *left;
        int k = fit_of_work(entries->v[i], w);
        if (k > best)
            best = k, found = i;
    }
    return found;
}
