// SPDX-License-Identifier: Apache-2.0
/* Makes ids unique over the book and all chapters, and adapts all references.
 *
 * Every input is a scope: a reference is resolved in its own scope first, then in all others. The
 * first scope that uses an id keeps it, in the order skeleton, chapters; in a later one "intro"
 * becomes "CHAPTER.intro", CHAPTER being the id of that chapter. A chapter without an id gets one
 * from its file's name, so that others can refer to it. A new id is never one in use. */
#include <libxml/tree.h>
#include <string.h>

#include "collect/collect-int.h"

/* An id of a scope. */
struct own {
    const char *final;
    struct loc where;
};
/* An id in use by at least one scope. */
struct claim {
    const char *final;
    const struct chapter *by;
    bool shared; /* other scopes use the name too */
};

struct ids {
    struct job *job;
    struct map taken;   /* every id of any scope, then every new one */
    struct map claims;  /* id as written → struct claim */
    struct map numbers; /* id → the last number tried as its suffix */
};

/* ---- unique ids ---- */

static int count_scopes(const struct job *job) { return job->chapters.n + 1; }
static struct chapter *scope_at(const struct job *job, int i)
{
    return i ? job->chapters.v[i - 1] : job->book;
}

static void ids_take(struct ids *ids, const char *id) { *map_put(&ids->taken, id) = ids; }

/* `id`, with a number appended if it is taken. */
static const char *free_id(struct ids *ids, const char *id)
{
    struct buf b = {0};
    buf_puts(&b, id);
    if (map_get(&ids->taken, id)) {
        uintptr_t *last = (uintptr_t *)map_put(&ids->numbers, id);
        for (*last += !*last; map_get(&ids->taken, b.s);) {
            b.n = 0;
            buf_printf(&b, "%s.%d", id, (int)++*last);
        }
    }
    ids_take(ids, b.s);
    const char *result = intern(b.s);
    buf_done(&b);
    return result;
}

/* Appends a name, with "-" for the characters that an id (NCName) may not have. */
static void put_name(struct buf *b, const char *name)
{
    for (const char *p = name; *p; p++)
        buf_putc(b, (*p & 0x80) || strchr("._-", *p) || (*p >= '0' && *p <= '9') ||
                            ((*p | 32) >= 'a' && (*p | 32) <= 'z')
                        ? *p
                        : '-');
}

static bool is_name(const char *id)
{
    return utf8_valid(id, strlen(id)) && !xmlValidateNCName((const xmlChar *)id, 0);
}

/* A file's name as an id. */
static const char *id_from_stem(struct ids *ids, const struct chapter *c)
{
    struct buf b = {0};
    if (c->stem[0] >= '0' && c->stem[0] <= '9')
        buf_puts(&b, "chapter-");
    put_name(&b, c->stem);
    const char *id = free_id(ids, b.n && is_name(b.s) ? b.s : "chapter");
    buf_done(&b);
    return id;
}

/* An id as written, or, if that is not a name ("1", "part.xhtml#top" of an EPUB), a free name like
 * it: other readers of XML refuse such ids. */
static const char *proper_id(struct ids *ids, const char *id)
{
    if (is_name(id))
        return intern(id);
    struct buf b = {0};
    put_name(&b, id);
    if (!is_name(b.s)) {
        b.n = 0;
        buf_puts(&b, "id-");
        put_name(&b, id);
    }
    id = free_id(ids, is_name(b.s) ? b.s : "id");
    buf_done(&b);
    return id;
}

static const char *renamed_id(struct ids *ids, struct chapter *c, const xmlNode *n, const char *id)
{
    const char *outer = n == c->root ? NULL : xml_id(c->root);
    const char *wanted = outer ? arena_printf(&ids->job->arena, "%s.%s", outer, id) : id;
    if (n == c->root && c != ids->job->book)
        return id_from_stem(ids, c);
    return is_name(wanted) ? free_id(ids, wanted) : proper_id(ids, wanted);
}

static struct own *new_own(struct ids *ids, const char *final, struct loc where)
{
    struct own *own = arena_make(&ids->job->arena, struct own);
    *own = (struct own){final, where};
    return own;
}

static struct claim *new_claim(struct ids *ids, const char *final, const struct chapter *c)
{
    struct claim *claim = arena_make(&ids->job->arena, struct claim);
    *claim = (struct claim){final, c, false};
    return claim;
}

