/* Files: outputs that appear whole or not at all, paths, the folders that may be read, and where data lies. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base-int.h"
#include "koki-config.h"

static struct output *open_outputs;

void outputs_remove(void)
{
    for (struct output *o = open_outputs; o; o = o->next)
        if (o->temp)
            unlink(o->temp);
}

/* Killed runs leave no temporary files; a file size limit is an error of writing like a full disk. */
static void on_signal(int number)
{
    outputs_remove();
    signal(number, SIG_DFL);
    raise(number);
}

static void catch_signals(void)
{
    static const int numbers[] = {SIGHUP, SIGINT, SIGTERM};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (signal(numbers[i], on_signal) == SIG_IGN)
            signal(numbers[i], SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

static void unlist(struct output *o)
{
    for (struct output **p = &open_outputs; *p; p = &(*p)->next)
        if (*p == o) {
            *p = o->next;
            return;
        }
}

static bool fail(const char *path)
{
    diag(DIAG_cannot_write, LOC_NONE, path, strerror(errno));
    return false;
}

/* The file keeps the rights it had, or gets those of any new file. */
static mode_t wanted_mode(const char *path)
{
    struct stat st;
    if (!stat(path, &st))
        return st.st_mode & 0777;
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Whether what `path` names can be made in a folder. */
static bool check_folder(const char *dir, const char *path)
{
    struct stat st;
    bool there = !stat(dir, &st);
    if (there && !S_ISDIR(st.st_mode))
        errno = ENOTDIR;
    return (there && S_ISDIR(st.st_mode) && !access(dir, W_OK | X_OK)) || fail(path);
}

bool output_check(const char *path)
{
    struct stat st;
    struct arena a = {0};
    if (!path || !strcmp(path, "-"))
        return true;
    if (stat(path, &st) || S_ISREG(st.st_mode)) {
        bool ok = check_folder(path_dir(&a, path), path);
        arena_done(&a);
        return ok;
    }
    if (S_ISDIR(st.st_mode))
        errno = EISDIR;
    return (!S_ISDIR(st.st_mode) && !access(path, W_OK)) || fail(path);
}

bool output_check_folder(const char *path)
{
    struct stat st;
    struct arena a = {0};
    bool ok = !path || check_folder(stat(path, &st) ? path_dir(&a, path_normal(&a, path)) : path, path);
    arena_done(&a);
    return ok;
}

bool output_open(struct output *o, const char *path)
{
    *o = (struct output){0};
    catch_signals();
    if (!path || !strcmp(path, "-")) {
        o->f = tmpfile();
        return o->f || fail(_("standard output"));
    }
    struct stat st;
    if (!stat(path, &st) && !S_ISREG(st.st_mode)) {   /* /dev/null, a pipe: nothing to keep whole */
        if (!(o->f = fopen(path, "w")))
            return fail(path);
        o->path = mem_dup(path);
        return true;
    }
    struct buf temp = {0};
    buf_printf(&temp, "%s.XXXXXX", path);
    int fd = mkstemp(temp.s);
    if (fd < 0 || !(o->f = fdopen(fd, "w+"))) {
        buf_done(&temp);
        return fail(path);
    }
    fchmod(fd, wanted_mode(path));
    o->path = mem_dup(path);
    o->temp = buf_take(&temp);
    o->next = open_outputs;
    open_outputs = o;
    return true;
}

static bool copy_to_stdout(FILE *f)
{
    char bytes[1 << 16];
    rewind(f);
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, f)) > 0;)
        if (fwrite(bytes, 1, n, stdout) != n)
            return false;
    return !ferror(f) && !fflush(stdout);
}

bool output_commit(struct output *o)
{
    bool ok = !ferror(o->f) && !fflush(o->f);
    if (ok && !o->path)
        ok = copy_to_stdout(o->f);
    if (ok && o->temp)
        ok = !fsync(fileno(o->f)) || errno == EINVAL || errno == EROFS;
    ok = !fclose(o->f) && ok;
    o->f = NULL;
    if (ok && o->temp)
        ok = !rename(o->temp, o->path);
    if (!ok)
        fail(o->path ? o->path : _("standard output"));
    else if (o->temp) {
        unlist(o);   /* first: outputs_remove may come at any time */
        free(o->temp);
        o->temp = NULL;
    }
    output_drop(o);
    return ok;
}

void output_drop(struct output *o)
{
    if (o->f)
        fclose(o->f);
    if (o->temp) {
        unlink(o->temp);
        unlist(o);
    }
    free(o->temp);
    free(o->path);
    *o = (struct output){0};
}

