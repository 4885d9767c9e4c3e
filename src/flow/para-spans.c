// SPDX-License-Identifier: Apache-2.0
/* The inline boxes of a paragraph as spans of text in logical order, and between them events
 * without text: the edges of inline boxes, notes, floats and marks. Objects that are in a line are
 * spans of U+FFFC. */
#include <stdlib.h>
#include <string.h>

#include "flow/para-int.h"
#include "flow/stack-int.h"

enum { DEPTH_MAX = 200 };

static len edge(const struct css_style *s, enum css_prop border, enum css_prop padding, len base)
{
    return css_len(s, border, base) + css_len(s, padding, base);
}
static len left_edge(const struct css_style *s, len base)
{
    return edge(s, CSS_border_left_width, CSS_padding_left, base);
}
static len right_edge(const struct css_style *s, len base)
{
    return edge(s, CSS_border_right_width, CSS_padding_right, base);
}

static void add_event(struct setter *s, enum event_kind kind, const void *what, int inl, len width)
{
    *vec_add(&s->event) = (struct event){s->span.n, (uint8_t)kind, inl, width, what};
}

/* ---- vertical-align -------------------------------------------------------------------------- */

/* The line box of text: its font's height with half the leading on either side (CSS 2.1, 10.8.1).
 * Where lines are even, text whose leading is at most that of the line only needs the extent of its
 * letters, so that a superscript or a word in another font does not push lines apart. */
static void text_extent(const struct setter *s, const struct css_style *style, const struct font *f,
                        len *ascent, len *descent)
{
    len height = leading_of(style, f), a = f->ascent + (height - f->ascent - f->descent) / 2,
        d = height - a;
    bool narrow = s->even && height <= s->strut_ascent + s->strut_descent;
    *ascent = narrow ? len_min(a, f->ascent) : a;
    *descent = narrow ? len_min(d, f->descent) : d;
}

bool aligns_to_line(const struct css_style *style)
{
    return css_is(style, CSS_vertical_align, KW_top) ||
           css_is(style, CSS_vertical_align, KW_bottom);
}

/* How far a box whose own extent is a above and d below its baseline is raised above its parent's.
 */
static len align_rise(const struct css_style *style, const struct font *parent, len a, len d)
{
    if (style->v[CSS_vertical_align].kind == CSS_LEN)
        return style->v[CSS_vertical_align].len;
    switch (css_kw(style, CSS_vertical_align)) {
    case KW_super: return parent->size / 3;
    case KW_sub: return -parent->size / 5;
    case KW_text_top:
    case KW_top: return parent->ascent - a;
    case KW_text_bottom:
    case KW_bottom: return d - parent->descent;
    case KW_middle: return parent->x_height / 2 - (a - d) / 2;
    default: return 0;
    }
}

/* ---- inline boxes ---------------------------------------------------------------------------- */

len inline_edge(const struct setter *s, const struct inl *in, bool left)
{
    len base = s->shape.measure;
    return left ? in->margin_left + left_edge(in->style, base)
                : in->margin_right + right_edge(in->style, base);
}

static const struct box *twin_of(const struct setter *s, const struct box *box)
{
    const struct box *twin = s->whole ? doc_twin(s->flow->doc, box) : NULL;
    return twin ? twin : box;
}

/* Reports properties of a style that lines do not support, once for each declaration. */
static void report_inline(const struct setter *s, const struct css_style *style)
{
    if (s->pass || s->measuring || s->whole)
        return;
    if (!css_is(style, CSS_transform, KW_none))
        diag(DIAG_css_place, css_where(style, CSS_transform), css_name(CSS_transform), _("lines"));
}

/* 9.4.3: a relative box moves with all in it, and the line stays as it is. Percentages of a height
 * count from none. */
static len offset(const struct css_style *s, enum css_prop first, enum css_prop last, len base,
                  bool back)
{
    bool has_first = s->v[first].kind == CSS_LEN || (base >= 0 && s->v[first].kind != CSS_KEYWORD);
    bool has_last = s->v[last].kind == CSS_LEN || (base >= 0 && s->v[last].kind != CSS_KEYWORD);
    if (has_first && !(back && has_last))
        return css_len(s, first, base);
    return has_last ? -css_len(s, last, base) : 0;
}

