/* Puts the chapters where the skeleton wants them, and the others where divisions of their kind belong. */
#include <ctype.h>
#include <string.h>

#include "collect/collect-int.h"

/* ---- one namespace for all ---- */

static bool has_href(const xmlNs *ns, const char *href) { return ns && ns->href && !strcmp((const char *)ns->href, href); }

static void drop_declaration(xmlNode *n, const char *href)
{
    for (xmlNs **p = &n->nsDef; *p;) {
        xmlNs *ns = *p;
        if (!has_href(ns, href)) {
            p = &ns->next;
            continue;
        }
        *p = ns->next;
        ns->next = NULL;
        xmlFreeNs(ns);
    }
}

/* Lets the tree use the book's own declarations of DocBook and XLink, so that chapters do not repeat them. Inside foreign
 * elements (SVG, MathML) declarations stay, since those shadow the book's. Two passes: no declaration may go while a node
 * still points to it. */
static void join_namespaces(xmlNode *book, xmlNode *tree)
{
    xmlNs *xlink = NULL;
    for (xmlNode *n = tree; n; n = xml_walk(tree, n)) {
        if (n->ns != book->ns && has_href(n->ns, DOCBOOK_NS) && n->parent->ns == book->ns)
            n->ns = book->ns;
        for (xmlAttr *a = n->properties; a; a = a->next) {
            if (!has_href(a->ns, XLINK_NS) || a->ns == xlink)
                continue;
            if (!xlink)
                xlink = xmlSearchNsByHref(book->doc, book, (const xmlChar *)XLINK_NS);
            if (!xlink)
                xlink = xmlNewNs(book, (const xmlChar *)XLINK_NS, (const xmlChar *)"xlink");
            if (xlink)
                a->ns = xlink;
        }
    }
    for (xmlNode *n = tree; n; n = xml_walk(tree, n)) {
        if (n->nsDef && n->ns == book->ns)
            drop_declaration(n, DOCBOOK_NS);
        if (n->nsDef && xlink)
            drop_declaration(n, XLINK_NS);
    }
}

/* ---- moving ---- */

static void put_line_before(xmlNode *n) { xmlAddPrevSibling(n, xmlNewDocText(n->doc, (const xmlChar *)"\n")); }

/* Puts n, free or elsewhere in the book, behind a sibling, or at the end of its parent. */
static xmlNode *put(xmlNode *n, xmlNode *parent, xmlNode *after)
{
    xmlUnlinkNode(n);
    if (after)
        xmlAddNextSibling(after, n);
    else
        xmlAddChild(parent, n);
    put_line_before(n);
    join_namespaces(xmlDocGetRootElement(n->doc), n);
    xmlUnsetProp(n, (const xmlChar *)"version");
    return n;
}

static bool is_component(const xmlNode *n)
{
    return db_class_of(xml_elem(n)) == DB_DIVISION || db_class_of(xml_elem(n)) == DB_ROOT;
}

static xmlNode *place_tree(xmlNode *tree, xmlNode *parent, xmlNode *after);

/* The divisions of a book or set, without its own title and info. */
static xmlNode *splice(xmlNode *book, xmlNode *parent, xmlNode *after)
{
    for (xmlNode *n = xml_first(book), *next; n; n = next) {
        next = xml_next(n);
        if (is_component(n))
            after = place_tree(n, parent, after);
    }
    return after;
}

/* A whole book among the chapters is a part, unless it has parts itself or stands in one. */
static xmlNode *place_tree(xmlNode *tree, xmlNode *parent, xmlNode *after)
{
    if (db_class_of(xml_elem(tree)) != DB_ROOT)
        return put(tree, parent, after);
    if (xml_elem(tree) == DB_set || xml_child(tree, "part") || xml_elem(parent) == DB_part)
        return splice(tree, parent, after);
    chapter_rename(tree, DB_part);
    return put(tree, parent, after);
}

/* Gives the last node placed. */
static xmlNode *place(struct job *job, struct chapter *c, xmlNode *parent, xmlNode *after)
{
    if (!c->root)
        return after;
    c->adopted = true;
    after = place_tree(xml_adopt(job->book->doc, c->doc), parent, after);
    if (!c->root->parent) {   /* spliced */
        if (xml_info_of(c->root))
            diag(DIAG_collect_info_left, xml_loc(c->root), c->path);
        xmlFreeNode(c->root);
        c->root = NULL;
    }
    return after;
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
            node_drop(old);
        xmlUnlinkNode(n);
        if (first)
            xmlAddNextSibling(first, n);
        else if (root->children)
            xmlAddPrevSibling(root->children, n);
        else
            xmlAddChild(root, n);
        first = n;
    }
}

