// SPDX-License-Identifier: Apache-2.0
/* Checks of a chapter's structure. */
#include <string.h>

#include "collect/check.h"

/* ---- images ---- */

static bool has_alternative(struct check *k, const xmlNode *media)
{
    k->text.n = 0;
    for (const xmlNode *n = xml_first(media); n && !k->text.n; n = xml_next(n))
        if (xml_is(n, "alt") || xml_is(n, "textobject"))
            xml_text(n, &k->text);
    return k->text.n;
}

void check_alt(struct check *k, xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    if (e != DB_mediaobject && e != DB_inlinemediaobject)
        return;
    const xmlNode *image = xml_child(n, "imageobject"),
                  *data = image ? xml_child(image, "imagedata") : NULL;
    const char *role = xml_attr(n, "role"), *file = data ? xml_attr(data, "fileref") : NULL;
    bool decorative = (role && !strcmp(role, "decorative")) || xml_is(n->parent, "cover");
    if (image && !decorative && !has_alternative(k, n))
        diag(DIAG_collect_no_alt, xml_loc(n), file ? file : "");
}

static bool names_licence(const xmlNode *n)
{
    const xmlNode *info = xml_info_of(n);
    return info && (xml_child(info, "legalnotice") || xml_child(info, "copyright"));
}

/* In the info of the image, of one of its objects, or of the figure around it. */
void check_licence(struct check *k, xmlNode *n)
{
    (void)k;
    enum db_elem e = xml_elem(n);
    const xmlNode *image = e == DB_mediaobject || e == DB_inlinemediaobject
                               ? xml_child(n, "imageobject")
                               : NULL;
    const xmlNode *data = image ? xml_child(image, "imagedata") : NULL;
    bool named = names_licence(n) || names_licence(n->parent);
    for (const xmlNode *c = image; c && !named; c = xml_next(c))
        named = names_licence(c);
    if (data && xml_attr(data, "fileref") &&
        !named) /* inline drawings have the licence of the text */
        diag(DIAG_collect_no_licence, xml_loc(n), xml_attr(data, "fileref"));
}

/* ---- divisions ---- */

/* The text of its title, in k->text; "": none. */
static const char *title_of(struct check *k, const xmlNode *n)
{
    const xmlNode *title = xml_title(n);
    k->text.n = 0;
    if (title)
        xml_text(title, &k->text);
    return k->text.n ? k->text.s : "";
}

/* Generated or titled by koki-typeset. */
static bool is_generated(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    return e == DB_index || e == DB_setindex || e == DB_toc || e == DB_glossary ||
           e == DB_bibliography || e == DB_partintro;
}

static bool needs_title(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    return check_is_division(n) && !is_generated(n) && e != DB_dedication && e != DB_colophon &&
           e != DB_acknowledgements && e != DB_refentry && e != DB_refnamediv &&
           e != DB_refsynopsisdiv;
}

void check_titles(struct check *k, xmlNode *n)
{
    if (!needs_title(n))
        return;
    const xmlNode *title = xml_title(n);
    if (!*title_of(k, n) && !(title && xml_first(title)))
        diag(DIAG_collect_no_title, xml_loc(n), (const char *)n->name, xml_id(n) ? xml_id(n) : "");
}

void check_empty(struct check *k, xmlNode *n)
{
    if (!check_is_division(n) || is_generated(n))
        return;
    for (const xmlNode *child = n->children; child; child = child->next)
        if (child->type == XML_PI_NODE ||
            (child->type == XML_ELEMENT_NODE && db_class_of(xml_elem(child)) != DB_TITLE &&
             xml_elem(child) != DB_info))
            return;
    diag(DIAG_collect_empty, xml_loc(n), (const char *)n->name, title_of(k, n));
}

/* ---- levels ---- */

/* sect3 right inside sect1, or sect2 in a chapter. */
void check_levels(struct check *k, xmlNode *n)
{
    int level = (int)xml_elem(n) - DB_sect1, outer = (int)xml_elem(n->parent) - DB_sect1;
    if (level < 0 || level > 4)
        return;
    bool inside = outer >= 0 && outer <= 4;
    if (level != (inside ? outer + 1 : 0))
        diag(DIAG_collect_level, xml_loc(n), (const char *)n->name, (const char *)n->parent->name,
             title_of(k, n));
}

/* ---- quotations ---- */

static bool names_source(const xmlNode *quotation)
{
    for (const xmlNode *n = quotation; n; n = xml_walk(quotation, n)) {
        enum db_elem e = xml_elem(n);
        if (e == DB_attribution || e == DB_citation || e == DB_citetitle || e == DB_biblioref ||
            e == DB_footnote || e == DB_footnoteref || e == DB_link || e == DB_xref ||
            e == DB_olink)
            return true;
    }
    return false;
}

void check_sources(struct check *k, xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    if ((e != DB_blockquote && e != DB_epigraph) || names_source(n))
        return;
    k->text.n = 0;
    xml_text(n, &k->text);
    diag(DIAG_collect_no_source, xml_loc(n),
         k->text.n ? check_excerpt(k, arena_dup(&k->arena, k->text.s, k->text.n), NULL) : "");
}
