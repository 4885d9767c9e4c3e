// SPDX-License-Identifier: Apache-2.0
/* Widths of a table's columns: automatic layout after CSS 2.1 17.5.2.2, fixed layout after
 * 17.5.2.1, and the proportional columns of CALS ("2*"), which share what fixed columns leave. No
 * column gets narrower than its longest word as long as others can give, and unspecified widths are
 * chosen so that the table gets low (table-lowest.c). */
#include "flow/table-int.h"

/* A table without a width is laid out by its content regardless of table-layout (17.5.2.1). */
static bool fixed_layout(const struct grid *g)
{
    return css_is(g->box->style, CSS_table_layout, KW_fixed) &&
           !css_is(g->box->style, CSS_width, KW_auto);
}

static len gaps(const struct grid *g) { return (g->cols + 1) * g->gap_x; }

/* ---- requirements ----------------------------------------------------------------------- */

/* [len] the width of a column or cell that has one, within its least and its greatest. */
static len given_width(const struct css_style *s)
{
    const struct css_val *max = &s->v[CSS_max_width], *min = &s->v[CSS_min_width];
    len w = s->v[CSS_width].len;
    if (max->kind == CSS_LEN)
        w = len_min(w, max->len);
    return min->kind == CSS_LEN ? len_max(w, min->len) : w;
}

static void ask_width(struct column *c, const struct css_style *s, len more)
{
    const struct css_val *v = &s->v[CSS_width];
    if (v->kind == CSS_LEN)
        c->fixed = len_max(c->fixed, given_width(s) + more);
    else if (v->kind == CSS_PCT && v->num > c->percent)
        c->percent = v->num;
}

void grid_columns(struct grid *g)
{
    for (const struct box *b = g->box->first; b; b = b->next) {
        if (b->kind != BOX_COLUMN)
            continue;
        int end = b->u.column.index + (b->u.column.span > 1 ? b->u.column.span : 1);
        for (int i = b->u.column.index; i < end && i < g->cols; i++) {
            struct column *c = &g->col[i];
            if (b->u.column.group) {
                c->group = b->style;
                c->begins = i == b->u.column.index;
                c->ends = i == end - 1;
                continue;
            }
            c->style = b->style;
            c->star = b->u.column.star;
            c->percent = b->u.column.percent;
            c->fixed = b->u.column.width;
            const struct css_val *least = &b->style->v[CSS_min_width];
            if (least->kind == CSS_LEN) /* what cells ask for is more (CSS Tables 3, 3.8.1) */
                c->w = (struct intrinsic){least->len, least->len, least->len};
            if (!c->star && !c->percent && !c->fixed)
                ask_width(c, b->style, 0);
        }
    }
}

int grid_turn(const struct box *cell)
{
    enum css_kw mode = css_kw(cell->style, CSS_writing_mode);
    return mode == KW_sideways_lr ? -1 : mode == KW_sideways_rl ? 1 : 0;
}

static struct intrinsic content_widths(const struct grid *g, const struct box *cell)
{
    struct intrinsic w = {0};
    for (const struct box *c = cell->first; c; c = c->next)
        intrinsic_cover(&w, frame_widths(g->flow, c));
    return block_columns_widths(cell->style, w);
}

len grid_turned_measure(const struct grid *g, const struct box *cell)
{
    struct intrinsic w = content_widths(g, cell);
    return len_max(len_max(len_min(w.max, g->flow->state->area.height / 2), w.min), LEN_PT);
}

/* Whether every column that the cell is in has a width of its own: images in it get as small as
 * that. */
static bool has_width(const struct grid *g, const struct box *cell)
{
    for (int i = cell->u.cell.col; i < grid_end(g, cell); i++)
        if (!g->col[i].star && !g->col[i].percent && !g->col[i].fixed)
            return false;
    return true;
}

/* The content width that a cell's children ask for, with the cell's own edges. A turned cell is as
 * wide as its lines are high. */
