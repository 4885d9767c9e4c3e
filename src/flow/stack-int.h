// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the files of flow that stack blocks into galleys.
 *
 *   stack_   stack.c   pending state between two contents: collapsing margins, breaks, keeps, openings, marks
 *   block_   block.c   blocks of every kind into the galley at hand; table.c, flex.c and columns.c for three of them
 *   frame_   frame.c   widths, heights and margins of one block in its containing block
 *   absolute_ absolute.c positioned blocks and their containing blocks
 *   side_    side.c    side floats and the space left for lines and blocks
 *   marker_  marker.c  list markers
 *   again_   again.c   paragraphs that print page numbers, set again
 *   fit_     para-fit.c  listings in a smaller font
 *   later_   later.c   paragraphs that the pool sets
 *   lines_, tracks_  grid-*.c  grid containers (grid.c)
 *   grid_    table-*.c one table while it is laid out
 */
#ifndef KOKI_STACK_INT_H
#define KOKI_STACK_INT_H

#include "flow/flow-int.h"

/* The page area in force while the main flow is built. */
struct page_area {
    const char *page; /* name, interned */
    len measure, height;
};

/* ---- frames ---------------------------------------------------------------------------------- */

/* A containing block: its content box. */
struct room {
    len x, width;    /* from the galley's left edge */
    len height;      /* definite height that percentages count from (CSS 2.1 10.5); -1: none */
    bool fill_given; /* the block will be `fill` high at least: flex items share that; and no higher
                        than `most`, -1: there is no limit */
    len fill, most;
    len outer;       /* x of the block around that gives list markers their room */
    len push;        /* by which its list items begin further in, for their widest marker */
    bool bare;       /* the block in it has no margins: they are its float's or cell's affair */
    bool wide_given; /* an image's border box is as wide as the room: a flex item */
    len base;        /* base of percentages of a bare block's style; 0: width */
    bool tall_given; /* the block's border box is `tall` high, regardless of its style */
    len tall;
    bool tall_open; /* percentages inside do not count from that: it follows from the content (CSS
                       Flexbox 1, 9.8) */
    bool unsized;   /* the block is as high as its content, regardless of its style */
    bool fence;     /* the block is a formatting context: a flex item */
    bool stretched; /* its automatic width is that of the room, regardless of its aspect ratio */
    bool rtl;       /* for placing a block: lines begin at the right */
};
/* One block in its containing block, after CSS 2.1 10.3.3. */
struct frame {
    len x, width;                 /* border box */
    len left, right, top, bottom; /* border and padding */
    len margin_top, margin_bottom;
    uint8_t unpainted;          /* EDGE_*: borders that others paint: those of a table's cells */
    bool over;                  /* its borders are painted over its content */
    len shift_x, shift_y;       /* position: relative */
    len min_height, max_height; /* of the content box; max_height -1: none */
    bool fence; /* margins inside do not collapse with those outside: a formatting context */
    struct room inner;
};
struct frame frame_of(struct flow *flow, const struct box *box, const struct room *room);
/* css_len, limited to more than any page needs (some 5 m). */
len frame_len(const struct css_style *s, enum css_prop p, len base);
/* [len] border and padding on one side. */
len frame_edge(const struct css_style *s, enum css_prop border, enum css_prop padding, len base);
/* A block whose content box has this width, regardless of its style: for tables, images and
 * floats. */
struct frame frame_fixed(struct flow *flow, const struct box *box, const struct room *room,
                         len content_width);
/* [len] the least width of a table due to its captions (CSS 2.1 17.5.2.2: CAPMIN); 0: it has none.
 */
len frame_caption_least(struct flow *flow, const struct box *table);
/* Size of a replaced box's content box and the image in it, kept within the room and the page. */
struct image_fit frame_image(struct flow *flow, const struct box *box, const struct room *room);
/* [len] how tall an image, or the paragraph that it is in, may be: what is on every page with it is
 * taken off. width: that its percentages count from. */
len frame_image_most(const struct flow *flow, const struct box *box, len width);
/* [len] about how high the text is that comes before a box in the one around; 0 with more than
 * text. */
