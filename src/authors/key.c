// SPDX-License-Identifier: Apache-2.0
/* Keys that make spellings of the same thing equal.
 *
 * Folding is by DIN 5007 variant 2: ä, ö, ü are ae, oe, ue and ß is ss, as German registers spell
 * them for lack of umlauts; all other accents are removed. Input is composed (NFC) first, since
 * files from macOS come decomposed. */
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "authors/authors-int.h"

static const struct {
    uint32_t from;
    const char *to;
} letters[] = {
    {0xe4, "ae"}, {0xf6, "oe"},  {0xfc, "ue"}, {0xdf, "ss"}, {0xe6, "ae"},
    {0xf8, "oe"}, {0x153, "oe"}, {0x142, "l"}, {0x111, "d"}, {0xf0, "d"},
    {0xfe, "th"}, {0x131, "i"},  {0x127, "h"}, {0x167, "t"},
};

#define BLANKS " \t\r\n-/,.;:()"

static bool is_ascii(const char *s)
{
    for (; *s; s++)
        if (*s & 0x80)
            return false;
    return true;
}

static const UNormalizer2 *nfc(void)
{
    UErrorCode e = U_ZERO_ERROR;
    return unorm2_getNFCInstance(&e);
}

/* UTF-8 → composed UTF-16 in the arena; the length without a 0. */
static UChar *compose_text(struct arena *a, const char *s, int32_t *n)
{
    UErrorCode e = U_ZERO_ERROR;
    int32_t room = (int32_t)strlen(s) + 1, raw_n = 0;
    UChar *raw = arena_array(a, UChar, room), *out = arena_array(a, UChar, 2 * room);
    u_strFromUTF8WithSub(raw, room, &raw_n, s, -1, 0xfffd, NULL, &e);
    *n = unorm2_normalize(nfc(), raw, raw_n, out, 2 * room, &e);
    if (U_FAILURE(e))
        *n = 0;
    return out;
}

/* The letter under the accents. */
static uint32_t base_letter(uint32_t c)
{
    UErrorCode e = U_ZERO_ERROR;
    UChar parts[8];
    for (int i = 0; i < 4 && c >= 0x80; i++) {
        int32_t n = unorm2_getRawDecomposition(nfc(), (UChar32)c, parts, 8, &e);
        if (n <= 0 || U_FAILURE(e))
            break;
        int32_t at = 0;
        UChar32 first;
        U16_NEXT(parts, at, n, first);
        c = (uint32_t)first;
    }
    return c;
}

static char fold_letter(char c)
{
    return c >= 'A' && c <= 'Z'                               ? (char)(c | 32)
           : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ? c
                                                              : 0;
}

static void fold_one(struct buf *b, uint32_t c)
{
    if (c < 0x80) {
        if (fold_letter((char)c))
            buf_putc(b, fold_letter((char)c));
        return;
    }
    c = (uint32_t)u_tolower((UChar32)c);
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (letters[i].from == c) {
            buf_puts(b, letters[i].to);
            return;
        }
    c = base_letter(c);
    if (u_isalnum((UChar32)c))
        buf_utf8(b, c);
}

static const char *fold_ascii(struct arena *a, const char *s)
{
    char *key = arena_new(a, strlen(s) + 1), *to = key;
    for (; *s; s++)
        if ((*to = fold_letter(*s)))
            to++;
    return key;
}

/* Text without characters from U+0300 (the first combining mark) on is composed. */
static bool is_composed(const char *s)
{
    while (*s && (unsigned char)*s < 0xcc)
        s++;
    return !*s;
}

static void fold_composed(struct buf *b, const char *s)
{
    struct arena scratch = {0};
    int32_t n, i = 0;
    const UChar *u = compose_text(&scratch, s, &n);
    while (i < n) {
        UChar32 c;
        U16_NEXT(u, i, n, c);
        fold_one(b, (uint32_t)c);
    }
    arena_done(&scratch);
}

const char *key_fold(struct arena *a, const char *s)
{
    if (is_ascii(s))
        return fold_ascii(a, s);
    struct buf b = {0};
    if (is_composed(s))
        for (const char *end = s + strlen(s); s < end;)
            fold_one(&b, utf8_next(&s, end));
    else
        fold_composed(&b, s);
    const char *key = arena_dup(a, b.s ? b.s : "", b.n);
    buf_done(&b);
    return key;
}

