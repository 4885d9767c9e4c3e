// SPDX-License-Identifier: Apache-2.0
/* Lines of text: a run of glyphs for each segment, with its text.
 *
 * The text for reading is that of the source: a space only if that has one. A space dropped at a
 * line's end is still a glyph of the line; where words are separated without one, at a forced line
 * break, before a leader, between two paragraphs of one element, a space of zero width follows the
 * run. Leaders are artifacts, so that dots are not read out. */
#include "out/out-int.h"

#include <hb.h>
#include <string.h>

void paint_word(struct painter *p, const struct word *w, const struct css_color *color, len x,
                len y)
{
    struct glyphs g = word_glyphs(w);
    p->canvas->ops
        ->glyphs(p->canvas,
                 &(struct glyph_run){.glyphs = &g, .width = w->width, .x = x, .y = y, .repeat = 1},
                 color);
}

/* ---- decoration ------------------------------------------------------------------------------ */

struct stroke {
    const struct css_color *color;
    enum css_kw style;
    double thick;
};

static void rule(struct painter *p, const struct stroke *s, double x, double y, double width)
{
    struct pen pen = {.width = s->thick};
    if (s->style == KW_dashed)
        pen.dash = 3 * s->thick, pen.gap = 2 * s->thick;
    if (s->style == KW_dotted)
        pen.gap = 2 * s->thick, pen.round = true;
    path_move(p, x, y);
    path_line(p, x + width, y);
    painter_stroke(p, &pen, s->color);
}

static void wave(struct painter *p, const struct stroke *s, double x, double y, double width)
{
    double step = 2 * s->thick + 0.5;
    path_move(p, x, y);
    for (int i = 1; i * step <= width; i++)
        path_line(p, x + i * step, y + (i % 2 ? step / 2 : 0));
    painter_stroke(p, &(struct pen){.width = s->thick}, s->color);
}

static void decoration_line(struct painter *p, const struct stroke *s, double x, double y,
                            double width)
{
    if (s->style == KW_wavy) {
        wave(p, s, x, y, width);
        return;
    }
    if (s->style == KW_double)
        rule(p, s, x, y + 2 * s->thick, width);
    rule(p, s, x, y, width);
}

/* The value of the style sheet, else the font's own. */
static len given_or(const struct css_val *v, len otherwise)
{
    return v->kind == CSS_LEN ? v->len : otherwise;
}

/* [len] from the baseline down. Below the descenders, an offset is measured from there (CSS Text
 * Decoration 4, 2.6 and 2.7). */
static len underline_down(const struct css_lines *l, const struct font *font)
{
    return l->under ? len_add(font->descent, given_or(&l->offset, font->underline_thick))
                    : given_or(&l->offset, font->underline_pos);
}

/* Those that lie over the text, or the others. */
static void paint_lines(struct painter *p, const struct seg *s, const struct css_lines *l,
                        const struct seg_decoration *from, len x, len y, bool over)
{
    const struct font *font = from ? from->font : s->font;
    struct stroke stroke = {l->color, l->style,
                            pt(len_max(given_or(&l->thickness, font->underline_thick),
                                       LEN_PT / 5))};
    y -= from ? from->rise : 0;
    if (!l->color)
        return;
    if (l->underline && !over)
        decoration_line(p, &stroke, pt(x), pt(y + underline_down(l, font)), pt(s->width));
    if (l->overline && !over)
        decoration_line(p, &stroke, pt(x), pt(y - font->ascent), pt(s->width));
    if (l->through && over)
        decoration_line(p, &stroke, pt(x), pt(y - font->x_height / 2), pt(s->width));
}

/* CSS 2.1, appendix E: underlines and overlines are below the text, a line through it is above. */
static void paint_decorations(struct painter *p, const struct seg *s, len x, len y, bool over)
{
    const struct seg_decoration *from = s->decoration;
    for (const struct css_lines *l = s->style->lines; l; l = l->next)
        paint_lines(p, s, l, from ? from++ : NULL, x, y, over);
}

/* ---- segments -------------------------------------------------------------------------------- */

enum space { SPACE_NONE, SPACE_BEFORE = 1, SPACE_BEHIND = 2 };

