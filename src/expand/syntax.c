// SPDX-License-Identifier: Apache-2.0
/* Highlighted listings: in listings with a language, keywords, comments and so on become <phrase
 * role="hl-keyword">, also inside other inline elements; the text is unchanged.
 *
 * The parts are found by koki-highlight, a separate program (highlight/koki-highlight.cc), which
 * runs once for all listings of a book. */
#include <errno.h>
#include <string.h>

#include "expand/expand-int.h"

enum { LONGEST = 1 << 20 /* [bytes] of a listing */, MAX_SECONDS = 60 /* of CPU */ };
static const size_t MAX_BYTES = (size_t)256 << 20; /* of koki-highlight's output */

struct part {
    const char *role; /* interned */
    size_t from, to;
};
struct parts {
    struct part *v;
    int n, cap;
};

static void add_part(struct parts *parts, const char *name, size_t from, size_t to)
{
    char role[40];
    snprintf(role, sizeof role, "hl-%s", name);
    const char *r = intern(role);
    struct part *last = parts->n ? &parts->v[parts->n - 1] : NULL;
    if (to <= from || (last && from < last->to))
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

/* Moves an offset to the beginning of a character, since parts are in bytes. */
static size_t snap(const char *s, size_t at, size_t n)
{
    while (at < n && ((unsigned char)s[at] & 0xc0) == 0x80)
        at++;
    return at;
}

/* Marks the parts in a text that begins at byte `at` of the listing; *next is the first part that
 * does not end before it. */
static void mark_text(xmlNode *t, size_t at, const struct parts *parts, int *next)
{
    char *s = mem_dup((const char *)t->content);
    size_t n = strlen(s), done = 0;
    for (; *next < parts->n && parts->v[*next].from < at + n; ++*next) {
        const struct part *p = &parts->v[*next];
        size_t from = snap(s, p->from > at ? p->from - at : 0, n),
               to = snap(s, p->to < at + n ? p->to - at : n, n);
        if (from >= done && to > from) {
            add_phrase(t, p->role, s + from, to - from);
            if (from > done) /* second: texts that touch are joined */
                xml_add_before(t->prev, xmlNewDocTextLen(t->doc, (const xmlChar *)s + done,
                                                         (int)(from - done)));
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
        out[i] = (char)(language[i] >= 'A' && language[i] <= 'Z' ? language[i] | 0x20
                                                                 : language[i]);
    out[n < size ? n : 0] = 0;
    if (!strcmp(out, "c++"))
        strcpy(out, "cpp");
    return *out && !strchr(out, '/');
}

/* The next visible text after n, or the first (n the listing). */
static xmlNode *next_text(const xmlNode *listing, const xmlNode *n)
{
    xmlNode *t = xml_walk_nodes(listing, n);
    while (t && t->type != XML_TEXT_NODE)
        t = xml_elem(t) == DB_indexterm ? xml_walk_nodes_past(listing, t)
                                        : xml_walk_nodes(listing, t);
    return t;
}

static void text_of(const xmlNode *listing, struct buf *text)
{
    for (const xmlNode *t = next_text(listing, listing); t; t = next_text(listing, t))
        buf_puts(text, (const char *)t->content);
}

static void mark_listing(const xmlNode *listing, const struct parts *parts)
{
    size_t at = 0;
    int next = 0;
    for (xmlNode *t = next_text(listing, listing), *after; t && next < parts->n; t = after) {
        size_t n = strlen((const char *)t->content);
        after = next_text(listing, t);
        mark_text(t, at, parts, &next);
        at += n;
    }
}

/* ---- the program ----------------------------------------------------------------------------- */

/* Writes the listings with a language; keeps these in `asked`. */
static void syntax_ask(const struct nodes *listings, FILE *in, struct nodes *asked)
{
    struct buf text = {0};
    for (int i = 0; i < listings->n; i++) {
        const char *language = xml_attr(listings->v[i], "language");
        char name[32];
        if (!language || !fold_language(language, name, sizeof name))
            continue;
        text.n = 0;
        text_of(listings->v[i], &text);
        if (!text.n || text.n > LONGEST)
            continue;
        fprintf(in, "%s %zu\n", name, text.n);
        fwrite(text.s, 1, text.n, in);
        *vec_add(asked) = listings->v[i];
    }
    buf_done(&text);
}

/* Reads the answer for one listing and marks it; false: there is none. */
static bool take_answer(FILE *out, const xmlNode *listing)
{
    struct parts parts = {0};
    char result[16], name[32];
    int n;
    if (fscanf(out, "%15s %d", result, &n) != 2)
        return false;
    for (size_t from, to; n > 0 && fscanf(out, "%31s %zu %zu", name, &from, &to) == 3; n--)
        add_part(&parts, name, from, to);
    if (!strcmp(result, "unknown"))
        diag_once(DIAG_expand_language, xml_loc(listing), xml_attr(listing, "language"));
    else if (strcmp(result, "done") || n)
        diag(DIAG_expand_highlight, xml_loc(listing), xml_attr(listing, "language"));
    else
        mark_listing(listing, &parts);
    vec_done(&parts);
    return true;
}

static void run_highlighter(FILE *in, FILE *out, FILE *err, const struct nodes *asked)
{
    const char *const argv[] = {libexec_path("koki-highlight"), NULL};
    rewind(in);
    int status = program_run(&(struct program){.argv = argv,
                                               .in = in,
                                               .out = out,
                                               .err = err,
                                               .seconds = MAX_SECONDS,
                                               .bytes = MAX_BYTES});
    rewind(out);
    int i = 0;
    while (status != PROGRAM_ABSENT && i < asked->n && take_answer(out, asked->v[i]))
        i++;
    if (status == PROGRAM_ABSENT)
        diag_once(DIAG_expand_no_highlighter, xml_loc(asked->v[0]), "koki-highlight");
    for (; status != PROGRAM_ABSENT && i < asked->n; i++)
        diag(DIAG_expand_highlight, xml_loc(asked->v[i]), xml_attr(asked->v[i], "language"));
}

void expand_syntax(const struct nodes *listings)
{
    struct nodes asked = {0};
    FILE *in = listings->n ? tmpfile() : NULL, *out = in ? tmpfile() : NULL,
         *err = out ? tmpfile() : NULL;
    if (in)
        syntax_ask(listings, in, &asked);
    if (asked.n && err && !fflush(in) && !ferror(in))
        run_highlighter(in, out, err, &asked);
    else if (listings->n && (asked.n || !in))
        diag_once(DIAG_cannot_write, LOC_NONE, "koki-highlight", strerror(errno));
    FILE *const files[] = {in, out, err};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i])
            fclose(files[i]);
    vec_done(&asked);
}
