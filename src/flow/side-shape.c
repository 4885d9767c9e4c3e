// SPDX-License-Identifier: Apache-2.0
/* shape-outside (CSS Shapes 1): the part of a side float's margin box that lines run around. Floats
 * and blocks beside it keep to the margin box. */
#include "flow/stack-int.h"

enum shape_kind { SHAPE_BOX, SHAPE_ELLIPSE, SHAPE_POLYGON, SHAPE_IMAGE };

/* Places count from the margin box's top left corner [len]. */
struct shape {
    enum shape_kind kind;
    len x0, y0, x1, y1; /* BOX, rounded … */
    len rx[4], ry[4];   /* … top left, top right, bottom right, bottom left */
    struct {
        len x, y, rx, ry;
    } ellipse;        /* … with its middle there */
    const len *point; /* POLYGON: n pairs */
    int n;
    struct span_of_row {
        len left, right; /* left > right: nothing */
    } * row;             /* IMAGE: of n rows, from y0 to y1 */
    len margin;          /* POLYGON, IMAGE: shape-margin; the others are larger by it */
    len width, height;
};

static len root(int64_t v)
{
    int64_t low = 0, high = INT64_C(3037000499);
    while (low < high) {
        int64_t middle = low + (high - low + 1) / 2;
        if (middle <= v / middle)
            low = middle;
        else
            high = middle - 1;
    }
    return low < LEN_MAX ? (len)low : LEN_MAX;
}

/* [len] half the width of an ellipse, `dy` above or below its middle. */
static len ellipse_half(len rx, len ry, len dy)
{
    if (ry <= 0 || dy >= ry || dy <= -ry)
        return dy == 0 ? rx : 0;
    return (len)((int64_t)rx * root((int64_t)ry * ry - (int64_t)dy * dy) / ry);
}

/* ---- making ---------------------------------------------------------------------------------- */

struct area {
    len x, y, w, h;
};

/* The reference box, and the margin box around it. */
static struct area reference(const struct floating *fl, const struct css_style *s, enum css_kw box)
{
    len base = fl->measure, w = fl->body->measure, h = fl->body->height;
    struct area a = {0, 0, fl->width, fl->height};
    if (box == KW_margin_box)
        return a;
    a = (struct area){fl->inset_x, fl->inset_y, w, h};
    if (box == KW_border_box)
        return a;
    bool content = box == KW_content_box;
    len left = s->v[CSS_border_left_width].len +
               (content ? frame_len(s, CSS_padding_left, base) : 0),
        top = s->v[CSS_border_top_width].len + (content ? frame_len(s, CSS_padding_top, base) : 0);
    len right = s->v[CSS_border_right_width].len +
                (content ? frame_len(s, CSS_padding_right, base) : 0),
        bottom = s->v[CSS_border_bottom_width].len +
                 (content ? frame_len(s, CSS_padding_bottom, base) : 0);
    return (struct area){a.x + left, a.y + top, len_max(0, w - left - right),
                         len_max(0, h - top - bottom)};
}

static void shape_of_box(struct shape *out, const struct floating *fl, const struct css_style *s,
                         const struct area *a)
{
    static const enum css_prop radius[] = {CSS_border_top_left_radius, CSS_border_top_right_radius,
                                           CSS_border_bottom_right_radius,
                                           CSS_border_bottom_left_radius};
    len w = fl->body->measure, h = fl->body->height;
    *out = (struct shape){.kind = SHAPE_BOX,
                          .x0 = a->x,
                          .y0 = a->y,
                          .x1 = a->x + a->w,
                          .y1 = a->y + a->h};
    len left = a->x - fl->inset_x, top = a->y - fl->inset_y, right = w - left - a->w,
        bottom = h - top - a->h;
    for (int i = 0; i < 4; i++) {
        const struct css_list *l = css_list(s, radius[i]);
        len rx = l ? css_calc(&l->item[0].v, w) : 0, ry = l ? css_calc(&l->item[1].v, h) : 0;
        bool round = rx > 0 && ry > 0;
        out->rx[i] = round ? len_max(0, rx - (i == 0 || i == 3 ? left : right)) : 0;
        out->ry[i] = round ? len_max(0, ry - (i < 2 ? top : bottom)) : 0;
    }
}

