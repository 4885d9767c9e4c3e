/* The new PDF file: objects as text, packed into object streams, with a cross-reference stream (ISO 32000-1, 7.5.7 and 7.5.8).
 *
 * libqpdf reads Cairo's file and whatever is imported; the edition is written here, since nearly all of it is new (half of a long
 * book's objects are structure elements) and plain text is the plainest way to say what an object is. The file is the same for
 * the same objects: /ID is a hash of the bytes before it. */
#include "pdf/pdf-int.h"

#include <libdeflate.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PACK = 200 }; /* objects in one object stream */

int file_number(struct file *f)
{
    *vec_add(&f->objects) = (struct object){0};
    return f->objects.n;
}

struct buf *file_begin(struct file *f, int number)
{
    f->objects.v[number - 1].at = f->text.n;
    return &f->text;
}

void file_end(struct file *f, int number)
{
    struct object *o = &f->objects.v[number - 1];
    o->n = f->text.n - o->at;
}

/* A stream's data, raw until its task has deflated them. */
struct stream {
    struct task task; /* first */
    struct file *file;
    unsigned char *data;
    size_t n;
};

static void deflate(struct task *task, int worker)
{
    struct stream *s = (struct stream *)task;
    struct libdeflate_compressor **c = &s->file->compressor[worker];
    if (!*c && !(*c = libdeflate_alloc_compressor(6)))
        die(DIAG_out_of_memory, LOC_NONE);
    size_t room = libdeflate_zlib_compress_bound(*c, s->n);
    unsigned char *z = mem_grow(NULL, room);
    size_t n = libdeflate_zlib_compress(*c, s->data, s->n, z, room);
    mem_free(s->data);
    s->data = mem_grow(z, n);
    s->n = n;
}

void file_stream(struct file *f, int number, const char *dict, const void *data, size_t n, bool deflated)
{
    struct object *o = &f->objects.v[number - 1];
    struct stream *s = mem_new(sizeof *s);
    *s = (struct stream){.task = {.run = deflate}, .file = f, .data = mem_grow(NULL, n), .n = n};
    if (n)
        memcpy(s->data, data, n);
    o->at = f->text.n;
    buf_printf(&f->text, "<<%s%s/Length ", dict, deflated ? "/Filter/FlateDecode" : "");
    o->n = f->text.n - o->at;
    o->stream = s;
    if (deflated)
        crew_give(f->crew, &s->task);
}

