// SPDX-License-Identifier: Apache-2.0
/* An edition: pages are painted one after the other and written when ready, then the objects that
 * depend on them: fonts, links, the structure, metadata, the catalog. */
#include "pdf/pdf-int.h"

#include <errno.h>
#include <string.h>

/* ---- an edition in progress ------------------------------------------------------------------- */

struct job {
    struct task task; /* first: the work after its pages are painted */
    struct finish f;
    struct pdf_canvas *canvas;
    struct type type;
    struct cover cover;
    struct buf foot; /* of a draft */
    struct output out;
    bool open, sound, ended, written; /* sound: painting had all required system resources */
    int error;                        /* reason of a failure to write */
    int faults;                       /* of the system, before it */
    struct diag_held held;            /* messages of this edition only … */
    struct diag_held checked; /* … and those about what is on its pages, which come later */
};

/* ---- pages ----------------------------------------------------------------------------------- */

struct page_made {
    int content; /* object */
    struct buf dict;
};

static void begin_page(struct job *j, int i, struct page_made *m)
{
    *m = (struct page_made){.content = file_number(&j->f.file)};
    j->f.pages.v[i].first_mcid = j->f.mcids.n;
    pdf_canvas_begin(j->canvas, i);
}

/* What has to be known of the content of a page, which may be given back once it is painted. */
static void check_page(struct job *j, const struct page *page)
{
    struct diag_held *outer = diag_hold(&j->checked);
    pictures_check(&j->f, page);
    trim_check(&j->f, page);
    diag_hold(outer);
}

static void end_page(struct job *j, int i, struct page_made *m)
{
    struct finish *f = &j->f;
    struct finish_page *page = &f->pages.v[i];
    pdf_canvas_end(j->canvas, m->content, &m->dict);
    page->n_mcid = f->mcids.n - page->first_mcid;
    struct buf *b = file_begin(&f->file, page->object);
    buf_printf(b, "<</Type/Page/Parent %d 0 R", f->page_tree);
    boxes_put(f, f->book->pages.v[i], b);
    buf_printf(b, "/Contents %d 0 R", m->content);
    buf_add(b, m->dict.s, m->dict.n);
    structure_put_page(f, i, b);
    buf_puts(b, ">>");
    file_end(&f->file);
    buf_done(&m->dict);
    check_page(j, f->book->pages.v[i]);
}

/* The pages of an edition from `from` up to `to`; given back if that is possible. */
static void write_pages(struct job *j, struct painter *p, int from, int to, bool last)
{
    struct page_made m;
    struct diag_held *outer = diag_hold(&j->held);
    painter_set_canvas(p, pdf_canvas_base(j->canvas));
    for (int i = from; i < to; i++) {
        begin_page(j, i, &m);
        paint_page(p, j->f.book->pages.v[i], &j->f.paint);
        end_page(j, i, &m);
        if (last)
            page_give_back(j->f.book->pages.v[i]);
    }
    diag_hold(outer);
}

static int place_of(const struct finish *f, int index)
{
    return f->place_of ? f->place_of[index] : index;
}

static void write_page_twice(struct job *const j[2], struct painter *p, const struct page *page)
{
    struct page_made m[2];
    struct paint_side side[2];
    for (int k = 0; k < 2; k++) {
        begin_page(j[k], place_of(&j[k]->f, page->index), &m[k]);
        side[k] = (struct paint_side){pdf_canvas_base(j[k]->canvas), &j[k]->f.paint, &j[k]->held};
    }
    paint_page_twice(p, page, side);
    for (int k = 0; k < 2; k++)
        end_page(j[k], place_of(&j[k]->f, page->index), &m[k]);
}

/* Two editions of the same pages, side by side; blank ones may have been added to either. */
static void write_pages_twice(struct job *const j[2], struct painter *p, const struct book *book,
                              bool last)
{
    struct twin twin = {.of = {j[0]->canvas, j[1]->canvas}, .held = {&j[0]->held, &j[1]->held}};
    int next[2] = {0, 0};
    twin_init(&twin);
    for (int i = 0; i <= book->pages.n; i++) {
        for (int k = 0; k < 2; k++) {
            int at = i < book->pages.n ? place_of(&j[k]->f, i) : j[k]->f.pages.n;
            write_pages(j[k], p, next[k], at, false);
            next[k] = at + 1;
        }
        painter_set_canvas(p, &twin.canvas);
        if (i < book->pages.n)
            write_page_twice(j, p, book->pages.v[i]);
        if (i < book->pages.n && last)
            page_give_back(book->pages.v[i]);
    }
}

static void number_pages(struct job *j)
{
    struct finish *f = &j->f;
    j->canvas = pdf_canvas_new(f);
    f->page_tree = file_number(&f->file);
    for (int i = 0; i < f->book->pages.n; i++)
        *vec_add(&f->pages) = (struct finish_page){.object = file_number(&f->file)};
}

