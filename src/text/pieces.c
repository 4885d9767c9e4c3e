/* A paragraph's text cut into words, spaces and break opportunities.
 *
 * Text is taken token by token: what stands between two spaces. Most tokens are letters with punctuation around them and cannot break
 * inside; tokens in Latin and similar scripts with hyphens, slashes and dashes follow the few rules below; only tokens with characters
 * of other breaking habits (Chinese, Japanese, Thai, emoji, …) are handed to Pango for the whole of Unicode line breaking (UAX 14).
 * Bidirectional levels are asked for only when a paragraph has a character from right to left. */
#include <string.h>

#include <glib.h>
#include <pango/pango.h>

#include "text/text-int.h"

struct cutter {
    struct text *t;
    const struct text_span *span;
    int n_spans;
    int *start;               /* byte at which span i begins; n_spans + 1 entries */
    const char *s;            /* the whole text */
    int n;
    const uint8_t *level;     /* by byte; NULL: all 0 */
    int at_span;              /* the span in hand */
    struct voice *voice;      /* and what its style asks */
};

/* What a character means to the cutter. */
enum kind {
    K_PLAIN,                  /* letters, figures, most signs: no break beside them */
    K_SPACE, K_TAB, K_NEWLINE,
    K_HYPHEN,                 /* may break behind: hyphen-minus, U+2010 */
    K_SLASH,
    K_DASH,                   /* may break behind, never before */
    K_SOFT,                   /* soft hyphen */
    K_ZERO,                   /* U+200B: may break */
    K_FIXED,                  /* no-break spaces: U+00A0 may stretch, U+202F and U+2007 may not */
    K_THIN,                   /* U+2000 … U+200A, U+3000: may break behind */
    K_OBJECT,
    K_OTHER,                  /* breaks as UAX 14 says */
};

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

static int kind_of(uint32_t c)
{
    if (c < 0x80)
        return c == ' ' ? K_SPACE : c == '-' ? K_HYPHEN : c == '/' ? K_SLASH : c == '\n' ? K_NEWLINE : c == '\t' ? K_TAB : K_PLAIN;
    if (c < 0x2000)
        return c == 0xad ? K_SOFT : c == 0xa0 ? K_FIXED : c >= 0xe00 && c < 0x10a0 ? K_OTHER : c >= 0x1780 && c < 0x1ab0 ? K_OTHER : K_PLAIN;
    if (c < 0x2070)
        return kind_of_punctuation(c);
    if (c == 0x3000)
        return K_THIN;
    if (c == 0xfffc)
        return K_OBJECT;
    return c < 0x2e80 || (c >= 0xfb00 && c < 0xfe10) || (c >= 0x1d400 && c < 0x1d800) || c == 0xfeff || c == 0xfffd ? K_PLAIN : K_OTHER;
}

static uint32_t char_at(const struct cutter *c, int at, int *next)
{
    const char *s = c->s + at;
    uint32_t ch = (unsigned char)*s < 0x80 ? (unsigned char)*s++ : utf8_next(&s, c->s + c->n);
    *next = (int)(s - c->s);
    return ch;
}

static uint32_t char_before(const struct cutter *c, int at)
{
    int i = at - 1, next;
    while (i > 0 && ((unsigned char)c->s[i] & 0xc0) == 0x80)
        i--;
    return i < 0 ? 0 : char_at(c, i, &next);
}

static bool is_alnum(uint32_t c)
{
    return c < 0x80 ? (c | 0x20) - 'a' < 26u || c - '0' < 10u : g_unichar_isalnum(c);
}
static bool is_digit(uint32_t c) { return c - '0' < 10u; }

/* ---- spans and pieces ------------------------------------------------------------------------------------------------ */

static void enter_span(struct cutter *c, int at)
{
    int before = c->at_span;
    while (c->at_span + 1 < c->n_spans && c->start[c->at_span + 1] <= at)
        c->at_span++;
    if (c->at_span != before || !c->voice)
        c->voice = voice_get(c->t, c->span[c->at_span].style, c->span[c->at_span].where);
}

static struct piece *add(struct cutter *c, enum piece_kind kind, int at)
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

/* The first font of the voice, then of the whole set, that has all of one character and what combines with it. */
static const struct font *font_for(struct text *t, struct voice *v, const char *s, int n)
{
    voice_need_fallback(t, v);
    for (int i = 0; i < v->fonts.n; i++)
        if (font_covers(v->fonts.v[i], s, n))
            return v->fonts.v[i];
    return NULL;
}

