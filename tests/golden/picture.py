# SPDX-License-Identifier: Apache-2.0
"""Pages as text: a letter for what stands in the middle of each cell of 4 by 8 pixels of a preview, which has a pixel to the CSS px.

Colours are told by their nearest corner of the cube: . white, # black, r g b, c m y; + is a grey. Layouts for pictures are written in px,
with edges on multiples of a cell, so that no letter depends on how an edge is smoothed."""
import struct, zlib

CELL_W, CELL_H = 4, 8
LETTERS = '#rgybmc.'    # by bits: red 1, green 2, blue 4


def read_png(path):
    """Width, height and rows of an RGB or RGBA picture of 8 bits that is not interlaced, as Cairo writes it."""
    data, at, packed = path.read_bytes(), 8, b''
    while at < len(data):
        n, kind = struct.unpack('>I4s', data[at:at + 8])
        body = data[at + 8:at + 8 + n]
        if kind == b'IHDR':
            width, height, _, color = struct.unpack('>IIBB', body[:10])
            step = {2: 3, 6: 4}[color]
        packed += body if kind == b'IDAT' else b''
        at += n + 12
    raw, rows, above = zlib.decompress(packed), [], bytes(width * step)
    for y in range(height):
        start = y * (width * step + 1)
        above = unfilter(raw[start], bytearray(raw[start + 1:start + 1 + width * step]), above, step)
        rows.append(above)
    return width, height, step, rows


def unfilter(kind, row, above, step):
    for i in range(len(row)) if kind else ():
        a, b, c = row[i - step] if i >= step else 0, above[i], above[i - step] if i >= step else 0
        near = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
        row[i] = (row[i] + (0, a, b, (a + b) // 2, near)[kind]) & 255
    return row


def letter(r, g, b):
    if max(r, g, b) - min(r, g, b) < 32 and 64 <= r < 208:
        return '+'
    return LETTERS[(r > 127) + 2 * (g > 127) + 4 * (b > 127)]


def of_page(path):
    width, height, step, rows = read_png(path)
    for y in range(CELL_H // 2, height, CELL_H):
        yield ''.join(letter(*rows[y][x * step:x * step + 3]) for x in range(CELL_W // 2, width, CELL_W))


def of_pages(folder):
    return ''.join(f'page {i}\n' + '\n'.join(of_page(p)) + '\n' for i, p in enumerate(sorted(folder.glob('page-*.png')), 1))