/* The glyph of a space beside a run; 0: its font has none. */
static uint16_t space_glyph(const struct seg *s)
{
    hb_codepoint_t glyph;
    return s->font->hb && hb_font_get_nominal_glyph(s->font->hb, ' ', &glyph) ? (uint16_t)glyph : 0;
}

/* The frame around each code of a character that no font has, in parts of the style's size. */
static void paint_frames(struct painter *p, const struct glyphs *s, const struct css_color *color,
                         len x, len y)
{
    double em = pt(s->font->size) * 5 / 2, gap = em * 3 / 64;
    struct pen pen = {.width = em / 32};
    for (int i = 0, j; i < s->n; i = j) {
        len width = 0;
        for (j = i; j < s->n && (j == i || s->glyph[j].cluster == s->glyph[i].cluster); j++)
            width += s->glyph[j].advance;
        path_rect(p, pt(x) + gap, pt(y) - em * 47 / 64, pt(width) - 2 * gap, em * 58 / 64);
        painter_stroke(p, &pen, color);
        x += width;
    }
}

/* ---- glyphs in colours ----------------------------------------------------------------------- */

/* The destination of a glyph's outline: the pen [pt], and points a unit of the font at its size. */
struct outline {
    struct painter *p;
    double x, y, sx;
};

static double outline_x(const struct outline *o, float x)
{
    return o->x + (double)x * o->sx / LEN_PT;
}
static double outline_y(const struct outline *o, float y) { return o->y - (double)y / LEN_PT; }

static void outline_move(hb_draw_funcs_t *f, void *ctx, hb_draw_state_t *st, float x, float y,
                         void *user)
{
    const struct outline *o = ctx;
    (void)f, (void)st, (void)user;
    path_move(o->p, outline_x(o, x), outline_y(o, y));
}

static void outline_line(hb_draw_funcs_t *f, void *ctx, hb_draw_state_t *st, float x, float y,
                         void *user)
{
    const struct outline *o = ctx;
    (void)f, (void)st, (void)user;
    path_line(o->p, outline_x(o, x), outline_y(o, y));
}

static void outline_curve(hb_draw_funcs_t *f, void *ctx, hb_draw_state_t *st, float x1, float y1,
                          float x2, float y2, float x, float y, void *user)
{
    const struct outline *o = ctx;
    (void)f, (void)st, (void)user;
    path_curve(o->p, outline_x(o, x1), outline_y(o, y1), outline_x(o, x2), outline_y(o, y2),
               outline_x(o, x), outline_y(o, y));
}

static void outline_close(hb_draw_funcs_t *f, void *ctx, hb_draw_state_t *st, void *user)
{
    (void)f, (void)st, (void)user;
    path_close(((const struct outline *)ctx)->p);
}

static void fill_glyph(struct outline *o, hb_draw_funcs_t *funcs, const struct font *font,
                       uint16_t glyph, const struct css_color *color)
{
#if HB_VERSION_ATLEAST(7, 0, 0)
    hb_font_draw_glyph(font->hb, glyph, funcs, o);
#else
    hb_font_get_glyph_shape(font->hb, glyph, funcs, o);
#endif
    painter_fill(o->p, color);
}

/* A run with glyphs in layers of colour is filled outline by outline; its text is a hidden run, so
 * that reading and searching find it. */
static void paint_layers(struct painter *p, const struct glyphs *s, const struct css_color *color,
                         len x, len y)
{
    enum { MOST = 64 };
    struct glyph_layer layer[MOST];
    hb_draw_funcs_t *funcs = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(funcs, outline_move, NULL, NULL);
    hb_draw_funcs_set_line_to_func(funcs, outline_line, NULL, NULL);
    hb_draw_funcs_set_cubic_to_func(funcs, outline_curve, NULL, NULL);
    hb_draw_funcs_set_close_path_func(funcs, outline_close, NULL, NULL);
    for (int i = 0; i < s->n; x += s->glyph[i++].advance) {
        struct glyph_shift shift = s->shift ? s->shift[i] : (struct glyph_shift){0};
        struct outline o = {p, pt(x + shift.dx), pt(y - shift.dy), s->expansion / (double)FIX_ONE};
        int n = text_glyph_layers(s->font, s->glyph[i].id, layer, MOST);
        for (int k = 0; k < n; k++)
            fill_glyph(&o, funcs, s->font, layer[k].glyph, layer[k].color ? layer[k].color : color);
        if (!n)
            fill_glyph(&o, funcs, s->font, s->glyph[i].id, color);
    }
    hb_draw_funcs_destroy(funcs);
}

