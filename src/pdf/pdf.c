// SPDX-License-Identifier: Apache-2.0
/* An edition: pages are painted one after the other and written as they are ready, then what refers
 * to them: fonts, links, the structure, metadata, the catalog. */
#include "pdf/pdf-int.h"

#include <errno.h>
#include <string.h>

/* ---- pages ----------------------------------------------------------------------------------- */

static void write_page(struct finish *f, struct painter *p, struct pdf_canvas *canvas, int i)
{
    struct finish_page *page = &f->pages.v[i];
    struct buf dict = {0};
    int content = file_number(&f->file);
    page->first_mcid = f->mcids.n;
    pdf_canvas_begin(canvas, i);
    paint_page(p, f->book->pages.v[i], &f->paint);
    pdf_canvas_end(canvas, content, &dict);
    page->n_mcid = f->mcids.n - page->first_mcid;
    struct buf *b = file_begin(&f->file, page->object);
    buf_printf(b, "<</Type/Page/Parent %d 0 R", f->page_tree);
    boxes_put(f, f->book->pages.v[i], b);
    buf_printf(b, "/Contents %d 0 R", content);
    buf_add(b, dict.s, dict.n);
    structure_put_page(f, i, b);
    buf_puts(b, ">>");
    file_end(&f->file, page->object);
    buf_done(&dict);
}

static void write_pages(struct finish *f)
{
    struct pdf_canvas *canvas = pdf_canvas_new(f);
    struct painter *p = painter_new(f->book, pdf_canvas_base(canvas));
    f->page_tree = file_number(&f->file);
    for (int i = 0; i < f->book->pages.n; i++)
        *vec_add(&f->pages) = (struct finish_page){.object = file_number(&f->file)};
    for (int i = 0; i < f->pages.n; i++)
        write_page(f, p, canvas, i);
    struct buf *b = file_begin(&f->file, f->page_tree);
    buf_puts(b, "<</Type/Pages/Kids[");
    for (int i = 0; i < f->pages.n; i++)
        buf_printf(b, "%d 0 R ", f->pages.v[i].object);
    buf_printf(b, "]/Count %d>>", f->pages.n);
    file_end(&f->file, f->page_tree);
    painter_free(p);
    pdf_canvas_free(canvas);
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
    file_end(&f->file, f->catalog);
}

/* ---- the whole ------------------------------------------------------------------------------- */

bool is_pdf2(const struct finish *f)
{
    return f->edition->kind == EDITION_SCREEN && f->edition->standard == SCREEN_UA2;
}

static bool write_all(struct finish *f, FILE *out)
{
    stage_begin(N_("painting"));
    file_open_pdf(&f->file, out,
                  f->edition->kind == EDITION_PRESS ? "1.6"
                  : is_pdf2(f)                      ? "2.0"
                                                    : "1.7");
    color_open(f);
    structure_open(f);
    findings_open(f);
    write_pages(f);
    stage_begin(N_("finishing"));
    type_write(f);
    structure_number(f);
    links_write(f);
    findings_write(f);
    structure_write(f);
    pictures_check(f);
    trim_check(f);
    claims_check(f);
    metadata_write(f);
    write_catalog(f);
    return file_finish(&f->file, f->catalog, f->info);
}

static void finish_done(struct finish *f)
{
    file_done(&f->file);
    type_close(f);
    if (f->color)
        color_close(f);
    map_done(&f->states);
    vec_done(&f->images);
    vec_done(&f->pages);
    vec_done(&f->mcids);
    vec_done(&f->forms);
    vec_done(&f->links);
    vec_done(&f->quads);
    vec_done(&f->figures);
    vec_done(&f->refs);
    vec_done(&f->formulas);
    buf_done(&f->words);
    findings_done(f);
    mem_free(f->elements);
    vec_done(&f->padded.pages);
    arena_done(&f->arena);
}

static bool save(struct finish *f)
{
    struct output out;
    int faults = diag_count(DIAG_SYSTEM);
    if (!output_open(&out, f->edition->path))
        return false;
    bool written = write_all(f, out.f);
    if (written && diag_count(DIAG_SYSTEM) == faults)
        return output_commit(&out);
    if (!written)
        diag(DIAG_cannot_write, LOC_NONE, f->edition->path, strerror(errno));
    output_drop(&out);
    return false;
}

/* What the document says of its own state: releaseinfo, else edition; into b. */
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

bool pdf_write(const struct book *book, const struct edition *e)
{
    struct finish f = {.book = book,
                       .doc = book->flow->doc,
                       .edition = e,
                       .file.pool = e->pool,
                       .file.level = e->kind == EDITION_DRAFT ? LEVEL_DRAFT : LEVEL};
    struct cover cover = {0};
    struct buf foot = {0};
    f.paint = (struct paint_options){.press = e->kind == EDITION_PRESS,
                                     .marks = e->marks,
                                     .bleed = e->bleed};
    date_find(&f);
    if (e->kind == EDITION_DRAFT)
        draft_options(&f, &foot);
    if (e->cover) {
        if (!cover_make(&cover, book, e))
            return false;
        f.book = &cover.book;
        f.paint.sheets = cover.sheet;
    } else {
        f.tags = f.doc->tags;
        f.n_tags = f.doc->n_tags;
        boxes_arrange(&f);
        if (f.blanks)
            diag(DIAG_pdf_padded, LOC_NONE, f.blanks, f.book->pages.n);
    }
    bool ok = save(&f);
    finish_done(&f);
    cover_done(&cover);
    buf_done(&foot);
    return ok;
}
