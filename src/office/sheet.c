// SPDX-License-Identifier: Apache-2.0
/* Workbooks: rows of cells, independent of the format. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "office/office-int.h"

enum { MAX_LINES = 1 << 20, MAX_MERGES = 100000 };
#define MAX_CELLS ((int64_t)8 << 20) /* of a workbook, empty ones between others with them */

/* ---- SAX ------------------------------------------------------------------------------------- */

bool sax_attribute(int n, const xmlChar **attributes, const char *name, char *to, size_t room)
{
    for (int i = 0; i < n; i++) {
        const xmlChar **at = attributes + 5 * i;
        if (strcmp((const char *)at[0], name))
            continue;
        size_t length = (size_t)(at[4] - at[3]);
        length = length < room ? length : room - 1;
        memcpy(to, at[3], length);
        to[length] = 0;
        return true;
    }
    *to = 0;
    return false;
}

int sax_number(int n, const xmlChar **attributes, const char *name, int otherwise, int most)
{
    char text[16];
    char *end;
    if (!sax_attribute(n, attributes, name, text, sizeof text))
        return otherwise;
    long v = strtol(text, &end, 10);
    return end == text || v < 0 ? otherwise : v > most ? most : (int)v;
}

bool sax_truth(int n, const xmlChar **attributes, const char *name, bool otherwise)
{
    char text[8];
    if (!sax_attribute(n, attributes, name, text, sizeof text))
        return otherwise;
    return !strcmp(text, "1") || !strcmp(text, "true") || !strcmp(text, "on");
}

/* ---- values ---------------------------------------------------------------------------------- */

const char *sheet_number(struct arena *a, const char *digits)
{
    char *end;
    if (strlen(digits) < 15 && !strpbrk(digits, "eE"))
        return arena_dup(a, digits, strlen(digits));
    double v = strtod(digits, &end);
    if (end == digits || *end)
        return arena_dup(a, digits, strlen(digits));
    return fabs(v) < 1e15 && v == floor(v) ? arena_printf(a, "%.0f", v)
                                           : arena_printf(a, "%.15g", v);
}

const char *sheet_percent(struct arena *a, double v)
{
    return arena_printf(a, "%.15g %%", 100 * v);
}

const char *sheet_digits(struct arena *a, double v, int digits)
{
    return v >= 0 && v < 1e15 && v == floor(v) ? arena_printf(a, "%0*.0f", digits, v) : NULL;
}

const char *sheet_hours(struct arena *a, double days)
{
    long seconds = days >= 0 && days < 1e5 ? lround(days * 86400) : -1;
    return seconds < 0 ? NULL
                       : arena_printf(a, "%02ld:%02ld:%02ld", seconds / 3600, seconds / 60 % 60,
                                      seconds % 60);
}

/* Days since 0000-03-01 → a date of the Gregorian calendar (Hinnant, "chrono-compatible low-level
 * date algorithms"). */
static void civil_date(int days, int *y, int *m, int *d)
{
    int era = days / 146097, of_era = days - era * 146097;
    int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
    *d = of_year - (153 * month + 2) / 5 + 1;
    *m = month < 10 ? month + 3 : month - 9;
    *y = year + era * 400 + (*m <= 2);
}

