// SPDX-License-Identifier: Apache-2.0
/* Galleys made by hand, for tests of page filling: lines of 10 pt on pages whose size the style
 * sheet gives. */
#ifndef KOKI_TEST_GALLEY_H
#define KOKI_TEST_GALLEY_H

#include "page/page.h"

enum { LINE = 10 * LEN_PT };

struct fake {
    xmlDoc *xml;
    struct css *css;
    struct doc doc;
    struct flow flow;
    const struct css_style *plain, *boxed; /* of the root, of its first child */
    VEC(struct galley *) galleys;          /* all, for freeing */
    int lines, notes;                      /* made so far */
};

static inline void fake_init(struct fake *f, const char *sheet)
{
    static const char book[] =
        "<book xmlns='http://docbook.org/ns/docbook' version='5.0'><title>T</title></book>";
    static const struct xml_load how;
    diag_init("test");
    *f = (struct fake){.xml = xml_load_memory(book, sizeof book - 1, "test.xml", &how),
                       .css = css_new()};
    css_parse(f->css, sheet, strlen(sheet), "test.css");
    f->plain = css_match(f->css, xmlDocGetRootElement(f->xml), NULL);
    f->boxed = css_match(f->css, xml_first(xmlDocGetRootElement(f->xml)), f->plain);
    f->doc = (struct doc){.xml = f->xml, .css = f->css};
    f->flow.doc = &f->doc;
}

/* Frees the galleys, not what they were made with. */
static inline void fake_clear(struct fake *f)
{
    for (int i = 0; i < f->galleys.n; i++)
        vec_done(&f->galleys.v[i]->item);
    vec_done(&f->galleys);
    vec_done(&f->flow.galley);
    vec_done(&f->flow.notes);
    arena_done(&f->flow.arena);
}

static inline void fake_done(struct fake *f)
{
    fake_clear(f);
    css_free(f->css);
    xml_free(f->xml);
}

static inline struct box *fake_box(struct fake *f, enum box_kind kind,
                                   const struct css_style *style)
{
    static const struct origin_more none;
    struct box *b = arena_make(&f->flow.arena, struct box);
    struct origin *o = arena_make(&f->flow.arena, struct origin);
    struct loc at = xml_loc(xmlDocGetRootElement(f->xml));
    *o = (struct origin){.more = &none, .file = at.file, .line = at.line};
    b->kind = (uint8_t)kind;
    b->style = style;
    b->origin = o;
    return b;
}

/* A galley of the main flow, or by itself. */
static inline struct galley *fake_galley(struct fake *f, bool main)
{
    struct galley *g = arena_make(&f->flow.arena, struct galley);
    g->page = intern("");
    g->start = main ? KW_page : KW_auto;
    g->measure = 100 * LEN_PT;
    *vec_add(&f->galleys) = g;
    if (main)
        *vec_add(&f->flow.galley) = g;
    return g;
}

static inline struct vitem *fake_item(struct galley *g, enum vkind kind, const struct box *box,
                                      len height)
{
    struct vitem *v = vec_add(&g->item);
    *v = (struct vitem){.kind = (uint8_t)kind, .box = box, .width = g->measure, .height = height};
    g->height += height;
    return v;
}

/* A paragraph of n lines; each line's text is its number. */
static inline struct vitem *fake_para(struct fake *f, struct galley *g, int n, int orphans,
                                      int widows)
{
    struct para *p = arena_make(&f->flow.arena, struct para);
    *p = (struct para){.box = fake_box(f, BOX_PARA, f->plain),
                       .n = n,
                       .orphans = orphans,
                       .widows = widows};
    p->line = arena_array(&f->flow.arena, struct line, n);
    for (int i = 0; i < n; i++) {
        struct seg *s = arena_make(&f->flow.arena, struct seg);
        s->kind = SEG_GLYPHS;
        struct glyphs *own = arena_make(&f->flow.arena, struct glyphs);
        own->text = arena_printf(&f->flow.arena, "%d", f->lines++);
        own->n_text = (int)strlen(own->text);
        s->formula = true;
        s->own = own;
        p->line[i] = (struct line){.ascent = LINE * 4 / 5, .descent = LINE / 5, .n = 1, .seg = s};
    }
    struct vitem *v = fake_item(g, V_PARA, p->box, n * LINE);
    v->u.para = p;
    return v;
}

static inline struct note *fake_note(struct fake *f, int lines)
{
    struct note *n = arena_make(&f->flow.arena, struct note);
    *n = (struct note){.id = f->notes++, .body = fake_galley(f, false)};
    fake_para(f, n->body, lines, 1, 1);
    *vec_add(&f->flow.notes) = n;
    return n;
}

