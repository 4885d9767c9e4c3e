// SPDX-License-Identifier: Apache-2.0
/* Where boxes go. Containers are filled from left to right; the rules of CSS 2.1 9.2.1.1 are kept
 * on the way, not repaired later: loose inline content opens a paragraph in its container, a
 * block-level box ends it, and an inline element that the block splits gets another box as soon as
 * more of its content comes. A container that turns out to hold one paragraph becomes that
 * paragraph. Invariant: context->collapsible is true exactly when a collapsible space would vanish
 * here. */
#include "doc/doc-int.h"

struct box *box_new(struct build *b, enum box_kind kind, const struct css_style *style,
                    const xmlNode *node)
{
    struct box *box = arena_make(b->a, struct box);
    box->kind = (uint8_t)kind;
    box->style = style;
    box->origin = origin_of(b->doc, node);
    box->margin = b->margin;
    return box;
}

struct block_more *block_more(struct build *b, struct box *block)
{
    if (!block->u.block.more)
        block->u.block.more = arena_make(b->a, struct block_more);
    return block->u.block.more;
}

/* Children are a list whose first one points back to the last. */
void box_insert(struct box *parent, struct box *before, struct box *child)
{
    struct box *first = parent->first, **back = before  ? &before->prev
                                                : first ? &first->prev
                                                        : &child->prev;
    child->parent = parent;
    child->next = before;
    child->prev = first ? *back : child;
    *(first && before != first ? &child->prev->next : &parent->first) = child;
    *back = child;
}

void box_add(struct box *parent, struct box *child) { box_insert(parent, NULL, child); }

void box_remove(struct box *box)
{
    struct box *up = box->parent;
    *(box == up->first ? &up->first : &box->prev->next) = box->next;
    if (box->next || up->first)
        (box->next ? box->next : up->first)->prev = box->prev;
    box->parent = box->next = box->prev = NULL;
}

/* Whether an inline box takes room at one of its ends. */
static bool end_shows(const struct css_style *s, bool start)
{
    static const enum css_prop sides[2][3] = {{CSS_border_left_width, CSS_padding_left,
                                               CSS_margin_left},
                                              {CSS_border_right_width, CSS_padding_right,
                                               CSS_margin_right}};
    bool left = start != css_is(s, CSS_direction, KW_rtl);
    for (int i = 0; i < 3; i++) {
        const struct css_val *v = &s->v[sides[!left][i]];
        if (v->kind != CSS_KEYWORD && (v->len || v->num))
            return true;
    }
    return false;
}

/* An inline box that is seen even when it is empty. */
static bool inline_shows(const struct css_style *s)
{
    return end_shows(s, true) || end_shows(s, false);
}

static void remove_empty(struct box *box)
{
    while (!box->first && box->kind == BOX_INLINE && !inline_shows(box->style)) {
        struct box *up = box->parent;
        box_remove(box);
        box = up;
    }
}

/* Whether a text is all that its paragraph has: nothing but a line end is a line, too (CSS 2.1
 * 9.4.2). */
static bool is_alone(const struct box *t)
{
    const struct box *b = t;
    while (b->kind != BOX_PARA && b->parent) {
        for (const struct box *c = b->parent->first; c; c = c->next)
            if (c != b && c->kind != BOX_MARK)
                return false;
        b = b->parent;
    }
    return true;
}

/* Floats after a line end come where the next line would begin, although nothing else is on that
 * (CSS 2.1 9.5.1, rule 6): after the paragraph. */
static void put_floats_below(struct context *c, struct box *t)
{
    struct box *next;
    for (struct box *up = t; up != c->para; up = up->parent)
        for (struct box *f = up->next; f; f = next) {
            next = f->next;
            if (f->kind == BOX_FLOAT) {
                box_remove(f);
                box_add(c->block, f);
            }
        }
}

/* Removes insignificant space at the end of a paragraph: a collapsible space, or the last line end
 * of preserved text, in verbatim elements together with the spaces before the end tag: elsewhere
 * preserved spaces alone are a line (CSS 2.1 9.4.2). */
