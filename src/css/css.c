// SPDX-License-Identifier: Apache-2.0
/* The engine, and its cache of computed styles. Elements with the same parent style,
 * matching rules and language share a style without computing it again. */
#include "css/css-int.h"

/* ---- making ---- */

/* A value by itself. False: faulty. */
static bool parse_alone(struct css *css, const char *file, enum css_prop p, const char *text,
                        struct css_val *out)
{
    struct css_sheet one = {.css = css, .file = file, .dir = ".", .text = text, .n = strlen(text)};
    css_tokenize(&one);
    struct vparse v = {.css = css, .c = {&one, one.tok.v, 0, one.tok.n}, .prop = p};
    bool ok = syntax_value(&v, out);
    vec_done(&v.out);
    vec_done(&one.tok);
    vec_done(&one.lines);
    return ok;
}

static void parse_initial(struct css *css)
{
    struct css_sheet *sheet = css_sheet_new(css, "initial values", "", 0, NULL);
    for (int p = 0; p < CSS_PROPS; p++) {
        css->syntax[p] = syntax_new(css, css_prop_syntax(p));
        parse_alone(css, sheet->file, p, css_prop_initial(p), &css->initial[p]);
    }
}

struct css *css_new(void)
{
    struct css *css = mem_new(sizeof *css);
    counters_init(css);
    parse_initial(css);
    css->first = arena_make(&css->arena, struct css_style);
    *css->first = *css_compute(css, NULL, intern(""), NULL, 0);
    css->first->v[CSS_display] = css->initial[CSS_display];
    css->dirty = true;
    return css;
}

void css_free(struct css *css)
{
    if (!css)
        return;
    for (int i = 0; i < css->sheets.n; i++) {
        vec_done(&css->sheets.v[i]->tok);
        vec_done(&css->sheets.v[i]->lines);
        map_done(&css->sheets.v[i]->ns);
    }
    for (int i = 0; i < css->rules.n; i++)
        vec_done(&css->rules.v[i]->decls);
    css_pages_free(css);
    vec_done(&css->sheets);
    vec_done(&css->rules);
    vec_done(&css->selectors);
    vec_done(&css->faces);
    vec_done(&css->layers);
    map_done(&css->counters);
    map_done(&css->spots);
    matcher_free(&css->match);
    for (int k = 0; k < 7; k++)
        ptrset_done((struct ptrset *[]){&css->colors, &css->lists, &css->sums, &css->styles,
                                        &css->msets, &css->cache, &css->lines}[k]);
    arena_done(&css->arena);
    mem_free(css);
}

/* ---- styles ---- */

static const struct css_style *compute_matched(struct css *css, const struct css_style *parent,
                                               const struct mset *set, const char *lang)
{
    if (css->n_styles >= CSS_MAX_STYLES && parent) {
        if (!css->styles_reported)
            diag(DIAG_css_many_styles, LOC_NONE, CSS_MAX_STYLES);
        css->styles_reported = true;
        return parent;
    }
    const struct decls **block = mem_new(sizeof *block * (size_t)(set->n + 1));
    for (int i = 0; i < set->n; i++)
        block[i] = &css->selectors.v[set->rank[i]]->rule->decls;
    const struct css_style *s = css_compute(css, parent, lang, block, set->n);
    mem_free(block);
    return s;
}

static const struct css_style *matched(struct css *css, const xmlNode *n,
                                       const struct css_style *parent, const char *lang,
                                       enum css_pseudo p)
{
    enum { ATTRS = 1 << 18 };
    const struct mset *set = css_mset(css, css->match.ranks.v, css->match.ranks.n);
    const char *key = css->attrs ? css_attr_key(css, set, n) : NULL;
    const void *of = key ? css_cached(css, NULL, set, key, ATTRS) : (const void *)set;
    struct cache_entry *e = css_cached(css, parent, of, lang, p);
    if (!e->style) {
        css->subject = n;
        const struct css_style *s = compute_matched(css, parent, set, lang);
        css->subject = NULL;
        e->style = p == CSS_FIRST_LINE ? css_first_line(css, s, parent) : s;
    }
    return e->style;
}

bool css_has_pseudo(const struct css *css, enum css_pseudo p)
{
    for (int i = 0; i < css->selectors.n; i++)
        if (css->selectors.v[i]->pseudo == p)
            return true;
    return false;
}

/* Only possible language tags count, so that a document cannot create unlimited styles. */
static bool is_language(const char *s)
{
    enum { LONGEST = 35 }; /* RFC 5646, section 4.4.1 */
    size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");
    return !s[n] && n <= LONGEST;
}

