// SPDX-License-Identifier: Apache-2.0
/* koki-typeset: a DocBook book in, finished PDFs out. Options, the stages in order, exit status. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "each/each.h"
#include "expand/expand.h"
#include "pdf/pdf.h"

static const char stage_words[] = "xml|styles|boxes|tags|lines|pages|canvas";
static const char rendering_words[] =
    "auto|perceptual|relative|saturation|absolute"; /* enum rendering */
static const char mark_words[] = "crop|cross|bars";
enum stage {
    STAGE_XML,
    STAGE_STYLES,
    STAGE_BOXES,
    STAGE_TAGS,
    STAGE_LINES,
    STAGE_PAGES,
    STAGE_CANVAS,
    STAGE_NONE
};

struct request {
    const char *layout, *output, *press, *screen, *draft, *preview, *report, *cover, *paper,
        *spine_text, *only;
    struct inking inking;
    unsigned marks; /* PAINT_CROP and the like */
    len spine, leaf;
    struct strings allow, fonts, findings;
    bool verbose, watch, fonts_system, list_fonts, list_layouts;
    struct each_options each;
    const char *letter, *letters, *letter_layout;
    const char *book;
    int jobs;
    int dump, rendering, standard; /* enum stage, enum rendering, enum screen_standard */
    enum stage last;
};

/* The outputs, in the order in which they are written: the path's place in the request; the medium
 * whose consent it needs, INTERNAL where it stays in the house; what edition it is, NO_EDITION
 * where it is none. All that is checked, filled in or written for each output goes by this table.
 */
enum { OUT_SCREEN, OUT_PRESS, OUT_COVER, OUT_DRAFT, OUT_PREVIEW, OUT_REPORT, OUTPUTS };
enum { INTERNAL = -1, NO_EDITION = -1 };
static const struct {
    size_t path;
    int medium, edition;
    bool folder;
} outputs[OUTPUTS] = {
    [OUT_SCREEN] = {offsetof(struct request, screen), MEDIUM_WEB, EDITION_SCREEN},
    [OUT_PRESS] = {offsetof(struct request, press), MEDIUM_PRINT, EDITION_PRESS},
    [OUT_COVER] = {offsetof(struct request, cover), MEDIUM_PRINT, EDITION_PRESS},
    [OUT_DRAFT] = {offsetof(struct request, draft), INTERNAL, EDITION_DRAFT},
    [OUT_PREVIEW] = {offsetof(struct request, preview), INTERNAL, NO_EDITION, .folder = true},
    [OUT_REPORT] = {offsetof(struct request, report), INTERNAL, NO_EDITION},
};

/* Everything that is alive at once; each stage adds its own. */
struct run {
    xmlDoc *xml;
    unsigned media; /* those that the people whom the book names agreed to, 1 << MEDIUM_PRINT and
                       the like */
    struct css *css;
    struct doc *doc;
    struct text *text;
    struct flow *flow;
    struct book *book;
    struct thread_pool *pool;
    struct common *common; /* editions of a table: what is made before them, css and text among it;
                              NULL: a single one */
};

/* What was said when that was made, which every edition says in its place. */
struct common {
    struct diag_held reading, layout, fonts, setting;
};

static bool dump(const struct run *run, enum stage stage, const char *path)
{
    struct output o;
    if (!output_open(&o, path))
        return false;
    switch (stage) {
    case STAGE_XML: xml_save(run->xml, o.f); break;
    case STAGE_STYLES: css_dump(run->css, xmlDocGetRootElement(run->xml), o.f); break;
    case STAGE_BOXES: dump_boxes(run->doc, o.f); break;
    case STAGE_TAGS: dump_tags(run->doc, o.f); break;
    case STAGE_LINES: dump_lines(run->flow, o.f); break;
    case STAGE_PAGES: dump_pages(run->book, o.f); break;
    case STAGE_CANVAS: dump_canvas(run->book, o.f); break;
    case STAGE_NONE: break;
    }
    return output_commit(&o);
}

