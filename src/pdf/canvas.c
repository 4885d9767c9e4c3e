// SPDX-License-Identifier: Apache-2.0
/* The canvas of PDF: a page's content stream, written as the page is painted.
 *
 * The plane is that of layout: pt from the trim box's top left, y downwards. A marked-content
 * sequence is opened before the first operator that paints, so that a tag without content leaves no
 * trace, and closed when content of another tag is painted; it never crosses a q, a Q or the bounds
 * of a text object, but is inside one if it begins with text, so that lines of several tags share a
 * text object. The current graphics state is tracked, and operators are only written on changes. */
#include "pdf/pdf-int.h"

#include <string.h>

struct gstate {
    const struct css_color *fill, *stroke; /* NULL: unknown */
    uint16_t fill_alpha, stroke_alpha;
    bool overprint;
    struct pen pen;
    struct type_state type;
};
/* A content stream that a group interrupts. */
struct outer {
    struct content c;
    struct gstate g;
    int stream, first; /* first: the mcid before which the group began */
    double opacity;
    enum css_kw blend;
    int mask; /* form of the group's mask, 0: none */
    enum mask_by by;
};
struct pdf_canvas {
    struct canvas canvas; /* first */
    struct finish *f;
    struct content c;
    int page;
    struct gstate g;
    VEC(struct gstate) stack;
    const struct tag *tag;   /* of the following content; NULL: an artifact … */
    enum artifact kind;      /* … of this kind */
    bool open;               /* its marked-content sequence is, … */
    bool inside;             /* … within the text object */
    bool text;               /* a text object is open */
    int stream;              /* the form that is being written; 0: the page's content */
    VEC(struct outer) outer; /* continues after the groups that are open */
};

static struct pdf_canvas *of(struct canvas *c) { return (struct pdf_canvas *)c; }

/* ---- marked content -------------------------------------------------------------------------- */

static void end_mark(struct pdf_canvas *p)
{
    if (p->open)
        buf_puts(&p->c.out, "EMC\n");
    p->open = false;
}

static void end_text(struct pdf_canvas *p)
{
    if (!p->text)
        return;
    if (p->inside)
        end_mark(p);
    buf_puts(&p->c.out, "ET\n");
    p->text = false;
    p->g.type.placed = false;
}

/* The text object continues if the sequence is inside it. */
static void end_content(struct pdf_canvas *p)
{
    if (!p->inside)
        end_text(p);
    end_mark(p);
}

static void end_all(struct pdf_canvas *p)
{
    end_text(p);
    end_mark(p);
}

static void open_content(struct pdf_canvas *p)
{
    static const char *const artifacts[] = {
        [ARTIFACT_NONE] = "/Artifact BMC\n",
        [ARTIFACT_LAYOUT] = "/Artifact<</Type/Layout>>BDC\n",
        [ARTIFACT_BACKGROUND] = "/Artifact<</Type/Background>>BDC\n",
        [ARTIFACT_HEADER] = "/Artifact<</Type/Pagination/Subtype/Header/Attached[/Top]>>BDC\n",
        [ARTIFACT_FOOTER] = "/Artifact<</Type/Pagination/Subtype/Footer/Attached[/Bottom]>>BDC\n",
        [ARTIFACT_SIDE] = "/Artifact<</Type/Pagination>>BDC\n",
        [ARTIFACT_PAGE] = "/Artifact<</Type/Page>>BDC\n",
    };
    if (p->open || !p->f->tags)
        return;
    p->open = true;
    p->inside = p->text;
    if (p->tag) {
        put_name(&p->c.out, p->tag->role);
        buf_puts(&p->c.out, "<</MCID ");
        put_int(&p->c.out, structure_add(p->f, p->tag, p->page, p->stream), ">>BDC\n");
    } else {
        buf_puts(&p->c.out, artifacts[p->kind]);
    }
}

