// SPDX-License-Identifier: Apache-2.0
/* Validity by DocBook's RELAX NG schema, with messages that people understand.
 *
 * An invalid book is split into units, the elements that the schema lets a document begin with
 * (components, sections, paragraphs). Each unit is judged by itself with the units inside it
 * replaced by empty ones, so every element is judged once. In a unit that is not valid the culprit
 * is the smallest part whose removal makes it valid (an attribute, an element), or whose addition
 * does (a title, a paragraph). If there are several culprits, its lists, tables and figures are
 * judged by themselves, and the rest is rebuilt child by child: children that make it invalid are
 * culprits. */
#include <string.h>

#include "collect/check.h"

#define SCHEMA "/usr/share/xml/docbook/schema/rng/5.0/docbook.rng"

enum { TRIALS = 200 /* in a unit */, ALL_TRIALS = 20000 };

static const struct {
    const char *name, *instead;
} newer[] = {
#define N(name, instead) {name, instead},
#include "collect/newer.def"
#undef N
};

struct judge {
    struct check *check;
    struct xml_schema *schema;
    xmlDoc *doc; /* the document being validated */
    int trials, all_trials;
};

static bool is_valid(struct judge *j)
{
    j->trials++;
    j->all_trials++;
    return xml_schema_valid(j->schema, j->doc);
}

static bool may_try(const struct judge *j)
{
    return j->trials < TRIALS && j->all_trials < ALL_TRIALS;
}

/* ---- units ---- */

static bool is_unit(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    enum db_class class = db_class_of(e);
    return class == DB_ROOT || e == DB_para || (class == DB_DIVISION && e != DB_topic) ||
           (class == DB_SECTION && e != DB_simplesect && e != DB_partintro && e != DB_refnamediv &&
            e != DB_refsynopsisdiv && e != DB_glossdiv && e != DB_bibliodiv && e != DB_indexdiv &&
            e != DB_qandadiv);
}

static xmlNode *add_empty(xmlNode *parent, const char *name)
{
    return xmlNewChild(parent, parent->ns, (const xmlChar *)name, NULL);
}

/* Fills a unit with the minimum of valid content. */
static void fill_least(xmlNode *unit, enum db_elem e)
{
    static const struct {
        enum db_elem e;
        const char *path[4];
    } inner[] = {
        {DB_para, {NULL}},
        {DB_toc, {NULL}},
        {DB_index, {NULL}},
        {DB_setindex, {NULL}},
        {DB_part, {"title", "chapter"}},
        {DB_reference, {"title", "refentry"}},
        {DB_book, {"title", "chapter"}},
        {DB_bibliography, {"bibliomixed"}},
        {DB_glossary, {"glossentry"}},
        {DB_refentry, {"refnamediv", "refsection"}},
        {DB_dedication, {"para"}},
        {DB_colophon, {"para"}},
        {DB_acknowledgements, {"para"}},
    };
    for (size_t i = 0; i < sizeof inner / sizeof *inner; i++) {
        if (inner[i].e != e)
            continue;
        for (int k = 0; inner[i].path[k]; k++) {
            const char *name = inner[i].path[k];
            xmlNode *child = add_empty(unit, name);
            if (!strcmp(name, "chapter") || !strcmp(name, "refsection"))
                add_empty(child, "title"), add_empty(child, "para");
            else if (!strcmp(name, "glossentry"))
                add_empty(child, "glossterm"), add_empty(add_empty(child, "glossdef"), "para");
            else if (!strcmp(name, "refnamediv"))
                add_empty(child, "refname"), add_empty(child, "refpurpose");
            else if (!strcmp(name, "refentry"))
                fill_least(child, DB_refentry);
        }
        return;
    }
    add_empty(unit, "title");
    add_empty(unit, "para");
}

/* Trees of copies have libxml2's own functions alone: their elements' _private is not an
 * xml_info. */
