// SPDX-License-Identifier: Apache-2.0
/* Gradients (CSS Images 3, 3; conic ones Images 4, 3.3), image() and basic shapes (CSS Shapes 1,
 * 3), each a function with its arguments as a list. */
#include "css/value-int.h"

#include <unistd.h>

/* "to top left" as the angle it has in a square, its n marks a corner, whose angle depends on the
 * box (CSS Images 3, 3.1.1); else an angle, downwards by default. */
static bool read_direction(struct vparse *p)
{
    static const struct {
        const char *name;
        int x, y;
    } sides[] = {{"top", 0, -1}, {"bottom", 0, 1}, {"left", -1, 0}, {"right", 1, 0}};
    static const int angles[3][3] = {{315, 0, 45},
                                     {270, 180, 90},
                                     {225, 180, 135}}; /* by y, then x */
    int x = 0, y = 0;
    struct css_val angle;
    if (css_numeric(p, W_ANGLE, &angle)) {
        vparse_value(p, angle);
        return cur_comma(&p->c);
    }
    bool to = cur_keyword(&p->c, "to"), any = to;
    while (any) {
        any = false;
        for (int k = 0; k < 4; k++)
            if (!(sides[k].x ? x : y) && cur_keyword(&p->c, sides[k].name)) {
                x += sides[k].x, y += sides[k].y;
                any = true;
            }
    }
    vparse_value(p, css_val_num(angles[y + 1][x + 1] * FIX_ONE));
    p->out.v[0].n = x && y;
    return !to || ((x || y) && cur_comma(&p->c));
}

/* "at" a position, else the middle, and the comma after the gradient's geometry if any of it is
 * given. */
static bool read_middle(struct vparse *p, bool any)
{
    bool at = cur_keyword(&p->c, "at");
    if (at && !read_position(p))
        return false;
    for (int k = 0; !at && k < 2; k++)
        vparse_value(p, (struct css_val){.kind = CSS_PCT, .num = FIX_ONE / 2});
    return !(any || at) || cur_comma(&p->c);
}

/* Shape and extent, then where the middle is: circle or ellipse, a keyword, two length-percentages.
 */
static bool read_radiation(struct vparse *p)
{
    static const enum css_kw extents[] = {KW_closest_side, KW_farthest_side, KW_closest_corner,
                                          KW_farthest_corner};
    enum css_kw shape = KW_ellipse, extent = KW_farthest_corner;
    bool any = false;
    for (bool more = true; more; any |= more) {
        more = false;
        if (cur_keyword(&p->c, "circle"))
            shape = KW_circle, more = true;
        else if (cur_keyword(&p->c, "ellipse"))
            shape = KW_ellipse, more = true;
        for (int k = 0; k < 4 && !more; k++)
            if (cur_keyword(&p->c, css_kw_name(extents[k])))
                extent = extents[k], more = true;
    }
    vparse_value(p, css_val_kw(shape));
    vparse_value(p, css_val_kw(extent));
    return read_middle(p, any);
}

/* "from" an angle, and where the middle is. */
static bool read_turn(struct vparse *p)
{
    struct css_val angle = css_val_num(0);
    bool from = cur_keyword(&p->c, "from");
    if (from && !css_numeric(p, W_ANGLE, &angle))
        return false;
    cur_space(&p->c);
    vparse_value(p, angle);
    return read_middle(p, from);
}

/* An angle of a conic gradient's stop as a part of the turn. */
static bool read_turn_percentage(struct vparse *p)
{
    struct css_val v;
    if (!css_numeric(p, W_PCT, &v) && !css_numeric(p, W_ANGLE, &v))
        return false;
    vparse_value(p, v.kind == CSS_NUM ? (struct css_val){.kind = CSS_PCT, .num = v.num / 360} : v);
    return true;
}

