// SPDX-License-Identifier: Apache-2.0
/* data: URLs of style sheets (RFC 2397): an image in the sheet itself, which reads nothing. */
#include "doc/doc-int.h"

static bool unescape(struct buf *out, const char *s)
{
    for (; *s; s++) {
        int high = *s == '%' ? hex_value(s[1]) : 0,
            low = *s == '%' && high >= 0 ? hex_value(s[2]) : 0;
        if (high < 0 || low < 0)
            return false;
        buf_putc(out, *s == '%' ? (char)(high << 4 | low) : *s);
        s += *s == '%' ? 2 : 0;
    }
    return true;
}

bool data_url(const char *url) { return !strncasecmp(url, "data:", 5); }

bool data_url_read(const char *url, struct buf *bytes)
{
    const char *comma = strchr(url, ',');
    bool base64 = comma && comma - url > 7 && !strncasecmp(comma - 7, ";base64", 7);
    struct buf plain = {0};
    if (!comma || !unescape(&plain, comma + 1)) {
        buf_done(&plain);
        return false;
    }
    bool ok = true;
    if (base64) {
        ok = plain.n == strlen(plain.s ? plain.s : "") &&
             buf_unbase64(bytes, plain.s ? plain.s : "");
        buf_done(&plain);
    } else {
        *bytes = plain;
    }
    return ok && bytes->n > 0;
}

size_t data_url_head(const char *url) { return 5 + strcspn(url + 5, ",;"); }
