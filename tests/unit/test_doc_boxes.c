// SPDX-License-Identifier: Apache-2.0
/* Blocks and lines, white space, generated content, lists, notes, floats, marks. */
#include "doc.h"

static void test_fix_up(void)
{
    CHECK_BOXES("<para>a</para>", "", "block book(para para(text 'a'))");
    CHECK_BOXES(
        "<note>loose<para>b</para> and <para>c</para> end </note>", "",
        "block book(block note(para -(text 'loose') para para(text 'b') para -(text 'and') para para(text 'c') "
        "para -(text 'end')))");
    CHECK_BOXES(
        "<para>a <emphasis>b <note>c</note> d</emphasis> e</para>", "",
        "block book(block para(para -(text 'a ' inline emphasis(text 'b')) para note(text 'c') para -(inline "
        "emphasis(text 'd') text ' e')))");
    CHECK_BOXES("<para><emphasis><note>c</note></emphasis></para>", "",
                "block book(block para(para note(text 'c')))");
    CHECK_BOXES("<para/><para> </para>", "", "block book(block para block para)");
    CHECK_BOXES("<para><emphasis/>x<emphasis role='p'/></para>", "emphasis.p { padding-left: 1pt }",
                "block book(para para(text 'x' inline emphasis))");
    CHECK_BOXES("<para><phrase>a</phrase></para>", "phrase { display: contents }",
                "block book(para para(text 'a'))");
    CHECK_BOXES("<para>x<phrase>a</phrase>y</para>", "phrase { display: inline-block }",
                "block book(para para(text 'x' inline-block phrase(para -(text 'a')) text 'y'))");
}

static void test_space(void)
{
    CHECK_BOXES("<para>\n a  b\n<emphasis> c </emphasis> d\n</para>", "",
                "block book(para para(text 'a b ' inline emphasis(text 'c ') text 'd'))");
    CHECK_BOXES("<para>a <emphasis> </emphasis> b</para>", "",
                "block book(para para(text 'a ' text 'b'))");
    CHECK_BOXES("<para>a<emphasis> </emphasis></para>", "", "block book(para para(text 'a'))");
    CHECK_BOXES("<programlisting>\n  a\n\tb\n</programlisting>", "",
                "block book(para programlisting(text '  a\\n\\tb'))");
    CHECK_BOXES("<programlisting>  \n\n a <emphasis>\n</emphasis>\n  </programlisting>", "",
                "block book(para programlisting(text '\\n a ' inline emphasis(text '\\n')))");
    CHECK_BOXES("<para>a  \n  b</para>", "para { white-space: pre-line }",
                "block book(para para(text 'a\\nb'))");
    CHECK_BOXES("<para>a <emphasis>\n b</emphasis></para>", "para { white-space: pre-line }",
                "block book(para para(text 'a' inline emphasis(text '\\nb')))");
    CHECK_BOXES("<para>a&#160; b</para>", "", "block book(para para(text 'a  b'))");
    CHECK_BOXES(
        "<para>a<phrase> x </phrase>b</para>", "phrase { float: left }",
        "block book(para para(text 'a' float phrase(body:(para phrase(text 'x'))) text 'b'))");
}

static void test_case(void)
{
    CHECK_BOXES("<para>Straße <emphasis>ﬁ</emphasis></para>", "para { text-transform: uppercase }",
                "block book(para para(text 'STRASSE ' inline emphasis(text 'FI')))");
    CHECK_BOXES("<para xml:lang='tr'>i</para>", "para { text-transform: uppercase }",
                "block book(para para(text 'İ'))");
    CHECK_BOXES("<para>ÄRGER</para>", "para { text-transform: lowercase }",
                "block book(para para(text 'ärger'))");
    CHECK_BOXES(
        "<para>die große <emphasis>s</emphasis>tadt, rock’n’roll o<emphasis>b</emphasis></para>",
        "para { text-transform: capitalize }",
        "block book(para para(text 'Die Große ' inline emphasis(text 'S') text 'tadt, Rock’n’roll O' inline "
        "emphasis(text 'b')))");
}

