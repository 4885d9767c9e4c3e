# SPDX-License-Identifier: Apache-2.0
"""The words of a DocBook source and of its PDF: nothing lost, reading order right.

The source's words (what a reader shall see; footnotes apart) must be a subsequence of the PDF's in the order mutool finds them in the
content stream, but for what stands near its place; between two of them the PDF may have others (numbers, running heads, page numbers, notes). A word may be broken at a soft hyphen.
"""
import collections, pathlib, re, subprocess, sys, tempfile
import xml.etree.ElementTree as ET

HIDDEN = set('''indexterm info bookinfo chapterinfo articleinfo sectioninfo sect1info sect2info sect3info sect4info sect5info appendixinfo prefaceinfo
 partinfo refentryinfo refmeta refsectioninfo titleabbrev alt remark index toc lot textobject objectinfo blockinfo glossaryinfo bibliographyinfo
 refsynopsisdivinfo refsect1info indexinfo setinfo areaspec colspec spanspec videoobject audioobject itermset subjectset keywordset beginpage
 refpurpose_ see seealso classsynopsisinfo annotation screeninfo'''.split())
NOTES = {'footnote'}


def local(el):
    return el.tag.split('}')[-1] if isinstance(el.tag, str) else ''


def text_of(el, out, notes):
    name = local(el)
    if name in HIDDEN or not name:
        return
    if name in NOTES and notes is not None:
        sub = []
        for child in el:
            text_of(child, sub, None)
        notes.append(''.join(sub))
        return
    block = name not in INLINE
    out.append(' ' if block else '')
    out.append(el.text or '')
    children = list(el)
    if name == 'menuchoice':        # the shortcut stands behind, in parentheses
        children.sort(key=lambda c: local(c) == 'shortcut')
    if name == 'figure':            # the caption stands below
        children.sort(key=lambda c: local(c) == 'title')
    for child in children:
        text_of(child, out, notes)
        out.append(child.tail or '')
    out.append(' ' if block else '')


INLINE = set('''emphasis literal link ulink xref phrase subscript superscript quote filename command option replaceable userinput computeroutput code
 function parameter type varname classname constant envar email uri citetitle acronym abbrev firstterm glossterm application productname systemitem
 token symbol structname structfield guilabel keysym tag sgmltag trademark foreignphrase wordasword
 optional prompt returnvalue anchor co inlinemediaobject footnoteref personname firstname surname'''.split())


def words_of(text):
    text = text.replace('\u00ad', '').replace('\u2011', '-').replace('\u2010', '-').replace('\u200b', '')
    for a, b in (('ﬁ', 'fi'), ('ﬂ', 'fl'), ('ﬀ', 'ff'), ('ﬃ', 'ffi'), ('ﬄ', 'ffl')):
        text = text.replace(a, b)
    return re.findall(r'\w+', text)


def source_words(path):
    out, notes = [], []
    text_of(ET.parse(path).getroot(), out, notes)
    return words_of(''.join(out)), [words_of(n) for n in notes]


def pdf_words(path):
    text = subprocess.run(['mutool', 'draw', '-q', '-F', 'txt', path], capture_output=True, check=True).stdout.decode('utf-8', 'replace')
    text = re.sub('\u00ad\\s*', '', text)
    return words_of(text.replace('\f', '\n'))


def stands(word, text):
    """A word is there whole, or in two parts with a folio and running head between them."""
    return word in text or any(text.find(word[k:], text.find(word[:k]) + k) >= 0 for k in range(2, len(word) - 1) if word[:k] in text)


NEAR = 4000     # words: two pages and more


def missing(source, pdf):
    """The source words that the PDF lacks, as (index, word), by the longest common subsequence (GNU diff). What is only in the PDF (contents,
    numbers, running heads) does not count; nor does a word that stands there in pieces, nor one that stands a little before or behind:
    cells of a row that breaks over pages, columns of a simple list, the foot of a table, an attribution."""
    with tempfile.TemporaryDirectory() as tmp:
        for name, list_ in (('a', source), ('b', pdf)):
            pathlib.Path(tmp, name).write_text('\n'.join(w.casefold() for w in list_) + '\n')
        diff = subprocess.run(['diff', '-d', 'a', 'b'], cwd=tmp, capture_output=True, text=True).stdout
    spare = collections.defaultdict(list)       # word → its places in the PDF that no source word has
    holes, mine, theirs, at, to = [], [], [], 0, 0
    for line in diff.splitlines() + ['0a0']:
        if line[0] == '<':
            mine.append(line[2:])
        elif line[0] == '>':
            spare[line[2:]].append(to + len(theirs))
            theirs.append(line[2:])
        elif line[0].isdigit():
            if mine and not stands(''.join(mine), ''.join(theirs)):
                holes += [(at + k, w, to) for k, w in enumerate(mine)]
            m = re.match(r'(\d+)(?:,\d+)?([acd])(\d+)', line)
            mine, theirs, at, to = [], [], int(m[1]) - 1, int(m[3]) - (m[2] != 'd')

    def take(word, place):
        """A word at hand near a place, perhaps with the number of a note at its end; else its two halves."""
        for w in [word] + [w for w in spare if w.startswith(word) and w[len(word):].isdigit()]:
            near = [p for p in spare.get(w, ()) if abs(p - place) < NEAR]
            if near:
                spare[w].remove(near[0])
                return True
        return any(spare.get(word[:k]) and spare.get(word[k:]) and take(word[:k], place) and take(word[k:], place) for k in range(1, len(word)))
    return [(i, word) for i, word, place in holes if not take(word, place)]


if __name__ == '__main__':
    src, notes = source_words(sys.argv[1])
    pdf = pdf_words(sys.argv[2])
    lost = missing(src, pdf)
    print(f'{len(src)} words, {len(lost)} missing:', ' '.join(f'{w}@{i}' for i, w in lost[:40]))
    flat = set(w.casefold() for w in pdf)
    gone = [w for n in notes for w in n if w.casefold() not in flat]
    print(f'{len(notes)} notes, words missing:', ' '.join(gone[:20]))
    sys.exit(bool(lost or gone))
