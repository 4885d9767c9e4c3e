/* Lines of text: one cairo_show_text_glyphs a run, with clusters, so that the PDF's text is the author's. In a PDF most runs go
 * to the finish instead (sorts.c).
 *
 * Spaces are glyphs, and a line that does not end in a hyphen ends in a space glyph, or reading tools would join the words around
 * a break. Leaders are artifacts: nobody wants forty dots read out. */
#include "out/out-int.h"

#include <hb.h>
#include <math.h>
#include <string.h>

/* ---- glyphs and clusters ----------------------------------------------------------------------------------------- */

void painter_scratch(struct painter *p, int n)
{
    if (n <= p->scratch.cap)
        return;
    p->scratch.cap = n + 256;
    p->scratch.glyph = mem_grow(p->scratch.glyph, sizeof *p->scratch.glyph * (size_t)p->scratch.cap);
    p->scratch.cluster = mem_grow(p->scratch.cluster, sizeof *p->scratch.cluster * (size_t)p->scratch.cap);
}

/* Places a segment's glyphs from (x, y) on in the scratch, from its entry `at`. Gives the x behind the last. */
static len place_glyphs(struct painter *p, int at, const struct seg *s, len x, len y)
{
    cairo_glyph_t *out = p->scratch.glyph + at;
    for (int i = 0; i < s->n; i++) {
        struct glyph_shift shift = s->shift ? s->shift[i] : (struct glyph_shift){0};
        if (p->out && !s->glyph[i].id)
            p->out->missing_glyphs++;
        out[i] = (cairo_glyph_t){s->glyph[i].id, pt(x + shift.dx), pt(y - shift.dy)};
        x += s->glyph[i].advance;
    }
    return x;
}

/* Which bytes of the text belong to which glyphs. Cairo refuses clusters that do not cover the text in order, for good: then all
 * is one. */
static int make_clusters(cairo_text_cluster_t *out, const struct glyph *g, int n, int n_text)
{
    int k = 0, from = 0;
    for (int i = 0; i < n;) {
        int j = i + 1;
        while (j < n && g[j].cluster == g[i].cluster)
            j++;
        int to = j < n ? (int)g[j].cluster : n_text;
        if (to <= from || to > n_text) {
            out[0] = (cairo_text_cluster_t){n_text, n};
            return 1;
        }
        out[k++] = (cairo_text_cluster_t){to - from, j - i};
        from = to;
        i = j;
    }
    return k;
}

