"""Attention over time: how many articles each of a few searches finds, span by span, as a drawing and as a table. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hemera.portal import dates, timeline

MOST = 5  # searches side by side: more lines than that nobody tells apart
MONTHS = 120  # longer stretches are drawn year by year
WIDTH, HEIGHT = 1000, 300  # units of the drawing
_MARKS = (1, 2, 5)  # × a power of ten: where the scale may end

Counts = Mapping[str, int]  # "2020-06" or "2020" -> articles


@dataclass(frozen=True, slots=True)
class Line:
    """One search's course. ``points`` are an SVG polyline's."""

    points: str
    place: int  # from 1: which stroke it is drawn with


@dataclass(frozen=True, slots=True)
class Cell:
    """What one search finds in one span; ``href`` leads there, "" where it is nothing."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """One span of the table."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """The drawing, and the same as a table, newest first."""

    lines: tuple[Line, ...]
    rows: tuple[Row, ...]
    most: str  # at the upper edge
    half: str
    first: str
    last: str
    yearly: bool

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def height(self) -> int:
        return HEIGHT


def spans(series: Sequence[Counts]) -> list[str]:
    """Return every month from the first found to the last, or every year where those are too many."""
    named = sorted({name for counts in series for name, n in counts.items() if n})
    if not named:
        return []
    (first, a), (last, b) = (map(int, name.split("-")) for name in (named[0], named[-1]))
    months = range(first * 12 + a - 1, last * 12 + b)
    if len(months) > MONTHS:
        return [str(year) for year in range(first, last + 1)]
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in months]


def fitted(counts: Counts, names: Sequence[str]) -> list[int]:
    """Return one number a span; months are added up where spans are years."""
    if names and "-" not in names[0]:
        counts = dict(timeline.yearly(list(counts.items())))
    return [counts.get(name, 0) for name in names]


def shares(counts: Sequence[int], every: Sequence[int]) -> list[float]:
    """Return percent of all articles of each span; 0 where there was none."""
    return [100 * n / of if of else 0.0 for n, of in zip(counts, every, strict=True)]


def draw(
    names: Sequence[str], series: Sequence[Sequence[float]], language: str, href: Callable[[int, str], str], *, mirrored: bool
) -> Graph | None:
    """Draw series over spans, oldest first; None where they have fewer than two spans.

    ``href`` gives the address of what the nth search finds in a span; ``mirrored`` runs time from right to left. Whole numbers
    are counts, others percent.
    """
    if len(names) < 2:
        return None
    top = scale(max((max(values) for values in series), default=0))
    percent = any(isinstance(value, float) for values in series for value in values)
    rows = [
        Row(
            timeline.label(name, language),
            tuple(
                Cell(figure(values[at], language, percent=percent), href(n, name) if values[at] else "")
                for n, values in enumerate(series)
            ),
        )
        for at, name in enumerate(names)
    ]
    lines = tuple(Line(_points(values, top, mirrored=mirrored), place) for place, values in enumerate(series, start=1))
    most, half = (figure(value, language, percent=percent) for value in (top, top / 2))
    return Graph(lines, tuple(reversed(rows)), most, half, rows[0].label, rows[-1].label, "-" not in names[0])


def scale(most: float) -> float:
    """Return a round number that the highest point does not pass: 1, 2 or 5 times a power of ten, at least .01."""
    power = 0.01
    while True:
        for mark in _MARKS:
            if mark * power >= most:
                return mark * power
        power *= 10


def figure(value: float, language: str, *, percent: bool) -> str:
    """Write a count, or a share with two digits that tell."""
    if not percent:
        return dates.number(round(value), language) if value >= 1 or not value else dates.decimal(value, 1, language)
    places = 0 if value >= 10 or not value else 1 if value >= 1 else 2
    return dates.decimal(value, places, language) + dates.PERCENT[language]


def _points(values: Sequence[float], top: float, *, mirrored: bool) -> str:
    step = WIDTH / (len(values) - 1)
    places = (WIDTH - at * step if mirrored else at * step for at in range(len(values)))
    return " ".join(f"{x:.4g},{HEIGHT - HEIGHT * value / top:.4g}" for x, value in zip(places, values, strict=True))
