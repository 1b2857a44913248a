"""How many matches in each month or year, of the reader's own calendar days, gaps included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from itertools import pairwise

import tantivy

from hemera.index.schema import from_key, to_key

MAX_MONTHS = 2400  # two centuries; one misprinted date must not cost more


def by_month(searcher: tantivy.Searcher, compiled: tantivy.Query, zone: tzinfo) -> tuple[tuple[str, int], ...]:
    """Return ("2020-06", matches) for each month from the first match to the last, oldest first; the latest ``MAX_MONTHS``."""
    return _counts(searcher, compiled, zone, 1)


def by_year(searcher: tantivy.Searcher, compiled: tantivy.Query, zone: tzinfo) -> tuple[tuple[str, int], ...]:
    """Return ("2020", matches) for each year that has some, newest first."""
    return tuple((year, n) for year, n in reversed(_counts(searcher, compiled, zone, 12)) if n)


def _counts(searcher: tantivy.Searcher, compiled: tantivy.Query, zone: tzinfo, step: int) -> tuple[tuple[str, int], ...]:
    """Count between the edges of the periods: stored month numbers would be those of one time zone."""
    span = _span(searcher, compiled, zone)
    if span is None:
        return ()
    edges = list(_edges(*span, step))[-(MAX_MONTHS // step + 1) :]
    keys = [float(to_key(edge.replace(tzinfo=zone).astimezone(UTC))) for edge in edges]
    ranges = [{"from": start, "to": end} for start, end in pairwise(keys)]
    found = searcher.aggregate(compiled, {"n": {"range": {"field": "key", "ranges": ranges}}})["n"]["buckets"]
    counts = {bucket["from"]: int(bucket["doc_count"]) for bucket in found if "from" in bucket}
    form = "%Y-%m" if step == 1 else "%Y"
    return tuple((edge.strftime(form), counts.get(key, 0)) for edge, key in zip(edges[:-1], keys[:-1], strict=True))


def _span(searcher: tantivy.Searcher, compiled: tantivy.Query, zone: tzinfo) -> tuple[datetime, datetime] | None:
    field = {"field": "key"}
    found = searcher.aggregate(compiled, {"first": {"min": field}, "last": {"max": field}})
    if found["first"]["value"] is None:
        return None
    first, last = (from_key(int(found[end]["value"]))[1].astimezone(zone) for end in ("first", "last"))
    return first, last


def _edges(first: datetime, last: datetime, step: int) -> Iterator[datetime]:
    """Yield the naive local starts of all periods from the first moment's to the one after the last's."""
    month = first.year * 12 + (first.month - 1 if step == 1 else 0)
    end = last.year * 12 + last.month - 1
    while month <= end:
        yield datetime(month // 12, month % 12 + 1, 1)  # noqa: DTZ001 - the caller's zone is set there
        month += step
    yield datetime(month // 12, month % 12 + 1, 1)  # noqa: DTZ001
