// SPDX-License-Identifier: Apache-2.0
/* Images and gradients of backgrounds and masks: layers, each with size, position and repetition in
 * its origin box (CSS Backgrounds 3, 3; CSS Masking 1, 7). */
#include "out/out-int.h"

#include <math.h>

enum { TILES_MAX = 100000 };

/* One axis: position of the first tile, distance to the next, and the tile's own length, all in
 * pt. */
struct axis {
    double at, step, size;
    int n;
};

/* The values of a layer: shorter lists are repeated. */
static const struct css_item *layer_of(const struct css_style *s, enum css_prop prop, int layer,
                                       int *n)
{
    const struct css_list *l = css_list(s, prop);
    int layers = 1, i = 0;
    for (int k = 1; k < l->n; k++)
        layers += l->item[k].comma;
    for (layer %= layers; layer; layer--)
        for (i++; !l->item[i].comma; i++)
            ;
    for (*n = 1; i + *n < l->n && !l->item[i + *n].comma; ++*n)
        ;
    return &l->item[i];
}

const struct layered of_background = {.image = CSS_background_image,
                                      .repeat = CSS_background_repeat,
                                      .position = CSS_background_position,
                                      .size = CSS_background_size,
                                      .origin = CSS_background_origin,
                                      .clip = CSS_background_clip,
                                      .fixed = true};
const struct layered of_mask = {.image = CSS_mask_image,
                                .repeat = CSS_mask_repeat,
                                .position = CSS_mask_position,
                                .size = CSS_mask_size,
                                .origin = CSS_mask_origin,
                                .clip = CSS_mask_clip};

int layers_of(const struct css_style *s, const struct layered *of)
{
    const struct css_list *l = css_list(s, of->image);
    return l ? l->n : 0;
}

enum css_kw layer_keyword(const struct css_style *s, enum css_prop prop, int layer)
{
    int n;
    return css_list(s, prop) ? (enum css_kw)layer_of(s, prop, layer, &n)->v.kw : css_kw(s, prop);
}

/* The tile's size: cover, contain, or a length or percentage an axis; auto keeps the proportions of
 * an image, and fills the area with a gradient, which has none. */
static void tile_size(const struct css_style *s, const struct layered *of, int layer,
                      const struct image *image, const struct area *a, double *w, double *h)
{
    int n;
    const struct css_item *size = layer_of(s, of->size, layer, &n);
    const struct css_val *x = &size[0].v, *y = n > 1 ? &size[1].v : NULL;
    double iw = a->w, ih = a->h;
    bool ratio = image && !image->unsized;
    if (image)
        image_own_size(image, s, a->w, a->h, &iw, &ih);
    enum css_kw how = x->kind == CSS_KEYWORD ? (enum css_kw)x->kw : KW_NONE_GIVEN;
    bool x_auto = x->kind == CSS_KEYWORD, y_auto = !y || y->kind == CSS_KEYWORD;
    double scale = how == KW_cover     ? fmax(a->w / iw, a->h / ih)
                   : how == KW_contain ? fmin(a->w / iw, a->h / ih)
                                       : 1;
    bool fills = !ratio && (how == KW_cover || how == KW_contain);
    *w = fills ? a->w : x_auto ? iw * scale : pt_value(x, a->w);
    *h = fills ? a->h : y_auto ? ih * scale : pt_value(y, a->h);
    if (x_auto && !y_auto && ratio)
        *w = *h * iw / ih;
    else if (y_auto && !x_auto && ratio)
        *h = *w * ih / iw;
}

struct insets box_insets(const struct css_style *s, enum css_kw which)
{
    struct insets in = {{0}};
    bool content = which == KW_content_box || which == KW_fill_box;
    for (int i = 0; i < 4 && (content || which == KW_padding_box); i++)
        in.v[i] = pt(css_len(s, css_border_width[i], 0)) +
                  (content ? pt(css_len(s, css_padding[i], 0)) : 0);
    return in;
}

/* One axis of the tiles: `from` and `room` are the origin box's, clip_* the painted one's. A tile
 * that is one pixel long there (plain) is stretched instead of repeated: that looks the same. */
static struct axis lay_axis(double from, double room, double clip_from, double clip_to, double size,
                            const struct css_val *position, enum css_kw repeat, bool plain)
{
    double at = from + (position ? pt_value(position, room - size) : 0), step = size;
    int fit = size > 0 ? (int)fmin(TILES_MAX, floor(room / size + 1e-6)) : 0;
    if (repeat == KW_space && fit > 1) {
        at = from;
        step = (room - size) / (fit - 1);
    }
    struct axis a = {at, step, size, 1};
    if (repeat == KW_no_repeat || (repeat == KW_space && fit < 2) || step <= 0)
        return a;
    a.at -= ceil((at - clip_from) / step) * step;
    double n = ceil((clip_to - a.at) / step);
    if (plain && n > 1 && repeat != KW_space)
        a.size = n * step;
    else
        a.n = (int)fmin(TILES_MAX + 1, n);
    return a;
}

