// SPDX-License-Identifier: Apache-2.0
/* The pending state between two contents of a galley.
 *
 * Blocks are walked once. Margins, forced breaks, keeps, openings of blocks without a border above,
 * and marks gather in struct pending and go into the galley when the next content comes: so margins
 * collapse through any nesting (CSS 2.1 8.3.1), a break asked for by a first child comes before its
 * parents' openings (CSS Fragmentation 3, 3.1), and blocks without content leave no trace.
 *
 * A galley holds: [SPACE] [OPEN MARK FLOAT …] content [CLOSE …] [SPACE] … A page may break after
 * content, never before a CLOSE. */
#include "flow/stack-int.h"

static struct margin margin_add(struct margin m, len v)
{
    m.pos = len_max(m.pos, v);
    m.neg = len_min(m.neg, v);
    return m;
}

static struct margin margin_join(struct margin a, struct margin st)
{
    return margin_add(margin_add(a, st.pos), st.neg);
}
static len margin_value(struct margin m) { return m.pos + m.neg; }

struct galley *stack_galley(struct flow *flow, len measure)
{
    struct galley *g = arena_make(&flow->arena, struct galley);
    *vec_add(&flow->state->galleys) = g;
    g->page = "";
    g->start = KW_auto;
    g->measure = measure;
    return g;
}

void stack_init(struct stack *st, struct flow *flow, struct galley *g)
{
    *st = (struct stack){.flow = flow, .g = g, .last = -1, .context.top = INT64_MIN, .begun = -1};
}

len stack_pending_height(const struct stack *st)
{
    return margin_value(margin_join(st->pending.above, st->pending.below)) - st->pending.spent +
           st->pending.root;
}

/* A break ends the margins above it; the book's beginning is none. */
static struct margin pending_margin(const struct stack *st)
{
    const struct pending *p = &st->pending;
    if (!stack_turns(st))
        return margin_join(p->above, p->below);
    return st->g ? p->forced : margin_join(p->above, p->forced);
}

len stack_pending_above(const struct stack *st)
{
    return margin_value(pending_margin(st)) - (stack_turns(st) ? 0 : st->pending.spent) +
           st->pending.root;
}

int64_t stack_next_y(const struct stack *st, struct margin own)
{
    int64_t y = st->y +
                margin_value(margin_join(own, margin_join(st->pending.above, st->pending.below))) -
                st->pending.spent + st->pending.root;
    return st->pending.floor > y ? st->pending.floor : y;
}

bool stack_may_move(const struct stack *st)
{
    return st->begun >= 0 && (!st->g || st->g->item.n <= st->begun);
}

static void stack_put(struct stack *st, struct vitem v)
{
    *vec_add(&st->g->item) = v;
    st->y += v.height;
}

/* A float is attached to its final place, however far below; `end` is the end of the preceding
 * content, y in the galley. Margins of the next content do not move the static position of an
 * absolute block (CSS 2.1 10.6.4). */
static void put_waiting(struct stack *st, struct vitem v, int64_t end)
{
    if (v.kind == V_FLOAT && v.u.floating->placed)
        v.u.floating->down = (len)(v.u.floating->y - st->y);
    else if (v.kind == V_FLOAT && v.u.floating->kind == FLOAT_PAGE)
        v.u.floating->down = (len)(end + v.u.floating->above - st->y);
    stack_put(st, v);
}

static void clear_below(struct pending *p) { p->below = p->kept = p->forced = (struct margin){0}; }

static void forget_margins(struct pending *p)
{
    p->above = (struct margin){0};
    clear_below(p);
    p->spent = p->root = 0;
    p->cleared = 0;
}

void stack_space(struct stack *st, len height)
{
    struct pending *p = &st->pending;
    len kept = margin_value(p->kept);
    if (height != 0 || p->after_defer || kept)
        stack_put(st, (struct vitem){.kind = V_SPACE,
                                     .height = height,
                                     .u.space = {.without = margin_value(p->without),
                                                 .after_defer = p->after_defer,
                                                 .kept = kept}});
    p->after_defer = false;
}

/* ---- where galleys begin --------------------------------------------------------------------- */

