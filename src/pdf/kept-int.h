// SPDX-License-Identifier: Apache-2.0
/* The interface of kept.c: data common to editions of one book. */
#ifndef KOKI_KEPT_INT_H
#define KOKI_KEPT_INT_H

#include "base/base.h"

enum kept_kind {
    KEPT_FAST,
    KEPT_WELL /* raw → deflated */,
    KEPT_SUBSET /* face and glyphs → font */,
    KEPT_IMPORT /* drawing → objects */
};
struct kept_key {
    enum kept_kind kind;
    const void *s; /* its input */
    size_t n;
};
/* Finds the result for the same input; false if there is none. The data stay owned by the
 * keeper. */
bool kept_find(const struct kept_key *key, const unsigned char **data, size_t *n);
void kept_add(const struct kept_key *key, const void *data,
              size_t n); /* copies all, once pdf_keep was called */

#endif
