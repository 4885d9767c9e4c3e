// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the files of tables: the grid of one table while it is laid out. */
#ifndef KOKI_TABLE_INT_H
#define KOKI_TABLE_INT_H

#include "flow/stack-int.h"

struct column {
    struct intrinsic w;    /* of its cells' border boxes */
    len fixed;             /* a width asked for; 0 none */
    len more;              /* fixed layout: its width beyond a percentage */
    int32_t percent, star; /* [fix] of the table's width; CALS share of the rest; 0 none */
    len x, width;
    const struct css_style *style;         /* of its colspec or col; NULL none … */
    const struct css_style *group;         /* … and of the group around it … */
    const struct ground *ground, *grounds; /* of either; NULL none */
    bool begins, ends;                     /* … which begins or ends with it */
    bool used;                             /* some cell is in it */
};
/* The measured needs of a cell in one column. */
struct cell_need {
    int row,
        col; /* row: for a cell that spans rows one of its own, after all rows of the table … */
    int from, rows;           /* … and those that it spans; rows: 1 otherwise */
    int first, n;             /* its extents among those noted */
    bool head;                /* in the table's head */
    len edges, above;         /* edges beside them, and above and below */
    len word, least, leading; /* the narrowest without hyphens; the height with one line for each
                                 extent; of its first */
};
struct grid {
    struct flow *flow;
    const struct box *box;
    bool collapse;
    len gap_x, gap_y; /* border-spacing */
    int cols;
    struct column *col;
    VEC(const struct box *) line; /* the rows' boxes, in order */
    VEC(struct cell_need) needs;  /* by rows, those that span columns left out */
    int row_spans;                /* needs of cells that span rows */
    int more_rows; /* rows of other tables whose needs are among these: in the first of a row of
                    * tables
                    */
    struct asking asking;    /* data of their paragraphs */
    struct row **row;        /* and the resulting rows */
    struct borders *borders; /* collapsed ones (table-borders.c); NULL none */
    uint8_t edges; /* EDGE_*: the table's borders that its frame paints; others its cells paint */
};
void grid_init(struct grid *g, struct flow *flow, const struct box *table);
void grid_done(struct grid *g);
/* The cells of a row's box: the first at or after c. */
static inline const struct box *grid_cell(const struct box *c)
{
    while (c && c->kind != BOX_CELL)
        c = c->next;
    return c;
}
/* Whether a row's box is in the head. */
static inline bool grid_is_head(const struct box *row)
{
    const struct box *rows = row->parent;
    return rows && rows->kind == BOX_ROWS && rows->u.rows.group == KW_table_header_group;
}
/* How far a cell's content is turned, and, for one that is, the measure that it is set at: all in
 * one line up to half a page. */
int grid_turn(const struct box *cell);
len grid_turned_measure(const struct grid *g, const struct box *cell);
/* [len] border and padding of a cell of that row; collapsed borders belong half to each side. */
len grid_edge(const struct grid *g, int row, const struct box *cell, int side, len base);
/* [len] likewise at the left and the right together, as far as they are no percentages. */
len grid_edges_across(const struct grid *g, int row, const struct box *cell);
/* The column after the last that a cell covers, within the grid. */
static inline int grid_end(const struct grid *g, const struct box *cell)
{
    int end = cell->u.cell.col + cell->u.cell.col_span;
    return end < g->cols ? end : g->cols;
}

/* Reads the columns' own properties. */
void grid_columns(struct grid *g);
/* Settles collapsed borders, once columns are known; nothing where there are none. */
void grid_borders(struct grid *g);
void grid_borders_done(struct grid *g);
/* Gathers the widths required by columns and cells. */
void grid_ask(struct grid *g);
/* Lets the columns ask for as much as those of the tables that it is in a row with, in a room of
 * that width. */
void grid_share(struct grid *g, len room);
/* Where cells of such tables wrap: their columns have the widths of the first one's, once settled.
 */
void grid_share_widths(struct grid *g);
/* Settles the columns' widths; `asked` is the grid's own width, -1: automatic, at most `available`,
 * or as much more, up to `most`, as its content cannot do without (CSS Tables 3, 3.9.1).
 * Gives the grid's width. */
len grid_fit(struct grid *g, len asked, len available, len most);
/* Settles columns that are less wide together than they could be, as the table gets lowest; they
 * have widths to begin with, and keep within the bounds by column. */
void grid_fit_lowest(struct grid *g, len width, const len *lo, const len *hi);
/* [len] about how high the rows are with such columns. */
int64_t grid_height(const struct grid *g, const len *width);
/* Makes all rows with their cells' galleys. */
void grid_stretch(
    struct grid *g,
    len height); /* makes rows higher where the table, without its edges, is to be that high */
void grid_rows(struct grid *g,
               len repeated); /* [len] the height of what comes again on each page, but for heads */
/* Where rows are in their group and in the table, once they have their heights. */
void grid_places(struct grid *g);
/* Moves the lines of cells that are aligned on a character. */
void grid_align(struct grid *g);
/* Decides which cell paints which collapsed border (CSS 2.1 17.6.2.1). */
void grid_collapse(struct grid *g);

#endif