static void test_generated(void)
{
    CHECK_BOXES(
        "<para>x</para>",
        "para::before { content: 'a ' attr(role, 'none') } para::after { content: '\\A' ; white-space: pre }",
        "block book(para para(inline para::before(text 'a ' text 'none') text 'x'))");
    CHECK_BOXES("<para>x</para>", "para::before { content: 'a'; display: block }",
                "block book(block para(para para::before(text 'a') para -(text 'x')))");
    CHECK_BOXES(
        "<para><quote>a <quote xml:lang='en'>b</quote></quote></para>",
        "quote::before { content: open-quote } quote::after { content: close-quote }",
        "block book(para para(inline quote(inline quote::before(text '„') text 'a ' inline quote(inline "
        "quote::before(text '‚') text 'b' inline quote::after(text '‘')) inline quote::after(text '“'))))");
    CHECK_BOXES(
        "<para><quote>a</quote></para>",
        "para { quotes: '<' '>' } quote::before { content: open-quote } quote::after { content: close-quote }",
        "block book(para para(inline quote(inline quote::before(text '<') text 'a' inline quote::after(text '>'))))");
    CHECK_BOXES(
        "<para xml:id='x'>a</para><para role='x'>b</para>",
        "para::after { content: leader('.') target-counter(attr(role), page) }",
        "block book(para para(mark anchor #x text 'a' inline para::after(leader '.')) para para(text 'b' inline "
        "para::after(leader '.' ref page #x)))");
    CHECK_BOXES("<para>x</para>", "para { content: 'instead' }",
                "block book(para para(text 'instead'))");
    CHECK_BOXES(
        "<para><emphasis>„Am</emphasis> x</para>", "para::first-letter { color: red }",
        "block book(para para(inline emphasis(inline para::first-letter(text '„A') text 'm') text ' x'))");
    CHECK_BOXES(
        "<para>Zeit</para>", "para::first-letter { float: left }",
        "block book(para para(float para::first-letter(body:(para para::first-letter(text 'Z'))) text 'eit'))");
}

static void test_counters(void)
{
    CHECK_BOXES(
        "<section><section/><section/></section><section/>",
        "book, section { counter-reset: s } section::before { counter-increment: s; content: counters(s, '.') }",
        "block book(block section(para -(inline section::before(text '0.1')) para section(inline "
        "section::before(text '0.1.1')) para section(inline section::before(text '0.1.1'))) para section(inline "
        "section::before(text '0.1')))");
    CHECK_BOXES(
        "<orderedlist><listitem>a<orderedlist><listitem>b</listitem></orderedlist></listitem><listitem>c</listitem></orderedlist>",
        "listitem::marker { content: counters(list-item, '.') }",
        "block book(block orderedlist(block listitem(marker:(para listitem::marker(text '1')) para -(text 'a') "
        "block orderedlist(para listitem(marker:(para listitem::marker(text '1.1')) text 'b'))) para "
        "listitem(marker:(para listitem::marker(text '2')) text 'c')))");
    CHECK_BOXES(
        "<section><section/><section/></section><section/>",
        "section { counter-increment: x } section::before { content: counter(x, upper-roman) }",
        "block book(block section(para -(inline section::before(text 'I')) para section(inline "
        "section::before(text 'II')) para section(inline section::before(text 'III'))) para section(inline "
        "section::before(text 'IV')))");
    CHECK_BOXES(
        "<para linkend='b'/><chapter><para xml:id='b'/></chapter>",
        "chapter { counter-increment: c } para[linkend]::before { content: target-counter(attr(linkend), c) '!' }",
        "block book(para para(inline para::before(text '1' text '!')) block chapter(block para(mark anchor #b)))");
    CHECK_BOXES(
        "<para linkend='b'/><para xml:id='b'>Ein <quote>Wort</quote><footnote><para>n</para></footnote></para>",
        "para[linkend]::before { content: target-text(attr(linkend)) }",
        "block book(para para(inline para::before(text 'Ein „Wort“')) para para(mark anchor #b text 'Ein ' "
        "inline quote(text 'Wort') note footnote(body:(block footnote(para para(inline "
        "footnote::footnote-marker(text '1. ') text 'n'))) inline footnote::footnote-call(text '1'))))");
    CHECK_BOXES(
        "<para/>",
        "para { counter-reset: page 7 } para::before { content: counter(page) '/' counter(pages) }",
        "block book(mark page 7 para para(mark ref inline para::before(ref page text '/' ref pages)))");
}

