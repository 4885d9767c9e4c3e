// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the files of out: the painter, which turns fragments into operations of a
 * canvas, and the canvas of Cairo. */
#ifndef KOKI_OUT_INT_H
#define KOKI_OUT_INT_H

#include "out/out.h"

/* [pt] of a length. */
static inline double pt(len v) { return v / (double)LEN_PT; }

/* A rectangle in pt. */
struct area {
    double x, y, w, h;
};
/* The plane inside a save: its matrix, and whether it is another than the page's. */
struct turn {
    double m[6];
    bool turned;
    bool transformed;             /* an element around is */
    bool group;                   /* a group was begun in it, … */
    const struct css_style *mask; /* … of the style that has a mask, NULL: none, … */
    struct area box;              /* … for this border box */
};
struct painter {
    const struct book *book;
    const struct page *page;
    struct canvas *canvas;
    struct path path;            /* in the making */
    VEC(struct turn) turn;       /* by save */
    bool claimed;                /* current content belongs to … */
    const struct tag *tag;       /* … this; NULL: an artifact … */
    enum artifact kind;          /* … of this kind */
    const struct tag **link_of;  /* by tag->id: the Link that the tag is or is inside */
    const struct line *line;     /* the last one with text, … */
    const struct tag *text_tag;  /* … its tag, NULL: an artifact's or an inline block's, … */
    const struct tag *text_link; /* … its link, … */
    bool parted;                 /* … and whether it ended in a space; */
    int reads;                   /* the place of reading, on pages with layers, … */
    int reads_from;              /* … and that of the page's first fragment, in parts of covers */
    bool parting;                /* a generated inline block or float has followed */
    bool outlines;               /* an inline box that was painted on the page has an outline */
    int floats;                  /* of the line, that have been anchored */
    const struct box *spanning;  /* an inline box whose group goes on in the next line */
    struct arena words;          /* of drafts */
    struct glyphs glyphs;        /* of the current segment, if it is text */
    struct glyph_room room;
};

/* ---- painter.c and paint.c ------------------------------------------------------------------- */

/* Content painted from here on belongs to the tag; NULL: it is an artifact of that kind. */
void painter_claim(struct painter *p, const struct tag *tag, enum artifact kind);
const struct css_color *painter_black(void);
/* A path is built, then consumed by one of fill, stroke and clip. */
void path_move(struct painter *p, double x, double y);
void path_line(struct painter *p, double x, double y);
void path_curve(struct painter *p, double x1, double y1, double x2, double y2, double x, double y);
void path_rect(struct painter *p, double x, double y, double w, double h);
void path_close(struct painter *p);
void path_end(struct painter *p); /* it has been consumed */
void path_ellipse(struct painter *p, double x, double y, double rx, double ry);
void painter_fill(struct painter *p, const struct css_color *color);
void painter_stroke(struct painter *p, const struct pen *pen, const struct css_color *color);
void painter_clip(struct painter *p);
/* Between save and restore the plane may be clipped and turned. */
void painter_save(struct painter *p);
void painter_restore(struct painter *p);
void painter_transform(struct painter *p, double a, double b, double c, double d, double e,
                       double f);
/* Begins a group of its own until restored. */
void painter_isolate(struct painter *p);
/* Transforms the plane as a style says, which has this box; the caller saves and restores. */
void painter_transform_style(struct painter *p, const struct css_style *s, const struct area *a);
/* The rectangle on the transformed plane that covers what is seen of an area of the page. */
struct area painter_visible(struct painter *p, const struct area *page);
/* The place of a rectangle on the page, with transforms. */
struct paint_place painter_place(struct painter *p, const struct tag *tag, len x, len y, len w,
                                 len h);
/* Notes where an image is when its tag is a Figure or Formula. */
void painter_note_figure(struct painter *p, const struct tag *tag, len x, len y, len w, len h);
/* Content painted from here on is read where this fragment is among those of the page;
 * before: just before it. */
