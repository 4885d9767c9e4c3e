// SPDX-License-Identifier: Apache-2.0
/* The logical structure: roles, nesting, labels, links, languages, what is left out. */
#include "doc.h"

static void test_text(void)
{
    CHECK_TAGS(
        "<chapter><title>A</title><section><title>B</title><para>c</para></section></chapter>", "",
        "Document lang=de(Sect(H1 'A' Sect(H2 'B' P 'c')))");
    CHECK_TAGS(
        "<chapter><section><section><title>B</title></section></section><section><title>C</title></section></chapter>",
        "", "Document lang=de(Sect(Sect(Sect(H1 'B')) Sect(H2 'C')))");
    CHECK_TAGS("<title>Buch</title><chapter><title>K</title></chapter>",
               "title::before { content: 'Nr'; display: block }",
               "Document lang=de(Title 'NrBuch' Sect(H1 'NrK'))");
    CHECK_TAGS("<note><title>N</title>loose</note>", "", "Document lang=de(Div(H1 'N' P 'loose'))");
    CHECK_TAGS("<para>a <itemizedlist><listitem>b</listitem></itemizedlist> c</para>", "",
               "Document lang=de(P 'a' L numbering=Disc(LI(Lbl '• ' LBody 'b')) P 'c')");
    CHECK_TAGS("<para>a <emphasis>b</emphasis> <literal>c</literal> <quote>d</quote></para>", "",
               "Document lang=de(P 'a   '(Em 'b' Code 'c' Quote 'd'))");
    CHECK_TAGS("<programlisting>x</programlisting><blockquote>q</blockquote><para/>",
               "blockquote { display: block }", "Document lang=de(P(Code 'x') BlockQuote(P 'q'))");
    CHECK_TAGS(
        "<para>a <foreignphrase xml:lang='en'>b</foreignphrase></para><para xml:lang='fr'>c</para>",
        "", "Document lang=de(P 'a '(Span lang=en 'b') P lang=fr 'c')");
    CHECK_TAGS("<para><abbrev>KI<alt>Künstliche Intelligenz</alt></abbrev></para>",
               "alt { display: none }",
               "Document lang=de(P(Span expansion= 'Künstliche Intelligenz' 'KI'))");
    CHECK_TAGS("<para>a</para><para role='x'>b</para><para role='y'>c</para>",
               ".x { -koki-pdf-tag: BlockQuote } .y { -koki-pdf-tag: artifact }",
               "Document lang=de(P 'a' BlockQuote(P 'b'))");
}

static void test_lists(void)
{
    CHECK_TAGS(
        "<orderedlist><title>T</title><listitem><para>a</para><para>b</para></listitem></orderedlist>",
        "", "Document lang=de(L numbering=Decimal(Caption 'T' LI(Lbl '1. ' LBody(P 'a' P 'b'))))");
    CHECK_TAGS("<orderedlist><para>vor</para><listitem>a</listitem></orderedlist>", "",
               "Document lang=de(L numbering=Decimal(LI(LBody(P 'vor')) LI(Lbl '1. ' LBody 'a')))");
    CHECK_TAGS("<itemizedlist><listitem><para>a</para></listitem></itemizedlist>",
               "listitem { list-style: '-' inside }",
               "Document lang=de(L numbering=Disc(LI(Lbl '-' LBody(P 'a'))))");
    CHECK_TAGS(
        "<variablelist><varlistentry><term>t</term><term>u</term><listitem><para>d</para></listitem></varlistentry></variablelist>",
        "variablelist, varlistentry, term, varlistentry > listitem { display: block }",
        "Document lang=de(L numbering=None(LI(Lbl 't' Lbl 'u' LBody(P 'd'))))");
    CHECK_TAGS(
        "<glossary><title>G</title><glossentry><glossterm>t</glossterm><glossdef><para>d</para></glossdef></glossentry>"
        "<glossentry><glossterm>u</glossterm><glosssee>t</glosssee></glossentry></glossary>",
        "glossary, glossentry, glossterm, glossdef, glosssee { display: block }",
        "Document lang=de(Sect(H1 'G' L numbering=None(LI(Lbl 't' LBody(P 'd')) LI(Lbl 'u' LBody(P 't')))))");
    CHECK_TAGS(
        "<note><listitem>a</listitem><listitem>b</listitem></note>", "",
        "Document lang=de(Div(L numbering=Disc(LI(Lbl '• ' LBody 'a') LI(Lbl '• ' LBody 'b'))))");
    CHECK_TAGS("<simplelist><member>a</member><member>b</member></simplelist>",
               "simplelist, member { display: block }",
               "Document lang=de(L numbering=None(LI(LBody 'a') LI(LBody 'b')))");
    CHECK_TAGS("<simplelist><member>a</member> <member>b</member></simplelist>",
               "simplelist { display: block }", "Document lang=de(P 'a b')");
}

