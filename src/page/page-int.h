// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the files of page: the region being filled, state undone by a break, and
 * state carried from page to page.
 *
 *   ruled_    ruled.c    collapsed borders of tables in their order
 *   run_      run.c      sets items of one galley into a region and chooses its break
 *   deco_     deco.c     decorated blocks and tables that are open across a break
 *   row_      row.c      rows: whole, or cell by cell over pages
 *   spans_    spans.c    cells that span rows
 *   ends_     ends.c     what a break leaves of boxes, tables and listings (listing_)
 *   columns_  columns.c  multi-column blocks, balanced
 *   notes_    notes.c    footnotes
 *   floats_   floats.c   page floats, side floats, absolute blocks
 *   align_    align.c    where absolute children of flex and grid containers would be
 *   defer_    defer.c    blocks that may come on the next page instead
 *   insert_   insert.c   blocks with pages of their own
 *   margin_   margin.c   the boxes in the page's margins
 *   overlap_  overlap.c overlapping content
 *   named_    named.c    named strings and running elements
 *   sheet_    sheet.c    one page: from a cursor to a page and the next cursor
 *   optimum_  optimum.c  the breaks of many pages together
 *   page_     book.c     the book: page after page
 */
#ifndef KOKI_PAGE_INT_H
#define KOKI_PAGE_INT_H

#include "page/page.h"

/* ---- state carried across pages: immutable, in the book's arena -------------------------------------- */

struct spill {
    int n;
    struct spot at[]; /* of each cell; COLUMNS: one */
};
/* A side float with a rest for the next region. */
struct rest {
    const struct rest *next;
    const struct floating *floating;
    struct spot at; /* in its body */
    len top;        /* of its margin box, with `down` of the list */
};
/* All of a region, in the order of the text: a queue that regions share as far as they set none of
 * it, so that handing it on does not count its members. */
struct aside {
    const struct rest *oldest; /* its beginning, the oldest first … */
    const struct rest *newest; /* … and its end, the newest first */
    len down; /* [len] added to each `top`: from the top of the region while none is being set, else
                 the place on the page */
};
/* Content waiting for a later page; the newest first. */
struct queue {
    const struct queue *prev;
    const struct note *note; /* with `at`: where its rest begins */
    const struct floating *floating;
    struct spot at;
    len x; /* rest of an absolute block: from the page area's left edge */
};
/* The absolute blocks of a broken block, which are positioned as if it were not (CSS 2.1 10.1).
 * Each region has its own, as it has its nests; only the cut at its end changes it, after which
 * nothing returns to the region. */
struct going {
    len done;                     /* [len] of its border box, on earlier pages */
    const struct placed *carried; /* those that belong to a later page than their anchor … */
    const struct placed *early;   /* … and to an earlier one, which are set */
};
/* A block with decoration, or a table, that is open. The fragment belongs to one page: deco_reopen
 * makes new ones. */
struct nest {
    const struct nest *up;
    const struct vitem *item; /* V_OPEN or V_TABLE */
    int frag;                 /* index of its box among the page's fragments; -1 none */
    int layer;                /* that around it */
    int push, clip;      /* index of its FRAG_PUSH for a transform, and for clipping; -1 none */
    int first;           /* index of the first fragment of its own on this page */
    len x, y;            /* of its border box on this page */
    len below;           /* [len] the height of closing this and all enclosing boxes at a cut */
    bool heads;          /* TABLE: head and foot are repeated */
    struct going *going; /* absolute blocks that are positioned against it; NULL: there are none */
    bool resumed;        /* it goes on here … */
    int body; /* TABLE: … and that many fragments were there when its head was repeated */
};
/* The context above a row that begins a page on which its table continues. */
struct row_above {
    const struct row *head; /* the repeated row of a head that it is right below; NULL none */
    bool covered;           /* a border of the table, drawn again, is at its top */
    bool cut;               /* nothing is: the row above is on the page before */
};
/* A cell that spans rows and whose last row is not set yet. Its place belongs to one page:
 * deco_reopen makes new ones. */