static void pdf_tag(struct canvas *c, const struct tag *tag, enum artifact kind)
{
    struct pdf_canvas *p = of(c);
    if (p->open && (tag != p->tag || kind != p->kind))
        end_content(p);
    p->tag = tag;
    p->kind = kind;
}

/* Writes the operators needed before a painting operator. */
static struct buf *canvas_begin(struct pdf_canvas *p, bool text)
{
    if (!text)
        end_text(p);
    else if (!p->text)
        buf_puts(&p->c.out, "BT\n");
    p->text = text;
    open_content(p);
    return &p->c.out;
}

/* ---- numbers --------------------------------------------------------------------------------- */

static void canvas_put(struct buf *b, double v)
{
    put_decimals(b, v, 3);
    buf_putc(b, ' ');
}

static void put_matrix(struct buf *b, const double m[6])
{
    for (int i = 0; i < 6; i++)
        put_decimals(b, m[i], i < 4 ? 4 : 3), buf_putc(b, ' ');
    buf_puts(b, "cm\n");
}

static void put_path(struct buf *b, const struct path *path)
{
    static const int values[] =
        {[PATH_MOVE] = 2, [PATH_LINE] = 2, [PATH_CURVE] = 6, [PATH_RECT] = 4, [PATH_CLOSE] = 0};
    static const char *const names[] = {[PATH_MOVE] = "m\n",
                                        [PATH_LINE] = "l\n",
                                        [PATH_CURVE] = "c\n",
                                        [PATH_RECT] = "re\n",
                                        [PATH_CLOSE] = "h\n"};
    const double *v = path->v.v;
    for (int i = 0; i < path->op.n; i++) {
        for (int k = values[path->op.v[i]]; k--;)
            canvas_put(b, *v++);
        buf_puts(b, names[path->op.v[i]]);
    }
}

/* ---- the graphics state ---------------------------------------------------------------------- */

static void set_alpha(struct pdf_canvas *p, uint16_t alpha, bool stroke)
{
    uint16_t *now = stroke ? &p->g.stroke_alpha : &p->g.fill_alpha;
    char name[16];
    struct buf entries = {0};
    if (alpha == *now)
        return;
    *now = alpha;
    p->c.see_through |= alpha < 65535;
    snprintf(name, sizeof name, "/K%c%d", stroke ? 'S' : 'F', alpha);
    buf_puts(&entries, stroke ? "/CA " : "/ca ");
    put_number(&entries, alpha / 65535.0);
    content_state(&p->c, name, entries.s);
    buf_done(&entries);
}

static void set_overprint(struct pdf_canvas *p, bool on)
{
    if (on != p->g.overprint)
        content_state(&p->c, on ? "/KO1" : "/KO0",
                      on ? "/OP true/op true/OPM 1" : "/OP false/op false/OPM 0");
    p->g.overprint = on;
}

/* The colour, its opacity and overprint for the next painting operator. */
static void set_color(struct pdf_canvas *p, const struct css_color *color, enum paint_how how)
{
    bool stroke = how == PAINT_STROKE;
    const struct css_color **now = stroke ? &p->g.stroke : &p->g.fill;
    if (*now != color)
        color_put(&p->c, color, stroke);
    *now = color;
    set_alpha(p, color->alpha, stroke);
    set_overprint(p, color_overprints(p->f, color, how));
}

static void set_pen(struct pdf_canvas *p, const struct pen *pen)
{
    struct buf *b = &p->c.out;
    struct pen *now = &p->g.pen;
    if (pen->width != now->width) {
        canvas_put(b, pen->width);
        buf_puts(b, "w\n");
    }
    if (pen->gap != now->gap || pen->dash != now->dash) {
        buf_putc(b, '[');
        if (pen->gap > 0) { /* what is rounded adds up along a line */
            put_number(b, pen->dash);
            buf_putc(b, ' ');
            put_number(b, pen->gap);
        }
        buf_puts(b, "]0 d\n");
    }
    if (pen->round != now->round)
        buf_puts(b, pen->round ? "1 J\n" : "0 J\n");
    *now = *pen;
}

