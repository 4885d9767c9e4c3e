// SPDX-License-Identifier: Apache-2.0
/* Titles: they are moved from info to the beginning of their element, in the order title, subtitle,
 * titleabbrev; divisions that need a title but have none get one in the language of the text.
 * Numbered titles have the word for their kind in @label, a number given by the author in @number
 * and their short form in @short. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expand/expand-int.h"

static const enum db_elem title_elem[] = {DB_title, DB_subtitle, DB_titleabbrev};
enum { TITLES = 3 };

/* Finds the direct titles of n, else those in its info. A second copy (DocBook 4 allowed both
 * places) is removed. */
static void find_titles(xmlNode *n, xmlNode *title[TITLES])
{
    xmlNode *info = NULL;
    for (xmlNode *c = xml_first(n); c; c = xml_next(c)) {
        if (xml_elem(c) == DB_info && !info)
            info = c;
        for (int i = 0; i < TITLES; i++)
            if (xml_elem(c) == title_elem[i] && !title[i])
                title[i] = c;
    }
    for (xmlNode *c = info ? xml_first(info) : NULL, *next; c; c = next) {
        next = xml_next(c);
        for (int i = 0; i < TITLES; i++) {
            if (xml_elem(c) != title_elem[i])
                continue;
            if (!title[i])
                title[i] = c;
            else
                xml_drop(c);
            break;
        }
    }
}

static enum gen_key toc_title(const xmlNode *toc)
{
    return expand_attr_is(toc, "role", "lot")         ? GEN_KEYS
           : expand_attr_is(toc, "role", "figures")   ? GEN_figures
           : expand_attr_is(toc, "role", "tables")    ? GEN_tables
           : expand_attr_is(toc, "role", "examples")  ? GEN_examples
           : expand_attr_is(toc, "role", "equations") ? GEN_equations
                                                      : GEN_toc;
}

static enum gen_key generated_title(const xmlNode *n)
{
    switch (xml_elem(n)) {
    case DB_note: return GEN_note;
    case DB_tip: return GEN_tip;
    case DB_warning: return GEN_warning;
    case DB_caution: return GEN_caution;
    case DB_important: return GEN_important;
    case DB_danger: return GEN_danger;
    case DB_abstract: return expand_attr_is(n, "role", "highlights") ? GEN_KEYS : GEN_abstract;
    case DB_dedication: return GEN_dedication;
    case DB_acknowledgements: return GEN_acknowledgements;
    case DB_colophon: return GEN_colophon;
    case DB_preface: return GEN_preface;
    case DB_glossary: return GEN_glossary;
    case DB_bibliography: return GEN_bibliography;
    case DB_index:
    case DB_setindex: return GEN_index;
    case DB_toc: return toc_title(n);
    case DB_refnamediv: return GEN_name;
    case DB_refsynopsisdiv: return GEN_synopsis;
    case DB_revhistory: return GEN_revhistory;
    default: return GEN_KEYS;
    }
}

static xmlNode *new_title(xmlNode *n)
{
    xmlNode *title = xml_new_elem(n->doc, DB_title, xml_loc(n));
    xml_set_attr(title, "role", "generated");
    return title;
}

/* The title of a reference page is its subject: "koki-css(5)". */
static xmlNode *refentry_title(xmlNode *n)
{
    xmlNode *meta = xml_child(n, "refmeta"), *names = xml_child(n, "refnamediv"), *from = NULL,
            *volume = NULL;
    if (meta) {
        from = xml_child(meta, "refentrytitle");
        volume = xml_child(meta, "manvolnum");
    }
    if (!from && names && !(from = xml_child(names, "refdescriptor")))
        from = xml_child(names, "refname");
    if (!from)
        return NULL;
    xmlNode *title = new_title(n);
    expand_copy_inline(from, title);
    if (volume && !expand_is_empty(volume)) {
        xml_add_text(title, "(");
        expand_copy_inline(volume, title);
        xml_add_text(title, ")");
    }
    return title;
}

static xmlNode *make_title(xmlNode *n)
{
    enum gen_key key = generated_title(n);
    if (xml_elem(n) == DB_refentry)
        return refentry_title(n);
    if (key == GEN_KEYS)
        return NULL;
    xmlNode *title = new_title(n);
    xml_add_text(title, expand_gen(n, key));
    return title;
}

/* Whether an element has something that is counted with its number: a section of a chapter, also a
 * figure. */
static bool has_counted(const xmlNode *root)
{
    bool figures = xml_elem(root) == DB_chapter || xml_elem(root) == DB_appendix;
    for (const xmlNode *n = xml_first(root); n; n = figures ? xml_walk(root, n) : xml_next(n)) {
        enum db_elem e = xml_elem(n);
        if (e == DB_section || (e >= DB_sect1 && e <= DB_sect5) ||
            (figures && (e == DB_figure || e == DB_table || e == DB_example || e == DB_equation)))
            return true;
    }
    return false;
}

/* The label of a chapter that is a number, and of an appendix that is a letter, is also that of its
 * sections and figures (1.2): @ordinal. Others, and those of sections, cannot count. */
static void set_ordinal(const xmlNode *n, xmlNode *title, const char *label)
{
    enum db_elem e = xml_elem(n);
    char ordinal[8];
    bool letter = e == DB_appendix && *label >= 'A' && *label <= 'Z' && !label[1],
         number = e == DB_chapter && *label != '0' &&
                  strspn(label, "0123456789") == strlen(label) && strlen(label) < 5;
    if (letter || number) {
        snprintf(ordinal, sizeof ordinal, "%d", letter ? *label - 'A' + 1 : atoi(label));
        xml_set_attr(title, "ordinal", ordinal);
    } else if (has_counted(n)) {
        diag(DIAG_expand_label, xml_loc(n), label);
    }
}

static void set_label(xmlNode *n, xmlNode *title, const xmlNode *abbrev)
{
    int key = expand_label_key(n);
    const char *number = xml_attr(n, "label");
    if (key >= 0 && key != GEN_section)
        xml_set_attr(title, "label", expand_gen(n, (enum gen_key)key));
    if (xml_elem(n) == DB_table)
        xml_set_attr(title, "continued", expand_gen(n, GEN_continued));
    if (number && *number) {
        xml_set_attr(title, "number", number);
        if (xml_elem(n) == DB_chapter || xml_elem(n) == DB_appendix || key == GEN_section)
            set_ordinal(n, title, number);
    }
    if (abbrev) {
        struct buf b = {0};
        xml_text(abbrev, &b);
        xml_set_attr(title, "short", b.s ? b.s : "");
        buf_done(&b);
    }
}

void expand_titles(struct expand *x, xmlNode *n)
{
    xmlNode *title[TITLES] = {0};
    (void)x;
    find_titles(n, title);
    if (!title[0])
        title[0] = make_title(n);
    for (int i = TITLES - 1; i >= 0; i--) {
        if (!title[i])
            continue;
        xml_add_first(n, title[i]);
    }
    if (title[0])
        set_label(n, title[0], title[2]);
}