static void trim_end(struct context *c)
{
    struct box *t = c->last;
    if (!t)
        return;
    const char *s = t->u.t.text;
    int n = t->u.t.n;
    if (c->collapsible && n && s[n - 1] == ' ') {
        n--;
    } else {
        int k = n;
        while (c->verbatim && k && (s[k - 1] == ' ' || s[k - 1] == '\t'))
            k--;
        if (k && s[k - 1] == '\n') {
            put_floats_below(c, t);
            n = k == 1 && is_alone(t) ? n : k - 1;
        }
    }
    t->u.t.n = n;
    if (n)
        return;
    struct box *up = t->parent;
    box_remove(t);
    remove_empty(up);
}

static bool loose(const struct box *box) { return box->kind == BOX_MARK || box->kind == BOX_FLOAT; }

/* Whether a paragraph's text is white space alone, preserved or not. */
static bool is_space(const struct box *para)
{
    for (const struct box *c = para->first; c; c = c->next)
        if (c->kind != BOX_TEXT && !loose(c))
            return false;
        else
            for (int i = 0; c->kind == BOX_TEXT && i < c->u.t.n; i++)
                if (!strchr(" \t\r\n", c->u.t.text[i]))
                    return false;
    return true;
}

/* White space alone is no item (CSS Flexbox 1, 4; CSS Grid 1, 6). */
static void drop_space(struct box *block, struct box *para)
{
    struct box *next;
    for (struct box *c = para->first; c; c = next) {
        next = c->next;
        box_remove(c);
        if (c->kind != BOX_TEXT)
            box_insert(block, para, c);
    }
    box_remove(para);
}

static void para_close(struct build *b)
{
    struct context *c = b->context;
    if (!c->para)
        return;
    for (struct frame *f = c->frame; f; f = f->up) {
        if (f->box)
            f->box->cut_after = true;
        f->box = NULL;
    }
    trim_end(c);
    if ((box_is_flex(c->block) || box_is_grid(c->block)) && is_space(c->para))
        drop_space(c->block, c->para);
    c->para = c->last = NULL;
    c->clean = (struct clean_state){0};
    c->collapsible = true;
}

void context_open(struct build *b, struct context *c, struct box *block)
{
    *c = (struct context){.up = b->context, .block = block, .collapsible = true};
    b->context = c;
}

/* The only paragraph of a block that otherwise has only marks and floats; NULL if it has more, or
 * none. */
static struct box *only_para(const struct box *block)
{
    struct box *para = NULL;
    for (struct box *c = block->first; c; c = c->next) {
        if (c->kind == BOX_MARK || (c->kind == BOX_FLOAT && !para))
            continue;
        if (para || c->kind != BOX_PARA || !c->anonymous)
            return NULL;
        para = c;
    }
    return para;
}

static void become_para(struct box *block, struct box *para)
{
    struct box *next;
    for (struct box *c = para->first; c; c = next) {
        next = c->next;
        box_remove(c);
        box_insert(block, para, c);
    }
    box_remove(para);
    block->kind = BOX_PARA;
}

static void style_anonymous(struct build *b, struct box *block)
{
    for (struct box *c = block->first; c; c = c->next)
        if (c->kind == BOX_PARA && !c->style)
            c->style = css_anonymous(b->doc->css, block->style, KW_block);
}

void context_close(struct build *b)
{
    struct box *block = b->context->block;
    para_close(b);
    struct box *para = block->kind == BOX_BLOCK ? only_para(block) : NULL;
    if (para)
        become_para(block, para);
    else
        style_anonymous(b, block);
    b->context = b->context->up;
}

static void para_open(struct build *b)
{
    struct context *c = b->context;
    c->para = box_new(b, BOX_PARA, NULL, origin_node(c->block->origin));
    c->para->anonymous = true;
    box_add(c->block, c->para);
    struct box *next;
    for (struct box *l = b->lead; l; l = next) {
        next = l->next;
        l->next = NULL;
        box_add(c->para, l);
        c->collapsible = true;
    }
    b->lead = NULL;
}

