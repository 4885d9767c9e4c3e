// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the files that set a paragraph.
 *
 *   spans_   para-spans.c   the inline boxes as spans of text and events between them
 *   items_   para-items.c   pieces of text as items for the breaker
 *   line_    para-line.c    a broken line: atoms and their final widths
 *   segs_    para-seg.c     its segments in visual order
 *   first_   para-first.c   the first line in a look of its own (::first-line)
 *   initial_ para-initial.c a letter in the height of several lines
 *   wrap_    para-wrap.c   preserved lines that are too long
 *   hang_    para-hang.c    how far a character may hang out into the margin
 */
#ifndef KOKI_PARA_INT_H
#define KOKI_PARA_INT_H

#include "flow/break-int.h"
#include "flow/flow-int.h"

enum { WEAK_PENALTY = 120 }; /* a break inside an address or a name in code */

/* An inline box, in preorder; 0 is the paragraph. */
struct inl {
    const struct box *box;
    int up;
    const struct css_style *style;
    const struct font *font;
    len rise;     /* of its baseline above the line's */
    bool painted; /* has a background or border: gives a SEG_BOX in each line */
    int group;    /* itself or the nearest around that is painted as a group; 0: none is */
    len margin_left, margin_right;
    int edge; /* the box around, or itself, that is aligned to an edge of the line (vertical-align:
                 top, bottom); 0 none */
    len edge_up, edge_down, edge_shift; /* of such a box: its extent above and below the baseline,
                                           and its shift, in the current line */
    uint8_t
        edges; /* EDGE_*: the borders at its sides that lie in the line at hand (css-break-3 5.4) */
    len ascent, descent; /* that it asks of the lines it is in, empty or not: above and below
                            the line's baseline */
    bool tall;           /* that may be more than the strut */
    int counted;         /* the last line in which it was asked, by its number in the setter */
    len dx, dy;          /* position: relative, with that of the boxes around */
    bool clones; /* box-decoration-break: clone, and it has edges: they take room in each line */
    bool rtl;    /* its direction, by which its edges go (CSS 2.1 8.6) */
    int first, last;           /* the visual places of its text in the line at hand, while its
                                  edges are put there */
    int open_item, close_item; /* items of its edges; of boxes that clone */
    len left, x;               /* where it was seen in the line at hand; */
    bool seen;
};
/* The content of a text_span. */
struct bit {
    const struct box *box; /* TEXT, REF, LEADER, IMAGE, INLINE_BLOCK, MATH */
    const struct css_style *style;
    int inl;
    len ascent, descent; /* that it asks of the line: above and below the line's baseline */
    len width;           /* objects: margin box … */
    len least;           /* … IMAGE, measuring: how narrow it may get (css-sizing-3 5.2.2) */
    len x, top, height;  /* objects: content box (IMAGE) or galley in the margin box; top above the
                            line's baseline */
    len inner;           /* objects: width of that */
    len dx, dy;          /* IMAGE: position: relative */
    bool to_edge;        /* objects: aligned to an edge of the line themselves, by `shift` */
    len shift;
    struct galley *galley;        /* INLINE_BLOCK */
    const struct math_part *part; /* MATH: one of the formula's parts, each a span */
};
/* Something without text, before span `span`. */
enum event_kind {
    EV_OPEN,
    EV_CLOSE,
    EV_PAD /* a reference's reserved width */,
    EV_NOTE,
    EV_FLOAT,
    EV_MARK
};
struct event {
    int span;
    uint8_t kind;
    int inl;          /* OPEN, CLOSE */
    len width;        /* OPEN, CLOSE, PAD */
    const void *what; /* NOTE: struct note; FLOAT: struct floating; MARK: struct mark */
};
/* A forced break in the text: its item, and the span that it is in. */
struct newline {
    int item, span;
};
/* The text of an item: a part of its piece's word. */
struct part {
    int from, to;
};
/* One thing in a line: consecutive parts of a word together. */
enum atom_kind {
    ATOM_WORD,
    ATOM_SPACE,
    ATOM_FIXED,
    ATOM_GAP /* without a glyph */,
    ATOM_KERN,
    ATOM_OBJECT,
    ATOM_LEADER,
    ATOM_TRAIL
};
struct atom {
    uint8_t kind, level;
    int span, event; /* event: KERN */
    const struct word *word;
    len width;
    len stretch, shrink;
    int32_t elastic; /* [fix] WORD: elasticity of its width */
    len track;       /* space after each glyph, included in the atom's width */
};
struct initial {
    const struct box *box; /* TEXT; NULL: the paragraph has none */
    const struct word *word;
    int sink;   /* on which line's baseline it is, counted from 1 */
    int beside; /* how many lines it is beside: one more when its ink reaches down to the next one's
                   letters */
    len raise;  /* how far it stands out above the first */
    len margin_left, width; /* width: margins and padding included */
};
/* An edge of an inline box in the visual order of a line: before the atom at `gap`. */
struct edge_place {
    int gap, inl, atom;
    bool right;
};
/* A part of an inline box in a line. */
struct inline_part {
    int inl;
    len left, x; /* its left and right edge */
    uint8_t edges;
};
/* A float of the line at hand, by its event. */
struct anchored {
    int event;
    const struct box *box;
};
/* Where a segment of a line comes in reading order. */
struct reading {
    int atom, seg;
};
/* [len] CSS 2.1, 10.8.1: `normal` is the font's own. */
static inline len leading_of(const struct css_style *s, const struct font *f)
{
    return css_line_normal(s) ? f->ascent + f->descent + f->gap : css_line_height(s);
}
struct setter {
    struct setter *next; /* among the idle ones */
    struct flow *flow;
    struct text *text;
    const struct box *box;
    const struct css_style *style;
    struct para_shape shape;
    int pass;                /* for references; 0 the first setting */
    int lines;               /* how many it must have; 0: as many as are best */
    const struct font *font; /* the strut */
    len strut_ascent, strut_descent;
    int line; /* number of the line at hand, for inl.counted */
    len indent;
    len hanging; /* of all lines but the first: those of a formula that is wider than the measure */
    bool hangs_before;            /* by as much as what ::before generates is wide */
    bool wraps;                   /* preserved lines are wrapped one by one, … */
    len wrap;                     /* … further lines are indented by this much, … */
    const struct word *wrap_mark; /* … with this before it; NULL: none */
    enum css_kw align, align_last;
    bool ragged, rtl, dynamic;
    bool each_line;    /* lines after a forced break are indented as the first is */
    bool clones;       /* some inline box clones its edges */
    bool turned;       /* the line at hand has levels */
    bool groups;       /* some inline box is painted as a group */
    bool even;         /* -koki-even-lines: what is led no wider asks only for its letters */
    bool tall;         /* some inline box asks for more than the strut */
    bool mixed;        /* some inline box has edges and the other direction */
    bool to_edges;     /* something is aligned to the edges of lines */
    bool yields;       /* measuring: some image gets as narrow as it must */
    bool measuring;    /* only widths are asked for: no notes, floats or galleys are made */
    int32_t hang;      /* [fix] of the table of protrusions */
    int32_t reserve;   /* [fix] further elasticity of letters in need, in proportion to elastic */
    int32_t expansion; /* [fix] how much wider or narrower glyphs may get, … */
    int32_t elastic;   /* [fix] … and their advances: three quarters as much again go between the
                          letters */
    int64_t line_x;    /* width of the items since the last forced break, for tabs */
    len unbroken;      /* and since the last place to break at */
    bool indenting;    /* only spaces since the last forced break */
    bool led;          /* since the last leader no word has ended: the next one stays with it */
    len narrower;      /* taken from every line, to balance them */
    bool balanced;     /* and the last is to be as long as the others */
    struct setter
        *first; /* sets the first line in the look of ::first-line; NULL: it looks like all */
    const struct setter *whole; /* of such a setter: the one of the paragraph, whose objects, notes,
                                   floats and marks it has; NULL */
    VEC(int) at;                /* of such a setter: see struct first_items */
    struct arena arena;         /* likewise: its pieces */

