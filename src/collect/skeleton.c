// SPDX-License-Identifier: Apache-2.0
/* The skeleton: assigns chapters to places.
 *
 * A skeleton is a <book> with its front matter, its parts and, where chapters shall come, one of
 *
 *   <chapter xml:id="ethik"/>       the chapter whose own id or file name is that ("03-ethik.xml"); any division may
 *                                   are there and gives its name, attributes and title (where it
 * has one)
 *   <?koki-chapter 03-ethik.xml?>   the same by path (from the skeleton's folder), file name or id
 *   <?koki-chapters ag-recht?>      all those of a folder without their own place
 *   <part xml:id="ag-recht"/>       a part of all those of a folder
 *   <?koki-chapters?>               all the rest
 *
 * Other chapters are put where divisions of their kind belong: prefaces before chapters before
 * appendixes, each after the existing ones. Names are claimed before folders, folders before the
 * rest, so the order in the skeleton decides only the order in the book. */
#include <string.h>
#include <sys/stat.h>

#include "collect/collect-int.h"

/* ---- finding the places ---- */

static bool is_blank(const xmlNode *text)
{
    const char *s = text->content ? (const char *)text->content : "";
    return !s[strspn(s, " \t\r\n")];
}

/* Whether it contains only titles and info. */
static bool is_empty(const xmlNode *division)
{
    for (const xmlNode *n = division->children; n; n = n->next) {
        if (n->type == XML_ELEMENT_NODE && db_class_of(xml_elem(n)) != DB_TITLE &&
            xml_elem(n) != DB_info)
            return false;
        if (xml_is_pi(n, "koki-chapter") || xml_is_pi(n, "koki-chapters"))
            return false;
        if (n->type == XML_TEXT_NODE && !is_blank(n))
            return false;
    }
    return true;
}

static bool is_place(const xmlNode *n)
{
    return db_class_of(xml_elem(n)) == DB_DIVISION && xml_id(n) && is_empty(n);
}

static void add_slot(struct job *job, xmlNode *at, enum slot_kind kind, const char *name)
{
    struct slot *s = *vec_add(&job->slots) = arena_make(&job->arena, struct slot);
    s->at = at;
    s->kind = kind;
    s->name = name;
}

static void find_slots(struct job *job)
{
    xmlNode *root = job->book->root;
    int module = 0;
    for (xmlNode *n = root; n; n = xml_walk_nodes(root, n)) {
        if (module < job->modules.n && job->modules.v[module]->at == n) {
            const struct module *m = job->modules.v[module++];
            add_slot(job, n, SLOT_MODULE, m->path);
            job->slots.v[job->slots.n - 1]->module = m;
        } else if (n->type == XML_ELEMENT_NODE && is_place(n)) {
            add_slot(job, n, SLOT_DIVISION, xml_id(n));
        } else if (xml_is_pi(n, "koki-chapter")) {
            add_slot(job, n, SLOT_CHAPTER, node_pi(&job->arena, n));
        } else if (xml_is_pi(n, "koki-chapters")) {
            const char *folder = node_pi(&job->arena, n);
            add_slot(job, n, *folder ? SLOT_FOLDER : SLOT_REST, folder);
        }
    }
}

/* ---- claiming chapters ---- */

static void name_chapter(struct map *names, const char *name, struct chapter *c)
{
    if (!name || !*name)
        return;
    void **place = map_put(names, name);
    if (!*place)
        *place = c;
}

/* Ids first: a file name must not take another chapter's id. */
static void name_chapters(struct job *job)
{
    map_done(&job->names);
    job->names = (struct map){0};
    for (int i = 0; i < job->chapters.n; i++)
        if (job->chapters.v[i]->root)
            name_chapter(&job->names, xml_id(job->chapters.v[i]->root), job->chapters.v[i]);
    for (int i = 0; i < job->chapters.n; i++) {
        name_chapter(&job->names, job->chapters.v[i]->stem, job->chapters.v[i]);
        name_chapter(&job->names, job->chapters.v[i]->name, job->chapters.v[i]);
    }
}

static void claim_slot(struct slot *s, struct chapter *c)
{
    c->placed = true;
    *vec_add(&s->chapters) = c;
}

