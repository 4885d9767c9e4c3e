# SPDX-License-Identifier: Apache-2.0
"""Small documents of Word and OpenDocument, written by hand: the parts of a zip archive from a few lines of text."""
import base64, io, struct, zipfile, zlib

W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
NAMES = ('xmlns:w="' + W + '" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
         'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
         'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
         'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
         'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
         'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
         'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex"')
ODF = ' '.join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for p, n in [
    ('office', 'office'), ('style', 'style'), ('text', 'text'), ('table', 'table'), ('draw', 'drawing'), ('fo', 'xsl-fo-compatible'), ('svg', 'svg-compatible'), ('meta', 'meta')]) + \
    ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:math="http://www.w3.org/1998/Math/MathML"'
REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def png(width=60, height=40):
    rows = b''.join(b'\0' + bytes((x * 4 % 256, y * 6 % 256, 90)[c] for x in range(width) for c in range(3)) for y in range(height))
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)) + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b'')


def archive(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w') as z:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == 'mimetype' else zipfile.ZIP_DEFLATED
            z.writestr(info, data)
    return out.getvalue()


# ---- Word ----

def r(text, rpr=''):
    return f'<w:r>{"<w:rPr>" + rpr + "</w:rPr>" if rpr else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def p(content='', style=None, ppr=''):
    content = content if content.startswith('<') or not content else r(content)
    style = f'<w:pStyle w:val="{style}"/>' if style else ''
    return f'<w:p>{"<w:pPr>" + style + ppr + "</w:pPr>" if style or ppr else ""}{content}</w:p>'


def item(text, num=1, level=0):
    return p(text, 'Listenabsatz', f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def field(code, shown=None):
    c = lambda kind: f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'
    return c('begin') + f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>' + (c('separate') + (shown if shown.startswith('<') else r(shown)) if shown is not None else '') + c('end')


def mark(name, content, n=1):
    return f'<w:bookmarkStart w:id="{n}" w:name="{name}"/>{content if content.startswith("<") else r(content)}<w:bookmarkEnd w:id="{n}"/>'


def picture(rel='rP', descr='Ein Bild', cx=3600000, cy=2400000, more='', crop=''):
    return (f'<w:r><w:drawing><wp:inline><wp:extent cx="{cx}" cy="{cy}"/><wp:docPr id="3" name="Grafik 3" descr="{descr}">{more}</wp:docPr><a:graphic><a:graphicData '
            f'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="3" name="bild.png"/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{rel}"/>{crop}'
            '</pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>')


def box(*paras):
    return ('<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:extent cx="1" cy="1"/><wp:positionH><wp:posOffset>4711</wp:posOffset></wp:positionH><wp:docPr id="1" name="Textfeld 1"/>'
            '<a:graphic><a:graphicData uri="x"><wps:wsp><wps:txbx><w:txbxContent>' + ''.join(paras) + '</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>'
            '<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>' + ''.join(paras) + '</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>')


def tc(content, tcpr=''):
    return f'<w:tc><w:tcPr>{tcpr}</w:tcPr>{content if content.startswith("<w:") else p(content)}</w:tc>'


def tr(*cells, trpr=''):
    return f'<w:tr>{"<w:trPr>" + trpr + "</w:trPr>" if trpr else ""}{"".join(cells)}</w:tr>'


def tbl(*rows, widths=(2000, 4000), tblpr=''):
    grid = ''.join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    return f'<w:tbl><w:tblPr>{tblpr}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'


STYLES = ''.join(f'<w:style w:type="{kind}" w:default="{int(id == "Standard")}" w:styleId="{id}"><w:name w:val="{name}"/>{more}</w:style>' for kind, id, name, more in [
    ('paragraph', 'Standard', 'Normal', ''), ('paragraph', 'berschrift1', 'heading 1', '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'),
    ('paragraph', 'berschrift2', 'heading 2', '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>'), ('paragraph', 'Kapitelkopf', 'Kapitelkopf', '<w:basedOn w:val="berschrift1"/>'),
    ('paragraph', 'Titel', 'Title', ''), ('paragraph', 'Autor', 'Author', ''), ('paragraph', 'Beschriftung', 'caption', ''), ('paragraph', 'Listenabsatz', 'List Paragraph', ''),
    ('paragraph', 'Verzeichnis1', 'toc 1', ''), ('paragraph', 'Kasten', 'Kasten', ''), ('paragraph', 'KastenGrau', 'Kasten grau', '<w:basedOn w:val="Kasten"/>'), ('paragraph', 'Merksatz', 'Merksatz', ''),
    ('paragraph', 'Zitat', 'Quote', ''), ('paragraph', 'Kurztitel', 'Kurztitel', ''), ('paragraph', 'Kastentitel', 'Kastentitel', ''), ('paragraph', 'Kernaussage', 'Kernaussage', ''), ('paragraph', 'Zahlkasten', 'Zahlkasten', ''), ('paragraph', 'Eigenart', 'Eigenart der Stadt', ''), ('paragraph', 'Kreis1', 'Kreis 1', '<w:basedOn w:val="Kreis2"/>'), ('paragraph', 'Kreis2', 'Kreis 2', '<w:basedOn w:val="Kreis1"/>'),
    ('paragraph', 'Geheim', 'Geheim', '<w:rPr><w:vanish/></w:rPr>'), ('paragraph', 'Intern', 'Interne Notiz', ''), ('paragraph', 'Listenfortsetzung', 'List Continue', ''),
    ('character', 'Zahl', 'Zahl', ''), ('character', 'Fremdwort', 'Fremdwort', '<w:rPr><w:i/></w:rPr>'), ('character', 'Platzhalter', 'Placeholder Text', ''), ('character', 'Hyperlink', 'Hyperlink', '<w:rPr><w:u w:val="single"/></w:rPr>'),
    ('table', 'Gitter', 'Table Grid', ''), ('table', 'Kopf', 'Kopf', '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr>')])
NUMBERING = ('<w:abstractNum w:abstractNumId="0">' + ''.join(f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{f}"/><w:lvlText w:val="{t}"/></w:lvl>' for i, (f, t) in enumerate(
    [('decimal', '%1.'), ('lowerLetter', '%2)'), ('decimal', '%1.%2.%3')])) + '</w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="–"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="§ %1"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="Merke:"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="5"><w:abstractNumId w:val="3"/></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>')


def docx(body, notes='', ends='', comments='', rels=(), parts=None, core='', styles='', kind='wordprocessingml.document.main'):
    """rels: (id, type, target, external)."""
    rels = [('rS', 'styles', 'styles.xml', False), ('rN', 'numbering', 'numbering.xml', False), *rels]
    out = {'[Content_Types].xml': HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
           f'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/></Types>'}
    relations = lambda list: HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + ''.join(
        f'<Relationship Id="{i}" Type="{t if "://" in t else REL + t}" Target="{to}" TargetMode="{"External" if ext else "Internal"}"/>' for i, t, to, ext in list) + '</Relationships>'
    top = [('r1', 'officeDocument', 'word/document.xml', False)]
    if core:
        top.append(('r2', 'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties', 'docProps/core.xml', False))
        out['docProps/core.xml'] = f'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">{core}</cp:coreProperties>'
    for name, content, element in (('footnotes', notes, 'footnotes'), ('endnotes', ends, 'endnotes'), ('comments', comments, 'comments')):
        if content:
            rels.append(('r' + name, name, name + '.xml', False))
            out[f'word/{name}.xml'] = f'{HEAD}<w:{element} {NAMES}>{content}</w:{element}>'
    out['_rels/.rels'] = relations(top)
    out['word/document.xml'] = f'{HEAD}<w:document {NAMES}><w:body>{body}<w:sectPr/></w:body></w:document>'
    out['word/styles.xml'] = f'{HEAD}<w:styles {NAMES}><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="de-DE"/></w:rPr></w:rPrDefault></w:docDefaults>{STYLES}{styles}</w:styles>'
    out['word/numbering.xml'] = f'{HEAD}<w:numbering {NAMES}>{NUMBERING}</w:numbering>'
    out['word/_rels/document.xml.rels'] = relations(rels)
    out.update(parts or {})
    return archive(out)


# ---- OpenDocument ----

ODT_STYLES = ''.join(f'<style:style style:name="{name}" style:display-name="{shown}" style:family="{family}" {more}>{inner}</style:style>' for family, name, shown, more, inner in [
    ('paragraph', 'Standard', 'Standard', '', ''), ('paragraph', 'Text_20_body', 'Text body', 'style:parent-style-name="Standard"', ''), ('paragraph', 'Heading_20_1', 'Heading 1', 'style:default-outline-level="1"', ''),
    ('paragraph', 'Title', 'Title', '', ''), ('paragraph', 'Author', 'Autorin', '', ''), ('paragraph', 'Caption', 'Caption', '', ''), ('paragraph', 'Illustration', 'Illustration', 'style:parent-style-name="Caption"', ''),
    ('paragraph', 'Kasten_20_grau', 'Kasten grau', 'style:parent-style-name="Kasten"', ''), ('paragraph', 'Kasten', 'Kasten', '', ''), ('paragraph', 'Eigen', 'Eigenart der Stadt', '', ''), ('paragraph', 'Quotations', 'Quotations', '', ''),
    ('text', 'Zahl', 'Zahl', '', ''), ('text', 'Fremdwort', 'Fremdwort', '', '<style:text-properties fo:font-style="italic"/>'), ('text', 'Strong_20_Emphasis', 'Strong Emphasis', '', '<style:text-properties fo:font-weight="bold"/>')])
ODT_AUTOMATIC = ''.join(f'<style:style style:name="{name}" style:family="{family}" {more}>{inner}</style:style>' for family, name, more, inner in [
    ('text', 'T1', '', '<style:text-properties fo:font-weight="bold"/>'), ('text', 'T2', '', '<style:text-properties fo:font-style="italic" style:text-underline-style="solid"/>'), ('text', 'T3', '', '<style:text-properties style:text-position="sub 58%"/>'),
    ('text', 'T4', '', '<style:text-properties text:display="none"/>'), ('text', 'T5', '', '<style:text-properties fo:language="en" fo:country="GB"/>'), ('text', 'T6', '', '<style:text-properties style:font-name="Mono"/>'),
    ('paragraph', 'P1', 'style:parent-style-name="Text_20_body"', '<style:paragraph-properties fo:text-align="end"/>'), ('paragraph', 'P2', 'style:parent-style-name="Kasten"', '<style:paragraph-properties fo:margin-left="1cm"/>'),
    ('table-column', 'co1', '', '<style:table-column-properties style:column-width="2cm"/>'), ('table-column', 'co2', '', '<style:table-column-properties style:column-width="4cm"/>'),
    ('graphic', 'fr1', '', '<style:graphic-properties fo:clip="rect(1cm, 0cm, 0cm, 0cm)"/>')]) + (
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/></text:list-style>'
    '<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>'
    '<text:list-style style:name="L3"><text:list-level-style-number text:level="1" style:num-prefix="§ " style:num-format="1"/></text:list-style>')


def odt(body, meta='', parts=None, headers=''):
    root = lambda name, inner: f'<?xml version="1.0" encoding="UTF-8"?><office:{name} {ODF} office:version="1.2">{inner}</office:{name}>'
    out = {'mimetype': 'application/vnd.oasis.opendocument.text',
           'META-INF/manifest.xml': '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>' + ''.join(
               f'<manifest:file-entry manifest:full-path="{n}" manifest:media-type="text/xml"/>' for n in ('content.xml', 'styles.xml', 'meta.xml', *(parts or {}))) + '</manifest:manifest>',
           'content.xml': root('document-content', f'<office:font-face-decls><style:font-face style:name="Mono" svg:font-family="\'Liberation Mono\'"/></office:font-face-decls><office:automatic-styles>{ODT_AUTOMATIC}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>'),
           'styles.xml': root('document-styles', f'<office:styles><style:default-style style:family="paragraph"><style:text-properties fo:language="de" fo:country="DE"/></style:default-style>{ODT_STYLES}</office:styles>'
                              f'<office:master-styles><style:master-page style:name="Standard">{headers}</style:master-page></office:master-styles>'),
           'meta.xml': root('document-meta', f'<office:meta>{meta}</office:meta>')}
    out.update(parts or {})
    return archive(out)


def fodt(body, meta='', headers=''):
    """The same in one XML file."""
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {ODF} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text"><office:meta>{meta}</office:meta>'
            f'<office:font-face-decls><style:font-face style:name="Mono" svg:font-family="\'Liberation Mono\'"/></office:font-face-decls>'
            f'<office:styles><style:default-style style:family="paragraph"><style:text-properties fo:language="de" fo:country="DE"/></style:default-style>{ODT_STYLES}</office:styles><office:automatic-styles>{ODT_AUTOMATIC}</office:automatic-styles>'
            f'<office:master-styles><style:master-page style:name="Standard">{headers}</style:master-page></office:master-styles><office:body><office:text>{body}</office:text></office:body></office:document>').encode()


