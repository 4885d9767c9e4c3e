// SPDX-License-Identifier: Apache-2.0
/* The interface inside doc: the state of the walk that turns styled elements into boxes, and the
 * interfaces of its parts. */
#ifndef KOKI_DOC_INT_H
#define KOKI_DOC_INT_H

#include "doc/doc.h"

#include <string.h>
#include <strings.h>

/* ---- inserting boxes (place.c) ------------------------------------------------------- */

/* An open inline element. Its box is made when content comes, and made again after a block has
 * split it. */
struct frame {
    struct frame *up;
    const struct css_style *style;
    const xmlNode *node;
    uint8_t pseudo;
    bool used;       /* it has had a box */
    bool reported;   /* that it moves no blocks */
    struct box *box; /* in the open paragraph; NULL: none yet */
};
/* The quotations that a paragraph's straight quotes have opened. */
struct clean_state {
    bool twofold, single;
    int twofold_pair,
        single_pair; /* opened by two marks typed for one: index in clean-quote.c's table, from 1 */
    bool opened;     /* just now: the next text is at the beginning of a quotation */
};
/* A block container being filled. */
struct context {
    struct context *up;
    struct box *block;   /* takes block-level boxes, and paragraphs around loose inline content */
    struct box *para;    /* the open paragraph, NULL: none */
    struct frame *frame; /* the innermost open inline element, NULL: none */
    struct box *last;    /* text at the end of the line so far, NULL: other content is there */
    bool collapsible; /* the line is empty or ends in a collapsible space: another one vanishes */
    struct clean_state clean; /* of the open paragraph */
    bool verbatim;            /* of an element of DocBook whose end tag authors indent */
    bool verbatim_start;      /* nothing yet in it: its first line end does not count */
};

/* A place that may be referred to: the values of the counters there. */
struct snapshot {
    int n;
    struct counter_value {
        int counter, value;
        const char *label; /* shown instead of the value; NULL: none */
    } v[];
};
struct target {
    const xmlNode *node;
    const struct css_style *style;
    const struct snapshot *counters;
    const struct mark *note; /* numbered by its page; NULL: none */
};
/* Generated text that depends on a target, possibly later in the document: filled in after the
 * walk. */
struct deferred {
    struct box *box;
    const struct css_item
        *item; /* NULL: the number of a footnote's call, as its ::footnote-call prints it */
    const xmlNode *node;
    const char *id;
    const struct mark *at; /* of a number that may depend on pages */
};

/* ---- counters (counter.c) -------------------------------------------------------------------- */

struct counter {
    const char *name;
    int top; /* innermost instance, -1 none */
};
struct instance {
    struct counter_value at;
    int depth; /* of the element that reset it */
    int outer; /* the instance around it, -1 none */
};
struct counters {
    VEC(struct counter) counter;
    VEC(struct instance) live;
    struct map index;             /* name → counter number + 1 */
    const struct snapshot *taken; /* valid until the next change; NULL: changed */
};
enum { LIST_LEVELS = 32 };

/* Data for the margin boxes of one page: the arguments of doc_margin_box. */
struct margin_source {
    const char *(*string_value)(void *ctx, const char *name, enum css_kw which);
    const struct box *(*element)(void *ctx, const char *name, enum css_kw which);
    int page, pages;
    void *ctx;
};

struct hidden;
struct build {
    struct doc *doc;
    const struct doc_options *options;
    struct arena *a; /* the document's */
    struct context *context;
    int depth; /* of elements */
    struct counters counters;
    struct box *lead; /* inside markers waiting for the next line to begin, linked by next; as many
                         as items nest */
    struct map targets; /* xml:id → struct target */
    VEC(struct deferred) deferred;
    VEC(struct box *) waiting; /* marks found where a table allows none */
    int quote_depth;
    int list_level,
        list_last[LIST_LEVELS]; /* number that each level's last ordered list ended with */
    VEC(struct box *) endnotes; /* not placed yet */
    bool endnotes_after;        /* they follow the current generated content, not in it */
    bool notes_by_page;         /* pages number the footnotes */
    const struct mark
        *note; /* in its call and its marker: the footnote whose number is its page's; NULL: none */
    const struct mark *last_note;
    const char
        *own_text;     /* the value of content() in generated content; NULL: the element's text */
    bool call_follows; /* the current call of a note directly follows another one */
    bool preserve;     /* white space is preserved regardless of the style (markers) */
    const struct snapshot *at; /* counters are read here instead of the live ones; NULL: live */
    struct buf text, cleaned, shaped; /* scratch */
    struct casing *casing;
    const struct margin_source *margin; /* NULL: in the flow */
    struct map hidden;                  /* "name parent" → struct hidden */
    VEC(struct hidden *) hidden_kinds;
    struct map repeats;                 /* "name role, text" → the division that has it last */
    VEC(const xmlNode *) hidden_people; /* hidden elements that hold people */
    bool continuing; /* content of -koki-continued is being made, which may use its element's own
                        text */
    bool margin_counters; /* some margin box prints a counter of the document */
};

