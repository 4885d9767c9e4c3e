// SPDX-License-Identifier: Apache-2.0
/* Loading: bytes → libxml2 tree, with the author's file and line on every element.
 *
 * libxml2's own line numbers stop at 65535 and name no file, so a SAX handler before its tree
 * builder records both. A <?koki-line N FILE?> in the input (written by xml_save) means: the rest
 * of this line comes from line N of FILE; the handler consumes the instruction, which never reaches
 * the tree.
 *
 * Only the document, files in its folder or an allowed one, files from the machine's XML catalogs
 * (DTDs) and those beside them are read. The network is never used. */
#include <errno.h>
#include <libxml/catalog.h>
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "xml/xml-int.h"

enum { MAX_MIB = 512, MAX_DEPTH = 240, MAX_PARSERS = 48, GIVE_BACK = 1 << 17 };

/* State of the SAX handlers; at ctxt->_private. */
struct loader {
    xmlParserCtxt *ctxt;
    const struct xml_load *how;
    const char *name;     /* the document's name in messages */
    const char *file;     /* file in force by <?koki-line?>, NULL: the parser's own */
    int offset;           /* to be added to the parser's line */
    const char *dir;      /* the document's own folder */
    const char *root_dir; /* that of the document by whose includes it is read */
    int depth, max_depth;
    int told;              /* processing instructions that no tool follows */
    const char *last_file; /* interned: that of the last entity */
    const xmlDtd *dtd;     /* an earlier document's, used for this one, too */
    bool cut;              /* the parser gave up, or the file ends too early */
    bool entities;         /* there are elements from entities */
    bool strayed;          /* invalid bytes have been reported */
    struct expansion expansion;
    xmlParserCtxt *parser[MAX_PARSERS]; /* the document's, and those of nested entities */
    int n_parsers;
};

/* ---- what may be read ------------------------------------------------------------------------ */

static struct loader *loading; /* for callbacks that libxml2 calls without a context */

static const char *folder(const char *path)
{
    struct arena scratch = {0};
    const char *dir = intern(path_dir(&scratch, path));
    arena_done(&scratch);
    return dir;
}

/* Interned folders of files found by catalogs: a DTD refers to its parts by relative paths. */
static VEC(const char *) packaged;

static void note_packaged(const char *path)
{
    const char *dir = folder(path);
    for (int i = 0; i < packaged.n; i++)
        if (packaged.v[i] == dir)
            return;
    *vec_add(&packaged) = dir;
}

static bool is_allowed(const struct loader *l, const char *path)
{
    return path_inside(path, &l->dir, 1) || path_inside(path, &l->root_dir, 1) ||
           path_inside(path, l->how->allow, l->how->n_allow) ||
           path_inside(path, packaged.v, packaged.n);
}

static const char *local_path(const char *url)
{
    return strncmp(url, "file://", 7) ? url : url + 7;
}

/* The position of a parser: libxml2 reads each entity with a separate parser, which has the
 * entity's file name. Entities without a file (declared in the document) have the position of the
 * document's own parser. */
static struct loc loader_loc(struct loader *l, const xmlParserCtxt *ctxt)
{
    const xmlParserInput *in = ctxt->input;
    bool entity = (ctxt != l->ctxt || ctxt->inputNr > 1) && in && in->filename;
    if (!entity)
        return (struct loc){l->file ? l->file : l->name,
                            l->ctxt->input ? l->ctxt->input->line + l->offset : 0, 0};
    const char *file = local_path(in->filename);
    if (!l->last_file || strcmp(file, l->last_file))
        l->last_file = intern(file);
    return (struct loc){l->last_file, in->line, 0};
}

/* A file as a parser input of libxml2. It is opened here: libxml2 takes a path such as
 * http:/host/x.dtd, in a folder of that name beside the document, for a URL. And it drops the whole
 * of an entity that is not well formed, and with it an author's chapter: an entity with faults is
 * repaired first. */
