// SPDX-License-Identifier: Apache-2.0
/* Strings: growing buffers, insertion-ordered maps, interning, UTF-8; and the arithmetic of
 * lengths. */
#include <ctype.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"

len len_scale(len v, int64_t num, int64_t den)
{
    __int128 p = (__int128)v * num;
    if (den < 0)
        p = -p, den = -den;
    p = (p + (p < 0 ? -den / 2 : den / 2)) / den;
    return p > LEN_MAX ? LEN_MAX : p < -LEN_MAX ? -LEN_MAX : (len)p;
}

/* ---- buffers ---- */

void buf_room(struct buf *b, size_t more)
{
    if (more > SIZE_MAX / 2 - b->n)
        die(DIAG_out_of_memory, LOC_NONE);
    if (b->n + more + 1 <= b->cap)
        return;
    b->cap = (b->n + more + 1) * 3 / 2 + 32;
    b->s = mem_grow(b->s, b->cap);
}

void buf_add(struct buf *b, const char *s, size_t n)
{
    buf_room(b, n);
    if (n)
        memcpy(b->s + b->n, s, n);
    b->s[b->n += n] = 0;
}

void buf_puts(struct buf *b, const char *s) { buf_add(b, s, strlen(s)); }

void buf_putc(struct buf *b, char c)
{
    if (b->n + 2 > b->cap)
        buf_room(b, 1);
    b->s[b->n++] = c;
    b->s[b->n] = 0;
}

void buf_utf8(struct buf *b, uint32_t c)
{
    char s[4];
    buf_add(b, s, (size_t)utf8_put(s, c));
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    buf_room(b, 64);
    size_t room = b->cap - b->n;
    int n = vsnprintf(b->s + b->n, room, fmt, ap);
    if (n > 0 && (size_t)n >= room) {
        buf_room(b, (size_t)n);
        vsnprintf(b->s + b->n, (size_t)n + 1, fmt, again);
    }
    b->n += n > 0 ? (size_t)n : 0;
    va_end(again);
    va_end(ap);
}

int hex_value(char c)
{
    return c >= '0' && c <= '9'                 ? c - '0'
           : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                : -1;
}

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void buf_base64(struct buf *out, const void *bytes, size_t n)
{
    const unsigned char *s = bytes;
    for (size_t i = 0; i < n; i += 3) {
        uint32_t v = (uint32_t)s[i] << 16 | (i + 1 < n ? (uint32_t)s[i + 1] << 8 : 0) |
                     (i + 2 < n ? s[i + 2] : 0);
        buf_putc(out, base64_digits[v >> 18]);
        buf_putc(out, base64_digits[v >> 12 & 63]);
        buf_putc(out, i + 1 < n ? base64_digits[v >> 6 & 63] : '=');
        buf_putc(out, i + 2 < n ? base64_digits[v & 63] : '=');
    }
}

bool buf_unbase64(struct buf *out, const char *text)
{
    signed char value[256];
    uint32_t bits = 0;
    int n = 0;
    memset(value, -1, sizeof value);
    for (int i = 0; i < 64; i++)
        value[(unsigned char)base64_digits[i]] = (signed char)i;
    const unsigned char *s = (const unsigned char *)text;
    for (; *s && *s != '='; s++) {
        if (strchr(" \t\r\n\f", *s))
            continue;
        if (value[*s] < 0)
            return false;
        bits = bits << 6 | (uint32_t)value[*s];
        n += 6;
        if (n >= 8)
            buf_putc(out, (char)(bits >> (n -= 8) & 255));
    }
    return !text[(size_t)(s - (const unsigned char *)text) + strspn((const char *)s, "= \t\r\n\f")];
}

char *buf_take(struct buf *b)
{
    char *s = b->s ? b->s : mem_new(1);
    *b = (struct buf){0};
    return s;
}

void buf_done(struct buf *b)
{
    free(b->s);
    *b = (struct buf){0};
}

bool buf_read(struct buf *b, FILE *f, size_t limit)
{
    for (;;) {
        buf_room(b, 64 << 10);
        size_t n = fread(b->s + b->n, 1, 64 << 10, f);
        b->s[b->n += n] = 0;
        if (b->n > limit) {
            errno = EFBIG;
            return false;
        }
        if (n == 0)
            return !ferror(f);
    }
}

/* C0 and C1 control characters, DEL, line separators, and the controls of the bidirectional
 * algorithm (Unicode 15, 23.1 and 23.2). */
