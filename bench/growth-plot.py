#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""growth-plot.py ROWS: draws what growth.sh measured as SVG, on standard output.

ROWS: a line a kernel: name, modules, instructions, wall, cpu, read, solve, MB, between tabs.
Both axes are logarithmic, so that a power of the size is a straight line; the grey ones are the
powers 1 and 1.2 through the first kernel.
"""
import math
import sys

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 470, 70, 150, 24, 66
SERIES = (("all", 4, "#1f3b63"), ("read", 5, "#2f8f6b"), ("solve", 6, "#c0562b"))


def decades(low, high):
    """1, 2 and 5 times each power of ten that the range needs."""
    exponent = math.floor(math.log10(low))
    ticks = [m * 10.0**e for e in range(exponent, exponent + 9) for m in (1, 2, 5)]
    first = max(i for i, t in enumerate(ticks) if t <= low)
    last = min(i for i, t in enumerate(ticks) if t >= high)
    return ticks[first : last + 1]


def size_text(n):
    return f"{n / 1e6:g} M" if n >= 1e6 else f"{n / 1e3:g} k"


def main():
    rows = [line.rstrip("\n").split("\t") for line in open(sys.argv[1], encoding="utf-8")]
    sizes = [float(r[2]) for r in rows]
    seconds = [max(float(r[c]), 0.01) for r in rows for _, c, _ in SERIES]
    xs, ys = decades(min(sizes), max(sizes)), decades(min(seconds), max(seconds))

    def x(n):
        share = math.log(n / xs[0]) / math.log(xs[-1] / xs[0])
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(s):
        share = math.log(s / ys[0]) / math.log(ys[-1] / ys[0])
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    out = []

    def line(x1, y1, x2, y2, style):
        out.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {style}/>')

    def text(x1, y1, words, style=""):
        out.append(f'<text x="{x1:.1f}" y="{y1:.1f}" {style}>{words}</text>')

    for n in xs:
        line(x(n), y(ys[0]), x(n), y(ys[-1]), 'stroke="#eee"')
        text(x(n), HEIGHT - BOTTOM + 18, size_text(n), 'text-anchor="middle"')
    for s in ys:
        line(x(xs[0]), y(s), x(xs[-1]), y(s), 'stroke="#eee"')
        text(LEFT - 8, y(s) + 4, f"{s:g}", 'text-anchor="end"')
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, "LLVM instructions", 'text-anchor="middle"')
    text(14, TOP - 8, "processor seconds")

    first = float(rows[0][4])
    for power in (1.0, 1.2):
        end = min(sizes[-1], sizes[0] * (ys[-1] / first) ** (1 / power))
        top = first * (end / sizes[0]) ** power
        line(x(sizes[0]), y(first), x(end), y(top), 'stroke="#bbb" stroke-dasharray="4 3"')
        text(x(end) + 6, y(top) + (10 if power == 1 else -2), f"power {power:g}", 'fill="#999"')
    for name, column, colour in SERIES:
        points = [(x(float(r[2])), y(max(float(r[column]), 0.01))) for r in rows]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for (a, b), r in zip(points, rows):
            out.append(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="4" fill="{colour}">')
            out.append(f"<title>{r[0]}: {name} {r[column]} s</title></circle>")
    for i, (name, _, colour) in enumerate(SERIES):
        at = TOP + 90 + 20 * i
        out.append(f'<circle cx="{WIDTH - 100}" cy="{at - 4}" r="4" fill="{colour}"/>')
        text(WIDTH - 90, at, name)
    for r, n in zip(rows, sizes):
        text(x(n), HEIGHT - BOTTOM + 32, r[0], 'text-anchor="middle" fill="#666" font-size="10"')

    print(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">'
    )
    print(f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>')
    print("\n".join(out))
    print("</svg>")


main()
