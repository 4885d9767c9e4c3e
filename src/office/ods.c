// SPDX-License-Identifier: Apache-2.0
/* Workbooks of OpenDocument (1.2, part 1, 9): the tables right inside office:spreadsheet, while
 * content.xml is unpacked. Repeated cells and rows are expanded unless empty. Tracked changes,
 * shapes and tables inside cells do not belong to the rows, comments are notes of their cells. */
#include <stdlib.h>
#include <string.h>

#include "office/office-int.h"

enum { MAX_LINES = 1 << 20, MAX_COLUMNS = 1 << 14 };

enum { DISPLAY_NO = 1, STRUCK = 2 }; /* properties of a style, in ods.styles */

struct ods {
    struct builder *b;
    int depth;              /* of elements */
    int skipping;           /* depth of the skipped element; 0: none */
    int noting;             /* likewise of the comment, whose text is taken; 0: none */
    int spreadsheet, table; /* depths where they began; 0: outside */
    struct map styles;      /* name → its properties */
    char style[64];         /* being read */
    int line, lines;        /* of the row, and its number of repetitions */
    int column, columns, span;
    bool hidden, cell, struck;
    char type[16], value[64];
    struct buf text, note;
    int paragraphs; /* of the cell so far */
    bool taking;
};

static bool is_skipped(const char *name)
{
    static const char *const names[] = {"shapes",    "tracked-changes", "forms",
                                        "dde-links", "ruby-text",       "table-source",
                                        "note",      "frame",           NULL};
    for (int i = 0; names[i]; i++)
        if (!strcmp(name, names[i]))
            return true;
    return false;
}

/* ---- styles ---------------------------------------------------------------------------------- */

static void read_style(struct ods *o, const char *name, int n, const xmlChar **attributes)
{
    char value[16];
    uintptr_t says = 0;
    if (!strcmp(name, "style"))
        sax_attribute(n, attributes, "name", o->style, sizeof o->style);
    else if (!strcmp(name, "table-properties") &&
             sax_attribute(n, attributes, "display", value, sizeof value) &&
             !strcmp(value, "false"))
        says = DISPLAY_NO;
    else if (!strcmp(name, "text-properties") &&
             ((sax_attribute(n, attributes, "text-line-through-style", value, sizeof value) &&
               strcmp(value, "none")) ||
              (sax_attribute(n, attributes, "text-line-through-type", value, sizeof value) &&
               strcmp(value, "none"))))
        says = STRUCK;
    if (says)
        *(uintptr_t *)map_put(&o->styles, o->style) |= says;
}

static uintptr_t style_of(const struct ods *o, int n, const xmlChar **attributes)
{
    char name[64];
    return sax_attribute(n, attributes, "style-name", name, sizeof name)
               ? (uintptr_t)map_get(&o->styles, name)
               : 0;
}

/* ---- cells ----------------------------------------------------------------------------------- */

static void start_row(struct ods *o, int n, const xmlChar **attributes)
{
    char visible[16];
    o->lines = sax_number(n, attributes, "number-rows-repeated", 1, MAX_LINES);
    o->hidden = sax_attribute(n, attributes, "visibility", visible, sizeof visible) &&
                strcmp(visible, "visible");
    o->column = 0;
}

static void start_column(struct ods *o, int n, const xmlChar **attributes)
{
    char visible[16];
    int columns = sax_number(n, attributes, "number-columns-repeated", 1, MAX_COLUMNS);
    if (sax_attribute(n, attributes, "visibility", visible, sizeof visible) &&
        strcmp(visible, "visible"))
        builder_hide(o->b, o->column, columns);
    o->column += o->column < MAX_COLUMNS ? columns : 0;
}