/* Whether the book may go out as an edition for a medium, if it is asked for; NULL: it is not. */
static void check_edition(const struct xml_clearance *c, const char *path, enum medium medium)
{
    static const char *const names[MEDIA] =
        {[MEDIUM_PRINT] = N_("print"), [MEDIUM_WEB] = N_("web")};
    static const char *const options[MEDIA] = {[MEDIUM_PRINT] = "print", [MEDIUM_WEB] = "web"};
    if (!path || c->media >> medium & 1)
        return;
    if (c->unmarked)
        diag(DIAG_credits_unmarked, c->where, path, options[medium]);
    else if (!c->media)
        diag(DIAG_cleared_for_nothing, c->where, path, options[medium]);
    else
        diag(DIAG_not_cleared, c->where, path, _(names[!medium]), _(names[medium]),
             options[medium]);
}

/* Where the request has the path of an output: -o is the screen edition's, unless it is a dump's.
 */
static const char **output_place(struct request *r, int k)
{
    return k == OUT_SCREEN && !r->screen && r->last == STAGE_NONE
               ? &r->output
               : (const char **)((char *)r + outputs[k].path);
}

static const char *output_path(const struct request *r, int k)
{
    return *output_place((struct request *)r, k);
}

static bool is_cleared(unsigned media, int k)
{
    return outputs[k].medium == INTERNAL || media >> outputs[k].medium & 1;
}

/* Consent is given for a medium; what stays in the house, and dumps, need none. False: nothing is
 * left to be written. */
static bool check_clearance(struct run *run, const struct request *r)
{
    struct xml_clearance c = xml_clearance_read(run->xml);
    run->media = c.media;
    bool any = r->last != STAGE_NONE;
    for (int k = 0; k < OUTPUTS; k++) {
        if (outputs[k].medium != INTERNAL)
            check_edition(&c, output_path(r, k), (enum medium)outputs[k].medium);
        any |= output_path(r, k) && is_cleared(c.media, k);
    }
    diag_flush();
    return any;
}

static void load_fonts(struct run *run, const struct request *r)
{
    if (run->text) {
        if (run->common)
            diag_tell(&run->common->fonts, 0, run->common->fonts.n);
        return;
    }
    run->text = text_new(NULL);
    for (int i = 0; i < r->fonts.n; i++)
        text_add_folder(run->text, r->fonts.v[i]);
    if (r->fonts_system)
        text_add_system(run->text);
    text_add_faces(run->text, run->css);
}

static bool load_layout(struct run *run, const struct request *r)
{
    if (run->css) {
        if (run->common)
            diag_tell(&run->common->layout, 0, run->common->layout.n);
        return true;
    }
    run->css = css_new();
    return css_load(run->css, r->layout ? r->layout : "plain", r->allow.v, r->allow.n);
}

static bool is_for_draft(const struct request *r) { return r->draft && r->last == STAGE_NONE; }
static bool is_published(const struct request *r)
{
    bool any = r->last != STAGE_NONE || r->output;
    for (int k = 0; k < OUTPUTS; k++)
        any |= k != OUT_DRAFT && output_path(r, k);
    return any;
}

/* What editors have deleted is in drafts alone, which style sheets know by an attribute of the
 * root. */
static void choose_revisions(xmlDoc *xml, bool draft)
{
    if (draft)
        xml_set_attr(xmlDocGetRootElement(xml), "koki-edition", "draft");
    else
        xml_drop_deleted(xml);
}

/* Takes run->xml through all stages. */
static bool run_stages(struct run *run, const struct request *r)
{
    enum stage last = r->last;
    const char *const *allow = r->allow.v;
    int n = r->allow.n;
    stage_begin(N_("generating text"));
    xml_convert_tex(xmlDocGetRootElement(run->xml), true);
    expand(run->xml);
    diag_flush();
    if (last == STAGE_XML)
        return true;
    stage_begin(N_("reading style sheets"));
    if (!load_layout(run, r))
        return false;
    if (last == STAGE_STYLES)
        return true;
    stage_begin(N_("styling"));
    run->doc = doc_new(run->xml, run->css,
                       &(struct doc_options){.allow = allow, .n_allow = n, .only = r->only});
    if (run->common)
        diag_tell(&run->common->setting, 0, run->common->setting.n);
    diag_flush();
    if (r->only && !run->doc->part)
        return false;
    if (last <= STAGE_TAGS)
        return true;
    xml_drop_texts(run->xml);
    stage_begin(N_("loading fonts"));
    load_fonts(run, r);
    stage_begin(N_("typesetting"));
    run->flow = flow_new(run->doc, run->text, run->pool);
    diag_flush();
    if (last == STAGE_LINES)
        return true;
    stage_begin(N_("paginating"));
    run->book = page_layout(run->flow);
    text_number_faces(run->text);
    diag_flush();
    return true;
}

