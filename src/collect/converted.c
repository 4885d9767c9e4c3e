// SPDX-License-Identifier: Apache-2.0
/* A converter's DocBook lacks part of the author's intent: here classes become elements and roles
 * by the style mapping, lines with several names become people, tick boxes a task list, and
 * references a bibliography in its place.
 *
 * Divs and spans arrive as <sidebar> and <phrase> with remap="koki-class" and the classes as role
 * (filters/manuscript.lua). */
#include <string.h>

#include "collect/collect-int.h"
#include "office/office.h"

#define CLASS "koki-class"
/* Tick boxes of pandoc and of Asciidoctor. All have the same length. */
static const char *const open_boxes[] = {"\u2610", "\u274f"}, *const done_boxes[] = {"\u2612",
                                                                                     "\u2611",
                                                                                     "\u2713"};
enum { BOX_BYTES = 3 };

static void unwrap(xmlNode *n)
{
    while (n->children)
        xml_add_before(n, n->children);
    xml_drop(n);
}

static void add_role(struct arena *a, xmlNode *n, const char *role)
{
    const char *had = xml_attr(n, "role");
    xml_set_attr(n, "role", had ? arena_printf(a, "%s %s", had, role) : role);
}

/* ---- classes --------------------------------------------------------------------------------- */

/* The combined meaning of an element's classes. */
struct classes {
    struct office_style known; /* of the first known class; kind OFFICE_STYLE_NONE: none is known */
    const char *name;          /* of that class */
    const char *roles;         /* of all classes, "": none */
};

static struct classes classes_of(struct job *job, const xmlNode *n, bool block)
{
    struct arena *a = &job->arena;
    struct classes all = {.roles = ""};
    const char *role = xml_attr(n, "role");
    for (const char *s = role ? role : ""; *s;) {
        size_t k = strcspn(s, " ");
        const char *name = arena_dup(a, s, k);
        struct office_style is = office_style_of(job->styles, name);
        bool fits = block ? is.kind == OFFICE_STYLE_BOX || is.kind == OFFICE_STYLE_PARA
                          : is.kind == OFFICE_STYLE_INLINE;
        const char *own = fits ? is.role : NULL;
        bool means = fits || is.kind == OFFICE_STYLE_OUT || is.kind == OFFICE_STYLE_PLAIN ||
                     !strcmp(name, "koki-plain");
        if (*name && !means) {
            diag(DIAG_office_style, xml_loc(n), name, name);
            own = name;
        }
        if (means && all.known.kind == OFFICE_STYLE_NONE) {
            all.known = is;
            all.name = name;
        }
        if (own)
            all.roles = *all.roles ? arena_printf(a, "%s %s", all.roles, own) : own;
        s += k + strspn(s + k, " ");
    }
    return all;
}

/* Removes the classes from an element. False if they exclude it, so that it has been dropped. */
static bool take_classes(struct job *job, xmlNode *n, bool block, struct classes *all)
{
    *all = classes_of(job, n, block);
    xmlUnsetProp(n, (const xmlChar *)"remap");
    xmlUnsetProp(n, (const xmlChar *)"role");
    if (all->known.kind != OFFICE_STYLE_OUT)
        return true;
    diag(DIAG_collect_class_out, xml_loc(n), all->name);
    xml_drop(n);
    return false;
}

static void block_class(struct job *job, xmlNode *n)
{
    struct classes all;
    if (!take_classes(job, n, true, &all))
        return;
    if (all.known.kind == OFFICE_STYLE_BOX) {
        xml_set_elem(n, all.known.elem);
        if (*all.roles)
            xml_set_attr(n, "role", all.roles);
    } else {
        const char *lang = xml_attr(n, "xml:lang"), *id = xml_attr(n, "xml:id");
        for (xmlNode *c = xml_first(n); c; c = xml_next(c)) {
            if (*all.roles)
                add_role(&job->arena, c, all.roles);
            if (lang && !xml_attr(c, "xml:lang"))
                xml_set_attr(c, "xml:lang", lang);
        }
        xmlNode *first = xml_first(n);
        if (id && first && !xml_id(first)) {
            const char *kept = arena_dup(&job->arena, id, strlen(id));
            xmlUnsetProp(n, (const xmlChar *)"xml:id");
            xml_set_attr(first, "xml:id", kept);
        }
        unwrap(n);
    }
}

static void inline_class(struct job *job, xmlNode *n)
{
    struct classes all;
    if (!take_classes(job, n, false, &all))
        return;
    if (all.known.kind == OFFICE_STYLE_INLINE && all.known.elem != DB_NONE)
        xml_set_elem(n, all.known.elem);
    if (*all.roles)
        xml_set_attr(n, "role", all.roles);
    else if (xml_elem(n) == DB_phrase && !n->properties)
        unwrap(n);
}

