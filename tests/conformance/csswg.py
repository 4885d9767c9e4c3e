# SPDX-License-Identifier: Apache-2.0
"""Reftests of csswg-test: pages that must look like others (or unlike them), as XML and style sheets.

What does not apply to paper or to static XML is not counted, by the rules of `convert`: scripts, animations, forms, frames, scrolling, what a
pointer or a keyboard does, other writing modes than horizontal ones (koki reports them), images (their sizes are HTML's attributes), and presentational
attributes of HTML. Needs python3-lxml and python3-pil.

Two pictures are alike when each pixel of either lies within what the other shows there or a pixel beside it: browsers, for which the tests were written,
move edges to whole pixels, and paper has none, so that an edge at 10.3 px is drawn softly."""
import concurrent.futures, hashlib, json, os, pathlib, re, subprocess, tempfile
import lxml.etree, lxml.html
import PIL.Image, PIL.ImageChops, PIL.ImageFilter

# HTML's own style sheet, as far as the tests count on it.
HTML = '''@page { size: 600pt 900pt; margin: 0 } html { font: 12pt/1.2 "Linux Libertine O"; hyphens: none; orphans: 1; widows: 1 }
html, body, div, p, h1, h2, h3, h4, h5, h6, ul, ol, dl, dt, dd, blockquote, pre, hr, address, center, section, article, header, footer, nav, main, aside, figure, figcaption { display: block }
body { margin: 6pt } p, blockquote, ul, ol, dl, pre { margin: 1em 0 } h1 { font-size: 2em; font-weight: bold; margin: .67em 0 } h2 { font-size: 1.5em; font-weight: bold; margin: .83em 0 }
h3 { font-size: 1.17em; font-weight: bold; margin: 1em 0 } h4 { font-weight: bold; margin: 1.33em 0 } h5 { font-size: .83em; font-weight: bold; margin: 1.67em 0 } h6 { font-size: .67em; font-weight: bold; margin: 2.33em 0 }
ul, ol { padding-left: 30pt } ul { list-style-type: disc } ol { list-style-type: decimal } li { display: list-item } dd { margin-left: 30pt } blockquote { margin-left: 30pt; margin-right: 30pt }
pre { white-space: pre; font-family: monospace } tt, code { font-family: monospace } b, strong, th { font-weight: bold } i, em, cite, var, address { font-style: italic } br::before { content: "\\A"; white-space: pre }
table { display: table; border-spacing: 1.5pt; box-sizing: border-box; text-indent: 0 } tr { display: table-row } td, th { display: table-cell; padding: .75pt; vertical-align: inherit } tbody { display: table-row-group; vertical-align: middle }
thead { display: table-header-group; vertical-align: middle } tfoot { display: table-footer-group; vertical-align: middle } tr { vertical-align: inherit } col { display: table-column } colgroup { display: table-column-group } caption { display: table-caption; text-align: center } th { text-align: center }
u, ins { text-decoration: underline } s, del { text-decoration: line-through } sub { vertical-align: sub; font-size: smaller } sup { vertical-align: super; font-size: smaller } small { font-size: smaller } big { font-size: larger } center { text-align: center }
hr { border: .75pt solid; margin: .5em auto } head, title, style, link, meta, script { display: none } [dir="rtl"] { direction: rtl } [dir="ltr"] { direction: ltr }
'''
ELEMENTS = {'script', 'img', 'object', 'iframe', 'input', 'button', 'select', 'textarea', 'svg', 'math', 'canvas', 'video', 'audio', 'embed', 'applet', 'frameset', 'map', 'marquee', 'ruby',
            'bdo', 'fieldset', 'legend', 'progress', 'meter', 'details'}
ATTRIBUTES = {'onload', 'align', 'valign', 'width', 'height', 'border', 'bgcolor', 'cellpadding', 'cellspacing', 'color', 'size', 'rowspan', 'colspan', 'span', 'tabindex', 'hidden', 'contenteditable', 'nowrap',
              'text', 'type', 'start', 'value'}
FLAGS = {'interact', 'animated', 'script', 'scroll', 'dom', 'userstyle', 'http', 'speech', 'image', 'history', 'font', 'svg', 'nonHTML', 'HTMLonly', 'may', 'paged', 'reset'}
CSS = re.compile(r'''url\(|@import|:(hover|focus|active|target|visited|link|checked|enabled|disabled|indeterminate|default|placeholder)|counter-style|writing-mode|vertical-(rl|lr)|sideways|animation|transition|@media
                 |cursor|text-orientation|overflow(-[xy])?:\s*(auto|scroll)|scrollbar|-webkit-|-moz-|resize|system-ui|Window|ButtonFace|InfoBackground|caret|will-change|sticky|perspective|3d|rotate[XY]|translateZ|run-in
                 |will-change|font:\s*(caption|icon|menu)|@charset|expression''', re.X)


