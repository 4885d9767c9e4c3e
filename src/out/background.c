/* Background pictures: size, position and repetition in the origin box, clipped to the rounded border box (CSS Backgrounds 3, 3).
 */
#include "out/out-int.h"

#include <math.h>

enum { TILES_MAX = 10000 };

/* One axis: where the first tile stands, how far to the next, and the tile's own length, all in pt. */
struct axis {
    double at, step, size;
    int n;
};

static double value(const struct css_val *v, double base)
{
    return v->kind == CSS_LEN    ? pt(v->len)
           : v->kind == CSS_CALC ? pt(v->len) + v->num / (double)FIX_ONE * base
                                 : v->num / (double)FIX_ONE * base;
}

static const struct css_val *nth(const struct css_style *s, enum css_prop prop, int i)
{
    const struct css_list *l = css_list(s, prop);
    return l && i < l->n ? &l->item[i].v : NULL;
}

/* The tile's size: cover, contain, or a length or percentage an axis, auto keeping the proportions. */
static void tile_size(const struct css_style *s, const struct image *image, const struct area *a, double *w, double *h)
{
    double iw = fmax(pt(image->width), 0.01), ih = fmax(pt(image->height), 0.01);
    enum css_kw how = css_kw(s, CSS_background_size);
    const struct css_val *x = nth(s, CSS_background_size, 0), *y = nth(s, CSS_background_size, 1);
    bool x_auto = !x || x->kind == CSS_KEYWORD, y_auto = !y || y->kind == CSS_KEYWORD;
    double scale = how == KW_cover ? fmax(a->w / iw, a->h / ih) : how == KW_contain ? fmin(a->w / iw, a->h / ih) : 1;
    *w = x_auto ? iw * scale : value(x, a->w);
    *h = y_auto ? ih * scale : value(y, a->h);
    if (x_auto && !y_auto)
        *w = *h * iw / ih;
    else if (y_auto && !x_auto)
        *h = *w * ih / iw;
}

static struct axis lay_axis(double from, double room, double clip_from, double clip_to, double size,
                            const struct css_val *position, bool repeat)
{
    double at = from + (position ? value(position, room - size) : 0);
    struct axis a = {at, size, size, 1};
    if (!repeat || size < 0.1)
        return a;
    a.at -= ceil((at - clip_from) / size) * size;
    a.n = (int)fmin(TILES_MAX, ceil((clip_to - a.at) / size));
    return a;
}

static struct area padding_box(const struct css_style *s, const struct area *b)
{
    double t = pt(css_len(s, CSS_border_top_width, 0)), l = pt(css_len(s, CSS_border_left_width, 0));
    return (struct area){b->x + l, b->y + t, b->w - l - pt(css_len(s, CSS_border_right_width, 0)),
                         b->h - t - pt(css_len(s, CSS_border_bottom_width, 0))};
}

void paint_background_image(struct painter *p, const struct css_style *s, const struct area *box)
{
    const struct css_val *v = &s->v[CSS_background_image];
    const struct image *image =
        v->kind == CSS_STR ? doc_image(p->book->flow->doc, v->str, xmlDocGetRootElement(p->book->flow->doc->xml)) : NULL;
    if (!image)
        return;
    struct area a = css_is(s, CSS_background_origin, KW_border_box) ? *box : padding_box(s, box);
    enum css_kw repeat = css_kw(s, CSS_background_repeat);
    double w, h;
    tile_size(s, image, &a, &w, &h);
    struct axis x = lay_axis(a.x, a.w, box->x, box->x + box->w, w, nth(s, CSS_background_position, 0),
                             repeat != KW_no_repeat && repeat != KW_repeat_y);
    struct axis y = lay_axis(a.y, a.h, box->y, box->y + box->h, h, nth(s, CSS_background_position, 1),
                             repeat != KW_no_repeat && repeat != KW_repeat_x);
    for (int j = 0; j < y.n; j++)
        for (int i = 0; i < x.n && j * x.n + i < TILES_MAX; i++)
            paint_picture(p, image, &(struct area){x.at + i * x.step, y.at + j * y.step, w, h});
}
