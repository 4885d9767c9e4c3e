/* Between the files of flow that stack blocks into galleys.
 *
 *   stack_   stack.c   what is pending between two contents: margins that collapse, breaks, keeps, openings, marks
 *   block_   block.c   blocks of every kind into the galley at hand; table.c, flex.c and columns.c for three of them
 *   frame_   frame.c   widths, heights and margins of one block in its containing block
 *   marker_  marker.c  list markers
 *   again_   again.c   paragraphs that print page numbers, set anew
 *   later_   later.c   paragraphs that the crew sets
 *   grid_    table-*.c one table while it is laid out
 */
#ifndef KOKI_STACK_INT_H
#define KOKI_STACK_INT_H

#include "flow/flow-int.h"

/* The page area in force while the main flow is built. */
struct page_area {
    const char *page;            /* name, interned */
    len measure, height;
};

/* ---- frames ------------------------------------------------------------------------------------------------- */

/* A containing block: its content box. */
struct room {
    len x, width;                /* from the galley's left edge */
    len height;                  /* definite height that percentages count from; -1: none */
    bool height_given;           /* the block's own style gives that height, it is not merely passed on */
    len outer;                   /* x of the block around that gives list markers their room */
    bool bare;                   /* the block in it has no margins: they are its float's or cell's affair */
    len base;                    /* what percentages of a bare block's style count from; 0: width */
    len min_height;              /* the block's border box is at least as high */
};
/* One block in its containing block, after CSS 2.1 10.3.3. */
struct frame {
    len x, width;                /* border box */
    len left, right, top, bottom;/* border and padding */
    len margin_top, margin_bottom;
    len min_height;              /* of the content box; height counts as min-height, as content is never cut */
    struct room inner;
};
struct frame frame_of(struct flow *flow, const struct box *box, const struct room *room);
/* css_len, kept to what a page could ever need (some 5 m). */
len frame_len(const struct css_style *s, enum css_prop p, len base);
/* [len] border and padding on one side. */
len frame_edge(const struct css_style *s, enum css_prop border, enum css_prop padding, len base);
/* A block whose content box has this width, whatever its style says: for tables, images and floats. */
struct frame frame_fixed(const struct box *box, const struct room *room, len content_width);
/* Size of a replaced box's content box and the picture in it, kept within the room and the page. */
struct image_fit frame_image(struct flow *flow, const struct box *box, const struct room *room);
bool frame_auto(const struct css_style *s, enum css_prop p);

/* ---- the builder -------------------------------------------------------------------------------------------------- */

/* Adjoining margins: the largest positive and the most negative one count (CSS 2.1 8.3.1). */
struct margin {
    len pos, neg;
};
/* What stands between the last content and the next. */
struct pending {
    struct margin above;         /* bottom margins of what ended */
    struct margin below;         /* top margins of what begins */
    enum css_kw brk;             /* a forced break asked for; 0 none */
    int keep;
    int avoid;                   /* the fewest enclosing break-inside: avoid since the last content */
    bool group;                  /* a named page begins anew */
    bool turned;                 /* a break lies behind us: what waits now comes after it */
    const struct box *floats;    /* the innermost block that has ended while floats wait for content; NULL none … */
    struct page_area floats_area; /* … and the pages they are for */
    VEC(struct vitem) wait;      /* openings without height, marks, floats: they belong to the next content */
};
struct beside {                  /* a side float that intrudes into the measure */
    int64_t top, bottom;         /* y in the galley */
    len x, width;
    bool left;
};
struct marker {
    const struct box *box;
    len x;                       /* content edge of its item: the left one, or the right one where text runs from there */
    len room;                    /* [len] to the left of it before the item's text must give way */
    bool right;                  /* it stands at the right, where it may stick out */
};
struct markers { struct marker *v; int n, cap; };
struct stack {
    struct flow *flow;
    struct galley *g;
    bool main;                   /* the main flow: forced breaks and page names begin new galleys */
    int64_t y;                   /* height of what g holds so far */
    int last;                    /* index in g of the last item that counts as content; -1 none */
    int opens;                   /* V_OPENs and V_TABLEs in g without V_CLOSE or V_TABLE_END yet */
    int avoid;                   /* enclosing blocks with break-inside: avoid */
    struct pending pending;
    struct markers markers;      /* of list items that have set nothing yet */
    VEC(struct beside) beside;
};
void stack_init(struct stack *st, struct flow *flow, struct galley *g);
/* What is still pending at the galley's end goes into it: marks; the last margin too unless it is a main galley. */
void stack_done(struct stack *st);
/* Everything pending goes into the galley, as content comes next. */
void stack_flush(struct stack *st);
/* A new last item; content: a page may break after it. */
struct vitem *stack_item(struct stack *st, enum vkind kind, const struct box *box, len x, len width, len height, bool content);
/* Between enter and leave lie a block's contents. */
struct entered {
    const struct galley *g;      /* that was at hand … */
    int items;                   /* … and how many items it held before the block's contents */
    bool opened;                 /* its V_OPEN is the last of them */
};
struct entered stack_enter(struct stack *st, const struct box *box, const struct frame *f);
/* Whether the block itself is seen: borders, background and the like. */
bool stack_shows(const struct box *box, const struct frame *f);
void stack_leave(struct stack *st, const struct box *box, const struct frame *f, const struct entered *e);
/* What a break-before or break-after asks for at this place. */
void stack_want(struct stack *st, enum css_kw kw);
/* A page ends: floats that wait and have nothing else to stand on it with become its content. True: there were such. */
bool stack_settle_floats(struct stack *st);
/* The float that waits last names its page: it stands on that, even when nothing else does. */
void stack_set_float(struct stack *st, const struct box *box);
bool stack_avoids(enum css_kw kw);
len stack_pending_height(const struct stack *st);
struct galley *stack_galley(struct flow *flow, len measure);

