// SPDX-License-Identifier: Apache-2.0
/* The parts of a package of Word that an RTF file becomes: text, notes, comments, headers, styles,
 * lists, images, properties, and the zip archive of them, stored without compression. */
#include <string.h>
#include <zip.h>

#include "office/rtf-int.h"

static const char head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
static const char spaces[] =
    " xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
    " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
    " xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\""
    " xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\""
    " xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\""
    " xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\""
    " xmlns:v=\"urn:schemas-microsoft-com:vml\""
    " xmlns:o=\"urn:schemas-microsoft-com:office:office\"";

/* ---- styles and lists ------------------------------------------------------------------------ */

static void put_style(const struct rtf *r, struct buf *b, const struct rtf_style *s)
{
    const char *type = s->character ? "character" : "paragraph";
    char letter = s->character ? 'c' : 's';
    buf_printf(b, "<w:style w:type=\"%s\" w:styleId=\"%c%d\"%s><w:name w:val=\"", type, letter,
               s->number, !s->character && !s->number ? " w:default=\"1\"" : "");
    rtf_escape(b, s->name, strlen(s->name));
    buf_puts(b, "\"/>");
    if (s->based && s->based != s->number)
        buf_printf(b, "<w:basedOn w:val=\"%c%d\"/>", letter, s->based);
    if (s->outline >= 0)
        buf_printf(b, "<w:pPr><w:outlineLvl w:val=\"%d\"/></w:pPr>", s->outline);
    rtf_look_put(r, b, &s->look, NULL);
    buf_puts(b, "</w:style>");
}

static void put_styles(const struct rtf *r, struct buf *b)
{
    const char *lang = rtf_language(r->default_lang);
    buf_printf(b, "%s<w:styles%s><w:docDefaults><w:rPrDefault><w:rPr>", head, spaces);
    if (lang)
        buf_printf(b, "<w:lang w:val=\"%s\"/>", lang);
    buf_puts(b, "</w:rPr></w:rPrDefault></w:docDefaults>");
    for (int i = 0; i < r->styles.n; i++)
        put_style(r, b, &r->styles.v[i]);
    buf_puts(b, "</w:styles>");
}

static const char *format_name(int format)
{
    static const char *const names[] = {"decimal", "upperRoman", "lowerRoman", "upperLetter",
                                        "lowerLetter"};
    return format >= 0 && format < 5 ? names[format]
           : format == 23            ? "bullet"
           : format == 255           ? "none"
                                     : "decimal";
}

static void put_level(struct buf *b, const struct rtf_level *l, int i)
{
    buf_printf(b,
               "<w:lvl w:ilvl=\"%d\"><w:start w:val=\"%d\"/><w:numFmt w:val=\"%s\"/>"
               "<w:lvlText w:val=\"",
               i, l->start, format_name(l->format));
    rtf_escape(b, l->text ? l->text : "", l->text ? strlen(l->text) : 0);
    buf_puts(b, "\"/></w:lvl>");
}

static void put_lists(const struct rtf *r, struct buf *b)
{
    buf_printf(b, "%s<w:numbering%s>", head, spaces);
    for (int i = 0; i < r->lists.n; i++) {
        buf_printf(b, "<w:abstractNum w:abstractNumId=\"%d\">", r->lists.v[i].id);
        for (int k = 0; k < r->lists.v[i].levels; k++)
            put_level(b, &r->lists.v[i].level[k], k);
        buf_puts(b, "</w:abstractNum>");
    }
    for (int i = 0; i < r->overrides.n; i++) {
        const struct rtf_override *o = &r->overrides.v[i];
        buf_printf(b, "<w:num w:numId=\"%d\"><w:abstractNumId w:val=\"%d\"/>", o->number, o->list);
        for (int k = 0; k < o->levels; k++)
            if (o->start[k] >= 0)
                buf_printf(b,
                           "<w:lvlOverride w:ilvl=\"%d\"><w:startOverride w:val=\"%d\"/>"
                           "</w:lvlOverride>",
                           k, o->start[k]);
        buf_puts(b, "</w:num>");
    }
    buf_puts(b, "</w:numbering>");
}

/* ---- the archive ----------------------------------------------------------------------------- */

struct archive {
    zip_t *zip;
    struct arena *arena;
    struct buf relations;
    bool ok;
    int n;
};

