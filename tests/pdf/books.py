# SPDX-License-Identifier: Apache-2.0
"""The books that strong checks run on: the two of tests/corpus, in any clone, and those of $KOKI_CORPUS (../shared/corpus beside the checkout) where that is;
$KOKI_TEST_BOOKS: only these."""
import os, pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDERS = [ROOT / 'tests' / 'corpus', pathlib.Path(os.environ.get('KOKI_CORPUS', ROOT.parent / 'shared' / 'corpus'))]


def folders(suite):
    """FOLDER of each book FOLDER/FOLDER.xml; says which are skipped."""
    if not FOLDERS[1].is_dir():
        print(f'skipped: {suite}: the large books: no ../shared/corpus')
    only = os.environ.get('KOKI_TEST_BOOKS')
    return [p for f in FOLDERS if f.is_dir() for p in sorted(f.iterdir()) if (p / (p.name + '.xml')).is_file() and (not only or p.name in only.split())]