/* The value of an id: white space around it is not part of it (xml:id 1.0, 4). */
static const char *trimmed(struct ids *ids, const char *id)
{
    static const char space[] = " \t\r\n";
    const char *from = id + strspn(id, space);
    size_t n = strlen(from);
    while (n && strchr(space, from[n - 1]))
        n--;
    return n && n < strlen(id) ? arena_dup(&ids->job->arena, from, n) : id;
}

static void settle_one(struct ids *ids, struct chapter *c, xmlNode *n, const char *written)
{
    const char *id = trimmed(ids, written);
    struct own **own = (struct own **)map_put(&c->own, id);
    struct claim **claim = (struct claim **)map_put(&ids->claims, id);
    const char *final = *claim ? renamed_id(ids, c, n, id) : proper_id(ids, id);
    if (*own) {
        if (job_checks(ids->job, COLLECT_CHECK_ids))
            diag(DIAG_collect_duplicate_id, xml_loc(n), id,
                 (*own)->where.file ? (*own)->where.file : "", (*own)->where.line);
    } else if (*claim) {
        (*claim)->shared = true;
        diag(DIAG_collect_renamed_id, xml_loc(n), id, (*claim)->by->path, final);
    } else {
        *claim = new_claim(ids, final, c);
    }
    if (!*own)
        *own = new_own(ids, final, xml_loc(n));
    if (strcmp(final, written))
        xml_set_attr(n, "xml:id", final);
}

static void settle_scope(struct ids *ids, struct chapter *c)
{
    for (xmlNode *n = c->root; n; n = xml_walk(c->root, n)) {
        const char *id = n->properties ? xml_id(n) : NULL;
        if (id && *id)
            settle_one(ids, c, n, id);
    }
}

static void take_scope(struct ids *ids, const struct chapter *c)
{
    for (const xmlNode *n = c->root; n; n = xml_walk(c->root, n)) {
        const char *id = n->properties ? xml_id(n) : NULL;
        if (id && *id)
            ids_take(ids, id);
    }
}

/* Adds an alias of a chapter unless it is an id in use. */
static void add_alias(struct ids *ids, struct chapter *c, const char *name, const char *final)
{
    void **own = map_put(&c->own, name), **claim = map_put(&ids->claims, name);
    if (!*own)
        *own = new_own(ids, final, xml_loc(c->root));
    if (!*claim)
        *claim = new_claim(ids, final, c);
}

static void name_roots(struct ids *ids)
{
    for (int i = 1; i < count_scopes(ids->job); i++) {
        struct chapter *c = scope_at(ids->job, i);
        if (c->root && !xml_id(c->root))
            xml_set_attr(c->root, "xml:id", id_from_stem(ids, c));
    }
}

static void add_aliases(struct ids *ids)
{
    for (int i = 1; i < count_scopes(ids->job); i++) {
        struct chapter *c = scope_at(ids->job, i);
        if (!c->root)
            continue;
        const char *id = intern(xml_id(c->root));
        if (c->alias)
            add_alias(ids, c, c->alias, id);
        add_alias(ids, c, c->stem, id);
        add_alias(ids, c, id, id);
    }
}

/* ---- references ---- */

enum form { ONE, LIST, HASH };
static const struct {
    const char *name;
    enum form form;
} refs[] = {
#define R(name, form) {name, form},
#include "collect/refs.def"
#undef R
};

/* The final form of `id` in scope c; NULL if there is no such id. */
static const char *ids_resolve(struct ids *ids, const struct chapter *c, const xmlNode *n,
                               const char *id, size_t k)
{
    const struct own *own = map_get_n(&c->own, id, k);
    if (own)
        return own->final;
    const struct claim *claim = map_get_n(&ids->claims, id, k);
    const char *name = job_checks(ids->job, COLLECT_CHECK_links)
                           ? arena_dup(&ids->job->arena, id, k)
                           : NULL;
    if (!claim && name)
        diag(DIAG_collect_dangling, xml_loc(n), name);
    else if (claim && claim->shared && name)
        diag(DIAG_collect_ambiguous, xml_loc(n), name, claim->by->path);
    return claim ? claim->final : NULL;
}

static void follow_one(struct ids *ids, const struct chapter *c, xmlNode *n, const char *name,
                       const char *id)
{
    const char *final = ids_resolve(ids, c, n, id, strlen(id));
    if (final && strcmp(final, id))
        xml_set_attr(n, name, final);
}

