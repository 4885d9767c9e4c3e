// SPDX-License-Identifier: Apache-2.0
/* Fonts that layouts bring along: packed, variable, for some characters only, faulty. The test
 * fonts are those of tests/golden/fonts/make-kinds.py: a letter is a bar as many units thick as the
 * face's weight, in an em of 1000. */
#include <hb.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"
#include "text/text.h"

static char folder[600];

/* A layout in memory that lies in the folder, and a paragraph for each of its rules #p0, #p1 …; the
 * fonts that they get. */
struct trial {
    struct css *css;
    struct text *text;
    xmlDoc *doc;
    const struct css_style *style[40];
    int n;
};

static void trial_begin(struct trial *t, const char *dir, const char *faces,
                        const char *const *rules, int n)
{
    struct buf sheet = {0}, xml = {0};
    char file[700];
    snprintf(file, sizeof file, "%s/layout.css", dir);
    buf_puts(&sheet, faces);
    buf_puts(&xml, "<article xmlns='http://docbook.org/ns/docbook' version='5.0' xml:lang='en'>");
    for (int i = 0; i < n; i++) {
        buf_printf(&sheet, " #p%d { display: block; font-size: 10pt; %s }", i, rules[i]);
        buf_printf(&xml, "<para xml:id='p%d'/>", i);
    }
    buf_puts(&xml, "</article>");
    *t = (struct trial){.css = css_new(), .text = text_new(NULL), .n = n};
    css_parse(t->css, sheet.s, sheet.n, file);
    t->doc = xml_load_memory(xml.s, xml.n, "test.xml", &(struct xml_load){0});
    text_add_faces(t->text, t->css);
    const struct css_style *root = css_match(t->css, xmlDocGetRootElement(t->doc), NULL);
    int i = 0;
    for (xmlNode *p = xmlDocGetRootElement(t->doc)->children; p && i < n; p = p->next)
        if (p->type == XML_ELEMENT_NODE)
            t->style[i++] = css_match(t->css, p, root);
    CHECK_INT(i, n);
    buf_done(&sheet);
    buf_done(&xml);
}

static void trial_end(struct trial *t)
{
    text_free(t->text);
    css_free(t->css);
    xml_free(t->doc);
}

static const struct font *font_of(const struct trial *t, int i)
{
    return text_font(t->text, t->style[i], LOC_NONE);
}

/* [1/1000 em of 10pt] */
static int thousandths(len v)
{
    return (int)((int64_t)v * 1000 / (10 * LEN_PT) + (v >= 0 ? 1 : 0)) / 5 * 5;
}

static hb_glyph_extents_t extents_of(const struct font *f, uint32_t ch, int *advance)
{
    hb_codepoint_t g = 0;
    hb_glyph_extents_t e = {0};
    hb_font_get_nominal_glyph(f->hb, ch, &g);
    hb_font_get_glyph_extents(f->hb, g, &e);
    *advance = thousandths(hb_font_get_glyph_h_advance(f->hb, g));
    return e;
}

/* How thick the bar of a rule's letter is. */
static int bar(const struct trial *t, int i)
{
    int advance;
    return thousandths(extents_of(font_of(t, i), 'I', &advance).width);
}

static int advance(const struct trial *t, int i)
{
    int v;
    extents_of(font_of(t, i), 'I', &v);
    return v;
}

#define RULES(...)                                                                                 \
    (const char *const[]){__VA_ARGS__},                                                            \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)

