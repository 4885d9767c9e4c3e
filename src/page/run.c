// SPDX-License-Identifier: Apache-2.0
/* Fills a region from a galley.
 *
 * Items are set one after the other. After each place where a page may break, the state is saved if
 * breaking there costs no more than at the best place so far; when an item does not fit, the best
 * place is taken and all after it undone. The cost of a break is its penalty (keeps, orphans,
 * widows; flow.h) and the empty part of the region: an `avoid` is worth two thirds of a page, so no
 * page is less than a third full because of it; a paragraph broken above empty space looks like a
 * mistake and costs some three lines. Since later places leave less empty and each is compared
 * once, filling is linear (after Plass, Optimal Pagination Techniques, 1981, with a horizon of one
 * page).
 *
 * Termination: a run that must make progress sets its first line, image or row part whether it fits
 * or not, so every page moves its cursor on; everything else only moves the cursor towards the
 * galley's end. */
#include "page/page-int.h"

/* All costs are in the measure of an empty page; of forty lines, each is worth COST_EMPTY / 40 =
 * 37. The cost of the empty space left by a break is added to its penalty, so each figure is the
 * part of a page that may stay empty to avoid it. */
enum {
    COST_EMPTY = 1500,
    COST_GAP = 450,    /* of empty space above which content seems to be missing */
    COST_STRAY = 1200, /* an orphan or widow: as much as nearly half a page, as for no other small
                          fault */
    COST_HYPHEN = 40,  /* a hyphenated word at the turn of a page: one line */
    COST_LAST_HYPHEN = 185, /* likewise if the layout forbids it: five lines */
    COST_STRANDED = 225,    /* a heading with less than two lines below it: six lines */
    COST_BESIDE = 5000,    /* through the lines beside a float: more than any page, a last resort */
    COST_SPLIT_NOTE = 200, /* a note that goes on on the next page: five lines */
    COST_DIVIDED = 100     /* a paragraph broken above noticeable empty space: three lines */
};
enum { SEEN = 112 }; /* the cost of noticeable empty space: some three lines of forty */

len run_limit(const struct run *r)
{
    len limit = r->extent == EXTENT_CAP ? r->cap : len_min(r->cap, sheet_room(r->f) - r->below);
    return r->at.open ? limit - r->at.open->below : limit;
}

void run_next(struct run *r)
{
    r->at.item++;
    r->at.line = 0;
    r->at.called = false;
    r->at.gone = 0;
    r->at.vary = 0;
    r->at.spill = NULL;
}

/* The cost of that part of a page being empty: from a third on, a gap that stops the reader, three
 * times as much, as in optimum.c. */
static int cost_part(int64_t part, int64_t whole)
{
    int64_t cost = COST_EMPTY * part / whole, gap = cost - COST_GAP;
    return (int)(gap > 0 ? cost + 2 * gap : cost);
}

/* The cost of the empty rest of the region, or of the page if that is its text's, beside which
 * there may be floats and notes. */
static int cost_empty(const struct run *r)
{
    len limit = run_limit(r), whole = r->galley == r->f->text ? r->f->page->height : limit - r->top;
    return limit > r->y && whole > 0 ? cost_part(limit - r->y, whole) : 0;
}

/* ---- keeps ------------------------------------------------------------------- */

/* Content with `avoid` is kept together if it fits a page (CSS Fragmentation 3, 4.4); otherwise it
 * may break. A layout may limit the empty space for that: -koki-avoid-limit. The items around a
 * break that are kept together on that level are found once and remembered, so that considering
 * breaks stays linear. */

static bool is_content(const struct vitem *v)
{
    switch ((enum vkind)v->kind) {
    case V_PARA:
    case V_STRUT:
    case V_CLOSE:
    case V_IMAGE:
    case V_ROW:
    case V_TABLE_END:
    case V_COLUMNS: return true;
    default: return false;
    }
}

/* Whether a break after the item, or in it, would be inside content kept together on that level. */
static bool binds(const struct vitem *v, int level)
{
    return !is_content(v) || v->keep >= KEEP_NEVER || (v->keep >= KEEP_AVOID && v->level >= level);
}

/* [len] of an item at one end of kept content: a paragraph or row that may break only needs its
 * first or last lines. */
static len end_height(const struct vitem *v, int level, bool first)
{
    bool whole = v->keep_inside >= KEEP_AVOID && v->level_inside >= level;
    if (whole || v->kind == V_IMAGE || (v->kind == V_ROW && !v->breakable))
        return v->height;
    if (v->kind == V_PARA) {
        const struct para *p = v->u.para;
        int n = first ? p->widows : p->orphans;
        len h = 0;
        for (int i = 0; i < n && i < p->n; i++)
            h += p->line[first ? p->n - 1 - i : i].ascent +
                 p->line[first ? p->n - 1 - i : i].descent;
        return h;
    }
    return v->kind == V_ROW || v->kind == V_COLUMNS || v->kind == V_STRUT
               ? len_min(v->height, 3 * LEN_PT * 12)
               : v->height;
}

