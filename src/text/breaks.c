// SPDX-License-Identifier: Apache-2.0
/* Where a line may end inside a token of Latin and similar scripts, and where it may not begin even
 * after a space: the few rules of Unicode line breaking (UAX 14) that matter there, and additions
 * of German typography. */
#include <string.h>

#include <glib.h>

#include "text/pieces-int.h"

enum { LONG_NAME = 32 }; /* characters */

static int kind_of_punctuation(uint32_t c)
{
    switch (c) {
    case 0x2010: return K_HYPHEN;
    case 0x2013:
    case 0x2014:
    case 0x2015: return K_DASH;
    case 0x200b: return K_ZERO;
    case 0x2007:
    case 0x202f: return K_FIXED;
    case 0x2028:
    case 0x2029: return K_NEWLINE;
    }
    return c >= 0x2000 && c <= 0x200a ? K_THIN : K_PLAIN;
}

int char_kind(uint32_t c)
{
    if (c < 0x80)
        return c == ' '       ? K_SPACE
               : c == '-'     ? K_HYPHEN
               : c == '/'     ? K_SLASH
               : c == '\n'    ? K_NEWLINE
               : c == '\t'    ? K_TAB
               : c == CONTROL ? K_CONTROL
                              : K_PLAIN;
    if (c < 0x2000)
        return c == 0xad                   ? K_SOFT
               : c == 0xa0                 ? K_FIXED
               : c >= 0xe00 && c < 0x10a0  ? K_OTHER
               : c >= 0x1780 && c < 0x1ab0 ? K_OTHER
                                           : K_PLAIN;
    if (c < 0x2070)
        return kind_of_punctuation(c);
    if (c == 0x3000)
        return K_THIN;
    if (c == 0xfffc)
        return K_OBJECT;
    return c < 0x2e80 || (c >= 0xfb00 && c < 0xfe10) || (c >= 0x1d400 && c < 0x1d800) ||
                   c == 0xfeff || c == 0xfffd
               ? K_PLAIN
               : K_OTHER;
}

uint32_t char_at(const struct cutter *c, int at, int *next)
{
    const char *s = c->s + at;
    uint32_t ch = (unsigned char)*s < 0x80 ? (unsigned char)*s++ : utf8_next(&s, c->s + c->n);
    *next = (int)(s - c->s);
    return ch;
}

uint32_t char_before(const struct cutter *c, int at)
{
    int i = at - 1, next;
    while (i > 0 && ((unsigned char)c->s[i] & 0xc0) == 0x80)
        i--;
    return i < 0 ? 0 : char_at(c, i, &next);
}

bool char_is_alnum(uint32_t c)
{
    return c < 0x80 ? (c | 0x20) - 'a' < 26u || c - '0' < 10u : g_unichar_isalnum(c);
}

static int letters_behind(const struct cutter *c, int at, int to)
{
    int n = 0, next;
    for (; at < to && char_is_alnum(char_at(c, at, &next)); at = next)
        n++;
    return n;
}

static int letters_ahead(const struct cutter *c, int from, int at)
{
    int n = 0;
    for (uint32_t ch; at > from && char_is_alnum(ch = char_before(c, at)); n++)
        at -= ch < 0x80 ? 1 : ch < 0x800 ? 2 : ch < 0x10000 ? 3 : 4;
    return n;
}

/* ---- tokens that are not words --------------------------------------------------------------- */

static bool is_lower(uint32_t ch) { return ch - 'a' < 26u; }
static bool is_upper(uint32_t ch) { return ch - 'A' < 26u; }

/* Features of a token's characters that determine its kind. */
struct features {
    int slashes, hyphens, marks, humps, parts; /* parts: colons between letters */
    bool capitals, digits, extension, scheme, mail, path;
};

/* The ending of a gender form: Bürger_innen, Schüler_in, jede_r, Bürger_innenrat. */
static bool is_gender_ending(const struct cutter *c, int at, int to)
{
    return !strncmp(c->s + at, "in", 2) || letters_behind(c, at, to) <= 2;
}

