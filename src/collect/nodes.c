// SPDX-License-Identifier: Apache-2.0
/* What processing instructions say, and where they are. */
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

/* libxml2 counts in the file that was read; where <?koki-line?> put the element somewhere else, its
 * line has to do. */
struct loc node_loc(const xmlNode *n)
{
    struct loc where = xml_loc(n);
    long line = n->type == XML_PI_NODE ? xmlGetLineNo(n) : 0;
    if (line > where.line)
        where.line = (int)line;
    return where;
}
