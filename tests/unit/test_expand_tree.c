// SPDX-License-Identifier: Apache-2.0
/* Expansion of single elements: the first child of the root before and after. */
#include "expand/expand.h"
#include "test.h"

static xmlDoc *load(const char *text)
{
    static char whole[20000];
    snprintf(whole, sizeof whole,
             "<article xmlns='" DOCBOOK_NS "' xmlns:xlink='" XLINK_NS "'>%s</article>", text);
    xmlDoc *doc = xml_load_memory(whole, strlen(whole), "test.xml", NULL);
    expand(doc);
    return doc;
}

/* Element n (from 0) of the article, as XML. */
static void check(const char *from, int n, const char *want)
{
    xmlDoc *doc = load(from);
    xmlNode *e = xml_first(xmlDocGetRootElement(doc));
    xmlBuffer *b = xmlBufferCreate();
    while (n-- && e)
        e = xml_next(e);
    if (e)
        xmlNodeDump(b, doc, e, 0, 0);
    CHECK_STR((const char *)xmlBufferContent(b), want);
    xmlBufferFree(b);
    xml_free(doc);
}

static void titles(void)
{
    check("<info><date/><subtitle>S</subtitle><title>T</title></info>", 0, "<title>T</title>");
    check("<info><date/><subtitle>S</subtitle><title>T</title></info>", 1,
          "<subtitle>S</subtitle>");
    check("<info><date/><subtitle>S</subtitle><title>T</title></info>", 2, "<info><date/></info>");
    check("<info><title>Inner</title></info><title>Outer</title>", 0, "<title>Outer</title>");
    check("<note><para/></note>", 0, "<note><title role=\"generated\">Note</title><para/></note>");
    check("<note xml:lang='de-AT'><title>X</title><para/></note>", 0,
          "<note xml:lang=\"de-AT\"><title>X</title><para/></note>");
    check("<warning xml:lang='de-AT'><para/></warning>", 0,
          "<warning xml:lang=\"de-AT\"><title role=\"generated\">Warnung</title><para/></warning>");
    check("<figure><title>T</title><mediaobject/></figure>", 0,
          "<figure><mediaobject/><title label=\"Figure\">T</title></figure>");
    check(
        "<table label='7b'><title>T</title></table>", 0,
        "<table label=\"7b\"><title label=\"Table\" continued=\"continued\" number=\"7b\">T</title></table>");
    check(
        "<example><info><title>T</title><titleabbrev>t</titleabbrev></info></example>", 0,
        "<example><title label=\"Example\" short=\"t\">T</title><titleabbrev>t</titleabbrev><info/></example>");
    check(
        "<refentry xml:id='r'><refmeta><refentrytitle>cat</refentrytitle><manvolnum>1</manvolnum></refmeta></refentry>",
        1,
        "<refentry xml:id=\"r\"><title role=\"generated\">cat(1)</title><refmeta><refentrytitle>cat</refentrytitle><manvolnum>1</manvolnum></refmeta>"
        "</refentry>");
}

