// SPDX-License-Identifier: Apache-2.0
/* Bars, and stacked bars. Both begin at zero for any numbers: their lengths are compared. */
#include <math.h>

#include "chart/chart-int.h"

enum { GAP = 7, INSET = 8 }; /* [pt] between rows; between labels and bars */

struct scale {
    double x, zero, unit; /* [pt]: the left edge, where zero is, the length of 1 */
};

/* The maximum width [pt] of the numbers and names beside the bars. */
static double width_beside(struct drawing *d, const struct chart *c, bool negative)
{
    double most = 0;
    for (int i = 0; i < c->n; i++)
        for (int s = 0; s < c->n_series; s++) {
            const struct chart_value *v = &c->row[i].value[s];
            if (!v->known || (v->v < 0) != negative)
                continue;
            double w = text_width(value_text(d->a, c, v, true), SIZE) + 4;
            if (!i && c->n_series > 1)
                w += text_width(c->series[s], SIZE) + 6;
            most = fmax(most, w);
        }
    return most;
}

static struct scale find_scale(struct drawing *d, const struct chart *c, double left)
{
    double least, most;
    value_range(c, &least, &most);
    least = fmin(0, least), most = fmax(0, most);
    double room = d->w - left - width_beside(d, c, false) -
                  (least < 0 ? width_beside(d, c, true) : 0),
           span = most - least;
    room = fmax(room, d->w / 5);
    struct scale s = {.x = left + (least < 0 ? width_beside(d, c, true) : 0),
                      .unit = span > 0 ? room / span : 0};
    s.zero = s.x - least * s.unit;
    return s;
}

/* "%" is added to each number, a longer unit only to the first. */
static bool says_unit(const struct chart *c, bool first) { return first || strlen(c->unit) <= 3; }

static void draw_one(struct drawing *d, const struct chart *c, const struct scale *scale, int row,
                     int series, double y, double h)
{
    const struct chart_value *v = &c->row[row].value[series];
    double end = scale->zero + (v->known ? v->v * scale->unit : 0), baseline = y + h / 2 + 2.9;
    const char *text = v->known ? value_text(d->a, c, v, says_unit(c, !row && !series)) : "–";
    bool left = v->known && v->v < 0;
    if (v->known)
        draw_bar(d, scale->zero, y, v->v * scale->unit, h, series);
    draw_text(d, left ? end - 4 : end + 4, baseline, left ? ANCHOR_END : ANCHOR_START, text);
    if (!row && c->n_series > 1) {
        double x = left ? fmax(scale->zero + 4, 0) : end + 10 + text_width(text, SIZE);
        draw_bold(draw_text(d, x, baseline, ANCHOR_START, c->series[series]));
    }
}

void draw_bars(struct drawing *d, const struct chart *c)
{
    bool narrow = c->width == CHART_NARROW;
    struct labels labels = labels_wrap(d, c, narrow ? d->w : d->w * 0.42);
    struct scale scale = find_scale(d, c, narrow ? 0 : labels.w + INSET);
    double h = c->n_series > 1 ? 8.6 : narrow ? 6 : 9, y = 0, top = 0;
    double edge = narrow ? 1.5 : 3; /* overhang of the zero line beyond the bars */
    for (int i = 0; i < c->n; i++) {
        double text = labels.n[i] * LEADING,
               bars = c->n_series * (h + (c->n_series > 1)) - (c->n_series > 1);
        if (narrow) {
            labels_draw(d, &labels, i, y + 8);
            y += text + 1;
        }
        double row = narrow ? bars : fmax(text, bars), from = y + (row - bars) / 2;
        if (!narrow)
            labels_draw(d, &labels, i, y + (row - text) / 2 + 8);
        for (int s = 0; s < c->n_series; s++)
            draw_one(d, c, &scale, i, s, from + s * (h + 1), h);
        if (narrow) /* not through the labels */
            draw_line(d, scale.zero, from - edge, scale.zero, from + bars + edge, 0.4);
        y += row + (narrow ? 7 : c->n_series > 1 ? GAP + 2 : GAP);
        top = i ? top : from;
    }
    d->h = y - (narrow ? 4 : GAP - 1);
    if (!narrow)
        draw_line(d, scale.zero, fmax(0, top - edge), scale.zero, d->h, 0.4);
}

/* ---- stacked --------------------------------------------------------------------------------- */

