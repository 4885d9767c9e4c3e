// SPDX-License-Identifier: Apache-2.0
/* Charts are not drawn, but the file has their data (ECMA-376-1, 21.2), which become a table. */
#include <stdlib.h>
#include <string.h>

#include "office/office-int.h"
#include "office/word-int.h"

enum { MOST_ROWS = 1000, MOST_SERIES = 50 };

struct points {
    const char *v[MOST_ROWS]; /* NULL: none */
    int n;
    bool numbers;
};
struct chart {
    struct word *w;
    const struct node *root;
    const char *title, *category, *value; /* of the chart and its axes; "": none */
    const struct node *series[MOST_SERIES];
    int n;
    bool too_large;
};

static bool word_chart_is(const struct node *n, const char *local)
{
    return n->local && !strcmp(n->local, local);
}

static const struct node *child_of(const struct node *n, const char *local)
{
    const struct node *c = n ? n->first : NULL;
    while (c && !word_chart_is(c, local))
        c = c->next;
    return c;
}

/* All text of DrawingML below a node. */
static const char *words_below(struct chart *c, const struct node *root)
{
    struct buf b = {0};
    for (const struct node *n = root; n; n = markup_walk(root, n)) {
        if (n->name == a_p && b.n)
            buf_putc(&b, ' ');
        if (n->name == a_t || n->name == c_v)
            markup_text(n, &b);
    }
    const char *s = arena_dup(c->w->arena, b.s ? b.s : "", b.n);
    buf_done(&b);
    return s;
}

/* ---- values ---------------------------------------------------------------------------------- */

/* A number as people write it in the document's language. */
static const char *word_chart_number(struct chart *c, const char *digits, const char *format)
{
    struct arena *a = c->w->arena;
    const char *lang = c->w->r->lang;
    char *end;
    double v = strtod(digits, &end);
    if (end == digits || *end)
        return digits;
    if (strchr(format, 'y') || (strchr(format, 'd') && strchr(format, 'm'))) {
        const char *date = sheet_date(a, v, false, false);
        if (date)
            return date;
    }
    bool percent = strchr(format, '%') != NULL;
    const char *s = sheet_number(a, percent ? arena_printf(a, "%.15g", v * 100) : digits);
    char *text = arena_printf(a, "%s%s", *s == '-' ? "\u2212" : "", *s == '-' ? s + 1 : s),
         *point = strchr(text, '.');
    if (point && lang && strncmp(lang, "en", 2))
        *point = ',';
    return percent ? arena_printf(a, "%s\u00a0%%", text) : text;
}

/* The cached points of a reference; of several levels of labels the innermost, which is first. */
static void points_of(struct chart *c, const struct node *from, struct points *p)
{
    *p = (struct points){0};
    for (const struct node *n = from; n; n = markup_walk(from, n)) {
        const struct node *v = word_chart_is(n, "pt") ? markup_child(n, c_v) : NULL;
        int i = v ? markup_int(n, "idx", -1) : -1;
        if (i >= MOST_ROWS)
            c->too_large = true;
        if (i < 0 || i >= MOST_ROWS || p->v[i])
            continue;
        const struct node *cache = n->parent, *code = child_of(cache, "formatCode");
        struct buf b = {0}, format = {0};
        markup_text(v, &b);
        if (code)
            markup_text(code, &format);
        p->numbers |= word_chart_is(cache, "numCache") || word_chart_is(cache, "numLit");
        const char *text = arena_dup(c->w->arena, b.s ? b.s : "", b.n);
        p->v[i] = word_chart_is(cache, "numCache") || word_chart_is(cache, "numLit")
                      ? word_chart_number(c, text, format.s ? format.s : "")
                      : text;
        p->n = i >= p->n ? i + 1 : p->n;
        buf_done(&b), buf_done(&format);
    }
}

/* ---- the chart ------------------------------------------------------------------------------- */

