// SPDX-License-Identifier: Apache-2.0
/* Typographic clean-up (-koki-cleanup): text as typed on keyboards, corrected to the language's
 * orthography and good typography: narrow no-break spaces in abbreviations, between numbers and
 * units, after § and titles; dashes between spaces and figures; quotation marks, apostrophes and
 * ellipses (clean-quote.c). Ambiguous text is left unchanged: dates by ISO 8601, numbers of
 * telephones, books and standards, options, inches, file names.
 *
 * One pass searches for the few characters at which rules apply; text without any is not copied.
 * Rules see one run of text, and the character before it. Sources: Duden, Textverarbeitung; DIN
 * 5008; Chicago Manual of Style 6, 7, 9. */
#include "doc/clean-int.h"

#define NARROW   "\u202f"
#define NO_BREAK "\u00a0"

enum { TOKENS_NEAR = 6 }; /* of a formula, examined on either side of a hyphen, at most */

enum { SPACES = 1, WIDE = 2, DASHES = 4, QUOTES = 8, ELLIPSES = 16 };

static const struct entry abbreviations[] =
    {
#define A(lang, text) {lang, text, sizeof text - 1},
#include "doc/clean.def"
},
                          with_numbers[] =
                              {
#define N(lang, text) {lang, text, sizeof text - 1},
#include "doc/clean.def"
},
                          words_with_numbers[] =
                              {
#define W(lang, text) {lang, text, sizeof text - 1},
#include "doc/clean.def"
},
                          titles[] =
                              {
#define T(lang, text) {lang, text, sizeof text - 1},
#include "doc/clean.def"
},
                          months[] = {
#define M(lang, text) {lang, text, sizeof text - 1},
#include "doc/clean.def"
};

/* ---- writing --------------------------------------------------------------------------------- */

int clean_put(struct cleaning *c, int from, int to, const char *text)
{
    buf_add(c->out, c->s + c->done, (size_t)(from - c->done));
    buf_puts(c->out, text);
    c->done = to;
    return to;
}

int clean_put_reported(struct cleaning *c, int from, int to, const char *text)
{
    struct buf was = {0}, is = {0};
    int start = from, end = to;
    while (start > 0 && !is_space(char_before(c, start)) &&
           (from - start < WORD_SHOWN || is_tail(c, start)))
        start--;
    while (end < c->n && !is_space(char_at(c, end)) && (end - to < WORD_SHOWN || is_tail(c, end)))
        end++;
    if (c->node) {
        buf_add(&was, c->s + start, (size_t)(end - start));
        buf_add(&is, c->s + start, (size_t)(from - start));
        buf_puts(&is, text);
        buf_add(&is, c->s + to, (size_t)(end - to));
        diag_once(DIAG_cleaned, xml_loc(c->node), was.s, is.s);
        buf_done(&was);
        buf_done(&is);
    }
    return clean_put(c, from, to, text);
}

/* ---- spaces ---------------------------------------------------------------------------------- */

/* The bytes of the space that ends at i: of any width that is typed in numbers; 0 if there is none.
 */
static int gap_before(const struct cleaning *c, int i)
{
    uint32_t ch = i ? char_before(c, i) : 0;
    return ch == ' ' ? 1 : ch == 0xa0 ? 2 : ch == 0x2009 || ch == 0x202f ? 3 : 0;
}

/* "10 000", "1 000 000": groups of three digits after one to three others, unless the first number
 * belongs to a word. The space is from byte i to `end`. */
static bool groups_digits(const struct cleaning *c, int i, int end)
{
    enum { MOST_GROUPS = 10 }; /* a number has fewer; a text of them takes linear time */
    for (int n = 0; n < MOST_GROUPS; n++) {
        int left = digits_before(c, i), start = i - left, gap = gap_before(c, start);
        if (left < 1 || left > 3 || digits_at(c, end) != 3 ||
            is_any(char_before(c, start), ".,:-/"))
            return false;
        if (!(start > gap && gap && is_digit((unsigned char)c->s[start - gap - 1])))
            return c->s[start] != '0' && !is_letter(char_before(c, start)) &&
                   !(gap &&
                     (ends_in(c, start - gap, with_numbers, COUNT(with_numbers)) ||
                      ends_in(c, start - gap, words_with_numbers, COUNT(words_with_numbers))));
        if (left != 3)
            return false;
        end = start;
        i = start - gap;
    }
    return false;
}

