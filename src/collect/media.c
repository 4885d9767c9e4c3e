// SPDX-License-Identifier: Apache-2.0
/* Rewrites paths of media so that they hold from the output's folder, and checks that the files
 * exist and can be used.
 *
 * A path is relative to the folder of the author's file, which may be an included one; if there is
 * no such file, to the document's folder (an earlier run may have rewritten the path). */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/picture.h"

struct media {
    struct job *job;
    const struct chapter *chapter;
    struct arena *arena;
    const char *dir;     /* of the document */
    struct map found;    /* path → whether a readable file is there */
    struct map allowed;  /* path → whether it is in a folder that may be read */
    struct map pictures; /* path → struct picture */
};
static const char yes[1], no[1];

static bool is_remote(const char *path)
{
    size_t n = strcspn(path, ":/?#");
    return n > 1 && path[n] == ':';
}

static bool is_file(struct media *m, const char *path)
{
    void **known = map_put(&m->found, path);
    if (!*known) {
        struct stat st;
        *known = (void *)(!stat(path, &st) && S_ISREG(st.st_mode) && !access(path, R_OK) ? yes
                                                                                         : no);
    }
    return *known == yes;
}

/* Links resolved, so that no file from elsewhere gets into a bundle. Images unpacked by an earlier
 * run are beside the output. */
static bool is_allowed(struct media *m, const char *path)
{
    void **known = map_put(&m->allowed, path);
    if (!*known) {
        int n;
        const char *const *folders = chapter_allowed(m->job, &n);
        const char *own[] = {m->dir, m->job->how->out_dir ? m->job->how->out_dir : "."};
        *known = (void *)(path_inside(path, own, 2) || path_inside(path, folders, n) ? yes : no);
    }
    return *known == yes;
}

/* The file name of a percent-encoded path. */
static const char *decoded_path(struct arena *a, const char *path)
{
    char *to = arena_dup(a, path, strlen(path)), *start = to;
    for (const char *p = path; *p; p++)
        if (*p == '%' && hex_value(p[1]) >= 0 && hex_value(p[2]) >= 0 &&
            (hex_value(p[1]) || hex_value(p[2])))
            *to++ = (char)(hex_value(p[1]) << 4 | hex_value(p[2])), p += 2;
        else
            *to++ = *p;
    *to = 0;
    return start;
}

/* The path of a file while the book is made. */
static const char *present_path(struct media *m, const char *path)
{
    const char *unpacked = unpack_file(m->job, m->chapter, path);
    return unpacked ? unpacked : path;
}

/* The folder that an element's paths are relative to: that of the author's file, or of the document
 * if koki wrote it. */
static const char *folder_of(struct media *m, const xmlNode *n)
{
    const char *file = m->chapter->doc && xml_relayed(m->chapter->doc) ? NULL : xml_loc(n).file;
    return file ? path_dir(m->arena, file) : m->dir;
}

static const char *look(struct media *m, const xmlNode *n, const char *path, bool *there)
{
    const char *beside = path_join(m->arena, folder_of(m, n), path);
    const char *below = path_join(m->arena, m->dir, path);
    *there = true;
    if (is_file(m, present_path(m, beside)))
        return beside;
    *there = is_file(m, present_path(m, below));
    return below;
}

/* The file of a path or file: URL in the source; *there: whether it exists. */
static const char *locate(struct media *m, const xmlNode *n, const char *path, bool *there)
{
    const char *plain = strncmp(path, "file://", 7)           ? path
                        : strncmp(path + 7, "localhost/", 10) ? path + 7
                                                              : path + 16;
    const char *file = look(m, n, plain, there);
    if (*there || !strchr(plain, '%'))
        return file;
    const char *other = look(m, n, decoded_path(m->arena, plain), there);
    return *there ? other : file;
}

/* ---- the content of the file ---- */

static const struct picture *picture_of(struct media *m, const char *file)
{
    void **known = map_put(&m->pictures, file);
    if (!*known) {
        struct picture *p = *known = arena_make(m->arena, struct picture);
        *p = picture_look(file);
    }
    return *known;
}

