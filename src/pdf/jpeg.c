// SPDX-License-Identifier: Apache-2.0
/* JPEG files as they go into a PDF: without what cameras and programs note about people and places.
 *
 * Exif, XMP, IPTC, comments and whatever follows the image (previews, a second image) are left out;
 * the PDF's own dictionary says all that a reader needs. JFIF and Adobe's mark stay, as they change
 * the colours. */
#include "pdf/pdf-int.h"

enum { APP0 = 0xe0, APP14 = 0xee, APP15 = 0xef, SOI = 0xd8, EOI = 0xd9, SOS = 0xda, COM = 0xfe };

/* Bytes of coded data at p, up to the next marker: FF 00 is a byte, FF D0 to FF D7 restart. */
static size_t scan_length(const unsigned char *p, size_t n)
{
    size_t i = 0;
    while (i + 1 < n && !(p[i] == 0xff && p[i + 1] && (p[i + 1] & 0xf8) != 0xd0))
        i++;
    return i + 1 < n ? i : n;
}

static bool is_private(unsigned char marker)
{
    return (marker > APP0 && marker <= APP15 && marker != APP14) || marker == COM;
}

void jpeg_put(struct buf *out, const void *data, size_t n)
{
    const unsigned char *p = data;
    size_t i = 2;
    if (n < 4 || p[0] != 0xff || p[1] != SOI) {
        buf_add(out, data, n);
        return;
    }
    buf_add(out, data, 2);
    while (i + 4 <= n && p[i] == 0xff && p[i + 1] != EOI) {
        unsigned char marker = p[i + 1];
        if (marker == 0xff) { /* fill byte */
            i++;
            continue;
        }
        size_t length = 2 + ((size_t)p[i + 2] << 8 | p[i + 3]);
        if (length < 4 || length > n - i)
            break;
        if (!is_private(marker))
            buf_add(out, (const char *)p + i, length);
        i += length;
        if (marker == SOS) {
            length = scan_length(p + i, n - i);
            buf_add(out, (const char *)p + i, length);
            i += length;
        }
    }
    if (i + 2 <= n && p[i] == 0xff && p[i + 1] == EOI)
        buf_add(out, (const char *)p + i, 2);
    else
        buf_add(out, (const char *)p + i, n - i); /* faulty: as it is */
}
