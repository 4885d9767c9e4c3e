// SPDX-License-Identifier: Apache-2.0
/* ::first-line (CSS 2.1, 5.12.1; CSS Pseudo-Elements 4, 2.1): twins of the boxes of a paragraph, as
 * they look where its first line is the first formatted line of blocks that have that
 * pseudo-element. The line breaker decides which of them are in that line.
 *
 * Inside the paragraph the pseudo-elements of those blocks lie in each other, the outermost block's
 * outermost, around all of its inline boxes: these inherit from them. Nothing but style and text of
 * a twin differs from its box. */
#include "doc/doc-int.h"

#include <unicode/uchar.h>
#include <unicode/ustring.h>

/* A block whose first formatted line is still to come, and those around it. */
struct chain {
    const struct box *block;
    const struct chain *around;
};

/* ---- styles ---------------------------------------------------------------------------------- */

static const struct css_style *line_style(struct css *css, const struct chain *c,
                                          const struct css_style *para)
{
    if (!c)
        return para;
    const struct css_style *outer = line_style(css, c->around, para);
    const struct css_style *s = css_match_pseudo(css, origin_node(c->block->origin), outer,
                                                 CSS_FIRST_LINE);
    return s ? s : outer;
}

/* The style of an element in the line: elements between it and the one of which `style` is known
 * inherit on the way. */
static const struct css_style *element_style(struct css *css, const xmlNode *n,
                                             const xmlNode *known, const struct css_style *style)
{
    if (n == known || !n->parent || n->parent->type != XML_ELEMENT_NODE)
        return style;
    return css_match(css, n, element_style(css, n->parent, known, style));
}

/* ---- twins ----------------------------------------------------------------------------------- */

struct twins {
    struct build *b;
    bool inside; /* the text so far ends in a word */
};

static struct box *twin_new(struct build *b, struct box *box, const struct css_style *style)
{
    struct box *twin = arena_make(b->a, struct box);
    *twin = *box;
    twin->style = style;
    *vec_add(&b->doc->twins) = twin;
    box->twin = (uint32_t)b->doc->twins.n;
    return twin;
}

/* Text with the text-transform of the line, from its untransformed text. */
static void twin_text(struct twins *t, struct box *box, const struct css_style *style)
{
    struct build *b = t->b;
    struct box *twin = twin_new(b, box, style);
    if (css_kw(style, CSS_text_transform) != css_kw(box->style, CSS_text_transform)) {
        const char *raw = box->u.t.raw ? b->doc->raws.v[box->u.t.raw - 1] : box->u.t.text;
        size_t n = box->u.t.raw ? strlen(raw) : (size_t)box->u.t.n;
        if (n && raw[n - 1] == ' ' && box->u.t.n &&
            box->u.t.text[box->u.t.n - 1] != ' ') /* it was dropped before a line break */
            n--;
        b->shaped.n = 0;
        if (case_transform(&b->casing, style, t->inside, raw, n, &b->shaped)) {
            raw = arena_dup(b->a, b->shaped.s, b->shaped.n);
            n = b->shaped.n;
        }
        twin->u.t.text = raw;
        twin->u.t.n = (int)n;
    }
    const char *end = twin->u.t.text + twin->u.t.n, *last = end;
    while (last > twin->u.t.text && ((unsigned char)*--last & 0xc0) == 0x80)
        ;
    t->inside = last < end && case_in_word(utf8_next(&last, end));
}

static void twin_children(struct twins *t, struct box *box, const struct css_style *style)
{
    struct css *css = t->b->doc->css;
    for (struct box *c = box->first; c; c = c->next) {
        const struct css_style *s = style;
        if (c->kind == BOX_INLINE || c->kind == BOX_NOTE)
            s = element_style(css, origin_node(c->origin), origin_node(box->origin), style);
        if (c->kind == BOX_INLINE && c->pseudo != CSS_SELF)
            s = css_match_pseudo(css, origin_node(c->origin), s, c->pseudo);
        s = s ? s : c->style;
        if (c->kind == BOX_TEXT)
            twin_text(t, c, s);
        else if (c->kind == BOX_INLINE || c->kind == BOX_REF || c->kind == BOX_LEADER)
            twin_new(t->b, c, s);
        if (c->kind == BOX_INLINE || c->kind == BOX_NOTE)
            twin_children(t, c, s);
    }
}

static void twin_para(struct build *b, struct box *para, const struct chain *c)
{
    const struct css_style *s = line_style(b->doc->css, c, para->style);
    struct twins t = {.b = b};
    if (s == para->style)
        return;
    twin_new(b, para, s);
    twin_children(&t, para, s);
}

/* ---- which lines are first ------------------------------------------------------------------- */

static bool visit(struct build *b, struct box *box, const struct chain *c);

/* Boxes in the lines of a paragraph, and those out of flow, have their own first lines. Returns
 * whether it has a line. */
static bool visit_inline(struct build *b, struct box *box)
{
    bool any = false;
    for (struct box *c = box->first; c; c = c->next)
        switch (c->kind) {
        case BOX_INLINE: any |= visit_inline(b, c); break;
        case BOX_NOTE:
            visit(b, c->u.out.body, NULL);
            any |= visit_inline(b, c);
            break;
        case BOX_FLOAT:
        case BOX_MARK: visit(b, c, NULL); break;
        case BOX_INLINE_BLOCK:
            visit(b, c, NULL);
            any = true;
            break;
        default: any = true;
        }
    return any;
}

static bool visit_children(struct build *b, struct box *box, const struct chain *c)
{
    bool any = false;
    for (struct box *k = box->first; k; k = k->next)
        any |= visit(b, k, any ? NULL : c);
    return any;
}

static bool visit(struct build *b, struct box *box, const struct chain *c)
{
    bool element = box->pseudo == CSS_SELF && !box->anonymous && origin_node(box->origin);
    struct chain own = {box, c};
    switch (box->kind) {
    case BOX_MARK:
        if (box->u.m.mark->kind == MARK_RUNNING && box->u.m.mark->box)
            visit(b, box->u.m.mark->box, NULL);
        return false;
    case BOX_FLOAT: visit(b, box->u.out.body, NULL); return false;
    case BOX_PARA:
        if (!visit_inline(b, box))
            return false;
        twin_para(b, box, element ? &own : c);
        return true;
    case BOX_BLOCK: return visit_children(b, box, element ? &own : c);
    case BOX_CELL:
    case BOX_INLINE_BLOCK:
        own.around = NULL;
        if (!box_is_flex(box) && !box_is_grid(box))
            return visit_children(b, box, &own);
        /* fall through */
    case BOX_TABLE:
    case BOX_ROWS:
    case BOX_ROW:
    case BOX_FLEX:
    case BOX_GRID:
        for (struct box *k = box->first; k; k = k->next)
            visit(b, k, NULL);
        return true;
    default: return true;
    }
}

void first_lines(struct build *b)
{
    if (css_has_pseudo(b->doc->css, CSS_FIRST_LINE))
        visit(b, b->doc->root, NULL);
}

int doc_folded(const char *text, int n)
{
    int units = 0;
    for (const char *s = text, *end = text + n; s < end;) {
        UChar one[2], folded[8];
        int32_t length = 0;
        UErrorCode e = U_ZERO_ERROR;
        UChar32 c = (UChar32)utf8_next(&s, end);
        if (c < 0x80) {
            units++;
            continue;
        }
        U16_APPEND_UNSAFE(one, length, c);
        units += u_strFoldCase(folded, 8, one, length, U_FOLD_CASE_DEFAULT, &e);
    }
    return units;
}