static struct intrinsic cell_widths(const struct grid *g, const struct box *cell, int row)
{
    struct intrinsic w;
    if (grid_turn(cell)) {
        struct room room = {.width = grid_turned_measure(g, cell), .height = -1};
        w.min = w.word = w.max = block_galley(g->flow, cell, &room, true)->height;
    } else {
        w = content_widths(g, cell);
    }
    len edges = grid_edges_across(g, row, cell);
    intrinsic_add(&w, (struct intrinsic){edges, edges, edges});
    return frame_clamped(cell->style, w);
}

/* Measures a cell; data of its paragraphs are kept if it is in one column. */
static struct intrinsic ask_cell(struct grid *g, const struct box *cell, int row)
{
    struct asking *note = &g->asking;
    int first = note->extent.n, word = note->word.n;
    note->shrinks = has_width(g, cell);
    note->share = (len)((int64_t)g->flow->state->area.measure *
                        (grid_end(g, cell) - cell->u.cell.col) / (g->cols ? g->cols : 1));
    note->above = 0;
    g->flow->state->asking = note;
    struct intrinsic w = cell_widths(g, cell, row);
    g->flow->state->asking = NULL;
    if (grid_end(g, cell) != cell->u.cell.col + 1 || grid_turn(cell)) {
        note->extent.n = first;
        note->word.n = word;
        return w;
    }
    struct cell_need *a = vec_add(&g->needs);
    *a = (struct cell_need){.row = row,
                            .col = cell->u.cell.col,
                            .from = row,
                            .rows = 1,
                            .first = first,
                            .n = note->extent.n - first,
                            .word = w.word,
                            .head = grid_is_head(g->line.v[row])};
    if (cell->u.cell.row_span > 1) {
        a->row = g->line.n + g->row_spans++;
        a->rows = cell->u.cell.row_span < g->line.n - row ? cell->u.cell.row_span : g->line.n - row;
    }
    a->edges = grid_edges_across(g, row, cell);
    a->least = a->above = note->above + grid_edge(g, row, cell, SIDE_TOP, 0) +
                          grid_edge(g, row, cell, SIDE_BOTTOM, 0);
    for (int i = first; i < note->extent.n; i++)
        a->least = len_add(a->least, note->extent.v[i].leading);
    a->leading = a->n ? note->extent.v[first].leading : 0;
    return w;
}

/* [len] by which a column is narrower than the width that it was given. */
static len below_given(struct column *c, len *(*of)(struct intrinsic *))
{
    return c->star ? 0 : len_max(0, c->fixed - *of(&c->w));
}

static bool takes(const struct column *c, bool any) { return any || (!c->fixed && !c->percent); }

/* Widens the columns from `first` to `end` to `want`: first up to the widths that they were given,
 * then in proportion to their widths, only those without a given width, if there are any. */
static void table_width_spread(struct grid *g, int first, int end, struct intrinsic want,
                               len *(*of)(struct intrinsic *))
{
    int64_t have = 0, open = 0, way = 0;
    int n = 0;
    for (int i = first; i < end; i++) {
        n += takes(&g->col[i], false);
        have += *of(&g->col[i].w);
        way += below_given(&g->col[i], of);
    }
    bool any = n == 0;
    n = any ? end - first : n;
    int64_t lack = *of(&want) - (end - first - 1) * g->gap_x - have, part = lack < way ? lack : way;
    for (int i = first; part > 0 && i < end; i++)
        *of(&g->col[i].w) += len_scale(below_given(&g->col[i], of), part, way);
    lack -= part > 0 ? part : 0;
    for (int i = first; i < end; i++)
        open += takes(&g->col[i], any) ? *of(&g->col[i].w) : 0;
    for (int i = first; lack > 0 && i < end; i++) {
        len *w = of(&g->col[i].w);
        if (takes(&g->col[i], any))
            *w += open ? len_scale(*w, lack, open) : (len)(lack / n);
    }
}

