// SPDX-License-Identifier: Apache-2.0
/* Effective resolution of images: pixels per inch at their size on the page. */
#include "pdf/pdf-int.h"

enum { DPI_MIN = 200 }; /* accepted by German print shops; they recommend 300 */

static void visit_line(const struct page *page, const struct line *line, picture_visitor visit,
                       void *ctx)
{
    for (int i = 0; i < line->n; i++) {
        const struct seg *s = &line->seg[i];
        if (s->kind == SEG_IMAGE)
            visit(ctx, &(struct picture_use){s->box->u.image, s->box->origin, page, s->width,
                                             s->height});
    }
}

static void visit_page(const struct page *page, picture_visitor visit, void *ctx)
{
    for (int j = 0; j < page->frag.n; j++) {
        const struct frag *f = &page->frag.v[j];
        if (f->kind == FRAG_IMAGE)
            visit(ctx, &(struct picture_use){f->box->u.image, f->box->origin, page, f->w, f->h});
        else if (f->kind == FRAG_LINE)
            visit_line(page, f->line, visit, ctx);
    }
}

void pictures_each(const struct book *book, picture_visitor visit, void *ctx)
{
    for (int i = 0; i < book->pages.n; i++)
        visit_page(book->pages.v[i], visit, ctx);
}

int picture_dpi(const struct picture_use *u)
{
    if (u->image->px_width <= 0 || u->width <= 0 || u->height <= 0)
        return 0;
    int64_t x = (int64_t)u->image->px_width * 72 * LEN_PT / u->width,
            y = (int64_t)u->image->px_height * 72 * LEN_PT / u->height;
    return (int)(x < y ? x : y);
}

static void check_use(void *ctx, const struct picture_use *u)
{
    (void)ctx;
    int dpi = picture_dpi(u);
    if (dpi && dpi < DPI_MIN)
        diag(DIAG_pdf_resolution, origin_loc(u->origin), u->image->path ? u->image->path : "", dpi,
             DPI_MIN);
}

void pictures_check(struct finish *f, const struct page *page)
{
    const struct paint_sheet *sheet = f->paint.sheets ? &f->paint.sheets[page->index] : NULL;
    if (!color_is_press(f))
        return;
    visit_page(page, check_use, NULL);
    for (int k = 0; sheet && k < sheet->n; k++) /* a cover: the pages that it is made of */
        visit_page(sheet->part[k].page, check_use, NULL);
}
