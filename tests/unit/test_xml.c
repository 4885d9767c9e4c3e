// SPDX-License-Identifier: Apache-2.0
/* xml: positions through saving and loading, includes, limits, what must not be read. */
#include <libxml/catalog.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "xml/xml-int.h"
#include "test.h"

static const struct xml_load raw = {.no_upgrade = true};

static xmlDoc *load(const char *text)
{
    return xml_load_memory(text, strlen(text), "test.xml", &raw);
}

static xmlNode *by_id(xmlDoc *doc, const char *id)
{
    struct xml_ids *ids = xml_ids_new(doc, false);
    xmlNode *n = xml_ids_get(ids, id);
    xml_ids_free(ids);
    return n;
}

static char *saved(xmlDoc *doc)
{
    static char *s;
    static size_t n;
    FILE *f = open_memstream(&s, &n);
    xml_save(doc, f);
    fclose(f);
    return s;
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    fputs(text, f);
    fclose(f);
}

#define DB "xmlns='http://docbook.org/ns/docbook'"

/* An element whose namespace is declared on no ancestor, as of a part that was taken out of a tree,
 * gets its declaration; one without a namespace below one with gets xmlns="". */
static void test_namespaces(void)
{
    xmlDoc *doc = load("<book " DB
                       "><chapter xml:id='c'><para xml:id='p'>a</para></chapter></book>");
    xmlNode *book = xmlDocGetRootElement(doc), *chapter = by_id(doc, "c");
    xml_unlink(chapter);
    xmlDocSetRootElement(doc, chapter);
    char *s = saved(doc);
    CHECK(strstr(s, "xmlns=\"http://docbook.org/ns/docbook\""));
    xmlDoc *again = xml_load_memory(s, strlen(s), "again.xml", &raw);
    CHECK_INT(xml_elem(by_id(again, "p")), DB_para);
    xmlFreeNode(book);
    xml_free(again);
    xml_free(doc);
    doc = load("<book " DB "><x xmlns='' xml:id='x'/></book>");
    again = xml_load_memory(saved(doc), strlen(saved(doc)), "again.xml", &raw);
    CHECK(by_id(again, "x") && !by_id(again, "x")->ns);
    xml_free(again);
    xml_free(doc);
}

static void test_positions(void)
{
    xmlDoc *doc = load(
        "<book " DB
        ">\n<chapter\n  xml:id='c'>\n\n<para xml:id='p'>a\nb <emphasis xml:id='e'>c</emphasis></para></chapter></book>");
    CHECK_INT(xml_loc(by_id(doc, "p")).line, 5);
    CHECK_INT(xml_loc(by_id(doc, "e")).line, 6);
    CHECK_STR(xml_loc(by_id(doc, "e")).file, "test.xml");
    CHECK_INT(xml_elem(by_id(doc, "p")), DB_para);
    char *s = saved(doc);
    xmlDoc *again = xml_load_memory(s, strlen(s), "other.xml", &raw);
    CHECK_INT(xml_loc(by_id(again, "p")).line, 5);
    CHECK_INT(xml_loc(by_id(again, "e")).line, 6);
    CHECK_STR(xml_loc(by_id(again, "e")).file, "test.xml");
    char *twice = saved(again);
    CHECK_STR(twice, s);
    free(s);
    free(twice);
    xml_free(doc);
    xml_free(again);
}

static void test_text(void)
{
    xmlDoc *doc = load(
        "<para " DB
        "> a <emphasis>b</emphasis>\n c<footnote><para>no</para></footnote> <!-- x --> d &amp; &#228; </para>");
    struct buf b = {0};
    xml_text(xmlDocGetRootElement(doc), &b);
    CHECK_STR(b.s, "a b c d & \xc3\xa4");
    buf_done(&b);
    char *s = saved(doc);
    CHECK(strstr(s, "d &amp; \xc3\xa4") != NULL);
    free(s);
    xml_free(doc);
}

static void test_building(void)
{
    xmlDoc *doc = load("<d:book xmlns:d='http://docbook.org/ns/docbook' xml:lang='de'/>");
    xmlNode *root = xmlDocGetRootElement(doc),
            *para = xml_new_child(root, DB_para, (struct loc){intern("x.xml"), 9, 0});
    xml_add_text(para, "a<b");
    xml_set_attr(para, "xml:id", "new");
    xml_set_attr(para, "xlink:href", "http://a/?b&c\"");
    CHECK_STR(xml_lang(para), "de");
    CHECK_STR(xml_attr(para, "xlink:href"), "http://a/?b&c\"");
    CHECK(!xml_attr(para, "href"));
    xmlNode *copy = xml_copy(para, doc, false);
    xmlAddChild(root, copy);
    CHECK(!xml_id(copy));
    CHECK_INT(xml_loc(copy).line, 9);
    char *s = saved(doc);
    CHECK(
        strstr(
            s,
            "<?koki-line 9 x.xml?><d:para xml:id=\"new\" xlink:href=\"http://a/?b&amp;c&quot;\">a&lt;b</d:para>") !=
        NULL);
    free(s);
    xml_free(doc);
}

static int texts(const xmlNode *root)
{
    int n = 0;
    for (const xmlNode *t = root; t; t = xml_walk_nodes(root, t))
        n += t->type == XML_TEXT_NODE;
    return n;
}

