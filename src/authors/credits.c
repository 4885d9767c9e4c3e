// SPDX-License-Identifier: Apache-2.0
/* The people credited in the book's source: author, editor, othercredit and collab in the info of
 * the book and its parts. */
#include <stdlib.h>
#include <string.h>

#include "authors/authors-int.h"

/* The text of the first child of that name; NULL if there is none or it is empty. */
static const char *child_text(struct arena *a, const xmlNode *parent, const char *name)
{
    const xmlNode *n = xml_child(parent, name);
    struct buf b = {0};
    if (n)
        xml_text(n, &b);
    const char *s = b.n ? arena_dup(a, b.s, b.n) : NULL;
    buf_done(&b);
    return s;
}

static const char *node_text(struct arena *a, const xmlNode *n)
{
    struct buf b = {0};
    xml_text(n, &b);
    const char *s = arena_dup(a, b.s ? b.s : "", b.n);
    buf_done(&b);
    return s;
}

/* All children of that name, one after the other. */
static const char *children_text(struct arena *a, const xmlNode *parent, const char *name,
                                 const char *first)
{
    for (const xmlNode *n = xml_first(parent); n; n = xml_next(n)) {
        const char *text = xml_is(n, name) ? node_text(a, n) : "";
        if (*text)
            first = first && *first ? arena_printf(a, "%s %s", first, text) : text;
    }
    return first;
}

static struct name read_name(struct arena *a, const xmlNode *credit)
{
    const xmlNode *n = xml_child(credit, "personname");
    if (!n && xml_child(credit, "person"))
        n = xml_child(xml_child(credit, "person"), "personname");
    if (!n)
        n = credit;
    const char *given = child_text(a, n, "firstname");
    if (!given)
        given = child_text(a, n, "givenname");
    if (!given && !xml_child(n, "surname"))
        return n == credit ? (struct name){"", "", "", "", ""} : name_parse(a, node_text(a, n));
    return name_join(a, children_text(a, n, "honorific", NULL),
                     children_text(a, n, "othername", given), NULL, child_text(a, n, "surname"),
                     child_text(a, n, "lineage"));
}

/* An ORCID iD is in a uri, as its text or as a link. */
static const char *orcid_of(struct arena *a, const xmlNode *n)
{
    if (!xml_is(n, "uri") && !xml_is(n, "link"))
        return NULL;
    const char *text = node_text(a, n), *type = xml_attr(n, "type"),
               *href = xml_attr(n, "xlink:href");
    bool named = type && !strcasecmp(type, "orcid");
    const char *orcid = named || strstr(text, "orcid.org") ? field_orcid(a, text) : NULL;
    return !orcid && href && strstr(href, "orcid.org") ? field_orcid(a, href) : orcid;
}

const char *credits_orcid(struct arena *a, const xmlNode *credit)
{
    const char *orcid = orcid_of(a, credit);
    for (const xmlNode *n = xml_walk(credit, credit); n && !orcid; n = xml_walk(credit, n))
        orcid = orcid_of(a, n);
    return orcid;
}

/* The text of a child of that name in the affiliations: of several the first in byte order, as with
 * several mentions. */
static const char *affiliation_text(struct arena *a, const xmlNode *credit, const char *name)
{
    const char *best = NULL;
    for (const xmlNode *n = xml_first(credit); n; n = xml_next(n)) {
        const char *text = xml_is(n, "affiliation") ? child_text(a, n, name) : NULL;
        if (text && (!best || strcmp(text, best) < 0))
            best = text;
    }
    return best;
}

static int compare_strings(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* All contributions, ordered as those of several mentions are. */
static const char *contrib_text(struct arena *a, const xmlNode *credit)
{
    struct strings all = {0};
    struct buf b = {0};
    for (const xmlNode *n = xml_first(credit); n; n = xml_next(n))
        if (xml_is(n, "contrib"))
            *vec_add(&all) = node_text(a, n);
    if (all.n > 1)
        qsort(all.v, (size_t)all.n, sizeof *all.v, compare_strings);
    for (int i = 0; i < all.n; i++)
        buf_printf(&b, "%s%s", b.n && *all.v[i] ? "; " : "", all.v[i]);
    const char *text = b.n ? arena_dup(a, b.s, b.n) : NULL;
    buf_done(&b);
    vec_done(&all);
    return text;
}

static void read_details(struct arena *a, struct record *rec, const xmlNode *credit)
{
    const char *email = child_text(a, credit, "email");
    rec->value[FIELD_affiliation] = affiliation_text(a, credit, "orgname");
    rec->value[FIELD_position] = affiliation_text(a, credit, "jobtitle");
    rec->value[FIELD_roles] = contrib_text(a, credit);
    rec->orcid = credits_orcid(a, credit);
    if (email && field_is_email(email))
        rec->email = key_email(a, email);
}

static bool is_division(const xmlNode *n)
{
    enum db_class class = db_class_of(xml_elem(n));
    return class == DB_ROOT || class == DB_DIVISION;
}

static enum credit credit_of(const xmlNode *n)
{
    return xml_is(n, "author") ? CREDIT_AUTHOR : xml_is(n, "editor") ? CREDIT_EDITOR : CREDIT_OTHER;
}

bool credits_is(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    return e == DB_author || e == DB_editor || e == DB_othercredit || e == DB_collab;
}

/* An organisation in the register (`file`: the credit is from there); empty if it is none or is not
 * registered. */
static struct name read_organisation(struct job *job, const xmlNode *credit, bool file)
{
    const xmlNode *org = xml_child(credit, "org");
    const char *text = child_text(&job->arena, org ? org : credit, "orgname");
    struct name name = text ? name_of_organisation(&job->arena, text)
                            : (struct name){"", "", "", "", ""};
    return text && (file || map_get(&job->organisations, key_name(&job->arena, &name)))
               ? name
               : (struct name){"", "", "", "", ""};
}

void credits_add(struct job *job, xmlNode *n, bool file)
{
    struct name name = read_name(&job->arena, n);
    if (name_is_empty(&name))
        name = read_organisation(job, n, file);
    if (name_is_nobody(&name))
        return; /* another organisation, or nobody yet ("N. N."): it is left unchanged */
    struct record *rec = record_new(job, xml_loc(n));
    record_set_name(job, rec, name);
    read_details(&job->arena, rec, n);
    if (file)
        return;
    rec->elem = n;
    rec->mark = mark_of(job, n);
    rec->credit = credit_of(n);
    rec->division = n->parent;
    while (rec->division && !is_division(rec->division))
        rec->division = rec->division->parent;
}

/* Removes credits made by an earlier run. */
static void read_info(struct job *job, xmlNode *info)
{
    for (xmlNode *n = xml_first(info), *next; n; n = next) {
        bool group = xml_is(n, "authorgroup");
        next = group ? xml_walk(info, n) : xml_walk_past(info, n);
        if (group)
            *vec_add(&job->groups) = n;
        else if (credits_is(n) && mark_is_made(n))
            drop_line(n);
        else if (credits_is(n))
            credits_add(job, n, false);
    }
}

void credits_read(struct job *job)
{
    for (int i = 0; i < job->rows; i++)
        if (job->records.v[i]->name.organisation)
            *map_put(&job->organisations, job->records.v[i]->key) = job;
    for (xmlNode *n = job->root; n;
         n = xml_is(n, "info") ? xml_walk_past(job->root, n) : xml_walk(job->root, n))
        if (xml_is(n, "info"))
            read_info(job, n);
}
