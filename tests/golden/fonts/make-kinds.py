#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the test fonts that are not plain TrueType, one of each kind that a designer may bring.

Letters are bars that stand on the baseline, 700 units high in an em of 1000, from x 100 on:

KokiVariable.ttf    wght 100…900 (400): a bar is as many units thick; wdth 50…200 (100): the advance is ten times as many; slnt -12…0 (0): the
                    top of a bar is moved by 100 units at -12
KokiVariable2.otf   the same as CFF2, of the weight alone
KokiComposed.otf    name-keyed CFF in an em of 2000 units; U+00C4 is composed of A and U+00A8 by their names (endchar with four operands)
KokiColor.ttf       COLR version 0: A is a bar of 300 in the first colour of the palette and one of 200 beside it in the second; B is a bar of
                    300 in the text's colour and one of 200 in the second
KokiColor1.ttf      COLR version 1: A with a gradient, and its outline; says that it must not be embedded
KokiSvg.ttf         A as an SVG glyph, and its outline
KokiWoff.woff,      a font of bars of 300, packed; of the first, `wOFF` with tables that are deflated
KokiWoff.woff2

Needs python3-fonttools and python3-brotli; the fonts are checked in, so that only a change of this script needs them.
"""
import sys
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2CharString
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import newTable
from fontTools.ttLib.tables.TupleVariation import TupleVariation

EM = 1000
LETTERS = [ord(c) for c in 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.-']
NAME = {c: f'u{c:04X}' for c in LETTERS}


def bar(x0, x1, height=700):
    pen = TTGlyphPen(None)
    pen.moveTo((x0, 0)); pen.lineTo((x0, height)); pen.lineTo((x1, height)); pen.lineTo((x1, 0)); pen.closePath()
    return pen.glyph()


def begin(family, em=EM, ttf=True, more=()):
    fb = FontBuilder(em, isTTF=ttf)
    fb.setupGlyphOrder(['.notdef', 'space', *NAME.values(), *more])
    fb.setupCharacterMap({0x20: 'space', **NAME})
    fb.setupNameTable({'familyName': family, 'styleName': 'Regular', 'psName': family.replace(' ', '') + '-Regular', 'version': 'Version 1.0'})
    return fb


def finish(fb, path, em=EM, advance=EM, lsb={}):
    fb.setupHorizontalMetrics({g: (advance, lsb.get(g, 100)) for g in fb.font.getGlyphOrder()})
    fb.setupHorizontalHeader(ascent=em * 8 // 10, descent=-em * 2 // 10)
    fb.setupOS2(sTypoAscender=em * 8 // 10, sTypoDescender=-em * 2 // 10, sTypoLineGap=0, usWinAscent=em * 8 // 10, usWinDescent=em * 2 // 10,
                sxHeight=em // 2, sCapHeight=em * 7 // 10, usWeightClass=400, fsSelection=64)
    if path.endswith('Color1.ttf'):   # must not be embedded
        fb.font['OS/2'].fsType = 2
    fb.setupPost(underlinePosition=-em // 10, underlineThickness=em // 20)
    fb.font['head'].created = fb.font['head'].modified = 3600000000
    fb.font.recalcTimestamp = False
    fb.save(path)


def plain(family, width=300, more=()):
    fb = begin(family, more=more)
    glyphs = {g: bar(100, 100 + width) for g in ['.notdef', *NAME.values()]}
    fb.setupGlyf({**glyphs, 'space': TTGlyphPen(None).glyph(), **{g: bar(*v) for g, v in dict(more).items()}})
    return fb


def variable(path):
    fb = plain('Koki Variable', 400)
    fb.setupFvar([('wght', 100, 400, 900, 'Weight'), ('wdth', 50, 100, 200, 'Width'), ('slnt', -12, 0, 0, 'Slant')],
                 [{'location': {'wght': 400, 'wdth': 100, 'slnt': 0}, 'stylename': 'Regular'},
                  {'location': {'wght': 700, 'wdth': 100, 'slnt': 0}, 'stylename': 'Bold'}])
    right, top = [0, 0, 1, 1], [0, 1, 1, 0]
    ends = lambda advance: [(0, 0), (advance, 0), (0, 0), (0, 0)]

    def changes(g):
        by = lambda dx, which, advance=0: ends(advance) if g == 'space' else [(dx * on, 0) for on in which] + ends(advance)
        return [TupleVariation({'wght': (-1, -1, 0)}, by(-300, right)), TupleVariation({'wght': (0, 1, 1)}, by(500, right)),
                TupleVariation({'wdth': (-1, -1, 0)}, by(0, right, -500)), TupleVariation({'wdth': (0, 1, 1)}, by(0, right, 1000)),
                TupleVariation({'slnt': (-1, -1, 0)}, by(100, top))]

    fb.setupGvar({g: changes(g) for g in fb.font.getGlyphOrder()})
    finish(fb, path)


def variable2(path):
    fb = begin('Koki Variable Two', ttf=False)
    program = [100, 0, 'rmoveto', 0, 700, 'rlineto', 400, -300, 500, 1, 'blend', 0, 'rlineto', 0, -700, 'rlineto']
    fb.setupFvar([('wght', 100, 400, 900, 'Weight')], [])
    fb.setupCFF2({g: T2CharString(program=[] if g == 'space' else list(program)) for g in fb.font.getGlyphOrder()},
                 regions=[{'wght': (-1, -1, 0)}, {'wght': (0, 1, 1)}])
    finish(fb, path)


def composed(path):
    fb = begin('Koki Composed', em=2 * EM, ttf=False, more=['dieresis', 'Adieresis'])
    order = ['.notdef', 'space', 'A', *[n for c, n in NAME.items() if c != 65], 'dieresis', 'Adieresis']
    fb.setupGlyphOrder(order)
    fb.setupCharacterMap({0x20: 'space', **{c: n for c, n in NAME.items() if c != 65}, 65: 'A', 0xa8: 'dieresis', 0xc4: 'Adieresis'})
    program = [2 * EM, 200, 0, 'rmoveto', 0, 1400, 'rlineto', 600, 0, 'rlineto', 0, -1400, 'rlineto', 'endchar']
    dots = [2 * EM, 200, 1500, 'rmoveto', 0, 200, 'rlineto', 600, 0, 'rlineto', 0, -200, 'rlineto', 'endchar']
    seac = [2 * EM, 100, 50, 65, 200, 'endchar']
    strings = {g: T2CharString(program={'space': [2 * EM, 'endchar'], 'dieresis': dots, 'Adieresis': seac}.get(g, program)) for g in order}
    fb.setupCFF('KokiComposed-Regular', {'FullName': 'Koki Composed', 'FontMatrix': [1 / (2 * EM), 0, 0, 1 / (2 * EM), 0, 0]}, strings, {})
    finish(fb, path, em=2 * EM, advance=2 * EM)


def color(path):
    fb = plain('Koki Color', 500, more={'left': (100, 400), 'right': (400, 600)})
    fb.setupCPAL([[(1, 0, 0, 1), (0, 0, 1, 1)]])
    fb.setupCOLR({NAME[65]: [('left', 0), ('right', 1)], NAME[66]: [('left', 0xffff), ('right', 1)]})
    finish(fb, path, lsb={'right': 400})


def color1(path):
    from fontTools.ttLib.tables.otTables import PaintFormat
    fb = plain('Koki Color One', 500, more={'left': (100, 400)})
    fb.setupCPAL([[(1, 0, 0, 1), (0, 0, 1, 1)]])
    fb.setupCOLR({NAME[65]: {'Format': PaintFormat.PaintGlyph, 'Glyph': 'left', 'Paint': {
        'Format': PaintFormat.PaintLinearGradient, 'ColorLine': {'ColorStop': [(0, 0), (1, 1)], 'Extend': 'pad'},
        'x0': 100, 'y0': 0, 'x1': 400, 'y1': 0, 'x2': 100, 'y2': 100}}})
    finish(fb, path)


def svg(path):
    fb = plain('Koki Svg', 500)
    table = newTable('SVG ')
    at = fb.font.getGlyphOrder().index(NAME[65])
    table.docList = [(f'<svg xmlns="http://www.w3.org/2000/svg"><rect id="glyph{at}" x="100" y="-700" width="500" height="700" fill="red"/></svg>', at, at)]
    fb.font['SVG '] = table
    finish(fb, path)


def packed(path, flavor):
    fb = plain('Koki Woff', 300)
    fb.font.flavor = flavor
    finish(fb, path)


if __name__ == '__main__':
    out = sys.argv[1] if len(sys.argv) > 1 else '.'
    variable(f'{out}/KokiVariable.ttf')
    variable2(f'{out}/KokiVariable2.otf')
    composed(f'{out}/KokiComposed.otf')
    color(f'{out}/KokiColor.ttf')
    color1(f'{out}/KokiColor1.ttf')
    svg(f'{out}/KokiSvg.ttf')
    packed(f'{out}/KokiWoff.woff', 'woff')
    packed(f'{out}/KokiWoff.woff2', 'woff2')
