// SPDX-License-Identifier: Apache-2.0
/* Preserved lines (white-space: pre-wrap, pre-line) that are too long: -koki-wrapped-lines.
 *
 * Each preserved line is filled from its beginning as far as it goes, as an editor shows it;
 * balancing code has no advantage. It is broken at the last space of its latter two thirds, else
 * anywhere that a break is allowed. Wrapped text is indented, after a mark: to the last column of
 * its line that follows several spaces. A few words that only the white space before them makes too
 * long a line (the head of a column, say) end at the right. */
#include "flow/para-int.h"

void wrap_style(struct setter *s)
{
    const struct css_list *l = css_list(s->style, CSS_koki_wrapped_lines);
    bool preserved = css_is(s->style, CSS_white_space, KW_pre_wrap) ||
                     css_is(s->style, CSS_white_space, KW_pre_line);
    s->wraps = l && preserved && !s->rtl && !s->whole;
    s->wrap = s->wraps ? len_min(l->item[0].v.len, s->shape.measure / 4) : 0;
    s->wrap_mark = NULL;
}

/* The mark is shaped before the paragraph's pieces, in whatever font has it. */
void wrap_prepare(struct setter *s)
{
    const struct css_list *l = s->wraps ? css_list(s->style, CSS_koki_wrapped_lines) : NULL;
    if (!l || l->n < 2 || !*l->item[1].v.str)
        return;
    struct text_span span = {.text = l->item[1].v.str,
                             .n = (int)strlen(l->item[1].v.str),
                             .style = s->style,
                             .where = para_loc(s)};
    struct pieces p = text_pieces(s->text, &span, 1, s->style, NULL);
    if (p.n && p.v[0].kind == PIECE_WORD && p.v[0].word->width <= s->wrap)
        s->wrap_mark = p.v[0].word;
}

len wrap_indent(const struct setter *s, int line)
{
    return s->wraps && line < s->wrapped.n ? s->wrapped.v[line] : 0;
}

struct seg wrap_seg(struct setter *s)
{
    const struct word *w = s->wrap_mark;
    struct seg g = {.kind = SEG_GLYPHS,
                    .mark = true,
                    .x = -w->width - s->font->space / 2,
                    .width = w->width,
                    .style = s->style};
    seg_put_word(s, &g, w);
    return g;
}

/* ---- breaking -------------------------------------------------------------------------------- */

static bool is_forced(const struct item *it)
{
    return it->kind == ITEM_PENALTY && it->penalty <= -BREAK_FORCE;
}

static bool is_legal(const struct setter *s, int i)
{
    const struct item *it = &s->item.v[i];
    if (it->kind == ITEM_GLUE)
        return !it->fil && i && s->item.v[i - 1].kind == ITEM_BOX;
    return it->kind == ITEM_DISC || (it->kind == ITEM_PENALTY && it->penalty < BREAK_NEVER);
}

/* A break that reads well: at a space, or where a long word of code may be parted. */
static bool is_good(const struct item *it)
{
    enum { GOOD = 1000 }; /* penalty: breaks between any two letters have more */
    return it->kind != ITEM_PENALTY || it->penalty < GOOD;
}

static void add_line(struct setter *s, int item, bool overfull)
{
    *vec_add(&s->broken) = (struct broken){.item = item, .overfull = overfull};
}

static bool is_space(const struct setter *s, const struct item *it)
{
    return it->piece >= 0 && s->pieces.v[it->piece].kind == PIECE_SPACE;
}

/* The items of one line begin at `from`; returns its end: at the forced break, or before content
 * that does not fit. */
static int line_end(const struct setter *s, int from, len room, bool *overfull)
{
    int good = -1, any = -1;
    int64_t width = 0, solid = 0, at_good = 0; /* solid: without the white space at its end */
    for (int i = from;; i++) {
        const struct item *it = &s->item.v[i];
        bool fits = solid + (it->kind == ITEM_DISC ? it->width : 0) <= room,
             ends = is_legal(s, i) && i > from;
        if (is_forced(it) && fits)
            return i;
        if (ends && fits) {
            any = i;
            if (is_good(it))
                good = i, at_good = solid;
        } else if (ends && (good >= 0 || any >= 0)) {
            return good >= 0 && (at_good > room / 3 || any < 0) ? good : any;
        } else if (ends || is_forced(it)) {
            *overfull = true;
            return i;
        }
        width += it->kind == ITEM_BOX || it->kind == ITEM_GLUE ? it->width : 0;
        solid = it->kind == ITEM_BOX && !is_space(s, it) ? width : solid;
    }
}

