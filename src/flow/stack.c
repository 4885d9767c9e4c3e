/* What is pending between two contents of a galley.
 *
 * Blocks are walked once. Margins, forced breaks, keeps, openings of blocks without a border above, and marks gather in struct pending
 * and go into the galley when the next content comes: so margins collapse through any nesting (CSS 2.1 8.3.1), a break asked
 * for by a first child comes before its parents' openings (CSS Fragmentation 3, 3.1), and what has no content leaves no trace.
 *
 * A galley holds: [SPACE] [OPEN MARK FLOAT …] content [CLOSE …] [SPACE] … A page may break after content, never before a CLOSE. */
#include "flow/stack-int.h"

static struct margin margin_add(struct margin m, len v)
{
    m.pos = len_max(m.pos, v);
    m.neg = len_min(m.neg, v);
    return m;
}

static struct margin margin_join(struct margin a, struct margin st) { return margin_add(margin_add(a, st.pos), st.neg); }
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
    *st = (struct stack){.flow = flow, .g = g, .last = -1};
}

len stack_pending_height(const struct stack *st) { return margin_value(margin_join(st->pending.above, st->pending.below)); }

static void put(struct stack *st, struct vitem v)
{
    *vec_add(&st->g->item) = v;
    st->y += v.height;
}

void stack_space(struct stack *st, len height)
{
    if (height != 0)
        put(st, (struct vitem){.kind = V_SPACE, .height = height});
}

/* ---- where galleys begin ------------------------------------------------------------------------------------------ */

static void begin_galley(struct stack *st, enum css_kw start)
{
    const struct page_area *area = &st->flow->state->area;
    if (!st->g || st->g->item.n > 0) {
        if (st->g)
            vec_trim(&st->g->item);
        st->g = stack_galley(st->flow, area->measure);
        *vec_add(&st->flow->galley) = st->g;
        st->last = -1;
        st->y = 0;
        st->beside.n = 0;
        st->g->start = KW_page;
    }
    st->g->page = area->page;
    st->g->measure = area->measure;
    st->g->group = st->pending.group;
    if (start)
        st->g->start = start;
}

static bool page_changes(const struct stack *st) { return st->main && (!st->g || st->g->page != st->flow->state->area.page); }

/* The pending break, by a new galley where no decorated block and no table is open, else by an item. A change of page ends a column too. */
static void flush_break(struct stack *st)
{
    struct pending *p = &st->pending;
    bool column = p->brk == KW_column;
    if (st->main && st->opens == 0 && (!column || page_changes(st))) {
        begin_galley(st, column ? 0 : p->brk);
    } else if (st->last >= 0) {
        put(st, (struct vitem){.kind = V_BREAK, .u.brk.where = p->brk ? p->brk : KW_page});
        st->last = -1;
    }
    p->above = (struct margin){0};
}

static void flush_keep(struct stack *st)
{
    if (st->last < 0)
        return;
    struct vitem *last = &st->g->item.v[st->last];
    int keep = st->pending.avoid > 0 && st->pending.keep < KEEP_AVOID ? KEEP_AVOID : st->pending.keep;
    last->keep = (int16_t)(keep > last->keep ? keep : last->keep);
}

void stack_flush(struct stack *st)
{
    struct pending *p = &st->pending;
    if (p->brk || page_changes(st))
        flush_break(st);
    else
        flush_keep(st);
    stack_space(st, stack_pending_height(st));
    for (int i = 0; i < p->wait.n; i++) {
        put(st, p->wait.v[i]);
        st->opens += p->wait.v[i].kind == V_OPEN;
    }
    p->wait.n = 0;
    p->above = p->below = (struct margin){0};
    p->brk = 0;
    p->keep = 0;
    p->group = p->turned = false;
    p->floats = NULL;
}

struct vitem *stack_item(struct stack *st, enum vkind kind, const struct box *box, len x, len width, len height, bool content)
{
    put(st, (struct vitem){.kind = kind, .box = box, .x = x, .width = width, .height = height});
    if (content) {
        st->last = st->g->item.n - 1;
        st->pending.avoid = st->avoid;
    }
    return &st->g->item.v[st->g->item.n - 1];
}

