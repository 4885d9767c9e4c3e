// SPDX-License-Identifier: Apache-2.0
/* Images of borders (CSS Backgrounds 3, 6): an image is cut into nine parts by four lines; those at
 * the corners fill the corners of the border, those between them are scaled and repeated along its
 * sides, the middle one over the box. A part is the whole image, clipped and moved. */
#include "out/out-int.h"

#include <math.h>

enum { PARTS_MAX = 10000 };

/* The value of a side in a list of one to four values. */
static const struct css_val *side_value(const struct css_list *l, int side)
{
    int from = 0, n = 0;
    while (from < l->n && l->item[from].v.kind == CSS_KEYWORD && l->item[from].v.kw == KW_fill)
        from++;
    while (from + n < l->n &&
           !(l->item[from + n].v.kind == CSS_KEYWORD && l->item[from + n].v.kw == KW_fill))
        n++;
    int place = side < n                              ? side
                : side == SIDE_LEFT && n > SIDE_RIGHT ? SIDE_RIGHT
                : side == SIDE_BOTTOM                 ? SIDE_TOP
                                                      : 0;
    return &l->item[from + place].v;
}

static bool fills(const struct css_list *l)
{
    for (int i = 0; i < l->n; i++)
        if (l->item[i].v.kind == CSS_KEYWORD && l->item[i].v.kw == KW_fill)
            return true;
    return false;
}

/* The source: one of two, with its size [pt] and that of its unit, to which numbers count. */
struct source {
    const struct image *image;
    const struct css_item *gradient;
    double w, h, unit_x, unit_y;
};

/* Pixels of a raster image, px of a drawing or a gradient. */
static bool find_source(struct painter *p, const struct css_style *s, const struct area *area,
                        struct source *out)
{
    const struct css_list *l = css_list(s, CSS_border_image_source);
    const double px = .75;
    *out = (struct source){.w = area->w, .h = area->h, .unit_x = px, .unit_y = px};
    if (!l || !l->n)
        return false;
    if (l->item[0].kind == CSS_I_FUNCTION) {
        out->gradient = &l->item[0];
        return true;
    }
    if (l->item[0].v.kind != CSS_STR)
        return false;
    struct doc *doc = p->book->flow->doc;
    const struct image *image = doc_image_oriented(doc,
                                                   doc_image(doc, l->item[0].v.str,
                                                             css_where(s, CSS_border_image_source)),
                                                   s);
    if (!image || image->blank || image->unfit)
        return false;
    out->image = image;
    image_own_size(image, s, area->w, area->h, &out->w, &out->h);
    if (image->px_width > 0 && image->px_height > 0)
        out->unit_x = out->w / image->px_width, out->unit_y = out->h / image->px_height;
    return true;
}

/* One axis: the beginning and the length of the image's three parts, and the beginnings of those of
 * the border's area, with its end [pt]. */
struct axis {
    double cut[3], size[3], at[4];
};

static struct axis axis_of(double size, double first, double last, double from, double room,
                           double wide_first, double wide_last)
{
    return (struct axis){{0, first, size - last},
                         {first, fmax(0, size - first - last), last},
                         {from, from + wide_first, from + room - wide_last, from + room}};
}

/* How a side's part is repeated over a length: the place of the first, from the side's beginning,
 * the way to the next, and how many there are. */
struct run {
    double at, step, size;
    int n;
};

static struct run run_of(enum css_kw how, double room, double size)
{
    double n = size > 0 ? room / size : 0;
    if (how == KW_stretch || size <= 0)
        return (struct run){0, room, room, 1};
    if (how == KW_round) {
        n = fmin(PARTS_MAX, fmax(1, round(n)));
        return (struct run){0, room / n, room / n, (int)n};
    }
    if (how == KW_space) {
        n = fmin(PARTS_MAX, floor(n + 1e-6));
        double gap = (room - n * size) / (n + 1);
        return (struct run){gap, size + gap, size, (int)n};
    }
    double before = fmin(PARTS_MAX / 2, ceil((n - 1) / 2 - 1e-6)); /* one is in the middle */
    before = fmax(before, 0);
    return (struct run){(room - size) / 2 - before * size, size, size, 2 * (int)before + 1};
}