/* ---- lists of tasks -------------------------------------------------------------------------- */

static xmlNode *text_before_all(xmlNode *item)
{
    xmlNode *para = xml_first(item);
    xmlNode *text = para && (xml_elem(para) == DB_para || xml_elem(para) == DB_simpara)
                        ? para->children
                        : NULL;
    return text && text->type == XML_TEXT_NODE ? text : NULL;
}

static bool begins_with_one(const char *s, const char *const *of, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strncmp(s, of[i], BOX_BYTES))
            return true;
    return false;
}

/* The length of the box at the beginning of an item, including white space around it; 0 if there is
 * none. */
static size_t box_length(xmlNode *item, bool *done)
{
    xmlNode *node = text_before_all(item);
    const char *text = node ? (const char *)node->content : "", *s = text + strspn(text, " \t\n");
    *done = begins_with_one(s, done_boxes, sizeof done_boxes / sizeof *done_boxes);
    if (!*done && !begins_with_one(s, open_boxes, sizeof open_boxes / sizeof *open_boxes))
        return 0;
    s += BOX_BYTES;
    return (size_t)(s - text) + strspn(s, " \t\n\u00a0");
}

/* The boxes become marks, which the layout draws. */
static void task_list(xmlNode *list)
{
    bool done, any = false;
    for (xmlNode *item = xml_first(list); item; item = xml_next(item), any = true)
        if (xml_elem(item) != DB_listitem || !box_length(item, &done))
            return;
    if (!any || xml_attr(list, "role"))
        return;
    xml_set_attr(list, "role", "checklist");
    xmlUnsetProp(list, (const xmlChar *)"mark");
    for (xmlNode *item = xml_first(list); item; item = xml_next(item)) {
        size_t n = box_length(item, &done);
        xmlNode *text = text_before_all(item);
        xmlChar *rest = xmlStrdup(text->content + n);
        xmlNodeSetContent(text, NULL);
        xmlNodeAddContent(text, rest);
        xmlFree(rest);
        if (done)
            xml_set_attr(item, "role", "done");
    }
}

/* ---- people ---------------------------------------------------------------------------------- */

/* A person with a name and nothing else may be several people. */
static void split_people(struct job *job, xmlNode *group)
{
    struct buf names = {0};
    VEC(xmlNode *) all = {0};
    for (xmlNode *n = xml_first(group); n; n = xml_next(n))
        *vec_add(&all) = n;
    for (int i = 0; i < all.n; i++) {
        xmlNode *author = all.v[i], *name = xml_first(author);
        if (xml_elem(author) == DB_author && name && xml_elem(name) == DB_personname &&
            !xml_next(name) && !xml_first(name)) {
            names.n = 0;
            xml_text(name, &names);
            office_people(&job->arena, group, names.s ? names.s : "", xml_loc(author));
            xml_drop(author);
        } else {
            xml_add_last(group, author);
        }
    }
    if (!xml_first(group))
        xml_drop(group);
    vec_done(&all);
    buf_done(&names);
}

/* ---- the rest -------------------------------------------------------------------------------- */

/* An abstract of one paragraph arrives without the para element. */
static void wrap_abstract(xmlNode *abstract)
{
    if (xml_child(abstract, "para"))
        return;
    xmlNode *para = xml_new_elem(abstract->doc, DB_para, xml_loc(abstract));
    xml_move_inside(abstract, para);
    xml_add_last(abstract, para);
}

/* A list of references is at the end of the chapter; one that has a heading takes its title. */
static void place_bibliography(xmlNode *root, xmlNode *n)
{
    xmlNode *section = n->parent, *title = section ? xml_first(section) : NULL;
    if (section && xml_elem(section) == DB_section && title && xml_elem(title) == DB_title &&
        xml_next(title) == n && !xml_next(n)) {
        while (n->children)
            xml_add_before(n, n->children);
        xml_drop(n);
        xml_set_elem(section, DB_bibliography);
        n = section;
    }
    xml_add_last(root, n);
}

static bool is_empty(const xmlNode *para)
{
    const xmlNode *n = para->children;
    return !n || (!n->next && n->type == XML_TEXT_NODE &&
                  !n->content[strspn((const char *)n->content, " \t\n")]);
}

/* Whether a paragraph contains only a display formula. */
static bool only_formula(const xmlNode *para)
{
    const xmlNode *first = xml_first(para);
    for (const xmlNode *n = para->children; n; n = n->next)
        if (n != first &&
            !(n->type == XML_TEXT_NODE && !n->content[strspn((const char *)n->content, " \t\n")]))
            return false;
    return first && xml_elem(first) == DB_informalequation;
}

