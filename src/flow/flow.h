// SPDX-License-Identifier: Apache-2.0
/* The interface of flow: boxes in, galleys out: every paragraph, table, image and note broken into
 * lines at its measure. */
#ifndef KOKI_FLOW_H
#define KOKI_FLOW_H

#include "math/math.h"

/* ---- lines ----------------------------------------------------------------------------------- */

/* A run of one thing in a line, in visual order, left to right. */
enum seg_kind {
    SEG_GLYPHS, /* text in one font and style, spaces included as stretched glyphs */
    SEG_GROUP,  /* the next `inside` segments are an inline box that is clipped, blended or
                   translucent as a group: style, x, width, top, height */
    SEG_IMAGE,  /* inline image: box */
    SEG_BOX,    /* background and border of an inline box, painted before its content: style, x,
                   width, top, height */
    SEG_RULE,   /* a straight line of a formula: rule; it begins at (x, rise) */
    SEG_LEADER, /* text repeated over width, aligned to the page (painted so that dots of all lines
                   are in columns) */
    SEG_GALLEY, /* an inline-block: galley, laid at x, its top at `top` above the baseline. page/
                   turns it into fragments of their own */
    SEG_FLOAT,  /* shows nothing: a float is anchored and read here: box */
};
/* The reference of text-decoration's lines: baseline and font of their box. */
struct seg_decoration {
    len rise; /* of its baseline above the segment's */
    const struct font *font;
};
/* A word in a line: its glyphs get their places when they are painted (seg_glyphs). */
struct seg_word {
    uint32_t number : 31; /* text_word_of */
    uint32_t tracked : 1; /* the segment's tracking is after each of its glyphs */
    len width;            /* its width, including justification, expansion and tracking */
};
struct seg {
    uint8_t kind;      /* enum seg_kind */
    bool mark : 1;     /* GLYPHS: it says that the line is a wrapped one, and is no text */
    bool formula : 1;  /* GLYPHS: of a formula */
    uint8_t edges : 4; /* BOX: EDGE_*: the borders it has in this line */
    uint16_t n;        /* GLYPHS, LEADER: words */
    len x, width;      /* from the line's left edge */
    len rise;          /* of the baseline above the line's (vertical-align) */
    const struct css_style *style;
    const struct tag *tag; /* innermost; NULL artifact */
    union {
        struct { /* GLYPHS, LEADER */
            const struct font *font;
            const struct seg_decoration
                *decoration; /* of each of style->lines; NULL: all are its own */
            union {
                const struct seg_word *
                    word; /* in the order of reading, with the hyphen (U+00AD) that a break added */
                const struct glyphs *own; /* `formula` */
            };
            int32_t expansion; /* [fix] horizontal glyph scale, FIX_ONE none */
            len track;
        };
        struct {             /* BOX, GROUP, IMAGE, GALLEY, FLOAT */
            len top, height; /* above the line's baseline, and total */
            const struct box *box;
            union {
                const struct galley *galley; /* GALLEY */
                int inside;                  /* GROUP */
            };
        };
        struct {
            len dx, dy, thick;
            bool dashed;
        } rule; /* RULE: from its beginning to its end, y upwards */
    };
};
static inline bool seg_is_text(const struct seg *s)
{
    return s->kind == SEG_GLYPHS || s->kind == SEG_LEADER;
}
/* A run of glyphs in one font, in visual order. */
struct glyphs {
    const struct font *font;
    int32_t expansion; /* [fix] horizontal glyph scale, FIX_ONE none */
    int n, n_text;
    const struct glyph *
        glyph; /* advances are final, justification and expansion included; cluster: byte in text */
    const struct glyph_shift *shift; /* by glyph; NULL: none is shifted */
    const char
        *text; /* UTF-8, for ToUnicode and dumps, in the order of reading; not 0-terminated */
};
/* Room for the glyphs of a segment. */
struct glyph_room {
    struct glyph *glyph;
    struct glyph_shift *shift;
    char *text;
    int glyphs, shifts, bytes;
};
void glyph_room_done(struct glyph_room *room);
/* Those of a segment of text; they hold until the room is used again. The text is one that shares
 * fonts with that of the flow. */
