// SPDX-License-Identifier: Apache-2.0
/* Parsing CFF fonts and writing them CID-keyed.
 *
 * The output always has the same form: Adobe-Identity ROS, no subroutines, one Font DICT for each
 * of the source (a name-keyed source has one), whose FontMatrix has the size of the em if it is not
 * 1000 units. */
#include "pdf/subset-int.h"

#include <math.h>

/* ---- reading --------------------------------------------------------------------------------- */

enum {
    OP_FONT_BBOX = 5,
    OP_CHARSET = 15,
    OP_CHAR_STRINGS = 17,
    OP_PRIVATE = 18,
    OP_SUBRS = 19,
    ESCAPE = 12,
    OP_FONT_MATRIX = ESCAPE << 8 | 7,
    OP_ROS = ESCAPE << 8 | 30,
    OP_CID_COUNT = ESCAPE << 8 | 34,
    OP_FD_ARRAY = ESCAPE << 8 | 36,
    OP_FD_SELECT = ESCAPE << 8 | 37,
};

static struct cff_bytes tail(struct cff_bytes b, size_t from)
{
    return from <= b.n ? (struct cff_bytes){b.s + from, b.n - from} : (struct cff_bytes){0};
}

static struct cff_bytes part(struct cff_bytes b, size_t from, size_t n)
{
    b = tail(b, from);
    return n <= b.n ? (struct cff_bytes){b.s, n} : (struct cff_bytes){0};
}

static size_t subset_cff_number(const unsigned char *s, int size)
{
    size_t v = 0;
    while (size--)
        v = v << 8 | *s++;
    return v;
}

struct index {
    int n, off_size;
    struct cff_bytes offset, data; /* the data begin at 1 */
    size_t size;                   /* of all of it; 0: faulty */
};

static struct index read_index(struct cff_bytes b)
{
    struct index x = {0};
    if (b.n < 2)
        return x;
    x.n = (int)subset_cff_number(b.s, 2);
    if (!x.n)
        return (struct index){.size = 2};
    x.off_size = b.n > 2 ? b.s[2] : 0;
    if (x.off_size < 1 || x.off_size > 4)
        return (struct index){0};
    size_t offsets = (size_t)x.off_size * ((size_t)x.n + 1);
    x.offset = part(b, 3, offsets);
    if (!x.offset.n)
        return (struct index){0};
    size_t end = subset_cff_number(x.offset.s + (size_t)x.off_size * (size_t)x.n, x.off_size);
    x.data = end ? part(b, 3 + offsets, end - 1) : (struct cff_bytes){0};
    if (!end || (end > 1 && !x.data.n))
        return (struct index){0};
    x.size = 3 + offsets + end - 1;
    return x;
}

static struct cff_bytes index_get(const struct index *x, int i)
{
    const unsigned char *at = x->offset.s + (size_t)x->off_size * (size_t)i;
    size_t from = subset_cff_number(at, x->off_size),
           to = subset_cff_number(at + x->off_size, x->off_size);
    return from && from <= to ? part(x->data, from - 1, to - from) : (struct cff_bytes){0};
}

/* An entry of a DICT: its operator, the bytes of its operands, and the last two of those, when they
 * are whole numbers. */
struct entry {
    int op;
    struct cff_bytes operands, all;
    long last[2];
};

/* The entry at the beginning of a DICT, which is made shorter by it. False: there is none. */
static bool next_entry(struct cff_bytes *dict, struct entry *e)
{
    const unsigned char *s = dict->s, *end = s + dict->n;
    *e = (struct entry){0};
    while (s < end) {
        int b = *s;
        long v = 0;
        if (b <= 21) {
            size_t op = b == ESCAPE ? 2 : 1;
            if ((size_t)(end - s) < op)
                return false;
            e->op = b == ESCAPE ? ESCAPE << 8 | s[1] : b;
            e->operands = (struct cff_bytes){dict->s, (size_t)(s - dict->s)};
            e->all = (struct cff_bytes){dict->s, (size_t)(s - dict->s) + op};
            *dict = tail(*dict, e->all.n);
            return true;
        }
        size_t n = b == 28 ? 3 : b == 29 ? 5 : b >= 247 && b <= 254 ? 2 : 1;
        if ((size_t)(end - s) < n)
            return false;
        if (b == 28)
            v = (int16_t)subset_cff_number(s + 1, 2);
        else if (b == 29)
            v = (int32_t)subset_cff_number(s + 1, 4);
        else if (b >= 247 && b <= 254)
            v = b < 251 ? (b - 247) * 256 + s[1] + 108 : -(b - 251) * 256 - s[1] - 108;
        else if (b >= 32 && b <= 246)
            v = b - 139;
        else if (b == 30)
            while (s + n < end && (s[n - 1] & 15) != 15 && (n == 1 || s[n - 1] >> 4 != 15))
                n++;
        s += n;
        e->last[0] = e->last[1];
        e->last[1] = v;
    }
    return false;
}

