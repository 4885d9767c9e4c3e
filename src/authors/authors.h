// SPDX-License-Identifier: Apache-2.0
/* The interface of authors: a book and contributor files in, the book with everybody credited out.
 */
#ifndef KOKI_AUTHORS_H
#define KOKI_AUTHORS_H

#include "xml/xml.h"

/* What the list of contributors says of a person; bits of authors_options.show. */
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
    const char *const *map; /* files that say what further headings mean */
    int n_map;
    const char *const *decisions; /* files that say who is the same person */
    int n_decisions;
    unsigned media; /* where the book will appear, 1 << MEDIUM_PRINT and the like: people must have
                       agreed to all */
    uint32_t show;
    const char *const *partners; /* tables of those who are thanked by logo and name */
    int n_partners;
    const char *by;            /* what the list is grouped by; NULL: nothing */
    const char *const *export; /* files for other systems: .csv, .json, .xml, or "csv:FILE" … */
    int n_export;
    const char
        *reprint; /* where those go who took their consent back, ".csv" or DocBook; NULL: nowhere */
    const char *balance; /* where the counts go, ".json" or text; NULL: nowhere */
};

/* What a run came to. */
struct authors_counts {
    int mentions, people, named, registered, refused, withdrawn, unknown, doubts;
};

extern const char authors_show_words[]; /* "affiliation|…|", in the order of enum show */
bool authors_can_group(const char *by); /* role, chapter, sector, group */
const char *authors_export_path(
    const char *path); /* the file in "jats:FILE" and the like; NULL: its form is not known */
void authors_list_roles(FILE *f); /* a line for each credit: its name, and the stems of the roles
                                     that give it; then the roles of CRediT */
/* Reads the people, credits them in the book's info, its chapters and its list of contributors, in
 * place. False: a file about them cannot be read, or not what it asks consent for (reported), so
 * that nobody can say who may be named; nothing is done. */
bool authors_credit(xmlDoc *book, const struct authors_options *o, struct authors_counts *counts);

#endif