static void begin_galley(struct stack *st, enum css_kw start)
{
    const struct page_area *area = &st->flow->state->area;
    if (!st->g || st->g->item.n > 0) {
        side_finish(st);
        if (st->g) {
            vec_trim(&st->g->item);
            later_end_galley(st->flow);
        }
        st->g = stack_galley(st->flow, area->measure);
        *vec_add(&st->flow->galley) = st->g;
        st->last = -1;
        st->y = 0;
        st->context.top = INT64_MIN;
        st->insert = NULL;
        st->pending.floor = 0;
        st->begun = st->begun > 0 ? 0 : st->begun;
        st->g->start = KW_page;
    }
    st->g->page = area->page;
    st->g->measure = area->measure;
    st->g->group = st->pending.group;
    if (start)
        st->g->start = start;
}

static bool page_changes(const struct stack *st)
{
    return st->main && (!st->g || st->g->page != st->flow->state->area.page);
}

/* The pending break, by a new galley where no decorated block and no table is open, else by an
 * item. A change of page ends a column too. */
static void flush_break(struct stack *st)
{
    struct pending *p = &st->pending;
    bool column = p->brk == KW_column;
    struct margin before = st->g ? (struct margin){0} : p->above; /* the book's beginning is none */
    if (st->main && st->opens == 0 && (!column || page_changes(st))) {
        begin_galley(st, column ? 0 : p->brk);
    } else if (st->last >= 0) {
        side_finish(st);
        stack_put(st, (struct vitem){.kind = V_BREAK, .u.brk.where = p->brk ? p->brk : KW_page});
        st->last = -1;
    }
    p->above = before;
    p->below = p->forced;
    p->spent = 0;
    p->after_defer = false;
}

bool stack_turns(const struct stack *st) { return st->pending.brk || page_changes(st); }

void stack_begin(struct stack *st)
{
    if (stack_turns(st))
        flush_break(st);
    st->pending.brk = 0;
}

uint8_t stack_level(int avoid) { return (uint8_t)(avoid < LEVEL_NEXT ? avoid : LEVEL_NEXT); }

static void flush_keep(struct stack *st)
{
    if (st->last < 0)
        return;
    struct vitem *last = &st->g->item.v[st->last];
    bool inside = st->pending.avoid > 0 && st->pending.keep < KEEP_AVOID;
    int keep = inside ? KEEP_AVOID : st->pending.keep;
    if (keep <= last->keep)
        return;
    last->keep = (int16_t)keep;
    last->level = stack_level(inside ? st->pending.avoid : LEVEL_NEXT);
}

void stack_widen(struct stack *st, len by)
{
    for (int i = 0; by && i < st->pending.wait.n; i++)
        if (st->pending.wait.v[i].kind == V_OPEN)
            st->pending.wait.v[i].width += by;
}

/* Puts waiting floats above content that clears floats. */
static void put_above(struct stack *st, int64_t y)
{
    struct pending *p = &st->pending;
    int kept = 0, ended = p->ended;
    for (int i = 0; i < p->wait.n; i++) {
        const struct vitem *v = &p->wait.v[i];
        if (v->kind == V_FLOAT && v->u.floating->placed && v->u.floating->y < y)
            put_waiting(st, *v, st->y), p->ended -= i < ended;
        else
            p->wait.v[kept++] = *v;
    }
    p->wait.n = kept;
}

/* The root's margin and opening come before the margins inside it. Gives how many items that wait
 * are put. */
static int put_root(struct stack *st)
{
    struct pending *p = &st->pending;
    const struct vitem *v = p->wait.v;
    if (!p->wait.n || v->kind != V_OPEN || v->box->parent)
        return 0;
    if (p->root)
        stack_put(st, (struct vitem){.kind = V_SPACE, .height = p->root});
    stack_put(st, *v);
    st->opens++;
    p->root = 0;
    return 1;
}

