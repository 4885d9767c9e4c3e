// SPDX-License-Identifier: Apache-2.0
/* Computed styles: interned, cached by their inputs. */
#ifndef KOKI_CSS_STYLE_INT_H
#define KOKI_CSS_STYLE_INT_H

#include "css/decl-int.h"

struct css_vars { /* in order of the names' addresses */
    int n;
    struct var {
        const char *name;
        struct cur value;
    } v[];
};
struct style {
    struct css_style s; /* first: a struct css_style * of the engine is a struct style * */
    const struct css_vars *vars;
    const struct css_style *first; /* the initial values, for dumps */
    const struct loc
        *from[CSS_PROPS]; /* place of each declaration, NULL: none; ignored in comparing styles */
};
static inline const struct style *style_of(const struct css_style *s)
{
    return (const struct style *)s;
}

/* A set of matched ranks, interned. */
struct mset {
    int n;
    uint8_t attr; /* whether its rules use attr(): 0 unknown, 1 no, 2 yes */
    const uint32_t *rank;
};
struct cache_entry {
    const void *parent, *set;
    const char *lang;
    uint32_t kind; /* enum css_pseudo, or the values of page.c and css_anonymous in its place */
    const void *style;
};

/* Open-addressed table of pointers by hash. */
struct ptrset {
    void **v;
    uint64_t *hash;
    int n, cap;
};
void *ptrset_find(const struct ptrset *t, uint64_t hash, bool (*same)(const void *a, const void *b),
                  const void *key);
void ptrset_add(struct ptrset *t, uint64_t hash, void *p);
void ptrset_done(struct ptrset *t);

/* Cache of styles by parent, set of rules and language. */
const struct mset *css_mset(struct css *css, const uint32_t *rank, int n);
struct cache_entry *css_cached(struct css *css, const void *parent, const void *set,
                               const char *lang, uint32_t kind); /* its style NULL: new */

/* The style for ::first-line: properties that do not apply there are its parent's, or initial. */
const struct css_style *css_first_line(struct css *css, const struct css_style *s,
                                       const struct css_style *parent);
/* compute.c: a style from its parent's (NULL: initial values) and blocks of declarations in
 * ascending order of the cascade. */
const struct css_style *css_compute(struct css *css, const struct css_style *parent,
                                    const char *lang, const struct decls *const *block, int n);
const struct css_lines *css_lines_new(struct css *css, const struct css_lines *l);
const struct css_style *css_style_intern(struct css *css, const struct style *s);
struct css_val css_stretch(struct css_val v); /* of font-stretch: CSS_PCT */
/* A specified value with nothing relative left in it but percentages. */
struct css_bases {
    len em, rem, lh, rlh;
    len ex, ch;        /* of the font; 0: not known */
    len width, height; /* of the page */
};
struct css_val css_absolute(struct css *css, struct css_val v, const struct css_bases *b);

/* attr.c: whether a value uses attr(); the values of the attributes used by a set of rules (NULL:
 * none); replaces the arguments of one attr() by a token of its value, `in` is moved after it:
 * false if there is none, and the fallback applies. */
bool css_has_attr(struct cur c);
const char *css_attr_key(struct css *css, const struct mset *set, const xmlNode *n);
bool css_attr(struct css *css, struct cur *in, struct token *out);
/* var.c: expands var() in a range; false: one is undefined or endless, *missing is its name. The
 * result is arena-owned. */
bool css_substitute(struct css *css, const struct css_vars *vars, struct cur in, struct cur *out,
                    const char **missing);
const struct css_vars *css_vars_new(struct css *css, const struct css_vars *parent,
                                    const struct decl *const *custom, int n);

#endif