static void pdf_save(struct canvas *c)
{
    struct pdf_canvas *p = of(c);
    end_all(p);
    *vec_add(&p->stack) = p->g;
    buf_puts(&p->c.out, "q\n");
}

static void pdf_restore(struct canvas *c)
{
    struct pdf_canvas *p = of(c);
    end_all(p);
    p->g = p->stack.v[--p->stack.n];
    buf_puts(&p->c.out, "Q\n");
}

static void pdf_transform(struct canvas *c, const double m[6])
{
    struct pdf_canvas *p = of(c);
    end_text(p);
    put_matrix(&p->c.out, m);
}

static void pdf_clip(struct canvas *c, const struct path *path)
{
    struct pdf_canvas *p = of(c);
    end_text(p);
    put_path(&p->c.out, path);
    buf_puts(&p->c.out, path->even_odd ? "W* n\n" : "W n\n");
}

/* ---- painting -------------------------------------------------------------------------------- */

static void pdf_fill(struct canvas *c, const struct path *path, const struct css_color *color)
{
    struct pdf_canvas *p = of(c);
    struct buf *b = canvas_begin(p, false);
    set_color(p, color, PAINT_FILL);
    put_path(b, path);
    buf_puts(b, path->even_odd ? "f*\n" : "f\n");
}

static void pdf_stroke(struct canvas *c, const struct path *path, const struct pen *pen,
                       const struct css_color *color)
{
    struct pdf_canvas *p = of(c);
    struct buf *b = canvas_begin(p, false);
    set_color(p, color, PAINT_STROKE);
    set_pen(p, pen);
    put_path(b, path);
    buf_puts(b, "S\n");
}

static void put_object(struct content *c, int object)
{
    char name[16];
    snprintf(name, sizeof name, "/KP%d", object);
    content_use(c, "/XObject", name, object);
    buf_puts(&c->out, name);
    buf_puts(&c->out, " Do\n");
}

/* The matrix from the unit square of an image (its top row at 1) to its place, turned by its
 * orientation. */
static void put_placement(struct buf *b, struct image_turn t, double x, double y, double w,
                          double h)
{
    put_matrix(b, (const double[]){w * t.xa, h * t.ya, -w * t.xb, -h * t.yb, x + w * (t.x0 + t.xb),
                                   y + h * (t.y0 + t.yb)});
}

static void put_rect(struct buf *b, const double v[4])
{
    for (int i = 0; i < 4; i++)
        canvas_put(b, v[i]);
    buf_puts(b, "re ");
}

/* A drawing that is placed in an area: its ground around it, and the cut at the area's edges. */
static void put_around_view(struct pdf_canvas *p, const struct image *image, const double area[4],
                            const double placed[4])
{
    const unsigned char *g = image->ground;
    struct buf *b = &p->c.out;
    if (image->clips) {
        put_rect(b, area);
        buf_puts(b, "W n\n");
    }
    if (g[3] && !image->view.slice) {
        buf_puts(b, "q\n");
        set_alpha(p, (uint16_t)(g[3] * 257), false);
        color_put_rgb(&p->c,
                      (const uint16_t[]){(uint16_t)(g[0] * 257), (uint16_t)(g[1] * 257),
                                         (uint16_t)(g[2] * 257)},
                      false);
        put_rect(b, area), put_rect(b, placed);
        buf_puts(b, "f*\nQ\n");
        p->g.fill_alpha = 65535;
    }
}

