// SPDX-License-Identifier: Apache-2.0
/* Things over and under others: limits, accents, bars, braces and labels of arrows (OpenType MATH;
 * The TeXbook, Appendix G, rules 12 and 13a). */
#include "math/math-int.h"

enum attachment { AS_LIMIT, AS_ACCENT, AS_WIDE, AS_BAR };

/* Accents as typed, and the corresponding combining marks of fonts. */
static const struct {
    const char *typed, *over, *under;
} marks[] = {
    {"^", "\u0302", "\u032d"},      {"\u02c6", "\u0302", "\u032d"},
    {"~", "\u0303", "\u0330"},      {"\u02dc", "\u0303", "\u0330"},
    {"\u223c", "\u0303", "\u0330"}, {"\u00af", "\u0304", ""},
    {"\u02c9", "\u0304", ""},       {"\u00b4", "\u0301", ""},
    {"\u02ca", "\u0301", ""},       {"`", "\u0300", ""},
    {"\u02cb", "\u0300", ""},       {"\u02d9", "\u0307", "\u0323"},
    {".", "\u0307", "\u0323"},      {"\u00a8", "\u0308", ""},
    {"..", "\u0308", ""},           {"\u02d8", "\u0306", "\u032e"},
    {"\u02c7", "\u030c", "\u032c"}, {"\u02da", "\u030a", "\u0325"},
    {"\u00b0", "\u030a", ""},       {"\u02dd", "\u030b", ""},
    {"\u2192", "\u20d7", "\u20ef"}, {"\u27f6", "\u20d7", "\u20ef"},
    {"\u2190", "\u20d6", "\u20ee"}, {"\u2194", "\u20e1", ""},
    {"...", "\u20db", ""},          {"\u21c0", "\u20d1", "\u20ec"},
    {"\u21bc", "\u20d0", "\u20ed"},
};

static bool is_text(const struct node *n, const char *s)
{
    return (int)strlen(s) == n->n_text && !memcmp(n->text, s, strlen(s));
}

static bool is_bar(const struct node *n, bool single)
{
    static const char *const always[] = {"\u203e", "\u0305", "\u0332", "_", "\u02cd", "\u2015"},
                             *const wide[] = {"\u00af", "\u02c9", "\u0304", "-", "\u2212"};
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        if (is_text(n, always[i]))
            return true;
    for (size_t i = 0; i < sizeof wide / sizeof *wide && !single; i++)
        if (is_text(n, wide[i]))
            return true;
    return false;
}

/* The kind of attachment of n, under or over a base. */
static enum attachment mark_of(const struct node *limits, struct node *n, bool over)
{
    const struct node *mo = n->core == n ? n : NULL, *base = limits->first;
    const char *attribute = over ? "accent" : "accentunder";
    bool accent = attr_true(limits, attribute, mo && mo->op.flags & OP_ACCENT),
         single = node_is_token(base) && base->elem != MATH_mo && base->n_text < 5;
    if (!mo || !accent)
        return AS_LIMIT;
    if (is_bar(mo, single))
        return AS_BAR;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *mark = over ? marks[i].over : marks[i].under;
        if (*mark && (is_text(mo, marks[i].typed) || is_text(mo, mark)))
            return AS_ACCENT;
    }
    return AS_WIDE;
}

/* The node of an accent with its mark for text. */
static struct node *marked(struct setter *s, struct node *n, struct context cx, bool over)
{
    const struct math_face *f = math_face_get(s, n, cx);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *mark = over ? marks[i].over : marks[i].under;
        if (!*mark || !is_text(n, marks[i].typed) || !text_covers(f->font, mark, (int)strlen(mark)))
            continue;
        struct node *other = arena_make(&s->scratch, struct node);
        *other = *n;
        other->text = mark;
        other->n_text = (int)strlen(mark);
        return other;
    }
    return n;
}

/* Accents go on letters without their dots; the letter stays what it is. */
static struct math_box *set_base(struct setter *s, struct node *n, struct context cx,
                                 const struct stretch *st, bool accent)
{
    bool i = n->n_text == 1 && *n->text == 'i', j = n->n_text == 1 && *n->text == 'j';
    if (!accent || n->elem != MATH_mi || !(i || j))
        return set_node(s, n, cx, st);
    struct node dotless = *n;
    dotless.text = i ? "\u0131" : "\u0237";
    dotless.n_text = 2;
    struct math_box *slab = set_node(s, &dotless, cx, st);
    slab->ink.text = n->text;
    slab->ink.n_text = n->n_text;
    return slab;
}

