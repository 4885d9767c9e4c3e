# SPDX-License-Identifier: Apache-2.0
"""One document for each thing that a manuscript can hold; NAME → (bytes, further arguments). The goldens beside this file say what comes of them."""
import base64
from make import *

H = p('Torf', 'berschrift1')
PIC = dict(rels=[('rP', 'image', 'media/bild.png', False)], parts={'word/media/bild.png': png()})


def note(n, *paras, kind='footnote'):
    return f'<w:{kind} w:id="{n}">{"".join(paras)}</w:{kind}>'


BULLET = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>'

def chart_title(text):
    return f'<c:title><c:tx><c:rich><a:p><a:r><a:t>{text}</a:t></a:r></a:p></c:rich></c:tx></c:title>'


def series(name, values, format):
    points = lambda all: ''.join(f'<c:pt idx="{i}"><c:v>{v}</c:v></c:pt>' for i, v in enumerate(all) if v)
    return (f'<c:ser><c:tx><c:strRef><c:strCache>{points((name,))}</c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:strCache>{points(("Torfeld", "Moorhof"))}</c:strCache></c:strRef></c:cat>'
            f'<c:val><c:numRef><c:numCache><c:formatCode>{format}</c:formatCode>{points(values)}</c:numCache></c:numRef></c:val></c:ser>')


SEPARATOR = '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>____</w:t></w:r></w:p></w:footnote>'
CHANGE = 'w:id="9" w:author="Lektorat Moor" w:date="2026-11-03T10:00:00Z"'
MATH = '<m:f><m:num><m:r><m:t>a+1</m:t></m:r></m:num><m:den><m:sSup><m:e><m:r><m:t>b</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:den></m:f>'
SUM = ('<m:nary><m:naryPr><m:chr m:val="∑"/><m:limLoc m:val="undOvr"/></m:naryPr><m:sub><m:r><m:t>i=1</m:t></m:r></m:sub><m:sup><m:r><m:t>n</m:t></m:r></m:sup><m:e><m:r><m:t>x</m:t></m:r></m:e></m:nary>'
       '<m:d><m:e><m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/><m:e><m:r><m:t>3,5</m:t></m:r></m:e></m:rad></m:e></m:d>')
PAGE = '<w:r><w:br w:type="page"/></w:r>'

INSERTED = {
    'text.docx': docx(p('Im Moor', 'berschrift1') + p(r('Eingelegt', '<w:b/>') + '<w:r><w:footnoteReference w:id="2"/></w:r>') + p(picture()) + item('zwei'), notes=note(2, p('Mit Note.')), **PIC),
    'seite.html': '<html><head><title>weg</title></head><body><h1>Moor</h1>Vor dem <b>Torf</b> <a href="https://moor.example/">Netz</a><ul><li>Spaten<ol><li>lang</li></ol></li></ul><table><caption>Maße</caption><thead><tr><th>Ort</th><th>Maß</th></tr></thead>'
                  '<tr><td rowspan="2">Torfeld</td><td>1</td></tr><tr><td>2<br>3</td></tr></table><img src="x.png" alt="Ein Bild"></body></html>',
    'archiv.mht': 'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="=_M"\r\n\r\nweg\r\n--=_M\r\nContent-Type: multipart/alternative; boundary="=_N"\r\n\r\n--=_N\r\nContent-Type: text/plain\r\n\r\nweg\r\n--=_N\r\nContent-Type: text/html; charset="iso-8859-1"\r\n'
                  'Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>Gr=FCn wei=\r\nter</p>\r\n--=_N--\r\n--=_M--\r\n',
    'kurz.mht': 'Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n' + base64.b64encode('<p>Größer</p>'.encode()).decode() + '\n',
    'zeilen.txt': 'Erste Zeile\nZweite Zeile\n'.encode('cp1252'), 'kaputt.docx': b'PK\x03\x04' + b'x' * 60, 'alt.rtf': '{\\rtf1 x}'}


def form(code, data, shown=None):
    return field(code, shown).replace('<w:fldChar w:fldCharType="begin"/>', f'<w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Feld"/>{data}</w:ffData></w:fldChar>')


def cited(*items):
    """The code of a field of Zotero."""
    return 'ADDIN ZOTERO_ITEM CSL_CITATION {"citationItems":[' + ','.join(f'{{"itemData":{{"id":{n},"title":"{title}","author":[{{"family":"{name}"}}],"issued":{{"date-parts":[["{year}"]]}}}}}}' for n, name, year, title in items) + ']}'


SOURCES = ('<b:Sources xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography"><b:Source><b:Tag>Moo24</b:Tag><b:Author><b:Author><b:NameList><b:Person><b:Last>Moor</b:Last></b:Person></b:NameList></b:Author></b:Author>'
           '<b:Title>Torf brennt</b:Title><b:Year>2024</b:Year></b:Source></b:Sources>')
ENDNOTE = 'ADDIN EN.CITE &lt;EndNote&gt;&lt;Cite&gt;&lt;Author&gt;Wasser&lt;/Author&gt;&lt;Year&gt;2019&lt;/Year&gt;&lt;record&gt;&lt;titles&gt;&lt;title&gt;&lt;style&gt;Der Stau&lt;/style&gt;&lt;/title&gt;&lt;/titles&gt;&lt;/record&gt;&lt;/Cite&gt;&lt;/EndNote&gt;'
CITAVI = 'ADDIN CitaviPlaceholder{' + base64.b64encode('{"Entries":[{"Reference":{"Authors":[{"LastName":"Eide"}],"Title":"Moorkunde","Year":"2018"}}]}'.encode()).decode() + '}'
ENTRIES = ('Eide, E. (2018). Moorkunde. Aue.', 'Moor, T. (2024). Torf brennt. Torfeld.', 'Spaten, S. 2021. Das große Stechen. Aue.', 'Spaten, S. 2021. Noch 𝒮 ein Stechen. Aue.', 'Wasser, W. (2019): Der Stau. Aue.')
BRANCH = '<w:r><mc:AlternateContent><mc:Choice Requires="von-morgen"><w:t>Morgen.</w:t></mc:Choice><mc:Fallback><w:t>Heute.</w:t></mc:Fallback></mc:AlternateContent></w:r>'


