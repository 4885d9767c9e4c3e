// SPDX-License-Identifier: Apache-2.0
/* Named strings and running elements by page (CSS Generated Content for Paged Media 3, 1.1 and
 * 1.2): a page sees the last entry before it and the first and last on it. Pages are processed in
 * order, so the state is that after the previous page. */
#include "page/page-int.h"

/* The entries of a name on the current page; NULL if it was never set. */
static struct named *named_find(struct names *names, bool running, const char *name)
{
    intptr_t index = (intptr_t)map_get(running ? &names->element : &names->string, name);
    struct named *n = index ? &names->v[index - 1] : NULL;
    if (n && n->page != names->page) {
        n->entry = n->last ? n->last : n->entry;
        n->first = n->last = NULL;
        n->starts = false;
        n->page = names->page;
    }
    return n;
}

static void named_set(struct names *names, const struct mark *m, bool top)
{
    bool running = m->kind == MARK_RUNNING;
    struct named *n = named_find(names, running, m->name);
    if (!n) {
        n = vec_add(names);
        *n = (struct named){.page = names->page};
        *map_put(running ? &names->element : &names->string, m->name) = (void *)(intptr_t)names->n;
    }
    if (!n->first) {
        n->first = m;
        n->starts = top;
    }
    n->last = m;
}

void named_turn(struct names *names, const struct book *book, const struct page *page)
{
    names->page++;
    for (int i = 0; i < page->marks.n; i++) {
        const struct mark *m = page->marks.v[i];
        if (m->kind == MARK_STRING || m->kind == MARK_RUNNING)
            named_set(names, m, book->place[m->id].starts);
    }
}

void named_done(struct names *names)
{
    vec_done(names);
    map_done(&names->string);
    map_done(&names->element);
}

const struct mark *named_get(struct names *names, bool running, const char *name, enum css_kw which)
{
    const struct named *n = named_find(names, running, name);
    if (!n)
        return NULL;
    switch (which) {
    case KW_last: return n->last ? n->last : n->entry;
    case KW_start: return n->starts ? n->first : n->entry;
    case KW_first_except: return n->first ? NULL : n->entry;
    default: return n->first ? n->first : n->entry;
    }
}
