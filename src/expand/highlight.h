/* Which parts of a listing are keywords, comments and so on: GNU Source-highlight's answer. C and C++. */
#ifndef KOKI_EXPAND_HIGHLIGHT_H
#define KOKI_EXPAND_HIGHLIGHT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum highlight_result { HIGHLIGHT_DONE, HIGHLIGHT_UNKNOWN /* no such language */, HIGHLIGHT_FAILED /* its rules, or it is too much */ };
/* Calls `part` for every part that has a name ("keyword", "comment", …), in order, with its bytes [from, to); the name holds until the
 * call returns. language: a name or an ending, in small letters. Not thread-safe. */
enum highlight_result highlight(const char *language, const char *text, size_t n,
                                void (*part)(void *ctx, const char *name, size_t from, size_t to), void *ctx);

#ifdef __cplusplus
}
#endif
#endif
