// SPDX-License-Identifier: Apache-2.0
/* The interface of pdf: a canvas that writes an edition: pages, colours, structure, boxes, intents,
 * metadata. */
#ifndef KOKI_PDF_H
#define KOKI_PDF_H

#include "out/out.h"

enum edition_kind { EDITION_SCREEN, EDITION_PRESS, EDITION_DRAFT };
/* The standard of the screen edition: PDF/UA-1 with PDF/A-2a, or PDF/UA-2 with PDF/A-4, which is
 * PDF 2.0. */
enum screen_standard { SCREEN_UA1, SCREEN_UA2 };
/* The rendering intent of colours as inks. */
enum rendering {
    RENDER_AUTO /* photographs perceptual, colours relative */,
    RENDER_PERCEPTUAL,
    RENDER_RELATIVE,
    RENDER_SATURATION,
    RENDER_ABSOLUTE
};
struct inking {
    const char *profile; /* output intent by name or file; NULL: the kind's default */
    enum rendering rendering;
    bool no_black_point; /* black is not fitted to the blackest of the press */
    int limit;           /* [%] of ink on one spot; 0: 300 */
};
struct edition {
    enum edition_kind kind;
    enum screen_standard standard;
    const char *path; /* "-": stdout */
    struct inking inking;
    unsigned marks; /* press: PAINT_CROP … for every page, besides those of the pages' styles */
    bool cover; /* press: the file of the cover, back, spine and front side by side, then its inner
                   side */
    bool without_cover; /* press: pages of the cover are left out */
    len spine, leaf;    /* cover: thickness of the spine; 0: that of the book's leaves, each of this
                           thickness */
    len bleed;          /* press: of all pages; 0: each page's own, 3 mm by default */
    struct thread_pool *pool; /* deflates the output; NULL: only the caller does */
    bool list_alternatives; /* each missing alternative text is an error; else there is one warning
                               for all */
    const struct strings *findings; /* draft: files of messages in JSON that become annotations, as
                                       remarks then do; NULL or none: remarks are printed */
    const char *revision; /* draft: text at its foot besides the date ("a1b2c3d"); NULL: releaseinfo
                             or edition */
};
/* Paints and finishes n editions of the book, each with outline, page labels, links, structure
 * tree, XMP and Info, output intent; written completely or not at all. Only checked claims are
 * made; violations are reported. Consecutive editions with the same pages are painted together;
 * their files are as if written alone. False if one was not written. */
bool pdf_write(const struct book *book, const struct edition *e, int n);
/* Likewise, and gives back the content of pages as they are painted for the last time: nothing can
 * be painted or reported of the book afterwards. */
bool pdf_write_last(struct book *book, const struct edition *e, int n);

/* From now on, results of pdf_write are cached for later editions with the same content; false: no
 * more are added, but the cache stays. Not while an edition is written. */
void pdf_keep(bool on);

/* Whether a profile of that name is known: "fogra51". */
bool pdf_knows_profile(const char *name);

/* Writes data for preflight as one JSON object: pages with their inks, fonts, images with their
 * resolution, colours, separations, thin lines, links, missing alternative texts, diagnostics so
 * far. Pages with more ink than allowed are reported. */
bool pdf_report(const struct book *book, const struct inking *inking, const char *path);

#endif