/* How a layer repeats across and down. */
static void repetition(const struct css_style *s, const struct layered *of, int layer,
                       enum css_kw how[2])
{
    int n;
    const struct css_item *v = layer_of(s, of->repeat, layer, &n);
    how[0] = (enum css_kw)v[0].v.kw;
    how[1] = (enum css_kw)v[n - 1].v.kw;
    if (how[0] == KW_repeat_x || how[0] == KW_repeat_y) {
        bool across = how[0] == KW_repeat_x;
        how[0] = across ? KW_repeat : KW_no_repeat;
        how[1] = across ? KW_no_repeat : KW_repeat;
    }
}

/* A whole number of tiles that fit (CSS Backgrounds 3, 3.4); an axis that is auto keeps the
 * proportions. */
static void round_tiles(const struct css_style *s, const struct layered *of, int layer,
                        const enum css_kw how[2], const struct area *a, double *w, double *h)
{
    int n;
    const struct css_item *size = layer_of(s, of->size, layer, &n);
    double before[2] = {*w, *h};
    if (*w <= 0 || *h <= 0)
        return;
    if (how[0] == KW_round)
        *w = a->w / fmax(1, round(a->w / *w));
    if (how[1] == KW_round)
        *h = a->h / fmax(1, round(a->h / *h));
    if (how[0] == KW_round && how[1] != KW_round && (n < 2 || size[1].v.kind == CSS_KEYWORD))
        *h *= *w / before[0];
    else if (how[1] == KW_round && how[0] != KW_round && size[0].v.kind == CSS_KEYWORD)
        *w *= *h / before[1];
}

/* The area for position and size, of a border box: for fixed ones, on paper, the page, but within a
 * transform as if they were scrolled (CSS Transforms 1, 3). */
static struct area origin_of(struct painter *p, const struct css_style *s, const struct layered *of,
                             int layer, const struct area *box)
{
    bool transformed = p->turn.n && p->turn.v[p->turn.n - 1].transformed;
    if (of->fixed && layer_keyword(s, CSS_background_attachment, layer) == KW_fixed && !transformed)
        return (struct area){0, 0, pt(p->page->css->width), pt(p->page->css->height)};
    struct insets in = box_insets(s, layer_keyword(s, of->origin, layer));
    return (struct area){box->x + in.v[3], box->y + in.v[0], box->w - in.v[1] - in.v[3],
                         box->h - in.v[0] - in.v[2]};
}

void paint_layer(struct painter *p, const struct css_style *s, const struct layered *of, int layer,
                 const struct area *box, const struct area *origin)
{
    const struct css_item *item = &css_list(s, of->image)->item[layer];
    bool gradient = item->kind == CSS_I_FUNCTION;
    const struct image *image = gradient || item->v.kind != CSS_STR
                                    ? NULL
                                    : doc_image_oriented(p->book->flow->doc,
                                                         doc_image(p->book->flow->doc, item->v.str,
                                                                   css_where(s, of->image)),
                                                         s);
    if ((!image && !gradient) || (image && image->blank))
        return;
    struct area a = origin_of(p, s, of, layer, origin);
    enum css_kw how[2];
    double w, h;
    int n;
    const struct css_item *at = layer_of(s, of->position, layer, &n);
    repetition(s, of, layer, how);
    tile_size(s, of, layer, image, &a, &w, &h);
    round_tiles(s, of, layer, how, &a, &w, &h);
    struct axis x = lay_axis(a.x, a.w, box->x, box->x + box->w, w, &at[0].v, how[0],
                             image && image->px_width == 1);
    struct axis y = lay_axis(a.y, a.h, box->y, box->y + box->h, h, &at[1].v, how[1],
                             image && image->px_height == 1);
    if (x.size <= 0 || y.size <= 0)
        return;
    int64_t all = (int64_t)x.n * y.n;
    if (all > TILES_MAX)
        diag(DIAG_out_tiles, css_where(s, of->image), TILES_MAX);
    for (int i = 0; i < all && i < TILES_MAX; i++) {
        double tx = x.at + i % x.n * x.step, ty = y.at + i / x.n * y.step;
        if (gradient)
            paint_gradient(p, s, item, tx, ty, w, h);
        else
            p->canvas->ops->image(p->canvas, image, tx, ty, x.size, y.size);
    }
}
