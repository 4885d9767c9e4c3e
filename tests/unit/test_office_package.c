// SPDX-License-Identifier: Apache-2.0
/* Packages: what they are, their parts, what is refused. */
#include <stdlib.h>

#include "office.h"
#include "test.h"

static const char docx[] = TYPES(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main");

static const char *last_text;
static void keep_last(void *ctx, enum diag_level level, const char *id, struct loc where,
                      const char *text, int count)
{
    (void)ctx, (void)level, (void)id, (void)where, (void)count;
    last_text = text;
}

/* Whether a message with these words was reported last. */
static bool told(const char *words)
{
    diag_each(keep_last, NULL);
    bool found = last_text && strstr(last_text, words);
    if (!found)
        fprintf(stderr, "last message: %s\n", last_text ? last_text : "none");
    return found;
}

static void test_kinds(void)
{
    static const struct {
        const char *name, *content;
        enum package_kind kind;
    } all[] = {
        {"[Content_Types].xml", docx, PACKAGE_DOCX},
        {"[content_types].XML", docx, PACKAGE_DOCX},
        {"[Content_Types].xml", TYPES("application/vnd.ms-word.document.macroEnabled.main"),
         PACKAGE_DOCX},
        {"[Content_Types].xml",
         TYPES("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main"),
         PACKAGE_XLSX},
        {"[Content_Types].xml", TYPES("application/vnd.ms-excel.sheet.binary.macroEnabled.main"),
         PACKAGE_XLSB},
        {"[Content_Types].xml",
         TYPES("application/vnd.openxmlformats-officedocument.presentationml.slideshow.main"),
         PACKAGE_PPTX},
        {"[Content_Types].xml", TYPES("application/zip"), PACKAGE_OTHER},
        {"mimetype", "application/vnd.oasis.opendocument.text", PACKAGE_ODT},
        {"mimetype", "application/vnd.oasis.opendocument.spreadsheet-template", PACKAGE_ODS},
        {"mimetype", "application/epub+zip", PACKAGE_OTHER},
        {"META-INF/manifest.xml",
         "<m:manifest xmlns:m='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'><m:file-entry m:full-path='/' "
         "m:media-type='application/vnd.oasis.opendocument.spreadsheet'/></m:manifest>",
         PACKAGE_ODS},
        {"readme.txt", "no document", PACKAGE_OTHER},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const char *const parts[] = {all[i].name, all[i].content, NULL};
        struct package *p = package_of(parts);
        CHECK(p && package_kind(p) == all[i].kind);
        package_free(p);
    }
}

static void test_parts(void)
{
    const char *const parts[] = {"[Content_Types].xml",
                                 docx,
                                 "Word\\Document.xml",
                                 "<w:document xmlns:w='w'>\n<w:body/></w:document>",
                                 "word/media/",
                                 "",
                                 NULL};
    struct package *p = package_of(parts);
    struct buf b = {0};
    CHECK(package_has(p, "word/document.xml") && package_has(p, "/WORD/document.XML") &&
          !package_has(p, "word") && !package_has(p, "word/media/"));
    CHECK(package_read(p, "word/document.xml", &b));
    CHECK_STR(b.s, parts[3]);
    xmlDoc *doc = package_tree(p, "word/document.xml");
    CHECK(doc && !strcmp((const char *)xmlDocGetRootElement(doc)->name, "document"));
    CHECK_INT(doc ? xmlGetLineNo(xmlDocGetRootElement(doc)->last) : 0, 2);
    xmlFreeDoc(doc);
    CHECK(!package_read(p, "word/styles.xml", &b) &&
          told("test.zip: word/styles.xml': no such part"));
    buf_done(&b);
    package_free(p);
    const char *const text[] = {"mimetype", "application/vnd.oasis.opendocument.text",
                                "content.xml", "<a/>", NULL};
    p = package_of(text);
    CHECK(package_has(p, "content.xml") && !package_has(p, "Content.xml"));
    package_free(p);
}

static void test_faulty_parts(void)
{
    static const struct {
        const char *content, *why;
    } all[] = {
        {"<a><b></a>", "its XML is malformed in line 1"},
        {"<a>", "its XML is malformed in line 1"},
        {"", "its XML is malformed"},
        {"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "it has a document type"},
        {"<!DOCTYPE a [<!ENTITY e '&#38;e;&#38;e;'>]><a>&e;</a>", "it has a document type"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const char *const parts[] = {"[Content_Types].xml", docx, "x.xml", all[i].content, NULL};
        struct package *p = package_of(parts);
        CHECK(!package_tree(p, "x.xml") && told(all[i].why));
        package_free(p);
    }
    struct buf deep = {0};
    for (int i = 0; i < 5000; i++)
        buf_puts(&deep, "<a>");
    const char *const parts[] = {"[Content_Types].xml", docx, "deep.xml", deep.s, NULL};
    struct package *p = package_of(parts);
    CHECK(!package_tree(p, "deep.xml") && told("its XML is malformed"));
    package_free(p);
    buf_done(&deep);
}

static bool refuses(const char *bytes, size_t n, const char *why)
{
    struct buf b = {0};
    buf_add(&b, bytes, n);
    struct package *p = package_open_bytes(&b, "test.zip");
    package_free(p);
    return !p && told(why);
}

static void test_refused(void)
{
    const char *const parts[] = {"[Content_Types].xml", docx, "word/document.xml", "<a/>", NULL};
    struct buf b = zip_of(parts);
    CHECK(refuses(b.s, b.n / 2, "damaged or truncated"));
    CHECK(refuses(b.s, 30, "damaged or truncated"));
    CHECK(refuses("", 0, "not a zip archive"));
    CHECK(refuses("Name;Kapitel\n", 13, "not a zip archive"));
    CHECK(refuses("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on", 18, "old binary format"));
    CHECK(refuses("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
                  "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
                  40, "protected by a password"));
    buf_done(&b);
    const char *const locked[] =
        {"mimetype", "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml",
         "<m xmlns:m='urn:m'><m:file-entry><m:encryption-data/></m:file-entry></m>", NULL};
    b = zip_of(locked);
    CHECK(refuses(b.s, b.n, "protected by a password"));
    buf_done(&b);
    const char *const twice[] =
        {"[Content_Types].xml", docx, "a.xml", "<a/>", "A.XML", "<b/>", NULL};
    b = zip_of(twice);
    CHECK(refuses(b.s, b.n, "two of its parts have the same name"));
    buf_done(&b);
    CHECK(!package_open("/nowhere/test.docx"));
}

static void test_bomb(void)
{
    size_t n = 40 << 20;
    char *zeros = malloc(n + 1);
    memset(zeros, ' ', n);
    zeros[n] = 0;
    const char *const parts[] = {"[Content_Types].xml", docx, "word/document.xml", zeros, NULL};
    struct package *p = package_of(parts);
    struct buf b = {0};
    CHECK(!package_read(p, "word/document.xml", &b) && told("it expands to an implausible size"));
    CHECK(b.n < (size_t)20 << 20);
    CHECK(!package_tree(p, "word/document.xml"));
    buf_done(&b);
    package_free(p);
    free(zeros);
}

static void test_relations(void)
{
    const char *const parts[] = {
        "[Content_Types].xml",
        docx,
        "_rels/.rels",
        "<Relationships xmlns='r'><Relationship Id='a' Type='" RELATIONS
        "officeDocument' Target='/word/main%20part.xml'/></Relationships>",
        "word/main part.xml",
        "<a/>",
        "word/_rels/main part.xml.rels",
        "<Relationships xmlns='r'>"
        "<Relationship Id='r1' Type='http://purl.oclc.org/ooxml/officeDocument/relationships/image' Target='./media/../media/1.png'/>"
        "<Relationship Id='r2' Type='" RELATIONS
        "hyperlink' Target='https://moor.example/?a#b' TargetMode='External'/>"
        "<Relationship Id='r3' Type='" RELATIONS "image' Target='../../../etc/passwd'/>"
        "<Relationship Id='r4' Type='" RELATIONS
        "styles' Target='..\\styles.xml'/></Relationships>",
        NULL};
    struct package *p = package_of(parts);
    struct arena a = {0};
    struct relations r = {0};
    const char *main = package_main(p, &a);
    CHECK_STR(main, "word/main part.xml");
    CHECK(relations_read(p, &a, main, &r));
    CHECK_INT(r.n, 4);
    CHECK_STR(relations_by_id(&r, "r1")->target, "word/media/1.png");
    CHECK_STR(relations_by_type(&r, "image")->id, "r1");
    CHECK_STR(relations_by_id(&r, "r2")->target, "https://moor.example/?a#b");
    CHECK(relations_by_id(&r, "r2")->external && !relations_by_id(&r, "r1")->external);
    CHECK_STR(relations_by_id(&r, "r3")->target, "");
    CHECK_STR(relations_by_id(&r, "r4")->target, "styles.xml");
    CHECK(!relations_by_id(&r, "r5") && !relations_by_type(&r, "header"));
    vec_done(&r);
    r = (struct relations){0};
    CHECK(relations_read(p, &a, "word/other.xml", &r));
    CHECK_INT(r.n, 0);
    package_free(p);
    const char *const bare[] = {"[Content_Types].xml", docx, NULL};
    p = package_of(bare);
    CHECK(!package_main(p, &a) && told("its main part is missing"));
    package_free(p);
    arena_done(&a);
}

int main(void)
{
    diag_init("test");
    diag_configure(DIAG_SYSTEM, DIAG_TEXT);
    test_kinds();
    test_parts();
    test_faulty_parts();
    test_refused();
    test_bomb();
    test_relations();
    return test_end();
}
