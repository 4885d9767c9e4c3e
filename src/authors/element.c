// SPDX-License-Identifier: Apache-2.0
/* Elements shared by all that is written into the book: names, and titles of divisions. */
#include <string.h>

#include "authors/authors-int.h"

bool is_german(const struct job *job) { return !strncmp(xml_lang(job->root), "de", 2); }
bool shows(const struct job *job, enum show s) { return job->how->show >> s & 1; }

/* Messages about a person refer to the row of the file, or to the credit. */
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
    xmlNode *e = xml_new_elem(job->book, n->organisation ? DB_orgname : DB_personname, where);
    if (n->organisation) {
        xml_add_text(e, n->family);
        return e;
    }
    const char *family = *n->particle ? arena_printf(&job->arena, "%s %s", n->particle, n->family)
                                      : n->family;
    add_name_part(e, DB_honorific, n->title);
    add_name_part(e, DB_firstname, n->given);
    add_name_part(e, DB_surname, family);
    add_name_part(e, DB_lineage, n->suffix);
    return e;
}

bool element_is_space(const xmlNode *n)
{
    return n && n->type == XML_TEXT_NODE &&
           !n->content[strspn((const char *)n->content, " \t\r\n")];
}

void drop_line(xmlNode *n)
{
    xml_unfold(n);
    if (element_is_space(n->prev))
        xml_drop(n->prev);
    xml_drop(n);
}

const char *division_title(struct job *job, const struct division *d)
{
    struct buf b = {0};
    const xmlNode *title = xml_title(d->node);
    if (title)
        xml_text(title, &b);
    const char *text = arena_printf(&job->arena, "%s",
                                    b.n               ? b.s
                                    : xml_id(d->node) ? xml_id(d->node)
                                                      : (const char *)d->node->name);
    buf_done(&b);
    return text;
}
