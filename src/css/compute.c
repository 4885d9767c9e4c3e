// SPDX-License-Identifier: Apache-2.0
/* Computed styles: the declarations that win, made absolute (CSS Cascade 4, CSS Values 4). Font
 * size and line height come first, since other lengths depend on them. */
#include "css/css-int.h"

struct work {
    struct css *css;
    const struct css_style *parent; /* NULL: root */
    const struct decl *won[CSS_PROPS];
    bool rtl;     /* the direction of the style being computed */
    bool reverts; /* some value is revert */
    VEC(const struct decl *) custom;
    struct style out;
    struct css_bases bases;
};

/* ---- the cascade ---- */

/* Of important declarations those of the earlier layer win, and those in a layer over those in
 * none. */
static bool loses(const struct work *w, const struct decl *won, const struct decl *d)
{
    return d->important && won && won->important &&
           css_layer_order(w->css, d->layer, won->layer) > 0;
}

static int prop_of(const struct work *w, const struct decl *d)
{
    return d->logical && w->rtl ? shorthand_mirrored(d->prop) : d->prop;
}

static bool is_revert(const struct decl *d)
{
    return d->v.kind == CSS_KEYWORD && d->v.kw == KW_revert;
}

static void collect_declarations(struct work *w, const struct decls *d, bool important)
{
    for (int i = 0; i < d->n; i++)
        if (d->v[i].important == important) {
            if (d->v[i].prop == CSS_PROPS) {
                *vec_add(&w->custom) = &d->v[i];
                continue;
            }
            const struct decl **won = &w->won[prop_of(w, &d->v[i])];
            w->reverts |= is_revert(&d->v[i]);
            if (!loses(w, *won, &d->v[i]))
                *won = &d->v[i];
        }
}

/* The direction of text, needed first: logical sides depend on it. */
static bool runs_leftwards(const struct work *w, const struct decls *const *block, int n)
{
    const struct decl *won = NULL;
    for (int important = 0; important < 2; important++)
        for (int i = 0; i < n; i++)
            for (int k = 0; k < block[i]->n; k++) {
                const struct decl *d = &block[i]->v[k];
                if (d->prop == CSS_direction && d->important == important && !loses(w, won, d))
                    won = d;
            }
    bool inherited = w->parent && css_is(w->parent, CSS_direction, KW_rtl);
    if (!won || won->v.kind != CSS_KEYWORD ||
        (css_wide((enum css_kw)won->v.kw) && won->v.kw != KW_initial))
        return inherited;
    return won->v.kw == KW_rtl;
}

/* revert: the value that the user agent's sheet gives (CSS Cascade 4, 7.4); where it gives none, as
 * unset. */
static void roll_back(struct work *w, const struct decls *const *block, int n)
{
    for (int p = 0; p < CSS_PROPS; p++) {
        if (!w->won[p] || !is_revert(w->won[p]))
            continue;
        w->won[p] = NULL;
        for (int important = 0; important < 2; important++)
            for (int i = 0; i < n; i++)
                for (int k = 0; block[i]->agent && k < block[i]->n; k++) {
                    const struct decl *d = &block[i]->v[k];
                    if (d->prop != CSS_PROPS && d->important == important && prop_of(w, d) == p &&
                        !loses(w, w->won[p], d))
                        w->won[p] = d;
                }
    }
}

static void cascade(struct work *w, const struct decls *const *block, int n)
{
    w->rtl = runs_leftwards(w, block, n);
    for (int important = 0; important < 2; important++)
        for (int i = 0; i < n; i++)
            collect_declarations(w, block[i], important);
    if (w->reverts)
        roll_back(w, block, n);
}

/* ---- var() ---- */

static bool parse_again(struct work *w, const struct decl *d, struct cur value, struct css_val *out)
{
    struct vparse p = {.css = w->css, .c = value, .where = d->where, .prop = d->prop};
    bool ok;
    w->css->current = d->prop != CSS_color ? w->out.s.v[CSS_color].color
                      : w->parent          ? w->parent->v[CSS_color].color
                                           : NULL;
    if (d->shorthand < 0)
        ok = syntax_value(&p, out);
    else {
        struct css_val v[LONGHANDS];
        const uint16_t *props;
        int n = shorthand_props(d->shorthand, &props), k = 0;
        ok = shorthand_parse(d->shorthand, &p, v);
        while (k < n - 1 && props[k] != d->prop)
            k++;
        if (ok)
            *out = v[k];
    }
    if (!ok && !p.refused)
        css_report(w->css, DIAG_css_bad_var_value, d->where, css_name(d->prop));
    vec_done(&p.out);
    w->css->current = NULL;
    return ok;
}

