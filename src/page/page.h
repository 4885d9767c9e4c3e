// SPDX-License-Identifier: Apache-2.0
/* The interface of page: galleys in, finished pages out, with notes, floats, margin boxes and the
 * index of pages. */
#ifndef KOKI_PAGE_H
#define KOKI_PAGE_H

#include "flow/flow.h"

/* Content painted together, by CSS 2.1, appendix E: a side float, or a positioned, transformed or
 * blended box. */
struct layer {
    int parent;            /* the layer around; 0: the page */
    bool floats;           /* it is a side float … */
    bool context;          /* … or a stacking context: positioned content stays in it */
    int z, order;          /* z-index, and the order of the document */
    const struct box *box; /* whose own background is below all of it */
};
/* One placed thing, in painting order. Positions count from the trim box's top left corner, y
 * downwards. */
enum frag_kind {
    FRAG_BOX,   /* background and borders of style in the border box x y w h */
    FRAG_LINE,  /* line: x of its paragraph's content edge (line->x comes on top), y of the
                   baseline; h without the room of floats above it that are before the page break */
    FRAG_IMAGE, /* image in the content box x y w h, object-fit of style */
    FRAG_RULE,  /* column rule of style: a vertical line centred on x, from y over h */
    FRAG_PUSH, /* fragments up to its POP are a group, transformed, clipped, blended by style in the
                  border box x y w h, or rotated about its centre … */
    FRAG_POP,  /* … properly nested */
    FRAG_INLINE, /* the next `n` fragments are in the line before, at its next SEG_GALLEY */
};
struct frag {
    uint8_t kind;      /* enum frag_kind */
    uint8_t edges;     /* BOX: which borders are real, not cuts or a neighbour's */
    int8_t turn;       /* PUSH: quarter turns, clockwise; 0: the style transforms */
    bool clip : 1;     /* PUSH: content is only clipped, at the padding box (overflow: hidden) */
    bool ground : 1;   /* PUSH with clip: at the border box instead, for a background larger than
                          it; BOX: of a column, which has nothing but its background (CSS 2.1
                          17.3) */
    bool hollow : 1;   /* BOX: borders only, the background is another fragment's */
    bool rule : 1;     /* BOX: a collapsed border; `box` is its table */
    bool grouped : 1;  /* INLINE: in an inline box that is a group, a stacking context of its own */
    bool artifact : 1; /* its content is artifact, regardless of its segments' tags */
    int layer;         /* among the page's, counted from 1; 0: the page itself */
    len x, y, w, h;
    len column; /* left edge of the column that it is in, from the left of the page area; 0: the
                   only one, or the first */
    int n;      /* INLINE */
    const struct css_style *style;
    const struct tag *tag; /* NULL: artifact (repeated heads, margin boxes, decoration) */
    const struct line *line;
    const struct box *box; /* IMAGE: box->u.image; BOX, LINE: whose it is, NULL unknown */
};
struct page {
    int index;    /* 0-based in the book */
    int number;   /* value of the counter page */
    int in_group; /* place among the pages of its name in a row, from 1; of a blank one before them,
                     0 */
    const char *label; /* number in the style of the folio, for page labels; "" none */
    const struct css_page *css;
    unsigned flags; /* CSS_PAGE_* */
    bool verso;     /* the back of a leaf … */
    bool left;      /* … which is the left page of a spread, but in books read from the right */
    VEC(struct frag) frag; /* content first, then floats, notes, margin boxes */
    VEC(struct layer) layers;
    int margins;                    /* the first fragment of margin boxes */
    len x, y, width, height;        /* the page area (content box), from the trim box's top left */
    len fill;                       /* height used of the page area, for the report and the tests */
    struct galley *galley;          /* the galley it was filled from */
    bool insert;                    /* which is an insert: it does not count in its group */
    VEC(const struct mark *) marks; /* in order, on this page */
};
/* The place of a mark. */
struct place {
    const struct page *page; /* NULL: nowhere */
    len x, y;
    int note;    /* MARK_NOTE: its number */
    bool starts; /* no text or image of the main flow precedes it on the page */
};
/* A fault of the finished pages. */
struct page_fault {
    enum diag_id id;
    const struct box *box; /* where; NULL unknown */
    int count, limit;      /* page_limit: of pages */
};
/* The pages of a galley of the main flow, with the blank ones before them. */
struct stretch {
    int first, pages;
    int before;   /* the number of the page before; 0: none */
    int in_group; /* of its first page */
    int faults;
};
/* Where blocks that are on every page would be without offsets: pages before their own are filled
 * before that is known. */
