// SPDX-License-Identifier: Apache-2.0
/* Marks changes since an earlier book: DocBook's revisionflag on blocks, and on words inside them.
 *
 * Both books are split into chapters, matched by id or title so that a moved chapter is not new;
 * and chapters into leaves, the smallest elements with text. Equal leaves are matched in order
 * (diff.c); one found elsewhere has moved and is not marked either. Leaves between two equal ones
 * are aligned by similarity (since_align.c): those aligned with another leaf, or several, are
 * changed, the rest is added or deleted. Links are compared by their targets (since_links.c). An
 * element with only added children is itself added. */
#include <stdlib.h>
#include <string.h>

#include "collect/since.h"

enum {
    LONG = 40 /* [bytes] shorter text does not count as moved */,
    SHARED = 40 /* [percent] of its long leaves that a chapter shares with another */
};

/* A chapter of one of the books, or the content outside chapters. */
struct part {
    xmlNode *root; /* NULL: outside chapters */
    const char *title;
    struct leaves leaves;
    struct part *other; /* the same part of the other book; NULL: none */
    int shared; /* of an old one, the number of leaves it shares with the current new part */
    int *match; /* of the new book: the result of diff_match for its leaves */
};
struct parts {
    struct part **v;
    int n, cap;
};

struct since {
    struct arena arena;
    struct since_links *links;
    struct parts old, fresh;
    struct map by_id, by_title,
        by_leaf; /* old parts; by_leaf: those not matched by id or title, by their longer leaves */
    struct map
        moved; /* element and text of old leaves that have no match in their place → struct leaf */
    struct collect_changes *count;
};

/* ---- a book as parts and leaves ---- */

static bool is_part(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    return db_class_of(e) == DB_DIVISION && e != DB_part && e != DB_reference;
}

bool since_is_gone(const xmlNode *n)
{
    const char *value = n->type == XML_ELEMENT_NODE && n->properties ? xml_attr(n, "revisionflag")
                                                                     : NULL;
    return value && !strcmp(value, "deleted");
}

/* Of an info only printed text counts. */
static bool is_skipped(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    bool metadata = e == DB_info || (xml_is(n->parent, "info") && e != DB_title &&
                                     e != DB_subtitle && e != DB_abstract && e != DB_legalnotice);
    return metadata || e == DB_indexterm || e == DB_toc || e == DB_index || e == DB_NONE ||
           since_is_gone(n);
}

static bool has_text(const xmlNode *n)
{
    for (const xmlNode *c = n->children; c; c = c->next) {
        const char *s = c->type == XML_TEXT_NODE && c->content ? (const char *)c->content : "";
        enum db_class class = c->type == XML_ELEMENT_NODE ? db_class_of(xml_elem(c)) : DB_UNKNOWN;
        if (s[strspn(s, " \t\r\n")] || class == DB_INLINE || xml_is(c, "xref"))
            return true;
    }
    return false;
}

static const char *media_text(struct arena *a, const xmlNode *media)
{
    struct buf files = {0};
    for (const xmlNode *n = media; n; n = xml_walk(media, n)) {
        const char *file = n->properties ? xml_attr(n, "fileref") : NULL;
        if (file) /* the books may be in different folders, and their media in a bundle */
            buf_printf(&files, " %s", strrchr(file, '/') ? strrchr(file, '/') + 1 : file);
    }
    const char *text = arena_dup(a, files.s ? files.s : "", files.n);
    buf_done(&files);
    return text;
}

static bool holds_no_text(const xmlNode *n) { return xml_is(n, "indexterm") || since_is_gone(n); }

/* All text inside, footnotes too, spaces collapsed but in listings. */
static const char *leaf_text(struct arena *a, const xmlNode *leaf)
{
    struct buf b = {0};
    xml_text_but(leaf, holds_no_text, db_class_of(xml_elem(leaf)) != DB_VERBATIM, &b);
    const char *text = arena_dup(a, b.s ? b.s : "", b.n);
    buf_done(&b);
    return text;
}

static void add_leaf(struct since *s, struct part *p, xmlNode *n, bool media)
{
    struct leaf *leaf = vec_add(&p->leaves);
    leaf->elem = n;
    leaf->all = &p->leaves;
    leaf->text = media ? media_text(&s->arena, n) : leaf_text(&s->arena, n);
    leaf->hash = hash_bytes(leaf->text, strlen(leaf->text), (uint64_t)xml_elem(n));
}