static void test_contents(void)
{
    CHECK_TAGS(
        "<toc><title>Inhalt</title><tocentry linkend='c'>C</tocentry><tocdiv><tocentry linkend='s'>S</tocentry></tocdiv></toc>"
        "<chapter xml:id='c'><title>C</title><section xml:id='s'><title>S</title></section></chapter>",
        "toc, tocdiv, tocentry { display: block } tocentry::after { content: leader('.') "
        "target-counter(attr(linkend), page) }",
        "Document lang=de(Sect(H1 'Inhalt' TOC(TOCI(Reference(Link dest=c 'C#')) TOC(TOCI(Reference(Link dest=s "
        "'S#'))))) Sect(H1 'C' Sect(H2 'S')))");
    CHECK_TAGS("<toc><tocentry linkend='nix'>C</tocentry></toc>",
               "toc, tocdiv, tocentry { display: block }",
               "Document lang=de(TOC(TOCI(Reference 'C')))");
}

static void test_links(void)
{
    CHECK_TAGS(
        "<para xml:id='p'>a <link linkend='p'>b <link xlink:href='http://x.de'>c</link></link> <link xlink:href='#p'>d</link>"
        " <link linkend='none'>e</link> <productname xlink:href='http://y.de'>f</productname></para>",
        "",
        "Document lang=de(P 'a   e '(Link dest=p 'b c' Link dest=p 'd' Link href=http://y.de 'f'))");
    CHECK_TAGS(
        "<para>a <link xlink:href='http://x.de'>b <note>c</note> d</link></para>", "",
        "Document lang=de(P 'a '(Link href=http://x.de 'b') P 'c' P(Link href=http://x.de 'd'))");
    CHECK_TAGS(
        "<para>a<footnote xml:id='f'><para>n</para></footnote><footnoteref linkend='f'/></para>",
        "footnoteref { -koki-cleanup: spaces }",
        "Document lang=de(P 'a'(Reference(Link '1') Note(Lbl(Link '1. ') P 'n') Reference(Link dest=f ',1')))");
    CHECK_TAGS(
        "<para>a<footnote><para>n</para><itemizedlist><listitem>x</listitem></itemizedlist></footnote> b</para>",
        "",
        "Document lang=de(P 'a b'(Reference(Link '1') Note(Lbl(Link '1. ') P 'n' L numbering=Disc(LI(Lbl '• ' LBody 'x')))))");
}

#define T(inside)                                                                                  \
    "<table rowheader='firstcol'><title>T</title><tgroup cols='2'>" inside "</tgroup></table>"
static void test_tables(void)
{
    CHECK_TAGS(
        T("<thead><row><entry>a</entry><entry>b</entry></row></thead><tbody><row><entry>c</entry><entry>d</entry></row></tbody>"),
        "table { display: block }",
        "Document lang=de(Table(Caption 'T' THead(TR(TH scope=Column 'a' TH scope=Column 'b')) TBody(TR(TH "
        "scope=Row 'c' TD 'd'))))");
    CHECK_TAGS(
        "<informaltable><tgroup cols='1'><thead><row><entry>a</entry></row></thead></tgroup></informaltable>",
        "informaltable { display: block }",
        "Document lang=de(Table(TBody(TR(TH scope=Column 'a'))))");
    CHECK_TAGS(
        "<informaltable><tgroup cols='2'><tfoot><row><entry>f</entry></row></tfoot><tbody><row><entry morerows='1'>c</entry></row><row>"
        "</row></tbody></tgroup><tgroup "
        "cols='1'><tbody><row><entry><para>x</para></entry></row></tbody></tgroup></informaltable>",
        "informaltable { display: block }",
        "Document lang=de(Div(Table(TBody(TR(TD rows=2 'c' TD) TR(TD)) TFoot(TR(TD 'f' TD))) "
        "Table(TBody(TR(TD(P 'x'))))))");
}

static void test_pictures(void)
{
    static const char svg[] =
        "<mediaobject><imageobject><imagedata><svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>"
        "</imagedata></imageobject>%s</mediaobject>";
    static const struct {
        const char *more, *want;
    } cases[] = {
        {"<alt>Ein Bild</alt>", "Document lang=de(Div(Figure alt= 'Ein Bild' Caption 't'))"},
        {"<textobject><phrase>Noch  eins</phrase></textobject>",
         "Document lang=de(Div(Figure alt= 'Noch eins' Caption 't'))"},
        {"<alt/>", "Document lang=de(Div(Caption 't'))"},
        {"", "Document lang=de(Div(Figure Caption 't'))"},
        {"<caption><para>c</para></caption>",
         "Document lang=de(Div(Figure alt= 'c' Caption(P 't' P 'c')))"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b = {0};
        buf_puts(&b, "<figure>");
        buf_printf(&b, svg, cases[i].more);
        buf_puts(&b, "<title>t</title></figure>");
        CHECK_TAGS(
            b.s,
            "alt, textobject { display: none } caption { display: block } title { caption-side: "
            "bottom }",
            cases[i].want);
        buf_done(&b);
    }
    CHECK_TAGS(
        "<equation><alt>E gleich m</alt><mathphrase>E=m</mathphrase></equation><para><inlineequation><mathphrase>x</mathphrase>"
        "</inlineequation></para>",
        "equation { display: block } alt { display: none }",
        "Document lang=de(P(Formula alt= 'E gleich m' 'E=m') P(Formula alt= 'x' 'x'))");
}

int main(void)
{
    diag_init("test");
    diag_configure(DIAG_SYSTEM, DIAG_TEXT);
    test_text();
    test_lists();
    test_contents();
    test_links();
    test_tables();
    test_pictures();
    return test_end();
}