/* Finds the items around item i that are kept together on this level. */
static void find_bound(struct run *r, int i, int level)
{
    const struct galley *g = r->galley;
    int first = i, last = i + 1 < g->item.n ? i + 1 : i;
    while (first > 0 && binds(&g->item.v[first - 1], level))
        first--;
    while (last < g->item.n - 1 &&
           (binds(&g->item.v[last], level) || !is_content(&g->item.v[last])))
        last++;
    int64_t height = 0;
    for (int k = first; k <= last; k++) {
        const struct vitem *v = &g->item.v[k];
        height += k == first || k == last ? end_height(v, level, k == first) : v->height;
    }
    len whole = r->cap < LEN_MAX / 2 ? len_max(r->cap - r->top, 0) : 0;
    r->bound = (struct bound){.first = first,
                              .last = last,
                              .level = level,
                              .fits = height <= len_max(whole, r->f->page->height)};
}

/* The cost of a break that avoid discourages. */
static int avoid_cost(struct run *r, int i, int level)
{
    const struct bound *b = &r->bound;
    const struct vitem *v = &r->galley->item.v[i];
    if (level < LEVEL_NEXT) {
        if (b->level != level || i < b->first || i > b->last || b->level == 0)
            find_bound(r, i, level);
        r->unkept = !r->bound.fits;
        if (r->unkept)
            return KEEP_LEAD_IN;
    }
    const struct css_val *limit = v->box && v->box->style ? &v->box->style->v[CSS_koki_avoid_limit]
                                                          : NULL;
    if (!limit || limit->kind == CSS_KEYWORD)
        return KEEP_AVOID;
    return cost_part(limit->num, FIX_ONE);
}

static bool is_line(const struct vitem *v) { return v->kind == V_PARA && v->u.para->n == 1; }

/* Whether one line follows that is the last item of a list, or the last of several such paragraphs
 * of a section. */
static bool before_widow(const struct galley *g, int i)
{
    const struct vitem *above = &g->item.v[i];
    for (i++; i < g->item.n && !is_content(&g->item.v[i]); i++)
        ;
    const struct vitem *v = i < g->item.n ? &g->item.v[i] : NULL;
    if (!v || !is_line(v))
        return false;
    return v->ends_list ||
           (v->ends_division && is_line(above) && above->box->parent == v->box->parent);
}

int run_keep(struct run *r, int i)
{
    const struct vitem *v = &r->galley->item.v[i];
    if (v->keep < KEEP_LEAD_IN && !run_is_whole(r) && before_widow(r->galley, i))
        return KEEP_LEAD_IN;
    return v->keep >= KEEP_AVOID && v->keep < KEEP_NEVER && !run_is_whole(r)
               ? avoid_cost(r, i, v->level)
               : v->keep;
}

int run_keep_inside(struct run *r, int i)
{
    const struct vitem *v = &r->galley->item.v[i];
    return v->keep_inside >= KEEP_AVOID && v->keep_inside < KEEP_NEVER && !run_is_whole(r)
               ? avoid_cost(r, i, v->level_inside)
               : v->keep_inside;
}

void run_consider(struct run *r, int penalty, enum reason reason)
{
    bool unkept = r->unkept;
    r->unkept = false;
    if (run_is_whole(r))
        return;
    r->last = (struct penalty){.any = true, .cost = penalty, .reason = reason};
    if (r->y < r->beside)
        penalty += COST_BESIDE;
    int empty = cost_empty(r);
    if (r->at.line > 0 && !r->full && empty > SEEN)
        penalty += COST_DIVIDED;
    if (r->at.open && penalty < KEEP_AVOID)
        penalty += ends_of_boxes(r);
    int cost = penalty + empty;
    if (r->best.any && cost > r->best.cost)
        return;
    r->best = (struct choice){.any = true,
                              .unkept = unkept,
                              .cost = cost,
                              .penalty = penalty,
                              .reason = reason,
                              .at = r->at,
                              .y = r->y,
                              .sheet = sheet_save(r->f)};
}

/* ---- paragraphs ------------------------------------------------------------------------------ */

