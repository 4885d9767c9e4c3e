// SPDX-License-Identifier: Apache-2.0
/* The stages in order: each takes the result of the one before it. */
#include <stdlib.h>
#include <string.h>

#include "expand/expand.h"
#include "typeset/typeset-int.h"

static bool dump(const struct typesetting *run, enum stage stage, const char *path)
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

/* Checks that the book may be published as an edition for a medium; path NULL: the edition is not
 * requested. */
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

bool outputs_is_cleared(unsigned media, int k)
{
    return outputs[k].medium == INTERNAL || media >> outputs[k].medium & 1;
}

bool stages_check_clearance(struct typesetting *run, const struct request *r)
{
    struct xml_clearance c = xml_clearance_read(run->xml);
    run->media = c.media;
    bool any = r->last != STAGE_NONE;
    for (int k = 0; k < OUTPUTS; k++) {
        if (outputs[k].medium != INTERNAL)
            check_edition(&c, output_path(r, k), (enum medium)outputs[k].medium);
        any |= output_path(r, k) && outputs_is_cleared(c.media, k);
    }
    diag_flush();
    return any;
}

static void make_text(struct typesetting *run, const struct request *r)
{
    run->text = text_new(NULL);
    for (int i = 0; i < r->fonts.n; i++)
        text_add_folder(run->text, r->fonts.v[i]);
    if (r->fonts_system)
        text_add_system(run->text);
    text_add_faces(run->text, run->css);
}

void stages_load_fonts(struct typesetting *run, const struct request *r)
{
    if (!run->text)
        make_text(run, r);
    else if (run->common)
        diag_tell(&run->common->fonts, 0, run->common->fonts.n);
}

/* Measures of fonts for style sheets, which may load fonts before their stage. */
static struct css_letters measure_letters(void *ctx, const struct css_style *s)
{
    struct typesetting *run = ctx;
    if (!run->text)
        make_text(run, run->request);
    return text_letters(run->text, s);
}

bool stages_load_layout(struct typesetting *run, const struct request *r)
{
    if (run->css) {
        if (run->common)
            diag_tell(&run->common->layout, 0, run->common->layout.n);
        return true;
    }
    run->css = css_new();
    run->request = r;
    css_set_measure(run->css, measure_letters, run);
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

/* Text deleted by editors is only in drafts, which style sheets recognise by an attribute of the
 * root. */
static void choose_revisions(xmlDoc *xml, bool draft)
{
    if (draft)
        xml_set_attr(xmlDocGetRootElement(xml), "koki-edition", "draft");
    else
        xml_drop_deleted(xml);
}

/* Outputs show images, dumps do not. With a single thread there is no second processor for them. */
static void begin_images(struct typesetting *run, const struct request *r)
{
    if (r->last == STAGE_NONE && thread_pool_workers(run->pool) > 1)
        run->drawer = paint_begin_images(run->doc);
}

/* Fills pages with a galley. */
static void take(void *ctx, struct flow *flow, int galley)
{
    struct typesetting *run = ctx;
    int before = run->book->pages.n;
    page_take(run->book, flow, galley);
    paint_send_backgrounds(run->drawer, run->doc, run->book->pages.v + before,
                           run->book->pages.n - before);
}

bool stages_run(struct typesetting *run, const struct request *r)
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
    if (!stages_load_layout(run, r))
        return false;
    if (last == STAGE_STYLES)
        return true;
    stage_begin(N_("styling"));
    run->doc = doc_new(run->xml, run->css,
                       &(struct doc_options){.allow = allow,
                                             .n_allow = n,
                                             .remarks = !is_published(r),
                                             .only = r->only});
    if (run->common)
        diag_tell(&run->common->setting, 0, run->common->setting.n);
    diag_flush();
    if (r->only && !run->doc->part)
        return false;
    if (last <= STAGE_TAGS)
        return true;
    doc_give_back(run->doc);
    stage_begin(N_("loading fonts"));
    stages_load_fonts(run, r);
    begin_images(run, r);
    stage_begin(N_("typesetting"));
    run->book = last == STAGE_LINES ? NULL : page_new();
    run->doc->alpha = image_alpha;
    run->flow = flow_new(run->doc, run->text, run->pool, run->book ? take : NULL, run);
    diag_flush();
    if (last == STAGE_LINES)
        return true;
    stage_begin(N_("paginating"));
    page_layout(run->book, run->flow);
    text_number_faces(run->text);
    diag_flush();
    return true;
}

/* The press edition has the widest bleed of all pages. */
static len press_bleed(const struct book *book)
{
    len bleed = 0;
    for (int i = 0; i < book->pages.n; i++)
        bleed = len_max(bleed, flow_bleed(book->pages.v[i]->css));
    return bleed;
}