/* The value with its variables in; false: invalid at computed-value time. */
static bool expand_decl(struct work *w, const struct decl *d, struct css_val *out)
{
    struct cur value;
    const char *missing;
    if (!css_substitute(w->css, w->out.vars, d->value, &value, &missing)) {
        css_report(w->css, DIAG_css_undefined_var, d->where, missing ? missing : "var()");
        return false;
    }
    struct cur c = value;
    cur_space(&c);
    const struct token *t = cur_next(&c);
    enum css_kw kw = t->type == TOK_IDENT && cur_done(&c) ? css_keyword(t->s) : KW_NONE_GIVEN;
    if (css_wide(kw)) {
        *out = css_val_kw(kw);
        return true;
    }
    return parse_again(w, d, value, out);
}

/* ---- absolute values ---- */

static len base_of(const struct css_bases *b, int unit)
{
    switch (unit) {
    case U_EM: return b->em;
    case U_EX: return b->ex ? b->ex : b->em / 2; /* CSS Values 4, 6.1.1 */
    case U_CH: return b->ch ? b->ch : b->em / 2;
    case U_REM: return b->rem;
    case U_LH: return b->lh;
    case U_RLH: return b->rlh;
    case U_VW: return b->width;
    case U_VH: return b->height;
    case U_VMIN: return len_min(b->width, b->height);
    default: return len_max(b->width, b->height);
    }
}

/* [len] num/den units; those of the page are hundredths of it. */
static len of_unit(const struct css_bases *b, int unit, int64_t num, int64_t den)
{
    return len_scale(base_of(b, unit), num, unit >= U_VW ? 100 * den : den);
}

static struct css_val absolute_sum(const struct css_sum *s, const struct css_bases *b)
{
    int64_t l = (s->c[U_LEN] + (s->c[U_LEN] < 0 ? -500 : 500)) / 1000;
    for (int u = U_EM; u < U_UNITS; u++)
        if (s->c[u])
            l += of_unit(b, u, s->c[u], MICRO);
    l = l > LEN_MAX ? LEN_MAX : l < -LEN_MAX ? -LEN_MAX : l;
    struct css_val v = {.kind = s->percents ? CSS_CALC : CSS_LEN, .len = (len)l};
    v.num = micro_fix(s->c[U_PCT] / 100);
    return v;
}

static bool is_relative(const struct css_item *item)
{
    if (item->v.kind == CSS_V_REL || item->v.kind == CSS_V_SUM || item->v.kind == CSS_V_MATH)
        return true;
    for (int k = 0; item->kind == CSS_I_FUNCTION && item->list && k < item->list->n; k++)
        if (is_relative(&item->list->item[k]))
            return true;
    return false;
}

static const struct css_list *absolute_list(struct css *css, const struct css_list *list,
                                            const struct css_bases *b)
{
    bool relative = false;
    for (int k = 0; k < list->n && !relative; k++)
        relative = is_relative(&list->item[k]);
    if (!relative)
        return list;
    struct css_item *item = mem_new(sizeof *item * (size_t)list->n);
    for (int k = 0; k < list->n; k++) {
        item[k] = list->item[k];
        item[k].v = css_absolute(css, item[k].v, b);
        if (item[k].kind == CSS_I_FUNCTION && item[k].list)
            item[k].list = absolute_list(css, item[k].list, b);
    }
    list = css_list_new(css, item, list->n);
    mem_free(item);
    return list;
}

/* Resolves a length without percentages. */
static struct css_val absolute_math(struct css *css, struct css_val v, const struct css_bases *b)
{
    const struct css_list *list = absolute_list(css, v.list, b);
    struct css_val out = {.kind = CSS_CALC, .list = list};
    bool percent = false;
    for (int k = 0; k < list->item[0].list->n; k++)
        percent |= list->item[0].list->item[k].v.kind != CSS_LEN;
    return percent ? out : css_val_len(css_calc(&out, 0));
}

