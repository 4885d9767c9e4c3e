// SPDX-License-Identifier: Apache-2.0
/* Puts the chapters into their places in the skeleton, and the others where divisions of their kind
 * belong. */
#include <ctype.h>
#include <string.h>

#include "collect/collect-int.h"

#define XINCLUDE_NS "http://www.w3.org/2001/XInclude"

/* ---- one namespace for all ---- */

static bool has_href(const xmlNs *ns, const char *href)
{
    return ns && ns->href && !strcmp((const char *)ns->href, href);
}

static void drop_declaration(xmlNode *n, const char *href)
{
    for (xmlNs **p = &n->nsDef; *p;) {
        xmlNs *ns = *p;
        if (!has_href(ns, href) || ns->_private) { /* see join_namespaces */
            p = &ns->next;
            continue;
        }
        *p = ns->next;
        ns->next = NULL;
        xmlFreeNs(ns);
    }
}

/* The book's declaration of XLink, made if it is missing; NULL if the prefix is bound to another
 * namespace there. */
static xmlNs *xlink_of(xmlNode *book)
{
    xmlNs *ns = xmlSearchNsByHref(book->doc, book, (const xmlChar *)XLINK_NS);
    return ns ? ns : xmlNewNs(book, (const xmlChar *)XLINK_NS, (const xmlChar *)"xlink");
}

/* Lets the whole tree use the book's own declarations of DocBook and XLink, so that chapters do not
 * repeat them. Inside foreign elements (SVG, MathML) DocBook's stay, since the foreign ones shadow
 * the book's. Two passes: no declaration may be removed while a node still points to it, which is
 * noted in it. */
static void join_namespaces(xmlNode *book)
{
    xmlNs *xlink = NULL;
    for (xmlNode *n = book; n; n = xml_walk(book, n)) {
        if (n->ns != book->ns && has_href(n->ns, DOCBOOK_NS) && n->parent->ns == book->ns)
            n->ns = book->ns;
        if (n->ns)
            n->ns->_private = n;
        for (xmlAttr *a = n->properties; a; a = a->next) {
            if (a->ns != xlink && has_href(a->ns, XLINK_NS) && (xlink || (xlink = xlink_of(book))))
                a->ns = xlink;
            if (a->ns)
                a->ns->_private = n;
        }
    }
    for (xmlNode *n = book; n; n = xml_walk(book, n)) {
        if (n->nsDef)
            drop_declaration(n, XINCLUDE_NS);
        if (n->nsDef && n != book && n->ns == book->ns)
            drop_declaration(n, DOCBOOK_NS);
        if (n->nsDef && n != book && xlink)
            drop_declaration(n, XLINK_NS);
        if (n != book && db_class_of(xml_elem(n)) == DB_DIVISION)
            xmlUnsetProp(n, (const xmlChar *)"version");
    }
}

/* ---- moving ---- */

static bool ends_line(const xmlNode *n)
{
    return n && n->type == XML_TEXT_NODE && n->content && strchr((const char *)n->content, '\n');
}

static xmlNode *new_line(const xmlNode *n) { return xmlNewDocText(n->doc, (const xmlChar *)"\n"); }

/* Puts n, free or elsewhere in the book, before a sibling, or at the end of its parent, on a
 * separate line. */
static xmlNode *place_put(xmlNode *n, xmlNode *parent, xmlNode *before)
{
    if (before)
        xml_add_before(before, n);
    else
        xml_add_last(parent, n);
    if (!ends_line(n->prev))
        xml_add_before(n, new_line(n));
    if (!n->next || n->next->type == XML_ELEMENT_NODE)
        xml_add_after(n, new_line(n));
    return n;
}

static bool is_component(const xmlNode *n)
{
    return db_class_of(xml_elem(n)) == DB_DIVISION || db_class_of(xml_elem(n)) == DB_ROOT;
}

/* For a tree whose namespace declarations are on an element that is removed. */
static void keep_namespaces(xmlNode *tree)
{
    if (tree)
        xmlReconciliateNs(tree->doc, tree);
}

static xmlNode *place_tree(xmlNode *tree, xmlNode *parent, xmlNode *before);

/* Places the divisions of a book or set, without its own title and info. */
static xmlNode *splice_divisions(xmlNode *book, xmlNode *parent, xmlNode *before)
{
    xmlNode *last = NULL;
    for (xmlNode *n = xml_first(book), *next; n; n = next) {
        next = xml_next(n);
        if (!is_component(n))
            continue;
        last = place_tree(n, parent, before);
        keep_namespaces(last);
    }
    return last;
}

/* A whole book among the chapters is a part, unless it has parts itself or is in one. Returns the
 * last node placed. */
