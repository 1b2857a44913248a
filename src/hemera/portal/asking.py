"""A search text read as everybody who asks this archive means it: on its own clock, with its own sources."""

from __future__ import annotations

from hemera import clock
from hemera.portal import lines
from hemera.query import SHORT, Query, parse
from hemera.query.sources import named


def read(text: str, bounds: tuple[int, int] = SHORT) -> Query:
    """Return the query; raises ``QueryError`` for one that is too large."""
    zone = lines.zone()
    query = parse(text, today=clock.now().astimezone(zone).date(), zone=zone, bounds=bounds)
    return named(query, names())


def names() -> dict[str, tuple[str, ...]]:
    """Return what each source is called, by id; its own name first."""
    return {id_: (source.name, *source.names.values()) for id_, source in lines.sources().items()}
