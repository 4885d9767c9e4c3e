// SPDX-License-Identifier: Apache-2.0
/* Quotation marks, apostrophes and primes. One straight mark stands for all of them on keyboards;
 * its meaning follows from the context. A mark is never corrected without its partner: an apparent
 * closing mark is an apostrophe, an inch or a foot if a better one follows, and pairs of TeX
 * (``so'', ,,so``) become quotation marks only together. Ambiguous marks stay as typed: the prime
 * of a function, two apostrophes in a row, 5' and 10".
 *
 * Marks are looked for in one run of text: the end of a single quotation anywhere, others at most
 * SPAN bytes after the current one. */
#include "doc/clean-int.h"

static const struct entry elisions[] =
    {
#define L(lang, text) {lang, text, sizeof text - 1},
#include "doc/clean.def"
},
                          before_n[] = {
#define K(lang, text) {lang, text, sizeof text - 1},
#include "doc/clean.def"
};

enum {
    SPAN = 2000,  /* bytes examined after a mark, at most */
    DECADE = 5,   /* letters after the figures of a decade, at most */
    CLOSINGS = 3, /* marks that may close one */
};

/* ---- the context of a mark ------------------------------------------------------------------- */

static bool opens(const struct cleaning *c, int i, int next)
{
    uint32_t before = char_before(c, i), after = char_at(c, next);
    bool free = is_space(before) || before == 0x2013 || before == 0x2014 ||
                is_any(before, "([{/-") || c->state->opened;
    return free && !is_space(after) && !is_any(after, ",;:!?)]}");
}

static bool closes(const struct cleaning *c, int i, int next)
{
    return !is_space(char_before(c, i)) && !is_word(char_at(c, next));
}

/* Letters of scripts without their own character for it, unlike Hebrew. */
static bool takes_apostrophe(uint32_t ch) { return ch < 0x530 && is_letter(ch); }

/* Apostrophes for an omitted ending are put after these: "Hans' Auto". */
static bool is_genitive(uint32_t before) { return is_any(before, "sxzSXZ") || before == 0xdf; }

static int span_end(const struct cleaning *c, int i) { return c->n - i > SPAN ? i + SPAN : c->n; }

/* Whether a word continues after the mark that ends at next, so that it need not close a
 * quotation. */
static bool goes_on(const struct cleaning *c, int next)
{
    return is_space(char_at(c, next)) && is_letter(char_at(c, next + (c->s[next] == ' ' ? 1 : 2)));
}

/* "'s", "'ne", "'twas" */
static bool is_elision(const struct cleaning *c, int i)
{
    for (int k = 0; k < COUNT(elisions); k++)
        if (starts(c, i + 1, elisions[k].text) && speaks(c, elisions[k].lang) &&
            !is_word(char_at(c, i + 1 + elisions[k].n)) &&
            !is_any(char_at(c, i + 1 + elisions[k].n), "'_=(") &&
            (char_at(c, i + 1 + elisions[k].n) != '-' || c->s[i + 1] == 's'))
            return true;
    return false;
}

/* Whether the mark at i, a possible closing mark, is something else: a definite closing mark of its
 * kind follows before any that opens the next quotation. */
static bool closed_later(const struct cleaning *c, int i)
{
    uint32_t before = char_before(c, i);
    bool number = is_digit(before);
    if (!number && (c->s[i] == '"' || !goes_on(c, i + 1)))
        return false;
    for (int k = i + 1, end = span_end(c, i); k < end; k++) {
        if (c->s[k] != c->s[i])
            continue;
        uint32_t last = char_before(c, k);
        if (is_word(last) ? is_word(char_at(c, k + 1)) || is_digit(last)
                          : c->s[k] == '\'' && is_elision(c, k))
            continue;
        if (is_space(last) || is_word(char_at(c, k + 1)))
            return false;
        if (c->s[k] == '"' || !goes_on(c, k + 1) || (is_genitive(before) && !is_genitive(last)))
            return true;
    }
    return false;
}

/* Whether a single quotation may end after i. The place is kept, so that a text is searched once.
 */