static void add_offsets(const struct setter *s, const struct css_style *style, len *dx, len *dy)
{
    if (!css_is(style, CSS_position, KW_relative))
        return;
    *dx = len_add(*dx, offset(style, CSS_left, CSS_right, s->shape.measure, s->rtl));
    *dy = len_add(*dy, offset(style, CSS_top, CSS_bottom, -1, false));
}

static int open_inline(struct setter *s, const struct box *box, int up)
{
    const struct css_style *style = box->style;
    struct inl *in = vec_add(&s->inl);
    const struct inl *parent = &s->inl.v[up];
    len base = s->shape.measure, a, d;
    *in = (struct inl){.box = box,
                       .up = up,
                       .style = style,
                       .font = text_font(s->text, style, doc_loc(box)),
                       .painted = css_is_painted(style)};
    report_inline(s, style);
    text_extent(s, style, in->font, &a, &d);
    in->rise = parent->rise + align_rise(style, parent->font, a, d);
    in->ascent = a + in->rise;
    in->descent = d - in->rise;
    in->group = css_blends(style) ? s->inl.n - 1 : parent->group;
    s->groups |= css_blends(style);
    in->edge = aligns_to_line(style) ? s->inl.n - 1 : parent->edge;
    s->to_edges |= in->edge != 0;
    in->tall = !s->even &&
               (in->edge || in->ascent > s->strut_ascent || in->descent > s->strut_descent);
    s->tall |= in->tall;
    in->margin_left = css_len(style, CSS_margin_left, base);
    in->margin_right = css_len(style, CSS_margin_right, base);
    in->dx = parent->dx;
    in->dy = parent->dy;
    add_offsets(s, style, &in->dx, &in->dy);
    in->clones = css_is(style, CSS_box_decoration_break, KW_clone) &&
                 (in->margin_left || in->margin_right || left_edge(style, base) ||
                  right_edge(style, base));
    s->clones |= in->clones;
    in->rtl = css_is(style, CSS_direction, KW_rtl);
    bool cut = box->cut_before && !in->clones;
    len width = cut ? 0 : inline_edge(s, in, !in->rtl);
    s->mixed |= in->rtl != s->rtl &&
                (in->painted || inline_edge(s, in, true) || inline_edge(s, in, false));
    if (cut && !in->tall)
        return s->inl.n - 1;
    if (width || in->painted || in->clones || in->tall)
        add_event(s, EV_OPEN, NULL, s->inl.n - 1, width);
    return s->inl.n - 1;
}

static void close_inline(struct setter *s, int i)
{
    const struct inl *in = &s->inl.v[i];
    if (in->box->cut_after && !in->clones)
        return;
    len width = inline_edge(s, in, in->rtl);
    if (width || in->painted || in->clones)
        add_event(s, EV_CLOSE, NULL, i, width);
}

/* The characters of the bidirectional algorithm (UAX 9, 2). */
#define LRE "\xe2\x80\xaa"
#define RLE "\xe2\x80\xab"
#define PDF "\xe2\x80\xac"
#define LRO "\xe2\x80\xad"
#define RLO "\xe2\x80\xae"
#define LRI "\xe2\x81\xa6"
#define RLI "\xe2\x81\xa7"
#define PDI "\xe2\x81\xa9"

static struct bit *add_span(struct setter *s, const struct box *box, int inl, const char *text,
                            int n)
{
    *vec_add(&s->span) = (struct text_span){text, n, box->style, doc_loc(box), false};
    struct bit *b = vec_add(&s->bit);
    *b = (struct bit){.box = box, .style = box->style, .inl = inl};
    return b;
}

/* A TEXT, LEADER or REF has the style of the box around, but is in the inline box `inl`. */
static void add_text(struct setter *s, const struct box *box, int inl, const char *text, int n)
{
    if (n <= 0)
        return;
    struct bit *b = add_span(s, box, inl, text, n);
    const struct inl *in = &s->inl.v[inl];
    text_extent(s, box->style, text_font(s->text, box->style, doc_loc(box)), &b->ascent,
                &b->descent);
    b->ascent += in->rise;
    b->descent -= in->rise;
}

