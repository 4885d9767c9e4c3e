// SPDX-License-Identifier: Apache-2.0
/* Footnotes and floats: out-of-flow blocks become galleys of their own, once per box.
 *
 * A side float is wholly outside the measure when its margin box has no width left (CSS 2.1 9.5:
 * negative margins), so `width: 42mm; margin-outside: -48mm` makes a note in the margin column that
 * shortens no line. Such floats are positioned against the page area, not against the block they
 * are anchored in: marginalia align. */
#include "flow/stack-int.h"

/* ---- one thing per box ----------------------------------------------------------------------- */

static int *made_place(struct flow_state *s, const struct box *box)
{
    uint64_t mask = (uint64_t)s->made_slots - 1, i = hash_bytes(&box, sizeof box, 0) & mask;
    while (s->made_slot[i] && s->made.v[s->made_slot[i] - 1].box != box)
        i = (i + 1) & mask;
    return &s->made_slot[i];
}

static void made_grow(struct flow_state *s)
{
    if (s->made.n * 2 < s->made_slots)
        return;
    mem_free(s->made_slot);
    s->made_slots = s->made_slots ? s->made_slots * 2 : 64;
    s->made_slot = mem_new(sizeof(int) * (size_t)s->made_slots);
    for (int i = 0; i < s->made.n; i++)
        *made_place(s, s->made.v[i].box) = i + 1;
}

static void *made_get(struct flow_state *s, const struct box *box)
{
    made_grow(s);
    int at = *made_place(s, box);
    return at ? s->made.v[at - 1].thing : NULL;
}

static void made_put(struct flow_state *s, const struct box *box, void *thing)
{
    made_grow(s);
    *vec_add(&s->made) = (struct made){.box = box, .thing = thing};
    *made_place(s, box) = s->made.n;
}

void made_done(struct flow_state *s)
{
    vec_done(&s->made);
    mem_free(s->made_slot);
    mem_free(s->alike.w);
    mem_free(s->alike.width);
    vec_done(&s->alike);
}

/* ---- notes ----------------------------------------------------------------------------------- */

struct note *flow_note(struct flow *flow, const struct box *box)
{
    struct note *note = made_get(flow->state, box);
    if (note)
        return note;
    note = arena_make(&flow->arena, struct note);
    *note = (struct note){.box = box, .id = flow->notes.n, .page = flow->state->area.page};
    *vec_add(&flow->notes) = note;
    made_put(flow->state, box, note);
    const struct css_style *s =
        css_page(flow->doc->css, flow->state->area.page, CSS_PAGE_RIGHT, 1, 0)->footnote;
    len base = flow->state->area.measure;
    len edges = frame_edge(s, CSS_border_left_width, CSS_padding_left, base) +
                frame_edge(s, CSS_border_right_width, CSS_padding_right, base) +
                frame_len(s, CSS_margin_left, base) + frame_len(s, CSS_margin_right, base);
    note->measure = base - edges;
    note->body = flow_box(flow, box->u.out.body, note->measure);
    struct note_lines lines;
    if (css_is(box->u.out.body->style, CSS_footnote_display, KW_inline) &&
        !flow_note_lines(note, &lines))
        diag(DIAG_flow_note_block, doc_loc(box));
    return note;
}

bool flow_note_lines(const struct note *note, struct note_lines *out)
{
    const struct vitem *para = NULL;
    len top = 0, y = 0;
    for (int i = 0; i < note->body->item.n; i++) {
        const struct vitem *v = &note->body->item.v[i];
        if ((v->kind != V_PARA && v->kind != V_SPACE && v->kind != V_MARK) ||
            (v->kind == V_PARA && para))
            return false;
        if (v->kind == V_PARA)
            para = v, top = y;
        y = len_add(y, v->height);
    }
    const struct para *p = para ? para->u.para : NULL;
    if (!p || !p->n || css_is(p->box->style, CSS_direction, KW_rtl))
        return false;
    *out = (struct note_lines){.n = p->n,
                               .first = &p->line[0],
                               .last = &p->line[p->n - 1],
                               .first_baseline = len_add(top, p->line[0].ascent)};
    out->last_baseline = len_add(top, para->height - out->last->descent);
    out->end = len_add(para->x, len_add(out->last->x, out->last->width));
    out->free = len_add(para->x, para->width) - out->end;
    return true;
}

