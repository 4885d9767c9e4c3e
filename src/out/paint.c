// SPDX-License-Identifier: Apache-2.0
/* Painting: the fragments of each page in order, on a canvas. */
#include "out/out-int.h"

#include <math.h>
#include <stdlib.h>

/* ---- pages ----------------------------------------------------------------------------------- */

/* Clips the following content to the padding box, with its rounding. */
static void push_clip(struct painter *p, const struct frag *f)
{
    bool decorated = f > p->page->frag.v && f[-1].kind == FRAG_BOX && f[-1].style == f->style;
    painter_save(p);
    if (f->ground)
        path_rect(p, pt(f->x), pt(f->y), pt(f->w), pt(f->h));
    else
        path_padding_box(p, f->style, f->x, f->y, f->w, f->h, decorated ? f[-1].edges : EDGE_ALL);
    painter_clip(p);
}

/* The kind of an artifact, by its place: margin boxes above the page area are heads, below it
 * feet. */
static enum artifact artifact_of(const struct painter *p, const struct frag *f)
{
    const struct page *page = p->page;
    if (f - page->frag.v < page->margins || !page->frag.n)
        return f->kind == FRAG_BOX    ? ARTIFACT_BACKGROUND
               : f->kind == FRAG_LINE ? ARTIFACT_SIDE
                                      : ARTIFACT_LAYOUT;
    return f->y < page->y                   ? ARTIFACT_HEADER
           : f->y >= page->y + page->height ? ARTIFACT_FOOTER
                                            : ARTIFACT_SIDE;
}

/* Whether a range of fragments takes the positioned content in it along, or leaves it to the
 * stacking context around. */
enum keeping { KEEPS, PARTS };
static void draw_frags(struct painter *p, const struct frag *f, const struct frag *end, int base,
                       enum keeping keeping);

/* Inline blocks and mere clips are no stacking contexts: the one around takes positioned content
 * out of them (CSS 2.1, appendix E, 2.7.2.4). */
static bool parts(const struct frag *f)
{
    return (f->kind == FRAG_INLINE && !f->grouped) ||
           (f->kind == FRAG_PUSH && f->clip && !f->ground);
}

/* Inline blocks are in their place among the words of their line. */
const struct frag *painter_draw_inline(struct painter *p, const struct frag *f)
{
    const struct frag *end = p->page->frag.v + p->page->frag.n;
    if (f >= end || f->kind != FRAG_INLINE)
        return f;
    painter_read(p, f, false);
    p->text_tag = p->text_link = NULL; /* unless it is generated, words are separated from those
                                          around only by spaces of the source */
    draw_frags(p, f + 1, f + 1 + f->n, f->layer, parts(f) ? PARTS : KEEPS);
    p->text_tag = p->text_link = NULL;
    return f + 1 + f->n;
}

static void paint_ground(struct painter *p, const struct frag *f)
{
    struct area a = {pt(f->x), pt(f->y), pt(f->w), pt(f->h)};
    if (f->w > 0 && f->h > 0 && css_is(f->style, CSS_visibility, KW_visible))
        paint_canvas(p, f->style, &a, &a);
}

/* Returns the fragment after it and those inside it. */
static const struct frag *draw_frag(struct painter *p, const struct frag *f)
{
    const struct tag *tag = f->artifact ? NULL : f->tag;
    enum artifact kind = artifact_of(p, f);
    switch ((enum frag_kind)f->kind) {
    case FRAG_BOX:
        painter_claim(p, NULL, kind);
        if (f->ground) {
            paint_ground(p, f);
            break;
        }
        paint_box(p, f->style, f->x, f->y, f->w, f->h, f->edges,
                  f->hollow || (f->box && f->box == p->book->flow->doc->root));
        break;
    case FRAG_LINE: return paint_line(p, f, kind);
    case FRAG_IMAGE:
        painter_claim(p, tag, kind);
        paint_image(p, f->box->u.image, f->style, f->x, f->y, f->w, f->h);
        painter_note_figure(p, tag, f->x, f->y, f->w, f->h);
        break;
    case FRAG_RULE:
        painter_claim(p, NULL, ARTIFACT_LAYOUT);
        paint_column_rule(p, f->style, f->x, f->y, f->h);
        break;
    case FRAG_PUSH:
        if (f->clip)
            push_clip(p, f);
        else
            painter_begin_group(p, f);
        break;
    case FRAG_POP: painter_restore(p); break;
    case FRAG_INLINE: break;
    }
    return f + 1;
}

