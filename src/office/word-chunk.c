// SPDX-License-Identifier: Apache-2.0
/* Documents inserted as a whole into a document of Word (w:altChunk, ECMA-376-1, 17.17.2). Those of
 * Word are read like the outer one; HTML, also from a web archive (RFC 2557), becomes headings,
 * paragraphs, lists and tables; plain text becomes paragraphs by lines. */
#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "office/word-int.h"

enum { MOST_CHUNKS = 100, MOST_BYTES = 64 << 20 /* unpacked */, DEEPEST_CHUNK = 4 };

/* ---- HTML ------------------------------------------------------------------------------------ */

enum { DEEPEST_HTML = 200, MOST_COLUMNS = 200 };

struct html {
    struct word *w;
    bool open;  /* a paragraph */
    bool space; /* the paragraph ends in white space so far, or is empty */
    int outline, list;
    struct item item; /* the list item of the next paragraph */
};

static bool html_is(const xmlNode *n, const char *names)
{
    size_t k = strlen((const char *)n->name);
    for (const char *p = names; *p; p += strcspn(p, " "), p += strspn(p, " "))
        if (strcspn(p, " ") == k && !strncasecmp(p, (const char *)n->name, k))
            return true;
    return false;
}

static const char *html_attribute(struct html *h, const xmlNode *n, const char *name)
{
    xmlChar *v = xmlGetNoNsProp((xmlNode *)n, (const xmlChar *)name);
    const char *s = v ? arena_dup(h->w->arena, (char *)v, strlen((char *)v)) : NULL;
    xmlFree(v);
    return s;
}

static void html_open(struct html *h)
{
    if (h->open)
        return;
    writer_event(h->w->r, &(struct event){.kind = EVENT_PARA,
                                          .style = "",
                                          .outline = h->outline,
                                          .item = h->item});
    h->open = h->space = true;
    h->item.more = true;
}

static void html_close(struct html *h)
{
    if (h->open)
        word_emit(h->w, EVENT_PARA_END);
    h->open = false;
}

static void html_text(struct html *h, const char *s, const struct look *look)
{
    struct buf b = {0};
    if (!h->open && !s[strspn(s, " \t\r\n")])
        return;
    html_open(h);
    for (; *s; s++) {
        bool space = strchr(" \t\r\n", *s) != NULL;
        if (!space || !h->space)
            buf_putc(&b, space ? ' ' : *s);
        h->space = space;
    }
    word_text(h->w, b.s ? b.s : "", look, false, NULL);
    buf_done(&b);
}

static void html_nodes(struct html *h, const xmlNode *parent, const struct look *look, int depth);

static void html_inline(struct html *h, const xmlNode *n, const struct look *outer, int depth)
{
    struct look look = *outer;
    const char *to = html_is(n, "a") ? html_attribute(h, n, "href") : NULL;
    look.bold |= html_is(n, "b strong");
    look.italic |= html_is(n, "i em cite dfn var");
    look.underline |= html_is(n, "u ins");
    look.strike |= html_is(n, "s strike del");
    look.sub |= html_is(n, "sub");
    look.super |= html_is(n, "sup");
    look.code |= html_is(n, "code tt kbd samp");
    bool link = to && *to && *to != '#' && !h->w->skip;
    if (link) {
        html_open(h);
        word_emit_target(h->w, EVENT_LINK, to);
    }
    html_nodes(h, n, &look, depth);
    if (link)
        word_emit(h->w, EVENT_LINK_END);
}

static void html_list(struct html *h, const xmlNode *n, const struct look *look, int depth)
{
    struct item outer = h->item;
    int value = 0, level = outer.list ? outer.level + 1 : 0;
    const char *list = arena_printf(h->w->arena, "%p", (const void *)n);
    html_close(h);
    for (const xmlNode *li = n->children; li; li = li->next) {
        if (li->type != XML_ELEMENT_NODE)
            continue;
        h->item = (struct item){.list = list,
                                .level = level,
                                .numbering = html_is(n, "ol") ? NUMBERING_ARABIC : NUMBERING_BULLET,
                                .value = ++value};
        html_nodes(h, li, look, depth);
        html_close(h);
    }
    h->item = outer;
}

