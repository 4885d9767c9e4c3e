// SPDX-License-Identifier: Apache-2.0
/* Shorthands: shorthands.def has for each the way its value is split and the longhands it sets.
 * Longhands not in the value are set to their initial value. */
#include "css/css-int.h"

struct split {
    struct vparse *p;
    const uint16_t *prop;
    int n;
    struct css_val *v;
};
typedef bool split_way(struct split *s);

static bool prefix(struct split *s, int k)
{
    cur_space(&s->p->c);
    return syntax_prefix(s->p, s->prop[k], &s->v[k]);
}

static bool slash(struct split *s)
{
    cur_space(&s->p->c);
    if (!cur_is_delim(&s->p->c, '/'))
        return false;
    s->p->c.i++;
    return true;
}

/* One to four values: top, right, bottom, left. Further longhands become initial. */
static bool box(struct split *s)
{
    int n = 0;
    while (n < 4 && prefix(s, n))
        n++;
    if (!n)
        return false;
    if (n < 2)
        s->v[1] = s->v[0];
    if (n < 3)
        s->v[2] = s->v[0];
    if (n < 4)
        s->v[3] = s->v[1];
    return true;
}

/* One to four horizontal radii, and after a / as many vertical ones (CSS Backgrounds 3, 5.1): each
 * corner a list of the two. */
static bool radius(struct split *s)
{
    struct vparse *p = s->p;
    struct css_val v[2][4];
    bool slash = false;
    for (int way = 0; way == 0 || (way == 1 && slash); way++) {
        int n = 0;
        cur_space(&p->c);
        while (n < 4 && css_numeric(p, W_LEN | W_PCT | W_NONNEG, &v[way][n])) {
            n++;
            cur_space(&p->c);
        }
        if (!n)
            return false;
        for (; n < 4; n++)
            v[way][n] = v[way][n < 2 ? 0 : n - 2];
        slash = way == 0 && cur_is_delim(&p->c, '/');
        p->c.i += slash;
        if (way == 0 && !slash)
            memcpy(v[1], v[0], sizeof v[0]);
    }
    for (int k = 0; k < 4; k++) {
        struct css_item pair[2];
        memset(pair, 0, sizeof pair);
        pair[0].v = v[0][k];
        pair[1].v = v[1][k];
        s->v[k] = css_val_list(css_list_new(p->css, pair, 2));
    }
    return true;
}

static bool pair(struct split *s)
{
    if (!prefix(s, 0))
        return false;
    if (!prefix(s, 1))
        s->v[1] = s->v[0];
    return true;
}

/* Tries the longhands from..to that are not set yet; returns the one that took a value, -1 if
 * none. */
static int take_one(struct split *s, unsigned *set, int from, int to)
{
    for (int k = from; k < to; k++)
        if (!(*set & 1u << k) && prefix(s, k)) {
            *set |= 1u << k;
            return k;
        }
    return -1;
}

/* Each longhand at most once, in any order. */
static bool any(struct split *s)
{
    unsigned set = 0;
    while (take_one(s, &set, 0, s->n) >= 0)
        ;
    return set;
}

/* Each longhand at most once; auto is for those that nothing else is for (CSS Multicol 1, 3.3). */
static bool columns(struct split *s)
{
    unsigned set = 0;
    int autos = 0;
    for (cur_space(&s->p->c);; cur_space(&s->p->c))
        if (cur_keyword(&s->p->c, "auto"))
            autos++;
        else if (take_one(s, &set, 0, s->n) < 0)
            break;
    return (autos || set) && autos + __builtin_popcount(set) <= s->n;
}

/* Width, style and colour in any order, for two or all four sides; the latter have no image. */
static bool border(struct split *s)
{
    int sides = s->n < 12 ? 2 : 4;
    const uint16_t side[3] = {s->prop[0], s->prop[sides], s->prop[2 * sides]};
    struct css_val v[3] = {s->v[0], s->v[sides], s->v[2 * sides]};
    if (!any(&(struct split){s->p, side, 3, v}))
        return false;
    for (int k = 0; k < 3 * sides; k++)
        s->v[k] = v[k / sides];
    return true;
}

