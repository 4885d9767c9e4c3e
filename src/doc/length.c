// SPDX-License-Identifier: Apache-2.0
/* Lengths as DocBook's attributes write them, in integers: no locale, no floating point. */
#include "doc/doc-int.h"

bool number_read(const char **s, int64_t *v)
{
    enum { WHOLE_MAX = 1 << 20 };
    const char *p = *s;
    int64_t whole = 0, fraction = 0, unit = 1;
    bool digits = false;
    for (; *p >= '0' && *p <= '9'; p++, digits = true)
        whole = whole < WHOLE_MAX ? whole * 10 + (*p - '0') : WHOLE_MAX;
    if (*p == '.')
        for (p++; *p >= '0' && *p <= '9'; p++, digits = true)
            if (unit < 1000000)
                fraction = fraction * 10 + (*p - '0'), unit *= 10;
    if (!digits)
        return false;
    *s = p;
    *v = (whole < WHOLE_MAX ? whole : WHOLE_MAX) * FIX_ONE + (fraction * FIX_ONE + unit / 2) / unit;
    return true;
}

bool length_read(const char *s, len font_size, struct css_val *v)
{
    static const struct {
        const char *name;
        int num, den;
    } units[] = {/* [pt] */
                 {"pt", 1, 1},  {"px", 3, 4},  {"mm", 7200, 2540}, {"cm", 72000, 2540},
                 {"in", 72, 1}, {"pc", 12, 1}, {"pi", 12, 1},      {"", 3, 4}};
    int64_t n;
    while (*s == ' ')
        s++;
    if (!s[*s == '+'] || !number_read((s += *s == '+', &s), &n))
        return false;
    size_t k = strcspn(s, " \t\n");
    if (k == 1 && *s == '%') {
        *v = (struct css_val){.kind = CSS_PCT,
                              .num = (int32_t)(n / 100 < INT32_MAX ? n / 100 : INT32_MAX)};
        return true;
    }
    if (k == 2 && !strncasecmp(s, "em", 2)) {
        *v = (struct css_val){.kind = CSS_LEN, .len = len_scale(font_size, n, FIX_ONE)};
        return true;
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (k == strlen(units[i].name) && !strncasecmp(s, units[i].name, k)) {
            *v = (struct css_val){.kind = CSS_LEN,
                                  .len = len_scale(LEN_PT, n * units[i].num,
                                                   (int64_t)FIX_ONE * units[i].den)};
            return true;
        }
    return false;
}
