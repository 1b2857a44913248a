"""F1 of the body against CPU, as a picture: right is slower (a step is twice as slow), up is better."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape
from statistics import mean

from gold import ours, peers, scores
from gold.run import Outcome
from gold.tables import grouped

WIDTH, HEIGHT, EDGE = 640, 360, 56
_LETTER = 6.5  # width of one, about
_OURS, _THEIRS = "#9c1c1c", "#555"


def svg(outcomes: Sequence[Outcome]) -> str:
    """Return one point a reader, over all pages whose body somebody wrote down."""
    readers = grouped((one for one in outcomes if one.body), lambda one: one.tool)
    points = [(tool, mean(one.ms for one in found), _f1(found)) for tool, found in readers.items() if tool != peers.FIELDS]
    low = min((f1 for *_, f1 in points), default=0.0)
    parts = [*_axes(low), *_points(points, low)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">'
    return "\n".join([head, f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>', *parts, "</svg>\n"])


def _f1(found: Sequence[Outcome]) -> float:
    return scores.total(one.body for one in found if one.body).f1


def _x(ms: float) -> float:
    """Half a millisecond is at the left, half a second at the right."""
    return EDGE + (WIDTH - 2 * EDGE) * math.log2(max(ms, 0.5) / 0.5) / 10


def _y(f1: float, low: float) -> float:
    floor = math.floor(20 * low) / 20
    return HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (f1 - floor) / (1 - floor)


def _axes(low: float) -> Iterator[str]:
    for ms in (0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512):
        yield f'<text x="{_x(ms):.0f}" y="{HEIGHT - EDGE + 20}" text-anchor="middle" fill="#777">{ms:g}</text>'
    for step in range(math.floor(20 * low), 21):
        y = _y(step / 20, low)
        yield f'<path d="M{EDGE} {y:.0f}H{WIDTH - EDGE}" stroke="#ddd"/>'
        yield f'<text x="{EDGE - 8}" y="{y + 4:.0f}" text-anchor="end" fill="#777">{step / 20:.2f}</text>'
    yield f'<text x="{WIDTH / 2:.0f}" y="{HEIGHT - 12}" text-anchor="middle" fill="#333">CPU, ms a page (mean)</text>'
    yield f'<text x="{EDGE}" y="28" fill="#333">body F1</text>'


def _points(points: Sequence[tuple[str, float, float]], low: float) -> Iterator[str]:
    """Yield dots and names, from the top down; a name that would lie on the one above moves down."""
    last_end, last_x, last_y = -math.inf, math.inf, -math.inf
    for tool, ms, f1 in sorted(points, key=lambda point: -point[2]):
        colour = _OURS if tool in ours.NAMES else _THEIRS
        x, y = _x(ms), _y(f1, low)
        end = x + _LETTER * len(tool)
        name_y = max(y + 4, last_y + 14) if x < last_end and end > last_x else y + 4
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>'
        yield f'<text x="{x + 9:.1f}" y="{name_y:.1f}" fill="{colour}">{escape(tool)}</text>'
        last_end, last_x, last_y = end, x, name_y