static void pdf_image(struct canvas *c, const struct image *image, double x, double y, double w,
                      double h)
{
    static const struct css_color light = {.space = CSS_GRAY, .c = {60000}, .alpha = 65535};
    struct pdf_canvas *p = of(c);
    struct buf *b = canvas_begin(p, false);
    int object = picture_object(p->f, image, &p->c.see_through);
    set_overprint(p, false);
    if (!object) { /* placeholder for an image that cannot be shown */
        set_color(p, &light, PAINT_FILL);
        put_rect(b, (const double[]){x, y, w, h});
        buf_puts(b, "f\n");
        return;
    }
    set_alpha(p, 65535, false);
    buf_puts(b, "q\n");
    const double area[] = {x, y, w, h};
    if (image_fit_view(image, &x, &y, &w, &h))
        put_around_view(p, image, area, (const double[]){x, y, w, h});
    put_placement(b, image_turn(picture_lies(p->f, image) ? image : &(const struct image){0}), x, y,
                  w, h);
    put_object(&p->c, object);
    buf_puts(b, "Q\n");
}

static void pdf_glyphs(struct canvas *c, const struct glyph_run *run, const struct css_color *color)
{
    struct pdf_canvas *p = of(c);
    canvas_begin(p, true);
    set_color(p, color, PAINT_TEXT);
    type_put(&p->c, run, &p->g.type);
}

void pdf_canvas_glyphs(struct pdf_canvas *p, struct pdf_canvas *q, const struct glyph_run *run,
                       const struct css_color *color)
{
    canvas_begin(p, true);
    set_color(p, color, PAINT_TEXT);
    canvas_begin(q, true);
    set_color(q, color, PAINT_TEXT);
    type_put_both((struct content *[]){&p->c, &q->c}, run,
                  (struct type_state *[]){&p->g.type, &q->g.type});
}

/* ---- gradients ------------------------------------------------------------------------------- */

/* The components of a stop or, with `alpha`, its opacity; gives how many there are. */
static int stop_components(struct finish *f, const struct gradient *g, int stop, bool alpha,
                           double v[4])
{
    const struct css_color *color = g->stop[stop].color;
    v[0] = color->alpha / 65535.0;
    return alpha ? 1 : color_components(f, color, v);
}

/* The function of a gradient's colours (or, with `alpha`, of its opacity): one exponential from
 * stop to stop, stitched together. */
static void put_function(struct finish *f, struct buf *b, const struct gradient *g, bool alpha)
{
    buf_puts(b, "<</FunctionType 3/Domain[0 1]/Functions[");
    for (int i = 0; i + 1 < g->n; i++) {
        buf_puts(b, "<</FunctionType 2/N 1/Domain[0 1]");
        for (int end = 0; end < 2; end++) {
            double v[4];
            int n = stop_components(f, g, i + end, alpha, v);
            buf_puts(b, end ? "/C1[" : "/C0[");
            for (int k = 0; k < n; k++)
                put_number(b, v[k]), buf_putc(b, ' ');
            buf_putc(b, ']');
        }
        buf_puts(b, ">>");
    }
    buf_puts(b, "]/Bounds[");
    for (int i = 1, least = 0; i + 1 < g->n;
         i++) { /* rising, where two stops are at one place too */
        int at = (int)(g->stop[i].at * 10000 + 0.5);
        least = at > least ? at : least + 1;
        put_number(b, least / 10000.0), buf_putc(b, ' ');
    }
    buf_puts(b, "]/Encode[");
    for (int i = 0; i + 1 < g->n; i++)
        buf_puts(b, "0 1 ");
    buf_puts(b, "]>>");
}

/* A gradient around a point is a mesh of triangles (ISO 32000-1, 8.7.4.5.5): no function of PDF is
 * angular. The middle has the colour between those of the two corners; all numbers have 16 bits,
 * which is the finest of them. */
static void put_u16(struct buf *b, double v)
{
    int n = (int)(v * 65535 + 0.5);
    n = n < 0 ? 0 : n > 65535 ? 65535 : n;
    buf_putc(b, (char)(n >> 8));
    buf_putc(b, (char)n);
}

