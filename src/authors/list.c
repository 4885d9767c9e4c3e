// SPDX-License-Identifier: Apache-2.0
/* The list of contributors: everyone who may be named, in order, with the details asked for.
 *
 * It replaces <?koki-contributors?>, or fills the division with role="contributors", or an appendix
 * is made for it. A list that is there already is written again. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "authors/authors-int.h"

static const struct {
    const char *name;
    enum field field;
} shown[] = {
#define S(id, field) [SHOW_##id] = {#id, field},
#include "authors/show.def"
#undef S
};

const char authors_show_words[] =
#define S(id, field) #id "|"
#include "authors/show.def"
#undef S
    ;

/* ---- one person ---- */

/* Line breaks in a cell of a table are not kept in print. */
void list_add_para(xmlNode *item, const char *role, const char *text, struct loc where)
{
    struct buf b = {0};
    xmlNode *para = xml_new_child(item, DB_para, where);
    xml_set_attr(para, "role", role);
    for (const char *p = text; *p; p++)
        if (!strchr(" \t\r\n", *p))
            buf_putc(&b, *p);
        else if (b.n && b.s[b.n - 1] != ' ')
            buf_putc(&b, ' ');
    xml_add_text(para, b.s ? b.s : "");
    buf_done(&b);
}

static void add_link(xmlNode *item, const char *role, const char *url, const char *text,
                     struct loc where)
{
    xmlNode *para = xml_new_child(item, DB_para, where),
            *link = xml_new_child(para, DB_link, where);
    xml_set_attr(para, "role", role);
    xml_set_attr(link, "xlink:href", url);
    xml_add_text(link, text);
}

bool is_web(const char *url)
{
    return !strncasecmp(url, "http://", 7) || !strncasecmp(url, "https://", 8);
}

static void add_orcid(struct job *job, xmlNode *item, const struct person *p, struct loc where)
{
    for (int i = 0; i < p->records.n; i++)
        if (p->records.v[i]->orcid) {
            const char *orcid = p->records.v[i]->orcid;
            add_link(item, "orcid", arena_printf(&job->arena, "https://orcid.org/%s", orcid), orcid,
                     where);
            return;
        }
}

const char *division_id(struct job *job, struct division *d)
{
    const char *id = xml_id(d->node);
    if (id)
        return id;
    for (int i = d->order + 1;; i++) {
        char *made = arena_printf(&job->arena, "division.%d", i);
        void **taken = map_put(&job->ids, made);
        if (*taken)
            continue;
        *taken = d;
        xml_set_attr(d->node, "xml:id", made);
        return made;
    }
}

static void add_chapters(struct job *job, xmlNode *item, const struct person *p, struct loc where)
{
    xmlNode *para = NULL;
    for (int i = 0; i < p->divisions.n; i++) {
        if (!para) {
            para = xml_new_child(item, DB_para, where);
            xml_set_attr(para, "role", "chapters");
        } else {
            xml_add_text(para, ", ");
        }
        xmlNode *xref = xml_new_child(para, DB_xref, where);
        xml_set_attr(xref, "linkend", division_id(job, p->divisions.v[i]));
        if (p->divisions.v[i]->number)
            xml_set_attr(xref, "xrefstyle", "select: labelnumber");
    }
}

static void add_facts(struct job *job, xmlNode *item, const struct person *p, struct loc where)
{
    for (int s = 0; s < SHOW_COUNT; s++) {
        if (!shows(job, (enum show)s))
            continue;
        const char *text = shown[s].field < FIELD_COUNT ? p->value[shown[s].field] : NULL;
        if (s == SHOW_chapters)
            add_chapters(job, item, p, where);
        else if (s == SHOW_orcid)
            add_orcid(job, item, p, where);
        else if (s == SHOW_web && text && is_web(text))
            add_link(item, "web", text, text, where);
        else if (text && s != SHOW_web)
            list_add_para(item, shown[s].name, text, where);
    }
    if (!item->children)
        xml_new_child(item, DB_para, where);
}

static void add_person(struct job *job, xmlNode *list, const struct person *p)
{
    struct loc where = person_place(p);
    xml_add_text(list, "\n");
    xmlNode *entry = xml_new_child(list, DB_varlistentry, where),
            *term = xml_new_child(entry, DB_term, where);
    xml_add_last(term, person_name_element(job, p, where));
    add_facts(job, xml_new_child(entry, DB_listitem, where), p, where);
}

/* ---- the list and its place ---- */

static bool is_listed(const struct person *p) { return p->named && !p->thanked; }

static xmlNode *new_list(struct job *job, struct loc where)
{
    xmlNode *list = xml_new_elem(job->book, DB_variablelist, where);
    xml_set_attr(list, "role", "contributors");
    return list;
}

