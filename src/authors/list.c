/* The list of contributors: everybody who may be named, in order, with what was asked for.
 *
 * It goes where the book has <?koki-contributors?>, or into the division with role="contributors", or into an appendix made
 * for it. A list that is there already is written anew. */
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

bool shows(const struct job *job, enum show s) { return job->how->show >> s & 1; }

bool authors_show(const char *list, uint32_t *show, char **bad)
{
    *show = list ? 0 : AUTHORS_SHOW_USUAL;
    for (const char *p = list ? list : ""; *p;) {
        size_t n = strcspn(p, ",");
        int i = 0;
        while (i < SHOW_COUNT && (strlen(shown[i].name) != n || memcmp(shown[i].name, p, n)))
            i++;
        if (n && i == SHOW_COUNT) {
            struct buf b = {0};
            buf_add(&b, p, n);
            *bad = buf_take(&b);
            return false;
        }
        *show |= n ? 1u << i : 0;
        p += n + (p[n] == ',');
    }
    return true;
}

/* ---- one person ---- */

/* Lines in a cell of a table mean nothing in print. */
static void add_para(xmlNode *item, const char *role, const char *text, struct loc where)
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

static void add_link(xmlNode *item, const char *role, const char *url, const char *text, struct loc where)
{
    xmlNode *para = xml_new_child(item, DB_para, where), *link = xml_new_child(para, DB_link, where);
    xml_set_attr(para, "role", role);
    xml_set_attr(link, "xlink:href", url);
    xml_add_text(link, text);
}

static bool is_web(const char *url) { return !strncasecmp(url, "http://", 7) || !strncasecmp(url, "https://", 8); }

static void add_orcid(struct job *job, xmlNode *item, const struct person *p, struct loc where)
{
    for (int i = 0; i < p->records.n; i++)
        if (p->records.v[i]->orcid) {
            const char *orcid = p->records.v[i]->orcid;
            add_link(item, "orcid", arena_printf(&job->arena, "https://orcid.org/%s", orcid), orcid, where);
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
            add_para(item, shown[s].name, text, where);
    }
    if (!item->children)
        xml_new_child(item, DB_para, where);
}

static void add_person(struct job *job, xmlNode *list, const struct person *p)
{
    struct loc where = person_place(p);
    xml_add_text(list, "\n");
    xmlNode *entry = xml_new_child(list, DB_varlistentry, where), *term = xml_new_child(entry, DB_term, where);
    xmlAddChild(term, person_name_element(job, p, where));
    add_facts(job, xml_new_child(entry, DB_listitem, where), p, where);
}

/* ---- the list and its place ---- */

static xmlNode *new_list(struct job *job, struct loc where)
{
    xmlNode *list = xml_new_elem(job->book, DB_variablelist, where);
    xml_set_attr(list, "role", "contributors");
    for (int i = 0; i < job->people.n; i++)
        if (job->people.v[i]->named)
            add_person(job, list, job->people.v[i]);
    xml_add_text(list, "\n");
    return list;
}

static bool is_ours(const xmlNode *n)
{
    const char *role = n->type == XML_ELEMENT_NODE ? xml_attr(n, "role") : NULL;
    return role && !strcmp(role, "contributors");
}

/* The best place there is: an earlier list, the instruction, a division for it; NULL: none. */
static xmlNode *find_place(const struct job *job)
{
    xmlNode *division = NULL, *pi = NULL;
    for (xmlNode *n = job->root; n; n = node_next(job->root, n)) {
        if (is_ours(n) && xml_is(n, "variablelist"))
            return n;
        if (node_is_pi(n, "koki-contributors") && !pi)
            pi = n;
        if (is_ours(n) && !division)
            division = n;
    }
    return pi ? pi : division;
}

/* The appendix for the list, behind all but index and colophon. */
static xmlNode *new_division(struct job *job)
{
    const char *lang = xml_lang(job->root);
    xmlNode *appendix = xml_new_elem(job->book, DB_appendix, LOC_NONE), *before = NULL;
    for (xmlNode *n = xml_first(job->root); n; n = xml_next(n))
        if (xml_is(n, "glossary") || xml_is(n, "bibliography") || xml_is(n, "index") || xml_is(n, "colophon")) {
            before = n;
            break;
        }
    xml_set_attr(appendix, "role", "contributors");
    xml_add_text(xml_new_child(appendix, DB_title, LOC_NONE), !strncmp(lang, "de", 2) ? "Mitwirkende" : "Contributors");
    xml_add_text(appendix, "\n");
    if (before)
        xmlAddPrevSibling(before, appendix);
    else
        xmlAddChild(job->root, appendix);
    xmlAddNextSibling(appendix, xmlNewDocText(job->book, (const xmlChar *)"\n"));
    return appendix;
}

static bool has_named(const struct job *job)
{
    for (int i = 0; i < job->people.n; i++)
        if (job->people.v[i]->named)
            return true;
    return false;
}

static void note_ids(struct job *job)
{
    for (xmlNode *n = job->root; n; n = xml_walk(job->root, n))
        if (n->properties && xml_id(n))
            *map_put(&job->ids, xml_id(n)) = n;
}

void list_write(struct job *job)
{
    note_ids(job);
    xmlNode *place = find_place(job);
    if (!has_named(job)) {
        if (place && place->type == XML_PI_NODE) {
            xmlUnlinkNode(place);
            xmlFreeNode(place);
        }
        return;
    }
    if (!place && !job->how->n_file)   /* nobody asks for a list */
        return;
    if (!place)
        place = new_division(job);
    xmlNode *list = new_list(job, xml_loc(place));
    if (place->type == XML_ELEMENT_NODE && !xml_is(place, "variablelist")) {
        xmlAddChild(place, list);
        return;
    }
    xmlReplaceNode(place, list);
    xmlFreeNode(place);
}
