// SPDX-License-Identifier: Apache-2.0
/* Contributors in XML against their schema, in words that people understand.
 *
 * A file that is not valid is judged person by person: a field that makes even the smallest person
 * invalid is at fault itself, by an attribute or its text; of the others, those that are invalid
 * together with the preceding ones. All of it is read nevertheless. */
#include <string.h>

#include "authors/authors-int.h"

enum { MOST_FIELDS = 64 /* of a person, judged together */, MOST_TRIALS = 2000 };

struct judge {
    struct job *job;
    struct xml_schema *schema;
    int trials;
};

struct fields {
    const xmlNode *v[MOST_FIELDS];
    int n;
};

static bool is_named(const xmlNode *n, const char *name)
{
    return !strcmp((const char *)n->name, name);
}

/* The fields a person must have. */
static bool is_name(const xmlNode *field)
{
    return is_named(field, "name") || is_named(field, "family") || is_named(field, "orgname");
}

static xmlDoc *new_file(void)
{
    xmlDoc *doc = xmlNewDoc((const xmlChar *)"1.0");
    xmlDocSetRootElement(doc, xmlNewDocNode(doc, NULL, (const xmlChar *)"contributors", NULL));
    return doc;
}

/* Copies are in no namespace: the reader ignores namespaces, too. */
static void add_copy(xmlNode *parent, const xmlNode *from)
{
    xmlNode *copy = xmlDocCopyNode((xmlNode *)from, parent->doc, 1);
    xmlAddChild(parent, copy);
    for (xmlNode *n = copy; n; n = xml_walk(copy, n))
        xmlSetNs(n, NULL);
}

static bool is_valid(struct judge *j, const struct fields *fields, bool attributes)
{
    xmlDoc *doc = new_file();
    xmlNode *person = xmlNewChild(xmlDocGetRootElement(doc), NULL, (const xmlChar *)"person", NULL);
    bool named = false;
    for (int i = 0; i < fields->n; i++) {
        add_copy(person, fields->v[i]);
        named |= is_name(fields->v[i]);
        if (!attributes)
            xmlFreePropList(person->last->properties), person->last->properties = NULL;
    }
    if (!named)
        xmlNewChild(person, NULL, (const xmlChar *)"family", (const xmlChar *)"N");
    bool valid = xml_schema_valid(j->schema, doc);
    xmlFreeDoc(doc);
    j->trials++;
    return valid;
}

/* Reports why a field is at fault by itself; an unknown one is reported when it is read. */
static void blame_field(struct judge *j, const xmlNode *field)
{
    const char *name = (const char *)field->name;
    enum field f = field_of(j->job, name);
    struct buf text = {0};
    xml_text(field, &text);
    if (field->properties && is_valid(j, &(struct fields){{field}, 1}, false))
        diag(DIAG_authors_xml_attribute, xml_loc(field), (const char *)field->properties->name,
             name);
    else if (f < FIELD_COUNT && (asked_of(name).turn != TURN_NONE || asked_of(name).refuses))
        ; /* a negated heading has no name in the schema: renamed, it would mean the opposite */
    else if (f < FIELD_COUNT && strcmp(field_name(f), name))
        diag(DIAG_authors_xml_heading, xml_loc(field), name, field_name(f));
    else if (f < FIELD_COUNT)
        diag(DIAG_authors_xml_value, xml_loc(field),
             field_is_private(f) ? "..."
             : text.n            ? text.s
                                 : "",
             name);
    buf_done(&text);
}

/* Keeps the fields that are valid by themselves, those of the name first. */
static void judge_fields(struct judge *j, const xmlNode *person, struct fields *kept)
{
    for (int name = 1; name >= 0; name--)
        for (const xmlNode *n = xml_first(person); n && kept->n < MOST_FIELDS; n = xml_next(n)) {
            if (is_name(n) != name)
                continue;
            if (is_valid(j, &(struct fields){{n}, 1}, true))
                kept->v[kept->n++] = n;
            else
                blame_field(j, n);
        }
}

static void report_attribute(const xmlNode *n)
{
    if (n->properties)
        diag(DIAG_authors_xml_attribute, xml_loc(n), (const char *)n->properties->name,
             (const char *)n->name);
}

static void judge_person(struct judge *j, const xmlNode *person)
{
    struct fields kept = {0}, fields = {0};
    report_attribute(person);
    judge_fields(j, person, &kept);
    if (is_valid(j, &kept, true))
        return;
    for (int i = 0; i < kept.n; i++) {
        fields.v[fields.n++] = kept.v[i];
        if (is_valid(j, &fields, true))
            continue;
        fields.n--;
        diag(DIAG_authors_xml_beside, xml_loc(kept.v[i]), (const char *)kept.v[i]->name);
    }
}

/* By itself: in a whole file libxml2 would walk past all people before it for every fault. */
static bool is_valid_person(struct judge *j, const xmlNode *person)
{
    xmlDoc *doc = new_file();
    add_copy(xmlDocGetRootElement(doc), person);
    bool valid = xml_schema_valid(j->schema, doc);
    xmlFreeDoc(doc);
    return valid;
}

void validity_judge(struct job *job, xmlDoc *file)
{
    const char *path = path_join(&job->arena, data_dir("schemas"), "contributors.rng");
    struct judge j = {.job = job, .schema = xml_schema_new(path)};
    const xmlNode *root = xmlDocGetRootElement(file);
    if (!j.schema) {
        diag(DIAG_no_schema, LOC_NONE, path);
        return;
    }
    if (!is_named(root, "contributors"))
        diag(DIAG_authors_xml_heading, xml_loc(root), (const char *)root->name, "contributors");
    report_attribute(root);
    for (const xmlNode *n = xml_first(root); n; n = xml_next(n))
        if (!is_named(n, "person"))
            diag(DIAG_authors_xml_stray, xml_loc(n), (const char *)n->name,
                 (const char *)root->name);
        else if (j.trials < MOST_TRIALS && !is_valid_person(&j, n))
            judge_person(&j, n);
    xml_schema_free(j.schema);
}