static void tables(void)
{
    check(
        "<informaltable colsep='1'><tgroup cols='2' align='center' rowsep='1'><colspec colname='a' align='char' char=','/><colspec colname='b' "
        "rowsep='0'/><tbody valign='top'><row><entry/><entry colsep='1'/></row><row rowsep='0' valign='middle'><entry colname='b' "
        "align='left'/></row></tbody></tgroup></informaltable>",
        0,
        "<informaltable colsep=\"1\"><tgroup cols=\"2\" align=\"center\" rowsep=\"1\"><colspec colname=\"a\" align=\"char\" char=\",\"/>"
        "<colspec colname=\"b\" rowsep=\"0\"/><tbody valign=\"top\"><row><entry align=\"char\" char=\",\" valign=\"top\" rowsep=\"1\" colsep=\"1\"/>"
        "<entry align=\"center\" valign=\"top\" rowsep=\"0\"/></row><row rowsep=\"0\" valign=\"middle\"><entry colname=\"b\" align=\"left\" "
        "valign=\"middle\" rowsep=\"0\" remap=\"not-first\"/></row></tbody></tgroup></informaltable>");
    /* a cell from above pushes the next ones to the right */
    check(
        "<informaltable><tgroup cols='2'><colspec align='left'/><colspec align='right'/><tbody><row><entry morerows='1'/><entry/></row>"
        "<row><entry/></row></tbody></tgroup></informaltable>",
        0,
        "<informaltable><tgroup cols=\"2\"><colspec align=\"left\"/><colspec align=\"right\"/><tbody><row><entry morerows=\"1\" align=\"left\"/>"
        "<entry align=\"right\"/></row><row><entry align=\"right\" remap=\"not-first\"/></row></tbody></tgroup></informaltable>");
    check(
        "<informaltable><tgroup cols='3'><colspec colname='x' align='left'/><colspec colname='y' align='right'/><colspec/><spanspec "
        "spanname='s' namest='x' nameend='y' align='center'/><tbody><row><entry spanname='s'/><entry/></row></tbody></tgroup></informaltable>",
        0,
        "<informaltable><tgroup cols=\"3\"><colspec colname=\"x\" align=\"left\"/><colspec colname=\"y\" align=\"right\"/><colspec/><spanspec "
        "spanname=\"s\" namest=\"x\" nameend=\"y\" align=\"center\"/><tbody><row><entry spanname=\"s\" align=\"center\"/><entry/></row></tbody>"
        "</tgroup></informaltable>");
    check(
        "<table><caption>C</caption><tr align='right'><td/></tr><tr/></table>", 0,
        "<table><title label=\"Table\" continued=\"continued\">C</title><tgroup><tbody><tr align=\"right\"><td align=\"right\"/></tr><tr/></tbody></tgroup></table>");
}

static void lists(void)
{
    check(
        "<variablelist><varlistentry><term>a</term><term>b</term><listitem/></varlistentry></variablelist>",
        0,
        "<variablelist><varlistentry><term role=\"generated\"><term>a</term><term>b</term></term><listitem/></varlistentry></variablelist>");
    check(
        "<orderedlist><listitem/><listitem/></orderedlist><orderedlist continuation='continues'><listitem/></orderedlist>",
        1,
        "<orderedlist continuation=\"continues\" startingnumber=\"3\"><listitem/></orderedlist>");
    check(
        "<simplelist type='vert' columns='2'><member>1</member><member>2</member><member>3</member></simplelist>",
        0,
        "<simplelist type=\"vert\" columns=\"2\" role=\"columns\"><simplelist role=\"row\"><member>1</member><member>3</member></simplelist>"
        "<simplelist role=\"row\"><member>2</member></simplelist></simplelist>");
    check(
        "<segmentedlist><segtitle>A</segtitle><seglistitem><seg>x</seg></seglistitem></segmentedlist>",
        0,
        "<segmentedlist><segtitle>A</segtitle><seglistitem><seg><phrase role=\"segtitle\">A</phrase>x</seg></seglistitem></segmentedlist>");
    check(
        "<qandaset defaultlabel='qanda'><qandaentry><question><para/></question><answer/></qandaentry></qandaset>",
        0,
        "<qandaset defaultlabel=\"qanda\"><qandaentry><question><label role=\"generated\">Q:</label><para/></question><answer><label "
        "role=\"generated\">A:</label></answer></qandaentry></qandaset>");
    check(
        "<programlistingco><areaspec units='linecolumn'><area xml:id='x' coords='2'/><area coords='9'/></areaspec><programlisting>a\nb\nc"
        "</programlisting></programlistingco>",
        0,
        "<programlistingco><areaspec units=\"linecolumn\"><area coords=\"2\"/><area coords=\"9\"/></areaspec><programlisting>a\nb <co xml:id=\"x\"/>\nc "
        "<co/></programlisting></programlistingco>");
}

