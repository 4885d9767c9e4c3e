// SPDX-License-Identifier: Apache-2.0
/* A book made by hand: pages, lines, tags and marks, without the stages before. */
#ifndef KOKI_TEST_BOOK_H
#define KOKI_TEST_BOOK_H

#include <hb.h>
#include <stdlib.h>

#include "page/page.h"

struct test_book {
    struct book book;
    struct flow flow;
    struct doc doc;
    struct arena arena;
    struct css_style style, page_style, boxes[3];
    struct css_page css;
    struct font font;
    hb_font_t *hb;
};

static const struct css_color test_black = {.space = CSS_GRAY, .alpha = 65535};
static const struct css_color test_petrol = {.space = CSS_CMYK,
                                             .c = {58982, 22937, 29491, 13107},
                                             .alpha = 65535};
static const struct css_color test_spot = {.space = CSS_SPOT,
                                           .c = {65535},
                                           .alpha = 65535,
                                           .spot = "HKS 43 K",
                                           .alternative = &test_petrol};
static const struct css_color test_none = {.space = CSS_NO_COLOR};

static inline struct css_val test_color_val(const struct css_color *c)
{
    return (struct css_val){.kind = CSS_COLOR, .color = c};
}

static inline void test_book_style(struct css_style *s, const struct css_color *color)
{
    for (int i = 0; i < CSS_PROPS; i++)
        s->v[i] = (struct css_val){.kind = CSS_KEYWORD, .kw = KW_none};
    s->lang = "de";
    s->v[CSS_color] = test_color_val(color);
    s->v[CSS_text_decoration_color] = test_color_val(color);
    s->v[CSS_background_color] = test_color_val(&test_none);
    s->v[CSS_font_size] = (struct css_val){.kind = CSS_LEN, .len = 10 * LEN_PT};
    s->v[CSS_opacity] = (struct css_val){.kind = CSS_NUM, .num = 65536};
    s->v[CSS_visibility] = (struct css_val){.kind = CSS_KEYWORD, .kw = KW_visible};
    s->v[CSS_object_fit] = (struct css_val){.kind = CSS_KEYWORD, .kw = KW_fill};
}

static inline void test_book_font(struct test_book *b, const char *path)
{
    hb_blob_t *blob = hb_blob_create_from_file(path);
    hb_face_t *face = hb_face_create(blob, 0);
    b->hb = hb_font_create(face);
    hb_font_set_scale(b->hb, 10 * LEN_PT, 10 * LEN_PT);
    hb_face_destroy(face);
    hb_blob_destroy(blob);
    b->font = (struct font){.path = path,
                            .family = "Koki Square",
                            .size = 10 * LEN_PT,
                            .ascent = 8 * LEN_PT,
                            .descent = 2 * LEN_PT,
                            .underline_pos = LEN_PT,
                            .underline_thick = LEN_PT / 2,
                            .hb = b->hb};
}

static inline struct tag *test_tag(struct test_book *b, struct tag *parent, const char *role)
{
    struct tag *t = arena_make(&b->arena, struct tag);
    t->more = &tag_plain;
    t->role = role;
    t->id = b->doc.n_tags++;
    t->parent = parent;
    if (!parent)
        return b->doc.tags = t;
    struct tag **end = &parent->first;
    while (*end)
        end = &(*end)->next;
    return *end = t;
}

static inline struct page *test_page(struct test_book *b, const char *label)
{
    struct page *p = arena_make(&b->arena, struct page);
    p->index = b->book.pages.n;
    p->number = p->index + 1;
    p->label = label;
    p->css = &b->css;
    *vec_add(&b->book.pages) = p;
    return p;
}

static inline struct frag *test_frag(struct test_book *b, struct page *p, enum frag_kind kind,
                                     const struct tag *tag)
{
    struct frag *f = vec_add(&p->frag);
    f->kind = (uint8_t)kind;
    f->edges = EDGE_ALL;
    f->style = &b->style;
    f->tag = tag;
    return f;
}