static bool ends_later(struct cleaning *c, int i)
{
    const char *at = c->s + (c->closing > i ? c->closing : i), *end = c->s + c->n;
    for (; (at = memchr(at, '\'', (size_t)(end - at))); at++)
        if (!is_space(char_before(c, (int)(at - c->s))) &&
            !is_word(char_at(c, (int)(at - c->s) + 1)))
            break;
    c->closing = (int)((at ? at : end) - c->s);
    return at;
}

/* Whether it ends before another one may begin. */
static bool ends_first(struct cleaning *c, int i)
{
    if (!ends_later(c, i))
        return false;
    for (int end = c->closing < span_end(c, i) ? c->closing : span_end(c, i); i < end; i++)
        if (c->s[i] == '\'' && is_space(char_before(c, i)))
            return false;
    return true;
}

static int put_quote(struct cleaning *c, int from, int to, bool single, bool open, bool reported)
{
    const char *mark = quote_mark(c->style, c->lang, c->depth + single, open), *p = mark;
    if (!*mark ||
        utf8_next(&p, mark + strlen(mark)) >= 0x3000) /* straight quotes never mean 「」 */
        return to;
    if (reported)
        clean_put_reported(c, from, to, mark);
    else
        clean_put(c, from, to, mark);
    *(single ? &c->state->single : &c->state->twofold) = open;
    c->state->opened = open;
    return to;
}

/* ---- two marks for one ----------------------------------------------------------------------- */

/* Marks typed for quotation marks, as TeX and typewriters have them, and possible closing marks of
 * each. */
static const struct pair {
    const char *open, *close[CLOSINGS];
    bool single;
} pairs[] = {
    {"``", {"''"}, false}, {",,", {"``", "''", "\""}, false},
    {"''", {"''"}, false}, {"\"`", {"\"'"}, false},
    {"`", {"'"}, true},
};

static const char *closing_at(const struct cleaning *c, const struct pair *p, int i)
{
    for (int k = 0; k < CLOSINGS && p->close[k]; k++)
        if (starts(c, i, p->close[k]) && closes(c, i, i + (int)strlen(p->close[k])))
            return p->close[k];
    return NULL;
}

/* Whether a quotation opened by p is closed after i, before it is opened again. */
static bool pair_closes(const struct cleaning *c, const struct pair *p, int i)
{
    for (int end = span_end(c, i); i < end; i++) {
        if (closing_at(c, p, i))
            return true;
        if (starts(c, i, p->open) || (p->single && c->s[i] == '`'))
            return false;
    }
    return false;
}

/* Opens or closes a pair at i; 0: there is none. */
static int clean_pair(struct cleaning *c, int i)
{
    for (int k = 0; k < COUNT(pairs); k++) {
        const struct pair *p = pairs + k;
        bool *inside = p->single ? &c->state->single : &c->state->twofold;
        int *typed = p->single ? &c->state->single_pair : &c->state->twofold_pair;
        bool inner_first = !p->single && c->state->single_pair && starts(c, i, "'''");
        const char *close = *inside && *typed == k + 1 && !inner_first ? closing_at(c, p, i) : NULL;
        int after = i + (int)strlen(p->open);
        if (close) {
            *typed = 0;
            return put_quote(c, i, i + (int)strlen(close), p->single, false, true);
        }
        bool inner = !p->single && char_at(c, after) == '`';
        if (*inside || !starts(c, i, p->open) || !opens(c, i, after) ||
            (is_any(char_at(c, after), "`'\"") && !inner) || !pair_closes(c, p, after))
            continue;
        after = put_quote(c, i, after, p->single, true, true);
        *typed = *inside ? k + 1 : 0;
        return after;
    }
    return 0;
}

/* ---- primes ---------------------------------------------------------------------------------- */

/* The length of the number that ends at i, including a fraction; 0 if there is none. */
static int number_before(const struct cleaning *c, int i)
{
    int n = digits_before(c, i), whole;
    if (n && i > n + 1 && is_any((unsigned char)c->s[i - n - 1], ".,") &&
        (whole = digits_before(c, i - n - 1)))
        n += 1 + whole;
    return n;
}

