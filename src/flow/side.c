// SPDX-License-Identifier: Apache-2.0
/* Side floats: their places in their formatting context, and the space left for lines and blocks
 * beside them (CSS 2.1 9.5).
 *
 * Places are counted in the galley, as if it were one endless page: y of the floats' margin boxes,
 * and of the lines by the content so far. A paragraph beside floats is set, its floats get their
 * places by the lines that call them, and it is set again around these, until nothing changes.
 * Pages only move neighbours together, or split a float: page/floats.c. Floats are few at any
 * place: those that end above are dropped, so that the search stays short. */
#include "flow/stack-int.h"

/* Rounds of setting a paragraph, lines beside floats that are looked at, and lines that find no
 * room beside a float. */
enum { ROUNDS = 40, LINES_MAX = 5000, SETTLE = 4 };

/* Smaller overlaps are ignored: lengths are rounded. */
enum { NEAR = LEN_PT / 64 };

static int64_t max64(int64_t a, int64_t b) { return a > b ? a : b; }

static void note_reach(struct stack *st, int i)
{
    struct beside *s = &st->beside.v[i];
    s->reach[0] = s->reach[1] = INT64_MIN;
    if (i > st->context.first)
        s->reach[0] = s[-1].reach[0], s->reach[1] = s[-1].reach[1];
    s->reach[s->left] = max64(s->reach[s->left], s->bottom);
    s->any = i ? max64(s[-1].any, s->bottom) : s->bottom;
}

static int64_t reach_of(const struct beside *s) { return max64(s->reach[0], s->reach[1]); }

/* The first float, if any, that reaches below y: those before it do not count. */
static int first_below(const struct stack *st, int64_t y)
{
    int low = st->context.first, high = st->beside.n;
    while (low < high) {
        int mid = low + (high - low) / 2;
        if (reach_of(&st->beside.v[mid]) > y)
            high = mid;
        else
            low = mid + 1;
    }
    return low;
}

bool side_reaches(const struct stack *st, int64_t y)
{
    return side_any(st) && reach_of(&st->beside.v[st->beside.n - 1]) > y;
}

bool side_counts(const struct stack *st, int64_t y)
{
    return st->beside.n > 0 && st->beside.v[st->beside.n - 1].any > y;
}

bool side_waits(const struct stack *st)
{
    for (int i = 0; i < st->pending.wait.n; i++)
        if (st->pending.wait.v[i].kind == V_FLOAT && st->pending.wait.v[i].u.floating->beside)
            return true;
    return false;
}

int64_t side_below(const struct stack *st, enum css_kw kw, int64_t y)
{
    if (!side_any(st))
        return y;
    const struct beside *last = &st->beside.v[st->beside.n - 1];
    if (kw == KW_both || kw == KW_left || kw == KW_inside)
        y = max64(y, last->reach[true]);
    if (kw == KW_both || kw == KW_right || kw == KW_outside)
        y = max64(y, last->reach[false]);
    return y;
}

int64_t side_next(const struct stack *st, int64_t y)
{
    int64_t next = y;
    for (int i = first_below(st, y); i < st->beside.n && st->beside.v[i].top <= y; i++) {
        const struct beside *s = &st->beside.v[i];
        if (s->bottom > y && (next == y || s->bottom < next))
            next = s->bottom;
    }
    return next;
}

static bool begins_above(const struct beside *s, int64_t y, int64_t bottom)
{
    return s->top < bottom - NEAR || s->top <= y;
}

/* The next float from i on that overlaps the range y to bottom; the number of floats if none. No
 * float begins above an earlier one (9.5.1, rule 5). */
static int next_level(const struct stack *st, int i, int64_t y, int64_t bottom)
{
    for (; i < st->beside.n && begins_above(&st->beside.v[i], y, bottom); i++)
        if (st->beside.v[i].bottom > y + NEAR)
            return i;
    return st->beside.n;
}

static int first_level(const struct stack *st, int64_t y, int64_t bottom)
{
    return next_level(st, first_below(st, y + NEAR), y, bottom);
}

