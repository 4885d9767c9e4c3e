// SPDX-License-Identifier: Apache-2.0
/* Drawings, made in a child process. librsvg may crash on a malicious drawing, or take hours (a
 * filter with a billion octaves) and cannot be interrupted; after a fault Cairo refuses all further
 * operations. So a child process draws every SVG, each onto a separate PDF surface, and passes the
 * file to the parent; a drawing that crashes it, or cannot be drawn, is not shown. Without crashes,
 * one child draws them all. It may begin when the boxes are made, in parallel with setting: its
 * results wait in the pipe, and it waits when that is full. Images unknown by then (backgrounds of
 * pages) are sent to it when the pages are made, as far as a pipe holds them, so that sending never
 * waits. Backgrounds of boxes, and the rest after a crash, are drawn before painting.
 *
 * A drawing is in the middle of a page twice as wide and high, since one with overflow="visible"
 * may extend beyond its edges. It is drawn at four times its size, so that filters, which librsvg
 * rasterises at 72 dpi, have 288 dpi; a plan in metres, larger than any page, is drawn as for A4.
 */
#include "out/out-int.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <fcntl.h>
#include <librsvg/rsvg.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    SECONDS = 5,
    SCALE = 4,
    LEAST = 288,
    MOST = 14400,
    USUAL = 3368,
    FILE_MOST = 256 << 20,
    PIPE_SIZE = 1 << 20,
    PAGE_SIZE = 4096
}; /* of processors; LEAST, MOST and USUAL [pt] of the longer side; [bytes] */

/* Messages of the child about a drawing: begun, text is cut off, its file follows, or the reason of
 * a failure. */
enum news { NEWS_BEGUN, NEWS_CUT, NEWS_DRAWN, NEWS_FAILED };
struct news_head {
    int image;
    enum news news;
    size_t n; /* [bytes] of the file */
};

/* ---- the child ------------------------------------------------------------------------------- */

static void trial_tell(int to, int image, enum news news, const void *data, size_t n)
{
    struct news_head head = {image, news, n};
    const char *s = data;
    if (write(to, &head, sizeof head) != sizeof head)
        _exit(DIAG_SYSTEM);
    for (ssize_t k; n; s += k, n -= (size_t)k)
        if ((k = write(to, s, n)) <= 0)
            _exit(DIAG_SYSTEM);
}

static cairo_status_t collect(void *ctx, const unsigned char *data, unsigned n)
{
    buf_add(ctx, (const char *)data, n);
    return CAIRO_STATUS_SUCCESS;
}

/* Its width and height, or those of its viewBox, in pixels. */
static bool own_size(RsvgHandle *svg, RsvgRectangle *r)
{
    gboolean wide, high, box;
    RsvgLength w, h;
    RsvgRectangle view;
    if (rsvg_handle_get_intrinsic_size_in_pixels(svg, &r->width, &r->height))
        return true;
    rsvg_handle_get_intrinsic_dimensions(svg, &wide, &w, &high, &h, &box, &view);
    if (box)
        r->width = view.width, r->height = view.height;
    return box;
}

/* Whether text extends beyond the drawing's edges by more than letters hang over. Changes the
 * drawing: all else is taken out of it. */
static bool is_text_cut(RsvgHandle *svg, const struct image *image)
{
    static const char text_alone[] =
        "path, rect, circle, ellipse, line, polyline, polygon, image { display: none !important }";
    RsvgRectangle all = {0}, ink;
    if (!image->clips || image->unsized || !memmem(image->data, image->size, "<text", 5) ||
        !rsvg_handle_set_stylesheet(svg, (const uint8_t *)text_alone, sizeof text_alone - 1,
                                    NULL) ||
        !own_size(svg, &all) ||
        !rsvg_handle_get_geometry_for_layer(svg, NULL, &all, &ink, NULL, NULL))
        return false;
    double near = fmax(all.width, all.height) / 100;
    return ink.width > 0 && ink.height > 0 &&
           (ink.x < -near || ink.y < -near || ink.x + ink.width > all.width + near ||
            ink.y + ink.height > all.height + near);
}