/* The end of the group that begins with f. */
static const struct frag *group_end(const struct frag *f, const struct frag *end)
{
    int depth = 0;
    for (; f < end; f++) {
        depth += (f->kind == FRAG_PUSH) - (f->kind == FRAG_POP);
        if (depth == 0)
            return f;
    }
    return end - 1;
}

/* Fragments that are drawn together: with their content, unless that is drawn separately. */
enum pass { PASS_ALL, PASS_BOXES, PASS_REST };

/* Whether it is the background of a box, or the part of one in a cell, or a rule of columns. */
static bool is_ground(const struct frag *f)
{
    return f->kind == FRAG_BOX || f->kind == FRAG_RULE || (f->kind == FRAG_PUSH && f->ground);
}

static bool is_drawn(const struct frag *f, enum pass pass)
{
    return pass == PASS_ALL || is_ground(f) == (pass == PASS_BOXES);
}

static const struct frag *behind(const struct frag *f, const struct frag *end)
{
    return f->kind == FRAG_PUSH     ? group_end(f, end) + 1
           : f->kind == FRAG_INLINE ? f + 1 + f->n
                                    : f + 1;
}

/* Whether positioned content is around a fragment, within this layer. */
static bool leaves(const struct painter *p, const struct frag *f, int base)
{
    for (int at = f->layer; at && at != base; at = p->page->layers.v[at - 1].parent)
        if (!p->page->layers.v[at - 1].floats)
            return true;
    return false;
}

/* A fragment that is drawn with its content, and the clips that it has been taken out of, the
 * innermost first. */
struct clip {
    const struct frag *push;
    const struct clip *outer;
};
struct drawing {
    const struct frag *frag;
    const struct clip *clip;
};
/* Drawings made together, as a list. */
struct level {
    const struct drawing *drawing;
    int n;
    const struct frag *end;
};
struct gathered {
    VEC(struct drawing) all;
    struct arena clips;
};

/* Adds the positioned content inside a fragment that parts. */
static void take_out(const struct painter *p, struct gathered *g, const struct frag *from,
                     const struct frag *end, const struct clip *clip)
{
    const struct frag *last = from->kind == FRAG_PUSH ? group_end(from, end) : behind(from, end);
    if (from->kind == FRAG_PUSH) {
        struct clip *inner = arena_make(&g->clips, struct clip);
        *inner = (struct clip){from, clip};
        clip = inner;
    }
    for (const struct frag *f = from + 1; f < last; f = behind(f, last)) {
        if (leaves(p, f, from->layer))
            *vec_add(&g->all) = (struct drawing){f, clip};
        if (parts(f))
            take_out(p, g, f, last, clip);
    }
}

static void begin_clips(struct painter *p, const struct clip *c)
{
    if (c)
        begin_clips(p, c->outer), push_clip(p, c->push);
}

static void end_clips(struct painter *p, const struct clip *c)
{
    for (; c; c = c->outer)
        painter_restore(p);
}

/* Returns the fragment after it. */
static const struct frag *draw_one(struct painter *p, const struct drawing *drawing,
                                   const struct frag *end)
{
    const struct frag *f = drawing->frag, *next;
    begin_clips(p, drawing->clip);
    painter_read(p, f, false);
    next = draw_frag(p, f);
    if (f->kind == FRAG_PUSH) {
        const struct frag *pop = group_end(f, end);
        draw_frags(p, f + 1, pop, f->layer, parts(f) ? PARTS : KEEPS);
        painter_read(p, pop, false);
        next = draw_frag(p, pop);
    }
    end_clips(p, drawing->clip);
    return next;
}

