/* What changed since an earlier book: DocBook's revisionflag on blocks, and on words inside them.
 *
 * Both books are taken as chapters, found again by id or title, so that a chapter that moved is not new; and a chapter as
 * leaves, the smallest elements with text. Leaves that are the same keep their order (diff.c); one that turns up elsewhere has
 * moved and is not marked either. What is left between two that are the same is paired by likeness: pairs are changed, the
 * rest is added or deleted. An element all of whose children are added is added itself. */
#include <stdlib.h>
#include <string.h>

#include "collect/since.h"

enum { ALIKE = 40 /* [percent] of words in common for a change */, LONG = 40 /* [bytes] shorter text does not count as moved */, WINDOW = 12 };

/* A chapter of one of the books, or what lies in no chapter. */
struct part {
    xmlNode *root;         /* NULL: outside of chapters */
    const char *title;
    struct leaves leaves;
};
struct parts {
    struct part **v;
    int n, cap;
};

struct since {
    struct arena arena;
    struct parts old, fresh;
    struct map by_id, by_title;   /* old parts */
    struct map moved;             /* text of old leaves that have no match in their place → struct leaf */
    struct collect_changes *count;
};

/* ---- a book as parts and leaves ---- */

static bool is_part(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    return db_class_of(e) == DB_DIVISION && e != DB_part && e != DB_reference;
}

static bool is_skipped(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    return e == DB_info || e == DB_indexterm || e == DB_toc || e == DB_index || e == DB_NONE;
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
    const char *files = "";
    for (const xmlNode *n = media; n; n = xml_walk(media, n)) {
        const char *file = n->properties ? xml_attr(n, "fileref") : NULL;
        if (file)
            files = arena_printf(a, "%s %s", files, file);
    }
    return files;
}

/* All text inside, footnotes too, blanks collapsed. */
static const char *leaf_text(struct arena *a, const xmlNode *leaf)
{
    struct buf b = {0};
    for (const xmlNode *n = leaf; n; n = xml_is(n, "indexterm") ? xml_walk_nodes_past(leaf, n) : xml_walk_nodes(leaf, n))
        for (const char *p = n->type == XML_TEXT_NODE && n->content ? (const char *)n->content : ""; *p; p++)
            if (!strchr(" \t\r\n", *p))
                buf_putc(&b, *p);
            else if (b.n && b.s[b.n - 1] != ' ')
                buf_putc(&b, ' ');
    while (b.n && b.s[b.n - 1] == ' ')
        b.n--;
    const char *text = arena_dup(a, b.s ? b.s : "", b.n);
    buf_done(&b);
    return text;
}

static void add_leaf(struct since *s, struct part *p, xmlNode *n, bool media)
{
    struct leaf *leaf = vec_add(&p->leaves);
    leaf->elem = n;
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
    struct part *outside = add_part(s, parts, NULL), *p = outside;
    for (xmlNode *n = xml_walk(book, book), *next; n; n = next) {
        bool media = xml_elem(n) == DB_mediaobject || xml_elem(n) == DB_inlinemediaobject;
        next = xml_walk_past(book, n);
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
        void **by_title = map_put(&s->by_title, p->title);
        if (!*by_title)
            *by_title = p;
        if (xml_id(p->root))
            *map_put(&s->by_id, xml_id(p->root)) = p;
    }
}

static struct part *find_old(struct since *s, const struct part *fresh)
{
    if (!fresh->root)
        return s->old.v[0];
    struct part *p = xml_id(fresh->root) ? map_get(&s->by_id, xml_id(fresh->root)) : NULL;
    return p ? p : map_get(&s->by_title, fresh->title);
}

static void match_part(struct part *old, struct part *fresh, int *match)
{
    int n = old ? old->leaves.n : 0, m = fresh->leaves.n;
    uint64_t *a = mem_new((size_t)(n + 1) * sizeof *a), *b = mem_new((size_t)(m + 1) * sizeof *b);
    for (int i = 0; i < n; i++)
        a[i] = old->leaves.v[i].hash;
    for (int i = 0; i < m; i++)
        b[i] = fresh->leaves.v[i].hash;
    diff_match(a, n, b, m, match);
    for (int i = 0; i < m; i++)
        if (match[i] >= 0)
            old->leaves.v[match[i]].matched = fresh->leaves.v[i].matched = true;
    mem_free(a);
    mem_free(b);
}

