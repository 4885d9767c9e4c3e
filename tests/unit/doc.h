// SPDX-License-Identifier: Apache-2.0
/* The interface of the tests of doc: a document from strings, its dumps, and what must hold for
 * every tree of boxes and tags. */
#ifndef KOKI_TEST_DOC_H
#define KOKI_TEST_DOC_H

#include "out/out.h"
#include "test.h"

#include <stdlib.h>

static const char test_css[] =
    "book, chapter, section, para, title, note, itemizedlist, orderedlist, programlisting, figure, mediaobject { display: block }"
    "listitem { display: list-item } programlisting { white-space: pre } orderedlist { list-style-type: decimal }"
    "info, indexterm { display: none } footnote { float: footnote }"
    "tgroup { display: table } thead { display: table-header-group } tbody { display: table-row-group } tfoot { display: table-footer-group }"
    "row, tr { display: table-row } entry, td, th { display: table-cell }";

struct made {
    xmlDoc *xml;
    struct css *css;
    struct doc *doc;
};

/* Builds <book>inside</book>, whose style sheet is test_css and then `css`. */
static inline struct made make(const char *inside, const char *css)
{
    struct made m;
    struct buf text = {0};
    buf_printf(&text, "<book xmlns='%s' xmlns:xlink='%s' version='5.2' xml:lang='de'>%s</book>",
               DOCBOOK_NS, XLINK_NS, inside);
    m.xml = xml_load_memory(text.s, text.n, "test.xml", &(struct xml_load){0});
    m.css = css_new();
    css_parse(m.css, test_css, sizeof test_css - 1, "test.css");
    css_parse(m.css, css, strlen(css), "more.css");
    m.doc = doc_new(m.xml, m.css, &(struct doc_options){0});
    buf_done(&text);
    return m;
}

static inline void unmake(struct made m)
{
    doc_free(m.doc);
    css_free(m.css);
    xml_free(m.xml);
}

/* A dump as one line, depth as brackets and quotes single, so that tests are short: "book(para(text
 * 'a'))". */
static inline char *flat_dump(const struct doc *doc, void (*dump)(const struct doc *, FILE *))
{
    char *text = NULL;
    size_t n = 0;
    struct buf out = {0};
    int depth = -1;
    FILE *f = open_memstream(&text, &n);
    dump(doc, f);
    fclose(f);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        int d = (int)strspn(line, " ") / 2;
        if (depth >= 0)
            buf_puts(&out, d > depth ? "(" : "");
        for (; depth > d; depth--)
            buf_putc(&out, ')');
        if (out.n && out.s[out.n - 1] != '(')
            buf_putc(&out, ' ');
        buf_puts(&out, line + 2 * d);
        depth = d;
    }
    for (; depth > 0; depth--)
        buf_putc(&out, ')');
    free(text);
    for (size_t i = 0; i < out.n; i++)
        out.s[i] = out.s[i] == '"' ? '\'' : out.s[i];
    return buf_take(&out);
}

/* ---- what holds for every tree -------------------------------------------------------------------------------------- */

static bool block_level(const struct box *b)
{
    return b->kind <= BOX_TABLE || b->kind == BOX_FLEX || b->kind == BOX_MARK ||
           b->kind == BOX_FLOAT;
}

static bool inline_level(const struct box *b)
{
    return b->kind >= BOX_INLINE || b->kind == BOX_IMAGE;
}

static bool child_fits(const struct box *b, const struct box *c)
{
    switch (b->kind) {
    case BOX_BLOCK:
    case BOX_CELL:
    case BOX_FLEX:
    case BOX_INLINE_BLOCK: return block_level(c);
    case BOX_PARA:
    case BOX_INLINE:
    case BOX_NOTE: return inline_level(c);
    case BOX_TABLE: return c->kind == BOX_COLUMN || c->kind == BOX_ROWS;
    case BOX_ROWS: return c->kind == BOX_ROW;
    case BOX_ROW: return c->kind == BOX_CELL;
    default: return false;
    }
}

