// SPDX-License-Identifier: Apache-2.0
/* The fonts of formulas. */
#include "text/text-int.h"

static const struct face *face_of(const struct font *f) { return ((const struct sized *)f)->face; }

const struct font *text_math_font(struct text *t, const struct css_style *s, len size, int script,
                                  struct loc where)
{
    const struct text_style *v = text_style_get(t, s, where);
    const char *family;
    bool exact;
    for (int i = 0; i < v->fonts.n; i++)
        if (fonts_has_math(t, face_of(v->fonts.v[i])))
            return fonts_math_size(t, face_of(v->fonts.v[i]), s, size, script);
    for (int i = 0; (family = fonts_generic(t, "math", i)); i++) {
        const struct face *face = fonts_match(t, family, s, &exact);
        if (face && fonts_has_math(t, face))
            return fonts_math_size(t, face, s, size, script);
    }
    return NULL;
}

const struct font *text_math_cover(struct text *t, const struct css_style *s, len size, int script,
                                   const char *text, int n, struct loc where)
{
    struct text_style *v = text_style_get(t, s, where);
    const struct font *f;
    for (int i = 0; i < v->fonts.n; i++)
        if (font_covers(v->fonts.v[i], text, n))
            return fonts_math_size(t, face_of(v->fonts.v[i]), s, size, script);
    f = text_math_font(t, s, size, script, where);
    if (f && font_covers(f, text, n))
        return f;
    f = fallback_font(t, v, text, n);
    return f ? fonts_math_size(t, face_of(f), s, size, script) : NULL;
}

const struct font *text_math_face(struct text *t, const struct css_style *s, len size, bool italic,
                                  bool bold, struct loc where)
{
    bool exact;
    const char *family = fonts_generic(t, "serif", 0);
    struct want want = {.weight = bold ? 700 : 400,
                        .stretch = 100,
                        .slanted = italic,
                        .angle = italic ? 14 : 0};
    const struct face *face = family ? fonts_nearest(t, family, &want, &exact) : NULL;
    return face ? fonts_size(t, face, s, size, NULL) : text_font_at(t, s, size, where);
}

bool text_covers(const struct font *f, const char *text, int n) { return font_covers(f, text, n); }
