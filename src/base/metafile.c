// SPDX-License-Identifier: Apache-2.0
/* Metafiles of Windows and of StarOffice as PDF. Only office programs draw them well, so
 * LibreOffice Writer does: each is put into a flat OpenDocument text of one page, as large as the
 * drawing, which becomes a PDF that keeps lines and letters. Writer is given the format of its
 * input and a temporary home folder, and reads only the text; it has no network if the system
 * allows dropping it, and limits of time, memory and files.
 *
 * EMF: MS-EMF 2.2.9, 2.3.4.1; WMF: MS-WMF 2.3.2.3 (placeable), 2.3.2.2, 2.3.5.30
 * (META_SETWINDOWEXT); SVM, the previews of objects in OpenDocument texts: LibreOffice's
 * vcl/source/gdi/mtfxmldump and SvmReader have its only description. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"

enum {
    AGAIN = 81 /* it has made its home folder, and must be started again */,
    TRIES = 3,
    SECONDS = 60,
    MAX_BYTES = 64 << 20
};

static uint32_t le32(const char *s)
{
    return (uint32_t)(unsigned char)s[0] | (uint32_t)(unsigned char)s[1] << 8 |
           (uint32_t)(unsigned char)s[2] << 16 | (uint32_t)(unsigned char)s[3] << 24;
}
static int le16(const char *s) { return (int16_t)((unsigned char)s[0] | (unsigned char)s[1] << 8); }

static bool is_emf(const char *s, size_t n)
{
    return n >= 88 && !memcmp(s + 40, " EMF", 4) && le32(s) == 1;
}
static bool is_placeable(const char *s, size_t n)
{
    return n >= 40 && !memcmp(s, "\xd7\xcd\xc6\x9a", 4);
}
static bool is_wmf(const char *s, size_t n)
{
    return n >= 18 &&
           (!memcmp(s, "\1\0\11\0\0\3", 6) || !memcmp(s, "\1\0\11\0\0\1", 6) || is_placeable(s, n));
}

static bool is_svm(const char *s, size_t n) { return n >= 61 && !memcmp(s, "VCLMTF", 6); }

const char *metafile_kind(const char *bytes, size_t n)
{
    return is_emf(bytes, n) ? "EMF" : is_wmf(bytes, n) ? "WMF" : is_svm(bytes, n) ? "SVM" : NULL;
}

/* The window of a metafile without a size: that of the first record that sets it. */
static void window(const char *s, size_t n, double *width, double *height)
{
    for (size_t at = 18; at + 10 <= n;) {
        size_t words = le32(s + at);
        if (le16(s + at + 4) == 0x020c) {
            *height = abs(le16(s + at + 6));
            *width = abs(le16(s + at + 8));
            return;
        }
        if (words < 3 || words > n / 2)
            return;
        at += 2 * words;
    }
}

/* Its size as drawn [mm]; 120 mm wide if not stated. */
static void size_of(const char *s, size_t n, double *width, double *height)
{
    enum { USUAL = 120, LEAST = 1, MOST = 2000 };
    double w = 0, h = 0, per_mm = 0;
    if (is_emf(s, n)) {
        w = (double)(int32_t)le32(s + 32) - (int32_t)le32(s + 24),
        h = (double)(int32_t)le32(s + 36) - (int32_t)le32(s + 28), per_mm = 100;
    } else if (is_placeable(s, n)) {
        w = abs(le16(s + 10) - le16(s + 6)), h = abs(le16(s + 12) - le16(s + 8)),
        per_mm = le16(s + 14) / 25.4;
    } else if (is_svm(s, n)) {
        static const double units[] =
            {100, 10, 1,
             0.1}; /* to a mm, of the units that are lengths; others are pixels and the like */
        w = abs((int32_t)le32(s + 49)), h = abs((int32_t)le32(s + 53));
        per_mm = (unsigned)le16(s + 22) < sizeof units / sizeof *units ? units[le16(s + 22)]
                                                                       : w / USUAL;
    } else {
        window(s, n, &w, &h);
        per_mm = w / USUAL;
    }
    bool known = w > 0 && h > 0 && per_mm > 0;
    *width = known ? w / per_mm : USUAL;
    *height = known ? h / per_mm : USUAL * 3.0 / 4;
    *width = *width < LEAST ? LEAST : *width > MOST ? MOST : *width;
    *height = *height < LEAST ? LEAST : *height > MOST ? MOST : *height;
}

static void write_length(struct buf *b, const char *name, double mm)
{
    buf_printf(b, " %s=\"%d.%02dmm\"", name, (int)mm, (int)((mm - (int)mm) * 100));
}