static void test_lists(void)
{
    CHECK_BOXES(
        "<orderedlist startingnumber='3'><listitem><para>a</para></listitem><listitem override='9'><para>b</para></listitem></orderedlist>"
        "<orderedlist continuation='continues'><listitem>c</listitem></orderedlist>",
        "",
        "block book(block orderedlist(block listitem(marker:(para listitem::marker(text '3. ')) para para(text "
        "'a')) block listitem(marker:(para listitem::marker(text '9. ')) para para(text 'b'))) block "
        "orderedlist(para listitem(marker:(para listitem::marker(text '10. ')) text 'c')))");
    CHECK_BOXES(
        "<itemizedlist><listitem><para>a</para></listitem></itemizedlist>",
        "listitem { list-style: '-' inside }",
        "block book(block itemizedlist(block listitem(para para(inline listitem::marker(text '-') text 'a'))))");
    CHECK_BOXES("<itemizedlist><listitem/></itemizedlist>", "listitem { list-style: '-' inside }",
                "block book(block itemizedlist(para listitem(inline listitem::marker(text '-'))))");
    CHECK_BOXES(
        "<itemizedlist><listitem>a</listitem></itemizedlist>",
        "listitem::marker { content: '*' counter(list-item) }",
        "block book(block itemizedlist(para listitem(marker:(para listitem::marker(text '*' text '1')) text 'a')))");
    CHECK_BOXES("<itemizedlist><listitem>a</listitem></itemizedlist>",
                "listitem { list-style-type: none }",
                "block book(block itemizedlist(para listitem(text 'a')))");
}

static void test_notes(void)
{
    CHECK_BOXES(
        "<para>a<footnote xml:id='f'><para>n</para></footnote> b<footnoteref linkend='f'/></para>",
        "",
        "block book(para para(text 'a' note footnote(body:(block footnote(mark anchor #f para para(inline "
        "footnote::footnote-marker(text '1. ') text 'n'))) inline footnote::footnote-call(text '1')) text ' b' "
        "inline footnoteref(inline footnoteref::footnote-call(text '1'))))");
    CHECK_BOXES(
        "<para>a<footnote><para>n</para><para>m</para></footnote></para>",
        "footnote::footnote-call { content: '[' counter(footnote) ']' } footnote::footnote-marker { content: "
        "counter(footnote) ')' }",
        "block book(para para(text 'a' note footnote(body:(block footnote(para para(inline "
        "footnote::footnote-marker(text '1' text ')') text 'n') para para(text 'm'))) inline "
        "footnote::footnote-call(text '[' text '1' text ']'))))");
    CHECK_BOXES(
        "<figure><title>t</title></figure><para>b</para>", "figure { float: top }",
        "block book(float figure(body:(block figure(para title(text 't')))) para para(text 'b'))");
    CHECK_BOXES(
        "<chapter><title>t</title><para>b</para></chapter>", "title { position: running(head) }",
        "block book(block chapter(mark running head(body:(para title(text 't'))) para para(text 'b')))");
}

static void test_marks(void)
{
    CHECK_BOXES(
        "<chapter xml:id='c'><title>Ein <quote>T</quote></title><para>a <phrase xml:id='p'>b</phrase><indexterm xml:id='i'/></para></chapter>",
        "title { string-set: head content(text) ' ' content(before), x 'y'; bookmark-level: 2; bookmark-state: closed }"
        "title::before { content: 'N' }",
        "block book(block chapter(mark anchor #c para title(mark string head 'Ein „T“ N' mark string x 'y' mark "
        "bookmark 2 closed 'Ein „T“' inline title::before(text 'N') text 'Ein ' inline quote(text 'T')) para "
        "para(text 'a ' mark anchor #p inline phrase(text 'b') mark anchor #i)))");
}

int main(void)
{
    diag_init("test");
    diag_configure(DIAG_SYSTEM, DIAG_TEXT);
    test_fix_up();
    test_space();
    test_case();
    test_generated();
    test_counters();
    test_lists();
    test_notes();
    test_marks();
    return test_end();
}
