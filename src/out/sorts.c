/* Text in a PDF: keys for the finish, and a specimen that embeds the fonts.
 *
 * Cairo formats every glyph through printf, which took more than half of a run. So in a PDF it does not draw the book's text: a
 * text key, a triangle of 1 pt at the page's corner, says where in the order of painting the finish is to write a group of runs. A
 * last page, the specimen, has Cairo draw each glyph once with its text: so Cairo embeds and encodes the fonts as ever, and the
 * finish reads there which code stands for which glyph. Type calls a piece with one letter on it a sort. */
#include "out/out-int.h"

#include <cairo-pdf.h>
#include <string.h>

/* Of a cluster that is one glyph: its text, unless the glyph has got one. */
static void name_sort(struct paint_sort *sort, const char *text, int n)
{
    if (!sort->n_text && n <= UINT8_MAX && cairo_takes(text, n)) {
        sort->text = text;
        sort->n_text = (uint8_t)n;
    }
}

/* The sort of a glyph, made at the first call: entry + 1. */
static int get_sort(struct painted *out, const struct font *font, uint16_t glyph)
{
    while (out->cases.n <= font->face)
        (void)vec_add(&out->cases);
    struct paint_case *c = &out->cases.v[font->face];
    if (c->n <= glyph) {
        int n = glyph < 1 << 15 ? 2 * glyph + 256 : 1 << 16;
        c->sort = mem_grow(c->sort, sizeof *c->sort * (size_t)n);
        memset(c->sort + c->n, 0, sizeof *c->sort * (size_t)(n - c->n));
        c->n = n;
    }
    if (!c->sort[glyph]) {
        *vec_add(&out->sorts) = (struct paint_sort){.font = font, .glyph = glyph};
        c->sort[glyph] = out->sorts.n;
    }
    return c->sort[glyph];
}

/* Whether clusters cover the text in order, from its beginning or, backward, from its end. */
static bool in_order(const struct seg *s, bool backward)
{
    int from = backward ? s->n_text : -1;
    for (int i = 0; i < s->n; i++) {
        int at = (int)s->glyph[i].cluster;
        bool same = i && at == from;
        if (!same && (backward ? at >= from : at <= from))
            return false;
        from = at;
    }
    return s->n && from < s->n_text && !s->glyph[backward ? s->n - 1 : 0].cluster;
}

static void take_sorts(struct painter *p, const struct seg *s, const struct paint_run *run)
{
    for (int i = 0; i < s->n;) {
        int j = i + 1, at = (int)s->glyph[i].cluster;
        while (j < s->n && (int)s->glyph[j].cluster == at)
            j++;
        int first = get_sort(p->out, s->font, s->glyph[i].id);
        if (j == i + 1 && !run->whole)
            name_sort(&p->out->sorts.v[first - 1], s->text + at, paint_cluster_end(s, i, j, run->backward) - at);
        for (; i < j; i++) {
            get_sort(p->out, s->font, s->glyph[i].id);
            p->out->missing_glyphs += !s->glyph[i].id;
        }
    }
}

/* ---- keys -------------------------------------------------------------------------------------------------------- */

static void begin_group(struct painter *p)
{
    static const struct tag unclaimed;
    cairo_matrix_t m;
    cairo_get_matrix(p->cr, &m);
    *vec_add(&p->out->texts) = (struct paint_text){.first = p->out->runs.n, .matrix = {m.xx, m.yx, m.xy, m.yy, m.x0, m.y0}};
    painter_put_text_key(p, p->out->texts.n - 1);
    p->tag = &unclaimed; /* the runs claim for themselves: what Cairo draws next has to claim anew */
    p->color = NULL;
    p->in_text = true;
}

bool sorts_can_take(const struct painter *p, const struct seg *s, const struct css_color *color)
{
    return p->out && color && color->alpha == 65535 && s->n && s->n_text && faces_get(p->faces, s->font, FIX_ONE);
}

void sorts_take(struct painter *p, const struct seg *s, const struct css_color *color, struct paint_run *run)
{
    if (!p->in_text)
        begin_group(p);
    run->seg = s;
    run->backward = s->n > 1 && !in_order(s, false) && in_order(s, true);
    run->whole = (!run->backward && !in_order(s, false)) || !cairo_takes(s->text, s->n_text);
    run->color = painter_color_index(p, color);
    take_sorts(p, s, run);
    *vec_add(&p->out->runs) = *run;
    p->out->texts.v[p->out->texts.n - 1].n++;
}

int sorts_space(struct painter *p, const struct seg *s, uint16_t glyph)
{
    int sort = get_sort(p->out, s->font, glyph);
    name_sort(&p->out->sorts.v[sort - 1], " ", 1);
    return sort;
}

/* ---- the specimen ------------------------------------------------------------------------------------------------ */

enum { ROW = 60, PITCH = 24 };

/* Whether a glyph leaves ink. */
static bool is_visible(cairo_scaled_font_t *font, const cairo_glyph_t *glyph)
{
    cairo_text_extents_t e;
    cairo_scaled_font_glyph_extents(font, glyph, 1, &e);
    return e.width > 0 && e.height > 0;
}

/* The sorts of one face in one go, as Cairo leaves out what has no ink: a space shows only beside a letter. */
static void draw_face(struct painter *p, int face)
{
    struct painted *out = p->out;
    struct buf text = {0};
    int n = 0;
    bool visible = false;
    cairo_scaled_font_t *font = NULL;
    painter_scratch(p, out->sorts.n);
    for (int i = 0; i < out->sorts.n; i++) {
        const struct paint_sort *sort = &out->sorts.v[i];
        if (sort->font->face != face)
            continue;
        font = font ? font : faces_get(p->faces, sort->font, FIX_ONE);
        p->scratch.glyph[n] = (cairo_glyph_t){sort->glyph, PITCH * (1 + i % ROW), PITCH * (1 + i / ROW)};
        p->scratch.cluster[n] = (cairo_text_cluster_t){sort->n_text, 1};
        visible = visible || is_visible(font, &p->scratch.glyph[n]);
        buf_add(&text, sort->text, sort->n_text);
        n++;
    }
    for (int i = 0; i < out->sorts.n && visible; i++)
        if (out->sorts.v[i].font->face == face)
            out->sorts.v[i].place = ++out->shown;
    cairo_set_scaled_font(p->cr, font);
    if (visible && text.n)
        cairo_show_text_glyphs(p->cr, text.s, (int)text.n, p->scratch.glyph, n, p->scratch.cluster, n, 0);
    else if (visible)
        cairo_show_glyphs(p->cr, p->scratch.glyph, n);
    buf_done(&text);
}

void sorts_draw(struct painter *p, cairo_surface_t *surface)
{
    const struct painted *out = p->out;
    if (!out->sorts.n)
        return;
    cairo_pdf_surface_set_size(surface, PITCH * (ROW + 2), PITCH * (out->sorts.n / ROW + 3));
    cairo_set_source_rgb(p->cr, 0, 0, 0);
    for (int face = 0; face < out->cases.n; face++)
        if (out->cases.v[face].n)
            draw_face(p, face);
    cairo_show_page(p->cr);
}