void stack_flush(struct stack *st)
{
    struct pending *p = &st->pending;
    bool turns = stack_turns(st);
    if (turns)
        flush_break(st);
    else
        flush_keep(st);
    int root = put_root(st);
    int64_t end = st->y, y = stack_next_y(st, (struct margin){0});
    side_place_waiting(st, y);
    len above = stack_pending_height(st);
    stack_space(st, above);
    if (p->floor && p->floor == y && y > st->y) {
        put_above(st, y);
        p->clear.height = (len)(y - st->y);
        stack_put(st, p->clear);
    }
    for (int i = root; i < p->wait.n; i++) {
        if (p->wait.v[i].kind == V_DEFER)
            p->wait.v[i].u.defer.above = above;
        put_waiting(st, p->wait.v[i], end);
        st->opens += p->wait.v[i].kind == V_OPEN;
    }
    p->floor = 0;
    p->wait.n = p->ended = 0;
    forget_margins(p);
    p->brk = 0;
    p->keep = 0;
    p->group = p->turned = false;
    p->floats = NULL;
}

struct vitem *stack_item(struct stack *st, enum vkind kind, const struct box *box, len x, len width,
                         len height, bool content)
{
    stack_put(st,
              (struct vitem){.kind = kind, .box = box, .x = x, .width = width, .height = height});
    st->g->item.v[st->g->item.n - 1].level_inside = stack_level(st->avoid);
    if (content) {
        st->last = st->g->item.n - 1;
        st->pending.avoid = st->avoid;
    }
    return &st->g->item.v[st->g->item.n - 1];
}

static bool floats_wait(const struct stack *st, int from)
{
    for (int i = from; i < st->pending.wait.n; i++)
        if (st->pending.wait.v[i].kind == V_FLOAT)
            return true;
    return false;
}

/* Where the pages are those of the content before them, they are on its last one. */
bool stack_settle_floats(struct stack *st)
{
    const struct box *box = st->pending.floats;
    struct page_area *area = &st->flow->state->area, now = *area;
    if (!st->main || !box)
        return false;
    *area = st->pending.floats_area;
    bool apart = st->last < 0 || st->pending.brk || page_changes(st);
    if (apart) { /* the next margin collapses with those above it all the same */
        struct margin above = pending_margin(st);
        stack_flush(st);
        stack_item(st, V_STRUT, box, 0, 0, 0, true);
        st->pending.above = above;
        st->pending.spent = margin_value(above);
    }
    *area = now;
    return apart;
}

void stack_done(struct stack *st)
{
    struct pending *p = &st->pending;
    stack_settle_floats(st);
    side_place_waiting(st, stack_next_y(st, (struct margin){0}));
    int64_t end = st->y;
    if (!st->main)
        stack_space(st, stack_pending_height(st));
    for (int i = 0; i < p->wait.n && st->g; i++)
        if (p->wait.v[i].kind != V_OPEN)
            put_waiting(st, p->wait.v[i], end);
    side_finish(st);
    if (st->g)
        vec_trim(&st->g->item);
    vec_done(&p->wait);
    vec_done(&st->beside);
    vec_done(&st->markers);
}

/* ---- blocks begin and end -------------------------------------------------------------------- */

bool stack_forces(enum css_kw kw)
{
    return kw == KW_page || kw == KW_left || kw == KW_right || kw == KW_recto || kw == KW_verso ||
           kw == KW_column;
}

bool stack_avoids(enum css_kw kw)
{
    return kw == KW_avoid || kw == KW_avoid_page || kw == KW_avoid_column;
}

/* Puts waiting floats, and the first marks, after existing content. */
static void put_floats(struct stack *st, int marks)
{
    struct pending *p = &st->pending;
    int kept = 0, ended = p->ended;
    side_place_waiting(st, stack_next_y(st, (struct margin){0}));
    for (int i = 0; i < p->wait.n; i++) {
        if (p->wait.v[i].kind == V_FLOAT || (p->wait.v[i].kind == V_MARK && i < marks))
            put_waiting(st, p->wait.v[i], st->y), p->ended -= i < ended;
        else
            p->wait.v[kept++] = p->wait.v[i];
    }
    p->wait.n = kept;
    p->floats = NULL;
}

void stack_set_float(struct stack *st, const struct box *box)
{
    st->pending.floats = box;
    st->pending.floats_area = st->flow->state->area;
    if (!stack_settle_floats(st))
        put_floats(st, 0);
}

