// SPDX-License-Identifier: Apache-2.0
/* Checks of running text: its typography, and gender marks in German. */
#include <string.h>

#include "collect/check.h"

/* Text nodes of running text right inside an element; false: none, or code. */
static bool is_running(const xmlNode *t)
{
    return t->type == XML_TEXT_NODE && t->content && t->content[0];
}

bool check_is_code(const xmlNode *n)
{
    for (; n && n->type == XML_ELEMENT_NODE; n = n->parent) {
        enum db_elem e = xml_elem(n);
        if (e == DB_NONE || db_class_of(e) == DB_VERBATIM || !strcmp(db_role(e), "Code") ||
            e == DB_command || e == DB_option || e == DB_filename || e == DB_parameter ||
            e == DB_varname || e == DB_tag || e == DB_uri || e == DB_symbol ||
            e == DB_replaceable || e == DB_mathphrase || e == DB_token || e == DB_constant ||
            e == DB_function || e == DB_email)
            return true;
        if (db_class_of(e) == DB_BLOCK || db_class_of(e) == DB_SECTION)
            return false;
    }
    return false;
}

const char *check_excerpt(struct check *k, const char *text, const char *at)
{
    enum { BEFORE = 12, AFTER = 24 };
    if (!at)
        at = text;
    const char *start = at - text > BEFORE ? at - BEFORE : text, *end = at;
    while (start > text && (*start & 0xc0) == 0x80)
        start--;
    for (int i = 0; *end && i < AFTER; i++)
        end++;
    while ((*end & 0xc0) == 0x80)
        end++;
    k->text.n = 0;
    for (const char *p = start; p < end; p++)
        buf_putc(&k->text, *p == '\n' || *p == '\t' || *p == '\r' ? ' ' : *p);
    return k->text.n ? k->text.s : "";
}

/* ---- typography ---- */

/* The first straight quotation mark; one after a digit that closes nothing means inches. */
static const char *find_quote(const char *text)
{
    const char *quote = strchr(text, '"');
    while (quote && quote > text && quote[-1] >= '0' && quote[-1] <= '9')
        quote = strchr(quote + 1, '"');
    return quote;
}

void check_quotes(struct check *k, xmlNode *n)
{
    for (const xmlNode *t = n->children; t; t = t->next) {
        const char *text = is_running(t) ? (const char *)t->content : "", *quote = find_quote(text);
        if (quote && !check_is_code(n))
            diag(DIAG_collect_straight_quotes, xml_loc(n), check_excerpt(k, text, quote));
    }
}

/* The dots of "[, ...]" and "(x1, y1),..." are literal. */
static bool is_repetition(const char *text, const char *dots)
{
    const char *before = dots - 1;
    if (before > text && *before == ' ')
        before--;
    return before >= text && *before == ',' &&
           (before + 1 == dots || (before > text && before[-1] == '[') || before == text);
}

/* The first place of a text with " - ", "..." or a space before a point; NULL: none. In French the
 * space is right. */
static const char *find_mark(const char *text, bool french)
{
    for (const char *p = text; (p = strpbrk(p, " .")); p++) {
        if (*p == '.' && p[1] == '.' && p[2] == '.') {
            if (!is_repetition(text, p))
                return p;
            p += 2;
        }
        if (*p == ' ' && p[1] == '-' && p[2] == ' ' && p > text)
            return p;
        if (*p == ' ' && p > text && p[-1] != ' ' && p[-1] != '\n' && p[1] &&
            strchr(french ? ",." : ",.;:!?", p[1]) && (!p[2] || strchr(" \n", p[2])))
            return p;
    }
    return NULL;
}

void check_marks(struct check *k, xmlNode *n)
{
    for (const xmlNode *t = n->children; t; t = t->next) {
        const char *text = is_running(t) ? (const char *)t->content : "",
                   *mark = find_mark(text, false);
        if (!mark || check_is_code(n))
            continue;
        if (!strncmp(xml_lang(n), "fr", 2))
            mark = find_mark(text, true);
        if (mark)
            diag(DIAG_collect_marks, xml_loc(n), check_excerpt(k, text, mark));
    }
}

/* Spaces at the beginning of a line only indent the source. */
static const char *find_double_space(const char *text)
{
    for (const char *p = text; (p = strstr(p, "  ")); p += strspn(p, " "))
        if (p > text && p[-1] != '\n' && p[strspn(p, " ")] != '\n' && p[strspn(p, " ")])
            return p;
    return NULL;
}

void check_spaces(struct check *k, xmlNode *n)
{
    for (const xmlNode *t = n->children; t; t = t->next) {
        const char *text = is_running(t) ? (const char *)t->content : "",
                   *space = find_double_space(text);
        if (space && !check_is_code(n))
            diag(DIAG_collect_double_space, xml_loc(n), check_excerpt(k, text, space));
    }
}

/* ---- gender ---- */

/* Marks between a word and its feminine ending; the capital I is a form without a mark, and so is
 * naming both genders. */
static const char *const signs[] = {"*", ":", "_", "·", "/-", "/", "(", "I", ""};
enum { SIGNS = sizeof signs / sizeof *signs, BOTH = SIGNS - 1, CAPITAL = SIGNS - 2 };

