// SPDX-License-Identifier: Apache-2.0
/* A broken line as segments: its atoms with their natural widths, the slack or excess spread over
 * glyphs, spaces or leaders, and attached notes and floats. */
#include <string.h>

#include "flow/para-int.h"

/* Glyphs are scaled in steps, so that a page needs few different scalings. */
enum { EXPANSION_STEP = FIX_ONE / 400 };

/* ---- atoms ----------------------------------------------------------------------------------- */

static struct atom *add_atom(struct setter *s, enum atom_kind kind, int piece, const struct word *w,
                             len width)
{
    struct atom *a = vec_add(&s->atom);
    a->kind = (uint8_t)kind;
    a->word = w;
    a->width = width;
    if (piece >= 0) {
        a->span = s->pieces.v[piece].source;
        a->level = s->pieces.v[piece].level;
    }
    return a;
}

/* Part of a word is shaped again: at its cut edges glyphs may differ from those inside. */
static void add_word(struct setter *s, int piece, int from, int to)
{
    const struct word *w = s->pieces.v[piece].word;
    const struct css_style *style = s->span.v[s->pieces.v[piece].source].style;
    if (from || to < w->n_text)
        w = text_word(s->text, w->font, style, w->rtl, false, w->text + from, to - from);
    add_atom(s, ATOM_WORD, piece, w, w->width)->elastic = word_elasticity(s, w);
}

static void add_box(struct setter *s, int i, int last, int *next)
{
    const struct item *it = &s->item.v[i];
    *next = i + 1;
    if (it->piece == ITEM_NOTHING) { /* the indent after a forced break */
        add_atom(s, ATOM_GAP, -1, NULL, it->width);
        return;
    }
    if (it->piece < 0) {
        struct atom *a = add_atom(s, ATOM_KERN, -1, NULL, it->width);
        a->event = -2 - it->piece;
        a->span = s->event.v[a->event].span;
        return;
    }
    const struct piece *p = &s->pieces.v[it->piece];
    if (p->kind == PIECE_WORD) {
        int to = s->part.v[i].to;
        for (int k = i + 1;
             k < last && (s->item.v[k].piece == it->piece || s->item.v[k].kind == ITEM_PENALTY);
             k++)
            if (s->item.v[k].kind == ITEM_BOX)
                to = s->part.v[k].to, *next = k + 1;
        add_word(s, it->piece, s->part.v[i].from, to);
    } else if (p->kind == PIECE_OBJECT) {
        add_atom(s, ATOM_OBJECT, it->piece, NULL, it->width);
    } else if (p->kind == PIECE_TAB) { /* a space of its width */
        const struct css_style *style = s->span.v[p->source].style;
        add_atom(s, ATOM_FIXED, it->piece,
                 text_word(s->text, text_font(s->text, style, LOC_NONE), style, false, false, " ",
                           1),
                 it->width);
    } else {
        add_atom(s, ATOM_FIXED, it->piece, p->word, it->width);
    }
}

static void add_glue(struct setter *s, const struct item *it)
{
    if (it->piece < 0)
        return;
    if (it->fil) {
        add_atom(s, ATOM_LEADER, it->piece, NULL, it->width);
        return;
    }
    const struct word *w = s->pieces.v[it->piece].word;
    if (s->pieces.v[it->piece].kind == PIECE_OBJECT) { /* within a formula */
        add_atom(s, ATOM_GAP, it->piece, NULL, it->width);
        return;
    }
    if (!w) { /* between characters or words without a space: after the one before */
        if (s->atom.n)
            s->atom.v[s->atom.n - 1].stretch = it->stretch;
        return;
    }
    struct atom *a = add_atom(s, ATOM_SPACE, it->piece, w, it->width);
    a->stretch = it->stretch;
    a->shrink = it->shrink;
}

/* The space that vanishes at the line's end is still there for those who read the text out of the
 * file, and so is the hyphen. */
