// SPDX-License-Identifier: Apache-2.0
/* Painting: the fragments of each page in order, on a canvas. */
#include "out/out-int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the painter ----------------------------------------------------------------------------- */

/* Finds for every tag the Link that it is or is inside. Parents have smaller ids than their
 * children. */
static void find_links(struct painter *p, const struct tag *root, int n)
{
    p->link_of = mem_new(sizeof *p->link_of * (size_t)(n + 1));
    for (const struct tag *t = root; t; t = tag_next(t)) {
        bool link = !strcmp(t->role, "Link") && (t->more->href || t->more->dest || t->more->to);
        p->link_of[t->id] = link ? t : t->parent ? p->link_of[t->parent->id] : NULL;
    }
}

struct painter *painter_new(const struct book *book, struct canvas *canvas)
{
    struct painter *p = mem_new(sizeof *p);
    *p = (struct painter){.book = book, .canvas = canvas};
    find_links(p, book->flow->doc->tags, book->flow->doc->n_tags);
    return p;
}

void painter_set_canvas(struct painter *p, struct canvas *canvas) { p->canvas = canvas; }

void painter_free(struct painter *p)
{
    vec_done(&p->path.op);
    vec_done(&p->path.v);
    vec_done(&p->turn);
    mem_free(p->link_of);
    arena_done(&p->words);
    glyph_room_done(&p->room);
    mem_free(p);
}

void painter_claim(struct painter *p, const struct tag *tag, enum artifact kind)
{
    if (p->claimed && tag == p->tag && (tag || kind == p->kind))
        return;
    p->claimed = true;
    p->tag = tag;
    p->kind = kind;
    p->canvas->ops->tag(p->canvas, tag, tag ? ARTIFACT_NONE : kind);
}

const struct css_color *painter_black(void)
{
    static const struct css_color black = {.space = CSS_GRAY, .alpha = 65535};
    return &black;
}

/* ---- paths ----------------------------------------------------------------------------------- */

static void add_point(struct painter *p, double x, double y)
{
    *vec_add(&p->path.v) = x;
    *vec_add(&p->path.v) = y;
}

void path_move(struct painter *p, double x, double y)
{
    *vec_add(&p->path.op) = PATH_MOVE;
    add_point(p, x, y);
}

void path_line(struct painter *p, double x, double y)
{
    *vec_add(&p->path.op) = PATH_LINE;
    add_point(p, x, y);
}

void path_curve(struct painter *p, double x1, double y1, double x2, double y2, double x, double y)
{
    *vec_add(&p->path.op) = PATH_CURVE;
    add_point(p, x1, y1);
    add_point(p, x2, y2);
    add_point(p, x, y);
}

void path_close(struct painter *p) { *vec_add(&p->path.op) = PATH_CLOSE; }

void path_rect(struct painter *p, double x, double y, double w, double h)
{
    *vec_add(&p->path.op) = PATH_RECT;
    add_point(p, x, y);
    add_point(p, w, h);
}

void path_end(struct painter *p)
{
    p->path.op.n = p->path.v.n = 0;
    p->path.even_odd = false;
}

void painter_fill(struct painter *p, const struct css_color *color)
{
    p->canvas->ops->fill(p->canvas, &p->path, color);
    path_end(p);
}

void painter_stroke(struct painter *p, const struct pen *pen, const struct css_color *color)
{
    p->canvas->ops->stroke(p->canvas, &p->path, pen, color);
    path_end(p);
}

void painter_clip(struct painter *p)
{
    p->canvas->ops->clip(p->canvas, &p->path);
    path_end(p);
}

/* ---- the plane ------------------------------------------------------------------------------- */

void painter_save(struct painter *p)
{
    struct turn now = p->turn.n ? p->turn.v[p->turn.n - 1]
                                : (struct turn){{1, 0, 0, 1, 0, 0}, false, false};
    now.group = false;
    *vec_add(&p->turn) = now;
    p->canvas->ops->save(p->canvas);
}

