// SPDX-License-Identifier: Apache-2.0
/* Lines over time or the values of the first column: spaced by value if these are numbers, else
 * equally. Each line is named at its end. */
#include <math.h>
#include <stdlib.h>

#include "chart/chart-int.h"

#define HEIGHT 130.0 /* [pt] of the area of lines */

struct plot {
    double x0, x1, y0, y1; /* [pt]: left, right, top, foot */
    double least, most, step;
    const double *at; /* of each row, 0 to 1 */
};

static double place_x(const struct plot *p, int row)
{
    return p->x0 + p->at[row] * (p->x1 - p->x0);
}
static double place_y(const struct plot *p, double v)
{
    return p->y1 - (v - p->least) / (p->most - p->least) * (p->y1 - p->y0);
}

/* The positions of the rows on the axis. Increasing numbers are spaced by value: a missing year is
 * visible. */
static const double *find_places(struct drawing *d, const struct chart *c)
{
    double *at = arena_array(d->a, double, c->n), *number = arena_array(d->a, double, c->n);
    bool numeric = c->n > 1;
    for (int i = 0; i < c->n && numeric; i++) {
        char *end;
        number[i] = strtol(c->row[i].label, &end, 10);
        numeric = end > c->row[i].label && !*end && (!i || number[i] > number[i - 1]);
    }
    for (int i = 0; i < c->n; i++)
        at[i] = c->n == 1 ? 0.5
                : numeric ? (number[i] - number[0]) / (number[c->n - 1] - number[0])
                          : i / (double)(c->n - 1);
    return at;
}

static void find_axis(const struct chart *c, struct plot *p)
{
    double least, most;
    value_range(c, &least, &most);
    if (least > 0 && least < most * 0.6) /* close enough to zero to show it */
        least = 0;
    p->step = nice_step(most > least ? most - least : fabs(most) ? fabs(most) : 1, 4);
    p->least = floor(least / p->step + 1e-9) * p->step;
    p->most = ceil(most / p->step - 1e-9) * p->step;
    if (!(p->most > p->least))
        p->most = p->least + p->step;
}

static double draw_ticks(struct drawing *d, const struct chart *c, const struct plot *p,
                         double right)
{
    double w = 0;
    for (int k = 0; p->least + k * p->step <= p->most + p->step / 1000; k++)
        w = fmax(w, text_width(tick_text(d->a, c->lang, p->least + k * p->step, p->step), SIZE));
    for (int k = 0; p->least + k * p->step <= p->most + p->step / 1000; k++) {
        double v = p->least + k * p->step, y = place_y(p, v);
        xmlNode *n = draw_element(d, "line", "x1", w + 5, "y1", y, "x2", right, "y2", y,
                                  "stroke-width", fabs(v) < p->step / 1000 ? 0.6 : 0.3, NULL);
        xml_set_attr(n, "stroke", fabs(v) < p->step / 1000 ? "#1a1a1a" : "#808080");
        draw_text(d, w, y + 2.9, ANCHOR_END, tick_text(d->a, c->lang, v, p->step));
    }
    return w + 5;
}

/* Labels of the axis below, as many as fit, including the first and the last. */
static void draw_labels(struct drawing *d, const struct chart *c, const struct plot *p)
{
    double y = p->y1 + 12, end = -1e9, last = place_x(p, c->n - 1),
           last_w = text_width(c->row[c->n - 1].label, SIZE),
           last_x = fmin(last - last_w / 2, d->w - last_w);
    for (int i = 0; i < c->n; i++) {
        double x = place_x(p, i), w = text_width(c->row[i].label, SIZE),
               from = i == c->n - 1 ? last_x : fmax(0, x - w / 2);
        if (from < end + 4 || (i < c->n - 1 && from + w > last_x - 4))
            continue;
        draw_line(d, x, p->y1, x, p->y1 + 3, 0.4);
        draw_text(d, from + w / 2, y, ANCHOR_MIDDLE, c->row[i].label);
        end = from + w;
    }
}