/* Colours, each with up to two places; between two of them may be the place of their middle. */
static bool read_stops(struct vparse *p, bool (*read_place)(struct vparse *p))
{
    int stops = 0;
    bool hint = true; /* the last was one, or there is no colour yet */
    do {
        int n = p->out.n;
        cur_space(&p->c);
        if (p->out.n >= CSS_MAX_ITEMS)
            return false;
        if (!hint && read_place(p)) {
            p->out.v[n].comma = hint = true;
            cur_space(&p->c);
            continue;
        }
        if (!read_color(p))
            return false;
        p->out.v[n].comma = true;
        hint = false;
        for (int k = 0; k < 2; k++) {
            cur_space(&p->c);
            if (!read_place(p))
                break;
        }
        stops++;
    } while (cur_comma(&p->c));
    return stops > 0 && !hint && cur_done(&p->c);
}

static bool read_gradient_inside(struct vparse *in, enum css_kw name)
{
    if (name == KW_conic_gradient || name == KW_repeating_conic_gradient)
        return read_turn(in) && read_stops(in, read_turn_percentage);
    bool linear = name == KW_linear_gradient || name == KW_repeating_linear_gradient;
    return (linear ? read_direction(in) : read_radiation(in)) &&
           read_stops(in, read_length_percentage);
}

static bool read_image(struct vparse *p);

bool read_gradient(struct vparse *p)
{
    static const enum css_kw names[] = {KW_linear_gradient,
                                        KW_radial_gradient,
                                        KW_conic_gradient,
                                        KW_repeating_linear_gradient,
                                        KW_repeating_radial_gradient,
                                        KW_repeating_conic_gradient};
    return read_image(p) || value_function(p, names, 6, read_gradient_inside);
}

/* A colour as a gradient of it alone. */
static bool read_plain(struct vparse *p)
{
    struct vparse in = {.css = p->css, .c = p->c, .where = p->where, .prop = p->prop};
    vparse_value(&in, css_val_num(0));
    bool ok = read_color(&in);
    if (ok) {
        struct css_val color = in.out.v[1].v;
        in.out.v[1].comma = true;
        vparse_value(&in, color);
        in.out.v[2].comma = true;
        struct css_item *item = vparse_add(p, CSS_I_FUNCTION);
        item->v = css_val_kw(KW_linear_gradient);
        item->list = css_list_new(p->css, in.out.v, in.out.n);
    }
    p->c = in.c;
    vec_done(&in.out);
    return ok;
}

/* image(): the first image that is there, else the colour, which comes last (CSS Images 4, 2.4). */
static bool read_image(struct vparse *p)
{
    const struct token *t = cur_peek(&p->c);
    if (t->type != TOK_FUNCTION || strcasecmp(t->s, "image"))
        return false;
    struct cur rest = p->c;
    p->c = cur_block(&rest);
    const char *first = NULL, *found = NULL, *path;
    bool color = false;
    do {
        cur_space(&p->c);
        path = css_url(p);
        first = first ? first : path;
        if (path && !found && (!strncasecmp(path, "data:", 5) || !access(path, R_OK)))
            found = path;
    } while (path && cur_comma(&p->c));
    int at = p->out.n;
    if (!path)
        color = read_plain(p);
    bool ok = (path || color) && cur_done(&p->c);
    if (ok && found && color)
        p->out.n = at;
    if (ok && (found || !color))
        vparse_value(p, css_val_str(found ? found : first));
    p->c = rest;
    return ok;
}

/* One to four values, repeated as those of margins are. */
static bool read_four(struct vparse *in)
{
    int first = in->out.n, n = 0;
    while (n < 4 && read_length_percentage(in)) {
        n++;
        cur_space(&in->c);
    }
    for (; n && n < 4; n++)
        vparse_value(in, in->out.v[first + (n == 3)].v);
    return n == 4;
}

