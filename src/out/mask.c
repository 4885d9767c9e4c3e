// SPDX-License-Identifier: Apache-2.0
/* Masks (CSS Masking 1, 7): layers that are placed as those of backgrounds, composed from the last
 * to the first, say where a group shows. */
#include "out/out-int.h"

/* A layer as it is, in its box, whose corners are the element's. */
static void place_layer(struct painter *p, const struct css_style *s, int layer,
                        const struct area *a)
{
    enum css_kw clip = layer_keyword(s, CSS_mask_clip, layer);
    struct area page = {0, 0, pt(p->page->css->width), pt(p->page->css->height)}, room = *a;
    painter_save(p);
    if (clip == KW_no_clip) {
        room = painter_visible(p, &page);
    } else {
        struct insets in = box_insets(s, clip);
        struct radii radii = box_radii(s, (len)(a->w * LEN_PT), (len)(a->h * LEN_PT));
        path_rounded(p, *a, &radii, in.v);
        painter_clip(p);
    }
    paint_layer(p, s, &of_mask, layer, &room, a);
    painter_restore(p);
}

/* Begins a group that end_masked masks. */
static void begin_masked(struct painter *p) { painter_isolate(p); }

static void begin_its_mask(struct painter *p) { p->canvas->ops->begin_mask(p->canvas); }

static void end_masked(struct painter *p, enum mask_by by)
{
    p->canvas->ops->end_mask(p->canvas, by);
    painter_restore(p);
}

/* A layer whose opacity is what counts of it. */
static void paint_one(struct painter *p, const struct css_style *s, int layer, const struct area *a)
{
    if (layer_keyword(s, CSS_mask_mode, layer) != KW_luminance) { /* no image is a mask element */
        place_layer(p, s, layer, a);
        return;
    }
    struct area page = {0, 0, pt(p->page->css->width), pt(p->page->css->height)};
    begin_masked(p);
    page = painter_visible(p, &page);
    path_rect(p, page.x, page.y, page.w, page.h);
    painter_fill(p, painter_black());
    begin_its_mask(p);
    place_layer(p, s, layer, a);
    end_masked(p, MASK_LUMINANCE);
}

/* The layers from this one on, composed (CSS Masking 1, 7.9), `depth` masks deep in each other.
 * Each takes a page's pixels, so that their number is limited. */
enum { DEPTH_MAX = 16 };
static void paint_from(struct painter *p, const struct css_style *s, int layer, int depth,
                       const struct area *a)
{
    bool last = layer + 1 == layers_of(s, &of_mask);
    enum css_kw how = last ? KW_add : layer_keyword(s, CSS_mask_composite, layer);
    if (how != KW_add && depth == DEPTH_MAX) {
        diag(DIAG_css_unsupported_value, css_where(s, CSS_mask_composite), css_kw_name(how),
             css_name(CSS_mask_composite));
        how = KW_add;
    }
    if (how == KW_add) {
        if (!last)
            paint_from(p, s, layer + 1, depth, a);
        paint_one(p, s, layer, a);
        return;
    }
    begin_masked(p);
    paint_one(p, s, layer, a);
    begin_its_mask(p);
    paint_from(p, s, layer + 1, depth + 1, a);
    end_masked(p, how == KW_intersect ? MASK_ALPHA : MASK_INVERSE);
}

void paint_mask(struct painter *p, const struct css_style *s, const struct area *a)
{
    begin_its_mask(p);
    painter_claim(p, NULL, ARTIFACT_BACKGROUND);
    paint_from(p, s, 0, 0, a);
    p->canvas->ops->end_mask(p->canvas, MASK_ALPHA);
}