/* ---- direction ------------------------------------------------------------------------------- */

/* CSS Writing Modes 4, 2.2: what an inline box adds to its text at its beginning and end. */
static void add_control(struct setter *s, int inl, bool close)
{
    const struct inl *in = &s->inl.v[inl];
    bool rtl = css_is(in->style, CSS_direction, KW_rtl);
    const char *text = NULL;
    switch (css_kw(in->style, CSS_unicode_bidi)) {
    case KW_embed: text = close ? PDF : rtl ? RLE : LRE; break;
    case KW_isolate: text = close ? PDI : rtl ? RLI : LRI; break;
    case KW_bidi_override: text = close ? PDF : rtl ? RLO : LRO; break;
    case KW_isolate_override: text = close ? PDF PDI : rtl ? RLI RLO : LRI LRO; break;
    default: return;
    }
    add_span(s, in->box, inl, text, (int)strlen(text));
    s->span.v[s->span.n - 1].control = true;
}

/* ---- objects --------------------------------------------------------------------------------- */

/* The margin box of an object, placed by its vertical-align; `baseline` of it lies that far below
 * its top. */
static void place_object(struct setter *s, struct bit *b, len width, len height, len baseline,
                         len inset_x, len inset_y)
{
    const struct inl *in = &s->inl.v[b->inl];
    len rise = in->rise + align_rise(b->style, in->font, baseline, height - baseline);
    b->width = width;
    b->ascent = baseline + rise;
    b->descent = height - baseline - rise;
    b->x = inset_x;
    b->top = b->ascent - inset_y;
    b->to_edge = aligns_to_line(b->style);
    s->to_edges |= b->to_edge;
}

/* An image that would be taller than a page is made smaller, as those in blocks of their own are.
 */
static struct image_fit within_page(const struct setter *s, const struct box *box,
                                    struct image_fit fit, len edges)
{
    if (s->measuring || !s->flow->state)
        return fit;
    len most = frame_image_most(s->flow, s->box, s->shape.measure) - s->strut_descent - edges;
    if (most <= 0 || fit.height <= most)
        return fit;
    fit = doc_image_fit(box, s->shape.measure, most, s->shape.height);
    if (!s->pass && !s->whole)
        frame_report_shrunk(box, &fit, most);
    return fit;
}

static void add_image(struct setter *s, const struct box *box, int inl)
{
    const struct css_style *style = box->style;
    bool shrinks = s->measuring && s->flow->state && s->flow->state->asking &&
                   s->flow->state->asking->shrinks;
    len base = shrinks ? FRAME_IMAGE_LEAST : s->measuring ? 0 : s->shape.measure;
    bool yields = s->measuring && !shrinks && frame_relative(style, CSS_width);
    struct image_fit fit = doc_image_fit(box, base, 0, s->shape.height);
    struct bit *b = add_span(s, box, inl, "\xef\xbf\xbc", 3);
    add_offsets(s, style, &b->dx, &b->dy);
    len left = css_len(style, CSS_margin_left, base) + left_edge(style, base);
    len right = css_len(style, CSS_margin_right, base) + right_edge(style, base);
    len top = css_len(style, CSS_margin_top, base) +
              edge(style, CSS_border_top_width, CSS_padding_top, base);
    len bottom = css_len(style, CSS_margin_bottom, base) +
                 edge(style, CSS_border_bottom_width, CSS_padding_bottom, base);
    fit = within_page(s, box, fit, top + bottom);
    len height = top + fit.height + bottom;
    place_object(s, b, left + fit.width + right, height, height, left, top);
    b->least = yields ? left + right : b->width;
    s->yields |= yields;
    b->inner = fit.width;
    b->height = fit.height;
}

/* Where the last line of text in a galley has its baseline (CSS 2.1 10.8.1); its foot when there is
 * none. */
static len last_baseline(const struct galley *g)
{
    len y = g->height;
    for (int i = g->item.n - 1; i >= 0; i--) {
        const struct vitem *it = &g->item.v[i];
        if (it->kind == V_PARA && it->u.para->n)
            return y - it->u.para->line[it->u.para->n - 1].descent;
        y -= it->height;
    }
    return g->height;
}

