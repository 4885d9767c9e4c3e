// SPDX-License-Identifier: Apache-2.0
/* Numbers of tables: read by the habits of a language, and written by them.
 *
 * German tables have a comma before the decimals and points between groups, English ones the other
 * way round; a mark that cannot separate groups of three is a decimal mark in either. Output has a
 * narrow space between groups from five digits on, as usual in German typography. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include "chart/chart-int.h"

enum { DIGITS = 15 }; /* more than the precision of a double */
#define NARROW "\u202f"
#define MINUS  "\u2212"

bool lang_is(const char *lang, const char *two)
{
    return lang && !strncmp(lang, two, 2) && (!lang[2] || lang[2] == '-' || lang[2] == '_');
}

/* Digits as the language writes them; decimals "": none. */
const char *number_text(struct arena *a, const char *lang, bool minus, const char *digits,
                        const char *decimals)
{
    struct buf b = {0};
    size_t n = strlen(digits);
    bool english = lang_is(lang, "en");
    buf_puts(&b, minus ? MINUS : "");
    for (size_t i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0 && (english ? n > 3 : n > 4))
            buf_puts(&b, english ? "," : NARROW);
        buf_putc(&b, digits[i]);
    }
    if (*decimals)
        buf_printf(&b, "%s%s", english ? "." : ",", decimals);
    const char *text = arena_dup(a, b.s, b.n);
    buf_done(&b);
    return text;
}

static size_t space_at(const char *s)
{
    static const char *const spaces[] = {" ", "\t", "\n", "\u00a0", "\u202f", "\u2009", "'", "’"};
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (!strncmp(s, spaces[i], strlen(spaces[i])))
            return strlen(spaces[i]);
    return 0;
}

/* The characters of the number at s, without group separators; returns its end. */
static const char *scan_number(const char *s, char *to, size_t room)
{
    size_t n = 0;
    while (*s) {
        size_t k = n && isdigit((unsigned char)to[n - 1]) ? space_at(s) : 0;
        bool group = k && isdigit((unsigned char)s[k]) && isdigit((unsigned char)s[k + 1]) &&
                     isdigit((unsigned char)s[k + 2]) && !isdigit((unsigned char)s[k + 3]);
        if (group) {
            s += k;
            continue;
        }
        if (!strchr("0123456789.,", *s) || n + 1 >= room)
            break;
        to[n++] = *s++;
    }
    while (n && strchr(".,", to[n - 1])) /* it ends a sentence or an abbreviation, not a number */
        n--, s--;
    to[n] = 0;
    return s;
}

static bool has_groups(const char *s, char mark)
{
    size_t first = strcspn(s, ".,");
    if (!first || first > 3 || *s == '0' || s[first] != mark)
        return false;
    for (s += first; *s == mark; s += 4)
        if (!isdigit((unsigned char)s[1]) || !isdigit((unsigned char)s[2]) ||
            !isdigit((unsigned char)s[3]))
            return false;
    return !*s || !isdigit((unsigned char)*s);
}

/* Splits digits and decimals; false: the marks make no sense. */
static bool split_number(const char *s, char decimal, char *digits, char *decimals)
{
    char group = decimal == ',' ? '.' : ',';
    const char *point = strrchr(s, decimal), *last_group = strrchr(s, group);
    if (!point && last_group && !has_groups(s, group)) /* "0.5" in a German table */
        point = strchr(s, group) == last_group ? last_group : NULL, last_group = NULL,
        group = decimal;
    else if (last_group && !has_groups(s, group))
        return false;
    if ((point && (strchr(s, *point) != point || (last_group && last_group > point))) ||
        (!point && strchr(s, decimal)))
        return false;
    size_t n = 0;
    for (const char *p = s; *p && p != point; p++)
        if (isdigit((unsigned char)*p))
            digits[n++] = *p;
        else if (*p != group)
            return false;
    digits[n] = 0;
    strcpy(decimals, point ? point + 1 : "");
    return strspn(decimals, "0123456789") == strlen(decimals) && n + strlen(decimals) <= DIGITS &&
           n + strlen(decimals) > 0;
}

static const char *number_trimmed(struct arena *a, const char *s)
{
    size_t n = strlen(s), k;
    while ((k = space_at(s)))
        s += k, n -= k;
    while (n && strchr(" \t\r\n", s[n - 1]))
        n--;
    return arena_dup(a, s, n);
}

/* Skips spaces and a sign. */
static const char *behind_sign(const char *text, bool *minus)
{
    static const char *const minuses[] = {"-", MINUS, "–"};
    size_t k;
    while ((k = space_at(text)))
        text += k;
    *minus = false;
    for (size_t i = 0; i < 3 && !*minus; i++)
        if (!strncmp(text, minuses[i], strlen(minuses[i])))
            *minus = true, text += strlen(minuses[i]);
    text += !*minus && *text == '+';
    while ((k = space_at(text)))
        text += k;
    return text;
}