static int html_span(struct html *h, const xmlNode *cell, const char *name)
{
    const char *v = html_attribute(h, cell, name);
    int n = v ? atoi(v) : 1;
    return n > 0 && n <= MOST_COLUMNS ? n : 1;
}

static void html_row(struct html *h, const xmlNode *row, int *busy, bool head, int depth)
{
    struct look plain = {0};
    int column = 0;
    writer_event(h->w->r, &(struct event){.kind = EVENT_ROW, .head = head});
    for (const xmlNode *c = row->children; c; c = c->next) {
        if (c->type != XML_ELEMENT_NODE)
            continue;
        while (column < MOST_COLUMNS && busy[column])
            busy[column++]--;
        int columns = html_span(h, c, "colspan"), rows = html_span(h, c, "rowspan");
        if (column + columns > MOST_COLUMNS)
            break;
        writer_event(h->w->r, &(struct event){.kind = EVENT_CELL, .cell = {column, columns, rows}});
        html_nodes(h, c, &plain, depth);
        html_close(h);
        word_emit(h->w, EVENT_CELL_END);
        for (int i = 0; i < columns; i++)
            busy[column++] = rows - 1;
    }
    for (; column < MOST_COLUMNS; column++)
        busy[column] -= busy[column] > 0;
    word_emit(h->w, EVENT_ROW_END);
}

static void html_rows(struct html *h, const xmlNode *parent, int *busy, bool head, int depth)
{
    for (const xmlNode *n = parent->children; n; n = n->next)
        if (n->type == XML_ELEMENT_NODE && html_is(n, "tr"))
            html_row(h, n, busy, head, depth);
        else if (n->type == XML_ELEMENT_NODE && html_is(n, "thead tbody tfoot"))
            html_rows(h, n, busy, html_is(n, "thead"), depth);
}

static void html_table(struct html *h, const xmlNode *n, int depth)
{
    struct look plain = {0};
    struct item outer = h->item;
    int busy[MOST_COLUMNS] = {0};
    html_close(h);
    h->item = (struct item){0};
    for (const xmlNode *c = n->children; c; c = c->next)
        if (c->type == XML_ELEMENT_NODE && html_is(c, "caption"))
            html_nodes(h, c, &plain, depth);
    html_close(h);
    if (h->w->skip || h->w->depth) { /* in omitted content or in a cell: only its text */
        for (const xmlNode *c = n->children; c; c = c->next)
            if (c->type == XML_ELEMENT_NODE && !html_is(c, "caption"))
                html_nodes(h, c, &plain, depth);
        html_close(h);
    } else {
        h->w->depth++;
        writer_event(h->w->r, &(struct event){.kind = EVENT_TABLE});
        html_rows(h, n, busy, false, depth);
        word_emit(h->w, EVENT_TABLE_END);
        h->w->depth--;
    }
    h->item = outer;
}

static void html_image(struct html *h, const xmlNode *n)
{
    const char *src = html_attribute(h, n, "src"), *alt = html_attribute(h, n, "alt");
    if (!h->w->skip)
        diag(DIAG_office_linked_image, reader_loc(h->w->r), alt && *alt ? alt : src ? src : "");
}

static void html_element(struct html *h, const xmlNode *n, const struct look *look, int depth)
{
    if (html_is(n, "script style title head template"))
        return;
    if (html_is(n, "br")) {
        if (h->open && !h->w->skip)
            word_emit(h->w, EVENT_BREAK);
        h->space = true;
    } else if (html_is(n, "img")) {
        html_image(h, n);
    } else if (html_is(n, "ul ol")) {
        html_list(h, n, look, depth);
    } else if (html_is(n, "table")) {
        html_table(h, n, depth);
    } else if (html_is(n, "a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s samp "
                          "small span strike strong sub sup time tt u var o:p")) {
        html_inline(h, n, look, depth);
    } else {
        int outer = h->outline;
        bool heading = html_is(n, "h1 h2 h3 h4 h5 h6");
        html_close(h);
        h->outline = heading && !h->w->depth && !h->item.list ? n->name[1] - '0' : outer;
        html_nodes(h, n, look, depth);
        html_close(h);
        h->outline = outer;
    }
}

