/* What marks a draft: words across every page, light enough to read through, and a line at the foot that says which draft it is. */
#include "out/out-int.h"

#include <math.h>
#include <string.h>

static const struct word *shape(struct painter *p, const char *words)
{
    struct text *text = p->book->flow->text;
    const struct css_style *s = p->book->flow->doc->root->style;
    return text_word(text, text_font(text, s, LOC_NONE), s, false, false, words, (int)strlen(words));
}

static void draw_across(struct painter *p, const struct css_page *page, const char *words)
{
    static const struct css_color light = {.space = CSS_GRAY, .c = {45000}, .alpha = 20000};
    const struct word *w = shape(p, words);
    double width = pt(page->width), height = pt(page->height), scale = 0.7 * hypot(width, height) / pt(len_max(w->width, 1));
    painter_set_color(p, &light);
    cairo_save(p->cr);
    cairo_translate(p->cr, width / 2, height / 2);
    cairo_rotate(p->cr, -atan2(height, width));
    cairo_scale(p->cr, scale, scale);
    paint_word(p, w, -w->width / 2, w->font->x_height / 2);
    cairo_restore(p->cr);
}

static void draw_foot(struct painter *p, const struct css_page *page, const char *line)
{
    const struct word *w = shape(p, line);
    painter_set_color(p, painter_black());
    cairo_save(p->cr);
    cairo_translate(p->cr, pt(page->width) / 2, pt(page->height) - 10);
    cairo_scale(p->cr, 0.6, 0.6);
    paint_word(p, w, -w->width / 2, 0);
    cairo_restore(p->cr);
}

void paint_draft(struct painter *p, const struct paint_options *o)
{
    painter_claim(p, NULL);
    if (o->watermark)
        draw_across(p, p->page->css, o->watermark);
    if (o->foot)
        draw_foot(p, p->page->css, o->foot);
}
