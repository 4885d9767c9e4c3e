// SPDX-License-Identifier: Apache-2.0
/* Pieces of text as items for the breaker: boxes, glue, penalties and discretionary hyphens, and
 * the boxes between them. */
#include <string.h>

#include "flow/para-int.h"

enum {
    JOINT_PENALTY = -20, /* a hyphen between the parts of a compound rather than inside one … */
    NEAR_PENALTY = 50,   /* … and rather there than beside that place */
    LEADER_PENALTY =
        5000, /* a leader that begins a line, since its text is too wide for the line before */
    WIDE_PART =
        24, /* of the size: how much may come between two characters or words without a space */
    ANYWHERE_PENALTY = 2000, /* a break between any two letters, where the style allows it */
};

/* Extremely long unbreakable text is nevertheless broken, or lengths would overflow. */
enum { UNBROKEN_MAX = LEN_MAX / 16 };

static struct item *para_items_add(struct setter *s, enum item_kind kind, int piece, len width)
{
    s->unbroken += kind == ITEM_BOX || kind == ITEM_GLUE ? width : 0;
    if (s->unbroken > UNBROKEN_MAX && kind == ITEM_BOX) {
        s->unbroken = 0;
        para_items_add(s, ITEM_PENALTY, ITEM_NOTHING, 0);
    }
    struct item *it = vec_add(&s->item);
    it->kind = (uint8_t)kind;
    it->piece = piece;
    it->width = width;
    s->line_x += kind == ITEM_BOX || kind == ITEM_GLUE ? width : 0;
    (void)vec_add(&s->part);
    return it;
}

static void add_penalty(struct setter *s, int penalty)
{
    para_items_add(s, ITEM_PENALTY, ITEM_NOTHING, 0)->penalty = penalty;
    if (penalty < BREAK_NEVER)
        s->unbroken = 0;
}

static void add_fill(struct setter *s) { para_items_add(s, ITEM_GLUE, ITEM_NOTHING, 0)->fil = 1; }

static bool wraps(const struct css_style *s)
{
    return !css_is(s, CSS_white_space, KW_nowrap) && !css_is(s, CSS_white_space, KW_pre) &&
           !css_is(s, CSS_text_wrap, KW_nowrap);
}
static bool keeps_spaces(const struct css_style *s)
{
    return css_is(s, CSS_white_space, KW_pre) || css_is(s, CSS_white_space, KW_pre_wrap);
}

/* ---- words ----------------------------------------------------------------------------------- */

int32_t word_elasticity(const struct setter *s, const struct word *w)
{
    const char *text = w->text;
    uint32_t first = w->n_text && (unsigned char)*text >= 0xd8
                         ? utf8_next(&text, w->text + w->n_text)
                         : 0;
    bool joined = (first >= 0x600 && first < 0xe00) || (first >= 0xf00 && first < 0x1000) ||
                  (first >= 0x1780 && first < 0x1900) || (first >= 0xfb50 && first < 0xff00);
    return !s->elastic || w->font->monospace ? 0 : joined ? s->expansion : s->elastic;
}

static struct item *add_part(struct setter *s, int piece, int from, int to, len width)
{
    struct item *it = para_items_add(s, ITEM_BOX, piece, width);
    s->part.v[s->part.n - 1] = (struct part){from, to};
    it->stretch = it->shrink = len_fix(width, word_elasticity(s, s->pieces.v[piece].word));
    return it;
}

/* The space after the last letter of a spaced line is none. */
static len last_spacing(const struct css_style *style)
{
    return css_len(style, CSS_letter_spacing, css_font_size(style));
}

/* Whether text of a style hangs out where its paragraph's does: code within prose does not, where
 * the layout says so. */
static bool hangs(const struct css_style *s)
{
    const struct css_val *v = &s->v[CSS_koki_protrusion];
    bool none = css_is(s, CSS_koki_protrusion, KW_none) ||
                ((v->kind == CSS_PCT || v->kind == CSS_NUM) && v->num == 0);
    return !none || !css_is(s, CSS_hanging_punctuation, KW_none);
}

static void add_hanging_part(struct setter *s, int piece, int from, int to, len width)
{
    const struct word *w = s->pieces.v[piece].word;
    struct item *it = add_part(s, piece, from, to, width);
    if (s->hang && hangs(s->span.v[s->pieces.v[piece].source].style)) {
        it->protrude_left = len_min(hang_left(s, w, from), width);
        it->protrude_right = len_min(hang_right(s, w, to), width);
    }
    if (!w->rtl)
        it->protrude_right += last_spacing(s->span.v[s->pieces.v[piece].source].style);
}