static bool is_initial(const struct cleaning *c, int i)
{
    return u_isupper((UChar32)char_at(c, i)) &&
           starts(c, i + ((unsigned char)c->s[i] < 0x80 ? 1 : 2), ".");
}

static bool after_initial(const struct cleaning *c, int i)
{
    if (i < 2 || c->s[i - 1] != '.')
        return false;
    int at = i - 2;
    while (at > 0 && ((unsigned char)c->s[at] & 0xc0) == 0x80)
        at--;
    return u_isupper((UChar32)char_at(c, at)) && !is_word(char_before(c, at)) &&
           char_before(c, at) != '-';
}

static bool after_day(const struct cleaning *c, int i)
{
    int k = i && c->s[i - 1] == '.' ? digits_before(c, i - 1) : 0;
    return k && k <= 2 && !is_any(char_before(c, i - 1 - k), ".,-/");
}

/* "300,- €": a dash for the pence. */
static bool after_round_sum(const struct cleaning *c, int i)
{
    int dash = i >= 1 && c->s[i - 1] == '-' ? 1 : i >= 3 && starts(c, i - 3, "–") ? 3 : 0;
    return dash && i - dash >= 2 && is_any(char_before(c, i - dash), ",.") &&
           is_digit((unsigned char)c->s[i - dash - 2]);
}

/* The replacement of the space at i; NULL: none. */
static const char *space_for(const struct cleaning *c, int i)
{
    uint32_t next = char_at(c, i + 1), before = char_before(c, i);
    if (is_digit(next)) {
        if (ends_in(c, i, with_numbers, COUNT(with_numbers)))
            return c->narrow;
        if (ends_in(c, i, words_with_numbers, COUNT(words_with_numbers)))
            return NO_BREAK;
        return groups_digits(c, i, i + 1) ? c->narrow : NULL;
    }
    if (is_digit(before) || after_round_sum(c, i)) {
        if (clean_symbol_at(c, i + 1))
            return c->narrow;
        if (clean_quantity_at(c, i + 1))
            return NO_BREAK;
    }
    if (before == '.' && after_day(c, i) && stands_at(c, i + 1, months, COUNT(months)))
        return NO_BREAK;
    if (speaks(c, "fr") && (next == 0xbb || is_any(next, ";!?:") || before == 0xab))
        return NARROW;
    bool capital = is_letter(next) && u_isupper((UChar32)next);
    if ((capital || stands_at(c, i + 1, titles, COUNT(titles))) &&
        ends_in(c, i, titles, COUNT(titles)))
        return c->narrow;
    if (capital && after_initial(c, i) && is_initial(c, i + 1))
        return c->narrow;
    return NULL;
}

/* The length of an abbreviation at i, with or without inner spaces; 0 if it is another. A capital
 * may begin it. */
static int abbreviation_length(const struct cleaning *c, int i, const char *text)
{
    int at = i;
    for (const char *p = text; *p; p++) {
        bool part = p > text && p[-1] == '.';
        if (part && at < c->n && c->s[at] == ' ')
            at++;
        else if (part && (starts(c, at, NARROW) || starts(c, at, NO_BREAK)))
            at += starts(c, at, NARROW) ? 3 : 2;
        if (at >= c->n || (c->s[at] != *p && !(p == text && (c->s[at] ^ *p) == 0x20)))
            return 0;
        at++;
    }
    return at - i;
}

static int put_abbreviation(struct cleaning *c, int from, int to, const char *text)
{
    int at = from + 1;
    for (const char *p = text + 1; *p; p++) {
        if (p[-1] == '.' && *p != '-') {
            int next = at;
            while (next < to && (c->s[next] == ' ' || (unsigned char)c->s[next] == 0xc2 ||
                                 (unsigned char)c->s[next] == 0xe2))
                next += c->s[next] == ' ' ? 1 : (unsigned char)c->s[next] == 0xc2 ? 2 : 3;
            clean_put(c, at, next, c->narrow);
            at = next;
        }
        at++;
    }
    return to;
}