/* [len] the white space that a preserved line begins with, after its number, but no more than
 * `most`; *end: the item after it. */
static len leading(const struct setter *s, int from, len most, int *end)
{
    int64_t width = 0;
    int i = from;
    for (; width < most && i < s->item.n && !is_forced(&s->item.v[i]); i++) {
        const struct item *it = &s->item.v[i];
        int kind = it->piece >= 0 ? s->pieces.v[it->piece].kind : PIECE_SPACE;
        if (kind != PIECE_SPACE && kind != PIECE_TAB && kind != PIECE_OBJECT)
            break;
        width += it->kind == ITEM_BOX && it->piece >= 0 && kind != PIECE_OBJECT ? it->width : 0;
    }
    *end = i;
    return (len)(width < LEN_MAX / 4 ? width : LEN_MAX / 4);
}

len wrap_drop(const struct setter *s, int line, int *first)
{
    len over = -wrap_indent(s, line);
    return over > 0 ? leading(s, *first, over, first) - over : 0;
}

/* [len] where the last column begins before item `end`: after several spaces in the line; 0: there
 * is none. */
static len column_of(const struct setter *s, int from, int end)
{
    int64_t width = 0, column = 0;
    int spaces = 0;
    bool text = false;
    for (int i = from; i < end; i++) {
        const struct item *it = &s->item.v[i];
        if (it->kind != ITEM_BOX && it->kind != ITEM_GLUE)
            continue;
        if (is_space(s, it)) {
            spaces += it->width > 0;
        } else if (it->kind == ITEM_BOX && it->width > 0) {
            column = text && spaces > 1 && width <= s->shape.measure / 2 ? width : column;
            text = true;
            spaces = 0;
        }
        width += it->width;
    }
    return (len)column;
}

/* Wrapped text is indented to the line's last column, or the line's indent, unless that leaves too
 * little space. */
static len indent_of(const struct setter *s, int from, int end)
{
    int text;
    len white = leading(s, from, LEN_MAX, &text), indent = len_add(s->wrap, white),
        column = column_of(s, from, end);
    return column >= indent                 ? column
           : indent <= s->shape.measure / 3 ? indent
           : white <= s->shape.measure / 2  ? len_max(white, s->wrap)
                                            : s->wrap;
}

/* [len] the excess of a line that is a few words after white space. */
static len over_of(const struct setter *s, int from, len room)
{
    int text;
    len white = leading(s, from, LEN_MAX, &text);
    int64_t width = 0, solid = 0;
    for (int i = from; i < s->item.n && !is_forced(&s->item.v[i]); i++) {
        const struct item *it = &s->item.v[i];
        width += it->kind == ITEM_BOX || it->kind == ITEM_GLUE ? it->width : 0;
        solid = it->kind == ITEM_BOX && !is_space(s, it) ? width : solid;
    }
    return solid > room && solid - white <= room / 3 ? (len)(solid - room) : 0;
}

void wrap_break(struct setter *s)
{
    s->broken.n = s->wrapped.n = 0;
    bool rest = false;
    len indent = 0;
    for (int from = 0; from < s->item.n;) {
        int line = s->broken.n;
        bool overfull = false;
        while (rest && item_vanishes(&s->item.v[from]) && !is_forced(&s->item.v[from]))
            from++;
        len room = para_measure(s, line), at = rest ? indent : -over_of(s, from, room);
        *vec_add(&s->wrapped) = at;
        int end = line_end(s, from, room - at, &overfull);
        add_line(s, end, overfull);
        indent = rest ? indent : indent_of(s, from, end);
        rest = !is_forced(&s->item.v[end]);
        from = end + 1;
    }
}
