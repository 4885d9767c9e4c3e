// SPDX-License-Identifier: Apache-2.0
/* The interface of chart: tables of numbers as drawings (SVG) that a book of one colour can print,
 * and as sentences for those who cannot see them.
 *
 * A drawing has no colours or fonts of its own: emphasis is in currentColor, and text in the
 * surrounding font family, so that the layout decides (koki-typeset gives both to SVG in the
 * document itself, as browsers do). Series differ by tint, hatching or dashes and are named where
 * they are. */
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
    const char *axis; /* heading of the first column, "": not given */
    const char **series;
    int n_series;
    struct chart_row *row;
    int n;
};
enum {
    CHART_SERIES = 6,
    CHART_ROWS = 40,
    CHART_POINTS = 400
}; /* limits of a drawing: series; rows of bars and dots; points of a line */
int chart_rows_most(enum chart_kind kind);

/* The kind of chart in a role: "diagramm-balken", "chart-bars". False if there is none; *unknown is
 * then the word that looks like one (or NULL), *meant the nearest known one (or NULL). Both
 * arena-owned. */
bool chart_role(struct arena *a, const char *role, enum chart_kind *kind, enum chart_width *width,
                const char **unknown, const char **meant);

/* Reads a number in the form of German or English tables: "1.234,5", "−3", "12 %". False if it is
 * none. `decimal` is the mark before decimals, 0: that of the language; `unit` gets the text after
 * the number, without marks of footnotes. */
bool chart_number(struct arena *a, const char *text, const char *lang, char decimal,
                  struct chart_value *to, const char **unit);
/* The mark that can only be before decimals in a number: '.' in "0.5" and "1,234.5"; 0: there is
 * none, or it may part groups as well, as in "1.234". */
char chart_decimal(const char *text);
/* Whether a cell indicates a missing number: empty, a dash, "k. A.", "n/a". */
bool chart_is_gap(const char *text);
/* The index of a Land by its name, abbreviation or ISO 3166-2 code; -1 if unknown, and *meant is
 * then a similar name or NULL. */
int chart_land(const char *name, const char **meant);
const char *chart_land_code(int land); /* "BY" */

/* The drawing, not yet in the tree. The rows of a map must be Länder, those of bars that are
 * stacked not negative; there is a number at least. */
xmlNode *chart_draw(xmlDoc *doc, struct arena *a, const struct chart *c);
/* Its content in words: kind, rows, numbers. */
const char *chart_describe(struct arena *a, const struct chart *c);

#endif
