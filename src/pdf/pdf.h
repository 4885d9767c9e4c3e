/* The interface of pdf: the finish. Cairo's painted file becomes an edition: colours, structure, boxes, intents, metadata. */
#ifndef KOKI_PDF_H
#define KOKI_PDF_H

#include "out/out.h"

enum edition_kind { EDITION_SCREEN, EDITION_PRESS, EDITION_DRAFT };
struct edition {
    enum edition_kind kind;
    const char *path;     /* "-": stdout */
    const char *profile;  /* output intent by name or file; NULL: the kind's default */
    len bleed;            /* press: of all pages; 0: each page's own, 3 mm where it says none */
    const char *revision; /* draft: what its foot says besides the date ("a1b2c3d"); NULL: releaseinfo or edition */
};
/* Paints and finishes one edition of the book: outline, page labels, links, structure tree, XMP and Info, output intent; written
 * whole or not at all. Claims only what was checked; what costs a claim is reported. False: nothing written. */
bool pdf_write(const struct book *book, const struct edition *e);

/* Writes what the book came to as one JSON object: pages, fonts, pictures with their resolution, inks, lines, diagnostics so far.
 */
bool pdf_report(const struct book *book, const char *path);

#endif