static bool has_layers(const struct glyphs *s)
{
    struct glyph_layer one;
    for (int i = 0; i < s->n && s->font->color; i++)
        if (text_glyph_layers(s->font, s->glyph[i].id, &one, 1))
            return true;
    return false;
}

static void paint_glyphs(struct painter *p, const struct seg *s, const struct css_color *color,
                         len x, len y, unsigned space)
{
    const struct glyphs *g = &p->glyphs;
    struct glyph_run run = {.glyphs = g,
                            .width = s->width,
                            .x = x,
                            .y = y,
                            .repeat = 1,
                            .before = space & SPACE_BEFORE,
                            .behind = space & SPACE_BEHIND};
    run.space = space ? space_glyph(s) : 0;
    if (!css_is(s->style, CSS_text_shadow, KW_none)) {
        const struct tag *tag = p->tag;
        enum artifact kind = p->kind;
        painter_claim(p, NULL, ARTIFACT_LAYOUT);
        paint_text_shadows(p, s->style, &run);
        painter_claim(p, tag, kind);
    }
    run.hidden = has_layers(g);
    paint_decorations(p, s, x, y, false);
    p->canvas->ops->glyphs(p->canvas, &run, color);
    if (run.hidden)
        paint_layers(p, g, color, x, y);
    if (s->font->code)
        paint_frames(p, g, color, x, y);
    paint_decorations(p, s, x, y, true);
}

/* The pattern is at multiples of its own width from the trim's left edge, so that the dots of all
 * lines are in columns. */
static void paint_leader(struct painter *p, const struct seg *s, const struct css_color *color,
                         len x, len y)
{
    const struct glyphs *g = &p->glyphs;
    len period = 0;
    for (int i = 0; i < g->n; i++)
        period += g->glyph[i].advance;
    if (period <= 0 || seg_is_blank(p->book->flow->text, s))
        return;
    int first = (int)((x + period - 1) / period), last = (int)((x + s->width) / period);
    if (first < last)
        p->canvas->ops->glyphs(p->canvas,
                               &(struct glyph_run){.glyphs = g,
                                                   .width = s->width,
                                                   .x = first * period,
                                                   .y = y,
                                                   .repeat = last - first},
                               color);
}

/* A line of a formula; the bar of a fraction has no text, but belongs to it. */
static void paint_rule(struct painter *p, const struct seg *s, const struct css_color *color, len x,
                       len y)
{
    double thick = pt(s->rule.thick);
    struct pen pen = {.width = thick,
                      .dash = s->rule.dashed ? 4 * thick : 0,
                      .gap = s->rule.dashed ? 3 * thick : 0};
    if (s->rule.thick <= 0)
        return;
    path_move(p, pt(x), pt(y));
    path_line(p, pt(x + s->rule.dx), pt(y - s->rule.dy));
    painter_stroke(p, &pen, color);
}

/* An image in a line, or its border box, is transformed, clipped and blended as one that is a
 * block. True: painter_restore ends that. */
static bool begin_image(struct painter *p, const struct seg *s, len x, len y)
{
    if ((s->kind != SEG_IMAGE && s->kind != SEG_BOX) || !s->box || s->box->kind != BOX_IMAGE ||
        !css_groups(s->style))
        return false;
    struct insets in = box_insets(s->style, s->kind == SEG_IMAGE ? KW_content_box : KW_border_box);
    len v[4];
    for (int i = 0; i < 4; i++)
        v[i] = (len)(in.v[i] * LEN_PT);
    struct frag border = {.kind = FRAG_PUSH,
                          .style = s->style,
                          .x = x - v[3],
                          .y = y - s->top - v[0],
                          .w = s->width + v[1] + v[3],
                          .h = s->height + v[0] + v[2]};
    painter_begin_group(p, &border);
    return true;
}

