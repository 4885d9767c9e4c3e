/* Inline elements whose parts CSS cannot order or join: keys, menus, names, addresses on the web. */
#include <string.h>

#include "expand/expand-int.h"

static void join(xmlNode *n, const char *with)
{
    for (xmlNode *c = xml_first(n), *next; c && (next = xml_next(c)); c = next)
        expand_text_after(c, with);
}

void expand_keycombo(struct expand *x, xmlNode *n)
{
    (void)x;
    expand_drop_space(n);
    join(n, expand_attr_is(n, "action", "seq") ? " " : "+");
}

/* Menus are joined by arrows, the shortcut follows in parentheses. */
void expand_menuchoice(struct expand *x, xmlNode *n)
{
    xmlNode *shortcut = xml_child(n, "shortcut");
    (void)x;
    expand_drop_space(n);
    if (shortcut)
        xmlUnlinkNode(shortcut);
    join(n, "\u00a0→ ");
    if (!shortcut)
        return;
    xml_add_text(n, n->children ? " (" : "(");
    xmlAddChild(n, shortcut);
    xml_add_text(n, ")");
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

static const enum db_elem western[] = {
    DB_honorific, DB_firstname, DB_givenname, DB_othername, DB_surname, DB_lineage, DB_NONE};
static const enum db_elem family_first[] = {
    DB_honorific, DB_surname, DB_firstname, DB_givenname, DB_othername, DB_lineage, DB_NONE};

/* The parts of a name in the order in which it is spoken. */
void expand_personname(struct expand *x, xmlNode *n)
{
    bool family = expand_attr_is(n, "role", "family-given"), last_first = expand_attr_is(n, "role", "last-first");
    const enum db_elem *order = family || last_first ? family_first : western;
    struct nodes part = {0};
    (void)x;
    if (!xml_first(n))
        return;
    for (; *order; order++)
        for (xmlNode *c = xml_first(n); c; c = xml_next(c))
            if (xml_elem(c) == *order)
                *vec_add(&part) = c;
    for (xmlNode *c = n->children; c && part.n; c = c->next)
        if (!expand_is_blank(c) && (c->type != XML_ELEMENT_NODE || db_class_of(xml_elem(c)) != DB_INLINE))
            part.n = 0;   /* text of its own: as the author wrote it */
    if (part.n)
        expand_drop_space(n);
    for (int i = 0; i < part.n; i++) {
        xmlUnlinkNode(part.v[i]);
        xmlAddChild(n, part.v[i]);
        if (i)
            expand_text_before(part.v[i], last_first && xml_elem(part.v[i - 1]) == DB_surname ? ", " : " ");
    }
    vec_done(&part);
}

/* Somebody: nothing stands between the name and the comma behind the element. */
void expand_person(struct expand *x, xmlNode *n)
{
    (void)x;
    expand_trim(n);
}

/* What is made of parts alone: what stands between them is the layout's. */
void expand_parts(struct expand *x, xmlNode *n)
{
    (void)x;
    expand_drop_space(n);
}

/* ---- addresses --------------------------------------------------------------------------------------------------- */

/* An address without its scheme and last slash: "docbook.org" for "http://docbook.org/". */
static void bare_address(const char *url, struct buf *b)
{
    const char *scheme = strstr(url, "://");
    if (scheme)
        url = scheme + 3;
    if (!strncmp(url, "mailto:", 7))
        url += 7;
    size_t n = strlen(url);
    while (n && url[n - 1] == '/')
        n--;
    buf_add(b, url, n);
}

static bool shows_address(const xmlNode *n, const char *url)
{
    struct buf shown = {0}, text = {0}, address = {0};
    bool same;
    xml_text(n, &shown);
    bare_address(shown.s ? shown.s : "", &text);
    bare_address(url, &address);
    same = text.n == address.n && !memcmp(text.s ? text.s : "", address.s ? address.s : "", text.n);
    buf_done(&shown);
    buf_done(&text);
    buf_done(&address);
    return same;
}

static bool in_title(const xmlNode *n)
{
    for (n = n->parent; n && n->type == XML_ELEMENT_NODE; n = n->parent)
        if (db_class_of(xml_elem(n)) != DB_INLINE)
            return db_class_of(xml_elem(n)) == DB_TITLE;
    return false;
}

/* A link without words shows its address; one with words is followed by <phrase role="link-url">, which a layout for
 * paper may show, in the line or as a footnote. */
void expand_url(struct expand *x, xmlNode *n)
{
    const char *url = xml_attr(n, "xlink:href");
    (void)x;
    if (!url || !*url || *url == '#')
        return;
    if (expand_is_empty(n)) {
        xml_add_text(n, url);
        return;
    }
    if (in_title(n) || !strncmp(url, "mailto:", 7) || shows_address(n, url))
        return;
    xmlNode *p = xml_new_elem(n->doc, DB_phrase, xml_loc(n));
    xml_set_attr(p, "role", "link-url");
    xml_add_text(p, url);
    xmlAddNextSibling(n, p);
}

/* Other documents are not at hand, so an olink stays text. */
void expand_olink(struct expand *x, xmlNode *n)
{
    const char *doc = xml_attr(n, "targetdoc"), *ptr = xml_attr(n, "targetptr");
    (void)x;
    diag(DIAG_expand_olink, xml_loc(n), doc ? doc : ptr ? ptr : "");
    if (expand_is_empty(n))
        xml_add_text(n, ptr ? ptr : doc ? doc : "?");
    expand_retype(n, DB_phrase);
}