struct span {
    const struct span *up;
    const struct row *row; /* it begins in */
    const struct cell *cell;
    int left;               /* rows to be set, the one at hand included */
    struct spot at;         /* in its body: beginning of its part on this page */
    len y;                  /* top of that part */
    struct row_above above; /* where it begins */
    bool cont;              /* it began on an earlier page */
    bool filled;            /* its part on this page is set: the current row is split */
};

/* ---- one page being filled ------------------------------------------------------------------- */

struct noted { /* a note, or a part of one, at the foot of this page */
    const struct noted *prev;
    const struct note *note;
    struct spot from;
    len room, height; /* the space it was measured with, and its height */
    bool whole;
    len over; /* by which it begins higher: its first line is beside the last one of the note before
               */
};
struct placed { /* a float on this page */
    const struct placed *prev;
    const struct floating *floating;
    len x, y; /* of its anchor */
    int order;
    int layer; /* that its anchor is in */
};
struct marked {
    const struct mark *mark;
    len x, y;
    bool starts; /* see struct place */
};
/* Fragments that position: relative moves once the page is settled. */
struct move {
    int first, end;
    len dx, dy;
};
/* A space between blocks of the text itself that may grow. */
struct gap {
    int frag, mark; /* the first after it */
    len height;
};
/* The state of a page that a break undoes: a copyable value. */
struct sheet {
    int frags, marks, moves, faults, gaps, layers;
    int layer, order; /* layer of the current content; number of layers so far */
    int contents;     /* lines and images set so far */
    len top, bottom;  /* [len] height of page floats */
    len foot;         /* [len] height of notes, separator included */
    len dx, dy;       /* by which position: relative will move the blocks that are open */
    const struct noted *notes;
    const struct placed *tops, *bottoms, *sides, *fixed;
    const struct placed *stayed; /* deferrable blocks set in the text */
    const struct queue *floats_waiting, *notes_waiting, *parts_waiting, *inserts;
    bool beside; /* side floats are in the text */
};
/* Paragraphs of the text to be set a line longer (1) or shorter (-1) than is best. */
enum { VARIED_MOST = 3 };
struct vary {
    int n, by;
    int item[VARIED_MOST];
};
/* The content being set, which determines the handling of notes and floats in it. */
enum filler_mode {
    FILL_TEXT,  /* the text: they are placed, or wait */
    FILL_COUNT, /* a float, to count the notes in it: floats in it are met again when it is painted
                 */
    FILL_MEASURE, /* a note, to measure the part that fits: its floats and marks are handled when it
                     is painted */
    FILL_PAINT,   /* floats and margin boxes, at their places on the page: their notes are placed
                     already */
    FILL_PAINT_NOTES, /* notes, at their places: notes and floats called in them wait for the next
                         page */
};
struct filler {
    struct book *book;
    struct page *page;
    len grid, grid_first; /* baseline grid: its step, 0 none, and a baseline counted from the page
                             area's top */
    struct sheet now;     /* vectors are saved as their lengths */
    VEC(struct marked) mark;
    VEC(struct move) move;
    VEC(struct page_fault) fault;
    VEC(struct gap) gap;
    const struct queue *ahead; /* see struct cursor */
    bool trial;                /* see struct attempt: nothing needs its final place */
    bool blocked;              /* the text ends where a block must not come before an insert */
    bool floats_wait;          /* page floats that are met go to the next page */
    bool stacks;               /* deferred blocks come one below the other at the top of the page */
    int columns;               /* multi-column blocks being filled, one in the other */
    len column; /* left edge of the innermost column being filled, from the left of the page area */
    enum filler_mode mode;
    struct vary vary;          /* among the items of `text` … */
    const struct galley *text; /* … which is the page's */
};
struct sheet sheet_save(const struct filler *f);
void sheet_restore(struct filler *f, const struct sheet *s);
/* [len] height of the page area available to text, without notes and floats. */
static inline len sheet_room(const struct filler *f)
{
    return f->mode >= FILL_MEASURE ? LEN_MAX
                                   : f->page->height - f->now.top - f->now.bottom - f->now.foot;
}
/* [len] by which a line or a float must move down from y to be on the grid. */
len sheet_snap(const struct filler *f, len y);
void sheet_mark(struct filler *f, const struct mark *mark, len x, len y);
struct frag *sheet_frag(struct filler *f, enum frag_kind kind, len x, len y, len w, len h);
void sheet_fault(struct filler *f, enum diag_id id, const struct box *box);
/* If the page's style has it, the gaps from `first` on grow by `empty` [len] within their limits:
 * fragments and marks after them, up to those ends, move down. Returns the rest of `empty`. */
