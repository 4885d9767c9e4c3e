// SPDX-License-Identifier: Apache-2.0
/* Generated content (CSS Content 3, Lists 3, Generated Content for Paged Media 3): content lists,
 * counters, named strings, running elements, cross references, leaders. */
#include "css/css-int.h"

static const char *ident(struct cur *c)
{
    cur_space(c);
    return cur_is(c, TOK_IDENT) ? cur_next(c)->s : NULL;
}

static const char *string(struct cur *c)
{
    cur_space(c);
    return cur_is(c, TOK_STRING) ? cur_next(c)->s : NULL;
}

/* An attribute's name as xml_attr() takes it: "linkend", "xlink:href" (written xlink|href or
 * xlink:href). */
static const char *content_attribute(struct cur *c)
{
    const char *name = ident(c);
    if (!name || !(cur_is_delim(c, '|') || cur_is(c, TOK_COLON)))
        return name;
    c->i++;
    if (!cur_is(c, TOK_IDENT))
        return NULL;
    struct buf b = {0};
    buf_printf(&b, "%s:%s", name, cur_next(c)->s);
    name = intern(b.s);
    buf_done(&b);
    return name;
}

/* attr(NAME [string | url][, fallback]) */
static bool attr(struct vparse *p, struct cur in)
{
    const char *name = content_attribute(&in), *fallback = NULL;
    if (!name)
        return false;
    cur_space(&in);
    if (!cur_keyword(&in, "string"))
        cur_keyword(&in, "url");
    if (cur_comma(&in) && !(fallback = string(&in)))
        return false;
    struct css_item *item = vparse_add(p, CSS_I_ATTR);
    item->a = name;
    item->b = fallback;
    return cur_done(&in);
}

/* symbols([system] "a" "b" …): a style without a name. */
static bool symbols(struct vparse *p, struct cur in, const struct css_counter **out)
{
    static const struct {
        const char *name;
        enum counter_system system;
    } systems[] = {
        {"cyclic", SYS_CYCLIC},     {"numeric", SYS_NUMERIC}, {"alphabetic", SYS_ALPHABETIC},
        {"symbolic", SYS_SYMBOLIC}, {"fixed", SYS_FIXED},
    };
    struct css_counter *style = counter_new(p->css, "symbols()");
    cur_space(&in);
    for (int k = 0; k < 5; k++)
        if (cur_keyword(&in, systems[k].name)) {
            style->system = (uint8_t)systems[k].system;
            break;
        }
    style->symbol = arena_array(&p->css->arena, struct symbol, in.end - in.i);
    for (const char *s; (s = string(&in));)
        style->symbol[style->n++].s = s;
    style->suffix = " ";
    *out = style;
    return style->n > (style->system == SYS_NUMERIC || style->system == SYS_ALPHABETIC) &&
           cur_done(&in);
}

/* A counter style's name or symbols(). */
static bool style_name(struct vparse *p, struct cur *c, const struct css_counter **out)
{
    cur_space(c);
    if (cur_is(c, TOK_FUNCTION) && !strcasecmp(cur_peek(c)->s, "symbols"))
        return symbols(p, cur_block(c), out);
    const char *name = ident(c);
    if (name)
        *out = counter_get(p->css, name, p->where);
    return name;
}

static bool optional_style(struct vparse *p, struct cur *c, struct css_item *item)
{
    return (!cur_comma(c) || style_name(p, c, &item->style)) && cur_done(c);
}

static bool counter(struct vparse *p, struct cur in)
{
    struct css_item *item = vparse_add(p, CSS_I_COUNTER);
    item->a = ident(&in);
    return item->a && optional_style(p, &in, item);
}

static bool counters(struct vparse *p, struct cur in)
{
    struct css_item *item = vparse_add(p, CSS_I_COUNTERS);
    item->a = ident(&in);
    if (!item->a || !cur_comma(&in) || !(item->b = string(&in)))
        return false;
    return optional_style(p, &in, item);
}

/* A name and the choice among its values on the page. */
static bool page_value(struct vparse *p, struct cur in, enum css_item_kind kind)
{
    static const enum css_kw which[] = {KW_first, KW_last, KW_start, KW_first_except};
    struct css_item *item = vparse_add(p, kind);
    item->a = ident(&in);
    item->v = css_val_kw(KW_first);
    if (!item->a)
        return false;
    if (cur_comma(&in)) {
        const char *s = ident(&in);
        enum css_kw kw = s ? css_keyword(s) : KW_NONE_GIVEN;
        item->v = css_val_kw(kw);
        if (kw == KW_NONE_GIVEN ||
            (kw != which[0] && kw != which[1] && kw != which[2] && kw != which[3]))
            return false;
    }
    return cur_done(&in);
}
static bool string_ref(struct vparse *p, struct cur in)
{
    return page_value(p, in, CSS_I_STRING_REF);
}
static bool element_ref(struct vparse *p, struct cur in)
{
    return page_value(p, in, CSS_I_ELEMENT);
}

