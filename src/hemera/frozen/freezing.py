"""A query → its record: what it finds now, in which state of the index, and what may be missing of it."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hemera import __version__, clock, coverage
from hemera.errors import QueryError
from hemera.exports import analysis_version
from hemera.frozen import record
from hemera.frozen.record import Frozen, Gap
from hemera.frozen.roll import Name, Roll
from hemera.query import Query, format, parse  # noqa: A004  the grammar's own word
from hemera.query.spans import searched, sources
from hemera.query.stories import told
from hemera.searching import MAX_MONTHS, walk

if TYPE_CHECKING:
    from hemera.config import Config
    from hemera.protocols import Index

PAGE = 1000  # articles looked up at a time
BOUNDS = (20_000, 1_000)  # of a canonical text: it may be longer than what was typed


def freeze(config: Config, index: Index, query: Query, name: str = "", note: str = "") -> Frozen:
    """Keep what a query finds now: its list, its hash, and all that is needed to ask it again.

    Raises:
        IndexUnusable: there is no index to ask; QueryError: ``frozen.unprintable``, the query cannot be written so that it is
        understood alike.
    """
    from hemera.store import changes

    text, now, head, watermark = format(query), clock.now(), changes.head(), index.watermark()
    _refuse_unlike(text, query)
    with Roll() as roll, tempfile.TemporaryDirectory(dir=config.folder, prefix=".freezing-") as beside:
        _fill(roll, index, query)
        listed = Path(beside, record.LIST)
        articles, sha256 = roll.write(listed)
        made = Frozen(
            id=f"{now:%Y%m%d}-{hashlib.sha256(f'{now}{text}{sha256}'.encode()).hexdigest()[:6]}",
            name=" ".join(name.split())[:200] or text or config.name,
            note=" ".join(note.split())[:2000],
            asked=query.text,
            query=text,
            zone=config.zone,
            frozen_at=now,
            articles=articles,
            sha256=sha256,
            sources=roll.counts(),
            period=_period(config, index, query),
            head=head,
            watermark=watermark,
            analysis=analysis_version(),
            extractor=extractor(),
            archive=config.name,
            hemera=__version__,
        )
        return record.keep(config.folder, made, listed)


def again(made: Frozen, index: Index) -> Query:
    """Return the query of a record, to be asked again."""
    from hemera.store import stories

    query = parse(made.query, today=made.frozen_at.date(), zone=ZoneInfo(made.zone), bounds=BOUNDS)
    return told(query, lambda name: stories.members(index, name))


def extractor() -> str:
    from hemera.extract.rules import EXTRACTOR

    return EXTRACTOR


def _refuse_unlike(text: str, query: Query) -> None:
    if parse(text, today=clock.now().date(), zone=query.zone, bounds=BOUNDS).tree != query.tree:
        raise QueryError(
            "frozen.unprintable", "This query cannot be written down so that it asks the same again: {text}", text=text
        )


def _fill(roll: Roll, index: Index, query: Query) -> None:
    from hemera.store import listed

    for page in walk(index, query, None, size=PAGE):
        roll.add(map(Name._make, listed.names(hit.id for hit in page.hits)))


def _period(config: Config, index: Index, query: Query) -> record.Period | None:
    """Return the days that were searched, or those from the first month found to today, and what may be missing of them."""
    from hemera.store import coverage as ledger
    from hemera.store import queries

    zone, now = ZoneInfo(config.zone), clock.now()
    today = now.astimezone(zone).date()
    first, last = searched(query.tree, index.search(query, limit=1, timeline=MAX_MONTHS).timeline, today)
    last = min(last, today)
    if first is None or first > last:
        return None
    asked = sources(query.tree)
    collected = {pk for pk, source in queries.sources().items() if source.enabled and (not asked or pk in asked)}
    start, end = coverage.bounds(first, zone)[0], coverage.bounds(last, zone)[1]
    holes = [one for one in ledger.holes(start, end, now) if one.source in collected]
    gaps = tuple(Gap(one.source, round(one.hours, 1), one.lasts, dict(one.causes)) for one in holes)
    return record.Period(first, last, len(collected), gaps)
