/* The finish: paint, read what Cairo wrote, resolve its keys page by page, add what makes it an edition, write.
 *
 * Page dictionaries, catalog and metadata are made new; of Cairo's file only content, fonts, forms and shadings are kept. */
#include "pdf/pdf-int.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading ----------------------------------------------------------------------------------------------------- */

bool read_content(struct finish *f, qpdf_oh page, struct buf *in)
{
    unsigned char *data = NULL;
    size_t n = 0;
    if (qpdf_oh_get_page_content_data(f->cairo.q, page, &data, &n) & QPDF_ERRORS) {
        diag(DIAG_pdf_reading, LOC_NONE, qpdf_get_error_full_text(f->cairo.q, qpdf_get_error(f->cairo.q)));
        return false;
    }
    buf_add(in, (const char *)data, n);
    free(data);
    return true;
}

/* ---- pages ------------------------------------------------------------------------------------------------------- */

/* Whether a graphics state of Cairo's lets something shine through. */
static bool has_transparent_state(struct source *s, qpdf_oh states)
{
    struct buf text = {0};
    qpdf_oh_is_dictionary(s->q, states) ? copy_entries(s, states, &text, 1, NULL) : (void)0;
    bool opaque = !text.s || !strstr(text.s, "/SMask");
    for (const char *p = text.s; p && opaque && (p = strstr(p, "/ca ")); p += 4)
        opaque = strtod(p + 4, NULL) >= 1;
    buf_done(&text);
    return !opaque;
}

/* Whether a page needs a transparency group: see-through colours, and pictures that may have such. */
static bool is_transparent(struct source *s, qpdf_oh resources, const struct content *c)
{
    bool yes = c->see_through;
    qpdf_oh states = qpdf_oh_get_key_if_dict(s->q, resources, "/ExtGState"),
            objects = qpdf_oh_get_key_if_dict(s->q, resources, "/XObject");
    yes = yes || qpdf_oh_is_dictionary(s->q, objects) || has_transparent_state(s, states);
    qpdf_oh_release(s->q, states);
    qpdf_oh_release(s->q, objects);
    return yes;
}

static bool write_page(struct finish *f, int i)
{
    struct buf in = {0}, out = {0}, text = {0};
    struct finish_page *page = &f->pages.v[i];
    qpdf_oh oh = qpdf_get_page_n(f->cairo.q, (size_t)i), resources = qpdf_oh_get_key(f->cairo.q, oh, "/Resources");
    bool ok = read_content(f, oh, &in);
    struct content c = {.f = f, .out = &out, .page = i};
    page->first_mcid = f->mcids.n;
    content_rewrite(&c, (const unsigned char *)(in.s ? in.s : ""), in.n);
    page->n_mcid = f->mcids.n - page->first_mcid;
    int content = file_number(&f->file);
    file_stream(&f->file, content, "", out.s ? out.s : "", out.n, true);
    buf_printf(&text, "<</Type/Page/Parent %d 0 R", f->page_tree);
    boxes_put(f, f->book->pages.v[i], &text);
    buf_printf(&text, "/Contents %d 0 R/Resources", content);
    copy_resources(&f->cairo, resources, &c, &text);
    if (is_transparent(&f->cairo, resources, &c))
        buf_printf(&text, "/Group<</Type/Group/S/Transparency/I true/CS%s>>", color_device(f));
    structure_put_page(f, i, &text);
    buf_puts(&text, ">>");
    struct buf *b = file_begin(&f->file, page->object);
    buf_add(b, text.s, text.n);
    file_end(&f->file, page->object);
    qpdf_oh_release(f->cairo.q, resources);
    qpdf_oh_release(f->cairo.q, oh);
    content_done(&c);
    buf_done(&in);
    buf_done(&out);
    buf_done(&text);
    return ok;
}

