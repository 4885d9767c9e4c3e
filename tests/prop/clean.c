// SPDX-License-Identifier: Apache-2.0
/* Clean-up on random text of the signs that its rules begin at: what comes out is UTF-8, nothing
 * but spaces, hyphens, quotes (of commas, too) and full stops has changed, a second time changes
 * nothing more (but quotes), and what is switched off stays. */
#include <stdlib.h>

#include "../unit/test.h"
#include "doc/doc-int.h"

enum { TRIES = 20000, SIGNS_MAX = 24 };

static uint32_t seed;
static int rnd(int n)
{
    seed = seed * 1664525u + 1013904223u;
    return (int)((seed >> 8) % (uint32_t)n);
}

static struct css *css;
static xmlDoc *doc;

static const struct css_style *style(const char *value, const char *lang)
{
    char sheet[200], xml[200];
    int n = snprintf(sheet, sizeof sheet, "#%s { -koki-cleanup: %s }", lang, value);
    css_parse(css, sheet, (size_t)n, "test.css");
    n = snprintf(
        xml, sizeof xml,
        "<para xmlns='http://docbook.org/ns/docbook' version='5.0' xml:lang='%s' xml:id='%s'/>",
        lang, lang);
    if (doc)
        xml_free(doc);
    doc = xml_load_memory(xml, (size_t)n, "test.xml", &(struct xml_load){0});
    return css_match(css, xmlDocGetRootElement(doc), NULL);
}

static void random_text(struct buf *b)
{
    static const char *const sign[] = {" ",   " ",  " ",   "-",      "--",     "\"",   "'",   ".",
                                       "...", "z.", "B.",  "§",      "12",     "2019", "000", "5",
                                       "km",  "°C", "Dr.", "A",      "a",      "ä",    "“",   "”",
                                       "„",   "‘",  "’",   "\u00a0", "\u202f", "Abs.", "Mai", "(",
                                       ")",   ",",  "`",   "´",      "«",      "»",    ";",   "%",
                                       "``",  "''", ",,",  "=",      "n"};
    b->n = 0;
    for (int n = rnd(SIGNS_MAX); n >= 0; n--)
        buf_puts(b, sign[rnd((int)(sizeof sign / sizeof *sign))]);
}

static void clean(const struct css_style *s, const struct buf *in, struct buf *out)
{
    struct clean_state state = {0};
    out->n = 0;
    buf_puts(out, "");
    if (!clean_text(s, 0, &state, 0, in->s, in->n, NULL, out))
        buf_add(out, in->s, in->n);
}

/* The signs that no rule touches. */
static void kept(const struct buf *in, struct buf *out)
{
    static const uint32_t changing[] = {' ',    0xa0,   0x202f, '-',    0x2013, 0x2014,
                                        0x2212, '"',    '\'',   ',',    '`',    0xb4,
                                        0x2032, 0x2033, 0x201c, 0x201d, 0x201e, 0x2018,
                                        0x2019, 0x201a, 0xab,   0xbb,   '.',    0x2026};
    out->n = 0;
    buf_puts(out, "");
    for (const char *p = in->s, *end = in->s + in->n; p < end;) {
        uint32_t c = utf8_next(&p, end);
        bool touched = false;
        for (size_t i = 0; i < sizeof changing / sizeof *changing; i++)
            touched |= c == changing[i];
        if (!touched)
            buf_utf8(out, c);
    }
}

static void check(const struct css_style *s, const struct buf *in, bool quotes)
{
    struct buf once = {0}, twice = {0}, a = {0}, b = {0};
    clean(s, in, &once);
    clean(s, &once, &twice);
    kept(in, &a);
    kept(&once, &b);
    CHECK(utf8_valid(once.s, once.n));
    CHECK_STR(b.s, a.s);
    if (!quotes) /* in nonsense a closing mark may open when it is seen again */
        CHECK_STR(twice.s, once.s);
    buf_done(&once);
    buf_done(&twice);
    buf_done(&a);
    buf_done(&b);
}

int main(void)
{
    diag_init("test");
    css = css_new();
    static const char *const value[] = {"all", "spaces", "dashes", "ellipses"},
                             *const lang[] = {"de", "en", "fr", "sv"};
    struct buf text = {0}, out = {0};
    for (int k = 0; k < 16; k++) {
        const struct css_style *s = style(value[k / 4], lang[k % 4]);
        PROPERTY for (int i = 0; i < TRIES / 16 && test_failed < 5; i++)
        {
            seed = (uint32_t)(k * TRIES + i) * 2654435761u + 1;
            random_text(&text);
            check(s, &text, k < 4);
        }
    }
    const struct css_style *off = style("none", "it");
    random_text(&text);
    clean(off, &text, &out);
    CHECK_STR(out.s, text.s);
    buf_done(&text);
    buf_done(&out);
    xml_free(doc);
    css_free(css);
    return test_end();
}
