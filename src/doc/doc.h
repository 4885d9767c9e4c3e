// SPDX-License-Identifier: Apache-2.0
/* The interface of doc: the styled tree as boxes without positions, the logical tags, marks,
 * counters and images. */
#ifndef KOKI_DOC_H
#define KOKI_DOC_H

#include "css/css.h"

/* ---- origins: data of elements for later stages ------------------------------------------------ */

/* An element from which boxes and the like were made. Its node is given back once a document is
 * styled (doc_give_back): all data for later stages must be here. */
struct origin {
    const xmlNode *node;            /* NULL once it has been given back: the root and MathML stay */
    const struct origin *parent;    /* of the element around; NULL: none */
    const struct origin_more *more; /* never NULL */
    const char *file;               /* of the nearest element written by an author; NULL: none */
    int line;
    uint16_t elem; /* enum db_elem */
};
/* Rare data; NULL: none. */
struct origin_more {
    const char *name; /* of an element outside DocBook */
    const char *id, *role, *revisionflag;
    bool aligned; /* it has an align attribute */
};
/* Of NULL too, which is not an element. */
static inline const xmlNode *origin_node(const struct origin *o) { return o ? o->node : NULL; }
static inline enum db_elem origin_elem(const struct origin *o)
{
    return o ? (enum db_elem)o->elem : DB_NONE;
}
static inline struct loc origin_loc(const struct origin *o)
{
    return o ? (struct loc){o->file, o->line, 0} : LOC_NONE;
}
const char *origin_name(const struct origin *o); /* never NULL's */

/* ---- tags: the logical structure, made before layout ----------------------------------------- */

/* Rare data of structure elements. */
struct tag_more {
    const char *lang;                     /* only where it differs from the parent's; NULL */
    const char *alt, *actual, *expansion; /* NULL: none */
    const char *href;                     /* Link: external URI; NULL: none */
    const char *dest;                     /* Link, Reference: xml:id of the target; NULL: none */
    const struct tag
        *to;           /* Link between a call and its note: the Link at the other end; NULL: none */
    const char *scope; /* TH: "Column", "Row", "Both" */
    const char *summary;    /* Table: what it shows, in words; NULL: none */
    const char *numbering;  /* L: "Decimal", "Disc", "None", …: the ListNumbering attribute */
    int row_span, col_span; /* TD, TH: 0 or 1: none */
    bool endnote;           /* Note: not at the page's foot */
    const char *file;       /* Figure: its image's fileref; NULL: none */
    const char *words;      /* Link: the texts for images in it; NULL: it has no image */
    const xmlNode *math;    /* Formula: its MathML; NULL: it is words */
};
/* One structure element of the PDF. Every fragment on a page points back to its tag; NULL means
 * artifact. */
struct tag {
    const char *role; /* structure type: of PDF 1.7 ("P", "H1", "L", "Figure", "Link", "Note", …),
                         or "Em", "Strong", "Title", "Aside" of 2.0 */
    const struct origin *origin;
    const struct tag_more *more; /* never NULL */
    struct tag *parent, *first, *next;
    int id; /* dense, in logical order, root 0 */
};
/* Shared by tags without such data; a tag's own, to be filled in. */
extern const struct tag_more tag_plain;
struct tag_more *tag_more(struct arena *a, struct tag *tag);

/* The next tag in logical order; NULL: t is the last. */
struct tag *tag_next(const struct tag *t);

/* ---- marks: places in the text that matter to pages ----------------------------------------- */

enum mark_kind {
    MARK_ANCHOR,       /* name: xml:id */
    MARK_STRING,       /* string-set: name, value */
    MARK_RUNNING,      /* position: running(name): box is the taken-out block */
    MARK_BOOKMARK,     /* bookmark-level: level, value: label, open */
    MARK_REMARK,       /* a comment of an editor that is not shown: value: its words */
    MARK_NOTE,         /* a footnote numbered by its page: level: its increment */
    MARK_REF,          /* a reference that asks for its own page */
    MARK_PAGE_COUNTER, /* counter-reset/-set of `page`: level: the new value */
};
struct mark {
    enum mark_kind kind;
    const char *name, *value;
    int level;
    bool open;
    struct box *box;
    const struct origin *origin;
    const struct tag *tag;
    int id; /* dense, in document order */
};

