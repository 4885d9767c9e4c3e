# SPDX-License-Identifier: Apache-2.0
"""Reftests of csswg-test: pages that must look like others (or unlike them), as XML and style sheets.

What does not apply to paper or to static XML is not counted, by the rules of `convert`: scripts, animations, forms, frames, scrolling, what a
pointer or a keyboard does, other writing modes than horizontal ones (koki reports them), images (their sizes are HTML's attributes), and presentational
attributes of HTML. Needs python3-lxml and python3-pil. Nor is what cannot be judged: a page that is not alike because the checkout lacks one of its files, or no font has one of
its letters (UNJUDGED).

The sentence that tells people what to look for is not what is tested: many pages say it in other words than the page that they must look like, so that they could never look
the same. It is put in as the other page has it.

Two pictures are alike when each pixel of either lies within what the other shows there or a pixel beside it: browsers, for which the tests were written,
move edges to whole pixels, and paper has none, so that an edge at 10.3 px is drawn softly."""
import concurrent.futures, hashlib, html.entities, json, os, pathlib, re, subprocess, tempfile, urllib.parse, warnings
import fontTools.ttLib, html5lib, lxml.etree
import PIL.Image, PIL.ImageChops, PIL.ImageFilter

# Browsers round a face's ascent and descent to whole pixels: so do these of the text's, at 16 px and its multiples, and what comes after a line begins at a whole pixel here, too.
TEXT = {'R': ('normal', 'normal'), 'RB': ('bold', 'normal'), 'RI': ('normal', 'italic'), 'RBI': ('bold', 'italic')}
TEXT_FONTS = pathlib.Path('/usr/share/fonts/opentype/linux-libertine')
TEXT_ASCENT, TEXT_DESCENT = 14 / 16, 4 / 16     # em
FACES = ''.join(f'@font-face {{ font-family: Text; font-weight: {weight}; font-style: {style}; src: url("text-{n}.otf") }} ' for n, (weight, style) in TEXT.items())

# HTML's own style sheet, as far as the tests count on it.
HTML = FACES + '''@page { size: 600pt 900pt; margin: 0 } html { font: 12pt Text; line-height: normal; image-resolution: 96dpi; hyphens: none; orphans: 1; widows: 1 }
html, body, div, p, h1, h2, h3, h4, h5, h6, ul, ol, dl, dt, dd, blockquote, pre, hr, address, center, section, article, header, footer, nav, main, aside, figure, figcaption { display: block }
body { margin: 6pt } p, blockquote, ul, ol, dl, pre { margin: 1em 0 } h1 { font-size: 2em; font-weight: bold; margin: .67em 0 } h2 { font-size: 1.5em; font-weight: bold; margin: .83em 0 }
h3 { font-size: 1.17em; font-weight: bold; margin: 1em 0 } h4 { font-weight: bold; margin: 1.33em 0 } h5 { font-size: .83em; font-weight: bold; margin: 1.67em 0 } h6 { font-size: .67em; font-weight: bold; margin: 2.33em 0 }
ul, ol { padding-left: 30pt } ul { list-style-type: disc } ol { list-style-type: decimal } li { display: list-item } dd { margin-left: 30pt } blockquote { margin-left: 30pt; margin-right: 30pt }
pre { white-space: pre; font-family: monospace } tt, code { font-family: monospace } b, strong, th { font-weight: bold } i, em, cite, var, address { font-style: italic } br { display: inline !important } br::before { content: "\\A"; white-space: pre }
table { display: table; border-spacing: 1.5pt; box-sizing: border-box; text-indent: 0 } tr { display: table-row } td, th { display: table-cell; padding: .75pt; vertical-align: inherit } tbody { display: table-row-group; vertical-align: middle }
thead { display: table-header-group; vertical-align: middle } tfoot { display: table-footer-group; vertical-align: middle } tr { vertical-align: inherit } table > tr { vertical-align: middle } col { display: table-column } colgroup { display: table-column-group } caption { display: table-caption; text-align: center } th { text-align: center }
u, ins { text-decoration: underline } s, del { text-decoration: line-through } sub { vertical-align: sub; font-size: smaller } sup { vertical-align: super; font-size: smaller } small { font-size: smaller } big { font-size: larger } center { text-align: center }
hr { border: .75pt solid; margin: .5em auto } head, title, style, link, meta, script { display: none } [dir="rtl"] { direction: rtl } [dir="ltr"] { direction: ltr } [dir] { unicode-bidi: isolate } bdo { unicode-bidi: isolate-override }
'''
# What HTML, a pointer, a screen or a script makes of them.
ELEMENTS = {'script', 'object', 'iframe', 'input', 'button', 'select', 'textarea', 'svg', 'math', 'canvas', 'video', 'audio', 'embed', 'applet', 'frameset', 'map', 'marquee', 'ruby', 'rb', 'rt', 'rtc', 'rp',
            'fieldset', 'legend', 'progress', 'meter', 'details'}