static void drop_copy(xmlNode *n)
{
    xmlUnlinkNode(n);
    xmlFreeNode(n);
}

/* A copy of one node, children aside, in its parent's namespace if that is DocBook's; _private
 * leads back to the original, as no copy lives longer than the judgement. */
static xmlNode *copy_one(xmlDoc *doc, xmlNode *parent, const xmlNode *n)
{
    xmlNode *copy;
    if (parent && xml_elem(n)) {
        copy = xmlNewDocNode(doc, parent->ns, n->name, NULL);
        xmlAddChild(parent, copy);
        copy->properties = xmlCopyPropList(copy, n->properties);
    } else {
        copy = xmlDocCopyNode((xmlNode *)n, doc, 2);
        if (parent)
            xmlAddChild(parent, copy);
        else
            xmlDocSetRootElement(doc, copy);
    }
    copy->_private = (void *)n;
    return copy;
}

static void copy_children(xmlDoc *doc, xmlNode *copy, const xmlNode *n, int depth)
{
    enum { MOST = 300 };
    for (const xmlNode *c = n->children; c && depth < MOST; c = c->next) {
        if (c->type == XML_TEXT_NODE) {
            xmlAddChild(copy, xmlNewDocText(doc, c->content));
        } else if (c->type == XML_ELEMENT_NODE) {
            xmlNode *inner = copy_one(doc, copy, c);
            if (is_unit(c)) {
                xmlFreePropList(inner->properties);
                inner->properties = NULL;
                fill_least(inner, xml_elem(c));
            } else {
                copy_children(doc, inner, c, depth + 1);
            }
        }
    }
}

/* Replaces names of later versions by those of DocBook 5.0. */
static void make_older(xmlNode *root)
{
    for (xmlNode *n = root, *next; n; n = next) {
        next = xml_walk(root, n);
        for (size_t i = 0; i < sizeof newer / sizeof *newer; i++) {
            if (strcmp((const char *)n->name, newer[i].name))
                continue;
            if (*newer[i].instead) {
                xmlNodeSetName(n, (const xmlChar *)newer[i].instead);
                break;
            }
            next = xml_walk_past(root, n);
            drop_copy(n);
            break;
        }
    }
}

/* Points every reference to the root: broken references are not checked here. */
static void tame_references(xmlNode *root)
{
    static const char *const names[] = {
#define R(name, form) name,
#include "collect/refs.def"
#undef R
    };
    const char *id = xml_id(root);
    if (!id)
        xml_set_attr(root, "xml:id", id = "koki");
    for (xmlNode *n = root; n; n = xml_walk(root, n))
        for (size_t i = 0; n->properties && i < sizeof names / sizeof *names; i++)
            if (xml_attr(n, names[i]) && strcmp(names[i], "href"))
                xml_set_attr(n, names[i], id);
}

static void open_unit(struct judge *j, const xmlNode *unit)
{
    j->doc = xmlNewDoc((const xmlChar *)"1.0");
    j->trials = 0;
    xmlNode *root = copy_one(j->doc, NULL, unit);
    if (!xmlHasProp(root, (const xmlChar *)"version"))
        xmlNewProp(root, (const xmlChar *)"version", (const xmlChar *)"5.0");
    copy_children(j->doc, root, unit, 0);
    make_older(root);
    tame_references(root);
}

/* ---- culprits ---- */

static const xmlNode *original_of(const xmlNode *copy) { return copy->_private; }

/* The first words of an element, to identify it. */
static const char *words_of(struct judge *j, const xmlNode *n)
{
    struct check *k = j->check;
    k->text.n = 0;
    xml_text(n, &k->text);
    return k->text.n ? check_excerpt(k, arena_dup(&k->arena, k->text.s, k->text.n), NULL) : "";
}

