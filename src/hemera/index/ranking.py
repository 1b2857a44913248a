"""The best first: scores, weighed by how fresh an article is, and how deep to look for those of a page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import tantivy

from hemera.index import cursors
from hemera.index.parts import Searcher
from hemera.index.schema import keys, latest, weight

Place: TypeAlias = tuple[float, int]  # score, key: the order of results, the greatest first

MAX_RANKED = 10_000  # how deep "best first" can be paged; "newest first" has no end
_FIRST = cursors.Best(math.inf, 0, 0)
_NOISE = 1e-5  # of a score: the same numbers multiplied and added up in another order


@dataclass(frozen=True, slots=True)
class Ranked:
    """Places behind a position, best first: one more than was asked for where there are so many. ``whole``: these are all.

    ``quick``: a search for what comes next may find their scores a little different.
    """

    places: list[Place]
    whole: bool
    quick: bool = False


def best(searcher: Searcher, compiled: tantivy.Query, start: cursors.Best | None, limit: int, few: int) -> Ranked:
    """Return the best results behind a position; fewer than ``few`` are found at once."""
    if start is None and (found := _leading(searcher, compiled, limit, few)):
        return found
    start = start or _FIRST
    depth, whole = start.seen + limit + 2, False  # one more to know of, and one that ties may make incomplete
    ahead: list[Place] = []
    while len(ahead) <= limit and not whole:
        ranking, whole = _weighed(searcher, compiled, depth, few)
        ahead = [place for place in ranking if _is_behind(place, start)]
        depth *= 2
    return Ranked(ahead, whole)


def end(found: Ranked, limit: int, seen: int) -> cursors.Best:
    """Return the position behind the first ``limit`` of what was found, so many results being seen by then."""
    score, key = found.places[limit - 1]
    return cursors.Best(score, key, seen, tuple(_near(found.places[:limit])) if found.quick else ())


def _is_behind(place: Place, start: cursors.Best) -> bool:
    if start.near:
        return place[0] <= start.score * (1 + _NOISE) and place[1] not in start.near
    return place < (start.score, start.key)


def _near(places: Sequence[Place]) -> list[int]:
    """Return the keys of those that score as the last does, as far as anybody can tell."""
    return [key for score, key in places if score <= places[-1][0] * (1 + 2 * _NOISE)]


def _leading(searcher: Searcher, compiled: tantivy.Query, limit: int, few: int) -> Ranked | None:
    """Return the first page without weighing all that match; None where too many score alike.

    Asked for the best by score alone, Tantivy passes over whole stretches of postings that hold none of them. Freshness changes
    scores by a few hundredths: what was not among so many cannot be among the first of them, most often.
    """
    most = max(few, 4 * limit)
    hits = searcher.search(compiled, most, count=False).hits
    whole = len(hits) < most
    places = [(score * weight(key), key) for score, key in _places(searcher, hits)]
    if not whole:
        others = float(hits[-1][0]) * latest(searcher) * (1 + _NOISE)
        places = [place for place in places if place[0] > others]
    places.sort(reverse=True)
    if (not whole and len(places) <= limit) or (len(places) > limit and len(_near(places[:limit])) > cursors.MOST_NEAR):
        return None
    return Ranked(places, whole, quick=True)


def _weighed(searcher: Searcher, compiled: tantivy.Query, depth: int, few: int) -> tuple[list[Place], bool]:
    """Return the best, and whether deeper would bring no more.

    Tantivy breaks ties by where a document lies, we by key: the last of equal scores may be incomplete and are left for later.
    """
    most = max(depth, few)
    found = searcher.search(compiled, most, count=False, weight_by_field="freshness").hits
    whole = len(found) < most or depth > 2 * MAX_RANKED
    ranking = sorted(_places(searcher, found if whole else found[:depth]), reverse=True)
    return ranking if whole else [place for place in ranking if place[0] > ranking[-1][0]], whole


def _places(searcher: Searcher, hits: Sequence[tuple[Any, Any]]) -> list[Place]:
    return [(float(score), key) for (score, _), key in zip(hits, keys(searcher, hits), strict=True)]