    struct initial initial;
    VEC(struct inl) inl;
    VEC(struct text_span) span;
    VEC(struct bit) bit; /* parallel to span */
    VEC(struct event) event;
    struct pieces pieces;
    VEC(struct item) item;
    VEC(struct newline) newline;
    VEC(struct part) part; /* parallel to item */
    VEC(struct broken) broken;
    VEC(len) wrapped; /* parallel to broken, where lines are wrapped one by one: how far each is
                         indented */
    VEC(struct atom) atom;
    VEC(struct seg) seg;
    VEC(int) home;                 /* parallel to seg: the group that it lies in */
    VEC(struct seg) grouped;       /* the segments of a line with its groups and boxes */
    VEC(struct anchored) anchored; /* in the line, in order */
    VEC(struct reading) reading;   /* parallel to seg, in a line that has levels or floats */
    VEC(int) order, reordered;
    VEC(struct edge_place) edge;
    VEC(struct inline_part) part_seen; /* earlier parts of inline boxes that the current line has in
                                          several (bidirectional text), by inline box */
    VEC(int) seen;                     /* inline boxes of the current line */
    int event_at;                      /* the first event that no line has yet */
    int line_end, line_span; /* the item that the latest line ends with, and the last span that
                                lines have reached into */
};
/* A line in the making. */
struct setting {
    struct setter *s;
    const struct broken *end; /* where the line ends */
    int first, last;          /* items, [first, last) */
    bool final;               /* the last line, or one before a forced break */
    len natural;
    int64_t elastic, stretch, shrink; /* sums over atoms */
    int leaders;
    len excess;        /* still to be given to the atoms */
    int32_t expansion; /* [fix] of the glyphs */
    len leader;        /* share of each leader, … */
    len leader_rest;   /* … and the first one on top */
    len x;             /* the pen, from the line's left edge */
    len clone_left,
        clone_right; /* edges that inline boxes repeat at the line's beginning and end */
    bool justified;
};
/* item.piece of items without a piece: an event, or none. */
#define ITEM_EVENT(i) (-2 - (i))
enum { ITEM_NOTHING = -1 };

