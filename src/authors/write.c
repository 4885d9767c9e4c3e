/* Back into the book: credits rewritten, the book's authorgroup, authors of chapters that name none, the list of all.
 *
 * Whoever may not be named is taken out wherever the book credits people. What is written of a person is the name and what
 * was asked for; e-mail addresses, telephone numbers and gender never are. A second run changes nothing. */
#include <string.h>

#include "authors/authors-int.h"

/* ---- a person ---- */

/* Complaints about what stands here lead to the row of the file, or to the credit. */
struct loc person_place(const struct person *p)
{
    for (int i = 0; i < p->records.n; i++)
        if (!p->records.v[i]->elem)
            return p->records.v[i]->where;
    return p->records.v[0]->where;
}

static void add_name_part(xmlNode *parent, enum db_elem e, const char *text)
{
    if (!*text)
        return;
    if (parent->children)
        xml_add_text(parent, " ");
    xml_add_text(xml_new_child(parent, e, xml_loc(parent)), text);
}

xmlNode *person_name_element(struct job *job, const struct person *p, struct loc where)
{
    const struct name *n = &p->name;
    xmlNode *e = xml_new_elem(job->book, DB_personname, where);
    const char *family = *n->particle ? arena_printf(&job->arena, "%s %s", n->particle, n->family) : n->family;
    add_name_part(e, DB_honorific, n->title);
    add_name_part(e, DB_firstname, n->given);
    add_name_part(e, DB_surname, family);
    add_name_part(e, DB_lineage, n->suffix);
    return e;
}

/* ---- credits ---- */

static void drop_node(xmlNode *n)
{
    xmlUnlinkNode(n);
    xmlFreeNode(n);
}

static bool stays(const struct job *job, const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    return e == DB_contrib || e == DB_personblurb || e == DB_uri || (e == DB_affiliation && shows(job, SHOW_affiliation)) ||
           e == DB_orgname || e == DB_org;
}

static bool is_private(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    const char *href = xml_attr(n, "xlink:href");
    return e == DB_email || e == DB_phone || e == DB_fax || e == DB_address || (href && !strncasecmp(href, "mailto:", 7));
}

/* Addresses inside what stays, in a blurb for instance. */
static void drop_private(xmlNode *root)
{
    for (xmlNode *n = xml_walk(root, root), *next; n; n = next) {
        next = is_private(n) ? xml_walk_past(root, n) : xml_walk(root, n);
        if (is_private(n))
            drop_node(n);
    }
}

/* The element's name and attributes stay, of its content what may be printed. */
static void rewrite_credit(struct job *job, xmlNode *credit, const struct person *p)
{
    for (xmlNode *n = credit->children, *next; n; n = next) {
        next = n->next;
        if (n->type != XML_ELEMENT_NODE || !stays(job, n))
            drop_node(n);
    }
    drop_private(credit);
    if (is_private(credit))
        xmlUnsetNsProp(credit, xmlSearchNsByHref(credit->doc, credit, (const xmlChar *)XLINK_NS), (const xmlChar *)"href");
    xmlNode *name = person_name_element(job, p, xml_loc(credit));
    if (credit->children)
        xmlAddPrevSibling(credit->children, name);
    else
        xmlAddChild(credit, name);
}

static bool is_blank(const xmlNode *n)
{
    return n && n->type == XML_TEXT_NODE && !n->content[strspn((const char *)n->content, " \t\r\n")];
}

/* With the blank before it. */
static void drop(xmlNode *n)
{
    if (is_blank(n->prev))
        drop_node(n->prev);
    drop_node(n);
}

static void drop_empty_group(xmlNode *group)
{
    if (xml_is(group, "authorgroup") && !xml_first(group))
        drop(group);
}

/* Whether an earlier mention of the person credits the same division already. */
static bool is_repeated(const struct record *rec)
{
    const struct records *all = &rec->person->records;
    for (int i = 0; i < all->n && all->v[i] != rec; i++)
        if (all->v[i]->elem && all->v[i]->division == rec->division && all->v[i]->credit == rec->credit)
            return true;
    return false;
}

static void rewrite_credits(struct job *job)
{
    for (int i = 0; i < job->records.n; i++) {
        struct record *rec = job->records.v[i];
        if (!rec->elem)
            continue;
        if (rec->person->named && !is_repeated(rec)) {
            rewrite_credit(job, rec->elem, rec->person);
            continue;
        }
        xmlNode *group = rec->elem->parent;
        drop(rec->elem);
        drop_empty_group(group);
        rec->elem = NULL;
    }
}

/* ---- new credits ---- */

static void add_line(xmlNode *before_or_parent, bool inside)
{
    xmlNode *line = xmlNewDocText(before_or_parent->doc, (const xmlChar *)"\n");
    if (inside)
        xmlAddChild(before_or_parent, line);
    else
        xmlAddPrevSibling(before_or_parent, line);
}

