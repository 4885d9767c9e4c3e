// SPDX-License-Identifier: Apache-2.0
/* Columns of numbers: cells whose text-align is a string ("," in German tables), or CALS
 * align="char", are aligned on that string (CSS Text 4, 7.1). The longest tail after it reaches the
 * column's right edge; a cell without it ends where it would appear.
 *
 * With -koki-align-figures a column that contains only numbers is aligned like that by itself, and
 * its heads are right-aligned, as is a first row of texts in a table without a head. */
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

/* [len] How far the glyphs of so many bytes reach. */
static len glyphs_reach(const struct glyphs *g, size_t bytes)
{
    len x = 0;
    for (int i = 0; i < g->n; i++)
        if (g->glyph[i].cluster < bytes)
            x += g->glyph[i].advance;
    return x;
}

/* [len] From the line's left edge to the string, or to the line's end. */
static len before_string(const struct text *t, const struct line *l, const char *string)
{
    struct glyph_room room = {0};
    len x = l->width;
    const char *at = NULL;
    for (int i = 0; i < l->n && !at; i++) {
        if (l->seg[i].kind != SEG_GLYPHS)
            continue;
        struct glyphs g = seg_glyphs(t, &l->seg[i], &room);
        at = memmem(g.text, (size_t)g.n_text, string, strlen(string));
        if (at)
            x = l->seg[i].x + glyphs_reach(&g, (size_t)(at - g.text));
    }
    glyph_room_done(&room);
    return x;
}

/* The extents of the lines of one column. */
struct reach {
    len left, right;   /* where the content of its aligned cells lies, from the row's left; right 0:
                          none is aligned */
    len before, after; /* the longest parts before the string, and from it on */
    len axis;          /* where the string is, from the row's left */
};
struct place {
    const struct cell *cell;
    const char *string;
    const struct text *text;
    len left; /* where the paragraph begins, from the row's left */
};
typedef void line_fn(struct line *l, const struct place *at, struct reach *e);

static void each_line_of(const struct text *t, const struct cell *c, line_fn *f, struct reach *e)
{
    struct place at = {.cell = c, .string = string_of(c->box), .text = t};
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
                each_line_of(g->flow->text, c, f, &e[c->box->u.cell.col]);
        }
}

static void measure_line(struct line *l, const struct place *at, struct reach *e)
{
    len before = before_string(at->text, l, at->string),
        right = at->cell->x + at->cell->left + at->cell->body->measure;
    e->right = e->right ? len_min(e->right, right) : right;
    e->left = len_max(e->left, at->left);
    e->before = len_max(e->before, before);
    e->after = len_max(e->after, l->width - before);
}

static void place_line(struct line *l, const struct place *at, struct reach *e)
{
    l->x = e->axis - at->left - before_string(at->text, l, at->string);
}

/* ---- columns that turn out to be of numbers -------------------------------------------------- */

/* Whether a cell has an alignment of its own. */
static bool is_aligned(const struct box *cell)
{
    return cell->origin && !cell->anonymous && cell->origin->more->aligned;
}

/* The only line of a cell that says where its text begins and nothing else; NULL: it has more, or
 * an alignment of its own. */