ATTRIBUTES = {'onload', 'border', 'cellpadding', 'color', 'size', 'tabindex', 'hidden', 'contenteditable', 'text', 'type', 'start', 'value'}
FLAGS = {'interact', 'animated', 'script', 'scroll', 'dom', 'userstyle', 'http', 'speech', 'history'}
CSS = re.compile(r"""::?(hover|focus|active|target|visited|link|any-link|checked|enabled|disabled|indeterminate|default|placeholder|selection)\b|writing-mode:(?!\s*horizontal)|vertical-(rl|lr)|sideways
                 |animation|text-orientation|overflow(-[xy])?:\s*scroll|scrollbar|system-ui|Window|ButtonFace|InfoBackground|sticky|run-in|font:\s*(caption|icon|menu)|@charset|expression
                 |@(media|import)[^{;]*\b(screen|handheld|projection|tv)\b
                 |@(media|import\s[^;]*)\s+print\b    # written for a screen, where what is for print must not be seen""", re.X | re.I)
# Invalid in CSS 2.1, whose tests count on that; colours since CSS Color 4.
COLORS4 = re.compile(r':[^;{}]*#(?:[0-9a-f]{4}|[0-9a-f]{8})(?![0-9a-z_-])', re.I)
# Names in capitals: HTML knows no case of them, XML does.
CAPITALS = re.compile(r'(?:^|[\s>+~,}])[A-Z][A-Z0-9]*(?=[\s>+~,.#:\[]*\{)|\[\s*[A-Z]')
# Empty values and fallbacks are valid since CSS Variables 1 of 2021.
EMPTY = re.compile(r'var\(\s*--[\w-]+\s*,(\s|/\*.*?\*/)*\)|--[\w-]+:(\s|/\*.*?\*/)*[;})]', re.S)
# Values of a draft of CSS Box Alignment 3 that are invalid since 2018: sides across, baselines along a line, and fallbacks of one's own.
ALIGNMENT = re.compile(r'align-(self|items|content)\s*:[^;}]*\b(left|right)\b|justify-content\s*:[^;}]*baseline|(justify|align)-content\s*:\s*(space-\w+|stretch)\s+[a-z]', re.I)
# Tests that expect what the specifications say no more, or that are at odds with the page they must look like, by name (and folder where two have it) and why.
OUTDATED = {
    r'transform-fixed-bg-00[13567]$': 'backgrounds fixed in what is transformed are scrolled (CSS Transforms 1, 3)',
    r'grid-abspos-staticpos-justify-self': 'last baseline falls back to safe end (CSS Box Alignment 3, 4.2)',
    r'flexbox_justifycontent-spacearound-negative$|flexbox-justify-content-horiz-00[34]$': 'space-around and space-evenly fall back to safe center (CSS Box Alignment 3, 5.3)',
    r'inherit-computed-001$': 'currentcolor is inherited as such (CSS Color 4, 9.1)',
    r'background-color-174$': 'the other page has 100px for 1in',
    r'margin-bottom-applies-to-012$': 'the other page lacks the height of the box',
    r'text-align-white-space-007$': 'preserved spaces at line ends hang (CSS Text 3, 4.1.3)',
    r'anonymous-table-box-width-001$|flexbox_justifycontent-center-overflow$': 'the other page counts on the measures of one font',
    r'root-box-003$': 'a root without a box leaves the canvas transparent (CSS Backgrounds 3, 2.11.1)',
    r'flexbox-baseline-multi-line-(horiz|vert)-002$': 'the startmost line is the topmost one, also with wrap-reverse (CSS Flexbox 1, 8.5)',
    r'content-inherit-002$': 'content is for elements, too (CSS Content 3, 1)',
    r'flexbox-mbp-horiz-004$': 'percentages of margins and paddings count from the width (CSS Flexbox 1, 4.2)',
    r'flexbox-intrinsic-ratio-004$': 'an image that is stretched across a column has its height by that width (CSS Flexbox 1, 9.2.3 B)',
    r't424-hsl-parsing-f$': 'hsl() takes an opacity and angles, too (CSS Color 4, 7)',
    r'attr-(color|length|px)-invalid-fallback$|attr-invalid-type-00[23]$': 'attr() is checked where it is computed (CSS Values 5, 7.7)',
    r'transform-scale-00[12]$|transform-scaley-001$|scaley$': 'the other page has a margin that collapses with that of body',
    r'transform-translatex-006$': 'the other page is that of another test',
    r'ttwf-transform-translatex-001$': 'the other page has 1000px for 100px',
    r'ttwf-css-3d-polygon-cycle(-mismatch)?$': 'the other page has the boxes as wide as if they were not turned',
    r'clip-path-ellipse-00[678]$|clip-path-polygon-010$': 'the other page has other sizes than the shape, whose box includes the border',
    r'currentcolor-00[12]$': 'the other page is that of another test',
    r'css-color-4/(lab|lch)-00[4567]$': 'the other page has black text, where the test asks for colours',
    r'css-color-4/color-003$': 'its sentence is spelt otherwise on the other page',
    r'css3-text-line-break-jazh-(13[67]|14[23]|15[012]|22[67]|35[67]|36[0189]|37[01]|40[12])$': 'loose breaks before wide punctuation alone, and loose alone before hyphens (CSS Text 3, 5.3)',
    r'mix-blend-mode-parent-element-overflow-hidden-and-border-radius$': 'a curve that is drawn softly is blended there twice',
    r'text-transform-upperlower-028$': 'the other page looks for the font in another folder',
    r'shape-outside-008$|shape-outside-circle-027$': 'what is at a fraction of a pixel must be at a whole one',
    r'background-image-007$': 'a first letter has no width and height of its own (CSS Pseudo 4, 2.2)',
    r'background-size-035$': 'a fixed background covers the viewport, not the box (CSS Backgrounds 3, 2.5)',
    r'css3-background-origin-padding-box$|css3-background-size-001$': 'the other page is that of another test',
    r'background-clip-content-box-001$': 'the other page has a red edge where the test has blue',
    r'multicol-width-ems-001$': 'where the lines of a paragraph end is the user agent\'s choice; ours are of even length',
    r'multicol-break-001$': 'the other page has a column that nothing makes empty',
    r'multicol-block-clip-00[12]$|multicol-count-computed-00[35]$|multicol-width-small-001$': 'what overflows a column is shown (CSS Multi-column 1, 8.1)',
    r'multicol-count-computed-00[12]$': 'a count that is given holds, however wide the gaps (CSS Multi-column 1, 3.4)',
    r'text-align-justifyall-00\d$': 'justify-all is for the last line, too, which the other page has ragged (CSS Text 3, 7.1)',
    r'shape-image-010$': 'the shape is a pixel wider than the line that it must not reach: half of that pixel is opaque',
    r'shape-image-024$': 'what does not fit beside a float goes below it (CSS 2.1, 9.5)',
    r'css1/(c414-flt-fit-000|c5510-padn-000|c563-list-type-000)$': 'the other page has another colour of text',
    r'css1/(c541-word-sp-001|c542-letter-sp-001)$': 'word-spacing and letter-spacing have percentages (CSS Text 4, 8)',
    r'css1/c547-indent-001$|text-indent-percent-001$': 'percentages of text-indent count from the block itself (CSS Text 3, 8.1)',
    r'css1/(c5525-fltmrgn-000|c5526-fltclr-000|c5502-imrgn-r-002|c5507-ipadn-r-002)$': 'where the lines of a paragraph end is the user agent\'s choice',
    r'counter-reset-increment-002$': 'the counter list-item is incremented by itself (CSS Lists 3, 4.6)',
    r'content-counter-004$': 'how a square looks is the user agent\'s choice (CSS Counter Styles 3, 6.3)',
    r'core-syntax-00[23]$': 'rules may be nested (CSS Nesting 1)',
    r'ident-020$': 'identifiers may begin with two hyphens (CSS Syntax 3, 4.3.9)',
    r'border-color-01[12]$': 'currentcolor is inherited as such (CSS Color 4, 9.1)',
    r'first-line-inherit-00[23]$': 'what applies to a first line is inherited from it (CSS Pseudo 4, 2.1.3)',
    r'margin-bottom-applies-to-01[345]$': 'the other page lacks the height of the box',
    r'color-08[34]$|background-image-002$': 'the other page has other places or sizes than the test asks for',
    r'border-radius-011$|css3-border-image-repeat-stretch$': 'the other page is that of another test',
    r'mix-blend-mode-border-image$': 'a border without a style has no width (CSS Backgrounds 3, 4.3)',
    r'background-position-00[12]$': 'what csswg.py moves to the root counts from another font size there',
    r'numbers-units-021$': 'the initial font size is the user\'s choice (CSS 2.1, 15.7)',
    r'position-relative-035$|padding-em-inherit-001$': 'the other page counts on the measures of one font',
    r'css-image-fallbacks-and-annotations005$': 'the other page has no blue over the green',
    r'shapes1/shape-outside-(circle-054|inset-020)$': 'the other page has names of properties that a draft had',
    r'multicol-br-inside-avoidcolumn-001$|multicol-fill-auto$|multicol-table-cell-vertical-align-001$|multicol-span-all-margin-nested-003$': 'the other page shows something else than the test asks for',
}
URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)\s"']*))\s*(?:\)|\Z)""", re.I)
IMPORT = re.compile(r"""(@import\s+)(?:"([^"]*)"|'([^']*)')""", re.I)
# Sizes by name are the user's (CSS 2.1 15.7): those of browsers here, and so is what a root inherits.
SIZES = {'xx-small': 9, 'x-small': 10, 'small': 13, 'medium': 16, 'large': 18, 'x-large': 24, 'xx-large': 32}     # px
SIZED = re.compile(r'\b(font(?:-size)?\s*:[^;{}]*?)(?<![\w-])(' + '|'.join(SIZES) + r')(?![\w-])', re.I)
ROOT_INHERITS = re.compile(r'(^|[},\s])\*\s*\{[^}]*\bfont(-size)?\s*:\s*inherit', re.I)
SPACES = {'align': 'text-align', 'valign': 'vertical-align', 'bgcolor': 'background-color', 'width': 'width', 'height': 'height', 'nowrap': 'white-space', 'cellspacing': 'border-spacing', 'dir': 'direction'}


