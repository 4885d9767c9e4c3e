// SPDX-License-Identifier: Apache-2.0
/* ::first-letter (CSS 2.1 5.12.2): the first letter of a block's first line, with the punctuation
 * around it, in a box of its own. */
#include "doc/doc-int.h"

#include <unicode/uchar.h>

static bool punctuation(uint32_t c)
{
    return U_GET_GC_MASK((UChar32)c) &
           (U_GC_PS_MASK | U_GC_PE_MASK | U_GC_PI_MASK | U_GC_PF_MASK | U_GC_PO_MASK);
}

static bool combining(uint32_t c) { return U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK; }

/* Bytes of the first letter and its punctuation; 0: the text begins with none. */
static int letter_length(const char *s, int n)
{
    const char *p = s, *end = s + n, *at = s;
    uint32_t c = 0;
    while (p < end && (at = p, c = utf8_next(&p, end), punctuation(c)))
        ;
    if (punctuation(c) || u_isUWhiteSpace((UChar32)c) || c < ' ')
        return 0;
    for (bool marks = true; p < end; marks = marks && combining(c)) {
        at = p;
        c = utf8_next(&p, end);
        if (!(marks && combining(c)) && !punctuation(c))
            return (int)(at - s);
    }
    return n;
}

/* The text that the block's first line begins with, from this box on; NULL: it begins with
 * something else. */
static struct box *text_from(struct box *c)
{
    while (c && (c->kind == BOX_MARK || c->kind == BOX_FLOAT || c->pseudo == CSS_MARKER))
        c = c->next;
    if (!c || c->kind == BOX_TEXT)
        return c;
    return c->kind == BOX_BLOCK || c->kind == BOX_PARA || c->kind == BOX_INLINE
               ? text_from(c->first)
               : NULL;
}

/* The text right after this one in its line; NULL: none. */
static struct box *text_after(struct box *t)
{
    while (!t->next && t->parent && t->parent->kind == BOX_INLINE)
        t = t->parent;
    return t->kind == BOX_TEXT || t->kind == BOX_INLINE ? text_from(t->next) : NULL;
}

static bool is_punctuation(const char *s, int n)
{
    for (const char *p = s; p < s + n;)
        if (!punctuation(utf8_next(&p, s + n)))
            return false;
    return n > 0;
}

/* Takes a text away that has become part of the letter, with what held nothing else. */
static void take_away(struct box *t)
{
    do {
        struct box *up = t->parent;
        box_remove(t);
        t = up;
    } while (t->kind == BOX_INLINE && !t->first);
}

static struct box *letter_box(struct build *b, const struct css_style *s, const xmlNode *n,
                              const char *text, int len_text, uint32_t raw)
{
    bool floats = !css_is(s, CSS_float, KW_none);
    struct box *box = box_new(b, floats ? BOX_PARA : BOX_INLINE, s, n),
               *inner = box_new(b, BOX_TEXT, s, n);
    box->pseudo = CSS_FIRST_LETTER;
    b->shaped.n = 0;
    if (case_transform(&b->casing, s, false, text, (size_t)len_text, &b->shaped)) {
        text = arena_dup(b->a, b->shaped.s, b->shaped.n);
        len_text = (int)b->shaped.n;
    }
    inner->u.t.text = text;
    inner->u.t.n = len_text;
    inner->u.t.raw = raw;
    box_add(box, inner);
    if (!floats)
        return box;
    struct box *anchor = box_new(b, BOX_FLOAT, s, n);
    anchor->pseudo = CSS_FIRST_LETTER;
    anchor->u.out.body = box;
    box->parent = anchor;
    return anchor;
}

enum { MARKS_MAX = 8 }; /* elements with nothing but punctuation before a letter */

void first_letter(struct build *b, const xmlNode *n, const struct css_style *self,
                  struct box *block)
{
    if (box_is_flex(block) || box_is_grid(block)) /* they have no first letter (CSS Flexbox 1, 3) */
        return;
    const struct css_style *s = css_match_pseudo(b->doc->css, n, self, CSS_FIRST_LETTER);
    struct box *text = s ? text_from(block->first) : NULL;
    /* in ::before, its start tag comes after that of this (CSS Pseudo 4, 2.1.2) */
    if (text && text->parent->pseudo == CSS_BEFORE && text->parent->style)
        s = css_match_pseudo(b->doc->css, n, text->parent->style, CSS_FIRST_LETTER);
    /* Punctuation before the letter is part of it, whatever element has it (CSS Pseudo 4, 2.2.1):
     * that of <quote> is generated around its text. */
    struct box *mark[MARKS_MAX];
    int marks = 0, k = 0;
    for (struct box *next; text && marks < MARKS_MAX &&
                           is_punctuation(text->u.t.text, text->u.t.n) && (next = text_after(text));
         text = next)
        mark[marks++] = text;
    if (!text || !(k = letter_length(text->u.t.text, text->u.t.n)))
        return;
    const char *raw = text->u.t.raw ? b->doc->raws.v[text->u.t.raw - 1] : NULL;
    int raw_k = raw ? letter_length(raw, (int)strlen(raw)) : k;
    struct buf letter = {0}, source = {0};
    for (int i = 0; i < marks; i++) {
        buf_add(&letter, mark[i]->u.t.text, (size_t)mark[i]->u.t.n);
        take_away(mark[i]);
    }
    buf_add(&source, letter.s, letter.n);
    buf_add(&letter, text->u.t.text, (size_t)k);
    buf_add(&source, raw ? raw : text->u.t.text, (size_t)raw_k);
    box_insert(text->parent, text,
               letter_box(b, s, n, arena_dup(b->a, letter.s, letter.n), (int)letter.n,
                          raw_keep(b->doc, source.s, source.n)));
    buf_done(&letter);
    buf_done(&source);
    if (raw)
        text->u.t.raw = raw_keep(b->doc, raw + raw_k, strlen(raw + raw_k));
    text->u.t.text += k;
    text->u.t.n -= k;
    if (!text->u.t.n)
        box_remove(text);
}
