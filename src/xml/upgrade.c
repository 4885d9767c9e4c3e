// SPDX-License-Identifier: Apache-2.0
/* DocBook 4 becomes DocBook 5 in place: every element without a namespace that DocBook knows enters
 * DocBook's, id and lang become xml:id and xml:lang, and elements renamed or dropped in 5 are
 * rewritten as "DocBook V5.0: The Transition Guide" (Kosek, Walsh, Hamilton, Smith; OASIS 2009)
 * recommends. One pass in document order without recursion; a fix may only change the current
 * element, its attributes and content, and may move titles before their info. New elements are
 * already in the namespace and so are skipped. */
#include <string.h>

#include "xml/xml.h"

struct upgrade {
    xmlDoc *doc;
    xmlNs *docbook, *xlink, *xml;
};

static void set_elem(struct upgrade *u, xmlNode *n, enum db_elem e)
{
    xml_set_elem(n, e);
    n->ns = u->docbook;
}

static void rename_attr(xmlNode *n, const char *from, const char *to, xmlNs *ns)
{
    xmlAttr *a = xmlHasNsProp(n, (const xmlChar *)from, NULL);
    if (!a || xmlHasNsProp(n, (const xmlChar *)to,
                           ns ? ns->href : NULL)) /* DocBook 5 has its own beside it */
        return;
    if (strcmp(from, to))
        xmlNodeSetName((xmlNode *)a, (const xmlChar *)to);
    a->ns = ns;
}

static void drop_attr(xmlNode *n, const char *name) { xmlUnsetProp(n, (const xmlChar *)name); }

/* Wraps n in a new element. */
static xmlNode *upgrade_wrap(struct upgrade *u, xmlNode *n, enum db_elem e)
{
    xmlNode *w = xml_new_elem(u->doc, e, xml_loc(n));
    xml_replace(n, w);
    xml_add_last(w, n);
    return w;
}

/* Wraps the content of n in one new child. */
static xmlNode *wrap_inside(struct upgrade *u, xmlNode *n, enum db_elem e)
{
    xmlNode *w = xml_new_elem(u->doc, e, xml_loc(n));
    xml_move_inside(n, w);
    xml_add_last(n, w);
    return w;
}

/* ---- fixes: called after the renaming -------------------------------------------------------- */

/* The titles that followed their bookinfo are before its info in DocBook 5. */
static void fix_info(struct upgrade *u, xmlNode *n)
{
    xmlNode *c = xml_next(n);
    (void)u;
    while (c) {
        const enum db_elem e = db_lookup((const char *)c->name);
        xmlNode *next = xml_next(c);
        if (e != DB_title && e != DB_subtitle && e != DB_titleabbrev)
            break;
        set_elem(u, c, e);
        rename_attr(c, "id", "id", u->xml);
        rename_attr(c, "lang", "lang", u->xml);
        xml_add_before(n, c);
        c = next;
    }
}

/* screeninfo held bare text. */
static void fix_screeninfo(struct upgrade *u, xmlNode *n)
{
    xml_set_attr(wrap_inside(u, n, DB_bibliomisc), "role", "screeninfo");
}

static bool is_name_part(const xmlNode *n)
{
    static const char *const part[] = {"honorific", "firstname", "surname", "lineage", "othername"};
    for (size_t i = 0; n->type == XML_ELEMENT_NODE && i < sizeof part / sizeof *part; i++)
        if (!strcmp((const char *)n->name, part[i]))
            return true;
    return false;
}

/* The parts of a name that were bare in an author go into one personname at the place of the first.
 */
static void fix_person(struct upgrade *u, xmlNode *n)
{
    xmlNode *name = NULL;
    for (xmlNode *c = xml_first(n), *next; c; c = next) {
        next = xml_next(c);
        if (!is_name_part(c))
            continue;
        if (!name) {
            name = upgrade_wrap(u, c, DB_personname);
            continue;
        }
        xml_add_text(name, " ");
        xml_add_last(name, c);
    }
}

static void fix_corpauthor(struct upgrade *u, xmlNode *n) { wrap_inside(u, n, DB_orgname); }
static void fix_ackno(struct upgrade *u, xmlNode *n) { wrap_inside(u, n, DB_para); }