/* origin.c: of the element that a node is or lies in; NULL: none. */
const struct origin *origin_of(struct doc *doc, const xmlNode *n);
void origins_forget(struct doc *doc); /* before the doc goes */

/* The rare data of a BLOCK or PARA, to be filled in. */
struct block_more *block_more(struct build *b, struct box *block);
struct box *box_new(struct build *b, enum box_kind kind, const struct css_style *style,
                    const xmlNode *node);
void box_insert(struct box *parent, struct box *before,
                struct box *child); /* before NULL: at the end */
void box_remove(struct box *box);

void context_open(struct build *b, struct context *c, struct box *block);
/* Ends the container; one that holds a single paragraph becomes that paragraph. */
void context_close(struct build *b);
/* The parent for the next inline box; opens the paragraph and inline boxes if needed. */
struct box *place_inline(struct build *b);
/* The parent for the next block-level box; ends the paragraph. */
struct box *place_block(struct build *b);
/* Inserts a box without extent (mark, float) here: into the open paragraph, else between blocks. */
void place_loose(struct build *b, struct box *box);
/* Notes that content other than text was put into the line. */
void place_solid(struct build *b);
void frame_open(struct build *b, struct frame *f, const struct css_style *s, const xmlNode *n,
                uint8_t pseudo);
void frame_close(struct build *b);
/* An inline box keeps its marker or call number until the next line begins. */
void lead_add(struct build *b, struct box *box);
void lead_flush(struct build *b);

/* ---- text (space.c, clean.c, case.c) --------------------------------------------------------- */

/* Adds n bytes of generated text in the style's white-space and text-transform. */
void text_add(struct build *b, const struct css_style *style, const xmlNode *node, const char *s,
              size_t n);
/* Likewise for an author's text, which is cleaned up by the style. */
void text_add_authored(struct build *b, const struct css_style *style, const xmlNode *node,
                       const char *s, size_t n);
/* Whether -koki-cleanup of the style is to set spaces right, and dashes. */
bool clean_spaces(const struct css_style *style);
bool clean_dashes(const struct css_style *style);
/* Appends s, cleaned up by -koki-cleanup of the style, to out; false if there is nothing to change;
 * out is then unchanged. depth: of quotations around; state: of the paragraph so far; before: the
 * character before s, 0 at the paragraph's beginning; node: place for reports of ambiguous changes;
 * NULL: none. */
bool clean_text(const struct css_style *style, int depth, struct clean_state *state,
                uint32_t before, const char *s, size_t n, const xmlNode *node, struct buf *out);
/* Transforms all of s by the style into out; false: there is nothing to transform. `inside`: s
 * begins inside a word. */
bool case_transform(struct casing **casing, const struct css_style *style, bool inside,
                    const char *s, size_t n, struct buf *out);
bool case_in_word(uint32_t c); /* a letter, digit, mark or apostrophe */
void case_done(struct casing *casing);

/* Removes all boxes except those of the element with that id and their ancestors (only.c). Returns
 * the element; NULL if there is none. */
const struct origin *only_keep(struct doc *doc, const char *id);
void build_start(struct build *b, struct doc *doc, struct arena *a, const struct doc_options *o);
void build_end(struct build *b);

/* ---- elements (build.c) ---------------------------------------------------------------------- */

void build_element(struct build *b, xmlNode *n, const struct css_style *style);
/* Begins an element: depth, counters, list numbers. False: nested too deep, left out. */
bool build_enter(struct build *b, const xmlNode *n, const struct css_style *style);
void build_leave(struct build *b, const xmlNode *n);
void build_children(struct build *b, const xmlNode *n, const struct css_style *style);
void build_inside(struct build *b, xmlNode *n, const struct css_style *style);
/* Generated content of ::before or ::after, as a block or in the line; the style of such a
 * pseudo-element, NULL if it makes no box; and its content alone, in the context at hand. */
void build_pseudo(struct build *b, const xmlNode *n, const struct css_style *self,
                  enum css_pseudo which);
const struct css_style *build_pseudo_style(struct build *b, const xmlNode *n,
                                           const struct css_style *self, enum css_pseudo which);
void build_pseudo_inside(struct build *b, const xmlNode *n, const struct css_style *self,
                         const struct css_style *s, enum css_pseudo which);
