// SPDX-License-Identifier: Apache-2.0
/* The layout of a formula: each element by its kind, then the ink of all in one list for each part
 * that a line may end after. No element is laid out twice, so that the cost is linear; the depth is
 * that of the elements, which loading limits. */
#include "math/math-int.h"

struct maths {
    struct setter setter;
};

struct maths *maths_new(struct text *t)
{
    struct maths *m = mem_new(sizeof *m);
    m->setter.text = t;
    return m;
}

void maths_free(struct maths *m)
{
    if (!m)
        return;
    vec_done(&m->setter.face);
    arena_done(&m->setter.scratch);
    mem_free(m);
}

/* ---- elements -------------------------------------------------------------------------------- */

struct context cx_script(struct context cx)
{
    cx.display = false;
    cx.level = cx.level + 1 < LEVELS ? (uint8_t)(cx.level + 1) : LEVELS - 1;
    return cx;
}

struct context cx_cramped(struct context cx)
{
    cx.cramped = true;
    return cx;
}

static struct math_box *set_space(struct setter *s, const struct node *n, struct context cx)
{
    const struct math_face *f = math_face_get(s, n, cx);
    struct math_box *slab = math_box_new(s);
    slab->width = attr_len(n, "width", f, 0, 0);
    slab->ascent = attr_len(n, "height", f, 0, 0);
    slab->descent = attr_len(n, "depth", f, 0, 0);
    return slab;
}

/* Text between the quotes of the element. */
static struct math_box *set_string(struct setter *s, struct node *n, struct context cx)
{
    struct buf text = {0};
    const char *left = attr_get(n, "lquote"), *right = attr_get(n, "rquote");
    struct node quoted = *n;
    buf_puts(&text, left ? left : "\"");
    buf_add(&text, n->text, (size_t)n->n_text);
    buf_puts(&text, right ? right : "\"");
    quoted.text = arena_dup(s->out, text.s, text.n);
    quoted.n_text = (int)text.n;
    buf_done(&text);
    return glyph_text(s, &quoted, cx);
}

static struct math_box *set_kind(struct setter *s, struct node *n, struct context cx,
                                 const struct stretch *st)
{
    switch ((enum math_elem)n->elem) {
    case MATH_mi:
    case MATH_mn:
    case MATH_mtext: return glyph_text(s, n, cx);
    case MATH_mo: return glyph_operator(s, n, cx, st);
    case MATH_ms: return set_string(s, n, cx);
    case MATH_mspace: return set_space(s, n, cx);
    case MATH_mfrac: return set_fraction(s, n, cx);
    case MATH_msqrt:
    case MATH_mroot: return set_radical(s, n, cx);
    case MATH_msub:
    case MATH_msup:
    case MATH_msubsup:
    case MATH_mmultiscripts: return set_scripts(s, n, cx, st);
    case MATH_munder:
    case MATH_mover:
    case MATH_munderover: return set_limits(s, n, cx, st);
    case MATH_mtable: return set_table(s, n, cx);
    case MATH_menclose: return set_enclosed(s, n, cx);
    case MATH_mpadded: return set_padded(s, n, cx, st);
    default: return set_row(s, n, cx, st);
    }
}

/* Larger than any page, and the sum of a few of them is a length. */
enum { SLAB_MAX = LEN_MAX / 16 };

struct math_box *set_node(struct setter *s, struct node *n, struct context cx,
                          const struct stretch *st)
{
    cx = attr_context(n, cx);
    struct math_box *slab = set_kind(s, n, cx, st);
    slab->width = len_max(-SLAB_MAX, len_min(slab->width, SLAB_MAX));
    slab->ascent = len_max(-SLAB_MAX, len_min(slab->ascent, SLAB_MAX));
    slab->descent = len_max(-SLAB_MAX, len_min(slab->descent, SLAB_MAX));
    slab->hidden = slab->hidden || n->elem == MATH_mphantom;
    return n->made ? slab : math_box_box(s, slab, n->style);
}

/* ---- ink ------------------------------------------------------------------------------------- */

static int count_ink(const struct math_box *slab)
{
    int n = slab->inked && !slab->hidden;
    for (const struct math_box *c = slab->hidden ? NULL : slab->first; c; c = c->next)
        n += count_ink(c);
    return n;
}

