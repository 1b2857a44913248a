"""The bars over a search's results: when what was found was published. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hemera.portal import dates

MONTHS = 48  # longer stretches are shown year by year
HEIGHT = 100
STEP = 10  # width of a bar and the gap after it, in units of the drawing
GAP = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One month or year, named 2020-06 or 2020; x and height in units of the drawing."""

    name: str
    label: str
    articles: str
    href: str
    x: int
    height: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing: its size, bars in the order of time, and what stands under its ends."""

    width: int
    bars: tuple[Bar, ...]
    first: str
    last: str
    yearly: bool

    @property
    def height(self) -> int:
        return HEIGHT

    @property
    def names(self) -> str:
        """What its bars are called, from left to right: for who draws over them from one to another."""
        return " ".join(bar.name for bar in sorted(self.bars, key=lambda bar: bar.x))

    @property
    def last_name(self) -> str:
        return self.bars[-1].name

    @property
    def path(self) -> str:
        """All bars as one SVG path."""
        return "".join(f"M{b.x} {HEIGHT}v-{b.height}h{self.thick}v{b.height}" for b in self.bars if b.height)

    @property
    def thick(self) -> int:
        return STEP - GAP


def draw(counts: Sequence[tuple[str, int]], language: str, href: Callable[[str], str], *, mirrored: bool) -> Timeline | None:
    """Draw ("2020-06", 12) or ("2020", 12) pairs, oldest first; None where a single bar would say nothing.

    ``mirrored`` runs time right to left.
    """
    spans = list(counts) if len(counts) <= MONTHS else yearly(counts)
    most = max((n for _, n in spans), default=0)
    if len(spans) < 2 or not most:
        return None
    bars = []
    for place, (name, n) in enumerate(spans):
        height = max(2, round(HEIGHT * n / most)) if n else 0
        x = STEP * (len(spans) - 1 - place if mirrored else place)
        figure, to = dates.number(n, language), href(name) if n else ""
        bars.append(Bar(name, label(name, language), figure, to, x, height))
    return Timeline(STEP * len(spans) - GAP, tuple(bars), bars[0].label, bars[-1].label, "-" not in spans[0][0])


def yearly(counts: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Add months up to years."""
    years: dict[str, int] = {}
    for name, n in counts:
        years[name[:4]] = years.get(name[:4], 0) + n
    return list(years.items())


def label(name: str, language: str) -> str:
    """Return ``juin 2020`` for 2020-06, the year for a year."""
    year, _, month = name.partition("-")
    return f"{dates.month(int(month), language)} {year}" if month else year


def period(first: date | None, last: date | None, language: str) -> str:
    """Return days in words: a year, a month, a day, or from one day to another."""
    if first and last and first.day == 1 and last + timedelta(days=1) == _next_month(last):
        if (first.year, first.month) == (last.year, last.month):
            return label(f"{first:%Y-%m}", language)
        if (first.month, last.month, first.year) == (1, 12, last.year):
            return str(first.year)
    ends = [dates.day(end, language) if end else "…" for end in (first, last)]
    return ends[0] if first == last else " – ".join(ends)


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
