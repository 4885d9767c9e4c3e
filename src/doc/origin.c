// SPDX-License-Identifier: Apache-2.0
/* Origins: one for each element that boxes, tags, marks or references are made from. A book's tree
 * takes as much memory as its boxes, and layout needs very little of it; so that is kept here, and
 * the tree is freed. */
#include "doc/doc-int.h"

static const struct origin_more plain;

static const struct origin_more *origin_rest(struct doc *doc, const xmlNode *n)
{
    struct origin_more more = {.id = xml_id(n),
                               .role = xml_attr(n, "role"),
                               .revisionflag = xml_attr(n, "revisionflag"),
                               .aligned = xml_attr(n, "align")};
    if (!xml_elem(n))
        more.name = intern((const char *)n->name);
    if (!more.name && !more.id && !more.role && !more.revisionflag && !more.aligned)
        return &plain;
    const char **const kept[] = {&more.id, &more.role, &more.revisionflag};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (*kept[i])
            *kept[i] = intern(*kept[i]);
    struct origin_more *m = arena_make(&doc->arena, struct origin_more);
    *m = more;
    return m;
}

/* The node leads to its origin through ->psvi, which is for users of libxml2. */
const struct origin *origin_of(struct doc *doc, const xmlNode *n)
{
    while (n && n->type != XML_ELEMENT_NODE)
        n = n->parent;
    if (!n || n->psvi)
        return n ? n->psvi : NULL;
    struct loc at = xml_loc(n);
    struct origin *o = arena_make(&doc->arena, struct origin);
    *o = (struct origin){.node = n,
                         .parent = origin_of(doc, n->parent),
                         .more = origin_rest(doc, n),
                         .file = at.file,
                         .line = at.line,
                         .elem = (uint16_t)xml_elem(n)};
    ((xmlNode *)(uintptr_t)n)->psvi = o;
    *vec_add(&doc->origins) = o;
    return o;
}

const char *origin_name(const struct origin *o)
{
    return o->more->name ? o->more->name : db_name((enum db_elem)o->elem);
}

void origins_forget(struct doc *doc)
{
    for (int i = 0; i < doc->origins.n; i++)
        if (doc->origins.v[i]->node)
            ((xmlNode *)(uintptr_t)doc->origins.v[i]->node)->psvi = NULL;
    vec_done(&doc->origins);
}

void doc_give_back(struct doc *doc)
{
    const xmlNode *root = xmlDocGetRootElement(doc->xml);
    for (int i = 0; i < doc->origins.n; i++) {
        struct origin *o = doc->origins.v[i];
        if (o->node != root && !xml_is_math(o->node))
            o->node = NULL;
    }
    xml_give_back(doc->xml);
}