/* The division's info, made behind its titles where there is none. */
static xmlNode *need_info(struct job *job, xmlNode *division)
{
    xmlNode *info = xml_info_of(division);
    if (info)
        return info;
    info = xml_new_elem(job->book, DB_info, xml_loc(division));
    xmlNode *n = xml_first(division);
    while (n && db_class_of(xml_elem(n)) == DB_TITLE)
        n = xml_next(n);
    if (n)
        xmlAddPrevSibling(n, info);
    else
        xmlAddChild(division, info);
    add_line(info, false);
    return info;
}

static xmlNode *new_credit(struct job *job, const struct person *p)
{
    static const enum db_elem elems[] = {[CREDIT_AUTHOR] = DB_author, [CREDIT_EDITOR] = DB_editor, [CREDIT_OTHER] = DB_othercredit};
    struct loc where = person_place(p);
    xmlNode *e = xml_new_elem(job->book, elems[p->credit], where);
    if (p->credit == CREDIT_OTHER && p->credit_class)
        xml_set_attr(e, "class", p->credit_class);
    xmlAddChild(e, person_name_element(job, p, where));
    if (p->value[FIELD_affiliation] && shows(job, SHOW_affiliation)) {
        xmlNode *affiliation = xml_new_child(e, DB_affiliation, where);
        xml_add_text(xml_new_child(affiliation, DB_orgname, where), p->value[FIELD_affiliation]);
    }
    return e;
}

/* On a line of its own, before a sibling or at the end. */
static void put_credit(xmlNode *parent, xmlNode *before, xmlNode *credit)
{
    if (before) {
        xmlAddPrevSibling(is_blank(before->prev) ? before->prev : before, credit);
    } else {
        if (is_blank(parent->last))
            drop_node(parent->last);
        xmlAddChild(parent, credit);
    }
    add_line(credit, false);
    if (!credit->next)
        add_line(parent, true);
}

/* ---- the book's authors ---- */

static xmlNode *root_credit(const struct job *job, const struct person *p)
{
    for (int i = 0; i < p->records.n; i++) {
        const struct record *rec = p->records.v[i];
        if (rec->elem && rec->division == job->root)
            return rec->elem;
    }
    return NULL;
}

static xmlNode *need_group(struct job *job)
{
    xmlNode *info = need_info(job, job->root), *group = xml_child(info, "authorgroup");
    if (group)
        return group;
    group = xml_new_elem(job->book, DB_authorgroup, xml_loc(info));
    xmlNode *first = NULL;
    for (xmlNode *n = xml_first(info); n && !first; n = xml_next(n))
        if (db_class_of(xml_elem(n)) != DB_TITLE)
            first = n;
    if (first)
        xmlAddPrevSibling(first, group);
    else
        xmlAddChild(info, group);
    add_line(first ? first : info, !first);
    return group;
}

/* Takes the book's own credit of a person out of its place, with the blank before it. */
static void take_out(xmlNode *credit)
{
    if (is_blank(credit->prev))
        drop_node(credit->prev);
    xmlUnlinkNode(credit);
}

/* What follows the authors in the group: authors that are there already may stand between editors and others. */
static xmlNode *behind_authors(const xmlNode *group)
{
    const xmlNode *n = xml_first(group);
    while (n && !xml_is(n, "author"))
        n = xml_next(n);
    while (n && xml_is(n, "author"))
        n = xml_next(n);
    return (xmlNode *)n;
}

/* Authors in order; editors and others whom the book credits already stay where they are, new ones follow. */
static void write_authorgroup(struct job *job)
{
    xmlNode *group = xml_info_of(job->root) ? xml_child(xml_info_of(job->root), "authorgroup") : NULL, *behind = NULL;
    if (group)
        behind = behind_authors(group);
    for (int pass = CREDIT_AUTHOR; pass <= CREDIT_OTHER; pass++)
        for (int i = 0; i < job->people.n; i++) {
            const struct person *p = job->people.v[i];
            xmlNode *old = root_credit(job, p);
            if (!p->named || p->thanked || (old && !xml_is(old, "author")) || (int)p->credit != pass)
                continue;
            if (!group)
                group = need_group(job);
            if (old)
                take_out(old);
            put_credit(group, pass == CREDIT_AUTHOR ? behind : NULL, old ? old : new_credit(job, p));
        }
}

/* ---- authors of chapters ---- */

/* Whoever names a chapter that credits nobody is its author. */
static void write_chapter_authors(struct job *job)
{
    for (int i = 0; i < job->people.n; i++) {
        const struct person *p = job->people.v[i];
        for (int k = 0; p->named && k < p->divisions.n; k++)
            if (!p->divisions.v[k]->credited)
                put_credit(need_info(job, p->divisions.v[k]->node), NULL, new_credit(job, p));
    }
}

/* ---- all ---- */

void write_book(struct job *job)
{
    rewrite_credits(job);
    write_chapter_authors(job);
    write_authorgroup(job);
    list_write(job);
    places_write(job);
    chart_write(job);
}
