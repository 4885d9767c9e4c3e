// SPDX-License-Identifier: Apache-2.0
/* The interface of subsetting: the fonts of an edition, reduced to the used glyphs. */
#ifndef KOKI_SUBSET_INT_H
#define KOKI_SUBSET_INT_H

#include <hb.h>

#include "text/text.h"

enum subset_kind {
    SUBSET_CFF, /* bare CFF, CID-keyed: FontFile3 of /Subtype /CIDFontType0C, of a CIDFontType0 */
    SUBSET_TRUETYPE, /* FontFile2 of a CIDFontType2 */
};

/* A face with some of its glyphs. A CID is the face's own glyph id for both kinds. */
struct subset {
    enum subset_kind kind;
    unsigned char *data; /* the font file, to be freed by subset_done */
    size_t size;
    uint16_t *gid; /* SUBSET_TRUETYPE: the subset's glyph of each CID below n_gid, 0 for those that
                      it lacks; else NULL */
    int n_gid;
    char name[64];       /* "ABCDEF+PostScriptName"; the tag is made from the content */
    int upem;            /* units of the face */
    int bbox[4];         /* of the face, and so on: [1/1000 em] */
    int ascent, descent; /* descent is negative below the baseline, as in a font descriptor */
    int cap_height, stem_v;
    int italic_angle; /* [degrees] counter-clockwise */
    int weight;       /* 1…1000 */
    unsigned flags;   /* of a font descriptor (ISO 32000-2, table 121) */
};

/* Makes the subset of the face of `font`, which may be of any size, with its variations set. CID 0
 * (.notdef) is always in it, as are components of glyphs. hints: keeps instructions and stem hints,
 * if those of the face are usable for the subset. The same face and glyphs give the same bytes.
 * False if the face has no outlines; *out is empty. */
bool subset_make(const struct font *font, const hb_set_t *glyphs, bool hints, struct subset *out);
void subset_done(struct subset *s);

/* [1/1000 em] The exact advance of a glyph, with the face's variations set: for /W and for
 * corrections by TJ. Not cached: call it once for each glyph. */
double subset_advance(const struct font *font, hb_codepoint_t glyph);

/* ---- CFF (Adobe Technical Notes 5176 and 5177), in subset_cff.c ------------------------------ */

struct cff_bytes {
    const unsigned char *s;
    size_t n;
};
/* The input of a CID-keyed font: borrowed bytes. */
struct cff {
    int n;                        /* glyphs, the first is .notdef; */
    struct cff_bytes *charstring; /* without subroutines; */
    uint16_t *cid;
    uint8_t *fd; /* of each: its Font DICT */
    struct cff_dict {
        struct cff_bytes matrix; /* operands of FontMatrix; empty: none */
        struct cff_bytes priv;   /* Private DICT without Subrs */
    } dict[256];
    int n_dict;
    struct cff_bytes matrix; /* of the Top DICT */
    int bbox[4];             /* [units] */
};
/* Reads a CFF table without subroutines, as made by hb-subset; cid is left to the caller. False if
 * it is of another kind, or has a glyph composed of others by name, which a CID-keyed font lacks.
 * Arrays are allocated in a. */
bool cff_read(struct cff *cff, struct cff_bytes table, struct arena *a);
void cff_write(struct buf *out, const struct cff *cff, const char *name);
/* The charstring of one glyph, drawn by HarfBuzz at one unit a font unit. */
void cff_draw(struct buf *out, hb_font_t *font, hb_codepoint_t glyph);
/* The operands of a FontMatrix for an em of a number of units. */
void cff_put_matrix(struct buf *out, int upem);

#endif