/* Elements still to be filled by koki-authors. */
static bool is_unfinished(const xmlNode *n)
{
    for (const xmlNode *child = n->children; child; child = child->next)
        if (xml_is_pi(child, "koki-contributors") || xml_is_pi(child, "koki-portraits") ||
            xml_is_pi(child, "koki-thanks") || xml_is_pi(child, "koki-partners") ||
            xml_is_pi(child, "koki-balance"))
            return true;
    return false;
}

static void blame_culprit(struct judge *j, enum diag_id id, const xmlNode *n, const char *name,
                          const char *other)
{
    if (id != DIAG_collect_schema_missing || !is_unfinished(n))
        diag(id, xml_loc(n), name, other, words_of(j, n));
}

/* An attribute taken out keeps its own links, so that it can be put back. */
static void take_out(xmlNode *n, xmlAttr *a)
{
    *(a->prev ? &a->prev->next : &n->properties) = a->next;
    if (a->next)
        a->next->prev = a->prev;
}

static void put_back(xmlNode *n, xmlAttr *a)
{
    *(a->prev ? &a->prev->next : &n->properties) = a;
    if (a->next)
        a->next->prev = a;
}

static bool blame_attribute(struct judge *j, xmlNode *n)
{
    bool found = false;
    for (xmlAttr *a = n->properties; a && may_try(j) && !found; a = a->next) {
        if (n->parent == (xmlNode *)j->doc && (a->ns || !strcmp((const char *)a->name, "version")))
            continue; /* ours */
        take_out(n, a);
        found = is_valid(j);
        if (found)
            blame_culprit(j, DIAG_collect_schema_attribute, original_of(n), (const char *)n->name,
                          (const char *)a->name);
        put_back(n, a);
    }
    return found;
}

static bool search_children(struct judge *j, xmlNode *n);

static bool blame_element(struct judge *j, xmlNode *n)
{
    xmlNode *parent = n->parent, *next = n->next;
    xmlUnlinkNode(n);
    bool valid = is_valid(j);
    if (next)
        xmlAddPrevSibling(next, n);
    else
        xmlAddChild(parent, n);
    if (valid && !search_children(j, n))
        blame_culprit(j, DIAG_collect_schema_element, original_of(n), (const char *)n->name,
                      (const char *)parent->name);
    return valid;
}

static xmlNode *put_in(xmlNode *n, const char *name, bool first)
{
    xmlNode *extra = xmlNewDocNode(n->doc, n->ns, (const xmlChar *)name, NULL);
    return first && n->children ? xmlAddPrevSibling(n->children, extra) : xmlAddChild(n, extra);
}

static bool blame_missing(struct judge *j, xmlNode *n, const char *name, bool first)
{
    xmlNode *extra = put_in(n, name, first);
    bool valid = is_valid(j);
    drop_copy(extra);
    if (valid)
        blame_culprit(j, DIAG_collect_schema_missing, original_of(n), (const char *)n->name, name);
    return valid;
}

/* The element after n in postorder: children before their parents. */
static xmlNode *first_leaf(xmlNode *n)
{
    while (xml_first(n))
        n = xml_first(n);
    return n;
}

static xmlNode *next_up(xmlNode *n) { return xml_next(n) ? first_leaf(xml_next(n)) : n->parent; }

/* Finds a single culprit inside an element, or a missing part. */
static bool find_one(struct judge *j, xmlNode *top)
{
    for (xmlNode *n = top; n && may_try(j); n = xml_walk(top, n))
        if (original_of(n) && blame_attribute(j, n))
            return true;
    for (xmlNode *n = first_leaf(top); n != top && may_try(j); n = next_up(n))
        if (original_of(n) && blame_element(j, n))
            return true;
    for (xmlNode *n = top; n && may_try(j); n = xml_walk(top, n))
        if (original_of(n) &&
            (blame_missing(j, n, "title", true) || blame_missing(j, n, "para", false)))
            return true;
    return false;
}

/* ---- several culprits ---- */