static struct part *add_part(struct since *s, struct parts *parts, xmlNode *root)
{
    struct part *p = *vec_add(parts) = arena_make(&s->arena, struct part);
    struct buf b = {0};
    const xmlNode *title = root ? xml_title(root) : NULL;
    p->root = root;
    if (title)
        xml_text(title, &b);
    p->title = arena_dup(&s->arena, b.s ? b.s : "", b.n);
    buf_done(&b);
    return p;
}

static bool is_inside(const xmlNode *n, const xmlNode *outer)
{
    while (n && n != outer)
        n = n->parent;
    return n != NULL;
}

static void read_parts(struct since *s, struct parts *parts, xmlNode *book)
{
    struct part *outside = add_part(s, parts, NULL),
                *p = is_part(book) ? add_part(s, parts, book) : outside;
    for (xmlNode *n = xml_walk(book, book), *next; n; n = next) {
        bool media = xml_elem(n) == DB_mediaobject || xml_elem(n) == DB_inlinemediaobject;
        next = xml_walk_past(book, n);
        if (xml_elem(n) == DB_info && !since_is_gone(n))
            next = xml_walk(book, n);
        if (is_skipped(n))
            continue;
        if (p->root && !is_inside(n, p->root))
            p = outside;
        if (is_part(n) && !p->root)
            p = add_part(s, parts, n);
        else if (media || has_text(n))
            add_leaf(s, p, n, media);
        if (is_part(n) || !(media || has_text(n)))
            next = xml_walk(book, n);
    }
}

/* ---- the same leaves ---- */

static void name_parts(struct since *s)
{
    for (int i = 1; i < s->old.n; i++) {
        struct part *p = s->old.v[i];
        void **by_title = *p->title ? map_put(&s->by_title, p->title) : NULL;
        if (by_title && !*by_title)
            *by_title = p;
        if (xml_id(p->root))
            *map_put(&s->by_id, xml_id(p->root)) = p;
    }
}

static void pair_chapters(struct part *fresh, struct part *old)
{
    if (!old || old->other || fresh->other)
        return;
    old->other = fresh;
    fresh->other = old;
}

/* Pairs a chapter without id and with a new title with the source of most of its longer leaves. */
static void pair_by_leaves(struct since *s, struct part *fresh)
{
    struct part *best = NULL;
    int n = 0;
    for (int i = 0; i < s->old.n; i++)
        s->old.v[i]->shared = 0;
    for (int i = 0; i < fresh->leaves.n; i++) {
        const char *text = fresh->leaves.v[i].text;
        struct part *old = strlen(text) < LONG ? NULL : map_get(&s->by_leaf, text);
        n += strlen(text) >= LONG;
        if (old && !old->other && (++old->shared, !best || old->shared > best->shared))
            best = old;
    }
    if (best && 100 * best->shared >= SHARED * n)
        pair_chapters(fresh, best);
}

static void pair_rest(struct since *s)
{
    bool any = false;
    for (int i = 1; i < s->old.n; i++)
        for (int k = 0; k < s->old.v[i]->leaves.n && !s->old.v[i]->other; k++)
            if (strlen(s->old.v[i]->leaves.v[k].text) >= LONG) {
                *map_put(&s->by_leaf, s->old.v[i]->leaves.v[k].text) = s->old.v[i];
                any = true;
            }
    for (int i = 1; any && i < s->fresh.n; i++)
        if (!s->fresh.v[i]->other)
            pair_by_leaves(s, s->fresh.v[i]);
}

/* By id first, so that no chapter is confused with another of the same title. */
static void pair_parts(struct since *s)
{
    pair_chapters(s->fresh.v[0], s->old.v[0]);
    for (int i = 1; i < s->fresh.n; i++)
        if (xml_id(s->fresh.v[i]->root))
            pair_chapters(s->fresh.v[i], map_get(&s->by_id, xml_id(s->fresh.v[i]->root)));
    for (int i = 1; i < s->fresh.n; i++)
        pair_chapters(s->fresh.v[i], map_get(&s->by_title, s->fresh.v[i]->title));
    pair_rest(s);
}