static bool read_private(struct cff_dict *d, struct cff_bytes table, const struct entry *e,
                         struct arena *a)
{
    struct cff_bytes from = e->last[0] >= 0 && e->last[1] >= 0
                                ? part(table, (size_t)e->last[1], (size_t)e->last[0])
                                : (struct cff_bytes){0};
    unsigned char *to = arena_array(a, unsigned char, from.n + 1);
    struct entry one;
    if (from.n != (size_t)e->last[0])
        return false;
    d->priv.s = to;
    while (next_entry(&from, &one))
        if (one.op != OP_SUBRS) {
            memcpy(to + d->priv.n, one.all.s, one.all.n);
            d->priv.n += one.all.n;
        }
    return !from.n;
}

static bool read_font_dicts(struct cff *cff, struct cff_bytes table, size_t at, struct arena *a)
{
    struct index x = read_index(tail(table, at));
    if (!x.n || x.n > (int)(sizeof cff->dict / sizeof *cff->dict))
        return false;
    cff->n_dict = x.n;
    for (int i = 0; i < x.n; i++) {
        struct cff_bytes dict = index_get(&x, i);
        struct entry e;
        while (next_entry(&dict, &e))
            if (e.op == OP_FONT_MATRIX)
                cff->dict[i].matrix = e.operands;
            else if (e.op == OP_PRIVATE && !read_private(&cff->dict[i], table, &e, a))
                return false;
    }
    return true;
}

static bool read_fd_select(struct cff *cff, struct cff_bytes s)
{
    if (!s.n)
        return false;
    if (s.s[0] == 0) {
        s = part(s, 1, (size_t)cff->n);
        memcpy(cff->fd, s.s ? s.s : (const unsigned char *)"", s.n);
        if (s.n != (size_t)cff->n)
            return false;
    } else {
        int ranges = s.s[0] == 3 && s.n >= 3 ? (int)subset_cff_number(s.s + 1, 2) : 0;
        s = part(s, 3, 3 * (size_t)ranges + 2);
        for (int i = 0; i < ranges && s.n; i++) {
            int from = (int)subset_cff_number(s.s + 3 * i, 2),
                to = (int)subset_cff_number(s.s + 3 * i + 3, 2);
            for (; from < to && from < cff->n; from++)
                cff->fd[from] = s.s[3 * i + 2];
        }
        if (!s.n)
            return false;
    }
    for (int i = 0; i < cff->n; i++)
        if (cff->fd[i] >= cff->n_dict)
            return false;
    return true;
}

/* Whether a charstring can be in a CID-keyed font without subroutines: it calls none, and does not
 * compose its glyph of two others by their names (endchar with four operands). */
static bool stands_alone(struct cff_bytes b)
{
    enum {
        HSTEM = 1,
        VSTEM = 3,
        CALLSUBR = 10,
        ENDCHAR = 14,
        HSTEMHM = 18,
        HINTMASK,
        CNTRMASK,
        VSTEMHM = 23,
        CALLGSUBR = 29
    };
    size_t stack = 0, stems = 0;
    for (size_t at = 0; at < b.n;) {
        int op = b.s[at++];
        if (op >= 32 || op == 28) {
            at += op == 255 ? 4 : op == 28 ? 2 : op >= 247;
            stack++;
            continue;
        }
        if (op == CALLSUBR || op == CALLGSUBR)
            return false;
        if (op == ENDCHAR)
            return stack < 4;
        if (op == HSTEM || op == VSTEM || op == HSTEMHM || op == VSTEMHM || op == HINTMASK ||
            op == CNTRMASK)
            stems += stack / 2;
        if (op == HINTMASK || op == CNTRMASK)
            at += (stems + 7) / 8;
        at += op == ESCAPE;
        stack = 0;
    }
    return true;
}