const struct css_style *css_match(struct css *css, const xmlNode *n, const struct css_style *parent)
{
    struct subject s;
    css_prepare(css);
    if (!parent)
        matcher_reset(&css->match);
    subject_get(&s, n);
    css_match_rules(css, &s, CSS_SELF);
    const char *lang = s.lang && is_language(s.lang) ? intern(s.lang)
                       : parent                      ? parent->lang
                                                     : intern("");
    const struct css_style *style = matched(css, n, parent, lang, CSS_SELF);
    if (!parent)
        css->root = style;
    return style;
}

const struct css_style *css_match_pseudo(struct css *css, const xmlNode *n,
                                         const struct css_style *self, enum css_pseudo p)
{
    struct subject s;
    bool text = p == CSS_BEFORE || p == CSS_AFTER,
         always = p == CSS_MARKER || p == CSS_FOOTNOTE_CALL || p == CSS_FOOTNOTE_MARKER;
    css_prepare(css);
    subject_get(&s, n);
    css_match_rules(css, &s, p);
    if (!css->match.ranks.n && !always)
        return NULL;
    const struct css_style *style = matched(css, n, self, self->lang, p);
    return text && (css_is(style, CSS_content, KW_none) || css_is(style, CSS_content, KW_normal))
               ? NULL
               : style;
}

const struct css_style *css_anonymous(struct css *css, const struct css_style *parent,
                                      enum css_kw display)
{
    enum { ANONYMOUS = 1 << 8 };
    css_prepare(css);
    const char *lang = parent ? parent->lang : intern("");
    struct cache_entry *e = css_cached(css, parent, NULL, lang, ANONYMOUS + display);
    if (!e->style) {
        /* CSS Writing Modes 4, 2.2: an override is for all lines of its block. */
        enum css_kw bidi = parent ? css_kw(parent, CSS_unicode_bidi) : KW_normal;
        bool overrides = bidi == KW_bidi_override || bidi == KW_isolate_override;
        struct decl d[] = {{.prop = CSS_display, .v = css_val_kw(display)},
                           {.prop = CSS_unicode_bidi, .v = css_val_kw(bidi)}};
        const struct decls block = {d, overrides ? 2 : 1, 2}, *blocks = &block;
        e->style = css_compute(css, parent, lang, &blocks, 1);
    }
    return e->style;
}

void css_set_measure(struct css *css, css_measure *measure, void *ctx)
{
    css->measure = measure;
    css->measure_ctx = ctx;
}

/* [len] A size of the font; LEN_MAX: none. */
static len size_of(struct css *css, struct css_val v, const struct css_style *s)
{
    len em = css_font_size(s);
    struct css_bases bases = {.em = em,
                              .lh = css_line_height(s),
                              .rem = em,
                              .rlh = css_line_height(s)};
    v = css_absolute(css, v, &bases);
    return v.kind == CSS_LEN ? v.len : v.kind == CSS_PCT ? len_fix(em, v.num) : LEN_MAX;
}

static const struct css_style *with_value(struct css *css, const struct css_style *s,
                                          enum css_prop p, const char *value)
{
    struct css_val v;
    if (css->n_styles >= CSS_MAX_STYLES || !parse_alone(css, "", p, value, &v))
        return s;
    struct style other = *style_of(s);
    if (p == CSS_font_size) {
        len size = size_of(css, v, s);
        if (size == LEN_MAX || size < 0)
            return s;
        v = css_val_len(size);
    } else if (v.kind != CSS_COLOR) {
        return s;
    }
    other.s.v[p] = v;
    return css_style_intern(css, &other);
}

const struct css_style *css_with(struct css *css, const struct css_style *s, enum css_prop p,
                                 const char *value)
{
    enum { WITH = 1 << 17, LONGEST = 100 };
    if (strlen(value) > LONGEST)
        return s;
    struct cache_entry *e = css_cached(css, s, intern(value), s->lang, WITH + p);
    if (!e->style)
        e->style = with_value(css, s, p, value);
    return e->style;
}

const struct css_style *css_with_of(struct css *css, const struct css_style *s,
                                    const struct css_style *from, const enum css_prop *p, int n)
{
    if (css->n_styles >= CSS_MAX_STYLES)
        return s;
    struct style other = *style_of(s);
    for (int i = 0; i < n; i++) {
        other.s.v[p[i]] = from ? from->v[p[i]] : css->initial[p[i]];
        other.from[p[i]] = from ? style_of(from)->from[p[i]] : NULL;
    }
    return css_style_intern(css, &other);
}
