// SPDX-License-Identifier: Apache-2.0
/* A paragraph's text cut into words, spaces and break opportunities.
 *
 * Text is processed by tokens, the text between two spaces. Most tokens are letters with
 * punctuation around them and cannot break inside; tokens in Latin and similar scripts with
 * hyphens, slashes and dashes follow the few rules below; only tokens with characters of other
 * breaking classes (Chinese, Japanese, Thai, emoji, …) are passed to Pango for full Unicode line
 * breaking (UAX 14). Bidirectional levels are only computed for paragraphs with right-to-left
 * characters. */
#include <string.h>

#include <glib.h>
#include <pango/pango.h>

#include "text/pieces-int.h"

/* ---- spans and pieces ------------------------------------------------------------------------ */

static void enter_span(struct cutter *c, int at)
{
    int before = c->at_span;
    while (c->at_span + 1 < c->n_spans && c->start[c->at_span + 1] <= at)
        c->at_span++;
    if (c->at_span != before || !c->style)
        c->style = text_style_get(c->t, c->span[c->at_span].style, c->span[c->at_span].where);
}

static struct piece *pieces_add(struct cutter *c, enum piece_kind kind, int at)
{
    enter_span(c, at);
    struct piece *p = vec_add(&c->t->piece);
    p->kind = (uint8_t)kind;
    p->source = c->at_span;
    p->at = at - c->start[c->at_span];
    p->level = c->level ? c->level[at] : 0;
    return p;
}

static void set_word(struct piece *p, const struct word *w)
{
    p->word = w;
    p->width = w->width;
}

static void report_missing(struct cutter *c, const char *s, int n)
{
    char hex[16], sign[8] = "";
    const char *p = s;
    struct loc where = c->span[c->at_span].where;
    uint32_t ch = utf8_next(&p, s + n);
    snprintf(hex, sizeof hex, "%04X", (unsigned)ch);
    if (!text_first(c->t, "glyph", hex))
        return;
    memcpy(sign, s, (size_t)(p - s));
    const char *package = code_package(ch);
    if (package)
        diag_once(DIAG_no_glyph_package, where, hex, sign, package);
    else
        diag_once(DIAG_no_glyph, where, hex, sign);
}

/* The end of a character with its combining marks. */
static int cluster_end(const struct cutter *c, int at, int end)
{
    int next;
    char_at(c, at, &at);
    while (at < end && g_unichar_ismark(char_at(c, at, &next)))
        at = next;
    return at;
}

/* Text not completely covered by the first font: a piece for every run of one font. */
static void add_fallback(struct cutter *c, int from, int to, bool rtl, bool hyphenate)
{
    while (from < to) {
        const struct font *f = NULL, *g;
        const struct word *code = NULL;
        int end = from;
        while (end < to && !code) {
            int next = cluster_end(c, end, to);
            g = fallback_font(c->t, c->style, c->s + end, next - end);
            if (f && g != f)
                break;
            if (!g) {
                report_missing(c, c->s + end, next - end);
                code = code_word(c->t, c->style, rtl, c->s + end, next - end);
                g = c->style->font;
            }
            f = g;
            end = next;
        }
        bool missing;
        if (code) {
            set_word(pieces_add(c, PIECE_WORD, from), code);
            from = end;
            continue;
        }
        set_word(pieces_add(c, PIECE_WORD, from),
                 word_shape(c->t, f, c->style, rtl, hyphenate, c->s + from, end - from, &missing));
        from = end;
    }
}

/* from to to lie in one span and one level. */
static void add_shaped(struct cutter *c, int from, int to, bool hyphenate)
{
    bool missing, rtl = c->level && (c->level[from] & 1);
    enter_span(c, from);
    hyphenate = hyphenate && c->style->auto_hyphens;
    if (c->style->ranged) {
        add_fallback(c, from, to, rtl, hyphenate);
        return;
    }
    const struct font *f = c->lining && c->style->lining ? c->style->lining : c->style->font;
    const struct word *w = word_shape(c->t, f, c->style, rtl, hyphenate, c->s + from, to - from,
                                      &missing);
    if (missing)
        add_fallback(c, from, to, rtl, true);
    else
        set_word(pieces_add(c, PIECE_WORD, from), w);
}

