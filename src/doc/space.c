// SPDX-License-Identifier: Apache-2.0
/* White space (CSS 2.1 16.6.1), clean-up and case of running text. Collapsing works across inline
 * boundaries with two facts of the context: whether a collapsible space vanishes here, and the text
 * at the end of the line so far (place.c strips what must not are at a paragraph's end). Text that
 * needs no change is not copied: the box points into the document. */
#include "doc/doc-int.h"

static bool space_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* Bytes of a character that only directs (UAX 9, 2) at s, up to `end`: to white space it is as if
 * it were not there (CSS Text 3, 4.1). 0: there is none. */
static size_t bidi_control(const char *s, const char *end)
{
    const unsigned char *u = (const unsigned char *)s;
    if (*u < 0xd8 || end - s < 2)
        return 0;
    if (u[0] == 0xd8)
        return u[1] == 0x9c ? 2 : 0;
    bool marks = end - s > 2 && u[0] == 0xe2 && u[1] == 0x80 &&
                 (u[2] == 0x8e || u[2] == 0x8f || (u[2] >= 0xaa && u[2] <= 0xae)),
         isolates = end - s > 2 && u[0] == 0xe2 && u[1] == 0x81 && u[2] >= 0xa6 && u[2] <= 0xa9;
    return marks || isolates ? 3 : 0;
}

/* Where the last character is that does more than direct; NULL: there is none. */
static const char *last_seen(const char *s, size_t n)
{
    const char *end = s + n;
    while (end > s) {
        const char *p = end - 1;
        while (p > s && ((unsigned char)*p & 0xc0) == 0x80)
            p--;
        if (!bidi_control(p, end))
            return p;
        end = p;
    }
    return NULL;
}

/* True if collapsing leaves s unchanged: single spaces only, and none at the beginning if one
 * vanishes there. */
static bool clean(const char *s, size_t n, bool collapsible)
{
    for (size_t i = 0; i < n; i++) {
        if (s[i] > ' ')
            continue;
        size_t control = bidi_control(s + i, s + n);
        if (control) {
            i += control - 1;
            continue;
        }
        if (s[i] == '\t' || s[i] == '\n' || s[i] == '\r' || (s[i] == ' ' && collapsible))
            return false;
        collapsible = s[i] == ' ';
        if (collapsible)
            while (i + 1 < n && (unsigned char)s[i + 1] > ' ' &&
                   !(collapsible && bidi_control(s + i + 1, s + n)))
                i++, collapsible = false;
    }
    return true;
}

/* Whether the text at s after spaces is punctuation that belongs to the preceding word. An ellipsis
 * does not: it represents words. */
static bool clings(const char *s, const char *end)
{
    const char *p = s;
    while (p < end && space_blank(*p))
        p++;
    if (p == end || !strchr(",.)", *p) || (*p == '.' && p + 1 < end && p[1] == '.'))
        return false;
    while (p < end && strchr(",.;:!?)", *p))
        p++;
    return p == end || space_blank(*p);
}

/* lines: line ends are kept. tidy: the author's line ends before a comma and the like, or after an
 * opening parenthesis, make no space. */
static void collapse(const char *s, size_t n, bool collapsible, bool lines, bool tidy,
                     struct buf *out)
{
    out->n = 0;
    for (size_t i = 0; i < n;) {
        size_t from = i;
        size_t control = bidi_control(s + i, s + n);
        if (control) {
            buf_add(out, s + i, control);
            i += control;
            continue;
        }
        if (!space_blank(s[i])) {
            while (i < n && !space_blank(s[i]))
                i++;
            buf_add(out, s + from, i - from);
            collapsible = false;
            continue;
        }
        bool newline = false;
        for (; i < n && space_blank(s[i]) && !(lines && newline && s[i] == '\n'); i++)
            newline |= s[i] == '\n';
        if (newline && tidy && (clings(s + i, s + n) || (out->n && out->s[out->n - 1] == '(')))
            continue;
        if (newline && lines) {
            if (out->n && out->s[out->n - 1] == ' ')
                out->n--;
            buf_putc(out, '\n');
            collapsible = true;
        } else if (!collapsible) {
            buf_putc(out, ' ');
            collapsible = true;
        }
    }
}

