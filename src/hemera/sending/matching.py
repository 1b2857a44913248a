"""Which articles are new for an alert: those of the change log that its search finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from hemera.alerts import Alert
from hemera.portal import asking
from hemera.protocols import Index
from hemera.query import Period, Query, both
from hemera.query.strict import understood
from hemera.searching import walk
from hemera.store import alerts


def refuse_guesses(text: str) -> None:
    """Raise ``QueryError`` for a search that would have to be guessed: nobody sees the hints of one that is only followed."""
    understood(asking.read(text))


def new(alert: Alert, index: Index) -> tuple[list[int], int]:
    """Return the ids of what is new for an alert, the newest first, and the change of the log up to which that is so.

    Raises:
        QueryError: its search cannot be read any more.
        IndexUnusable: there is no index; nothing is lost by looking later.
    """
    upto = index.watermark()
    found = alerts.candidates(alert, upto)
    return (list(_among(index, asking.read(alert.query), found)) if found else []), max(upto, alert.seen)


def newest(alert: Alert, index: Index, limit: int) -> list[int]:
    """Return the ids of the newest articles of an alert's search, new for it or not."""
    return [hit.id for hit in index.search(asking.read(alert.query), limit=limit).hits]


def _among(index: Index, query: Query, wanted: Mapping[int, datetime]) -> Iterator[int]:
    """Yield those of some articles that a search finds: it is asked for their days only."""
    days = [_day(published, query) for published in wanted.values()]
    within = replace(query, tree=both((query.tree, Period(min(days), max(days)))))
    return (hit.id for page in walk(index, within, None) for hit in page.hits if hit.id in wanted)


def _day(published: datetime, query: Query) -> date:
    return published.astimezone(query.zone).date()