static bool is_wide(const struct node *n)
{
    return n && n->core &&
           (n->core->op.flags & (OP_STRETCHY | OP_HORIZONTAL)) == (OP_STRETCHY | OP_HORIZONTAL);
}

struct limits {
    struct setter *s;
    struct node *n;
    struct context cx;
    const struct math_face *f;
    struct math_box *base, *under, *over;
    enum attachment under_mark, over_mark;
};

static struct context limit_context(const struct limits *l, bool over, enum attachment m)
{
    struct context cx = over ? l->cx : cx_cramped(l->cx);
    bool accent = m != AS_LIMIT || attr_true(l->n, over ? "accent" : "accentunder", false);
    if (!accent)
        cx = cx_script(cx);
    cx.display = false;
    return over ? cx : cx_cramped(cx);
}

static struct math_box *set_bar(const struct limits *l, bool over)
{
    len thick = math_face_const(l->f, over ? HB_OT_MATH_CONSTANT_OVERBAR_RULE_THICKNESS
                                           : HB_OT_MATH_CONSTANT_UNDERBAR_RULE_THICKNESS);
    return math_box_rule(l->s, l->n->style, l->base->width, 0, thick);
}

static struct math_box *set_mark(const struct limits *l, struct node *n, bool over,
                                 enum attachment m, const struct stretch *st)
{
    struct context cx = limit_context(l, over, m);
    if (m == AS_BAR)
        return set_bar(l, over);
    if (m == AS_ACCENT)
        n = marked(l->s, n, cx, over);
    if (m == AS_ACCENT &&
        l->base->character) /* only bases wider than a letter have a wide accent */
        st = NULL;
    return m == AS_ACCENT ? glyph_operator(l->s, n, cx, st) : set_node(l->s, n, cx, st);
}

/* ---- positions -------------------------------------------------------------------------- */

static len gap_over(const struct limits *l)
{
    if (l->over_mark == AS_BAR || l->over_mark == AS_WIDE)
        return math_face_const(l->f, HB_OT_MATH_CONSTANT_OVERBAR_VERTICAL_GAP);
    len gap = math_face_const(l->f, HB_OT_MATH_CONSTANT_UPPER_LIMIT_GAP_MIN);
    return len_max(gap, math_face_const(l->f, HB_OT_MATH_CONSTANT_UPPER_LIMIT_BASELINE_RISE_MIN) -
                            l->over->descent);
}

static len gap_under(const struct limits *l)
{
    if (l->under_mark == AS_BAR || l->under_mark == AS_WIDE || l->under_mark == AS_ACCENT)
        return math_face_const(l->f, HB_OT_MATH_CONSTANT_UNDERBAR_VERTICAL_GAP);
    len gap = math_face_const(l->f, HB_OT_MATH_CONSTANT_LOWER_LIMIT_GAP_MIN);
    return len_max(gap, math_face_const(l->f, HB_OT_MATH_CONSTANT_LOWER_LIMIT_BASELINE_DROP_MIN) -
                            l->under->ascent);
}

static len over_height(const struct limits *l)
{
    if (l->over_mark == AS_ACCENT)
        return l->base->ascent -
               len_min(l->base->ascent,
                       math_face_const(l->f, HB_OT_MATH_CONSTANT_ACCENT_BASE_HEIGHT));
    return l->base->ascent + gap_over(l) + l->over->descent;
}

/* From the base's left edge; large operators lean. */
static len over_place(const struct limits *l)
{
    if (l->over_mark == AS_ACCENT)
        return (l->base->character ? l->base->accent : l->base->width / 2) - l->over->accent;
    len lean = l->base->italic / 2, width = l->base->width - l->base->italic;
    return l->over_mark == AS_BAR ? 0 : (width - l->over->width) / 2 + lean;
}