void painter_restore(struct painter *p)
{
    if (p->turn.v[--p->turn.n].group)
        p->canvas->ops->end_group(p->canvas);
    p->canvas->ops->restore(p->canvas);
}

void painter_transform(struct painter *p, double a, double b, double c, double d, double e,
                       double f)
{
    struct turn *t = &p->turn.v[p->turn.n - 1];
    const double *m = t->m, next[] = {a * m[0] + b * m[2],        a * m[1] + b * m[3],
                                      c * m[0] + d * m[2],        c * m[1] + d * m[3],
                                      e * m[0] + f * m[2] + m[4], e * m[1] + f * m[3] + m[5]};
    memcpy(t->m, next, sizeof next);
    t->turned = true;
    p->canvas->ops->transform(p->canvas, (const double[]){a, b, c, d, e, f});
}

/* ---- transforms ------------------------------------------------------------------------------ */

static double argument(const struct css_item *f, int i, len base)
{
    if (!f->list || i >= f->list->n)
        return 0;
    const struct css_val *v = &f->list->item[i].v;
    return v->kind == CSS_NUM ? v->num / (double)FIX_ONE : pt_value(v, pt(base));
}

static void apply(struct painter *p, double a, double b, double c, double d, double e, double f)
{
    if (a * d != b * c) {
        painter_transform(p, a, b, c, d, e, f);
        return;
    }
    path_rect(p, 0, 0, 0, 0); /* content scaled to a line is invisible */
    painter_clip(p);
}

static void rotate(struct painter *p, double angle)
{
    apply(p, cos(angle), sin(angle), -sin(angle), cos(angle), 0, 0);
}

/* Applies one function (CSS Transforms 1, 9.1); angles are CSS_NUM in degrees. */
static void transform(struct painter *p, const struct css_item *f, len w, len h)
{
    double a = argument(f, 0, w), b = f->list->n > 1 ? argument(f, 1, h) : 0, degree = M_PI / 180;
    switch (f->v.kw) {
    case KW_rotate: rotate(p, a * degree); break;
    case KW_translate: apply(p, 1, 0, 0, 1, a, b); break;
    case KW_translatex: apply(p, 1, 0, 0, 1, a, 0); break;
    case KW_translatey: apply(p, 1, 0, 0, 1, 0, argument(f, 0, h)); break;
    case KW_scale: apply(p, a, 0, 0, f->list->n > 1 ? b : a, 0, 0); break;
    case KW_scalex: apply(p, a, 0, 0, 1, 0, 0); break;
    case KW_scaley: apply(p, 1, 0, 0, a, 0, 0); break;
    case KW_skew: apply(p, 1, tan(b * degree), tan(a * degree), 1, 0, 0); break;
    case KW_skewx: apply(p, 1, 0, tan(a * degree), 1, 0, 0); break;
    case KW_skewy: apply(p, 1, tan(a * degree), 0, 1, 0, 0); break;
    default: /* matrix(): the last two are numbers of px */
        apply(p, a, b, argument(f, 2, 0), argument(f, 3, 0), argument(f, 4, 0) * .75,
              argument(f, 5, 0) * .75);
        break;
    }
}

/* ---- groups ---------------------------------------------------------------------------------- */

/* clip-path: a basic shape in the border box (CSS Shapes 1). */
static double shape_radius(const struct css_val *v, double at, double size, double base)
{
    double near = fmin(fabs(at), fabs(size - at)), far = fmax(fabs(at), fabs(size - at));
    return v->kind != CSS_KEYWORD ? pt_value(v, base) : v->kw == KW_farthest_side ? far : near;
}

