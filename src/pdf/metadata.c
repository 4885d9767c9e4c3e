// SPDX-License-Identifier: Apache-2.0
/* Metadata: the Info dictionary and the XMP packet, with the same content; PDF 2.0 has only the
 * packet.
 *
 * The claims (PDF/A, PDF/UA, PDF/X) are made here, by the flags of the finish; before PDF/A-4 each
 * needs its extension schema described in the packet (ISO 19005-2, 6.6.2.3). Dates are from
 * date.c. */
#include "pdf/pdf-int.h"

#include <string.h>

#include "koki-config.h"

static const char producer[] = "koki " KOKI_VERSION;

static const char *name_of_document(const struct finish *f)
{
    return f->doc->title && *f->doc->title ? f->doc->title : NULL;
}

/* ---- Info ------------------------------------------------------------------------------------ */

static void info_text(struct buf *b, const char *key, const char *value)
{
    if (!value || !*value)
        return;
    buf_puts(b, key);
    put_text(b, value);
}

static void info_date(const struct finish *f, struct buf *b, const char *key)
{
    char date[40];
    if (!f->dated && !f->claim_x)
        return;
    strftime(date, sizeof date, "(D:%Y%m%d%H%M%SZ)", &f->date);
    buf_puts(b, key);
    buf_puts(b, date);
}

static void write_info(struct finish *f)
{
    struct buf *b = file_begin(&f->file, f->info = file_number(&f->file));
    buf_puts(b, "<<");
    info_text(b, "/Title", name_of_document(f));
    info_text(b, "/Author", f->doc->authors);
    info_text(b, "/Subject", f->doc->subject);
    info_text(b, "/Keywords", f->doc->keywords);
    info_text(b, "/Creator", producer);
    info_text(b, "/Producer", producer);
    info_date(f, b, "/CreationDate");
    info_date(f, b, "/ModDate");
    buf_puts(b, "/Trapped/False");
    if (f->claim_x)
        buf_puts(b, "/GTS_PDFXVersion(PDF/X-4)");
    buf_puts(b, ">>");
    file_end(&f->file);
}

/* ---- XMP ------------------------------------------------------------------------------------- */

void xml_escape(struct buf *b, const char *s)
{
    for (; *s; s++)
        if (*s == '&')
            buf_puts(b, "&amp;");
        else if (*s == '<')
            buf_puts(b, "&lt;");
        else if (*s == '>')
            buf_puts(b, "&gt;");
        else if (*s == '"')
            buf_puts(b, "&quot;");
        else if ((unsigned char)*s >= ' ' || *s == '\n' || *s == '\t')
            buf_putc(b, *s);
}

static void metadata_element(struct buf *b, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    buf_printf(b, "<%s>", name);
    xml_escape(b, value);
    buf_printf(b, "</%s>\n", name);
}

static void alternatives(struct buf *b, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    buf_printf(b, "<%s><rdf:Alt><rdf:li xml:lang=\"x-default\">", name);
    xml_escape(b, value);
    buf_printf(b, "</rdf:li></rdf:Alt></%s>\n", name);
}

/* Info has one string of authors, dc:creator a list of one with the same words: only so are both
 * equal (ISO 19005-1, 6.7.3). */
static void one_in(struct buf *b, const char *name, const char *container, const char *value)
{
    if (!value || !*value)
        return;
    buf_printf(b, "<%s><rdf:%s><rdf:li>", name, container);
    xml_escape(b, value);
    buf_printf(b, "</rdf:li></rdf:%s></%s>\n", container, name);
}

static void xmp_date(const struct finish *f, struct buf *b, const char *name)
{
    char date[40];
    if (!f->dated && !f->claim_x)
        return;
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &f->date);
    metadata_element(b, name, date);
}

/* An identifier of the document (in the form of RFC 4122) from its metadata. */
static void xmp_uuid(const struct finish *f, struct buf *b, const char *name, uint64_t seed)
{
    uint64_t h = hash_bytes(&f->file.content, sizeof f->file.content, seed),
             l = hash_bytes(&f->file.content, sizeof f->file.content, h);
    char id[64];
    snprintf(id, sizeof id, "uuid:%08x-%04x-5%03x-a%03x-%012llx", (unsigned)(h >> 32),
             (unsigned)(h >> 16 & 0xffff), (unsigned)(h & 0xfff), (unsigned)(l >> 52),
             (unsigned long long)(l & 0xffffffffffffULL));
    metadata_element(b, name, id);
}

