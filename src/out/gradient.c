// SPDX-License-Identifier: Apache-2.0
/* Gradients of style sheets as those of a canvas (CSS Images 3, 3): stops get their places, and a
 * repeating one is expanded. */
#include "out/out-int.h"

#include <math.h>
#include <string.h>

enum { STOPS_MAX = 512, HINT_PARTS = 16 };

/* The stops being gathered; a place below LOOSE is not known yet. */
static const double loose = -1e9;
struct stops {
    struct stop v[STOPS_MAX];
    int n;
};

/* The place where two colours are mixed equally, instead of a stop. */
static const struct css_color hint;

/* A transparent colour gets that of its neighbour, or the transition would be grey. */
static const struct css_color *clear_like(struct painter *p, const struct css_color *c)
{
    struct css_color *copy = arena_make(&p->words, struct css_color);
    *copy = c ? *c : *painter_black();
    copy->alpha = 0;
    return copy;
}

/* The stops of the arguments from `at` on; places are parts of `length` [pt]. */
static void gradient_gather(const struct css_style *s, const struct css_list *args, int at,
                            double length, struct stops *out)
{
    out->n = 0;
    for (int i = at; i < args->n;) {
        const struct css_val *v = &args->item[i++].v;
        if (v->kind == CSS_LEN || v->kind == CSS_PCT || v->kind == CSS_CALC) {
            if (out->n < STOPS_MAX)
                out->v[out->n++] = (struct stop){length > 0 ? pt_value(v, length) / length : 0,
                                                 &hint};
            continue;
        }
        const struct css_color *c = v->kind == CSS_KEYWORD ? css_color(s, CSS_color) : v->color;
        int places = 0;
        for (; i < args->n && !args->item[i].comma; i++, places++)
            if (out->n < STOPS_MAX)
                out->v[out->n++] =
                    (struct stop){length > 0 ? pt_value(&args->item[i].v, length) / length : 0, c};
        if (!places && out->n < STOPS_MAX)
            out->v[out->n++] = (struct stop){loose, c};
    }
    if (out->n == 1) /* CSS Images 4, 3.5: one colour */
        out->v[out->n++] = out->v[0];
}

/* The colour of the stop on one side that is not a hint; NULL: there is none. */
static const struct css_color *colour_beside(const struct stops *s, int i, int side)
{
    for (i += side; i >= 0 && i < s->n; i += side)
        if (s->v[i].color != &hint)
            return s->v[i].color;
    return NULL;
}

static bool is_clear(const struct css_color *c) { return !c || c->space == CSS_NO_COLOR; }

static void gradient_settle(struct painter *p, struct stops *s)
{
    struct stop *v = s->v;
    v[0].at = v[0].at == loose ? 0 : v[0].at;
    v[s->n - 1].at = v[s->n - 1].at == loose ? 1 : v[s->n - 1].at;
    for (int i = 1, j; i < s->n; i++) {
        for (j = i; v[j].at == loose; j++)
            ;
        if (j > i)
            v[i].at = v[i - 1].at + (v[j].at - v[i - 1].at) / (j - i + 1);
        v[i].at = fmax(v[i].at, v[i - 1].at);
    }
    for (int i = 0; i < s->n; i++)
        if (v[i].color != &hint && is_clear(v[i].color)) {
            const struct css_color *next = colour_beside(s, i, 1);
            v[i].color = clear_like(p, is_clear(next) ? colour_beside(s, i, -1) : next);
        }
}

static enum css_space blend_space(const struct css_color *c)
{
    return c->space == CSS_GRAY ? CSS_RGB : c->space;
}

/* The average of colours of one space, each with its weight; NULL: they are of several, or spot
 * colours. */
static const struct css_color *average(struct painter *p, const struct stops *s,
                                       const double *weight)
{
    enum css_space space = blend_space(s->v[0].color);
    double sum[4] = {0}, alpha = 0;
    for (int i = 0; i < s->n; i++) {
        const struct css_color *c = s->v[i].color;
        if (blend_space(c) != space || space == CSS_SPOT)
            return NULL;
        double opaque = weight[i] * c->alpha;
        for (int k = 0; k < 4; k++)
            sum[k] += opaque * c->c[c->space == CSS_GRAY ? 0 : k];
        alpha += opaque;
    }
    struct css_color *all = arena_make(&p->words, struct css_color);
    *all = *s->v[0].color;
    all->space = space;
    for (int k = 0; k < 4; k++)
        all->c[k] = alpha > 0 ? (uint16_t)(sum[k] / alpha + .5) : 0;
    all->alpha = (uint16_t)(alpha + .5);
    return all;
}

/* The stops in the place of a hint between two others: the share of the second colour is a power of
 * the place, one half at the hint (CSS Images 3, 3.4.2). They are at equal steps of the colour. */