struct glyphs seg_glyphs(const struct text *t, const struct seg *s, struct glyph_room *room);
/* Likewise of a word by itself. */
static inline struct glyphs word_glyphs(const struct word *w)
{
    return (struct glyphs){.font = w->font,
                           .expansion = FIX_ONE,
                           .n = w->n_glyphs,
                           .n_text = w->n_text,
                           .glyph = w->glyph,
                           .shift = w->shift,
                           .text = w->text};
}
/* Whether it shows nothing but spaces. */
bool seg_is_blank(const struct text *t, const struct seg *s);
/* Content attached to a line. */
struct hangers {
    int n_notes, n_marks, n_floats;
    struct note **note; /* footnotes called in it, in order */
    const struct mark **mark;
    struct floating **floating; /* floats anchored in it */
};
struct line {
    len x;     /* left edge from the paragraph's content edge: indent, alignment, protrusion */
    len width; /* natural extent after justification */
    len ascent, descent; /* of the line box, half-leading included; height = ascent + descent */
    int n;
    bool hyphen;             /* ends in a hyphen that the break added */
    bool parted;             /* ends in a hyphen, that or the word's own */
    bool newline;            /* ends where the text says so, within its paragraph */
    bool overfull;           /* its content is wider than the line */
    const struct seg *seg;   /* n, in the order of reading */
    struct hangers *hangers; /* NULL: nothing is attached to it; see line_hangers */
};
static inline const struct hangers *line_hangers(const struct line *l)
{
    static const struct hangers none;
    return l->hangers ? l->hangers : &none;
}
/* A footnote: its number belongs to document order, its place to the page. */
struct note {
    const struct box *box; /* BOX_NOTE */
    struct galley *body;   /* at the footnote area's measure */
    int id;
    len measure, begin;      /* that measure; where its first line begins */
    const char *page;        /* name of the pages that it was made for */
    const struct note *also; /* the same beginning elsewhere; NULL: no more */
};
/* Where the lines of a note of one paragraph are in its galley, from the top [len]. */
struct note_lines {
    int n;
    const struct line *first, *last;
    len first_baseline, last_baseline;
    len end, free; /* end of the last line, and the rest of the measure */
};
/* An out-of-flow block. */
enum float_kind {
    FLOAT_TOP,
    FLOAT_BOTTOM,
    FLOAT_SIDE /* in the margin or beside text */,
    FLOAT_PAGE,  /* position: absolute in the page area or page box */
    FLOAT_INSERT /* on pages of its own, after the one it is called on */
};
struct floating {
    uint8_t kind;     /* enum float_kind */
    enum css_kw side; /* SIDE: KW_left, KW_right, KW_inside, KW_outside */
    const struct box
        *box; /* BOX_FLOAT; its body's style has the margins, left/top/right/bottom, clear */
    struct galley *body;          /* content with its own borders and padding */
    len width, height;            /* margin box; FLOAT_PAGE: border box, width 0 auto */
    const struct box *containing; /* PAGE: the positioned block around against which it is
                                     positioned; NULL: the page area, or the area in its style */
    len measure;                  /* SIDE: the measure it was made for, … */
    len base_height; /* … and the height that percentages count from; -1: they are auto */
    bool in_area; /* PAGE: it is positioned against `area`, a part of the containing block's padding
                     box: of a grid container */
    struct {
        len x, y, w, h;
    } area;
    bool hosted; /* PAGE: a child of a flex or grid container, whose content box it is aligned in
                    where its style does not place it */
    len host_width, host_height;
    bool everywhere; /* PAGE: position: fixed, it is on every page … */
    int number;      /* … among those that are, in the flow's `fixed` */
    bool deferred; /* TOP: a block that could not be where it is called: it may as well be at a foot
                    */
    const char *series; /* TOP, BOTTOM: name of its element; those of one series keep their order.
                           NULL: there is none */
    len margin_left, margin_right, margin_top, margin_bottom; /* PAGE */
    len inset_x, inset_y; /* of the body within the margin box … */
    len inset_verso;      /* … and inset_x on a verso */
    len x; /* SIDE on a recto: left edge of the margin box, from the left edge of the page area for
              those of flow_by_page, of the containing block for others … */
    len x_verso; /* … and on a verso; `beside`: from the galley's left edge */
    bool stays;  /* `beside`: to the inside or outside, but on all pages as on a recto: something
                    beside it cannot be mirrored */
    len down;   /* `beside`, PAGE: its top, or its place in the flow, below that of the line or item
                   that it is attached to */
    len above;  /* PAGE: margins between the content before it and there */
    len before; /* `beside`: width of the content before its call in the line; PAGE: likewise, of
                   the line box, for what was inline */
    bool below; /* PAGE: a block with content before it in its line, below which it would be */
    int64_t y;  /* `beside`: its top in the galley in the making, once `placed` */
    int context; /* `beside`: the formatting context that holds it, by number in the galley */
    bool placed;
    bool apart;  /* it has an item of its own in the galley: lines do not hold it */
    bool beside; /* SIDE: intrudes into the measure: the lines beside it are shortened, and a page
                    does not end beside it where it can end before */
};

