// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the cutter of text and its rules of line breaking. */
#ifndef KOKI_PIECES_INT_H
#define KOKI_PIECES_INT_H

#include "text/text-int.h"

struct cutter {
    struct text *t;
    const struct text_span *span;
    int n_spans;
    int *start;    /* byte at which span i begins; n_spans + 1 entries */
    const char *s; /* the whole text */
    int n;
    const uint8_t *level;     /* by byte; NULL: all 0 */
    int at_span;              /* the current span */
    struct text_style *style; /* its text style */
    bool lining;              /* the current token has lining figures */
};

/* What replaces the bytes of a control span once the levels are known: no character
 * of a document. */
enum { CONTROL = 1 };
/* The class of a character for the cutter. */
enum kind {
    K_PLAIN, /* letters, figures, most symbols: no break beside them */
    K_SPACE,
    K_TAB,
    K_NEWLINE,
    K_HYPHEN, /* may break after: hyphen-minus, U+2010 */
    K_SLASH,
    K_DASH,    /* may break after, never before */
    K_SOFT,    /* soft hyphen */
    K_ZERO,    /* U+200B: may break */
    K_FIXED,   /* no-break spaces: U+00A0 may stretch, U+202F and U+2007 may not */
    K_THIN,    /* U+2000 … U+200A, U+3000: may break after */
    K_CONTROL, /* of a span that says only how text runs */
    K_OBJECT,
    K_OTHER, /* breaks by UAX 14 */
};

int char_kind(uint32_t c); /* enum kind */
/* The character at a byte, and the beginning of the next one; the one before a byte, 0 at the
 * start. */
uint32_t char_at(const struct cutter *c, int at, int *next);
uint32_t char_before(const struct cutter *c, int at);
bool char_is_alnum(uint32_t c);
static inline bool char_is_digit(uint32_t c) { return c - '0' < 10u; }
/* Kinds of tokens that are no words of prose: paths and names in code, addresses. No hyphen is put
 * into them. */
enum address { ADDRESS_NONE, ADDRESS_CODE, ADDRESS_WEB, ADDRESS_MAIL };
/* The kind of a token (bytes from … to). */
enum address token_address(const struct cutter *c, int from, int to);
/* Whether a token has figures that are lining in text with old-style ones. */
bool token_has_lining(const struct cutter *c, int from, int to);
/* Whether a line may end before `next`, after the character of a kind at `at`; *weak: only with a
 * penalty. */
bool token_may_break(const struct cutter *c, int from, int at, int next, int to, int kind,
                     enum address address, bool *weak);
/* Whether the text at `at` may not begin a line, even after a space. */
bool space_clings(const struct cutter *c, int at);

#endif
