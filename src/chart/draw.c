// SPDX-License-Identifier: Apache-2.0
/* Letters, lines and marks of a chart, and the choice among its kinds. */
#include <math.h>
#include <stdlib.h>

#include "chart/chart-int.h"

#define SVG_NS "http://www.w3.org/2000/svg"
#define INK    "#1a1a1a"

/* ---- elements -------------------------------------------------------------------------------- */

/* Hundredths of a point; printed from whole numbers, since the locale may have a comma. */
void put_coordinate(struct buf *b, double v)
{
    long hundredths = lround(v * 100), whole = labs(hundredths) / 100,
         part = labs(hundredths) % 100;
    buf_printf(b, "%s%ld", hundredths < 0 ? "-" : "", whole);
    if (part)
        buf_printf(b, part % 10 ? ".%02ld" : ".%ld", part % 10 ? part : part / 10);
}

void draw_number(xmlNode *n, const char *name, double v)
{
    struct buf b = {0};
    put_coordinate(&b, v);
    xml_set_attr(n, name, b.s);
    buf_done(&b);
}

static xmlNode *child(xmlNode *parent, const char *name)
{
    return xmlNewChild(parent, parent->ns, (const xmlChar *)name, NULL);
}

xmlNode *draw_element(struct drawing *d, const char *name, ...)
{
    xmlNode *n = child(d->svg, name);
    va_list list;
    va_start(list, name);
    for (const char *attr; (attr = va_arg(list, const char *));)
        draw_number(n, attr, va_arg(list, double));
    va_end(list);
    return n;
}

void draw_bold(xmlNode *n) { xml_set_attr(n, "font-weight", "bold"); }
void draw_in_color(xmlNode *n) { xml_set_attr(n, "fill", "currentColor"); }

xmlNode *draw_text(struct drawing *d, double x, double y, enum anchor anchor, const char *text)
{
    static const char *const names[] = {NULL, "middle", "end"};
    xmlNode *n = draw_element(d, "text", "x", x, "y", y, NULL);
    if (names[anchor])
        xml_set_attr(n, "text-anchor", names[anchor]);
    xml_add_text(n, text);
    return n;
}

void draw_line(struct drawing *d, double x1, double y1, double x2, double y2, double width)
{
    xmlNode *n = draw_element(d, "line", "x1", x1, "y1", y1, "x2", x2, "y2", y2, "stroke-width",
                              width, NULL);
    xml_set_attr(n, "stroke", INK);
}

/* ---- series: distinction without a second ink -------------------------------------- */

enum { HATCH = 1, OUTLINE = 2 };
static const struct {
    double tint; /* 0: paper */
    int extra;
} looks[CHART_SERIES] = {{1, 0},   {0.4, 0},        {0, HATCH | OUTLINE},
                         {0.7, 0}, {0.15, OUTLINE}, {0, OUTLINE}};

static xmlNode *add_rect(struct drawing *d, double x, double y, double w, double h)
{
    return draw_element(d, "rect", "x", x, "y", y, "width", w, "height", h, NULL);
}

/* Lines at 45 degrees from the lower left to the upper right, as single lines: SVG patterns may be
 * rasterised. */
static void add_hatching(struct drawing *d, double x, double y, double w, double h)
{
    struct buf path = {0};
    for (double from = 2.8 - h; from < w;
         from += 2.8) { /* where the line crosses the lower edge, right of x */
        double left = fmax(0, from), right = fmin(w, from + h);
        const double ends[] = {x + left, y + h - (left - from), x + right, y + h - (right - from)};
        for (int i = 0; i < 4; i++) {
            buf_puts(&path, i == 0 ? "M" : i == 2 ? "L" : " ");
            put_coordinate(&path, ends[i]);
        }
    }
    if (path.n) {
        xmlNode *n = child(d->svg, "path");
        xml_set_attr(n, "d", path.s);
        xml_set_attr(n, "stroke", "currentColor");
        draw_number(n, "stroke-width", 0.7);
    }
    buf_done(&path);
}

void draw_bar(struct drawing *d, double x, double y, double w, double h, int series)
{
    if (w < 0)
        x += w, w = -w;
    if (looks[series].extra &
        OUTLINE) /* inside its edge, so that all bars of a length look alike */
        x += 0.3, y += 0.3, w = fmax(0, w - 0.6), h -= 0.6;
    xmlNode *n = add_rect(d, x, y, w, h);
    if (looks[series].tint > 0) {
        draw_in_color(n);
        if (looks[series].tint < 1)
            draw_number(n, "fill-opacity", looks[series].tint);
    } else {
        xml_set_attr(n, "fill", "none");
    }
    if (looks[series].extra & OUTLINE) {
        xml_set_attr(n, "stroke", "currentColor");
        draw_number(n, "stroke-width", 0.6);
    }
    if (looks[series].extra & HATCH && w > 0)
        add_hatching(d, x, y, w, h);
}

/* Disc, ring, square, open square, diamond, open diamond. */
void draw_point(struct drawing *d, double x, double y, int series)
{
    xmlNode *n = series < 2   ? draw_element(d, "circle", "cx", x, "cy", y, "r", 3.2, NULL)
                 : series < 4 ? add_rect(d, x - 2.9, y - 2.9, 5.8, 5.8)
                              : child(d->svg, "path");
    if (series >= 4) {
        struct buf path = {0};
        const double corners[] = {x, y - 4, x + 4, y, x, y + 4, x - 4, y};
        for (int i = 0; i < 8; i++) {
            buf_puts(&path, i == 0 ? "M" : i % 2 ? " " : "L");
            put_coordinate(&path, corners[i]);
        }
        buf_puts(&path, "Z");
        xml_set_attr(n, "d", path.s);
        buf_done(&path);
    }
    xml_set_attr(n, "fill", series % 2 ? "#ffffff" : "currentColor");
    xml_set_attr(n, "stroke", "currentColor");
    draw_number(n, "stroke-width", 1.2);
}

