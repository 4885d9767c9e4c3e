// SPDX-License-Identifier: Apache-2.0
/* Text: runs of glyphs as text operators, and the fonts that they need.
 *
 * A font's codes are two bytes, the face's own glyph ids (Identity-H), so that pages are written
 * before the needed glyphs of a face are known. The stretch of a line is one scale (Tz) and one
 * space between all letters (Tc); numbers of TJ are only for kerns and spaces, and a pair of glyphs
 * has the same one wherever it can, so that text deflates well. A run that begins where the one
 * before ends continues from there. Positions follow the exact advances of layout: rounding errors
 * are carried along the line, so they never accumulate. The first text of a glyph is put into its
 * font's ToUnicode; another one is written as ActualText. */
#include "pdf/pdf-int.h"

#include "pdf/subset-int.h"

#include <hb-ot.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- faces in use ---------------------------------------------------------------------------- */

static struct type_face *get_face(struct finish *f, const struct font *font)
{
    while (f->type->faces.n <= font->face)
        (void)vec_add(&f->type->faces);
    struct type_face *t = &f->type->faces.v[font->face];
    if (!t->font) {
        t->font = font;
        snprintf(t->name, sizeof t->name, "/F%d", font->face);
    }
    return t;
}

static int font_object(struct finish *f, int face)
{
    while (f->fonts.n <= face)
        *vec_add(&f->fonts) = 0;
    if (!f->fonts.v[face])
        f->fonts.v[face] = file_number(&f->file);
    return f->fonts.v[face];
}

static struct type_glyph *add_glyph(struct type_face *t, int id)
{
    if (id >= t->n) {
        int n = id < 1 << 15 ? 2 * id + 256 : 1 << 16;
        t->glyph = mem_grow(t->glyph, sizeof *t->glyph * (size_t)n);
        memset(t->glyph + t->n, 0, sizeof *t->glyph * (size_t)(n - t->n));
        t->n = n;
    }
    struct type_glyph *g = &t->glyph[id];
    g->used = true;
    g->width = (float)round(subset_advance(t->font, (hb_codepoint_t)id));
    return g;
}

static inline struct type_glyph *get_glyph(struct type_face *t, int id)
{
    return id < t->n && t->glyph[id].used ? &t->glyph[id] : add_glyph(t, id);
}

