// SPDX-License-Identifier: Apache-2.0
/* Images' files, as far as an editor has to know them. */
#ifndef KOKI_COLLECT_PICTURE_H
#define KOKI_COLLECT_PICTURE_H

#include "collect/collect-int.h"

enum picture_fault {
    PICTURE_SOUND,
    PICTURE_UNREADABLE,
    PICTURE_EMPTY,
    PICTURE_UNKNOWN /* in no format that can be set */,
    PICTURE_CUT,
    PICTURE_MISNAMED
};
struct picture {
    enum picture_fault fault;
    const char *format; /* "PNG"; NULL: none that we know */
    int width;          /* [px]; 0: a drawing, or not known */
};
struct picture picture_look(const char *path);
/* The resolution [dpi] at which an imagedata asks for the image, where that is too low for print;
 * 0: it is not, or not known. */
int picture_low_dpi(const struct picture *p, const xmlNode *data);

#endif