static bool read_charstrings(struct cff *cff, struct cff_bytes table, size_t at, struct arena *a)
{
    struct index x = read_index(tail(table, at));
    cff->n = x.n;
    cff->charstring = arena_array(a, struct cff_bytes, x.n + 1);
    cff->cid = arena_array(a, uint16_t, x.n + 1);
    cff->fd = arena_array(a, uint8_t, x.n + 1);
    for (int i = 0; i < x.n; i++) {
        cff->charstring[i] = index_get(&x, i);
        if (!cff->charstring[i].n || !stands_alone(cff->charstring[i]))
            return false;
    }
    return x.n > 0;
}

bool cff_read(struct cff *cff, struct cff_bytes table, struct arena *a)
{
    struct index names = table.n > 4 ? read_index(tail(table, table.s[2])) : (struct index){0};
    struct index tops = names.size ? read_index(tail(table, table.s[2] + names.size))
                                   : (struct index){0};
    struct entry e, priv = {0};
    struct cff_bytes matrix = {0};
    size_t charstrings = 0, fd_array = 0, fd_select = 0;
    bool cid_keyed = false;
    struct cff_bytes top = tops.n ? index_get(&tops, 0) : (struct cff_bytes){0};
    while (next_entry(&top, &e)) {
        size_t at = (size_t)e.last[1];
        cid_keyed |= e.op == OP_ROS;
        if (e.op == OP_FONT_MATRIX)
            matrix = e.operands;
        else if (e.op == OP_CHAR_STRINGS)
            charstrings = at;
        else if (e.op == OP_FD_ARRAY)
            fd_array = at;
        else if (e.op == OP_FD_SELECT)
            fd_select = at;
        else if (e.op == OP_PRIVATE)
            priv = e;
    }
    if (!charstrings || !read_charstrings(cff, table, charstrings, a))
        return false;
    if (cid_keyed) {
        cff->matrix = matrix;
        return read_font_dicts(cff, table, fd_array, a) &&
               read_fd_select(cff, tail(table, fd_select));
    }
    cff->n_dict = 1;
    cff->dict[0].matrix = matrix;
    return !priv.op || read_private(&cff->dict[0], table, &priv, a);
}

/* ---- writing --------------------------------------------------------------------------------- */

static void put_number(struct buf *out, size_t v, int size)
{
    while (size--)
        buf_putc(out, (char)(v >> 8 * size));
}

/* A whole number in a charstring or DICT, as short as can be. */
static void put_int(struct buf *out, int v)
{
    if (v >= -107 && v <= 107) {
        put_number(out, (size_t)(v + 139), 1);
    } else if (v >= 108 && v <= 1131) {
        put_number(out, (size_t)(247 << 8) + (size_t)(v - 108), 2);
    } else if (v >= -1131 && v <= -108) {
        put_number(out, (size_t)(251 << 8) + (size_t)(-v - 108), 2);
    } else {
        put_number(out, 28, 1);
        put_number(out, (size_t)(v < -32768 ? -32768 : v > 32767 ? 32767 : v), 2);
    }
}

static void put_op(struct buf *out, int op) { put_number(out, (size_t)op, op >> 8 ? 2 : 1); }

/* An offset that is not known yet, and its operator; returns its place. */
static size_t put_offset(struct buf *out, int op)
{
    put_number(out, 29, 1);
    size_t at = out->n;
    put_number(out, 0, 4);
    put_op(out, op);
    return at;
}

static void set_offset(struct buf *out, size_t at, size_t v)
{
    for (int i = 3; i >= 0; i--, v >>= 8)
        out->s[at + (size_t)i] = (char)v;
}