static void fix_ulink(struct upgrade *u, xmlNode *n)
{
    rename_attr(n, "url", "href", u->xlink);
    drop_attr(n, "type");
}

static void fix_olink(struct upgrade *u, xmlNode *n)
{
    (void)u;
    if (!xml_attr(n, "targetptr"))
        rename_attr(n, "localinfo", "targetptr", NULL);
    if (!xml_attr(n, "targetdoc"))
        rename_attr(n, "targetdocent", "targetdoc", NULL);
    drop_attr(n, "localinfo");
    drop_attr(n, "targetdocent");
    drop_attr(n, "linkmode");
}

static void fix_sgmltag(struct upgrade *u, xmlNode *n)
{
    const char *class_ = xml_attr(n, "class");
    (void)u;
    if (class_ && !strcmp(class_, "sgmlcomment"))
        xml_set_attr(n, "class", "comment");
}

/* entityref names an unparsed entity of the DTD; DocBook 5 needs its file name. */
static void fix_entityref(struct upgrade *u, xmlNode *n)
{
    const char *name = xml_attr(n, "entityref");
    const xmlEntity *entity = name ? xmlGetDocEntity(u->doc, (const xmlChar *)name) : NULL;
    if (entity && entity->SystemID && !xml_attr(n, "fileref"))
        xml_set_attr(n, "fileref", (const char *)entity->SystemID);
    if (entity)
        drop_attr(n, "entityref");
    drop_attr(n, "srccredit");
}

/* <graphic/> → <mediaobject><imageobject><imagedata/></imageobject></mediaobject>; the outermost
 * keeps id, lang and role. */
static void fix_graphic(struct upgrade *u, xmlNode *n)
{
    xmlNode *object = xml_new_child(n, DB_imageobject, xml_loc(n)),
            *data = xml_new_child(object, DB_imagedata, xml_loc(n));
    if (xml_is(n->parent, "inlineequation"))
        set_elem(u, n, DB_inlinemediaobject);
    for (xmlAttr *a = n->properties, *next; a; a = next) {
        const char *name = (const char *)a->name;
        xmlChar *value;
        next = a->next;
        if (a->ns || !strcmp(name, "role") || !strcmp(name, "id") || !strcmp(name, "lang"))
            continue;
        value = xmlNodeGetContent((xmlNode *)a);
        xml_set_attr(data, name, (const char *)value);
        xmlFree(value);
        xmlRemoveProp(a);
    }
    fix_entityref(u, data);
}

/* graphicco(areaspec, graphic, calloutlist*) becomes an imageobjectco inside a mediaobject; its
 * graphic, which the walk still has to reach, would become a mediaobject, so it is turned into an
 * imageobject here. */
static void fix_graphicco(struct upgrade *u, xmlNode *n)
{
    upgrade_wrap(u, n, DB_mediaobject);
    for (xmlNode *c = xml_first(n), *next; c; c = next) {
        next = xml_next(c);
        if (strcmp((const char *)c->name, "graphic"))
            continue;
        set_elem(u, c, DB_imagedata);
        fix_entityref(u, c);
        upgrade_wrap(u, c, DB_imageobject);
    }
}

/* ---- the table ------------------------------------------------------------------------------- */