/* Takes a heading's attributes that filters/manuscript.lua passes in its section's role:
 * "koki-profile:audience=report". */
static void take_profile(struct job *job, xmlNode *n)
{
    static const char mark[] = "koki-profile:";
    const char *role = xml_attr(n, "role");
    struct buf rest = {0};
    if (!role || !strstr(role, mark))
        return;
    role = arena_dup(&job->arena, role, strlen(role));
    for (const char *p = role; *p; p += strspn(p, " ")) {
        size_t k = strcspn(p, " "), name = strcspn(p, "=");
        const char *word = arena_dup(&job->arena, p, k);
        if (!strncmp(word, mark, sizeof mark - 1) && name < k)
            xml_set_attr(n, arena_dup(&job->arena, p + sizeof mark - 1, name - (sizeof mark - 1)),
                         word + name + 1);
        else
            buf_printf(&rest, "%s%s", rest.n ? " " : "", word);
        p += k;
    }
    if (rest.n)
        xml_set_attr(n, "role", rest.s);
    else
        xmlUnsetProp(n, (const xmlChar *)"role");
    buf_done(&rest);
}

static void finish_element(struct job *job, xmlNode *root, xmlNode *n)
{
    const char *remap = xml_attr(n, "remap");
    switch (xml_elem(n)) {
    case DB_section: take_profile(job, n); break;
    case DB_itemizedlist: task_list(n); break;
    case DB_authorgroup: split_people(job, n); break;
    case DB_abstract: wrap_abstract(n); break;
    case DB_bibliography: place_bibliography(root, n); break;
    case DB_para:
        if (only_formula(n))
            unwrap(n);
        else if (is_empty(n) && xml_elem(n->parent) != DB_listitem)
            xml_drop(n);
        break;
    case DB_link:
        if (!n->children &&
            xml_attr(n, "linkend")) /* [](#name): the text is taken from the target */
            xml_set_elem(n, DB_xref);
        break;
    case DB_sidebar:
        if (remap && !strcmp(remap, CLASS))
            block_class(job, n);
        break;
    case DB_phrase:
        if (remap && !strcmp(remap, CLASS))
            inline_class(job, n);
        break;
    default: break;
    }
}

static bool is_blank(const xmlNode *n)
{
    for (const xmlNode *c = n->children; c; c = c->next)
        if (c->type == XML_ELEMENT_NODE ||
            (c->content && c->content[strspn((const char *)c->content, " \t\n")]))
            return false;
    return true;
}

/* Drops an element, and the items and paragraphs that had nothing else. */
static void drop_with_parents(xmlNode *n)
{
    xmlNode *parent = n->parent;
    enum db_elem e = xml_elem(parent);
    xml_drop(n);
    if (is_blank(parent) &&
        (e == DB_para || e == DB_listitem || e == DB_itemizedlist || e == DB_orderedlist))
        drop_with_parents(parent);
}

/* Drops text that filters/manuscript.lua has marked as hidden. */
static void drop_hidden(struct job *job, xmlNode *root)
{
    enum { SHOWN = 60 };
    int count = 0;
    struct loc first = LOC_NONE;
    const char *words = NULL;
    VEC(xmlNode *) all = {0};
    for (xmlNode *n = xml_first(root); n;) {
        const char *role = xml_attr(n, "remap") ? xml_attr(n, "role") : NULL;
        bool hidden = role && !strcmp(role, "koki-hidden");
        if (hidden)
            *vec_add(&all) = n;
        n = hidden ? xml_walk_past(root, n) : xml_walk(root, n);
    }
    for (int i = 0; i < all.n; i++) {
        xmlChar *text = xmlNodeGetContent(all.v[i]);
        if (text && text[strspn((const char *)text, " \t\n")] && !count++) {
            first = xml_loc(all.v[i]);
            words = text_excerpt(&job->arena, (const char *)text, strlen((const char *)text),
                                 SHOWN);
        }
        xmlFree(text);
        drop_with_parents(all.v[i]);
    }
    vec_done(&all);
    if (count)
        diag(DIAG_office_hidden, first, count, words);
}

void converted_finish(struct job *job, xmlNode *root)
{
    VEC(xmlNode *) all = {0};
    drop_hidden(job, root);
    for (xmlNode *n = root; n; n = xml_walk(root, n))
        *vec_add(&all) = n;
    for (int i = all.n - 1; i >= 0; i--) /* inner elements first, since outer ones may be dropped */
        finish_element(job, root, all.v[i]);
    vec_done(&all);
    manuscript_title(root);
}
