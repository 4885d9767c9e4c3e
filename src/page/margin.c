// SPDX-License-Identifier: Apache-2.0
/* Margin boxes: sixteen around the page area (CSS Paged Media 3, section 5), made after pagination,
 * so that they never move a break.
 *
 * Corners are as large as the margins that meet there. Along each side three boxes share the
 * length: the middle one is centred, automatic sizes are flexed between min-content and max-content
 * (5.3.2). The other dimension is the margin's own. */
#include <string.h>

#include "page/page-int.h"

enum { SPINE_MIN = 5 * 72 * LEN_PT * 10 / 254 }; /* [len] 5 mm */

struct rect {
    len x, y, w, h;
};
struct box_at {
    const struct css_style *style;
    const struct box *box; /* NULL: not generated */
    len min, max;          /* outer size along the side */
    bool fixed;            /* a size is given: min == max */
    len size;              /* result */
};
struct margin {
    struct book *book;
    struct page *page;
    struct names *names;
    struct filler f;
    bool strip; /* the spine of a cover */
    struct box_at at[CSS_MARGIN_BOXES];
};

/* ---- content --------------------------------------------------------------------------------- */

static const char *string_value(void *ctx, const char *name, enum css_kw which)
{
    const struct mark *m = named_get(((struct margin *)ctx)->names, false, name, which);
    return m ? m->value : "";
}

static const struct box *margin_element(void *ctx, const char *name, enum css_kw which)
{
    const struct mark *m = named_get(((struct margin *)ctx)->names, true, name, which);
    return m ? m->box : NULL;
}

static void generate(struct margin *m)
{
    struct flow *flow = m->book->flow;
    const xmlNode *root = flow->doc->root ? xmlDocGetRootElement(flow->doc->xml) : NULL;
    for (int i = 0; i < CSS_MARGIN_BOXES; i++) {
        const struct css_style *s = m->page->css->box[i];
        m->at[i] = (struct box_at){.style = s};
        struct box *box = s ? doc_margin_box(flow->doc, &flow->arena, s, root, string_value,
                                             margin_element, m->page->number, m->book->pages.n, m)
                            : NULL;
        m->at[i].box = box && (box->first || css_is_painted(s)) ? box : NULL;
    }
}

/* ---- sizes along a side ---------------------------------------------------------------------- */

static len edges(const struct css_style *s, bool across, len base)
{
    return across ? css_len(s, CSS_margin_left, base) + css_len(s, CSS_margin_right, base) +
                        s->v[CSS_border_left_width].len + s->v[CSS_border_right_width].len +
                        css_len(s, CSS_padding_left, base) + css_len(s, CSS_padding_right, base)
                  : css_len(s, CSS_margin_top, base) + css_len(s, CSS_margin_bottom, base) +
                        s->v[CSS_border_top_width].len + s->v[CSS_border_bottom_width].len +
                        css_len(s, CSS_padding_top, base) + css_len(s, CSS_padding_bottom, base);
}

/* Resolves the dimension given by the margin (5.3.1): the range from `at`, `room` long, becomes the
 * border box's. The auto value takes the rest: the size, else margins; if none is auto, the outer
 * margin is adjusted, so that the box is at the page area. */
static void fix(const struct css_style *s, bool across, bool outer_first, len base, len *at,
                len *room)
{
    enum css_prop size = across ? CSS_width : CSS_height,
                  first = across ? CSS_margin_left : CSS_margin_top,
                  last = across ? CSS_margin_right : CSS_margin_bottom,
                  least = across ? CSS_min_width : CSS_min_height,
                  most = across ? CSS_max_width : CSS_max_height;
    len before = css_len(s, first, base), after = css_len(s, last, base),
        own = edges(s, across, base) - before - after;
    len more = css_is(s, CSS_box_sizing, KW_border_box) ? 0 : own, wanted = *room - before - after;
    wanted = css_is(s, size, KW_auto) ? wanted : css_len(s, size, *room) + more;
    if (s->v[most].kind != CSS_KEYWORD)
        wanted = len_min(wanted, css_len(s, most, *room) + more);
    if (s->v[least].kind != CSS_KEYWORD)
        wanted = len_max(wanted, css_len(s, least, *room) + more);
    wanted = len_max(wanted, own);
    len free = *room - before - after - wanted;
    bool auto_first = css_is(s, first, KW_auto), auto_last = css_is(s, last, KW_auto);
    if (auto_first || auto_last)
        before += auto_first ? free / (1 + auto_last) : 0;
    else if (outer_first)
        before += free;
    *at += before;
    *room = wanted;
}

