// SPDX-License-Identifier: Apache-2.0
/* Portraits, thanks and partners: parts of the book besides the list of contributors.
 *
 * Each replaces a processing instruction in the book or an earlier list with its role. A portrait
 * needs a recorded consent of its own and that to be named. Paths are relative to the file that has
 * them. */
#include <string.h>

#include "authors/authors-int.h"
#include "office/office.h"

static bool has_role(const xmlNode *n, const char *role)
{
    const char *own = n->type == XML_ELEMENT_NODE ? xml_attr(n, "role") : NULL;
    return own && !strcmp(own, role);
}

/* An earlier list, else the instruction; NULL: neither. */
static xmlNode *find_place(const struct job *job, const char *target, const char *role)
{
    xmlNode *pi = NULL;
    for (xmlNode *n = job->root; n; n = xml_walk_nodes(job->root, n)) {
        if (has_role(n, role) && (xml_is(n, "itemizedlist") || xml_is(n, "para")))
            return n;
        if (xml_is_pi(n, target) && !pi)
            pi = n;
    }
    return pi;
}

/* Replaces a place by the new element; one without content only removes the place. */
static void places_put(xmlNode *place, xmlNode *made)
{
    if (made && made->children)
        xml_replace(place, made);
    else
        xml_unlink(place), xmlFreeNode(made);
    xmlFreeNode(place);
}

static xmlNode *add_picture(xmlNode *item, const char *alt, const char *file, struct loc where)
{
    xmlNode *media = xml_new_child(item, DB_mediaobject, where);
    xml_add_text(xml_new_child(media, DB_alt, where), alt);
    xmlNode *object = xml_new_child(media, DB_imageobject, where),
            *data = xml_new_child(object, DB_imagedata, where);
    xml_set_attr(data, "fileref", file);
    return media;
}

/* ---- portraits ---- */

/* The place of the image's path, which is relative to it. */
static struct loc portrait_loc(const struct person *p)
{
    for (int i = 0; i < p->records.n; i++) {
        const char *own = p->records.v[i]->value[FIELD_portrait];
        if (own && !strcmp(own, p->value[FIELD_portrait]))
            return p->records.v[i]->where;
    }
    return person_place(p);
}

/* A local file; nothing is fetched from the network. */
static bool is_shown(struct job *job, const struct person *p)
{
    const char *file = p->value[FIELD_portrait];
    if (!p->named || !file)
        return false;
    if (p->consent[CONSENT_PHOTO] != CONSENT_YES) {
        diag(DIAG_authors_no_photo, portrait_loc(p), name_text(&job->arena, &p->name));
        return false;
    }
    if (strstr(file, "://")) {
        diag(DIAG_authors_far_image, portrait_loc(p), file);
        return false;
    }
    return true;
}

static void add_portrait(struct job *job, xmlNode *list, const struct person *p)
{
    struct loc where = portrait_loc(p);
    struct name plain = p->name;
    plain.title = plain.suffix = "";
    const char *format = is_german(job) ? "Porträt: %s" : "Portrait: %s";
    xml_add_text(list, "\n");
    xmlNode *item = xml_new_child(list, DB_listitem, where);
    add_picture(item, arena_printf(&job->arena, format, name_text(&job->arena, &plain)),
                p->value[FIELD_portrait], where);
    xmlNode *para = xml_new_child(item, DB_para, where);
    xml_set_attr(para, "role", "name");
    xml_add_last(para, person_name_element(job, p, where));
    if (p->value[FIELD_expertise] && shows(job, SHOW_expertise))
        list_add_para(item, "expertise", p->value[FIELD_expertise], where);
}

static void write_portraits(struct job *job)
{
    xmlNode *place = find_place(job, "koki-portraits", "portraits");
    if (!place)
        return;
    xmlNode *list = xml_new_elem(job->book, DB_itemizedlist, xml_loc(place));
    xml_set_attr(list, "role", "portraits");
    for (int i = 0; i < job->people.n; i++)
        if (is_shown(job, job->people.v[i]))
            add_portrait(job, list, job->people.v[i]);
    places_put(place, list);
}

/* ---- thanks ---- */

static bool is_thanked(const struct person *p) { return p->named && p->thanked; }

/* "A, B und C" */
static void write_thanks(struct job *job)
{
    xmlNode *place = find_place(job, "koki-thanks", "thanks");
    int n = 0, at = 0;
    for (int i = 0; i < job->people.n; i++)
        n += is_thanked(job->people.v[i]);
    if (!place && n)
        place = need_acknowledgements(job, "thanks", is_german(job) ? "Dank" : "Acknowledgements");
    if (!place)
        return;
    xmlNode *para = xml_new_elem(job->book, DB_para, xml_loc(place));
    xml_set_attr(para, "role", "thanks");
    for (int i = 0; i < job->people.n; i++) {
        const struct person *p = job->people.v[i];
        if (!is_thanked(p))
            continue;
        if (at++)
            xml_add_text(para, at < n ? ", " : is_german(job) ? " und " : " and ");
        xml_add_last(para, person_name_element(job, p, person_place(p)));
    }
    places_put(place, para);
}

/* ---- partners ---- */

struct partner {
    const char *name, *logo, *web;
    struct loc where;
};
struct partners {
    struct job *job;
    const char *file;
    int *column; /* of name, logo, web; -1 */
    struct {
        struct partner *v;
        int n, cap;
    } v;
};

