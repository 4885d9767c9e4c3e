// SPDX-License-Identifier: Apache-2.0
/* Scripts beside their base (OpenType MATH; The TeXbook, Appendix G, rule 18). */
#include "math/math-int.h"

/* The scripts of a base on either side; sub and sup alternate. */
struct scripts {
    VEC(struct math_box *) v; /* NULL: none */
    len sub_ascent, sub_descent, sup_ascent, sup_descent;
    bool sub, sup;
};

static void add_script(struct setter *s, struct scripts *x, struct node *n, struct context cx,
                       bool up)
{
    struct math_box **place = vec_add(&x->v);
    if (!n || n->elem == MATH_none || n->elem == MATH_mprescripts)
        return;
    struct math_box *slab = *place = set_node(s, n, up ? cx_script(cx) : cx_cramped(cx_script(cx)),
                                              NULL);
    len *ascent = up ? &x->sup_ascent : &x->sub_ascent,
        *descent = up ? &x->sup_descent : &x->sub_descent;
    bool *any = up ? &x->sup : &x->sub;
    *ascent = *any ? len_max(*ascent, slab->ascent) : slab->ascent;
    *descent = *any ? len_max(*descent, slab->descent) : slab->descent;
    *any = true;
}

static void shifts(struct setter *s, const struct node *n, struct context cx,
                   const struct math_box *base, const struct scripts *x, len *up, len *down)
{
    const struct math_face *f = math_face_get(s, n, cx),
                           *small = math_face_get(s, n, cx_script(cx));
    *up = *down = 0;
    if (!base->character) {
        *up = base->ascent -
              math_face_const(small, HB_OT_MATH_CONSTANT_SUPERSCRIPT_BASELINE_DROP_MAX);
        *down = base->descent +
                math_face_const(small, HB_OT_MATH_CONSTANT_SUBSCRIPT_BASELINE_DROP_MIN);
    }
    if (x->sup) {
        *up = len_max(*up, math_face_const(f, cx.cramped
                                                  ? HB_OT_MATH_CONSTANT_SUPERSCRIPT_SHIFT_UP_CRAMPED
                                                  : HB_OT_MATH_CONSTANT_SUPERSCRIPT_SHIFT_UP));
        *up = len_max(*up, x->sup_descent +
                               math_face_const(f, HB_OT_MATH_CONSTANT_SUPERSCRIPT_BOTTOM_MIN));
    }
    if (x->sub) {
        *down = len_max(*down, math_face_const(f, HB_OT_MATH_CONSTANT_SUBSCRIPT_SHIFT_DOWN));
        if (!x->sup)
            *down = len_max(*down, x->sub_ascent -
                                       math_face_const(f, HB_OT_MATH_CONSTANT_SUBSCRIPT_TOP_MAX));
    }
    len gap = *up - x->sup_descent + *down - x->sub_ascent,
        least = math_face_const(f, HB_OT_MATH_CONSTANT_SUB_SUPERSCRIPT_GAP_MIN);
    if (!x->sub || !x->sup || gap >= least)
        return;
    *down += least - gap;
    len rise = math_face_const(f, HB_OT_MATH_CONSTANT_SUPERSCRIPT_BOTTOM_MAX_WITH_SUBSCRIPT) -
               (*up - x->sup_descent);
    if (rise > 0) {
        rise = len_min(rise, least - gap);
        *up += rise;
        *down -= rise;
    }
}

/* Pairs from x on; those before it are set against the base with their right edges. Returns their
 * extent. */
static len script_place(struct math_box *to, const struct scripts *x, len from, len up, len down,
                        len sub_in, len sup_in, bool in_front)
{
    for (int i = 0; i < x->v.n; i += 2) {
        struct math_box *sub = x->v.v[i], *sup = i + 1 < x->v.n ? x->v.v[i + 1] : NULL;
        len a = sub ? sub->width + sub_in : 0, b = sup ? sup->width + sup_in : 0,
            width = len_max(a, b);
        if (sub)
            math_box_add(to, sub, from + (in_front ? width - sub->width : sub_in), -down);
        if (sup)
            math_box_add(to, sup, from + (in_front ? width - sup->width : sup_in), up);
        from = len_add(from, len_max(0, width));
        sub_in = sup_in = 0;
    }
    return from;
}