/* CSS Fonts 4, 4.4 and 7: ranges of a rule choose the place on the axes, and limit it. */
static void check_axes(void)
{
    struct trial t;
    int before = diag_count(DIAG_ERROR), warned = diag_count(DIAG_WARNING);
    trial_begin(
        &t, folder,
        "@font-face { font-family: V; src: url(KokiVariable.ttf); font-weight: 200 800; font-stretch: 50% 150%; font-style: oblique 0deg 12deg }"
        "@font-face { font-family: Two; src: url(KokiVariable.ttf); font-weight: 300 }"
        "@font-face { font-family: Two; src: url(KokiVariable.ttf); font-weight: 700 }"
        "@font-face { font-family: Free; src: url(KokiVariable.ttf) }"
        "@font-face { font-family: Set; src: url(KokiVariable.ttf); font-variation-settings: 'wght' 250, 'wdth' 60 }"
        "@font-face { font-family: C2; src: url(KokiVariable2.otf); font-weight: 100 900 }",
        RULES("font-family: V; font-weight: 200", "font-family: V; font-weight: 650",
              "font-family: V; font-weight: 900", "font-family: V; font-stretch: 50%",
              "font-family: V; font-stretch: 200%", "font-family: V; font-style: oblique 12deg",
              "font-family: V; font-style: oblique 6deg", "font-family: Two; font-weight: 300",
              "font-family: Two; font-weight: bold", "font-family: Free; font-weight: 900",
              "font-family: Free; font-weight: 900; font-variation-settings: 'wght' 333.5",
              "font-family: Set", "font-family: C2; font-weight: 100",
              "font-family: C2; font-weight: 900",
              "font-family: V; font-weight: 200; font-size: 20pt",
              "font-family: V; font-variation-settings: 'XXXX' 1"));
    static const int thick[] = {200, 650, 800, 400, 400, -1, -1, 300, 700, 900, 330, 250, 100, 900};
    for (int i = 0; i < (int)(sizeof thick / sizeof *thick); i++)
        if (thick[i] >= 0)
            CHECK_INT(bar(&t, i), thick[i]);
    CHECK_INT(advance(&t, 0), 1000);
    CHECK_INT(advance(&t, 3), 500);
    CHECK_INT(advance(&t, 4), 1500);
    CHECK_INT(advance(&t, 11), 600);
    CHECK_INT(bar(&t, 5), 500); /* the top is moved by 100 */
    CHECK_INT(bar(&t, 6), 450);
    CHECK_INT(diag_count(DIAG_WARNING) - warned,
              2); /* the weight 900 of V is 800 at most; its stretch of 200 % … */
    (void)font_of(&t, 15);
    CHECK_INT(diag_count(DIAG_ERROR) - before, 1); /* there is no axis XXXX */
    CHECK(font_of(&t, 0)->face == font_of(&t, 14)->face &&
          font_of(&t, 0)->face != font_of(&t, 1)->face);
    int face = font_of(&t, 0)->face;
    text_number_faces(t.text);
    CHECK(font_of(&t, 0)->face == font_of(&t, 14)->face &&
          font_of(&t, 0)->face != font_of(&t, 1)->face && face >= 0);
    CHECK(font_of(&t, 0)->face < font_of(&t, 1)->face &&
          font_of(&t, 1)->face < font_of(&t, 2)->face);
    trial_end(&t);
}

/* The families of the pieces of a text. */
static const char *families(struct trial *t, int i, const char *words)
{
    static struct buf out;
    struct text_span span = {words, (int)strlen(words), t->style[i], LOC_NONE};
    struct pieces p = text_pieces(t->text, &span, 1, t->style[i], NULL);
    out.n = 0;
    for (int k = 0; k < p.n; k++)
        if (p.v[k].kind == PIECE_WORD) {
            buf_add(&out, p.v[k].word->text, (size_t)p.v[k].word->n_text);
            buf_printf(&out, "=%s ", p.v[k].word->font->ps_name);
        }
    return out.s;
}

/* CSS Fonts 4, 4.5: later rules go first; the fonts of one family together are one face. */
static void check_unicode_range(void)
{
    struct trial t;
    int before = diag_count(DIAG_WARNING);
    trial_begin(
        &t, folder,
        "@font-face { font-family: M; src: local('koki square') }"
        "@font-face { font-family: M; src: url(KokiVariable.ttf); unicode-range: U+41-42, U+2E }"
        "@font-face { font-family: M; src: url(KokiWoff.woff); unicode-range: u+0042 , U+5? }"
        "@font-face { font-family: Amp; src: url(KokiVariable.ttf); unicode-range: U+41 }"
        "@font-face { font-family: Bad; src: url(KokiVariable.ttf); unicode-range: U+41x }",
        RULES("font-family: M", "font-family: Amp, 'Koki Square'",
              "font-family: Amp, 'Koki Square'; font-weight: 400"));
    CHECK_STR(
        families(&t, 0, "CABP."),
        "C=KokiSquare-Regular A=KokiVariable-Regular BP=KokiWoff-Regular .=KokiVariable-Regular ");
    CHECK_STR(families(&t, 1, "BAB"),
              "B=KokiSquare-Regular A=KokiVariable-Regular B=KokiSquare-Regular ");
    CHECK_STR(font_of(&t, 0)->ps_name, "KokiSquare-Regular"); /* the first that is for the space */
    CHECK_STR(font_of(&t, 1)->ps_name, "KokiSquare-Regular");
    CHECK(text_has_family(t.text, "amp") && !text_has_family(t.text, "amp "));
    CHECK_INT(diag_count(DIAG_WARNING) - before, 1); /* U+41x */
    trial_end(&t);
}