static struct line *plain_line(const struct cell *c)
{
    struct line *only = NULL;
    if (c->turn || is_aligned(c->box))
        return NULL;
    for (int i = 0; i < c->body->item.n; i++) {
        const struct vitem *v = &c->body->item.v[i];
        if (v->kind == V_MARK || v->kind == V_SPACE)
            continue;
        if (v->kind != V_PARA || only || v->u.para->n != 1 ||
            !css_is(v->box->style, CSS_text_align, KW_start))
            return NULL;
        only = &v->u.para->line[0];
    }
    return only;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* The byte length of a separator between digits, 0 if none. */
static int separator(const char *p)
{
    static const char *const any[] =
        {".", ",", "'", " ", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", "\xe2\x80\x99"};
    for (size_t i = 0; i < sizeof any / sizeof *any; i++)
        if (!strncmp(p, any[i], strlen(any[i])))
            return (int)strlen(any[i]);
    return 0;
}

/* Languages that write a point before decimals; of others it is a comma. */
static bool point_decimal(const char *lang)
{
    static const char *const points[] = {"en", "ga", "mt", "he", "ja", "ko", "zh", "th", "hi", ""};
    size_t n = strcspn(lang, "-");
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        if (strlen(points[i]) == n && !strncmp(points[i], lang, n))
            return true;
    return false;
}

enum figure { FIGURE_NONE, FIGURE_NUMBER, FIGURE_EMPTY };

static int digits_at(const char *p)
{
    int n = 0;
    while (is_digit(p[n]))
        n++;
    return n;
}

/* Where a number ends whose first digit is at p, and *axis where its integer part does; NULL: it is
 * none. Groups are of three digits; one other separator parts the decimals, of which there may be
 * none ("12,-"). Authors also write the other languages' mark ("75.00" in German). */
static const char *number_end(const char *p, char decimal, const char **axis)
{
    int n = digits_at(p);
    bool grouped = false;
    *axis = NULL;
    for (p += n; *p;) {
        int sep = separator(p), next = sep ? digits_at(p + sep) : 0;
        bool mark = *p == decimal;
        if ((*p == '.' || *p == ',') && !next && !*axis &&
            (p[1] == '-' || !strncmp(p + 1, "\xe2\x80\x93", 3) ||
             !strncmp(p + 1, "\xe2\x80\x94", 3))) {
            *axis = p;
            return p + (p[1] == '-' ? 2 : 4);
        }
        if (!next || *axis)
            break;
        bool group = !mark && next == 3 && (grouped || n <= 3);
        if (!group && *p != '.' && *p != ',')
            return *p == ' ' || sep > 1 ? p : NULL;
        if (!group)
            *axis = p;
        grouped = grouped || !mark;
        p += sep + next;
    }
    if (*p == '.' || *p == ',' || *p == ':' || *p == '/' || (*p == '-' && is_digit(p[1])))
        return NULL;
    *axis = *axis ? *axis : p;
    return p;
}

/* Reads a cell as a number: signs and currencies before it, a unit or a currency after it. *axis:
 * bytes before its decimals. */
static enum figure read_figure(const char *text, char decimal, size_t *axis)
{
    static const char *const before[] = {"+",
                                         "-",
                                         "\xe2\x88\x92",
                                         "\xe2\x80\x93",
                                         "\xc2\xb1",
                                         "<",
                                         ">",
                                         "~",
                                         "\xe2\x82\xac",
                                         "$",
                                         "\xc2\xa3",
                                         "\xc2\xa5",
                                         "EUR",
                                         "USD",
                                         "CHF",
                                         "ca."};
    const char *p = text, *at;
    for (bool more = true; more;) {
        more = false;
        int sep = *p && strchr("., '", *p) ? *p == ' ' : separator(p);
        if (sep > 0)
            p += sep, more = true;
        for (size_t i = 0; i < sizeof before / sizeof *before && !more; i++)
            if (!strncmp(p, before[i], strlen(before[i])))
                p += strlen(before[i]), more = true;
    }
    if (!*p || !strcmp(p, "\xe2\x80\x94"))
        return FIGURE_EMPTY;
    const char *end = is_digit(*p) ? number_end(p, decimal, &at) : NULL;
    if (!end)
        return FIGURE_NONE;
    *axis = (size_t)(at - text);
    int letters = 0;
    for (p = end; *p; p++) {
        if (is_digit(*p) || *p == '(' || *p == ':' || *p == ',' || *p == '=')
            return FIGURE_NONE;
        letters += *p != ' ';
    }
    return letters <= 6 ? FIGURE_NUMBER : FIGURE_NONE;
}

/* The text of a line, up to the maximum length of a number. */
static bool line_text(const struct text *t, const struct line *l, char *out, size_t most)
{
    struct glyph_room room = {0};
    size_t n = 0;
    bool all = true;
    for (int i = 0; i < l->n && all; i++) {
        if (l->seg[i].kind == SEG_BOX || l->seg[i].kind == SEG_GROUP || l->seg[i].kind == SEG_FLOAT)
            continue;
        struct glyphs g = l->seg[i].kind == SEG_GLYPHS ? seg_glyphs(t, &l->seg[i], &room)
                                                       : (struct glyphs){0};
        all = l->seg[i].kind == SEG_GLYPHS && n + (size_t)g.n_text < most;
        if (all && g.n_text)
            memcpy(out + n, g.text, (size_t)g.n_text), n += (size_t)g.n_text;
    }
    out[n] = 0;
    glyph_room_done(&room);
    return all;
}

/* [len] from the line's left edge to a byte of its text. */
static len before_byte(const struct text *t, const struct line *l, size_t byte)
{
    struct glyph_room room = {0};
    bool found = false;
    len x = 0;
    for (int i = 0; i < l->n && !found; i++) {
        if (l->seg[i].kind != SEG_GLYPHS)
            continue;
        struct glyphs g = seg_glyphs(t, &l->seg[i], &room);
        x = l->seg[i].x + glyphs_reach(&g, byte);
        found = byte <= (size_t)g.n_text;
        byte -= found ? 0 : (size_t)g.n_text;
    }
    glyph_room_done(&room);
    return x;
}

struct figures {
    int numbers;
    bool other;        /* something else is in the column */
    len before, after; /* the longest parts */
};

static enum figure figure_of(const struct text *t, const struct cell *c, const struct line *l,
                             len *before)
{
    char text[48];
    size_t axis = 0;
    *before = l->width;
    if (!line_text(t, l, text, sizeof text))
        return FIGURE_NONE;
    enum figure f = read_figure(text, point_decimal(c->box->style->lang) ? '.' : ',', &axis);
    if (f == FIGURE_NUMBER)
        *before = len_min(before_byte(t, l, axis), l->width);
    return f;
}

/* Whether the first row, in a table without a head, is one in all but name: texts alone. */
static bool has_labels(const struct grid *g)
{
    const struct row *row = g->line.n > 1 ? g->row[0] : NULL;
    int texts = 0;
    len before;
    if (!row || row->head)
        return false;
    for (int i = 0; i < row->n; i++) {
        const struct cell *c = &row->cell[i];
        const struct line *l = plain_line(c);
        if (flow_is_empty(c->body) || (l && l->n == 0))
            continue;
        if (l && figure_of(g->flow->text, c, l, &before) != FIGURE_NONE)
            return false;
        texts++;
    }
    return texts > 1;
}

static bool is_body(const struct grid *g, int row, bool labels)
{
    return !g->row[row]->head && (row > 0 || !labels);
}

static void look_at(const struct text *t, const struct cell *c, struct figures *f)
{
    struct line *l = plain_line(c);
    len before;
    if (flow_is_empty(c->body) || (l && l->n == 0))
        return;
    enum figure kind = l ? figure_of(t, c, l, &before) : FIGURE_NONE;
    f->other = f->other || kind == FIGURE_NONE;
    if (kind != FIGURE_NUMBER)
        return;
    f->numbers++;
    f->before = len_max(f->before, before);
    f->after = len_max(f->after, l->width - before);
}

/* Numbers with their decimals below each other as far as the column is wide enough; all else right.
 */
static void set_right(const struct text *t, const struct cell *c, const struct figures *f)
{
    len measure = c->body->measure, before;
    for (int i = 0; i < c->body->item.n; i++) {
        const struct vitem *v = &c->body->item.v[i];
        if (v->kind != V_PARA || is_aligned(c->box) ||
            !css_is(v->box->style, CSS_text_align, KW_start))
            continue;
        for (int j = 0; j < v->u.para->n; j++) {
            struct line *l = &v->u.para->line[j];
            bool number = f && figure_of(t, c, l, &before) == FIGURE_NUMBER &&
                          f->before + f->after <= measure;
            l->x = number ? measure - v->x - f->after - before
                          : len_max(0, measure - v->x - l->width);
        }
    }
}

/* The cell's column, if it may be one of figures. */
static struct figures *column_of(const struct cell *c, struct figures *f)
{
    return c->box->u.cell.col_span > 1 || string_of(c->box) ? NULL : &f[c->box->u.cell.col];
}

/* How many numbers a column needs to be one of figures: one, where others of the table have more
 * ("income" and "expenses"). Below a label, two columns are as likely a list of properties. */
static int numbers_needed(const struct grid *g, const struct figures *f, bool labels)
{
    int numbers = 0;
    for (int i = 0; i < g->cols; i++)
        numbers += f[i].other ? 0 : f[i].numbers;
    return labels && g->cols < 3 ? 3 : numbers > 1 && g->line.n > 2 ? 1 : 2;
}

static void align_figures(struct grid *g)
{
    struct figures *f = mem_new(sizeof *f * (size_t)g->cols), *of;
    bool labels = has_labels(g);
    for (int i = 0; i < g->line.n; i++)
        for (int j = 0; j < g->row[i]->n && is_body(g, i, labels); j++) {
            of = column_of(&g->row[i]->cell[j], f);
            if (of)
                look_at(g->flow->text, &g->row[i]->cell[j], of);
        }
    int least = numbers_needed(g, f, labels);
    for (int i = 0; i < g->line.n; i++)
        for (int j = 0; j < g->row[i]->n; j++) {
            const struct cell *c = &g->row[i]->cell[j];
            of = column_of(c, f);
            if (of && of->numbers >= least && !of->other && !c->turn)
                set_right(g->flow->text, c, is_body(g, i, labels) ? of : NULL);
        }
    mem_free(f);
}

void grid_align(struct grid *g)
{
    struct reach *e = mem_new(sizeof *e * (size_t)g->cols);
    each_line(g, measure_line, e);
    for (int i = 0; i < g->cols; i++)
        e[i].axis = len_max(e[i].left + e[i].before, e[i].right - e[i].after);
    each_line(g, place_line, e);
    mem_free(e);
    if (css_is(g->box->style, CSS_koki_align_figures, KW_auto) &&
        !css_is(g->box->style, CSS_direction, KW_rtl))
        align_figures(g);
}
