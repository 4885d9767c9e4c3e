// SPDX-License-Identifier: Apache-2.0
/* Boxes as nodes: the tree that is laid out. Children are processed before their parents, so that
 * embellished operators and space-like elements (MathML Core, 3.2.4) are determined once per node.
 * mfenced becomes the equivalent row. */
#include "math/math-int.h"

struct loc node_loc(const struct node *n) { return xml_loc(n->xml); }

bool node_is_token(const struct node *n)
{
    return n->elem == MATH_mi || n->elem == MATH_mn || n->elem == MATH_mo ||
           n->elem == MATH_mtext || n->elem == MATH_ms;
}

static void tree_add(struct node *parent, struct node *child)
{
    *(parent->last ? &parent->last->next : &parent->first) = child;
    parent->last = child;
    parent->n++;
}

static struct node *tree_make(struct setter *s, enum math_elem elem, const struct css_style *style,
                              const xmlNode *xml)
{
    struct node *n = arena_make(&s->scratch, struct node);
    n->elem = (uint8_t)elem;
    n->style = style;
    n->xml = xml;
    n->text = "";
    return n;
}

/* ---- operators ------------------------------------------------------------------------------- */

static void set_flag(const struct node *n, struct math_operator *op, const char *name,
                     unsigned flag)
{
    bool on = attr_true(n, name, (op->flags & flag) != 0);
    op->flags = on ? op->flags | flag : op->flags & ~flag;
}

/* Finds the dictionary's entry of an operator in the form given by its position, overridden by its
 * attributes. */
static void find_operator(struct node *mo, enum math_form form)
{
    const char *given = attr_get(mo, "form");
    if (given)
        form = !strcmp(given, "prefix")    ? MATH_PREFIX
               : !strcmp(given, "postfix") ? MATH_POSTFIX
                                           : MATH_INFIX;
    mo->form = form;
    mo->op = math_operator_get(mo->text, mo->n_text, &mo->form);
    if (given)
        mo->form = form;
    set_flag(mo, &mo->op, "stretchy", OP_STRETCHY);
    set_flag(mo, &mo->op, "symmetric", OP_SYMMETRIC);
    set_flag(mo, &mo->op, "largeop", OP_LARGE);
    set_flag(mo, &mo->op, "movablelimits", OP_MOVABLE);
    set_flag(mo, &mo->op, "fence", OP_FENCE);
    set_flag(mo, &mo->op, "separator", OP_SEPARATOR);
    set_flag(mo, &mo->op, "accent", OP_ACCENT);
}

static bool is_row(const struct node *n)
{
    switch (n->elem) {
    case MATH_mrow:
    case MATH_math:
    case MATH_mstyle:
    case MATH_mphantom:
    case MATH_mpadded:
    case MATH_merror:
    case MATH_msqrt:
    case MATH_menclose:
    case MATH_mtd:
    case MATH_OTHER: return true;
    default: return false;
    }
}

/* An operator after another one, or before all, is a sign: TeX takes it for an ordinary symbol (The
 * TeXbook, Appendix G, rule 5). */
static bool is_sign_here(const struct node *mo, const struct node *before)
{
    struct math_operator op;
    return before && before->core && before->core->form != MATH_POSTFIX &&
           !(before->core->op.flags & OP_DOTS) &&
           math_operator_find(mo->text, mo->n_text, MATH_PREFIX, &op) &&
           !(before->core->op.flags & OP_LARGE);
}

static void find_forms(struct node *row)
{
    struct node *first = NULL, *last = NULL, *before = NULL;
    int operands = 0;
    for (struct node *c = row->first; c; c = c->next)
        if (!c->space_like) {
            first = first ? first : c;
            last = c;
            operands++;
        }
    for (struct node *c = row->first; c; c = c->next) {
        if (c->space_like)
            continue;
        if (c->core) {
            enum math_form form = operands < 2 ? MATH_INFIX
                                  : c == first ? MATH_PREFIX
                                  : c == last  ? MATH_POSTFIX
                                               : MATH_INFIX;
            if (form == MATH_INFIX && is_sign_here(c->core, before))
                form = MATH_PREFIX;
            find_operator(c->core, form);
        }
        before = c;
    }
}

/* ---- embellishment --------------------------------------------------------------------------- */

static struct node *only_operand(const struct node *row)
{
    struct node *only = NULL;
    for (struct node *c = row->first; c; c = c->next)
        if (!c->space_like) {
            if (only)
                return NULL;
            only = c;
        }
    return only;
}

static bool all_space_like(const struct node *row)
{
    for (const struct node *c = row->first; c; c = c->next)
        if (!c->space_like)
            return false;
    return true;
}