static void draw(const struct image *image, int to)
{
    double w = fmax(pt(image->width), 0.01), h = fmax(pt(image->height), 0.01), side = fmax(w, h);
    double longer = fmax(LEAST, SCALE * side), scale = (longer > MOST ? USUAL : longer) / side;
    RsvgRectangle where = {w * scale / 2, h * scale / 2, w * scale, h * scale};
    struct buf file = {0};
    GError *error = NULL;
    RsvgHandle *svg = rsvg_handle_new_from_data(image->data, image->size, &error);
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(collect, &file, 2 * where.width,
                                                                   2 * where.height);
    cairo_t *cr = cairo_create(surface);
    bool ok = svg && raster_render_svg(svg, cr, image,
                                       &(struct area){where.x, where.y, where.width, where.height},
                                       scale, &error);
    cairo_status_t status = cairo_status(cr);
    cairo_destroy(cr);
    cairo_surface_finish(surface);
    status = status ? status : cairo_surface_status(surface);
    const char *why = error ? error->message : status ? cairo_status_to_string(status) : "";
    if (ok && !status && file.n <= FILE_MOST) {
        if (is_text_cut(svg, image))
            trial_tell(to, image->id, NEWS_CUT, NULL, 0);
        trial_tell(to, image->id, NEWS_DRAWN, file.s, file.n);
    } else {
        trial_tell(to, image->id, NEWS_FAILED, why, strlen(why));
    }
    cairo_surface_destroy(surface);
    buf_done(&file);
    g_clear_error(&error);
    if (svg)
        g_object_unref(svg);
}

static bool is_wanted(const struct image *image)
{
    return image->format == IMAGE_SVG && image->data && !image->drawing && !image->unfit;
}

static void draw_limited(const struct image *image, int to)
{
    struct rusage used;
    trial_tell(to, image->id, NEWS_BEGUN, NULL, 0);
    if (getrusage(RUSAGE_SELF, &used))
        _exit(DIAG_SYSTEM);
    rlim_t end = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + SECONDS + 1;
    setrlimit(RLIMIT_CPU, &(struct rlimit){end, RLIM_INFINITY});
    draw(image, to);
}

static bool read_all(FILE *from, void *to, size_t n) { return !n || fread(to, 1, n, from) == n; }

/* Draws those that the document had by the fork, then those sent later: each a struct image, whose
 * pointers are the parent's, and its bytes. */
static void draw_all(const struct doc *doc, int sent, int to)
{
    struct image image;
    FILE *more = fdopen(sent, "rb");
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    (void)!freopen("/dev/null", "w", stderr);
    for (int i = 0; i < doc->images.n; i++)
        if (is_wanted(doc->images.v[i]))
            draw_limited(doc->images.v[i], to);
    while (more && read_all(more, &image, sizeof image)) {
        unsigned char *data = mem_new(image.size + 1);
        image.data = data;
        if (read_all(more, data, image.size))
            draw_limited(&image, to);
        mem_free(data);
    }
    _exit(0);
}

/* ---- results --------------------------------------------------------------------------------- */

static void give_up(struct image *image, const char *why)
{
    image->unfit = true;
    diag(DIAG_out_svg, LOC_NONE, image->path ? image->path : "", why);
}

/* Reads the child's messages until it ends. Returns the drawing it was working on; -1 if none. */
static int take_news(struct doc *doc, FILE *from)
{
    struct news_head head;
    int last = -1;
    while (read_all(from, &head, sizeof head) && head.image >= 0 && head.image < doc->images.n &&
           head.n <= FILE_MOST) {
        struct image *image = doc->images.v[head.image];
        unsigned char *data = head.n ? mem_new(head.n + 1) : NULL;
        last = head.image;
        if (!read_all(from, data, head.n)) {
            mem_free(data);
            return last;
        }
        if (head.news == NEWS_DRAWN && !image->drawing) {
            image->drawing = data;
            image->drawing_size = head.n;
            continue;
        }
        if (head.news == NEWS_CUT)
            diag(DIAG_out_svg_cut, LOC_NONE, image->path ? image->path : "");
        if (head.news == NEWS_FAILED)
            give_up(image, data ? (const char *)data : "");
        mem_free(data);
    }
    return last;
}