const char *sheet_date(struct arena *a, double days, bool epoch_1904, bool time_only)
{
    enum { TO_1899_12_30 = 693899, TO_1904 = 695361, LAST = 2958466 };
    if (!(days >= 0) || days >= LAST)
        return NULL;
    int day = (int)days, seconds = (int)floor((days - day) * 86400 + 0.5), y, m, d;
    if (seconds == 86400)
        day++, seconds = 0;
    if (!epoch_1904 && day < 61) /* Excel has a 29 February 1900, which did not exist */
        day += day != 60;
    if (time_only || (!epoch_1904 && day < 2 && seconds))
        return arena_printf(a, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    civil_date(day + (epoch_1904 ? TO_1904 : TO_1899_12_30), &y, &m, &d);
    return seconds ? arena_printf(a, "%04d-%02d-%02d %02d:%02d:%02d", y, m, d, seconds / 3600,
                                  seconds / 60 % 60, seconds % 60)
                   : arena_printf(a, "%04d-%02d-%02d", y, m, d);
}

/* ---- building -------------------------------------------------------------------------------- */

void builder_start(struct builder *b, const char *name, bool hidden)
{
    b->sheet = vec_add(b->to);
    b->sheet->name = arena_dup(b->a, name, strlen(name));
    b->sheet->hidden = hidden;
    b->row.n = b->merges.n = 0;
    memset(b->hidden, 0, sizeof b->hidden);
}

void builder_hide(struct builder *b, int column, int columns)
{
    for (int i = column; i < column + columns && i < SHEET_COLUMNS; i++)
        b->hidden[i] = true;
}

void builder_cell(struct builder *b, int column, const char *text)
{
    if (!*text)
        return;
    if (column >= SHEET_COLUMNS) {
        b->sheet->wide = true;
        return;
    }
    while (b->row.n <= column)
        *vec_add(&b->row) = "";
    b->row.v[column] = text;
    b->sheet->hidden_columns += b->hidden[column];
    b->hidden[column] = false;
}

void builder_note(struct builder *b, enum sheet_remark what, int line, int column, const char *text)
{
    bool fault = what == SHEET_ERROR || what == SHEET_PENDING;
    if (!fault || b->sheet->notes.n < SHEET_NOTES)
        *vec_add(&b->sheet->notes) = (struct sheet_note){what, line, column, text};
}

void builder_merge(struct builder *b, int line, int column, int lines)
{
    if (lines > 1 && column < SHEET_COLUMNS && b->merges.n < MAX_MERGES)
        *vec_add(&b->merges) = (struct merge){line, column, lines};
}

static void add_row(struct builder *b, int line)
{
    struct sheet *s = b->sheet;
    int n = b->row.n;
    b->cells += n;
    b->too_large |= b->cells > MAX_CELLS || line < 1 || line > MAX_LINES ||
                    (s->n && line <= s->row[s->n - 1].line);
    if (b->too_large)
        return;
    const char **cell = arena_array(b->a, const char *, n);
    memcpy(cell, b->row.v, sizeof *cell * (size_t)n);
    vec_room((void **)&s->row, &s->n, &s->cap, sizeof *s->row);
    s->row[s->n - 1] = (struct sheet_row){line, n, cell};
}

void builder_end_row(struct builder *b, int line, int lines, bool hidden)
{
    for (int i = 0; i < lines && b->row.n && !b->too_large; i++) {
        add_row(b, line + i);
        b->sheet->hidden_rows += hidden;
    }
    b->row.n = 0;
}

/* The first row from a line on. */
static int row_from(const struct sheet *s, int line)
{
    int low = 0, high = s->n;
    while (low < high) {
        int middle = (low + high) / 2;
        if (s->row[middle].line < line)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void widen_row(struct builder *b, struct sheet_row *row, int n)
{
    const char **cell = arena_array(b->a, const char *, n);
    for (int i = 0; i < n; i++)
        cell[i] = i < row->n ? row->cell[i] : "";
    b->cells += n - row->n;
    row->cell = cell;
    row->n = n;
}

/* Fills merged cells into the rows that are not empty. */
static void fill_merge(struct builder *b, const struct merge *m)
{
    struct sheet *s = b->sheet;
    int i = row_from(s, m->line);
    if (i >= s->n || s->row[i].line != m->line || s->row[i].n <= m->column)
        return;
    const char *value = s->row[i].cell[m->column];
    for (i++; i < s->n && s->row[i].line < m->line + m->lines && !b->too_large; i++) {
        struct sheet_row *row = &s->row[i];
        if (row->n <= m->column)
            widen_row(b, row, m->column + 1);
        if (!*row->cell[m->column])
            row->cell[m->column] = value;
        b->too_large |= ++b->cells > MAX_CELLS;
    }
}

void builder_end(struct builder *b)
{
    for (int i = 0; i < b->merges.n && !b->too_large; i++)
        fill_merge(b, &b->merges.v[i]);
    b->merges.n = 0;
}

/* ---- all ------------------------------------------------------------------------------------- */

static bool refuse_workbook(const struct package *p, const char *why)
{
    diag(DIAG_cannot_read, LOC_NONE, package_name(p), why);
    return false;
}

bool workbook_read(struct package *p, struct arena *a, struct workbook *to)
{
    struct builder b = {.a = a, .to = to};
    bool ok = false;
    switch (package_kind(p)) {
    case PACKAGE_XLSX: ok = xlsx_read(p, &b); break;
    case PACKAGE_ODS: ok = ods_read(p, &b); break;
    case PACKAGE_XLSB:
        refuse_workbook(p, _("it is a binary workbook (.xlsb); save it as .xlsx"));
        break;
    default: refuse_workbook(p, _("it is not a workbook (.xlsx, .ods)"));
    }
    if (b.too_large)
        ok = refuse_workbook(
            p, _("it has an implausible number of cells, or its rows are out of order"));
    vec_done(&b.row);
    vec_done(&b.merges);
    return ok;
}

void workbook_done(struct workbook *w)
{
    for (int i = 0; i < w->n; i++) {
        mem_free(w->v[i].row);
        vec_done(&w->v[i].notes);
    }
    vec_done(w);
}

/* "B3" */
static const char *cell_name(char to[24], const struct sheet_note *n)
{
    char letters[8];
    size_t k = sizeof letters - 1;
    letters[k] = 0;
    for (int c = n->column + 1; c > 0; c = (c - 1) / 26)
        letters[--k] = (char)('A' + (c - 1) % 26);
    snprintf(to, 24, "%s%d", letters + k, n->line);
    return to;
}

void sheet_report(const struct sheet *s, const char *file)
{
    char name[24];
    for (int i = 0; i < s->notes.n; i++) {
        const struct sheet_note *n = &s->notes.v[i];
        struct loc where = {file, n->line, 0};
        switch (n->what) {
        case SHEET_ERROR: diag(DIAG_office_cell_error, where, cell_name(name, n), n->text); break;
        case SHEET_PENDING: diag(DIAG_office_cell_pending, where, cell_name(name, n)); break;
        case SHEET_STRUCK: diag(DIAG_office_cell_struck, where, cell_name(name, n)); break;
        case SHEET_COMMENT: break;
        }
    }
    if (s->hidden_rows)
        diag(DIAG_office_hidden_rows, (struct loc){file, 0, 0}, s->hidden_rows);
    if (s->hidden_columns)
        diag(DIAG_office_hidden_columns, (struct loc){file, 0, 0}, s->hidden_columns);
    if (s->wide)
        diag(DIAG_office_wide, (struct loc){file, 0, 0}, SHEET_COLUMNS);
}
