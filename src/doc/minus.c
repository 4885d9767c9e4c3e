// SPDX-License-Identifier: Apache-2.0
/* Minus signs in columns of figures: a hyphen that begins a cell is one where all cells of the
 * column are numbers and one of them shows that they are amounts: it is not negative, or has
 * decimals. So a column of options or of signals keeps its hyphens, as does one with anything else
 * in it: codes, dates, ranges, numbers of telephones or with leading zeros. Text that the layout
 * does not clean up (code) is no figure. */
#include <string.h>

#include "doc/doc-int.h"

enum { LONGEST = 32 /* bytes of a number with its unit */, UNIT = 6 /* … and letters of that */ };

enum figure { FIGURE_EMPTY, FIGURE_OTHER, FIGURE_NEGATIVE, FIGURE_AMOUNT };

struct reading {
    char text[LONGEST + 1];
    int n;
    bool other;        /* something that is no such text is in the cell */
    struct box *first; /* the first text */
};

static void read_boxes(const struct box *box, struct reading *r)
{
    for (struct box *c = box->first; c && !r->other; c = c->next)
        switch ((enum box_kind)c->kind) {
        case BOX_BLOCK:
        case BOX_PARA:
        case BOX_INLINE: read_boxes(c, r); break;
        case BOX_MARK: break;
        case BOX_TEXT:
            r->other = c->u.t.raw || r->n + c->u.t.n > LONGEST ||
                       (c->u.t.n && !clean_dashes(c->style));
            if (r->other)
                break;
            if (!r->n)
                r->first = c;
            memcpy(r->text + r->n, c->u.t.text, (size_t)c->u.t.n);
            r->n += c->u.t.n;
            break;
        default: r->other = true;
        }
    r->text[r->n] = 0;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* The bytes of one of the texts at p; 0: none is. */
static int any_at(const char *p, const char *const *any, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strncmp(p, any[i], strlen(any[i])))
            return (int)strlen(any[i]);
    return 0;
}
#define ANY_AT(p, any) any_at(p, any, sizeof(any) / sizeof *(any))

static enum figure figure_of(const struct reading *r)
{
    static const char *const signs[] = {"-", "−", "+", "±"}, *const blanks[] = {"—", "–", "-"},
                             *const parts[] = {".", ",",      "'",      "’",
                                               " ", "\u00a0", "\u202f", "\u2009"};
    const char *p = r->text;
    if (r->other)
        return FIGURE_OTHER;
    p += strspn(p, " \n");
    int blank = ANY_AT(p, blanks);
    if (!*p || !p[blank])
        return FIGURE_EMPTY;
    int sign = ANY_AT(p, signs), part;
    bool negative = *p == '-', decimals = false;
    p += sign;
    if (!is_digit(*p) || (*p == '0' && is_digit(p[1])))
        return FIGURE_OTHER;
    while (p += strspn(p, "0123456789"), part = ANY_AT(p, parts), part && is_digit(p[part])) {
        decimals = decimals || *p == '.' || *p == ',';
        p += part;
    }
    if (strpbrk(p, "0123456789-:/()=") || strlen(p) > UNIT)
        return FIGURE_OTHER;
    return negative && !decimals ? FIGURE_NEGATIVE : FIGURE_AMOUNT;
}

/* A column, as far as it has been read. */
struct column {
    bool other;  /* something else is in it */
    bool amount; /* and a number that shows what they are */
};
struct hyphen {
    struct box *text; /* begins with it */
    int column;
};
struct search {
    struct column column[COLUMNS_MAX];
    VEC(struct hyphen) hyphen;
};

static void look_at(struct search *s, const struct box *cell, bool label)
{
    struct reading r = {0};
    struct column *column = &s->column[cell->u.cell.col];
    read_boxes(cell, &r);
    enum figure f = figure_of(&r);
    column->other |= f == FIGURE_OTHER && !label;
    column->amount |= f == FIGURE_AMOUNT;
    if (f > FIGURE_OTHER && r.text[0] == '-')
        *vec_add(&s->hyphen) = (struct hyphen){r.first, cell->u.cell.col};
}

static void set_minus(struct build *b, struct box *text)
{
    struct buf minus = {0}, was = {0};
    buf_add(&was, text->u.t.text, (size_t)text->u.t.n);
    buf_puts(&minus, "−");
    buf_add(&minus, text->u.t.text + 1, (size_t)text->u.t.n - 1);
    text->u.t.text = arena_dup(b->a, minus.s, minus.n);
    text->u.t.n = (int)minus.n;
    diag_once(DIAG_cleaned, doc_loc(text), was.s, minus.s);
    buf_done(&was);
    buf_done(&minus);
}

static bool is_head(const struct box *rows)
{
    return rows->kind != BOX_ROWS || rows->u.rows.group == KW_table_header_group;
}

void minus_set(struct build *b, struct box *table)
{
    struct search s = {0};
    bool label = true; /* the first row is one of labels in a table without a head */
    for (struct box *rows = table->first; rows; rows = rows->next)
        if (is_head(rows))
            label &= rows->kind != BOX_ROWS;
        else
            for (struct box *row = rows->first; row; row = row->next, label = false)
                for (struct box *cell = row->first; cell; cell = cell->next)
                    if (cell->u.cell.col_span == 1)
                        look_at(&s, cell, label);
    for (int i = 0; i < s.hyphen.n; i++) {
        const struct column *c = &s.column[s.hyphen.v[i].column];
        if (!c->other && c->amount)
            set_minus(b, s.hyphen.v[i].text);
    }
    vec_done(&s.hyphen);
}
