// SPDX-License-Identifier: Apache-2.0
/* Values as text, in CSS's own notation where it exists: for --dump, tests and messages. */
#include "css/css-int.h"

/* Three decimals, two of a percentage, are the reliable precision of a [fix]. */
static void put_decimals(struct buf *b, int64_t v, int64_t one, int places)
{
    int64_t unit = places == 3 ? 1000 : 100, part = (v * unit + (v < 0 ? -one : one) / 2) / one;
    if (part < 0)
        buf_putc(b, '-');
    part = part < 0 ? -part : part;
    buf_printf(b, "%lld", (long long)(part / unit));
    if (part % unit) {
        char digits[8];
        int n = snprintf(digits, sizeof digits, ".%0*d", places, (int)(part % unit));
        while (digits[n - 1] == '0')
            digits[--n] = 0;
        buf_puts(b, digits);
    }
}
static void put_number(struct buf *b, int64_t v, int64_t one) { put_decimals(b, v, one, 3); }

static void put_percent(struct buf *b, int64_t v, int64_t one)
{
    put_decimals(b, v * 100, one, 2);
    buf_putc(b, '%');
}

static void put_length(struct buf *b, len l)
{
    put_number(b, l, LEN_PT);
    if (l)
        buf_puts(b, "pt");
}

static void put_string(struct buf *b, const char *s)
{
    buf_putc(b, '"');
    for (; s && *s; s++)
        if (*s == '\n')
            buf_puts(b, "\\a ");
        else {
            if (*s == '"' || *s == '\\')
                buf_putc(b, '\\');
            buf_putc(b, *s);
        }
    buf_putc(b, '"');
}

static void put_parts(struct buf *b, const struct css_color *c, int n)
{
    enum { FULL = 65535 };
    for (int k = 0; k < n; k++) {
        buf_puts(b, k ? " " : "");
        put_percent(b, c->c[k], FULL);
    }
    if (c->alpha != FULL) {
        buf_puts(b, " / ");
        put_number(b, c->alpha, FULL);
    }
}

static void put_color(struct buf *b, const struct css_color *c)
{
    static const char *const names[] = {"transparent", "gray(", "rgb(", "device-cmyk(",
                                        "-koki-spot("};
    static const int parts[] = {0, 1, 3, 4, 1};
    buf_puts(b, names[c->space]);
    if (c->space == CSS_NO_COLOR)
        return;
    if (c->space == CSS_SPOT) {
        put_string(b, c->spot);
        buf_puts(b, ", ");
    }
    put_parts(b, c, parts[c->space]);
    if (c->alternative) {
        buf_puts(b, ", ");
        put_color(b, c->alternative);
    }
    buf_puts(b, c->overprint ? ") overprint" : c->knockout ? ") knockout" : ")");
}

static void put_list(struct buf *b, const struct css_list *list)
{
    for (int k = 0; k < list->n; k++) {
        buf_puts(b, !k ? "" : list->item[k].comma ? ", " : " ");
        css_item_print(&list->item[k], b);
    }
}

void css_val_print(const struct css_val *v, struct buf *b)
{
    switch (v->kind) {
    case CSS_KEYWORD:
        buf_puts(b, v->num == CSS_ALIGN_SAFE ? "safe " : "");
        buf_puts(b, css_kw_name(v->kw));
        if (v->kw == KW_oblique && v->num != 14 * FIX_ONE) {
            buf_putc(b, ' ');
            put_number(b, v->num, FIX_ONE);
            buf_puts(b, "deg");
        }
        break;
    case CSS_LEN: put_length(b, v->len); break;
    case CSS_PCT: put_percent(b, v->num, FIX_ONE); break;
    case CSS_CALC:
        if (v->list) {
            const struct css_item *f = &v->list->item[0];
            buf_printf(b, "%s(", css_kw_name(f->v.kw));
            for (int k = 0; k < f->list->n; k++) {
                buf_puts(b, k ? ", " : "");
                css_val_print(&f->list->item[k].v, b);
            }
            buf_putc(b, ')');
            break;
        }
        buf_puts(b, "calc(");
        put_length(b, v->len);
        buf_puts(b, " + ");
        put_percent(b, v->num, FIX_ONE);
        buf_putc(b, ')');
        break;
    case CSS_NUM: put_number(b, v->num, FIX_ONE); break;
    case CSS_STR: put_string(b, v->str); break;
    case CSS_COLOR: put_color(b, v->color); break;
    case CSS_LIST: put_list(b, v->list); break;
    }
}

/* The notation of each kind of item: the function, or the word itself. */
static const char *const item_names[] = {
    [CSS_I_ATTR] = "attr(",
    [CSS_I_COUNTER] = "counter(",
    [CSS_I_COUNTERS] = "counters(",
    [CSS_I_STRING_REF] = "string(",
    [CSS_I_ELEMENT] = "element(",
    [CSS_I_RUNNING] = "running(",
    [CSS_I_TARGET_COUNTER] = "target-counter(attr(",
    [CSS_I_TARGET_TEXT] = "target-text(attr(",
    [CSS_I_LEADER] = "leader(",
    [CSS_I_URL] = "url(",
    [CSS_I_CONTENTS] = "content(",
    [CSS_I_OPEN_QUOTE] = "open-quote",
    [CSS_I_CLOSE_QUOTE] = "close-quote",
    [CSS_I_NO_OPEN_QUOTE] = "no-open-quote",
    [CSS_I_NO_CLOSE_QUOTE] = "no-close-quote",
    [CSS_I_FUNCTION] = "",
    [CSS_I_BARCODE] = "-koki-barcode(",
    [CSS_I_ENDNOTES] = "-koki-endnotes",
};

