// SPDX-License-Identifier: Apache-2.0
/* Text styles: the text properties of a computed style, derived once for each style and looked up
 * by its dense id. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "text/text-int.h"

#define HYPHEN_DIR "/usr/share/hyphen"

bool text_first(struct text *t, const char *what, const char *name)
{
    char key[400];
    snprintf(key, sizeof key, "%s %s", what, name);
    void **place = map_put(&t->reported, key);
    bool first = !*place;
    *place = t;
    return first;
}

/* ---- fonts ----------------------------------------------------------------------------------- */

struct loc style_where(const struct css_style *s, enum css_prop p, struct loc otherwise)
{
    struct loc where = css_where(s, p);
    return where.file ? where : otherwise;
}

/* Reports a face that the style sheet uses but the family lacks. */
static void report_face(struct text *t, const char *family, const struct face *face,
                        const struct css_style *s, struct loc where)
{
    char want[200], width[64] = "";
    struct want w = fonts_want(s);
    int weight = w.weight;
    bool italic = w.slanted;
    enum css_prop asks = (italic ? !face->slanted : !face->upright) ? CSS_font_style
                         : weight < face->weight.low || weight > face->weight.high
                             ? CSS_font_weight
                             : CSS_font_stretch;
    if (w.stretch < face->stretch.low || w.stretch > face->stretch.high)
        snprintf(width, sizeof width, _(" and width %d%%"), w.stretch);
    snprintf(want, sizeof want, "%s %d%s%s", family, weight, italic ? " italic" : "", width);
    if (text_first(t, "face", want))
        diag_once(DIAG_font_weight, style_where(s, asks, style_where(s, CSS_font_family, where)),
                  family, weight, italic ? _(" italic") : "", width, face_name(face));
}

static void add_font(struct text_style *v, const struct font *f)
{
    for (int i = 0; i < v->fonts.n; i++)
        if (v->fonts.v[i]->face == f->face)
            return;
    *vec_add(&v->fonts) = f;
}

static void add_face(struct text *t, struct text_style *v, const struct face *face,
                     const struct loc *where)
{
    add_font(v, fonts_size(t, face, v->style, css_font_size(v->style), where));
    v->ranged |= face->n_range > 0;
}

static const char *generic_name(const struct css_val *v)
{
    return v->kw == KW_monospace    ? "monospace"
           : v->kw == KW_sans_serif ? "sans-serif"
           : v->kw == KW_math       ? "math"
                                    : "serif";
}

static const char *family_name(const struct text *t, const struct css_val *v)
{
    return v->kind == CSS_STR ? v->str : fonts_generic(t, generic_name(v), 0);
}

/* Adds the nearest face of a family; false: there is no such family. Only the first family's faults
 * are reported. */
static bool add_family(struct text *t, struct text_style *v, const char *name,
                       const struct loc *where)
{
    bool exact, first = where && !v->fonts.n;
    const struct face *face = name ? fonts_match(t, name, v->style, &exact) : NULL;
    if (!face)
        return false;
    if (!exact && first)
        report_face(t, name, face, v->style, *where);
    add_face(t, v, face, first ? where : NULL);
    struct want want = fonts_want(v->style);
    for (int i = (int)(face - t->cache->face.v) - 1; i >= 0 && face->n_range; i--)
        if (fonts_join(face, &t->cache->face.v[i], &want)) {
            add_face(t, v, &t->cache->face.v[i], NULL);
            if (!t->cache->face.v[i].n_range)
                break;
        }
    return true;
}

/* `where`: place of reports; NULL: none. */
static void add_own_fonts(struct text *t, struct text_style *v, const struct loc *where)
{
    const struct css_list *list = css_list(v->style, CSS_font_family);
    const char *missing = NULL;
    for (int i = 0; list && i < list->n; i++) {
        const char *name = family_name(t, &list->item[i].v);
        if (!v->generic && list->item[i].v.kind != CSS_STR)
            v->generic = generic_name(&list->item[i].v);
        bool math = list->item[i].v.kind == CSS_KEYWORD &&
                    list->item[i].v.kw == KW_math; /* reported when the formula is set */
        if (!add_family(t, v, name, where) && !v->fonts.n && !missing && !math)
            missing = name;
    }
    v->generic = v->generic ? v->generic : "serif";
    if (!v->fonts.n && !add_family(t, v, fonts_generic(t, "serif", 0), where))
        add_font(v, fonts_size(t, &t->cache->face.v[0], v->style, css_font_size(v->style), NULL));
    if (missing && where && text_first(t, "family", missing))
        diag_once(DIAG_font_family, style_where(v->style, CSS_font_family, *where), missing,
                  v->fonts.v[0]->family);
}