/* "z. B." and the like, seen at the first full stop; "23. 10. 2024", likewise. */
static int clean_stop(struct cleaning *c, int i)
{
    uint32_t before = char_before(c, i);
    if (is_digit(before) && starts(c, i + 1, " ") && after_day(c, i + 1)) {
        int month = digits_at(c, i + 2), stop = i + 2 + month;
        if (month && month <= 2 && starts(c, stop, ". ") && digits_at(c, stop + 2) == 4) {
            clean_put(c, i + 1, i + 2, c->narrow);
            return clean_put(c, stop + 1, stop + 2, c->narrow);
        }
    }
    if (i < 1 || !is_letter((unsigned char)c->s[i - 1]) || is_word(char_before(c, i - 1)) ||
        char_before(c, i - 1) == '.')
        return i + 1;
    for (int k = 0; k < COUNT(abbreviations); k++) {
        int n = speaks(c, abbreviations[k].lang)
                    ? abbreviation_length(c, i - 1, abbreviations[k].text)
                    : 0;
        if (n && !is_word(char_at(c, i - 1 + n)))
            return put_abbreviation(c, i - 1, i - 1 + n, abbreviations[k].text);
    }
    return i + 1;
}

/* ---- dashes ---------------------------------------------------------------------------------- */

/* A negative number with its unit. */
static bool is_minus(const struct cleaning *c, int i)
{
    int end = i + 1 + digits_at(c, i + 1);
    uint32_t before = char_before(c, i);
    if (end == i + 1 || !(is_space(before) || before == '('))
        return false;
    if (is_any(char_at(c, end), ".,") && is_digit(char_at(c, end + 1)))
        end += 1 + digits_at(c, end + 1);
    end += is_space(char_at(c, end)) ? (c->s[end] == ' '                   ? 1
                                        : (unsigned char)c->s[end] == 0xc2 ? 2
                                                                           : 3)
                                     : 0;
    return clean_unit_at(c, end);
}

/* ---- tokens of code, to classify hyphens between spaces ------------------------- */

/* The token before the white space that ends at *i, or after the one at *i; false if there is none.
 * *i is moved to its other end. */
static bool next_token(const struct cleaning *c, int *i, bool back, int *from, int *to)
{
    int at = *i;
    if (back) {
        while (at > 0 && is_space(char_before(c, at)))
            do
                at--;
            while (at > 0 && is_tail(c, at));
        *to = at;
        while (at > 0 && *to - at < WORD_SHOWN && !is_space(char_before(c, at)))
            at--;
        *from = at;
    } else {
        while (at < c->n && is_space(char_at(c, at)))
            do
                at++;
            while (at < c->n && is_tail(c, at));
        *from = at;
        while (at < c->n && at - *from < WORD_SHOWN && !is_space(char_at(c, at)))
            at++;
        *to = at;
    }
    *i = at;
    return *to > *from;
}

/* An option of a program is near the hyphens [from, to): they are one too, as in "ls -l -- -x". */
static bool near_option(const struct cleaning *c, int from, int to)
{
    for (int back = 0; back < 2; back++) {
        int at = back ? from : to, first, last;
        for (int k = 0; k <= back && next_token(c, &at, back, &first, &last); k++)
            if (c->s[first] == '-' &&
                (is_letter(char_at(c, first + 1))
                     ? !is_letter(char_at(c, first + 2))
                     : starts(c, first, "--") && is_letter(char_at(c, first + 2))))
                return true;
    }
    return false;
}

/* The kind of a token in a formula: a number or a variable, ignoring brackets; an operator;
 * other. */
enum token { TOKEN_OTHER, TOKEN_OPERAND, TOKEN_OPERATOR, TOKEN_RELATION };
static enum token token_of(const struct cleaning *c, int from, int to)
{
    while (from < to && is_any((unsigned char)c->s[from], "(["))
        from++;
    while (to > from + 1 && is_any((unsigned char)c->s[to - 1], ")].,;:"))
        to--;
    const char *p = c->s + from;
    uint32_t ch = from < to ? utf8_next(&p, c->s + to) : 0;
    bool alone = p == c->s + to;
    if (alone &&
        (is_any(ch, "=<>") || ch == 0x2248 || ch == 0x2260 || ch == 0x2264 || ch == 0x2265))
        return TOKEN_RELATION;
    if (alone && (is_any(ch, "+-*/^") || ch == 0xb7 || ch == 0xd7 || ch == 0xf7 || ch == 0x2212))
        return TOKEN_OPERATOR;
    if (alone && is_letter(ch))
        return TOKEN_OPERAND;
    for (int i = from; i < to; i++)
        if (!is_digit((unsigned char)c->s[i]) && !is_any((unsigned char)c->s[i], ".,"))
            return TOKEN_OTHER;
    return from < to ? TOKEN_OPERAND : TOKEN_OTHER;
}

