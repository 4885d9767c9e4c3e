// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the readers of office formats. */
#ifndef KOKI_OFFICE_INT_H
#define KOKI_OFFICE_INT_H

#include "office/office.h"

/* ---- SAX ---- */

/* Copies an attribute's value of a SAX 2 start tag, in any namespace, into `to` (truncated); false
 * if it is absent. */
bool sax_attribute(int n, const xmlChar **attributes, const char *name, char *to, size_t room);
/* A decimal attribute of at most `most`; `otherwise` if it is absent or not a number. */
int sax_number(int n, const xmlChar **attributes, const char *name, int otherwise, int most);
/* Whether it is "1", "true" or "on"; `otherwise` if it is absent. */
bool sax_truth(int n, const xmlChar **attributes, const char *name, bool otherwise);

/* ---- sheet.c: a workbook while it is read ---- */

struct merge {
    int line, column, lines;
};
struct builder {
    struct arena *a;
    struct workbook *to;
    struct sheet *sheet;        /* the one being read */
    struct strings row;         /* cells of the row being read */
    int64_t cells;              /* of all rows so far */
    VEC(struct merge) merges;   /* of the sheet, over several rows */
    bool hidden[SHEET_COLUMNS]; /* its columns that are, until they have a cell */
    bool too_large;
};
void builder_start(struct builder *b, const char *name, bool hidden);
void builder_cell(struct builder *b, int column, const char *text);
void builder_note(struct builder *b, enum sheet_remark what, int line, int column,
                  const char *text);
void builder_merge(struct builder *b, int line, int column, int lines);
void builder_hide(struct builder *b, int column, int columns); /* before its rows */
/* Ends a row that is repeated `lines` times from `line` on. */
void builder_end_row(struct builder *b, int line, int lines, bool hidden);
void builder_end(struct builder *b); /* of the sheet: fills merged cells */

/* "2026-03-01", with the time unless it is midnight, of days since 1899-12-30 (1904: since
 * 1904-01-01) as Excel counts; NULL: no date. */
const char *sheet_date(struct arena *a, double days, bool epoch_1904, bool time_only);
/* A number as people write it: "3", "0.1", never "0.10000000000000001". */
const char *sheet_number(struct arena *a, const char *digits);
const char *sheet_percent(struct arena *a, double v); /* 0.125 as "12.5 %" */
const char *sheet_digits(struct arena *a, double v,
                         int digits);                  /* "08111"; NULL: no whole number */
const char *sheet_hours(struct arena *a, double days); /* "30:00:00"; NULL: none */

/* ---- rtf.c ---- */

/* Whether the bytes begin as RTF does. */
bool rtf_is(const char *bytes, size_t n);
struct rtf_faults {
    bool cut;    /* the file ends within a group */
    int deepest; /* groups beyond this depth were read without what their words say; 0: none was */
    int unknown; /* characters of code pages that this system does not have, or damaged ones */
};
/* Appends the zip archive of a Word document with the same content. False: it could not be made. */
bool rtf_package(const struct buf *bytes, struct buf *zip, struct rtf_faults *faults);
/* The bytes of a package that was RTF; NULL for others. */
const struct buf *package_rtf(const struct package *p);

bool xlsx_read(struct package *p, struct builder *b);
bool ods_read(struct package *p, struct builder *b);

#endif