static void draw_path(struct drawing *d, const struct chart *c, const struct plot *p, int series)
{
    static const struct {
        double width, opacity;
        const char *dash;
    } looks[CHART_SERIES] = {{2.2, 1, NULL},    {1.4, 1, "5 2.5"}, {1.6, 1, "1.2 2.2"},
                             {2.6, 0.45, NULL}, {1, 1, NULL},      {1.2, 1, "7 2 1.2 2"}};
    struct buf path = {0};
    bool open = false;
    for (int i = 0; i < c->n; i++) {
        const struct chart_value *v = &c->row[i].value[series];
        if (v->known) {
            bool alone = !open && (i + 1 == c->n || !c->row[i + 1].value[series].known);
            if (alone)
                draw_point(d, place_x(p, i), place_y(p, v->v), series);
            buf_puts(&path, open ? "L" : "M");
            put_coordinate(&path, place_x(p, i));
            buf_putc(&path, ' ');
            put_coordinate(&path, place_y(p, v->v));
        }
        open = v->known;
    }
    if (!path.n)
        return;
    xmlNode *n = xmlNewChild(d->svg, d->svg->ns, (const xmlChar *)"path", NULL);
    xml_set_attr(n, "d", path.s);
    xml_set_attr(n, "fill", "none");
    xml_set_attr(n, "stroke", "currentColor");
    xml_set_attr(n, "stroke-linejoin", "round");
    draw_number(n, "stroke-width", looks[series].width);
    if (looks[series].opacity < 1)
        draw_number(n, "stroke-opacity", looks[series].opacity);
    if (looks[series].dash)
        xml_set_attr(n, "stroke-dasharray", looks[series].dash);
    buf_done(&path);
}

/* ---- names at the ends ----------------------------------------------------------------------- */

struct end {
    const char **line;
    int n, series;
    double y; /* of the first baseline */
};

static int last_known(const struct chart *c, int series)
{
    int i = c->n - 1;
    while (i >= 0 && !c->row[i].value[series].known)
        i--;
    return i;
}

static const char *end_text(struct drawing *d, const struct chart *c, int series)
{
    int i = last_known(c, series);
    const char *value = value_text(d->a, c, &c->row[i].value[series], true);
    return c->n_series > 1 ? arena_printf(d->a, "%s %s", c->series[series], value) : value;
}

static int compare_ends(const void *x, const void *y)
{
    const struct end *a = x, *b = y;
    return a->y < b->y ? -1 : a->y > b->y ? 1 : a->series - b->series;
}

/* Overlapping names are moved apart: down from the top, then up from the foot. */
static void lines_spread(struct end *end, int n, double foot)
{
    qsort(end, (size_t)n, sizeof *end, compare_ends);
    for (int i = 1; i < n; i++)
        end[i].y = fmax(end[i].y, end[i - 1].y + end[i - 1].n * LEADING + 1);
    double limit = foot;
    for (int i = n - 1; i >= 0; i--) {
        end[i].y = fmin(end[i].y, limit - (end[i].n - 1) * LEADING);
        limit = end[i].y - LEADING - 1;
    }
}

static void draw_ends(struct drawing *d, const struct chart *c, const struct plot *p, double w)
{
    struct end end[CHART_SERIES];
    int n = 0;
    for (int s = 0; s < c->n_series; s++) {
        int i = last_known(c, s);
        if (i < 0)
            continue;
        struct end e = {.series = s, .y = place_y(p, c->row[i].value[s].v) + 2.9};
        e.n = text_wrap(d->a, end_text(d, c, s), w, &e.line);
        e.y -= (e.n - 1) * LEADING / 2;
        end[n++] = e;
    }
    lines_spread(end, n, p->y1 + 3);
    for (int i = 0; i < n; i++) {
        double x = place_x(p, last_known(c, end[i].series)),
               y = place_y(p, c->row[last_known(c, end[i].series)].value[end[i].series].v);
        if (fabs(end[i].y + (end[i].n - 1) * LEADING / 2 - 2.9 - y) > 4)
            draw_line(d, x + 1, y, p->x1 + 4.5, end[i].y - 2.9, 0.3);
        for (int k = 0; k < end[i].n; k++)
            draw_bold(
                draw_text(d, p->x1 + 6, end[i].y + k * LEADING, ANCHOR_START, end[i].line[k]));
    }
}

void draw_lines(struct drawing *d, const struct chart *c)
{
    struct plot p = {.y0 = *c->unit ? 18 : 5, .at = find_places(d, c)};
    double names = 0;
    p.y1 = p.y0 + HEIGHT;
    find_axis(c, &p);
    for (int s = 0; s < c->n_series; s++)
        if (last_known(c, s) >= 0)
            names = fmax(names, text_width(end_text(d, c, s), SIZE) * 1.06);
    names = fmin(names, d->w * 0.34);
    p.x1 = d->w - names - 7;
    if (*c->unit)
        draw_text(d, 0, 8, ANCHOR_START, c->unit);
    p.x0 = draw_ticks(d, c, &p, p.x1) + 6;
    for (int s = c->n_series - 1; s >= 0; s--)
        draw_path(d, c, &p, s);
    draw_labels(d, c, &p);
    draw_ends(d, c, &p, names);
    d->h = p.y1 + 15;
}
