// SPDX-License-Identifier: Apache-2.0
/* Suggestions for misspelt words. */
#ifndef KOKI_CSS_NEAR_INT_H
#define KOKI_CSS_NEAR_INT_H

#include "css/css.h"

/* near.c: the entry of a list of names to suggest for a misspelt word. */
struct near {
    const char *word, *best;
    int distance;
};
void near_try(struct near *n, const char *candidate);
void css_color_names(struct near *n);
void css_unit_names(struct near *n);
struct near near_to(struct css *css, const char *word);
/* near.c: '@name' is not supported; names (ending in NULL) are the allowed ones. */
void css_unknown_at(struct css *css, const char *name, struct loc where, const char *const *names);

#endif