static int write_mesh(struct finish *f, const struct gradient *g, bool alpha)
{
    struct buf data = {0}, dict = {0};
    int n, parts = 0, number = file_number(&f->file);
    struct wedge *w = gradient_wedges(g, &n);
    for (int i = 0; i < n; i++) {
        double from[4], to[4];
        stop_components(f, g, w[i].stop, alpha, from);
        parts = stop_components(f, g, w[i].stop + 1, alpha, to);
        for (int corner = 0; corner < 3; corner++) {
            double x = corner ? w[i].x[corner - 1] : g->x1, y = corner ? w[i].y[corner - 1] : g->y1;
            double at = corner ? w[i].at[corner - 1] : (w[i].at[0] + w[i].at[1]) / 2;
            buf_putc(&data, 0);
            put_u16(&data, (x - g->x1) / (2 * g->rx) + 0.5);
            put_u16(&data, (y - g->y1) / (2 * g->rx) + 0.5);
            for (int k = 0; k < parts; k++)
                put_u16(&data, from[k] + (to[k] - from[k]) * at);
        }
    }
    mem_free(w);
    buf_printf(
        &dict,
        "/ShadingType 4/ColorSpace%s/BitsPerCoordinate 16/BitsPerComponent 16/BitsPerFlag 8/Decode[",
        alpha ? "/DeviceGray" : color_device(f));
    canvas_put(&dict, g->x1 - g->rx), canvas_put(&dict, g->x1 + g->rx),
        canvas_put(&dict, g->y1 - g->rx), canvas_put(&dict, g->y1 + g->rx);
    for (int k = 0; k < parts; k++)
        buf_puts(&dict, "0 1 ");
    buf_puts(&dict, "]");
    file_stream_take(&f->file, number, dict.s, &data, PACK_WELL);
    buf_done(&dict);
    return number;
}

/* Radial ones are circles of radius 1 about the origin, which the matrix in force stretches. */
static int write_shading(struct finish *f, const struct gradient *g, bool alpha)
{
    int number = file_number(&f->file);
    struct buf *b = file_begin(&f->file, number);
    bool is_radial = g->kind == GRADIENT_RADIAL;
    const double linear[] = {g->x0, g->y0, g->x1, g->y1}, radial[] = {0, 0, 0, 0, 0, 1};
    buf_printf(b, "<</ShadingType %d/ColorSpace%s/Extend[true true]/Coords[", is_radial ? 3 : 2,
               alpha ? "/DeviceGray" : color_device(f));
    for (int i = 0; i < (is_radial ? 6 : 4); i++)
        canvas_put(b, is_radial ? radial[i] : linear[i]);
    buf_puts(b, "]/Function");
    put_function(f, b, g, alpha);
    buf_puts(b, ">>");
    file_end(&f->file);
    return number;
}

/* Hashes that identify a gradient. */
static void put_gradient(struct buf *b, const struct gradient *g, bool alpha)
{
    const double v[] = {g->kind, alpha, g->x0, g->y0, g->x1, g->y1, g->rx, g->ry, g->from};
    uint64_t a = hash_bytes(v, sizeof v, 1), c = hash_bytes(v, sizeof v, 2);
    for (int i = 0; i < g->n; i++) {
        const struct css_color *color = g->stop[i].color;
        const uint16_t parts[] = {color->space, color->c[0], color->c[1],
                                  color->c[2],  color->c[3], color->alpha};
        a = hash_bytes(parts, sizeof parts, hash_bytes(&g->stop[i].at, sizeof g->stop[i].at, a));
        c = hash_bytes(parts, sizeof parts, hash_bytes(&g->stop[i].at, sizeof g->stop[i].at, c));
        a = color->spot ? hash_bytes(color->spot, strlen(color->spot), a) : a;
    }
    buf_printf(b, "shading %016llx%016llx", (unsigned long long)a, (unsigned long long)c);
}

/* The object of a gradient: tiles of one, and boxes of equal size, share it. */
static int shading_object(struct finish *f, const struct gradient *g, bool alpha)
{
    struct buf key = {0};
    put_gradient(&key, g, alpha);
    void **known = map_put(&f->states, arena_dup(&f->arena, key.s, key.n));
    if (!*known)
        *known = (void *)(intptr_t)(g->kind == GRADIENT_CONIC ? write_mesh(f, g, alpha)
                                                              : write_shading(f, g, alpha));
    buf_done(&key);
    return (int)(intptr_t)*known;
}