static void take_ink(const struct math_box *slab, len x, len y, struct math_ink **to)
{
    x = len_add(x, slab->x);
    y = len_add(y, slab->y);
    if (slab->hidden)
        return;
    if (slab->inked) {
        **to = slab->ink;
        (*to)->x = x;
        (*to)->y = y;
        ++*to;
    }
    for (const struct math_box *c = slab->first; c; c = c->next)
        take_ink(c, x, y, to);
}

static struct math_part make_part(struct setter *s, struct math_box *slab)
{
    struct math_part part = {.width = slab->width,
                             .ascent = slab->ascent,
                             .descent = slab->descent,
                             .n = count_ink(slab)};
    struct math_ink *ink = arena_array(s->out, struct math_ink, part.n + 1), *to = ink;
    take_ink(slab, 0, 0, &to);
    part.ink = ink;
    return part;
}

/* ---- parts ----------------------------------------------------------------------------------- */

/* After a relation, after an operator, and for each pair of brackets around it: in this order, as
 * TeX's \relpenalty and \binoppenalty, and all dearer than a hyphenated word. */
enum { RELATION_PENALTY = 150, BINARY_PENALTY = 350, INNER_PENALTY = 600, PARTS_DEPTH = 20 };

/* The row that a formula is broken in: below elements that only hold one. */
static struct node *top_row(struct node *n, struct context *cx)
{
    for (int i = 0; i < PARTS_DEPTH; i++) {
        struct node *only = n->first;
        *cx = attr_context(n, *cx);
        bool plain = only && (only->elem == MATH_mrow || only->elem == MATH_mstyle) &&
                     !css_color(only->style, CSS_background_color);
        if (!plain || only->next)
            break;
        n = only;
    }
    return n;
}

/* The penalty of a line end at an item; 0: not allowed. */
static int penalty_at(const struct row_item *it, int depth, bool display)
{
    if (it->kind == ROW_NEWLINE)
        return depth ? 0 : MATH_NEWLINE;
    if ((it->kind != ROW_RELATION && it->kind != ROW_BINARY) || (depth && !display))
        return 0;
    return (it->kind == ROW_RELATION ? RELATION_PENALTY : BINARY_PENALTY) +
           (depth ? INNER_PENALTY * depth : 0);
}

struct parts {
    VEC(struct math_part) v;
    struct math_box *slab; /* the part being built */
    len x;
};

static void end_part(struct setter *s, struct parts *p, len space, int penalty)
{
    math_box_cover(p->slab);
    p->slab->width = p->x;
    struct math_part *part = vec_add(&p->v);
    *part = make_part(s, p->slab);
    part->space = space;
    part->penalty = penalty;
    p->slab = math_box_new(s);
    p->x = 0;
}

static void divide(struct setter *s, const struct row *row, bool display, struct parts *p)
{
    int depth = 0, owed = 0; /* owed: the penalty of a line that ends before the next thing */
    p->slab = math_box_new(s);
    p->x = row->item.n ? math_box_overhang(row->item.v[0].slab) : 0;
    for (int i = 0; i < row->item.n; i++) {
        const struct row_item *it = &row->item.v[i];
        depth -= it->kind == ROW_CLOSE && depth;
        int penalty = penalty_at(it, depth, display);
        bool before = display && penalty > 0 && i, break_here = owed || before;
        if (break_here && p->slab->first)
            end_part(s, p, it->before, owed ? owed : penalty);
        else
            p->x = len_add(p->x, it->before);
        owed = display && penalty > 0 ? 0 : penalty;
        math_box_add(p->slab, it->slab, p->x, 0);
        p->x = len_add(p->x, it->slab->width);
        depth += it->kind == ROW_OPEN;
    }
    p->x = len_add(p->x, row->after);
    end_part(s, p, 0, 0);
}

const struct formula *math_set(struct maths *m, struct arena *a, const struct box *math)
{
    struct setter *s = &m->setter;
    struct row row = {0};
    struct parts parts = {0};
    struct context cx = {.display = css_is(math->style, CSS_display, KW_block)};
    s->out = a;
    struct node *n = top_row(node_build(s, math), &cx);
    set_line(s, n, cx, NULL, &row);
    divide(s, &row, cx.display, &parts);
    struct formula *f = arena_make(a, struct formula);
    struct math_part *kept = arena_array(a, struct math_part, parts.v.n);
    memcpy(kept, parts.v.v, sizeof *kept * (size_t)parts.v.n);
    f->n = parts.v.n;
    f->part = kept;
    vec_done(&row.item);
    vec_done(&parts.v);
    arena_done(&s->scratch);
    return f;
}
