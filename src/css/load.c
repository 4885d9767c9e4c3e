// SPDX-License-Identifier: Apache-2.0
/* Style sheets from files: layouts by name, and @import. Only files in the allowed folders are read
 * (resolve.c), and imports are limited in depth and number. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "css/css-int.h"

static bool file_exists(const char *path) { return !access(path, R_OK); }

struct css_sheet *css_sheet_new(struct css *css, const char *file, const char *text, size_t n,
                                const struct css_sheet *parent)
{
    struct css_sheet *sheet = arena_make(&css->arena, struct css_sheet);
    sheet->css = css;
    sheet->file = intern(file);
    sheet->dir = path_dir(&css->arena, file);
    sheet->parent = parent;
    charset_decode(sheet, text, n);
    sheet->origin = css->origin;
    if (parent) {
        sheet->allow = parent->allow;
        sheet->n_allow = parent->n_allow;
        sheet->origin = parent->origin;
    }
    *map_put(&sheet->ns, "xml") = (void *)intern("http://www.w3.org/XML/1998/namespace");
    *map_put(&sheet->ns, "xlink") = (void *)intern(XLINK_NS);
    *vec_add(&css->sheets) = sheet;
    css->dirty = true;
    return sheet;
}

/* ---- reading ---- */

/* The user-agent sheet is layouts/docbook.css, or the copy of it that a sheet imports: every other
 * sheet overrides it, regardless of specificity. */
static bool is_user_agent(const char *path, const struct css_sheet *parent)
{
    const char *slash = strrchr(path, '/'), *layouts = data_dir("layouts");
    return !strcmp(slash ? slash + 1 : path, "docbook.css") &&
           (parent || path_inside(path, &layouts, 1));
}

static const char *real_path(const char *path)
{
    char real[PATH_MAX];
    return intern(realpath(path, real) ? real : path);
}

static bool read_file(struct css *css, const char *path, struct buf *b, struct loc where)
{
    FILE *f = file_open(path);
    bool ok = f && file_read_rest(b, f, path, CSS_MAX_BYTES);
    if (!ok && f && errno == EFBIG)
        css_report(css, DIAG_css_too_large, where, path, CSS_MAX_BYTES >> 20);
    else if (!ok)
        css_report(css, DIAG_css_cannot_read, where, path, strerror(errno));
    if (f)
        fclose(f);
    return ok;
}

static struct css_sheet *read_sheet(struct css *css, const char *path,
                                    const struct css_sheet *parent, struct loc where)
{
    struct buf b = {0};
    struct css_sheet *sheet = NULL;
    if (read_file(css, path, &b, where)) {
        sheet = css_sheet_new(css, path, b.s ? b.s : "", b.n, parent);
        sheet->real = real_path(path);
        if (is_user_agent(path, parent))
            sheet->origin = 0;
    }
    buf_done(&b);
    return sheet;
}

/* Relative to the importing sheet, or else among the layouts. */
static const char *import_path(const struct css_sheet *from, const char *url, struct loc where)
{
    struct arena *a = &from->css->arena;
    if (!css_is_remote(url) && !file_exists(path_join(a, from->dir, url)) && !strchr(url, '/')) {
        const char *path = path_join(a, data_dir("layouts"), url);
        if (file_exists(path))
            return path;
    }
    return css_resolve(from, url, where);
}

void css_import(struct css_sheet *from, const char *url, uint16_t layer, struct loc where)
{
    struct css *css = from->css;
    const char *path = import_path(from, url, where);
    if (!path)
        return;
    const char *real = real_path(path);
    int depth = 0;
    for (const struct css_sheet *s = from; s; s = s->parent, depth++)
        if (s->real == real) {
            css_report(css, DIAG_css_import_cycle, where, url);
            return;
        }
    if (depth >= CSS_MAX_IMPORTS || css->sheets.n >= CSS_MAX_SHEETS) {
        css_report(css, DIAG_css_import_many, where, url);
        return;
    }
    struct css_sheet *sheet = read_sheet(css, path, from, where);
    if (sheet) {
        sheet->layer = layer;
        css_parse_sheet(sheet);
    }
}

static const char *layout_path(struct css *css, const char *name)
{
    size_t n = strlen(name);
    bool path = strchr(name, '/') || (n > 4 && !strcmp(name + n - 4, ".css"));
    if (path && (file_exists(name) || strchr(name, '/')))
        return name;
    return path_join(&css->arena, data_dir("layouts"),
                     path ? name : arena_printf(&css->arena, "%s.css", name));
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sheets that are no layouts by themselves, but imported by those. */
static bool is_part(const char *file)
{
    static const char *const all[] = {"contributors.css", "docbook.css", "indents.css"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!strcmp(file, all[i]))
            return true;
    return false;
}

/* The available layouts; arena-owned. */
static struct strings layouts(struct arena *a)
{
    struct strings names = {0};
    DIR *dir = opendir(data_dir("layouts"));
    for (struct dirent *e; dir && (e = readdir(dir));) {
        size_t n = strlen(e->d_name);
        if (n > 4 && *e->d_name != '.' && !strcmp(e->d_name + n - 4, ".css") && !is_part(e->d_name))
            *vec_add(&names) = arena_dup(a, e->d_name, n - 4);
    }
    if (dir)
        closedir(dir);
    if (names.n)
        qsort(names.v, (size_t)names.n, sizeof *names.v, by_name);
    return names;
}

void css_list_layouts(FILE *f)
{
    struct arena a = {0};
    struct strings names = layouts(&a);
    for (int i = 0; i < names.n; i++)
        fprintf(f, "%s\n", names.v[i]);
    vec_done(&names);
    arena_done(&a);
}

/* "handout, plain, report" */
static const char *layout_names(struct css *css)
{
    struct strings names = layouts(&css->arena);
    const char *list = "";
    for (int i = 0; i < names.n; i++)
        list = arena_printf(&css->arena, "%s%s%s", list, i ? ", " : "", names.v[i]);
    vec_done(&names);
    return list;
}

static void copy_allowed(struct css_sheet *sheet, const char *const *allow, int n)
{
    const char **copy = arena_array(&sheet->css->arena, const char *, n + 1);
    for (int k = 0; k < n; k++)
        copy[k] = intern(allow[k]);
    sheet->allow = copy;
    sheet->n_allow = n;
}

bool css_load(struct css *css, const char *name_or_path, const char *const *allow, int n_allow)
{
    css->origin++;
    const char *path = layout_path(css, name_or_path);
    if (!file_exists(path) && !strchr(name_or_path, '/')) {
        css_report(css, DIAG_css_no_layout, LOC_NONE, name_or_path, layout_names(css));
        return false;
    }
    struct css_sheet *sheet = read_sheet(css, path, NULL, LOC_NONE);
    if (!sheet)
        return false;
    copy_allowed(sheet, allow, n_allow);
    css_parse_sheet(sheet);
    return true;
}

bool css_parse(struct css *css, const char *text, size_t n, const char *file)
{
    if (n > CSS_MAX_BYTES) {
        css_report(css, DIAG_css_too_large, LOC_NONE, file, CSS_MAX_BYTES >> 20);
        return false;
    }
    css->origin++;
    css_parse_sheet(css_sheet_new(css, file, text, n, NULL));
    return true;
}
