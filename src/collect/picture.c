// SPDX-License-Identifier: Apache-2.0
/* Examines the first and last bytes of an image's file: format, pixels, whether it is complete.
 * koki-typeset reads it in full; here its author can still be asked. PNG: W3C PNG 11; JPEG: ITU-T
 * T.81 annex B; GIF89a; PDF: ISO 32000-1 7.5; SVG 1.1. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "collect/picture.h"

enum { HEAD = 1 << 17, TAIL = 1 << 12, LEAST_DPI = 200 };

struct ends {
    unsigned char head[HEAD], tail[TAIL];
    size_t n, n_tail;
};

enum format { PNG, JPEG, GIF, PDF, SVG, FINE, OTHER }; /* FINE: supported, but not examined here */
static const struct {
    const char *name, *magic;
    size_t at; /* offset of the magic */
    enum format format;
    const char *last; /* expected near the end of a complete file; of an SVG, at the very end */
    const char *endings[3];
} formats[] = {
    {"PNG", "\x89PNG\r\n\x1a\n", 0, PNG, "IEND", {"png"}},
    {"JPEG", "\xff\xd8\xff", 0, JPEG, "\xff\xd9", {"jpg", "jpeg", "jpe"}},
    {"GIF", "GIF8", 0, GIF, ";", {"gif"}},
    {"PDF", "%PDF-", 0, PDF, "%%EOF", {"pdf"}},
    {"TIFF", "II*", 0, FINE, "", {"tif", "tiff"}},
    {"TIFF", "MM", 0, FINE, "", {"tif", "tiff"}},
    {"WebP", "WEBP", 8, FINE, "", {"webp"}},
    {"AVIF or HEIC", "ftyp", 4, OTHER, "", {"avif", "heic"}},
    {"BMP", "BM", 0, OTHER, "", {"bmp"}},
    {"EPS", "%!PS", 0, FINE, "", {"eps"}},
    {"EMF", " EMF", 40, FINE, "", {"emf"}},
    {"SVM", "VCLMTF", 0, FINE, "", {"svm"}},
    {"WMF", "\xd7\xcd\xc6\x9a", 0, FINE, "", {"wmf"}},
    {"SVG", NULL, 0, SVG, ">", {"svg"}},
};

static bool picture_has(const unsigned char *bytes, size_t n, const char *what)
{
    return memmem(bytes, n, what, strlen(what)) != NULL;
}

static bool is_svg(const struct ends *e)
{
    return (picture_has(e->head, e->n, "<svg") || picture_has(e->head, e->n, ":svg")) &&
           !memchr(e->head, 0, e->n);
}

static int find_format(const struct ends *e)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        size_t n = formats[i].magic ? strlen(formats[i].magic) : 0;
        if (n ? e->n >= formats[i].at + n && !memcmp(e->head + formats[i].at, formats[i].magic, n)
              : is_svg(e))
            return (int)i;
    }
    return -1;
}

/* The width in the frame header of a JPEG; 0: it is beyond the bytes read. */
static int jpeg_width(const struct ends *e)
{
    for (size_t at = 2; at + 9 < e->n && e->head[at] == 0xff;) {
        unsigned char kind = e->head[at + 1];
        if (kind >= 0xc0 && kind <= 0xcf && kind != 0xc4 && kind != 0xc8 && kind != 0xcc)
            return e->head[at + 7] << 8 | e->head[at + 8];
        at += 2 + ((size_t)e->head[at + 2] << 8 | e->head[at + 3]);
    }
    return 0;
}

static int pixel_width(const struct ends *e, enum format format)
{
    const unsigned char *h = e->head;
    if (format == PNG && e->n > 24)
        return (h[16] & 0x7f) << 24 | h[17] << 16 | h[18] << 8 | h[19];
    if (format == GIF && e->n > 8)
        return h[6] | h[7] << 8;
    return format == JPEG ? jpeg_width(e) : 0;
}

static bool is_whole(const struct ends *e, int format)
{
    size_t n = e->n_tail;
    while (n && strchr(" \t\r\n", e->tail[n - 1]))
        n--;
    return formats[format].format == SVG ? n && e->tail[n - 1] == '>'
                                         : picture_has(e->tail, e->n_tail, formats[format].last);
}

static bool read_ends(struct ends *e, const char *path)
{
    FILE *f = file_open(path);
    if (!f)
        return false;
    e->n = fread(e->head, 1, HEAD, f);
    if (!fseeko(f, -TAIL, SEEK_END) || !fseeko(f, 0, SEEK_SET))
        e->n_tail = fread(e->tail, 1, TAIL, f);
    bool ok = !ferror(f);
    fclose(f);
    return ok;
}

static bool fits_ending(int format, const char *path)
{
    const char *dot = strrchr(path, '.');
    bool known = false;
    for (size_t i = 0; dot && i < sizeof formats / sizeof *formats; i++)
        for (int k = 0; k < 3 && formats[i].endings[k]; k++)
            if (!strcasecmp(dot + 1, formats[i].endings[k])) {
                known = true;
                if (!strcmp(formats[i].name, formats[format].name))
                    return true;
            }
    return !known;
}

struct picture picture_look(const char *path)
{
    struct ends *e = mem_new(sizeof *e);
    struct picture p = {0};
    if (!read_ends(e, path)) {
        p.fault = PICTURE_UNREADABLE;
    } else {
        int i = find_format(e);
        p.format = i < 0 ? NULL : formats[i].name;
        p.fault = !e->n                                 ? PICTURE_EMPTY
                  : i < 0 || formats[i].format == OTHER ? PICTURE_UNKNOWN
                  : !is_whole(e, i)                     ? PICTURE_CUT
                  : !fits_ending(i, path)               ? PICTURE_MISNAMED
                                                        : PICTURE_SOUND;
        p.width = i < 0 ? 0 : pixel_width(e, formats[i].format);
    }
    mem_free(e);
    return p;
}

/* A length like "8cm" in inches; 0: none, or one that depends on the page. */
static double inches(const char *s)
{
    static const struct {
        const char *name;
        double per_inch;
    } units[] = {{"in", 1}, {"cm", 2.54}, {"mm", 25.4}, {"pt", 72}, {"pc", 6}};
    char *end;
    double value = s ? strtod(s, &end) : 0;
    for (size_t i = 0; s && i < sizeof units / sizeof *units; i++)
        if (!strcmp(end, units[i].name) && value > 0)
            return value / units[i].per_inch;
    return 0;
}

int picture_low_dpi(const struct picture *p, const xmlNode *data)
{
    double wide = inches(xml_attr(data, "contentwidth"));
    if (wide == 0)
        wide = inches(xml_attr(data, "width"));
    double dpi = wide > 0 ? p->width / wide : 0;
    return dpi >= 1 && dpi < LEAST_DPI ? (int)dpi : 0;
}
