"""How many matches in each month or year, of the reader's own calendar days, gaps included.

Stored month numbers would be those of one time zone: matches are counted between the edges of the months instead, all in one pass.
A dozen years cost a fifth of their months: where months are not asked for, years are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import Any

import tantivy

from hemera.index.parts import Searcher
from hemera.index.schema import from_key, to_key
from hemera.query import Period, Query
from hemera.query.spans import filters
from hemera.searching import MAX_MONTHS

MONTH, YEAR = 1, 12  # months
Counts = tuple[tuple[str, int], ...]
Span = tuple[datetime, datetime]  # of the first and the last match, UTC


@dataclass(frozen=True, slots=True)
class Stretches:
    """The months or years of a stretch of time, and what to ask the engine for to count matches in each."""

    names: tuple[str, ...]
    edges: tuple[float, ...]  # the start of each, and of the one after the last
    asked: Mapping[str, Any]

    def counted(self, found: Sequence[Mapping[str, Any]]) -> Counts:
        """Return ("2020-06", matches) or ("2020", matches) from the first that has some to the last."""
        counts = {bucket["from"]: int(bucket["doc_count"]) for bucket in found if "from" in bucket and bucket["doc_count"]}
        pairs = [(name, counts.get(edge, 0)) for name, edge in zip(self.names, self.edges, strict=False)]
        held = [place for place, (_, n) in enumerate(pairs) if n]
        return tuple(pairs[held[0] : held[-1] + 1]) if held else ()

    def leave_out(self, found: Sequence[Mapping[str, Any]]) -> bool:
        """Say whether some matches lie before or after these stretches."""
        return any(bucket["doc_count"] for bucket in found if "from" not in bucket or "to" not in bucket)


def cut(span: Span, zone: tzinfo, most: int) -> Stretches:
    """Return the months of a time zone from one moment's to another's, its years where those may be more than ``most`` months.

    The latest ``MAX_MONTHS`` of them.
    """
    first, last = (moment.astimezone(zone) for moment in span)
    step = MONTH if most >= MAX_MONTHS or last.year - first.year < _years(most) else YEAR
    return _stretches(first.year * YEAR + first.month - 1, last.year * YEAR + last.month - 1, step, zone)


def maybe_months(counts: Counts, zone: tzinfo, most: int) -> Stretches | None:
    """Return the months of the years that were counted, where those that hold matches may be no more than ``most``."""
    if not counts or "-" in counts[0][0] or len(counts) > _years(most):
        return None
    first, last = (datetime(int(counts[end][0]), month, 2, tzinfo=zone) for end, month in ((0, 1), (-1, 12)))
    return cut((first, last), zone, most)


def fitting(counts: Counts, most: int) -> Counts:
    """Return what was counted by month by year instead, where it is longer than ``most`` months; gaps included."""
    if len(counts) <= most or "-" not in counts[0][0]:
        return counts
    found = dict(years(counts))
    return tuple((f"{year:04}", found.get(f"{year:04}", 0)) for year in range(int(counts[0][0][:4]), int(counts[-1][0][:4]) + 1))


def within(span: Span, query: Query) -> Span | None:
    """Return what of a stretch of time a query asks for; None for nothing of it."""
    first, last = span
    for item in filters(query.tree):
        start, end = item.bounds(query.zone) if isinstance(item, Period) else (None, None)
        first, last = max(first, start or first), min(last, end - timedelta(seconds=1) if end else last)
    return (first, last) if first <= last else None


def _years(most: int) -> int:
    """Return in how many calendar years so many months may lie: 2 in two, the last of one and the first of the next."""
    return (most + 2 * YEAR - 2) // YEAR if most else 0


@lru_cache(maxsize=50)
def _stretches(first: int, last: int, step: int, zone: tzinfo) -> Stretches:
    starts = list(_starts(max(first, last - MAX_MONTHS + 1), last, step))
    edges = tuple(float(to_key(start.replace(tzinfo=zone).astimezone(UTC))) for start in starts)
    ranges = [{"from": start, "to": end} for start, end in pairwise(edges)]
    form = "%Y-%m" if step == MONTH else "%Y"
    return Stretches(tuple(start.strftime(form) for start in starts[:-1]), edges, {"range": {"field": "key", "ranges": ranges}})


def _starts(first: int, last: int, step: int) -> Iterator[datetime]:
    """Yield the naive local starts of months or years, counted in months from the year 0, and of the one after them."""
    for month in range(first - first % step, last - last % step + step + 1, step):
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
