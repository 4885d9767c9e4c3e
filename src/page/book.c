// SPDX-License-Identifier: Apache-2.0
/* The book: page after page from the galleys, with blank pages where a side is required, page
 * styles and page numbers. */
#include <string.h>

#include "page/page-int.h"

/* The page area: the trim box less margins, borders and padding of @page. */
static void set_area(struct page *p)
{
    const struct css_style *s = p->css->style;
    len w = p->css->width, h = p->css->height;
    p->x = css_len(s, CSS_margin_left, w) + s->v[CSS_border_left_width].len +
           css_len(s, CSS_padding_left, w);
    p->y = css_len(s, CSS_margin_top, h) + s->v[CSS_border_top_width].len +
           css_len(s, CSS_padding_top, h);
    p->width = w - p->x - css_len(s, CSS_margin_right, w) - s->v[CSS_border_right_width].len -
               css_len(s, CSS_padding_right, w);
    p->height = h - p->y - css_len(s, CSS_margin_bottom, h) - s->v[CSS_border_bottom_width].len -
                css_len(s, CSS_padding_bottom, h);
}

/* CSS Paged Media 3, 3.3: where the root's text runs from the right, so do the pages, and the first
 * is a left one. */
static bool from_the_right(const struct book *book)
{
    const struct box *root = book->flow->doc->root;
    return root && root->style && css_is(root->style, CSS_direction, KW_rtl);
}

static bool is_verso(const struct book *book, int index)
{
    return (index % 2 == 1) != book->begins_verso;
}

/* The place of the page after `before` in its group (CSS GCPM 3, 2.3): those of one name in a row,
 * until an element with a name begins again. */
int page_in_group(const struct page *before, const struct galley *g, bool first)
{
    return first || !before || !g || strcmp(before->css->name, g->page) ? 1 : before->in_group + 1;
}

void page_begin(struct book *book, struct page *p, struct galley *g, unsigned flags, int index,
                int in_group)
{
    p->frag.n = p->marks.n = p->layers.n = 0;
    p->index = index;
    p->verso = is_verso(book, index);
    p->left = p->verso != from_the_right(book);
    p->flags = flags | (p->left ? CSS_PAGE_LEFT : CSS_PAGE_RIGHT);
    p->galley = g;
    p->label = "";
    p->fill = 0;
    p->in_group = in_group;
    p->css = css_page(book->flow->doc->css, g ? g->page : "", p->flags, index + 1, in_group);
    set_area(p);
}

static const struct page *last_page(const struct book *book)
{
    return book->pages.n ? book->pages.v[book->pages.n - 1] : NULL;
}

const struct page *page_last_of_text(const struct book *book)
{
    int n = book->pages.n;
    while (n > 0 && book->pages.v[n - 1]->insert)
        n--;
    return n ? book->pages.v[n - 1] : NULL;
}

static struct page *add_page(struct book *book, struct galley *g, unsigned flags, bool before_group)
{
    struct page *p = mem_new(sizeof *p);
    page_begin(book, p, g, flags, book->pages.n,
               before_group ? 0
                            : page_in_group(page_last_of_text(book), g, flags & CSS_PAGE_FIRST));
    p->number = p->index ? book->pages.v[p->index - 1]->number + 1 : 1;
    *vec_add(&book->pages) = p;
    return p;
}

void page_give_back(struct page *p)
{
    vec_done(&p->frag);
    vec_done(&p->layers);
}

static void free_page(struct page *p)
{
    page_give_back(p);
    vec_done(&p->marks);
    mem_free(p);
}

/* Adds a blank page when the next one would be on the wrong side. The book itself begins on the
 * side that is asked for (CSS Paged Media 3, 3.3). */
