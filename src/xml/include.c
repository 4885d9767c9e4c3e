// SPDX-License-Identifier: Apache-2.0
/* XInclude 1.1, own because libxml2's loses the included lines, reads text in quadratic time and
 * leaves failed includes in the tree. href with parse="xml" (whole documents, or their parts found
 * by fragid or xpointer) and parse="text" (whole, or the lines or characters given by fragid);
 * set-xml-id and the copying of attributes (4.5.4, 4.5.5). The fallback is used if the resource is
 * unavailable, or the fragment is missing or not understood: a whole book is never included for a
 * paragraph. Cycles and depth are limited by the chain of files, size by the total of the run. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "xml/xml-int.h"

#define XI_NS       "http://www.w3.org/2001/XInclude"
#define XI_NS_DRAFT "http://www.w3.org/2003/XInclude"
#define XI_LOCAL_NS XI_NS "/local-attributes"
enum { MAX_CHAIN = 40, MAX_INCLUDES = 20000 };
static const size_t MAX_TEXT = (size_t)128 << 20;

/* Counted for the run: many small files, or one included again and again, must not make a huge
 * document. */
static int includes;
static size_t texts;

static bool is_xi(const xmlNode *n, const char *name)
{
    return n->type == XML_ELEMENT_NODE && n->ns && !strcmp((const char *)n->name, name) &&
           (!strcmp((const char *)n->ns->href, XI_NS) ||
            !strcmp((const char *)n->ns->href, XI_NS_DRAFT));
}

static bool in_chain(const struct xml_chain *c, const char *path)
{
    for (; c; c = c->from)
        if (!strcmp(c->path, path))
            return true;
    return false;
}

void xml_note_whole(const struct xml_load *how, const char *path)
{
    char real[PATH_MAX];
    if (how->whole && realpath(path, real))
        *map_put(how->whole, real) = how->whole;
}

/* Moves the nodes of `from` to the place of `at`; `from` is kept for its arena. */
static void include_put(xmlNode *at, xmlDoc *from, const struct xml_nodes *what)
{
    xmlDoc *doc = at->doc;
    for (int i = 0; i < what->n; i++) {
        xmlNode *n = what->v[i];
        xmlNs *ns = n->type == XML_ELEMENT_NODE ? n->ns : NULL;
        xml_unlink(n);
        if (ns) /* declared on an ancestor that is not moved */
            xmlReconciliateNs(from, n);
        xmlSetTreeDoc(n, doc);
        xml_add_before(at, n);
    }
    xml_unlink(at);
    from->next = (xmlNode *)xml_data(doc)->adopted;
    xml_data(doc)->adopted = from;
}

/* If its prefix is bound to another namespace there it is left out, since only other programs use
 * it. */
static void copy_attribute(xmlNode *to, const xmlAttr *a, const xmlChar *value)
{
    xmlNs *ns = xmlSearchNsByHref(to->doc, to, a->ns->href);
    if (!ns || !ns->prefix)
        ns = xmlNewNs(to, a->ns->href, a->ns->prefix);
    if (ns)
        xmlSetNsProp(to, ns, a->name, value);
}

/* Copies the attributes of the include to the elements that replace it. Ids are unique, so that
 * set-xml-id is for the first. */
static void dress_nodes(const xmlNode *at, const struct xml_nodes *what)
{
    const char *id = xml_attr(at, "set-xml-id");
    for (int i = 0; i < what->n; i++) {
        xmlNode *n = what->v[i];
        if (n->type != XML_ELEMENT_NODE)
            continue;
        for (const xmlAttr *a = at->properties; a; a = a->next) {
            const char *ns = a->ns ? (const char *)a->ns->href : NULL;
            xmlChar *value = ns && strcmp(ns, (const char *)XML_XML_NAMESPACE)
                                 ? xmlNodeListGetString(at->doc, a->children, 1)
                                 : NULL;
            if (value && !strcmp(ns, XI_LOCAL_NS))
                xmlSetProp(n, a->name, value);
            else if (value)
                copy_attribute(n, a, value);
            xmlFree(value);
        }
        if (id && !*id)
            xmlUnsetNsProp(n, xmlSearchNsByHref(n->doc, n, XML_XML_NAMESPACE),
                           (const xmlChar *)"id");
        else if (id)
            xml_set_attr(n, "xml:id", id);
        id = id && *id ? NULL : id;
    }
}

