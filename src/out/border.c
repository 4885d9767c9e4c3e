// SPDX-License-Identifier: Apache-2.0
/* Backgrounds and borders of boxes, square and rounded.
 *
 * A solid border is stroked: viewers draw thin strokes evenly, thin fills not. Sides of different
 * colours meet on the diagonal of their corner as filled trapezoids; sides of one colour overlap in
 * the corner, since two fills that only touch show a hairline between them. */
#include "out/out-int.h"

#include <math.h>
#include <string.h>

static const double SHORT = 0.0005; /* [pt] */

struct side {
    double width; /* [pt] 0: there is none */
    enum css_kw style;
    const struct css_color *color; /* NULL: transparent */
};
static const enum css_prop radius_prop[] = {CSS_border_top_left_radius, CSS_border_top_right_radius,
                                            CSS_border_bottom_right_radius,
                                            CSS_border_bottom_left_radius};

static struct side side_of(const struct css_style *s, int i, unsigned edges)
{
    enum css_kw style = css_kw(s, css_border_style[i]);
    if (!(edges & 1u << i) || style == KW_none || style == KW_hidden)
        return (struct side){0};
    return (struct side){pt(css_len(s, css_border_width[i], 0)), style,
                         css_color(s, css_border_color[i])};
}

/* ---- rounded rectangles ---------------------------------------------------------------------- */

static bool corner_is_cut(unsigned edges, int corner)
{
    static const unsigned both[] = {EDGE_TOP | EDGE_LEFT, EDGE_TOP | EDGE_RIGHT,
                                    EDGE_BOTTOM | EDGE_RIGHT, EDGE_BOTTOM | EDGE_LEFT};
    return (edges & both[corner]) != both[corner];
}

/* [pt] one radius of a corner: of the list's horizontal or vertical part, percentages of that side
 * of the box. */
static double radius(const struct css_style *s, int corner, int part, double side)
{
    const struct css_list *l = css_list(s, radius_prop[corner]);
    return l ? fmax(0, pt_value(&l->item[part].v, side)) : 0;
}

void radii_fit(struct radii *r, double w, double h)
{
    double scale = 1;
    for (int i = 0; i < 4; i++) {
        const double *along = i % 2 ? r->y : r->x;
        double room = i % 2 ? h : w, need = along[i] + along[(i + 1) % 4];
        if (need > room)
            scale = fmin(scale, room / need);
    }
    for (int i = 0; i < 4; i++) {
        r->x[i] *= scale;
        r->y[i] *= scale;
    }
}

/* The effective radii: none at cuts. */
static struct radii radii_of(const struct css_style *s, len w, len h, unsigned edges)
{
    struct radii r;
    for (int i = 0; i < 4; i++) {
        r.x[i] = radius(s, i, 0, pt(w));
        r.y[i] = radius(s, i, 1, pt(h));
        if (corner_is_cut(edges, i) || r.x[i] == 0 || r.y[i] == 0)
            r.x[i] = r.y[i] = 0;
    }
    radii_fit(&r, pt(w), pt(h));
    return r;
}

struct radii box_radii(const struct css_style *s, len w, len h)
{
    return radii_of(s, w, h, EDGE_ALL);
}

/* Inside, the radii are less by the widths of the sides that meet (CSS Backgrounds 3, 5.2). */
void path_rounded(struct painter *p, struct area b, const struct radii *radii, const double in[4])
{
    static const double k = 0.5522847498; /* a quarter of a circle as one Bezier curve */
    double x[] = {b.x + in[SIDE_LEFT], b.x + b.w - in[SIDE_RIGHT]},
           y[] = {b.y + in[SIDE_TOP], b.y + b.h - in[SIDE_BOTTOM]};
    double rx[4], ry[4];
    bool square = true;
    for (int i = 0; i < 4; i++) {
        rx[i] = radii->x[i] > 0
                    ? fmax(0, radii->x[i] - in[i == 0 || i == 3 ? SIDE_LEFT : SIDE_RIGHT])
                    : 0;
        ry[i] = radii->y[i] > 0 ? fmax(0, radii->y[i] - in[i < 2 ? SIDE_TOP : SIDE_BOTTOM]) : 0;
        square &= rx[i] == 0 || ry[i] == 0;
    }
    if (square) {
        path_rect(p, x[0], y[0], x[1] - x[0], y[1] - y[0]);
        return;
    }
    path_move(p, x[0], y[0] + ry[0]);
    path_curve(p, x[0], y[0] + (1 - k) * ry[0], x[0] + (1 - k) * rx[0], y[0], x[0] + rx[0], y[0]);
    path_line(p, x[1] - rx[1], y[0]);
    path_curve(p, x[1] - (1 - k) * rx[1], y[0], x[1], y[0] + (1 - k) * ry[1], x[1], y[0] + ry[1]);
    path_line(p, x[1], y[1] - ry[2]);
    path_curve(p, x[1], y[1] - (1 - k) * ry[2], x[1] - (1 - k) * rx[2], y[1], x[1] - rx[2], y[1]);
    path_line(p, x[0] + rx[3], y[1]);
    path_curve(p, x[0] + (1 - k) * rx[3], y[1], x[0], y[1] - (1 - k) * ry[3], x[0], y[1] - ry[3]);
    path_close(p);
}

