// SPDX-License-Identifier: Apache-2.0
/* The atoms of a line as segments at their visual places, in the order of reading: one for each run
 * of one font and style, one for each object and leader, and the boxes of painted inline boxes,
 * before their content. */
#include <stdlib.h>
#include <string.h>

#include "flow/para-int.h"

/* Glyphs count the bytes of their segment's text in 16 bits; no word is empty. */
enum { SEG_BYTES = 60000 };

/* ---- visual order ---------------------------------------------------------------------------- */

/* The edges of inline boxes go where the text on both sides of them does: where that is all turned
 * round, so are they. */
static void level_edges(struct setter *s)
{
    int before = s->rtl, after = s->rtl;
    for (int i = 0; i < s->atom.n; i++) {
        if (s->atom.v[i].kind == ATOM_KERN)
            s->atom.v[i].level = (uint8_t)before;
        else if (s->atom.v[i].kind != ATOM_GAP)
            before = s->atom.v[i].level;
    }
    for (int i = s->atom.n - 1; i >= 0; i--) {
        if (s->atom.v[i].kind != ATOM_KERN && s->atom.v[i].kind != ATOM_GAP)
            after = s->atom.v[i].level;
        else if (s->atom.v[i].kind == ATOM_KERN && after < s->atom.v[i].level)
            s->atom.v[i].level = (uint8_t)after;
    }
}

/* Characters that only direct have no place: their level says nothing of one. */
static bool has_place(const struct atom *a)
{
    return a->kind != ATOM_KERN && !(a->width == 0 && atom_has_glyphs(a));
}

/* Notes which visual places the text of each inline box has. */
static void find_inlines(struct setter *s)
{
    s->line++;
    for (int i = 0; i < s->order.n; i++) {
        const struct atom *a = &s->atom.v[s->order.v[i]];
        if (!has_place(a))
            continue;
        for (int at = s->bit.v[a->span].inl; at > 0; at = s->inl.v[at].up) {
            struct inl *in = &s->inl.v[at];
            if (in->counted != s->line)
                in->first = i;
            in->last = i;
            in->counted = s->line;
        }
    }
}

/* Edges to the right of an atom come before those to the left of the next; of boxes in each other
 * those of the outer ones are outside. */
static int by_place(const void *a, const void *b)
{
    const struct edge_place *x = a, *y = b;
    if (x->gap != y->gap)
        return x->gap < y->gap ? -1 : 1;
    if (x->right != y->right)
        return x->right ? -1 : 1;
    return x->right ? y->inl - x->inl : x->inl - y->inl;
}

static bool is_edge(const struct setter *s, const struct atom *a)
{
    return a->kind == ATOM_KERN && s->event.v[a->event].kind <= EV_CLOSE;
}

/* CSS 2.1 8.6: edges are in visual order: the first one of a box that reads from the left is at the
 * left of its leftmost part in the line, the last one at the right of its rightmost; of a box that
 * reads from the right it is the other way round. Those of empty boxes stay where they are. */
static void place_edges(struct setter *s)
{
    find_inlines(s);
    s->edge.n = 0;
    int n = 0;
    for (int i = 0; i < s->order.n; i++) {
        const struct atom *a = &s->atom.v[s->order.v[i]];
        const struct event *e = is_edge(s, a) ? &s->event.v[a->event] : NULL;
        const struct inl *in = e ? &s->inl.v[e->inl] : NULL;
        if (!in || in->counted != s->line)
            continue;
        bool right = (e->kind == EV_OPEN) == in->rtl;
        *vec_add(&s->edge) = (struct edge_place){right ? in->last + 1 : in->first, e->inl,
                                                 s->order.v[i], right};
    }
    if (!s->edge.n)
        return;
    qsort(s->edge.v, (size_t)s->edge.n, sizeof *s->edge.v, by_place);
    s->reordered.n = 0;
    for (int i = 0; i <= s->order.n; i++) {
        for (; n < s->edge.n && s->edge.v[n].gap <= i; n++)
            *vec_add(&s->reordered) = s->edge.v[n].atom;
        const struct atom *a = i < s->order.n ? &s->atom.v[s->order.v[i]] : NULL;
        if (a && !(is_edge(s, a) && s->inl.v[s->event.v[a->event].inl].counted == s->line))
            *vec_add(&s->reordered) = s->order.v[i];
    }
    memcpy(s->order.v, s->reordered.v, sizeof *s->order.v * (size_t)s->order.n);
}