/* What the document is saved as, without the XML declaration and the marks of places. */
static char *plain(xmlDoc *doc)
{
    static char out[4000];
    char *all = saved(doc), *to = out;
    const char *mark;
    for (const char *from = strchr(all, '\n') + 1; from;
         from = mark ? strstr(mark, "?>") + 2 : NULL) {
        mark = strstr(from, "<?koki-line");
        size_t n = mark ? (size_t)(mark - from) : strlen(from);
        to = (char *)memcpy(to, from, n) + n;
    }
    *to = 0;
    free(all);
    return out;
}

/* White space between blocks takes no nodes and comes out as it went in. */
static void test_white_space(void)
{
    static const char book[] =
        "<book xmlns=\"http://docbook.org/ns/docbook\">\n\n <title>a <b> </b></title>\t<chapter xml:id=\"c\">\n  <?pi x?> <para xml:id=\"p\">\n <emphasis>a</emphasis> "
        "<emphasis>b</emphasis> <note>\n <para>n</para>\n  </note> x <note/> </para>&#13;\n<screen> <co/> </screen>\n  <footnote> </footnote><simplelist/> </chapter>\n</book>\n";
    xmlDoc *doc = load(book);
    CHECK_STR(plain(doc), book);
    CHECK_INT(texts(xmlDocGetRootElement(doc)), 13);
    xmlNode *p = by_id(doc, "p"), *note = xml_child(p, "note");
    CHECK_STR(xml_space_before(note), " ");
    CHECK_STR(xml_space_end(note), "\n  ");
    CHECK(note->children == note->last);
    struct buf b = {0};
    xml_text(p, &b);
    CHECK_STR(b.s, "a b n x");
    buf_done(&b);
    xmlNode *copy = xml_copy(note, doc, true);
    CHECK_STR(xml_space_before(copy), "");
    CHECK_STR(xml_space_end(copy), "\n  ");
    xmlFreeNode(copy);
    xml_free(doc);
}

/* It stays in its place whatever is put in or taken out beside it. */
static void test_white_space_edited(void)
{
#define A "<para xml:id=\"a\"/>"
#define B "<para xml:id=\"b\"/>"
    static const char *const saved_as[] = {
        " <title/>  " A "   <note/>" B "    ", /* put before b */
        " <title/>  " A "<note/>   " B "    ", /* after a */
        "<note/> <title/>  " A "   " B "    ",
        " <title/>  " A "   " B "    <note/>",
        " <title/>     " B "    ",        /* a dropped */
        " <title/>  <note/>   " B "    ", /* replaced */
        " <title/>     " B "    " A,      /* moved to the end */
        "          ",                     /* everything dropped */
        "<note> <title/>  " A "   " B "    </note>",
        " <title/>  " A "   " B "    ", /* unfolded */
    };
    for (int i = 0; i < (int)(sizeof saved_as / sizeof *saved_as); i++) {
        xmlDoc *doc = load("<section " DB "> <title/>  " A "   " B "    </section>");
        xmlNode *root = xmlDocGetRootElement(doc), *a = by_id(doc, "a"), *b = by_id(doc, "b"),
                *note = xml_new_elem(doc, DB_note, LOC_NONE);
        CHECK_INT(texts(root), 0);
        switch (i) {
        case 0: xml_add_before(b, note); break;
        case 1: xml_add_after(a, note); break;
        case 2: xml_add_first(root, note); break;
        case 3: xml_add_last(root, note); break;
        case 4: xml_drop(a); break;
        case 5: xml_replace(a, note), xmlFreeNode(a); break;
        case 6: xml_add_last(root, a); break;
        case 7: xml_drop(a), xml_drop(xml_child(root, "title")), xml_drop(b); break;
        case 8: xml_move_inside(root, note), xml_add_last(root, note); break;
        case 9:
            xml_unfold_inside(root);
            CHECK_INT(texts(root), 4);
            break;
        }
        if (!note->parent)
            xmlFreeNode(note);
        char *inside = strchr(plain(doc), '>') + 1, *end = strstr(inside, "</section>");
        CHECK(end != NULL);
        if (end)
            *end = 0;
        CHECK_STR(inside, saved_as[i]);
        xml_free(doc);
    }
}

/* An entity that is used again has all that it had at first. */
static void test_white_space_of_entities(void)
{
    xmlDoc *doc = load(
        "<!DOCTYPE book [<!ENTITY e '<section>\n <title/>\n  <para xml:id=\"x\"/>\n </section>'>]>\n<book>\n<chapter>&e;</chapter>\n\n<chapter>&e;</chapter>\n</book>");
    CHECK_STR(
        plain(doc),
        "<book>\n<chapter><section>\n <title/>\n  <para xml:id=\"x\"/>\n </section></chapter>\n\n"
        "<chapter><section>\n <title/>\n  <para xml:id=\"x\"/>\n </section></chapter>\n</book>\n");
    const xmlNode *root = xmlDocGetRootElement(doc), *first = xml_first(root),
                  *second = xml_next(first);
    CHECK_INT(texts(root), 0);
    CHECK_INT(xml_loc(xml_child(xml_first(first), "para")).line, xml_loc(first).line);
    CHECK_INT(xml_loc(xml_child(xml_first(second), "para")).line, xml_loc(second).line);
    xml_free(doc);
}

