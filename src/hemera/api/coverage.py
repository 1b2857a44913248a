"""The coverage ledger as the API gives it: the same figures as on a source's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.conf import settings

from hemera import clock, coverage
from hemera.coverage import Alarm, Missed
from hemera.errors import QueryError
from hemera.store import coverage as ledger
from hemera.store import queries

MOST, DEFAULT = 92, 30  # days
EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Lapse:
    """A time in which a feed was not read with success, or not often enough."""

    since: Annotated[datetime, "the last success before it"]
    until: Annotated[datetime | None, "null while it lasts"]
    cause: Annotated[
        str, "key of the most frequent error; coverage.away: no collector came; coverage.burst: more than the feed holds"
    ]
    causes: Annotated[Mapping[str, int], "key → polls"]
    missed: Annotated[Missed, "unknown while it lasts"]
    entries: Annotated[int, "new ones at the poll that ended it"]


@dataclass(frozen=True, slots=True)
class Hole:
    """A source of which something may be missing in the time asked for."""

    source: Annotated[str, "id of the source"]
    hours: Annotated[float, "not read, within that time"]
    lasts: bool
    lapses: Annotated[tuple[Lapse, ...], "those after which something may be missing, oldest first"]


@dataclass(frozen=True, slots=True)
class CoverageDay:
    """A source's day by its own clock: announced = articles + queued + held + discarded."""

    day: date
    announced: int
    channels: Annotated[Mapping[str, int], "kind of feed that announced first → entries; empty for none"]
    articles: int
    partial: Annotated[int, "of the articles: only their beginning could be had"]
    queued: int
    held: Annotated[Mapping[str, int], "reason → entries"]
    discarded: Annotated[Mapping[str, int], "reason → entries"]
    hours: Annotated[float, "in which a feed or more was not read with success"]
    hole: Annotated[bool, "something may be missing"]
    usual_low: Annotated[int | None, "what such a day brings, by the last eight weeks; null where that is not known"]
    usual_high: int | None
    alarm: Annotated[Alarm | None, "few: far fewer entries than usual; silent: nothing new for far too long"]
    brought: Annotated[Mapping[str, int], "articles printed that day and found later: way to the past (past-sitemap …) → articles"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What may be missing from ``first`` to ``last``; of one source, if one is asked for, also its days."""

    first: date
    last: date
    sources: Annotated[int, "how many are collected"]
    holes: tuple[Hole, ...]
    days: tuple[CoverageDay, ...]


def answer(_: object, *, source: str | None, **moments: Any) -> Coverage:
    """Give what may be missing of all sources or of one, the last thirty days unless others are asked for."""
    now = clock.now()
    zone = ZoneInfo(queries.source(source).zone if source else settings.HEMERA.zone)
    first, last = _days(moments["from"], moments["to"], now.astimezone(zone).date())
    start, end = coverage.bounds(first, zone)[0], coverage.bounds(last, zone)[1]
    collected = {one.id for one in queries.sources().values() if one.enabled or one.id == source}
    found = ledger.holes(start, end, now, (source,) if source else ())
    return Coverage(
        first=first,
        last=last,
        sources=len(collected),
        holes=tuple(_hole(one) for one in found if one.source in collected),
        days=tuple(_day(day) for day in ledger.days(source, first, last, now)) if source else (),
    )


def _days(since: datetime | None, until: datetime | None, today: date) -> tuple[date, date]:
    last = min(until.date() if until else today, today)
    first = max(since.date() if since else last - timedelta(days=DEFAULT - 1), EARLIEST)
    if not 0 <= (last - first).days < MOST:
        message = "{parameter} must be a day before to, and at most {most} days before it."
        raise QueryError("parameter.invalid", message, parameter="from", most=MOST)
    return first, last


def _hole(one: coverage.Holes) -> Hole:
    return Hole(one.source, round(one.hours, 2), one.lasts, tuple(_lapse(lapse) for lapse in one.lapses))


def _lapse(one: coverage.Lapse) -> Lapse:
    return Lapse(one.since, one.until, one.cause, one.causes, one.missed, one.entries)


def _day(one: coverage.Day) -> CoverageDay:
    return CoverageDay(
        day=one.day,
        announced=one.announced,
        channels=one.channels,
        articles=one.articles,
        partial=one.partial,
        queued=one.queued,
        held=one.held,
        discarded=one.discarded,
        hours=round(one.unseen, 2),
        hole=one.is_hole,
        usual_low=one.usual.low if one.usual else None,
        usual_high=one.usual.high if one.usual else None,
        alarm=one.alarm,
        brought=one.brought,
    )