/* Marks that wait here follow content of the block at hand: a break that comes next is after them.
 * Those in a block that has not begun yet go with its content. */
static void end_marks(struct stack *st)
{
    struct pending *p = &st->pending;
    p->ended = 0;
    while (p->ended < p->wait.n && p->wait.v[p->ended].kind != V_OPEN)
        p->ended++;
}

/* Likewise where a block begins: its counters are counted before its box. */
static void end_marks_before(struct stack *st)
{
    struct pending *p = &st->pending;
    end_marks(st);
    while (p->ended && p->wait.v[p->ended - 1].kind == V_MARK &&
           doc_is_counter(p->wait.v[p->ended - 1].u.mark))
        p->ended--;
}

/* Before a break: floats and marks that still wait for content belong to the preceding content. */
static void turn(struct stack *st)
{
    struct pending *p = &st->pending;
    if (stack_settle_floats(st) || p->turned)
        return;
    p->turned = true;
    if (st->main && st->last >= 0)
        put_floats(st, p->ended);
}

/* Whether the next content is on other pages than the content before it, or the floats that wait at
 * the book's beginning. */
static bool leaves_page(const struct stack *st)
{
    return st->g ? page_changes(st)
                 : st->pending.floats && st->pending.floats_area.page != st->flow->state->area.page;
}

/* A side asked for is stronger than a mere page. */
void stack_want(struct stack *st, enum css_kw kw)
{
    if (stack_forces(kw) || leaves_page(st))
        turn(st);
    if (stack_forces(kw) && (!st->pending.brk || st->pending.brk == KW_column || kw != KW_page))
        st->pending.brk = kw;
    if (stack_avoids(kw))
        st->pending.keep = KEEP_AVOID;
}

/* Padding at the sides alone shows nowhere and takes no room from the page. */
static bool decorated(const struct box *box, const struct frame *f)
{
    const struct css_style *s = box->style;
    return box_more(box)->continued || f->top || f->bottom || css_is_painted(s) || css_stacks(s) ||
           absolute_contains(s) || frame_is_hidden(s) || box_is_ordered(box);
}

bool stack_shows(const struct box *box, const struct frame *f) { return decorated(box, f); }

static struct vitem open_item(struct stack *st, const struct box *box, const struct frame *f)
{
    bool clone = css_is(box->style, CSS_box_decoration_break, KW_clone);
    const struct box *continued = box_more(box)->continued;
    return (struct vitem){.kind = V_OPEN,
                          .box = box,
                          .x = f->x,
                          .width = f->width,
                          .height = f->top,
                          .keep = KEEP_NEVER,
                          .u.open = {.top_cont = clone ? f->top : 0,
                                     .bottom_cont = clone ? f->bottom : 0,
                                     .dx = f->shift_x,
                                     .dy = f->shift_y,
                                     .inset = f->inner.x - f->x,
                                     .unpainted = f->unpainted,
                                     .over = f->over,
                                     .above = continued
                                                  ? flow_box(st->flow, continued, f->inner.width)
                                                  : NULL}};
}

/* The deferrable form of a block, as a page float. It is not deferred in separate galleys, in a
 * decorated block, or beside side floats: lines beside those are made for their places. */
static struct vitem defer_item(struct stack *st, const struct box *box, const struct frame *f)
{
    struct floating *fl = arena_make(&st->flow->arena, struct floating);
    *fl = (struct floating){.kind = FLOAT_TOP,
                            .box = box,
                            .body = arena_make(&st->flow->arena, struct galley),
                            .series = flow_series(box),
                            .deferred = box->style->v[CSS_koki_defer].kind == CSS_KEYWORD,
                            .width = f->width,
                            .margin_top = f->margin_top,
                            .margin_bottom = f->margin_bottom};
    fl->body->page = "";
    fl->body->start = KW_auto;
    bool sides = side_waits(st) || side_reaches(st, stack_next_y(st, (struct margin){0}));
    return (
        struct vitem){.kind = V_DEFER,
                      .box = box,
                      .keep = KEEP_NEVER,
                      .u.defer = {.floating = fl, .fixed = !st->main || st->opens > 0 || sides}};
}