/* ---- hyphenation ----------------------------------------------------------------------------- */

/* The dictionary's file for a language: its own, that of its language alone, of its homeland
 * (de_DE), or the first of the language. */
static char *dictionary_path(struct arena *a, const char *lang)
{
    char name[16];
    size_t n = 0;
    while (lang[n] && n < sizeof name - 1)
        name[n] = lang[n] == '-' ? '_' : lang[n], n++;
    name[n] = 0;
    size_t base = strcspn(name, "_");
    char *path = arena_printf(a, HYPHEN_DIR "/hyph_%s.dic", name);
    if (!access(path, R_OK))
        return path;
    path = arena_printf(a, HYPHEN_DIR "/hyph_%.*s.dic", (int)base, name);
    if (!access(path, R_OK))
        return path;
    char home[8] = "";
    for (size_t i = 0; i < base && i < sizeof home - 1; i++)
        home[i] = (char)(name[i] & ~0x20);
    path = arena_printf(a, HYPHEN_DIR "/hyph_%.*s_%s.dic", (int)base, name, home);
    if (!access(path, R_OK))
        return path;
    path = arena_printf(a, HYPHEN_DIR "/hyph_%.*s_US.dic", (int)base, name);
    return access(path, R_OK) ? NULL : path;
}

/* hyph_de_AT.dic and others are links to one file. */
static struct hyphenator *load_dictionary(struct shared_fonts *cache, const char *lang)
{
    char *path = dictionary_path(&cache->arena, lang), *real = path ? realpath(path, NULL) : NULL;
    if (!path)
        return NULL;
    void **known = map_put(&cache->dictionaries, real ? real : path);
    if (!*known)
        *known = hyphenator_load(real ? real : path);
    free(real);
    return *known;
}

const struct hyphenator *text_hyphenator(struct text *t, const char *lang)
{
    struct shared_fonts *cache = t->cache;
    if (!*lang || strchr(lang, '/'))
        return NULL;
    pthread_mutex_lock(&cache->lock);
    void **place = map_put(&cache->languages, lang);
    struct hyphenator *h = *place && *place != cache ? *place : NULL;
    if (!*place)
        *place = (h = load_dictionary(cache, lang)) ? (void *)h : cache;
    pthread_mutex_unlock(&cache->lock);
    return h;
}

/* Languages without hyphenation. */
static bool never_divides(const char *lang)
{
    static const char *const list[] = {"ar", "bo", "dz", "fa", "he", "iw", "ja", "km",  "ko", "lo",
                                       "my", "ps", "th", "ug", "ur", "vi", "yi", "yue", "zh"};
    size_t n = strcspn(lang, "-_");
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (strlen(list[i]) == n && !strncasecmp(list[i], lang, n))
            return true;
    return false;
}

static const struct hyphenator *hyphenator_for(struct text *t, const char *lang, struct loc where)
{
    const struct hyphenator *h = text_hyphenator(t, lang);
    if (!h && *lang && !never_divides(lang) && text_first(t, "hyphenation", lang))
        diag_once(DIAG_no_hyphenation, where, lang);
    return h;
}

static int limit_chars(const struct css_style *s, int which, int otherwise)
{
    const struct css_list *list = css_list(s, CSS_hyphenate_limit_chars);
    if (!list || which >= list->n || list->item[which].v.kind != CSS_NUM)
        return otherwise;
    int n = list->item[which].v.num / FIX_ONE;
    return n < 1 ? 1 : n > 100 ? 100 : n;
}

/* Two letters before a break and three after it are usual in careful German typography; the
 * dictionary may require more. */
