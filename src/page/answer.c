// SPDX-License-Identifier: Apache-2.0
/* Page numbers as a fixpoint: lay out, compare the printed page numbers with the pages, set the
 * changed paragraphs again.
 *
 * A book's answers nearly always settle in two or three passes. They may oscillate for ever ("see
 * page 9" that is longer than "see page 10" would be), so passes are limited, and from pass 4 on a
 * reference never gets narrower than it was (flow_again sees to that). Each reference that does not
 * settle gets its own warning. */
#include <stdlib.h>
#include <string.h>

#include "page/page-int.h"

enum { PASSES = 6 };

/* Replaces the number of a page that is not made, in a part of the book that is left out. */
static const char elsewhere[] = "\xe2\x80\xa6";

static int by_id(const void *a, const void *b)
{
    return (*(const struct mark *const *)a)->id - (*(const struct mark *const *)b)->id;
}

/* The footnotes of a page in the order of the document, which is not that of columns and floats. */
static void number_notes_of(struct book *book, const struct page *p, int *number)
{
    const struct css_list *reset = css_list(p->css->style, CSS_counter_reset);
    VEC(const struct mark *) note = {0};
    for (int i = 0; i < p->marks.n; i++)
        if (p->marks.v[i]->kind == MARK_NOTE)
            *vec_add(&note) = p->marks.v[i];
    if (note.n)
        qsort(note.v, (size_t)note.n, sizeof *note.v, by_id);
    for (int i = 0; reset && i < reset->n; i++)
        if (!strcmp(reset->item[i].a, "footnote"))
            *number = reset->item[i].n;
    for (int i = 0; i < note.n; i++)
        book->place[note.v[i]->id].note = *number += note.v[i]->level;
    vec_done(&note);
}

/* counter-reset: footnote of @page: each of its pages begins again, others go on (CSS GCPM 3, 2.3).
 */
static void number_notes(struct book *book)
{
    int number = 0;
    if (!css_pages_reset(book->flow->doc->css, "footnote"))
        return;
    for (int i = 0; i < book->pages.n; i++)
        number_notes_of(book, book->pages.v[i], &number);
}

static const char *note_answer(const struct book *book, const struct xref *x)
{
    const struct place *place = &book->place[x->note->id];
    struct buf b = {0};
    if (place->page)
        css_counter_text(x->style, place->note, &b);
    const char *answer = !place->page && book->flow->doc->part ? elsewhere : intern(b.s ? b.s : "");
    buf_done(&b);
    return answer;
}

static const char *answer_of(const struct book *book, const struct xref *x)
{
    if (x->note)
        return note_answer(book, x);
    const struct doc *doc = book->flow->doc;
    const struct mark *mark = x->target ? map_get(&doc->ids, x->target) : NULL;
    const struct page *page = mark || x->at ? book->place[mark ? mark->id : x->at->id].page : NULL;
    bool total = !strcmp(x->counter, "pages");
    if (!total && mark && !page && doc->part)
        return elsewhere;
    if (!total && !page)
        return "";
    struct buf b = {0};
    css_counter_text(x->style, total ? book->pages.n : page->number, &b);
    const char *answer = intern(b.s ? b.s : "");
    buf_done(&b);
    return answer;
}

int page_answer(struct book *book)
{
    struct doc *doc = book->flow->doc;
    int changed = 0;
    number_notes(book);
    for (int i = 0; i < doc->xrefs.n; i++) {
        struct xref *x = doc->xrefs.v[i];
        const char *answer = answer_of(book, x);
        if (x->answer && !strcmp(x->answer, answer))
            continue;
        x->answer = answer;
        changed++;
    }
    return changed;
}

/* Whether a note is numbered on another page than where it is called again. */
static bool apart(const struct book *book, const struct mark *note, const struct mark *at)
{
    const struct page *of = book->place[note->id].page, *from = book->place[at->id].page;
    return of && from && of != from;
}

/* Warns of each reference whose printed answer differs from the pages. */
static void report_unsettled(const struct book *book)
{
    const struct doc *doc = book->flow->doc;
    number_notes((struct book *)book);
    for (int i = 0; i < doc->xrefs.n; i++) {
        const struct xref *x = doc->xrefs.v[i];
        const char *answer = answer_of(book, x);
        if (x->note && x->at && apart(book, x->note, x->at))
            diag(DIAG_page_note_elsewhere, origin_loc(x->origin), answer);
        if (answer == elsewhere && x->widest) /* it is printed */
            diag(DIAG_page_only_elsewhere, origin_loc(x->origin), x->target);
        if (x->answer && strcmp(x->answer, answer))
            diag(DIAG_page_unsettled, origin_loc(x->origin), x->answer, answer);
    }
}

void page_layout(struct book *book, struct flow *flow)
{
    int pass = 1;
    page_end_filling(book, flow);
    for (; pass < PASSES && (page_answer(book) > 0 || book->anchors.moved); pass++) {
        flow_again(flow, pass + 1);
        flow->again = flow->again || book->anchors.moved;
        page_refill(book);
    }
    book->passes = pass;
    page_report(book);
    report_unsettled(book);
    margin_fill(book);
    for (int i = 0; i < book->pages.n; i++)
        vec_fit(&book->pages.v[i]->frag);
    flow_close(flow);
}
