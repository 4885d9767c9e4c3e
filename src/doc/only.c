// SPDX-License-Identifier: Apache-2.0
/* One part of a book (--only): all of it is numbered, referred to and made into boxes, and then the
 * boxes of that part alone are kept. So a reference that leads out of it prints the number that the
 * book has for it. */
#include "doc/doc-int.h"

static struct box *only_find(struct box *in, const struct origin *origin)
{
    struct box *found = in->origin == origin && !in->anonymous ? in : NULL;
    for (struct box *b = in->first; b && !found; b = b->next)
        found = only_find(b, origin);
    return found || in->kind != BOX_FLOAT ? found : only_find(in->u.out.body, origin);
}

/* What can be typeset by itself: a block, not a cell, a row or a part of a line. */
static struct box *whole(struct box *box)
{
    while (box->parent && box->kind != BOX_BLOCK && box->kind != BOX_PARA &&
           box->kind != BOX_TABLE && box->kind != BOX_FLEX)
        box = box->parent;
    return box;
}

static void leave_alone(struct box *box)
{
    struct box *up = box->parent;
    while (up->first != box)
        box_remove(up->first);
    while (box_last(up) != box)
        box_remove(box_last(up));
}

const struct origin *only_keep(struct doc *doc, const char *id)
{
    const struct mark *mark = map_get(&doc->ids, id);
    struct box *box = mark && mark->origin ? only_find(doc->root, mark->origin) : NULL;
    if (!box)
        return NULL;
    struct box *kept = box = whole(box), *up = box->parent;
    for (; box->parent; box = box->parent)
        if (box->parent->kind != BOX_FLOAT)
            leave_alone(box);
    if (up && up->kind != BOX_FLOAT)
        endnotes_follow(kept, kept, up);
    return mark->origin;
}
