/* Link annotations, one a line of a link: tagged, with a description, internal ones by destination (ISO 14289-1, 7.18.5).
 *
 * The press edition has none: PDF/X allows no annotation inside the bleed. */
#include "pdf/pdf-int.h"

#include <string.h>

static const struct place *target_of(struct finish *f, const struct tag *t)
{
    const struct mark *m = t->dest ? map_get(&f->doc->ids, t->dest) : NULL;
    const struct place *p = m && f->book->place ? &f->book->place[m->id] : NULL;
    return p && p->page ? p : NULL;
}

/* Numbers the annotations; painted links stand in the order of pages. */
void links_open(struct finish *f)
{
    if (f->edition->kind == EDITION_PRESS || !f->tags)
        return;
    for (int i = 0; i < f->painted.links.n; i++) {
        const struct paint_place *p = &f->painted.links.v[i];
        if (!p->tag->href && !target_of(f, p->tag))
            continue;
        struct element *e = &f->elements[p->tag->id];
        *vec_add(&f->links) = (struct link){p, file_number(&f->file), -1};
        *(e->last_annot >= 0 ? &f->links.v[e->last_annot].next : &e->first_annot) = f->links.n - 1;
        e->last_annot = f->links.n - 1;
    }
}

void links_put_page(struct finish *f, int page, struct buf *b)
{
    if (f->next_link >= f->links.n || f->links.v[f->next_link].place->page != page)
        return;
    buf_puts(b, "/Annots[");
    for (; f->next_link < f->links.n && f->links.v[f->next_link].place->page == page; f->next_link++)
        buf_printf(b, "%d 0 R ", f->links.v[f->next_link].object);
    buf_putc(b, ']');
}

void links_put_references(struct finish *f, const struct element *e, struct buf *b)
{
    for (int i = e->first_annot; i >= 0; i = f->links.v[i].next)
        buf_printf(b, "<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>", f->links.v[i].object, f->pages.v[f->links.v[i].place->page].object);
}

void links_put_parents(struct finish *f, struct buf *b)
{
    for (int i = 0; i < f->links.n; i++)
        buf_printf(b, "%d %d 0 R ", f->pages.n + i, f->elements[f->links.v[i].place->tag->id].object);
}

/* ---- the annotations --------------------------------------------------------------------------------------------- */

/* What the link leads to, for those who cannot see it: the address, or the words of the link. */
static void put_description(struct buf *b, const struct tag *t)
{
    struct buf words = {0};
    if (!t->href && t->node)
        xml_text(t->node, &words);
    buf_puts(b, "/Contents");
    put_text(b, t->href ? t->href : words.n ? words.s : t->dest);
    buf_done(&words);
}

/* A URI is ASCII (ISO 32000-1, 12.6.4.7): other bytes are percent-encoded. */
static void put_uri(struct buf *b, const char *href)
{
    struct buf uri = {0};
    for (const char *s = href; *s; s++)
        if ((unsigned char)*s <= ' ' || (unsigned char)*s > '~')
            buf_printf(&uri, "%%%02X", (unsigned char)*s);
        else
            buf_putc(&uri, *s);
    buf_puts(b, "/A<</Type/Action/S/URI/URI");
    put_text(b, uri.s ? uri.s : "");
    buf_puts(b, ">>");
    buf_done(&uri);
}

void links_write(struct finish *f)
{
    for (int i = 0; i < f->links.n; i++) {
        const struct paint_place *p = f->links.v[i].place;
        struct buf *b = file_begin(&f->file, f->links.v[i].object);
        buf_printf(b, "<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/P %d 0 R/StructParent %d", f->pages.v[p->page].object,
                   f->pages.n + i);
        boxes_put_place(f, "/Rect", p, b);
        put_description(b, p->tag);
        if (p->tag->href) {
            put_uri(b, p->tag->href);
        } else {
            buf_puts(b, "/Dest");
            put_destination(f, b, target_of(f, p->tag));
        }
        buf_puts(b, ">>");
        file_end(&f->file, f->links.v[i].object);
    }
}