static void add_hyphen(struct setter *s, int piece, const struct word *w,
                       const struct css_style *style, enum hyphen_place place)
{
    const struct word *hyphen = text_hyphen(s->text, w->font, style);
    struct item *it = para_items_add(s, ITEM_DISC, piece, hyphen->width);
    it->flagged = true;
    it->penalty = place == HYPHEN_JOINT ? JOINT_PENALTY : place == HYPHEN_NEAR ? NEAR_PENALTY : 0;
    it->protrude_right = hang_right(s, hyphen, hyphen->n_text) + last_spacing(style);
}

/* Bytes from … to of a word that may be broken between any two clusters; x: how wide the word is
 * before them. */
static void add_anywhere(struct setter *s, int piece, int from, int to, len before, len upto,
                         int penalty)
{
    const struct word *w = s->pieces.v[piece].word;
    len at = 0;
    for (int i = 0; i < w->n_glyphs; at += w->glyph[i++].advance) {
        int cluster = (int)w->glyph[i].cluster;
        if (cluster <= from || cluster >= to)
            continue;
        add_part(s, piece, from, cluster, at - before);
        if (s->measuring && penalty == ANYWHERE_PENALTY)
            para_items_add(s, ITEM_DISC, piece,
                           0); /* of the narrowest measure alone, like a hyphen */
        else
            add_penalty(s, penalty);
        from = cluster;
        before = at;
    }
    add_part(s, piece, from, to, upto - before);
}

static void report_broken(const struct setter *s, int piece)
{
    const struct word *w = s->pieces.v[piece].word;
    struct arena a = {0};
    if (!s->pass && !s->measuring)
        diag(DIAG_word_broken, s->span.v[s->pieces.v[piece].source].where,
             arena_dup(&a, w->text, (size_t)w->n_text));
    arena_done(&a);
}

/* A word may be divided at its hyphenation points; in a style that lets it, anywhere where it is
 * long (code, addresses), or where a part of it is too wide for any line. */
static void add_word(struct setter *s, int piece)
{
    const struct word *w = s->pieces.v[piece].word;
    const struct css_style *style = s->span.v[s->pieces.v[piece].source].style;
    bool breaks = !w->rtl && wraps(style),
         forced = breaks && css_is(style, CSS_overflow_wrap, KW_break_word);
    bool all = css_is(style, CSS_word_break, KW_break_all) ||
               css_is(style, CSS_line_break, KW_anywhere);
    if (breaks && (all || (css_is(style, CSS_overflow_wrap, KW_anywhere) &&
                           (s->measuring || w->width > s->shape.measure / 4)))) {
        add_anywhere(s, piece, 0, w->n_text, 0, w->width, all ? 0 : ANYWHERE_PENALTY);
        if (piece + 1 < s->pieces.n && s->pieces.v[piece + 1].kind == PIECE_WORD)
            add_penalty(s, all ? 0 : ANYWHERE_PENALTY);
        return;
    }
    int from = 0, points = wraps(style) ? w->n_hyphens : 0;
    len before = 0;
    for (int i = 0; i <= points; i++) {
        int to = i < points ? w->hyphen[i].at : w->n_text;
        len upto = i < points ? w->hyphen[i].before : w->width;
        if (forced && upto - before > s->shape.measure) {
            add_anywhere(s, piece, from, to, before, upto, ANYWHERE_PENALTY);
            report_broken(s, piece);
        } else {
            add_hanging_part(s, piece, from, to, upto - before);
        }
        if (i < points)
            add_hyphen(s, piece, w, style, w->hyphen[i].place);
        from = to;
        before = upto;
    }
}

/* ---- spaces ---------------------------------------------------------------------------------- */

/* word-spacing with three values gives optimum, minimum and maximum; else a space gains or loses up
 * to two fifths of its width. The breaker may go beyond the maximum at a price, never below the
 * minimum. */