/* A child that draws; its messages are read from `from`. Further drawings are sent through `more`,
 * whose other end is open here, too, so that writing to a child that has ended is no fault. */
struct drawer {
    pid_t child;
    int from, more[2];
    int known;   /* images that it had by the fork, or that have been sent */
    size_t room; /* [bytes] that `more` takes at least without waiting */
};

/* Begins to draw all; false: errno says why not. */
static bool drawer_begin(struct drawer *d, const struct doc *doc)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC))
        return false;
    if (pipe2(d->more, O_CLOEXEC)) {
        close(ends[0]), close(ends[1]);
        return false;
    }
    d->from = ends[0];
    d->known = doc->images.n;
    d->child = child_fork(SIGKILL);
    if (!d->child) {
        close(ends[0]), close(d->more[1]);
        draw_all(doc, d->more[0], ends[1]);
    }
    int error = errno;
    close(ends[1]);
    if (d->child < 0)
        close(ends[0]), close(d->more[0]), close(d->more[1]);
    errno = error;
    return d->child > 0;
}

/* Sends the images that are new, as far as there is room. */
static void drawer_send(struct drawer *d, const struct doc *doc)
{
    for (; d->known < doc->images.n; d->known++) {
        const struct image *image = doc->images.v[d->known];
        size_t n = sizeof *image + image->size;
        struct iovec parts[] = {{(void *)image, sizeof *image}, {(void *)image->data, image->size}};
        if (!is_wanted(image) || n + PAGE_SIZE > d->room)
            continue;
        d->room -= n + PAGE_SIZE; /* a pipe holds pages, of which the last may not be full */
        if (writev(d->more[1], parts, 2) != (ssize_t)n)
            d->room = 0;
    }
}

/* Takes all drawings. Returns the one that crashed the child and sets the signal; -1 if none. Other
 * failures end the run. */
static int drawer_end(const struct drawer *d, struct doc *doc, int *signal)
{
    FILE *from = fdopen(d->from, "rb");
    close(d->more[1]); /* there is no more */
    if (!from)
        die(DIAG_cannot_start, LOC_NONE, "librsvg", strerror(errno));
    int last = take_news(doc, from);
    fclose(from);
    close(d->more[0]);
    int status = child_wait(d->child);
    if (status >= 0 && WIFSIGNALED(status)) {
        *signal = WTERMSIG(status);
        return last;
    }
    if (status)
        die(DIAG_out_of_memory,
            LOC_NONE); /* out of memory ends the run, as in any program of koki */
    return -1;
}

static int draw_rest(struct doc *doc, int *signal)
{
    struct drawer d;
    if (!drawer_begin(&d, doc))
        die(DIAG_cannot_start, LOC_NONE, "librsvg", strerror(errno));
    return drawer_end(&d, doc, signal);
}

static void give_up_crashed(struct image *image, int signal)
{
    if (!image->unfit)
        give_up(image, signal == SIGXCPU ? _("it takes too much time") : _("librsvg failed on it"));
}

/* Images of backgrounds and borders are loaded on demand. */
static void ask_images(struct doc *doc, const struct css_style *s, enum css_prop prop)
{
    const struct css_list *l = css_list(s, prop);
    for (int i = 0; l && i < l->n; i++)
        if (l->item[i].kind != CSS_I_FUNCTION && l->item[i].v.kind == CSS_STR)
            (void)doc_image_oriented(doc, doc_image(doc, l->item[i].v.str, css_where(s, prop)), s);
}

static void ask_background(struct doc *doc, const struct css_style *s)
{
    if (s) {
        ask_images(doc, s, CSS_background_image);
        ask_images(doc, s, CSS_border_image_source);
        ask_images(doc, s, CSS_mask_image);
    }
}

