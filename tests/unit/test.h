// SPDX-License-Identifier: Apache-2.0
/* The interface of the unit and property tests: CHECK counts, test_end prints the plain closing
 * line. */
#ifndef KOKI_TEST_H
#define KOKI_TEST_H

#include <stdio.h>
#include <string.h>

static int test_passed, test_failed;

#define CHECK(cond)                                                                                \
    ((cond) ? (void)test_passed++                                                                  \
            : (test_failed++,                                                                      \
               (void)fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__, #cond)))
#define CHECK_INT(got, want)                                                                       \
    do {                                                                                           \
        long long got_ = (got), want_ = (want);                                                    \
        if (got_ == want_)                                                                         \
            test_passed++;                                                                         \
        else                                                                                       \
            test_failed++, fprintf(stderr, "%s:%d: %s is %lld, not %lld\n", __FILE__, __LINE__,    \
                                   #got, got_, want_);                                             \
    } while (0)
#define CHECK_STR(got, want)                                                                       \
    do {                                                                                           \
        const char *got_ = (got), *want_ = (want);                                                 \
        if (got_ && !strcmp(got_, want_))                                                          \
            test_passed++;                                                                         \
        else                                                                                       \
            test_failed++, fprintf(stderr, "%s:%d: %s is \"%s\", not \"%s\"\n", __FILE__,          \
                                   __LINE__, #got, got_ ? got_ : "(null)", want_);                 \
    } while (0)

/* Before a loop: a property is one check, on however many cases it is tried; of those inside only
 * what fails is counted by itself. */
#define PROPERTY                                                                                   \
    for (int before_ = test_passed, bad_ = test_failed, once_ = 1; once_;                          \
         once_ = 0, test_passed = before_ + (test_failed == bad_))

static inline int test_end(void)
{
    printf("%d passed, %d failed\n", test_passed, test_failed);
    return test_failed != 0;
}

#endif
