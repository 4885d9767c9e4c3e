// SPDX-License-Identifier: Apache-2.0
/* The links on each page, gathered while it is painted, and their places in the structure: one for
 * each page that a link is on, with a quadrilateral for each line and the words on the page.
 *
 * The press edition has none: PDF/X allows no annotation inside the bleed. */
#include "pdf/pdf-int.h"

#include <string.h>

const struct mark *link_mark(const struct finish *f, const struct tag *t)
{
    return t->more->dest ? map_get(&f->doc->ids, t->more->dest) : NULL;
}

const struct place *link_target(struct finish *f, const struct tag *t)
{
    const struct mark *m = link_mark(f, t);
    const struct place *p = m && f->book->place ? &f->book->place[m->id] : NULL;
    return p && p->page ? p : NULL;
}

static struct link *link_at(struct finish *f, const struct tag *tag, int page)
{
    struct painted *e = &f->painted[tag->id];
    struct link *last = e->last_annot >= 0 ? &f->links.v[e->last_annot] : NULL;
    if (last && last->page == page && last->quad + last->quads == f->quads.n)
        return last;
    *vec_add(&f->links) = (struct link){.tag = tag,
                                        .page = page,
                                        .object = file_number(&f->file),
                                        .next = -1,
                                        .quad = f->quads.n,
                                        .words = f->words.n};
    *(e->last_annot >= 0 ? &f->links.v[e->last_annot].next : &e->first_annot) = f->links.n - 1;
    e->last_annot = f->links.n - 1;
    return &f->links.v[f->links.n - 1];
}

/* Parts that touch on a line are one. */
static void add_quad(struct finish *f, struct link *link, const struct paint_place *p)
{
    struct quad *last = link->quads ? &f->quads.v[f->quads.n - 1] : NULL;
    len middle = p->y + p->h / 2;
    if (last && last->y < middle && middle < last->y + last->h && last->x <= p->x) {
        last->w = len_max(last->w, p->x + p->w - last->x);
        return;
    }
    *vec_add(&f->quads) = (struct quad){p->x, p->y, p->w, p->h};
    link->quads++;
}

void links_add(struct finish *f, const struct paint_place *place, const char *words, int n)
{
    if (f->edition->kind == EDITION_PRESS || !f->tags ||
        (!place->tag->more->href && !place->tag->more->to && !link_target(f, place->tag)))
        return;
    struct link *link = link_at(f, place->tag, place->page);
    add_quad(f, link, place);
    buf_add(&f->words, words, (size_t)n);
    link->n_words = f->words.n - link->words;
}

void links_put_page(struct finish *f, int page, struct buf *b)
{
    int first = f->links.n;
    while (first && f->links.v[first - 1].page == page)
        first--;
    size_t begin = b->n;
    buf_puts(b, "/Annots[");
    size_t none = b->n;
    for (int i = first; i < f->links.n; i++)
        buf_printf(b, "%d 0 R ", f->links.v[i].object);
    findings_put_page(f, page, b);
    if (b->n == none)
        b->s[b->n = begin] = 0;
    else
        buf_putc(b, ']');
}

int links_put_references(struct finish *f, const struct tag *t, struct buf *b)
{
    int n = 0;
    for (int i = f->painted[t->id].first_annot; i >= 0; i = f->links.v[i].next, n++)
        buf_printf(b, "<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>", f->links.v[i].object,
                   f->pages.v[f->links.v[i].page].object);
    return n;
}

void links_put_parents(struct finish *f, struct buf *b)
{
    for (int i = 0; i < f->links.n; i++)
        buf_printf(b, "%d %d 0 R ", f->pages.n + f->forms.n + i,
                   f->elements[f->links.v[i].tag->id].object);
}