len frame_text_before(struct flow *flow, const struct box *box, len width);
/* An image that had to shrink is reported, unless its size was a share of the measure anyhow. */
void frame_report_shrunk(const struct box *box, const struct image_fit *fit, len max_height);
bool frame_auto(const struct css_style *s, enum css_prop p);
/* Whether it counts from a length around: a percentage, or a sum with one. */
bool frame_relative(const struct css_style *s, enum css_prop p);
bool frame_from_the_right(
    const struct box *box); /* its containing block's lines begin at the right */
/* Whether a box keeps a proportion (aspect-ratio); and [len] one side of its border box by the
 * other, of which `edges` and `other_edges` are not content. */
bool frame_has_ratio(const struct css_style *s);
len frame_by_ratio(const struct css_style *s, bool height, len other, len other_edges, len edges);
/* Whether the block is a formatting context of its own (CSS 2.1 9.4.1): it holds floats, and is
 * beside others. */
bool frame_is_context(const struct box *box);
/* [len] of its content box: a height that its style gives, or the least one; 0 none. f: its edges.
 */
len frame_least_height(const struct box *box, const struct frame *f, len base);
bool frame_is_hidden(const struct css_style *s); /* overflow */
/* The alignment for the given free space: "safe" content does not overflow at the start (CSS Box
 * Alignment 3, 4.4). */
static inline enum css_kw frame_alignment(const struct css_style *s, enum css_prop p, len free)
{
    const struct css_val *v = &s->v[p];
    if (v->kw == KW_baseline &&
        v->num == CSS_ALIGN_LAST) /* its fallback, safe (CSS Box Alignment 3, 4.2) */
        return free < 0 ? KW_start : KW_end;
    return v->num == CSS_ALIGN_SAFE && free < 0 ? KW_start : css_kw(s, p);
}

/* ---- the builder ----------------------------------------------------------------------------- */

/* Adjoining margins: the largest positive and the most negative one count (CSS 2.1 8.3.1). */
struct margin {
    len pos, neg;
};
/* The state between the last content and the next. */
struct pending {
    struct margin above;  /* bottom margins of ended boxes */
    struct margin below;  /* top margins of beginning boxes … */
    struct margin kept;   /* … those of them that an unforced break leaves, … */
    struct margin forced; /* … and that a forced one does (margin-break) */
    len root;             /* the root's margin: none inside it collapses with it (CSS 2.1 8.3.1) */
    len spent;   /* of them: the part already in the galley, above an empty visible block */
    int cleared; /* they are also those of an empty block that clears: they do not leave the block
                    around (8.3.1), which lies that deep; 0 none */
    enum css_kw brk; /* a forced break asked for; 0 none */
    int keep;
    int avoid;     /* the fewest enclosing break-inside: avoid since the last content */
    int64_t floor; /* y in the galley that the next content is below: of floats that it clears or
                      has no room beside; 0 none … */
    struct vitem clear;    /* … and the V_CLEAR that says so */
    bool group;            /* a named page begins again */
    bool after_defer;      /* a block that may be deferred has ended since the last content … */
    struct margin without; /* … and the margins before and after it, without its own */
    bool turned;           /* after a break: waiting content follows it */
    int ended;             /* how many of those that wait follow content of their block */
    const struct box
        *floats; /* the innermost block that has ended while floats wait for content; NULL none … */
    struct page_area floats_area; /* … and the pages they are for */
    VEC(struct vitem)
    wait; /* openings without height, marks, floats: they belong to the next content */
};
struct beside {          /* a side float that intrudes into the measure */
    int64_t top, bottom; /* y in the galley */
    len x, width;
    bool left;
    struct floating *floating;
    const struct shape *shape; /* that lines run around; NULL: its margin box */
    len in_x, in_width;        /* its containing block */
    int64_t reach[2]; /* the lowest bottom of those to the right, and to the left, up to this one
                         in its formatting context */
    int64_t any;      /* likewise of all, in any context */
};
/* A block formatting context in the galley: it contains its floats, and only these affect its
 * content. */