static bool is_block(const xmlNode *n)
{
    const xmlNode *from = original_of(n);
    enum db_class class = from ? db_class_of(xml_elem(from)) : DB_UNKNOWN;
    return (class == DB_BLOCK || class == DB_LIST || class == DB_TABLE || class == DB_MEDIA) &&
           !is_unit(from);
}

/* Judges a list, table or figure of a unit as the only content of a section, and puts a paragraph
 * in its place. */
static void judge_block(struct judge *j, xmlNode *block)
{
    xmlDoc *unit = j->doc;
    xmlNode *stand_in = xmlNewDocNode(unit, xmlDocGetRootElement(unit)->ns, (const xmlChar *)"para",
                                      NULL);
    xmlReplaceNode(block, stand_in);
    j->doc = xmlNewDoc((const xmlChar *)"1.0");
    xmlNode *section = xmlNewDocNode(j->doc, NULL, (const xmlChar *)"section", NULL);
    xmlDocSetRootElement(j->doc, section);
    xmlSetNs(section, xmlNewNs(section, (const xmlChar *)DOCBOOK_NS, NULL));
    xmlNewProp(section, (const xmlChar *)"version", (const xmlChar *)"5.0");
    put_in(section, "title", true);
    xmlAddChild(section, block);
    tame_references(section);
    j->trials = 0;
    if (!is_valid(j) && !find_one(j, section))
        blame_culprit(j, DIAG_collect_schema, original_of(block), (const char *)block->name, "5");
    xmlFreeDoc(j->doc);
    j->doc = unit;
}

static bool judge_blocks(struct judge *j)
{
    xmlNode *root = xmlDocGetRootElement(j->doc);
    bool any = false;
    for (xmlNode *n = xml_first(root), *next; n; n = next) {
        next = xml_next(n);
        if (is_block(n)) {
            judge_block(j, n);
            any = true;
        }
    }
    return any && is_valid(j);
}

struct nodes {
    xmlNode **v;
    int n, cap;
};

static struct nodes take_children(xmlNode *parent)
{
    struct nodes children = {0};
    for (xmlNode *n = xml_first(parent); n; n = xml_next(n))
        *vec_add(&children) = n;
    for (int i = 0; i < children.n; i++)
        xmlUnlinkNode(children.v[i]);
    return children;
}

static void give_back(xmlNode *parent, struct nodes *children)
{
    for (int i = 0; i < children->n; i++)
        xmlAddChild(parent, children->v[i]);
    vec_done(children);
}

/* Adds content after an element so that the unit is valid without its last node; NULL if none is
 * needed or none helps. */
static xmlNode *put_content(struct judge *j, xmlNode *n)
{
    xmlNode *parent = n->parent, *content = put_in(xmlDocGetRootElement(j->doc), "para", false);
    xmlUnlinkNode(n);
    bool valid = is_valid(j);
    if (content->parent == parent)
        xmlAddPrevSibling(content, n);
    else
        xmlAddChild(parent, n);
    if (valid)
        return content;
    drop_copy(content);
    return NULL;
}

static bool is_valid_with_content(struct judge *j)
{
    if (is_valid(j))
        return true;
    xmlNode *content = put_in(xmlDocGetRootElement(j->doc), "para", false);
    bool valid = is_valid(j);
    drop_copy(content);
    return valid;
}

/* Rebuilds an element child by child; a child that makes it invalid is searched for the culprit and
 * left out. */
static bool rebuild_children(struct judge *j, xmlNode *parent)
{
    struct nodes children = take_children(parent);
    bool any = false;
    for (int i = 0; i < children.n; i++) {
        xmlNode *n = xmlAddChild(parent, children.v[i]);
        if (j->all_trials >= ALL_TRIALS || is_valid_with_content(j))
            continue;
        xmlNode *content = put_content(j, n);
        j->trials = 0;
        if (original_of(n) && !find_one(j, n) && !search_children(j, n))
            blame_culprit(j, DIAG_collect_schema_element, original_of(n), (const char *)n->name,
                          (const char *)parent->name);
        any |= original_of(n) != NULL;
        drop_copy(n);
        if (content)
            drop_copy(content);
    }
    vec_done(&children);
    return any;
}

