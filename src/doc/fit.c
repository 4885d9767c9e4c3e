// SPDX-License-Identifier: Apache-2.0
/* The size of images: CSS 2.1 10.3.2, 10.6.2 and 10.4 for replaced elements, CSS Images 3 5.5 for
 * object-fit, and before them the wishes of imagedata (DocBook 5.2: width and depth are the
 * viewport, contentwidth and contentdepth the image in it). */
#include "doc/doc-int.h"

struct size {
    len w, h;
};

/* [fix] The resolution in the style; 0: the image's own counts. Together with from-image it applies
 * to images without one, or with that of a screen (CSS Images 4, 7.2). */
static int32_t resolution(const struct image *i, const struct css_style *s)
{
    const struct css_list *list = css_list(s, CSS_image_resolution);
    int32_t dpi = 0;
    bool own = false;
    for (int k = 0; list && k < list->n; k++) {
        own = own || list->item[k].v.kind == CSS_KEYWORD;
        dpi = list->item[k].v.kind == CSS_NUM ? list->item[k].v.num : dpi;
    }
    bool screen = (int64_t)i->width * 100 > (int64_t)i->px_width * 72 * LEN_PT;
    return i->px_width && dpi > 0 && (!own || screen) ? dpi : 0;
}

void doc_image_natural(const struct image *i, const struct css_style *s, len *w, len *h)
{
    int32_t dpi = resolution(i, s);
    *w = dpi ? len_scale(LEN_PT, (int64_t)i->px_width * 72 * FIX_ONE, dpi) : len_max(i->width, 1);
    *h = dpi ? len_scale(LEN_PT, (int64_t)i->px_height * 72 * FIX_ONE, dpi) : len_max(i->height, 1);
}

static struct size natural_size(const struct box *box)
{
    struct size a;
    doc_image_natural(box->u.image, box->style, &a.w, &a.h);
    return a;
}

/* Scales a to the width or height that is given (0: not), in proportion when only one is. */
static struct size resized(struct size a, len w, len h)
{
    if (w && h)
        return (struct size){w, h};
    if (w)
        return (struct size){w, len_max(1, len_scale(a.h, w, a.w))};
    return h ? (struct size){len_max(1, len_scale(a.w, h, a.h)), h} : a;
}

/* The same as CSS has it: a drawing without proportions keeps the side that is not given (CSS 2.1,
 * 10.3.2 and 10.6.2). */
static struct size css_resized(const struct box *box, struct size a, len w, len h)
{
    return box->u.image->unsized ? (struct size){w ? w : a.w, h ? h : a.h} : resized(a, w, h);
}

/* The largest size with a's proportions inside the viewport. */
static struct size contained(struct size a, struct size room)
{
    return (int64_t)a.w * room.h > (int64_t)a.h * room.w ? resized(a, room.w, 0)
                                                         : resized(a, 0, room.h);
}

/* ---- CSS ------------------------------------------------------------------------------------- */

/* What padding and border take of a size that the style gives (box-sizing, CSS UI 3, 4.1). */
static struct size taken(const struct css_style *s, len measure)
{
    if (!css_is(s, CSS_box_sizing, KW_border_box))
        return (struct size){0};
    const struct css_val *v = s->v;
    return (struct size){.w = len_add(len_add(v[CSS_border_left_width].len,
                                              v[CSS_border_right_width].len),
                                      len_add(css_len(s, CSS_padding_left, measure),
                                              css_len(s, CSS_padding_right, measure))),
                         .h = len_add(len_add(v[CSS_border_top_width].len,
                                              v[CSS_border_bottom_width].len),
                                      len_add(css_len(s, CSS_padding_top, measure),
                                              css_len(s, CSS_padding_bottom, measure)))};
}

/* [len] of the content box; 0: auto, none, or a percentage of what is not known. A size of 0 is 1:
 * too little to be seen. */
static len fit_given(const struct css_style *s, enum css_prop p, len base, len taken)
{
    const struct css_val *v = &s->v[p];
    bool percent = v->kind == CSS_PCT || v->kind == CSS_CALC;
    if (v->kind == CSS_KEYWORD || (percent && !base))
        return 0;
    return len_max(1, css_len(s, p, base) - taken);
}