static void put_shading(struct content *c, const struct path *path, const struct gradient *g,
                        bool alpha)
{
    int object = shading_object(c->f, g, alpha);
    char name[16];
    snprintf(name, sizeof name, "/KG%d", object);
    content_use(c, "/Shading", name, object);
    put_path(&c->out, path);
    buf_puts(&c->out, path->even_odd ? "W* n\n" : "W n\n");
    if (g->kind == GRADIENT_RADIAL)
        put_matrix(&c->out, (const double[]){g->rx, 0, 0, g->ry, g->x1, g->y1});
    buf_printf(&c->out, "%s sh\n", name);
}

enum { FAR = 14400 };

/* A form that fills the plane; the beginning of dict is put after that. */
static int write_form(struct finish *f, int number, struct content *c, const char *entries,
                      const char *space)
{
    struct buf dict = {0};
    buf_printf(
        &dict,
        "/Type/XObject/Subtype/Form/BBox[%d %d %d %d]/Group<</Type/Group/S/Transparency/I true/CS%s>>%s",
        -FAR, -FAR, FAR, FAR, space, entries);
    content_put_resources(c, &dict);
    file_stream_take(&f->file, number, dict.s, &c->out, PACK_FAST);
    buf_done(&dict);
    content_done(c);
    return number;
}

/* Varying opacity of a gradient: a soft mask for the next painting operator. */
static void set_soft_mask(struct pdf_canvas *p, const struct path *path, const struct gradient *g)
{
    struct content mask = {.f = p->f};
    struct buf entries = {0};
    char name[16];
    put_shading(&mask, path, g, true);
    int form = write_form(p->f, file_number(&p->f->file), &mask, "", "/DeviceGray");
    snprintf(name, sizeof name, "/KM%d", form);
    buf_printf(&entries, "/SMask<</Type/Mask/S/Luminosity/G %d 0 R>>", form);
    content_state(&p->c, name, entries.s);
    buf_done(&entries);
    p->c.see_through = true;
}

static void pdf_shade(struct canvas *c, const struct path *path, const struct gradient *g)
{
    struct pdf_canvas *p = of(c);
    bool clear = false;
    for (int i = 0; i < g->n; i++)
        clear |= g->stop[i].color->alpha < 65535;
    struct buf *b = canvas_begin(p, false);
    set_overprint(p, false);
    set_alpha(p, 65535, false);
    buf_puts(b, "q\n");
    if (clear)
        set_soft_mask(p, path, g);
    put_shading(&p->c, path, g, false);
    buf_puts(b, "Q\n");
}

/* An image of one pixel in the colour, with the mask. */
static void pdf_mask(struct canvas *c, const struct mask *mask, double x, double y, double w,
                     double h, const struct css_color *color)
{
    struct pdf_canvas *p = of(c);
    struct finish *f = p->f;
    struct buf *b = canvas_begin(p, false), dict = {0}, pixel = {0};
    int alpha = file_number(&f->file), object = file_number(&f->file);
    double v[4];
    buf_printf(
        &dict,
        "/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceGray",
        mask->width, mask->height);
    file_stream(&f->file, alpha, dict.s, mask->alpha, (size_t)mask->width * (size_t)mask->height,
                PACK_WELL);
    dict.n = 0;
    for (int i = 0, n = color_components(f, color, v); i < n; i++)
        buf_putc(&pixel, (char)(unsigned char)(v[i] * 255 + 0.5));
    buf_printf(
        &dict,
        "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace%s/SMask %d 0 R",
        color_device(f), alpha);
    file_stream_take(&f->file, object, dict.s, &pixel, PACK_NONE);
    buf_done(&dict);
    set_overprint(p, false);
    set_alpha(p, color->alpha, false);
    p->c.see_through = true;
    buf_puts(b, "q\n");
    put_matrix(b, (const double[]){w, 0, 0, -h, x, y + h});
    put_object(&p->c, object);
    buf_puts(b, "Q\n");
}

