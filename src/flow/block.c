// SPDX-License-Identifier: Apache-2.0
/* Blocks into galleys: each kind of box gives its items, between stack_enter and stack_leave. Depth
 * of recursion is that of boxes, which xml/ limits. */
#include "flow/stack-int.h"

/* ---- paragraphs ------------------------------------------------------------------------------ */

len block_lines_height(const struct para *p, int *notes)
{
    len h = 0;
    *notes = 0;
    for (int i = 0; i < p->n; i++) {
        h = len_add(h, p->line[i].ascent + p->line[i].descent);
        *notes += line_hangers(&p->line[i])->n_notes;
    }
    return h;
}

/* A paragraph with only marks is no content: they wait for the next content. */
bool block_only_marks(const struct para *p)
{
    for (int i = 0; i < p->n; i++) {
        const struct line *l = &p->line[i];
        if (l->n || line_hangers(l)->n_notes || line_hangers(l)->n_floats || l->ascent + l->descent)
            return false;
    }
    return true;
}

static void wait_marks(struct stack *st, const struct para *p, len x)
{
    for (int i = 0; i < p->n; i++) {
        const struct hangers *h = line_hangers(&p->line[i]);
        for (int j = 0; j < h->n_marks; j++)
            *vec_add(&st->pending.wait) =
                (struct vitem){.kind = V_MARK, .keep = KEEP_NEVER, .x = x, .u.mark = h->mark[j]};
    }
}

/* A paragraph with only side floats is no content: they wait for the next content. */
bool block_only_sides(const struct para *p)
{
    for (int i = 0; i < p->n; i++) {
        const struct line *l = &p->line[i];
        if (l->n || line_hangers(l)->n_notes || l->ascent + l->descent)
            return false;
        const struct hangers *h = line_hangers(l);
        for (int j = 0; j < h->n_floats; j++)
            if (!h->floating[j]->beside)
                return false;
    }
    return true;
}

/* A float between blocks. While the block that it lies in may still move, so does the float. */
static void wait_beside(struct stack *st, struct floating *fl, const struct room *room)
{
    fl->placed = false;
    fl->apart = true;
    *vec_add(&st->pending.wait) = (struct vitem){.kind = V_FLOAT,
                                                 .keep = KEEP_NEVER,
                                                 .box = fl->box,
                                                 .x = room->x,
                                                 .width = room->width,
                                                 .u.floating = fl};
    if (!stack_may_move(st) && !stack_turns(st))
        side_place_waiting(st, stack_next_y(st, (struct margin){0}));
}

static void wait_sides(struct stack *st, const struct para *p, const struct frame *f)
{
    for (int i = 0; i < p->n; i++) {
        const struct hangers *h = line_hangers(&p->line[i]);
        for (int j = 0; j < h->n_floats; j++)
            wait_beside(st, h->floating[j], &f->inner);
    }
}

/* Page floats that no page has room for are set in the text. */
static bool is_too_tall(const struct stack *st, const struct floating *fl)
{
    return (fl->kind == FLOAT_TOP || fl->kind == FLOAT_BOTTOM) &&
           fl->height > st->flow->state->area.height;
}

bool block_is_tall_float(struct flow *flow, const struct box *box)
{
    const struct css_style *s = box->kind == BOX_FLOAT ? box->u.out.body->style : NULL;
    bool page = s && (css_is(s, CSS_float, KW_top) || css_is(s, CSS_float, KW_bottom)) &&
                !css_is(s, CSS_position, KW_absolute);
    return page &&
           flow_float(flow, box, flow->state->area.measure, -1)->height > flow->state->area.height;
}

static void build_in_text(struct stack *st, const struct floating *fl, const struct room *room)
{
    diag(DIAG_flow_float_tall, doc_loc(fl->box));
    block_build(st, fl->box->u.out.body, room);
}

/* The floats of a paragraph that are too tall come after it. */
static void build_tall(struct stack *st, struct para *p, const struct room *room)
{
    VEC(struct floating *) tall = {0};
    for (int i = 0; i < p->n; i++) {
        struct line *l = &p->line[i];
        int n = 0;
        for (int j = 0; l->hangers && j < l->hangers->n_floats; j++)
            *(is_too_tall(st, l->hangers->floating[j])
                  ? vec_add(&tall)
                  : &l->hangers->floating[n++]) = l->hangers->floating[j];
        if (l->hangers)
            l->hangers->n_floats = n;
    }
    for (int i = 0; i < tall.n; i++) {
        tall.v[i]->apart = true;
        build_in_text(st, tall.v[i], room);
    }
    vec_done(&tall);
}

