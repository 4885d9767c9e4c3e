// SPDX-License-Identifier: Apache-2.0
/* Blocks that may be deferred: figures that would leave a gap where they are.
 *
 * Such a block is set as any other where it fits the page, and somewhat smaller where its images
 * may shrink and then it fits. Where it does not, the page would end before it; instead it waits
 * for the next page like a page float, at its top or, after another one, its foot (floats.c), and
 * the following content is set first. Blocks of one series keep their order: where one waits, those
 * after it wait too. The cap of a trial has no influence: a block that fits the page is not
 * deferred. What is all the content below a heading is not moved to another page.
 *
 * A block deferred only to avoid a gap (a percentage) has no number to refer to: it belongs to the
 * text before it. It is not separated from a paragraph that ends in a colon, and only content of
 * the same section and list item, or of none, is set before it; where a third of the page would
 * stay empty, any content of the section may be. */
#include "page/page-int.h"

static len height_of(const struct galley *g, int first, int n)
{
    len h = 0;
    for (int i = first; i < first + n; i++)
        h = len_add(h, g->item.v[i].height);
    return h;
}

static bool is_content(const struct vitem *v)
{
    return v->kind == V_PARA || v->kind == V_STRUT || v->kind == V_IMAGE || v->kind == V_ROW ||
           v->kind == V_TABLE_END || v->kind == V_COLUMNS;
}

/* With its images as small as the page has them. */
static len shrunk_height(const struct run *r, int first, int n)
{
    len h = height_of(r->galley, first, n);
    for (int i = first; r->shrink && i < first + n; i++)
        if (r->galley->item.v[i].kind == V_IMAGE)
            h -= len_scale(r->galley->item.v[i].height, run_shrink(r, &r->galley->item.v[i]),
                           FIX_ONE);
    return h;
}

enum { LOOKED_AT = 256 }; /* items around a block that are asked for a heading */

static bool is_heading(const struct vitem *v) { return v->kind == V_PARA && v->keep >= KEEP_AVOID; }

/* Whether nothing but other such blocks is between a heading and this one. A heading in one of them
 * is met before its beginning is. */
static bool follows_heading(const struct galley *g, int item)
{
    int content = -1; /* the last item of it that is in none of the blocks met so far */
    for (int i = item - 1; i >= 0 && i >= item - LOOKED_AT; i--) {
        const struct vitem *v = &g->item.v[i];
        if (v->kind == V_BREAK || (v->kind == V_DEFER && content > i + v->u.defer.n))
            return false;
        if (v->kind == V_DEFER)
            content = -1;
        else if (content < 0 && is_heading(v))
            return true;
        else if (content < 0 && is_content(v))
            content = i;
    }
    return false;
}

/* Whether nothing but other such blocks is between this one and the next heading or the end. */
static bool precedes_heading(const struct galley *g, int item, int n)
{
    int after = item + n + 1, end = after + LOOKED_AT;
    while (after < g->item.n && after < end && !is_content(&g->item.v[after]) &&
           g->item.v[after].kind != V_BREAK)
        after += g->item.v[after].kind == V_DEFER ? g->item.v[after].u.defer.n + 1 : 1;
    return after >= g->item.n || g->item.v[after].kind == V_BREAK || is_heading(&g->item.v[after]);
}

/* Whether the block, with others like it, is all that is below a heading. */
static bool is_all_headed(const struct galley *g, int item, int n)
{
    return precedes_heading(g, item, n) && follows_heading(g, item);
}

/* Whether the text right before the block leads it in; images in between are led in with it. */
static bool led_in(const struct galley *g, int item)
{
    for (item--; item >= 0; item--) {
        const struct vitem *v = &g->item.v[item];
        if (v->kind == V_PARA)
            return v->leads_in;
        if ((is_content(v) && v->kind != V_IMAGE) || v->kind == V_BREAK)
            return false;
    }
    return false;
}

/* The list item or other indented box that contains a block; NULL if none. */
static const struct box *home_of(const struct box *b)
{
    for (b = b ? b->parent : NULL; b; b = b->parent) {
        const struct css_style *s = b->style;
        if (s && (css_is(s, CSS_display, KW_list_item) || css_len(s, CSS_margin_left, 0) > 0 ||
                  css_len(s, CSS_margin_right, 0) > 0))
            return b;
    }
    return NULL;
}