/* Longer ones are not words: they are shaped in parts, to which glyphs can count in 16 bits. */
enum { WORD_BYTES = 4000 };

static void add_word(struct cutter *c, int from, int to, bool hyphenate)
{
    while (from < to) {
        enter_span(c, from);
        int end = c->at_span + 1 < c->n_spans && c->start[c->at_span + 1] < to
                      ? c->start[c->at_span + 1]
                      : to;
        if (end - from > WORD_BYTES)
            for (end = from + WORD_BYTES;
                 ((unsigned char)c->s[end] & 0xc0) == 0x80 && end > from + 1;)
                end--;
        for (int i = from + 1; c->level && i < end; i++)
            if (c->level[i] != c->level[from] && ((unsigned char)c->s[i] & 0xc0) != 0x80)
                end = i;
        add_shaped(c, from, end, hyphenate);
        from = end;
    }
}

static void add_space(struct cutter *c, int at)
{
    struct piece *p = pieces_add(c, PIECE_SPACE, at);
    p->word = c->style->blank;
    p->width = c->style->space;
}

static void add_fixed(struct cutter *c, int at, int next, bool stretch)
{
    bool missing;
    struct piece *p = pieces_add(c, PIECE_FIXED, at);
    p->stretch = stretch;
    set_word(p, word_shape(c->t, c->style->font, c->style, false, false, c->s + at, next - at,
                           &missing));
    const struct font *other = missing ? fallback_font(c->t, c->style, c->s + at, next - at) : NULL;
    if (other)
        set_word(p,
                 word_shape(c->t, other, c->style, false, false, c->s + at, next - at, &missing));
    if (stretch)
        p->width = c->style->space;
}

static void add_break(struct cutter *c, int at, bool hyphen, bool weak)
{
    enter_span(c, at < c->n ? at : c->n - 1);
    if (!c->style->wrap || (hyphen && !c->style->manual_hyphens))
        return;
    struct piece *p = pieces_add(c, PIECE_BREAK, at < c->n ? at : c->n - 1);
    p->hyphen = hyphen;
    p->weak = weak;
}

/* Chinese, Japanese, Thai, Lao, Myanmar and Khmer have no spaces between words: lines are justified
 * by space between characters or words. */
static bool is_spaceless(uint32_t c)
{
    return g_unichar_iswide(c) || (c >= 0xe00 && c < 0xf00) || (c >= 0x1000 && c < 0x10a0) ||
           (c >= 0x1780 && c < 0x1800);
}

static bool fills_line(const struct cutter *c, int at)
{
    int next;
    return is_spaceless(char_before(c, at)) && is_spaceless(char_at(c, at, &next));
}

static bool is_one_of(const uint32_t *list, uint32_t c)
{
    while (*list && *list != c)
        list++;
    return *list;
}

/* Characters allowed at the beginning of a line in styles less strict than Pango, after a Chinese
 * or Japanese character (CSS Text 3, 5.3): small kana in normal; marks of iteration, more of an
 * ellipsis, hyphens and, in those languages, centred punctuation in loose. */
