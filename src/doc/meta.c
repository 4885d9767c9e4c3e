// SPDX-License-Identifier: Apache-2.0
/* Metadata of the document: title, authors, language, subject, keywords and date from its root. */
#include "doc/doc-int.h"

static const char *kept(struct doc *doc, struct buf *text)
{
    const char *s = text->n ? arena_dup(&doc->arena, text->s, text->n) : NULL;
    text->n = 0;
    return s;
}

static const char *text_of(struct doc *doc, const xmlNode *n)
{
    struct buf text = {0};
    if (n)
        content_text(n, &text);
    const char *s = kept(doc, &text);
    buf_done(&text);
    return s;
}

/* Appends ", " before every name but the first. */
static void add_name(const xmlNode *n, struct buf *out)
{
    static const char *const parts[] = {"honorific", "firstname", "givenname",
                                        "othername", "surname",   "lineage"};
    const xmlNode *person = xml_child(n, "personname"), *org = xml_child(n, "orgname");
    size_t from;
    if (out->n)
        buf_puts(out, ", ");
    from = out->n;
    person = person ? person : n;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const xmlNode *p = xml_child(person, parts[i]);
        if (p && out->n > from)
            buf_putc(out, ' ');
        if (p)
            content_text(p, out);
    }
    if (out->n == from)
        content_text(person == n && org ? org : person, out);
}

static const char *names(struct doc *doc, const xmlNode *info)
{
    struct buf text = {0};
    for (const xmlNode *n = xml_first(info); n; n = xml_next(n)) {
        if (xml_elem(n) == DB_author)
            add_name(n, &text);
        for (const xmlNode *k = xml_elem(n) == DB_authorgroup ? xml_first(n) : NULL; k;
             k = xml_next(k))
            if (xml_elem(k) == DB_author)
                add_name(k, &text);
    }
    const char *s = kept(doc, &text);
    buf_done(&text);
    return s;
}

/* The texts of the elements `item` inside the children `set` of info, separated by commas. */
static const char *gathered(struct doc *doc, const xmlNode *info, enum db_elem set,
                            enum db_elem item)
{
    struct buf text = {0};
    for (const xmlNode *n = xml_first(info); n; n = xml_next(n)) {
        if (xml_elem(n) != set)
            continue;
        for (const xmlNode *k = xml_walk(n, n); k; k = xml_walk(n, k)) {
            if (xml_elem(k) != item)
                continue;
            if (text.n)
                buf_puts(&text, ", ");
            content_text(k, &text);
        }
    }
    const char *s = kept(doc, &text);
    buf_done(&text);
    return s;
}

/* Its own title, else the first one in it: a set or a collection of reference pages may have
 * none. */
static const char *title_of(struct doc *doc, const xmlNode *root)
{
    const char *title = NULL;
    for (const xmlNode *n = root; n && !title; n = xml_walk(root, n))
        if (n->type == XML_ELEMENT_NODE && xml_title(n))
            title = text_of(doc, xml_title(n));
    return title ? title : "";
}

void meta_read(struct doc *doc)
{
    const xmlNode *root = xmlDocGetRootElement(doc->xml), *info = xml_info_of(root), *date;
    doc->title = title_of(doc, root);
    doc->lang = xml_lang(root);
    if (!info)
        return;
    doc->authors = names(doc, info);
    doc->subject = gathered(doc, info, DB_subjectset, DB_subjectterm);
    if (!doc->subject)
        doc->subject = text_of(doc, xml_child(info, "subtitle"));
    doc->keywords = gathered(doc, info, DB_keywordset, DB_keyword);
    date = xml_child(info, "pubdate");
    doc->date = text_of(doc, date ? date : xml_child(info, "date"));
}