WORD = {
    'ampersand': (docx(H + p('<w:fldSimple w:instr=" HYPERLINK &quot;https://example.org/?a=1&amp;b=2&quot; ">' + r('Netz') + '</w:fldSimple> ') + p(picture(descr='Torf &amp; Moor')), **PIC), []),
    'headings': (docx(p('Vom Torf', 'Titel') + p('Stechen', 'Kapitelkopf') + p('Ein Absatz.') + p('', 'berschrift2') + p('Spaten', ppr='<w:outlineLvl w:val="1"/>') + p('Noch einer.') + p('Trocknen', 'berschrift1') + p('Schluss.')), []),
    'runs': (docx(H + p(r('Fett', '<w:b/>') + r(' und ') + r('kursiv', '<w:i/>') + r(' und ') + r('beides', '<w:b/><w:i/>') + r(', H') + r('2', '<w:vertAlign w:val="subscript"/>') + r('O, m') + r('2', '<w:vertAlign w:val="superscript"/>')
                        + r(', ') + r('Kapitälchen', '<w:smallCaps/>') + r(', ') + r('ls -l', '<w:rFonts w:ascii="Consolas"/>') + r(', ') + r('weg', '<w:strike/>') + r(' nicht fett', '<w:b w:val="0"/>') + r('.')
                        + '<w:r><w:t>Nicht</w:t><w:noBreakHyphen/><w:t>Raucher</w:t><w:br/><w:t>neue Zeile</w:t><w:tab/><w:t>nach Tab</w:t><w:br w:type="page"/></w:r>')
                    + p(r('The peat is cut in spring.', '<w:lang w:val="en-GB"/>')) + p(r('Das heißt ') + r('peat bog', '<w:lang w:val="en-GB"/>') + r(' dort.'))
                    + p(r('int main(void)', '<w:rFonts w:ascii="Courier New"/>')) + p(r('{ }', '<w:rFonts w:ascii="Courier New"/>'))), []),
    'lists': (docx(H + item('eins') + item('eins a', 1, 1) + item('eins b', 1, 1) + item('zwei') + p('Dazwischen.') + item('drei') + item('Strich', 2) + item('tiefer', 2, 1) + item('sieben', 4) + item('acht', 4) + item('Recht', 3) + item('Pflicht', 3)
                   + item('eins', 2) + p('gehört noch dazu', 'Listenfortsetzung') + item('zwei', 2) + item('Moore brauchen Wasser', 5) + item('Kreis', 5, 1)), []),
    'tables': (docx(H + p(r('Tabelle ') + field('SEQ Tabelle \\* ARABIC', '1') + r(': Ertrag'), 'Beschriftung')
                    + tbl(tr(tc('Ort'), tc('Ertrag', '<w:gridSpan w:val="2"/>'), trpr='<w:tblHeader/>'), tr(tc('Torfeld', '<w:vMerge w:val="restart"/>'), tc('zwölf'), tc(p('rechts', ppr='<w:jc w:val="right"/>'))),
                          tr(tc('', '<w:vMerge/>'), tc('elf'), tc(p('a') + p('b'))), widths=(1000, 2000, 3000))
                    + p('Danach.') + tbl(tr(tc('Kopf'), tc('Kopf 2')), tr(tc(tbl(tr(tc('innen'))) + p()), tc('außen')), tblpr='<w:tblStyle w:val="Kopf"/><w:tblLook w:val="04A0" w:firstRow="1"/>')), []),
    'notes': (docx(H + p(r('Text') + '<w:r><w:footnoteReference w:id="2"/></w:r>' + r(' und Ende') + '<w:r><w:endnoteReference w:id="1"/></w:r>' + r('.')) + p(r('Siehe Note ') + field('NOTEREF _N1 \\h', '1') + r('.'))
                   + p(mark('_N1', '<w:r><w:footnoteReference w:id="3" w:customMarkFollows="1"/><w:t>*</w:t></w:r>') + r('Mit Stern.')),
                   notes=SEPARATOR + note(2, p('<w:r><w:footnoteRef/></w:r>' + r('Erster Absatz.')), p('Zweiter Absatz.')) + note(3, p('Sternnote.')) + note(4, p('Unbenutzt.')),
                   ends='<w:endnote w:id="1">' + p('Die Endnote.') + '</w:endnote>'), []),
    'images': (docx(H + p(picture()) + p(r('Abbildung ') + field('SEQ Abbildung', '4') + r(' – Ein Spaten'), 'Beschriftung') + p(r('Im Text ') + picture(descr='Klein', cx=360000, cy=360000) + r(' steht eins.'))
                    + p(picture(descr='', more='<a:extLst><a:ext uri="x"><adec:decorative val="1"/></a:ext></a:extLst>')) + p(picture(crop='<a:srcRect l="25000"/>')) + p(picture('rT', crop='<a:srcRect t="12.5%"/>'))
                    + p('<w:r><w:pict><v:shape style="width:72pt;height:36pt" alt="Aus VML"><v:imagedata r:id="rP" o:title="x"/></v:shape></w:pict></w:r>') + p(picture('rX')) + p(picture('rY')),
                    rels=[('rP', 'image', 'media/bild.png', False), ('rX', 'image', 'http://example.org/x.png', True), ('rY', 'image', 'media/fehlt.png', False), ('rT', 'image', 'media/karte.tif', False)], parts={'word/media/bild.png': png(), 'word/media/karte.tif': b'II*\0'}), []),
    'boxes': (docx(H + p(r('Vorher.') + box(p('Merke', 'berschrift2'), p('Torf brennt langsam.')) + r(' Nachher.')) + tbl(tr(tc(p(r('Zelle.') + box(p('In der Zelle.')))))) + p('Im Rahmen.', ppr='<w:framePr w:w="2000"/>') + p('Immer noch.', ppr='<w:framePr w:w="2000"/>')
                   + p('E', ppr='<w:framePr w:dropCap="drop"/>') + p('s war einmal.')
                   + p('<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Gruppe"/><a:graphic><a:graphicData uri="g"><wpg:wgp><wps:wsp><wps:txbx><w:txbxContent>' + p('Links.') + '</w:txbxContent></wps:txbx></wps:wsp>'
                       '<wps:wsp><wps:spPr/></wps:wsp></wpg:wgp></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>') + p(box(p(picture()), p('Ein Bild im Feld', 'Beschriftung')), ) + p(box(p(picture(descr='Nur ein Bild im Feld')))), **PIC), []),
    'fields': (docx(H + p('<w:fldSimple w:instr=" DATE \\@ dd ">' + r('3. November') + '</w:fldSimple>' + r(' ') + field('MERGEFIELD Name', '«Name»') + r(', ') + field('DOCPROPERTY Amt', 'Moorverwaltung') + r(', ')
                        + field('IF ' + '</w:instrText></w:r>' + field('MERGEFIELD x', 'innen') + '<w:r><w:instrText> = "a" "b"', 'außen') + r(', ') + field('HYPERLINK "http://example.org/a?b&amp;c"', 'außerhalb') + r(', ') + field('HYPERLINK \\l "Moor"', 'drinnen')
                        + r(', Seite ') + field('PAGE', '4711') + r('. ') + field('FORMCHECKBOX') + field('SYMBOL 224 \\f Wingdings') + field('XE "Torf:Stechen"') + field('TC "nichts"') + field('INDEX \\c 2', 'Torf, 3') + '<w:r><w:footnoteReference w:id="99"/></w:r>' + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + r('Nie zu Ende.'))
                    + p(mark('Moor', 'Das Moor.')) + p(mark('_Ref7', 'Trocknen'), 'berschrift2') + p(r('Siehe ') + field('REF _Ref7 \\h', 'Trocknen') + r(', Nr. ') + field('REF _Ref7 \\r \\h', '1.1') + r(' auf Seite ') + field('PAGEREF _Ref7 \\h', '12')
                    + r(', fehlt: ') + field('PAGEREF _Weg', '99') + r(' ') + field('REF _Weg', 'Tabelle 3') + r('. ') + '<w:hyperlink r:id="rH">' + r('Netz', '<w:rStyle w:val="Hyperlink"/>') + '</w:hyperlink>' + '<w:hyperlink w:anchor="Moor">' + r('Anker') + '</w:hyperlink>'),
                    rels=[('rH', 'hyperlink', 'https://example.org/', True)]), []),
    'captions': (docx(H + p(picture()) + p(mark('_Ref1', r('Abbildung ') + field('SEQ Abbildung', '7')) + r(': Spaten'), 'Beschriftung') + p(r('Wie ') + field('REF _Ref1 \\h', 'Abbildung 7') + r(' zeigt.')) + p(r('Abbildung ') + field('SEQ Abbildung', '8') + r(': ohne Bild'), 'Beschriftung') + p('Text.')
                      + tbl(tr(tc('a'), tc('b'))) + p('Tabelle von Hand', 'Beschriftung'), **PIC), []),
    'contents': (docx(p('Torf', 'Titel') + '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>' + p('Inhalt') + p(r('Stechen')) + '</w:sdtContent></w:sdt>'
                      + p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\c "Abbildung"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r('Bild 1')) + p(r('Bild 2') + '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
                      + p('Von Hand 3', 'Verzeichnis1') + p('Stechen', 'berschrift1') + p('Ein Absatz.')), []),
    'references-gone': (docx(p('Torf', 'Titel') + p(mark('Zweiter', r(' im Moor')), 'Titel') + H + p(picture())
                             + p(mark('_RefA', r('Abbildung ') + '<w:r><w:footnoteReference w:id="2"/></w:r>' + field('SEQ Abbildung', '7')) + r(': Spaten'), 'Beschriftung')
                             + p(r('Seite ') + '<w:fldSimple w:instr=" PAGEREF _RefA \\h "><w:hyperlink w:anchor="_RefA">' + r('12') + field('REF _RefA \\h', '12') + '</w:hyperlink></w:fldSimple>' + r(', ')
                                 + field('REF _RefA \\h', r('Abbildung 7') + '<w:r><w:footnoteReference w:id="3"/></w:r>') + r(', ') + field('REF Zweiter \\h', 'im Moor') + r(', ')
                                 + field('REF Fort \\h', 'dort') + r(', ') + field('REF _N4 \\h', '4') + r('.'))
                             + p(r('Nur für uns.') + '<w:r><w:footnoteReference w:id="4"/></w:r>', 'Intern') + p('Danach.'),
                             notes=note(2, p('In der Beschriftung.')) + note(3, p('Im Verweis.')) + note(4, p(mark('Fort', r('Weg')), 'Beschriftung') + p(mark('_N4', r('Weg auch.')))), **PIC), ['--styles', 'given.styles']),
    'formulas': (docx(H + p(r('Der Anteil ist ') + f'<m:oMath>{MATH}</m:oMath>' + r('.')) + p(f'<m:oMathPara><m:oMath>{SUM}</m:oMath></m:oMathPara>')), []),
    'styles': (docx(H + p('Erster.', 'Kasten') + p('Zweiter.', 'Kasten') + p('Grau.', 'KastenGrau') + p('Merke wohl.', 'Merksatz') + p('Gesagt ist gesagt.', 'Zitat') + p(r('Es sind ') + r('4711', '<w:rStyle w:val="Zahl"/>') + r(' ') + r('Soden', '<w:rStyle w:val="Fremdwort"/>') + r('.'))
                    + p('Eigen.', 'Eigenart') + p('Im Kreis.', 'Kreis1') + p('Nur für uns.', 'Intern')), []),
    'styles-given': (docx(H + p('Eigen.', 'Eigenart') + p('Zwischen', 'Merksatz') + p('Nur für uns.', 'Intern') + p(r('Ein ') + r('Soden', '<w:rStyle w:val="Fremdwort"/>') + r('.'))), ['--styles', 'given.styles']),
    'review': (docx(H + p(r('Um ') + f'<w:del {CHANGE}><w:r><w:delText>zehn</w:delText></w:r></w:del><w:ins {CHANGE}>' + r('zwölf') + '</w:ins>' + r(' Prozent.') + '<w:r><w:commentReference w:id="0"/></w:r>')
                    + p('Erste Hälfte', ppr=f'<w:rPr><w:del {CHANGE}/></w:rPr>') + p(', zweite.') + f'<w:moveFrom {CHANGE}>' + p(f'<w:moveFrom {CHANGE}>' + r('Umgezogen.') + '</w:moveFrom>') + '</w:moveFrom>'
                    + tbl(tr(tc('bleibt')), tr(tc('geht'), trpr=f'<w:del {CHANGE}/>'), widths=(1000,)), comments=f'<w:comment {CHANGE.replace("9", "0", 1)}>' + p('Quelle?') + '</w:comment>'), []),
    'hidden': (docx(H + p(r('Sichtbar.') + r(' Intern.', '<w:vanish/>')) + p('Ganz geheim.', 'Geheim') + p(r('Wieder da.', '<w:vanish w:val="0"/>'), 'Geheim')), []),
    'properties': (docx(p('Ein Absatz.') + p('Eins', 'berschrift1') + p('A.') + p('Zwei', 'berschrift1') + p('B.'), core='<dc:title>Vom Stechen</dc:title><dc:creator>Tjarko Moormann; Dr. Imke von der Soden</dc:creator><cp:keywords>Torf, Moor; Spaten</cp:keywords><dc:language>de-AT</dc:language>'), []),
    'authors': (docx(p('Torf', 'Titel') + p('Tjarko Moormann, M.A., Imke von der Soden (Amt für Moore, Torfeld) und Jo Ostmoor', 'Autor') + p('Moormann, Tjarko', 'Autor') + p('Text.')), []),
    'charts': (docx(H + p('<w:r><w:drawing><wp:inline><wp:docPr id="5" name="Diagramm 5"/><a:graphic><a:graphicData uri="c"><c:chart r:id="rC"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>') + p('Danach.'), core='<dc:language>de</dc:language>',
                    rels=[('rC', 'chart', 'charts/c.xml', False)], parts={'word/charts/c.xml': f'<c:chartSpace {NAMES}><c:chart>{chart_title("Ertrag je Feld")}<c:plotArea><c:barChart>' + series('2024', ('1.5', '-2'), 'General') + series('2025', ('0.125', None), '0.0%')
                                                                          + f'</c:barChart><c:catAx>{chart_title("Feld")}</c:catAx><c:valAx>{chart_title("in Soden")}</c:valAx></c:plotArea></c:chart></c:chartSpace>'}), []),
    'chapter': (docx(p('Wem gehört der Torf?', 'Titel') + p('Torf', 'Kurztitel') + p('Tjarko Moormann (t.moormann@moor.example), Imke von der Soden &lt;imke@moor.example&gt; (Amt für Moore)', 'Autor') + p('Kurz gesagt', 'Kastentitel') + p('Torf brennt.', 'Kernaussage', BULLET) + p('Moor nicht.', 'Kernaussage', BULLET)
                      + p('Eins', 'berschrift1') + p('49 von 63', 'Kastentitel') + p('Soden waren nass.', 'Zahlkasten') + p('Allein', 'Kastentitel') + p('Text.') + p('Torf ist geduldig.', 'Zitat') + p('— Jo Ostmoor, Torfeld', 'Zitat') + p('Mehr.') + p('Er sagte:', 'Zitat') + p('– ein Strich, kein Name', 'Zitat')
                      + p(r('O') + picture() + r('O')) + p(f'<m:oMath><m:r><w:ins {CHANGE}><m:t>2</m:t></w:ins></m:r><w:del {CHANGE}><m:r><m:t>7</m:t></m:r></w:del><m:r><m:t>r</m:t></m:r></m:oMath>'), **PIC), []),
    'citations': (docx(H + p(r('Word ') + field('CITATION Moo24 \\p 3 \\l 1031', '(Moor, 2024, S. 3)') + r(' und ') + field('CITATION Nix99', '(Nix, 1999)') + r('.')) + p(r('Zotero ') + field(cited((8, 'Spaten', 2021, 'Noch \\ud835\\udcae ein Stechen')), '(Spaten 2021b)'))
                       + p(r('EndNote ') + field(ENDNOTE, '(Wasser 2019)') + r(', Citavi ') + field(CITAVI, '(Eide 2018)')) + p('Literatur', 'berschrift2')
                       + p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>BIBLIOGRAPHY</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r(ENTRIES[0])) + ''.join(p(e) for e in ENTRIES[1:-1])
                       + p(r(ENTRIES[-1]) + '<w:r><w:fldChar w:fldCharType="end"/></w:r>') + p('Danach.'), parts={'customXml/item1.xml': SOURCES}), []),
    'drawings-left': (docx(H + p(r('Sichtbar.') + box(p('Verborgen.')).replace('<w:r>', '<w:r><w:rPr><w:vanish/></w:rPr>', 1)) + p(r('Bleibt.') + f'<w:del {CHANGE}>' + box(p('Gelöscht.')) + '</w:del>') + p(BRANCH)
                           + p(picture().replace('name="Grafik 3"', 'name="Grafik 3" hidden="1"') + r('Ohne Bild.')), **PIC), []),
    'symbols': (docx(H + p(r('☐ ☒ ') + '<w:r><w:sym w:font="Wingdings" w:char="F0E0"/><w:sym w:font="Symbol" w:char="F061"/></w:r>' + r('\uf0fc und b', '<w:rFonts w:ascii="Wingdings"/>') + r('4 und l', '<w:rFonts w:ascii="ITC Zapf Dingbats"/>') + '<w:r><w:sym w:font="Unbekannt" w:char="0041"/></w:r>')), []),
    'controls': (docx(H + '<w:sdt><w:sdtPr/><w:sdtContent>' + p('Im Steuerelement.') + '</w:sdtContent></w:sdt>' + p('<w:smartTag>' + r('Klug') + '</w:smartTag><w:customXml>' + r(' eigen') + '</w:customXml><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>' + r('Hier klicken', '<w:rStyle w:val="Platzhalter"/>') + '</w:sdtContent></w:sdt><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>' + r(' vergessen') + '</w:sdtContent></w:sdt><w:unbekannt>'
                      + r(' und fremd') + '</w:unbekannt>') + p('<w:r><w:ruby><w:rubyPr/><w:rt>' + r('とう') + '</w:rt><w:rubyBase>' + r('東') + '</w:rubyBase></w:ruby></w:r>')), []),
    'objects': (docx(H + p('<w:r><w:drawing><wp:inline><wp:docPr id="5" name="Diagramm 5"/><a:graphic><a:graphicData uri="c"><c:chart r:id="rC"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>')
                     + p('<w:r><w:drawing><wp:inline><wp:docPr id="6" name="Ablauf"/><a:graphic><a:graphicData uri="d"><dgm:relIds r:dm="rD"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>')
                     + p('<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12" r:id="rO"/></w:object></w:r>') + p('<w:r><w:object><v:shape><v:imagedata r:id="rP"/></v:shape><o:OLEObject ProgID="Equation.3" r:id="rO"/></w:object></w:r>')
                     + '<w:altChunk r:id="rA"/><w:altChunk r:id="rB"/>',
                     rels=[('rC', 'chart', 'charts/c.xml', False), ('rD', 'diagramData', 'diagrams/d.xml', False), ('rP', 'image', 'media/bild.png', False), ('rA', 'aFChunk', 'a.html', False), ('rB', 'aFChunk', 'b.rtf', False)],
                     parts={'word/charts/c.xml': f'<c:chartSpace {NAMES}><a:p><a:r><a:t>Ertrag</a:t></a:r></a:p></c:chartSpace>', 'word/diagrams/d.xml': f'<dgm:dataModel {NAMES}><a:p><a:r><a:t>Erst stechen</a:t></a:r></a:p></dgm:dataModel>',
                            'word/media/bild.png': png(), 'word/a.html': '<html><body><p>Aus <b>HTML</b>.</p></body></html>', 'word/b.rtf': '{\\rtf1 x}'}), []),
    'headers': (docx(H + p('Text.') + '<w:p><w:pPr><w:sectPr><w:headerReference w:type="first" r:id="rF"/><w:titlePg/></w:sectPr></w:pPr></w:p>', rels=[('rF', 'header', 'h1.xml', False), ('rG', 'header', 'h2.xml', False)],
                     parts={'word/h1.xml': f'<w:hdr {NAMES}>' + p(r('Kopf eins') + box(p('Kasten im ersten Kopf.'))) + '</w:hdr>', 'word/h2.xml': f'<w:hdr {NAMES}>' + p(r('Kopf zwei') + box(p('Kasten im zweiten Kopf.'))) + '</w:hdr>'}), []),
    'forms': (docx(H + p(r('Name: ') + form('FORMTEXT', '<w:textInput><w:default w:val="Vorgabe"/></w:textInput>', 'Imke')) + p(form('FORMCHECKBOX', '<w:checkBox><w:sizeAuto/><w:default w:val="0"/><w:checked/></w:checkBox>') + r(' ja ') + form('FORMCHECKBOX', '<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>') + r(' nein'))
                   + p(form('FORMDROPDOWN', '<w:ddList><w:result w:val="1"/><w:default w:val="0"/><w:listEntry w:val="eins"/><w:listEntry w:val="zwei"/></w:ddList>') + r(' gewählt')) + p(field('MACROBUTTON Los Hier klicken')) + p(field('GOTOBUTTON Moor ins Moor'))
                   + p(r('Bruch ') + field('EQ \\f(1;2)') + r('.'))), []),
    'drawn': (docx(H + p('<w:r><w:drawing><wp:inline><wp:docPr id="9" name="Skizze"/><a:graphic><a:graphicData uri="c"><lc:lockedCanvas xmlns:lc="http://schemas.openxmlformats.org/drawingml/2006/lockedCanvas"><a:sp><a:txSp><a:txBody><a:p><a:r><a:t>In der </a:t></a:r><a:r><a:t>Skizze</a:t></a:r></a:p>'
                         '<a:p><a:r><a:t>Darunter</a:t></a:r></a:p></a:txBody></a:txSp></a:sp></lc:lockedCanvas></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>') + p('Danach.')), []),
    'cells': (docx(H + tbl(tr(tc('bleibt'), tc('geht', f'<w:cellDel {CHANGE}/>'), tc('kommt', f'<w:cellIns {CHANGE}/>')), tr(tc('a'), tc('b'), tc('c')), widths=(1000, 1000, 1000))), []),
    'inserted': (docx(H + p('Vorher.') + ''.join(f'<w:altChunk r:id="rI{i}"/>' for i in range(7)) + tbl(tr('<w:tc><w:altChunk r:id="rI0"/><w:p/></w:tc>')) + item('eins') + p(mark('m', r('Nachher.'))) + '<w:p><w:subDoc r:id="rU"/></w:p>',
                      rels=[*((f'rI{i}', 'aFChunk', f'insert/{name}', False) for i, name in enumerate(INSERTED)), ('rU', 'subDocument', 'kapitel.docx', True)], parts={'word/insert/' + name: data for name, data in INSERTED.items()}), []),
    'computed': (docx(H + ''.join(p(r('Es ist ') + field('EQ ' + code) + r(' hier.')) for code in ('\\f(1;2)', '\\r(3;x)', 'x\\s\\up8(2)\\do4(i)', '\\b\\bc\\{(\\a\\co2(1;2;3;4))', '\\i\\su(i=1;n;x)', '\\x\\to\\bo(Torf)', '\\o\\ad(\\s\\up9(lies);Wort)',
                      '\\l(a;b)', 'f(x)=2,5', '\\q(1)')) + p(field('LISTNUM') + r(' eins')) + p(field('LISTNUM') + r(' zwei ') + field('LISTNUM \\l 2') + r(' sub ') + field('LISTNUM LegalDefault \\l 2 \\s 5')) + p(field('LISTNUM Fremd'))
                      + p(field('QUOTE "Torf"')) + p(field('DISPLAYBARCODE "moor" QR')) + p(field('EQ \\f(3;4)', ''))), []),
    'objects-other': (docx(H + p('<w:r><w:drawing><wp:inline><wp:docPr id="4" name="Modell 4"/><a:graphic><a:graphicData uri="m"><am3d:model3d xmlns:am3d="m"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>') + p('<w:r><w:control w:name="Knopf 1"/></w:r>')
                           + p('<w:r><w:object><v:shape><v:imagedata r:id="rP"/></v:shape><w:control w:name="Knopf 2"/></w:object></w:r>'), **PIC), []),
    'breaks': (docx(H + p(PAGE) + p(PAGE + r('Neue Seite.')) + p(r('Zwei') + PAGE + PAGE + r('Seiten.') + PAGE) + p(PAGE + r('Trocknen'), 'berschrift1') + p(r('Spalte') + PAGE.replace('page', 'column') + r('daneben.'))), []),
    'east': (docx(H + p('<w:r><w:rPr><w:lang w:val="de-DE" w:eastAsia="ja-JP"/></w:rPr><w:t>泥炭</w:t></w:r>' + r(' heißt Torf.', '<w:lang w:val="de-DE" w:eastAsia="ja-JP"/>')) + p('<w:r><w:rPr><w:lang w:val="de-DE" w:eastAsia="en-US"/></w:rPr><w:t>泥炭</w:t></w:r>' + r('.'))), []),
    'merged': (docx(H + tbl(tr(tc('breit', '<w:hMerge w:val="restart"/>'), tc('verdeckt', '<w:hMerge/>')), tr(tc('hoch', '<w:vMerge w:val="restart"/>'), tc('rechts')), tr(tc('darunter', '<w:vMerge/>'), tc('unten')))), []),
    'equations': (docx(H + p('<m:oMathPara><m:oMath><m:eqArr>' + ''.join(f'<m:e><m:r><m:t>{s}</m:t></m:r></m:e>' for s in ('x&amp;=1#(7)', 'yz&amp;=2')) + '</m:eqArr></m:oMath></m:oMathPara>')), []),
    'people': (docx(p('Ein Absatz.'), core='<dc:creator>Moormann, Tjarko; Prof. Dr. von der Soden, Imke; Jo Ostmoor</dc:creator>'), []),
    'people-line': (docx(p('Torf', 'Titel') + p('Moormann, Tjarko und von der Soden, Imke', 'Autor') + p('Moor, Soden und Ostmoor', 'Autor') + p('Tjarko Moormann, M.A.; Imke von der Soden, Jo Ostmoor (Amt A, Amt B)', 'Autor')), []),
    'macros': (docx(H + p('Mit Makros.'), kind='x', parts={'[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" '
                    'ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>', 'word/vbaProject.bin': b'\xd0\xcf\x11\xe0'}), []),
}
OP = dict(parts={'Pictures/bild.png': png()})
LI = lambda *paras: '<text:list-item>' + ''.join(x if x.startswith('<') else t(x) for x in paras) + '</text:list-item>'
UL = lambda style, *items, more='': f'<text:list text:style-name="{style}" {more}>{"".join(items)}</text:list>'
ROW = lambda *cells: '<table:table-row>' + ''.join(c if c.startswith('<') else f'<table:table-cell>{t(c)}</table:table-cell>' for c in cells) + '</table:table-row>'
NOTE = lambda id, kind, *paras: f'<text:note text:id="{id}" text:note-class="{kind}"><text:note-citation>9</text:note-citation><text:note-body>{"".join(t(x) for x in paras)}</text:note-body></text:note>'
ODT = {
    'headings': (odt(t('Vom Torf', 'Title') + h('Stechen') + t('Ein Absatz.') + h('', 2) + h('Spaten', 2) + t('Noch einer.') + h('Trocknen') + '<text:section text:name="B">' + t('Im Bereich.') + '<text:section text:name="C" text:display="none">' + t('Verborgen.') + '</text:section></text:section>'), []),
    'runs': (odt(h('Torf') + t(span('Fett', 'T1') + ' und ' + span('kursiv', 'T2') + ', H' + span('2', 'T3') + 'O, ' + span('stark', 'Strong_20_Emphasis') + span(' verborgen', 'T4') + ', ' + span('peat bog', 'T5') + ',  viele\n   Leer<text:s text:c="3"/>zeichen<text:tab/>Tab<text:line-break/>neue Zeile, '
                 + span('ls', 'T6') + '.') + t(span('int x;', 'T6')) + t('<text:ruby><text:ruby-base>東</text:ruby-base><text:ruby-text>とう</text:ruby-text></text:ruby>')), []),
    'lists': (odt(h('Torf') + UL('L1', LI('eins', '<text:list>' + LI('eins a') + LI('eins b') + '</text:list>'), LI('zwei', 'noch zwei')) + t('Dazwischen.') + UL('L1', LI('drei'), more='text:continue-numbering="true"') + UL('L1', LI('eins neu')) + UL('L2', LI('Punkt')) + UL('L3', LI('Recht'), LI('Pflicht'))), []),
    'tables': (odt(h('Torf') + '<table:table><table:table-column table:style-name="co1"/><table:table-column table:style-name="co2" table:number-columns-repeated="2"/><table:table-header-rows>' + ROW('Ort', '<table:table-cell table:number-columns-spanned="2">' + t('Ertrag') + '</table:table-cell><table:covered-table-cell/>')
                   + '</table:table-header-rows>' + ROW('<table:table-cell table:number-rows-spanned="2">' + t('Torfeld') + '</table:table-cell>', 'zwölf', '<table:table-cell>' + t('rechts', 'P1') + '</table:table-cell>')
                   + ROW('<table:covered-table-cell/>', 'elf', '<table:table-cell>' + t('a') + t('b') + '</table:table-cell>') + '</table:table>' + t('Tabelle <text:sequence text:ref-name="refTabelle0" text:name="Tabelle">1</text:sequence>: Ertrag', 'Caption')
                   + t('Siehe <text:sequence-ref text:ref-name="refTabelle0" text:reference-format="category-and-value">Tabelle 1</text:sequence-ref>.')), []),
    'notes': (odt(h('Torf') + t('Text' + NOTE('ftn1', 'footnote', 'Erster.', 'Zweiter.') + ' und Ende' + NOTE('edn1', 'endnote', 'Endnote.') + ', siehe Note <text:note-ref text:ref-name="ftn1" text:note-class="footnote">1</text:note-ref>.')), []),
    'images': (odt(h('Torf') + t(image(more='<svg:title>Titel</svg:title><svg:desc>Ein Spaten</svg:desc>')) + t('Abbildung <text:sequence text:ref-name="refAbb0" text:name="Abbildung">4</text:sequence>: Spaten', 'Illustration')
                   + t('<draw:frame draw:name="R"><draw:text-box>' + t(image() + 'Abbildung 5: von Hand', 'Illustration') + '</draw:text-box></draw:frame>') + t('Im Text ' + image(style='fr1') + ' steht eins.') + t(image(href='http://example.org/x.png')) + t(image(href='Pictures/fehlt.png'))
                   + t('<draw:frame draw:name="Objekt1"><draw:object-ole xlink:href="./Object 2"/></draw:frame>'), **OP), []),
    'boxes': (odt(h('Torf') + t('Vorher. <draw:frame draw:name="R"><draw:text-box>' + h('Merke', 2) + t('Merksatz im Rahmen.') + '</draw:text-box></draw:frame>Nachher.') + t('<draw:custom-shape>' + t('In der Form.') + '</draw:custom-shape><draw:g><draw:rect/><draw:ellipse>' + t('In der Gruppe.') + '</draw:ellipse></draw:g>')
                  + '<draw:frame draw:name="S" text:anchor-type="page"><draw:text-box>' + t('Auf der Seite.') + '</draw:text-box></draw:frame>'), []),
    'fields': (odt(h('<text:bookmark-start text:name="Moor"/>Das Moor<text:bookmark-end text:name="Moor"/>') + t('Stand <text:date>3. November</text:date>, Seite <text:page-number>4711</text:page-number>, <text:a xlink:href="#Moor">Anker</text:a>, <text:a xlink:href="#1.Das Moor|outline">Überschrift</text:a>, '
                   '<text:a xlink:href="https://example.org/">Netz</text:a>, siehe <text:bookmark-ref text:ref-name="Moor" text:reference-format="text">Das Moor</text:bookmark-ref> auf Seite <text:bookmark-ref text:ref-name="Moor" text:reference-format="page">12</text:bookmark-ref>, '
                   '<text:bookmark-ref text:ref-name="Weg" text:reference-format="text">fehlt</text:bookmark-ref>.<text:alphabetical-index-mark text:string-value="Torf" text:key1="Moor"/> <text:placeholder>&lt;Name&gt;</text:placeholder><text:hidden-text text:is-hidden="true">weg</text:hidden-text>')), []),
    'contents': (odt(t('Torf', 'Title') + '<text:table-of-content><text:table-of-content-source/><text:index-body><text:index-title>' + t('Inhalt') + '</text:index-title>' + t('Stechen 3') + '</text:index-body></text:table-of-content>' + h('Stechen') + t('Ein Absatz.')
                     + '<text:alphabetical-index><text:index-body>' + t('Torf, 3') + '</text:index-body></text:alphabetical-index>', headers='<style:header>' + t('Kopf') + '</style:header>'), []),
    'charts': (odt(h('Torf') + t('<draw:frame draw:name="Diagramm"><draw:object xlink:href="./Object 2"/></draw:frame>Danach.'), parts={'Object 2/content.xml': f'<office:document-content {ODF} xmlns:chart="urn:oasis:names:tc:opendocument:xmlns:chart:1.0"><office:body><office:chart>'
                   '<chart:chart><chart:title>' + t('Ertrag') + '</chart:title><table:table table:name="local-table"><table:table-header-rows>' + ROW('', '2024') + '</table:table-header-rows><table:table-rows>' + ROW('Torfeld', '1,5') + '</table:table-rows></table:table></chart:chart></office:chart></office:body></office:document-content>'}), []),
    'formulas': (odt(h('Torf') + t('Der Anteil ist <draw:frame draw:name="F"><draw:object xlink:href="./Object 1"/></draw:frame>.'), parts={'Object 1/content.xml': '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mfrac><mi>a</mi><mi>b</mi></mfrac><annotation encoding="StarMath 5.0">a over b</annotation></semantics></math>'}), []),
    'styles': (odt(h('Torf') + t('Erster.', 'Kasten') + t('Zweiter.', 'P2') + t('Grau.', 'Kasten_20_grau') + t('Gesagt.', 'Quotations') + t('Es sind ' + span('4711', 'Zahl') + ' ' + span('Soden', 'Fremdwort') + '.') + t('Eigen.', 'Eigen')), []),
    'review': (odt('<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>Moor</dc:creator></office:change-info>' + t('zehn') + '</text:deletion></text:changed-region><text:changed-region text:id="c2"><text:insertion><office:change-info>'
                   '<dc:creator>Moor</dc:creator></office:change-info></text:insertion></text:changed-region></text:tracked-changes>' + h('Torf') + t('Um <text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>zwölf<text:change-end text:change-id="c2"/> Prozent.'
                   '<office:annotation><dc:creator>Jo</dc:creator><dc:date>2026-11-03T10:00:00</dc:date>' + t('Quelle?') + '</office:annotation>')), []),
    'properties': (odt(t('Ein Absatz.'), meta='<dc:title>Vom Stechen</dc:title><meta:initial-creator>Imke von der Soden</meta:initial-creator><meta:keyword>Torf</meta:keyword><meta:keyword>Moor</meta:keyword><dc:language>de-AT</dc:language>'), []),
    'citations': (odt(h('Torf') + t('Siehe <text:bibliography-mark text:bibliography-type="book" text:identifier="Moor24" text:author="Moor, T." text:title="Torf brennt" text:year="2024">[Moor24]</text:bibliography-mark> und '
                                    '<text:reference-mark-start text:name="' + cited((8, 'Spaten', 2021, 'Noch \\ud835\\udcae ein Stechen')).replace('ADDIN ', '').replace('"', '&quot;') + ' RNDx"/>(Spaten)<text:reference-mark-end text:name="ZOTERO_ITEM x"/>.')
                      + '<text:bibliography text:name="L"><text:bibliography-source/><text:index-body><text:index-title text:name="T">' + t('Literatur') + '</text:index-title>' + t(ENTRIES[1]) + '</text:index-body></text:bibliography>'
                      + '<text:section text:name="ZOTERO_BIBL {} RNDy">' + t(ENTRIES[3]) + '</text:section>'), []),
    'sections': (odt(h('Torf') + '<text:section text:name="A" text:condition="ooow:1 eq 1" text:display="condition" text:is-hidden="true">' + t('Verborgen.<draw:frame draw:name="K"><draw:text-box>' + t('Im Kasten.') + '</draw:text-box></draw:frame>') + '</text:section>'
                     + '<text:section text:name="B" text:condition="ooow:1 eq 2" text:display="condition">' + t('Sichtbar.') + '</text:section>' + t('Schluss.')), []),
    'controls': (odt('<office:forms><form:form xmlns:form="urn:oasis:names:tc:opendocument:xmlns:form:1.0"><form:text form:id="c1" form:current-value="Imke"/><form:checkbox form:id="c2" form:label="gestochen" form:current-state="checked"/><form:checkbox form:id="c3" form:label="getrocknet"/>'
                     '<form:listbox form:id="c4"><form:option form:label="Torf"/><form:option form:label="Moor" form:current-selected="true"/></form:listbox><form:button form:id="c5" form:label="Absenden"/></form:form></office:forms>'
                     + h('Torf') + t(' '.join(f'<draw:control draw:control="c{i}"/>' for i in range(1, 6))) + t('Wert <text:user-field-get text:display="none">4711</text:user-field-get>hier.') + '<draw:control text:anchor-type="page" draw:control="c1"/>'), []),
    'master': (odt(h('Torf') + '<text:section text:name="K1"><text:section-source xlink:href="../k1.odt"/></text:section><text:section text:name="K2"><text:section-source xlink:href="../k2.odt"/>' + t('Hier steht es.') + '</text:section>'), []),
    'list-heads': (odt(h('Torf') + UL('L1', '<text:list-header>' + t('Was zu tun ist') + '</text:list-header>', LI('stechen'), LI('trocknen')) + t('<draw:regular-polygon/><dr3d:scene xmlns:dr3d="urn:oasis:names:tc:opendocument:xmlns:dr3d:1.0"/>Danach.')), []),
    'formulas-old': (odt(h('Torf') + t('Der Anteil ist <draw:frame draw:name="F"><draw:object xlink:href="./Object 1"/></draw:frame>.'), parts={'Object 1/content.xml':
                     '<?xml version="1.0"?><!DOCTYPE math:math PUBLIC "-//OpenOffice.org//DTD Modified W3C MathML 1.01//EN" "math.dtd"><math:math xmlns:math="http://www.w3.org/1998/Math/MathML"><math:mi>a</math:mi></math:math>'}), []),
    'formulas-hostile': (odt(h('Torf') + t('Der Anteil ist <draw:frame draw:name="F"><draw:object xlink:href="./Object 1"/></draw:frame>.'), parts={'Object 1/content.xml':
                         '<!DOCTYPE x [<!ENTITY a SYSTEM "/etc/hostname">]><math:math xmlns:math="http://www.w3.org/1998/Math/MathML"><math:mi>&a;</math:mi></math:math>'}), []),
}
INSIDE = '<draw:frame draw:name="B" svg:width="3cm" svg:height="2cm"><draw:image draw:mime-type="image/png"><office:binary-data>' + base64.encodebytes(png()).decode() + '</office:binary-data></draw:image><svg:desc>Ein Spaten</svg:desc></draw:frame>'
FLAT = {
    'flat': (fodt(h('Torf') + t('Es sind ' + span('4711', 'Zahl') + ' ' + span('Soden', 'T1') + '.', 'P2') + t(INSIDE) + t('Ein Bild <draw:frame draw:name="K"><draw:image><office:binary-data>kein Base64!</office:binary-data></draw:image></draw:frame>fehlt.')
                  + t('Der Anteil ist <draw:frame draw:name="F"><draw:object><math:math><math:semantics><math:mfrac><math:mi>a</math:mi><math:mi>b</math:mi></math:mfrac><math:annotation math:encoding="StarMath 5.0">a over b</math:annotation></math:semantics></math:math></draw:object></draw:frame>.'),
                  meta='<dc:title>Vom Stechen</dc:title><meta:initial-creator>Imke von der Soden</meta:initial-creator><dc:language>de-DE</dc:language>', headers='<style:header>' + t('Kopfzeile') + '</style:header>'), []),
    'flat-cropped': (fodt(h('Torf') + t('<draw:frame draw:style-name="fr1" draw:name="B" svg:width="5cm" svg:height="5cm"><draw:image><office:binary-data>' + base64.b64encode(png()).decode() + '</office:binary-data></draw:image></draw:frame>')), []),
    'flat-ampersand': (fodt(h('Torf') + t('Im <text:a xlink:href="https://example.org/?a=1&amp;b=2&lt;">Netz</text:a> und '
                                          'bei <text:bookmark-ref text:ref-name="Torf &amp; Moor" text:reference-format="text">Torf</text:bookmark-ref>.') + t('<text:bookmark text:name="Torf &amp; Moor"/>Da.')), []),
    'flat-faulty': (fodt(h('Torf') + t('Text.'))[:-40], []),
}
RTF_PNG = png().hex()


