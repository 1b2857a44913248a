"""What ``Archive`` looks up in the record, by address or name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hemera import clock
from hemera.errors import NotFound
from hemera.types import Article, Revision, Source

if TYPE_CHECKING:
    from hemera.coverage import Day, Holes
    from hemera.health import Finding
    from hemera.protocols import Index


def articles(ids: Sequence[int]) -> list[Article]:
    from hemera.store import queries

    return queries.articles(ids)


def article(address: str) -> Article:
    from hemera.store import queries

    parts = urlsplit(address).path.strip("/").split("/")[-2:]
    if len(parts) == 2 and parts[1].isdigit():
        try:
            return queries.article(parts[0], int(parts[1]))
        except NotFound:
            if "://" not in address:
                raise
    return queries.article_by_url(address)


def revisions(address: str) -> list[Revision]:
    from hemera.store import queries

    return queries.revisions(article(address).id)


def source(name: str) -> Source:
    from hemera.store import queries

    return queries.source(name)


def sources() -> list[Source]:
    from hemera.store import queries

    return [summary.source for summary in queries.source_summaries()]


def story(index: Index, name: str) -> frozenset[int] | None:
    from hemera.store import stories

    return stories.members(index, name)


def coverage(source: str, first: date, last: date) -> list[Day]:
    from hemera.store import coverage as ledger

    return ledger.days(source, first, last, clock.now())


def health(source: str | None) -> list[Finding]:
    from hemera.store.health import findings

    return findings(clock.now(), source)


def holes(length: timedelta) -> tuple[list[Holes], list[Day]]:
    from hemera.store import coverage as ledger

    now = clock.now()
    return ledger.holes(now - length, now, now), ledger.alarms(now)