static bool write_pages(struct finish *f)
{
    f->page_tree = file_number(&f->file);
    for (int i = 0; i < f->book->pages.n; i++)
        *vec_add(&f->pages) = (struct finish_page){.object = file_number(&f->file)};
    for (int i = 0; i < f->pages.n; i++)
        if (!write_page(f, i))
            return false;
    struct buf *b = file_begin(&f->file, f->page_tree);
    buf_puts(b, "<</Type/Pages/Kids[");
    for (int i = 0; i < f->pages.n; i++)
        buf_printf(b, "%d 0 R ", f->pages.v[i].object);
    buf_printf(b, "]/Count %d>>", f->pages.n);
    file_end(&f->file, f->page_tree);
    return true;
}

/* ---- the catalog ------------------------------------------------------------------------------------------------- */

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
    buf_puts(b, "/ViewerPreferences<</DisplayDocTitle true>>/OutputIntents");
    color_put_intents(f, b);
    buf_puts(b, ">>");
    file_end(&f->file, f->catalog);
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

static bool finish(struct finish *f)
{
    color_open(f);
    structure_open(f);
    links_open(f);
    if (!source_open(&f->cairo, f, NULL, f->painted.pdf, f->painted.size) || !type_open(f) || !write_pages(f))
        return false;
    links_write(f);
    structure_write(f);
    copy_pending(&f->cairo);
    pictures_check(f);
    claims_check(f);
    metadata_write(f);
    write_catalog(f);
    return true;
}

static void finish_done(struct finish *f)
{
    painted_done(&f->painted);
    source_close(&f->cairo);
    type_close(f);
    if (f->color)
        color_close(f);
    vec_done(&f->pictures);
    vec_done(&f->pages);
    vec_done(&f->mcids);
    vec_done(&f->links);
    mem_free(f->elements);
    file_done(&f->file);
    vec_done(&f->padded.pages);
    arena_done(&f->arena);
}

static bool save(struct finish *f)
{
    struct output out;
    if (!output_open(&out, f->edition->path))
        return false;
    if (file_write(&f->file, out.f, f->edition->kind == EDITION_PRESS ? "1.6" : "1.7", f->catalog, f->info))
        return output_commit(&out);
    diag(DIAG_cannot_write, LOC_NONE, f->edition->path, strerror(errno));
    output_drop(&out);
    return false;
}

/* What the document says of its own state: releaseinfo, else edition; into b. */
static void put_revision(const struct finish *f, struct buf *b)
{
    xmlNode *root = f->doc->xml ? xmlDocGetRootElement(f->doc->xml) : NULL, *info = root ? xml_info_of(root) : NULL;
    xmlNode *state = info ? xml_child(info, "releaseinfo") : NULL;
    if (info && !state)
        state = xml_child(info, "edition");
    if (f->edition->revision)
        buf_puts(b, f->edition->revision);
    else if (state)
        xml_text(state, b);
}

/* "Entwurf" or "Draft", and the line at the foot: date and revision. */
static void draft_options(struct finish *f, struct buf *foot)
{
    bool german = f->doc->lang && !strncmp(f->doc->lang, "de", 2);
    char date[40] = "";
    if (f->dated)
        strftime(date, sizeof date, german ? "%d.%m.%Y" : "%Y-%m-%d", &f->date);
    f->paint.watermark = german ? "Entwurf" : "Draft";
    buf_printf(foot, "%s %s ", f->paint.watermark, date);
    put_revision(f, foot);
    f->paint.foot = foot->s;
}

bool pdf_write(const struct book *book, const struct edition *e)
{
    int faults = diag_count(DIAG_SYSTEM);
    struct finish f = {.book = book, .doc = book->flow->doc, .edition = e, .file.crew = e->crew};
    struct cover cover = {0};
    struct buf foot = {0};
    f.paint = (struct paint_options){.press = e->kind == EDITION_PRESS, .marks = e->marks, .bleed = e->bleed};
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
    stage_begin(N_("painting"));
    bool ok = paint_pdf(f.book, &f.paint, &f.painted);
    stage_begin(N_("finishing"));
    ok = ok && finish(&f);
    stage_begin(N_("writing"));
    ok = ok && diag_count(DIAG_SYSTEM) == faults && save(&f);   /* a font that cannot be read: the file would lack its text */
    finish_done(&f);
    cover_done(&cover);
    buf_done(&foot);
    return ok;
}
