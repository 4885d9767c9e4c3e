/* Text: the runs that painting left to the finish, written with the fonts that Cairo embedded.
 *
 * The specimen, the page behind the book's last in Cairo's file, shows every sort once and in order: its strings tell each one's
 * font and code, and whether Cairo had to say the text in an ActualText of its own. Positions follow the exact advances of layout:
 * what the widths in the font leave over goes into the next number of TJ, so rounding never adds up. */
#include "pdf/pdf-int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading the specimen ---------------------------------------------------------------------------------------- */

static bool is_type(struct source *s, qpdf_oh font, const char *subtype) { return source_name_is(s, font, "/Subtype", subtype); }

static double item_number(struct source *s, qpdf_oh array, int i)
{
    qpdf_oh v = qpdf_oh_get_array_item(s->q, array, i);
    double d = qpdf_oh_get_numeric_value(s->q, v);
    qpdf_oh_release(s->q, v);
    return d;
}

static void set_width(struct type_font *t, int code, double width)
{
    while (t->width.n <= code && code <= UINT16_MAX)
        *vec_add(&t->width) = t->default_width;
    if (code >= 0 && code < t->width.n)
        t->width.v[code] = (float)width;
}

/* The W array of a CID font: "first [width…]" or "first last width". */
static void read_cid_widths(struct source *s, struct type_font *t, qpdf_oh w)
{
    int n = qpdf_oh_is_array(s->q, w) ? qpdf_oh_get_array_n_items(s->q, w) : 0;
    for (int i = 0; i + 1 < n;) {
        int first = (int)item_number(s, w, i);
        qpdf_oh second = qpdf_oh_get_array_item(s->q, w, i + 1);
        if (qpdf_oh_is_array(s->q, second)) {
            int k = qpdf_oh_get_array_n_items(s->q, second);
            for (int j = 0; j < k; j++)
                set_width(t, first + j, item_number(s, second, j));
            i += 2;
        } else {
            int last = (int)qpdf_oh_get_numeric_value(s->q, second);
            for (int code = first; i + 2 < n && code <= last && code <= UINT16_MAX; code++)
                set_width(t, code, item_number(s, w, i + 2));
            i += 3;
        }
        qpdf_oh_release(s->q, second);
    }
}

static void read_composite(struct source *s, struct type_font *t, qpdf_oh font)
{
    qpdf_oh all = qpdf_oh_get_key(s->q, font, "/DescendantFonts"), cid = qpdf_oh_get_array_item(s->q, all, 0);
    qpdf_oh w = qpdf_oh_get_key(s->q, cid, "/W"), dw = qpdf_oh_get_key(s->q, cid, "/DW");
    t->bytes = 2;
    t->default_width = qpdf_oh_is_number(s->q, dw) ? (float)qpdf_oh_get_numeric_value(s->q, dw) : 1000;
    read_cid_widths(s, t, w);
    qpdf_oh_release(s->q, dw);
    qpdf_oh_release(s->q, w);
    qpdf_oh_release(s->q, cid);
    qpdf_oh_release(s->q, all);
}

static void read_simple(struct source *s, struct type_font *t, qpdf_oh font)
{
    qpdf_oh w = qpdf_oh_get_key(s->q, font, "/Widths"), m = qpdf_oh_get_key(s->q, font, "/FontMatrix");
    double unit = qpdf_oh_is_array(s->q, m) ? 1000 * item_number(s, m, 0) : 1; /* type 3 */
    int first = source_int(s, font, "/FirstChar"), n = qpdf_oh_is_array(s->q, w) ? qpdf_oh_get_array_n_items(s->q, w) : 0;
    t->bytes = 1;
    for (int i = 0; i < n; i++)
        set_width(t, first + i, unit * item_number(s, w, i));
    qpdf_oh_release(s->q, m);
    qpdf_oh_release(s->q, w);
}

