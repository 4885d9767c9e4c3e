// SPDX-License-Identifier: Apache-2.0
/* Tables and matrices (MathML 3, 3.5): rows on common baselines, columns as wide as their cells,
 * the whole about the axis. */
#include "math/math-int.h"

enum { COLUMNS_MAX = 512, SPAN_MAX = 512 };

struct cell {
    struct node *node;
    struct math_box *slab;
    int row, column, rows, columns;
    int next;          /* that ends in the same row, as in struct line */
    const char *align; /* of the column it begins in, n_align long; 0: centre */
    int n_align;
};
struct line {
    struct node *node;
    len ascent, descent, y; /* y: its baseline, from that of the first */
    int ends; /* the cells that span several rows and end here: entry + 1 of the first, 0 none */
};
struct table {
    struct setter *s;
    struct node *n;
    struct context cx;
    const struct math_face *f;
    VEC(struct cell) cell;
    VEC(struct line) line;
    VEC(len) width; /* of columns */
    VEC(len) left;
    VEC(int) taken; /* by column: the row up to which a cell from above reaches */
    bool frame;
    len frame_x, frame_y;
};

static bool is_row(const struct node *n)
{
    return n->elem == MATH_mtr || n->elem == MATH_mlabeledtr;
}

static const char *list_of(const struct node *n, const char *name, const char *otherwise)
{
    const char *v = n ? attr_get(n, name) : NULL;
    return v ? v : otherwise;
}

/* ---- the grid -------------------------------------------------------------------------------- */

static int free_column(struct table *t, int row, int column)
{
    while (column < t->taken.n && t->taken.v[column] > row)
        column++;
    return column;
}

/* The first cell of a mlabeledtr is the row's label: it comes last. */
static void add_cell(struct table *t, struct node *row, struct node *n, int y, int *column)
{
    struct cell c = {.node = n, .row = y, .rows = 1, .columns = 1};
    if (n->elem == MATH_mtd) {
        c.rows = attr_int(n, "rowspan", 1, 1, SPAN_MAX);
        c.columns = attr_int(n, "columnspan", attr_int(n, "colspan", 1, 1, SPAN_MAX), 1, SPAN_MAX);
    }
    c.column = free_column(t, y, *column);
    if (c.column >= COLUMNS_MAX) {
        diag(DIAG_table_too_wide, node_loc(n), COLUMNS_MAX);
        c.column = COLUMNS_MAX - 1;
    }
    c.columns = c.column + c.columns > COLUMNS_MAX ? COLUMNS_MAX - c.column : c.columns;
    const char *own = list_of(n->elem == MATH_mtd ? n : NULL, "columnalign", NULL);
    const char *of_row = list_of(row->elem == MATH_mtd ? NULL : row, "columnalign",
                                 list_of(t->n, "columnalign", ""));
    c.n_align = attr_word(own ? own : of_row, own ? 0 : c.column, &c.align);
    for (int i = c.column; i < c.column + c.columns; i++) {
        while (t->taken.n <= i)
            (void)vec_add(&t->taken);
        t->taken.v[i] = y + c.rows;
    }
    *column = c.column + c.columns;
    *vec_add(&t->cell) = c;
}

static void add_row(struct table *t, struct node *row)
{
    int y = t->line.n, column = 0;
    vec_add(&t->line)->node = row;
    if (!is_row(row)) {
        add_cell(t, row, row, y, &column);
        return;
    }
    struct node *label = row->elem == MATH_mlabeledtr ? row->first : NULL;
    for (struct node *c = label ? label->next : row->first; c; c = c->next)
        add_cell(t, row, c, y, &column);
    if (label)
        add_cell(t, row, label, y, &column);
}

static void build_grid(struct table *t)
{
    for (struct node *row = t->n->first; row; row = row->next)
        add_row(t, row);
    for (int i = 0; i < t->cell.n; i++) {
        struct cell *c = &t->cell.v[i];
        if (c->row + c->rows > t->line.n)
            c->rows = t->line.n - c->row;
    }
    for (int i = 0; i < t->taken.n; i++)
        (void)vec_add(&t->width), (void)vec_add(&t->left);
}

/* ---- sizes ----------------------------------------------------------------------------------- */

/* The i-th of a list of lengths. */
static len spacing(const struct table *t, const char *name, int i, len otherwise)
{
    const char *word, *list = attr_get(t->n, name);
    int n = list ? attr_word(list, i, &word) : 0;
    char one[40];
    len v;
    if (!n || n >= (int)sizeof one)
        return otherwise;
    snprintf(one, sizeof one, "%.*s", n, word);
    return attr_read_len(one, t->f, otherwise, &v) ? len_max(0, len_min(v, LEN_MAX / 256))
                                                   : otherwise;
}