static void rounded(struct painter *p, struct area b, const struct radii *radii, double in)
{
    path_rounded(p, b, radii, (double[]){in, in, in, in});
}

/* ---- one side -------------------------------------------------------------------------------- */

/* The line along a side, `in` from its outer edge, from corner to corner. */
static void side_line(struct painter *p, struct area b, int side, double in)
{
    bool upright = side % 2;
    double x = side == SIDE_RIGHT ? b.x + b.w - in : side == SIDE_LEFT ? b.x + in : b.x;
    double y = side == SIDE_BOTTOM ? b.y + b.h - in : side == SIDE_TOP ? b.y + in : b.y;
    path_move(p, x, y);
    path_line(p, upright ? x : x + b.w, upright ? y + b.h : y);
}

/* Dashes of about three times the width that fill the length evenly, a whole one at either end. A
 * dot at the very end of a line would be lost by rounding. */
static void set_dashes(struct pen *pen, const struct side *s, double length)
{
    bool dotted = s->style == KW_dotted;
    double on = dotted ? 0 : 3 * s->width, unit = dotted ? 2 * s->width : 6 * s->width;
    double n = fmax(1, floor((length - on) / unit)), gap = (length - on) / n - on;
    if (gap <= 0 || length <= 0)
        return;
    pen->dash = on;
    pen->gap = dotted ? gap - SHORT : gap;
    pen->round = dotted;
}

static void stroke_side(struct painter *p, struct area b, int side, const struct side *s)
{
    double inset = s->width / 2, length = side % 2 ? b.h : b.w;
    struct pen pen = {.width = s->width};
    if (s->style == KW_double && s->width >= 1.5) {
        pen.width = s->width / 3;
        side_line(p, b, side, s->width / 6);
        side_line(p, b, side, s->width * 5 / 6);
        painter_stroke(p, &pen, s->color);
        return;
    }
    if (s->style == KW_dotted) { /* round dots end half a width early, not outside the box */
        *(side % 2 ? &b.y : &b.x) += inset;
        *(side % 2 ? &b.h : &b.w) -= s->width;
        set_dashes(&pen, s, length - s->width);
    } else if (s->style == KW_dashed) {
        set_dashes(&pen, s, length);
    }
    side_line(p, b, side, inset);
    painter_stroke(p, &pen, s->color);
}

/* The trapezoid of a side between outer and inner edge: where sides of other colours meet it
 * ("color and style transitions must be contained within the segment of the border that
 * intersects this transition zone", CSS Backgrounds 3, 4.4), on the diagonal of their corner. */
static void path_side(struct painter *p, struct area b, int side, const struct side s[4])
{
    double x[] = {b.x, b.x + b.w, b.x + b.w, b.x}, y[] = {b.y, b.y, b.y + b.h, b.y + b.h};
    double ix[] = {b.x + s[SIDE_LEFT].width, b.x + b.w - s[SIDE_RIGHT].width,
                   b.x + b.w - s[SIDE_RIGHT].width, b.x + s[SIDE_LEFT].width};
    double iy[] = {b.y + s[SIDE_TOP].width, b.y + s[SIDE_TOP].width,
                   b.y + b.h - s[SIDE_BOTTOM].width, b.y + b.h - s[SIDE_BOTTOM].width};
    int from = side, to = (side + 1) % 4;
    path_move(p, x[from], y[from]);
    path_line(p, x[to], y[to]);
    path_line(p, ix[to], iy[to]);
    path_line(p, ix[from], iy[from]);
    path_close(p);
}