/* ---- groups ---------------------------------------------------------------------------------- */

static const struct gstate unknown = {.fill_alpha = 65535,
                                      .stroke_alpha = 65535,
                                      .pen.width = -1,
                                      .type = {.face = -1, .tracking = -1}};

/* What follows is content of a form, up to end_form; all that is begun has been ended. */
static void begin_form(struct pdf_canvas *p, double opacity, enum css_kw blend)
{
    struct outer outer = {.c = p->c,
                          .g = p->g,
                          .stream = p->stream,
                          .first = p->f->mcids.n,
                          .opacity = opacity,
                          .blend = blend};
    *vec_add(&p->outer) = outer;
    p->c = (struct content){.f = p->f};
    p->g = unknown;
    p->stream = file_number(&p->f->file);
}

/* Writes it, and goes on with the content around. */
static int end_form(struct pdf_canvas *p, struct outer *outer, const char *entries)
{
    int form = write_form(p->f, p->stream, &p->c, entries, color_device(p->f));
    p->c = outer->c;
    p->g = outer->g;
    p->stream = outer->stream;
    p->c.see_through = true;
    return form;
}

static void pdf_begin_group(struct canvas *c, double opacity, enum css_kw blend)
{
    end_all(of(c));
    set_overprint(of(c), false);
    begin_form(of(c), opacity, blend);
}

static void pdf_begin_mask(struct canvas *c)
{
    end_all(of(c));
    begin_form(of(c), 1, KW_normal);
}

static void pdf_end_mask(struct canvas *c, enum mask_by by)
{
    struct pdf_canvas *p = of(c);
    end_all(p);
    struct outer outer = p->outer.v[--p->outer.n], *group = &p->outer.v[p->outer.n - 1];
    group->mask = end_form(p, &outer, "");
    group->by = by;
}

/* A form as light as the mask is transparent: black through the mask on white. Not a transfer
 * function, which readers ignore. */
static int write_inverse(struct finish *f, int mask)
{
    struct content c = {.f = f};
    struct buf entries = {0};
    char name[16];
    snprintf(name, sizeof name, "/KI%d", mask);
    buf_printf(&entries, "/SMask<</Type/Mask/S/Alpha/G %d 0 R>>", mask);
    buf_printf(&c.out, "1 g %d %d %d %d re f\n", -FAR, -FAR, 2 * FAR, 2 * FAR);
    content_state(&c, name, entries.s);
    buf_printf(&c.out, "0 g %d %d %d %d re f\n", -FAR, -FAR, 2 * FAR, 2 * FAR);
    buf_done(&entries);
    return write_form(f, file_number(&f->file), &c, "", "/DeviceGray");
}

static void put_mask(struct finish *f, struct buf *b, const struct outer *g)
{
    bool inverse = g->by == MASK_INVERSE;
    buf_printf(b, "/SMask<</Type/Mask/S/%s/G %d 0 R>>",
               g->by == MASK_ALPHA ? "Alpha" : "Luminosity",
               inverse ? write_inverse(f, g->mask) : g->mask);
}

/* "color-dodge" as /ColorDodge. */
static void put_blend(struct buf *b, enum css_kw blend)
{
    bool up = true;
    buf_puts(b, "/BM/");
    for (const char *s = css_kw_name(blend); *s; s++) {
        if (*s != '-')
            buf_putc(b, (char)(up ? *s - 'a' + 'A' : *s));
        up = *s == '-';
    }
}