static void add_end(struct setter *s, const struct item *at)
{
    if (at->kind == ITEM_DISC) {
        const struct piece *p = &s->pieces.v[at->piece];
        const struct atom *before = s->atom.n ? &s->atom.v[s->atom.n - 1] : NULL;
        const struct css_style *style = s->span.v[p->source].style;
        const struct font *f = before && before->word ? before->word->font
                                                      : text_font(s->text, style, LOC_NONE);
        const struct word *hyphen = text_hyphen(s->text, f, style);
        add_atom(s, ATOM_WORD, at->piece, hyphen, hyphen->width);
        if (s->atom.n > 1)
            s->atom.v[s->atom.n - 1].span = s->atom.v[s->atom.n - 2].span;
    } else if (at->kind == ITEM_GLUE && at->piece >= 0 && s->pieces.v[at->piece].word &&
               s->atom.n) {
        add_atom(s, ATOM_TRAIL, at->piece, s->pieces.v[at->piece].word,
                 s->pieces.v[at->piece].width);
    }
}

/* The edges that boxes which clone them repeat at the line's beginning or end. */
static len add_clones(struct setting *t, bool at_end)
{
    struct setter *s = t->s;
    int inl[CLONES_MAX], item = at_end ? t->last - 1 : t->first;
    int n = s->clones && t->first < t->last ? clones_around(s, item, at_end, inl) : 0;
    len width = 0;
    for (int k = 0; k < n; k++) {
        const struct inl *in = &s->inl.v[inl[at_end ? k : n - 1 - k]];
        const struct item *edge = &s->item.v[at_end ? in->close_item : in->open_item];
        struct atom *a = add_atom(s, ATOM_KERN, -1, NULL, edge->width);
        a->event = -2 - edge->piece;
        a->span = s->event.v[a->event].span;
        width += edge->width;
    }
    return width;
}

static void collect_atoms(struct setting *t)
{
    struct setter *s = t->s;
    s->atom.n = 0;
    t->clone_left = add_clones(t, false);
    for (int i = t->first, next; i < t->last; i = next) {
        next = i + 1;
        if (s->item.v[i].kind == ITEM_BOX)
            add_box(s, i, t->last, &next);
        else if (s->item.v[i].kind == ITEM_GLUE)
            add_glue(s, &s->item.v[i]);
    }
    bool trails = s->item.v[t->end->item].kind == ITEM_GLUE;
    if (trails)
        t->clone_right = add_clones(t, true);
    add_end(s, &s->item.v[t->end->item]);
    if (!trails)
        t->clone_right = add_clones(t, true);
    for (int i = 0; i < s->atom.n; i++) {
        const struct atom *a = &s->atom.v[i];
        if (a->kind == ATOM_TRAIL)
            continue;
        t->natural += a->width;
        t->stretch += a->stretch;
        t->shrink += a->shrink;
        t->elastic += len_fix(a->width, a->elastic);
        t->leaders += a->kind == ATOM_LEADER;
    }
}

/* ---- filling the line ------------------------------------------------------------------------ */

/* Glyphs that take room: marks on letters are not spaced out. */
static int count_letters(const struct word *w)
{
    int n = 0;
    for (int i = 0; i < w->n_glyphs; i++)
        n += w->glyph[i].advance > 0;
    return n;
}

/* Letters give their part by scaling, in steps, and by the space between them, constant in a line,
 * so that one text operator sets it; spaces give the rest, exactly. Where letters hang together
 * they are only scaled. */
static void stretch_letters(struct setting *t)
{
    struct setter *s = t->s;
    if (!t->elastic)
        return;
    int64_t want = break_letters(t->excess, t->elastic, t->excess > 0 ? t->stretch : t->shrink,
                                 s->reserve);
    t->expansion = (int32_t)(s->expansion * want / t->elastic) / EXPANSION_STEP * EXPANSION_STEP;
    int64_t rest = want, letters = 0;
    for (int i = 0; i < s->atom.n; i++) {
        struct atom *a = &s->atom.v[i];
        if (!a->elastic)
            continue;
        rest -= len_fix(a->width, t->expansion);
        letters += a->elastic > s->expansion ? count_letters(a->word) : 0;
    }
    len track = letters ? (len)(rest / letters) : 0;
    for (int i = 0; i < s->atom.n; i++) {
        struct atom *a = &s->atom.v[i];
        if (!a->elastic)
            continue;
        a->track = a->elastic > s->expansion ? track : 0;
        len more = len_fix(a->width, t->expansion) +
                   (a->track ? a->track * count_letters(a->word) : 0);
        a->width += more;
        t->excess -= more;
    }
}