static void write_page_tree(struct finish *f)
{
    struct buf *b = file_begin(&f->file, f->page_tree);
    buf_puts(b, "<</Type/Pages/Kids[");
    for (int i = 0; i < f->pages.n; i++)
        buf_printf(b, "%d 0 R ", f->pages.v[i].object);
    buf_printf(b, "]/Count %d>>", f->pages.n);
    file_end(&f->file);
}

/* ---- the catalog ----------------------------------------------------------------------------- */

static void write_catalog(struct finish *f)
{
    int outline = f->edition->cover ? 0 : outline_write(f);
    f->catalog = file_number(&f->file);
    struct buf *b = file_begin(&f->file, f->catalog);
    buf_printf(b, "<</Type/Catalog/Pages %d 0 R/Metadata %d 0 R/PageLabels", f->page_tree, f->xmp);
    labels_put(f, b);
    if (outline)
        buf_printf(b, "/Outlines %d 0 R/PageMode/UseOutlines", outline);
    if (f->structure)
        buf_printf(b, "/StructTreeRoot %d 0 R/MarkInfo<</Marked true>>", f->structure);
    if (is_language(f->doc->lang)) {
        buf_puts(b, "/Lang");
        put_text(b, f->doc->lang);
    }
    mathml_put_names(f, b);
    const struct box *root = f->doc->root;
    bool rtl = root && root->style && css_is(root->style, CSS_direction, KW_rtl);
    buf_printf(b, "/ViewerPreferences<</DisplayDocTitle true%s>>/OutputIntents",
               rtl ? "/Direction/R2L" : "");
    color_put_intents(f, b);
    buf_puts(b, ">>");
    file_end(&f->file);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void begin_file(struct job *j)
{
    struct finish *f = &j->f;
    struct diag_held *outer = diag_hold(&j->held);
    file_open_pdf(&f->file, j->out.f,
                  f->edition->kind == EDITION_PRESS ? "1.6"
                  : is_pdf2(f)                      ? "2.0"
                                                    : "1.7");
    color_open(f);
    structure_open(f);
    findings_open(f);
    number_pages(j);
    diag_hold(outer);
}

static void finish_done(struct finish *f)
{
    file_done(&f->file);
    if (f->color)
        color_close(f);
    map_done(&f->states);
    vec_done(&f->fonts);
    vec_done(&f->images);
    vec_done(&f->pages);
    vec_done(&f->mcids);
    vec_done(&f->read);
    mem_free(f->rank);
    vec_done(&f->forms);
    vec_done(&f->links);
    vec_done(&f->quads);
    vec_done(&f->figures);
    vec_done(&f->refs);
    vec_done(&f->specials);
    vec_done(&f->formulas);
    buf_done(&f->words);
    findings_done(f);
    mem_free(f->painted);
    mem_free(f->elements);
    vec_done(&f->padded.pages);
    arena_done(&f->arena);
}

/* Writes the objects that depend on pages; uses only its own edition, so that two may be written at
 * once. */
static void finish_file(struct task *task, int worker)
{
    struct job *j = (struct job *)task;
    struct finish *f = &j->f;
    struct diag_held *outer = diag_hold(&j->held);
    (void)worker;
    write_page_tree(f);
    type_write(f);
    structure_number(f);
    annotations_write(f);
    findings_write(f);
    structure_write(f);
    diag_pass(&j->checked);
    claims_check(f);
    metadata_write(f);
    write_catalog(f);
    pdf_canvas_free(j->canvas);
    j->written = file_finish(&f->file, f->catalog, f->info);
    j->error = errno;
    finish_done(f);
    j->ended = true;
    diag_hold(outer);
}

static void job_done(struct job *j)
{
    if (!j->ended)
        finish_done(&j->f);
    type_done(&j->type);
    cover_done(&j->cover);
    buf_done(&j->foot);
    mem_free(j);
}

/* Replaces the old file by the new one. */
static bool commit(struct job *j)
{
    int faults = diag_count(DIAG_SYSTEM);
    diag_pass(&j->held);
    if (j->written && j->sound && diag_count(DIAG_SYSTEM) == faults)
        return output_commit(&j->out);
    if (!j->written)
        diag(DIAG_cannot_write, LOC_NONE, j->f.edition->path, strerror(j->error));
    output_drop(&j->out);
    return false;
}

/* The state of the document: releaseinfo, else edition; into b. */
static void put_revision(const struct finish *f, struct buf *b)
{
    xmlNode *root = f->doc->xml ? xmlDocGetRootElement(f->doc->xml) : NULL,
            *info = root ? xml_info_of(root) : NULL;
    xmlNode *state = info ? xml_child(info, "releaseinfo") : NULL;
    if (info && !state)
        state = xml_child(info, "edition");
    if (f->edition->revision)
        buf_puts(b, f->edition->revision);
    else if (state)
        xml_text(state, b);
}

/* "Entwurf, nur intern" or "Draft, internal", since a draft may name people who did not agree to be
 * named in print or on the web; and the line at the foot: date and revision. */
static void draft_options(struct finish *f, struct buf *foot)
{
    bool german = f->doc->lang && !strncmp(f->doc->lang, "de", 2);
    char date[40] = "";
    if (f->dated)
        strftime(date, sizeof date, german ? "%d.%m.%Y" : "%Y-%m-%d", &f->date);
    f->paint.watermark = german ? "Entwurf, nur intern" : "Draft, internal";
    buf_printf(foot, "%s %s ", f->paint.watermark, date);
    put_revision(f, foot);
    f->paint.foot = foot->s;
}

static struct job *job_new(const struct book *book, const struct edition *e)
{
    struct job *j = mem_new(sizeof *j);
    struct finish *f = &j->f;
    *j = (struct job){.task = {.run = finish_file}, .faults = diag_count(DIAG_SYSTEM)};
    *f = (struct finish){.book = book,
                         .doc = book->flow->doc,
                         .edition = e,
                         .type = &j->type,
                         .file.pool = e->pool};
    f->paint = (struct paint_options){.press = e->kind == EDITION_PRESS,
                                      .marks = e->marks,
                                      .bleed = e->bleed};
    date_find(f);
    if (e->kind == EDITION_DRAFT)
        draft_options(f, &j->foot);
    if (e->cover) {
        if (!cover_make(&j->cover, book, e))
            return j;
        f->book = &j->cover.book;
        f->paint.sheets = j->cover.sheet;
    } else {
        f->tags = f->doc->tags;
        f->n_tags = f->doc->n_tags;
        boxes_arrange(f);
        if (f->blanks)
            diag(DIAG_pdf_padded, LOC_NONE, f->blanks, f->book->pages.n);
    }
    j->open = output_open(&j->out, e->path);
    return j;
}

/* One edition, or two with the same pages; last: no other will be made. Pages of an edition that
 * has others besides the book's are copies, which are not given back one by one. */
static bool write_jobs(const struct book *book, struct job *const j[2], int n, bool last)
{
    bool ok = true;
    stage_begin(N_("painting"));
    mem_trim();
    for (int k = 0; k < n; k++)
        begin_file(j[k]);
    struct painter *p = painter_new(j[0]->f.book, NULL);
    if (n == 2) {
        j[1]->f.type = j[0]->f.type;
        write_pages_twice(j, p, book, last);
    } else {
        write_pages(j[0], p, 0, j[0]->f.pages.n, last && j[0]->f.book == book);
    }
    painter_free(p);
    for (int k = 0; k < n; k++)
        j[k]->sound = diag_count(DIAG_SYSTEM) == j[k]->faults;
    stage_begin(N_("finishing"));
    mem_trim();
    for (int k = n - 1; k > 0; k--)
        thread_pool_give(j[k]->f.edition->pool, &j[k]->task);
    finish_file(&j[0]->task, 0);
    for (int k = 0; k < n; k++) {
        if (k)
            thread_pool_wait(j[k]->f.edition->pool, &j[k]->task);
        ok = commit(j[k]) && ok;
        diag_flush();
    }
    return ok;
}

/* Whether an edition has all pages of the book, unchanged. */
static bool is_whole(const struct edition *e)
{
    return e->kind != EDITION_DRAFT && !e->cover && !e->without_cover;
}

/* Returns the number of editions written, the first and perhaps the second; spend: the book is not
 * needed after all of them. */
static int write_first(const struct book *book, const struct edition *e, int n, bool spend,
                       bool *ok)
{
    int most = n > 1 && is_whole(&e[0]) && is_whole(&e[1]) ? 2 : 1, open = 0;
    struct job *all[2], *j[2];
    for (int k = 0; k < most; k++) {
        all[k] = job_new(book, &e[k]);
        if (all[k]->open)
            j[open++] = all[k];
    }
    *ok = (!open || write_jobs(book, j, open, spend && n == most)) && open == most && *ok;
    for (int k = 0; k < most; k++)
        job_done(all[k]);
    diag_flush();
    return most;
}

static bool write_all(const struct book *book, const struct edition *e, int n, bool spend)
{
    bool ok = true;
    for (int i = 0; i < n;)
        i += write_first(book, e + i, n - i, spend, &ok);
    return ok;
}

bool pdf_write(const struct book *book, const struct edition *e, int n)
{
    return write_all(book, e, n, false);
}

bool pdf_write_last(struct book *book, const struct edition *e, int n)
{
    return write_all(book, e, n, true);
}
