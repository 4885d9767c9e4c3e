// SPDX-License-Identifier: Apache-2.0
/* The inner types of css: tokens → declarations and selectors → index → matched sets → computed
 * styles.
 *
 * A sheet is tokenized whole; every later step looks at ranges of its tokens (struct cur), with
 * brackets paired beforehand, so that skipping a faulty block is one assignment and no recursion
 * depends on the input's depth. */
#ifndef KOKI_CSS_INT_H
#define KOKI_CSS_INT_H

#include "css/counter-int.h"
#include "css/near-int.h"
#include "css/page-int.h"
#include "css/select-int.h"
#include "css/style-int.h"

struct css {
    struct arena arena;
    VEC(struct css_sheet *) sheets;
    int origin, order;
    VEC(struct rule *) rules;
    VEC(struct selector *) selectors; /* in order of the sheets; sorted by matcher_build */
    bool dirty;
    VEC(struct layer) layers; /* numbered from 1 */
    VEC(struct page_rule *) pages;
    VEC(struct css_font_face *) faces;
    struct map counters; /* → struct css_counter */
    struct map spots;    /* → struct css_color: alternative of a spot colour */
    struct matcher match;
    const struct syntax *syntax[CSS_PROPS];
    struct css_val initial[CSS_PROPS];
    struct ptrset colors, lists, sums, styles, msets, cache, lines;
    struct css_style *first;      /* all initial */
    const struct css_style *root; /* of the last root element, NULL: none yet */
    uint32_t n_styles;
    bool viewport;        /* some sheet uses vw or the like … */
    bool letters;         /* … of ex or ch … */
    bool leads;           /* … or of lh or rlh */
    css_measure *measure; /* NULL: fonts cannot be measured */
    void *measure_ctx;
    len page_width, page_height; /* base of vw and vh; 0: not known yet */
    bool styles_reported;
    int reports, nears;
    const xmlNode *subject; /* the element whose style is being computed, for attr(); NULL: none */
    bool attrs;             /* some sheet uses attr() outside content */
    const struct css_color
        *current;       /* of the style being computed, for colours derived from it; NULL: none */
    bool asked_current; /* the value just read depends on it */
    bool pages_sorted;
};
/* A fault in a style sheet; after CSS_MAX_REPORTS of them, silence. */
#define css_report(css, ...) (css_may_report(css) ? diag(__VA_ARGS__) : (void)0)
bool css_may_report(struct css *css);

void css_prepare(struct css *css); /* builds the index if sheets were added */
bool css_style_initial(const struct css_style *s, enum css_prop p);
bool css_is_color(enum css_prop p); /* its values are made by color.c */
void css_val_print(const struct css_val *v, struct buf *b);
void css_item_print(const struct css_item *item, struct buf *b);

#endif