/* ---- keeping with the next block ------------------------------------------------------------ */

/* The box before, in the order of the text, of those within `around`; NULL none. */
static const struct box *box_before(const struct box *b, const struct box *around)
{
    while (b != around && !box_prev(b))
        b = b->parent;
    return b == around ? NULL : box_prev(b);
}

static int without_spaces(const char *text, int n)
{
    while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\n'))
        n--;
    return n;
}

static bool ends_in_colon(const char *text, int n)
{
    n = without_spaces(text, n);
    return (n > 0 && text[n - 1] == ':') || (n >= 3 && memcmp(text + n - 3, "：", 3) == 0);
}

static bool is_blank(const struct box *b)
{
    return b->kind == BOX_MARK || b->kind == BOX_NOTE || b->kind == BOX_FLOAT ||
           (b->kind == BOX_INLINE && !b->first) ||
           (b->kind == BOX_TEXT && !without_spaces(b->u.t.text, b->u.t.n));
}

/* Whether a paragraph ends in a colon, and so introduces the next block. */
static bool leads_in(const struct box *para)
{
    const struct box *b = box_last(para);
    while (b && (is_blank(b) || b->kind == BOX_INLINE))
        b = is_blank(b) ? box_before(b, para) : box_last(b);
    return b && b->kind == BOX_TEXT && ends_in_colon(b->u.t.text, b->u.t.n);
}

static const struct box *beyond_marks(const struct box *b)
{
    while (b && b->kind == BOX_MARK)
        b = b->next;
    return b;
}

static bool is_verbatim(const struct box *b)
{
    return b->style && (css_is(b->style, CSS_white_space, KW_pre_wrap) ||
                        css_is(b->style, CSS_white_space, KW_pre));
}

/* Whether a listing follows the paragraph: it leads that in, whatever it ends in. */
static bool before_listing(const struct box *para)
{
    const struct box *next = beyond_marks(para->next);
    return next && !is_verbatim(para) && is_verbatim(next);
}

static bool heads_item(const struct box *para)
{
    const struct box *item = para->parent;
    return item && css_is(item->style, CSS_display, KW_list_item) &&
           beyond_marks(item->first) == para && beyond_marks(para->next);
}

/* All of the last of several list items. */
static bool ends_list(const struct box *para)
{
    const struct box *item = para->parent;
    return item && item->parent && css_is(item->style, CSS_display, KW_list_item) &&
           beyond_marks(item->first) == para && !beyond_marks(para->next) &&
           !beyond_marks(item->next) && beyond_marks(item->parent->first) != item;
}

static enum db_class class_of(const struct box *b)
{
    return b && !b->anonymous ? db_class_of(origin_elem(b->origin)) : DB_UNKNOWN;
}

/* A paragraph, no title or index entry, and the last of what is in a section or chapter. */
static bool ends_division(const struct box *para)
{
    enum db_class up = class_of(para->parent);
    return class_of(para) == DB_BLOCK && (up == DB_DIVISION || up == DB_SECTION) &&
           !beyond_marks(para->next);
}

static struct vitem *add_para(struct stack *st, struct para *p, const struct frame *f, len height)
{
    struct vitem *v = stack_item(st, V_PARA, p->box, f->inner.x, f->inner.width, height, true);
    v->u.para = p;
    v->leads_in = leads_in(p->box);
    v->keep = v->leads_in || before_listing(p->box) ? KEEP_LEAD_IN : KEEP_FREE;
    v->heads_item = heads_item(p->box);
    v->ends_list = ends_list(p->box);
    v->ends_division = ends_division(p->box);
    v->keep_inside = st->avoid ? KEEP_AVOID : KEEP_FREE;
    return v;
}

static void set_later(struct stack *st, const struct box *box, const struct frame *f,
                      const struct para_shape *shape)
{
    struct para *p = para_new(st->flow, box, shape);
    stack_flush(st);
    add_para(st, p, f, 0);
    later_add(st, p, f->inner.x);
    st->markers.n = 0;
}

