// SPDX-License-Identifier: Apache-2.0
/* Back into the book: credits rewritten, the book's authorgroup, authors of chapters without any,
 * the list of all contributors.
 *
 * People who may not be named are removed from all credits. Only the name and the details asked for
 * are written; e-mail addresses, telephone numbers and gender never are. A second run changes
 * nothing (mark.c). */
#include <string.h>

#include "authors/authors-int.h"

/* ---- credits ---- */

static bool is_kept(const struct job *job, const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    return e == DB_contrib || e == DB_personblurb || e == DB_uri || e == DB_orgname ||
           e == DB_org ||
           (e == DB_affiliation && (shows(job, SHOW_affiliation) ||
                                    (shows(job, SHOW_position) && xml_child(n, "jobtitle"))));
}

static bool is_private(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    const char *href = xml_attr(n, "xlink:href");
    return e == DB_email || e == DB_phone || e == DB_fax || e == DB_address ||
           (href && !strncasecmp(href, "mailto:", 7));
}

/* Removes addresses in content that stays, such as a blurb. */
static void drop_private(xmlNode *root)
{
    for (xmlNode *n = xml_walk(root, root), *next; n; n = next) {
        next = is_private(n) ? xml_walk_past(root, n) : xml_walk(root, n);
        if (is_private(n))
            xml_drop(n);
    }
}

/* The position stays if the list shows it without the affiliation. */
static void keep_position(xmlNode *affiliation)
{
    for (xmlNode *n = affiliation->children, *next; n; n = next) {
        next = n->next;
        if (!xml_is(n, "jobtitle"))
            xml_drop(n);
    }
}

/* Removes an iD that does not count since another person has it. */
static void drop_orcids(struct job *job, xmlNode *credit, const char *orcid)
{
    for (xmlNode *n = credit->children, *next; n; n = next) {
        next = n->next;
        const char *own = xml_is(n, "uri") ? credits_orcid(&job->arena, n) : NULL;
        if (own && (!orcid || strcmp(own, orcid)))
            xml_drop(n);
    }
}

static void add_orcid(struct job *job, xmlNode *credit, const char *orcid)
{
    xmlNode *uri = xml_new_child(credit, DB_uri, xml_loc(credit));
    xml_set_attr(uri, "type", "orcid");
    xml_add_text(uri, arena_printf(&job->arena, "https://orcid.org/%s", orcid));
}

/* The element's name and attributes stay, of its content only what may be printed. */
static void rewrite_credit(struct job *job, const struct record *rec)
{
    xmlNode *credit = rec->elem;
    const char *orcid = credits_orcid(&job->arena, credit);
    bool counts = orcid && rec->orcid && !strcmp(orcid, rec->orcid),
         organisation = rec->person->name.organisation;
    for (xmlNode *n = credit->children, *next; n; n = next) {
        next = n->next;
        bool renamed = organisation && xml_is(n, "orgname");
        if (n->type != XML_ELEMENT_NODE || renamed || !is_kept(job, n))
            xml_drop(n);
        else if (xml_is(n, "affiliation") && !shows(job, SHOW_affiliation))
            keep_position(n);
    }
    drop_private(credit);
    if (is_private(credit))
        xmlUnsetNsProp(credit, xmlSearchNsByHref(credit->doc, credit, (const xmlChar *)XLINK_NS),
                       (const xmlChar *)"href");
    drop_orcids(job, credit, rec->orcid);
    if (counts && !credits_orcid(&job->arena, credit))
        add_orcid(job, credit, orcid);
    if (!organisation || !xml_child(credit, "org"))
        xml_add_first(credit, person_name_element(job, rec->person, xml_loc(credit)));
}

static void drop_empty_groups(struct job *job)
{
    for (int i = 0; i < job->groups.n; i++)
        if (!xml_first(job->groups.v[i]))
            drop_line(job->groups.v[i]);
}

/* The credits of a person in one division, each kind once. */
struct kept {
    const xmlNode *division;
    xmlNode *credit[CREDIT_OTHER + 1];
    struct map said; /* details besides the name */
};

/* Notes the details of a credit besides the name; new ones are moved to `to` unless it is NULL. */
static void take_details(struct job *job, struct kept *kept, xmlNode *from, xmlNode *to)
{
    for (xmlNode *n = xml_first(from), *next; n; n = next) {
        struct buf text = {0};
        next = xml_next(n);
        xml_text(n, &text);
        void **said = map_put(&kept->said,
                              arena_printf(&job->arena, "%p %s %s", (void *)(to ? to : from),
                                           n->name, text.n ? text.s : ""));
        buf_done(&text);
        bool second = to && !*said && credits_orcid(&job->arena, n) &&
                      credits_orcid(&job->arena, to); /* a person with two iDs has none */
        if (to && !*said && !second && !xml_is(n, "personname")) {
            xml_add_last(to, n);
        }
        *said = job;
    }
}

/* Removes a second credit of a kind in a division, but keeps its details. */
static void keep_once(struct job *job, struct kept *kept, struct record *rec)
{
    if (kept->division != rec->division)
        memset(kept->credit, 0, sizeof kept->credit);
    kept->division = rec->division;
    xmlNode **first = &kept->credit[rec->credit];
    rewrite_credit(job, rec);
    take_details(job, kept, rec->elem, *first);
    if (!*first) {
        *first = rec->elem;
        return;
    }
    drop_line(rec->elem);
    rec->elem = NULL;
}

