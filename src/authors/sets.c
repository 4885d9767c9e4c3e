// SPDX-License-Identifier: Apache-2.0
/* The sets of mentions that are one person: a union-find forest. */
#include "authors/authors-int.h"

int set_root(struct job *job, int i)
{
    struct record **v = job->records.v;
    while (v[i]->up != i)
        i = v[i]->up = v[v[i]->up]->up;
    return i;
}

/* The root is the mention that comes first; it holds the set's ORCID iD. */
void set_join(struct job *job, int i, int j)
{
    i = set_root(job, i);
    j = set_root(job, j);
    if (i == j)
        return;
    struct record *root = job->records.v[i < j ? i : j], *other = job->records.v[i < j ? j : i];
    other->up = i < j ? i : j;
    if (!root->orcid)
        root->orcid = other->orcid;
    if (!root->mark)
        root->mark = other->mark;
    if (!other->apart)
        return;
    if (root->apart) /* one chain after the other */
        job->sides.v[root->apart_end - 1].next = other->apart;
    else
        root->apart = other->apart;
    root->apart_end = other->apart_end;
}
