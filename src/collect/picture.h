// SPDX-License-Identifier: Apache-2.0
/* Properties of image files that matter to an editor. */
#ifndef KOKI_COLLECT_PICTURE_H
#define KOKI_COLLECT_PICTURE_H

#include "collect/collect-int.h"

enum picture_fault {
    PICTURE_SOUND,
    PICTURE_UNREADABLE,
    PICTURE_EMPTY,
    PICTURE_UNKNOWN /* unsupported format */,
    PICTURE_CUT,
    PICTURE_MISNAMED
};
struct picture {
    enum picture_fault fault;
    const char *format; /* "PNG"; NULL: unknown */
    int width;          /* [px]; 0: a drawing, or not known */
};
struct picture picture_look(const char *path);
/* The resolution [dpi] at which an imagedata asks for the image, where that is too low for print;
 * 0: it is not, or not known. */
int picture_low_dpi(const struct picture *p, const xmlNode *data);

#endif