static void fill_edition(const struct typesetting *run, const struct request *r, int k,
                         struct edition *e)
{
    bool press = outputs[k].edition == EDITION_PRESS;
    *e = (struct edition){.kind = (enum edition_kind)outputs[k].edition,
                          .path = output_path(r, k),
                          .bleed = press ? press_bleed(run->book) : 0,
                          .pool = run->pool};
    e->list_alternatives = r->screen != NULL; /* conformance was requested */
    e->standard = (enum screen_standard)r->standard;
    e->findings = &r->findings;
    if (press) {
        e->inking = r->inking;
        e->marks = r->marks;
        e->cover = k == OUT_COVER;
        e->without_cover = r->cover && !e->cover;
        e->spine = r->spine;
        e->leaf = r->leaf;
    }
}

bool stages_write_editions(const struct typesetting *run, const struct request *r, bool last)
{
    struct edition e[OUTPUTS];
    int n = 0;
    for (int k = 0; k < OUTPUTS; k++)
        if (outputs[k].edition != NO_EDITION && output_path(r, k) &&
            outputs_is_cleared(run->media, k))
            fill_edition(run, r, k, &e[n++]);
    return last ? pdf_write_last(run->book, e, n) : pdf_write(run->book, e, n);
}

static bool write_outputs(struct typesetting *run, const struct request *r)
{
    paint_check_families(run->doc, run->text);
    paint_draw_images(run->doc, run->drawer, run->book->pages.v, run->book->pages.n);
    run->drawer = NULL;
    if (r->preview)
        paint_preview_claim(run->book, r->preview);
    outputs_check();
    bool ok = stages_write_editions(run, r, !r->preview && !r->report);
    if (r->preview)
        ok = paint_preview(run->book, r->preview, 96) && ok;
    if (r->report)
        ok = pdf_report(run->book, &r->inking, r->report) && ok;
    return ok;
}

void stages_free(struct typesetting *run)
{
    diag_flush(); /* messages refer to data freed now */
    paint_drop_images(run->drawer);
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

struct thread_pool *stages_new_pool(const struct request *r)
{
    return thread_pool_new(r->jobs ? r->jobs : thread_pool_processors());
}

bool stages_run_document(struct typesetting *run, const struct request *r)
{
    bool ok = stages_run(run, r) &&
              !diag_count(DIAG_SYSTEM); /* data are missing for lack of system resources */
    if (ok && r->last != STAGE_NONE)
        ok = dump(run, r->last, r->output);
    else if (ok)
        ok = write_outputs(run, r);
    return ok;
}

/* A book with revisions is set twice if a draft is requested besides other editions: its pages
 * differ. */
static bool run_draft(const struct request *r, xmlDoc *xml, unsigned media)
{
    struct request draft = *r;
    struct typesetting run = {.xml = xml, .media = media, .pool = stages_new_pool(r)};
    for (int k = 0; k < OUTPUTS; k++)
        if (k != OUT_DRAFT)
            *output_place(&draft, k) = NULL;
    draft.output = NULL;
    choose_revisions(xml, true);
    bool ok = stages_run_document(&run, &draft);
    stages_free(&run);
    return ok;
}

xmlDoc *stages_load_book(const struct request *r, const char *path)
{
    return xml_load(path, &(struct xml_load){.allow = r->allow.v, .n_allow = r->allow.n});
}

bool stages_run_outputs(struct typesetting *run, const struct request *r)
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
    bool ok = stages_run_document(run, &rest);
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

int stages_status(bool ok)
{
    int status = diag_status();
    return status || ok ? status : DIAG_SYSTEM;
}

int typeset_book(void *ctx)
{
    const struct request *r = ctx;
    struct typesetting run = {.pool = stages_new_pool(r)};
    stage_begin(N_("reading"));
    run.xml = stages_load_book(r, r->book);
    bool ok = run.xml && stages_check_clearance(&run, r);
    if (ok)
        fill_once(run.xml, r);
    ok = ok && stages_run_outputs(&run, r);
    if (r->verbose)
        stage_table();
    progress(NULL);
    stages_free(&run);
    return stages_status(ok);
}

int typeset_list_layouts(const struct request *r)
{
    struct output o;
    if (output_open(&o, r->output)) {
        css_list_layouts(o.f);
        output_commit(&o);
    }
    return diag_status();
}

/* Lists the fonts that a book may use, including those of the layout. */
int typeset_list_fonts(const struct request *r)
{
    struct typesetting run = {0};
    struct output o;
    bool ok = stages_load_layout(&run, r) && output_open(&o, r->output);
    if (ok) {
        stages_load_fonts(&run, r);
        text_list_fonts(run.text, o.f);
        ok = output_commit(&o);
    }
    stages_free(&run);
    int status = diag_status();
    return status || ok ? status : DIAG_SYSTEM;
}
