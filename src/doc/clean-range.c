// SPDX-License-Identifier: Apache-2.0
/* Ranges of numbers: a hyphen between two numbers becomes the dash for "to" only with evidence of
 * that meaning: a word before that counts pages, sections or amounts ("S. 3-5, 7-9", "§§ 3-5", "von
 * 10-15"), a unit or a counted noun after it ("10-15 Tage"), or two years in order. A reference
 * number ("Vorlage 12-34", "Tel. 030 1234-56") has the same form but another meaning: a number
 * after a word for such numbers is left unchanged regardless of other evidence, as are all doubtful
 * ones.
 *
 * Words are looked for in one run of text only; where it begins inside a paragraph, years need to
 * have a word before them. Years alone in a cell or an entry of a list have their words in the head
 * of the column, the first cell of the row, or the term. */
#include "doc/clean-int.h"

static const struct entry cues[] =
    {
#define R(lang, text) {lang, text, sizeof text - 1},
#include "doc/clean.def"
},
                          references[] =
                              {
#define D(lang, text) {lang, text, sizeof text - 1},
#include "doc/clean.def"
},
                          counted[] =
                              {
#define C(lang, text) {lang, text, sizeof text - 1},
#include "doc/clean.def"
},
                          verbs[] =
                              {
#define V(lang, text) {lang, text, sizeof text - 1},
#include "doc/clean.def"
},
                          joiners[] =
                              {
#define J(lang, text) {lang, text, sizeof text - 1},
#include "doc/clean.def"
},
                          symbols[] =
                              {
#define U(lang, text) {lang, text, sizeof text - 1},
#include "doc/clean.def"
},
                          quantities[] = {
#define Q(lang, text) {lang, text, sizeof text - 1},
#include "doc/clean.def"
};

/* The evidence from the words before a number. */
enum clean_context {
    CONTEXT_NONE,      /* nothing */
    CONTEXT_CUE,       /* it may be a range */
    CONTEXT_REFERENCE, /* it is a reference number, or part of a longer number */
    CONTEXT_UNKNOWN,   /* the words are in another run of text */
};
enum {
    TOKENS = 12,
    BYTES = 200,    /* searched backwards, at most */
    WHOLE_WORD = 5, /* words for references are compared as a whole up to this many bytes, longer
                       ones and "-nr" by their end */
    CODE = 3, /* capitals that are a part of a reference number, at most: "Az. VG 3 K 10-15" */
    NEST = 8,
    ROWS = 16,
    LABEL = 400, /* examined around a cell, at most: elements after it, rows of its column, bytes of
                    its label */
    FIRST_YEAR = 1400,
    LAST_YEAR = 2199,
    MONTHS = 12,
};

bool clean_symbol_at(const struct cleaning *c, int i)
{
    return stands_at(c, i, symbols, COUNT(symbols));
}

bool clean_quantity_at(const struct cleaning *c, int i)
{
    return stands_at(c, i, quantities, COUNT(quantities));
}

bool clean_unit_at(const struct cleaning *c, int i)
{
    return clean_symbol_at(c, i) || clean_quantity_at(c, i);
}

/* ---- the words before ------------------------------------------------------------------------ */

static int space_length(const struct cleaning *c, int i)
{
    return !is_space(char_at(c, i))         ? 0
           : (unsigned char)c->s[i] < 0x80  ? 1
           : (unsigned char)c->s[i] == 0xc2 ? 2
                                            : 3;
}

/* The beginning of the white space or token that ends at `end`. */
static int begin_of(const struct cleaning *c, int end, bool space)
{
    int limit = end > BYTES ? end - BYTES : 0;
    while (end > limit && is_space(char_before(c, end)) == space)
        do
            end--;
        while (end > 0 && is_tail(c, end));
    return end;
}

/* Figures with punctuation: "3–5,", "(030)", "12." */
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

