// SPDX-License-Identifier: Apache-2.0
/* Finds content that overlaps other text or images in the finished pages without a rule that causes
 * it.
 *
 * A line is represented by the band of its small letters, so that tight leading is not an overlap;
 * lines of one paragraph are ignored. Rules that may cause overlaps are position, transform,
 * shape-outside, negative margins. */
#include <stdlib.h>

#include "page/page-int.h"

struct ink {
    len x, y, right, bottom;
    const struct frag *frag;
    int order;
};
struct inks {
    struct ink *v;
    int n, cap;
};

/* Less than this is rounding, or punctuation that hangs. */
enum { SLACK = LEN_PT };

static bool negative(const struct css_style *s, enum css_prop p)
{
    return s->v[p].len < 0 || s->v[p].num < 0;
}

static bool asks(const struct css_style *s)
{
    static const enum css_prop margins[] = {CSS_margin_top,  CSS_margin_right,  CSS_margin_bottom,
                                            CSS_margin_left, CSS_margin_inside, CSS_margin_outside};
    for (size_t i = 0; i < sizeof margins / sizeof *margins; i++)
        if (negative(s, margins[i]))
            return true;
    return !css_is(s, CSS_position, KW_static) || !css_is(s, CSS_transform, KW_none) ||
           !css_is(s, CSS_shape_outside, KW_none);
}

static bool asked_for(const struct box *box)
{
    for (const struct box *b = box; b; b = b->parent)
        if (b->style && asks(b->style))
            return true;
    return false;
}

static void add_line(const struct text *t, struct inks *all, const struct frag *f)
{
    const struct line *l = f->line;
    len height = 0, left = LEN_MAX, right = -LEN_MAX;
    for (int i = 0; i < l->n; i++) {
        const struct seg *s = &l->seg[i];
        if (s->kind == SEG_GALLEY) /* its text is in separate fragments */
            return;
        if (s->kind != SEG_GLYPHS || seg_is_blank(t, s))
            continue;
        height = len_max(height, s->font->x_height);
        left = len_min(left, s->x);
        right = len_max(right, s->x + s->width);
    }
    if (height > 0 && right - left > 2 * SLACK)
        *vec_add(all) = (struct ink){.x = f->x + l->x + left,
                                     .y = f->y - height,
                                     .right = f->x + l->x + right,
                                     .bottom = f->y,
                                     .frag = f,
                                     .order = all->n};
}

/* Rotated or clipped content is not checked. */
static void overlap_gather(const struct text *t, struct inks *all, const struct page *p)
{
    int turned = 0;
    all->n = 0;
    for (int i = 0; i < p->frag.n; i++) {
        const struct frag *f = &p->frag.v[i];
        turned += (f->kind == FRAG_PUSH) - (f->kind == FRAG_POP);
        if (turned)
            continue;
        if (f->kind == FRAG_LINE)
            add_line(t, all, f);
        else if (f->kind == FRAG_IMAGE && f->w > 2 * SLACK && f->h > 2 * SLACK)
            *vec_add(all) = (struct ink){.x = f->x,
                                         .y = f->y,
                                         .right = f->x + f->w,
                                         .bottom = f->y + f->h,
                                         .frag = f,
                                         .order = all->n};
    }
}

static int by_top(const void *a, const void *b)
{
    const struct ink *x = a, *y = b;
    return x->y != y->y ? (x->y > y->y) - (x->y < y->y) : x->order - y->order;
}

static bool overlap(const struct ink *a, const struct ink *b)
{
    len x = len_min(a->right, b->right) - len_max(a->x, b->x),
        y = len_min(a->bottom, b->bottom) - len_max(a->y, b->y);
    return x > SLACK && y > SLACK / 2 && a->frag->box != b->frag->box;
}

static void page_overlap_report(const struct ink *a, const struct ink *b)
{
    const struct ink *first = a->order < b->order ? a : b, *later = first == a ? b : a;
    const struct box *box = later->frag->box;
    if (!box || !first->frag->box || asked_for(box) || asked_for(first->frag->box))
        return;
    struct loc other = doc_loc(first->frag->box);
    diag(DIAG_page_overlap, doc_loc(box), other.file ? other.file : "?", other.line);
}

/* Each is compared with those that begin above it and reach down to it. */
void overlap_report(const struct book *book)
{
    struct inks all = {0}, open = {0};
    for (int i = 0; i < book->pages.n; i++) {
        overlap_gather(book->flow->text, &all, book->pages.v[i]);
        if (all.n)
            qsort(all.v, (size_t)all.n, sizeof *all.v, by_top);
        open.n = 0;
        for (int j = 0; j < all.n; j++) {
            int kept = 0;
            for (int k = 0; k < open.n; k++) {
                if (open.v[k].bottom <= all.v[j].y)
                    continue;
                if (overlap(&open.v[k], &all.v[j]))
                    page_overlap_report(&open.v[k], &all.v[j]);
                open.v[kept++] = open.v[k];
            }
            open.n = kept;
            *vec_add(&open) = all.v[j];
        }
    }
    vec_done(&all);
    vec_done(&open);
}