static void rewrite_credits(struct job *job)
{
    struct kept kept = {0};
    for (int i = 0; i < job->people.n; i++) {
        const struct person *p = job->people.v[i];
        kept.division = NULL;
        for (int k = 0; k < p->records.n; k++) {
            struct record *rec = p->records.v[k];
            if (rec->elem && p->named) {
                keep_once(job, &kept, rec);
            } else if (rec->elem) {
                drop_line(rec->elem);
                rec->elem = NULL;
            }
        }
    }
    map_done(&kept.said);
    mark_credits(job);
}

/* ---- new credits ---- */

static void add_line(xmlNode *before_or_parent, bool inside)
{
    xmlNode *line = xmlNewDocText(before_or_parent->doc, (const xmlChar *)"\n");
    if (inside)
        xml_add_last(before_or_parent, line);
    else
        xml_add_before(before_or_parent, line);
}

/* The division's info, made after its titles where there is none. */
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
        xml_add_before(n, info);
    else
        xml_add_last(division, info);
    add_line(info, false);
    return info;
}

static xmlNode *new_credit(struct job *job, const struct person *p)
{
    static const enum db_elem elems[] =
        {[CREDIT_AUTHOR] = DB_author, [CREDIT_EDITOR] = DB_editor, [CREDIT_OTHER] = DB_othercredit};
    struct loc where = person_place(p);
    xmlNode *e = xml_new_elem(job->book, elems[p->credit], where);
    mark_made(e);
    if (p->credit == CREDIT_OTHER && p->credit_class)
        xml_set_attr(e, "class", p->credit_class);
    xml_add_last(e, person_name_element(job, p, where));
    if (p->value[FIELD_affiliation] && shows(job, SHOW_affiliation)) {
        xmlNode *affiliation = xml_new_child(e, DB_affiliation, where);
        xml_add_text(xml_new_child(affiliation, DB_orgname, where), p->value[FIELD_affiliation]);
    }
    return e;
}

/* Appends it on a separate line. */
static void put_credit(xmlNode *parent, xmlNode *credit)
{
    if (element_is_space(parent->last))
        xml_drop(parent->last);
    xml_add_last(parent, credit);
    add_line(credit, false);
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
        xml_add_before(first, group);
    else
        xml_add_last(info, group);
    add_line(first ? first : info, !first);
    return group;
}

/* Unlinks the source's credit of a person, with the space before it. */
static void take_out(xmlNode *credit)
{
    xml_unfold(credit);
    if (element_is_space(credit->prev))
        xml_drop(credit->prev);
    xml_unlink(credit);
}

/* The node after the authors in the group: existing authors may be between editors and others. */
static xmlNode *behind_authors(const xmlNode *group)
{
    const xmlNode *n = xml_first(group);
    while (n && !xml_is(n, "author"))
        n = xml_next(n);
    while (n && xml_is(n, "author"))
        n = xml_next(n);
    return (xmlNode *)n;
}

/* Puts each credit on a separate line. */
static void set_lines(xmlNode *group)
{
    for (xmlNode *n = group->children, *next; n; n = next) {
        next = n->next;
        if (element_is_space(n))
            xml_drop(n);
        else
            add_line(n, false);
    }
    add_line(group, true);
}

/* Authors in order; editors and others credited by the source stay in place, new ones follow. */
static void write_authorgroup(struct job *job)
{
    xmlNode *group = xml_info_of(job->root) ? xml_child(xml_info_of(job->root), "authorgroup")
                                            : NULL,
            *behind = NULL;
    bool any = false;
    if (group)
        behind = behind_authors(group);
    for (int pass = CREDIT_AUTHOR; pass <= CREDIT_OTHER; pass++)
        for (int i = 0; i < job->people.n; i++) {
            const struct person *p = job->people.v[i];
            xmlNode *old = root_credit(job, p);
            if (!p->named || p->thanked || (old && !xml_is(old, "author")) ||
                (int)p->credit != pass)
                continue;
            if (!group)
                group = need_group(job);
            if (old)
                take_out(old);
            if (pass == CREDIT_AUTHOR && behind)
                xml_add_before(behind, old ? old : new_credit(job, p));
            else
                xml_add_last(group, old ? old : new_credit(job, p));
            any = true;
        }
    if (any)
        set_lines(group);
}

/* ---- authors of chapters ---- */

/* People who name a chapter without credits are its authors. */
static void write_chapter_authors(struct job *job)
{
    for (int i = 0; i < job->people.n; i++) {
        const struct person *p = job->people.v[i];
        for (int k = 0; p->named && k < p->divisions.n; k++)
            if (!p->divisions.v[k]->credited)
                put_credit(need_info(job, p->divisions.v[k]->node), new_credit(job, p));
    }
}

/* ---- all ---- */

void write_book(struct job *job)
{
    rewrite_credits(job);
    write_chapter_authors(job);
    write_authorgroup(job);
    drop_empty_groups(job);
    list_write(job);
    places_write(job);
    chart_write(job);
}
