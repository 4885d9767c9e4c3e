// SPDX-License-Identifier: Apache-2.0
/* Link annotations of what links.c gathered: tagged, with the words as description, internal ones
 * by destination (ISO 14289-1, 7.18.5). */
#include "pdf/pdf-int.h"

#include <string.h>

static bool is_space(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) ||
           c == 0x202f;
}

/* Words without the hyphens that line breaks added, and with one space where there is white space
 * of any width. */
static void add_words(struct buf *b, const char *s, size_t n)
{
    for (const char *end = s + n; s < end;) {
        uint32_t c = utf8_next(&s, end);
        if (is_space(c))
            c = ' ';
        if (c != 0xad && (c != ' ' || (b->n && b->s[b->n - 1] != ' ')))
            buf_utf8(b, c);
    }
}

static bool is_separator(uint32_t c) { return c == ' ' || c == ',' || c == ';' || c == 0x2013; }

/* The words after a separator from those before the link, as in an index: ", 5", "–7". All, if
 * there are no others. */
static const char *without_separator(const char *s)
{
    const char *from = s;
    for (const char *p = s, *end = s + strlen(s); p < end && is_separator(utf8_next(&p, end));)
        from = p;
    return *from ? from : s;
}

/* The alternative description of a link: all its words as printed; without any, its address or the
 * title of its target. */
static void put_description(struct finish *f, struct buf *b, const struct tag *t)
{
    struct buf words = {0};
    for (int i = f->painted[t->id].first_annot; i >= 0; i = f->links.v[i].next)
        add_words(&words, f->words.s + f->links.v[i].words, f->links.v[i].n_words);
    while (words.n && words.s[words.n - 1] == ' ')
        words.s[--words.n] = 0;
    if (!words.n && t->more->words)
        buf_puts(&words, t->more->words);
    buf_puts(b, "/Contents");
    put_text(b, words.n         ? without_separator(words.s)
                : t->more->href ? t->more->href
                : t->more->dest ? t->more->dest
                                : "");
    buf_done(&words);
}

/* A URI is ASCII (ISO 32000-1, 12.6.4.7): other bytes are percent-encoded. */
static void put_uri(struct buf *b, const char *href)
{
    struct buf uri = {0};
    for (const char *s = href; *s; s++)
        if ((unsigned char)*s <= ' ' || (unsigned char)*s > '~')
            buf_printf(&uri, "%%%02X", (unsigned char)*s);
        else
            buf_putc(&uri, *s);
    buf_puts(b, "/A<</Type/Action/S/URI/URI");
    put_text(b, uri.s ? uri.s : "");
    buf_puts(b, ">>");
    buf_done(&uri);
}

/* The rectangle around all parts, and each part where there are several: corners in the order
 * expected by viewers, which differs from the specification's. */
static void put_places(struct finish *f, const struct link *l, struct buf *b)
{
    const struct quad *q = &f->quads.v[l->quad];
    struct paint_place all = {l->page, q->x, q->y, q->w, q->h, l->tag};
    len right = q->x + q->w, bottom = q->y + q->h;
    for (int i = 1; i < l->quads; i++) {
        all.x = len_min(all.x, q[i].x);
        all.y = len_min(all.y, q[i].y);
        right = len_max(right, q[i].x + q[i].w);
        bottom = len_max(bottom, q[i].y + q[i].h);
    }
    all.w = right - all.x;
    all.h = bottom - all.y;
    boxes_put_place(f, "/Rect", &all, b);
    if (l->quads < 2)
        return;
    const struct page *page = f->book->pages.v[l->page];
    len frame = boxes_frame(f, page), height = page->css->height + frame;
    buf_puts(b, "/QuadPoints[");
    for (int i = 0; i < l->quads; i++)
        for (int corner = 0; corner < 4; corner++) {
            put_pt(b, frame + q[i].x + (corner & 1 ? q[i].w : 0));
            buf_putc(b, ' ');
            put_pt(b, height - q[i].y - (corner & 2 ? q[i].h : 0));
            buf_putc(b, ' ');
        }
    buf_putc(b, ']');
}

/* The place of the link at the other end; its own if that is not shown. */
static void put_other_end(struct finish *f, struct buf *b, const struct link *l)
{
    int first = f->painted[l->tag->more->to->id].first_annot;
    const struct link *to = first >= 0 ? &f->links.v[first] : l;
    put_goto(f, b, to->page, f->book->pages.v[to->page]->css->height - f->quads.v[to->quad].y,
             to->tag);
}

void annotations_write(struct finish *f)
{
    for (int i = 0; i < f->links.n; i++) {
        const struct link *l = &f->links.v[i];
        struct buf *b = file_begin(&f->file, l->object);
        buf_printf(b, "<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/P %d 0 R/StructParent %d",
                   f->pages.v[l->page].object, f->pages.n + f->forms.n + i);
        put_places(f, l, b);
        put_description(f, b, l->tag);
        if (l->tag->more->href) {
            put_uri(b, l->tag->more->href);
        } else {
            l->tag->more->to
                ? put_other_end(f, b, l)
                : put_destination(f, b, link_target(f, l->tag), link_mark(f, l->tag)->tag);
        }
        buf_puts(b, ">>");
        file_end(&f->file);
    }
}
