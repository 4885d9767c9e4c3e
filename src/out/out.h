/* The interface of out: finished pages painted through Cairo, and every stage as text. */
#ifndef KOKI_OUT_H
#define KOKI_OUT_H

#include "page/page.h"

/* What Cairo's PDF carries instead of colours, tags, pictures and text: keys, reserved RGB triples that pdf/ resolves. A colour key
 * stands for a colour of a style sheet; a mark key fills a rectangle of 1 pt before the content of a tag begins; a picture key
 * fills the triangle of the top left, top right and bottom left corner of a picture; a text key fills the triangle (0,0), (1,0), (0,1) of the sheet where runs of text are to come. Red says which kind it is, with a value that
 * no 8-bit colour has; green and blue are the entry. */
enum paint_key_kind { KEY_NONE, KEY_COLOR, KEY_MARK, KEY_PICTURE, KEY_TEXT };
struct paint_keys {
    VEC(const struct css_color *) colors;
    VEC(const struct tag *) marks;      /* NULL: an artifact begins */
    VEC(const struct image *) pictures; /* one entry a picture, however often used */
};
/* The triple of entry i, each channel in 1/65535: Cairo prints enough digits for pdf/ to read it back exactly. */
void paint_key(enum paint_key_kind kind, int i, uint16_t rgb[3]);
/* The inverse: sets *i, or gives KEY_NONE for an ordinary colour (of an SVG picture). */
enum paint_key_kind paint_key_of(const uint16_t rgb[3], int *i);

/* Where something came to stand on a page that the finish must know: a part of a link, a figure. */
struct paint_place {
    int page;
    len x, y, w, h; /* from the trim box's top left */
    const struct tag *tag;
};
/* A run of text for the finish to write. */
struct paint_run {
    const struct seg *seg;
    const struct tag *tag; /* NULL: artifact */
    len x, y;              /* its left end on the baseline */
    int color;             /* entry in keys.colors; opaque */
    int space;             /* entry + 1 in sorts of a space behind it; 0 none */
    uint16_t repeat;       /* how often it is set, one beside the other */
    bool whole;            /* its glyphs cannot be told apart by their text: it has one text for all */
    bool backward;         /* its glyphs are in the order of their places, against that of reading */
};
/* Where the text of the cluster ends whose glyphs are [from, to). */
static inline int paint_cluster_end(const struct seg *s, int from, int to, bool backward)
{
    const bool last = backward ? !from : to == s->n;
    return last ? s->n_text : (int)s->glyph[backward ? from - 1 : to].cluster;
}
/* A group of runs, nothing else between them. */
struct paint_text {
    int first, n;          /* in runs */
    double matrix[6];      /* from the runs' places [pt] to the sheet's, y downwards */
};
/* A glyph of a face, drawn once on the specimen, the page behind the book's last. */
struct paint_sort {
    const struct font *font; /* any of the face's */
    const char *text;        /* that it stands for in the font's map */
    uint16_t glyph;
    uint8_t n_text;          /* 0: no text of its own */
    int place;               /* among the codes of the specimen, from 1 on; 0: not there, as its face has no glyph with ink */
};
struct paint_case { int *sort, n; }; /* by glyph: entry + 1 in sorts; 0 none */
struct painted {
    unsigned char *pdf; /* Cairo's file in memory; mem_free */
    size_t size;
    struct paint_keys keys;
    VEC(struct paint_place) links;   /* tag is a Link; one a line, in painting order */
    VEC(struct paint_run) runs;
    VEC(struct paint_text) texts;    /* by text key */
    VEC(struct paint_sort) sorts;    
    int shown;                       /* how many of them the specimen has */
    VEC(struct paint_case) cases;    /* by font->face */
    int missing_glyphs;              /* shown as .notdef */
    VEC(struct paint_place) figures; /* tag is a Figure or Formula */
};
/* Printer's marks around the bleed. */
enum { PAINT_CROP = 1, PAINT_CROSS = 2, PAINT_BARS = 4 /* patches of the inks */ };
/* A sheet of a cover: pages side by side, each in its own stretch of it. */
struct paint_part {
    const struct page *page;
    len x, width;                 /* of the stretch, from the trim's left edge */
    int turn;                     /* -1: set upwards, 1: downwards, 0: as it is */
    const struct css_color *fill; /* beneath; NULL: none */
};
struct paint_sheet {
    struct paint_part part[3];
    int n;
};
struct paint_options {
    const struct paint_sheet *sheets; /* what stands on each page of the book, instead of its own fragments; NULL */
    bool press;            /* with bleed, and the marks that the pages ask for */
    unsigned marks;        /* press: PAINT_CROP … for every page */
    len bleed;             /* press: of all pages; 0: each page's own */
    const char *watermark; /* words across the page make it a draft, with numbered lines and change bars; NULL: no draft */
    const char *foot;      /* draft: a line at the page's foot: date, revision; NULL none */
};
/* How far a page is painted beyond its trim box: the bleed, and the room for marks around that [len]. */
len paint_bleed(const struct paint_options *o, const struct page *page);
len paint_slug(const struct paint_options *o, const struct page *page);
/* Draws every SVG on trial, in a child process, and marks as unfit those that end it or take too long; these are reported. Once, before
 * anything is painted, while no other thread works. */
void paint_try_drawings(struct doc *doc);
/* Paints the book as PDF with keys. False: reported. */
bool paint_pdf(const struct book *book, const struct paint_options *o, struct painted *out);
void painted_done(struct painted *p);
/* A raster picture decoded: 8 bits a channel, RGB or RGBA, rows without gaps. False: not readable, or too large. */
struct pixels {
    int width, height, channels;
    unsigned char *data; /* mem_free */
};
bool image_decode(const struct image *image, struct pixels *out);

/* A PNG per page and a contact sheet, "page-001.png" …, "contact-1.png" …, into dir (made when absent), each whole or not at all. False:
 * reported. paint_preview_claim claims them all, before any output is written. */
void paint_preview_claim(const struct book *book, const char *dir);
bool paint_preview(const struct book *book, const char *dir, int dpi);

/* The inks of each page at a coarse resolution. color and pixels (RGB in, CMYK out) say what ink things take; page gets the
 * page's CMYK. */
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

#endif