/* The archive reads the bytes when it is closed. */
static void add_part(struct archive *a, const char *name, const char *s, size_t n)
{
    zip_source_t *source = zip_source_buffer(a->zip, s, n, 0);
    zip_int64_t i = source ? zip_file_add(a->zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (source && i < 0)
        zip_source_free(source);
    if (i < 0 || zip_set_file_compression(a->zip, (zip_uint64_t)i, ZIP_CM_STORE, 0))
        a->ok = false;
}

/* A part of the text, with its relation. */
static void add_related(struct archive *a, const char *file, const char *type, struct buf *b)
{
    const char *kept = arena_dup(a->arena, b->s ? b->s : "", b->n);
    size_t n = b->n;
    buf_done(b);
    add_part(a, arena_printf(a->arena, "word/%s", file), kept, n);
    buf_printf(&a->relations,
               "<Relationship Id=\"p%d\" Type=\"http://schemas.openxmlformats.org/officeDocument/"
               "2006/relationships/%s\" Target=\"%s\"/>",
               ++a->n, type, file);
}

static void add_text(struct archive *a, const char *file, const char *type, const char *root,
                     const struct buf *content)
{
    struct buf b = {0};
    if (!content->n)
        return;
    buf_printf(&b, "%s<w:%s%s>", head, root, spaces);
    buf_add(&b, content->s, content->n);
    buf_printf(&b, "</w:%s>", root);
    add_related(a, file, type, &b);
}

static void add_media(struct archive *a, const struct rtf *r)
{
    for (int i = 0; i < r->media.n; i++) {
        const char *file = arena_printf(a->arena, "media/%s", r->media_names.v[i]);
        add_part(a, arena_printf(a->arena, "word/%s", file), r->media.v[i].s, r->media.v[i].n);
        buf_printf(&a->relations,
                   "<Relationship Id=\"m%d\" Type=\"http://schemas.openxmlformats.org/"
                   "officeDocument/2006/relationships/image\" Target=\"%s\"/>",
                   i + 1, file);
    }
}

static void add_frame(struct archive *a, const struct rtf *r)
{
    static const char
        types[] =
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
            "<Override PartName=\"/word/document.xml\" ContentType=\"application/"
            "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>",
        relations[] =
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
            "<Relationship Id=\"a\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
            "relationships/officeDocument\" Target=\"word/document.xml\"/>"
            "<Relationship Id=\"b\" Type=\"http://schemas.openxmlformats.org/package/2006/"
            "relationships/metadata/core-properties\" Target=\"core.xml\"/></Relationships>";
    const char *core = arena_printf(
        a->arena,
        "%s<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/"
        "core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">%s</cp:coreProperties>",
        head, r->properties.s ? r->properties.s : "");
    const char *own = arena_printf(
        a->arena,
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        "%s</Relationships>",
        a->relations.s ? a->relations.s : "");
    add_part(a, "[Content_Types].xml", types, sizeof types - 1);
    add_part(a, "_rels/.rels", relations, sizeof relations - 1);
    add_part(a, "core.xml", core, strlen(core));
    add_part(a, "word/_rels/document.xml.rels", own, strlen(own));
}

static bool take_bytes(zip_source_t *source, struct buf *to)
{
    zip_stat_t st;
    zip_stat_init(&st);
    if (zip_source_stat(source, &st) || !(st.valid & ZIP_STAT_SIZE) || zip_source_open(source))
        return false;
    buf_room(to, st.size + 1);
    zip_int64_t n = zip_source_read(source, to->s + to->n, st.size);
    zip_source_close(source);
    if (n < 0 || (zip_uint64_t)n != st.size)
        return false;
    to->n += (size_t)n;
    to->s[to->n] = 0;
    return true;
}

bool rtf_parts(struct rtf *r, struct buf *body, struct buf *to)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    struct archive a = {.arena = &r->arena, .ok = true};
    a.zip = source ? zip_open_from_source(source, ZIP_TRUNCATE, &error) : NULL;
    zip_error_fini(&error);
    if (!a.zip) {
        zip_source_free(source);
        return false;
    }
    zip_source_keep(source);
    struct buf styles = {0}, lists = {0}, text = {0};
    put_styles(r, &styles);
    put_lists(r, &lists);
    buf_printf(&text, "%s<w:document%s><w:body>", head, spaces);
    buf_add(&text, body->s ? body->s : "", body->n);
    buf_puts(&text, "</w:body></w:document>");
    add_part(&a, "word/document.xml", text.s, text.n);
    add_related(&a, "styles.xml", "styles", &styles);
    add_related(&a, "numbering.xml", "numbering", &lists);
    add_text(&a, "footnotes.xml", "footnotes", "footnotes", &r->notes);
    add_text(&a, "endnotes.xml", "endnotes", "endnotes", &r->endnotes);
    add_text(&a, "comments.xml", "comments", "comments", &r->comments);
    add_text(&a, "header.xml", "header", "hdr", &r->headers);
    add_media(&a, r);
    add_frame(&a, r);
    bool closed = a.ok && !zip_close(a.zip);
    if (!closed)
        zip_discard(a.zip);
    bool ok = closed && take_bytes(source, to);
    zip_source_free(source);
    buf_done(&a.relations), buf_done(&text);
    return ok;
}