static bool file_exists(const char *path)
{
    struct stat st;
    return !stat(path, &st);
}

/* The files that a chapter or the skeleton includes whole are no chapters of their own. */
static void mark_parts_of(struct job *job, const struct chapter *by)
{
    for (int i = 0; i < by->includes.n; i++) {
        struct chapter *c = map_get(&job->by_key, by->includes.entry[i].key);
        if (c && c != by && !c->placed) {
            c->placed = true;
            c->part_of = by;
        }
    }
}

/* Passes over those that are part of another, which includes their inclusions, too, so that of two
 * that include each other the first one stays. Messages of the others are reported. */
static void mark_parts(struct job *job)
{
    mark_parts_of(job, job->book);
    for (int i = 0; i < job->chapters.n; i++)
        if (job->chapters.v[i]->root && !job->chapters.v[i]->part_of)
            mark_parts_of(job, job->chapters.v[i]);
    for (int i = 0; i < job->chapters.n; i++)
        if (!job->chapters.v[i]->part_of)
            diag_pass(&job->chapters.v[i]->said);
}

static void read_more(struct job *job, const char *path)
{
    collect_read(job, path);
    name_chapters(job);
    mark_parts(job);
}

static void drop_parts(struct job *job)
{
    for (int i = 0; i < job->chapters.n; i++) {
        struct chapter *c = job->chapters.v[i];
        if (!c->part_of)
            continue;
        if (c->part_of != job->book) /* whose inclusion is the chapter's place */
            diag(DIAG_collect_part_of, (struct loc){c->path, 0, 0}, c->part_of->path);
        diag_held_done(&c->said);
        c->root = NULL;
    }
}

/* A path as the skeleton writes it: from its own folder. */
static const char *skeleton_path(struct job *job, const char *path)
{
    return path_join(&job->arena, xml_base_dir(job->book->doc), path);
}

/* A place may only name files that an inclusion may read: the skeleton may be an author's file. */
static bool may_read(struct job *job, struct slot *s, const char *path)
{
    int n;
    const char *const *folders = chapter_allowed(job, &n);
    bool may = path_inside(path, folders, n);
    if (!may)
        diag(DIAG_xml_forbidden, node_loc(s->at), s->name);
    s->refused |= !may;
    return may;
}

static struct chapter *by_path(struct job *job, struct slot *s)
{
    const char *path = skeleton_path(job, s->name);
    struct chapter *c = map_get(&job->by_key, input_key(&job->arena, path));
    if (c || !file_exists(path) || map_get(&job->names, s->name) || !may_read(job, s, path))
        return c;
    read_more(job, path);
    return map_get(&job->by_key, input_key(&job->arena, path));
}

/* The place's id becomes the chapter's; references to the chapter's own id follow it. */
static void take_id(xmlNode *at, struct chapter *c)
{
    const char *id = intern(xml_id(at)), *own = xml_id(c->root);
    if (own && strcmp(own, id))
        c->alias = intern(own);
    xml_set_attr(c->root, "xml:id", id);
    xmlUnsetNsProp(at, xmlSearchNsByHref(at->doc, at, XML_XML_NAMESPACE), (const xmlChar *)"id");
}

/* Every module has its own copy of its resource. */
static void claim_module(struct job *job, struct slot *s)
{
    struct chapter *c = by_path(job, s);
    if (c && c->placed) {
        const char *path = c->path;
        c = arena_make(&job->arena, struct chapter);
        c->path = path;
        c->key = arena_printf(&job->arena, "%s#%d", path, job->chapters.n);
        c->name = path;
        c->stem = arena_printf(&job->arena, "%s-%d", input_stem(&job->arena, path),
                               job->chapters.n);
        *vec_add(&job->chapters) = c;
        chapter_load(job, c);
        if (c->root)
            profile_apply(job, c);
    }
    if (!c || !c->root)
        return;
    claim_slot(s, c);
    assembly_filter(s->module, c->root);
    if (xml_id(s->at))
        take_id(s->at, c);
}