static xmlNode *place_tree(xmlNode *tree, xmlNode *parent, xmlNode *before)
{
    if (db_class_of(xml_elem(tree)) != DB_ROOT)
        return place_put(tree, parent, before);
    if (xml_elem(tree) == DB_set || xml_child(tree, "part") || xml_elem(parent) == DB_part)
        return splice_divisions(tree, parent, before);
    xml_set_elem(tree, DB_part);
    return place_put(tree, parent, before);
}

/* Returns the last node placed; NULL if none. */
static xmlNode *place_place(struct job *job, struct chapter *c, xmlNode *parent, xmlNode *before)
{
    if (!c->root)
        return NULL;
    c->adopted = true;
    xmlNode *last = place_tree(xml_adopt(job->book->doc, c->doc), parent, before);
    if (!c->root->parent) { /* spliced */
        if (xml_info_of(c->root))
            diag(DIAG_collect_info_left, xml_loc(c->root), c->path);
        xmlFreeNode(c->root);
        c->root = NULL;
    }
    return last;
}

/* ---- the skeleton's places ---- */

static void take_titles(xmlNode *from, xmlNode *root)
{
    xmlNode *first = NULL;
    for (xmlNode *n = xml_first(from), *next; n; n = next) {
        next = xml_next(n);
        if (db_class_of(xml_elem(n)) != DB_TITLE)
            continue;
        xmlNode *info = xml_info_of(root), *old = xml_child(root, (const char *)n->name);
        if (!old && info)
            old = xml_child(info, (const char *)n->name);
        if (old)
            xml_drop(old);
        if (first)
            xml_add_after(first, n);
        else
            xml_add_first(root, n);
        keep_namespaces(first = n);
    }
}

/* Attributes and title in the skeleton's placeholder override those of the chapter. */
static void take_over(xmlNode *at, xmlNode *root)
{
    if (db_class_of(xml_elem(root)) == DB_DIVISION && xml_elem(at) != xml_elem(root))
        xml_set_elem(root, xml_elem(at));
    for (xmlAttr *a = at->properties; a; a = a->next)
        if (!a->ns)
            xml_set_attr(root, (const char *)a->name, xml_attr(at, (const char *)a->name));
    xmlNode *info = xml_info_of(at), *own = xml_info_of(root);
    take_titles(at, root);
    if (!info)
        return;
    take_titles(info, root);
    if (!own) {
        own = xml_new_elem(root->doc, DB_info, xml_loc(info));
        xmlNode *first = xml_first(root);
        while (first && db_class_of(xml_elem(first)) == DB_TITLE)
            first = xml_next(first);
        if (first)
            xml_add_before(first, own);
        else
            xml_add_last(root, own);
    }
    for (xmlNode *n; (n = xml_first(info));)
        keep_namespaces(xml_add_last(own, n));
}

static bool is_left(const struct slot *s)
{
    return s->kind == SLOT_PART ||
           (s->kind == SLOT_DIVISION && !s->chapters.n && !skeleton_wants(s->at));
}

/* Fills a module: its resource under its name, with the content of nested modules, or the content
 * alone. */
static void fill_module(const struct slot *s, struct chapter *c)
{
    xmlNode *root = c->root;
    if (s->module->keep_name) /* a chapter in a chapter is a section */
        xml_set_elem(s->at, xml_elem(root) == DB_chapter && !assembly_holds_chapters(s->at->parent)
                                ? DB_section
                                : xml_elem(root));
    take_over(s->at, root);
    for (xmlNode *n = xml_first(s->at), *next; n; n = next) {
        next = xml_next(n);
        if (db_class_of(xml_elem(n)) != DB_TITLE && xml_elem(n) != DB_info)
            place_put(n, root, NULL);
    }
    if (!s->module->omit_titles && !s->module->content_only)
        return;
    xmlNode *info = xml_info_of(root), *title;
    while ((title = xml_title(root)))
        xml_drop(title);
    if (!s->module->content_only)
        return;
    if (info)
        xml_drop(info);
    xml_unfold_inside(root);
    while (root->children) {
        xmlNode *n = root->children;
        n = xml_add_before(root, n);
        if (n && n->type == XML_ELEMENT_NODE)
            keep_namespaces(n);
    }
    xml_drop(root);
    c->root = NULL;
}

static void fill_slot(struct job *job, struct slot *s)
{
    bool part = s->kind == SLOT_PART;
    for (int i = 0; i < s->chapters.n; i++)
        place_place(job, s->chapters.v[i], part ? s->at : s->at->parent, part ? NULL : s->at);
    if (s->kind == SLOT_DIVISION && s->chapters.n && s->chapters.v[0]->root)
        take_over(s->at, s->chapters.v[0]->root);
    if (s->kind == SLOT_MODULE && s->chapters.n && s->chapters.v[0]->root)
        fill_module(s, s->chapters.v[0]);
    if (s->kind == SLOT_MODULE ? s->chapters.n > 0 : !is_left(s))
        xml_drop(s->at);
    vec_done(&s->chapters);
}