/* Whether a side float changes sides from page to page. In the margin, such a one is beside the
 * page area, however deep its block is indented; others as CSS has them, beside that block. */
static inline bool flow_by_page(const struct floating *fl)
{
    return fl->side == KW_inside || fl->side == KW_outside;
}

/* The absolute blocks of a block around them that may be broken over pages. */
struct held {
    len height; /* of its padding box, unbroken */
    int n;
    struct floating *const *v;
};

/* ---- galleys --------------------------------------------------------------------------------- */

/* Penalty of a page break at a place: 0 free … KEEP_AVOID (break-*: avoid) … KEEP_NEVER.
 * KEEP_LEAD_IN is worth some three lines, KEEP_SPAN (rows under a cell that spans them, or below
 * one that heads them) a third of a page. */
enum { KEEP_FREE = 0, KEEP_LEAD_IN = 150, KEEP_SPAN = 500, KEEP_AVOID = 4000, KEEP_NEVER = 10000 };
/* How deep the blocks lie that a break is avoided in; keep-with-next binds most closely of all. */
enum { LEVEL_NEXT = 255 };

enum vkind {
    V_PARA,  /* lines; may break between them as orphans and widows allow */
    V_SPACE, /* collapsed margins; vanishes at a page top after an unforced break and at a page foot
              */
    V_STRUT, /* room that a height or min-height asks for; never vanishes, ends at the page's end */
    V_OPEN,  /* a block with background, border or padding begins (height: border and padding above)
                … */
    V_CLOSE, /* … and ends (height: below); nested properly. Blocks without any give no such pair */
    V_IMAGE, /* replaced block, unbreakable */
    V_ROW, /* a table row or flex row: cells side by side, each a galley; breakable when `breakable`
            */
    V_TABLE, /* a table begins: head and foot rows to repeat on every page it continues on … */
    V_TABLE_END, /* … and ends */
    V_COLUMNS,   /* a multi-column block: sub-galley, count, gap, balance */
    V_BREAK,     /* forced break */
    V_FLOAT,     /* an out-of-flow block anchored between blocks */
    V_MARK,      /* a mark between blocks; belongs to the next content */
    V_CLEAR, /* the next content is below side floats: clearance, and the end of their formatting
                context */
    V_DEFER, /* the next u.defer.n items are a block that may be deferred to the next page, with the
                following content before it */
    V_BARRIER, /* waiting page floats, deferred blocks and inserts come before the next content */
};
/* The space left by side floats for a line: it is shorter on either side, and lower if it does not
 * fit beside them. */
struct line_room {
    len left, right, down;
    const struct floating *mirror; /* where this is not NULL and does not stay, left and right are
                                      the other way round on a left-hand page */
};
/* The room of a paragraph: its measure, and that of the first n_short lines, which are beside
 * floats. */
struct para_shape {
    len measure;
    len height; /* of the block around, where it is definite: percentages of heights in lines count
                   from it (CSS 2.1 10.5); 0: they are auto */
    len push;   /* by which the first line gives way to a list marker */
    int n_short;
    const struct line_room *beside;
};
struct para {
    const struct box *box;
    struct line *line;
    int n;
    int orphans, widows;
    struct para_shape shape; /* the shape it was set at */
    bool dynamic;            /* prints a page number or the like: flow_again sets it again */
    bool marked;             /* a list marker is in its first line */
    int strain; /* of one a line longer or shorter: elasticity of spaces used by its worst line
                   [1/100] */
    struct variants *variants; /* see flow_vary; NULL: nobody has asked */
};
/* A paragraph set a line longer and a line shorter; NULL: it cannot be, once `tried`. */
struct variants {
    const struct para *longer, *shorter;
    bool tried_longer, tried_shorter;
};
/* A set of sides of a border box: the bits 1 << SIDE_*. */
enum { EDGE_TOP = 1, EDGE_RIGHT = 2, EDGE_BOTTOM = 4, EDGE_LEFT = 8, EDGE_ALL = 15 };

