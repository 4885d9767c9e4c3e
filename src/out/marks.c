/* Printer's marks outside the bleed: crop marks at the corners of the trim box, and crosses at the middle of its sides. */
#include "out/out-int.h"

static const len slug = 24 * LEN_PT, mark = 15 * LEN_PT; /* [len] room around the bleed, and the length of a mark in it */

static bool wants(const struct page *page, enum css_kw which)
{
    const struct css_list *l = css_list(page->css->style, CSS_marks);
    for (int i = 0; l && i < l->n; i++)
        if (l->item[i].v.kind == CSS_KEYWORD && l->item[i].v.kw == which)
            return true;
    return css_is(page->css->style, CSS_marks, which);
}

len paint_bleed(const struct paint_options *o, const struct page *page)
{
    return !o->press ? 0 : o->bleed ? o->bleed : flow_bleed(page->css);
}

len paint_slug(const struct paint_options *o, const struct page *page)
{
    return o->press && (wants(page, KW_crop) || wants(page, KW_cross)) ? slug : 0;
}

static void line(cairo_t *cr, len x, len y, len dx, len dy)
{
    cairo_move_to(cr, pt(x), pt(y));
    cairo_rel_line_to(cr, pt(dx), pt(dy));
    cairo_stroke(cr);
}

/* Two lines at a corner, going out from where the bleed ends. */
static void corner(cairo_t *cr, len x, len y, int right, int down, len bleed)
{
    line(cr, x + right * (bleed + slug - mark), y, right * mark, 0);
    line(cr, x, y + down * (bleed + slug - mark), 0, down * mark);
}

static void cross(cairo_t *cr, len x, len y)
{
    cairo_arc(cr, pt(x), pt(y), pt(mark) / 4, 0, 6.283185307179586);
    cairo_stroke(cr);
    line(cr, x - mark / 2, y, mark, 0);
    line(cr, x, y - mark / 2, 0, mark);
}

void paint_marks(struct painter *p, const struct paint_options *o)
{
    static const struct css_color all = {.space = CSS_SPOT, .c = {65535}, .alpha = 65535, .spot = "All"};
    len bleed = paint_bleed(o, p->page), w = p->page->css->width, h = p->page->css->height;
    if (!paint_slug(o, p->page))
        return;
    painter_claim(p, NULL);
    painter_set_color(p, &all);
    cairo_set_line_width(p->cr, 0.25);
    for (int i = 0; i < 4 && wants(p->page, KW_crop); i++)
        corner(p->cr, i & 1 ? w : 0, i & 2 ? h : 0, i & 1 ? 1 : -1, i & 2 ? 1 : -1, bleed);
    for (int i = 0; i < 2 && wants(p->page, KW_cross); i++) {
        cross(p->cr, w / 2, i ? h + bleed + slug / 2 : -bleed - slug / 2);
        cross(p->cr, i ? w + bleed + slug / 2 : -bleed - slug / 2, h / 2);
    }
}