/* libxml2's memory keeps what is written to it, whatever is grown, shrunk and freed beside it, and
 * by whichever thread. */
enum { BLOCKS = 500 };
static struct {
    unsigned char *p;
    size_t n;
} block[BLOCKS];

static bool is_whole(int i)
{
    for (size_t k = 0; k < block[i].n; k++)
        if (block[i].p[k] != (unsigned char)(i + k))
            return false;
    return ((uintptr_t)block[i].p & 7) == 0;
}

static void *free_blocks(void *ctx)
{
    bool *whole = ctx;
    for (int i = 0; i < BLOCKS; i++) {
        *whole &= is_whole(i);
        xmlFree(block[i].p);
    }
    memset(block, 0, sizeof block);
    return NULL;
}

static void test_memory(void)
{
    bool whole = true;
    srand(7);
    xml_free(load("<para/>"));
    for (int round = 0; round < 40000; round++) {
        int i = rand() % BLOCKS;
        size_t n = rand() % 50 ? (size_t)rand() % 300 : (size_t)rand() % 200000;
        whole &= is_whole(i);
        if (round % 3000 == 0)
            pool_give_back();
        if (rand() % 4 == 0) {
            xmlFree(block[i].p);
            block[i].p = NULL;
            n = 0;
        } else {
            block[i].p = rand() % 2 || !block[i].p ? xmlFree(block[i].p),
            xmlMalloc(n)                           : xmlRealloc(block[i].p, n);
        }
        block[i].n = n;
        for (size_t k = 0; k < n; k++)
            block[i].p[k] = (unsigned char)(i + k);
    }
    CHECK(whole);
    for (int i = 0; i < BLOCKS; i += 2) {
        xmlFree(block[i].p);
        block[i].p = NULL;
        block[i].n = 0;
    }
    pool_give_back();
    for (int i = 0; i < BLOCKS; i++)
        whole &= is_whole(i);
    CHECK(whole);
    char *copy = (char *)xmlMemStrdup("abc");
    CHECK_STR(copy, "abc");
    xmlFree(copy);
    pthread_t other;
    CHECK(!pthread_create(&other, NULL, free_blocks, &whole) && !pthread_join(other, NULL) &&
          whole);
}

/* Elements go, but for the root with its info, and formulas with their places and namespaces. */
static void test_give_back(void)
{
    xmlDoc *doc = load(
        "<book " DB
        " xmlns:m='http://www.w3.org/1998/Math/MathML'>\n<info><date>today</date></info>\n<para xml:id='p' role='r'>a <emphasis>b"
        "</emphasis> c<inlineequation><alt>x</alt><m:math xml:id='m'><m:mi>y</m:mi></m:math></inlineequation>d</para>\n<para xml:id='q'/>z</book>");
    xml_give_back(doc);
    struct buf b = {0};
    xml_text(xmlDocGetRootElement(doc), &b);
    CHECK_STR(b.s, "todayy");
    buf_done(&b);
    CHECK(!by_id(doc, "p") && !by_id(doc, "q"));
    CHECK(xml_is_math(by_id(doc, "m")) && xml_is_math(xml_first(by_id(doc, "m"))));
    CHECK_INT(xml_loc(by_id(doc, "m")).line, 3);
    xml_free(doc);
    doc = load("<para>again</para>");
    xml_text(xmlDocGetRootElement(doc), &b);
    CHECK_STR(b.s, "again");
    buf_done(&b);
    xml_free(doc);
}

static void test_includes(void)
{
    write_file("in/c1.xml", "<chapter " DB " xml:id='c1'>\n<para xml:id='p1'/>\n</chapter>");
    write_file(
        "in/loop.xml",
        "<chapter " DB
        " xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='loop.xml'/></chapter>");
    write_file("in/code.txt", "a < b\r\n\xe4");
    write_file(
        "in/book.xml",
        "<book " DB " xmlns:xi='http://www.w3.org/2001/XInclude'>\n"
        "<xi:include href='c1.xml'/>\n"
        "<xi:include href='none.xml'><xi:fallback><para xml:id='fb'/></xi:fallback></xi:include>\n"
        "<xi:include href='../secret.xml'/><xi:include href='http://x/y.xml'/>\n"
        "<para xml:id='t'><xi:include href='code.txt' parse='text'/></para>\n"
        "<xi:include href='loop.xml'/>\n"
        "<xi:include href='c1.xml' xpointer='p1'/>\n"
        "<i:include xmlns:i='http://www.w3.org/2001/XInclude' href='none.xml'><i:fallback><chapter><i:include href='none.xml'><i:fallback>"
        "text <i:include href='c2.xml'/></i:fallback></i:include></chapter></i:fallback></i:include>\n"
        "</book>");
    write_file("in/c2.xml", "<section " DB " xml:id='second'/>");
    write_file("secret.xml", "<para " DB " xml:id='secret'/>");
    xmlDoc *doc = xml_load("in/book.xml", &raw);
    CHECK_STR(xml_loc(by_id(doc, "p1")).file, "in/c1.xml");
    CHECK_INT(xml_loc(by_id(doc, "p1")).line, 2);
    CHECK(by_id(doc, "fb") != NULL);
    CHECK(by_id(doc, "secret") == NULL);
    CHECK(by_id(doc, "second") && xml_elem(by_id(doc, "second")->parent) == DB_chapter);
    struct buf b = {0};
    xml_text(by_id(doc, "t"), &b);
    CHECK_STR(b.s, "a < b \xc3\xa4");
    buf_done(&b);
    CHECK(diag_count(DIAG_ERROR) >= 3);
    xml_free(doc);
}