/* Finds the sizes a box requests on a side `room` long; the boxes of left and right sides are
 * `width` wide. */
static void margin_ask(struct margin *m, struct box_at *a, bool across, len room, len width)
{
    if (!a->box)
        return;
    enum css_prop p = across ? CSS_width : CSS_height;
    if (a->style->v[p].kind != CSS_KEYWORD) {
        len more = css_is(a->style, CSS_box_sizing, KW_border_box) ? 0
                                                                   : edges(a->style, across, room);
        a->min = a->max = css_len(a->style, p, room) + more;
        a->fixed = true;
    } else if (across) {
        struct intrinsic w = flow_widths(m->book->flow, a->box);
        a->min = w.min, a->max = w.max;
    } else {
        len at = 0, border = width;
        fix(a->style, true, false, width, &at, &border);
        len inside = edges(a->style, true, width) - css_len(a->style, CSS_margin_left, width) -
                     css_len(a->style, CSS_margin_right, width);
        a->min = a->max =
            flow_inside(m->book->flow, a->box, len_max(LEN_PT, border - inside))->height +
            edges(a->style, false, room);
    }
}

/* Shares `room` between two boxes; returns the size of the first. */
static len share(const struct box_at *a, const struct box_at *b, len room)
{
    if (a->fixed)
        return a->max;
    if (b->fixed)
        return len_max(0, room - b->max);
    int64_t base_a = a->max, base_b = b->max, flex_a = a->max, flex_b = b->max;
    if (base_a + base_b > room) {
        bool between = (int64_t)a->min + b->min <= room;
        base_a = a->min, base_b = b->min;
        flex_a = between ? a->max - a->min : a->min;
        flex_b = between ? b->max - b->min : b->min;
    }
    if (flex_a + flex_b == 0)
        return room / 2;
    return len_max(0,
                   (len)base_a + len_scale(room - (len)(base_a + base_b), flex_a, flex_a + flex_b));
}

/* Three boxes along a side; their places begin at 0. */
static void share_side(struct box_at *a, struct box_at *b, struct box_at *c, len room)
{
    if (b->box) {
        struct box_at both = {.min = 2 * len_max(a->min, c->min),
                              .max = 2 * len_max(a->max, c->max)};
        both.fixed = (a->fixed || !a->box) && (c->fixed || !c->box) && (a->box || c->box);
        b->size = share(b, &both, room);
        len rest = len_max(0, (room - b->size) / 2);
        a->size = a->fixed ? a->max : rest;
        c->size = c->fixed ? c->max : rest;
    } else if (a->box && c->box) {
        a->size = share(a, c, room);
        c->size = c->fixed ? c->max : len_max(0, room - a->size);
    } else {
        a->size = a->fixed ? a->max : room;
        c->size = c->fixed ? c->max : room;
    }
}

/* 5.3.2.3: a box larger than its max- property, or smaller than its min- property, gets that size,
 * and all share again. */
static bool limit(struct box_at *a, enum css_prop p, bool across, len room)
{
    if (!a->box || a->style->v[p].kind == CSS_KEYWORD)
        return false;
    len to = css_len(a->style, p, room) +
             (css_is(a->style, CSS_box_sizing, KW_border_box) ? 0 : edges(a->style, across, room));
    bool least = p == CSS_min_width || p == CSS_min_height;
    if (least ? a->size >= to : a->size <= to)
        return false;
    a->min = a->max = to;
    a->fixed = true;
    return true;
}

static void share_limited(struct box_at *const side[3], bool across, len room)
{
    share_side(side[0], side[1], side[2], room);
    for (int least = 0; least < 2; least++) {
        enum css_prop p = across  ? (least ? CSS_min_width : CSS_max_width)
                          : least ? CSS_min_height
                                  : CSS_max_height;
        bool any = false;
        for (int i = 0; i < 3; i++)
            any = limit(side[i], p, across, room) || any;
        if (any)
            share_side(side[0], side[1], side[2], room);
    }
}

/* ---- painting -------------------------------------------------------------------------------- */

static len margin_aligned(const struct css_style *s, len free)
{
    if (css_is(s, CSS_vertical_align, KW_middle))
        return free / 2;
    return css_is(s, CSS_vertical_align, KW_bottom) ? free : 0;
}

/* Reports content that overflows its box onto its neighbours or off the page. */
static void report_over(const struct box_at *a, len over)
{
    char by[16];
    snprintf(by, sizeof by, "%d.%d", over / LEN_PT, over % LEN_PT * 10 / LEN_PT);
    if (over > LEN_PT / 2)
        diag(DIAG_page_margin_overflow, css_where(a->style, CSS_content), by);
}

