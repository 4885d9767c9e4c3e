// SPDX-License-Identifier: Apache-2.0
/* What refers to other places: cross references, contents, index, glossary. */
#include "expand/expand.h"
#include "test.h"

static xmlDoc *load(const char *text)
{
    static char whole[20000];
    snprintf(whole, sizeof whole,
             "<book xmlns='" DOCBOOK_NS "' xmlns:xlink='" XLINK_NS "' xml:lang='de'>%s</book>",
             text);
    xmlDoc *doc = xml_load_memory(whole, strlen(whole), "test.xml", NULL);
    expand(doc);
    return doc;
}

/* The first element of a name, as XML. */
static void check(const char *from, const char *name, const char *want)
{
    xmlDoc *doc = load(from);
    xmlNode *root = xmlDocGetRootElement(doc), *e = root;
    xmlBuffer *b = xmlBufferCreate();
    while (e && !xml_is(e, name))
        e = xml_walk(root, e);
    if (e)
        xmlNodeDump(b, doc, e, 0, 0);
    CHECK_STR((const char *)xmlBufferContent(b), want);
    xmlBufferFree(b);
    xml_free(doc);
}

#define CHAPTER                                                                                    \
    "<chapter xml:id='c'><title>Eins <emphasis>x</emphasis><indexterm><primary>i</primary></indexterm></title>"

static void references(void)
{
    check(
        CHAPTER "<para><xref linkend='c'/></para></chapter>", "xref",
        "<xref linkend=\"c\"><phrase role=\"xref-label\">Kapitel\u00a0</phrase><phrase role=\"xref-number\" linkend=\"c\" condition=\"chapter\"/>"
        "<phrase role=\"xref-title\" condition=\"optional\">Eins <emphasis>x</emphasis></phrase></xref>");
    check(
        CHAPTER
        "<section xml:id='s'><title>S</title><section xml:id='t'><title>T</title></section></section><para><xref linkend='t'/></para></chapter>",
        "xref",
        "<xref linkend=\"t\"><phrase role=\"xref-label\">Abschnitt\u00a0</phrase><phrase role=\"xref-number\" linkend=\"t\" "
        "condition=\"sect2 chapter\"/><phrase role=\"xref-title\" condition=\"optional\">T</phrase></xref>");
    check(
        "<preface><title>P</title><section xml:id='s'><title>S</title></section><para><xref linkend='s'/></para></preface>",
        "xref", "<xref linkend=\"s\"><phrase role=\"xref-title\">S</phrase></xref>");
    check(
        CHAPTER
        "<figure xml:id='f'><title>F</title></figure><para><xref linkend='f' xrefstyle='select: label page'/></para></chapter>",
        "xref",
        "<xref linkend=\"f\" xrefstyle=\"select: label page\"><phrase role=\"xref-label\">Abb.\u00a0</phrase><phrase role=\"xref-number\" "
        "linkend=\"f\" condition=\"figure chapter\"/>, <phrase role=\"xref-label\">Seite\u00a0</phrase><phrase role=\"xref-page\" linkend=\"f\"/></xref>");
    check(
        CHAPTER
        "<para><xref linkend='c' xrefstyle='template:Nr. %n (%t, S. %p) 100%%'/></para></chapter>",
        "xref",
        "<xref linkend=\"c\" xrefstyle=\"template:Nr. %n (%t, S. %p) 100%%\">Nr. <phrase role=\"xref-number\" linkend=\"c\" condition=\"chapter\"/> "
        "(<phrase role=\"xref-text\">Eins <emphasis>x</emphasis></phrase>, S. <phrase role=\"xref-page\" linkend=\"c\"/>) 100%</xref>");
    check(
        "<chapter xml:id='c' label='IX'><title>C</title><para><xref linkend='c'/></para></chapter>",
        "xref",
        "<xref linkend=\"c\"><phrase role=\"xref-label\">Kapitel\u00a0</phrase><phrase role=\"xref-number\">IX</phrase><phrase "
        "role=\"xref-title\" condition=\"optional\">C</phrase></xref>");
    check(
        "<chapter xml:id='c' xreflabel='dort'><title>C</title><para><xref linkend='c'/></para></chapter>",
        "xref", "<xref linkend=\"c\"><phrase role=\"xref-text\">dort</phrase></xref>");
    check(
        CHAPTER
        "<para xml:id='p'><xref linkend='c' endterm='e'/><emphasis xml:id='e'>so</emphasis></para></chapter>",
        "xref", "<xref linkend=\"c\" endterm=\"e\"><phrase role=\"xref-text\">so</phrase></xref>");
    check(CHAPTER "<para><link linkend='c'>Text</link></para></chapter>", "link",
          "<link linkend=\"c\">Text</link>");
    check(CHAPTER "<para><command xlink:href='#c'>Text</command></para></chapter>", "command",
          "<command linkend=\"c\">Text</command>");
    check(CHAPTER "<para><footnote xml:id='n'/><xref linkend='n'/></para></chapter>", "footnoteref",
          "<footnoteref linkend=\"n\"/>");
    check(
        CHAPTER
        "<para><anchor xml:id='a'/><xref linkend='a' xrefstyle='select: title'/></para></chapter>",
        "xref",
        "<xref linkend=\"a\" xrefstyle=\"select: title\"><phrase role=\"xref-text\">Eins <emphasis>x</emphasis></phrase></xref>");
}