/* "conf" in clients.conf: small letters and figures up to the end, after two characters or more. */
static bool is_extension(const struct cutter *c, int from, int at, int to)
{
    bool letter = false;
    if (letters_ahead(c, from, at) < 2 || to - at - 1 > 5)
        return false;
    for (int i = at + 1; i < to; i++) {
        letter |= is_lower((unsigned char)c->s[i]);
        if (!is_lower((unsigned char)c->s[i]) && !char_is_digit((unsigned char)c->s[i]))
            return false;
    }
    return letter;
}

static void note_sign(const struct cutter *c, int from, int at, int to, struct features *f)
{
    bool between = at > from && at + 1 < to && char_is_alnum(char_before(c, at)) &&
                   (char_is_alnum((unsigned char)c->s[at + 1]) ||
                    (unsigned char)c->s[at + 1] >= 0x80);
    switch (c->s[at]) {
    case '/':
        f->slashes++;
        f->scheme |= at > from && c->s[at - 1] == ':';
        break;
    case '-': f->hyphens++; break;
    case '@': f->mail |= between && memchr(c->s + at, '.', (size_t)(to - at)); break;
    case '.': f->extension |= between && is_extension(c, from, at, to); break;
    case '_': f->marks += between && !is_gender_ending(c, at + 1, to); break;
    case ':':
        f->marks += at + 2 < to && c->s[at + 1] == ':' && at > from;
        f->parts += between && !is_gender_ending(c, at + 1, to) &&
                    !char_is_digit((unsigned char)c->s[at + 1]);
        break;
    case '#':
    case '=':
    case '\\': f->marks += between; break;
    }
}

static struct features features_of(const struct cutter *c, int from, int to)
{
    struct features f = {0};
    for (int i = from; i < to; i++) {
        unsigned char ch = (unsigned char)c->s[i];
        f.humps += i > from && is_upper(ch) && is_lower((unsigned char)c->s[i - 1]);
        f.capitals |= is_upper(ch) || ch >= 0x80;
        f.digits |= char_is_digit(ch);
        if (!char_is_alnum(ch) && ch < 0x80)
            note_sign(c, from, i, to, &f);
    }
    const char *s = c->s + from;
    s += *s == '~' ? 1 : !strncmp(s, "..", 2) ? 2 : *s == '.' ? 1 : 0;
    f.path = s < c->s + to && *s == '/' && s + 1 < c->s + to &&
             (char_is_alnum((unsigned char)s[1]) || s[1] == '.');
    return f;
}

enum address token_address(const struct cutter *c, int from, int to)
{
    bool code = c->style->font->monospace && to - from > 8;
    while (from < to && strchr("([{<\"'", c->s[from]))
        from++;
    while (to > from && strchr(".,;:!?)]}>\"'", c->s[to - 1]))
        to--;
    if (to - from < 3)
        return code ? ADDRESS_CODE : ADDRESS_NONE;
    struct features f = features_of(c, from, to);
    if (f.scheme || !strncmp(c->s + from, "www.", 4))
        return ADDRESS_WEB;
    if (f.mail)
        return ADDRESS_MAIL;
    code |= f.path || f.extension || f.marks || (f.slashes > 1 && (!f.capitals || f.digits)) ||
            (f.hyphens > 2 && !f.capitals) || (f.parts && !f.capitals) ||
            (f.humps > 1 && is_lower((unsigned char)c->s[from]));
    return code ? ADDRESS_CODE : ADDRESS_NONE;
}

/* ---- breaks inside a token ------------------------------------------------------------------- */

/* The short endings of gender forms with a slash stay with their word: Bürger/innen, Bürger/-innen,
 * der/die. */
static bool is_ending(const struct cutter *c, int at, int to)
{
    if (at < to && c->s[at] == '-')
        at++;
    int n = letters_behind(c, at, to);
    return n < 4 || (n == 5 && !strncmp(c->s + at, "innen", 5));
}

/* May a line end after the hyphen at `at`? Not after a single letter (E-Mail), a leading hyphen of
 * a suffix or option (-fach, --help), before a figure (-5), or if the rest would be alone in the
 * next line. */
static bool breaks_at_hyphen(const struct cutter *c, int from, int at, int next, int to)
{
    int ahead = letters_ahead(c, from, at), behind = letters_behind(c, next, to);
    return ahead >= 2 && behind >= 2 &&
           !(char_is_digit((unsigned char)c->s[next]) && char_is_digit(char_before(c, at)));
}

