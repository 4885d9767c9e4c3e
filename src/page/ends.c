// SPDX-License-Identifier: Apache-2.0
/* What a break leaves on either side of it: the first and last lines of listings, boxes and tables.
 *
 * Orphans and widows count the lines of one paragraph. Here the same is asked of what readers see
 * as one thing: a box with a background or a border, whose last line would be in a box of its own;
 * the rows of a table, whose last one would be below a repeated head; a listing, whose lines are
 * its author's. All of these are costs, as those of run.c: none makes a page emptier by more than
 * it is worth. */
#include "page/page-int.h"

/* In the measure of run.c, where a line of forty costs 37. */
enum {
    COST_FEW = 300,          /* a few lines of a box, or rows, on one side: eight lines */
    COST_FEW_OF_GROUP = 150, /* likewise of a group of rows, which is less of a whole */
    COST_WRAPPED = 600,      /* between a line of a listing and its wrapped rest: sixteen lines */
    COST_OFF_BLANK = 130     /* just below a blank line of a listing: more than to go back to it */
};
enum {
    DEPTH = 4,  /* boxes in each other that are asked */
    ITEMS = 24, /* or lines looked at for the rest of a box: those without height are few */
    NEAR = 3    /* lines of a listing to a blank one that is a better place */
};

/* ---- boxes ----------------------------------------------------------------------------------- */

/* [len] the least that stays of a box on either side: three lines, as lines are rounded. */
static len least_of_box(const struct box *box) { return css_line_height(box->style) * 5 / 2; }

/* Whether less than `least` of the box is left after the run's place; it ends where as many boxes
 * as are open in it have ended. */
static bool box_ends_within(const struct run *r, int depth, len least)
{
    const struct galley *g = r->galley;
    int64_t height = 0;
    int i = r->at.item;
    if (r->at.spill || r->at.gone)
        return false;
    if (r->at.line && i < g->item.n) {
        const struct para *p = run_para(r);
        i++;
        for (int k = r->at.line; k < p->n && k - r->at.line < ITEMS && height < least; k++)
            height += p->line[k].ascent + p->line[k].descent;
    }
    bool begun = r->at.line > 0; /* space at the top of a page vanishes */
    for (int n = 0; i < g->item.n && n < ITEMS && height < least; i++, n++) {
        const struct vitem *v = &g->item.v[i];
        if (v->kind == V_OPEN)
            depth++;
        else if (v->kind == V_CLOSE && --depth == 0)
            return height > 0;
        height += v->kind == V_SPACE && !begun ? 0 : v->height;
        begun = begun || v->kind != V_SPACE;
    }
    return false;
}

int ends_of_boxes(const struct run *r)
{
    int depth = 0, levels = 0;
    for (const struct nest *n = r->at.open; n && levels < DEPTH; n = n->up, levels++) {
        if (n->item->kind != V_OPEN)
            continue;
        depth++;
        len least = least_of_box(n->item->box);
        bool first = !n->resumed && r->y - n->y - n->item->height < least;
        if ((first || box_ends_within(r, depth, least)) && css_is_painted(n->item->box->style))
            return COST_FEW;
    }
    return 0;
}

/* ---- tables ---------------------------------------------------------------------------------- */

int ends_of_rows(const struct run *r, const struct row *row)
{
    const struct nest *n = r->at.open;
    while (n && n->item->kind == V_OPEN)
        n = n->up;
    if (!n || !row->box || row->box->kind != BOX_ROW)
        return 0;
    const struct table_ends *ends = n->item->u.table;
    len line = css_line_height(row->box->style), before = row->above + row->height,
        after = row->all - before - ends->foot_height;
    bool few = after > 0 && after < line * 13 / 4; /* two rows of a line each */
    if (few || (!n->resumed && before - ends->head_height < line * 2))
        return COST_FEW;
    len begun = row->before + row->height, left = row->together - begun;
    return row->group && left > 0 && (left < line * 13 / 4 || begun < line * 2) ? COST_FEW_OF_GROUP
                                                                                : 0;
}

int ends_of_split(const struct row *row, len height)
{
    if (!row->box || row->box->kind != BOX_ROW)
        return 0;
    len least = css_line_height(row->box->style) * 11 / 4; /* two lines, and the cells' edges */
    return height < least || row->height - height < least ? COST_FEW : 0;
}

/* ---- listings -------------------------------------------------------------------------------- */

bool listing_is(const struct vitem *v)
{
    switch (css_kw(v->box->style, CSS_white_space)) {
    case KW_pre:
    case KW_pre_wrap:
    case KW_pre_line: return true;
    default: return false;
    }
}

bool listing_is_blank(const struct run *r, const struct line *l)
{
    if (l->hangers)
        return false;
    for (int i = 0; i < l->n; i++)
        if (l->seg[i].kind != SEG_GLYPHS || !seg_is_blank(r->f->book->flow->text, &l->seg[i]))
            return false;
    return true;
}

/* Lines with something in them, counted up to `most`. */
static int count_lines(const struct run *r, const struct para *p, int first, int end, int most)
{
    int n = 0;
    for (int i = first; i < end && n < most; i++)
        n += !listing_is_blank(r, &p->line[i]);
    return n;
}

int listing_before(const struct run *r, const struct para *p, int start, int done)
{
    return count_lines(r, p, start, done, p->orphans);
}

int listing_after(const struct run *r, const struct para *p, int done)
{
    return count_lines(r, p, done, p->n, p->widows);
}

int listing_cost(const struct run *r, const struct para *p, int start, int done)
{
    int cost = p->line[done - 1].newline ? 0 : COST_WRAPPED;
    if (listing_is_blank(r, &p->line[done - 1]))
        return cost;
    for (int i = 2; i <= NEAR + 1 && done - i > start; i++)
        if (listing_is_blank(r, &p->line[done - i]) &&
            (start > 0 || listing_before(r, p, start, done - i) >= p->orphans))
            return cost + COST_OFF_BLANK;
    return cost;
}
