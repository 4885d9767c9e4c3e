/* Between the files of out: the painter, which draws one book on one surface. */
#ifndef KOKI_OUT_INT_H
#define KOKI_OUT_INT_H

#include <cairo.h>

#include "out/out.h"

/* [pt] of a length. */
static inline double pt(len v)
{
    return v / (double)LEN_PT;
}

/* A rectangle in pt. */
struct area {
    double x, y, w, h;
};
struct faces;
struct pictures;

enum plate { PLATE_COLORS, PLATE_BLACK };

/* Draws pages. With `out`, colours, tags and pictures become keys and places are gathered; with `inks`, a plate is drawn; with
 * neither, the page as it looks. */
struct painter {
    const struct book *book;
    const struct page *page;
    cairo_t *cr;    /* what draws; the trim box's top left is its origin */
    cairo_t *marks; /* draws nothing but marks: never clipped, never in a group; NULL without out */
    struct painted *out;
    const struct ink_source *inks;
    enum plate plate;
    struct faces *faces;
    struct pictures *pictures;
    const struct css_color *color; /* source in force; NULL: unknown */
    bool in_text;                  /* what was painted last is a run of the last text key's group */
    int turned;                    /* transforms in force */
    cairo_matrix_t page_matrix;    /* without any */
    const struct tag *tag;         /* claimed by the last mark; NULL: artifact */
    struct {
        const struct css_color **color;
        int *index;
        int slots;
    } color_map;
    int *picture_index; /* by image->id: entry + 1 in out->keys.pictures */
    int n_picture_index;
    const struct tag **link_of; /* by tag->id: the Link that the tag is or lies in */
    struct arena words; /* of drafts */
    struct {
        cairo_glyph_t *glyph;
        cairo_text_cluster_t *cluster;
        int cap;
    } scratch;
};

/* keys.c */
void painter_begin_page(struct painter *p);
/* What is drawn from here on belongs to the tag; NULL: to none, it is an artifact. */
void painter_claim(struct painter *p, const struct tag *tag);
/* Makes the colour the source of p->cr. */
void painter_set_color(struct painter *p, const struct css_color *color);
/* Makes the key of the picture the source of p->cr; only with p->out. */
void painter_set_picture(struct painter *p, const struct image *image);
/* The entry of a colour in out->keys.colors. */
int painter_color_index(struct painter *p, const struct css_color *color);
/* Puts a text key where painting has come to. */
void painter_put_text_key(struct painter *p, int i);
/* The colour as sRGB by the plain formulas, for previews. */
void painter_plain_rgb(const struct css_color *color, double rgb[3]);
const struct css_color *painter_black(void);

/* faces.c */
struct faces *faces_new(void);
void faces_free(struct faces *f);
/* The font for Cairo, glyphs `expansion` [fix] times as wide; borrowed. NULL: the file cannot be used (reported once a file). */
cairo_scaled_font_t *faces_get(struct faces *f, const struct font *font, int32_t expansion);

/* text.c: room for n glyphs and clusters in p->scratch */
void painter_scratch(struct painter *p, int n);
/* Whether text of n bytes may go with glyphs: it must be some, and UTF-8 without noncharacters (U+FFFF and their like), which Cairo refuses
 * for good. */
bool cairo_takes(const char *s, int n);
/* x, y is the paragraph's content edge and the baseline. */
void paint_line(struct painter *p, const struct line *line, const struct tag *tag, bool artifact, len x, len y);
/* One run of shaped text; x, y is its left end on the baseline. */
void paint_word(struct painter *p, const struct word *w, len x, len y);

/* sorts.c: whether a run may go to the finish; gives it there (run: tag, place, space and repeat are set); the sort of the space
 * behind a run; the specimen page, when all pages are painted. */
bool sorts_can_take(const struct painter *p, const struct seg *s, const struct css_color *color);
void sorts_take(struct painter *p, const struct seg *s, const struct css_color *color, struct paint_run *run);
int sorts_space(struct painter *p, const struct seg *s, uint16_t glyph);
void sorts_draw(struct painter *p, cairo_surface_t *surface);

/* border.c: the background, unless hollow, and the borders of the border box; `edges` are those that are no cuts. */
void paint_box(struct painter *p, const struct css_style *s, len x, len y, len w, len h, unsigned edges, bool hollow);
/* A column rule centred on x, from y over h. */
void paint_column_rule(struct painter *p, const struct css_style *s, len x, len y, len h);

/* background.c */
struct insets {
    double v[4]; /* [pt] top, right, bottom, left */
};
/* [pt] a length or a percentage of base [pt]. */
double pt_value(const struct css_val *v, double base);
/* How far a border, padding or content box lies inside the border box. */
struct insets box_insets(const struct css_style *s, enum css_kw which);
/* Clipped by the caller. */
void paint_background_image(struct painter *p, const struct css_style *s, const struct area *box);

/* inks.c: the source for a colour on the plate in hand; the plates of a picture (false: it has no pixels) */
void inks_set_source(struct painter *p, const struct css_color *color);
bool inks_load_picture(struct painter *p, const struct image *image, cairo_surface_t *plates[2]);

/* image.c */
struct pictures *pictures_new(void);
void pictures_free(struct pictures *c);
/* The picture, as large as the area. */
void paint_picture(struct painter *p, const struct image *image, const struct area *a);
/* The picture into the content box, as the style's object-fit says. */
void paint_image(struct painter *p, const struct image *image, const struct css_style *s, len x, len y, len w, len h);

/* marks.c: printer's marks around the page */
void paint_marks(struct painter *p, const struct paint_options *o);
/* draft.c */
void paint_draft(struct painter *p, const struct paint_options *o);

/* paint.c */
void painter_init(struct painter *p, const struct book *book);
void painter_done(struct painter *p);
/* Where a rectangle comes to stand on the page, transforms considered. */
struct paint_place painter_place(struct painter *p, const struct tag *tag, len x, len y, len w, len h);
/* Notes where a picture stands when its tag is a Figure or Formula. */
void painter_note_figure(struct painter *p, const struct tag *tag, len x, len y, len w, len h);
/* One page, margins and all; bleed [len] is how far the page's background reaches beyond the trim box. */
void painter_draw_page(struct painter *p, const struct page *page, len bleed);
/* A page as pixels on white; the caller destroys the surface. */
cairo_surface_t *painter_raster(struct painter *p, const struct page *page, int dpi);

#endif
