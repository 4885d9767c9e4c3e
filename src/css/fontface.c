// SPDX-License-Identifier: Apache-2.0
/* @font-face (CSS Fonts 4, section 4): the local fonts or files of a family name. */
#include "css/css-int.h"

/* local("Name") or url(file) [format(…)]; a file that must not be read is left out (reported). */
static bool read_source(struct vparse *p)
{
    const struct token *t = cur_peek(&p->c);
    if (t->type == TOK_FUNCTION && !strcasecmp(t->s, "local")) {
        struct vparse in = {.css = p->css, .where = p->where, .prop = CSS_font_family};
        struct css_val v;
        in.c = cur_block(&p->c);
        bool ok = syntax_value(&in, &v) && v.list->n == 1 && v.list->item[0].v.kind == CSS_STR;
        if (ok)
            vparse_add(p, CSS_I_STRING)->a = v.list->item[0].v.str;
        vec_done(&in.out);
        return ok;
    }
    p->where = cur_loc(&p->c);
    const char *url = t->type == TOK_URL || t->type == TOK_FUNCTION ? cur_url(&p->c) : NULL;
    if (!url)
        return false;
    const char *path = css_resolve(p->c.sheet, url, p->where);
    if (path)
        vparse_add(p, CSS_I_URL)->a = path;
    p->refused |= !path;
    cur_space(&p->c);
    while (cur_is(&p->c, TOK_FUNCTION) &&
           (!strcasecmp(cur_peek(&p->c)->s, "format") || !strcasecmp(cur_peek(&p->c)->s, "tech"))) {
        cur_block(&p->c);
        cur_space(&p->c);
    }
    return true;
}

static bool set_src(struct vparse *p, struct css_font_face *f)
{
    do {
        cur_space(&p->c);
        if (!read_source(p))
            return false;
    } while (cur_comma(&p->c));
    if (!cur_done(&p->c))
        return false;
    f->src = css_list_new(p->css, p->out.v, p->out.n);
    return true;
}

static bool set_family(struct vparse *p, struct css_font_face *f)
{
    struct css_val v;
    p->prop = CSS_font_family;
    if (!syntax_value(p, &v) || v.list->n != 1 || v.list->item[0].v.kind != CSS_STR)
        return false;
    f->family = v.list->item[0].v.str;
    return true;
}

/* A descriptor of one value or two, of which a prefix of the tokens is read by `one` into *n;
 * "auto": not given. */
static bool set_range(struct vparse *p, struct css_range *r, bool (*one)(struct vparse *, int *n))
{
    *r = (struct css_range){0};
    if (cur_keyword(&p->c, "auto"))
        return cur_done(&p->c);
    if (!one(p, &r->low))
        return false;
    r->high = r->low;
    if (!cur_done(&p->c) && !one(p, &r->high))
        return false;
    if (r->low > r->high)
        *r = (struct css_range){r->high, r->low};
    return cur_done(&p->c);
}

static bool one_weight(struct vparse *p, int *n)
{
    struct css_val v;
    if (!syntax_prefix(p, CSS_font_weight, &v) ||
        (v.kind == CSS_KEYWORD && v.kw != KW_normal && v.kw != KW_bold))
        return false;
    *n = v.kind == CSS_NUM ? v.num / FIX_ONE : v.kw == KW_bold ? 700 : 400;
    return *n >= 1 && *n <= 1000;
}

static bool one_stretch(struct vparse *p, int *n)
{
    struct css_val v;
    if (!syntax_prefix(p, CSS_font_stretch, &v))
        return false;
    *n = (int)((int64_t)css_stretch(v).num * 100 / FIX_ONE);
    return *n > 0;
}

static bool one_angle(struct vparse *p, int *n)
{
    struct css_val v;
    cur_space(&p->c);
    if (!css_numeric(p, W_ANGLE, &v) || v.num < -90 * FIX_ONE || v.num > 90 * FIX_ONE)
        return false;
    *n = v.num / FIX_ONE;
    return true;
}

static bool set_weight(struct vparse *p, struct css_font_face *f)
{
    return set_range(p, &f->weight, one_weight);
}
static bool set_stretch(struct vparse *p, struct css_font_face *f)
{
    return set_range(p, &f->stretch, one_stretch);
}

static bool set_style(struct vparse *p, struct css_font_face *f)
{
    static const struct {
        const char *name;
        enum css_kw kw;
    } styles[] = {{"auto", KW_auto}, {"normal", KW_normal}, {"italic", KW_italic}};
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
        if (cur_keyword(&p->c, styles[i].name)) {
            f->style = styles[i].kw;
            return cur_done(&p->c);
        }
    f->style = KW_oblique;
    f->slant = (struct css_range){14, 14};
    return cur_keyword(&p->c, "oblique") && (cur_done(&p->c) || set_range(p, &f->slant, one_angle));
}

