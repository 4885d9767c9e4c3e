/* Drawings on trial. librsvg may break down over a drawing that is made for it, or take hours (a filter with a billion octaves), and
 * nothing can stop it. So a child process draws every SVG once before; one over which it ends is not drawn. While all are sound, one
 * child serves for all. */
#include "out/out.h"

#include <cairo.h>
#include <librsvg/rsvg.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS = 5, SIDE = 842 };   /* of processors; [pt] as large as a page */

static void draw(const struct image *image, cairo_t *cr)
{
    RsvgRectangle where = {0, 0, SIDE, SIDE};
    RsvgHandle *svg = rsvg_handle_new_from_data(image->data, image->size, NULL);
    if (!svg)
        return;
    (void)rsvg_handle_render_document(svg, cr, &where, NULL);
    g_object_unref(svg);
}

/* What the child does: says of each drawing that it begins it. */
static void draw_from(const struct doc *doc, int first, int to)
{
    cairo_surface_t *surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL);
    cairo_t *cr = cairo_create(surface);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    (void)!freopen("/dev/null", "w", stderr);
    for (int i = first; i < doc->images.n; i++) {
        const struct image *image = doc->images.v[i];
        struct rusage used;
        if (image->format != IMAGE_SVG || !image->data)
            continue;
        if (write(to, &i, sizeof i) != sizeof i || getrusage(RUSAGE_SELF, &used))
            _exit(0);
        rlim_t end = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + SECONDS + 1;
        setrlimit(RLIMIT_CPU, &(struct rlimit){end, RLIM_INFINITY});
        draw(image, cr);
    }
    _exit(0);
}

/* Tries all from `first` on. Gives the one that ended the child and sets the signal; -1: none. */
static int try_from(const struct doc *doc, int first, int *signal)
{
    int ends[2], at, last = -1, status = 0;
    if (pipe(ends))
        return -1;
    pid_t child = child_fork(SIGKILL);
    if (!child) {
        close(ends[0]);
        draw_from(doc, first, ends[1]);
    }
    close(ends[1]);
    while (child > 0 && read(ends[0], &at, sizeof at) == sizeof at)
        last = at;
    close(ends[0]);
    if (child > 0)
        status = child_wait(child);
    if (child < 0 || status < 0 || !WIFSIGNALED(status))
        return -1;
    *signal = WTERMSIG(status);
    return last;
}

void paint_try_drawings(struct doc *doc)
{
    bool any = false;
    for (int i = 0; i < doc->images.n; i++)
        any = any || doc->images.v[i]->format == IMAGE_SVG;
    for (int at = 0, signal; any && (at = try_from(doc, at, &signal)) >= 0; at++) {
        struct image *image = doc->images.v[at];
        image->unfit = true;
        diag(DIAG_out_svg, LOC_NONE, image->path ? image->path : "",
             signal == SIGXCPU ? _("it takes too much time") : _("librsvg broke down over it"));
    }
}
