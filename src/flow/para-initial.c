// SPDX-License-Identifier: Apache-2.0
/* Initial letters (CSS Inline Layout 3, section 7): a paragraph's ::first-letter in the height of
 * several lines, its top at the first line's capitals, its foot on a line's baseline; the lines
 * beside it are shortened. */
#include "flow/para-int.h"

enum { LINES_MAX = 20 };

static int whole(int32_t fix)
{
    return fix / FIX_ONE < 1 ? 1 : fix / FIX_ONE > LINES_MAX ? LINES_MAX : fix / FIX_ONE;
}

/* The size at which capitals reach from the first line's capitals down `lines` lines [fix]. */
static len size_for(const struct setter *s, const struct font *f, int32_t lines)
{
    len height = len_fix(leading_of(s->style, s->font), lines - FIX_ONE) + s->font->cap_height;
    return f->cap_height > 0 ? len_scale(f->size, height, f->cap_height) : f->size;
}

bool initial_take(struct setter *s, const struct box *box)
{
    const struct css_list *list = css_list(box->style, CSS_initial_letter);
    const struct box *letter = box->first;
    if (s->whole && letter &&
        letter == s->whole->initial.box) { /* of the same size in any look of the line */
        const struct box *twin = doc_twin(s->flow->doc, letter);
        s->initial = s->whole->initial;
        s->initial.box = twin ? twin : letter;
        return true;
    }
    if (box->pseudo != CSS_FIRST_LETTER || !list || !list->n || s->span.n || s->initial.box ||
        !letter || letter->kind != BOX_TEXT || letter->next)
        return false;
    int32_t lines = list->item[0].v.num > LINES_MAX * FIX_ONE ? LINES_MAX * FIX_ONE
                                                              : list->item[0].v.num;
    const struct font *f = text_font(s->text, box->style, doc_loc(box));
    f = text_font_at(s->text, box->style, size_for(s, f, lines), LOC_NONE);
    struct initial *in = &s->initial;
    in->box = letter;
    in->word = text_word(s->text, f, box->style, false, false, letter->u.t.text, letter->u.t.n);
    in->sink = list->n > 1 ? whole(list->item[1].v.num) : whole(lines);
    bool deep = text_depth(in->word) > leading_of(s->style, s->font) - s->font->cap_height;
    in->beside = in->sink + deep;
    in->raise = len_max(len_fix(leading_of(s->style, s->font), lines - in->sink * FIX_ONE), 0);
    in->margin_left = css_len(box->style, CSS_margin_left, s->shape.measure) +
                      css_len(box->style, CSS_padding_left, s->shape.measure);
    in->width = in->margin_left + in->word->width +
                css_len(box->style, CSS_padding_right, s->shape.measure) +
                css_len(box->style, CSS_margin_right, s->shape.measure);
    return true;
}

struct seg initial_seg(struct setter *s)
{
    const struct initial *in = &s->initial;
    struct seg g = {.kind = SEG_GLYPHS,
                    .x = in->margin_left - in->width,
                    .width = in->word->width,
                    .rise = -(in->sink - 1) * (s->whole
                                                   ? leading_of(s->whole->style, s->whole->font)
                                                   : leading_of(s->style, s->font)),
                    .style = in->box->style,
                    .tag = in->box->tag};
    seg_put_word(s, &g, in->word);
    return g;
}

/* A paragraph shorter than its letter is as high as the letter, one that the letter stands out of
 * higher, and no page breaks beside it. */
void initial_finish(const struct setter *s, struct para *p)
{
    int sink = s->initial.sink;
    if (!s->initial.box || !p->n)
        return;
    p->line[0].ascent += s->initial.raise;
    if (p->n < sink)
        p->line[p->n - 1].descent += (sink - p->n) * leading_of(s->style, s->font);
    if (p->orphans < sink)
        p->orphans = sink;
}