/* The first line end of a verbatim element, with spaces before it. */
static size_t first_newline(const char *s, size_t n)
{
    size_t i = 0;
    while (i < n && (s[i] == ' ' || s[i] == '\t'))
        i++;
    return i < n && s[i] == '\n' ? i + 1 : 0;
}

/* Whether a letter or digit of an open word precedes. */
static bool inside_word(const struct context *c)
{
    const struct box *t = c->last;
    unsigned char end = t && t->u.t.n ? (unsigned char)t->u.t.text[t->u.t.n - 1] : ' ';
    return end >= 0x80 || (end >= '0' && end <= '9') || ((end | 32) >= 'a' && (end | 32) <= 'z') ||
           end == '\'';
}

uint32_t raw_keep(struct doc *doc, const char *s, size_t n)
{
    *vec_add(&doc->raws) = arena_dup(&doc->arena, s, n);
    return (uint32_t)doc->raws.n;
}

static void text_box(struct build *b, const struct css_style *style, const xmlNode *node,
                     const char *s, size_t n)
{
    struct box *parent = place_inline(b);
    uint32_t raw = 0;
    b->shaped.n = 0;
    if (case_transform(&b->casing, style, inside_word(b->context), s, n, &b->shaped)) {
        raw = b->margin ? 0 : raw_keep(b->doc, s, n);
        s = b->shaped.s;
        n = b->shaped.n;
    }
    struct box *t = box_new(b, BOX_TEXT, style, node);
    t->u.t.text = arena_dup(b->a, s,
                            n); /* the document's own text goes back once all boxes are made */
    t->u.t.n = (int)n;
    t->u.t.raw = raw;
    box_add(parent, t);
    b->context->last = t;
    b->context->verbatim_start = false;
}

static void text_preserved(struct build *b, const struct css_style *style, const xmlNode *node,
                           const char *s, size_t n)
{
    size_t skip = b->context->verbatim_start ? first_newline(s, n) : 0;
    b->context->verbatim_start = false;
    if (skip == n)
        return;
    text_box(b, style, node, s + skip, n - skip);
    b->context->collapsible = s[n - 1] == '\n';
}

/* The preceding character, any letter for an object; 0 at the paragraph's beginning. */
static uint32_t char_before(const struct context *c)
{
    const struct box *t = c->last;
    if (!t || !t->u.t.n)
        return c->para ? 'x' : 0;
    const char *end = t->u.t.text + t->u.t.n, *p = end - 1;
    while (p > t->u.t.text && ((unsigned char)*p & 0xc0) == 0x80)
        p--;
    return utf8_next(&p, end);
}

static bool ends_in_space(const struct box *t)
{
    return t && t->u.t.n && t->u.t.text[t->u.t.n - 1] == ' ';
}

static void space_add(struct build *b, const struct css_style *style, const xmlNode *node,
                      const char *s, size_t n, bool authored)
{
    struct context *c = b->context;
    enum css_kw ws = b->preserve ? KW_pre : css_kw(style, CSS_white_space);
    if (!n || n > INT32_MAX / 8)
        return;
    if (ws == KW_pre || ws == KW_pre_wrap) {
        text_preserved(b, style, node, s, n);
        return;
    }
    if (!clean(s, n, c->collapsible)) {
        bool lines = ws == KW_pre_line, tidy = authored && !lines && clean_spaces(style);
        if (tidy && *s == '\n' && c->collapsible && ends_in_space(c->last) && clings(s, s + n))
            c->last->u.t.n--;
        collapse(s, n, c->collapsible, lines, tidy, &b->text);
        s = b->text.s;
        n = b->text.n;
    }
    if (!n)
        return;
    if (*s == '\n' && c->collapsible && ends_in_space(c->last))
        c->last->u.t.n--;
    b->cleaned.n = 0;
    if (authored &&
        clean_text(style, b->quote_depth, &c->clean, char_before(c), s, n, node, &b->cleaned)) {
        s = b->cleaned.s;
        n = b->cleaned.n;
    }
    text_box(b, style, node, s, n);
    const char *last = last_seen(s, n);
    if (last)
        c->collapsible = *last == ' ' || *last == '\n';
}

void text_add(struct build *b, const struct css_style *style, const xmlNode *node, const char *s,
              size_t n)
{
    space_add(b, style, node, s, n, false);
}

void text_add_authored(struct build *b, const struct css_style *style, const xmlNode *node,
                       const char *s, size_t n)
{
    space_add(b, style, node, s, n, true);
}
