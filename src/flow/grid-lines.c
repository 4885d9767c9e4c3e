// SPDX-License-Identifier: Apache-2.0
/* The explicit grid and the places of items (CSS Grid Layout 1, 7 and 8).
 *
 * Places are counted in tracks from the first explicit line; tracks before it are negative until
 * all items are placed. Automatic items look for free cells in a map of rows of cells; the search
 * goes on where the last one of their size has ended, so that all of them together look at each
 * cell a few times at most. */
#include <stdlib.h>
#include <string.h>

#include "flow/grid-int.h"

/* ---- tracks ---------------------------------------------------------------------------------- */

static bool definite(const struct css_val *v, len room)
{
    return v->kind == CSS_LEN || ((v->kind == CSS_PCT || v->kind == CSS_CALC) && room >= 0);
}

static len size_of(const struct css_val *v, len room)
{
    return len_max(0, len_min(css_calc(v, len_max(0, room)), LEN_MAX / 64));
}

static enum sizing sizing_of(const struct css_val *v, len room)
{
    if (v->kind == CSS_KEYWORD)
        return v->kw == KW_min_content   ? SIZE_MIN_CONTENT
               : v->kw == KW_max_content ? SIZE_MAX_CONTENT
                                         : SIZE_AUTO;
    return v->kind == CSS_NUM ? SIZE_FLEX : definite(v, room) ? SIZE_FIXED : SIZE_AUTO;
}

/* One sizing function, or minmax() of two. A percentage of no definite size is automatic. */
static struct track track_of(const struct css_item *item, len room)
{
    const struct css_val *min = &item->v, *max = min;
    struct track t = {0};
    bool function = item->kind == CSS_I_FUNCTION && item->list;
    if (function && item->v.kw == KW_fit_content) {
        max = &item->list->item[0].v;
        t.min = SIZE_AUTO;
        t.fit = definite(max, room);
        t.max = SIZE_MAX_CONTENT;
        t.most = t.fit ? size_of(max, room) : 0;
        return t;
    }
    if (function)
        min = &item->list->item[0].v, max = &item->list->item[1].v;
    t.min = sizing_of(min, room);
    t.max = sizing_of(max, room);
    t.least = t.min == SIZE_FIXED ? size_of(min, room) : 0;
    t.most = t.max == SIZE_FIXED ? size_of(max, room) : 0;
    t.flex = t.max == SIZE_FLEX ? max->num : 0;
    if (t.min == SIZE_FLEX) /* a flexible length alone is minmax(auto, …) */
        t.min = SIZE_AUTO;
    return t;
}

static void add_name(struct axis *a, const char *name, int line)
{
    *vec_add(&a->name) = (struct named_line){name, line};
}

static void add_track(struct axis *a, const struct css_item *item)
{
    if (item->kind == CSS_I_SET)
        add_name(a, item->a, a->track.n);
    else if (a->track.n < LINES_MAX)
        *vec_add(&a->track) = track_of(item, a->room);
}

/* [len] the size of one repetition and the tracks beside it: the larger of the fixed functions of
 * each. */
static len fixed_sum(const struct axis *a, const struct css_list *l, int *n)
{
    len sum = 0;
    for (int i = 0; i < l->n; i++) {
        const struct css_item *item = &l->item[i];
        if (item->kind == CSS_I_SET ||
            (item->kind == CSS_I_FUNCTION && item->v.kw == KW_repeat && item->n < 0))
            continue;
        if (item->kind == CSS_I_FUNCTION && item->v.kw == KW_repeat) {
            int each = 0;
            len of_each = fixed_sum(a, item->list, &each);
            sum = len_add(sum, (len)len_min((len)len_scale(of_each, item->n, 1), LEN_MAX / 4));
            *n += each * item->n;
            continue;
        }
        struct track t = track_of(item, a->room);
        sum = len_add(sum, t.max == SIZE_FIXED ? len_max(t.most, t.least) : t.least);
        ++*n;
    }
    return sum;
}

/* 7.2.3.2: as many repetitions as there is room for, one at least. */
static int repetitions(const struct axis *a, const struct css_list *all,
                       const struct css_list *inside)
{
    int others = 0, each = 0;
    len room = a->room >= 0 ? a->room : a->least, fixed = fixed_sum(a, all, &others),
        size = fixed_sum(a, inside, &each);
    int64_t step = (int64_t)size + (int64_t)each * a->gap;
    if (room <= 0 || step <= 0)
        return 1;
    int64_t free = (int64_t)room - fixed - (int64_t)others * a->gap + a->gap;
    int64_t n = a->room >= 0 ? free / step : (free + step - 1) / step;
    return n < 1 ? 1 : n > LINES_MAX ? LINES_MAX : (int)n;
}