static bool word_is(const char *list, int i, const char *value)
{
    const char *word;
    int n = list ? attr_word(list, i, &word) : 0;
    return n == (int)strlen(value) && !memcmp(word, value, (size_t)n);
}

static bool has_line(const struct table *t, const char *name, int i)
{
    const char *list = attr_get(t->n, name);
    return word_is(list, i, "solid") || word_is(list, i, "dashed");
}

static void set_cells(struct table *t)
{
    for (int i = 0; i < t->cell.n; i++) {
        struct cell *c = &t->cell.v[i];
        struct line *l = &t->line.v[c->row];
        c->slab = set_node(t->s, c->node, c->node == l->node ? t->cx : attr_context(l->node, t->cx),
                           NULL);
        if (c->rows == 1) {
            l->ascent = len_max(l->ascent, c->slab->ascent);
            l->descent = len_max(l->descent, c->slab->descent);
        }
        if (c->columns == 1)
            t->width.v[c->column] = len_max(t->width.v[c->column], c->slab->width);
    }
}

/* Columns and rows as TeX's arrays have them at least: as high as a bracket. */
static void strut(struct table *t)
{
    for (int i = 0; i < t->line.n; i++) {
        t->line.v[i].ascent = len_max(t->line.v[i].ascent, len_scale(t->f->em, 70, 100));
        t->line.v[i].descent = len_max(t->line.v[i].descent, len_scale(t->f->em, 25, 100));
    }
}

static void place_columns(struct table *t)
{
    len x = 0;
    bool equal = attr_true(t->n, "equalcolumns", false);
    len most = 0;
    for (int i = 0; i < t->width.n; i++)
        most = len_max(most, t->width.v[i]);
    for (int i = 0; i < t->width.n; i++) {
        t->width.v[i] = equal ? most : t->width.v[i];
        t->left.v[i] = x;
        x = len_add(x, len_add(t->width.v[i],
                               spacing(t, "columnspacing", i, len_scale(t->f->em, 8, 10))));
    }
    for (int i = 0; i < t->cell.n; i++) { /* cells that span columns widen the last of them */
        const struct cell *c = &t->cell.v[i];
        int last = c->column + c->columns - 1;
        len over = c->columns > 1 ? c->slab->width -
                                        (t->left.v[last] + t->width.v[last] - t->left.v[c->column])
                                  : 0;
        if (over <= 0)
            continue;
        t->width.v[last] = len_add(t->width.v[last], over);
        for (int k = last + 1; k < t->left.n; k++)
            t->left.v[k] = len_add(t->left.v[k], over);
    }
}

/* Cells that span rows deepen the last of them. */
static void deepen(struct table *t, struct line *last)
{
    for (int i = last->ends; i; i = t->cell.v[i - 1].next) {
        const struct cell *c = &t->cell.v[i - 1];
        const struct line *first = &t->line.v[c->row];
        last->descent = len_max(last->descent, c->slab->ascent + c->slab->descent - first->ascent -
                                                   first->y + last->y);
    }
}

static void place_rows(struct table *t)
{
    len y = 0;
    for (int i = 0; i < t->cell.n; i++) {
        struct cell *c = &t->cell.v[i];
        struct line *last = &t->line.v[c->row + c->rows - 1];
        if (c->rows < 2)
            continue;
        c->next = last->ends;
        last->ends = i + 1;
    }
    for (int i = 0; i < t->line.n; i++) {
        if (i)
            y = len_add(y, -len_add(t->line.v[i - 1].descent,
                                    len_add(t->line.v[i].ascent,
                                            spacing(t, "rowspacing", i - 1, t->f->ex))));
        t->line.v[i].y = y;
        deepen(t, &t->line.v[i]);
    }
}

/* ---- putting it together --------------------------------------------------------------------- */

static void add_rule(struct table *t, struct math_box *slab, len x, len y, len dx, len dy,
                     bool dashed)
{
    struct math_box *rule =
        math_box_rule(t->s, t->n->style, dx, dy,
                      math_face_const(t->f, HB_OT_MATH_CONSTANT_FRACTION_RULE_THICKNESS));
    rule->ink.dashed = dashed;
    math_box_add(slab, rule, x, y);
}

static len right_of(const struct table *t)
{
    return t->width.n ? t->left.v[t->width.n - 1] + t->width.v[t->width.n - 1] : 0;
}