/* ---- blocks -------------------------------------------------------------------------------------------------------- */

void block_build(struct stack *st, const struct box *box, const struct room *room);
void block_children(struct stack *st, const struct box *box, const struct room *room);
/* A galley of its own for a box's children (cells, columns) or for the box itself (floats, notes). */
struct galley *block_galley(struct flow *flow, const struct box *box, const struct room *room, bool children_only);
void block_measure(struct galley *g);                 /* sums heights and notes */
len block_lines_height(const struct para *p, int *notes);
void block_link(struct galley *g, int item);          /* tells the sub-galleys of an item where they lie */
/* A height in the galley has changed: measures it and all that it lies in. */
void block_remeasure(struct galley *g);
struct page_area block_area(struct flow *flow, const char *page);

void marker_add(struct stack *st, const struct box *marker, const struct frame *item, const struct room *room);
/* Makes room in the first line for markers that are wider than theirs. */
void marker_push(const struct stack *st, struct para_shape *shape);
/* Sets the markers into the paragraph's first line; `x` is its content edge. */
void marker_merge(struct flow *flow, const struct markers *m, struct para *p, len x);
struct markers markers_keep(struct arena *a, const struct markers *m);   /* a copy that lives in a */
/* Waiting markers get a line of their own: `level` with what follows (of no height), or for an item that has nothing else. */
void marker_alone(struct stack *st, bool level);

void block_table(struct stack *st, const struct box *table, const struct room *room);
struct intrinsic block_table_widths(struct flow *flow, const struct box *table);
/* Settles heights and vertical alignment of rows from their cells; rows are `gap` apart. */
void block_row_heights(struct row *const *row, int n, len gap);
void block_flex(struct stack *st, const struct box *flex, const struct room *room);
/* Rows set apart: vanishes where a page begins. */
void stack_space(struct stack *st, len height);
/* Whether it is a page float that no page has room for: it is set in the text. */
bool block_is_tall_float(struct flow *flow, const struct box *box);
bool block_has_columns(const struct css_style *s);
void block_columns(struct stack *st, const struct box *box, const struct room *room);

/* ---- what flow keeps for itself ---------------------------------------------------------------------------------- */

/* A paragraph that prints page numbers, and where it lies. */
struct dynamic {
    struct para *para;
    struct galley *galley;
    int item;
    len x;
    struct markers markers;      /* that were merged into it */
    struct asked { const struct xref *xref; const char *answer; } *asked;   /* the answers that it was set with */
    int n;
};
/* Remembers the paragraph that the builder has just put into the galley. */
void again_add(struct stack *st, struct para *p, len x);

/* Whether a paragraph that would stand at y may be set by the crew. */
bool later_may(const struct stack *st, const struct box *para, int64_t y);
/* Hands over the paragraph that the builder has just put into the galley, with the markers that wait for it. */
void later_add(struct stack *st, struct para *p, len x);
void later_settle(struct flow *flow);   /* from here on, all that were handed over have their lines, and their items heights */
void later_begin(struct flow *flow, struct crew *crew);
void later_end(struct flow *flow);
void later_done(struct flow *flow);     /* frees what the workers made */
struct flow_state {
    struct page_area area;
    int measuring;               /* what is set is only measured, for a flex column */
    int stretching;              /* flex items set anew to be stretched, one in the other */
    int columns;                 /* multi-column blocks being built, one in the other */
    VEC(struct dynamic) dynamic;
    VEC(struct made { const struct box *box; void *thing; }) made;   /* notes and floats by box: see notes.c */
    int *made_slot, made_slots;
    struct laters *laters;
    VEC(struct galley *) galleys;                                    /* all, for freeing */
};
void made_done(struct flow_state *s);
void again_done(struct flow_state *s);

#endif