/* The same in a box that is open, when its counters have been applied. */
void build_pseudo_content(struct build *b, const xmlNode *n, const struct css_style *self,
                          const struct css_style *s, const struct css_list *content,
                          enum css_pseudo which);
/* Whether boxes of the style float or are positioned absolutely. */
bool build_out_of_flow(const struct css_style *s);
/* The element as a separate block, outside the flow: a BOX_BLOCK, PARA, TABLE, … without a
 * parent. */
struct box *build_detached(struct build *b, xmlNode *n, const struct css_style *style);
/* Opens and closes a block for n: between them, content goes inside. */
struct box *block_open(struct build *b, struct context *c, enum box_kind kind,
                       const struct css_style *style, const xmlNode *n);

/* ::first-line (first-line.c): called last, since twins copy the final boxes. */
void first_lines(struct build *b);
/* ::first-letter of a finished block (letter.c). */
void first_letter(struct build *b, const xmlNode *n, const struct css_style *self,
                  struct box *block);

/* ---- counters -------------------------------------------------------------------------------- */

void counters_begin(struct counters *c);
void counters_end(struct counters *c);
void counter_reset(struct build *b, const char *name, int value);
void counter_set(struct build *b, const char *name, int value);
void counter_add(struct build *b, const char *name, int amount);
int counter_now(const struct build *b, const char *name);
/* The operations of an element or pseudo-element; those on `page` become marks. */
void counters_apply(struct build *b, const xmlNode *n, const struct css_style *style,
                    uint8_t pseudo);
void counters_leave(
    struct build *b); /* the element at b->depth ends: its children's counters are removed */
const struct snapshot *counters_snapshot(struct build *b);
/* Text of counter() and counters() (separator not NULL). */
void counter_text(struct build *b, const char *name, const char *separator,
                  const struct css_counter *style, struct buf *out);
/* The name of a document's counter for margin boxes; in a. */
const char *counter_key(struct arena *a, const char *name);
bool counter_named(const struct css_style *style, enum css_prop p, const char *name);
int counter_of_note(const xmlNode *n,
                    const struct css_style *style); /* the increment of `footnote` for a note */

/* ---- endnotes (endnote.c) -------------------------------------------------------------------- */

/* Adds a finished call and its note, a block without a parent; at: the number waiting before the
 * notes in it. */
void endnote_add(struct build *b, struct box *call, struct box *body, int at);
/* Inserts those waiting at the place of the next block. */
void endnotes_place(struct build *b);
/* At the end of the document, likewise; reported. */
void endnotes_left(struct build *b);
bool endnotes_in(const struct css_list *content); /* it has -koki-endnotes */
/* Moves notes called inside `in` but outside `kept` to the end of `up`. */
void endnotes_follow(const struct box *in, const struct box *kept, struct box *up);

/* ---- generated content (content.c, quote.c) -------------------------------------------------- */

void content_build(struct build *b, const struct css_list *list, const xmlNode *node,
                   const struct css_style *style);
/* The list as a string, for string-set, bookmark-label and the like: `prop` is where the style has
 * it from. */
void content_string(struct build *b, const struct css_list *list, const xmlNode *node,
                    const struct css_style *style, enum css_prop prop, struct buf *out);
/* Keeps a text as it is before text-transform: its place in doc->raws, counted from 1. */
uint32_t raw_keep(struct doc *doc, const char *s, size_t n);
/* An element's text as in content(text): white space collapsed, quotes set, notes and index terms
 * left out. */
void content_text(const xmlNode *node, struct buf *out);
void content_pseudo_text(struct build *b, const xmlNode *n, const struct css_style *self,
                         enum css_pseudo which, struct buf *out); /* of ::before and the like */
void content_resolve(struct build *b); /* after the walk: fills in deferred content */
/* The number of a note, in the style of its call or marker; and again for a footnoteref, as its
 * note's call prints it. */
void content_note(struct build *b, const xmlNode *n, const struct css_style *s, bool marker);
void content_note_again(struct build *b, const xmlNode *n, const struct css_style *self);
/* Calls of notes (call.c): an element that may be one begins; within the box of its number, the
 * separator from a directly preceding call. */
void call_begin(struct build *b, const xmlNode *n, const struct css_style *style);
void call_part(struct build *b, const xmlNode *n, const struct css_style *style);
const char *quote_mark(const struct css_style *style, const char *lang, int depth, bool open);

/* ---- lists, marks ---------------------------------------------------------------------------- */

void list_begin(struct build *b, const xmlNode *n,
                const struct css_style *style); /* the list's and item's counters */
