// SPDX-License-Identifier: Apache-2.0
/* The report: facts about the book as one JSON object for other programs. */
#include "pdf/pdf-int.h"

#include <errno.h>
#include <string.h>

enum { HAIR = LEN_PT / 4 /* [len] thinner lines may break off in print */ };

struct report {
    const struct book *book;
    const struct inks *inks;
    struct buf b;
    bool comma; /* before the next member or element */
};

/* ---- JSON ------------------------------------------------------------------------------------ */

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

static void report_number(struct report *r, const char *name, long long value)
{
    key(r, name);
    buf_printf(&r->b, "%lld", value);
}

static void millimetres(struct report *r, const char *name, len v)
{
    key(r, name);
    put_number(&r->b, v / (double)LEN_PT * 25.4 / 72);
}

/* ---- parts ----------------------------------------------------------------------------------- */

/* An open list of members under a name. */
static void list(struct report *r, const char *name)
{
    key(r, name);
    open(r, '[');
}

static void source(struct report *r, const struct origin *origin)
{
    struct loc at = origin_loc(origin);
    member(r, "source", at.file);
    if (at.line)
        report_number(r, "line", at.line);
}

/* Printed area and inks, in percent of the whole. */
static void put_ink(struct report *r, const struct ink_use *ink)
{
    static const char *const inks[] = {"cyan", "magenta", "yellow", "black"};
    key(r, "ink");
    open(r, '{');
    for (int i = 0; i < 4; i++) {
        key(r, inks[i]);
        put_number(&r->b, ink->coverage[i]);
    }
    report_number(r, "most", ink->most);
}

static void put_page(struct report *r, const struct page *p)
{
    separate(r);
    open(r, '{');
    report_number(r, "page", p->index + 1);
    member(r, "label", p->label);
    member(r, "name", p->css->name);
    millimetres(r, "width", p->css->width);
    millimetres(r, "height", p->css->height);
    report_number(r, "filled", p->height > 0 ? (long long)p->fill * 100 / p->height : 0);
    if (p->index < r->inks->pages.n) {
        put_ink(r, &r->inks->pages.v[p->index]);
        close(r, '}');
    }
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
    static const char *const formats[] = {"PNG", "JPEG", "SVG", "PDF", "GIF", "TIFF", "WebP", NULL};
    struct report *r = ctx;
    separate(r);
    open(r, '{');
    member(r, "file", u->image->path);
    member(r, "format", formats[u->image->format]);
    report_number(r, "page", u->page->index + 1);
    millimetres(r, "width", u->width);
    millimetres(r, "height", u->height);
    if (picture_dpi(u))
        report_number(r, "dpi", picture_dpi(u));
    source(r, u->origin);
    close(r, '}');
}

/* ---- colours --------------------------------------------------------------------------------- */

static void put_color(struct report *r, const struct ink_color *c)
{
    static const char *const spaces[] = {"none", "gray", "rgb", "cmyk", "spot"};
    const struct css_color *color = c->color;
    separate(r);
    open(r, '{');
    member(r, "space", spaces[color->space]);
    member(r, "separation", color->spot);
    list(r, "inks");
    for (int i = 0; i < 4; i++) {
        separate(r);
        put_number(&r->b, c->cmyk[i] * 100 / 65535.0);
    }
    close(r, ']');
    key(r, "opacity");
    put_number(&r->b, color->alpha * 100 / 65535.0);
    key(r, "overprint");
    buf_puts(&r->b, color->overprint ? "true" : "false");
    report_number(r, "first-page", c->page);
    report_number(r, "pages", c->pages);
    close(r, '}');
}

/* The plates that the book needs: the process inks used, then spots. */
static void put_separations(struct report *r)
{
    static const char *const process[] = {"Cyan", "Magenta", "Yellow", "Black"};
    struct map seen = {0};
    list(r, "separations");
    for (int i = 0; i < 4; i++)
        if (r->inks->process[i]) {
            separate(r);
            buf_json(&r->b, process[i]);
        }
    for (int i = 0; i < r->inks->colors.n; i++) {
        const char *spot = r->inks->colors.v[i].color->spot;
        if (!spot || map_get(&seen, spot))
            continue;
        *map_put(&seen, spot) = r;
        separate(r);
        buf_json(&r->b, spot);
    }
    map_done(&seen);
    close(r, ']');
}

/* ---- thin lines ------------------------------------------------------------------------------ */

static void put_hairline(struct report *r, const struct page *p, const struct origin *origin,
                         len width)
{
    separate(r);
    open(r, '{');
    report_number(r, "page", p->index + 1);
    key(r, "width");
    put_pt(&r->b, width);
    source(r, origin);
    close(r, '}');
}

/* The thinnest visible border of a box; 0: none. */
static len thinnest(const struct frag *f)
{
    len least = 0;
    for (int i = 0; i < 4; i++) {
        len w = css_len(f->style, css_border_width[i], 0);
        if (w > 0 && !css_is(f->style, css_border_style[i], KW_none) &&
            !css_is(f->style, css_border_style[i], KW_hidden) && (!least || w < least))
            least = w;
    }
    return least;
}