/* The text with one page filled by a metafile. */
static void write_page(struct buf *b, const struct buf *bytes)
{
    double width, height;
    size_of(bytes->s, bytes->n, &width, &height);
    buf_puts(
        b,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\""
        " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\""
        " xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\" office:version=\"1.2\" office:mimetype=\"application/vnd.oasis.opendocument.text\"><office:automatic-styles>"
        "<style:page-layout style:name=\"p\"><style:page-layout-properties fo:margin=\"0mm\"");
    write_length(b, "fo:page-width", width);
    write_length(b, "fo:page-height", height);
    buf_puts(
        b,
        "/></style:page-layout><style:style style:name=\"g\" style:family=\"graphic\"><style:graphic-properties style:horizontal-pos=\"from-left\" style:horizontal-rel=\"page\" style:vertical-pos=\"from-top\""
        " style:vertical-rel=\"page\" style:wrap=\"run-through\" style:run-through=\"foreground\" fo:border=\"none\" fo:padding=\"0mm\"/></style:style></office:automatic-styles><office:master-styles>"
        "<style:master-page style:name=\"Standard\" style:page-layout-name=\"p\"/></office:master-styles><office:body><office:text><draw:frame draw:style-name=\"g\" text:anchor-type=\"page\""
        " text:anchor-page-number=\"1\" svg:x=\"0mm\" svg:y=\"0mm\"");
    write_length(b, "svg:width", width);
    write_length(b, "svg:height", height);
    buf_puts(b, "><draw:image><office:binary-data>");
    buf_base64(b, bytes->s, bytes->n);
    buf_puts(
        b,
        "</office:binary-data></draw:image></draw:frame><text:p/></office:text></office:body></office:document>\n");
}

/* Whether it is complete, as far as known: an EMF ends with its last record, a WMF has its length.
 * A truncated one would be drawn empty, without a message. */
static bool is_whole(const char *s, size_t n)
{
    if (is_emf(s, n)) {
        size_t bytes = le32(s + 48), last = bytes >= 108 && bytes <= n ? le32(s + bytes - 4) : 0;
        return last >= 20 && last <= bytes - 88 && le32(s + bytes - last) == 14;
    }
    if (is_svm(s, n))
        return true;
    size_t head = is_placeable(s, n) ? 22 : 0;
    return is_wmf(s, n) && n >= head + 24 && (le16(s + head) == 1 || le16(s + head) == 2) &&
           le16(s + head + 2) == 9 && 2 * (size_t)le32(s + head + 6) <= n - head;
}

bool metafile_page(struct buf *page, const struct buf *bytes)
{
    bool ok = bytes->s && is_whole(bytes->s, bytes->n);
    if (ok)
        write_page(page, bytes);
    return ok;
}

static bool make_page(const char *path, const char *page)
{
    struct buf bytes = {0}, text = {0};
    FILE *in = fopen(path, "rbe"), *out = NULL;
    bool ok = in && buf_read(&bytes, in, MAX_BYTES) && metafile_page(&text, &bytes);
    ok = ok && (out = fopen(page, "wbe")) && fwrite(text.s, 1, text.n, out) == text.n;
    if (in)
        fclose(in);
    if (out)
        ok = !fclose(out) && ok;
    buf_done(&bytes), buf_done(&text);
    return ok;
}

/* The program itself, since the script in PATH leaves it running when killed. NULL if not found. */
static const char *find_writer(struct arena *a)
{
    const char *path = getenv("PATH");
    for (const char *p = path ? path : ""; *p; p += strcspn(p, ":"), p += *p == ':') {
        char *script = realpath(arena_printf(a, "%.*s/soffice", (int)strcspn(p, ":"), p), NULL);
        const char *program = script ? arena_printf(a, "%s.bin", script) : NULL;
        free(script);
        if (program && !access(program, X_OK))
            return program;
    }
    return NULL;
}

/* Runs the program on the pages, all at once, since it takes a second to start. */
static int run_writer(struct arena *a, const char *program, const char *folder, const char *home,
                      const struct strings *pages)
{
    struct strings argv = {0};
    const char *const all[] =
        {program,        arena_printf(a, "-env:UserInstallation=file://%s", home),
         "--headless",   "--norestore",
         "--nologo",     "--infilter=OpenDocument Text Flat XML",
         "--convert-to", "pdf:writer_pdf_Export",
         "--outdir",     folder};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        *vec_add(&argv) = all[i];
    for (int i = 0; i < pages->n; i++)
        *vec_add(&argv) = pages->v[i];
    *vec_add(&argv) = NULL;
    const char *const environment[] =
        {"HOME",    home, "TMPDIR",          home, "SOURCE_DATE_EPOCH", "0",
         "DISPLAY", "",   "XDG_CONFIG_HOME", home, "XDG_CACHE_HOME",    home,
         NULL};
    FILE *const files[] = {tmpfile(), tmpfile(), tmpfile()};
    int status = files[0] && files[1] && files[2]
                     ? program_run(&(struct program){.argv = argv.v,
                                                     .environment = environment,
                                                     .in = files[0],
                                                     .out = files[1],
                                                     .err = files[2],
                                                     .seconds = SECONDS,
                                                     .bytes = MAX_BYTES,
                                                     .offline = true})
                     : -1;
    for (int i = 0; i < 3; i++)
        if (files[i])
            fclose(files[i]);
    vec_done(&argv);
    return status;
}

int metafiles_convert(const char *folder, const struct strings *names)
{
    struct arena a = {0};
    struct strings pages = {0};
    const char *program = find_writer(&a);
    struct temp *home = program ? temp_folder() : NULL;
    int status = program ? -1 : PROGRAM_ABSENT;
    for (int i = 0; home && i < names->n; i++) {
        const char *page = arena_printf(&a, "%s/%s.fodt", folder, names->v[i]);
        if (make_page(arena_printf(&a, "%s/%s", folder, names->v[i]), page))
            *vec_add(&pages) = page;
    }
    for (int i = 0; pages.n && i < TRIES && (!i || status == AGAIN); i++)
        status = run_writer(&a, program, folder, home->path, &pages);
    for (int i = 0; i < pages.n; i++)
        unlink(pages.v[i]);
    if (home)
        temp_drop(home);
    vec_done(&pages);
    arena_done(&a);
    return status;
}