static bool steers(uint32_t c)
{
    return c < ' ' || (c >= 0x7f && c <= 0x9f) || c == 0x61c || c == 0x200e || c == 0x200f ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

void buf_shown(struct buf *b, const char *s)
{
    for (const char *end = s + strlen(s); s < end;) {
        size_t plain = 0;
        while (s[plain] >= ' ' && s[plain] < 0x7f)
            plain++;
        if (plain) {
            buf_add(b, s, plain);
            s += plain;
            continue;
        }
        uint32_t c = utf8_next(&s, end);
        buf_utf8(b, !steers(c) ? c : c == '\t' || c == '\n' || c == '\r' ? ' ' : 0xfffd);
    }
}

void buf_json(struct buf *b, const char *s)
{
    if (!s) {
        buf_puts(b, "null");
        return;
    }
    buf_putc(b, '"');
    for (const char *end = s + strlen(s); s < end;) {
        uint32_t c = utf8_next(&s, end);
        if (c == '"' || c == '\\')
            buf_printf(b, "\\%c", (int)c);
        else if (steers(c))
            buf_printf(b, "\\u%04x", (unsigned)c);
        else
            buf_utf8(b, c);
    }
    buf_putc(b, '"');
}

void json_put(FILE *f, const char *s)
{
    struct buf b = {0};
    buf_json(&b, s);
    fputs(b.s, f);
    buf_done(&b);
}

/* ---- maps: open addressing over an array of entries in order of insertion ---- */

uint64_t hash_bytes(const void *p, size_t n, uint64_t seed)
{
    const unsigned char *s = p;
    uint64_t h = seed ^ 0x9e3779b97f4a7c15u ^ (n * 0xff51afd7ed558ccdu);
    for (; n >= 8; s += 8, n -= 8) {
        uint64_t k;
        memcpy(&k, s, 8);
        h = (h ^ k) * 0x9fb21c651e98df25u;
        h ^= h >> 32;
    }
    uint64_t tail = 0;
    memcpy(&tail, s, n);
    h = (h ^ tail) * 0x9fb21c651e98df25u;
    h ^= h >> 29;
    h *= 0xc4ceb9fe1a85ec53u;
    return h ^ h >> 32;
}

/* Keys are from documents, whose authors must not be able to cause collisions, so the hash depends
 * on numbers that are random for each run. Maps are iterated in the order of insertion, so the
 * result does not depend on it. */
static uint64_t secret[2];
static pthread_once_t secret_once = PTHREAD_ONCE_INIT;

static void draw_secret(void)
{
    if (getrandom(secret, sizeof secret, GRND_NONBLOCK) != sizeof secret) {
        secret[0] = (uint64_t)(uintptr_t)secret ^ (uint64_t)time(NULL) << 20;
        secret[1] = (uint64_t)getpid() * 0x9fb21c651e98df25u;
    }
    secret[1] |= 1;
}

/* Both halves of the product. */
static uint64_t fold_product(uint64_t a, uint64_t b)
{
    unsigned __int128 p = (unsigned __int128)a * b;
    return (uint64_t)p ^ (uint64_t)(p >> 64);
}

static size_t map_hash(const char *s, size_t n)
{
    pthread_once(&secret_once, draw_secret);
    uint64_t h = secret[0] ^ n, k = 0;
    for (; n >= 8; s += 8, n -= 8) {
        memcpy(&k, s, 8);
        h = fold_product(h ^ k, secret[1]);
    }
    k = 0;
    memcpy(&k, s, n);
    return (size_t)fold_product(fold_product(h ^ k, secret[1]) ^ secret[0], 0x9fb21c651e98df25u);
}

static int map_find(const struct map *m, const char *key, size_t n, size_t hash)
{
    int mask = m->slots - 1, i = (int)(hash & (size_t)mask);
    for (; m->slot[i] >= 0; i = (i + 1) & mask) {
        const struct map_entry *e = &m->entry[m->slot[i]];
        if (e->hash == hash && !strncmp(e->key, key, n) && !e->key[n])
            return i;
    }
    return i;
}

static void map_rehash(struct map *m)
{
    m->slots = m->slots ? m->slots * 2 : 16;
    m->slot = mem_grow(m->slot, sizeof(int) * (size_t)m->slots);
    memset(m->slot, -1, sizeof(int) * (size_t)m->slots);
    int mask = m->slots - 1;
    for (int k = 0; k < m->n; k++) {
        int i = (int)(m->entry[k].hash & (size_t)mask);
        while (m->slot[i] >= 0)
            i = (i + 1) & mask;
        m->slot[i] = k;
    }
}

void *map_get_n(const struct map *m, const char *key, size_t n)
{
    if (!m->slots)
        return NULL;
    int k = m->slot[map_find(m, key, n, map_hash(key, n))];
    return k < 0 ? NULL : m->entry[k].value;
}

void *map_get(const struct map *m, const char *key) { return map_get_n(m, key, strlen(key)); }

static void **map_put_n(struct map *m, const char *key, size_t n)
{
    if ((m->n + 1) * 4 > m->slots * 3)
        map_rehash(m);
    size_t hash = map_hash(key, n);
    int i = map_find(m, key, n, hash);
    if (m->slot[i] >= 0)
        return &m->entry[m->slot[i]].value;
    vec_room((void **)&m->entry, &m->n, &m->cap, sizeof *m->entry);
    struct map_entry *e = &m->entry[m->n - 1];
    e->key = memcpy(mem_new(n + 1), key, n);
    e->hash = hash;
    m->slot[i] = m->n - 1;
    return &e->value;
}

void **map_put(struct map *m, const char *key) { return map_put_n(m, key, strlen(key)); }

void map_done(struct map *m)
{
    for (int i = 0; i < m->n; i++)
        free(m->entry[i].key);
    free(m->entry);
    free(m->slot);
    *m = (struct map){0};
}

/* ---- interning: a map whose values are its own keys ---- */

static pthread_mutex_t intern_lock = PTHREAD_MUTEX_INITIALIZER;
static struct map interned;

const char *intern_n(const char *s, size_t n)
{
    pthread_mutex_lock(&intern_lock);
    void **place = map_put_n(&interned, s, n);
    if (!*place)
        *place = interned.entry[interned.n - 1].key;
    const char *result = *place;
    pthread_mutex_unlock(&intern_lock);
    return result;
}

const char *intern(const char *s) { return intern_n(s, strlen(s)); }

/* ---- UTF-8 ---- */

uint32_t utf8_next(const char **s, const char *end)
{
    const unsigned char *p = (const unsigned char *)*s;
    size_t left = (size_t)(end - *s);
    uint32_t c = p[0];
    if (c < 0x80) {
        *s += 1;
        return c;
    }
    int more = c >= 0xf0 && c < 0xf5 ? 3 : c >= 0xe0 ? 2 : c >= 0xc2 ? 1 : 0;
    if (!more || c >= 0xf5 || left <= (size_t)more)
        goto bad;
    c &= 0x3fu >> more;
    for (int i = 1; i <= more; i++) {
        if ((p[i] & 0xc0) != 0x80)
            goto bad;
        c = c << 6 | (p[i] & 0x3f);
    }
    if ((more == 2 && (c < 0x800 || (c >= 0xd800 && c < 0xe000))) ||
        (more == 3 && (c < 0x10000 || c > 0x10ffff)))
        goto bad;
    *s += more + 1;
    return c;
bad:
    *s += 1;
    return 0xfffd;
}

int utf8_put(char out[4], uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    for (int i = more; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)((0xff00u >> (more + 1) & 0xff) | c);
    return more + 1;
}

bool utf8_valid(const char *s, size_t n)
{
    for (const char *end = n ? s + n : s; s < end;) {
        const char *at = s;
        if (utf8_next(&s, end) == 0xfffd && s - at == 1)
            return false;
    }
    return true;
}

const char *text_excerpt(struct arena *a, const char *s, size_t n, size_t most)
{
    struct buf b = {0};
    bool space = false;
    for (const char *p = s, *end = s + n, *from; p < end;) {
        from = p;
        uint32_t c = utf8_next(&p, end);
        if (c <= ' ') {
            space = b.n > 0;
            continue;
        }
        if (b.n + (size_t)space + (size_t)(p - from) > most) {
            buf_puts(&b, "…");
            break;
        }
        if (space)
            buf_putc(&b, ' ');
        buf_add(&b, from, (size_t)(p - from));
        space = false;
    }
    const char *text = arena_dup(a, b.s ? b.s : "", b.n);
    buf_done(&b);
    return text;
}

/* The code unit of four hexadecimal digits; -1 if invalid. Not by sscanf, which first computes the
 * length of the string. */
static int hex4(const char *s, const char *end)
{
    int c = 0;
    for (int i = 0; i < 4; i++) {
        int digit = s + i < end ? hex_value(s[i]) : -1;
        if (digit < 0)
            return -1;
        c = c * 16 + digit;
    }
    return c;
}

const char *buf_json_escape(struct buf *b, const char *s, const char *end)
{
    int c = hex4(s + 2, end), low = -1;
    if (c >= 0xd800 && c < 0xdc00 && end - s > 8 && s[6] == '\\' && s[7] == 'u')
        low = hex4(s + 8, end);
    bool pair = low >= 0xdc00 && low < 0xe000;
    uint32_t one = c <= 0 || (c >= 0xd800 && c < 0xe000) ? 0xfffd : (uint32_t)c;
    buf_utf8(b, pair ? 0x10000 + (((uint32_t)c - 0xd800) << 10) + ((uint32_t)low - 0xdc00) : one);
    return s + (pair ? 12 : c < 0 ? 2 : 6);
}