static void add_tracks(struct axis *a, const struct css_list *l)
{
    for (int i = 0; l && i < l->n; i++) {
        const struct css_item *item = &l->item[i];
        if (item->kind != CSS_I_FUNCTION || item->v.kw != KW_repeat) {
            add_track(a, item);
            continue;
        }
        int times = item->n > 0 ? item->n : repetitions(a, l, item->list), from = a->track.n;
        for (int k = 0; k < times && a->track.n < LINES_MAX; k++)
            for (int j = 0; j < item->list->n; j++)
                add_track(a, &item->list->item[j]);
        if (item->n == -2)
            a->fit_from = from, a->fit_to = a->track.n;
    }
}

/* ---- areas ----------------------------------------------------------------------------------- */

struct area_of {
    const char *name;
    int start[2], end[2];
};
struct areas {
    struct area_of *v;
    int n, cap;
    int size[2];
};

static struct areas areas_of(const struct css_style *s)
{
    const struct css_list *l = css_list(s, CSS_grid_template_areas);
    struct areas all = {0};
    for (int row = 0; l && row < l->n && row < LINES_MAX; row++) {
        const char *p = l->item[row].v.str;
        int column = 0;
        for (p += strspn(p, " \t\n"); *p; column++, p += strspn(p, " \t\n")) {
            size_t n = *p == '.' ? strspn(p, ".") : strcspn(p, " \t\n.");
            const char *name = *p == '.' ? NULL : intern_n(p, n);
            p += n;
            int i = 0;
            while (name && i < all.n && all.v[i].name != name)
                i++;
            if (name && i == all.n)
                *vec_add(&all) = (struct area_of){name, {column, row}, {column, row}};
            if (name) {
                all.v[i].end[COLUMNS] = column + 1;
                all.v[i].end[ROWS] = row + 1;
            }
        }
        all.size[COLUMNS] = column > all.size[COLUMNS] ? column : all.size[COLUMNS];
        all.size[ROWS] = row + 1;
    }
    return all;
}

static const char *with_end(const char *name, const char *end)
{
    struct buf b = {0};
    buf_printf(&b, "%s%s", name, end);
    const char *s = intern(b.s);
    buf_done(&b);
    return s;
}

/* The sizes of implicit tracks go round; those before the explicit ones from the last on (7.6). */
static struct track implicit(const struct axis *a, const struct css_style *s, int which, int i)
{
    const struct css_list *l = css_list(s, which == COLUMNS ? CSS_grid_auto_columns
                                                            : CSS_grid_auto_rows);
    if (!l)
        return (struct track){.min = SIZE_AUTO, .max = SIZE_AUTO};
    return track_of(&l->item[((i % l->n) + l->n) % l->n], a->room);
}

void lines_read(struct axis *a, const struct css_style *s, int which, len room)
{
    struct areas areas = areas_of(s);
    a->room = room;
    add_tracks(a,
               css_list(s, which == COLUMNS ? CSS_grid_template_columns : CSS_grid_template_rows));
    for (int i = 0; a->track.n < areas.size[which]; i++)
        *vec_add(&a->track) = implicit(a, s, which, i);
    a->explicit_n = a->track.n;
    for (int i = 0; i < areas.n; i++) {
        add_name(a, with_end(areas.v[i].name, "-start"), areas.v[i].start[which]);
        add_name(a, with_end(areas.v[i].name, "-end"), areas.v[i].end[which]);
    }
    vec_done(&areas);
}

void lines_done(struct axis *a)
{
    vec_done(&a->track);
    vec_done(&a->name);
}

/* ---- lines that items name ------------------------------------------------------------------- */

static int kept_line(int64_t line)
{
    return (int)(line < -LINES_MAX ? -LINES_MAX : line > LINES_MAX ? LINES_MAX : line);
}

static bool has_name(const struct axis *a, const char *name, int line)
{
    for (int i = 0; i < a->name.n; i++)
        if (a->name.v[i].line == line && a->name.v[i].name == name)
            return true;
    return false;
}