static void turn_to(struct book *book, struct galley *g, enum css_kw start, bool first)
{
    enum css_kw back = from_the_right(book) ? KW_right : KW_left,
                front = back == KW_left ? KW_right : KW_left;
    bool to_verso = start == back || start == KW_verso,
         to_recto = start == front || start == KW_recto, verso = is_verso(book, book->pages.n);
    if (!book->pages.n)
        book->begins_verso = to_verso;
    else if (verso ? to_recto : to_verso)
        add_page(book, g, CSS_PAGE_BLANK, first);
}

/* counter-reset and counter-set of the page counter: the page that the mark is on takes the number;
 * 0 means begin again at 1. */
static void renumber(struct page *p)
{
    for (int i = 0; i < p->marks.n; i++)
        if (p->marks.v[i]->kind == MARK_PAGE_COUNTER)
            p->number = p->marks.v[i]->level ? p->marks.v[i]->level : 1;
}

struct row_of_pages {
    struct row_page *v;
    int n, cap;
    int inserted; /* number of them that are pages of inserts */
};

/* The empty space not reported: [1/1000] of the page area, and an inch. */
enum { SHORT = 333, SHORT_LEAST = 72 * LEN_PT };

/* Reports an unbreakable block, where it begins, if moving it to the next page leaves this one
 * short. */
static void note_short(struct book *book, const struct page *p, const struct galley *g,
                       const struct cursor *c, const struct attempt *a)
{
    int i = c->at.item;
    if (a->last || a->empty <= SHORT || len_scale(p->height, a->empty, 1000) < SHORT_LEAST)
        return;
    while (i < g->item.n && !g->item.v[i].box)
        i++;
    if (i < g->item.n)
        *vec_add(&book->faults) = (struct page_fault){.id = DIAG_page_short,
                                                      .box = g->item.v[i].box};
}

/* The pages of one insert. */
static int fill_insert(struct book *book, struct galley *g, int galley)
{
    struct cursor c = {.galley = galley, .insert = g, .start = KW_page};
    int n = 0;
    for (bool more = true; more; n++) {
        struct attempt a = {.cap = LEN_MAX};
        struct page *p = add_page(book, g, n ? 0 : CSS_PAGE_FIRST, false);
        p->insert = true;
        p->in_group = n + 1;
        more = sheet_fill(book, p, &c, &a);
        renumber(p);
    }
    return n;
}

/* Its marks have no place any more. */
static void drop_page(struct book *book, struct page *p)
{
    for (int i = 0; i < p->marks.n; i++)
        book->place[p->marks.v[i]->id] = (struct place){0};
    free_page(p);
}

/* The next page of the text. Inserts called on it come before it where it would hold little but the
 * call; not before the first page of the row. */
static bool fill_text_page(struct book *book, struct cursor *c, unsigned flags, struct attempt *a,
                           struct row_of_pages *row)
{
    struct galley *g = book->flow->galley.v[c->galley];
    struct cursor from = *c;
    const struct attempt in = *a;
    int faults = book->faults.n;
    struct page *p = add_page(book, g, flags, false);
    bool more = sheet_fill(book, p, c, a);
    if (row->n && insert_may_lead(g, &from, c, a)) {
        drop_page(book, p);
        book->pages.n--;
        book->faults.n = faults;
        *a = in;
        row->inserted += insert_lead(book, &from, c, fill_insert);
        *c = from;
        p = add_page(book, g, flags, false);
        more = sheet_fill(book, p, c, a);
    }
    *vec_add(row) = (struct row_page){p, *a};
    return more;
}

/* Fills pages up to the next forced break or the end, by the given ways (first fit after them),
 * into `row`. True if more is left. */
static bool fill_row(struct book *book, struct cursor *c, bool first, const struct ways *ways,
                     struct row_of_pages *row)
{
    struct galley *g = book->flow->galley.v[c->galley];
    bool more = true;
    do {
        const struct way way = row->n < ways->n ? ways->v[row->n] : (struct way){.cap = LEN_MAX};
        struct attempt a = {.cap = way.cap,
                            .vary = way.vary,
                            .stacks = way.stacks,
                            .shrink = way.shrink,
                            .rise = way.rise};
        more = fill_text_page(book, c, first && !row->n ? CSS_PAGE_FIRST : 0, &a, row);
        struct page *p = row->v[row->n - 1].page;
        if (more)
            note_short(book, p, g, c, &a);
        renumber(p);
        row->inserted += insert_take(book, c, !more, fill_insert);
    } while (more && !row->v[row->n - 1].attempt.last);
    return more;
}