/* Rule L2 of the Unicode Bidirectional Algorithm: runs of a level or higher are turned round, from
 * the highest level down. Gives whether any is. */
static bool order_atoms(struct setter *s)
{
    int highest = 0, n = s->atom.n;
    s->order.n = 0;
    if (s->event.n)
        level_edges(s);
    for (int i = 0; i < n; i++) {
        *vec_add(&s->order) = i;
        if (s->atom.v[i].level > highest)
            highest = s->atom.v[i].level;
    }
    for (int level = highest; level > 0; level--) {
        for (int i = 0; i < n; i++) {
            if (s->atom.v[i].level < level)
                continue;
            int j = i;
            while (j + 1 < n && s->atom.v[j + 1].level >= level)
                j++;
            for (int a = i, b = j; a < b; a++, b--) {
                int swap = s->order.v[a];
                s->order.v[a] = s->order.v[b];
                s->order.v[b] = swap;
            }
            i = j;
        }
    }
    if (s->mixed || (highest && s->event.n))
        place_edges(s);
    return highest > 0;
}

/* ---- segments -------------------------------------------------------------------------------- */

bool atom_has_glyphs(const struct atom *a)
{
    return a->word && (a->kind == ATOM_WORD || a->kind == ATOM_SPACE || a->kind == ATOM_FIXED ||
                       a->kind == ATOM_TRAIL);
}

static bool joins(const struct setter *s, const struct atom *a, const struct atom *b)
{
    if (!atom_has_glyphs(b) || a->word->font != b->word->font || a->level != b->level ||
        a->word->rtl || b->word->rtl)
        return false;
    if (a->span == b->span)
        return true;
    const struct bit *x = &s->bit.v[a->span], *y = &s->bit.v[b->span];
    const struct inl *p = &s->inl.v[x->inl], *q = &s->inl.v[y->inl];
    return x->style == y->style && x->box->tag == y->box->tag && p->rise == q->rise &&
           p->dx == q->dx && p->dy == q->dy;
}

static bool decorates(const struct css_style *s, const struct css_lines *l)
{
    const struct css_lines *own = s->lines;
    while (own && own != l)
        own = own->next;
    return own;
}

/* CSS Text Decoration 3, 2.1: a line keeps the position and thickness of its box, regardless of the
 * box's content. */
static const struct seg_decoration *decorations_of(struct setter *s, const struct bit *b,
                                                   const struct font *font)
{
    int n = 0, at = 0;
    bool any = false;
    for (const struct css_lines *l = b->style->lines; l; l = l->next)
        n++;
    if (!n || s->inl.n < 2)
        return NULL;
    struct seg_decoration *d = arena_array(&s->flow->arena, struct seg_decoration, n);
    for (const struct css_lines *l = b->style->lines; l; l = l->next, at++) {
        int i = b->inl;
        while (i > 0 && decorates(s->inl.v[s->inl.v[i].up].style, l))
            i = s->inl.v[i].up;
        d[at] = (struct seg_decoration){s->inl.v[i].rise - s->inl.v[b->inl].rise, s->inl.v[i].font};
        any |= d[at].rise != 0 || (i != b->inl && d[at].font != font);
        if (i == b->inl)
            d[at].font = font;
    }
    return any ? d : NULL;
}

static void add_glyph_seg(struct setting *t, int from, int to)
{
    struct setter *s = t->s;
    const struct atom *a = &s->atom.v[s->order.v[from]];
    const struct bit *b = &s->bit.v[a->span];
    struct seg_word *word = arena_array(&s->flow->arena, struct seg_word, to - from);
    len width = 0, track = 0;
    for (int i = from; i < to; i++) {
        const struct atom *x = &s->atom.v[s->order.v[i]];
        word[i - from] = (struct seg_word){.number = x->word->number,
                                           .tracked = x->track != 0,
                                           .width = x->width};
        width += x->kind == ATOM_TRAIL ? 0 : x->width;
        track = x->track ? x->track : track; /* a line has one */
    }
    *vec_add(&s->seg) =
        (struct seg){.kind = SEG_GLYPHS,
                     .x = t->x,
                     .width = width,
                     .rise = s->inl.v[b->inl].rise,
                     .style = b->style,
                     .tag = b->box->tag,
                     .font = a->word->font,
                     .n = (uint16_t)(to - from),
                     .word = word,
                     .track = track,
                     .decoration = b->style->lines ? decorations_of(s, b, a->word->font) : NULL,
                     .expansion = a->word->font->monospace ? FIX_ONE : FIX_ONE + t->expansion};
    t->x += width;
}

