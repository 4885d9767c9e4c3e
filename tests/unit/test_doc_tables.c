// SPDX-License-Identifier: Apache-2.0
/* Tables: columns and spans of CALS and HTML, faulty ones mended, missing parts made. */
#include "doc.h"

#define T(cols, inside) "<informaltable><tgroup cols='" cols "'>" inside "</tgroup></informaltable>"
static const char plain[] =
    "informaltable, caption { display: block } entrytbl { display: table-cell }";

static void test_columns(void)
{
    CHECK_BOXES(
        T("4",
          "<colspec colwidth='2*'/><colspec colname='b' colwidth='3cm'/><colspec colnum='4' colwidth='1.5*+1pt'/>"
          "<tbody><row><entry>a</entry><entry colname='b'>b</entry></row></tbody>"),
        plain,
        "block book(block informaltable(table tgroup columns=4(column colspec star=2.00 column colspec "
        "width=85.04 column colspec star=1.50 width=1.00 rows tbody(row row(cell entry col=0(para -(text 'a')) "
        "cell entry col=1(para -(text 'b')) cell - col=2 cols=2)))))");
    CHECK_BOXES(
        "<table role='x'><colgroup span='2' width='20%'/><colgroup><col/><col width='30'/></colgroup><tr><td>a</td></tr></table>",
        "table { display: table } colgroup { display: table-column-group } col { display: table-column }",
        "block book(table table columns=4(column colgroup span=2 percent=20.00 column col column col "
        "width=22.50 column colgroup span=2 rows -(row tr(cell td col=0(para -(text 'a')) cell - "
        "col=1 cols=3))))");
    CHECK_BOXES(
        T("2",
          "<colspec colname='a'/><colspec colname='b'/><thead><colspec colname='x'/><colspec colname='y'/>"
          "<row><entry colname='y'>h</entry></row></thead><tbody><row><entry "
          "colname='b'>1</entry></row></tbody>"),
        plain,
        "block book(block informaltable(table tgroup columns=2(column colspec column colspec rows thead "
        "head(row row(cell - col=0 cell entry col=1(para -(text 'h')))) rows tbody(row row(cell - col=0 cell "
        "entry col=1(para -(text '1')))))))");
}

static void test_spans(void)
{
    CHECK_BOXES(
        T("3",
          "<colspec colname='a'/><colspec colname='b'/><colspec colname='c'/><spanspec spanname='s' namest='b' nameend='c'/>"
          "<tbody><row><entry morerows='1'>1</entry><entry spanname='s'>2</entry></row>"
          "<row><entry namest='b' nameend='c'>3</entry></row></tbody>"),
        plain,
        "block book(block informaltable(table tgroup columns=3(column colspec column colspec column colspec "
        "rows tbody(row row(cell entry col=0 rows=2(para -(text '1')) cell entry col=1 cols=2(para -(text "
        "'2'))) row row(cell entry col=1 cols=2(para -(text '3')))))))");
    CHECK_BOXES(
        "<informaltable><tr><td rowspan='2'>a</td><td colspan='2'>b</td></tr><tr><td>c</td></tr></informaltable>",
        plain,
        "block book(block informaltable(table - columns=3(rows -(row tr(cell td col=0 rows=2(para -(text 'a')) "
        "cell td col=1 cols=2(para -(text 'b'))) row tr(cell td col=1(para -(text 'c')) cell - col=2)))))");
    CHECK_BOXES(
        "<informaltable><tr><td rowspan='0'>a</td></tr><tr><td>c</td></tr></informaltable>", plain,
        "block book(block informaltable(table - columns=2(rows -(row tr(cell td col=0 rows=2(para -(text 'a')) "
        "cell - col=1) row tr(cell td col=1(para -(text 'c')))))))");
}

static void test_faults(void)
{
    /* too many rows and columns, a column that is taken, one that does not exist, too many entries
     */
    CHECK_BOXES(
        T("2", "<tbody><row><entry morerows='7'>a</entry></row><row/></tbody>"), plain,
        "block book(block informaltable(table tgroup columns=2(rows tbody(row row(cell entry col=0 rows=2(para "
        "-(text 'a')) cell - col=1) row row(cell - col=1)))))");
    CHECK_BOXES(
        "<informaltable><tr><td colspan='9'>a</td></tr><tr><td>b</td></tr></informaltable>", plain,
        "block book(block informaltable(table - columns=9(rows -(row tr(cell td col=0 cols=9(para -(text 'a'))) "
        "row tr(cell td col=0(para -(text 'b')) cell - col=1 cols=8)))))");
    CHECK_BOXES(
        T("2",
          "<colspec colname='a'/><colspec colname='b'/><tbody><row><entry morerows='1' colname='a'>a</entry></row>"
          "<row><entry colname='a'>b</entry></row></tbody>"),
        plain,
        "block book(block informaltable(table tgroup columns=2(column colspec column colspec rows tbody(row "
        "row(cell entry col=0 rows=2(para -(text 'a')) cell - col=1) row row(cell entry col=1(para -(text 'b')))))))");
    CHECK_BOXES(
        T("2",
          "<tbody><row><entry colname='zzz'>a</entry><entry namest='u' nameend='v'>b</entry></row></tbody>"),
        plain,
        "block book(block informaltable(table tgroup columns=2(rows tbody(row row(cell entry col=0(para -(text "
        "'a')) cell entry col=1(para -(text 'b')))))))");
    CHECK_BOXES(
        T("2", "<tbody><row><entry>1</entry><entry>2</entry><entry>3</entry></row></tbody>"), plain,
        "block book(block informaltable(table tgroup columns=3(rows tbody(row row(cell entry col=0(para -(text "
        "'1')) cell entry col=1(para -(text '2')) cell entry col=2(para -(text '3')))))))");
    CHECK_BOXES(
        T("999999999", "<tbody><row><entry>1</entry></row></tbody>"), plain,
        "block book(block informaltable(table tgroup columns=512(rows tbody(row row(cell entry col=0(para -(text '1')) "
        "cell - col=1 cols=511)))))");
    CHECK_BOXES(T("1", ""), plain, "block book(block informaltable)");
    CHECK_BOXES(T("1", "<tbody/>"), plain, "block book(block informaltable)");
}