static xmlParserInput *open_entity(xmlParserCtxt *ctxt, const char *path, bool content)
{
    struct buf b = {0}, mended = {0};
    FILE *f = file_open(path);
    bool ok = f && file_read_rest(&b, f, path, (size_t)MAX_MIB << 20) && b.n < INT32_MAX;
    if (f)
        fclose(f);
    bool is_mended = ok && content && xml_mend(&mended, b.s, b.n, intern(path)) &&
                     mended.n < INT32_MAX;
    const struct buf *bytes = is_mended ? &mended : &b;
    xmlParserInputBuffer *input = ok ? xmlParserInputBufferCreateMem(bytes->s ? bytes->s : "",
                                                                     (int)bytes->n,
                                                                     XML_CHAR_ENCODING_NONE)
                                     : NULL;
    xmlParserInput *in = input ? xmlNewIOInputStream(ctxt, input, XML_CHAR_ENCODING_NONE) : NULL;
    if (in)
        in->filename = (const char *)xmlStrdup((const xmlChar *)path);
    buf_done(&mended);
    buf_done(&b);
    return in;
}

/* libxml2 2.9 takes many references for an attack when they exceed the bytes read, but does not
 * count bytes read in nested entities: a book of a few lines with entities for its parts, which
 * have entities for their chapters. */
static void count_entity(struct loader *l, const char *path)
{
    struct stat st;
    for (int i = 0; i < l->n_parsers && !stat(path, &st); i++)
        l->parser[i]->sizeentities += (unsigned long)st.st_size;
}

/* DTDs come from the catalogs by public or system id; all others must be in an allowed folder, or
 * beside or below a DTD. */
static xmlParserInput *load_entity(const char *url, const char *id, xmlParserCtxt *ctxt)
{
    struct loader *l = loading;
    if (!l || ctxt->_private != l)
        return NULL;
    bool content = ctxt != l->ctxt; /* not a part of the DTD */
    xmlChar *found = id || url ? xmlCatalogResolve((const xmlChar *)id, (const xmlChar *)url)
                               : NULL;
    const char *path = local_path(found ? (const char *)found : url ? url : "");
    bool network = strstr(path, "://"), may = *path && !network && (found || is_allowed(l, path));
    xmlParserInput *in = NULL;
    if (may) {
        file_note(path);
        if (found)
            note_packaged(path);
        if (content && !found)
            count_entity(l, path);
        in = open_entity(ctxt, path, content && !found);
        if (!in)
            diag(DIAG_xml_include, loader_loc(l, ctxt), path);
        else if (!found)
            xml_note_whole(l->how, path);
    } else if (url && (content || !id)) { /* a DTD in no catalog is not reported */
        diag(network ? DIAG_xml_network : DIAG_xml_forbidden, loader_loc(l, ctxt), url);
    }
    xmlFree(found);
    return in;
}

/* ---- SAX handlers before libxml2's tree builder ---------------------------------------------- */

/* Once libxml2 2.9 has found a fault, it skips every reference, even &amp;. So its error state is
 * reset at the next event, except for faults that limit expansion. */
static void go_on(xmlParserCtxt *ctxt)
{
    if (ctxt->lastError.code != XML_ERR_ENTITY_LOOP)
        ctxt->wellFormed = 1;
}

static bool is_math(const xmlChar *uri) { return uri && !strcmp((const char *)uri, MATHML_NS); }

/* pandoc 2 gives the attributes of MathML the prefix of its elements (mml:mathvariant), but they
 * are in no namespace (MathML 3, 2.1.2): here the prefix is taken off, unless there is one of the
 * same name without. `attr`: n times name, prefix, URI, value and its end. */
static void mend_math(const xmlChar **attr, int n)
{
    for (int i = 0; i < n; i++) {
        bool has_plain = false;
        if (!is_math(attr[5 * i + 2]))
            continue;
        for (int k = 0; k < n; k++)
            has_plain |= !attr[5 * k + 2] && xmlStrEqual(attr[5 * k], attr[5 * i]);
        if (!has_plain)
            attr[5 * i + 1] = attr[5 * i + 2] = NULL;
    }
}