static void shape_of_inset(struct shape *out, const struct css_list *l, const struct area *a)
{
    len in[4];
    for (int i = 0; i < 4; i++)
        in[i] = css_calc(&l->item[i].v, i % 2 ? a->w : a->h);
    for (int i = 0; i < 2; i++) { /* opposite insets that leave nothing are made smaller */
        int64_t size = i ? a->w : a->h, sum = (int64_t)in[i] + in[i + 2];
        if (sum > size && sum > 0) {
            in[i] = (len)(in[i] * size / sum);
            in[i + 2] = (len)(size - in[i]);
        }
    }
    *out = (struct shape){.kind = SHAPE_BOX,
                          .x0 = a->x + in[3],
                          .y0 = a->y + in[0],
                          .x1 = a->x + a->w - in[1],
                          .y1 = a->y + a->h - in[2]};
    for (int i = 0; i < 4; i++) {
        out->rx[i] = css_calc(&l->item[4 + i].v, a->w);
        out->ry[i] = css_calc(&l->item[8 + i].v, a->h);
    }
}

/* Radii that do not fit are made smaller together (CSS Backgrounds 3, 5.5). */
static void fit_radii(struct shape *s)
{
    int64_t num = 1, den = 1;
    for (int i = 0; i < 4; i++) {
        const len *along = i % 2 ? s->ry : s->rx;
        int64_t room = i % 2 ? s->y1 - s->y0 : s->x1 - s->x0,
                need = (int64_t)along[i] + along[(i + 1) % 4];
        if (need > room && room * den < num * need)
            num = room, den = need;
    }
    for (int i = 0; i < 4; i++) {
        s->rx[i] = (len)(s->rx[i] * num / den);
        s->ry[i] = (len)(s->ry[i] * num / den);
    }
}

static len radius_of(const struct css_val *v, len at, len size, len base)
{
    len near = len_min(at < 0 ? -at : at, size - at < 0 ? at - size : size - at),
        far = len_max(at < 0 ? -at : at, size - at < 0 ? at - size : size - at);
    return v->kind != CSS_KEYWORD ? css_calc(v, base) : v->kw == KW_farthest_side ? far : near;
}

static void shape_of_ellipse(struct shape *out, const struct css_item *f, const struct area *a)
{
    const struct css_item *v = f->list->item;
    int n = f->list->n;
    bool circle = f->v.kw == KW_circle;
    len x = css_calc(&v[n - 2].v, a->w), y = css_calc(&v[n - 1].v, a->h),
        diagonal = root(((int64_t)a->w * a->w + (int64_t)a->h * a->h) / 2);
    len rx = radius_of(&v[0].v, x, a->w, circle ? diagonal : a->w),
        ry = radius_of(&v[circle ? 0 : 1].v, y, a->h, circle ? diagonal : a->h);
    if (circle && v[0].v.kind == CSS_KEYWORD)
        rx = ry = v[0].v.kw == KW_farthest_side ? len_max(rx, ry) : len_min(rx, ry);
    *out = (struct shape){.kind = SHAPE_ELLIPSE,
                          .ellipse = {a->x + x, a->y + y, len_max(0, rx), len_max(0, ry)}};
}

/* Whether all points are on one line: such a polygon has no area, and lines take no notice of it
 * (CSS Shapes 1, 3: the float area is then empty). */
static bool is_flat(const len *point, int n)
{
    int64_t dx = 0, dy = 0;
    for (int i = 1; i < n; i++) {
        int64_t x = (int64_t)point[2 * i] - point[0], y = (int64_t)point[2 * i + 1] - point[1];
        if (!dx && !dy)
            dx = x, dy = y;
        else if (dx * y != dy * x)
            return false;
    }
    return true;
}

static void shape_of_polygon(struct flow *flow, struct shape *out, const struct css_list *l,
                             const struct area *a)
{
    int n = (l->n - 1) / 2;
    len *point = arena_array(&flow->arena, len, 2 * n);
    for (int i = 0; i < n; i++) {
        point[2 * i] = len_add(a->x, css_calc(&l->item[1 + 2 * i].v, a->w));
        point[2 * i + 1] = len_add(a->y, css_calc(&l->item[2 + 2 * i].v, a->h));
    }
    *out = (struct shape){.kind = SHAPE_POLYGON, .point = point, .n = is_flat(point, n) ? 0 : n};
}

/* The pixels of an image that are more opaque than the threshold, as if it filled the content box
 * (CSS Shapes 1, 4.3). Drawings have no pixels here, which is reported. */
