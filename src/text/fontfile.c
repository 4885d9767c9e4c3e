// SPDX-License-Identifier: Apache-2.0
/* Font files of a publication's own, as OpenType: read whole, unpacked where they are WOFF (W3C
 * WOFF File Format 1.0 and 2.0). */
#include <errno.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "text/text-int.h"
#include "text/woff2.h"

enum { LARGEST = 256 << 20, LARGEST_UNPACKED = 128 << 20, TABLES_MAX = 256 }; /* [bytes] */

static uint32_t be32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}
static unsigned be16(const unsigned char *p) { return (unsigned)p[0] << 8 | p[1]; }

static void put16(unsigned char *p, unsigned v)
{
    p[0] = (unsigned char)(v >> 8);
    p[1] = (unsigned char)v;
}

static void put32(unsigned char *p, uint32_t v)
{
    put16(p, v >> 16);
    put16(p + 2, v & 0xffff);
}

static size_t padded(size_t n) { return (n + 3) & ~(size_t)3; }

/* ---- WOFF 1 ---------------------------------------------------------------------------------- */

enum { WOFF_HEADER = 44, WOFF_ENTRY = 20, SFNT_HEADER = 12, SFNT_ENTRY = 16 };

/* The size of the font; 0: an entry of the directory is faulty. */
static size_t woff_size(const unsigned char *s, size_t n, unsigned tables)
{
    size_t size = SFNT_HEADER + SFNT_ENTRY * (size_t)tables;
    for (unsigned i = 0; i < tables; i++) {
        const unsigned char *e = s + WOFF_HEADER + (size_t)i * WOFF_ENTRY;
        size_t at = be32(e + 4), packed = be32(e + 8), whole = be32(e + 12);
        if (at > n || packed > n - at || packed > whole || whole > LARGEST_UNPACKED)
            return 0;
        size += padded(whole);
        if (size > LARGEST_UNPACKED)
            return 0;
    }
    return size;
}

static void put_header(unsigned char *out, uint32_t flavor, unsigned tables)
{
    unsigned log = 0;
    while (2u << log <= tables)
        log++;
    put32(out, flavor);
    put16(out + 4, tables);
    put16(out + 6, SFNT_ENTRY << log);
    put16(out + 8, log);
    put16(out + 10, SFNT_ENTRY * tables - (SFNT_ENTRY << log));
}

static bool unpack_tables(unsigned char *out, const unsigned char *s, unsigned tables)
{
    struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
    size_t at = SFNT_HEADER + SFNT_ENTRY * (size_t)tables;
    bool ok = d;
    for (unsigned i = 0; i < tables && ok; i++) {
        const unsigned char *e = s + WOFF_HEADER + (size_t)i * WOFF_ENTRY;
        unsigned char *entry = out + SFNT_HEADER + (size_t)i * SFNT_ENTRY;
        size_t packed = be32(e + 8), whole = be32(e + 12);
        memcpy(entry, e, 4);
        memcpy(entry + 4, e + 16, 4);
        put32(entry + 8, (uint32_t)at);
        put32(entry + 12, (uint32_t)whole);
        if (packed == whole)
            memcpy(out + at, s + be32(e + 4), whole);
        else
            ok = !libdeflate_zlib_decompress(d, s + be32(e + 4), packed, out + at, whole, NULL);
        at += padded(whole);
    }
    libdeflate_free_decompressor(d);
    return ok;
}

/* NULL: it is damaged. */
static unsigned char *woff_unpack(const unsigned char *s, size_t n, size_t *size)
{
    unsigned tables = n >= WOFF_HEADER ? be16(s + 12) : 0;
    if (!tables || tables > TABLES_MAX || n < WOFF_HEADER + WOFF_ENTRY * (size_t)tables)
        return NULL;
    *size = woff_size(s, n, tables);
    unsigned char *out = *size ? mem_new(*size) : NULL;
    if (!out)
        return NULL;
    put_header(out, be32(s + 4), tables);
    if (unpack_tables(out, s, tables))
        return out;
    mem_free(out);
    return NULL;
}

/* ---- files ----------------------------------------------------------------------------------- */

static bool fontfile_begins(const struct buf *b, const char *tag)
{
    return b->n >= 4 && !memcmp(b->s, tag, 4);
}

static hb_blob_t *blob_of(void *s, size_t n)
{
    return hb_blob_create(s, (unsigned)n, HB_MEMORY_MODE_WRITABLE, s, free);
}

hb_blob_t *fontfile_read(const char *path, bool *packed, const char **why)
{
    struct buf b = {0};
    FILE *f = file_open(path);
    if (!f || !file_read_rest(&b, f, path, LARGEST)) {
        *why = !f ? strerror(errno) : errno == EFBIG ? _("it is too large") : strerror(errno);
        if (f)
            fclose(f);
        buf_done(&b);
        return NULL;
    }
    fclose(f);
    bool one = fontfile_begins(&b, "wOFF"), two = fontfile_begins(&b, "wOF2");
    *packed = one || two;
    if (!*packed) {
        size_t n = b.n;
        return blob_of(buf_take(&b), n);
    }
    size_t n = 0;
    unsigned char *s = one ? woff_unpack((unsigned char *)b.s, b.n, &n)
                           : woff2_unpack((unsigned char *)b.s, b.n, LARGEST_UNPACKED, &n);
    buf_done(&b);
    *why = _("it is damaged");
    return s ? blob_of(s, n) : NULL;
}
