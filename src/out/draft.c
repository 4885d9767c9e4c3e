// SPDX-License-Identifier: Apache-2.0
/* Marks of a draft, all artifacts: words across every page, light enough to read through; a line at
 * the foot that identifies the draft; numbers at every fifth line; bars beside changes by
 * revisionflag; remarks of editors in the wider margin, beside their places. */
#include "out/out-int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { EVERY = 5 };
static const len number_gap = 10 * LEN_PT, bar_gap = 5 * LEN_PT;
static const len column_gap = 6 * LEN_PT,
                 column_bar_gap = 4 * LEN_PT; /* likewise between columns */

static const struct word *shape(struct painter *p, const char *words)
{
    struct text *text = p->book->flow->text;
    const struct css_style *s = p->book->flow->doc->root->style;
    return text_word(text, text_font(text, s, LOC_NONE), s, false, false, words,
                     (int)strlen(words));
}

/* Words with their right end, or their middle, at (x, y), `scale` times as large as the body text.
 */
static void draw_words(struct painter *p, const char *words, const struct css_color *color,
                       double x, double y, double scale, bool centred)
{
    const struct word *w = shape(p, words);
    painter_save(p);
    painter_transform(p, scale, 0, 0, scale, x, y);
    paint_word(p, w, color, centred ? -w->width / 2 : -w->width, 0);
    painter_restore(p);
}

static void draw_across(struct painter *p, const struct css_page *page, const char *words)
{
    static const struct css_color light = {.space = CSS_GRAY, .c = {32768}, .alpha = 9000};
    double width = pt(page->width), height = pt(page->height);
    const struct word *w = shape(p, words);
    double angle = -atan2(height, width);
    painter_save(p);
    painter_transform(p, cos(angle), sin(angle), -sin(angle), cos(angle), width / 2, height / 2);
    draw_words(p, words, &light, 0, 0, 0.7 * hypot(width, height) / pt(len_max(w->width, 1)), true);
    painter_restore(p);
}

/* ---- lines ----------------------------------------------------------------------------------- */

static bool is_body_line(const struct page *page, const struct frag *f)
{
    return f->kind == FRAG_LINE && !f->artifact && f->line->n && f->y > page->y &&
           f->y <= page->y + page->height;
}

/* A line of the text, by its column and its place in it. */
struct numbered {
    len column, y;
};

static int compare_numbered(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;
    len from = x->column != y->column ? x->column : x->y,
        to = x->column != y->column ? y->column : y->y;
    return (from > to) - (from < to);
}

/* [len] how far left of its column a mark is: that of the page may take the margin, others have the
 * gap between columns. */
static len beside(const struct page *page, len column, len of_page, len of_column)
{
    return page->x + column - (column ? of_column : of_page);
}

/* The numbers go on from column to column; lines side by side in one (table cells) count once. */
static void number_lines(struct painter *p)
{
    const struct page *page = p->page;
    VEC(struct numbered) line = {0};
    for (int i = 0; i < page->frag.n; i++)
        if (is_body_line(page, &page->frag.v[i]))
            *vec_add(&line) = (struct numbered){page->frag.v[i].column, page->frag.v[i].y};
    if (line.n)
        qsort(line.v, (size_t)line.n, sizeof *line.v, compare_numbered);
    for (int i = 0, number = 0; i < line.n; i++) {
        const struct numbered *l = &line.v[i];
        char digits[16];
        if (i && l->column == l[-1].column && l->y - l[-1].y < 2 * LEN_PT)
            continue;
        if (++number % EVERY)
            continue;
        snprintf(digits, sizeof digits, "%d", number);
        draw_words(p, digits, painter_black(), pt(beside(page, l->column, number_gap, column_gap)),
                   pt(l->y), 0.6, false);
    }
    vec_done(&line);
}

static bool has_changed(const struct tag *t)
{
    const struct origin *o = t ? t->origin : NULL;
    while (o && !o->more->revisionflag)
        o = o->parent;
    return o && strcmp(o->more->revisionflag, "off") != 0;
}

static void draw_bars(struct painter *p)
{
    const struct page *page = p->page;
    for (int i = 0; i < page->frag.n; i++) {
        const struct frag *f = &page->frag.v[i];
        if (f->artifact || (f->kind != FRAG_LINE && f->kind != FRAG_IMAGE) || !has_changed(f->tag))
            continue;
        bool line = f->kind == FRAG_LINE;
        double x = pt(beside(page, f->column, bar_gap, column_bar_gap));
        path_move(p, x, pt(line ? f->y - f->line->ascent : f->y));
        path_line(p, x, pt(line ? f->y + f->line->descent : f->y + f->h));
        painter_stroke(p, &(struct pen){.width = 1}, painter_black());
    }
}

/* ---- remarks --------------------------------------------------------------------------------- */

static const struct css_color red = {.space = CSS_RGB,
                                     .c = {0xb0b0, 0x1010, 0x1010},
                                     .alpha = 65535};
static const double remark_size = 0.72, remark_lead = 9; /* of the body text; [pt] */
static const double page_edge = 6;                       /* [pt] minimum distance to the page's */

/* A column beside the text for remarks, in pt of the page. */
struct column {
    double x, width, scale;
};

enum { WIDTH = 64, NARROW = 26, BESIDE = 80 }; /* [pt] */

/* The wider margin; on the left, line numbers have the edge of it. Remarks are smaller in a narrow
 * one. Where both are too narrow even for that, the column is outside the page: the sheet is wider
 * there (draft_slug). */