/* One part of the image, in its place, clipped to that of its row. */
static void put_part(struct painter *p, const struct css_style *s, const struct source *from,
                     const struct area *cut, const struct area *to, const struct area *clip)
{
    double sx = to->w / cut->w, sy = to->h / cut->h;
    double x0 = fmax(to->x, clip->x), x1 = fmin(to->x + to->w, clip->x + clip->w),
           y0 = fmax(to->y, clip->y), y1 = fmin(to->y + to->h, clip->y + clip->h);
    if (x1 <= x0 || y1 <= y0)
        return;
    painter_save(p);
    path_rect(p, x0, y0, x1 - x0, y1 - y0);
    painter_clip(p);
    painter_transform(p, sx, 0, 0, sy, to->x - cut->x * sx, to->y - cut->y * sy);
    if (from->gradient)
        paint_gradient(p, s, from->gradient, 0, 0, from->w, from->h);
    else
        p->canvas->ops->image(p->canvas, from->image, 0, 0, from->w, from->h);
    painter_restore(p);
}

/* The part in a column and a row, 0 to 2 each, scaled across by one factor and down by the other
 * before it is repeated. */
static void put_parts(struct painter *p, const struct css_style *s, const struct source *from,
                      const struct axis axis[2], int column, int row, const double scale[2],
                      const enum css_kw how[2])
{
    const struct axis *x = &axis[0], *y = &axis[1];
    struct area cut = {x->cut[column], y->cut[row], x->size[column], y->size[row]};
    struct area to = {x->at[column], y->at[row], x->at[column + 1] - x->at[column],
                      y->at[row + 1] - y->at[row]};
    if (cut.w <= 0 || cut.h <= 0 || to.w <= 0 || to.h <= 0)
        return;
    struct run across = run_of(column == 1 ? how[0] : KW_stretch, to.w, cut.w * scale[0]),
               down = run_of(row == 1 ? how[1] : KW_stretch, to.h, cut.h * scale[1]);
    for (int j = 0; j < down.n; j++)
        for (int i = 0; i < across.n && j * across.n + i < PARTS_MAX; i++)
            put_part(p, s, from, &cut,
                     &(struct area){to.x + across.at + i * across.step,
                                    to.y + down.at + j * down.step, across.size, down.size},
                     &to);
}

/* The scale of a side's part, as wide as the border there; 0: there is none. */
static double scale_of(double wide, double cut) { return cut > 0 ? wide / cut : 0; }

/* [pt] how far each of the four lines is from its side of the image. */
static void slices(const struct css_style *s, const struct source *from, double out[4])
{
    const struct css_list *l = css_list(s, CSS_border_image_slice);
    for (int i = 0; i < 4; i++) {
        const struct css_val *v = side_value(l, i);
        bool across = i == SIDE_RIGHT || i == SIDE_LEFT;
        double size = across ? from->w : from->h, unit = across ? from->unit_x : from->unit_y;
        out[i] = v->kind == CSS_NUM ? v->num / (double)FIX_ONE * unit : pt_value(v, size);
        out[i] = fmin(size, fmax(0, out[i]));
    }
}

/* [pt] the widths of the image's sides in its area; auto: those of its own parts. Those that
 * overlap are made smaller, in proportion. */
