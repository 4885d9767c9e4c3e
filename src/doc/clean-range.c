/* Ranges of numbers: a hyphen between two numbers becomes the dash for "to" only where something says that it means "to": a word
 * before that counts pages, sections or amounts ("S. 3-5, 7-9", "§§ 3-5", "von 10-15"), a unit or a counted noun after it
 * ("10-15 Tage"), or two years in order. A reference number ("Vorlage 12-34", "Tel. 030 1234-56") has the same form and means
 * something else: what follows a word for such numbers stays, whatever else there is, and so does all that is in doubt.
 *
 * Words are looked for in one run of text only; where it begins inside a paragraph, years need to have a word before them. */
#include "doc/clean-int.h"

static const struct entry cues[] = {
#define R(lang, text) {lang, text, sizeof text - 1},
#include "doc/clean.def"
}, references[] = {
#define D(lang, text) {lang, text, sizeof text - 1},
#include "doc/clean.def"
}, counted[] = {
#define C(lang, text) {lang, text, sizeof text - 1},
#include "doc/clean.def"
}, joiners[] = {
#define J(lang, text) {lang, text, sizeof text - 1},
#include "doc/clean.def"
}, units[] = {
#define U(lang, text) {lang, text, sizeof text - 1},
#include "doc/clean.def"
};

/* What the words before a number say of it. */
enum clean_context {
    CONTEXT_NONE,                /* nothing */
    CONTEXT_CUE,                 /* it may be a range */
    CONTEXT_REFERENCE,           /* it is a reference number, or part of a longer number */
    CONTEXT_UNKNOWN,             /* the words are in another run of text */
};
enum {
    TOKENS = 12, BYTES = 200,    /* looked back at, at most */
    WHOLE_WORD = 5,              /* words for references are compared as a whole up to this many bytes, longer ones by their end */
    FIRST_YEAR = 1400, LAST_YEAR = 2199, MONTHS = 12,
};

bool clean_unit_at(const struct cleaning *c, int i) { return stands_at(c, i, units, COUNT(units)); }

/* ---- the words before ------------------------------------------------------------------------------------------ */

static int space_length(const struct cleaning *c, int i)
{
    return !is_space(char_at(c, i)) ? 0 : (unsigned char)c->s[i] < 0x80 ? 1 : (unsigned char)c->s[i] == 0xc2 ? 2 : 3;
}

/* Where what ends at `end` begins: white space, or a token between it. */
static int begin_of(const struct cleaning *c, int end, bool space)
{
    int limit = end > BYTES ? end - BYTES : 0;
    while (end > limit && is_space(char_before(c, end)) == space)
        do
            end--;
        while (end > 0 && is_tail(c, end));
    return end;
}

/* Figures with signs between them: "3–5,", "(030)", "12." */
static bool is_number(const struct cleaning *c, int from, int to)
{
    bool digits = false;
    for (int i = from; i < to; i++)
        if (is_digit((unsigned char)c->s[i]))
            digits = true;
        else if (starts(c, i, "–"))
            i += 2;
        else if (!is_any((unsigned char)c->s[i], ".,;:-/+()"))
            return false;
    return digits;
}

/* The token is an entry of the table, signs around it aside. */
static bool is_entry(const struct cleaning *c, int from, int to, const struct entry *table, int n)
{
    while (from < to && is_any((unsigned char)c->s[from], "(["))
        from++;
    for (int end = to; end > from; end--) {
        for (int k = 0; k < n; k++)
            if (table[k].n == end - from && !strncasecmp(c->s + from, table[k].text, (size_t)table[k].n) && speaks(c, table[k].lang))
                return true;
        if (!is_any((unsigned char)c->s[end - 1], ".:,;("))
            break;
    }
    return false;
}

/* A word for reference numbers, also as the last part of a compound: Sitzungsvorlage. */
static bool is_reference(const struct cleaning *c, int from, int to)
{
    while (to > from && is_any((unsigned char)c->s[to - 1], ".:,;()#"))
        to--;
    while (from < to && is_any((unsigned char)c->s[from], "(["))
        from++;
    for (int k = 0; k < COUNT(references); k++) {
        int n = references[k].n;
        if ((n == to - from || (n > WHOLE_WORD && n < to - from)) && !strncasecmp(c->s + to - n, references[k].text, (size_t)n)
            && speaks(c, references[k].lang))
            return true;
    }
    return false;
}

