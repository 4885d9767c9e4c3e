// SPDX-License-Identifier: Apache-2.0
/* text-transform by the rules of Unicode and the text's language through ICU: full case mappings (ß
 * becomes SS), Turkish i, Greek accents, Dutch ij. Capitalizing looks at words across inline
 * boundaries: only a letter that no letter, digit or apostrophe precedes. */
#include "doc/doc-int.h"
#include <unicode/ucasemap.h>
#include <unicode/uchar.h>

struct casing {
    struct casing *next;
    const char *lang; /* interned */
    UCaseMap *map;
};

static UCaseMap *casing_for(struct casing **list, const char *lang)
{
    lang = intern(lang);
    for (struct casing *c = *list; c; c = c->next)
        if (c->lang == lang)
            return c->map;
    UErrorCode e = U_ZERO_ERROR;
    struct casing *c = mem_new(sizeof *c);
    c->lang = lang;
    c->map = ucasemap_open(lang, U_TITLECASE_NO_LOWERCASE | U_TITLECASE_NO_BREAK_ADJUSTMENT, &e);
    c->next = *list;
    *list = c;
    return c->map;
}

void case_done(struct casing *c)
{
    while (c) {
        struct casing *next = c->next;
        if (c->map)
            ucasemap_close(c->map);
        mem_free(c);
        c = next;
    }
}

typedef int32_t mapping(UCaseMap *, char *, int32_t, const char *, int32_t, UErrorCode *);
static int32_t to_upper(UCaseMap *m, char *d, int32_t nd, const char *s, int32_t n, UErrorCode *e)
{
    return ucasemap_utf8ToUpper(m, d, nd, s, n, e);
}
static int32_t to_lower(UCaseMap *m, char *d, int32_t nd, const char *s, int32_t n, UErrorCode *e)
{
    return ucasemap_utf8ToLower(m, d, nd, s, n, e);
}

/* Appends the mapped text; the text unchanged if the library fails. */
static void map_text(UCaseMap *m, mapping *f, const char *s, size_t n, struct buf *out)
{
    size_t room = n * 3 + 16;
    char *d = mem_new(room);
    UErrorCode e = U_ZERO_ERROR;
    int32_t got = m && n < INT32_MAX / 4 ? f(m, d, (int32_t)room, s, (int32_t)n, &e) : -1;
    if (got >= 0 && U_SUCCESS(e) && (size_t)got <= room)
        buf_add(out, d, (size_t)got);
    else
        buf_add(out, s, n);
    mem_free(d);
}

bool case_in_word(uint32_t c)
{
    return u_isalnum((UChar32)c) || c == '\'' || c == 0x2019 ||
           (U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK);
}

static void capitalize(UCaseMap *m, bool inside, const char *s, size_t n, struct buf *out)
{
    const char *end = s + n, *from = s;
    while (s < end) {
        const char *at = s;
        uint32_t c = utf8_next(&s, end);
        if (!inside && u_isalpha((UChar32)c)) {
            const char *word = s;
            while (word < end && case_in_word(utf8_next(&word, end)))
                s = word;
            buf_add(out, from, (size_t)(at - from));
            map_text(m, ucasemap_utf8ToTitle, at, (size_t)(s - at), out);
            from = s;
            inside = true;
        } else {
            inside = case_in_word(c);
        }
    }
    buf_add(out, from, (size_t)(end - from));
}

bool case_transform(struct casing **list, const struct css_style *style, bool inside, const char *s,
                    size_t n, struct buf *out)
{
    enum css_kw kw = css_kw(style, CSS_text_transform);
    if (kw == KW_none || kw == KW_NONE_GIVEN)
        return false;
    UCaseMap *m = casing_for(list, style->lang);
    if (kw == KW_capitalize)
        capitalize(m, inside, s, n, out);
    else
        map_text(m, kw == KW_uppercase ? to_upper : to_lower, s, n, out);
    return true;
}