struct css_val css_absolute(struct css *css, struct css_val v, const struct css_bases *b)
{
    if (v.kind == CSS_V_MATH)
        return absolute_math(css, v, b);
    if (v.kind == CSS_V_REL)
        return css_val_len(of_unit(b, v.kw, v.num, FIX_ONE));
    if (v.kind == CSS_V_SUM)
        return absolute_sum(v.sum, b);
    if (v.kind == CSS_LIST)
        v.list = absolute_list(css, v.list, b);
    return v;
}

/* Resolves percentages of a known length. */
static struct css_val of_length(struct css_val v, len base)
{
    return v.kind == CSS_PCT || v.kind == CSS_CALC ? css_val_len(css_calc(&v, base)) : v;
}

/* ---- properties with special computed values ---- */

static struct css_val font_size(struct work *w, struct css_val v)
{
    enum { SMALLEST = LEN_PT / 8, LARGEST = 2000 * LEN_PT };
    static const struct {
        enum css_kw kw;
        int32_t num;
    } sizes[] = {
        /* of the initial size; CSS Fonts 4, section 2.5 */
        {KW_xx_small, FIX_ONE * 3 / 5}, {KW_x_small, FIX_ONE * 3 / 4},
        {KW_small, FIX_ONE * 8 / 9},    {KW_medium, FIX_ONE},
        {KW_large, FIX_ONE * 6 / 5},    {KW_x_large, FIX_ONE * 3 / 2},
        {KW_xx_large, FIX_ONE * 2},
    };
    len parent = w->bases.em;
    if (v.kind == CSS_KEYWORD && (v.kw == KW_smaller || v.kw == KW_larger))
        v = css_val_len(v.kw == KW_larger ? len_scale(parent, 6, 5) : len_scale(parent, 5, 6));
    for (int k = 0; v.kind == CSS_KEYWORD && k < 7; k++)
        if (v.kw == sizes[k].kw)
            v = css_val_len(len_fix(w->css->initial[CSS_font_size].len, sizes[k].num));
    v = of_length(css_absolute(w->css, v, &w->bases), parent);
    return css_val_len(len_max(0, len_min(v.len, LARGEST)));
}

/* The line height of a font not measured, and of the root if no sheet sets it, as if the user-agent
 * sheet did. */
enum { NORMAL_LEADING = FIX_ONE * 6 / 5 };

/* The factor that children inherit stays in num; normal is a keyword beside its factor. */
static struct css_val line_height(struct work *w, struct css_val v, len size)
{
    enum css_kw normal = v.kind == CSS_KEYWORD ? KW_normal : 0;
    if (normal)
        v = css_val_num(NORMAL_LEADING);
    if (v.kind == CSS_NUM)
        return (struct css_val){.kind = CSS_LEN,
                                .kw = normal,
                                .len = len_fix(size, v.num),
                                .num = v.num};
    struct css_bases b = w->bases;
    b.em = size;
    return of_length(css_absolute(w->css, v, &b), size);
}

static struct css_val font_weight(struct work *w, struct css_val v)
{
    int old = w->parent ? css_int(w->parent, CSS_font_weight) : 400, weight = 400;
    if (v.kind == CSS_NUM)
        return css_val_num(v.num > 1000 * FIX_ONE ? 1000 * FIX_ONE : v.num);
    if (v.kw == KW_bold)
        weight = 700;
    else if (v.kw == KW_bolder)
        weight = old < 350 ? 400 : old < 550 ? 700 : 900;
    else if (v.kw == KW_lighter)
        weight = old < 550 ? 100 : old < 750 ? 400 : 700;
    return css_val_num(weight * FIX_ONE);
}

struct css_val css_stretch(struct css_val v)
{
    static const struct {
        enum css_kw kw;
        int per_mille;
    } widths[] = {
        {KW_normal, 1000},   {KW_ultra_condensed, 500}, {KW_extra_condensed, 625},
        {KW_condensed, 750}, {KW_semi_condensed, 875},  {KW_semi_expanded, 1125},
        {KW_expanded, 1250}, {KW_extra_expanded, 1500}, {KW_ultra_expanded, 2000},
    };
    for (int k = 0; v.kind == CSS_KEYWORD && k < 9; k++)
        if (v.kw == widths[k].kw)
            v = (struct css_val){.kind = CSS_PCT, .num = FIX_ONE * widths[k].per_mille / 1000};
    return v;
}