/* The floats there cannot change sides from page to page. */
static void hold_sides(const struct stack *st, int64_t y, int64_t bottom)
{
    for (int i = first_level(st, y, bottom); i < st->beside.n; i = next_level(st, i + 1, y, bottom))
        st->beside.v[i].floating->stays = true;
}

/* Content only beside floats to the inside or outside, in their own containing block, is mirrored
 * with them. */
static const struct floating *mirror_of(const struct stack *st, const struct room *room, int64_t y,
                                        int64_t bottom)
{
    const struct floating *mirror = NULL;
    bool logical = false, other = false;
    for (int i = first_level(st, y, bottom); i < st->beside.n;
         i = next_level(st, i + 1, y, bottom)) {
        const struct beside *s = &st->beside.v[i];
        logical = logical || flow_by_page(s->floating);
        other = other || !flow_by_page(s->floating) || s->in_x != room->x ||
                s->in_width != room->width;
        mirror = s->floating;
    }
    if (logical && other)
        hold_sides(st, y, bottom);
    return logical && !other ? mirror : NULL;
}

struct line_room side_room(const struct stack *st, const struct room *room, int64_t y,
                           int64_t bottom)
{
    struct line_room r = {.mirror = mirror_of(st, room, y, bottom)};
    for (int i = first_level(st, y, bottom); i < st->beside.n;
         i = next_level(st, i + 1, y, bottom)) {
        const struct beside *s = &st->beside.v[i];
        len *side = s->left ? &r.left : &r.right;
        *side = len_max(*side, s->left ? len_add(s->x + s->width, -room->x)
                                       : room->x + room->width - s->x);
    }
    return r;
}

/* The room of a line: it runs around the shapes of floats (CSS Shapes 1, 2). */
static struct line_room room_of_line(const struct stack *st, const struct room *room, int64_t y,
                                     int64_t bottom)
{
    struct line_room r = {.mirror = mirror_of(st, room, y, bottom)};
    for (int i = first_level(st, y, bottom); i < st->beside.n;
         i = next_level(st, i + 1, y, bottom)) {
        const struct beside *s = &st->beside.v[i];
        len left = 0, right = s->width;
        if (s->shape &&
            !side_extent(s->shape, y + NEAR - s->top, bottom - NEAR - s->top, &left, &right))
            continue;
        len *side = s->left ? &r.left : &r.right;
        *side = len_max(*side, s->left ? len_add(s->x + right, -room->x)
                                       : room->x + room->width - s->x - left);
    }
    return r;
}

/* ---- floats ---------------------------------------------------------------------------------- */

static void drop_passed(struct stack *st, int64_t y)
{
    int kept = st->context.first;
    for (int i = kept; i < st->beside.n; i++)
        if (st->beside.v[i].bottom > y) {
            st->beside.v[kept] = st->beside.v[i];
            note_reach(st, kept++);
        }
    st->beside.n = kept;
}

static bool overlaps(len x, len width, const struct beside *s)
{
    return x + width > s->x + NEAR && s->x + s->width > x + NEAR;
}

/* Whether a float may be at a place: rule 3, not over one of the other side, and 7, beyond its
 * containing block only where no other of its side is, wherever that has its own. */
static bool may_be(const struct stack *st, const struct floating *fl, const struct room *room,
                   const struct line_room *taken, bool left, int64_t y)
{
    bool beyond = (int64_t)fl->width + taken->left + taken->right > room->width + NEAR;
    len x = left ? room->x + taken->left : room->x + room->width - taken->right - fl->width;
    for (int i = first_level(st, y, y + 1); i < st->beside.n; i = next_level(st, i + 1, y, y + 1)) {
        const struct beside *s = &st->beside.v[i];
        if (s->left == left ? beyond : overlaps(x, fl->width, s))
            return false;
    }
    return true;
}

/* Rules 1 to 8: as high as may be, then as far to its side; lower where there is no room for its
 * width. */
