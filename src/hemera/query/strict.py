"""Searches that will be acted upon: what is not understood whole is refused, where a search page would guess and say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hemera.errors import QueryError
from hemera.query.periods import read_period
from hemera.query.tree import All, Field, Key, Node, Period, Query, both


def understood(query: Query) -> Query:
    """Return a query that was read without a guess; raises ``QueryError`` with the hint's key for any other."""
    for hint in query.hints:
        proposed = hint.query not in ("", query.text)
        message = "{detail!r} in the query was not understood." + (" Meant: {suggestion}" if proposed else "")
        raise QueryError(hint.key, message, detail=hint.detail, suggestion=hint.query)
    return query


def narrowed(query: Query, source: str | None, days: tuple[str, str], today: date) -> Query:
    """Narrow a query to a source and to days of publication, given as ``between`` reads them."""
    wanted = [query.tree, between(*days, today), Field(Key.SOURCE, source) if source else All()]
    return replace(query, tree=both(wanted))


def between(since: str, until: str, today: date) -> Node:
    """Read the first and the last day, both included, each written as after ``date:`` or left open with "".

    Raises ``QueryError`` (``query.bad-date``): one is no day, or the last lies before the first.
    """
    first = _end(since, f"{since}..", today).first if since else None
    last = _end(until, f"..{until}", today).last if until else None
    if first and last and first > last:
        raise QueryError("query.bad-date", "No day lies since {first} and until {last}.", first=first, last=last)
    return Period(first, last) if first or last else All()


def _end(typed: str, text: str, today: date) -> Period:
    found = None if ".." in typed else read_period("date", text, today)
    if found is None:
        message = "{what!r} is no day. Write 2026-01-31, 2026-01, 2026, 3d or '3 days'."
        raise QueryError("query.bad-date", message, what=typed)
    return found