class Unfit(Exception):
    pass


def read_page(path):
    data = path.read_bytes()
    if path.suffix in ('.xht', '.xhtml', '.xml'):
        return lxml.etree.fromstring(data, lxml.etree.XMLParser(recover=True, load_dtd=False, no_network=True, resolve_entities=False))
    return lxml.html.document_fromstring(data)


def local(e):
    return e.tag.rsplit('}', 1)[-1].lower() if isinstance(e.tag, str) else ''


def escaped(s):
    return (s or '').replace('&', '&amp;').replace('<', '&lt;').replace('\x0c', '')


class Converter:
    """A page as (document, style sheet): classes become roles, style attributes rules."""

    def __init__(self, path):
        self.path, self.css, self.ids, self.n, self.out = path, [], set(), 0, []
        root = read_page(path)
        if root is None:
            raise Unfit
        for e in root.iter():
            self.read_style(e)
        self.walk(root)
        css = '\n'.join(self.css)
        if CSS.search(css):
            raise Unfit
        css = re.sub(r'\[\s*class\b', '[role', css)
        self.sheet = '@font-face { font-family: Ahem; src: url("ahem.ttf") }\n' + HTML + css + '\n'
        self.xml = '<?xml version="1.0"?>\n' + ''.join(self.out).replace('<html', '<html xmlns="http://www.w3.org/1999/xhtml"', 1)

    def read_style(self, e):
        name = local(e)
        if name == 'style' or (name == 'link' and 'stylesheet' in e.get('rel', '')):
            if e.get('media', 'all').strip() not in ('all', 'print', '') or 'alternate' in e.get('rel', ''):
                raise Unfit
        if name == 'style':
            self.css.append(''.join(e.itertext()))
        elif name == 'link' and 'stylesheet' in e.get('rel', ''):
            href = self.path.parent / e.get('href', '').split('#')[0]
            if 'ahem' in href.name.lower():
                return
            if not href.is_file():
                raise Unfit
            self.css.append(href.read_text('utf-8', 'replace'))
        elif name == 'meta' and e.get('name') == 'flags' and FLAGS & set((e.get('content') or '').split()):
            raise Unfit

    def attributes(self, e):
        for k, v in e.attrib.items():
            k = k.rsplit('}', 1)[-1]
            if k in ATTRIBUTES or k.startswith('on'):
                raise Unfit
            if k == 'class':
                yield 'role', v
            elif k == 'id' and re.fullmatch(r'[A-Za-z_][\w.-]*', v) and v not in self.ids:
                self.ids.add(v)
                yield 'xml:id', v
            elif k == 'style':
                self.n += 1
                self.css.append(f':is(#_#_#_#_#_, [koki-n="{self.n}"]) {{ {v} }}')
                yield 'koki-n', str(self.n)
            elif k == 'lang':
                yield 'xml:lang', v
            elif re.fullmatch(r'[a-z][a-z-]*', k):
                yield k, v

    def walk(self, e):
        name = local(e)
        if name in ELEMENTS or (isinstance(e.tag, str) and '}' in e.tag and 'xhtml' not in e.tag):
            raise Unfit
        if not name or name in ('head', 'title', 'meta', 'link', 'style', 'base', 'wbr', 'noscript'):
            return
        self.out.append(f'<{name}' + ''.join(' {}="{}"'.format(k, escaped(v).replace('"', '&quot;')) for k, v in dict(self.attributes(e)).items()) + '>')
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
    def __init__(self, page):
        self.page, self.own = page, Converter(page)
        self.refs = [(r, Converter(r), match) for r, match in references(page)]
        if not self.refs:
            raise Unfit


