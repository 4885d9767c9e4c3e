// SPDX-License-Identifier: Apache-2.0
/* The paths a sheet may use: only files in the allowed folders, never from the network. */
#include "css/css-int.h"

/* The folders from which a sheet may use files: its own, those of the sheets that import it, the
 * layouts, and the allowed ones. */
static bool may_read(const struct css_sheet *sheet, const char *path)
{
    const char *layouts = data_dir("layouts");
    for (const struct css_sheet *s = sheet; s; s = s->parent)
        if (path_inside(path, &s->dir, 1))
            return true;
    return path_inside(path, &layouts, 1) || path_inside(path, sheet->allow, sheet->n_allow);
}

bool css_is_remote(const char *url)
{
    size_t n = strspn(url, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
    return (n > 1 && url[n] == ':') || !strncmp(url, "//", 2);
}

const char *css_resolve(const struct css_sheet *sheet, const char *url, struct loc where)
{
    if (css_is_remote(url)) {
        css_report(sheet->css, DIAG_css_no_network, where, url);
        return NULL;
    }
    const char *path = path_join(&sheet->css->arena, sheet->dir, url);
    if (!*url || !may_read(sheet, path)) {
        css_report(sheet->css, DIAG_css_forbidden, where, url);
        return NULL;
    }
    return intern(path);
}
