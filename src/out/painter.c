// SPDX-License-Identifier: Apache-2.0
/* The painter: paths, the plane and its transforms, and groups, on a canvas. The files that paint
 * fragments, lines and backgrounds build on it. */
#include "out/out-int.h"

#include <math.h>
#include <string.h>

double pt_value(const struct css_val *v, double base)
{
    if (v->kind == CSS_CALC && v->list)
        return pt(css_calc(v, (len)(base * LEN_PT)));
    double share = v->num / (double)FIX_ONE * base;
    return v->kind == CSS_LEN ? pt(v->len) : v->kind == CSS_CALC ? pt(v->len) + share : share;
}

/* ---- the painter ----------------------------------------------------------------------------- */

/* Finds for every tag the Link that it is or is inside; a note is not inside the one around its
 * call. Parents have smaller ids than their children. */
static void find_links(struct painter *p, const struct tag *root, int n)
{
    p->link_of = mem_new(sizeof *p->link_of * (size_t)(n + 1));
    for (const struct tag *t = root; t; t = tag_next(t)) {
        bool link = !strcmp(t->role, "Link") && (t->more->href || t->more->dest || t->more->to);
        bool inside = t->parent && strcmp(t->role, "Note");
        p->link_of[t->id] = link ? t : inside ? p->link_of[t->parent->id] : NULL;
    }
}

struct painter *painter_new(const struct book *book, struct canvas *canvas)
{
    struct painter *p = mem_new(sizeof *p);
    *p = (struct painter){.book = book, .canvas = canvas};
    find_links(p, book->flow->doc->tags, book->flow->doc->n_tags);
    return p;
}

void painter_set_canvas(struct painter *p, struct canvas *canvas) { p->canvas = canvas; }

void painter_free(struct painter *p)
{
    vec_done(&p->path.op);
    vec_done(&p->path.v);
    vec_done(&p->turn);
    mem_free(p->link_of);
    arena_done(&p->words);
    glyph_room_done(&p->room);
    mem_free(p);
}

void painter_claim(struct painter *p, const struct tag *tag, enum artifact kind)
{
    if (p->claimed && tag == p->tag && (tag || kind == p->kind))
        return;
    p->claimed = true;
    p->tag = tag;
    p->kind = kind;
    p->canvas->ops->tag(p->canvas, tag, tag ? ARTIFACT_NONE : kind);
}

void painter_read(struct painter *p, const struct frag *f, bool before)
{
    if (!p->page->layers.n)
        return;
    int place = p->reads_from + READ_NEXT * (int)(f - p->page->frag.v) - before;
    if (place == p->reads)
        return;
    if (p->tag && (place < p->reads || place > p->reads + READ_NEXT))
        p->claimed = false;
    p->reads = place;
    p->canvas->ops->read(p->canvas, place);
}

const struct css_color *painter_black(void)
{
    static const struct css_color black = {.space = CSS_GRAY, .alpha = 65535};
    return &black;
}

/* ---- paths ----------------------------------------------------------------------------------- */

static void add_point(struct painter *p, double x, double y)
{
    *vec_add(&p->path.v) = x;
    *vec_add(&p->path.v) = y;
}

void path_move(struct painter *p, double x, double y)
{
    *vec_add(&p->path.op) = PATH_MOVE;
    add_point(p, x, y);
}

void path_line(struct painter *p, double x, double y)
{
    *vec_add(&p->path.op) = PATH_LINE;
    add_point(p, x, y);
}

void path_curve(struct painter *p, double x1, double y1, double x2, double y2, double x, double y)
{
    *vec_add(&p->path.op) = PATH_CURVE;
    add_point(p, x1, y1);
    add_point(p, x2, y2);
    add_point(p, x, y);
}

void path_close(struct painter *p) { *vec_add(&p->path.op) = PATH_CLOSE; }

void path_rect(struct painter *p, double x, double y, double w, double h)
{
    *vec_add(&p->path.op) = PATH_RECT;
    add_point(p, x, y);
    add_point(p, w, h);
}

void path_end(struct painter *p)
{
    p->path.op.n = p->path.v.n = 0;
    p->path.even_odd = false;
}

void painter_fill(struct painter *p, const struct css_color *color)
{
    p->canvas->ops->fill(p->canvas, &p->path, color);
    path_end(p);
}

void painter_stroke(struct painter *p, const struct pen *pen, const struct css_color *color)
{
    p->canvas->ops->stroke(p->canvas, &p->path, pen, color);
    path_end(p);
}