/* A word as it is, in place of words of the line. */
void seg_put_word(struct setter *s, struct seg *g, const struct word *w)
{
    struct seg_word *word = arena_make(&s->flow->arena, struct seg_word);
    *word = (struct seg_word){.number = w->number, .width = w->width};
    g->n = 1;
    g->word = word;
    g->font = w->font;
    g->expansion = FIX_ONE;
}

static struct seg ink_seg(struct arena *a, const struct math_ink *ink)
{
    struct glyphs *own;
    switch ((enum math_ink_kind)ink->kind) {
    case MATH_GLYPHS:
        own = arena_make(a, struct glyphs);
        *own = (struct glyphs){.font = ink->font,
                               .expansion = FIX_ONE,
                               .n = ink->n,
                               .glyph = ink->glyph,
                               .shift = ink->shift,
                               .text = ink->text,
                               .n_text = ink->n_text};
        return (struct seg){.kind = SEG_GLYPHS,
                            .formula = true,
                            .width = ink->width,
                            .font = ink->font,
                            .own = own,
                            .expansion = FIX_ONE};
    case MATH_RULE:
        return (struct seg){.kind = SEG_RULE,
                            .width = ink->dx,
                            .rule = {ink->dx, ink->dy, ink->thick, ink->dashed}};
    default:
        return (struct seg){.kind = SEG_BOX,
                            .edges = EDGE_ALL,
                            .width = ink->dx,
                            .height = ink->dy,
                            .top = ink->dy};
    }
}

/* A part of a formula: its ink in order. Boxes are on the line's baseline by themselves. */
static void add_math_segs(struct setting *t, const struct bit *b)
{
    struct setter *s = t->s;
    for (int i = 0; i < b->part->n; i++) {
        const struct math_ink *ink = &b->part->ink[i];
        struct seg *g = vec_add(&s->seg);
        *g = ink_seg(&s->flow->arena, ink);
        g->x = t->x + ink->x;
        g->style = ink->style;
        g->tag = b->box->tag;
        if (g->kind == SEG_BOX)
            g->top += ink->y + s->inl.v[b->inl].rise;
        else
            g->rise = ink->y + s->inl.v[b->inl].rise;
    }
}

/* The border box of an image, below it. */
static void add_image_box(struct setting *t, const struct bit *b)
{
    const struct css_style *s = b->style;
    len base = t->s->shape.measure, left = css_len(s, CSS_margin_left, base),
        right = css_len(s, CSS_margin_right, base);
    len above = css_len(s, CSS_border_top_width, base) + css_len(s, CSS_padding_top, base);
    len below = css_len(s, CSS_border_bottom_width, base) + css_len(s, CSS_padding_bottom, base);
    *vec_add(&t->s->seg) = (struct seg){.kind = SEG_BOX,
                                        .edges = EDGE_ALL,
                                        .x = t->x + left,
                                        .width = b->width - left - right,
                                        .top = b->top + above,
                                        .height = b->height + above + below,
                                        .style = s,
                                        .tag = b->box->tag,
                                        .box = b->box};
}

static void add_object_seg(struct setting *t, const struct atom *a)
{
    struct setter *s = t->s;
    const struct bit *b = &s->bit.v[a->span];
    if (b->part) {
        add_math_segs(t, b);
        return;
    }
    if (!b->galley && css_is_painted(b->style))
        add_image_box(t, b);
    struct seg *g = vec_add(&s->seg);
    *g = (struct seg){.kind = b->galley ? SEG_GALLEY : SEG_IMAGE,
                      .x = t->x + b->x,
                      .width = b->inner,
                      .top = b->top,
                      .height = b->height,
                      .style = b->style,
                      .tag = b->box->tag,
                      .box = b->box,
                      .galley = b->galley};
}

static void add_leader_seg(struct setting *t, const struct atom *a)
{
    struct setter *s = t->s;
    const struct bit *b = &s->bit.v[a->span];
    const struct box *box = b->box;
    const struct font *f = text_font(s->text, b->style, LOC_NONE);
    const struct word *w = text_word(s->text, f, b->style, false, false, box->u.t.text, box->u.t.n);
    len width = a->width + t->leader + t->leader_rest;
    struct seg *g = vec_add(&s->seg);
    *g = (struct seg){.kind = SEG_LEADER,
                      .x = t->x,
                      .width = width,
                      .rise = s->inl.v[b->inl].rise,
                      .style = b->style,
                      .tag = box->tag};
    seg_put_word(s, g, w);
    t->x += width;
    t->leader_rest = 0;
}

