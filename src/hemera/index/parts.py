"""One index in several parts, each of some years: for what is too much for one.

A search that names its days asks only the parts these reach into; the parts of years long past are written to rarely, and never
merged with what arrives today. The newest part lies in the index's own folder, the older ones in folders below it, and
``parts.json`` says at which years they end. It is written once, when an index is begun.
"""

from __future__ import annotations

import heapq
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

import tantivy

from hemera import disk
from hemera.errors import IndexUnusable
from hemera.query import Query
from hemera.query.spans import moments

FILE = "parts.json"
LARGEST = 5_000_000  # articles in one part
Bounds: TypeAlias = tuple[int, ...]  # the years with which parts but the first begin, ascending; in UTC


def planned(years: Mapping[int, int], largest: int = LARGEST) -> Bounds:
    """Return where to cut so that no part holds more articles than ``largest``, but for one of a single year."""
    bounds, held = [], 0
    for year, articles in sorted(years.items()):
        if held and held + articles > largest:
            bounds.append(year)
            held = 0
        held += articles
    return tuple(bounds)


def bounds(path: Path) -> Bounds:
    """Return how an index is cut; raises ``IndexUnusable`` where nobody can tell."""
    try:
        told = json.loads((path / FILE).read_bytes())
    except FileNotFoundError:
        told = [] if not any(path.glob("before-*")) else None
    except (OSError, ValueError):
        told = None
    if not isinstance(told, list) or not all(type(year) is int for year in told) or told != sorted(set(told)):
        raise IndexUnusable("index.unusable", "The search index is damaged: {reason}", reason=f"{path.name}/{FILE}")
    return tuple(told)


def begin(path: Path, wanted: Bounds) -> Bounds:
    """Cut an index that is begun, and return how; one that was begun before stays as it was cut."""
    if (path / FILE).exists() or (path / "meta.json").exists() or not wanted:
        return bounds(path)
    disk.replace(path / FILE, json.dumps(wanted).encode())
    return wanted


def folders(path: Path) -> list[Path]:
    """Return the folders of an index's parts, oldest first."""
    return [*(path / f"before-{year}" for year in bounds(path)), path]


def names(cut: Bounds) -> list[str]:
    """Return what an index's parts are called, oldest first."""
    return [f"before {cut[0]}", *(f"from {year}" for year in cut)] if cut else ["all"]


def home(cut: Bounds, published_at: datetime) -> int:
    """Return which part an article belongs to."""
    return bisect_right(_edges(cut), published_at)


@lru_cache(maxsize=8)
def _edges(cut: Bounds) -> list[datetime]:
    return [datetime(year, 1, 1, tzinfo=UTC) for year in cut]


def reached(cut: Bounds, query: Query) -> range:
    """Return which parts a query's days reach into; all, where it names none."""
    start, end = moments(query)
    first, last = home(cut, start) if start else 0, home(cut, end) if end else len(cut)
    return range(first, max(first, last) + 1)  # one at least: an empty stretch of time is found empty there


@dataclass(frozen=True, slots=True)
class Found:
    """As ``tantivy.SearchResult``, of several parts."""

    hits: list[tuple[Any, tuple[int, tantivy.DocAddress]]]
    count: int


class Searchers:
    """Several parts asked as if they were one: what of ``tantivy.Searcher`` we use.

    Scores come from each part's own word counts, as in any engine of several shards.
    """

    def __init__(self, parts: Sequence[tantivy.Searcher]) -> None:
        self._parts = parts

    @property
    def num_docs(self) -> int:
        return sum(part.num_docs for part in self._parts)

    def doc_freq(self, field: str, term: Any) -> int:
        return sum(part.doc_freq(field, term) for part in self._parts)

    def terms_with_prefix(self, field: str, prefix: str) -> list[tuple[str, int]]:
        found: Counter[str] = Counter()
        for part in self._parts:
            found.update(dict(part.terms_with_prefix(field, prefix)))
        return list(found.items())

    def search(self, query: tantivy.Query, limit: int, **how: Any) -> Found:
        found: list[Any] = [part.search(query, limit, **how) for part in self._parts]
        lists = [[(value, (place, at)) for value, at in one.hits] for place, one in enumerate(found)]
        descending = how.get("order", tantivy.Order.Desc) == tantivy.Order.Desc
        hits = heapq.merge(*lists, key=lambda hit: hit[0], reverse=descending)
        return Found(list(islice(hits, limit)), sum(one.count or 0 for one in found))

    def fast_field_values(self, field: str, addresses: Sequence[tuple[int, tantivy.DocAddress]]) -> list[Any]:
        asked: dict[int, list[tantivy.DocAddress]] = {}
        for place, at in addresses:
            asked.setdefault(place, []).append(at)
        values = {place: iter(self._parts[place].fast_field_values(field, some)) for place, some in asked.items()}
        return [next(values[place]) for place, _ in addresses]

    def aggregate(self, query: tantivy.Query, asked: Mapping[str, Any]) -> dict[str, Any]:
        found = [part.aggregate(query, dict(asked)) for part in self._parts]
        return {name: _together(next(iter(how)), [one[name] for one in found]) for name, how in asked.items()}


Searcher: TypeAlias = tantivy.Searcher | Searchers
_Buckets: TypeAlias = Iterable[Mapping[str, Any]]


def _together(kind: str, found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what was counted in several parts as one count."""
    if kind in ("min", "max"):
        values = [one["value"] for one in found if one["value"] is not None]
        return {"value": (min if kind == "min" else max)(values, default=None)}
    return {"buckets": list(_added(bucket for one in found for bucket in one["buckets"]))}


def _added(buckets: _Buckets) -> Iterator[dict[str, Any]]:
    sums: dict[Any, dict[str, Any]] = {}
    for bucket in buckets:
        known = sums.setdefault(bucket["key"], {**bucket, "doc_count": 0})
        known["doc_count"] += bucket["doc_count"]
    yield from sums.values()