/* A percentage that a cell has which spans columns is theirs together: those without one share the
 * rest of it in proportion to their widths (CSS Tables 3, 3.8.3). */
static void spread_percent(struct grid *g, int first, int end, int32_t percent)
{
    int64_t open = 0;
    int n = 0;
    for (int i = first; i < end; i++) {
        const struct column *c = &g->col[i];
        percent -= c->percent;
        n += !c->percent && !c->star;
        open += c->percent || c->star ? 0 : c->w.max;
    }
    int64_t rest = percent;
    for (int i = first; rest > 0 && i < end; i++) {
        struct column *c = &g->col[i];
        if (!c->percent && !c->star)
            c->percent = (int32_t)(open ? rest * c->w.max / open : rest / n);
    }
}

static len *min_of(struct intrinsic *w) { return &w->min; }
static len *word_of(struct intrinsic *w) { return &w->word; }
static len *max_of(struct intrinsic *w) { return &w->max; }

/* A width that a cell has which spans columns is theirs together (CSS 2.1 17.5.2.2, step 3). */
static struct intrinsic with_width(const struct grid *g, const struct box *c, int row,
                                   struct intrinsic w)
{
    const struct css_val *v = &c->style->v[CSS_width];
    len edges = css_is(c->style, CSS_box_sizing, KW_border_box) ? 0 : grid_edges_across(g, row, c);
    w.max = v->kind == CSS_LEN ? len_max(w.min, given_width(c->style) + edges) : w.max;
    w.word = len_min(w.word, w.max);
    return w;
}

/* Cells in one column first, then those that span. */
static void ask_cells(struct grid *g, bool spanning)
{
    for (int i = 0; i < g->line.n; i++)
        for (const struct box *c = grid_cell(g->line.v[i]->first); c; c = grid_cell(c->next)) {
            int first = c->u.cell.col, end = grid_end(g, c);
            if (first >= end || (end - first > 1) != spanning)
                continue;
            for (int k = first; k < end; k++)
                g->col[k].used = true;
            struct intrinsic w = ask_cell(g, c, i);
            if (spanning)
                w = with_width(g, c, i, w);
            table_width_spread(g, first, end, w, min_of);
            table_width_spread(g, first, end, w, word_of);
            table_width_spread(g, first, end, w, max_of);
            len edges = css_is(c->style, CSS_box_sizing, KW_border_box)
                            ? 0
                            : grid_edges_across(g, i, c);
            if (!spanning && !g->col[first].star)
                ask_width(&g->col[first], c->style, edges);
            if (spanning && c->style->v[CSS_width].kind == CSS_PCT)
                spread_percent(g, first, end, c->style->v[CSS_width].num);
        }
}

/* Fixed layout: columns without a width get that of their cell in the first row, or an equal part
 * of it; nothing else is looked at. */
static void ask_first_row(struct grid *g)
{
    for (const struct box *c = g->line.n ? grid_cell(g->line.v[0]->first) : NULL; c;
         c = grid_cell(c->next)) {
        int first = c->u.cell.col, end = grid_end(g, c), n = end - first;
        const struct css_val *v = &c->style->v[CSS_width];
        len edges = css_is(c->style, CSS_box_sizing, KW_border_box) ? 0
                                                                    : grid_edges_across(g, 0, c);
        for (int i = first; i < end; i++) {
            struct column *col = &g->col[i];
            if (col->fixed || col->percent || col->star)
                continue;
            col->fixed = v->kind == CSS_LEN
                             ? len_max(0, given_width(c->style) + edges - (n - 1) * g->gap_x) / n
                             : 0;
            col->percent = v->kind == CSS_PCT ? v->num / n : 0;
            col->more = v->kind == CSS_PCT ? edges / n : 0;
        }
    }
}

