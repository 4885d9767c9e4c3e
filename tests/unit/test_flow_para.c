// SPDX-License-Identifier: Apache-2.0
/* Paragraphs down to their segments, with the square test font: letters are 1 em wide, spaces and
 * hyphens ½ em. */
#include <stdlib.h>
#include <string.h>

#include "flow/break-int.h"
#include "flow/flow-int.h"
#include "test.h"

static xmlDoc *xml;
static struct css *css;
static struct doc *doc;
static struct text *text;
static struct flow *flow;

static void forget(void)
{
    flow_free(flow);
    doc_free(doc);
    text_free(text); /* knows styles by their ids: one for each css */
    css_free(css);
    xml_free(xml);
    flow = NULL;
}

static const struct para *first_para(const struct galley *g)
{
    for (int i = 0; i < g->item.n; i++)
        if (g->item.v[i].kind == V_PARA)
            return g->item.v[i].u.para;
    return NULL;
}

/* The first paragraph of an article with this one para, 100 pt wide. */
static const struct para *set(const char *content, const char *declarations)
{
    struct buf source = {0}, sheet = {0};
    if (flow)
        forget();
    buf_printf(
        &source,
        "<article xmlns='http://docbook.org/ns/docbook' version='5.0' xml:lang='de'><para>%s</para></article>",
        content);
    buf_printf(
        &sheet,
        "@page { size: 100pt 200pt; margin: 0 } :root { display: block; font: 10pt/12pt 'Koki Square'; hyphens: manual }"
        " para { display: block; margin: 0; %s } .b { background: #ccc; padding: 0 2pt; margin: 0 1pt }",
        declarations);
    struct xml_load how = {0};
    xml = xml_load_memory(source.s, source.n, "test.xml", &how);
    css = css_new();
    css_parse(css, sheet.s, sheet.n, "test.css");
    struct doc_options none = {0};
    doc = doc_new(xml, css, &none);
    text = text_new(NULL);
    flow = flow_new(doc, text, NULL, NULL, NULL);
    buf_done(&source);
    buf_done(&sheet);
    return first_para(flow->galley.v[0]);
}

static struct glyph_room room;

static struct glyphs shown(const struct seg *s) { return seg_glyphs(text, s, &room); }

static const struct seg *glyphs(const struct line *l, int which)
{
    for (int i = 0; i < l->n; i++)
        if (l->seg[i].kind == SEG_GLYPHS && !which--)
            return &l->seg[i];
    return NULL;
}

static len sum(const struct seg *s, int n)
{
    struct glyphs g = shown(s);
    len x = 0;
    for (int i = 0; i < n; i++)
        x += g.glyph[i].advance;
    return x;
}

#define PT(x) ((len)((x)*LEN_PT))

/* Justified lines end exactly at the measure, by their spaces alone; the space at the end is there
 * without room. */
static void check_justified(void)
{
    const struct para *p = set("aa bb cc dd ee", "text-align: justify");
    CHECK_INT(p->n, 2);
    const struct seg *s = glyphs(&p->line[0], 0);
    CHECK_INT(p->line[0].n, 1);
    struct glyphs g = shown(s);
    CHECK_INT(g.n, 12);
    CHECK_INT(s->n, 8); /* words and spaces */
    CHECK_INT(sum(s, 11), PT(100));
    CHECK_INT(s->width, PT(100));
    g = shown(s);
    CHECK_INT(g.glyph[0].advance, PT(10));
    CHECK(g.glyph[2].advance > PT(6.6) && g.glyph[2].advance < PT(6.7));
    CHECK_INT(g.n_text, 12);
    CHECK_INT(g.glyph[11].cluster, 11);
    CHECK_INT(s->expansion, FIX_ONE);
    CHECK_INT(glyphs(&p->line[1], 0)->width, PT(20));
    CHECK_INT(p->shape.measure, PT(100));
}

/* Letters take 5 / (1 + 0.2 (6 / 2.4)²) = 2.22 of the 5 that are missing: each 0.278, two thirds of
 * it by scaling, in steps of 0.25 %. */