/* Whether a float is called in the paragraph. */
static bool calls_floats(const struct box *b)
{
    for (const struct box *c = b->first; c; c = c->next)
        if (c->kind == BOX_FLOAT || (c->kind == BOX_INLINE && calls_floats(c)))
            return true;
    return false;
}

void block_para(struct stack *st, const struct box *para, const struct frame *f)
{
    const struct box *box = fit_lines(st->flow, para, f->inner.width);
    int64_t y = stack_next_y(st, (struct margin){0});
    struct para_shape shape = {.measure = f->inner.width, .height = len_max(0, f->inner.height)};
    bool sides = side_reaches(st, y) || side_waits(st) || calls_floats(box);
    marker_push(st, &shape);
    shape.push = len_add(shape.push, st->flow->state->begin);
    st->flow->state->begin = 0;
    if (!sides && !side_counts(st, y) && later_may(st, box)) {
        set_later(st, box, f, &shape);
        return;
    }
    struct para *p = sides ? side_para(st, box, f, &shape) : para_set(st->flow, box, &shape);
    if (block_only_marks(p) || (sides && block_only_sides(p))) {
        wait_marks(st, p, f->inner.x);
        wait_sides(st, p, f);
        return;
    }
    stack_flush(st);
    marker_merge(st->flow, &st->markers, p, f->inner.x);
    int notes;
    len height = block_lines_height(p, &notes);
    add_para(st, p, f, height)->notes = notes;
    if (p->dynamic)
        again_add(st, p, f->inner.x);
    st->markers.n = 0;
    build_tall(st, p, &f->inner);
}

/* ---- other kinds ----------------------------------------------------------------------------- */

void block_children(struct stack *st, const struct box *box, const struct room *room)
{
    struct room in = *room;
    in.push = marker_column(st->flow, box, room);
    for (const struct box *c = box->first; c; c = c->next)
        block_build(st, c, &in);
}

/* Columns in columns are filled again for each try at those around; beyond this depth they are
 * none. */
enum { COLUMNS_DEPTH = 3 };

bool block_has_columns(const struct css_style *s)
{
    return !frame_auto(s, CSS_column_count) || !frame_auto(s, CSS_column_width);
}

len block_padding_width(const struct box *box, const struct frame *f)
{
    return f->width - box->style->v[CSS_border_left_width].len -
           box->style->v[CSS_border_right_width].len;
}

len block_padding_height(struct stack *st, const struct box *box, const struct frame *f)
{
    len h = f->min_height == f->max_height && f->max_height >= 0
                ? f->min_height + f->top + f->bottom
                : 0;
    if (st->main)
        later_settle(st->flow);
    for (int i = st->g ? st->g->item.n - 1 : -1, depth = 0; i >= 0 && !h; i--) {
        const struct vitem *v = &st->g->item.v[i];
        if (v->kind == V_CLOSE && v->box == box)
            depth = 1;
        if (!depth)
            continue;
        len sum = 0;
        for (; i >= 0 && !(st->g->item.v[i].kind == V_OPEN && st->g->item.v[i].box == box); i--)
            sum = len_add(sum, st->g->item.v[i].height);
        h = i >= 0 ? len_add(sum, st->g->item.v[i].height) : 0;
        break;
    }
    return len_max(0, h - box->style->v[CSS_border_top_width].len -
                          box->style->v[CSS_border_bottom_width].len);
}

/* Absolute children of a flex or grid container learn how large its content box is. */
static void host_absolute(struct stack *st, const struct box *box, const struct frame *f,
                          const struct entered *e)
{
    len height = -1;
    for (const struct box *c = box->first; c; c = c->next) {
        struct floating *fl = c->kind == BOX_FLOAT ? flow_float_made(st->flow, c) : NULL;
        if (!fl || fl->kind != FLOAT_PAGE)
            continue;
        if (height < 0)
            height = stack_content_height(st, f, e);
        fl->hosted = true;
        fl->host_width = f->inner.width;
        fl->host_height = height;
    }
}

