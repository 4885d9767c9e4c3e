// SPDX-License-Identifier: Apache-2.0
/* Style sheets as tokens, and ranges of them. */
#ifndef KOKI_CSS_TOKEN_INT_H
#define KOKI_CSS_TOKEN_INT_H

#include <string.h>
#include <strings.h>

#include "css/css.h"

/* Limits on input. */
enum {
    CSS_MAX_BYTES = 4 << 20, /* of a sheet */
    CSS_MAX_SHEETS = 256,    /* imports included */
    CSS_MAX_IMPORTS = 16,    /* nested */
    CSS_MAX_DEPTH = 64,      /* of brackets */
    CSS_MAX_SELECTORS = 200000,
    CSS_MAX_ITEMS = 4096,  /* of one value */
    CSS_MAX_REPORTS = 500, /* faults reported */
    CSS_MAX_NEARS = 4000,  /* misspelt words examined */
    CSS_MAX_STYLES = 20000,
    CSS_MAX_COMPOUNDS = 64,   /* of one selector: bounds recursion */
    CSS_STEPS = 1 << 25,      /* compounds tried in a document, …*/
    CSS_STEPS_ELEMENT = 4096, /* … and additionally for each element */
};

enum tok {
    TOK_EOF,
    TOK_IDENT,
    TOK_FUNCTION,
    TOK_AT,
    TOK_HASH,
    TOK_STRING,
    TOK_BAD_STRING,
    TOK_URL,
    TOK_BAD_URL,
    TOK_DELIM,
    TOK_NUMBER,
    TOK_PERCENT,
    TOK_DIMENSION,
    TOK_SPACE,
    TOK_CDO,
    TOK_CDC,
    TOK_COLON,
    TOK_SEMICOLON,
    TOK_COMMA,
    TOK_SQUARE,
    TOK_SQUARE_END,
    TOK_PAREN,
    TOK_PAREN_END,
    TOK_BRACE,
    TOK_BRACE_END,
};
#define MICRO 1000000 /* numbers of tokens are int64_t in millionths, written [micro] */
struct token {
    uint8_t type; /* enum tok */
    bool flag;    /* HASH: could be an identifier; NUMBER, DIMENSION: written as an integer */
    bool sign;    /* a number written with + or - */
    char delim;
    uint32_t pos;  /* byte in the source */
    int32_t end;   /* FUNCTION and opening brackets: index of the closing token, or the number of
                      tokens */
    const char *s; /* interned: identifier, function name, string, unit */
    int64_t num;   /* [micro] */
};
struct tokens {
    struct token *v;
    int n, cap;
};

/* The context of declarations. */
enum css_context { IN_ELEMENTS, IN_FIRST_LINE, IN_PAGE, IN_MARGIN_BOX, IN_FOOTNOTE };

struct css_sheet {
    struct css *css;
    const char *file, *dir; /* interned */
    const char *encoding;   /* as iconv has it */
    const char *text;
    size_t n;
    VEC(uint32_t) lines; /* where each line begins */
    struct tokens tok;
    int origin;                     /* 0: the user-agent sheet; then the number of the css_load */
    const char *real;               /* its path with links resolved, interned; NULL: in memory */
    const struct css_sheet *parent; /* imported by */
    const char *const *allow;
    int n_allow;
    struct map ns;               /* prefix → interned URI; "" the default namespace */
    uint8_t context;             /* enum css_context: of the declarations being read */
    uint16_t layer;              /* of its rules; 0: none */
    const struct selector *nest; /* of the enclosing style rule; NULL: none */
};

/* A range of tokens, read from the front. */
struct cur {
    const struct css_sheet *sheet;
    const struct token *t;
    int i, end;
};
extern const struct token tok_eof;
static inline const struct token *cur_peek(const struct cur *c)
{
    return c->i < c->end ? &c->t[c->i] : &tok_eof;
}
static inline const struct token *cur_next(struct cur *c)
{
    return c->i < c->end ? &c->t[c->i++] : &tok_eof;
}
static inline bool cur_is(const struct cur *c, enum tok type) { return cur_peek(c)->type == type; }
static inline bool cur_is_delim(const struct cur *c, char d)
{
    return cur_is(c, TOK_DELIM) && c->t[c->i].delim == d;
}
static inline void cur_space(struct cur *c)
{
    while (cur_is(c, TOK_SPACE))
        c->i++;
}
static inline bool cur_done(struct cur *c)
{
    cur_space(c);
    return c->i >= c->end;
}
/* The inside the block or function that begins here; c goes after it. */
struct cur cur_block(struct cur *c);
/* Skips one component value (a token, or a whole block). */
void cur_skip(struct cur *c);
void cur_trim(struct cur *c); /* takes space off both ends */
/* The path of a url() or a string, which c is moved after; NULL if there is none. */
const char *cur_url(struct cur *c);
bool cur_comma(struct cur *c); /* skips space, a comma and space; false: no comma here */
bool cur_keyword(struct cur *c, const char *word); /* skips that identifier, and space after it */

void css_tokenize(struct css_sheet *sheet);
/* Pairs brackets (fills in `end`); false: nested deeper than CSS_MAX_DEPTH. */
bool css_pair(struct token *t, int n);
struct loc css_loc(const struct css_sheet *sheet, const struct token *t);
struct loc cur_loc(const struct cur *c);
/* The source of a range, white space collapsed, cut to a length fit for messages; arena-owned. */
const char *cur_text(const struct cur *c);

/* charset.c: the bytes of a sheet as its text, in UTF-8; whether an encoding of that name can be
 * read. */
void charset_decode(struct css_sheet *sheet, const char *text, size_t n);
bool charset_known(const char *label);
/* load.c */
struct css_sheet *css_sheet_new(struct css *css, const char *file, const char *text, size_t n,
                                const struct css_sheet *parent);
void css_import(struct css_sheet *from, const char *url, uint16_t layer, struct loc where);
/* resolve.c */
bool css_is_remote(const char *url); /* it has a scheme or a host */
const char *css_resolve(const struct css_sheet *sheet, const char *url,
                        struct loc where); /* NULL: refused and reported */

#endif