class Unfit(Exception):
    pass


def read_page(path):
    data = path.read_bytes()
    if path.suffix in ('.xht', '.xhtml', '.xml'):
        data = re.sub(rb'&(\w+);', lambda m: m[0] if m[1] in (b'amp', b'lt', b'gt', b'quot', b'apos') else html.entities.html5.get(m[1].decode() + ';', m[0].decode()).encode('ascii', 'xmlcharrefreplace'), data)
        return lxml.etree.fromstring(data, lxml.etree.XMLParser(recover=True, load_dtd=False, no_network=True, resolve_entities=False))
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        return html5lib.parse(data, treebuilder='lxml').getroot()


def local(e):
    return e.tag.rsplit('}', 1)[-1].lower() if isinstance(e.tag, str) else ''


def escaped(s):
    return (s or '').replace('&', '&amp;').replace('<', '&lt;').replace('\x0c', '')


OWN = '#_' * 5          # a style attribute is stronger than any selector
INSTRUCTION = re.compile(r'\b(tests? (has )?pass|pass(es+)? if|you should (not )?see|there should be|should (not )?be (visible|seen))', re.I)


def instruction_of(root):
    """The paragraph that says what to look for, text alone; None where there is none."""
    for e in root.iter() if root is not None else ():
        if local(e) == 'p' and all(local(c) in ('strong', 'em', 'b', 'i') and not c.attrib for c in e):
            return e if INSTRUCTION.search(' '.join(''.join(e.itertext()).split())) else None
    return None