/* The outcome of an include. */
enum outcome {
    INCLUDED,
    NO_RESOURCE,
    NO_FRAGMENT,  /* the resource does not have the fragment */
    ANOTHER_TEXT, /* it is not the file the fragment was written for */
};

static enum outcome include_xml(xmlNode *at, const char *path, const struct xml_load *how,
                                const struct xml_chain *from)
{
    if (in_chain(from, path) || from->depth >= MAX_CHAIN || !file_readable(path))
        return NO_RESOURCE;
    const char *fragment = xml_attr(at, "fragid"),
               *pointer = fragment ? fragment : xml_attr(at, "xpointer");
    struct xml_load within = *how;
    within.whole = pointer ? NULL : how->whole;
    xmlDoc *doc = xml_load_chain(path, &within, from, xml_loc(at));
    struct xml_nodes found = {0};
    if (doc && pointer)
        xml_point(doc, pointer, &found);
    else if (doc)
        *vec_add(&found) = xmlDocGetRootElement(doc);
    bool ok = found.n > 0;
    if (ok) {
        dress_nodes(at, &found);
        include_put(at, doc, &found);
    }
    if (ok && !pointer)
        xml_note_whole(how, path);
    enum outcome outcome = ok ? INCLUDED : doc ? NO_FRAGMENT : NO_RESOURCE;
    if (!ok)
        xml_free(doc);
    vec_done(&found);
    return outcome;
}

static bool read_bytes(const char *path, struct buf *b)
{
    FILE *f = file_open(path);
    bool ok = f && file_read_rest(b, f, path, 64 << 20);
    if (f)
        fclose(f);
    return ok;
}

static void decode_text(struct buf *b)
{
    if (!utf8_valid(b->s, b->n)) {
        struct buf u = {0};
        for (size_t i = 0; i < b->n; i++)
            buf_utf8(&u, (unsigned char)b->s[i]);
        buf_done(b);
        *b = u;
    }
    size_t k = 0;
    for (size_t i = 0; i < b->n; i++) /* no NUL, no CR in XML */
        if (b->s[i] != '\r')
            b->s[k++] = b->s[i] ? b->s[i] : ' ';
    if (b->s)
        b->s[b->n = k] = 0;
}

bool xml_read_text(const char *path, struct buf *b)
{
    bool ok = read_bytes(path, b);
    if (ok)
        decode_text(b);
    return ok;
}

bool xml_count_text(const xmlNode *at, size_t n)
{
    texts += n;
    if (texts > MAX_TEXT)
        diag_once(DIAG_xml_too_much, xml_loc(at), (int)(MAX_TEXT >> 20));
    return texts <= MAX_TEXT;
}

static enum outcome include_text(xmlNode *at, const char *path, const struct xml_load *how)
{
    const char *fragment = xml_attr(at, "fragid");
    struct buf b = {0};
    if (texts > MAX_TEXT) /* already reported: no further text is read */
        return NO_RESOURCE;
    enum outcome outcome = read_bytes(path, &b) ? INCLUDED : NO_RESOURCE;
    enum xml_fragment found = outcome == INCLUDED && fragment ? xml_text_checks(&b, fragment)
                                                              : XML_FRAGMENT_FOUND;
    decode_text(&b);
    if (found == XML_FRAGMENT_CHANGED)
        outcome = ANOTHER_TEXT;
    else if (found == XML_FRAGMENT_UNKNOWN ||
             (outcome == INCLUDED && fragment && !xml_text_fragment(&b, fragment)))
        outcome = NO_FRAGMENT;
    if (outcome == INCLUDED && !xml_count_text(at, b.n))
        outcome = NO_RESOURCE;
    if (outcome == INCLUDED && !fragment)
        xml_note_whole(how, path);
    if (outcome == INCLUDED)
        xml_replace(at, xmlNewDocText(at->doc, (const xmlChar *)(b.s ? b.s : "")));
    buf_done(&b);
    return outcome;
}

