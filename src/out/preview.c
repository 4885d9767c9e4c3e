/* Previews: a PNG per page, and contact sheets of spreads as they lie open, the first recto alone. */
#include "out/out-int.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COLUMNS = 8, ROWS = 6, GAP = 8 /* [px] between spreads and rows */, THUMB = 160 /* [px] width of a page on a sheet */ };

static bool write_png(cairo_surface_t *s, const char *path)
{
    cairo_status_t status = cairo_surface_write_to_png(s, path);
    if (status)
        diag(DIAG_cannot_write, LOC_NONE, path,
             status == CAIRO_STATUS_WRITE_ERROR ? strerror(errno) : cairo_status_to_string(status));
    return !status;
}

/* ---- contact sheets ---------------------------------------------------------------------------------------------- */

struct sheet {
    const char *dir;
    cairo_surface_t *surface; /* NULL: none begun */
    int number, height;       /* height [px] of a row, by the first page */
};

static bool sheet_finish(struct sheet *s)
{
    char path[4096];
    bool ok = true;
    if (s->surface) {
        snprintf(path, sizeof path, "%s/contact-%d.png", s->dir, s->number);
        ok = write_png(s->surface, path);
        cairo_surface_destroy(s->surface);
        s->surface = NULL;
    }
    return ok;
}

static void sheet_begin(struct sheet *s, int places)
{
    int rows = (places + COLUMNS - 1) / COLUMNS;
    s->number++;
    s->surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, COLUMNS * THUMB + (COLUMNS / 2 + 1) * GAP, rows * (s->height + GAP) + GAP);
    cairo_t *cr = cairo_create(s->surface);
    cairo_set_source_rgb(cr, 0.8, 0.8, 0.8);
    cairo_paint(cr);
    cairo_destroy(cr);
}

/* Puts a page into its place: left and right of a spread touch. */
static void sheet_add(struct sheet *s, cairo_surface_t *page, int place)
{
    int column = place % COLUMNS, row = place / COLUMNS % ROWS;
    double scale =
        fmin(THUMB / (double)cairo_image_surface_get_width(page), s->height / (double)cairo_image_surface_get_height(page));
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
    enum { PLACES = COLUMNS * ROWS };
    bool ok = true;
    if (!s->height)
        s->height = (int)(THUMB * (double)cairo_image_surface_get_height(page) / cairo_image_surface_get_width(page));
    if (place % PLACES == 0)
        ok = sheet_finish(s);
    if (!s->surface)
        sheet_begin(s, places - place < PLACES ? places - place / PLACES * PLACES : PLACES);
    sheet_add(s, page, place);
    return ok;
}

/* ---- all pages --------------------------------------------------------------------------------------------------- */

static bool make_dir(const char *dir)
{
    if (!mkdir(dir, 0777) || errno == EEXIST)
        return true;
    diag(DIAG_cannot_write, LOC_NONE, dir, strerror(errno));
    return false;
}

/* Pages of a longer run before this one. */
static void drop_rest(const char *dir, const char *stem, int digits, int n)
{
    struct buf path = {0};
    do {
        path.n = 0;
        buf_printf(&path, "%s/%s-%0*d.png", dir, stem, digits, ++n);
    } while (!unlink(path.s));
    buf_done(&path);
}

bool paint_preview(const struct book *book, const char *dir, int dpi)
{
    struct painter p;
    struct sheet sheet = {.dir = dir};
    int n = book->pages.n, first = n && !book->pages.v[0]->verso;
    bool ok = make_dir(dir);
    painter_init(&p, book);
    for (int i = 0; i < n && ok; i++) {
        char path[4096];
        cairo_surface_t *s = painter_raster(&p, book->pages.v[i], dpi);
        snprintf(path, sizeof path, "%s/page-%03d.png", dir, i + 1);
        ok = write_png(s, path) && sheet_page(&sheet, s, i + first, n + first);
        cairo_surface_destroy(s);
    }
    ok = sheet_finish(&sheet) && ok;
    drop_rest(dir, "page", 3, n);
    drop_rest(dir, "contact", 1, sheet.number);
    painter_done(&p);
    return ok;
}