static void put_index(struct buf *out, const struct cff_bytes *v, int n)
{
    size_t size = 1;
    put_number(out, (size_t)n, 2);
    if (!n)
        return;
    for (int i = 0; i < n; i++)
        size += v[i].n;
    int off_size = size < 1 << 8 ? 1 : size < 1 << 16 ? 2 : size < 1 << 24 ? 3 : 4;
    put_number(out, (size_t)off_size, 1);
    put_number(out, size = 1, off_size);
    for (int i = 0; i < n; i++)
        put_number(out, size += v[i].n, off_size);
    for (int i = 0; i < n; i++)
        buf_add(out, (const char *)v[i].s, v[i].n);
}

static struct cff_bytes of_string(const char *s)
{
    return (struct cff_bytes){(const unsigned char *)s, strlen(s)};
}

static void put_matrix_of(struct buf *out, struct cff_bytes matrix)
{
    if (!matrix.n)
        return;
    buf_add(out, (const char *)matrix.s, matrix.n);
    put_op(out, OP_FONT_MATRIX);
}

struct places {
    size_t charset, fd_select, charstrings, fd_array;
};

static void put_top(struct buf *out, const struct cff *cff, struct places *at)
{
    enum { FIRST_OWN_STRING = 391 };
    struct buf top = {0};
    put_int(&top, FIRST_OWN_STRING);
    put_int(&top, FIRST_OWN_STRING + 1);
    put_int(&top, 0);
    put_op(&top, OP_ROS);
    put_matrix_of(&top, cff->matrix);
    for (int i = 0; i < 4; i++)
        put_int(&top, cff->bbox[i]);
    put_op(&top, OP_FONT_BBOX);
    put_number(&top, 29, 1);
    put_number(&top, (size_t)cff->cid[cff->n - 1] + 1, 4);
    put_op(&top, OP_CID_COUNT);
    at->charset = put_offset(&top, OP_CHARSET);
    at->fd_select = put_offset(&top, OP_FD_SELECT);
    at->charstrings = put_offset(&top, OP_CHAR_STRINGS);
    at->fd_array = put_offset(&top, OP_FD_ARRAY);
    put_index(out, &(struct cff_bytes){(unsigned char *)top.s, top.n}, 1);
    size_t shift = out->n - top.n;
    *at = (struct places){at->charset + shift, at->fd_select + shift, at->charstrings + shift,
                          at->fd_array + shift};
    buf_done(&top);
}

static void put_fd_select(struct buf *out, const struct cff *cff)
{
    put_number(out, 3, 1);
    size_t count_at = out->n, ranges = 0;
    put_number(out, 0, 2);
    for (int i = 0; i < cff->n; i++)
        if (!i || cff->fd[i] != cff->fd[i - 1]) {
            put_number(out, (size_t)i, 2);
            put_number(out, cff->fd[i], 1);
            ranges++;
        }
    put_number(out, (size_t)cff->n, 2);
    out->s[count_at] = (char)(ranges >> 8);
    out->s[count_at + 1] = (char)ranges;
}

/* The Font DICTs, then the Private DICTs they refer to. */
static void put_font_dicts(struct buf *out, const struct cff *cff)
{
    struct buf dicts = {0};
    struct arena a = {0};
    struct cff_bytes *v = arena_array(&a, struct cff_bytes, cff->n_dict);
    size_t *at = arena_array(&a, size_t, cff->n_dict), *end = arena_array(&a, size_t, cff->n_dict);
    for (int i = 0; i < cff->n_dict; i++) {
        put_matrix_of(&dicts, cff->dict[i].matrix);
        put_number(&dicts, 29, 1);
        put_number(&dicts, cff->dict[i].priv.n, 4);
        at[i] = put_offset(&dicts, OP_PRIVATE);
        end[i] = dicts.n;
    }
    for (int i = 0; i < cff->n_dict; i++) {
        size_t from = i ? end[i - 1] : 0;
        v[i] = (struct cff_bytes){(unsigned char *)dicts.s + from, end[i] - from};
    }
    put_index(out, v, cff->n_dict);
    size_t shift = out->n - dicts.n;
    for (int i = 0; i < cff->n_dict; i++) {
        set_offset(out, at[i] + shift, out->n);
        buf_add(out, (const char *)cff->dict[i].priv.s, cff->dict[i].priv.n);
    }
    buf_done(&dicts);
    arena_done(&a);
}