/* Inline boxes with a background or border are seen from their first atom to their last, padding
 * included; in bidirectional text a line may have several parts of one. */
static void see_one(struct setter *s, int i, len left, len right)
{
    struct inl *in = &s->inl.v[i];
    if (s->turned && in->seen && in->painted && left > in->x) {
        *vec_add(&s->part_seen) = (struct inline_part){i, in->left, in->x, in->edges};
        in->left = left;
        in->edges = 0;
    }
    if (!in->seen || left < in->left)
        in->left = left;
    if (!in->seen || right > in->x)
        in->x = right;
    if (!in->seen)
        *vec_add(&s->seen) = i;
    in->seen = true;
}

static void see_inline(struct setter *s, int inl, len left, len right)
{
    for (int i = inl; i >= 0; i = s->inl.v[i].up)
        see_one(s, i, left, right);
}

static void add_kern(struct setting *t, const struct atom *a)
{
    const struct event *e = &t->s->event.v[a->event];
    const struct inl *in = &t->s->inl.v[e->inl];
    bool left = (e->kind == EV_OPEN) != in->rtl;
    bool cut = !in->clones && (e->kind == EV_OPEN ? in->box->cut_before : in->box->cut_after);
    if (e->kind == EV_OPEN || e->kind == EV_CLOSE) {
        see_one(t->s, e->inl, t->x + (left && !cut ? in->margin_left : 0),
                t->x + a->width - (left || cut ? 0 : in->margin_right));
        see_inline(t->s, in->up, t->x, t->x + a->width);
        if (!cut)
            t->s->inl.v[e->inl].edges |= left ? EDGE_LEFT : EDGE_RIGHT;
    }
    t->x += a->width;
}

/* Notes of the segments made last which atom they come from. */
static void note_reading(struct setter *s, int atom)
{
    while (s->reading.n < s->seg.n) {
        struct reading r = {atom, s->reading.n};
        *vec_add(&s->reading) = r;
    }
}

/* position: relative moves the segments from `first` on, and nothing else. */
static void move_segs(struct setter *s, int first, len dx, len dy)
{
    for (int i = first; (dx || dy) && i < s->seg.n; i++) {
        struct seg *g = &s->seg.v[i];
        g->x = len_add(g->x, dx);
        if (seg_is_text(g) || g->kind == SEG_RULE)
            g->rise = len_add(g->rise, -dy);
        else
            g->top = len_add(g->top, -dy);
    }
}

/* Notes of the segments made last which group they lie in. */
static void note_home(struct setter *s, int group)
{
    while (s->groups && s->home.n < s->seg.n)
        *vec_add(&s->home) = group;
}

/* The floats of the line; those of a first line in a look of its own are the paragraph's. */
static const struct setter *floats_of(const struct setter *s) { return s->whole ? s->whole : s; }

/* Whether the atom comes after the event. */
static bool comes_after(const struct setter *s, const struct atom *a, int event)
{
    return a->kind == ATOM_KERN ? a->event > event : a->span >= floats_of(s)->event.v[event].span;
}

/* Whether a float is anchored between the text of two atoms. */
static bool float_between(const struct setter *s, const struct atom *a, const struct atom *b)
{
    const struct setter *f = floats_of(s);
    for (int i = 0; i < f->anchored.n; i++)
        if (comes_after(s, a, f->anchored.v[i].event) != comes_after(s, b, f->anchored.v[i].event))
            return true;
    return false;
}

/* Each is read after the last atom before it. */
static void add_floats(struct setter *s)
{
    const struct setter *f = floats_of(s);
    for (int i = 0, atom = 0; i < f->anchored.n; i++) {
        const struct anchored *an = &f->anchored.v[i];
        const struct inl *in = &s->inl.v[f->event.v[an->event].inl];
        while (atom < s->atom.n && !comes_after(s, &s->atom.v[atom], an->event))
            atom++;
        *vec_add(&s->seg) = (struct seg){.kind = SEG_FLOAT,
                                         .style = in->style,
                                         .tag = in->box ? in->box->tag : NULL,
                                         .box = an->box};
        note_home(s, in->group);
        note_reading(s, atom - 1);
    }
}