void painter_clip(struct painter *p)
{
    p->canvas->ops->clip(p->canvas, &p->path);
    path_end(p);
}

/* ---- the plane ------------------------------------------------------------------------------- */

void painter_save(struct painter *p)
{
    struct turn now = p->turn.n ? p->turn.v[p->turn.n - 1] : (struct turn){.m = {1, 0, 0, 1, 0, 0}};
    now.group = false;
    now.mask = NULL;
    *vec_add(&p->turn) = now;
    p->canvas->ops->save(p->canvas);
}

void painter_restore(struct painter *p)
{
    struct turn t = p->turn.v[p->turn.n - 1];
    if (t.mask)
        paint_mask(p, t.mask, &t.box);
    p->turn.n--;
    if (t.group)
        p->canvas->ops->end_group(p->canvas);
    p->canvas->ops->restore(p->canvas);
}

void painter_transform(struct painter *p, double a, double b, double c, double d, double e,
                       double f)
{
    struct turn *t = &p->turn.v[p->turn.n - 1];
    const double *m = t->m, next[] = {a * m[0] + b * m[2],        a * m[1] + b * m[3],
                                      c * m[0] + d * m[2],        c * m[1] + d * m[3],
                                      e * m[0] + f * m[2] + m[4], e * m[1] + f * m[3] + m[5]};
    memcpy(t->m, next, sizeof next);
    t->turned = true;
    p->canvas->ops->transform(p->canvas, (const double[]){a, b, c, d, e, f});
}

/* ---- transforms ------------------------------------------------------------------------------ */

static double argument(const struct css_item *f, int i, len base)
{
    if (!f->list || i >= f->list->n)
        return 0;
    const struct css_val *v = &f->list->item[i].v;
    return v->kind == CSS_NUM ? v->num / (double)FIX_ONE : pt_value(v, pt(base));
}

static void apply(struct painter *p, double a, double b, double c, double d, double e, double f)
{
    if (a * d != b * c) {
        painter_transform(p, a, b, c, d, e, f);
        return;
    }
    path_rect(p, 0, 0, 0, 0); /* content scaled to a line is invisible */
    painter_clip(p);
}

/* A transform in space (CSS Transforms 2, 12): rows of a matrix that a column of x, y, z and 1 is
 * multiplied by. */
struct matrix {
    double m[4][4];
};
static const struct matrix still = {{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}};

static struct matrix product(const struct matrix *a, const struct matrix *b)
{
    struct matrix p = {{{0}}};
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
            for (int k = 0; k < 4; k++)
                p.m[i][j] += a->m[i][k] * b->m[k][j];
    return p;
}

static struct matrix moved(double x, double y, double z)
{
    struct matrix t = still;
    t.m[0][3] = x, t.m[1][3] = y, t.m[2][3] = z;
    return t;
}

static struct matrix scaled(double x, double y, double z)
{
    return (struct matrix){{{x, 0, 0, 0}, {0, y, 0, 0}, {0, 0, z, 0}, {0, 0, 0, 1}}};
}

/* About an axis, clockwise where it points at the reader; one without a direction turns nothing. */
static struct matrix rotated(double x, double y, double z, double degrees)
{
    double length = sqrt(x * x + y * y + z * z), angle = degrees * M_PI / 180;
    double c = cos(angle), s = sin(angle), d = 1 - c;
    if (length == 0)
        return still;
    x /= length, y /= length, z /= length;
    return (struct matrix){{{c + d * x * x, d * x * y - s * z, d * x * z + s * y, 0},
                            {d * x * y + s * z, c + d * y * y, d * y * z - s * x, 0},
                            {d * x * z - s * y, d * y * z + s * x, c + d * z * z, 0},
                            {0, 0, 0, 1}}};
}

static struct matrix skewed(double x_degrees, double y_degrees)
{
    struct matrix t = still;
    t.m[0][1] = tan(x_degrees * M_PI / 180), t.m[1][0] = tan(y_degrees * M_PI / 180);
    return t;
}

/* matrix(a, b, c, d, e, f), and matrix3d() by columns; lengths are numbers of px. */
static struct matrix listed(const struct css_item *f)
{
    static const char place[] = {0, 4, 1, 5, 3, 7};
    enum { FLAT = sizeof place };
    struct matrix t = still;
    for (int i = 0; i < f->list->n && i < 16; i++) {
        int row = f->list->n == FLAT ? place[i] / 4 : i % 4,
            column = f->list->n == FLAT ? place[i] % 4 : i / 4;
        t.m[row][column] = argument(f, i, 0) * (column == 3 && row < 3 ? .75 : 1);
    }
    return t;
}

