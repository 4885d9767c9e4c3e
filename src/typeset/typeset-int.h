// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the files of typeset. */
#ifndef KOKI_TYPESET_INT_H
#define KOKI_TYPESET_INT_H

#include "typeset/typeset.h"

/* ---- request.c: the outputs ------------------------------------------------------------------ */

/* The outputs, in the order in which they are written: the offset of the path in the request; the
 * medium whose consent it needs, INTERNAL for internal use; the edition, NO_EDITION if it is none.
 * All checks and writing of outputs are driven by this table. */
enum { OUT_SCREEN, OUT_PRESS, OUT_COVER, OUT_DRAFT, OUT_PREVIEW, OUT_REPORT, OUTPUTS };
enum { INTERNAL = -1, NO_EDITION = -1 };
struct output_kind {
    size_t path;
    int medium, edition;
    enum output_content content;
    bool folder;
};
extern const struct output_kind outputs[OUTPUTS];
/* The path of an output in the request: -o is the screen edition's, unless it is a dump's. */
const char **output_place(struct request *r, int k);
/* NULL: not requested. */
const char *output_path(const struct request *r, int k);
bool outputs_any(const struct request *r);
/* Whether all requested outputs can be written. False: reported; overwriting a source is bad
 * usage. */
bool outputs_writable(const struct request *r);
void request_note_sources(const struct request *r);

/* ---- stages.c: a document through all stages ------------------------------------------------- */

/* The messages of that run, which every edition reports at their places. */
struct common {
    struct diag_held reading, layout, fonts, setting;
};

/* All data that exist at once; each stage adds its own. */
struct typesetting {
    xmlDoc *xml;
    unsigned media; /* those in which the people of the book agreed to be named, 1 << MEDIUM_PRINT
                       and the like */
    const struct request *request; /* the request the layout was loaded for */
    struct css *css;
    struct doc *doc;
    struct text *text;
    struct drawer *drawer; /* of its images, beside setting; NULL: not begun, or taken */
    struct flow *flow;
    struct book *book;
    struct thread_pool *pool;
    struct common *common; /* editions of a table: data made in advance, including css and text;
                              NULL: a single one */
};
/* Whether people's consent allows an output for these media. */
bool outputs_is_cleared(unsigned media, int k);
/* Consent is given for a medium; outputs for internal use, and dumps, need none. False if no output
 * is left to write. */
bool stages_check_clearance(struct typesetting *run, const struct request *r);
/* Loads fonts and layout, unless already loaded. */
void stages_load_fonts(struct typesetting *run, const struct request *r);
bool stages_load_layout(struct typesetting *run, const struct request *r);
/* Takes run->xml through all stages. */
bool stages_run(struct typesetting *run, const struct request *r);
bool stages_write_editions(const struct typesetting *run, const struct request *r, bool last);
/* Makes the requested outputs of a loaded document. */
bool stages_run_document(struct typesetting *run, const struct request *r);
/* Likewise of one with its variables filled in: twice, if it has revisions. */
bool stages_run_outputs(struct typesetting *run, const struct request *r);
xmlDoc *stages_load_book(const struct request *r, const char *path);
struct thread_pool *stages_new_pool(const struct request *r);
void stages_free(struct typesetting *run);
int stages_status(bool ok);

#endif
