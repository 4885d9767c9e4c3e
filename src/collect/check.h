// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the checks. */
#ifndef KOKI_COLLECT_CHECK_H
#define KOKI_COLLECT_CHECK_H

#include "collect/collect-int.h"

/* A word with a gender mark in it. */
struct gendered {
    const char *word;
    int form; /* index into the table of marks */
    struct loc where;
};

struct check {
    const struct job *job;
    struct arena arena;
    struct buf text; /* scratch */
    struct {
        struct gendered *v;
        int n, cap;
    } gendered;
    struct map words;       /* first word → struct house_word, a chain */
    const xmlNode *chapter; /* the chapter that the names are of */
    struct strings names;
};

bool check_is_division(const xmlNode *n); /* division or section */
/* Code and the like, where characters are literal. */
bool check_is_code(const xmlNode *n);
/* A few words around a place of a text, into k->text. */
const char *check_excerpt(struct check *k, const char *text, const char *at);

/* check_structure.c */
void check_alt(struct check *k, xmlNode *n);
void check_licence(struct check *k, xmlNode *n);
void check_titles(struct check *k, xmlNode *n);
void check_empty(struct check *k, xmlNode *n);
void check_levels(struct check *k, xmlNode *n);
void check_sources(struct check *k, xmlNode *n);

/* check_text.c */
void check_quotes(struct check *k, xmlNode *n);
void check_marks(struct check *k, xmlNode *n);
void check_spaces(struct check *k, xmlNode *n);
void check_gender(struct check *k, xmlNode *n);
void check_gender_end(struct check *k);

/* check_words.c */
void check_words(struct check *k, xmlNode *n);
void check_words_read(struct check *k, const char *path);
void check_pitch(struct check *k, xmlNode *n);

/* schema.c */
void check_schema(struct check *k);

#endif