/* The fragments of inline blocks come after the line that they are in, in its order. */
static void set_inline_blocks(struct run *r, const struct line *l, len x, len baseline)
{
    for (int i = 0, group = 0; i < l->n; i++) {
        if (l->seg[i].kind == SEG_GROUP && i >= group)
            group = i + 1 + l->seg[i].inside;
        if (l->seg[i].kind != SEG_GALLEY)
            continue;
        int at = r->f->page->frag.n;
        sheet_frag(r->f, FRAG_INLINE, x, baseline, 0, 0);
        run_place(r->f, l->seg[i].galley, x + l->x + l->seg[i].x,
                  baseline - l->seg[i].rise - l->seg[i].top, r->artifact);
        r->f->page->frag.v[at].grouped = i < group;
        r->f->page->frag.v[at].n = r->f->page->frag.n - at - 1;
    }
}

static void set_line_frag(struct run *r, const struct vitem *v, const struct line *l, len shift,
                          len gone)
{
    len x = len_add(r->x + v->x, shift), baseline = r->y + l->ascent;
    const struct hangers *h = line_hangers(l);
    for (int i = 0; i < h->n_marks && !r->artifact; i++)
        sheet_mark(r->f, h->mark[i], x, r->y);
    if (l->n) {
        struct frag *frag = sheet_frag(r->f, FRAG_LINE, x, baseline, v->width,
                                       l->ascent + l->descent - gone);
        frag->style = v->box->style;
        frag->tag = v->box->tag;
        frag->artifact = r->artifact;
        frag->line = l;
        frag->box = v->box;
        set_inline_blocks(r, l, x, baseline);
    }
}

/* Lines whose leading is that of the grid, or a multiple, come onto it; others would be spaced
 * unevenly by it. */
static bool snaps(const struct run *r, const struct vitem *v, const struct line *l)
{
    if (!r->snap || r->f->grid <= 0 || l->n == 0 || css_is(v->box->style, CSS_line_snap, KW_none))
        return false;
    return css_line_height(v->box->style) % r->f->grid <= LEN_PT / 64;
}

/* How far a line moves to the grid: down; up where the line right before it took no more of its
 * leading than that can spare, an eighth. */
static len way_to_grid(const struct run *r, const struct line *l)
{
    len down = sheet_snap(r->f, r->y + l->ascent), up = r->f->grid - down;
    bool follows = r->since.line && !r->since.space && r->since.frag == r->f->page->frag.n;
    return down > 0 && follows && up <= r->f->grid / 8 ? -up : down;
}

static void move_down(struct run *r, int first, int end, len dy)
{
    if (first < end)
        *vec_add(&r->f->move) = (struct move){.first = first, .end = end, .dy = dy};
}

/* Content off the grid between two lines on it, a figure or a box, is moved down by half of the
 * second line's shift to the grid; a heading by all of it, with the line it is kept with, also at
 * the top of a page, so that the space below it is the same everywhere. Only after a forced page
 * break it keeps its height: chapters begin alike. */
static void center_between(struct run *r, len down)
{
    const struct since *s = &r->since;
    int now = r->f->page->frag.n, kept = s->kept >= 0 ? s->kept : now;
    if (down <= 1)
        return;
    if (s->line && s->space && s->open == r->at.open)
        move_down(r, s->frag, kept, down / 2);
    if (s->kept_open == r->at.open && (s->line || kept > s->frag || s->fresh))
        move_down(r, kept, now, down);
}

/* A heading may be in a box of its own, whose end is then what is kept with the following
 * content. */
static void note_head(struct run *r, const struct vitem *v, bool shows)
{
    bool ends = v->kind == V_CLOSE || v->kind == V_TABLE_END;
    if (ends)
        r->head = v->keep >= KEEP_AVOID ? r->head : NULL;
    else if (shows)
        r->head = v->kind == V_PARA && v->keep >= KEEP_AVOID ? v : NULL;
    if (r->head && (shows || ends) && v->keep < KEEP_NEVER) {
        r->headed.item = r->head;
        r->headed.open = r->at.open;
        r->headed.y = r->y;
    }
}

/* Fragments from `first` on are those of the item; none is kept that is itself on the grid, nor
 * with content after the box that it ends. */
static void note_kept(struct run *r, const struct vitem *v, int first)
{
    note_head(r, v, first < r->f->page->frag.n);
    if ((v->kind == V_CLOSE || v->kind == V_TABLE_END) && v->keep < KEEP_AVOID)
        r->since.kept = -1;
    if (first == r->f->page->frag.n)
        return;
    r->deferred = false;
    if (first < r->since.frag)
        return;
    if (v->keep < KEEP_AVOID)
        r->since.kept = -1;
    else if (r->since.kept < 0) {
        r->since.kept = first;
        r->since.kept_open = r->at.open;
    }
}

