"""What is put into the search index, and what a search gives back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hemera.protocols import Index
    from hemera.query import Query


MAX_MONTHS = 2400  # of a timeline, two centuries; one misprinted date must not cost more


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """What the search index needs of one article. Plain text; ``published_at`` in UTC."""

    id: int
    source: str
    language: str
    section: str
    title: str
    lead: str
    body: str
    authors: tuple[str, ...]
    published_at: datetime
    country: str = ""
    has_image: bool = False
    revised: bool = False


@dataclass(frozen=True, slots=True)
class IndexChange:
    """One row of the change log: put ``document``, or delete ``id`` where it is None."""

    seq: int
    id: int
    document: IndexDocument | None


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result; ``sort`` is the value paging continues from."""

    id: int
    score: float
    published_at: datetime


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results, the exact total, and counts over all matches."""

    hits: tuple[Hit, ...]
    total: int
    cursor: str | None  # opaque; None on the last page
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)  # source, language, section, author, year
    timeline: tuple[tuple[str, int], ...] = ()  # ("2020-06", 12) or by year ("2020", 12), oldest first, gaps included


def walk(index: Index, query: Query, limit: int | None, *, newest: bool = True, size: int = 200) -> Iterator[SearchPage]:
    """Yield what a query finds, page by page, to its end or to ``limit`` results."""
    cursor: str | None = None
    left = limit
    while left is None or left > 0:
        page = index.search(query, limit=size if left is None else min(left, size), cursor=cursor, newest=newest)
        yield page
        cursor = page.cursor
        left = None if left is None else left - len(page.hits)
        if cursor is None:
            return
