// SPDX-License-Identifier: Apache-2.0
/* The stages of collecting, in order: find and load, profile, plan, settle ids and paths, place,
 * check. */
#include <string.h>
#include <unistd.h>

#include "collect/collect-int.h"
#include "office/office.h"

static const char bare[] = "<book xmlns=\"" DOCBOOK_NS "\" version=\"5.0\"/>";

static void read_one(struct job *job, struct chapter *c)
{
    struct diag_held *before = diag_hold(&c->said);
    progress("%s", c->path);
    chapter_load(job, c);
    if (c->root)
        profile_apply(job, c);
    diag_hold(before);
}

/* The number of converters to run at once: one per processor, fewer on large machines or with
 * little memory. */
static int converters(void)
{
    enum { MOST = 8 };
    const long room = 512 << 20; /* [bytes] that pandoc may need */
    long pages = sysconf(_SC_AVPHYS_PAGES), size = sysconf(_SC_PAGESIZE),
         fit = pages > 0 && size > 0 ? pages / (room / size) : MOST;
    int n = thread_pool_processors();
    n = n > MOST ? MOST : n;
    return n < fit ? n : fit > 1 ? (int)fit : 1;
}

/* Chapters are read one after the other, so that trees, names and messages do not depend on the
 * machine; only the other programs run ahead. */
static void read_from(struct job *job, int first)
{
    int workers = job->chapters.n - first > 1 ? converters() : 1, ahead = first;
    if (workers > 1 && !job->pool)
        job->pool = thread_pool_new(workers);
    for (int i = first; i < job->chapters.n; i++) {
        for (ahead = ahead > i ? ahead : i;
             job->pool && ahead < job->chapters.n && ahead <= i + workers; ahead++)
            manuscript_begin(job, job->chapters.v[ahead]);
        read_one(job, job->chapters.v[i]);
    }
}

void collect_read(struct job *job, const char *path)
{
    int first = job->chapters.n;
    input_add(job, path);
    read_from(job, first);
}

/* The most frequent language of chapters; the first one of a tie. NULL if none is given. */
static const char *usual_language(const struct job *job)
{
    struct map counts = {0};
    const char *usual = NULL;
    for (int i = 0; i < job->chapters.n; i++) {
        const xmlNode *root = job->chapters.v[i]->root;
        const char *lang = root ? xml_attr(root, "xml:lang") : NULL;
        if (lang)
            ++*(uintptr_t *)map_put(&counts, lang);
    }
    for (int i = 0; i < counts.n; i++)
        if (!usual || (uintptr_t)counts.entry[i].value > (uintptr_t)map_get(&counts, usual))
            usual = intern(counts.entry[i].key);
    map_done(&counts);
    return usual;
}

static struct chapter *bare_book(struct job *job)
{
    struct chapter *c = arena_make(&job->arena, struct chapter);
    c->path = c->key = c->name = c->stem = "book";
    c->doc = xml_load_memory(bare, sizeof bare - 1, "-", NULL);
    c->root = xmlDocGetRootElement(c->doc);
    xml_set_place(c->root, LOC_NONE);
    const char *lang = job->how->lang ? job->how->lang : usual_language(job);
    if (lang)
        xml_set_attr(c->root, "xml:lang", lang);
    if (job->how->title) {
        xmlNode *info = xml_new_child(c->root, DB_info, LOC_NONE);
        xml_add_text(xml_new_child(info, DB_title, LOC_NONE), job->how->title);
    }
    return c;
}

static void tell_reading(struct job *job)
{
    for (int i = 0; i < job->chapters.n; i++)
        diag_pass(&job->chapters.v[i]->said);
}

/* An assembly lists the parts of a book: it becomes its skeleton. */
static bool is_book(const struct chapter *c)
{
    return c->root &&
           (db_class_of(xml_elem(c->root)) == DB_ROOT || xml_elem(c->root) == DB_assembly);
}

