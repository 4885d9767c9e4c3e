// SPDX-License-Identifier: Apache-2.0
/* The interface of authors: a book and contributor files in, the book with everybody credited out.
 */
#ifndef KOKI_AUTHORS_H
#define KOKI_AUTHORS_H

#include "xml/xml.h"

/* The details of a person in the list of contributors; bits of authors_options.show. */
enum show {
#define S(id, field) SHOW_##id,
#include "authors/show.def"
#undef S
    SHOW_COUNT
};
#define AUTHORS_SHOW_USUAL (1u << SHOW_expertise | 1u << SHOW_group | 1u << SHOW_chapters)

struct authors_options {
    const char *const *file; /* contributor files; "-" standard input */
    int n_file;
    const char *const *map; /* files that map further headings to fields */
    int n_map;
    const char *const *decisions; /* files of decisions about identical people */
    int n_decisions;
    unsigned media; /* where the book will appear, 1 << MEDIUM_PRINT and the like: people must have
                       agreed to all */
    uint32_t show;
    const char *const *partners; /* tables of partners, who are thanked by logo and name */
    int n_partners;
    const char *by;            /* field by which the list is grouped; NULL: none */
    const char *const *export; /* files for other systems: .csv, .json, .xml, or "csv:FILE" … */
    int n_export;
    const char
        *reprint; /* list of people who withdrew their consent, ".csv" or DocBook; NULL: nowhere */
    const char *balance; /* file of the counts, ".json" or text; NULL: nowhere */
};

/* The counts of a run. */
struct authors_counts {
    int mentions, people, named, registered, refused, withdrawn, unknown, doubts;
};

extern const char authors_show_words[]; /* "affiliation|…|", in the order of enum show */
bool authors_can_group(const char *by); /* role, chapter, sector, group */
const char *authors_export_path(
    const char *path); /* the file in "jats:FILE" and the like; NULL: unknown format */
void authors_list_roles(
    FILE *f); /* a line for each credit, with the stems of its roles; then the roles of CRediT */
/* Reads the people, credits them in the book's info, its chapters and its list of contributors, in
 * place. False if a file about them, or the purpose of a consent in it, cannot be read (reported):
 * it is then unknown who may be named, and the book is left unchanged. */
bool authors_credit(xmlDoc *book, const struct authors_options *o, struct authors_counts *counts);

#endif
