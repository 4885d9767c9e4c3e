// SPDX-License-Identifier: Apache-2.0
/* Reports of faults in style sheets: their number is limited, as is that of suggestions for
 * misspelt words. */
#include "css/css-int.h"

bool css_may_report(struct css *css)
{
    if (css->reports == CSS_MAX_REPORTS)
        diag(DIAG_css_many_faults, (struct loc){css->sheets.v[css->sheets.n - 1]->file},
             CSS_MAX_REPORTS);
    return css->reports++ < CSS_MAX_REPORTS;
}

struct near near_to(struct css *css, const char *word)
{
    return css->nears++ < CSS_MAX_NEARS ? near_word(word) : (struct near){word, NULL, 0};
}

void css_unknown_at(struct css *css, const char *name, struct loc where, const char *const *names)
{
    struct near n = near_to(css, name);
    for (; *names; names++)
        near_try(&n, *names);
    if (n.best)
        css_report(css, DIAG_css_unknown_at_near, where, name, n.best);
    else
        css_report(css, DIAG_css_unknown_at, where, name);
}
