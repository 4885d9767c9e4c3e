// SPDX-License-Identifier: Apache-2.0
/* Loads a file and makes its root a component of a book.
 *
 * Authors send whatever their editor offers as a new document: articles, sections, topics, single
 * manual pages. In a book each of them is a chapter; its info (authors, abstract, keywords,
 * language) stays with it. */
#include <string.h>

#include "collect/collect-int.h"

/* ---- levels of sections ---- */

static bool is_numbered(enum db_elem e) { return e >= DB_sect1 && e <= DB_sect5; }

/* sect3 becomes sect1 for -2; levels are clamped. */
static void shift_sections(xmlNode *root, int by)
{
    for (xmlNode *n = root; by && n; n = xml_walk(root, n)) {
        int e = (int)xml_elem(n);
        if (n == root || !is_numbered((enum db_elem)e))
            continue;
        e += by;
        xml_set_elem(n, (enum db_elem)(e < DB_sect1 ? DB_sect1 : e > DB_sect5 ? DB_sect5 : e));
    }
}

static bool has_numbered(const xmlNode *n) { return xml_child(n, "sect1") != NULL; }

/* An article may hold appendixes, acknowledgements and a colophon; a chapter only sections. */
static void divisions_to_sections(xmlNode *article)
{
    bool numbered = has_numbered(article);
    for (xmlNode *n = xml_first(article); n; n = xml_next(n)) {
        enum db_elem e = xml_elem(n);
        if (e != DB_appendix && e != DB_acknowledgements && e != DB_colophon && e != DB_dedication)
            continue;
        if (!xml_attr(n, "role"))
            xml_set_attr(n, "role", db_name(e));
        bool level = numbered || has_numbered(n);
        if (level)
            shift_sections(n, 1);
        xml_set_elem(n, level ? DB_sect1 : DB_section);
    }
}

/* ---- roots ---- */

static void article_to_chapter(xmlNode *root)
{
    const char *class = xml_attr(root, "class");
    if (class && !xml_attr(root, "role"))
        xml_set_attr(root, "role", class);
    xmlUnsetProp(root, (const xmlChar *)"class");
    divisions_to_sections(root);
    xml_set_elem(root, DB_chapter);
}

static void section_to_chapter(xmlNode *root)
{
    enum db_elem e = xml_elem(root);
    if (is_numbered(e))
        shift_sections(root, -((int)e - DB_sect1 + 1));
    xml_set_elem(root, DB_chapter);
}

/* Wraps an element that cannot be in a book by itself in a chapter. */
static xmlNode *chapter_wrap(xmlDoc *doc, xmlNode *inner)
{
    xmlNode *chapter = xml_new_elem(doc, DB_chapter, xml_loc(inner));
    xml_replace(inner, chapter);
    xmlNode *refname = NULL;
    for (xmlNode *n = inner; n && !refname; n = xml_walk(inner, n))
        if (xml_is(n, "refname") || xml_is(n, "refentrytitle"))
            refname = n;
    if (refname) {
        struct buf title = {0};
        xml_text(refname, &title);
        xml_add_text(xml_new_child(chapter, DB_title, xml_loc(refname)), title.s ? title.s : "");
        buf_done(&title);
    }
    xml_add_last(chapter, inner);
    return chapter;
}

static void make_component(struct chapter *c)
{
    enum db_elem e = xml_elem(c->root);
    switch (db_class_of(e)) {
    case DB_ROOT: return;
    case DB_DIVISION:
        if (e == DB_article || e == DB_topic)
            article_to_chapter(c->root);
        else if (e == DB_refentry)
            c->root = chapter_wrap(c->doc, c->root);
        return;
    case DB_SECTION: section_to_chapter(c->root); return;
    default:
        diag(DIAG_collect_not_a_chapter, xml_loc(c->root), (const char *)c->root->name);
        c->root = chapter_wrap(c->doc, c->root);
    }
}

/* ---- loading ---- */

static void allow_folder(struct job *job, struct map *known, const char *folder)
{
    void **place = map_put(known, folder);
    if (!*place)
        *vec_add(&job->allow) = *place = (void *)folder;
}

/* The folders from which inclusions and media may be read: those of all paths on the command
 * line. */
const char *const *chapter_allowed(struct job *job, int *n)
{
    if (!job->allow.v) {
        const struct collect *how = job->how;
        struct map known = {0};
        for (int i = 0; i < how->n_allow; i++)
            allow_folder(job, &known, how->allow[i]);
        if (how->skeleton && strcmp(how->skeleton, "-"))
            allow_folder(job, &known, path_dir(&job->arena, how->skeleton));
        for (int i = 0; i < how->n_input; i++)
            if (strcmp(how->input[i], "-")) {
                allow_folder(job, &known, how->input[i]);
                allow_folder(job, &known, path_dir(&job->arena, how->input[i]));
            }
        map_done(&known);
    }
    *n = job->allow.n;
    return job->allow.v;
}

void chapter_load(struct job *job, struct chapter *c)
{
    struct xml_load how = {.whole = &c->includes};
    how.allow = chapter_allowed(job, &how.n_allow);
    c->doc = manuscript_load(job, c, &how);
    c->root = c->doc ? xmlDocGetRootElement(c->doc) : NULL;
    if (!c->root)
        return;
    if (xml_elem(c->root) == DB_NONE) { /* reported by xml_load */
        c->root = NULL;
        return;
    }
    c->shell = c->shell && xml_elem(c->root) == DB_part;
    make_component(c);
}
