// SPDX-License-Identifier: Apache-2.0
/* -koki-continued: what is above a table, or above what is left of a block, where it goes on on
 * another page or in another column. */
#include "doc/doc-int.h"

/* A box outside the tree, in the style that it is given, with the content that the style of the
 * element asks for. NULL: nothing. */
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
    return l ? continued_make(b, title, l, css_anonymous(b->doc->css, title->style, KW_block))
             : NULL;
}

/* The first child speaks for its block; that of a table is a matter of the table. */
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
        block->u.block.continued = continued_make(b, first, l, first->style);
}
