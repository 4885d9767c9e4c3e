// SPDX-License-Identifier: Apache-2.0
/* The new PDF file: objects as text, packed into object streams, with a cross-reference stream (ISO
 * 32000-1, 7.5.7 and 7.5.8).
 *
 * Output is written continuously: full packs and other streams are deflated by the pool, and
 * written in their original order when ready; only the place of an object is kept. So the bytes are
 * the same for any number of threads. /ID is a hash of the bytes before it. */
#include "pdf/kept-int.h"
#include "pdf/pdf-int.h"

#include <libdeflate.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { UNDER_WAY = 48 /* streams */, HELD = 16 << 20 /* [bytes] of them */ };

int file_number(struct file *f)
{
    *vec_add(&f->entry) = (struct entry){0};
    return f->entry.n;
}

/* ---- streams --------------------------------------------------------------------------------- */

/* A stream on its way, its data raw until its task has deflated them. */
struct stream {
    struct task task; /* first */
    struct file *file;
    struct stream *next;
    int number;
    enum packing how;
    char *dict; /* without Length */
    unsigned char *data;
    size_t n;
    size_t held; /* [bytes] as it came */
};

static void deflate(struct task *task, int worker)
{
    struct stream *s = (struct stream *)task;
    static const int level[] = {[PACK_FAST] = 1, [PACK_WELL] = 4};
    const struct kept_key key = {s->how == PACK_FAST ? KEPT_FAST : KEPT_WELL, s->data, s->n};
    const unsigned char *same;
    if (kept_find(&key, &same, &s->n)) {
        mem_free(s->data);
        s->data = memcpy(mem_new(s->n + 1), same, s->n);
        return;
    }
    struct libdeflate_compressor **c = &s->file->compressor[worker][s->how];
    if (!*c && !(*c = libdeflate_alloc_compressor(level[s->how])))
        die(DIAG_out_of_memory, LOC_NONE);
    size_t room = libdeflate_zlib_compress_bound(*c, s->n);
    unsigned char *z = mem_grow(NULL, room);
    size_t n = libdeflate_zlib_compress(*c, s->data, s->n, z, room);
    kept_add(&key, z, n);
    mem_free(s->data);
    s->data = mem_grow(z, n);
    s->n = n;
}

static void emit(struct file *f, const void *s, size_t n)
{
    if (f->out)
        fwrite(s, 1, n, f->out);
    f->at += n;
    f->hash[0] = hash_bytes(s, n, f->hash[0]);
    f->hash[1] = hash_bytes(s, n, f->hash[1]);
}

static void emit_stream(struct file *f, struct stream *s)
{
    struct buf b = {0};
    thread_pool_wait(f->pool, &s->task);
    f->entry.v[s->number - 1] = (struct entry){.at = f->at};
    buf_printf(&b, "%d 0 obj\n<<%s/Length %zu>>\nstream\n", s->number, s->dict, s->n);
    emit(f, b.s, b.n);
    emit(f, s->data, s->n);
    emit(f, "\nendstream\nendobj\n", 18);
    buf_done(&b);
}

/* Writes the oldest ones until at most so many are in progress. */
static void drain(struct file *f, int most, size_t bytes)
{
    while (f->first && (f->under_way > most || f->held > bytes)) {
        struct stream *s = f->first;
        f->first = s->next;
        f->under_way--;
        f->held -= s->held;
        emit_stream(f, s);
        mem_free(s->data);
        mem_free(s->dict);
        mem_free(s);
    }
}

void file_stream_take(struct file *f, int number, const char *dict, struct buf *data,
                      enum packing how)
{
    struct stream *s = mem_new(sizeof *s);
    size_t n = strlen(dict);
    *s = (struct stream){.task = {.run = deflate},
                         .file = f,
                         .number = number,
                         .how = how,
                         .data = (unsigned char *)data->s,
                         .n = data->n,
                         .held = data->n};
    *data = (struct buf){0};
    s->dict = mem_grow(NULL, n + sizeof "/Filter/FlateDecode");
    memcpy(s->dict, dict, n);
    memcpy(s->dict + n, how ? "/Filter/FlateDecode" : "", how ? sizeof "/Filter/FlateDecode" : 1);
    *(f->first ? &f->last->next : &f->first) = s;
    f->last = s;
    f->under_way++;
    f->held += s->held;
    if (how)
        thread_pool_give(f->pool, &s->task);
    drain(f, UNDER_WAY, HELD);
}

