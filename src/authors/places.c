/* Portraits, thanks and partners: what the book has besides the list of contributors.
 *
 * Each goes where the book asks for it by a processing instruction or a list with its role, which is written anew. A portrait
 * needs its own consent, on record, and the name's. Paths count from the file that names them. */
#include <string.h>

#include "authors/authors-int.h"

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

/* Puts what was made in its place; an element without content takes the place away. */
static void put(xmlNode *place, xmlNode *made)
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
    xmlNode *object = xml_new_child(media, DB_imageobject, where), *data = xml_new_child(object, DB_imagedata, where);
    xml_set_attr(data, "fileref", file);
    return media;
}

/* ---- portraits ---- */

/* Where the picture is named, so that its path counts from there. */
static struct loc portrait_loc(const struct person *p)
{
    for (int i = 0; i < p->records.n; i++) {
        const char *own = p->records.v[i]->value[FIELD_portrait];
        if (own && !strcmp(own, p->value[FIELD_portrait]))
            return p->records.v[i]->where;
    }
    return person_place(p);
}

/* A file of the editors', no address of the net: nothing is fetched. */
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
        diag(DIAG_authors_far_picture, portrait_loc(p), file);
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
    add_picture(item, arena_printf(&job->arena, format, name_text(&job->arena, &plain)), p->value[FIELD_portrait], where);
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
    put(place, list);
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
    put(place, para);
}

/* ---- partners ---- */

struct partner {
    const char *name, *logo, *web;
    struct loc where;
};
struct partners {
    struct job *job;
    const char *file;
    int *column;             /* of name, logo, web; -1 */
    struct { struct partner *v; int n, cap; } v;
};

static const char *const partner_headings[] = {"|name|partner|organisation|organization|institution|foerderer|sponsor|", "|logo|logodatei|bild|datei|file|image|",
                                               "|web|website|webseite|url|link|homepage|internet|"};

static void read_partner_heading(struct partners *p, const struct row *row)
{
    p->column = arena_array(&p->job->arena, int, 3);
    for (int k = 0; k < 3; k++)
        p->column[k] = -1;
    for (int i = 0; i < row->n; i++) {
        const char *key = arena_printf(&p->job->arena, "|%s|", key_fold(&p->job->arena, row->field[i]));
        int k = 0;
        while (k < 3 && (p->column[k] >= 0 || !strstr(partner_headings[k], key)))
            k++;
        if (k < 3)
            p->column[k] = i;
        else if (key[2])
            diag(DIAG_authors_unknown_heading, (struct loc){p->file, row->line, 0}, row->field[i]);
    }
    if (p->column[0] < 0)
        diag(DIAG_authors_no_names, (struct loc){p->file, row->line, 0});
}

static const char *cell(const struct partners *p, const struct row *row, int k)
{
    int i = p->column[k];
    const char *s = i >= 0 && i < row->n ? list_entry(&p->job->arena, row->field[i], strlen(row->field[i])) : "";
    return *s ? s : NULL;
}

static void read_partner(void *ctx, const struct row *row)
{
    struct partners *p = ctx;
    struct loc where = {p->file, row->line, 0};
    if (!p->column) {
        read_partner_heading(p, row);
        return;
    }
    struct partner one = {cell(p, row, 0), cell(p, row, 1), cell(p, row, 2), where};
    if (one.logo && strstr(one.logo, "://")) {
        diag(DIAG_authors_far_picture, where, one.logo);
        one.logo = NULL;
    }
    if (one.name)
        *vec_add(&p->v) = one;
    else
        diag(DIAG_authors_nameless, where);
}

static void read_partners(struct partners *p, const char *path)
{
    struct buf b = {0};
    if (file_bytes(&b, path)) {
        p->file = intern(path);
        p->column = NULL;
        decode_utf8(&b, p->file);
        if (b.n)
            table_read(&p->job->arena, b.s, b.n, p->file, read_partner, p);
        if (!p->column)
            diag(DIAG_authors_empty_file, (struct loc){p->file, 0, 0});
    }
    buf_done(&b);
}

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

/* In the order of the files: who comes first is the editors' affair. */
static void write_partners(struct job *job)
{
    struct partners p = {.job = job};
    if (!job->how->n_partners)
        return;
    for (int i = 0; i < job->how->n_partners; i++)
        read_partners(&p, job->how->partners[i]);
    xmlNode *place = find_place(job, "koki-partners", "partner");
    if (!place && p.v.n)
        place = need_acknowledgements(job, "partner", is_german(job) ? "Mit Unterstützung von" : "With the support of");
    if (place) {
        xmlNode *list = xml_new_elem(job->book, DB_itemizedlist, xml_loc(place));
        xml_set_attr(list, "role", "partner");
        for (int i = 0; i < p.v.n; i++)
            add_partner(job, list, &p.v.v[i]);
        put(place, list);
    }
    vec_done(&p.v);
}

void places_write(struct job *job)
{
    write_portraits(job);
    write_thanks(job);
    write_partners(job);
}
