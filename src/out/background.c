/* Background images: size, position and repetition in the origin box, clipped to the rounded border box (CSS Backgrounds 3, 3).
 */
#include "out/out-int.h"

#include <math.h>

enum { TILES_MAX = 10000 };

/* One axis: where the first tile stands, how far to the next, and the tile's own length, all in pt. */
struct axis {
    double at, step, size;
    int n;
};

double pt_value(const struct css_val *v, double base)
{
    double share = v->num / (double)FIX_ONE * base;
    return v->kind == CSS_LEN ? pt(v->len) : v->kind == CSS_CALC ? pt(v->len) + share : share;
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
    *w = x_auto ? iw * scale : pt_value(x, a->w);
    *h = y_auto ? ih * scale : pt_value(y, a->h);
    if (x_auto && !y_auto)
        *w = *h * iw / ih;
    else if (y_auto && !x_auto)
        *h = *w * ih / iw;
}

struct insets box_insets(const struct css_style *s, enum css_kw which)
{
    static const enum css_prop border[] = {CSS_border_top_width, CSS_border_right_width, CSS_border_bottom_width,
                                           CSS_border_left_width};
    static const enum css_prop padding[] = {CSS_padding_top, CSS_padding_right, CSS_padding_bottom, CSS_padding_left};
    struct insets in = {{0}};
    for (int i = 0; i < 4 && which != KW_border_box; i++)
        in.v[i] = pt(css_len(s, border[i], 0)) + (which == KW_content_box ? pt(css_len(s, padding[i], 0)) : 0);
    return in;
}

/* One axis of the tiles: `from` and `room` are the origin box's, clip_* the painted one's. */
static struct axis lay_axis(double from, double room, double clip_from, double clip_to, double size,
                            const struct css_val *position, enum css_kw repeat)
{
    double at = from + (position ? pt_value(position, room - size) : 0), step = size;
    int fit = size > 0 ? (int)fmin(TILES_MAX, floor(room / size + 1e-6)) : 0;
    if (repeat == KW_space && fit > 1) {
        at = from;
        step = (room - size) / (fit - 1);
    }
    struct axis a = {at, step, size, 1};
    if (repeat == KW_no_repeat || (repeat == KW_space && fit < 2) || size < 0.1)
        return a;
    a.at -= ceil((at - clip_from) / step) * step;
    a.n = (int)fmin(TILES_MAX, ceil((clip_to - a.at) / step));
    return a;
}

/* background-repeat: round makes a whole number of tiles fit (CSS Backgrounds 3, 3.4). */
static void round_tiles(const struct css_style *s, const struct area *a, double *w, double *h)
{
    if (!css_is(s, CSS_background_repeat, KW_round) || *w <= 0 || *h <= 0)
        return;
    *w = a->w / fmax(1, round(a->w / *w));
    *h = a->h / fmax(1, round(a->h / *h));
}

static void paint_tiles(struct painter *p, const struct css_style *s, const char *path, struct area a, const struct area *box)
{
    const struct image *image = doc_image(p->book->flow->doc, path, css_where(s, CSS_background_image));
    if (!image)
        return;
    enum css_kw repeat = css_kw(s, CSS_background_repeat);
    double w, h;
    tile_size(s, image, &a, &w, &h);
    round_tiles(s, &a, &w, &h);
    struct axis x = lay_axis(a.x, a.w, box->x, box->x + box->w, w, nth(s, CSS_background_position, 0),
                             repeat == KW_repeat_y ? KW_no_repeat : repeat);
    struct axis y = lay_axis(a.y, a.h, box->y, box->y + box->h, h, nth(s, CSS_background_position, 1),
                             repeat == KW_repeat_x ? KW_no_repeat : repeat);
    for (int j = 0; j < y.n; j++)
        for (int i = 0; i < x.n && j * x.n + i < TILES_MAX; i++)
            p->canvas->ops->image(p->canvas, image, x.at + i * x.step, y.at + j * y.step, w, h);
}

/* The last one lies lowest. */
void paint_background_image(struct painter *p, const struct css_style *s, const struct area *box)
{
    const struct css_val *v = &s->v[CSS_background_image];
    const struct css_list *l = css_list(s, CSS_background_image);
    struct insets in = box_insets(s, css_kw(s, CSS_background_origin));
    struct area a = {box->x + in.v[3], box->y + in.v[0], box->w - in.v[1] - in.v[3], box->h - in.v[0] - in.v[2]};
    if (v->kind == CSS_STR)
        paint_tiles(p, s, v->str, a, box);
    for (int i = l ? l->n - 1 : -1; i >= 0; i--)
        if (l->item[i].kind == CSS_I_FUNCTION)
            paint_gradient(p, s, &l->item[i], &a, box);
        else if (l->item[i].v.kind == CSS_STR)
            paint_tiles(p, s, l->item[i].v.str, a, box);
}