const struct note *flow_note_from(struct flow *flow, const struct note *note, len begin)
{
    enum { STEP = LEN_PT / 4 };
    begin = (begin + STEP - 1) / STEP * STEP;
    for (const struct note *n = note; n; n = n->also)
        if (n->begin == begin)
            return n;
    struct flow_state *s = flow->state;
    struct note *also = arena_make(&flow->arena, struct note), *first = made_get(s, note->box);
    struct page_area area = s->area;
    struct containing *containing = s->containing;
    *also = *first;
    s->area = block_area(flow, note->page); /* the builder may be anywhere */
    s->containing = NULL;
    also->begin = s->begin = begin;
    also->body = flow_box(flow, note->box->u.out.body, note->measure);
    s->begin = 0;
    s->containing = containing;
    s->area = area;
    first->also = also;
    return also;
}

/* ---- floats ---------------------------------------------------------------------------------- */

static enum float_kind kind_of(const struct css_style *s)
{
    if (css_is(s, CSS_position, KW_absolute) || css_is(s, CSS_position, KW_fixed))
        return FLOAT_PAGE;
    return css_is(s, CSS_float, KW_top)      ? FLOAT_TOP
           : css_is(s, CSS_float, KW_bottom) ? FLOAT_BOTTOM
                                             : FLOAT_SIDE;
}

/* A margin on one side: margin-inside and -outside count where they are given. */
static len side_margin(const struct css_style *s, bool left, bool verso, len base)
{
    enum css_prop logical = left != verso ? CSS_margin_inside : CSS_margin_outside;
    if (!css_is(s, logical, KW_normal))
        return frame_len(s, logical, base);
    return frame_len(s, left ? CSS_margin_left : CSS_margin_right, base);
}

/* [len] border-box width of an out-of-flow block in a containing block `base` wide, `most` wide
 * when it is automatic and long; `height`: of the containing block, -1 where it is automatic. */
static len border_width(struct flow *flow, const struct box *body, len base, len height, len most)
{
    const struct css_style *s = body->style;
    struct room room = {.width = base, .height = height};
    if (css_is(s, CSS_width, KW_auto)) {
        len margins = frame_len(s, CSS_margin_left, 0) + frame_len(s, CSS_margin_right, 0);
        struct intrinsic w = frame_widths(flow, body);
        return len_min(w.max - margins, len_max(w.min - margins, most));
    }
    if (body->kind == BOX_IMAGE)
        return frame_image(flow, body, &room).width +
               frame_edge(s, CSS_border_left_width, CSS_padding_left, base) +
               frame_edge(s, CSS_border_right_width, CSS_padding_right, base);
    return frame_of(flow, body, &room).width;
}

static void make_bare(struct flow *flow, struct floating *fl, const struct box *body, len width,
                      len base)
{
    struct room room = {.width = width,
                        .base = base,
                        .height = fl->base_height,
                        .bare = true,
                        .wide_given = body->kind == BOX_IMAGE};
    fl->body = block_galley(flow, body, &room, false);
}

static bool on_left(enum css_kw side, bool verso)
{
    return side == KW_left || (side == KW_inside && !verso) || (side == KW_outside && verso);
}

/* x of the margin box, when the containing block begins at 0 and is `measure` wide. */
static len side_x(const struct css_style *s, enum css_kw side, bool verso, len width, len measure,
                  len base)
{
    len left = side_margin(s, true, verso, base), right = side_margin(s, false, verso, base);
    return on_left(side, verso) ? 0 : measure - (left + width + right);
}

