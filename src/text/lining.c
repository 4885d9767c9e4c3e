// SPDX-License-Identifier: Apache-2.0
/* Tokens whose figures are lining where the text's are old-style (-koki-lining: codes): names,
 * codes and formulas (RAID0, e05db0fd, v1.5.0-rc0, W3C, (1+i)^12), in which figures are among
 * capitals or characters of their height, and numbers that belong to capitals (ISO 8601, 512 MB),
 * are in square brackets or have the form of a code (0002, 03:00.0, 978-3-16-148410-0, 10.5.2).
 * Other numbers, years, dates and their forms with endings in German and English (90er, 3rd,
 * 20-jährig) are prose. */
#include <string.h>

#include <glib.h>

#include "text/pieces-int.h"

/* Endings of figures in prose. */
static const char *const endings[] = {"e",    "er", "ern", "ers", "fach", "mal",
                                      "nd",   "rd", "s",   "st",  "ste",  "sten",
                                      "ster", "te", "ten", "ter", "tes",  "th"};

static bool is_letter(uint32_t ch) { return char_is_alnum(ch) && !char_is_digit(ch); }
static bool is_capital(uint32_t ch) { return ch - 'A' < 26u; }

/* Figures and an ending, from byte `from` to `to`. */
static bool is_number_word(const struct cutter *c, int from, int to)
{
    int at = from;
    while (at < to && char_is_digit((unsigned char)c->s[at]))
        at++;
    for (size_t i = 0; at > from && i < sizeof endings / sizeof *endings; i++)
        if (strlen(endings[i]) == (size_t)(to - at) &&
            !memcmp(c->s + at, endings[i], (size_t)(to - at)))
            return true;
    return false;
}

/* A run of letters and figures from `from` on that is neither a word nor a number. */
static bool is_mixed(const struct cutter *c, int from, int to, int *end)
{
    bool letters = false, digits = false;
    int at = from, next;
    for (uint32_t ch; at < to && char_is_alnum(ch = char_at(c, at, &next)); at = next) {
        digits |= char_is_digit(ch);
        letters |= is_letter(ch);
    }
    *end = at;
    return letters && digits && !is_number_word(c, from, at);
}

/* A mark at `at` that is not between two words or numbers of prose: a letter is before it and a
 * figure after it (UTF-8), or a small letter after the figure and the full stop (5.x). */
static bool joins_code(const struct cutter *c, int from, int at, int to)
{
    uint32_t before = at > from ? char_before(c, at) : ' ',
             after = at + 1 < to ? (unsigned char)c->s[at + 1] : ' ';
    switch (c->s[at]) {
    case '^':
    case '=':
    case '\\':
    case '|': return true;
    case '*':
    case '+':
        return (char_is_alnum(before) || before == ')') && (char_is_alnum(after) || after == '(');
    case '_': return char_is_alnum(before) && char_is_alnum(after);
    case '-':
        return (is_letter(before) && char_is_digit(after)) ||
               (char_is_digit(before) && is_capital(after) && at + 2 < to &&
                is_capital((unsigned char)c->s[at + 2]));
    case '(': return is_letter(before) && char_is_digit(after);
    case '.':
        return (is_letter(before) && char_is_digit(after)) ||
               (char_is_digit(before) && after - 'a' < 26u);
    default: return false;
    }
}

/* Four numbers with full stops between them that are not groups of thousands: a host's address. */
static bool is_host(const struct cutter *c, int from, int to)
{
    int dots = 0, length = 0;
    bool thousands = true;
    for (int i = from; i <= to; i++) {
        if (i < to && char_is_digit((unsigned char)c->s[i])) {
            length++;
            continue;
        }
        if (length == 0 || length > 3 || (i < to && c->s[i] != '.'))
            return false;
        thousands &= dots == 0 || length == 3;
        dots += i < to;
        length = 0;
    }
    return dots == 3 && !thousands;
}

/* ---- numbers that have the form of a code ------------------------------------------------------ */

enum { PARTS = 8, YEAR = 4, FIRST_YEAR = 1500, LAST_YEAR = 2099 };

/* The numbers of a token that has nothing but numbers and marks of one kind between them; 0 if it
 * has anything else. */
static int numbers_of(const struct cutter *c, int from, int to, char mark, int *value, int *length)
{
    int n = 0;
    for (int at = from; at < to && n < PARTS; at++, n++) {
        int start = at;
        for (value[n] = 0; at < to && char_is_digit((unsigned char)c->s[at]); at++)
            value[n] = at - start < 6 ? value[n] * 10 + c->s[at] - '0' : value[n];
        length[n] = at - start;
        if (!length[n] || (at < to && c->s[at] != mark) || at + 1 == to)
            return 0;
    }
    return n;
}

/* A version: three numbers or more with full stops between them, neither a date nor groups of
 * thousands. */