/* Completes a list with omitted values: by the number of given values, the index of each. */
static struct css_val fill_list(struct css *css, struct css_val v, int want, const int *from,
                                struct css_val missing)
{
    struct css_item item[4];
    if (v.kind != CSS_LIST || v.list->n >= want)
        return v;
    memset(item, 0, sizeof item);
    for (int k = 0; k < want; k++)
        item[k].v = from[k] >= 0 && from[k] < v.list->n ? v.list->item[from[k]].v : missing;
    return css_val_list(css_list_new(css, item, want));
}

static struct css_val compute_fill(struct work *w, enum css_prop p, struct css_val v)
{
    struct css_val automatic = css_val_kw(KW_auto);
    int n = v.kind == CSS_LIST ? v.list->n : 0;
    switch (p) {
    case CSS_hyphenate_limit_chars:
        return fill_list(w->css, v, 3, n == 2 ? (int[]){0, 1, 1} : (int[]){0, -1, -1}, automatic);
    case CSS_border_top_left_radius:
    case CSS_border_top_right_radius:
    case CSS_border_bottom_right_radius:
    case CSS_border_bottom_left_radius:
    case CSS_border_spacing:
    case CSS_koki_expansion: return fill_list(w->css, v, 2, (int[]){0, 0}, automatic);
    case CSS_word_spacing:
        return fill_list(w->css, v, 3, (int[]){0, 0, 1},
                         automatic); /* two: optimum and minimum, maximum */
    default: return v;
    }
}

static struct css_val compute_color(struct work *w, enum css_prop p, struct css_val v)
{
    const struct css_style *parent = w->parent;
    if (v.kind == CSS_KEYWORD && p == CSS_color)
        v = parent ? parent->v[CSS_color] : w->css->initial[CSS_color];
    else if (v.kind == CSS_KEYWORD) {
        v = w->out.s.v[CSS_color];
        v.kw = KW_currentcolor; /* who inherits it takes his own (CSS Color 4, 10.2) */
    }
    bool overprint = css_is(&w->out.s, CSS_koki_overprint, KW_overprint),
         knockout = css_is(&w->out.s, CSS_koki_overprint, KW_knockout);
    if ((v.color->overprint != overprint || v.color->knockout != knockout) &&
        v.color->space != CSS_NO_COLOR) {
        struct css_color c = *v.color;
        c.overprint = overprint;
        c.knockout = knockout;
        v.color = css_color_new(w->css, c);
    }
    return v;
}

static struct css_val compute_value(struct work *w, enum css_prop p, struct css_val v)
{
    if (css_is_color(p))
        return compute_color(w, p, v);
    v = css_absolute(w->css, v, &w->bases);
    switch (p) {
    case CSS_font_weight: return font_weight(w, v);
    case CSS_font_stretch: return css_stretch(v);
    case CSS_letter_spacing:
    case CSS_text_decoration_thickness:
    case CSS_text_underline_offset: return of_length(v, w->bases.em);
    case CSS_vertical_align: return of_length(v, w->bases.lh);
    default: return compute_fill(w, p, v);
    }
}

/* ---- the whole ---- */

static bool is_keyword(const struct css_val *v, enum css_kw kw)
{
    return v->kind == CSS_KEYWORD && v->kw == kw;
}

/* The value before it is computed; false: inherit the parent's computed one unchanged. */
static bool specified(struct work *w, enum css_prop p, struct css_val *v)
{
    const struct decl *d = w->won[p];
    bool inherits = css_prop_inherits(p);
    *v = d ? d->v : css_val_kw(KW_unset);
    if (d && d->has_var && !expand_decl(w, d, v))
        *v = css_val_kw(KW_unset);
    if (is_keyword(v, KW_inherit) ||
        (inherits && (is_keyword(v, KW_unset) || is_keyword(v, KW_revert)))) {
        if (w->parent)
            return false;
        *v = w->css->initial[p];
    } else if (is_keyword(v, KW_initial) || is_keyword(v, KW_unset) || is_keyword(v, KW_revert))
        *v = w->css->initial[p];
    return true;
}

