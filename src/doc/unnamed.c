// SPDX-License-Identifier: Apache-2.0
/* People named in the document but on no page, since a layout hides them: all contributors must be
 * named somewhere. A person counts as named if two words of the name, or its only one, are in names
 * that are shown, be it in another order or without a title. */
#include <string.h>

#include "doc/doc-int.h"

static bool is_person(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    return e == DB_author || e == DB_editor || e == DB_othercredit || e == DB_collab;
}

static bool is_name(const xmlNode *n)
{
    return xml_elem(n) == DB_personname || xml_elem(n) == DB_orgname;
}

/* Whether it is of a work that the document refers to. */
static bool is_cited(const xmlNode *n)
{
    while (n && xml_elem(n) != DB_biblioentry && xml_elem(n) != DB_bibliomixed)
        n = n->parent;
    return n != NULL;
}

static bool holds_person(const xmlNode *root)
{
    for (const xmlNode *n = root; n; n = xml_walk(root, n))
        if (is_person(n))
            return true;
    return false;
}

void unnamed_note(struct build *b, const xmlNode *n, const struct css_style *style)
{
    if (!css_list(style, CSS_string_set) && !is_cited(n) && holds_person(n))
        *vec_add(&b->hidden_people) = n;
}

/* The words of a name, each ended by a zero. */
static void name_words(struct buf *to, const xmlNode *name)
{
    bool word = false;
    to->n = 0;
    for (const xmlNode *n = name; n; n = xml_walk_nodes(name, n)) {
        const char *s = n->type == XML_TEXT_NODE ? (const char *)n->content : " ";
        for (; *s; s++) {
            bool parts = strchr(" \t\r\n,;", *s) != NULL;
            if (!parts || word)
                buf_putc(to, parts ? 0 : *s);
            word = !parts;
        }
    }
    if (word)
        buf_putc(to, 0);
}

static const char *next_word(const struct buf *words, const char *word)
{
    word = word ? word + strlen(word) + 1 : words->s;
    return word < words->s + words->n ? word : NULL;
}

/* Counts the words of the names in a tree up or down. */
static void count_words(struct map *known, const xmlNode *root, int step)
{
    struct buf words = {0};
    for (const xmlNode *n = root; n; n = xml_walk(root, n)) {
        if (!is_name(n))
            continue;
        name_words(&words, n);
        for (const char *s = NULL; words.n && (s = next_word(&words, s));)
            *(intptr_t *)map_put(known, s) += step;
    }
    buf_done(&words);
}

static bool is_named(const struct map *known, const xmlNode *name)
{
    struct buf words = {0};
    int shown = 0, all = 0;
    name_words(&words, name);
    for (const char *s = NULL; words.n && (s = next_word(&words, s)); all++)
        shown += (intptr_t)map_get(known, s) > 0;
    buf_done(&words);
    return shown >= 2 || shown == all;
}

static const xmlNode *name_of(const xmlNode *person)
{
    for (const xmlNode *n = person; n; n = xml_walk(person, n))
        if (is_name(n))
            return n;
    return NULL;
}

void unnamed_report(struct build *b)
{
    struct map known = {0};
    struct buf text = {0};
    int people = 0;
    struct loc where = LOC_NONE;
    if (!b->hidden_people.n)
        return;
    count_words(&known, xmlDocGetRootElement(b->doc->xml), 1);
    for (int i = 0; i < b->hidden_people.n; i++)
        count_words(&known, b->hidden_people.v[i], -1);
    for (int i = 0; i < b->hidden_people.n; i++)
        for (const xmlNode *root = b->hidden_people.v[i], *n = root; n; n = xml_walk(root, n)) {
            const xmlNode *name = is_person(n) ? name_of(n) : NULL;
            if (!name || is_named(&known, name))
                continue;
            if (!people++)
                where = xml_loc(name), xml_text(name, &text);
        }
    if (people)
        diag(DIAG_doc_unnamed, where, people, text.s ? text.s : "");
    buf_done(&text);
    map_done(&known);
}