/* The reference of target-…(): attr(NAME). */
static const char *target(struct cur *in)
{
    cur_space(in);
    if (!cur_is(in, TOK_FUNCTION) || strcasecmp(cur_peek(in)->s, "attr"))
        return NULL;
    struct cur a = cur_block(in);
    const char *name = content_attribute(&a);
    cur_space(&a);
    cur_keyword(&a, "url");
    return cur_done(&a) ? name : NULL;
}

static bool target_counter(struct vparse *p, struct cur in)
{
    struct css_item *item = vparse_add(p, CSS_I_TARGET_COUNTER);
    item->b = target(&in);
    if (!item->b || !cur_comma(&in) || !(item->a = ident(&in)))
        return false;
    return optional_style(p, &in, item);
}

/* target-counters(attr(NAME), counter, separator[, style]) */
static bool target_counters(struct vparse *p, struct cur in)
{
    struct css_item *item = vparse_add(p, CSS_I_TARGET_COUNTER);
    const char *separator;
    item->b = target(&in);
    if (!item->b || !cur_comma(&in) || !(item->a = ident(&in)) || !cur_comma(&in) ||
        !(separator = string(&in)))
        return false;
    item->v = css_val_str(separator);
    return optional_style(p, &in, item);
}

static bool text_part(struct cur *in, struct css_item *item, enum css_kw usual)
{
    const char *s = ident(in);
    enum css_kw kw = s ? css_keyword(s) : usual;
    item->v = css_val_kw(kw);
    return (kw == usual || kw == KW_before || kw == KW_after || kw == KW_first_letter) &&
           cur_done(in);
}

static bool target_text(struct vparse *p, struct cur in)
{
    struct css_item *item = vparse_add(p, CSS_I_TARGET_TEXT);
    item->b = target(&in);
    if (!item->b)
        return false;
    cur_comma(&in);
    return text_part(&in, item, KW_content);
}

static bool contents(struct vparse *p, struct cur in)
{
    return text_part(&in, vparse_add(p, CSS_I_CONTENTS), KW_text);
}

static bool leader(struct vparse *p, struct cur in)
{
    struct css_item *item = vparse_add(p, CSS_I_LEADER);
    item->a = string(&in);
    if (!item->a)
        item->a = cur_keyword(&in, "dotted")  ? intern(".")
                  : cur_keyword(&in, "solid") ? intern("_")
                  : cur_keyword(&in, "space") ? intern(" ")
                                              : NULL;
    return item->a && *item->a && cur_done(&in);
}

static bool read_content(struct vparse *p);

/* -koki-barcode(ean13 | qr, [string | attr() | content()]+ [, width]) */
static bool barcode(struct vparse *p, struct cur in)
{
    const char *kind = ident(&in);
    if (!kind || (strcasecmp(kind, "ean13") && strcasecmp(kind, "qr")) || !cur_comma(&in))
        return false;
    struct vparse data = {.css = p->css, .c = in, .where = p->where, .prop = p->prop};
    bool ok = read_content_list(&data);
    struct css_item *item = vparse_add(p, CSS_I_BARCODE);
    item->a = strcasecmp(kind, "qr") ? "ean13" : "qr";
    item->list = css_list_new(p->css, data.out.v, data.out.n);
    in = data.c;
    vec_done(&data.out);
    if (ok && cur_comma(&in)) {
        struct vparse width = {.css = p->css, .c = in, .where = p->where, .prop = p->prop};
        cur_space(&width.c);
        ok = css_numeric(&width, W_LEN | W_POS, &item->v) && item->v.kind == CSS_LEN;
        in = width.c;
    }
    return ok && cur_done(&in);
}

static const struct {
    const char *name;
    bool (*read)(struct vparse *p, struct cur in);
} functions[] = {
    {"attr", attr},
    {"counter", counter},
    {"counters", counters},
    {"string", string_ref},
    {"element", element_ref},
    {"target-counter", target_counter},
    {"target-counters", target_counters},
    {"target-text", target_text},
    {"leader", leader},
    {"content", contents},
    {"-koki-barcode", barcode},
};
static const struct {
    const char *name;
    enum css_item_kind kind;
} words[] = {
    {"open-quote", CSS_I_OPEN_QUOTE},       {"close-quote", CSS_I_CLOSE_QUOTE},
    {"no-open-quote", CSS_I_NO_OPEN_QUOTE}, {"no-close-quote", CSS_I_NO_CLOSE_QUOTE},
    {"-koki-endnotes", CSS_I_ENDNOTES},
};

static bool read_image(struct vparse *p)
{
    const char *path = css_url(p);
    if (path)
        vparse_add(p, CSS_I_URL)->a = path;
    return path;
}