static void check_names_and_sizes(void)
{
    struct trial t;
    int before = diag_count(DIAG_ERROR);
    trial_begin(
        &t, folder,
        "@font-face { font-family: 'Große Schrift'; src: url(none.woff2), url(KokiWoff.woff2) format('woff2'); size-adjust: 50% }"
        "@font-face { font-family: One; src: url(KokiWoff.woff) }"
        "@font-face { font-family: Local; src: local('kokifeature-regular') }"
        "@font-face { font-family: 'Koki Square'; src: url(KokiVariable.ttf) }",
        RULES("font-family: 'GROSSE SCHRIFT'", "font-family: one", "font-family: local",
              "font-family: 'KOKI square'", "font-family: 'koki FEATURE'"));
    CHECK_INT(font_of(&t, 0)->size, 5 * LEN_PT);
    CHECK_INT(advance(&t, 0), 500);
    CHECK_INT(advance(&t, 1), 1000);
    CHECK_STR(font_of(&t, 2)->ps_name, "KokiFeature-Regular");
    CHECK_STR(font_of(&t, 3)->ps_name, "KokiVariable-Regular"); /* hides the one that is there */
    CHECK_STR(font_of(&t, 4)->ps_name, "KokiFeature-Regular");
    CHECK_INT(diag_count(DIAG_ERROR), before);
    trial_end(&t);
}

/* Any byte may be any other: such a font is used as far as it goes, or reported, and others are
 * taken. */
static void check_damage(void)
{
    static const char *const files[] = {"KokiVariable.ttf", "KokiVariable2.otf", "KokiComposed.otf",
                                        "KokiColor.ttf",    "KokiWoff.woff",     "KokiWoff.woff2"};
    char dir[] = "/tmp/koki-damage-XXXXXX", path[800];
    uint32_t dice = 7;
    CHECK(mkdtemp(dir));
    for (int round = 0; round < 40; round++) {
        struct buf faces = {0};
        for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
            struct buf b = {0};
            snprintf(path, sizeof path, "%s/%s", folder, files[k]);
            FILE *f = fopen(path, "rb");
            CHECK(f && buf_read(&b, f, 1 << 20));
            fclose(f);
            for (int i = 0; i <= round % 6; i++) {
                dice = dice * 1664525 + 1013904223;
                size_t at = (dice >> 8) % (round % 2 || b.n < 400 ? b.n : 400);
                dice = dice * 1664525 + 1013904223;
                b.s[at] = (char)(dice >> 16);
            }
            snprintf(path, sizeof path, "%s/%zu", dir, k);
            f = fopen(path, "wb");
            fwrite(b.s, 1, round % 10 == 9 ? b.n * 2 / 3 : b.n, f);
            fclose(f);
            buf_done(&b);
            buf_printf(&faces, "@font-face { font-family: F%zu; src: url(%zu) }", k, k);
        }
        struct trial t;
        trial_begin(&t, dir, faces.s,
                    RULES("font-family: F0; font-weight: 700", "font-family: F1; font-weight: 200",
                          "font-family: F2", "font-family: F3", "font-family: F4",
                          "font-family: F5", "font-family: F0; font-style: oblique"));
        for (int i = 0; i < t.n; i++) {
            CHECK(font_of(&t, i));
            CHECK(*families(&t, i, "AB\xc3\x84x. fi"));
        }
        trial_end(&t);
        buf_done(&faces);
    }
    for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
        snprintf(path, sizeof path, "%s/%zu", dir, k);
        unlink(path);
    }
    rmdir(dir);
}

int main(void)
{
    diag_init("test");
    const char *data = getenv("KOKI_DATA");
    snprintf(folder, sizeof folder, "%s/tests/fonts", data ? data : ".");
    setenv("KOKI_FONTS", folder, 1);
    snprintf(folder, sizeof folder, "%s/tests/golden/fonts", data ? data : ".");
    check_axes();
    check_unicode_range();
    check_names_and_sizes();
    check_damage();
    return test_end();
}
