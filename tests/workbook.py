#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a workbook of tables: workbook.py OUT.xlsx|OUT.ods [NAME=]TABLE.csv …; the same bytes each time, on Python alone.

A sheet is a file of fields with semicolons between. "=2026-03-01" is a date and "=TRUE" a boolean, as spreadsheets have them; all else is text,
shared in .xlsx. A name in brackets, [NAME]=, is that of a hidden sheet.
"""
import csv, datetime, pathlib, re, sys, zipfile
from xml.sax.saxutils import escape, quoteattr

MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
PACK = 'http://schemas.openxmlformats.org/package/2006/'
TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.'
ODF = 'urn:oasis:names:tc:opendocument:xmlns:'


def column(i):
    s = ''
    i += 1
    while i:
        i, r = divmod(i - 1, 26)
        s = chr(65 + r) + s
    return s


def put(z, name, text, stored=False):
    info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    z.writestr(info, text)


def xlsx(path, sheets):
    strings = {}

    def cell(r, i, text):
        at = f'{column(i)}{r}'
        if re.fullmatch(r'=\d{4}-\d\d-\d\d', text):
            days = (datetime.date.fromisoformat(text[1:]) - datetime.date(1899, 12, 30)).days
            return f'<c r="{at}" s="1"><v>{days}</v></c>'
        if text in ('=TRUE', '=FALSE'):
            return f'<c r="{at}" t="b"><v>{int(text == "=TRUE")}</v></c>'
        return f'<c r="{at}" t="s"><v>{strings.setdefault(text, len(strings))}</v></c>'

    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    parts = {}
    for k, (name, hidden, rows) in enumerate(sheets, 1):
        lines = [f'<row r="{r}">' + ''.join(cell(r, i, t) for i, t in enumerate(row) if t) + '</row>' for r, row in enumerate(rows, 1) if any(row)]
        parts[f'xl/worksheets/sheet{k}.xml'] = f'{head}<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'
    n = len(sheets)
    over = ''.join(f'<Override PartName="/xl/worksheets/sheet{k}.xml" ContentType="{TYPE}worksheet+xml"/>' for k in range(1, n + 1))
    with zipfile.ZipFile(path, 'w') as z:
        put(z, '[Content_Types].xml', f'{head}<Types xmlns="{PACK}content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{TYPE}styles+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}sharedStrings+xml"/>{over}</Types>')
        put(z, '_rels/.rels', f'{head}<Relationships xmlns="{PACK}relationships"><Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        put(z, 'xl/workbook.xml', f'{head}<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>' + ''.join(
            f'<sheet name={quoteattr(name)} sheetId="{k}"{" state=" + chr(34) + "hidden" + chr(34) if hidden else ""} r:id="rId{k}"/>' for k, (name, hidden, _) in enumerate(sheets, 1)) + '</sheets></workbook>')
        put(z, 'xl/_rels/workbook.xml.rels', f'{head}<Relationships xmlns="{PACK}relationships">' + ''.join(
            f'<Relationship Id="rId{k}" Type="{REL}/worksheet" Target="worksheets/sheet{k}.xml"/>' for k in range(1, n + 1)) +
            f'<Relationship Id="rId{n + 1}" Type="{REL}/styles" Target="styles.xml"/><Relationship Id="rId{n + 2}" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>')
        put(z, 'xl/styles.xml', f'{head}<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
            '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>')
        put(z, 'xl/sharedStrings.xml', f'{head}<sst xmlns="{MAIN}">' + ''.join(f'<si><t xml:space="preserve">{escape(s)}</t></si>' for s in strings) + '</sst>')
        for name, text in parts.items():
            put(z, name, text)


def ods(path, sheets):
    def cell(text):
        if not text:
            return '<table:table-cell/>'
        if re.fullmatch(r'=\d{4}-\d\d-\d\d', text):
            return f'<table:table-cell office:value-type="date" office:date-value="{text[1:]}"><text:p>{text[9:11]}.{text[6:8]}.{text[1:5]}</text:p></table:table-cell>'
        if text in ('=TRUE', '=FALSE'):
            return f'<table:table-cell office:value-type="boolean" office:boolean-value="{text[1:].lower()}"><text:p>{text[1:]}</text:p></table:table-cell>'
        return '<table:table-cell office:value-type="string">' + ''.join(f'<text:p>{escape(t)}</text:p>' for t in text.split('\n')) + '</table:table-cell>'

    tables = ''.join(f'<table:table table:name={quoteattr(name)}{" table:style-name=" + chr(34) + "hidden" + chr(34) if hidden else ""}>' + ''.join(
        f'<table:table-row>{"".join(map(cell, row))}</table:table-row>' for row in rows) + '</table:table>' for name, hidden, rows in sheets)
    kind = 'application/vnd.oasis.opendocument.spreadsheet'
    with zipfile.ZipFile(path, 'w') as z:
        put(z, 'mimetype', kind, stored=True)
        put(z, 'content.xml', f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content xmlns:office="{ODF}office:1.0" xmlns:table="{ODF}table:1.0" xmlns:text="{ODF}text:1.0" '
            f'xmlns:style="{ODF}style:1.0" office:version="1.2"><office:automatic-styles><style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/>'
            f'</style:style></office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>')
        put(z, 'META-INF/manifest.xml', f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="{ODF}manifest:1.0" manifest:version="1.2">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>')


def sheet(arg):
    name, equals, path = arg.rpartition('=')
    name = name if equals else pathlib.Path(path).stem
    hidden = name.startswith('[')
    with open(path, encoding='utf-8', newline='') as f:
        return name.strip('[]'), hidden, list(csv.reader(f, delimiter=';'))


if __name__ == '__main__':
    out = pathlib.Path(sys.argv[1])
    {'.xlsx': xlsx, '.ods': ods}[out.suffix](out, [sheet(a) for a in sys.argv[2:]])
