"""How many matches in each month or year, of the reader's own calendar days, gaps included.

Stored month numbers would be those of one time zone: matches are counted between the edges of the months instead, all in one pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import Any

import tantivy

from hemera.index.schema import from_key, to_key

MAX_MONTHS = 2400  # two centuries; one misprinted date must not cost more
Counts = tuple[tuple[str, int], ...]
Span = tuple[datetime, datetime]  # of the first and the last match, UTC


@dataclass(frozen=True, slots=True)
class Months:
    """The months of a stretch of time, and what to ask the engine for to count matches in each."""

    names: tuple[str, ...]
    edges: tuple[float, ...]  # the start of each, and of the one after the last
    asked: Mapping[str, Any]

    def counted(self, found: Sequence[Mapping[str, Any]]) -> Counts:
        """Return ("2020-06", matches) from the first month that has some to the last."""
        counts = {bucket["from"]: int(bucket["doc_count"]) for bucket in found if "from" in bucket and bucket["doc_count"]}
        pairs = [(name, counts.get(edge, 0)) for name, edge in zip(self.names, self.edges, strict=False)]
        held = [place for place, (_, n) in enumerate(pairs) if n]
        return tuple(pairs[held[0] : held[-1] + 1]) if held else ()

    def leave_out(self, found: Sequence[Mapping[str, Any]]) -> bool:
        """Say whether some matches lie before or after these months."""
        return any(bucket["doc_count"] for bucket in found if "from" not in bucket or "to" not in bucket)


def months(span: Span, zone: tzinfo) -> Months:
    """Return the months of a time zone from one moment's to another's; the latest ``MAX_MONTHS``."""
    first, last = (moment.astimezone(zone) for moment in span)
    return _months(first.year * 12 + first.month - 1, last.year * 12 + last.month - 1, zone)


@lru_cache(maxsize=50)
def _months(first: int, last: int, zone: tzinfo) -> Months:
    starts = list(_starts(max(first, last - MAX_MONTHS + 1), last))
    edges = tuple(float(to_key(start.replace(tzinfo=zone).astimezone(UTC))) for start in starts)
    ranges = [{"from": start, "to": end} for start, end in pairwise(edges)]
    return Months(tuple(start.strftime("%Y-%m") for start in starts[:-1]), edges, {"range": {"field": "key", "ranges": ranges}})


def _starts(first: int, last: int) -> Iterator[datetime]:
    """Yield the naive local starts of months, counted from the year 0, and of the one after them."""
    for month in range(first, last + 2):
        yield datetime(month // 12, month % 12 + 1, 1)  # noqa: DTZ001 - the caller's zone is set there


def years(counts: Counts) -> Counts:
    """Return ("2020", matches) for each year that has some, newest first."""
    found: dict[str, int] = {}
    for name, n in counts:
        found[name[:4]] = found.get(name[:4], 0) + n
    return tuple((year, n) for year, n in sorted(found.items(), reverse=True) if n)


def span(searcher: tantivy.Searcher, compiled: tantivy.Query) -> Span | None:
    """Return when the first and the last match were published; None without a match."""
    field = {"field": "key"}
    found = searcher.aggregate(compiled, {"first": {"min": field}, "last": {"max": field}})
    if found["first"]["value"] is None:
        return None
    first, last = (from_key(int(found[end]["value"]))[1] for end in ("first", "last"))
    return first, last