/* vw and vh refer to the size of unnamed pages, on all pages; in the style of unnamed pages
 * themselves, to A4. */
static void set_viewport(struct css *css)
{
    if (css->page_width)
        return;
    const struct css_list *size = css_list(css->first, CSS_size);
    css->page_width = size ? size->item[0].v.len : 595 * LEN_PT;
    css->page_height = size ? size->item[1].v.len : 842 * LEN_PT;
    const struct css_page *page = css_page(css, "", CSS_PAGE_RIGHT, 0, 0);
    css->page_width = page->width;
    css->page_height = page->height;
}

/* CSS Values 4, 6.1.1: ex and ch are those of the font, and so is lh if the line height is normal.
 * Fonts are only measured if there are such lengths. */
static void measure_letters(struct work *w, const struct css_style *s)
{
    bool line = w->css->leads && css_line_normal(s);
    if (!w->css->measure || (!w->css->letters && !line))
        return;
    struct css_letters m = w->css->measure(w->css->measure_ctx, s);
    w->bases.ex = m.ex;
    w->bases.ch = m.ch;
    if (line)
        w->bases.lh = m.line;
}

static void set_bases(struct work *w)
{
    struct css *css = w->css;
    if (css->viewport)
        set_viewport(css);
    w->bases.width = css->page_width;
    w->bases.height = css->page_height;
    const struct css_style *root = w->parent ? css->root : NULL;
    len initial = css->initial[CSS_font_size].len;
    w->bases.em = w->parent ? css_font_size(w->parent) : initial;
    w->bases.lh = w->parent ? css_line_height(w->parent) : len_scale(initial, 6, 5);
    w->bases.rem = root ? css_font_size(root) : initial;
    w->bases.rlh = root ? css_line_height(root) : len_scale(initial, 6, 5);
    if (w->parent)
        measure_letters(w, w->parent);
    if (css->leads && css->measure && root && css_line_normal(root))
        w->bases.rlh = css->measure(css->measure_ctx, root).line;
}

/* Declarations live as long as the engine; those made by the engine have no place. */
static void remember_places(struct work *w)
{
    for (int p = 0; p < CSS_PROPS; p++) {
        const struct decl *d = w->won[p];
        if (d && d->where.file)
            w->out.from[p] = &d->where;
        else if (!d && w->parent && css_prop_inherits(p))
            w->out.from[p] = style_of(w->parent)->from[p];
    }
}

struct loc css_where(const struct css_style *s, enum css_prop p)
{
    const struct loc *where = style_of(s)->from[p];
    return where ? *where : LOC_NONE;
}

static void compute_one(struct work *w, enum css_prop p)
{
    struct css_val v;
    if (specified(w, p, &v))
        w->out.s.v[p] = compute_value(w, p, v);
    else {
        v = w->parent->v[p];
        if (css_is_color(p))
            v = compute_color(w, p, v.kw == KW_currentcolor ? css_val_kw(KW_currentcolor) : v);
        w->out.s.v[p] = v;
    }
}

static void compute_font(struct work *w)
{
    struct css_val v, *out = w->out.s.v;
    out[CSS_font_size] = specified(w, CSS_font_size, &v) ? font_size(w, v)
                                                         : w->parent->v[CSS_font_size];
    len size = out[CSS_font_size].len;
    if (!w->parent && !w->won[CSS_line_height])
        out[CSS_line_height] = line_height(w, css_val_num(NORMAL_LEADING), size);
    else if (specified(w, CSS_line_height, &v))
        out[CSS_line_height] = line_height(w, v, size);
    else {
        out[CSS_line_height] = w->parent->v[CSS_line_height];
        if (out[CSS_line_height].num)
            out[CSS_line_height].len = len_fix(size, out[CSS_line_height].num);
    }
    w->bases.em = size;
    w->bases.lh = out[CSS_line_height].len;
    bool asks = w->css->letters || (w->css->leads && css_line_normal(&w->out.s));
    for (int p = CSS_font_family; asks && p < CSS_line_height; p++)
        if (p != CSS_font_size)
            compute_one(w, p);
    measure_letters(w, &w->out.s);
    if (!w->parent) {
        w->bases.rem = size;
        w->bases.rlh = w->bases.lh;
    }
}