void file_done(struct file *f)
{
    for (int i = 0; i < f->objects.n; i++) {
        struct stream *s = f->objects.v[i].stream;
        if (s) {
            crew_wait(f->crew, &s->task);
            mem_free(s->data);
            mem_free(s);
        }
    }
    for (int i = 0; i < CREW_MOST; i++)
        libdeflate_free_compressor(f->compressor[i]);
    vec_done(&f->objects);
    buf_done(&f->text);
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

/* Where an object stands: in the file at `at`, or the `at`th in the object stream `in`. */
struct entry {
    size_t at;
    int in;
};
struct writer {
    struct file *f;
    FILE *out;
    size_t at; /* [bytes] written */
    uint64_t hash[2];
    struct entry *entry; /* by object number */
};

static void emit(struct writer *w, const void *s, size_t n)
{
    fwrite(s, 1, n, w->out);
    w->at += n;
    w->hash[0] = hash_bytes(s, n, w->hash[0]);
    w->hash[1] = hash_bytes(s, n, w->hash[1]);
}

static void emit_buf(struct writer *w, struct buf *b)
{
    emit(w, b->s, b->n);
    b->n = 0;
}

static void write_stream(struct writer *w, int number)
{
    const struct object *o = &w->f->objects.v[number - 1];
    struct buf b = {0};
    w->entry[number] = (struct entry){.at = w->at};
    crew_wait(w->f->crew, &o->stream->task);
    buf_printf(&b, "%d 0 obj\n", number);
    buf_add(&b, w->f->text.s + o->at, o->n);
    buf_printf(&b, "%zu>>\nstream\n", o->stream->n);
    emit_buf(w, &b);
    emit(w, o->stream->data, o->stream->n);
    buf_puts(&b, "\nendstream\nendobj\n");
    emit_buf(w, &b);
    buf_done(&b);
}

/* Packs n objects that are no streams into a new object stream; its number. */
static int pack(struct writer *w, const int *object, int n)
{
    struct buf head = {0}, body = {0}, dict = {0};
    int number = file_number(w->f);
    for (int i = 0; i < n; i++) {
        const struct object *o = &w->f->objects.v[object[i] - 1];
        w->entry[object[i]] = (struct entry){(size_t)i, number};
        buf_printf(&head, "%d %zu ", object[i], body.n);
        if (o->n)
            buf_add(&body, w->f->text.s + o->at, o->n);
        else
            buf_puts(&body, "null");
        buf_putc(&body, '\n');
    }
    buf_printf(&dict, "/Type/ObjStm/N %d/First %zu", n, head.n);
    buf_add(&head, body.s, body.n);
    file_stream(w->f, number, dict.s, head.s, head.n, true);
    buf_done(&head);
    buf_done(&body);
    buf_done(&dict);
    return number;
}

/* Every pack is on its way to be deflated before the first stream is waited for. */
static void write_objects(struct writer *w, int n)
{
    int member[PACK], k = 0;
    VEC(int) streams = {0};
    for (int i = 1; i <= n; i++) {
        if (w->f->objects.v[i - 1].stream) {
            *vec_add(&streams) = i;
            continue;
        }
        member[k++] = i;
        if (k == PACK) {
            *vec_add(&streams) = pack(w, member, k);
            k = 0;
        }
    }
    if (k)
        *vec_add(&streams) = pack(w, member, k);
    for (int i = 0; i < streams.n; i++)
        write_stream(w, streams.v[i]);
    vec_done(&streams);
}

static void put_be(struct buf *b, size_t v, int bytes)
{
    while (bytes--)
        buf_putc(b, (char)(v >> 8 * bytes));
}

/* The cross-reference stream, fields of 1, 5 and 2 bytes. */
static void write_xref(struct writer *w, int number, int root, int info)
{
    struct buf rows = {0}, dict = {0};
    size_t start = w->at;
    w->entry[number] = (struct entry){.at = start};
    for (int i = 0; i <= number; i++) {
        const struct entry *e = &w->entry[i];
        put_be(&rows, i == 0 ? 0 : e->in ? 2 : 1, 1);
        put_be(&rows, i == 0 ? 0 : e->in ? (size_t)e->in : e->at, 5);
        put_be(&rows, i == 0 ? 65535 : e->in ? e->at : 0, 2);
    }
    buf_printf(&dict, "/Type/XRef/Size %d/W[1 5 2]/Root %d 0 R/Info %d 0 R/ID[<%016llx%016llx><%016llx%016llx>]", number + 1,
               root, info, (unsigned long long)w->hash[0], (unsigned long long)w->hash[1], (unsigned long long)w->hash[0],
               (unsigned long long)w->hash[1]);
    file_stream(w->f, number, dict.s, rows.s, rows.n, true);
    write_stream(w, number);
    dict.n = 0;
    buf_printf(&dict, "startxref\n%zu\n%%%%EOF\n", start);
    emit_buf(w, &dict);
    buf_done(&rows);
    buf_done(&dict);
}

bool file_write(struct file *f, FILE *out, const char *version, int root, int info)
{
    int n = f->objects.n, most = n + n / PACK + 3;
    struct writer w = {.f = f, .out = out, .hash = {1, 2}, .entry = mem_new(sizeof(struct entry) * (size_t)(most + 1))};
    struct buf head = {0};
    buf_printf(&head, "%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n", version);
    emit_buf(&w, &head);
    buf_done(&head);
    write_objects(&w, n);
    write_xref(&w, file_number(f), root, info);
    mem_free(w.entry);
    return !ferror(out);
}

/* ---- literals ---------------------------------------------------------------------------------------------------- */

static bool is_plain(const char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s < ' ' || (unsigned char)*s > '~')
            return false;
    return true;
}

static void put_utf16(struct buf *b, const char *s)
{
    const char *end = s + strlen(s);
    buf_puts(b, "<FEFF");
    while (s < end) {
        uint32_t c = utf8_next(&s, end);
        if (c >= 0x10000)
            buf_printf(b, "%04X%04X", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + ((c - 0x10000) & 0x3ff));
        else
            buf_printf(b, "%04X", c);
    }
    buf_putc(b, '>');
}

void put_text(struct buf *b, const char *s)
{
    if (!is_plain(s)) {
        put_utf16(b, s);
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
        if ((unsigned char)*name <= ' ' || (unsigned char)*name > '~' || strchr("()<>[]{}/%#", *name))
            buf_printf(b, "#%02X", (unsigned char)*name);
        else
            buf_putc(b, *name);
}

/* Millions of these go into a long book: printf would take a tenth of a run. What no page could need, as PDF pictures may ask for it, is
 * brought to what can be written; NaN to 0. */
void put_number(struct buf *b, double v)
{
    static const double most = 1e12;
    char digits[32], *p = digits + sizeof digits;
    v = v > most ? most : v < -most ? -most : isnan(v) ? 0 : v;
    long long ten = llround(v * 10000), n = ten < 0 ? -ten : ten;
    int decimals = 4;
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

void put_pt(struct buf *b, len v)
{
    put_number(b, v / (double)LEN_PT);
}
