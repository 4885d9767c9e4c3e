// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the files of each. */
#ifndef KOKI_EACH_INT_H
#define KOKI_EACH_INT_H

#include "each/each.h"

/* values.c: a folded name, for comparison */
const char *name_folded(struct arena *a, const char *name);

/* rows.c: splits "FILE#SHEET"; sheet NULL: none */
void table_parts(struct arena *a, const char *path, const char **file, const char **sheet);

/* done.c: the record of an edition */
struct record {
    int row;                   /* its number */
    const char *state;         /* "made", "kept", "failed", "left out" */
    const char *key, *content; /* of all its sources; of its files */
    const char *sources;       /* sources of this edition only, separated by | */
    const char *messages;
};
enum { DIGEST = 33 }; /* 32 digits and a 0 */
struct digest {
    uint64_t h[2];
};
void digest_add(struct digest *d, const void *p, size_t n);
void digest_text(struct digest *d, const char *s); /* with its end */
/* The bytes of a file, or the names and bytes of those in a folder. False if it does not exist,
 * which is also digested. */
bool digest_file(struct digest *d, const char *path);
const char *digest_shown(struct arena *a, const struct digest *d);

/* The list of a run, and its journal beside it, which has every edition as soon as it is made. */
struct list;
const char *list_journal(
    struct arena *a, const char *path); /* the file beside the list that a run in progress writes */
struct list *list_open(const char *path, int rows); /* NULL: reported */
const struct record *list_get(const struct list *l,
                              const char *outputs); /* of an earlier run; NULL: none */
void list_put(struct list *l, const struct record *r, const char *outputs, int line);
bool list_has(const struct list *l, int row); /* whether the row's edition exists */
bool list_close(struct list *l); /* writes it whole, in the order of rows; false: reported */

#endif
