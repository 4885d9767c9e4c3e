// SPDX-License-Identifier: Apache-2.0
/* A manuscript of Word or OpenDocument: RTF, or by the first byte the main part of a package that
 * is else in order, or a whole package. */
#include <zip.h>

#include "office/office.h"

#include "koki-config.h"
#include "fuzz.h"

static void add(zip_t *zip, const char *name, const void *bytes, size_t n)
{
    zip_file_add(zip, name, zip_source_buffer(zip, bytes, n, 0),
                 ZIP_FL_ENC_UTF_8 | ZIP_FL_OVERWRITE);
}
static void add_text(zip_t *zip, const char *name, const char *text)
{
    add(zip, name, text, strlen(text));
}

static const char types[] =
    "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Override PartName='/word/document.xml' "
    "ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>";
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
static const char rels[] =
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' Type='" REL
    "officeDocument' Target='word/document.xml'/></Relationships>";
/* The main part is its own notes, styles and numbering too, so that each reader gets what the
 * fuzzer finds. */
static const char inner[] =
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' Type='" REL
    "footnotes' Target='document.xml'/><Relationship Id='r2' Type='" REL
    "styles' Target='document.xml'/><Relationship Id='r3' Type='" REL
    "numbering' Target='document.xml'/><Relationship Id='r4' Type='" REL
    "comments' Target='document.xml'/><Relationship Id='r5' Type='" REL
    "header' Target='document.xml'/><Relationship Id='rC' Type='" REL
    "chart' Target='document.xml'/><Relationship Id='rD' Type='" REL
    "diagramData' Target='document.xml'/><Relationship Id='rA' Type='" REL
    "aFChunk' Target='chunk.html'/><Relationship Id='rP' Type='" REL
    "image' Target='../../../etc/passwd'/><Relationship Id='rH' Type='" REL
    "hyperlink' Target='http://x' TargetMode='External'/></Relationships>";

static const char *keep(void *ctx, const char *name, const struct buf *bytes)
{
    (void)ctx, (void)bytes;
    return name;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fuzz_quiet();
    fuzz_folder();
    if (n < 2)
        return 0;
    const char *name = "fuzz.docx";
    if (!strncmp((const char *)data, "{\\rtf", n < 5 ? n : 5)) {
        fuzz_file(name, data, n);
    } else if (*data % 4 == 3) {
        fuzz_file(name, data + 1, n - 1);
    } else {
        zip_t *zip = zip_open(name, ZIP_CREATE | ZIP_TRUNCATE, NULL);
        if (!zip)
            abort();
        if (*data % 4 == 2) {
            add_text(zip, "mimetype", "application/vnd.oasis.opendocument.text");
            add(zip, "content.xml", data + 1, n - 1);
            add(zip, "styles.xml", data + 1, n - 1);
            add(zip, "Object 1/content.xml", data + 1, n - 1);
        } else {
            add_text(zip, "[Content_Types].xml", types);
            add_text(zip, "_rels/.rels", rels);
            add(zip, "word/document.xml", data + 1, n - 1);
            add(zip, "word/chunk.html", data + 1, n - 1);
            add(zip, "customXml/item1.xml", data + 1, n - 1);
            add_text(zip, "word/_rels/document.xml.rels", inner);
        }
        if (zip_close(zip))
            abort();
    }
    struct office_text how = {.review = *data % 4 == 1, .picture = keep};
    xml_free(office_read(&how, name));
    diag_flush();
    return 0;
}