/* A block that clears goes below the side floats that are beside this place (CSS 2.1 9.5.2). */
static bool clear(struct stack *st, enum css_kw kw)
{
    if (side_waits(st))
        stack_begin(st);
    int64_t y = stack_next_y(st, (struct margin){0});
    side_place_waiting(st, y);
    int64_t to = side_below(st, kw, y);
    if (to <= y)
        return false;
    st->pending.floor = to;
    st->pending.clear = (struct vitem){.kind = V_CLEAR,
                                       .keep = KEEP_NEVER,
                                       .u.clear = {.side = kw, .context = st->context.number}};
    return true;
}

void stack_tell_over(const struct box *box, len over)
{
    if (!css_is(box->style, CSS_visibility, KW_visible))
        return;
    char by[16];
    snprintf(by, sizeof by, "%d.%d", over / LEN_PT, over % LEN_PT * 10 / LEN_PT);
    diag(frame_is_hidden(box->style) ? DIAG_flow_cut_off : DIAG_flow_overflow, doc_loc(box), by);
}

/* Whether a float that the block clears waits with it for a place. */
static bool waits_to_clear(const struct stack *st, enum css_kw kw)
{
    for (int i = 0; i < st->pending.wait.n; i++) {
        const struct vitem *v = &st->pending.wait.v[i];
        const struct floating *fl = v->kind == V_FLOAT ? v->u.floating : NULL;
        bool left = fl && (fl->side == KW_left || fl->side == KW_inside);
        if (fl && fl->beside && !fl->placed &&
            (kw == KW_both || left == (kw == KW_left || kw == KW_inside)))
            return true;
    }
    return false;
}

struct entered stack_enter(struct stack *st, const struct box *box, const struct frame *f)
{
    const struct css_style *s = box->style;
    bool shows = decorated(box, f), opened = (shows && f->top) || f->fence;
    st->depth++;
    if (!stack_may_move(st))
        end_marks_before(st);
    stack_want(st, css_kw(s, CSS_break_before));
    bool clears = !css_is(s, CSS_clear, KW_none),
         apart = clears && stack_may_move(st) && waits_to_clear(st, css_kw(s, CSS_clear));
    if (apart) /* the float stays where the block around begins, and the margin is the clearance's
                  (9.5.2) */
        stack_flush(st);
    struct margin without = st->pending.after_defer
                                ? st->pending.without
                                : margin_join(st->pending.above, st->pending.below);
    if (!box->parent && st->main) {
        st->pending.root = f->margin_top;
    } else if (!apart) {
        st->pending.below = margin_add(st->pending.below, f->margin_top);
        if (css_is(s, CSS_margin_break, KW_keep))
            st->pending.kept = margin_add(st->pending.kept, f->margin_top);
        if (!css_is(s, CSS_margin_break, KW_discard))
            st->pending.forced = margin_add(st->pending.forced, f->margin_top);
        st->pending.without = margin_add(st->pending.without, f->margin_top);
    }
    bool defers = !css_is(s, CSS_koki_defer, KW_none) && st->defers++ == 0;
    bool cleared = clears && clear(st, css_kw(s, CSS_clear));
    st->pending.group = st->pending.group || (st->main && s->v[CSS_page].kind == CSS_STR);
    st->avoid += stack_avoids(css_kw(s, CSS_break_inside));
    if (defers)
        *vec_add(&st->pending.wait) = defer_item(st, box, f);
    if (opened) {
        stack_flush(st);
        if (shows)
            stack_put(st, open_item(st, box, f));
        st->opens += shows;
    } else if (shows) {
        *vec_add(&st->pending.wait) = open_item(st, box, f);
    }
    struct entered e = {.brk = st->pending.brk,
                        .g = st->g,
                        .items = st->g ? st->g->item.n : 0,
                        .box = shows ? box : NULL,
                        .opened = opened,
                        .cleared = cleared,
                        .waits = st->pending.wait.n,
                        .begun = st->begun,
                        .defers = defers,
                        .without = without};
    st->begun = opened ? -1 : e.items;
    return e;
}

/* Index of the block's opening (or V_DEFER) that still waits; -1: it does not. */
static int waiting(const struct stack *st, enum vkind kind, const struct box *box)
{
    int i = st->pending.wait.n - 1;
    while (i >= 0 && (st->pending.wait.v[i].kind != kind || st->pending.wait.v[i].box != box))
        i--;
    return i;
}

