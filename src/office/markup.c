// SPDX-License-Identifier: Apache-2.0
/* Parts as compact trees.
 *
 * The readers look ahead and back (fields, merged cells, alternate content), so that they need a
 * tree; libxml2's takes 120 bytes a node and 200 an attribute, which would be 60 MB for a document
 * of 300 pages. Here names are numbers of a table, unused parts are not kept, and all data are in
 * one arena. Both conformance classes of Office Open XML have their own namespaces for the same
 * names. */
#include <string.h>

#include "office/markup.h"

enum { DEEPEST = 256 };
enum space {
    NONE,
    W,
    MC,
    WP,
    WP14,
    A,
    PIC,
    WPS,
    WPG,
    WPC,
    C,
    CX,
    DGM,
    DSP,
    V,
    O,
    M,
    R,
    CP,
    DC,
    SVGBLIP,
    DECOR,
    OFFICE,
    TEXT,
    TABLE,
    DRAW,
    DR3D,
    SVG,
    STYLE,
    META,
    MATH
};

static const struct {
    enum space space;
    const char *uri;
} spaces[] = {
    {W, "http://schemas.openxmlformats.org/wordprocessingml/2006/main"},
    {W, "http://purl.oclc.org/ooxml/wordprocessingml/main"},
    {W, "http://schemas.microsoft.com/office/word/2006/wordml"}, /* as written by a preview version
                                                                    of Word, for text boxes */
    {MC, "http://schemas.openxmlformats.org/markup-compatibility/2006"},
    {WP, "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"},
    {WP, "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing"},
    {WP14, "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing"},
    {A, "http://schemas.openxmlformats.org/drawingml/2006/main"},
    {A, "http://purl.oclc.org/ooxml/drawingml/main"},
    {PIC, "http://schemas.openxmlformats.org/drawingml/2006/picture"},
    {PIC, "http://purl.oclc.org/ooxml/drawingml/picture"},
    {WPS, "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"},
    {WPG, "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"},
    {WPC, "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas"},
    {C, "http://schemas.openxmlformats.org/drawingml/2006/chart"},
    {C, "http://purl.oclc.org/ooxml/drawingml/chart"},
    {CX, "http://schemas.microsoft.com/office/drawing/2014/chartex"},
    {DGM, "http://schemas.openxmlformats.org/drawingml/2006/diagram"},
    {DGM, "http://purl.oclc.org/ooxml/drawingml/diagram"},
    {DSP, "http://schemas.microsoft.com/office/drawing/2008/diagram"},
    {V, "urn:schemas-microsoft-com:vml"},
    {O, "urn:schemas-microsoft-com:office:office"},
    {M, "http://schemas.openxmlformats.org/officeDocument/2006/math"},
    {M, "http://purl.oclc.org/ooxml/officeDocument/math"},
    {R, "http://schemas.openxmlformats.org/officeDocument/2006/relationships"},
    {R, "http://purl.oclc.org/ooxml/officeDocument/relationships"},
    {CP, "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"},
    {DC, "http://purl.org/dc/elements/1.1/"},
    {SVGBLIP, "http://schemas.microsoft.com/office/drawing/2016/SVG/main"},
    {DECOR, "http://schemas.microsoft.com/office/drawing/2017/decorative"},
    {OFFICE, "urn:oasis:names:tc:opendocument:xmlns:office:1.0"},
    {TEXT, "urn:oasis:names:tc:opendocument:xmlns:text:1.0"},
    {TABLE, "urn:oasis:names:tc:opendocument:xmlns:table:1.0"},
    {DRAW, "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"},
    {DR3D, "urn:oasis:names:tc:opendocument:xmlns:dr3d:1.0"},
    {SVG, "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"},
    {STYLE, "urn:oasis:names:tc:opendocument:xmlns:style:1.0"},
    {META, "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"},
    {MATH, MATHML_NS},
};

static const struct {
    enum space space;
    const char *local;
} names[NAME_COUNT] = {
#define N(id, ns, local) [id] = {ns, local},
#include "office/markup.def"
#undef N
};

struct reader {
    struct arena *arena;
    struct node *root, *at;
    int depth;         /* of the open elements, including those too deep for a node */
    struct map known;  /* "ns local" → enum markup_name */
    struct map locals; /* names of attributes and of other elements, one of each → const char * */
    const char *uri;   /* the last namespace looked up: libxml2 has one copy of each */
    enum space space;
    struct buf key, text;
    bool cut; /* an element was too deep */
};

/* ---- names ----------------------------------------------------------------------------------- */

static enum space find_space(const char *uri)
{
    for (size_t i = 0; uri && i < sizeof spaces / sizeof *spaces; i++)
        if (!strcmp(spaces[i].uri, uri))
            return spaces[i].space;
    return NONE;
}

static enum space space_of(struct reader *r, const char *uri)
{
    if (uri != r->uri || !uri) {
        r->uri = uri;
        r->space = uri ? find_space(uri) : W;
    }
    return r->space;
}

static void make_key(struct reader *r, enum space space, const char *local)
{
    r->key.n = 0;
    buf_putc(&r->key, (char)('0' + space));
    buf_puts(&r->key, local);
}

static void know_names(struct reader *r)
{
    for (int i = NAME_text + 1; i < NAME_COUNT; i++) {
        make_key(r, names[i].space, names[i].local);
        *map_put(&r->known, r->key.s) = (void *)(uintptr_t)i;
    }
}

static const char *local_name(struct reader *r, const char *local)
{
    void **known = map_put(&r->locals, local);
    if (!*known)
        *known = arena_dup(r->arena, local, strlen(local));
    return *known;
}

/* ---- the tree -------------------------------------------------------------------------------- */