static void build_block(struct stack *st, const struct box *box, const struct room *room)
{
    struct frame f = frame_of(st->flow, box, room);
    struct entered e = stack_enter(st, box, &f);
    struct context outer = st->context;
    struct containing inside = {0};
    bool contains = absolute_contains(box->style);
    if (contains)
        absolute_begin(st->flow, &inside, box, block_padding_width(box, &f));
    if (f.fence)
        outer = side_enter(st);
    bool marker = (box->kind == BOX_BLOCK || box->kind == BOX_PARA) && box->u.block.marker;
    if (marker) {
        f.inner.x += css_is(box->style, CSS_direction, KW_rtl) ? 0 : room->push;
        f.inner.width -= room->push;
        marker_add(st, box->u.block.marker, &f, room);
    }
    if (box_is_flex(box))
        block_flex(st, box, &f.inner);
    else if (box_is_grid(box))
        block_grid(st, box, &f.inner);
    else if (block_has_columns(box->style) && st->flow->state->columns < COLUMNS_DEPTH)
        block_columns(st, box, &f.inner);
    else if (box->kind == BOX_PARA)
        block_para(st, box, &f);
    else
        block_children(st, box, &f.inner);
    if (marker)
        marker_alone(st, false);
    if (f.fence)
        side_leave(st, &outer);
    if (box_is_flex(box) || box_is_grid(box))
        host_absolute(st, box, &f, &e);
    stack_leave(st, box, &f, &e);
    if (contains)
        absolute_end_block(st, &inside, &e, inside.n ? block_padding_height(st, box, &f) : 0);
}

static void build_image(struct stack *st, const struct box *box, const struct room *room)
{
    struct image_fit fit = frame_image(st->flow, box, room);
    struct frame f = frame_fixed(st->flow, box, room, fit.width);
    f.min_height = 0;
    f.max_height = -1;
    f.fence = false;
    struct entered e = stack_enter(st, box, &f);
    marker_alone(st, true);
    stack_flush(st);
    struct vitem *v = stack_item(st, V_IMAGE, box, f.inner.x, fit.width, fit.height, true);
    v->u.image.x = fit.x;
    v->u.image.y = fit.y;
    v->u.image.w = fit.w;
    v->u.image.h = fit.h;
    stack_leave(st, box, &f, &e);
}

static void build_float(struct stack *st, const struct box *box, const struct room *room)
{
    struct floating *fl = flow_float(st->flow, box, room->width, room->height);
    if (is_too_tall(st, fl)) {
        build_in_text(st, fl, room);
        return;
    }
    struct vitem v = {.kind = V_FLOAT,
                      .keep = KEEP_NEVER,
                      .box = box,
                      .x = room->x,
                      .width = room->width,
                      .u.floating = fl};
    if (fl->kind == FLOAT_PAGE)
        fl->above = stack_pending_above(st);
    if (fl->kind != FLOAT_SIDE || !fl->beside) {
        *vec_add(&st->pending.wait) = v;
        return;
    }
    enum css_kw after = css_kw(box->u.out.body->style, CSS_break_after);
    enum css_kw before = css_kw(box->u.out.body->style, CSS_break_before);
    if (stack_forces(before))
        stack_want(st, before);
    wait_beside(st, fl, room);
    if (stack_forces(after)) { /* css-break-3 3.1; avoiding a break only concerns content in flow */
        stack_set_float(st, box);
        stack_want(st, after);
    }
}

static void build_mark(struct stack *st, const struct box *box, const struct room *room)
{
    *vec_add(&st->pending.wait) =
        (struct vitem){.kind = V_MARK, .keep = KEEP_NEVER, .x = room->x, .u.mark = box->u.m.mark};
}

static void build_any(struct stack *st, const struct box *box, const struct room *room)
{
    switch ((enum box_kind)box->kind) {
    case BOX_MARK: build_mark(st, box, room); break;
    case BOX_FLOAT: build_float(st, box, room); break;
    case BOX_IMAGE: build_image(st, box, room); break;
    case BOX_TABLE: block_table(st, box, room); break;
    default: build_block(st, box, room);
    }
}

/* ---- page names ------------------------------------------------------------------------------ */

/* The page area of a page name. Sides may move margins but not the measure, so a right page speaks
 * for all. */