void side_place(struct stack *st, struct floating *fl, const struct room *room, int64_t y)
{
    enum css_kw clear = css_kw(fl->box->u.out.body->style, CSS_clear);
    bool left = fl->side == KW_left || fl->side == KW_inside;
    y = max64(y, st->context.top);
    y = side_below(st, clear, y);
    struct line_room taken = side_room(st, room, y, y + 1);
    while (!may_be(st, fl, room, &taken, left, y)) {
        int64_t next = side_next(st, y);
        if (next == y)
            break;
        y = next;
        taken = side_room(st, room, y, y + 1);
    }
    fl->x = left ? room->x + len_max(0, taken.left)
                 : room->x + room->width - len_max(0, taken.right) - fl->width;
    fl->y = y;
    fl->context = st->context.number;
    fl->placed = true;
    st->context.top = y;
    fl->x_verso = flow_by_page(fl)
                      ? len_add(room->x, len_add(room->width, room->x - fl->x - fl->width))
                      : fl->x;
    *vec_add(&st->beside) = (struct beside){.top = y,
                                            .bottom = y + fl->height,
                                            .x = fl->x,
                                            .width = fl->width,
                                            .left = left,
                                            .floating = fl,
                                            .shape = side_shape(st->flow, fl),
                                            .in_x = room->x,
                                            .in_width = room->width};
    note_reach(st, st->beside.n - 1);
}

void side_place_waiting(struct stack *st, int64_t y)
{
    for (int i = 0; i < st->pending.wait.n; i++) {
        const struct vitem *v = &st->pending.wait.v[i];
        if (v->kind == V_FLOAT && v->u.floating->beside && !v->u.floating->placed)
            side_place(st, v->u.floating, &(struct room){.x = v->x, .width = v->width}, y);
    }
}

/* ---- formatting contexts --------------------------------------------------------------------- */

struct context side_enter(struct stack *st)
{
    struct context outer = st->context;
    st->context = (struct context){.first = st->beside.n,
                                   .number = ++st->contexts,
                                   .top = INT64_MIN};
    return outer;
}

static void put_clear(struct stack *st, int64_t to)
{
    struct vitem *v = stack_item(st, V_CLEAR, NULL, 0, 0, (len)(to - st->y), false);
    v->u.clear.side = KW_both;
    v->u.clear.context = st->context.number;
    v->keep = KEEP_NEVER;
}

void side_finish(struct stack *st)
{
    if (st->g && st->context.first < st->beside.n) {
        int64_t to = side_below(st, KW_both, st->y);
        if (to > st->y)
            put_clear(st, to);
    }
    st->beside.n = st->context.first < st->beside.n ? st->context.first : st->beside.n;
}

void side_leave(struct stack *st, const struct context *outer)
{
    int64_t y = stack_next_y(st, (struct margin){0});
    if (!stack_turns(st))
        side_place_waiting(st, y);
    if (side_any(st) && side_below(st, KW_both, y) > y)
        stack_flush(st);
    side_finish(st);
    int number = st->contexts;
    st->context = *outer;
    st->contexts = number;
    if (st->beside.n < st->context.first)
        st->context.first = st->beside.n;
}

/* ---- blocks beside floats -------------------------------------------------------------------- */

/* [len] the least border box that a block needs: its width where it has one, the content of a table
 * or flex container. */
static len needed(struct flow *flow, const struct box *box, const struct room *room)
{
    const struct css_style *s = box->style;
    if (box->kind == BOX_IMAGE)
        return frame_image(flow, box, room).width +
               frame_edge(s, CSS_border_left_width, CSS_padding_left, room->width) +
               frame_edge(s, CSS_border_right_width, CSS_padding_right, room->width);
    len margins = frame_len(s, CSS_margin_left, room->width) +
                  frame_len(s, CSS_margin_right, room->width);
    if (!frame_auto(s, CSS_width) || !frame_auto(s, CSS_min_width))
        return frame_of(flow, box,
                        &(struct room){.width = frame_auto(s, CSS_width) ? 1 : room->width,
                                       .height = room->height,
                                       .base = room->width})
            .width;
    len least = -len_min(0, len_min(frame_len(s, CSS_margin_left, room->width),
                                    frame_len(s, CSS_margin_right, room->width)));
    if (least > 0) /* it is drawn out no further than to the float, as browsers do it */
        return least;
    return box->kind == BOX_TABLE || box->kind == BOX_FLEX || box->kind == BOX_GRID
               ? frame_widths(flow, box).min - margins
               : 0;
}

