// SPDX-License-Identifier: Apache-2.0
/* The breaker's judgement of single lines, for break.c and the property test that compares it with
 * brute force. */
#ifndef KOKI_BREAK_INT_H
#define KOKI_BREAK_INT_H

#include "flow/flow.h"

/* Sums over the items before a place. */
struct sums {
    int64_t width, stretch, shrink; /* stretch, shrink: of glue */
    int64_t grow, squeeze;          /* of boxes */
    int fil;
};
struct breaker {
    const struct item *item;
    int n;
    const struct break_rules *rules;
    struct sums *sum; /* n + 1 */
    int *start;       /* n + 1: the first item at or after i that a line beginning there keeps */
    int *end;         /* n: after the last item that a line ending at i keeps */
    len hang_left, hang_right; /* the widest protrusions */
    bool last_pass;
    struct breaker *first; /* of rules->first; NULL */
};
/* The cost of a line from one break to another by itself. */
struct fit {
    bool possible, overfull, loose;
    bool short_of; /* too loose, and any later start would be looser still */
    int32_t ratio; /* [fix] of the glue */
    int fitness;   /* 0 tight … 5 very loose */
    int64_t demerits;
};
enum { FITNESS_EVEN = 2 }; /* of a line that is as wide as it comes */
/* The part of a line's slack (room > 0) or excess [len] taken by its letters, the spaces taking the
 * rest; letters, spaces: the elasticity of each; reserve [fix of letters]: further elasticity of
 * letters, if spaces would have to give too much. */
int64_t break_letters(int64_t room, int64_t letters, int64_t spaces, int32_t reserve);
void breaker_init(struct breaker *b, const struct item *item, int n,
                  const struct break_rules *rules);
void breaker_done(struct breaker *b);
/* Whether glue or a penalty vanishes at the ends of a line. */
bool item_vanishes(const struct item *it);
bool breaker_legal(const struct breaker *b, int at);
/* The line that begins after the break `from` (-1: at the start, with rules->first in its items)
 * and ends at the legal break `to`. */
struct fit breaker_line(const struct breaker *b, int from, int to, int line);
/* The cost of two consecutive lines: fitness of the first (-1: none before), flagged ends of both,
 * and whether the second is the last. */
int64_t breaker_join(const struct break_rules *rules, int fitness_before, int fitness,
                     bool flagged_before, bool flagged, bool last);
/* The first pass is bound to the tolerance, the last accepts everything. */
enum { BREAK_PASSES = 2 };

#endif