bool cairo_takes(const char *s, int n)
{
    if (n <= 0 || !utf8_valid(s, (size_t)n))
        return false;
    for (const char *end = s + n; s < end;) {
        uint32_t c = utf8_next(&s, end);
        if ((c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe)
            return false;
    }
    return true;
}

static void show(struct painter *p, const char *text, int n_text, int n, int n_clusters)
{
    if (cairo_takes(text, n_text))
        cairo_show_text_glyphs(p->cr, text, n_text, p->scratch.glyph, n, p->scratch.cluster, n_clusters, 0);
    else
        cairo_show_glyphs(p->cr, p->scratch.glyph, n);
}

/* The space's glyph; false: the font has none. */
static bool space_glyph(const struct seg *s, hb_codepoint_t *glyph)
{
    return s->font->hb && hb_font_get_nominal_glyph(s->font->hb, ' ', glyph);
}

/* Adds a space behind the glyphs of a line's last run: text and glyph. False: the font has none. */
static bool add_space(struct painter *p, const struct seg *s, int n, int *n_clusters, len x, len y, struct buf *text)
{
    hb_codepoint_t glyph;
    if (!space_glyph(s, &glyph))
        return false;
    p->scratch.glyph[n] = (cairo_glyph_t){glyph, pt(x), pt(y)};
    p->scratch.cluster[(*n_clusters)++] = (cairo_text_cluster_t){1, 1};
    buf_add(text, s->text, (size_t)s->n_text);
    buf_putc(text, ' ');
    return true;
}

static void paint_glyphs(struct painter *p, const struct seg *s, len x, len y, bool space)
{
    cairo_scaled_font_t *font = faces_get(p->faces, s->font, s->expansion);
    if (!font || !s->n)
        return;
    painter_scratch(p, s->n + 1);
    struct buf text = {0};
    len end = place_glyphs(p, 0, s, x, y);
    int clusters = make_clusters(p->scratch.cluster, s->glyph, s->n, s->n_text);
    cairo_set_scaled_font(p->cr, font);
    if (space && s->n_text && s->text[s->n_text - 1] != ' ' && add_space(p, s, s->n, &clusters, end, y, &text))
        show(p, text.s, s->n_text + 1, s->n + 1, clusters);
    else
        show(p, s->text, s->n_text, s->n, clusters);
    buf_done(&text);
}

void paint_word(struct painter *p, const struct word *w, len x, len y)
{
    struct seg s = {
        .font = w->font, .n = w->n_glyphs, .glyph = w->glyph, .shift = w->shift, .expansion = FIX_ONE, .text = w->text, .n_text = w->n_text};
    paint_glyphs(p, &s, x, y, false);
}

/* ---- decoration -------------------------------------------------------------------------------------------------- */

static void rule(struct painter *p, len x, len y, len width, double thick)
{
    cairo_set_line_width(p->cr, thick);
    cairo_move_to(p->cr, pt(x), pt(y));
    cairo_line_to(p->cr, pt(x + width), pt(y));
    cairo_stroke(p->cr);
}

static void wave(struct painter *p, len x, len y, len width, double thick)
{
    double step = 2 * thick + 0.5;
    cairo_set_line_width(p->cr, thick);
    cairo_move_to(p->cr, pt(x), pt(y));
    for (int i = 1; i * step <= pt(width); i++)
        cairo_line_to(p->cr, pt(x) + i * step, pt(y) + (i % 2 ? step / 2 : 0));
    cairo_stroke(p->cr);
}

static void decoration_line(struct painter *p, const struct seg *s, enum css_kw style, len x, len y, double thick)
{
    double dash[] = {3 * thick, 2 * thick}, dot[] = {0, 2 * thick};
    switch (style) {
    case KW_wavy:
        wave(p, x, y, s->width, thick);
        return;
    case KW_double:
        rule(p, x, y, s->width, thick);
        y += (len)(2 * thick * LEN_PT);
        break;
    case KW_dashed:
        cairo_set_dash(p->cr, dash, 2, 0);
        break;
    case KW_dotted:
        cairo_set_dash(p->cr, dot, 2, 0);
        cairo_set_line_cap(p->cr, CAIRO_LINE_CAP_ROUND);
        break;
    default:
        break;
    }
    rule(p, x, y, s->width, thick);
    cairo_set_dash(p->cr, NULL, 0, 0);
    cairo_set_line_cap(p->cr, CAIRO_LINE_CAP_BUTT);
}

/* What the style sheet says, or the font's own value. */
static len given_or(const struct css_val *v, len otherwise) { return v->kind == CSS_LEN ? v->len : otherwise; }

static void paint_lines(struct painter *p, const struct seg *s, const struct css_lines *l, len x, len y)
{
    len thick = len_max(given_or(&l->thickness, s->font->underline_thick), LEN_PT / 5);
    painter_set_color(p, l->color);
    if (l->underline)
        decoration_line(p, s, l->style, x, y + given_or(&l->offset, s->font->underline_pos), pt(thick));
    if (l->overline)
        decoration_line(p, s, l->style, x, y - s->font->ascent, pt(thick));
    if (l->through)
        decoration_line(p, s, l->style, x, y - s->font->x_height / 2, pt(thick));
}

static void paint_decoration(struct painter *p, const struct seg *s, len x, len y)
{
    for (const struct css_lines *l = s->style->lines; l; l = l->next)
        paint_lines(p, s, l, x, y);
}

/* ---- leaders ----------------------------------------------------------------------------------------------------- */

/* The pattern stands at multiples of its own width from the trim's left edge, so that the dots of all lines stand in columns.
 * Gives that width; it stands at [first, last) of them. */
static len leader_dots(const struct seg *s, len x, int *first, int *last)
{
    len period = 0;
    for (int i = 0; i < s->n; i++)
        period += s->glyph[i].advance;
    *first = period > 0 ? (int)((x + period - 1) / period) : 0;
    *last = period > 0 ? (int)((x + s->width) / period) : 0;
    return period;
}

static void paint_leader(struct painter *p, const struct seg *s, len x, len y)
{
    int first, last;
    len period = leader_dots(s, x, &first, &last);
    cairo_scaled_font_t *font = faces_get(p->faces, s->font, s->expansion);
    if (first >= last || !font)
        return;
    struct buf text = {0};
    int clusters = 0;
    painter_scratch(p, s->n * (last - first));
    for (int i = first; i < last; i++) {
        place_glyphs(p, (i - first) * s->n, s, i * period, y);
        clusters += make_clusters(p->scratch.cluster + clusters, s->glyph, s->n, s->n_text);
        buf_add(&text, s->text, (size_t)s->n_text);
    }
    cairo_set_scaled_font(p->cr, font);
    show(p, text.s, (int)text.n, s->n * (last - first), clusters);
    buf_done(&text);
}

/* ---- lines ------------------------------------------------------------------------------------------------------- */

/* Notes where a part of a link stands; parts that touch on a line are one. */
static void note_link(struct painter *p, const struct seg *s, len x, len y)
{
    const struct tag *link = p->out && s->tag ? p->link_of[s->tag->id] : NULL;
    if (!link || s->kind == SEG_LEADER)
        return;
    bool text = seg_is_text(s);
    if (s->kind == SEG_RULE)
        return;
    len top = y - (text ? s->font->ascent : s->top), h = text ? s->font->ascent + s->font->descent : s->height;
    struct paint_place part = painter_place(p, link, x, top, s->width, h);
    struct paint_place *last = p->out->links.n ? &p->out->links.v[p->out->links.n - 1] : NULL;
    len middle = part.y + part.h / 2;
    if (last && last->tag == link && last->page == part.page && last->y < middle && middle < last->y + last->h &&
        last->x <= part.x)
        last->w = len_max(last->w, part.x + part.w - last->x);
    else
        *vec_add(&p->out->links) = part;
}

/* Gives a run of glyphs or a leader to the finish; false: it is not of that kind. */
static bool give_seg(struct painter *p, const struct seg *s, const struct tag *tag, len x, len y, bool space)
{
    const struct css_color *color = css_color(s->style, CSS_color);
    struct paint_run run = {.tag = tag, .x = x, .y = y, .repeat = 1};
    hb_codepoint_t glyph;
    if (!seg_is_text(s) || !sorts_can_take(p, s, color))
        return false;
    if (s->kind == SEG_LEADER) {
        int first, last;
        len period = leader_dots(s, x, &first, &last);
        run.tag = NULL;
        run.x = first * period;
        run.repeat = (uint16_t)(last > first ? last - first : 0);
        if (!run.repeat || last - first > UINT16_MAX)
            return !run.repeat;
    } else if (space && s->text[s->n_text - 1] != ' ' && space_glyph(s, &glyph)) {
        run.space = sorts_space(p, s, (uint16_t)glyph);
    }
    sorts_take(p, s, color, &run);
    if (s->kind == SEG_GLYPHS && s->style->lines) {
        painter_claim(p, tag);
        paint_decoration(p, s, x, y);
    }
    return true;
}

/* A line of a formula; the bar of a fraction reads as nothing of its own, but belongs to it. */
static void paint_rule(struct painter *p, const struct seg *s, len x, len y)
{
    double thick = pt(s->rule.thick), dash[] = {4 * thick, 3 * thick};
    if (s->rule.thick <= 0)
        return;
    cairo_set_line_width(p->cr, thick);
    cairo_set_dash(p->cr, dash, s->rule.dashed ? 2 : 0, 0);
    cairo_move_to(p->cr, pt(x), pt(y));
    cairo_line_to(p->cr, pt(x + s->rule.dx), pt(y - s->rule.dy));
    cairo_stroke(p->cr);
    cairo_set_dash(p->cr, NULL, 0, 0);
}

static void paint_seg(struct painter *p, const struct seg *s, len x, len y, bool space)
{
    const struct css_color *color = css_color(s->style, CSS_color);
    switch ((enum seg_kind)s->kind) {
    case SEG_GLYPHS:
        if (!color)
            return;
        painter_set_color(p, color);
        paint_glyphs(p, s, x, y, space);
        paint_decoration(p, s, x, y);
        break;
    case SEG_LEADER:
        if (!color)
            return;
        painter_set_color(p, color);
        paint_leader(p, s, x, y);
        break;
    case SEG_BOX:
        paint_box(p, s->style, x, y - s->top, s->width, s->height, EDGE_ALL, false);
        break;
    case SEG_IMAGE:
        paint_image(p, s->box->u.image, s->style, x, y - s->top, s->width, s->height);
        painter_note_figure(p, s->tag, x, y - s->top, s->width, s->height);
        break;
    case SEG_RULE:
        if (color) {
            painter_set_color(p, color);
            paint_rule(p, s, x, y);
        }
        break;
    case SEG_GALLEY: /* page/ places what lies in it as fragments of their own */
        break;
    }
}

/* The last run of glyphs of a line that does not end in a hyphen; -1: none. */
static int last_run(const struct line *line)
{
    for (int i = line->n - 1; i >= 0 && !line->hyphen; i--)
        if (line->seg[i].kind == SEG_GLYPHS)
            return i;
    return -1;
}

void paint_line(struct painter *p, const struct line *line, const struct tag *tag, bool artifact, len x, len y)
{
    int last = last_run(line);
    x += line->x;
    for (int i = 0; i < line->n; i++) {
        const struct seg *s = &line->seg[i];
        bool decoration = s->kind == SEG_BOX || s->kind == SEG_LEADER;
        const struct tag *own = artifact || decoration ? NULL : s->tag ? s->tag : tag;
        if (!give_seg(p, s, own, x + s->x, y - s->rise, i == last)) {
            painter_claim(p, own);
            paint_seg(p, s, x + s->x, y - s->rise, i == last);
        }
        if (!artifact)
            note_link(p, s, x + s->x, y - s->rise);
    }
}
