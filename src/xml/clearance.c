// SPDX-License-Identifier: Apache-2.0
/* The media in which the people of a book agreed to be named.
 *
 * koki-authors leaves <?koki-consent media="print web" print="1" web="3"?> in the root and in each
 * division with people credited by it: the media they are cleared for, and the number of people
 * kept back for each (unlisted="N" of them in no register, only in the book). It is a processing
 * instruction, so that it survives any tool that reads XML, and in each division, so that extracts
 * and compilations keep it. A book is cleared for the media of all its marks; credits made by
 * koki-authors without a mark are from an older version, and cleared for none. */
#include <stdlib.h>
#include <string.h>

#include "xml/xml-int.h"

static const char *const names[MEDIA] = {[MEDIUM_PRINT] = "print", [MEDIUM_WEB] = "web"};
static const unsigned all = (1u << MEDIA) - 1;

/* The value of a pseudo attribute, n its length; NULL if absent. */
static const char *value_of(const char *content, const char *name, size_t *n)
{
    size_t length = strlen(name);
    for (const char *p = content; (p = strstr(p, name)) != NULL; p += length) {
        bool whole = (p == content || p[-1] == ' ') && p[length] == '=' && p[length + 1] == '"';
        const char *value = p + length + 2, *end = whole ? strchr(value, '"') : NULL;
        if (end) {
            *n = (size_t)(end - value);
            return value;
        }
    }
    return NULL;
}

static bool has_word(const char *list, size_t n, const char *word)
{
    size_t length = strlen(word);
    for (const char *end = list + n; list < end; list += strspn(list, " ")) {
        size_t k = strcspn(list, " \"");
        if (k == length && !strncmp(list, word, k))
            return true;
        list += k;
        if (!k)
            break;
    }
    return false;
}

/* Of several marks the highest number counts: all marks of one book have the same numbers. */
static void read_number(const char *content, const char *name, int *highest)
{
    size_t n = 0;
    const char *number = value_of(content, name, &n);
    int value = number && n && n < 9 && strspn(number, "0123456789") == n ? atoi(number) : 0;
    *highest = value > *highest ? value : *highest;
}

/* Reads one mark; a damaged one clears no medium. */
static void read_mark(struct xml_clearance *c, const xmlNode *pi)
{
    const char *content = pi->content ? (const char *)pi->content : "";
    size_t n = 0;
    const char *media = value_of(content, "media", &n);
    read_number(content, "unlisted", &c->unlisted);
    for (int m = 0; m < MEDIA; m++) {
        read_number(content, names[m], &c->kept_back[m]);
        if (!media || !has_word(media, n, names[m]))
            c->media &= ~(1u << m);
    }
    c->credited = true;
}

/* The mark of an element: before its first child element. */
static xmlNode *mark_in(const xmlNode *element)
{
    xmlNode *n = element->children;
    while (n && n->type != XML_ELEMENT_NODE && !xml_is_pi(n, "koki-consent"))
        n = n->next;
    return n && n->type == XML_PI_NODE ? n : NULL;
}

/* Whether it is written by koki-authors: its instructions and lists. */
static bool is_made(const xmlNode *n)
{
    if (n->type == XML_PI_NODE)
        return xml_is_pi(n, "koki-made") || xml_is_pi(n, "koki-person");
    const char *role = xml_is(n, "variablelist") ? xml_attr(n, "role") : NULL;
    const xmlNode *entry = role && !strcmp(role, "contributors") ? xml_child(n, "varlistentry")
                                                                 : NULL,
                  *term = entry ? xml_child(entry, "term") : NULL;
    return term && xml_child(term, "personname");
}

struct xml_clearance xml_clearance_read(const xmlDoc *doc)
{
    struct xml_clearance c = {.media = all, .where = LOC_NONE};
    const xmlNode *root = xmlDocGetRootElement(doc), *covering = NULL;
    for (xmlNode *n = (xmlNode *)root; n; n = xml_walk_nodes(root, n)) {
        if (xml_is_pi(n, "koki-consent")) {
            unsigned before = c.media;
            read_mark(&c, n);
            c.where = c.media != before ? xml_loc(n->parent) : c.where;
        } else if (is_made(n)) {
            const xmlNode *up = n;
            while (up && up != covering && (up->type != XML_ELEMENT_NODE || !mark_in(up)))
                up = up->type == XML_ELEMENT_NODE && up == root ? NULL : up->parent;
            covering = up ? up : covering;
            if (!up) {
                c.where = xml_loc(n->type == XML_ELEMENT_NODE ? n : n->parent);
                c.credited = c.unmarked = true;
                c.media = 0;
                return c;
            }
        }
    }
    return c;
}

void xml_clearance_drop(xmlDoc *doc)
{
    const xmlNode *root = xmlDocGetRootElement(doc);
    for (xmlNode *n = (xmlNode *)root, *next; n; n = next) {
        next = xml_walk_nodes(root, n);
        if (xml_is_pi(n, "koki-consent"))
            xml_drop(n);
    }
}

void xml_clearance_write(xmlNode *element, const struct xml_clearance *c)
{
    struct buf b = {0};
    if (mark_in(element))
        return;
    buf_puts(&b, "media=\"");
    for (int m = 0, n = 0; m < MEDIA; m++)
        if (c->media >> m & 1)
            buf_printf(&b, "%s%s", n++ ? " " : "", names[m]);
    buf_puts(&b, "\"");
    for (int m = 0; m < MEDIA; m++)
        buf_printf(&b, " %s=\"%d\"", names[m], c->kept_back[m]);
    if (c->unlisted)
        buf_printf(&b, " unlisted=\"%d\"", c->unlisted);
    xml_add_first(element,
                  xmlNewDocPI(element->doc, (const xmlChar *)"koki-consent", (const xmlChar *)b.s));
    buf_done(&b);
}
