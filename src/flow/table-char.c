/* Columns of numbers: cells whose text-align is a string ("," in German tables), or CALS align="char", stand with that string one below the
 * other (CSS Text 4, 7.1). The longest tail behind it reaches the column's right edge; a cell without it ends where it would stand. */
#include <string.h>

#include "flow/table-int.h"

/* The string that a cell is aligned on; NULL: none. */
static const char *string_of(const struct box *cell)
{
    const char *given = cell->u.cell.align_char;
    const struct css_val *v = &cell->style->v[CSS_text_align];
    if (given && *given)
        return given;
    return v->kind == CSS_STR && *v->str ? v->str : NULL;
}

/* [len] From the line's left edge to the string, or to the line's end. */
static len before_string(const struct line *l, const char *string)
{
    size_t n = strlen(string);
    for (int i = 0; i < l->n; i++) {
        const struct seg *s = &l->seg[i];
        const char *at = s->kind == SEG_GLYPHS ? memmem(s->text, (size_t)s->n_text, string, n) : NULL;
        if (!at)
            continue;
        len x = s->x;
        for (int j = 0; j < s->n; j++)
            if (s->glyph[j].cluster < (uint32_t)(at - s->text))
                x += s->glyph[j].advance;
        return x;
    }
    return l->width;
}

/* What the lines of one column ask for. */
struct reach {
    len left, right;             /* where the content of its aligned cells lies, from the row's left; right 0: none is aligned */
    len before, after;           /* the longest parts before the string, and from it on */
    len axis;                    /* where the string stands, from the row's left */
};
struct place {
    const struct cell *cell;
    const char *string;
    len left;                    /* where the paragraph begins, from the row's left */
};
typedef void line_fn(struct line *l, const struct place *at, struct reach *e);

static void each_line_of(const struct cell *c, line_fn *f, struct reach *e)
{
    struct place at = {.cell = c, .string = string_of(c->box)};
    for (int i = 0; at.string && i < c->body->item.n; i++) {
        const struct vitem *v = &c->body->item.v[i];
        at.left = c->x + c->left + v->x;
        for (int j = 0; v->kind == V_PARA && j < v->u.para->n; j++)
            f(&v->u.para->line[j], &at, e);
    }
}

/* Calls f for every line of the cells that are aligned in one column, with that column's extent. */
static void each_line(const struct grid *g, line_fn *f, struct reach *e)
{
    for (int i = 0; i < g->line.n; i++)
        for (int j = 0; j < g->row[i]->n; j++) {
            const struct cell *c = &g->row[i]->cell[j];
            if (c->box->u.cell.col_span == 1)
                each_line_of(c, f, &e[c->box->u.cell.col]);
        }
}

static void measure_line(struct line *l, const struct place *at, struct reach *e)
{
    len before = before_string(l, at->string), right = at->cell->x + at->cell->left + at->cell->body->measure;
    e->right = e->right ? len_min(e->right, right) : right;
    e->left = len_max(e->left, at->left);
    e->before = len_max(e->before, before);
    e->after = len_max(e->after, l->width - before);
}

static void place_line(struct line *l, const struct place *at, struct reach *e)
{
    l->x = e->axis - at->left - before_string(l, at->string);
}

void grid_align(struct grid *g)
{
    struct reach *e = mem_new(sizeof *e * (size_t)g->cols);
    each_line(g, measure_line, e);
    for (int i = 0; i < g->cols; i++)
        e[i].axis = len_max(e[i].left + e[i].before, e[i].right - e[i].after);
    each_line(g, place_line, e);
    mem_free(e);
}