void cff_write(struct buf *out, const struct cff *cff, const char *name)
{
    static const unsigned char header[] = {1, 0, 4, 4};
    struct places at;
    struct cff_bytes names = of_string(name),
                     strings[] = {of_string("Adobe"), of_string("Identity")};
    buf_add(out, (const char *)header, sizeof header);
    put_index(out, &names, 1);
    put_top(out, cff, &at);
    put_index(out, strings, 2);
    put_index(out, NULL, 0); /* global subroutines */
    set_offset(out, at.charset, out->n);
    put_number(out, 0, 1);
    for (int i = 1; i < cff->n; i++)
        put_number(out, cff->cid[i], 2);
    set_offset(out, at.fd_select, out->n);
    put_fd_select(out, cff);
    set_offset(out, at.charstrings, out->n);
    put_index(out, cff->charstring, cff->n);
    set_offset(out, at.fd_array, out->n);
    put_font_dicts(out, cff);
}

void cff_put_matrix(struct buf *out, int upem)
{
    static const char nibble[] = "0123456789.";
    char scale[24];
    int n = snprintf(scale, sizeof scale, "%.12f", 1. / upem);
    while (n && scale[n - 1] == '0')
        n--;
    for (int k = 0; k < 6; k++) {
        if (k != 0 && k != 3) {
            put_int(out, 0);
            continue;
        }
        put_number(out, 30, 1);
        for (int i = 0; i <= n; i += 2) {
            size_t high = i < n ? (size_t)(strchr(nibble, scale[i]) - nibble) : 15;
            size_t low = i + 1 < n ? (size_t)(strchr(nibble, scale[i + 1]) - nibble) : 15;
            put_number(out, high << 4 | low, 1);
        }
    }
}

/* ---- drawing --------------------------------------------------------------------------------- */

enum { RLINETO = 5, RRCURVETO = 8, ENDCHAR = 14, RMOVETO = 21 };

struct pen {
    struct buf *out;
    int x, y;
    int width;
    bool moved;
};

static void to(struct pen *pen, float x, float y)
{
    int new_x = (int)lroundf(x), new_y = (int)lroundf(y);
    put_int(pen->out, new_x - pen->x);
    put_int(pen->out, new_y - pen->y);
    pen->x = new_x;
    pen->y = new_y;
}

static void move_to(hb_draw_funcs_t *f, void *ctx, hb_draw_state_t *st, float x, float y,
                    void *user)
{
    struct pen *pen = ctx;
    (void)f, (void)st, (void)user;
    if (!pen->moved)
        put_int(pen->out, pen->width);
    pen->moved = true;
    to(pen, x, y);
    put_op(pen->out, RMOVETO);
}

static void line_to(hb_draw_funcs_t *f, void *ctx, hb_draw_state_t *st, float x, float y,
                    void *user)
{
    struct pen *pen = ctx;
    (void)f, (void)st, (void)user;
    to(pen, x, y);
    put_op(pen->out, RLINETO);
}

static void curve_to(hb_draw_funcs_t *f, void *ctx, hb_draw_state_t *st, float x1, float y1,
                     float x2, float y2, float x3, float y3, void *user)
{
    struct pen *pen = ctx;
    (void)f, (void)st, (void)user;
    to(pen, x1, y1);
    to(pen, x2, y2);
    to(pen, x3, y3);
    put_op(pen->out, RRCURVETO);
}

void cff_draw(struct buf *out, hb_font_t *font, hb_codepoint_t glyph)
{
    struct pen pen = {.out = out, .width = hb_font_get_glyph_h_advance(font, glyph)};
    hb_draw_funcs_t *funcs = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(funcs, move_to, NULL, NULL);
    hb_draw_funcs_set_line_to_func(funcs, line_to, NULL, NULL);
    hb_draw_funcs_set_cubic_to_func(funcs, curve_to, NULL, NULL);
#if HB_VERSION_ATLEAST(7, 0, 0)
    hb_font_draw_glyph(font, glyph, funcs, &pen);
#else
    hb_font_get_glyph_shape(font, glyph, funcs, &pen);
#endif
    hb_draw_funcs_destroy(funcs);
    if (!pen.moved)
        put_int(out, pen.width);
    put_op(out, ENDCHAR);
}