static void note_moved(struct since *s)
{
    for (int i = 0; i < s->old.n; i++)
        for (int k = 0; k < s->old.v[i]->leaves.n; k++) {
            struct leaf *leaf = &s->old.v[i]->leaves.v[k];
            void **place = leaf->matched || strlen(leaf->text) < LONG ? NULL : map_put(&s->moved, leaf->text);
            if (place && !*place)
                *place = leaf;
        }
}

static void match_moved(struct since *s, struct part *fresh)
{
    for (int i = 0; i < fresh->leaves.n; i++) {
        struct leaf *leaf = &fresh->leaves.v[i], *old = leaf->matched ? NULL : map_get(&s->moved, leaf->text);
        if (old && !old->matched && xml_elem(old->elem) == xml_elem(leaf->elem)) {
            old->matched = leaf->matched = true;
            s->count->moved++;
        }
    }
}

/* ---- marks ---- */

static void flag(xmlNode *n, const char *what)
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

/* Hands the flag up from the last child of an element whose children all have it. */
static void raise_flag(xmlNode *n, const xmlNode *top)
{
    while (n != top && !xml_next(n) && n->parent && n->parent->type == XML_ELEMENT_NODE && db_class_of(xml_elem(n->parent)) != DB_ROOT &&
           all_added(n->parent)) {
        n = n->parent;
        for (xmlNode *c = xml_first(n); c; c = xml_next(c))
            xmlUnsetProp(c, (const xmlChar *)"revisionflag");
        flag(n, "added");
    }
}

/* Whether a paragraph may stand behind it. */
static bool is_block(const xmlNode *n)
{
    enum db_class class = db_class_of(xml_elem(n));
    enum db_elem outer = xml_elem(n->parent);
    if (class == DB_TITLE)
        return db_class_of(outer) == DB_DIVISION || db_class_of(outer) == DB_SECTION;
    return class == DB_BLOCK || class == DB_VERBATIM || class == DB_LIST || class == DB_MEDIA || xml_elem(n) == DB_table ||
           xml_elem(n) == DB_informaltable;
}

static bool can_be_put(const struct leaf *leaf)
{
    enum db_elem e = xml_elem(leaf->elem);
    return e == DB_para || e == DB_simpara || db_class_of(e) == DB_VERBATIM;
}

/* Puts what was deleted, as plain text, behind the leaf before it; in a table, the table counts as changed. */
static xmlNode *put_deleted(xmlNode *behind, const struct leaf *old)
{
    xmlNode *n = behind;
    while (n->parent && n->parent->type == XML_ELEMENT_NODE && !is_block(n))
        n = n->parent;
    for (const xmlNode *up = behind; up != n->parent; up = up->parent)
        if (db_class_of(xml_elem(up)) == DB_TABLE) {
            flag(n, "changed");
            return behind;
        }
    if (!can_be_put(old) || !is_block(n))
        return behind;
    while (db_class_of(xml_elem(n)) == DB_TITLE && xml_next(n) && (db_class_of(xml_elem(xml_next(n))) == DB_TITLE || xml_is(xml_next(n), "info")))
        n = xml_next(n);
    xmlNode *gone = xml_new_elem(behind->doc, xml_elem(old->elem), xml_loc(behind));
    xml_set_attr(gone, "revisionflag", "deleted");
    xml_add_text(gone, old->text);
    return xmlAddNextSibling(n, gone);
}

/* ---- what lies between two leaves that are the same ---- */

struct gap {
    struct leaf *old, *fresh;
    int n_old, n_fresh;
    xmlNode *behind;       /* the last element of the new book before the gap; NULL: none */
};

/* A title or an image in the place of another is that one changed, however unlike; so are entries, if none came or went. */
static bool takes_place(const struct gap *g, const struct leaf *fresh)
{
    enum db_class class = db_class_of(xml_elem(fresh->elem));
    return class == DB_TITLE || class == DB_MEDIA || (class == DB_TABLE && g->n_old == g->n_fresh);
}

