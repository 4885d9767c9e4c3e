// SPDX-License-Identifier: Apache-2.0
/* Barcodes as separate SVG images: EAN-13 (ISO/IEC 15420), drawn here, and QR codes (ISO/IEC
 * 18004), whose modules libqrencode computes. Vector, black on white, quiet zones included;
 * coordinates are modules. */
#include <qrencode.h>

#include "doc/doc-int.h"

enum {
    EAN_MODULES = 95,
    EAN_LEFT = 11,
    EAN_RIGHT = 7, /* bars and quiet zones */
    EAN_WIDTH = EAN_LEFT + EAN_MODULES + EAN_RIGHT,
    QR_QUIET = 4,
};
static const len ean_module = 958; /* [len] 0.33 mm */
static const len qr_module = 1451; /* [len] 0.5 mm */

/* ---- EAN-13 ---- */

static int check_digit(const char d[12])
{
    int sum = 0;
    for (int i = 0; i < 12; i++)
        sum += (d[i] - '0') * (i % 2 ? 3 : 1);
    return (10 - sum % 10) % 10;
}

/* Reads the 13 digits of a text that may have hyphens and spaces (and letters before: "ISBN");
 * false if their number or the check digit is wrong. */
static bool ean_digits(const char *text, char d[14])
{
    int n = 0;
    for (; *text; text++)
        if (*text >= '0' && *text <= '9') {
            if (n == 13)
                return false;
            d[n++] = *text;
        }
    if (n < 12)
        return false;
    int check = check_digit(d);
    if (n == 13 && d[12] - '0' != check)
        return false;
    d[12] = (char)('0' + check);
    d[13] = 0;
    return true;
}

/* Sets `n` modules from the bits of a pattern, most significant first. */
static void put_modules(bool *m, int *at, unsigned bits, int n)
{
    for (int i = n - 1; i >= 0; i--)
        m[(*at)++] = bits >> i & 1;
}

static void ean_modules(const char d[13], bool m[EAN_MODULES])
{
    static const unsigned char odd[10] = {0x0d, 0x19, 0x13, 0x3d, 0x23,
                                          0x31, 0x2f, 0x3b, 0x37, 0x0b};
    static const unsigned char even[10] = {0x27, 0x33, 0x1b, 0x21, 0x1d,
                                           0x39, 0x05, 0x11, 0x09, 0x17};
    static const unsigned char parity[10] = {0x00, 0x0b, 0x0d, 0x0e, 0x13, 0x19,
                                             0x1c, 0x15, 0x16, 0x1a}; /* 1: even; digits 2 to 7 */
    int at = 0;
    put_modules(m, &at, 5, 3);
    for (int i = 1; i <= 6; i++) {
        int digit = d[i] - '0';
        bool is_even = parity[d[0] - '0'] >> (6 - i) & 1;
        put_modules(m, &at, is_even ? even[digit] : odd[digit], 7);
    }
    put_modules(m, &at, 0x0a, 5);
    for (int i = 7; i <= 12; i++)
        put_modules(m, &at, ~odd[d[i] - '0'] & 0x7fu, 7);
    put_modules(m, &at, 5, 3);
}

static bool guard(int module)
{
    return module < 3 || (module >= 45 && module < 50) || module >= 92;
}

static void ean_text(struct buf *b, int x, int width, const char *digits, int n)
{
    buf_printf(
        b,
        "<text x=\"%d\" y=\"77\" textLength=\"%d\" font-family=\"Linux Biolinum O\" font-size=\"9\">%.*s</text>",
        x, width, n, digits);
}

static void ean_svg(const char d[14], struct buf *b)
{
    bool m[EAN_MODULES];
    ean_modules(d, m);
    buf_puts(b, "<path d=\"");
    for (int i = 0, run; i < EAN_MODULES; i += run) {
        for (run = 1; i + run < EAN_MODULES && m[i + run] == m[i] && guard(i + run) == guard(i);
             run++)
            ;
        if (m[i])
            buf_printf(b, "M%d 0h%dv%dh-%dz", EAN_LEFT + i, run, guard(i) ? 74 : 69, run);
    }
    buf_puts(b, "\"/>");
    ean_text(b, 2, 6, d, 1);
    ean_text(b, EAN_LEFT + 5, 38, d + 1, 6);
    ean_text(b, EAN_LEFT + 52, 38, d + 7, 6);
}

/* ---- QR ---- */

static void qr_svg(const QRcode *code, struct buf *b)
{
    buf_puts(b, "<path d=\"");
    for (int y = 0; y < code->width; y++)
        for (int x = 0, run; x < code->width; x += run) {
            const unsigned char *row = code->data + y * code->width;
            for (run = 1; x + run < code->width && (row[x + run] & 1) == (row[x] & 1); run++)
                ;
            if (row[x] & 1)
                buf_printf(b, "M%d %dh%dv1h-%dz", x + QR_QUIET, y + QR_QUIET, run, run);
        }
    buf_puts(b, "\"/>");
}

/* ---- images ---- */

/* The frame of an image w × h modules; width [len] as drawn. */
static void open_svg(struct buf *b, int w, int h, len width)
{
    len height = len_scale(width, h, w);
    buf_printf(
        b,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d.%03dpt\" height=\"%d.%03dpt\" viewBox=\"0 0 %d %d\">"
        "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>",
        width / LEN_PT, width % LEN_PT * 1000 / LEN_PT, height / LEN_PT,
        height % LEN_PT * 1000 / LEN_PT, w, h, w, h);
}

static bool ean_picture(const char *text, len width, struct buf *b)
{
    char d[14];
    if (!ean_digits(text, d))
        return false;
    open_svg(b, EAN_WIDTH, 79, width ? width : EAN_WIDTH * ean_module);
    ean_svg(d, b);
    return true;
}

static bool qr_picture(const char *text, len width, struct buf *b)
{
    QRcode *code = *text ? QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) : NULL;
    if (!code)
        return false;
    int side = code->width + 2 * QR_QUIET;
    open_svg(b, side, side, width ? width : side * qr_module);
    qr_svg(code, b);
    QRcode_free(code);
    return true;
}

const struct image *barcode_image(struct build *b, const char *kind, const char *text, len width,
                                  struct loc where)
{
    struct buf svg = {0};
    if (!(*kind == 'q' ? qr_picture : ean_picture)(text, width, &svg)) {
        diag(DIAG_barcode_data, where, text, kind);
        buf_done(&svg);
        return NULL;
    }
    buf_puts(&svg, "</svg>");
    return image_made(b, &svg, kind, where);
}