static bool set_variations(struct vparse *p, struct css_font_face *f)
{
    struct css_val v;
    p->prop = CSS_font_variation_settings;
    if (!syntax_value(p, &v))
        return false;
    f->variations = v.kind == CSS_LIST ? v.list : NULL;
    return true;
}

static bool set_size_adjust(struct vparse *p, struct css_font_face *f)
{
    struct css_val v;
    if (!css_numeric(p, W_PCT | W_NONNEG, &v) || !cur_done(&p->c) || v.num < FIX_ONE / 100 ||
        v.num > 100 * FIX_ONE)
        return false;
    f->size_adjust = v.num;
    return true;
}

/* ---- unicode-range (CSS Syntax 3, section 7): not based on tokens ----------------------------- */

static const char *read_hex(const char *s, const char *end, int *v, int *digits)
{
    for (*v = *digits = 0; s < end && hex_value(*s) >= 0 && *digits < 6; s++, ++*digits)
        *v = *v * 16 + hex_value(*s);
    return s;
}

static const char *skip_space(const char *s, const char *end)
{
    while (s < end && (*s == ' ' || (*s >= 9 && *s <= 13)))
        s++;
    return s;
}

/* "U+26", "U+0-7F", "U+4??". Returns its end; NULL if it is none. */
static const char *read_unicodes(const char *s, const char *end, struct css_range *r)
{
    int digits, jokers = 0;
    if (end - s < 3 || (*s | 32) != 'u' || s[1] != '+')
        return NULL;
    s = read_hex(s + 2, end, &r->low, &digits);
    r->high = r->low;
    for (; s < end && *s == '?' && digits + jokers < 6; s++, jokers++) {
        r->low *= 16;
        r->high = r->high * 16 + 15;
    }
    if (!digits && !jokers)
        return NULL;
    if (s < end && *s == '-' && !jokers) {
        s = read_hex(s + 1, end, &r->high, &digits);
        if (!digits)
            return NULL;
    }
    return r->low <= r->high && r->low <= 0x10ffff ? s : NULL;
}

static bool set_unicodes(struct vparse *p, struct css_font_face *f)
{
    VEC(struct css_range) list = {0};
    const struct css_sheet *sheet = p->c.sheet;
    if (cur_done(&p->c))
        return false;
    const char *s = sheet->text + p->c.t[p->c.i].pos;
    const char *end = sheet->text + (p->c.end < sheet->tok.n ? p->c.t[p->c.end].pos : sheet->n);
    do {
        s = read_unicodes(skip_space(s, end), end, vec_add(&list));
        s = s ? skip_space(s, end) : NULL;
    } while (s && s < end && *s == ',' && s++);
    bool ok = s && s == end;
    if (ok) {
        f->range = memcpy(arena_array(&p->css->arena, struct css_range, list.n), list.v,
                          sizeof *list.v * (size_t)list.n);
        f->n_range = list.n;
    }
    vec_done(&list);
    return ok;
}

/* Accepted without effect: text never waits for its font here. */
static bool set_display(struct vparse *p, struct css_font_face *f)
{
    (void)f;
    return cur_next(&p->c)->type == TOK_IDENT && cur_done(&p->c);
}

static const struct {
    const char *name;
    bool (*set)(struct vparse *p, struct css_font_face *f);
} descriptors[] = {
    {"font-family", set_family},      {"src", set_src},
    {"font-weight", set_weight},      {"font-style", set_style},
    {"font-stretch", set_stretch},    {"font-width", set_stretch},
    {"font-display", set_display},    {"font-variation-settings", set_variations},
    {"size-adjust", set_size_adjust}, {"unicode-range", set_unicodes},
};

/* False if it is faulty (reported). */
static bool fontface_set(struct css_sheet *sheet, struct css_font_face *f,
                         const struct descriptor *d)
{
    struct vparse p = {.css = sheet->css, .c = d->value, .where = d->where};
    bool ok = false;
    for (size_t k = 0; k < sizeof descriptors / sizeof *descriptors; k++)
        if (!strcasecmp(d->name, descriptors[k].name))
            ok = descriptors[k].set(&p, f);
    if (!ok)
        css_report(sheet->css, DIAG_css_descriptor, d->where, d->name, "@font-face");
    vec_done(&p.out);
    return ok;
}

void css_parse_font_face(struct css_sheet *sheet, struct loc where, struct cur block)
{
    struct css_font_face *f = arena_make(&sheet->css->arena, struct css_font_face);
    struct descriptor d;
    bool faulty = false;
    *f = (struct css_font_face){.style = KW_auto, .size_adjust = FIX_ONE, .where = where};
    while (css_descriptor(&block, &d))
        faulty |= !fontface_set(sheet, f, &d);
    if (f->family && f->src && f->src->n)
        *vec_add(&sheet->css->faces) = f;
    else if (!faulty && !f->src)
        css_report(sheet->css, DIAG_css_font_face, where);
}

const struct css_font_face *css_font_face(const struct css *css, int i)
{
    return i >= 0 && i < css->faces.n ? css->faces.v[i] : NULL;
}