static bool read_content(struct vparse *p)
{
    const struct token *t = cur_peek(&p->c);
    if (t->type == TOK_STRING) {
        p->c.i++;
        vparse_add(p, CSS_I_STRING)->a = t->s;
        return true;
    }
    if (t->type == TOK_IDENT)
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (cur_keyword(&p->c, words[k].name)) {
                vparse_add(p, words[k].kind);
                return true;
            }
    if (t->type == TOK_FUNCTION)
        for (size_t k = 0; k < sizeof functions / sizeof *functions; k++)
            if (!strcasecmp(t->s, functions[k].name))
                return functions[k].read(p, cur_block(&p->c));
    return (t->type == TOK_URL || t->type == TOK_FUNCTION) && read_image(p);
}

/* "/" and strings or attr(): CSS Content 3, 1.2. */
static bool read_alternative(struct vparse *p)
{
    struct cur before = p->c;
    cur_space(&p->c);
    if (p->prop != CSS_content || !cur_is_delim(&p->c, '/') ||
        p->out.v[p->out.n - 1].kind == CSS_I_ENDNOTES) {
        p->c = before;
        return true;
    }
    p->c.i++;
    struct vparse in = {.css = p->css, .c = p->c, .where = p->where, .prop = p->prop};
    bool ok = true, any = false;
    for (cur_space(&in.c); ok && in.c.i < in.c.end && in.out.n < CSS_MAX_ITEMS;
         cur_space(&in.c), any = true) {
        const struct token *t = cur_peek(&in.c);
        ok = (t->type == TOK_STRING || (t->type == TOK_FUNCTION && !strcasecmp(t->s, "attr"))) &&
             read_content(&in);
    }
    if (ok && any) {
        vparse_add(p, CSS_I_ALT)->list = css_list_new(p->css, in.out.v, in.out.n);
        p->c = in.c;
    }
    vec_done(&in.out);
    return ok && any;
}

bool read_content_list(struct vparse *p)
{
    int first = p->out.n;
    while (p->out.n < CSS_MAX_ITEMS) {
        int i = p->c.i, n = p->out.n;
        cur_space(&p->c);
        if ((n > first && p->out.v[n - 1].kind == CSS_I_ENDNOTES) || !read_content(p)) {
            p->c.i = i;
            p->out.n = n;
            break;
        }
    }
    return p->out.n > first && read_alternative(p);
}

static const char *counter_name(struct cur *c)
{
    const struct token *t = cur_peek(c);
    if (t->type != TOK_IDENT || !strcasecmp(t->s, "none"))
        return NULL;
    c->i++;
    return t->s;
}

/* [name amount?]+ */
bool read_counter_sets(struct vparse *p)
{
    int usual = p->prop == CSS_counter_increment ? 1 : 0;
    bool any = false;
    for (int i = p->c.i; p->out.n < CSS_MAX_ITEMS; i = p->c.i, any = true) {
        cur_space(&p->c);
        const char *name = counter_name(&p->c);
        if (!name) {
            p->c.i = i;
            break;
        }
        struct css_item *item = vparse_add(p, CSS_I_SET);
        struct css_val v;
        item->a = name;
        item->n = usual;
        i = p->c.i;
        cur_space(&p->c);
        if (css_numeric(p, W_INT, &v))
            item->n = v.num / FIX_ONE;
        else
            p->c.i = i;
    }
    return any;
}

/* [name content-list]# */
bool read_string_sets(struct vparse *p)
{
    int i;
    do {
        const char *name = counter_name(&p->c);
        struct vparse in = {.css = p->css, .c = p->c, .where = p->where, .prop = p->prop};
        if (!name || !read_content_list(&in)) {
            vec_done(&in.out);
            return false;
        }
        struct css_item *item = vparse_add(p, CSS_I_SET);
        item->a = name;
        item->comma = p->out.n > 1;
        item->list = css_list_new(p->css, in.out.v, in.out.n);
        p->c = in.c;
        p->refused |= in.refused;
        vec_done(&in.out);
        i = p->c.i;
    } while (cur_comma(&p->c));
    p->c.i = i;
    return true;
}

bool read_counter_style(struct vparse *p)
{
    const struct css_counter *style = NULL;
    enum css_kw kw = cur_is(&p->c, TOK_IDENT) ? css_keyword(cur_peek(&p->c)->s) : KW_NONE_GIVEN;
    if (kw == KW_none || css_wide(kw) || kw == KW_inside || kw == KW_outside ||
        !style_name(p, &p->c, &style))
        return false;
    vparse_add(p, CSS_I_COUNTER)->style = style;
    return true;
}

bool read_running(struct vparse *p)
{
    if (!cur_is(&p->c, TOK_FUNCTION) || strcasecmp(cur_peek(&p->c)->s, "running"))
        return false;
    struct cur in = cur_block(&p->c);
    const char *name = ident(&in);
    if (name)
        vparse_add(p, CSS_I_RUNNING)->a = name;
    return name && cur_done(&in);
}