/* The width that a column was given, or as much more as keeps its words whole. */
static len width_of_words(const struct column *c)
{
    len word = c->w.word, least = len_max(c->fixed, c->w.min);
    return word > least && word <= least + least / 2 ? word : least;
}

void grid_ask(struct grid *g)
{
    grid_columns(g);
    grid_borders(g);
    if (fixed_layout(g)) {
        ask_first_row(g);
        return;
    }
    ask_cells(g, false);
    ask_cells(g, true);
    for (int i = 0; i < g->cols; i++) {
        struct column *c = &g->col[i];
        if (c->fixed && !c->star)
            c->w.max = c->fixed = width_of_words(c);
        c->w.max = len_max(c->w.max, c->w.min);
        c->w.word = len_min(len_max(c->w.word, c->w.min), c->w.max);
    }
}

/* ---- settling -------------------------------------------------------------------------------- */

struct sums {
    int64_t min, word, max, stars, fixed;
    bool shares; /* some column asks for a share of the table's width */
};

static struct sums sum(const struct grid *g)
{
    struct sums s = {0};
    for (int i = 0; i < g->cols; i++) {
        const struct column *c = &g->col[i];
        s.min += c->w.min;
        s.word += c->w.word;
        s.max += c->w.max;
        s.stars += c->star;
        s.fixed += c->star ? c->fixed : 0;
        s.shares = s.shares || c->star || c->percent;
    }
    return s;
}

/* Wide enough for whole words, but not for all: everyone gets the same part of the way. */
static void fit_between(struct grid *g, const struct sums *s, len width)
{
    int64_t way = s->max - s->word, got = width - s->word;
    for (int i = 0; i < g->cols; i++) {
        struct column *c = &g->col[i];
        c->width = c->w.word + (way > 0 ? len_scale(c->w.max - c->w.word, got, way) : 0);
    }
}

/* Wider than max: the rest goes to columns without a width of their own, in proportion to their
 * content; nothing to those that no cell is in (CSS Tables 3, 3.2). */
static void fit_above(struct grid *g, len width)
{
    int64_t have = 0, give = 0;
    int used = 0;
    for (int i = 0; i < g->cols; i++) {
        used += g->col[i].used;
        g->col[i].width = g->col[i].w.max;
        have += g->col[i].w.max;
        give += g->col[i].fixed ? 0 : g->col[i].w.max;
    }
    for (int i = 0; i < g->cols; i++) {
        struct column *c = &g->col[i];
        if (give > 0)
            c->width += c->fixed ? 0 : len_scale(c->w.max, width - have, give);
        else
            c->width += have               ? len_scale(c->w.max, width - have, have)
                        : c->used || !used ? width / (used ? used : g->cols)
                                           : 0;
    }
}

/* Too narrow for whole words (or even for their parts): the widest columns give way, all to the
 * same width, before any other does, and divide their words. */
static len capped(const struct column *c, len most, bool parts)
{
    return parts ? len_min(c->w.min, most) : len_max(c->w.min, len_min(c->w.word, most));
}

static void fit_capped(struct grid *g, len width, bool parts)
{
    len low = 0, high = width;
    while (low < high) {
        len most = low + (high - low + 1) / 2;
        int64_t all = 0;
        for (int i = 0; i < g->cols; i++)
            all += capped(&g->col[i], most, parts);
        if (all <= width)
            low = most;
        else
            high = most - 1;
    }
    for (int i = 0; i < g->cols; i++)
        g->col[i].width = capped(&g->col[i], low, parts);
}

/* The difference left by rounding and contradictory widths is shared by all. */
static void even_out(struct grid *g, len width)
{
    int64_t have = 0;
    for (int i = 0; i < g->cols; i++)
        have += g->col[i].width;
    if (have == 0 || have == width)
        return;
    int64_t left = width;
    for (int i = 0; i < g->cols; i++) {
        struct column *c = &g->col[i];
        c->width = i == g->cols - 1 ? (len)left : len_scale(c->width, width, have);
        left -= c->width;
    }
}