/* Floats have begun or gone on: the region may end here where none of the text does fit. */
static void note_floats(struct run *r)
{
    if (r->must && r->set)
        r->aside = (struct choice){.any = true, .at = r->at, .y = r->y, .sheet = sheet_save(r->f)};
}

/* Floats that a line calls begin beside it. False: one has no room, and the line may be elsewhere.
 */
static bool set_beside(struct run *r, const struct line *l)
{
    const struct hangers *h = line_hangers(l);
    for (int i = 0; i < h->n_floats; i++)
        if (h->floating[i]->beside && !floats_beside(r, h->floating[i], r->y))
            return false;
    return true;
}

static bool is_mirrored(const struct run *r, const struct line_room *room)
{
    return room->mirror && floats_mirror(r->f, room->mirror);
}

/* The space left by floats for a line on this page. */
static struct line_room room_of(const struct run *r, const struct para *p, const struct line *l)
{
    int i = (int)(l - p->line);
    struct line_room room = i < p->shape.n_short ? p->shape.beside[i] : (struct line_room){0};
    if (is_mirrored(r, &room))
        room = (struct line_room){.left = room.right,
                                  .right = room.left,
                                  .down = room.down,
                                  .mirror = room.mirror};
    return room;
}

/* [len] by which a line goes down that would lie on a float: only after a page break between the
 * two. */
static len push_line(const struct run *r, const struct vitem *v, const struct para *p,
                     const struct line *l)
{
    struct line_room room = room_of(r, p, l);
    return floats_push(r, r->x + v->x + room.left, v->width - room.left - room.right,
                       r->y + room.down, l->ascent + l->descent - room.down);
}

/* Floats and absolute blocks of a line; `height`: that of the line. */
static void anchor_in_line(struct run *r, const struct vitem *v, const struct line *l,
                           struct floating *fl, len height)
{
    len x = r->x + v->x, y = r->y;
    if (fl->kind == FLOAT_PAGE && fl->below)
        y = len_add(y, height);
    if (fl->kind == FLOAT_PAGE) {
        bool rtl = css_is(v->box->style, CSS_direction, KW_rtl),
             in_line = fl->box->u.out.body->style->was_inline;
        len own = fl->width + fl->margin_left + fl->margin_right;
        if (rtl)
            x += (in_line ? l->x + l->width - fl->before : v->width) - own;
        else if (in_line)
            x += l->x + fl->before;
    }
    floats_anchor(r, fl, x, y, r->y + l->ascent, r->y + height);
}

static bool set_line(struct run *r, const struct vitem *v, const struct para *p,
                     const struct line *l)
{
    const struct hangers *h = line_hangers(l);
    if (h->n_floats && !r->at.called && !set_beside(r, l))
        return false;
    len top = r->y;
    /* The floats that it is below are before the break; their rests push it. */
    len gone = r->fresh ? room_of(r, p, l).down : 0;
    r->y -= gone;
    if (r->sides && l->n)
        r->y = len_add(r->y, push_line(r, v, p, l));
    bool snapped = snaps(r, v, l);
    len down = snapped ? way_to_grid(r, l) : 0, height = down + l->ascent + l->descent;
    if (!run_fits(r, height) && !run_forced(r)) {
        r->y = top;
        if (h->n_floats && !r->at.called) {
            r->at.called = true;
            note_floats(r);
        }
        return false;
    }
    if (h->n_notes && !r->artifact && !notes_call(r, l, r->y + height))
        return false;
    if (!run_fits(r, height) && l->n)
        sheet_fault(r->f, DIAG_page_overfull, v->box);
    r->y += down;
    height -= down;
    if (snapped)
        center_between(r, down);
    struct line_room room = room_of(r, p, l);
    set_line_frag(r, v, l, is_mirrored(r, &room) ? room.left - room.right : 0, gone);
    if (snapped)
        r->since = (struct since){.line = true,
                                  .frag = r->f->page->frag.n,
                                  .kept = -1,
                                  .open = r->at.open};
    for (int i = 0; i < h->n_floats && !r->artifact; i++)
        if (!h->floating[i]->beside)
            anchor_in_line(r, v, l, h->floating[i], height);
    r->y = len_add(r->y, height);
    r->set = true;
    r->fresh = false;
    return true;
}

/* A word is not hyphenated at the turn of a leaf if one line less prevents it, nor if
 * hyphenate-limit-last forbids it. */
static int cost_hyphen(const struct run *r, const struct css_style *s)
{
    bool turn = !r->f->page->verso;
    switch (css_kw(s, CSS_hyphenate_limit_last)) {
    case KW_always:
    case KW_column:
    case KW_page: return COST_LAST_HYPHEN;
    case KW_spread: return turn ? COST_LAST_HYPHEN : 0;
    default: return turn ? COST_HYPHEN : 0;
    }
}