static void drop_row(struct book *book, struct row_of_pages *row, int faults)
{
    int n = row->n + row->inserted;
    for (int i = book->pages.n - n; i < book->pages.n; i++)
        drop_page(book, book->pages.v[i]);
    book->pages.n -= n;
    book->faults.n = faults;
    row->n = row->inserted = 0;
}

/* Reports pages beyond the layout's limit for the text between two forced breaks, where the first
 * of them begins. */
static void note_limit(struct book *book, const struct row_of_pages *row)
{
    const struct css_val *limit = &row->v[0].page->css->style->v[CSS_koki_page_limit];
    int n = limit->kind == CSS_KEYWORD ? 0 : limit->num / FIX_ONE;
    if (n <= 0 || row->n <= n)
        return;
    const struct page *p = row->v[n].page;
    const struct box *box = NULL;
    for (int i = 0; i < p->frag.n && !box; i++)
        if (p->frag.v[i].kind == FRAG_LINE && p->frag.v[i].line->n && p->frag.v[i].line->seg->tag)
            box = p->frag.v[i].box;
    *vec_add(&book->faults) =
        (struct page_fault){.id = DIAG_page_limit, .box = box, .count = row->n, .limit = n};
}

/* First fit, or where that is imperfect, the optimal sequence of pages. */
static bool fill_best(struct book *book, struct cursor *c, bool first)
{
    struct cursor from = *c;
    struct row_of_pages row = {0};
    struct ways ways = {0};
    int faults = book->faults.n;
    bool more = fill_row(book, c, first, &ways, &row);
    int64_t cost = optimum_cost(row.v, row.n);
    int n = row.n + row.inserted;
    book->pages.n -= n; /* as if they were not there */
    bool better = cost > 0 && optimum_find(book, book->flow->galley.v[c->galley], &from, first,
                                           row.v, row.n, &ways);
    book->pages.n += n;
    if (better) {
        drop_row(book, &row, faults);
        *c = from;
        more = fill_row(book, c, first, &ways, &row);
    }
    note_limit(book, &row);
    vec_done(&ways);
    vec_done(&row);
    return more;
}

static int last_number(const struct book *book)
{
    return book->pages.n ? last_page(book)->number : 0;
}

static void fill_galley(struct book *book, int index)
{
    struct galley *g = book->flow->galley.v[index];
    struct cursor c = {.galley = index, .start = g->start};
    bool first = g->group || index == 0, more = true;
    struct stretch s = {.first = book->pages.n,
                        .before = last_number(book),
                        .in_group = page_in_group(page_last_of_text(book), g, first),
                        .faults = book->faults.n};
    while (more) {
        turn_to(book, g, c.start, first);
        more = fill_best(book, &c, first);
        first = false;
    }
    s.pages = book->pages.n - s.first;
    s.faults = book->faults.n - s.faults;
    book->stretches.v[index] = s;
}

struct book *page_new(void) { return mem_new(sizeof(struct book)); }

static void begin_book(struct book *book, struct flow *flow)
{
    book->flow = flow;
    book->place = arena_array(&book->arena, struct place, flow->doc->marks.n + 1);
    book->fixed = flow->fixed.n;
}

void page_take(void *ctx, struct flow *flow, int galley)
{
    struct book *book = ctx;
    struct diag_held *outer = diag_hold(&book->told);
    if (!book->flow)
        begin_book(book, flow);
    (void)vec_add(&book->stretches);
    fill_galley(book, galley);
    diag_hold(outer);
}

