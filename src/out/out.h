// SPDX-License-Identifier: Apache-2.0
/* The interface of out: finished pages painted on a canvas, of which raster images and text are
 * made here, and every stage as text. */
#ifndef KOKI_OUT_H
#define KOKI_OUT_H

#include "page/page.h"

/* ---- the canvas that pages are painted on, with the imaging model of PDF ---------------------------------------- */

/* Points of a path, in pt from the trim box's top left, y downwards. */
enum path_op {
    PATH_MOVE,
    PATH_LINE,
    PATH_CURVE /* three points */,
    PATH_RECT /* a corner, then width and height */,
    PATH_CLOSE
};
struct path {
    bool even_odd; /* fill rule: even-odd, not nonzero */
    VEC(uint8_t) op;
    VEC(double) v;
};
struct pen {
    double width, dash, gap; /* [pt] gap 0: no dashes */
    bool round;              /* the ends of dashes: a dash of 0 is a dot */
};
/* A run of glyphs in one font and style, or a leader's pattern. */
struct glyph_run {
    const struct glyphs *glyphs;
    len width;  /* visible width, without a space at a line's end */
    len x, y;   /* its left end on the baseline */
    int repeat; /* number of repetitions, side by side */
    bool before,
        behind;     /* there a space is read that takes no room: where words part without one */
    uint16_t space; /* its glyph; 0: the font has none */
    bool hidden;    /* only for reading: its appearance is painted separately */
};
/* A gradient between two points, between two circles whose plane is stretched about the second
 * one's middle, or around a point. */
struct stop {
    double at; /* 0 … 1, rising */
    const struct css_color *color;
};
enum gradient_kind { GRADIENT_LINEAR, GRADIENT_RADIAL, GRADIENT_CONIC };
struct gradient {
    enum gradient_kind kind;
    double x0, y0, x1, y1; /* linear: from, to; else x1, y1 the middle */
    double rx, ry;         /* radial: of the ellipse of the last stop; conic: rx, its radius */
    double from;           /* conic: starting angle, clockwise from above [radians] */
    int n;
    const struct stop *stop; /* the first at 0, the last at 1; beyond, their colours go on */
};
/* A conic gradient as narrow triangles about its middle: corners on a circle, and where their
 * colours lie between two stops. */
struct wedge {
    double x[2], y[2]; /* [pt] */
    int stop;          /* between this and the next … */
    double at[2];      /* … at this part of the way, 0 … 1 */
};
/* All of them, in order; mem_free the array. */
struct wedge *gradient_wedges(const struct gradient *g, int *n);
/* Alpha by pixels, rows from above, 0 none. */
struct mask {
    int width, height;
    const unsigned char *alpha;
};
/* The kind of an artifact (ISO 32000-1, 14.8.2.2.2). */
enum artifact {
    ARTIFACT_NONE,
    ARTIFACT_LAYOUT,
    ARTIFACT_BACKGROUND,
    ARTIFACT_HEADER,
    ARTIFACT_FOOTER,
    ARTIFACT_SIDE,
    ARTIFACT_PAGE
};
/* A place on a page: of a part of a link, or a figure. */
struct paint_place {
    int page;
    len x, y, w, h; /* from the trim box's top left */
    const struct tag *tag;
};
/* What of a mask's content counts. */
enum mask_by { MASK_ALPHA, MASK_LUMINANCE, MASK_INVERSE /* of alpha */ };
/* The operations. Colours are never NULL; clipping and transforms apply between save and
 * restore. */