def h(text, level=1):
    return f'<text:h text:style-name="Heading_20_{level}" text:outline-level="{level}">{text}</text:h>'


def t(text, style='Text_20_body'):
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def span(text, style):
    return f'<text:span text:style-name="{style}">{text}</text:span>'


def image(name='Bild1', href='Pictures/bild.png', more='', style='fr0'):
    return f'<draw:frame draw:style-name="{style}" draw:name="{name}" text:anchor-type="as-char" svg:width="10cm" svg:height="5cm"><draw:image xlink:href="{href}"/>{more}</draw:frame>'


def emf():
    """A metafile of 40 by 20 mm: red on the left, blue on the right."""
    record = lambda kind, *words: struct.pack(f'<II{len(words)}i', kind, 8 + 4 * len(words), *words)
    body = b''
    for i, (color, left) in enumerate(((0x0000e0, 0), (0xe00000, 2000))):
        body += record(39, i + 1, 0, color, 0) + record(37, i + 1) + record(37, -0x80000000 + 8) + record(43, left, 0, left + 2000, 2000)
    body += record(14, 0, 16, 20)
    head = record(1, 0, 0, 4000, 2000, 0, 0, 4000, 2000, 0x464d4520, 0x10000, 108 + len(body), 10, 3, 0, 0, 0, 4000, 2000, 40, 20, 0, 0, 0, 40000, 20000)
    return head + body


def wmf():
    """The same, as a placeable metafile."""
    record = lambda function, *words: struct.pack(f'<IH{len(words)}h', 3 + len(words), function, *words)
    body = record(0x020b, 0, 0) + record(0x020c, 2000, 4000)
    for i, (low, high, left) in enumerate(((0xe0, 0, 0), (0, 0xe0, 2000))):
        body += record(0x02fc, 0, low, high, 0) + record(0x012d, i) + record(0x041b, 2000, left + 2000, 0, left)
    body += record(0)
    head = struct.pack('<IH4hHI', 0x9ac6cdd7, 0, 0, 0, 4000, 2000, 2540, 0)
    check = 0
    for word in struct.unpack('<10H', head):
        check ^= word
    return head + struct.pack('<H', check) + struct.pack('<HHHIHIH', 1, 9, 0x300, 9 + len(body) // 2, 2, 8, 0) + body
