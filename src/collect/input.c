// SPDX-License-Identifier: Apache-2.0
/* Finds the files that the operands refer to.
 *
 * A folder is replaced by its XML files in natural order, files before subfolders; a subfolder is a
 * working group, and deeper files belong to it. A file given twice counts at its first position, so
 * that `03.xml chapters/` puts one chapter before the rest. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "collect/collect-int.h"

#define MAX_FOLDERS 16 /* subfolders in subfolders; links may form cycles */

static int compare_digits(const char **a, const char **b)
{
    while (**a == '0')
        ++*a;
    while (**b == '0')
        ++*b;
    size_t na = strspn(*a, "0123456789"), nb = strspn(*b, "0123456789");
    if (na != nb)
        return na < nb ? -1 : 1;
    int order = strncmp(*a, *b, na);
    *a += na;
    *b += nb;
    return order;
}

int input_compare(const char *a, const char *b)
{
    const char *whole_a = a, *whole_b = b;
    while (*a && *b) {
        int order;
        if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b))
            order = compare_digits(&a, &b);
        else
            order = tolower((unsigned char)*a++) - tolower((unsigned char)*b++);
        if (order)
            return order;
    }
    if (*a || *b)
        return *a ? 1 : -1;
    return strcmp(whole_a, whole_b);
}

const char *input_stem(struct arena *a, const char *name)
{
    const char *dot = strrchr(name, '.');
    size_t n = dot && dot > name ? (size_t)(dot - name) : strlen(name);
    size_t skip = strspn(name, "0123456789");
    if (skip)
        skip += strspn(name + skip, "-_. ");
    if (skip >= n)
        skip = 0;
    return arena_dup(a, name + skip, n - skip);
}

const char *input_key(struct arena *a, const char *path)
{
    char real[PATH_MAX];
    if (!strcmp(path, "-") || !realpath(path, real))
        return arena_dup(a, path, strlen(path));
    return arena_dup(a, real, strlen(real));
}

/* Pipes and devices might never end; they are read only if the user names them. */
static bool is_file(const char *path)
{
    struct stat st;
    if (strcmp(path, "-") && !stat(path, &st) && !S_ISREG(st.st_mode)) {
        diag(DIAG_collect_not_a_file, (struct loc){intern(path), 0, 0});
        return false;
    }
    return true;
}

static void add_file(struct job *job, const char *path, const char *group)
{
    const char *key = input_key(&job->arena, path);
    void **place = map_put(&job->by_key, key);
    if (*place)
        return;
    struct chapter *c = *place = arena_make(&job->arena, struct chapter);
    const char *slash = strrchr(path, '/');
    c->path = intern(path);
    c->key = key;
    c->name = slash ? slash + 1 : c->path;
    c->stem = input_stem(&job->arena, c->name);
    c->group = group;
    c->shell = group && !strcmp(c->stem, "part");
    *vec_add(&job->chapters) = c;
}

static bool is_folder(const char *path)
{
    struct stat st;
    return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static bool is_wanted(const char *name)
{
    static const char *const endings[] = {".xml", ".dbk", ".docbook"};
    size_t n = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t k = strlen(endings[i]);
        if (n > k && !strcasecmp(name + n - k, endings[i]))
            return true;
    }
    return pandoc_wanted(name) || manuscript_is_office(name);
}

static int compare_names(const void *a, const void *b)
{
    return input_compare(*(char *const *)a, *(char *const *)b);
}

struct names {
    char **v;
    int n, cap;
};

static bool list_folder(struct arena *a, const char *path, struct names *names)
{
    DIR *dir = opendir(path);
    if (!dir)
        return false;
    for (struct dirent *e; (e = readdir(dir));)
        if (*e->d_name != '.')
            *vec_add(names) = arena_dup(a, e->d_name, strlen(e->d_name));
    closedir(dir);
    if (names->n)
        qsort(names->v, (size_t)names->n, sizeof *names->v, compare_names);
    return true;
}

/* A link in a folder may lead anywhere: the rules of inclusions apply to it. */
static bool may_gather(struct job *job, const char *path)
{
    struct stat st;
    int n;
    const char *const *folders = chapter_allowed(job, &n);
    bool may = lstat(path, &st) || !S_ISLNK(st.st_mode) || path_inside(path, folders, n);
    if (!may)
        diag(DIAG_xml_forbidden, (struct loc){intern(path), 0, 0}, path);
    return may;
}

static void add_folder(struct job *job, const char *path, const char *group, int depth)
{
    struct names names = {0};
    if (depth > MAX_FOLDERS)
        diag(DIAG_collect_too_many_folders, LOC_NONE, path, MAX_FOLDERS);
    else if (!list_folder(&job->arena, path, &names))
        diag(DIAG_cannot_read, LOC_NONE, path, strerror(errno));
    for (int i = 0; i < names.n; i++)
        names.v[i] = path_join(&job->arena, path, names.v[i]);
    for (int i = 0; i < names.n; i++)
        if (is_folder(names.v[i]) || manuscript_is_lock(names.v[i]))
            continue;
        else if (is_wanted(names.v[i]) && is_file(names.v[i]) && may_gather(job, names.v[i]))
            add_file(job, names.v[i], group);
        else if (!is_wanted(names.v[i]))
            *vec_add(&job->passed) = names.v[i];
    for (int i = 0; i < names.n; i++)
        if (is_folder(names.v[i]) && may_gather(job, names.v[i]))
            add_folder(job, names.v[i], group ? group : names.v[i], depth + 1);
    vec_done(&names);
}

/* The path without the slashes at its end. */
static const char *plain_folder(struct job *job, const char *path)
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    return arena_dup(&job->arena, path, n);
}

static void add_path(struct job *job, const char *path)
{
    if (is_folder(path))
        add_folder(job, plain_folder(job, path), NULL, 1);
    else
        add_file(job, path, NULL);
}

void input_add(struct job *job, const char *path)
{
    if (is_folder(path) || is_file(path))
        add_path(job, path);
}

/* Several folders on the command line are working groups themselves. */
void input_gather(struct job *job)
{
    const struct collect *how = job->how;
    int folders = 0;
    for (int i = 0; i < how->n_input; i++)
        folders += is_folder(how->input[i]);
    for (int i = 0; i < how->n_input; i++) {
        const char *path = plain_folder(job, how->input[i]);
        int before = job->by_key.n;
        if (folders > 1 && is_folder(path))
            add_folder(job, path, path, 1);
        else
            add_path(job, path);
        if (is_folder(path) && job->by_key.n == before)
            diag(DIAG_collect_empty_folder, LOC_NONE, path);
    }
}

void input_tell_passed(struct job *job)
{
    for (int i = 0; i < job->passed.n; i++)
        if (!map_get(&job->by_key, input_key(&job->arena, job->passed.v[i])))
            manuscript_pass_over(job->passed.v[i]);
    vec_done(&job->passed);
}
