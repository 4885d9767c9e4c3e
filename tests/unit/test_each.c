// SPDX-License-Identifier: Apache-2.0
/* Numbers and days as tables have them and as languages write them; names to compare by. */
#include "each/each-int.h"
#include "test.h"

static struct arena arena;

static const char *written(const char *text, const char *format, const char *lang,
                           enum decimal mark)
{
    const char *s = format_value(&arena, text, mark, format, lang);
    return s ? s : "(none)";
}

static const char *number(const char *text)
{
    return written(text, "number", "en", DECIMAL_UNKNOWN);
}

static void check_reading(void)
{
    CHECK_STR(number("4812"), "4,812");
    CHECK_STR(number(" 0 "), "0");
    CHECK_STR(number("1234567"), "1,234,567");
    CHECK_STR(number("12,5"), "12.5");
    CHECK_STR(number("12.5"), "12.5");
    CHECK_STR(number("0,125"), "0.125");
    CHECK_STR(number("1.234.567"), "1,234,567");
    CHECK_STR(number("1,234,567.8"), "1,234,567.8");
    CHECK_STR(number("1.234.567,85"), "1,234,567.85");
    CHECK_STR(number("1 234 567"), "1,234,567");
    CHECK_STR(number("1\u202f234,5"), "1,234.5");
    CHECK_STR(number("-3,5"), "-3.5");
    CHECK_STR(number("−3.50"), "-3.50");
    CHECK_STR(number("+7"), "7");
    CHECK_STR(number(",5"), "0.5");
    CHECK_STR(number("1234.567"), "1,234.567");
}

/* What may be read in two ways is read in none. */
static void check_doubt(void)
{
    CHECK_STR(number("4.812"), "(none)");
    CHECK_STR(number("12 34"), "(none)");
    CHECK_STR(number("12,5 %"), "(none)");
    CHECK_STR(written("12,5 %", "percent", "en", DECIMAL_UNKNOWN), "12.5%");
    CHECK_STR(written("7%", "percent", "en", DECIMAL_UNKNOWN), "7%");
    CHECK_STR(number("2024 2025"), "(none)");
    CHECK_STR(number("2024 202"), "(none)");
    CHECK_STR(number("1 234 "), "1,234");
    CHECK_STR(number("4,812"), "(none)");
    CHECK_STR(written("4.812", "number", "de", DECIMAL_COMMA), "4.812");
    CHECK_STR(written("4.812", "number", "de", DECIMAL_POINT), "4,812");
    CHECK_STR(written("4,812", "number", "en", DECIMAL_POINT), "4,812");
    static const char *const none[] = {"",       "viele",    "12 Mio.",     "1.2.3",
                                       "1,2,3",  "1.23.456", "1.234,567,8", "12.",
                                       "--3",    "0x1f",     "1e5",         "5-6",
                                       "4.812.", "1.234.56", "12.03.2026"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        CHECK_STR(number(none[i]), "(none)");
    CHECK_INT((int)format_evidence("4.812"), DECIMAL_UNKNOWN);
    CHECK_INT((int)format_evidence("1.234.567"), DECIMAL_COMMA);
    CHECK_INT((int)format_evidence("12,5"), DECIMAL_COMMA);
    CHECK_INT((int)format_evidence("12.5"), DECIMAL_POINT);
    CHECK_INT((int)format_evidence("12.03.2026"), DECIMAL_UNKNOWN);
}

static void check_writing(void)
{
    CHECK_STR(written("1234567.891", "number", "de", DECIMAL_UNKNOWN), "1.234.567,891");
    CHECK_STR(written("1234567.891", "number-2", "de", DECIMAL_UNKNOWN), "1.234.567,89");
    CHECK_STR(written("0.5", "number-0", "de", DECIMAL_UNKNOWN), "1");
    CHECK_STR(written("1234567", "number", "fr", DECIMAL_UNKNOWN), "1\u202f234\u202f567");
    CHECK_STR(written("12,5", "percent-1", "de", DECIMAL_UNKNOWN), "12,5\u00a0%");
    CHECK_STR(written("12", "percent", "en", DECIMAL_UNKNOWN), "12%");
    CHECK_STR(written("1234,5", "currency-EUR", "de", DECIMAL_UNKNOWN), "1.234,50\u00a0€");
    CHECK_STR(written("2026-03-01", "date", "de", DECIMAL_UNKNOWN), "1. März 2026");
    CHECK_STR(written("1.3.2026", "date-short", "de", DECIMAL_UNKNOWN), "01.03.2026");
    CHECK_STR(written("2026-03-01 14:30:00", "date", "en", DECIMAL_UNKNOWN), "March 1, 2026");
    CHECK_STR(written("29.02.2024", "date", "de", DECIMAL_UNKNOWN), "29. Februar 2024");
    static const char *const none[] = {"29.02.2026",
                                       "31.04.2026",
                                       "2026-13-01",
                                       "1.3.26",
                                       "bald",
                                       "2026-03-01x",
                                       "01.03.2026 oder später"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        CHECK_STR(written(none[i], "date", "de", DECIMAL_UNKNOWN), "(none)");
    static const char *const unknown[] = {"zahl",      "number-",   "number-12",    "numbers",
                                          "currency",  "currency-", "currency-eur", "currency-EURO",
                                          "date-long", ""};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        CHECK(!format_known(unknown[i]));
}

static void check_names(void)
{
    CHECK_STR(name_folded(&arena, "Straße und Nr"), "straße_und_nr");
    CHECK_STR(name_folded(&arena, " GRÖSSE-Klasse  "), "grösse_klasse");
    struct values v = {0};
    CHECK(values_set(&v, "Größe=gross") && !values_set(&v, "=x") && !values_set(&v, "x"));
    values_add(&v, "größe", "klein", DECIMAL_UNKNOWN);
    values_add(&v, "Nr", "7", DECIMAL_UNKNOWN);
    CHECK_STR(values_get(&v, "GRÖßE"), "gross");
    CHECK_STR(values_get(&v, "nr"), "7");
    CHECK(!values_get(&v, "name"));
    values_done(&v);
}

int main(void)
{
    check_reading();
    check_doubt();
    check_writing();
    check_names();
    arena_done(&arena);
    return test_end();
}