/* The given skeleton, the only input that is itself a book, set or assembly, or a new bare book. */
static struct chapter *find_book(struct job *job)
{
    if (job->how->skeleton) {
        struct chapter *c = arena_make(&job->arena, struct chapter);
        c->path = c->key = c->name = c->stem = job->how->skeleton;
        read_one(job, c);
        assembly_prepare(job, c);
        if (!c->root || db_class_of(xml_elem(c->root)) != DB_ROOT)
            tell_reading(job), diag_pass(&c->said);
        if (c->root && db_class_of(xml_elem(c->root)) != DB_ROOT)
            die(DIAG_collect_bad_skeleton, xml_loc(c->root), (const char *)c->root->name);
        return c->root ? c : NULL;
    }
    struct chapter *only = NULL;
    for (int i = 0; i < job->chapters.n; i++) {
        struct chapter *c = job->chapters.v[i];
        if (!is_book(c))
            continue;
        if (only)
            return bare_book(job);
        only = c;
    }
    if (!only)
        return bare_book(job);
    struct chapter *book = arena_make(&job->arena, struct chapter);
    *book = *only;
    only->doc = NULL;
    only->root = NULL;
    only->includes = (struct map){0};
    only->said = (struct diag_held){0};
    assembly_prepare(job, book);
    return book;
}

static bool has_content(const struct job *job)
{
    for (int i = 0; i < job->chapters.n; i++)
        if (job->chapters.v[i]->root)
            return true;
    return job->how->skeleton != NULL;
}

static xmlDoc *collect_build(struct job *job)
{
    skeleton_plan(job);
    profile_finish(job);
    ids_settle(job);
    chart_take(job, job->book);
    for (int i = 0; i < job->chapters.n; i++)
        if (job->chapters.v[i]->root)
            chart_take(job, job->chapters.v[i]);
    media_rewrite(job, job->book);
    for (int i = 0; i < job->chapters.n; i++)
        media_rewrite(job, job->chapters.v[i]);
    place_chapters(job);
    xml_convert_tex(xmlDocGetRootElement(job->book->doc), false);
    check_book(job, job->book->doc);
    if (job->how->bundle)
        bundle_copy(job);
    else
        unpack_place(job);
    return job->book->doc;
}

static void job_done(struct job *job, const xmlDoc *book)
{
    thread_pool_free(job->pool);
    unpack_done(job);
    for (int i = 0; i < job->chapters.n; i++) {
        struct chapter *c = job->chapters.v[i];
        if (c->doc && c->doc != book && !c->adopted)
            xml_free(c->doc);
        map_done(&c->own);
        map_done(&c->unpacked);
        map_done(&c->includes);
        diag_pass(&c->said);
    }
    if (job->book)
        map_done(&job->book->own), map_done(&job->book->includes), diag_pass(&job->book->said);
    xml_profiles_done(&job->profiles);
    vec_done(&job->slots);
    vec_done(&job->allow);
    vec_done(&job->chapters);
    map_done(&job->by_key);
    map_done(&job->names);
    map_done(&job->bundled);
    map_done(&job->bundle_names);
    map_done(&job->media_folders);
    map_done(&job->variables);
    vec_done(&job->modules);
    for (int i = 0; i < job->loose.n; i++)
        xmlFreeNode(job->loose.v[i]);
    vec_done(&job->loose);
    office_styles_free(job->styles);
    arena_done(&job->arena);
}

/* Called before the work begins: no output may overwrite a chapter. */
static void note_sources(const struct job *job)
{
    for (int i = 0; i < job->chapters.n; i++)
        file_note(job->chapters.v[i]->path);
    outputs_check();
}

xmlDoc *collect_book(const struct collect *how)
{
    struct job job = {.how = how};
    profile_prepare(&job);
    if (how->styles)
        job.styles = office_styles_new(how->styles);
    if (how->styles && diag_faults()) {
        job_done(&job, NULL);
        return NULL;
    }
    input_gather(&job);
    note_sources(&job);
    read_from(&job, 0);
    job.book = has_content(&job) ? find_book(&job) : NULL;
    xmlDoc *book = job.book ? collect_build(&job) : NULL;
    input_tell_passed(&job);
    job_done(&job, book);
    progress(NULL);
    return book;
}
