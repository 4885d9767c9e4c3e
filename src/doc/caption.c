// SPDX-License-Identifier: Apache-2.0
/* What is said of a figure: its number and title, then the caption of its image, as one block
 * above or below the image (caption-side of the title). DocBook has the caption in the media
 * object, where it would come between the two. Captions of several images stay with theirs. */
#include "doc/doc-int.h"

static bool is_block_of(const struct box *box, enum db_elem elem)
{
    return (box->kind == BOX_BLOCK || box->kind == BOX_PARA) && !box->anonymous &&
           box->pseudo == CSS_SELF && xml_elem(origin_node(box->origin)) == elem;
}

struct search {
    struct box *caption;
    int objects;
};

static void search(struct box *box, struct search *s)
{
    for (struct box *c = box->first; c; c = c->next) {
        if (is_block_of(c, DB_caption)) {
            s->caption = c;
            continue;
        }
        if (is_block_of(c, DB_mediaobject))
            s->objects++;
        if (is_block_of(c, DB_mediaobject) || is_block_of(c, DB_mediaobjectco) ||
            is_block_of(c, DB_screenshot))
            search(c, s);
    }
}

/* The title and the caption in a block in the title's place. */
static struct box *join(struct build *b, struct box *title, struct box *caption)
{
    struct box *figure = title->parent;
    struct box *both = box_new(b, BOX_BLOCK, css_anonymous(b->doc->css, figure->style, KW_block),
                               origin_node(figure->origin));
    both->anonymous = true;
    box_insert(figure, title, both);
    box_remove(title);
    box_add(both, title);
    box_remove(caption);
    box_add(both, caption);
    return both;
}

void caption_place(struct build *b, const xmlNode *n, struct box *figure)
{
    struct search s = {0};
    struct box *title = NULL;
    if (xml_elem(n) != DB_figure || origin_node(figure->origin) != n)
        return;
    for (struct box *c = figure->first; c && !title; c = c->next)
        title = is_block_of(c, DB_title) ? c : NULL;
    if (!title)
        return;
    search(figure, &s);
    struct box *said = s.caption && s.objects == 1 ? join(b, title, s.caption) : title;
    if (css_is(title->style, CSS_caption_side, KW_top)) {
        struct box *first = figure->first;
        while (first->kind == BOX_MARK)
            first = first->next;
        if (first != said) {
            box_remove(said);
            box_insert(figure, first, said);
        }
    }
}

bool caption_is(const struct box *box)
{
    return box->anonymous && box->kind == BOX_BLOCK && box->first &&
           xml_elem(origin_node(box->origin)) == DB_figure && is_block_of(box->first, DB_title);
}
