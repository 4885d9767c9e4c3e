/* What is pending between two contents of a galley.
 *
 * Blocks are walked once. Margins, forced breaks, keeps, openings of blocks without a border above, and marks gather in struct pending
 * and go into the galley when the next content comes: so margins collapse through any nesting (CSS 2.1 8.3.1), a break asked
 * for by a first child comes before its parents' openings (CSS Fragmentation 3, 3.1), and what has no content leaves no trace.
 *
 * A galley holds: [SPACE] [OPEN MARK FLOAT …] content [CLOSE …] [SPACE] … A page may break after content, never before a CLOSE. */
#include "flow/build-int.h"

static struct margin margin_add(struct margin m, len v)
{
    m.pos = len_max(m.pos, v);
    m.neg = len_min(m.neg, v);
    return m;
}

static struct margin margin_join(struct margin a, struct margin b) { return margin_add(margin_add(a, b.pos), b.neg); }
static len margin_value(struct margin m) { return m.pos + m.neg; }

struct galley *build_galley(struct flow *flow, len measure)
{
    struct galley *g = arena_make(&flow->arena, struct galley);
    *vec_add(&flow->state->galleys) = g;
    g->page = "";
    g->start = KW_auto;
    g->measure = measure;
    return g;
}

void build_init(struct build *b, struct flow *flow, struct galley *g)
{
    *b = (struct build){.flow = flow, .g = g, .last = -1};
}

len build_pending_height(const struct build *b) { return margin_value(margin_join(b->pending.above, b->pending.below)); }

static void put(struct build *b, struct vitem v)
{
    *vec_add(&b->g->item) = v;
    b->y += v.height;
}

static void put_space(struct build *b, len height)
{
    if (height != 0)
        put(b, (struct vitem){.kind = V_SPACE, .height = height});
}

/* ---- where galleys begin ------------------------------------------------------------------------------------------ */

static void begin_galley(struct build *b, enum css_kw start)
{
    const struct page_area *area = &b->flow->state->area;
    if (!b->g || b->g->item.n > 0) {
        b->g = build_galley(b->flow, area->measure);
        *vec_add(&b->flow->galley) = b->g;
        b->last = -1;
        b->y = 0;
        b->beside.n = 0;
        b->g->start = KW_page;
    }
    b->g->page = area->page;
    b->g->measure = area->measure;
    b->g->group = b->pending.group;
    if (start)
        b->g->start = start;
}

static bool page_changes(const struct build *b) { return b->main && (!b->g || b->g->page != b->flow->state->area.page); }

/* The pending break, by a new galley where no decorated block is open, else by an item. */
static void flush_break(struct build *b)
{
    struct pending *p = &b->pending;
    bool column = p->brk == KW_column;
    if (b->main && b->opens == 0 && !column) {
        begin_galley(b, p->brk);
    } else if (b->last >= 0) {
        put(b, (struct vitem){.kind = V_BREAK, .u.brk.where = p->brk ? p->brk : KW_page});
        b->last = -1;
    }
    p->above = (struct margin){0};
}

static void flush_keep(struct build *b)
{
    if (b->last < 0)
        return;
    struct vitem *last = &b->g->item.v[b->last];
    int keep = b->pending.avoid > 0 && b->pending.keep < KEEP_AVOID ? KEEP_AVOID : b->pending.keep;
    last->keep = (int16_t)(keep > last->keep ? keep : last->keep);
}

void build_flush(struct build *b)
{
    struct pending *p = &b->pending;
    if (p->brk || page_changes(b))
        flush_break(b);
    else
        flush_keep(b);
    put_space(b, build_pending_height(b));
    for (int i = 0; i < p->wait.n; i++) {
        put(b, p->wait.v[i]);
        b->opens += p->wait.v[i].kind == V_OPEN;
    }
    p->wait.n = 0;
    p->above = p->below = (struct margin){0};
    p->brk = 0;
    p->keep = 0;
    p->group = false;
    p->avoid = b->avoid;
}

struct vitem *build_item(struct build *b, enum vkind kind, const struct box *box, len x, len width, len height, bool content)
{
    put(b, (struct vitem){.kind = kind, .box = box, .x = x, .width = width, .height = height});
    if (content) {
        b->last = b->g->item.n - 1;
        b->pending.avoid = b->avoid;
    }
    return &b->g->item.v[b->g->item.n - 1];
}

void build_done(struct build *b)
{
    struct pending *p = &b->pending;
    if (!b->main)
        put_space(b, build_pending_height(b));
    for (int i = 0; i < p->wait.n && b->g; i++)
        if (p->wait.v[i].kind != V_OPEN)
            put(b, p->wait.v[i]);
    vec_done(&p->wait);
    vec_done(&b->beside);
    vec_done(&b->markers);
}