static bool is_lenient(const struct cutter *c, int at)
{
    static const uint32_t iteration[] = {0x3005, 0x303b, 0x309d, 0x309e, 0x30fd, 0x30fe, 0};
    static const uint32_t hyphen[] = {0x2010, 0x2013, 0x301c, 0x30a0, 0};
    static const uint32_t centred[] = {0x30fb, 0xff1a, 0xff1b, 0xff65, 0x203c, 0x2047,
                                       0x2048, 0x2049, 0xff01, 0xff1f, 0xff05, 0x2030,
                                       0x2032, 0x2033, 0x2103, 0xffe0, 0};
    const char *lang = c->style->style->lang;
    bool loose = css_is(c->style->style, CSS_line_break, KW_loose),
         cj = lang && (!strncasecmp(lang, "ja", 2) || !strncasecmp(lang, "zh", 2));
    int next;
    uint32_t before = char_before(c, at), ch = char_at(c, at, &next);
    GUnicodeBreakType type = g_unichar_break_type(before), own = g_unichar_break_type(ch);
    if (type != G_UNICODE_BREAK_IDEOGRAPHIC &&
        type != G_UNICODE_BREAK_CONDITIONAL_JAPANESE_STARTER &&
        type != G_UNICODE_BREAK_NON_STARTER && type != G_UNICODE_BREAK_CLOSE_PUNCTUATION &&
        type != G_UNICODE_BREAK_INSEPARABLE)
        return false;
    if (own == G_UNICODE_BREAK_CONDITIONAL_JAPANESE_STARTER)
        return true;
    if (is_one_of(hyphen + 2, ch))
        return cj;
    return loose &&
           (is_one_of(iteration, ch) || (own == G_UNICODE_BREAK_INSEPARABLE && type == own) ||
            (is_one_of(hyphen, ch) && type == G_UNICODE_BREAK_IDEOGRAPHIC) ||
            (cj && is_one_of(centred, ch)));
}

/* Unicode line breaking for a token that needs it. Levels and spans are cut inside. */
static void cut_unicode(struct cutter *c, int from, int to)
{
    int chars = (int)g_utf8_strlen(c->s + from, to - from);
    PangoLogAttr *attr = mem_new(sizeof *attr * (size_t)(chars + 1));
    enter_span(c, from);
    const char *lang = c->style->style->lang;
    pango_get_log_attrs(c->s + from, to - from, -1,
                        pango_language_from_string(lang && *lang ? lang : "en"), attr, chars + 1);
    bool lenient = css_is(c->style->style, CSS_line_break, KW_normal) ||
                   css_is(c->style->style, CSS_line_break, KW_loose);
    int start = from;
    for (int at = from, i = 0, next; at < to; at = next, i++) {
        char_at(c, at, &next);
        if (i &&
            (attr[i].is_line_break || (lenient && attr[i].is_char_break && is_lenient(c, at)))) {
            add_word(c, start, at, false);
            add_break(c, at, false, false);
            c->t->piece.v[c->t->piece.n - 1].stretch = fills_line(c, at);
            start = at;
        }
    }
    add_word(c, start, to, false);
    mem_free(attr);
}

struct token {
    int end;
    bool plain; /* a word without break opportunities */
    bool mixed; /* has features of addresses and code: marks between letters, a capital after
                   another letter */
    bool soft;  /* has soft hyphens: they alone say where it may break */
    bool other;
};

/* A mark of addresses and code, or a capital, before another character of the token. */
static bool is_mixing(uint32_t ch, unsigned char next)
{
    return next > ' ' && (ch - 'A' < 26u || ch == ':' || ch == '@' || ch == '.' || ch == '_' ||
                          ch == '#' || ch == '=' || ch == '\\');
}

static struct token next_token(const struct cutter *c, int from)
{
    struct token k = {.plain = true};
    int at = from, next;
    for (; at < c->n; at = next) {
        uint32_t ch = char_at(c, at, &next);
        int kind = char_kind(ch);
        if (kind == K_PLAIN) {
            k.mixed |= ch < 0x80 && at > from && next < c->n &&
                       is_mixing(ch, (unsigned char)c->s[next]);
            continue;
        }
        if (kind == K_SPACE || kind == K_TAB || kind == K_NEWLINE || kind == K_FIXED ||
            kind == K_THIN || kind == K_OBJECT || kind == K_CONTROL)
            break;
        k.plain = false;
        k.soft |= kind == K_SOFT;
        k.other |= kind == K_OTHER;
    }
    k.end = at;
    return k;
}