struct page_area block_area(struct flow *flow, const char *page)
{
    const struct css_page *p = css_page(flow->doc->css, page, CSS_PAGE_RIGHT, 1, 0);
    const struct css_style *s = p->style;
    struct frame f = {.left = frame_edge(s, CSS_border_left_width, CSS_padding_left, p->width),
                      .right = frame_edge(s, CSS_border_right_width, CSS_padding_right, p->width),
                      .top = frame_edge(s, CSS_border_top_width, CSS_padding_top, p->height),
                      .bottom = frame_edge(s, CSS_border_bottom_width, CSS_padding_bottom,
                                           p->height)};
    return (struct page_area){
        .page = intern(page),
        .measure = p->width - f.left - f.right - frame_len(s, CSS_margin_left, p->width) -
                   frame_len(s, CSS_margin_right, p->width),
        .height = p->height - f.top - f.bottom - frame_len(s, CSS_margin_top, p->height) -
                  frame_len(s, CSS_margin_bottom, p->height),
    };
}

static bool holds_table(const struct box *box)
{
    bool found = box->kind == BOX_TABLE;
    for (const struct box *b = box->first; b && !found; b = b->next)
        found = holds_table(b);
    return found;
}

/* Whether a table that asks for other pages is well set on those at hand: where no cell wraps, or
 * where no word is taken apart and the table is no higher than its share of the page. */
static bool fits_upright(struct stack *st, const struct box *box, const struct room *room,
                         const char *page)
{
    const struct css_val *most = &box->style->v[CSS_koki_insert];
    struct page_area *area = &st->flow->state->area;
    if (most->kind == CSS_KEYWORD || !holds_table(box))
        return false;
    struct intrinsic w = flow_widths(st->flow, box);
    if (w.max <= room->width || w.word > room->width)
        return w.max <= room->width;
    const char *before = area->page;
    area->page = page;
    len height = block_galley(st->flow, box, room, false)->height;
    area->page = before;
    return height <= len_scale(area->height, most->num, FIX_ONE);
}

/* Pages of its own for a block that text may go on before. */
static void build_insert(struct stack *st, const struct box *box, const struct room *room)
{
    struct floating *fl = arena_make(&st->flow->arena, struct floating);
    struct page_area *area = &st->flow->state->area;
    struct room own = {.width = area->measure, .height = area->height, .bare = true};
    *fl = (struct floating){.kind = FLOAT_INSERT,
                            .box = box,
                            .series = flow_series(box),
                            .body = block_galley(st->flow, box, &own, false)};
    fl->body->page = area->page;
    fl->body->start = KW_page;
    fl->body->group = true;
    st->insert = fl->series;
    *vec_add(&st->g->item) = (struct vitem){.kind = V_FLOAT,
                                            .keep = KEEP_NEVER,
                                            .box = box,
                                            .x = room->x,
                                            .width = room->width,
                                            .u.floating = fl};
}

/* Whether the block may be an insert here: something is on the page already. */
static bool may_insert(const struct stack *st, const struct box *box)
{
    return !css_is(box->style, CSS_koki_insert, KW_none) && box->kind != BOX_FLOAT &&
           st->defers == 0 && st->g && st->last >= 0 && !stack_turns(st);
}

/* A block does not come before an insert of its series. */
static void keep_order(struct stack *st, const struct box *box)
{
    if (!st->main || !st->insert || box->kind == BOX_MARK || !box->origin ||
        box->pseudo != CSS_SELF || flow_series(box) != st->insert)
        return;
    *vec_add(&st->pending.wait) = (struct vitem){.kind = V_BARRIER, .keep = KEEP_NEVER};
    st->insert = NULL;
}

/* A block with a page name of its own lies in the area of those pages; the blocks around it keep
 * their distance from its edges. */
void block_build(struct stack *st, const struct box *box, const struct room *room)
{
    const char *page = box->style && box->style->v[CSS_page].kind == CSS_STR
                           ? box->style->v[CSS_page].str
                           : NULL;
    struct page_area *area = &st->flow->state->area, before = *area;
    struct room own = *room;
    bool turns = st->main && page && page != area->page && st->opens == 0;
    bool apart = turns && may_insert(st, box), upright = apart && fits_upright(st, box, room, page);
    if (apart && !upright) {
        *area = block_area(st->flow, page);
        build_insert(st, box, room);
        *area = before;
        return;
    }
    keep_order(st, box);
    if (upright) {
        build_any(st, box, room);
        return;
    }
    bool stays = st->main && !page && st->opens && st->g && st->g->page != area->page;
    len wider = 0;
    if (turns || stays) {
        *area = block_area(st->flow, stays ? st->g->page : page);
        wider = area->measure - before.measure;
        own.width += wider;
        own.height = area->height;
        stack_widen(st, wider);
    }
    if (stays && box->kind != BOX_MARK && box->kind != BOX_FLOAT)
        diag(DIAG_content_not_here, doc_loc(box), "page: auto");
    else if (page && box->kind != BOX_FLOAT && strcmp(page, area->page)) {
        char what[64];
        snprintf(what, sizeof what, "page: %.40s", page);
        diag(DIAG_content_not_here, doc_loc(box), what);
    }
    if (box->kind == BOX_IMAGE || (box->style && frame_is_context(box)))
        own = side_avoid(st, box, &own);
    build_any(st, box, &own);
    if (page && st->main && box->kind == BOX_FLOAT)
        stack_set_float(st, box);
    else if (area->page != before.page)
        stack_settle_floats(st);
    stack_widen(st, -wider);
    *area = before;
}

