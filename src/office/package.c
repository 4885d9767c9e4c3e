// SPDX-License-Identifier: Apache-2.0
/* Packages: zip archives through libzip, their parts through libxml2.
 *
 * An archive is read into memory first, so that it may come from a pipe and cannot change
 * meanwhile. Its contents are not trusted: there are limits on the number of parts, on their
 * unpacked sizes in total and each, and on the compression ratio, which is counted while unpacking.
 * Parts never have document types, so that there are no entities to expand; a depth of 256 elements
 * is libxml2's own limit. An archive in an archive is a part like any other and is not opened.
 *
 * RTF is read as the package that rtf.c makes of it. Flat OpenDocument (part 1, 3.1.1:
 * <office:document>) has all parts of a package in one element. It is read as a package whose parts
 * are all the whole file: in each, readers look for the elements that they would find there. */
#include <errno.h>
#include <string.h>
#include <zip.h>

#include "office/office-int.h"

enum {
    MAX_BYTES = 512 << 20, /* of the file */
    MAX_PARTS = 20000,
    MAX_PART = 512 << 20, /* [bytes] unpacked, of one part */
    MAX_RATIO =
        250, /* of a part that is larger than RATIO_FROM; text packs to a fiftieth at best */
    RATIO_FROM = 16 << 20,
    CHUNK = 64 << 10
};
#define MAX_ALL ((uint64_t)2 << 30) /* [bytes] unpacked in the run of a package */

struct package {
    const char *name;
    struct buf bytes; /* input of libzip */
    zip_t *zip;
    enum package_kind kind;
    enum diag_id fault; /* the message for faults */
    int faults;
    uint64_t unpacked;    /* [bytes] so far */
    struct strings parts; /* by index in the archive; "" for a folder */
    struct map by_name;   /* → index + 1; in small letters where case does not matter */
    bool folds;           /* case does not matter */
    bool flat;            /* one XML file */
    struct buf rtf;       /* the file, if it was RTF */
};

enum package_kind package_kind(const struct package *p) { return p->kind; }
const char *package_name(const struct package *p) { return p->name; }
int package_parts(const struct package *p) { return p->parts.n; }
const char *package_part(const struct package *p, int i) { return p->parts.v[i]; }

/* ---- faults ---------------------------------------------------------------------------------- */

static void package_report(struct package *p, const char *part, const char *why)
{
    struct arena a = {0};
    p->faults++;
    diag(p->fault, LOC_NONE, part && !p->flat ? arena_printf(&a, "%s: %s", p->name, part) : p->name,
         why);
    arena_done(&a);
}

static const char *const damaged = N_("the zip archive is damaged or truncated");
static const char *const encrypted = N_(
    "it is protected by a password; save it without a password");
static const char *const too_large = N_("it expands to an implausible size");

static const char *zip_reason(int code)
{
    switch (code) {
    case ZIP_ER_NOPASSWD:
    case ZIP_ER_WRONGPASSWD:
    case ZIP_ER_ENCRNOTSUPP: return _(encrypted);
    case ZIP_ER_COMPNOTSUPP: return _("its compression method is not supported; save it again");
    case ZIP_ER_NOENT: return _("no such part");
    default: return _(damaged);
    }
}

static bool package_begins(const char *bytes, size_t n, const char *with, size_t length)
{
    return n >= length && !memcmp(bytes, with, length);
}

