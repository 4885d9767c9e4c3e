// SPDX-License-Identifier: Apache-2.0
/* The interface of chart: tables of numbers as drawings (SVG) that a book of one colour can print,
 * and as sentences for who cannot see them.
 *
 * A drawing has no colours or fonts of its own: what stands out is currentColor, and letters are of
 * the family around it, so that the layout decides (koki-typeset gives both to SVG in the document
 * itself, as browsers do). Series differ by tint, hatching or dashes and are named where they are.
 */
#ifndef KOKI_CHART_H
#define KOKI_CHART_H

#include "xml/xml.h"

enum chart_kind { CHART_BARS, CHART_STACKED, CHART_DOTS, CHART_LINES, CHART_LAENDER, CHART_KINDS };
enum chart_width {
    CHART_COLUMN /* 118 mm */,
    CHART_NARROW /* 70 mm, labels above the bars */,
    CHART_WIDE /* 166 mm */
};

struct chart_value {
    bool known;
    double v;
    const char *text; /* as the language writes it, with the decimals that the author gave */
};
struct chart_row {
    const char *label;
    struct chart_value *value; /* one a series */
    struct loc where;
};
struct chart {
    enum chart_kind kind;
    enum chart_width width;
    const char *lang;
    const char *unit; /* "": none */
    const char *axis; /* what the first column has, "": not said */
    const char **series;
    int n_series;
    struct chart_row *row;
    int n;
};
enum {
    CHART_SERIES = 6,
    CHART_ROWS = 40,
    CHART_POINTS = 400
}; /* what a drawing shows at most: series; rows of bars and dots; points of a line */
int chart_rows_most(enum chart_kind kind);

/* The kind that a role names: "diagramm-balken", "chart-bars". False: it names none, and *unknown
 * is the word that looks as if it should (NULL: none does), *meant the nearest one that is known
 * (NULL: none is near). The arena has both. */
bool chart_role(struct arena *a, const char *role, enum chart_kind *kind, enum chart_width *width,
                const char **unknown, const char **meant);

/* A number as German or English tables have it: "1.234,5", "−3", "12 %". False: it is none. `unit`
 * gets what is after it, "" for nothing. */
bool chart_number(struct arena *a, const char *text, const char *lang, struct chart_value *to,
                  const char **unit);
/* Whether a cell says that there is no number: empty, a dash, "k. A.", "n/a". */
bool chart_is_gap(const char *text);
/* The Land that a name, an abbreviation or a code of ISO 3166-2 means, from 0; -1: none, and *meant
 * the name that is near, NULL: none is. */
int chart_land(const char *name, const char **meant);
const char *chart_land_code(int land); /* "BY" */

/* The drawing, not yet in the tree. The rows of a map must be Länder, those of bars that are
 * stacked not negative; there is a number at least. */
xmlNode *chart_draw(xmlDoc *doc, struct arena *a, const struct chart *c);
/* All that it shows in words: kind, rows, numbers. */
const char *chart_describe(struct arena *a, const struct chart *c);

#endif