static void shape_path(struct painter *p, const struct css_item *f, const struct area *a)
{
    const struct css_item *v = f->list->item;
    int n = f->list->n;
    if (f->v.kw == KW_inset) {
        double in[4];
        for (int i = 0; i < 4; i++) /* top, right, bottom, left */
            in[i] = pt_value(&v[i < n                ? i
                                : i == 3 && n > 1    ? 1
                                : n > i - 2 && i > 1 ? i - 2
                                                     : 0]
                                  .v,
                             i % 2 ? a->w : a->h);
        path_rect(p, a->x + in[3], a->y + in[0], fmax(0, a->w - in[1] - in[3]),
                  fmax(0, a->h - in[0] - in[2]));
    } else if (f->v.kw == KW_polygon) {
        for (int i = 0; i + 1 < n; i += 2) {
            double x = a->x + pt_value(&v[i].v, a->w), y = a->y + pt_value(&v[i + 1].v, a->h);
            i ? path_line(p, x, y) : path_move(p, x, y);
        }
        path_close(p);
    } else {
        bool circle = f->v.kw == KW_circle;
        double x = pt_value(&v[n - 2].v, a->w), y = pt_value(&v[n - 1].v, a->h),
               diagonal = hypot(a->w, a->h) / sqrt(2);
        double rx = shape_radius(&v[0].v, x, a->w, circle ? diagonal : a->w);
        double ry = shape_radius(&v[circle ? 0 : 1].v, y, a->h, circle ? diagonal : a->h);
        if (circle && v[0].v.kind == CSS_KEYWORD)
            rx = ry = v[0].v.kw == KW_farthest_side ? fmax(rx, ry) : fmin(rx, ry);
        path_ellipse(p, a->x + x, a->y + y, rx, ry);
    }
}

void path_ellipse(struct painter *p, double x, double y, double rx, double ry)
{
    const double k = 0.5522847498; /* a quarter of a circle as one Bezier curve */
    path_move(p, x + rx, y);
    path_curve(p, x + rx, y + k * ry, x + k * rx, y + ry, x, y + ry);
    path_curve(p, x - k * rx, y + ry, x - rx, y + k * ry, x - rx, y);
    path_curve(p, x - rx, y - k * ry, x - k * rx, y - ry, x, y - ry);
    path_curve(p, x + k * rx, y - ry, x + rx, y - k * ry, x + rx, y);
    path_close(p);
}

/* rect(): its sides are measured from the top and the left of the border box (CSS 2.1 11.1.2). */
static void clip_path(struct painter *p, const struct css_item *f, const struct area *a)
{
    double side[4] = {0, a->w, a->h, 0}; /* top, right, bottom, left */
    for (int i = 0; i < 4 && i < f->list->n; i++)
        if (f->list->item[i].v.kind != CSS_KEYWORD)
            side[i] = pt_value(&f->list->item[i].v, 0);
    path_rect(p, a->x + side[3], a->y + side[0], fmax(0, side[1] - side[3]),
              fmax(0, side[2] - side[0]));
}

/* Begins a group: clipped to a shape, with opacity and blending. */
static void begin_group(struct painter *p, const struct frag *f)
{
    const struct css_style *s = f->style;
    const struct css_list *shape = css_list(s, CSS_clip_path);
    if (shape && shape->n) {
        shape_path(p, &shape->item[0], &(struct area){pt(f->x), pt(f->y), pt(f->w), pt(f->h)});
        painter_clip(p);
    }
    const struct css_list *rect = css_clips(s) ? css_list(s, CSS_clip) : NULL;
    if (rect && rect->n) {
        clip_path(p, &rect->item[0], &(struct area){pt(f->x), pt(f->y), pt(f->w), pt(f->h)});
        painter_clip(p);
    }
    if (css_opacity(s) == FIX_ONE && css_is(s, CSS_mix_blend_mode, KW_normal))
        return;
    p->canvas->ops->begin_group(p->canvas, fmax(0, css_opacity(s) / (double)FIX_ONE),
                                css_kw(s, CSS_mix_blend_mode));
    p->turn.v[p->turn.n - 1].group = true;
}

void painter_begin_blend(struct painter *p, const struct frag *f)
{
    painter_save(p);
    begin_group(p, f);
}

/* Transforms the plane by the style, about its transform-origin in the fragment's box; the caller
 * restores. */