static void set_match(struct leaf *old, struct leaf *fresh)
{
    old->match = fresh;
    fresh->match = old;
}

static void match_part(struct since *s, struct part *fresh)
{
    struct part *old = fresh->other;
    int n = old ? old->leaves.n : 0, m = fresh->leaves.n,
        *match = fresh->match = arena_array(&s->arena, int, m + 1);
    uint64_t *a = mem_new((size_t)(n + 1) * sizeof *a), *b = mem_new((size_t)(m + 1) * sizeof *b);
    for (int i = 0; i < n; i++)
        a[i] = old->leaves.v[i].hash;
    for (int i = 0; i < m; i++)
        b[i] = fresh->leaves.v[i].hash;
    diff_match(a, n, b, m, match);
    for (int i = 0; i < m; i++)
        if (match[i] >= 0)
            set_match(&old->leaves.v[match[i]], &fresh->leaves.v[i]);
    mem_free(a);
    mem_free(b);
}

/* The slot of s->moved with old leaves equal to an unmatched one; NULL if it is matched or too
 * short. */
static void **find_moved(struct since *s, const struct leaf *leaf)
{
    struct buf key = {0};
    if (leaf->match || strlen(leaf->text) < LONG)
        return NULL;
    buf_printf(&key, "%d %s", (int)xml_elem(leaf->elem), leaf->text);
    void **place = map_put(&s->moved, key.s);
    buf_done(&key);
    return place;
}

/* In reverse order, so that the first of equal texts is found first. */
static void note_moved(struct since *s)
{
    for (int i = s->old.n - 1; i >= 0; i--)
        for (int k = s->old.v[i]->leaves.n - 1; k >= 0; k--) {
            struct leaf *leaf = &s->old.v[i]->leaves.v[k];
            void **place = find_moved(s, leaf);
            if (place) {
                leaf->same = *place;
                *place = leaf;
            }
        }
}

static bool is_same(const struct leaf *old, const struct leaf *fresh)
{
    return !old->match && !fresh->match && old->hash == fresh->hash &&
           !strcmp(old->text, fresh->text);
}

static void set_moved(struct since *s, struct leaf *old, struct leaf *fresh)
{
    set_match(old, fresh);
    s->count->moved++;
}

/* Matches leaves with their text elsewhere in the old book; leaves too short for that, such as
 * titles or items, moved if their neighbours did. */
static void match_moved(struct since *s, struct part *fresh)
{
    struct leaf *first = fresh->leaves.v, *end = first ? first + fresh->leaves.n : NULL;
    for (struct leaf *leaf = first; leaf < end; leaf++) {
        void **place = find_moved(s, leaf);
        struct leaf *old = place ? *place : NULL;
        while (old && old->match)
            old = old->same;
        if (place)
            *place = old ? old->same : NULL;
        if (!old)
            continue;
        set_moved(s, old, leaf);
        struct leaf *old_first = old->all->v, *old_end = old_first + old->all->n;
        for (int k = 1; leaf - first >= k && old - old_first >= k && is_same(&old[-k], &leaf[-k]);
             k++)
            set_moved(s, &old[-k], &leaf[-k]);
        for (int k = 1; end - leaf > k && old_end - old > k && is_same(&old[k], &leaf[k]); k++)
            set_moved(s, &old[k], &leaf[k]);
    }
}

/* ---- marks ---- */

void since_flag(xmlNode *n, const char *what)
{
    if (!xml_attr(n, "revisionflag"))
        xml_set_attr(n, "revisionflag", what);
}

static bool is_added(const xmlNode *n)
{
    const char *value = xml_attr(n, "revisionflag");
    return value && !strcmp(value, "added");
}

static bool all_added(const xmlNode *parent)
{
    for (const xmlNode *n = xml_first(parent); n; n = xml_next(n))
        if (!is_skipped(n) && !is_added(n))
            return false;
    return true;
}

