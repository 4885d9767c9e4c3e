// SPDX-License-Identifier: Apache-2.0
/* The static position of absolute children of flex and grid containers: as if each were the only
 * item of its container (CSS Flexbox 1, 4.1; CSS Grid 1, 9.2). */
#include "page/page-int.h"

static len share_of(enum css_kw how, bool back, len free)
{
    bool end = how == KW_flex_end ? !back
               : how == KW_flex_start || how == KW_normal || how == KW_stretch ||
                       how == KW_baseline || how == KW_space_between
                   ? back
                   : how == KW_end || how == KW_right || how == KW_self_end;
    bool middle = how == KW_center || how == KW_space_around || how == KW_space_evenly;
    return middle ? free / 2 : end ? free : 0;
}

/* The value of align-self or justify-self, or what the container has for all of its items; safe
 * ones do not overflow at the start. */
static enum css_kw asked(const struct floating *fl, enum css_prop self, enum css_prop items,
                         len free)
{
    const struct css_style *own = fl->box->u.out.body->style;
    const struct css_val *v = css_is(own, self, KW_auto) ? &fl->box->parent->style->v[items]
                                                         : &own->v[self];
    enum css_kw kw = (enum css_kw)v->kw;
    if ((v->num == CSS_ALIGN_SAFE || kw == KW_baseline) && free < 0)
        return KW_start;
    if (kw == KW_baseline) /* its fallback (CSS Box Alignment 3, 4.2) */
        return v->num == CSS_ALIGN_LAST ? KW_end : KW_start;
    return kw == KW_auto || kw == KW_legacy || kw == KW_NONE_GIVEN ? KW_normal : kw;
}

static bool opposite(const struct floating *fl)
{
    return css_kw(fl->box->u.out.body->style, CSS_direction) !=
           css_kw(fl->box->parent->style, CSS_direction);
}

void align_in_area(const struct floating *fl, const struct frag *a, len *x, len *y)
{
    const struct css_style *grid = fl->box->parent->style;
    len free_x = a->w - fl->width - fl->margin_left - fl->margin_right,
        free_y = a->h - fl->height - fl->margin_top - fl->margin_bottom;
    enum css_kw main = asked(fl, CSS_justify_self, CSS_justify_items, free_x),
                cross = asked(fl, CSS_align_self, CSS_align_items, free_y);
    bool rtl = css_is(grid, CSS_direction, KW_rtl);
    if (main == KW_self_start || main == KW_self_end)
        main = (main == KW_self_end) != opposite(fl) ? KW_end : KW_start;
    main = main == KW_start ? KW_flex_start : main == KW_end ? KW_flex_end : main;
    *x = a->x + (main == KW_left ? 0 : main == KW_right ? free_x : share_of(main, rtl, free_x));
    *y = a->y + share_of(cross, false, free_y);
}

static void align_in_flex(const struct floating *fl, len *x, len *y)
{
    const struct css_style *s = fl->box->parent->style;
    bool column = css_is(s, CSS_flex_direction, KW_column) ||
                  css_is(s, CSS_flex_direction, KW_column_reverse);
    bool reverse = css_is(s, CSS_flex_direction, KW_row_reverse) ||
                   css_is(s, CSS_flex_direction, KW_column_reverse);
    bool rtl = css_is(s, CSS_direction, KW_rtl), up = css_is(s, CSS_flex_wrap, KW_wrap_reverse);
    len free_x = fl->host_width - fl->width - fl->margin_left - fl->margin_right;
    len free_y = fl->host_height - fl->height - fl->margin_top - fl->margin_bottom;
    const struct css_val *justify = &s->v[CSS_justify_content];
    enum css_kw main = justify->num == CSS_ALIGN_SAFE && (column ? free_y : free_x) < 0
                           ? KW_start
                           : (enum css_kw)justify->kw,
                cross = asked(fl, CSS_align_self, CSS_align_items, column ? free_x : free_y);
    if (main == KW_start || main == KW_end)
        main = main == KW_end ? (reverse ? KW_flex_start : KW_flex_end)
               : reverse      ? KW_flex_end
                              : KW_flex_start;
    if (column && (cross == KW_self_start || cross == KW_self_end) && opposite(fl))
        cross = cross == KW_self_start ? KW_self_end : KW_self_start;
    if (cross == KW_start || cross == KW_self_start)
        cross = up ? KW_flex_end : KW_flex_start;
    else if (cross == KW_end || cross == KW_self_end)
        cross = up ? KW_flex_start : KW_flex_end;
    *x += column ? share_of(cross, up != rtl, free_x) : share_of(main, reverse != rtl, free_x);
    *y += column ? share_of(main, reverse, free_y) : share_of(cross, up, free_y);
}

void align_in_host(const struct floating *fl, len *x, len *y)
{
    if (box_is_grid(fl->box->parent))
        align_in_area(fl,
                      &(struct frag){.x = *x, .y = *y, .w = fl->host_width, .h = fl->host_height},
                      x, y);
    else
        align_in_flex(fl, x, y);
}