/* An unsupported format is not a fault if there is an alternative. */
static bool has_choice(const xmlNode *data)
{
    int objects = 0;
    for (const xmlNode *n = data->parent && data->parent->parent ? xml_first(data->parent->parent)
                                                                 : NULL;
         n; n = xml_next(n))
        objects += xml_is(n, "imageobject");
    return objects > 1;
}

static void check_picture(struct media *m, const xmlNode *data, const char *file, const char *path)
{
    const struct picture *p = picture_of(m, file);
    struct loc at = xml_loc(data);
    if (job_checks(m->job, COLLECT_CHECK_format)) {
        if (p->fault == PICTURE_EMPTY || p->fault == PICTURE_CUT)
            diag(DIAG_collect_image_cut, at, path);
        else if (p->fault == PICTURE_UNKNOWN && !has_choice(data))
            diag(DIAG_collect_image_format, at, path,
                 p->format ? p->format : _("of an unknown format"));
        else if (p->fault == PICTURE_MISNAMED)
            diag(DIAG_collect_image_name, at, path, p->format);
    }
    int dpi = job_checks(m->job, COLLECT_CHECK_resolution) ? picture_low_dpi(p, data) : 0;
    if (dpi)
        diag(DIAG_collect_image_dpi, at, path, dpi);
}

/* ---- paths ---- */

/* A name completed when an edition is made, "karten/{ags}.svg": it is relative to the author's
 * file, and cannot be checked yet. */
static const char *locate_late(struct media *m, const xmlNode *n, const char *path)
{
    return m->job->how->late && !m->job->how->bundle && strchr(path, '{')
               ? path_join(m->arena, folder_of(m, n), path)
               : NULL;
}

static void rewrite_path(struct media *m, xmlNode *n, const char *attr, const char *path)
{
    if (!*path || (is_remote(path) && strncmp(path, "file://", 7)))
        return;
    bool there;
    const char *file = locate(m, n, path, &there), *later = there ? NULL : locate_late(m, n, path);
    if (later) {
        xml_set_attr(n, attr,
                     path_relative(m->arena, m->job->how->out_dir ? m->job->how->out_dir : ".",
                                   later));
        return;
    }
    bool unpacked = unpack_file(m->job, m->chapter, file) != NULL;
    bool link = strcmp(attr, "fileref"), allowed = there && (unpacked || is_allowed(m, file));
    if (!there && !link && job_checks(m->job, COLLECT_CHECK_media))
        diag(DIAG_collect_missing_media, xml_loc(n), path);
    if (there && !allowed && !link)
        diag(DIAG_collect_forbidden_media, xml_loc(n), path);
    if (!there && link)
        return;
    if (allowed && xml_elem(n) == DB_imagedata)
        check_picture(m, n, present_path(m, file), path);
    if (allowed && !unpacked && !link)
        file_note(file);
    if (allowed && m->job->how->bundle)
        file = bundle_path(m->job, m->chapter, present_path(m, file));
    else if (unpacked)
        unpack_use(m->job, m->chapter, file);
    const char *result = path_relative(m->arena, m->job->how->out_dir ? m->job->how->out_dir : ".",
                                       file);
    if (strcmp(result, path))
        xml_set_attr(n, attr, result);
}

void media_rewrite(struct job *job, struct chapter *c)
{
    struct media m = {job, c, &job->arena, c->doc ? xml_base_dir(c->doc) : ".", {0}, {0}, {0}};
    for (xmlNode *n = c->root; n; n = xml_walk(c->root, n)) {
        const char *path = n->properties ? xml_attr(n, "fileref") : NULL;
        if (path)
            rewrite_path(&m, n, "fileref", path);
        path = n->properties && xml_elem(n) != DB_NONE ? xml_attr(n, "xlink:href") : NULL;
        if (path && *path != '#' && *path != '?' && *path != '/')
            rewrite_path(&m, n, "xlink:href", path);
    }
    map_done(&m.found);
    map_done(&m.allowed);
    map_done(&m.pictures);
}