/* The area for the background of a column or a group of columns, from the row's left, all rows high
 * (CSS 2.1 17.5.1). */
struct ground {
    const struct css_style *style;
    len x, width;
};
/* Cells side by side: of a table row, or the items of one line of a flex container. */
struct joints;
struct cell {
    const struct box *box;
    const struct ground *column, /* of the column that it begins in; NULL none … */
        *columns;                /* … and of the group of that column */
    struct galley *body;
    len x, width;          /* border box, from the row's left */
    len left, top, bottom; /* border and padding; left and top is where the body is */
    len height;            /* border box when unbroken; spans: over row_span rows */
    len shift; /* vertical-align, align-items: how far the body is pushed down when unbroken */
    len drop;  /* align-items: how far the border box itself is pushed down */
    int row_span;
    int8_t turn;    /* writing-mode: quarter turns of the body, clockwise; -1: it reads from below
                       upwards. Its measure is its height    in the cell, and its height its width */
    uint8_t edges;  /* EDGE_*: the borders it paints, but for collapsed ones … */
    uint8_t hidden; /* … and, at the table's edge, those that are hidden of these */
    const struct css_style
        *rule[4]; /* border-collapse: whose border it paints, by the bit of EDGE_*: its own, its
                 row's, its group's, its column's or the table's; NULL: none, or a neighbour does */
    const struct css_style *cut[2]; /* likewise at its top and bottom where it has no neighbour
                                       there: at a page's end */
    const struct joints *joints;    /* border-collapse; else NULL */
};
/* [len] how far collapsed borders of a cell extend beyond its edges' ends, by SIDE_* and
 * from left to right or top to bottom: over half of the widest that they meet there. */
struct joints {
    len over[4][2];
};
struct row {
    const struct box *box;   /* BOX_ROW; BOX_FLEX for a line of flex items */
    const struct box *group; /* BOX_ROWS around it; NULL none */
    len x, width;            /* from the galley's left edge */
    len height;              /* unbroken, without the spacing to the next row */
    len own;                 /* that of the cells in this row alone */
    len more;                /* its share of its table's height */
    len before,
        together;   /* height of the rows of its group before this one, and of all of them … */
    len above, all; /* … and likewise of its table */
    len spacing; /* at its left and right: distance of its box from the table's (CSS 2.1 17.6.1) */
    int n;
    struct cell *cell;
    bool collapse; /* border-collapse: borders are centred on the cells' edges and painted over all
                      backgrounds */
    bool bare;     /* its cells show no boxes, and its height is settled */
    bool atomic;   /* flex and grid items that may lie on each other: each is painted as a whole */
    bool head; /* a header row in its logical place (painted once as content, repeats are artifacts)
                */
};
/* The rows that a table repeats where it continues on another page. */
struct table_ends {
    struct row **head, **foot;
    int n_head, n_foot;
    len head_height, foot_height, spacing;
    const struct galley *above;
};
struct vitem {
    uint8_t kind;        /* enum vkind */
    bool breakable : 1;  /* ROW, COLUMNS: may be split over pages */
    bool heads_item : 1; /* PARA: the first of several blocks in a list item: with one line it is
                            its label */
    bool leads_in : 1;   /* PARA: it ends in a colon */
    bool ends_list : 1;  /* PARA: all of a list's last item: with one line it is a widow of the list
                          */
    bool ends_division : 1;      /* PARA: nothing follows in its section or chapter */
    int16_t keep;                /* penalty of a break right after this item */
    int16_t keep_inside;         /* PARA, ROW, COLUMNS, STRUT: penalty of breaks inside */
    uint8_t level, level_inside; /* of either, where it is KEEP_AVOID: of blocks with break-inside:
                                    avoid one in the other; LEVEL_NEXT */
    int notes;                   /* how many footnotes are called anywhere inside */
    len x, width;                /* content edge (OPEN: border box) from the galley's left edge */
    len height; /* its height on the page when unbroken; may be negative for SPACE only */
    const struct box *box;
    union {
        struct para *para;
        struct row *row;
        struct table_ends *table;
        struct {
            struct galley *body;
            int count;
            len gap, column, height /* given; 0 none */,
                most; /* the highest that a column may be: further ones continue beside; 0 none */
            bool balance;
        } columns;
        struct {
            enum css_kw where;
        } brk; /* KW_page, KW_left, KW_right, KW_recto, KW_verso, KW_column */
        struct {
            len top_cont, bottom_cont, dx, dy, inset;
            uint8_t unpainted;
            bool over;
            const struct galley *above;
            const struct held *held;
        } open; /* dx, dy: position: relative;
box-decoration-break: clone: heights at the cuts; 0 for slice; EDGE_*: borders that the cells of a
table paint; over: its own are painted over its content (border-collapse);
-koki-continued: set above a table where it goes on, or at the top of a block's content, which
begins at x + inset; NULL none. held: NULL: there are none */
        struct floating *floating;
        struct {
            len without;
            bool after_defer;
            len kept;
        } space; /* SPACE after a deferred block: its size without that, including the space before;
                    its rest after an unforced break (margin-break: keep) */
        struct { /* DEFER: */
            int n;
            bool fixed; /* it stays where it is, and only has its place in its series */
            len above;  /* the space before it */
            struct floating *
                floating; /* it as a page float; its body and height are made when it is deferred */
        } defer;
        struct {
            enum css_kw side;
            int context;
        } clear; /* KW_both, KW_left, KW_right; with a width: only of those over x + width */
        const struct mark *mark;
        struct {
            len x, y, w, h;
        } image; /* image inside the item: offset of its content box; box->u.image */
    } u;
};
struct galley {
    const char *page;  /* page name this galley's measure is from; sub-galleys: "" */
    enum css_kw start; /* how its first page begins: KW_page, KW_left, KW_right, KW_recto, KW_verso;
                          KW_auto: sub-galley */
    len measure;
    len height;        /* unbroken, all spaces counted */
    int notes;         /* footnotes called anywhere inside */
    bool group;        /* begins a page group: its first page is :first */
    bool main;         /* of the main flow, … */
    bool again;        /* … and content in it was set again by the last flow_again */
    int pages;         /* of an insert: of how many pages it was when they were last made */
    struct galley *up; /* sub-galleys: whose item `up_item` this one lies in; NULL */
    int up_item;
    VEC(struct vitem) item;
};