static bool is_named(const struct axis *a, const char *name)
{
    for (int i = 0; i < a->name.n; i++)
        if (a->name.v[i].name == name)
            return true;
    return false;
}

/* The n-th line of that name; all implicit lines have any name (8.3). */
static int grid_lines_named(const struct axis *a, const char *name, int n)
{
    int step = n < 0 ? -1 : 1, line = n < 0 ? a->explicit_n : 0, left = n * step;
    for (; line >= 0 && line <= a->explicit_n; line += step)
        if (has_name(a, name, line) && --left == 0)
            return line;
    return kept_line(n < 0 ? -left : (int64_t)a->explicit_n + left);
}

struct edge {
    enum { AUTO_EDGE, AT_LINE, SPANNING } kind;
    int n;            /* the line; how many tracks, or lines of a name */
    const char *name; /* SPANNING: of lines */
};

static struct edge edge_of(const struct axis *a, const struct css_style *s, enum css_prop p,
                           bool end)
{
    const struct css_list *l = css_list(s, p);
    if (!l)
        return (struct edge){.kind = AUTO_EDGE, .n = 1};
    const struct css_item *item = &l->item[0];
    if (item->v.kw == KW_span)
        return (struct edge){SPANNING, item->n > 0 ? kept_line(item->n) : 1, item->a};
    if (!item->a)
        return (struct edge){.kind = AT_LINE,
                             .n = kept_line(item->n > 0 ? (int64_t)item->n - 1
                                                        : (int64_t)a->explicit_n + 1 + item->n)};
    const char *area = item->n ? NULL : with_end(item->a, end ? "-end" : "-start");
    return (struct edge){.kind = AT_LINE,
                         .n = area && is_named(a, area)
                                  ? grid_lines_named(a, area, 1)
                                  : grid_lines_named(a, item->a, item->n ? item->n : 1)};
}

/* How far a span reaches from a line, forwards or back. */
static int reach(const struct axis *a, const struct edge *e, int from, int step)
{
    if (!e->name)
        return e->n;
    int left = e->n, line = from;
    do {
        line += step;
        left -= line < 0 || line > a->explicit_n || has_name(a, e->name, line);
    } while (left > 0 && line > -LINES_MAX && line < LINES_MAX);
    return (line - from) * step;
}

/* 8.3.1: of two lines the first is the start; equal ones span one track; a span by both counts
 * once. */
static void find_lines(const struct axis *a, struct grid_item *item, int which)
{
    const struct css_style *s = item->box->style;
    struct edge from = edge_of(a, s, which == COLUMNS ? CSS_grid_column_start : CSS_grid_row_start,
                               false);
    struct edge to = edge_of(a, s, which == COLUMNS ? CSS_grid_column_end : CSS_grid_row_end, true);
    item->span[which] = 1;
    item->placed[which] = from.kind == AT_LINE || to.kind == AT_LINE;
    if (from.kind == AT_LINE && to.kind == AT_LINE) {
        int first = from.n < to.n ? from.n : to.n, last = from.n < to.n ? to.n : from.n;
        item->start[which] = first;
        item->span[which] = last > first ? last - first : 1;
    } else if (from.kind == AT_LINE) {
        item->start[which] = from.n;
        item->span[which] = reach(a, &to, from.n, 1);
    } else if (to.kind == AT_LINE) {
        item->span[which] = reach(a, &from, to.n, -1);
        item->start[which] = to.n - item->span[which];
    } else {
        const struct edge *span = from.kind == SPANNING ? &from : &to;
        item->span[which] = span->kind == SPANNING && !span->name ? span->n : 1;
    }
}

void lines_of_absolute(const struct axis *a, const struct css_style *s, int which, int line[2])
{
    struct edge from = edge_of(a, s, which == COLUMNS ? CSS_grid_column_start : CSS_grid_row_start,
                               false);
    struct edge to = edge_of(a, s, which == COLUMNS ? CSS_grid_column_end : CSS_grid_row_end, true);
    bool at_from = from.kind == AT_LINE, at_to = to.kind == AT_LINE;
    line[0] = at_from                          ? from.n
              : at_to && from.kind == SPANNING ? to.n - reach(a, &from, to.n, -1)
                                               : -LINES_MAX - 1;
    line[1] = at_to                            ? to.n
              : at_from && to.kind == SPANNING ? from.n + reach(a, &to, from.n, 1)
                                               : -LINES_MAX - 1;
    if (at_from && at_to && from.n > to.n)
        line[0] = to.n, line[1] = from.n;
    if (at_from && at_to && from.n == to.n)
        line[1] = -LINES_MAX - 1;
    for (int i = 0; i < 2; i++) {
        line[i] += a->before;
        line[i] = line[i] >= 0 && line[i] <= a->track.n ? line[i] : -1;
    }
}

