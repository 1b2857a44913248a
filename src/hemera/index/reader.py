"""Reading: ids, counts and pages of results with their facets and timeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any, TypeVar

import tantivy

from hemera.errors import QueryError
from hemera.index import cursors, periods, ranking
from hemera.index.matching import all_of, between, compile_query, everything, of_years, one_of, unscored
from hemera.index.parts import Searcher
from hemera.index.schema import FACETS, MARKER_ID, TOGETHER, from_key, schema
from hemera.query import Phrase, Query
from hemera.query.tree import positive
from hemera.searching import MAX_MONTHS, Hit, SearchPage

FACET_VALUES = 200  # of each, the most frequent
MOST_TOGETHER = 2000  # languages times sections
_BATCH = 20_000
# Matches, fewer than which are found at once and counted by their ids: to look up so many costs less than to find them again.
_ALL, _ALL_PHRASES = 250, 1000
_FEW = 20_000  # articles of the newest years, at least, to look for the newest among
_TOGETHER = "together"

_Position = TypeVar("_Position", cursors.Newest, cursors.Best)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the results, in which order, with what beside them."""

    limit: int
    cursor: str | None
    newest: bool
    facets: tuple[str, ...]
    timeline: int = 0  # months at most: longer ones are counted by year
    span: periods.Span | None = None  # of the whole index, where that is known


@dataclass(frozen=True, slots=True)
class _Found:
    """A page of hits, where the next begins, and the ids of all that match, if these are known."""

    hits: tuple[Hit, ...]
    cursor: str | None
    all: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class _About:
    """What was asked about all matches; ``total`` None: not counted along."""

    facets: dict[str, tuple[tuple[str, int], ...]]
    timeline: periods.Counts
    total: int | None


def watermark(searcher: Searcher) -> int:
    """Return the last applied change; 0 where there is none."""
    found = searcher.search(tantivy.Query.exists_query("seq"), 1, count=False, order_by_field="seq").hits
    return int(found[0][0]) if found else 0


def ids(searcher: Searcher) -> Iterator[int]:
    """Yield the id of every article, ascending."""
    last = MARKER_ID
    while found := _ids_after(searcher, last):
        yield from found
        last = found[-1]


def count(searcher: Searcher, compiled: tantivy.Query) -> int:
    """Return how many articles match."""
    return int(searcher.search(unscored(compiled), 1).count)  # type: ignore[union-attr] # their stubs forget it


def page(searcher: Searcher, query: Query, compiled: tantivy.Query, wanted: Wanted) -> SearchPage:
    """Return one page of a query's results, and what was asked about all of them. Without words to rank by, best is newest."""
    found = _found(searcher, query, compiled, wanted)
    if found.all is not None:  # to find them again may be dear
        compiled = one_of(found.all) if found.all else tantivy.Query.empty_query()
    elif not wanted.newest:  # what only ranks finds nothing more: it need not be counted with
        compiled = compile_query(query)
    about = _about_all(searcher, compiled, wanted, query)
    return SearchPage(
        hits=found.hits,
        total=count(searcher, compiled) if about.total is None else about.total,
        cursor=found.cursor,
        facets={name: about.facets[name] for name in wanted.facets},
        timeline=about.timeline if wanted.timeline else (),
    )


def span(searcher: Searcher) -> periods.Span | None:
    """Return when the first and the last article were published; None in an empty index or one of more than ``MAX_MONTHS``."""
    found = periods.span(searcher, everything())
    return found if found and (found[1] - found[0]).days < 30 * MAX_MONTHS else None


def ordered(searcher: Searcher, query: Query, compiled: tantivy.Query, wanted: Wanted) -> tuple[int, ...]:
    """Return the ids of what a query compiled to, in the order wanted."""
    return tuple(hit.id for hit in _found(searcher, query, compiled, wanted).hits)


def newest(searcher: Searcher, compiled: tantivy.Query, limit: int) -> tuple[int, ...]:
    """Return the ids of the newest articles that match."""
    return tuple(from_key(int(key))[0] for key, _ in _in_time(searcher, compiled, limit))


def _found(searcher: Searcher, query: Query, compiled: tantivy.Query, wanted: Wanted) -> _Found:
    terms = list(positive(query.tree))
    if wanted.newest or not terms:
        return _newest(searcher, compiled, wanted)
    return _best(searcher, compiled, wanted, _ALL_PHRASES if any(isinstance(term, Phrase) for term in terms) else _ALL)


def _ids_after(searcher: Searcher, last: int) -> list[int]:
    after = tantivy.Query.range_query(schema(), "id", tantivy.FieldType.Integer, last, None, include_lower=False)
    return [int(id_) for id_, _ in searcher.search(after, _BATCH, count=False, order_by_field="id", order=tantivy.Order.Asc).hits]


def _newest(searcher: Searcher, compiled: tantivy.Query, wanted: Wanted) -> _Found:
    start = _position(wanted.cursor, cursors.Newest).key if wanted.cursor else None
    if start is not None:
        compiled = all_of(compiled, between(None, start))
    # To compare the moments of all that match is dear, and most often what is newest is of the newest years.
    lately = _lately(searcher, start)
    found = _in_time(searcher, all_of(compiled, of_years(lately)), wanted.limit + 1) if lately else []
    if len(found) <= wanted.limit:
        found = _in_time(searcher, compiled, wanted.limit + 1)
    shown = [int(key) for key, _ in found[: wanted.limit]]
    cursor = cursors.write(cursors.Newest(shown[-1])) if len(found) > wanted.limit else None
    hits = tuple(_hit(0.0, key) for key in shown)
    return _Found(hits, cursor, None if cursor or wanted.cursor else tuple(hit.id for hit in hits))


