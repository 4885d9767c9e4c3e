// SPDX-License-Identifier: Apache-2.0
/* -koki-fit-lines: a listing whose lines are a little too long is set in a smaller font, down to a
 * limit, rather than wrapped. Its leading stays. Where some lines are too long even for that, it is
 * as small as the others need it, so that only those are wrapped.
 *
 * The paragraph that is set is then a copy of its boxes in other styles. Only the builder makes
 * styles, so this comes before a paragraph is handed to the thread pool. */
#include "flow/stack-int.h"

enum { DEPTH_MAX = 200 };

/* How many characters its longest line has, tabs as eight, and its longest of those up to a limit.
 */
struct columns {
    int now, most, limit, fitting;
};

static void end_line(struct columns *c)
{
    c->most = c->now > c->most ? c->now : c->most;
    if (c->now <= c->limit && c->now > c->fitting)
        c->fitting = c->now;
    c->now = 0;
}

static void count_text(const char *s, int n, struct columns *c)
{
    for (int i = 0; i < n; i++) {
        if (s[i] == '\n')
            end_line(c);
        else if (s[i] == '\t')
            c->now += 8 - c->now % 8;
        else if (((unsigned char)s[i] & 0xc0) != 0x80)
            c->now++;
    }
}

static void count_columns(const struct box *box, struct columns *c, int depth)
{
    for (const struct box *b = box->first; b && depth < DEPTH_MAX; b = b->next) {
        if (b->kind == BOX_TEXT)
            count_text(b->u.t.text, b->u.t.n, c);
        else if (b->kind == BOX_INLINE || b->kind == BOX_NOTE)
            count_columns(b, c, depth + 1);
        else if (b->kind != BOX_MARK && b->kind != BOX_FLOAT)
            c->now += 8;
    }
}

static struct box *copy(struct flow *flow, const struct box *box, struct box *parent,
                        const char *size, int depth)
{
    struct box *to = arena_make(&flow->arena, struct box);
    *to = *box;
    to->parent = parent;
    to->twin = 0;
    to->first = NULL;
    if (to->style)
        to->style = css_with(flow->doc->css, box->style, CSS_font_size, size);
    for (const struct box *b = box->first; b && depth < DEPTH_MAX; b = b->next)
        box_add(to, copy(flow, b, to, size, depth + 1));
    return to;
}

/* The percentage of its size at which the listing fits; 100: it does, or no size down to the limit
 * helps. */
static int percent_of(struct flow *flow, const struct box *para, len measure, int32_t limit)
{
    const struct font *f = text_font(flow->text, para->style, LOC_NONE);
    struct columns c = {0};
    if (f->monospace && f->space > 0)
        c.limit = (int)((int64_t)measure * FIX_ONE / limit / f->space);
    count_columns(para, &c, 0);
    end_line(&c);
    if (f->monospace && (int64_t)c.most * f->space <= measure)
        return 100;
    len width = para_widths(flow, para).max;
    if (width <= measure || width <= 0)
        return 100;
    int percent = (int)((int64_t)measure * 100 / width);
    if ((int64_t)percent * FIX_ONE >= (int64_t)limit * 100)
        return percent;
    len fitting = len_min((len)c.fitting, LEN_MAX / 2 / (f->space + 1)) * f->space;
    percent = fitting > measure ? (int)((int64_t)measure * 100 / fitting) : 100;
    return (int64_t)percent * FIX_ONE >= (int64_t)limit * 100 ? percent : 100;
}

const struct box *fit_lines(struct flow *flow, const struct box *para, len measure)
{
    const struct css_val *limit = &para->style->v[CSS_koki_fit_lines];
    const struct css_style *s = para->style;
    if (limit->kind != CSS_PCT ||
        !(css_is(s, CSS_white_space, KW_pre_wrap) || css_is(s, CSS_white_space, KW_pre)))
        return para;
    int percent = limit->num > 0 ? percent_of(flow, para, measure, limit->num) : 100;
    if (percent < 1 || percent >= 100)
        return para;
    char size[16];
    snprintf(size, sizeof size, "%d%%", percent);
    return copy(flow, para, para->parent, size, 0);
}
