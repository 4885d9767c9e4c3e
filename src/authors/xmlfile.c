// SPDX-License-Identifier: Apache-2.0
/* Contributors in XML → records.
 *
 * <contributors><person><given>Anna</given><family>Müller</family><expertise>Recht</expertise> …
 * </person> … </contributors>
 *
 * The children of a person are fields or their headings; several of one name are a list
 * (contributors.rng). A file of DocBook's own author, editor and othercredit elements is understood
 * too. */
#include <string.h>

#include "authors/authors-int.h"

/* <orgname> is an organisation's name, and a person's affiliation. */
static const char *heading_of(const xmlNode *field, bool organisation)
{
    return strcmp((const char *)field->name, "orgname") ? (const char *)field->name
           : organisation                               ? "name"
                                                        : "affiliation";
}

static void read_fields(struct job *job, struct record *rec, const xmlNode *person)
{
    static const char *const names[] = {"name", "family", "given"};
    bool organisation = xml_child(person, "orgname") != NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        organisation = organisation && !xml_child(person, names[i]);
    for (const xmlNode *n = xml_first(person); n; n = xml_next(n)) {
        struct buf b = {0};
        xml_text(n, &b);
        record_put(job, rec, heading_of(n, organisation), b.n ? b.s : "", xml_loc(n));
        buf_done(&b);
    }
    if (organisation && rec->value[FIELD_name])
        record_set_name(job, rec, name_of_organisation(&job->arena, rec->value[FIELD_name]));
}

void xmlfile_read(struct job *job, const char *bytes, size_t n, const char *file)
{
    struct xml_load how = {.no_include = true, .any_root = true};
    xmlDoc *doc = xml_load_memory(bytes, n, file, &how);
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    bool docbook = root && xml_elem(root);
    if (root && !docbook)
        validity_judge(job, doc);
    for (xmlNode *p = root; p; p = xml_walk(root, p)) {
        if (docbook && credits_is(p)) {
            credits_add(job, p, true);
        } else if (!docbook && !strcmp((const char *)p->name, "person")) {
            struct record *rec = record_new(job, xml_loc(p));
            read_fields(job, rec, p);
            record_finish(job, rec);
        }
    }
    xml_free(doc);
}