static struct column remark_column(const struct page *page)
{
    double left = pt(page->x), whole = pt(page->css->width), right = whole - left - pt(page->width),
           gap = 8, numbers = 28;
    bool on_left = left - numbers > right;
    double margin = on_left ? left - numbers : right, width = margin - 2 * gap, scale = 1;
    if (width < WIDTH) {
        gap = 5;
        width = margin - gap - page_edge;
        scale = fmin(1, fmax(0.75, width / WIDTH));
    }
    if (width < NARROW)
        return (struct column){whole + gap, BESIDE - gap - page_edge, 1};
    width = fmin(width, whole - 2 * page_edge);
    double x = on_left ? gap : pt(page->x + page->width) + gap;
    return (struct column){fmax(page_edge, fmin(x, whole - page_edge - width)), width, scale};
}

len draft_slug(const struct paint_options *o, const struct page *page)
{
    if (!o->watermark || o->remarks_apart || remark_column(page).x < pt(page->css->width))
        return 0;
    for (int i = 0; i < page->marks.n; i++)
        if (page->marks.v[i]->kind == MARK_REMARK)
            return BESIDE * LEN_PT;
    return 0;
}

/* The bytes of a word that fit the column; at least one character. */
static size_t fitting(struct painter *p, const char *s, size_t n, double width)
{
    while (n > 1 && pt(shape(p, arena_dup(&p->words, s, n))->width) > width) {
        n--;
        while (n > 1 && ((unsigned char)s[n] & 0xc0) == 0x80)
            n--;
    }
    return n;
}

/* The words from s on as far as they fit into the column, at y; returns the beginning of the next
 * line. Draws, or only measures. */
static const char *remark_line(struct painter *p, const char *s, const struct column *c, double y,
                               bool draw)
{
    double size = remark_size * c->scale, x = 0, space = pt(shape(p, " ")->width) * size;
    for (bool first = true; *s; first = false) {
        size_t n = strcspn(s, " \t\r\n");
        const struct word *w = shape(p, arena_dup(&p->words, s, n));
        if (!first && x + pt(w->width) * size > c->width)
            break;
        if (pt(w->width) * size > c->width) {
            n = fitting(p, s, n, c->width / size);
            w = shape(p, arena_dup(&p->words, s, n));
        }
        if (draw) {
            painter_save(p);
            painter_transform(p, size, 0, 0, size, c->x + x, y);
            paint_word(p, w, &red, 0, 0);
            painter_restore(p);
        }
        x += pt(w->width) * size + space;
        s += n + strspn(s + n, " \t\r\n");
    }
    return s;
}

struct remark {
    const char *text;
    double y, height; /* of its first line; of all of them, with the gap below */
};

static double remark_height(struct painter *p, const char *s, const struct column *c)
{
    double lead = remark_lead * c->scale, height = lead / 2;
    for (s += strspn(s, " \t\r\n"); *s; height += lead)
        s = remark_line(p, s, c, 0, false);
    return height;
}

/* Remarks do not overlap: one without space beside its place is lower, all of them are higher at
 * the end of the page, and smaller if they are too many. */
static void place_remarks(struct painter *p, struct remark *v, int n, struct column *c)
{
    double top = page_edge + remark_lead, bottom = pt(p->page->css->height) - page_edge - 8, total;
    for (bool fits = false; !fits; c->scale *= fits ? 1 : 0.85) {
        total = 0;
        for (int i = 0; i < n; i++)
            total += v[i].height = remark_height(p, v[i].text, c);
        fits = total <= bottom - top || c->scale < 0.3;
    }
    double y = top;
    for (int i = 0; i < n; i++) {
        v[i].y = fmax(v[i].y, y);
        y = v[i].y + v[i].height;
    }
    for (int i = n - 1; i >= 0; i--) {
        v[i].y = fmax(top, fmin(v[i].y, bottom - v[i].height));
        bottom = v[i].y;
    }
}

static void draw_remarks(struct painter *p)
{
    static const struct css_color paper = {.space = CSS_GRAY, .c = {65535}, .alpha = 52000};
    const struct page *page = p->page;
    struct column c = remark_column(page);
    VEC(struct remark) remarks = {0};
    for (int i = 0; i < page->marks.n; i++) {
        const struct mark *m = page->marks.v[i];
        if (m->kind == MARK_REMARK)
            *vec_add(&remarks) = (struct remark){m->value,
                                                 pt(p->book->place[m->id].y) + remark_lead, 0};
    }
    place_remarks(p, remarks.v, remarks.n, &c);
    double lead = remark_lead * c.scale;
    for (int i = 0; i < remarks.n; i++) {
        double y = remarks.v[i].y, begin = y;
        path_rect(p, c.x - 4, y - lead, c.width + 6, remarks.v[i].height);
        painter_fill(p, &paper);
        for (const char *s = remarks.v[i].text + strspn(remarks.v[i].text, " \t\r\n"); *s;
             y += lead)
            s = remark_line(p, s, &c, y, true);
        path_move(p, c.x - 3, begin - 0.75 * lead);
        path_line(p, c.x - 3, y - 0.75 * lead);
        painter_stroke(p, &(struct pen){.width = 0.5}, &red);
    }
    vec_done(&remarks);
}

void paint_draft(struct painter *p, const struct paint_options *o)
{
    const struct css_page *page = p->page->css;
    painter_claim(p, NULL, ARTIFACT_PAGE);
    draw_across(p, page, o->watermark);
    if (o->foot)
        draw_words(p, o->foot, painter_black(), pt(page->width) / 2, pt(page->height) - 10, 0.7,
                   true);
    number_lines(p);
    draw_bars(p);
    if (!o->remarks_apart)
        draw_remarks(p);
}