static int mix_at_hint(struct painter *p, const struct stop *at, struct stop *out)
{
    const struct stop *a = at - 1, *b = at + 1;
    double way = b->at - a->at, h = way > 0 ? (at->at - a->at) / way : .5;
    struct stops ends = {.v = {*a, *b}, .n = 2};
    if (h <= 0 || h >= 1) {
        *out = h <= 0 ? (struct stop){a->at, b->color} : (struct stop){b->at, a->color};
        return 1;
    }
    int n = 0;
    for (int k = 1; k < HINT_PARTS && fabs(h - .5) > 1e-6; k++) {
        double share = k / (double)HINT_PARTS, weight[] = {1 - share, share};
        const struct css_color *c = average(p, &ends, weight);
        if (c) /* else they are of two spaces, or spot colours */
            out[n++] = (struct stop){a->at + way * pow(share, log(h) / log(.5)), c};
    }
    return n;
}

static void mix_hints(struct painter *p, struct stops *s)
{
    for (int i = s->n - 2; i > 0; i--) {
        if (s->v[i].color != &hint)
            continue;
        struct stop between[HINT_PARTS];
        int n = mix_at_hint(p, &s->v[i], between), after = s->n - i - 1;
        if (s->n + n - 1 > STOPS_MAX)
            n = 0;
        memmove(s->v + i + n, s->v + i + 1, sizeof *s->v * (size_t)after);
        memcpy(s->v + i, between, sizeof *s->v * (size_t)n);
        s->n += n - 1;
    }
}

/* A period that nobody could see: the average of its colours, as if stops at one place were equally
 * spaced (CSS Images 3, 3.3). */
static void flatten(struct painter *p, struct stops *s, double period)
{
    double weight[STOPS_MAX] = {0};
    for (int i = 0; i + 1 < s->n; i++) {
        double part = period > 0 ? (s->v[i + 1].at - s->v[i].at) / period : 1. / (s->n - 1);
        weight[i] += part / 2;
        weight[i + 1] += part / 2;
    }
    const struct css_color *all = average(p, s, weight);
    for (int i = 0; all && i < s->n; i++)
        s->v[i].color = all;
}

/* Repeats the pattern to cover 0 to 1. */
static void repeat(struct painter *p, struct stops *s)
{
    double period = s->v[s->n - 1].at - s->v[0].at;
    int n = s->n;
    if (n < 2)
        return;
    if (period * STOPS_MAX < 2 * n) {
        flatten(p, s, period);
        return;
    }
    double back = ceil(s->v[0].at / period) * period;
    for (int i = 0; i < n; i++)
        s->v[i].at -= back;
    while (s->v[s->n - 1].at < 1 && s->n + n <= STOPS_MAX)
        for (int i = 0; i < n; i++, s->n++)
            s->v[s->n] = (struct stop){s->v[s->n - n].at + period, s->v[s->n - n].color};
}

/* Adds a stop at either end, with the colours of the first and the last. */
static void close_ends(struct stops *s)
{
    if (s->v[0].at > 0 && s->n < STOPS_MAX) {
        memmove(s->v + 1, s->v, sizeof *s->v * (size_t)s->n++);
        s->v[0].at = 0;
    }
    if (s->v[s->n - 1].at < 1 && s->n < STOPS_MAX) {
        s->v[s->n] = (struct stop){1, s->v[s->n - 1].color};
        s->n++;
    }
}

/* Lets the line reach from the first stop to the last, and at least over all of it. */
static void fit(struct gradient *g, struct stops *s)
{
    double first = g->kind == GRADIENT_RADIAL ? 0 : fmin(0, s->v[0].at),
           last = fmax(1, s->v[s->n - 1].at), dx = g->x1 - g->x0, dy = g->y1 - g->y0;
    if (g->kind == GRADIENT_CONIC) {
        close_ends(s);
        return;
    }
    for (int i = 0; i < s->n; i++)
        s->v[i].at = fmax(0, (s->v[i].at - first) / (last - first));
    close_ends(s);
    if (g->kind == GRADIENT_RADIAL) {
        g->rx *= last;
        g->ry *= last;
    } else {
        g->x1 = g->x0 + dx * last, g->y1 = g->y0 + dy * last;
        g->x0 += dx * first, g->y0 += dy * first;
    }
}

/* Towards a corner the line is so turned that its middle colour joins the two corners beside (CSS
 * Images 3, 3.1.1). */
static struct gradient linear(const struct css_item *v, const struct area *a, double *length)
{
    double turn = v->v.num / (double)FIX_ONE * M_PI / 180, x = sin(turn), y = -cos(turn),
           mx = a->w / 2, my = a->h / 2;
    double diagonal = hypot(a->w, a->h);
    if (v->n && diagonal > 0)
        x = (x > 0 ? a->h : -a->h) / diagonal, y = (y > 0 ? a->w : -a->w) / diagonal;
    *length = fabs(a->w * x) + fabs(a->h * y);
    return (struct gradient){.x0 = mx - x * *length / 2,
                             .y0 = my - y * *length / 2,
                             .x1 = mx + x * *length / 2,
                             .y1 = my + y * *length / 2};
}

