// SPDX-License-Identifier: Apache-2.0
/* The named types of value definition syntax: <length>, <color>, <page-size> and their kin. Each
 * reads tokens from the front and adds items; on failure the matcher restores both. */
#include "css/page-int.h"

static bool read_length_nn(struct vparse *p) { return read_numeric(p, W_LEN | W_NONNEG); }
static bool read_length_percentage_nn(struct vparse *p)
{
    return read_numeric(p, W_LEN | W_PCT | W_NONNEG);
}
static bool read_percentage_nn(struct vparse *p)
{
    return !cur_is(&p->c, TOK_NUMBER) && read_numeric(p, W_PCT | W_NONNEG);
}
static bool read_percentage(struct vparse *p)
{
    return !cur_is(&p->c, TOK_NUMBER) && read_numeric(p, W_PCT);
}
static bool read_number(struct vparse *p) { return read_numeric(p, W_NUM); }
static bool read_number_nn(struct vparse *p) { return read_numeric(p, W_NUM | W_NONNEG); }
static bool read_positive_number(struct vparse *p) { return read_numeric(p, W_NUM | W_POS); }
static bool read_integer(struct vparse *p) { return read_numeric(p, W_INT); }
static bool read_integer_nn(struct vparse *p) { return read_numeric(p, W_INT | W_NONNEG); }
static bool read_positive_integer(struct vparse *p) { return read_numeric(p, W_INT | W_POS); }
static bool read_resolution(struct vparse *p) { return read_numeric(p, W_RES | W_POS); }

static bool read_string(struct vparse *p)
{
    if (!cur_is(&p->c, TOK_STRING))
        return false;
    vparse_value(p, css_val_str(cur_next(&p->c)->s));
    return true;
}

static bool reserved(const char *s)
{
    return css_wide(css_keyword(s)) || !strcasecmp(s, "default");
}

static bool read_custom_ident(struct vparse *p)
{
    const struct token *t = cur_peek(&p->c);
    if (t->type != TOK_IDENT || reserved(t->s))
        return false;
    p->c.i++;
    vparse_value(p, css_val_str(t->s));
    return true;
}

/* A standard structure type (PDF 1.7, 14.8.4). */
static bool read_structure_type(struct vparse *p)
{
    static const char *const types[] = {
        "Document", "Part",   "Art",       "Sect",     "Div",   "BlockQuote", "Caption", "TOC",
        "TOCI",     "Index",  "NonStruct", "Private",  "P",     "H",          "H1",      "H2",
        "H3",       "H4",     "H5",        "H6",       "L",     "LI",         "Lbl",     "LBody",
        "Table",    "TR",     "TH",        "TD",       "THead", "TBody",      "TFoot",   "Span",
        "Quote",    "Note",   "Reference", "BibEntry", "Code",  "Link",       "Annot",   "Ruby",
        "Warichu",  "Figure", "Formula",   "Form",
    };
    const struct token *t = cur_peek(&p->c);
    for (size_t k = 0; t->type == TOK_IDENT && k < sizeof types / sizeof *types; k++)
        if (!strcmp(t->s, types[k]))
            return read_custom_ident(p);
    return false;
}

static bool read_url(struct vparse *p)
{
    if (cur_is(&p->c, TOK_STRING))
        return false;
    const char *path = css_url(p);
    if (path)
        vparse_value(p, css_val_str(path));
    return path;
}

static bool read_line_width(struct vparse *p)
{
    static const struct {
        const char *name;
        len l;
    } widths[] = {/* 1px, 3px, 5px (css-borders-4, 2.3) */
                  {"thin", LEN_PT * 3 / 4},
                  {"medium", LEN_PT * 9 / 4},
                  {"thick", LEN_PT * 15 / 4}};
    for (int k = 0; k < 3; k++)
        if (cur_is(&p->c, TOK_IDENT) && !strcasecmp(cur_peek(&p->c)->s, widths[k].name)) {
            p->c.i++;
            vparse_value(p, css_val_len(widths[k].l));
            return true;
        }
    return read_length_nn(p);
}

static const enum css_kw line_styles[] = {KW_none,   KW_hidden, KW_solid,
                                          KW_dashed, KW_dotted, KW_double};
static bool read_line_style(struct vparse *p) { return value_one_of(p, line_styles, 6); }

/* ---- page sizes ---- */