/* What the skeleton says of a chapter, beside its place, wins over the chapter. */
static void take_over(xmlNode *at, xmlNode *root)
{
    if (db_class_of(xml_elem(root)) == DB_DIVISION && xml_elem(at) != xml_elem(root))
        chapter_rename(root, xml_elem(at));
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
            xmlAddPrevSibling(first, own);
        else
            xmlAddChild(root, own);
    }
    for (xmlNode *n; (n = xml_first(info));) {
        xmlUnlinkNode(n);
        xmlAddChild(own, n);
    }
}

/* An empty division that nothing fills stays when it has a title, or is right as it is (an index). */
static bool is_left(const struct slot *s)
{
    enum db_elem e = xml_elem(s->at);
    bool wants = e == DB_chapter || e == DB_appendix || e == DB_preface || e == DB_part || e == DB_article;
    return s->kind == SLOT_PART || (s->kind == SLOT_DIVISION && !s->chapters.n && (xml_title(s->at) || !wants));
}

static void fill_slot(struct job *job, struct slot *s)
{
    xmlNode *parent = s->kind == SLOT_PART ? s->at : s->at->parent, *after = s->kind == SLOT_PART ? s->at->last : s->at;
    for (int i = 0; i < s->chapters.n; i++)
        after = place(job, s->chapters.v[i], parent, after);
    if (s->kind == SLOT_DIVISION && s->chapters.n && s->chapters.v[0]->root)
        take_over(s->at, s->chapters.v[0]->root);
    if (!is_left(s))
        node_drop(s->at);
    vec_done(&s->chapters);
}

/* ---- the rest, by kind ---- */

/* The usual order of a book's divisions; 0: titles and info. */
static int rank(const xmlNode *n)
{
    switch (xml_elem(n)) {
    case DB_dedication: return 1;
    case DB_toc: return 2;
    case DB_acknowledgements: return 3;
    case DB_preface: return 4;
    case DB_appendix: return 6;
    case DB_glossary: return 7;
    case DB_bibliography: return 8;
    case DB_index: case DB_setindex: return 9;
    case DB_colophon: return 10;
    default: return is_component(n) ? 5 : 0;
    }
}

struct tail {
    xmlNode *book;
    xmlNode *last[11];   /* the book's last division of each rank */
};

static void tail_init(struct tail *t, xmlNode *book)
{
    *t = (struct tail){.book = book};
    for (xmlNode *n = xml_first(book); n; n = xml_next(n))
        t->last[rank(n)] = n;
}

/* What a division of that rank comes behind: the last of its kind or of the kinds before. */
static xmlNode *tail_before(const struct tail *t, int r)
{
    while (r > 0 && !t->last[r])
        r--;
    if (t->last[r] || !t->book->children)
        return t->last[r];
    return xmlAddPrevSibling(t->book->children, xmlNewDocText(t->book->doc, (const xmlChar *)"\n"));
}

/* ---- working groups as parts ---- */

/* "02-recht-und-ethik" → "Recht und ethik" */
static char *group_title(struct job *job, const char *group)
{
    const char *slash = strrchr(group, '/'), *stem = input_stem(&job->arena, slash ? slash + 1 : group);
    char *title = arena_dup(&job->arena, stem, strlen(stem));
    for (char *p = title; *p; p++)
        if (*p == '-' || *p == '_')
            *p = ' ';
    *title = (char)toupper((unsigned char)*title);
    return title;
}

struct group {
    struct chapter *shell;   /* its part.xml; NULL: none */
    xmlNode *part;           /* NULL: no chapter has come yet */
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
    enum { r = 5 };
    xmlNode *before = tail_before(t, r);
    if (g->shell)
        return t->last[r] = place(job, g->shell, t->book, before);
    xmlNode *part = t->last[r] = put(xml_new_elem(job->book->doc, DB_part, LOC_NONE), t->book, before);
    xml_add_text(xml_new_child(part, DB_title, LOC_NONE), group_title(job, name));
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
        int r = rank(c->root);
        if (!g) {
            tail.last[r] = place(job, c, tail.book, tail_before(&tail, r));
            continue;
        }
        if (!g->part)
            g->part = open_part(job, &tail, g, c->group);
        place(job, c, g->part, g->part->last);
    }
    map_done(&groups);
}

void place_chapters(struct job *job)
{
    for (int i = 0; i < job->slots.n; i++)
        fill_slot(job, job->slots.v[i]);
    place_rest(job);
    xmlNode *last = job->book->root->last;
    if (last && last->type == XML_ELEMENT_NODE)
        xmlAddNextSibling(last, xmlNewDocText(job->book->doc, (const xmlChar *)"\n"));
}
