"""Articles that carry the same text, as one line of a search's results: the first of them in the results' own order.

What is folded below it stands nowhere else, on no page: which is the first is asked of all that the search finds of a group, not
of what happens to stand on one page. So pages can be cut anywhere, and totals, facets and timeline go on counting every article.
"""

from __future__ import annotations

from dataclasses import dataclass

from hemera.protocols import Index
from hemera.query import Query
from hemera.searching import SearchPage
from hemera.store import queries
from hemera.types import Found

PAGES = 4  # of the index's own are read for one of ours, where most of what they hold is folded
MEMBERS = 500  # of all groups on a page are looked at


@dataclass(frozen=True, slots=True)
class Result:
    """One line of results, and the ids of what is folded below it, in the order of the results."""

    article: Found
    copies: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """How results are read: which page of them, in which order, and each copy by itself or folded."""

    limit: int
    cursor: str | None = None
    newest: bool = True
    single: bool = False


def read(index: Index, query: Query, asked: Asked, first: SearchPage) -> tuple[list[Result], str | None]:
    """Return the lines of a page that begins with ``first``, the index's own answer, and the cursor of the next."""
    found, cursor, pages = _lines(index, query, asked, first), first.cursor, 1
    while cursor and len(found) <= asked.limit // 2 and pages < PAGES:
        page = index.search(query, limit=asked.limit, cursor=cursor, newest=asked.newest)
        found += _lines(index, query, asked, page)
        cursor, pages = page.cursor, pages + 1
    return found, cursor


def _lines(index: Index, query: Query, asked: Asked, page: SearchPage) -> list[Result]:
    articles = queries.found([hit.id for hit in page.hits])
    groups = {article.copy_group for article in articles if article.copy_group}
    if asked.single or not groups:
        return [Result(article) for article in articles]
    members = queries.copies(groups, MEMBERS)
    held = index.among(query, members, newest=asked.newest)
    alike = {group: tuple(id_ for id_ in held if members[id_] == group) for group in groups}
    return [Result(a, _below(a, alike)) for a in articles if _is_first(a, alike)]


def _is_first(article: Found, alike: dict[int, tuple[int, ...]]) -> bool:
    """Say whether a line is its group's first; one the index knows no more of is shown, rather than lost."""
    same = alike.get(article.copy_group or 0, ())
    return article.id not in same[1:]


def _below(article: Found, alike: dict[int, tuple[int, ...]]) -> tuple[int, ...]:
    return alike.get(article.copy_group or 0, (0,))[1:]
