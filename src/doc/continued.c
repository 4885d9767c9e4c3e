// SPDX-License-Identifier: Apache-2.0
/* -koki-continued: content above a table or the rest of a block that continues on another page or
 * in another column. */
#include "doc/doc-int.h"

/* A box outside the tree, in the given style, with the content from the element's style. NULL if
 * none. */
static struct box *continued_make(struct build *b, const struct box *from,
                                  const struct css_list *list, const struct css_style *style)
{
    struct context c;
    struct box *hold = box_new(b, BOX_BLOCK, style, origin_node(from->origin)), *lead = b->lead;
    b->lead = NULL;
    b->continuing = true;
    context_open(b, &c, hold);
    content_build(b, list, origin_node(from->origin), from->style);
    lead_flush(b);
    context_close(b);
    b->continuing = false;
    b->lead = lead;
    return hold->first ? hold : NULL;
}

struct box *continued_table(struct build *b, const struct box *title)
{
    const struct css_list *l = title && title->style ? css_list(title->style, CSS_koki_continued)
                                                     : NULL;
    return l ? continued_make(b, title, l, title->style) : NULL;
}

/* The first child determines its block's content; that of a table the table's. */
void continued_place(struct build *b, const xmlNode *n, struct box *block)
{
    if (origin_node(block->origin) != n || block->kind != BOX_BLOCK)
        return;
    const struct box *first = block->first;
    while (first && first->kind == BOX_MARK)
        first = first->next;
    const struct css_list *l = first && first->style && origin_node(first->origin) &&
                                       !first->pseudo && origin_node(first->origin) != n
                                   ? css_list(first->style, CSS_koki_continued)
                                   : NULL;
    for (const struct box *c = block->first; c && l; c = c->next)
        if (c->kind == BOX_TABLE)
            l = NULL;
    if (l)
        block_more(b, block)->continued = continued_make(b, first, l, first->style);
}