static void check_expansion(void)
{
    const struct para *p = set("aa bb cc dd ee", "text-align: justify; -koki-expansion: 2%");
    const struct seg *s = glyphs(&p->line[0], 0);
    CHECK_INT(sum(s, 11), PT(100));
    CHECK_INT(s->expansion, FIX_ONE + 7 * (FIX_ONE / 400));
    struct glyphs g = shown(s);
    CHECK(g.glyph[0].advance > PT(10.26) && g.glyph[0].advance < PT(10.29));
    CHECK(g.glyph[2].advance > PT(5.85) && g.glyph[2].advance < PT(6));
    p = set("aa bb cc dd ee", "text-align: left; -koki-expansion: 2%");
    CHECK_INT(glyphs(&p->line[0], 0)->expansion, FIX_ONE);
}

static void check_protrusion(void)
{
    const struct para *p = set("aaaa bbbb. cc", "text-align: justify; -koki-protrusion: auto");
    CHECK_INT(p->line[0].x, 0);
    CHECK_INT(p->line[0].width, PT(103.5));
    p = set("aaaa bbbb. cc", "text-align: justify; -koki-protrusion: 50%");
    CHECK_INT(p->line[0].width, PT(101.75));
    p = set("aaaa &#x201e;bbbbbb cc", "-koki-protrusion: auto");
    CHECK_INT(p->line[1].x, -PT(3));
}

static void check_hyphen(void)
{
    const struct para *p = set("aaaaaa Zu&#xad;cker", "");
    const struct seg *s = glyphs(&p->line[0], 0);
    CHECK(p->line[0].hyphen && !p->line[1].hyphen);
    struct glyphs g = shown(s);
    CHECK(!memcmp(g.text + g.n_text - 2, "\xc2\xad", 2));
    CHECK_INT(s->width, PT(90));
    p = set("Verwaltungsrat", "hyphens: auto; hyphenate-character: '='");
    s = glyphs(&p->line[0], 0);
    g = shown(s);
    CHECK_INT(g.text[g.n_text - 1], '=');
}

static void check_inline_box(void)
{
    const struct para *p = set("aa <phrase role='b'>bb</phrase> cc", "");
    const struct line *l = &p->line[0];
    CHECK_INT(l->seg[0].kind, SEG_BOX);
    CHECK_INT(l->seg[0].x, PT(26));
    CHECK_INT(l->seg[0].width, PT(24));
    CHECK_INT(l->seg[0].top, glyphs(l, 0)->font->ascent);
    CHECK_INT(glyphs(l, 1)->x, PT(28));
    CHECK_INT(glyphs(l, 2)->x, PT(51));
    CHECK_INT(l->width, PT(76));
}

static void check_reading_order(void)
{
    const struct para *p = set("ab &#x5d0;&#x5d1; cd", "font-family: 'Linux Libertine O'");
    const struct line *l = &p->line[0];
    CHECK_INT(l->n, 3);
    struct glyphs g = shown(&l->seg[1]);
    CHECK_INT(g.glyph[0].cluster > g.glyph[1].cluster, 1);
    CHECK(l->seg[1].x > l->seg[0].x && l->seg[2].x > l->seg[1].x);
    p = set("&#x5d0;&#x5d1; &#x5d2;", "font-family: 'Linux Libertine O'; direction: rtl");
    l = &p->line[0];
    CHECK_INT(l->x + l->width, PT(100));
    g = shown(glyphs(l, 0));
    CHECK(g.n_text == 4 &&
          !memcmp(g.text, "\xd7\x90\xd7\x91", 4)); /* read first, and at the right */
    g = shown(glyphs(l, 2));
    CHECK(g.n_text == 2 && !memcmp(g.text, "\xd7\x92", 2));
    CHECK(glyphs(l, 0)->x > glyphs(l, 2)->x);
}

static void check_leader(void)
{
    const struct para *p = set("aa", "} para::after { content: leader('.') '9'");
    const struct line *l = &p->line[0];
    CHECK_INT(l->n, 3);
    CHECK_INT(l->seg[1].kind, SEG_LEADER);
    CHECK_INT(l->seg[1].x, PT(20));
    CHECK_INT(l->seg[1].width, PT(70));
    CHECK_INT(l->seg[2].x, PT(90));
}