/* [len] how high the block is for certain: floats that are lower take room from it too. */
static len known_height(struct flow *flow, const struct box *box, const struct room *room)
{
    len base = room->base ? room->base : room->width;
    if (box->kind == BOX_IMAGE)
        return frame_image(flow, box, room).height;
    struct frame f = {.top = frame_edge(box->style, CSS_border_top_width, CSS_padding_top, base),
                      .bottom = frame_edge(box->style, CSS_border_bottom_width, CSS_padding_bottom,
                                           base)};
    return f.top + f.bottom + frame_least_height(box, &f, room->height);
}

/* [len] of the floats that wait for their places. */
static len waiting_width(const struct stack *st)
{
    len w = 0;
    for (int i = 0; i < st->pending.wait.n; i++) {
        const struct vitem *v = &st->pending.wait.v[i];
        if (v->kind == V_FLOAT && v->u.floating->beside && !v->u.floating->placed)
            w = len_add(w, v->u.floating->width);
    }
    return w;
}

struct room side_avoid(struct stack *st, const struct box *box, const struct room *room)
{
    const struct css_style *s = box->style;
    struct margin own = {.pos = len_max(0, frame_len(s, CSS_margin_top, room->width)),
                         .neg = len_min(0, frame_len(s, CSS_margin_top, room->width))};
    if (side_waits(st))
        stack_begin(st);
    int64_t y = stack_next_y(st, own), from = y;
    struct room left = *room;
    len waiting = waiting_width(st);
    if (waiting > 0 && stack_may_move(st) &&
        needed(st->flow, box, room) + waiting > room->width) { /* the two do not move together */
        side_place_waiting(st, stack_next_y(st, (struct margin){0}));
        stack_flush(st);
        y = from = stack_next_y(st, own);
    }
    side_place_waiting(st, y);
    if (!side_any(st) || !side_reaches(st, y))
        return left;
    if (!css_is(s, CSS_clear, KW_none))
        y = side_below(st, css_kw(s, CSS_clear), y);
    len need = needed(st->flow, box, room), tall = len_max(1, known_height(st->flow, box, room));
    len before = frame_len(s, CSS_margin_left, room->width),
        after = frame_len(s, CSS_margin_right, room->width);
    bool rtl = frame_from_the_right(box);
    for (;;) {
        struct line_room taken = side_room(st, room, y, y + tall);
        if (taken.left <= 0 && taken.right <= 0)
            break;
        len x = room->x + len_max(before, taken.left),
            end = room->x + room->width - len_max(after, taken.right);
        if (taken.left <=
            0) /* for a block with a width, the margin at the line's end is adjusted (10.3.3) */
            x = room->x + (frame_auto(s, CSS_width) || !rtl ? before : 0);
        if (taken.right <= 0)
            end = room->x + room->width - (frame_auto(s, CSS_width) || rtl ? after : 0);
        if (end - x + NEAR >= need && end > x) {
            hold_sides(st, y, y + tall);
            left.x = x - before;
            left.width = end - x + before + after;
            left.base = room->base ? room->base : room->width;
            break;
        }
        int64_t next = side_next(st, y);
        if (next == y)
            break;
        y = next;
    }
    if (y > from && y > st->pending.floor) {
        st->pending.floor = y;
        st->pending.clear = (struct vitem){.kind = V_CLEAR,
                                           .keep = KEEP_NEVER,
                                           .x = left.x,
                                           .width = len_max(left.width, 1),
                                           .u.clear = {.side = KW_both,
                                                       .context = st->context.number}};
    }
    return left;
}

/* ---- paragraphs beside floats ---------------------------------------------------------------- */

/* How far lines that find no room beside a float go down. */
struct downs {
    len *v;
    int n, cap;
};

