// SPDX-License-Identifier: Apache-2.0
/* The cover of a book that is glued into it: one sheet with back, spine and front side by side, one
 * with the inner sides.
 *
 * Pages for the sides of the cover are marked by the layout (-koki-cover in @page). The spine is
 * the page named "spine", set as a strip and turned: upwards, as German and French books have it,
 * downwards in English. */
#include "pdf/pdf-int.h"

#include <string.h>

/* The first page for that side; NULL if none. */
static const struct page *find_side(const struct book *book, enum css_kw side)
{
    for (int i = 0; i < book->pages.n; i++)
        if (cover_side(book->pages.v[i]) == side)
            return book->pages.v[i];
    return NULL;
}

/* The number of pages inside the cover, including blank ones. */
static int pages_inside(const struct book *book, const struct edition *e)
{
    struct edition inside = {.kind = EDITION_PRESS, .without_cover = true, .bleed = e->bleed};
    struct finish f = {.book = book,
                       .doc = book->flow->doc,
                       .edition = &inside,
                       .paint.press = true};
    boxes_arrange(&f);
    int n = f.book->pages.n;
    vec_done(&f.padded.pages);
    arena_done(&f.arena);
    return n;
}

static void add_part(struct paint_sheet *s, const struct page *page, len x, len width)
{
    if (page)
        s->part[s->n++] = (struct paint_part){.page = page, .x = x, .width = width};
}

/* The strip of the spine; without a background in the style sheet it has the colour of the
 * front. */
static void add_spine(struct cover *c, const struct book *book, const struct page *front, len x,
                      len width)
{
    const struct doc *doc = book->flow->doc;
    if (width <= 0 || !doc->css)
        return;
    c->strip = *css_page(doc->css, "spine", CSS_PAGE_RIGHT, 1, 0);
    c->strip.width = c->css.height;
    c->strip.height = width;
    c->spine = page_strip((struct book *)book, &c->strip);
    paint_draw_images(book->flow->doc, NULL, &c->spine, 1);
    add_part(&c->sheet[0], c->spine, x, width);
    struct paint_part *part = &c->sheet[0].part[c->sheet[0].n - 1];
    part->turn = doc->lang && !strncmp(doc->lang, "en", 2) ? 1 : -1;
    part->fill = front ? css_color(front->css->style, CSS_background_color) : NULL;
}

static void add_sheet(struct cover *c, int i)
{
    c->page[i] =
        (struct page){.index = i, .number = i + 1, .label = "", .css = &c->css, .verso = i};
    *vec_add(&c->book.pages) = &c->page[i];
}

bool cover_make(struct cover *c, const struct book *book, const struct edition *e)
{
    const struct page *front = find_side(book, KW_front), *back = find_side(book, KW_back),
                      *any = front ? front : back;
    *c = (struct cover){.book = *book};
    memset(&c->book.pages, 0, sizeof c->book.pages);
    if (!any) {
        diag(DIAG_pdf_no_cover, LOC_NONE);
        return false;
    }
    len width = any->css->width,
        spine = e->spine ? e->spine : (len)((int64_t)(pages_inside(book, e) + 1) / 2 * e->leaf);
    c->css = *any->css;
    c->css.name = "cover";
    c->css.width = 2 * width + spine;
    add_part(&c->sheet[0], back, 0, width);
    add_spine(c, book, front, width, spine);
    add_part(&c->sheet[0], front, width + spine, width);
    add_part(&c->sheet[1], find_side(book, KW_inside_front), 0, width);
    add_part(&c->sheet[1], find_side(book, KW_inside_back), width + spine, width);
    for (int i = 0; i < 2; i++)
        add_sheet(c, i);
    return true;
}

void cover_done(struct cover *c)
{
    if (c->spine)
        page_free_strip(c->spine);
    vec_done(&c->book.pages);
}
