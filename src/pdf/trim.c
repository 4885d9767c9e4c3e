// SPDX-License-Identifier: Apache-2.0
/* Risks of trimming in print, reported page by page: text and images so close to the trim that a
 * slightly inaccurate cut removes them or is visible, and content meant to bleed that does not
 * reach the edge of the bleed. Print shops require three millimetres.
 *
 * On a cover only the outer edges of its sides are cut; where they meet the spine they are
 * folded. */
#include "pdf/pdf-int.h"

enum { SAFE = 8709 };       /* [len] 3 mm */
enum { NEAR = LEN_PT / 2 }; /* less is rounding */

/* A page to be cut: its bleed, and its edges that are not folds. */
struct cut {
    const struct page *page;
    len bleed;
    unsigned edges; /* EDGE_* */
};

/* [len] distances of a box's edges inside the trim; large for those that are not at edges of the
 * page. */
struct inside {
    len top, right, bottom, left;
};

static struct inside inside_of(const struct cut *c, len x, len y, len w, len h)
{
    len width = c->page->css->width, height = c->page->css->height;
    return (struct inside){
        .top = c->edges & EDGE_TOP ? y : LEN_MAX,
        .right = c->edges & EDGE_RIGHT ? width - x - w : LEN_MAX,
        .bottom = c->edges & EDGE_BOTTOM ? height - y - h : LEN_MAX,
        .left = c->edges & EDGE_LEFT ? x : LEN_MAX,
    };
}

static void put_mm(char *to, size_t n, len v)
{
    int tenths = (int)(((int64_t)(v < 0 ? -v : v) * 254 / 72 + LEN_PT / 2) / LEN_PT);
    snprintf(to, n, "%d.%d", tenths / 10, tenths % 10);
}

static len nearest(const struct inside *i)
{
    return len_min(len_min(i->top, i->bottom), len_min(i->left, i->right));
}

static void check_text(const struct cut *c, const struct frag *f)
{
    const struct line *l = f->line;
    len left = LEN_MAX, right = -LEN_MAX, above = 0, below = 0;
    char mm[24];
    for (int i = 0; i < l->n; i++) {
        const struct seg *s = &l->seg[i];
        if (s->kind != SEG_GLYPHS || !css_is(s->style, CSS_visibility, KW_visible))
            continue;
        left = len_min(left, s->x);
        right = len_max(right, s->x + s->width);
        above = len_max(above, s->rise + s->font->size * 7 / 10);
        below = len_max(below, s->font->size / 5 - s->rise);
    }
    if (right <= left)
        return;
    struct inside in = inside_of(c, f->x + l->x + left, f->y - above, right - left, above + below);
    len distance = nearest(&in);
    if (distance >= SAFE - NEAR)
        return;
    put_mm(mm, sizeof mm, distance);
    if (distance > 0)
        diag(DIAG_pdf_near_trim, f->box ? doc_loc(f->box) : LOC_NONE, mm);
    else
        diag(DIAG_pdf_over_trim, f->box ? doc_loc(f->box) : LOC_NONE, mm);
}

/* Checks one edge of a coloured area: it must be well inside, or extend to the bleed. */
static void check_edge(const struct cut *c, const struct box *box, len inside)
{
    char mm[24], bleed[24];
    struct loc where = box ? doc_loc(box) : LOC_NONE;
    if (inside >= SAFE - NEAR || inside <= NEAR - c->bleed)
        return;
    put_mm(mm, sizeof mm, inside);
    put_mm(bleed, sizeof bleed, c->bleed);
    if (inside > NEAR)
        diag(DIAG_pdf_edge_near_trim, where, mm, bleed);
    else
        diag(DIAG_pdf_bleed_part, where, inside < 0 ? mm : "0.0", bleed);
}

static void check_area(const struct cut *c, const struct box *box, len x, len y, len w, len h)
{
    struct inside in = inside_of(c, x, y, w, h);
    len width = c->page->css->width, height = c->page->css->height;
    if (w <= NEAR || h <= NEAR || x >= width + c->bleed || y >= height + c->bleed ||
        x + w <= -c->bleed || y + h <= -c->bleed)
        return;
    check_edge(c, box, in.top);
    check_edge(c, box, in.right);
    check_edge(c, box, in.bottom);
    check_edge(c, box, in.left);
}

static void check_line(const struct cut *c, const struct frag *f)
{
    check_text(c, f);
    for (int i = 0; i < f->line->n; i++) {
        const struct seg *s = &f->line->seg[i];
        if (s->kind == SEG_IMAGE)
            check_area(c, s->box, f->x + f->line->x + s->x, f->y - s->top, s->width, s->height);
    }
}

static bool is_filled(const struct css_style *s)
{
    return css_color(s, CSS_background_color) || !css_is(s, CSS_background_image, KW_none);
}

/* Rotated or clipped content is not checked: its box is not its visible extent. */
static void check_page(const struct cut *c)
{
    int turned = 0;
    for (int i = 0; i < c->page->frag.n; i++) {
        const struct frag *f = &c->page->frag.v[i];
        turned += (f->kind == FRAG_PUSH) - (f->kind == FRAG_POP);
        if (turned)
            continue;
        if (f->kind == FRAG_LINE)
            check_line(c, f);
        else if (f->kind == FRAG_IMAGE ||
                 (f->kind == FRAG_BOX && !f->hollow && is_filled(f->style)))
            check_area(c, f->box, f->x, f->y, f->w, f->h);
    }
}

static void check_sheet(const struct finish *f, const struct page *sheet)
{
    const struct paint_sheet *s = &f->paint.sheets[sheet->index];
    for (int i = 0; i < s->n; i++) {
        const struct paint_part *part = &s->part[i];
        struct cut c = {part->page, paint_bleed(&f->paint, sheet),
                        part->turn ? EDGE_LEFT | EDGE_RIGHT : EDGE_TOP | EDGE_BOTTOM};
        if (!part->turn && part->x == 0)
            c.edges |= EDGE_LEFT;
        if (!part->turn && part->x + part->width == sheet->css->width)
            c.edges |= EDGE_RIGHT;
        check_page(&c);
    }
}

void trim_check(const struct finish *f, const struct page *page)
{
    struct cut c = {page, paint_bleed(&f->paint, page), EDGE_ALL};
    if (f->paint.press && f->paint.sheets)
        check_sheet(f, page);
    else if (f->paint.press)
        check_page(&c);
}