/* The table that an anonymous inline block was made around; NULL: it is none. With captions there
 * is a block around them. */
static const struct box *inline_table(const struct box *box)
{
    for (const struct box *c = box->anonymous ? box->first : NULL; c; c = c->next) {
        if (c->kind == BOX_TABLE)
            return c;
        if (c->kind == BOX_BLOCK && c->anonymous)
            return inline_table(c);
    }
    return NULL;
}

/* [len] the margin box: shrink-to-fit (CSS 2.1 10.3.9), unless a share of the block around is asked
 * for. */
static len inline_block_width(const struct setter *s, const struct box *box,
                              const struct box *table)
{
    const struct box *own = table ? table : box;
    struct room room = {.width = s->shape.measure, .height = -1};
    if (!s->measuring && frame_relative(own->style, CSS_width))
        return frame_of(s->flow, own, &room).width +
               frame_len(own->style, CSS_margin_left, room.width) +
               frame_len(own->style, CSS_margin_right, room.width);
    struct intrinsic w = frame_widths(s->flow, box);
    return len_max(w.min, len_min(w.max, room.width));
}

/* An inline table has its baseline in its first row, and so has an inline flex or grid container
 * (CSS Flexbox 1, 8.5). */
static void add_inline_block(struct setter *s, const struct box *box, int inl)
{
    const struct box *table = inline_table(box);
    len measure = s->shape.measure, width = inline_block_width(s, box, table);
    struct room room = {.width = width,
                        .height = s->shape.height ? s->shape.height : -1,
                        .base = measure};
    struct galley *g = s->measuring ? NULL
                       : s->whole   ? s->whole->bit.v[s->span.n].galley
                                    : block_galley(s->flow, box, &room, false);
    struct bit *b = add_span(s, box, inl, "\xef\xbf\xbc", 3);
    b->width = width;
    if (!g)
        return;
    b->galley = g;
    if (table) /* the block around it is as it is in the line */
        b->style = table->style;
    bool first = table || box_is_flex(box) || box_is_grid(box);
    place_object(s, b, width, g->height, first ? flow_box_baseline(g, box) : last_baseline(g), 0,
                 0);
    b->inner = width;
    b->height = g->height;
}

/* A displayed formula that takes several lines begins at the left, and the others are indented. */
static void hang_formula(struct setter *s, len em)
{
    s->hanging = len_min(2 * em, s->shape.measure / 4);
    s->align = s->align_last = KW_start;
    s->ragged = true;
}

/* A formula: an object for each part that a line may end after. */
static void add_math(struct setter *s, const struct box *box, int inl)
{
    struct flow *flow = s->flow;
    len rise = s->inl.v[inl].rise,
        skip = s->font->size / 12; /* tall ones do not touch, as with TeX's \lineskip */
    int64_t width = 0;
    if (!flow->maths)
        flow->maths = maths_new(s->text);
    const struct formula *f = math_set(flow->maths, &flow->arena, box);
    for (int i = 0; i < f->n; i++) {
        struct bit *b = add_span(s, box, inl, "\xef\xbf\xbc", 3);
        b->part = &f->part[i];
        b->width = b->part->width;
        b->ascent = b->part->ascent + rise + skip;
        b->descent = b->part->descent - rise + skip;
        width += b->part->width + b->part->space;
    }
    if (css_is(box->style, CSS_display, KW_block) && f->n > 1 && width > s->shape.measure)
        hang_formula(s, text_font(s->text, box->style, doc_loc(box))->size);
}

static void add_leader(struct setter *s, const struct box *box, int inl)
{
    struct bit *b = add_span(s, box, inl, "\xef\xbf\xbc", 3);
    const struct font *f = text_font(s->text, box->style, doc_loc(box));
    text_extent(s, box->style, f, &b->ascent, &b->descent);
    b->ascent += s->inl.v[inl].rise;
    b->descent -= s->inl.v[inl].rise;
    b->width = text_word(s->text, f, box->style, false, false, box->u.t.text, box->u.t.n)->width;
}

