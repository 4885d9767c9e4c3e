// SPDX-License-Identifier: Apache-2.0
/* Painting, looked at pixel by pixel: at 72 dpi one is a point, and a letter of the test font is a
 * square of its size. */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <unistd.h>

#include "out/out.h"

#include "koki-config.h"
#include "test.h"
#include "book.h"

enum { WHITE = 0xffffff, RED = 0xff0000, GREEN = 0x00ff00, BLUE = 0x0000ff, BLACK = 0 };

static const struct css_color red = {.space = CSS_RGB, .c = {65535, 0, 0}, .alpha = 65535};
static const struct css_color green = {.space = CSS_CMYK,
                                       .c = {65535, 0, 65535, 0},
                                       .alpha = 65535};
static const struct css_color blue = {.space = CSS_RGB, .c = {0, 0, 65535}, .alpha = 65535};

struct view {
    struct test_book b;
    struct page *page;
    struct {
        struct css_style s;
        const void *from[CSS_PROPS + 8]; /* css_where looks after a style */
    } style[4];
    int n;
    GdkPixbuf *pixels;
};

static struct css_val points(int v) { return (struct css_val){.kind = CSS_LEN, .len = v * LEN_PT}; }
static struct css_val keyword(enum css_kw kw)
{
    return (struct css_val){.kind = CSS_KEYWORD, .kw = kw};
}

static void begin(struct view *v)
{
    *v = (struct view){.n = 0};
    test_book_init(&v->b, KOKI_SOURCE_DIR "/tests/fonts/KokiSquare-Regular.ttf");
    v->page = test_page(&v->b, "");
}

/* A style to fill in, and the frag of a box in it. */
static struct css_style *box(struct view *v, int x, int y, int w, int h)
{
    struct frag *f = test_frag(&v->b, v->page, FRAG_BOX, NULL);
    struct css_style *s = &v->style[v->n++].s;
    *s = v->b.style;
    f->style = s;
    f->x = x * LEN_PT, f->y = y * LEN_PT, f->w = w * LEN_PT, f->h = h * LEN_PT;
    return s;
}

static void set_border(struct css_style *s, int side, int width, enum css_kw style,
                       const struct css_color *color)
{
    static const enum css_prop w[] = {CSS_border_top_width, CSS_border_right_width,
                                      CSS_border_bottom_width, CSS_border_left_width};
    static const enum css_prop k[] = {CSS_border_top_style, CSS_border_right_style,
                                      CSS_border_bottom_style, CSS_border_left_style};
    static const enum css_prop c[] = {CSS_border_top_color, CSS_border_right_color,
                                      CSS_border_bottom_color, CSS_border_left_color};
    s->v[w[side]] = points(width);
    s->v[k[side]] = keyword(style);
    s->v[c[side]] = test_color_val(color);
}

static void set_borders(struct css_style *s, int width, enum css_kw style,
                        const struct css_color *color)
{
    for (int i = 0; i < 4; i++)
        set_border(s, i, width, style, color);
}

static struct css_list *list_of(struct view *v, struct css_val a, struct css_val b)
{
    struct css_list *l = arena_new(&v->b.arena, sizeof *l + 2 * sizeof l->item[0]);
    l->n = 2;
    l->item[0].v = a;
    l->item[1].v = b;
    return l;
}

static void look(struct view *v)
{
    char dir[64], file[128];
    snprintf(dir, sizeof dir, "test_out_paint-%d", (int)getpid());
    CHECK(paint_preview(&v->b.book, dir, 72));
    snprintf(file, sizeof file, "%s/page-001.png", dir);
    v->pixels = gdk_pixbuf_new_from_file(file, NULL);
    CHECK(v->pixels != NULL);
    unlink(file);
    snprintf(file, sizeof file, "%s/contact-1.png", dir);
    unlink(file);
    rmdir(dir);
}

static void end(struct view *v)
{
    if (v->pixels)
        g_object_unref(v->pixels);
    test_book_done(&v->b);
}

static int pixel(const struct view *v, int x, int y)
{
    const guchar *p = gdk_pixbuf_read_pixels(v->pixels) + y * gdk_pixbuf_get_rowstride(v->pixels) +
                      x * gdk_pixbuf_get_n_channels(v->pixels);
    return p[0] << 16 | p[1] << 8 | p[2];
}

