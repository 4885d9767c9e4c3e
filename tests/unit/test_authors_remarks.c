// SPDX-License-Identifier: Apache-2.0
/* What remarks in other columns say, over a list of phrases: none that asks not to be named, or
 * takes a consent back, is passed over, and none on other things holds anybody back. */
#include <stdlib.h>

#include "authors/authors-int.h"
#include "test.h"

enum { MOST = 120 };

static const unsigned print = 1u << MEDIUM_PRINT, web = 1u << MEDIUM_WEB;

static const char *meaning(struct remark r)
{
    if (r.withdrawn)
        return "withdrawn";
    return !r.doubted                   ? "none"
           : r.doubted == (print | web) ? "doubt"
           : r.doubted == print         ? "print"
                                        : "web";
}

static int check_phrase(const char *expected, const char *text)
{
    const char *bar = strstr(text, " :: ");
    char heading[MOST];
    snprintf(heading, sizeof heading, "%.*s", bar ? (int)(bar - text) : 9,
             bar ? text : "Bemerkung");
    bool fact = bar && !strncmp(heading, "Fachexpertise", 13);
    const char *found = meaning(
        remark_of(heading, bar ? bar + 4 : text, fact ? CELL_FACT : CELL_REMARK));
    if (strcmp(found, expected))
        fprintf(stderr, "'%s' is read as %s, not %s\n", text, found, expected);
    CHECK(!strcmp(found, expected));
    return strcmp(expected, "none") != 0;
}

/* Whatever is before or after it in a sentence of its own, a remark says what it says. */
static void check_around(const char *expected, const char *text)
{
    static const char *const others[] = {"Rückruf am Montag.", "Isst kein Fleisch.",
                                         "Kapitel 3 ist fertig!", "Thanks for all;"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        char longer[3 * MOST];
        snprintf(longer, sizeof longer, "%s %s", others[i], text);
        CHECK(!strcmp(meaning(remark_of("Bemerkung", longer, CELL_REMARK)), expected));
        snprintf(longer, sizeof longer, "%s\n%s", text, others[i]);
        CHECK(!strcmp(meaning(remark_of("Bemerkung", longer, CELL_REMARK)), expected));
    }
}

int main(void)
{
    char line[2 * MOST], expected[12], path[1000];
    const char *root = getenv("KOKI_DATA");
    int all = 0, refusing = 0;
    snprintf(path, sizeof path, "%s/tests/unit/authors_remarks.tsv", root ? root : ".");
    FILE *f = fopen(path, "r");
    CHECK(f != NULL);
    while (f && fgets(line, sizeof line, f)) {
        char text[MOST];
        if (*line == '#' || sscanf(line, "%11s %119[^\n]", expected, text) != 2)
            continue;
        all++;
        refusing += check_phrase(expected, text);
        if (strcmp(expected, "none") && !strstr(text, " :: "))
            check_around(expected, text);
    }
    if (f)
        fclose(f);
    CHECK(all >= 140 && refusing >= 70 && all - refusing >= 60);
    return test_end();
}