static inline int box_faults(const struct box *b)
{
    int faults = 0;
    const struct box *prev = NULL;
    if (b->kind != BOX_MARK && !b->style)
        faults++;
    for (const struct box *c = b->first; c; prev = c, c = c->next)
        faults += (c->parent != b) + (box_prev(c) != prev) + !child_fits(b, c) + box_faults(c);
    faults += box_last(b) != prev;
    if (b->kind == BOX_TEXT && (b->u.t.n < 0 || !utf8_valid(b->u.t.text, (size_t)b->u.t.n)))
        faults++;
    if (b->kind == BOX_IMAGE && (!b->u.image || !b->u.wish))
        faults++;
    if (b->kind == BOX_NOTE || b->kind == BOX_FLOAT)
        faults += !b->u.out.body || box_faults(b->u.out.body);
    return faults;
}

static bool one_of(const char *role, const char *list)
{
    size_t n = strlen(role);
    for (const char *p = strstr(list, role); p; p = strstr(p + 1, role))
        if ((p == list || p[-1] == ' ') && (!p[n] || p[n] == ' '))
            return true;
    return false;
}

/* The nesting rules of PDF 1.7, 14.8.4, as far as PDF/UA asks for them, and ids in logical order.
 */
static inline int tag_faults(const struct doc *doc)
{
    static const struct {
        const char *role, *parents, *kids;
    } rules[] = {{"Table", NULL, "THead TBody TFoot TR Caption"},
                 {"THead", "Table", "TR"},
                 {"TBody", "Table", "TR"},
                 {"TFoot", "Table", "TR"},
                 {"TR", "THead TBody TFoot Table", "TH TD"},
                 {"TH", "TR", NULL},
                 {"TD", "TR", NULL},
                 {"L", NULL, "L LI Caption"},
                 {"LI", "L", "Lbl LBody"},
                 {"LBody", "LI", NULL},
                 {"TOC", NULL, "TOC TOCI Caption"},
                 {"TOCI", "TOC", NULL},
                 {"P",
                  "Document Part Art Sect Aside Div BlockQuote Index LBody TD TH Note TOCI Caption",
                  NULL}};
    int faults = 0, id = 0, heading = 0;
    for (const struct tag *t = doc->tags; t; id++) {
        faults += t->id != id;
        if (t->role[0] == 'H') {
            faults += t->role[1] - '0' > heading + 1;
            heading = t->role[1] - '0';
        }
        for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
            if (strcmp(rules[i].role, t->role))
                continue;
            faults += rules[i].parents && !one_of(t->parent->role, rules[i].parents);
            for (const struct tag *c = t->first; c; c = c->next)
                faults += rules[i].kids && !one_of(c->role, rules[i].kids);
        }
        if (t->first) {
            t = t->first;
            continue;
        }
        while (t && !t->next)
            t = t->parent;
        t = t ? t->next : NULL;
    }
    return faults + (id != doc->n_tags);
}

/* Text is tagged with a tag that may hold text, or it is decoration. */
static inline int text_faults(const struct box *b)
{
    int faults = 0;
    if (b->kind == BOX_TEXT && b->tag)
        faults += one_of(b->tag->role,
                         "Document Part Art Sect Div BlockQuote L LI TOC Table TBody THead TR");
    for (const struct box *c = b->first; c; c = c->next)
        faults += text_faults(c);
    if (b->kind == BOX_NOTE || b->kind == BOX_FLOAT)
        faults += text_faults(b->u.out.body);
    return faults;
}

#define CHECK_DOC(d)                                                                               \
    do {                                                                                           \
        CHECK_INT(box_faults((d)->root), 0);                                                       \
        CHECK_INT(tag_faults(d), 0);                                                               \
        CHECK_INT(text_faults((d)->root), 0);                                                      \
    } while (0)
#define CHECK_BOXES(inside, css, want)                                                             \
    do {                                                                                           \
        struct made m_ = make(inside, css);                                                        \
        char *s_ = flat_dump(m_.doc, dump_boxes);                                                  \
        CHECK_STR(s_, want);                                                                       \
        CHECK_DOC(m_.doc);                                                                         \
        mem_free(s_);                                                                              \
        unmake(m_);                                                                                \
    } while (0)
#define CHECK_TAGS(inside, css, want)                                                              \
    do {                                                                                           \
        struct made m_ = make(inside, css);                                                        \
        char *s_ = flat_dump(m_.doc, dump_tags);                                                   \
        CHECK_STR(s_, want);                                                                       \
        CHECK_DOC(m_.doc);                                                                         \
        mem_free(s_);                                                                              \
        unmake(m_);                                                                                \
    } while (0)

#endif