/* Takes the block's opening (or V_DEFER) back when nothing has followed it. True: it was still
 * waiting. */
static bool unwait(struct stack *st, enum vkind kind, const struct box *box)
{
    struct pending *p = &st->pending;
    int at = waiting(st, kind, box);
    if (at < 0)
        return false;
    for (int i = at + 1; i < p->wait.n; i++)
        p->wait.v[i - 1] = p->wait.v[i];
    p->wait.n--;
    p->ended -= at < p->ended;
    return true;
}

bool stack_in_galley(const struct stack *st, const struct entered *e)
{
    return e->g == st->g || (!e->g && st->flow->galley.n == 1);
}

static bool belongs_to_next(uint8_t kind)
{
    return kind == V_OPEN || kind == V_MARK || kind == V_FLOAT || kind == V_DEFER ||
           kind == V_BARRIER;
}

/* Index of the block's first item in the galley at hand: after the margin before it and content
 * that waited with its opening. */
static int first_item(const struct stack *st, const struct entered *e)
{
    int first = stack_in_galley(st, e) ? e->items : 0, n = st->g ? st->g->item.n : 0;
    if (e->opened || !stack_in_galley(st, e))
        return first;
    for (int i = first; e->box && i < n && i <= first + e->waits + 2; i++)
        if (st->g->item.v[i].kind == V_OPEN && st->g->item.v[i].box == e->box)
            return i + 1;
    if (first < n && st->g->item.v[first].kind == V_SPACE)
        first++;
    bool cleared = e->cleared;
    for (int waits = e->waits; first < n; first++) {
        uint8_t kind = st->g->item.v[first].kind;
        if (kind == V_CLEAR && cleared)
            cleared = false; /* before or after floats that waited */
        else if (waits > 0 && belongs_to_next(kind))
            waits--;
        else
            break;
    }
    return first;
}

static len height_since(const struct stack *st, int first)
{
    len h = 0;
    for (int i = first; st->g && i < st->g->item.n; i++)
        h = len_add(h, st->g->item.v[i].height);
    return h;
}

/* Content higher than its block is visible, but takes only the block's height (CSS 2.1 11.1.1):
 * items from `first` on become one, as a row of one cell. */
static void stack_wrap(struct stack *st, const struct box *box, const struct frame *f, int first)
{
    struct galley *g = st->g, *body = stack_galley(st->flow, g->measure);
    struct row *row = arena_make(&st->flow->arena, struct row);
    len over = height_since(st, first) - f->max_height;
    int notes = 0;
    for (int i = first; i < g->item.n; i++) {
        *vec_add(&body->item) = g->item.v[i];
        notes += g->item.v[i].notes;
        block_link(body, i - first);
    }
    again_move(st->flow, g, first, body);
    g->item.n = first;
    vec_trim(&body->item);
    block_measure(body);
    *row = (struct row){.box = box,
                        .bare = true,
                        .width = g->measure,
                        .height = f->max_height,
                        .n = 1};
    row->cell = arena_array(&st->flow->arena, struct cell, 1);
    row->cell[0] = (struct cell){.box = box,
                                 .body = body,
                                 .width = g->measure,
                                 .height = f->max_height,
                                 .row_span = 1};
    st->y -= (int64_t)over + f->max_height;
    struct vitem *v = stack_item(st, V_ROW, box, f->inner.x, f->inner.width, f->max_height, true);
    v->u.row = row;
    v->notes = notes;
    v->keep_inside = KEEP_AVOID;
    block_link(g, g->item.n - 1);
    if (over > LEN_PT / 10)
        stack_tell_over(box, over);
}

/* Inserts a strut before the items from `first` on. */
static void put_before(struct stack *st, const struct box *box, const struct frame *f, int first,
                       len height)
{
    struct galley *g = st->g;
    stack_item(st, V_STRUT, box, f->inner.x, f->inner.width, height, true);
    struct vitem strut = g->item.v[g->item.n - 1];
    again_shift(st->flow, g, first);
    for (int i = g->item.n - 1; i > first; i--) {
        g->item.v[i] = g->item.v[i - 1];
        block_link(g, i);
    }
    strut.keep = KEEP_NEVER;
    g->item.v[first] = strut;
}