/* The print shop gets the widest bleed that any page asks for. */
static len press_bleed(const struct book *book)
{
    len bleed = 0;
    for (int i = 0; i < book->pages.n; i++)
        bleed = len_max(bleed, flow_bleed(book->pages.v[i]->css));
    return bleed;
}

static bool write_edition(const struct run *run, const struct request *r, int k)
{
    const char *path = output_path(r, k);
    if (!path || !is_cleared(run->media, k))
        return true;
    bool press = outputs[k].edition == EDITION_PRESS;
    struct edition e = {.kind = (enum edition_kind)outputs[k].edition,
                        .path = path,
                        .bleed = press ? press_bleed(run->book) : 0,
                        .pool = run->pool};
    e.list_alternatives = r->screen != NULL; /* the claim was asked for */
    e.standard = (enum screen_standard)r->standard;
    e.findings = &r->findings;
    if (press) {
        e.inking = r->inking;
        e.marks = r->marks;
        e.cover = k == OUT_COVER;
        e.without_cover = r->cover && !e.cover;
        e.spine = r->spine;
        e.leaf = r->leaf;
    }
    bool ok = pdf_write(run->book, &e);
    diag_flush();
    return ok;
}

static bool write_editions(const struct run *run, const struct request *r)
{
    bool ok = true;
    for (int k = 0; k < OUTPUTS; k++)
        if (outputs[k].edition != NO_EDITION)
            ok = write_edition(run, r, k) && ok;
    return ok;
}

static bool write_outputs(const struct run *run, const struct request *r)
{
    paint_check_families(run->doc, run->text);
    paint_draw_images(run->doc, run->book->pages.v, run->book->pages.n);
    if (r->preview)
        paint_preview_claim(run->book, r->preview);
    outputs_check();
    bool ok = write_editions(run, r);
    if (r->preview)
        ok = paint_preview(run->book, r->preview, 96) && ok;
    if (r->report)
        ok = pdf_report(run->book, &r->inking, r->report) && ok;
    return ok;
}

static void free_run(struct run *run)
{
    if (run->book)
        page_free(run->book);
    if (run->flow)
        flow_free(run->flow);
    if (run->text)
        text_free(run->text);
    if (run->doc)
        doc_free(run->doc);
    if (run->css)
        css_free(run->css);
    xml_free(run->xml);
    thread_pool_free(run->pool);
}

/* A number in millimetres, as len; `what` is the option. */
static len millimetres(const char *s, const char *what, char **end)
{
    double mm = strtod(s, end);
    if (*end == s || !(mm > 0 && mm < 1000))
        die(DIAG_bad_argument, LOC_NONE, s, what);
    return (len)(mm * 72 / 25.4 * LEN_PT + 0.5);
}

/* The thickness of the spine: as given, or from the paper, "90" or "90x1.2": a leaf has as many
 * thousandths of a millimetre as grams a square metre, times the volume. */
static void check_cover(struct request *r)
{
    char *end = NULL;
    if (r->spine_text) {
        r->spine = millimetres(r->spine_text, "--spine", &end);
        if (*end && strcmp(end, "mm"))
            die(DIAG_bad_argument, LOC_NONE, r->spine_text, "--spine");
    }
    if (r->paper) {
        len leaf = millimetres(r->paper, "--paper", &end);
        double volume = *end == 'x' ? strtod(end + 1, &end) : 1;
        if (*end || !(volume > 0 && volume < 10))
            die(DIAG_bad_argument, LOC_NONE, r->paper, "--paper");
        r->leaf = (len)(leaf * volume / 1000 + 0.5);
    }
    if (r->cover && !r->spine_text && !r->paper)
        die(DIAG_bad_usage, LOC_NONE, _("--cover needs --paper or --spine"));
}