def rtf(body, head=''):
    return ('{\\rtf1\\ansi\\ansicpg1252\\deff0\\deflang1031' + head + body + '}').encode('cp1252')


RTF = {
    # The characters after \u are for older programs: one of them, as many as \uc says, or a code.
    'characters': (rtf('\\pard \\u220?bung mit \\u8222\\\'84Zitat\\u8220\\\'93, {\\uc0\\u252 ber} und {\\uc2\\u252 xyber}; {\\upr{ae}{\\*\\ud{\\u228?}}}; \\u-10179?\\u-8704?. A\\~b\\_c\\-d\\emdash e\\endash f\\lquote g\\rquote '
                       '\\{\\\\\\}\\tab h\\line i. {\\f1 \\\'e0\\\'e1} {\\f2 \\\'93\\\'fa\\\'96\\{} {\\f3 \\\'b7 a} {\\f4\\\'b3} {\\f0 \\\'81}\\par',
                       '{\\fonttbl{\\f0 Arial;}{\\f1\\fcharset204 Times New Roman{\\*\\falt Times};}{\\f2\\fcharset128 MS Mincho;}{\\f3\\fcharset2 Symbol;}{\\f4\\fcharset238 Arial;}}'), []),
    'mac': (b'{\\rtf1\\mac{\\pard M\\\'9fller und K\\\'9ahler}}', []),
    'chapter': (rtf('\\pard\\plain\\s1\\b\\outlinelevel0 Vom Stechen\\par\\pard\\plain Ein {\\b fetter}, {\\i schr\\\'e4ger}, {\\cs9 lauter}, {\\ul unterer} Satz, H{\\sub 2}O, m{\\super 2}, {\\v geheim}{\\strike weg}.\\par'
                    '\\pard\\plain\\s2\\i\\outlinelevel1 Von Hand\\par\\pard\\plain\\s7 Wer sticht, der bleibt.\\par\\pard\\plain\\s8\\f1 make all\\par',
                    '{\\fonttbl{\\f0 Arial;}{\\f1 Courier New;}}{\\stylesheet{Normal;}{\\s1\\b\\outlinelevel0 heading 1;}{\\s2\\i\\outlinelevel1 heading 2;}{\\s7\\sbasedon0 Kasten;}{\\s8\\f1 HTML Preformatted;}{\\*\\cs9\\b Strong;}}'
                    '{\\info{\\title Kein Titel}{\\author Imke Moor}{\\keywords Torf}{\\operator Niemand}}'), []),
    'fields': (rtf('\\pard Abbildung {\\field{\\*\\fldinst SEQ Abbildung}{\\fldrslt 3}}: Torf {\\field{\\*\\fldinst {HYPERLINK "https://moor.example/"}}{\\fldrslt {\\ul im Netz}}}, siehe {\\field{\\*\\fldinst REF stelle \\\\h}{\\fldrslt oben}},'
                   ' Seite {\\field{\\*\\fldinst PAGE}{\\fldrslt 4711}}{\\chpgn}. {\\*\\bkmkstart stelle}Hier{\\*\\bkmkend stelle}{\\xe{\\v Torf\\:Stich}}{\\xe Moor{\\*\\txe Torf}}.\\par'
                   '{\\field{\\*\\fldinst TOC \\\\o "1-3"}{\\fldrslt Stechen\\tab 7\\par Trocknen\\tab 9}}\\par\\pard Schluss.\\par'), []),
    'notes': (rtf('\\pard Ein Satz{\\super\\chftn{\\footnote\\pard\\chftn  Die Note.\\par Ihr zweiter Absatz.}}, noch einer{\\super\\chftn{\\footnote\\ftnalt\\pard\\chftn  Die Endnote.}}.'
                  '{\\*\\atnid IM}{\\*\\atnauthor Imke}\\chatn{\\*\\annotation\\pard Stimmt das?} {\\revised\\revauth1 Neu} und {\\deleted\\revauthdel1 alt}.\\par'
                  '{\\header\\pard Kopfzeile\\par}{\\footer Seite \\chpgn}', '{\\*\\revtbl{Unknown;}{Jo Ostmoor;}}'), []),
    'boxes': (rtf('\\pard Davor.{\\shp{\\*\\shpinst\\shpleft0{\\sp{\\sn shapeType}{\\sv 202}}{\\shptxt\\pard Merksatz im Kasten.\\par}}{\\shprslt{\\*\\do\\dptxbx{\\dptxbxtext Merksatz im Kasten.\\par}}}}\\par'
                  '\\pard Alt.{\\*\\do\\dptxbx{\\dptxbxtext\\pard Alter Kasten.\\par}}{\\shp{\\*\\shpinst{\\sp{\\sn shapeType}{\\sv 1}}}}\\par\\pard\\absw2000 Ein Rahmen.\\par\\pard Danach.\\par'), []),
    'images': (rtf('\\pard {\\*\\shppict{\\pict{\\*\\picprop{\\sp{\\sn wzDescription}{\\sv Ein Spaten}}}\\pngblip\\picwgoal1440\\pichgoal720 ' + RTF_PNG + '}}{\\nonshppict{\\pict\\wmetafile8 00}}\\par'
                   '\\pard {\\shp{\\*\\shpinst{\\sp{\\sn pib}{\\sv {\\pict\\pngblip\\picwgoal1440\\pichgoal1440\\piccropl720 ' + RTF_PNG + '}}}{\\sp{\\sn wzDescription}{\\sv Ein halber Spaten}}}}\\par'
                   '\\pard {\\object\\objemb{\\*\\objclass Excel.Sheet.8}{\\*\\objdata 00}{\\result }} und {\\object\\objemb{\\*\\objclass Word.Document.8}{\\*\\objdata 00}{\\result sein Text}}.\\par'), []),
    'lists': (rtf('\\pard\\ls1\\ilvl0{\\listtext 3.\\tab}Drei\\par\\pard\\ls1\\ilvl1{\\listtext a)\\tab}Drei a\\par\\pard\\ls1\\ilvl0{\\listtext 4.\\tab}Vier\\par\\pard Dazwischen.\\par\\pard\\ls2{\\listtext\\\'b7\\tab}Punkt\\par'
                  '\\pard{\\pntext\\\'b7\\tab}{\\*\\pn\\pnlvlblt{\\pntxtb\\\'b7}}Alt\\par{\\pntext\\\'b7\\tab}Auch alt\\par\\pard Und.\\par\\pard{\\pntext 5.\\tab}{\\*\\pn\\pnlvlbody\\pndec\\pnstart5{\\pntxta .}}F\\\'fcnf\\par',
                  '{\\*\\listtable{\\list{\\listlevel\\levelnfc0\\levelstartat1{\\leveltext\\\'02\\\'00.;}{\\levelnumbers\\\'01;}}{\\listlevel\\levelnfc4\\levelstartat1{\\leveltext\\\'02\\\'01);}{\\levelnumbers\\\'01;}}{\\listname ;}\\listid7}'
                  '{\\list{\\listlevel\\levelnfc23{\\leveltext\\\'01\\u-3913 ?;}{\\levelnumbers;}}\\listid8}}{\\*\\listoverridetable{\\listoverride\\listid7\\listoverridecount1{\\lfolevel\\listoverridestartat\\levelstartat3}\\ls1}{\\listoverride\\listid8\\listoverridecount0\\ls2}}'), []),
    'tables': (rtf('\\trowd\\trhdr\\clmgf\\cellx1000\\clmrg\\cellx2000\\clvmgf\\cellx3000\\pard\\intbl Breit\\cell\\cell Hoch\\cell\\row\\trowd\\cellx500\\cellx2000\\clvmrg\\cellx3000\\pard\\intbl eins\\cell zwei\\par drei\\cell\\cell\\row\\pard Danach.\\par'
                   '\\trowd\\cellx1000\\cellx2000\\pard\\intbl\\itap1 au\\\'dfen\\cell\\pard\\intbl\\itap2 innen\\nestcell auch\\nestcell{\\*\\nesttableprops\\trowd\\cellx500\\cellx800\\nestrow}{\\nonesttables\\par}\\pard\\intbl\\itap1 wieder\\cell\\row'
                   '\\pard Ende.\\par\\trowd\\cellx1000{\\pard ohne intbl\\par\\cell}\\row\\pard Schluss.\\par'), []),
    'formulas': (rtf('\\pard Der Anteil {\\mmath{\\*\\moMath {\\mf{\\mfPr{\\mctrlPr\\f3}}{\\mnum{\\mr a+1}}{\\mden{\\msSup{\\me{\\mr b}}{\\msup{\\mr 2}}}}}}{\\mmathPict Bild}}, {\\mmath{\\*\\moMath {\\mnary{\\mnaryPr{\\mchr \\u8721?}}{\\msub{\\mr i}}{\\msup{\\mr n}}{\\me{\\mr x}}}}}.\\par'), []),
    'faulty': (rtf('\\pard Davor.{\\shp Verlorenes Wort{\\*\\shpinst{\\shptxt Kasten.}}}\\par Ein Satz {\\b ohne Ende')[:-1], []),
    'half-characters': (rtf('\\pard Eins \\u-10179?a, zwei \\u-8704?b, drei \\u-10179?\\u-8704?c.\\par'), []),
    'unknown-image': (rtf('\\pard Davor {\\pict\\picwgoal1440\\pichgoal720 00010203} danach.\\par'), []),
    'bad-bytes': (rtf('\\pard\\f1 \\\'ff\\\'ff und \\\'fc\\par', '{\\fonttbl{\\f0 Arial;}{\\f1\\fcharset128 MS Mincho;}}'), []),
}
WORD['described'] = (docx(H + tbl(tr(tc('Ort'), tc('Ertrag')), tr(tc('Torfeld'), tc('zwei')), tblpr='<w:tblCaption w:val="Ernte"/><w:tblDescription w:val="Ertrag je Ort"/>')
                          + p(r('Fett', f'<w:b/><w:rPrChange {CHANGE}><w:rPr/></w:rPrChange>') + r(' ist neu.'), ppr=f'<w:pPrChange {CHANGE}><w:pPr/></w:pPrChange>'),
                          core='<dc:subject>Vom Stechen</dc:subject><dc:description>Eine Notiz</dc:description>'), [])
