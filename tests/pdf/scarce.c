// SPDX-License-Identifier: Apache-2.0
/* Preloaded by tests/pdf/scarce: the allocation of number KOKI_NTH finds no memory. KOKI_COUNT is a
 * file for how many there were. The programs ask glibc for memory by these names (src/base/heap.c),
 * and all libraries ask the programs. */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__libc_memalign(size_t align, size_t size);
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);

static atomic_long count;

static void *new_memory(size_t size)
{
    static long nth = -1;
    if (nth < 0)
        nth = getenv("KOKI_NTH") ? atol(getenv("KOKI_NTH")) : 0;
    if (atomic_fetch_add(&count, 1) + 1 != nth)
        return __libc_memalign(16, size);
    errno = ENOMEM;
    return NULL;
}

void *__libc_malloc(size_t size) { return new_memory(size); }

void *__libc_calloc(size_t n, size_t size)
{
    size_t all;
    void *p = __builtin_mul_overflow(n, size, &all) ? NULL : new_memory(all);
    return p ? memset(p, 0, all) : NULL;
}

void *__libc_realloc(void *p, size_t size)
{
    void *to = size || !p ? new_memory(size) : NULL;
    size_t old = p ? malloc_usable_size(p) : 0;
    if (to && p)
        memcpy(to, p, old < size ? old : size);
    if (to || !size)
        free(p);
    return to;
}

__attribute__((destructor)) static void tell(void)
{
    FILE *f = getenv("KOKI_COUNT") ? fopen(getenv("KOKI_COUNT"), "w") : NULL;
    if (f) {
        fprintf(f, "%ld\n", (long)count);
        fclose(f);
    }
}