/* source || slice [/ width? [/ outset]?]? || repeat (CSS Backgrounds 3, 6.7) */
static bool border_image(struct split *s)
{
    enum { SLICE = 1, WIDTH, OUTSET };
    unsigned set = 1u << WIDTH | 1u << OUTSET;
    for (int k; (k = take_one(s, &set, 0, s->n)) >= 0;) {
        if (k != SLICE || !slash(s))
            continue;
        bool wide = prefix(s, WIDTH);
        if (slash(s) ? !prefix(s, OUTSET) : !wide)
            return false;
    }
    return set != (1u << WIDTH | 1u << OUTSET) &&
           (s->v[0].kind != CSS_LIST || s->v[0].list->n == 1);
}

/* `none` is for the image, the marker or both. */
static bool list_style(struct split *s)
{
    unsigned set = 0;
    int nones = 0;
    for (cur_space(&s->p->c);; cur_space(&s->p->c))
        if (cur_keyword(&s->p->c, "none"))
            nones++;
        else if (take_one(s, &set, 0, 3) < 0)
            break;
    if (nones && !(set & 4))
        s->v[2] = css_val_kw(KW_none);
    return nones + !!(set & 2) + !!(set & 4) <= 2 && (set || nones);
}

/* One layer: image, repeat, attachment or mode, position [/ size], one or two boxes, the way it is
 * composed with those below. The last of a background has the colour, too, which comes first. */
enum { POSITION = 3, SIZE_OF, ORIGIN, CLIP, LAYER = 8 }; /* after the image */
static bool layer(struct split *s, int image, bool last)
{
    unsigned own = 1u << (image + SIZE_OF), set = own;
    for (int k; (k = take_one(s, &set, last ? 0 : image, s->n)) >= 0;) {
        cur_space(&s->p->c);
        if (k == image + POSITION && cur_is_delim(&s->p->c, '/')) {
            s->p->c.i++;
            if (!prefix(s, image + SIZE_OF))
                return false;
        }
    }
    if (set & 1u << (image + ORIGIN) && !(set & 1u << (image + CLIP)))
        s->v[image + CLIP] = s->v[image + ORIGIN];
    return set != own && cur_done(&s->p->c);
}

/* Puts a layer's value, a list or none, after those of the layers before it. */
static bool add_layer(struct vparse *all, const struct css_val *v)
{
    struct css_item none = {.kind = CSS_I_VALUE, .v = *v};
    const struct css_item *item = v->kind == CSS_LIST ? v->list->item : &none;
    int first = all->out.n, n = v->kind == CSS_LIST ? v->list->n : 1;
    if (first + n > CSS_MAX_ITEMS)
        return false;
    for (int i = 0; i < n; i++)
        *vec_add(&all->out) = item[i];
    all->out.v[first].comma = first > 0;
    return true;
}

/* Comma-separated layers; image: the longhand of their images. */
static bool layers(struct split *s, int image)
{
    struct cur rest = s->p->c;
    struct vparse all[LAYER] = {0};
    struct css_val initial[LAYER];
    bool ok = true, last = false;
    memcpy(initial, s->v, sizeof initial);
    while (ok && !last) {
        s->p->c = rest;
        while (!cur_is(&rest, TOK_COMMA) && rest.i < rest.end)
            cur_skip(&rest);
        last = rest.i >= rest.end;
        s->p->c.end = rest.i++;
        memcpy(s->v, initial, sizeof initial);
        ok = layer(s, image, last);
        for (int k = image; ok && k < s->n; k++)
            ok = add_layer(&all[k], &s->v[k]);
    }
    for (int k = image; k < s->n; k++) {
        if (ok)
            s->v[k] = css_val_list(css_list_new(s->p->css, all[k].out.v, all[k].out.n));
        vec_done(&all[k].out);
    }
    if (ok && s->v[image].list->n == 1 && s->v[image].list->item[0].v.kw == KW_none &&
        s->v[image].list->item[0].v.kind == CSS_KEYWORD)
        s->v[image] = css_val_kw(KW_none);
    return ok;
}

static bool background(struct split *s) { return layers(s, 1); }
static bool mask(struct split *s) { return layers(s, 0); }

/* [style || caps || weight || stretch]? size [/ line-height]? family */
static bool font(struct split *s)
{
    enum { SIZE = 4, LEADING, FAMILY };
    unsigned set = 0;
    for (cur_space(&s->p->c);;)
        if (cur_keyword(&s->p->c, "normal"))
            continue;
        else if (cur_is(&s->p->c, TOK_PERCENT) || take_one(s, &set, 0, SIZE) < 0)
            break;
    if (!prefix(s, SIZE))
        return false;
    cur_space(&s->p->c);
    if (cur_is_delim(&s->p->c, '/')) {
        s->p->c.i++;
        if (!prefix(s, LEADING))
            return false;
    }
    return prefix(s, FAMILY);
}