/* Text that is higher than the spine would be on the front and the back; on a spine under 5 mm
 * small binding errors suffice for that. */
static void report_narrow(const struct box_at *a, len spine)
{
    char width[16];
    int tenths = (int)((int64_t)spine * 254 / 72 / LEN_PT);
    snprintf(width, sizeof width, "%d.%d", tenths / 10, tenths % 10);
    diag(DIAG_page_spine_narrow, css_where(a->style, CSS_content), width);
}

static void paint(struct margin *m, enum css_margin_box which, struct rect r)
{
    const struct box_at *a = &m->at[which];
    const struct css_style *s = a->style;
    if (!a->box)
        return;
    bool corner = which == CSS_TOP_LEFT_CORNER || which == CSS_TOP_RIGHT_CORNER ||
                  which == CSS_BOTTOM_RIGHT_CORNER || which == CSS_BOTTOM_LEFT_CORNER;
    bool top = which <= CSS_TOP_RIGHT_CORNER,
         left = which >= CSS_BOTTOM_LEFT_CORNER || which == CSS_TOP_LEFT_CORNER;
    bool across = top || (which >= CSS_BOTTOM_RIGHT_CORNER && which <= CSS_BOTTOM_LEFT_CORNER);
    struct rect border = {.x = r.x + css_len(s, CSS_margin_left, r.w),
                          .y = r.y + css_len(s, CSS_margin_top, r.w)};
    border.w = r.w - css_len(s, CSS_margin_left, r.w) - css_len(s, CSS_margin_right, r.w);
    border.h = r.h - css_len(s, CSS_margin_top, r.w) - css_len(s, CSS_margin_bottom, r.w);
    if (!across || corner) {
        border.x = r.x, border.w = r.w;
        fix(s, true, left, r.w, &border.x, &border.w);
    }
    if (across || corner) {
        border.y = r.y, border.h = r.h;
        fix(s, false, top, r.w, &border.y, &border.h);
    }
    if (css_is_painted(s)) {
        struct frag *frag = sheet_frag(&m->f, FRAG_BOX, border.x, border.y, border.w, border.h);
        frag->style = s;
        frag->edges = EDGE_ALL;
        frag->artifact = true;
    }
    len x = border.x + s->v[CSS_border_left_width].len + css_len(s, CSS_padding_left, r.w);
    len y = border.y + s->v[CSS_border_top_width].len + css_len(s, CSS_padding_top, r.w);
    len margins_x = css_len(s, CSS_margin_left, r.w) + css_len(s, CSS_margin_right, r.w);
    len margins_y = css_len(s, CSS_margin_top, r.w) + css_len(s, CSS_margin_bottom, r.w);
    struct galley *g = flow_inside(m->book->flow, a->box,
                                   len_max(LEN_PT, border.w + margins_x - edges(s, true, r.w)));
    len free = border.h + margins_y - edges(s, false, r.w) - g->height;
    if (m->strip && (free < 0 || m->page->css->height < SPINE_MIN)) {
        report_narrow(a, m->page->css->height);
        return;
    }
    report_over(a, -free);
    run_place(&m->f, g, x, y + margin_aligned(s, free), true);
}

/* Along the top or bottom (across), or down a side, from the page area's corner; `start` is the box
 * at the beginning. */
static void fill_side(struct margin *m, struct rect r, bool across, enum css_margin_box first,
                      enum css_margin_box middle, enum css_margin_box last)
{
    const enum css_margin_box which[] = {first, middle, last};
    struct box_at *side[] = {&m->at[first], &m->at[middle], &m->at[last]};
    len room = across ? r.w : r.h;
    for (int i = 0; i < 3; i++)
        margin_ask(m, side[i], across, room, r.w);
    share_limited(side, across, room);
    len begin[] = {0, (room - side[1]->size) / 2, room - side[2]->size};
    for (int i = 0; i < 3; i++) {
        struct rect own = across ? (struct rect){r.x + begin[i], r.y, side[i]->size, r.h}
                                 : (struct rect){r.x, r.y + begin[i], r.w, side[i]->size};
        paint(m, which[i], own);
    }
}

/* The border of the page itself, around its area; its background is the whole sheet's. */
static void paint_border(struct margin *m, struct rect r)
{
    const struct css_style *s = m->page->css->style;
    if (!(s->v[CSS_border_top_width].len | s->v[CSS_border_right_width].len |
          s->v[CSS_border_bottom_width].len | s->v[CSS_border_left_width].len))
        return;
    struct frag *frag = sheet_frag(&m->f, FRAG_BOX, r.x, r.y, r.w, r.h);
    frag->style = s;
    frag->edges = EDGE_ALL;
    frag->hollow = true;
    frag->artifact = true;
}