/* Whether it is the value of a counter, which comes before the box of its element. */
bool doc_is_counter(const struct mark *m);

/* ---- references: text that pagination decides ------------------------------------------------ */

/* target-counter(…, page) and counter(page) in the flow, target-text, and the text of leaders: text
 * needed at a place. */
struct xref {
    int id;                  /* dense */
    const char *target;      /* xml:id; NULL: the page this is on */
    const char *counter;     /* "page" or "pages"; "footnote": of `note` */
    const struct mark *note; /* MARK_NOTE; NULL: of a page */
    const struct mark *at;   /* where it is; NULL: it does not matter */
    const struct css_counter *style;
    const struct origin *origin;
    const char *answer; /* text in force; page_answer() sets it; "" until known */
    len widest;         /* [len] width reserved from pass 4 on */
};

/* ---- images ---------------------------------------------------------------------------------- */

enum image_format {
    IMAGE_PNG,
    IMAGE_JPEG,
    IMAGE_SVG,
    IMAGE_PDF,
    IMAGE_GIF,
    IMAGE_TIFF,
    IMAGE_WEBP,
    IMAGE_OTHER
};
/* One per file however often used. Sizes are intrinsic; a raster without resolution counts as 96
 * dpi. */
struct image {
    const char *path; /* as found; NULL: generated content in data */
    enum image_format format;
    len width, height;         /* natural size [len]; SVG: its own, or the viewBox in px */
    int px_width, px_height;   /* raster only, as shown: upright */
    int orientation;           /* how the file's pixels lie, 1 to 8 as in Exif; 0 as 1 */
    int components;            /* JPEG: 1, 3, 4; PNG: 1, 3; with alpha counted apart */
    bool alpha, adobe;         /* adobe: CMYK JPEG with Adobe marker (inverted) */
    const unsigned char *data; /* the file's bytes, owned by the doc */
    size_t size;
    int id; /* dense */
    const struct css_color
        *color; /* SVG in the document: the layout's colour that its currentColor is; NULL: none */
    unsigned char key[3];    /* the RGB that represents it in the drawing */
    unsigned char ground[4]; /* SVG: RGB and alpha of what is painted below it */
    bool unfit;              /* SVG: must not be drawn */
    bool clips;              /* SVG: content outside its size is not shown */
    bool blank;              /* SVG: nothing of it is shown: its viewBox has no area (SVG 2, 8.6) */
    bool unsized;            /* SVG: without a viewBox a side is left to its use */
    bool no_width,
        no_height; /* SVG: its size is not its own; unless unsized, its proportions are */
    struct image_view {
        len w, h;           /* its proportions; w 0: it is stretched to where it is used */
        int ax, ay;         /* its place there: 0 at the left or top, 1 in the middle, 2 */
        bool slice;         /* it covers all of that, and is cut */
    } view;                 /* SVG: the viewBox, as preserveAspectRatio says */
    bool crisp;             /* its pixels are shown as such where they are enlarged */
    bool borrowed;          /* data is owned by another image */
    unsigned char *drawing; /* SVG: in the middle half of a page of PDF, mem_free; NULL: it has not
                               been drawn */
    size_t drawing_size;
};
/* Where a pixel of the file is shown, as shares of the width and height from the top left corner: x
 * = x0 + xa a + xb b of a, b in the file. */
struct image_turn {
    int x0, xa, xb, y0, ya, yb;
};
struct image_turn image_turn(const struct image *image);
/* Where a drawing made at its own size comes to lie when it is used in the area x, y, w, h, which
 * becomes that place (SVG 2, 8.7); true: it may reach beyond the area. Others fill their area. */
bool image_fit_view(const struct image *image, double *x, double *y, double *w, double *h);

