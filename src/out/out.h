/* The interface of out: finished pages painted through Cairo, and every stage as text. */
#ifndef KOKI_OUT_H
#define KOKI_OUT_H

#include "page/page.h"

/* What Cairo's PDF carries instead of colours and tags: keys that pdf/ resolves (see ../shared design: editions). */
struct paint_keys {
    VEC(const struct css_color *) colors;    /* the reserved RGB triple of entry i is paint_color_key(i) */
    VEC(struct paint_mark { const struct tag *tag; int page; bool artifact; }) marks;  /* paint_mark_key(i) */
};
/* The RGB triple, each channel an integer 0…65535 that Cairo prints and pdf/ reads back exactly. */
void paint_color_key(int i, uint16_t rgb[3]);
void paint_mark_key(int i, uint16_t rgb[3]);
/* The inverses; -1: not a key. */
int paint_color_of(const uint16_t rgb[3]);
int paint_mark_of(const uint16_t rgb[3]);

/* A link's rectangle on a page, from the fragments whose tags are Links. */
struct paint_link {
    int page;
    len x, y, w, h;              /* from the trim box's top left */
    const struct tag *tag;
};
struct painted {
    unsigned char *pdf;          /* Cairo's file in memory; mem_free */
    size_t size;
    struct paint_keys keys;
    VEC(struct paint_link) links;
};
struct paint_options {
    len bleed;                   /* media box around the trim box; 0 none */
    bool uncompressed;           /* for the finish */
    const char *watermark;       /* draft; NULL none */
};
/* Paints the book as PDF with keys. False: reported. */
bool paint_pdf(const struct book *book, const struct paint_options *o, struct painted *out);
void painted_done(struct painted *p);
/* A PNG per page, "page-001.png" …, into dir (made when absent). False: reported. */
bool paint_preview(const struct book *book, const char *dir, int dpi);

/* Every stage as text, for people and tests. */
void dump_boxes(const struct doc *doc, FILE *f);
void dump_tags(const struct doc *doc, FILE *f);
void dump_lines(const struct flow *flow, FILE *f);
void dump_pages(const struct book *book, FILE *f);

#endif