static void shape_of_image(struct flow *flow, struct shape *out, const struct css_style *s,
                           const struct area *a)
{
    struct loc where = css_where(s, CSS_shape_outside);
    const char *path = s->v[CSS_shape_outside].str;
    const struct image *image = doc_image_oriented(flow->doc, doc_image(flow->doc, path, where), s);
    unsigned char *alpha;
    int w, h, least = (int)((int64_t)s->v[CSS_shape_image_threshold].num * 255 / FIX_ONE);
    *out = (struct shape){.kind = SHAPE_IMAGE, .y0 = a->y, .y1 = len_add(a->y, a->h)};
    if (!image)
        return;
    if (image->format == IMAGE_SVG)
        diag(DIAG_css_unsupported_value, where, path, css_name(CSS_shape_outside));
    if (!flow->doc->alpha || !flow->doc->alpha(image, &alpha, &w, &h))
        return;
    out->n = h;
    out->row = arena_array(&flow->arena, struct span_of_row, h);
    for (int y = 0; y < h; y++) {
        const unsigned char *row = alpha + (size_t)y * (size_t)w;
        int from = 0, to = w;
        while (from < to && row[from] <= least)
            from++;
        while (to > from && row[to - 1] <= least)
            to--;
        out->row[y] = (struct span_of_row){len_add(a->x, (len)((int64_t)a->w * from / w)),
                                           len_add(a->x, (len)((int64_t)a->w * to / w))};
        if (from == to)
            out->row[y] = (struct span_of_row){1, 0};
    }
    mem_free(alpha);
}

static void widen(struct shape *s, len by)
{
    s->margin = by;
    if (s->kind == SHAPE_IMAGE)
        return;
    s->x0 -= by, s->y0 -= by, s->x1 += by, s->y1 += by;
    for (int i = 0; i < 4; i++)
        s->rx[i] += by, s->ry[i] += by;
    if (s->ellipse.rx > 0 && s->ellipse.ry > 0)
        s->ellipse.rx += by, s->ellipse.ry += by;
}

const struct shape *side_shape(struct flow *flow, const struct floating *fl)
{
    const struct css_style *s = fl->box->u.out.body->style;
    const struct css_list *l = css_list(s, CSS_shape_outside);
    bool image = s->v[CSS_shape_outside].kind == CSS_STR;
    if (!l && !image)
        return NULL;
    const struct css_item *f = NULL;
    enum css_kw box = image ? KW_content_box : KW_margin_box;
    for (int i = 0; l && i < l->n; i++) {
        f = l->item[i].kind == CSS_I_FUNCTION ? &l->item[i] : f;
        box = l->item[i].kind == CSS_I_VALUE ? (enum css_kw)l->item[i].v.kw : box;
    }
    struct area a = reference(fl, s, box);
    struct shape *out = arena_make(&flow->arena, struct shape);
    if (image)
        shape_of_image(flow, out, s, &a);
    else if (!f)
        shape_of_box(out, fl, s, &a);
    else if (f->v.kw == KW_inset)
        shape_of_inset(out, f->list, &a);
    else if (f->v.kw == KW_polygon)
        shape_of_polygon(flow, out, f->list, &a);
    else
        shape_of_ellipse(out, f, &a);
    if (out->kind == SHAPE_BOX)
        fit_radii(out);
    widen(out, frame_len(s, CSS_shape_margin, fl->measure));
    out->width = fl->width;
    out->height = fl->height;
    return out;
}

/* ---- asking ---------------------------------------------------------------------------------- */

/* [len] how much further in a side of the box is, in a band of it, for its corners there. */
static len corner(const struct shape *s, bool right, len y0, len y1)
{
    int top = right ? 1 : 0, bottom = right ? 2 : 3;
    len in = 0;
    if (y1 < s->y0 + s->ry[top])
        in = s->rx[top] - ellipse_half(s->rx[top], s->ry[top], s->y0 + s->ry[top] - y1);
    if (y0 > s->y1 - s->ry[bottom])
        in = len_max(in, s->rx[bottom] - ellipse_half(s->rx[bottom], s->ry[bottom],
                                                      y0 - s->y1 + s->ry[bottom]));
    return in;
}

/* One edge of a polygon, from (x, y) by (dx, dy). */
struct edge {
    int64_t x, y, dx, dy;
};
enum { ALONG = 1 << 16 };

/* [len] the reach to the right of the disc with the margin's radius about a point of the edge, in a
 * band; false: it does not reach the band. */
static bool reach_at(const struct edge *e, int64_t t, len y0, len y1, len margin, int64_t *reach)
{
    int64_t x = e->x + e->dx * t / ALONG, y = e->y + e->dy * t / ALONG,
            away = y < y0   ? y0 - y
                   : y > y1 ? y - y1
                            : 0;
    if (away > margin)
        return false;
    *reach = x + (away ? root((int64_t)margin * margin - away * away) : margin);
    return true;
}

/* The farthest reach of an edge, which has one peak along it. Level ones reach no farther than the
 * edges that they join, or enclose nothing. */