static void start_cell(struct ods *o, int n, const xmlChar **attributes)
{
    static const char *const values[] = {"date-value", "time-value", "boolean-value", "value",
                                         NULL};
    o->columns = sax_number(n, attributes, "number-columns-repeated", 1, MAX_COLUMNS);
    o->span = sax_number(n, attributes, "number-rows-spanned", 1, MAX_LINES);
    o->struck = (style_of(o, n, attributes) & STRUCK) != 0;
    sax_attribute(n, attributes, "value-type", o->type, sizeof o->type);
    for (int i = 0;
         values[i] && !sax_attribute(n, attributes, values[i], o->value, sizeof o->value); i++)
        ;
    o->cell = true;
    o->text.n = 0;
    o->paragraphs = 0;
}

/* "PT09H30M00S" → "09:30:00" */
static const char *time_text(struct arena *a, const char *s)
{
    int h, m, sec;
    return sscanf(s, "PT%dH%dM%dS", &h, &m, &sec) == 3
               ? arena_printf(a, "%02d:%02d:%02d", h, m, sec)
               : arena_dup(a, s, strlen(s));
}

static const char *date_text(struct arena *a, const char *s)
{
    char *copy = arena_dup(a, s, strlen(s)), *t = strchr(copy, 'T');
    if (t)
        *t = !strncmp(t + 1, "00:00:00", 8) ? 0 : ' ';
    return copy;
}

/* LibreOffice marks errors by a type of its own and shows their name. */
static bool is_error(const struct ods *o)
{
    const char *s = o->text.s ? o->text.s : "";
    return !strcmp(o->type, "error") ||
           (o->text.n && (*s == '#' || !strncmp(s, "Err:", 4)) && strcmp(o->type, "string"));
}

static const char *cell_text(struct ods *o)
{
    struct arena *a = o->b->a;
    const char *shown = arena_dup(a, o->text.s ? o->text.s : "", o->text.n);
    if (is_error(o)) {
        builder_note(o->b, SHEET_ERROR, o->line, o->column, shown);
        return "";
    }
    if (!strcmp(o->type, "boolean"))
        return !strcmp(o->value, "false") ? "FALSE" : "TRUE";
    if (!strcmp(o->type, "date"))
        return date_text(a, o->value);
    if (!strcmp(o->type, "time"))
        return time_text(a, o->value);
    if (!strcmp(o->type, "percentage") && *o->value)
        return sheet_percent(a, strtod(o->value, NULL));
    if (*shown == '0' && strspn(shown, "0123456789") == o->text.n &&
        strtod(shown, NULL) == strtod(o->value, NULL)) /* a key: "08111" */
        return shown;
    return *o->type && strcmp(o->type, "string") && *o->value ? sheet_number(a, o->value) : shown;
}

static void end_note(struct ods *o)
{
    if (o->cell && o->note.n)
        builder_note(o->b, SHEET_COMMENT, o->line, o->column,
                     arena_dup(o->b->a, o->note.s, o->note.n));
    o->noting = 0;
}

static void end_cell(struct ods *o)
{
    const char *text = cell_text(o);
    if (*text && o->struck)
        builder_note(o->b, SHEET_STRUCK, o->line, o->column, NULL);
    builder_merge(o->b, o->line, o->column, o->span);
    for (int i = 0; *text && i < o->columns && o->column + i <= SHEET_COLUMNS; i++)
        builder_cell(o->b, o->column + i, text);
    o->column += o->column < MAX_COLUMNS ? o->columns : 0;
    o->cell = false;
}

static void start_inline(struct ods *o, const char *name, int n, const xmlChar **attributes)
{
    if (!strcmp(name, "p")) {
        if (o->paragraphs++)
            buf_putc(&o->text, '\n');
        o->taking = true;
    } else if (!strcmp(name, "s")) {
        for (int i = sax_number(n, attributes, "c", 1, 100); i > 0; i--)
            buf_putc(&o->text, ' ');
    } else if (!strcmp(name, "tab")) {
        buf_putc(&o->text, ' ');
    } else if (!strcmp(name, "line-break")) {
        buf_putc(&o->text, '\n');
    } else if (!strcmp(name, "span")) {
        o->struck |= (style_of(o, n, attributes) & STRUCK) != 0;
    }
}

