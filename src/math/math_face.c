// SPDX-License-Identifier: Apache-2.0
/* The font of a formula at a place, and its MATH table. A font without one sets formulas by the
 * usual proportions. */
#include "math/math-int.h"

/* [1/1000 em] values of most mathematical fonts; percentages unchanged. */
static const int16_t usual[] = {
    [HB_OT_MATH_CONSTANT_SCRIPT_PERCENT_SCALE_DOWN] = 70,
    [HB_OT_MATH_CONSTANT_SCRIPT_SCRIPT_PERCENT_SCALE_DOWN] = 50,
    [HB_OT_MATH_CONSTANT_DISPLAY_OPERATOR_MIN_HEIGHT] = 1300,
    [HB_OT_MATH_CONSTANT_AXIS_HEIGHT] = 250,
    [HB_OT_MATH_CONSTANT_ACCENT_BASE_HEIGHT] = 450,
    [HB_OT_MATH_CONSTANT_FLATTENED_ACCENT_BASE_HEIGHT] = 660,
    [HB_OT_MATH_CONSTANT_SUBSCRIPT_SHIFT_DOWN] = 240,
    [HB_OT_MATH_CONSTANT_SUBSCRIPT_TOP_MAX] = 340,
    [HB_OT_MATH_CONSTANT_SUBSCRIPT_BASELINE_DROP_MIN] = 160,
    [HB_OT_MATH_CONSTANT_SUPERSCRIPT_SHIFT_UP] = 360,
    [HB_OT_MATH_CONSTANT_SUPERSCRIPT_SHIFT_UP_CRAMPED] = 290,
    [HB_OT_MATH_CONSTANT_SUPERSCRIPT_BOTTOM_MIN] = 110,
    [HB_OT_MATH_CONSTANT_SUPERSCRIPT_BASELINE_DROP_MAX] = 250,
    [HB_OT_MATH_CONSTANT_SUB_SUPERSCRIPT_GAP_MIN] = 160,
    [HB_OT_MATH_CONSTANT_SUPERSCRIPT_BOTTOM_MAX_WITH_SUBSCRIPT] = 340,
    [HB_OT_MATH_CONSTANT_SPACE_AFTER_SCRIPT] = 50,
    [HB_OT_MATH_CONSTANT_UPPER_LIMIT_GAP_MIN] = 110,
    [HB_OT_MATH_CONSTANT_UPPER_LIMIT_BASELINE_RISE_MIN] = 110,
    [HB_OT_MATH_CONSTANT_LOWER_LIMIT_GAP_MIN] = 140,
    [HB_OT_MATH_CONSTANT_LOWER_LIMIT_BASELINE_DROP_MIN] = 600,
    [HB_OT_MATH_CONSTANT_STACK_TOP_SHIFT_UP] = 440,
    [HB_OT_MATH_CONSTANT_STACK_TOP_DISPLAY_STYLE_SHIFT_UP] = 680,
    [HB_OT_MATH_CONSTANT_STACK_BOTTOM_SHIFT_DOWN] = 340,
    [HB_OT_MATH_CONSTANT_STACK_BOTTOM_DISPLAY_STYLE_SHIFT_DOWN] = 680,
    [HB_OT_MATH_CONSTANT_STACK_GAP_MIN] = 120,
    [HB_OT_MATH_CONSTANT_STACK_DISPLAY_STYLE_GAP_MIN] = 280,
    [HB_OT_MATH_CONSTANT_STRETCH_STACK_GAP_ABOVE_MIN] = 200,
    [HB_OT_MATH_CONSTANT_STRETCH_STACK_GAP_BELOW_MIN] = 200,
    [HB_OT_MATH_CONSTANT_FRACTION_NUMERATOR_SHIFT_UP] = 390,
    [HB_OT_MATH_CONSTANT_FRACTION_NUMERATOR_DISPLAY_STYLE_SHIFT_UP] = 680,
    [HB_OT_MATH_CONSTANT_FRACTION_DENOMINATOR_SHIFT_DOWN] = 340,
    [HB_OT_MATH_CONSTANT_FRACTION_DENOMINATOR_DISPLAY_STYLE_SHIFT_DOWN] = 680,
    [HB_OT_MATH_CONSTANT_FRACTION_NUMERATOR_GAP_MIN] = 40,
    [HB_OT_MATH_CONSTANT_FRACTION_NUM_DISPLAY_STYLE_GAP_MIN] = 120,
    [HB_OT_MATH_CONSTANT_FRACTION_RULE_THICKNESS] = 50,
    [HB_OT_MATH_CONSTANT_FRACTION_DENOMINATOR_GAP_MIN] = 40,
    [HB_OT_MATH_CONSTANT_FRACTION_DENOM_DISPLAY_STYLE_GAP_MIN] = 120,
    [HB_OT_MATH_CONSTANT_OVERBAR_VERTICAL_GAP] = 120,
    [HB_OT_MATH_CONSTANT_OVERBAR_RULE_THICKNESS] = 50,
    [HB_OT_MATH_CONSTANT_OVERBAR_EXTRA_ASCENDER] = 50,
    [HB_OT_MATH_CONSTANT_UNDERBAR_VERTICAL_GAP] = 120,
    [HB_OT_MATH_CONSTANT_UNDERBAR_RULE_THICKNESS] = 50,
    [HB_OT_MATH_CONSTANT_UNDERBAR_EXTRA_DESCENDER] = 50,
    [HB_OT_MATH_CONSTANT_RADICAL_VERTICAL_GAP] = 60,
    [HB_OT_MATH_CONSTANT_RADICAL_DISPLAY_STYLE_VERTICAL_GAP] = 150,
    [HB_OT_MATH_CONSTANT_RADICAL_RULE_THICKNESS] = 50,
    [HB_OT_MATH_CONSTANT_RADICAL_EXTRA_ASCENDER] = 50,
    [HB_OT_MATH_CONSTANT_RADICAL_KERN_BEFORE_DEGREE] = 280,
    [HB_OT_MATH_CONSTANT_RADICAL_KERN_AFTER_DEGREE] = -500,
    [HB_OT_MATH_CONSTANT_RADICAL_DEGREE_BOTTOM_RAISE_PERCENT] = 60,
};