static void add_segs(struct setting *t, bool turned)
{
    struct setter *s = t->s;
    bool reorders = turned || floats_of(s)->anchored.n;
    s->turned = turned;
    s->reading.n = s->home.n = 0;
    note_home(s, 0);
    if (reorders)
        note_reading(s, -1); /* an initial */
    for (int i = 0, next; i < s->order.n; i = next) {
        const struct atom *a = &s->atom.v[s->order.v[i]];
        len left = t->x;
        int first = s->seg.n;
        next = i + 1;
        if (a->kind == ATOM_KERN) {
            add_kern(t, a);
            continue;
        }
        if (atom_has_glyphs(a)) {
            for (int bytes = a->word->n_text;
                 next < s->order.n && joins(s, a, &s->atom.v[s->order.v[next]]) &&
                 !float_between(s, a, &s->atom.v[s->order.v[next]]);
                 next++)
                if ((bytes += s->atom.v[s->order.v[next]].word->n_text) > SEG_BYTES)
                    break;
            add_glyph_seg(t, i, next);
        } else if (a->kind == ATOM_LEADER) {
            add_leader_seg(t, a);
        } else {
            if (a->kind == ATOM_OBJECT)
                add_object_seg(t, a);
            t->x += a->width;
        }
        const struct bit *b = &s->bit.v[a->span];
        const struct inl *in = &s->inl.v[b->inl];
        move_segs(s, first, in->dx + b->dx,
                  in->dy + b->dy - (b->to_edge ? b->shift : s->inl.v[in->edge].edge_shift));
        note_home(s, in->group);
        if (reorders)
            note_reading(s, s->order.v[i]);
        if ((s->inl.n > 1 || s->inl.v[0].painted) && (!turned || has_place(a)))
            see_inline(s, s->bit.v[a->span].inl, left, t->x);
    }
    if (s->seg.n)
        add_floats(s);
}