class Converter:
    """A page as a document and style sheets: classes become roles; style attributes, and those of HTML that say how something looks, become rules."""

    def __init__(self, path, checkout, instruction=None):
        """instruction: what the page's own is replaced with (instruction_of)"""
        self.path, self.checkout, self.ids, self.twice, self.n, self.out, self.own, self.hints = path, checkout, set(), set(), 0, [], [], []
        self.body_style = ''
        self.files, self.sheets = {}, []        # name → contents; what the page's sheet imports
        root = read_page(path)
        if root is None:
            raise Unfit
        told = instruction_of(root)
        if instruction is not None and told is not None:
            for c in list(told):
                told.remove(c)
            told.text = instruction
        for e in root.iter():
            if local(e) == 'base':      # what other addresses begin with is HTML's, too
                raise Unfit
            self.read_style(e)
        self.walk(root)
        self.canvas()
        sheets = b'\n'.join(d for n, d in self.files.items() if n.endswith('.css')).decode('utf-8', 'replace')
        if any(re.search(rf'#{re.escape(v)}(?![\w-])', sheets) for v in self.twice):    # XML has no two elements of one id
            raise Unfit
        own = max([OWN.count('#'), *(r[0].count('#') + 1 for r in re.finditer(r'(#[\w-]+){5,}', sheets))])
        self.own = [r.replace(OWN, '#_' * own) for r in self.own]
        self.files['docbook.css'] = '\n'.join([HTML, *self.hints]).encode()     # the user agent's by its name
        self.files['style.css'] = self.sheet('\n'.join(self.own), path.parent)
        # Imports that come before imports of the page's own style sheets keep their order.
        self.files['a.css'] = '\n'.join(f'@import "{name}" {media};' for name, media in [('docbook.css', ''), *self.sheets, ('style.css', '')]).encode() + \
            b'\n@font-face { font-family: Ahem; src: url("ahem.ttf") }\n'
        self.files['a.xml'] = ('<?xml version="1.0"?>\n' + ''.join(self.out).replace('<html', '<html xmlns="http://www.w3.org/1999/xhtml"', 1)).encode()

    def fetched(self, url, folder):
        """The name of a copy of what a sheet or an image refers to; the url where there is no such file."""
        url = url.strip()
        plain = urllib.parse.unquote(url.split('#')[0].split('?')[0])
        if not plain or ':' in plain:
            return url
        path = self.checkout / plain.lstrip('/') if plain.startswith('/') else folder / plain
        if not path.is_file():
            return plain
        name = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12] + path.suffix
        if name not in self.files:
            self.files[name] = b''
            self.files[name] = self.copied(path)
        return name + url[len(url.split('#')[0]):]

    def copied(self, path):
        data = path.read_bytes()
        if path.suffix != '.css':
            return data
        try:
            return self.sheet(data.decode('utf-8'), path.parent)
        except UnicodeDecodeError:      # in another encoding: as it is
            return data

    def sheet(self, css, folder):
        if CSS.search(re.sub(r'/\*.*?\*/', ' ', css, flags=re.S)):
            raise Unfit
        if EMPTY.search(css) or ALIGNMENT.search(css):
            raise Unfit
        if 'css21' in self.path.parts and COLORS4.search(css) or self.path.suffix in ('.html', '.htm') and CAPITALS.search(css):
            raise Unfit
        css = re.sub(r'\[\s*class\b', '[role', css)
        css = re.sub(r'\battr\(\s*class\b', 'attr(role', css)
        css = SIZED.sub(lambda m: f'{m[1]}{SIZES[m[2].lower()]}px', css)
        if ROOT_INHERITS.search(css):
            css += '\n:where(:root) { font: 12pt Text; line-height: normal }'
        css = URL.sub(lambda m: 'url("' + self.fetched(m[1] or m[2] or m[3] or '', folder) + '")', css)
        return IMPORT.sub(lambda m: m[1] + '"' + self.fetched(m[2] or m[3] or '', folder) + '"', css).encode()

    def canvas(self):
        """The background of body is that of the canvas, unless html has one (CSS Backgrounds 3, 2.11.2): in HTML alone."""
        css = re.sub(r'/\*.*?\*/', ' ', '\n'.join([d.decode('utf-8', 'replace') for n, d in self.files.items() if n.endswith('.css')] + self.own), flags=re.S)
        rules = re.findall(r'([^{};]+)\{([^{}]*)\}', css)
        grounds = {n: '; '.join(d for s, body in rules if any(p.strip() == n for p in s.split(',')) for d in body.split(';') if d.strip().startswith('background') and not re.fullmatch(r'[\w-]+\s*:\s*(transparent|none)(\s+(repeat(-[xy])?|no-repeat|scroll|fixed))*\s*', d.strip())) for n in ('html', ':root', 'body')}
        if self.body_style and not grounds['body']:
            grounds['body'] = '; '.join(d for d in self.body_style.split(';') if d.strip().startswith('background'))
        # So is its overflow that of the viewport (CSS 2.1 11.1.1).
        if any(re.search(r'overflow\s*:', body) and any(p.strip() == 'body' for p in s.split(',')) for s, body in [*rules, ('body', self.body_style)]):
            self.own.append('body { overflow: visible !important }')
        if re.search(r'background(-color|-image)?\s*:', grounds['body']) and not grounds['html'] and not grounds[':root']:
            self.own.append('body { background: none !important } html { ' + grounds['body'] + ' }')

    def read_style(self, e):
        if not isinstance(e.tag, str):
            return
        name, media = local(e), e.get('media', '').strip()
        rel = e.get('rel', '').lower().split()
        if name == 'style' or (name == 'link' and 'stylesheet' in rel):
            if 'alternate' in rel or re.search(r'\b(screen|handheld|projection|tv)\b', media):
                raise Unfit
        if name == 'style':
            self.files[f'own{len(self.sheets)}.css'] = self.sheet(re.sub(r'^\s*<!--|-->\s*$', '', ''.join(e.itertext())), self.path.parent)
            self.sheets.append((f'own{len(self.sheets)}.css', media))
        elif name == 'link' and 'stylesheet' in rel:
            if 'ahem' not in e.get('href', '').lower():
                self.sheets.append((self.fetched(e.get('href', ''), self.path.parent), media))
        elif name == 'meta' and e.get('name') == 'flags' and FLAGS & set((e.get('content') or '').split()):
            raise Unfit

    def hint(self, e, name, k, v):
        """An attribute of HTML as a declaration of the user agent's; '' where it has no such meaning there."""
        length = re.fullmatch(r'\s*(\d+(?:\.\d+)?)(?:px)?\s*(%?)\s*', v)
        length = length and length[1] + (length[2] or 'px')
        if k == 'dir' and v.strip().lower() == 'auto':      # by the letters of the content: HTML's
            raise Unfit
        if k in ('width', 'height') and length and name in ('img', 'table', 'td', 'th', 'col', 'colgroup', 'tr', 'hr'):
            return f'{k}: {length}'
        if k == 'cellspacing' and length and name == 'table':
            return f'border-spacing: {length}'
        if k == 'bgcolor':
            return f'background-color: {v}'
        if k == 'valign' and v in ('top', 'middle', 'bottom', 'baseline'):
            return f'vertical-align: {v}'
        if k == 'align' and v in ('left', 'right', 'center') and name in ('p', 'div', 'td', 'th', 'tr', 'h1', 'h2', 'tbody'):
            return f'text-align: {v}'
        if k == 'nowrap' and name in ('td', 'th'):
            return 'white-space: nowrap'
        if k in SPACES and k != 'dir':
            raise Unfit
        return ''

    def attributes(self, e, name):
        hints, own = [], ''
        for k, v in e.attrib.items():
            k = k.rsplit('}', 1)[-1]
            if k == 'xmlns':
                continue
            if k in ATTRIBUTES or k.startswith('on') or (k == 'span' and name in ('col', 'colgroup')):
                raise Unfit
            hints.append(self.hint(e, name, k, v))
            if k == 'class':
                yield 'role', v
            elif k == 'style':
                own = v
                self.body_style = v if name == 'body' else self.body_style
            elif k == 'lang':
                yield 'lang', v         # attribute selectors ask for it
                yield 'xml:lang', v
            elif re.fullmatch(r'[a-z][a-z-]*', k):
                yield k, v
            if k == 'id' and re.fullmatch(r'[A-Za-z_][\w.-]*', v) and v not in self.ids:      # beside id, which attribute selectors may ask for
                self.ids.add(v)
                yield 'xml:id', v
            elif k == 'id':
                self.twice.add(v)
        if re.search('[{}]', own):      # no block of a rule
            raise Unfit
        if name == 'img':
            hints.append('content: url("' + re.sub(r'(["\\\n])', lambda m: f'\\{ord(m[1]):x} ', self.fetched(e.get('src', ''), self.path.parent)) + '")')
        hints = '; '.join(h for h in hints if h)
        if hints or own:
            self.n += 1
            if hints:
                self.hints.append(f'[koki-n="{self.n}"] {{ {hints} }}')
            if own:
                self.own.append(f':is({OWN}, [koki-n="{self.n}"]) {{ {own} }}')
            yield 'koki-n', str(self.n)

    def walk(self, e):
        name = local(e)
        if name in ELEMENTS or (isinstance(e.tag, str) and '}' in e.tag and 'xhtml' not in e.tag):
            raise Unfit
        if not name or name in ('head', 'title', 'meta', 'link', 'style', 'base', 'wbr', 'noscript'):
            return
        self.out.append(f'<{name}' + ''.join(' {}="{}"'.format(k, escaped(v).replace('"', '&quot;').replace('\n', '&#10;')) for k, v in dict(self.attributes(e, name)).items()) + '>')
        self.out.append(escaped(e.text))
        for c in e:
            self.walk(c)
            self.out.append(escaped(c.tail))
        self.out.append(f'</{name}>')


