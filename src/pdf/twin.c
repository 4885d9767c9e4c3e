// SPDX-License-Identifier: Apache-2.0
/* The canvases of two editions as one: pages are walked once, and text, their main part, is
 * composed once. Differences, such as colours, links and images, are handled by each canvas. */
#include "pdf/pdf-int.h"

#define BOTH(call)                                                                                 \
    for (int i = 0; i < 2; i++) {                                                                  \
        struct twin *t = (struct twin *)c;                                                         \
        struct canvas *to = pdf_canvas_base(t->of[i]);                                             \
        struct diag_held *outer = diag_hold(t->held[i]);                                           \
        to->ops->call;                                                                             \
        diag_hold(outer);                                                                          \
    }

static void twin_save(struct canvas *c) { BOTH(save(to)) }
static void twin_restore(struct canvas *c) { BOTH(restore(to)) }
static void twin_transform(struct canvas *c, const double m[6]) { BOTH(transform(to, m)) }
static void twin_clip(struct canvas *c, const struct path *path) { BOTH(clip(to, path)) }

static void twin_fill(struct canvas *c, const struct path *path, const struct css_color *color)
{
    BOTH(fill(to, path, color))
}

static void twin_stroke(struct canvas *c, const struct path *path, const struct pen *pen,
                        const struct css_color *color)
{
    BOTH(stroke(to, path, pen, color))
}

static void twin_image(struct canvas *c, const struct image *image, double x, double y, double w,
                       double h)
{
    BOTH(image(to, image, x, y, w, h))
}

static void twin_shade(struct canvas *c, const struct path *path, const struct gradient *g)
{
    BOTH(shade(to, path, g))
}

static void twin_mask(struct canvas *c, const struct mask *mask, double x, double y, double w,
                      double h, const struct css_color *color)
{
    BOTH(mask(to, mask, x, y, w, h, color))
}

static void twin_begin_group(struct canvas *c, double opacity, enum css_kw blend)
{
    BOTH(begin_group(to, opacity, blend))
}

static void twin_end_group(struct canvas *c) { BOTH(end_group(to)) }
static void twin_begin_mask(struct canvas *c) { BOTH(begin_mask(to)) }
static void twin_end_mask(struct canvas *c, enum mask_by by) { BOTH(end_mask(to, by)) }

static void twin_glyphs(struct canvas *c, const struct glyph_run *run,
                        const struct css_color *color)
{
    const struct twin *t = (const struct twin *)c;
    pdf_canvas_glyphs(t->of[0], t->of[1], run, color);
}

static void twin_tag(struct canvas *c, const struct tag *tag, enum artifact kind)
{
    BOTH(tag(to, tag, kind))
}

static void twin_link(struct canvas *c, const struct paint_place *place, const char *words, int n)
{
    BOTH(link(to, place, words, n))
}

static void twin_figure(struct canvas *c, const struct paint_place *place)
{
    BOTH(figure(to, place))
}

static void twin_anchor(struct canvas *c, const struct tag *tag) { BOTH(anchor(to, tag)) }

static void twin_read(struct canvas *c, int place) { BOTH(read(to, place)) }

void twin_init(struct twin *t)
{
    static const struct canvas_ops ops = {twin_save,        twin_restore,   twin_transform,
                                          twin_clip,        twin_fill,      twin_stroke,
                                          twin_image,       twin_shade,     twin_mask,
                                          twin_begin_group, twin_end_group, twin_begin_mask,
                                          twin_end_mask,    twin_glyphs,    twin_tag,
                                          twin_link,        twin_figure,    twin_anchor,
                                          twin_read};
    t->canvas.ops = &ops;
}