static void check_inking(struct request *r)
{
    r->inking.rendering = (enum rendering)r->rendering;
    if (r->inking.limit < 0 || r->inking.limit > 400)
        die(DIAG_bad_usage, LOC_NONE, _("--ink must be from 1 to 400 (percent)"));
    const char *p = r->inking.profile;
    if (p && !strpbrk(p, "/.") && !pdf_knows_profile(p))
        die(DIAG_bad_argument, LOC_NONE, p, "--profile");
}

/* What is known before the work to be read: the layout and the profile, where they are files. */
static void note_sources(const struct request *r)
{
    file_note(r->book);
    for (int i = 0; i < r->findings.n; i++)
        file_note(r->findings.v[i]);
    if (r->layout && strpbrk(r->layout, "/."))
        file_note(r->layout);
    if (r->inking.profile && strpbrk(r->inking.profile, "/."))
        file_note(r->inking.profile);
}

/* False: one cannot be written; that it would be lost, or take the place of what is read, is bad
 * usage. */
static bool check_outputs(const struct request *r)
{
    note_sources(r);
    bool ok = r->last == STAGE_NONE || output_check(r->output);
    for (int k = 0; k < OUTPUTS; k++)
        ok &= outputs[k].folder ? output_check_folder(output_path(r, k))
                                : output_check(output_path(r, k));
    return ok;
}

static bool is_any_output(const struct request *r)
{
    bool any = r->output;
    for (int k = 0; k < OUTPUTS; k++)
        any |= output_path(r, k) != NULL;
    return any;
}

/* Options that make no sense together with a table, or without one. */
static bool check_each(const struct request *r)
{
    if (r->watch || r->last != STAGE_NONE)
        die(DIAG_bad_usage, LOC_NONE, _("--each cannot be combined with --watch or --dump"));
    if (!is_any_output(r) && !r->letters)
        die(DIAG_bad_usage, LOC_NONE,
            _("--each needs file names, such as -o 'out/{name}.pdf', or --letters"));
    if (!r->letters != !r->letter)
        die(DIAG_bad_usage, LOC_NONE,
            _("--letter and --letters must be given together: the letter, and the file for all letters"));
    note_sources(r);
    file_note(r->each.table);
    if (r->letter)
        file_note(r->letter);
    return !r->letters || (each_make_folders(r->letters) && output_check(r->letters));
}

/* False: an output cannot be written (reported); bad usage ends the run. */
static bool check_request(struct request *r, const struct opts *o)
{
    check_inking(r);
    check_cover(r);
    if (o->args.n > 1)
        die(DIAG_bad_usage, LOC_NONE, _("more than one book given"));
    if (r->findings.n && !r->draft)
        die(DIAG_bad_usage, LOC_NONE, _("--findings needs --draft"));
    if (r->jobs < 0)
        die(DIAG_bad_usage, LOC_NONE, _("--jobs must be 0 or more"));
    if (r->output && r->screen)
        die(DIAG_bad_usage, LOC_NONE, _("-o and --screen mean the same; give only one"));
    if (!r->output && ((!is_any_output(r) && !r->each.table) || r->last != STAGE_NONE))
        r->output = "-";
    if (r->watch && !strcmp(r->book, "-"))
        die(DIAG_bad_usage, LOC_NONE,
            _("standard input cannot be watched; give the book as a file"));
    return r->each.table ? check_each(r) : check_outputs(r);
}

static int list_layouts(const struct request *r)
{
    struct output o;
    if (output_open(&o, r->output)) {
        css_list_layouts(o.f);
        output_commit(&o);
    }
    return diag_status();
}

/* The fonts that a book may use, those of the layout among them. */
static int list_fonts(const struct request *r)
{
    struct run run = {0};
    struct output o;
    bool ok = load_layout(&run, r) && output_open(&o, r->output);
    if (ok) {
        load_fonts(&run, r);
        text_list_fonts(run.text, o.f);
        ok = output_commit(&o);
    }
    free_run(&run);
    int status = diag_status();
    return status || ok ? status : DIAG_SYSTEM;
}

/* Makes what is asked for of a document that is loaded, and takes it. */
static bool run_document(struct run *run, const struct request *r)
{
    bool ok = run_stages(run, r) &&
              !diag_count(DIAG_SYSTEM); /* what the machine did not give is missing */
    if (ok && r->last != STAGE_NONE)
        ok = dump(run, r->last, r->output);
    else if (ok)
        ok = write_outputs(run, r);
    return ok;
}