static void draw_level(struct painter *p, const struct level *v, enum pass pass)
{
    const struct frag *drawn = NULL;
    for (int i = 0; i < v->n; i++) {
        const struct frag *f = v->drawing[i].frag;
        if (f >= drawn && is_drawn(f, pass)) /* inline blocks are drawn with their line */
            drawn = draw_one(p, &v->drawing[i], v->end);
    }
}

static void draw_outlines(struct painter *p, const struct level *v)
{
    for (int i = 0; i < v->n; i++) {
        const struct frag *f = v->drawing[i].frag;
        if (f->kind == FRAG_LINE && p->outlines)
            paint_line_outlines(p, f);
        if (f->kind != FRAG_BOX || f->ground || css_is(f->style, CSS_outline_style, KW_none))
            continue;
        begin_clips(p, v->drawing[i].clip);
        painter_claim(p, NULL, artifact_of(p, f));
        paint_outline(p, f->style, f->x, f->y, f->w, f->h, f->edges);
        end_clips(p, v->drawing[i].clip);
    }
}

/* The place of a fragment's content; false if it has no visible content. */
static bool place_of(const struct frag *f, struct frag *at)
{
    *at = (struct frag){.x = f->x, .y = f->y, .w = f->w, .h = f->h};
    if (f->kind == FRAG_LINE) {
        at->x += f->line->x;
        at->w = f->line->width;
        at->y += f->line->descent - f->h;
    }
    return f->kind == FRAG_LINE || f->kind == FRAG_IMAGE || (f->kind == FRAG_PUSH && !f->ground);
}

static bool meet(const struct frag *a, const struct frag *b)
{
    return a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h && b->y < a->y + a->h;
}

/* Whether a box overlaps earlier content: drawn in order, it would cover that. */
static bool covers(const struct level *v)
{
    int64_t bottom = INT64_MIN;
    struct frag at;
    for (int i = 0; i < v->n; i++) {
        const struct frag *f = v->drawing[i].frag;
        if (place_of(f, &at) && (int64_t)at.y + at.h > bottom)
            bottom = (int64_t)at.y + at.h;
        for (int k = i - 1; f->kind == FRAG_BOX && f->y < bottom && k >= 0; k--)
            if (place_of(v->drawing[k].frag, &at) && meet(f, &at))
                return true;
    }
    return false;
}

/* The layers of a range of fragments: those that are drawn with a layer or a stacking context,
 * floats first, by z-index. */
struct entry {
    int owner, z, order, layer;
    bool positioned;
};
struct stacking {
    struct painter *p;
    const struct layer *layer; /* of the page, counted from 1 */
    int base, n;
    struct drawing *drawing; /* by layer, in order … */
    int *first;              /* … that of each layer, and the end */
    struct entry *entry;
    const struct frag *end;
    bool *blends; /* by layer: content in it is blended with what is below */
};

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return x->owner != y->owner             ? (x->owner > y->owner) - (x->owner < y->owner)
           : x->positioned != y->positioned ? x->positioned - y->positioned
           : x->z != y->z                   ? (x->z > y->z) - (x->z < y->z)
           : x->order != y->order           ? (x->order > y->order) - (x->order < y->order)
                                            : (x->layer > y->layer) - (x->layer < y->layer);
}

static const struct layer *layer_at(const struct stacking *s, int i) { return &s->layer[i - 1]; }

/* The layer of a fragment of the range; those in none of the range's layers are in the range
 * itself. */
static int layer_of(const struct stacking *s, const struct frag *f)
{
    int at = f->layer;
    while (at && at != s->base)
        at = layer_at(s, at)->parent;
    return at == s->base ? f->layer : s->base;
}

/* Positioned content is drawn with the enclosing stacking context, a float with the enclosing
 * layer. */
