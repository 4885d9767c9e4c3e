// SPDX-License-Identifier: Apache-2.0
/* Counter styles. */
#ifndef KOKI_CSS_COUNTER_INT_H
#define KOKI_CSS_COUNTER_INT_H

#include "css/token-int.h"

enum counter_system {
    SYS_SYMBOLIC,
    SYS_CYCLIC,
    SYS_NUMERIC,
    SYS_ALPHABETIC,
    SYS_ADDITIVE,
    SYS_FIXED
};
struct css_counter {
    const char *name;
    bool defined, reported; /* reported as undefined */
    struct loc used;        /* first use, for the report if it is never defined */
    uint8_t system;         /* enum counter_system */
    int first;              /* FIXED: value of the first symbol */
    int n;
    struct symbol {
        const char *s;
        int weight;
    } * symbol;
    const char *negative, *negative_end, *prefix, *suffix, *pad;
    int pad_to;
    bool has_range;
    int low, high;
    const struct css_counter *fallback; /* NULL: decimal */
};
struct css_counter *counter_get(struct css *css, const char *name, struct loc where);
struct css_counter *counter_new(struct css *css, const char *name);
void css_parse_counter_style(struct css_sheet *sheet, struct cur prelude, struct cur block,
                             struct loc where);
void counters_init(struct css *css);
void counters_check(struct css *css); /* reports those used but never defined */

#endif