len sheet_stretch(struct filler *f, int first, int frag_end, int mark_end, len empty);
/* Moves the fragments that wait for it. */
void sheet_move(struct filler *f);
/* Sorts the collapsed borders among the fragments from `from` on. */
void ruled_order(struct page *page, int from);
/* Moves the fragments from `middle` on before those from `first` on. */
void sheet_rotate(struct filler *f, int first, int middle);
/* Begins a layer for the following content; returns the outer one, for sheet_end_layer. */
int sheet_begin_layer(struct filler *f, const struct box *box, bool floats, int order);
/* Whether a block of the flow is one. */
bool sheet_is_layer(const struct box *box);
static inline void sheet_end_layer(struct filler *f, int outer) { f->now.layer = outer; }

/* The parameters and the result of filling a page. */
struct attempt {
    len cap;          /* in: lowest y of the text in the page area, LEN_MAX none */
    struct vary vary; /* in */
    bool stacks;      /* in: deferred blocks are all at the top */
    int32_t shrink;   /* in [fix]: images with -koki-shrink are that much smaller */
    len rise;         /* in: the foot that spaces stretch to is that much higher */
    bool trial;       /* in: a trial page: its marks and faults are not kept */
    int empty;        /* out: [1/1000] of the page area's height that is left */
    int penalty;      /* out: of the break that ends the page, and of stretching */
    len end;          /* out: where the text ended before that */
    len rest;         /* out: what is empty there, before the page is stretched */
    bool divided;     /* out: the page ends inside a paragraph … */
    len line;         /* out: … before a line of that height */
    bool last;        /* out: the galley or a forced break ends it … */
    bool waits;       /* out: … and page floats still wait for a page */
    bool blocked;     /* out: a block that must not come before an insert ends it */
    bool floats;      /* out: page floats are on it … */
    bool footed; /* out: … or notes, or it ends by itself: where its text ends is not its foot */
    int above_foot; /* out: [1/1000] of the page area's height that is empty on a last page above a
                       deferred block at its foot */
};
/* One page from the cursor on; moves the cursor. True if the galley is not finished. */
bool sheet_fill(struct book *book, struct page *page, struct cursor *c, struct attempt *a);

/* ---- many pages ------------------------------------------------------------------------------ */

/* Makes the page the index-th of the book, still empty; its vectors are used again. */
void page_begin(struct book *book, struct page *p, struct galley *g, unsigned flags, int index,
                int in_group);
/* The last page that is not an insert's; NULL: there is none. */
const struct page *page_last_of_text(const struct book *book);
int page_in_group(const struct page *before, const struct galley *g, bool first);

struct row_page { /* a page of the current sequence */
    struct page *page;
    struct attempt attempt;
};
/* How a page is to be filled. */
struct way {
    len cap;
    struct vary vary;
    bool stacks;
    int32_t shrink; /* [fix] */
    len rise;
};
struct ways {
    struct way *v;
    int n, cap;
};
/* The cost of a sequence of pages beyond that of full ones. */
int64_t optimum_cost(const struct row_page *pages, int n);
/* The row of pages from the cursor to the next forced break or the end, as the way to fill each;
 * free with vec_done. The book ends before its first page. False if none is better than the
 * sequence of n pages of first fit. */
bool optimum_find(struct book *book, struct galley *g, const struct cursor *from, bool first,
                  const struct row_page *row, int n, struct ways *ways);
/* Whether a page that could go on as far as `full` may end as `a` all the same, so that others are
 * better: a line higher, inside a paragraph, if it is no shorter than that; or before the paragraph
 * that `full` breaks above noticeable empty space. What fits a page is on it but for that. */
bool optimum_may_end(const struct page *p, const struct attempt *full, const struct attempt *a);
/* The paragraphs of a page to try a line longer (by 1) or shorter (-1), that of least strain first:
 * one, or before a page of a few lines several. `left`: pages to the end of a row that ends in such
 * a page; -1: it does not. */
