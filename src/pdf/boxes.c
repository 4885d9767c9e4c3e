// SPDX-License-Identifier: Apache-2.0
/* Page boxes, and the pages of an edition: media box ⊇ bleed box ⊇ trim box; blank pages up to the
 * multiple required for binding.
 *
 * Pages are added or left out only in the press edition: blank ones before the back of a cover,
 * else at the end; those of a cover are left out when it is a file of its own. All references to a
 * page by its index in the book use boxes_index(). */
#include "pdf/pdf-int.h"

#include <string.h>

/* ---- boxes ----------------------------------------------------------------------------------- */

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
    len frame = boxes_frame(f, page), slug = paint_slug(&f->paint, page), w = page->css->width,
        h = page->css->height;
    put_box(b, "/MediaBox", 0, 0, w + 2 * frame, h + 2 * frame);
    put_box(b, "/BleedBox", slug, slug, w + 2 * frame - slug, h + 2 * frame - slug);
    put_box(b, "/TrimBox", frame, frame, w + frame, h + frame);
    enum css_kw turn = css_kw(page->css->style, CSS_page_orientation);
    if (turn == KW_rotate_left || turn == KW_rotate_right)
        buf_printf(b, "/Rotate %d", turn == KW_rotate_left ? 270 : 90);
}

void boxes_put_place(const struct finish *f, const char *name, const struct paint_place *p,
                     struct buf *b)
{
    const struct page *page = f->book->pages.v[p->page];
    len frame = boxes_frame(f, page), bottom = page->css->height + frame - p->y - p->h;
    put_box(b, name, p->x + frame, bottom, p->x + frame + p->w, bottom + p->h);
}

/* ---- pages ----------------------------------------------------------------------------- */

static int multiple_of(const struct book *book)
{
    const struct css_val *v = &book->pages.v[0]->css->style->v[CSS_koki_page_multiple];
    return v->kind == CSS_NUM && v->num >= FIX_ONE ? v->num / FIX_ONE : 1;
}

enum css_kw cover_side(const struct page *page)
{
    const struct css_val *v = &page->css->style->v[CSS_koki_cover];
    return v->kind == CSS_KEYWORD && v->kw ? (enum css_kw)v->kw : KW_none;
}

static bool is_left_out(const struct finish *f, const struct page *p)
{
    return f->edition->without_cover && cover_side(p) != KW_none;
}

/* The pages to keep, first to last: without a cover, neither the blank back of its front nor the
 * blank page before its back. */
static void stretch(const struct finish *f, int *first, int *last)
{
    const struct book *book = f->book;
    *first = 0, *last = book->pages.n - 1;
    while (*first < *last && is_left_out(f, book->pages.v[*first]))
        ++*first;
    while (*last > *first && is_left_out(f, book->pages.v[*last]))
        --*last;
    if (*first && *first < *last && book->pages.v[*first]->verso &&
        book->pages.v[*first]->flags & CSS_PAGE_BLANK)
        ++*first;
    while (*last < book->pages.n - 1 && *last > *first &&
           book->pages.v[*last]->flags & CSS_PAGE_BLANK)
        --*last;
}

static bool is_back(const struct page *p)
{
    enum css_kw side = cover_side(p);
    return side == KW_back || side == KW_inside_back;
}

/* The page before which blank ones are added: the back of a cover stays behind them. */
static int place_for_blanks(const struct book *book, int last)
{
    int at = last + 1;
    while (at > 1 && is_back(book->pages.v[at - 1]))
        at--;
    return at;
}

static struct page *new_page(struct finish *f)
{
    struct page *p = arena_make(&f->arena, struct page);
    p->index = f->padded.pages.n;
    *vec_add(&f->padded.pages) = p;
    return p;
}

static void add_blank(struct finish *f, const struct page *beside, int number)
{
    struct page *p = new_page(f);
    p->verso = !beside->verso;
    p->left = !beside->left;
    p->flags = CSS_PAGE_BLANK | (p->left ? CSS_PAGE_LEFT : CSS_PAGE_RIGHT);
    p->css = f->doc->css
                 ? css_page(f->doc->css, beside->css->name, p->flags, p->index + 1, p->in_group)
                 : beside->css;
    p->number = number;
    p->label = "";
}

static void add_page(struct finish *f, const struct page *from)
{
    struct page *p = new_page(f);
    int index = p->index;
    *p = *from;
    p->index = index;
}

/* The size of the sheet in printing orientation. */
static void sheet_size(const struct page *p, len *w, len *h)
{
    bool turned = !css_is(p->css->style, CSS_page_orientation, KW_upright);
    *w = turned ? p->css->height : p->css->width;
    *h = turned ? p->css->width : p->css->height;
}

/* A printer imposes sheets of one size. */
static void report_sheets(const struct book *book, int first, int last)
{
    len w, h, own_w, own_h;
    int others = 0, where = 0;
    sheet_size(book->pages.v[first], &w, &h);
    for (int i = first + 1; i <= last; i++) {
        sheet_size(book->pages.v[i], &own_w, &own_h);
        if (own_w == w && own_h == h)
            continue;
        where = others++ ? where : i - first + 1;
    }
    if (others)
        diag(DIAG_pdf_sheets, LOC_NONE, others, where);
}

void boxes_arrange(struct finish *f)
{
    const struct book *book = f->book;
    int n = book->pages.n, first, last;
    if (!f->paint.press || !n)
        return;
    stretch(f, &first, &last);
    if (!f->edition->cover)
        report_sheets(book, first, last);
    bool front = !first && book->pages.v[0]->verso; /* a printer's first page is a front */
    int stay = last - first + 1 + front, multiple = multiple_of(book),
        blanks = (multiple - stay % multiple) % multiple;
    if (stay == n && !blanks)
        return;
    if (first && book->pages.v[first]->verso)
        diag(DIAG_pdf_cover_side, LOC_NONE);
    f->padded = *book;
    memset(&f->padded.pages, 0, sizeof f->padded.pages);
    f->place_of = arena_array(&f->arena, int, n + 1);
    int at = place_for_blanks(book, last);
    if (front)
        add_blank(f, book->pages.v[0], 0);
    for (int i = 0; i <= n; i++) {
        for (int b = 0; i == at && b < blanks; b++) {
            const struct page *before = f->padded.pages.v[f->padded.pages.n - 1];
            add_blank(f, before, before->number + 1);
        }
        f->place_of[i] = f->padded.pages.n;
        if (i >= first && i <= last)
            add_page(f, book->pages.v[i]);
    }
    f->blanks = blanks + front;
    f->book = &f->padded;
}

int boxes_index(const struct finish *f, const struct page *page)
{
    int i = f->place_of ? f->place_of[page->index] : page->index;
    return i < f->book->pages.n ? i : f->book->pages.n - 1;
}