/* ---- references ------------------------------------------------------------------------------ */

/* An unanswered one takes the room of two figures. From pass 4 on a reference never gets narrower,
 * or lines could turn for ever. */
static void add_ref(struct setter *s, const struct box *box, int inl)
{
    struct xref *x = box->u.ref;
    const char *answer = x->answer && *x->answer ? x->answer : "00";
    const struct font *f = text_font(s->text, box->style, doc_loc(box));
    len width = text_word(s->text, f, box->style, false, false, answer, (int)strlen(answer))->width;
    s->dynamic = true;
    if (s->pass >= 4 && width < x->widest)
        add_event(s, EV_PAD, NULL, inl, x->widest - width);
    x->widest = len_max(x->widest, width);
    add_text(s, box, inl, answer, (int)strlen(answer));
}

/* ---- pages of an index ----------------------------------------------------------------------- */

/* In an index each page is named once, and three or more in a row are a range; pages inside a range
 * that the author marked are not named again. The layout's `::before` of <phrase role="index-page">
 * has the comma and the page: it is left out where the page is that of the last one, or inside a
 * range; at the end of a range of single pages a dash takes the comma's place. The form of each
 * `::before` of an entry is determined at the first one. A page of another kind (preferred) is
 * listed separately, and a number that is not a figure is in no range. */
struct index_page {
    const struct box *before;
    bool dropped, dashed;
};
struct index_pages {
    VEC(struct index_page) v; /* in order */
    int at;                   /* the next to be met */
    const struct box
        *dashed; /* the ::before that was met last, if it has a dash instead of a comma */
};
/* Pages that become one range. */
struct index_run {
    int from, to;     /* 0: none is open */
    int end;          /* in v: the page that stands for `to`; -1: the first is the last, too */
    bool marked;      /* that one ends a range of the author's: it has a dash already */
    const char *last; /* the page that was named last */
};

static const char *index_role(const struct box *box)
{
    const char *role = box->kind == BOX_INLINE && box->origin ? box->origin->more->role : NULL;
    return role && !strncmp(role, "index-page", 10) ? role : NULL;
}

static bool is_index_range(const struct box *box)
{
    const char *role = box && box->kind == BOX_INLINE && box->origin ? box->origin->more->role
                                                                     : NULL;
    return role && !strcmp(role, "index-range");
}

static const char *page_in(const struct box *before)
{
    for (const struct box *c = before->first; c; c = c->next)
        if (c->kind == BOX_REF)
            return c->u.ref->answer;
    return NULL;
}

static void close_run(struct index_pages *p, struct index_run *r)
{
    if (r->from && r->end >= 0)
        p->v.v[r->end].dashed = !r->marked && r->to - r->from > 1;
    *r = (struct index_run){.end = -1, .last = r->last};
}

/* Of a range of the author's `part` is 1 for where it begins, 2 for where it ends. */
static void add_page(struct index_pages *p, struct index_run *r, const struct box *phrase, int part)
{
    const struct box *before = phrase->first;
    if (!before || before->pseudo != CSS_BEFORE)
        return;
    const char *page = page_in(before);
    bool figures = page && *page && strspn(page, "0123456789") == strlen(page) &&
                   strlen(page) < 9 && !strcmp(index_role(phrase), "index-page");
    int number = figures ? atoi(page) : 0, at = p->v.n;
    struct index_page *x = vec_add(&p->v);
    *x = (struct index_page){.before = before};
    if (page && *page && r->last && !strcmp(r->last, page)) {
        x->dropped = true;
    } else if (!number) {
        close_run(p, r);
    } else if (r->from && number >= r->from && number <= r->to) {
        x->dropped = true;
        return;
    } else if (r->from && number > r->to &&
               (part == 2 || (part == 0 && !r->marked && number == r->to + 1))) {
        if (r->end >= 0)
            p->v.v[r->end].dropped = true;
        r->to = number;
        r->end = at;
        r->marked = part == 2;
    } else {
        close_run(p, r);
        r->from = r->to = number;
    }
    r->last = page;
}