struct context {
    int first; /* index of its first float among those beside */
    int number;
    int64_t top; /* of the lowest of its floats: none comes higher (CSS 2.1 9.5.1, rule 5) */
};
struct marker {
    const struct box *box;
    len x; /* content edge of its item: the left one, or the right one where text runs from there */
    len room;   /* [len] to the left of it before the item's text must give way */
    bool right; /* it is at the right, where it may stick out */
};
struct markers {
    struct marker *v;
    int n, cap;
};
struct stack {
    struct flow *flow;
    struct galley *g;
    bool main;          /* the main flow: forced breaks and page names begin new galleys */
    int64_t y;          /* height of the content of g so far */
    int last;           /* index in g of the last item that counts as content; -1 none */
    int opens;          /* V_OPENs and V_TABLEs in g without V_CLOSE or V_TABLE_END yet */
    int avoid;          /* enclosing blocks with break-inside: avoid */
    int depth;          /* enclosing blocks */
    const char *insert; /* series of an insert since which no such block has come; NULL none */
    int defers;         /* enclosing blocks that may be deferred: the outermost is, as a whole */
    struct pending pending;
    struct markers markers; /* of list items that have set nothing yet */
    VEC(struct beside) beside;
    struct context context; /* the formatting context at hand */
    int contexts;           /* how many there were */
    int begun; /* items in g when the innermost block began without an edge above: while there are
                  no more, it may still move down with a margin; -1: it has an edge, or is the
                  galley itself */
};
void stack_init(struct stack *st, struct flow *flow, struct galley *g);
/* Adds pending content at the galley's end: marks, and the last margin unless it is a main
 * galley. */
void stack_done(struct stack *st);
/* Everything pending goes into the galley, as content comes next. */
void stack_flush(struct stack *st);
/* Whether a new page comes before the next content; and that page, as such content is sure to come.
 */
bool stack_turns(const struct stack *st);
void stack_begin(struct stack *st);
/* A new last item; content: a page may break after it. */
struct vitem *stack_item(struct stack *st, enum vkind kind, const struct box *box, len x, len width,
                         len height, bool content);
/* Between enter and leave lie a block's contents. */
struct entered {
    const struct box *box;  /* it gives a V_OPEN; NULL: it gives none */
    const struct galley *g; /* that was at hand … */
    int items;              /* … and how many items it held before the block's contents */
    bool opened;            /* its V_OPEN is the last of them */
    bool cleared;           /* it is below floats that it clears */
    int waits;              /* openings, marks and floats that waited with its own */
    int begun;              /* of the block around */
    enum css_kw brk;        /* a forced break that came before it; 0 none */
    bool defers;            /* it may be deferred … */
    struct margin without;  /* … and the margins before it, without its own */
};
struct entered stack_enter(struct stack *st, const struct box *box, const struct frame *f);
/* Whether the block itself is seen: borders, background and the like. */
bool stack_shows(const struct box *box, const struct frame *f);
/* Reports a block whose content is higher than itself. */
void stack_tell_over(const struct box *box, len over);
void stack_leave(struct stack *st, const struct box *box, const struct frame *f,
                 const struct entered *e);
/* Whether the block lies in the galley at hand from its beginning; there may have been none before
 * it. */
bool stack_in_galley(const struct stack *st, const struct entered *e);
/* [len] the height of the content box of the formatting context that is about to end. */
len stack_content_height(struct stack *st, const struct frame *f, const struct entered *e);
/* Requests a break-before or break-after at this place. */
void stack_want(struct stack *st, enum css_kw kw);
/* A page ends: floats that wait and have nothing else to be on it with become its content. True:
 * there were such. */
bool stack_settle_floats(struct stack *st);
/* The float that waits last names its page: it is on that, even when nothing else does. */
void stack_set_float(struct stack *st, const struct box *box);
bool stack_avoids(enum css_kw kw);
bool stack_forces(enum css_kw kw); /* of a break-before or break-after */
uint8_t stack_level(int avoid);
len stack_pending_height(const struct stack *st);
/* Likewise where a break may come first, at which some margins end. */
len stack_pending_above(const struct stack *st);
/* Margins that are pending go into the galley: they collapse with none that comes. */
void stack_settle(struct stack *st);
/* Blocks that have begun without content are wider by so much: the pages they begin on are other
 * ones (CSS Paged Media 3, 8.1: the start page value of the first child is theirs). */
void stack_widen(struct stack *st, len by);
/* y in the galley of the next content, if it begins with this margin. */
int64_t stack_next_y(const struct stack *st, struct margin own);
/* Whether the current block may still move with a margin of its first content (CSS 2.1 8.3.1). */
bool stack_may_move(const struct stack *st);
struct galley *stack_galley(struct flow *flow, len measure);

