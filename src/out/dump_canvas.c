// SPDX-License-Identifier: Apache-2.0
/* The display list as text: each operation of a canvas on a line, with positions in pt, indented
 * after a tag or a save. */
#include "out/out-int.h"

struct lister {
    struct canvas canvas; /* first */
    FILE *f;
    int depth;
    int read, last; /* the place of reading, and the highest of the page's content before */
};

static struct lister *of(struct canvas *c) { return (struct lister *)c; }

/* Begins a line. */
static FILE *entry(struct canvas *c, const char *name)
{
    struct lister *l = of(c);
    fprintf(l->f, "%*s%s", 2 * l->depth, "", name);
    return l->f;
}

/* Rounded to 1/100, zeros cut off. */
static void dump_canvas_put(FILE *f, double v)
{
    char s[64];
    int n = snprintf(s, sizeof s, "%.2f", v);
    while (s[n - 1] == '0')
        s[--n] = 0;
    if (s[n - 1] == '.')
        s[--n] = 0;
    fprintf(f, " %s", strcmp(s, "-0") ? s : "0");
}

static void put_color(FILE *f, const struct css_color *c)
{
    static const char *const spaces[] = {"none", "gray", "rgb", "cmyk", "spot"};
    static const int channels[] = {0, 1, 3, 4, 1};
    fprintf(f, " %s", spaces[c->space]);
    if (c->spot)
        fprintf(f, " %s", c->spot);
    for (int i = 0; i < channels[c->space]; i++)
        dump_canvas_put(f, c->c[i] / 65535.0);
    if (c->alpha < 65535) {
        fputs(" /", f);
        dump_canvas_put(f, c->alpha / 65535.0);
    }
}

static void put_path(FILE *f, const struct path *path)
{
    static const char letters[] = {'m', 'l', 'c', 'r', 'z'};
    static const int values[] = {2, 2, 6, 4, 0};
    const double *v = path->v.v;
    if (path->even_odd)
        fputs(" even-odd", f);
    for (int i = 0; i < path->op.n; i++) {
        fprintf(f, " %c", letters[path->op.v[i]]);
        for (int k = values[path->op.v[i]]; k--;)
            dump_canvas_put(f, *v++);
    }
}

static void list_save(struct canvas *c)
{
    fputc('\n', entry(c, "save"));
    of(c)->depth++;
}

static void list_restore(struct canvas *c) { of(c)->depth--; }

static void list_transform(struct canvas *c, const double m[6])
{
    FILE *f = entry(c, "transform");
    for (int i = 0; i < 6; i++)
        dump_canvas_put(f, m[i]);
    fputc('\n', f);
}

static void list_clip(struct canvas *c, const struct path *path)
{
    FILE *f = entry(c, "clip");
    put_path(f, path);
    fputc('\n', f);
}

static void list_fill(struct canvas *c, const struct path *path, const struct css_color *color)
{
    FILE *f = entry(c, "fill");
    put_color(f, color);
    put_path(f, path);
    fputc('\n', f);
}

static void list_stroke(struct canvas *c, const struct path *path, const struct pen *pen,
                        const struct css_color *color)
{
    FILE *f = entry(c, "stroke");
    dump_canvas_put(f, pen->width);
    if (pen->gap > 0) {
        fputs(pen->round ? " dots" : " dashes", f);
        dump_canvas_put(f, pen->dash);
        dump_canvas_put(f, pen->gap);
    }
    put_color(f, color);
    put_path(f, path);
    fputc('\n', f);
}

static void list_image(struct canvas *c, const struct image *image, double x, double y, double w,
                       double h)
{
    FILE *f = entry(c, "image");
    const double v[] = {x, y, w, h};
    for (int i = 0; i < 4; i++)
        dump_canvas_put(f, v[i]);
    const char *name = image->path ? strrchr(image->path, '/') : NULL;
    fprintf(f, " %s\n", name ? name + 1 : image->path ? image->path : "-");
}

static void list_shade(struct canvas *c, const struct path *path, const struct gradient *g)
{
    static const char *const names[] = {"linear", "radial", "conic"};
    FILE *f = entry(c, names[g->kind]);
    const double linear[] = {g->x0, g->y0, g->x1, g->y1}, radial[] = {g->x1, g->y1, g->rx, g->ry},
                 conic[] = {g->x1, g->y1, g->rx, g->from};
    for (int i = 0; i < 4; i++)
        dump_canvas_put(f, (g->kind == GRADIENT_LINEAR   ? linear
                            : g->kind == GRADIENT_RADIAL ? radial
                                                         : conic)[i]);
    for (int i = 0; i < g->n; i++) {
        fputs(",", f);
        dump_canvas_put(f, g->stop[i].at);
        put_color(f, g->stop[i].color);
    }
    fputs(":", f);
    put_path(f, path);
    fputc('\n', f);
}