/* Elements not in the table are kept; DROP: without meaning in DocBook 5. */
enum { DROP = -1 };
static const struct change {
    int to;                   /* enum db_elem, DROP */
    const char *attr, *value; /* set when absent */
    void (*fix)(struct upgrade *, xmlNode *);
} change[DB_COUNT] = {
    [DB_appendixinfo] = {DB_info, .fix = fix_info},
    [DB_articleinfo] = {DB_info, .fix = fix_info},
    [DB_bibliographyinfo] = {DB_info, .fix = fix_info},
    [DB_blockinfo] = {DB_info, .fix = fix_info},
    [DB_bookinfo] = {DB_info, .fix = fix_info},
    [DB_chapterinfo] = {DB_info, .fix = fix_info},
    [DB_glossaryinfo] = {DB_info, .fix = fix_info},
    [DB_indexinfo] = {DB_info, .fix = fix_info},
    [DB_objectinfo] = {DB_info, .fix = fix_info},
    [DB_partinfo] = {DB_info, .fix = fix_info},
    [DB_prefaceinfo] = {DB_info, .fix = fix_info},
    [DB_refentryinfo] = {DB_info, .fix = fix_info},
    [DB_referenceinfo] = {DB_info, .fix = fix_info},
    [DB_refsect1info] = {DB_info, .fix = fix_info},
    [DB_refsect2info] = {DB_info, .fix = fix_info},
    [DB_refsect3info] = {DB_info, .fix = fix_info},
    [DB_refsectioninfo] = {DB_info, .fix = fix_info},
    [DB_refsynopsisdivinfo] = {DB_info, .fix = fix_info},
    [DB_sect1info] = {DB_info, .fix = fix_info},
    [DB_sect2info] = {DB_info, .fix = fix_info},
    [DB_sect3info] = {DB_info, .fix = fix_info},
    [DB_sect4info] = {DB_info, .fix = fix_info},
    [DB_sect5info] = {DB_info, .fix = fix_info},
    [DB_sectioninfo] = {DB_info, .fix = fix_info},
    [DB_setindexinfo] = {DB_info, .fix = fix_info},
    [DB_setinfo] = {DB_info, .fix = fix_info},
    [DB_sidebarinfo] = {DB_info, .fix = fix_info},
    [DB_screeninfo] = {DB_info, .fix = fix_screeninfo},
    [DB_ackno] = {DB_acknowledgements, .fix = fix_ackno},
    [DB_action] = {DB_phrase, "remap", "action"},
    [DB_author] = {DB_author, .fix = fix_person},
    [DB_authorblurb] = {DB_personblurb},
    [DB_beginpage] = {DROP},
    [DB_collabname] = {DB_orgname},
    [DB_corpauthor] = {DB_author, .fix = fix_corpauthor},
    [DB_corpcredit] = {DB_othercredit, .fix = fix_corpauthor},
    [DB_corpname] = {DB_orgname},
    [DB_editor] = {DB_editor, .fix = fix_person},
    [DB_graphic] = {DB_mediaobject, .fix = fix_graphic},
    [DB_graphicco] = {DB_imageobjectco, .fix = fix_graphicco},
    [DB_highlights] = {DB_abstract, "role", "highlights"},
    [DB_imagedata] = {DB_imagedata, .fix = fix_entityref},
    [DB_inlinegraphic] = {DB_inlinemediaobject, .fix = fix_graphic},
    [DB_interface] = {DB_guilabel, "remap", "interface"},
    [DB_invpartnumber] = {DB_biblioid, "class", "other"},
    [DB_isbn] = {DB_biblioid, "class", "isbn"},
    [DB_issn] = {DB_biblioid, "class", "issn"},
    [DB_lot] = {DB_toc, "role", "lot"},
    [DB_lotentry] = {DB_tocentry},
    [DB_medialabel] = {DB_citetitle, "remap", "medialabel"},
    [DB_mediaobjectco] = {DB_mediaobject},
    [DB_modespec] = {DROP},
    [DB_olink] = {DB_olink, .fix = fix_olink},
    [DB_othercredit] = {DB_othercredit, .fix = fix_person},
    [DB_pubsnumber] = {DB_biblioid, "class", "pubsnumber"},
    [DB_sgmltag] = {DB_tag, .fix = fix_sgmltag},
    [DB_structfield] = {DB_varname, "remap", "structfield"},
    [DB_structname] = {DB_varname, "remap", "structname"},
    [DB_textdata] = {DB_textdata, .fix = fix_entityref},
    [DB_tocback] = {DB_tocentry},
    [DB_tocchap] = {DB_tocdiv, "role", "chapter"},
    [DB_tocfront] = {DB_tocentry},
    [DB_toclevel1] = {DB_tocdiv},
    [DB_toclevel2] = {DB_tocdiv},
    [DB_toclevel3] = {DB_tocdiv},
    [DB_toclevel4] = {DB_tocdiv},
    [DB_toclevel5] = {DB_tocdiv},
    [DB_tocpart] = {DB_tocdiv, "role", "part"},
    [DB_ulink] = {DB_link, .fix = fix_ulink},
};

