/* A folder that can be handed on: every medium of the book copied into DIR/media, each file once.
 *
 * Files of one name from different folders keep apart by the chapter's name in front, then by a number. Names are settled
 * while paths are rewritten; copying comes last, so that a run that fails early leaves the folder as it was. */
#include <errno.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>

#include "collect/collect-int.h"

static const char *const folder = "media";

/* A name in the folder that no other file has. */
static const char *free_name(struct job *job, const struct chapter *c, const char *path)
{
    struct arena *a = &job->arena;
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *wanted = name;
    for (int i = 1; map_get(&job->bundle_names, wanted); i++)
        wanted = i == 1 ? arena_printf(a, "%s-%s", c->stem, name) : arena_printf(a, "%s-%d-%s", c->stem, i, name);
    for (char *p = arena_dup(a, wanted, strlen(wanted)), *q = p; *q; q++)
        if (*q == '/') {   /* a stem is a path where standard input or a skeleton has it */
            *q = '-';
            wanted = p;
        }
    return wanted;
}

const char *bundle_path(struct job *job, const struct chapter *c, const char *path)
{
    const char *key = input_key(&job->arena, path);
    const char **name = (const char **)map_put(&job->bundled, key);
    if (!*name) {
        *name = free_name(job, c, path);
        *map_put(&job->bundle_names, *name) = job;
    }
    return path_join(&job->arena, job->how->bundle, arena_printf(&job->arena, "%s/%s", folder, *name));
}

static bool copy(const char *from, const char *to)
{
    char bytes[1 << 16];
    struct output out;
    FILE *f = fopen(from, "rb");
    if (!f)
        diag(DIAG_cannot_read, LOC_NONE, from, strerror(errno));
    if (!f || !output_open(&out, to)) {
        if (f)
            fclose(f);
        return false;
    }
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, f)) > 0;)
        fwrite(bytes, 1, n, out.f);
    bool ok = !ferror(f);
    fclose(f);
    if (ok)
        return output_commit(&out);
    diag(DIAG_cannot_read, LOC_NONE, from, strerror(errno));
    output_drop(&out);
    return false;
}

bool bundle_make_folder(const char *path)
{
    if (!mkdir(path, 0777) || errno == EEXIST)
        return true;
    diag(DIAG_cannot_write, LOC_NONE, path, strerror(errno));
    return false;
}

static int drop(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

void bundle_copy(struct job *job)
{
    struct arena *a = &job->arena;
    const char *media = path_join(a, job->how->bundle, folder);
    if (!bundle_make_folder(job->how->bundle) || !bundle_make_folder(media))
        return;
    for (int i = 0; i < job->bundled.n; i++) {
        progress("%s", (const char *)job->bundled.entry[i].value);
        copy(job->bundled.entry[i].key, path_join(a, media, job->bundled.entry[i].value));
    }
}

void bundle_clean(struct job *job)
{
    for (int i = 0; i < job->unpacked.n; i++)
        nftw(job->unpacked.v[i], drop, 16, FTW_DEPTH | FTW_PHYS);
}