static void list_mask(struct canvas *c, const struct mask *mask, double x, double y, double w,
                      double h, const struct css_color *color)
{
    FILE *f = entry(c, "mask");
    const double v[] = {x, y, w, h};
    for (int i = 0; i < 4; i++)
        dump_canvas_put(f, v[i]);
    put_color(f, color);
    fprintf(f, " %d x %d\n", mask->width, mask->height);
}

static void list_begin_group(struct canvas *c, double opacity, enum css_kw blend)
{
    FILE *f = entry(c, "group");
    dump_canvas_put(f, opacity);
    fprintf(f, " %s\n", css_kw_name(blend));
    of(c)->depth++;
}

static void list_end_group(struct canvas *c) { of(c)->depth--; }

static void list_begin_mask(struct canvas *c)
{
    fputs("\n", entry(c, "mask"));
    of(c)->depth++;
}

static void list_end_mask(struct canvas *c, enum mask_by by)
{
    static const char *const names[] = {"alpha", "luminance", "inverse"};
    of(c)->depth--;
    fprintf(entry(c, "masked by"), " %s\n", names[by]);
}

static void list_glyphs(struct canvas *c, const struct glyph_run *run,
                        const struct css_color *color)
{
    const struct glyphs *s = run->glyphs;
    FILE *f = entry(c, run->hidden ? "hidden" : "glyphs");
    dump_canvas_put(f, pt(run->x));
    dump_canvas_put(f, pt(run->y));
    fprintf(f, " %s", s->font->ps_name ? s->font->ps_name : "-");
    dump_canvas_put(f, pt(s->font->size));
    put_color(f, color);
    fputs(run->before ? " \" " : " \"", f);
    for (int i = 0; i < s->n_text; i++)
        if (s->text[i] == '"' || s->text[i] == '\\')
            fprintf(f, "\\%c", s->text[i]);
        else
            fputc(s->text[i], f);
    fputs(run->behind ? " \"" : "\"", f);
    if (run->repeat > 1)
        fprintf(f, " x %d", run->repeat);
    fputc('\n', f);
}

static void list_tag(struct canvas *c, const struct tag *tag, enum artifact kind)
{
    static const char *const names[] = {"",       "layout", "background", "header",
                                        "footer", "side",   "page"};
    struct lister *l = of(c);
    fprintf(entry(c, tag ? "tag " : "artifact "), tag ? "%s %d" : "%s",
            tag ? tag->role : names[kind], tag ? tag->id : 0);
    if (tag && l->read < l->last)
        fprintf(l->f, " read %d", l->read);
    fputc('\n', l->f);
    l->last = tag && l->read > l->last ? l->read : l->last;
}

static void list_place(FILE *f, const struct paint_place *p)
{
    const len v[] = {p->x, p->y, p->w, p->h};
    for (int i = 0; i < 4; i++)
        dump_canvas_put(f, pt(v[i]));
    fprintf(f, " %d", p->tag->id);
}

static void list_link(struct canvas *c, const struct paint_place *place, const char *words, int n)
{
    FILE *f = entry(c, "link");
    list_place(f, place);
    fprintf(f, " \"%.*s\"\n", n, words);
}

static void list_figure(struct canvas *c, const struct paint_place *place)
{
    FILE *f = entry(c, "figure");
    list_place(f, place);
    fputc('\n', f);
}

static void list_read(struct canvas *c, int place) { of(c)->read = place; }

static void list_anchor(struct canvas *c, const struct tag *tag)
{
    fprintf(entry(c, "anchor "), "%s %d\n", tag->role, tag->id);
}

void dump_canvas(const struct book *book, FILE *f)
{
    static const struct canvas_ops ops = {list_save,        list_restore,   list_transform,
                                          list_clip,        list_fill,      list_stroke,
                                          list_image,       list_shade,     list_mask,
                                          list_begin_group, list_end_group, list_begin_mask,
                                          list_end_mask,    list_glyphs,    list_tag,
                                          list_link,        list_figure,    list_anchor,
                                          list_read};
    struct lister l = {.canvas.ops = &ops, .f = f, .depth = 1};
    struct painter *p = painter_new(book, &l.canvas);
    for (int i = 0; i < book->pages.n; i++) {
        fprintf(f, "page %d\n", i + 1);
        l.read = l.last = 0;
        paint_page(p, book->pages.v[i], &(struct paint_options){0});
    }
    painter_free(p);
}