def references(page):
    """(path, whether they must match)"""
    for e in read_page(page).iter():
        if local(e) == 'link' and e.get('rel') in ('match', 'mismatch'):
            ref = (page.parent / e.get('href', '')).resolve()
            if ref.is_file() and ref != page.resolve():
                yield ref, e.get('rel') == 'match'


class Pair:
    def __init__(self, page, checkout):
        self.page, self.own = page, Converter(page, checkout)
        self.refs = [(r, Converter(r, checkout), match) for r, match in references(page)]
        if not self.refs:
            raise Unfit
        told, first = instruction_of(read_page(page)), instruction_of(read_page(self.refs[0][0]))
        words = [' '.join(''.join(e.itertext()).split()) for e in (told, first) if e is not None]
        if len(words) == 2 and words[0] != words[1]:
            self.own = Converter(page, checkout, words[1])
            self.refs = [(r, Converter(r, checkout, words[1]), match) for r, _, match in self.refs]


def make_text(folder):
    """The faces of the text, with an ascent and a descent of whole pixels."""
    for name in TEXT:
        face = fontTools.ttLib.TTFont(TEXT_FONTS / f'LinLibertine_{name}.otf')
        em = face['head'].unitsPerEm
        face['hhea'].ascent = face['OS/2'].sTypoAscender = face['OS/2'].usWinAscent = round(TEXT_ASCENT * em)
        face['hhea'].descent = face['OS/2'].sTypoDescender = -round(TEXT_DESCENT * em)
        face['OS/2'].usWinDescent = round(TEXT_DESCENT * em)
        face['hhea'].lineGap = face['OS/2'].sTypoLineGap = 0
        face.save(folder / f'text-{name}.otf')