/* The line calls the note, and only it. */
static inline void fake_call(struct fake *f, struct galley *g, struct vitem *para, int line,
                             struct note *note)
{
    struct note **call = arena_make(&f->flow.arena, struct note *);
    *call = note;
    struct hangers *h = para->u.para->line[line].hangers = arena_make(&f->flow.arena,
                                                                      struct hangers);
    h->note = call;
    h->n_notes = 1;
    para->notes++;
    g->notes++;
}

static inline struct floating *fake_float(struct fake *f, enum float_kind kind, int lines)
{
    struct floating *fl = arena_make(&f->flow.arena, struct floating);
    struct box *box = fake_box(f, BOX_FLOAT, NULL);
    *fl = (struct floating){.kind = (uint8_t)kind,
                            .side = KW_right,
                            .box = box,
                            .body = fake_galley(f, false)};
    fake_para(f, fl->body, lines, 1, 1);
    box->u.out.body = fake_box(f, BOX_BLOCK, f->plain);
    fl->height = fl->body->height;
    fl->width = fl->body->measure;
    return fl;
}

static inline const char *fake_series(int series)
{
    static const char *const names[] = {"figure", "table", "example"};
    return intern(names[series % 3]);
}

/* Pages of their own for a paragraph of n lines, of one of the series of fake_defer. */
static inline struct floating *fake_insert(struct fake *f, int lines, int series)
{
    struct floating *fl = fake_float(f, FLOAT_INSERT, lines);
    fl->series = fake_series(series);
    fl->body->start = KW_page;
    return fl;
}

/* A block of a paragraph of n lines that may be deferred, of one of a few series. */
static inline struct vitem *fake_defer(struct fake *f, struct galley *g, int lines, int series)
{
    struct floating *fl = arena_make(&f->flow.arena, struct floating);
    *fl = (struct floating){.kind = FLOAT_TOP,
                            .series = fake_series(series),
                            .deferred = lines % 3 != 0,
                            .box = fake_box(f, BOX_BLOCK, f->plain),
                            .body = arena_make(&f->flow.arena, struct galley)};
    struct vitem *v = fake_item(g, V_DEFER, fl->box, 0);
    v->keep = KEEP_NEVER;
    v->u.defer.floating = fl;
    v->u.defer.n = 1;
    int at = g->item.n - 1;
    fake_para(f, g, lines, 1, 1)->keep_inside = KEEP_AVOID;
    return &g->item.v[at];
}

/* Likewise an image n lines high, in the style of the root's first child, which may allow it to
 * shrink; it is not deferred if n is odd. */
static inline void fake_image(struct fake *f, struct galley *g, int n, int series)
{
    struct floating *fl = arena_make(&f->flow.arena, struct floating);
    *fl = (struct floating){.kind = FLOAT_TOP,
                            .series = fake_series(series),
                            .box = fake_box(f, BOX_BLOCK, f->boxed),
                            .body = arena_make(&f->flow.arena, struct galley)};
    struct vitem *v = fake_item(g, V_DEFER, fl->box, 0);
    v->keep = KEEP_NEVER;
    v->u.defer.floating = fl;
    v->u.defer.n = 1;
    v->u.defer.fixed = n % 2;
    v = fake_item(g, V_IMAGE, fake_box(f, BOX_BLOCK, f->boxed), n * LINE);
    v->u.image.w = v->u.image.h = n * LINE;
}

/* The same paragraph a line longer (1), shorter (2), or either (3); or neither (0). */
static inline void fake_vary(struct fake *f, struct para *p, int how, int strain)
{
    struct variants *v = arena_make(&f->flow.arena, struct variants);
    *v = (struct variants){.tried_longer = true, .tried_shorter = true};
    for (int by = -1; by <= 1; by += 2) {
        if (!(how & (by > 0 ? 1 : 2)) || p->n + by < 1)
            continue;
        struct para *other = arena_make(&f->flow.arena, struct para);
        *other = *p;
        other->n = p->n + by;
        other->strain = strain;
        other->line = arena_array(&f->flow.arena, struct line, other->n);
        for (int i = 0; i < other->n; i++)
            other->line[i] = p->line[i < p->n ? i : p->n - 1];
        *(by > 0 ? &v->longer : &v->shorter) = other;
    }
    p->variants = v;
}

/* The text of a page's line fragments, separated by spaces; artifacts in parentheses. */
static inline const char *fake_text(const struct page *p)
{
    static struct buf b;
    b.n = 0;
    for (int i = 0; i < p->frag.n; i++) {
        const struct frag *g = &p->frag.v[i];
        if (g->kind != FRAG_LINE)
            continue;
        buf_printf(&b, g->artifact ? "%s(%.*s)" : "%s%.*s", b.n ? " " : "",
                   g->line->seg[0].own->n_text, g->line->seg[0].own->text);
    }
    return b.n ? b.s : "";
}

#endif
