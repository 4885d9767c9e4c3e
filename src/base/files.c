// SPDX-License-Identifier: Apache-2.0
/* Paths, the folders that may be read, and data folders. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "base/base-int.h"
#include "koki-config.h"

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

/* A path with its links resolved as far as it exists; missing components are appended unchanged, if
 * there is no "..". */
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
        bool up = !strcmp(name, "..") || !strcmp(name, ".") || !*name || !strcmp(dir, ".") ||
                  (slash == dir && !name[0]);
        rest = up      ? NULL
               : *rest ? arena_printf(&a, "%s/%s", name, rest)
                       : arena_dup(&a, name, strlen(name));
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
    char *from = path_normal(a, from_dir), *to = path_normal(a, path), real_from[PATH_MAX],
         real_to[PATH_MAX];
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

/* The folder of the program, links resolved; NULL if unknown. Without /proc, by the name it was
 * started by. */
static const char *program_dir(void)
{
    static char path[PATH_MAX];
    if (!*path) {
        ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
        const char *name = (const char *)getauxval(AT_EXECFN);
        if (n > 0)
            path[n] = 0;
        else if (!name || !strchr(name, '/') || !realpath(name, path))
            *path = 0;
        char *slash = strrchr(path, '/');
        if (slash)
            slash[slash == path] = 0;
    }
    return *path == '/' ? path : NULL;
}

const char *path_beside_program(const char *path)
{
    struct arena a = {0};
    const char *dir = *path == '/' ? "" : program_dir();
    const char *found = intern(dir ? path_normal(&a, arena_printf(&a, "%s/%s", dir, path)) : path);
    arena_done(&a);
    return found;
}

const char *libexec_path(const char *name)
{
    struct arena a = {0};
    const char *given = getenv("KOKI_LIBEXEC"),
               *dir = given && *given ? given : path_beside_program(KOKI_LIBEXEC_DIR);
    const char *found = intern(arena_printf(&a, "%s/%s", dir ? dir : "", name));
    arena_done(&a);
    return found;
}

const char *data_dir(const char *kind)
{
    const char *given = getenv("KOKI_DATA"), *own = path_beside_program(KOKI_DATA_DIR);
    const char *const roots[] = {given, own};
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        if (!roots[i] || !*roots[i])
            continue;
        char path[PATH_MAX];
        int n = snprintf(path, sizeof path, "%s/%s", roots[i], kind);
        if (n > 0 && (size_t)n < sizeof path && !access(path, R_OK))
            return intern(path);
    }
    return own;
}