static void dangling(void)
{
    int before = diag_count(DIAG_ERROR);
    check(CHAPTER "<para><xref linkend='nowhere'/></para></chapter>", "phrase",
          "<phrase role=\"dangling\">?\?\?</phrase>");
    check(CHAPTER "<para><link linkend='nowhere'>x</link></para></chapter>", "phrase",
          "<phrase>x</phrase>");
    CHECK_INT(diag_count(DIAG_ERROR) - before, 2);
}

static void contents(void)
{
    check(
        "<title>B</title>" CHAPTER
        "<section xml:id='s'><title>S</title></section></chapter><appendix xml:id='a'><title>A</title></appendix>",
        "toc",
        "<toc remap=\"generated\"><title role=\"generated\">Inhalt</title><tocentry linkend=\"c\" role=\"chapter\" condition=\"chapter\" "
        "label=\"Kapitel\">Eins <emphasis>x</emphasis></tocentry><tocdiv><tocentry linkend=\"s\" role=\"sect1\" condition=\"sect1 chapter\">S"
        "</tocentry></tocdiv><tocentry linkend=\"a\" role=\"appendix\" condition=\"appendix\" label=\"Anhang\">A</tocentry></toc>");
    check(
        "<toc role='tables'/>" CHAPTER "<table xml:id='t'><title>T</title></table></chapter>",
        "toc",
        "<toc role=\"tables\"><title role=\"generated\">Tabellenverzeichnis</title><tocentry linkend=\"t\" role=\"table\" "
        "condition=\"table chapter\" label=\"Tabelle\">T</tocentry></toc>");
}

#define TERM(id, words) "<indexterm xml:id='" id "'>" words "</indexterm>"

