// SPDX-License-Identifier: Apache-2.0
/* The words of charts: roles that ask for one, and sentences that describe it. */
#include <ctype.h>

#include "chart/chart-int.h"

static const struct {
    const char *german, *english, *other;
    const char *german_name, *english_name;
} kinds[CHART_KINDS] = {
    [CHART_BARS] = {"balken", "bars", "säulen", "Balkendiagramm", "Bar chart"},
    [CHART_STACKED] = {"gestapelt", "stacked", "stapel", "Gestapelte Balken", "Stacked bars"},
    [CHART_DOTS] = {"punkte", "dots", "punkt", "Punktdiagramm", "Dot plot"},
    [CHART_LINES] = {"linien", "lines", "linie", "Liniendiagramm", "Line chart"},
    [CHART_LAENDER] = {"laender", "laender", "länder", "Karte der Länder", "Map of the Länder"},
};

/* The rest of a word of a role after "diagramm-" or "chart-"; NULL for other words. */
static const char *kind_part(const char *word)
{
    return !strncmp(word, "diagramm-", 9) ? word + 9
           : !strncmp(word, "chart-", 6)  ? word + 6
                                          : NULL;
}

/* The length of the common prefix of two names. */
static size_t common_prefix(const char *a, const char *b)
{
    size_t n = 0;
    while (a[n] && a[n] == b[n])
        n++;
    return n;
}

bool chart_role(struct arena *a, const char *role, enum chart_kind *kind, enum chart_width *width,
                const char **unknown, const char **meant)
{
    bool found = false;
    *width = CHART_COLUMN;
    *unknown = *meant = NULL;
    for (const char *p = role ? role : ""; *p; p += strspn(p, " \t\n")) {
        size_t n = strcspn(p, " \t\n"), most = 2;
        const char *word = arena_dup(a, p, n), *name = kind_part(word);
        p += n;
        if (!strcmp(word, "schmal") || !strcmp(word, "narrow"))
            *width = CHART_NARROW;
        else if (!strcmp(word, "breit") || !strcmp(word, "wide"))
            *width = CHART_WIDE;
        bool known = false;
        for (int i = 0; name && i < CHART_KINDS && !known; i++) {
            known = !strcmp(name, kinds[i].german) || !strcmp(name, kinds[i].english) ||
                    !strcmp(name, kinds[i].other);
            if (known)
                *kind = (enum chart_kind)i;
            size_t near = common_prefix(name, kinds[i].german) >
                                  common_prefix(name, kinds[i].english)
                              ? common_prefix(name, kinds[i].german)
                              : common_prefix(name, kinds[i].english);
            if (!known && !found && near > most)
                most = near, *meant = arena_printf(a, "diagramm-%s", kinds[i].german);
        }
        found |= known;
        if (name && !known)
            *unknown = word;
    }
    return found;
}

static void say_value(struct arena *a, const struct chart *c, const struct chart_value *v,
                      struct buf *b)
{
    buf_puts(b, v->known                 ? value_text(a, c, v, true)
                : lang_is(c->lang, "de") ? "keine Angabe"
                                         : "no data");
}

const char *chart_describe(struct arena *a, const struct chart *c)
{
    struct buf b = {0};
    bool many = c->n_series > 1;
    buf_puts(&b, lang_is(c->lang, "de") ? kinds[c->kind].german_name : kinds[c->kind].english_name);
    if (!many && *c->series[0])
        buf_printf(&b, " (%s)", c->series[0]);
    for (int i = 0; i < c->n; i++) {
        buf_printf(&b, "%s%s: ", !i ? ". " : "; ", c->row[i].label);
        for (int s = 0; s < c->n_series; s++) {
            if (many)
                buf_printf(&b, "%s%s ", s ? ", " : "", c->series[s]);
            say_value(a, c, &c->row[i].value[s], &b);
        }
    }
    buf_putc(&b, '.');
    const char *text = arena_dup(a, b.s, b.n);
    buf_done(&b);
    return text;
}