/* ---- blocks ---------------------------------------------------------------------------------- */

void block_build(struct stack *st, const struct box *box, const struct room *room);
/* The lines of a paragraph, in the frame's content box. */
void block_para(struct stack *st, const struct box *box, const struct frame *f);
void block_children(struct stack *st, const struct box *box, const struct room *room);
/* A galley of its own for a box's children (cells, columns) or for the box itself (floats, notes).
 */
struct galley *block_galley(struct flow *flow, const struct box *box, const struct room *room,
                            bool children_only);
void block_measure(struct galley *g); /* sums heights and notes */
len block_lines_height(const struct para *p, int *notes);
/* Paragraphs that are no content: of marks alone, of side floats. */
bool block_only_marks(const struct para *p);
bool block_only_sides(const struct para *p);
/* A row of a table, flex or grid container into the galley: it stays whole where st or one of its
 * cells avoids breaks, unless that cell goes on in further rows. Notes are counted. */
struct vitem *block_put_row(struct stack *st, const struct box *box, struct row *row, len height);
void block_link(struct galley *g, int item); /* tells the sub-galleys of an item where they lie */
/* A height in the galley has changed: measures it and all that it lies in. */
void block_remeasure(struct galley *g);
struct page_area block_area(struct flow *flow, const char *page);

/* ---- positioned blocks ----------------------------------------------------------------------- */

/* A block against which absolute blocks inside are positioned, while it is built. */
struct containing {
    struct containing *up;
    const struct box *box;
    len width;           /* of its padding box */
    struct floating **v; /* those that wait for its height */
    int n, cap;
};
bool absolute_contains(const struct css_style *s);
void absolute_begin(struct flow *flow, struct containing *c, const struct box *box, len width);
/* Whether some wait for the height of the block at hand. */
bool absolute_waits(const struct flow *flow);
void absolute_end(struct flow *flow, struct containing *c, len height);
/* Likewise; its V_OPEN, which is made already, learns of them. */
void absolute_end_block(struct stack *st, struct containing *c, const struct entered *e,
                        len height);
/* The innermost such block; for a fixed one the innermost that is transformed, or that is to be
 * (CSS Transforms 1, 2). NULL: the page area, or for a fixed one all of them. */
struct containing *absolute_block(struct flow *flow, bool fixed);
/* The float is positioned against it. */
void absolute_add(struct containing *c, struct floating *fl);
/* Makes the body of one in a containing block of that size. */
void absolute_make(struct flow *flow, struct floating *fl, len width, len height);

/* ---- side floats ----------------------------------------------------------------------------- */

/* The shape of a float around which lines run (shape-outside); NULL: its margin box. */
const struct shape *side_shape(struct flow *flow, const struct floating *fl);
/* [len] the horizontal extent of a shape between two heights, all from the margin box's corner.
 * False: there is nothing of it. */
bool side_extent(const struct shape *s, int64_t from, int64_t to, len *left, len *right);
static inline bool side_any(const struct stack *st) { return st->beside.n > st->context.first; }
/* Whether some float still is beside y. */
bool side_reaches(const struct stack *st, int64_t y);
bool side_waits(const struct stack *st); /* some float waits for content, or for a place */
/* Likewise of the formatting contexts around: heights count there. */
bool side_counts(const struct stack *st, int64_t y);
/* Places a float whose top may not be above y, as CSS 2.1 9.5.1 says. */
void side_place(struct stack *st, struct floating *fl, const struct room *room, int64_t y);
/* Places the floats that wait for content, which comes at y. */
void side_place_waiting(struct stack *st, int64_t y);
/* The space left by floats for a line in the room at y … bottom. */
struct line_room side_room(const struct stack *st, const struct room *room, int64_t y,
                           int64_t bottom);
/* y below the floats on these sides; at least y. */
int64_t side_below(const struct stack *st, enum css_kw kw, int64_t y);
/* The next y below `y` at which a float ends; y itself: there is none. */
int64_t side_next(const struct stack *st, int64_t y);
/* A block that is a formatting context is beside floats or below them: the room that they leave to
 * it (CSS 2.1 9.5). */
struct room side_avoid(struct stack *st, const struct box *box, const struct room *room);
/* A formatting context begins in the galley, and ends below its floats. */
struct context side_enter(struct stack *st);
void side_leave(struct stack *st, const struct context *outer);
/* Ends the content beside present floats: further content is below them. */
void side_finish(struct stack *st);
/* The paragraph set around the floats at y and those that it calls itself, which get their places.
 */
