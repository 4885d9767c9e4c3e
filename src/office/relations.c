// SPDX-License-Identifier: Apache-2.0
/* Relations between parts in Office Open XML (ECMA-376-2, 6.5). Addresses outside the package are
 * kept as text and never followed. */
#include <string.h>

#include "office/office.h"

/* "word/document.xml" → "word/_rels/document.xml.rels", "" → "_rels/.rels" */
static char *relations_part(struct arena *a, const char *part)
{
    const char *slash = strrchr(part, '/'), *name = slash ? slash + 1 : part;
    return arena_printf(a, "%.*s_rels/%s.rels", (int)(name - part), part, name);
}

/* Removes fragment and query ("#…", "?…") and decodes %20. */
static void decode_target(char *s)
{
    char *to = s;
    s[strcspn(s, "#?")] = 0;
    for (; *s; s++)
        if (*s == '%' && hex_value(s[1]) >= 0 && hex_value(s[2]) >= 0 &&
            (s[1] != '0' || s[2] != '0')) {
            *to++ = (char)(hex_value(s[1]) * 16 + hex_value(s[2]));
            s += 2;
        } else {
            *to++ = *s == '\\' ? '/' : *s;
        }
    *to = 0;
}

/* The part of a target, relative to the folder of its source; "" if it leaves the package. */
static const char *relations_resolve(struct arena *a, const char *source, const char *target)
{
    const char *slash = strrchr(source, '/');
    int folder = *target == '/' || !slash ? 0 : (int)(slash + 1 - source);
    char *path = arena_printf(a, "%.*s%s", folder, source, target);
    decode_target(path);
    struct buf b = {0};
    bool inside = true;
    for (const char *p = path; *p && inside;) {
        size_t n = strcspn(p, "/");
        bool up = n == 2 && !strncmp(p, "..", 2), here = !n || (n == 1 && *p == '.');
        if (up) {
            inside = b.n > 0;
            char *last = b.s ? memrchr(b.s, '/', b.n) : NULL;
            b.n = last ? (size_t)(last - b.s) : 0;
        } else if (!here) {
            if (b.n)
                buf_putc(&b, '/');
            buf_add(&b, p, n);
        }
        p += n + (p[n] == '/');
    }
    const char *part = inside && b.n ? arena_dup(a, b.s, b.n) : "";
    buf_done(&b);
    return part;
}

static const char *relations_attribute(struct arena *a, xmlNode *n, const char *name)
{
    xmlChar *value = xmlGetNoNsProp(n, (const xmlChar *)name);
    const char *copy = value ? arena_dup(a, (const char *)value, strlen((const char *)value)) : "";
    if (value)
        xmlFree(value);
    return copy;
}

bool relations_read(struct package *p, struct arena *a, const char *part, struct relations *to)
{
    char *name = relations_part(a, part);
    if (!package_has(p, name))
        return true;
    xmlDoc *doc = package_tree(p, name);
    for (xmlNode *n = doc ? xmlDocGetRootElement(doc)->children : NULL; n; n = n->next) {
        if (n->type != XML_ELEMENT_NODE || strcmp((const char *)n->name, "Relationship"))
            continue;
        const char *type = relations_attribute(a, n, "Type"), *slash = strrchr(type, '/'),
                   *target = relations_attribute(a, n, "Target");
        bool external = !strcasecmp(relations_attribute(a, n, "TargetMode"), "External");
        *vec_add(to) = (struct relation){relations_attribute(a, n, "Id"), slash ? slash + 1 : type,
                                         external ? target : relations_resolve(a, part, target),
                                         external};
    }
    if (doc)
        xmlFreeDoc(doc);
    return doc != NULL;
}

const struct relation *relations_by_id(const struct relations *r, const char *id)
{
    for (int i = 0; i < r->n; i++)
        if (!strcmp(r->v[i].id, id))
            return &r->v[i];
    return NULL;
}

const struct relation *relations_by_type(const struct relations *r, const char *type)
{
    for (int i = 0; i < r->n; i++)
        if (!strcmp(r->v[i].type, type))
            return &r->v[i];
    return NULL;
}

const char *package_main(struct package *p, struct arena *a)
{
    const char *part = "content.xml";
    if (package_kind(p) < PACKAGE_ODT) {
        struct relations r = {0};
        bool ok = relations_read(p, a, "", &r);
        const struct relation *main = relations_by_type(&r, "officeDocument");
        part = main && !main->external ? main->target : "";
        vec_done(&r);
        if (!ok)
            return NULL;
    }
    if (package_has(p, part))
        return part;
    diag(DIAG_cannot_read, LOC_NONE, package_name(p), _("its main part is missing"));
    return NULL;
}
