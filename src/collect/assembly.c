// SPDX-License-Identifier: Apache-2.0
/* DocBook 5.1 assemblies as skeletons: the structure becomes a book whose modules are places for
 * the resources they name.
 *
 * <assembly> <resources xml:base="kapitel"><resource xml:id="r1" href="01.xml"/></resources>
 * <structure renderas="book"><merge><title>…</title></merge> <module resourceref="r1"
 * renderas="chapter" omittitles="true"><merge>…</merge><filterout condition="web"/> <module
 * …/></module> </structure> </assembly>
 *
 * merge overrides the resource's own title and info; filters count for the module and those in it;
 * a resource may be used more than once. Relationships and transforms are for help systems and are
 * dropped. */
#include <string.h>

#include "collect/collect-int.h"

struct filter {
    const struct filter *up;
    const xmlNode *node; /* filterin or filterout */
};
struct assembly {
    struct job *job;
    struct map resources; /* id → path from the assembly's folder */
};

static bool is_true(const xmlNode *n, const char *attr)
{
    const char *v = xml_attr(n, attr);
    return v && (!strcmp(v, "true") || !strcmp(v, "1"));
}

static void read_resources(struct assembly *a, const xmlNode *list)
{
    struct arena *arena = &a->job->arena;
    const char *base = xml_attr(list, "xml:base");
    for (const xmlNode *n = xml_first(list); n; n = xml_next(n)) {
        const char *href = xml_attr(n, "href") ? xml_attr(n, "href") : xml_attr(n, "fileref");
        if (xml_elem(n) == DB_resource && xml_id(n) && href)
            *map_put(&a->resources, xml_id(n)) = base ? path_join(arena, base, href)
                                                      : arena_dup(arena, href, strlen(href));
    }
}

/* The element to use: its own renderas, that of its output, or DB_NONE. */
static enum db_elem rendered_name(const xmlNode *n)
{
    const char *as = xml_attr(n, "renderas");
    for (const xmlNode *o = xml_first(n); o && !as; o = xml_next(o))
        if (xml_is(o, "output"))
            as = xml_attr(o, "renderas");
    enum db_elem e = as ? db_lookup(as) : DB_NONE;
    if (as && e == DB_NONE)
        diag(DIAG_collect_renderas, xml_loc(n), as);
    return e == DB_topic ? DB_NONE : e;
}

bool assembly_holds_chapters(const xmlNode *n)
{
    return xml_elem(n) == DB_book || xml_elem(n) == DB_part;
}

/* The division that a structure is, or a module in `up`, whose renderas does not say so. */
static enum db_elem usual_name(const xmlNode *up)
{
    if (!up)
        return DB_book;
    return xml_elem(up) == DB_set ? DB_book : assembly_holds_chapters(up) ? DB_chapter : DB_section;
}

/* Turns merge into the info and removes filters and output; returns the filters in force inside. */
static const struct filter *take_parts(struct assembly *a, xmlNode *n, const struct filter *filters)
{
    for (xmlNode *part = xml_first(n), *next; part; part = next) {
        next = xml_next(part);
        if (xml_elem(part) == DB_merge) {
            xml_set_elem(part, DB_info);
            xmlUnsetProp(part, (const xmlChar *)"resourceref");
        } else if (xml_elem(part) == DB_filterin || xml_is(part, "filterout")) {
            struct filter *f = arena_make(&a->job->arena, struct filter);
            *f = (struct filter){filters, part};
            filters = f;
            xml_unlink(part);
            *vec_add(&a->job->loose) = part;
        } else if (xml_elem(part) != DB_module && xml_elem(part) != DB_info) {
            if (!xml_is(part, "output") && !xml_is(part, "description"))
                diag(DIAG_collect_assembly, xml_loc(part), (const char *)part->name);
            xml_drop(part);
        }
    }
    return filters;
}

/* <output suppress="true"/>; one of a given format cannot be decided here, which is reported. */
static bool is_suppressed(const xmlNode *n)
{
    bool suppressed = false;
    for (const xmlNode *o = xml_first(n); o; o = xml_next(o))
        if (xml_is(o, "output") && is_true(o, "suppress")) {
            suppressed |= !xml_attr(o, "outputformat");
            if (xml_attr(o, "outputformat"))
                diag(DIAG_collect_assembly, xml_loc(o), "output");
        }
    return suppressed;
}