static bool is_scripted(const struct node *n)
{
    switch (n->elem) {
    case MATH_msub:
    case MATH_msup:
    case MATH_msubsup:
    case MATH_munder:
    case MATH_mover:
    case MATH_munderover:
    case MATH_mmultiscripts: return true;
    default: return false;
    }
}

static void classify(struct node *n)
{
    if (n->elem == MATH_mo) {
        n->core = n;
    } else if (n->elem == MATH_mspace || n->elem == MATH_mtext) {
        n->space_like = true;
    } else if (is_row(n)) {
        bool plain = n->elem == MATH_mrow || n->elem == MATH_mstyle || n->elem == MATH_mphantom ||
                     n->elem == MATH_mpadded;
        struct node *only = plain ? only_operand(n) : NULL;
        n->core = only ? only->core : NULL;
        n->space_like = plain && all_space_like(n);
        find_forms(n);
    } else if (is_scripted(n) || n->elem == MATH_mfrac) {
        n->core = n->first ? n->first->core : NULL;
        for (struct node *c = n->first ? n->first->next : NULL; c; c = c->next)
            if (c->core)
                find_operator(c->core, MATH_POSTFIX);
    }
    if (!is_row(n))
        for (struct node *c = n->first; c; c = c->next)
            if (c->core && (c == n->first || !is_scripted(n)))
                find_operator(c->core, MATH_INFIX);
}

/* ---- fences ---------------------------------------------------------------------------------- */

static struct node *make_operator(struct setter *s, const struct node *like, const char *text,
                                  int n, unsigned flags)
{
    struct node *mo = tree_make(s, MATH_mo, like->style, like->xml);
    mo->made = true;
    mo->text = text;
    mo->n_text = n;
    mo->core = mo;
    mo->form = MATH_INFIX;
    mo->op = math_operator_get(text, n, &mo->form);
    mo->op.flags |= flags;
    return mo;
}

/* Separators one after the other, the last one again after their end. */
struct separators {
    const char *at, *end, *sign;
    int n; /* bytes of the separator; 0: none */
};

static void next_separator(struct separators *x)
{
    while (x->at < x->end) {
        const char *sign = x->at;
        uint32_t c = utf8_next(&x->at, x->end);
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
            continue;
        x->sign = sign;
        x->n = (int)(x->at - sign);
        return;
    }
}

static void add_fence(struct setter *s, struct node *row, const struct node *like, const char *name,
                      const char *otherwise, enum math_form form)
{
    const char *text = attr_get(like, name);
    text = text ? text : otherwise;
    text += strspn(text, " ");
    int n = (int)strcspn(text, " ");
    if (!n)
        return;
    struct node *mo = make_operator(s, like, text, n, OP_FENCE | OP_STRETCHY | OP_SYMMETRIC);
    mo->form = form;
    mo->op.lspace = mo->op.rspace = 0;
    tree_add(row, mo);
}

/* open, the items with their separators in a separate row, close (MathML 3, 3.3.8). */
static struct node *fenced(struct setter *s, struct node *n)
{
    struct node *outer = tree_make(s, MATH_mrow, n->style, n->xml),
                *inner = tree_make(s, MATH_mrow, n->style, n->xml);
    const char *given = attr_get(n, "separators"), *list = given ? given : ",";
    struct separators x = {.at = list, .end = list + strlen(list)};
    outer->made = inner->made = true;
    add_fence(s, outer, n, "open", "(", MATH_PREFIX);
    for (struct node *c = n->first, *next; c; c = next) {
        next = c->next;
        c->next = NULL;
        if (inner->first)
            next_separator(&x);
        if (inner->first && x.n)
            tree_add(inner, make_operator(s, n, x.sign, x.n, OP_SEPARATOR));
        tree_add(inner, c);
    }
    if (inner->first) {
        classify(inner);
        inner->core = NULL;
        tree_add(outer, inner);
    }
    add_fence(s, outer, n, "close", ")", MATH_POSTFIX);
    return outer;
}

/* ---- the walk -------------------------------------------------------------------------------- */

struct node *node_build(struct setter *s, const struct box *box)
{
    struct node *n = tree_make(s, box->u.math.elem, box->style, origin_node(box->origin));
    for (const struct box *c = box->first; c; c = c->next) {
        if (c->kind == BOX_TEXT) {
            n->text = c->u.t.text;
            n->n_text = c->u.t.n;
        } else {
            tree_add(n, node_build(s, c));
        }
    }
    if (n->elem == MATH_mfenced)
        return fenced(s, n);
    classify(n);
    return n;
}
