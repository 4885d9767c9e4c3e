// SPDX-License-Identifier: Apache-2.0
/* Images: each file is read once, from the document's own folder or an allowed one, and only its
 * head is understood here. */
#include "doc/doc-int.h"

#include <errno.h>
#include <libxml/xmlsave.h>

enum { IMAGE_BYTES = 256 << 20 };

/* Takes ownership of the bytes, even if the image is unusable. */
static struct image *image_add(struct build *b, struct image *i, struct buf *bytes)
{
    i->size = bytes->n;
    i->data = (unsigned char *)buf_take(bytes);
    i->id = b->doc->images.n;
    *vec_add(&b->doc->images) = i;
    return i;
}

static bool read_file(const char *path, struct buf *bytes, const char **why)
{
    FILE *f = file_open(path);
    bool ok = f && file_read_rest(bytes, f, path, IMAGE_BYTES);
    *why = ok ? NULL : errno == EFBIG ? _("it is too large") : strerror(errno);
    if (f)
        fclose(f);
    if (!ok)
        buf_done(bytes);
    return ok;
}

/* ---- formats of other programs --------------------------------------------------------------- */

static const struct foreign {
    const char *magic;
    size_t n, at;
    const char *what, *instead;
} foreigns[] = {
    {"%!PS", 4, 0, "EPS", N_("PDF, or install Ghostscript (Debian package ghostscript)")},
    {"\xc5\xd0\xd3\xc6", 4, 0, "EPS",
     N_("PDF, or install Ghostscript (Debian package ghostscript)")},
    {" EMF", 4, 40, "EMF",
     N_("SVG or PDF, or install LibreOffice Writer (Debian package libreoffice-writer-nogui)")},
    {"\xd7\xcd\xc6\x9a", 4, 0, "WMF",
     N_("SVG or PDF, or install LibreOffice Writer (Debian package libreoffice-writer-nogui)")},
    {"VCLMTF", 6, 0, "SVM",
     N_("SVG or PDF, or install LibreOffice Writer (Debian package libreoffice-writer-nogui)")},
    {"\1\0\11\0\0", 5, 0, "WMF",
     N_("SVG or PDF, or install LibreOffice Writer (Debian package libreoffice-writer-nogui)")},
    {"BM", 2, 0, "BMP", "PNG"},
    {"ftypavif", 8, 4, "AVIF", N_("JPEG or PNG")},
    {"ftyphei", 7, 4, "HEIC", N_("JPEG or PNG")},
};

static const struct foreign *foreign_of(const struct buf *bytes)
{
    for (size_t i = 0; i < sizeof foreigns / sizeof *foreigns; i++) {
        const struct foreign *f = &foreigns[i];
        if (bytes->n >= f->at + f->n && !memcmp(bytes->s + f->at, f->magic, f->n))
            return f;
    }
    return NULL;
}

/* EPS becomes PDF by Ghostscript in its safe mode: it reads only its standard input. False if it is
 * missing or fails. */
static bool convert_eps(struct buf *bytes)
{
    enum { SECONDS = 30 };
    static const char *const argv[] = {"gs",
                                       "-q",
                                       "-dSAFER",
                                       "-dBATCH",
                                       "-dNOPAUSE",
                                       "-dEPSCrop",
                                       "-sDEVICE=pdfwrite",
                                       "-dCompatibilityLevel=1.4",
                                       "-dAutoRotatePages=/None",
                                       "-sColorConversionStrategy=LeaveColorUnchanged",
                                       "-sOutputFile=-",
                                       "-",
                                       NULL};
    static const char *const environment[] = {"SOURCE_DATE_EPOCH", "0", NULL};
    FILE *in = tmpfile(), *out = tmpfile(), *err = tmpfile();
    struct buf pdf = {0};
    bool ok = in && out && err && fwrite(bytes->s, 1, bytes->n, in) == bytes->n && !fflush(in);
    if (ok) {
        rewind(in);
        ok = !program_run(&(struct program){.argv = argv,
                                            .environment = environment,
                                            .in = in,
                                            .out = out,
                                            .err = err,
                                            .seconds = SECONDS,
                                            .bytes = IMAGE_BYTES});
        rewind(out);
        ok = ok && buf_read(&pdf, out, IMAGE_BYTES) && pdf.n > 5 && !memcmp(pdf.s, "%PDF-", 5);
    }
    FILE *const files[] = {in, out, err};
    for (int i = 0; i < 3; i++)
        if (files[i])
            fclose(files[i]);
    struct buf *gone = ok ? bytes : &pdf;
    buf_done(gone);
    if (ok)
        *bytes = pdf;
    return ok;
}