/* How often the colour changes along a row or column. */
static int changes(const struct view *v, int x, int y, int dx, int dy, int n)
{
    int count = 0;
    for (int i = 1; i < n; i++)
        count += (pixel(v, x + i * dx, y + i * dy) == WHITE) !=
                 (pixel(v, x + (i - 1) * dx, y + (i - 1) * dy) == WHITE);
    return count;
}

/* ---- boxes ------------------------------------------------------------------------------------------------------- */

static void test_background(void)
{
    struct view v;
    begin(&v);
    box(&v, 20, 20, 40, 30)->v[CSS_background_color] = test_color_val(&red);
    struct css_style *round = box(&v, 100, 20, 40, 40);
    round->v[CSS_background_color] = test_color_val(&green);
    round->v[CSS_border_top_left_radius] = (struct css_val){.kind = CSS_LIST,
                                                            .list = list_of(&v, points(20),
                                                                            points(20))};
    box(&v, 200, 20, 40, 40)->v[CSS_background_color] = test_color_val(&blue);
    v.page->frag.v[2].hollow = true;
    v.b.page_style.v[CSS_background_color] = test_color_val(&test_none);
    look(&v);
    CHECK_INT(pixel(&v, 20, 20), RED);
    CHECK_INT(pixel(&v, 59, 49), RED);
    CHECK_INT(pixel(&v, 60, 50), WHITE);
    CHECK_INT(pixel(&v, 102, 22), WHITE);
    CHECK_INT(pixel(&v, 137, 22), GREEN);
    CHECK_INT(pixel(&v, 220, 40), WHITE);
    end(&v);
}

/* A list of one layer. */
static struct css_val layer(struct view *v, struct css_val value)
{
    struct css_list *l = arena_new(&v->b.arena, sizeof *l + sizeof *l->item);
    l->n = 1;
    l->item[0] = (struct css_item){.v = value};
    return (struct css_val){.kind = CSS_LIST, .list = l};
}

/* The drawing as the one layer of a background, all else as it is initially. */
static void set_layer(struct view *v, struct css_style *s)
{
    s->v[CSS_background_image] = layer(v, (struct css_val){.kind = CSS_STR, .str = "drawing"});
    s->v[CSS_background_repeat] = layer(v, keyword(KW_repeat));
    s->v[CSS_background_attachment] = layer(v, keyword(KW_scroll));
    s->v[CSS_background_position] = (struct css_val){.kind = CSS_LIST,
                                                     .list = list_of(v, points(0), points(0))};
    s->v[CSS_background_size] = layer(v, keyword(KW_auto));
    s->v[CSS_background_origin] = layer(v, keyword(KW_padding_box));
    s->v[CSS_background_clip] = layer(v, keyword(KW_border_box));
}

/* CSS Backgrounds 3, 3.7: the background is painted within the border, padding or content box; a
 * cut side has neither. */
static void test_background_clip(void)
{
    struct view v;
    begin(&v);
    static const enum css_kw clip[] = {KW_border_box, KW_padding_box, KW_content_box,
                                       KW_content_box};
    for (int i = 0; i < 4; i++) {
        struct css_style *s = box(&v, i < 3 ? 20 + 90 * i : 20, i < 3 ? 20 : 120, 60, 60);
        set_borders(s, 6, KW_double, &blue);
        s->v[CSS_padding_top] = s->v[CSS_padding_left] = points(8);
        s->v[CSS_background_color] = test_color_val(&red);
        s->v[CSS_background_clip] = layer(&v, keyword(clip[i]));
    }
    v.page->frag.v[3].edges = EDGE_ALL & ~EDGE_TOP;
    look(&v);
    CHECK_INT(pixel(&v, 23, 50), RED); /* between the lines of the double border */
    CHECK_INT(pixel(&v, 113, 50), WHITE);
    CHECK_INT(pixel(&v, 116, 50), RED);
    CHECK_INT(pixel(&v, 213, 50), WHITE);
    CHECK_INT(pixel(&v, 250, 33), WHITE);
    CHECK_INT(pixel(&v, 214, 35), RED);
    CHECK_INT(pixel(&v, 253, 73), RED);
    CHECK_INT(pixel(&v, 50, 121), RED);
    end(&v);
}