static void test_parts(void)
{
    CHECK_BOXES(
        "<note><entry>a</entry> <entry>b</entry>c</note>", "",
        "block book(block note(table - columns=2(rows -(row -(cell entry col=0(para -(text 'a')) cell entry "
        "col=1(para -(text 'b'))))) para -(text 'c')))");
    CHECK_BOXES(
        "<note><row>x<entry>a</entry></row><tbody><row/></tbody></note>", "",
        "block book(block note(table - columns=2(rows -(row row(cell - col=0(para -(text 'x')) cell entry "
        "col=1(para -(text 'a')))) rows tbody(row row(cell - col=0 cols=2)))))");
    CHECK_BOXES(
        T("1",
          "<tfoot><row><entry>f</entry></row></tfoot><tbody><row xml:id='r'><entry>b</entry></row></tbody>"
          "<thead xml:id='h'><row><entry>h</entry></row></thead>"),
        plain,
        "block book(block informaltable(table tgroup columns=1(rows thead head(row row(cell entry col=0(mark "
        "anchor #h para -(text 'h')))) rows tbody(row row(cell entry col=0(mark anchor #r para -(text 'b')))) "
        "rows tfoot foot(row row(cell entry col=0(para -(text 'f')))))))");
    CHECK_BOXES(
        "<para>a<informaltable><tr><td>t</td></tr></informaltable>b</para>",
        "informaltable { display: table }",
        "block book(block para(para -(text 'a') table informaltable columns=1(rows -(row tr(cell td col=0(para "
        "-(text 't'))))) para -(text 'b')))");
    CHECK_BOXES(
        "<para>a<informaltable><tr><td>t</td></tr></informaltable>b</para>",
        "informaltable { display: inline-table }",
        "block book(para para(text 'a' inline-block -(table informaltable columns=1(rows -(row tr(cell td "
        "col=0(para -(text 't')))))) text 'b'))");
    CHECK_BOXES(
        "<informaltable><caption>C</caption><tr><td>t</td></tr></informaltable>",
        "informaltable { display: table } caption { display: table-caption; caption-side: bottom }",
        "block book(block -(table informaltable columns=1(rows -(row tr(cell td col=0(para -(text 't'))))) para "
        "caption(text 'C')))");
    CHECK_BOXES(
        T("2",
          "<tbody><row><entrytbl cols='2'><tbody><row><entry>a</entry><entry>b</entry></row></tbody></entrytbl>"
          "<entry>c</entry></row></tbody>"),
        plain,
        "block book(block informaltable(table tgroup columns=2(rows tbody(row row(cell entrytbl col=0(table - "
        "columns=2(rows tbody(row row(cell entry col=0(para -(text 'a')) cell entry col=1(para -(text 'b')))))) "
        "cell entry col=1(para -(text 'c')))))))");
}

static void find_too_wide(void *ctx, enum diag_level level, const char *id, struct loc where,
                          const char *text, int count)
{
    (void)where, (void)text;
    if (!strcmp(id, "table-too-wide") && level == DIAG_ERROR)
        *(int *)ctx += count;
}

/* 600 entries in one row: what has no column left goes into the last cell, and is reported. */
static void test_too_wide(void)
{
    struct buf b = {0};
    int told = 0;
    diag_configure(DIAG_ERROR, DIAG_TEXT);
    buf_puts(&b, "<informaltable><tr>");
    for (int i = 0; i < 600; i++)
        buf_puts(&b, "<td>x</td>");
    buf_puts(&b, "</tr></informaltable>");
    struct made m = make(b.s, plain);
    const struct box *row = m.doc->root->first->first->first->first;
    int n = 0, texts = 0;
    for (const struct box *c = row->first; c; c = c->next, n++)
        for (const struct box *p = c->first; p; p = p->next)
            texts++;
    CHECK_INT(n, 512);
    CHECK_INT(texts, 600);
    diag_each(find_too_wide, &told);
    CHECK_INT(told, 88);
    diag_configure(DIAG_SYSTEM, DIAG_TEXT);
    CHECK_DOC(m.doc);
    unmake(m);
    buf_done(&b);
}

int main(void)
{
    diag_init("test");
    diag_configure(DIAG_SYSTEM, DIAG_TEXT);
    test_columns();
    test_spans();
    test_faults();
    test_parts();
    test_too_wide();
    return test_end();
}
