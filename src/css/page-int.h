// SPDX-License-Identifier: Apache-2.0
/* Rules of pages, and @font-face. */
#ifndef KOKI_CSS_PAGE_INT_H
#define KOKI_CSS_PAGE_INT_H

#include "css/decl-int.h"

struct page_body {
    struct decls decls, box[CSS_MARGIN_BOXES], footnote;
};
struct page_rule {
    const char *name; /* NULL: any */
    unsigned flags;   /* CSS_PAGE_* that must hold */
    bool nth;
    int a, b;
    const char *of; /* nth counts in the group of pages of that name; NULL: in the document */
    uint32_t spec;
    bool never; /* its selector is faulty */
    uint16_t layer;
    int origin, order;
    struct page_body *body; /* shared by the selectors of one rule */
    bool owner;             /* … and freed with the first */
};
void css_parse_page(struct css_sheet *sheet, struct cur prelude, struct cur block, uint16_t layer,
                    struct loc where);
extern const char *const css_area_names[]; /* by enum css_margin_box, then "footnote", NULL */
void css_pages_free(struct css *css);

/* n of the first item of a page size: only the orientation is given, and the sheet is that of
 * unnamed pages. */
enum { SIZE_LANDSCAPE = 1, SIZE_PORTRAIT };

void css_parse_font_face(struct css_sheet *sheet, struct loc where, struct cur block);

#endif