/* Each space gets a share by its elasticity; the sum is exact because shares are cumulative. */
static void spread_over_spaces(struct setting *t)
{
    struct setter *s = t->s;
    int64_t whole = t->excess > 0 ? t->stretch : t->shrink, seen = 0;
    int64_t give = t->excess < 0 && -t->excess > t->shrink ? -t->shrink : t->excess, given = 0;
    if (!whole)
        return;
    for (int i = 0; i < s->atom.n; i++) {
        struct atom *a = &s->atom.v[i];
        if (!a->stretch && !a->shrink)
            continue;
        seen += give > 0 ? a->stretch : a->shrink;
        int64_t share = give * seen / whole - given;
        a->width += (len)share;
        given += share;
    }
    t->excess -= (len)given;
}

static void fill_line(struct setting *t)
{
    if (t->leaders && t->excess > 0) {
        t->leader = t->excess / t->leaders;
        t->leader_rest = t->excess - t->leader * t->leaders;
        t->excess = 0;
        return;
    }
    enum css_kw align = t->final ? t->s->align_last : t->s->align;
    t->justified = align == KW_justify;
    if (t->justified || (t->excess < 0 && !t->s->ragged)) {
        stretch_letters(t);
        if (t->stretch + t->shrink)
            spread_over_spaces(t);
    }
}

/* ---- attachments of the line ------------------------------------------------------------ */

/* The content before the calls of a line's floats, in the order of the text. */
struct preceding {
    int item;
    len width, spaces; /* spaces: at its end */
};

/* [len] of the line's items before an event, without the spaces at their end. */
static len width_before(const struct setter *s, struct preceding *p, int event, int last)
{
    for (; p->item < last; p->item++) {
        const struct item *it = &s->item.v[p->item];
        if (it->piece >= 0 ? s->pieces.v[it->piece].source >= s->event.v[event].span
                           : it->piece < ITEM_NOTHING && ITEM_EVENT(it->piece) > event)
            break;
        if (it->kind == ITEM_GLUE && !it->fil)
            p->spaces = len_add(p->spaces, it->width);
        if (it->kind != ITEM_BOX)
            continue;
        p->width = len_add(p->width, len_add(p->spaces, it->width));
        p->spaces = 0;
    }
    return p->width;
}

static void find_before(const struct setter *s, struct preceding *before, int event, int line,
                        struct floating *fl)
{
    len width = width_before(s, before, event, s->broken.v[line].item);
    fl->before = width ? len_add(width, line ? s->hanging : s->indent) : 0;
}

/* The atoms before the absolute boxes of a line, which are still in the order of the text. */
struct passed {
    int atom;
    len width;
    bool shown; /* not only spaces */
};

/* The static position of an absolute box (CSS 2.1 10.3.7, 10.6.4): where it would be in the line if
 * it is of inline level, else below the line's content before it. */
static void find_static(const struct setter *s, struct passed *p, int event, struct floating *fl)
{
    for (; p->atom < s->atom.n; p->atom++) {
        const struct atom *a = &s->atom.v[p->atom];
        if (a->kind == ATOM_KERN ? a->event > event : a->span >= s->event.v[event].span)
            break;
        if (a->kind == ATOM_TRAIL)
            continue;
        p->width = len_add(p->width, a->width);
        p->shown = p->shown || a->kind != ATOM_SPACE;
    }
    bool in_line = fl->box->u.out.body->style->was_inline;
    fl->before = in_line ? p->width : 0;
    fl->below = !in_line && p->shown;
}