/* ---- blocks begin and end ---------------------------------------------------------------------------------------- */

static bool forces(enum css_kw kw)
{
    return kw == KW_page || kw == KW_left || kw == KW_right || kw == KW_recto || kw == KW_verso || kw == KW_column;
}

bool build_avoids(enum css_kw kw) { return kw == KW_avoid || kw == KW_avoid_page || kw == KW_avoid_column; }

/* A side asked for is stronger than a mere page. */
void build_want(struct build *b, enum css_kw kw)
{
    if (forces(kw) && (!b->pending.brk || b->pending.brk == KW_column || kw != KW_page))
        b->pending.brk = kw;
    if (build_avoids(kw))
        b->pending.keep = KEEP_AVOID;
}

static bool decorated(const struct css_style *s, const struct frame *f)
{
    return f->top || f->bottom || f->left || f->right || css_color(s, CSS_background_color)
        || !css_is(s, CSS_background_image, KW_none) || !css_is(s, CSS_transform, KW_none);
}

static struct vitem open_item(const struct box *box, const struct frame *f)
{
    bool clone = css_is(box->style, CSS_box_decoration_break, KW_clone);
    return (struct vitem){.kind = V_OPEN, .box = box, .x = f->x, .width = f->width, .height = f->top, .keep = KEEP_NEVER,
                          .u.open = {.top_cont = clone ? f->top : 0, .bottom_cont = clone ? f->bottom : 0}};
}

struct entered build_enter(struct build *b, const struct box *box, const struct frame *f)
{
    const struct css_style *s = box->style;
    bool opened = decorated(s, f) && f->top;
    build_want(b, css_kw(s, CSS_break_before));
    b->pending.below = margin_add(b->pending.below, f->margin_top);
    b->pending.group = b->pending.group || (b->main && s->v[CSS_page].kind == CSS_STR);
    b->avoid += build_avoids(css_kw(s, CSS_break_inside));
    if (opened) {
        build_flush(b);
        put(b, open_item(box, f));
        b->opens++;
    } else if (decorated(s, f)) {
        *vec_add(&b->pending.wait) = open_item(box, f);
    }
    return (struct entered){.g = b->g, .items = b->g ? b->g->item.n : 0, .opened = opened};
}

/* Takes the block's opening back when nothing has followed it. True: it was still waiting. */
static bool unwait(struct build *b, const struct box *box)
{
    struct pending *p = &b->pending;
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
static int first_item(const struct build *b, const struct entered *e)
{
    int first = e->g == b->g ? e->items : 0;
    bool margin = !e->opened && b->g && first < b->g->item.n && b->g->item.v[first].kind == V_SPACE;
    return first + margin;
}

static len height_since(const struct build *b, const struct entered *e)
{
    len h = 0;
    for (int i = first_item(b, e); b->g && i < b->g->item.n; i++)
        h += b->g->item.v[i].height;
    return h;
}

/* Room that the block's height asks for beyond its content. */
static void fill_height(struct build *b, const struct box *box, const struct frame *f, const struct entered *e)
{
    if (f->min_height <= 0)
        return;
    build_flush(b);
    len have = height_since(b, e);
    if (f->min_height > have)
        build_item(b, V_STRUT, box, f->inner.x, f->inner.width, f->min_height - have, true);
}

static void close_block(struct build *b, const struct box *box, const struct frame *f, const struct entered *e)
{
    if (f->bottom) {
        put_space(b, build_pending_height(b));
        b->pending.above = b->pending.below = (struct margin){0};
    }
    if (b->last >= first_item(b, e))
        b->g->item.v[b->last].keep = KEEP_NEVER;
    build_item(b, V_CLOSE, box, f->x, f->width, f->bottom, true);
    b->opens--;
}

/* An empty block shows only when it has a border or padding below, or a height; otherwise its margins collapse through it. */
static void leave_decorated(struct build *b, const struct box *box, const struct frame *f, const struct entered *e)
{
    bool waits = unwait(b, box);
    if (waits && !f->bottom)
        return;
    if (waits) {
        *vec_add(&b->pending.wait) = open_item(box, f);
        build_flush(b);
    }
    close_block(b, box, f, e);
}

void build_leave(struct build *b, const struct box *box, const struct frame *f, const struct entered *e)
{
    struct pending *p = &b->pending;
    fill_height(b, box, f, e);
    if (decorated(box->style, f))
        leave_decorated(b, box, f, e);
    p->above = margin_add(margin_join(p->above, p->below), f->margin_bottom);
    p->below = (struct margin){0};
    b->avoid -= build_avoids(css_kw(box->style, CSS_break_inside));
    p->avoid = p->avoid < b->avoid ? p->avoid : b->avoid;
    build_want(b, css_kw(box->style, CSS_break_after));
}
