// SPDX-License-Identifier: Apache-2.0
/* The values of grid properties (CSS Grid Layout 1, 7 and 8): track lists, lines, areas.
 *
 * In a track list a sizing function is a CSS_I_VALUE (a flexible length is a CSS_NUM) or
 * CSS_I_FUNCTION (minmax, fit-content), the name of a line a CSS_I_SET with a, and repeat() a
 * CSS_I_FUNCTION with n times (-1 auto-fill, -2 auto-fit) the list. A line is a CSS_I_SET: a its
 * name, n its number (0: none), v.kw span. */
#include "css/value-int.h"

static bool read_flex(struct vparse *p)
{
    const struct token *t = cur_peek(&p->c);
    if (t->type != TOK_DIMENSION || strcasecmp(t->s, "fr") || t->num < 0)
        return false;
    p->c.i++;
    vparse_value(p, css_val_num(micro_fix(t->num)));
    return true;
}

static bool read_keyword(struct vparse *p, enum css_kw kw)
{
    if (!cur_is(&p->c, TOK_IDENT) || css_keyword(cur_peek(&p->c)->s) != kw)
        return false;
    p->c.i++;
    vparse_value(p, css_val_kw(kw));
    return true;
}

static bool read_breadth(struct vparse *p)
{
    struct css_val v;
    if (read_keyword(p, KW_auto) || read_keyword(p, KW_min_content) ||
        read_keyword(p, KW_max_content) || read_flex(p))
        return true;
    return css_numeric(p, W_LEN | W_PCT | W_NONNEG, &v) && (vparse_value(p, v), true);
}

static bool is_fixed(const struct css_val *v)
{
    return v->kind != CSS_KEYWORD && v->kind != CSS_NUM;
}

/* minmax(a, b) of two breadths, the first not flexible; fit-content(length). */
static bool read_sizing_inside(struct vparse *in, enum css_kw name)
{
    bool ok = read_breadth(in);
    if (ok && name == KW_minmax)
        ok = in->out.v[0].v.kind != CSS_NUM && cur_comma(&in->c) && read_breadth(in);
    else if (ok)
        ok = is_fixed(&in->out.v[0].v);
    return ok && cur_done(&in->c);
}

static bool read_sizing_function(struct vparse *p)
{
    static const enum css_kw names[] = {KW_minmax, KW_fit_content};
    return value_function(p, names, 2, read_sizing_inside);
}

static bool read_track_size(struct vparse *p) { return read_sizing_function(p) || read_breadth(p); }

static bool line_ident(const struct token *t)
{
    return t->type == TOK_IDENT && !css_wide(css_keyword(t->s)) && strcasecmp(t->s, "span") &&
           strcasecmp(t->s, "auto") && strcasecmp(t->s, "default");
}

/* [name name …] */
static bool read_names(struct vparse *p)
{
    if (!cur_is(&p->c, TOK_SQUARE))
        return false;
    struct cur in = cur_block(&p->c);
    while (!cur_done(&in)) {
        const struct token *t = cur_next(&in);
        if (!line_ident(t) || p->out.n >= CSS_MAX_ITEMS)
            return false;
        struct css_item *item = vparse_add(p, CSS_I_SET);
        item->a = t->s;
        item->line = true;
    }
    return true;
}

/* Whether an automatic repetition can be counted: every track in it has a fixed size on one side
 * (7.2.3). */
static bool countable(const struct css_item *item, int n)
{
    int tracks = 0;
    for (int k = 0; k < n; k++) {
        const struct css_item *it = &item[k];
        if (it->kind == CSS_I_SET)
            continue;
        bool function = it->kind == CSS_I_FUNCTION;
        if (function && it->v.kw != KW_minmax)
            return false;
        if (function ? !is_fixed(&it->list->item[0].v) && !is_fixed(&it->list->item[1].v)
                     : !is_fixed(&it->v))
            return false;
        tracks++;
    }
    return tracks > 0;
}

static bool read_repeat(struct vparse *p)
{
    const struct token *t = cur_peek(&p->c);
    struct css_val times = css_val_num(0);
    int tracks = 0;
    if (t->type != TOK_FUNCTION || strcasecmp(t->s, "repeat"))
        return false;
    struct vparse in = {.css = p->css, .where = p->where, .prop = p->prop};
    in.c = cur_block(&p->c);
    cur_space(&in.c);
    int n = cur_keyword(&in.c, "auto-fill") ? -1 : cur_keyword(&in.c, "auto-fit") ? -2 : 0;
    bool ok = (n || css_numeric(&in, W_INT | W_POS, &times)) && cur_comma(&in.c);
    while (ok && !cur_done(&in.c) && in.out.n < CSS_MAX_ITEMS)
        ok = read_names(&in) || (read_track_size(&in) && ++tracks);
    ok = ok && tracks && (!n || countable(in.out.v, in.out.n));
    if (ok) {
        struct css_item *item = vparse_add(p, CSS_I_FUNCTION);
        item->v = css_val_kw(KW_repeat);
        item->n = n ? n : times.num / FIX_ONE;
        item->list = css_list_new(p->css, in.out.v, in.out.n);
    }
    vec_done(&in.out);
    return ok;
}