/* The number of inline elements around a place that are reopened after a block has split them.
 * Their styles have been inherited already, so that only a background or border in such depth would
 * be missed; without a limit, 256 boxes could come of every block. */
enum { AGAIN_MAX = 16 };

static struct box *frame_box(struct build *b, struct frame *f, int again)
{
    if (!f || !again)
        return b->context->para;
    if (!f->box) {
        struct box *up = frame_box(b, f->up, again - f->used);
        f->box = box_new(b, BOX_INLINE, f->style, f->node);
        f->box->pseudo = f->pseudo;
        f->box->cut_before = f->used;
        f->used = true;
        box_add(up, f->box);
    }
    return f->box;
}

struct box *place_inline(struct build *b)
{
    if (!b->context->para)
        para_open(b);
    return frame_box(b, b->context->frame, AGAIN_MAX);
}

static bool is_moved(const struct css_style *s)
{
    static const enum css_prop offset[] = {CSS_top, CSS_right, CSS_bottom, CSS_left};
    bool moved = false;
    for (int i = 0; i < 4 && css_is(s, CSS_position, KW_relative); i++)
        moved |= s->v[offset[i]].kind != CSS_KEYWORD;
    return moved;
}

/* The blocks in a relative inline box would move with it (9.4.3). */
static void report_moved(struct frame *f)
{
    if (!f->reported && is_moved(f->style))
        diag(DIAG_css_place, css_where(f->style, CSS_position), css_name(CSS_position),
             _("blocks within inline boxes"));
    f->reported = true;
}

/* CSS 2.1 9.2.1.1: a block parts the inline boxes around it; those that begin with it have their
 * first part, too, if that is seen. */
static void begin_cut(struct build *b)
{
    bool shows = false;
    for (struct frame *f = b->context->frame; f; f = f->up) {
        report_moved(f);
        shows |= !f->used && end_shows(f->style, true);
    }
    if (shows) {
        place_inline(b);
        place_solid(b);
    }
}

struct box *place_block(struct build *b)
{
    begin_cut(b);
    para_close(b);
    b->context->verbatim_start = false;
    return b->context->block;
}

void place_loose(struct build *b, struct box *box)
{
    struct context *c = b->context;
    struct box *parent = c->block;
    if (c->para) {
        struct frame *f = c->frame;
        while (f && !f->box)
            f = f->up;
        parent = f ? f->box : c->para;
    }
    if (parent->kind == BOX_TABLE || parent->kind == BOX_ROWS || parent->kind == BOX_ROW)
        *vec_add(&b->waiting) = box;
    else
        box_add(parent, box);
}

void place_solid(struct build *b)
{
    b->context->last = NULL;
    b->context->collapsible = b->context->verbatim_start = false;
}

void frame_open(struct build *b, struct frame *f, const struct css_style *s, const xmlNode *n,
                uint8_t pseudo)
{
    *f = (struct frame){.up = b->context->frame, .style = s, .node = n, .pseudo = pseudo};
    b->context->frame = f;
}

/* Whether an empty inline box may make its line higher (CSS 2.1 10.8.1). */
static bool asks_line(const struct css_style *s, const struct css_style *around)
{
    return !css_is(s, CSS_koki_even_lines, KW_auto) && around &&
           (css_line_height(s) != css_line_height(around) ||
            css_font_size(s) != css_font_size(around) ||
            !css_is(s, CSS_vertical_align, KW_baseline));
}

void frame_close(struct build *b)
{
    struct frame *f = b->context->frame;
    if (!f->used && b->context->para &&
        asks_line(f->style, f->up ? f->up->style : b->context->block->style))
        place_inline(b);
    if (f->used ? !f->box && end_shows(f->style, false) : inline_shows(f->style)) {
        place_inline(b);
        place_solid(b);
    }
    b->context->frame = f->up;
}

void lead_add(struct build *b, struct box *box)
{
    struct box **end = &b->lead;
    while (*end)
        end = &(*end)->next;
    *end = box;
}

void lead_flush(struct build *b)
{
    if (b->lead) {
        place_inline(b);
        place_solid(b);
    }
}