/* Languages in the form of locales, pt_BR, become pt-BR. */
static void fix_lang(xmlNode *n)
{
    const char *lang = xml_attr(n, "xml:lang");
    if (!lang || !strchr(lang, '_'))
        return;
    struct buf b = {0};
    for (; *lang; lang++)
        buf_putc(&b, *lang == '_' ? '-' : *lang);
    xml_set_attr(n, "xml:lang", b.s);
    buf_done(&b);
}

/* Returns the element to continue with. */
static xmlNode *upgrade_elem(struct upgrade *u, xmlNode *root, xmlNode *n, enum db_elem e)
{
    const struct change *c = &change[e];
    if (c->to == DROP && n != root) {
        xmlNode *next = xml_walk_past(root, n);
        xml_drop(n);
        return next;
    }
    set_elem(u, n, c->to > 0 ? (enum db_elem)c->to : e);
    rename_attr(n, "id", "id", u->xml);
    rename_attr(n, "lang", "lang", u->xml);
    fix_lang(n);
    drop_attr(n, "moreinfo"); /* both only have the DTD's defaults */
    if (db_class_of(e) == DB_VERBATIM)
        drop_attr(n, "format");
    if (c->attr && !xml_attr(n, c->attr))
        xml_set_attr(n, c->attr, c->value);
    if (c->fix)
        c->fix(u, n);
    return xml_walk(root, n);
}

/* xmlns="" on an element that enters DocBook's namespace would contradict it when saved. */
static void drop_empty_ns(xmlNode *n)
{
    for (xmlNs **p = &n->nsDef; *p;) {
        xmlNs *ns = *p;
        if (ns->prefix || (ns->href && *ns->href)) {
            p = &ns->next;
            continue;
        }
        *p = ns->next;
        xmlFreeNs(ns);
    }
}

static xmlNs *declare(xmlNode *root, const char *href, const char *prefix)
{
    xmlNs *ns = xmlSearchNsByHref(root->doc, root, (const xmlChar *)href);
    return ns ? ns : xmlNewNs(root, (const xmlChar *)href, (const xmlChar *)prefix);
}

/* MathML in a book without its DTD or declarations: <math>, <mml:math> or <m:math>. It is moved to
 * MathML's namespace with all its descendants without one, since some of its names are also
 * DocBook's. */
static bool is_bare_math(const xmlNode *n)
{
    const char *name = (const char *)n->name, *colon = strchr(name, ':');
    return !n->ns && !strcmp(colon ? colon + 1 : name, "math");
}

static void claim_math(xmlNode *math)
{
    xmlNs *ns = xmlNewNs(math, (const xmlChar *)MATHML_NS, NULL);
    for (xmlNode *n = math; n; n = xml_walk(math, n)) {
        const char *colon = strchr((const char *)n->name, ':');
        if (n->ns && *n->ns->href)
            continue;
        if (colon) {
            char *local = mem_dup(colon + 1);
            xmlNodeSetName(n, (const xmlChar *)local);
            mem_free(local);
        }
        n->ns = ns;
        if (n->_private)
            ((struct xml_info *)n->_private)->elem = DB_NONE;
    }
}

void xml_upgrade(xmlDoc *doc)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    struct upgrade u = {.doc = doc};
    bool old_root;

    if (!root)
        return;
    old_root = !root->ns && db_lookup((const char *)root->name);
    if (old_root)
        drop_empty_ns(root);
    for (xmlNode *n = root; n;) {
        const enum db_elem e = n->ns && *n->ns->href ? DB_NONE : db_lookup((const char *)n->name);
        if (is_bare_math(n)) {
            claim_math(n);
            n = xml_walk_past(root, n);
            continue;
        }
        if (!e) {
            n = xml_walk(root, n);
            continue;
        }
        if (!u.docbook) {
            u.docbook = declare(root, DOCBOOK_NS, old_root ? NULL : "db");
            u.xlink = declare(root, XLINK_NS, "xlink");
            u.xml = xmlSearchNsByHref(doc, root, XML_XML_NAMESPACE);
        }
        drop_empty_ns(n);
        n = upgrade_elem(&u, root, n, e);
    }
    if (old_root && !xml_attr(root, "version"))
        xml_set_attr(root, "version", "5.0");
}