struct canvas;
enum { READ_NEXT = 2 };
struct canvas_ops {
    void (*save)(struct canvas *c);
    void (*restore)(struct canvas *c);
    void (*transform)(struct canvas *c, const double m[6]);
    void (*clip)(struct canvas *c, const struct path *path);
    void (*fill)(struct canvas *c, const struct path *path, const struct css_color *color);
    void (*stroke)(struct canvas *c, const struct path *path, const struct pen *pen,
                   const struct css_color *color);
    void (*image)(struct canvas *c, const struct image *image, double x, double y, double w,
                  double h);
    void (*shade)(struct canvas *c, const struct path *path, const struct gradient *gradient);
    void (*mask)(struct canvas *c, const struct mask *mask, double x, double y, double w, double h,
                 const struct css_color *color);
    /* Content painted between these is a group, with opacity [0 … 1], blended as a whole. They nest
     * with save and restore. */
    void (*begin_group)(struct canvas *c, double opacity, enum css_kw blend);
    void (*end_group)(struct canvas *c);
    /* Content painted between these is the mask of the group around: that shows where this is
     * opaque, or light, or, inverted, where it is not. Once in a group, at its end. */
    void (*begin_mask)(struct canvas *c);
    void (*end_mask)(struct canvas *c, enum mask_by by);
    void (*glyphs)(struct canvas *c, const struct glyph_run *run, const struct css_color *color);
    /* The following content belongs to the tag, in the order of reading; NULL: an artifact of that
     * kind. */
    void (*tag)(struct canvas *c, const struct tag *tag, enum artifact kind);
    /* A part of a link and its visible words; a figure's place. Not called with a NULL tag. */
    void (*link)(struct canvas *c, const struct paint_place *place, const char *words, int n);
    void (*figure)(struct canvas *c, const struct paint_place *place);
    /* The place where the tag of a float is read, independent of where it is painted. */
    void (*anchor)(struct canvas *c, const struct tag *tag);
    /* The place on the page where the following content is read, independent of when it is painted:
     * among what has such a place too, in ascending order. Content up to READ_NEXT after the
     * place before is read right after that; elsewhere tag() comes again before more. */
    void (*read)(struct canvas *c, int place);
};
struct canvas {
    const struct canvas_ops *ops;
};
/* Printer's marks around the bleed. */
enum { PAINT_CROP = 1, PAINT_CROSS = 2, PAINT_BARS = 4 /* patches of the inks */ };
/* A sheet of a cover: pages side by side, each in its own stretch of it. */
struct paint_part {
    const struct page *page;
    len x, width;                 /* of the stretch, from the trim's left edge */
    int turn;                     /* -1: set upwards, 1: downwards, 0: horizontal */
    const struct css_color *fill; /* beneath; NULL: none */
};
struct paint_sheet {
    struct paint_part part[3];
    int n;
};
struct paint_options {
    const struct paint_sheet
        *sheets;    /* content of each page of the book, instead of its own fragments; NULL */
    bool press;     /* with bleed, and the marks in the pages' styles */
    unsigned marks; /* press: PAINT_CROP … for every page */
    len bleed;      /* press: of all pages; 0: each page's own */
    const char *watermark; /* words across the page make it a draft, with numbered lines and change
                              bars; NULL: no draft */
    bool remarks_apart;    /* draft: remarks are not painted */
    const char *foot;      /* draft: a line at the page's foot: date, revision; NULL none */
};
/* The margin painted beyond the trim box: the bleed, and the space for marks around it [len]. */
len paint_bleed(const struct paint_options *o, const struct page *page);
len paint_slug(const struct paint_options *o, const struct page *page);
/* Draws every SVG of the document and of these pages' backgrounds as a page of PDF, in a child
 * process, and marks as unfit those that cannot be drawn, crash it or take too long; these are
 * reported. Call it before painting, while no other thread works. It takes what was begun (NULL:
 * nothing), of which it frees the drawer. */
struct drawer;
void paint_draw_images(struct doc *doc, struct drawer *begun, struct page *const *pages, int n);
/* Begins to draw those the document has by now, beside the caller's work; fonts must be loaded, and
 * no other thread work. The drawer goes to paint_draw_images of the same document or to
 * paint_drop_images, which ends the child. NULL: there is nothing to draw, or no child. */
struct drawer *paint_begin_images(const struct doc *doc);
/* Sends it the backgrounds of pages, as soon as they are made. Never waits; those that it cannot
 * send are drawn by paint_draw_images. NULL: nothing was begun. */
void paint_send_backgrounds(struct drawer *begun, struct doc *doc, struct page *const *pages,
                            int n);
void paint_drop_images(struct drawer *begun);
/* Keeps the document's drawings for others that have the same; the document must stay as long as
 * the program runs. */
void paint_keep_drawings(const struct doc *doc);
/* Reports missing font families used by the text of SVG images. */
void paint_check_families(const struct doc *doc, const struct text *text);
/* Paints pages of a book on a canvas. */
struct painter;
struct painter *painter_new(const struct book *book, struct canvas *canvas);
void painter_free(struct painter *p);
void painter_set_canvas(struct painter *p, struct canvas *canvas);
/* A page, or the part of a cover in its place, with the surroundings required by the options. */
void paint_page(struct painter *p, const struct page *page, const struct paint_options *o);
/* A page on two canvases at once, with the surroundings required by the options of each (no sheets,
 * no draft); the painter's canvas passes operations to both. */
struct paint_side {
    struct canvas *canvas;
    const struct paint_options *options;
    struct diag_held *held; /* what concerns this one alone */
};
void paint_page_twice(struct painter *p, const struct page *page, const struct paint_side side[2]);
/* A raster image decoded: 8 bits a channel, RGB or RGBA, rows without gaps, upright. False: not
 * readable, or too large. */
struct pixels {
    int width, height, channels;
    unsigned char *data; /* mem_free */
};
bool image_decode(const struct image *image, struct pixels *out);
/* Of raster images: see doc_alpha. */
bool image_alpha(const struct image *image, unsigned char **alpha, int *width, int *height);

/* A PNG per page and a contact sheet, "page-001.png" …, "contact-1.png" …, into dir (made when
 * absent), each whole or not at all. False: reported. paint_preview_claim claims them all, before
 * any output is written. */
void paint_preview_claim(const struct book *book, const char *dir);
bool paint_preview(const struct book *book, const char *dir, int dpi);

/* The inks of each page at a coarse resolution. color and pixels (RGB in, CMYK out) convert to
 * inks; page gets the page's CMYK. */
struct ink_source {
    void *ctx;
    void (*color)(void *ctx, const struct css_color *color, uint16_t cmyk[4]);
    void (*pixels)(void *ctx, struct pixels *px);
    void (*page)(void *ctx, const struct page *page, const struct pixels *cmyk);
};
void paint_inks(const struct book *book, int dpi, const struct ink_source *inks);

/* Every stage as text, for people and tests. */
void dump_boxes(const struct doc *doc, FILE *f);
void dump_tags(const struct doc *doc, FILE *f);
void dump_lines(const struct flow *flow, FILE *f);
void dump_pages(const struct book *book, FILE *f);
void dump_canvas(const struct book *book, FILE *f);

#endif