/* The hyphen [from, to) between spaces is a minus: on one side of it a relation is reached through
 * numbers, variables and operators alone, as in "5 - 3 = 2". */
static bool in_equation(const struct cleaning *c, int from, int to)
{
    bool relation = false;
    for (int back = 0; back < 2; back++) {
        int at = back ? from : to, first, last;
        for (int k = 0; k < TOKENS_NEAR; k++) {
            enum token t = next_token(c, &at, back, &first, &last) ? token_of(c, first, last)
                                                                   : TOKEN_OTHER;
            if (!k && t != TOKEN_OPERAND)
                return false;
            relation |= t == TOKEN_RELATION;
            if (t == TOKEN_OTHER)
                break;
        }
    }
    return relation;
}

/* A file name, an address or code: prose has no such characters in a word. */
static bool in_name(const struct cleaning *c, int i)
{
    int from = i, to = i;
    while (from > 0 && i - from < WORD_SHOWN && !is_space(char_before(c, from)))
        from--;
    while (to < c->n && to - i < WORD_SHOWN && !is_space(char_at(c, to)))
        to++;
    for (int k = from; k < to; k++)
        if (is_any((unsigned char)c->s[k], "@\\_=<>{}|~$") || starts(c, k, "://") ||
            (c->s[k] == '.' && k > from && is_word(char_before(c, k)) &&
             is_letter(char_at(c, k + 1)) && u_islower((UChar32)char_at(c, k + 1))))
            return true;
    return false;
}

/* "12--15", whose numbers are whole words: not those of "10.1000/12--15" and "ab-1--2". */
static bool is_between_numbers(const struct cleaning *c, int i, int n)
{
    int from = i, to = i + n;
    while (from > 0 && (is_digit(char_before(c, from)) || is_any(char_before(c, from), ".,:")))
        from--;
    while (to < c->n && (is_digit(char_at(c, to)) || is_any(char_at(c, to), ".,:")))
        to++;
    uint32_t before = char_before(c, from), after = char_at(c, to);
    return from < i && to > i + n && !is_word(before) && !is_any(before, "-/+#&") &&
           !is_word(after) && !is_any(after, "-/+#&");
}

static bool in_formula(const struct cleaning *c)
{
    for (const xmlNode *n = c->node; n; n = n->parent)
        if (xml_elem(n) == DB_mathphrase)
            return true;
    return false;
}

/* Whether two letters and more follow each other from byte i on, or before it. */
static bool is_word_at(const struct cleaning *c, int i, bool back)
{
    for (int n = 0; n < 2; n++) {
        if (!is_letter(back ? char_before(c, i) : char_at(c, i)) || (back && i <= 0 && n))
            return false;
        do
            i += back ? -1 : 1;
        while (i > 0 && is_tail(c, i));
    }
    return true;
}

/* The hyphen at byte i of a formula is a minus, except between words: "Cobb-Douglas", "n-th". */
static bool is_operator(const struct cleaning *c, int i)
{
    uint32_t before = char_before(c, i), after = char_at(c, i + 1);
    bool words = is_letter(before) && is_letter(after) &&
                 (is_word_at(c, i, true) || is_word_at(c, i + 1, false));
    return !words && before != '-' && after != '-' && after != '>';
}

static int clean_hyphens(struct cleaning *c, int i)
{
    int n = 1;
    while (i + n < c->n && c->s[i + n] == '-')
        n++;
    uint32_t before = char_before(c, i), after = char_at(c, i + n);
    bool first = c->first && !i;
    if (n == 1 && in_formula(c) && is_operator(c, i))
        return clean_put_reported(c, i, i + 1, "−");
    if (n <= 3 && is_space(before) && after == ' ' && !first) {
        if (n > 1 && near_option(c, i, i + n))
            return i + n;
        if (n == 1 && in_equation(c, i, i + 1))
            return clean_put_reported(c, i, i + 1, "−");
        return clean_put(c, i, i + n, n == 3 ? "—" : "–");
    }
    if (is_digit(before) && is_digit(after) &&
        ((n == 2 && !in_name(c, i) && is_between_numbers(c, i, n)) ||
         (n == 1 && clean_is_range(c, i))))
        return clean_put_reported(c, i, i + n, "–");
    if (n == 3 && is_letter(before) && is_letter(after) && !in_name(c, i))
        return clean_put(c, i, i + n, "—");
    if (n == 1 && is_digit(after) && is_minus(c, i))
        return clean_put_reported(c, i, i + n, "−");
    return i + n;
}