static void start_element(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                          int n_ns, const xmlChar **ns, int n_attr, int n_default,
                          const xmlChar **attr)
{
    xmlParserCtxt *ctxt = ctx;
    struct loader *l = ctxt->_private;
    go_on(ctxt);
    if (++l->depth > l->max_depth) {
        if (l->depth == l->max_depth + 1)
            diag(DIAG_xml_too_deep, loader_loc(l, ctxt), l->max_depth);
        xmlStopParser(ctxt);
        return;
    }
    if (is_math(uri))
        mend_math(attr, n_attr);
    xmlSAX2StartElementNs(ctx, name, prefix, uri, n_ns, ns, n_attr, n_default, attr);
    if (!ctxt->node)
        return;
    xml_info_new(ctxt->node, xml_elem_of((const char *)uri, (const char *)name),
                 loader_loc(l, ctxt));
}

static void end_element(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    xmlParserCtxt *ctxt = ctx;
    struct loader *l = ctxt->_private;
    go_on(ctxt);
    xmlNode *n = ctxt->node;
    if (l->depth-- > l->max_depth)
        return;
    xmlSAX2EndElementNs(ctx, name, prefix, uri);
    /* libxml2 copies content of entities without the attached info, which is added later. */
    if (n && ctxt == l->ctxt)
        xml_fold(n);
    l->entities |= ctxt != l->ctxt;
}

/* Elements before the first place written by an earlier tool have none: that tool made them, such
 * as a book around chapters. */
static void forget_places(const xmlDoc *doc)
{
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    for (xmlNode *n = root; n; n = xml_walk(root, n))
        xml_set_place(n, (struct loc){NULL, xml_line(n), 0});
}

int xml_hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A file's name as xml_save writes it. */
static const char *file_of(const char *written)
{
    struct buf b = {0};
    for (const char *p = written; *p; p++) {
        int high = *p == '%' ? xml_hex(p[1]) : -1, low = high >= 0 ? xml_hex(p[2]) : -1;
        buf_putc(&b, low >= 0 && high + low > 0 ? (char)(high << 4 | low) : *p);
        p += low >= 0 && high + low > 0 ? 2 : 0;
    }
    const char *file = intern(b.s);
    buf_done(&b);
    return file;
}

static void instruction(void *ctx, const xmlChar *target, const xmlChar *data)
{
    xmlParserCtxt *ctxt = ctx;
    struct loader *l = ctxt->_private;
    if (strcmp((const char *)target, "koki-line")) {
        if (!l->file) /* else an earlier tool has read it */
            xml_check_instruction((const char *)target, loader_loc(l, ctxt), &l->told);
        xmlSAX2ProcessingInstruction(ctx, target, data);
        return;
    }
    char *end;
    long line = strtol(data ? (const char *)data : "", &end, 10);
    if (line < 0 || line > INT32_MAX / 2 || (*end && *end != ' '))
        return;
    bool named = *end && end[1];
    if (named && !l->file)
        forget_places(ctxt->myDoc);
    if (named) {
        l->file = file_of(end + 1);
        file_note_origin(l->file);
    }
    l->offset = (int)line - ctxt->input->line;
}

/* ---- faults ---------------------------------------------------------------------------------- */

static void syntax_error(struct loc at, const xmlError *e)
{
    char text[300];
    size_t n = e->message ? strcspn(e->message, "\n") : 0;
    snprintf(text, sizeof text, "%.*s", (int)(n < 250 ? n : 250),
             e->message ? e->message : "malformed XML");
    diag(DIAG_xml_syntax, at, text);
}

static void on_error(void *ctx, xmlErrorPtr e)
{
    xmlParserCtxt *ctxt = ctx;
    struct loader *l = ctxt->_private;
    if (!l || l->depth > l->max_depth || l->expansion.stopped || e->domain == XML_FROM_IO ||
        e->level == XML_ERR_WARNING || e->domain == XML_FROM_VALID)
        return;
    struct loc at = loader_loc(l, ctxt);
    at.col = e->int2 > 0 ? e->int2 : 0;
    syntax_error(at, e);
    l->cut |= e->code == XML_ERR_TAG_NOT_FINISHED;
}

/* Reports a fault that libxml2 would print: bytes invalid in the encoding. They are found during
 * conversion, ahead of the parser, so the line is unknown. */
static void on_stray_error(void *ctx, xmlErrorPtr e)
{
    (void)ctx;
    struct loader *l = loading;
    if (!l || !l->ctxt || e->domain != XML_FROM_I18N || l->strayed)
        return;
    l->strayed = true;
    syntax_error((struct loc){l->name, 0, 0}, e);
}