class Runner:
    def __init__(self, binary, env, keep, checkout):
        self.binary, self.env, self.keep, self.seen = binary, env, keep, {}
        self.font = next(pathlib.Path(checkout).glob('fonts/[aA]hem/[aA]hem.ttf'), None)

    def look(self, c):
        """(pictures of the pages, what was said); None where the run died. Equal pages are painted once."""
        key = hashlib.sha256((c.xml + '\0' + c.sheet).encode()).hexdigest()
        if key not in self.seen:
            self.seen[key] = self.paint(c)
        return self.seen[key]

    def paint(self, c):
        with tempfile.TemporaryDirectory() as tmp:
            folder = pathlib.Path(tmp)
            (folder / 'p').mkdir()
            (folder / 'a.xml').write_text(c.xml, encoding='utf-8')
            (folder / 'a.css').write_text(c.sheet, encoding='utf-8')
            if self.font:
                (folder / 'ahem.ttf').symlink_to(self.font.resolve())
            p = subprocess.run([self.binary, '-q', '-W', 'all', '--diagnostics=json', '-l', './a.css', '--allow', str(self.font.parent.resolve() if self.font else folder), '--preview=p', 'a.xml'], cwd=folder, env=self.env,
                               capture_output=True, timeout=120)
            if p.returncode < 0 or p.returncode >= 5:
                return None, [f'status {p.returncode}']
            said = []
            for line in p.stderr.decode('utf-8', 'replace').splitlines():
                try:
                    d = json.loads(line)
                except ValueError:
                    continue
                if d.get('id') not in ('xml-not-docbook', 'css-element-near') and d.get('level') in ('warning', 'error', 'unsupported'):
                    said.append(d.get('id', '') + ': ' + d.get('message', ''))
            pages = [f.read_bytes() for f in sorted(folder.glob('p/page-*.png'))]
            if self.keep:
                to = pathlib.Path(self.keep) / c.path.stem
                to.mkdir(parents=True, exist_ok=True)
                (to / 'a.xml').write_text(c.xml, encoding='utf-8')
                (to / 'a.css').write_text(c.sheet, encoding='utf-8')
                for i, data in enumerate(pages, 1):
                    (to / f'page-{i}.png').write_bytes(data)
            return pages, said

    def verdict(self, pair):
        own, said = self.look(pair.own)
        matches = []
        for _, c, match in pair.refs:
            other, _ = self.look(c)
            matches.append(alike(own, other) == match)
        right = any(matches) if pair.refs[0][2] else all(matches)
        if right and own is not None:
            return 'right', ''
        return ('told', said[0]) if said and own is not None else ('wrong', said[0] if own is None else '')


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
    return a.size == b.size and beyond(a, b) + beyond(b, a) <= FEW


def beyond(a, b):
    """How many pixels of a are neither in b nor between what is beside them there."""
    over = PIL.ImageChops.subtract(a, b.filter(PIL.ImageFilter.MaxFilter(3)))
    under = PIL.ImageChops.subtract(b.filter(PIL.ImageFilter.MinFilter(3)), a)
    most = PIL.ImageChops.lighter(over, under)
    r, g, blue = most.split()
    return sum(PIL.ImageChops.lighter(PIL.ImageChops.lighter(r, g), blue).histogram()[NEAR + 1:])


def folders_of(checkout):
    css21 = pathlib.Path(checkout) / 'css21'
    if not css21.is_dir():
        return []
    named = [d for d in sorted(css21.iterdir()) if d.is_dir() and d.name not in ('reference', 'support', 'fonts')]
    return named + [d for p in ('css-*-[0-9]', 'selectors-[0-9]') for d in sorted(pathlib.Path(checkout).glob(p)) if d.is_dir()]


def pairs_of(folder, only, sample):
    """Sampled evenly from those that apply."""
    pages = [p for p in sorted(folder.rglob('*')) if p.suffix in ('.xht', '.xhtml', '.html', '.htm') and 'reference' not in p.parts and not re.search(r'-ref|notref', p.stem)
             and only in p.name and b'match' in p.read_bytes()]
    fit = []
    for p in pages:
        try:
            fit.append(Pair(p))
        except (Unfit, lxml.etree.LxmlError, OSError, RecursionError):
            continue
    step = max(1, -(-len(fit) // sample))
    return fit[::step], len(fit)


def run_pages(runner, folder, o):
    pairs, n = pairs_of(folder, o.only, o.sample)
    count = {'right': 0, 'told': 0, 'wrong': 0}

    def judge(pair):
        try:
            return runner.verdict(pair)
        except subprocess.TimeoutExpired:
            return 'wrong', 'hangs'

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for pair, (verdict, why) in zip(pairs, pool.map(judge, pairs)):
            count[verdict] += 1
            if o.list and verdict in o.list:
                print(f'  {verdict} {pair.page.relative_to(folder)}: {why}')
    return count