const char *key_words(struct arena *a, const struct name *name)
{
    struct buf b = {0};
    const char *parts[] = {name->given, name->particle, name->family};
    for (int i = 0; i < 3; i++)
        for (const char *p = parts[i]; *p; p += strspn(p, " -")) {
            size_t n = strcspn(p, " -");
            buf_puts(&b, key_fold(a, arena_dup(a, p, n)));
            buf_putc(&b, ' ');
            p += n;
        }
    const char *key = arena_dup(a, b.s ? b.s : "", b.n);
    buf_done(&b);
    return key;
}

const char *key_text(struct arena *a, const char *s)
{
    struct buf b = {0};
    struct arena scratch = {0};
    for (s += strspn(s, BLANKS); *s; s += strspn(s, BLANKS)) {
        size_t n = strcspn(s, BLANKS);
        buf_putc(&b, ' ');
        buf_puts(&b, key_fold(&scratch, arena_dup(&scratch, s, n)));
        s += n;
    }
    const char *key = arena_dup(a, b.s ? b.s : "", b.n);
    arena_done(&scratch);
    buf_done(&b);
    return key;
}

bool key_is_initials(const char *given)
{
    const char *p = given, *end = given + strlen(given);
    bool dots = strchr(given, '.') != NULL;
    int letters_in_row = 0;
    while (p < end) {
        uint32_t c = utf8_next(&p, end);
        letters_in_row = u_isalpha((UChar32)c) ? letters_in_row + 1 : 0;
        if (letters_in_row > 1)
            return false;
    }
    return *given && (dots || letters_in_row == 1);
}

const char *key_name(struct arena *a, const struct name *name)
{
    if (name->organisation)
        return arena_printf(a, "| %s", key_fold(a, name->family));
    if (!*name->family || !*name->given || key_is_initials(name->given))
        return NULL;
    const char *given = key_fold(a, name->given), *particle = key_fold(a, name->particle),
               *family = key_fold(a, name->family);
    return *given && *family ? arena_printf(a, "%s %s%s", given, particle, family) : NULL;
}

const char *key_email(struct arena *a, const char *email)
{
    char *key = arena_dup(a, email, strlen(email)), *to = key;
    const char *at = strchr(key, '@');
    bool tag = false;
    for (const char *p = key; *p; p++) {
        tag = (tag || *p == '+') && p < at;
        if (!tag)
            *to++ = *p >= 'A' && *p <= 'Z' ? (char)(*p | 32) : *p;
    }
    *to = 0;
    return key;
}

/* Postel 1969: the code of a letter between its neighbours. */
static int sound_of(char before, char c, char after)
{
    switch (c) {
    case 'a':
    case 'e':
    case 'i':
    case 'j':
    case 'o':
    case 'u':
    case 'y': return 0;
    case 'b': return 1;
    case 'p': return after == 'h' ? 3 : 1;
    case 'd':
    case 't': return after && strchr("csz", after) ? 8 : 2;
    case 'f':
    case 'v':
    case 'w': return 3;
    case 'g':
    case 'k':
    case 'q': return 4;
    case 'x': return before && strchr("ckq", before) ? 8 : 48;
    case 'l': return 5;
    case 'm':
    case 'n': return 6;
    case 'r': return 7;
    case 's':
    case 'z': return 8;
    case 'c':
        if (!before)
            return after && strchr("ahkloqrux", after) ? 4 : 8;
        return !strchr("sz", before) && after && strchr("ahkoqux", after) ? 4 : 8;
    default: return -1; /* h, and characters other than letters */
    }
}

const char *key_sound(struct arena *a, const char *folded)
{
    char *key = arena_new(a, 2 * strlen(folded) + 1), *to = key; /* x is two sounds */
    int last = -1;
    for (const char *p = folded; *p; p++) {
        int sounds = sound_of(p > folded ? p[-1] : 0, *p, p[1]);
        for (int k = sounds == 48 ? 0 : 1; k < 2 && sounds >= 0; k++) {
            int code = k ? sounds % 10 : sounds / 10;
            if (code != last && (code || to == key))
                *to++ = (char)('0' + code);
            last = code;
        }
    }
    return key;
}
