// SPDX-License-Identifier: Apache-2.0
/* Images embedded in a chapter's file. They are in a temporary folder until the book is complete;
 * meanwhile the chapter has their final names: in a folder "STEM-media" beside the output. Then
 * each is put there atomically, and an identical existing one is left alone, so that concurrent
 * runs do not disturb each other. A bundle takes them from the temporary folder. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/collect-int.h"

enum { MAX_DEPTH = 8 };

/* The final place of an image, which identifies it: paths from the book's folder and from its
 * chapters' differ. */
static const char *place_of(struct arena *a, const char *path)
{
    char here[PATH_MAX];
    return path_normal(a, *path == '/' || !getcwd(here, sizeof here) ? path
                                                                     : path_join(a, here, path));
}

/* Notes for every file below `from` its place in `to`. */
static void take_files(struct job *job, struct chapter *c, const char *from, const char *to,
                       int depth)
{
    struct arena *a = &job->arena;
    struct stat st;
    DIR *dir = depth < MAX_DEPTH ? opendir(from) : NULL;
    for (struct dirent *e; dir && (e = readdir(dir));) {
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
            continue;
        char *file = arena_printf(a, "%s/%s", from, e->d_name),
             *place = arena_printf(a, "%s/%s", to, e->d_name);
        if (!lstat(file, &st) && S_ISDIR(st.st_mode))
            take_files(job, c, file, place, depth + 1);
        else if (S_ISREG(st.st_mode))
            *map_put(&c->unpacked, place_of(a, place)) = file;
    }
    if (dir)
        closedir(dir);
}

/* The folder beside the output for a chapter's images, used by no other chapter. */
static const char *media_folder(struct job *job, const struct chapter *c)
{
    struct arena *a = &job->arena;
    const char *name = arena_printf(a, "%s-media", c->stem);
    for (int i = 2; map_get(&job->media_folders, name); i++)
        name = arena_printf(a, "%s-%d-media", c->stem, i);
    *map_put(&job->media_folders, name) = job;
    return path_join(a, job->how->out_dir ? job->how->out_dir : ".", name);
}

void unpack_take(struct job *job, struct chapter *c, xmlDoc *doc, const char *from)
{
    const char *to = media_folder(job, c);
    xmlNode *root = xmlDocGetRootElement(doc);
    size_t n = strlen(from);
    metafiles_take(job, doc, from);
    take_files(job, c, from, to, 0);
    for (xmlNode *e = root; e; e = xml_walk(root, e)) {
        const char *file = e->properties ? xml_attr(e, "fileref") : NULL;
        if (file && !strncmp(file, from, n) && file[n] == '/')
            xml_set_attr(e, "fileref",
                         path_relative(&job->arena, xml_base_dir(doc),
                                       path_join(&job->arena, to, file + n + 1)));
    }
}

const char *unpack_file(struct job *job, const struct chapter *c, const char *path)
{
    return c->unpacked.n ? map_get(&c->unpacked, place_of(&job->arena, path)) : NULL;
}

void unpack_use(struct job *job, const struct chapter *c, const char *path)
{
    const char *place = place_of(&job->arena, path);
    *map_put(&job->unpacked, place) = map_get(&c->unpacked, place);
}

/* The folders of a path, which is in a folder of the output. */
static bool make_folders(struct arena *a, const char *path)
{
    struct stat st;
    const char *dir = path_dir(a, path);
    return !stat(dir, &st) || (make_folders(a, dir) && bundle_make_folder(dir));
}

void unpack_place(struct job *job)
{
    const struct map *files = &job->unpacked;
    for (int i = 0; i < files->n; i++)
        if (!file_same(files->entry[i].value, files->entry[i].key))
            output_claim(files->entry[i].key);
    outputs_check();
    for (int i = 0; i < files->n; i++)
        if (!file_same(files->entry[i].value, files->entry[i].key) &&
            make_folders(&job->arena, files->entry[i].key))
            file_copy(files->entry[i].value, files->entry[i].key);
}

void unpack_done(struct job *job)
{
    for (int i = 0; i < job->temps.n; i++)
        temp_drop(job->temps.v[i]);
    vec_done(&job->temps);
    map_done(&job->unpacked);
}