static bool has_bookmark(const struct box *b)
{
    return b && b->style && css_kw(b->style, CSS_bookmark_level) != KW_none;
}

/* Whether enough of its own section and list item follows for the rest of the page. anywhere: other
 * list items will do, also below titles that are in no bookmarks, and what may be deferred itself
 * does not count. */
static bool has_followers(const struct galley *g, int item, int n, const struct box *box, len rest,
                          bool anywhere)
{
    const struct box *home = home_of(box);
    for (int i = item + n + 1; i < g->item.n && rest > 0; i++) {
        const struct vitem *v = &g->item.v[i];
        bool heads = v->kind == V_PARA && v->keep >= KEEP_AVOID &&
                     (!anywhere || has_bookmark(v->box));
        if (anywhere && v->kind == V_DEFER) {
            i += v->u.defer.n;
            continue;
        }
        if (v->kind == V_BREAK || v->kind == V_BARRIER || heads ||
            (is_content(v) && !anywhere && home_of(v->box) != home))
            return false;
        rest -= v->height;
    }
    return rest <= 0;
}

/* Whether the block has a caption, which says what it shows. */
static bool has_caption(const struct galley *g, int first, int n)
{
    for (int i = first; i < first + n; i++)
        if (g->item.v[i].kind == V_PARA)
            return true;
    return false;
}

/* [fix] the reduction of the images' height needed for n items to take `over` less; 0 if it is not
 * allowed. gap: a third of a page would be empty otherwise. */
static int32_t shrink_by(const struct galley *g, int first, int n, len over, bool gap)
{
    int64_t images = 0, most = FIX_ONE;
    for (int i = first; i < first + n; i++) {
        const struct vitem *v = &g->item.v[i];
        int32_t may = v->kind != V_IMAGE ? 0
                      : gap              ? run_shrink_most(v)
                                         : v->box->style->v[CSS_koki_shrink].num;
        images += may > 0 ? v->height : 0;
        most = may > 0 && may < most ? may : most;
    }
    if (over <= 0 || images <= 0)
        return 0;
    int64_t by = ((int64_t)over + LEN_PT / 64 * n) * FIX_ONE / images + 1;
    return by <= most ? (int32_t)by : 0;
}

/* What may be between the end of a page and the block that would come on it: a heading, say. */
static bool may_precede(const struct vitem *v)
{
    switch ((enum vkind)v->kind) {
    case V_PARA:
    case V_SPACE:
    case V_MARK:
    case V_OPEN:
    case V_CLOSE: return true;
    default: return false;
    }
}

int32_t defer_shrink(const struct galley *g, const struct spot *from, const struct spot *to,
                     len rest, bool gap)
{
    int i = to->item, first = from->item;
    if (to->line || to->gone || to->spill)
        return 0;
    while (i < g->item.n && may_precede(&g->item.v[i]) && rest > 0)
        rest -= g->item.v[i++].height;
    if (i == g->item.n || g->item.v[i].kind != V_DEFER || rest <= 0)
        return 0;
    int n = g->item.v[i].u.defer.n;
    return shrink_by(g, first, i + 1 + n - first, height_of(g, i + 1, n) - rest, gap);
}

/* Sets the block here, with smaller images. False if it does not fit, and nothing is changed. */
static bool set_here(struct run *r, int end, int32_t shrink)
{
    struct run before = *r;
    struct sheet sheet = sheet_save(r->f);
    r->shrink = shrink > r->shrink ? shrink : r->shrink;
    while (r->at.item < end)
        if (run_step(r) != STEP_NEXT) {
            *r = before;
            sheet_restore(r->f, &sheet);
            return false;
        }
    r->shrink = before.shrink;
    return true;
}

/* The block as a page float: its items as a separate galley, and the space between it and the
 * text. */
static const struct floating *as_float(const struct run *r, const struct vitem *v)
{
    struct floating *fl = v->u.defer.floating;
    const struct galley *g = r->galley;
    struct galley *body = fl->body;
    int first = (int)(v - g->item.v) + 1;
    body->measure = g->measure;
    body->item.v = g->item.v + first;
    body->item.n = v->u.defer.n;
    body->height = height_of(g, first, v->u.defer.n);
    body->notes = 0;
    for (int i = 0; i < body->item.n; i++)
        body->notes += body->item.v[i].notes;
    len most = len_max(body->height, r->f->page->height);
    fl->height = len_min(len_add(body->height, fl->margin_bottom), most);
    return fl;
}