static void set_elasticity(struct item *it, const struct css_style *style, const struct font *f)
{
    const struct css_list *list = css_list(style, CSS_word_spacing);
    len part[3];
    it->stretch = it->width * 2 / 5;
    it->shrink = it->width * 9 / 25;
    if (!list || list->n != 3)
        return;
    for (int i = 0; i < 3; i++) {
        const struct css_val *v = &list->item[i].v;
        part[i] = v->kind == CSS_LEN ? v->len : v->kind == CSS_PCT ? len_fix(f->space, v->num) : 0;
    }
    it->shrink = len_max(part[0] - part[1], 0);
    it->stretch = len_max(part[2] - part[0], 0);
}

static bool at_line_start(const struct setter *s)
{
    int n = s->item.n;
    return !n ||
           (s->item.v[n - 1].kind == ITEM_PENALTY && s->item.v[n - 1].penalty <= -BREAK_FORCE);
}

/* Lines that end in a word's own hyphen look as broken as others. */
static bool ends_in_hyphen(const struct setter *s, int piece)
{
    const struct word *w = piece ? s->pieces.v[piece - 1].word : NULL;
    return w && w->n_text &&
           (w->text[w->n_text - 1] == '-' ||
            (w->n_text > 2 && !memcmp(w->text + w->n_text - 3, "\xe2\x80\x90", 3)));
}

/* A piece of the call of a note: a line never begins with one. */
static bool is_call(const struct setter *s, int piece)
{
    if (piece >= s->pieces.n)
        return false;
    for (const struct box *b = s->bit.v[s->pieces.v[piece].source].box; b && b != s->box;
         b = b->parent)
        if (box_is_call(b))
            return true;
    return false;
}

static void add_space(struct setter *s, int piece)
{
    const struct piece *p = &s->pieces.v[piece];
    const struct css_style *style = s->span.v[p->source].style;
    if (keeps_spaces(style) && (!wraps(style) || s->indenting)) {
        para_items_add(s, ITEM_BOX, piece, p->width);
        add_penalty(s, wraps(style) ? ANYWHERE_PENALTY : BREAK_NEVER);
        return;
    }
    if (!wraps(style) || s->led || is_call(s, piece + 1))
        add_penalty(s, BREAK_NEVER);
    else
        s->unbroken = 0;
    struct item *it = para_items_add(s, ITEM_GLUE, piece, p->width);
    it->flagged = ends_in_hyphen(s, piece);
    if (!keeps_spaces(style))
        set_elasticity(it, style, p->word->font);
}

/* A space that never breaks and is not between words does not vanish at a line's edge, as glue
 * would (CSS 2.1, 16.6.1). After a marker it only parts it from the text for those who read it out
 * of the file. */
static bool stands_alone(const struct setter *s, int piece)
{
    if (s->box->pseudo == CSS_MARKER && piece + 1 >= s->pieces.n)
        return false;
    return !s->item.n || s->item.v[s->item.n - 1].kind != ITEM_BOX || piece + 1 >= s->pieces.n ||
           s->pieces.v[piece + 1].kind != PIECE_WORD;
}

static void add_fixed(struct setter *s, int piece)
{
    const struct piece *p = &s->pieces.v[piece];
    if (!p->stretch || stands_alone(s, piece)) {
        para_items_add(s, ITEM_BOX, piece, p->width);
        return;
    }
    add_penalty(s, BREAK_NEVER);
    set_elasticity(para_items_add(s, ITEM_GLUE, piece, p->width), s->span.v[p->source].style,
                   p->word->font);
}

/* Tab stops count from the line's beginning, which is known where lines are not filled. */
static void add_tab(struct setter *s, int piece)
{
    const struct css_style *style = s->span.v[s->pieces.v[piece].source].style;
    const struct css_val *size = &style->v[CSS_tab_size];
    len space = text_font(s->text, style, LOC_NONE)->space;
    len stop = size->kind == CSS_LEN ? size->len : len_fix(space, size->num);
    len width = stop > 0 ? stop - (len)(s->line_x % stop) : 0;
    para_items_add(s, ITEM_BOX, piece, width < space / 2 ? width + stop : width);
}

/* ---- the rest -------------------------------------------------------------------------------- */

static bool is_leader(const struct setter *s, int piece)
{
    const struct piece *p = &s->pieces.v[piece];
    return piece < s->pieces.n && p->kind == PIECE_OBJECT &&
           s->bit.v[p->source].box->kind == BOX_LEADER;
}