/* libxml2 takes a text of 10 MB for an attack, and drops the rest: larger ones are assembled
 * here. */
static void load_characters(void *ctx, const xmlChar *s, int n)
{
    xmlParserCtxt *ctxt = ctx;
    xmlNode *last = ctxt->node ? ctxt->node->last : NULL;
    go_on(ctxt);
    bool huge = last && last->type == XML_TEXT_NODE && ctxt->nodemem > 0 &&
                ctxt->nodelen > 1 << 16 && ctxt->nodelen < INT32_MAX / 4;
    if (!huge) {
        xmlSAX2Characters(ctx, s, n);
        return;
    }
    if (ctxt->nodelen + n >= ctxt->nodemem) {
        int room = ctxt->nodemem + ctxt->nodemem / 2 + n;
        xmlChar *grown = xmlRealloc(last->content, (size_t)room);
        if (!grown)
            die(DIAG_out_of_memory, LOC_NONE);
        last->content = grown;
        ctxt->nodemem = room;
    }
    memcpy(last->content + ctxt->nodelen, s, (size_t)n);
    ctxt->nodelen += n;
    last->content[ctxt->nodelen] = 0;
}

/* Entities nest: a parser that was noted before becomes the innermost again. */
static void note_parser(struct loader *l, xmlParserCtxt *ctxt)
{
    int i = 0;
    while (i < l->n_parsers && l->parser[i] != ctxt)
        i++;
    if (i < MAX_PARSERS) {
        l->parser[i] = ctxt;
        l->n_parsers = i + 1;
    }
}

/* An undeclared entity is read as HTML's of that name, or stays visible as written. It is declared
 * that way: libxml2 drops the whole of an entity, such as a chapter, with an undeclared one. Each
 * place is reported, so ->_private marks such entities. */
static xmlEntity *made_up(xmlParserCtxt *ctxt, const xmlChar *name)
{
    xmlDoc *doc = ctxt->myDoc;
    if (!doc->intSubset)
        xmlCreateIntSubset(doc, NULL, NULL, NULL);
    struct buf b = {0};
    const htmlEntityDesc *known = htmlEntityLookup(name);
    if (known)
        buf_utf8(&b, known->value);
    else
        buf_printf(&b, "&#38;%s;", (const char *)name);
    xmlEntity *e = xmlAddDocEntity(doc, name, XML_INTERNAL_GENERAL_ENTITY, NULL, NULL,
                                   (const xmlChar *)b.s);
    buf_done(&b);
    if (e)
        e->_private = ctxt->_private;
    return e;
}

/* The declaration, in the document or in a DTD of an earlier one. */
static xmlEntity *declared_entity(void *ctx, const xmlChar *name)
{
    xmlParserCtxt *ctxt = ctx;
    struct loader *l = ctxt->_private;
    xmlEntity *found = xmlSAX2GetEntity(ctx, name);
    return found ? found : dtd_entity(l->dtd, ctxt->myDoc, name);
}

/* Counts a reference. Once entities exceed the needs of any book, all expand to nothing: the rest
 * is soon read. libxml2 is not stopped, since within declarations that makes it loop, as does its
 * own limit. */
static bool count_expansion(struct loader *l, xmlParserCtxt *ctxt, bool within)
{
    if (!within && !l->expansion.stopped)
        diag(DIAG_xml_expansion_limit, loader_loc(l, ctxt));
    l->expansion.stopped |= !within;
    return within;
}

static xmlEntity *get_parameter(void *ctx, const xmlChar *name)
{
    xmlParserCtxt *ctxt = ctx;
    struct loader *l = ctxt->_private;
    xmlEntity *found = xmlSAX2GetParameterEntity(ctx, name);
    ctxt->nbentities = 0;
    bool within = !found || expansion_count_parameter(&l->expansion, (size_t)found->length);
    return count_expansion(l, ctxt, within) ? found : NULL;
}