/* Those of line `line`; all: the last one takes the rest. */
static void take_events(struct setter *s, int span, int line, struct line *l)
{
    bool all = line + 1 == s->broken.n;
    struct passed passed = {0};
    int from = s->event_at, n[3] = {0};
    s->anchored.n = 0;
    struct preceding before = {.item = line ? s->broken.v[line - 1].item + 1 : 0};
    while (before.item < s->broken.v[line].item && item_vanishes(&s->item.v[before.item]))
        before.item++;
    while (s->event_at < s->event.n && (all || s->event.v[s->event_at].span <= span)) {
        const struct event *e = &s->event.v[s->event_at++];
        if (e->kind >= EV_NOTE)
            n[e->kind - EV_NOTE]++;
    }
    if (!n[0] && !n[1] && !n[2])
        return;
    struct arena *a = &s->flow->arena;
    struct hangers *h = l->hangers = arena_make(a, struct hangers);
    h->note = arena_array(a, struct note *, n[0]);
    h->floating = arena_array(a, struct floating *, n[1]);
    h->mark = arena_array(a, const struct mark *, n[2]);
    for (int i = from; i < s->event_at; i++) {
        const struct event *e = &s->event.v[i];
        if (e->kind == EV_NOTE)
            h->note[h->n_notes++] = (struct note *)(uintptr_t)e->what;
        else if (e->kind == EV_FLOAT && !((const struct floating *)e->what)->apart) {
            struct floating *fl = (struct floating *)(uintptr_t)e->what;
            if (fl->kind == FLOAT_PAGE)
                find_static(s, &passed, i, fl);
            else
                find_before(s, &before, i, line, fl);
            h->floating[h->n_floats++] = fl;
            *vec_add(&s->anchored) = (struct anchored){i, fl->box};
        } else if (e->kind == EV_MARK)
            h->mark[h->n_marks++] = e->what;
    }
}

/* The span of the forced break that is this item; -1: it is none in the text. */
static int newline_span(const struct setter *s, int item)
{
    int low = 0, high = s->newline.n;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (s->newline.v[middle].item < item)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->newline.n && s->newline.v[low].item == item ? s->newline.v[low].span : -1;
}

/* The last span that a line reaches into: that of the forced break that ends it, or up to the piece
 * before the next line's first. Lines without one go on from the line before. */
static int last_span(struct setter *s, int item)
{
    int newline = newline_span(s, item);
    if (newline >= 0) {
        s->line_end = item;
        return s->line_span = newline;
    }
    int i = item;
    while (i > s->line_end && s->item.v[i].piece < 0)
        i--;
    if (i > s->line_end)
        s->line_span = s->pieces.v[s->item.v[i].piece].source;
    s->line_end = item;
    return s->line_span;
}

/* ---- the line -------------------------------------------------------------------------------- */

/* A box aligned to an edge of the line extends the line at the other edge to its own height. */
static void reach(struct line *l, const struct css_style *style, len height)
{
    if (css_is(style, CSS_vertical_align, KW_top))
        l->descent = len_max(l->descent, len_add(height, -l->ascent));
    else
        l->ascent = len_max(l->ascent, len_add(height, -l->descent));
}

static len shift_to(const struct line *l, const struct css_style *style, len up, len down)
{
    return css_is(style, CSS_vertical_align, KW_top) ? l->ascent - up : down - l->descent;
}

/* CSS 2.1 10.8.1: every inline box in a line asks for its line height, empty ones and those whose
 * text is all in others, too. Calls `visit` once for each that has something in the line at hand.
 */
static void visit_inlines(struct setter *s, struct line *l,
                          void (*visit)(struct setter *, struct line *, struct inl *))
{
    s->line++;
    for (int i = 0; i < s->atom.n; i++) {
        const struct atom *a = &s->atom.v[i];
        int at = a->kind == ATOM_KERN ? s->event.v[a->event].inl : s->bit.v[a->span].inl;
        for (; at > 0 && s->inl.v[at].counted != s->line; at = s->inl.v[at].up) {
            s->inl.v[at].counted = s->line;
            visit(s, l, &s->inl.v[at]);
        }
    }
}

static void extend_line(struct setter *s, struct line *l, struct inl *in)
{
    (void)s;
    if (in->edge)
        return;
    l->ascent = len_max(l->ascent, in->ascent);
    l->descent = len_max(l->descent, in->descent);
}

static void extend_edge(struct inl *edge, len ascent, len descent)
{
    edge->edge_up = len_max(edge->edge_up, ascent);
    edge->edge_down = len_max(edge->edge_down, descent);
}

static void extend_own_edge(struct setter *s, struct line *l, struct inl *in)
{
    (void)l;
    if (in->edge)
        extend_edge(&s->inl.v[in->edge], in->ascent, in->descent);
}

/* CSS 2.1 10.8.1: boxes with vertical-align: top or bottom come last, against the line as high as
 * the others make it. */