bool css_display_is_table_part(enum css_kw display)
{
    switch (display) {
    case KW_table_row_group:
    case KW_table_header_group:
    case KW_table_footer_group:
    case KW_table_row:
    case KW_table_cell:
    case KW_table_column_group:
    case KW_table_column:
    case KW_table_caption: return true;
    default: return false;
    }
}

/* Elements out of flow, and the root, are blocks (CSS 2.1, section 9.7). */
static void blockify(struct css_style *s, bool root)
{
    bool out = !css_is(s, CSS_float, KW_none) || css_is(s, CSS_position, KW_absolute) ||
               css_is(s, CSS_position, KW_fixed) || s->v[CSS_position].kind == CSS_LIST;
    enum css_kw d = css_kw(s, CSS_display);
    if (d == KW_contents && !root) { /* no box, which could float (CSS Display 3, 2.5) */
        s->v[CSS_float] = css_val_kw(KW_none);
        s->v[CSS_position] = css_val_kw(KW_static);
        return;
    }
    if (root && d == KW_contents)
        s->v[CSS_display] = css_val_kw(KW_block);
    s->was_inline = out && (d == KW_inline || d == KW_inline_block || d == KW_inline_flex ||
                            d == KW_inline_grid || d == KW_inline_table);
    if ((out || root) && (d == KW_inline || d == KW_inline_block))
        s->v[CSS_display] = css_val_kw(KW_block);
    if ((out || root) && (d == KW_inline_flex || d == KW_inline_grid))
        s->v[CSS_display] = css_val_kw(d == KW_inline_flex ? KW_flex : KW_grid);
    if ((out || root) && d == KW_inline_table)
        s->v[CSS_display] = css_val_kw(KW_table);
    if ((out || root) && css_display_is_table_part(d))
        s->v[CSS_display] = css_val_kw(KW_block);
}

/* Tables do not scroll: they show what overflows, unless it is hidden (CSS 2.1 11.1.1). */
static void show_table(struct css_style *s)
{
    if (!css_is(s, CSS_display, KW_table) && !css_is(s, CSS_display, KW_inline_table))
        return;
    for (enum css_prop p = CSS_overflow_x; p <= CSS_overflow_y; p++)
        if (css_is(s, p, KW_auto) || css_is(s, p, KW_scroll))
            s->v[p] = css_val_kw(KW_visible);
}

/* Content of what contains its painting is cut as overflow is (CSS Containment 1, 3.3), but in
 * inline boxes and in parts of tables, which contain nothing; nor do they otherwise. */
static void contain(struct css_style *s)
{
    enum css_kw d = css_kw(s, CSS_display);
    if (d == KW_inline || d == KW_contents ||
        (css_display_is_table_part(d) && d != KW_table_cell && d != KW_table_caption))
        s->v[CSS_contain] = css_val_kw(KW_none);
    for (enum css_prop p = CSS_overflow_x; p <= CSS_overflow_y && css_has(s, CSS_contain, KW_paint);
         p++)
        if (css_is(s, p, KW_visible))
            s->v[p] = css_val_kw(KW_hidden);
}

/* A line without a style has no width. */
static void hide_lines(struct css_style *s)
{
    static const struct {
        enum css_prop width, style;
    } lines[] = {
        {CSS_border_top_width, CSS_border_top_style},
        {CSS_border_right_width, CSS_border_right_style},
        {CSS_border_bottom_width, CSS_border_bottom_style},
        {CSS_border_left_width, CSS_border_left_style},
        {CSS_column_rule_width, CSS_column_rule_style},
        {CSS_outline_width, CSS_outline_style},
    };
    for (int k = 0; k < 6; k++)
        if (css_is(s, lines[k].style, KW_none) || css_is(s, lines[k].style, KW_hidden))
            s->v[lines[k].width] = css_val_len(0);
}

static bool out_of_line(const struct css_style *s)
{
    return !css_is(s, CSS_float, KW_none) || css_is(s, CSS_position, KW_absolute) ||
           css_is(s, CSS_position, KW_fixed) || s->v[CSS_position].kind == CSS_LIST ||
           css_is(s, CSS_display, KW_inline_block) || css_is(s, CSS_display, KW_inline_flex) ||
           css_is(s, CSS_display, KW_inline_grid) || css_is(s, CSS_display, KW_inline_table);
}

