// SPDX-License-Identifier: Apache-2.0
/* Between the files of grid containers (CSS Grid Layout 1).
 *
 *   lines_   grid-lines.c   the explicit grid: tracks, named lines, areas; where items go (7 and 8)
 *   tracks_  grid-tracks.c  sizes of the tracks of one axis (11)
 *            grid.c         the container: both axes, alignment, and its rows in the galley
 */
#ifndef KOKI_GRID_INT_H
#define KOKI_GRID_INT_H

#include "flow/stack-int.h"

enum { COLUMNS, ROWS };
/* Lines that a style sheet may name are kept to this, and so is the number of explicit tracks. */
enum { LINES_MAX = 1000 };

enum sizing { SIZE_FIXED, SIZE_AUTO, SIZE_MIN_CONTENT, SIZE_MAX_CONTENT, SIZE_FLEX };
/* A track: its sizing functions, and their results. */
struct track {
    uint8_t min, max; /* enum sizing; min is never SIZE_FLEX */
    bool fit;         /* max is fit-content(): SIZE_MAX_CONTENT, at most `most` */
    bool empty;       /* of repeat(auto-fit): no item is in it, and it has no gap */
    bool growable, frozen;
    len least, most; /* of SIZE_FIXED and fit-content() */
    int32_t flex;    /* [fix] of SIZE_FLEX */
    len base, limit; /* limit LEN_MAX: infinite */
    len planned, extra;
    len at; /* where it begins, from the first */
};
struct named_line {
    const char *name;
    int line;
};
struct axis {
    struct {
        struct track *v;
        int n, cap;
    } track;
    struct {
        struct named_line *v;
        int n, cap;
    } name;               /* lines of the explicit grid, in order of declaration */
    int explicit_n;       /* tracks of the explicit grid; line 0 is its first */
    int fit_from, fit_to; /* those of repeat(auto-fit) */
    int before;           /* implicit tracks before it, once items are placed */
    len gap;
    len room;  /* definite size; -1: none */
    len least; /* with none: the least size of the container, 0 none */
};
/* The contribution of an item to its tracks, with its margins. */
struct contribution {
    len least; /* minimum contribution (11.5) */
    len min, max;
};
struct grid_item {
    const struct box *box;
    int order, place;
    int start[2], span[2]; /* by axis: the first track, counted from line 0, and later from the
                              first implicit one; -1 … see lines_place */
    bool placed[2];
    struct contribution ask[2];
    len width; /* border box */
    len shim;  /* by which its baseline lies above that of its row */
    len top;   /* of its border box, from the beginning of its row in the galley */
    struct galley *body;
};
struct grid_items {
    struct grid_item *v;
    int n, cap;
};

/* The explicit grid of one axis; `room`: -1 none. */
void lines_read(struct axis *a, const struct css_style *s, int which, len room);
void lines_done(struct axis *a);
/* Places all items (8.5); implicit tracks are added on all sides, and starts count from the first
 * of them. */
void lines_place(struct axis axis[2], const struct css_style *s, struct grid_items *items);

/* The lines that an absolute child of the container is placed between, once all items are placed;
 * -1: the edge of the container (9.1). */
void lines_of_absolute(const struct axis *a, const struct css_style *s, int which, int line[2]);

enum constraint { TO_ROOM, TO_MIN_CONTENT, TO_MAX_CONTENT };
/* Sizes the tracks of an axis: 11.3 to 11.8. stretch: those of automatic size take the rest. */
void tracks_size(struct axis *a, int which, const struct grid_items *items, enum constraint to,
                 bool stretch);
/* [len] all tracks and the gaps between them. */
len tracks_sum(const struct axis *a);
/* [len] of the tracks that an item spans, gaps between them included. */
len tracks_span(const struct axis *a, const struct grid_item *item, int which);
#endif