/* Numbers and "und" between are passed over when a comma or a word parts them: "S. 3-5, 7-9 und 12-14". */
static enum clean_context context_at(const struct cleaning *c, int start)
{
    int end = start;
    bool beside = true;
    for (int k = 0; k < TOKENS; k++) {
        int to = begin_of(c, end, true), from = begin_of(c, to, false);
        if (from == to) {
            if (!from)
                return c->first ? CONTEXT_NONE : CONTEXT_UNKNOWN;
            continue;
        }
        bool whole = from > 0 || is_space(c->before) || c->first;
        if (!whole)
            return CONTEXT_UNKNOWN;
        if (is_number(c, from, to)) {
            if (beside && to < end && !is_any((unsigned char)c->s[to - 1], ",;"))
                return CONTEXT_REFERENCE;
        } else if (is_entry(c, from, to, cues, COUNT(cues))) {
            return CONTEXT_CUE;
        } else if (is_reference(c, from, to)) {
            return CONTEXT_REFERENCE;
        } else if (!is_entry(c, from, to, joiners, COUNT(joiners)) && !(to == start && is_any((unsigned char)c->s[to - 1], "(["))) {
            return CONTEXT_NONE;
        }
        beside = false;
        end = from;
    }
    return CONTEXT_NONE;
}

/* ---- the numbers ----------------------------------------------------------------------------------------------- */

/* "EN 301-549", "ISO 8601-2": numbers of standards and the like are no ranges. */
static bool after_capitals(const struct cleaning *c, int i)
{
    int capitals = 0;
    if (!i || c->s[i - 1] != ' ')
        return false;
    for (i -= 2; i >= 0 && (unsigned char)c->s[i] > ' '; i--)
        if (c->s[i] < 'A' || c->s[i] > 'Z')
            return false;
        else
            capitals++;
    return capitals > 1;
}

struct numbers {
    int start, end;              /* bytes of both */
    int left, right;             /* digits */
    int a, z;
};

/* Two whole numbers in order that nothing else is written together with. */
static bool read_numbers(const struct cleaning *c, int i, struct numbers *r)
{
    r->left = digits_before(c, i);
    r->right = digits_at(c, i + 1);
    r->start = i - r->left;
    r->end = i + 1 + r->right;
    uint32_t before = char_before(c, r->start), after = char_at(c, r->end);
    if (!r->left || !r->right || r->left > 4 || r->right > 4 || (r->left > 1 && c->s[r->start] == '0')
        || (c->s[i + 1] == '0' && r->right != 2))
        return false;
    if (is_word(before) || is_any(before, ".,:-/+_#@") || is_word(after) || is_any(after, "-/_@")
        || (is_any(after, ".,:") && is_digit(char_at(c, r->end + 1))))
        return false;
    r->a = number_of(c, r->start, r->left);
    r->z = number_of(c, i + 1, r->right);
    return !after_capitals(c, r->start);
}

/* 1998-2003, 1998-99; 2009-11 may be a month. */
static bool are_years(const struct numbers *r)
{
    if (r->left != 4 || r->a < FIRST_YEAR || r->a > LAST_YEAR)
        return false;
    return r->right == 4 ? r->z > r->a && r->z <= LAST_YEAR : r->right == 2 && r->z > r->a % 100 && r->z > MONTHS;
}

/* A unit or a counted noun after the range. A capital letter by itself is more often part of a name: "Haus 3-5 B". */
static bool has_unit(const struct cleaning *c, int end)
{
    end += space_length(c, end);
    uint32_t ch = char_at(c, end);
    bool letter = ch - 'A' < 26u && !is_word(char_at(c, end + 1)) && !is_any(char_at(c, end + 1), "/");
    return !letter && (clean_unit_at(c, end) || stands_at(c, end, counted, COUNT(counted)));
}

bool clean_is_range(const struct cleaning *c, int i)
{
    struct numbers r;
    if (!read_numbers(c, i, &r))
        return false;
    enum clean_context context = context_at(c, r.start);
    if (context == CONTEXT_REFERENCE)
        return false;
    if (are_years(&r) && context != CONTEXT_UNKNOWN)
        return true;
    return r.z > r.a && c->s[i + 1] != '0' && (context == CONTEXT_CUE || has_unit(c, r.end));
}