static void paint_seg(struct painter *p, const struct seg *s, len x, len y, unsigned space)
{
    const struct css_color *color = css_color(s->style, CSS_color);
    switch ((enum seg_kind)s->kind) {
    case SEG_GLYPHS:
        if (color && p->glyphs.n)
            paint_glyphs(p, s, color, x, y, space);
        break;
    case SEG_LEADER:
        if (color && p->glyphs.n)
            paint_leader(p, s, color, x, y);
        break;
    case SEG_BOX:
        paint_box(p, s->style, x, y - s->top, s->width, s->height, s->edges, false);
        p->outlines |= !css_is(s->style, CSS_outline_style, KW_none);
        break;
    case SEG_IMAGE:
        paint_image(p, s->box->u.image, s->style, x, y - s->top, s->width, s->height);
        painter_note_figure(p, s->tag, x, y - s->top, s->width, s->height);
        break;
    case SEG_RULE:
        if (color)
            paint_rule(p, s, color, x, y);
        break;
    case SEG_GROUP:
    case SEG_FLOAT:
    case SEG_GALLEY: break;
    }
}

/* Passes the place of a part of a link, and its words. */
static void note_link(struct painter *p, const struct seg *s, len x, len y, unsigned space)
{
    const struct tag *link = s->tag ? p->link_of[s->tag->id] : NULL;
    if (!link || s->kind == SEG_LEADER || s->kind == SEG_RULE)
        return;
    bool text = seg_is_text(s);
    len top = y - (text ? s->font->ascent : s->top),
        h = text ? s->font->ascent + s->font->descent : s->height;
    struct paint_place place = painter_place(p, link, x, top, s->width, h);
    struct buf words = {0};
    if (space & SPACE_BEFORE)
        buf_putc(&words, ' ');
    if (text)
        buf_add(&words, p->glyphs.text, (size_t)p->glyphs.n_text);
    else if (s->tag->more->alt)
        buf_puts(&words, s->tag->more->alt);
    if (space & SPACE_BEHIND)
        buf_putc(&words, ' ');
    p->canvas->ops->link(p->canvas, &place, words.s ? words.s : "", (int)words.n);
    buf_done(&words);
}

/* ---- lines ----------------------------------------------------------------------------------- */

/* A number or a label in a block of its own is apart from the words beside it. */
static bool is_generated_block(const struct seg *s)
{
    return s->kind == SEG_GALLEY &&
           (s->box->pseudo != CSS_SELF || origin_elem(s->box->origin) == DB_label);
}

/* Whether a word ends after segment i of the line without a space: at a leader or a label, or at a
 * forced line break. */
static bool parts_behind(const struct line *line, int i)
{
    while (++i < line->n)
        if (line->seg[i].kind != SEG_BOX && line->seg[i].kind != SEG_GROUP &&
            line->seg[i].kind != SEG_FLOAT)
            return line->seg[i].kind == SEG_LEADER || is_generated_block(&line->seg[i]);
    return line->newline;
}

/* Whether words are separated before text of the line: it begins another paragraph of the same
 * element, or of the same link. */
static bool parts_before(const struct painter *p, const struct line *line, const struct tag *own)
{
    bool same = own == p->text_tag || (p->link_of[own->id] && p->link_of[own->id] == p->text_link);
    return !p->parted &&
           (p->parting || (p->line && line != p->line && line != p->line + 1 && same));
}

static unsigned space_of(struct painter *p, const struct line *line, int i, const struct tag *own)
{
    const struct seg *s = &line->seg[i];
    if (!own || s->kind != SEG_GLYPHS || !p->glyphs.n_text)
        return SPACE_NONE;
    bool ends = p->glyphs.text[p->glyphs.n_text - 1] == ' ';
    unsigned space = parts_before(p, line, own) ? SPACE_BEFORE : SPACE_NONE;
    space |= !ends && parts_behind(line, i) ? SPACE_BEHIND : SPACE_NONE;
    p->line = line;
    p->text_tag = own;
    p->text_link = p->link_of[own->id];
    p->parted = ends || space & SPACE_BEHIND;
    p->parting = false;
    return space;
}

/* A float is read where it is anchored. */
static void anchor_float(struct painter *p, const struct box *box)
{
    const struct box *body = box->u.out.body;
    if (!body->tag)
        return;
    p->canvas->ops->anchor(p->canvas, body->tag);
    bool words = body->pseudo != CSS_SELF || body->style->was_inline;
    if (words && body->pseudo != CSS_FIRST_LETTER) {
        p->parting = true;
        p->parted = false;
    }
}