static xmlNode *list_of_all(struct job *job, struct loc where)
{
    xmlNode *list = new_list(job, where);
    for (int i = 0; i < job->people.n; i++)
        if (is_listed(job->people.v[i]))
            add_person(job, list, job->people.v[i]);
    xml_add_text(list, "\n");
    return list;
}

/* ---- groups ---- */

static const struct {
    const char *name;
    enum field field; /* FIELD_COUNT: the chapters */
    const char *ends; /* separators of entries */
} groupings[] = {{"role", FIELD_roles, ",;/\n"},
                 {"chapter", FIELD_COUNT, ""},
                 {"sector", FIELD_sector, ";\n"},
                 {"group", FIELD_group, ",;\n"}};
enum { GROUPINGS = sizeof groupings / sizeof *groupings };

static int grouping_of(const char *by)
{
    int i = 0;
    while (by && i < GROUPINGS && strcmp(groupings[i].name, by))
        i++;
    return by && i < GROUPINGS ? i : -1;
}

bool authors_can_group(const char *by) { return grouping_of(by) >= 0; }

struct group {
    const char *title;
    const unsigned char *order;
    int rank; /* before the order: a chapter's place; those of no group come last */
    struct people people;
};
struct groups {
    struct job *job;
    struct map by_name; /* folded → index + 1 */
    struct {
        struct group *v;
        int n, cap;
    } v;
};

static void join_group(struct groups *g, const char *title, int rank, struct person *p)
{
    struct arena *a = &g->job->arena;
    uintptr_t *place = (uintptr_t *)map_put(&g->by_name,
                                            arena_printf(a, "%d %s", rank, key_fold(a, title)));
    if (!*place) {
        *vec_add(&g->v) = (struct group){title, order_text(g->job, title), rank, {0}};
        *place = (uintptr_t)g->v.n;
    }
    struct people *in = &g->v.v[*place - 1].people;
    if (!in->n || in->v[in->n - 1] != p)
        *vec_add(in) = p;
}

/* The number of groups of a person is limited. */
static void group_person(struct groups *g, int by, struct person *p)
{
    enum { MOST_GROUPS = 100 };
    int n_groups = 0;
    const char *list = groupings[by].field < FIELD_COUNT ? p->value[groupings[by].field] : NULL,
               *ends = groupings[by].ends;
    bool any = false;
    for (int i = 0; groupings[by].field == FIELD_COUNT && i < p->divisions.n; i++, any = true)
        join_group(g, division_title(g->job, p->divisions.v[i]), p->divisions.v[i]->order, p);
    for (const char *s = list ? list : ""; *s && n_groups < MOST_GROUPS; n_groups++) {
        size_t n = strcspn(s, ends);
        const char *entry = list_entry(&g->job->arena, s, n);
        if (*entry)
            join_group(g, entry, 0, p);
        any |= *entry != 0;
        s += n + (s[n] != 0);
    }
    if (!any)
        join_group(g, is_german(g->job) ? "Weitere Mitwirkende" : "Further contributors", INT_MAX,
                   p);
}

static int compare_groups(const void *x, const void *y)
{
    const struct group *a = x, *b = y;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    int order = strcmp((const char *)a->order, (const char *)b->order);
    return order ? order : strcmp(a->title, b->title);
}

/* Puts a list with a title for every group before `at`, or at the end of `parent`. */
static void put_groups(struct job *job, xmlNode *at, xmlNode *parent, int by)
{
    struct groups g = {.job = job};
    for (int i = 0; i < job->people.n; i++)
        if (is_listed(job->people.v[i]))
            group_person(&g, by, job->people.v[i]);
    if (g.v.n > 1)
        qsort(g.v.v, (size_t)g.v.n, sizeof *g.v.v, compare_groups);
    for (int i = 0; i < g.v.n; i++) {
        xmlNode *list = new_list(job, xml_loc(at ? at : parent));
        xml_set_attr(list, "remap", groupings[by].name);
        xml_add_text(xml_new_child(list, DB_title, xml_loc(list)), g.v.v[i].title);
        for (int k = 0; k < g.v.v[i].people.n; k++)
            add_person(job, list, g.v.v[i].people.v[k]);
        xml_add_text(list, "\n");
        if (at)
            xml_add_before(at, list);
        else
            xml_add_last(parent, list);
        vec_done(&g.v.v[i].people);
    }
    vec_done(&g.v);
    map_done(&g.by_name);
}

static bool is_ours(const xmlNode *n)
{
    const char *role = n->type == XML_ELEMENT_NODE ? xml_attr(n, "role") : NULL;
    return role && !strcmp(role, "contributors");
}

bool is_list(const xmlNode *n) { return is_ours(n) && xml_is(n, "variablelist"); }