class Runner:
    def __init__(self, binary, env, keep, checkout):
        self.binary, self.env, self.keep, self.seen, self.checkout = binary, env, keep, {}, pathlib.Path(checkout).resolve()
        self.text = tempfile.TemporaryDirectory()
        make_text(pathlib.Path(self.text.name))
        fonts = pathlib.Path(checkout).resolve() / 'fonts' / 'CSSTest'      # those that the pages want to be installed
        self.installed = ['--fonts', str(fonts)] if fonts.is_dir() else []
        self.font = next(pathlib.Path(checkout).glob('fonts/[aA]hem/[aA]hem.ttf'), None)

    def look(self, c):
        """(pictures of the pages, what was said); None where the run died. Equal pages are painted once."""
        key = hashlib.sha256(repr(sorted(c.files.items())).encode()).hexdigest()
        if key not in self.seen:
            self.seen[key] = self.paint(c)
        return self.seen[key]

    def paint(self, c):
        with tempfile.TemporaryDirectory() as tmp:
            folder = pathlib.Path(tmp)
            (folder / 'p').mkdir()
            for name, data in c.files.items():
                (folder / name).write_bytes(data)
            if self.font:
                (folder / 'ahem.ttf').symlink_to(self.font.resolve())
            for face in pathlib.Path(self.text.name).iterdir():
                (folder / face.name).symlink_to(face)
            p = subprocess.run([self.binary, '-q', '-W', 'all', '--diagnostics=json', '-l', './a.css', *self.installed, '--allow', str(self.font.parent.resolve() if self.font else folder), '--allow', self.text.name, '--preview=p', 'a.xml'], cwd=folder, env=self.env,
                               capture_output=True, timeout=120)
            if p.returncode < 0 or p.returncode >= 5:
                return None, [f'status {p.returncode}']
            said = []
            for line in p.stderr.decode('utf-8', 'replace').splitlines():
                try:
                    d = json.loads(line)
                except ValueError:
                    continue
                if d.get('id') not in ('xml-not-docbook', 'css-element-near') and (d.get('level') in ('warning', 'error', 'unsupported') or d.get('id') in BROKEN):
                    said.append(d.get('id', '') + ': ' + d.get('message', ''))
            pages = [f.read_bytes() for f in sorted(folder.glob('p/page-*.png'))]
            if self.keep:
                to = pathlib.Path(self.keep) / c.path.stem
                to.mkdir(parents=True, exist_ok=True)
                for name, data in c.files.items():
                    (to / name).write_bytes(data)
                for i, data in enumerate(pages, 1):
                    (to / f'page-{i}.png').write_bytes(data)
            return pages, said

    def verdict(self, pair):
        own, said = self.look(pair.own)
        matches, of_others, more = [], [], []
        for _, c, match in pair.refs:
            other, more = self.look(c)
            of_others += ['of the page to match: ' + m for m in more if m.startswith(('css-unsupported', 'css-unknown'))]     # what koki does not do, the other page asks for
            matches.append(alike(own, other) == match)
        right = any(matches) if pair.refs[0][2] else all(matches)
        if right and own is not None:
            return 'right', ''
        if any(UNJUDGED.match(m) for m in said + more):
            return None, ''
        return ('wrong', said[0]) if own is None else ('told', (said + of_others)[0]) if said + of_others else ('wrong', '')


