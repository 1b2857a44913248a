"""How many matches in each month or year, of the reader's own calendar days, gaps included.

Stored month numbers would be those of one time zone: matches are counted between the edges of the months instead, all in one pass.
That is dear, and most searches are drawn by year. A year is stored, of UTC, and counted for two fifths of it; the few articles
that belong to another year by the reader's clock are looked for by what they are marked with, and moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor
from typing import Any

import tantivy

from hemera.index.matching import any_of, term
from hemera.index.parts import Searcher
from hemera.index.schema import from_key, new_years, to_key
from hemera.query import Query
from hemera.query.spans import moments
from hemera.searching import MAX_MONTHS

YEAR = 12  # months
Counts = tuple[tuple[str, int], ...]
Span = tuple[datetime, datetime]  # of the first and the last match, UTC


@dataclass(frozen=True, slots=True)
class Months:
    """The months of a stretch of time, and what to ask the engine for to count matches in each."""

    names: tuple[str, ...]
    edges: tuple[float, ...]  # the start of each, and of the one after the last
    asked: Mapping[str, Any]

    def counted(self, found: Sequence[Mapping[str, Any]]) -> Counts:
        """Return ("2020-06", matches) from the first that has some to the last."""
        counts = {bucket["from"]: int(bucket["doc_count"]) for bucket in found if "from" in bucket and bucket["doc_count"]}
        pairs = [(name, counts.get(edge, 0)) for name, edge in zip(self.names, self.edges, strict=False)]
        held = [place for place, (_, n) in enumerate(pairs) if n]
        return tuple(pairs[held[0] : held[-1] + 1]) if held else ()

    def leave_out(self, found: Sequence[Mapping[str, Any]]) -> bool:
        """Say whether some matches lie before or after these months."""
        return any(bucket["doc_count"] for bucket in found if "from" not in bucket or "to" not in bucket)


@dataclass(frozen=True, slots=True)
class Strays:
    """What by the clock of a time zone belongs to the year before or after the one of UTC."""

    hours: range  # from New Year, in UTC, in which some lie
    windows: tuple[tuple[float, float, str, str], ...]  # keys from, to; the year of UTC, the year of the zone

    @property
    def among(self) -> tantivy.Query:
        """Match all articles that may be some."""
        return any_of([term("flag", flag) for flag in new_years(self.hours)])

    @property
    def asked(self) -> dict[str, Any]:
        return {"range": {"field": "key", "ranges": [{"from": start, "to": end} for start, end, _, _ in self.windows]}}

    def moved(self, counts: Counts, found: Sequence[Mapping[str, Any]]) -> Counts:
        """Return counts by year of UTC as counts by year of the zone."""
        strays = {bucket["from"]: int(bucket["doc_count"]) for bucket in found if "from" in bucket}
        moved = Counter(dict(counts))
        for start, _, there, here in self.windows:
            if n := strays.get(start, 0):
                moved[there] -= n
                moved[here] += n
        return tuple(sorted((year, n) for year, n in moved.items() if n))


BY_YEAR: Mapping[str, Any] = {"terms": {"field": "year", "size": 1000, "segment_size": 1000}}


def in_years(found: Sequence[Mapping[str, Any]]) -> Counts:
    """Return ("2020", matches) of the years of UTC that have some, oldest first."""
    return tuple(sorted((bucket["key"], int(bucket["doc_count"])) for bucket in found))


@lru_cache(maxsize=50)
def strays(years: tuple[str, ...], zone: tzinfo) -> Strays | None:
    """Return what of some years of UTC belongs to another year in a time zone; None where none can."""
    windows, apart = [], [0.0]
    for year in sorted({int(year) + more for year in years for more in (0, 1)}):
        there, here = datetime(year, 1, 1, tzinfo=UTC), datetime(year, 1, 1, tzinfo=zone)
        before, after = f"{year - 1:04}", f"{year:04}"
        if here < there:
            windows.append((float(to_key(here)), float(to_key(there)), before, after))
        elif there < here:
            windows.append((float(to_key(there)), float(to_key(here)), after, before))
        apart.append((here - there) / timedelta(hours=1))
    return Strays(range(floor(min(apart)), ceil(max(apart))), tuple(windows)) if windows else None


def with_gaps(counts: Counts) -> Counts:
    """Return counts by year with those between that have none; of the latest two centuries."""
    found = {int(year): n for year, n in counts if n}
    if not found:
        return ()
    kept = range(max(min(found), max(found) - MAX_MONTHS // YEAR + 1), max(found) + 1)
    first = next(year for year in kept if year in found)
    return tuple((f"{year:04}", found.get(year, 0)) for year in kept if year >= first)


def months(span: Span, zone: tzinfo, most: int) -> Months | None:
    """Return the months of a time zone between two moments, the latest ``MAX_MONTHS``; None where they may be too many."""
    first, last = (moment.astimezone(zone) for moment in span)
    if most < MAX_MONTHS and last.year - first.year >= _years(most):
        return None
    return _months(first.year * YEAR + first.month - 1, last.year * YEAR + last.month - 1, zone)


def maybe_months(counts: Counts, zone: tzinfo, most: int) -> Months | None:
    """Return the months of the years that were counted, where those that hold matches may be no more than ``most``."""
    if not counts or "-" in counts[0][0] or len(counts) > _years(most):
        return None
    first, last = (datetime(int(counts[end][0]), month, 2, tzinfo=zone) for end, month in ((0, 1), (-1, 12)))
    return months((first, last), zone, most)


def fitting(counts: Counts, most: int) -> Counts:
    """Return what was counted by month by year instead, where it is longer than ``most`` months; gaps included."""
    return counts if len(counts) <= most or "-" not in counts[0][0] else with_gaps(years(counts))


def within(span: Span, query: Query) -> Span | None:
    """Return what of a stretch of time a query asks for; None for nothing of it."""
    start, end = moments(query)
    first, last = max(span[0], start or span[0]), min(span[1], end or span[1])
    return (first, last) if first <= last else None


def _years(most: int) -> int:
    """Return in how many calendar years so many months may lie: 2 in two, the last of one and the first of the next."""
    return (most + 2 * YEAR - 2) // YEAR if most else 0


@lru_cache(maxsize=50)
def _months(first: int, last: int, zone: tzinfo) -> Months:
    starts = list(_starts(max(first, last - MAX_MONTHS + 1), last))
    edges = tuple(float(to_key(start.replace(tzinfo=zone).astimezone(UTC))) for start in starts)
    ranges = [{"from": start, "to": end} for start, end in pairwise(edges)]
    return Months(tuple(start.strftime("%Y-%m") for start in starts[:-1]), edges, {"range": {"field": "key", "ranges": ranges}})


def _starts(first: int, last: int) -> Iterator[datetime]:
    """Yield the naive local starts of months, counted from the year 0, and of the one after them."""
    for month in range(first, last + 2):
        yield datetime(month // YEAR, month % YEAR + 1, 1)  # noqa: DTZ001 - the caller's zone is set there


def years(counts: Counts) -> Counts:
    """Return ("2020", matches) for each year that has some, newest first."""
    found: dict[str, int] = {}
    for name, n in counts:
        found[name[:4]] = found.get(name[:4], 0) + n
    return tuple((year, n) for year, n in sorted(found.items(), reverse=True) if n)


def span(searcher: Searcher, compiled: tantivy.Query) -> Span | None:
    """Return when the first and the last match were published; None without a match."""
    field = {"field": "key"}
    found = searcher.aggregate(compiled, {"first": {"min": field}, "last": {"max": field}})
    if found["first"]["value"] is None:
        return None
    first, last = (from_key(int(found[end]["value"]))[1] for end in ("first", "last"))
    return first, last
