#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws management-summary-cover.svg: a country of municipalities, small and large, the larger ones joined.

White on the layout's own ground, so that no ink but the house colour is needed and every tint comes from size alone. The same
numbers give the same bytes.
"""
import math

W, H, STEP = 216, 303, 7.2          # trim and 3 mm bleed all round, and the grid, in mm

def weight(x, y):
    """How much settlement there is, 0 to 1: three slow waves, thinning out to nothing under the title."""
    wave = math.sin(x / 31 + 0.9) * math.cos(y / 43 - x / 120) + 0.6 * math.sin(x / 17 - y / 29) + 0.35 * math.cos((x + 2 * y) / 13)
    ground = min(1.0, max(0.0, (y - 112) / 100))
    return ground * min(1.0, max(0.0, 0.5 + 0.36 * wave))

def places():
    row, y = 0, STEP / 4
    while y < H:
        x = STEP / 4 + (row % 2) * STEP / 2
        while x < W:
            w = weight(x, y)
            if w > 0.02:
                yield x, y, round(5 + 62 * w ** 1.8) / 20
            x += STEP
        y += STEP * math.sqrt(3) / 2
        row += 1

def far(a, b):
    return math.hypot(a[0] - b[0], a[1] - b[1])

def towns(dots):
    """The largest first, none within sight of a larger one."""
    found = []
    for d in sorted(dots, key=lambda d: (-d[2], d)):
        if d[2] > 0.75 and all(far(d, t) > STEP * 3.3 for t in found):
            found.append(d)
    return found

def roads(found):
    for a in found:
        for b in sorted((b for b in found if b is not a), key=lambda b: far(a, b))[:3]:
            if far(a, b) < STEP * 8:
                yield min(a, b), max(a, b)

def main():
    dots = list(places())
    lines = sorted(set(roads(towns(dots))))
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{W}mm" height="{H}mm" viewBox="0 0 {W} {H}">',
           '  <!-- made by management-summary-cover.py -->',
           '  <path fill="none" stroke="#fff" stroke-width="0.25" d="'
           + '\n    '.join(f'M{a[0]:.2f} {a[1]:.2f}L{b[0]:.2f} {b[1]:.2f}' for a, b in lines) + '"/>',
           '  <g fill="none" stroke="#fff" stroke-linecap="round">']
    for size in sorted(set(d[2] for d in dots)):
        out += [f'    <path stroke-width="{2 * size:.2f}" d="'
                + ' '.join(f'M{x:.2f} {y:.2f}h0' for x, y, r in dots if r == size) + '"/>']
    out += ['  </g>', '</svg>', '']
    with open(__file__.replace('.py', '.svg'), 'w') as f:
        f.write('\n'.join(out))

main()