/* ---- the stage ------------------------------------------------------------------------------- */

struct flow {
    struct arena arena;
    struct doc *doc;
    struct text *text;
    VEC(struct galley *) galley; /* the main flow in order: one per change of page name or outermost
                                    forced page break */
    VEC(struct note *) notes;
    VEC(struct floating *) fixed;        /* position: fixed, in order */
    int loose, overfull, hyphens, lines; /* counts for the report */
    struct maths *maths;                 /* state of setting formulas; NULL: none so far */
    struct setter *setters;              /* scratch of paragraphs being set */
    struct flow_state *state;            /* state of the builder of blocks */
    bool again; /* the last flow_again set content again outside galleys of the main flow */
};
/* A galley of the main flow is final, flow->galley.v[galley]; later ones need not be there yet, and
 * the flow may only be used to vary paragraphs and notes. */
typedef void (*flow_ready)(void *ctx, struct flow *flow, int galley);
/* Makes all galleys of the document; the pool sets paragraphs (NULL: no pool). All stay the
 * caller's. `ready` is called for each galley, in order, by this thread, as soon as it is final;
 * NULL: nobody waits for them. */
struct flow *flow_new(struct doc *doc, struct text *text, struct thread_pool *pool,
                      flow_ready ready, void *ctx);
void flow_free(struct flow *flow);
/* All lines are final: gives back what was only needed to set them. Margin boxes may be set all the
 * same. */
void flow_close(struct flow *flow);
/* Sets again the dynamic paragraphs whose xref answers changed, in place; pass counts from 2. */
void flow_again(struct flow *flow, int pass);
/* The paragraph with `by` lines more (1) or less (-1) than are best, all of them within tolerance;
 * NULL: there is none. Paragraphs with notes, floats, markers, page numbers or forced breaks have
 * none, nor do those where the last line already says so. Made once, at the first call. */
const struct para *flow_vary(struct flow *flow, struct para *para, int by);
/* Whether it is worth asking. */
bool flow_may_vary(const struct para *para, int by);
/* False: it has more than a paragraph, or runs from the right. */
bool flow_note_lines(const struct note *note, struct note_lines *out);
/* The note with its first line beginning so far in [len, rounded up]; made once for each place. */
const struct note *flow_note_from(struct flow *flow, const struct note *note, len begin);
/* A galley for a box by itself at a measure (margin boxes, running elements); its items live as
 * long as the flow. */