/* ---- the pass -------------------------------------------------------------------------------- */

static int clean_dots(struct cleaning *c, int i)
{
    uint32_t before = char_before(c, i), after = char_at(c, i + 3);
    if (before == '.' || after == '.' || (is_word(before) && is_word(after)) || after == '/' ||
        before == '/')
        return i + 3;
    return clean_put(c, i, i + 3, "…");
}

/* The space from byte i to `end`, no-break or thin already, is as wide as that of others who typed
 * a simple one: narrow within a number, and between it and a symbol. */
static bool is_narrowed(const struct cleaning *c, int i, int end)
{
    if (is_digit(char_at(c, end)))
        return groups_digits(c, i, end) || ends_in(c, i, with_numbers, COUNT(with_numbers));
    return (is_digit(char_before(c, i)) || after_round_sum(c, i)) && clean_symbol_at(c, end);
}

static int clean_high(struct cleaning *c, int i)
{
    const char *p = c->s + i;
    uint32_t ch = utf8_next(&p, c->s + c->n);
    int next = (int)(p - c->s);
    if (ch == 0xa7 && c->flags & SPACES && is_digit(char_at(c, next)) && speaks(c, "de"))
        return clean_put(c, next, next, c->narrow);
    if ((ch == 0xa0 || ch == 0x2009) && c->flags & SPACES && is_narrowed(c, i, next))
        return clean_put(c, i, next, c->narrow);
    if (ch == 0xb0 && c->flags & SPACES && is_digit(char_before(c, i)) && clean_unit_at(c, i) &&
        is_letter(char_at(c, next)))
        clean_put(c, i, i, c->narrow);
    return c->flags & QUOTES ? clean_quote(c, i, ch, next) : next;
}

static int clean_char(struct cleaning *c, int i)
{
    const char *space;
    switch (c->s[i]) {
    case ' ':
        space = c->flags & SPACES ? space_for(c, i) : NULL;
        return space ? clean_put(c, i, i + 1, space) : i + 1;
    case '.':
        if (starts(c, i, "..."))
            return c->flags & ELLIPSES ? clean_dots(c, i) : i + 3;
        return c->flags & SPACES ? clean_stop(c, i) : i + 1;
    case '-': return c->flags & DASHES ? clean_hyphens(c, i) : i + 1;
    case '"':
    case '\'':
    case ',':
    case '`': return c->flags & QUOTES ? clean_quote(c, i, (unsigned char)c->s[i], i + 1) : i + 1;
    default: return (unsigned char)c->s[i] < 0xc2 ? i + 1 : clean_high(c, i);
    }
}

static int flag_of(enum css_kw kw)
{
    switch (kw) {
    case KW_all: return SPACES | DASHES | QUOTES | ELLIPSES;
    case KW_spaces: return SPACES;
    case KW_wide_spaces: return SPACES | WIDE;
    case KW_dashes: return DASHES;
    case KW_quotes: return QUOTES;
    case KW_ellipses: return ELLIPSES;
    default: return 0;
    }
}

static int flags_of(const struct css_style *style)
{
    const struct css_list *l = css_list(style, CSS_koki_cleanup);
    int flags = l ? 0 : flag_of(css_kw(style, CSS_koki_cleanup));
    for (int i = 0; l && i < l->n; i++)
        flags |= flag_of((enum css_kw)l->item[i].v.kw);
    return flags;
}

bool clean_spaces(const struct css_style *style) { return flags_of(style) & SPACES; }

bool clean_dashes(const struct css_style *style) { return flags_of(style) & DASHES; }

bool clean_text(const struct css_style *style, int depth, struct clean_state *state,
                uint32_t before, const char *s, size_t n, const xmlNode *node, struct buf *out)
{
    struct cleaning c = {.s = s,
                         .n = (int)n,
                         .before = before ? before : ' ',
                         .first = !before,
                         .style = style,
                         .flags = flags_of(style),
                         .lang = style->lang ? style->lang : "",
                         .depth = depth,
                         .state = state,
                         .out = out,
                         .node = node};
    if (!c.flags)
        return false;
    c.narrow = c.flags & WIDE ? NO_BREAK : NARROW;
    for (int i = 0; i < c.n;) {
        size_t length = out->n;
        i = clean_char(&c, i);
        state->opened &= out->n != length;
    }
    if (!c.done)
        return false;
    buf_add(out, s + c.done, n - (size_t)c.done);
    return true;
}
