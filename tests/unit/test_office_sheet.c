// SPDX-License-Identifier: Apache-2.0
/* Workbooks → rows of cells. */
#include "office.h"
#include "test.h"

static const char *last_text, *last_id;
static void keep_last(void *ctx, enum diag_level level, const char *id, struct loc where,
                      const char *text, int count)
{
    (void)ctx, (void)level, (void)where, (void)count;
    last_text = text;
    last_id = id;
}
static bool told(const char *words)
{
    diag_each(keep_last, NULL);
    return last_text && strstr(last_text, words);
}

/* A sheet as a line: "1:a|b 3:|c". */
static const char *shown(const struct sheet *s)
{
    static struct buf b;
    b.n = 0;
    for (int i = 0; s && i < s->n; i++) {
        buf_printf(&b, "%s%d:", i ? " " : "", s->row[i].line);
        for (int k = 0; k < s->row[i].n; k++)
            buf_printf(&b, "%s%s", k ? "|" : "", s->row[i].cell[k]);
    }
    return b.s ? b.s : "";
}

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
static const char types[] = TYPES(
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main");
static const char root_relations[] =
    "<Relationships xmlns='r'><Relationship Id='a' Type='" RELATIONS
    "officeDocument' Target='xl/workbook.xml'/></Relationships>";
static const char book_relations[] =
    "<Relationships xmlns='r'><Relationship Id='s1' Type='" RELATIONS
    "worksheet' Target='worksheets/sheet1.xml'/>"
    "<Relationship Id='s2' Type='" RELATIONS
    "worksheet' Target='/xl/worksheets/sheet2.xml'/><Relationship Id='c' Type='" RELATIONS
    "chartsheet' Target='chart.xml'/>"
    "<Relationship Id='far' Type='" RELATIONS
    "worksheet' Target='http://moor.example/sheet.xml' TargetMode='External'/>"
    "<Relationship Id='st' Type='" RELATIONS
    "styles' Target='styles.xml'/><Relationship Id='sh' Type='" RELATIONS
    "sharedStrings' Target='Strings.xml'/></Relationships>";
static const char styles[] =
    "<styleSheet xmlns='" MAIN
    "'><numFmts><numFmt numFmtId='170' formatCode='DD/MM/YYYY\\ HH:MM'/><numFmt numFmtId='171' formatCode='0.0&quot;d&quot;'/>"
    "<numFmt numFmtId='172' formatCode='[$-407]d. mmmm yyyy;@'/><numFmt numFmtId='173' formatCode='[h]:mm'/><numFmt numFmtId='174' formatCode='00000'/></numFmts><fonts><font/><font><strike/></font></fonts>"
    "<cellXfs><xf numFmtId='0' fontId='0'/><xf numFmtId='14'/><xf numFmtId='170'/><xf numFmtId='171'/><xf numFmtId='172'/><xf numFmtId='0' fontId='1'/><xf numFmtId='173'/><xf numFmtId='174'/><xf numFmtId='10'/></cellXfs></styleSheet>";
static const char strings[] =
    "<sst xmlns='" MAIN
    "'><si><t>Name</t></si><si><r><t xml:space='preserve'>Anna </t></r><r><rPr><b/></rPr><t>Beck</t></r><rPh sb='0' eb='1'><t>anna</t></rPh></si>"
    "<si><t>a_x000D_\nb_x005F_x</t></si><si><r><rPr><strike/></rPr><t>weg</t></r></si><si/></sst>";

static struct package *xlsx(const char *workbook, const char *sheet1, const char *sheet2)
{
    const char *const parts[] = {"[Content_Types].xml",
                                 types,
                                 "_rels/.rels",
                                 root_relations,
                                 "xl/workbook.xml",
                                 workbook,
                                 "xl/_rels/workbook.xml.rels",
                                 book_relations,
                                 "xl/styles.xml",
                                 styles,
                                 "xl/strings.xml",
                                 strings,
                                 "xl/worksheets/sheet1.xml",
                                 sheet1,
                                 "xl/worksheets/sheet2.xml",
                                 sheet2,
                                 NULL};
    return package_of(parts);
}
#define WORKBOOK(properties, sheets)                                                               \
    "<workbook xmlns='" MAIN "' xmlns:r='r'>" properties "<sheets>" sheets "</sheets></workbook>"
#define ONE "<sheet name='Leute' r:id='s1'/>"
#define SHEET(data, more)                                                                          \
    "<worksheet xmlns='" MAIN "'><dimension ref='A1'/><sheetData>" data "</sheetData>" more        \
    "</worksheet>"

static void check_xlsx(const char *workbook, const char *data, const char *want, const char *file,
                       int line)
{
    struct arena a = {0};
    struct workbook w = {0};
    struct package *p = xlsx(workbook, data, SHEET("", ""));
    bool ok = workbook_read(p, &a, &w);
    const char *got = ok && w.n ? shown(&w.v[0]) : "(none)";
    if (strcmp(got, want))
        test_failed++, fprintf(stderr, "%s:%d: got '%s', not '%s'\n", file, line, got, want);
    else
        test_passed++;
    workbook_done(&w);
    package_free(p);
    arena_done(&a);
}
#define XLSX(data, want) check_xlsx(WORKBOOK("", ONE), SHEET(data, ""), want, __FILE__, __LINE__)

static void test_xlsx_cells(void)
{
    XLSX("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='C1' t='s'><v>1</v></c></row>",
         "1:Name||Anna Beck");
    XLSX("<row r='1'><c r='A1' s='7'><v>8111</v></c><c r='B1' s='8'><v>0.125</v></c><c r='C1' "
         "s='8'><v>0.07</v></c><c r='D1' s='6'><v>1.25</v></c></row>",
         "1:08111|12.5 %|7 %|30:00:00");
    XLSX(
        "<row r='2'><c t='s'><v>2</v></c><c t='inlineStr'><is><t>in </t><r><t>line</t></r></is></c></row>",
        "2:a\nb_x|in line");
    XLSX("<row><c t='s'><v>0</v></c></row><row><c t='s'><v>1</v></c></row>", "1:Name 2:Anna Beck");
    XLSX(
        "<row r='1'><c t='b'><v>1</v></c><c t='b'><v>0</v></c><c t='str'><f>A1&amp;B1</f><v>Anna</v></c><c><f>1+2</f><v>3</v></c></row>",
        "1:TRUE|FALSE|Anna|3");
    XLSX(
        "<row r='1'><c><v>0.10000000000000001</v></c><c><v>3</v></c><c><v>1E3</v></c><c><v>12345678901234567</v></c></row>",
        "1:0.1|3|1000|1.23456789012346e+16");
    XLSX(
        "<row r='1'><c s='1'><v>46082</v></c><c s='2'><v>46082.604166666664</v></c><c s='3'><v>46082</v></c><c s='4'><v>1</v></c><c s='6'><v>0.5</v></c></row>",
        "1:2026-03-01|2026-03-01 14:30:00|46082|1900-01-01|12:00:00");
    XLSX(
        "<row r='1'><c t='d'><v>2026-03-01T00:00:00</v></c><c t='d'><v>2026-03-01T10:30:00</v></c></row>",
        "1:2026-03-01|2026-03-01 10:30:00");
    XLSX(
        "<row r='1'><c s='1'><v>60</v></c><c s='1'><v>61</v></c><c s='1'><v>-1</v></c><c s='1'><v>9999999</v></c></row>",
        "1:1900-02-28|1900-03-01|-1|9999999");
    XLSX(
        "<row r='1'/><row r='5'><c r='B5' t='s'><v>4</v></c></row><row r='6'><c r='B6' t='s'><v>0</v></c></row>",
        "6:|Name");
    check_xlsx(WORKBOOK("<workbookPr date1904='1'/>", ONE),
               SHEET("<row r='1'><c s='1'><v>44620</v></c></row>", ""), "1:2026-03-01", __FILE__,
               __LINE__);
    check_xlsx(
        WORKBOOK("", ONE),
        SHEET(
            "<row r='1'><c r='A1' t='s'><v>0</v></c></row><row r='2'><c r='B2'><v>2</v></c></row><row r='3'><c r='A3'/><c r='B3'><v>3</v></c></row>"
            "<row r='4'><c r='B4'><v>4</v></c></row>",
            "<mergeCells><mergeCell ref='A1:A3'/><mergeCell ref='B1:C1'/></mergeCells>"),
        "1:Name 2:Name|2 3:Name|3 4:|4", __FILE__, __LINE__);
}

static void test_xlsx_notes(void)
{
    struct arena a = {0};
    struct workbook w = {0};
    struct package *p = xlsx(
        WORKBOOK(
            "",
            "<sheet name='Eins' r:id='s1'/><sheet name='far' r:id='far'/><sheet name='Bild' r:id='c'/><sheet name='Zwei' state='veryHidden' r:id='s2'/>"),
        SHEET(
            "<row r='1'><c r='A1' t='e'><v>#REF!</v></c><c r='AB1'><f>NOW()</f></c><c r='AC1' t='s'><v>3</v></c></row><row r='2' hidden='1'><c s='5'><v>1</v></c></row>",
            ""),
        SHEET("<row r='1'><c t='s'><v>0</v></c></row>", ""));
    CHECK(workbook_read(p, &a, &w));
    CHECK_INT(w.n, 2);
    CHECK(w.n == 2 && !w.v[0].hidden && w.v[1].hidden && !strcmp(w.v[1].name, "Zwei"));
    CHECK_INT(w.v[0].notes.n, 4);
    CHECK_INT(w.v[0].hidden_rows, 1);
    sheet_report(&w.v[0], "x.xlsx");
    CHECK(told("hidden rows read like the others: 1"));
    struct sheet one = w.v[0];
    one.hidden_rows = 0;
    static const char *const words[] = {"cell A1 contains the error '#REF!'",
                                        "formula in AB1 has no stored result",
                                        "cell AC1 is struck through", "cell A2 is struck through"};
    static const char *const ids[] = {"office-cell-error", "office-cell-pending",
                                      "office-cell-struck", "office-cell-struck"};
    for (int i = 0; i < 4; i++) {
        one.notes.v = w.v[0].notes.v + i, one.notes.n = 1;
        sheet_report(&one, i % 2 ? "y.xlsx" : "z.xlsx");
        CHECK(told(words[i]));
        CHECK_STR(last_id, ids[i]);
    }
    workbook_done(&w);
    package_free(p);
    arena_done(&a);
}

static bool refused(struct package *p, const char *why)
{
    struct arena a = {0};
    struct workbook w = {0};
    bool ok = p && !workbook_read(p, &a, &w) && told(why);
    workbook_done(&w);
    package_free(p);
    arena_done(&a);
    return ok;
}

static void test_refused(void)
{
    CHECK(refused(
        xlsx(WORKBOOK("", ONE),
             SHEET("<row r='2'><c t='s'><v>0</v></c></row><row r='1'><c t='s'><v>0</v></c></row>",
                   ""),
             ""),
        "an implausible number of cells"));
    struct buf b = {0};
    buf_puts(&b, "<worksheet xmlns='" MAIN "'><sheetData>");
    for (int i = 1; i < 20000; i++)
        buf_printf(&b, "<row r='%d'><c r='ALL%d'><v>1</v></c></row>", i, i);
    buf_puts(&b, "</sheetData></worksheet>");
    CHECK(refused(xlsx(WORKBOOK("", ONE), b.s, ""), "an implausible number of cells"));
    buf_done(&b);
    const char *const text[] = {"mimetype", "application/vnd.oasis.opendocument.text",
                                "content.xml", "<a/>", NULL};
    CHECK(refused(package_of(text), "it is not a workbook"));
    const char *const binary[] = {"[Content_Types].xml",
                                  TYPES("application/vnd.ms-excel.sheet.binary.macroEnabled.main"),
                                  NULL};
    CHECK(refused(package_of(binary), "it is a binary workbook"));
    struct arena a = {0};
    struct workbook w = {0};
    struct package *p =
        xlsx(WORKBOOK("", ONE),
             SHEET("<row r='1'><c r='A1'><v>1</v></c><c r='XFD1'><v>2</v></c></row>", ""), "");
    CHECK(workbook_read(p, &a, &w) && w.v[0].wide);
    sheet_report(&w.v[0], "x.xlsx");
    CHECK(told("cells beyond column 1000 are not read"));
    workbook_done(&w);
    package_free(p);
    arena_done(&a);
}

#define ODS_HEAD                                                                                                                                                     \
    "<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x' xmlns:style='s' xmlns:fo='f'><office:automatic-styles>"                                \
    "<style:style style:name='ta1' style:family='table'><style:table-properties table:display='false'/></style:style>"                                               \
    "<style:style style:name='ce1' style:family='table-cell'><style:text-properties style:text-line-through-style='solid'/></style:style></office:automatic-styles>" \
    "<office:body><office:spreadsheet>"
#define ODS_FOOT "</office:spreadsheet></office:body></office:document-content>"
#define CELL(text)                                                                                 \
    "<table:table-cell office:value-type='string'><text:p>" text "</text:p></table:table-cell>"

static void check_ods(const char *content, const char *want, int sheets, int notes, int hidden_rows,
                      bool hidden, const char *file, int line)
{
    struct arena a = {0};
    struct workbook w = {0};
    struct buf b = {0};
    buf_printf(&b, "%s%s%s", ODS_HEAD, content, ODS_FOOT);
    const char *const parts[] = {"mimetype", "application/vnd.oasis.opendocument.spreadsheet",
                                 "content.xml", b.s, NULL};
    struct package *p = package_of(parts);
    bool ok = workbook_read(p, &a, &w);
    const char *got = ok && w.n ? shown(&w.v[0]) : "(none)";
    if (strcmp(got, want) || w.n != sheets || w.v[0].notes.n != notes ||
        w.v[0].hidden_rows != hidden_rows || w.v[0].hidden != hidden)
        test_failed++,
            fprintf(stderr, "%s:%d: got '%s', %d sheets, not '%s'\n", file, line, got, w.n, want);
    else
        test_passed++;
    workbook_done(&w);
    package_free(p);
    buf_done(&b);
    arena_done(&a);
}
#define ODS(rows, want)                                                                            \
    check_ods("<table:table table:name='Leute'>" rows "</table:table>", want, 1, 0, 0, false,      \
              __FILE__, __LINE__)

static void test_ods(void)
{
    ODS("<table:table-header-rows><table:table-row>" CELL("Name")
            CELL("Web") "</table:table-row></table:table-header-rows><table:table-row>" CELL(
                "Anna<text:s text:c='2'/>Beck")
                CELL(
                    "a<text:line-break/>b<text:tab/><text:span>c</text:span></text:p><text:p>d") "</table:table-row>",
        "1:Name|Web 2:Anna  Beck|a\nb c\nd");
    ODS("<table:table-row table:number-rows-repeated='3'><table:table-cell table:number-columns-repeated='16384'/></table:table-row><table:table-row>"
        "<table:table-cell table:number-columns-repeated='2'/><table:table-cell table:number-columns-repeated='2' office:value-type='float' office:value='3'><text:p>3,0</text:p></table:table-cell>"
        "</table:table-row><table:table-row table:number-rows-repeated='1048572'><table:table-cell/></table:table-row>",
        "4:||3|3");
    ODS("<table:table-row table:number-rows-repeated='2'>" CELL(
            "a") "</table:table-row><table:table-row>" CELL("b") "</table:table-row>",
        "1:a 2:a 3:b");
    ODS("<table:table-row><table:table-cell office:value-type='date' office:date-value='2026-03-01'><text:p>01.03.26</text:p></table:table-cell>"
        "<table:table-cell office:value-type='date' office:date-value='2026-03-01T09:30:00'><text:p>x</text:p></table:table-cell>"
        "<table:table-cell office:value-type='boolean' office:boolean-value='false'><text:p>FALSCH</text:p></table:table-cell>"
        "<table:table-cell office:value-type='boolean' office:boolean-value='true'><text:p>WAHR</text:p></table:table-cell>"
        "<table:table-cell office:value-type='time' office:time-value='PT09H30M00S'><text:p>x</text:p></table:table-cell></table:table-row>",
        "1:2026-03-01|2026-03-01 09:30:00|FALSE|TRUE|09:30:00");
    check_ods(
        "<table:table table:name='Leute'><table:tracked-changes><table:deletion><table:table-row>" CELL(
            "gone") "</table:table-row></table:deletion></table:tracked-changes>"
                    "<table:table-row><table:table-cell office:value-type='string'><office:annotation><text:p>note</text:p></office:annotation><text:p>Anna</text:p>"
                    "<table:table><table:table-row>" CELL(
                        "inner") "</table:table-row></table:table></table:table-cell></table:table-row>"
                                 "</table:table>",
        "1:Anna", 1, 1, 0, false, __FILE__, __LINE__);
    ODS("<table:table-row><table:table-cell office:value-type='string' table:number-rows-spanned='2'><text:p>AG</text:p></table:table-cell>" CELL(
            "1") "</table:table-row><table:table-row>"
                 "<table:covered-table-cell/>" CELL("2") "</table:table-row>",
        "1:AG|1 2:AG|2");
    check_ods(
        "<table:table table:name='A' table:style-name='ta1'><table:table-row table:visibility='filter'><table:table-cell table:style-name='ce1' office:value-type='string'><text:p>x</text:p></table:table-cell>"
        "<table:table-cell office:value-type='float' office:value='0'><text:p>#N/A</text:p></table:table-cell></table:table-row></table:table><table:table table:name='B'/>",
        "1:x", 2, 2, 1, true, __FILE__, __LINE__);
}

int main(void)
{
    diag_init("test");
    test_xlsx_cells();
    test_xlsx_notes();
    test_refused();
    test_ods();
    return test_end();
}
