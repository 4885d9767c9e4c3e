/* XPointer: the schemes of the framework that documents use. A pointer is a bare id, or a row of parts of which the first that finds
 * something counts: element(id/1/2), xpointer(XPath), after xmlns(prefix=uri) for its names (XPointer Framework, 3.2-3.4). */
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <string.h>

#include "xml/xml-int.h"

enum { MAX_STEPS = 10000000 };   /* of XPath: seconds, not hours */

static xmlNode *find_id(xmlDoc *doc, const char *id, size_t n)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    for (xmlNode *e = root; e; e = xml_walk(root, e)) {
        const char *own = xml_attr(e, "xml:id");
        if (!own)
            own = xml_attr(e, "id");
        if (own && strlen(own) == n && !memcmp(own, id, n))
            return e;
    }
    return NULL;
}

/* element(): an id or nothing, then numbers of children. */
static xmlNode *child_sequence(xmlDoc *doc, const char *s, const char *end)
{
    const char *slash = memchr(s, '/', (size_t)(end - s));
    size_t n = (size_t)((slash ? slash : end) - s);
    xmlNode *at = n ? find_id(doc, s, n) : (xmlNode *)doc;
    while (at && slash && slash < end) {
        long number = strtol(slash + 1, (char **)&slash, 10);
        at = at->children;
        while (at && (at->type != XML_ELEMENT_NODE || --number > 0))
            at = at->next;
    }
    return at == (xmlNode *)doc ? NULL : at;
}

static bool within(const xmlNode *n, const struct xml_nodes *found)
{
    for (const xmlNode *up = n->parent; up; up = up->parent)
        for (int i = 0; i < found->n; i++)
            if (found->v[i] == up)
                return true;
    return false;
}

static void evaluate(xmlXPathContext *path, const char *expression, struct xml_nodes *found)
{
    xmlXPathObject *o = xmlXPathEval((const xmlChar *)expression, path);
    if (o && o->type == XPATH_NODESET && o->nodesetval)
        for (int i = 0; i < o->nodesetval->nodeNr; i++) {
            xmlNode *n = o->nodesetval->nodeTab[i];
            if ((n->type == XML_ELEMENT_NODE || n->type == XML_TEXT_NODE) && !within(n, found))
                *vec_add(found) = n;
        }
    xmlXPathFreeObject(o);
}

static void mute(void *ctx, const xmlError *e)
{
    (void)ctx;
    (void)e;
}

static xmlXPathContext *new_context(xmlDoc *doc)
{
    xmlXPathContext *path = xmlXPathNewContext(doc);
    if (!path)
        die(DIAG_out_of_memory, LOC_NONE);
    path->opLimit = MAX_STEPS;
    path->error = (xmlStructuredErrorFunc)mute;
    return path;
}

/* The parenthesis that closes the part, with nested ones and ^( ^) passed over; NULL: none. */
static const char *part_end(const char *s)
{
    for (int depth = 1; *s; s++) {
        if (*s == '^' && s[1])
            s++;
        else if (*s == '(')
            depth++;
        else if (*s == ')' && !--depth)
            return s;
    }
    return NULL;
}

void xml_point(xmlDoc *doc, const char *pointer, struct xml_nodes *found)
{
    if (!strchr(pointer, '(')) {
        xmlNode *n = find_id(doc, pointer, strlen(pointer));
        if (n)
            *vec_add(found) = n;
        return;
    }
    xmlXPathContext *path = new_context(doc);
    struct arena a = {0};
    for (const char *s = pointer, *open, *end; !found->n && (open = strchr(s, '(')) && (end = part_end(open + 1)); s = end + 1) {
        s += strspn(s, " \t\r\n");
        size_t n = (size_t)(open - s);
        char *data = arena_dup(&a, open + 1, (size_t)(end - open - 1));
        char *equals = strchr(data, '=');
        if (n == 5 && !memcmp(s, "xmlns", 5) && equals) {
            *equals = 0;
            xmlXPathRegisterNs(path, (const xmlChar *)data, (const xmlChar *)equals + 1);
        } else if (n == 7 && !memcmp(s, "element", 7)) {
            xmlNode *e = child_sequence(doc, open + 1, end);
            if (e)
                *vec_add(found) = e;
        } else if (n == 8 && !memcmp(s, "xpointer", 8)) {
            evaluate(path, data, found);
        }
    }
    arena_done(&a);
    xmlXPathFreeContext(path);
}