/* The penalty of a break inside a paragraph, when lines start … done - 1 are on this page. */
static int para_penalty(struct run *r, const struct vitem *v, const struct para *p, int start,
                        int done, enum reason *reason)
{
    bool listing = listing_is(v);
    int before = listing ? listing_before(r, p, start, done) : done,
        after = listing ? listing_after(r, p, done) : p->n - done;
    int penalty = v->keep_inside ? run_keep_inside(r, r->at.item) : 0;
    *reason = penalty ? UNMET_INSIDE : UNMET_NONE;
    if (start == 0 && before < p->orphans) {
        penalty += COST_STRAY;
        *reason = UNMET_ORPHANS;
    }
    if (after < p->widows) {
        penalty += COST_STRAY;
        *reason = UNMET_WIDOWS;
    }
    penalty += listing ? listing_cost(r, p, start, done) : 0;
    return p->line[done - 1].parted ? penalty + cost_hyphen(r, v->box->style) : penalty;
}

/* Whether the item ends the section of a heading: a section of one line is complete. */
static bool ends_section(const struct vitem *head, const struct vitem *v)
{
    const struct box *section = head->box->parent, *b = v->box;
    for (; b && b != section; b = b->parent)
        for (const struct box *next = b->next; next; next = next->next)
            if (next->kind != BOX_MARK)
                return false;
    return b;
}

/* Less than two lines below a heading look stranded with it, unless its section ends with them;
 * definitions are indented below their terms. Text of several lines that may be broken is no
 * heading, though it may be kept with the following one as such: a definition before its "see
 * also". The item has just been set. */
static bool is_stranded(const struct run *r, const struct vitem *v)
{
    const struct vitem *head = r->headed.item;
    len x = v->kind == V_PARA && v->u.para->n ? v->x + v->u.para->line[0].x : v->x; /* may hang */
    return head && (head->keep_inside >= KEEP_AVOID || head->u.para->n == 1) &&
           (x < head->x + LEN_PT || r->headed.open != r->at.open) &&
           r->y - r->headed.y < css_line_height(v->box->style) * 3 / 2 && !ends_section(head, v);
}

const struct para *run_para(const struct run *r)
{
    const struct vitem *v = &r->galley->item.v[r->at.item];
    const struct para *p = r->at.vary ? flow_vary(r->f->book->flow, v->u.para, r->at.vary) : NULL;
    return p ? p : v->u.para;
}

/* Where a paragraph begins, its form is that chosen for the page. */
static const struct para *begin_para(struct run *r)
{
    const struct vary *vary = &r->f->vary;
    if (r->at.line == 0) {
        r->at.vary = 0;
        for (int i = 0; i < vary->n && r->galley == r->f->text; i++)
            if (r->at.item == vary->item[i])
                r->at.vary = vary->by;
    }
    return run_para(r);
}

len run_next_line(const struct run *r)
{
    const struct line *l = &run_para(r)->line[r->at.line];
    return l->ascent + l->descent;
}

/* A blank line of a listing takes no room where the page ends before it, nor where one begins with
 * it. */
static bool vanishes(const struct run *r, const struct vitem *v, const struct para *p)
{
    const struct line *l = &p->line[r->at.line];
    bool edge = !run_fits(r, l->ascent + l->descent) ? r->set : r->fresh;
    return r->at.line > 0 && edge && !run_is_whole(r) && listing_is(v) && listing_is_blank(r, l);
}

/* Whether a break after the line is not asked for: a blank one of a listing follows, after which it
 * is better. */
static bool before_blank(const struct run *r, const struct vitem *v, const struct para *p)
{
    return listing_is(v) && listing_is_blank(r, &p->line[r->at.line]);
}

static enum step set_para(struct run *r, const struct vitem *v)
{
    const struct para *p = begin_para(r);
    int start = r->at.line;
    struct choice before = r->best;
    while (r->at.line < p->n) {
        const struct line *l = &p->line[r->at.line];
        if (!vanishes(r, v, p) && !set_line(r, v, p, l)) {
            bool note = !r->artifact && run_fits(r, l->ascent + l->descent) && notes_move_block(l);
            if (note && start == 0 && before.any)
                r->best = before;
            return STEP_FULL;
        }
        int split = r->full ? COST_SPLIT_NOTE : 0;
        r->at.called = false;
        if (++r->at.line == p->n)
            break;
        if (before_blank(r, v, p) && !r->full)
            continue;
        enum reason reason;
        int penalty = para_penalty(r, v, p, start, r->at.line, &reason);
        run_consider(r, penalty + split, reason);
        if (r->full)
            return STEP_FULL;
    }
    int own = run_keep(r, r->at.item);
    if (own < KEEP_AVOID && !r->full && r->best.any && r->best.at.item == r->at.item)
        r->best = before; /* what fits is not divided: a part of it looks like the page's end */
    run_next(r);
    int keep = v->heads_item && p->n == 1 && own < KEEP_LEAD_IN ? KEEP_LEAD_IN : own;
    if (own < KEEP_AVOID && v->keep < KEEP_AVOID && is_stranded(r, v))
        keep += COST_STRANDED;
    run_consider(r, keep + (r->full ? COST_SPLIT_NOTE : 0), keep ? UNMET_KEEP : UNMET_NONE);
    return r->full && r->at.item < r->galley->item.n ? STEP_FULL : STEP_NEXT;
}