static void align_to_edges(struct setter *s, struct line *l)
{
    for (int i = 0; i < s->inl.n; i++)
        s->inl.v[i].edge_up = s->inl.v[i].edge_down = -LEN_MAX / 4, s->inl.v[i].edge_shift = 0;
    for (int i = 0; i < s->atom.n; i++) {
        const struct bit *b = s->atom.v[i].kind == ATOM_KERN ? NULL : &s->bit.v[s->atom.v[i].span];
        if (b && b->to_edge)
            reach(l, b->style, len_add(b->ascent, b->descent));
        else if (b && s->inl.v[b->inl].edge)
            extend_edge(&s->inl.v[s->inl.v[b->inl].edge], b->ascent, b->descent);
    }
    if (s->tall)
        visit_inlines(s, l, extend_own_edge);
    for (int pass = 0; pass < 2; pass++)
        for (int i = 1; i < s->inl.n; i++) {
            struct inl *in = &s->inl.v[i];
            if (in->edge != i || in->edge_up <= -LEN_MAX / 4)
                continue;
            if (pass)
                in->edge_shift = shift_to(l, in->style, in->edge_up, in->edge_down);
            else
                reach(l, in->style, len_add(in->edge_up, in->edge_down));
        }
    for (int i = 0; i < s->atom.n; i++) {
        struct bit *b = s->atom.v[i].kind == ATOM_KERN ? NULL : &s->bit.v[s->atom.v[i].span];
        if (b && b->to_edge)
            b->shift = shift_to(l, b->style, b->ascent, b->descent);
    }
}

/* The line's height is rounded up to a multiple of the step, half of what that adds above (CSS
 * Rhythmic Sizing 1, 2). */
static void step_line(const struct setter *s, struct line *l)
{
    len step = css_len(s->style, CSS_line_height_step, 0), height = len_add(l->ascent, l->descent);
    if (step <= 0 || height <= 0 || height % step == 0)
        return;
    len more = step - height % step;
    l->ascent = len_add(l->ascent, more / 2);
    l->descent = len_add(l->descent, more - more / 2);
}

/* Where lines are even, raised and lowered text may reach an eighth of an em out of the line: its
 * letters seldom do, and evenly led lines count for more. */
static void line_extent(struct setter *s, struct line *l)
{
    l->ascent = s->strut_ascent;
    l->descent = s->strut_descent;
    for (int i = 0; i < s->atom.n; i++) {
        const struct atom *a = &s->atom.v[i];
        if (a->kind == ATOM_KERN)
            continue;
        const struct bit *b = &s->bit.v[a->span];
        if (b->to_edge || s->inl.v[b->inl].edge)
            continue;
        bool may_reach = s->even && atom_has_glyphs(a) && s->inl.v[b->inl].rise;
        len slack = may_reach ? s->font->size / 8 : 0;
        if (b->ascent > s->strut_ascent + slack)
            l->ascent = len_max(l->ascent, b->ascent);
        if (b->descent > s->strut_descent + slack)
            l->descent = len_max(l->descent, b->descent);
    }
    if (s->tall)
        visit_inlines(s, l, extend_line);
    step_line(s, l);
    if (s->to_edges) {
        align_to_edges(s, l);
        step_line(s, l);
    }
}

static len shift_of(const struct setter *s, enum css_kw align, len room)
{
    bool rtl = s->rtl;
    switch (align) {
    case KW_center: return room / 2;
    case KW_right:
    case KW_outside: return room;
    case KW_end: return rtl ? 0 : room;
    case KW_start:
    case KW_justify: return rtl ? room : 0;
    default: return 0;
    }
}

static bool is_loose(const struct setting *t)
{
    return t->end->loose && t->justified && t->end->ratio > 2 * FIX_ONE;
}

