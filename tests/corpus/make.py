#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the two books of tests/corpus from what the project has: `handbook`, English, of the manuals, with cross references, an index, footnotes and a long table; `summary`, German,
of the sample's chapters, with their images. They are kept, since layouts of yesterday's text are what a change is compared with; run it by hand (needs mandoc and pandoc)."""
import pathlib, re, shutil, subprocess

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MANUALS = ['koki-collect.1', 'koki-authors.1', 'koki-contributors.5', 'koki-typeset.1', 'koki-diagnostics.7']


def chapter(manual):
    name = manual.replace('.', '-')
    man = subprocess.run(['mandoc', '-Tman', ROOT / 'src' / manual], capture_output=True, text=True, check=True).stdout
    text = subprocess.run(['pandoc', '-f', 'man', '-t', 'docbook5'], input=man, capture_output=True, text=True, check=True).stdout
    text = re.sub(r' xmlns(:xlink)?="[^"]*"', '', text)
    n = iter(range(1, 10000))
    text = re.sub(r'<section>', lambda m: f'<section xml:id="{name}-{next(n)}">', text)
    text = re.sub(r'<emphasis\s+role="strong">(koki-[a-z]+)</emphasis>\((\d)\)', lambda m: f'<xref linkend="{m[1]}-{m[2]}"/>' if f'{m[1]}.{m[2]}' in MANUALS else m[0], text)
    text = re.sub(r'<title>([A-Z ]+)</title>', lambda m: f'<title>{m[1].capitalize()}</title>', text)
    text = re.sub(r'<term>(.*?)</term>', term, text, flags=re.S)
    first = f'<footnote><para>The page <filename>{manual}</filename>, as it was when this book was made.</para></footnote>'
    text = re.sub(r'</para>', first + '</para>', text, count=1)
    return f'<chapter xml:id="{name}"><title>{manual[:-2]}</title>\n{text}</chapter>\n'


def term(m):
    word = re.sub(r'<[^>]*>|\s+', ' ', m[1]).split(',')[0].split('=')[0].strip()
    return f'<term>{m[1]}<indexterm><primary>{" ".join(word.split())[:40]}</primary></indexterm></term>' if word else m[0]


def messages():
    rows = re.findall(r'^D\((\w+), DIAG_(\w+), "(.*)"\)$', (ROOT / 'src/base/diag.def').read_text(), re.M)
    escape = lambda s: s.replace('\\"', '"').replace('&', '&amp;').replace('<', '&lt;').replace('%d', '7').replace('%s', '…').replace('%%', '%')
    body = '\n'.join(f'<row><entry>{i.replace("_", "-")}</entry><entry>{level.lower()}</entry><entry>{escape(t)}</entry></row>' for i, level, t in rows if '\\x' not in t)
    return ('<appendix xml:id="messages"><title>All messages</title><table><title>Messages by their ids</title><tgroup cols="3"><colspec colwidth="3*"/><colspec colwidth="2*"/>'
            f'<colspec colwidth="6*"/><thead><row><entry>Id</entry><entry>Level</entry><entry>Text</entry></row></thead><tbody>{body}</tbody></tgroup></table></appendix>\n')


def main():
    book = ('<?xml version="1.0" encoding="UTF-8"?>\n<book xmlns="http://docbook.org/ns/docbook" version="5.0" xml:lang="en">\n<info><title>The koki handbook</title></info>\n'
            + ''.join(map(chapter, MANUALS)) + messages() + '<index/>\n</book>\n')
    (HERE / 'handbook').mkdir(exist_ok=True)
    (HERE / 'handbook/handbook.xml').write_text(book)
    sample, out = ROOT / 'samples/summary', HERE / 'summary'
    shutil.rmtree(out, ignore_errors=True)
    subprocess.run([ROOT / 'build/src/koki-collect', '-q', '-b', sample / 'book.xml', *sorted(sample.glob('ag-*')), '--bundle', out, '-o', out / 'summary.xml'], cwd=ROOT)
    text = re.sub(r'<\?koki-line [^?]*\?>', '', (out / 'summary.xml').read_text())
    (out / 'summary.xml').write_text(text)


main()
