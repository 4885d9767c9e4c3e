/* Widths of a table's columns: automatic layout after CSS 2.1 17.5.2.2, fixed layout after 17.5.2.1, and the proportional columns
 * of CALS ("2*"), which share what fixed columns leave. No column gets narrower than its longest word as long as others can give. */
#include "flow/table-int.h"

/* The border on one side of a row; of its group, too, when the row is the last there on that side. */
static len row_border(const struct box *row, bool top)
{
    enum css_prop p = top ? CSS_border_top_width : CSS_border_bottom_width;
    const struct box *group = row->parent;
    bool outer = top ? !row->prev : !row->next;
    len b = frame_len(row->style, p, 0);
    return outer && group && group->kind == BOX_ROWS ? len_max(b, frame_len(group->style, p, 0)) : b;
}

/* The row above or below, in the next row group where there is none in this. */
static const struct box *next_row(const struct box *row, bool above)
{
    const struct box *next = above ? row->prev : row->next, *group = row->parent;
    if (next || !group || group->kind != BOX_ROWS)
        return next;
    group = above ? group->prev : group->next;
    return group && group->kind == BOX_ROWS ? above ? group->last : group->first : NULL;
}

/* The widest of the borders that collapse into one of a cell's: its own and, above and below, those of the rows that meet there. */
static len collapsed(const struct box *cell, enum css_prop border)
{
    const struct box *row = cell->parent;
    bool top = border == CSS_border_top_width;
    len b = frame_len(cell->style, border, 0);
    if (!row || row->kind != BOX_ROW || (!top && border != CSS_border_bottom_width))
        return b;
    const struct box *next = next_row(row, top);
    b = len_max(b, row_border(row, top));
    return next && next->kind == BOX_ROW ? len_max(b, row_border(next, !top)) : b;
}

len grid_edge(const struct grid *g, const struct box *cell, enum css_prop border, enum css_prop padding, len base)
{
    len b = g->collapse ? collapsed(cell, border) / 2 : frame_len(cell->style, border, 0);
    return b + frame_len(cell->style, padding, base);
}

static bool fixed_layout(const struct grid *g) { return css_is(g->box->style, CSS_table_layout, KW_fixed); }

static len gaps(const struct grid *g) { return (g->cols + 1) * g->gap_x; }

/* ---- what is asked for ------------------------------------------------------------------------------------- */

static void ask_width(struct column *c, const struct css_val *v, len more)
{
    if (v->kind == CSS_LEN)
        c->fixed = len_max(c->fixed, v->len + more);
    else if (v->kind == CSS_PCT && v->num > c->percent)
        c->percent = v->num;
}