/* ---- other items ----------------------------------------------------------------------------- */

int32_t run_shrink(const struct run *r, const struct vitem *image)
{
    int32_t most = run_shrink_most(image);
    return r->shrink < most ? r->shrink : most;
}

/* A shrunk image keeps its place between its automatic margins. */
static struct frag shrunk_image(const struct vitem *v, int32_t by)
{
    struct frag f = {.x = v->x + v->u.image.x,
                     .y = v->u.image.y,
                     .w = v->u.image.w,
                     .h = v->u.image.h};
    const struct css_style *s = v->box->style;
    if (!by)
        return f;
    bool left = css_is(s, CSS_margin_left, KW_auto), right = css_is(s, CSS_margin_right, KW_auto);
    len narrower = len_scale(v->width, by, FIX_ONE);
    f.x -= len_scale(v->u.image.x, by, FIX_ONE) - (left ? right ? narrower / 2 : narrower : 0);
    f.y -= len_scale(f.y, by, FIX_ONE);
    f.w -= len_scale(f.w, by, FIX_ONE);
    f.h -= len_scale(f.h, by, FIX_ONE);
    return f;
}

static enum step set_image(struct run *r, const struct vitem *v)
{
    int32_t by = run_shrink(r, v);
    len height = v->height - len_scale(v->height, by, FIX_ONE);
    if (!run_fits(r, height) && !run_forced(r))
        return STEP_FULL;
    if (!run_fits(r, height))
        sheet_fault(r->f, DIAG_page_overfull, v->box);
    struct frag image = shrunk_image(v, by), *frag = sheet_frag(r->f, FRAG_IMAGE, r->x + image.x,
                                                                r->y + image.y, image.w, image.h);
    frag->style = v->box->style;
    frag->tag = v->box->tag;
    frag->artifact = r->artifact;
    frag->box = v->box;
    r->y = len_add(r->y, height);
    r->set = true;
    r->fresh = false;
    int keep = run_keep(r, r->at.item);
    run_next(r);
    run_consider(r, keep, keep ? UNMET_KEEP : UNMET_NONE);
    return STEP_NEXT;
}

/* Whether another heading follows the space at hand. */
static bool before_heading(const struct run *r)
{
    int i = r->at.item + 1;
    while (i < r->galley->item.n && !is_content(&r->galley->item.v[i]))
        i++;
    const struct vitem *v = i < r->galley->item.n ? &r->galley->item.v[i] : NULL;
    return v && v->kind == V_PARA && v->keep >= KEEP_AVOID;
}

/* The space below a heading never grows: only that above it does, as if both were one. It does not
 * for what is between headings, so that none is set off more than one of a higher level. */
static void add_gap(struct run *r, len height)
{
    struct filler *f = r->f;
    struct gap *last = f->gap.n ? &f->gap.v[f->gap.n - 1] : NULL;
    if (!r->head)
        *vec_add(
            &f->gap) = (struct gap){.frag = f->page->frag.n, .mark = f->mark.n, .height = height};
    else if (last && last->frag == r->since.kept && !before_heading(r))
        last->height = len_add(last->height, height);
}

static enum step set_space(struct run *r, const struct vitem *v)
{
    len height = r->deferred && v->u.space.after_defer ? r->resume + v->u.space.without - r->y
                                                       : v->height;
    len below = r->under ? height - r->under->margin_bottom : 0;
    r->y = len_add(r->y, r->fresh ? len_max(v->u.space.kept, below) : height);
    r->since.space = r->since.space || (height > 0 && r->since.frag == r->f->page->frag.n);
    if (r->head)
        r->headed.y = r->y;
    if (r->set && r->snap && !r->at.open && height > 0)
        add_gap(r, height);
    run_next(r);
    return STEP_NEXT;
}

/* Requested space continues in the next region if this one ends, less the height of the block's own
 * end. An invisible rest does not. */
