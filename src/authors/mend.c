// SPDX-License-Identifier: Apache-2.0
/* Damaged text in a register: invisible characters, lost letters, names in capitals. */
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "authors/authors-int.h"

static bool is_ascii(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] & 0x80)
            return false;
    return true;
}

/* ---- invisible characters ---- */

static bool is_latin(uint32_t c)
{
    UErrorCode e = U_ZERO_ERROR;
    return c < 0x80 || uscript_getScript((UChar32)c, &e) == USCRIPT_LATIN;
}

/* Zero-width, direction and other default-ignorable characters (UAX 31, 2.3; UAX 44), but the
 * joiners that other scripts write with. A capital after a small letter begins a word: there the
 * character replaced a space. */
const char *mend_invisible(struct arena *a, const char *s)
{
    size_t n = strlen(s);
    struct buf b = {0};
    uint32_t last = ' ';
    bool gap = false, changed = false;
    if (is_ascii(s, n))
        return s;
    for (const char *p = s, *end = s + n; p < end;) {
        const char *at = p;
        uint32_t c = utf8_next(&p, end);
        bool joiner = (c == 0x200c || c == 0x200d) && u_isalpha((UChar32)last) && !is_latin(last);
        if (!joiner && u_hasBinaryProperty((UChar32)c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) {
            gap = changed = true;
            continue;
        }
        if (gap && u_islower((UChar32)last) && u_isupper((UChar32)c))
            buf_putc(&b, ' ');
        buf_add(&b, at, (size_t)(p - at));
        last = c;
        gap = false;
    }
    const char *plain = changed ? arena_dup(a, b.s ? b.s : "", b.n) : s;
    buf_done(&b);
    return plain;
}

/* ---- lost letters ---- */

/* "M?ller", "M\ufffdller"; a question mark after a word expresses doubt. */
bool mend_is_lost(const char *s)
{
    bool letter = false, mark = false;
    for (const char *p = s, *end = s + strlen(s); p < end;) {
        uint32_t c = utf8_next(&p, end);
        bool now = u_isalpha((UChar32)c) != 0;
        if (c == 0xfffd || (mark && now))
            return true;
        mark = c == '?' && (letter || !mark);
        letter = now;
    }
    return false;
}

/* ---- capitals ---- */

enum { UPPER = 1, LOWER = 2 };

static int letter_cases(const char *s, int *letters)
{
    int found = 0;
    *letters = 0;
    for (const char *p = s, *end = s + strlen(s); p < end;) {
        uint32_t c = utf8_next(&p, end);
        found |= u_isupper((UChar32)c) ? UPPER : u_islower((UChar32)c) ? LOWER : 0;
        *letters += u_isalpha((UChar32)c) != 0;
    }
    return found;
}

/* Each word with a capital, also after a hyphen and "O'"; particles stay small. */
static const char *set_case(struct arena *a, const char *s)
{
    struct buf b = {0};
    uint32_t last = ' ';
    for (const char *p = s, *end = s + strlen(s); p < end;) {
        uint32_t c = utf8_next(&p, end);
        bool begins = !u_isalpha((UChar32)last) && last != '.';
        buf_utf8(&b,
                 (uint32_t)(begins || last == '.' ? u_toupper((UChar32)c) : u_tolower((UChar32)c)));
        last = c == 0x2019 ? '\'' : c;
    }
    const char *set = arena_dup(a, b.s ? b.s : "", b.n);
    buf_done(&b);
    return set;
}

static const char *lowered_word(struct arena *a, const char *s)
{
    struct buf b = {0};
    for (const char *p = s, *end = s + strlen(s); p < end;)
        buf_utf8(&b, (uint32_t)u_tolower((UChar32)utf8_next(&p, end)));
    const char *low = arena_dup(a, b.s ? b.s : "", b.n);
    buf_done(&b);
    return low;
}

bool mend_case(struct arena *a, struct name *name)
{
    int n_given, n_family, n_particle, given = letter_cases(name->given, &n_given),
                                       family = letter_cases(name->family, &n_family);
    int particle = letter_cases(name->particle, &n_particle);
    bool shout = family == UPPER && n_family > 1, whisper = family == LOWER && n_family > 1;
    bool loud = given == UPPER && n_given > (shout ? 1 : 3) && !key_is_initials(name->given),
         low = given == LOWER && (whisper || n_given > 1);
    if (name->organisation || (!shout && !whisper && !loud && !low))
        return false;
    if (shout || whisper)
        name->family = set_case(a, name->family);
    if (loud || low)
        name->given = set_case(a, name->given);
    if (particle == UPPER && n_particle > 1)
        name->particle = lowered_word(a, name->particle);
    return true;
}
