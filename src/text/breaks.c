/* Where a line may end inside a token of Latin and similar scripts, and where it may not begin though a space stands there:
 * the few rules of Unicode line breaking (UAX 14) that matter there, and what German typography adds. */
#include <string.h>

#include <glib.h>

#include "text/pieces-int.h"

static int kind_of_punctuation(uint32_t c)
{
    switch (c) {
    case 0x2010: return K_HYPHEN;
    case 0x2013: case 0x2014: case 0x2015: return K_DASH;
    case 0x200b: return K_ZERO;
    case 0x2007: case 0x202f: return K_FIXED;
    case 0x2028: case 0x2029: return K_NEWLINE;
    }
    return c >= 0x2000 && c <= 0x200a ? K_THIN : K_PLAIN;
}

int char_kind(uint32_t c)
{
    if (c < 0x80)
        return c == ' ' ? K_SPACE : c == '-' ? K_HYPHEN : c == '/' ? K_SLASH : c == '\n' ? K_NEWLINE : c == '\t' ? K_TAB
            : K_PLAIN;
    if (c < 0x2000)
        return c == 0xad ? K_SOFT : c == 0xa0 ? K_FIXED : c >= 0xe00 && c < 0x10a0 ? K_OTHER : c >= 0x1780 && c < 0x1ab0
            ? K_OTHER : K_PLAIN;
    if (c < 0x2070)
        return kind_of_punctuation(c);
    if (c == 0x3000)
        return K_THIN;
    if (c == 0xfffc)
        return K_OBJECT;
    return c < 0x2e80 || (c >= 0xfb00 && c < 0xfe10) || (c >= 0x1d400 && c < 0x1d800) || c == 0xfeff || c == 0xfffd ? K_PLAIN
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

/* ---- breaks inside a token ------------------------------------------------------------------------------------- */

bool token_is_address(const struct cutter *c, int from, int to)
{
    for (int i = from; i + 2 < to; i++)
        if ((c->s[i] == ':' && c->s[i + 1] == '/') || (i == from && !strncmp(c->s + i, "www", 3)))
            return true;
    return c->voice->font->monospace && to - from > 8;
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

/* The short endings of gender forms with a slash stay with their word: Bürger/innen, Bürger/-innen, der/die. */
static bool is_ending(const struct cutter *c, int at, int to)
{
    if (at < to && c->s[at] == '-')
        at++;
    int n = letters_behind(c, at, to);
    return n < 4 || (n == 5 && !strncmp(c->s + at, "innen", 5));
}

/* May a line end behind the hyphen at `at`? Not behind a single letter (E-Mail), a sign's or option's own hyphen (-fach, --help),
 * before a figure (-5), or before what would stand alone in the next line. */
static bool breaks_at_hyphen(const struct cutter *c, int from, int at, int next, int to)
{
    int ahead = letters_ahead(c, from, at), behind = letters_behind(c, next, to);
    return ahead >= 2 && behind >= 2 && !(char_is_digit((unsigned char)c->s[next]) && char_is_digit(char_before(c, at)));
}

/* In addresses and code a line may end behind any sign between two names, at a price. */
static bool breaks_in_address(const struct cutter *c, int from, int at, int next, int to)
{
    uint32_t ch = (unsigned char)c->s[at], after = next < to ? (unsigned char)c->s[next] : ' ';
    return next < to && at - from >= 2 && to - next >= 2 && strchr("./_-:=&?,;#%@+)]}>|\\", (int)ch) && ch
        && (after >= 0x80 || char_is_alnum(after) || strchr("_<([{%$", (int)after)) && !(char_is_digit(after) && ch == '.');
}

/* Names of accounts and of parts in code (Aktiva:Bank) may be parted behind the colon; gender forms (Bürger:innen) never. */
static bool breaks_at_colon(const struct cutter *c, int from, int at, int next, int to)
{
    int after;
    return g_unichar_isupper(char_at(c, next, &after)) && letters_ahead(c, from, at) >= 3 && letters_behind(c, next, to) >= 3;
}

bool token_may_break(const struct cutter *c, int from, int at, int next, int to, int kind, bool address, bool *weak)
{
    *weak = false;
    if (next >= to)
        return false;
    switch (kind) {
    case K_HYPHEN:
        if (breaks_at_hyphen(c, from, at, next, to))
            return true;
        break;
    case K_SLASH:
        if (!address && at > from && char_is_alnum(char_before(c, at)) && !is_ending(c, next, to)
            && letters_ahead(c, from, at) >= 2) {
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
    case K_ZERO:
        return true;
    }
    *weak = true;
    if (c->s[at] == ':' && breaks_at_colon(c, from, at, next, to))
        return true;
    return address && breaks_in_address(c, from, at, next, to);
}

/* What a line never begins with, though a space stands before it (UAX 14, LB13): a dash, save as the sign of a number; a
 * closing sign by itself; an ellipsis. */
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
    if (!ch || ch >= 0x80 || !strchr(",.;:!?)]}%", (int)ch))
        return false;
    uint32_t then = next < c->n ? char_at(c, next, &after) : ' ';
    return !char_is_alnum(then) && then != '_' && then != '/' && then != '-';
}