static void html_nodes(struct html *h, const xmlNode *parent, const struct look *look, int depth)
{
    if (depth >= DEEPEST_HTML) { /* of deeper elements only the text */
        xmlChar *all = xmlNodeGetContent((xmlNode *)parent);
        if (all)
            html_text(h, (const char *)all, look);
        xmlFree(all);
        return;
    }
    for (const xmlNode *n = parent->children; n; n = n->next)
        if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
            html_text(h, (const char *)n->content, look);
        else if (n->type == XML_ELEMENT_NODE)
            html_element(h, n, look, depth + 1);
}

static void chunk_html(struct word *w, const char *bytes, size_t n, const char *charset)
{
    struct look plain = {0};
    struct html h = {.w = w};
    htmlDocPtr doc = n < INT32_MAX ? htmlReadMemory(bytes, (int)n, NULL, charset,
                                                    HTML_PARSE_NONET | HTML_PARSE_NOERROR |
                                                        HTML_PARSE_NOWARNING | HTML_PARSE_RECOVER)
                                   : NULL;
    const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    if (root)
        html_nodes(&h, root, &plain, 0);
    html_close(&h);
    if (doc)
        xmlFreeDoc(doc);
}

/* ---- web archives ---------------------------------------------------------------------------- */

struct part {
    const char *s, *end; /* with its header */
};

/* A field of a part's header, unfolded; "": none. Returns the beginning of the body. */
static const char *mime_field(const struct part *p, const char *name, struct buf *to)
{
    size_t n = strlen(name);
    bool inside = false;
    const char *s = p->s;
    to->n = 0;
    buf_puts(to, "");
    while (s < p->end && *s != '\n' && *s != '\r') {
        const char *eol = memchr(s, '\n', (size_t)(p->end - s));
        eol = eol ? eol : p->end;
        bool folded = *s == ' ' || *s == '\t';
        bool named = !folded && (size_t)(eol - s) > n && !strncasecmp(s, name, n) && s[n] == ':';
        inside = named || (folded && inside);
        if (inside)
            buf_add(to, s + (named ? n + 1 : 0), (size_t)(eol - s) - (named ? n + 1 : 0));
        s = eol < p->end ? eol + 1 : eol;
    }
    return s;
}

/* The value of a parameter, in the arena; NULL: none. */
static const char *mime_parameter(struct word *w, const struct buf *field, const char *name)
{
    size_t n = strlen(name);
    for (const char *s = field->s; s && (s = strchr(s, ';'));) {
        s += 1 + strspn(s + 1, " \t\r");
        if (strncasecmp(s, name, n) || s[n] != '=')
            continue;
        s += n + 1;
        bool quoted = *s == '"';
        s += quoted;
        return arena_dup(w->arena, s, strcspn(s, quoted ? "\"" : "; \t\r"));
    }
    return NULL;
}

static void unquote(struct buf *to, const char *s, const char *end)
{
    static const char digits[] = "0123456789ABCDEF0123456789abcdef";
    for (; s < end; s++) {
        const char *a = *s == '=' && s + 2 < end ? strchr(digits, s[1]) : NULL,
                   *b = a && *a ? strchr(digits, s[2]) : NULL;
        if (b && *b) {
            buf_putc(to, (char)((a - digits) % 16 * 16 + (b - digits) % 16));
            s += 2;
        } else if (*s == '=' && s + 1 < end && (s[1] == '\n' || s[1] == '\r')) {
            s += s[1] == '\r' && s + 2 < end && s[2] == '\n' ? 2 : 1;
        } else {
            buf_putc(to, *s);
        }
    }
}

static bool mime_html(struct word *w, const struct part *p, int depth);

/* The first part that is HTML; the others are images and the like. */
static bool mime_parts(struct word *w, const char *s, const char *end, const char *boundary,
                       int depth)
{
    const char *mark = arena_printf(w->arena, "--%s", boundary);
    size_t n = strlen(mark);
    const char *at = memmem(s, (size_t)(end - s), mark, n);
    while (at) {
        const char *from = memchr(at, '\n', (size_t)(end - at));
        from = from ? from + 1 : end;
        const char *next = memmem(from, (size_t)(end - from), mark, n);
        if (mime_html(w, &(struct part){from, next ? next : end}, depth + 1))
            return true;
        at = next;
    }
    return false;
}