/* ---- galleys --------------------------------------------------------------------------------- */

void block_measure(struct galley *g)
{
    g->height = 0;
    g->notes = 0;
    for (int i = 0; i < g->item.n; i++) {
        g->height = len_add(g->height, g->item.v[i].height);
        g->notes += g->item.v[i].notes;
    }
}

static void link_body(struct galley *body, struct galley *g, int item)
{
    body->up = g;
    body->up_item = item;
}

void block_link(struct galley *g, int item)
{
    const struct vitem *v = &g->item.v[item];
    if (v->kind == V_COLUMNS)
        link_body(v->u.columns.body, g, item);
    for (int i = 0; v->kind == V_ROW && i < v->u.row->n; i++)
        link_body(v->u.row->cell[i].body, g, item);
}

struct vitem *block_put_row(struct stack *st, const struct box *box, struct row *row, len height)
{
    struct vitem *v = stack_item(st, V_ROW, box, row->x, row->width, height, true);
    int avoid = 0;
    v->u.row = row;
    v->breakable = true;
    for (int i = 0; i < row->n; i++) {
        const struct cell *c = &row->cell[i];
        v->notes += c->body->notes;
        if (c->row_span <= 1 && stack_avoids(css_kw(c->box->style, CSS_break_inside)))
            avoid = 1;
    }
    v->keep_inside = st->avoid + avoid ? KEEP_AVOID : KEEP_FREE;
    v->level_inside = stack_level(st->avoid + avoid);
    block_link(st->g, st->g->item.n - 1);
    return v;
}

/* A cell's content has another height: the rows of its table are settled again. */
static void remeasure_rows(struct galley *g, int item)
{
    int first = item, last = item;
    while (first > 0 && g->item.v[first - 1].kind == V_ROW)
        first--;
    while (last + 1 < g->item.n && g->item.v[last + 1].kind == V_ROW)
        last++;
    struct row **row = mem_new(sizeof *row * (size_t)(last - first + 1));
    len gap = 0;
    for (int i = first; i <= last; i++)
        row[i - first] = g->item.v[i].u.row;
    if (last > first)
        gap = g->item.v[first].height - row[0]->height;
    block_row_heights(row, last - first + 1, gap);
    for (int i = first; i <= last; i++)
        g->item.v[i].height = row[i - first]->height + (i < last ? gap : 0);
    mem_free(row);
}

void block_remeasure(struct galley *g)
{
    for (; g; g = g->up) {
        len before = g->height;
        block_measure(g);
        if (g->height == before || !g->up)
            continue;
        struct vitem *v = &g->up->item.v[g->up_item];
        if (v->kind == V_ROW && v->u.row->bare)
            continue;
        if (v->kind == V_ROW)
            remeasure_rows(g->up, g->up_item);
        else if (v->kind == V_COLUMNS)
            v->height = block_columns_height(v);
    }
}

struct galley *block_galley(struct flow *flow, const struct box *box, const struct room *room,
                            bool children_only)
{
    struct stack st;
    stack_init(&st, flow, stack_galley(flow, room->width));
    if (children_only && box->kind == BOX_CELL && block_has_columns(box->style) &&
        flow->state->columns < COLUMNS_DEPTH)
        block_columns(&st, box, room);
    else if (children_only && box->kind == BOX_PARA)
        block_para(&st, box, &(struct frame){.inner = *room});
    else if (children_only)
        block_children(&st, box, room);
    else
        block_build(&st, box, room);
    stack_done(&st);
    block_measure(st.g);
    return st.g;
}
