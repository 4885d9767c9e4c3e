// SPDX-License-Identifier: Apache-2.0
/* A map of the sixteen Länder as tiles, one each, in their geographic arrangement: all have the
 * same size, so that small ones are legible, and no geodata are needed. Tints are classes of equal
 * width; each tile has its number, so that no information depends on the tint. */
#include <ctype.h>
#include <math.h>

#include "chart/chart-int.h"

enum { CLASSES = 5 };

static const struct land {
    const char *code, *name, *others;
    int x, y;
} laender[] = {
#define L(code, name, others, x, y) {code, name, others, x, y},
#include "chart/laender.def"
#undef L
};
enum { LAENDER = sizeof laender / sizeof *laender };

/* ---- names ----------------------------------------------------------------------------------- */

/* Only small letters, umlauts without their dots. */
static void fold_name(const char *s, char *to, size_t room)
{
    static const struct {
        const char *from;
        char to;
    } umlauts[] = {{"ä", 'a'}, {"Ä", 'a'}, {"ö", 'o'}, {"Ö", 'o'}, {"ü", 'u'}, {"Ü", 'u'}};
    size_t n = 0;
    for (; *s && n + 1 < room; s++) {
        for (size_t i = 0; i < sizeof umlauts / sizeof *umlauts; i++)
            if (!strncmp(s, umlauts[i].from, strlen(umlauts[i].from)))
                to[n++] = umlauts[i].to;
        if (isalpha((unsigned char)*s) && (unsigned char)*s < 128)
            to[n++] = (char)tolower((unsigned char)*s);
    }
    to[n] = 0;
}

/* The edit distance (Levenshtein 1966); words of up to 31 letters. */
static int edit_distance(const char *a, size_t n, const char *b)
{
    int row[32];
    size_t m = strlen(b);
    if (n > 31 || m > 31)
        return 99;
    for (size_t j = 0; j <= m; j++)
        row[j] = (int)j;
    for (size_t i = 1; i <= n; i++) {
        int before = row[0];
        row[0] = (int)i;
        for (size_t j = 1; j <= m; j++) {
            int up = row[j], best = before + (a[i - 1] != b[j - 1]);
            best = up + 1 < best ? up + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            before = up;
            row[j] = best;
        }
    }
    return row[m];
}

int chart_land(const char *name, const char **meant)
{
    char s[64], with[66];
    int least = 4;
    fold_name(name, s, sizeof s);
    snprintf(with, sizeof with, "|%s|", s);
    *meant = NULL;
    for (int i = 0; i < LAENDER && *s; i++) {
        char code[4], iso[8];
        fold_name(laender[i].code, code, sizeof code);
        snprintf(iso, sizeof iso, "de%s", code);
        if (!strcmp(s, code) || !strcmp(s, iso) || strstr(laender[i].others, with))
            return i;
        for (const char *p = laender[i].others + 1; *p; p += strcspn(p, "|") + 1) {
            int k = edit_distance(p, strcspn(p, "|"), s);
            if (k < least)
                least = k, *meant = laender[i].name;
        }
    }
    return -1;
}

const char *chart_land_code(int land) { return laender[land].code; }

/* ---- the map --------------------------------------------------------------------------------- */

struct classes {
    double first, step;
    int n;
};

static struct classes find_classes(const struct chart *c)
{
    double least, most;
    value_range(c, &least, &most);
    struct classes k = {.step = nice_step(most > least ? most - least
                                          : fabs(most) ? fabs(most)
                                                       : 1,
                                          CLASSES)};
    for (;; k.step = nice_step(k.step * 1.3, 1)) {
        k.first = floor(least / k.step + 1e-9) * k.step;
        k.n = (int)floor((most - k.first) / k.step + 1e-9) + 1;
        if (k.n <= CLASSES)
            return k;
    }
}

static double tint_of(const struct classes *k, int i)
{
    return k->n < 2 ? 0.6 : 0.08 + 0.92 * i / (k->n - 1);
}

