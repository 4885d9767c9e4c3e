/* Contributors in XML → records.
 *
 *   <contributors><person><given>Anna</given><family>Müller</family><expertise>Recht</expertise> … </person> … </contributors>
 *
 * The children of a person are the fields, or headings of theirs; several of one name are a list (contributors.rng). A file of
 * DocBook's own author, editor and othercredit elements is understood too. */
#include <string.h>

#include "authors/authors-int.h"

static void read_fields(struct job *job, struct record *rec, const xmlNode *person)
{
    for (const xmlNode *n = xml_first(person); n; n = xml_next(n)) {
        struct buf b = {0};
        enum field f = field_of(job, (const char *)n->name);
        xml_text(n, &b);
        if (f == FIELD_COUNT)
            diag(DIAG_authors_unknown_heading, xml_loc(n), (const char *)n->name);
        else if (b.n)
            record_add(job, rec, f, b.s);
        buf_done(&b);
    }
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