static void pdf_end_group(struct canvas *c)
{
    struct pdf_canvas *p = of(c);
    struct buf entries = {0}, key = {0};
    char name[16];
    end_all(p);
    struct outer outer = p->outer.v[--p->outer.n];
    if (p->f->mcids.n > outer.first && p->f->tags)
        buf_printf(&key, "/StructParents %d", structure_add_form(p->f, p->page));
    int form = end_form(p, &outer, key.s ? key.s : "");
    buf_puts(&p->c.out, "q\n");
    buf_puts(&entries, "/ca ");
    put_number(&entries, outer.opacity);
    put_blend(&entries, outer.blend);
    if (outer.mask) { /* a state of its own */
        put_mask(p->f, &entries, &outer);
        snprintf(name, sizeof name, "/KX%d", outer.mask);
    } else {
        snprintf(name, sizeof name, "/KB%d-%d", (int)(outer.opacity * 65535 + 0.5),
                 (int)outer.blend);
    }
    content_state(&p->c, name, entries.s);
    put_object(&p->c, form);
    buf_puts(&p->c.out, "Q\n");
    buf_done(&entries);
    buf_done(&key);
}

static void pdf_link(struct canvas *c, const struct paint_place *place, const char *words, int n)
{
    struct paint_place own = *place;
    own.page = of(c)->page;
    links_add(of(c)->f, &own, words, n);
}

static void pdf_figure(struct canvas *c, const struct paint_place *place)
{
    struct paint_place *own = vec_add(&of(c)->f->figures);
    *own = *place;
    own->page = of(c)->page;
}

/* Content after it is another marked content, even of the same tag. */
static void pdf_anchor(struct canvas *c, const struct tag *tag)
{
    end_content(of(c));
    structure_anchor(of(c)->f, tag);
}

/* Content that is not read right after the content before it is another marked content. */
static void pdf_read(struct canvas *c, int place)
{
    struct finish *f = of(c)->f;
    if (of(c)->tag && (place < f->reads || place > f->reads + READ_NEXT))
        end_content(of(c));
    f->reads = place;
}

/* ---- pages ----------------------------------------------------------------------------------- */

struct pdf_canvas *pdf_canvas_new(struct finish *f)
{
    static const struct canvas_ops ops = {pdf_save,        pdf_restore,   pdf_transform,
                                          pdf_clip,        pdf_fill,      pdf_stroke,
                                          pdf_image,       pdf_shade,     pdf_mask,
                                          pdf_begin_group, pdf_end_group, pdf_begin_mask,
                                          pdf_end_mask,    pdf_glyphs,    pdf_tag,
                                          pdf_link,        pdf_figure,    pdf_anchor,
                                          pdf_read};
    struct pdf_canvas *p = mem_new(sizeof *p);
    *p = (struct pdf_canvas){.canvas.ops = &ops, .f = f};
    return p;
}

struct canvas *pdf_canvas_base(struct pdf_canvas *p) { return &p->canvas; }

void pdf_canvas_begin(struct pdf_canvas *p, int index)
{
    const struct page *page = p->f->book->pages.v[index];
    double frame = boxes_frame(p->f, page) / (double)LEN_PT;
    p->c = (struct content){.f = p->f};
    p->page = index;
    p->f->reads = -1;
    p->f->page = index;
    p->g = (struct gstate){.fill_alpha = 65535,
                           .stroke_alpha = 65535,
                           .pen.width = 1,
                           .type = {.face = -1, .scale = 10000}};
    p->tag = NULL;
    p->open = p->inside = p->text = false;
    p->stream = 0;
    put_matrix(&p->c.out,
               (const double[]){1, 0, 0, -1, frame, page->css->height / (double)LEN_PT + frame});
}

void pdf_canvas_end(struct pdf_canvas *p, int object, struct buf *dict)
{
    end_all(p);
    file_stream_take(&p->f->file, object, "", &p->c.out, PACK_FAST);
    content_put_resources(&p->c, dict);
    if (p->c.see_through)
        buf_printf(dict, "/Group<</Type/Group/S/Transparency/I true/CS%s>>", color_device(p->f));
    content_done(&p->c);
}

void pdf_canvas_free(struct pdf_canvas *p)
{
    vec_done(&p->stack);
    vec_done(&p->outer);
    mem_free(p);
}