static const char *const partner_headings[] =
    {"|name|partner|organisation|organization|institution|foerderer|sponsor|",
     "|logo|logodatei|bild|datei|file|image|", "|web|website|webseite|url|link|homepage|internet|"};

/* The column of a heading; 3 if none. */
static int partner_column(struct arena *a, const char *heading)
{
    const char *key = arena_printf(a, "|%s|", key_fold(a, heading));
    int k = 0;
    while (k < 3 && !strstr(partner_headings[k], key))
        k++;
    return key[2] ? k : 3;
}

static int rank_partners(void *ctx, const struct table_row *row)
{
    struct partners *p = ctx;
    int filled = 0;
    bool names = false;
    for (int i = 0; i < row->n; i++) {
        filled += *row->field[i] != 0;
        names |= !partner_column(&p->job->arena, row->field[i]);
    }
    return !names ? HEADING_NOT : filled > 1 ? HEADING_SURE : HEADING_MAYBE;
}

static int read_partner_heading(void *ctx, const char *file, const struct table_row *row,
                                const struct table_row *above, const struct table_row *below)
{
    struct partners *p = ctx;
    (void)above, (void)below;
    p->file = file;
    p->column = arena_array(&p->job->arena, int, 3);
    for (int k = 0; k < 3; k++)
        p->column[k] = -1;
    for (int i = 0; i < row->n; i++) {
        int k = partner_column(&p->job->arena, row->field[i]);
        if (k < 3 && p->column[k] < 0)
            p->column[k] = i;
        else if (*row->field[i])
            diag(DIAG_authors_unknown_heading, (struct loc){p->file, row->line, 0}, row->field[i]);
    }
    return 1;
}

static const char *partner_cell(const struct partners *p, const struct table_row *row, int k)
{
    int i = p->column[k];
    const char *s = i >= 0 && i < row->n
                        ? list_entry(&p->job->arena, row->field[i], strlen(row->field[i]))
                        : "";
    return *s ? s : NULL;
}

static void read_partner(void *ctx, const struct table_row *row)
{
    struct partners *p = ctx;
    struct loc where = {p->file, row->line, 0};
    struct partner one = {partner_cell(p, row, 0), partner_cell(p, row, 1), partner_cell(p, row, 2),
                          where};
    if (one.logo && strstr(one.logo, "://")) {
        diag(DIAG_authors_far_image, where, one.logo);
        one.logo = NULL;
    }
    if (one.logo && file_readable(one.logo))
        file_note(one.logo);
    if (one.name)
        *vec_add(&p->v) = one;
    else
        diag(DIAG_authors_nameless, where);
}

static void read_partner_table(struct partners *p, const char *path)
{
    const struct table_user user = {p, rank_partners, read_partner_heading, read_partner};
    struct arena *a = &p->job->arena;
    struct buf b = {0};
    const char *file, *sheet;
    int before = p->v.n, faults = diag_faults();
    table_source(a, path, &file, &sheet);
    if (table_bytes(&b, file)) {
        p->file = intern(file);
        bool found;
        if (package_is(b.s ? b.s : "", b.n)) {
            found = table_read_workbook(a, &b, p->file, sheet, &user);
        } else {
            decode_utf8(&b, p->file);
            found = b.n && table_read(a, b.s, b.n, p->file, &user);
        }
        if (diag_faults() == faults && (!found || p->v.n == before))
            diag(found || !b.n ? DIAG_authors_empty_file : DIAG_authors_no_names,
                 (struct loc){p->file, 0, 0});
    }
    buf_done(&b);
}

void partners_read(struct job *job)
{
    job->partners = arena_make(&job->arena, struct partners);
    job->partners->job = job;
    for (int i = 0; i < job->how->n_partners; i++)
        read_partner_table(job->partners, job->how->partners[i]);
}

void partners_done(struct job *job) { vec_done(&job->partners->v); }

static void add_partner(struct job *job, xmlNode *list, const struct partner *p)
{
    xml_add_text(list, "\n");
    xmlNode *item = xml_new_child(list, DB_listitem, p->where), *in;
    if (p->logo)
        add_picture(item, arena_printf(&job->arena, "Logo: %s", p->name), p->logo, p->where);
    in = xml_new_child(item, DB_para, p->where);
    if (p->web && is_web(p->web)) {
        in = xml_new_child(in, DB_link, p->where);
        xml_set_attr(in, "xlink:href", p->web);
    }
    xml_add_text(in, p->name);
}

/* In the order of the files, which is up to the editors. */
static void write_partners(struct job *job)
{
    const struct partners *p = job->partners;
    if (!job->how->n_partners)
        return;
    xmlNode *place = find_place(job, "koki-partners", "partner");
    if (!place && p->v.n)
        place = need_acknowledgements(job, "partner",
                                      is_german(job) ? "Mit Unterstützung von"
                                                     : "With the support of");
    if (place) {
        xmlNode *list = xml_new_elem(job->book, DB_itemizedlist, xml_loc(place));
        xml_set_attr(list, "role", "partner");
        for (int i = 0; i < p->v.n; i++)
            add_partner(job, list, &p->v.v[i]);
        places_put(place, list);
    }
}

void places_write(struct job *job)
{
    write_portraits(job);
    write_thanks(job);
    write_partners(job);
}
