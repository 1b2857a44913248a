"""How the cost of searching grows with the archive, as a small SVG that can be read on light and dark ground."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

WIDTH, HEIGHT, LEFT, BOTTOM, RIGHT, TOP = 640, 320, 52, 40, 150, 16
_COLOURS = ("#1f6f8b", "#b5543a", "#6a7f2a", "#7a4f9a")


def draw(series: Mapping[str, Sequence[tuple[float, float]]], across: str, up: str) -> str:
    """Draw named (x, y) series on two logarithmic axes."""
    points = [point for one in series.values() for point in one]
    lows = [math.floor(math.log10(min(point[axis] for point in points))) for axis in (0, 1)]
    highs = [math.ceil(math.log10(max(point[axis] for point in points))) for axis in (0, 1)]

    def x(value: float) -> float:
        return LEFT + (math.log10(value) - lows[0]) / (highs[0] - lows[0]) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (math.log10(value) - lows[1]) / (highs[1] - lows[1]) * (HEIGHT - BOTTOM - TOP)

    drawn = [f'<text x="{LEFT}" y="{HEIGHT - 6}">{across}</text>', f'<text x="{LEFT}" y="{TOP - 4}">{up}</text>']
    for power in range(lows[0], highs[0] + 1):
        at = x(10**power)
        drawn.append(f'<path class="grid" d="M{at:.1f} {TOP}V{HEIGHT - BOTTOM}"/>')
        drawn.append(f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{10**power:,}</text>')
    for power in range(lows[1], highs[1] + 1):
        at = y(10.0**power)
        drawn.append(f'<path class="grid" d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}"/>')
        drawn.append(f'<text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    for (name, one), colour in zip(series.items(), _COLOURS * len(series), strict=False):
        line = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in one)
        drawn.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        drawn += [f'<circle cx="{x(a):.1f}" cy="{y(b):.1f}" r="3.5" fill="{colour}"/>' for a, b in one]
        drawn.append(f'<text x="{x(one[-1][0]) + 8:.1f}" y="{y(one[-1][1]) + 4:.1f}" style="fill:{colour}">{name}</text>')
    style = "text{font:13px sans-serif;fill:#777}.grid{stroke:#9995;stroke-width:1}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{up}, {across}">'
        f"<style>{style}</style>{''.join(drawn)}</svg>\n"
    )
