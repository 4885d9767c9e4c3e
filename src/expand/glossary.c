// SPDX-License-Identifier: Apache-2.0
/* Terms and citations become links to the entries that explain them. Order and layout of the
 * entries are the author's. */
#include <string.h>
#include <unicode/uchar.h>

#include "expand/expand-int.h"

static void link_to(struct expand *x, xmlNode *n, xmlNode *target)
{
    xml_set_attr(n, "linkend", expand_id(x, target));
}

static const xmlNode *entry_around(const xmlNode *n)
{
    while (n && n->type == XML_ELEMENT_NODE && xml_elem(n) != DB_glossentry)
        n = n->parent;
    return n && n->type == XML_ELEMENT_NODE ? n : NULL;
}

/* The words by which a term is looked up: baseform, or its text. */
static xmlNode *find_entry(const struct expand *x, const xmlNode *n)
{
    struct buf b = {0};
    const char *base = xml_attr(n, "baseform");
    xmlNode *found = NULL;
    if (base)
        found = map_get(&x->glossary, base);
    if (!found) {
        expand_key(n, &b);
        found = b.n ? map_get(&x->glossary, b.s) : NULL;
    }
    buf_done(&b);
    return found;
}

static void add_capitalized(xmlNode *to, const char *words)
{
    const char *rest = words, *end = words + strlen(words);
    struct buf b = {0};
    if (*words)
        buf_utf8(&b, (uint32_t)u_toupper((UChar32)utf8_next(&rest, end)));
    buf_puts(&b, rest);
    xml_add_text(to, b.s);
    buf_done(&b);
}

static void see_other(struct expand *x, xmlNode *n, enum gen_key key)
{
    const char *id = xml_attr(n, "otherterm");
    xmlNode *entry = id ? xml_ids_get(x->ids, id) : find_entry(x, n), *label;
    if (id && !entry)
        diag(DIAG_expand_dangling, xml_loc(n), id);
    if (entry && expand_is_empty(n) && xml_child(entry, "glossterm"))
        expand_copy_inline(xml_child(entry, "glossterm"), n);
    if (entry)
        xml_set_attr(n, "linkend", expand_id(x, entry));
    expand_trim(n);
    expand_drop_space(n->parent); /* the layout separates them */
    label = xml_new_elem(n->doc, DB_phrase, xml_loc(n));
    xml_set_attr(label, "role", "see-label");
    add_capitalized(label, expand_gen(n, key));
    xml_add_first(n, label);
    expand_text_after(label, " ");
}

void expand_glossary(struct expand *x)
{
    for (int i = 0; i < x->sees.n; i++)
        see_other(x, x->sees.v[i], xml_elem(x->sees.v[i]) == DB_glosssee ? GEN_see : GEN_seealso);
    if (!x->glossary.n)
        return;
    for (int i = 0; i < x->glossterms.n; i++) {
        xmlNode *n = x->glossterms.v[i], *entry = find_entry(x, n);
        if (entry && entry_around(n) != entry)
            link_to(x, n, entry);
    }
}

void expand_citations(struct expand *x)
{
    for (int i = 0; i < x->citations.n; i++) {
        xmlNode *n = x->citations.v[i], *entry;
        struct buf b = {0};
        xml_text(n, &b);
        entry = b.n ? map_get(&x->bibliography, b.s) : NULL;
        if (!entry && b.n) {
            b.n = 0;
            expand_key(n, &b);
            entry = map_get(&x->bibliography, b.s);
        }
        expand_unbracket(n);
        if (entry && !xml_attr(n, "linkend"))
            link_to(x, n, entry);
        if (!entry && b.n && !xml_attr(n, "linkend"))
            diag_once(DIAG_citation_unknown, xml_loc(n), b.s);
        buf_done(&b);
    }
}
