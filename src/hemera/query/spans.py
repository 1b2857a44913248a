"""What a search is bound to: the filters every result answers, and the days it covers. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from hemera.query.tree import All, And, Field, Key, Node, Period, Query


def items(tree: Node) -> tuple[Node, ...]:
    """Return what all has to be true of a result."""
    if isinstance(tree, And):
        return tree.items
    return () if tree == All() else (tree,)


def filters(tree: Node) -> tuple[Field | Period, ...]:
    """Return the filters that every result answers."""
    return tuple(item for item in items(tree) if isinstance(item, Field | Period))


def sources(tree: Node) -> list[str]:
    """Return the ids of the sources that every result is of; none where a search is of all."""
    return [item.value for item in filters(tree) if isinstance(item, Field) and item.key is Key.SOURCE]


def moments(query: Query) -> tuple[datetime | None, datetime | None]:
    """Return the first and the last second, UTC, in which results may have been published; None is open."""
    bounds = [item.bounds(query.zone) for item in filters(query.tree) if isinstance(item, Period)]
    first = max((start for start, _ in bounds if start), default=None)
    return first, min((end - timedelta(seconds=1) for _, end in bounds if end), default=None)


def span(name: str) -> Period:
    """Return the days of a year or a month, named 2020 or 2020-06."""
    year, _, month = name.partition("-")
    last = int(month or 12)
    return Period(date(int(year), int(month or 1), 1), date(int(year), last, calendar.monthrange(int(year), last)[1]))


def searched(tree: Node, timeline: Sequence[tuple[str, int]], today: date) -> tuple[date | None, date]:
    """Return the days that were searched: those asked for, or from the first month or year found to today.

    None where nothing was found.
    """
    periods = [item for item in filters(tree) if isinstance(item, Period)]
    found = next((span(name).first for name, n in timeline if n), None)
    first = max((period.first for period in periods if period.first), default=found)
    return first, min((period.last for period in periods if period.last), default=today)