void painter_read(struct painter *p, const struct frag *f, bool before);
/* Draws the inline block whose fragments begin at f; returns the fragment after it. */
const struct frag *painter_draw_inline(struct painter *p, const struct frag *f);

/* ---- text.c ---------------------------------------------------------------------------------- */

/* A FRAG_LINE with the inline blocks after it; artifacts in it are of that kind. Returns the
 * fragment after them. */
const struct frag *paint_line(struct painter *p, const struct frag *f, enum artifact kind);
/* The outlines of its inline boxes, without those in groups, which have been painted there. */
void paint_line_outlines(struct painter *p, const struct frag *f);
/* One run of shaped text; x, y is its left end on the baseline. */
void paint_word(struct painter *p, const struct word *w, const struct css_color *color, len x,
                len y);

/* ---- border.c, background.c, image.c, marks.c, draft.c --------------------------------------- */

/* The background, unless hollow, and the borders of the border box; `edges` are those that are not
 * cuts. */
/* The outline of a border box. */
void paint_outline(struct painter *p, const struct css_style *s, len x, len y, len w, len h,
                   unsigned edges);
void paint_box(struct painter *p, const struct css_style *s, len x, len y, len w, len h,
               unsigned edges, bool hollow);
/* The border box rounded as a path of the painter; its padding box. */
void path_padding_box(struct painter *p, const struct css_style *s, len x, len y, len w, len h,
                      unsigned edges);
/* A column rule centred on x, from y over h. */
void paint_column_rule(struct painter *p, const struct css_style *s, len x, len y, len h);
/* The image of a border around a border box; false: it has none, or one that cannot be shown.
 * edges: those that are not cuts. */
bool paint_border_image(struct painter *p, const struct css_style *s, const struct area *box,
                        unsigned edges);
struct insets {
    double v[4]; /* [pt] top, right, bottom, left */
};
struct radii {
    double x[4],
        y[4]; /* [pt] top left, top right, bottom right, bottom left; both 0 in a square corner */
};
/* The radii of a border box; scales radii down together if neighbours would overlap in a box of
 * that size [pt] (CSS Backgrounds 3, 5.5). */
struct radii box_radii(const struct css_style *s, len w, len h);
void radii_fit(struct radii *r, double w, double h);
/* The rectangle with rounded corners as a path, each side `in` [pt] (top, right, bottom, left)
 * inside its own outline. */
void path_rounded(struct painter *p, struct area b, const struct radii *radii, const double in[4]);
/* Clips to the clip-path of a fragment's style, in its border box. */
void paint_clip_path(struct painter *p, const struct frag *f);
/* [pt] a length or a percentage of base [pt]. */
double pt_value(const struct css_val *v, double base);
/* The size of an image that lacks one of its own: as large as the area where it has no proportions,
 * else as large as fits (CSS Images 3, 5.3; CSS 2.1 14.2.1). */
void image_own_size(const struct image *image, const struct css_style *s, double room_w,
                    double room_h, double *w, double *h);
/* The insets of a box inside the border box; those of SVG are a box's own. */
struct insets box_insets(const struct css_style *s, enum css_kw which);
/* Layers of a background or a mask, the first on top: the properties that they are from, their
 * number, a keyword of one, and its painting over a box, placed in `origin`, a border box, and
 * clipped by the caller. */
struct layered {
    enum css_prop image, repeat, position, size, origin, clip;
    bool fixed; /* background-attachment counts */
};
extern const struct layered of_background, of_mask;
int layers_of(const struct css_style *s, const struct layered *of);
enum css_kw layer_keyword(const struct css_style *s, enum css_prop prop, int layer);
void paint_layer(struct painter *p, const struct css_style *s, const struct layered *of, int layer,
                 const struct area *box, const struct area *origin);
/* mask.c: the mask of the group that is open, of a style that has one; a: its border box. */
void paint_mask(struct painter *p, const struct css_style *s, const struct area *a);
/* The background of a style alone, in an area without borders, placed as in a border box. */
void paint_canvas(struct painter *p, const struct css_style *s, const struct area *a,
                  const struct area *origin);