/* ---- automatic places (8.5) ------------------------------------------------------------------ */

/* The cells that are taken, by tracks across the flow (rows of the map) and along it. */
struct map_row {
    unsigned char *cell;
    int used; /* cells up to here may be taken */
};
struct cells {
    struct {
        struct map_row *v;
        int n, cap;
    } row;
    int first_row, first, width; /* first row and cell of the map */
    int along, across;           /* axes: items follow each other along … */
};

static bool is_free(const struct cells *c, int row, int at, int rows, int n)
{
    for (int i = row - c->first_row; i < row - c->first_row + rows && i < c->row.n; i++) {
        const struct map_row *m = &c->row.v[i];
        for (int k = at - c->first; m->cell && k < at - c->first + n && k < m->used; k++)
            if (m->cell[k])
                return false;
    }
    return true;
}

static void grid_lines_take(struct cells *c, const struct grid_item *item)
{
    int row = item->start[c->across] - c->first_row, at = item->start[c->along] - c->first;
    for (int i = row; i < row + item->span[c->across]; i++) {
        while (c->row.n <= i)
            *vec_add(&c->row) = (struct map_row){0};
        struct map_row *m = &c->row.v[i];
        if (!m->cell)
            m->cell = mem_new((size_t)c->width);
        for (int k = at; k < at + item->span[c->along] && k < c->width; k++)
            m->cell[k] = 1;
        m->used = at + item->span[c->along] > m->used ? at + item->span[c->along] : m->used;
    }
}

/* The cells of the map: those of the explicit grid, and of items beyond it. */
static void measure_map(struct cells *c, const struct axis axis[2], const struct grid_items *items)
{
    int last = axis[c->along].explicit_n > 0 ? axis[c->along].explicit_n : 1, widest = 1;
    for (int i = 0; i < items->n; i++) {
        const struct grid_item *it = &items->v[i];
        if (it->placed[c->across] && it->start[c->across] < c->first_row)
            c->first_row = it->start[c->across];
        widest = it->span[c->along] > widest ? it->span[c->along] : widest;
        if (!it->placed[c->along])
            continue;
        c->first = it->start[c->along] < c->first ? it->start[c->along] : c->first;
        last = it->start[c->along] + it->span[c->along] > last
                   ? it->start[c->along] + it->span[c->along]
                   : last;
    }
    c->width = last - c->first > widest ? last - c->first : widest;
}

/* Items that are bound to a row alone, which may make the rows longer: each row goes on after its
 * last, or has its holes filled. */
static void place_in_rows(struct cells *c, struct grid_items *items, bool dense)
{
    for (int i = 0; i < items->n; i++) {
        struct grid_item *it = &items->v[i];
        if (!it->placed[c->across] || it->placed[c->along])
            continue;
        int row = it->start[c->across], at = c->first;
        if (!dense)
            for (int k = row - c->first_row;
                 k < row - c->first_row + it->span[c->across] && k < c->row.n; k++)
                if (c->row.v[k].used + c->first > at)
                    at = c->row.v[k].used + c->first;
        while (!is_free(c, row, at, it->span[c->across], it->span[c->along]))
            at++;
        int end = at + it->span[c->along] - c->first;
        if (end > c->width) {
            for (int k = 0; k < c->row.n; k++)
                if (c->row.v[k].cell) {
                    unsigned char *cell = mem_new((size_t)end);
                    memcpy(cell, c->row.v[k].cell, (size_t)c->width);
                    mem_free(c->row.v[k].cell);
                    c->row.v[k].cell = cell;
                }
            c->width = end;
        }
        it->start[c->along] = at;
        it->placed[c->along] = true;
        grid_lines_take(c, it);
    }
}

/* Where the search for the next item of that size begins, where holes are filled: nothing before it
 * has room. */
enum { SPANS = 8 };
struct search {
    int row, at;
    struct {
        int row, at;
    } dense[SPANS][SPANS];
};

