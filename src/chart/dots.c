// SPDX-License-Identifier: Apache-2.0
/* Dots on lines, for numbers whose distances count: the axis begins near the smallest. Two of a row
 * are joined, to show the distance. */
#include <math.h>

#include "chart/chart-int.h"

enum { ROW = 17 };

/* The known dots of a row sorted by size; returns their number. */
static int sort_dots(const struct chart *c, int row, int *order)
{
    int n = 0;
    for (int s = 0; s < c->n_series; s++) {
        int k = n;
        if (!c->row[row].value[s].known)
            continue;
        for (; k > 0 && c->row[row].value[order[k - 1]].v > c->row[row].value[s].v; k--)
            order[k] = order[k - 1];
        order[k] = s;
        n++;
    }
    return n;
}

/* Names of the series above the first row's dots, from the left, each in a line of its own with a
 * leader. */
static double draw_names(struct drawing *d, const struct chart *c, double left, double least,
                         double unit)
{
    int order[CHART_SERIES], n = sort_dots(c, 0, order);
    double bottom = n * LEADING + 4;
    for (int i = 0; i < n; i++) {
        int s = order[i];
        double x = left + (c->row[0].value[s].v - least) * unit, y = (i + 1) * LEADING - 2;
        bool turned = x + 4 + text_width(c->series[s], SIZE) > d->w;
        draw_line(d, x, y - 6, x, bottom + 3, 0.4);
        draw_text(d, turned ? x - 4 : x + 4, y, turned ? ANCHOR_END : ANCHOR_START, c->series[s]);
    }
    return bottom;
}

static void draw_row(struct drawing *d, const struct chart *c, int row, double left, double least,
                     double unit, double y)
{
    int order[CHART_SERIES], n = sort_dots(c, row, order);
    xmlNode *line = draw_element(d, "line", "x1", left, "y1", y, "x2", d->w, "y2", y,
                                 "stroke-width", 0.3, NULL);
    xml_set_attr(line, "stroke", "#808080");
    if (!n) {
        draw_text(d, left + 4, y + 3, ANCHOR_START, "–");
        return;
    }
    double first = left + (c->row[row].value[order[0]].v - least) * unit,
           last = left + (c->row[row].value[order[n - 1]].v - least) * unit;
    if (n > 1) {
        xmlNode *joint = draw_element(d, "line", "x1", first, "y1", y, "x2", last, "y2", y,
                                      "stroke-width", 2.0, NULL);
        xml_set_attr(joint, "stroke", "currentColor");
        draw_number(joint, "stroke-opacity", 0.4);
    }
    for (int i = 0; i < n; i++)
        draw_point(d, left + (c->row[row].value[order[i]].v - least) * unit, y, order[i]);
    const struct {
        double x;
        enum anchor anchor;
        int s;
    } ends[] = {{last + 6, ANCHOR_START, order[n - 1]}, {first - 6, ANCHOR_END, order[0]}};
    for (int i = 0; i < (n > 1 ? 2 : 1); i++) {
        const char *text = value_text(d->a, c, &c->row[row].value[ends[i].s],
                                      strlen(c->unit) <= 3 || (!row && !i));
        double w = text_width(text, SIZE),
               x = ends[i].anchor == ANCHOR_START ? ends[i].x - 1 : ends[i].x - w - 1;
        xmlNode *ground = draw_element(d, "rect", "x", x, "y", y - 4, "width", w + 2, "height", 8.0,
                                       NULL);
        xml_set_attr(ground, "fill", "#ffffff");
        draw_text(d, ends[i].x, y + 2.9, ends[i].anchor, text);
    }
}

static void draw_axis(struct drawing *d, const struct chart *c, double left, double least,
                      double most, double unit, double step, double y)
{
    draw_line(d, left, y, d->w, y, 0.4);
    for (int k = 0; least + k * step <= most + step / 1000; k++) {
        double x = left + k * step * unit;
        const char *text = tick_text(d->a, c->lang, least + k * step, step);
        bool is_last = least + (k + 1) * step > most + step / 1000;
        draw_line(d, x, y, x, y + 3, 0.4);
        draw_text(d, x, y + 12,
                  !k                                                 ? ANCHOR_START
                  : is_last && x + text_width(text, SIZE) / 2 > d->w ? ANCHOR_END
                                                                     : ANCHOR_MIDDLE,
                  !k && *c->unit ? arena_printf(d->a, "%s\u202f%s", text, c->unit) : text);
    }
}

void draw_dots(struct drawing *d, const struct chart *c)
{
    struct labels labels = labels_wrap(d, c, d->w * 0.42);
    double left = labels.w + 10, least, most, beside = 0;
    value_range(c, &least, &most);
    for (int i = 0; i < c->n; i++)
        for (int s = 0; s < c->n_series; s++)
            beside = fmax(beside,
                          c->row[i].value[s].known
                              ? text_width(value_text(d->a, c, &c->row[i].value[s], true), SIZE)
                              : 0);
    double step = nice_step(most > least ? most - least : fabs(most) ? fabs(most) : 1, 4);
    least = floor(least / step + 1e-9) * step, most = ceil(most / step - 1e-9) * step;
    if (!(most > least))
        most = least + step;
    left += c->n_series > 1 ? beside + 6 : 0;
    double unit = (d->w - left - beside - 10) / (most - least);
    double y = c->n_series > 1 ? draw_names(d, c, left, least, unit) : 0;
    left -= c->n_series > 1 ? beside + 6 : 0;
    for (int i = 0; i < c->n; i++) {
        double row = fmax(ROW, labels.n[i] * LEADING + 5);
        labels_draw(d, &labels, i, y + row / 2 + 3 - (labels.n[i] - 1) * LEADING / 2);
        draw_row(d, c, i, left + (c->n_series > 1 ? beside + 6 : 0), least, unit, y + row / 2);
        y += row;
    }
    draw_axis(d, c, left + (c->n_series > 1 ? beside + 6 : 0), least, most, unit, step, y);
    d->h = y + 15;
}