/* Moves the flag up to an element whose children all have it. */
static void raise_flag(xmlNode *n, const xmlNode *top)
{
    while (n != top && !xml_next(n) && !xml_is(n->parent, "info") && n->parent &&
           n->parent->type == XML_ELEMENT_NODE && db_class_of(xml_elem(n->parent)) != DB_ROOT &&
           all_added(n->parent)) {
        n = n->parent;
        for (xmlNode *c = xml_first(n); c; c = xml_next(c))
            xmlUnsetProp(c, (const xmlChar *)"revisionflag");
        since_flag(n, "added");
    }
}

static bool is_head(const xmlNode *n)
{
    return db_class_of(xml_elem(n)) == DB_TITLE || xml_elem(n) == DB_info;
}

/* Whether a paragraph may follow it. */
static bool is_block(const xmlNode *n)
{
    enum db_class class = db_class_of(xml_elem(n));
    enum db_elem outer = xml_elem(n->parent);
    if (class == DB_TITLE || xml_elem(n) == DB_info)
        return db_class_of(outer) == DB_DIVISION || db_class_of(outer) == DB_SECTION;
    return class == DB_BLOCK || class == DB_VERBATIM || class == DB_LIST || class == DB_MEDIA ||
           xml_elem(n) == DB_table || xml_elem(n) == DB_informaltable;
}

static bool can_be_put(const struct leaf *leaf)
{
    enum db_elem e = xml_elem(leaf->elem);
    return e == DB_para || e == DB_simpara || db_class_of(e) == DB_VERBATIM;
}

/* The element after which a deleted one goes: of the ancestors of the preceding leaf, the one whose
 * parent is like its own old parent. NULL if none. */
static xmlNode *find_behind(xmlNode *leaf, const xmlNode *old)
{
    xmlNode *nearest = NULL;
    for (xmlNode *n = leaf; n->parent && n->parent->type == XML_ELEMENT_NODE; n = n->parent) {
        if (is_block(n) && xml_elem(n->parent) == xml_elem(old->parent))
            return n;
        if (is_block(n) && !nearest)
            nearest = n;
    }
    return nearest;
}

static xmlNode *table_of(const xmlNode *n)
{
    while (n && n->type == XML_ELEMENT_NODE && xml_elem(n) != DB_table &&
           xml_elem(n) != DB_informaltable)
        n = n->parent;
    return n && n->type == XML_ELEMENT_NODE ? (xmlNode *)n : NULL;
}

/* Inserts a deleted leaf as plain text after the preceding one; a table that lacks it counts as
 * changed. */
static xmlNode *put_deleted(xmlNode *behind, const struct leaf *old)
{
    xmlNode *table = table_of(behind), *n = can_be_put(old) ? find_behind(behind, old->elem) : NULL;
    bool was_in_table = table_of(old->elem) != NULL,
         in_table = n && n != table && table_of(n) == table;
    if (table && was_in_table && !in_table) {
        since_flag(table, "changed");
        return behind;
    }
    if (!n)
        return behind;
    if (table && in_table && !was_in_table)
        n = table;
    while (is_head(n) && xml_next(n) && is_head(xml_next(n)))
        n = xml_next(n);
    xmlNode *gone = xml_new_elem(behind->doc, xml_elem(old->elem), xml_loc(behind));
    xml_set_attr(gone, "revisionflag", "deleted");
    xml_add_text(gone, old->text);
    return xml_add_after(n, gone);
}

/* ---- leaves between two equal ones ---- */

struct gap {
    struct leaf *old, *fresh;
    int n_old, n_fresh;
    xmlNode *behind; /* the last element of the new book before the gap; NULL: none */
};

static void delete_up_to(struct since *s, struct gap *g, int *from, const struct leaf *to)
{
    for (; *from < g->n_old && &g->old[*from] != to; ++*from)
        if (!g->old[*from].match) {
            s->count->deleted++;
            if (g->behind)
                g->behind = put_deleted(g->behind, &g->old[*from]);
        }
}

static void mark_changed(struct since *s, struct leaf **fresh, int n_fresh, struct leaf **old,
                         int n_old)
{
    since_mark_links(s->links, fresh, n_fresh, old, n_old);
    since_mark_words(fresh, n_fresh, old, n_old);
    for (int i = 0; i < n_old; i++)
        old[i]->match = fresh[0];
    for (int i = 0; i < n_fresh; i++) {
        fresh[i]->match = old[0];
        fresh[i]->changed = true;
        since_flag(fresh[i]->elem, "changed");
        s->count->changed++;
    }
}

