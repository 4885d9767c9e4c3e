// SPDX-License-Identifier: Apache-2.0
/* The property and keyword tables: names, and the columns of props.def. */
#include "css/css-int.h"

static const struct {
    const char *name;
    bool inherited;
    const char *initial, *syntax;
} props[] = {
#define P(id, name, inherited, initial, syntax) {name, inherited, initial, syntax},
#include "css/props.def"
#undef P
};
static const char *const keywords[] = {
    NULL,
#define K(id, name) name,
#include "css/keywords.def"
#undef K
};

const char *css_name(enum css_prop p) { return props[p].name; }
bool css_prop_inherits(enum css_prop p) { return props[p].inherited; }
const char *css_prop_initial(enum css_prop p) { return props[p].initial; }
const char *css_prop_syntax(enum css_prop p) { return props[p].syntax; }

const char *css_kw_name(enum css_kw kw)
{
    return kw > KW_NONE_GIVEN && kw < CSS_KEYWORDS ? keywords[kw] : "";
}

enum css_kw css_keyword(const char *s)
{
    int low = 1, high = CSS_KEYWORDS - 1;
    while (low <= high) {
        int mid = (low + high) / 2, d = strcasecmp(s, keywords[mid]);
        if (!d)
            return mid;
        if (d < 0)
            high = mid - 1;
        else
            low = mid + 1;
    }
    return KW_NONE_GIVEN;
}

int css_prop_lookup(const char *name)
{
    for (int p = 0; p < CSS_PROPS; p++)
        if (!strcasecmp(name, props[p].name))
            return p;
    return -1;
}

bool css_is_color(enum css_prop p)
{
    return p == CSS_color || p == CSS_background_color || p == CSS_column_rule_color ||
           p == CSS_text_decoration_color || p == CSS_outline_color ||
           (p >= CSS_border_top_color && p <= CSS_border_left_color);
}