static struct leaf *find_alike(struct gap *g, const struct leaf *fresh, int from)
{
    struct leaf *best = NULL;
    int most = takes_place(g, fresh) ? -1 : ALIKE - 1;
    for (int i = from; i < g->n_old && i < from + WINDOW; i++) {
        struct leaf *old = &g->old[i];
        if (old->matched || xml_elem(old->elem) != xml_elem(fresh->elem))
            continue;
        int alike = since_likeness(old->text, fresh->text);
        if (alike > most) {
            best = old;
            most = alike;
        }
    }
    return best;
}

static void delete_up_to(struct since *s, struct gap *g, int *from, int to)
{
    for (; *from < to; ++*from)
        if (!g->old[*from].matched) {
            s->count->deleted++;
            if (g->behind)
                g->behind = put_deleted(g->behind, &g->old[*from]);
        }
}

static void mark_gap(struct since *s, struct gap *g)
{
    int done = 0;
    for (int i = 0; i < g->n_fresh; i++) {
        struct leaf *fresh = &g->fresh[i], *old = fresh->matched ? NULL : find_alike(g, fresh, done);
        if (old) {
            delete_up_to(s, g, &done, (int)(old - g->old));
            done++;
            flag(fresh->elem, "changed");
            since_mark_words(fresh->elem, old->elem);
            s->count->changed++;
        } else if (!fresh->matched) {
            flag(fresh->elem, "added");
            s->count->added++;
        }
        g->behind = fresh->elem;
    }
    delete_up_to(s, g, &done, g->n_old);
}

static void mark_part(struct since *s, struct part *old, struct part *fresh, const int *match)
{
    int a = 0, b = 0, n = old ? old->leaves.n : 0;
    xmlNode *behind = NULL;
    for (int i = 0; i <= fresh->leaves.n; i++) {
        bool end = i == fresh->leaves.n;
        if (!end && match[i] < 0)
            continue;
        int a_end = end ? n : match[i];
        struct gap g = {old ? old->leaves.v + a : NULL, fresh->leaves.v + b, a_end - a, i - b, behind};
        mark_gap(s, &g);
        if (end)
            break;
        behind = fresh->leaves.v[i].elem;
        a = a_end + 1;
        b = i + 1;
    }
    for (int i = 0; i < fresh->leaves.n; i++)
        if (is_added(fresh->leaves.v[i].elem))
            raise_flag(fresh->leaves.v[i].elem, fresh->root);
}

/* ---- together ---- */

static void report_gone(struct since *s, struct part *const *used)
{
    struct map kept = {0};
    char key[24];
    for (int i = 0; i < s->fresh.n; i++)
        if (used[i]) {
            snprintf(key, sizeof key, "%p", (void *)used[i]);
            *map_put(&kept, key) = used[i];
        }
    for (int i = 1; i < s->old.n; i++) {
        snprintf(key, sizeof key, "%p", (void *)s->old.v[i]);
        if (!map_get(&kept, key))
            diag(DIAG_collect_gone, xml_loc(s->old.v[i]->root), s->old.v[i]->title);
    }
    map_done(&kept);
}

static void compare(struct since *s)
{
    int n = s->fresh.n;
    int **match = arena_array(&s->arena, int *, n);
    struct part **old = arena_array(&s->arena, struct part *, n);
    for (int i = 0; i < n; i++) {
        match[i] = arena_array(&s->arena, int, s->fresh.v[i]->leaves.n + 1);
        old[i] = find_old(s, s->fresh.v[i]);
        match_part(old[i], s->fresh.v[i], match[i]);
    }
    note_moved(s);
    for (int i = 0; i < n; i++)
        match_moved(s, s->fresh.v[i]);
    for (int i = 0; i < n; i++)
        mark_part(s, old[i], s->fresh.v[i], match[i]);
    report_gone(s, old);
}

static void parts_done(struct parts *parts)
{
    for (int i = 0; i < parts->n; i++)
        vec_done(&parts->v[i]->leaves);
    vec_done(parts);
}

void collect_since(xmlDoc *book, xmlDoc *earlier, struct collect_changes *count)
{
    struct since s = {.count = count};
    *count = (struct collect_changes){0};
    read_parts(&s, &s.old, xmlDocGetRootElement(earlier));
    read_parts(&s, &s.fresh, xmlDocGetRootElement(book));
    name_parts(&s);
    compare(&s);
    parts_done(&s.old);
    parts_done(&s.fresh);
    map_done(&s.by_id);
    map_done(&s.by_title);
    map_done(&s.moved);
    arena_done(&s.arena);
}