char chart_decimal(const char *text)
{
    char s[3 * DIGITS];
    bool minus;
    scan_number(behind_sign(text, &minus), s, sizeof s);
    const char *point = strrchr(s, '.'), *comma = strrchr(s, ',');
    if (point && comma)
        return point > comma ? '.' : ',';
    const char *last = point ? point : comma;
    if (!last)
        return 0;
    bool several = strchr(s, *last) != last;
    return several ? (*last == '.' ? ',' : '.') : has_groups(s, *last) ? 0 : *last;
}

/* "1½", "10³": what follows belongs to the number. */
static bool is_continued(const char *rest)
{
    const char *end = rest + strlen(rest);
    uint32_t c = *rest ? utf8_next(&rest, end) : 0;
    return (c >= 0xbc && c <= 0xbe) || (c >= 0x2150 && c <= 0x215f) || c == 0xb2 || c == 0xb3 ||
           c == 0xb9 || (c >= 0x2070 && c <= 0x207f);
}

/* A unit without marks of footnotes: "%*", "†", "a)". */
static const char *without_marks(struct arena *a, const char *unit)
{
    static const char *const marks[] = {"*", "#", "†", "‡", " "};
    size_t n = strlen(unit), before;
    if (n == 2 && islower((unsigned char)*unit) && unit[1] == ')')
        return "";
    do {
        before = n;
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
            size_t k = strlen(marks[i]);
            n -= n >= k && !strncmp(unit + n - k, marks[i], k) ? k : 0;
        }
    } while (n < before);
    return arena_dup(a, unit, n);
}

bool chart_number(struct arena *a, const char *text, const char *lang, char decimal,
                  struct chart_value *to, const char **unit)
{
    char marks[3 * DIGITS], digits[3 * DIGITS], decimals[3 * DIGITS];
    bool minus;
    const char *rest = scan_number(behind_sign(text, &minus), marks, sizeof marks);
    if (!decimal)
        decimal = lang_is(lang, "en") ? '.' : ',';
    if (!*marks || !split_number(marks, decimal, digits, decimals) || is_continued(rest))
        return false;
    if (*digits == '0' && digits[1]) /* "08111" is a key */
        return false;
    *unit = without_marks(a, number_trimmed(a, rest));
    if (isdigit((unsigned char)**unit) || **unit == '-' || !strncmp(*unit, "–", 3) ||
        strlen(*unit) > 24) /* "3–5", "12/13", a sentence */
        return false;
    for (const char *p = *unit; *p; p++)
        if (isdigit((unsigned char)*p))
            return false;
    if (!*digits)
        strcpy(digits, "0");
    double v = strtoll(digits, NULL, 10),
           part = *decimals ? strtoll(decimals, NULL, 10) / pow(10, strlen(decimals)) : 0;
    *to = (struct chart_value){true, minus ? -(v + part) : v + part,
                               number_text(a, lang, minus && v + part > 0, digits, decimals)};
    return true;
}

bool chart_is_gap(const char *text)
{
    static const char *const gaps[] = {"",  "-",    "–",    "—",   "−",    ".",   "…",  "...", "x",
                                       "/", "k.A.", "k.a.", "n/a", "n.a.", "N/A", "NA", "na"};
    char s[16];
    size_t n = 0, k;
    for (; *text && n < sizeof s - 1; text += k ? k : 1) {
        k = space_at(text);
        if (!k)
            s[n++] = *text;
    }
    s[n] = 0;
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++)
        if (!*text && !strcmp(s, gaps[i]))
            return true;
    return false;
}

const char *value_text(struct arena *a, const struct chart *c, const struct chart_value *v,
                       bool unit)
{
    return unit && *c->unit ? arena_printf(a, "%s" NARROW "%s", v->text, c->unit) : v->text;
}

/* ---- axes ------------------------------------------------------------------------------------ */

double nice_step(double span, int n)
{
    if (!(span > 0))
        return 1;
    double raw = span / n, power = pow(10, floor(log10(raw))), r = raw / power;
    return power * (r <= 1.0001 ? 1 : r <= 2.0001 ? 2 : r <= 2.5001 ? 2.5 : r <= 5.0001 ? 5 : 10);
}

const char *tick_text(struct arena *a, const char *lang, double v, double step)
{
    int places = 0;
    for (double s = step; places < 6 && fabs(s - round(s)) > 1e-6 * fabs(s); s *= 10)
        places++;
    double scaled = round(fabs(v) * pow(10, places));
    char all[40];
    snprintf(all, sizeof all, "%0*.0f", places + 1, scaled);
    size_t n = strlen(all) - (size_t)places;
    return number_text(a, lang, v < 0 && scaled > 0, arena_dup(a, all, n), all + n);
}

void value_range(const struct chart *c, double *least, double *most)
{
    *least = HUGE_VAL, *most = -HUGE_VAL;
    for (int i = 0; i < c->n; i++)
        for (int s = 0; s < c->n_series; s++)
            if (c->row[i].value[s].known) {
                *least = fmin(*least, c->row[i].value[s].v);
                *most = fmax(*most, c->row[i].value[s].v);
            }
}