static enum step set_strut(struct run *r, const struct vitem *v)
{
    len close = r->at.item + 1 < r->galley->item.n && v[1].kind == V_CLOSE ? v[1].height : 0,
        left = v->height - r->at.gone;
    len room = run_is_whole(r) ? left : run_limit(r) - close - r->y;
    bool parts = left > room + LEN_PT / 4 && !(run_forced(r) && room <= 0);
    if (parts && room <= 0)
        return STEP_FULL;
    r->y = len_add(r->y, parts ? room : left > room && room > 0 ? room : left);
    r->set = true;
    r->fresh = false;
    if (parts) {
        r->at.gone = len_add(r->at.gone, room);
        run_consider(r, run_keep_inside(r, r->at.item), v->keep_inside ? UNMET_INSIDE : UNMET_NONE);
        return STEP_FULL;
    }
    int keep = run_keep(r, r->at.item);
    run_next(r);
    run_consider(r, keep, UNMET_NONE);
    return STEP_NEXT;
}

static enum step set_open(struct run *r, const struct vitem *v)
{
    deco_open(r, v);
    r->last.any = false;
    run_next(r);
    return STEP_NEXT;
}

/* A box whose only content fills the page is not cut for its own end, which overflows. */
static enum step set_close(struct run *r, const struct vitem *v)
{
    bool alone = r->must && r->best.any && r->best.penalty >= KEEP_NEVER;
    if (v->kind == V_CLOSE && !run_fits(r, v->height) && !run_forced(r)) {
        if (!alone)
            return STEP_FULL;
        sheet_fault(r->f, DIAG_page_overfull, v->box);
    }
    deco_close(r, v);
    int keep = run_keep(r, r->at.item);
    if (keep < COST_STRANDED && r->headed.open == r->at.open && is_stranded(r, v))
        keep = COST_STRANDED; /* not a box with a heading of its own */
    run_next(r);
    r->set = r->set || v->kind == V_CLOSE;
    run_consider(r, keep, keep ? UNMET_KEEP : UNMET_NONE);
    return STEP_NEXT;
}

static enum step set_table(struct run *r, const struct vitem *v)
{
    deco_table(r, v);
    r->last.any = false;
    run_next(r);
    return STEP_NEXT;
}

/* After the anchor of a page float a page may end as before it, since the float may leave no space
 * for text; it counts as progress of the page. */
static void set_page_float(struct run *r, const struct vitem *v)
{
    const struct placed *tops = r->f->now.tops, *bottoms = r->f->now.bottoms;
    floats_anchor(r, v->u.floating, r->x + v->x, r->y, r->y, r->y);
    run_next(r);
    r->set = r->set || (r->must && (r->f->now.tops != tops || r->f->now.bottoms != bottoms));
    if (r->set)
        run_consider(r, r->last.any ? r->last.cost : KEEP_NEVER,
                     r->last.any ? r->last.reason : UNMET_NONE);
}

/* A break before any content would only make an empty page. */
static enum step set_break(struct run *r, const struct vitem *v)
{
    run_next(r);
    if (run_is_whole(r) || !r->set)
        return STEP_NEXT;
    r->brk = v->u.brk.where;
    return STEP_BREAK;
}

/* Following content is set after the floats have ended: the rest of one is first continued in the
 * next region. */
static enum step set_clear(struct run *r, const struct vitem *v)
{
    if (r->at.floats && !run_is_whole(r)) {
        run_consider(r, 0, UNMET_NONE);
        r->beside = 0;
        run_consider(r, 0, UNMET_NONE);
        return STEP_FULL;
    }
    len to = floats_below(r, v);
    r->fresh = r->fresh && to <= r->y;
    r->y = len_max(r->y, to);
    run_next(r);
    if (r->set)
        run_consider(r, r->last.any ? r->last.cost : KEEP_NEVER,
                     r->last.any ? r->last.reason : UNMET_NONE);
    return STEP_NEXT;
}

/* [len] distance of an out-of-flow block from the left where lines begin at the right. */
static len from_end(const struct vitem *v)
{
    const struct floating *fl = v->u.floating;
    bool rtl = fl->kind == FLOAT_PAGE && fl->box->parent && fl->box->parent->style &&
               css_is(fl->box->parent->style, CSS_direction, KW_rtl);
    return rtl ? v->width - fl->width - fl->margin_left - fl->margin_right : 0;
}

/* [len] the place of an absolute block in the flow: margins before it vanish where a page begins.
 */
static len static_top(const struct run *r, const struct floating *fl)
{
    len down = fl->kind == FLOAT_PAGE ? fl->down : 0;
    return down < 0 || r->y > r->top ? len_max(r->top, len_add(r->y, down)) : r->y;
}