/* Whether a text can be in a font's ToUnicode: not empty, UTF-8, and no noncharacters. */
static bool can_say(const char *s, int n)
{
    if (n <= 0 || n > UINT8_MAX || !utf8_valid(s, (size_t)n))
        return false;
    for (const char *end = s + n; s < end;) {
        uint32_t c = utf8_next(&s, end);
        if (!c || (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe)
            return false;
    }
    return true;
}

/* Whether a glyph's text can be taken from its font: it has no other text there yet. */
static bool speaks(struct type_glyph *g, const char *text, int n)
{
    if (!g->n_text && can_say(text, n)) {
        g->text = intern_n(text, (size_t)n);
        g->n_text = (uint8_t)n;
    }
    return g->n_text == n && n && (n == 1 ? *g->text == *text : !memcmp(g->text, text, (size_t)n));
}

/* ---- runs ------------------------------------------------------------------------------------ */

/* A run being written. Horizontal units are 1/1000 of the font's size, expansion included. */
struct setting_out {
    struct content *c;
    struct buf *out;
    const struct glyphs *glyphs;
    struct type_face *face;
    struct type_state *now;
    double unit;        /* [units] of one len */
    double tracking;    /* [units] after every glyph, as for Tc */
    double slack;       /* [units] tolerance of a glyph's position */
    double want, pen;   /* [units] position of the next glyph, and pen after the last one */
    double kern;        /* [units] between them, of the last glyph's own */
    bool backward;      /* its glyphs are in the order of their places, against that of reading */
    bool array, string; /* open delimiters */
};

static void close_array(struct setting_out *t)
{
    if (t->string)
        buf_putc(t->out, ')');
    if (t->array)
        buf_add(t->out, "]TJ\n", 4);
    t->string = t->array = false;
}

static void put_code(struct setting_out *t, int id)
{
    enum { MOST = 8 };
    if (t->out->cap - t->out->n <= MOST)
        buf_room(t->out, 1024);
    char *p = t->out->s + t->out->n;
    if (!t->array)
        *p++ = '[';
    if (!t->string)
        *p++ = '(';
    t->array = t->string = true;
    for (int shift = 8; shift >= 0; shift -= 8) {
        unsigned char c = (unsigned char)(id >> shift);
        if (c == '(' || c == ')' || c == '\\' || c == '\r')
            *p++ = '\\';
        *p++ = c == '\r' ? 'r' : (char)c;
    }
    *p = 0;
    t->out->n = (size_t)(p - t->out->s);
}

static bool is_close(const struct setting_out *t, double v)
{
    return v < t->slack && v > -t->slack;
}

/* Moves the pen to the next glyph's position by the kern of the last glyph alone if that is close
 * enough. */
static void move_pen(struct setting_out *t, double at)
{
    double step = t->pen - at, kern = is_close(t, t->kern) ? 0 : -t->kern;
    double precision = t->slack < 1 ? 10 : 1;
    kern = round(kern * precision) / precision;
    if (is_close(t, step - kern))
        step = kern;
    else
        step = round(step * precision) / precision;
    if (step == 0)
        return;
    if (!t->array)
        buf_putc(t->out, '[');
    if (t->string)
        buf_putc(t->out, ')');
    t->array = true;
    t->string = false;
    put_decimals(t->out, step, 1);
    t->pen -= step;
}

static void set_rise(struct setting_out *t, len rise)
{
    if (t->now->rise == rise)
        return;
    close_array(t);
    put_decimals(t->out, rise / (double)LEN_PT, 3);
    buf_add(t->out, " Ts\n", 4);
    t->now->rise = rise;
}

static void put_glyph(struct setting_out *t, int id, float width, struct glyph_shift shift,
                      len advance)
{
    set_rise(t, shift.dy);
    move_pen(t, t->want + shift.dx * t->unit);
    put_code(t, id);
    double room = advance * t->unit;
    t->kern = room - width - t->tracking;
    t->pen += width + t->tracking;
    t->want += room;
}

/* Begins the text of glyphs without their own. */
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

/* The end of the text of the cluster with the glyphs [from, to). */
static int cluster_end(const struct setting_out *t, int from, int to)
{
    const struct glyphs *s = t->glyphs;
    const bool last = t->backward ? !from : to == s->n;
    return last ? s->n_text : (int)s->glyph[t->backward ? from - 1 : to].cluster;
}

static void put_cluster(struct setting_out *t, int from, int to, bool whole)
{
    const struct glyphs *s = t->glyphs;
    int at = (int)s->glyph[from].cluster, n = cluster_end(t, from, to) - at;
    struct type_glyph *first = get_glyph(t->face, s->glyph[from].id);
    bool spoken = whole || (to == from + 1 && speaks(first, s->text + at, n));
    if (!spoken)
        open_text(t, s->text + at, n);
    for (int i = from; i < to; i++) {
        int id = s->glyph[i].id;
        struct glyph_shift shift = s->shift ? s->shift[i] : (struct glyph_shift){0};
        t->c->f->missing_glyphs += !id;
        put_glyph(t, id, get_glyph(t->face, id)->width, shift, s->glyph[i].advance);
    }
    if (!spoken)
        close_text(t);
}

static void put_clusters(struct setting_out *t, bool whole)
{
    const struct glyphs *s = t->glyphs;
    for (int i = 0, j; i < s->n; i = j) {
        for (j = i + 1; j < s->n && s->glyph[j].cluster == s->glyph[i].cluster;)
            j++;
        put_cluster(t, i, j, whole);
    }
}

/* ---- the state of text ----------------------------------------------------------------------- */

/* As lround, without a call for each of millions of glyphs. */
static int nearest(double v) { return (int)(v < 0 ? v - 0.5 : v + 0.5); }

/* [units] the mean of the spaces that most glyphs of the run have after their own width: by a
 * majority vote (Boyer and Moore, 1981) of half units. */
static double common_tracking(const struct setting_out *t)
{
    const struct glyphs *s = t->glyphs;
    int candidate = 0, votes = 0, n = 0;
    double sum = 0;
    for (int i = 0; i < s->n; i++) {
        double space = s->glyph[i].advance * t->unit -
                       (double)get_glyph(t->face, s->glyph[i].id)->width;
        int half = nearest(2 * space);
        if (!votes && half != candidate) {
            candidate = half;
            sum = n = 0;
        }
        votes += half == candidate ? 1 : -1;
        if (half == candidate) {
            sum += space;
            n++;
        }
    }
    return n ? sum / n : 0;
}

static void set_state(struct setting_out *t)
{
    const struct glyphs *s = t->glyphs;
    struct type_state *now = t->now;
    if (now->face != s->font->face || now->size != s->font->size) {
        content_use(t->c, "/Font", t->face->name, font_object(t->c->f, s->font->face));
        buf_puts(t->out, t->face->name);
        buf_putc(t->out, ' ');
        put_decimals(t->out, s->font->size / (double)LEN_PT, 3);
        buf_add(t->out, " Tf\n", 4);
        now->face = s->font->face;
        now->size = s->font->size;
    }
    int scale = nearest(1e4 * s->expansion / FIX_ONE);
    if (now->scale != scale) {
        put_decimals(t->out, scale / 100.0, 2);
        buf_add(t->out, " Tz\n", 4);
        now->scale = scale;
    }
    len font = len_max(s->font->size, 1); /* text of size 0 is not seen, but is read */
    t->unit = 1e7 / ((double)font * scale);
    double size = font / (double)LEN_PT;
    int tracking = nearest(common_tracking(t) * size);
    if (now->tracking != tracking) {
        put_decimals(t->out, tracking / 1000.0, 3);
        buf_add(t->out, " Tc\n", 4);
        now->tracking = tracking;
    }
    t->tracking = tracking / size;
}

/* The beginning of the run: the pen's place where it is near on the same line, else from that of
 * the text line before, if there is one. */
static void set_place(struct setting_out *t, len x, len y)
{
    enum { NEAR = 200 };
    struct type_state *now = t->now;
    long long px = llround(x * 100.0 / LEN_PT), py = llround(y * 100.0 / LEN_PT);
    double pen = (now->pen - x) * t->unit;
    if (now->placed && py == now->y && pen < NEAR && pen > -NEAR) {
        t->pen = pen;
        return;
    }
    if (now->placed) {
        put_decimals(t->out, (px - now->x) / 100.0, 2);
        buf_putc(t->out, ' ');
        put_decimals(t->out, (now->y - py) / 100.0, 2);
        buf_add(t->out, " Td\n", 4);
    } else {
        buf_puts(t->out, "1 0 0 -1 ");
        put_decimals(t->out, px / 100.0, 2);
        buf_putc(t->out, ' ');
        put_decimals(t->out, py / 100.0, 2);
        buf_add(t->out, " Tm\n", 4);
    }
    now->placed = true;
    now->x = px;
    now->y = py;
}

/* A space of zero width, for reading. */
static void put_space(struct setting_out *t, int id)
{
    struct type_glyph *g = get_glyph(t->face, id);
    (void)speaks(g, " ", 1);
    if (t->backward)
        t->want = -(double)g->width;
    put_glyph(t, id, g->width, (struct glyph_shift){0}, 0);
}

/* Whether clusters cover the text in order, from its beginning or, backward, from its end. */
static bool in_order(const struct glyphs *s, bool backward)
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

/* The digits of a code together represent a character, but each must have its own text (ISO
 * 14289-1, 7.21.7). */
static void name_digits(struct setting_out *t)
{
    static const char digits[] = "0123456789ABCDEF";
    for (const char *d = digits; *d; d++) {
        hb_codepoint_t id;
        if (hb_font_get_nominal_glyph(t->glyphs->font->hb, (hb_codepoint_t)*d, &id))
            (void)speaks(get_glyph(t->face, (int)id), d, 1);
    }
}

void type_put(struct content *c, const struct glyph_run *run, struct type_state *now)
{
    const struct glyphs *s = run->glyphs;
    struct setting_out t = {.c = c,
                            .out = &c->out,
                            .glyphs = s,
                            .face = get_face(c->f, s->font),
                            .now = now};
    t.slack = s->font->size > 20 * LEN_PT ? 0.5 : 1.5;
    bool forward = in_order(s, false);
    t.backward = s->n > 1 && !forward && in_order(s, true);
    bool whole = (!t.backward && !forward) || !utf8_valid(s->text, (size_t)s->n_text);
    if (s->font->code)
        name_digits(&t);
    set_state(&t);
    set_place(&t, run->x, run->y);
    if (run->hidden)
        buf_puts(t.out, "3 Tr\n");
    if (run->before && run->space)
        put_space(&t, run->space);
    if (whole && s->n_text)
        open_text(&t, s->text, s->n_text);
    else if (t.backward)
        buf_puts(t.out, "/ReversedChars BMC\n"); /* PDF 1.7, 14.8.2.3.3 */
    for (int i = 0; i < run->repeat; i++)
        put_clusters(&t, whole);
    if ((whole && s->n_text) || t.backward)
        close_text(&t);
    if (run->behind && run->space)
        put_space(&t, run->space);
    set_rise(&t, 0);
    close_array(&t);
    now->pen = run->x + t.pen / t.unit;
    if (run->hidden)
        buf_puts(t.out, "0 Tr\n");
}

static bool agree(const struct type_state *a, const struct type_state *b)
{
    return a->face == b->face && a->size == b->size && a->scale == b->scale &&
           a->tracking == b->tracking && a->rise == b->rise && a->placed == b->placed &&
           (!a->placed || (a->x == b->x && a->y == b->y && a->pen == b->pen));
}

void type_put_both(struct content *c[2], const struct glyph_run *run, struct type_state *now[2])
{
    struct type_state before = *now[0];
    struct finish *f = c[0]->f, *g = c[1]->f;
    size_t at = c[0]->out.n;
    int missing = f->missing_glyphs;
    type_put(c[0], run, now[0]);
    if (f->type != g->type || !agree(&before, now[1])) {
        type_put(c[1], run, now[1]);
        return;
    }
    buf_add(&c[1]->out, c[0]->out.s + at, c[0]->out.n - at);
    g->missing_glyphs += f->missing_glyphs - missing;
    if (now[0]->face != before.face || now[0]->size != before.size)
        content_use(c[1], "/Font", f->type->faces.v[now[0]->face].name,
                    font_object(g, now[0]->face));
    *now[1] = *now[0];
}

/* ---- embedding ------------------------------------------------------------------------------- */

/* The CMap from codes to text (ISO 32000-1, 9.10.3). */
static int write_to_unicode(struct finish *f, const struct type_face *t)
{
    enum { MOST = 100 };
    struct buf b = {0};
    VEC(int) said = {0};
    for (int i = 0; i < t->n; i++)
        if (t->glyph[i].used && t->glyph[i].n_text)
            *vec_add(&said) = i;
    buf_puts(
        &b,
        "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement "
        "0>>def\n/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n");
    for (int i = 0; i < said.n; i++) {
        if (i % MOST == 0)
            buf_printf(&b, "%s%d beginbfchar\n", i ? "endbfchar\n" : "",
                       said.n - i < MOST ? said.n - i : MOST);
        buf_printf(&b, "<%04X><", said.v[i]);
        put_utf16(&b, t->glyph[said.v[i]].text, t->glyph[said.v[i]].n_text);
        buf_puts(&b, ">\n");
    }
    buf_printf(&b, "%sendcmap\nCMapName currentdict/CMap defineresource pop\nend\nend",
               said.n ? "endbfchar\n" : "");
    int number = file_number(&f->file);
    file_stream_take(
        &f->file, number,
        "/Type/CMap/CMapName/Adobe-Identity-UCS/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>",
        &b, PACK_WELL);
    vec_done(&said);
    return number;
}

static int write_program(struct finish *f, const struct subset *s)
{
    char dict[64] = "/Subtype/CIDFontType0C";
    if (!s->size)
        return 0;
    int number = file_number(&f->file);
    if (s->kind == SUBSET_TRUETYPE)
        snprintf(dict, sizeof dict, "/Length1 %zu", s->size);
    file_stream(&f->file, number, dict, s->data, s->size, PACK_WELL);
    return number;
}

static int write_descriptor(struct finish *f, const struct subset *s)
{
    int program = write_program(f, s), number = file_number(&f->file);
    struct buf *b = file_begin(&f->file, number);
    buf_puts(b, "<</Type/FontDescriptor/FontName");
    put_name(b, s->name);
    buf_printf(
        b,
        "/Flags %u/FontBBox[%d %d %d %d]/ItalicAngle %d/Ascent %d/Descent %d/CapHeight %d/StemV %d",
        s->flags, s->bbox[0], s->bbox[1], s->bbox[2], s->bbox[3], s->italic_angle, s->ascent,
        s->descent, s->cap_height, s->stem_v);
    if (program)
        buf_printf(b, "/FontFile%d %d 0 R", s->kind == SUBSET_CFF ? 3 : 2, program);
    buf_puts(b, ">>");
    file_end(&f->file);
    return number;
}

/* From CIDs to the subset's glyphs. */
static int write_gids(struct finish *f, const struct subset *s)
{
    struct buf b = {0};
    int number = file_number(&f->file);
    for (int i = 0; i < s->n_gid; i++) {
        buf_putc(&b, (char)(s->gid[i] >> 8));
        buf_putc(&b, (char)s->gid[i]);
    }
    file_stream_take(&f->file, number, "", &b, PACK_WELL);
    return number;
}

static void put_widths(struct buf *b, const struct type_face *t)
{
    buf_puts(b, "/W[");
    for (int i = 0; i < t->n; i++) {
        if (!t->glyph[i].used)
            continue;
        buf_printf(b, "%d[", i);
        for (; i < t->n && t->glyph[i].used; i++) {
            put_decimals(b, (double)t->glyph[i].width, 1);
            buf_putc(b, ' ');
        }
        buf_putc(b, ']');
    }
    buf_putc(b, ']');
}

static int write_cid_font(struct finish *f, const struct type_face *t, const struct subset *s)
{
    int descriptor = write_descriptor(f, s),
        gids = s->kind == SUBSET_TRUETYPE ? write_gids(f, s) : 0, number = file_number(&f->file);
    struct buf *b = file_begin(&f->file, number);
    buf_printf(b, "<</Type/Font/Subtype/CIDFontType%d/BaseFont", s->kind == SUBSET_CFF ? 0 : 2);
    put_name(b, s->name);
    buf_printf(
        b,
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/DW 0",
        descriptor);
    if (gids)
        buf_printf(b, "/CIDToGIDMap %d 0 R", gids);
    put_widths(b, t);
    buf_puts(b, ">>");
    file_end(&f->file);
    return number;
}

static void write_face(struct finish *f, const struct type_face *t, int object)
{
    struct subset s;
    hb_set_t *glyphs = hb_set_create();
    for (int i = 0; i < t->n; i++)
        if (t->glyph[i].used)
            hb_set_add(glyphs, (hb_codepoint_t)i);
    if (!subset_make(t->font, glyphs, f->edition->kind != EDITION_PRESS, &s)) {
        diag(DIAG_out_font, LOC_NONE, t->font->path);
        snprintf(s.name, sizeof s.name, "%s", t->font->ps_name);
        f->bare_fonts = true;
    }
    int cid = write_cid_font(f, t, &s), unicode = write_to_unicode(f, t);
    struct buf *b = file_begin(&f->file, object);
    buf_puts(b, "<</Type/Font/Subtype/Type0/Encoding/Identity-H/BaseFont");
    put_name(b, s.name);
    buf_printf(b, "/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", cid, unicode);
    file_end(&f->file);
    subset_done(&s);
    hb_set_destroy(glyphs);
}

void type_write(struct finish *f)
{
    for (int i = 0; i < f->fonts.n; i++)
        if (f->fonts.v[i])
            write_face(f, &f->type->faces.v[i], f->fonts.v[i]);
}

void type_done(struct type *t)
{
    for (int i = 0; i < t->faces.n; i++)
        mem_free(t->faces.v[i].glyph);
    vec_done(&t->faces);
}