static int owner_of(const struct stacking *s, int layer)
{
    int owner = layer_at(s, layer)->parent;
    while (!layer_at(s, layer)->floats && owner && owner != s->base && !layer_at(s, owner)->context)
        owner = layer_at(s, owner)->parent;
    return owner ? owner : s->base;
}

static int first_entry(const struct stacking *s, int owner)
{
    int from = 0, to = s->n;
    while (from < to) {
        int middle = (from + to) / 2;
        if (s->entry[middle].owner < owner)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static void draw_layer(const struct stacking *s, int layer);

/* Content that is blended is so with its stacking context alone (Compositing 1, 3.2.1). */
static void draw_context(const struct stacking *s, int layer)
{
    bool isolated = s->blends[layer];
    if (isolated)
        painter_isolate(s->p);
    draw_layer(s, layer);
    if (isolated)
        painter_restore(s->p);
}

/* Notes the stacking context that a blended fragment is in, unless that is a group anyway. */
static void note_blended(const struct stacking *s, const struct frag *f)
{
    int at = layer_of(s, f);
    if (f->kind != FRAG_PUSH || !f->style || css_is(f->style, CSS_mix_blend_mode, KW_normal))
        return;
    const struct box *box = at ? layer_at(s, at)->box : NULL;
    if (box && box->style && !css_is(box->style, CSS_mix_blend_mode, KW_normal))
        at = layer_at(s, at)->parent; /* the blended one's own */
    while (at && at != s->base && !layer_at(s, at)->context)
        at = layer_at(s, at)->parent;
    if (at && at != s->base)
        s->blends[at] = true;
}

/* CSS 2.1, appendix E: its own box, negative layers, boxes of blocks, floats, inline content,
 * positioned content. */
static void draw_layer(const struct stacking *s, int layer)
{
    struct level v = {.drawing = s->drawing + s->first[layer],
                      .n = s->first[layer + 1] - s->first[layer],
                      .end = s->end};
    int e = first_entry(s, layer), floats = e;
    while (e < s->n && s->entry[e].owner == layer && !s->entry[e].positioned)
        e++;
    int floats_end = e;
    const struct box *box = layer ? layer_at(s, layer)->box : s->p->book->flow->doc->root;
    bool below = e < s->n && s->entry[e].owner == layer && s->entry[e].z < 0;
    if (below && v.n && v.drawing[0].frag->kind == FRAG_BOX && v.drawing[0].frag->box == box) {
        draw_one(s->p, &v.drawing[0], s->end);
        v.drawing++, v.n--;
    }
    for (; e < s->n && s->entry[e].owner == layer && s->entry[e].z < 0; e++)
        draw_context(s, s->entry[e].layer);
    bool parted = floats_end > floats || covers(&v);
    draw_level(s->p, &v, parted ? PASS_BOXES : PASS_ALL);
    for (int i = floats; i < floats_end; i++)
        draw_layer(s, s->entry[i].layer);
    if (parted)
        draw_level(s->p, &v, PASS_REST);
    for (; e < s->n && s->entry[e].owner == layer; e++)
        draw_context(s, s->entry[e].layer);
}

/* Sorts fragments by layer, and layers by their owner. */
static void draw_layers(struct painter *p, const struct level *v, int base)
{
    int layers = p->page->layers.n;
    struct stacking s = {.p = p,
                         .layer = p->page->layers.v,
                         .base = base,
                         .drawing = mem_new(sizeof *s.drawing * (size_t)(v->n + 1)),
                         .first = mem_new(sizeof *s.first * (size_t)(layers + 2)),
                         .entry = mem_new(sizeof *s.entry * (size_t)(layers + 1)),
                         .blends = mem_new(sizeof *s.blends * (size_t)(layers + 1)),
                         .end = v->end};
    bool *there = mem_new((size_t)layers + 1);
    there[base] = true;
    for (int i = 0; i < v->n; i++) {
        int at = layer_of(&s, v->drawing[i].frag);
        s.first[at + 1]++;
        note_blended(&s, v->drawing[i].frag);
        for (; !there[at]; at = layer_at(&s, at)->parent)
            there[at] = true;
    }
    for (int i = 0; i <= layers; i++)
        s.first[i + 1] += s.first[i];
    int *next = mem_new(sizeof *next * (size_t)(layers + 1));
    for (int i = 0; i < v->n; i++) {
        int at = layer_of(&s, v->drawing[i].frag);
        s.drawing[s.first[at] + next[at]++] = v->drawing[i];
    }
    for (int i = 1; i <= layers; i++)
        if (there[i] && i != base)
            s.entry[s.n++] = (struct entry){.owner = owner_of(&s, i),
                                            .positioned = !layer_at(&s, i)->floats,
                                            .z = layer_at(&s, i)->z,
                                            .order = layer_at(&s, i)->order,
                                            .layer = i};
    qsort(s.entry, (size_t)s.n, sizeof *s.entry, compare_entries);
    draw_layer(&s, base);
    mem_free(next);
    mem_free(there);
    mem_free(s.blends);
    mem_free(s.entry);
    mem_free(s.first);
    mem_free(s.drawing);
}

/* `base`: the layer that they are in. */
static void draw_frags(struct painter *p, const struct frag *f, const struct frag *end, int base,
                       enum keeping keeping)
{
    struct gathered g = {0};
    bool layers = false;
    for (const struct frag *k = f; k < end; k = behind(k, end)) {
        int n = g.all.n;
        if (keeping == KEEPS || !leaves(p, k, base))
            *vec_add(&g.all) = (struct drawing){k, NULL}, layers = layers || k->layer != base;
        if (keeping == KEEPS && parts(k) && p->page->layers.n)
            take_out(p, &g, k, end, NULL);
        layers = layers || g.all.n > n + 1;
    }
    struct level v = {.drawing = g.all.v, .n = g.all.n, .end = end};
    if (layers) {
        draw_layers(p, &v, base);
    } else {
        bool parted = covers(&v);
        draw_level(p, &v, parted ? PASS_BOXES : PASS_ALL);
        if (parted)
            draw_level(p, &v, PASS_REST);
    }
    draw_outlines(p, &v);
    vec_done(&g.all);
    arena_done(&g.clips);
}

/* The border box of a page less its margins. */
static struct area page_border_box(const struct css_page *page)
{
    const struct css_style *s = page->style;
    len left = css_len(s, CSS_margin_left, page->width),
        right = css_len(s, CSS_margin_right, page->width);
    len top = css_len(s, CSS_margin_top, page->height),
        bottom = css_len(s, CSS_margin_bottom, page->height);
    return (struct area){pt(left), pt(top), pt(page->width - left - right),
                         pt(page->height - top - bottom)};
}

static struct area inset_area(struct area a, struct insets in)
{
    return (struct area){a.x + in.v[3], a.y + in.v[0], fmax(0, a.w - in.v[1] - in.v[3]),
                         fmax(0, a.h - in.v[0] - in.v[2])};
}

/* The colour of a page; NULL: none, or its box is hidden. */
static const struct css_color *page_color(const struct css_page *page)
{
    return css_is(page->style, CSS_visibility, KW_visible)
               ? css_color(page->style, CSS_background_color)
               : NULL;
}

/* The background of a page fills the bleed too, unless background-clip keeps it within its padding
 * or its content. */
static struct area page_clip(const struct css_page *page, const struct area *all, enum css_kw how)
{
    return how == KW_border_box ? *all
                                : inset_area(page_border_box(page), box_insets(page->style, how));
}

static void draw_page_background(struct painter *p, const struct css_page *page, len bleed,
                                 const struct css_color *color)
{
    struct area all = {-pt(bleed), -pt(bleed), pt(page->width + 2 * bleed),
                       pt(page->height + 2 * bleed)};
    int layers = css_is(page->style, CSS_visibility, KW_visible)
                     ? layers_of(page->style, &of_background)
                     : 0;
    struct area clip = page_clip(page, &all,
                                 layer_keyword(page->style, CSS_background_clip,
                                               layers ? layers - 1 : 0));
    painter_claim(p, NULL, ARTIFACT_BACKGROUND);
    if (color) {
        path_rect(p, clip.x, clip.y, clip.w, clip.h);
        painter_fill(p, color);
    }
    for (int i = layers - 1; i >= 0; i--) {
        enum css_kw how = layer_keyword(page->style, CSS_background_clip, i);
        clip = page_clip(page, &all, how);
        if (how != KW_border_box) {
            painter_save(p);
            path_rect(p, clip.x, clip.y, clip.w, clip.h);
            painter_clip(p);
        }
        paint_layer(p, page->style, &of_background, i, &all, &all);
        if (how != KW_border_box)
            painter_restore(p);
    }
}

/* The root's own box on a page; `otherwise` where it has none there. */
static struct area root_box(const struct page *page, const struct box *root, struct area otherwise)
{
    for (int i = 0; i < page->frag.n; i++) {
        const struct frag *f = &page->frag.v[i];
        if (f->kind == FRAG_BOX && f->box == root)
            return (struct area){pt(f->x), pt(f->y), pt(f->w), pt(f->h)};
    }
    return otherwise;
}

/* CSS 2.1 14.2 and CSS Paged Media 3: the root's background is the canvas's, and covers the padding
 * box of every page, anchored as if it were the root's own alone, and transformed as the root is
 * (CSS Transforms 1, 3). */
static void draw_canvas(struct painter *p, const struct css_page *page)
{
    const struct box *root = p->book->flow->doc->root;
    if (!root || !root->style ||
        (!css_color(root->style, CSS_background_color) &&
         css_is(root->style, CSS_background_image, KW_none)))
        return;
    struct area a = inset_area(page_border_box(page), box_insets(page->style, KW_padding_box));
    painter_claim(p, NULL, ARTIFACT_BACKGROUND);
    bool images = !css_is(root->style, CSS_background_image, KW_none);
    struct area origin = images ? root_box(p->page, root, a) : a;
    if (!images || css_is(root->style, CSS_transform, KW_none)) {
        paint_canvas(p, root->style, &a, &origin);
        return;
    }
    painter_save(p);
    path_rect(p, a.x, a.y, a.w, a.h);
    painter_clip(p);
    painter_transform_style(p, root->style, &origin);
    struct area seen = painter_visible(p, &a);
    paint_canvas(p, root->style, &seen, &origin);
    painter_restore(p);
}

static void draw_ground(struct painter *p, const struct page *page, len bleed,
                        const struct css_color *color)
{
    p->page = page;
    p->claimed = p->outlines = false;
    draw_page_background(p, page->css, bleed, color);
    draw_canvas(p, page->css);
}

static void draw_content(struct painter *p)
{
    const struct frag *f = p->page->frag.v, *end = f + p->page->frag.n;
    draw_frags(p, f, f + p->page->margins, 0, KEEPS);
    draw_frags(p, f + p->page->margins, end, 0, KEEPS);
    p->reads_from += READ_NEXT * (p->page->frag.n + 1);
}

/* ---- covers ---------------------------------------------------------------------------------- */

static const struct css_color *fill_of(const struct paint_part *part)
{
    const struct css_color *own = page_color(part->page->css);
    return own ? own : part->fill;
}

/* [len] left edge of a part of a sheet, including the bleed at the sheet's edge. */
static len part_left(const struct paint_part *part, len bleed)
{
    return part->x > 0 ? part->x : -bleed;
}
static len part_right(const struct page *sheet, const struct paint_part *part, len bleed)
{
    return part->x + part->width < sheet->css->width ? part->x + part->width
                                                     : part->x + part->width + bleed;
}

static void fill_sheet(struct painter *p, const struct page *sheet, len left, len right, len bleed,
                       const struct css_color *color)
{
    p->claimed = false;
    painter_claim(p, NULL, ARTIFACT_BACKGROUND);
    path_rect(p, pt(left), -pt(bleed), pt(right - left), pt(sheet->css->height + 2 * bleed));
    painter_fill(p, color);
}

/* Colours lie under all parts that have the same, as one area: two that touch show a hair between
 * them where the sheet is folded. One that all parts have lies under the whole sheet, also where no
 * part is. */
static void fill_parts(struct painter *p, const struct page *sheet, const struct paint_sheet *s,
                       len bleed)
{
    bool all = s->n > 0 && fill_of(&s->part[0]);
    for (int i = 1; i < s->n; i++)
        all = all && fill_of(&s->part[i]) == fill_of(&s->part[0]);
    if (all)
        fill_sheet(p, sheet, -bleed, sheet->css->width + bleed, bleed, fill_of(&s->part[0]));
    for (int i = 0, end; !all && i < s->n; i = end) {
        const struct css_color *color = fill_of(&s->part[i]);
        for (end = i + 1; end < s->n && fill_of(&s->part[end]) == color &&
                          s->part[end].x == s->part[end - 1].x + s->part[end - 1].width;)
            end++;
        if (color)
            fill_sheet(p, sheet, part_left(&s->part[i], bleed),
                       part_right(sheet, &s->part[end - 1], bleed), bleed, color);
    }
}

/* One part of a cover, cut off at its neighbours and nowhere else. */
static void draw_part(struct painter *p, const struct page *sheet, const struct paint_part *part,
                      len bleed)
{
    len x0 = part_left(part, bleed), x1 = part_right(sheet, part, bleed);
    p->claimed = false;
    painter_save(p);
    path_rect(p, pt(x0), -pt(bleed), pt(x1 - x0), pt(sheet->css->height + 2 * bleed));
    painter_clip(p);
    painter_transform(p, 1, 0, 0, 1, pt(part->turn > 0 ? x1 : part->x),
                      part->turn < 0 ? pt(sheet->css->height) : 0);
    if (part->turn)
        painter_transform(p, 0, part->turn, -part->turn, 0, 0, 0);
    draw_ground(p, part->page, bleed, NULL);
    draw_content(p);
    painter_restore(p);
}

static void draw_own_ground(struct painter *p, const struct page *page,
                            const struct paint_options *o)
{
    draw_ground(p, page, paint_bleed(o, page), page_color(page->css));
}

static void draw_surroundings(struct painter *p, const struct page *page,
                              const struct paint_options *o)
{
    p->page = page;
    p->claimed = false;
    paint_marks(p, o);
    if (o->watermark)
        paint_draft(p, o);
}

void paint_page(struct painter *p, const struct page *page, const struct paint_options *o)
{
    len bleed = paint_bleed(o, page);
    p->reads_from = p->reads = 0;
    const struct paint_sheet *sheet = o->sheets ? &o->sheets[page->index] : NULL;
    if (sheet)
        fill_parts(p, page, sheet, bleed);
    for (int i = 0; sheet && i < sheet->n; i++)
        draw_part(p, page, &sheet->part[i], bleed);
    if (!sheet) {
        draw_own_ground(p, page, o);
        draw_content(p);
    }
    draw_surroundings(p, page, o);
}

void paint_page_twice(struct painter *p, const struct page *page, const struct paint_side side[2])
{
    struct canvas *both = p->canvas;
    p->reads_from = p->reads = 0;
    struct diag_held *outer = diag_hold(NULL);
    for (int i = 0; i < 2; i++) {
        diag_hold(side[i].held);
        p->canvas = side[i].canvas;
        draw_own_ground(p, page, side[i].options);
    }
    diag_hold(outer);
    p->canvas = both;
    p->claimed = false;
    draw_content(p);
    for (int i = 0; i < 2; i++) {
        diag_hold(side[i].held);
        p->canvas = side[i].canvas;
        draw_surroundings(p, page, side[i].options);
    }
    diag_hold(outer);
    p->canvas = both;
}