static void check_fragment(const char *fragment, const char *expected)
{
    struct buf b = {0};
    buf_puts(&b, "eins\nzwei \xc3\xa4\ndrei");
    bool found = xml_text_checks(&b, fragment) == XML_FRAGMENT_FOUND &&
                 xml_text_fragment(&b, fragment);
    CHECK_STR(found ? b.s : "(not understood)", expected);
    buf_done(&b);
}

/* RFC 5147, 2.3 and 2.4. */
static void test_text_fragments(void)
{
    check_fragment("line=1,2", "zwei \xc3\xa4\n");
    check_fragment("line=1,", "zwei \xc3\xa4\ndrei");
    check_fragment("line=,1", "eins\n");
    check_fragment("line=2,99999999999999999999", "drei");
    check_fragment("line=7,9", "");
    check_fragment("line=1", "");
    check_fragment("char=5,11", "zwei \xc3\xa4");
    check_fragment("char=10,11", "\xc3\xa4");
    check_fragment("char=0,4;length=16", "eins");
    check_fragment("char=0,4;length=17,UTF-8", "eins");
    check_fragment("char=0,4;length=3", "(not understood)");
    check_fragment("line=0,1;md5=7310bec05439de32eaf2f32d1f49f1e7", "eins\n");
    check_fragment("line=0,1;length=17;md5=7310bec05439de32eaf2f32d1f49f1e7,UTF-8", "eins\n");
    check_fragment("line=0,1;md5=9DD4E461268C8034F5C8564E155C67A6", "(not understood)");
    check_fragment("line=0,1;md5=7310bec05439de32eaf2f32d1f49f1e70", "(not understood)");
    check_fragment("line=0,1;md5=9", "(not understood)");
    check_fragment("line=0,1;sha=9", "(not understood)");
    check_fragment("line=0,1;md5=7310bec05439de32eaf2f32d1f49f1e7;length=16x", "(not understood)");
    check_fragment("line=2,1", "(not understood)");
    check_fragment("line=", "(not understood)");
    check_fragment("line=,", "(not understood)");
    check_fragment("line=a,b", "(not understood)");
    check_fragment("line=1,2 ", "(not understood)");
    check_fragment("search=/a/", "(not understood)");
    check_fragment("", "(not understood)");
}

/* XInclude 1.1: parts of files, ids of one's own, attributes handed on. */
static void test_include_parts(void)
{
    write_file("in/lines.txt", "one\ntwo\nthree\n");
    write_file("in/parts.xml",
               "<chapter " DB "><para xml:id='p1'>a</para><para xml:id='p2'>b</para></chapter>");
    write_file(
        "in/book11.xml",
        "<book " DB
        " xmlns:xi='http://www.w3.org/2001/XInclude' xmlns:l='http://www.w3.org/2001/XInclude/local-attributes' xmlns:o='urn:o'>\n"
        "<xi:include href='parts.xml' fragid='p2' set-xml-id='new' l:role='r' o:mark='m' accept='x'/>\n"
        "<xi:include href='parts.xml' fragid=\"xpointer(id('p1'))\" parse='application/xml' set-xml-id=''/>\n"
        "<note xml:id='t'><xi:include href='lines.txt' parse='text' fragid='line=1,2'/></note>\n"
        "<tip><xi:include href='lines.txt' parse='text' fragid='md5=x'><xi:fallback><para xml:id='f1'/></xi:fallback></xi:include>\n"
        "<xi:include href='parts.xml' fragid='search(x)'><xi:fallback><para xml:id='f2'/></xi:fallback></xi:include>\n"
        "<xi:include href='parts.xml' parse='application/json'><xi:fallback><para xml:id='f3'/></xi:fallback></xi:include>\n"
        "<xi:include href='parts.xml' fragid='none'/><xi:include href='parts.xml' xpointer='p2'/></tip></book>");
    int before = diag_count(DIAG_ERROR);
    xmlDoc *doc = xml_load("in/book11.xml", &raw);
    CHECK(by_id(doc, "new") && xml_is(by_id(doc, "new"), "para"));
    CHECK_STR(xml_attr(by_id(doc, "new"), "role"), "r");
    CHECK(xmlHasNsProp(by_id(doc, "new"), (const xmlChar *)"mark", (const xmlChar *)"urn:o") !=
          NULL);
    CHECK(!xmlHasProp(by_id(doc, "new"), (const xmlChar *)"accept"));
    CHECK(by_id(doc, "p1") == NULL);
    CHECK(by_id(doc, "p2") && xml_is(by_id(doc, "p2")->parent, "tip"));
    CHECK(by_id(doc, "f1") && by_id(doc, "f2") && by_id(doc, "f3"));
    xmlChar *text = xmlNodeGetContent(by_id(doc, "t"));
    CHECK_STR((const char *)text, "two\n");
    xmlFree(text);
    CHECK_INT(diag_count(DIAG_ERROR) - before, 1); /* 'none' alone */
    xml_free(doc);
    write_file("in/latin.txt", "Ma\xdf\r\nZahl\r\n");
    write_file(
        "in/checked.xml",
        "<book " DB " xmlns:xi='http://www.w3.org/2001/XInclude'>\n"
        "<note xml:id='t1'><xi:include href='latin.txt' parse='text' fragid='line=,1;md5=b0d98918b71b39a9f5731e808163cb2e'/></note>\n"
        "<note xml:id='t2'><xi:include href='latin.txt' parse='text' fragid='line=1,2;length=11'/></note>\n"
        "<note xml:id='t3'><xi:include href='latin.txt' parse='text' fragid='line=1,2;md5=9DD4E461268C8034F5C8564E155C67A6'/></note></book>");
    before = diag_count(DIAG_ERROR);
    doc = xml_load("in/checked.xml", &raw);
    const char *const ids[] = {"t1", "t2", "t3"}, *const texts[] = {"Ma\xc3\x9f\n", "Zahl\n", ""};
    for (int i = 0; i < 3; i++) {
        text = xmlNodeGetContent(by_id(doc, ids[i]));
        CHECK_STR((const char *)text, texts[i]);
        xmlFree(text);
    }
    CHECK_INT(diag_count(DIAG_ERROR) - before, 1); /* xml-fragment-changed */
    xml_free(doc);
}

