// SPDX-License-Identifier: Apache-2.0
/* Charts: numbers as tables have them, roles, Länder, and drawings of the smallest and oddest data.
 */
#include <stdlib.h>

#include "chart/chart.h"
#include "test.h"

static struct arena arena;

static void check_number(const char *text, const char *lang, const char *want,
                         const char *want_unit, double v)
{
    struct chart_value got;
    const char *unit = NULL;
    if (!chart_number(&arena, text, lang, 0, &got, &unit)) {
        CHECK(!want || !fprintf(stderr, "'%s' (%s) is no number\n", text, lang));
        return;
    }
    CHECK_STR(got.text, want ? want : "no number");
    CHECK_STR(unit, want_unit);
    CHECK(got.v == v || !fprintf(stderr, "'%s': %f\n", text, got.v));
}

static void test_decimals(void)
{
    static const struct {
        const char *text;
        char mark;
    } cases[] = {{"1.234", 0},       {"1.25", '.'},    {"0.512", '.'},
                 {"0,512", ','},     {"1234.5", '.'},  {"12", 0},
                 {"1.234.567", ','}, {"1,234.5", '.'}, {"-1.234,5 %", ','}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK(chart_decimal(cases[i].text) == cases[i].mark ||
              !fprintf(stderr, "'%s'\n", cases[i].text));
    struct chart_value got;
    const char *unit;
    CHECK(chart_number(&arena, "1.234", "de", '.', &got, &unit) && got.v == 1.234);
    CHECK_STR(got.text, "1,234");
}

static void test_numbers(void)
{
    check_number("0.512", "de", "0,512", "", 0.512);
    check_number("0,512", "en", "0.512", "", 0.512);
    check_number("12*", "de", "12", "", 12);
    check_number("12 a)", "de", "12", "", 12);
    check_number("08111", "de", NULL, "", 0);
    check_number("1½", "de", NULL, "", 0);
    check_number("10³", "de", NULL, "", 0);
    check_number("1.234,5", "de", "1234,5", "", 1234.5);
    check_number("12.345,50", "de", "12\u202f345,50", "", 12345.5);
    check_number("1.234", "de", "1234", "", 1234);
    check_number("1.234", "en", "1.234", "", 1.234);
    check_number("1,234", "en", "1,234", "", 1234);
    check_number("1,234,567.8", "en-GB", "1,234,567.8", "", 1234567.8);
    check_number("0.5", "de", "0,5", "", 0.5);
    check_number("12.5", "de", "12,5", "", 12.5);
    check_number("12 345", "de", "12\u202f345", "", 12345);
    check_number("-3", "de", "\u22123", "", -3);
    check_number("\u2212 3,0 %", "de", "\u22123,0", "%", -3);
    check_number("+7 Mio. €", "de", "7", "Mio. €", 7);
    check_number(",5", "de", "0,5", "", 0.5);
    check_number(" 42\u00a0% ", "de", "42", "%", 42);
    check_number("007", "de", NULL, "", 0); /* a key */
    static const char *const none[] = {"",        "viel",      "3–5",
                                       "3-5",     "12/13",     "1.2.3",
                                       "1,2,3",   "12.34.567", "1234567890123456789",
                                       "2 von 3", "a1",        "-",
                                       "€ 5"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        check_number(none[i], "de", NULL, "", 0);
    CHECK(chart_is_gap("") && chart_is_gap(" – ") && chart_is_gap("k. A.") && chart_is_gap("n/a") &&
          !chart_is_gap("0") && !chart_is_gap("keine") && !chart_is_gap("12345678901234567"));
}

static void test_roles(void)
{
    enum chart_kind kind;
    enum chart_width width;
    const char *unknown, *meant;
    CHECK(chart_role(&arena, "diagramm-balken", &kind, &width, &unknown, &meant) &&
          kind == CHART_BARS && width == CHART_COLUMN && !unknown);
    CHECK(chart_role(&arena, "breit chart-lines", &kind, &width, &unknown, &meant) &&
          kind == CHART_LINES && width == CHART_WIDE);
    CHECK(chart_role(&arena, "diagramm-länder schmal", &kind, &width, &unknown, &meant) &&
          kind == CHART_LAENDER && width == CHART_NARROW);
    CHECK(!chart_role(&arena, "balken", &kind, &width, &unknown, &meant) && !unknown &&
          !chart_role(&arena, NULL, &kind, &width, &unknown, &meant));
    CHECK(!chart_role(&arena, "diagramm-balkne", &kind, &width, &unknown, &meant));
    CHECK_STR(unknown, "diagramm-balkne");
    CHECK_STR(meant, "diagramm-balken");
    CHECK(!chart_role(&arena, "chart-pie", &kind, &width, &unknown, &meant) && unknown && !meant);
}

static void test_laender(void)
{
    static const struct {
        const char *name, *code;
    } known[] = {{"Bayern", "BY"},
                 {"Freistaat Sachsen", "SN"},
                 {"Sachsen-Anhalt", "ST"},
                 {"sachsen anhalt", "ST"},
                 {"NRW", "NW"},
                 {"DE-TH", "TH"},
                 {"Thüringen", "TH"},
                 {"THUERINGEN", "TH"},
                 {"Baden-Württemberg", "BW"},
                 {"Lower Saxony", "NI"},
                 {"hh", "HH"}};
    const char *meant;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        int land = chart_land(known[i].name, &meant);
        CHECK_STR(land < 0 ? "none" : chart_land_code(land), known[i].code);
    }
    CHECK(chart_land("Bayren", &meant) < 0);
    CHECK_STR(meant, "Bayern");
    CHECK(chart_land("Wien", &meant) < 0 && !meant && chart_land("", &meant) < 0 && !meant &&
          chart_land("Ostpreußen, ein Land das es unter diesem sehr langen Namen nicht gibt",
                     &meant) < 0);
}

/* Every kind with data at its edges: all of a drawing lies on it, and no coordinate is other than a
 * number. */
static void check_drawing(xmlDoc *doc, const struct chart *c)
{
    xmlNode *svg = chart_draw(doc, &arena, c);
    xmlBuffer *b = xmlBufferCreate();
    xmlNodeDump(b, doc, svg, 0, 0);
    const char *text = (const char *)xmlBufferContent(b);
    CHECK(!strstr(text, "nan") && !strstr(text, "inf") &&
          strtod(xml_attr(svg, "height"), NULL) > 0 &&
          strtod(xml_attr(svg, "height"), NULL) < 2000);
    for (xmlNode *n = svg->children; n; n = n->next)
        for (const char *const *p = (const char *const[]){"x", "x1", "x2", "cx", NULL}; *p; p++)
            CHECK(!xml_attr(n, *p) ||
                  (strtod(xml_attr(n, *p), NULL) >= -1 && strtod(xml_attr(n, *p), NULL) <= 471) ||
                  !fprintf(stderr, "kind %d: %s=%s\n", c->kind, *p, xml_attr(n, *p)));
    CHECK(*chart_describe(&arena, c));
    xmlBufferFree(b);
    xmlFreeNode(svg);
}

static void test_drawings(void)
{
    static const char *const data[][4] = {{"0", "0", "0", "0"},
                                          {"1", NULL, NULL, NULL},
                                          {"5", "5", "5", "5"},
                                          {"999999999999", "0.000001", "3", NULL},
                                          {"3", "1", "4", "1"}};
    static const char *const labels[] = {"Bayern", "Berlin", "Sachsen", "Hessen"};
    static const char *series[CHART_SERIES] = {"eins", "zwei", "drei mit einem längeren Namen",
                                               "vier", "fünf", "sechs"};
    xmlDoc *doc = xml_load_memory("<article xmlns='" DOCBOOK_NS "' version='5.0'/>",
                                  strlen("<article xmlns='" DOCBOOK_NS "' version='5.0'/>"), "a",
                                  NULL);
    char *long_label = mem_new(200001);
    memset(long_label, 'w', 200000);
    PROPERTY for (int kind = 0; kind < CHART_KINDS;
                  kind++) for (int width = 0; width < 3;
                               width++) for (size_t set = 0; set < sizeof data / sizeof *data;
                                             set++) for (int n_series = 1; n_series <= CHART_SERIES;
                                                         n_series += 5)
    {
        struct chart c = {.kind = (enum chart_kind)kind,
                          .width = (enum chart_width)width,
                          .lang = "de",
                          .unit = set % 2 ? "%" : "",
                          .axis = "",
                          .series = series,
                          .n_series = n_series,
                          .n = 4};
        c.row = arena_array(&arena, struct chart_row, 4);
        for (int i = 0; i < 4; i++) {
            c.row[i] = (struct chart_row){.label = set == 4 && kind != CHART_LAENDER && !i
                                                       ? long_label
                                                       : labels[i],
                                          .value = arena_array(&arena, struct chart_value,
                                                               n_series)};
            const char *unit;
            for (int s = 0; s < n_series && data[set][i]; s++)
                chart_number(&arena, data[set][i], "de", 0, &c.row[i].value[s], &unit);
        }
        check_drawing(doc, &c);
    }
    mem_free(long_label);
    xml_free(doc);
}

int main(void)
{
    test_numbers();
    test_decimals();
    test_roles();
    test_laender();
    test_drawings();
    arena_done(&arena);
    return test_end();
}