void page_end_filling(struct book *book, struct flow *flow)
{
    for (int i = book->stretches.n; i < flow->galley.n; i++)
        page_take(book, flow, i);
    if (!book->flow)
        begin_book(book, flow);
    if (book->pages.n == 0)
        add_page(book, NULL, CSS_PAGE_FIRST, false);
    if (flow->fixed.n != book->fixed || book->anchors.moved) { /* they are on all pages */
        flow->again = true;
        page_refill(book);
    }
    diag_pass(&book->told);
}

struct book *page_fill(struct flow *flow)
{
    struct book *book = page_new();
    page_end_filling(book, flow);
    return book;
}

/* A page depends on the galley, its place in the book and the number before it: if none of these
 * changed, it stays. */
static bool stays(const struct book *book, int index)
{
    const struct stretch *s = &book->stretches.v[index];
    const struct galley *g = book->flow->galley.v[index];
    if (s->in_group != page_in_group(page_last_of_text(book), g, g->group || index == 0))
        return false;
    return !book->flow->again && !book->flow->galley.v[index]->again && s->first == book->pages.n &&
           s->before == last_number(book);
}

void page_refill(struct book *book)
{
    struct book before = {.pages = {book->pages.v, book->pages.n, book->pages.cap},
                          .faults = {book->faults.v, book->faults.n, book->faults.cap}};
    int fault = 0, at = 0;
    book->anchors.moved = false;
    memset(&book->pages, 0, sizeof book->pages);
    memset(&book->faults, 0, sizeof book->faults);
    for (int i = 0; i < book->flow->galley.n; i++) {
        struct stretch s = book->stretches.v[i];
        if (stays(book, i)) {
            for (int k = 0; k < s.pages; k++)
                *vec_add(&book->pages) = before.pages.v[at + k];
            for (int k = 0; k < s.faults; k++)
                *vec_add(&book->faults) = before.faults.v[fault + k];
        } else {
            for (int k = 0; k < s.pages; k++)
                drop_page(book, before.pages.v[at + k]);
            fill_galley(book, i);
        }
        at += s.pages;
        fault += s.faults;
    }
    for (; at < before.pages.n; at++) /* the page of an empty book */
        *vec_add(&book->pages) = before.pages.v[at];
    vec_done(&before.pages);
    vec_done(&before.faults);
}

/* The source of text: its element, or a margin box's content. */
static struct loc place_of(const struct seg *s)
{
    return s->tag ? origin_loc(s->tag->origin) : css_where(s->style, CSS_content);
}

/* Text that reaches over the page's edge would be cut off, or be outside the paper. Transformed
 * content is ignored. */
static void report_outside(const struct page *p)
{
    len most = LEN_PT, turned = 0;
    for (int i = 0; i < p->frag.n; i++) {
        const struct frag *f = &p->frag.v[i];
        turned += (f->kind == FRAG_PUSH) - (f->kind == FRAG_POP);
        if (f->kind != FRAG_LINE || turned || !f->line->n)
            continue;
        len left = f->x + f->line->x, top = f->y + f->line->descent - f->h;
        if (left < -most || left + f->line->width > p->css->width + most || top < -most ||
            f->y + f->line->descent > p->css->height + most)
            diag(DIAG_page_outside, place_of(f->line->seg));
    }
}

void page_report(const struct book *book)
{
    for (int i = 0; i < book->pages.n; i++)
        report_outside(book->pages.v[i]);
    overlap_report(book);
    for (int i = 0; i < book->faults.n; i++) {
        const struct box *box = book->faults.v[i].box;
        diag(book->faults.v[i].id, box ? doc_loc(box) : LOC_NONE, book->faults.v[i].count,
             book->faults.v[i].limit);
    }
}

void page_free(struct book *book)
{
    if (!book)
        return;
    for (int i = 0; i < book->pages.n; i++)
        free_page(book->pages.v[i]);
    vec_done(&book->pages);
    vec_done(&book->faults);
    vec_done(&book->stretches);
    vec_done(&book->anchors);
    arena_done(&book->arena);
    mem_free(book);
}