/* none | auto | grow shrink? || basis */
static bool flex(struct split *s)
{
    unsigned set = 0;
    cur_space(&s->p->c);
    if (cur_keyword(&s->p->c, "none")) {
        s->v[0] = s->v[1] = css_val_num(0);
        return true;
    }
    s->v[0] = s->v[1] = css_val_num(FIX_ONE);
    while (take_one(s, &set, 0, 3) >= 0)
        ;
    if (set & 1 && !(set & 4))
        s->v[2] = css_val_len(0);
    return set;
}

/* page-break-*: always is a page break. */
static bool page_break(struct split *s)
{
    cur_space(&s->p->c);
    if (s->prop[0] != CSS_break_inside && cur_keyword(&s->p->c, "always")) {
        s->v[0] = css_val_kw(KW_page);
        return true;
    }
    return prefix(s, 0);
}

struct items {
    struct css_item *v;
    int n, cap;
};

/* A name alone also sets the end (CSS Grid 1, 8.4). */
static bool is_name(const struct css_val *v)
{
    return v->kind == CSS_LIST && v->list->n == 1 && v->list->item[0].a && !v->list->item[0].n &&
           v->list->item[0].v.kw != KW_span;
}

/* Lines separated by slashes. */
static bool lines(struct split *s)
{
    int n = 0;
    do {
        if (n == s->n || !prefix(s, n))
            return false;
        n++;
    } while (slash(s));
    for (; n < s->n; n++) {
        const struct css_val *from = &s->v[n == 3 ? 1 : 0];
        s->v[n] = is_name(from) ? *from : css_val_kw(KW_auto);
    }
    return true;
}

static void add_tokens_of_names(struct vparse *p, struct items *out)
{
    while (cur_is(&p->c, TOK_SQUARE)) {
        struct cur in = cur_block(&p->c);
        while (!cur_done(&in)) {
            struct css_item *item = vec_add(out);
            memset(item, 0, sizeof *item);
            item->kind = CSS_I_SET;
            item->line = true;
            item->a = cur_next(&in)->s;
        }
        cur_space(&p->c);
    }
}

/* none | rows / columns | [names? "areas" size? names?]+ [/ columns]? */
static bool grid_template(struct split *s)
{
    struct vparse *p = s->p;
    bool strings = false;
    for (struct cur c = p->c; c.i < c.end; cur_skip(&c))
        strings |= cur_is(&c, TOK_STRING);
    cur_space(&p->c);
    if (!strings) {
        struct cur c = p->c;
        if (cur_keyword(&c, "none") && cur_done(&c)) {
            p->c = c;
            return true;
        }
        return prefix(s, 0) && slash(s) && prefix(s, 1);
    }
    struct items rows = {0};
    struct css_item area[64];
    int areas = 0;
    bool ok = true;
    while (ok && !cur_done(&p->c) && !cur_is_delim(&p->c, '/')) {
        add_tokens_of_names(p, &rows);
        ok = cur_is(&p->c, TOK_STRING) && areas < 64;
        if (!ok)
            break;
        memset(&area[areas], 0, sizeof *area);
        area[areas++].v = css_val_str(cur_next(&p->c)->s);
        struct css_val size;
        struct css_item *item = vec_add(&rows);
        memset(item, 0, sizeof *item);
        item->v = css_val_kw(KW_auto);
        cur_space(&p->c);
        if (!cur_is(&p->c, TOK_STRING) && !cur_is(&p->c, TOK_SQUARE) && !cur_is_delim(&p->c, '/') &&
            p->c.i < p->c.end) {
            struct cur one = p->c, rest;
            cur_skip(&one);
            rest = one;
            one.i = p->c.i;
            one.end = rest.i;
            struct vparse in = {.css = p->css,
                                .c = one,
                                .where = p->where,
                                .prop = CSS_grid_auto_rows};
            ok = syntax_value(&in, &size) && size.kind == CSS_LIST && size.list->n == 1;
            if (ok)
                rows.v[rows.n - 1] = size.list->item[0];
            vec_done(&in.out);
            p->c.i = rest.i;
            cur_space(&p->c);
        }
        add_tokens_of_names(p, &rows);
    }
    if (ok && slash(s)) {
        for (struct cur c = p->c; c.i < c.end; c.i++)
            ok = ok && !(cur_is(&c, TOK_FUNCTION) && !strcasecmp(cur_peek(&c)->s, "repeat"));
        ok = ok && prefix(s, 1);
    }
    s->v[0] = css_val_list(css_list_new(p->css, rows.v, rows.n));
    s->v[2] = css_val_list(css_list_new(p->css, area, areas));
    vec_done(&rows);
    return ok;
}

