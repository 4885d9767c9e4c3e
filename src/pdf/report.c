/* The report: what the book came to, as one JSON object for other programs. */
#include "pdf/pdf-int.h"

#include <errno.h>
#include <string.h>

struct report {
    struct buf b;
    bool comma; /* before the next member or element */
};

/* ---- JSON -------------------------------------------------------------------------------------------------------- */

static void separate(struct report *r)
{
    if (r->comma)
        buf_puts(&r->b, ",\n");
    r->comma = true;
}

static void key(struct report *r, const char *name)
{
    separate(r);
    buf_json(&r->b, name);
    buf_putc(&r->b, ':');
}

static void open(struct report *r, char bracket)
{
    buf_putc(&r->b, bracket);
    r->comma = false;
}

static void close(struct report *r, char bracket)
{
    buf_putc(&r->b, bracket);
    r->comma = true;
}

static void member(struct report *r, const char *name, const char *value)
{
    if (!value)
        return;
    key(r, name);
    buf_json(&r->b, value);
}

static void number(struct report *r, const char *name, long long value)
{
    key(r, name);
    buf_printf(&r->b, "%lld", value);
}

static void millimetres(struct report *r, const char *name, len v)
{
    key(r, name);
    put_number(&r->b, v / (double)LEN_PT * 25.4 / 72);
}

/* ---- parts ------------------------------------------------------------------------------------------------------- */

static void put_page(struct report *r, const struct page *p)
{
    separate(r);
    open(r, '{');
    number(r, "page", p->index + 1);
    member(r, "label", p->label);
    member(r, "name", p->css->name);
    millimetres(r, "width", p->css->width);
    millimetres(r, "height", p->css->height);
    number(r, "filled", p->height > 0 ? (long long)p->fill * 100 / p->height : 0);
    close(r, '}');
}

static void put_font(void *ctx, const struct font *font)
{
    struct report *r = ctx;
    separate(r);
    open(r, '{');
    member(r, "name", font->ps_name);
    member(r, "family", font->family);
    member(r, "file", font->path);
    key(r, "size");
    put_pt(&r->b, font->size);
    close(r, '}');
}

static void put_picture(void *ctx, const struct picture_use *u)
{
    static const char *const formats[] = {"PNG", "JPEG", "SVG", "PDF", "GIF", NULL};
    struct report *r = ctx;
    struct loc at = xml_loc(u->node);
    separate(r);
    open(r, '{');
    member(r, "file", u->image->path);
    member(r, "format", formats[u->image->format]);
    number(r, "page", u->page->index + 1);
    millimetres(r, "width", u->width);
    millimetres(r, "height", u->height);
    if (picture_dpi(u))
        number(r, "dpi", picture_dpi(u));
    member(r, "source", at.file);
    if (at.line)
        number(r, "line", at.line);
    close(r, '}');
}

static void put_message(void *ctx, enum diag_level level, const char *id, struct loc where, const char *text, int count)
{
    static const char *const levels[] = {"ok", "style", "warning", "error", "unsupported", "usage", "system"};
    struct report *r = ctx;
    separate(r);
    open(r, '{');
    member(r, "level", levels[level]);
    member(r, "id", id);
    member(r, "file", where.file);
    if (where.line)
        number(r, "line", where.line);
    member(r, "message", text);
    number(r, "count", count);
    close(r, '}');
}

static void put_text_counts(struct report *r, const struct flow *flow)
{
    key(r, "lines");
    open(r, '{');
    number(r, "set", flow->lines);
    number(r, "hyphenated", flow->hyphens);
    number(r, "loose", flow->loose);
    number(r, "overfull", flow->overfull);
    close(r, '}');
}

/* Area and inks of what is printed, in percent of the whole. */
static void put_ink(struct report *r, const struct book *book)
{
    static const char *const inks[] = {"cyan", "magenta", "yellow", "black"};
    struct ink_use ink = ink_measure(book);
    key(r, "ink");
    open(r, '{');
    for (int i = 0; i < 4; i++) {
        key(r, inks[i]);
        put_number(&r->b, ink.coverage[i]);
    }
    number(r, "most", ink.most);
    number(r, "most-on-page", ink.page);
    close(r, '}');
}

static void put_all(struct report *r, const struct book *book)
{
    const struct doc *doc = book->flow->doc;
    open(r, '{');
    member(r, "title", doc->title);
    member(r, "language", doc->lang);
    number(r, "passes", book->passes);
    put_text_counts(r, book->flow);
    put_ink(r, book);
    key(r, "pages");
    open(r, '[');
    for (int i = 0; i < book->pages.n; i++)
        put_page(r, book->pages.v[i]);
    close(r, ']');
    key(r, "fonts");
    open(r, '[');
    text_each_font(book->flow->text, put_font, r);
    close(r, ']');
    key(r, "pictures");
    open(r, '[');
    pictures_each(book, put_picture, r);
    close(r, ']');
    key(r, "diagnostics");
    open(r, '[');
    diag_each(put_message, r);
    close(r, ']');
    close(r, '}');
    buf_putc(&r->b, '\n');
}

bool pdf_report(const struct book *book, const char *path)
{
    struct report r = {0};
    struct output out;
    if (!output_open(&out, path))
        return false;
    put_all(&r, book);
    bool ok = fwrite(r.b.s, 1, r.b.n, out.f) == r.b.n;
    buf_done(&r.b);
    if (ok)
        return output_commit(&out);
    diag(DIAG_cannot_write, LOC_NONE, path, strerror(errno));
    output_drop(&out);
    return false;
}