struct para *side_para(struct stack *st, const struct box *box, const struct frame *f,
                       const struct para_shape *shape);

void marker_add(struct stack *st, const struct box *marker, const struct frame *item,
                const struct room *room);
/* [len] the excess width of the widest marker of a block's list items, up to a quarter of the
 * measure: all items of the list begin further in by it. */
len marker_column(struct flow *flow, const struct box *list, const struct room *room);
/* Makes room in the first line for markers that are wider than theirs. */
void marker_push(const struct stack *st, struct para_shape *shape);
/* Sets the markers into the paragraph's first line; `x` is its content edge. */
void marker_merge(struct flow *flow, const struct markers *m, struct para *p, len x);
struct markers markers_keep(struct arena *a, const struct markers *m); /* a copy that lives in a */
/* Waiting markers get a separate line: `level` with the next content (of no height), or for an item
 * without other content. */
void marker_alone(struct stack *st, bool level);

void block_table(struct stack *st, const struct box *table, const struct room *room);
struct intrinsic block_table_widths(struct flow *flow, const struct box *table);
/* Settles heights and vertical alignment of rows from their cells; rows are `gap` apart. */
void block_row_heights(struct row *const *row, int n, len gap);
void block_flex(struct stack *st, const struct box *flex, const struct room *room);
/* [len] of the lines of a column that wraps at a height of its own, side by side; -1: it has none.
 */
len block_flex_lines_width(struct flow *flow, const struct box *flex);
void block_grid(struct stack *st, const struct box *grid, const struct room *room);
/* Whether its rows count from its height. */
bool block_grid_is_relative(const struct css_style *s);
struct intrinsic block_grid_widths(struct flow *flow,
                                   const struct box *grid); /* of its content box */
/* Space that is shared before the first of n things and between them, as justify-content or
 * align-content says. */
struct sharing {
    len before, between;
};
struct sharing block_justify(enum css_kw how, len free, int n);
/* Makes an item's border box this high; room: its containing block. It is set again, as percentages
 * and items in it share that height; deep inside it gets room at its end. */
void block_stretch(struct flow *flow, struct cell *c, const struct room *room, len height);
/* Rows set apart: vanishes where a page begins. */
void stack_space(struct stack *st, len height);
/* Whether it is a page float that no page has room for: it is set in the text. */
bool block_is_tall_float(struct flow *flow, const struct box *box);
bool block_has_columns(const struct css_style *s);
/* [len] The size of a block's padding box, the containing block of its absolute descendants; its
 * height once it has ended: from its opening to its end. */
len block_padding_width(const struct box *box, const struct frame *f);
len block_padding_height(struct stack *st, const struct box *box, const struct frame *f);
void block_columns(struct stack *st, const struct box *box, const struct room *room);
/* [len] the height of a V_COLUMNS that is whole. */
len block_columns_height(const struct vitem *v);
/* The widths of columns that hold content of these widths; they themselves where the style has no
 * columns. */
struct intrinsic block_columns_widths(const struct css_style *s, struct intrinsic w);

/* ---- private state of flow -------------------------------------------------------------- */

/* A paragraph that prints page numbers, and where it lies. */
struct dynamic {
    struct para *para;
    struct galley *galley;
    int item;
    len x;
    struct markers markers; /* that were merged into it */
    struct asked {
        const struct xref *xref;
        const char *answer;
    } * asked; /* the answers that it was set with */
    int n;
};
/* Items of g from `first` on are now those of `to`. */
void again_shift(struct flow *flow, const struct galley *g, int first); /* … are one further on */
void again_move(struct flow *flow, const struct galley *g, int first, struct galley *to);
/* Remembers the paragraph that the builder has just put into the galley. */
void again_add(struct stack *st, struct para *p, len x);

/* The paragraph to be set for one with -koki-fit-lines: itself, or a copy in a smaller font. */
const struct box *fit_lines(struct flow *flow, const struct box *para, len measure);
/* Whether a paragraph that no float concerns may be set by the pool. */
bool later_may(const struct stack *st, const struct box *para);
/* Hands over the paragraph that the builder has just put into the galley, with the markers that
 * wait for it. */