void painter_begin_group(struct painter *p, const struct frag *f)
{
    const struct css_list *l = css_list(f->style, CSS_transform),
                          *origin = css_list(f->style, CSS_transform_origin);
    struct css_item at = {.list = origin};
    double ox = pt(f->x) + (origin ? argument(&at, 0, f->w) : pt(f->w) / 2);
    double oy = pt(f->y) + (origin ? argument(&at, 1, f->h) : pt(f->h) / 2);
    if (f->turn)
        l = NULL, ox = pt(f->x) + pt(f->w) / 2, oy = pt(f->y) + pt(f->h) / 2;
    painter_save(p);
    if (l || f->turn)
        apply(p, 1, 0, 0, 1, ox, oy);
    if (f->turn)
        apply(p, 0, f->turn, -f->turn, 0, 0, 0);
    for (int i = 0; l && i < l->n; i++)
        transform(p, &l->item[i], f->w, f->h);
    if (l || f->turn)
        apply(p, 1, 0, 0, 1, -ox, -oy);
    if (!f->turn)
        begin_group(p, f);
}

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

/* The bounding rectangle on the page of one on the transformed plane. */
static struct paint_place turned_place(const double m[6], struct paint_place r)
{
    double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
    for (int i = 0; i < 4; i++) {
        double px = pt(r.x + (i & 1 ? r.w : 0)), py = pt(r.y + (i & 2 ? r.h : 0));
        double x = px * m[0] + py * m[2] + m[4], y = px * m[1] + py * m[3] + m[5];
        x0 = fmin(x0, x), x1 = fmax(x1, x);
        y0 = fmin(y0, y), y1 = fmax(y1, y);
    }
    r.x = (len)(x0 * LEN_PT), r.w = (len)((x1 - x0) * LEN_PT);
    r.y = (len)(y0 * LEN_PT), r.h = (len)((y1 - y0) * LEN_PT);
    return r;
}

struct paint_place painter_place(struct painter *p, const struct tag *tag, len x, len y, len w,
                                 len h)
{
    struct paint_place r = {p->page->index, x, y, w, h, tag};
    const struct turn *t = p->turn.n ? &p->turn.v[p->turn.n - 1] : NULL;
    return t && t->turned ? turned_place(t->m, r) : r;
}

/* ---- pages ----------------------------------------------------------------------------------- */

