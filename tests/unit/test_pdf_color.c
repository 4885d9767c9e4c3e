// SPDX-License-Identifier: Apache-2.0
/* Colours of the press edition: which become black alone, and which overprint. */
#include "pdf/pdf-int.h"

#include "koki-config.h"
#include "test.h"

enum { FULL = 65535 };

/* An edition of no pages, whose colours are asked for. */
struct sheet {
    struct edition edition;
    struct finish f;
};

static void begin(struct sheet *s, enum edition_kind kind)
{
    *s = (struct sheet){.edition = {.kind = kind, .path = "/dev/null"}};
    s->f.edition = &s->edition;
    CHECK(color_open(&s->f));
}

static struct css_color rgb(int r, int g, int b)
{
    return (struct css_color){.space = CSS_RGB,
                              .c = {(uint16_t)(r * 257), (uint16_t)(g * 257), (uint16_t)(b * 257)},
                              .alpha = FULL};
}

static struct css_color cmyk(int c, int m, int y, int k)
{
    return (struct css_color){.space = CSS_CMYK,
                              .c = {(uint16_t)(c * FULL / 100), (uint16_t)(m * FULL / 100),
                                    (uint16_t)(y * FULL / 100), (uint16_t)(k * FULL / 100)},
                              .alpha = FULL};
}

static bool is_black_alone(struct sheet *s, struct css_color color)
{
    uint16_t v[4];
    color_inks(&s->f, &color, v);
    return v[0] == 0 && v[1] == 0 && v[2] == 0 && v[3] > 0;
}

/* Channels that differ by eight of 255 are grey to the eye, which no press shall print in four
 * inks; by nine they are a colour. */
static void test_neutral(void)
{
    struct sheet s;
    begin(&s, EDITION_PRESS);
    CHECK(is_black_alone(&s, rgb(0, 0, 0)));
    CHECK(is_black_alone(&s, rgb(0x3f, 0x3b, 0x3b)));
    CHECK(is_black_alone(&s, rgb(100, 108, 104)));
    CHECK(is_black_alone(&s, rgb(108, 104, 100)));
    CHECK(!is_black_alone(&s, rgb(100, 109, 104)));
    CHECK(!is_black_alone(&s, rgb(200, 0, 0)));
    uint16_t v[4];
    struct css_color grey = rgb(102, 102, 102);
    color_inks(&s.f, &grey, v);
    CHECK_INT(v[3], FULL - 102 * 257);
    color_close(&s.f);
}

static bool overprints(struct sheet *s, struct css_color *color, enum paint_how how)
{
    return color_overprints(&s->f, color, how);
}

/* Black text and lines overprint, areas do not; white never does, or it would vanish. */
static void test_overprint(void)
{
    struct sheet s;
    begin(&s, EDITION_PRESS);
    struct css_color black = cmyk(0, 0, 0, 100), dark = cmyk(0, 0, 0, 99),
                     rich = cmyk(1, 0, 0, 100);
    CHECK(overprints(&s, &black, PAINT_TEXT));
    CHECK(overprints(&s, &black, PAINT_STROKE));
    CHECK(!overprints(&s, &black, PAINT_FILL));
    CHECK(!overprints(&s, &dark, PAINT_TEXT));
    CHECK(!overprints(&s, &rich, PAINT_TEXT));
    struct css_color knockout = black, thin = black;
    knockout.knockout = true;
    thin.alpha = FULL / 2;
    CHECK(!overprints(&s, &knockout, PAINT_TEXT));
    CHECK(!overprints(&s, &thin, PAINT_TEXT));
    struct css_color asked = cmyk(0, 100, 0, 0), white = cmyk(0, 0, 0, 0),
                     paper = rgb(255, 255, 255);
    asked.overprint = white.overprint = paper.overprint = true;
    CHECK(overprints(&s, &asked, PAINT_FILL));
    CHECK(!overprints(&s, &white, PAINT_FILL));
    CHECK(!overprints(&s, &white, PAINT_TEXT));
    CHECK(!overprints(&s, &paper, PAINT_FILL));
    color_close(&s.f);
}

static void test_screen(void)
{
    struct sheet s;
    begin(&s, EDITION_SCREEN);
    struct css_color black = cmyk(0, 0, 0, 100), asked = cmyk(0, 100, 0, 0);
    asked.overprint = true;
    CHECK(!overprints(&s, &black, PAINT_TEXT));
    CHECK(!overprints(&s, &asked, PAINT_FILL));
    double v[4];
    CHECK_INT(color_components(&s.f, &black, v), 3);
    color_close(&s.f);
}

int main(void)
{
    test_neutral();
    test_overprint();
    test_screen();
    return test_end();
}
