// SPDX-License-Identifier: Apache-2.0
/* The interface of collect: chapter files, folders and a skeleton in, one DocBook 5 book out. */
#ifndef KOKI_COLLECT_H
#define KOKI_COLLECT_H

#include "xml/xml.h"

/* The checks that can be switched; bit n of `checks` is the n-th line of check.def. */
enum collect_check {
#define C(id, name, on, visit, finish, help) COLLECT_CHECK_##id,
#include "collect/check.def"
#undef C
    COLLECT_CHECK_COUNT
};

struct collect {
    const char *skeleton; /* the book with the places of chapters; NULL: an input that is a book, or
                             a bare one */
    const char *structure;    /* the id of an assembly's structure to use; NULL: the first */
    const char *const *input; /* chapter files and folders, "-" standard input */
    int n_input;
    const char *title;   /* of a bare book; NULL: none */
    const char *lang;    /* of a bare book; NULL: the chapters' */
    const char *out_dir; /* media paths are made relative to it; NULL: "." */
    const char
        *bundle; /* a folder that all media are copied into; NULL: they stay where they are */
    const char *const *allow; /* further folders that inclusions may read from */
    int n_allow;
    const char *const *profile; /* "ATTR=VALUE;VALUE", "!VALUE" excludes */
    int n_profile;
    const char *const *set; /* "NAME=VALUE" */
    int n_set;
    bool late;                /* variables without a value stay as they are, for koki-typeset */
    bool parts;               /* every working group's folder becomes a part */
    uint32_t checks;          /* collect_checks() */
    const char *const *words; /* lists of words to avoid */
    int n_words;
    const char
        *styles; /* a file that maps styles of manuscripts; NULL: only the built-in mapping */
    bool review; /* keep tracked changes and comments of manuscripts */
    const char *schema; /* RELAX NG of DocBook; NULL: that of Debian's docbook5-xml */
};

extern const char collect_check_words[]; /* "ids|links|…|all|none" */
/* The set of checks in a list like "all,-quotes"; NULL: the default ones. False if a name is
 * unknown (*bad). */
bool collect_checks(const char *list, uint32_t *checks, char **bad);

/* NULL: nothing could be collected (reported). The caller frees with xml_free. */
xmlDoc *collect_book(const struct collect *c);

/* Marks changes in `book` since an earlier one, by revisionflag: leaves (paragraphs, titles,
 * entries) and words. */
struct collect_changes {
    int added, changed, deleted, moved;
};
void collect_since(xmlDoc *book, xmlDoc *earlier, struct collect_changes *count);

/* Writes a table of the book's chapters: words, figures, tables, notes, authors, findings
 * (diag_each) so far; with messages in JSON, an object a line for each chapter. */
void collect_summary(xmlDoc *book, FILE *f);

#endif