static xmlEntity *get_entity(void *ctx, const xmlChar *name)
{
    xmlParserCtxt *ctxt = ctx;
    struct loader *l = ctxt->_private;
    go_on(ctxt);
    note_parser(l, ctxt);
    xmlEntity *found = declared_entity(ctx, name);
    if (!found && !ctxt->inSubset && ctxt->myDoc)
        found = made_up(ctxt, name);
    if (found && found->_private == l) {
        struct loc at = loader_loc(l, ctxt);
        at.col = ctxt->input ? ctxt->input->col : 0;
        if (htmlEntityLookup(name))
            diag(DIAG_xml_html_entity, at, (const char *)name, (const char *)found->content);
        else
            diag(DIAG_xml_no_entity, at, (const char *)name);
    }
    xmlEntity *text = found && ctxt->instate == XML_PARSER_CONTENT
                          ? expansion_text(&l->expansion, found, declared_entity, ctxt)
                          : NULL;
    if (found &&
        !count_expansion(l, ctxt, expansion_count(&l->expansion, text ? (size_t)text->length : 0)))
        return expansion_nothing();
    return text ? text : found;
}

/* ---- a document ------------------------------------------------------------------------------ */

xmlDict *xml_dict(void)
{
    static xmlDict *dict;
    if (!dict) {
        pool_use();
        xmlInitParser();
        xmlCleanupInputCallbacks(); /* catalogs are files, nothing is unpacked or fetched */
        xmlRegisterInputCallbacks(xmlFileMatch, xmlFileOpen, xmlFileRead, xmlFileClose);
        xmlInitializeCatalog();
        xmlSetExternalEntityLoader(load_entity);
        xmlSetStructuredErrorFunc(NULL, on_stray_error);
        xmlThrDefSetStructuredErrorFunc(NULL, on_stray_error);
        dict = xmlDictCreate();
    }
    return dict;
}

void xml_ready(void) { xml_dict(); }

/* When an entity is used again libxml2 copies its elements, without the attached info and the upper
 * half of the line: both are taken from the surrounding elements, as is the place if theirs is
 * earlier, that is, at the first use of the entity. */
static void complete_copies(xmlNode *root)
{
    for (xmlNode *n = root; n; n = xml_walk(root, n)) {
        struct loc outer = n == root ? LOC_NONE : xml_loc(n->parent);
        if (!n->_private)
            xml_info_new(n,
                         xml_elem_of(n->ns ? (const char *)n->ns->href : NULL,
                                     (const char *)n->name),
                         (struct loc){outer.file, xml_line(n), 0});
        if (outer.file && xml_loc(n).file == outer.file && xml_line(n) < outer.line)
            xml_set_place(n, outer);
    }
    for (xmlNode *n = root; n; n = xml_walk(root, n))
        xml_fold(n);
}

static void external_subset(void *ctx, const xmlChar *name, const xmlChar *id,
                            const xmlChar *system)
{
    xmlParserCtxt *ctxt = ctx;
    struct loader *l = ctxt->_private;
    l->dtd = dtd_known(ctxt->myDoc, id, system);
    if (!l->dtd)
        xmlSAX2ExternalSubset(ctx, name, id, system);
}

/* libxml2's table of ids would take 12 KB for each file, and is unused. */
static void start_document(void *ctx)
{
    xmlParserCtxt *ctxt = ctx;
    ctxt->loadsubset |= XML_SKIP_IDS;
    xmlSAX2StartDocument(ctx);
}

static void set_handlers(xmlSAXHandler *sax)
{
    memset(sax, 0, sizeof *sax);
    xmlSAXVersion(sax, 2);
    sax->startDocument = start_document;
    sax->startElementNs = start_element;
    sax->endElementNs = end_element;
    sax->characters = sax->ignorableWhitespace = load_characters;
    sax->getEntity = get_entity;
    sax->getParameterEntity = get_parameter;
    sax->reference = NULL;
    sax->externalSubset = external_subset;
    sax->elementDecl = NULL; /* no validation; defaults of attributes are the parser's own */
    sax->attributeDecl = NULL;
    sax->processingInstruction = instruction;
    sax->comment = NULL;
    sax->cdataBlock = NULL; /* as plain text */
    sax->serror = on_error;
}

/* The document's bytes, read by libxml2 on demand, without a copy of the whole. */
struct source {
    struct loader *l;
    const char *at, *end;
    char *
        used; /* memory already read is given back from here on; NULL: the bytes are the caller's */
};