/* Decoration lines propagate to all text inside, except in atomic inlines and elements out of flow
 * (CSS Text Decoration 3, 2). */
static const struct css_lines *decorate(struct work *w)
{
    const struct css_style *s = &w->out.s;
    const struct css_lines *around = w->parent && !out_of_line(s) ? w->parent->lines : NULL;
    const struct css_list *which = css_list(s, CSS_text_decoration_line);
    struct css_lines l = {.style = css_kw(s, CSS_text_decoration_style),
                          .color = css_color(s, CSS_text_decoration_color),
                          .next = around};
    if (!which || !l.color)
        return around;
    for (int k = 0; k < which->n; k++) {
        l.underline |= which->item[k].v.kw == KW_underline;
        l.overline |= which->item[k].v.kw == KW_overline;
        l.through |= which->item[k].v.kw == KW_line_through;
    }
    l.thickness = s->v[CSS_text_decoration_thickness];
    l.offset = s->v[CSS_text_underline_offset];
    l.under = css_has(s, CSS_text_underline_position, KW_under);
    return css_lines_new(w->css, &l);
}

const struct css_style *css_first_line(struct css *css, const struct css_style *s,
                                       const struct css_style *parent)
{
    struct style out = *style_of(s);
    for (int p = 0; p < CSS_PROPS; p++)
        if (!css_applies(IN_FIRST_LINE, p) && !css_is_color(p))
            out.s.v[p] = css_prop_inherits(p) ? parent->v[p] : css->first->v[p];
    return css_style_intern(css, &out);
}

const struct css_style *css_compute(struct css *css, const struct css_style *parent,
                                    const char *lang, const struct decls *const *block, int n)
{
    struct work w = {.css = css, .parent = parent};
    const struct css_vars *inherited = parent ? style_of(parent)->vars : NULL;
    cascade(&w, block, n);
    w.out.s.lang = lang;
    w.out.first = css->first;
    w.out.vars = w.custom.n ? css_vars_new(css, inherited, w.custom.v, w.custom.n) : inherited;
    vec_done(&w.custom);
    set_bases(&w);
    compute_font(&w);
    compute_one(&w, CSS_koki_overprint);
    compute_one(&w, CSS_color);
    for (int p = 0; p < CSS_PROPS; p++)
        if (p != CSS_font_size && p != CSS_line_height && p != CSS_color && p != CSS_koki_overprint)
            compute_one(&w, p);
    hide_lines(&w.out.s);
    blockify(&w.out.s, !parent);
    show_table(&w.out.s);
    if (css_contains(&w.out.s))
        contain(&w.out.s);
    w.out.s.lines = decorate(&w);
    remember_places(&w);
    return css_style_intern(css, &w.out);
}

/* ---- will-change ----------------------------------------------------------------------------- */

static bool announces(const struct css_style *s, const char *const *names, size_t n)
{
    const struct css_list *l = css_list(s, CSS_will_change);
    for (int i = 0; l && i < l->n; i++)
        for (size_t k = 0; k < n; k++)
            if (!strcasecmp(l->item[i].v.str, names[k]))
                return true;
    return false;
}

bool css_will_stack(const struct css_style *s)
{
    static const char *const names[] = {"opacity",   "transform",      "clip-path",
                                        "mask",      "mask-image",     "mask-border",
                                        "filter",    "perspective",    "mix-blend-mode",
                                        "scale",     "rotate",         "translate",
                                        "isolation", "z-index",        "backdrop-filter",
                                        "position",  "transform-style"};
    return announces(s, names, sizeof names / sizeof *names);
}

bool css_will_contain_fixed(const struct css_style *s)
{
    static const char *const names[] = {"transform", "perspective", "filter",          "contain",
                                        "scale",     "rotate",      "transform-style", "translate"};
    return announces(s, names, sizeof names / sizeof *names);
}

bool css_will_contain(const struct css_style *s)
{
    static const char *const names[] = {"position"};
    return announces(s, names, 1) || css_will_contain_fixed(s);
}