static void follow_list(struct ids *ids, const struct chapter *c, xmlNode *n, const char *name,
                        const char *list)
{
    struct buf b = {0};
    bool changed = false;
    for (const char *p = list;;) {
        p += strspn(p, " \t\r\n");
        size_t k = strcspn(p, " \t\r\n");
        if (!k)
            break;
        const char *final = ids_resolve(ids, c, n, p, k);
        changed |= final && (strlen(final) != k || memcmp(final, p, k));
        if (b.n)
            buf_putc(&b, ' ');
        buf_add(&b, final ? final : p, final ? strlen(final) : k);
        p += k;
    }
    if (changed)
        xml_set_attr(n, name, b.s);
    buf_done(&b);
}

static bool is_absolute(const char *uri)
{
    size_t n = strcspn(uri, ":/?#");
    return *uri == '/' || (n && uri[n] == ':');
}

/* A link into another chapter's file becomes a link inside the book. */
static void follow_file(struct ids *ids, xmlNode *n, const char *uri)
{
    struct arena *a = &ids->job->arena;
    const char *file = xml_loc(n).file;
    size_t k = strcspn(uri, "#");
    const char *path = path_join(a, path_dir(a, file ? file : "."), arena_dup(a, uri, k));
    const struct chapter *c = map_get(&ids->job->by_key, input_key(a, path));
    if (!c || !c->root) {
        if (k && !strchr(uri, '{') && !file_readable(path)) /* {: a variable */
            diag(DIAG_collect_link_file, xml_loc(n), uri);
        return;
    }
    const char *id = uri[k] && uri[k + 1] ? uri + k + 1 : xml_id(c->root),
               *final = ids_resolve(ids, c, n, id, strlen(id));
    if (!final)
        return;
    xmlUnsetNsProp(n, xmlSearchNsByHref(n->doc, n, (const xmlChar *)XLINK_NS),
                   (const xmlChar *)"href");
    xml_set_attr(n, "linkend", final);
}

/* "#id" and the long form of the same, "#xpointer(id('id'))". */
static void follow_hash(struct ids *ids, const struct chapter *c, xmlNode *n, const char *name,
                        const char *uri)
{
    static const char pointer[] = "#xpointer(id(";
    if (*uri != '#') {
        if (!is_absolute(uri) && !strcmp(name, "xlink:href"))
            follow_file(ids, n, uri);
        return;
    }
    bool longer = !strncmp(uri, pointer, sizeof pointer - 1);
    const char *id = longer ? uri + sizeof pointer : uri + 1;
    size_t k = longer ? strcspn(id, "'\")") : strlen(id);
    const char *final = k && !(strchr(id, '(') && !longer) ? ids_resolve(ids, c, n, id, k) : NULL;
    if (final && (longer || strcmp(final, id)))
        xml_set_attr(n, name, arena_printf(&ids->job->arena, "#%s", final));
}

static void follow_attribute(struct ids *ids, const struct chapter *c, xmlNode *n, const xmlAttr *a)
{
    bool xlink = a->ns && !strcmp((const char *)a->ns->href, XLINK_NS);
    if ((a->ns && !xlink) || !a->children || !a->children->content)
        return;
    for (size_t i = 0; i < sizeof refs / sizeof *refs; i++) {
        if (strcmp(refs[i].name, (const char *)a->name) || xlink != !strcmp(refs[i].name, "href"))
            continue;
        const char *value = (const char *)a->children->content,
                   *name = xlink ? "xlink:href" : refs[i].name;
        if (refs[i].form == ONE)
            follow_one(ids, c, n, name, value);
        else
            (refs[i].form == LIST ? follow_list : follow_hash)(ids, c, n, name, value);
        return;
    }
}

static void follow_scope(struct ids *ids, const struct chapter *c)
{
    for (xmlNode *n = c->root; n; n = xml_walk(c->root, n)) {
        if (xml_elem(n) == DB_NONE)
            continue;
        for (const xmlAttr *a = n->properties, *next; a; a = next) {
            next = a->next;
            follow_attribute(ids, c, n, a);
        }
    }
}

void ids_settle(struct job *job)
{
    struct ids ids = {.job = job};
    for (int i = 0; i < count_scopes(job); i++)
        take_scope(&ids, scope_at(job, i));
    name_roots(&ids);
    for (int i = 0; i < count_scopes(job); i++)
        settle_scope(&ids, scope_at(job, i));
    add_aliases(&ids);
    for (int i = 0; i < count_scopes(job); i++)
        follow_scope(&ids, scope_at(job, i));
    map_done(&ids.taken);
    map_done(&ids.claims);
    map_done(&ids.numbers);
}