static void survey_chart(struct chart *c)
{
    for (const struct node *n = c->root; n; n = markup_walk(c->root, n)) {
        if (word_chart_is(n, "ser") && c->n < MOST_SERIES)
            c->series[c->n++] = n;
        else if (word_chart_is(n, "ser"))
            c->too_large = true;
        if (!word_chart_is(n, "title") || !n->parent)
            continue;
        const char *s = words_below(c, n);
        if (n->parent->name == c_chart)
            c->title = s;
        else if (word_chart_is(n->parent, "catAx") || word_chart_is(n->parent, "dateAx") ||
                 (word_chart_is(n->parent, "valAx") && child_of(c->root, "scatterChart") &&
                  !*c->category))
            c->category = s;
        else if (word_chart_is(n->parent, "valAx") && !*c->value)
            c->value = s;
    }
}

static void emit_paragraph(struct chart *c, const char *style, const char *text)
{
    struct look plain = {0};
    writer_event(c->w->r, &(struct event){.kind = EVENT_PARA, .style = style});
    word_text(c->w, text, &plain, false, NULL);
    word_emit(c->w, EVENT_PARA_END);
}

static void emit_cell(struct chart *c, int column, const char *text, enum align align)
{
    writer_event(c->w->r,
                 &(struct event){.kind = EVENT_CELL, .cell = {column, 1, 1}, .align = align});
    emit_paragraph(c, "", text ? text : "");
    word_emit(c->w, EVENT_CELL_END);
}

static void emit_table(struct chart *c, const struct points *labels, const struct points *values)
{
    int rows = labels->n;
    for (int i = 0; i < c->n; i++)
        rows = values[i].n > rows ? values[i].n : rows;
    writer_event(c->w->r, &(struct event){.kind = EVENT_TABLE, .table = {NULL, c->n + 1, true}});
    writer_event(c->w->r, &(struct event){.kind = EVENT_ROW, .head = true});
    emit_cell(c, 0, c->category, ALIGN_START);
    for (int i = 0; i < c->n; i++) {
        const struct node *name = child_of(c->series[i], "tx");
        const char *text = name ? words_below(c, name) : "";
        emit_cell(c, i + 1, *text ? text : c->n == 1 ? c->value : "", ALIGN_END);
    }
    word_emit(c->w, EVENT_ROW_END);
    for (int k = 0; k < rows; k++) {
        writer_event(c->w->r, &(struct event){.kind = EVENT_ROW});
        emit_cell(c, 0,
                  k < labels->n && labels->v[k] ? labels->v[k]
                                                : arena_printf(c->w->arena, "%d", k + 1),
                  ALIGN_START);
        for (int i = 0; i < c->n; i++)
            emit_cell(c, i + 1, values[i].v[k], values[i].numbers ? ALIGN_END : ALIGN_START);
        word_emit(c->w, EVENT_ROW_END);
    }
    word_emit(c->w, EVENT_TABLE_END);
}

/* Whether a text is not shown in the table. */
static bool is_other(const struct node *paragraph)
{
    for (const struct node *up = paragraph; up; up = up->parent)
        if (word_chart_is(up, "title") || word_chart_is(up, "tx"))
            return false;
    return true;
}

bool chart_read(struct word *w, const struct node *root)
{
    struct chart c = {.w = w, .root = root, .title = "", .category = "", .value = ""};
    struct points labels = {0}, *values = NULL;
    survey_chart(&c);
    values = mem_new(sizeof *values * (size_t)(c.n + 1));
    bool any = false;
    for (int i = 0; i < c.n; i++) {
        const struct node *cat = child_of(c.series[i], "cat"), *val = child_of(c.series[i], "val");
        cat = cat ? cat : child_of(c.series[i], "xVal");
        points_of(&c, val ? val : child_of(c.series[i], "yVal"), &values[i]);
        if (!labels.n)
            points_of(&c, cat, &labels);
        any |= values[i].n > 0;
    }
    any &= !c.too_large;
    if (any) {
        word_emit(w, EVENT_BOX);
        const char *more = c.n > 1 && *c.value
                               ? arena_printf(w->arena, *c.title ? "%s (%s)" : "%s%s", c.title,
                                              c.value)
                               : c.title;
        if (*more)
            emit_paragraph(&c, "caption", more);
        emit_table(&c, &labels, values);
        for (const struct node *n = root; n; n = markup_walk(root, n))
            if (n->name == a_p && is_other(n) && *words_below(&c, n))
                emit_paragraph(&c, "", words_below(&c, n));
        word_emit(w, EVENT_BOX_END);
    }
    mem_free(values);
    return any;
}
