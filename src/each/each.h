// SPDX-License-Identifier: Apache-2.0
/* The interface of each: one book, many editions: values for its variables, a table with a row for
 * each edition, and the processes that make them. */
#ifndef KOKI_EACH_H
#define KOKI_EACH_H

#include "xml/xml.h"

/* ---- values of one edition ------------------------------------------------------------------- */

/* How a number is read that may be read in two ways, "12.345". */
enum decimal { DECIMAL_UNKNOWN, DECIMAL_POINT, DECIMAL_COMMA };

/* What the variables of a book are in one edition, and whom it is for. Zero-initialize. */
struct values {
    struct arena arena;
    struct map by_name; /* folded name → struct value */
    struct xml_profiles keep;
    struct loc row; /* of the table; no place: values come from the command line */
    bool given;     /* there is a table, or any value: attributes are filled, too */
    bool missing;   /* something could not be filled in */
    bool neutral;   /* for what editions have in common: everything is kept, nothing is missing but
                       names that nobody knows */
};
/* "NAME=VALUE" of the command line. False: it is no such thing. */
bool values_set(struct values *v, const char *text);
/* A cell of the row; "": it has no value. What was set before stays. Strings are borrowed. */
void values_add(struct values *v, const char *name, const char *text, enum decimal mark);
/* The value of a name, whatever its case, spaces, hyphens and underscores; "" when it has none,
 * NULL: nothing gives it one. */
const char *values_get(const struct values *v, const char *name);
/* Makes the tree the edition of these values: what is for others is dropped, variables are filled
 * in; what cannot be is reported. */
void values_fill(struct values *v, xmlNode *root);
/* Reports what was set, or is to be kept, and nothing in the documents filled so far asks for. */
void values_report(const struct values *v);
void values_done(struct values *v);

/* Writes a number or date by a format in the arena: "number", "number-2" (decimals), "percent",
 * "currency-EUR", "date", "date-short". NULL: the text is none, or may be read in two ways. */
const char *format_value(struct arena *a, const char *text, enum decimal mark, const char *format,
                         const char *lang);
bool format_known(const char *format);
/* The mark before the decimals, where a text shows it. */
enum decimal format_evidence(const char *text);

/* ---- a table of editions --------------------------------------------------------------------- */

struct each_column {
    const char *name;   /* "": that of an earlier column again */
    const char *folded; /* as names are compared */
    enum decimal mark;  /* what all numbers of the column show, or else the table */
    bool both;          /* they show both */
};
struct each_row {
    int line;
    int number; /* from 1, of those below the heading */
    const char **field;
    int n;
    const char *left_out; /* why no edition is made of it; NULL: one is */
};
struct each {
    struct arena arena;
    const char *file; /* interned; with the sheet where there are several */
    VEC(struct each_column) column;
    VEC(struct each_row) row;
    bool semicolons; /* between values */
    int first, last; /* --rows: indices, last exclusive */
    int digits;      /* of the last row's number */
    bool *made; /* by row: whether its edition is there, once each_run has ended; NULL: no editions
                   are made */
    VEC(const char *) pattern; /* names of outputs; NULL: that one is not made */
};
/* What the command line says of it. */
struct each_options {
    const char *table, *rows, *list;
    struct strings set, keep, need, unless;
};
/* Reads the table. NULL: it cannot be read, reported; bad usage ends the run. The caller frees with
 * each_free. */
struct each *each_new(const struct each_options *o);
void each_free(struct each *e);
/* The values of a row, and those of the command line before them; row NULL: what all have in
 * common. */
void each_values(const struct each *e, const struct each_options *o, const struct each_row *row,
                 struct values *v);
/* The name of an output: "{NAME}" in the pattern is the row's value, "{#}" its number; a value
 * stays within its part of the path. In the arena. */
const char *each_name(const struct each *e, struct arena *a, const char *pattern,
                      const struct each_row *row);
/* Checks the patterns for all rows to be made: columns there are, no two files of one name. What is
 * wrong is bad usage and ends the run. */
void each_check_names(struct each *e, const char *const *pattern, int n);

/* ---- making them ----------------------------------------------------------------------------- */

struct each_edition {
    const struct each_row *row;
    struct values values;
    const char *const *path; /* by pattern; NULL: that one is not made */
};
struct each_work {
    void *ctx;
    bool (*make)(void *ctx,
                 struct each_edition *e); /* in a child process; false: there are no outputs */
    int workers;                          /* at once */
    uint64_t key[2]; /* of all that editions have in common, but for files that were read */
};
/* Makes the folders that a file lies in, as far as they are not there. False and errno: cannot. */
bool each_make_folders(const char *path);
/* Makes all editions that are not there yet, as good as new; says in the list what became of each.
 * Gives how many there are now. */
int each_run(struct each *e, const struct each_options *o, const struct each_work *w);
/* Whether the row is not left out, and its edition is there where any are made. */
bool each_is_made(const struct each *e, const struct each_row *row);

/* The letters of all rows whose editions are there, in the order of the table, as one book. The
 * caller frees it. */
xmlDoc *each_letters(const struct each *e, const struct each_options *o, xmlDoc *letter);

#endif
