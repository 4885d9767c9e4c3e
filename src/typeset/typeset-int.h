// SPDX-License-Identifier: Apache-2.0
/* What the files of typeset share. */
#ifndef KOKI_TYPESET_INT_H
#define KOKI_TYPESET_INT_H

#include "typeset/typeset.h"

/* ---- request.c: the outputs ------------------------------------------------------------------ */

/* The outputs, in the order in which they are written: the path's place in the request; the medium
 * whose consent it needs, INTERNAL where it stays in the house; what edition it is, NO_EDITION
 * where it is none. All that is checked, filled in or written for each output goes by this table.
 */
enum { OUT_SCREEN, OUT_PRESS, OUT_COVER, OUT_DRAFT, OUT_PREVIEW, OUT_REPORT, OUTPUTS };
enum { INTERNAL = -1, NO_EDITION = -1 };
struct output_kind {
    size_t path;
    int medium, edition;
    bool folder;
};
extern const struct output_kind outputs[OUTPUTS];
/* Where the request has the path of an output: -o is the screen edition's, unless it is a dump's.
 */
const char **output_place(struct request *r, int k);
/* NULL: it is not asked for. */
const char *output_path(const struct request *r, int k);
bool outputs_any(const struct request *r);
/* Whether everything asked for can be written. False: reported; that a source would be lost is bad
 * usage. */
bool outputs_writable(const struct request *r);
void request_note_sources(const struct request *r);

/* ---- stages.c: a document through all stages ------------------------------------------------- */

/* What was said when that was made, which every edition says in its place. */
struct common {
    struct diag_held reading, layout, fonts, setting;
};

/* Everything that is alive at once; each stage adds its own. */
struct typesetting {
    xmlDoc *xml;
    unsigned media; /* those that the people whom the book names agreed to, 1 << MEDIUM_PRINT and
                       the like */
    const struct request *request; /* what the layout was loaded for */
    struct css *css;
    struct doc *doc;
    struct text *text;
    struct flow *flow;
    struct book *book;
    struct thread_pool *pool;
    struct common *common; /* editions of a table: what is made before them, css and text among it;
                              NULL: a single one */
};
/* Whether what people agreed to allows an output for these media. */
bool outputs_is_cleared(unsigned media, int k);
/* Consent is given for a medium; what stays in the house, and dumps, need none. False: nothing is
 * left to be written. */
bool stages_check_clearance(struct typesetting *run, const struct request *r);
/* Fonts and layout, unless they are there from before. */
void stages_load_fonts(struct typesetting *run, const struct request *r);
bool stages_load_layout(struct typesetting *run, const struct request *r);
/* Takes run->xml through all stages. */
bool stages_run(struct typesetting *run, const struct request *r);
bool stages_write_editions(const struct typesetting *run, const struct request *r);
/* Makes what is asked for of a document that is loaded. */
bool stages_run_document(struct typesetting *run, const struct request *r);
/* Likewise of one whose variables have their values: twice, where it has revisions. */
bool stages_run_outputs(struct typesetting *run, const struct request *r);
xmlDoc *stages_load_book(const struct request *r, const char *path);
struct thread_pool *stages_new_pool(const struct request *r);
void stages_free(struct typesetting *run);
int stages_status(bool ok);

#endif
