// SPDX-License-Identifier: Apache-2.0
/* Text that is not shown although no designer decided so: it is hidden by the user-agent style
 * sheet, like most metadata. An author who wrote a remark into a revision history cannot know that,
 * so each kind of such text is reported once. Text hidden by the layout's style sheet is hidden on
 * purpose. */
#include <string.h>

#include "doc/doc-int.h"

struct hidden {
    const xmlNode *first;
    int places;
};

/* The titles of divisions and figures are not in an info by now: those of media are. */
static bool is_of_media(const xmlNode *n)
{
    const xmlNode *info = n->parent, *of = xml_elem(info) == DB_info ? info->parent : NULL;
    return of && of->type == XML_ELEMENT_NODE && db_class_of(xml_elem(of)) == DB_MEDIA;
}

/* Never text of the page: it is shown in another form (an index, a reader's alternative, a running
 * head), or it is data. */
static bool shown_otherwise(const xmlNode *n)
{
    switch (xml_elem(n)) {
    case DB_title: return !is_of_media(n);
    case DB_titleabbrev:
    case DB_itermset:
    case DB_indexterm:
    case DB_primary:
    case DB_secondary:
    case DB_tertiary:
    case DB_see:
    case DB_seealso:
    case DB_alt:
    case DB_textobject:
    case DB_audioobject:
    case DB_videoobject:
    case DB_imageobject:
    case DB_toc:
    case DB_tocdiv:
    case DB_tocentry:
    case DB_areaspec:
    case DB_spanspec:
    case DB_colspec:
    case DB_keywordset:
    case DB_subjectset:
    case DB_cover:
    case DB_meta:
    case DB_segtitle:
    case DB_refmeta:
    case DB_refdescriptor:
    case DB_phrase:
    case DB_extendedlink:
    case DB_resources:
    case DB_structure:
    case DB_relationships:
    case DB_transforms: return true;
    default: return false;
    }
}

static bool by_user_agent(const struct css_style *style)
{
    const char *file = css_where(style, CSS_display).file,
               *slash = file ? strrchr(file, '/') : NULL;
    return file && !strcmp(slash ? slash + 1 : file, "docbook.css");
}

static bool has_text(const xmlNode *n)
{
    for (const xmlNode *k = n; k; k = xml_walk_nodes(n, k))
        if ((k->type == XML_TEXT_NODE || k->type == XML_CDATA_SECTION_NODE) &&
            k->content[strspn((const char *)k->content, " \t\r\n")])
            return true;
    return false;
}

/* For an element of `info` that is hidden as a whole, its parts are reported. */
static void doc_hidden_note(struct build *b, const xmlNode *n)
{
    if (n->type != XML_ELEMENT_NODE || shown_otherwise(n))
        return;
    if (xml_elem(n) == DB_info) {
        for (const xmlNode *k = n->children; k; k = k->next)
            doc_hidden_note(b, k);
        return;
    }
    if (!has_text(n))
        return;
    char name[128];
    bool remark = xml_elem(n) == DB_remark;
    if (remark && b->options && b->options->remarks)
        return;
    snprintf(name, sizeof name, "%s %s", (const char *)n->name,
             remark ? "" : (const char *)n->parent->name); /* remarks are one kind */
    void **found = map_put(&b->hidden, name);
    struct hidden *h = *found;
    if (!h) {
        h = *found = arena_make(b->a, struct hidden);
        h->first = n;
        *vec_add(&b->hidden_kinds) = h;
    }
    h->places++;
}

void hidden_note(struct build *b, const xmlNode *n, const struct css_style *style)
{
    if (b->margin)
        return;
    if (by_user_agent(style))
        doc_hidden_note(b, n);
    else
        unnamed_note(b, n, style);
}

/* The division or other element whose information it is. */
static const char *owner_of(const xmlNode *n)
{
    const xmlNode *p = n->parent;
    return (const char *)(xml_elem(p) == DB_info && p->parent->type == XML_ELEMENT_NODE ? p->parent
                                                                                        : p)
        ->name;
}

void hidden_report(struct build *b)
{
    enum { SHOWN = 60 };
    struct buf text = {0};
    for (int i = 0; i < b->hidden_kinds.n; i++) {
        const struct hidden *h = b->hidden_kinds.v[i];
        text.n = 0;
        for (const xmlNode *k = h->first; k; k = xml_walk_nodes(h->first, k)) {
            if (k->type == XML_TEXT_NODE || k->type == XML_CDATA_SECTION_NODE)
                buf_puts(&text, (const char *)k->content);
            else
                buf_putc(&text, ' '); /* their separator on the page is missing */
        }
        const char *shown = text_excerpt(b->a, text.s, text.n, SHOWN);
        if (xml_elem(h->first) == DB_remark)
            diag(DIAG_doc_remarks, xml_loc(h->first), h->places, shown);
        else
            diag(DIAG_doc_hidden, xml_loc(h->first), (const char *)h->first->name,
                 owner_of(h->first), h->places, shown);
    }
    buf_done(&text);
}