struct galley *flow_box(struct flow *flow, const struct box *box, len measure);
/* Likewise for the content of the box, whose own borders, padding and margins are handled by the
 * caller; measure: of the content box. */
struct galley *flow_inside(struct flow *flow, const struct box *box, len measure);
/* The intrinsic widths of content [len]: the narrowest measure at which no line is overfull
 * (min-content), at which no word is hyphenated either, and the width without any optional break
 * (max-content). */
struct intrinsic {
    len min, word, max;
};
/* Of a block's margin box. */
struct intrinsic flow_widths(struct flow *flow, const struct box *box);
/* [len] from a galley's top to its first baseline; its height when it has none. */
len flow_baseline(const struct galley *g);
/* [len] the baseline of its last line, from its top; its foot if it has none. */
len flow_last_baseline(const struct galley *g);
/* Whether it has no content but marks. */
bool flow_is_empty(const struct galley *g);
/* The first baseline of the body of a box: of a flex container without text the foot of its first
 * item counts, else its own (CSS Flexbox 1, 8.5). */
len flow_box_baseline(const struct galley *g, const struct box *root);
/* The series that a float, deferred block or insert counts in: its element's name, interned; NULL:
 * none. */
const char *flow_series(const struct box *body);
/* [len] the maximum overhang over the trim: the page's bleed, 3 mm by default. */
len flow_bleed(const struct css_page *page);
/* Which of two collapsed borders of one width wins: that of the higher rank (CSS 2.1 17.6.2.1). */
int flow_border_rank(enum css_kw style);

/* ---- line breaking, also for tests ----------------------------------------------------------- */

/* Total fit after Knuth and Plass, Breaking Paragraphs into Lines (1981), in integers. */
enum item_kind {
    ITEM_BOX,
    ITEM_GLUE,
    ITEM_PENALTY,
    ITEM_DISC /* penalty with the width of a hyphen when taken */
};
struct item {
    uint8_t kind;        /* enum item_kind */
    bool flagged;        /* a line that ends here ends in a hyphen: consecutive ones cost more */
    int32_t penalty;     /* PENALTY, DISC: -BREAK_FORCE…BREAK_NEVER */
    len width;           /* BOX, GLUE; DISC: of the hyphen */
    len stretch, shrink; /* GLUE: spaces; BOX: elasticity by glyph scaling or tracking */
    len fil;             /* GLUE: infinite stretch, in units */
    len protrude_left,
        protrude_right; /* BOX: how far it may hang out when first or last in a line */
    int piece;          /* index into the caller's pieces */
};
enum { BREAK_FORCE = 10000, BREAK_NEVER = 10000 };
/* The paragraph in the look of a first line, for lines that begin at its beginning. */
struct first_items {
    const struct item *item;
    int n;
    const int *at; /* by each item of the paragraph: the one of these at which such a line ends with
                      it; -1: none does */
};
struct break_rules {
    len (*measure)(void *ctx, int line);
    void *ctx;          /* width of line `line`, 0-based */
    int special;        /* lines from this one on all have one width */
    int tolerance;      /* badness allowed before the last pass, which accepts anything */
    int hyphen_penalty; /* added to the penalty of each DISC */
    int consecutive_hyphens, last_hyphen, runt; /* demerits */
    int fitness_demerits; /* likewise: of neighbours for each step of fitness beyond one between
                             them */
    int max_consecutive;  /* hyphenate-limit-lines; 0 none */
    len last_min;         /* shortest last line [len] */
    int32_t reserve; /* [fix] further elasticity of boxes in need, in proportion to their stretch
                        and shrink */
    len zone;  /* hyphenate-limit-zone: no hyphen in a line that lacks no more than this without it;
                  0 none */
    int lines; /* required number, within the tolerance; 0: the optimum */
    bool ragged;
    bool balanced;                   /* ragged: the last line shall be as long as the others */
    const struct first_items *first; /* NULL: the first line looks like all */
};
struct broken {
    int item;      /* index of the item at which the line ends */
    int32_t ratio; /* [fix] of stretch (>0) or shrink (<0) */
    bool overfull, loose;
    bool ladder; /* one hyphen in a row too many */
};
/* Breaks items into lines; out has room for n + 1. Returns the number of lines (≥ 1 if n > 0).
 * Always succeeds: lines that cannot fit are overfull. With rules->lines 0 where there is no way
 * into so many. */
int break_lines(const struct item *item, int n, const struct break_rules *rules,
                struct arena *scratch, struct broken *out);

#endif