/* ---- elements -------------------------------------------------------------------------------- */

static void start_table(struct ods *o, int n, const xmlChar **attributes)
{
    char name[256];
    sax_attribute(n, attributes, "name", name, sizeof name);
    builder_start(o->b, name, (style_of(o, n, attributes) & DISPLAY_NO) != 0);
    o->table = o->depth;
    o->line = 1;
    o->column = 0;
}

static void start_element(void *ctx, const xmlChar *tag, const xmlChar *prefix, const xmlChar *uri,
                          int n_ns, const xmlChar **ns, int n, int n_defaulted,
                          const xmlChar **attributes)
{
    struct ods *o = ctx;
    const char *name = (const char *)tag;
    (void)prefix, (void)uri, (void)n_ns, (void)ns, (void)n_defaulted;
    o->depth++;
    if (o->skipping)
        return;
    if (o->noting) {
        o->skipping = !strcmp(name, "creator") || !strcmp(name, "date") ? o->depth : 0;
        if (!strcmp(name, "s") || !strcmp(name, "tab") || !strcmp(name, "line-break"))
            buf_putc(&o->note, ' ');
    } else if (!o->spreadsheet) {
        read_style(o, name, n, attributes);
        o->spreadsheet = !strcmp(name, "spreadsheet") ? o->depth : 0;
    } else if (is_skipped(name) || (o->table && !strcmp(name, "table"))) {
        o->skipping = o->depth;
    } else if (!o->table) {
        if (!strcmp(name, "table") && o->depth == o->spreadsheet + 1)
            start_table(o, n, attributes);
    } else if (!strcmp(name, "annotation")) {
        o->noting = o->depth;
        o->note.n = 0;
    } else if (o->cell) {
        start_inline(o, name, n, attributes);
    } else if (!strcmp(name, "table-column")) {
        start_column(o, n, attributes);
    } else if (!strcmp(name, "table-row")) {
        start_row(o, n, attributes);
    } else if (!strcmp(name, "table-cell") || !strcmp(name, "covered-table-cell")) {
        start_cell(o, n, attributes);
    }
}

static void end_element(void *ctx, const xmlChar *tag, const xmlChar *prefix, const xmlChar *uri)
{
    struct ods *o = ctx;
    const char *name = (const char *)tag;
    (void)prefix, (void)uri;
    int depth = o->depth--;
    if (o->skipping) {
        o->skipping = depth == o->skipping ? 0 : o->skipping;
    } else if (o->noting) {
        if (depth == o->noting)
            end_note(o);
        else if (!strcmp(name, "p"))
            buf_putc(&o->note, '\n');
    } else if (o->table && depth == o->table) {
        builder_end(o->b);
        o->table = 0;
    } else if (o->cell && (!strcmp(name, "table-cell") || !strcmp(name, "covered-table-cell"))) {
        end_cell(o);
    } else if (o->cell && !strcmp(name, "p")) {
        o->taking = false;
    } else if (o->table && !strcmp(name, "table-row")) {
        builder_end_row(o->b, o->line, o->lines, o->hidden);
        o->line += o->line < 2 * MAX_LINES ? o->lines : 0;
    }
}

static void ods_characters(void *ctx, const xmlChar *s, int n)
{
    struct ods *o = ctx;
    if (o->noting && !o->skipping)
        buf_add(&o->note, (const char *)s, (size_t)n);
    else if (o->cell && o->taking && !o->skipping)
        buf_add(&o->text, (const char *)s, (size_t)n);
}

bool ods_read(struct package *p, struct builder *b)
{
    static const xmlSAXHandler sax = {.startElementNs = start_element,
                                      .endElementNs = end_element,
                                      .characters = ods_characters,
                                      .cdataBlock = ods_characters};
    struct ods o = {.b = b};
    const char *main = package_main(p, b->a);
    bool ok = main && package_parse(p, main, &sax, &o);
    map_done(&o.styles);
    buf_done(&o.text);
    buf_done(&o.note);
    return ok;
}
