// SPDX-License-Identifier: Apache-2.0
/* The metadata of a book: the content of the title page in its order, followed by that of its back,
 * in an info with role="imprint". */
#include <string.h>

#include "expand/expand-int.h"

static const enum db_elem title_page[] = {DB_cover,       DB_authorgroup, DB_author,
                                          DB_editor,      DB_collab,      DB_org,
                                          DB_orgname,     DB_othercredit, DB_confgroup,
                                          DB_edition,     DB_productname, DB_productnumber,
                                          DB_releaseinfo, DB_pubdate,     DB_date,
                                          DB_abstract};
static const enum db_elem imprint[] = {DB_publisher,    DB_publishername, DB_address,
                                       DB_copyright,    DB_legalnotice,   DB_biblioid,
                                       DB_printhistory, DB_revhistory};

/* Moves the children of that kind to the end of `to`, in their order. */
static void move_children(xmlNode *from, enum db_elem e, xmlNode *to)
{
    xmlNode *last = to == from ? xmlGetLastChild(from) : NULL;
    for (xmlNode *c = xml_first(from), *next; c; c = next) {
        next = c == last ? NULL : xml_next(c);
        if (xml_elem(c) != e)
            continue;
        xml_add_last(to, c);
    }
}

/* The number of an edition gets its word: "2. Auflage". */
void expand_edition(struct expand *x, xmlNode *n)
{
    struct buf b = {0};
    const char *form = expand_gen(n, GEN_edition), *place = strstr(form, "%s");
    (void)x;
    xml_text(n, &b);
    if (b.n && strspn(b.s, "0123456789") == b.n && place && !xml_first(n)) {
        struct buf words = {0};
        buf_add(&words, form, (size_t)(place - form));
        buf_puts(&words, b.s);
        buf_puts(&words, place + 2);
        xmlNodeSetContent(n, NULL);
        xml_add_text(n, words.s);
        buf_done(&words);
    }
    buf_done(&b);
}

void expand_info(struct expand *x, xmlNode *n)
{
    (void)x;
    if (!n->parent || db_class_of(xml_elem(n->parent)) != DB_ROOT || xml_attr(n, "role"))
        return;
    expand_drop_space(n);
    for (size_t i = 0; i < sizeof title_page / sizeof *title_page; i++)
        move_children(n, title_page[i], n);
    xmlNode *back = xml_new_elem(n->doc, DB_info, xml_loc(n));
    xml_set_attr(back, "role", "imprint");
    for (size_t i = 0; i < sizeof imprint / sizeof *imprint; i++)
        move_children(n, imprint[i], back);
    if (back->children)
        xml_add_after(n, back);
    else
        xmlFreeNode(back);
}