/* The font that the specimen's resources know by a name ("/f-0-0" with what may follow): its index. */
static int find_font(struct finish *f, qpdf_oh fonts, const unsigned char *name, size_t n)
{
    struct type *t = &f->type;
    for (int i = 0; i < t->fonts.n; i++)
        if (strlen(t->fonts.v[i].name) == n && !memcmp(t->fonts.v[i].name, name, n))
            return i;
    struct type_font *font = vec_add(&t->fonts);
    font->name = arena_dup(&f->arena, (const char *)name, n);
    qpdf_oh oh = qpdf_oh_get_key(f->cairo.q, fonts, font->name);
    font->object = source_number(&f->cairo, qpdf_oh_get_object_id(f->cairo.q, oh));
    snprintf(font->ours, sizeof font->ours, "/KT%d", font->object);
    (is_type(&f->cairo, oh, "/Type0") ? read_composite : read_simple)(&f->cairo, font, oh);
    qpdf_oh_release(f->cairo.q, oh);
    return t->fonts.n - 1;
}

struct specimen {
    struct finish *f;
    qpdf_oh fonts;
    struct lexer in;
    const unsigned char *name;   /* the last name, before Tf */
    size_t n_name;
    int font;                    /* -1: none yet */
    int dictionary, span;        /* depth of << and of marked content */
};

static void take_codes(struct specimen *sp, const unsigned char *s, size_t n)
{
    struct type *t = &sp->f->type;
    unsigned char *bytes = mem_new(n);
    int k = lex_string(s, n, bytes), step = t->fonts.v[sp->font].bytes;
    for (int i = 0; i + step <= k; i += step) {
        int code = step == 2 ? bytes[i] << 8 | bytes[i + 1] : bytes[i];
        const struct type_font *font = &t->fonts.v[sp->font];
        float width = code < font->width.n ? font->width.v[code] : font->default_width;
        *vec_add(&t->codes) = (struct type_code){width, (uint16_t)code, (uint16_t)sp->font, sp->span == 0};
    }
    mem_free(bytes);
}

static void take_token(struct specimen *sp, const unsigned char *s, size_t n)
{
    bool dictionary = n == 2 && !memcmp(s, "<<", 2);
    sp->dictionary += dictionary ? 1 : n == 2 && !memcmp(s, ">>", 2) ? -1 : 0;
    if (sp->dictionary || dictionary)
        return;
    if (*s == '/') {
        sp->name = s;
        sp->n_name = n;
    } else if ((*s == '(' || *s == '<') && sp->font >= 0) {
        take_codes(sp, s, n);
    } else if (n == 2 && !memcmp(s, "Tf", 2) && sp->name) {
        sp->font = find_font(sp->f, sp->fonts, sp->name, sp->n_name);
    } else if (n == 3 && (!memcmp(s, "BDC", 3) || !memcmp(s, "BMC", 3))) {
        sp->span++;
    } else if (n == 3 && !memcmp(s, "EMC", 3)) {
        sp->span--;
    }
}

bool type_open(struct finish *f)
{
    if (!f->painted.sorts.n)
        return true;
    qpdf_oh page = qpdf_get_page_n(f->cairo.q, (size_t)f->book->pages.n), resources = qpdf_oh_get_key(f->cairo.q, page, "/Resources");
    struct buf in = {0};
    struct specimen sp = {.f = f, .fonts = qpdf_oh_get_key_if_dict(f->cairo.q, resources, "/Font"), .font = -1};
    bool ok = read_content(f, page, &in);
    const unsigned char *token;
    size_t n;
    sp.in = (struct lexer){.p = (const unsigned char *)(in.s ? in.s : ""), .end = (const unsigned char *)(in.s ? in.s + in.n : "")};
    while ((token = lex_token(&sp.in, &n)))
        take_token(&sp, token, n);
    if (ok && f->type.codes.n != f->painted.shown) {
        diag(DIAG_pdf_reading, LOC_NONE, _("the specimen of the fonts is not complete"));
        ok = false;
    }
    qpdf_oh_release(f->cairo.q, sp.fonts);
    qpdf_oh_release(f->cairo.q, resources);
    qpdf_oh_release(f->cairo.q, page);
    buf_done(&in);
    return ok;
}

