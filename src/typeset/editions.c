// SPDX-License-Identifier: Apache-2.0
/* An edition for each row of a table. The book is first set without a row; each edition then runs
 * in a child process that inherits all data read and computed for that (each/run.c). */
#include <stdlib.h>
#include <string.h>

#include "typeset/typeset-int.h"

struct editions {
    const struct request *request;
    struct typesetting run;
    struct common common;
};

/* Called in a child process, which ends after it. */
static bool make_edition(void *ctx, struct each_edition *e)
{
    struct editions *all = ctx;
    struct request r = *all->request;
    for (int k = 0; k < OUTPUTS; k++)
        *output_place(&r, k) = e->path[k];
    if (!outputs_writable(&r))
        return false;
    diag_tell(&all->common.reading, 0, all->common.reading.n);
    text_renew(all->run.text);
    values_fill(&e->values, xmlDocGetRootElement(all->run.xml));
    values_report(&e->values);
    if (e->values.missing) {
        diag(DIAG_each_not_written, e->values.row);
        return false;
    }
    return stages_run_outputs(&all->run, &r);
}

/* Checks that all variables of a document exist; stores the document without the values of a row in
 * *neutral. */
static bool check_values(const struct request *r, const struct each *e, const xmlDoc *xml,
                         xmlDoc **neutral)
{
    struct values v = {0};
    *neutral = xml_duplicate((xmlDoc *)xml);
    each_values(e, &r->each, NULL, &v);
    values_fill(&v, xmlDocGetRootElement(*neutral));
    bool ok = !v.missing;
    values_done(&v);
    return ok;
}

/* Writes no file, but keeps data of fonts, images and pages for the editions. */
static void write_for_no_one(const struct typesetting *run, const struct request *r)
{
    static const char nowhere[] = "/dev/null";
    struct request own = *r;
    const char **const out[] = {&own.output, &own.screen, &own.press, &own.cover, &own.draft};
    for (size_t i = 0; i < sizeof out / sizeof *out; i++)
        if (*out[i])
            *out[i] = nowhere;
    if (own.cover)
        own.cover = intern(nowhere); /* the two are distinguished by address */
    pdf_keep(true);
    (void)stages_write_editions(run, &own, false);
    pdf_keep(false);
}

/* Sets the content common to all editions, so that fonts are open, dictionaries read, words shaped
 * and drawings made when the first edition begins. */
static bool warm_up(struct editions *all, xmlDoc *neutral)
{
    struct typesetting *run = &all->run;
    /* Without .common: held messages are reported by the editions. */
    struct typesetting trial = {.xml = neutral, .media = run->media, .pool = run->pool};
    struct diag_held held = {0}, *outer = diag_hold(&all->common.layout);
    bool ok = stages_load_layout(run, all->request);
    diag_hold(&all->common.fonts);
    if (ok)
        stages_load_fonts(run, all->request);
    diag_hold(&held);
    trial.css = run->css;
    trial.text = run->text;
    text_keep(run->text);
    ok = ok && stages_run(&trial, all->request);
    if (ok) {
        paint_draw_images(trial.doc, trial.drawer, trial.book->pages.v, trial.book->pages.n);
        paint_keep_drawings(trial.doc);
        write_for_no_one(&trial, all->request);
        page_free(trial.book);
        flow_free(trial.flow);
    }
    diag_hold(outer);
    diag_keep_once(&held, &all->common.setting);
    return ok;
}

/* A digest of everything besides files that determines the editions. */
static void find_key(const struct editions *all, uint64_t key[2])
{
    const struct request *r = all->request;
    struct buf b = {0};
    const char *const words[] = {r->layout,          r->inking.profile, r->paper,
                                 r->spine_text,      r->only,           getenv("SOURCE_DATE_EPOCH"),
                                 getenv("KOKI_DATA")};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        buf_printf(&b, "%s\n", words[i] ? words[i] : "");
    buf_printf(&b, "%d %d %d %d %d %u %u\n", r->standard, (int)r->inking.rendering,
               r->inking.no_black_point, r->inking.limit, r->fonts_system, r->marks,
               all->run.media);
    char *bytes = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&bytes, &n);
    if (!f)
        die(DIAG_out_of_memory, LOC_NONE);
    xml_save(all->run.xml, f);
    fclose(f);
    for (int i = 0; i < 2; i++)
        key[i] = hash_bytes(bytes, n, hash_bytes(b.s, b.n, (uint64_t)i));
    free(bytes);
    buf_done(&b);
}

static bool run_editions(struct editions *all, struct each *e)
{
    const struct request *r = all->request;
    xmlDoc *neutral = NULL;
    struct each_work work = {.ctx = all,
                             .make = make_edition,
                             .workers = r->jobs ? r->jobs : thread_pool_processors()};
    bool ok = check_values(r, e, all->run.xml, &neutral) && warm_up(all, neutral);
    if (ok) {
        find_key(all, work.key);
        each_run(e, &r->each, &work);
    } else {
        diag_tell(&all->common.layout, 0, all->common.layout.n);
    }
    return ok;
}

/* All letters in one file, a bookmark for each. */
static bool run_letters(const struct request *r, const struct each *e, xmlDoc *letter)
{
    struct request own = {.layout = r->letter_layout ? r->letter_layout : "letter",
                          .press = r->letters,
                          .allow = r->allow,
                          .fonts = r->fonts,
                          .fonts_system = r->fonts_system,
                          .inking = r->inking,
                          .last = STAGE_NONE};
    struct typesetting run = {.media = 1u << MEDIUM_PRINT, .pool = stages_new_pool(r)};
    run.xml = each_letters(e, &r->each, letter);
    bool ok = stages_run_document(&run, &own);
    stages_free(&run);
    return ok;
}

/* Checks the patterns of the requested outputs the book is cleared for. */
static void check_patterns(const struct typesetting *run, const struct request *r, struct each *e)
{
    const char *pattern[OUTPUTS];
    for (int k = 0; k < OUTPUTS; k++)
        pattern[k] = outputs_is_cleared(run->media, k) ? output_path(r, k) : NULL;
    each_check_names(e, pattern, OUTPUTS);
}

int typeset_editions(const struct request *r)
{
    struct editions all = {.request = r, .run = {.common = &all.common}};
    struct each *e = each_new(&r->each);
    xmlDoc *letter = NULL, *neutral;
    bool ok = e != NULL, any = outputs_any(r);
    if (ok && any) {
        struct diag_held *outer = diag_hold(&all.common.reading);
        all.run.xml = stages_load_book(r, r->book);
        diag_hold(outer);
        if (!all.run.xml)
            diag_tell(&all.common.reading, 0, all.common.reading.n);
        ok = all.run.xml && stages_check_clearance(&all.run, r);
    }
    if (ok)
        check_patterns(&all.run, r, e);
    if (ok && r->letters)
        ok = (letter = stages_load_book(r, r->letter)) && check_values(r, e, letter, &neutral);
    ok = ok && !diag_count(DIAG_USAGE);
    if (ok && any)
        ok = run_editions(&all, e);
    else if (ok)
        each_run(e, &r->each, NULL);
    if (ok && letter)
        ok = run_letters(r, e, letter);
    progress(NULL);
    if (r->verbose)
        stage_table();
    return stages_status(ok);
}