/* A compound file: Word and Excel up to 2003, and newer documents protected by a password. */
static bool is_compound(const char *bytes, size_t n)
{
    return package_begins(bytes, n, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
}

/* An encrypted package has a stream of this name, in UTF-16 (MS-OFFCRYPTO, 2.3.4.4). */
static bool is_encrypted_compound(const char *bytes, size_t n)
{
    static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    return memmem(bytes, n, name, sizeof name) != NULL;
}

static bool is_zip(const char *bytes, size_t n)
{
    return package_begins(bytes, n, "PK\3\4", 4) || package_begins(bytes, n, "PK\5\6", 4);
}

/* The value of office:mimetype at the root of flat OpenDocument, up to its quotation mark; NULL: it
 * is none. */
static const char *flat_type(const struct buf *b)
{
    static const char space[] = "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
                      name[] = ":mimetype=";
    const char *s = b->n ? b->s : "";
    size_t n = b->n < 8192 ? b->n : 8192;
    s += package_begins(s, n, "\xef\xbb\xbf", 3) ? 3 : 0;
    if (*s != '<' || !memmem(b->s, n, space, sizeof space - 1))
        return NULL;
    const char *at = memmem(b->s, n, name, sizeof name - 1), *value = at ? at + sizeof name : NULL;
    return value && value < b->s + n ? value : NULL;
}

bool package_is(const char *bytes, size_t n)
{
    return is_zip(bytes, n) || is_compound(bytes, n) || rtf_is(bytes, n);
}

static const char *no_package(const char *bytes, size_t n)
{
    if (is_compound(bytes, n))
        return is_encrypted_compound(bytes, n)
                   ? _(encrypted)
                   : _("it is in the old binary format (.doc, .xls); save it as .docx or .xlsx");
    return is_zip(bytes, n) ? NULL : _("it is not a zip archive, so not an office document");
}

/* ---- opening --------------------------------------------------------------------------------- */

static void lower_case(char *s)
{
    for (; *s; s++)
        *s += *s >= 'A' && *s <= 'Z' ? 'a' - 'A' : 0;
}

/* A part's normalised name; some programs write backslashes, or a leading slash. */
static char *normal_name(const struct package *p, const char *name)
{
    char *s = mem_dup(name + strspn(name, "/\\"));
    for (char *c = s; *c; c++)
        *c = *c == '\\' ? '/' : *c;
    if (p->folds)
        lower_case(s);
    return s;
}

static int package_find(const struct package *p, const char *part)
{
    char *key = normal_name(p, part);
    int i = (int)(uintptr_t)map_get(&p->by_name, key) - 1;
    mem_free(key);
    return i;
}

bool package_has(const struct package *p, const char *part) { return package_find(p, part) >= 0; }

/* False: two parts have one name, so that programs differ in what they read. */
static bool list_parts(struct package *p)
{
    zip_int64_t n = zip_get_num_entries(p->zip, 0);
    for (zip_int64_t i = 0; i < n; i++) {
        const char *name = zip_get_name(p->zip, (zip_uint64_t)i, ZIP_FL_ENC_GUESS);
        size_t length = name ? strlen(name) : 0;
        bool folder = !length || name[length - 1] == '/';
        char *key = normal_name(p, folder ? "" : name);
        *vec_add(&p->parts) = intern(key[0] ? name + strspn(name, "/\\") : "");
        void **at = key[0] ? map_put(&p->by_name, key) : NULL;
        mem_free(key);
        if (at && *at)
            return false;
        if (at)
            *at = (void *)((uintptr_t)i + 1);
    }
    return true;
}

/* ---- unpacking ------------------------------------------------------------------------------- */

/* A part being unpacked. */
struct stream {
    struct package *p;
    zip_file_t *file;
    uint64_t packed, got; /* [bytes]; packed also is the size of a flat file */
    const char *why;      /* reason of a failure; NULL: none so far */
};

static bool stream_open(struct stream *s, struct package *p, const char *part)
{
    int i = package_find(p, part);
    zip_stat_t st;
    *s = (struct stream){.p = p};
    if (i < 0) {
        s->why = zip_reason(ZIP_ER_NOENT);
    } else if (p->flat) {
        s->packed = p->bytes.n;
    } else if (zip_stat_index(p->zip, (zip_uint64_t)i, 0, &st) ||
               !(s->file = zip_fopen_index(p->zip, (zip_uint64_t)i, 0))) {
        s->why = zip_reason(zip_error_code_zip(zip_get_error(p->zip)));
    } else {
        s->packed = st.valid & ZIP_STAT_COMP_SIZE ? st.comp_size : 0;
    }
    return !s->why;
}

/* Reads the next bytes; 0 at the end or on failure, including a wrong checksum. */
static size_t stream_next(struct stream *s, char *to, size_t n)
{
    if (s->p->flat) {
        n = n < s->packed - s->got ? n : s->packed - s->got;
        memcpy(to, s->p->bytes.s + s->got, n);
        s->got += n;
        return n;
    }
    zip_int64_t got = zip_fread(s->file, to, n);
    if (got < 0) {
        s->why = zip_reason(zip_error_code_zip(zip_file_get_error(s->file)));
        return 0;
    }
    s->got += (uint64_t)got;
    s->p->unpacked += (uint64_t)got;
    if (s->got > MAX_PART || s->p->unpacked > MAX_ALL ||
        (s->got > RATIO_FROM && s->got / MAX_RATIO > s->packed)) {
        s->why = _(too_large);
        return 0;
    }
    return (size_t)got;
}

/* False if the part was not read completely (reported). */
static bool stream_close(struct stream *s, const char *part)
{
    if (s->file)
        zip_fclose(s->file);
    if (s->why)
        package_report(s->p, part, s->why);
    return !s->why;
}

bool package_read(struct package *p, const char *part, struct buf *b)
{
    struct stream s;
    if (stream_open(&s, p, part))
        for (size_t n = 1; n;) {
            buf_room(b, CHUNK + 1);
            n = stream_next(&s, b->s + b->n, CHUNK);
            b->n += n;
            b->s[b->n] = 0;
        }
    return stream_close(&s, part);
}

/* ---- parsing --------------------------------------------------------------------------------- */

/* Drops the parser's messages: the first fault is reported in our own words. */
static void hush(void *ctx, const char *format, ...) { (void)ctx, (void)format; }

static _Thread_local xmlParserCtxt *parsing; /* the handlers' context is the caller's */

static void refuse_doctype(void)
{
    xmlStopParser(parsing);
    parsing->wellFormed = 0;
    parsing->errNo = XML_ERR_DOCTYPE_NOT_FINISHED;
}

static void no_doctype(void *ctx, const xmlChar *name, const xmlChar *id, const xmlChar *system)
{
    (void)ctx, (void)name, (void)id, (void)system;
    refuse_doctype();
}

/* Formulas of OpenOffice.org 3 and earlier name MathML's DTD, which is never read. */
static void any_doctype(void *ctx, const xmlChar *name, const xmlChar *id, const xmlChar *system)
{
    (void)ctx, (void)name, (void)id, (void)system;
}

static void no_entity(void *ctx, const xmlChar *name, int type, const xmlChar *id,
                      const xmlChar *system, xmlChar *content)
{
    (void)ctx, (void)name, (void)type, (void)id, (void)system, (void)content;
    refuse_doctype();
}

static const char *syntax_reason(struct arena *a, const xmlParserCtxt *ctxt)
{
    if (ctxt->errNo == XML_ERR_DOCTYPE_NOT_FINISHED)
        return _("it has a document type declaration, which no office program writes");
    return arena_printf(a, _("its XML is malformed in line %d"),
                        ctxt->input ? ctxt->input->line : 0);
}

static void feed_parser(struct stream *s, xmlParserCtxt *ctxt)
{
    char chunk[CHUNK];
    bool ok = true;
    for (size_t n; ok && (n = stream_next(s, chunk, sizeof chunk));)
        ok = !xmlParseChunk(ctxt, chunk, (int)n, 0);
    if (ok && !s->why)
        xmlParseChunk(ctxt, NULL, 0, 1);
}

/* Feeds a part to a parser with these handlers; gives the tree if they build one (then the
 * caller's). False: reported. */
static bool parse_part(struct package *p, const char *part, const xmlSAXHandler *sax, void *ctx,
                       xmlDoc **tree)
{
    struct stream s;
    struct arena a = {0};
    xmlSAXHandler own = *sax;
    own.initialized = XML_SAX2_MAGIC;
    own.internalSubset = p->kind == PACKAGE_ODT ? any_doctype : no_doctype;
    own.externalSubset = any_doctype;
    own.entityDecl = no_entity;
    own.warning = own.error = own.fatalError = hush;
    own.serror = NULL;
    xml_ready();
    if (stream_open(&s, p, part)) {
        xmlParserCtxt *ctxt = xmlCreatePushParserCtxt(&own, ctx, NULL, 0, NULL);
        if (!ctxt)
            die(DIAG_out_of_memory, LOC_NONE);
        /* Without NOENT "&amp;" in an attribute would arrive as "&#38;"; no entity can be declared
         * (no_entity), so there are none to expand. */
        xmlCtxtUseOptions(ctxt, XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                    XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES | XML_PARSE_COMPACT);
        xmlParserCtxt *outer = parsing;
        parsing = ctxt;
        feed_parser(&s, ctxt);
        parsing = outer;
        if (!s.why && !ctxt->wellFormed)
            s.why = syntax_reason(&a, ctxt);
        if (tree)
            *tree = ctxt->myDoc;
        else if (ctxt->myDoc)
            xmlFreeDoc(ctxt->myDoc);
        xmlFreeParserCtxt(ctxt);
    }
    bool ok = stream_close(&s, part);
    arena_done(&a);
    return ok;
}

bool package_parse(struct package *p, const char *part, const xmlSAXHandler *sax, void *ctx)
{
    return parse_part(p, part, sax, ctx, NULL);
}

xmlDoc *package_tree(struct package *p, const char *part)
{
    xmlSAXHandler sax = {0};
    xmlDoc *tree = NULL;
    xmlSAXVersion(&sax, 2);
    if (parse_part(p, part, &sax, NULL, &tree))
        return tree;
    if (tree)
        xmlFreeDoc(tree);
    return NULL;
}

/* ---- kinds ------------------------------------------------------------------------------ */

static const struct kind {
    const char *type; /* of the main part, or of the package in OpenDocument; each also begins the
                         types of its templates */
    enum package_kind kind;
} kinds[] = {
    {"application/vnd.oasis.opendocument.text", PACKAGE_ODT},
    {"application/vnd.oasis.opendocument.spreadsheet", PACKAGE_ODS},
    {"application/vnd.oasis.opendocument.presentation", PACKAGE_ODP},
    {"application/vnd.oasis.opendocument.graphics", PACKAGE_ODG},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main", PACKAGE_DOCX},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main", PACKAGE_DOCX},
    {"application/vnd.ms-word.document.macroEnabled.main", PACKAGE_DOCX},
    {"application/vnd.ms-word.template.macroEnabledTemplate.main", PACKAGE_DOCX},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main", PACKAGE_XLSX},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.template.main", PACKAGE_XLSX},
    {"application/vnd.ms-excel.sheet.macroEnabled.main", PACKAGE_XLSX},
    {"application/vnd.ms-excel.template.macroEnabled.main", PACKAGE_XLSX},
    {"application/vnd.ms-excel.sheet.binary.macroEnabled.main", PACKAGE_XLSB},
    {"application/vnd.openxmlformats-officedocument.presentationml.", PACKAGE_PPTX},
    {"application/vnd.ms-powerpoint.", PACKAGE_PPTX},
};