static void check_widths(void)
{
    const struct para *p = set("aaa bbbb-bb<phrase role='b'>c</phrase> d", "text-indent: 5pt");
    struct intrinsic w = para_widths(flow, p->box);
    CHECK_INT(w.min, PT(45));
    CHECK_INT(w.word, PT(45));
    CHECK_INT(w.max, PT(5 + 30 + 5 + 45 + 20 + 16 + 5 + 10));
    p = set("aaa bb\u00adbbb c", "");
    w = para_widths(flow, p->box);
    CHECK_INT(w.min, PT(30));
    CHECK_INT(w.word, PT(50));
}

/* Hostile sizes end quickly and lose nothing. */
static void check_long(void)
{
    struct buf b = {0};
    for (int i = 0; i < 200000; i++)
        buf_putc(&b, 'x');
    const struct para *p = set(b.s, "");
    CHECK(p->n > 1 && p->n < 100); /* no line is longer than lengths can count */
    p = set(b.s, "overflow-wrap: anywhere");
    CHECK_INT(p->n, 20000);
    b.n = 0;
    for (int i = 0; i < 100000; i++)
        buf_puts(&b, "xx ");
    p = set(b.s, "text-align: justify");
    CHECK(p->n >= 25000 && p->n <= 26000);
    buf_done(&b);
}

/* The least width of the longest line when words of these lengths go into `lines` lines, by trying
 * every way. */
static int narrowest(const int *word, int n, int lines)
{
    int best = INT32_MAX, width = 0;
    for (int i = 0; i < n; i++) {
        width += 10 * word[i] + (i ? 5 : 0);
        int rest = i + 1 == n  ? 0
                   : lines > 1 ? narrowest(word + i + 1, n - i - 1, lines - 1)
                               : INT32_MAX;
        int longest = width > rest ? width : rest;
        best = longest < best ? longest : best;
    }
    return best;
}

/* text-wrap: balance takes as many lines as without, and no narrower measure would do with them. */
static void check_balance(void)
{
    uint32_t seed = 1;
    for (int i = 0; i < 40; i++) {
        int word[10], n = 4 + i % 7;
        char content[200] = "";
        for (int k = 0; k < n; k++) {
            seed = seed * 1664525u + 1013904223u;
            word[k] = 1 + (int)(seed >> 8) % 6;
            snprintf(content + strlen(content), sizeof content - strlen(content), "%s%.*s",
                     k ? " " : "", word[k], "aaaaaa");
        }
        int lines = set(content, "text-align: left")->n;
        const struct para *p = set(content, "text-align: left; text-wrap: balance");
        len longest = 0;
        for (int k = 0; k < p->n; k++)
            longest = len_max(longest, p->line[k].width);
        CHECK_INT(p->n, lines);
        if (lines > 1)
            CHECK_INT(longest, PT(narrowest(word, n, lines)));
    }
}

/* What two lines cost for following each other: nothing up to one class of fitness apart. */
static void join_demerits(void)
{
    const struct break_rules rules = {.fitness_demerits = 1500,
                                      .consecutive_hyphens = 10000,
                                      .last_hyphen = 8000};
    CHECK_INT(breaker_join(&rules, -1, 5, false, false, false), 0);
    CHECK_INT(breaker_join(&rules, 2, 2, false, false, false), 0);
    CHECK_INT(breaker_join(&rules, 2, 3, false, false, false), 0);
    CHECK_INT(breaker_join(&rules, 2, 4, false, false, false), 1500);
    CHECK_INT(breaker_join(&rules, 4, 2, false, false, false), 1500);
    CHECK_INT(breaker_join(&rules, 0, 5, false, false, false), 4 * 1500);
    CHECK_INT(breaker_join(&rules, 2, 2, true, true, false), 10000);
    CHECK_INT(breaker_join(&rules, 2, 2, false, true, false), 0);
    CHECK_INT(breaker_join(&rules, 2, 2, true, false, true), 8000);
    CHECK_INT(breaker_join(&rules, 2, 2, false, false, true), 0);
}

int main(void)
{
    join_demerits();
    char folder[600];
    const char *data = getenv("KOKI_DATA");
    diag_init("test");
    snprintf(folder, sizeof folder, "%s/tests/fonts", data ? data : ".");
    setenv("KOKI_FONTS", folder, 1);
    check_justified();
    check_expansion();
    check_protrusion();
    check_hyphen();
    check_inline_box();
    check_reading_order();
    check_leader();
    check_widths();
    check_long();
    check_balance();
    forget();
    return test_end();
}