static void claim_one(struct job *job, struct slot *s)
{
    struct chapter *c = s->kind == SLOT_CHAPTER ? by_path(job, s) : NULL;
    if (!c)
        c = map_get(&job->names, s->name);
    if (c && c->placed) {
        diag(DIAG_collect_placed_twice, node_loc(s->at), c->path);
        s->refused = true;
    } else if (c) {
        claim_slot(s, c);
        if (c->root && s->kind == SLOT_DIVISION)
            take_id(s->at, c);
    }
}

static bool in_folder(const struct chapter *c, const char *key)
{
    size_t n = strlen(key);
    return !strncmp(c->key, key, n) && c->key[n] == '/';
}

static bool in_group(struct job *job, const struct chapter *c, const char *name)
{
    if (!c->group)
        return false;
    const char *slash = strrchr(c->group, '/'), *folder = slash ? slash + 1 : c->group;
    return !strcmp(folder, name) || !strcmp(input_stem(&job->arena, folder), name);
}

static void claim_folder(struct job *job, struct slot *s)
{
    const char *path = skeleton_path(job, s->name), *key = input_key(&job->arena, path);
    if (s->kind == SLOT_FOLDER && file_exists(path) && may_read(job, s, path)) {
        read_more(job, path);
    }
    for (int i = 0; i < job->chapters.n; i++) {
        struct chapter *c = job->chapters.v[i];
        if (!c->placed && !c->shell && (in_group(job, c, s->name) || in_folder(c, key)))
            claim_slot(s, c);
    }
    if (s->kind == SLOT_DIVISION && s->chapters.n)
        s->kind = SLOT_PART;
}

static void claim_rest(struct job *job, struct slot *s)
{
    for (int i = 0; i < job->chapters.n; i++)
        if (!job->chapters.v[i]->placed && !job->chapters.v[i]->shell)
            claim_slot(s, job->chapters.v[i]);
}

/* A skeleton that koki-collect wrote contains the chapters that its places name. */
static void mark_contained(struct job *job)
{
    const char *last = NULL;
    if (!xml_relayed(job->book->doc))
        return;
    for (xmlNode *n = job->book->root; n; n = xml_walk(job->book->root, n)) {
        const char *file = xml_loc(n).file;
        if (!file || file == last)
            continue;
        struct chapter *c = map_get(&job->by_key, input_key(&job->arena, file));
        if (c)
            c->placed = true;
        last = file;
    }
}

bool skeleton_wants(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    bool wants = e == DB_chapter || e == DB_appendix || e == DB_preface || e == DB_part ||
                 e == DB_article;
    return wants && !xml_title(n);
}

static void report_empty(const struct slot *s)
{
    if (s->kind == SLOT_CHAPTER || s->kind == SLOT_MODULE ||
        (s->kind == SLOT_DIVISION && skeleton_wants(s->at)))
        diag(DIAG_collect_no_chapter, node_loc(s->at), s->name);
    else if (s->kind == SLOT_FOLDER)
        diag(DIAG_collect_empty_folder, node_loc(s->at), s->name);
}

static bool takes_folder(const struct slot *s)
{
    return s->kind == SLOT_FOLDER ||
           (s->kind == SLOT_DIVISION && !s->chapters.n && xml_elem(s->at) == DB_part);
}

void skeleton_plan(struct job *job)
{
    diag_pass(&job->book->said);
    mark_contained(job);
    mark_parts(job);
    find_slots(job);
    name_chapters(job);
    struct slots *slots = &job->slots;
    for (int i = 0; i < slots->n; i++)
        if (slots->v[i]->kind == SLOT_DIVISION || slots->v[i]->kind == SLOT_CHAPTER)
            claim_one(job, slots->v[i]);
        else if (slots->v[i]->kind == SLOT_MODULE)
            claim_module(job, slots->v[i]);
    for (int i = 0; i < slots->n; i++)
        if (takes_folder(slots->v[i]))
            claim_folder(job, slots->v[i]);
    for (int i = 0; i < slots->n; i++) {
        if (slots->v[i]->kind == SLOT_REST)
            claim_rest(job, slots->v[i]);
        if (!slots->v[i]->chapters.n && !slots->v[i]->refused)
            report_empty(slots->v[i]);
    }
    drop_parts(job);
}