/* auto-flow dense? before or after the slash; else a template. */
static bool auto_flow(struct split *s, bool rows)
{
    struct cur *c = &s->p->c;
    bool flow = false, dense = false;
    for (int k = 0; k < 2; k++) {
        cur_space(c);
        flow = flow || cur_keyword(c, "auto-flow");
        dense = dense || cur_keyword(c, "dense");
    }
    if (!flow)
        return false;
    struct css_item item[2] = {{.v = css_val_kw(rows ? KW_row : KW_column)},
                               {.v = css_val_kw(KW_dense)}};
    s->v[5] = css_val_list(css_list_new(s->p->css, item, 1 + dense));
    cur_space(c);
    if (c->i < c->end && !cur_is_delim(c, '/'))
        return prefix(s, rows ? 3 : 4);
    return true;
}

static bool grid(struct split *s)
{
    struct cur start = s->p->c;
    if (auto_flow(s, true))
        return slash(s) && prefix(s, 1);
    s->p->c = start;
    if (prefix(s, 0) && slash(s)) {
        struct cur behind = s->p->c;
        if (auto_flow(s, false))
            return true;
        s->p->c = behind;
    }
    s->p->c = start;
    for (int k = 0; k < s->n; k++)
        s->v[k] = s->p->css->initial[s->prop[k]];
    return grid_template(s);
}

static bool alias(struct split *s) { return prefix(s, 0); }

static const struct {
    const char *name;
    split_way *way;
    const char *props;
} table[] = {
#define S(name, way, props) {name, way, props},
#include "css/shorthands.def"
#undef S
};
enum { SHORTHANDS = sizeof table / sizeof *table };
static struct {
    uint16_t v[LONGHANDS];
    int n;
} longhands[SHORTHANDS];

int shorthand_lookup(const char *name)
{
    for (int k = 0; k < SHORTHANDS; k++)
        if (!strcasecmp(name, table[k].name))
            return k;
    return -1;
}

bool shorthand_logical(int sh)
{
    const char *s = table[sh].name;
    return strstr(s, "inline") || !strncmp(s, "border-start-", 13) ||
           !strncmp(s, "border-end-", 11);
}

enum css_prop shorthand_mirrored(enum css_prop p)
{
    static const enum css_prop pairs[][2] = {
        {CSS_left, CSS_right},
        {CSS_margin_left, CSS_margin_right},
        {CSS_padding_left, CSS_padding_right},
        {CSS_border_left_width, CSS_border_right_width},
        {CSS_border_left_style, CSS_border_right_style},
        {CSS_border_left_color, CSS_border_right_color},
        {CSS_border_top_left_radius, CSS_border_top_right_radius},
        {CSS_border_bottom_left_radius, CSS_border_bottom_right_radius},
    };
    for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++)
        if (p == pairs[k][0] || p == pairs[k][1])
            return pairs[k][p == pairs[k][0]];
    return p;
}

const char *shorthand_name(int sh) { return sh >= 0 && sh < SHORTHANDS ? table[sh].name : NULL; }

int shorthand_props(int sh, const uint16_t **props)
{
    if (!longhands[sh].n)
        for (const char *s = table[sh].props; *s;) {
            size_t n = strcspn(s, " ");
            longhands[sh].v[longhands[sh].n++] = (uint16_t)css_prop_lookup(intern_n(s, n));
            s += n + (s[n] == ' ');
        }
    *props = longhands[sh].v;
    return longhands[sh].n;
}

bool shorthand_parse(int sh, struct vparse *p, struct css_val *v)
{
    struct split s = {.p = p, .v = v};
    s.n = shorthand_props(sh, &s.prop);
    for (int k = 0; k < s.n; k++)
        v[k] = p->css->initial[s.prop[k]];
    return table[sh].way(&s) && cur_done(&p->c);
}