static void test_borders(void)
{
    struct view v;
    begin(&v);
    set_borders(box(&v, 20, 20, 60, 60), 6, KW_solid, &blue);
    struct css_style *two = box(&v, 100, 20, 60, 60);
    set_border(two, 0, 10, KW_solid, &red);
    set_border(two, 3, 10, KW_solid, &blue);
    set_borders(box(&v, 180, 20, 60, 60), 6, KW_double, &red);
    set_borders(box(&v, 20, 100, 60, 60), 6, KW_solid, &blue);
    v.page->frag.v[3].edges = EDGE_TOP | EDGE_BOTTOM;
    look(&v);
    CHECK_INT(pixel(&v, 20, 20), BLUE);
    CHECK_INT(pixel(&v, 25, 50), BLUE);
    CHECK_INT(pixel(&v, 26, 50), WHITE);
    CHECK_INT(pixel(&v, 79, 79), BLUE);
    CHECK_INT(pixel(&v, 108, 22), RED);  /* above the diagonal of the corner … */
    CHECK_INT(pixel(&v, 102, 28), BLUE); /* … and below */
    CHECK_INT(pixel(&v, 180, 50), RED);
    CHECK_INT(pixel(&v, 183, 50), WHITE);
    CHECK_INT(pixel(&v, 185, 50), RED);
    CHECK_INT(pixel(&v, 50, 102), BLUE);
    CHECK_INT(pixel(&v, 22, 130), WHITE);
    end(&v);
}

static void test_dashes(void)
{
    struct view v;
    begin(&v);
    set_border(box(&v, 20, 20, 90, 60), 0, 2, KW_dashed, &red);
    set_border(box(&v, 20, 120, 90, 60), 0, 4, KW_dotted, &red);
    v.style[2].s = v.b.style;
    v.style[2].s.v[CSS_column_rule_width] = points(2);
    v.style[2].s.v[CSS_column_rule_style] = keyword(KW_solid);
    v.style[2].s.v[CSS_column_rule_color] = test_color_val(&blue);
    struct frag *rule = test_frag(&v.b, v.page, FRAG_RULE, NULL);
    rule->style = &v.style[2].s;
    rule->x = 200 * LEN_PT, rule->y = 20 * LEN_PT, rule->h = 50 * LEN_PT;
    look(&v);
    CHECK_INT(changes(&v, 19, 21, 1, 0, 92), 16); /* eight dashes of 6 pt, one at either end */
    CHECK(pixel(&v, 20, 21) != WHITE && pixel(&v, 109, 21) != WHITE);
    CHECK(changes(&v, 15, 122, 1, 0, 100) >= 20);
    CHECK_INT(pixel(&v, 199, 45), BLUE);
    CHECK_INT(pixel(&v, 200, 45), BLUE);
    CHECK_INT(pixel(&v, 202, 45), WHITE);
    end(&v);
}

static void test_transform(void)
{
    struct view v;
    begin(&v);
    struct css_list *turn = list_of(&v, keyword(KW_none), keyword(KW_none));
    turn->n = 1;
    turn->item[0].kind = CSS_I_FUNCTION;
    turn->item[0].v = keyword(KW_rotate);
    struct css_list *angle = list_of(&v, (struct css_val){.kind = CSS_NUM, .num = 90 * FIX_ONE},
                                     keyword(KW_none));
    angle->n = 1;
    turn->item[0].list = angle;
    struct frag *push = test_frag(&v.b, v.page, FRAG_PUSH, NULL);
    v.style[3].s = v.b.style;
    v.style[3].s.v[CSS_transform] = (struct css_val){.kind = CSS_LIST, .list = turn};
    push->style = &v.style[3].s;
    push->x = push->y = 100 * LEN_PT, push->w = 60 * LEN_PT, push->h = 20 * LEN_PT;
    box(&v, 100, 100, 60, 20)->v[CSS_background_color] = test_color_val(&red);
    test_frag(&v.b, v.page, FRAG_POP, NULL);
    box(&v, 20, 20, 10, 10)->v[CSS_background_color] = test_color_val(&blue);
    look(&v);
    CHECK_INT(pixel(&v, 130, 85), RED); /* the middle (130, 110) stays, the sides change places */
    CHECK_INT(pixel(&v, 130, 135), RED);
    CHECK_INT(pixel(&v, 105, 110), WHITE);
    CHECK_INT(pixel(&v, 25, 25), BLUE);
    end(&v);
}

/* ---- images ---------------------------------------------------------------------------------------------------- */

