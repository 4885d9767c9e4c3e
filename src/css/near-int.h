// SPDX-License-Identifier: Apache-2.0
/* Suggestions for misspelt words. */
#ifndef KOKI_CSS_NEAR_INT_H
#define KOKI_CSS_NEAR_INT_H

#include "css/css.h"

void css_color_names(struct near *n);
void css_unit_names(struct near *n);
/* near.c: as near_word; after CSS_MAX_NEARS words nothing is near. */
struct near near_to(struct css *css, const char *word);
/* near.c: '@name' is not supported; names (ending in NULL) are the allowed ones. */
void css_unknown_at(struct css *css, const char *name, struct loc where, const char *const *names);

#endif