void type_close(struct finish *f)
{
    for (int i = 0; i < f->type.fonts.n; i++)
        vec_done(&f->type.fonts.v[i].width);
    vec_done(&f->type.fonts);
    vec_done(&f->type.codes);
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

/* A run in the making. Horizontal units are 1/1000 of the font's size, expansion included. */
struct setting_out {
    struct content *c;
    struct buf *out;
    const struct paint_run *run;
    const int *sort;             /* by glyph */
    int *font;                   /* in force in the content stream */
    double unit;                 /* [units] of one len */
    double fine;                 /* numbers are rounded to 1/fine */
    double want, pen;            /* [units] where the next glyph belongs, and where the last one leaves the pen */
    len rise;                    /* in force */
    bool array, string;          /* what is open */
};

static void close_string(struct setting_out *t)
{
    if (t->string)
        buf_putc(t->out, t->c->f->type.fonts.v[*t->font].bytes == 2 ? '>' : ')');
    t->string = false;
}

static void close_array(struct setting_out *t)
{
    close_string(t);
    if (t->array)
        buf_add(t->out, "]TJ\n", 4);
    t->array = false;
}

static void set_font(struct setting_out *t, int font)
{
    if (*t->font == font)
        return;
    close_array(t);
    struct type_font *f = &t->c->f->type.fonts.v[font];
    content_use(t->c, "/Font", f->ours, f->object);
    buf_puts(t->out, f->ours);
    buf_add(t->out, " 1 Tf\n", 6);
    *t->font = font;
}

static void set_rise(struct setting_out *t, len rise)
{
    if (t->rise == rise)
        return;
    close_array(t);
    put_number(t->out, rise / (double)t->run->seg->font->size);
    buf_add(t->out, " Ts\n", 4);
    t->rise = rise;
}

/* Takes the pen to where the next glyph belongs. */
static void move_pen(struct setting_out *t, double at)
{
    double step = round((t->pen - at) * t->fine) / t->fine;
    if (!t->array)
        buf_putc(t->out, '[');
    t->array = true;
    if (step == 0)
        return;
    close_string(t);
    put_number(t->out, step);
    t->pen -= step;
}

static void put_code(struct setting_out *t, const struct type_code *code)
{
    static const char digits[] = "0123456789abcdef";
    bool wide = t->c->f->type.fonts.v[code->font].bytes == 2;
    int c = code->code;
    if (!t->string)
        buf_putc(t->out, wide ? '<' : '(');
    t->string = true;
    if (wide) {
        char s[4] = {digits[c >> 12], digits[c >> 8 & 15], digits[c >> 4 & 15], digits[c & 15]};
        buf_add(t->out, s, 4);
    } else if (c < ' ' || c > '~') {
        char s[4] = {'\\', (char)('0' + (c >> 6)), (char)('0' + (c >> 3 & 7)), (char)('0' + (c & 7))};
        buf_add(t->out, s, 4);
    } else {
        if (c == '(' || c == ')' || c == '\\')
            buf_putc(t->out, '\\');
        buf_putc(t->out, (char)c);
    }
}

/* NULL: a space in a face that is not embedded. */
static const struct type_code *code_of(const struct setting_out *t, int sort)
{
    int place = t->c->f->painted.sorts.v[sort - 1].place;
    return place ? &t->c->f->type.codes.v[place - 1] : NULL;
}

static void put_glyph(struct setting_out *t, int sort, struct glyph_shift shift, len advance)
{
    const struct type_code *code = code_of(t, sort);
    if (!code) {
        t->want += advance * t->unit;
        return;
    }
    set_font(t, code->font);
    set_rise(t, shift.dy);
    move_pen(t, t->want + shift.dx * t->unit);
    put_code(t, code);
    t->pen += code->width;
    t->want += advance * t->unit;
}

/* The text of glyphs that have none of their own. */
static void open_text(struct setting_out *t, const char *text, int n)
{
    char *copy = mem_new((size_t)n + 1);
    memcpy(copy, text, (size_t)n);
    close_array(t);
    buf_puts(t->out, "/Span<</ActualText");
    put_text(t->out, copy);
    buf_puts(t->out, ">>BDC\n");
    mem_free(copy);
}

static void close_text(struct setting_out *t)
{
    close_array(t);
    buf_add(t->out, "EMC\n", 4);
}

/* Whether a reader gets the text of one glyph from the font. */
static bool speaks(const struct setting_out *t, int sort, const char *text, int n)
{
    const struct paint_sort *s = &t->c->f->painted.sorts.v[sort - 1];
    const struct type_code *code = code_of(t, sort);
    return code && code->mapped && s->n_text == n && !memcmp(s->text, text, (size_t)n);
}

/* A cluster of n glyphs from glyph `at` of the segment on. */
static void put_cluster(struct setting_out *t, int at, int n, const char *text, int n_text)
{
    const struct seg *s = t->run->seg;
    const struct glyph *g = s->glyph + at;
    bool spoken = t->run->whole || (n == 1 && speaks(t, t->sort[g->id], text, n_text));
    if (!spoken)
        open_text(t, text, n_text);
    for (int i = 0; i < n; i++) {
        struct glyph_shift shift = s->shift ? s->shift[at + i] : (struct glyph_shift){0};
        put_glyph(t, t->sort[g[i].id], shift, g[i].advance);
    }
    if (!spoken)
        close_text(t);
}

static void put_clusters(struct setting_out *t)
{
    const struct seg *s = t->run->seg;
    for (int i = 0, j; i < s->n; i = j) {
        for (j = i + 1; j < s->n && s->glyph[j].cluster == s->glyph[i].cluster;)
            j++;
        int from = (int)s->glyph[i].cluster, to = paint_cluster_end(s, i, j, t->run->backward);
        put_cluster(t, i, j - i, s->text + from, to - from);
    }
}

/* The space behind the run, where reading leaves it. */
static void put_space(struct setting_out *t)
{
    const struct type_code *code = code_of(t, t->run->space);
    if (t->run->backward)
        t->want = code ? -code->width : 0;
    put_glyph(t, t->run->space, (struct glyph_shift){0}, 0);
}

/* The text matrix: from a point of the run on the sheet, and the sheet's triangle in the content's own plane. */
static void put_matrix(struct setting_out *t, const double m[6], double triangle[3][2])
{
    const struct paint_run *run = t->run;
    double size = run->seg->font->size / (double)LEN_PT, wide = size * run->seg->expansion / FIX_ONE;
    double x = run->x / (double)LEN_PT, y = run->y / (double)LEN_PT;
    double v[3][2] = {{m[0] * wide, m[1] * wide}, {-m[2] * size, -m[3] * size}, {m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]}};
    for (int i = 0; i < 3; i++)
        for (int axis = 0; axis < 2; axis++) {
            double a = triangle[1][axis] - triangle[0][axis], b = triangle[2][axis] - triangle[0][axis];
            put_number(t->out, v[i][0] * a + v[i][1] * b + (i == 2 ? triangle[0][axis] : 0));
            buf_putc(t->out, ' ');
        }
    buf_add(t->out, "Tm\n", 3);
}

void type_put(struct content *c, const struct paint_run *run, const double matrix[6], double triangle[3][2], int *font)
{
    const struct seg *s = run->seg;
    double unit = 1000.0 * FIX_ONE / ((double)s->font->size * s->expansion);
    struct setting_out t = {.c = c, .out = c->out, .run = run, .font = font, .unit = unit, .fine = s->font->size > 20 * LEN_PT ? 10 : 1};
    t.sort = c->f->painted.cases.v[s->font->face].sort;
    buf_add(t.out, "BT\n", 3);
    put_matrix(&t, matrix, triangle);
    if (run->whole && s->n_text)
        open_text(&t, s->text, s->n_text);
    else if (run->backward)
        buf_puts(t.out, "/ReversedChars BMC\n");    /* PDF 1.7, 14.8.2.3.3 */
    for (int i = 0; i < run->repeat; i++)
        put_clusters(&t);
    if ((run->whole && s->n_text) || run->backward)
        close_text(&t);
    if (run->space)
        put_space(&t);
    close_array(&t);
    if (t.rise)
        buf_puts(t.out, "0 Ts\n");
    buf_add(t.out, "ET\n", 3);
}
