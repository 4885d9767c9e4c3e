/* Backgrounds and borders of boxes, square and rounded.
 *
 * A solid border is stroked: viewers draw thin strokes evenly, thin fills not. Sides of different colours meet on the diagonal of
 * their corner as filled trapezoids; sides of one colour overlap in the corner, since two fills that only touch show a hairline
 * between them. */
#include "out/out-int.h"

#include <math.h>

enum { TOP, RIGHT, BOTTOM, LEFT };

struct side {
    double width; /* [pt] 0: nothing to draw */
    enum css_kw style;
    const struct css_color *color;
};
struct radii {
    double r[4]; /* [pt] top left, top right, bottom right, bottom left */
};

static const enum css_prop width_prop[] = {CSS_border_top_width, CSS_border_right_width, CSS_border_bottom_width,
                                           CSS_border_left_width};
static const enum css_prop style_prop[] = {CSS_border_top_style, CSS_border_right_style, CSS_border_bottom_style,
                                           CSS_border_left_style};
static const enum css_prop color_prop[] = {CSS_border_top_color, CSS_border_right_color, CSS_border_bottom_color,
                                           CSS_border_left_color};
static const enum css_prop radius_prop[] = {CSS_border_top_left_radius, CSS_border_top_right_radius,
                                            CSS_border_bottom_right_radius, CSS_border_bottom_left_radius};

static struct side side_of(const struct css_style *s, int i, unsigned edges)
{
    enum css_kw style = css_kw(s, style_prop[i]);
    if (!(edges & 1u << i) || style == KW_none || style == KW_hidden || !css_color(s, color_prop[i]))
        return (struct side){0};
    return (struct side){pt(css_len(s, width_prop[i], 0)), style, css_color(s, color_prop[i])};
}

/* ---- rounded rectangles ------------------------------------------------------------------------------------------ */

static bool corner_is_cut(unsigned edges, int corner)
{
    static const unsigned both[] = {EDGE_TOP | EDGE_LEFT, EDGE_TOP | EDGE_RIGHT, EDGE_BOTTOM | EDGE_RIGHT,
                                    EDGE_BOTTOM | EDGE_LEFT};
    return (edges & both[corner]) != both[corner];
}

/* The radii in force: none at cuts, and scaled down together where neighbours would overlap (CSS Backgrounds 3, 5.5). */
static struct radii radii_of(const struct css_style *s, len w, len h, unsigned edges)
{
    struct radii r;
    double scale = 1;
    for (int i = 0; i < 4; i++)
        r.r[i] = corner_is_cut(edges, i) ? 0 : fmax(0, pt(css_len(s, radius_prop[i], len_min(w, h))));
    for (int i = 0; i < 4; i++) {
        double room = i % 2 ? pt(h) : pt(w), need = r.r[i] + r.r[(i + 1) % 4];
        if (need > room)
            scale = fmin(scale, room / need);
    }
    for (int i = 0; i < 4; i++)
        r.r[i] *= scale;
    return r;
}

/* The rectangle with rounded corners as a path; `in` [pt] inside its own outline. */
static void rounded(cairo_t *cr, struct area b, const struct radii *radii, double in)
{
    double r[4], x0 = b.x + in, y0 = b.y + in, x1 = b.x + b.w - in, y1 = b.y + b.h - in;
    bool square = true;
    for (int i = 0; i < 4; i++) {
        r[i] = fmax(0, radii->r[i] - in);
        square &= r[i] == 0;
    }
    if (square) {
        cairo_rectangle(cr, x0, y0, x1 - x0, y1 - y0);
        return;
    }
    cairo_new_sub_path(cr);
    cairo_arc(cr, x0 + r[0], y0 + r[0], r[0], M_PI, 1.5 * M_PI);
    cairo_arc(cr, x1 - r[1], y0 + r[1], r[1], 1.5 * M_PI, 2 * M_PI);
    cairo_arc(cr, x1 - r[2], y1 - r[2], r[2], 0, M_PI / 2);
    cairo_arc(cr, x0 + r[3], y1 - r[3], r[3], M_PI / 2, M_PI);
    cairo_close_path(cr);
}

/* ---- one side ---------------------------------------------------------------------------------------------------- */

/* The line along a side, `in` from its outer edge, from corner to corner. */
static void side_line(cairo_t *cr, struct area b, int side, double in)
{
    bool upright = side % 2;
    double x = side == RIGHT ? b.x + b.w - in : side == LEFT ? b.x + in : b.x;
    double y = side == BOTTOM ? b.y + b.h - in : side == TOP ? b.y + in : b.y;
    cairo_move_to(cr, x, y);
    cairo_rel_line_to(cr, upright ? 0 : b.w, upright ? b.h : 0);
}

/* Dashes of about three times the width that fill the length evenly, a whole one at either end. */
static void set_dashes(cairo_t *cr, const struct side *s, double length)
{
    bool dotted = s->style == KW_dotted;
    double on = dotted ? 0 : 3 * s->width, unit = dotted ? 2 * s->width : 6 * s->width;
    double n = fmax(1, floor((length - on) / unit));
    double dash[] = {on, (length - on) / n - on};
    if (dash[1] <= 0 || length <= 0)
        return;
    cairo_set_dash(cr, dash, 2, 0);
    if (dotted)
        cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
}

