// SPDX-License-Identifier: Apache-2.0
/* -koki-fit-lines: listings whose lines are a little too long are set in a smaller font, down to a
 * limit, rather than wrapped. Their leading stays. Where some lines are too long even for that, a
 * listing is as small as the others need it, so that only those are wrapped.
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

static int32_t limit_of(const struct box *para) { return para->style->v[CSS_koki_fit_lines].num; }

/* The percentage for a paragraph by itself. */
static int own_percent(struct flow *flow, const struct box *para, len measure)
{
    int32_t limit = limit_of(para);
    int percent = limit > 0 ? percent_of(flow, para, measure, limit) : 100;
    return percent < 1 || percent > 100 ? 100 : percent;
}

static bool may_fit(const struct box *para)
{
    const struct css_style *s = para->style;
    return s->v[CSS_koki_fit_lines].kind == CSS_PCT &&
           (css_is(s, CSS_white_space, KW_pre_wrap) || css_is(s, CSS_white_space, KW_pre));
}

/* ---- the listings of a chapter --------------------------------------------------------------- */

/* All that have one font size and limit in the style sheet get the one that nine of ten of them
 * need, so that no page shows several sizes; lines of the tenth are wrapped. Listings in tables and
 * the like are on their own. */

enum { OF = 10 }; /* one of so many may be too long for the others' size */

static bool is_plain(const struct box *b)
{
    return b->kind == BOX_BLOCK && b->style && frame_auto(b->style, CSS_column_count) &&
           frame_auto(b->style, CSS_column_width);
}

static bool begins_chapter(const struct box *b)
{
    return !b->parent || stack_forces(css_kw(b->style, CSS_break_before));
}

/* The block that begins on a new page, or the root, if nothing but plain blocks lies between; else
 * NULL. */
static const struct box *chapter_of(const struct box *para)
{
    for (const struct box *b = para->parent; b && is_plain(b); b = b->parent)
        if (begins_chapter(b))
            return b;
    return NULL;
}

/* How many listings of one font size and limit need which percentage of it. */
struct need {
    len size;
    int32_t limit; /* [fix] */
    int n, of[101];
};
struct needs {
    struct flow *flow;
    VEC(struct need) need;
};
/* A block around listings: its room is only asked for where there is one. */
struct around {
    struct around *up;
    const struct box *box;
    struct room inner;
    bool known;
};

static struct room room_of(struct flow *flow, const struct box *box, int depth)
{
    struct room page = {.width = flow->state->area.measure, .height = -1};
    if (!box || depth > DEPTH_MAX)
        return page;
    page = room_of(flow, box->parent, depth + 1);
    return frame_of(flow, box, &page).inner;
}

static const struct room *inner_of(struct flow *flow, struct around *a)
{
    if (!a->known)
        a->inner = a->up ? frame_of(flow, a->box, inner_of(flow, a->up)).inner
                         : room_of(flow, a->box, 0);
    a->known = true;
    return &a->inner;
}

static void count_listing(struct needs *needs, const struct box *para, struct around *a)
{
    struct need own = {.size = para->style->v[CSS_font_size].len, .limit = limit_of(para)};
    int i = 0;
    while (i < needs->need.n &&
           (needs->need.v[i].size != own.size || needs->need.v[i].limit != own.limit))
        i++;
    if (i == needs->need.n)
        *vec_add(&needs->need) = own;
    struct need *need = &needs->need.v[i];
    struct frame f = frame_of(needs->flow, para, inner_of(needs->flow, a));
    need->n++;
    need->of[own_percent(needs->flow, para, f.inner.width)]++;
}

static void count_listings(struct needs *needs, const struct box *b, struct around *up, int depth)
{
    struct around a = {.up = up, .box = b};
    for (const struct box *c = b->first; c && depth < DEPTH_MAX; c = c->next) {
        if (c->kind == BOX_PARA && may_fit(c))
            count_listing(needs, c, &a);
        else if (is_plain(c) && !begins_chapter(c))
            count_listings(needs, c, &a, depth + 1);
    }
}

static int needed_by_most(const struct need *need)
{
    int percent = 100;
    for (int smaller = need->n - need->of[100]; percent > 1 && smaller * OF > need->n;)
        smaller -= need->of[--percent];
    return percent;
}

static struct size_key key_of(const struct box *chapter, len size, int32_t limit)
{
    return (struct size_key){.box = chapter, .measure = size, .width = limit, .asked = ASKED_FIT};
}

/* The percentage for a listing of a chapter, found for all of them when the first is set. */
static int shared_percent(struct flow *flow, const struct box *chapter, const struct box *para)
{
    struct kept_sizes *sizes = &flow->state->sizes;
    struct size_key key = key_of(chapter, para->style->v[CSS_font_size].len, limit_of(para));
    const len *found = sizes_get(sizes, &key);
    if (found)
        return *found;
    struct needs needs = {.flow = flow};
    count_listings(&needs, chapter, NULL, 0);
    for (int i = 0; i < needs.need.n; i++) {
        struct size_key k = key_of(chapter, needs.need.v[i].size, needs.need.v[i].limit);
        if (!sizes_get(sizes, &k))
            sizes_put(sizes, &k, needed_by_most(&needs.need.v[i]));
    }
    vec_done(&needs.need);
    found = sizes_get(sizes, &key);
    if (!found)
        sizes_put(sizes, &key, 100);
    return found ? *found : 100;
}

const struct box *fit_lines(struct flow *flow, const struct box *para, len measure)
{
    if (!may_fit(para))
        return para;
    const struct box *chapter = chapter_of(para);
    int percent = chapter ? shared_percent(flow, chapter, para) : own_percent(flow, para, measure);
    if (percent >= 100)
        return para;
    char size[16];
    snprintf(size, sizeof size, "%d%%", percent);
    return copy(flow, para, para->parent, size, 0);
}