static void drop_trailing_spaces(struct setter *s)
{
    while (s->item.n && item_vanishes(&s->item.v[s->item.n - 1]))
        s->item.n--, s->part.n--;
}

static void end_line(struct setter *s)
{
    drop_trailing_spaces(s);
    if (s->align_last != KW_justify) {
        if (s->item.n && !at_line_start(s))
            add_penalty(s, BREAK_NEVER);
        add_fill(s);
    }
    add_penalty(s, -BREAK_FORCE);
    s->line_x = s->unbroken = 0;
    s->indenting = true;
    s->led = false;
}

/* A part of a formula: after it, a place to break, and the space that vanishes there. */
static void add_math(struct setter *s, int piece, const struct math_part *part)
{
    para_items_add(s, ITEM_BOX, piece, part->width);
    if (part->penalty == MATH_NEWLINE) {
        end_line(s);
        return;
    }
    if (!part->penalty)
        return;
    add_penalty(s, part->penalty);
    para_items_add(s, ITEM_GLUE, piece, part->space);
}

static void add_object(struct setter *s, int piece)
{
    const struct bit *b = &s->bit.v[s->pieces.v[piece].source];
    if (b->part) {
        add_math(s, piece, b->part);
        return;
    }
    if (!is_leader(s, piece)) {
        para_items_add(s, ITEM_BOX, piece, b->width);
        return;
    }
    add_penalty(s, LEADER_PENALTY);
    para_items_add(s, ITEM_GLUE, piece, b->width)->fil = 1;
    add_penalty(s, BREAK_NEVER);
    s->led = true;
}

/* Between two parts of a formula, which says itself where it may break. */
static bool is_in_formula(const struct setter *s, int piece)
{
    const struct piece *p = s->pieces.v;
    if (piece < 1 || piece + 1 >= s->pieces.n || p[piece - 1].kind != PIECE_OBJECT ||
        p[piece + 1].kind != PIECE_OBJECT)
        return false;
    const struct bit *a = &s->bit.v[p[piece - 1].source], *b = &s->bit.v[p[piece + 1].source];
    return a->part && b->part && a->box == b->box;
}

static void add_break(struct setter *s, int piece)
{
    const struct piece *p = &s->pieces.v[piece];
    if (is_in_formula(s, piece))
        return;
    if (s->led || is_leader(s, piece + 1) || is_call(s, piece + 1)) {
        add_penalty(s, BREAK_NEVER);
        return;
    }
    if (p->stretch && css_is(s->span.v[p->source].style, CSS_word_break, KW_keep_all)) {
        add_penalty(s, BREAK_NEVER);
        return;
    }
    if (p->stretch) {
        s->unbroken = 0;
        para_items_add(s, ITEM_GLUE, piece, 0)->stretch =
            text_font(s->text, s->span.v[p->source].style, LOC_NONE)->size / WIDE_PART;
        return;
    }
    if (!p->hyphen) {
        add_penalty(s, p->weak ? WEAK_PENALTY : 0);
        s->item.v[s->item.n - 1].flagged = ends_in_hyphen(s, piece);
        return;
    }
    const struct css_style *style = s->span.v[p->source].style;
    const struct font *f = piece && s->pieces.v[piece - 1].word
                               ? s->pieces.v[piece - 1].word->font
                               : text_font(s->text, style, LOC_NONE);
    const struct word *hyphen = text_hyphen(s->text, f, style);
    struct item *it = para_items_add(s, ITEM_DISC, piece, hyphen->width);
    it->flagged = true;
    it->protrude_right = hang_right(s, hyphen, hyphen->n_text) + last_spacing(style);
}

/* The edges of inline boxes before a piece: an opening is kept with the following text, so it waits
 * after a break. */
static void add_edges(struct setter *s, int *event, int span, bool is_break)
{
    for (; *event < s->event.n && s->event.v[*event].span <= span; ++*event) {
        const struct event *e = &s->event.v[*event];
        if (e->kind == EV_OPEN && is_break)
            break;
        if (e->kind == EV_OPEN)
            s->inl.v[e->inl].open_item = s->item.n;
        if (e->kind == EV_CLOSE)
            s->inl.v[e->inl].close_item = s->item.n;
        if (e->kind <= EV_PAD)
            para_items_add(s, ITEM_BOX, ITEM_EVENT(*event), e->width);
    }
}