static bool is_percentage(hb_ot_math_constant_t c)
{
    return c == HB_OT_MATH_CONSTANT_SCRIPT_PERCENT_SCALE_DOWN ||
           c == HB_OT_MATH_CONSTANT_SCRIPT_SCRIPT_PERCENT_SCALE_DOWN ||
           c == HB_OT_MATH_CONSTANT_RADICAL_DEGREE_BOTTOM_RAISE_PERCENT;
}

len math_face_const(const struct math_face *f, hb_ot_math_constant_t c)
{
    if (f->math)
        return hb_ot_math_get_constant(f->hb, c);
    return is_percentage(c) ? usual[c] : len_scale(f->em, usual[c], 1000);
}

len math_face_axis(const struct math_face *f)
{
    return math_face_const(f, HB_OT_MATH_CONSTANT_AXIS_HEIGHT);
}

static const struct math_face *get(struct setter *s, const struct css_style *style, int level,
                                   struct loc where);

/* Percentages come from the font at its full size; implausible ones are replaced by the usual
 * value. */
static len scaled(struct setter *s, const struct css_style *style, int level, struct loc where)
{
    hb_ot_math_constant_t c = level == 1 ? HB_OT_MATH_CONSTANT_SCRIPT_PERCENT_SCALE_DOWN
                                         : HB_OT_MATH_CONSTANT_SCRIPT_SCRIPT_PERCENT_SCALE_DOWN;
    len size = css_font_size(style),
        percent = level ? math_face_const(get(s, style, 0, where), c) : 100;
    return len_scale(size, percent > 20 && percent <= 100 ? percent : usual[c], 100);
}

static const struct math_face *get(struct setter *s, const struct css_style *style, int level,
                                   struct loc where)
{
    int at = (int)style->id * LEVELS + level;
    while (s->face.n <= at)
        (void)vec_add(&s->face);
    if (s->face.v[at].font)
        return &s->face.v[at];
    len size = scaled(s, style, level, where);
    const struct font *font = text_math_font(s->text, style, size, level, where);
    if (!font && !s->told)
        diag_once(DIAG_math_font, where);
    s->told = s->told || !font;
    font = font ? font : text_font_at(s->text, style, size, where);
    s->face.v[at] = (struct math_face){.font = font,
                                       .hb = font->hb,
                                       .em = size,
                                       .ex = font->x_height,
                                       .math = font->math};
    return &s->face.v[at];
}

/* A pointer into a growing vector holds until the next call: a copy is kept for the current
 * formula. */
const struct math_face *math_face_get(struct setter *s, const struct node *n, struct context cx)
{
    struct math_face *copy = arena_make(&s->scratch, struct math_face);
    *copy = *get(s, n->style, cx.level, node_loc(n));
    return copy;
}