/* The room of lines from y on, as high as they were set last (NULL: one leading each). */
static void shape_lines(struct stack *st, const struct frame *f, int64_t y, len leading,
                        const struct para *last, const struct downs *downs,
                        struct para_shape *shape)
{
    VEC(struct line_room) room = {0};
    for (int i = 0; i < LINES_MAX && side_reaches(st, y); i++) {
        bool known = last && i < last->n;
        len before = known && i < last->shape.n_short ? last->shape.beside[i].down : 0;
        len height = known ? last->line[i].ascent + last->line[i].descent - before : leading;
        len down = i < downs->n ? downs->v[i] : 0;
        y += down;
        struct line_room *r = vec_add(&room);
        *r = room_of_line(st, &f->inner, y, y + len_max(height, 1));
        *r = (struct line_room){.left = len_max(0, r->left),
                                .right = len_max(0, r->right),
                                .down = down,
                                .mirror = r->mirror};
        y += len_max(height, 1);
    }
    shape->n_short = room.n;
    struct line_room *kept = arena_array(&st->flow->arena, struct line_room, room.n);
    for (int i = 0; i < room.n; i++)
        kept[i] = room.v[i];
    shape->beside = kept;
    vec_done(&room);
}

/* How many lines have the same room in both. */
static int same_lines(const struct para_shape *a, const struct para_shape *b, int lines)
{
    for (int i = 0; i < lines; i++) {
        struct line_room x = i < a->n_short ? a->beside[i] : (struct line_room){0},
                         y = i < b->n_short ? b->beside[i] : (struct line_room){0};
        if (x.left != y.left || x.right != y.right || x.down != y.down)
            return i;
    }
    return lines;
}

/* CSS 2.1 9.5: a float that does not fit next to preceding content of its line moves below that. */
static int64_t called_at(const struct stack *st, const struct floating *fl, const struct frame *f,
                         int64_t y, const struct line *l)
{
    len height = l->ascent + l->descent;
    struct line_room taken = side_room(st, &f->inner, y, y + len_max(height, 1));
    int64_t need = (int64_t)fl->before + fl->width + len_max(0, taken.left) +
                   len_max(0, taken.right);
    return fl->before > 0 && need > f->inner.width + NEAR ? y + height : y;
}

/* The floats of the first line that calls some without a place get one. */
static bool place_called(struct stack *st, const struct para *p, const struct frame *f, int64_t y)
{
    for (int i = 0; i < p->n; i++) {
        bool any = false;
        const struct hangers *h = line_hangers(&p->line[i]);
        for (int j = 0; j < h->n_floats; j++) {
            struct floating *fl = h->floating[j];
            if (fl->kind != FLOAT_SIDE || !fl->beside || fl->placed)
                continue;
            side_place(st, fl, &f->inner, called_at(st, fl, f, y, &p->line[i]));
            any = true;
        }
        if (any)
            return true;
        y += p->line[i].ascent + p->line[i].descent;
    }
    return false;
}

static bool any_shape(const struct stack *st, int64_t y, int64_t bottom)
{
    for (int i = first_level(st, y, bottom); i < st->beside.n; i = next_level(st, i + 1, y, bottom))
        if (st->beside.v[i].shape)
            return true;
    return false;
}

/* Where a line that is too wide beside floats at y has room: below the first of them, or earlier
 * where they have shapes. */
static int64_t next_for_line(const struct stack *st, const struct room *room, int64_t y,
                             const struct line *l)
{
    enum { STEPS = 256 };
    len height = len_max(l->ascent + l->descent, 1);
    int64_t next = side_next(st, y), step = (next - y) / STEPS + 1, low = y, high = next;
    if (!any_shape(st, y, next + height))
        return next;
    for (int64_t at = y + step; at < next; at += step) {
        struct line_room r = room_of_line(st, room, at, at + height);
        if (len_max(0, r.left) + len_max(0, r.right) + l->width <= room->width + NEAR) {
            low = at - step, high = at;
            break;
        }
    }
    while (high - low > 1) {
        int64_t at = low + (high - low) / 2;
        struct line_room r = room_of_line(st, room, at, at + height);
        if (len_max(0, r.left) + len_max(0, r.right) + l->width <= room->width + NEAR)
            high = at;
        else
            low = at;
    }
    return high;
}

