// SPDX-License-Identifier: Apache-2.0
/* XPointer: the schemes of the framework that documents use. A pointer is a bare id, or a sequence
 * of parts, of which the first with a result counts: element(id/1/2), xpointer(XPath), after
 * xmlns(prefix=uri) for its names (XPointer Framework, 3.2-3.4). */
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <string.h>

#include "xml/xml-int.h"

enum { MAX_STEPS = 10000000 }; /* of XPath: seconds, not hours */

static const char *id_of(const xmlNode *e)
{
    const char *id = xml_attr(e, "xml:id");
    return id ? id : xml_attr(e, "id");
}

static xmlNode *find_id(xmlDoc *doc, const char *id, size_t n)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    for (xmlNode *e = root; e; e = xml_walk(root, e)) {
        const char *own = id_of(e);
        if (own && strlen(own) == n && !memcmp(own, id, n))
            return e;
    }
    return NULL;
}

/* element(): an optional id, then numbers of children. */
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

/* ---- XPath ----------------------------------------------------------------------------------- */

static void add_ids(xmlXPathContext *path, const xmlChar *list, xmlNodeSet *found)
{
    const struct map *ids = path->userData;
    for (const char *s = (const char *)list;
         *(s += strspn(s, " \t\r\n")) && path->opCount++ < path->opLimit;) {
        size_t n = strcspn(s, " \t\r\n");
        xmlNode *e = map_get_n(ids, s, n);
        if (e)
            xmlXPathNodeSetAdd(found, e);
        s += n;
    }
}

/* id(): libxml2's own uses a table that our documents do not have. */
static void call_id(xmlXPathParserContext *ctxt, int nargs)
{
    CHECK_ARITY(1);
    xmlXPathObject *o = valuePop(ctxt);
    xmlNodeSet *found = xmlXPathNodeSetCreate(NULL),
               *of = o && o->type == XPATH_NODESET ? o->nodesetval : NULL;
    for (int i = 0; i < (of ? of->nodeNr : 1); i++) {
        xmlChar *list = of ? xmlXPathCastNodeToString(of->nodeTab[i]) : xmlXPathCastToString(o);
        add_ids(ctxt->context, list ? list : (const xmlChar *)"", found);
        xmlFree(list);
    }
    xmlXPathFreeObject(o);
    valuePush(ctxt, xmlXPathWrapNodeSet(found));
}

static void gather_ids(struct map *ids, xmlDoc *doc)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    for (xmlNode *e = root; e; e = xml_walk(root, e)) {
        const char *id = e->properties ? id_of(e) : NULL;
        void **place = id ? map_put(ids, id) : NULL;
        if (place && !*place)
            *place = e;
    }
}

/* The field that marks a node as found; for texts not ->psvi, where libxml2 stores short ones. */
static void **mark_of(xmlNode *n) { return n->type == XML_ELEMENT_NODE ? &n->psvi : &n->_private; }

/* Takes the nodes in document order, which libxml2 would sort in quadratic time; nodes inside
 * another one come with that. */
static void take_found(xmlDoc *doc, const xmlNodeSet *set, struct xml_nodes *found)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    for (int i = 0; i < set->nodeNr; i++)
        if (set->nodeTab[i]->type == XML_ELEMENT_NODE || set->nodeTab[i]->type == XML_TEXT_NODE)
            *mark_of(set->nodeTab[i]) = found;
    for (xmlNode *n = root; n;) {
        bool is_found = (n->type == XML_ELEMENT_NODE || n->type == XML_TEXT_NODE) &&
                        *mark_of(n) == found;
        if (is_found)
            *vec_add(found) = n;
        n = is_found ? xml_walk_nodes_past(root, n) : xml_walk_nodes(root, n);
    }
    for (int i = 0; i < set->nodeNr; i++)
        if (set->nodeTab[i]->type == XML_ELEMENT_NODE || set->nodeTab[i]->type == XML_TEXT_NODE)
            *mark_of(set->nodeTab[i]) = NULL;
}

static void evaluate_xpath(xmlXPathContext *path, const char *expression, struct xml_nodes *found)
{
    struct map ids = {0};
    if (strstr(expression, "id"))
        gather_ids(&ids, path->doc);
    path->userData = &ids;
    xmlXPathRegisterFunc(path, (const xmlChar *)"id", NULL); /* one that is there is not replaced */
    xmlXPathRegisterFunc(path, (const xmlChar *)"id", call_id);
    xmlXPathObject *o = xmlXPathEval((const xmlChar *)expression, path);
    if (o && o->type == XPATH_NODESET && o->nodesetval)
        take_found(path->doc, o->nodesetval, found);
    xmlXPathFreeObject(o);
    map_done(&ids);
}

static void mute_error(void *ctx, const xmlError *e)
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
    path->error = (xmlStructuredErrorFunc)mute_error;
    return path;
}

/* The parenthesis that closes the part, skipping nested ones and ^( ^); NULL: none. */
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
    for (const char *s = pointer, *open, *end;
         !found->n && (open = strchr(s, '(')) && (end = part_end(open + 1)); s = end + 1) {
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
            evaluate_xpath(path, data, found);
        }
    }
    arena_done(&a);
    xmlXPathFreeContext(path);
}