/* Begins a group, up to painter_restore, in the fragment's border box: transformed, clipped and
 * blended by its style. */
void painter_begin_group(struct painter *p, const struct frag *f);
/* Likewise, but not transformed. */
void painter_begin_blend(struct painter *p, const struct frag *f);
/* The image into the content box, by the style's object-fit. */
void paint_image(struct painter *p, const struct image *image, const struct css_style *s, len x,
                 len y, len w, len h);
/* Printer's marks around the page. */
void paint_marks(struct painter *p, const struct paint_options *o);
void paint_draft(struct painter *p, const struct paint_options *o);
/* [len] by which the sheet of a draft is wider on all sides, for remarks that fit in no margin. */
len draft_slug(const struct paint_options *o, const struct page *page);

/* gradient.c: a gradient of the style that fills a rectangle */
void paint_gradient(struct painter *p, const struct css_style *s, const struct css_item *f,
                    double x, double y, double w, double h);
/* shadow.c: the shadows of a style, at most so many; returns their number. Their lengths are x, y,
 * blur and spread [pt]. */
struct css_shadow {
    bool inset;
    double v[4];
    const struct css_color *color; /* NULL: invisible */
};
int shadows_read(const struct css_style *s, enum css_prop prop, struct css_shadow *out, int most);
/* Those of a run, as artifacts. */
void paint_text_shadows(struct painter *p, const struct css_style *s, const struct glyph_run *run);
/* A blurred box with rounded corners, or its complement, clipped to the given area. */
void paint_blurred_box(struct painter *p, const struct area *a, const double rx[4],
                       const double ry[4], double blur, bool inverse, const struct area *room,
                       const struct css_color *color);

/* ---- raster.c, inks.c, faces.c: the canvas of Cairo ------------------------------------------ */

typedef struct _cairo cairo_t;
typedef struct _cairo_surface cairo_surface_t;
typedef struct _cairo_pattern cairo_pattern_t;
enum plate { PLATE_COLORS, PLATE_BLACK };
struct faces;
struct rasters;
/* Pages as pixels: as seen or, with `inks`, one plate of them. */
struct raster {
    struct canvas canvas; /* first */
    cairo_t *cr;
    struct faces *faces;
    struct rasters *images;
    const struct ink_source *inks;
    enum plate plate;
    VEC(struct raster_group {
        double opacity;
        enum css_kw blend;
        cairo_pattern_t *mask; /* opacity included; NULL: none */
    }) groups;
};
void raster_init(struct raster *r, const struct ink_source *inks);
void raster_done(struct raster *r);
/* pixels.c: a page as pixels on white; the caller destroys the surface. */
cairo_surface_t *raster_page(struct raster *r, struct painter *p, const struct page *page, int dpi);
/* The plates of an image; false: it has no pixels. */
bool inks_load_image(struct raster *r, const struct image *image, cairo_surface_t *plates[2]);
/* The colour's channels on the current plate. */
void inks_rgb(struct raster *r, const struct css_color *color, double rgb[3]);
/* A drawing that librsvg has read (an RsvgHandle; error: a GError **, or NULL), in the area and cut
 * off at its edges; scale: that of the area to the place where it is used. False: it cannot be
 * drawn. */
bool raster_render_svg(void *svg, cairo_t *cr, const struct image *image, const struct area *a,
                       double scale, void *error);
/* An SVG drawn as large as the area; false: reported. */
bool raster_draw_svg(cairo_t *cr, const struct image *image, const struct area *a);

struct faces *faces_new(void);
void faces_free(struct faces *f);
/* Makes the font Cairo's, glyphs `expansion` [fix] times as wide. False: the file cannot be used
 * (reported once a file). */
bool faces_set(struct faces *f, cairo_t *cr, const struct font *font, int32_t expansion);

#endif