struct anchor {
    len x, y; /* from the page area's corner */
};
struct anchors {
    struct anchor *v; /* by number of the block */
    int n, cap;
    bool moved; /* since all pages were filled last */
};
struct book {
    struct arena arena;
    struct flow *flow;
    VEC(struct page *) pages;
    struct place *place; /* by mark id; doc->marks.n entries */
    VEC(struct page_fault) faults;
    VEC(struct stretch) stretches; /* by galley */
    int passes;
    bool begins_verso; /* its first page is the back of a leaf, whose front is none of the book's */
    int fixed;         /* how many of flow->fixed there were when its first page was filled */
    struct anchors anchors;
    struct diag_held told; /* by the first pass */
};
/* A place in one galley: the next content to set. A copyable value; the data it points to are never
 * changed. */
struct spot {
    int item;    /* the item to set next … */
    int line;    /* … and where in it (PARA: line) */
    bool called; /* … whose floats beside it have begun, while it is below them */
    len gone;    /* … STRUT: its part already set */
    int vary; /* … PARA: additional lines compared with the optimum, here and at its beginning */
    const struct spill *spill;  /* ROW, COLUMNS: rest of each cell; NULL: none set yet */
    const struct span *spans;   /* cells that span rows still to be set; the newest first */
    const struct nest *open;    /* decorated blocks and tables around the place, innermost first */
    const struct aside *floats; /* side floats with a rest; NULL: none */
};
/* Everything left to do: a copyable value. Undo is assignment. */
struct cursor {
    int galley;
    struct spot at;
    const struct queue *floats;  /* page floats waiting, immutable list */
    const struct queue *notes;   /* notes (or rests of notes) waiting */
    const struct queue *parts;   /* rests of absolute blocks */
    const struct queue *inserts; /* those called, without pages yet … */
    const struct queue *ahead; /* … those with pages already, which come before their call … */
    struct galley *insert; /* … and the one that the cursor is in; NULL: it is in its galley */
    enum css_kw start;     /* the side required by a forced break; KW_page: any */
};

/* A book without pages. */
struct book *page_new(void);
/* Fills the pages of the flow's next galley, which is final; others need not be there yet (see
 * flow_new). Faults (unmet keeps, overfull pages, floats without room) are collected in the
 * book. */
void page_take(void *book, struct flow *flow, int galley);
/* One pass: all pages, by page_take. There is always at least one page; every page makes
 * progress. */
struct book *page_fill(struct flow *flow);
/* A further pass, after flow_again: pages with the same galley, place and number are kept. */
void page_refill(struct book *book);
/* Reports the book's faults: once, when its pages are final. */
void page_report(const struct book *book);
/* Compares the answers of xrefs with the pages, and sets new answers. Returns the number of
 * changes. */
int page_answer(struct book *book);
/* The fixpoint: fill what page_take has not, answer, flow_again, at most 6 passes; each xref that
 * does not settle gets its warning. Then margin boxes. */
void page_layout(struct book *book, struct flow *flow);
/* A page of its own, of the size in css, with the three boxes of its head over the whole height:
 * the spine of a cover. Named strings are as at the end of the book. Owned by the caller:
 * page_free_strip. */
struct page *page_strip(struct book *book, const struct css_page *css);
void page_free_strip(struct page *page);
/* Gives back what is placed on the page, which cannot be painted any more; its size, number and
 * marks stay. */
void page_give_back(struct page *page);
void page_free(struct book *book);

#endif
