// SPDX-License-Identifier: Apache-2.0
/* Fractions, stacks and radicals (OpenType MATH; The TeXbook, Appendix G, rules 11 and 15). */
#include "math/math-int.h"

static len thickness(const struct node *n, const struct math_face *f)
{
    len rule = math_face_const(f, HB_OT_MATH_CONSTANT_FRACTION_RULE_THICKNESS);
    const char *v = attr_get(n, "linethickness");
    len t = v && !strcmp(v, "thin")     ? rule / 2
            : v && !strcmp(v, "medium") ? rule
            : v && !strcmp(v, "thick")  ? 2 * rule
                                        : attr_len(n, "linethickness", f, rule, rule);
    return len_max(0, len_min(t, 10 * f->em));
}

static len fraction_aligned(const struct node *n, const char *name, len room)
{
    return attr_is(n, name, "left") ? 0 : attr_is(n, name, "right") ? room : room / 2;
}

/* The shifts of the numerator's and the denominator's baseline. */
static void shifts(const struct math_face *f, struct context cx, const struct math_box *num,
                   const struct math_box *den, len rule, len *up, len *down)
{
    bool display = cx.display;
    if (!rule) {
        *up = math_face_const(f, display ? HB_OT_MATH_CONSTANT_STACK_TOP_DISPLAY_STYLE_SHIFT_UP
                                         : HB_OT_MATH_CONSTANT_STACK_TOP_SHIFT_UP);
        *down = math_face_const(f, display
                                       ? HB_OT_MATH_CONSTANT_STACK_BOTTOM_DISPLAY_STYLE_SHIFT_DOWN
                                       : HB_OT_MATH_CONSTANT_STACK_BOTTOM_SHIFT_DOWN);
        len least = math_face_const(f, display ? HB_OT_MATH_CONSTANT_STACK_DISPLAY_STYLE_GAP_MIN
                                               : HB_OT_MATH_CONSTANT_STACK_GAP_MIN);
        len gap = *up - num->descent + *down - den->ascent;
        if (gap < least) {
            *up += (least - gap) / 2;
            *down += least - gap - (least - gap) / 2;
        }
        return;
    }
    len axis = math_face_axis(f);
    len above = math_face_const(f, display ? HB_OT_MATH_CONSTANT_FRACTION_NUM_DISPLAY_STYLE_GAP_MIN
                                           : HB_OT_MATH_CONSTANT_FRACTION_NUMERATOR_GAP_MIN);
    len below = math_face_const(f, display
                                       ? HB_OT_MATH_CONSTANT_FRACTION_DENOM_DISPLAY_STYLE_GAP_MIN
                                       : HB_OT_MATH_CONSTANT_FRACTION_DENOMINATOR_GAP_MIN);
    *up = math_face_const(f, display ? HB_OT_MATH_CONSTANT_FRACTION_NUMERATOR_DISPLAY_STYLE_SHIFT_UP
                                     : HB_OT_MATH_CONSTANT_FRACTION_NUMERATOR_SHIFT_UP);
    *down = math_face_const(f,
                            display
                                ? HB_OT_MATH_CONSTANT_FRACTION_DENOMINATOR_DISPLAY_STYLE_SHIFT_DOWN
                                : HB_OT_MATH_CONSTANT_FRACTION_DENOMINATOR_SHIFT_DOWN);
    *up = len_max(*up, axis + rule / 2 + above + num->descent);
    *down = len_max(*down, den->ascent + below + rule - rule / 2 - axis);
}

/* A fraction in the line: a/b. */
static struct math_box *bevelled(struct setter *s, const struct node *n, struct math_box *num,
                                 struct math_box *den, struct context cx)
{
    struct math_box *slab = math_box_new(s);
    struct math_box *slash = glyph_tall(s, n, cx, "/",
                                        len_max(num->ascent, den->ascent) +
                                            len_max(num->descent, den->descent));
    len x = num->width;
    math_box_add(slab, num, 0, 0);
    if (slash) {
        math_box_add(slab, slash, x, len_max(num->ascent, den->ascent) - slash->ascent);
        x += slash->width;
    }
    math_box_add(slab, den, x, 0);
    math_box_cover(slab);
    slab->width = x + den->width;
    return slab;
}

