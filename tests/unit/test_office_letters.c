// SPDX-License-Identifier: Apache-2.0
/* The check of completeness: what it must find, what it must let pass, and that it finds faults of
 * our own reader. */
#include <stdlib.h>
#include <unistd.h>
#include <zip.h>

#include "office/office.h"
#include "test.h"

#define TREE_BEGIN    "<article xmlns='" DOCBOOK_NS "' version='5.0'><para>"
#define TREE_END      "</para></article>"
#define TREE(content) "<article xmlns='" DOCBOOK_NS "' version='5.0'>" content "</article>"

static int compare(const char *const *source, const char *left, const char *tree)
{
    struct letters *l = letters_new("quelle.docx");
    xmlDoc *doc = xml_load_memory(tree, strlen(tree), "quelle.docx", NULL);
    for (int i = 0; source[i]; i++)
        letters_source(l, i + 1, source[i], strlen(source[i]));
    if (left)
        letters_left(l, 1, left);
    letters_result(l, xmlDocGetRootElement(doc));
    int lost = letters_compare(l);
    letters_free(l);
    xml_free(doc);
    return lost;
}

static void test_compare(void)
{
    static const char *const two[] = {"Torf brennt langsam.", "Das Moor ist tief.", NULL};
    static const char *const twice[] = {"Torf", "Torf", NULL};
    static const char *const ref[] = {"Siehe Abbildung 7 auf Seite 12.", NULL};
    CHECK_INT(compare(two, NULL,
                      TREE("<para>Torf brennt langsam.</para><para>Das Moor ist tief.</para>")),
              0);
    CHECK_INT(
        compare(
            two, NULL,
            TREE(
                "<para>Das Moor ist tief.</para><para>Torf <emphasis>brennt</emphasis>\n langsam.</para>")),
        0);
    CHECK_INT(
        compare(
            two, NULL,
            TREE(
                "<para>Torf brennt<footnote><para>Das Moor ist tief.</para></footnote> langsam.</para>")),
        0);
    CHECK_INT(
        compare(two, NULL,
                TREE("<programlisting>Torf brennt langsam.\nDas Moor ist tief.</programlisting>")),
        0);
    CHECK_INT(compare(two, NULL, TREE("<para>Torf brennt langsam.</para>")), 1);
    CHECK_INT(compare(two, "Das Moor ist tief.", TREE("<para>Torf brennt langsam.</para>")), 0);
    CHECK_INT(compare(two, NULL, TREE("<para>Torf langsam.</para><para>Das Moor ist tief.</para>")),
              1);
    CHECK_INT(compare(two, NULL,
                      TREE("<para>Torf brennt langsam</para><para>Das Moor ist tief.</para>")),
              1); /* a full stop */
    CHECK_INT(
        compare(two, NULL,
                TREE(
                    "<para>Torf brennt langsam.</para><para><alt>Das Moor ist tief.</alt></para>")),
        1);
    CHECK_INT(compare(twice, NULL, TREE("<para>Torf</para>")),
              1); /* what counts twice is there twice */
    CHECK_INT(compare(twice, NULL, TREE("<para>Torf</para><para>Torf</para>")), 0);
    CHECK_INT(compare(ref, NULL,
                      TREE(
                          "<para>Siehe <xref linkend='a'/> auf Seite <xref linkend='a'/>.</para>")),
              2);
    CHECK_INT(compare(ref, "Abbildung 712",
                      TREE(
                          "<para>Siehe <xref linkend='a'/> auf Seite <xref linkend='a'/>.</para>")),
              0);
    CHECK_INT(compare(two, NULL, TREE("<para/>")), 2);
    /* An image in a line does not part it; equal numbers elsewhere do not take each other's place.
     */
    static const char *const image[] = {"OO", "O", "7", "Mehr 7", NULL};
    CHECK_INT(
        compare(
            image, NULL,
            TREE(
                "<para>O<inlinemediaobject><imageobject><imagedata fileref='x'/></imageobject></inlinemediaobject>O</para><para>O</para><para>7</para><para>Mehr 7</para>")),
        0);
    CHECK_INT(
        compare(
            image, NULL,
            TREE(
                "<para>O<inlinemediaobject><imageobject><imagedata fileref='x'/></imageobject></inlinemediaobject>O</para><para>7</para><para>Mehr 7</para>")),
        1);
}

