/* The interface of page: galleys in, finished pages out, with notes, floats, margin boxes and the index of pages. */
#ifndef KOKI_PAGE_H
#define KOKI_PAGE_H

#include "flow/flow.h"

/* One placed thing, in painting order. Positions count from the trim box's top left corner, y downwards. */
enum frag_kind {
    FRAG_BOX,     /* background and borders of style in the border box x y w h */
    FRAG_LINE,    /* line: x of its paragraph's content edge (line->x comes on top), y of the baseline */
    FRAG_IMAGE,   /* image in the content box x y w h, object-fit of style */
};
enum { EDGE_TOP = 1, EDGE_RIGHT = 2, EDGE_BOTTOM = 4, EDGE_LEFT = 8, EDGE_ALL = 15 };
struct frag {
    uint8_t kind;                /* enum frag_kind */
    uint8_t edges;               /* BOX: which borders are real, not cuts */
    len x, y, w, h;
    const struct css_style *style;
    const struct tag *tag;       /* NULL: artifact (repeated heads, margin boxes, decoration) */
    bool artifact;               /* everything in it is artifact, whatever its segments' tags say */
    const struct line *line;
    const struct box *box;       /* IMAGE: box->u.image */
};
struct page {
    int index;                   /* 0-based in the book */
    int number;                  /* value of the counter page */
    const char *label;           /* number in the style of the folio, for page labels; "" none */
    const struct css_page *css;
    unsigned flags;              /* CSS_PAGE_* */
    bool verso;
    VEC(struct frag) frag;       /* content first, then margin boxes */
    len fill;                    /* height used of the page area, for the report and the tests */
    struct galley *galley;       /* what it was filled from */
    VEC(const struct mark *) marks;  /* in order, as they came to stand on this page */
};
/* Where a mark came to stand. */
struct place {
    const struct page *page;     /* NULL: nowhere */
    len x, y;
};
struct book {
    struct arena arena;
    struct flow *flow;
    VEC(struct page *) pages;
    struct place *place;         /* by mark id; doc->marks.n entries */
    int passes;
};
/* Everything left to do: a copyable value. Undo is assignment. */
struct cursor {
    int galley, item;            /* the item to set next … */
    int line;                    /* … and where in it (PARA: line) */
    const struct spill *spill;   /* ROW, COLUMNS: what is left of each cell; NULL: nothing yet */
    const struct queue *floats;  /* floats waiting, immutable list */
    const struct queue *notes;   /* notes (or rests of notes) waiting */
    const struct nest *open;     /* decorated blocks and tables around the place */
};

/* One pass: fills all pages. Always gives at least one page; every page consumes something. Faults (unmet keeps, overfull
 * pages, floats without room) are reported. */
struct book *page_fill(struct flow *flow);
/* Compares what the xrefs were answered with what the pages say, and sets the new answers. Gives how many changed. */
int page_answer(struct book *book);
/* The fixpoint: fill, answer, flow_again, at most 6 passes; each xref that does not settle gets its warning. Then margin boxes. */
struct book *page_layout(struct flow *flow);
void page_free(struct book *book);

#endif