static int seen;
static const char *sought;
static void see(void *ctx, enum diag_level level, const char *id, struct loc where,
                const char *text, int count)
{
    (void)ctx, (void)level, (void)where, (void)text, (void)count;
    seen += !strcmp(id, sought);
}
static bool reported(enum diag_id id)
{
    seen = 0;
    sought = diag_name(id);
    diag_each(see, NULL);
    return seen > 0;
}

static int refusals;
static void refuse(void *ctx, xmlErrorPtr e)
{
    (void)ctx;
    refusals += e->level >= XML_ERR_WARNING;
}

/* Whether another parser has nothing to say about it. */
static bool well_formed(const char *text)
{
    refusals = 0;
    xmlSetStructuredErrorFunc(NULL, refuse);
    xmlDoc *doc = xmlReadMemory(text, (int)strlen(text), NULL, NULL, XML_PARSE_NONET);
    xmlSetStructuredErrorFunc(NULL, NULL);
    bool ok = doc && !refusals;
    xmlFreeDoc(doc);
    return ok;
}

/* What koki writes, any parser reads, whatever came in. */
static void test_well_formed(void)
{
    static const char *const faulty[] = {
        "<chapter id='a'><sect1 id='b' xml:id='c' lang='de' xml:lang='en'/></chapter>",
        "<chapter " DB "><para role='1' role='2'/></chapter>",
        "<chapter " DB
        "><para foo:role='1' foo_role='2'>x</para><bar:x>y</bar:x><para xmlns:q='' q:a='b'>z</para></chapter>",
        "<chapter " DB "><para http:='1' :a='2' a:b:c='3'>x</para><:x/><x:/></chapter>",
        "<chapter " DB "><?p\x01 q\x02?><para role='\x03\xff'>\xff\x04</para></chapter>",
        "<chapter " DB " xmlns:a='urn:1' xmlns:b='urn:1'><para a:x='1' b:x='2'/></chapter>",
        "<chapter xmlns:s:t='urn:s' " DB "><s:t:x s:t:y='1'/></chapter>",
        "<d:chapter xmlns:d='http://docbook.org/ns/docbook'><d:para e:x='1'><e:y/></d:para></d:chapter>",
    };
    for (size_t i = 0; i < sizeof faulty / sizeof *faulty; i++) {
        xmlDoc *doc = xml_load_memory(faulty[i], strlen(faulty[i]), "test.xml", NULL);
        CHECK(doc != NULL);
        if (!doc)
            continue;
        CHECK_STR(well_formed(saved(doc)) ? "" : saved(doc), "");
        xml_free(doc);
    }

    /* names that no XML can hold, made inside, and a node that was taken from where its prefix is
     * declared */
    xmlDoc *doc = load("<chapter " DB " xmlns:o='urn:o'><para xml:id='p' o:x='1'/></chapter>");
    xmlNode *root = xmlDocGetRootElement(doc), *para = by_id(doc, "p");
    xml_set_attr(para, "role", "\xc3\x28 \x1b \xef\xbf\xbf");
    xml_add_text(para, "\xff\x08");
    xmlDoc *other = load("<chapter " DB "/>");
    xmlUnlinkNode(para);
    xmlSetTreeDoc(para, other);
    xmlAddChild(xmlDocGetRootElement(other), para);
    CHECK_STR(well_formed(saved(other)) ? "" : saved(other), "");
    CHECK(strstr(saved(other), "xmlns:o=\"urn:o\"") != NULL);
    xmlUnlinkNode(para);
    xmlSetTreeDoc(para, doc);
    xmlAddChild(root, para);
    xml_free(other);
    xml_free(doc);
}