/* Minutes and seconds after degrees, and feet with inches: 48° 12' 30", 6'2". */
static bool is_prime(const struct cleaning *c, int i)
{
    int n = number_before(c, i), at = i - n;
    if (!n)
        return false;
    while (at > 0 && is_space(char_before(c, at)))
        do
            at--;
        while (at > 0 && is_tail(c, at));
    if (c->s[i] == '\'') {
        int inch = i + 1 + (char_at(c, i + 1) == ' ');
        inch += digits_at(c, inch);
        if (is_digit((unsigned char)char_before(c, inch)) && is_any(char_at(c, inch), ".,"))
            inch += 1 + digits_at(c, inch + 1);
        return char_before(c, at) == 0xb0 ||
               (inch > i + 1 && is_digit(char_before(c, inch)) && char_at(c, inch) == '"');
    }
    return (char_before(c, at) == '\'' || char_before(c, at) == 0x2032) && at > 1 &&
           is_digit(char_before(c, at - (char_before(c, at) == '\'' ? 1 : 3)));
}

/* Apparently the prime of a function or a variable: a lone letter before, and no word after. */
static bool after_variable(const struct cleaning *c, int i)
{
    uint32_t before = char_before(c, i), after = char_at(c, i + 1);
    int at = i;
    if (!is_letter(before) || is_letter(after))
        return false;
    do
        at--;
    while (at > 0 && is_tail(c, at));
    return at >= 0 && !is_word(char_before(c, at)) && char_before(c, at) != '\'' &&
           char_before(c, at) != 0x2019;
}

/* ---- apostrophes ----------------------------------------------------------------------------- */

/* An accent typed before or after its letter, as copied from PDF files: Caf´e. Before a vowel an
 * apostrophe comes only after the short words that lose theirs: d´Or, dell´arte. */
static bool is_detached(const struct cleaning *c, int i, int next)
{
    int n = 0;
    while (i - n > 0 && is_letter((unsigned char)c->s[i - n - 1]))
        n++;
    uint32_t after = char_at(c, next);
    return (is_any(after, "aeiouyAEIOUY") || after == 0x131) && n > 2 &&
           !((c->s[i - 1] | 0x20) == 'l' && (c->s[i - 2] | 0x20) == 'l') &&
           !((c->s[i - 1] | 0x20) == 'u' && (c->s[i - 2] | 0x20) == 'q');
}

/* An acute or grave accent typed for an apostrophe: the only one in a word of ordinary letters.
 * Others may be code. */
static bool is_apostrophe(const struct cleaning *c, int i, int next)
{
    int from = i, to = next;
    if (!is_letter(char_before(c, i)) || !is_letter(char_at(c, next)) || next - i > 2 ||
        is_detached(c, i, next))
        return false;
    while (from > 0 && !is_space(char_before(c, from)) && i - from < WORD_SHOWN)
        from--;
    while (to < c->n && !is_space(char_at(c, to)) && to - next < WORD_SHOWN)
        to++;
    for (int at = from, after; at < to; at = after) {
        const char *p = c->s + at;
        uint32_t ch = utf8_next(&p, c->s + c->n);
        after = (int)(p - c->s);
        bool camel = is_letter(ch) && u_isupper((UChar32)ch) && at > from &&
                     is_letter(char_before(c, at)) && u_islower((UChar32)char_before(c, at));
        if (at != i && (camel || !(is_letter(ch) || is_any(ch, "-.,;:!?()\"'") || ch >= 0x2010) ||
                        ch == 0xb4 || ch == '`'))
            return false;
    }
    return true;
}

/* "'90er", "'68ern", "'90s", "'89": a century that is left out, unless the word alone is in
 * quotation marks. */
static bool is_decade(struct cleaning *c, int i)
{
    int at = i + 3;
    if (digits_at(c, i + 1) != 2)
        return false;
    if (!is_letter(char_at(c, at)))
        return char_at(c, at) != '\'' && !is_any(char_at(c, at), "\"%") &&
               !(goes_on(c, at) && ends_first(c, at)) &&
               !(is_any(char_at(c, at), ".,:") && is_digit(char_at(c, at + 1)));
    if (!(char_at(c, at) == 's' || (char_at(c, at) == 'e' && char_at(c, at + 1) == 'r')))
        return false;
    while (at < c->n && is_letter(char_at(c, at)) && at < i + 3 + DECADE)
        at++;
    return !is_letter(char_at(c, at)) && char_at(c, at) != '\'';
}