/* A book with revisions is set twice where a draft is wanted beside other editions: its pages are
 * others. */
static bool run_draft(const struct request *r, xmlDoc *xml, unsigned media)
{
    struct request draft = *r;
    struct run run = {.xml = xml,
                      .media = media,
                      .pool = thread_pool_new(r->jobs ? r->jobs : thread_pool_processors())};
    draft.output = draft.screen = draft.press = draft.cover = draft.preview = draft.report = NULL;
    choose_revisions(xml, true);
    bool ok = run_document(&run, &draft);
    free_run(&run);
    return ok;
}

static xmlDoc *load(const struct request *r, const char *path)
{
    return xml_load(path, &(struct xml_load){.allow = r->allow.v, .n_allow = r->allow.n});
}

/* Makes all outputs of a document whose variables have their values. */
static bool run_outputs(struct run *run, const struct request *r)
{
    struct request rest = *r;
    xmlDoc *second = NULL;
    if (xml_has_revisions(run->xml)) {
        if (is_for_draft(r) && is_published(r)) {
            second = xml_duplicate(run->xml);
            rest.draft = NULL;
        }
        choose_revisions(run->xml, is_for_draft(&rest));
    }
    bool ok = run_document(run, &rest);
    if (second)
        ok = run_draft(r, second, run->media) && ok;
    return ok;
}

/* The values of a single edition, from the command line alone. */
static void fill_once(xmlDoc *xml, const struct request *r)
{
    struct values v = {0};
    for (int i = 0; i < r->each.set.n; i++)
        if (!values_set(&v, r->each.set.v[i]))
            die(DIAG_bad_argument, LOC_NONE, r->each.set.v[i], "--set");
    for (int i = 0; i < r->each.keep.n; i++)
        if (!xml_profile_add(&v.keep, r->each.keep.v[i]))
            die(DIAG_bad_argument, LOC_NONE, r->each.keep.v[i], "--keep");
    values_fill(&v, xmlDocGetRootElement(xml));
    values_report(&v);
    values_done(&v);
}

static int ended(bool ok)
{
    int status = diag_status();
    return status || ok ? status : DIAG_SYSTEM;
}

static int run_once(void *ctx)
{
    const struct request *r = ctx;
    struct run run = {.pool = thread_pool_new(r->jobs ? r->jobs : thread_pool_processors())};
    stage_begin(N_("reading"));
    run.xml = load(r, r->book);
    bool ok = run.xml && check_clearance(&run, r);
    if (ok)
        fill_once(run.xml, r);
    ok = ok && run_outputs(&run, r);
    if (r->verbose)
        stage_table();
    progress(NULL);
    free_run(&run);
    return ended(ok);
}

/* ---- an edition for each row of a table ------------------------------------------------------ */

struct editions {
    const struct request *request;
    struct run run;
    struct common common;
};

/* In a process of its own, which ends with it. */
static bool make_edition(void *ctx, struct each_edition *e)
{
    struct editions *all = ctx;
    struct request r = *all->request;
    for (int k = 0; k < OUTPUTS; k++)
        *output_place(&r, k) = e->path[k];
    if (!check_outputs(&r))
        return false;
    diag_tell(&all->common.reading, 0, all->common.reading.n);
    text_renew(all->run.text);
    values_fill(&e->values, xmlDocGetRootElement(all->run.xml));
    values_report(&e->values);
    if (e->values.missing) {
        diag(DIAG_each_not_written, e->values.row);
        return false;
    }
    return run_outputs(&all->run, &r);
}

/* A document without the values of a row: whether all it asks for is there; what it then is comes
 * into *neutral. */
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

/* What editions then take over of fonts, images and pages is kept; there is no file. */
static void write_for_no_one(const struct run *run, const struct request *r)
{
    static const char nowhere[] = "/dev/null";
    struct request own = *r;
    const char **const out[] = {&own.output, &own.screen, &own.press, &own.cover, &own.draft};
    for (size_t i = 0; i < sizeof out / sizeof *out; i++)
        if (*out[i])
            *out[i] = nowhere;
    if (own.cover)
        own.cover = intern(nowhere); /* which of two it is, is known by its address */
    pdf_keep(true);
    (void)write_editions(run, &own);
    pdf_keep(false);
}

