// SPDX-License-Identifier: Apache-2.0
/* Reading values: items added to the result, and the forms that many types have in common. */
#include "css/css-int.h"

struct css_item *vparse_add(struct vparse *p, enum css_item_kind kind)
{
    struct css_item *item = vec_add(&p->out);
    memset(item, 0, sizeof *item);
    item->kind = (uint8_t)kind;
    return item;
}

void vparse_value(struct vparse *p, struct css_val v) { vparse_add(p, CSS_I_VALUE)->v = v; }

bool value_one_of(struct vparse *p, const enum css_kw *kw, int n)
{
    const struct token *t = cur_peek(&p->c);
    enum css_kw given = t->type == TOK_IDENT ? css_keyword(t->s) : KW_NONE_GIVEN;
    for (int k = 0; k < n; k++)
        if (given == kw[k]) {
            p->c.i++;
            vparse_value(p, css_val_kw(given));
            return true;
        }
    return false;
}

bool value_function(struct vparse *p, const enum css_kw *names, int n,
                    bool (*read)(struct vparse *in, enum css_kw name))
{
    const struct token *t = cur_peek(&p->c);
    enum css_kw name = t->type == TOK_FUNCTION ? css_keyword(t->s) : KW_NONE_GIVEN;
    int k = 0;
    while (k < n && names[k] != name)
        k++;
    if (k == n)
        return false;
    struct vparse in = {.css = p->css, .where = p->where, .prop = p->prop};
    in.c = cur_block(&p->c);
    cur_space(&in.c);
    bool ok = read(&in, name);
    if (ok) {
        struct css_item *item = vparse_add(p, CSS_I_FUNCTION);
        item->v = css_val_kw(name);
        item->list = css_list_new(p->css, in.out.v, in.out.n);
    }
    vec_done(&in.out);
    return ok;
}

const char *css_url(struct vparse *p)
{
    const char *s = cur_url(&p->c);
    if (!s)
        return NULL;
    if (!strncasecmp(s, "data:", 5)) /* it reads nothing */
        return s;
    const char *path = css_resolve(p->c.sheet, s, p->where);
    p->refused |= !path;
    return path;
}