/* One function; angles are CSS_NUM in degrees. */
static struct matrix matrix_of(const struct css_item *f, len w, len h)
{
    double a = argument(f, 0, w), b = f->list->n > 1 ? argument(f, 1, h) : 0, c = argument(f, 2, 0);
    switch (f->v.kw) {
    case KW_rotate:
    case KW_rotatez: return rotated(0, 0, 1, a);
    case KW_rotatex: return rotated(1, 0, 0, a);
    case KW_rotatey: return rotated(0, 1, 0, a);
    case KW_rotate3d: return rotated(a, b, c, argument(f, 3, 0));
    case KW_translate:
    case KW_translate3d: return moved(a, b, c);
    case KW_translatex: return moved(a, 0, 0);
    case KW_translatey: return moved(0, argument(f, 0, h), 0);
    case KW_translatez: return moved(0, 0, a);
    case KW_scale: return scaled(a, f->list->n > 1 ? b : a, 1);
    case KW_scale3d: return scaled(a, b, c);
    case KW_scalex: return scaled(a, 1, 1);
    case KW_scaley: return scaled(1, a, 1);
    case KW_scalez: return scaled(1, 1, a);
    case KW_skew: return skewed(a, b);
    case KW_skewx: return skewed(a, 0);
    case KW_skewy: return skewed(0, a);
    default: return listed(f);
    }
}