/* align-content of a block: its content is in the middle or at the end of its height (CSS Box
 * Alignment 3, 5.1.1). */
static len share_above(const struct box *box, len free)
{
    if (box->kind != BOX_BLOCK && box->kind != BOX_PARA)
        return 0;
    switch (css_kw(box->style, CSS_align_content)) {
    case KW_center:
    case KW_space_around:
    case KW_space_evenly: return free / 2;
    case KW_end:
    case KW_flex_end: return free;
    default: return 0;
    }
}

static void only_margin(struct pending *p, len margin)
{
    forget_margins(p);
    p->below = p->forced = margin_add((struct margin){0}, margin);
}

/* Handles the block's height beyond its content, or content beyond its height. The margin below its
 * last block is ignored if the height is not the content's. */
static void fill_height(struct stack *st, const struct box *box, const struct frame *f,
                        const struct entered *e)
{
    if (f->min_height <= 0 && f->max_height < 0)
        return;
    if (st->main)
        later_settle(st->flow);
    int first = first_item(st, e);
    bool any = st->g && st->g->item.n > first;
    len have = height_since(st, first);
    if (f->fence && f->min_height != f->max_height)
        have = len_add(have, stack_pending_height(st));
    if (have >= f->min_height && (f->max_height < 0 || have <= f->max_height)) {
        if (any && f->min_height == f->max_height)
            forget_margins(&st->pending);
        return;
    }
    if (f->fence || any)
        forget_margins(&st->pending);
    else if (!box->parent) /* those of the root collapse with none inside it (CSS 2.1 8.3.1) */
        only_margin(&st->pending, f->margin_top);
    stack_flush(st);
    first = first_item(st, e);
    have = height_since(st, first);
    len above = f->min_height > have ? share_above(box, f->min_height - have) : 0;
    if (f->min_height > have + above)
        stack_item(st, V_STRUT, box, f->inner.x, f->inner.width, f->min_height - have - above, true)
            ->keep_inside = st->avoid ? KEEP_AVOID : KEEP_FREE;
    else if (f->max_height >= 0 && have > f->max_height && stack_in_galley(st, e))
        stack_wrap(st, box, f, first);
    if (above > 0 && stack_in_galley(st, e))
        put_before(st, box, f, first, above);
}

len stack_content_height(struct stack *st, const struct frame *f, const struct entered *e)
{
    if (st->main)
        later_settle(st->flow);
    len have = len_add(height_since(st, first_item(st, e)), stack_pending_height(st));
    have = f->max_height >= 0 ? len_min(have, f->max_height) : have;
    return len_max(have, f->min_height);
}

void stack_settle(struct stack *st)
{
    side_place_waiting(st, stack_next_y(st, (struct margin){0}));
    stack_space(st, stack_pending_height(st));
    forget_margins(&st->pending);
}

static void close_block(struct stack *st, const struct box *box, const struct frame *f,
                        const struct entered *e)
{
    if (f->bottom || f->fence)
        stack_settle(st);
    put_floats(st, 0);
    if (st->last >= first_item(st, e) && st->last >= 0)
        st->g->item.v[st->last].keep = KEEP_NEVER;
    stack_item(st, V_CLOSE, box, f->x, f->width, f->bottom, true);
    st->opens--;
}

/* Whether a box without height paints decorations around itself. */
static bool shows_around(const struct css_style *s)
{
    return !css_is(s, CSS_outline_style, KW_none) || !css_is(s, CSS_box_shadow, KW_none);
}

/* An empty block shows only when it has a border or padding below, a height, or something around
 * it, or moves what is called in it; otherwise its margins collapse through it. */