static struct gradient radial(const struct css_item *v, const struct area *a, double *length)
{
    double x = pt_value(&v[2].v, a->w), y = pt_value(&v[3].v, a->h);
    double nx = fmin(fabs(x), fabs(a->w - x)), fx = fmax(fabs(x), fabs(a->w - x)),
           ny = fmin(fabs(y), fabs(a->h - y)), fy = fmax(fabs(y), fabs(a->h - y));
    bool circle = v[0].v.kw == KW_circle,
         near = v[1].v.kw == KW_closest_side || v[1].v.kw == KW_closest_corner;
    bool corner = v[1].v.kw == KW_closest_corner || v[1].v.kw == KW_farthest_corner;
    double rx = near ? nx : fx, ry = near ? ny : fy;
    if (circle)
        rx = ry = corner ? hypot(rx, ry) : near ? fmin(rx, ry) : fmax(rx, ry);
    else if (corner)
        rx *= sqrt(2), ry *= sqrt(2);
    *length = rx = fmax(rx, 0.01);
    return (
        struct gradient){.kind = GRADIENT_RADIAL, .x1 = x, .y1 = y, .rx = rx, .ry = fmax(ry, 0.01)};
}

static struct gradient conic(const struct css_item *v, const struct area *a, double *length)
{
    double x = pt_value(&v[1].v, a->w), y = pt_value(&v[2].v, a->h);
    *length = 1; /* places are parts of a turn */
    return (struct gradient){.kind = GRADIENT_CONIC,
                             .x1 = x,
                             .y1 = y,
                             .from = v[0].v.num / (double)FIX_ONE * M_PI / 180,
                             .rx = 1.01 * hypot(fmax(fabs(x), fabs(a->w - x)),
                                                fmax(fabs(y), fabs(a->h - y)))};
}

/* The part of a turn between two stops, cut into triangles of at most two degrees; parts outside
 * the turn are dropped. */
static int add_wedges(const struct gradient *g, int i, struct wedge *out, int n)
{
    enum { PARTS = 180 };
    double a = g->stop[i].at, b = g->stop[i + 1].at, from = fmax(a, 0), to = fmin(b, 1);
    int parts = (int)ceil((to - from) * PARTS - 1e-9);
    for (int k = 0; k < parts; k++, n++) {
        out[n].stop = i;
        for (int side = 0; side < 2; side++) {
            double at = from + (to - from) * (k + side) / parts, turn = g->from + at * 2 * M_PI;
            out[n].x[side] = g->x1 + g->rx * sin(turn);
            out[n].y[side] = g->y1 - g->rx * cos(turn);
            out[n].at[side] = (at - a) / (b - a);
        }
    }
    return n;
}

struct wedge *gradient_wedges(const struct gradient *g, int *n)
{
    struct wedge *out = mem_new(sizeof *out * (size_t)(180 + g->n + 1));
    *n = 0;
    for (int i = 0; i + 1 < g->n; i++)
        if (g->stop[i + 1].at > g->stop[i].at)
            *n = add_wedges(g, i, out, *n);
    return out;
}

/* The kinds by name, with the arguments before the stops. */
static const struct way {
    enum css_kw name, again;
    int stops;
    struct gradient (*lay)(const struct css_item *v, const struct area *a, double *length);
} ways[] = {
    {KW_linear_gradient, KW_repeating_linear_gradient, 1, linear},
    {KW_radial_gradient, KW_repeating_radial_gradient, 4, radial},
    {KW_conic_gradient, KW_repeating_conic_gradient, 3, conic},
};

/* Laid out at the origin and moved, so that tiles of one gradient are the same. */
void paint_gradient(struct painter *p, const struct css_style *s, const struct css_item *f,
                    double x, double y, double w, double h)
{
    struct area a = {0, 0, w, h};
    const struct way *way = ways;
    while (way->name != f->v.kw && way->again != f->v.kw)
        way++;
    struct stops *stops = mem_new(sizeof *stops);
    double length;
    struct gradient g = way->lay(f->list->item, &a, &length);
    gradient_gather(s, f->list, way->stops, length, stops);
    gradient_settle(p, stops);
    mix_hints(p, stops);
    if (f->v.kw == way->again)
        repeat(p, stops);
    fit(&g, stops);
    g.n = stops->n;
    g.stop = stops->v;
    painter_save(p);
    painter_transform(p, 1, 0, 0, 1, x, y);
    path_rect(p, 0, 0, w, h);
    p->canvas->ops->shade(p->canvas, &p->path, &g);
    path_end(p);
    painter_restore(p);
    mem_free(stops);
}