static bool floats_wait(const struct pending *p)
{
    for (int i = 0; i < p->wait.n; i++)
        if (p->wait.v[i].kind == V_FLOAT)
            return true;
    return false;
}

/* Where the pages are those of the content before them, they stand on its last one. */
bool stack_settle_floats(struct stack *st)
{
    const struct box *box = st->pending.floats;
    struct page_area *area = &st->flow->state->area, now = *area;
    if (!st->main || !box)
        return false;
    *area = st->pending.floats_area;
    bool apart = st->last < 0 || st->pending.brk || page_changes(st);
    if (apart) {
        stack_flush(st);
        stack_item(st, V_STRUT, box, 0, 0, 0, true);
    }
    *area = now;
    return apart;
}

void stack_done(struct stack *st)
{
    struct pending *p = &st->pending;
    stack_settle_floats(st);
    if (!st->main)
        stack_space(st, stack_pending_height(st));
    for (int i = 0; i < p->wait.n && st->g; i++)
        if (p->wait.v[i].kind != V_OPEN)
            put(st, p->wait.v[i]);
    if (st->g)
        vec_trim(&st->g->item);
    vec_done(&p->wait);
    vec_done(&st->beside);
    vec_done(&st->markers);
}

/* ---- blocks begin and end ---------------------------------------------------------------------------------------- */

static bool forces(enum css_kw kw)
{
    return kw == KW_page || kw == KW_left || kw == KW_right || kw == KW_recto || kw == KW_verso || kw == KW_column;
}

bool stack_avoids(enum css_kw kw) { return kw == KW_avoid || kw == KW_avoid_page || kw == KW_avoid_column; }

