// SPDX-License-Identifier: Apache-2.0
/* Slabs: laid out things in a tree, each placed from its parent's origin, so that nothing is moved twice. */
#include "math/math-int.h"

struct slab *slab_new(struct setter *s) { return arena_make(&s->scratch, struct slab); }

void slab_add(struct slab *to, struct slab *child, len x, len y)
{
    child->x = x;
    child->y = y;
    *(to->last ? &to->last->next : &to->first) = child;
    to->last = child;
}

void slab_cover(struct slab *s)
{
    bool first = true;
    s->ascent = s->descent = 0;
    for (const struct slab *c = s->first; c; c = c->next) {
        s->ascent = first ? c->ascent + c->y : len_max(s->ascent, c->ascent + c->y);
        s->descent = first ? c->descent - c->y : len_max(s->descent, c->descent - c->y);
        first = false;
    }
}

struct slab *slab_rule(struct setter *s, const struct css_style *style, len dx, len dy, len thick)
{
    struct slab *r = slab_new(s);
    r->inked = true;
    r->ink = (struct math_ink){.kind = MATH_RULE, .style = style, .dx = dx, .dy = dy, .thick = thick};
    r->width = dx;
    r->ascent = dy > 0 ? dy : dy ? 0 : thick / 2;
    r->descent = dy < 0 ? -dy : dy ? 0 : thick - thick / 2;
    return r;
}

static bool has_border(const struct css_style *s)
{
    return css_len(s, CSS_border_left_width, 0) || css_len(s, CSS_border_right_width, 0) || css_len(s, CSS_border_top_width, 0)
        || css_len(s, CSS_border_bottom_width, 0);
}

struct slab *slab_box(struct setter *s, struct slab *content, const struct css_style *style)
{
    if (!css_color(style, CSS_background_color) && !has_border(style))
        return content;
    struct slab *slab = slab_new(s), *box = slab_new(s);
    box->inked = true;
    box->ink = (struct math_ink){.kind = MATH_FRAME, .style = style, .dx = content->width, .dy = content->ascent + content->descent};
    *slab = (struct slab){.width = content->width, .ascent = content->ascent, .descent = content->descent, .italic = content->italic,
                          .accent = content->accent};
    slab_add(slab, box, 0, -content->descent);
    slab_add(slab, content, 0, 0);
    return slab;
}

len slab_overhang(const struct slab *slab)
{
    hb_glyph_extents_t e;
    len x = 0;
    while (!slab->inked && slab->first) {
        slab = slab->first;
        x = len_add(x, slab->x);
    }
    if (!slab->inked || slab->ink.kind != MATH_GLYPHS || !hb_font_get_glyph_extents(slab->ink.font->hb, slab->ink.glyph[0].id, &e))
        return 0;
    return len_max(0, -len_add(x, e.x_bearing));
}
