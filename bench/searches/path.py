"""Our whole path of a search, as the search page walks it, but for the printing of the page."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from hemera.index import TantivyIndex
from hemera.query import parse
from searches.queries import BEST, Asked

TODAY = datetime(2026, 1, 1, tzinfo=UTC)
FACETS = ("source", "language", "section", "year")  # as the page asks; authors where its reader does
PER_PAGE, MONTHS = 15, 48


class Path:
    """Parses, searches, counts by facet and month, reads rows, marks passages. Django must be set up."""

    name = "Hemera"

    def __init__(self, index: TantivyIndex) -> None:
        self.index = index
        self.spent: Counter[str] = Counter()  # CPU seconds by step

    def ask(self, asked: Asked) -> int:
        """Answer as the page would; return how many articles match."""
        with self._step("parse"):
            query = parse(asked.text, today=TODAY.date())
        if asked.kind == "count":
            with self._step("search"):
                return self.index.count(query)
        with self._step("search"):
            page = self.index.search(query, limit=PER_PAGE, newest=asked.kind not in BEST, facets=FACETS, timeline=MONTHS)
        from hemera.portal import passages, rights
        from hemera.store import queries

        with self._step("rows"):
            articles = queries.found([hit.id for hit in page.hits])
        with self._step("passages"):
            for article in articles:
                shown = rights.shown(article, TODAY, trusted=True)
                passages.title(query, article)
                passages.passage(query, shown, article.line.language)
        return page.total

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        since = time.process_time()
        yield
        self.spent[name] += time.process_time() - since