static bool is_version(const struct cutter *c, int from, int to)
{
    int value[PARTS], length[PARTS];
    int n = numbers_of(c, from, to, '.', value, length);
    bool date = n == 3 && value[0] <= 31 && value[1] <= 12 && (length[2] == 2 || length[2] == YEAR);
    bool thousands = true;
    for (int i = 1; i < n; i++)
        thousands &= length[i] == 3;
    return n >= 3 && !date && !thousands;
}

/* Four numbers or more with hyphens: of a book, of a standard. */
static bool is_hyphenated(const struct cutter *c, int from, int to)
{
    int value[PARTS], length[PARTS];
    return numbers_of(c, from, to, '-', value, length) >= 4;
}

/* "03:00.0", "0a:1f.2" without letters: a colon, and a full stop after it. */
static bool is_slot(const struct cutter *c, int from, int to)
{
    const char *colon = memchr(c->s + from, ':', (size_t)(to - from));
    if (!colon || colon == c->s + from)
        return false;
    const char *stop = memchr(colon, '.', (size_t)(c->s + to - colon));
    for (int i = from; i < to; i++)
        if (!char_is_digit((unsigned char)c->s[i]) && c->s[i] != ':' && c->s[i] != '.')
            return false;
    return stop && stop + 1 < c->s + to;
}

/* The bytes of a space of any kind before and after a byte; 0: none. */
static int space_before(const struct cutter *c, int at)
{
    uint32_t ch = at ? char_before(c, at) : 0;
    return ch == ' ' || ch == '\n' ? 1 : ch == 0xa0 ? 2 : ch == 0x2009 || ch == 0x202f ? 3 : 0;
}

static int space_after(const struct cutter *c, int at)
{
    int next = at;
    uint32_t ch = at < c->n ? char_at(c, at, &next) : 0;
    return ch == ' ' || ch == '\n' || ch == 0xa0 || ch == 0x2009 || ch == 0x202f ? next - at : 0;
}

/* A zero begins a number of three figures or more ("0002") that is neither a fraction nor a group
 * of thousands, nor a part of a telephone number (0221 12-0). */
static bool has_zero(const struct cutter *c, int from, int to)
{
    for (int at = from; at < to; at++) {
        int start = at;
        while (at < to && char_is_digit((unsigned char)c->s[at]))
            at++;
        if (at - start < 3 || c->s[start] != '0')
            continue;
        uint32_t before = start > from ? (unsigned char)c->s[start - 1] : ' ';
        if (before == ':' || before == 'x' || before == '[')
            return true;
        if (start > from || at < to)
            continue;
        int gap = space_before(c, from), after = space_after(c, to);
        bool number_before = gap && char_is_digit(char_before(c, from - gap)),
             number_after = after && to + after < c->n && strchr("0123456789/-", c->s[to + after]);
        if (!number_before && !number_after)
            return true;
    }
    return false;
}

/* ---- numbers that belong to capitals ------------------------------------------------------------- */

/* What is numbered as codes are, also by numbers like years. */
static const char *const series[] = {"DIN",  "EN",  "IEC",     "IEEE",    "ISBN",    "ISO",
                                     "ISSN", "RFC", "Release", "Version", "release", "version"};
/* Units with capitals: any of capitals alone is one. */
static const char *const units[] = {"GHz", "GiB", "Gbit", "KiB", "MHz", "Mbit", "MiB",
                                    "TiB", "kB",  "kHz",  "kW",  "kWh", "kbit", "dB"};
/* What has numbers of divisions, which are prose. */
static const char *const divisions[] = {"Abschnitt", "Abschnitte", "Abschnitten", "Kapitel",
                                        "Section",   "Sections",   "section",     "sections"};
#define COUNT(table) (sizeof(table) / sizeof *(table))

static bool is_among(const char *s, int n, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if ((int)strlen(list[i]) == n && !memcmp(list[i], s, (size_t)n))
            return true;
    return false;
}

static bool are_capitals(const char *s, int n)
{
    for (int i = 0; i < n; i++)
        if (!is_capital((unsigned char)s[i]))
            return false;
    return n > 1;
}

static bool is_year(const struct cutter *c, int from, int to)
{
    int value[PARTS], length[PARTS];
    return numbers_of(c, from, to, '.', value, length) == 1 && length[0] == YEAR &&
           value[0] >= FIRST_YEAR && value[0] <= LAST_YEAR;
}

/* The word of ASCII letters before the space that ends at `from`, in the same style; false: none.
 */
static bool word_before(const struct cutter *c, int from, int *start, int *end)
{
    int gap = space_before(c, from), at = from - gap;
    *end = at;
    while (gap && at > 0 && (unsigned)((c->s[at - 1] | 0x20) - 'a') < 26u)
        at--;
    *start = at;
    return at < *end && at >= c->start[c->at_span] &&
           (!at || !(char_is_alnum(char_before(c, at)) || c->s[at - 1] == '-'));
}

