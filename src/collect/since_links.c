// SPDX-License-Identifier: Apache-2.0
/* Finds inline links and images that are new or have another target than in the earlier book, even
 * with the same words. */
#include <string.h>

#include "collect/since.h"

/* An id counts as another target only if the element has another title: ids are made unique again
 * in each book. */
static const char *const target[] = {"linkend",   "xlink:href", "linkends",  "endterm",
                                     "targetdoc", "targetptr",  "otherterm", "fileref"};
enum { TARGETS = sizeof target / sizeof *target, FILEREF = TARGETS - 1 };

struct side {
    struct xml_ids *ids;
    struct map titles; /* id → hash of its element's title */
};
struct since_links {
    struct side fresh, old;
};

struct since_links *since_links_new(xmlDoc *fresh, xmlDoc *old)
{
    struct since_links *l = mem_new(sizeof *l);
    l->fresh.ids = xml_ids_new(fresh, false);
    l->old.ids = xml_ids_new(old, false);
    return l;
}

void since_links_free(struct since_links *l)
{
    struct side *sides[] = {&l->fresh, &l->old};
    for (int i = 0; i < 2; i++) {
        xml_ids_free(sides[i]->ids);
        map_done(&sides[i]->titles);
    }
    mem_free(l);
}

/* ---- the target of a link -------------------------------------------------------------------- */

static uint64_t text_hash(const xmlNode *n, uint64_t seed)
{
    struct buf b = {0};
    xml_text(n, &b);
    uint64_t hash = hash_bytes(b.s ? b.s : "", b.n, seed);
    buf_done(&b);
    return hash;
}

/* 0 if there is no such id, or it has no title. */
static uintptr_t title_of(struct side *side, const char *id)
{
    const xmlNode *n = xml_ids_get(side->ids, id), *title = n ? xml_title(n) : NULL;
    if (!title)
        return 0;
    uintptr_t *hash = (uintptr_t *)map_put(&side->titles, id);
    if (!*hash)
        *hash = (uintptr_t)text_hash(title, (uint64_t)xml_elem(n)) | 1;
    return *hash;
}

static const char *file_name(const char *path)
{
    return strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
}

static bool leads_to_same(struct since_links *l, const xmlNode *fresh, const xmlNode *old)
{
    for (int i = 0; i < TARGETS; i++) {
        const char *a = xml_attr(fresh, target[i]), *b = xml_attr(old, target[i]);
        if (!a && !b)
            continue;
        if (!a || !b)
            return false;
        if (!strcmp(a, b) || (i == FILEREF && !strcmp(file_name(a), file_name(b))))
            continue;
        uintptr_t title = title_of(&l->fresh, a + (*a == '#'));
        if (!title || title != title_of(&l->old, b + (*b == '#')))
            return false;
    }
    return true;
}

/* ---- the links of leaves --------------------------------------------------------------------- */

enum key { SAME, BY_WORDS, BY_PLACE, KEYS };
struct link {
    xmlNode *elem;
    uint64_t key[KEYS]; /* hashes of the element: of text and target, of either alone */
};
struct link_list {
    struct link *v;
    int n, cap;
};

static void add_link(struct link_list *list, xmlNode *n)
{
    uint64_t words, place = (uint64_t)xml_elem(n);
    bool any = false;
    for (int i = 0; i < TARGETS; i++) {
        const char *value = xml_attr(n, target[i]);
        if (!value)
            continue;
        if (i == FILEREF)
            value = file_name(value);
        place = hash_bytes(value, strlen(value), place + (uint64_t)i);
        any = true;
    }
    if (!any)
        return;
    words = text_hash(n, (uint64_t)xml_elem(n));
    *vec_add(list) = (struct link){
        n,
        {[SAME] = hash_bytes(&words, sizeof words, place), [BY_WORDS] = words, [BY_PLACE] = place}};
}

static struct link_list links_of(struct leaf **leaf, int n)
{
    struct link_list list = {0};
    for (int i = 0; i < n; i++)
        for (xmlNode *root = leaf[i]->elem, *e = root, *next; e; e = next) {
            bool counts = xml_elem(e) != DB_indexterm && !since_is_gone(e);
            next = counts ? xml_walk(root, e) : xml_walk_past(root, e);
            if (counts && e->properties)
                add_link(&list, e);
        }
    return list;
}

/* An image is marked as a whole. */
static void mark_link(xmlNode *n, const char *what)
{
    while (db_class_of(xml_elem(n)) == DB_MEDIA && db_class_of(xml_elem(n->parent)) == DB_MEDIA)
        n = n->parent;
    since_flag(n, what);
}

/* Removes the links that both lists have in the same order, by one key. Returns whether links with
 * the same words but other targets were found: they are marked. */
static bool take_pairs(struct since_links *l, struct link_list *fresh, struct link_list *old,
                       enum key key)
{
    uint64_t *a = mem_new((size_t)(old->n + 1) * sizeof *a),
             *b = mem_new((size_t)(fresh->n + 1) * sizeof *b);
    int *match = mem_new((size_t)(fresh->n + 1) * sizeof *match), left = 0;
    bool any = false;
    for (int i = 0; i < old->n; i++)
        a[i] = old->v[i].key[key];
    for (int i = 0; i < fresh->n; i++)
        b[i] = fresh->v[i].key[key];
    diff_match(a, old->n, b, fresh->n, match);
    for (int i = 0; i < fresh->n; i++) {
        if (match[i] < 0) {
            fresh->v[left++] = fresh->v[i];
            continue;
        }
        struct link *was = &old->v[match[i]];
        if (key == BY_WORDS && !leads_to_same(l, fresh->v[i].elem, was->elem)) {
            mark_link(fresh->v[i].elem, "changed");
            any = true;
        }
        was->elem = NULL;
    }
    fresh->n = left;
    left = 0;
    for (int i = 0; i < old->n; i++)
        if (old->v[i].elem)
            old->v[left++] = old->v[i];
    old->n = left;
    mem_free(a);
    mem_free(b);
    mem_free(match);
    return any;
}

bool since_mark_links(struct since_links *l, struct leaf **fresh, int n_fresh, struct leaf **old,
                      int n_old)
{
    struct link_list a = links_of(old, n_old), b = links_of(fresh, n_fresh);
    bool any = false,
         same_words = n_fresh == 1 && n_old == 1 && !strcmp((*fresh)->text, (*old)->text);
    for (int key = 0; key < (same_words ? BY_PLACE : KEYS) && a.n && b.n; key++)
        any |= take_pairs(l, &b, &a, (enum key)key);
    for (int i = 0; i < b.n; i++)
        mark_link(b.v[i].elem, "added");
    any |= a.n || b.n;
    vec_done(&a);
    vec_done(&b);
    return any;
}