/* Of the part without translations. */
static double determinant(const double m[4][4])
{
    return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
           m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
           m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

/* Transforms the plane. Paper has no depth: what leaves it in space is seen from straight above,
 * which needs no perspective, since none of the functions has any (css/values.c). */
static void apply_matrix(struct painter *p, const struct matrix *t)
{
    double w = t->m[3][3];
    if (t->m[0][0] == 1 && t->m[1][1] == 1 && t->m[0][1] == 0 && t->m[1][0] == 0 &&
        t->m[0][3] == 0 && t->m[1][3] == 0 && w == 1 && t->m[2][2] != 0)
        return;
    if (determinant(t->m) == 0) /* one that cannot be undone shows nothing (13) */
        apply(p, 0, 0, 0, 0, 0, 0);
    else
        apply(p, t->m[0][0] / w, t->m[1][0] / w, t->m[0][1] / w, t->m[1][1] / w, t->m[0][3] / w,
              t->m[1][3] / w);
}

/* ---- groups ---------------------------------------------------------------------------------- */

void path_ellipse(struct painter *p, double x, double y, double rx, double ry)
{
    const double k = 0.5522847498; /* a quarter of a circle as one Bezier curve */
    path_move(p, x + rx, y);
    path_curve(p, x + rx, y + k * ry, x + k * rx, y + ry, x, y + ry);
    path_curve(p, x - k * rx, y + ry, x - rx, y + k * ry, x - rx, y);
    path_curve(p, x - rx, y - k * ry, x - k * rx, y - ry, x, y - ry);
    path_curve(p, x + k * rx, y - ry, x + rx, y - k * ry, x + rx, y);
    path_close(p);
}

/* rect(): its sides are measured from the top and the left of the border box (CSS 2.1 11.1.2). */
static void clip_path(struct painter *p, const struct css_item *f, const struct area *a)
{
    double side[4] = {0, a->w, a->h, 0}; /* top, right, bottom, left */
    for (int i = 0; i < 4 && i < f->list->n; i++)
        if (f->list->item[i].v.kind != CSS_KEYWORD)
            side[i] = pt_value(&f->list->item[i].v, 0);
    path_rect(p, a->x + side[3], a->y + side[0], fmax(0, side[1] - side[3]),
              fmax(0, side[2] - side[0]));
}

/* Begins a group: clipped to a shape, with opacity, blending and a mask. */
static void begin_group(struct painter *p, const struct frag *f)
{
    const struct css_style *s = f->style;
    if (!css_is(s, CSS_clip_path, KW_none))
        paint_clip_path(p, f);
    const struct css_list *rect = css_clips(s) ? css_list(s, CSS_clip) : NULL;
    if (rect && rect->n) {
        clip_path(p, &rect->item[0], &(struct area){pt(f->x), pt(f->y), pt(f->w), pt(f->h)});
        painter_clip(p);
    }
    if (css_opacity(s) == FIX_ONE && css_is(s, CSS_mix_blend_mode, KW_normal) &&
        css_is(s, CSS_isolation, KW_auto) && css_is(s, CSS_mask_image, KW_none))
        return;
    p->canvas->ops->begin_group(p->canvas, css_opacity(s) / (double)FIX_ONE,
                                css_kw(s, CSS_mix_blend_mode));
    struct turn *t = &p->turn.v[p->turn.n - 1];
    t->group = true;
    if (!css_is(s, CSS_mask_image, KW_none)) {
        t->mask = s;
        t->box = (struct area){pt(f->x), pt(f->y), pt(f->w), pt(f->h)};
    }
}

void painter_isolate(struct painter *p)
{
    painter_save(p);
    p->canvas->ops->begin_group(p->canvas, 1, KW_normal);
    p->turn.v[p->turn.n - 1].group = true;
}

void painter_begin_blend(struct painter *p, const struct frag *f)
{
    painter_save(p);
    begin_group(p, f);
}

void painter_transform_style(struct painter *p, const struct css_style *s, const struct area *a)
{
    const struct css_list *l = css_list(s, CSS_transform),
                          *origin = css_list(s, CSS_transform_origin);
    if (!l)
        return;
    struct css_item at = {.list = origin};
    len w = (len)(a->w * LEN_PT), h = (len)(a->h * LEN_PT);
    double x = a->x + (origin ? argument(&at, 0, w) : a->w / 2),
           y = a->y + (origin ? argument(&at, 1, h) : a->h / 2);
    struct matrix t = moved(x, y, 0), back = moved(-x, -y, 0);
    for (int i = 0; i < l->n; i++) {
        struct matrix next = matrix_of(&l->item[i], w, h);
        t = product(&t, &next);
    }
    t = product(&t, &back);
    apply_matrix(p, &t);
    p->turn.v[p->turn.n - 1].transformed = true;
}

struct area painter_visible(struct painter *p, const struct area *page)
{
    const double *m = p->turn.v[p->turn.n - 1].m, d = m[0] * m[3] - m[1] * m[2];
    double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
    if (d == 0)
        return *page;
    for (int i = 0; i < 4; i++) {
        double px = page->x + (i & 1 ? page->w : 0) - m[4],
               py = page->y + (i & 2 ? page->h : 0) - m[5];
        double x = (m[3] * px - m[2] * py) / d, y = (m[0] * py - m[1] * px) / d;
        x0 = fmin(x0, x), x1 = fmax(x1, x);
        y0 = fmin(y0, y), y1 = fmax(y1, y);
    }
    return (struct area){x0, y0, x1 - x0, y1 - y0};
}

/* Transforms the plane by the style, about its transform-origin in the fragment's box; the caller
 * restores. */
void painter_begin_group(struct painter *p, const struct frag *f)
{
    struct area a = {pt(f->x), pt(f->y), pt(f->w), pt(f->h)};
    painter_save(p);
    if (f->turn) {
        double x = a.x + a.w / 2, y = a.y + a.h / 2;
        apply(p, 0, f->turn, -f->turn, 0, x + y * f->turn, y - x * f->turn);
        return;
    }
    painter_transform_style(p, f->style, &a);
    begin_group(p, f);
}

/* The bounding rectangle on the page of one on the transformed plane. */
static struct paint_place turned_place(const double m[6], struct paint_place r)
{
    double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
    for (int i = 0; i < 4; i++) {
        double px = pt(r.x + (i & 1 ? r.w : 0)), py = pt(r.y + (i & 2 ? r.h : 0));
        double x = px * m[0] + py * m[2] + m[4], y = px * m[1] + py * m[3] + m[5];
        x0 = fmin(x0, x), x1 = fmax(x1, x);
        y0 = fmin(y0, y), y1 = fmax(y1, y);
    }
    r.x = (len)(x0 * LEN_PT), r.w = (len)((x1 - x0) * LEN_PT);
    r.y = (len)(y0 * LEN_PT), r.h = (len)((y1 - y0) * LEN_PT);
    return r;
}

struct paint_place painter_place(struct painter *p, const struct tag *tag, len x, len y, len w,
                                 len h)
{
    struct paint_place r = {p->page->index, x, y, w, h, tag};
    const struct turn *t = p->turn.n ? &p->turn.v[p->turn.n - 1] : NULL;
    return t && t->turned ? turned_place(t->m, r) : r;
}

void painter_note_figure(struct painter *p, const struct tag *tag, len x, len y, len w, len h)
{
    if (!tag || (strcmp(tag->role, "Figure") && strcmp(tag->role, "Formula")))
        return;
    struct paint_place place = painter_place(p, tag, x, y, w, h);
    p->canvas->ops->figure(p->canvas, &place);
}