/* Whether the token, without surrounding punctuation, is an entry of the table. */
static bool is_entry(const struct cleaning *c, int from, int to, const struct entry *table, int n)
{
    while (from < to && is_any((unsigned char)c->s[from], "(["))
        from++;
    for (int end = to; end > from; end--) {
        for (int k = 0; k < n; k++)
            if (table[k].n == end - from &&
                !strncasecmp(c->s + from, table[k].text, (size_t)table[k].n) &&
                speaks(c, table[k].lang))
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
        const char *text = references[k].text;
        bool ending = *text == '-';
        int n = references[k].n - ending;
        if ((n == to - from || ((ending || n > WHOLE_WORD) && n < to - from)) &&
            !strncasecmp(c->s + to - n, text + ending, (size_t)n) && speaks(c, references[k].lang))
            return true;
    }
    return false;
}

/* Whether it may be between the word and the figures of a reference number: a few capitals, figures
 * with them ("3K"), a single character. */
static bool is_code(const struct cleaning *c, int from, int to)
{
    int capitals = 0, others = 0;
    for (int i = from; i < to; i++)
        if (c->s[i] >= 'A' && c->s[i] <= 'Z')
            capitals++;
        else if (starts(c, i, "–"))
            i += 2;
        else if (!is_digit((unsigned char)c->s[i]) && !is_any((unsigned char)c->s[i], ".-/"))
            others++;
    return !others && capitals <= CODE;
}

/* Numbers and "und" in between are skipped if a comma or a word separates them: "S. 3-5, 7-9 und
 * 12-14". */
static enum clean_context context_at(const struct cleaning *c, int start)
{
    int end = start;
    bool beside = true, told = false;
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
        } else if (is_code(c, from, to)) {
            end = from;
            continue;
        } else if (k == 0 && is_entry(c, from, to, verbs, COUNT(verbs))) {
            end = from;
            told = true;
            continue;
        } else if (told || (!is_entry(c, from, to, joiners, COUNT(joiners)) &&
                            !(to == start && is_any((unsigned char)c->s[to - 1], "([")))) {
            return CONTEXT_NONE;
        }
        beside = told = false;
        end = from;
    }
    return CONTEXT_NONE;
}

/* ---- the numbers ----------------------------------------------------------------------------- */

/* "EN 301-549", "ISO 8601-2": numbers of standards and the like are not ranges. */
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
    int start, end;  /* bytes of both */
    int left, right; /* digits */
    int a, z;
};

/* Reads two whole numbers in ascending order, not joined with other characters. */
static bool read_numbers(const struct cleaning *c, int i, struct numbers *r)
{
    r->left = digits_before(c, i);
    r->right = digits_at(c, i + 1);
    r->start = i - r->left;
    r->end = i + 1 + r->right;
    uint32_t before = char_before(c, r->start), after = char_at(c, r->end);
    if (!r->left || !r->right || r->left > 4 || r->right > 4 ||
        (r->left > 1 && c->s[r->start] == '0') || (c->s[i + 1] == '0' && r->right != 2))
        return false;
    if (is_word(before) || is_any(before, ".,:-/+_#@") || is_word(after) || is_any(after, "-/_@") ||
        (is_any(after, ".,:") && is_digit(char_at(c, r->end + 1))) ||
        (after == '.' && is_letter(char_at(c, r->end + 1)))) /* the name of a file */
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
    return r->right == 4 ? r->z > r->a && r->z <= LAST_YEAR
                         : r->right == 2 && r->z > r->a % 100 && r->z > MONTHS;
}

/* A unit or a counted noun after the range. A capital letter by itself is more often part of a
 * name: "Haus 3-5 B". */
static bool has_unit(const struct cleaning *c, int end)
{
    end += space_length(c, end);
    uint32_t ch = char_at(c, end);
    bool letter = ch - 'A' < 26u && !is_word(char_at(c, end + 1)) &&
                  !is_any(char_at(c, end + 1), "/");
    return !letter && (clean_unit_at(c, end) || stands_at(c, end, counted, COUNT(counted)));
}

/* ---- labels ---------------------------------------------------------------------------------- */

static bool is_cell(const xmlNode *n)
{
    return xml_elem(n) == DB_entry || xml_elem(n) == DB_td || xml_elem(n) == DB_th;
}

