// SPDX-License-Identifier: Apache-2.0
/* data: URLs of style sheets (RFC 2397): an image in the sheet itself, which reads nothing. */
#include "doc/doc-int.h"

static int hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static bool unescape(struct buf *out, const char *s)
{
    for (; *s; s++) {
        int high = *s == '%' ? hex(s[1]) : 0, low = *s == '%' && high >= 0 ? hex(s[2]) : 0;
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
    const char *comma = strchr(url, ','), *base64 = comma ? comma - 7 : NULL;
    struct buf plain = {0};
    if (!comma || !unescape(&plain, comma + 1)) {
        buf_done(&plain);
        return false;
    }
    bool ok = true;
    if (base64 > url && !strncasecmp(base64, ";base64", 7)) {
        ok = buf_unbase64(bytes, plain.s ? plain.s : "");
        buf_done(&plain);
    } else {
        *bytes = plain;
    }
    return ok && bytes->n > 0;
}

size_t data_url_head(const char *url) { return 5 + strcspn(url + 5, ",;"); }