static void ask_backgrounds(struct doc *doc, const struct page *page)
{
    ask_background(doc, page->css->style);
    for (int i = 0; i < page->frag.n; i++) {
        const struct frag *f = &page->frag.v[i];
        if (f->kind == FRAG_BOX || f->kind == FRAG_PUSH)
            ask_background(doc, f->style);
        for (int k = 0; f->kind == FRAG_LINE && k < f->line->n; k++)
            if (f->line->seg[k].kind == SEG_BOX || f->line->seg[k].kind == SEG_IMAGE)
                ask_background(doc, f->line->seg[k].style);
    }
}

/* ---- drawings that other documents of the run have, too -------------------------------------- */

/* Size and bytes of the SVG → struct image, of a document that stays. */
static struct map kept;

static const char *drawing_key(struct arena *a, const struct image *image)
{
    uint64_t h = hash_bytes(image->data, image->size, 1),
             k = hash_bytes(image->data, image->size, 2);
    return arena_printf(a, "%d %d %zu %016jx%016jx", image->width, image->height, image->size,
                        (uintmax_t)h, (uintmax_t)k);
}

void paint_keep_drawings(const struct doc *doc)
{
    struct arena a = {0};
    for (int i = 0; i < doc->images.n; i++)
        if (doc->images.v[i]->drawing)
            *map_put(&kept, drawing_key(&a, doc->images.v[i])) = doc->images.v[i];
    arena_done(&a);
}

/* Reuses the drawing already made of the same SVG; false if there is none. */
static bool take_over(struct image *image)
{
    struct arena a = {0};
    const struct image *same = kept.n ? map_get(&kept, drawing_key(&a, image)) : NULL;
    arena_done(&a);
    if (!same || memcmp(same->data, image->data, image->size))
        return false;
    image->drawing = mem_new(same->drawing_size + 1);
    image->drawing_size = same->drawing_size;
    memcpy(image->drawing, same->drawing, same->drawing_size);
    return true;
}

static bool any_wanted(const struct doc *doc)
{
    bool any = false;
    for (int i = 0; i < doc->images.n; i++)
        any |= is_wanted(doc->images.v[i]) && !take_over(doc->images.v[i]);
    return any;
}

struct drawer *paint_begin_images(const struct doc *doc)
{
    struct drawer *d = any_wanted(doc) ? mem_new(sizeof *d) : NULL;
    if (!d)
        return NULL;
    if (!drawer_begin(d, doc)) { /* paint_draw_images tries again, and reports */
        mem_free(d);
        return NULL;
    }
    (void)fcntl(d->from, F_SETPIPE_SZ, PIPE_SIZE); /* a smaller one only waits earlier */
    (void)fcntl(d->more[1], F_SETPIPE_SZ, PIPE_SIZE);
    int room = fcntl(d->more[1], F_GETPIPE_SZ);
    d->room = room > 0 ? (size_t)room : 0;
    return d;
}

void paint_send_backgrounds(struct drawer *begun, struct doc *doc, struct page *const *pages, int n)
{
    for (int i = 0; begun && i < n; i++)
        ask_background(doc, pages[i]->css->style);
    if (begun)
        drawer_send(begun, doc);
}

void paint_drop_images(struct drawer *begun)
{
    if (!begun)
        return;
    kill(begun->child, SIGKILL);
    close(begun->from), close(begun->more[0]), close(begun->more[1]);
    child_wait(begun->child);
    mem_free(begun);
}

void paint_draw_images(struct doc *doc, struct drawer *begun, struct page *const *pages, int n)
{
    int signal = 0;
    for (int i = 0; i < n; i++)
        ask_backgrounds(doc, pages[i]);
    int at = begun ? drawer_end(begun, doc, &signal) : -1;
    mem_free(begun);
    if (at >= 0)
        give_up_crashed(doc->images.v[at], signal);
    bool any = any_wanted(doc);
    while (any && (at = draw_rest(doc, &signal)) >= 0)
        give_up_crashed(doc->images.v[at], signal);
}
