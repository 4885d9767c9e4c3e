// SPDX-License-Identifier: Apache-2.0
/* Endnotes (float: endnote): the call stays in the line, like a footnote's; the body waits until
 * generated content says -koki-endnotes, and is then a block of the flow. None is lost with any
 * layout: those left are placed at the end. Calls and notes lead to each other. */
#include "doc/doc-int.h"

void endnote_add(struct build *b, struct box *call, struct box *body, int at)
{
    call->endnote = true;
    call->u.out.body = body;
    block_more(b, body)->call = call->first;
    *vec_add(&b->endnotes) = body;
    for (int i = b->endnotes.n - 1; i > at; i--) {
        b->endnotes.v[i] = b->endnotes.v[i - 1];
        b->endnotes.v[i - 1] = body;
    }
}

void endnotes_place(struct build *b)
{
    for (int i = 0; i < b->endnotes.n; i++)
        box_add(place_block(b), b->endnotes.v[i]);
    b->endnotes.n = 0;
}

void endnotes_left(struct build *b)
{
    if (!b->endnotes.n)
        return;
    diag(DIAG_doc_endnotes_left, xml_loc(origin_node(b->endnotes.v[0]->origin)), b->endnotes.n);
    endnotes_place(b);
}

bool endnotes_in(const struct css_list *content)
{
    return content && content->n && content->item[content->n - 1].kind == CSS_I_ENDNOTES;
}

static bool lies_in(const struct box *box, const struct box *around)
{
    while (box && box != around)
        box = box->parent;
    return box;
}

void endnotes_follow(const struct box *in, const struct box *kept, struct box *up)
{
    for (const struct box *c = in->first; c; c = c->next) {
        struct box *body = c->kind == BOX_INLINE && c->endnote ? c->u.out.body : NULL;
        if (body && !lies_in(body, kept)) {
            if (body->parent)
                box_remove(body);
            box_add(up, body);
            endnotes_follow(body, kept, up);
        }
        endnotes_follow(c, kept, up);
    }
}
