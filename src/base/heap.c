// SPDX-License-Identifier: Apache-2.0
/* The heap of the whole program, libraries included: a failed allocation ends it.
 *
 * Few libraries survive a failed allocation without loss: a font loses its glyphs, a profile is
 * left out, silently. If a program defines malloc, all libraries use it; so none ever sees a
 * failure, no output is replaced, and temporary files are removed. Only absurdly large requests,
 * caused by hostile files, are refused as usual, since their readers report that. The work is done
 * by glibc's functions under their internal names; free and the others are its own. */
#include <errno.h>
#include <stdlib.h>

#include "base/base-int.h"

#if defined __GLIBC__ && !SANITIZED

#define EXPORT __attribute__((visibility("default")))
static const size_t ABSURD = (size_t)1 << 30; /* [bytes] */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);
void *__libc_memalign(size_t align, size_t size);

static void *granted(void *p, size_t size)
{
    if (!p && size < ABSURD)
        die(DIAG_out_of_memory, LOC_NONE);
    return p;
}

EXPORT void *malloc(size_t size) { return granted(__libc_malloc(size), size); }

EXPORT void *calloc(size_t n, size_t size)
{
    size_t all;
    return granted(__libc_calloc(n, size), __builtin_mul_overflow(n, size, &all) ? SIZE_MAX : all);
}

/* A size of 0 frees the block, and then NULL is not a failure. */
EXPORT void *realloc(void *p, size_t size)
{
    void *to = __libc_realloc(p, size);
    return size ? granted(to, size) : to;
}

static bool is_power(size_t n) { return n && !(n & (n - 1)); }

EXPORT int posix_memalign(void **p, size_t align, size_t size)
{
    if (!is_power(align) || align % sizeof(void *))
        return EINVAL;
    void *new = granted(__libc_memalign(align, size), size);
    if (!new)
        return ENOMEM;
    *p = new;
    return 0;
}
#endif