static enum package_kind kind_of(const char *type)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!strncasecmp(type, kinds[i].type, strlen(kinds[i].type)))
            return kinds[i].kind;
    return PACKAGE_OTHER;
}

/* The kind by the first element of [Content_Types].xml for a main part. */
static enum package_kind kind_of_parts(struct package *p)
{
    enum package_kind kind = PACKAGE_OTHER;
    xmlDoc *doc = package_tree(p, "[Content_Types].xml");
    for (xmlNode *n = doc ? xmlDocGetRootElement(doc)->children : NULL; n && !kind; n = n->next) {
        xmlChar *type = n->type == XML_ELEMENT_NODE
                            ? xmlGetNoNsProp(n, (const xmlChar *)"ContentType")
                            : NULL;
        kind = type ? kind_of((const char *)type) : PACKAGE_OTHER;
        if (type)
            xmlFree(type);
    }
    if (doc)
        xmlFreeDoc(doc);
    return kind;
}

/* The kind by mimetype, or by the manifest if a zip program has dropped mimetype. */
static enum package_kind kind_of_document(struct package *p)
{
    struct buf b = {0};
    enum package_kind kind = PACKAGE_OTHER;
    if (package_find(p, "mimetype") >= 0 && package_read(p, "mimetype", &b))
        kind = kind_of(b.s ? b.s : "");
    buf_done(&b);
    xmlDoc *doc = !kind && package_find(p, "META-INF/manifest.xml") >= 0
                      ? package_tree(p, "META-INF/manifest.xml")
                      : NULL;
    for (xmlNode *n = doc ? xmlDocGetRootElement(doc)->children : NULL; n && !kind; n = n->next) {
        xmlChar *path = n->type == XML_ELEMENT_NODE ? xmlGetProp(n, (const xmlChar *)"full-path")
                                                    : NULL;
        xmlChar *type = path && !strcmp((const char *)path, "/")
                            ? xmlGetProp(n, (const xmlChar *)"media-type")
                            : NULL;
        kind = type ? kind_of((const char *)type) : PACKAGE_OTHER;
        xmlFree(path), xmlFree(type);
    }
    if (doc)
        xmlFreeDoc(doc);
    return kind;
}

