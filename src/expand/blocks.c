// SPDX-License-Identifier: Apache-2.0
/* Blocks with their own words or numbers: paragraphs with titles, messages, productions. */
#include <string.h>

#include "expand/expand-int.h"

/* The layout adds the full stop after the title, unless the title ends with punctuation. */
void expand_formalpara(struct expand *x, xmlNode *n)
{
    xmlNode *title = xml_child(n, "title");
    (void)x;
    if (title && expand_ends_itself(title))
        xml_set_attr(title, "remap", "ended");
}

/* ---- messages -------------------------------------------------------------------------------- */

static const struct {
    enum db_elem elem;
    enum gen_key key;
} about[] = {{DB_msglevel, GEN_msglevel}, {DB_msgorig, GEN_msgorig}, {DB_msgaud, GEN_msgaud}};
enum { ABOUT = sizeof about / sizeof *about };

/* Level, origin and audience of a message: the words for them are in @label. */
void expand_msg(struct expand *x, xmlNode *n)
{
    (void)x;
    for (int i = 0; i < ABOUT; i++)
        if (xml_elem(n) == about[i].elem)
            xml_set_attr(n, "label", expand_gen(n, about[i].key));
}

/* Turns the attributes with this information into elements, after the message. */
void expand_simplemsgentry(struct expand *x, xmlNode *n)
{
    xmlNode *info = NULL, *text = xml_child(n, "msgtext");
    (void)x;
    for (int i = 0; i < ABOUT && text; i++) {
        const char *value = xml_attr(n, db_name(about[i].elem));
        if (!value || !*value)
            continue;
        if (!info) {
            info = xml_new_elem(n->doc, DB_msginfo, xml_loc(n));
            xml_add_after(text, info);
        }
        xml_add_text(xml_new_child(info, about[i].elem, xml_loc(n)), value);
    }
}

/* ---- productions ----------------------------------------------------------------------------- */

/* A repeated production: its sides are copied. */
void expand_recaps(struct expand *x)
{
    for (int i = 0; i < x->recaps.n; i++) {
        xmlNode *n = x->recaps.v[i],
                *to = xml_ids_get(x->ids, xml_attr(n, "linkend") ? xml_attr(n, "linkend") : "");
        if (!to || xml_elem(to) != DB_production)
            continue;
        expand_drop_space(n);
        for (xmlNode *c = xml_first(to); c; c = xml_next(c))
            if (xml_elem(c) == DB_lhs || xml_elem(c) == DB_rhs)
                expand_copy_inline(c, xml_new_child(n, xml_elem(c), xml_loc(n)));
    }
}
