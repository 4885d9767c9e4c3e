// SPDX-License-Identifier: Apache-2.0
/* Marks by editors: text with revisionflag="deleted" is only shown in drafts. A book keeps it, so
 * that one file serves for the draft and the publication.
 *
 * An element left empty is dropped, too: a paragraph, an item, a list. A cell stays and is emptied,
 * since the others would move, unless all of its row are deleted. */
#include <string.h>

#include "xml/xml-int.h"

static const char *flag_of(const xmlNode *n)
{
    return n->type == XML_ELEMENT_NODE && n->properties ? xml_attr(n, "revisionflag") : NULL;
}

bool xml_has_revisions(const xmlDoc *doc)
{
    const xmlNode *root = xmlDocGetRootElement(doc);
    for (const xmlNode *n = root; n; n = xml_walk(root, n))
        if (flag_of(n) && strcmp(flag_of(n), "off"))
            return true;
    return false;
}

/* Whether its parent has only white space besides it. */
static bool is_alone(const xmlNode *n)
{
    for (const xmlNode *c = n->parent->children; c; c = c->next)
        if (c != n && !(c->type == XML_TEXT_NODE &&
                        !((const char *)c->content)[strspn((const char *)c->content, " \t\r\n")]))
            return false;
    return true;
}

static bool is_deleted(const xmlNode *n) { return flag_of(n) && !strcmp(flag_of(n), "deleted"); }

static bool is_cell(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    return e == DB_entry || e == DB_td || e == DB_th || e == DB_entrytbl;
}

/* Another cell of its row stays. */
static bool has_neighbour(const xmlNode *cell)
{
    for (const xmlNode *c = xml_first(cell->parent); c; c = xml_next(c))
        if (is_cell(c) && !is_deleted(c))
            return true;
    return false;
}

/* Whether an element makes no sense without content. */
static bool needs_content(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    if (is_cell(n))
        return false;
    switch (db_class_of(e)) {
    case DB_TITLE:
    case DB_BLOCK:
    case DB_LIST:
    case DB_ITEM:
    case DB_TABLE:
    case DB_MEDIA:
    case DB_VERBATIM:
    case DB_INLINE: return true;
    default: return false;
    }
}

void xml_drop_deleted(xmlDoc *doc)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    for (xmlNode *n = root, *next; n; n = next) {
        next = xml_walk(root, n);
        if (n == root || !is_deleted(n))
            continue;
        xmlNode *at = n;
        if (is_cell(n) && has_neighbour(n)) {
            next = xml_walk_past(root, n);
            if (xml_elem(n) == DB_entrytbl)
                xml_set_elem(n, DB_entry);
            while (n->children)
                xml_drop(n->children);
            continue;
        }
        if (is_cell(n))
            at = n->parent;
        while (at->parent != root && needs_content(at->parent) && is_alone(at))
            at = at->parent;
        next = xml_walk_past(root, at);
        xml_drop(at);
    }
}

xmlDoc *xml_duplicate(xmlDoc *doc)
{
    xmlDoc *copy = xmlNewDoc((const xmlChar *)"1.0");
    if (!copy)
        die(DIAG_out_of_memory, LOC_NONE);
    xmlDictFree(copy->dict);
    copy->dict = xml_dict();
    xmlDictReference(copy->dict);
    struct arena arena = {0};
    struct xml_data *data = arena_make(&arena, struct xml_data);
    const struct xml_data *from = xml_data(doc);
    data->dir = arena_dup(&arena, from->dir, strlen(from->dir));
    data->relayed = from->relayed;
    data->arena = arena;
    copy->_private = data;
    xmlDocSetRootElement(copy, xml_copy(xmlDocGetRootElement(doc), copy, true));
    return copy;
}