static void text_style_hyphenation(struct text *t, struct text_style *v, struct loc where)
{
    const struct css_style *s = v->style;
    v->auto_hyphens = css_is(s, CSS_hyphens, KW_auto);
    v->manual_hyphens = !css_is(s, CSS_hyphens, KW_none);
    v->word_min = limit_chars(s, 0, 5);
    v->left = limit_chars(s, 1, 2);
    v->right = limit_chars(s, 2, 3);
    if (v->auto_hyphens)
        v->hyphenator = hyphenator_for(t, s->lang ? s->lang : "", where);
    v->exceptions = exceptions_get(t, css_list(s, CSS_koki_hyphenation_exceptions));
    if (s->lang && !strncmp(s->lang, "de", 2) && (!s->lang[2] || s->lang[2] == '-'))
        v->joints = text_hyphenator(t, s->lang);
}

/* ---- text styles ----------------------------------------------------------------------------- */

/* word-spacing is a change of the space, or a list of optimum, minimum and maximum; percentages are
 * of the font's space. */
static len word_space(const struct css_style *s, const struct font *f)
{
    const struct css_list *list = css_list(s, CSS_word_spacing);
    const struct css_val *v = list && list->n ? &list->item[0].v : &s->v[CSS_word_spacing];
    return v->kind == CSS_LEN    ? v->len
           : v->kind == CSS_PCT  ? len_fix(f->space, v->num)
           : v->kind == CSS_CALC ? v->len + len_fix(f->space, v->num)
                                 : 0;
}

static uint32_t text_style_key(struct text *t, const struct text_style *v)
{
    char name[200];
    snprintf(name, sizeof name, "%s %d %p %p %d %d %d", v->style->lang ? v->style->lang : "",
             v->letter_spacing, (const void *)v->hyphenator, (const void *)v->exceptions,
             v->word_min, v->left, v->right);
    pthread_mutex_lock(&t->cache->lock);
    void **place = map_put(&t->cache->style_keys, name);
    if (!*place)
        *place = (void *)(uintptr_t)t->cache->style_keys.n;
    uint32_t key = (uint32_t)(uintptr_t)*place;
    pthread_mutex_unlock(&t->cache->lock);
    return key;
}

/* The first font that is for the space (CSS Fonts 4, 5.1). */
static const struct font *first_available(const struct text_style *v)
{
    for (int i = 0; i < v->fonts.n && v->ranged; i++)
        if (face_is_for(((const struct sized *)v->fonts.v[i])->face, ' '))
            return v->fonts.v[i];
    return v->fonts.v[0];
}

struct css_letters text_letters(struct text *t, const struct css_style *s)
{
    struct text_style v = {.style = s};
    add_own_fonts(t, &v, NULL);
    const struct font *f = first_available(&v);
    vec_done(&v.fonts);
    hb_codepoint_t zero;
    return (struct css_letters){
        .ex = f->x_height,
        .ch = hb_font_get_nominal_glyph(f->hb, '0', &zero)
                  ? hb_font_get_glyph_h_advance(f->hb, zero)
                  : 0,
        .line = f->ascent + f->descent + f->gap,
    };
}

static struct text_style *text_style_new(struct text *t, const struct css_style *s,
                                         struct loc where)
{
    struct text_style *v = arena_make(&t->arena, struct text_style);
    v->style = s;
    add_own_fonts(t, v, &where);
    v->font = first_available(v);
    if (css_is(s, CSS_koki_lining, KW_codes) &&
        css_has(s, CSS_font_variant_numeric, KW_oldstyle_nums))
        v->lining = fonts_lining_size(t, ((const struct sized *)v->font)->face, s);
    v->letter_spacing = css_len(s, CSS_letter_spacing, css_font_size(s));
    v->space = v->font->space + word_space(s, v->font) + v->letter_spacing;
    v->wrap = !css_is(s, CSS_white_space, KW_nowrap) && !css_is(s, CSS_white_space, KW_pre) &&
              !css_is(s, CSS_text_wrap, KW_nowrap);
    v->lang = s->lang && *s->lang ? hb_language_from_string(s->lang, -1) : HB_LANGUAGE_INVALID;
    text_style_hyphenation(t, v, where);
    v->key = text_style_key(t, v);
    bool missing;
    v->blank = word_shape(t, v->font, v, false, false, " ", 1, &missing);
    const struct font *other = missing ? fallback_font(t, v, " ", 1) : NULL;
    if (other)
        v->blank = word_shape(t, other, v, false, false, " ", 1, &missing);
    return v;
}

