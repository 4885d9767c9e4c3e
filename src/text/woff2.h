// SPDX-License-Identifier: Apache-2.0
/* The interface between fontfile.c and woff2.cc. */
#ifndef KOKI_WOFF2_H
#define KOKI_WOFF2_H

#include <stddef.h>

#ifdef __cplusplus
extern "C"
#endif
    /* The OpenType font in a WOFF 2 file, malloc'ed; NULL: it is damaged or larger than the limit.
     * Not thread-safe: it redirects standard error meanwhile. */
    unsigned char *
    woff2_unpack(const unsigned char *s, size_t n, size_t limit, size_t *size);

#endif