/* The size requested by imagedata. Values are CSS_LEN, CSS_PCT or the keyword auto. */
struct image_wish {
    struct css_val width, depth;                 /* of the viewport: percentages of the measure */
    struct css_val content_width, content_depth; /* of the image: percentages of its natural size */
    int32_t scale;                               /* [fix] of the natural size; 0 none */
    bool fit;                                    /* the image fills its viewport, in proportion */
    enum css_kw align, valign; /* of the image in its viewport: KW_left, KW_center, KW_right;
                                  KW_top, KW_middle, KW_bottom */
};
struct image_fit {
    len width, height; /* the content box: the viewport */
    len x, y, w, h;    /* the visible part of the image, from its top left corner */
    bool share; /* it takes the share of the measure that the style allows images without a size */
};

/* ---- boxes ----------------------------------------------------------------------------------- */

enum box_kind {
    /* block level; children of a BOX_BLOCK are block level only, of a BOX_PARA inline only */
    BOX_BLOCK,
    BOX_PARA,  /* an inline formatting context: a real block with inline content, or the anonymous
                  box around loose text */
    BOX_IMAGE, /* replaced; block or inline by its place */
    BOX_TABLE, /* children: BOX_COLUMN*, BOX_ROWS* (head, body…, foot in logical order); captions
                  are outside, in a BOX_BLOCK around */
    BOX_COLUMN,
    BOX_ROWS,
    BOX_ROW,
    BOX_CELL,
    BOX_FLEX, /* display: flex; children block level */
    BOX_GRID, /* display: grid; likewise */
    /* inline level */
    BOX_INLINE, /* its style may have background, border, padding, vertical-align */
    BOX_TEXT,   /* text after white-space processing and text-transform; '\n' is a forced line break
                 */
    BOX_INLINE_BLOCK, /* children block level */
    BOX_NOTE,         /* float: footnote: children are the call (inline), body is the note (block,
                         ::footnote-marker in it) */
    BOX_LEADER,       /* text: the repeated string */
    BOX_REF,          /* ref: text that depends on pagination */
    BOX_MATH,  /* a formula, whose display: block means display style; below it its elements: MATH,
                  and TEXT in tokens. Their properties are in their nodes' attributes */
    BOX_MARK,  /* mark; zero size; also allowed between blocks */
    BOX_FLOAT, /* an out-of-flow block anchored here: float left/right/inside/outside/top/bottom,
                  position: absolute; body is the block; also allowed between blocks */
};
struct box {
    uint8_t kind;   /* enum box_kind */
    uint8_t pseudo; /* enum css_pseudo: which part of node's element this is; CSS_SELF the element
                       itself */
    bool anonymous : 1; /* made by the fix-up of CSS 2.1 9.2.1.1 and 17.2.1, no element's own */
    bool endnote : 1; /* INLINE: the call of an endnote; u.out.body is the note, a block of the flow
                       */
    bool cut_before : 1, cut_after : 1; /* INLINE: a block in it has cut it there: no edge (CSS 2.1
                                           9.2.1.1) */
    bool margin : 1;                    /* generated content of a margin box: no element's */
    uint32_t twin; /* doc_twin: place among the doc's twins, counted from 1; 0: none */
    const struct css_style *style; /* TEXT, LEADER, REF: that of the box around; only its inherited
                                      properties count there */
    const struct origin *origin;   /* its source element; see doc_loc */
    struct tag *tag;               /* NULL: artifact */
    struct box *parent, *first, *next;
    struct box *prev; /* of the first child the last one: see box_prev, box_last */
    union {
        struct {
            const char *text;
            int n;
            uint32_t raw;
        } t; /* TEXT, LEADER: UTF-8; raw: place among the doc's raws, counted from 1; 0: text is */
        struct {
            const struct image *image;
            const struct image_wish *wish;
        }; /* IMAGE: both never NULL */
        struct {
            enum math_elem elem;
        } math; /* MATH */
        struct {
            const struct mark *mark;
        } m;              /* MARK */
        struct xref *ref; /* REF */
        struct {
            struct box *body;
        } out; /* NOTE, FLOAT */
        struct {
            const char *align_char;
            int row_span;
            int16_t col, col_span;
        } cell; /* CELL: col 0-based, spans ≥ 1 */
        struct {
            int16_t index;
            uint16_t span : 15;
            uint16_t group : 1; /* of columns that have boxes of their own */
            int32_t star, percent;
            len width;
        } column; /* COLUMN: "2*" → star [fix], "20%" → percent
[fix]; all 0: auto or CSS width; CALS "2*+1cm" has star and width */
        struct {
            enum css_kw group;
        } rows; /* ROWS: KW_table_header_group, _row_group, _footer_group */
        struct {
            int columns;
            struct box *continued;
        } table; /* TABLE; its title's content for parts on further pages, a block outside the tree;
                    NULL: none */
        struct {
            const struct box *marker;
            struct block_more *more;
        } block; /* BLOCK, PARA: list-item's outside marker (BOX_PARA), NULL none; box_more */
    } u;
};

