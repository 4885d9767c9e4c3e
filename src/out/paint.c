/* Painting: the fragments of each page in order, on a Cairo surface. */
#include "out/out-int.h"

#include <cairo-pdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the painter ------------------------------------------------------------------------------------------------- */

/* For every tag the Link that it is or lies in. Parents have smaller ids than their children. */
static void find_links(struct painter *p, const struct tag *root, int n)
{
    p->link_of = mem_new(sizeof *p->link_of * (size_t)(n + 1));
    for (const struct tag *t = root; t; t = tag_next(t)) {
        bool link = !strcmp(t->role, "Link") && (t->href || t->dest);
        p->link_of[t->id] = link ? t : t->parent ? p->link_of[t->parent->id] : NULL;
    }
}

void painter_init(struct painter *p, const struct book *book)
{
    *p = (struct painter){.book = book, .faces = faces_new(), .pictures = pictures_new()};
}

void painter_done(struct painter *p)
{
    faces_free(p->faces);
    pictures_free(p->pictures);
    mem_free(p->color_map.color);
    mem_free(p->color_map.index);
    mem_free(p->picture_index);
    mem_free(p->link_of);
    mem_free(p->scratch.glyph);
    mem_free(p->scratch.cluster);
    arena_done(&p->words);
}

/* ---- transforms -------------------------------------------------------------------------------------------------- */

static double argument(const struct css_item *f, int i, len base)
{
    if (!f->list || i >= f->list->n)
        return 0;
    const struct css_val *v = &f->list->item[i].v;
    return v->kind == CSS_NUM ? v->num / (double)FIX_ONE : pt_value(v, pt(base));
}

static void apply(cairo_t *cr, double a, double b, double c, double d, double e, double f)
{
    cairo_matrix_t m = {.xx = a, .yx = b, .xy = c, .yy = d, .x0 = e, .y0 = f};
    if (a * d != b * c) {
        cairo_transform(cr, &m);
        return;
    }
    cairo_rectangle(cr, 0, 0, 0, 0);     /* what is pressed to a line shows nothing */
    cairo_clip(cr);
}

/* Applies one function (CSS Transforms 1, 9.1); angles are CSS_NUM in degrees. */
static void transform(cairo_t *cr, const struct css_item *f, len w, len h)
{
    double a = argument(f, 0, w), b = f->list->n > 1 ? argument(f, 1, h) : 0, degree = M_PI / 180;
    switch (f->v.kw) {
    case KW_rotate:
        cairo_rotate(cr, a * degree);
        break;
    case KW_translate:
        cairo_translate(cr, a, b);
        break;
    case KW_translatex:
        cairo_translate(cr, a, 0);
        break;
    case KW_translatey:
        cairo_translate(cr, 0, argument(f, 0, h));
        break;
    case KW_scale:
        apply(cr, a, 0, 0, f->list->n > 1 ? b : a, 0, 0);
        break;
    case KW_scalex:
        apply(cr, a, 0, 0, 1, 0, 0);
        break;
    case KW_scaley:
        apply(cr, 1, 0, 0, a, 0, 0);
        break;
    case KW_skew:
        apply(cr, 1, tan(b * degree), tan(a * degree), 1, 0, 0);
        break;
    case KW_skewx:
        apply(cr, 1, 0, tan(a * degree), 1, 0, 0);
        break;
    case KW_skewy:
        apply(cr, 1, tan(a * degree), 0, 1, 0, 0);
        break;
    default: /* matrix(): the last two are numbers of px */
        apply(cr, a, b, argument(f, 2, 0), argument(f, 3, 0), argument(f, 4, 0) * .75, argument(f, 5, 0) * .75);
        break;
    }
}

/* Turns the plane as the style asks, about its transform-origin in the fragment's box; the caller restores. */
static void push_transform(struct painter *p, const struct frag *f)
{
    const struct css_list *l = css_list(f->style, CSS_transform), *origin = css_list(f->style, CSS_transform_origin);
    struct css_item at = {.list = origin};
    double ox = pt(f->x) + (origin ? argument(&at, 0, f->w) : pt(f->w) / 2);
    double oy = pt(f->y) + (origin ? argument(&at, 1, f->h) : pt(f->h) / 2);
    if (f->turn)
        l = NULL, ox = pt(f->x) + pt(f->w) / 2, oy = pt(f->y) + pt(f->h) / 2;
    cairo_save(p->cr);
    p->in_text = false;
    p->turned++;
    cairo_translate(p->cr, ox, oy);
    cairo_rotate(p->cr, f->turn * M_PI / 2);
    for (int i = 0; l && i < l->n; i++)
        transform(p->cr, &l->item[i], f->w, f->h);
    cairo_translate(p->cr, -ox, -oy);
}