struct math_box *set_fraction(struct setter *s, struct node *n, struct context cx)
{
    const struct math_face *f = math_face_get(s, n, cx);
    struct context inner = cx.display ? cx : cx_script(cx);
    bool slanted = attr_true(n, "bevelled", false);
    inner.display = false;
    inner = slanted ? cx : inner;
    struct math_box *num = n->first ? set_node(s, n->first, inner, NULL) : math_box_new(s);
    struct math_box *den = n->first && n->first->next
                               ? set_node(s, n->first->next, cx_cramped(inner), NULL)
                               : math_box_new(s);
    if (slanted)
        return bevelled(s, n, num, den, cx);
    len rule = thickness(n, f), up, down, width = len_max(num->width, den->width),
        side = f->em / 10, axis = math_face_axis(f);
    struct math_box *slab = math_box_new(s);
    shifts(f, cx, num, den, rule, &up, &down);
    math_box_add(slab, num, side + fraction_aligned(n, "numalign", width - num->width), up);
    if (rule)
        math_box_add(slab, math_box_rule(s, n->style, width, 0, rule), side, axis);
    math_box_add(slab, den, side + fraction_aligned(n, "denomalign", width - den->width), -down);
    math_box_cover(slab);
    slab->width = width + 2 * side;
    slab->accent = slab->width / 2;
    return slab;
}

/* ---- radicals -------------------------------------------------------------------------------- */

/* Without a font for formulas: strokes. */
static struct math_box *drawn_sign(struct setter *s, const struct node *n, len height, len rule)
{
    struct math_box *slab = math_box_new(s);
    len w = height / 4;
    math_box_add(slab, math_box_rule(s, n->style, w, -height / 2, 2 * rule), w / 2, height / 2);
    math_box_add(slab, math_box_rule(s, n->style, w, height, rule), w / 2 + w, 0);
    slab->ascent = height;
    slab->width = 2 * w + w / 2;
    return slab;
}

struct math_box *radical_over(struct setter *s, const struct node *n, struct context cx,
                              struct math_box *content, struct math_box *degree)
{
    const struct math_face *f = math_face_get(s, n, cx);
    len rule = math_face_const(f, HB_OT_MATH_CONSTANT_RADICAL_RULE_THICKNESS), x = 0;
    len gap = math_face_const(f, cx.display ? HB_OT_MATH_CONSTANT_RADICAL_DISPLAY_STYLE_VERTICAL_GAP
                                            : HB_OT_MATH_CONSTANT_RADICAL_VERTICAL_GAP);
    len height = content->ascent + content->descent + gap + rule;
    struct math_box *sign = glyph_tall(s, n, cx, "\u221a", height), *slab = math_box_new(s);
    sign = sign ? sign : drawn_sign(s, n, height, rule);
    len whole = sign->ascent + sign->descent;
    gap += len_max(0, whole - height) /
           2; /* excess height of the radical is split between both sides */
    len top = content->ascent + gap + rule; /* of the sign and the rule */
    if (degree) {
        len before = math_face_const(f, HB_OT_MATH_CONSTANT_RADICAL_KERN_BEFORE_DEGREE),
            after = math_face_const(f, HB_OT_MATH_CONSTANT_RADICAL_KERN_AFTER_DEGREE);
        len raise =
            len_scale(whole,
                      math_face_const(f, HB_OT_MATH_CONSTANT_RADICAL_DEGREE_BOTTOM_RAISE_PERCENT),
                      100);
        math_box_add(slab, degree, len_max(0, before), top - whole + raise + degree->descent);
        x = len_max(0, len_max(0, before) + degree->width + after);
    }
    math_box_add(slab, sign, x, top - sign->ascent);
    x += sign->width;
    math_box_add(slab, math_box_rule(s, n->style, content->width, 0, rule), x, top - rule / 2);
    math_box_add(slab, content, x, 0);
    math_box_cover(slab);
    slab->ascent = len_max(slab->ascent,
                           top + math_face_const(f, HB_OT_MATH_CONSTANT_RADICAL_EXTRA_ASCENDER));
    slab->width = x + content->width;
    slab->accent = slab->width / 2;
    return slab;
}

struct math_box *set_radical(struct setter *s, struct node *n, struct context cx)
{
    struct context inner = cx_cramped(cx), index = cx;
    if (n->elem == MATH_msqrt)
        return radical_over(s, n, cx, set_row(s, n, inner, NULL), NULL);
    index.level = LEVELS - 1;
    index.display = false;
    struct math_box *content = n->first ? set_node(s, n->first, inner, NULL) : math_box_new(s);
    struct math_box *degree = n->first && n->first->next
                                  ? set_node(s, n->first->next, cx_cramped(index), NULL)
                                  : NULL;
    return radical_over(s, n, cx, content, degree);
}