static void synopses(void)
{
    check(
        "<cmdsynopsis><command>ls</command> <arg>-l</arg>\n<arg choice='plain' rep='repeat'>f</arg><group choice='req'> <arg choice='plain'>a</arg> "
        "<arg choice='plain'>b</arg></group></cmdsynopsis>",
        0,
        "<cmdsynopsis><command>ls</command> <arg>[-l]</arg> <arg choice=\"plain\" rep=\"repeat\">f…</arg> <group choice=\"req\">{<arg "
        "choice=\"plain\">a</arg> | <arg choice=\"plain\">b</arg>}</group></cmdsynopsis>");
    check(
        "<funcprototype><funcdef>int <function>max</function></funcdef> <paramdef>int <parameter>a</parameter></paramdef> <varargs/>"
        "</funcprototype>",
        0,
        "<funcprototype><funcdef>int <function>max</function></funcdef>(<paramdef>int <parameter>a</parameter></paramdef>, "
        "<varargs>...</varargs>);</funcprototype>");
    check("<funcprototype><funcdef>f</funcdef><void/></funcprototype>", 0,
          "<funcprototype><funcdef>f</funcdef>(<void>void</void>);</funcprototype>");
    check(
        "<methodsynopsis><modifier>public</modifier><void/><methodname>m</methodname><methodparam><type>int</type><parameter>i</parameter>"
        "<initializer>0</initializer></methodparam><exceptionname>E</exceptionname></methodsynopsis>",
        0,
        "<methodsynopsis><modifier>public</modifier> <type>void</type> <methodname>m</methodname>(<methodparam><type>int</type> "
        "<parameter>i</parameter> = <initializer>0</initializer></methodparam>) throws <exceptionname>E</exceptionname>;</methodsynopsis>");
    check(
        "<classsynopsis><ooclass><modifier>final</modifier><classname>C</classname></ooclass><ooclass><classname>B</classname></ooclass>"
        "<oointerface><interfacename>I</interfacename></oointerface><oointerface><interfacename>J</interfacename></oointerface></classsynopsis>",
        0,
        "<classsynopsis><ooclass><modifier>final</modifier> class <classname>C</classname></ooclass> extends <ooclass><classname>B</classname>"
        "</ooclass> implements <oointerface><interfacename>I</interfacename></oointerface>, <oointerface><interfacename>J</interfacename>"
        "</oointerface> {}</classsynopsis>");
}

static void inlines(void)
{
    check("<keycombo> <keycap>A</keycap> <keycap>B</keycap></keycombo>", 0,
          "<keycombo><keycap>A</keycap>+<keycap>B</keycap></keycombo>");
    check(
        "<menuchoice><shortcut><keycap>F</keycap></shortcut><guimenu>A</guimenu><guimenuitem>B</guimenuitem></menuchoice>",
        0,
        "<menuchoice><guimenu>A</guimenu>\u00a0→ <guimenuitem>B</guimenuitem> (<shortcut><keycap>F</keycap></shortcut>)</menuchoice>");
    check(
        "<personname><surname>B</surname><firstname>A</firstname><honorific>Dr.</honorific></personname>",
        0,
        "<personname><honorific>Dr.</honorific> <firstname>A</firstname> <surname>B</surname></personname>");
    check("<personname>A <surname>B</surname></personname>", 0,
          "<personname>A <surname>B</surname></personname>");
    check("<link xlink:href='http://a.b/'/>", 0,
          "<link xlink:href=\"http://a.b/\">http://a.b/</link>");
    check(
        "<para><link xlink:href='http://a.b/'>x</link></para>", 0,
        "<para><link xlink:href=\"http://a.b/\">x</link><phrase role=\"link-url\">http://a.b/</phrase></para>");
    check("<para><link xlink:href='http://a.b/'>a.b</link></para>", 0,
          "<para><link xlink:href=\"http://a.b/\">a.b</link></para>");
}

int main(void)
{
    diag_init("test");
    titles();
    tables();
    lists();
    synopses();
    inlines();
    return test_end();
}