/* Whether the rest after the last full stop of an address is too short: the "org", the "gz", with
 * punctuation of the sentence. */
static bool is_short_end(const struct cutter *c, int next, int to)
{
    int behind = 0, at = next;
    for (; at < to && char_is_alnum((unsigned char)c->s[at]); at++)
        behind++;
    while (at < to && !char_is_alnum((unsigned char)c->s[at]))
        at++;
    return behind < 4 && at == to;
}

/* In addresses and code a line may end after any mark between two names, and before a capital
 * inside one, at a price. */
static bool breaks_in_address(const struct cutter *c, int from, int at, int next, int to)
{
    uint32_t ch = (unsigned char)c->s[at], after = next < to ? (unsigned char)c->s[next] : ' ';
    if (is_lower(ch) && is_upper(after) && at - from >= 2 && to - next >= 3)
        return true;
    if (ch == '.' && is_short_end(c, next, to))
        return false;
    return next < to && at - from >= 2 && to - next >= 2 &&
           strchr("./_-:=&?,;#%@+)]}>|\\", (int)ch) && ch &&
           (after >= 0x80 || char_is_alnum(after) || strchr("_<([{%$", (int)after)) &&
           !(ch == '.' && (char_is_digit(after) || c->s[at - 1] == '/'));
}

/* Names of accounts and of parts in code (Aktiva:Bank) may be broken after the colon; gender forms
 * (Bürger:innen) never. */
static bool breaks_at_colon(const struct cutter *c, int from, int at, int next, int to)
{
    int after;
    return g_unichar_isupper(char_at(c, next, &after)) && letters_ahead(c, from, at) >= 3 &&
           letters_behind(c, next, to) >= 3;
}

/* Whether the name with the hyphen at `at` in an address on the web is so long that it cannot be
 * whole in any line. */
static bool is_long_name(const struct cutter *c, int from, int at, int to)
{
    int first = at, last = at;
    while (first > from && at - first < LONG_NAME && !strchr("/.?&=#", c->s[first - 1]))
        first--;
    while (last < to && last - first < LONG_NAME && !strchr("/.?&=#", c->s[last]))
        last++;
    return last - first >= LONG_NAME;
}

bool token_may_break(const struct cutter *c, int from, int at, int next, int to, int kind,
                     enum address address, bool *weak)
{
    *weak = false;
    if (next >= to)
        return false;
    /* A hyphen at the line's end would be taken for one that the break has made. */
    if (kind == K_HYPHEN &&
        (address == ADDRESS_MAIL || (address == ADDRESS_WEB && !is_long_name(c, from, at, to))))
        return false;
    switch (kind) {
    case K_HYPHEN:
        *weak = address == ADDRESS_WEB;
        if (breaks_at_hyphen(c, from, at, next, to))
            return true;
        break;
    case K_SLASH:
        if (!address && at > from && char_is_alnum(char_before(c, at)) && !is_ending(c, next, to) &&
            letters_ahead(c, from, at) >= 2) {
            *weak = true;
            return true;
        }
        break;
    case K_DASH: {
        int after;
        bool figures = char_is_digit(char_before(c, at)) && char_is_digit(char_at(c, next, &after));
        *weak = figures;
        return at > from && char_is_alnum(char_at(c, next, &after));
    }
    case K_ZERO: return true;
    }
    *weak = true;
    if (c->s[at] == ':' && breaks_at_colon(c, from, at, next, to))
        return true;
    return address && breaks_in_address(c, from, at, next, to);
}

/* Whether a line never begins here, even after a space (UAX 14, LB13): a dash, unless it is the
 * sign of a number; a closing mark or a slash by itself; an ellipsis. */
bool space_clings(const struct cutter *c, int at)
{
    int next = at, after;
    if (at >= c->n)
        return false;
    uint32_t ch = char_at(c, at, &next);
    if (char_kind(ch) == K_DASH)
        return next >= c->n || !char_is_digit(char_at(c, next, &after));
    if (ch == 0x2026)
        return true;
    if (!ch || ch >= 0x80 || !strchr(",.;:!?)]}%/", (int)ch))
        return false;
    uint32_t then = next < c->n ? char_at(c, next, &after) : ' ';
    return !char_is_alnum(then) && then != '_' && then != '/' && then != '-';
}