static void put_style(struct buf *b, const struct css_counter *style)
{
    if (style)
        buf_printf(b, ", %s", style->name);
}

/* A line of a grid, or the names of one in a track list. */
static void put_line(const struct css_item *item, struct buf *b)
{
    buf_puts(b, item->v.kw == KW_span ? "span" : "");
    if (item->a)
        buf_printf(b, "%s%s", item->v.kw == KW_span ? " " : "", item->a);
    if (item->n)
        buf_printf(b, "%s%d", item->a || item->v.kw == KW_span ? " " : "", item->n);
}

static void put_set(const struct css_item *item, struct buf *b)
{
    if (item->line) {
        put_line(item, b);
        return;
    }
    buf_printf(b, "%s ", item->a);
    if (item->list)
        put_list(b, item->list);
    else if (item->v.kind == CSS_NUM)
        put_number(b, item->v.num, FIX_ONE);
    else
        buf_printf(b, "%d", item->n);
}

static void put_function(const struct css_item *item, struct buf *b)
{
    buf_printf(b, "%s(", css_kw_name(item->v.kw));
    bool repeat = item->v.kw == KW_repeat;
    if (repeat && item->n > 0)
        buf_printf(b, "%d, ", item->n);
    else if (repeat)
        buf_puts(b, item->n == -1 ? "auto-fill, " : "auto-fit, ");
    for (int k = 0; item->list && k < item->list->n; k++) {
        buf_puts(b, !k ? "" : repeat ? " " : ", ");
        css_item_print(&item->list->item[k], b);
    }
    buf_putc(b, ')');
}

static void put_barcode(const struct css_item *item, struct buf *b)
{
    buf_printf(b, "-koki-barcode(%s, ", item->a);
    put_list(b, item->list);
    if (item->v.len) {
        buf_puts(b, ", ");
        css_val_print(&item->v, b);
    }
    buf_putc(b, ')');
}

void css_item_print(const struct css_item *item, struct buf *b)
{
    const char *name = item->kind < sizeof item_names / sizeof *item_names ? item_names[item->kind]
                                                                           : NULL;
    switch (item->kind) {
    case CSS_I_VALUE: css_val_print(&item->v, b); return;
    case CSS_I_STRING: put_string(b, item->a); return;
    case CSS_I_SET: put_set(item, b); return;
    case CSS_I_FUNCTION: put_function(item, b); return;
    case CSS_I_BARCODE: put_barcode(item, b); return;
    case CSS_I_ALT:
        buf_puts(b, "/ ");
        put_list(b, item->list);
        return;
    case CSS_I_COUNTER:
        if (!item->a) { /* list-style-type */
            buf_puts(b, item->style->name);
            return;
        }
    }
    buf_puts(b, name);
    if (name[strlen(name) - 1] != '(')
        return;
    switch (item->kind) {
    case CSS_I_TARGET_COUNTER:
        buf_printf(b, "%s), %s", item->b, item->a);
        if (item->v.kind == CSS_STR) {
            buf_puts(b, ", ");
            put_string(b, item->v.str);
        }
        break;
    case CSS_I_TARGET_TEXT: buf_printf(b, "%s), %s", item->b, css_kw_name(item->v.kw)); break;
    case CSS_I_LEADER:
    case CSS_I_URL: put_string(b, item->a); break;
    case CSS_I_CONTENTS: buf_puts(b, css_kw_name(item->v.kw)); break;
    case CSS_I_STRING_REF:
    case CSS_I_ELEMENT: buf_printf(b, "%s, %s", item->a, css_kw_name(item->v.kw)); break;
    default: buf_puts(b, item->a);
    }
    if ((item->kind == CSS_I_COUNTERS || item->kind == CSS_I_ATTR) && item->b) {
        buf_puts(b, ", ");
        put_string(b, item->b);
    }
    put_style(b, item->style);
    buf_putc(b, ')');
}

/* currentcolor and a line height by factor count as initial regardless of their computed value. */
bool css_style_initial(const struct css_style *s, enum css_prop p)
{
    const struct css_style *first = style_of(s)->first;
    if (p == CSS_line_height)
        return s->v[p].num == first->v[p].num;
    if (s->v[p].kind == CSS_COLOR && p != CSS_color && p != CSS_background_color)
        return s->v[p].color == s->v[CSS_color].color;
    return css_val_equal(&s->v[p], &first->v[p]);
}

void css_style_dump(const struct css_style *s, struct buf *b)
{
    for (int p = 0; p < CSS_PROPS; p++)
        if (!css_style_initial(s, p)) {
            buf_printf(b, "%s: ", css_name(p));
            css_val_print(&s->v[p], b);
            buf_putc(b, '\n');
        }
}