/* Red above, blue below, twice as wide as high. */
static const char drawing[] =
    "<svg xmlns='http://www.w3.org/2000/svg' width='40pt' height='20pt' viewBox='0 0 40 20'>"
    "<rect width='40' height='10' fill='#f00'/><rect y='10' width='40' height='10' fill='#00f'/></svg>";

static void picture(struct view *v, int x, enum css_kw fit, int left)
{
    struct image *image = arena_make(&v->b.arena, struct image);
    struct box *holder = arena_make(&v->b.arena, struct box);
    *image = (struct image){.path = "drawing",
                            .format = IMAGE_SVG,
                            .width = 40 * LEN_PT,
                            .height = 20 * LEN_PT,
                            .data = (const unsigned char *)drawing,
                            .size = sizeof drawing - 1,
                            .id = v->n};
    holder->u.image = image;
    struct css_style *s = box(v, x, 20, 40, 40);
    s->v[CSS_object_fit] = keyword(fit);
    s->v[CSS_object_position] = (struct css_val){.kind = CSS_LIST,
                                                 .list = list_of(v, points(left), points(0))};
    struct frag *f = &v->page->frag.v[v->page->frag.n - 1];
    f->kind = FRAG_IMAGE;
    f->box = holder;
}

static void test_object_fit(void)
{
    struct view v;
    begin(&v);
    picture(&v, 20, KW_fill, 0);
    picture(&v, 80, KW_contain, 0);
    picture(&v, 140, KW_cover, 0);
    picture(&v, 200, KW_none, 10);
    look(&v);
    CHECK_INT(pixel(&v, 40, 38), RED);
    CHECK_INT(pixel(&v, 40, 42), BLUE);
    CHECK_INT(pixel(&v, 100, 28), RED);
    CHECK_INT(pixel(&v, 100, 38), BLUE);
    CHECK_INT(pixel(&v, 100, 45), WHITE);
    CHECK_INT(pixel(&v, 178, 38), RED);
    CHECK_INT(pixel(&v, 182, 38), WHITE); /* what sticks out is cut */
    CHECK_INT(pixel(&v, 205, 25), WHITE);
    CHECK_INT(pixel(&v, 215, 25), RED);
    CHECK_INT(pixel(&v, 242, 25), WHITE);
    end(&v);
}

static void background_drawing(struct view *v, struct image *image)
{
    *image = (struct image){.path = "drawing",
                            .format = IMAGE_SVG,
                            .width = 40 * LEN_PT,
                            .height = 20 * LEN_PT,
                            .data = (const unsigned char *)drawing,
                            .size = sizeof drawing - 1};
    *map_put(&v->b.doc.image_files, "drawing") = image;
}

static void end_drawing(struct view *v)
{
    map_done(&v->b.doc.image_files);
    v->b.doc.image_files = (struct map){0};
    end(v);
}

static void test_background_picture(void)
{
    struct view v;
    struct image image;
    begin(&v);
    background_drawing(&v, &image);
    for (int i = 0; i < 3; i++) {
        struct css_style *s = box(&v, 20 + 90 * i, 20, 80, 40);
        set_layer(&v, s);
        s->v[CSS_background_repeat] = layer(&v, keyword(i == 0 ? KW_repeat : KW_no_repeat));
        s->v[CSS_background_position] =
            (struct css_val){.kind = CSS_LIST,
                             .list = list_of(&v, points(i == 1 ? 40 : 0), points(0))};
        s->v[CSS_background_size] = layer(&v, keyword(i == 2 ? KW_cover : KW_auto));
    }
    look(&v);
    CHECK_INT(pixel(&v, 25, 25), RED);
    CHECK_INT(pixel(&v, 95, 35), BLUE);
    CHECK_INT(pixel(&v, 95, 45), RED); /* the second row of tiles */
    CHECK_INT(pixel(&v, 120, 25), WHITE);
    CHECK_INT(pixel(&v, 155, 25), RED);
    CHECK_INT(pixel(&v, 155, 45), WHITE);
    CHECK_INT(pixel(&v, 240, 38), RED);
    CHECK_INT(pixel(&v, 240, 42), BLUE);
    end_drawing(&v);
}

/* CSS Backgrounds 3, 3.4: space leaves gaps between whole tiles, round makes whole tiles fit; 3.8:
 * both count from the origin box. */