/* The kern of a script: at its edge and at the base's, the lesser of both. */
static len kern(const struct math_box *base, const struct scripts *x, bool sup, len shift)
{
    if (x->v.n <= sup || !x->v.v[sup])
        return 0;
    const struct math_box *script = x->v.v[sup];
    hb_ot_math_kern_t at_base = sup ? HB_OT_MATH_KERN_TOP_RIGHT : HB_OT_MATH_KERN_BOTTOM_RIGHT;
    hb_ot_math_kern_t at_script = sup ? HB_OT_MATH_KERN_BOTTOM_LEFT : HB_OT_MATH_KERN_TOP_LEFT;
    len first = sup ? shift - script->descent : script->ascent - shift,
        second = sup ? base->ascent : -base->descent;
    len lower = sup ? -script->descent : script->ascent,
        upper = sup ? base->ascent - shift : shift - base->descent;
    return len_max(glyph_kern(base, at_base, first) + glyph_kern(script, at_script, lower),
                   glyph_kern(base, at_base, second) + glyph_kern(script, at_script, upper));
}

static struct math_box *script_join(struct setter *s, struct node *n, struct context cx,
                                    struct math_box *base, struct scripts *behind,
                                    struct scripts *front)
{
    struct math_box *slab = math_box_new(s);
    struct scripts all = *behind;
    len up, down,
        x = 0,
        after = math_face_const(math_face_get(s, n, cx), HB_OT_MATH_CONSTANT_SPACE_AFTER_SCRIPT);
    if (front->sub || front->sup) {
        all.sub_ascent = len_max(all.sub_ascent, front->sub_ascent);
        all.sub_descent = len_max(all.sub_descent, front->sub_descent);
        all.sup_ascent = len_max(all.sup_ascent, front->sup_ascent);
        all.sup_descent = len_max(all.sup_descent, front->sup_descent);
        all.sub |= front->sub;
        all.sup |= front->sup;
    }
    shifts(s, n, cx, base, &all, &up, &down);
    if (front->sub || front->sup)
        x = script_place(slab, front, after, up, down, 0, 0, true);
    math_box_add(slab, base, x, 0);
    x += base->width;
    if (behind->sub || behind->sup)
        x = script_place(slab, behind, x, up, down, kern(base, behind, false, down) - base->italic,
                         kern(base, behind, true, up), false) +
            after;
    math_box_cover(slab);
    slab->width = x;
    slab->accent = x / 2;
    return slab;
}

static void set_multi(struct setter *s, struct node *n, struct context cx, struct scripts *behind,
                      struct scripts *front)
{
    struct scripts *x = behind;
    bool up = false;
    for (struct node *c = n->first ? n->first->next : NULL; c; c = c->next) {
        if (c->elem == MATH_mprescripts) {
            x = front;
            up = false;
            continue;
        }
        add_script(s, x, c, cx, up);
        up = !up;
    }
}

struct math_box *set_scripts(struct setter *s, struct node *n, struct context cx,
                             const struct stretch *st)
{
    struct scripts behind = {0}, front = {0};
    struct node *first = n->first ? n->first->next : NULL, *second = first ? first->next : NULL;
    struct math_box *base = n->first ? set_node(s, n->first, cx, n->first->core ? st : NULL)
                                     : math_box_new(s);
    switch (n->elem) {
    case MATH_mmultiscripts: set_multi(s, n, cx, &behind, &front); break;
    case MATH_msup:
    case MATH_mover:
        add_script(s, &behind, NULL, cx, false);
        add_script(s, &behind, first, cx, true);
        break;
    default:
        add_script(s, &behind, first, cx, false);
        add_script(s, &behind, second, cx, true);
        break;
    }
    struct math_box *slab = script_join(s, n, cx, base, &behind, &front);
    vec_done(&behind.v);
    vec_done(&front.v);
    return slab;
}
