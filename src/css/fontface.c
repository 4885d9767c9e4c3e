/* @font-face (CSS Fonts 4, section 4): which local fonts or files a family name stands for. */
#include "css/css-int.h"

/* local("Name") or url(file) [format(…)]; a file that must not be read is left out, which was reported. */
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
    while (cur_is(&p->c, TOK_FUNCTION) && (!strcasecmp(cur_peek(&p->c)->s, "format") || !strcasecmp(cur_peek(&p->c)->s, "tech"))) {
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

static bool set_weight(struct vparse *p, struct css_font_face *f)
{
    struct css_val v;
    p->prop = CSS_font_weight;
    if (!syntax_value(p, &v) || (v.kind == CSS_KEYWORD && v.kw != KW_normal && v.kw != KW_bold))
        return false;
    f->weight = v.kind == CSS_NUM ? v.num / FIX_ONE : v.kw == KW_bold ? 700 : 400;
    return true;
}

static bool set_style(struct vparse *p, struct css_font_face *f)
{
    struct css_val v;
    p->prop = CSS_font_style;
    if (!syntax_value(p, &v) || v.kind != CSS_KEYWORD)
        return false;
    f->style = v.kw;
    return true;
}

static bool set_stretch(struct vparse *p, struct css_font_face *f)
{
    struct css_val v;
    p->prop = CSS_font_stretch;
    if (!syntax_value(p, &v))
        return false;
    f->stretch = css_stretch(v).num * 100 / FIX_ONE;
    return true;
}

/* How long a text may wait for its font: here never. */
static bool set_display(struct vparse *p, struct css_font_face *f)
{
    (void)f;
    return cur_next(&p->c)->type == TOK_IDENT && cur_done(&p->c);
}

static const struct { const char *name; bool (*set)(struct vparse *p, struct css_font_face *f); } descriptors[] = {
    {"font-family", set_family}, {"src", set_src}, {"font-weight", set_weight}, {"font-style", set_style},
    {"font-stretch", set_stretch}, {"font-width", set_stretch}, {"font-display", set_display},
};

/* False: it is faulty, which is reported. */
static bool set(struct css_sheet *sheet, struct css_font_face *f, const struct descriptor *d)
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
    *f = (struct css_font_face){.weight = 400, .stretch = 100, .style = KW_normal, .where = where};
    while (css_descriptor(&block, &d))
        faulty |= !set(sheet, f, &d);
    if (f->family && f->src && f->src->n)
        *vec_add(&sheet->css->faces) = f;
    else if (!faulty && !f->src)
        css_report(sheet->css, DIAG_css_font_face, where);
}

const struct css_font_face *css_font_face(const struct css *css, int i)
{
    return i >= 0 && i < css->faces.n ? css->faces.v[i] : NULL;
}
