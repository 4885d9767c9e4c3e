// SPDX-License-Identifier: Apache-2.0
/* Calls of footnotes, and of notes that are called again, in running text: the author's space
 * before one is removed, since the call belongs to the preceding word, and two calls in a row are
 * separated by a comma, or "2" and "3" would be read as note 23. */
#include "doc/doc-int.h"

/* A box whose last text is the number of a note. */
static bool is_call(const struct box *box) { return box->first && box_is_call(box); }

/* The last box in `parent`, ignoring marks and floats; NULL if there is none before it in the
 * paragraph. */
static const struct box *last_in_line(const struct box *parent)
{
    for (const struct box *in = parent; in; in = in->kind == BOX_INLINE ? in->parent : NULL)
        for (const struct box *at = in == parent ? box_last(in) : box_prev(in); at;
             at = box_prev(at)) {
            if (at->kind == BOX_MARK || at->kind == BOX_FLOAT ||
                (at->kind == BOX_TEXT && !at->u.t.n))
                continue;
            while (at->kind == BOX_INLINE && !is_call(at) && at->first)
                at = box_last(at);
            return at;
        }
    return NULL;
}

/* Removes the author's space before a call; one made by the layout stays. */
static void drop_space(struct build *b, const struct css_style *style)
{
    struct context *c = b->context;
    struct box *t = c->last;
    if (!c->para || !c->collapsible || !t || !t->u.t.n || t->u.t.text[t->u.t.n - 1] != ' ' ||
        !clean_spaces(style))
        return;
    t->u.t.n--;
    c->collapsible = false;
}

void call_begin(struct build *b, const xmlNode *n, const struct css_style *style)
{
    b->call_follows = false;
    if (!css_is(style, CSS_float, KW_footnote) && !css_is(style, CSS_float, KW_endnote) &&
        xml_elem(n) != DB_footnoteref)
        return;
    drop_space(b, style);
    if (!b->context->para)
        return;
    const struct box *last = last_in_line(place_inline(b));
    b->call_follows = last && is_call(last);
}

void call_part(struct build *b, const xmlNode *n, const struct css_style *style)
{
    if (b->call_follows && !css_is(style, CSS_content, KW_none) && clean_spaces(style))
        text_add(b, style, n, ",", 1);
    b->call_follows = false;
}
