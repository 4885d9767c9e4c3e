// SPDX-License-Identifier: Apache-2.0
/* Outputs: each appears complete or not at all, and none replaces a source or another output.
 *
 * A regular file is written to a temporary file beside it, which is renamed; for a symbolic link
 * this applies to its target. Other files (pipes, devices) and open ones (/dev/stdout,
 * /proc/self/fd/N) are written directly, when the output is complete.
 *
 * An output is claimed as soon as its path is known. Claims are compared with each other, by folder
 * and name and by device and inode, and with all files that were read (input.c): at once, and again
 * before any file is replaced. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "base/base-int.h"

enum { MAX_LINKS = 40 };

/* ---- targets of paths -------------------------------------------------------------------- */

struct target {
    char path[PATH_MAX]; /* with links resolved, except those of its folder; "": a descriptor */
    int fd;              /* an open descriptor; -1: none */
    bool straight;       /* nothing is replaced */
    struct stat st;
    bool there; /* st is valid */
};

/* Whether a link is one of the kernel's names for this program's open files: *fd is its number. */
static bool is_descriptor(struct arena *a, const char *path, int *fd)
{
    static const char *const names[] = {"/proc/self/fd", "/proc/thread-self/fd"};
    char dir[PATH_MAX], own[PATH_MAX], *end;
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    long number = strtol(name, &end, 10);
    if (!*name || *end || number < 0 || number > INT_MAX || !realpath(path_dir(a, path), dir))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (realpath(names[i], own) && !strcmp(dir, own)) {
            *fd = (int)number;
            return true;
        }
    return false;
}

static bool is_kernels(struct arena *a, const char *path)
{
    struct statfs fs;
    return !statfs(path_dir(a, path), &fs) && fs.f_type == PROC_SUPER_MAGIC;
}

/* Follows the links of a path. False and errno if they are broken. */
static bool follow_links(struct target *t, const char *path)
{
    struct arena a = {0};
    struct stat st;
    char to[PATH_MAX];
    const char *at = path;
    int links = 0;
    for (; !lstat(at, &st) && S_ISLNK(st.st_mode); links++) {
        if (is_descriptor(&a, at, &t->fd) || is_kernels(&a, at)) {
            t->straight = true;
            break;
        }
        ssize_t n = links < MAX_LINKS ? readlink(at, to, sizeof to - 1) : -1;
        if (n < 0) {
            arena_done(&a);
            errno = ELOOP;
            return false;
        }
        to[n] = 0;
        at = *to == '/' ? arena_dup(&a, to, (size_t)n)
                        : arena_printf(&a, "%s/%s", path_dir(&a, at), to);
    }
    size_t n = strlen(at);
    bool fits = n < sizeof t->path;
    if (fits)
        memcpy(t->path, at, n + 1);
    arena_done(&a);
    errno = ENAMETOOLONG;
    return fits;
}

/* path NULL or "-": standard output. False and errno if the output is impossible. */
static bool find_target(struct target *t, const char *path)
{
    t->fd = -1;
    t->straight = false;
    *t->path = 0;
    if (!path || !strcmp(path, "-"))
        t->fd = STDOUT_FILENO, t->straight = true;
    else if (!follow_links(t, path))
        return false;
    t->there = !(t->fd >= 0 ? fstat(t->fd, &t->st) : stat(t->path, &t->st));
    t->straight |= t->there && !S_ISREG(t->st.st_mode);
    return true;
}

/* ---- claims ---------------------------------------------------------------------------------- */

/* Two claims conflict when they have a key in common: "F DEVICE INODE" of an existing file, "P
 * DEVICE INODE NAME" of a name in a folder, which is valid whether the file exists or not. */
enum { KEYS = 2, KEY_MAX = 64 + NAME_MAX };
struct claim {
    char *path; /* as given; NULL: standard output */
    struct target at;
    bool opened;
    bool done;     /* it has been written: the file there is no source */
    bool rewrites; /* it may replace `source` */
    struct stat source;
    struct claim *next;
};
static struct claim *claims;
static struct map by_key, by_path; /* struct claim, NULL if dropped */