/* The setter and all for a first line of its own, the spans of the paragraph being collected; NULL:
 * there is none. */
struct setter *first_new(struct setter *whole);
/* Matches the breaks of both, once they have their items. */
void first_match(struct setter *s);
/* A setter with the paragraph's box and shape; the style is that of the box, or of its twin. */
struct setter *setter_new(struct flow *flow, const struct box *box, const struct para_shape *shape,
                          int pass, const struct setter *whole);
void setter_free(struct setter *s);
/* Takes a first-letter box with initial-letter out of the text; false: it is an ordinary box. */
bool initial_take(struct setter *s, const struct box *box);
struct seg initial_seg(struct setter *s);
void initial_finish(const struct setter *s, struct para *p);
bool aligns_to_line(const struct css_style *style);
/* [len] margin, border and padding of an inline box on one side. */
len inline_edge(const struct setter *s, const struct inl *in, bool left);
/* Preserved lines: the style's values; the mark of a wrapped line; the ends of lines; the mark of
 * wrapped text. */
void wrap_style(struct setter *s);
void wrap_prepare(struct setter *s);
void wrap_break(struct setter *s);
/* [len] how far a line is indented; less than 0: so much white space that it begins with is too
 * much. */
len wrap_indent(const struct setter *s, int line);
/* Drops that white space: moves the line's first item; gives by how much more than it was. */
len wrap_drop(const struct setter *s, int line, int *first);
struct seg wrap_seg(struct setter *s);
void spans_collect(struct setter *s);
void items_build(struct setter *s);
/* [len] the advances of what ::before generates at the beginning of the first line, spaces after
 * it included. */
len items_before(const struct setter *s);
/* The inline boxes that clone their edges around the place before an item, or after it, innermost
 * first; their number. */
enum { CLONES_MAX = 16 };
int clones_around(const struct setter *s, int item, bool behind, int *inl);
bool atom_has_glyphs(const struct atom *a);
/* Gives a segment of text a word, shown as it is. */
void seg_put_word(struct setter *s, struct seg *g, const struct word *w);
/* The segments of a line whose atoms have their final widths. */
void segs_build(struct setting *t, struct line *l);
/* Sets the line that ends at broken[i] into l. */
void line_set(struct setter *s, int i, struct line *l);
/* Attaches notes, floats and marks to that line. */
void line_hangs(struct setter *s, int i, struct line *l);
/* [fix] How much wider or narrower a word may get: not at all in code, and only by its glyphs where
 * they hang together (Arabic, Devanagari, …). */
int32_t word_elasticity(const struct setter *s, const struct word *w);
/* [len] how far the first or last glyph of a word (or of a part of it) may hang out. */
len hang_left(const struct setter *s, const struct word *w, int from);
len hang_right(const struct setter *s, const struct word *w, int to);
/* The measure of a line, indent taken off. */
len para_measure(void *setter, int line);
struct loc para_loc(const struct setter *s);

#endif