/* Floats that wait go behind what stands there already. */
static void put_floats(struct stack *st)
{
    struct pending *p = &st->pending;
    int kept = 0;
    for (int i = 0; i < p->wait.n; i++) {
        if (p->wait.v[i].kind == V_FLOAT)
            put(st, p->wait.v[i]);
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
        put_floats(st);
}

/* A break comes: floats that still wait for content belong to what stands before it. */
static void turn(struct stack *st)
{
    struct pending *p = &st->pending;
    if (stack_settle_floats(st) || p->turned)
        return;
    p->turned = true;
    if (st->main && st->last >= 0)
        put_floats(st);
}

/* A side asked for is stronger than a mere page. */
void stack_want(struct stack *st, enum css_kw kw)
{
    if (forces(kw) || page_changes(st))
        turn(st);
    if (forces(kw) && (!st->pending.brk || st->pending.brk == KW_column || kw != KW_page))
        st->pending.brk = kw;
    if (stack_avoids(kw))
        st->pending.keep = KEEP_AVOID;
}

/* Padding at the sides alone shows nowhere and takes no room from the page. */
static bool decorated(const struct css_style *s, const struct frame *f)
{
    return f->top || f->bottom || s->v[CSS_border_left_width].len || s->v[CSS_border_right_width].len
        || css_color(s, CSS_background_color) || !css_is(s, CSS_background_image, KW_none) || !css_is(s, CSS_transform, KW_none)
        || css_is(s, CSS_position, KW_relative);
}

bool stack_shows(const struct box *box, const struct frame *f) { return decorated(box->style, f); }

static struct vitem open_item(const struct box *box, const struct frame *f)
{
    bool clone = css_is(box->style, CSS_box_decoration_break, KW_clone);
    return (struct vitem){.kind = V_OPEN, .box = box, .x = f->x, .width = f->width, .height = f->top, .keep = KEEP_NEVER,
                          .u.open = {.top_cont = clone ? f->top : 0, .bottom_cont = clone ? f->bottom : 0}};
}

/* A block that clears goes below the side floats that stand beside this place. */
static void clear(struct stack *st, enum css_kw kw)
{
    int64_t y = st->y + stack_pending_height(st), down = 0;
    for (int i = 0; i < st->beside.n; i++) {
        const struct beside *s = &st->beside.v[i];
        bool counts = kw == KW_both || (s->left ? kw == KW_left || kw == KW_inside : kw == KW_right || kw == KW_outside);
        down = counts && s->bottom - y > down ? s->bottom - y : down;
    }
    if (down > 0)
        st->pending.below = margin_add(st->pending.below, (len)(stack_pending_height(st) + down));
}

struct entered stack_enter(struct stack *st, const struct box *box, const struct frame *f)
{
    const struct css_style *s = box->style;
    bool opened = decorated(s, f) && f->top;
    stack_want(st, css_kw(s, CSS_break_before));
    st->pending.below = margin_add(st->pending.below, f->margin_top);
    if (st->beside.n && !css_is(s, CSS_clear, KW_none))
        clear(st, css_kw(s, CSS_clear));
    st->pending.group = st->pending.group || (st->main && s->v[CSS_page].kind == CSS_STR);
    st->avoid += stack_avoids(css_kw(s, CSS_break_inside));
    if (opened) {
        stack_flush(st);
        put(st, open_item(box, f));
        st->opens++;
    } else if (decorated(s, f)) {
        *vec_add(&st->pending.wait) = open_item(box, f);
    }
    return (struct entered){.g = st->g, .items = st->g ? st->g->item.n : 0, .opened = opened};
}

/* Takes the block's opening back when nothing has followed it. True: it was still waiting. */
static bool unwait(struct stack *st, const struct box *box)
{
    struct pending *p = &st->pending;
    for (int i = p->wait.n - 1; i >= 0; i--) {
        if (p->wait.v[i].kind != V_OPEN || p->wait.v[i].box != box)
            continue;
        for (int j = i + 1; j < p->wait.n; j++)
            p->wait.v[j - 1] = p->wait.v[j];
        p->wait.n--;
        return true;
    }
    return false;
}

/* Index of the block's first item in the galley at hand; the margin before a block that has not opened is not its own. */
static int first_item(const struct stack *st, const struct entered *e)
{
    int first = e->g == st->g ? e->items : 0;
    bool margin = !e->opened && st->g && first < st->g->item.n && st->g->item.v[first].kind == V_SPACE;
    return first + margin;
}

static len height_since(const struct stack *st, const struct entered *e)
{
    len h = 0;
    for (int i = first_item(st, e); st->g && i < st->g->item.n; i++)
        h = len_add(h, st->g->item.v[i].height);
    return h;
}

/* Room that the block's height asks for beyond its content. */
static void fill_height(struct stack *st, const struct box *box, const struct frame *f, const struct entered *e)
{
    if (f->min_height <= 0)
        return;
    stack_flush(st);
    if (st->main)
        later_settle(st->flow);
    len have = height_since(st, e);
    if (f->min_height > have)
        stack_item(st, V_STRUT, box, f->inner.x, f->inner.width, f->min_height - have, true);
}

static void close_block(struct stack *st, const struct box *box, const struct frame *f, const struct entered *e)
{
    if (f->bottom) {
        stack_space(st, stack_pending_height(st));
        st->pending.above = st->pending.below = (struct margin){0};
    }
    if (st->last >= first_item(st, e))
        st->g->item.v[st->last].keep = KEEP_NEVER;
    stack_item(st, V_CLOSE, box, f->x, f->width, f->bottom, true);
    st->opens--;
}

/* An empty block shows only when it has a border or padding below, or a height; otherwise its margins collapse through it. */
static void leave_decorated(struct stack *st, const struct box *box, const struct frame *f, const struct entered *e)
{
    bool waits = unwait(st, box);
    if (waits && !f->bottom)
        return;
    if (waits) {
        *vec_add(&st->pending.wait) = open_item(box, f);
        stack_flush(st);
    }
    close_block(st, box, f, e);
}

void stack_leave(struct stack *st, const struct box *box, const struct frame *f, const struct entered *e)
{
    struct pending *p = &st->pending;
    fill_height(st, box, f, e);
    if (decorated(box->style, f))
        leave_decorated(st, box, f, e);
    p->above = margin_add(margin_join(p->above, p->below), f->margin_bottom);
    p->below = (struct margin){0};
    st->avoid -= stack_avoids(css_kw(box->style, CSS_break_inside));
    p->avoid = p->avoid < st->avoid ? p->avoid : st->avoid;
    if (!p->floats && floats_wait(p)) {
        p->floats = box;
        p->floats_area = st->flow->state->area;
    }
    stack_want(st, css_kw(box->style, CSS_break_after));
}