static double row_total(const struct chart *c, int row)
{
    double sum = 0;
    for (int s = 0; s < c->n_series; s++)
        sum += c->row[row].value[s].known ? c->row[row].value[s].v : 0;
    return sum;
}

/* Where the part of a series begins, in numbers. */
static double start_of(const struct chart *c, int row, int series)
{
    double sum = 0;
    for (int s = 0; s < series; s++)
        sum += c->row[row].value[s].known ? c->row[row].value[s].v : 0;
    return sum;
}

/* The names of the series above the first bar, one per line, the leftmost on top, so that no leader
 * crosses a name. */
static double draw_names(struct drawing *d, const struct chart *c, const struct scale *scale)
{
    double bottom = c->n_series * LEADING + 3;
    for (int s = 0; s < c->n_series; s++) {
        double x = scale->zero + start_of(c, 0, s) * scale->unit, y = (s + 1) * LEADING - 2,
               w = text_width(c->series[s], SIZE);
        bool turned = x + 4 + w > d->w; /* it would extend beyond the right edge */
        draw_line(d, x, y - 6, x, bottom, 0.4);
        draw_text(d, turned ? x - 4 : x + 4, y, turned ? ANCHOR_END : ANCHOR_START, c->series[s]);
    }
    return bottom;
}

/* The number of a part is inside it, on white if the part is dark. If the part is too short it is
 * above, right of the last one there. */
static void draw_part(struct drawing *d, const struct chart *c, const struct scale *scale, int row,
                      int s, double y, double h, double *above)
{
    const struct chart_value *v = &c->row[row].value[s];
    if (!v->known)
        return;
    double x = scale->zero + start_of(c, row, s) * scale->unit, w = v->v * scale->unit;
    const char *text = value_text(d->a, c, v, !strcmp(c->unit, "%") && !row && !s);
    double own = text_width(text, SIZE);
    if (v->v > 0)
        draw_bar(d, x, y, w, h, s);
    if (own + 6 > w) {
        double at = fmax(*above, x + w / 2 - own / 2);
        draw_text(d, at, y - 2.5, ANCHOR_START, text);
        *above = at + own + 4;
        return;
    }
    if (s == 2) { /* hatched: the number needs a white background */
        xmlNode *ground = draw_element(d, "rect", "x", x + w / 2 - own / 2 - 2, "y", y + 1, "width",
                                       own + 4, "height", h - 2, NULL);
        xml_set_attr(ground, "fill", "#ffffff");
    }
    xmlNode *n = draw_text(d, x + w / 2, y + h / 2 + 2.9, ANCHOR_MIDDLE, text);
    if (s == 0 || s == 3)
        xml_set_attr(n, "fill", "#ffffff");
}

static bool has_short_part(struct drawing *d, const struct chart *c, int row, double unit)
{
    for (int s = 0; s < c->n_series; s++) {
        const struct chart_value *v = &c->row[row].value[s];
        if (v->known &&
            text_width(value_text(d->a, c, v, !row && !s && !strcmp(c->unit, "%")), SIZE) + 6 >
                v->v * unit)
            return true;
    }
    return false;
}

void draw_stacked(struct drawing *d, const struct chart *c)
{
    bool narrow = c->width == CHART_NARROW;
    struct labels labels = labels_wrap(d, c, narrow ? d->w : d->w * 0.36);
    double left = narrow ? 0 : labels.w + INSET, most = 0, h = 12;
    for (int i = 0; i < c->n; i++)
        most = fmax(most, row_total(c, i));
    struct scale scale = {left, left, most > 0 ? (d->w - left - 1) / most : 0};
    double y = c->n_series > 1 ? draw_names(d, c, &scale) : 0, first = y;
    for (int i = 0; i < c->n; i++) {
        double text = labels.n[i] * LEADING, above = 0;
        if (narrow) {
            labels_draw(d, &labels, i, y + 8);
            y += text + 1;
        }
        y += has_short_part(d, c, i, scale.unit) ? 9 : 0;
        double row = narrow ? h : fmax(text, h), from = y + (row - h) / 2;
        if (!narrow)
            labels_draw(d, &labels, i, y + (row - text) / 2 + 8);
        for (int s = 0; s < c->n_series; s++)
            draw_part(d, c, &scale, i, s, from, h, &above);
        y += row + GAP;
    }
    d->h = y - GAP + 3;
    draw_line(d, scale.zero, first, scale.zero, d->h, 0.4);
}
