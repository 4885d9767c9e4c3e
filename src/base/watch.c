// SPDX-License-Identifier: Apache-2.0
/* Watching: a run is repeated whenever one of the files it read changes.
 *
 * Each run is a child process, so that it leaves no state and no crash ends the watch; at its end
 * it passes the names of the files it opened or searched for to its parent. Files are polled a few
 * times a second, which works on every file system; a change counts once the file is stable, so
 * that a file still being written starts no run. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/base-int.h"

enum { POLL_MS = 200 };

struct watched {
    const char *path;
    uint64_t state; /* changes with the file; 0 missing */
};
struct watch {
    VEC(struct watched) file;
};

static uint64_t mix(uint64_t h, uint64_t v) { return (h ^ v) * 0x9e3779b97f4a7c15u + (h >> 29); }

static uint64_t state_of(const char *path)
{
    struct stat st;
    if (stat(path, &st))
        return 0;
    uint64_t h = mix(mix(1, (uint64_t)st.st_ino), (uint64_t)st.st_size);
    return mix(mix(h, (uint64_t)st.st_mtim.tv_sec), (uint64_t)st.st_mtim.tv_nsec) | 1;
}

static void wait_a_little(void) { nanosleep(&(struct timespec){0, POLL_MS * 1000000}, NULL); }

/* Checks all files again; true if one has changed. */
static bool look_at_files(struct watch *w)
{
    bool changed = false;
    for (int i = 0; i < w->file.n; i++) {
        uint64_t state = state_of(w->file.v[i].path);
        changed |= state != w->file.v[i].state;
        w->file.v[i].state = state;
    }
    return changed;
}

static void tell_parent(int fd)
{
    const struct strings *noted = files_noted();
    for (int i = 0; i < noted->n; i++) {
        size_t n = strlen(noted->v[i]) + 1;
        if (write(fd, noted->v[i], n) != (ssize_t)n)
            return;
    }
}

static void add_file(struct watch *w, const char *path)
{
    path = intern(path);
    *vec_add(&w->file) = (struct watched){path, state_of(path)};
}

/* The files of a run (each once) replace those of the previous one; an interrupted run gives none,
 * and the list stays. */
static void take_files(struct watch *w, const struct buf *list)
{
    if (!list->n)
        return;
    w->file.n = 0;
    for (const char *s = list->s; s < list->s + list->n; s += strlen(s) + 1)
        add_file(w, s);
}

/* One run; its exit status. */
static int run_child(struct watch *w, int (*run)(void *ctx), void *ctx)
{
    int fd[2];
    pid_t child = pipe2(fd, O_CLOEXEC)
                      ? -1
                      : child_fork(SIGTERM); /* which removes its unfinished files */
    if (child < 0)
        die(DIAG_out_of_memory, LOC_NONE);
    if (!child) {
        close(fd[0]);
        sources_forget();
        outputs_renew();
        int result = run(ctx);
        tell_parent(fd[1]);
        exit(result);
    }
    close(fd[1]);
    struct buf list = {0};
    FILE *f = fdopen(fd[0], "rb");
    if (f && buf_read(&list, f, 64 << 20))
        take_files(w, &list);
    if (f)
        fclose(f);
    buf_done(&list);
    int status = child_wait(child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : DIAG_SYSTEM;
}

int watch(int (*run)(void *ctx), void *ctx, const char *first)
{
    struct watch w = {0};
    add_file(&w, first);
    int status = run_child(&w, run, ctx);
    while (status != DIAG_USAGE) {
        fprintf(stderr, "%s\n", _("waiting for changes; press Ctrl-C to stop"));
        while (!look_at_files(&w))
            wait_a_little();
        do
            wait_a_little();
        while (look_at_files(&w));
        status = run_child(&w, run, ctx);
    }
    vec_done(&w.file);
    return status;
}