/* ---- paths ---- */

char *path_dir(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return arena_dup(a, ".", 1);
    return arena_dup(a, path, slash == path ? 1 : (size_t)(slash - path));
}

char *path_join(struct arena *a, const char *dir, const char *path)
{
    if (*path == '/' || !strcmp(dir, ".") || !*dir)
        return arena_dup(a, path, strlen(path));
    return arena_printf(a, "%s%s%s", dir, dir[strlen(dir) - 1] == '/' ? "" : "/", path);
}

/* A path with its links resolved, as far as it exists; what does not exist yet follows as written, if it leads only down. */
static bool real(const char *path, char out[PATH_MAX])
{
    if (realpath(path, out))
        return true;
    if (errno != ENOENT)
        return false;
    struct arena a = {0};
    const char *dir = path, *rest = "";
    do {
        const char *slash = strrchr(dir, '/'), *name = slash ? slash + 1 : dir;
        bool up = !strcmp(name, "..") || !strcmp(name, ".") || !*name || !strcmp(dir, ".") || (slash == dir && !name[0]);
        rest = up ? NULL : *rest ? arena_printf(&a, "%s/%s", name, rest) : arena_dup(&a, name, strlen(name));
        dir = path_dir(&a, dir);
    } while (rest && !realpath(dir, out) && errno == ENOENT && strcmp(dir, "/"));
    bool ok = rest && realpath(dir, out) && strlen(out) + strlen(rest) + 2 < PATH_MAX;
    if (ok)
        strcat(out[1] ? strcat(out, "/") : out, rest);
    arena_done(&a);
    return ok;
}

bool path_inside(const char *path, const char *const *folders, int n)
{
    char file[PATH_MAX], dir[PATH_MAX];
    if (!real(path, file))
        return false;
    for (int i = 0; i < n; i++) {
        if (!realpath(folders[i], dir))
            continue;
        size_t k = strlen(dir);
        if (k == 1 || (!strncmp(file, dir, k) && (!file[k] || file[k] == '/')))
            return true;
    }
    return false;
}

char *path_normal(struct arena *a, const char *path)
{
    char *out = arena_new(a, strlen(path) + 2), *end = out;
    bool absolute = *path == '/';
    int depth = 0;
    for (const char *p = path; *p;) {
        size_t n = strcspn(p, "/");
        if (n == 2 && !memcmp(p, "..", 2) && (depth > 0 || absolute)) {
            if (depth > 0) {
                while (end > out && *--end != '/')
                    ;
                depth--;
            }
        } else if (n && !(n == 1 && *p == '.')) {
            if (end > out || absolute)
                *end++ = '/';
            memcpy(end, p, n);
            end += n;
            depth += !(n == 2 && !memcmp(p, "..", 2));
        }
        p += n + (p[n] == '/');
    }
    *end = 0;
    return out;
}

char *path_relative(struct arena *a, const char *from_dir, const char *path)
{
    char *from = path_normal(a, from_dir), *to = path_normal(a, path), real_from[PATH_MAX], real_to[PATH_MAX];
    bool comparable = (*from == '/') == (*to == '/') && strncmp(from, "..", 2);
    if (!comparable && (*path == '/' || !realpath(from_dir, real_from) || !real(path, real_to)))
        return arena_dup(a, path, strlen(path));
    if (!comparable)
        from = real_from, to = real_to;
    size_t same = 0;
    for (size_t i = 0;; i++) {
        bool from_end = !from[i] || from[i] == '/', to_end = !to[i] || to[i] == '/';
        if (from_end && to_end)
            same = i;
        if (!from[i] || !to[i] || from[i] != to[i])
            break;
    }
    struct buf b = {0};
    for (const char *p = from + same; *p; p++)
        if (p[0] != '/' && (p == from || p[-1] == '/'))
            buf_puts(&b, "../");
    const char *rest = to + same;
    buf_puts(&b, rest + (*rest == '/'));
    if (!b.n)
        buf_putc(&b, '.');
    char *result = arena_dup(a, b.s, b.n);
    buf_done(&b);
    return result;
}

const char *data_dir(const char *kind)
{
    const char *given = getenv("KOKI_DATA");
    const char *const roots[] = {given, KOKI_SOURCE_DIR, KOKI_DATA_DIR};
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        if (!roots[i] || !*roots[i])
            continue;
        char path[PATH_MAX];
        int n = snprintf(path, sizeof path, "%s/%s", roots[i], kind);
        if (n > 0 && (size_t)n < sizeof path && !access(path, R_OK))
            return intern(path);
    }
    return intern(KOKI_DATA_DIR);
}