struct text_style *text_style_get(struct text *t, const struct css_style *s, struct loc where)
{
    while ((uint32_t)t->style.n <= s->id)
        (void)vec_add(&t->style);
    struct text_style **v = &t->style.v[s->id];
    if (!*v)
        *v = text_style_new(t, s, where);
    return *v;
}

const struct font *text_font_at(struct text *t, const struct css_style *s, len size,
                                struct loc where)
{
    const struct sized *z = (const struct sized *)text_style_get(t, s, where)->font;
    return fonts_size(t, z->face, s, size, NULL);
}

const struct font *text_font(struct text *t, const struct css_style *s, struct loc where)
{
    return text_style_get(t, s, where)->font;
}

/* ---- the whole ------------------------------------------------------------------------------- */

struct text *text_new(const char *fonts_conf)
{
    struct text *t = mem_new(sizeof *t);
    t->cache = mem_new(sizeof *t->cache);
    pthread_mutex_init(&t->cache->lock, NULL);
    fonts_load(t, fonts_conf);
    t->buffer = hb_buffer_create();
    return t;
}

void text_keep(struct text *t) { t->cache->keeps = true; }

void text_forget_words(struct text *t)
{
    if (!t->cache->keeps)
        words_forget(t->cache);
}

static void forget_styles(struct text *t)
{
    for (int i = 0; i < t->style.n; i++)
        if (t->style.v[i]) {
            vec_done(&t->style.v[i]->fonts);
            vec_done(&t->style.v[i]->reserve);
        }
    t->style.n = 0;
    map_done(&t->fallbacks);
    map_done(&t->codes);
    t->fallbacks = t->codes = (struct map){0};
}

void text_renew(struct text *t)
{
    for (int i = 0; i < t->cache->font.n; i++)
        t->cache->font.v[i]->asked = false;
    for (int i = 0; i < t->cache->instance.n; i++)
        t->cache->instance.v[i]->asked = false;
    forget_styles(t);
    for (struct text *s = t->spare; s; s = s->next)
        forget_styles(s);
}

void text_give_back(struct text *t, struct text *shared)
{
    pthread_mutex_lock(&t->cache->lock);
    shared->next = t->spare;
    t->spare = shared;
    pthread_mutex_unlock(&t->cache->lock);
}

struct text *text_share(struct text *t)
{
    pthread_mutex_lock(&t->cache->lock);
    struct text *other = t->spare;
    if (other)
        t->spare = other->next;
    pthread_mutex_unlock(&t->cache->lock);
    if (other)
        return other;
    other = mem_new(sizeof *other);
    other->cache = t->cache;
    other->shares = true;
    other->buffer = hb_buffer_create();
    return other;
}

static void shared_fonts_free(struct text *t)
{
    struct shared_fonts *cache = t->cache;
    for (int i = 0; i < cache->dictionaries.n; i++)
        hyphenator_free(cache->dictionaries.entry[i].value);
    fonts_free(t);
    exceptions_done(t);
    for (uint32_t i = 0; i < cache->chunks; i++)
        mem_free(cache->chunk[i]);
    map_done(&cache->dictionaries);
    map_done(&cache->languages);
    map_done(&cache->style_keys);
    words_forget(cache);
    pthread_mutex_destroy(&cache->lock);
    arena_done(&cache->arena);
    mem_free(cache);
}

void text_free(struct text *t)
{
    if (!t)
        return;
    forget_styles(t);
    for (struct text *s; (s = t->spare);) {
        t->spare = s->next;
        text_free(s);
    }
    if (!t->shares)
        shared_fonts_free(t);
    hb_buffer_destroy(t->buffer);
    map_done(&t->reported);
    vec_done(&t->style);
    buf_done(&t->parted);
    vec_done(&t->start);
    vec_done(&t->bytes);
    vec_done(&t->piece);
    vec_done(&t->level);
    vec_done(&t->hyphen);
    arena_done(&t->arena);
    mem_free(t);
}
