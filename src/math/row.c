// SPDX-License-Identifier: Apache-2.0
/* Rows: things beside each other, operators with their space and in the height of their neighbours
 * (MathML Core, 3.3.1.2). Where it has fewer rules for space than TeX, TeX's table is used (The
 * TeXbook, chapter 18): no space of relations and operators in scripts, nor of large operators
 * after another operator or at the ends; a name of several letters is such an operator. */
#include "math/math-int.h"

enum { THIN = 3 }; /* [1/18 em] */

static bool is_stretchy(const struct node *n)
{
    return n->core && n->core->op.flags & OP_STRETCHY && !(n->core->op.flags & OP_HORIZONTAL);
}

/* A function's name, with scripts or without: small letters, for capitals may as well stand for a
 * chemical element. */
static bool is_name(const struct node *n)
{
    while (n && (n->elem == MATH_msub || n->elem == MATH_msup || n->elem == MATH_msubsup ||
                 n->elem == MATH_munder || n->elem == MATH_mover))
        n = n->first;
    if (!n || n->elem != MATH_mi || n->n_text < 2)
        return false;
    for (int i = 0; i < n->n_text; i++)
        if (n->text[i] < 'a' || n->text[i] > 'z')
            return false;
    return true;
}

/* Begins with an opening bracket. */
static bool is_open(const struct node *n)
{
    while (n && !n->core &&
           (n->elem == MATH_mrow || n->elem == MATH_mstyle || n->elem == MATH_msup ||
            n->elem == MATH_msub))
        n = n->first;
    return n && n->core && n->core->op.flags & OP_FENCE && n->core->form == MATH_PREFIX;
}

static bool is_invisible(const struct node *n)
{
    return n->elem == MATH_mo && n->n_text == 3 && !memcmp(n->text, "\xe2\x81", 2) &&
           (unsigned char)n->text[2] >= 0xa1 && (unsigned char)n->text[2] <= 0xa4;
}

static len space(struct setter *s, const struct node *mo, struct context cx, bool left)
{
    const struct math_face *f = math_face_get(s, mo, cx);
    int eighteenths = left ? mo->op.lspace : mo->op.rspace;
    len otherwise = cx.level && mo->form == MATH_INFIX ? 0 : len_scale(f->em, eighteenths, 18);
    return attr_len(mo, left ? "lspace" : "rspace", f, otherwise, otherwise);
}

static int kind_of(const struct node *n)
{
    const struct node *mo = n->core;
    if (n->elem == MATH_mspace && attr_is(n, "linebreak", "newline"))
        return ROW_NEWLINE;
    if (!mo || is_invisible(mo))
        return ROW_OPERAND;
    if (mo->op.flags & OP_FENCE)
        return mo->form == MATH_PREFIX    ? ROW_OPEN
               : mo->form == MATH_POSTFIX ? ROW_CLOSE
                                          : ROW_OPERAND;
    if (mo->form != MATH_INFIX || mo->op.flags & OP_SEPARATOR || !mo->op.lspace)
        return ROW_OPERAND;
    return mo->op.lspace >= 5 ? ROW_RELATION : ROW_BINARY;
}

static bool row_given(const struct node *mo, const char *name)
{
    return attr_get(mo, name) != NULL;
}

/* Between two neighbours; either may be NULL at an end. */
static len space_between(struct setter *s, const struct node *a, const struct node *b,
                         struct context cx)
{
    len v = 0;
    bool open = b && is_open(b);
    if (a && a->core && (b || row_given(a->core, "rspace")) &&
        !(open && a->core->op.flags & (OP_LARGE | OP_MOVABLE)))
        v += space(s, a->core, cx, false);
    if (b && b->core) {
        bool large = b->core->form == MATH_PREFIX && !row_given(b->core, "lspace");
        if (!large || (a && !a->core))
            v += space(s, b->core, cx, true);
        if (!a && !row_given(b->core, "lspace"))
            v = 0;
    }
    if (a && b && !a->space_like && !b->space_like) {
        bool name = (is_name(a) && !open &&
                     (!b->core || b->core->op.flags & (OP_LARGE | OP_MOVABLE))) ||
                    (is_name(b) && !a->core);
        if (name)
            v = len_max(v, len_scale(math_face_get(s, a, cx)->em, THIN, 18));
    }
    return v;
}

static void add_extents(const struct math_box *slab, len *ascent, len *descent, bool *any)
{
    *ascent = *any ? len_max(*ascent, slab->ascent) : slab->ascent;
    *descent = *any ? len_max(*descent, slab->descent) : slab->descent;
    *any = true;
}

/* Stretchy ones are set last, when the height of the others is known. */
static void set_items(struct setter *s, struct node *n, struct context cx, const struct stretch *st,
                      struct row *row)
{
    struct stretch to = {0};
    bool any = false;
    for (struct node *c = n->first; c; c = c->next) {
        struct row_item *it = vec_add(&row->item);
        it->node = c;
        it->kind = kind_of(c);
        if (is_stretchy(c))
            continue;
        it->slab = set_node(s, c, cx, c->core && st && st->wide ? st : NULL);
        if (!c->space_like || it->slab->ascent + it->slab->descent > 0)
            add_extents(it->slab, &to.ascent, &to.descent, &any);
    }
    if (st && !st->wide)
        to = *st, any = true;
    for (int i = 0; i < row->item.n; i++)
        if (!row->item.v[i].slab)
            row->item.v[i].slab = set_node(s, row->item.v[i].node, cx, any ? &to : NULL);
}

/* Between two slanted letters no room is needed for the slant of the first. */
static bool is_slanted(const struct row_item *it)
{
    return it->node->elem == MATH_mi && it->slab->character && it->slab->italic > 0;
}

void set_line(struct setter *s, struct node *n, struct context cx, const struct stretch *st,
              struct row *row)
{
    const struct row_item *before = NULL;
    set_items(s, n, cx, st, row);
    for (int i = 0; i < row->item.n; i++) {
        struct row_item *it = &row->item.v[i];
        if (is_invisible(it->node))
            continue;
        it->before = space_between(s, before ? before->node : NULL, it->node, cx);
        if (before && is_slanted(before) && is_slanted(it))
            it->before -= before->slab->italic;
        else if (before && !it->node->core)
            it->before += math_box_overhang(it->slab);
        before = it;
    }
    row->after = before && row->item.n > 1 ? space_between(s, before->node, NULL, cx) : 0;
}

struct math_box *set_row(struct setter *s, struct node *n, struct context cx,
                         const struct stretch *st)
{
    struct row row = {0};
    struct math_box *slab = math_box_new(s);
    len x = 0;
    set_line(s, n, cx, st, &row);
    for (int i = 0; i < row.item.n; i++) {
        const struct row_item *it = &row.item.v[i];
        x = len_add(x, it->before);
        math_box_add(slab, it->slab, x, 0);
        x = len_add(x, it->slab->width);
    }
    math_box_cover(slab);
    slab->width = len_add(x, row.after);
    slab->accent = slab->width / 2;
    if (row.item.n == 1) {
        const struct math_box *only = row.item.v[0].slab;
        slab->italic = only->italic;
        slab->accent = only->accent;
        slab->character = only->character;
        slab->ink = only->ink; /* for kerns; it is not inked */
    }
    vec_done(&row.item);
    return slab;
}