ODT['described'] = (odt('<text:tracked-changes><text:changed-region text:id="c1"><text:format-change><office:change-info><dc:creator>Moor</dc:creator></office:change-info></text:format-change></text:changed-region></text:tracked-changes>'
                        '<text:h text:outline-level="1">Torf</text:h><table:table table:name="T"><table:title>Ernte</table:title><table:desc>Ertrag je Ort</table:desc><table:table-column table:number-columns-repeated="2"/>'
                        + ''.join(f'<table:table-row{v}><table:table-cell office:value-type="string"><text:p>{a}</text:p></table:table-cell><table:table-cell><text:p>{b}</text:p></table:table-cell></table:table-row>'
                                  for v, a, b in (('', 'Ort', 'Ertrag'), (' table:visibility="collapse"', 'Verdeckt', 'null'), (' table:visibility="filter"', 'Gefiltert', 'null'), ('', 'Torfeld', 'zwei'))) + '</table:table><table:table table:name="U"><table:table-column table:number-columns-repeated="2"/>'
                        '<table:table-row><table:table-cell table:number-rows-spanned="3"><text:p>über drei</text:p></table:table-cell><table:table-cell><text:p>eins</text:p></table:table-cell></table:table-row>'
                        '<table:table-row table:visibility="collapse"><table:covered-table-cell/><table:table-cell><text:p>verdeckt</text:p></table:table-cell></table:table-row>'
                        '<table:table-row><table:covered-table-cell/><table:table-cell><text:p>drei</text:p></table:table-cell></table:table-row>'
                        '<table:table-row><table:table-cell><text:p>vier</text:p></table:table-cell><table:table-cell/></table:table-row></table:table><text:p>Danach.</text:p>',
                        meta='<dc:subject>Vom Stechen</dc:subject><dc:description>Eine Notiz</dc:description>'), [])