static bool meets_other_color(const struct side s[4], int side)
{
    for (int d = 1; d <= 3; d += 2) {
        const struct side *n = &s[(side + d) % 4];
        if (n->width > 0 && n->color != s[side].color)
            return true;
    }
    return false;
}

static void paint_sides(struct painter *p, struct area b, const struct side s[4])
{
    for (int i = 0; i < 4; i++) {
        bool plain = s[i].style != KW_dashed && s[i].style != KW_dotted && s[i].style != KW_double;
        if (s[i].width <= 0 || !s[i].color)
            continue;
        if (plain && meets_other_color(s, i)) {
            path_side(p, b, i, s);
            painter_fill(p, s[i].color);
        } else {
            stroke_side(p, b, i, &s[i]);
        }
    }
}

/* ---- rounded sides that differ --------------------------------------------------------------- */

/* What is nearer to a side than to its neighbours: its trapezoid, with the diagonals of its corners
 * drawn on until two of them meet, since a curve reaches farther in than the border is wide. */
static void path_share(struct painter *p, struct area b, int side, const struct side s[4])
{
    double wide = s[SIDE_LEFT].width + s[SIDE_RIGHT].width,
           high = s[SIDE_TOP].width + s[SIDE_BOTTOM].width;
    double k = fmin(wide > 0 ? b.w / wide : INFINITY, high > 0 ? b.h / high : INFINITY);
    struct side far[4];
    for (int i = 0; i < 4; i++)
        far[i] = (struct side){.width = s[i].width * k};
    path_side(p, b, side, far);
}

/* What is between two curves, at parts of the widths. Where a side has no width, the curves would
 * be the same line, which devices draw a pixel wide: there the inner one runs beyond a clip. */
static void fill_ring(struct painter *p, struct area b, const struct radii *radii,
                      const struct side s[4], double from, double to, const struct css_color *color)
{
    enum { BEYOND = 1 }; /* [pt] */
    double outer[4], inner[4];
    bool closed = true;
    for (int i = 0; i < 4; i++) {
        closed &= s[i].width > 0;
        outer[i] = s[i].width * from;
        inner[i] = s[i].width > 0 ? s[i].width * to : -BEYOND;
    }
    if (!closed)
        painter_save(p);
    path_rounded(p, b, radii, outer);
    if (!closed) {
        painter_clip(p);
        path_rect(p, b.x - 2 * BEYOND, b.y - 2 * BEYOND, b.w + 4 * BEYOND, b.h + 4 * BEYOND);
    }
    path_rounded(p, b, radii, inner);
    p->path.even_odd = true;
    painter_fill(p, color);
    if (!closed)
        painter_restore(p);
}

static void paint_rounded_side(struct painter *p, struct area b, const struct radii *radii,
                               const struct side s[4], int side)
{
    const struct side *own = &s[side];
    if (own->style == KW_dashed || own->style == KW_dotted) {
        struct pen pen = {.width = own->width};
        double half[4];
        for (int i = 0; i < 4; i++)
            half[i] = s[i].width / 2;
        set_dashes(&pen, own, 2 * (b.w + b.h));
        path_rounded(p, b, radii, half);
        painter_stroke(p, &pen, own->color);
    } else if (own->style == KW_double && own->width >= 1.5) {
        fill_ring(p, b, radii, s, 0, 1. / 3, own->color);
        fill_ring(p, b, radii, s, 2. / 3, 1, own->color);
    } else {
        fill_ring(p, b, radii, s, 0, 1, own->color);
    }
}

/* Whether all that are drawn are solid and of one colour: of that, or NULL. */
static const struct side *only_solid(const struct side s[4])
{
    const struct side *one = NULL;
    for (int i = 0; i < 4; i++) {
        if (s[i].width <= 0)
            continue;
        if (s[i].style != KW_solid || !s[i].color || (one && s[i].color != one->color))
            return NULL;
        one = &s[i];
    }
    return one;
}

/* Between the border's outer and inner curve (CSS Backgrounds 3, 5.2), which taper where a side of
 * another width begins. */
