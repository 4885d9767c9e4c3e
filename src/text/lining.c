// SPDX-License-Identifier: Apache-2.0
/* Tokens whose figures are lining where the text's are old-style (-koki-lining: codes): names,
 * codes and formulas (RAID0, e05db0fd, v1.5.0-rc0, W3C, (1+i)^12), in which figures are among
 * capitals or characters of their height. Numbers, years, dates and their forms with endings in
 * German and English (90er, 3rd, 20-jährig) are prose. */
#include <string.h>

#include <glib.h>

#include "text/pieces-int.h"

/* Endings of figures in prose. */
static const char *const endings[] = {"e",    "er", "ern", "ers", "fach", "mal",
                                      "nd",   "rd", "s",   "st",  "ste",  "sten",
                                      "ster", "te", "ten", "ter", "tes",  "th"};

static bool is_letter(uint32_t ch) { return char_is_alnum(ch) && !char_is_digit(ch); }

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
    case '-': return is_letter(before) && char_is_digit(after);
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

static bool is_code(const struct cutter *c, int from, int to)
{
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
    return is_host(c, from, to);
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
    return digits && (is_code(c, from, to) || after_operator(c, from) || before_operator(c, to));
}