static int give_bytes(void *ctx, char *to, int room)
{
    struct source *s = ctx;
    size_t n = (size_t)(s->end - s->at) < (size_t)room ? (size_t)(s->end - s->at) : (size_t)room;
    /* Once there is a root, the document is never read a second time: see parse_forgiving. */
    if (s->used && s->l->depth && s->at - s->used >= GIVE_BACK) {
        mem_discard(s->used, GIVE_BACK);
        s->used += GIVE_BACK;
    }
    memcpy(to, s->at, n);
    s->at += n;
    return (int)n;
}

static xmlDoc *parse_document(struct loader *l, const struct buf *bytes, bool keep, const char *url)
{
    struct source source = {l, bytes->s, bytes->s + bytes->n, keep ? NULL : bytes->s};
    xmlParserCtxt *ctxt = l->ctxt = xmlNewParserCtxt();
    if (!ctxt)
        die(DIAG_out_of_memory, LOC_NONE);
    xmlDictFree(ctxt->dict);
    ctxt->dict = xml_dict();
    xmlDictReference(ctxt->dict);
    set_handlers(ctxt->sax);
    ctxt->_private = l;
    struct loader *outer = loading;
    loading = l;
    xmlDoc *doc = xmlCtxtReadIO(ctxt, give_bytes, NULL, &source, url, NULL,
                                XML_PARSE_NOENT | XML_PARSE_DTDLOAD | XML_PARSE_NONET |
                                    XML_PARSE_RECOVER | XML_PARSE_NOCDATA | XML_PARSE_COMPACT |
                                    XML_PARSE_BIG_LINES);
    loading = outer;
    l->cut |= ctxt->disableSAX != 0;
    l->ctxt = NULL;
    expansion_done(&l->expansion);
    xmlFreeParserCtxt(ctxt);
    return doc;
}

/* References are resolved, attributes defaulted: a book of 300 included files need not keep 300
 * DTDs. */
static void drop_dtds(xmlDoc *doc)
{
    xmlDtd *inner = doc->intSubset, *outer = doc->extSubset;
    if (inner)
        xmlUnlinkNode((xmlNode *)inner);
    doc->intSubset = doc->extSubset = NULL;
    xmlFreeDtd(inner);
    if (outer != inner)
        xmlFreeDtd(outer);
}

static xmlDoc *finish_document(struct loader *l, xmlDoc *doc, const struct xml_load *how,
                               const struct xml_chain *from)
{
    if (!doc || !xmlDocGetRootElement(doc)) {
        if (doc)
            xmlFreeDoc(doc);
        diag(DIAG_xml_empty, (struct loc){l->name, 0, 0});
        return NULL;
    }
    struct arena arena = {0};
    struct xml_data *data = arena_make(&arena, struct xml_data);
    data->dir = arena_dup(&arena, l->dir, strlen(l->dir));
    data->relayed = l->file != NULL;
    data->arena = arena;
    doc->_private = data;
    if (l->cut)
        diag(DIAG_xml_truncated, (struct loc){l->name, 0, 0});
    xmlNode *root = xmlDocGetRootElement(doc);
    if (l->entities)
        complete_copies(root);
    if (!xml_elem(root) && !how->any_root)
        diag(DIAG_xml_not_docbook, xml_loc(root), (const char *)root->name);
    dtd_keep(doc);
    if (from->from)
        drop_dtds(doc);
    if (!how->no_include) {
        xml_include(doc, how, from);
        xml_textdata(doc, how, from);
    }
    if (!how->no_upgrade && !from->from)
        xml_upgrade(doc);
    return doc;
}

/* A faulty DTD can stop libxml2 before the document begins: then the document is read without
 * it. */
static xmlDoc *parse_forgiving(struct loader *l, const struct buf *bytes, bool keep,
                               const char *url)
{
    xmlDoc *doc = parse_document(l, bytes, keep, url);
    struct buf bare;
    if ((!doc || !xmlDocGetRootElement(doc)) && xml_drop_doctype(&bare, bytes->s, bytes->n)) {
        xmlFreeDoc(doc);
        *l = (struct loader){.how = l->how,
                             .name = l->name,
                             .dir = l->dir,
                             .root_dir = l->root_dir,
                             .max_depth = l->max_depth};
        doc = parse_document(l, &bare, false, url);
        buf_done(&bare);
    }
    return doc;
}