/* Columns whose width is not determined by requirements get the widths that make the table lowest:
 * whole words where there is room for all. */
static void fit_lowest(struct grid *g, const struct sums *s, len width)
{
    bool whole = width >= s->word;
    len *lo = mem_new(sizeof *lo * 2 * (size_t)g->cols), *hi = lo + g->cols;
    if (whole)
        fit_between(g, s, width);
    else
        fit_capped(g, width, false);
    for (int i = 0; i < g->cols; i++) {
        const struct column *c = &g->col[i];
        lo[i] = whole ? c->w.word : c->w.min;
        hi[i] = c->w.max;
    }
    even_out(g, width);
    grid_fit_lowest(g, width, lo, hi);
    mem_free(lo);
}

enum { PHRASE_LINES = 2 };

/* The lack of a column that is too narrow, and the spare width of another: the space beside its
 * longest line, and half of the width beyond its longest word. */
static int64_t lack_word(const struct column *c)
{
    return c->width < c->w.word ? c->w.word - c->width : 0;
}
static int64_t spare_word(const struct column *c)
{
    return c->width > c->w.word ? len_max(c->width - c->w.max, (c->width - c->w.word) / 2) : 0;
}
/* A column of phrases, which go into a few lines, gives more than one of text. */
static int64_t spare_phrases(const struct column *c)
{
    return c->width > c->w.word && c->w.max < PHRASE_LINES * c->width ? c->width - c->w.word : 0;
}
static int64_t lack_min(const struct column *c)
{
    return c->width < c->w.min ? c->w.min - c->width : 0;
}
static int64_t spare_min(const struct column *c)
{
    return c->width > c->w.min ? c->width - c->w.min : 0;
}

/* Columns that lack take from those that have to spare. */
static void relieve(struct grid *g, int64_t (*lacks)(const struct column *),
                    int64_t (*spares)(const struct column *))
{
    int64_t lack = 0, spare = 0;
    for (int i = 0; i < g->cols; i++) {
        lack += lacks(&g->col[i]);
        spare += spares(&g->col[i]);
    }
    int64_t moved = lack < spare ? lack : spare;
    for (int i = 0; i < g->cols && moved > 0; i++) {
        struct column *c = &g->col[i];
        if (lacks(c))
            c->width += len_scale((len)lacks(c), moved, lack);
        else
            c->width -= len_scale((len)spares(c), moved, spare);
    }
}

/* Percentages and CALS shares: of the whole width, then of the rest, which columns of a given width
 * have where no others are (CSS Tables 3, 3.9.3.3). */
static void fit_shares(struct grid *g, const struct sums *s, len width)
{
    int64_t rest = width - s->fixed, autos = 0, given = 0;
    for (int i = 0; i < g->cols; i++) {
        struct column *c = &g->col[i];
        given += c->percent || c->star ? 0 : c->fixed;
        c->width = c->percent ? len_fix(width, c->percent)
                   : c->star  ? 0
                   : c->fixed ? c->fixed
                   : s->stars ? c->w.max
                              : 0;
        rest -= c->width;
        autos += c->percent || c->star || c->fixed ? 0 : c->w.max;
    }
    rest = rest > 0 ? rest : 0;
    for (int i = 0; i < g->cols; i++) {
        struct column *c = &g->col[i];
        if (c->star)
            c->width = (c->fixed ? c->fixed : 0) + len_scale(c->star, rest, s->stars);
        else if (!s->stars && !c->percent && !c->fixed && autos)
            c->width = len_scale(c->w.max, rest, autos);
        else if (!s->stars && !c->percent && !autos && given)
            c->width += len_scale(c->fixed, rest, given);
    }
}