static void fill_page(struct margin *m)
{
    const struct css_style *s = m->page->css->style;
    len w = m->page->css->width, h = m->page->css->height;
    len left = css_len(s, CSS_margin_left, w), right = css_len(s, CSS_margin_right, w);
    len top = css_len(s, CSS_margin_top, h), bottom = css_len(s, CSS_margin_bottom, h);
    len across = w - left - right, down = h - top - bottom;
    generate(m);
    m->page->margins = m->page->frag.n;
    paint_border(m, (struct rect){left, top, across, down});
    paint(m, CSS_TOP_LEFT_CORNER, (struct rect){0, 0, left, top});
    fill_side(m, (struct rect){left, 0, across, top}, true, CSS_TOP_LEFT, CSS_TOP_CENTER,
              CSS_TOP_RIGHT);
    paint(m, CSS_TOP_RIGHT_CORNER, (struct rect){w - right, 0, right, top});
    fill_side(m, (struct rect){w - right, top, right, down}, false, CSS_RIGHT_TOP, CSS_RIGHT_MIDDLE,
              CSS_RIGHT_BOTTOM);
    paint(m, CSS_BOTTOM_RIGHT_CORNER, (struct rect){w - right, h - bottom, right, bottom});
    fill_side(m, (struct rect){left, h - bottom, across, bottom}, true, CSS_BOTTOM_LEFT,
              CSS_BOTTOM_CENTER, CSS_BOTTOM_RIGHT);
    paint(m, CSS_BOTTOM_LEFT_CORNER, (struct rect){0, h - bottom, left, bottom});
    fill_side(m, (struct rect){0, top, left, down}, false, CSS_LEFT_TOP, CSS_LEFT_MIDDLE,
              CSS_LEFT_BOTTOM);
    ruled_order(m->page, m->page->margins);
}

/* ---- page labels ----------------------------------------------------------------------------- */

static const struct css_counter *folio_style(const struct css_list *content, bool *found)
{
    for (int i = 0; content && i < content->n; i++) {
        const struct css_item *item = &content->item[i];
        if (item->kind == CSS_I_COUNTER && !strcmp(item->a, "page")) {
            *found = true;
            return item->style;
        }
    }
    return NULL;
}

/* The label is the number in the style that the page prints it in. */
static void set_label(struct book *book, struct page *p)
{
    const struct css_counter *style = NULL;
    bool found = false;
    for (int i = 0; i < CSS_MARGIN_BOXES && !found; i++)
        if (p->css->box[i])
            style = folio_style(css_list(p->css->box[i], CSS_content), &found);
    struct buf b = {0};
    css_counter_text(style, p->number, &b);
    p->label = arena_dup(&book->arena, b.s ? b.s : "", b.n);
    buf_done(&b);
}

void margin_fill(struct book *book)
{
    struct names names = {0};
    for (int i = 0; i < book->pages.n; i++) {
        struct page *p = book->pages.v[i];
        struct margin m = {.book = book,
                           .page = p,
                           .names = &names,
                           .f = {.book = book, .page = p, .mode = FILL_PAINT}};
        named_turn(&names, book, p);
        set_label(book, p);
        fill_page(&m);
        sheet_move(&m.f);
        vec_done(&m.f.move);
        vec_done(&m.f.fault);
        vec_done(&m.f.mark);
    }
    named_done(&names);
}

struct page *page_strip(struct book *book, const struct css_page *css)
{
    struct names names = {0};
    struct page *p = mem_new(sizeof *p);
    p->css = css;
    p->label = "";
    struct margin m = {.book = book,
                       .page = p,
                       .names = &names,
                       .strip = true,
                       .f = {.book = book, .page = p, .mode = FILL_PAINT}};
    for (int i = 0; i < book->pages.n; i++)
        named_turn(&names, book, book->pages.v[i]);
    len left = css_len(css->style, CSS_margin_left, css->width),
        right = css_len(css->style, CSS_margin_right, css->width);
    generate(&m);
    fill_side(&m, (struct rect){left, 0, css->width - left - right, css->height}, true,
              CSS_TOP_LEFT, CSS_TOP_CENTER, CSS_TOP_RIGHT);
    sheet_move(&m.f);
    vec_done(&m.f.move);
    vec_done(&m.f.fault);
    vec_done(&m.f.mark);
    named_done(&names);
    return p;
}

void page_free_strip(struct page *page)
{
    vec_done(&page->frag);
    vec_done(&page->layers);
    vec_done(&page->marks);
    mem_free(page);
}