/* What differs without end is given up with a message, not with false losses. */
static void test_limit(void)
{
    enum { N = 3000 };
    struct letters *l = letters_new("wirr.docx");
    struct buf result = {0}, piece = {0};
    buf_puts(&result, TREE_BEGIN);
    for (int i = 0; i < N; i++)
        buf_puts(&result, "aaaaaaac"), buf_puts(&piece, "aaaaaaab");
    buf_puts(&result, TREE_END);
    xmlDoc *doc = xml_load_memory(result.s, result.n, "wirr.docx", NULL);
    int before = diag_count(DIAG_ERROR);
    letters_source(l, 1, piece.s, piece.n);
    letters_source(l, 2, "nach dem Ende", 13);
    letters_result(l, xmlDocGetRootElement(doc));
    letters_compare(l);
    CHECK(diag_count(DIAG_ERROR) > before); /* office-uncompared */
    letters_free(l);
    xml_free(doc);
    buf_done(&result), buf_done(&piece);
}

/* Much that differs takes no time that grows with its square. */
static void test_work(void)
{
    enum { N = 20000 };
    struct letters *l = letters_new("lang.docx");
    char text[64];
    for (int i = 0; i < N; i++) {
        int n = snprintf(text, sizeof text, "Absatz %d vom Stechen und Trocknen.", i * 7919);
        letters_source(l, i + 1, text, (size_t)n);
    }
    xmlDoc *doc = xml_load_memory(TREE("<para>nichts</para>"),
                                  sizeof(TREE("<para>nichts</para>")) - 1, "lang.docx", NULL);
    letters_result(l, xmlDocGetRootElement(doc));
    CHECK(letters_compare(l) >= N);
    letters_free(l);
    xml_free(doc);
}

/* ---- our own reader, crippled ---------------------------------------------------------------------------------- */

static void add(zip_t *zip, const char *name, const char *text)
{
    zip_file_add(zip, name, zip_source_buffer(zip, text, strlen(text), 0), ZIP_FL_ENC_UTF_8);
}

static const char types[] =
    "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Override PartName='/word/document.xml' "
    "ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>";
static const char rels[] =
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' "
    "Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument' Target='word/document.xml'/></Relationships>";
static const char document[] =
    "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p><w:r><w:t>Torf brennt langsam.</w:t></w:r></w:p>"
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Zelle eins</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Zelle zwei</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    "<w:p><w:r><w:t>Das Moor</w:t></w:r><w:r><w:t xml:space='preserve'> ist tief.</w:t></w:r></w:p></w:body></w:document>";

static const char *victim;

/* Drops what the victim is called, as a reader with a fault would. */
static void cripple(void *ctx, xmlNode *root)
{
    (void)ctx;
    for (xmlNode *n = root; n; n = xml_walk_nodes(root, n))
        if (n->type == XML_TEXT_NODE && victim && strstr((char *)n->content, victim)) {
            xml_drop(n);
            return;
        }
}

static int lost_of(const char *path, const char *drop)
{
    struct office_text how = {.before_check = cripple};
    int before = diag_count(DIAG_ERROR);
    victim = drop;
    xml_free(office_read(&how, path));
    return diag_count(DIAG_ERROR) - before;
}

static void test_reader(void)
{
    char dir[] = "/tmp/koki-letters-XXXXXX", path[64];
    if (!mkdtemp(dir))
        abort();
    snprintf(path, sizeof path, "%s/a.docx", dir);
    zip_t *zip = zip_open(path, ZIP_CREATE, NULL);
    add(zip, "[Content_Types].xml", types);
    add(zip, "_rels/.rels", rels);
    add(zip, "word/document.xml", document);
    CHECK_INT(zip_close(zip), 0);
    CHECK_INT(lost_of(path, NULL), 0);
    CHECK_INT(lost_of(path, "brennt"), 1);
    CHECK_INT(lost_of(path, "zwei"), 1);
    CHECK_INT(lost_of(path, "Moor"), 1);
    unlink(path);
    rmdir(dir);
}

int main(void)
{
    diag_init("test");
    diag_configure(DIAG_OK, DIAG_TEXT);
    FILE *quiet = freopen("/dev/null", "w", stderr);
    (void)quiet;
    test_compare();
    test_limit();
    test_work();
    test_reader();
    CHECK_STR(diag_name(DIAG_office_lost), "office-lost");
    return test_end();
}
