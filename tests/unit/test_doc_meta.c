// SPDX-License-Identifier: Apache-2.0
/* Metadata, margin boxes, and that no text gets lost whatever its elements' display is. */
#include "doc.h"

static void test_meta(void)
{
    struct made m = make(
        "<info><title>Das <quote>neue</quote>\n Buch<footnote><para>n</para></footnote></title><subtitle>Unter</subtitle>"
        "<authorgroup><author><personname><honorific>Dr.</honorific><firstname>Anna</firstname><surname>Maier</surname>"
        "</personname></author><author><orgname>Amt</orgname></author></authorgroup><pubdate>2024</pubdate>"
        "<keywordset><keyword>KI</keyword><keyword>Kommune</keyword></keywordset></info>",
        "");
    CHECK_STR(m.doc->title, "Das „neue“ Buch");
    CHECK_STR(m.doc->authors, "Dr. Anna Maier, Amt");
    CHECK_STR(m.doc->subject, "Unter");
    CHECK_STR(m.doc->keywords, "KI, Kommune");
    CHECK_STR(m.doc->date, "2024");
    CHECK_STR(m.doc->lang, "de");
    unmake(m);
    m = make("<para/>", "");
    CHECK_STR(m.doc->title, "");
    unmake(m);
    m = make(
        "<para>x</para><section><title/><para/></section><section><title>Erster</title><para/></section>",
        "");
    CHECK_STR(m.doc->title, "Erster");
    CHECK(!m.doc->authors && !m.doc->date);
    unmake(m);
}

/* ---- margin boxes --------------------------------------------------------------------------------------------------- */

static const char *string_of(void *ctx, const char *name, enum css_kw which)
{
    (void)ctx;
    return !strcmp(name, "head") && which == KW_first_except ? "Kapitel" : NULL;
}

static const struct box *element_of(void *ctx, const char *name, enum css_kw which)
{
    const struct doc *doc = ctx;
    (void)which;
    for (int i = 0; i < doc->marks.n; i++)
        if (doc->marks.v[i]->kind == MARK_RUNNING && !strcmp(doc->marks.v[i]->name, name))
            return doc->marks.v[i]->box;
    return NULL;
}

static void check_margin(const char *content, const char *want)
{
    struct buf css = {0};
    buf_printf(&css, "title { position: running(t) } para { content: %s; white-space: pre }",
               content);
    struct made m = make("<chapter><title>T</title></chapter>", css.s);
    struct made like = make("<para role='r'/>", css.s);
    struct arena a = {0};
    const struct box *para = like.doc->root->first;
    struct box *box = doc_margin_box(m.doc, &a, para->style, origin_node(para->origin), string_of,
                                     element_of, 7, 90, m.doc);
    struct doc shown = {.root = box};
    char *s = box ? flat_dump(&shown, dump_boxes) : NULL;
    CHECK_STR(s ? s : "", want);
    if (box)
        CHECK_INT(box_faults(box), 0);
    mem_free(s);
    arena_done(&a);
    unmake(m);
    unmake(like);
    buf_done(&css);
}

static void test_margins(void)
{
    check_margin("counter(page) ' / ' counter(pages, upper-roman)",
                 "para para(text '7' text ' / ' text 'XC')");
    check_margin("string(head, first-except) string(none)", "para para(text 'Kapitel')");
    check_margin("string(none)", "block para");
    check_margin("element(t)", "block para(para title(text 'T'))");
    check_margin("'a' element(t) attr(role)",
                 "block para(para -(text 'a') para title(text 'T') para -(text 'r'))");
    check_margin("none", "");
}

/* ---- no text is lost --------------------------------------------------------------------------------------------------- */

static void gather(const struct box *b, struct buf *out)
{
    if (b->kind == BOX_TEXT)
        for (int i = 0; i < b->u.t.n; i++)
            if ((unsigned char)b->u.t.text[i] > ' ')
                buf_putc(out, b->u.t.text[i]);
    if (b->kind == BOX_NOTE || b->kind == BOX_FLOAT)
        gather(b->u.out.body, out);
    for (const struct box *c = b->first; c; c = c->next)
        gather(c, out);
}

static unsigned next_random(unsigned *seed)
{
    return (*seed = *seed * 1664525u + 1013904223u) >> 16;
}

/* A random tree of phrases whose role chooses the display; text is numbered. */
static void grow(struct buf *out, struct buf *text, unsigned *seed, int depth, int *count)
{
    static const char *const roles[] = {"b", "i", "ib", "f", "n", "t",
                                        "r", "c", "g",  "x", "l", "m"};
    for (int n = (int)(next_random(seed) % 4); n >= 0; n--) {
        if (next_random(seed) % 2 || depth > 6) {
            buf_printf(out, "%sw%d%s", next_random(seed) % 2 ? " " : "", *count,
                       next_random(seed) % 2 ? "\n " : "");
            buf_printf(text, "w%d", (*count)++);
        }
        if (depth <= 6) {
            buf_printf(out, "<phrase role='%s' xml:id='p%d'>", roles[next_random(seed) % 12],
                       (*count)++);
            grow(out, text, seed, depth + 1, count);
            buf_puts(out, "</phrase>");
        }
    }
}

static const char all_displays[] =
    ".b { display: block } .ib { display: inline-block } .f { float: left } .n { float: footnote } .t { display: table }"
    ".r { display: table-row } .c { display: table-cell } .g { display: table-row-group } .x { display: flex } .m { display: contents }"
    ".l { display: list-item; list-style: none inside } .n::footnote-call, .n::footnote-marker { content: none }";

static void test_nothing_lost(void)
{
    for (unsigned k = 1; k <= 300; k++) {
        struct buf inside = {0}, text = {0}, got = {0};
        unsigned seed = k;
        int count = 0;
        grow(&inside, &text, &seed, 0, &count);
        struct made m = make(inside.s, all_displays);
        gather(m.doc->root, &got);
        CHECK_STR(got.s ? got.s : "", text.s ? text.s : "");
        CHECK_DOC(m.doc);
        CHECK_INT(m.doc->ids.n, m.doc->marks.n);
        unmake(m);
        buf_done(&inside);
        buf_done(&text);
        buf_done(&got);
    }
}

int main(void)
{
    diag_init("test");
    diag_configure(DIAG_SYSTEM, DIAG_TEXT);
    test_meta();
    test_margins();
    test_nothing_lost();
    return test_end();
}