static void read_pages(struct index_pages *p, const struct box *first)
{
    struct index_run r = {.end = -1};
    p->v.n = p->at = 0;
    for (const struct box *c = is_index_range(first->parent) ? first->parent : first; c;
         c = c->next) {
        if (index_role(c))
            add_page(p, &r, c, 0);
        for (const struct box *in = is_index_range(c) ? c->first : NULL, *begin = in; in;
             in = in->next)
            if (index_role(in))
                add_page(p, &r, in, in == begin ? 1 : 2);
    }
    close_run(p, &r);
}

/* Whether a ::before is left out. */
static bool drops_page(struct index_pages *p, const struct box *box)
{
    if (box->pseudo != CSS_BEFORE || !index_role(box))
        return false;
    if (p->at >= p->v.n || p->v.v[p->at].before != box)
        read_pages(p, box->parent);
    if (p->at >= p->v.n)
        return false;
    const struct index_page *x = &p->v.v[p->at++];
    if (x->dashed && !x->dropped)
        p->dashed = box;
    return x->dropped;
}

/* ---- the walk -------------------------------------------------------------------------------- */

/* A paragraph that is built again, or varied, finds its floats as they were at first. */
static void add_float(struct setter *s, const struct box *box, int inl)
{
    struct floating *fl = flow_float(s->flow, box, s->shape.measure,
                                     s->shape.height ? s->shape.height : -1);
    fl->apart = fl->apart && (s->pass > 0 || s->lines);
    add_event(s, EV_FLOAT, fl, inl, 0);
}

/* Objects and attachments of a line are the same in any look of it. */
static void add_leaf(struct setter *s, const struct box *original, int inl,
                     const struct index_pages *pages)
{
    const struct box *box = twin_of(s, original);
    switch (box->kind) {
    case BOX_TEXT:
        if (pages->dashed && original == pages->dashed->first)
            add_text(s, box, inl, "–", 3);
        else
            add_text(s, box, inl, box->u.t.text, box->u.t.n);
        break;
    case BOX_REF: add_ref(s, box, inl); break;
    case BOX_LEADER: add_leader(s, box, inl); break;
    case BOX_IMAGE: add_image(s, box, inl); break;
    case BOX_INLINE_BLOCK: add_inline_block(s, box, inl); break;
    case BOX_MATH: add_math(s, box, inl); break;
    case BOX_MARK: add_event(s, EV_MARK, box->u.m.mark, inl, 0); break;
    case BOX_FLOAT:
        if (!s->measuring && !s->whole)
            add_float(s, box, inl);
        break;
    default: break;
    }
}

void spans_collect(struct setter *s)
{
    int open[DEPTH_MAX], depth = 0, inl = 0;
    const struct box *box = s->box->first;
    struct index_pages pages = {0};
    *vec_add(&s->inl) = (struct inl){.box = twin_of(s, s->box),
                                     .up = -1,
                                     .style = s->style,
                                     .font = s->font,
                                     .painted = s->whole && css_is_painted(s->style)};
    s->groups = false;
    while (box) {
        bool inner = (box->kind == BOX_INLINE || box->kind == BOX_NOTE) && depth < DEPTH_MAX &&
                     !drops_page(&pages, box) && !initial_take(s, box);
        if (box->kind == BOX_NOTE && !s->measuring && !s->whole)
            add_event(s, EV_NOTE, flow_note(s->flow, box), inl, 0);
        if (inner) {
            open[depth++] = inl;
            if (box->kind == BOX_INLINE)
                inl = open_inline(s, twin_of(s, box), inl), add_control(s, inl, false);
        } else {
            add_leaf(s, box, inl, &pages);
        }
        if (inner && box->first) {
            box = box->first;
            continue;
        }
        for (;; box = box->parent) {
            if ((box->kind == BOX_INLINE || box->kind == BOX_NOTE) && inner) {
                if (box->kind == BOX_INLINE)
                    add_control(s, inl, true), close_inline(s, inl);
                inl = open[--depth];
            }
            inner = true;
            if (box->next || box->parent == s->box || !box->parent)
                break;
        }
        box = box->next;
    }
    vec_done(&pages.v);
}
