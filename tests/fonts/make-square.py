#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes KokiSquare.ttf and KokiSquare-Bold.ttf, -Italic, -BoldItalic: the test font of the golden layouts.

Every letter is a square of 1 em advance, space and hyphen are ½ em, ascent 0.8 em, descent 0.2 em: each position on a page can be
checked by mental arithmetic and does not change with a library version. U+FB01 is 1 em and comes from the ligature f+i, so that ligatures
can be tested; there is no kerning.

Koki Feature, in a normal and a condensed cut (letters of 1 and of ¾ em), has each OpenType feature that CSS Fonts names, on one letter or digit of
its own, which becomes half as wide: FEATURES says which. What is on unless it is switched off stands on Greek letters.

Needs python3-fonttools; the fonts are checked in, so that only a change of this script needs it.
"""
import sys
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

EM = 1000
HALF = {0x20, 0xA0, 0x2D, 0xAD, 0x2010, 0x2011, 0x2C, 0x2E, 0x3A, 0x3B}
QUARTER = {0x202F, 0x2009}
WIDE = list(range(0x21, 0x7F)) + list(range(0xA1, 0x180)) + list(range(0x370, 0x3FF)) + list(range(0x5D0, 0x5EB)) + [
    0x2012, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x2039, 0x203A, 0x20AC, 0x2212, 0x25A0, 0x25A1,
    0x25AA, 0x25E6, 0x1E9E, 0xFB01]


def box(width):
    pen = TTGlyphPen(None)
    for x0, y0, x1, y1 in [(50, -150, width - 50, 750)]:
        pen.moveTo((x0, y0)); pen.lineTo((x0, y1)); pen.lineTo((x1, y1)); pen.lineTo((x1, y0)); pen.closePath()
    return pen.glyph()


def make(style, weight, italic, path):
    points = sorted(HALF | QUARTER | {0x2003, 0x200B} | set(WIDE))
    name = lambda c: f'u{c:04X}'
    width = lambda c: 0 if c == 0x200B else EM // 2 if c in HALF else EM // 4 if c in QUARTER else EM
    blank = {0x20, 0xA0, 0x202F, 0x2009, 0x2003, 0x200B}
    fb = FontBuilder(EM, isTTF=True)
    fb.setupGlyphOrder(['.notdef'] + [name(c) for c in points])
    fb.setupCharacterMap({c: name(c) for c in points})
    empty = TTGlyphPen(None).glyph()
    fb.setupGlyf({'.notdef': box(EM), **{name(c): empty if c in blank else box(width(c)) for c in points}})
    fb.setupHorizontalMetrics({'.notdef': (EM, 50), **{name(c): (width(c), 0 if c in blank else 50) for c in points}})
    fb.setupHorizontalHeader(ascent=800, descent=-200)
    fb.setupNameTable({'familyName': 'Koki Square', 'styleName': style, 'psName': 'KokiSquare-' + style.replace(' ', ''), 'version': 'Version 1.0'})
    fb.setupOS2(sTypoAscender=800, sTypoDescender=-200, sTypoLineGap=0, usWinAscent=800, usWinDescent=200, sxHeight=500, sCapHeight=700,
                usWeightClass=weight, fsSelection=(1 if italic else 0) | (32 if weight > 400 else 0) | (64 if weight == 400 and not italic else 0))
    fb.setupPost(underlinePosition=-100, underlineThickness=50, italicAngle=-10 if italic else 0)
    addOpenTypeFeaturesFromString(fb.font, 'languagesystem DFLT dflt; languagesystem latn dflt; feature liga { sub u0066 u0069 by uFB01; } liga;')
    fb.font['head'].macStyle = (1 if weight > 400 else 0) | (2 if italic else 0)
    fb.font['head'].created = fb.font['head'].modified = 3600000000
    fb.font.recalcTimestamp = False
    fb.save(path)


# The feature, and what it makes narrow; two letters: a ligature of them, or (kern) 300 units less between them.
FEATURES = {'onum': '1', 'tnum': '2', 'lnum': '3', 'pnum': '4', 'frac': '5', 'afrc': '6', 'ordn': '7', 'zero': '0', 'sups': '8', 'subs': '9',
            'smcp': 'a', 'c2sc': 'A', 'pcap': 'b', 'c2pc': 'B', 'unic': 'c', 'titl': 'C', 'dlig': 'de', 'hlig': 'hi', 'ss01': 's',
            'liga': 'fi', 'clig': 'αβ', 'calt': 'γ', 'kern': 'δε'}


def make_features(style, width_class, letter, path):
    name = lambda c: f'u{ord(c):04X}'
    letters = sorted(set('abcdefghijklmnopqrstuvwxyzABC0123456789αβγδε'))
    wide = {name(c): letter for c in letters} | {'u0020': EM // 2, 'half': letter // 2}
    empty = TTGlyphPen(None).glyph()
    fb = FontBuilder(EM, isTTF=True)
    fb.setupGlyphOrder(['.notdef', *wide])
    fb.setupCharacterMap({ord(c): name(c) for c in letters} | {0x20: 'u0020'})
    fb.setupGlyf({'.notdef': box(EM)} | {g: empty if g == 'u0020' else box(w) for g, w in wide.items()})
    fb.setupHorizontalMetrics({'.notdef': (EM, 50)} | {g: (w, 50) for g, w in wide.items()})
    fb.setupHorizontalHeader(ascent=800, descent=-200)
    fb.setupNameTable({'familyName': 'Koki Feature', 'styleName': style, 'psName': 'KokiFeature-' + style, 'version': 'Version 1.0'})
    fb.setupOS2(sTypoAscender=800, sTypoDescender=-200, sTypoLineGap=0, usWinAscent=800, usWinDescent=200, sxHeight=500, sCapHeight=700,
                usWeightClass=400, usWidthClass=width_class, fsSelection=64)
    fb.setupPost(underlinePosition=-100, underlineThickness=50)
    rule = lambda tag, on: f'pos {name(on[0])} {name(on[1])} -300' if tag == 'kern' else f"sub {' '.join(map(name, on))} by half"
    addOpenTypeFeaturesFromString(fb.font, 'languagesystem DFLT dflt; languagesystem latn dflt; languagesystem grek dflt; '
                                  + ' '.join(f'feature {tag} {{ {rule(tag, on)}; }} {tag};' for tag, on in FEATURES.items()))
    fb.font['head'].created = fb.font['head'].modified = 3600000000
    fb.font.recalcTimestamp = False
    fb.save(path)


if __name__ == '__main__':
    out = sys.argv[1] if len(sys.argv) > 1 else '.'
    for style, weight, italic in [('Regular', 400, False), ('Bold', 700, False), ('Italic', 400, True), ('Bold Italic', 700, True)]:
        make(style, weight, italic, f"{out}/KokiSquare-{style.replace(' ', '')}.ttf")
    for style, width_class, letter in [('Regular', 5, EM), ('Condensed', 3, EM * 3 // 4)]:
        make_features(style, width_class, letter, f'{out}/KokiFeature-{style}.ttf')