static bool mime_html(struct word *w, const struct part *p, int depth)
{
    struct buf type = {0}, coding = {0}, body = {0}, raw = {0};
    const char *s = mime_field(p, "Content-Type", &type);
    mime_field(p, "Content-Transfer-Encoding", &coding);
    const char *kind = type.s + strspn(type.s, " \t"),
               *boundary = mime_parameter(w, &type, "boundary"),
               *how = coding.s + strspn(coding.s, " \t");
    bool found = false;
    if (!strncasecmp(kind, "multipart/", 10) && boundary && *boundary && depth < DEEPEST_CHUNK)
        found = mime_parts(w, s, p->end, boundary, depth);
    else if (!strncasecmp(kind, "text/html", 9)) {
        found = true;
        buf_add(&raw, s, (size_t)(p->end - s));
        if (!strncasecmp(how, "quoted-printable", 16))
            unquote(&body, s, p->end);
        else if (!strncasecmp(how, "base64", 6))
            found = buf_unbase64(&body, raw.s ? raw.s : "");
        else
            buf_add(&body, s, (size_t)(p->end - s));
        if (found && body.n)
            chunk_html(w, body.s, body.n, mime_parameter(w, &type, "charset"));
    }
    buf_done(&type), buf_done(&coding), buf_done(&body), buf_done(&raw);
    return found;
}

/* ---- any ------------------------------------------------------------------------------------- */

static void chunk_plain(struct word *w, const char *s)
{
    struct look plain = {0};
    while (*s) {
        size_t n = strcspn(s, "\r\n");
        const char *line = arena_dup(w->arena, s, n);
        if (line[strspn(line, " \t")]) {
            writer_event(w->r, &(struct event){.kind = EVENT_PARA, .style = ""});
            word_text(w, line, &plain, false, NULL);
            word_emit(w, EVENT_PARA_END);
        }
        s += n + strspn(s + n, "\r\n");
    }
}

/* Reads a document in the document. The package is kept, since its letters are compared later. */
static bool chunk_document(struct word *w, const char *part, struct buf *bytes)
{
    struct office_reader *r = w->r;
    if (w->chunk_depth >= DEEPEST_CHUNK || r->chunks.n >= MOST_CHUNKS ||
        r->chunk_bytes > MOST_BYTES)
        return false;
    struct package *p = package_open_bytes_as(bytes,
                                              arena_printf(&r->arena, "%s: %s", r->file, part),
                                              DIAG_office_unreadable);
    if (!p || package_kind(p) != PACKAGE_DOCX) {
        package_free(p);
        return false;
    }
    *vec_add(&r->chunks) = (struct chunk){p, r->para};
    struct package *outer = r->package;
    struct map pictures = r->pictures;
    r->package = p;
    r->pictures = (struct map){0};
    bool ok = word_inside(w, r->chunks.n);
    r->chunk_bytes += package_unpacked(p);
    map_done(&r->pictures);
    r->package = outer;
    r->pictures = pictures;
    return ok;
}

void chunk_read(struct word *w, const struct node *n)
{
    const char *id = markup_attr(n, "r:id");
    const struct relation *rel = id ? relations_by_id(w->relations, id) : NULL;
    const char *part = rel && !rel->external ? rel->target : "", *dot = strrchr(part, '.');
    struct buf b = {0};
    dot = dot ? dot : "";
    bool html = !strncasecmp(dot, ".htm", 4) || !strncasecmp(dot, ".xht", 4),
         archive = !strncasecmp(dot, ".mht", 4) || !strncasecmp(dot, ".eml", 4),
         plain = !strcasecmp(dot, ".txt");
    if (w->skip)
        return;
    bool ok = package_has(w->r->package, part) && package_read(w->r->package, part, &b) && b.n;
    if (ok && package_is(b.s, b.n))
        ok = chunk_document(w, part, &b);
    else if (ok && archive)
        ok = mime_html(w, &(struct part){b.s, b.s + b.n}, 0);
    else if (ok && html)
        chunk_html(w, b.s, b.n, NULL);
    else if (ok && plain) {
        decode_utf8(&b, w->r->file);
        chunk_plain(w, b.s ? b.s : "");
    } else
        ok = false;
    if (!ok)
        diag(DIAG_office_chunk, reader_loc(w->r), *part ? part : rel ? rel->target : "");
    buf_done(&b);
}
