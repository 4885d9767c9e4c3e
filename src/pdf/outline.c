// SPDX-License-Identifier: Apache-2.0
/* The outline from the bookmarks, destinations and page labels. Outline items have /Dest, not an
 * action, which PDF/X does not allow; but in PDF 2.0 an action that also refers to the element (ISO
 * 32000-2, 12.3.2.3). */
#include "pdf/pdf-int.h"

#include <stdlib.h>
#include <string.h>

static void put_view(struct finish *f, struct buf *out, int object, int page, len y)
{
    buf_printf(out, "[%d 0 R/XYZ null ", object);
    put_pt(out, y + boxes_frame(f, f->book->pages.v[page]));
    buf_puts(out, " null]");
}

/* y: from the foot of the trim box. */
void put_goto(struct finish *f, struct buf *out, int page, len y, const struct tag *tag)
{
    buf_puts(out, is_pdf2(f) ? "/A<</S/GoTo/D" : "/Dest");
    put_view(f, out, f->pages.v[page].object, page, y);
    if (!is_pdf2(f))
        return;
    buf_puts(out, "/SD");
    put_view(f, out, structure_object(f, tag), page, y);
    buf_puts(out, ">>");
}

void put_destination(struct finish *f, struct buf *out, const struct place *place,
                     const struct tag *tag)
{
    const struct page *page = place->page;
    put_goto(f, out, boxes_index(f, page), len_min(page->css->height - place->y, page->css->height),
             tag);
}

/* ---- outline --------------------------------------------------------------------------------- */

struct bookmark {
    const struct mark *mark;
    int parent, first, last, prev, next; /* indices; 0: none (item 0 is the root) */
    int depth;                           /* level of the mark; 0 the root */
    int shown;                           /* descendants visible when it is open */
};
struct bookmarks {
    VEC(struct bookmark) v;
};

static void add_item(struct bookmarks *o, int parent, const struct mark *m)
{
    int i = o->v.n;
    *vec_add(&o->v) = (struct bookmark){.mark = m,
                                        .parent = parent,
                                        .prev = o->v.v[parent].last,
                                        .depth = m->level};
    if (o->v.v[parent].last)
        o->v.v[o->v.v[parent].last].next = i;
    else
        o->v.v[parent].first = i;
    o->v.v[parent].last = i;
}

/* Bookmarks in document order; each is a child of the nearest preceding one of a smaller level, so
 * skipped levels leave no hole. */
static void outline_gather(struct finish *f, struct bookmarks *o)
{
    int at = 0;
    *vec_add(&o->v) = (struct bookmark){0};
    for (int i = 0; i < f->doc->marks.n; i++) {
        const struct mark *m = f->doc->marks.v[i];
        if (m->kind != MARK_BOOKMARK || !f->book->place[m->id].page || m->level < 1)
            continue;
        while (at && o->v.v[at].depth >= m->level)
            at = o->v.v[at].parent;
        add_item(o, at, m);
        at = o->v.n - 1;
    }
}

/* Children come after their parents, so one walk backwards sums up. */
static void count_shown(struct bookmarks *o)
{
    for (int i = o->v.n - 1; i > 0; i--) {
        struct bookmark *it = &o->v.v[i];
        o->v.v[it->parent].shown += 1 + (it->mark->open ? it->shown : 0);
    }
}

static void write_item(struct finish *f, const struct bookmarks *o, int i, int base)
{
    const struct bookmark *it = &o->v.v[i];
    struct buf *b = file_begin(&f->file, base + i);
    buf_puts(b, "<<");
    if (i) {
        buf_puts(b, "/Title");
        put_text(b, it->mark->value ? it->mark->value : "");
        buf_printf(b, "/Parent %d 0 R", base + it->parent);
        put_destination(f, b, &f->book->place[it->mark->id], it->mark->tag);
    } else {
        buf_puts(b, "/Type/Outlines");
    }
    if (it->prev)
        buf_printf(b, "/Prev %d 0 R", base + it->prev);
    if (it->next)
        buf_printf(b, "/Next %d 0 R", base + it->next);
    if (it->first)
        buf_printf(b, "/First %d 0 R/Last %d 0 R/Count %d", base + it->first, base + it->last,
                   i && !it->mark->open ? -it->shown : it->shown);
    buf_puts(b, ">>");
    file_end(&f->file);
}

int outline_write(struct finish *f)
{
    struct bookmarks o = {0};
    outline_gather(f, &o);
    count_shown(&o);
    int base = 0;
    for (int i = 0; o.v.n > 1 && i < o.v.n; i++) {
        int number = file_number(&f->file);
        base = i ? base : number;
    }
    for (int i = 0; base && i < o.v.n; i++)
        write_item(f, &o, i, base);
    vec_done(&o.v);
    return base;
}

/* ---- page labels ----------------------------------------------------------------------------- */

static void roman(int n, char *out)
{
    static const struct {
        int value;
        const char *letters;
    } table[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"},
                 {90, "xc"},  {50, "l"},   {40, "xl"}, {10, "x"},   {9, "ix"},
                 {5, "v"},    {4, "iv"},   {1, "i"}};
    *out = 0;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        for (; n >= table[i].value; n -= table[i].value)
            strcat(out, table[i].letters);
}

/* The numbering style of a page's label: 'D', 'r', 'R', or 0 for other text. */
static char label_style(const struct page *page)
{
    char number[64];
    if (!page->label || !*page->label)
        return 0;
    snprintf(number, sizeof number, "%d", page->number);
    if (page->number < 1)
        return 0;
    if (!strcmp(page->label, number))
        return 'D';
    if (page->number > 3999)
        return 0;
    roman(page->number, number);
    if (!strcmp(page->label, number))
        return 'r';
    for (char *c = number; *c; c++)
        *c = (char)(*c - 'a' + 'A');
    return !strcmp(page->label, number) ? 'R' : 0;
}

void labels_put(struct finish *f, struct buf *b)
{
    char style = 1;
    int number = 0;
    buf_puts(b, "<</Nums[");
    for (int i = 0; i < f->book->pages.n; i++) {
        const struct page *page = f->book->pages.v[i];
        char s = label_style(page);
        if (s && s == style && page->number == number + 1) {
            number++;
            continue;
        }
        style = s;
        number = page->number;
        buf_printf(b, "%d<<", i);
        if (s) {
            buf_printf(b, "/S/%c/St %d", s, number);
        } else {
            buf_puts(b, "/P");
            put_text(b, page->label ? page->label : "");
        }
        buf_puts(b, ">>");
    }
    buf_puts(b, "]>>");
}