#define MM(w, h) (len)(w * 73728LL / 25.4 + .5), (len)(h * 73728LL / 25.4 + .5)
static const struct {
    const char *name;
    len w, h;
} sheets[] = {
    {"a0", MM(841, 1189)},
    {"a1", MM(594, 841)},
    {"a2", MM(420, 594)},
    {"a3", MM(297, 420)},
    {"a4", MM(210, 297)},
    {"a5", MM(148, 210)},
    {"a6", MM(105, 148)},
    {"a7", MM(74, 105)},
    {"b4", MM(250, 353)},
    {"b5", MM(176, 250)},
    {"b6", MM(125, 176)},
    {"jis-b4", MM(257, 364)},
    {"jis-b5", MM(182, 257)},
    {"c4", MM(229, 324)},
    {"c5", MM(162, 229)},
    {"c6", MM(114, 162)},
    {"letter", 612 * LEN_PT, 792 * LEN_PT},
    {"legal", 612 * LEN_PT, 1008 * LEN_PT},
    {"ledger", 792 * LEN_PT, 1224 * LEN_PT},
};
#undef MM

static bool named_sheet(struct cur *c, len *w, len *h)
{
    for (size_t k = 0; k < sizeof sheets / sizeof *sheets; k++)
        if (cur_keyword(c, sheets[k].name)) {
            *w = sheets[k].w;
            *h = sheets[k].h;
            return true;
        }
    return false;
}

/* auto | <length>{1,2} | <sheet> || landscape | portrait: always two lengths. */
static bool read_page_size(struct vparse *p)
{
    if (read_length_nn(p)) {
        int i = p->c.i;
        cur_space(&p->c);
        if (!read_length_nn(p)) {
            p->c.i = i;
            vparse_value(p, p->out.v[p->out.n - 1].v);
        }
        return true;
    }
    struct cur c = p->c, start = p->c;
    len w = sheets[4].w, h = sheets[4].h, least;
    bool named = cur_keyword(&c, "auto"), turned = false, oriented = named;
    for (int k = 0; k < 2; k++)
        if (!oriented && (cur_keyword(&c, "portrait") || (turned = cur_keyword(&c, "landscape"))))
            oriented = true;
        else if (!named)
            named = named_sheet(&c, &w, &h);
    if (!named && !oriented)
        return false;
    p->c = c;
    least = len_min(w, h);
    vparse_value(p, css_val_len(turned ? len_max(w, h) : w));
    vparse_value(p, css_val_len(turned ? least : h));
    bool automatic = oriented && !named && !turned && cur_peek(&start) &&
                     !strcasecmp(cur_peek(&start)->s, "auto");
    p->out.v[p->out.n - 2].n = named || automatic ? 0 : turned ? SIZE_LANDSCAPE : SIZE_PORTRAIT;
    return true;
}

/* ---- fonts ---- */

static const enum css_kw generics[] = {KW_serif,   KW_sans_serif, KW_monospace,
                                       KW_cursive, KW_fantasy,    KW_math};

/* A name of one or more identifiers, a string, or a generic family. */
static bool read_family(struct vparse *p)
{
    struct buf b = {0};
    if (read_string(p))
        return true;
    int next = p->c.i + 1;
    bool single = next + 1 >= p->c.end || p->c.t[next].type != TOK_SPACE ||
                  p->c.t[next + 1].type != TOK_IDENT;
    if (single && value_one_of(p, generics, 6))
        return true;
    while (cur_is(&p->c, TOK_IDENT) && !reserved(cur_peek(&p->c)->s)) {
        buf_printf(&b, "%s%s", b.n ? " " : "", cur_next(&p->c)->s);
        next = p->c.i;
        cur_space(&p->c);
    }
    if (!b.n)
        return false;
    p->c.i = next;
    vparse_value(p, css_val_str(intern(b.s)));
    buf_done(&b);
    return true;
}

static bool read_family_list(struct vparse *p)
{
    int i;
    do {
        int n = p->out.n;
        if (!read_family(p))
            return false;
        p->out.v[n].comma = n > 0;
        i = p->c.i;
    } while (p->out.n < CSS_MAX_ITEMS && cur_comma(&p->c));
    p->c.i = i;
    return true;
}

static bool read_feature(struct vparse *p)
{
    const struct token *t = cur_next(&p->c);
    struct css_val v = css_val_num(FIX_ONE);
    if (t->type != TOK_STRING || strlen(t->s) != 4)
        return false;
    int i = p->c.i;
    cur_space(&p->c);
    if (cur_keyword(&p->c, "off"))
        v.num = 0;
    else if (!cur_keyword(&p->c, "on") && !css_numeric(p, W_INT | W_NONNEG, &v))
        p->c.i = i;
    struct css_item *item = vparse_add(p, CSS_I_SET);
    item->a = t->s;
    item->n = v.num / FIX_ONE;
    item->comma = p->out.n > 1;
    return true;
}