struct vary optimum_vary(struct book *book, const struct galley *g, const struct cursor *from,
                         const struct cursor *to, const struct attempt *a, int left, int by);

/* How two facing pages that are not level may be. The second, which would go on as far as `full`
 * and so be lower, ends as high as the first, which leaves `facing` [1/1000] empty: gives the way
 * of the second. Or the first, which ends at `end`, gives some of its text to the second, which
 * lacks it: gives the way of the first, for the trials from 0 on. False if there is nothing to
 * try. */
bool optimum_as_high(const struct page *p, int facing, const struct attempt *full, struct way *way);
bool optimum_share(const struct page *p, len end, int facing, const struct attempt *full, int trial,
                   struct way *first);
/* Whether a page made so is level with the one that it faces. */
bool optimum_is_level(int facing, const struct attempt *a);

/* [fix] by how much to try the images of a page smaller, which leaves noticeable space empty before
 * a block that has some; 0: not at all. */
int32_t optimum_shrink(const struct galley *g, const struct cursor *from, const struct cursor *to,
                       const struct attempt *a);

/* Takes the inserts called so far from the cursor, in order, unless an earlier one of their series
 * is waiting (all: also then). fill makes the pages of one; NULL: they are only counted. Returns
 * the number of their pages. */
int insert_take(struct book *book, struct cursor *c, bool all,
                int (*fill)(struct book *, struct galley *, int));
/* Whether the inserts called on the page filled between the cursors may come before it: it has
 * little else on it, and nothing that they must not come before. */
bool insert_may_lead(const struct galley *g, const struct cursor *from, const struct cursor *to,
                     const struct attempt *a);
/* Takes them; `from` knows then that they have pages. Returns the number of these. */
int insert_lead(struct book *book, struct cursor *from, struct cursor *to,
                int (*fill)(struct book *, struct galley *, int));

/* ---- runs ------------------------------------------------------------------------------------ */

enum ended {
    RUN_DONE,  /* the galley is finished */
    RUN_MORE,  /* some content was set, some is left */
    RUN_BREAK, /* a forced break: r->brk */
    RUN_NONE,  /* none of it fits */
};
enum reason { UNMET_NONE, UNMET_KEEP, UNMET_INSIDE, UNMET_ORPHANS, UNMET_WIDOWS };
struct choice {
    bool any;
    bool unkept; /* it breaks content that no page can keep together */
    int cost, penalty;
    enum reason reason;
    struct spot at;
    len y;
    struct sheet sheet;
};
/* The penalty of a break at a place followed only by anchors and space so far. */
struct penalty {
    bool any;
    int cost;
    enum reason reason;
};
/* The content since the region's last line on the baseline grid. */
struct since {
    bool line, space; /* there was one; a space followed it directly */
    int frag;         /* the first fragment after it */
    int kept; /* the first of the last fragments kept with the following content, a heading; -1 none
               */
    const struct nest *open, *kept_open; /* boxes open there, and at the heading */
    bool fresh; /* there was none: the region began after an unforced break */
};
/* Items kept together on a level of break-inside: avoid. */
struct bound {
    int first, last, level; /* level 0: nothing is known */
    bool fits;              /* all of it fits on a page */
};
/* The margin box of a side float in a region. */
struct side {
    const struct side *prev;
    int context;
    bool left;
    bool shaped; /* lines lie around its shape, not its margin box */
    len x, y, width, bottom;
};
/* How far down a region reaches: to `cap`, and no further than the page has room; only to `cap`
 * (columns in content set as a whole); to the end of its galley (rows, floats, notes that fit). */
enum extent { EXTENT_PAGE, EXTENT_CAP, EXTENT_WHOLE };
/* A galley being set into a region. Coordinates count from the page area's corner, before top
 * floats push it all down. */