/* The cell or list item of the text; NULL if neither. */
static const xmlNode *place_of(const xmlNode *n)
{
    for (int k = 0; n && n->type == XML_ELEMENT_NODE && k < NEST; k++, n = n->parent)
        if (is_cell(n) ||
            (xml_elem(n) == DB_listitem && n->parent && xml_elem(n->parent) == DB_varlistentry))
            return n;
    return NULL;
}

/* A run of text by itself, in the language of c. */
static struct cleaning alone(const struct cleaning *c, const struct buf *text)
{
    return (struct cleaning){.s = text->s,
                             .n = (int)text->n,
                             .before = ' ',
                             .first = true,
                             .style = c->style,
                             .lang = c->lang};
}

/* Whether one of an element's words is for reference numbers. */
static bool speaks_of_reference(const struct cleaning *c, const xmlNode *label)
{
    struct buf text = {0};
    bool found = false;
    xml_text(label, &text);
    text.n = text.n < LABEL ? text.n : LABEL;
    struct cleaning words = alone(c, &text);
    for (int end = words.n; end > 0 && !found;) {
        int to = begin_of(&words, end, true), from = begin_of(&words, to, false);
        found = from < to && is_reference(&words, from, to);
        end = from < end ? from : end - 1;
    }
    buf_done(&text);
    return found;
}

/* A cell with only two numbers that are not years in order: its column is one of codes. */
static bool is_number_code(const struct cleaning *c, const xmlNode *cell)
{
    struct buf text = {0};
    struct numbers r;
    xml_text(cell, &text);
    struct cleaning words = alone(c, &text);
    int from = begin_of(&words, begin_of(&words, words.n, true), false),
        hyphen = from + digits_at(&words, from);
    int right = hyphen < words.n ? digits_at(&words, hyphen + 1) : 0, end = hyphen + 1 + right;
    bool code = text.n < LABEL && begin_of(&words, from, true) == 0 && hyphen > from &&
                char_at(&words, hyphen) == '-' && right &&
                (end == words.n || is_space(char_at(&words, end))) &&
                !(read_numbers(&words, hyphen, &r) && are_years(&r));
    buf_done(&text);
    return code;
}

static const xmlNode *cell_at(const xmlNode *row, int column)
{
    const xmlNode *cell = xml_first(row);
    while (cell && column-- > 0)
        cell = xml_next(cell);
    return cell && is_cell(cell) ? cell : NULL;
}

/* The table's head, its column and its row say whether a cell holds a reference number. Spans are
 * ignored. */
static bool cell_refers(const struct cleaning *c, const xmlNode *cell)
{
    const xmlNode *row = cell->parent, *body = row->parent, *table = body ? body->parent : NULL,
                  *head = NULL;
    int column = 0;
    for (const xmlNode *n = xml_first(row); n && n != cell; n = xml_next(n))
        column++;
    for (const xmlNode *n = table ? xml_first(table) : NULL; n && n != body; n = xml_next(n))
        if (xml_elem(n) == DB_thead)
            head = n;
    const xmlNode *first = xml_first(row);
    if (first != cell && speaks_of_reference(c, first))
        return true;
    for (const xmlNode *n = head ? xml_first(head) : NULL; n; n = xml_next(n))
        if ((first = cell_at(n, column)) && speaks_of_reference(c, first))
            return true;
    const xmlNode *n = body ? xml_first(body) : NULL;
    for (int k = 0; n && k < ROWS; n = xml_next(n), k++)
        if ((first = cell_at(n, column)) && first != cell &&
            (is_number_code(c, first) ||
             (xml_elem(first) == DB_th && speaks_of_reference(c, first))))
            return true;
    return false;
}

/* Whether the label of the cell or list item has a word for reference numbers. */
static bool label_refers(const struct cleaning *c)
{
    const xmlNode *place = c->node ? place_of(c->node) : NULL;
    if (!place || !place->parent)
        return false;
    if (is_cell(place))
        return cell_refers(c, place);
    for (const xmlNode *n = xml_first(place->parent); n && n != place; n = xml_next(n))
        if (xml_elem(n) == DB_term && speaks_of_reference(c, n))
            return true;
    return false;
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
        return context == CONTEXT_CUE || !label_refers(c);
    return r.z > r.a && c->s[i + 1] != '0' && (context == CONTEXT_CUE || has_unit(c, r.end));
}