/* Repeats a reader of one item, which adds it. */
static bool read_commas(struct vparse *p, bool (*read_one)(struct vparse *))
{
    int i;
    do {
        if (!read_one(p))
            return false;
        i = p->c.i;
    } while (p->out.n < CSS_MAX_ITEMS && cur_comma(&p->c));
    p->c.i = i;
    return true;
}

static bool read_feature_list(struct vparse *p) { return read_commas(p, read_feature); }

static bool read_variation(struct vparse *p)
{
    const struct token *t = cur_next(&p->c);
    struct css_val v;
    if (t->type != TOK_STRING || strlen(t->s) != 4)
        return false;
    cur_space(&p->c);
    if (!css_numeric(p, W_NUM, &v))
        return false;
    struct css_item *item = vparse_add(p, CSS_I_SET);
    item->a = t->s;
    item->v = v;
    item->comma = p->out.n > 1;
    return true;
}

static bool read_variation_list(struct vparse *p) { return read_commas(p, read_variation); }

/* An oblique face without an angle is slanted by 14 degrees (CSS Fonts 4, 2.4). */
static bool read_oblique(struct vparse *p)
{
    struct css_val angle = css_val_num(14 * FIX_ONE), v = css_val_kw(KW_oblique);
    if (!cur_keyword(&p->c, "oblique"))
        return false;
    struct cur c = p->c;
    if (cur_is(&p->c, TOK_DIMENSION) && !css_numeric(p, W_ANGLE, &angle))
        p->c = c;
    if (angle.num < -90 * FIX_ONE || angle.num > 90 * FIX_ONE)
        return false;
    v.num = angle.num;
    vparse_value(p, v);
    return true;
}

/* ---- transform ---- */

/* The functions and the types of their arguments: l length-percentage, z length, n number, a angle.
 * All are affine, also after each other: matrix3d() is one where its last row is 0 0 0 1. */
static const struct {
    enum css_kw name;
    const char *args;
    int least;
} transforms[] = {
    {KW_translate, "ll", 1},  {KW_translatex, "l", 1},
    {KW_translatey, "l", 1},  {KW_scale, "nn", 1},
    {KW_scalex, "n", 1},      {KW_scaley, "n", 1},
    {KW_rotate, "a", 1},      {KW_skew, "aa", 1},
    {KW_skewx, "a", 1},       {KW_skewy, "a", 1},
    {KW_matrix, "nnnnnn", 6}, {KW_translate3d, "llz", 3},
    {KW_translatez, "z", 1},  {KW_scale3d, "nnn", 3},
    {KW_scalez, "n", 1},      {KW_rotatex, "a", 1},
    {KW_rotatey, "a", 1},     {KW_rotatez, "a", 1},
    {KW_rotate3d, "nnna", 4}, {KW_matrix3d, "nnnnnnnnnnnnnnnn", 16},
};

static bool read_arguments(struct vparse *p, const char *kinds, int least)
{
    int n = 0;
    do {
        char k = kinds[n];
        if (!k || !read_numeric(p, k == 'l'   ? W_LEN | W_PCT
                                   : k == 'z' ? W_LEN
                                   : k == 'a' ? W_ANGLE
                                              : W_NUM))
            return false;
        n++;
    } while (cur_comma(&p->c));
    return n >= least && cur_done(&p->c);
}

/* Whether parallels stay parallel: what is read is the columns of a matrix. */
static bool is_affine(const struct vparse *in)
{
    return in->out.v[3].v.num == 0 && in->out.v[7].v.num == 0 && in->out.v[11].v.num == 0 &&
           in->out.v[15].v.num != 0;
}

static bool read_transform_inside(struct vparse *in, enum css_kw name)
{
    size_t k = 0;
    while (transforms[k].name != name)
        k++;
    return read_arguments(in, transforms[k].args, transforms[k].least) &&
           (name != KW_matrix3d || is_affine(in));
}

static bool read_transform(struct vparse *p)
{
    enum { KNOWN = sizeof transforms / sizeof *transforms };
    enum css_kw names[KNOWN];
    for (int k = 0; k < KNOWN; k++)
        names[k] = transforms[k].name;
    return value_function(p, names, KNOWN, read_transform_inside);
}

static bool read_transform_list(struct vparse *p)
{
    bool any = false;
    for (;;) {
        int i = p->c.i;
        cur_space(&p->c);
        if (p->out.n >= CSS_MAX_ITEMS || !read_transform(p)) {
            p->c.i = i;
            return any;
        }
        any = true;
    }
}