/* ---- letters --------------------------------------------------------------------------------- */

double text_width(const char *text, double size)
{
    double em = 0;
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        if ((*p & 0xc0) == 0x80)
            continue;
        bool narrow = p[0] == 0xe2 && p[1] == 0x80 && p[2] == 0xaf;
        em += narrow                             ? 0.15
              : *p >= 0xe2                       ? 0.55
              : strchr("ijlftr.,:;|!'()-/I", *p) ? 0.33
              : *p == ' '                        ? 0.26
              : strchr("mwMW%", *p)              ? 0.85
              : *p >= 'A' && *p <= 'Z'           ? 0.66
                                                 : 0.53;
    }
    return em * size;
}

int text_wrap(struct arena *a, const char *text, double w, const char ***line)
{
    VEC(const char *) all = {0};
    while (*text) {
        size_t fits = 0, at = 0;
        for (size_t n = strlen(text); at <= n; at++) {
            bool may_end = !text[at] || text[at] == ' ' || (at && text[at - 1] == '-' && at > 1);
            if (!may_end)
                continue;
            if (fits && text_width(arena_dup(a, text, at), SIZE) > w)
                break;
            fits = at;
        }
        *vec_add(&all) = arena_dup(a, text, fits);
        text += fits + strspn(text + fits, " ");
    }
    int n = all.n;
    *line = arena_array(a, const char *, n ? n : 1);
    (*line)[0] = "";
    for (int i = 0; i < n; i++)
        (*line)[i] = all.v[i];
    vec_done(&all);
    return n ? n : 1;
}

struct labels labels_wrap(struct drawing *d, const struct chart *c, double most)
{
    struct labels l = {arena_array(d->a, const char **, c->n), arena_array(d->a, int, c->n), 0};
    for (int i = 0; i < c->n; i++) {
        l.n[i] = text_wrap(d->a, c->row[i].label, most, &l.line[i]);
        for (int k = 0; k < l.n[i]; k++)
            l.w = fmax(l.w, text_width(l.line[i][k], SIZE));
    }
    l.w = fmin(l.w, most);
    return l;
}

void labels_draw(struct drawing *d, const struct labels *l, int row, double y)
{
    for (int k = 0; k < l->n[row]; k++)
        draw_text(d, 0, y + k * LEADING, ANCHOR_START, l->line[row][k]);
}

/* ---- the drawing ----------------------------------------------------------------------------- */

int chart_rows_most(enum chart_kind kind)
{
    return kind == CHART_LINES ? CHART_POINTS : CHART_ROWS;
}

enum {
    SHOWN = 120
}; /* [bytes] of a label or name: longer ones are truncated with an ellipsis; the table and the
      description have the full text */

static const char *cut(struct arena *a, const char *text)
{
    size_t n = strlen(text), k = SHOWN;
    if (n <= SHOWN)
        return text;
    while (k && (text[k] & 0xc0) == 0x80)
        k--;
    return arena_printf(a, "%s…", arena_dup(a, text, k));
}

/* A copy of the chart with labels shortened to fit. */
static const struct chart *cut_labels(struct arena *a, const struct chart *c)
{
    struct chart *to = arena_make(a, struct chart);
    *to = *c;
    to->row = arena_array(a, struct chart_row, c->n);
    to->series = arena_array(a, const char *, c->n_series);
    to->unit = cut(a, c->unit);
    for (int i = 0; i < c->n; i++) {
        to->row[i] = c->row[i];
        to->row[i].label = cut(a, c->row[i].label);
    }
    for (int s = 0; s < c->n_series; s++)
        to->series[s] = cut(a, c->series[s]);
    return to;
}

xmlNode *chart_draw(xmlDoc *doc, struct arena *a, const struct chart *c)
{
    static void (*const kinds[CHART_KINDS])(struct drawing *, const struct chart *) =
        {[CHART_BARS] = draw_bars,
         [CHART_STACKED] = draw_stacked,
         [CHART_DOTS] = draw_dots,
         [CHART_LINES] = draw_lines,
         [CHART_LAENDER] = draw_laender};
    static const double widths[] =
        {[CHART_COLUMN] = 334.5, [CHART_NARROW] = 198, [CHART_WIDE] = 470.5};
    struct drawing d = {.a = a,
                        .svg = xmlNewDocNode(doc, NULL, (const xmlChar *)"svg", NULL),
                        .w = widths[c->width]};
    xmlSetNs(d.svg, xmlNewNs(d.svg, (const xmlChar *)SVG_NS, NULL));
    xml_set_attr(d.svg, "width", ""); /* in their places */
    xml_set_attr(d.svg, "height", "");
    xml_set_attr(d.svg, "viewBox", "");
    draw_number(d.svg, "font-size", SIZE);
    xml_set_attr(d.svg, "fill", INK);
    kinds[c->kind](&d, cut_labels(a, c));
    draw_number(d.svg, "width", d.w);
    xml_set_attr(d.svg, "width", arena_printf(a, "%spt", xml_attr(d.svg, "width")));
    draw_number(d.svg, "viewBox", d.w);
    const char *w = arena_printf(a, "%s", xml_attr(d.svg, "viewBox"));
    draw_number(d.svg, "height", d.h);
    xml_set_attr(d.svg, "viewBox", arena_printf(a, "0 0 %s %s", w, xml_attr(d.svg, "height")));
    xml_set_attr(d.svg, "height", arena_printf(a, "%spt", xml_attr(d.svg, "height")));
    return d.svg;
}