static enum step set_anchor(struct run *r, const struct vitem *v)
{
    if (v->kind == V_FLOAT && v->u.floating->beside) {
        if (!floats_beside(r, v->u.floating, r->y))
            return STEP_FULL;
        run_next(r);
        note_floats(r);
        return STEP_NEXT;
    }
    if (!r->artifact && v->kind == V_FLOAT && v->u.floating->kind <= FLOAT_BOTTOM) {
        set_page_float(r, v);
        return STEP_NEXT;
    }
    if (!r->artifact && v->kind == V_FLOAT) {
        const struct floating *fl = v->u.floating;
        len x = r->x + v->x + from_end(v), y = static_top(r, fl);
        if (fl->hosted)
            x = r->x + v->x, align_in_host(fl, &x, &y);
        floats_anchor(r, fl, x, y, r->y, r->y);
    } else if (!r->artifact)
        sheet_mark(r->f, v->u.mark, r->x + v->x, r->y);
    run_next(r);
    return STEP_NEXT;
}

enum step run_step(struct run *r)
{
    static enum step (*const set[])(struct run *, const struct vitem *) = {
        [V_PARA] = set_para,         [V_SPACE] = set_space, [V_STRUT] = set_strut,
        [V_OPEN] = set_open,         [V_CLOSE] = set_close, [V_IMAGE] = set_image,
        [V_ROW] = row_set,           [V_TABLE] = set_table, [V_TABLE_END] = set_close,
        [V_COLUMNS] = columns_set,   [V_BREAK] = set_break, [V_FLOAT] = set_anchor,
        [V_MARK] = set_anchor,       [V_CLEAR] = set_clear, [V_DEFER] = defer_set,
        [V_BARRIER] = defer_barrier,
    };
    const struct vitem *v = &r->galley->item.v[r->at.item];
    int first = r->f->page->frag.n;
    if (r->sides && (v->kind == V_IMAGE || v->kind == V_ROW || v->kind == V_COLUMNS))
        r->y = len_add(r->y, floats_push(r, r->x + v->x, v->width, r->y, v->height));
    enum step step = set[v->kind](r, v);
    if (v->kind != V_DEFER)
        note_kept(r, v, first);
    return step;
}

/* ---- runs ------------------------------------------------------------------------------------ */

int run_unmet(const struct choice *c)
{
    return c->reason != UNMET_NONE && (c->penalty >= COST_STRAY || c->unkept) ? c->penalty : 0;
}

static void report_unmet(const struct run *r, const struct choice *c)
{
    static const enum diag_id id[] = {
        [UNMET_KEEP] = DIAG_page_keep,
        [UNMET_INSIDE] = DIAG_page_keep_inside,
        [UNMET_ORPHANS] = DIAG_page_orphans,
        [UNMET_WIDOWS] = DIAG_page_widows,
    };
    if (!run_unmet(c))
        return;
    int i = c->at.item < r->galley->item.n && (c->at.line || c->at.gone || c->at.spill)
                ? c->at.item
                : c->at.item - 1;
    sheet_fault(r->f, id[c->reason], r->galley->item.v[i].box);
}

/* The region is full: returns to the best place; without one to the end of the floats that went on
 * at its top. */
static enum ended run_choose(struct run *r, const struct sheet *start)
{
    if (!r->best.any)
        r->best = r->aside;
    if (!r->best.any) {
        sheet_restore(r->f, start);
        return RUN_NONE;
    }
    r->at = r->best.at;
    r->y = r->best.y;
    sheet_restore(r->f, &r->best.sheet);
    report_unmet(r, &r->best);
    floats_cut(r);
    deco_cut(r);
    return RUN_MORE;
}

enum ended run_fill(struct run *r)
{
    struct sheet start = sheet_save(r->f);
    deco_reopen(r);
    if (r->at.floats) {
        floats_go_on(r);
        note_floats(r);
    }
    r->since = (struct since){.frag = r->f->page->frag.n,
                              .kept = -1,
                              .open = r->at.open,
                              .fresh = r->fresh};
    while (r->at.item < r->galley->item.n) {
        switch (run_step(r)) {
        case STEP_NEXT: break;
        case STEP_FULL: return run_choose(r, &start);
        case STEP_BREAK:
            floats_cut(r);
            deco_cut(r);
            return RUN_BREAK;
        }
    }
    return RUN_DONE;
}

len run_place(struct filler *f, const struct galley *g, len x, len y, bool artifact)
{
    struct run r = {.f = f,
                    .galley = g,
                    .x = x,
                    .y = y,
                    .top = y,
                    .cap = LEN_MAX,
                    .extent = EXTENT_WHOLE,
                    .artifact = artifact};
    run_fill(&r);
    return r.y - y;
}