void file_stream(struct file *f, int number, const char *dict, const void *data, size_t n,
                 enum packing how)
{
    struct buf copy = {0};
    buf_room(&copy, n + 1);
    buf_add(&copy, data, n);
    file_stream_take(f, number, dict, &copy, how);
}

/* ---- objects --------------------------------------------------------------------------------- */

/* Submits the waiting objects as an object stream. */
static void pack(struct file *f)
{
    struct buf body = {0};
    char dict[64];
    int number = file_number(f);
    for (int i = 0; i < f->packed; i++) {
        put_int(&body, f->object[i].number, " ");
        put_int(&body, (long long)f->object[i].at, " ");
    }
    snprintf(dict, sizeof dict, "/Type/ObjStm/N %d/First %zu", f->packed, body.n);
    for (int i = 0; i < f->packed; i++)
        f->entry.v[f->object[i].number - 1] = (struct entry){.at = (unsigned)number,
                                                             .nth = (unsigned)i,
                                                             .packed = 1};
    buf_add(&body, f->text.s, f->text.n);
    f->packed = 0;
    f->text.n = 0;
    file_stream_take(f, number, dict, &body, PACK_FAST);
}

struct buf *file_begin(struct file *f, int number)
{
    f->object[f->packed].number = number;
    f->object[f->packed].at = f->text.n;
    return &f->text;
}

void file_end(struct file *f)
{
    size_t at = f->object[f->packed].at;
    f->content = hash_bytes(f->text.s + at, f->text.n - at, f->content);
    buf_putc(&f->text, '\n');
    if (++f->packed == FILE_PACK)
        pack(f);
}

/* ---- the whole ------------------------------------------------------------------------------- */

void file_open_pdf(struct file *f, FILE *out, const char *version)
{
    struct buf head = {0};
    f->out = out;
    f->hash[0] = 1, f->hash[1] = 2;
    buf_printf(&head, "%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n", version);
    emit(f, head.s, head.n);
    buf_done(&head);
}

enum { XREF_ROW = 8 };

static void put_be(unsigned char *to, size_t v, int bytes)
{
    while (bytes--)
        *to++ = (unsigned char)(v >> 8 * bytes);
}

/* Row i, fields of 1, 5 and 2 bytes. A number without an object is free. */
static void fill_row(const struct file *f, int i, unsigned char row[XREF_ROW])
{
    const struct entry *e = i ? &f->entry.v[i - 1] : NULL;
    bool free = !e || !e->at;
    put_be(row, free ? 0 : e->packed ? 2 : 1, 1);
    put_be(row + 1, free ? 0 : e->at, 5);
    put_be(row + 6, free ? 65535 : e->nth, 2);
}

/* The cross-reference stream. Rows are differences from the row above (predictor 12), which are
 * nearly all the same. */
static void write_xref(struct file *f, int number, int root, int info)
{
    struct buf rows = {0}, dict = {0};
    unsigned char row[2][XREF_ROW] = {0};
    f->entry.v[number - 1] = (struct entry){.at = f->at};
    buf_room(&rows, (size_t)(number + 1) * (XREF_ROW + 1));
    for (int i = 0; i <= number; i++) {
        fill_row(f, i, row[i % 2]);
        buf_putc(&rows, 2);
        for (int k = 0; k < XREF_ROW; k++)
            buf_putc(&rows, (char)(row[i % 2][k] - row[!(i % 2)][k]));
    }
    unsigned long long id[] = {f->hash[0], f->hash[1]};
    buf_printf(&dict,
               "/Type/XRef/Size %d/W[1 5 2]/DecodeParms<</Columns %d/Predictor 12>>/Root %d 0 R",
               number + 1, XREF_ROW, root);
    if (info)
        buf_printf(&dict, "/Info %d 0 R", info);
    buf_printf(&dict, "/ID[<%016llx%016llx><%016llx%016llx>]", id[0], id[1], id[0], id[1]);
    file_stream_take(f, number, dict.s, &rows, PACK_WELL);
    dict.n = 0;
    buf_printf(&dict, "startxref\n%zu\n%%%%EOF\n", f->at);
    drain(f, 0, 0);
    emit(f, dict.s, dict.n);
    buf_done(&dict);
}