/* The outlines of the segments [i, end) of a line; those of a group belong to that. */
static void paint_outlines(struct painter *p, const struct frag *f, int i, int end)
{
    for (; i < end; i++) {
        const struct seg *s = &f->line->seg[i];
        len x = f->x + f->line->x + s->x, y = f->y - s->rise;
        if (s->kind == SEG_GROUP)
            i += s->inside;
        if (s->kind != SEG_BOX || css_is(s->style, CSS_outline_style, KW_none))
            continue;
        painter_claim(p, NULL, ARTIFACT_BACKGROUND);
        bool group = begin_image(p, s, x, y);
        paint_outline(p, s->style, x, y - s->top, s->width, s->height, s->edges);
        if (group)
            painter_restore(p);
    }
}

/* Whether the line painted next begins with the same inline box, so that both parts of that are in
 * one group (CSS Color 3, 3.2). Those that are cut or masked are so line by line. */
static bool goes_on(const struct painter *p, const struct frag *f, const struct seg *s,
                    const struct frag *next)
{
    return s->box && next < p->page->frag.v + p->page->frag.n && next->kind == FRAG_LINE &&
           next->layer == f->layer && next->line->n && next->line->seg[0].kind == SEG_GROUP &&
           next->line->seg[0].box == s->box && css_is(s->style, CSS_clip_path, KW_none) &&
           css_is(s->style, CSS_mask_image, KW_none) && !css_clips(s->style);
}

/* The segments [i, end) of a line; f is the next inline block's fragment, as is the result. */
static const struct frag *paint_segs(struct painter *p, const struct frag *f, enum artifact kind,
                                     int i, int end, const struct frag *next)
{
    const struct line *line = f->line;
    bool whole = i == 0;
    for (; i < end; i++) {
        const struct seg *s = &line->seg[i];
        len x = f->x + line->x + s->x, y = f->y - s->rise;
        bool decoration = s->kind == SEG_BOX || s->kind == SEG_LEADER || s->mark;
        const struct tag *own = f->artifact || decoration ? NULL : s->tag ? s->tag : f->tag;
        if (s->kind == SEG_GALLEY) {
            next = painter_draw_inline(p, next);
            painter_read(p, next, true);
            p->parting = is_generated_block(s) && !f->artifact;
            continue;
        }
        if (s->kind == SEG_FLOAT) {
            p->floats++;
            if (!f->artifact)
                anchor_float(p, s->box);
            continue;
        }
        if (s->kind == SEG_GROUP) {
            if (i || !whole || p->spanning != s->box)
                painter_begin_blend(p, &(struct frag){.style = s->style,
                                                      .x = x,
                                                      .y = f->y - s->top,
                                                      .w = s->width,
                                                      .h = s->height});
            p->spanning = NULL;
            next = paint_segs(p, f, kind, i + 1, i + 1 + s->inside, next);
            paint_outlines(p, f, i + 1, i + 1 + s->inside);
            i += s->inside;
            if (whole && i + 1 == end && goes_on(p, f, s, next))
                p->spanning = s->box;
            else
                painter_restore(p);
            continue;
        }
        if (!css_is(s->style, CSS_visibility, KW_visible))
            continue;
        if (seg_is_text(s))
            p->glyphs = seg_glyphs(p->book->flow->text, s, &p->room);
        unsigned space = space_of(p, line, i, own);
        painter_claim(p, own,
                      f->artifact          ? kind
                      : s->kind == SEG_BOX ? ARTIFACT_BACKGROUND
                                           : ARTIFACT_LAYOUT);
        bool group = begin_image(p, s, x, y);
        paint_seg(p, s, x, y, space);
        if (group)
            painter_restore(p);
        if (!f->artifact)
            note_link(p, s, x, y, space);
    }
    return next;
}

const struct frag *paint_line(struct painter *p, const struct frag *f, enum artifact kind)
{
    const struct hangers *h = line_hangers(f->line);
    int outer = p->floats;
    p->floats = 0;
    const struct frag *next = paint_segs(p, f, kind, 0, f->line->n, f + 1);
    for (; p->floats < h->n_floats && !f->artifact; p->floats++)
        anchor_float(p, h->floating[p->floats]->box);
    p->floats = outer;
    return next;
}

void paint_line_outlines(struct painter *p, const struct frag *f)
{
    paint_outlines(p, f, 0, f->line->n);
}