/* The measure is that of the content: percentages count what is taken of it, too. */
static len given_width(const struct css_style *s, enum css_prop p, len measure)
{
    len edges = taken(s, measure).w;
    return fit_given(s, p, measure ? len_add(measure, edges) : 0, edges);
}

static len given_height(const struct css_style *s, enum css_prop p, len measure, len base)
{
    return fit_given(s, p, base, taken(s, measure).h);
}

static len clamped(len v, len least, len most)
{
    return len_max(most ? len_min(v, most) : v, least);
}

static struct size css_clamped(const struct box *box, struct size a, bool w_auto, bool h_auto,
                               len measure, len base)
{
    const struct css_style *s = box->style;
    len w = clamped(a.w, given_width(s, CSS_min_width, measure),
                    given_width(s, CSS_max_width, measure));
    if (w != a.w)
        a = h_auto ? css_resized(box, a, w, 0) : (struct size){w, a.h};
    len h = clamped(a.h, given_height(s, CSS_min_height, measure, base),
                    given_height(s, CSS_max_height, measure, base));
    if (h != a.h)
        a = w_auto ? css_resized(box, a, 0, h) : (struct size){a.w, h};
    return a;
}

static len in_proportion(len other, len to, len from)
{
    return from > 0 ? len_scale(other, to, from) : other;
}

/* The table of CSS 2.1 10.4, for automatic width and height: if their limits conflict, the
 * proportions are not kept. */
static struct size limited(const struct css_style *s, struct size a, len measure, len base)
{
    len min_w = given_width(s, CSS_min_width, measure),
        min_h = given_height(s, CSS_min_height, measure, base),
        max_w = given_width(s, CSS_max_width, measure),
        max_h = given_height(s, CSS_max_height, measure, base);
    max_w = max_w ? len_max(max_w, min_w) : LEN_MAX;
    max_h = max_h ? len_max(max_h, min_h) : LEN_MAX;
    bool wide = a.w > max_w, narrow = a.w<min_w, high = a.h> max_h, low = a.h < min_h;
    if (wide && high)
        (int64_t) max_w *a.h <= (int64_t)max_h *a.w ? (high = false) : (wide = false);
    if (narrow && low)
        (int64_t) min_w *a.h <= (int64_t)min_h *a.w ? (narrow = false) : (low = false);
    if ((wide && low) || (narrow && high))
        return (struct size){wide ? max_w : min_w, low ? min_h : max_h};
    if (wide)
        return (struct size){max_w, len_max(in_proportion(a.h, max_w, a.w), min_h)};
    if (narrow)
        return (struct size){min_w, len_min(in_proportion(a.h, min_w, a.w), max_h)};
    if (high)
        return (struct size){len_max(in_proportion(a.w, max_h, a.h), min_w), max_h};
    if (low)
        return (struct size){len_min(in_proportion(a.w, min_h, a.h), max_w), min_h};
    return a;
}

/* object-fit and object-position are left to painting. */
static struct image_fit in_room(struct size room, bool share)
{
    return (struct image_fit){.share = share,
                              .width = room.w,
                              .height = room.h,
                              .w = room.w,
                              .h = room.h};
}

static struct image_fit css_fit(const struct box *box, struct size natural, len w, len h,
                                len measure, len base)
{
    return in_room(css_clamped(box, css_resized(box, natural, w, h), !w, !h, measure, base), false);
}

/* ---- the wishes of imagedata ----------------------------------------------------------------- */

static len wished(const struct css_val *v, len base)
{
    return v->kind == CSS_LEN   ? len_max(0, v->len)
           : v->kind == CSS_PCT ? len_max(0, len_fix(base, v->num))
                                : 0;
}

static len fit_aligned(enum css_kw kw, len space)
{
    return kw == KW_right || kw == KW_bottom    ? space
           : kw == KW_center || kw == KW_middle ? space / 2
                                                : 0;
}