/* "'n" for "and" between two names, "rock 'n' roll": begins at i, the mark after it too. */
static bool is_and(const struct cleaning *c, int i)
{
    if (i < 2 || !is_any(char_at(c, i + 1), "nN") || char_at(c, i + 2) != '\'' ||
        c->s[i - 1] != ' ' || char_at(c, i + 3) != ' ' || !is_letter(char_at(c, i + 4)))
        return false;
    int from = i - 1;
    while (from > 0 && is_letter(char_before(c, from)))
        do
            from--;
        while (from > 0 && is_tail(c, from));
    return ends_in(c, i - 1, before_n, COUNT(before_n)) ||
           (from < i - 1 && u_isupper((UChar32)char_at(c, from)) &&
            u_isupper((UChar32)char_at(c, i + 4)));
}

/* A word with characters unusual in prose: name='x'. */
static bool in_code(const struct cleaning *c, int i)
{
    for (int k = i; k > 0 && i - k < WORD_SHOWN && !is_space(char_before(c, k)); k--)
        if (is_any(char_before(c, k), "=\\{}<>$_|"))
            return true;
    return false;
}

static int clean_single(struct cleaning *c, int i)
{
    uint32_t before = char_before(c, i), after = char_at(c, i + 1);
    bool begins = is_space(before) || is_any(before, "([/-\"") || c->state->opened ||
                  before == 0x2013 || before == 0x2014;
    if (is_prime(c, i))
        return clean_put_reported(c, i, i + 1, "′");
    if (!takes_apostrophe(before) && is_decade(c, i))
        return clean_put(c, i, i + 1, "’");
    if (is_and(c, i)) {
        clean_put(c, i, i + 1, "’");
        return clean_put(c, i + 2, i + 3, "’");
    }
    if (begins && is_elision(c, i))
        return clean_put(c, i, i + 1, "’");
    if (!c->state->single && opens(c, i, i + 1) && ends_later(c, i + 1))
        return put_quote(c, i, i + 1, true, true, false);
    if (c->state->single && !c->state->single_pair && closes(c, i, i + 1) && !closed_later(c, i))
        return put_quote(c, i, i + 1, true, false, false);
    if (after_variable(c, i) || (takes_apostrophe(before) && in_code(c, i)))
        return i + 1;
    if (takes_apostrophe(before))
        return clean_put(c, i, i + 1, "’");
    if (is_space(before) && (takes_apostrophe(after) || is_digit(after)))
        return clean_put_reported(c, i, i + 1, "’"); /* or a quotation that ends elsewhere */
    return i + 1;
}

/* Straight ones, and English ones in German. */
static int clean_double(struct cleaning *c, int from, int to)
{
    struct clean_state *s = c->state;
    if (to == from + 1 && is_prime(c, from) && !(s->twofold && !closed_later(c, from)))
        return clean_put_reported(c, from, to, "″");
    if (!s->twofold && opens(c, from, to))
        return put_quote(c, from, to, false, true, false);
    if (s->twofold && !s->twofold_pair && closes(c, from, to) &&
        !(to == from + 1 && closed_later(c, from)))
        return put_quote(c, from, to, false, false, false);
    return to;
}

int clean_quote(struct cleaning *c, int i, uint32_t ch, int next)
{
    int pair = ch < 0x80 ? clean_pair(c, i) : 0;
    if (pair)
        return pair;
    switch (ch) {
    case '"': return clean_double(c, i, next);
    case '\'':
        while (next < c->n && c->s[next] == '\'')
            next++;
        return next > i + 1 ? next : clean_single(c, i);
    case '`':
        while (next < c->n && c->s[next] == '`')
            next++;
        if (next > i + 1)
            return next;
        break;
    case 0xb4: break;
    case 0x201d: return speaks(c, "de") ? clean_double(c, i, next) : next;
    case 0x201c:
        return speaks(c, "de") && !c->state->twofold && opens(c, i, next) ? clean_double(c, i, next)
                                                                          : next;
    default: return next;
    }
    return is_apostrophe(c, i, next) ? clean_put_reported(c, i, next, "’") : next;
}
