// SPDX-License-Identifier: Apache-2.0
/* The content of processing instructions, and their places. */
#include <string.h>

#include "collect/collect-int.h"

char *node_pi(struct arena *a, const xmlNode *pi)
{
    const char *s = pi->content ? (const char *)pi->content : "";
    s += strspn(s, " \t\r\n");
    size_t n = strlen(s);
    while (n && strchr(" \t\r\n", s[n - 1]))
        n--;
    return arena_dup(a, s, n);
}

/* libxml2 counts in the file that was read; if <?koki-line?> gave the element another place, its
 * line is used instead. */
struct loc node_loc(const xmlNode *n)
{
    struct loc where = xml_loc(n);
    long line = n->type == XML_PI_NODE ? xmlGetLineNo(n) : 0;
    if (line > where.line)
        where.line = (int)line;
    return where;
}