/* A file's name comes through the pipe as it is. */
static void test_file_names(void)
{
    static const char *const names[] = {"n\xfc\x1b[31m.xml", "a?>b.xml",      "100%.xml",
                                        "a%41%.xml",         "new\nline.xml", "\xe2\x80\xae.xml",
                                        "%%%25.xml",         "trailing "};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *text = "<chapter " DB ">\n<para xml:id='p'/></chapter>";
        xmlDoc *doc = xml_load_memory(text, strlen(text), names[i], &raw);
        char *first = mem_dup(saved(doc));
        xmlDoc *again = load(first);
        CHECK(well_formed(first));
        CHECK_STR(xml_loc(by_id(again, "p")).file, names[i]);
        CHECK_INT(xml_loc(by_id(again, "p")).line, 2);
        CHECK_STR(saved(again), first);
        mem_free(first);
        xml_free(again);
        xml_free(doc);
    }
}

/* One large file included again and again. */
static void test_much_text(void)
{
    struct buf b = {0};
    buf_room(&b, 60 << 20);
    memset(b.s, 'x', b.n = 60 << 20);
    b.s[b.n] = 0;
    write_file("in/large.txt", b.s);
    b.n = 0;
    buf_puts(&b, "<book " DB " xmlns:xi='http://www.w3.org/2001/XInclude'><para xml:id='p'>");
    for (int i = 0; i < 20; i++)
        buf_puts(&b, "<xi:include href='large.txt' parse='text'/>");
    buf_puts(&b, "</para><para xml:id='end'/></book>");
    write_file("in/much.xml", b.s);
    xmlDoc *doc = xml_load("in/much.xml", &raw);
    CHECK(by_id(doc, "end") && reported(DIAG_xml_too_much));
    xmlChar *text = xmlNodeGetContent(by_id(doc, "p"));
    CHECK_INT((int)strlen((const char *)text), 120 << 20);
    xmlFree(text);
    xml_free(doc);
    buf_done(&b);
}

/* A folder that is called as an address begins is a folder. */
static void test_address_folder(void)
{
    (void)mkdir("in/http:", 0700);
    write_file("in/http:/part.xml", "<chapter " DB " xml:id='local'/>");
    write_file("in/book.xml", "<book " DB " xmlns:xi='http://www.w3.org/2001/XInclude'>"
                              "<xi:include href='http:/part.xml'/></book>");
    xmlDoc *doc = xml_load("in/book.xml", &raw);
    CHECK(by_id(doc, "local") != NULL);
    xml_free(doc);
}

/* What entities come to: text in linear time, bombs of every kind soon over, the document kept; and
 * long texts are not bombs. */
static void test_expansion(void)
{
    struct buf b = {0};
    buf_puts(&b, "<!DOCTYPE article [<!ENTITY x 'Moor '><!ENTITY y 'a&x;&lt;&#65;'>]><article " DB
                 "><para xml:id='p' role='&y;'>");
    for (int i = 0; i < 100000; i++)
        buf_puts(&b, "&y;");
    buf_puts(&b, "</para></article>");
    xmlDoc *doc = load(b.s);
    xmlChar *text = xmlNodeGetContent(by_id(doc, "p"));
    CHECK_INT((int)strlen((const char *)text), 800000);
    CHECK(!strncmp((const char *)text, "aMoor <AaMoor <A", 16));
    CHECK_STR(xml_attr(by_id(doc, "p"), "role"), "aMoor <A");
    xmlFree(text);
    xml_free(doc);

    for (int kind = 0; kind < 3; kind++) { /* of nothing, of text, of parameter entities */
        b.n = 0;
        buf_printf(&b, "<!DOCTYPE article [<!ENTITY %se0 \"%s\">", kind == 2 ? "% " : "",
                   kind == 1   ? "ha"
                   : kind == 2 ? "<!ENTITY x 'y'>"
                               : "");
        for (int i = 1; i < 12; i++) {
            buf_printf(&b, "<!ENTITY %se%d \"", kind == 2 ? "% " : "", i);
            for (int k = 0; k < 10; k++)
                buf_printf(&b, "%s%d;", kind == 2 ? "&#37;e" : "&e", i - 1);
            buf_puts(&b, "\">");
        }
        buf_printf(&b, "%s]><article " DB "><para>%s</para><para xml:id='end'/></article>",
                   kind == 2 ? "%e11;" : "", kind == 2 ? "" : "&e11;");
        int before = diag_count(DIAG_ERROR);
        doc = load(b.s);
        CHECK(by_id(doc, "end") != NULL);
        CHECK(diag_count(DIAG_ERROR) > before && reported(DIAG_xml_expansion_limit));
        xml_free(doc);
    }

    for (int cdata = 0; cdata < 2; cdata++) {
        b.n = 0;
        buf_printf(&b, "<article " DB "><para xml:id='p'>%s", cdata ? "<![CDATA[" : "");
        for (int i = 0; i < 3000000; i++)
            buf_puts(&b, "Moor \xc3\xa4");
        buf_printf(&b, "%s</para><para xml:id='end'/></article>", cdata ? "]]>" : "");
        int before = diag_count(DIAG_ERROR);
        doc = load(b.s);
        CHECK(by_id(doc, "end") != NULL);
        text = xmlNodeGetContent(by_id(doc, "p"));
        CHECK_INT((int)strlen((const char *)text), 21000000);
        xmlFree(text);
        CHECK_INT(diag_count(DIAG_ERROR), before);
        xml_free(doc);
    }
    buf_done(&b);
}