static bool is_letter(char c)
{
    return (c & 0x80) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static bool is_small(char c) { return (c & 0x80) || (c >= 'a' && c <= 'z'); }
static bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/* Whether a feminine ending begins at p: "in", "innen", as a whole. */
static bool is_ending(const char *p)
{
    size_t n = !strncmp(p, "innen", 5) ? 5 : !strncmp(p, "in", 2) ? 2 : 0;
    return n && !is_letter(p[n]);
}

static const char *word_start(const char *text, const char *end)
{
    while (end > text && is_letter(end[-1]))
        end--;
    return end;
}

/* The form of a word whose gender mark is at p; -1 if no noun precedes it. */
static int gender_form(const char *text, const char *p)
{
    if (p == text || !is_letter(p[-1]))
        return -1;
    if (*p == 'I')
        return is_small(p[-1]) && !strncmp(p, "Innen", 5) && !is_letter(p[5]) ? CAPITAL : -1;
    for (int i = 0; i < CAPITAL; i++)
        if (!strncmp(p, signs[i], strlen(signs[i])) && is_ending(p + strlen(signs[i])) &&
            !(*word_start(text, p) >= 'a' && *word_start(text, p) <= 'z'))
            return i;
    return -1;
}

/* A word with its umlauts as a, o, u: Ärztin, Arzt. Long words are truncated. */
struct plain {
    char s[64];
    int n;
};

static struct plain plain_word(const char *p, const char *end)
{
    struct plain w = {.n = 0};
    for (; p < end && w.n < (int)sizeof w.s - 1; p++)
        if (*p == '\xc3' && p + 1 < end)
            w.s[w.n++] = strchr("\xa4\x84", *++p) ? 'a'
                         : strchr("\xb6\x96", *p) ? 'o'
                         : strchr("\xbc\x9c", *p) ? 'u'
                                                  : *p;
        else
            w.s[w.n++] = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
    return w;
}

/* Whether one of two words is the feminine of the other: Leserinnen, Lesern. */
static bool is_feminine(const struct plain *her, const struct plain *his)
{
    static const char *const endings[] = {"", "n", "s", "e", "en", "es"};
    bool many = her->n > 5 && !memcmp(her->s + her->n - 5, "innen", 5),
         one = her->n > 2 && !memcmp(her->s + her->n - 2, "in", 2);
    int stem = her->n - (many ? 5 : 2);
    if ((!many && !one) || stem < 3 || his->n < stem || memcmp(her->s, his->s, (size_t)stem))
        return false;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (his->n - stem == (int)strlen(endings[i]) &&
            !memcmp(his->s + stem, endings[i], strlen(endings[i])))
            return true;
    return false;
}

/* The end of a pair like "Leserinnen und Leser" whose "und" is at p; NULL if it is another
 * "und". */
static const char *both_end(const char *text, const char *p)
{
    static const char *const between[] = {"und", "oder", "bzw.", "sowie"};
    size_t n = 0;
    for (size_t i = 0; i < sizeof between / sizeof *between && p > text && is_blank(p[-1]); i++)
        if (!strncmp(p, between[i], strlen(between[i])) && is_blank(p[strlen(between[i])]))
            n = strlen(between[i]);
    if (!n)
        return NULL;
    const char *left_end = p, *right = p + n, *end;
    while (left_end > text && is_blank(left_end[-1]))
        left_end--;
    while (is_blank(*right))
        right++;
    for (end = right; is_letter(*end); end++)
        ;
    struct plain a = plain_word(word_start(text, left_end), left_end), b = plain_word(right, end);
    bool nouns = !(*right >= 'a' && *right <= 'z');
    return nouns && (is_feminine(&a, &b) || is_feminine(&b, &a)) ? end : NULL;
}

static void add_gendered(struct check *k, const xmlNode *n, const char *start, const char *end,
                         int form)
{
    k->text.n = 0;
    for (const char *p = start; p < end; p++)
        if (!is_blank(*p))
            buf_putc(&k->text, *p);
        else if (!is_blank(p[-1]))
            buf_putc(&k->text, ' ');
    *vec_add(&k->gendered) = (struct gendered){arena_dup(&k->arena, k->text.s, k->text.n), form,
                                               xml_loc(n)};
}

static void add_signed(struct check *k, const xmlNode *n, const char *text, const char *sign,
                       int form)
{
    const char *end = sign + strlen(signs[form]);
    while (is_letter(*end))
        end++;
    end += form < CAPITAL && signs[form][0] == '(' && *end == ')';
    add_gendered(k, n, word_start(text, sign), end, form);
}

void check_gender(struct check *k, xmlNode *n)
{
    for (const xmlNode *t = n->children; t; t = t->next) {
        const char *text = is_running(t) ? (const char *)t->content : "";
        for (const char *p = text; (p = strpbrk(p, "*:_/(I\xc2uobs")); p++) {
            bool letter = *p >= 'a' && *p <= 'z'; /* perhaps of "und" */
            int form = letter ? -1 : gender_form(text, p);
            const char *end = letter ? both_end(text, p) : NULL;
            if ((form < 0 && !end) || check_is_code(n) || strncmp(xml_lang(n), "de", 2))
                continue;
            if (end) {
                while (is_blank(*--p))
                    ;
                add_gendered(k, n, word_start(text, p + 1), end, BOTH);
                p = end - 1;
            } else {
                add_signed(k, n, text, p, form);
            }
        }
    }
}

/* The most frequent form is the book's; words with other forms are reported. */
void check_gender_end(struct check *k)
{
    int count[SIGNS] = {0}, usual = 0;
    for (int i = 0; i < k->gendered.n; i++)
        count[k->gendered.v[i].form]++;
    for (int i = 1; i < SIGNS; i++)
        if (count[i] > count[usual])
            usual = i;
    for (int i = 0; i < k->gendered.n; i++) {
        const struct gendered *g = &k->gendered.v[i];
        if (g->form != usual)
            diag(DIAG_collect_gender, g->where, g->word,
                 usual == CAPITAL ? "-Innen"
                 : usual == BOTH  ? "-innen und -er"
                                  : signs[usual]);
    }
}
