/* Pictures: each file is read once, from the document's own folder or an allowed one, and only its head is understood here. */
#include "doc/doc-int.h"

#include <errno.h>
#include <libxml/xmlsave.h>

enum { IMAGE_BYTES = 256 << 20 };

/* Owns the bytes from now on, whatever the picture is worth. */
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
    bool ok = f && buf_read(bytes, f, IMAGE_BYTES);
    *why = ok ? NULL : errno == EFBIG ? _("it is too large") : strerror(errno);
    if (f)
        fclose(f);
    if (!ok)
        buf_done(bytes);
    return ok;
}

/* The image of a path not seen before; size 0 when it cannot be used. */
static struct image *image_open(struct build *b, const char *path, struct loc where)
{
    struct image *i = arena_make(&b->doc->arena, struct image);
    struct buf bytes = {0};
    const char *why;
    i->path = arena_dup(&b->doc->arena, path, strlen(path));
    if (!read_file(path, &bytes, &why)) {
        diag(DIAG_image_missing, where, path, why);
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
    if (head.format == IMAGE_SVG)
        svg_take_links(b, &bytes, path, path_dir(&b->doc->arena, path), where);
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
    return image_add(b, i, svg);
}

const struct image *image_inline(struct build *b, const xmlNode *svg)
{
    struct buf bytes = {0};
    xmlBuffer *x = xmlBufferCreate();
    xmlSaveCtxt *save = x ? xmlSaveToBuffer(x, "UTF-8", XML_SAVE_NO_DECL) : NULL;
    xmlNode *copy = save ? xmlDocCopyNode((xmlNode *)svg, svg->doc, 1) : NULL;
    if (copy) {
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
    return image_made(b, &bytes, "svg", xml_loc(svg));
}