static void leave_decorated(struct stack *st, const struct box *box, const struct frame *f,
                            const struct entered *e)
{
    int at = waiting(st, V_OPEN, box);
    bool waits = at >= 0, moves = waits && (f->shift_x || f->shift_y) && floats_wait(st, at);
    if (waits && !moves)
        unwait(st, V_OPEN, box);
    if (waits && !f->bottom && !absolute_waits(st->flow) && !shows_around(box->style) && !moves)
        return;
    struct margin above = margin_join(st->pending.above, st->pending.below);
    bool through = waits && !f->bottom && !f->fence && !stack_turns(st);
    if (waits && !moves)
        *vec_add(&st->pending.wait) = open_item(st, box, f);
    if (waits)
        stack_flush(st);
    close_block(st, box, f, e);
    if (through) { /* its own margins and those around it are one all the same */
        st->pending.above = above;
        st->pending.spent = margin_value(above);
    }
}

/* Negative margins that do not collapse with the block's make it no lower than nothing. */
static void hold_negative(struct stack *st, const struct entered *e)
{
    if (e->g != st->g || !st->g || stack_pending_height(st) >= 0)
        return;
    if (st->main)
        later_settle(st->flow);
    stack_settle(st);
    stack_space(st, len_max(0, -height_since(st, first_item(st, e))));
}

/* The V_DEFER of a block that has ended learns how many items it covers; one that holds a forced
 * break covers none. */
static void end_defer(struct stack *st, const struct box *box, const struct entered *e)
{
    st->defers--;
    if (!e->defers || unwait(st, V_DEFER, box))
        return;
    st->pending.after_defer = true;
    st->pending.without = e->without;
    for (int i = st->g->item.n - 1,
             first = stack_in_galley(st, e) ? e->items - 2 * e->opened : st->g->item.n;
         i >= first && i >= 0; i--)
        if (st->g->item.v[i].kind == V_DEFER && st->g->item.v[i].box == box) {
            st->g->item.v[i].u.defer.n = st->g->item.n - 1 - i;
            return;
        }
}

void stack_leave(struct stack *st, const struct box *box, const struct frame *f,
                 const struct entered *e)
{
    struct pending *p = &st->pending;
    if (p->cleared && p->cleared == st->depth)
        stack_settle(st);
    st->depth--;
    fill_height(st, box, f, e);
    if (f->fence || (f->bottom && e->opened))
        hold_negative(st, e);
    bool remains = e->cleared && p->floor; /* it is empty, and is there all the same */
    if (remains) /* the margin above it has been counted (CSS 2.1 9.5.2) */
        stack_flush(st);
    if (decorated(box, f))
        leave_decorated(st, box, f, e);
    else if (f->fence)
        stack_settle(st);
    p->above = margin_add(margin_join(p->above, p->below), f->margin_bottom);
    if (remains) { /* its margins collapse with those after it (8.3.1) */
        struct margin top = margin_add((struct margin){0}, f->margin_top);
        p->above = margin_add(top, f->margin_bottom);
        p->spent = margin_value(top);
    }
    clear_below(p);
    p->cleared = remains ? st->depth : p->cleared;
    p->without = margin_add(p->without, f->margin_bottom);
    if (!css_is(box->style, CSS_koki_defer, KW_none))
        end_defer(st, box, e);
    if (!css_is(box->style, CSS_koki_float_barrier, KW_none) && st->main && st->last >= 0)
        *vec_add(&p->wait) = (struct vitem){.kind = V_BARRIER, .keep = KEEP_NEVER};
    st->avoid -= stack_avoids(css_kw(box->style, CSS_break_inside));
    p->avoid = p->avoid < st->avoid ? p->avoid : st->avoid;
    st->begun = e->begun;
    bool first = !e->g || (!e->items && st->flow->galley.n == 1);
    if ((first || (e->brk && p->brk)) && stack_forces(css_kw(box->style, CSS_break_after)) &&
        e->g == st->g && e->items == (st->g ? st->g->item.n : 0)) {
        stack_flush(st); /* nothing is between two breaks, or before the first, but a block without
                           content: it has a page */
        stack_item(st, V_STRUT, box, f->inner.x, f->inner.width, 0, true);
    }
    if (!p->floats && floats_wait(st, 0)) {
        p->floats = box;
        p->floats_area = st->flow->state->area;
    }
    if (st->g && (e->g != st->g || st->g->item.n > e->items))
        end_marks(st);
    stack_want(st, css_kw(box->style, CSS_break_after));
}
