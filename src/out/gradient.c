/* Gradients of style sheets as those of a canvas (CSS Images 3, 3): stops get their places, and a repeating one is written out. */
#include "out/out-int.h"

#include <math.h>
#include <string.h>

enum { STOPS_MAX = 512 };

/* The stops being gathered; a place below LOOSE is not known yet. */
static const double loose = -1e9;
struct stops {
    struct stop v[STOPS_MAX];
    int n;
};

/* A colour that shows nothing has that of its neighbour, or the way to it would be grey. */
static const struct css_color *clear_like(struct painter *p, const struct css_color *c)
{
    struct css_color *copy = arena_make(&p->words, struct css_color);
    *copy = c ? *c : *painter_black();
    copy->alpha = 0;
    return copy;
}

/* The stops of the arguments from `at` on; places are parts of `length` [pt]. */
static void gather(const struct css_style *s, const struct css_list *args, int at, double length, struct stops *out)
{
    out->n = 0;
    for (int i = at; i < args->n;) {
        const struct css_val *v = &args->item[i++].v;
        const struct css_color *c = v->kind == CSS_KEYWORD ? css_color(s, CSS_color) : v->color;
        int places = 0;
        for (; i < args->n && !args->item[i].comma; i++, places++)
            if (out->n < STOPS_MAX)
                out->v[out->n++] = (struct stop){length > 0 ? pt_value(&args->item[i].v, length) / length : 0, c};
        if (!places && out->n < STOPS_MAX)
            out->v[out->n++] = (struct stop){loose, c};
    }
}

static void settle(struct painter *p, struct stops *s)
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
        if (!v[i].color || v[i].color->space == CSS_NO_COLOR)
            v[i].color = clear_like(p, i + 1 < s->n && v[i + 1].color && v[i + 1].color->space != CSS_NO_COLOR ? v[i + 1].color
                                       : i && v[i - 1].color ? v[i - 1].color : NULL);
}

/* Puts the pattern again until all from 0 to 1 has it. */
static void repeat(struct stops *s)
{
    double period = s->v[s->n - 1].at - s->v[0].at;
    int n = s->n;
    if (period * STOPS_MAX < 2 * n)
        return;
    double back = ceil(s->v[0].at / period) * period;
    for (int i = 0; i < n; i++)
        s->v[i].at -= back;
    while (s->v[s->n - 1].at < 1 && s->n + n <= STOPS_MAX)
        for (int i = 0; i < n; i++, s->n++)
            s->v[s->n] = (struct stop){s->v[s->n - n].at + period, s->v[s->n - n].color};
}

/* Lets the line reach from the first stop to the last, and at least over all of it, with a stop at either end. */
static void fit(struct gradient *g, struct stops *s)
{
    double first = g->radial ? 0 : fmin(0, s->v[0].at), last = fmax(1, s->v[s->n - 1].at), dx = g->x1 - g->x0, dy = g->y1 - g->y0;
    for (int i = 0; i < s->n; i++)
        s->v[i].at = fmax(0, (s->v[i].at - first) / (last - first));
    if (s->v[0].at > 0 && s->n < STOPS_MAX) {
        memmove(s->v + 1, s->v, sizeof *s->v * (size_t)s->n++);
        s->v[0].at = 0;
    }
    if (s->v[s->n - 1].at < 1 && s->n < STOPS_MAX) {
        s->v[s->n] = (struct stop){1, s->v[s->n - 1].color};
        s->n++;
    }
    if (g->radial) {
        g->rx *= last;
        g->ry *= last;
    } else {
        g->x1 = g->x0 + dx * last, g->y1 = g->y0 + dy * last;
        g->x0 += dx * first, g->y0 += dy * first;
    }
}

static struct gradient linear(double degrees, const struct area *a, double *length)
{
    double turn = degrees * M_PI / 180, x = sin(turn), y = -cos(turn), mx = a->x + a->w / 2, my = a->y + a->h / 2;
    *length = fabs(a->w * x) + fabs(a->h * y);
    return (struct gradient){.x0 = mx - x * *length / 2, .y0 = my - y * *length / 2, .x1 = mx + x * *length / 2, .y1 = my + y * *length / 2};
}

static struct gradient radial(const struct css_item *v, const struct area *a, double *length)
{
    double x = pt_value(&v[2].v, a->w), y = pt_value(&v[3].v, a->h);
    double nx = fmin(fabs(x), fabs(a->w - x)), fx = fmax(fabs(x), fabs(a->w - x)), ny = fmin(fabs(y), fabs(a->h - y)), fy = fmax(fabs(y), fabs(a->h - y));
    bool circle = v[0].v.kw == KW_circle, near = v[1].v.kw == KW_closest_side || v[1].v.kw == KW_closest_corner;
    bool corner = v[1].v.kw == KW_closest_corner || v[1].v.kw == KW_farthest_corner;
    double rx = near ? nx : fx, ry = near ? ny : fy;
    if (circle)
        rx = ry = corner ? hypot(rx, ry) : near ? fmin(rx, ry) : fmax(rx, ry);
    else if (corner)
        rx *= sqrt(2), ry *= sqrt(2);
    *length = rx = fmax(rx, 0.01);
    return (struct gradient){.radial = true, .x1 = a->x + x, .y1 = a->y + y, .rx = rx, .ry = fmax(ry, 0.01)};
}

void paint_gradient(struct painter *p, const struct css_style *s, const struct css_item *f, const struct area *a, const struct area *all)
{
    bool is_radial = f->v.kw == KW_radial_gradient || f->v.kw == KW_repeating_radial_gradient;
    const struct css_item *v = f->list->item;
    struct stops *stops = mem_new(sizeof *stops);
    double length;
    struct gradient g = is_radial ? radial(v, a, &length) : linear(v[0].v.num / (double)FIX_ONE, a, &length);
    gather(s, f->list, is_radial ? 4 : 1, length, stops);
    settle(p, stops);
    if (f->v.kw == KW_repeating_linear_gradient || f->v.kw == KW_repeating_radial_gradient)
        repeat(stops);
    fit(&g, stops);
    g.n = stops->n;
    g.stop = stops->v;
    path_rect(p, all->x, all->y, all->w, all->h);
    p->canvas->ops->shade(p->canvas, &p->path, &g);
    path_end(p);
    mem_free(stops);
}