/* An OpenDocument file lists encrypted parts in its manifest (OpenDocument 1.2, part 3, 4.4). */
static bool is_locked(struct package *p)
{
    struct buf b = {0};
    bool locked = package_has(p, "META-INF/manifest.xml") &&
                  package_read(p, "META-INF/manifest.xml", &b) &&
                  memmem(b.s, b.n, "encryption-data", 15);
    buf_done(&b);
    return locked || package_has(p, "encrypted-package");
}

/* Opens the archive. Returns the reason why it cannot be read, or NULL. */
static const char *open_zip(struct package *p)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(p->bytes.s, p->bytes.n, 0, &error);
    p->zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    const char *why = p->zip ? NULL : zip_reason(zip_error_code_zip(&error));
    if (source && !p->zip)
        zip_source_free(source);
    zip_error_fini(&error);
    if (!why && zip_get_num_entries(p->zip, 0) > MAX_PARTS)
        why = _("it has an implausible number of parts");
    if (why)
        return why;
    p->folds = zip_name_locate(p->zip, "[Content_Types].xml", ZIP_FL_NOCASE) >= 0;
    if (!list_parts(p))
        return _("two of its parts have the same name");
    p->kind = p->folds ? kind_of_parts(p) : kind_of_document(p);
    return !p->folds && p->kind && is_locked(p) ? _(encrypted) : NULL;
}