static void test_background_fit(void)
{
    struct view v;
    struct image image;
    begin(&v);
    background_drawing(&v, &image);
    for (int i = 0; i < 3; i++) {
        struct css_style *s = box(&v, i < 2 ? 20 + 120 * i : 20, i < 2 ? 20 : 120, 100, 50);
        set_layer(&v, s);
        s->v[CSS_background_repeat] = layer(&v, keyword(i == 0   ? KW_space
                                                        : i == 1 ? KW_round
                                                                 : KW_no_repeat));
        s->v[CSS_background_origin] = layer(&v, keyword(KW_content_box));
        if (i == 2)
            s->v[CSS_padding_top] = s->v[CSS_padding_left] = points(10);
    }
    look(&v);
    CHECK_INT(pixel(&v, 59, 25), RED); /* two tiles of 40 and a gap of 20, and in height 10 */
    CHECK_INT(pixel(&v, 70, 25), WHITE);
    CHECK_INT(pixel(&v, 81, 25), RED);
    CHECK_INT(pixel(&v, 25, 45), WHITE);
    CHECK_INT(pixel(&v, 25, 55), RED);
    CHECK_INT(pixel(&v, 190, 26),
              RED); /* three tiles of 16.7 in height: red and blue in turn, each 8.3 */
    CHECK_INT(pixel(&v, 190, 34), BLUE);
    CHECK_INT(pixel(&v, 25, 135), WHITE);
    CHECK_INT(pixel(&v, 31, 131), RED);
    CHECK_INT(pixel(&v, 69, 149), BLUE);
    CHECK_INT(pixel(&v, 71, 149), WHITE);
    end_drawing(&v);
}

/* ---- text -------------------------------------------------------------------------------------------------------- */

static void test_text(void)
{
    struct view v;
    begin(&v);
    test_line(&v.b, v.page, 60, NULL, "xx x", NULL, NULL, NULL);
    test_line(&v.b, v.page, 100, NULL, "x", NULL, "x", NULL);
    ((struct seg *)v.page->frag.v[1].line->seg)[1].rise = 5 * LEN_PT;
    test_line(&v.b, v.page, 140, NULL, "xxxx", NULL, NULL, NULL);
    struct seg *leader = (struct seg *)v.page->frag.v[2].line->seg;
    leader->kind = SEG_LEADER;
    struct glyphs dot = *leader->own;
    dot.n = dot.n_text = 1;
    leader->own = &dot;
    leader->x = 3 * LEN_PT;
    leader->width = 40 * LEN_PT;
    look(&v);
    CHECK_INT(pixel(&v, 55, 56),
              BLACK); /* letters of 10 pt from x = 50, 2 pt of it below the baseline */
    CHECK_INT(pixel(&v, 65, 56), BLACK);
    CHECK_INT(pixel(&v, 72, 56), WHITE); /* the space of 5 pt */
    CHECK_INT(pixel(&v, 80, 56), BLACK);
    CHECK_INT(pixel(&v, 55, 50), WHITE);
    CHECK_INT(pixel(&v, 65, 88), BLACK); /* raised by 5 pt */
    CHECK_INT(pixel(&v, 55, 88), WHITE);
    CHECK_INT(pixel(&v, 57, 136), WHITE); /* the leader begins at the next multiple of its period */
    CHECK_INT(pixel(&v, 62, 136), BLACK);
    CHECK_INT(pixel(&v, 88, 136), BLACK);
    CHECK_INT(pixel(&v, 91, 136), WHITE);
    end(&v);
}

static void test_decoration(void)
{
    struct view v;
    begin(&v);
    test_line(&v.b, v.page, 60, NULL, "  ", NULL, NULL, NULL);
    v.style[0].s = v.b.style;
    v.style[0].s.lines = &(struct css_lines){.underline = true,
                                             .color = &red,
                                             .thickness = points(2),
                                             .offset = points(5)};
    ((struct seg *)v.page->frag.v[0].line->seg)->style = &v.style[0].s;
    look(&v);
    CHECK_INT(pixel(&v, 55, 64), RED);
    CHECK_INT(pixel(&v, 55, 65), RED);
    CHECK_INT(pixel(&v, 55, 67), WHITE);
    CHECK_INT(pixel(&v, 61, 65), WHITE);
    end(&v);
}

int main(void)
{
    diag_init("test_out_paint");
    test_background();
    test_background_clip();
    test_borders();
    test_dashes();
    test_transform();
    test_object_fit();
    test_background_picture();
    test_background_fit();
    test_text();
    test_decoration();
    diag_flush();
    return test_end();
}
