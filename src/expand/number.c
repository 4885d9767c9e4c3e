// SPDX-License-Identifier: Apache-2.0
/* The numbering of elements. The numbers are CSS counters: here only the counter is chosen, and the
 * division in which it counts ("figure chapter": printed as 3.7), so that the layout and every
 * reference agree. */
#include <string.h>

#include "expand/expand-int.h"

enum { NUMBERED_LEVELS = 5 };

static bool is_section(enum db_elem e)
{
    return e == DB_section || e == DB_sect1 || e == DB_sect2 || e == DB_sect3 || e == DB_sect4 ||
           e == DB_sect5;
}

int expand_section_level(const xmlNode *n)
{
    int level = 0;
    for (; n && n->type == XML_ELEMENT_NODE && is_section(xml_elem(n)); n = n->parent)
        level++;
    return level;
}

/* The division that a section or a formal object counts in. */
static const xmlNode *counting_division(const xmlNode *n)
{
    for (n = n->parent; n && n->type == XML_ELEMENT_NODE; n = n->parent)
        if (db_class_of(xml_elem(n)) == DB_DIVISION || db_class_of(xml_elem(n)) == DB_ROOT)
            return n;
    return NULL;
}

static void section_condition(const xmlNode *n, struct buf *b)
{
    const xmlNode *top = counting_division(n);
    enum db_elem e = top ? xml_elem(top) : DB_NONE;
    int level = expand_section_level(n);
    if (level <= NUMBERED_LEVELS && (e == DB_chapter || e == DB_appendix || e == DB_article))
        buf_printf(b, "sect%d %s", level, db_name(e));
}

static void formal_condition(const xmlNode *n, struct buf *b)
{
    const xmlNode *top = counting_division(n);
    buf_puts(b, db_name(xml_elem(n)));
    while (top && xml_elem(top) != DB_chapter && xml_elem(top) != DB_appendix)
        top = counting_division(top);
    if (top)
        buf_printf(b, " %s", db_name(xml_elem(top)));
}

void expand_condition(const xmlNode *n, struct buf *b)
{
    enum db_elem e = xml_elem(n);
    switch (e) {
    case DB_part:
    case DB_chapter:
    case DB_appendix:
    case DB_reference: buf_puts(b, db_name(e)); break;
    case DB_step:
        if (xml_elem(n->parent) != DB_stepalternatives)
            buf_puts(b, "step");
        if (xml_elem(n->parent) == DB_substeps)
            buf_puts(b,
                     expand_has_ancestor(n->parent, DB_substeps) ? " lowerroman" : " loweralpha");
        break;
    case DB_production:
    case DB_synopfragment: buf_puts(b, db_name(e)); break;
    case DB_section:
    case DB_sect1:
    case DB_sect2:
    case DB_sect3:
    case DB_sect4:
    case DB_sect5: section_condition(n, b); break;
    case DB_figure:
    case DB_table:
    case DB_example:
    case DB_equation: formal_condition(n, b); break;
    case DB_qandaentry:
    case DB_question:
        if (!expand_own_label(n) && !strcmp(expand_default_label(n), "number"))
            buf_puts(b, "question");
        break;
    case DB_listitem:
        if (n->parent && xml_elem(n->parent) == DB_orderedlist)
            buf_printf(b, "item %s", expand_numeration(n->parent));
        break;
    default: break;
    }
}

int expand_label_key(const xmlNode *n)
{
    switch (xml_elem(n)) {
    case DB_part: return GEN_part;
    case DB_chapter: return GEN_chapter;
    case DB_appendix: return GEN_appendix;
    case DB_section:
    case DB_sect1:
    case DB_sect2:
    case DB_sect3:
    case DB_sect4:
    case DB_sect5: return GEN_section;
    case DB_figure: return GEN_figure;
    case DB_table: return GEN_table;
    case DB_example: return GEN_example;
    case DB_equation: return GEN_equation;
    case DB_step: return GEN_step;
    default: return -1;
    }
}
