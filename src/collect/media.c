/* Rewrites paths of media so that they hold from the output's folder, and checks that the files are there.
 *
 * A path counts from the folder of the file that the author wrote, which may be an included one; where nothing lies there,
 * from the document's folder (an earlier run may have rewritten it already). */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/collect-int.h"

struct media {
    struct job *job;
    const struct chapter *chapter;
    struct arena *arena;
    const char *dir;       /* of the document */
    struct map found;      /* path → whether a readable file is there */
};

static bool is_remote(const char *path)
{
    size_t n = strcspn(path, ":/?#");
    return n > 1 && path[n] == ':';
}

static bool is_file(struct media *m, const char *path)
{
    static char yes, no;
    void **known = map_put(&m->found, path);
    if (!*known) {
        struct stat st;
        *known = !stat(path, &st) && S_ISREG(st.st_mode) && !access(path, R_OK) ? &yes : &no;
    }
    return *known == &yes;
}

/* The file that a path in the source means; *there: whether it exists. */
static const char *locate(struct media *m, const xmlNode *n, const char *path, bool *there)
{
    const char *file = xml_loc(n).file;
    const char *beside = path_join(m->arena, file ? path_dir(m->arena, file) : m->dir, path);
    const char *below = path_join(m->arena, m->dir, path);
    *there = true;
    if (is_file(m, beside))
        return beside;
    *there = is_file(m, below);
    return below;
}

static void rewrite(struct media *m, xmlNode *n, const char *attr, const char *path)
{
    if (!*path || is_remote(path))
        return;
    bool there;
    const char *file = locate(m, n, path, &there);
    bool link = strcmp(attr, "fileref");
    if (!there && !link && job_checks(m->job, COLLECT_CHECK_media))
        diag(DIAG_collect_missing_media, xml_loc(n), path);
    if (!there && link)
        return;
    if (there && m->job->how->bundle)
        file = bundle_path(m->job, m->chapter, file);
    const char *result = path_relative(m->arena, m->job->how->out_dir ? m->job->how->out_dir : ".", file);
    if (strcmp(result, path))
        xml_set_attr(n, attr, result);
}

void media_rewrite(struct job *job, struct chapter *c)
{
    struct media m = {job, c, &job->arena, c->doc ? xml_base_dir(c->doc) : ".", {0}};
    for (xmlNode *n = c->root; n; n = xml_walk(c->root, n)) {
        const char *path = n->properties ? xml_attr(n, "fileref") : NULL;
        if (path)
            rewrite(&m, n, "fileref", path);
        path = n->properties && xml_elem(n) != DB_NONE ? xml_attr(n, "xlink:href") : NULL;
        if (path && *path != '#' && *path != '?' && *path != '/')
            rewrite(&m, n, "xlink:href", path);
    }
    map_done(&m.found);
}
