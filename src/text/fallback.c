// SPDX-License-Identifier: Apache-2.0
/* Fonts for characters that the style's own lack: the families that fonts.conf puts after the
 * generic names, the style's own first, for symbols then those after `symbols`, then any other of
 * the set with the character, by path. Files are opened only when chosen: fontconfig knows their
 * characters. */
#include <string.h>
#include <strings.h>

#include <glib.h>

#include "text/text-int.h"

/* Families of Chinese, Japanese and Korean draw shared characters in the form of their country. */
static bool is_foreign(const char *family, const char *lang)
{
    static const struct {
        const char *lang, *end;
    } way[] = {
        {"ja", "JP"},      {"ko", "KR"},    {"zh-TW", "TC"},
        {"zh-Hant", "TC"}, {"zh-HK", "HK"}, {"zh", "SC"},
    };
    const char *cjk = strstr(family, " CJK ");
    for (size_t i = 0; cjk && i < sizeof way / sizeof *way; i++)
        if (!strncasecmp(lang, way[i].lang, strlen(way[i].lang)))
            return strcmp(cjk + 5, way[i].end) != 0;
    return false;
}

static void add_reserve(struct text *t, struct text_style *v, const char *family)
{
    bool exact;
    const char *lang = v->style->lang ? v->style->lang : "";
    const struct face *face = family && !is_foreign(family, lang)
                                  ? fonts_match(t, family, v->style, &exact)
                                  : NULL;
    if (face)
        *vec_add(&v->reserve) = (int)(face - t->cache->face.v);
}

/* The nearest faces of the fallback families, once for each text style. The first families of all
 * generic names go before the further ones of any, so that a page looks the same whether those are
 * installed or not. */
static void fill_reserve(struct text *t, struct text_style *v)
{
    const char *const generic[] = {v->generic, "serif", "sans-serif", "monospace"};
    v->reserved = true;
    for (int k = 0; k < 4; k++)
        add_reserve(t, v, fonts_generic(t, generic[k], 0));
    v->first_reserve = v->reserve.n;
    for (int i = 0; fonts_generic(t, "symbols", i); i++)
        add_reserve(t, v, fonts_generic(t, "symbols", i));
    v->symbol_reserve = v->reserve.n;
    for (int k = 0; k < 4; k++)
        for (int i = 1; fonts_generic(t, generic[k], i); i++)
            add_reserve(t, v, fonts_generic(t, generic[k], i));
}

/* Arrows, check boxes, pictographs. */
static bool is_symbol(const char *s, int n)
{
    const char *at = s;
    GUnicodeType type = g_unichar_type(utf8_next(&at, s + n));
    return type == G_UNICODE_OTHER_SYMBOL || type == G_UNICODE_MATH_SYMBOL;
}

static const struct font *try_face(struct text *t, const struct text_style *v,
                                   const struct face *face, const char *s, int n)
{
    if (!face || !face_may_cover(face, s, n))
        return NULL;
    const struct font *f = fonts_size(t, face, v->style, css_font_size(v->style), NULL);
    return font_covers(f, s, n) ? f : NULL;
}

static const struct font *try_reserve(struct text *t, const struct text_style *v, int from, int to,
                                      const char *s, int n)
{
    const struct font *f = NULL;
    for (int i = from; i < to && !f; i++)
        f = try_face(t, v, &t->cache->face.v[v->reserve.v[i]], s, n);
    return f;
}

static const struct font *search(struct text *t, struct text_style *v, const char *s, int n)
{
    const struct font *f = NULL;
    bool exact;
    for (int i = 0; i < v->fonts.n; i++)
        if (font_covers(v->fonts.v[i], s, n))
            return v->fonts.v[i];
    if (!v->reserved)
        fill_reserve(t, v);
    bool symbol = is_symbol(s, n);
    f = try_reserve(t, v, 0, symbol ? v->symbol_reserve : v->first_reserve, s, n);
    f = f ? f : try_reserve(t, v, v->symbol_reserve, v->reserve.n, s, n);
    f = f || symbol ? f : try_reserve(t, v, v->first_reserve, v->symbol_reserve, s, n);
    for (int i = 0; i < t->cache->face.n && !f; i++)
        if (face_may_cover(&t->cache->face.v[i], s, n))
            f = try_face(t, v, fonts_match(t, t->cache->face.v[i].family[0], v->style, &exact), s,
                         n);
    return f;
}

const struct font *fallback_font(struct text *t, struct text_style *v, const char *s, int n)
{
    char key[80];
    if (n > 40)
        return search(t, v, s, n);
    snprintf(key, sizeof key, "%u %.*s", (unsigned)v->style->id, n, s);
    void **place = map_put(&t->fallbacks, key);
    if (!*place) {
        const struct font *f = search(t, v, s, n);
        *place = f ? (void *)(uintptr_t)f : t;
    }
    return *place == t ? NULL : *place;
}