static void report_missing(struct cutter *c, const char *s, int n)
{
    char hex[16];
    const char *p = s;
    snprintf(hex, sizeof hex, "%04X", (unsigned)utf8_next(&p, s + n));
    if (text_first(c->t, "glyph", hex)) {
        char sign[8] = "";
        memcpy(sign, s, (size_t)(p - s));
        diag(DIAG_no_glyph, c->span[c->at_span].where, hex, sign);
    }
}

/* A character with the marks on it: where the next one begins. */
static int cluster_end(const struct cutter *c, int at, int end)
{
    int next;
    char_at(c, at, &at);
    while (at < end && g_unichar_ismark(char_at(c, at, &next)))
        at = next;
    return at;
}

/* Text that the first font lacks a part of: a piece for every run that one font has. */
static void add_fallback(struct cutter *c, int from, int to, bool rtl)
{
    while (from < to) {
        const struct font *f = NULL, *g;
        int end = from;
        while (end < to) {
            int next = cluster_end(c, end, to);
            g = font_for(c->t, c->voice, c->s + end, next - end);
            if (!g) {
                report_missing(c, c->s + end, next - end);
                g = c->voice->font;
            }
            if (f && g != f)
                break;
            f = g;
            end = next;
        }
        bool missing;
        set_word(add(c, PIECE_WORD, from), word_shape(c->t, f, c->voice, rtl, true, c->s + from, end - from, &missing));
        from = end;
    }
}

/* from to to lie in one span and one level. */
static void add_shaped(struct cutter *c, int from, int to, bool hyphenate)
{
    bool missing, rtl = c->level && (c->level[from] & 1);
    enter_span(c, from);
    const struct word *w = word_shape(c->t, c->voice->font, c->voice, rtl, hyphenate && c->voice->auto_hyphens, c->s + from, to - from,
                                      &missing);
    if (missing)
        add_fallback(c, from, to, rtl);
    else
        set_word(add(c, PIECE_WORD, from), w);
}

/* Longer ones are no words: they are shaped in parts, to which glyphs can count in 16 bits. */
enum { WORD_BYTES = 4000 };

static void add_word(struct cutter *c, int from, int to, bool hyphenate)
{
    while (from < to) {
        enter_span(c, from);
        int end = c->at_span + 1 < c->n_spans && c->start[c->at_span + 1] < to ? c->start[c->at_span + 1] : to;
        if (end - from > WORD_BYTES)
            for (end = from + WORD_BYTES; ((unsigned char)c->s[end] & 0xc0) == 0x80 && end > from + 1;)
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
    struct piece *p = add(c, PIECE_SPACE, at);
    p->word = c->voice->blank;
    p->width = c->voice->space;
}

static void add_fixed(struct cutter *c, int at, int next, bool stretch)
{
    bool missing;
    struct piece *p = add(c, PIECE_FIXED, at);
    p->stretch = stretch;
    set_word(p, word_shape(c->t, c->voice->font, c->voice, false, false, c->s + at, next - at, &missing));
    if (stretch)
        p->width = c->voice->space;
}

static void add_break(struct cutter *c, int at, bool hyphen, bool weak)
{
    enter_span(c, at < c->n ? at : c->n - 1);
    if (!c->voice->wrap || (hyphen && !c->voice->manual_hyphens))
        return;
    struct piece *p = add(c, PIECE_BREAK, at < c->n ? at : c->n - 1);
    p->hyphen = hyphen;
    p->weak = weak;
}

/* ---- breaks inside a token ------------------------------------------------------------------------------------------------ */

/* A token with several kinds of joints: an address or a name in code. */
static bool is_address(const struct cutter *c, int from, int to)
{
    for (int i = from; i + 2 < to; i++)
        if ((c->s[i] == ':' && c->s[i + 1] == '/') || (i == from && !strncmp(c->s + i, "www", 3)))
            return true;
    return c->voice->font->monospace && to - from > 8;
}

static int letters_behind(const struct cutter *c, int at, int to)
{
    int n = 0, next;
    for (; at < to && is_alnum(char_at(c, at, &next)); at = next)
        n++;
    return n;
}

static int letters_ahead(const struct cutter *c, int from, int at)
{
    int n = 0;
    for (uint32_t ch; at > from && is_alnum(ch = char_before(c, at)); n++)
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
    return ahead >= 2 && behind >= 2 && !(is_digit((unsigned char)c->s[next]) && is_digit(char_before(c, at)));
}

/* In addresses and code a line may end behind any sign between two names, at a price. */
static bool breaks_in_address(const struct cutter *c, int from, int at, int next, int to)
{
    uint32_t ch = (unsigned char)c->s[at], after = next < to ? (unsigned char)c->s[next] : ' ';
    return next < to && at - from >= 2 && to - next >= 2 && strchr("./_-:=&?,;#%@+)]}>|\\", (int)ch) && ch
        && (after >= 0x80 || is_alnum(after) || strchr("_<([{%$", (int)after)) && !(is_digit(after) && ch == '.');
}

/* Names of accounts and of parts in code (Aktiva:Bank) may be parted behind the colon; gender forms (Bürger:innen) never. */
static bool breaks_at_colon(const struct cutter *c, int from, int at, int next, int to)
{
    int after;
    return g_unichar_isupper(char_at(c, next, &after)) && letters_ahead(c, from, at) >= 3 && letters_behind(c, next, to) >= 3;
}

/* Whether a line may end before `next`, behind character ch at `at`. */
static bool may_break(const struct cutter *c, int from, int at, int next, int to, int kind, bool address, bool *weak)
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
        if (!address && at > from && is_alnum(char_before(c, at)) && !is_ending(c, next, to) && letters_ahead(c, from, at) >= 2)
            return true;
        break;
    case K_DASH: {
        int after;
        bool figures = is_digit(char_before(c, at)) && is_digit(char_at(c, next, &after));
        *weak = figures;
        return at > from && is_alnum(char_at(c, next, &after));
    }
    case K_ZERO:
        return true;
    }
    *weak = true;
    if (c->s[at] == ':' && breaks_at_colon(c, from, at, next, to))
        return true;
    return address && breaks_in_address(c, from, at, next, to);
}

