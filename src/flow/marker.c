// SPDX-License-Identifier: Apache-2.0
/* List markers.
 *
 * An outside marker is set at its natural width and becomes part of the first line of its item's
 * first paragraph, however deep that lies: so both share a baseline, and lines need no other kind
 * of thing. Where a marker of a list is wider than its room all items of the list begin further in,
 * so that their texts stay below each other; beyond a quarter of the measure it pushes its own
 * line. An item that begins with something else (a table, an image) gets a line of no height for
 * its marker. */
#include "flow/stack-int.h"

enum { COLUMN_MOST = 4 };

void marker_add(struct stack *st, const struct box *marker, const struct frame *item,
                const struct room *room)
{
    struct markers *m = &st->markers;
    bool right = css_is(marker->parent->style, CSS_direction, KW_rtl);
    *vec_add(m) = (struct marker){.box = marker,
                                  .x = item->inner.x + (right ? item->inner.width : 0),
                                  .room = right ? 0 : item->inner.x - room->outer,
                                  .right = right};
}

struct markers markers_keep(struct arena *a, const struct markers *m)
{
    struct markers copy = {.n = m->n};
    copy.v = m->n ? arena_array(a, struct marker, m->n) : NULL;
    for (int i = 0; i < m->n; i++)
        copy.v[i] = m->v[i];
    return copy;
}

/* The width of a marker, with its distance from the text (margin-right). */
static len natural_width(struct flow *flow, const struct box *marker)
{
    return para_widths(flow, marker).max + css_len(marker->style, CSS_margin_right, 0);
}

/* [len] by which the text must give way to a marker. */
static len push_of(const struct marker *m, len width)
{
    return m->room > 0 ? len_max(0, width - m->room) : 0;
}

len marker_column(struct flow *flow, const struct box *list, const struct room *room)
{
    len most = 0;
    for (const struct box *c = list->first; c; c = c->next) {
        if ((c->kind != BOX_BLOCK && c->kind != BOX_PARA) || !c->u.block.marker)
            continue;
        struct frame f = frame_of(flow, c, room);
        bool right = css_is(c->style, CSS_direction, KW_rtl);
        len has = right ? room->x + room->width - f.inner.x - f.inner.width
                        : f.inner.x - room->outer;
        if (has > 0)
            most = len_max(most, natural_width(flow, c->u.block.marker) - has);
    }
    return most <= room->width / COLUMN_MOST ? most : 0;
}

void marker_push(const struct stack *st, struct para_shape *shape)
{
    len push = 0;
    for (int i = 0; i < st->markers.n; i++)
        push = len_max(push,
                       push_of(&st->markers.v[i], natural_width(st->flow, st->markers.v[i].box)));
    shape->push = push;
}

/* [len] how far a marker's letters reach above its baseline, about, and three times as far as they
 * do below: a line that is led more closely than the marker, as in code, is not pushed apart by it.
 * LEN_MAX: it is no text. */
static len reach(const struct line *own)
{
    len most = 0;
    for (int i = 0; i < own->n; i++)
        most = len_max(most, own->seg[i].kind == SEG_GLYPHS
                                 ? own->seg[i].rise + own->seg[i].font->size * 3 / 4
                                 : LEN_MAX);
    return most;
}

/* The marker's segments go before those of the line; x is the content edge that the line counts
 * from. */
static void merge(struct flow *flow, const struct marker *m, struct line *l, len x)
{
    len width = natural_width(flow, m->box);
    struct para_shape shape = {.measure = width};
    const struct para *p = para_set(flow, m->box, &shape);
    if (p->n == 0)
        return;
    const struct line *own = &p->line[0];
    struct seg *seg = arena_array(&flow->arena, struct seg, own->n + l->n);
    len begin = m->right ? m->x + css_len(m->box->style, CSS_margin_right, 0)
                         : m->x - width + push_of(m, width);
    len shift = begin + own->x - x - l->x;
    for (int i = 0; i < own->n; i++) {
        seg[i] = own->seg[i];
        seg[i].x += shift;
    }
    for (int i = 0; i < l->n; i++)
        seg[own->n + i] = l->seg[i];
    len above = l->n ? len_min(own->ascent, reach(own)) : own->ascent,
        below = l->n ? len_min(own->descent, reach(own) / 3) : own->descent;
    l->ascent = len_max(l->ascent, above);
    l->descent = len_max(l->descent, below);
    l->seg = seg;
    l->n += own->n;
}

void marker_merge(struct flow *flow, const struct markers *m, struct para *p, len x)
{
    p->marked = p->marked || m->n > 0;
    for (int i = 0; i < m->n && p->n; i++)
        merge(flow, &m->v[i], &p->line[0], x);
}

void marker_alone(struct stack *st, bool level)
{
    if (!st->markers.n)
        return;
    struct para *p = arena_make(&st->flow->arena, struct para);
    p->box = st->markers.v[0].box;
    p->line = arena_make(&st->flow->arena, struct line);
    p->n = 1;
    stack_flush(st);
    marker_merge(st->flow, &st->markers, p, st->markers.v[0].x);
    if (level)
        p->line[0].descent = -p->line[0].ascent;
    struct vitem *v = stack_item(st, V_PARA, p->box, st->markers.v[0].x, 0,
                                 p->line[0].ascent + p->line[0].descent, true);
    v->u.para = p;
    v->keep = level ? KEEP_NEVER : KEEP_FREE;
    st->markers.n = 0;
}