static enum step wait(struct run *r, const struct vitem *v)
{
    const struct floating *fl = as_float(r, v);
    if (!r->deferred)
        r->resume = r->fresh ? r->y : r->y - v->u.defer.above;
    r->deferred = true;
    floats_wait(r->f, fl);
    r->at.item += v->u.defer.n;
    if (r->set)
        run_consider(r, r->last.any ? r->last.cost : KEEP_NEVER,
                     r->last.any ? r->last.reason : UNMET_NONE);
    return STEP_NEXT;
}

/* [len] empty space of the page if it ends before the block. */
static len gap_before(const struct run *r, len limit)
{
    return r->best.any ? limit - r->best.y : limit - r->top;
}

static bool worth_it(const struct run *r, const struct vitem *v, len limit)
{
    const struct css_val *least = &v->box->style->v[CSS_koki_defer];
    return least->kind == CSS_KEYWORD ||
           gap_before(r, limit) >= len_scale(r->f->page->height, least->num, FIX_ONE);
}

enum { BAD_PART = 3 }; /* one part in so many of a page: a gap that no page should have */

/* Whether other text may precede the block: any text if it has a number, only its own if not. Where
 * a third of the page would stay empty, a caption or its place outside lists is enough for text of
 * its section to precede it, even after a colon. */
static bool may_leave(const struct run *r, const struct vitem *v, len limit)
{
    const struct galley *g = r->galley;
    int item = (int)(v - g->item.v), n = v->u.defer.n;
    if (v->box->style->v[CSS_koki_defer].kind == CSS_KEYWORD)
        return true;
    bool bad = gap_before(r, limit) >= r->f->page->height / BAD_PART &&
               (has_caption(g, item + 1, n) || !home_of(v->box));
    return (bad && has_followers(g, item, n, v->box, limit - r->y, true)) ||
           (!led_in(g, item) && has_followers(g, item, n, v->box, limit - r->y, false));
}

/* Ends the page before an item that deferred blocks must precede. */
static enum step end_page(struct run *r)
{
    run_consider(r, r->last.any ? r->last.cost : 0, r->last.any ? r->last.reason : UNMET_NONE);
    return STEP_FULL;
}

enum step defer_set(struct run *r, const struct vitem *v)
{
    struct filler *f = r->f;
    const struct floating *fl = v->u.defer.floating;
    int first = r->at.item + 1, n = v->u.defer.n;
    if (r->artifact || f->mode != FILL_TEXT || n == 0) {
        run_next(r);
        return STEP_NEXT;
    }
    bool text = !run_is_whole(r) && r->snap && f->columns == 0, waits = floats_series_waits(f, fl);
    len height = shrunk_height(r, first, n), limit = sheet_room(f) - run_below(r);
    bool alone = text && !v->u.defer.fixed && !r->sides && !r->at.floats &&
                 height <= f->page->height;
    bool moves = alone && !is_all_headed(r->galley, first - 1, n) && may_leave(r, v, limit);
    bool foot = floats_of_series(f->now.bottoms, fl);
    if ((waits || foot) && text && !moves)
        return end_page(r);
    run_next(r);
    if (moves && (waits || foot))
        return wait(r, v);
    if (alone && r->y + height > limit) {
        bool gap = gap_before(r, limit) >= f->page->height / BAD_PART;
        int32_t shrink = shrink_by(r->galley, first, n,
                                   r->y + height_of(r->galley, first, n) - limit, gap);
        if (shrink && r->y < r->cap && set_here(r, first + n, shrink)) {
            floats_add(f, &f->now.stayed, fl, r->y);
            return STEP_NEXT;
        }
        if (moves && (r->set || f->now.top || f->now.bottom || f->now.foot) &&
            worth_it(r, v, limit))
            return wait(r, v);
    }
    floats_add(f, &f->now.stayed, fl, r->y);
    return STEP_NEXT;
}

enum step defer_barrier(struct run *r, const struct vitem *v)
{
    (void)v;
    if (!run_is_whole(r) && r->f->mode == FILL_TEXT && r->f->columns == 0 &&
        (r->f->now.floats_waiting || r->f->now.inserts)) {
        run_consider(r, 0, UNMET_NONE);
        r->f->blocked = r->f->now.inserts;
        return STEP_FULL;
    }
    run_next(r);
    return STEP_NEXT;
}