static void open_flat(struct package *p, const char *type)
{
    static const char *const parts[] = {"content.xml", "styles.xml", "meta.xml"};
    p->flat = true;
    p->kind = kind_of(type);
    for (uintptr_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *vec_add(&p->parts) = parts[i];
        *map_put(&p->by_name, parts[i]) = (void *)(i + 1);
    }
}

/* RTF becomes a package; the file is kept for the comparison of letters. */
static const char *open_rtf(struct package *p)
{
    struct rtf_faults faults = {0};
    p->rtf = p->bytes;
    p->bytes = (struct buf){0};
    if (!rtf_package(&p->rtf, &p->bytes, &faults))
        return _(damaged);
    if (faults.cut)
        diag(DIAG_office_cut, (struct loc){p->name, 0, 0});
    if (faults.deepest)
        diag(DIAG_office_too_deep, (struct loc){p->name, 0, 0}, p->name, faults.deepest);
    if (faults.unknown)
        diag(DIAG_office_bytes, (struct loc){p->name, 0, 0}, faults.unknown);
    return open_zip(p);
}

const struct buf *package_rtf(const struct package *p) { return p->rtf.s ? &p->rtf : NULL; }

bool package_flat(const struct package *p) { return p->flat; }

struct package *package_open_bytes_as(struct buf *bytes, const char *name, enum diag_id fault)
{
    struct package *p = mem_new(sizeof *p);
    p->name = intern(name);
    p->fault = fault;
    p->bytes = *bytes;
    *bytes = (struct buf){0};
    const char *flat = flat_type(&p->bytes), *why = NULL;
    bool rtf = rtf_is(p->bytes.s ? p->bytes.s : "", p->bytes.n);
    if (!flat && !rtf)
        why = no_package(p->bytes.s ? p->bytes.s : "", p->bytes.n);
    if (flat)
        open_flat(p, flat);
    else if (rtf)
        why = open_rtf(p);
    else
        why = why ? why : open_zip(p);
    if (why)
        package_report(p, NULL, why);
    if (!p->faults)
        return p;
    package_free(p);
    return NULL;
}

