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

/* The label of a chapter or an appendix is also that of its sections and figures (1.2): the value
 * of its counter, @ordinal, and, where that is something else, its text, @counted. */
static void set_ordinal(const xmlNode *n, xmlNode *title, const char *label)
{
    enum db_elem e = xml_elem(n);
    char ordinal[8];
    bool letter = e == DB_appendix && *label >= 'A' && *label <= 'Z' && !label[1],
         number = e == DB_chapter && *label != '0' &&
                  strspn(label, "0123456789") == strlen(label) && strlen(label) < 5;
    snprintf(ordinal, sizeof ordinal, "%d", letter ? *label - 'A' + 1 : number ? atoi(label) : 0);
    xml_set_attr(title, "ordinal", ordinal);
    if (letter || number)
        return;
    struct buf b = {0};
    for (const char *c = label; *c; c++) /* spaces separate values */
        buf_puts(&b, *c == ' ' ? "\u00a0" : (const char[]){*c, 0});
    xml_set_attr(title, "counted", b.s);
    buf_done(&b);
}

/* The title's number of a section in one that has a label: "7.2", as many levels deep as sections
 * are numbered. @nth counts them, so that each is counted once. */
static void number_in_labelled(const xmlNode *n, xmlNode *title)
{
    enum { LEVELS = 3 };
    const xmlNode *above = xml_title(n->parent), *before = n->prev;
    const char *number = above ? xml_attr(above, "number") : NULL;
    if (!number || expand_section_level(n) < 2 || expand_section_level(n) > LEVELS)
        return;
    while (before && !(before->type == XML_ELEMENT_NODE && expand_label_key(before) == GEN_section))
        before = before->prev;
    const xmlNode *last = before ? xml_title((xmlNode *)before) : NULL;
    const char *nth = last ? xml_attr(last, "nth") : NULL;
    int count = nth ? atoi(nth) + 1 : 1;
    char text[12];
    snprintf(text, sizeof text, "%d", count);
    xml_set_attr(title, "nth", text);
    if (!xml_attr(n, "label")) {
        struct buf b = {0};
        buf_printf(&b, "%s.%d", number, count);
        xml_set_attr(title, "number", b.s);
        buf_done(&b);
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
        if (xml_elem(n) == DB_chapter || xml_elem(n) == DB_appendix)
            set_ordinal(n, title, number);
    }
    if (key == GEN_section)
        number_in_labelled(n, title);
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