static void make_side(struct flow *flow, struct floating *fl, const struct box *body, len measure)
{
    const struct css_style *s = body->style;
    len margins = frame_len(s, CSS_margin_left, measure) + frame_len(s, CSS_margin_right, measure);
    len width = border_width(flow, body, measure, fl->base_height,
                             len_max(0, measure - len_max(0, margins)));
    fl->measure = measure;
    make_bare(flow, fl, body, width, measure);
    fl->side = css_kw(s, CSS_float);
    fl->inset_y = frame_len(s, CSS_margin_top, measure);
    fl->height = fl->inset_y + fl->body->height + frame_len(s, CSS_margin_bottom, measure);
    fl->inset_x = side_margin(s, true, false, measure);
    fl->inset_verso = side_margin(s, true, true, measure);
    fl->width = fl->inset_x + width + side_margin(s, false, false, measure);
    fl->beside = fl->width > 0 || (!fl->width && !width); /* an empty one has a height, too */
    len within = flow_by_page(fl) ? flow->state->area.measure : measure;
    fl->x = fl->beside ? 0 : side_x(s, fl->side, false, width, within, measure);
    fl->x_verso = fl->beside ? fl->x : side_x(s, fl->side, true, width, within, measure);
}

/* The box that an absolute block's percentages count from. */
static void fixed_area(struct flow *flow, const struct css_style *s, len *width, len *height)
{
    const struct css_page *page = css_page(flow->doc->css, flow->state->area.page, CSS_PAGE_RIGHT,
                                           1, 0);
    *width = flow->state->area.measure;
    *height = flow->state->area.height;
    if (css_is(s, CSS_koki_position_area, KW_auto))
        return;
    len bleed = css_is(s, CSS_koki_position_area, KW_bleed) ? flow_bleed(page) : 0;
    *width = page->width + 2 * bleed;
    *height = page->height + 2 * bleed;
}

/* Against a positioned block, or against the page. */
static void make_absolute(struct flow *flow, struct floating *fl, const struct box *body)
{
    const struct css_style *s = body->style;
    len w, h;
    bool fixed = css_is(s, CSS_position, KW_fixed);
    struct containing *c = css_is(s, CSS_koki_position_area, KW_auto) ? absolute_block(flow, fixed)
                                                                      : NULL;
    if (c) {
        absolute_add(c, fl);
        return;
    }
    fl->everywhere = fixed;
    fixed_area(flow, s, &w, &h);
    absolute_make(flow, fl, w, h);
    fl->containing = NULL;
}

const char *flow_series(const struct box *body)
{
    return body->origin ? intern(origin_name(body->origin)) : NULL;
}

struct floating *flow_float_made(struct flow *flow, const struct box *box)
{
    return made_get(flow->state, box);
}

struct floating *flow_float(struct flow *flow, const struct box *box, len measure, len height)
{
    struct floating *fl = made_get(flow->state, box);
    const struct box *body = box->u.out.body;
    bool again = fl && (fl->measure != measure || fl->base_height != height);
    if (fl)
        fl->base_height = height;
    if (fl && fl->kind == FLOAT_PAGE && flow->state->containing)
        make_absolute(flow, fl, body);
    if (fl && fl->kind == FLOAT_SIDE && again)
        make_side(flow, fl, body, measure);
    if (fl)
        return fl;
    fl = arena_make(&flow->arena, struct floating);
    *fl = (struct floating){.kind = kind_of(body->style), .box = box, .base_height = height};
    made_put(flow->state, box, fl);
    if (fl->kind == FLOAT_SIDE) {
        make_side(flow, fl, body, measure);
    } else if (fl->kind == FLOAT_PAGE) {
        make_absolute(flow, fl, body);
        if (fl->everywhere) {
            fl->number = flow->fixed.n;
            *vec_add(&flow->fixed) = fl;
        }
    } else {
        fl->series = flow_series(body);
        fl->body = flow_box(flow, body, flow->state->area.measure);
        fl->width = flow->state->area.measure;
        fl->height = fl->body->height;
    }
    return fl;
}

len flow_bleed(const struct css_page *page)
{
    const struct css_val *v = &page->style->v[CSS_bleed];
    return v->kind == CSS_LEN && v->len > 0 ? v->len : len_scale(3 * LEN_PT, 720, 254);
}