static const char *base_name(const char *path)
{
    return strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
}

/* Devices have none: several outputs may write to a terminal or to /dev/null. */
static void keys_of(const struct target *t, char keys[KEYS][KEY_MAX])
{
    struct arena a = {0};
    struct stat dir;
    keys[0][0] = keys[1][0] = 0;
    if (t->there && !S_ISCHR(t->st.st_mode))
        snprintf(keys[0], KEY_MAX, "F %jx %jx", (uintmax_t)t->st.st_dev, (uintmax_t)t->st.st_ino);
    if (!t->straight && !stat(path_dir(&a, t->path), &dir))
        snprintf(keys[1], KEY_MAX, "P %jx %jx %.255s", (uintmax_t)dir.st_dev, (uintmax_t)dir.st_ino,
                 base_name(t->path));
    arena_done(&a);
}

/* Outputs of a run are claimed before any is written; so one that was written may be written again.
 */
static bool writes_again(const struct claim *done, const struct claim *c)
{
    return done->done && c && c->path && done->path && !strcmp(c->path, done->path);
}

static struct claim *rival_claim(const struct claim *c, char keys[KEYS][KEY_MAX])
{
    for (int i = 0; i < KEYS; i++) {
        struct claim *other = *keys[i] ? map_get(&by_key, keys[i]) : NULL;
        if (other && other != c && !writes_again(other, c))
            return other;
    }
    return NULL;
}

static const char *shown(const char *path)
{
    return path && strcmp(path, "-") ? path : _("standard output");
}

/* Ends the run; format has two %s. */
static _Noreturn void refuse_output(const char *format, const char *a, const char *b)
{
    struct arena words = {0};
    const char *first = strstr(format, "%s"), *second = strstr(first + 2, "%s");
    die(DIAG_bad_usage, LOC_NONE,
        arena_printf(&words, "%.*s%s%.*s%s%s", (int)(first - format), format, a,
                     (int)(second - first - 2), first + 2, b, second + 2));
}

