// SPDX-License-Identifier: Apache-2.0
/* Numbers and dates from tables, formatted for a language (CLDR, through ICU).
 *
 * A number in a table is read by its marks: of two kinds the last one comes before the decimals;
 * one that is several times parts groups of three; a single one before three digits may be either;
 * the rest of its column decides. */
#include <string.h>
#include <unicode/ucurr.h>
#include <unicode/udat.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

#include "each/each-int.h"

/* ---- reading --------------------------------------------------------------------------------- */

struct number {
    bool minus;
    char digits[64];   /* with the decimals after a point */
    enum decimal mark; /* as shown */
    bool doubtful;     /* its only mark is ambiguous */
};

/* The length of a group separator: spaces, including narrow and no-break ones, and apostrophes; 0
 * if it is none. */
static size_t spacer(const char *s)
{
    static const char *const spacers[] = {" ", "\u00a0", "\u202f", "\u2009", "'", "’"};
    for (size_t i = 0; i < sizeof spacers / sizeof *spacers; i++)
        if (!strncmp(s, spacers[i], strlen(spacers[i])))
            return strlen(spacers[i]);
    return 0;
}

/* Reads the sign, and digits with their marks but without group separators, which three digits
 * follow. False if there are other characters. */
static bool scan_number(const char *s, bool *minus, char *to, size_t room)
{
    size_t n = 0;
    s += strspn(s, " \t\r\n");
    *minus = *s == '-' || !strncmp(s, "−", 3);
    s += *minus ? *s == '-' ? 1 : 3 : *s == '+';
    for (size_t run = 0; *s; s++) {
        size_t k = spacer(s);
        if (k && !s[k + strspn(s + k, " \t\r\n")])
            break;
        if (k && (!run || run > 3 || strspn(s + k, "0123456789") != 3))
            return false; /* "12 34" are two numbers */
        if (k) {
            s += k - 1;
            run = 0;
            continue;
        }
        if (!strchr("0123456789.,", *s) || n + 1 >= room)
            return false;
        run = *s >= '0' && *s <= '9' ? run + 1 : 0;
        to[n++] = *s;
    }
    to[n] = 0;
    return n && strpbrk(to, "0123456789");
}

/* Whether all groups after the first mark have three digits, up to `end`. */
static bool has_groups(const char *s, const char *end, char mark)
{
    size_t first = strcspn(s, ".,");
    if (!first || first > 3)
        return false;
    for (s += first; s < end; s += 4)
        if (*s != mark || strspn(s + 1, "0123456789") != 3 || s + 4 > end)
            return false;
    return true;
}

static int count_char(const char *s, char c)
{
    int n = 0;
    for (; *s; s++)
        n += *s == c;
    return n;
}

/* Finds the beginning of the decimals; NULL if there are none. False if it is not a number. */
static bool find_point(const char *s, enum decimal mark, struct number *to, const char **point)
{
    int points = count_char(s, '.'), commas = count_char(s, ',');
    const char *last = s + strlen(s);
    while (last > s && last[-1] != '.' && last[-1] != ',')
        last--;
    *point = NULL;
    if (!points && !commas)
        return true;
    last--;
    char other = *last == '.' ? ',' : '.';
    enum decimal own = *last == '.' ? DECIMAL_POINT : DECIMAL_COMMA,
                 opposite = own == DECIMAL_POINT ? DECIMAL_COMMA : DECIMAL_POINT;
    int same = *last == '.' ? points : commas, others = points + commas - same;
    if (others && same > 1)
        return false;
    if (others) {
        to->mark = own, *point = last;
        return has_groups(s, last, other);
    }
    if (same > 1) {
        to->mark = opposite;
        return has_groups(s, s + strlen(s), *last);
    }
    if (!last[1])
        return false;
    if (strlen(last + 1) != 3 || last == s || last - s > 3 || *s == '0') {
        to->mark = own, *point = last;
        return true;
    }
    to->doubtful = mark == DECIMAL_UNKNOWN;
    *point = mark == own ? last : NULL;
    return true;
}

/* "12,5 %" without the sign; *percent says whether there is one. */
static const char *without_percent(struct arena *a, const char *text, bool *percent)
{
    size_t n = strlen(text);
    while (n && strchr(" \t\r\n", text[n - 1]))
        n--;
    *percent = n && text[n - 1] == '%';
    return *percent ? arena_dup(a, text, n - 1) : text;
}

static bool read_number(const char *text, enum decimal mark, struct number *to)
{
    char s[sizeof to->digits - 2];
    const char *point;
    *to = (struct number){0};
    if (!scan_number(text, &to->minus, s, sizeof s) || !find_point(s, mark, to, &point))
        return false;
    char *out = to->digits;
    for (const char *p = s; *p; p++) {
        if (p == point)
            *out++ = '.';
        else if (*p >= '0' && *p <= '9')
            *out++ = *p;
    }
    *out = 0;
    return true;
}

enum decimal format_evidence(const char *text)
{
    struct number n;
    struct arena a = {0};
    bool percent, read = read_number(without_percent(&a, text, &percent), DECIMAL_UNKNOWN, &n);
    arena_done(&a);
    return read ? n.mark : DECIMAL_UNKNOWN;
}