void list_end(struct build *b, const xmlNode *n);
void list_marker(struct build *b, const xmlNode *n, const struct css_style *style,
                 struct box *item);
void list_note_marker(struct build *b, const xmlNode *n,
                      const struct css_style *style); /* ::footnote-marker, as a lead */
struct mark *mark_new(struct build *b, enum mark_kind kind, const xmlNode *n, const char *name);
void mark_anchor(struct build *b, const xmlNode *n, const struct css_style *style);
/* Takes note of text that the user-agent style sheet hides; reports each kind of it (hidden.c). */
void hidden_note(struct build *b, const xmlNode *n, const struct css_style *style);
void hidden_report(struct build *b);
/* Likewise for people hidden by a layout and named nowhere else (unnamed.c). */
void unnamed_note(struct build *b, const xmlNode *n, const struct css_style *style);
void unnamed_report(struct build *b);
/* -koki-repeats: whether the element is left out, since one like it has been shown (repeat.c). */
bool repeat_hides(struct build *b, const xmlNode *n, const struct css_style *style);
void mark_hidden(struct build *b, const xmlNode *n,
                 const struct css_style *style); /* anchors and remarks in hidden elements */
/* String-set and bookmark of an element: made first, their values evaluated after ::before. */
struct mark_values {
    int first, n;
};
struct mark_values mark_open(struct build *b, const xmlNode *n, const struct css_style *style);
void mark_fill(struct build *b, const xmlNode *n, const struct css_style *style,
               struct mark_values m);

/* ---- tables, images -------------------------------------------------------------------------- */

/* The names and widths of a table's columns (cals.c). */
struct columns {
    struct map names; /* colname → 1-based column */
    struct map spans; /* spanname → struct column_range */
    int declared;     /* tgroup's cols; 0: not said */
    int next;         /* column that the next colspec or col describes, 0-based */
    int most;         /* columns described */
};
struct column_range {
    int first, last;
};
enum { COLUMNS_MAX = 512 }; /* of one table; more is not a table but a mistake */
void columns_begin(struct columns *c, const xmlNode *around);
void columns_done(struct columns *c);
/* A colspec, spanspec or col: adds a BOX_COLUMN to the table if it has any properties. table NULL:
 * names only. */
/* A group around columns that have been read. */
void columns_group(struct build *b, const xmlNode *n, const struct css_style *style,
                   struct box *table, int index, int span);
void columns_read(struct build *b, struct columns *c, const xmlNode *n,
                  const struct css_style *style, struct box *table);
/* Reads the first column (-1: the next free one) and spans of an entry into u.cell. */
void cell_read(const struct columns *c, const struct columns *local, struct box *cell);
/* Gives each cell its place, mends spans that do not fit, fills holes with empty cells (grid.c).
 * declared: number of columns for the entries, 0: not given; there are at least `least`. */
void grid_place(struct build *b, struct box *table, int declared, int least);
/* A figure's title and caption together, on their side of its picture (caption.c). */
void caption_place(struct build *b, const xmlNode *n, struct box *figure);
/* Whether the box holds the two. */
bool caption_is(const struct box *box);
/* Hyphens that begin negative numbers in its columns of figures become minus signs (minus.c). */
void minus_set(struct build *b, struct box *table);

bool table_part(const struct css_style *style);
/* Whether an element outside tables begins an anonymous one: such a part, or a caption before one.
 */
bool table_begins(struct css *css, const xmlNode *n, const struct css_style *style,
                  const struct css_style *parent);
/* Whether parts of a table in that element are an inline-table: in an inline box (CSS 2.1 17.2.1),
 * which elements of DocBook that are tables never are. */
bool table_in_line(const xmlNode *parent, const struct css_style *style);
void table_build(struct build *b, xmlNode *n, const struct css_style *style);
/* Generated content that is a table by its style s, with one cell. in_line: an inline-table. */
void table_generated(struct build *b, const xmlNode *n, const struct css_style *self,
                     const struct css_style *s, enum css_pseudo which, bool in_line);
/* caption-side: bottom: the title of a CALS table, among the boxes of its block, goes after its
 * tgroups. */
void table_place_title(struct build *b, const xmlNode *n, struct box *block);

/* ---- continued.c ----------------------------------------------------------------------------- */

/* The title's content for a table's parts on further pages; NULL: none. */
struct box *continued_table(struct build *b, const struct box *title);
/* Keeps the first child's content for further parts of n's block with the block. */
void continued_place(struct build *b, const xmlNode *n, struct box *block);
/* Makes an anonymous table around n and the following table parts; returns the first sibling that
 * is not one. */