static struct image_fit wish_fit(const struct image_wish *k, struct size natural, len measure,
                                 len max_height)
{
    len w = wished(&k->width, measure), h = wished(&k->depth, max_height);
    struct size a = natural, room;
    if (k->scale)
        a = (struct size){len_max(1, len_fix(a.w, k->scale)), len_max(1, len_fix(a.h, k->scale))};
    a = resized(a, wished(&k->content_width, natural.w), wished(&k->content_depth, natural.h));
    if (k->fit && (w || h))
        a = w && h ? contained(natural, (struct size){w, h}) : resized(natural, w, h);
    room = (struct size){w ? w : a.w, h ? h : a.h};
    return (struct image_fit){.width = room.w,
                              .height = room.h,
                              .x = fit_aligned(k->align, room.w - a.w),
                              .y = fit_aligned(k->valign, room.h - a.h),
                              .w = a.w,
                              .h = a.h};
}

static struct image_fit scaled(struct image_fit f, len to, len from)
{
    len *side[] = {&f.width, &f.height, &f.x, &f.y, &f.w, &f.h};
    for (size_t i = 0; i < sizeof side / sizeof *side; i++)
        *side[i] = len_scale(*side[i], to, from);
    return f;
}

static bool any_wish(const struct image_wish *k)
{
    const struct css_val *v[] = {&k->width, &k->depth, &k->content_width, &k->content_depth};
    bool any = k->scale;
    for (size_t i = 0; i < sizeof v / sizeof *v; i++)
        any = any || v[i]->kind == CSS_LEN || v[i]->kind == CSS_PCT;
    return any;
}

/* A size not given, within the share of the measure that the style allows. */
static struct size within_share(const struct box *box, struct size natural, len measure)
{
    const struct css_val *share = &box->style->v[CSS_koki_natural_width];
    len most = share->kind == CSS_PCT && measure > 0 && !any_wish(box->u.wish)
                   ? len_max(1, len_fix(measure, share->num))
                   : LEN_MAX;
    return natural.w > most ? resized(natural, most, 0) : natural;
}

struct image_fit doc_image_fit_given(const struct box *box, len w, len h, len measure, len base)
{
    const struct css_style *s = box->style;
    struct size natural = natural_size(box);
    struct size a = css_resized(box, natural, w ? w : given_width(s, CSS_width, measure),
                                h ? h : given_height(s, CSS_height, measure, base));
    if (!w)
        a.w = clamped(a.w, given_width(s, CSS_min_width, measure),
                      given_width(s, CSS_max_width, measure));
    if (!h)
        a.h = clamped(a.h, given_height(s, CSS_min_height, measure, base),
                      given_height(s, CSS_max_height, measure, base));
    return in_room(a, false);
}

len doc_image_transferred(const struct box *box)
{
    const struct css_style *s = box->style;
    struct size a = natural_size(box);
    len given = given_height(s, CSS_height, 0, 0),
        h = clamped(given ? given : a.h, given_height(s, CSS_min_height, 0, 0),
                    given_height(s, CSS_max_height, 0, 0));
    return given || h != a.h ? css_resized(box, a, 0, h).w : 0;
}

len doc_image_unlimited(const struct box *box, len measure)
{
    len own = within_share(box, natural_size(box), measure).w, by = doc_image_transferred(box);
    return any_wish(box->u.wish) ? 0 : len_min(by ? by : own, measure);
}

bool doc_image_is_ratio(const struct box *box)
{
    const struct image *i = box->u.image;
    return i->no_width && i->no_height && !i->unsized && !any_wish(box->u.wish);
}

struct image_fit doc_image_fit(const struct box *box, len measure, len max_height, len base)
{
    const struct css_style *s = box->style;
    struct size natural = natural_size(box);
    len w = given_width(s, CSS_width, measure), h = given_height(s, CSS_height, measure, base);
    if (w || h)
        return css_fit(box, natural, w, h, measure, base);
    struct size own = within_share(box, natural, measure);
    struct image_fit f = wish_fit(box->u.wish, own, measure, max_height);
    f.share = own.w < natural.w;
    struct size to = {f.width, f.height};
    to = box->u.image->unsized && !any_wish(box->u.wish)
             ? css_clamped(box, to, true, true, measure, base)
             : limited(s, to, measure, base);
    if (!any_wish(box->u.wish) && (to.w != f.width || to.h != f.height))
        f = in_room(to, f.share);
    else if (to.w != f.width)
        f = scaled(f, to.w, f.width);
    if (measure > 0 && f.width > measure)
        f = scaled(f, measure, f.width);
    if (max_height > 0 && f.height > max_height)
        f = scaled(f, max_height, f.height);
    return f;
}
