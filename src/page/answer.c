/* Page numbers as a fixpoint: lay out, ask the pages for the answers that the text printed, set the changed paragraphs again.
 *
 * A book's answers nearly always settle in two or three passes. They may chase each other for ever ("see page 9" that is longer than
 * "see page 10" would be), so passes are limited, and from pass 4 on a reference never gets narrower than it was (flow_again sees to that).
 * Each reference that does not settle gets its own warning. */
#include <string.h>

#include "page/page-int.h"

enum { PASSES = 6 };

/* What stands for the number of a page that is not made: of a part of the book that is left out. */
static const char elsewhere[] = "\xe2\x80\xa6";

static const char *answer_of(const struct book *book, const struct xref *x)
{
    const struct doc *doc = book->flow->doc;
    const struct mark *mark = x->target ? map_get(&doc->ids, x->target) : NULL;
    const struct page *page = mark ? book->place[mark->id].page : NULL;
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

/* Warns of each reference whose printed answer is not what the pages say. */
static void report_unsettled(const struct book *book)
{
    const struct doc *doc = book->flow->doc;
    for (int i = 0; i < doc->xrefs.n; i++) {
        const struct xref *x = doc->xrefs.v[i];
        const char *answer = answer_of(book, x);
        if (answer == elsewhere && x->widest)      /* it is printed */
            diag(DIAG_page_only_elsewhere, xml_loc(x->node), x->target);
        if (x->answer && strcmp(x->answer, answer))
            diag(DIAG_page_unsettled, xml_loc(x->node), x->answer, answer);
    }
}

struct book *page_layout(struct flow *flow)
{
    struct book *book = page_fill(flow);
    int pass = 1;
    for (; pass < PASSES && page_answer(book) > 0; pass++) {
        flow_again(flow, pass + 1);
        page_refill(book);
    }
    book->passes = pass;
    page_report(book);
    report_unsettled(book);
    margin_fill(book);
    for (int i = 0; i < book->pages.n; i++)
        vec_fit(&book->pages.v[i]->frag);
    return book;
}