static void indexes(void)
{
    /* DIN 5007-1: ä as a; ranges; see; merging */
    check(
        CHAPTER "<para>" TERM("t1", "<primary>Zahl</primary>") TERM(
            "t2",
            "<primary>Ärger</primary><secondary>im Amt</secondary>") TERM("t3",
                                                                          "<primary>Arzt</primary>")
            TERM("t4", "<primary>Zahl</primary>") "<indexterm xml:id='r1' class='startofrange'><primary>Amt</primary></indexterm><indexterm xml:id='r2' class='endofrange' startref='r1'/>" TERM(
                "t5", "<primary>Behörde</primary><see>Amt</see>")
                TERM("t6", "<primary>1984</primary>") "</para></chapter><index xml:id='x'/>",
        "index",
        "<index xml:id=\"x\"><title role=\"generated\">Stichwortverzeichnis</title><indexdiv><title>Symbole</title><indexentry><primaryie>1984<phrase "
        "role=\"index-page\" linkend=\"t6\"/></primaryie></indexentry></indexdiv><indexdiv><title>A</title><indexentry><primaryie "
        "xml:id=\"koki-2\">Amt<phrase role=\"index-range\"><phrase role=\"index-page\" linkend=\"r1\"/><phrase role=\"index-page\" linkend=\"r2\"/>"
        "</phrase></primaryie></indexentry><indexentry><primaryie continued=\"Fortsetzung\">Ärger</primaryie><secondaryie>im Amt<phrase role=\"index-page\" linkend=\"t2\"/>"
        "</secondaryie></indexentry><indexentry><primaryie>Arzt<phrase role=\"index-page\" linkend=\"t3\"/></primaryie></indexentry></indexdiv>"
        "<indexdiv><title>B</title><indexentry><primaryie>Behörde<phrase role=\"index-see\"><phrase role=\"index-see-label\">siehe</phrase> <phrase "
        "role=\"index-see-words\" linkend=\"koki-2\">Amt</phrase></phrase></primaryie></indexentry></indexdiv><indexdiv><title>I</title><indexentry>"
        "<primaryie>i<phrase role=\"index-page\" linkend=\"koki-1\"/></primaryie></indexentry></indexdiv><indexdiv><title>Z</title><indexentry>"
        "<primaryie>Zahl<phrase role=\"index-page\" linkend=\"t1\"/><phrase role=\"index-page\" linkend=\"t4\"/></primaryie></indexentry></indexdiv>"
        "</index>");
    check(
        "<chapter><title>C</title><para><indexterm type='p' significance='preferred' xml:id='t'><primary sortas='b'>a</primary></indexterm>"
        "<indexterm><primary>x</primary></indexterm></para></chapter><index type='p' xml:id='x'/>",
        "index",
        "<index type=\"p\" xml:id=\"x\"><title role=\"generated\">Stichwortverzeichnis</title><indexdiv><title>B</title><indexentry><primaryie>a<phrase "
        "role=\"index-page preferred\" linkend=\"t\"/></primaryie></indexentry></indexdiv></index>");
    int before = diag_count(DIAG_WARNING);
    check(
        "<chapter><title>C</title><para><indexterm class='startofrange' xml:id='t' zone='c'><primary>a</primary></indexterm></para></chapter>"
        "<chapter xml:id='c'><title/></chapter><index xml:id='x'/>",
        "index",
        "<index xml:id=\"x\"><title role=\"generated\">Stichwortverzeichnis</title><indexdiv><title>A</title><indexentry><primaryie>a<phrase role=\"index-page\" "
        "linkend=\"c\"/></primaryie></indexentry></indexdiv></index>");
    check(
        "<chapter><title>C</title><para><indexterm class='startofrange' xml:id='t'><primary>a</primary></indexterm></para></chapter><index xml:id='x'/>",
        "primaryie", "<primaryie>a<phrase role=\"index-page\" linkend=\"t\"/></primaryie>");
    CHECK_INT(diag_count(DIAG_WARNING) - before, 1);
}

static void glossary(void)
{
    check(
        CHAPTER
        "<para><firstterm>Amt</firstterm></para></chapter><glossary><glossentry xml:id='g'><glossterm>amt</glossterm></glossentry></glossary>",
        "firstterm", "<firstterm linkend=\"g\">Amt</firstterm>");
    check(
        "<glossary><glossentry xml:id='g'><glossterm>Amt</glossterm></glossentry><glossentry><glossterm>Behörde</glossterm><glosssee otherterm='g'/>"
        "</glossentry></glossary>",
        "glosssee",
        "<glosssee otherterm=\"g\" linkend=\"g\"><phrase role=\"see-label\">Siehe</phrase> Amt</glosssee>");
    check(
        CHAPTER
        "<para><citation>K84</citation></para></chapter><bibliography><bibliomixed xml:id='k'><abbrev>K84</abbrev></bibliomixed>"
        "</bibliography>",
        "citation", "<citation linkend=\"k\">K84</citation>");
}

static void words(void)
{
    CHECK_STR(expand_text("de-CH", "chapter"), "Kapitel");
    CHECK_STR(expand_text("", "chapter"), "Chapter");
    CHECK_STR(expand_text("mt", "tip"), "Suġġeriment");
    CHECK_STR(expand_text("mt", "key_shift"), "Shift");
    CHECK_STR(expand_text("xx", "unknown"), "unknown");
}

int main(void)
{
    diag_init("test");
    references();
    dangling();
    contents();
    indexes();
    glossary();
    words();
    return test_end();
}