/* ---- the rest, by kind ---- */

/* The usual order of a book's divisions. */
enum rank {
    INFO,
    DEDICATION,
    TOC,
    ACKNOWLEDGEMENTS,
    PREFACE,
    BODY,
    APPENDIX,
    GLOSSARY,
    BIBLIOGRAPHY,
    INDEX,
    COLOPHON,
    RANKS
};

static int rank_of(const xmlNode *n)
{
    switch (xml_elem(n)) {
    case DB_dedication: return DEDICATION;
    case DB_toc: return TOC;
    case DB_acknowledgements: return ACKNOWLEDGEMENTS;
    case DB_preface: return PREFACE;
    case DB_appendix: return APPENDIX;
    case DB_glossary: return GLOSSARY;
    case DB_bibliography: return BIBLIOGRAPHY;
    case DB_index:
    case DB_setindex: return INDEX;
    case DB_colophon: return COLOPHON;
    default: return is_component(n) ? BODY : INFO;
    }
}

struct tail {
    xmlNode *book;
    xmlNode *last[RANKS]; /* the book's last division of each rank */
};

static void tail_init(struct tail *t, xmlNode *book)
{
    *t = (struct tail){.book = book};
    xml_unfold_inside(book);
    for (xmlNode *n = xml_first(book); n; n = xml_next(n))
        t->last[rank_of(n)] = n;
}

/* The node before which a division of that rank goes, so that it follows the last one of its or a
 * lower rank; NULL: at the end. */
static xmlNode *tail_before(const struct tail *t, int r)
{
    while (r > 0 && !t->last[r])
        r--;
    return t->last[r] ? t->last[r]->next : t->book->children;
}

static void tail_note(struct tail *t, int r, xmlNode *placed)
{
    if (placed)
        t->last[r] = placed;
}

/* ---- working groups as parts ---- */

/* "02-recht-und-ethik" → "Recht und ethik" */
static char *group_title(struct job *job, const char *group)
{
    const char *slash = strrchr(group, '/'),
               *stem = input_stem(&job->arena, slash ? slash + 1 : group);
    char *title = arena_dup(&job->arena, stem, strlen(stem));
    for (char *p = title; *p; p++)
        if (*p == '-' || *p == '_')
            *p = ' ';
    *title = (char)toupper((unsigned char)*title);
    return title;
}

struct group {
    struct chapter *shell; /* its part.xml; NULL: none */
    xmlNode *part;         /* NULL: no chapter yet */
};

/* The groups that become parts: those with a part.xml, or all when parts are asked for. */
static void find_groups(struct job *job, struct map *groups)
{
    for (int i = 0; i < job->chapters.n; i++) {
        struct chapter *c = job->chapters.v[i];
        if (!c->group || (!c->shell && !job->how->parts))
            continue;
        struct group **g = (struct group **)map_put(groups, c->group);
        if (!*g)
            *g = arena_make(&job->arena, struct group);
        if (c->shell && c->root)
            (*g)->shell = c;
    }
}

static xmlNode *open_part(struct job *job, struct tail *t, const struct group *g, const char *name)
{
    xmlNode *before = tail_before(t, BODY), *part;
    if (g->shell) {
        part = place_place(job, g->shell, t->book, before);
    } else {
        part = place_put(xml_new_elem(job->book->doc, DB_part, LOC_NONE), t->book, before);
        xml_add_text(xml_new_child(part, DB_title, LOC_NONE), group_title(job, name));
    }
    tail_note(t, BODY, part);
    return part;
}

static void place_rest(struct job *job)
{
    struct map groups = {0};
    struct tail tail;
    tail_init(&tail, job->book->root);
    find_groups(job, &groups);
    for (int i = 0; i < job->chapters.n; i++) {
        struct chapter *c = job->chapters.v[i];
        if (c->placed || c->shell || !c->root)
            continue;
        struct group *g = c->group ? map_get(&groups, c->group) : NULL;
        int r = rank_of(c->root);
        if (!g) {
            tail_note(&tail, r, place_place(job, c, tail.book, tail_before(&tail, r)));
            continue;
        }
        if (!g->part)
            g->part = open_part(job, &tail, g, c->group);
        place_place(job, c, g->part, NULL);
    }
    map_done(&groups);
}

void place_chapters(struct job *job)
{
    for (int i = 0; i < job->slots.n; i++)
        fill_slot(job, job->slots.v[i]);
    place_rest(job);
    join_namespaces(job->book->root);
}