static void paint_rounded_sides(struct painter *p, struct area b, const struct radii *radii,
                                const struct side s[4])
{
    const struct side *one = only_solid(s);
    if (one) {
        fill_ring(p, b, radii, s, 0, 1, one->color);
        return;
    }
    for (int i = 0; i < 4; i++) {
        if (s[i].width <= 0 || !s[i].color)
            continue;
        painter_save(p);
        path_share(p, b, i, s);
        painter_clip(p);
        paint_rounded_side(p, b, radii, s, i);
        painter_restore(p);
    }
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool all_alike(const struct side s[4])
{
    for (int i = 1; i < 4; i++)
        if (s[i].width != s[0].width || s[i].style != s[0].style || s[i].color != s[0].color)
            return false;
    return s[0].width > 0;
}

static bool is_square(const struct radii *r) { return r->x[0] + r->x[1] + r->x[2] + r->x[3] == 0; }

static bool is_broken(const struct side *s)
{
    return s->style == KW_dashed || s->style == KW_dotted;
}

/* Four equal sides are one stroke around the middle of the border. */
static void paint_frame(struct painter *p, struct area b, const struct radii *radii,
                        const struct side *s)
{
    struct pen pen = {.width = s->width};
    if (!s->color)
        return;
    if (s->style == KW_double && s->width >= 1.5) {
        pen.width = s->width / 3;
        rounded(p, b, radii, s->width / 6);
        rounded(p, b, radii, s->width * 5 / 6);
    } else {
        if (s->style == KW_dashed || s->style == KW_dotted)
            set_dashes(&pen, s, 2 * (b.w + b.h));
        rounded(p, b, radii, s->width / 2);
    }
    painter_stroke(p, &pen, s->color);
}

/* The box at which a layer of the background is clipped. At a cut there is no border and no
 * padding. */
static void path_background(struct painter *p, const struct css_style *s, struct area b,
                            const struct radii *radii, unsigned edges, int layer)
{
    struct insets in = box_insets(s, layer_keyword(s, CSS_background_clip, layer));
    for (int i = 0; i < 4; i++)
        in.v[i] = edges & 1u << i ? in.v[i] : 0;
    path_rounded(p, b, radii, in.v);
}

static void paint_background(struct painter *p, const struct css_style *s, struct area b,
                             const struct area *origin, const struct radii *radii, unsigned edges)
{
    const struct css_color *color = css_color(s, CSS_background_color);
    int layers = layers_of(s, &of_background);
    if (color) {
        path_background(p, s, b, radii, edges, layers ? layers - 1 : 0);
        painter_fill(p, color);
    }
    for (int i = layers - 1; i >= 0; i--) {
        painter_save(p);
        path_background(p, s, b, radii, edges, i);
        painter_clip(p);
        paint_layer(p, s, &of_background, i, &b, origin);
        painter_restore(p);
    }
}

void paint_canvas(struct painter *p, const struct css_style *s, const struct area *a,
                  const struct area *origin)
{
    paint_background(p, s, *a, origin, &(struct radii){0}, 0);
}

/* ---- shadows and outlines -------------------------------------------------------------------- */

static double *grown(const double r[4], double by, double out[4])
{
    for (int i = 0; i < 4; i++)
        out[i] = r[i] > 0 ? fmax(0, r[i] + by) : 0;
    return out;
}

/* Outside, it shows around the border box; inset, in the padding box. */
static void paint_shadow(struct painter *p, const struct css_shadow *w, struct area b,
                         const struct radii *radii, const double padding[4])
{
    double x = w->v[0], y = w->v[1], blur = w->v[2], grow = w->inset ? -w->v[3] : w->v[3], rx[4],
           ry[4];
    struct area all = {b.x - 20000, b.y - 20000, 40000, 40000}, a = b;
    static const double none[4];
    if (!w->color)
        return;
    painter_save(p);
    if (w->inset)
        a = (struct area){b.x + padding[SIDE_LEFT], b.y + padding[SIDE_TOP],
                          b.w - padding[SIDE_LEFT] - padding[SIDE_RIGHT],
                          b.h - padding[SIDE_TOP] - padding[SIDE_BOTTOM]};
    else
        path_rect(p, all.x, all.y, all.w, all.h);
    path_rounded(p, b, radii, w->inset ? padding : none);
    p->path.even_odd = !w->inset;
    painter_clip(p);
    struct area s = {a.x + x - grow, a.y + y - grow, fmax(0, a.w + 2 * grow),
                     fmax(0, a.h + 2 * grow)};
    struct radii r = *radii;
    memcpy(r.x, grown(radii->x, grow, rx), sizeof r.x);
    memcpy(r.y, grown(radii->y, grow, ry), sizeof r.y);
    if (blur > 0.05) {
        struct area room = w->inset ? a
                                    : (struct area){s.x - 1.5 * blur, s.y - 1.5 * blur,
                                                    s.w + 3 * blur, s.h + 3 * blur};
        paint_blurred_box(p, &s, r.x, r.y, blur, w->inset, &room, w->color);
    } else {
        if (w->inset)
            path_rect(p, all.x, all.y, all.w, all.h);
        path_rounded(p, s, &r, none);
        p->path.even_odd = w->inset;
        painter_fill(p, w->color);
    }
    painter_restore(p);
}

static void paint_shadows(struct painter *p, const struct css_style *s, struct area b,
                          const struct radii *radii, unsigned edges, bool inset)
{
    enum { MOST = 16 };
    struct css_shadow w[MOST];
    struct insets in = box_insets(s, KW_padding_box);
    for (int i = 0; i < 4; i++)
        in.v[i] = edges & 1u << i ? in.v[i] : 0;
    for (int i = shadows_read(s, CSS_box_shadow, w, MOST) - 1; i >= 0; i--)
        if (w[i].inset == inset)
            paint_shadow(p, &w[i], b, radii, in.v);
}

void paint_outline(struct painter *p, const struct css_style *s, len x, len y, len w, len h,
                   unsigned edges)
{
    struct side side = {pt(css_len(s, CSS_outline_width, 0)), css_kw(s, CSS_outline_style),
                        css_color(s, CSS_outline_color)};
    if (side.width <= 0 || side.style == KW_none || side.style == KW_hidden || !side.color ||
        !css_is(s, CSS_visibility, KW_visible))
        return;
    struct radii radii = radii_of(s, w, h, edges), r = radii;
    double out = pt(css_len(s, CSS_outline_offset, 0)) + side.width,
           least = 2 * side.width; /* css-ui-4 3.5: no smaller than that */
    double wide = fmax(pt(w) + 2 * out, least), high = fmax(pt(h) + 2 * out, least);
    grown(radii.x, out, r.x);
    grown(radii.y, out, r.y);
    struct area a = {pt(x) + (pt(w) - wide) / 2, pt(y) + (pt(h) - high) / 2, wide, high};
    if (is_square(&r) && is_broken(&side)) /* as a border's */
        paint_sides(p, a, (struct side[]){side, side, side, side});
    else
        paint_frame(p, a, &r, &side);
}

void path_padding_box(struct painter *p, const struct css_style *s, len x, len y, len w, len h,
                      unsigned edges)
{
    struct radii radii = radii_of(s, w, h, edges);
    struct insets in = box_insets(s, KW_padding_box);
    for (int i = 0; i < 4; i++)
        in.v[i] = edges & 1u << i ? in.v[i] : 0;
    path_rounded(p, (struct area){pt(x), pt(y), pt(w), pt(h)}, &radii, in.v);
}

void paint_box(struct painter *p, const struct css_style *s, len x, len y, len w, len h,
               unsigned edges, bool hollow)
{
    if (w <= 0 || h <= 0 || !css_is(s, CSS_visibility, KW_visible))
        return;
    struct area b = {pt(x), pt(y), pt(w), pt(h)};
    struct radii radii = radii_of(s, w, h, edges);
    struct side side[4];
    for (int i = 0; i < 4; i++)
        side[i] = side_of(s, i, edges);
    if (!hollow) {
        paint_shadows(p, s, b, &radii, edges, false);
        paint_background(p, s, b, &b, &radii, edges);
        paint_shadows(p, s, b, &radii, edges, true);
    }
    bool square = is_square(&radii);
    if (paint_border_image(p, s, &b, edges))
        return;
    if (all_alike(side) && (!square || !is_broken(&side[0])))
        paint_frame(p, b, &radii, &side[0]);
    else if (square)
        paint_sides(p, b, side);
    else
        paint_rounded_sides(p, b, &radii, side);
}

void paint_column_rule(struct painter *p, const struct css_style *s, len x, len y, len h)
{
    struct side side = {pt(css_len(s, CSS_column_rule_width, 0)), css_kw(s, CSS_column_rule_style),
                        css_color(s, CSS_column_rule_color)};
    if (side.width > 0 && side.style != KW_none && side.style != KW_hidden && side.color)
        stroke_side(p, (struct area){pt(x) - side.width / 2, pt(y), side.width, pt(h)}, SIDE_LEFT,
                    &side);
}