UNJUDGED = re.compile('no-glyph|(image-missing|css-cannot-read): .*No such file')
BROKEN = {'page-keep', 'page-keep-inside'}       # matters of style that say that a declaration could not be kept
NEAR, FEW = 68, 12       # of 255: where edges of two boxes meet within a pixel, a quarter of the ground shows; pixels


def alike(a, b):
    if a is None or b is None or len(a) != len(b):
        return False
    return all(x == y or near(picture(x), picture(y)) for x, y in zip(a, b))


def picture(data):
    with tempfile.SpooledTemporaryFile() as f:
        f.write(data)
        f.seek(0)
        return PIL.Image.open(f).convert('RGB')


def near(a, b):
    if a.size != b.size:
        return False
    box = PIL.ImageChops.difference(a, b).getbbox()
    if not box:
        return True
    box = max(0, box[0] - 1), max(0, box[1] - 1), min(a.width, box[2] + 1), min(a.height, box[3] + 1)
    a, b = a.crop(box), b.crop(box)
    return beyond(a, b) + beyond(b, a) <= FEW


def beyond(a, b):
    """How many pixels of a are neither in b nor between what is beside them there."""
    over = PIL.ImageChops.subtract(a, b.filter(PIL.ImageFilter.MaxFilter(3)))
    under = PIL.ImageChops.subtract(b.filter(PIL.ImageFilter.MinFilter(3)), a)
    most = PIL.ImageChops.lighter(over, under)
    r, g, blue = most.split()
    return sum(PIL.ImageChops.lighter(PIL.ImageChops.lighter(r, g), blue).histogram()[NEAR + 1:])