static len under_place(const struct limits *l)
{
    len lean = l->base->italic / 2, width = l->base->width - l->base->italic;
    return l->under_mark == AS_BAR      ? 0
           : l->under_mark == AS_ACCENT ? l->base->width / 2 - l->under->accent
                                        : (width - l->under->width) / 2 - lean;
}

static struct math_box *limit_join(const struct limits *l)
{
    struct math_box *slab = math_box_new(l->s);
    len over = l->over ? over_place(l) : 0, under = l->under ? under_place(l) : 0, left = 0,
        right = l->base->width;
    if (l->over && l->over_mark != AS_ACCENT)
        left = len_min(left, over), right = len_max(right, over + l->over->width);
    if (l->under && l->under_mark != AS_ACCENT)
        left = len_min(left, under), right = len_max(right, under + l->under->width);
    math_box_add(slab, l->base, -left, 0);
    if (l->under)
        math_box_add(slab, l->under, under - left,
                     -(l->base->descent + gap_under(l) + l->under->ascent));
    if (l->over)
        math_box_add(slab, l->over, over - left, over_height(l));
    math_box_cover(slab);
    if (l->over_mark == AS_BAR)
        slab->ascent += math_face_const(l->f, HB_OT_MATH_CONSTANT_OVERBAR_EXTRA_ASCENDER);
    if (l->under_mark == AS_BAR)
        slab->descent += math_face_const(l->f, HB_OT_MATH_CONSTANT_UNDERBAR_EXTRA_DESCENDER);
    slab->width = right - left;
    slab->accent = l->base->accent - left;
    slab->italic = left || right > l->base->width ? 0 : l->base->italic;
    slab->character = l->base->character && l->over_mark == AS_ACCENT && !l->under;
    return slab;
}

/* Scripts are beside the base in text style where the operator says so. */
static bool moves(const struct node *n, struct context cx)
{
    const struct node *base = n->first, *core = base->core;
    struct math_operator op;
    bool name = base->elem == MATH_mi &&
                math_operator_find(base->text, base->n_text, MATH_PREFIX, &op) &&
                op.flags & OP_MOVABLE;
    return !cx.display && (name || (core && core->op.flags & OP_MOVABLE));
}

struct math_box *set_limits(struct setter *s, struct node *n, struct context cx,
                            const struct stretch *st)
{
    struct node *first = n->first ? n->first->next : NULL, *second = first ? first->next : NULL;
    struct node *under = n->elem == MATH_mover ? NULL : first,
                *over = n->elem == MATH_mover ? first : second;
    struct limits l = {.s = s, .n = n, .cx = cx, .f = math_face_get(s, n, cx)};
    if (!n->first)
        return math_box_new(s);
    if (moves(n, cx))
        return set_scripts(s, n, cx, st);
    under = under && under->elem == MATH_none ? NULL : under;
    over = over && over->elem == MATH_none ? NULL : over;
    l.under_mark = under ? mark_of(n, under, false) : AS_LIMIT;
    l.over_mark = over ? mark_of(n, over, true) : AS_LIMIT;
    bool wide_base = is_wide(n->first), wide_under = is_wide(under), wide_over = is_wide(over);
    struct stretch to = {.wide = true, .width = st && st->wide ? st->width : 0};
    l.base = wide_base ? math_box_new(s)
                       : set_base(s, n->first, l.over_mark != AS_LIMIT ? cx_cramped(cx) : cx, st,
                                  l.over_mark == AS_ACCENT);
    l.under = under && !wide_under ? set_mark(&l, under, false, l.under_mark, NULL) : NULL;
    l.over = over && !wide_over ? set_mark(&l, over, true, l.over_mark, NULL) : NULL;
    to.width = len_max(to.width, len_max(l.base->width, len_max(l.under ? l.under->width : 0,
                                                                l.over ? l.over->width : 0)));
    if (wide_base) {
        to.width += l.over || l.under ? len_scale(l.f->em, 6, 10) : 0;
        l.base = set_node(s, n->first, cx, &to);
        to.width = len_max(to.width, l.base->width);
    }
    if (wide_under)
        l.under = set_mark(&l, under, false, l.under_mark, &to);
    if (wide_over)
        l.over = set_mark(&l, over, true, l.over_mark, &to);
    return limit_join(&l);
}