struct run {
    struct filler *f;
    const struct galley *galley;
    struct spot at;
    len x, y;  /* left edge; top of the next item */
    len top;   /* where the region begins */
    len cap;   /* lowest y of the region; LEN_MAX: the page's own */
    len below; /* [len] of the page's space that must stay free below it: for closing enclosing
                * boxes
                */
    /* How it is set, as chosen by the caller. */
    uint8_t extent; /* enum extent */
    bool must;      /* sets something even where nothing fits */
    bool artifact;  /* content has no place in the reading order: repeated heads, rules */
    bool snap;      /* lines may be moved down to the page's baseline grid */
    /* Its state so far. */
    bool set;                     /* something was set */
    bool fresh;                   /* at the top after an unforced break: spaces vanish */
    const struct floating *under; /* the float that its top is right below; NULL none: spaces vanish
                                     there up to that one's margin */
    bool full;                    /* a note had to be split: nothing more goes on this page */
    const struct side *sides;     /* side floats of this region */
    len notes_below; /* y above which no note may come: content beside extends to it; 0 none */
    len beside;      /* y down to which the lines beside them are kept together */
    struct since since;
    const struct vitem *head; /* the paragraph before this place, if it is kept with the following
                                 content; else NULL */
    struct {
        const struct vitem *item; /* the last such paragraph on the page; NULL none … */
        const struct nest *open;  /* … the boxes around it … */
        len y;                    /* … and where the content below it begins */
    } headed;
    enum css_kw brk;
    struct choice best, aside; /* where floats at its top end, for where no other content fits */
    struct bound bound;        /* last result */
    bool unkept;               /* the current break is in content that no page can keep together */
    struct penalty
        last;       /* of the last place considered; none inside a block that has just opened */
    int32_t shrink; /* [fix] of their height that images with -koki-shrink give */
    bool deferred;  /* nothing has been set since a block was deferred … */
    len resume;     /* … and y before the space before it */
};
/* Sets items from r->at on until the region is full, and breaks at the place of least cost; r->at
 * and r->y move. */
enum ended run_fill(struct run *r);
/* Sets a whole galley at (x, y) without limit; returns its height. */
len run_place(struct filler *f, const struct galley *g, len x, len y, bool artifact);
/* [len] the lowest y that the run may reach, closing included. */
len run_limit(const struct run *r);
static inline bool run_is_whole(const struct run *r) { return r->extent == EXTENT_WHOLE; }
static inline bool run_fits(const struct run *r, len height)
{
    return run_is_whole(r) || r->y + height <= run_limit(r);
}
/* True when the run has to set its next thing whether it fits or not. */
static inline bool run_forced(const struct run *r) { return r->must && !r->set; }
/* [len] the height of closing all open boxes, including those around the run. */
static inline len run_below(const struct run *r)
{
    return r->below + (r->at.open ? r->at.open->below : 0);
}
void run_consider(struct run *r, int penalty, enum reason reason);
/* The penalty of a break after an item, and of one in it. */
int run_keep(struct run *r, int item);
int run_keep_inside(struct run *r, int item);
/* Whether something of the galley comes before it. */
static inline bool spot_begun(const struct spot *at)
{
    return at->item > 0 || at->line > 0 || at->called || at->gone > 0 || at->spill;
}
/* The penalty of a break in content to be kept together, which is reported; 0 if it is not. */
int run_unmet(const struct choice *c);
/* The item at hand is set: goes on to the next. */
void run_next(struct run *r);
/* [fix] the part of its size that an image gives: as much as the page asks for, and its style
 * allows. */
int32_t run_shrink(const struct run *r, const struct vitem *image);
/* Where a third of a page would be empty, a third more than -koki-shrink is allowed. */
static inline int32_t run_shrink_most(const struct vitem *image)
{
    int32_t most = image->box->style->v[CSS_koki_shrink].num;
    return most <= 0 ? 0 : most < FIX_ONE * 3 / 4 ? most + most / 3 : most;
}
/* The paragraph at hand in its optimum form, or as varied for the page, or as it began on the page
 * before. */
const struct para *run_para(const struct run *r);
/* [len] the height of its next line. */
len run_next_line(const struct run *r);
enum step { STEP_NEXT, STEP_FULL, STEP_BREAK };
/* Sets the item at hand. */
enum step run_step(struct run *r);

/* ---- the parts ------------------------------------------------------------------------------- */

/* The cost of a break at the run's place that leaves a few lines of a box on one side, or after the
 * row just set, a few rows of its table. */
