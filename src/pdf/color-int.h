// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by color.c and profile.c: the colours of one edition. */
#ifndef KOKI_PDF_COLOR_INT_H
#define KOKI_PDF_COLOR_INT_H

#include "pdf/pdf-int.h"

/* An output condition: its profile, and its identifiers in an output intent. */
struct condition {
    const char *name, *file, *identifier, *info;
};
/* The operators of a colour. */
struct operators {
    const struct css_color *color;
    bool black, white; /* black: 100 % K, opaque */
    int spot;          /* object of its colour space; 0 none */
    char *fill, *stroke;
};
struct color {
    bool press;
    enum rendering rendering;
    bool no_black_point;
    int limit; /* [%] of ink on one spot */
    struct condition intent;
    char description[128]; /* of a profile of the user's own */
    cmsHPROFILE profile;   /* of the intent; borrowed */
    int profile_object;
    int other_profile; /* for colours of the other kind in PDF images: an object; 0 not yet */
    cmsHTRANSFORM to_cmyk, to_rgb; /* 16 bits a channel; NULL: not made yet, or no profile */
    cmsHTRANSFORM pixels[2];       /* RGB to CMYK, 8 bits: of few colours, and of many */
    bool tried_cmyk, tried_rgb, tried_pixels[2];
    VEC(struct operators) entry;
    int *slot, slots; /* entry + 1, by the hash of the colour; 0 free */
    struct map spots; /* name → object number */
};

/* A transform between sRGB and the press profile, in the direction given by the formats (of lcms2),
 * with the edition's rendering intent, else the default. It is exact unless it is for many colours:
 * then it goes by a table, which takes as long to make as to convert some 30,000 of them. NULL if
 * there is no profile. It is kept for the rest of the run. */
cmsHTRANSFORM profile_transform(const struct color *c, cmsUInt32Number from, cmsUInt32Number to,
                                enum rendering standard, bool many);

#endif
