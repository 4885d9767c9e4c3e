// SPDX-License-Identifier: Apache-2.0
/* Numbered listings: each line of one with linenumbering="numbered" begins with an empty <phrase
 * role="lineno" label="N"/>, which the layout shows. startinglinenumber and continuation give the
 * first number (DocBook 5.2, programlisting). */
#include <string.h>

#include "expand/expand-int.h"

static xmlNode *listing_number(const xmlNode *listing, int line)
{
    char label[16];
    xmlNode *n = xml_new_elem(listing->doc, DB_phrase, xml_loc(listing));
    snprintf(label, sizeof label, "%d", line);
    xml_set_attr(n, "role", "lineno");
    xml_set_attr(n, "label", label);
    return n;
}

/* Puts a number after each line end of the text except the listing's last; returns the line it ends
 * on. */
static int number_text(const xmlNode *listing, xmlNode *t, int line, bool last)
{
    char *s = mem_dup((const char *)t->content), *from = s;
    for (char *end; (end = strchr(from, '\n')) && !(last && !end[1]); from = end + 1) {
        xmlNode *mark = listing_number(listing, ++line); /* first: texts that touch are joined */
        xml_add_before(t, mark);
        xml_add_before(mark,
                       xmlNewDocTextLen(t->doc, (const xmlChar *)from, (int)(end + 1 - from)));
    }
    if (from != s)
        xmlNodeSetContent(t, (const xmlChar *)from);
    mem_free(s);
    return line;
}

static xmlNode *last_text(xmlNode *listing)
{
    xmlNode *last = NULL;
    for (xmlNode *n = xml_walk_nodes(listing, listing); n; n = xml_walk_nodes(listing, n))
        last = n->type == XML_TEXT_NODE ? n : last;
    return last;
}

void expand_listing(struct expand *x, xmlNode *n)
{
    const char *how = xml_attr(n, "linenumbering"), *continues = xml_attr(n, "continuation");
    *vec_add(&x->listings) = n;
    if (!how || strcmp(how, "numbered"))
        return;
    int line = expand_attr_int(n, "startinglinenumber",
                               continues && !strcmp(continues, "continues") ? x->last_line + 1 : 1);
    xmlNode *last = last_text(n), *first = listing_number(n, line);
    for (xmlNode *t = xml_walk_nodes(n, n); t; t = xml_walk_nodes(n, t))
        if (t->type == XML_TEXT_NODE)
            line = number_text(n, t, line, t == last);
    xml_add_first(n, first);
    x->last_line = line;
}