/* parse is "xml", "text", or a media type of either (4.2 of XInclude 1.1); others are not
 * supported. */
static bool is_parse_of(const xmlNode *at, bool text)
{
    const char *parse = xml_attr(at, "parse");
    size_t n = parse ? strcspn(parse, "; ") : 0;
    bool xml = !parse || !strcmp(parse, "xml") || (n == 8 && !memcmp(parse, "text/xml", n)) ||
               (n == 15 && !memcmp(parse, "application/xml", n)) ||
               (n > 4 && !memcmp(parse + n - 4, "+xml", 4));
    return text ? !xml && (!strcmp(parse, "text") || !strncmp(parse, "text/", 5)) : xml;
}

bool xml_may_read(const char *path, const xmlDoc *doc, const struct xml_load *how,
                  const struct xml_chain *from)
{
    const char *dir = xml_base_dir(doc);
    return path_inside(path, &dir, 1) || path_inside(path, &from->dir, 1) ||
           path_inside(path, how->allow, how->n_allow);
}

static void include_gather(xmlNode *root, struct xml_nodes *waiting)
{
    for (xmlNode *n = root; n; n = is_xi(n, "include") ? xml_walk_past(root, n) : xml_walk(root, n))
        if (is_xi(n, "include"))
            *vec_add(waiting) = n;
}

/* Replaces `at` by the content of the fallback; includes in it, often alternative locations, are
 * added to the queue. */
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
                xmlReconciliateNs(at->doc, child); /* declarations may be lost with `at` */
                include_gather(child, waiting);
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

/* Reports why an include without a fallback failed. */
static void include_report(const xmlNode *at, const char *href, enum outcome outcome)
{
    const char *fragment = xml_attr(at, "fragid"),
               *pointer = fragment ? fragment : xml_attr(at, "xpointer");
    if (outcome == NO_FRAGMENT)
        diag(DIAG_xml_fragment, xml_loc(at), pointer, href);
    else if (outcome == ANOTHER_TEXT)
        diag(DIAG_xml_fragment_changed, xml_loc(at), href, pointer);
    else
        diag(DIAG_xml_include, xml_loc(at), href);
}

static void include_one(xmlNode *at, const struct xml_load *how, const struct xml_chain *from,
                        struct xml_nodes *waiting)
{
    struct arena a = {0};
    const char *href = xml_attr(at, "href");
    bool self = !href || !*href; /* XInclude 1.1, 3.1 */
    char *path = path_normal(&a, path_join(&a, xml_base_dir(at->doc), href ? href : ""));
    enum outcome outcome = NO_RESOURCE;
    bool may = !self && !strstr(href, "://") && xml_may_read(path, at->doc, how, from);
    if (!self)
        file_note(path);
    if (may && ++includes <= MAX_INCLUDES && is_parse_of(at, true))
        outcome = include_text(at, path, how);
    else if (may && includes <= MAX_INCLUDES && is_parse_of(at, false))
        outcome = include_xml(at, path, how, from);
    if (outcome != INCLUDED) {
        if (self)
            diag(DIAG_xml_include_self, xml_loc(at));
        else if (!may)
            diag(strstr(href, "://") ? DIAG_xml_network : DIAG_xml_forbidden, xml_loc(at), href);
        else if (!has_fallback(at))
            include_report(at, href, outcome);
        use_fallback(at, waiting);
    }
    xmlFreeNode(at);
    arena_done(&a);
}

void xml_include(xmlDoc *doc, const struct xml_load *how, const struct xml_chain *from)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    struct xml_nodes waiting = {0};
    include_gather(root, &waiting);
    for (int i = 0; i < waiting.n; i++)
        if (waiting.v[i] != root)
            include_one(waiting.v[i], how, from, &waiting);
    vec_done(&waiting);
}
