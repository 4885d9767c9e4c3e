// SPDX-License-Identifier: Apache-2.0
/* Nodes of a table outside its cells: index terms, anchors, page beginnings and other elements
 * without content, between the cells of a row, between rows or between parts. DocBook does not
 * allow them, many books have them, and the XSL style sheets accept them. They are moved to the
 * beginning of the first cell of their row, or of the next row with one; after the last row, to the
 * end of the last one's. */
#include "expand/expand-int.h"

struct loose {
    struct nodes waiting;
    xmlNode *cell; /* the last row's first; NULL: none yet */
};

static bool is_loose(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    enum db_class c = db_class_of(e);
    return c == DB_EMPTY || e == DB_remark ||
           (c == DB_INLINE && expand_is_empty(n) && !xml_first(n));
}

static bool is_cell(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    return e == DB_entry || e == DB_entrytbl || e == DB_td || e == DB_th;
}

static void take_row(struct loose *l, xmlNode *row)
{
    xmlNode *cell = NULL;
    for (xmlNode *c = xml_first(row); c; c = xml_next(c)) {
        if (is_loose(c))
            *vec_add(&l->waiting) = c;
        else if (!cell && is_cell(c))
            cell = c;
    }
    if (!cell)
        return;
    for (int i = l->waiting.n; i > 0; i--)
        xml_add_first(cell, l->waiting.v[i - 1]);
    l->waiting.n = 0;
    l->cell = cell;
}

static void take_part(struct loose *l, xmlNode *part)
{
    for (xmlNode *c = xml_first(part), *next; c; c = next) {
        next = xml_next(c);
        switch (xml_elem(c)) {
        case DB_thead:
        case DB_tbody:
        case DB_tfoot: take_part(l, c); break;
        case DB_row:
        case DB_tr: take_row(l, c); break;
        default:
            if (is_loose(c))
                *vec_add(&l->waiting) = c;
        }
    }
}

void expand_loose(xmlNode *group)
{
    struct loose l = {0};
    take_part(&l, group);
    for (int i = 0; i < l.waiting.n && l.cell; i++)
        xml_add_last(l.cell, l.waiting.v[i]);
    vec_done(&l.waiting);
}