/* "2026-03-01", also with a time after it, "1.3.2026". False: it is not a date. */
static bool read_date(const char *text, int *y, int *m, int *d)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int n = 0;
    bool iso = sscanf(text, " %4d-%2d-%2d%n", y, m, d, &n) == 3 && n;
    if (!iso && (sscanf(text, " %2d.%2d.%4d%n", d, m, y, &n) != 3 || !n))
        return false;
    const char *rest = text + n;
    bool ends = !rest[strspn(rest, " \t\r\n")] ||
                (iso && (*rest == ' ' || *rest == 'T') && rest[1] >= '0' && rest[1] <= '9');
    bool leap = (*y % 4 == 0 && *y % 100) || *y % 400 == 0;
    return ends && *y >= 1000 && *m >= 1 && *m <= 12 && *d >= 1 && *d <= days[*m - 1] &&
           (*m != 2 || *d < 29 || leap);
}

/* ---- writing --------------------------------------------------------------------------------- */

enum { WRITTEN = 128 };

static const char *utf8(struct arena *a, const UChar *s, int32_t n)
{
    char out[4 * WRITTEN];
    int32_t length;
    UErrorCode e = U_ZERO_ERROR;
    u_strToUTF8(out, sizeof out, &length, s, n, &e);
    return U_SUCCESS(e) ? arena_dup(a, out, (size_t)length) : NULL;
}

/* The number of decimals. */
static int decimals(const char *digits)
{
    const char *point = strchr(digits, '.');
    return point ? (int)strlen(point + 1) : 0;
}

static const char *write_number(struct arena *a, const struct number *n, UNumberFormatStyle style,
                                int places, const char *currency, const char *lang)
{
    UErrorCode e = U_ZERO_ERROR;
    UNumberFormat *f = unum_open(style, NULL, 0, lang, NULL, &e);
    UChar out[WRITTEN], code[4];
    if (currency)
        unum_setTextAttribute(f, UNUM_CURRENCY_CODE, u_uastrncpy(code, currency, 4), 3, &e);
    if (places < 0 && !currency)
        places = decimals(n->digits);
    if (places >= 0)
        unum_setAttribute(f, UNUM_FRACTION_DIGITS, places);
    if (style == UNUM_PERCENT)
        unum_setAttribute(f, UNUM_MULTIPLIER, 1);
    unum_setAttribute(f, UNUM_ROUNDING_MODE, UNUM_ROUND_HALFUP);
    const char *digits = arena_printf(a, "%s%s%s", n->minus ? "-" : "",
                                      *n->digits == '.' ? "0" : "", n->digits);
    int32_t length = unum_formatDecimal(f, digits, (int32_t)strlen(digits), out, WRITTEN, NULL, &e);
    unum_close(f);
    return U_SUCCESS(e) && length < WRITTEN ? utf8(a, out, length) : NULL;
}

/* Midnight of a day, UTC [ms]: Julian day numbers after Fliegel and Van Flandern (1968). */
static UDate day(int y, int m, int d)
{
    int before = (m - 14) / 12;
    int julian = d - 32075 + 1461 * (y + 4800 + before) / 4 + 367 * (m - 2 - before * 12) / 12 -
                 3 * ((y + 4900 + before) / 100) / 4;
    return (UDate)(julian - 2440588) * 86400000.0;
}

static const char *write_date(struct arena *a, const char *text, bool brief, const char *lang)
{
    static const UChar utc[] = {'U', 'T', 'C', 0};
    int y, m, d;
    UErrorCode e = U_ZERO_ERROR;
    UChar out[WRITTEN];
    if (!read_date(text, &y, &m, &d))
        return NULL;
    UDateFormat *f = udat_open(UDAT_NONE, brief ? UDAT_MEDIUM : UDAT_LONG, lang, utc, -1, NULL, 0,
                               &e);
    int32_t n = U_SUCCESS(e) ? udat_format(f, day(y, m, d), out, WRITTEN, NULL, &e) : 0;
    udat_close(f);
    return U_SUCCESS(e) ? utf8(a, out, n) : NULL;
}

/* ---- formats --------------------------------------------------------------------------------- */

struct format {
    UNumberFormatStyle style;
    int places; /* -1: as given, or as usual for the currency */
    const char *currency;
    bool date, brief;
};

static bool read_places(const char *s, struct format *f)
{
    f->places = -1;
    if (*s == '-' && s[1] >= '0' && s[1] <= '9' && !s[2])
        f->places = s[1] - '0';
    return !*s || f->places >= 0;
}

static bool is_currency(const char *s)
{
    for (int i = 0; i < 3; i++)
        if (s[i] < 'A' || s[i] > 'Z')
            return false;
    return !s[3];
}

static bool read_format(const char *s, struct format *f)
{
    *f = (struct format){.style = UNUM_DECIMAL, .places = -1};
    if (!strcmp(s, "date") || !strcmp(s, "date-short"))
        return f->date = true, f->brief = s[4] != 0, true;
    if (!strncmp(s, "number", 6))
        return read_places(s + 6, f);
    f->style = UNUM_PERCENT;
    if (!strncmp(s, "percent", 7))
        return read_places(s + 7, f);
    f->style = UNUM_CURRENCY;
    f->currency = s + 9;
    return !strncmp(s, "currency-", 9) && is_currency(s + 9);
}

bool format_known(const char *format)
{
    struct format f;
    return read_format(format, &f);
}

const char *format_value(struct arena *a, const char *text, enum decimal mark, const char *format,
                         const char *lang)
{
    struct format f;
    struct number n;
    if (!read_format(format, &f))
        return NULL;
    lang = lang && *lang ? lang : "en";
    if (f.date)
        return write_date(a, text, f.brief, lang);
    bool percent;
    text = without_percent(a, text, &percent);
    if (percent && f.style != UNUM_PERCENT)
        return NULL;
    return read_number(text, mark, &n) && !n.doubtful
               ? write_number(a, &n, f.style, f.places, f.currency, lang)
               : NULL;
}