/* Unicode line breaking for a token that needs it. Levels and spans are cut inside. */
static void cut_unicode(struct cutter *c, int from, int to)
{
    int chars = (int)g_utf8_strlen(c->s + from, to - from);
    PangoLogAttr *attr = mem_new(sizeof *attr * (size_t)(chars + 1));
    enter_span(c, from);
    const char *lang = c->voice->style->lang;
    pango_get_log_attrs(c->s + from, to - from, -1, pango_language_from_string(lang && *lang ? lang : "en"), attr, chars + 1);
    int start = from;
    for (int at = from, i = 0, next; at < to; at = next, i++) {
        char_at(c, at, &next);
        if (i && attr[i].is_line_break) {
            add_word(c, start, at, false);
            add_break(c, at, false, false);
            start = at;
        }
    }
    add_word(c, start, to, false);
    mem_free(attr);
}

struct token {
    int end;
    bool plain;               /* a word without anything to break at */
    bool soft;                /* has soft hyphens: they alone say where it may break */
    bool other;
};

static struct token next_token(const struct cutter *c, int from)
{
    struct token k = {.plain = true};
    int at = from, next;
    for (; at < c->n; at = next) {
        int kind = kind_of(char_at(c, at, &next));
        if (kind == K_PLAIN)
            continue;
        if (kind == K_SPACE || kind == K_TAB || kind == K_NEWLINE || kind == K_FIXED || kind == K_THIN || kind == K_OBJECT)
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
    bool weak, address = is_address(c, from, k->end);
    int start = from;
    for (int at = from, next; at < k->end; at = next) {
        int kind = kind_of(char_at(c, at, &next));
        if (kind == K_SOFT || kind == K_ZERO) {
            add_word(c, start, at, !k->soft);
            if (at > from && next < k->end)
                add_break(c, at, kind == K_SOFT, false);
            start = next;
        } else if (may_break(c, from, at, next, k->end, kind, address, &weak)) {
            add_word(c, start, next, !k->soft && !address);
            add_break(c, next, false, weak);
            start = next;
        }
    }
    add_word(c, start, k->end, !k->soft && !address);
}

/* ---- the paragraph ------------------------------------------------------------------------------------------------------------ */

/* What a line never begins with, though a space stands before it (UAX 14, LB13): a dash, save as the sign of a number; a closing sign
 * by itself; an ellipsis. */
static bool clings(const struct cutter *c, int at)
{
    int next = at, after;
    if (at >= c->n)
        return false;
    uint32_t ch = char_at(c, at, &next);
    if (kind_of(ch) == K_DASH)
        return next >= c->n || !is_digit(char_at(c, next, &after));
    if (ch == 0x2026)
        return true;
    if (!ch || ch >= 0x80 || !strchr(",.;:!?)]}%", (int)ch))
        return false;
    uint32_t then = next < c->n ? char_at(c, next, &after) : ' ';
    return !is_alnum(then) && then != '_' && then != '/' && then != '-';
}

/* A line may break beside an inline object, except where a sign clings to it. */
static void cut_object(struct cutter *c, int at, int next)
{
    uint32_t before = char_before(c, at);
    int after;
    if (at && kind_of(before) == K_PLAIN && (g_unichar_isalnum(before) || kind_of(before) == K_OBJECT))
        add_break(c, at, false, true);
    add(c, PIECE_OBJECT, at);
    if (next < c->n && g_unichar_isalnum(char_at(c, next, &after)))
        add_break(c, next, false, true);
}

/* One space, tab, newline or object. */
static void cut_single(struct cutter *c, int at, int next, int kind)
{
    switch (kind) {
    case K_SPACE:
        if (clings(c, next))
            add_fixed(c, at, next, true);
        else
            add_space(c, at);
        break;
    case K_TAB: add(c, PIECE_TAB, at); break;
    case K_NEWLINE: add(c, PIECE_NEWLINE, at); break;
    case K_OBJECT: cut_object(c, at, next); break;
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
        int kind = kind_of(char_at(c, at, &next));
        if (kind == K_SPACE || kind == K_TAB || kind == K_NEWLINE || kind == K_FIXED || kind == K_THIN || kind == K_OBJECT) {
            cut_single(c, at, next, kind);
            continue;
        }
        struct token k = next_token(c, at);
        next = k.end;
        enter_span(c, at);
        if (k.other)
            cut_unicode(c, at, k.end);
        else if (k.plain && !(c->voice->font->monospace || memchr(c->s + at, ':', (size_t)(k.end - at))))
            add_word(c, at, k.end, true);
        else
            cut_token(c, at, &k);
    }
}

/* ---- direction ------------------------------------------------------------------------------------------------------------------ */

static bool has_rtl(const char *s, int n)
{
    for (const unsigned char *p = (const unsigned char *)s, *end = p + n; p < end; p++) {
        if (*p < 0xd6)
            continue;
        const char *q = (const char *)p;
        uint32_t c = utf8_next(&q, (const char *)end);
        if ((c >= 0x590 && c < 0x900) || (c >= 0xfb1d && c < 0xfe00) || (c >= 0xfe70 && c < 0xff00) || (c >= 0x10800 && c < 0x11000)
            || (c >= 0x1e800 && c < 0x1f000) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200f)
            return true;
        p = (const unsigned char *)q - 1;
    }
    return false;
}

/* Levels by byte; a paragraph without anything from right to left has none. */
static void find_levels(struct cutter *c, bool rtl)
{
    struct text *t = c->t;
    if (!rtl && !has_rtl(c->s, c->n))
        return;
    PangoDirection dir = rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR;
    guint8 *by_char = pango_log2vis_get_embedding_levels(c->s, c->n, &dir);
    t->level.n = 0;
    for (int at = 0, next, i = 0; at < c->n; at = next, i++) {
        char_at(c, at, &next);
        for (int k = at; k < next; k++)
            *vec_add(&t->level) = by_char[i];
    }
    g_free(by_char);
    c->level = t->level.v;
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
    if (c->n_spans == 1) {
        c->s = c->span[0].text;
        return;
    }
    while (t->bytes.cap < total + 1)
        (void)vec_add(&t->bytes), t->bytes.n = t->bytes.cap;
    for (int i = 0; i < c->n_spans; i++)
        memcpy(t->bytes.v + c->start[i], c->span[i].text, (size_t)c->span[i].n);
    c->s = t->bytes.v;
}

struct pieces text_pieces(struct text *t, const struct text_span *span, int n, const struct css_style *para, struct arena *a)
{
    struct cutter c = {.t = t, .span = span, .n_spans = n};
    for (t->start.n = 0; t->start.n <= n;)
        (void)vec_add(&t->start);
    c.start = t->start.v;
    struct pieces out = {.rtl = css_is(para, CSS_direction, KW_rtl)};
    t->piece.n = 0;
    if (n) {
        join_spans(&c);
        find_levels(&c, out.rtl);
        cut_all(&c);
    }
    out.n = t->piece.n;
    out.v = a ? arena_array(a, struct piece, out.n + 1) : t->piece.v;
    if (a && out.n)
        memcpy(out.v, t->piece.v, sizeof *out.v * (size_t)out.n);
    return out;
}