/* The innermost inline box around the place before an item, or after it. */
static int inl_at(const struct setter *s, int item, bool behind)
{
    const struct item *it = &s->item.v[item];
    if (it->piece >= 0)
        return s->bit.v[s->pieces.v[it->piece].source].inl;
    if (it->piece == ITEM_NOTHING)
        return 0;
    const struct event *e = &s->event.v[-2 - it->piece];
    bool inside = e->kind == EV_PAD || (e->kind == EV_CLOSE) != behind;
    return inside ? e->inl : s->inl.v[e->inl].up;
}

int clones_around(const struct setter *s, int item, bool behind, int *inl)
{
    int n = 0;
    for (int i = inl_at(s, item, behind); i > 0; i = s->inl.v[i].up) {
        const struct inl *in = &s->inl.v[i];
        if (in->clones && n < CLONES_MAX && (behind ? in->close_item > item : in->open_item < item))
            inl[n++] = i;
    }
    return n;
}

/* css-break-3, 5.4: boxes that clone their edges need space for them wherever a line ends or begins
 * in them. To the breaker that is a protrusion the other way round. */
static void make_room_for_clones(struct setter *s)
{
    int inl[CLONES_MAX];
    for (int i = 0; i < s->item.n; i++) {
        struct item *it = &s->item.v[i];
        if (it->kind != ITEM_BOX && it->kind != ITEM_DISC)
            continue;
        for (int n = clones_around(s, i, false, inl); n; n--)
            it->protrude_left -= s->item.v[s->inl.v[inl[n - 1]].open_item].width;
        for (int n = clones_around(s, i, true, inl); n; n--)
            it->protrude_right -= s->item.v[s->inl.v[inl[n - 1]].close_item].width;
    }
}

static void add_piece(struct setter *s, int i)
{
    if (s->pieces.v[i].kind != PIECE_SPACE)
        s->indenting = false;
    switch ((enum piece_kind)s->pieces.v[i].kind) {
    case PIECE_WORD: add_word(s, i), s->led = false; break;
    case PIECE_SPACE: add_space(s, i); break;
    case PIECE_FIXED: add_fixed(s, i); break;
    case PIECE_BREAK: add_break(s, i); break;
    case PIECE_NEWLINE:
        end_line(s);
        *vec_add(&s->newline) = (struct newline){s->item.n - 1, s->pieces.v[i].source};
        if (s->each_line && (s->indent || s->hanging))
            para_items_add(s, ITEM_BOX, ITEM_NOTHING, s->hanging ? -s->hanging : s->indent);
        break;
    case PIECE_TAB: add_tab(s, i); break;
    case PIECE_OBJECT: add_object(s, i); break;
    }
}

/* The innermost box that an item is of; NULL: none but the paragraph. */
static const struct box *box_of(const struct setter *s, const struct item *it)
{
    return it->piece >= 0              ? s->bit.v[s->pieces.v[it->piece].source].box
           : it->piece == ITEM_NOTHING ? NULL
                                       : s->inl.v[s->event.v[-2 - it->piece].inl].box;
}

static bool is_within_before(const struct setter *s, const struct box *b)
{
    while (b && b != s->box && b->parent != s->box)
        b = b->parent;
    return b && b != s->box && b->pseudo == CSS_BEFORE;
}

len items_before(const struct setter *s)
{
    int64_t width = 0;
    for (int i = 0; i < s->item.n; i++) {
        const struct item *it = &s->item.v[i];
        if (it->kind != ITEM_BOX && it->kind != ITEM_GLUE)
            continue;
        if (it->fil || !is_within_before(s, box_of(s, it)))
            break;
        width += it->width;
    }
    return width > LEN_MAX / 4 ? LEN_MAX / 4 : (len)width;
}

void items_build(struct setter *s)
{
    int event = 0, n = s->pieces.n;
    s->newline.n = 0;
    s->line_x = s->unbroken = 0;
    s->indenting = true;
    s->led = false;
    if (n && s->pieces.v[n - 1].kind ==
                 PIECE_NEWLINE) /* the end of the last line, not an empty line more */
        n--;
    for (int i = 0; i < n; i++) {
        add_edges(s, &event, s->pieces.v[i].source, s->pieces.v[i].kind == PIECE_BREAK);
        add_piece(s, i);
    }
    add_edges(s, &event, s->span.n, false);
    end_line(s);
    if (s->clones)
        make_room_for_clones(s);
}