bool read_track_list(struct vparse *p)
{
    int tracks = 0, fills = 0;
    for (;;) {
        int i = p->c.i, n = p->out.n;
        cur_space(&p->c);
        if (p->out.n >= CSS_MAX_ITEMS)
            return false;
        if (read_names(p))
            continue;
        if (read_repeat(p)) {
            fills += p->out.v[p->out.n - 1].n < 0;
            tracks++;
        } else if (read_track_size(p)) {
            tracks++;
        } else {
            p->c.i = i;
            p->out.n = n;
            break;
        }
    }
    for (int k = 0; k < p->out.n && fills;
         k++) /* besides it all others have a fixed size on one side */
        if (p->out.v[k].kind != CSS_I_SET &&
            !(p->out.v[k].kind == CSS_I_FUNCTION && p->out.v[k].v.kw == KW_repeat) &&
            !countable(&p->out.v[k], 1))
            return false;
    return tracks > 0 && fills <= 1;
}

bool read_track_sizes(struct vparse *p)
{
    int i;
    bool any = false;
    do {
        any |= read_track_size(p);
        i = p->c.i;
        cur_space(&p->c);
    } while (i >= 0 && p->out.n < CSS_MAX_ITEMS &&
             (cur_is(&p->c, TOK_FUNCTION) || cur_is(&p->c, TOK_IDENT) ||
              cur_is(&p->c, TOK_DIMENSION) || cur_is(&p->c, TOK_PERCENT) ||
              cur_is(&p->c, TOK_NUMBER)) &&
             read_track_size(p));
    return any;
}

/* span || integer || name, at least one of the last two; or a name or "auto" alone. */
bool read_grid_line(struct vparse *p)
{
    const char *name = NULL;
    bool span = false, counted = false;
    struct css_val n = css_val_num(0);
    for (;;) {
        int i = p->c.i;
        cur_space(&p->c);
        if (!span && cur_keyword(&p->c, "span")) {
            span = true;
        } else if (!counted && (cur_is(&p->c, TOK_NUMBER) || cur_is(&p->c, TOK_FUNCTION)) &&
                   css_numeric(p, W_INT, &n)) {
            counted = true;
        } else if (!name && line_ident(cur_peek(&p->c))) {
            name = cur_next(&p->c)->s;
        } else {
            p->c.i = i;
            break;
        }
    }
    if ((!name && !counted) || (counted && (n.num == 0 || (span && n.num < 0))))
        return false;
    struct css_item *item = vparse_add(p, CSS_I_SET);
    item->a = name;
    item->n = n.num / FIX_ONE;
    item->line = true;
    item->v = span ? css_val_kw(KW_span) : (struct css_val){0};
    return true;
}

/* ---- areas ----------------------------------------------------------------------------------- */

enum { AREA_CELLS = 64 * 64 };

/* The names of a row's cells, NULL for dots; -1: faulty. */
static int row_cells(const char *s, const char **cell, int most)
{
    int n = 0;
    for (s += strspn(s, " \t\n"); *s; s += strspn(s, " \t\n"), n++) {
        if (n >= most)
            return -1;
        size_t k = *s == '.' ? strspn(s, ".") : strcspn(s, " \t\n.");
        cell[n] = *s == '.' ? NULL : intern_n(s, k);
        s += k;
    }
    return n ? n : -1;
}

/* Each name's cells are one rectangle (7.3). */
static bool rectangles(const char *const *cell, int rows, int columns)
{
    for (int i = 0; i < rows * columns; i++) {
        const char *name = cell[i];
        bool first = name && !(i % columns && cell[i - 1] == name) &&
                     !(i >= columns && cell[i - columns] == name);
        int w = 1, h = 1, all = 0, inside = 0;
        if (!first)
            continue;
        while (i % columns + w < columns && cell[i + w] == name)
            w++;
        while (i / columns + h < rows && cell[i + h * columns] == name)
            h++;
        for (int k = 0; k < rows * columns; k++) {
            bool in = k % columns >= i % columns && k % columns < i % columns + w &&
                      k / columns >= i / columns && k / columns < i / columns + h;
            all += cell[k] == name;
            inside += in && cell[k] == name;
        }
        if (inside != w * h || all != inside)
            return false;
    }
    return true;
}

bool read_grid_areas(struct vparse *p)
{
    const char **cell = mem_new(sizeof *cell * AREA_CELLS);
    int rows = 0, columns = 0;
    bool ok = true;
    for (;;) {
        int i = p->c.i;
        cur_space(&p->c);
        if (!cur_is(&p->c, TOK_STRING)) {
            p->c.i = i;
            break;
        }
        const char *s = cur_next(&p->c)->s;
        int n = row_cells(s, cell + rows * columns, AREA_CELLS - rows * columns);
        ok = ok && n > 0 && (!rows || n == columns) && (rows + 1) * n <= AREA_CELLS - n;
        if (!ok)
            break;
        columns = n;
        rows++;
        vparse_value(p, css_val_str(s));
    }
    ok = ok && rows && rectangles(cell, rows, columns);
    mem_free(cell);
    return ok;
}