static void put_hairlines(struct report *r)
{
    list(r, "hairlines");
    for (int i = 0; i < r->book->pages.n; i++) {
        const struct page *p = r->book->pages.v[i];
        for (int j = 0; j < p->frag.n; j++) {
            const struct frag *f = &p->frag.v[j];
            len w = f->kind == FRAG_BOX    ? (f->ground ? 0 : thinnest(f))
                    : f->kind == FRAG_RULE ? css_len(f->style, CSS_column_rule_width, 0)
                                           : 0;
            if (w > 0 && w < HAIR)
                put_hairline(r, p, f->tag ? f->tag->origin : NULL, w);
        }
    }
    close(r, ']');
}

/* ---- links and alternative texts ------------------------------------------------------------- */

static void put_link(struct report *r, const struct tag *t)
{
    const struct mark *m = t->more->dest ? map_get(&r->book->flow->doc->ids, t->more->dest) : NULL;
    const struct page *to = m ? r->book->place[m->id].page : NULL;
    separate(r);
    open(r, '{');
    member(r, "address", t->more->href);
    member(r, "id", t->more->href ? NULL : t->more->dest);
    if (to)
        report_number(r, "to-page", to->index + 1);
    source(r, t->origin);
    close(r, '}');
}

static void put_without_alternative(struct report *r, const struct tag *t)
{
    separate(r);
    open(r, '{');
    member(r, "role", t->role);
    member(r, "file", t->more->file ? t->more->file : "");
    source(r, t->origin);
    close(r, '}');
}

static void put_tags(struct report *r)
{
    const struct tag *root = r->book->flow->doc->tags;
    list(r, "links");
    for (const struct tag *t = root; t; t = tag_next(t))
        if (!strcmp(t->role, "Link") && (t->more->href || t->more->dest))
            put_link(r, t);
    close(r, ']');
    list(r, "missing-alternatives");
    for (const struct tag *t = root; t; t = tag_next(t))
        if (tag_lacks_alternative(t))
            put_without_alternative(r, t);
    close(r, ']');
}

/* ---- all ------------------------------------------------------------------------------------- */

static void put_message(void *ctx, enum diag_level level, const char *id, struct loc where,
                        const char *text, int count)
{
    static const char *const levels[] = {"ok",          "style", "warning", "error",
                                         "unsupported", "usage", "system"};
    struct report *r = ctx;
    separate(r);
    open(r, '{');
    member(r, "level", levels[level]);
    member(r, "id", id);
    member(r, "file", where.file);
    if (where.line)
        report_number(r, "line", where.line);
    member(r, "message", text);
    report_number(r, "count", count);
    close(r, '}');
}

static void put_text_counts(struct report *r, const struct flow *flow)
{
    key(r, "lines");
    open(r, '{');
    report_number(r, "set", flow->lines);
    report_number(r, "hyphenated", flow->hyphens);
    report_number(r, "loose", flow->loose);
    report_number(r, "overfull", flow->overfull);
    close(r, '}');
}

static void put_all(struct report *r)
{
    const struct book *book = r->book;
    const struct doc *doc = book->flow->doc;
    open(r, '{');
    member(r, "title", doc->title);
    member(r, "language", doc->lang);
    report_number(r, "passes", book->passes);
    put_text_counts(r, book->flow);
    put_ink(r, &r->inks->all);
    report_number(r, "most-on-page", r->inks->all.page);
    report_number(r, "limit", r->inks->limit);
    close(r, '}');
    list(r, "pages");
    for (int i = 0; i < book->pages.n; i++)
        put_page(r, book->pages.v[i]);
    close(r, ']');
    list(r, "fonts");
    text_each_font(book->flow->text, put_font, r);
    close(r, ']');
    list(r, "pictures");
    pictures_each(book, put_picture, r);
    close(r, ']');
    list(r, "colours");
    for (int i = 0; i < r->inks->colors.n; i++)
        put_color(r, &r->inks->colors.v[i]);
    close(r, ']');
    put_separations(r);
    put_hairlines(r);
    put_tags(r);
    list(r, "diagnostics");
    diag_each(put_message, r);
    close(r, ']');
    close(r, '}');
    buf_putc(&r->b, '\n');
}

bool pdf_report(const struct book *book, const struct inking *inking, const char *path)
{
    struct inks inks;
    struct report r = {.book = book, .inks = &inks};
    struct output out;
    if (!output_open(&out, path))
        return false;
    inks_measure(&inks, book, inking);
    put_all(&r);
    inks_done(&inks);
    bool ok = fwrite(r.b.s, 1, r.b.n, out.f) == r.b.n;
    buf_done(&r.b);
    if (ok)
        return output_commit(&out);
    diag(DIAG_cannot_write, LOC_NONE, path, strerror(errno));
    output_drop(&out);
    return false;
}