struct leaf_list {
    struct leaf **v;
    int n, cap;
};

static struct leaf_list without_match(struct leaf *leaf, int n)
{
    struct leaf_list list = {0};
    for (int i = 0; i < n; i++)
        if (!leaf[i].match)
            *vec_add(&list) = &leaf[i];
    return list;
}

static void find_changes(struct since *s, struct gap *g)
{
    struct leaf_list old = without_match(g->old, g->n_old),
                     fresh = without_match(g->fresh, g->n_fresh);
    struct since_groups groups = {0};
    if (old.n && fresh.n)
        since_align(&s->arena, old.v, old.n, fresh.v, fresh.n, &groups);
    for (const struct since_group *c = groups.v; c < groups.v + groups.n; c++)
        mark_changed(s, fresh.v + c->fresh, c->n_fresh, old.v + c->old, c->n_old);
    vec_done(&groups);
    vec_done(&old);
    vec_done(&fresh);
}

static void mark_gap(struct since *s, struct gap *g)
{
    int done = 0;
    find_changes(s, g);
    for (struct leaf *leaf = g->fresh; leaf < g->fresh + g->n_fresh; leaf++) {
        if (leaf->changed) {
            delete_up_to(s, g, &done, leaf->match);
        } else if (!leaf->match) {
            since_flag(leaf->elem, "added");
            s->count->added++;
        }
        g->behind = leaf->elem;
    }
    delete_up_to(s, g, &done, NULL);
}

static void mark_part(struct since *s, struct part *fresh)
{
    struct part *old = fresh->other;
    const int *match = fresh->match;
    int a = 0, b = 0, n = old ? old->leaves.n : 0;
    xmlNode *behind = NULL;
    for (int i = 0; i <= fresh->leaves.n; i++) {
        bool end = i == fresh->leaves.n;
        if (!end && match[i] < 0)
            continue;
        int a_end = end ? n : match[i];
        struct gap g = {a < a_end ? old->leaves.v + a : NULL, b < i ? fresh->leaves.v + b : NULL,
                        a_end - a, i - b, behind};
        mark_gap(s, &g);
        if (end)
            break;
        behind = fresh->leaves.v[i].elem;
        a = a_end + 1;
        b = i + 1;
    }
    for (struct leaf *leaf = fresh->leaves.v; leaf < fresh->leaves.v + fresh->leaves.n; leaf++)
        if (is_added(leaf->elem)) {
            raise_flag(leaf->elem, fresh->root);
        } else if (leaf->match && !leaf->changed &&
                   since_mark_links(s->links, &leaf, 1, &leaf->match, 1)) {
            since_flag(leaf->elem, "changed");
            s->count->changed++;
        }
}

/* ---- together ---- */

static void compare_books(struct since *s)
{
    for (int i = 0; i < s->fresh.n; i++)
        match_part(s, s->fresh.v[i]);
    note_moved(s);
    for (int i = 0; i < s->fresh.n; i++)
        match_moved(s, s->fresh.v[i]);
    for (int i = 0; i < s->fresh.n; i++)
        mark_part(s, s->fresh.v[i]);
    for (int i = 1; i < s->old.n; i++)
        if (!s->old.v[i]->other)
            diag(DIAG_collect_gone, xml_loc(s->old.v[i]->root), s->old.v[i]->title);
}

static void parts_done(struct parts *parts)
{
    for (int i = 0; i < parts->n; i++)
        vec_done(&parts->v[i]->leaves);
    vec_done(parts);
}

void collect_since(xmlDoc *book, xmlDoc *earlier, struct collect_changes *count)
{
    struct since s = {.count = count, .links = since_links_new(book, earlier)};
    *count = (struct collect_changes){0};
    read_parts(&s, &s.old, xmlDocGetRootElement(earlier));
    read_parts(&s, &s.fresh, xmlDocGetRootElement(book));
    name_parts(&s);
    pair_parts(&s);
    compare_books(&s);
    since_links_free(s.links);
    parts_done(&s.old);
    parts_done(&s.fresh);
    map_done(&s.by_id);
    map_done(&s.by_title);
    map_done(&s.by_leaf);
    map_done(&s.moved);
    arena_done(&s.arena);
}