/* An entity that nothing declares costs nothing but itself, wherever it is. */
static void test_undeclared(void)
{
    write_file(
        "in/part.xml",
        "<chapter xml:id='part'><para role='&nix;'>a &nix;</para><para>&uuml;</para></chapter>");
    write_file(
        "in/book.xml",
        "<!DOCTYPE book [<!ENTITY part SYSTEM 'part.xml'><!ENTITY own '<para xml:id=\"own\">b &nix;</para>'>]>\n"
        "<book " DB ">&part;<chapter>&own;</chapter></book>");
    xmlDoc *doc = xml_load("in/book.xml", &raw);
    struct buf b = {0};
    xml_text(xmlDocGetRootElement(doc), &b);
    CHECK_STR(b.s, "a &nix;\xc3\xbc"
                   "b &nix;");
    CHECK_STR(xml_attr(xml_first(by_id(doc, "part")), "role"), "&nix;");
    CHECK(by_id(doc, "own") != NULL);
    buf_done(&b);
    xml_free(doc);
}

/* A DTD that a catalog gives may name its parts by where they lie beside it; nothing else there is
 * opened to the document's folder. */
static void test_packaged_dtd(void)
{
    mkdir("in/dtd", 0777);
    mkdir("in/dtd/words", 0777);
    mkdir("in/deep", 0777);
    write_file("in/dtd/own.dtd", "<!ENTITY % words SYSTEM 'words/en.ent'>%words;");
    write_file("in/dtd/words/en.ent", "<!ENTITY app 'Kate'>");
    write_file(
        "in/catalog.xml",
        "<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'><public publicId='-//KOKI//DTD test//EN' "
        "uri='dtd/own.dtd'/></catalog>");
    write_file(
        "in/deep/book.xml",
        "<!DOCTYPE book PUBLIC '-//KOKI//DTD test//EN' 'own.dtd' [<!ENTITY secret SYSTEM '../../secret.xml'>]>\n"
        "<book " DB "><para xml:id='p'>&app;&secret;</para></book>");
    xmlLoadCatalog("in/catalog.xml");
    xmlDoc *doc = xml_load("in/deep/book.xml", &raw);
    struct buf b = {0};
    xml_text(by_id(doc, "p"), &b);
    CHECK_STR(b.s, "Kate");
    buf_done(&b);
    xml_free(doc);
}

static void test_hostile(void)
{
    struct buf b = {0};
    for (int i = 0; i < 100000; i++)
        buf_puts(&b, "<a>");
    xml_free(xml_load_memory(b.s, b.n, "deep.xml", NULL));
    buf_done(&b);
    xmlDoc *doc = load(
        "<!DOCTYPE book [<!ENTITY a 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'>"
        "<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>"
        "<!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'><!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'>"
        "<!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;'><!ENTITY g '&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;'>"
        "<!ENTITY h '&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;'>]><book " DB "><para>&h;</para></book>");
    xml_free(doc);
    doc = load("<!DOCTYPE book [<!ENTITY x SYSTEM '/etc/hostname'>]><book " DB
               "><para xml:id='p'>&x;</para></book>");
    struct buf t = {0};
    if (doc)
        xml_text(xmlDocGetRootElement(doc), &t);
    CHECK(!t.s || !strstr(t.s, "host"));
    buf_done(&t);
    xml_free(doc);
    doc = load("<book " DB "><para xml:id='p'>kept</para><para");
    CHECK(doc && by_id(doc, "p"));
    xml_free(doc);
    CHECK(load("") == NULL);
    write_file("large.xml", "<book " DB "><para>too large for its limit</para></book>");
    CHECK(xml_load("large.xml", &(struct xml_load){.max_bytes = 20}) ==
          NULL); /* DIAG_xml_too_large */
    CHECK_INT(diag_status(), DIAG_SYSTEM);
    CHECK(load("no xml") == NULL);
    CHECK(xml_load("absent.xml", NULL) == NULL);
}

/* Mending stays linear: many open elements and end tags that close none of them, many signs in a
 * value that never ends. */
static void test_mending_floods(void)
{
    struct buf b = {0};
    for (int i = 0; i < 200000; i++)
        buf_puts(&b, "<a>");
    for (int i = 0; i < 200000; i++)
        buf_puts(&b, "</zzzz>");
    xml_free(xml_load_memory(b.s, b.n, "flood.xml", NULL));
    b.n = 0;
    buf_puts(&b, "<book " DB "><para role='");
    for (int i = 0; i < 200000; i++)
        buf_puts(&b, "<&");
    xml_free(xml_load_memory(b.s, b.n, "flood.xml", NULL));
    buf_done(&b);
}