def folders_of(checkout):
    base = pathlib.Path(checkout)
    if not (base / 'css21').is_dir():
        return []
    named = [d for d in sorted((base / 'css21').iterdir()) if d.is_dir() and d.name not in ('reference', 'support', 'fonts')]
    patterns = ('css-*-[0-9]', 'selectors-[0-9]', 'compositing-[0-9]', 'filters-[0-9]', 'mediaqueries-[0-9]', 'vendor-imports/mozilla/mozilla-central-reftests/*')
    return named + [d for p in patterns for d in sorted(base.glob(p)) if d.is_dir()]


def pairs_of(folder, checkout, only, sample):
    """Sampled evenly from those that apply."""
    pages = [p for p in sorted(folder.rglob('*')) if p.suffix in ('.xht', '.xhtml', '.html', '.htm') and 'reference' not in p.parts and not re.search(r'-ref|notref', p.stem)
             and only in p.name and b'match' in p.read_bytes()]
    fit = []
    for p in pages:
        if any(re.search('(^|/)(' + name + ')', str(p.with_suffix(''))) for name in OUTDATED):
            continue
        try:
            fit.append(Pair(p, checkout))
        except (Unfit, lxml.etree.LxmlError, OSError, RecursionError, ValueError):
            continue
    step = max(1, -(-len(fit) // sample))
    return fit[::step], len(fit)


def run_pages(runner, folder, o):
    pairs, _ = pairs_of(folder, runner.checkout, o.only, o.sample)
    count = {'right': 0, 'told': 0, 'wrong': 0}

    def judge(pair):
        try:
            return runner.verdict(pair)
        except subprocess.TimeoutExpired:
            return 'wrong', 'hangs'

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for pair, (verdict, why) in zip(pairs, pool.map(judge, pairs)):
            if verdict:
                count[verdict] += 1
            if o.list and verdict and verdict in o.list:
                print(f'  {verdict} {pair.page.relative_to(folder)}: {why}', flush=True)
    return count