def _in_time(searcher: Searcher, compiled: tantivy.Query, limit: int) -> list[tuple[int, Any]]:
    return list(searcher.search(compiled, limit, count=False, order_by_field="key").hits)


def _lately(searcher: Searcher, start: int | None) -> list[int]:
    """Return the newest years that hold a good many articles, of those up to a key's; none where these are most of all."""
    held = {int(year): n for year, n in searcher.terms_with_prefix("year", "")}
    last = from_key(start)[1].year if start is not None else max(held, default=0)
    years, found = [], 0
    for year in sorted((year for year in held if year <= last), reverse=True):
        years.append(year)
        found += held[year]
        if found >= _FEW:
            break
    return years if 2 * found < sum(held.values()) else []


def _best(searcher: Searcher, compiled: tantivy.Query, wanted: Wanted, few: int) -> _Found:
    start = _position(wanted.cursor, cursors.Best) if wanted.cursor else None
    found = ranking.best(searcher, compiled, start, wanted.limit, few)
    shown = found.places[: wanted.limit]
    seen = len(shown) + (start.seen if start else 0)
    more = len(found.places) > wanted.limit and seen < ranking.MAX_RANKED
    cursor = cursors.write(ranking.end(found, wanted.limit, seen)) if more else None
    every = found.whole and start is None and len(found.places) < few
    hits = tuple(_hit(score, key) for score, key in shown)
    return _Found(hits, cursor, tuple(from_key(key)[0] for _, key in found.places) if every else None)


def _position(text: str, kind: type[_Position]) -> _Position:
    position = cursors.read(text)
    if not isinstance(position, kind):
        raise QueryError("query.bad-cursor", "This page of results belongs to another order.")
    return position


def _hit(score: float, key: int) -> Hit:
    id_, published_at = from_key(key)
    return Hit(id_, score, published_at)


def _about_all(searcher: Searcher, compiled: tantivy.Query, wanted: Wanted, query: Query) -> _About:
    """Count by facet and by month or year together: to go over all matches is what costs."""
    asked: dict[str, Any] = {column: _terms(column) for column in map(_column, wanted.facets) if column}
    dated = wanted.timeline or "year" in wanted.facets
    months = _months(searcher, compiled, wanted, query)
    if dated:
        asked["time"] = months.asked if months else periods.BY_YEAR
    found = searcher.aggregate(compiled, asked) if asked else {}
    facets = {name: _counted(name, found[column]["buckets"]) for name in wanted.facets if (column := _column(name))}
    if not dated:
        return _About(facets, (), None)
    elsewhere = months.leave_out(found["time"]["buckets"]) if months else False
    if elsewhere and wanted.span:  # the index has grown since its span was looked up
        return _about_all(searcher, compiled, replace(wanted, span=None), query)
    if months:
        counts = months.counted(found["time"]["buckets"])
        total = None if elsewhere else sum(n for _, n in counts)
    else:
        by_year = periods.in_years(found["time"]["buckets"])
        total = sum(n for _, n in by_year)
        counts = periods.with_gaps(_of_zone(searcher, compiled, by_year, query))
    timeline = _timeline(searcher, compiled, counts, wanted, query) if wanted.timeline else ()
    return _About(facets | {"year": periods.years(counts)}, timeline, total)


def _months(searcher: Searcher, compiled: tantivy.Query, wanted: Wanted, query: Query) -> periods.Months | None:
    """Return the months that matches are to be counted by at once; None where they are to be counted by year."""
    if not wanted.timeline:
        return None
    span = periods.within(wanted.span, query) if wanted.span else None
    if span is None and wanted.timeline >= MAX_MONTHS:  # all there are, by month
        span = periods.span(searcher, compiled)
    return periods.months(span, query.zone, wanted.timeline) if span else None


def _of_zone(searcher: Searcher, compiled: tantivy.Query, by_year: periods.Counts, query: Query) -> periods.Counts:
    """Return counts by year of UTC as those of the reader's time zone."""
    strays = periods.strays(tuple(name for name, _ in by_year), query.zone)
    if strays is None or not by_year:
        return by_year
    found = searcher.aggregate(all_of(compiled, strays.among), {"time": strays.asked})
    return strays.moved(by_year, found["time"]["buckets"])


def _timeline(searcher: Searcher, compiled: tantivy.Query, counts: periods.Counts, wanted: Wanted, query: Query) -> periods.Counts:
    """Return matches by month, or by year where those would be more months than wanted; a second pass tells for few years."""
    months = periods.maybe_months(counts, query.zone, wanted.timeline)
    if months is None:
        return periods.fitting(counts, wanted.timeline)
    by_month = months.counted(searcher.aggregate(compiled, {"time": months.asked})["time"]["buckets"])
    return by_month if len(by_month) <= wanted.timeline else counts


def _column(facet: str) -> str:
    """Return which column a facet is counted by; "" for years, which are stretches of time."""
    return _TOGETHER if facet in TOGETHER else facet if facet in FACETS else ""


def _terms(column: str) -> dict[str, Any]:
    size = MOST_TOGETHER if column == _TOGETHER else FACET_VALUES
    return {"terms": {"field": column, "size": size, "segment_size": 2 * size}}


def _counted(facet: str, buckets: list[dict[str, Any]]) -> tuple[tuple[str, int], ...]:
    """Return the most frequent values, those as frequent as each other by name."""
    counts: Counter[str] = Counter()
    for bucket in buckets:
        value = bucket["key"].split("\t")[TOGETHER.index(facet)] if facet in TOGETHER else bucket["key"]
        counts[value] += int(bucket["doc_count"])
    del counts[""]
    return tuple(sorted(sorted(counts.items()), key=itemgetter(1), reverse=True)[:FACET_VALUES])