static void place_freely(struct cells *c, struct grid_items *items, bool dense)
{
    struct search s = {.row = c->first_row, .at = c->first};
    for (int i = 0; i < SPANS * SPANS; i++)
        s.dense[i / SPANS][i % SPANS].row = c->first_row,
                               s.dense[i / SPANS][i % SPANS].at = c->first;
    for (int i = 0; i < items->n; i++) {
        struct grid_item *it = &items->v[i];
        int n = it->span[c->along], rows = it->span[c->across];
        if (it->placed[c->across])
            continue;
        if (it->placed[c->along]) { /* in a given column */
            int at = it->start[c->along], row = dense ? c->first_row : s.row + (at < s.at);
            while (!is_free(c, row, at, rows, n))
                row++;
            it->start[c->across] = row;
            if (!dense)
                s.row = row, s.at = at;
        } else {
            bool known = n < SPANS && rows < SPANS;
            int row = !dense  ? s.row
                      : known ? s.dense[n][rows].row
                              : c->first_row,
                at = !dense  ? s.at
                     : known ? s.dense[n][rows].at
                             : c->first;
            for (;; at++) {
                if (at + n - c->first > c->width)
                    at = c->first, row++;
                if (is_free(c, row, at, rows, n))
                    break;
            }
            it->start[c->along] = at;
            it->start[c->across] = row;
            if (!dense)
                s.row = row, s.at = at;
            else if (known)
                s.dense[n][rows].row = row, s.dense[n][rows].at = at;
        }
        it->placed[0] = it->placed[1] = true;
        grid_lines_take(c, it);
    }
}

/* Implicit tracks on both sides of the explicit ones. */
static void add_implicit(struct axis *a, const struct css_style *s, int which,
                         struct grid_items *items)
{
    int first = 0, last = a->explicit_n;
    for (int i = 0; i < items->n; i++) {
        const struct grid_item *it = &items->v[i];
        first = it->start[which] < first ? it->start[which] : first;
        last = it->start[which] + it->span[which] > last ? it->start[which] + it->span[which]
                                                         : last;
    }
    int explicit_n = a->track.n;
    struct track *own = a->track.v;
    a->track.v = NULL;
    a->track.n = a->track.cap = 0;
    a->before = -first;
    for (int i = first; i < last; i++)
        *vec_add(&a->track) = i >= 0 && i < explicit_n
                                  ? own[i]
                                  : implicit(a, s, which, i < 0 ? i : i - explicit_n);
    mem_free(own);
    for (int i = 0; i < items->n; i++)
        items->v[i].start[which] += a->before;
    a->fit_from += a->before;
    a->fit_to += a->before;
}

/* Of repeat(auto-fit), tracks without items are none (7.2.3.2). */
static void drop_empty(struct axis *a, int which, const struct grid_items *items)
{
    for (int i = a->fit_from; i < a->fit_to; i++)
        a->track.v[i].empty = true;
    for (int i = 0; i < items->n && a->fit_to > a->fit_from; i++)
        for (int k = items->v[i].start[which];
             k < items->v[i].start[which] + items->v[i].span[which]; k++)
            a->track.v[k].empty = false;
    for (int i = a->fit_from; i < a->fit_to; i++)
        if (a->track.v[i].empty)
            a->track.v[i] = (struct track){.empty = true};
}

void lines_place(struct axis axis[2], const struct css_style *s, struct grid_items *items)
{
    bool dense = css_has(s, CSS_grid_auto_flow, KW_dense);
    struct cells c = {.along = css_has(s, CSS_grid_auto_flow, KW_column) ? ROWS : COLUMNS};
    c.across = 1 - c.along;
    for (int i = 0; i < items->n; i++)
        for (int which = 0; which < 2; which++)
            find_lines(&axis[which], &items->v[i], which);
    measure_map(&c, axis, items);
    for (int i = 0; i < items->n; i++)
        if (items->v[i].placed[0] && items->v[i].placed[1])
            grid_lines_take(&c, &items->v[i]);
    place_in_rows(&c, items, dense);
    place_freely(&c, items, dense);
    for (int i = 0; i < c.row.n; i++)
        mem_free(c.row.v[i].cell);
    vec_done(&c.row);
    for (int which = 0; which < 2; which++) {
        add_implicit(&axis[which], s, which, items);
        drop_empty(&axis[which], which, items);
    }
}