int ends_of_boxes(const struct run *r);
int ends_of_rows(const struct run *r, const struct row *row);
/* Likewise of a row that is split when `height` of it is set. */
int ends_of_split(const struct row *row, len height);
/* Whether the paragraph's lines are its author's (white-space: pre and the like), and one of them
 * shows nothing. */
bool listing_is(const struct vitem *v);
bool listing_is_blank(const struct run *r, const struct line *l);
/* Lines of a listing that show something, before a break and after it; no more than are asked
 * for. */
int listing_before(const struct run *r, const struct para *p, int start, int done);
int listing_after(const struct run *r, const struct para *p, int done);
/* The cost of a break between its lines start … done - 1 on this page and the others: in a wrapped
 * line, or near a blank one that is the better place. */
int listing_cost(const struct run *r, const struct para *p, int start, int done);

void deco_open(struct run *r, const struct vitem *v);
void deco_close(struct run *r, const struct vitem *v);
void deco_table(struct run *r, const struct vitem *v);
/* At a break: boxes end at r->y, table feet are repeated. */
void deco_cut(struct run *r);
/* At the top of the next region: boxes go on, table heads are repeated. */
void deco_reopen(struct run *r);

enum step row_set(struct run *r, const struct vitem *v);
/* The rows of a head or foot once more, as artifacts, from (x, y) on. */
void row_repeat(struct filler *f, struct row *const *row, int n, len x, len y, len spacing);
/* [len] how far the collapsed borders of the first row reach above it where its table goes on, with
 * a repeated head or with the row at hand: they lie within the page as they do where the table
 * begins (CSS 2.1, 17.6.2). */
len row_over(const struct run *r, const struct nest *table);
/* A cell that spans rows: begins what it is a group for, with its box if its height (at->h) is
 * settled later, by row_paint_span; returns what row_end_span takes. Its box with these edges of
 * its own; all of it, not cut. */
int row_begin_span(struct filler *f, const struct row *row, const struct cell *c,
                   const struct frag *at);
void row_end_span(struct filler *f, int groups);
void row_paint_span(struct filler *f, const struct row *row, const struct cell *c,
                    const struct frag *at, unsigned edges, struct row_above above);
void row_place_span(struct filler *f, const struct row *row, const struct cell *c,
                    const struct frag *at, struct row_above above);
/* The body of a turned cell, its corner of content at (x, y). */
void row_place_turned(struct filler *f, const struct cell *c, len x, len y, bool artifact);
/* Sets the cell's body from in->at on, down to `cap`; its border box, or the part of it on this
 * page, begins at (x, y). Sets in->at to its end, and in->y below its own edge. in->must and
 * in->notes_below are the caller's. */
enum ended row_fill_cell(struct run *r, const struct cell *c, struct run *in, len x, len y,
                         bool begun, len cap);

/* The row at hand is set, from `top` on: cells that span begin in it, and those that end in it
 * leave the chain. */
void spans_pass(struct run *r, const struct row *row, len top, bool begins, struct row_above above);
void spans_begin(struct run *r, const struct row *row, len top, struct row_above above);
/* Whether a cell ends in the row at hand that began on an earlier page. */
bool spans_go_on(const struct run *r);
/* Sets the cells that end in the current row, which ends at `bottom`. False if the rest of one does
 * not fit. */
bool spans_end(struct run *r, len bottom);
/* Likewise where the row itself is split. */
struct span_part {
    len cap;        /* in: the lowest y */
    len bottom;     /* in and out: of the lowest cell */
    int penalty;    /* out: the worst of their breaks */
    bool any, more; /* out: something was set; something is left */
};
const struct span *spans_fill_ending(struct run *r, struct span_part *p);
void spans_paint_ending(struct run *r, len bottom, bool done);
/* At a break, and at the top of the next region. */
void spans_cut(struct run *r);
void spans_resume(struct run *r);
enum step columns_set(struct run *r, const struct vitem *v);

/* A note called in the line takes the paragraph with it to the next page (footnote-policy: block).
 */
bool notes_move_block(const struct line *l);
/* The notes that a line calls, when the text reaches down to `bottom`. False: one cannot even
 * begin, and the line need not be here. */