xmlNode *table_around(struct build *b, xmlNode *n, const struct css_style *parent);
bool media_build(struct build *b, xmlNode *n, const struct css_style *style);
/* An element that is replaced by an image (imagedata); media_image puts it here, or its alternative
 * text. */
bool media_replaced(const xmlNode *n);
/* The image that an element's style puts in its place: its content is a url() and nothing else (CSS
 * Content 3, 1.1); NULL: none. media_replace: false if it cannot be loaded. */
const char *media_replacing(const struct css_style *style);
bool media_replace(struct build *b, xmlNode *n, const struct css_style *style, enum css_kw display);
void media_image(struct build *b, xmlNode *n, const struct css_style *style, enum css_kw display);
/* Appends the alternative text of the object around; false: none is given. Given and empty: the
 * image is decoration. */
bool media_alt(const xmlNode *n, struct buf *out);
/* An image by itself in the line. */
void media_inline(struct build *b, const struct image *image, const struct css_style *style,
                  const xmlNode *n);
/* The image in a file; NULL: there is none that can be used, which was reported at its first
 * use. */
const struct image *image_load(struct build *b, const char *path, struct loc where);
const char *media_dir(
    struct build *b, const xmlNode *n); /* the folder that paths in the file of n are relative to */
bool media_allowed(const struct build *b,
                   const char *path); /* whether the document may show the file */
/* svg-links.c: embeds the images linked in a drawing, if they may be read; others are reported. */
void svg_take_links(struct build *b, struct buf *bytes, const char *name, const char *dir,
                    struct loc where);
/* svg-stops.c: gives gradients of a drawing stops at their ends where Cairo's PDF needs them. */
void svg_take_stops(struct buf *bytes);
/* Takes a drawing that was parsed from the bytes: frees it, and if it was changed, puts it in their
 * place. */
void svg_put(xmlDoc *doc, bool changed, struct buf *bytes);
/* svg-ground.c: the next declaration of a style attribute, without !important; false: none left. */
bool svg_declaration(struct arena *a, const char **style, const char **name, const char **value);
/* Sets the ground of an SVG image from the background of its svg element; images and gradients
 * there, which are not painted, are reported. */
void svg_take_ground(struct doc *doc, struct image *i, struct loc where);
/* An RGB that represents a colour until the edition is known, as in previews: inks by the simple
 * formula. */
void image_key(const struct css_color *c, unsigned char key[3]);
/* An SVG image that was made here; takes the bytes. NULL: not usable (reported under its name). */
const struct image *image_made(struct build *b, struct buf *svg, const char *name,
                               struct loc where);
/* barcode.c: a code of kind "ean13" or "qr" for a text as an SVG image; width [len], 0 the code's
 * own. NULL: reported. */
const struct image *barcode_image(struct build *b, const char *kind, const char *text, len width,
                                  struct loc where);
/* An SVG element in the document itself. Like any child it inherits colour and family of font where
 * it does not say its own (CSS Color 4, 3.3): currentColor is the layout's. */
const struct image *image_inline(struct build *b, const xmlNode *svg,
                                 const struct css_style *style);
/* Reads format and sizes from image->data. Returns NULL if usable, else its fault. */
const char *image_head(struct image *image);
/* Whether it is a data: URL; its contents, appended to `bytes` (false: it is damaged, or empty);
 * the length of its scheme and media type. */
bool data_url(const char *url);
bool data_url_read(const char *url, struct buf *bytes);
size_t data_url_head(const char *url);
/* A length or percentage as attributes write it ("3cm", "50%", "10" px); font_size for em. False:
 * no such value. */
bool length_read(const char *s, len font_size, struct css_val *v);
/* A decimal number without unit at *s [fix], *s moved after it; false: none. Clamped to what fits.
 */
bool number_read(const char **s, int64_t *v);

/* ---- formulas -------------------------------------------------------------------------------- */

/* math: the formula as a box in the line; false: another element. */
bool formula_build(struct build *b, xmlNode *n, const struct css_style *style);
static inline enum math_elem formula_elem(const xmlNode *n)
{
    return math_lookup((const char *)n->name);
}
/* The element to set for one with alternatives (semantics, maction), or n itself; NULL if none. */
xmlNode *formula_chosen(xmlNode *n);
/* reading.c: appends a formula as it is read out: its alttext, or in a line of text. */
void formula_text(const xmlNode *n, struct buf *out);
/* A part of one, in MathML for presentation or content. */
void formula_reading(const xmlNode *n, struct buf *out);

/* ---- after the walk -------------------------------------------------------------------------- */

void tags_build(struct doc *doc);
void meta_read(struct doc *doc);

#endif