RTF['notes-kept'] = (RTF['notes'][0], ['--review'])
ODT['review-kept'] = (ODT['review'][0], ['--review'])
for name in ('review', 'cells'):
    WORD[name + '-kept'] = (WORD[name][0], ['--review'])
FILES = {'given.styles': '# Die der Stadt\nEigenart der Stadt = sidebar stadt\nMerksatz = heading 2\nInterne Notiz = none\nFremdwort = firstterm\n'}
# What LibreOffice shows and a book does not: labels and contents it makes itself, hidden and deleted text, words between names.
NOT_SHOWN = {'cells.docx': 'geht', 'chapter.docx': 'OO', 'merged.docx': 'verdeckt darunter', 'people-line.docx': 'und und', 'symbols.docx': 'und und lA',
             'tables.docx': 'Tabelle', 'notes.docx': 'Endei', 'images.docx': 'Abbildung', 'captions.docx': 'Abbildung Abbildung', 'contents.docx': 'Inhalt Stechen Bild Bild Von Hand',
             'headings.odt': 'Verborgen', 'runs.odt': 'verborgen', 'tables.odt': 'Tabelle Tabelle', 'notes.odt': 'Endei', 'fields.odt': 'Name weg', 'contents.odt': 'Torf Inhalt Stechen', 'review.odt': 'zehn',
             'authors.docx': 'und', 'controls.docx': 'eigenHier klicken', 'hidden.docx': 'Intern Ganz geheim', 'drawings-left.docx': 'VerborgenGelöscht', 'sections.odt': 'Verborgen', 'described.odt': 'Verdeckt null Gefiltert null verdeckt', 'review.docx': 'zehnzwölf geht'}