static bool write_file(const char *path, const struct buf *bytes)
{
    FILE *f = fopen(path, "wbe");
    bool ok = f && fwrite(bytes->s, 1, bytes->n, f) == bytes->n;
    return f && !fclose(f) && ok;
}

/* A Windows metafile becomes PDF. False if no program for it is available. */
static bool convert_metafile(struct buf *bytes)
{
    struct temp *folder = temp_folder();
    struct arena a = {0};
    struct strings names = {0};
    struct buf pdf = {0};
    const char *why;
    *vec_add(&names) = "drawing";
    bool ok = folder && write_file(arena_printf(&a, "%s/drawing", folder->path), bytes) &&
              !metafiles_convert(folder->path, &names) &&
              read_file(arena_printf(&a, "%s/drawing.pdf", folder->path), &pdf, &why) &&
              pdf.n > 5 && !memcmp(pdf.s, "%PDF-", 5);
    if (folder)
        temp_drop(folder);
    struct buf *gone = ok ? bytes : &pdf;
    buf_done(gone);
    if (ok)
        *bytes = pdf;
    vec_done(&names);
    arena_done(&a);
    return ok;
}

static bool image_convert(const struct foreign *f, struct buf *bytes)
{
    return !strcmp(f->what, "EPS") ? convert_eps(bytes)
                                   : metafile_kind(bytes->s, bytes->n) && convert_metafile(bytes);
}

/* The image of a path not seen before; size 0 when it cannot be used. */
static struct image *image_open(struct build *b, const char *url, struct loc where)
{
    const char *path = url;
    struct image *i = arena_make(&b->doc->arena, struct image);
    struct buf bytes = {0};
    const char *why;
    bool inside = data_url(path);
    if (inside) /* it is named by its type and its number */
        path = arena_printf(&b->doc->arena, "%.*s #%d", (int)data_url_head(path), path,
                            b->doc->images.n + 1);
    i->path = arena_dup(&b->doc->arena, path, strlen(path));
    why = _("it is damaged");
    if (inside ? !data_url_read(url, &bytes) : !read_file(path, &bytes, &why)) {
        buf_done(&bytes);
        diag(DIAG_image_missing, where, path, why);
        return i;
    }
    const struct foreign *foreign = foreign_of(&bytes);
    if (foreign && !image_convert(foreign, &bytes)) {
        diag(DIAG_image_foreign, where, path, foreign->what, _(foreign->instead));
        buf_done(&bytes);
        return i;
    }
    struct image head = *i;
    head.data = (unsigned char *)bytes.s;
    head.size = bytes.n;
    why = image_head(&head);
    if (why || head.format == IMAGE_OTHER) {
        if (why)
            diag(DIAG_image_damaged, where, path, why);
        else
            diag(DIAG_image_unknown, where, path);
        buf_done(&bytes);
        return i;
    }
    *i = head;
    if (head.format == IMAGE_SVG) {
        svg_take_ground(b->doc, i, where);
        svg_take_links(b, &bytes, path, inside ? "/dev/null" : path_dir(&b->doc->arena, path),
                       where);
        svg_take_stops(&bytes);
    }
    return image_add(b, i, &bytes);
}

const struct image *image_load(struct build *b, const char *path, struct loc where)
{
    void **slot = map_put(&b->doc->image_files, path);
    if (!*slot)
        *slot = image_open(b, path, where);
    const struct image *i = *slot;
    return i->size ? i : NULL;
}

const struct image *doc_image(struct doc *doc, const char *path, struct loc where)
{
    struct build b = {.doc = doc};
    return image_load(&b, path, where);
}

/* An image that is painted in another way has an id of its own. */
static struct image *image_variant(struct doc *doc, const struct image *image)
{
    struct image *i = arena_make(&doc->arena, struct image);
    *i = *image;
    i->borrowed = true;
    i->id = doc->images.n;
    *vec_add(&doc->images) = i;
    return i;
}

static void lie_as_stored(struct image *i, const struct image *image)
{
    bool turned = image->orientation > 4;
    i->orientation = 1;
    i->width = turned ? image->height : image->width;
    i->height = turned ? image->width : image->height;
    i->px_width = turned ? image->px_height : image->px_width;
    i->px_height = turned ? image->px_width : image->px_height;
}

