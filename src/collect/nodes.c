/* Walking over every kind of node, and what processing instructions say. */
#include <string.h>

#include "collect/collect-int.h"

xmlNode *node_past(const xmlNode *root, const xmlNode *n)
{
    while (n && n != root) {
        if (n->next)
            return n->next;
        n = n->parent;
    }
    return NULL;
}

xmlNode *node_next(const xmlNode *root, const xmlNode *n)
{
    bool inner = n->type == XML_ELEMENT_NODE || n->type == XML_DOCUMENT_NODE;
    return inner && n->children ? n->children : node_past(root, n);
}

bool node_is_pi(const xmlNode *n, const char *target)
{
    return n->type == XML_PI_NODE && !strcmp((const char *)n->name, target);
}

char *node_pi(struct arena *a, const xmlNode *pi)
{
    const char *s = pi->content ? (const char *)pi->content : "";
    s += strspn(s, " \t\r\n");
    size_t n = strlen(s);
    while (n && strchr(" \t\r\n", s[n - 1]))
        n--;
    return arena_dup(a, s, n);
}

/* libxml2 counts in the file that was read; where <?koki-line?> put the element somewhere else, its line has to do. */
struct loc node_loc(const xmlNode *n)
{
    struct loc where = xml_loc(n);
    long line = n->type == XML_PI_NODE ? xmlGetLineNo(n) : 0;
    if (line > where.line)
        where.line = (int)line;
    return where;
}

void node_drop(xmlNode *n)
{
    xmlUnlinkNode(n);
    xmlFreeNode(n);
}
