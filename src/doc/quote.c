// SPDX-License-Identifier: Apache-2.0
/* Quotation marks: the quotes property, or for `auto` those of the language around the quotation.
 */
#include "doc/doc-int.h"

/* Outer and inner pair by language; the first match of the longest tag counts. From the
 * orthographies' own rules; French with its narrow no-break spaces, which Unicode's locale data
 * lack. */
static const struct quotes {
    const char *lang, *mark[4];
} table[] = {
    {"de-CH", {"«", "»", "‹", "›"}},
    {"de-LI", {"«", "»", "‹", "›"}},
    {"de", {"„", "“", "‚", "‘"}},
    {"fr-CH", {"«", "»", "‹", "›"}},
    {"fr", {"«\u202f", "\u202f»", "“", "”"}},
    {"it-CH", {"«", "»", "‹", "›"}},
    {"it", {"«", "»", "“", "”"}},
    {"es", {"«", "»", "“", "”"}},
    {"ca", {"«", "»", "“", "”"}},
    {"pt-PT", {"«", "»", "“", "”"}},
    {"ru", {"«", "»", "„", "“"}},
    {"uk", {"«", "»", "„", "“"}},
    {"be", {"«", "»", "„", "“"}},
    {"el", {"«", "»", "“", "”"}},
    {"pl", {"„", "”", "«", "»"}},
    {"cs", {"„", "“", "‚", "‘"}},
    {"sk", {"„", "“", "‚", "‘"}},
    {"sl", {"„", "“", "‚", "‘"}},
    {"hr", {"„", "”", "‚", "’"}},
    {"sr", {"„", "”", "’", "’"}},
    {"bg", {"„", "“", "’", "’"}},
    {"hu", {"„", "”", "»", "«"}},
    {"ro", {"„", "”", "«", "»"}},
    {"lt", {"„", "“", "‚", "‘"}},
    {"et", {"„", "“", "‚", "‘"}},
    {"lv", {"“", "”", "‘", "’"}},
    {"is", {"„", "“", "‚", "‘"}},
    {"da", {"»", "«", "›", "‹"}},
    {"sv", {"”", "”", "’", "’"}},
    {"fi", {"”", "”", "’", "’"}},
    {"nb", {"«", "»", "‘", "’"}},
    {"nn", {"«", "»", "‘", "’"}},
    {"no", {"«", "»", "‘", "’"}},
    {"nl", {"‘", "’", "“", "”"}},
    {"tr", {"“", "”", "‘", "’"}},
    {"ja", {"「", "」", "『", "』"}},
    {"zh-TW", {"「", "」", "『", "』"}},
    {"zh-HK", {"「", "」", "『", "』"}},
    {"zh", {"“", "”", "‘", "’"}},
    {"he", {"”", "”", "’", "’"}},
    {"", {"“", "”", "‘", "’"}},
};

static const struct quotes *quotes_for(const char *lang)
{
    const struct quotes *q = table;
    for (; *q->lang; q++) {
        size_t n = strlen(q->lang);
        if (!strncasecmp(q->lang, lang, n) && (!lang[n] || lang[n] == '-' || lang[n] == '_'))
            break;
    }
    return q;
}

const char *quote_mark(const struct css_style *style, const char *lang, int depth, bool open)
{
    const struct css_list *l = style ? css_list(style, CSS_quotes) : NULL;
    if (l && l->n >= 2) {
        int pair = depth < l->n / 2 ? depth : l->n / 2 - 1;
        const struct css_item *i = &l->item[pair * 2 + !open];
        return i->kind == CSS_I_STRING ? i->a : i->v.str;
    }
    if (style && css_is(style, CSS_quotes, KW_none))
        return "";
    return quotes_for(lang)->mark[(depth & 1) * 2 + !open];
}