/* XPath's id() finds xml:id, and the id of DocBook 4 without any DTD. */
static void test_pointers(void)
{
    write_file(
        "in/ids.xml",
        "<chapter><para id='old'/><para xml:id='new'>old  none</para><para id='old' role='second'/></chapter>");
    write_file(
        "in/point.xml",
        "<book xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='ids.xml' xpointer=\"xpointer(id('none new\told'))\"/>"
        "<note><xi:include href='ids.xml' xpointer='xpointer(id(//para))'/></note>"
        "<tip><xi:include href='ids.xml' xpointer=\"xpointer(id('none'))\"><xi:fallback><para/></xi:fallback></xi:include></tip></book>");
    xmlDoc *doc = xml_load("in/point.xml", &raw);
    CHECK_STR(
        plain(doc),
        "<book xmlns:xi=\"http://www.w3.org/2001/XInclude\"><para id=\"old\"/><para xml:id=\"new\">old  none</para>"
        "<note><para id=\"old\"/></note><tip><para/></tip></book>\n");
    xml_free(doc);
}

static void test_entity_positions(void)
{
    write_file(
        "in/ch.xml",
        "<?xml version='1.0' encoding='UTF-8'?>\n<chapter>\n<title/>\n<para xml:id='far'/></b></chapter>");
    xmlDoc *doc = load(
        "<!DOCTYPE book [<!ENTITY ch SYSTEM 'in/ch.xml'><!ENTITY p \"<para xml:id='near'/>\">]>\n<book " DB
        ">&ch;\n\n&p;</book>");
    CHECK(doc && by_id(doc, "far") && by_id(doc, "near"));
    if (doc) {
        CHECK_STR(xml_loc(by_id(doc, "far")).file, "in/ch.xml");
        CHECK_INT(xml_loc(by_id(doc, "far")).line, 4);
        CHECK_STR(xml_loc(by_id(doc, "near")).file, "test.xml");
        CHECK_INT(xml_loc(by_id(doc, "near")).line, 4);
    }
    xml_free(doc);
}

/* Many references in a chapter that a part names that a short book names are no attack. */
static void test_nested_entities(void)
{
    struct buf b = {0};
    buf_puts(&b, "<chapter><title/><para>");
    for (int i = 0; i < 1500; i++)
        buf_puts(&b, "&q;word ");
    buf_puts(&b, "</para><para xml:id='last'/></chapter>");
    write_file("in/ch.xml", b.s);
    buf_done(&b);
    write_file("in/part.xml", "&ch;");
    xmlDoc *doc = load(
        "<!DOCTYPE book [<!ENTITY part SYSTEM 'in/part.xml'><!ENTITY ch SYSTEM 'in/ch.xml'><!ENTITY q '&#8222;'>]>"
        "<book " DB ">&part;</book>");
    CHECK(doc && by_id(doc, "last"));
    xml_free(doc);
}

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { PEAK_COUNTS = 0 }; /* what is freed is kept for a while, and there are shadows */
#else
/* glibc then writes into all that is allocated, used or not: meson test sets it. */
#define PEAK_COUNTS (!getenv("MALLOC_PERTURB_"))
#endif

/* A large file is not held beside its tree: what was read of it is given back. First of all tests,
 * as it looks at the peak of memory. */
static void test_large(void)
{
    enum { PARAS = 200, WORDS = 20000 };
    FILE *f = fopen("in/large.xml", "w");
    fputs("<!DOCTYPE book [<!ENTITY e 'x'>]>\n<book " DB ">\n", f);
    for (int i = 0; i < PARAS; i++) {
        fprintf(f, "<para xml:id='p%d'>", i);
        for (int k = 0; k < WORDS; k++)
            fprintf(f, "w%04d", k % 10000);
        fputs("</para>\n", f);
    }
    fputs("</book>\n", f);
    fclose(f);
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    xmlDoc *doc = xml_load("in/large.xml", NULL);
    getrusage(RUSAGE_SELF, &after);
    CHECK(!PEAK_COUNTS ||
          after.ru_maxrss - before.ru_maxrss < (long)PARAS * WORDS * 5 / 1024 * 3 / 2);
    struct buf b = {0};
    for (int i = 0; i < PARAS; i += 33) {
        char id[20];
        snprintf(id, sizeof id, "p%d", i);
        xmlNode *p = by_id(doc, id);
        CHECK(p && xml_loc(p).line == i + 3);
        b.n = 0;
        if (p)
            xml_text(p, &b);
        CHECK_INT(b.n, WORDS * 5);
        CHECK(b.n > 5 && !strcmp(b.s + b.n - 5, "w9999"));
    }
    buf_done(&b);
    xml_free(doc);
}

int main(void)
{
    char dir[] = "/tmp/koki-test-XXXXXX";
    if (!mkdtemp(dir) || chdir(dir))
        return 1;
    diag_init("test");
    mkdir("in", 0777);
    test_large();
    test_positions();
    test_namespaces();
    test_text();
    test_building();
    test_white_space();
    test_white_space_edited();
    test_white_space_of_entities();
    test_memory();
    test_give_back();
    test_includes();
    test_text_fragments();
    test_include_parts();
    test_address_folder();
    test_much_text();
    test_well_formed();
    test_file_names();
    test_expansion();
    test_pointers();
    test_packaged_dtd();
    test_undeclared();
    test_entity_positions();
    test_nested_entities();
    test_hostile();
    test_mending_floods();
    diag_flush();
    char cleared[64];
    snprintf(cleared, sizeof cleared, "rm -rf %s", dir);
    CHECK(!chdir("/") && !system(cleared));
    return test_end();
}