static void cut_token(struct cutter *c, int from, const struct token *k)
{
    bool weak;
    enum address address = token_address(c, from, k->end);
    int start = from;
    for (int at = from, next; at < k->end; at = next) {
        int kind = char_kind(char_at(c, at, &next));
        if (kind == K_SOFT || kind == K_ZERO) {
            add_word(c, start, at, !k->soft);
            if (at > from && next < k->end)
                add_break(c, at, kind == K_SOFT, false);
            start = next;
        } else if (token_may_break(c, from, at, next, k->end, kind, address, &weak)) {
            add_word(c, start, next, !k->soft && !address);
            add_break(c, next, false, weak);
            start = next;
        }
    }
    add_word(c, start, k->end, !k->soft && !address);
}

/* ---- the paragraph --------------------------------------------------------------------------- */

/* A line may break beside an inline object, unless punctuation is attached to it. */
static void cut_object(struct cutter *c, int at, int next)
{
    uint32_t before = char_before(c, at);
    int after;
    if (at && (char_kind(before) == K_OBJECT ||
               (char_kind(before) == K_PLAIN && g_unichar_isalnum(before))))
        add_break(c, at, false, true);
    pieces_add(c, PIECE_OBJECT, at);
    if (next < c->n && g_unichar_isalnum(char_at(c, next, &after)))
        add_break(c, next, false, true);
}

/* One space, tab, newline or object. */
static void cut_single(struct cutter *c, int at, int next, int kind)
{
    switch (kind) {
    case K_SPACE:
        if (space_clings(c, next))
            add_fixed(c, at, next, true);
        else
            add_space(c, at);
        break;
    case K_TAB: pieces_add(c, PIECE_TAB, at); break;
    case K_NEWLINE: pieces_add(c, PIECE_NEWLINE, at); break;
    case K_OBJECT: cut_object(c, at, next); break;
    case K_CONTROL: break;
    case K_FIXED: add_fixed(c, at, next, !strncmp(c->s + at, "\xc2\xa0", 2)); break;
    case K_THIN:
        add_fixed(c, at, next, false);
        if (next < c->n)
            add_break(c, next, false, false);
        break;
    }
}

static void cut_all(struct cutter *c)
{
    for (int at = 0, next; at < c->n; at = next) {
        int kind = char_kind(char_at(c, at, &next));
        if (kind == K_SPACE || kind == K_TAB || kind == K_NEWLINE || kind == K_FIXED ||
            kind == K_THIN || kind == K_OBJECT || kind == K_CONTROL) {
            cut_single(c, at, next, kind);
            continue;
        }
        struct token k = next_token(c, at);
        next = k.end;
        enter_span(c, at);
        c->lining = c->style->lining && token_has_lining(c, at, k.end);
        if (k.other)
            cut_unicode(c, at, k.end);
        else if (k.plain && !k.mixed && !c->style->font->monospace)
            add_word(c, at, k.end, true);
        else
            cut_token(c, at, &k);
    }
}

/* ---- direction ------------------------------------------------------------------------------- */

static bool has_rtl(const char *s, int n)
{
    for (const unsigned char *p = (const unsigned char *)s, *end = p + n; p < end; p++) {
        if (*p < 0xd6)
            continue;
        const char *q = (const char *)p;
        uint32_t c = utf8_next(&q, (const char *)end);
        if ((c >= 0x590 && c < 0x900) || (c >= 0xfb1d && c < 0xfe00) ||
            (c >= 0xfe70 && c < 0xff00) || (c >= 0x10800 && c < 0x11000) ||
            (c >= 0x1e800 && c < 0x1f000) || (c >= 0x202a && c <= 0x202e) ||
            (c >= 0x2066 && c <= 0x2069) || c == 0x200f)
            return true;
        p = (const unsigned char *)q - 1;
    }
    return false;
}