static void add_lines(struct table *t, struct math_box *slab, len top, len foot)
{
    len width = right_of(t) + 2 * t->frame_x, up = top + t->frame_y, down = foot - t->frame_y;
    for (int i = 0; i + 1 < t->line.n; i++)
        if (has_line(t, "rowlines", i)) {
            len y = (t->line.v[i].y - t->line.v[i].descent + t->line.v[i + 1].y +
                     t->line.v[i + 1].ascent) /
                    2;
            add_rule(t, slab, 0, y, width, 0, word_is(attr_get(t->n, "rowlines"), i, "dashed"));
        }
    for (int i = 0; i + 1 < t->width.n; i++)
        if (has_line(t, "columnlines", i)) {
            len x = t->frame_x + (t->left.v[i] + t->width.v[i] + t->left.v[i + 1]) / 2;
            add_rule(t, slab, x, down, 0, up - down,
                     word_is(attr_get(t->n, "columnlines"), i, "dashed"));
        }
    if (!t->frame)
        return;
    bool dashed = attr_is(t->n, "frame", "dashed");
    add_rule(t, slab, 0, up, width, 0, dashed);
    add_rule(t, slab, 0, down, width, 0, dashed);
    add_rule(t, slab, 0, down, 0, up - down, dashed);
    add_rule(t, slab, width, down, 0, up - down, dashed);
}

static void add_cells(struct table *t, struct math_box *slab)
{
    for (int i = 0; i < t->cell.n; i++) {
        const struct cell *c = &t->cell.v[i];
        int last = c->column + c->columns - 1;
        len room = t->left.v[last] + t->width.v[last] - t->left.v[c->column] - c->slab->width;
        len x = t->frame_x + t->left.v[c->column] +
                (word_is(c->n_align ? c->align : "", 0, "left")    ? 0
                 : word_is(c->n_align ? c->align : "", 0, "right") ? room
                                                                   : room / 2);
        len y = t->line.v[c->row].y;
        if (c->rows > 1) {
            const struct line *first = &t->line.v[c->row], *end = &t->line.v[c->row + c->rows - 1];
            y = (first->y + first->ascent + end->y - end->descent) / 2 -
                (c->slab->ascent - c->slab->descent) / 2;
        }
        math_box_add(slab, c->slab, x, y);
    }
}

/* The position of the table's first baseline: its middle on the axis, or by `align`. */
static len raise(const struct table *t, len top, len foot)
{
    const char *align = attr_get(t->n, "align");
    if (word_is(align, 0, "top"))
        return -top;
    if (word_is(align, 0, "bottom"))
        return -foot;
    if (word_is(align, 0, "baseline") || word_is(align, 0, "center"))
        return -(top + foot) / 2;
    return math_face_axis(t->f) - (top + foot) / 2;
}

static struct math_box *put_together(struct table *t)
{
    struct math_box *inner = math_box_new(t->s), *slab = math_box_new(t->s);
    const struct line *last = &t->line.v[t->line.n - 1];
    len top = t->line.v[0].ascent, foot = last->y - last->descent;
    add_cells(t, inner);
    add_lines(t, inner, top, foot);
    math_box_add(slab, inner, 0, raise(t, top, foot));
    inner->ascent = top + t->frame_y;
    inner->descent = -foot + t->frame_y;
    inner->width = right_of(t) + 2 * t->frame_x;
    math_box_cover(slab);
    slab->width = inner->width;
    slab->accent = slab->width / 2;
    return slab;
}

struct math_box *set_table(struct setter *s, struct node *n, struct context cx)
{
    struct table t = {.s = s, .n = n, .cx = cx, .f = math_face_get(s, n, cx)};
    t.cx.display = attr_true(n, "displaystyle", false);
    t.cx.cramped = false;
    t.frame = attr_is(n, "frame", "solid") || attr_is(n, "frame", "dashed");
    if (t.frame) {
        t.frame_x = spacing(&t, "framespacing", 0, len_scale(t.f->em, 4, 10));
        t.frame_y = spacing(&t, "framespacing", 1, t.f->ex / 2);
    }
    build_grid(&t);
    struct math_box *slab = math_box_new(s);
    if (t.line.n) {
        set_cells(&t);
        strut(&t);
        place_columns(&t);
        place_rows(&t);
        slab = put_together(&t);
    }
    vec_done(&t.cell);
    vec_done(&t.line);
    vec_done(&t.width);
    vec_done(&t.left);
    vec_done(&t.taken);
    return slab;
}
