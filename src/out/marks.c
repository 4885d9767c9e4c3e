// SPDX-License-Identifier: Apache-2.0
/* Printer's marks outside the bleed: crop marks at the corners of the trim box, crosses at the
 * middle of its sides, and colour bars: patches of each ink, of two inks together, and of greys,
 * between the marks at the head. Crop marks and crosses are on all plates. */
#include "out/out-int.h"

static const len slug = 24 * LEN_PT,
                 mark = 15 *
                        LEN_PT; /* [len] room around the bleed, and the length of a mark in it */

static const struct css_color all_plates = {.space = CSS_SPOT,
                                            .c = {65535},
                                            .alpha = 65535,
                                            .spot = "All"};
static const len patch = 12 * LEN_PT; /* [len] side of a patch of ink */

static unsigned marks_of(const struct paint_options *o, const struct page *page)
{
    if (!o->press)
        return 0;
    return o->marks | (css_has(page->css->style, CSS_marks, KW_crop) ? PAINT_CROP : 0) |
           (css_has(page->css->style, CSS_marks, KW_cross) ? PAINT_CROSS : 0);
}

len paint_bleed(const struct paint_options *o, const struct page *page)
{
    return !o->press ? 0 : o->bleed ? o->bleed : flow_bleed(page->css);
}

len paint_slug(const struct paint_options *o, const struct page *page)
{
    return marks_of(o, page) ? slug : draft_slug(o, page);
}

static void line(struct painter *p, len x, len y, len dx, len dy)
{
    path_move(p, pt(x), pt(y));
    path_line(p, pt(x + dx), pt(y + dy));
    painter_stroke(p, &(struct pen){.width = 0.25}, &all_plates);
}

/* Two lines at a corner, going out from where the bleed ends. */
static void corner(struct painter *p, len x, len y, int right, int down, len bleed)
{
    line(p, x + right * (bleed + slug - mark), y, right * mark, 0);
    line(p, x, y + down * (bleed + slug - mark), 0, down * mark);
}

static void circle(struct painter *p, double x, double y, double r)
{
    path_ellipse(p, x, y, r, r);
    painter_stroke(p, &(struct pen){.width = 0.25}, &all_plates);
}

static void cross(struct painter *p, len x, len y)
{
    circle(p, pt(x), pt(y), pt(mark) / 4);
    line(p, x - mark / 2, y, mark, 0);
    line(p, x, y - mark / 2, 0, mark);
}

/* Cyan, magenta, yellow, black, the three overprints of two, and black at 80, 50 and 20 %, left of
 * the middle's cross and right of it. */
static void bars(struct painter *p, len w, len bleed)
{
    static const struct css_color inks[] = {
#define INK(cyan, magenta, yellow, black)                                                          \
    {.space = CSS_CMYK, .c = {cyan, magenta, yellow, black}, .alpha = 65535}
        INK(65535, 0, 0, 0),     INK(0, 65535, 0, 0),     INK(0, 0, 65535, 0),
        INK(0, 0, 0, 65535),     INK(65535, 65535, 0, 0), INK(65535, 0, 65535, 0),
        INK(0, 65535, 65535, 0), INK(0, 0, 0, 52428),     INK(0, 0, 0, 32768),
        INK(0, 0, 0, 13107),
#undef INK
    };
    enum { N = sizeof inks / sizeof *inks, HALF = N / 2 };
    len y = -bleed - slug / 2 - patch / 2, gap = 2 * mark;
    for (int i = 0; i < N; i++) {
        len x = i < HALF ? w / 2 - gap - (HALF - i) * patch : w / 2 + gap + (i - HALF) * patch;
        if (x < 0 || x + patch > w)
            continue;
        path_rect(p, pt(x), pt(y), pt(patch), pt(patch));
        painter_fill(p, &inks[i]);
    }
}

void paint_marks(struct painter *p, const struct paint_options *o)
{
    len bleed = paint_bleed(o, p->page), w = p->page->css->width, h = p->page->css->height;
    unsigned marks = marks_of(o, p->page);
    if (!marks)
        return;
    painter_claim(p, NULL, ARTIFACT_PAGE);
    for (int i = 0; i < 4 && marks & PAINT_CROP; i++)
        corner(p, i & 1 ? w : 0, i & 2 ? h : 0, i & 1 ? 1 : -1, i & 2 ? 1 : -1, bleed);
    for (int i = 0; i < 2 && marks & PAINT_CROSS; i++) {
        cross(p, w / 2, i ? h + bleed + slug / 2 : -bleed - slug / 2);
        cross(p, i ? w + bleed + slug / 2 : -bleed - slug / 2, h / 2);
    }
    if (marks & PAINT_BARS)
        bars(p, w, bleed);
}
