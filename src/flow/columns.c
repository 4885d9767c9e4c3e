/* Multi-column blocks (CSS Multi-column Layout 1): the content as one galley at the column's measure; a child with column-span: all
 * parts it into several. */
#include "flow/stack-int.h"

struct columns {
    int count;
    len width, gap;
};

enum { COLUMNS_MAX = 32 };

/* The pseudo-algorithm of 3.4. */
static struct columns resolve(const struct css_style *s, len measure)
{
    struct columns c = {.gap = css_is(s, CSS_column_gap, KW_normal) ? css_font_size(s) : frame_len(s, CSS_column_gap, measure)};
    int count = frame_auto(s, CSS_column_count) ? 0 : css_int(s, CSS_column_count);
    len width = frame_auto(s, CSS_column_width) ? 0 : frame_len(s, CSS_column_width, measure);
    int fit = width > 0 ? (int)((measure + c.gap) / len_max(width + c.gap, 1)) : count;
    c.count = count && count < fit ? count : fit;
    c.count = c.count < 1 ? 1 : c.count > COLUMNS_MAX ? COLUMNS_MAX : c.count;
    c.width = len_max((measure - (c.count - 1) * c.gap) / c.count, 1);
    return c;
}

static void put(struct stack *st, const struct box *box, const struct columns *c, const struct room *room, struct galley *body,
                len given)
{
    if (body->item.n == 0)
        return;
    marker_alone(st, true);
    stack_flush(st);
    len height = len_max((body->height + c->count - 1) / c->count, given);
    struct vitem *v = stack_item(st, V_COLUMNS, box, room->x, room->width, height, true);
    v->breakable = true;
    v->keep_inside = st->avoid ? KEEP_AVOID : KEEP_FREE;
    v->notes = body->notes;
    v->u.columns.body = body;
    v->u.columns.count = c->count;
    v->u.columns.gap = c->gap;
    v->u.columns.column = c->width;
    v->u.columns.height = given;
    v->u.columns.balance = !css_is(box->style, CSS_column_fill, KW_auto);
    block_link(st->g, st->g->item.n - 1);
}

static bool spans(const struct box *b) { return b->style && css_is(b->style, CSS_column_span, KW_all); }

void block_columns(struct stack *st, const struct box *box, const struct room *room)
{
    struct columns c = resolve(box->style, room->width);
    st->flow->state->columns++;
    const struct box *child = box->first;
    bool whole = true;           /* a height that is given is that of the columns */
    for (const struct box *b = child; b; b = b->next)
        whole = whole && !spans(b);
    while (child) {
        struct room column = {.width = c.width, .height = -1};
        struct stack in;
        stack_init(&in, st->flow, stack_galley(st->flow, c.width));
        for (; child && !spans(child); child = child->next)
            block_build(&in, child, &column);
        stack_done(&in);
        block_measure(in.g);
        put(st, box, &c, room, in.g, whole && room->height_given ? room->height : 0);
        if (child) {
            block_build(st, child, room);
            child = child->next;
        }
    }
    st->flow->state->columns--;
}