/* Whether a list of an earlier run goes on with the groups of the one before it. */
static bool is_next_group(const xmlNode *n)
{
    const xmlNode *before = n->prev;
    while (before && before->type == XML_TEXT_NODE && xmlIsBlankNode(before))
        before = before->prev;
    const char *by = xml_attr(n, "remap"),
               *by_before = before && is_list(before) ? xml_attr(before, "remap") : NULL;
    return by && by_before && !strcmp(by, by_before);
}

struct places {
    xmlNode **v;
    int n, cap;
};
enum { MOST_PLACES = 20 };

static bool in_list(const struct job *job, const xmlNode *n)
{
    while (n != job->root && !is_list(n->parent))
        n = n->parent;
    return n != job->root;
}

/* Finds all instructions and earlier lists (up to a limit), except those in a list, which are
 * removed with it; without any, the first division for it. */
static void find_places(const struct job *job, struct places *places)
{
    xmlNode *division = NULL;
    for (xmlNode *n = job->root; n; n = xml_walk_nodes(job->root, n)) {
        if (xml_is_pi(n, "koki-contributors") || (is_list(n) && !is_next_group(n))) {
            if (!in_list(job, n))
                *vec_add(places) = n;
        } else if (is_ours(n) && !is_list(n) && !division)
            division = n;
    }
    if (!places->n && division)
        *vec_add(places) = division;
}

/* Makes a division at the end of the book, but before glossary, index and the like. */
static xmlNode *new_division(struct job *job, enum db_elem e, const char *role, const char *title)
{
    xmlNode *appendix = xml_new_elem(job->book, e, LOC_NONE), *before = NULL;
    for (xmlNode *n = xml_first(job->root); n; n = xml_next(n))
        if (xml_is(n, "glossary") || xml_is(n, "bibliography") || xml_is(n, "index") ||
            xml_is(n, "colophon")) {
            before = n;
            break;
        }
    xml_set_attr(appendix, "role", role);
    xml_add_text(xml_new_child(appendix, DB_title, LOC_NONE), title);
    xml_add_text(appendix, "\n");
    if (before)
        xml_add_before(before, appendix);
    else
        xml_add_last(job->root, appendix);
    xml_add_after(appendix, xmlNewDocText(job->book, (const xmlChar *)"\n"));
    return appendix;
}

xmlNode *need_acknowledgements(struct job *job, const char *role, const char *title)
{
    xmlNode *division = new_division(job, DB_acknowledgements, role, title);
    return xml_add_last(division, xmlNewDocPI(job->book, (const xmlChar *)"koki-place", NULL));
}

static bool has_named(const struct job *job)
{
    for (int i = 0; i < job->people.n; i++)
        if (is_listed(job->people.v[i]))
            return true;
    return false;
}

static void note_ids(struct job *job)
{
    for (xmlNode *n = job->root; n; n = xml_walk(job->root, n))
        if (n->properties && xml_id(n))
            *map_put(&job->ids, xml_id(n)) = n;
}

/* The grouping asked for at the place, else on the command line; -1 for a single list. */
static int grouping_at(const struct job *job, const xmlNode *place)
{
    const char *own = place->type == XML_PI_NODE ? (const char *)place->content
                                                 : xml_attr(place, "remap");
    int by = own ? grouping_of(own) : -1;
    return by >= 0 ? by : grouping_of(job->how->by);
}

/* Removes the instruction, or the lists of an earlier run. */
static void drop_place(xmlNode *place)
{
    xmlNode *next = xml_next(place);
    while (next && is_list(place) && is_list(next) && is_next_group(next)) {
        xmlNode *past = xml_next(next);
        drop_line(next);
        next = past;
    }
    xml_drop(place);
}

static void write_at(struct job *job, xmlNode *place)
{
    bool division = place->type == XML_ELEMENT_NODE && !is_list(place);
    int by = grouping_at(job, place);
    if (has_named(job) && by >= 0)
        put_groups(job, division ? NULL : place, place, by);
    else if (has_named(job) && division)
        xml_add_last(place, list_of_all(job, xml_loc(place)));
    else if (has_named(job))
        xml_add_before(place, list_of_all(job, xml_loc(place)));
    if (!division)
        drop_place(place);
}

/* Without a place a list is made for contributor files only: else none is asked for. */
void list_write(struct job *job)
{
    struct places places = {0};
    note_ids(job);
    find_places(job, &places);
    if (!places.n && job->how->n_file && has_named(job))
        *vec_add(&places) = new_division(job, DB_appendix, "contributors",
                                         is_german(job) ? "Mitwirkende" : "Contributors");
    for (int i = 0; i < places.n; i++)
        if (i < MOST_PLACES)
            write_at(job, places.v[i]);
        else
            drop_place(places.v[i]);
    vec_done(&places);
}