static bool edge_reach(const struct edge *e, len y0, len y1, len margin, int64_t *most)
{
    int64_t low, high, lowest = y0 - (int64_t)margin, highest = y1 + (int64_t)margin;
    if (e->dy == 0)
        return false;
    /* the part of it that reaches the band */
    int64_t a = (lowest - e->y) * ALONG / e->dy, b = (highest - e->y) * ALONG / e->dy;
    low = a < b ? a : b, high = a < b ? b : a;
    low = low < 0 ? 0 : low, high = high > ALONG ? ALONG : high;
    if (low > high)
        return false;
    bool any = false;
    while (high - low > 2) {
        int64_t p = low + (high - low) / 3, q = high - (high - low) / 3, at_p = INT64_MIN,
                at_q = INT64_MIN;
        reach_at(e, p, y0, y1, margin, &at_p);
        reach_at(e, q, y0, y1, margin, &at_q);
        if (at_p < at_q)
            low = p;
        else
            high = q;
    }
    for (int64_t t = low; t <= high; t++) {
        int64_t reach;
        if (reach_at(e, t, y0, y1, margin, &reach)) {
            *most = !any || reach > *most ? reach : *most;
            any = true;
        }
    }
    return any;
}

static bool polygon_extent(const struct shape *s, len y0, len y1, len *left, len *right)
{
    bool any = false;
    for (int side = 0; side < 2; side++) {
        int64_t most = INT64_MIN;
        int sign = side ? 1 : -1;
        for (int i = 0; i < s->n; i++) {
            int k = (i + 1) % s->n;
            struct edge e = {.x = (int64_t)sign * s->point[2 * i], .y = s->point[2 * i + 1]};
            e.dx = (int64_t)sign * s->point[2 * k] - e.x;
            e.dy = (int64_t)s->point[2 * k + 1] - e.y;
            int64_t reach = 0;
            if (edge_reach(&e, y0, y1, s->margin, &reach)) {
                any = true;
                most = reach > most ? reach : most;
            }
        }
        if (any)
            *(side ? right : left) = (len)(sign * most);
    }
    return any;
}

/* The top of a row of an image, or the bottom of the one before it. */
static len row_top(const struct shape *s, int row)
{
    return s->y0 + (len)((int64_t)(s->y1 - s->y0) * row / s->n);
}

static bool image_extent(const struct shape *s, len y0, len y1, len *left, len *right)
{
    bool any = false;
    int64_t height = (int64_t)s->y1 - s->y0, up = (int64_t)y0 - s->margin - s->y0,
            down = (int64_t)y1 + s->margin - s->y0;
    int from = height > 0 && up > 0 ? (int)(len_max(0, (len)(up * s->n / height) - 1)) : 0,
        to = height > 0 && down < height ? (int)(down * s->n / height) + 2 : s->n;
    for (int i = from; i < to && i < s->n; i++) {
        len top = row_top(s, i), bottom = row_top(s, i + 1),
            away = top >= y1      ? top - y1
                   : bottom <= y0 ? y0 - bottom
                                  : 0;
        bool beside = away ? away < s->margin : top < y1 && bottom > y0;
        if (s->row[i].left > s->row[i].right || !beside)
            continue;
        len reach = ellipse_half(s->margin, s->margin, away);
        *left = any ? len_min(*left, s->row[i].left - reach) : s->row[i].left - reach;
        *right = any ? len_max(*right, s->row[i].right + reach) : s->row[i].right + reach;
        any = true;
    }
    return any;
}

bool side_extent(const struct shape *s, int64_t from, int64_t to, len *left, len *right)
{
    if (to <= 0 || from >= s->height)
        return false;
    len y0 = from > 0 ? (len)from : 0, y1 = to < s->height ? (len)to : s->height;
    bool any;
    if (s->kind == SHAPE_POLYGON) {
        any = polygon_extent(s, y0, y1, left, right);
    } else if (s->kind == SHAPE_IMAGE) {
        any = image_extent(s, y0, y1, left, right);
    } else if (s->kind == SHAPE_BOX) {
        any = s->x1 > s->x0 && s->y1 > s->y0 && y0 < s->y1 && y1 > s->y0;
        *left = s->x0 + corner(s, false, y0, y1);
        *right = s->x1 - corner(s, true, y0, y1);
    } else {
        len up = s->ellipse.y - y1, down = y0 - s->ellipse.y, away = len_max(0, len_max(up, down)),
            half = ellipse_half(s->ellipse.rx, s->ellipse.ry, away);
        any = half > 0 && away < s->ellipse.ry;
        *left = s->ellipse.x - half;
        *right = s->ellipse.x + half;
    }
    *left = any ? len_max(0, *left) : 0;
    *right = any ? len_min(s->width, *right) : 0;
    return any && *right > *left;
}
