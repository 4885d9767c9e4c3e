// SPDX-License-Identifier: Apache-2.0
/* Sources: the files a run reads. Every opened file is noted, by name for --watch and by device and
 * inode so that no output replaces it under any name (output.c). */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base-int.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct strings noted; /* interned; in the order of first mention */
static struct map known;     /* a set of names */
static struct map sources;   /* "DEVICE INODE" → the name it was first read by, interned */

const struct strings *files_noted(void) { return &noted; }

/* Only regular files can be replaced. */
static void add_source(const struct stat *st, const char *name)
{
    char key[48];
    if (!S_ISREG(st->st_mode))
        return;
    snprintf(key, sizeof key, "%jx %jx", (uintmax_t)st->st_dev, (uintmax_t)st->st_ino);
    void **place = map_put(&sources, key);
    if (!*place)
        *place = (void *)intern(name);
}

void sources_forget(void)
{
    map_done(&sources);
    sources = (struct map){0};
}

int sources_count(void)
{
    pthread_mutex_lock(&lock);
    int n = sources.n;
    pthread_mutex_unlock(&lock);
    return n;
}

const char *source_at(const struct stat *st)
{
    char key[48];
    if (!S_ISREG(st->st_mode))
        return NULL;
    snprintf(key, sizeof key, "%jx %jx", (uintmax_t)st->st_dev, (uintmax_t)st->st_ino);
    pthread_mutex_lock(&lock);
    const char *name = map_get(&sources, key);
    pthread_mutex_unlock(&lock);
    return name;
}

/* st NULL: the file does not exist yet. */
static void input_note(const char *path, const struct stat *st)
{
    pthread_mutex_lock(&lock);
    void **place = map_put(&known, path);
    if (!*place) {
        *place = (void *)intern(path);
        *vec_add(&noted) = *place;
    }
    if (st)
        add_source(st, path);
    pthread_mutex_unlock(&lock);
}

void file_note(const char *path)
{
    struct stat st;
    if (strcmp(path, "-")) {
        input_note(path, stat(path, &st) ? NULL : &st);
    } else if (!fstat(STDIN_FILENO, &st)) {
        pthread_mutex_lock(&lock);
        add_source(&st, _("standard input"));
        pthread_mutex_unlock(&lock);
    }
}

void file_note_origin(const char *path)
{
    static struct map seen;
    struct stat st;
    pthread_mutex_lock(&lock);
    void **place = map_put(&seen, path);
    if (!*place) {
        *place = &seen;
        if (!stat(path, &st))
            add_source(&st, path);
    }
    pthread_mutex_unlock(&lock);
}

bool file_readable(const char *path)
{
    struct stat st;
    return !stat(path, &st) && S_ISREG(st.st_mode) && !access(path, R_OK);
}

/* A lack of system resources is not a fault of the book: an output that lacks a file for that
 * reason must not replace a complete one. */
static void check_machine(const char *path, int error)
{
    if (error == EMFILE || error == ENFILE || error == ENOMEM)
        die(DIAG_cannot_read, LOC_NONE, path, strerror(error));
}

/* Checked after opening, since the name may refer to another file by then. Opening a pipe does not
 * block. */
FILE *file_open(const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), error = errno;
    bool there = fd >= 0 && !fstat(fd, &st);
    input_note(path, there ? &st : NULL);
    if (there && S_ISREG(st.st_mode))
        return fdopen(fd, "rb");
    if (fd >= 0)
        close(fd);
    else
        check_machine(path, error);
    errno = fd < 0 ? error : there && S_ISDIR(st.st_mode) ? EISDIR : ENOTSUP;
    return NULL;
}

bool file_read_rest(struct buf *b, FILE *f, const char *path, size_t limit)
{
    bool ok = buf_read(b, f, limit);
    if (!ok && errno != EFBIG)
        die(DIAG_cannot_read, LOC_NONE, path, strerror(errno));
    return ok;
}

FILE *file_open_given(const char *path)
{
    struct stat st;
    FILE *f = fopen(path, "rbe");
    int error = errno;
    input_note(path, f && !fstat(fileno(f), &st) ? &st : NULL);
    if (!f)
        check_machine(path, error);
    errno = error;
    return f;
}
