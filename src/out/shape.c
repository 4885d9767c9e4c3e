// SPDX-License-Identifier: Apache-2.0
/* clip-path: a basic shape in a box of an element, or the box itself with its rounded corners (CSS
 * Masking 1, 5; CSS Shapes 1, 3). */
#include "out/out-int.h"

#include <math.h>

static double shape_radius(const struct css_val *v, double at, double size, double base)
{
    double near = fmin(fabs(at), fabs(size - at)), far = fmax(fabs(at), fabs(size - at));
    return v->kind != CSS_KEYWORD ? pt_value(v, base) : v->kw == KW_farthest_side ? far : near;
}

static void shape_inset(struct painter *p, const struct css_val *v[12], const struct area *a)
{
    double in[4];
    struct radii r;
    for (int i = 0; i < 4; i++) { /* top, right, bottom, left */
        in[i] = pt_value(v[i], i % 2 ? a->w : a->h);
        r.x[i] = pt_value(v[4 + i], a->w);
        r.y[i] = pt_value(v[8 + i], a->h);
    }
    for (int i = 0; i < 2; i++) { /* opposite insets that leave nothing are made smaller */
        double size = i ? a->w : a->h, sum = in[i] + in[i + 2];
        if (sum > size && sum > 0)
            in[i] *= size / sum, in[i + 2] *= size / sum;
    }
    struct area inner = {a->x + in[3], a->y + in[0], fmax(0, a->w - in[1] - in[3]),
                         fmax(0, a->h - in[0] - in[2])};
    radii_fit(&r, inner.w, inner.h);
    path_rounded(p, inner, &r, (double[]){0, 0, 0, 0});
}

static void shape_polygon(struct painter *p, const struct css_list *l, const struct area *a)
{
    for (int i = 1; i + 1 < l->n; i += 2) {
        double x = a->x + pt_value(&l->item[i].v, a->w),
               y = a->y + pt_value(&l->item[i + 1].v, a->h);
        i > 1 ? path_line(p, x, y) : path_move(p, x, y);
    }
    path_close(p);
    p->path.even_odd = l->item[0].v.kw == KW_evenodd;
}

static void shape_round(struct painter *p, const struct css_item *f, const struct area *a)
{
    const struct css_item *v = f->list->item;
    int n = f->list->n;
    bool circle = f->v.kw == KW_circle;
    double x = pt_value(&v[n - 2].v, a->w), y = pt_value(&v[n - 1].v, a->h),
           diagonal = hypot(a->w, a->h) / sqrt(2);
    double rx = shape_radius(&v[0].v, x, a->w, circle ? diagonal : a->w);
    double ry = shape_radius(&v[circle ? 0 : 1].v, y, a->h, circle ? diagonal : a->h);
    if (circle && v[0].v.kind == CSS_KEYWORD)
        rx = ry = v[0].v.kw == KW_farthest_side ? fmax(rx, ry) : fmin(rx, ry);
    path_ellipse(p, a->x + x, a->y + y, rx, ry);
}

/* The box that is named, inside the border box; those of SVG are a box's own. Outside it for the
 * margin box. */
static struct insets insets_of(const struct css_style *s, enum css_kw box, const struct area *b)
{
    static const enum css_prop margins[] = {CSS_margin_top, CSS_margin_right, CSS_margin_bottom,
                                            CSS_margin_left};
    if (box != KW_margin_box)
        return box_insets(s, box);
    struct insets in;
    for (int i = 0; i < 4; i++)
        in.v[i] = -pt_value(&s->v[margins[i]], b->w);
    return in;
}

void paint_clip_path(struct painter *p, const struct frag *f)
{
    const struct css_list *l = css_list(f->style, CSS_clip_path);
    const struct css_item *shape = NULL;
    enum css_kw box = KW_border_box;
    for (int i = 0; l && i < l->n; i++) {
        shape = l->item[i].kind == CSS_I_FUNCTION ? &l->item[i] : shape;
        box = l->item[i].kind == CSS_I_VALUE ? (enum css_kw)l->item[i].v.kw : box;
    }
    struct area a = {pt(f->x), pt(f->y), pt(f->w), pt(f->h)};
    struct insets in = insets_of(f->style, box, &a);
    if (!shape) {
        struct radii r = box_radii(f->style, f->w, f->h);
        path_rounded(p, a, &r, in.v);
        painter_clip(p);
        return;
    }
    a.x += in.v[3], a.w = fmax(0, a.w - in.v[1] - in.v[3]);
    a.y += in.v[0], a.h = fmax(0, a.h - in.v[0] - in.v[2]);
    if (shape->v.kw == KW_inset) {
        const struct css_val *v[12];
        for (int i = 0; i < 12; i++)
            v[i] = &shape->list->item[i].v;
        shape_inset(p, v, &a);
    } else if (shape->v.kw == KW_polygon) {
        shape_polygon(p, shape->list, &a);
    } else {
        shape_round(p, shape, &a);
    }
    painter_clip(p);
}