const struct image *doc_image_oriented(struct doc *doc, const struct image *image,
                                       const struct css_style *s)
{
    bool crisp = css_is(s, CSS_image_rendering, KW_crisp_edges) ||
                 css_is(s, CSS_image_rendering, KW_pixelated);
    if (!image || !image->path || image->format == IMAGE_SVG || image->format == IMAGE_PDF)
        return image;
    bool stored = image->orientation > 1 && css_is(s, CSS_image_orientation, KW_none);
    if (!stored && !crisp)
        return image;
    struct map *variants = stored ? crisp ? &doc->images_as_stored_crisp : &doc->images_as_stored
                                  : &doc->images_crisp;
    void **slot = map_put(variants, image->path);
    if (!*slot) {
        struct image *i = image_variant(doc, image);
        i->crisp = crisp;
        if (stored)
            lie_as_stored(i, image);
        *slot = i;
    }
    return *slot;
}

const struct image *image_made(struct build *b, struct buf *svg, const char *name, struct loc where)
{
    struct image *i = arena_make(&b->doc->arena, struct image);
    i->data = (unsigned char *)svg->s;
    i->size = svg->n;
    const char *why = svg->n ? image_head(i) : _("it is empty");
    if (why)
        diag(DIAG_image_damaged, where, name, why);
    if (why || i->format != IMAGE_SVG) {
        buf_done(svg);
        return NULL;
    }
    svg_take_ground(b->doc, i, where);
    return image_add(b, i, svg);
}

/* ---- drawings in the document ---------------------------------------------------------------- */

void image_key(const struct css_color *c, unsigned char key[3])
{
    const struct css_color *full = c->space == CSS_SPOT ? c->alternative : c;
    unsigned tint = c->space == CSS_SPOT ? c->c[0] : 65535;
    for (int i = 0; i < 3; i++) {
        unsigned light = !full ? 0
                         : full->space == CSS_CMYK
                             ? (unsigned)((uint64_t)(65535 - full->c[i]) *
                                          (uint64_t)(65535 - full->c[3]) / 65535)
                         : full->space == CSS_RGB ? full->c[i]
                                                  : full->c[0];
        light = 65535 - (unsigned)((uint64_t)(65535 - light) * tint / 65535);
        key[i] = (unsigned char)(light / 257);
    }
}

static bool says(struct arena *a, const xmlNode *svg, const char *property)
{
    const char *style = xml_attr(svg, "style"), *name, *value;
    while (style && svg_declaration(a, &style, &name, &value))
        if (!strcasecmp(name, property))
            return true;
    return xml_attr(svg, property);
}

static void put_families(struct buf *b, const struct css_list *families)
{
    for (int i = 0; families && i < families->n; i++) {
        const struct css_val *v = &families->item[i].v;
        if (v->kind == CSS_STR)
            buf_printf(b, "%s'%s'", b->n ? ", " : "", v->str);
        else if (v->kind == CSS_KEYWORD)
            buf_printf(b, "%s%s", b->n ? ", " : "", css_kw_name(v->kw));
    }
}

/* Sets inherited properties on the drawing; returns the colour it may use, NULL if it has its
 * own. */
static const struct css_color *inherit(struct arena *a, xmlNode *svg, const struct css_style *style,
                                       unsigned char key[3])
{
    struct buf families = {0};
    const struct css_color *color = says(a, svg, "color") ? NULL : css_color(style, CSS_color);
    if (color) {
        char text[8];
        image_key(color, key);
        snprintf(text, sizeof text, "#%02x%02x%02x", key[0], key[1], key[2]);
        xml_set_attr(svg, "color", text);
    }
    put_families(&families, css_list(style, CSS_font_family));
    if (families.n && !says(a, svg, "font-family") && !says(a, svg, "font"))
        xml_set_attr(svg, "font-family", families.s);
    buf_done(&families);
    return color;
}

const struct image *image_inline(struct build *b, const xmlNode *svg, const struct css_style *style)
{
    const struct css_color *color = NULL;
    unsigned char key[3] = {0};
    struct buf bytes = {0};
    xmlBuffer *x = xmlBufferCreate();
    xmlSaveCtxt *save = x ? xmlSaveToBuffer(x, "UTF-8", XML_SAVE_NO_DECL) : NULL;
    xmlNode *copy = save ? xmlDocCopyNode((xmlNode *)svg, svg->doc, 1) : NULL;
    if (copy) {
        color = inherit(&b->doc->arena, copy, style, key);
        xmlSaveTree(save, copy);
        xmlSaveFlush(save);
        buf_add(&bytes, (const char *)xmlBufferContent(x), (size_t)xmlBufferLength(x));
        xmlFreeNode(copy);
    }
    if (save)
        xmlSaveClose(save);
    if (x)
        xmlBufferFree(x);
    svg_take_links(b, &bytes, "svg", media_dir(b, svg), xml_loc(svg));
    svg_take_stops(&bytes);
    struct image *made = (struct image *)image_made(b, &bytes, "svg", xml_loc(svg));
    if (made) {
        made->color = color;
        memcpy(made->key, key, sizeof key);
    }
    return made;
}