void later_add(struct stack *st, struct para *p, len x);
void later_settle(struct flow *flow); /* from here on, all that were handed over have their lines,
                                         and their items heights */
void later_begin(struct flow *flow, struct thread_pool *pool, flow_ready ready, void *ctx);
void later_end_galley(struct flow *flow); /* the main flow's last galley gets no more items */
void later_end(struct flow *flow);
void later_close(struct flow *flow); /* see flow_close */
void later_done(struct flow *flow);  /* frees what the workers made */
/* A paragraph, or its part between two forced breaks, reduced to data for its height at a
 * measure. */
struct extent {
    len natural; /* in one line */
    len mean;    /* of its words, the space after them included */
    len leading;
    len inset;    /* by which its measure is less than that of the box that was asked */
    int first, n; /* its words among those noted; n 0: there are too many of them, and the mean
                     tells enough */
};
enum { EXTENT_WORDS = 24 };
/* The content between two break opportunities, hyphens aside, and the space after it. */
struct spaced {
    len word, space;
};
/* Data recorded while a table measures its cells' widths. */
struct asking {
    bool shrinks; /* images count as if they were narrow: the column has a width of its own, and
                     they get smaller */
    len share; /* of the measure that the cell's columns have when all are alike: no image asks for
                  more at least, so that words beside it are not taken apart */
    VEC(struct extent) extent;
    VEC(struct spaced) word;
    len above; /* edges and images above and below each other, of the cell at hand */
};
/* Tables that share their columns' widths: the latest row of them. */
struct alike {
    const struct box **v;
    int n, cap;
    struct intrinsic *w; /* by column */
    len *width; /* the columns' widths where cells wrap, once the first table has them; NULL before
                 */
    bool wraps; /* they are wider together than the measure */
};
/* The nesting limit for setting content of a box again, to be stretched or for a height in
 * percent. */
enum { STRETCHED = 5 };
/* The key of a cached size: see sizes.c. */
struct size_key {
    const struct box *box;
    len measure, width, base, height, outer; /* of the page, and of the room */
    len unused;                              /* no padding: keys are compared as bytes */
    int measuring;
    enum size_asked { ASKED_LINES = 1, ASKED_HEIGHT, ASKED_FIT /* a percentage */ } asked;
};
struct kept_sizes {
    struct kept_size {
        struct size_key key;
        len size;
    } * v;
    int n, cap;
    int *slot, slots;
};
const len *sizes_get(struct kept_sizes *s, const struct size_key *key); /* NULL: not yet */
void sizes_put(struct kept_sizes *s, const struct size_key *key, len size);
void sizes_done(struct kept_sizes *s);

/* [len] the parts of a table's box with collapsed borders outside its grid, by the bits of
 * EDGE_*. */
struct table_edges {
    const struct box *table;
    len edge[4];
};
/* [len] how wide a table will be in that room, with its margins. */
len block_table_width(struct flow *flow, const struct box *table, const struct room *room);
void block_table_edges(struct flow *flow, const struct box *table, len edge[4]);
struct flow_state {
    struct page_area area;
    len repeated; /* of its height: what is on each page above and below the cell at hand, and its
                     own edges */
    struct table_edges edges; /* of the table that was last asked for */
    struct asking *asking;    /* NULL: no cell is asked */
    struct alike alike;
    len begin;      /* by which the first line of the next paragraph gives way: a note goes on after
                       another */
    int measuring;  /* content is only measured, for a flex column */
    int stretching; /* flex and grid items set again, one in the other */
    int columns;    /* multi-column blocks being built, one in the other */
    struct containing *containing; /* the innermost block against which absolute ones are
                                      positioned; NULL: the page area */
    struct kept_sizes sizes;
    VEC(struct dynamic) dynamic;
    VEC(struct made {
        const struct box *box;
        void *thing;
    }) made; /* notes and floats by box: see notes.c */
    int *made_slot, made_slots;
    struct laters *laters;
    VEC(struct galley *) galleys; /* all, for freeing */
};
/* Whether an item of a flex or grid container is set again. That doubles the work at each depth:
 * not within `most` others that are, of which there are `now`, and not deep in containers. */
bool block_sets_again(const struct box *box, int now, int most);
void made_done(struct flow_state *s);
void again_done(struct flow_state *s);

#endif