/* A line with content too wide for the space beside floats is moved down to where there is more:
 * the first of those whose place is certain. Lines after it find theirs again. */
static bool push_overfull(struct stack *st, const struct para *p, const struct frame *f, int64_t y,
                          int certain, struct downs *downs)
{
    for (int i = 0; i < certain && i < p->shape.n_short; i++) {
        const struct line_room *r = &p->shape.beside[i];
        int64_t top = y + r->down, next = top;
        if (p->line[i].overfull && r->left + r->right > 0)
            next = next_for_line(st, &f->inner, top, &p->line[i]);
        if (next > top) {
            while (downs->n <= i)
                *vec_add(downs) = 0;
            downs->v[i] += (len)(next - top);
            downs->n = i + 1;
            return true;
        }
        y += p->line[i].ascent + p->line[i].descent;
    }
    return false;
}

/* Where the floats are below the lines that call them. */
static void hang_floats(const struct para *p, int64_t y)
{
    for (int i = 0; i < p->n; i++) {
        const struct hangers *h = line_hangers(&p->line[i]);
        for (int j = 0; j < h->n_floats; j++)
            if (h->floating[j]->beside)
                h->floating[j]->down = (len)(h->floating[j]->y - y);
        y += p->line[i].ascent + p->line[i].descent;
    }
}

static void forget_places(const struct para *p)
{
    for (int i = 0; i < p->n; i++)
        for (int j = 0; j < line_hangers(&p->line[i])->n_floats; j++)
            line_hangers(&p->line[i])->floating[j]->placed = false;
}

static struct para *set_once(struct flow *flow, const struct box *box,
                             const struct para_shape *shape, struct diag_held *told)
{
    struct diag_held *outer = diag_hold(told);
    struct para *p = para_set(flow, box, shape);
    diag_hold(outer);
    return p;
}

/* At first as if there were no floats; then around those that there are, and those that its lines
 * call, which get their places. Only the last setting is reported and counted. */
struct para *side_para(struct stack *st, const struct box *box, const struct frame *f,
                       const struct para_shape *like)
{
    struct flow *flow = st->flow;
    int64_t y = stack_next_y(st, (struct margin){0});
    const int loose = flow->loose, overfull = flow->overfull, hyphens = flow->hyphens,
              lines = flow->lines;
    struct para_shape shape = *like;
    struct downs downs = {0};
    struct diag_held told = {0};
    len leading = len_max(css_line_height(box->style), LEN_PT);
    struct para *p = set_once(flow, box, &shape, &told);
    bool content = !block_only_marks(p) && !block_only_sides(p);
    if (content) {
        stack_begin(st);
        y = stack_next_y(st, (struct margin){0});
        side_place_waiting(st, y);
        forget_places(p);
        drop_passed(st, y);
    }
    for (int round = 0, settling = 0; content && round < ROUNDS; round++) {
        struct para_shape now = *like;
        bool again = place_called(st, p, f, y);
        shape_lines(st, f, y, leading, p, &downs, &now);
        int certain = same_lines(&shape, &now, p->n);
        if (!again && push_overfull(st, p, f, y, certain, &downs)) {
            again = true;
            shape_lines(st, f, y, leading, p, &downs, &now);
            certain = same_lines(&shape, &now, p->n);
        }
        settling = again ? 0 : settling + 1;
        if (certain == p->n || settling > SETTLE)
            break;
        shape = now;
        diag_held_done(&told);
        told = (struct diag_held){0};
        flow->loose = loose, flow->overfull = overfull, flow->hyphens = hyphens,
        flow->lines = lines;
        p = set_once(flow, box, &shape, &told);
    }
    while (content && place_called(st, p, f, y)) /* were there more rounds than that */
        ;
    diag_pass(&told);
    hang_floats(p, y);
    vec_done(&downs);
    return p;
}
