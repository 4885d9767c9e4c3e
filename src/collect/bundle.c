// SPDX-License-Identifier: Apache-2.0
/* A self-contained folder: every media file of the book is copied into DIR/media, once.
 *
 * An identical file that is already there is left alone, as is the source itself. Files of one name
 * from different folders get the chapter's name as a prefix, then a number. Names are settled while
 * paths are rewritten; copying comes last, so that a run that fails early leaves the folder as it
 * was. */
#include <errno.h>
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
        wanted = i == 1 ? arena_printf(a, "%s-%s", c->stem, name)
                        : arena_printf(a, "%s-%d-%s", c->stem, i, name);
    for (char *p = arena_dup(a, wanted, strlen(wanted)), *q = p; *q; q++)
        if (*q == '/') { /* for standard input or a skeleton the stem is a path */
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
    return path_join(&job->arena, job->how->bundle,
                     arena_printf(&job->arena, "%s/%s", folder, *name));
}

bool file_same(const char *a, const char *b)
{
    char x[1 << 14], y[1 << 14];
    struct stat s, t;
    bool same = !stat(a, &s) && !stat(b, &t) && S_ISREG(t.st_mode) && s.st_size == t.st_size;
    FILE *f = same ? fopen(a, "rbe") : NULL, *g = f ? fopen(b, "rbe") : NULL;
    same = g != NULL;
    for (size_t n = 1, m; same && n; same = n == m && !memcmp(x, y, n)) {
        n = fread(x, 1, sizeof x, f);
        m = fread(y, 1, sizeof y, g);
    }
    same = same && !ferror(f) && !ferror(g);
    if (f)
        fclose(f);
    if (g)
        fclose(g);
    return same;
}

bool file_copy(const char *from, const char *to)
{
    char bytes[1 << 16];
    struct output out;
    FILE *f = file_open(from);
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

void bundle_copy(struct job *job)
{
    struct arena *a = &job->arena;
    const char *media = path_join(a, job->how->bundle, folder);
    if (!bundle_make_folder(job->how->bundle) || !bundle_make_folder(media))
        return;
    const struct map *files = &job->bundled;
    for (int i = 0; i < files->n; i++) {
        file_note(files->entry[i].key);
        if (!file_same(files->entry[i].key, path_join(a, media, files->entry[i].value)))
            output_claim(path_join(a, media, files->entry[i].value));
    }
    outputs_check(); /* all of them, before the first is written */
    for (int i = 0; i < files->n; i++) {
        const char *to = path_join(a, media, files->entry[i].value);
        progress("%s", (const char *)files->entry[i].value);
        if (!file_same(files->entry[i].key, to))
            file_copy(files->entry[i].key, to);
    }
}
