// SPDX-License-Identifier: Apache-2.0
/* Boxes: laid out content in a tree, each placed relative to its parent's origin, so that none is
 * moved twice. */
#include "math/math-int.h"

struct math_box *math_box_new(struct setter *s) { return arena_make(&s->scratch, struct math_box); }

void math_box_add(struct math_box *to, struct math_box *child, len x, len y)
{
    child->x = x;
    child->y = y;
    *(to->last ? &to->last->next : &to->first) = child;
    to->last = child;
}

void math_box_cover(struct math_box *s)
{
    bool first = true;
    s->ascent = s->descent = 0;
    for (const struct math_box *c = s->first; c; c = c->next) {
        s->ascent = first ? c->ascent + c->y : len_max(s->ascent, c->ascent + c->y);
        s->descent = first ? c->descent - c->y : len_max(s->descent, c->descent - c->y);
        first = false;
    }
}

struct math_box *math_box_rule(struct setter *s, const struct css_style *style, len dx, len dy,
                               len thick)
{
    struct math_box *r = math_box_new(s);
    r->inked = true;
    r->ink =
        (struct math_ink){.kind = MATH_RULE, .style = style, .dx = dx, .dy = dy, .thick = thick};
    r->width = dx;
    r->ascent = dy > 0 ? dy : dy ? 0 : thick / 2;
    r->descent = dy < 0 ? -dy : dy ? 0 : thick - thick / 2;
    return r;
}

static bool has_border(const struct css_style *s)
{
    return css_len(s, CSS_border_left_width, 0) || css_len(s, CSS_border_right_width, 0) ||
           css_len(s, CSS_border_top_width, 0) || css_len(s, CSS_border_bottom_width, 0);
}

struct math_box *math_box_box(struct setter *s, struct math_box *content,
                              const struct css_style *style)
{
    if (!css_color(style, CSS_background_color) && !has_border(style))
        return content;
    struct math_box *slab = math_box_new(s), *box = math_box_new(s);
    box->inked = true;
    box->ink = (struct math_ink){.kind = MATH_FRAME,
                                 .style = style,
                                 .dx = content->width,
                                 .dy = content->ascent + content->descent};
    *slab = (struct math_box){.width = content->width,
                              .ascent = content->ascent,
                              .descent = content->descent,
                              .italic = content->italic,
                              .accent = content->accent};
    math_box_add(slab, box, 0, -content->descent);
    math_box_add(slab, content, 0, 0);
    return slab;
}

len math_box_overhang(const struct math_box *slab)
{
    hb_glyph_extents_t e;
    len x = 0;
    while (!slab->inked && slab->first) {
        slab = slab->first;
        x = len_add(x, slab->x);
    }
    if (!slab->inked || slab->ink.kind != MATH_GLYPHS ||
        !hb_font_get_glyph_extents(slab->ink.font->hb, slab->ink.glyph[0].id, &e))
        return 0;
    return len_max(0, -len_add(x, e.x_bearing));
}
