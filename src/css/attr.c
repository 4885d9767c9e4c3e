// SPDX-License-Identifier: Apache-2.0
/* attr() of any property (CSS Values 5, 7.7): replaced when the style is computed, as var() is, by
 * the value of the element's attribute, read as the requested type. Computed styles then also
 * depend on the values of attributes: css_attr_key distinguishes them. */
#include <stdlib.h>

#include "css/css-int.h"

enum { LONGEST = 200 /* bytes of a value */ };

bool css_has_attr(struct cur c)
{
    for (; c.i < c.end; c.i++)
        if (c.t[c.i].type == TOK_FUNCTION && !strcasecmp(c.t[c.i].s, "attr"))
            return true;
    return false;
}

static const char *name_of(struct cur *in)
{
    cur_space(in);
    return cur_is(in, TOK_IDENT) ? cur_next(in)->s : NULL;
}

/* Sets are interned, so the result for one can be cached. */
static bool set_asks(const struct css *css, const struct mset *set)
{
    if (!set->attr) {
        bool asks = false;
        for (int i = 0; i < set->n && !asks; i++)
            asks = css->selectors.v[set->rank[i]]->rule->decls.attr;
        ((struct mset *)set)->attr = asks ? 2 : 1;
    }
    return set->attr == 2;
}

const char *css_attr_key(struct css *css, const struct mset *set, const xmlNode *n)
{
    struct buf key = {0};
    if (!set_asks(css, set))
        return NULL;
    for (int i = 0; i < set->n; i++) {
        const struct decls *d = &css->selectors.v[set->rank[i]]->rule->decls;
        for (int k = 0; d->attr && k < d->n; k++)
            for (struct cur c = d->v[k].value; d->v[k].has_var && c.i < c.end; c.i++) {
                struct cur in = c;
                if (c.t[c.i].type != TOK_FUNCTION || strcasecmp(c.t[c.i].s, "attr"))
                    continue;
                in = cur_block(&in);
                const char *name = name_of(&in), *value = name ? xml_attr(n, name) : NULL;
                buf_printf(&key, "%s", value && strlen(value) < LONGEST ? value : "");
                buf_putc(&key, value ? '=' : '-');
            }
    }
    const char *s = key.n ? intern(key.s) : NULL;
    buf_done(&key);
    return s;
}

/* The requested type: the word of type(<…>), or a unit for the number. */
struct wanted {
    const char *type, *unit;
};

static bool read_type(struct cur *in, struct wanted *w)
{
    static const char *const old[] = {"string",     "raw-string", "number",
                                      "integer",    "length",     "length-percentage",
                                      "percentage", "color",      "angle"};
    cur_space(in);
    const struct token *t = cur_peek(in);
    if (t->type == TOK_FUNCTION && !strcasecmp(t->s, "type")) {
        struct cur type = cur_block(in);
        cur_space(&type);
        if (!cur_is_delim(&type, '<'))
            return false;
        type.i++;
        w->type = cur_is(&type, TOK_IDENT) ? cur_next(&type)->s : NULL;
        return w->type && cur_is_delim(&type, '>');
    }
    if (t->type == TOK_DELIM && t->delim == '%')
        w->unit = "%";
    else if (t->type == TOK_IDENT) {
        w->unit = t->s;
        for (size_t k = 0; k < sizeof old / sizeof *old; k++)
            if (!strcasecmp(t->s, old[k]))
                w->type = old[k], w->unit = NULL;
    } else
        return true;
    in->i++;
    return true;
}

static bool suits(const struct token *t, const char *type)
{
    static const struct {
        const char *type;
        bool number, percent, dimension, name;
    } types[] = {
        {"number", true, false, false, false},           {"integer", true, false, false, false},
        {"percentage", false, true, false, false},       {"length", false, false, true, false},
        {"length-percentage", false, true, true, false}, {"angle", false, false, true, false},
        {"custom-ident", false, false, false, true},     {"color", false, false, false, true},
    };
    for (size_t k = 0; k < sizeof types / sizeof *types; k++)
        if (!strcasecmp(type, types[k].type))
            return t->type == TOK_NUMBER
                       ? (types[k].number && (t->flag || strcasecmp(type, "integer"))) ||
                             (types[k].dimension && !t->num)
                   : t->type == TOK_PERCENT   ? types[k].percent
                   : t->type == TOK_DIMENSION ? types[k].dimension
                   : t->type == TOK_IDENT     ? types[k].name
                                              : t->type == TOK_HASH && !strcasecmp(type, "color");
    return false;
}

/* The attribute as one token. False: it is absent, or of another type, which is reported. */
static bool value_of(struct css *css, const char *name, const struct wanted *w, struct token *out)
{
    const char *text = css->subject ? xml_attr(css->subject, name) : NULL;
    if (!text || strlen(text) >= LONGEST)
        return false;
    if (!w->type && !w->unit) {
        *out = (struct token){.type = TOK_STRING, .s = intern(text)};
        return true;
    }
    if (w->type && (!strcasecmp(w->type, "string") || !strcasecmp(w->type, "raw-string"))) {
        *out = (struct token){.type = TOK_STRING, .s = intern(text)};
        return true;
    }
    struct css_sheet one = {.css = css, .file = "", .dir = ".", .text = text, .n = strlen(text)};
    css_tokenize(&one);
    struct cur c = {&one, one.tok.v, 0, one.tok.n};
    cur_trim(&c);
    bool single = c.end - c.i == 1,
         ok = single && (w->unit ? c.t[c.i].type == TOK_NUMBER : suits(&c.t[c.i], w->type));
    if (ok) {
        *out = c.t[c.i];
        if (w->unit)
            out->type = strcmp(w->unit, "%") ? TOK_DIMENSION : TOK_PERCENT,
            out->s = intern(w->unit);
    } else {
        diag(DIAG_css_attr_value, xml_loc(css->subject), text, name, w->type ? w->type : "number");
    }
    vec_done(&one.tok);
    vec_done(&one.lines);
    return ok;
}

bool css_attr(struct css *css, struct cur *in, struct token *out)
{
    struct wanted w = {NULL, NULL};
    const char *name = name_of(in);
    return name && read_type(in, &w) && value_of(css, name, &w, out);
}
