// SPDX-License-Identifier: Apache-2.0
/* The properties that have an effect in each context: others are reported. */
#include "css/decl-int.h"

/* Properties of the page itself (CSS Paged Media 3, 4 and 7). */
static bool of_pages(enum css_prop p) { return p <= CSS_koki_baseline_grid && p != CSS_page; }

/* Distances, borders and backgrounds. */
static bool of_boxes(enum css_prop p)
{
    return (p >= CSS_margin_top && p <= CSS_border_bottom_left_radius) ||
           (p >= CSS_background_color && p <= CSS_background_clip);
}

/* CSS Pseudo-Elements 4, 2.1.1 */
static bool of_first_line(enum css_prop p)
{
    return (p >= CSS_font_family && p <= CSS_line_height) || p == CSS_text_transform ||
           p == CSS_letter_spacing || p == CSS_word_spacing ||
           (p >= CSS_text_decoration_line && p <= CSS_text_underline_position) || p == CSS_color ||
           (p >= CSS_background_color && p <= CSS_background_clip) || p == CSS_koki_overprint;
}

bool css_applies(enum css_context context, enum css_prop p)
{
    bool text = css_prop_inherits(p) ||
                (p >= CSS_text_decoration_line && p <= CSS_text_decoration_thickness);
    switch (context) {
    case IN_FIRST_LINE: return of_first_line(p);
    case IN_PAGE:
        return of_pages(p) || of_boxes(p) || css_prop_inherits(p) || p == CSS_counter_reset;
    case IN_MARGIN_BOX:
        return of_boxes(p) || text || p == CSS_content ||
               (p >= CSS_box_sizing && p <= CSS_max_height) || p == CSS_vertical_align;
    case IN_FOOTNOTE:
        return of_boxes(p) || css_prop_inherits(p) || p == CSS_max_height || p == CSS_float;
    default: return !of_pages(p);
    }
}

const char *css_context_name(enum css_context context)
{
    switch (context) {
    case IN_FIRST_LINE: return "::first-line";
    case IN_PAGE: return "@page";
    case IN_MARGIN_BOX: return _("margin boxes");
    case IN_FOOTNOTE: return "@footnote";
    default: return _("elements, only in @page");
    }
}