void painter_note_figure(struct painter *p, const struct tag *tag, len x, len y, len w, len h)
{
    if (!tag || (strcmp(tag->role, "Figure") && strcmp(tag->role, "Formula")))
        return;
    struct paint_place place = painter_place(p, tag, x, y, w, h);
    p->canvas->ops->figure(p->canvas, &place);
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

static void draw_frags(struct painter *p, const struct frag *f, const struct frag *end, int base);

/* Inline blocks are in their place among the words of their line. */
const struct frag *painter_draw_inline(struct painter *p, const struct frag *f)
{
    const struct frag *end = p->page->frag.v + p->page->frag.n;
    if (f >= end || f->kind != FRAG_INLINE)
        return f;
    p->text_tag = p->text_link = NULL; /* unless it is generated, words are separated from those
                                          around only by spaces of the source */
    draw_frags(p, f + 1, f + 1 + f->n, f->layer);
    p->text_tag = p->text_link = NULL;
    return f + 1 + f->n;
}

/* Returns the fragment after it and those inside it. */
static const struct frag *draw_frag(struct painter *p, const struct frag *f)
{
    const struct tag *tag = f->artifact ? NULL : f->tag;
    enum artifact kind = artifact_of(p, f);
    switch ((enum frag_kind)f->kind) {
    case FRAG_BOX:
        painter_claim(p, NULL, kind);
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

/* Whether it is the background of a box, or the part of one in a cell. */
static bool is_ground(const struct frag *f)
{
    return f->kind == FRAG_BOX || (f->kind == FRAG_PUSH && f->ground);
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

/* Fragments drawn together, as a list, each with its content. */
struct level {
    const struct frag *const *frag;
    int n;
    const struct frag *end;
};

static void draw_level(struct painter *p, const struct level *v, enum pass pass)
{
    const struct frag *drawn = NULL;
    for (int i = 0; i < v->n; i++) {
        const struct frag *f = v->frag[i];
        if (f < drawn || !is_drawn(f, pass))
            continue; /* inline blocks are drawn with their line */
        drawn = draw_frag(p, f);
        if (f->kind == FRAG_PUSH) {
            const struct frag *pop = group_end(f, v->end);
            draw_frags(p, f + 1, pop, f->layer);
            drawn = draw_frag(p, pop);
        }
    }
}

static void draw_outlines(struct painter *p, const struct frag *f, const struct frag *end)
{
    for (; f < end; f = f->kind == FRAG_PUSH ? group_end(f, end) + 1 : f + 1) {
        if (f->kind != FRAG_BOX || css_is(f->style, CSS_outline_style, KW_none))
            continue;
        painter_claim(p, NULL, artifact_of(p, f));
        paint_outline(p, f->style, f->x, f->y, f->w, f->h, f->edges);
    }
}

/* The place of a fragment's content; false if it has no visible content. */
static bool place_of(const struct frag *f, struct frag *at)
{
    *at = (struct frag){.x = f->x, .y = f->y, .w = f->w, .h = f->h};
    if (f->kind == FRAG_LINE) {
        at->x += f->line->x;
        at->w = f->line->width;
        at->y -= f->line->ascent;
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
        const struct frag *f = v->frag[i];
        if (place_of(f, &at) && (int64_t)at.y + at.h > bottom)
            bottom = (int64_t)at.y + at.h;
        for (int k = i - 1; f->kind == FRAG_BOX && f->y < bottom && k >= 0; k--)
            if (place_of(v->frag[k], &at) && meet(f, &at))
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
    const struct frag **frag; /* by layer, in order … */
    int *first;               /* … that of each layer, and the end */
    struct entry *entry;
    const struct frag *end;
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

/* CSS 2.1, appendix E: its own box, negative layers, boxes of blocks, floats, inline content,
 * positioned content. */
static void draw_layer(const struct stacking *s, int layer)
{
    struct level v = {.frag = s->frag + s->first[layer],
                      .n = s->first[layer + 1] - s->first[layer],
                      .end = s->end};
    int e = first_entry(s, layer), floats = e;
    while (e < s->n && s->entry[e].owner == layer && !s->entry[e].positioned)
        e++;
    int floats_end = e;
    const struct box *box = layer ? layer_at(s, layer)->box : s->p->book->flow->doc->root;
    bool below = e < s->n && s->entry[e].owner == layer && s->entry[e].z < 0;
    if (below && v.n && v.frag[0]->kind == FRAG_BOX && v.frag[0]->box == box) {
        draw_frag(s->p, v.frag[0]);
        v.frag++, v.n--;
    }
    for (; e < s->n && s->entry[e].owner == layer && s->entry[e].z < 0; e++)
        draw_layer(s, s->entry[e].layer);
    bool parted = floats_end > floats || covers(&v);
    draw_level(s->p, &v, parted ? PASS_BOXES : PASS_ALL);
    for (int i = floats; i < floats_end; i++)
        draw_layer(s, s->entry[i].layer);
    if (parted)
        draw_level(s->p, &v, PASS_REST);
    for (; e < s->n && s->entry[e].owner == layer; e++)
        draw_layer(s, s->entry[e].layer);
}

/* Sorts fragments by layer, and layers by their owner. */
static void draw_layers(struct painter *p, const struct level *v, int base)
{
    int layers = p->page->layers.n;
    struct stacking s = {.p = p,
                         .layer = p->page->layers.v,
                         .base = base,
                         .frag = mem_new(sizeof *s.frag * (size_t)(v->n + 1)),
                         .first = mem_new(sizeof *s.first * (size_t)(layers + 2)),
                         .entry = mem_new(sizeof *s.entry * (size_t)(layers + 1)),
                         .end = v->end};
    bool *there = mem_new((size_t)layers + 1);
    there[base] = true;
    for (int i = 0; i < v->n; i++) {
        int at = layer_of(&s, v->frag[i]);
        s.first[at + 1]++;
        for (; !there[at]; at = layer_at(&s, at)->parent)
            there[at] = true;
    }
    for (int i = 0; i <= layers; i++)
        s.first[i + 1] += s.first[i];
    int *next = mem_new(sizeof *next * (size_t)(layers + 1));
    for (int i = 0; i < v->n; i++) {
        int at = layer_of(&s, v->frag[i]);
        s.frag[s.first[at] + next[at]++] = v->frag[i];
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
    mem_free(s.entry);
    mem_free(s.first);
    mem_free(s.frag);
}

/* `base`: the layer that they are in. */
static void draw_frags(struct painter *p, const struct frag *f, const struct frag *end, int base)
{
    VEC(const struct frag *) all = {0};
    bool layers = false;
    for (const struct frag *k = f; k < end; k = behind(k, end)) {
        *vec_add(&all) = k;
        layers = layers || k->layer != base;
    }
    struct level v = {.frag = all.v, .n = all.n, .end = end};
    if (layers) {
        draw_layers(p, &v, base);
    } else {
        bool parted = covers(&v);
        draw_level(p, &v, parted ? PASS_BOXES : PASS_ALL);
        if (parted)
            draw_level(p, &v, PASS_REST);
    }
    vec_done(&all);
    draw_outlines(p, f, end);
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
    int layers = background_layers(page->style);
    struct area clip = page_clip(page, &all, background_clip(page->style, layers ? layers - 1 : 0));
    painter_claim(p, NULL, ARTIFACT_BACKGROUND);
    if (color) {
        path_rect(p, clip.x, clip.y, clip.w, clip.h);
        painter_fill(p, color);
    }
    for (int i = layers - 1; i >= 0; i--) {
        enum css_kw how = background_clip(page->style, i);
        clip = page_clip(page, &all, how);
        if (how != KW_border_box) {
            painter_save(p);
            path_rect(p, clip.x, clip.y, clip.w, clip.h);
            painter_clip(p);
        }
        paint_background_layer(p, page->style, i, &all);
        if (how != KW_border_box)
            painter_restore(p);
    }
}

/* CSS 2.1 14.2 and CSS Paged Media 3: the root's background is the canvas's, and covers the padding
 * box of every page. */
static void draw_canvas(struct painter *p, const struct css_page *page)
{
    const struct box *root = p->book->flow->doc->root;
    if (!root || !root->style ||
        (!css_color(root->style, CSS_background_color) &&
         css_is(root->style, CSS_background_image, KW_none)))
        return;
    struct area a = inset_area(page_border_box(page), box_insets(page->style, KW_padding_box));
    painter_claim(p, NULL, ARTIFACT_BACKGROUND);
    paint_canvas(p, root->style, &a);
}

static void draw_ground(struct painter *p, const struct page *page, len bleed,
                        const struct css_color *color)
{
    p->page = page;
    p->claimed = false;
    draw_page_background(p, page->css, bleed, color);
    draw_canvas(p, page->css);
}

static void draw_content(struct painter *p)
{
    const struct frag *f = p->page->frag.v, *end = f + p->page->frag.n;
    draw_frags(p, f, f + p->page->margins, 0);
    draw_frags(p, f + p->page->margins, end, 0);
}

/* ---- covers ---------------------------------------------------------------------------------- */

static const struct css_color *fill_of(const struct paint_part *part)
{
    const struct css_color *own = css_color(part->page->css->style, CSS_background_color);
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
    apply(p, 1, 0, 0, 1, pt(part->turn > 0 ? x1 : part->x),
          part->turn < 0 ? pt(sheet->css->height) : 0);
    if (part->turn)
        apply(p, 0, part->turn, -part->turn, 0, 0, 0);
    draw_ground(p, part->page, bleed, NULL);
    draw_content(p);
    painter_restore(p);
}

static void draw_own_ground(struct painter *p, const struct page *page,
                            const struct paint_options *o)
{
    draw_ground(p, page, paint_bleed(o, page), css_color(page->css->style, CSS_background_color));
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
