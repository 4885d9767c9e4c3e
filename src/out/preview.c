// SPDX-License-Identifier: Apache-2.0
/* Previews: a PNG per page, and contact sheets of open spreads, the first recto alone. */
#include "out/out-int.h"

#include <cairo.h>
#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

enum {
    COLUMNS = 8,
    ROWS = 6,
    GAP = 8 /* [px] between spreads and rows */,
    THUMB = 160 /* [px] width of a page on a sheet */
};

enum { PLACES = COLUMNS * ROWS };

static char *page_path(struct arena *a, const char *dir, int n)
{
    return arena_printf(a, "%s/page-%03d.png", dir, n);
}
static char *sheet_path(struct arena *a, const char *dir, int n)
{
    return arena_printf(a, "%s/contact-%d.png", dir, n);
}

static cairo_status_t add_bytes(void *file, const unsigned char *bytes, unsigned n)
{
    return fwrite(bytes, 1, n, file) == n ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

/* A fault of writing shows in the stream too, and is reported from there. */
static bool write_png(cairo_surface_t *s, const char *path)
{
    struct output out;
    if (!output_open(&out, path))
        return false;
    cairo_status_t status = cairo_surface_write_to_png_stream(s, add_bytes, out.f);
    if (!status || status == CAIRO_STATUS_WRITE_ERROR)
        return output_commit(&out);
    diag(DIAG_cannot_write, LOC_NONE, path, cairo_status_to_string(status));
    output_drop(&out);
    return false;
}

/* ---- contact sheets -------------------------------------------------------------------------- */

struct sheet {
    const char *dir;
    cairo_surface_t *surface; /* NULL: none begun */
    int number, height;       /* height [px] of a row, by the first page */
};

/* Writes the current sheet, or drops it. */
static bool sheet_finish(struct sheet *s, bool write)
{
    struct arena a = {0};
    bool ok = write;
    if (s->surface) {
        ok = write && write_png(s->surface, sheet_path(&a, s->dir, s->number));
        arena_done(&a);
        cairo_surface_destroy(s->surface);
        s->surface = NULL;
    }
    return ok;
}

static void sheet_begin(struct sheet *s, int places)
{
    int rows = (places + COLUMNS - 1) / COLUMNS;
    s->number++;
    s->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                            COLUMNS * THUMB + (COLUMNS / 2 + 1) * GAP,
                                            rows * (s->height + GAP) + GAP);
    cairo_t *cr = cairo_create(s->surface);
    cairo_set_source_rgb(cr, 0.8, 0.8, 0.8);
    cairo_paint(cr);
    cairo_destroy(cr);
}

/* Puts a page into its place: left and right of a spread touch. */
static void sheet_add(struct sheet *s, cairo_surface_t *page, int place)
{
    int column = place % COLUMNS, row = place / COLUMNS % ROWS;
    double scale = fmin(THUMB / (double)cairo_image_surface_get_width(page),
                        s->height / (double)cairo_image_surface_get_height(page));
    cairo_t *cr = cairo_create(s->surface);
    cairo_translate(cr, column * THUMB + (column / 2 + 1) * GAP, row * (s->height + GAP) + GAP);
    cairo_scale(cr, scale, scale);
    cairo_set_source_surface(cr, page, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_GOOD);
    cairo_paint(cr);
    cairo_destroy(cr);
}

static bool sheet_page(struct sheet *s, cairo_surface_t *page, int place, int places)
{
    bool ok = true;
    if (!s->height)
        s->height = (int)(THUMB * (double)cairo_image_surface_get_height(page) /
                          cairo_image_surface_get_width(page));
    if (place % PLACES == 0)
        ok = sheet_finish(s, true);
    if (!s->surface)
        sheet_begin(s, places - place < PLACES ? places - place / PLACES * PLACES : PLACES);
    sheet_add(s, page, place);
    return ok;
}

/* ---- all pages ------------------------------------------------------------------------------- */

static bool make_dir(const char *dir)
{
    if (!mkdir(dir, 0777) || errno == EEXIST)
        return true;
    diag(DIAG_cannot_write, LOC_NONE, dir, strerror(errno));
    return false;
}

/* A book's first page is a right one, so that the left one of its spread stays empty. */
static int first_place(const struct book *book)
{
    return book->pages.n && !book->pages.v[0]->verso;
}

void paint_preview_claim(const struct book *book, const char *dir)
{
    struct arena a = {0};
    int n = book->pages.n, sheets = n ? (n + first_place(book) + PLACES - 1) / PLACES : 0;
    for (int i = 1; i <= n; i++)
        output_claim(page_path(&a, dir, i));
    for (int i = 1; i <= sheets; i++)
        output_claim(sheet_path(&a, dir, i));
    arena_done(&a);
}

/* Removes files left by a longer earlier run; a file that is a source or another output ends the
 * sequence. */
static void drop_rest(const char *dir, char *(*path)(struct arena *, const char *, int), int n)
{
    struct arena a = {0};
    while (output_remove(path(&a, dir, ++n)))
        ;
    arena_done(&a);
}

/* The page rotated by page-orientation (CSS Paged Media 3, 7.2); takes the surface. */
static cairo_surface_t *turned(cairo_surface_t *page, const struct css_style *s)
{
    bool left = css_is(s, CSS_page_orientation, KW_rotate_left);
    if (!left && !css_is(s, CSS_page_orientation, KW_rotate_right))
        return page;
    int w = cairo_image_surface_get_width(page), h = cairo_image_surface_get_height(page);
    cairo_surface_t *out = cairo_image_surface_create(cairo_image_surface_get_format(page), h, w);
    cairo_t *cr = cairo_create(out);
    cairo_translate(cr, left ? 0 : h, left ? w : 0);
    cairo_rotate(cr, left ? -M_PI_2 : M_PI_2);
    cairo_set_source_surface(cr, page, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_NEAREST);
    cairo_paint(cr);
    cairo_destroy(cr);
    cairo_surface_destroy(page);
    return out;
}

bool paint_preview(const struct book *book, const char *dir, int dpi)
{
    struct raster raster;
    struct sheet sheet = {.dir = dir};
    int n = book->pages.n, first = first_place(book);
    struct arena a = {0};
    bool ok = make_dir(dir);
    raster_init(&raster, NULL);
    struct painter *p = painter_new(book, &raster.canvas);
    for (int i = 0; i < n && ok; i++) {
        int faults = diag_count(DIAG_SYSTEM);
        cairo_surface_t *s = turned(raster_page(&raster, p, book->pages.v[i], dpi),
                                    book->pages.v[i]->css->style);
        ok = diag_count(DIAG_SYSTEM) == faults && write_png(s, page_path(&a, dir, i + 1)) &&
             sheet_page(&sheet, s, i + first, n + first);
        cairo_surface_destroy(s);
    }
    ok = sheet_finish(&sheet, ok);
    if (ok) {
        drop_rest(dir, page_path, n);
        drop_rest(dir, sheet_path, sheet.number);
    }
    painter_free(p);
    raster_done(&raster);
    arena_done(&a);
    return ok;
}