static void widths(const struct css_style *s, const struct area *a, const double border[4],
                   const double slice[4], bool gradient, double out[4])
{
    const struct css_list *l = css_list(s, CSS_border_image_width);
    double f = 1;
    for (int i = 0; i < 4; i++) {
        const struct css_val *v = side_value(l, i);
        out[i] = v->kind == CSS_NUM ? v->num / (double)FIX_ONE * border[i]
                 : v->kind == CSS_KEYWORD
                     ? (gradient ? border[i] : slice[i])
                     : pt_value(v, i == SIDE_RIGHT || i == SIDE_LEFT ? a->w : a->h);
    }
    if (out[SIDE_LEFT] + out[SIDE_RIGHT] > a->w)
        f = fmin(f, a->w / (out[SIDE_LEFT] + out[SIDE_RIGHT]));
    if (out[SIDE_TOP] + out[SIDE_BOTTOM] > a->h)
        f = fmin(f, a->h / (out[SIDE_TOP] + out[SIDE_BOTTOM]));
    for (int i = 0; i < 4; i++)
        out[i] *= f;
}

bool paint_border_image(struct painter *p, const struct css_style *s, const struct area *box,
                        unsigned edges)
{
    if (!edges || css_is(s, CSS_border_image_source, KW_none))
        return false;
    struct insets in = box_insets(s, KW_padding_box);
    const struct css_list *outset = css_list(s, CSS_border_image_outset),
                          *repeat = css_list(s, CSS_border_image_repeat);
    double border[4], out[4], slice[4], wide[4];
    for (int i = 0; i < 4; i++) {
        const struct css_val *v = side_value(outset, i);
        border[i] = edges & 1u << i ? in.v[i] : 0;
        out[i] = !(edges & 1u << i)   ? 0
                 : v->kind == CSS_NUM ? v->num / (double)FIX_ONE * border[i]
                                      : pt_value(v, 0);
    }
    struct area a = {box->x - out[SIDE_LEFT], box->y - out[SIDE_TOP],
                     box->w + out[SIDE_LEFT] + out[SIDE_RIGHT],
                     box->h + out[SIDE_TOP] + out[SIDE_BOTTOM]};
    struct source from;
    if (!find_source(p, s, &a, &from))
        return false;
    slices(s, &from, slice);
    widths(s, &a, border, slice, from.gradient, wide);
    for (int i = 0; i < 4; i++)
        wide[i] = edges & 1u << i ? wide[i] : 0;
    const struct axis axis[2] = {axis_of(from.w, slice[SIDE_LEFT], slice[SIDE_RIGHT], a.x, a.w,
                                         wide[SIDE_LEFT], wide[SIDE_RIGHT]),
                                 axis_of(from.h, slice[SIDE_TOP], slice[SIDE_BOTTOM], a.y, a.h,
                                         wide[SIDE_TOP], wide[SIDE_BOTTOM])};
    const enum css_kw how[2] = {(enum css_kw)repeat->item[0].v.kw,
                                (enum css_kw)repeat->item[repeat->n - 1].v.kw};
    const double side[4] = {scale_of(wide[SIDE_TOP], slice[SIDE_TOP]),
                            scale_of(wide[SIDE_RIGHT], slice[SIDE_RIGHT]),
                            scale_of(wide[SIDE_BOTTOM], slice[SIDE_BOTTOM]),
                            scale_of(wide[SIDE_LEFT], slice[SIDE_LEFT])};
    /* 6.6: the middle is scaled as the top and the left are, or else the bottom and the right. */
    double middle[2] = {side[SIDE_TOP] > 0      ? side[SIDE_TOP]
                        : side[SIDE_BOTTOM] > 0 ? side[SIDE_BOTTOM]
                                                : 1,
                        side[SIDE_LEFT] > 0    ? side[SIDE_LEFT]
                        : side[SIDE_RIGHT] > 0 ? side[SIDE_RIGHT]
                                               : 1};
    for (int row = 0; row < 3; row++)
        for (int column = 0; column < 3; column++) {
            double scale[2] = {row == 1 ? middle[0] : side[row == 0 ? SIDE_TOP : SIDE_BOTTOM],
                               column == 1 ? middle[1]
                                           : side[column == 0 ? SIDE_LEFT : SIDE_RIGHT]};
            if (row != 1 || column != 1 || fills(css_list(s, CSS_border_image_slice)))
                put_parts(p, s, &from, axis, column, row, scale, how);
        }
    return true;
}
