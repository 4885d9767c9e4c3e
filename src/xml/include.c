/* XInclude 1.0, own because libxml2's loses the included lines, reads text in quadratic time and leaves failed includes in
 * the tree. href with parse="xml" (whole documents, or what xpointer finds in them) and parse="text"; the
 * fallback when the resource cannot be had. Cycles and depth are limited by the chain of files. */
#include <string.h>
#include <unistd.h>

#include "xml/xml-int.h"

#define XI_NS "http://www.w3.org/2001/XInclude"
#define XI_NS_DRAFT "http://www.w3.org/2003/XInclude"
enum { MAX_CHAIN = 40, MAX_INCLUDES = 20000 };

static int includes;   /* of the run: a set of small files must not make a huge one */

static bool is_xi(const xmlNode *n, const char *name)
{
    return n->type == XML_ELEMENT_NODE && n->ns && !strcmp((const char *)n->name, name) &&
           (!strcmp((const char *)n->ns->href, XI_NS) || !strcmp((const char *)n->ns->href, XI_NS_DRAFT));
}

static bool in_chain(const struct xml_chain *c, const char *path)
{
    for (; c; c = c->from)
        if (!strcmp(c->path, path))
            return true;
    return false;
}

/* Takes the nodes out of `from` into the place of `at`; `from` lives on for its arena. */
static void put(xmlNode *at, xmlDoc *from, const struct xml_nodes *what)
{
    xmlDoc *doc = at->doc;
    for (int i = 0; i < what->n; i++) {
        xmlNode *n = what->v[i];
        xmlNs *ns = n->type == XML_ELEMENT_NODE ? n->ns : NULL;
        xml_unlink(n);
        if (ns)                             /* declared on an ancestor that stays behind */
            xmlReconciliateNs(from, n);
        xmlSetTreeDoc(n, doc);
        xml_add_before(at, n);
    }
    xml_unlink(at);
    from->next = (xmlNode *)xml_data(doc)->adopted;
    xml_data(doc)->adopted = from;
}

static bool include_xml(xmlNode *at, const char *path, const struct xml_load *how, const struct xml_chain *from)
{
    if (in_chain(from, path) || from->depth >= MAX_CHAIN || !file_readable(path))
        return false;
    xmlDoc *doc = xml_load_chain(path, how, from, xml_loc(at));
    const char *pointer = xml_attr(at, "xpointer");
    struct xml_nodes found = {0};
    if (doc && pointer)
        xml_point(doc, pointer, &found);
    else if (doc)
        *vec_add(&found) = xmlDocGetRootElement(doc);
    bool ok = found.n > 0;
    if (ok)
        put(at, doc, &found);
    else
        xml_free(doc);
    vec_done(&found);
    return ok;
}

bool xml_read_text(const char *path, struct buf *b)
{
    FILE *f = file_open(path);
    bool ok = f && buf_read(b, f, 64 << 20);
    if (f)
        fclose(f);
    if (ok && !utf8_valid(b->s, b->n)) {
        struct buf u = {0};
        for (size_t i = 0; i < b->n; i++)
            buf_utf8(&u, (unsigned char)b->s[i]);
        buf_done(b);
        *b = u;
    }
    size_t k = 0;
    for (size_t i = 0; ok && i < b->n; i++)   /* no NUL, no CR in XML */
        if (b->s[i] != '\r')
            b->s[k++] = b->s[i] ? b->s[i] : ' ';
    if (ok && b->s)
        b->s[b->n = k] = 0;
    return ok;
}

static bool include_text(xmlNode *at, const char *path)
{
    struct buf b = {0};
    bool ok = xml_read_text(path, &b);
    if (ok)
        xml_replace(at, xmlNewDocText(at->doc, (const xmlChar *)(b.s ? b.s : "")));
    buf_done(&b);
    return ok;
}

bool xml_may_read(const char *path, const xmlDoc *doc, const struct xml_load *how, const struct xml_chain *from)
{
    const char *dir = xml_base_dir(doc);
    return path_inside(path, &dir, 1) || path_inside(path, &from->dir, 1) || path_inside(path, how->allow, how->n_allow);
}

static void gather(xmlNode *root, struct xml_nodes *waiting)
{
    for (xmlNode *n = root; n; n = is_xi(n, "include") ? xml_walk_past(root, n) : xml_walk(root, n))
        if (is_xi(n, "include"))
            *vec_add(waiting) = n;
}

/* What the fallback holds takes the place of `at`; includes in it, which are often a second place to look at, join those to be done. */
static void use_fallback(xmlNode *at, struct xml_nodes *waiting)
{
    for (xmlNode *n = at->children; n; n = n->next) {
        if (!is_xi(n, "fallback"))
            continue;
        while (n->children) {
            xmlNode *child = n->children;
            bool element = child->type == XML_ELEMENT_NODE;
            xml_add_before(at, child);
            if (element) {
                xmlReconciliateNs(at->doc, child);      /* declarations may go with `at` */
                gather(child, waiting);
            }
        }
        break;
    }
    xml_unlink(at);
}

static bool has_fallback(const xmlNode *at)
{
    for (const xmlNode *n = at->children; n; n = n->next)
        if (is_xi(n, "fallback"))
            return true;
    return false;
}

static void include_one(xmlNode *at, const struct xml_load *how, const struct xml_chain *from, struct xml_nodes *waiting)
{
    struct arena a = {0};
    const char *href = xml_attr(at, "href"), *parse = xml_attr(at, "parse");
    char *path = path_normal(&a, path_join(&a, xml_base_dir(at->doc), href ? href : ""));
    bool done = false;
    if (href)
        file_note(path);
    if (href && !strstr(href, "://") && xml_may_read(path, at->doc, how, from)) {
        if (++includes <= MAX_INCLUDES)
            done = parse && !strcmp(parse, "text") ? include_text(at, path) : include_xml(at, path, how, from);
    } else if (href) {
        diag(DIAG_xml_forbidden, xml_loc(at), href);
    }
    if (!done) {
        if (!has_fallback(at))
            diag(DIAG_xml_include, xml_loc(at), href ? href : "");
        use_fallback(at, waiting);
    }
    xmlFreeNode(at);
    arena_done(&a);
}

void xml_include(xmlDoc *doc, const struct xml_load *how, const struct xml_chain *from)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    struct xml_nodes waiting = {0};
    gather(root, &waiting);
    for (int i = 0; i < waiting.n; i++)
        if (waiting.v[i] != root)
            include_one(waiting.v[i], how, from, &waiting);
    vec_done(&waiting);
}