static void stroke_side(struct painter *p, struct area b, int side, const struct side *s)
{
    painter_set_color(p, s->color);
    double inset = s->width / 2, length = side % 2 ? b.h : b.w;
    if (s->style == KW_double && s->width >= 1.5) {
        cairo_set_line_width(p->cr, s->width / 3);
        side_line(p->cr, b, side, s->width / 6);
        side_line(p->cr, b, side, s->width * 5 / 6);
        cairo_stroke(p->cr);
        return;
    }
    cairo_save(p->cr);
    cairo_set_line_width(p->cr, s->width);
    if (s->style == KW_dotted) { /* round dots end half a width early, not outside the box */
        *(side % 2 ? &b.y : &b.x) += inset;
        *(side % 2 ? &b.h : &b.w) -= s->width;
        set_dashes(p->cr, s, length - s->width);
    } else if (s->style == KW_dashed) {
        set_dashes(p->cr, s, length);
    }
    side_line(p->cr, b, side, inset);
    cairo_stroke(p->cr);
    cairo_restore(p->cr);
}

/* A solid side whose neighbours have other colours: its trapezoid between outer and inner edge. */
static void fill_side(struct painter *p, struct area b, int side, const struct side s[4])
{
    double x[] = {b.x, b.x + b.w, b.x + b.w, b.x}, y[] = {b.y, b.y, b.y + b.h, b.y + b.h};
    double ix[] = {b.x + s[LEFT].width, b.x + b.w - s[RIGHT].width, b.x + b.w - s[RIGHT].width, b.x + s[LEFT].width};
    double iy[] = {b.y + s[TOP].width, b.y + s[TOP].width, b.y + b.h - s[BOTTOM].width, b.y + b.h - s[BOTTOM].width};
    int from = side, to = (side + 1) % 4;
    painter_set_color(p, s[side].color);
    cairo_move_to(p->cr, x[from], y[from]);
    cairo_line_to(p->cr, x[to], y[to]);
    cairo_line_to(p->cr, ix[to], iy[to]);
    cairo_line_to(p->cr, ix[from], iy[from]);
    cairo_close_path(p->cr);
    cairo_fill(p->cr);
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
        if (s[i].width <= 0)
            continue;
        if (plain && meets_other_color(s, i))
            fill_side(p, b, i, s);
        else
            stroke_side(p, b, i, &s[i]);
    }
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

static bool all_alike(const struct side s[4])
{
    for (int i = 1; i < 4; i++)
        if (s[i].width != s[0].width || s[i].style != s[0].style || s[i].color != s[0].color)
            return false;
    return s[0].width > 0;
}

/* Four equal sides are one stroke around the middle of the border. */
static void paint_outline(struct painter *p, struct area b, const struct radii *radii, const struct side *s)
{
    painter_set_color(p, s->color);
    cairo_save(p->cr);
    if (s->style == KW_double && s->width >= 1.5) {
        cairo_set_line_width(p->cr, s->width / 3);
        rounded(p->cr, b, radii, s->width / 6);
        rounded(p->cr, b, radii, s->width * 5 / 6);
    } else {
        cairo_set_line_width(p->cr, s->width);
        if (s->style == KW_dashed || s->style == KW_dotted)
            set_dashes(p->cr, s, 2 * (b.w + b.h));
        rounded(p->cr, b, radii, s->width / 2);
    }
    cairo_stroke(p->cr);
    cairo_restore(p->cr);
}

static void paint_background(struct painter *p, const struct css_style *s, struct area b, const struct radii *radii)
{
    const struct css_color *color = css_color(s, CSS_background_color);
    if (color) {
        painter_set_color(p, color);
        rounded(p->cr, b, radii, 0);
        cairo_fill(p->cr);
    }
    if (s->v[CSS_background_image].kind == CSS_STR) {
        cairo_save(p->cr);
        rounded(p->cr, b, radii, 0);
        cairo_clip(p->cr);
        paint_background_image(p, s, &b);
        cairo_restore(p->cr);
        p->color = NULL;
    }
}

void paint_box(struct painter *p, const struct css_style *s, len x, len y, len w, len h, unsigned edges, bool hollow)
{
    if (w <= 0 || h <= 0)
        return;
    struct area b = {pt(x), pt(y), pt(w), pt(h)};
    struct radii radii = radii_of(s, w, h, edges);
    struct side side[4];
    for (int i = 0; i < 4; i++)
        side[i] = side_of(s, i, edges);
    if (!hollow)
        paint_background(p, s, b, &radii);
    bool square = radii.r[0] + radii.r[1] + radii.r[2] + radii.r[3] == 0;
    if (all_alike(side) && (!square || (side[0].style != KW_dashed && side[0].style != KW_dotted)))
        paint_outline(p, b, &radii, &side[0]);
    else
        paint_sides(p, b, side);
}

void paint_column_rule(struct painter *p, const struct css_style *s, len x, len y, len h)
{
    struct side side = {pt(css_len(s, CSS_column_rule_width, 0)), css_kw(s, CSS_column_rule_style),
                        css_color(s, CSS_column_rule_color)};
    if (side.width > 0 && side.style != KW_none && side.style != KW_hidden && side.color)
        stroke_side(p, (struct area){pt(x) - side.width / 2, pt(y), side.width, pt(h)}, LEFT, &side);
}