/* Sets the book as far as it is the same for all, so that fonts are open, dictionaries read, words
 * shaped and drawings made when the first edition begins. */
static bool warm_up(struct editions *all, xmlDoc *neutral)
{
    struct run
        *run = &all->run,
        trial = {.xml = neutral,
                 .media = run->media,
                 .pool = run->pool}; /* not .common: what is held is for the editions to report */
    struct diag_held held = {0}, *outer = diag_hold(&all->common.layout);
    bool ok = load_layout(run, all->request);
    diag_hold(&all->common.fonts);
    if (ok)
        load_fonts(run, all->request);
    diag_hold(&held);
    trial.css = run->css;
    trial.text = run->text;
    text_keep(run->text);
    ok = ok && run_stages(&trial, all->request);
    if (ok) {
        paint_draw_images(trial.doc, trial.book->pages.v, trial.book->pages.n);
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
    struct run run = {.media = 1u << MEDIUM_PRINT,
                      .pool = thread_pool_new(r->jobs ? r->jobs : thread_pool_processors())};
    run.xml = each_letters(e, &r->each, letter);
    bool ok = run_document(&run, &own);
    free_run(&run);
    return ok;
}

/* The names of outputs that the book is cleared for, as far as any are asked for. */
static void check_patterns(const struct run *run, const struct request *r, struct each *e)
{
    const char *pattern[OUTPUTS];
    for (int k = 0; k < OUTPUTS; k++)
        pattern[k] = is_cleared(run->media, k) ? output_path(r, k) : NULL;
    each_check_names(e, pattern, OUTPUTS);
}

static int run_each(const struct request *r)
{
    struct editions all = {.request = r, .run = {.common = &all.common}};
    struct each *e = each_new(&r->each);
    xmlDoc *letter = NULL, *neutral;
    bool ok = e != NULL, any = is_any_output(r);
    if (ok && any) {
        struct diag_held *outer = diag_hold(&all.common.reading);
        all.run.xml = load(r, r->book);
        diag_hold(outer);
        if (!all.run.xml)
            diag_tell(&all.common.reading, 0, all.common.reading.n);
        ok = all.run.xml && check_clearance(&all.run, r);
    }
    if (ok)
        check_patterns(&all.run, r, e);
    if (ok && r->letters)
        ok = (letter = load(r, r->letter)) && check_values(r, e, letter, &neutral);
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
    return ended(ok);
}

int main(int argc, char **argv)
{
    struct request r = {.dump = STAGE_NONE};
    const struct opt table[] = {
        {"layout", 'l', OPT_STRING, "LAYOUT", &r.layout,
         N_("the layout: its name, or a .css file (default: plain)")},
        {"only", 0, OPT_STRING, "ID", &r.only,
         N_("typeset only this part of the book, numbered as in the whole book")},
        {"output", 'o', OPT_STRING, "FILE", &r.output,
         N_("the screen edition, or the output of --dump (default: standard output)")},
        {"press", 0, OPT_STRING, "FILE", &r.press, N_("the edition for the print shop: PDF/X-4")},
        {"screen", 0, OPT_STRING, "FILE", &r.screen,
         N_("the edition for screens and screen readers: PDF/UA-1")},
        {"screen-standard", 0, OPT_CHOICE, "NAME", &r.standard,
         N_("what the screen edition is: ua-1 (PDF/UA-1, PDF/A-2a) or ua-2 (PDF/UA-2, PDF/A-4)"),
         "ua-1|ua-2"},
        {"draft", 0, OPT_STRING, "FILE", &r.draft, N_("the edition for editors")},
        {"findings", 0, OPT_LIST, "FILE", &r.findings,
         N_("messages in JSON: the draft shows them, and remarks, as annotations beside their places")},
        {"preview", 0, OPT_STRING, "DIR", &r.preview, N_("a PNG of every page")},
        {"report", 0, OPT_STRING, "FILE", &r.report,
         N_("a report in JSON: pages, fonts, images, inks, messages")},
        {"cover", 0, OPT_STRING, "FILE", &r.cover,
         N_("the cover for the print shop: back, spine and front, then the inside")},
        {"paper", 0, OPT_STRING, "GRAMS[xVOLUME]", &r.paper,
         N_("the paper from which the width of the spine is computed, in g/m²: 90x1.2")},
        {"spine", 0, OPT_STRING, "MM", &r.spine_text,
         N_("the width of the spine, as given by the print shop")},
        {"profile", 0, OPT_STRING, "NAME", &r.inking.profile,
         N_("output intent of the press edition: a name or an ICC file")},
        {"rendering", 0, OPT_CHOICE, "INTENT", &r.rendering,
         N_("rendering intent: perceptual, relative, saturation, absolute"), rendering_words},
        {"no-black-point", 0, OPT_FLAG, NULL, &r.inking.no_black_point,
         N_("disable black-point compensation")},
        {"ink", 0, OPT_INT, "PERCENT", &r.inking.limit,
         N_("maximum ink coverage in percent (default: 300)")},
        {"marks", 0, OPT_SET, "LIST", &r.marks,
         N_("printer's marks around the press edition: crop, cross, bars"), mark_words},
        {"set", 0, OPT_LIST, "NAME=VALUE", &r.each.set, N_("set a variable of the book")},
        {"keep", 0, OPT_LIST, "ATTR=VALUE[;VALUE]", &r.each.keep,
         N_("keep content for these values; !VALUE omits it; {NAME} is a column")},
        {"each", 0, OPT_STRING, "TABLE[#SHEET]", &r.each.table,
         N_("make an edition for each row of a table; {NAME} in output names is a column")},
        {"rows", 0, OPT_STRING, "FROM-TO", &r.each.rows, N_("use only these rows of the table")},
        {"need", 0, OPT_LIST, "NAME", &r.each.need, N_("omit rows that are empty in this column")},
        {"unless", 0, OPT_LIST, "NAME", &r.each.unless,
         N_("omit rows that have anything but a no in this column")},
        {"list", 0, OPT_STRING, "FILE", &r.each.list,
         N_("list the result for each row in this file")},
        {"letter", 0, OPT_STRING, "LETTER", &r.letter, N_("a letter for each row of the table")},
        {"letters", 0, OPT_STRING, "FILE", &r.letters,
         N_("all letters in one file for the print shop, in the order of the table")},
        {"letter-layout", 0, OPT_STRING, "LAYOUT", &r.letter_layout,
         N_("style sheet of the letters (default: letter)")},
        {"allow", 0, OPT_LIST, "DIR", &r.allow, N_("allow reading from this folder, too")},
        {"fonts", 0, OPT_LIST, "DIR", &r.fonts, N_("use the fonts in this folder, too")},
        {"fonts-system", 0, OPT_FLAG, NULL, &r.fonts_system, N_("use all installed fonts")},
        {"list-layouts", 0, OPT_FLAG, NULL, &r.list_layouts, N_("list the layouts, and exit")},
        {"list-fonts", 0, OPT_FLAG, NULL, &r.list_fonts, N_("list the available fonts, and exit")},
        {"watch", 0, OPT_FLAG, NULL, &r.watch,
         N_("run again whenever the book, a style sheet or an image changes")},
        {"jobs", 'j', OPT_INT, "N", &r.jobs,
         N_("number of threads (default: 0, one for each processor)")},
        {"dump", 0, OPT_CHOICE, "STAGE", &r.dump,
         N_("print a stage as text: xml, styles, boxes, tags, lines, pages or canvas"),
         stage_words},
        {0},
    };
    struct opts o = {.program = "koki-typeset",
                     .usage = "[OPTION]… [BOOK|-]",
                     .summary = N_("Typesets a DocBook book with a CSS layout into finished PDFs."),
                     .opt = table};
    opts_parse(&o, argc, argv);
    r.book = o.args.n ? o.args.v[0] : "-";
    r.last = (enum stage)r.dump;
    r.verbose = o.verbose;
    int status = !check_request(&r, &o) ? diag_status()
                 : r.list_layouts       ? list_layouts(&r)
                 : r.list_fonts         ? list_fonts(&r)
                 : r.each.table         ? run_each(&r)
                 : r.watch              ? watch(run_once, &r, r.book)
                                        : run_once(&r);
    vec_done(&o.args);
    vec_done(&r.allow);
    vec_done(&r.fonts);
    vec_done(&r.findings);
    return status;
}