static int by_number(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

static int by_inline(const void *a, const void *b)
{
    const struct inline_part *x = a, *y = b;
    return x->inl != y->inl ? x->inl - y->inl : (x->left > y->left) - (x->left < y->left);
}

/* Border boxes precede their content, outer ones first. Only the line's own are examined: a listing
 * has very many. */
static int count_boxes(struct setter *s)
{
    int n = s->part_seen.n;
    if (s->seen.n > 1)
        qsort(s->seen.v, (size_t)s->seen.n, sizeof *s->seen.v, by_number);
    if (n > 1)
        qsort(s->part_seen.v, (size_t)n, sizeof *s->part_seen.v, by_inline);
    for (int i = 0; i < s->seen.n; i++)
        n += s->inl.v[s->seen.v[i]].painted;
    return n;
}

static void set_part(const struct setter *s, const struct inl *in, const struct inline_part *part,
                     struct seg *to)
{
    const struct css_style *style = in->style;
    len base = s->shape.measure;
    len above = len_add(css_len(style, CSS_border_top_width, base),
                        css_len(style, CSS_padding_top, base));
    len below = len_add(css_len(style, CSS_border_bottom_width, base),
                        css_len(style, CSS_padding_bottom, base));
    *to = (struct seg){.kind = SEG_BOX,
                       .x = part->left + in->dx,
                       .width = part->x - part->left,
                       .top = len_add(len_add(in->font->ascent, in->rise), above) - in->dy +
                              s->inl.v[in->edge].edge_shift,
                       .height = len_add(in->font->ascent + in->font->descent,
                                         len_add(above, below)),
                       .style = style,
                       .tag = in->box->tag,
                       .edges = EDGE_TOP | EDGE_BOTTOM | part->edges,
                       .box = in->box};
}

static void set_box(const struct setter *s, const struct inl *in, struct seg *to)
{
    set_part(s, in, &(struct inline_part){0, in->left, in->x, in->edges}, to);
}

/* The earlier parts of an inline box, in part_seen from `at` on: returns the place after them. */
static int set_parts(const struct setter *s, int inl, int at, struct seg *to)
{
    for (; at < s->part_seen.n && s->part_seen.v[at].inl == inl; at++)
        set_part(s, &s->inl.v[inl], &s->part_seen.v[at], to++);
    return at;
}

static int first_part(const struct setter *s, int inl)
{
    int low = 0, high = s->part_seen.n;
    while (low < high) {
        int middle = (low + high) / 2;
        if (s->part_seen.v[middle].inl < inl)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int by_reading(const void *a, const void *b)
{
    const struct reading *x = a, *y = b;
    return x->atom != y->atom ? (x->atom > y->atom) - (x->atom < y->atom) : x->seg - y->seg;
}

/* The group around a group. */
static int outer_group(const struct setter *s, int group)
{
    return s->inl.v[s->inl.v[group].up].group;
}

static int home_of(const struct setter *s, int i)
{
    return s->home.v[s->reading.n ? s->reading.v[i].seg : i];
}

static bool lies_in(const struct setter *s, int home, int group)
{
    while (home && home != group)
        home = outer_group(s, home);
    return home == group;
}

/* Inline boxes are in preorder: those in a group follow it. */
static void put_boxes(struct setter *s, int group)
{
    int low = 0, high = s->seen.n;
    while (low < high) {
        int middle = (low + high) / 2;
        if (s->seen.v[middle] < group)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < s->seen.n; low++) {
        const struct inl *in = &s->inl.v[s->seen.v[low]];
        if (!lies_in(s, in->group, group))
            break;
        if (!in->painted || in->group != group)
            continue;
        int inl = s->seen.v[low];
        for (int at = first_part(s, inl); at < s->part_seen.n && s->part_seen.v[at].inl == inl;
             at++)
            set_part(s, in, &s->part_seen.v[at], vec_add(&s->grouped));
        set_box(s, in, vec_add(&s->grouped));
    }
}

/* Those of a group from place `from` in reading order up to `to`: its boxes, then its content,
 * including nested groups. An inline box without any content in the line shows nothing. The
 * recursion is as deep as the groups. */
static void put_group(struct setter *s, int group, int from, int to)
{
    put_boxes(s, group);
    for (int i = from, end; i < to; i = end) {
        int inner = home_of(s, i);
        end = i + 1;
        if (inner == group) {
            *vec_add(&s->grouped) = s->seg.v[s->reading.n ? s->reading.v[i].seg : i];
            continue;
        }
        while (outer_group(s, inner) != group)
            inner = outer_group(s, inner);
        while (end < to && lies_in(s, home_of(s, end), inner))
            end++;
        int at = s->grouped.n;
        set_box(s, &s->inl.v[inner], vec_add(&s->grouped));
        put_group(s, inner, i, end);
        s->grouped.v[at].kind = SEG_GROUP;
        s->grouped.v[at].inside = s->grouped.n - at - 1;
    }
}

static void take_groups(struct setter *s, struct line *l)
{
    (void)count_boxes(s); /* in order */
    s->grouped.n = 0;
    put_group(s, 0, 0, s->seg.n);
    for (int i = 0; i < s->seen.n; i++) {
        s->inl.v[s->seen.v[i]].seen = false;
        s->inl.v[s->seen.v[i]].edges = 0;
    }
    s->seen.n = s->part_seen.n = 0;
    struct seg *seg = arena_array(&s->flow->arena, struct seg, s->grouped.n);
    if (s->grouped.n)
        memcpy(seg, s->grouped.v, sizeof *seg * (size_t)s->grouped.n);
    l->seg = seg;
    l->n = s->grouped.n;
}

static void take_segs(struct setter *s, struct line *l)
{
    int boxes = count_boxes(s), at = 0, part = 0;
    struct seg *seg = arena_array(&s->flow->arena, struct seg, s->seg.n + boxes);
    for (int i = 0; i < s->seen.n; i++) {
        struct inl *in = &s->inl.v[s->seen.v[i]];
        if (in->painted) {
            int end = set_parts(s, s->seen.v[i], part, &seg[at]);
            at += end - part;
            part = end;
            set_box(s, in, &seg[at++]);
        }
        in->seen = false;
        in->edges = 0;
    }
    s->seen.n = s->part_seen.n = 0;
    for (int i = 0; i < s->reading.n; i++)
        seg[at + i] = s->seg.v[s->reading.v[i].seg];
    if (s->seg.n && !s->reading.n)
        memcpy(seg + at, s->seg.v, sizeof *seg * (size_t)s->seg.n);
    l->seg = seg;
    l->n = s->seg.n + boxes;
}

void segs_build(struct setting *t, struct line *l)
{
    add_segs(t, order_atoms(t->s));
    if (t->s->reading.n)
        qsort(t->s->reading.v, (size_t)t->s->reading.n, sizeof *t->s->reading.v, by_reading);
    if (t->s->groups)
        take_groups(t->s, l);
    else
        take_segs(t->s, l);
}
