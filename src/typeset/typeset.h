// SPDX-License-Identifier: Apache-2.0
/* The interface of typeset: requests of koki-typeset's command line, checked, and carried out by
 * the stages in order. */
#ifndef KOKI_TYPESET_H
#define KOKI_TYPESET_H

#include "each/each.h"
#include "pdf/pdf.h"

enum stage {
    STAGE_XML,
    STAGE_STYLES,
    STAGE_BOXES,
    STAGE_TAGS,
    STAGE_LINES,
    STAGE_PAGES,
    STAGE_CANVAS,
    STAGE_NONE
};

/* A request. Paths of outputs not requested are NULL. */
struct request {
    const char *layout, *output, *press, *screen, *draft, *preview, *report, *cover, *paper,
        *spine_text, *only;
    struct inking inking;
    unsigned marks; /* PAINT_CROP and the like */
    len spine, leaf;
    struct strings allow, fonts, findings;
    bool verbose, watch, fonts_system, list_fonts, list_layouts;
    struct each_options each;
    const char *letter, *letters, *letter_layout;
    const char *book;
    int jobs;
    int dump, rendering, standard; /* enum stage, enum rendering, enum screen_standard */
    enum stage last;
};

/* Checks the request, fills in derived values, and claims its outputs; `books`: number of books
 * given. False: an output cannot be written (reported); bad usage ends the program. */
bool request_check(struct request *r, int books);

/* All of these return the exit status. */
int typeset_book(void *request);               /* one edition of each output */
int typeset_editions(const struct request *r); /* one for each row of the table */
int typeset_list_layouts(const struct request *r);
int typeset_list_fonts(const struct request *r);

#endif
