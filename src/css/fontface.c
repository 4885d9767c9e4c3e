/* @font-face (CSS Fonts 4, section 4): which local fonts or files a family name stands for. */
#include "css/css-int.h"

/* local("Name") or url(file) [format(…)] */
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
    const char *path = t->type == TOK_URL || t->type == TOK_FUNCTION ? css_url(p) : NULL;
    if (!path)
        return false;
    vparse_add(p, CSS_I_URL)->a = path;
    cur_space(&p->c);
    if (cur_is(&p->c, TOK_FUNCTION) && (!strcasecmp(cur_peek(&p->c)->s, "format") || !strcasecmp(cur_peek(&p->c)->s, "tech")))
        cur_block(&p->c);
    return true;
}

static bool set_src(struct vparse *p, struct css_font_face *f)
{
    do {
        cur_space(&p->c);
        if (!read_source(p))
            return false;
    } while (cur_comma(&p->c));
    f->src = css_list_new(p->css, p->out.v, p->out.n);
    return cur_done(&p->c);
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

static const struct { const char *name; bool (*set)(struct vparse *p, struct css_font_face *f); } descriptors[] = {
    {"font-family", set_family}, {"src", set_src}, {"font-weight", set_weight}, {"font-style", set_style},
};

static void set(struct css_sheet *sheet, struct css_font_face *f, const struct descriptor *d)
{
    struct vparse p = {.css = sheet->css, .c = d->value, .where = d->where};
    bool ok = false;
    for (int k = 0; k < 4; k++)
        if (!strcasecmp(d->name, descriptors[k].name))
            ok = descriptors[k].set(&p, f);
    if (!ok && !p.refused)
        css_report(sheet->css, DIAG_css_descriptor, d->where, d->name, "@font-face");
    vec_done(&p.out);
}

void css_parse_font_face(struct css_sheet *sheet, struct loc where, struct cur block)
{
    struct css_font_face *f = arena_make(&sheet->css->arena, struct css_font_face);
    struct descriptor d;
    *f = (struct css_font_face){.weight = 400, .style = KW_normal, .where = where};
    while (css_descriptor(&block, &d))
        set(sheet, f, &d);
    if (f->family && f->src)
        *vec_add(&sheet->css->faces) = f;
    else
        css_report(sheet->css, DIAG_css_font_face, where);
}

const struct css_font_face *css_font_face(const struct css *css, int i)
{
    return i >= 0 && i < css->faces.n ? css->faces.v[i] : NULL;
}
