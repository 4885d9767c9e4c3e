// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the kinds of charts: a growing drawing, its text and marks. All
 * coordinates are pt, from the top left corner. */
#ifndef KOKI_CHART_INT_H
#define KOKI_CHART_INT_H

#include "chart/chart.h"

#define SIZE    8.5  /* [pt] of all letters but those of tiles */
#define LEADING 10.2 /* [pt] */

struct drawing {
    struct arena *a;
    xmlNode *svg;
    double w, h; /* [pt]; h is set at the end */
};

enum anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };
enum weight { WEIGHT_PLAIN, WEIGHT_BOLD };

/* An element with coordinates as attributes: pairs of a name and a number, ended by NULL. */
xmlNode *draw_element(struct drawing *d, const char *name, ...);
xmlNode *draw_text(struct drawing *d, double x, double y, enum anchor anchor, const char *text);
void draw_bold(xmlNode *text);
void draw_in_color(xmlNode *n);
void draw_line(struct drawing *d, double x1, double y1, double x2, double y2, double width);
/* A bar or part of one in the look of a series, of how many. */
void draw_bar(struct drawing *d, double x, double y, double w, double h, int series);
/* A point of a series. */
void draw_point(struct drawing *d, double x, double y, int series);
/* A number as an attribute, without a locale's comma. */
void draw_number(xmlNode *n, const char *name, double v);
void put_coordinate(struct buf *b, double v);

/* The approximate maximum width of text: the font is not known here, since the layout chooses
 * it. */
double text_width(const char *text, double size);
/* Breaks text into lines of at most w, at spaces and after hyphens; returns their number.
 * Arena-owned. */
int text_wrap(struct arena *a, const char *text, double w, const char ***line);
/* The number with its unit: "12 %", "3,5 Mio. €". */
const char *value_text(struct arena *a, const struct chart *c, const struct chart_value *v,
                       bool unit);
/* A number of an axis. */
const char *tick_text(struct arena *a, const char *lang, double v, double step);
/* Digits as a language writes them: decimals "" for none. */
const char *number_text(struct arena *a, const char *lang, bool minus, const char *digits,
                        const char *decimals);
bool lang_is(const char *lang, const char *two);

/* A step of 1, 2, 2.5 or 5 times a power of ten, so that `span` has about n of them. */
double nice_step(double span, int n);
void value_range(const struct chart *c, double *least, double *most);

/* The column of labels at the left: their lines, and the width of the widest. */
struct labels {
    const char ***line; /* of each row */
    int *n;
    double w;
};
struct labels labels_wrap(struct drawing *d, const struct chart *c, double most);
/* Draws those of a row, the first line's baseline at y. */
void labels_draw(struct drawing *d, const struct labels *l, int row, double y);

void draw_bars(struct drawing *d, const struct chart *c);
void draw_stacked(struct drawing *d, const struct chart *c);
void draw_dots(struct drawing *d, const struct chart *c);
void draw_lines(struct drawing *d, const struct chart *c);
void draw_laender(struct drawing *d, const struct chart *c);

#endif
