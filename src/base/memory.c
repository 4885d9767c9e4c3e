// SPDX-License-Identifier: Apache-2.0
/* Memory that never fails: allocations that die with a message, arenas, vectors. */
#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/base.h"

void *mem_new(size_t size)
{
    void *p = calloc(1, size ? size : 1);
    if (!p)
        die(DIAG_out_of_memory, LOC_NONE);
    return p;
}

void *mem_grow(void *p, size_t size)
{
    p = realloc(p, size ? size : 1);
    if (!p)
        die(DIAG_out_of_memory, LOC_NONE);
    return p;
}

char *mem_dup(const char *s)
{
    size_t n = strlen(s) + 1;
    return memcpy(mem_new(n), s, n);
}

void mem_free(void *p) { free(p); }

static atomic_size_t kept;

void *mem_keep(size_t size, size_t align)
{
    char *p = mmap(NULL, size + align, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        return NULL;
    kept += size;
    return p + (-(uintptr_t)p &
                (align - 1)); /* pages before and after are never touched and so take no memory */
}

size_t mem_kept(void) { return kept; }

void mem_release(void *p, size_t size)
{
    kept -= size;
    mem_discard(p, size);
}

void mem_discard(void *p, size_t size)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE),
              from = ((uintptr_t)p + page - 1) / page * page,
              to = ((uintptr_t)p + size) / page * page;
    if (from < to)
        madvise((void *)from, to - from, MADV_DONTNEED);
}

void mem_trim(void) { malloc_trim(0); }

/* Blocks grow with the size of the arena, so that an arena for a few words costs little and large
 * documents need few blocks. */
struct arena_block {
    struct arena_block *below;
    size_t n, size;
    _Alignas(8) char bytes[];
};
enum { ARENA_FIRST = 1 << 10, ARENA_LARGEST = 4 << 20 };

static struct arena_block *arena_block(struct arena *a, size_t need)
{
    size_t size = a->used < ARENA_FIRST     ? ARENA_FIRST
                  : a->used < ARENA_LARGEST ? a->used
                                            : ARENA_LARGEST;
    if (size < need)
        size = need;
    struct arena_block *b = mem_new(sizeof *b + size);
    b->size = size;
    return b;
}

void *arena_new(struct arena *a, size_t size)
{
    if (size > SIZE_MAX / 2)
        die(DIAG_out_of_memory, LOC_NONE);
    size = (size + 7) & ~(size_t)7;
    if (!a->top || a->top->size - a->top->n < size) {
        struct arena_block *b = arena_block(a, size);
        b->below = a->top;
        a->top = b;
    }
    void *p = a->top->bytes + a->top->n;
    a->top->n += size;
    a->used += size;
    return p;
}

char *arena_dup(struct arena *a, const char *s, size_t n)
{
    char *p = arena_new(a, n + 1);
    if (n)
        memcpy(p, s, n);
    return p;
}

/* Tries the rest of the block first; if it does not fit the written bytes are cleared, since blocks
 * are zeroed. */
char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    size_t room = a->top ? a->top->size - a->top->n : 0;
    char *rest = room ? a->top->bytes + a->top->n : NULL;
    int n = vsnprintf(rest, room, fmt, ap);
    if (room && (size_t)n >= room)
        memset(rest, 0, room);
    char *s = arena_new(a, (size_t)n + 1);
    if (s != rest)
        vsnprintf(s, (size_t)n + 1, fmt, again);
    va_end(again);
    va_end(ap);
    return s;
}

void arena_done(struct arena *a)
{
    for (struct arena_block *b = a->top, *below; b; b = below) {
        below = b->below;
        free(b);
    }
    *a = (struct arena){0};
}

void vec_grow(void **v, int *cap, size_t size)
{
    if (*cap > INT32_MAX / 2)
        die(DIAG_out_of_memory, LOC_NONE);
    *cap = *cap ? *cap * 2 : 8;
    *v = mem_grow(*v, size * (size_t)*cap);
}
