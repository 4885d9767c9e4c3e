// SPDX-License-Identifier: Apache-2.0
/* Positions (CSS Backgrounds 3, 3.6): horizontal then vertical, one or two parts, or two edges with
 * distances from them. */
#include "css/css-int.h"

bool read_numeric(struct vparse *p, unsigned want)
{
    struct css_val v;
    return css_numeric(p, want, &v) && (vparse_value(p, v), true);
}
bool read_length(struct vparse *p) { return read_numeric(p, W_LEN); }
bool read_length_percentage(struct vparse *p) { return read_numeric(p, W_LEN | W_PCT); }

enum { ACROSS, DOWN, EITHER };
static const struct edge {
    const char *name;
    int axis;
    int32_t pct;
} edges[] = {
    {"left", ACROSS, 0},       {"right", ACROSS, FIX_ONE},      {"top", DOWN, 0},
    {"bottom", DOWN, FIX_ONE}, {"center", EITHER, FIX_ONE / 2},
};

static const struct edge *read_edge(struct cur *c)
{
    for (size_t k = 0; k < sizeof edges / sizeof *edges; k++)
        if (cur_keyword(c, edges[k].name))
            return &edges[k];
    return NULL;
}

/* A keyword of the axis as a percentage; a length-percentage as it is. */
static bool position_part(struct vparse *p, int axis)
{
    struct cur c = p->c;
    if (!cur_is(&c, TOK_IDENT))
        return read_length_percentage(p);
    const struct edge *e = read_edge(&c);
    if (!e || (e->axis != EITHER && e->axis != axis))
        return false;
    p->c = c;
    vparse_value(p, (struct css_val){.kind = CSS_PCT, .num = e->pct});
    return true;
}

/* An edge and, unless it is the centre, the distance from it. */
static const struct edge *edge_part(struct vparse *p, struct css_val *v, int *distances)
{
    cur_space(&p->c);
    const struct edge *e = read_edge(&p->c);
    if (!e)
        return NULL;
    int i = p->c.i;
    cur_space(&p->c);
    if (e->axis != EITHER && (e->pct ? css_from_end(p, v) : css_numeric(p, W_LEN | W_PCT, v))) {
        ++*distances;
        return e;
    }
    p->c.i = i;
    *v = (struct css_val){.kind = CSS_PCT, .num = e->pct};
    return e;
}

static bool read_distances(struct vparse *p)
{
    struct css_val a, b;
    int distances = 0;
    const struct edge *first = edge_part(p, &a, &distances),
                      *second = first ? edge_part(p, &b, &distances) : NULL;
    if (!second || !distances || first->axis == second->axis)
        return false;
    bool swapped = first->axis == DOWN || second->axis == ACROSS;
    vparse_value(p, swapped ? b : a);
    vparse_value(p, swapped ? a : b);
    return true;
}

static void swap_last_two(struct vparse *p)
{
    struct css_item *v = &p->out.v[p->out.n - 2], first = v[0];
    v[0] = v[1];
    v[1] = first;
}

bool read_position(struct vparse *p)
{
    struct cur start = p->c;
    if (read_distances(p))
        return true;
    p->c = start;
    bool word = cur_is(&start, TOK_IDENT);
    bool swapped = !position_part(p, ACROSS);
    if (swapped && !position_part(p, DOWN))
        return false;
    int i = p->c.i;
    cur_space(&p->c);
    if (!position_part(p, swapped ? ACROSS : DOWN)) {
        const struct css_val *v = &p->out.v[p->out.n - 1].v;
        if (!swapped && word && v->num == FIX_ONE / 2 && cur_is(&p->c, TOK_IDENT) &&
            position_part(p, ACROSS)) { /* center, then left or right */
            swap_last_two(p);
            return true;
        }
        p->c.i = i;
        vparse_value(p, (struct css_val){.kind = CSS_PCT, .num = FIX_ONE / 2});
    }
    if (swapped)
        swap_last_two(p);
    return true;
}
