// SPDX-License-Identifier: Apache-2.0
/* Processing instructions: those of the DocBook XSL style sheets for print and of Asciidoctor, as
 * far as CSS supports them.
 *   <?dbfo NAME="VALUE"?>             its parent element gets @dbfo-NAME, which layouts style
 *   <?dbfo-need height="2in"?>        the next element gets @dbfo-need
 *   <?hard-pagebreak?> and the like   the next element gets @dbfo-break-before="page"
 *   <?linebreak?> and the like        become an sbr
 * Others have no meaning in print, or are handled elsewhere (<?dbchoice?>: lists.c). */
#include <string.h>

#include "expand/expand-int.h"

enum { MOST = 32 /* pseudo-attributes read in one instruction */, NAME_MAX_BYTES = 40 };

/* The next NAME="VALUE" at *s; false: no more. */
static bool read_pair(const char **s, const char **name, size_t *name_n, const char **value,
                      size_t *value_n)
{
    const char *p = *s + strspn(*s, " \t\r\n");
    *name = p;
    *name_n = strcspn(p, "= \t\r\n\"'");
    p += *name_n;
    p += strspn(p, " \t\r\n");
    if (!*name_n || *p++ != '=')
        return false;
    p += strspn(p, " \t\r\n");
    const char *end = *p == '"' || *p == '\'' ? strchr(p + 1, *p) : NULL;
    if (!end)
        return false;
    *value = p + 1;
    *value_n = (size_t)(end - p - 1);
    *s = end + 1;
    return true;
}

bool expand_instruction(const xmlNode *n, const char *target, const char *wanted, char *value,
                        size_t room)
{
    for (const xmlNode *c = n->children; c; c = c->next) {
        const char *s = xml_is_pi(c, target) && c->content ? (const char *)c->content : "", *name,
                   *v;
        size_t n_name, n_v;
        for (int i = 0; i < MOST && read_pair(&s, &name, &n_name, &v, &n_v); i++)
            if (strlen(wanted) == n_name && !strncmp(name, wanted, n_name) && n_v < room) {
                memcpy(value, v, n_v);
                value[n_v] = 0;
                return true;
            }
    }
    return false;
}

static bool is_name(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(s[i] == '-' || s[i] == '.' || (s[i] >= '0' && s[i] <= '9') ||
              ((s[i] | 32) >= 'a' && (s[i] | 32) <= 'z')))
            return false;
    return n > 0 && n < NAME_MAX_BYTES;
}

/* Whether layouts/docbook.css supports it. */
static bool is_followed(const char *name)
{
    static const char *const names[] = {"keep-together", "keep-with-next", "list-presentation",
                                        "start",         "table-width",    "list-width",
                                        "term-width",    "label-width",    "bgcolor",
                                        "sidebar-width", "float-type"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(name, names[i]))
            return true;
    return false;
}

static void set_attributes(xmlNode *n, const xmlNode *pi)
{
    const char *s = pi->content ? (const char *)pi->content : "", *name, *v;
    size_t n_name, n_v;
    for (int i = 0; i < MOST && read_pair(&s, &name, &n_name, &v, &n_v); i++) {
        struct buf attr = {0}, value = {0};
        if (!is_name(name, n_name))
            continue;
        buf_printf(&attr, "dbfo-%.*s", (int)n_name, name);
        if (!is_followed(attr.s + strlen("dbfo-")))
            diag(DIAG_expand_dbfo, xml_loc(pi), attr.s + strlen("dbfo-"), attr.s + strlen("dbfo-"));
        buf_add(&value, v, n_v);
        xml_set_attr(n, attr.s, value.s ? value.s : "");
        if (!strcmp(attr.s, "dbfo-start") && xml_elem(n) == DB_orderedlist)
            xml_set_attr(n, "startingnumber", value.s ? value.s : "");
        buf_done(&attr);
        buf_done(&value);
    }
}

static bool is_one_of(const xmlNode *pi, const char *const *name)
{
    for (; *name; name++)
        if (xml_is_pi(pi, *name))
            return true;
    return false;
}

/* The next element after n: within a paragraph, the one after the paragraph. */
static xmlNode *element_behind(xmlNode *n)
{
    for (; n && n->parent && n->parent->type == XML_ELEMENT_NODE; n = n->parent)
        if (!expand_is_line(n->parent) && xml_next(n))
            return xml_next(n);
    return NULL;
}

void expand_instructions(xmlNode *n)
{
    static const char *const page[] = {"hard-pagebreak",     "pagebreak", "page-break",
                                       "hard-page-break",    "newpage",   "dbfo-pagebreak",
                                       "asciidoc-pagebreak", NULL};
    static const char *const line[] = {"linebreak",      "line-break",  "lb", "br",
                                       "dbfo-linebreak", "asciidoc-br", NULL};
    for (xmlNode *c = n->children, *next; c; c = next) {
        xmlNode *behind = NULL;
        next = c->next;
        if (c->type != XML_PI_NODE)
            continue;
        if (xml_is_pi(c, "dbfo"))
            set_attributes(n, c);
        else if (is_one_of(c, line))
            xml_add_before(c, xml_new_elem(n->doc, DB_sbr, xml_loc(n)));
        else if (xml_is_pi(c, "dbfo-need") && (behind = element_behind(c)))
            xml_set_attr(behind, "dbfo-need", "height");
        else if (is_one_of(c, page) && (behind = element_behind(c)))
            xml_set_attr(behind, "dbfo-break-before", "page");
    }
}
