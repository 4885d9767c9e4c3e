// SPDX-License-Identifier: Apache-2.0
/* DocBook 4 becomes DocBook 5: each rule of the transition guide on a small document. */
#include "test.h"
#include "xml/xml.h"

static xmlDoc *load(const char *text)
{
    return xml_load_memory(text, strlen(text), "test.xml", NULL);
}

/* The upgraded document without its position instructions and its declaration. */
static void check(const char *from, const char *want)
{
    xmlDoc *doc = load(from);
    xmlBuffer *b = xmlBufferCreate();
    xmlNodeDump(b, doc, xml_first(xmlDocGetRootElement(doc)), 0, 0);
    CHECK_STR((const char *)xmlBufferContent(b), want);
    xmlBufferFree(b);
    xml_free(doc);
}

int main(void)
{
    diag_init("test");
    check("<article><ulink url='http://a/' type='x'>A</ulink></article>",
          "<link xlink:href=\"http://a/\">A</link>");
    check("<article><para id='p' lang='pt_BR'>x</para></article>",
          "<para xml:id=\"p\" xml:lang=\"pt-BR\">x</para>");
    check("<article><para id='p' lang='de'>x</para></article>",
          "<para xml:id=\"p\" xml:lang=\"de\">x</para>");
    check("<article><articleinfo id='i'><date/></articleinfo><title>T</title><para/></article>",
          "<title>T</title>");
    check("<para><sgmltag class='sgmlcomment'>x</sgmltag></para>",
          "<tag class=\"comment\">x</tag>");
    check(
        "<para><inlinegraphic fileref='a.png' width='3cm' role='r'/></para>",
        "<inlinemediaobject role=\"r\"><imageobject><imagedata fileref=\"a.png\" width=\"3cm\"/></imageobject></inlinemediaobject>");
    check(
        "<bookinfo><author><honorific>Dr.</honorific> <firstname>A</firstname><surname>B</surname><email>c</email></author></bookinfo>",
        "<author><personname><honorific>Dr.</honorific> <firstname>A</firstname> <surname>B</surname></personname> <email>c</email></author>");
    check("<bookinfo><corpauthor>Ring</corpauthor></bookinfo>",
          "<author><orgname>Ring</orgname></author>");
    check("<bookinfo><isbn>3</isbn></bookinfo>", "<biblioid class=\"isbn\">3</biblioid>");
    check("<bookinfo><pubsnumber>3</pubsnumber></bookinfo>",
          "<biblioid class=\"pubsnumber\">3</biblioid>");
    check("<bookinfo><modespec>3</modespec><date/></bookinfo>", "<date/>");
    check("<para><structfield>f</structfield></para>",
          "<varname remap=\"structfield\">f</varname>");
    check("<para><action>f</action></para>", "<phrase remap=\"action\">f</phrase>");
    check("<screenshot><screeninfo>S</screeninfo></screenshot>",
          "<info><bibliomisc role=\"screeninfo\">S</bibliomisc></info>");
    check("<article><ackno>Thanks</ackno></article>",
          "<acknowledgements><para>Thanks</para></acknowledgements>");
    check("<book><lot/></book>", "<toc role=\"lot\"/>");
    check("<toc><tocchap><tocentry>x</tocentry></tocchap></toc>",
          "<tocdiv role=\"chapter\"><tocentry>x</tocentry></tocdiv>");
    check("<para><olink targetdocent='d' localinfo='i' linkmode='l'>x</olink></para>",
          "<olink targetdoc=\"d\" targetptr=\"i\">x</olink>");
    check(
        "<example><graphicco><areaspec/><graphic fileref='a'/></graphicco></example>",
        "<mediaobject><imageobjectco><areaspec/><imageobject><imagedata fileref=\"a\"/></imageobject></imageobjectco></mediaobject>");
    check("<article><screen format='linespecific' width='40'>x</screen></article>",
          "<screen width=\"40\">x</screen>");
    check("<para><literal moreinfo='none'>x</literal></para>", "<literal>x</literal>");
    check("<para><beginpage/><emphasis>x</emphasis></para>", "<emphasis>x</emphasis>");

    /* Positions survive, elements are known by their new name, and what is DocBook 5 already is
     * left alone. */
    xmlDoc *doc = load("<book>\n<bookinfo>\n<ulink url='x'/></bookinfo></book>");
    const xmlNode *root = xmlDocGetRootElement(doc), *info = xml_first(root),
                  *link = xml_first(info);
    CHECK_STR((const char *)root->ns->href, DOCBOOK_NS);
    CHECK_STR(xml_attr(root, "version"), "5.0");
    CHECK_INT(xml_elem(info), DB_info);
    CHECK_INT(xml_loc(info).line, 2);
    CHECK_INT(xml_elem(link), DB_link);
    CHECK_INT(xml_loc(link).line, 3);
    xml_free(doc);
    check("<article xmlns='" DOCBOOK_NS "'><para id='p'/></article>", "<para id=\"p\"/>");
    return test_end();
}
