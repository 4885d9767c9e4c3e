// SPDX-License-Identifier: Apache-2.0
/* The kind of elements, their positions, and the white space around them.
 *
 * Elements that differ only in the line share one struct xml_info, found by its contents, which
 * lives as long as the run: a book has far fewer of them than elements. The line is in the node, in
 * the two shorts that libxml2 uses for lines and for XSLT.
 *
 * White space between two tags would take a node of 120 bytes and be a fourth of a book's nodes,
 * though hardly anyone looks at it. Where it does not separate words it is folded into the shared
 * info of the element after it, or of its parent if there is none, and becomes a node again before
 * nodes are added or removed there. A tree must be used by one thread only. */
#include <string.h>

#include "xml/xml-int.h"

/* ---- interning ----------------------------------------------------------------------------- */

static struct {
    const struct xml_info **slot; /* open addressing, a power of 2; NULL: free */
    size_t n, slots;
    struct arena arena;
} known;

static bool info_same(const struct xml_info *a, const struct xml_info *b)
{
    return a->file == b->file && a->before == b->before && a->end == b->end && a->elem == b->elem;
}

static const struct xml_info **info_find(const struct xml_info *info)
{
    uint64_t h = (uintptr_t)info->file * 3 + (uintptr_t)info->before * 5 +
                 (uintptr_t)info->end * 7 + (uint64_t)info->elem;
    size_t mask = known.slots - 1, i = (size_t)(h * 0x9e3779b97f4a7c15u >> 32) & mask;
    while (known.slot[i] && !info_same(known.slot[i], info))
        i = (i + 1) & mask;
    return &known.slot[i];
}

static void grow_infos(void)
{
    const struct xml_info **old = known.slot;
    size_t n = known.slots;
    known.slots = n ? n * 2 : 1024;
    known.slot = mem_new(known.slots * sizeof *known.slot);
    for (size_t i = 0; i < n; i++)
        if (old[i])
            *info_find(old[i]) = old[i];
    mem_free(old);
}

static void info_set(xmlNode *n, const struct xml_info *info)
{
    if (known.n * 2 >= known.slots)
        grow_infos();
    const struct xml_info **place = info_find(info);
    if (!*place) {
        struct xml_info *made = arena_make(&known.arena, struct xml_info);
        *made = *info;
        *place = made;
        known.n++;
    }
    n->_private = (void *)*place;
}

static struct xml_info info_of(const xmlNode *n)
{
    return n->_private ? *(const struct xml_info *)n->_private : (struct xml_info){0};
}

/* ---- kinds and places -------------------------------------------------------------------------- */

static void set_line(xmlNode *n, int line)
{
    n->line = (unsigned short)line;
    n->extra = (unsigned short)((unsigned)line >> 16);
}

int xml_line(const xmlNode *n) { return (int)((unsigned)n->extra << 16 | n->line); }

enum db_elem xml_elem_of(const char *uri, const char *name)
{
    return !uri || !strcmp(uri, DOCBOOK_NS) ? db_lookup(name) : DB_NONE;
}

void xml_info_new(xmlNode *n, enum db_elem e, struct loc where)
{
    info_set(n, &(struct xml_info){.file = where.file, .elem = e});
    set_line(n, where.line);
}

void xml_info_copy(xmlNode *n, const xmlNode *from, struct loc where, bool whole)
{
    struct xml_info info = info_of(from);
    info.file = where.file;
    if (!whole)
        info.before = NULL;
    info_set(n, &info);
    set_line(n, where.line);
}

void xml_set_place(xmlNode *n, struct loc where)
{
    struct xml_info info = info_of(n);
    info.file = where.file;
    info_set(n, &info);
    set_line(n, where.line);
}

void xml_set_elem(xmlNode *n, enum db_elem e)
{
    struct xml_info info = info_of(n);
    if (strcmp((const char *)n->name, db_name(e)))
        xmlNodeSetName(n, (const xmlChar *)db_name(e));
    info.elem = e;
    info_set(n, &info);
}

struct loc xml_loc(const xmlNode *n)
{
    for (; n && n->type != XML_DOCUMENT_NODE; n = n->parent) {
        const struct xml_info *info = n->type == XML_ELEMENT_NODE ? n->_private : NULL;
        if (info && info->file)
            return (struct loc){info->file, xml_line(n), 0};
    }
    return LOC_NONE;
}

/* ---- white space ----------------------------------------------------------------------------- */

static bool is_blank(const xmlNode *n)
{
    const char *s = n->type == XML_TEXT_NODE ? (const char *)n->content : NULL;
    return s && *s && !s[strspn(s, " \t\r\n")];
}

/* Whether it is not in a line with its neighbours. */
static bool is_apart(const xmlNode *n)
{
    enum db_class class = n ? db_class_of(xml_elem(n)) : DB_UNKNOWN;
    return class != DB_UNKNOWN && class != DB_INLINE && class != DB_EMPTY;
}

/* Whether white space between two children (NULL: one of the ends) only lays out the source. */
static bool is_layout(const xmlNode *parent, const xmlNode *prev, const xmlNode *next)
{
    if ((!prev && !next) || (prev && prev->type != XML_ELEMENT_NODE) ||
        (next && (next->type != XML_ELEMENT_NODE || !next->_private)))
        return false;
    switch (db_class_of(xml_elem(parent))) {
    case DB_ROOT:
    case DB_DIVISION:
    case DB_SECTION:
    case DB_LIST:
    case DB_EMPTY: return true;
    case DB_BLOCK:
    case DB_ITEM:
    case DB_TABLE:
    case DB_MEDIA: return is_apart(prev) || is_apart(next);
    default: return false;
    }
}

void xml_fold(xmlNode *parent)
{
    for (xmlNode *n = parent->children, *next; n; n = next) {
        next = n->next;
        if (!is_blank(n) || !is_layout(parent, n->prev, next))
            continue;
        xmlNode *at = next ? next : parent;
        struct xml_info info = info_of(at);
        *(next ? &info.before : &info.end) = intern((const char *)n->content);
        info_set(at, &info);
        xmlUnlinkNode(n);
        xmlFreeNode(n);
    }
}

static xmlNode *text_of(xmlNode *n, const char *space)
{
    return xmlNewDocText(n->doc, (const xmlChar *)space);
}

void xml_unfold(xmlNode *n)
{
    struct xml_info info = info_of(n);
    if (n->type != XML_ELEMENT_NODE || !info.before)
        return;
    if (n->parent)
        xmlAddPrevSibling(n, text_of(n, info.before));
    info.before = NULL;
    info_set(n, &info);
}

void xml_unfold_end(xmlNode *n)
{
    struct xml_info info = info_of(n);
    if (n->type != XML_ELEMENT_NODE || !info.end)
        return;
    xmlAddChild(n, text_of(n, info.end));
    info.end = NULL;
    info_set(n, &info);
}

void xml_unfold_inside(xmlNode *parent)
{
    for (xmlNode *n = xml_first(parent); n; n = xml_next(n))
        xml_unfold(n);
    xml_unfold_end(parent);
}

const char *xml_space_before(const xmlNode *n)
{
    const struct xml_info *info = n->type == XML_ELEMENT_NODE ? n->_private : NULL;
    return info && info->before ? info->before : "";
}

const char *xml_space_end(const xmlNode *n)
{
    const struct xml_info *info = n->type == XML_ELEMENT_NODE ? n->_private : NULL;
    return info && info->end ? info->end : "";
}
