// SPDX-License-Identifier: Apache-2.0
/* Inline elements whose parts CSS cannot order or join: keys, menus, names, addresses on the web.
 */
#include <string.h>

#include "expand/expand-int.h"

static void inlines_join(xmlNode *n, const char *with)
{
    for (xmlNode *c = xml_first(n), *next; c && (next = xml_next(c)); c = next)
        expand_text_after(c, with);
}

void expand_keycombo(struct expand *x, xmlNode *n)
{
    (void)x;
    expand_drop_space(n);
    inlines_join(n, expand_attr_is(n, "action", "seq") ? "\u00a0" : "+");
}

/* A key given only by its function. */
void expand_keycap(struct expand *x, xmlNode *n)
{
    static const struct {
        const char *function;
        enum gen_key key;
    } name[] = {{"alt", GEN_key_alt},
                {"backspace", GEN_key_backspace},
                {"command", GEN_key_command},
                {"control", GEN_key_control},
                {"delete", GEN_key_delete},
                {"down", GEN_key_down},
                {"end", GEN_key_end},
                {"enter", GEN_key_enter},
                {"escape", GEN_key_escape},
                {"home", GEN_key_home},
                {"insert", GEN_key_insert},
                {"left", GEN_key_left},
                {"meta", GEN_key_meta},
                {"option", GEN_key_option},
                {"pagedown", GEN_key_pagedown},
                {"pageup", GEN_key_pageup},
                {"right", GEN_key_right},
                {"shift", GEN_key_shift},
                {"space", GEN_key_space},
                {"tab", GEN_key_tab},
                {"up", GEN_key_up}};
    const char *function = xml_attr(n, "function"), *other = xml_attr(n, "otherfunction");
    (void)x;
    if (!function || !expand_is_empty(n))
        return;
    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        if (!strcmp(function, name[i].function))
            xml_add_text(n, expand_gen(n, name[i].key));
    if (!strcmp(function, "other") && other)
        xml_add_text(n, other);
}

/* Menus are joined by arrows, the shortcut follows in parentheses. */
void expand_menuchoice(struct expand *x, xmlNode *n)
{
    xmlNode *shortcut = xml_child(n, "shortcut");
    (void)x;
    expand_drop_space(n);
    if (shortcut)
        xml_unlink(shortcut);
    inlines_join(n, "\u00a0→ ");
    if (!shortcut)
        return;
    xml_add_text(n, n->children ? " (" : "(");
    xml_add_last(n, shortcut);
    xml_add_text(n, ")");
}

/* ---- names ----------------------------------------------------------------------------------- */

static const enum db_elem western[] = {DB_honorific, DB_firstname, DB_givenname, DB_othername,
                                       DB_surname,   DB_lineage,   DB_NONE};
static const enum db_elem family_first[] = {DB_honorific, DB_surname, DB_firstname, DB_givenname,
                                            DB_othername, DB_lineage, DB_NONE};

/* Puts the parts of a name into spoken order. */
void expand_personname(struct expand *x, xmlNode *n)
{
    bool family = expand_attr_is(n, "role", "family-given"),
         last_first = expand_attr_is(n, "role", "last-first");
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
        if (!expand_is_blank(c) &&
            (c->type != XML_ELEMENT_NODE || db_class_of(xml_elem(c)) != DB_INLINE))
            part.n = 0; /* has text: kept as written */
    if (part.n)
        expand_drop_space(n);
    for (int i = 0; i < part.n; i++) {
        xml_add_last(n, part.v[i]);
        if (i)
            expand_text_before(part.v[i],
                               last_first && xml_elem(part.v[i - 1]) == DB_surname ? ", " : " ");
    }
    vec_done(&part);
}

/* Marks editors in lists of people: "Jo Doe (ed.)". */
static void mark_editor(xmlNode *n)
{
    const xmlNode *list = xml_elem(n->parent) == DB_authorgroup ? n->parent->parent : n->parent;
    xmlNode *name = xml_first(n);
    struct buf label = {0};
    enum db_elem e = xml_elem(list);
    if ((e != DB_info && e != DB_biblioentry && e != DB_biblioset) || !name)
        return;
    buf_printf(&label, " (%s)", expand_gen(n, GEN_editorabbrev));
    xmlNode *mark = xml_new_elem(n->doc, DB_phrase, xml_loc(n));
    xml_set_attr(mark, "role", "editor-label");
    xml_add_text(mark, label.s);
    xml_add_after(name, mark);
    buf_done(&label);
}

/* A person: no space between the name and the comma after the element. */
void expand_person(struct expand *x, xmlNode *n)
{
    (void)x;
    expand_trim(n);
    if (xml_elem(n) == DB_editor)
        mark_editor(n);
}

/* Elements with only parts: the layout separates them, and no white space is before its commas. */
void expand_parts(struct expand *x, xmlNode *n)
{
    (void)x;
    expand_drop_space(n);
    for (xmlNode *c = xml_first(n); c; c = xml_next(c))
        expand_trim(c);
}

/* ---- addresses ------------------------------------------------------------------------------- */

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

/* "DOCUMENT#ID" in a link with the role of an olink. */
static void olink_of_url(struct expand *x, xmlNode *n, const char *url)
{
    struct buf doc = {0};
    const char *ptr = strchr(url, '#');
    buf_add(&doc, url, strcspn(url, "#"));
    if (doc.n)
        xml_set_attr(n, "targetdoc", doc.s);
    if (ptr)
        xml_set_attr(n, "targetptr", ptr + 1);
    buf_done(&doc);
    xml_set_elem(n, DB_olink);
    expand_drop_link(n);
    expand_olink(x, n);
}

/* A link without words shows its address; one with words is followed by <phrase role="link-url">,
 * which a layout for paper may show, in the line or as a footnote. */
void expand_url(struct expand *x, xmlNode *n)
{
    const char *url = xml_attr(n, "xlink:href");
    (void)x;
    if (!url || !*url || *url == '#')
        return;
    if (expand_attr_is(n, "xlink:role", "http://docbook.org/xlink/role/olink")) {
        olink_of_url(x, n, url);
        return;
    }
    if (expand_is_empty(n)) {
        xml_add_text(n, url);
        return;
    }
    if (in_title(n) || !strncmp(url, "mailto:", 7) || shows_address(n, url))
        return;
    xmlNode *p = xml_new_elem(n->doc, DB_phrase, xml_loc(n));
    xml_set_attr(p, "role", "link-url");
    xml_add_text(p, url);
    xml_add_after(n, p);
}

/* Other documents are not available, so an olink to one becomes text. */
void expand_plain_olink(xmlNode *n)
{
    const char *doc = xml_attr(n, "targetdoc"), *ptr = xml_attr(n, "targetptr");
    xmlUnsetProp(n, BAD_CAST "linkend");
    diag(DIAG_expand_olink, xml_loc(n), doc ? doc : ptr ? ptr : "");
    if (expand_is_empty(n))
        xml_add_text(n, ptr ? ptr : doc ? doc : "?");
    xml_set_elem(n, DB_phrase);
}

/* Whether it leads to another document is decided when all ids are known (xref.c). */
void expand_olink(struct expand *x, xmlNode *n)
{
    const char *ptr = xml_attr(n, "targetptr");
    (void)x;
    if (ptr && *ptr)
        xml_set_attr(n, "linkend", ptr);
    else
        expand_plain_olink(n);
}