static void pop_transform(struct painter *p)
{
    cairo_restore(p->cr);
    p->color = NULL;
    p->in_text = false;
    p->turned--;
}

/* The rectangle on the page of one on the turned plane: what bounds it. */
static struct paint_place turned_place(struct painter *p, struct paint_place r)
{
    double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY, ox = 0, oy = 0;
    cairo_matrix_t plane;
    cairo_get_matrix(p->cr, &plane);
    cairo_matrix_transform_point(&p->page_matrix, &ox, &oy);
    for (int i = 0; i < 4; i++) {
        double x = pt(r.x + (i & 1 ? r.w : 0)), y = pt(r.y + (i & 2 ? r.h : 0));
        cairo_matrix_transform_point(&plane, &x, &y);
        x0 = fmin(x0, x - ox), x1 = fmax(x1, x - ox);
        y0 = fmin(y0, y - oy), y1 = fmax(y1, y - oy);
    }
    r.x = (len)(x0 * LEN_PT), r.w = (len)((x1 - x0) * LEN_PT);
    r.y = (len)(y0 * LEN_PT), r.h = (len)((y1 - y0) * LEN_PT);
    return r;
}

struct paint_place painter_place(struct painter *p, const struct tag *tag, len x, len y, len w, len h)
{
    struct paint_place r = {p->page->index, x, y, w, h, tag};
    return p->turned ? turned_place(p, r) : r;
}

/* ---- pages ------------------------------------------------------------------------------------------------------- */

void painter_note_figure(struct painter *p, const struct tag *tag, len x, len y, len w, len h)
{
    if (p->out && tag && (!strcmp(tag->role, "Figure") || !strcmp(tag->role, "Formula")))
        *vec_add(&p->out->figures) = painter_place(p, tag, x, y, w, h);
}

static void draw_frag(struct painter *p, const struct frag *f)
{
    switch ((enum frag_kind)f->kind) {
    case FRAG_BOX:
        painter_claim(p, NULL);
        paint_box(p, f->style, f->x, f->y, f->w, f->h, f->edges, f->hollow);
        break;
    case FRAG_LINE:
        paint_line(p, f->line, f->tag, f->artifact, f->x, f->y);
        break;
    case FRAG_IMAGE:
        painter_claim(p, f->artifact ? NULL : f->tag);
        paint_image(p, f->box->u.image, f->style, f->x, f->y, f->w, f->h);
        if (!f->artifact)
            painter_note_figure(p, f->tag, f->x, f->y, f->w, f->h);
        break;
    case FRAG_RULE:
        painter_claim(p, NULL);
        paint_column_rule(p, f->style, f->x, f->y, f->h);
        break;
    case FRAG_PUSH:
        push_transform(p, f);
        break;
    case FRAG_POP:
        pop_transform(p);
        break;
    }
}

/* The background of a page fills the bleed too. */
static void draw_page_background(struct painter *p, const struct css_page *page, len bleed)
{
    const struct css_color *color = css_color(page->style, CSS_background_color);
    struct area all = {-pt(bleed), -pt(bleed), pt(page->width + 2 * bleed), pt(page->height + 2 * bleed)};
    if (color) {
        painter_set_color(p, color);
        cairo_rectangle(p->cr, all.x, all.y, all.w, all.h);
        cairo_fill(p->cr);
    }
    paint_background_image(p, page->style, &all);
}

void painter_draw_page(struct painter *p, const struct page *page, len bleed)
{
    p->page = page;
    painter_begin_page(p);
    draw_page_background(p, page->css, bleed);
    cairo_get_matrix(p->cr, &p->page_matrix);
    for (int i = 0; i < page->frag.n; i++)
        draw_frag(p, &page->frag.v[i]);
}

cairo_surface_t *painter_raster(struct painter *p, const struct page *page, int dpi)
{
    double scale = dpi / 72.0;
    int w = (int)ceil(pt(page->css->width) * scale), h = (int)ceil(pt(page->css->height) * scale);
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w > 0 ? w : 1, h > 0 ? h : 1);
    p->cr = cairo_create(s);
    cairo_set_source_rgb(p->cr, 1, 1, 1);
    cairo_paint(p->cr);
    cairo_scale(p->cr, scale, scale);
    painter_draw_page(p, page, 0);
    cairo_destroy(p->cr);
    cairo_surface_flush(s);
    return s;
}

