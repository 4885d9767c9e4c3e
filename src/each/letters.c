// SPDX-License-Identifier: Apache-2.0
/* Letters of all rows as one book, which is printed from one file: an article for each recipient,
 * in the order of the table. */
#include <string.h>

#include "each/each-int.h"

/* Makes ids unique to a letter: "konten" becomes "konten-17" in that of the 17th row, as do
 * references to it. */
static void part_ids(struct arena *a, xmlNode *root, int number)
{
    static const char *const attributes[] = {"xml:id", "linkend", "endterm"};
    for (xmlNode *n = root; n; n = xml_walk(root, n))
        for (size_t i = 0; n->properties && i < sizeof attributes / sizeof *attributes; i++) {
            const char *id = xml_attr(n, attributes[i]);
            if (id)
                xml_set_attr(n, attributes[i], arena_printf(a, "%s-%d", id, number));
        }
}

static void add_letter(xmlDoc *book, const struct each *e, const struct each_options *o,
                       const struct each_row *row, const xmlNode *letter)
{
    struct values v = {0};
    struct diag_held held = {0}, *outer = diag_hold(&held);
    each_values(e, o, row, &v);
    xmlNode *copy = xml_copy(letter, book, true);
    part_ids(&v.arena, copy, row->number);
    xml_add_last(xmlDocGetRootElement(book), copy);
    values_fill(&v, copy);
    diag_hold(outer);
    diag_pass(&held);
    if (v.missing)
        xml_drop(copy);
    values_done(&v);
}

xmlDoc *each_letters(const struct each *e, const struct each_options *o, xmlDoc *letter)
{
    xmlDoc *book = xml_duplicate(letter);
    xmlNode *root = xmlDocGetRootElement(book), *of = xmlDocGetRootElement(letter);
    const char *lang = xml_attr(of, "xml:lang");
    struct buf title = {0};
    if (xml_title(of))
        xml_text(xml_title(of), &title);
    while (root->children)
        xml_drop(root->children);
    while (root->properties)
        xmlRemoveProp(root->properties);
    xml_set_elem(root, DB_book);
    xml_set_attr(root, "role", "letters");
    if (lang)
        xml_set_attr(root, "xml:lang", lang);
    xmlNode *info = xml_new_child(root, DB_info, LOC_NONE);
    xml_add_text(xml_new_child(info, DB_title, LOC_NONE), title.s ? title.s : e->file);
    for (int i = e->first; i < e->last; i++)
        if (each_is_made(e, &e->row.v[i]))
            add_letter(book, e, o, &e->row.v[i], of);
    buf_done(&title);
    return book;
}