static void draw_tile(struct drawing *d, double x, double y, double r, const char *code,
                      const char *value, double tint)
{
    struct buf path = {0};
    double half = r * 0.866 - 0.8, side = r - 0.9;
    const double corners[] = {x, y - side, x + half, y - side / 2, x + half, y + side / 2,
                              x, y + side, x - half, y + side / 2, x - half, y - side / 2};
    for (int i = 0; i < 12; i++) {
        buf_puts(&path, !i ? "M" : i % 2 ? " " : "L");
        put_coordinate(&path, corners[i]);
    }
    buf_puts(&path, "Z");
    xmlNode *n = xmlNewChild(d->svg, d->svg->ns, (const xmlChar *)"path", NULL);
    xml_set_attr(n, "d", path.s);
    xml_set_attr(n, "fill", tint > 0 ? "currentColor" : "none");
    if (tint > 0 && tint < 1)
        draw_number(n, "fill-opacity", tint);
    xml_set_attr(n, "stroke", "currentColor");
    draw_number(n, "stroke-width", 0.5);
    buf_done(&path);
    if (!code)
        return;
    double size = fmin(SIZE, SIZE * (2 * half - 4) / fmax(text_width(value, SIZE), 1));
    xmlNode *texts[] = {draw_text(d, x, y - 1.5, ANCHOR_MIDDLE, code),
                        draw_text(d, x, y + 8, ANCHOR_MIDDLE, value)};
    draw_bold(texts[0]);
    if (size < SIZE)
        draw_number(texts[1], "font-size", size);
    for (int i = 0; i < 2; i++)
        if (tint > 0.55)
            xml_set_attr(texts[i], "fill", "#ffffff");
}

static const char *class_text(struct drawing *d, const struct chart *c, const struct classes *k,
                              int i)
{
    bool german = lang_is(c->lang, "de");
    const char *from = tick_text(d->a, c->lang, k->first + i * k->step, k->step),
               *to = tick_text(d->a, c->lang, k->first + (i + 1) * k->step, k->step);
    return k->n < 2 ? from
           : i == k->n - 1
               ? arena_printf(d->a, german ? "%s und mehr" : "%s and more", from)
               : arena_printf(d->a, german ? "%s bis unter %s" : "%s to less than %s", from, to);
}

static double draw_legend(struct drawing *d, const struct chart *c, const struct classes *k,
                          bool gaps, double x, double y)
{
    bool german = lang_is(c->lang, "de");
    const char *title = *c->unit ? c->unit : c->series[0];
    if (*title) {
        const char **line;
        int n = text_wrap(d->a, title, d->w - x, &line);
        for (int i = 0; i < n; i++, y += LEADING)
            draw_bold(draw_text(d, x, y + 8, ANCHOR_START, line[i]));
        y += 4;
    }
    for (int i = k->n - 1; i >= 0; i--, y += 15) {
        draw_tile(d, x + 6, y + 6, 7.5, NULL, NULL, tint_of(k, i));
        draw_text(d, x + 18, y + 9, ANCHOR_START, class_text(d, c, k, i));
    }
    if (gaps) {
        draw_tile(d, x + 6, y + 6, 7.5, NULL, NULL, 0);
        draw_text(d, x + 18, y + 9, ANCHOR_START, german ? "keine Angabe" : "no data");
        y += 15;
    }
    return y;
}

void draw_laender(struct drawing *d, const struct chart *c)
{
    bool narrow = c->width == CHART_NARROW;
    double r = narrow ? 19 : 22, half = r * 0.866;
    struct classes k = find_classes(c);
    const struct chart_value *values[LAENDER] = {0};
    bool gaps = false;
    for (int i = 0; i < c->n; i++) {
        const char *meant;
        int land = chart_land(c->row[i].label, &meant);
        if (land >= 0 && c->row[i].value[0].known)
            values[land] = &c->row[i].value[0];
    }
    for (int i = 0; i < LAENDER; i++) {
        const struct chart_value *v = values[i];
        int class = v ? (int)floor((v->v - k.first) / k.step + 1e-9) : 0;
        draw_tile(d, half + laender[i].x * half, r + laender[i].y * r * 1.5, r, laender[i].code,
                  v ? v->text : "–", v ? tint_of(&k, class) : 0);
        gaps |= !v;
    }
    double w = 12 * half, h = 8 * r;
    double foot = narrow ? draw_legend(d, c, &k, gaps, 0, h + 8)
                         : draw_legend(d, c, &k, gaps, w + 18, 4);
    d->h = narrow ? foot : fmax(h, foot);
}