/* A run of text with its own tag; gives its width. */
static inline len test_seg(struct test_book *b, struct seg *s, const char *text,
                           const struct tag *tag, len x)
{
    hb_buffer_t *buf = hb_buffer_create();
    unsigned n;
    hb_buffer_add_utf8(buf, text, -1, 0, -1);
    hb_buffer_guess_segment_properties(buf);
    hb_shape(b->hb, buf, NULL, 0);
    hb_glyph_info_t *info = hb_buffer_get_glyph_infos(buf, &n);
    hb_glyph_position_t *pos = hb_buffer_get_glyph_positions(buf, NULL);
    struct glyph *g = arena_array(&b->arena, struct glyph, n + 1);
    struct glyphs *own = arena_make(&b->arena, struct glyphs);
    *own = (struct glyphs){.font = &b->font,
                           .expansion = FIX_ONE,
                           .n = (int)n,
                           .glyph = g,
                           .text = arena_dup(&b->arena, text, strlen(text)),
                           .n_text = (int)strlen(text)};
    *s = (struct seg){.kind = SEG_GLYPHS,
                      .formula = true,
                      .x = x,
                      .style = &b->style,
                      .tag = tag,
                      .font = &b->font,
                      .own = own,
                      .expansion = FIX_ONE};
    for (unsigned i = 0; i < n; i++) {
        g[i] = (struct glyph){info[i].codepoint, info[i].cluster, pos[i].x_advance};
        s->width += g[i].advance;
    }
    hb_buffer_destroy(buf);
    return s->width;
}

/* A line of up to three runs, text NULL ends; y is the baseline [pt]. */
static inline void test_line(struct test_book *b, struct page *p, int y, const struct tag *tag,
                             const char *text, const struct tag *inner, const char *inside,
                             const char *after)
{
    struct line *l = arena_make(&b->arena, struct line);
    struct seg *s = arena_array(&b->arena, struct seg, 3);
    const char *const texts[] = {text, inside, after};
    for (int i = 0; i < 3 && texts[i]; i++, l->n++)
        l->width += test_seg(b, &s[i], texts[i], i == 1 ? inner : tag, l->width);
    l->seg = s;
    struct frag *f = test_frag(b, p, FRAG_LINE, tag);
    f->x = 50 * LEN_PT;
    f->y = y * LEN_PT;
    f->line = l;
}

static inline struct mark *test_mark(struct test_book *b, enum mark_kind kind, int level,
                                     const char *value)
{
    struct mark *m = arena_make(&b->arena, struct mark);
    m->kind = kind;
    m->level = level;
    m->name = m->value = value;
    m->open = true;
    m->id = b->doc.marks.n;
    *vec_add(&b->doc.marks) = m;
    return m;
}

static inline void test_book_init(struct test_book *b, const char *font)
{
    *b = (struct test_book){0};
    test_book_style(&b->style, &test_black);
    test_book_style(&b->page_style, &test_black);
    b->css = (struct css_page){.name = "",
                               .style = &b->page_style,
                               .width = 300 * LEN_PT,
                               .height = 400 * LEN_PT};
    test_book_font(b, font);
    b->flow.doc = &b->doc;
    b->book.flow = &b->flow;
    b->doc.title = "Künstliche Intelligenz";
    b->doc.lang = "de";
    b->doc.authors = "Ada Lovelace, Konrad Zuse";
    b->doc.keywords = "KI, Kommunen";
}

/* After all marks are made: places them, each on a page in turn. */
static inline void test_book_place(struct test_book *b)
{
    b->book.place = arena_array(&b->arena, struct place, b->doc.marks.n + 1);
    for (int i = 0; i < b->doc.marks.n; i++)
        b->book.place[i] = (struct place){b->book.pages.v[i % b->book.pages.n], 50 * LEN_PT,
                                          40 * LEN_PT};
}

static inline void test_book_done(struct test_book *b)
{
    for (int i = 0; i < b->book.pages.n; i++)
        vec_done(&b->book.pages.v[i]->frag);
    vec_done(&b->book.pages);
    vec_done(&b->doc.marks);
    map_done(&b->doc.ids);
    hb_font_destroy(b->hb);
    arena_done(&b->arena);
}

#endif