/* Rare data of a BLOCK or PARA. */
struct block_more {
    const struct box *call;      /* an endnote's, as its ::footnote-call is; NULL: none */
    const struct box *continued; /* BLOCK: its first child's content for parts in further columns, a
                                    block outside the tree; NULL: none */
};
static inline const struct block_more *box_more(const struct box *b)
{
    static const struct block_more none;
    return (b->kind == BOX_BLOCK || b->kind == BOX_PARA) && b->u.block.more ? b->u.block.more
                                                                            : &none;
}

/* The sibling before; the last child. NULL: there is none. */
static inline struct box *box_prev(const struct box *b)
{
    return b->prev && b->prev->next ? b->prev : NULL;
}
static inline struct box *box_last(const struct box *b) { return b->first ? b->first->prev : NULL; }
/* Makes a box that is nowhere the last child. */
void box_add(struct box *parent, struct box *child);
/* Whether an inline box is the call of a note, for the first time or again. */
static inline bool box_is_call(const struct box *b)
{
    return b->kind == BOX_NOTE ||
           (b->kind == BOX_INLINE && (b->endnote || origin_elem(b->origin) == DB_footnoteref));
}
/* Whether a box lays its children out as a flex or grid container; in a line it is a
 * BOX_INLINE_BLOCK. */
static inline bool box_is_flex(const struct box *b)
{
    return b->kind == BOX_FLEX ||
           (b->kind == BOX_INLINE_BLOCK && css_is(b->style, CSS_display, KW_inline_flex));
}
static inline bool box_is_grid(const struct box *b)
{
    return b->kind == BOX_GRID ||
           (b->kind == BOX_INLINE_BLOCK && css_is(b->style, CSS_display, KW_inline_grid));
}

/* Whether a z-index applies to it: to positioned boxes, and to items of flex and grid containers
 * (CSS Flexbox 1, 4.3). */
static inline bool box_is_ordered(const struct box *b)
{
    return b->style->v[CSS_z_index].kind != CSS_KEYWORD &&
           (!css_is(b->style, CSS_position, KW_static) ||
            (b->parent && (box_is_flex(b->parent) || box_is_grid(b->parent))));
}

/* The place of messages about a box: its element, or a margin box's content in the style sheet. */
struct loc doc_loc(const struct box *box);

/* Alpha by pixels, rows from above, upright, mem_free; false: it has none that can be read. */
typedef bool doc_alpha(const struct image *image, unsigned char **alpha, int *width, int *height);
struct doc {
    doc_alpha *alpha; /* reads an image's; NULL: none can be read */
    struct arena arena;
    xmlDoc *xml;
    struct css *css;
    struct box *root;
    VEC(struct box *) twins; /* see doc_twin */
    VEC(const char *) raws;  /* texts before text-transform, each ends in 0 */
    const struct origin
        *part; /* the only part of the document to show, from the options; NULL: all */
    VEC(struct origin *) origins; /* in the order in which they were met */
    struct tag *tags;             /* root "Document" */
    int n_tags;
    VEC(struct mark *) marks; /* in document order */
    VEC(struct xref *) xrefs;
    VEC(struct image *) images;
    struct map ids;              /* xml:id → struct mark * (MARK_ANCHOR) */
    struct map image_files;      /* path → struct image *; its size 0: cannot be used */
    struct map images_as_stored; /* path → struct image * of those not turned by some style, … */
    struct map images_crisp, images_as_stored_crisp; /* … shows by its pixels, or both */
    const char *title, *lang;                        /* metadata: of the root element */
    const char *authors, *subject, *keywords, *date; /* NULL: none */
};
struct doc_options {
    const char *const *allow; /* folders that media may lie in, besides the document's own */
    int n_allow;
    bool remarks;     /* remarks of editors are shown in all editions (drafts) */
    const char *only; /* an xml:id: only this part of the document is shown; NULL: all */
};
/* The box in a first line with ::first-line: its kind, place and tag with another style, and, of
 * TEXT, text. The twin of a BOX_PARA has the style of the line itself. NULL: it has none and is
 * unchanged there. */
