"""Entries counted by the day on their source's own clock, for all sources at once.

The database adds up, by the offset each zone had at the time: rows of months need not be read one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import CharField, Count, F, Func, Value

from hemera.store import models

Days = Mapping[str, Mapping[date, Counter[str]]]  # source -> day -> state -> entries


def announced(since: datetime, until: datetime, zones: Mapping[str, str]) -> Days:
    """Return the entries that feeds announced in a time, of the sources in ``zones`` (source -> time zone)."""
    found: dict[str, dict[date, Counter[str]]] = {source: {} for source in zones}
    for source, day, state, n in _rows(since, until, zones):
        found[source].setdefault(date.fromisoformat(day), Counter())[state] += n
    return found


def _rows(since: datetime, until: datetime, zones: Mapping[str, str]) -> Iterator[tuple[str, str, str, int]]:
    for zone in sorted(set(zones.values())):
        ours = [source for source, its in zones.items() if its == zone]
        for start, end, offset in spans(ZoneInfo(zone), since, until):
            # By name, so that the index by source and time is sought in, not walked through.
            rows = models.Entry.objects.filter(source__in=ours, seen_at__gte=start, seen_at__lt=end, feed__isnull=False)
            day = Func(F("seen_at"), Value(f"{offset:+d} seconds"), function="date", output_field=CharField())
            yield from rows.order_by().values_list("source", day, "state").annotate(n=Count("pk"))


def spans(zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime, int]]:
    """Cut a time where a zone's clocks are put forward or back: yield (start, end, seconds from UTC)."""
    start, at = since, since
    while at < until:
        following = min(at + timedelta(hours=6), until)
        if following < until and _offset(zone, following) != _offset(zone, start):
            following = _change(zone, at, following)
            yield start, following, _offset(zone, start)
            start = following
        at = following
    yield start, until, _offset(zone, start)


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Return the first minute at which the offset is another."""
    old, moment = _offset(zone, before), before.replace(second=0, microsecond=0)
    while moment <= before or _offset(zone, moment) == old:
        moment += timedelta(minutes=1)
    return min(moment, after)


def _offset(zone: ZoneInfo, at: datetime) -> int:
    offset = at.astimezone(UTC).astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0