static struct node *add_node(struct reader *r, enum markup_name name)
{
    struct node *n = arena_make(r->arena, struct node);
    n->name = name;
    n->parent = r->at;
    if (r->at) {
        *(r->at->last ? &r->at->last->next : &r->at->first) = n;
        r->at->last = n;
    }
    return n;
}

static void end_text(struct reader *r)
{
    if (r->text.n && r->at)
        add_node(r, NAME_text)->text = arena_dup(r->arena, r->text.s, r->text.n);
    r->text.n = 0;
}

/* rsidR, paraId and the like: the program's internal ids, half of all attributes. */
static bool is_noise(const char *local)
{
    return !strncmp(local, "rsid", 4) || !strcmp(local, "paraId") || !strcmp(local, "textId");
}

static void start(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
                  int n_ns, const xmlChar **ns, int n, int defaulted, const xmlChar **attr)
{
    struct reader *r = ctx;
    (void)prefix, (void)n_ns, (void)ns, (void)defaulted;
    if (++r->depth > DEEPEST)
        return;
    end_text(r);
    enum space space = space_of(r, (const char *)uri);
    make_key(r, space, (const char *)local);
    struct node *node = add_node(r, (enum markup_name)(uintptr_t)map_get(&r->known, r->key.s));
    if (!node->name || space == MATH)
        node->local = local_name(r, (const char *)local);
    if (space == MATH)
        node->name = math_math;
    struct attribute **end = &node->attributes;
    for (int i = 0; i < n; i++, attr += 5) {
        if (is_noise((const char *)attr[0]))
            continue;
        bool relation = attr[2] && find_space((const char *)attr[2]) == R;
        r->key.n = 0;
        if (relation)
            buf_puts(&r->key, "r:");
        buf_puts(&r->key, (const char *)attr[0]);
        struct attribute *a = *end = arena_make(r->arena, struct attribute);
        a->name = local_name(r, r->key.s);
        a->value = arena_dup(r->arena, (const char *)attr[3], (size_t)(attr[4] - attr[3]));
        end = &a->next;
    }
    r->at = node;
    if (!r->root)
        r->root = node;
}

static void markup_end(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    struct reader *r = ctx;
    (void)local, (void)prefix, (void)uri;
    if (r->depth-- > DEEPEST) {
        r->cut = true;
        return;
    }
    end_text(r);
    if (r->at)
        r->at = r->at->parent;
}

static void markup_characters(void *ctx, const xmlChar *s, int n)
{
    struct reader *r = ctx;
    if (r->depth <= DEEPEST)
        buf_add(&r->text, (const char *)s, (size_t)n);
}

static const xmlSAXHandler handlers = {.startElementNs = start,
                                       .endElementNs = markup_end,
                                       .characters = markup_characters,
                                       .ignorableWhitespace = markup_characters,
                                       .cdataBlock = markup_characters,
                                       .initialized = XML_SAX2_MAGIC};

static void reader_done(struct reader *r)
{
    map_done(&r->known);
    map_done(&r->locals);
    buf_done(&r->key);
    buf_done(&r->text);
}

struct node *markup_read(struct package *p, const char *part, struct arena *a)
{
    struct reader r = {.arena = a};
    know_names(&r);
    bool ok = package_parse(p, part, &handlers, &r);
    if (r.cut)
        diag(DIAG_office_too_deep, (struct loc){package_name(p), 0, 0}, part, DEEPEST);
    reader_done(&r);
    return ok ? r.root : NULL;
}

/* ---- queries --------------------------------------------------------------------------- */

const char *markup_attr(const struct node *n, const char *name)
{
    for (const struct attribute *a = n ? n->attributes : NULL; a; a = a->next)
        if (!strcmp(a->name, name))
            return a->value;
    return NULL;
}

const char *markup_get(const struct node *n, const char *name, const char *otherwise)
{
    const char *value = markup_attr(n, name);
    return value ? value : otherwise;
}

int markup_int(const struct node *n, const char *name, int otherwise)
{
    const char *value = markup_attr(n, name);
    char *end;
    long v = value ? strtol(value, &end, 10) : 0;
    return value && end != value && v > -1000000000 && v < 1000000000 ? (int)v : otherwise;
}

struct node *markup_child(const struct node *n, enum markup_name name)
{
    struct node *c = n ? n->first : NULL;
    while (c && c->name != name)
        c = c->next;
    return c;
}

struct node *markup_walk_past(const struct node *root, const struct node *n)
{
    for (; n && n != root; n = n->parent)
        if (n->next)
            return n->next;
    return NULL;
}

struct node *markup_walk(const struct node *root, const struct node *n)
{
    return n->first ? n->first : markup_walk_past(root, n);
}

struct node *markup_find(const struct node *root, enum markup_name name)
{
    struct node *n = root ? root->first : NULL;
    while (n && n->name != name)
        n = markup_walk(root, n);
    return n;
}

const char *markup_val(const struct node *n, enum markup_name name)
{
    const struct node *c = markup_child(n, name);
    return c ? markup_get(c, "val", "") : NULL;
}

int markup_switch(const struct node *n, enum markup_name name)
{
    const struct node *c = markup_child(n, name);
    const char *v = c ? markup_attr(c, "val") : NULL;
    return !c ? -1
              : !v || !(!strcmp(v, "0") || !strcmp(v, "false") || !strcmp(v, "off") ||
                        !strcmp(v, "none"));
}

void markup_text(const struct node *root, struct buf *b)
{
    for (const struct node *n = root; n; n = markup_walk(root, n))
        if (n->text)
            buf_puts(b, n->text);
}

void markup_flag(struct arena *a, struct node *n, const char *name)
{
    struct attribute *flag = arena_make(a, struct attribute);
    *flag = (struct attribute){name, "1", n->attributes};
    n->attributes = flag;
}
