// SPDX-License-Identifier: Apache-2.0
/* The stage: the main flow's galleys, and galleys for boxes by themselves. */
#include "flow/stack-int.h"

static void build_main(struct flow *flow)
{
    struct stack st;
    stack_init(&st, flow, NULL);
    st.main = true;
    flow->state->area = block_area(flow, "");
    struct room room = {.width = flow->state->area.measure, .height = flow->state->area.height};
    block_build(&st, flow->doc->root, &room);
    if (flow->doc->root->kind == BOX_FLOAT) /* nothing but the root itself can bring it to a page */
        stack_set_float(&st, flow->doc->root);
    stack_done(&st);
}

struct flow *flow_new(struct doc *doc, struct text *text, struct thread_pool *pool,
                      flow_ready ready, void *ctx)
{
    struct flow *flow = mem_new(sizeof *flow);
    flow->doc = doc;
    flow->text = text;
    flow->state = mem_new(sizeof *flow->state);
    later_begin(flow, pool, ready, ctx);
    if (doc->root)
        build_main(flow);
    later_end(flow);
    return flow;
}

void flow_close(struct flow *flow)
{
    para_done(flow);
    later_close(flow);
    text_forget_words(flow->text);
}

void flow_free(struct flow *flow)
{
    if (!flow)
        return;
    for (int i = 0; i < flow->state->galleys.n; i++)
        vec_done(&flow->state->galleys.v[i]->item);
    para_done(flow);
    maths_free(flow->maths);
    later_done(flow);
    again_done(flow->state);
    made_done(flow->state);
    sizes_done(&flow->state->sizes);
    vec_done(&flow->state->galleys);
    vec_done(&flow->galley);
    vec_done(&flow->notes);
    vec_done(&flow->fixed);
    mem_free(flow->state);
    arena_done(&flow->arena);
    mem_free(flow);
}

struct galley *flow_box(struct flow *flow, const struct box *box, len measure)
{
    struct room room = {.width = measure, .height = -1};
    return block_galley(flow, box, &room, false);
}

struct galley *flow_inside(struct flow *flow, const struct box *box, len measure)
{
    struct room room = {.width = measure, .height = -1};
    return block_galley(flow, box, &room, true);
}

struct intrinsic flow_widths(struct flow *flow, const struct box *box)
{
    return frame_content_widths(flow, box);
}

static bool on_baseline(const struct row *row, const struct cell *c)
{
    const struct css_style *own = c->box->style;
    enum css_kw kw = css_is(own, CSS_align_self, KW_auto) ? css_kw(row->box->style, CSS_align_items)
                                                          : css_kw(own, CSS_align_self);
    return kw == KW_baseline;
}

/* Whether it has a line, or a row. */
static bool has_baseline(const struct galley *g)
{
    for (int i = 0; i < g->item.n; i++) {
        const struct vitem *v = &g->item.v[i];
        if ((v->kind == V_PARA && v->u.para->n) || v->kind == V_ROW || v->kind == V_COLUMNS)
            return true;
    }
    return false;
}

static len row_baseline(const struct vitem *v)
{
    const struct row *row = v->u.row;
    if (!row->n)
        return v->height;
    const struct cell *c = &row->cell[0];
    bool flex = row->box && box_is_flex(row->box) && !row->bare;
    if (row->box && row->box->kind == BOX_ROW && !has_baseline(c->body)) /* CSS 2.1 17.5.3 */
        return c->height - c->bottom;
    if (flex && css_is(row->box->style, CSS_flex_direction, KW_row_reverse) !=
                    css_is(row->box->style, CSS_direction, KW_rtl))
        c = &row->cell[row->n - 1];
    for (int i = 0; flex && i < row->n; i++)
        if (on_baseline(row, &row->cell[i])) {
            c = &row->cell[i];
            break;
        }
    len baseline = c->top + c->shift + c->drop + flow_box_baseline(c->body, c->box);
    return row->bare && row->n == 1 && frame_is_hidden(row->box->style)
               ? len_min(baseline, row->height)
               : baseline;
}

len flow_box_baseline(const struct galley *g, const struct box *root)
{
    const struct box *item = NULL;
    len y = 0;
    for (int i = 0; i < g->item.n; i++) {
        const struct vitem *v = &g->item.v[i];
        if (v->kind == V_PARA && v->u.para->n)
            return y + v->u.para->line[0].ascent;
        if (v->kind == V_ROW)
            return y + row_baseline(v);
        if (v->kind == V_COLUMNS)
            return y + flow_baseline(v->u.columns.body);
        if (v->kind == V_OPEN && v->box != root && v->box->parent && box_is_flex(v->box->parent) &&
            (!item || v->box->parent == item))
            item = v->box;
        y += v->height;
        if (v->kind == V_CLOSE && v->box == item && item)
            return y;
    }
    return y;
}

bool flow_is_empty(const struct galley *g)
{
    for (int i = 0; i < g->item.n; i++)
        if (g->item.v[i].kind != V_MARK)
            return false;
    return true;
}

len flow_baseline(const struct galley *g) { return flow_box_baseline(g, NULL); }

static len row_last_baseline(const struct vitem *v)
{
    const struct cell *c = &v->u.row->cell[0];
    return c->top + c->shift + c->drop + flow_last_baseline(c->body);
}

len flow_last_baseline(const struct galley *g)
{
    len below = 0;
    for (int i = g->item.n - 1; i >= 0; i--) {
        const struct vitem *v = &g->item.v[i];
        if (v->kind == V_PARA && v->u.para->n)
            return g->height - below - v->u.para->line[v->u.para->n - 1].descent;
        if (v->kind == V_ROW && v->u.row->n)
            return g->height - below - v->height + row_last_baseline(v);
        below = len_add(below, v->height);
    }
    return g->height;
}
