# SPDX-License-Identifier: Apache-2.0
"""The structure tree of a PDF with its text, read as a screen reader reads it: the content of an element is its kids in order, marked contents by
their MCID. Content streams are those of koki: text as arrays of TJ with strings of two bytes a glyph."""
import re
import pikepdf

STRING = rb'\((?:\\.|[^\\()])*\)'
TOKEN = re.compile(rb'(?P<actual>/Span<</ActualText(?P<text>\((?:\\.|[^\\()])*\)|<[0-9A-F]*>)>>BDC)|/[^\s/<]+<</MCID (?P<mcid>\d+)>>BDC|(?P<artifact>/Artifact[^\n]*?B[DM]C)'
                   rb'|(?P<reversed>/ReversedChars BMC)|(?P<end>EMC\n)|(?P<font>/F\d+) [\d.]+ Tf|(?P<show>\[(?:' + STRING + rb'|[-\d. ])*\]TJ)', re.S)
ESCAPE = re.compile(rb'\\(.)', re.S)


def unescape(s):
    return ESCAPE.sub(lambda m: b'\r' if m[1] == b'r' else m[1], s)


def text_string(s):
    if s[:1] == b'<':
        return bytes.fromhex(s[1:-1].decode()).decode('utf-16')
    return unescape(s[1:-1]).decode('ascii')


def unicode_of(font, cache):
    key = font.objgen
    if key not in cache:
        cmap = font.ToUnicode.read_bytes().decode('ascii')
        cache[key] = {int(a, 16): bytes.fromhex(b).decode('utf-16-be') for a, b in re.findall(r'<([0-9A-F]{4})><([0-9A-F]*)>\n', cmap)}
    return cache[key]


def page_texts(page, cache):
    """Text by MCID; None has what is an artifact, as [(operator, text)]."""
    out, artifacts = {}, []
    stream_texts(page.Contents, page.get('/Resources', {}), cache, out, artifacts)
    return {k: ''.join(v) for k, v in out.items()}, artifacts


def stream_texts(stream, resources, cache, out, artifacts):
    fonts, stack, font = resources.get('/Font', {}), [], {}
    content = stream.read_bytes()
    forms = resources.get('/XObject', {})
    for form in (forms[k] for k in forms.keys()):
        if '/StructParents' in form:        # a group: its contents are numbered as the page's
            stream_texts(form, form.get('/Resources', {}), cache, out, artifacts)
    for m in TOKEN.finditer(content):
        kind = m.lastgroup
        if m['actual']:
            stack.append(('actual', text_string(m['text'])))
        elif m['mcid']:
            stack.append(('mcid', int(m['mcid'])))
            out.setdefault(int(m['mcid']), [])
        elif m['artifact']:
            stack.append(('artifact', m['artifact'].decode()))
            artifacts.append([m['artifact'].decode(), ''])
        elif m['reversed']:
            stack.append(('reversed', []))
        elif m['end']:
            what, value = stack.pop()
            place = next((v for k, v in reversed(stack) if k == 'mcid'), None)
            if what == 'actual':
                put(out, stack, artifacts, value)
            elif what == 'reversed':
                put(out, stack, artifacts, ''.join(reversed(value)))
        elif m['font']:
            font = unicode_of(fonts[m['font'].decode()], cache)
        elif kind == 'show' or m['show']:
            if any(k == 'actual' for k, _ in stack):
                continue
            for s in re.findall(STRING, m['show'], re.S):
                codes = unescape(s[1:-1])
                for i in range(0, len(codes), 2):
                    put(out, stack, artifacts, font.get(codes[i] << 8 | codes[i + 1], '\ufffd'))


def put(out, stack, artifacts, text):
    for what, value in reversed(stack):
        if what == 'reversed':
            value.append(text)
            return
        if what == 'mcid':
            out[value].append(text)
            return
        if what == 'artifact':
            artifacts[-1][1] += text
            return


class Element:
    def __init__(self, role, obj):
        self.role, self.obj, self.kids = role, obj, []

    def text(self):
        return ''.join(k if isinstance(k, str) else k.text() for k in self.kids)

    def walk(self):
        yield self
        for k in self.kids:
            if not isinstance(k, str):
                yield from k.walk()

    def show(self, depth=0):
        line = '  ' * depth + self.role
        for key in ('/Alt', '/ActualText'):
            if key in self.obj:
                line += f' {key[1:]}={str(self.obj[key])!r}'
        out = [line]
        for k in self.kids:
            out.append('  ' * (depth + 1) + repr(k) if isinstance(k, str) else k.show(depth + 1))
        return '\n'.join(out)


def read(pdf):
    """The root elements, and the artifacts of each page."""
    cache, pages, artifacts = {}, {}, []
    for page in pdf.pages:
        pages[page.obj.objgen], found = page_texts(page.obj, cache)
        artifacts.append(found)

    def element(obj, page):
        e = Element(str(obj.S)[1:], obj)
        page = obj.Pg.objgen if '/Pg' in obj else page
        kids = obj.get('/K', [])
        for k in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(k, int) or not hasattr(k, 'keys'):
                e.kids.append(pages[page].get(int(k), ''))
            elif k.get('/Type') == '/MCR':
                e.kids.append(pages[k.Pg.objgen if '/Pg' in k else page].get(int(k.MCID), ''))
            elif '/S' in k:
                e.kids.append(element(k, page))
        return e
    root = pdf.Root.StructTreeRoot
    return [element(k, None) for k in root.K], artifacts


if __name__ == '__main__':
    import sys
    with pikepdf.open(sys.argv[1]) as pdf:
        roots, artifacts = read(pdf)
        for r in roots:
            print(r.show())
        for i, found in enumerate(artifacts):
            print(f'page {i + 1}:', found)
        for i, page in enumerate(pdf.pages):
            for a in page.obj.get('/Annots', []):
                print('link', i + 1, repr(str(a.get('/Contents'))), str(a.get('/A', {}).get('/URI', '')), 'quads' if '/QuadPoints' in a else '')