static void drop_attributes(xmlNode *n)
{
    static const char *const names[] = {"resourceref", "renderas", "contentonly",  "omittitles",
                                        "chunk",       "type",     "defaultformat"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        xmlUnsetProp(n, (const xmlChar *)names[i]);
}

static void assembly_build(struct assembly *a, xmlNode *n, const struct filter *filters,
                           xmlNode *up)
{
    const char *ref = xml_attr(n, "resourceref"), *path = ref ? map_get(&a->resources, ref) : NULL;
    if (up && is_suppressed(n)) {
        xml_drop(n);
        return;
    }
    enum db_elem as = rendered_name(n);
    if (ref && !path)
        diag(DIAG_collect_dangling, xml_loc(n), ref);
    filters = take_parts(a, n, filters);
    if (path) {
        struct module *m = *vec_add(&a->job->modules) = arena_make(&a->job->arena, struct module);
        *m = (struct module){.at = n,
                             .path = path,
                             .keep_name = as == DB_NONE,
                             .content_only = is_true(n, "contentonly"),
                             .omit_titles = is_true(n, "omittitles"),
                             .filters = filters};
    }
    xml_set_elem(n, as != DB_NONE ? as : usual_name(up));
    drop_attributes(n);
    for (xmlNode *m = xml_first(n), *next; m; m = next) {
        next = xml_next(m);
        if (xml_elem(m) == DB_module)
            assembly_build(a, m, filters, n);
    }
    if (ref && !path && !xml_first(n))
        xml_drop(n);
}

/* Declares DocBook's namespace on the new root, since the old declaration stays on the assembly. */
static void own_namespace(xmlNode *root)
{
    xmlNs *ns = xmlNewNs(root, (const xmlChar *)DOCBOOK_NS, NULL);
    for (xmlNode *n = root; n && ns; n = xml_walk(root, n))
        if (n->ns && !strcmp((const char *)n->ns->href, DOCBOOK_NS))
            n->ns = ns;
    xmlReconciliateNs(root->doc, root);
}

/* The structure with the id that --structure gives, or the first; others are reported. */
static xmlNode *choose_structure(const struct job *job, xmlNode *assembly)
{
    const char *id = job->how->structure;
    xmlNode *chosen = NULL;
    for (xmlNode *n = xml_first(assembly); n && !chosen; n = xml_next(n))
        if (xml_elem(n) == DB_structure && (!id || (xml_id(n) && !strcmp(xml_id(n), id))))
            chosen = n;
    if (id && !chosen)
        die(DIAG_collect_no_structure, xml_loc(assembly), id);
    for (xmlNode *n = xml_first(assembly); n && !id; n = xml_next(n))
        if (xml_elem(n) == DB_structure && n != chosen)
            diag(DIAG_collect_structure, xml_loc(n), xml_id(n) ? xml_id(n) : "");
    return chosen;
}

/* Replaces the assembly by its structure as the root. */
void assembly_prepare(struct job *job, struct chapter *c)
{
    struct assembly a = {.job = job};
    if (!c->root || xml_elem(c->root) != DB_assembly)
        return;
    xmlNode *structure = choose_structure(job, c->root);
    for (xmlNode *n = xml_first(c->root); n; n = xml_next(n)) {
        if (xml_elem(n) == DB_resources)
            read_resources(&a, n);
        else if (xml_elem(n) != DB_info && xml_elem(n) != DB_structure)
            diag(DIAG_collect_assembly, xml_loc(n), (const char *)n->name);
    }
    if (structure) {
        xml_unlink(structure);
        xmlNode *old = xmlDocSetRootElement(c->doc, structure);
        own_namespace(structure);
        if (xml_attr(old, "xml:lang") && !xml_attr(structure, "xml:lang"))
            xml_set_attr(structure, "xml:lang", xml_attr(old, "xml:lang"));
        xml_set_attr(structure, "version", "5.1");
        assembly_build(&a, structure, NULL, NULL);
        xmlFreeNode(old);
        c->root = structure;
    }
    map_done(&a.resources);
}

/* ---- filters --------------------------------------------------------------------------------- */

static bool common_value(const char *a, const char *b)
{
    for (const char *s = a; *s; s += *s == ';') {
        size_t n = strcspn(s, ";");
        for (const char *t = b; *t; t += *t == ';') {
            size_t k = strcspn(t, ";");
            if (n == k && !memcmp(s, t, n))
                return true;
            t += k;
        }
        s += n;
    }
    return false;
}

static bool passes_filters(const struct filter *f, const xmlNode *n)
{
    bool out = xml_is(f->node, "filterout");
    for (const xmlAttr *a = f->node->properties; a; a = a->next) {
        const char *name = (const char *)a->name, *own = a->ns ? NULL : xml_attr(n, name);
        if (own && common_value(own, xml_attr(f->node, name)) == out)
            return false;
    }
    return true;
}

void assembly_filter(const struct module *m, xmlNode *root)
{
    for (const struct filter *f = m->filters; f; f = f->up)
        for (xmlNode *n = xml_walk(root, root), *next; n; n = next) {
            next = passes_filters(f, n) ? xml_walk(root, n) : xml_walk_past(root, n);
            if (!passes_filters(f, n))
                xml_drop(n);
        }
}
