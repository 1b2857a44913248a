"""A search text read as everybody who asks this archive means it: on its own clock, with its own sources."""

from __future__ import annotations

from hemera import archive, clock
from hemera.portal import lines
from hemera.portal.memory import remember
from hemera.query import SHORT, Query, parse
from hemera.query.sources import named
from hemera.query.stories import told
from hemera.store import changes, stories


def read(text: str, bounds: tuple[int, int] = SHORT) -> Query:
    """Return the query.

    Raises ``QueryError`` for one that is too large, and ``IndexUnusable`` for one that names a story while there is no index.
    """
    zone = lines.zone()
    query = parse(text, today=clock.now().astimezone(zone).date(), zone=zone, bounds=bounds)
    return told(named(query, names()), lambda name: _story(name, changes.head()))


def names() -> dict[str, tuple[str, ...]]:
    """Return what each source is called, by id; its own name first."""
    return {id_: (source.name, *source.names.values()) for id_, source in lines.sources().items()}


@remember(60)
def _story(name: str, head: int) -> frozenset[int] | None:
    """Return whose story it is; ``head``, the newest change of the record, lets nothing be remembered that changed since."""
    return stories.members(archive.search_index(), name)