/* inset(): four insets, then the horizontal and the vertical radii of its corners. */
static bool read_inset(struct vparse *in)
{
    if (!read_four(in))
        return false;
    int radii = in->out.n;
    if (!cur_keyword(&in->c, "round")) {
        for (int i = 0; i < 8; i++)
            vparse_value(in, (struct css_val){.kind = CSS_LEN});
        return cur_done(&in->c);
    }
    cur_space(&in->c);
    if (!read_four(in))
        return false;
    bool two = cur_is_delim(&in->c, '/');
    in->c.i += two;
    cur_space(&in->c);
    if (two && !read_four(in))
        return false;
    for (int i = 0; !two && i < 4; i++)
        vparse_value(in, in->out.v[radii + i].v);
    for (int i = radii; i < in->out.n; i++)
        if (in->out.v[i].v.kind != CSS_CALC && (in->out.v[i].v.len < 0 || in->out.v[i].v.num < 0))
            return false;
    return cur_done(&in->c);
}

/* polygon(): a fill rule, and pairs. */
static bool read_polygon(struct vparse *in)
{
    static const enum css_kw rules[] = {KW_nonzero, KW_evenodd};
    int n = 0;
    if (value_one_of(in, rules, 2)) {
        cur_space(&in->c);
        if (!cur_comma(&in->c))
            return false;
        cur_space(&in->c);
    } else {
        vparse_value(in, css_val_kw(KW_nonzero));
    }
    while (n < CSS_MAX_ITEMS / 2 && read_length_percentage(in)) {
        n++;
        cur_space(&in->c);
        if (n % 2 == 0 && !cur_comma(&in->c))
            break;
        cur_space(&in->c);
    }
    return n >= 2 && n % 2 == 0 && cur_done(&in->c);
}

/* circle(), ellipse(): radii, then the middle. All are length-percentages, keywords of extent
 * aside. */
static bool read_shape_inside(struct vparse *in, enum css_kw name)
{
    if (name == KW_inset)
        return read_inset(in);
    if (name == KW_polygon)
        return read_polygon(in);
    static const enum css_kw extents[] = {KW_closest_side, KW_farthest_side};
    int most = name == KW_circle ? 1 : 2, n = 0;
    while (n < most && (value_one_of(in, extents, 2) || read_length_percentage(in))) {
        const struct css_val *v = &in->out.v[in->out.n - 1].v;
        if ((v->kind == CSS_LEN && v->len < 0) || (v->kind == CSS_PCT && v->num < 0))
            return false;
        n++;
        cur_space(&in->c);
    }
    if (name == KW_ellipse && n == 1)
        return false;
    for (; n < most; n++)
        vparse_value(in, css_val_kw(KW_closest_side));
    if (cur_keyword(&in->c, "at"))
        return read_position(in) && cur_done(&in->c);
    for (int k = 0; k < 2; k++)
        vparse_value(in, (struct css_val){.kind = CSS_PCT, .num = FIX_ONE / 2});
    return cur_done(&in->c);
}

bool read_basic_shape(struct vparse *p)
{
    static const enum css_kw names[] = {KW_inset, KW_circle, KW_ellipse, KW_polygon};
    return value_function(p, names, 4, read_shape_inside);
}

/* CSS 2.1 11.1.2: four lengths or auto, with commas between all of them or none. */
static bool read_rect_inside(struct vparse *in, enum css_kw name)
{
    static const enum css_kw own[] = {KW_auto};
    bool commas = false;
    (void)name;
    for (int n = 0; n < 4; n++) {
        cur_space(&in->c);
        if (!value_one_of(in, own, 1) && !read_length(in))
            return false;
        cur_space(&in->c);
        bool comma = n < 3 && cur_comma(&in->c);
        if (n == 0)
            commas = comma;
        if (n < 3 && comma != commas)
            return false;
    }
    return cur_done(&in->c);
}

bool read_clip_rect(struct vparse *p)
{
    static const enum css_kw names[] = {KW_rect};
    return value_function(p, names, 1, read_rect_inside);
}
