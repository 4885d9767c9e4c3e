// SPDX-License-Identifier: Apache-2.0
/* The interface of each: one book, many editions: values for its variables, a table with a row for
 * each edition, and the processes that make them. */
#ifndef KOKI_EACH_H
#define KOKI_EACH_H

#include "xml/xml.h"

/* ---- values of one edition ------------------------------------------------------------------- */

/* How to read an ambiguous number, "12.345". */
enum decimal { DECIMAL_UNKNOWN, DECIMAL_POINT, DECIMAL_COMMA };

/* The variables of a book in one edition, and its profile. Zero-initialize. */
struct values {
    struct arena arena;
    struct map by_name; /* folded name → struct value */
    struct xml_profiles keep;
    struct loc row; /* of the table; no place: values come from the command line */
    bool given;     /* there is a table or a value: attributes are filled, too */
    bool missing;   /* a variable could not be filled in */
    bool neutral; /* for content common to all editions: all is kept, only unknown names are missing
                   */
};
/* "NAME=VALUE" of the command line. False if malformed. */
bool values_set(struct values *v, const char *text);
/* A cell of the row; "": it has no value. Values set before take precedence. Strings are
 * borrowed. */
void values_add(struct values *v, const char *name, const char *text, enum decimal mark);
/* The value of a name, ignoring case, spaces, hyphens and underscores; "" if it is empty, NULL if
 * undefined. */
const char *values_get(const struct values *v, const char *name);
/* Turns the tree into the edition of these values: content for others is dropped, variables are
 * filled in; failures are reported. */
void values_fill(struct values *v, xmlNode *root);
/* Reports values and profiles not used in the documents filled so far. */
void values_report(const struct values *v);
void values_done(struct values *v);

/* Writes a number or date by a format in the arena: "number", "number-2" (decimals), "percent",
 * "currency-EUR", "date", "date-short". NULL if the text is neither, or ambiguous. */
const char *format_value(struct arena *a, const char *text, enum decimal mark, const char *format,
                         const char *lang);
bool format_known(const char *format);
/* The decimal mark, if the text is evidence of it. */
enum decimal format_evidence(const char *text);

/* ---- a table of editions --------------------------------------------------------------------- */

struct each_column {
    const char *name;   /* "": a repeated name of an earlier column */
    const char *folded; /* for comparison */
    enum decimal mark;  /* as shown by all numbers of the column, or else of the table */
    bool both;          /* they have both */
};
struct each_row {
    int line;
    int number; /* from 1, of those below the heading */
    const char **field;
    int n;
    const char *left_out; /* why no edition is made; NULL: one is made */
};
struct each {
    struct arena arena;
    const char *file; /* interned; with the sheet if there are several */
    VEC(struct each_column) column;
    VEC(struct each_row) row;
    bool semicolons; /* between values */
    int first, last; /* --rows: indices, last exclusive */
    int digits;      /* of the last row's number */
    bool *made; /* by row: whether its edition exists, once each_run has ended; NULL: no editions
                   are made */
    VEC(const char *) pattern; /* names of outputs; NULL: that one is not made */
};
/* Options of the command line. */
struct each_options {
    const char *table, *rows, *list;
    struct strings set, keep, need, unless;
};
/* Reads the table. NULL: it cannot be read, reported; bad usage ends the run. The caller frees with
 * each_free. */
struct each *each_new(const struct each_options *o);
void each_free(struct each *e);
/* The values of a row, after those of the command line; row NULL: values common to all. */
void each_values(const struct each *e, const struct each_options *o, const struct each_row *row,
                 struct values *v);
/* The name of an output: "{NAME}" in the pattern is the row's value, "{#}" its number; a value
 * stays within its part of the path. In the arena. */
const char *each_name(const struct each *e, struct arena *a, const char *pattern,
                      const struct each_row *row);
/* Checks the patterns for all rows to be made: they use existing columns, no two files have one
 * name. Faults are bad usage and end the run. */
void each_check_names(struct each *e, const char *const *pattern, int n);

/* ---- making them ----------------------------------------------------------------------------- */

struct each_edition {
    const struct each_row *row;
    struct values values;
    const char *const *path; /* by pattern; NULL: not made */
};
struct each_work {
    void *ctx;
    bool (*make)(void *ctx,
                 struct each_edition *e); /* in a child process; false if there are no outputs */
    int workers;                          /* at once */
    uint64_t key[2]; /* of all data common to the editions, except files read */
};
/* Makes the missing folders of a file's path. False and errno on failure. */
bool each_make_folders(const char *path);
/* Makes all editions that are missing or out of date; records the outcome of each in the list.
 * Returns the number of existing editions. */
int each_run(struct each *e, const struct each_options *o, const struct each_work *w);
/* Whether the row is not left out, and its edition exists if editions are made. */
bool each_is_made(const struct each *e, const struct each_row *row);

/* The letters of all rows whose editions exist, in the order of the table, as one book. The caller
 * frees it. */
xmlDoc *each_letters(const struct each *e, const struct each_options *o, xmlDoc *letter);

#endif