/* Likewise after a number that ends at `to`, and after further groups of its thousands. */
static bool word_after(const struct cutter *c, int to, int *start, int *end)
{
    int at = to, gap = space_after(c, at), k = 0;
    while (gap && k < PARTS) {
        int from = at + gap;
        at = from;
        while (at < c->n && char_is_digit((unsigned char)c->s[at]))
            at++;
        if (at - from != 3) {
            at = from;
            break;
        }
        gap = space_after(c, at);
        k++;
    }
    *start = at;
    while (gap && at < c->n && (unsigned)((c->s[at] | 0x20) - 'a') < 26u)
        at++;
    *end = at;
    int next;
    return at > *start && at <= c->start[c->at_span + 1] &&
           (at == c->n || !(char_is_alnum(char_at(c, at, &next)) || c->s[at] == '-'));
}

static bool belongs_to_capitals(const struct cutter *c, int from, int to)
{
    int start, end, last = to;
    while (last > from && strchr(".,;:!?)]", c->s[last - 1]))
        last--;
    if (!char_is_digit((unsigned char)c->s[from]) || !char_is_digit((unsigned char)c->s[last - 1]))
        return false;
    bool year = is_year(c, from, last);
    if (word_before(c, from, &start, &end) &&
        (is_among(c->s + start, end - start, series, COUNT(series)) ||
         (!year && are_capitals(c->s + start, end - start))))
        return true;
    return last == to && word_after(c, to, &start, &end) &&
           (is_among(c->s + start, end - start, units, COUNT(units)) ||
            (!year && are_capitals(c->s + start, end - start)));
}

static bool is_number_code(const struct cutter *c, int from, int to)
{
    int start, end;
    bool division = word_before(c, from, &start, &end) &&
                    is_among(c->s + start, end - start, divisions, COUNT(divisions));
    return is_hyphenated(c, from, to) || is_slot(c, from, to) || has_zero(c, from, to) ||
           (!division && is_version(c, from, to));
}

static bool is_code(const struct cutter *c, int from, int to)
{
    if (c->s[from] == '[' && memchr(c->s + from, ']', (size_t)(to - from)))
        return true;
    while (from < to && strchr("([{<\"'", c->s[from]))
        from++;
    while (to > from && strchr(".,;:!?)]}>\"'", c->s[to - 1]))
        to--;
    for (int at = from, next; at < to; at = next) {
        if (char_is_alnum(char_at(c, at, &next))) {
            if (is_mixed(c, at, to, &next))
                return true;
        } else if (joins_code(c, from, at, to)) {
            return true;
        }
    }
    return is_host(c, from, to) || is_number_code(c, from, to);
}

static bool is_space(const struct cutter *c, int at)
{
    return at < 0 || at >= c->n || c->s[at] == ' ' || c->s[at] == '\n';
}

/* An operator of formulas from byte `from` to `to`: of one character or of several (!=, >=). */
static bool is_operator(const struct cutter *c, int from, int to)
{
    static const uint32_t list[] = {0xb1, 0xd7, 0xf7, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0};
    int next = to;
    uint32_t ch = from < to ? char_at(c, from, &next) : 0;
    if (ch >= 0x80) {
        int i = 0;
        while (list[i] && list[i] != ch)
            i++;
        return next == to && list[i];
    }
    return to > from && to - from <= 2 && memchr("=+*<>!:", (int)ch, 7) &&
           strchr("=+*<>", c->s[to - 1]);
}

/* Whether the token before `to` is the end of a formula: "(12/12)", "i)^n". */
static bool ends_formula(const struct cutter *c, int to)
{
    bool digits = false, power = false;
    int at = to;
    while (!is_space(c, at - 1)) {
        at--;
        digits |= char_is_digit((unsigned char)c->s[at]);
        power |= c->s[at] == '^';
    }
    return power || (digits && c->s[to - 1] == ')');
}

/* A dash is an operator only in a formula. */
static bool after_operator(const struct cutter *c, int from)
{
    int to = from - 1, at = to;
    if (from < 3 || !is_space(c, to))
        return false;
    while (!is_space(c, at - 1) && to - at < 4)
        at--;
    bool dash = (to - at == 1 && c->s[at] == '-') || (to - at == 3 && !memcmp(c->s + at, "–", 3));
    return is_operator(c, at, to) || (dash && ends_formula(c, at - 1));
}

static bool before_operator(const struct cutter *c, int to)
{
    int at = to + 1, end = at;
    if (!is_space(c, to))
        return false;
    while (!is_space(c, end) && end - at < 4)
        end++;
    return is_operator(c, at, end);
}

bool token_has_lining(const struct cutter *c, int from, int to)
{
    bool digits = false;
    for (int i = from; i < to && !digits; i++)
        digits = char_is_digit((unsigned char)c->s[i]);
    return digits && (is_code(c, from, to) || belongs_to_capitals(c, from, to) ||
                      after_operator(c, from) || before_operator(c, to));
}