/* Extension schemas: every property that PDF/A does not predefine. */
static const struct extension {
    const char *uri, *prefix, *schema, *property, *type, *text;
} extensions[] = {
    {"http://www.aiim.org/pdfua/ns/id/", "pdfuaid", "PDF/UA identification schema", "part",
     "Integer", "Part of the standard"},
    {"http://www.npes.org/pdfx/ns/id/", "pdfxid", "PDF/X identification schema", "GTS_PDFXVersion",
     "Text", "PDF/X version"},
    {"http://ns.adobe.com/pdf/1.3/", "pdf", "Adobe PDF schema", "Trapped", "Text",
     "Whether the document is trapped"},
};

static void put_extension(struct buf *b, const struct extension *e)
{
    buf_printf(
        b,
        "<rdf:li "
        "rdf:parseType=\"Resource\"><pdfaSchema:schema>%s</pdfaSchema:schema><pdfaSchema:namespaceURI>%s</"
        "pdfaSchema:namespaceURI>"
        "<pdfaSchema:prefix>%s</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">"
        "<pdfaProperty:name>%s</pdfaProperty:name><pdfaProperty:valueType>%s</pdfaProperty:valueType>"
        "<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>%s</pdfaProperty:description>"
        "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li>\n",
        e->schema, e->uri, e->prefix, e->property, e->type, e->text);
}

static void put_extensions(const struct finish *f, struct buf *b)
{
    const bool used[] = {f->claim_ua, f->claim_x, true};
    buf_puts(b, "<pdfaExtension:schemas><rdf:Bag>\n");
    for (int i = 0; i < 3; i++)
        if (used[i])
            put_extension(b, &extensions[i]);
    buf_puts(b, "</rdf:Bag></pdfaExtension:schemas>\n");
}

/* PDF/A-4f is PDF/A-4 with files in it, which formulas bring (ISO 19005-4, annex A). */
static void put_later_claims(const struct finish *f, struct buf *b)
{
    if (f->claim_a)
        buf_printf(b, "<pdfaid:part>4</pdfaid:part>\n<pdfaid:rev>2020</pdfaid:rev>\n%s",
                   f->formulas.n ? "<pdfaid:conformance>F</pdfaid:conformance>\n" : "");
    if (f->claim_ua)
        buf_puts(b, "<pdfuaid:part>2</pdfuaid:part>\n<pdfuaid:rev>2024</pdfuaid:rev>\n");
}

static void put_claims(const struct finish *f, struct buf *b)
{
    if (f->claim_a)
        buf_puts(b, "<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>A</pdfaid:conformance>\n");
    if (f->claim_ua)
        buf_puts(b, "<pdfuaid:part>1</pdfuaid:part>\n");
    if (f->claim_x)
        buf_puts(b, "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>\n");
    put_extensions(f, b);
}

static void put_properties(const struct finish *f, struct buf *b)
{
    buf_puts(b, "<dc:format>application/pdf</dc:format>\n");
    alternatives(b, "dc:title", name_of_document(f));
    one_in(b, "dc:creator", "Seq", f->doc->authors);
    alternatives(b, "dc:description", f->doc->subject);
    one_in(b, "dc:language", "Bag", f->doc->lang);
    metadata_element(b, "pdf:Keywords", f->doc->keywords);
    metadata_element(b, "pdf:Producer", producer);
    metadata_element(b, "pdf:Trapped", "False");
    metadata_element(b, "xmp:CreatorTool", producer);
    xmp_date(f, b, "xmp:CreateDate");
    xmp_date(f, b, "xmp:ModifyDate");
    xmp_date(f, b, "xmp:MetadataDate");
    xmp_uuid(f, b, "xmpMM:DocumentID", 1);
    xmp_uuid(f, b, "xmpMM:InstanceID", 2);
    buf_puts(
        b,
        "<xmpMM:VersionID>1</xmpMM:VersionID>\n<xmpMM:RenditionClass>default</xmpMM:RenditionClass>\n");
}

static void write_xmp(struct finish *f)
{
    struct buf b = {0};
    buf_puts(
        &b,
        "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
        "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
        "xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" "
        "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\" "
        "xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\" "
        "xmlns:pdfxid=\"http://www.npes.org/pdfx/ns/id/\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" "
        "xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" "
        "xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n");
    put_properties(f, &b);
    is_pdf2(f) ? put_later_claims(f, &b) : put_claims(f, &b);
    buf_puts(&b, "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>");
    f->xmp = file_number(&f->file);
    file_stream(&f->file, f->xmp, "/Type/Metadata/Subtype/XML", b.s, b.n, PACK_NONE);
    buf_done(&b);
}

void metadata_write(struct finish *f)
{
    write_xmp(f);
    if (!is_pdf2(f))
        write_info(f);
}