/* After the next character that ends a paragraph of the bidirectional algorithm: a forced break in
 * lines. */
static int paragraph_end(const struct cutter *c, int from)
{
    for (int at = from, next; at < c->n; at = next) {
        gunichar u = char_at(c, at, &next);
        if (u == '\n' || u == '\r' || u == 0x85 || u == 0x2029 || (u >= 0x1c && u <= 0x1e))
            return next;
    }
    return c->n;
}

static void add_levels(struct cutter *c, int from, int to, bool rtl)
{
    PangoDirection dir = rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR;
    guint8 *by_char = pango_log2vis_get_embedding_levels(c->s + from, to - from, &dir);
    glong chars = g_utf8_strlen(c->s + from,
                                to - from); /* fewer than ours where the text is no UTF-8 */
    for (int at = from, next, i = 0; at < to; at = next, i++) {
        char_at(c, at, &next);
        for (int k = at; k < next; k++)
            *vec_add(&c->t->level) = i < chars ? by_char[i] : rtl;
    }
    g_free(by_char);
}

/* Levels by byte; a paragraph without right-to-left text has none. Where the paragraph's direction
 * overrides that of characters, what boxes in it say does not count. */
static void find_levels(struct cutter *c, bool rtl, bool overridden)
{
    struct text *t = c->t;
    if (!rtl && (overridden || !has_rtl(c->s, c->n)))
        return;
    t->level.n = 0;
    for (int i = 0; overridden && i < c->n; i++)
        *vec_add(&t->level) = rtl;
    if (overridden) {
        c->level = t->level.v;
        return;
    }
    for (int from = 0, to; from < c->n; from = to) {
        to = paragraph_end(c, from);
        add_levels(c, from, to, rtl);
    }
    c->level = t->level.v;
}

/* CSS Writing Modes 4, 2.2: characters that stand for an override or an isolate have had their
 * effect. */
static void blank_controls(struct cutter *c)
{
    for (int i = 0; i < c->n_spans; i++)
        if (c->span[i].control)
            memset(c->t->bytes.v + c->start[i], CONTROL, (size_t)c->span[i].n);
}

static bool is_overridden(const struct css_style *para)
{
    return css_is(para, CSS_unicode_bidi, KW_bidi_override) ||
           css_is(para, CSS_unicode_bidi, KW_isolate_override);
}

static void join_spans(struct cutter *c)
{
    struct text *t = c->t;
    int total = 0;
    for (int i = 0; i < c->n_spans; i++) {
        c->start[i] = total;
        total += c->span[i].n;
    }
    c->start[c->n_spans] = c->n = total;
    if (c->n_spans == 1 && !c->span[0].control) {
        c->s = c->span[0].text;
        return;
    }
    while (t->bytes.cap < total + 1)
        (void)vec_add(&t->bytes), t->bytes.n = t->bytes.cap;
    for (int i = 0; i < c->n_spans; i++)
        memcpy(t->bytes.v + c->start[i], c->span[i].text, (size_t)c->span[i].n);
    c->s = t->bytes.v;
}

struct pieces text_pieces(struct text *t, const struct text_span *span, int n,
                          const struct css_style *para, struct arena *a)
{
    struct cutter c = {.t = t, .span = span, .n_spans = n};
    for (t->start.n = 0; t->start.n <= n;)
        (void)vec_add(&t->start);
    c.start = t->start.v;
    struct pieces out = {.rtl = css_is(para, CSS_direction, KW_rtl)};
    t->piece.n = 0;
    if (n) {
        join_spans(&c);
        find_levels(&c, out.rtl, is_overridden(para));
        blank_controls(&c);
        cut_all(&c);
    }
    out.n = t->piece.n;
    out.v = a ? arena_array(a, struct piece, out.n + 1) : t->piece.v;
    if (a && out.n)
        memcpy(out.v, t->piece.v, sizeof *out.v * (size_t)out.n);
    return out;
}