/* One number, or two with a slash: a list of two. */
static bool read_ratio(struct vparse *p)
{
    struct css_val one = css_val_num(FIX_ONE);
    if (!read_number_nn(p))
        return false;
    int i = p->c.i;
    cur_space(&p->c);
    if (cur_is_delim(&p->c, '/')) {
        p->c.i++;
        cur_space(&p->c);
        return read_number_nn(p);
    }
    p->c.i = i;
    vparse_value(p, one);
    return true;
}

/* ---- alignment (CSS Box Alignment 3) ---- */

static const enum css_kw alignments[] = {KW_center,     KW_start,      KW_end,
                                         KW_flex_start, KW_flex_end,   KW_left,
                                         KW_right,      KW_self_start, KW_self_end};
static const enum css_kw breadths[] = {KW_auto, KW_min_content, KW_max_content};

/* safe | unsafe, then a place; first | last, then baseline. */
static bool read_alignment(struct vparse *p)
{
    static const enum css_kw baselines[] = {KW_baseline};
    bool first = cur_keyword(&p->c, "first"), last = !first && cur_keyword(&p->c, "last");
    if (first || last) {
        if (p->prop == CSS_justify_content || !value_one_of(p, baselines, 1))
            return false;
        p->out.v[p->out.n - 1].v.num = last ? CSS_ALIGN_LAST : 0;
        return true;
    }
    bool safe = cur_keyword(&p->c, "safe"), unsafe = !safe && cur_keyword(&p->c, "unsafe");
    if ((!safe && !unsafe) || !value_one_of(p, alignments, sizeof alignments / sizeof *alignments))
        return false;
    p->out.v[p->out.n - 1].v.num = safe ? CSS_ALIGN_SAFE : 0;
    return true;
}

/* ---- the table ---- */

static const enum css_kw line_widths[] = {KW_thin, KW_medium, KW_thick},
                         sides[] = {KW_left, KW_right, KW_top, KW_bottom, KW_center},
                         orientations[] = {KW_portrait, KW_landscape}, obliques[] = {KW_oblique};
static const struct value_type types[] = {
    {"length", read_length, false, NULL, 0},
    {"length-nn", read_length_nn, false, NULL, 0},
    {"length-percentage", read_length_percentage, false, NULL, 0},
    {"length-percentage-nn", read_length_percentage_nn, false, NULL, 0},
    {"percentage", read_percentage, false, NULL, 0},
    {"number", read_number, false, NULL, 0},
    {"percentage-nn", read_percentage_nn, false, NULL, 0},
    {"number-nn", read_number_nn, false, NULL, 0},
    {"positive-number", read_positive_number, false, NULL, 0},
    {"integer", read_integer, false, NULL, 0},
    {"integer-nn", read_integer_nn, false, NULL, 0},
    {"positive-integer", read_positive_integer, false, NULL, 0},
    {"resolution", read_resolution, false, NULL, 0},
    {"string", read_string, false, NULL, 0},
    {"custom-ident", read_custom_ident, false, NULL, 0},
    {"structure-type", read_structure_type, false, NULL, 0},
    {"url", read_url, false, NULL, 0},
    {"color", read_color, false, NULL, 0},
    {"line-width", read_line_width, false, line_widths, 3},
    {"line-style", read_line_style, false, line_styles, 6},
    {"position", read_position, true, sides, 5},
    {"page-size", read_page_size, true, orientations, 2},
    {"family-list", read_family_list, true, generics, 6},
    {"feature-list", read_feature_list, true, NULL, 0},
    {"variation-list", read_variation_list, true, NULL, 0},
    {"oblique", read_oblique, false, obliques, 1},
    {"gradient", read_gradient, true, NULL, 0},
    {"basic-shape", read_basic_shape, true, NULL, 0},
    {"clip-rect", read_clip_rect, true, NULL, 0},
    {"transform-list", read_transform_list, true, NULL, 0},
    {"content-list", read_content_list, true, NULL, 0},
    {"counter-sets", read_counter_sets, true, NULL, 0},
    {"string-sets", read_string_sets, true, NULL, 0},
    {"counter-style", read_counter_style, true, NULL, 0},
    {"running", read_running, true, NULL, 0},
    {"ratio", read_ratio, true, NULL, 0},
    {"alignment", read_alignment, false, alignments, sizeof alignments / sizeof *alignments},
    {"track-list", read_track_list, true, breadths, 3},
    {"track-sizes", read_track_sizes, true, breadths, 3},
    {"grid-line", read_grid_line, true, NULL, 0},
    {"grid-areas", read_grid_areas, true, NULL, 0},
};

const struct value_type *css_value_type(const char *name, size_t n)
{
    for (size_t k = 0; k < sizeof types / sizeof *types; k++)
        if (strlen(types[k].name) == n && !memcmp(types[k].name, name, n))
            return &types[k];
    return NULL;
}
