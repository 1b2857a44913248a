"""A year of the archive, a month a table, every day with articles a link."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hemera.portal import addresses, dates, lines, memory, pagecache, wording
from hemera.portal.context import Link, wire_items
from hemera.store import queries

_WIRE = 16  # headlines: a year of daily links is a long page already
_STEPS = 4  # shades of a day, by its share of the year's busiest day


@dataclass(frozen=True, slots=True)
class Cell:
    """One day; without articles it has no address, outside the month no number."""

    number: int
    href: str
    label: str
    shade: int


@dataclass(frozen=True, slots=True)
class Month:
    """One month's weeks, from Monday on."""

    name: str
    total: str
    weeks: tuple[tuple[Cell, ...], ...]


_EMPTY = Cell(0, "", "", 0)


def calendar(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Answer with a year: the asked one, or the newest that has articles."""
    desk, kept = lines.desk(request), years()
    language = desk.language
    year = year or next(iter(kept), None) or desk.now.year
    if not 1 <= year <= 9999 or (kept and year not in kept):
        raise Http404("not-found.year")
    counts = _counts(year)
    context = {
        "year": year,
        "total": wording.counted(language, "%(count)s article", "%(count)s articles", sum(counts.values())),
        "letters": dates.weekday_letters(language),
        "months": [_month(year, month, counts, language) for month in range(1, 13)],
        "wire": wire_items(language, pagecache.hidings(request), desk.today, _WIRE),
        "years": [Link(f"/{language}/calendar/{y}", str(y), current=y == year) for y in kept],
    }
    return render(request, "portal/calendar.html", context)


@memory.remember(60)
def years() -> list[int]:
    """Return the years that have articles, at most a minute old."""
    return queries.years()


@memory.remember(60)
def _counts(year: int) -> dict[date, int]:
    return queries.days(year)


def _month(year: int, month: int, counts: Mapping[date, int], language: str) -> Month:
    busiest = max(counts.values(), default=1)
    weeks = Calendar().monthdayscalendar(year, month)
    cells = tuple(tuple(_cell(date(year, month, d), counts, busiest, language) if d else _EMPTY for d in week) for week in weeks)
    total = sum(n for when, n in counts.items() if when.month == month)
    return Month(dates.month(month, language), dates.number(total, language) if total else "", cells)


def _cell(when: date, counts: Mapping[date, int], busiest: int, language: str) -> Cell:
    count = counts.get(when, 0)
    if not count:
        return Cell(when.day, "", "", 0)
    label = wording.counted(language, "%(count)s article", "%(count)s articles", count)
    return Cell(when.day, addresses.day(language, when), label, -(-count * _STEPS // busiest))