static void report_line(const struct setter *s, const struct setting *t, const struct line *l)
{
    struct buf text = {0};
    struct glyph_room room = {0};
    char over[16];
    for (int i = 0; i < l->n && text.n < 60; i++)
        if (l->seg[i].kind == SEG_GLYPHS) {
            struct glyphs g = seg_glyphs(s->text, &l->seg[i], &room);
            buf_add(&text, g.text, (size_t)g.n_text);
        }
    glyph_room_done(&room);
    if (text.n > 60) {
        size_t n = 60;
        while (n && ((unsigned char)text.s[n] & 0xc0) == 0x80)
            n--;
        text.n = n;
        text.s[n] = 0;
        buf_puts(&text, "\xe2\x80\xa6");
    }
    int span = s->atom.n ? s->atom.v[0].span : s->span.n;
    struct loc where = span < s->span.n ? s->span.v[span].where : para_loc(s);
    const char *line = text.s ? text.s : "";
    if (t->end->overfull) {
        snprintf(over, sizeof over, "%d.%d", -t->excess / LEN_PT,
                 -t->excess % LEN_PT * 10 / LEN_PT);
        diag(DIAG_line_overfull, where, line, over);
    } else if (is_loose(t)) {
        diag(DIAG_line_loose, where, line);
    }
    if (t->end->ladder)
        diag(DIAG_line_hyphens, where, line);
    buf_done(&text);
}

/* A line that is set again for a page number has been counted and reported before. */
static void count_line(struct setter *s, const struct setting *t, const struct line *l)
{
    s->flow->lines++;
    s->flow->hyphens += l->hyphen;
    s->flow->overfull += t->end->overfull;
    s->flow->loose += t->end->loose;
    if ((t->end->overfull && -t->excess > LEN_PT / 10) || is_loose(t) || t->end->ladder)
        report_line(s, t, l);
}

static void find_items(struct setting *t, int i)
{
    const struct setter *s = t->s;
    const struct item *at = &s->item.v[t->end->item];
    t->first = i ? s->broken.v[i - 1].item + 1 : 0;
    t->last = t->end->item;
    while (t->first < t->last && item_vanishes(&s->item.v[t->first]))
        t->first++;
    while (at->kind != ITEM_DISC && t->last > t->first && item_vanishes(&s->item.v[t->last - 1]))
        t->last--;
    t->final = at->kind == ITEM_PENALTY && at->penalty <= -BREAK_FORCE;
}

void line_hangs(struct setter *s, int i, struct line *l)
{
    take_events(s, last_span(s, s->broken.v[i].item), i, l);
}

void line_set(struct setter *s, int i, struct line *l)
{
    struct setting t = {.s = s, .end = &s->broken.v[i]};
    s->seg.n = 0;
    if (!i && s->initial.box)
        *vec_add(&s->seg) = initial_seg(s);
    len wrapped = wrap_indent(s, i);
    if (wrapped > 0 && s->wrap_mark)
        *vec_add(&s->seg) = wrap_seg(s);
    find_items(&t, i);
    if (wrapped < 0)
        wrapped = wrap_drop(s, i, &t.first);
    collect_atoms(&t);
    len hang_l = 0, hang_r = 0;
    if (t.first < t.last) {
        hang_l = s->item.v[t.first].protrude_left;
        const struct item *at = &s->item.v[t.end->item];
        for (int k = t.last; at->kind != ITEM_DISC && at->kind != ITEM_BOX && k > t.first;)
            at = &s->item.v[--k];
        hang_r = at->protrude_right;
        hang_l += t.clone_left;
        hang_r += t.clone_right;
    }
    len room = para_measure(s, i) - wrapped + s->narrower + hang_l + hang_r;
    t.excess = room - t.natural;
    fill_line(&t);
    line_extent(s, l);
    if (!s->whole)
        line_hangs(s, i, l);
    segs_build(&t, l);
    l->width = t.x;
    l->hyphen = s->item.v[t.end->item].kind == ITEM_DISC;
    l->parted = s->item.v[t.end->item].flagged && !t.final;
    l->newline = t.final && i + 1 < s->broken.n;
    l->overfull = t.end->overfull;
    enum css_kw align = t.final ? s->align_last : s->align;
    const struct line_room *beside = i < s->shape.n_short ? &s->shape.beside[i] : NULL;
    len left = (beside ? beside->left : 0) + (i ? 0 : s->shape.push) +
               (s->rtl ? 0
                : i    ? s->hanging
                       : s->indent) +
               wrapped + (s->initial.box && i < s->initial.beside ? s->initial.width : 0);
    l->x = left - hang_l + (t.excess > 0 ? shift_of(s, align, t.excess) : 0);
    if (beside)
        l->ascent = len_add(l->ascent, beside->down);
    if (!s->pass)
        count_line(s, &t, l);
}