bool file_finish(struct file *f, int root, int info)
{
    if (f->packed)
        pack(f);
    drain(f, 0, 0);
    write_xref(f, file_number(f), root, info);
    return !ferror(f->out);
}

void file_done(struct file *f)
{
    f->out = NULL;
    drain(f, 0, 0);
    for (int i = 0; i < CREW_MOST * PACK_WAYS; i++)
        libdeflate_free_compressor(f->compressor[i / PACK_WAYS][i % PACK_WAYS]);
    vec_done(&f->entry);
    buf_done(&f->text);
}

/* ---- literals -------------------------------------------------------------------------------- */

static bool is_plain(const char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s < ' ' || (unsigned char)*s > '~')
            return false;
    return true;
}

static void put_hex(struct buf *b, uint32_t unit)
{
    for (int shift = 12; shift >= 0; shift -= 4)
        buf_putc(b, "0123456789ABCDEF"[unit >> shift & 15]);
}

void put_utf16(struct buf *b, const char *s, int n)
{
    const char *end = s + n;
    while (s < end) {
        uint32_t c = utf8_next(&s, end);
        if (c >= 0x10000)
            put_hex(b, 0xd800 + ((c - 0x10000) >> 10));
        put_hex(b, c >= 0x10000 ? 0xdc00 + ((c - 0x10000) & 0x3ff) : c);
    }
}

void put_text(struct buf *b, const char *s)
{
    if (!is_plain(s)) {
        buf_puts(b, "<FEFF");
        put_utf16(b, s, (int)strlen(s));
        buf_putc(b, '>');
        return;
    }
    buf_putc(b, '(');
    for (; *s; s++) {
        if (*s == '(' || *s == ')' || *s == '\\')
            buf_putc(b, '\\');
        buf_putc(b, *s);
    }
    buf_putc(b, ')');
}

void put_name(struct buf *b, const char *name)
{
    buf_putc(b, '/');
    for (; *name; name++)
        if ((unsigned char)*name <= ' ' || (unsigned char)*name > '~' ||
            strchr("()<>[]{}/%#", *name))
            buf_printf(b, "#%02X", (unsigned char)*name);
        else
            buf_putc(b, *name);
}

/* Millions of these go into a long book: printf would take a tenth of a run. Values beyond any
 * page, possible in PDF images, are clamped to the writable range; NaN to 0. */
void put_decimals(struct buf *b, double v, int decimals)
{
    static const double most = 1e12, power[] = {1, 10, 100, 1000, 10000};
    char digits[32], *p = digits + sizeof digits;
    v = v > most ? most : v < -most ? -most : isnan(v) ? 0 : v;
    v *= power[decimals];
    long long ten = (long long)(v < 0 ? v - 0.5 : v + 0.5), n = ten < 0 ? -ten : ten;
    for (; decimals && n % 10 == 0; decimals--)
        n /= 10;
    for (int i = 0; i < decimals; i++, n /= 10)
        *--p = (char)('0' + n % 10);
    if (decimals)
        *--p = '.';
    do
        *--p = (char)('0' + n % 10);
    while (n /= 10);
    if (ten < 0)
        *--p = '-';
    buf_add(b, p, (size_t)(digits + sizeof digits - p));
}

void put_int(struct buf *b, long long v, const char *after)
{
    char digits[24], *p = digits + sizeof digits;
    unsigned long long n = v < 0 ? -(unsigned long long)v : (unsigned long long)v;
    do
        *--p = (char)('0' + n % 10);
    while (n /= 10);
    if (v < 0)
        *--p = '-';
    buf_add(b, p, (size_t)(digits + sizeof digits - p));
    buf_puts(b, after);
}

void put_number(struct buf *b, double v) { put_decimals(b, v, 4); }

void put_pt(struct buf *b, len v) { put_number(b, v / (double)LEN_PT); }