static void ask_columns(struct grid *g)
{
    for (const struct box *b = g->box->first; b; b = b->next) {
        if (b->kind != BOX_COLUMN)
            continue;
        int end = b->u.column.index + (b->u.column.span > 1 ? b->u.column.span : 1);
        for (int i = b->u.column.index; i < end && i < g->cols; i++) {
            struct column *c = &g->col[i];
            c->style = b->style;
            c->star = b->u.column.star;
            c->percent = b->u.column.percent;
            c->fixed = b->u.column.width;
            if (!c->star && !c->percent && !c->fixed)
                ask_width(c, &b->style->v[CSS_width], 0);
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
    return w;
}

len grid_turned_measure(const struct grid *g, const struct box *cell)
{
    struct intrinsic w = content_widths(g, cell);
    return len_max(len_max(len_min(w.max, g->flow->state->area.height / 2), w.min), LEN_PT);
}

/* The content width that a cell's children ask for, with the cell's own edges. A turned cell is as wide as its lines are high. */
static struct intrinsic cell_widths(const struct grid *g, const struct box *cell)
{
    struct intrinsic w;
    if (grid_turn(cell)) {
        struct room room = {.width = grid_turned_measure(g, cell), .height = -1};
        w.min = w.word = w.max = block_galley(g->flow, cell, &room, true)->height;
    } else {
        w = content_widths(g, cell);
    }
    len edges = grid_edge(g, cell, CSS_border_left_width, CSS_padding_left, 0)
              + grid_edge(g, cell, CSS_border_right_width, CSS_padding_right, 0);
    intrinsic_add(&w, (struct intrinsic){edges, edges, edges});
    return w;
}

/* Adds to the columns from `first` to `end` what they lack to `want`, in proportion to what they have. */
static void spread(struct grid *g, int first, int end, struct intrinsic want, len *(*of)(struct intrinsic *))
{
    int64_t have = 0;
    for (int i = first; i < end; i++)
        have += *of(&g->col[i].w);
    int64_t lack = *of(&want) - (end - first - 1) * g->gap_x - have;
    if (lack <= 0)
        return;
    for (int i = first; i < end; i++) {
        len *w = of(&g->col[i].w);
        *w += have ? len_scale(*w, lack, have) : (len)(lack / (end - first));
    }
}

static len *min_of(struct intrinsic *w) { return &w->min; }
static len *word_of(struct intrinsic *w) { return &w->word; }
static len *max_of(struct intrinsic *w) { return &w->max; }

/* Cells in one column first, then those that span. */
static void ask_cells(struct grid *g, bool spanning)
{
    for (int i = 0; i < g->line.n; i++)
        for (const struct box *c = grid_cell(g->line.v[i]->first); c; c = grid_cell(c->next)) {
            int first = c->u.cell.col, end = grid_end(g, c);
            if (first >= end || (end - first > 1) != spanning)
                continue;
            struct intrinsic w = cell_widths(g, c);
            spread(g, first, end, w, min_of);
            spread(g, first, end, w, word_of);
            spread(g, first, end, w, max_of);
            len edges = css_is(c->style, CSS_box_sizing, KW_border_box) ? 0
                      : grid_edge(g, c, CSS_border_left_width, CSS_padding_left, 0)
                      + grid_edge(g, c, CSS_border_right_width, CSS_padding_right, 0);
            if (!spanning && !g->col[first].star)
                ask_width(&g->col[first], &c->style->v[CSS_width], edges);
        }
}

void grid_ask(struct grid *g)
{
    ask_columns(g);
    ask_cells(g, false);
    ask_cells(g, true);
    for (int i = 0; i < g->cols; i++) {
        struct column *c = &g->col[i];
        if (fixed_layout(g) && (c->fixed || c->percent || c->star))
            c->w.min = c->w.word = 0;
        if (c->fixed && !c->star)
            c->w.max = c->fixed = len_max(c->fixed, c->w.min);
        c->w.max = len_max(c->w.max, c->w.min);
        c->w.word = len_min(len_max(c->w.word, c->w.min), c->w.max);
    }
}

/* ---- settling ------------------------------------------------------------------------------------------------ */

struct sums {
    int64_t min, word, max, stars, fixed;
    bool shares;                 /* some column asks for a share of the table's width */
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

/* Wider than max: the rest goes to columns without a width of their own, in proportion to their content. */
static void fit_above(struct grid *g, len width)
{
    int64_t have = 0, give = 0;
    for (int i = 0; i < g->cols; i++) {
        g->col[i].width = g->col[i].w.max;
        have += g->col[i].w.max;
        give += g->col[i].fixed ? 0 : g->col[i].w.max;
    }
    for (int i = 0; i < g->cols; i++) {
        struct column *c = &g->col[i];
        if (give > 0)
            c->width += c->fixed ? 0 : len_scale(c->w.max, width - have, give);
        else
            c->width += have ? len_scale(c->w.max, width - have, have) : width / g->cols;
    }
}

/* Too narrow for whole words (or even for their parts): the widest columns give way, all to the same width, before any other does, and
 * divide their words. */
static len capped(const struct column *c, len most, bool parts)
{
    return parts ? len_min(c->w.min, most) : len_max(c->w.min, len_min(c->w.word, most));
}

static void fit_below(struct grid *g, len width, bool parts)
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

/* Columns narrower than their longest word take from those that have to spare. */
static void relieve(struct grid *g)
{
    int64_t lack = 0, spare = 0;
    for (int i = 0; i < g->cols; i++) {
        const struct column *c = &g->col[i];
        lack += c->width < c->w.min ? c->w.min - c->width : 0;
        spare += c->width > c->w.min ? c->width - c->w.min : 0;
    }
    int64_t moved = lack < spare ? lack : spare;
    for (int i = 0; i < g->cols && moved > 0; i++) {
        struct column *c = &g->col[i];
        if (c->width < c->w.min)
            c->width += len_scale(c->w.min - c->width, moved, lack);
        else
            c->width -= len_scale(c->width - c->w.min, moved, spare);
    }
}

/* Percentages and CALS shares: of the whole width, then of what the others leave. */
static void fit_shares(struct grid *g, const struct sums *s, len width)
{
    int64_t rest = width - s->fixed, autos = 0;
    for (int i = 0; i < g->cols; i++) {
        struct column *c = &g->col[i];
        c->width = c->percent ? len_fix(width, c->percent) : c->star ? 0 : c->fixed ? c->fixed : s->stars ? c->w.max : 0;
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
    }
}

/* What rounding and contradictory wishes leave over or lack is shared by all. */
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

len grid_fit(struct grid *g, len asked, len available)
{
    struct sums s = sum(g);
    len width = (asked >= 0 ? asked : available) - gaps(g);
    if (asked < 0 && !s.shares && s.max < width)
        width = (len)s.max;
    if (asked >= 0 && width < s.min && asked < available)
        width = len_min((len)s.min, available - gaps(g));
    width = len_max(width, g->cols);
    if (s.min > width && !fixed_layout(g))
        diag(DIAG_flow_table_wide, doc_loc(g->box));
    if (s.shares) {
        fit_shares(g, &s, width);
        even_out(g, width);
        relieve(g);
    } else if (width >= s.max) {
        fit_above(g, width);
    } else if (width >= s.word) {
        fit_between(g, &s, width);
    } else {
        fit_below(g, width, width < s.min);
    }
    even_out(g, width);
    return place_columns(g);
}
