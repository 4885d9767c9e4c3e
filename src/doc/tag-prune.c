// SPDX-License-Identifier: Apache-2.0
/* The end of tagging: empty tags are removed, the others numbered in logical order, and the levels
 * of headings settled. */
#include "doc/tag-int.h"

struct tag *tag_next(const struct tag *t)
{
    if (t->first)
        return t->first;
    while (t && !t->next)
        t = t->parent;
    return t ? t->next : NULL;
}

/* Content counts for every tag around it; cells stay without, a table is a grid. */
static void count_content(struct tagger *t)
{
    for (int i = t->note.n - 1; i > 0; i--) {
        struct tag_note *n = &t->note.v[i];
        n->content |= tag_class_of(n->tag->role) == TAG_ROW || !strcmp(n->tag->role, "TD") ||
                      !strcmp(n->tag->role, "TH");
        if (n->content)
            t->note.v[n->tag->parent->id].content = true;
    }
    t->note.v[0].content = true;
}

static void drop_children(struct tagger *t, struct tag *tag)
{
    struct tag *next, *c = tag->first, **end = &tag->first;
    tag->first = NULL;
    for (; c; c = next) {
        next = c->next;
        c->next = NULL;
        if (!t->note.v[c->id].content)
            continue;
        *end = c;
        end = &c->next;
    }
}

static struct tag *remaining(const struct tagger *t, struct tag *tag)
{
    while (tag && !t->note.v[tag->id].content)
        tag = tag->parent;
    return tag;
}

static void retag(struct tagger *t, struct box *box)
{
    box->tag = remaining(t, box->tag);
    if (box->kind == BOX_MARK)
        ((struct mark *)box->u.m.mark)->tag = box->tag;
    else if (box->kind == BOX_NOTE || box->kind == BOX_FLOAT)
        retag(t, box->u.out.body);
    for (struct box *c = box->first; c; c = c->next)
        retag(t, c);
}

/* No level of heading is skipped on the way down: one that would be moves up. */
static int settle_heading(struct tag *tag, int last)
{
    if (tag->role[0] != 'H' || tag->role[1] < '1' || tag->role[1] > '6')
        return last;
    int level = tag->role[1] - '0' > last + 1 ? last + 1 : tag->role[1] - '0';
    tag->role = tag_heading(level);
    return level;
}

void tags_prune(struct tagger *t)
{
    count_content(t);
    retag(t, t->doc->root);
    for (struct tag *tag = t->doc->tags; tag; tag = tag_next(tag))
        drop_children(t, tag);
    int heading = t->doc->n_tags = 0;
    for (struct tag *tag = t->doc->tags; tag; tag = tag_next(tag)) {
        tag->id = t->doc->n_tags++;
        heading = settle_heading(tag, heading);
    }
}