/* An element that is not a fault itself has culprits inside. */
static bool search_children(struct judge *j, xmlNode *n)
{
    if (!xml_first(n) || j->all_trials >= ALL_TRIALS)
        return false;
    struct nodes children = take_children(n);
    bool innocent = is_valid(j);
    give_back(n, &children);
    return innocent && rebuild_children(j, n);
}

/* The title that a unit lacks, besides its other faults. */
static bool add_title(struct judge *j, xmlNode *root)
{
    struct nodes children = take_children(root);
    xmlNode *title = xml_title(original_of(root)) || is_valid_with_content(j)
                         ? NULL
                         : put_in(root, "title", true);
    bool lacking = title && is_valid_with_content(j);
    if (lacking)
        blame_culprit(j, DIAG_collect_schema_missing, original_of(root), (const char *)root->name,
                      "title");
    else if (title)
        drop_copy(title);
    give_back(root, &children);
    return lacking;
}

static void find_culprits(struct judge *j, const xmlNode *unit)
{
    xmlNode *root = xmlDocGetRootElement(j->doc);
    if (find_one(j, root) || judge_blocks(j))
        return;
    j->trials = 0;
    bool any = add_title(j, root);
    if (!find_one(j, root) && !rebuild_children(j, root) && !any)
        blame_culprit(j, DIAG_collect_schema, unit, (const char *)unit->name, "5");
}

/* ---- a book ---- */

/* Elements that DocBook does not have at all are reported by name, and then ignored. */
static bool report_unknown(const xmlNode *root)
{
    bool any = false;
    for (const xmlNode *n = root; n; n = xml_walk(root, n))
        if (!xml_elem(n) && n->ns && !strcmp((const char *)n->ns->href, DOCBOOK_NS)) {
            diag(DIAG_collect_unknown_element, xml_loc(n), (const char *)n->name);
            any = true;
        }
    return any;
}

static void drop_unknown(xmlNode *root)
{
    for (xmlNode *n = root, *next; n; n = next) {
        next = xml_walk(root, n);
        const xmlNode *from = original_of(n);
        if (from && n != root && !xml_elem(from) && from->ns &&
            !strcmp((const char *)from->ns->href, DOCBOOK_NS)) {
            next = xml_walk_past(root, n);
            drop_copy(n);
        }
    }
}

static void judge_unit(struct judge *j, const xmlNode *unit)
{
    open_unit(j, unit);
    drop_unknown(xmlDocGetRootElement(j->doc));
    if (!is_valid(j))
        find_culprits(j, unit);
    xmlFreeDoc(j->doc);
}

static bool is_valid_book(struct judge *j, xmlNode *root)
{
    j->doc = xmlNewDoc((const xmlChar *)"1.0");
    xmlNode *copy = xmlDocCopyNode(root, j->doc, 1);
    xmlDocSetRootElement(j->doc, copy);
    make_older(copy);
    tame_references(copy);
    bool valid = is_valid(j);
    xmlFreeDoc(j->doc);
    return valid;
}

void check_schema(struct check *k)
{
    xmlNode *root = k->job->book->root;
    const char *path = k->job->how->schema ? k->job->how->schema : SCHEMA;
    struct judge j = {.check = k, .schema = xml_schema_new(path)};
    if (!j.schema) {
        diag(DIAG_no_schema, LOC_NONE, path);
        return;
    }
    bool unknown = report_unknown(root);
    if (unknown || !is_valid_book(&j, root))
        for (xmlNode *n = root; n; n = xml_walk(root, n))
            if (is_unit(n))
                judge_unit(&j, n);
    xml_schema_free(j.schema);
}