struct package *package_open_bytes(struct buf *bytes, const char *name)
{
    return package_open_bytes_as(bytes, name, DIAG_cannot_read);
}

struct package *package_open_as(const char *path, enum diag_id fault)
{
    struct buf b = {0};
    FILE *f = file_open_given(path);
    bool ok = f && file_read_rest(&b, f, path, MAX_BYTES);
    int error = errno;
    if (f)
        fclose(f);
    if (ok)
        return package_open_bytes_as(&b, path, fault);
    diag(DIAG_cannot_read, LOC_NONE, path, strerror(error));
    buf_done(&b);
    return NULL;
}

struct package *package_open(const char *path) { return package_open_as(path, DIAG_cannot_read); }

uint64_t package_unpacked(const struct package *p) { return p->unpacked; }

void package_free(struct package *p)
{
    if (!p)
        return;
    if (p->zip)
        zip_discard(p->zip);
    map_done(&p->by_name);
    vec_done(&p->parts);
    buf_done(&p->bytes), buf_done(&p->rtf);
    mem_free(p);
}

/* ---- rewriting ------------------------------------------------------------------------------- */

struct change {
    zip_uint64_t part;
    struct buf content;
};

/* The bytes of an archive like this one but for the changed parts; what is not changed is copied as
 * it is packed. */
static bool write_changes(zip_t *from, const struct change *all, int n, struct buf *to)
{
    zip_stat_t st;
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_TRUNCATE, NULL) : NULL;
    zip_uint64_t parts = (zip_uint64_t)zip_get_num_entries(from, 0);
    bool ok = zip;
    if (zip)
        zip_source_keep(source);
    for (zip_uint64_t i = 0; ok && i < parts; i++) {
        for (; n && all->part < i; n--) /* another part of a name that has been there */
            all++;
        const struct buf *content = n && all->part == i ? &all->content : NULL;
        zip_source_t *s = content ? zip_source_buffer(zip, content->s, content->n, 0)
                                  : zip_source_zip(zip, from, i, ZIP_FL_COMPRESSED, 0, -1);
        const char *name = zip_get_name(from, i, ZIP_FL_ENC_GUESS);
        ok = s && name && zip_file_add(zip, name, s, ZIP_FL_ENC_UTF_8) >= 0;
        if (s && !ok)
            zip_source_free(s);
        all += content != NULL;
        n -= content != NULL;
    }
    if (zip && (!ok || zip_close(zip))) {
        zip_discard(zip);
        ok = false;
    }
    if (ok && (ok = !zip_source_stat(source, &st) && !zip_source_open(source))) {
        buf_room(to, st.size + 1);
        ok = zip_source_read(source, to->s, st.size) == (zip_int64_t)st.size;
        to->n = ok ? st.size : 0;
        zip_source_close(source);
    }
    if (source)
        zip_source_free(source);
    return ok;
}

bool package_rewrite(struct buf *bytes, const char *name,
                     bool (*change)(void *ctx, const char *part, struct buf *content),
                     bool (*wanted)(const char *part), void *ctx)
{
    struct package *p = package_open_bytes_as(bytes, name, DIAG_office_unreadable);
    VEC(struct change) all = {0};
    bool ok = p && p->zip;
    for (int i = 0; ok && i < package_parts(p); i++) {
        const char *part = package_part(p, i);
        struct change c = {(zip_uint64_t)package_find(p, part), {0}};
        if (wanted(part) && package_read(p, part, &c.content) && change(ctx, part, &c.content))
            *vec_add(&all) = c;
        else
            buf_done(&c.content);
    }
    *bytes = (struct buf){0};
    if (ok && all.n) {
        ok = write_changes(p->zip, all.v, all.n, bytes);
    } else if (ok) {
        zip_discard(p->zip);
        p->zip = NULL;
        *bytes = p->bytes;
        p->bytes = (struct buf){0};
    }
    for (int i = 0; i < all.n; i++)
        buf_done(&all.v[i].content);
    vec_done(&all);
    package_free(p);
    return ok;
}