static len place_columns(struct grid *g)
{
    len x = g->gap_x;
    for (int i = 0; i < g->cols; i++) {
        g->col[i].x = x;
        x += g->col[i].width + g->gap_x;
    }
    for (int i = 0; i < g->cols && css_is(g->box->style, CSS_direction, KW_rtl); i++)
        g->col[i].x = x - g->col[i].x - g->col[i].width;
    return x;
}

/* Fixed layout: lengths and percentages first; shares and columns without a width get the rest, and
 * if there are none, all widths grow. The table is as wide as its columns when they are wider than
 * it. */
static len fit_fixed(struct grid *g, len width)
{
    int64_t have = 0, stars = 0;
    int rest = 0;
    for (int i = 0; i < g->cols; i++) {
        struct column *c = &g->col[i];
        c->width = c->percent ? len_add(len_fix(width, c->percent), c->more) : c->fixed;
        have += c->width;
        stars += c->star;
        rest += !c->star && !c->percent && !c->fixed;
    }
    int64_t left = width > have ? width - have : 0;
    for (int i = 0; i < g->cols && (stars || rest); i++) {
        struct column *c = &g->col[i];
        if (stars)
            c->width += c->star ? len_scale(c->star, left, stars) : 0;
        else if (!c->percent && !c->fixed)
            c->width = (len)(left / rest), left -= c->width, rest--;
    }
    if (!stars && have < width && left == width - have)
        even_out(g, width);
    return place_columns(g);
}

/* [len] how wide an automatic table is: by its columns, and wide enough for percentages (CSS Tables
 * 3, 3.9.3); shares are of the available width. */
static len automatic_width(const struct grid *g, const struct sums *s, len available)
{
    int64_t width = s->max, others = 0, percents = 0;
    for (int i = 0; i < g->cols; i++) {
        const struct column *c = &g->col[i];
        if (c->star)
            return available;
        percents += c->percent;
        others += c->percent ? 0 : c->w.max;
        int64_t asks = c->percent ? (int64_t)c->w.max * FIX_ONE / c->percent : 0;
        width = asks > width ? asks : width;
    }
    int64_t left = FIX_ONE - percents, asks = left > 0 ? others * FIX_ONE / left
                                              : others ? available
                                                       : 0;
    width = asks > width ? asks : width;
    return width < available ? (len)width : available;
}

/* Columns with a width of their own have it as long as the words of the others are whole (CSS
 * Tables 3, 3.9.3.2), so that tables of one kind have the same columns, whatever is in them. */
static void keep_fixed(struct grid *g, len width)
{
    int64_t all = 0;
    for (int i = 0; i < g->cols; i++)
        all += g->col[i].fixed ? g->col[i].fixed : g->col[i].w.word;
    for (int i = 0; i < g->cols && all <= width; i++)
        if (g->col[i].fixed && !g->col[i].star && !g->col[i].percent)
            g->col[i].w.min = g->col[i].w.word = g->col[i].fixed;
}

len grid_fit(struct grid *g, len asked, len available, len most)
{
    if (fixed_layout(g))
        return fit_fixed(g, len_max((asked >= 0 ? asked : available) - gaps(g), g->cols));
    len width = (asked >= 0 ? asked : available) - gaps(g);
    keep_fixed(g, width);
    struct sums s = sum(g);
    if (asked < 0)
        width = automatic_width(g, &s, width);
    if (width < s.min && width < most - gaps(g))
        width = len_min((len)s.min, most - gaps(g));
    width = len_max(width, g->cols);
    if (s.min > width)
        diag(DIAG_flow_table_wide, doc_loc(g->box));
    if (s.shares) {
        fit_shares(g, &s, width);
        even_out(g, width);
        relieve(g, lack_word, spare_word);
        relieve(g, lack_word, spare_phrases);
        relieve(g, lack_min, spare_min);
    } else if (width >= s.max) {
        fit_above(g, width);
    } else if (width < s.min) {
        fit_capped(g, width, true);
    } else {
        fit_lowest(g, &s, width);
    }
    even_out(g, width);
    return place_columns(g);
}