/* Finds the claim's present target: the file system changes, folders and outputs are made. */
static void find_claim_target(struct claim *c)
{
    char keys[KEYS][KEY_MAX];
    if (!find_target(&c->at, c->path))
        c->at.there = false;
    keys_of(&c->at, keys);
    const struct claim *other = rival_claim(c, keys);
    if (other)
        refuse_output(_("the outputs '%s' and '%s' are the same file"), shown(other->path),
                      shown(c->path));
    for (int i = 0; i < KEYS; i++)
        if (*keys[i] && !c->done)
            *map_put(&by_key, keys[i]) = c;
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static void compare_with_sources(const struct claim *c)
{
    const char *source = c->at.there ? source_at(&c->at.st) : NULL;
    if (source && !(c->rewrites && same_file(&c->source, &c->at.st)))
        refuse_output(_("the output '%s' would overwrite '%s', which is read; give another name"),
                      shown(c->path), source);
}

void outputs_check(void)
{
    static int checked; /* number of sources compared */
    int n = sources_count();
    for (struct claim *c = n > checked ? claims : NULL; c; c = c->next)
        if (!c->done) {
            find_claim_target(c);
            compare_with_sources(c);
        }
    checked = n;
}

void outputs_renew(void)
{
    map_done(&by_key);
    by_key = (struct map){0};
    for (struct claim *c = claims; c; c = c->next)
        find_claim_target(c);
}

static struct claim *add_claim(const char *path)
{
    struct claim *c = mem_new(sizeof *c);
    c->path = path ? mem_dup(path) : NULL;
    find_claim_target(c);
    compare_with_sources(c);
    c->next = claims;
    claims = c;
    struct claim **place = (struct claim **)map_put(&by_path, path ? path : "-");
    if (!*place || (*place)->opened)
        *place = c;
    return c;
}

void output_claim(const char *path) { (void)add_claim(path); }

/* The claim of an output to be opened: an existing one, or a new one. */
static struct claim *claim_of(const char *path)
{
    struct claim *c = map_get(&by_path, path ? path : "-");
    if (c && !c->opened)
        find_claim_target(c);
    else
        c = add_claim(path);
    c->opened = true;
    return c;
}

/* The old file no longer exists, and its inode may be reused. */
static void claim_done(struct claim *c)
{
    char keys[KEYS][KEY_MAX];
    keys_of(&c->at, keys);
    if (!c->at.straight && map_get(&by_key, keys[0]) == c)
        *map_put(&by_key, keys[0]) = NULL;
    c->done = true;
}

static void forget_claim(struct map *m, const struct claim *c)
{
    for (int i = 0; i < m->n; i++)
        if (m->entry[i].value == c)
            m->entry[i].value = NULL;
}

static void unclaim(struct claim *c)
{
    forget_claim(&by_key, c);
    forget_claim(&by_path, c);
    for (struct claim **p = &claims; *p; p = &(*p)->next)
        if (*p == c) {
            *p = c->next;
            break;
        }
    free(c->path);
    free(c);
}

void output_may_replace(const char *path, const char *source)
{
    struct claim *c = path ? map_get(&by_path, path) : NULL;
    if (c && !c->at.straight)
        c->rewrites = !(strcmp(source, "-") ? stat(source, &c->source)
                                            : fstat(STDIN_FILENO, &c->source));
}

bool output_remove(const char *path)
{
    char keys[KEYS][KEY_MAX];
    struct target t;
    bool there = find_target(&t, path) && t.there;
    if (there)
        keys_of(&t, keys);
    return there && !source_at(&t.st) && !rival_claim(NULL, keys) && !unlink(path);
}

/* ---- whether it can be written --------------------------------------------------------------- */

static bool report_unwritable(const char *path)
{
    diag(DIAG_cannot_write, LOC_NONE, path && strcmp(path, "-") ? path : _("standard output"),
         strerror(errno));
    return false;
}

/* Whether `path` can be created in a folder. */
static bool check_folder(const char *dir, const char *path)
{
    struct stat st;
    bool there = !stat(dir, &st);
    if (there && !S_ISDIR(st.st_mode))
        errno = ENOTDIR;
    return (there && S_ISDIR(st.st_mode) && !access(dir, W_OK | X_OK)) || report_unwritable(path);
}

static bool can_write(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    bool ok = flags >= 0 && (flags & O_ACCMODE) != O_RDONLY;
    if (flags >= 0 && !ok)
        errno = EBADF;
    return ok;
}

bool output_check(const char *path)
{
    struct arena a = {0};
    struct target t;
    if (!path)
        return true;
    bool ok = find_target(&t, path) || report_unwritable(path);
    if (ok)
        output_claim(path);
    if (ok && t.fd >= 0) {
        ok = can_write(t.fd) || report_unwritable(path);
    } else if (ok && t.straight) {
        errno = EISDIR;
        ok = (!S_ISDIR(t.st.st_mode) && !access(t.path, W_OK)) || report_unwritable(path);
    } else if (ok) {
        ok = check_folder(path_dir(&a, t.path), path);
    }
    arena_done(&a);
    return ok;
}

static const struct {
    const char *name, *endings, *begins;
} contents[] = {
    [CONTENT_PDF] = {"PDF", " pdf ", "%PDF-"},
    [CONTENT_XML] = {"XML", " xml dbk docbook db ", "<"},
    [CONTENT_JSON] = {"JSON", " json ", "{"},
};

/* Whether a file that exists is of this kind, or empty; its first bytes tell, after those that may
 * be before any text. */
static bool is_of(const struct target *t, const char *begins)
{
    char bytes[64] = "";
    FILE *f = fopen(t->path, "rbe");
    size_t n = f ? fread(bytes, 1, sizeof bytes - 1, f) : 0;
    if (f)
        fclose(f);
    size_t from = !strncmp(bytes, "\xef\xbb\xbf", 3) ? 3 : 0;
    from += strspn(bytes + from, " \t\r\n");
    return !n || !strncmp(bytes + from, begins, strlen(begins));
}

bool output_check_content(const char *path, enum output_content content)
{
    struct target t;
    bool ok = output_check(path); /* a source is named first */
    if (!ok || !path || content == CONTENT_ANY || !find_target(&t, path) || t.straight || !t.there)
        return ok;
    struct arena a = {0};
    const char *dot = strrchr(base_name(t.path), '.');
    bool named = !dot || strcasestr(contents[content].endings, arena_printf(&a, " %s ", dot + 1));
    arena_done(&a);
    if (!named && !is_of(&t, contents[content].begins))
        refuse_output(_("the output '%s' would overwrite a file that is no %s; give another name"),
                      path, contents[content].name);
    return ok;
}

bool output_check_folder(const char *path)
{
    struct stat st;
    struct arena a = {0};
    bool ok = !path ||
              check_folder(stat(path, &st) ? path_dir(&a, path_normal(&a, path)) : path, path);
    arena_done(&a);
    return ok;
}

/* ---- writing --------------------------------------------------------------------------------- */

/* The file keeps the rights it had, or gets those of any new file. */
static mode_t wanted_mode(const struct target *t)
{
    if (t->there)
        return t->st.st_mode & 0777;
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static bool open_straight(struct output *o, const struct target *t)
{
    o->to = t->fd >= 0 ? fcntl(t->fd, F_DUPFD_CLOEXEC, 3)
                       : open(t->path, O_WRONLY | O_TRUNC | O_NOCTTY | O_CLOEXEC);
    if (o->to >= 0 && can_write(o->to) && (o->f = tmpfile()))
        return true;
    int error = errno;
    if (o->to >= 0)
        close(o->to);
    errno = error;
    return false;
}

static bool open_beside(struct output *o, const struct target *t)
{
    int fd;
    o->temp = temp_file(t->path, &fd);
    o->target = mem_dup(t->path);
    if (!o->temp)
        return false;
    fchmod(fd, wanted_mode(t));
    return (o->f = fdopen(fd, "w+")) != NULL;
}

bool output_open(struct output *o, const char *path)
{
    struct target t;
    *o = (struct output){.to = -1};
    if (!find_target(&t, path))
        return report_unwritable(path);
    struct claim *c = claim_of(path);
    outputs_check();
    o->path = path ? mem_dup(path) : NULL;
    o->claim = c;
    if (t.straight ? open_straight(o, &t) : open_beside(o, &t))
        return true;
    report_unwritable(path);
    output_drop(o);
    return false;
}

static bool write_straight(FILE *f, int to)
{
    char bytes[1 << 16];
    rewind(f);
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, f)) > 0;)
        for (size_t at = 0; at < n;) {
            ssize_t k = write(to, bytes + at, n - at);
            if (k < 0 && errno != EINTR)
                return false;
            at += k > 0 ? (size_t)k : 0;
        }
    return !ferror(f);
}

static bool close_straight(struct output *o)
{
    int to = o->to;
    o->to = -1;
    return !close(to);
}

bool output_commit(struct output *o)
{
    outputs_check(); /* files read since then may be targets of outputs */
    bool ok = !ferror(o->f) && !fflush(o->f);
    if (o->temp) {
        ok = ok && (!fsync(fileno(o->f)) || errno == EINVAL || errno == EROFS);
    } else {
        ok = ok && !fflush(stdout) && write_straight(o->f, o->to);
        ok = close_straight(o) && ok;
    }
    ok = !fclose(o->f) && ok;
    o->f = NULL;
    if (ok && o->temp && (ok = temp_rename(o->temp, o->target)))
        o->temp = NULL;
    if (!ok) {
        report_unwritable(o->path);
    } else {
        claim_done(o->claim);
        o->claim = NULL; /* it stays, so that no other output uses this place */
    }
    output_drop(o);
    return ok;
}

void output_drop(struct output *o)
{
    if (o->f)
        fclose(o->f);
    if (o->to >= 0)
        close(o->to);
    if (o->temp)
        temp_drop(o->temp);
    if (o->claim)
        unclaim(o->claim);
    free(o->path);
    free(o->target);
    *o = (struct output){.to = -1};
}