bool notes_call(struct run *r, const struct line *l, len bottom);
/* At the top of a page: notes that wait. */
void notes_resume(struct filler *f);
void notes_paint(struct filler *f);

/* A float anchored at (x, y) beside a line with that baseline (y itself between blocks); the text
 * reaches down to `bottom`. */
void floats_anchor(struct run *r, const struct floating *fl, len x, len y, len baseline,
                   len bottom);
/* A side float that is beside lines, at a line or between blocks at y. False if it does not fit
 * here but would in the next region, and this one may end before it. */
bool floats_beside(struct run *r, const struct floating *fl, len y);
/* [len] by which a box of `width` and `height` must move down from y to clear the region's side
 * floats. */
len floats_push(const struct run *r, len x, len width, len y, len height);
/* Whether a float beside lines changes its side on this page, and the lines with it. */
bool floats_mirror(const struct filler *f, const struct floating *fl);
/* y below the region's side floats that a V_CLEAR applies to. */
len floats_below(const struct run *r, const struct vitem *clear);
/* The static position of an absolute child of a flex or grid container: *x and *y are the
 * container's content box, and become those of the child's margin box. */
void align_in_host(const struct floating *fl, len *x, len *y);
/* Likewise in an area of a grid container that is its containing block. */
void align_in_area(const struct floating *fl, const struct frag *area, len *x, len *y);
/* At the top of a region: continues side floats; at its end: their rests begin here. */
void floats_go_on(struct run *r);
void floats_cut(struct run *r);
/* Sets the absolute blocks of a positioned block when it ends, or is cut, with this border box. */
void floats_hold(struct filler *f, const struct box *box, len x, len y, len width, len height);
/* Likewise those of a block that breaks may cut: `cut`: it goes on. */
void floats_hold_open(struct filler *f, const struct nest *n, len bottom, bool cut);
/* The float waits for the next page. */
void floats_wait(struct filler *f, const struct floating *fl);
/* Notes that a block of a series is on the page at (0, y). */
void floats_add(struct filler *f, const struct placed **list, const struct floating *fl, len y);
/* Whether a block of the float's series is among them. */
bool floats_of_series(const struct placed *list, const struct floating *fl);
bool floats_series_waits(const struct filler *f, const struct floating *fl);
/* At the top of a page: floats that wait. */
void floats_resume(struct filler *f);
void floats_paint(struct filler *f);
/* Continues the rests of absolute blocks at the page area's top. */
void floats_paint_parts(struct filler *f, const struct queue *parts);

/* A block that may be deferred: set here, smaller, or made to wait. */
enum step defer_set(struct run *r, const struct vitem *v);
/* [fix] by how much the images of a page must be smaller, on which the text between the two places
 * is and `rest` stays empty, and those of the first block after it that may be deferred, so that it
 * has room for that block, too; gap: as much more as a gap allows. 0: it is too much, or there is
 * no such block. */
int32_t defer_shrink(const struct galley *g, const struct spot *from, const struct spot *to,
                     len rest, bool gap);
/* Sets all waiting blocks before the following content. */
enum step defer_barrier(struct run *r, const struct vitem *v);

/* Fills the galleys that page_take has not been called for. */
void page_end_filling(struct book *book, struct flow *flow);

/* ---- after pagination ------------------------------------------------------------------------ */

/* The entries of a name set by string-set or running(), for one page. */
struct named {
    int page;                        /* turn at which the rest is valid */
    const struct mark *entry;        /* in force when the page begins; NULL none */
    const struct mark *first, *last; /* on the page; NULL none */
    bool starts;                     /* `first` is at the page's beginning */
};
struct names {
    struct named *v;
    int n, cap, page;           /* page: pages turned to */
    struct map string, element; /* → index + 1 in v */
};
/* Advances to the next page. */
void named_turn(struct names *names, const struct book *book, const struct page *page);
/* The mark for string(name, which) or element(name, which) on the page; NULL if none. */
const struct mark *named_get(struct names *names, bool running, const char *name,
                             enum css_kw which);
void named_done(struct names *names);

/* Reports text and images that overlap others without a rule that causes it. */
void overlap_report(const struct book *book);
/* Fills the margin boxes of all pages and sets the pages' labels. */
void margin_fill(struct book *book);

#endif