/* Whether bytes in any encoding may be XML, which begins with "<" after space, byte order marks and
 * characters that are removed; otherwise that is reported. */
static bool may_be_xml(const struct buf *b, const char *name)
{
    static const char ebcdic[] = "\x4c\x6f\xa7\x94";
    size_t i = 0;
    while (i < b->n && ((unsigned char)b->s[i] <= ' ' || strchr("\xef\xbb\xbf\xfe\xff", b->s[i])))
        i++;
    if (i < b->n && (b->s[i] == '<' || (b->n > 3 && !memcmp(b->s, ebcdic, 4))))
        return true;
    diag(i == b->n ? DIAG_xml_empty : DIAG_xml_not_xml, (struct loc){name, 0, 0});
    return false;
}

/* Unless they are to be kept, the bytes are lost when this returns. */
static xmlDoc *load_bytes(struct buf bytes, bool keep, const char *path, const struct xml_load *how,
                          const struct xml_chain *chain)
{
    static const struct xml_load plain;
    struct loader l = {.how = how ? how : &plain, .name = intern(path), .root_dir = chain->dir};
    l.max_depth = l.how->max_depth ? l.how->max_depth : MAX_DEPTH;
    xml_dict();
    if (!may_be_xml(&bytes, l.name)) {
        if (!keep)
            buf_done(&bytes);
        return NULL;
    }
    l.dir = folder(path);
    struct buf mended;
    bool is_mended = xml_mend(&mended, bytes.s, bytes.n, l.name);
    if (is_mended && !keep)
        buf_done(&bytes);
    xmlDoc *doc = parse_forgiving(&l, is_mended ? &mended : &bytes, keep && !is_mended, path);
    buf_done(&mended);
    if (!keep)
        buf_done(&bytes);
    return finish_document(&l, doc, l.how, chain);
}

xmlDoc *xml_load_memory(const char *bytes, size_t n, const char *name, const struct xml_load *how)
{
    return load_bytes((struct buf){(char *)bytes, n, 0}, true, name, how,
                      &(struct xml_chain){name, folder(name), NULL, 0});
}

xmlDoc *xml_load_chain(const char *path, const struct xml_load *how, const struct xml_chain *from,
                       struct loc where)
{
    bool standard = !strcmp(path, "-");
    FILE *f = standard ? stdin : from ? file_open(path) : file_open_given(path);
    struct buf b = {0};
    size_t limit = how && how->max_bytes ? how->max_bytes : (size_t)MAX_MIB << 20;
    bool ok = f && file_read_rest(&b, f, path, limit);
    int error = errno;
    if (f && !standard)
        fclose(f);
    xmlDoc *doc = NULL;
    const char *name = standard ? "(stdin)" : path;
    if (ok)
        doc = load_bytes(b, false, name, how,
                         &(struct xml_chain){path, from ? from->dir : folder(name), from,
                                             from ? from->depth + 1 : 0});
    else {
        buf_done(&b);
        if (error == EFBIG)
            diag(DIAG_xml_too_large, where, path, (int)(limit >> 20));
        else
            diag(DIAG_cannot_read, where, path, strerror(error));
    }
    return doc;
}

xmlDoc *xml_load(const char *path, const struct xml_load *how)
{
    return xml_load_chain(path, how, NULL, LOC_NONE);
}

void xml_free(xmlDoc *doc)
{
    if (!doc)
        return;
    struct xml_data *data = xml_data(doc);
    struct arena arena = data->arena;
    for (xmlDoc *d = data->adopted, *next; d; d = next) {
        next = (xmlDoc *)d->next;
        d->next = NULL;
        xml_free(d);
    }
    xmlFreeDoc(doc);
    arena_done(&arena);
}

const char *xml_base_dir(const xmlDoc *doc) { return xml_data(doc)->dir; }
bool xml_relayed(const xmlDoc *doc) { return xml_data(doc)->relayed; }
struct arena *xml_arena(xmlDoc *doc) { return &xml_data(doc)->arena; }