/* ---- PDF --------------------------------------------------------------------------------------------------------- */

static cairo_status_t collect(void *ctx, const unsigned char *data, unsigned n)
{
    buf_add(ctx, (const char *)data, n);
    return CAIRO_STATUS_SUCCESS;
}

/* One part, cut off at its neighbours and nowhere else. */
static void draw_part(struct painter *p, const struct page *sheet, const struct paint_part *part, len bleed)
{
    len x0 = part->x > 0 ? part->x : -bleed, x1 = part->x + part->width;
    x1 = x1 < sheet->css->width ? x1 : x1 + bleed;
    cairo_save(p->cr);
    cairo_rectangle(p->cr, pt(x0), -pt(bleed), pt(x1 - x0), pt(sheet->css->height + 2 * bleed));
    cairo_clip_preserve(p->cr);
    if (part->fill) {
        painter_begin_page(p);
        painter_set_color(p, part->fill);
        cairo_fill_preserve(p->cr);
    }
    cairo_new_path(p->cr);
    cairo_translate(p->cr, pt(part->turn > 0 ? x1 : part->x), part->turn < 0 ? pt(sheet->css->height) : 0);
    cairo_rotate(p->cr, part->turn * M_PI / 2);
    painter_draw_page(p, part->page, bleed);
    cairo_restore(p->cr);
}

static void draw_sheet(struct painter *p, const struct page *page, const struct paint_sheet *sheet, len bleed)
{
    for (int i = 0; i < sheet->n; i++)
        draw_part(p, page, &sheet->part[i], bleed);
    p->page = page;
    painter_begin_page(p);
}

static void pdf_page(struct painter *p, cairo_surface_t *s, const struct page *page, const struct paint_options *o)
{
    len bleed = paint_bleed(o, page), frame = bleed + paint_slug(o, page);
    cairo_pdf_surface_set_size(s, pt(page->css->width + 2 * frame), pt(page->css->height + 2 * frame));
    cairo_save(p->cr);
    cairo_translate(p->cr, pt(frame), pt(frame));
    if (o->sheets)
        draw_sheet(p, page, &o->sheets[page->index], bleed);
    else
        painter_draw_page(p, page, bleed);
    paint_marks(p, o);
    if (o->watermark)
        paint_draft(p, o);
    cairo_restore(p->cr);
    cairo_show_page(p->cr);
}

bool paint_pdf(const struct book *book, const struct paint_options *o, struct painted *out)
{
    *out = (struct painted){0};
    struct painter p;
    painter_init(&p, book);
    p.out = out;
    find_links(&p, book->flow->doc->tags, book->flow->doc->n_tags);
    struct buf bytes = {0};
    /* Streams without compression save their reader the way back; a Cairo that does not know the variable compresses, at no other
     * loss. */
    setenv("CAIRO_DEBUG_PDF", "1", 1);
    cairo_surface_t *s = cairo_pdf_surface_create_for_stream(collect, &bytes, 72, 72);
    p.cr = cairo_create(s);
    p.marks = cairo_create(s);
    for (int i = 0; i < book->pages.n; i++)
        pdf_page(&p, s, book->pages.v[i], o);
    sorts_draw(&p, s);
    cairo_status_t status = cairo_status(p.cr) ? cairo_status(p.cr) : cairo_status(p.marks);
    cairo_destroy(p.cr);
    cairo_destroy(p.marks);
    cairo_surface_finish(s);
    status = status ? status : cairo_surface_status(s);
    cairo_surface_destroy(s);
    painter_done(&p);
    out->size = bytes.n;
    out->pdf = (unsigned char *)buf_take(&bytes);
    if (status)
        diag(DIAG_out_cairo, LOC_NONE, cairo_status_to_string(status));
    return !status;
}

void painted_done(struct painted *p)
{
    mem_free(p->pdf);
    vec_done(&p->keys.colors);
    vec_done(&p->keys.marks);
    vec_done(&p->keys.pictures);
    vec_done(&p->links);
    vec_done(&p->figures);
    vec_done(&p->runs);
    vec_done(&p->texts);
    vec_done(&p->sorts);
    for (int i = 0; i < p->cases.n; i++)
        mem_free(p->cases.v[i].sort);
    vec_done(&p->cases);
}
