// SPDX-License-Identifier: Apache-2.0
/* Short forms of given names: the groups of nicknames.def that a name belongs to. */
#include <string.h>

#include "authors/authors-int.h"

static const char *const groups[] = {
#define N(names) names,
#include "authors/nicknames.def"
#undef N
};

/* The groups of a name: a short list, since there are too many for bits. */
struct membership {
    int group[NICKNAME_GROUPS];
    int n;
};

/* The table as a map from name to groups, made once. */
static const struct map *memberships(struct arena *a)
{
    static struct map known;
    bool make = !known.n;
    for (size_t i = 0; make && i < sizeof groups / sizeof *groups; i++)
        for (const char *p = groups[i]; *p; p += strspn(p, " ")) {
            size_t n = strcspn(p, " ");
            struct membership **m = (struct membership **)map_put(&known, arena_dup(a, p, n));
            if (!*m)
                *m = mem_new(sizeof **m);
            if ((*m)->n < NICKNAME_GROUPS)
                (*m)->group[(*m)->n++] = (int)i;
            p += n;
        }
    return &known;
}

int nickname_groups(struct arena *a, const char *given, int group[NICKNAME_GROUPS])
{
    const struct membership *m = map_get(memberships(a), given);
    if (m)
        memcpy(group, m->group, sizeof m->group);
    return m ? m->n : 0;
}

bool nickname_shared(struct arena *a, const char *x, const char *y)
{
    int gx[NICKNAME_GROUPS], gy[NICKNAME_GROUPS];
    int nx = nickname_groups(a, x, gx), ny = nickname_groups(a, y, gy);
    for (int i = 0; i < nx; i++)
        for (int k = 0; k < ny; k++)
            if (gx[i] == gy[k])
                return true;
    return false;
}