static inline const struct box *doc_twin(const struct doc *doc, const struct box *box)
{
    return box->twin ? doc->twins.v[box->twin - 1] : NULL;
}
/* How many units of UTF-16 n bytes of UTF-8 are without the differences of case: a text and its
 * transformations have the same number, as do their parts. */
int doc_folded(const char *text, int n);
/* Builds boxes, tags, marks; evaluates counters, strings, quotes and generated content; loads
 * images' headers. Every fault is reported; always gives a document. Freed with doc_free. xml and
 * css stay the caller's and must live longer. */
struct doc *doc_new(xmlDoc *xml, struct css *css, const struct doc_options *o);
void doc_free(struct doc *doc);
/* Frees the elements of the tree except the root, its info and MathML: later stages must not use
 * them. */
void doc_give_back(struct doc *doc);

/* A margin box's content list as boxes in `a`, untagged: a BOX_PARA, or a BOX_BLOCK when an
 * element() is in it; NULL: nothing to show. root is the node that attr() and positions count from.
 * string_value answers string(), element gives the running block of element() (which: KW_first,
 * KW_start, KW_last, KW_first_except); both may be NULL or give NULL. page_counter and
 * pages_counter are the counters. */
struct box *doc_margin_box(
    struct doc *doc, struct arena *a, const struct css_style *style, const xmlNode *root,
    const char *(*string_value)(void *ctx, const char *name, enum css_kw which),
    const struct box *(*element)(void *ctx, const char *name, enum css_kw which), int page_counter,
    int pages_counter, void *ctx);

/* The image of a path, for backgrounds; read at the first call. NULL: it cannot be used (reported,
 * as asked for at `where`). */
const struct image *doc_image(struct doc *doc, const char *path, struct loc where);
/* The image that a style shows: itself, or where image-orientation is none and its file is turned,
 * one whose pixels are taken as they lie (CSS Images 3, 6.1), or by image-rendering one whose
 * pixels are not blended (5.4). */
const struct image *doc_image_oriented(struct doc *doc, const struct image *image,
                                       const struct css_style *s);
/* [len] the size of an image by itself, at the style's image-resolution. */
void doc_image_natural(const struct image *image, const struct css_style *s, len *w, len *h);
/* The size of a BOX_IMAGE's content box and of the image in it: CSS width and height when they are
 * not auto (with min-, max- and object-fit), else the wishes of imagedata, else the natural size by
 * image-resolution. Never wider than the measure nor, when max_height is not 0, higher than
 * max_height, unless CSS says so: the image keeps its proportions. Percentages of heights count
 * from `base`; 0: they are auto. */
struct image_fit doc_image_fit(const struct box *image, len measure, len max_height, len base);
/* Likewise if the context determines one side of the content box or both, regardless of the style;
 * 0: not determined. Limits hold for the other one alone. */
struct image_fit doc_image_fit_given(const struct box *box, len w, len h, len measure, len base);
/* [len] The content's width by its height and the limits of that; 0: it has none. */
len doc_image_transferred(const struct box *image);
/* [len] The content's automatic width within the measure, by its height and the limits of that, but
 * without those of its width; 0: imagedata wishes another. */
len doc_image_unlimited(const struct box *image, len measure);
/* Whether the image has proportions, but no size by itself, nor one that imagedata wishes: a
 * drawing with nothing but a viewBox. */
bool doc_image_is_ratio(const struct box *image);
#endif
