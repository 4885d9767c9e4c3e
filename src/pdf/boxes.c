/* Page boxes, and the pages themselves: media box ⊇ bleed box ⊇ trim box, and blank pages up to the multiple that binding asks
 * for.
 *
 * Blank pages come only into the press edition: before the last page when that has a page name of its own (a back cover), else at
 * the end. All that refers to a page by its index in the book goes through boxes_index(). */
#include "pdf/pdf-int.h"

#include <string.h>

/* ---- boxes ------------------------------------------------------------------------------------------------------- */

len boxes_frame(const struct finish *f, const struct page *page)
{
    return paint_bleed(&f->paint, page) + paint_slug(&f->paint, page);
}

static void put_box(struct buf *b, const char *name, len x, len y, len x1, len y1)
{
    const len v[] = {x, y, x1, y1};
    buf_puts(b, name);
    for (int i = 0; i < 4; i++) {
        buf_putc(b, i ? ' ' : '[');
        put_pt(b, v[i]);
    }
    buf_putc(b, ']');
}

void boxes_put(const struct finish *f, const struct page *page, struct buf *b)
{
    len frame = boxes_frame(f, page), slug = paint_slug(&f->paint, page), w = page->css->width, h = page->css->height;
    put_box(b, "/MediaBox", 0, 0, w + 2 * frame, h + 2 * frame);
    put_box(b, "/BleedBox", slug, slug, w + 2 * frame - slug, h + 2 * frame - slug);
    put_box(b, "/TrimBox", frame, frame, w + frame, h + frame);
}

void boxes_put_place(const struct finish *f, const char *name, const struct paint_place *p, struct buf *b)
{
    const struct page *page = f->book->pages.v[p->page];
    len frame = boxes_frame(f, page), bottom = page->css->height + frame - p->y - p->h;
    put_box(b, name, p->x + frame, bottom, p->x + frame + p->w, bottom + p->h);
}

/* ---- blank pages ------------------------------------------------------------------------------------------------- */

static int pages_wanted(const struct book *book)
{
    const struct css_val *v = &book->pages.v[0]->css->style->v[CSS_koki_page_multiple];
    int multiple = v->kind == CSS_NUM ? v->num / FIX_ONE : 1, n = book->pages.n;
    return multiple > 1 ? (multiple - n % multiple) % multiple : 0;
}

static int place_for_blanks(const struct book *book)
{
    int n = book->pages.n;
    bool back = n > 1 && strcmp(book->pages.v[n - 1]->css->name, book->pages.v[n - 2]->css->name);
    return back ? n - 1 : n;
}

static struct page *new_page(struct finish *f, int index)
{
    struct page *p = arena_make(&f->arena, struct page);
    *vec_add(&f->padded.pages) = p;
    p->index = index;
    return p;
}

static void add_blank(struct finish *f, int index)
{
    const struct page *before = f->padded.pages.v[index - 1];
    struct page *p = new_page(f, index);
    p->verso = !before->verso;
    p->flags = CSS_PAGE_BLANK | (p->verso ? CSS_PAGE_LEFT : CSS_PAGE_RIGHT);
    p->css = f->doc->css ? css_page(f->doc->css, before->css->name, p->flags, index + 1) : before->css;
    p->number = before->number + 1;
    p->label = "";
}

void boxes_pad(struct finish *f)
{
    const struct book *book = f->book;
    int blanks = f->paint.press && book->pages.n ? pages_wanted(book) : 0;
    if (!blanks)
        return;
    f->blanks = blanks;
    f->blanks_at = place_for_blanks(book);
    f->padded = *book;
    memset(&f->padded.pages, 0, sizeof f->padded.pages);
    for (int i = 0; i < book->pages.n + blanks; i++) {
        if (i >= f->blanks_at && i < f->blanks_at + blanks) {
            add_blank(f, i);
            continue;
        }
        struct page *p = new_page(f, i);
        *p = *book->pages.v[i < f->blanks_at ? i : i - blanks];
        p->index = i;
    }
    f->book = &f->padded;
    diag(DIAG_pdf_padded, LOC_NONE, blanks, f->padded.pages.n);
}

int boxes_index(const struct finish *f, const struct page *page)
{
    return page->index + (f->blanks && page->index >= f->blanks_at ? f->blanks : 0);
}
