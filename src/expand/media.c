/* A mediaobject offers the same thing in several forms; print wants one. The choice: what is meant for print by its role, then
 * what can be set at all, then the author's order. The others leave the tree, but texts stay for the alternative text. */
#include <string.h>

#include "expand/expand-int.h"

static bool ends_in(const char *path, const char *ending)
{
    size_t n = strlen(path), m = strlen(ending);
    return n > m && !strcmp(path + n - m, ending);
}

static bool can_be_set(const char *path)
{
    static const char *const ending[] = {".svg", ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".SVG", ".PDF", ".PNG", ".JPG", ".JPEG", ".GIF"};
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
        if (ends_in(path, ending[i]))
            return true;
    return false;
}

static int rank(const xmlNode *object)
{
    static const char *const screen[] = {"html", "xhtml", "epub", "web", "thumbnail", "front-small", "front-large"};
    const char *role = xml_attr(object, "role");
    const xmlNode *data = xml_child(object, "imagedata"), *inner = xml_child(object, "imageobject");
    const char *path = inner ? "x.svg" : data ? xml_attr(data, "fileref") : NULL;
    int points = path && can_be_set(path) ? 2 : data && xml_first(data) ? 2 : 0;
    if (role && (!strcmp(role, "fo") || !strcmp(role, "print") || !strcmp(role, "pdf")))
        points += 4;
    for (size_t i = 0; role && i < sizeof screen / sizeof *screen; i++)
        points -= !strcmp(role, screen[i]);
    return points;
}

void expand_mediaobject(struct expand *x, xmlNode *n)
{
    xmlNode *best = NULL;
    int points = 0;
    (void)x;
    for (xmlNode *c = xml_first(n); c; c = xml_next(c)) {
        if (xml_elem(c) != DB_imageobject && xml_elem(c) != DB_imageobjectco)
            continue;
        int r = rank(c);
        if (!best || r > points) {
            best = c;
            points = r;
        }
    }
    for (xmlNode *c = best ? xml_first(n) : NULL, *next; c; c = next) {
        enum db_elem e = xml_elem(c);
        next = xml_next(c);
        if (c != best && (e == DB_imageobject || e == DB_imageobjectco || e == DB_videoobject || e == DB_audioobject))
            expand_drop(c);
    }
}
