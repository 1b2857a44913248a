"""The coverage ledger's rows: lapses written as polls end, and days counted from the entries. One query for each kind of fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from hemera import coverage, events, jobs, listings
from hemera.coverage import Day, Holes, Lapse, Ledger, Look, Missed, Seen
from hemera.errors import NotFound
from hemera.store import daily, models, queries

_BEFORE = timedelta(weeks=coverage.WEEKS)


def note(job: jobs.FeedJob, result: jobs.PollResult, new: int, now: datetime) -> None:
    """Write down what a poll says of what was missed. Of a feed that is well, that takes no query."""
    if job.succeeded_at and job.succeeded_at >= now:
        return  # a capture of long ago, read again
    row = models.Lapse.objects.select_related("feed__source").filter(feed=job.id, until=None).first() if job.error else None
    look = Look(now, job.due_at, job.succeeded_at, job.interval, result.error, result.gap, new)
    lapse = coverage.after_poll(_value(row) if row else None, look)
    if lapse is None:
        return
    values = {
        "source_id": job.source.id,
        "since": lapse.since,
        "until": lapse.until,
        "cause": lapse.cause[:100],
        "causes": dict(lapse.causes),
        "polls": sum(lapse.causes.values()),
        "missed": lapse.missed,
        "entries": lapse.entries,
    }
    if row:
        models.Lapse.objects.filter(pk=row.pk).update(**values)
    else:
        models.Lapse.objects.create(feed_id=job.id, **values)
    _tell(job, lapse, is_known=row is not None)


def _tell(job: jobs.FeedJob, lapse: Lapse, *, is_known: bool) -> None:
    facts = {"source": job.source.id, "url": job.feed.url, "since": lapse.since.isoformat(), "error": lapse.cause}
    if not is_known:
        events.tell("lapse.opened", **facts)
    if lapse.until:
        hours = round((lapse.until - lapse.since).total_seconds() / 3600, 2)
        events.tell("lapse.ended", **facts, hours=hours, missed=lapse.missed.value)


def days(source: str, first: date, last: date, now: datetime) -> list[Day]:
    """Return a source's days by its own clock, oldest first; raises ``NotFound``."""
    zone = _zone(source)
    start, end = coverage.bounds(first, zone)[0], coverage.bounds(last, zone)[1]
    back = start - _BEFORE  # what is usual is told from the weeks before
    seen = _seen(source, back, end)
    announced = models.Entry.objects.filter(source=source, feed__isnull=False).order_by("seen_at").values_list("seen_at", flat=True)
    if not any(one.at < start for one in seen) and (latest := announced.filter(seen_at__lt=back).last()):
        back = latest - _BEFORE  # it has been silent for long: from the weeks before that
        seen = _seen(source, back, end)
    counts: Counter[date] = Counter()
    for one in seen:
        counts[one.at.astimezone(zone).date()] += one.entries if one.channel else 0
    began = announced.first()
    ledger = Ledger(
        source=source,
        zone=zone,
        now=now,
        seen=seen,
        lapses=lapses(back, end, now, (source,)).get(source, ()),
        counts=counts,
        began=began.astimezone(zone).date() if began else None,
        brought=_brought(source, first, last),
    )
    return coverage.days(ledger, first, last)


def holes(start: datetime, end: datetime, now: datetime, sources: Sequence[str] = ()) -> list[Holes]:
    """Return the sources, of all or of some, of which something from ``start`` to before ``end`` may be missing."""
    return coverage.holes(lapses(start, end, now, sources), start, end, now)


def lapses(start: datetime, end: datetime, now: datetime, sources: Sequence[str] = ()) -> dict[str, list[Lapse]]:
    """Return the lapses of sources, all or some, that lasted at some time from ``start`` to before ``end``, oldest first."""
    rows = (
        models.Lapse.objects.filter(Q(until=None) | Q(until__gt=start), since__lt=end)
        .select_related("feed__source")
        .order_by("since", "pk")
    )
    found: dict[str, list[Lapse]] = {}
    for row in rows.filter(source__in=sources) if sources else rows:
        found.setdefault(row.source_id, []).append(_value(row))
    for source, lapse in _overdue(now, sources):
        if coverage.touches(lapse, start, end, now):
            found.setdefault(source, []).append(lapse)
    return found


def _overdue(now: datetime, sources: Sequence[str]) -> Iterator[tuple[str, Lapse]]:
    """Yield what lapses now because nobody comes: no collector is there to write it down."""
    since = now - timedelta(seconds=coverage.LATE)
    rows = models.Feed.objects.filter(enabled=True, source__enabled=True, error="", due_at__lt=since)
    for row in rows.filter(source__in=sources) if sources else rows:
        lapse = coverage.overdue(Look(now, row.due_at, row.succeeded_at, row.interval))
        if lapse:
            yield row.source_id, Lapse(lapse.since, causes=lapse.causes, feed=row.url)


def _seen(source: str, start: datetime, end: datetime) -> list[Seen]:
    rows = models.Entry.objects.filter(source=source, seen_at__gte=start, seen_at__lt=end).order_by()
    rows = rows.filter(listing=None)  # what was brought from the past says nothing of the day it was brought on
    facts = rows.values_list("seen_at", "feed__kind", "state", "reason", "article__partial").annotate(n=Count("pk"))
    return [Seen(at, kind or "", state, reason, n, bool(partial)) for at, kind, state, reason, partial, n in facts]


def _brought(source: str, first: date, last: date) -> dict[date, dict[str, int]]:
    """Count the articles of days that came by a way to the past."""
    rows = models.Entry.objects.filter(source=source, listing__isnull=False, article__day__gte=first, article__day__lte=last)
    found: dict[date, dict[str, int]] = {}
    for day, way, n in rows.order_by().values_list("article__day", "listing__way").annotate(n=Count("article", distinct=True)):
        found.setdefault(day, {})[listings.Way(way).channel] = n
    return found


def _zone(source: str) -> ZoneInfo:
    zone = models.Source.objects.filter(pk=source).values_list("zone", flat=True).first()
    if zone is None:
        raise NotFound("not-found.source", "No source {what}.", what=source)
    return ZoneInfo(zone)


def _value(row: models.Lapse) -> Lapse:
    """Return a row as it is judged. A feed that is polled no more lapses until it was last asked: nobody will end it."""
    dropped = row.until is None and not (row.feed.enabled and row.feed.source.enabled)
    until = (row.feed.polled_at or row.since).astimezone(UTC) if dropped else row.until
    return Lapse(row.since, until, row.causes, Missed.POSSIBLE if dropped else Missed(row.missed), row.entries, row.feed.url)


def began(sources: Iterable[str] | None = None) -> dict[str, datetime]:
    """Return when the first entry of each source, of all or of some, was announced (UTC), where any was."""
    announced = models.Entry.objects.filter(feed__isnull=False).order_by("seen_at")
    asked = queries.sources() if sources is None else sources
    firsts = ((pk, announced.filter(source=pk).values_list("seen_at", flat=True).first()) for pk in asked)
    return {pk: at for pk, at in firsts if at}


def alarms(now: datetime) -> list[Day]:
    """Return yesterday, by its own clock, of every source whose rhythm broke."""
    return [day for source, yesterday in _suspects(now) for day in days(source, yesterday, yesterday, now) if day.alarm]


def _suspects(now: datetime) -> Iterator[tuple[str, date]]:
    """Yield the sources whose yesterday may have broken their rhythm, judged by the days' sums of all of them at once."""
    zones = {pk: source.zone for pk, source in queries.sources().items() if source.enabled}
    back, firsts = now - _BEFORE - timedelta(days=3), began(zones)
    counted, missed = daily.announced(back, now, zones), lapses(back, now, now)
    for source, first in firsts.items():
        zone = ZoneInfo(zones[source])
        yesterday = now.astimezone(zone).date() - timedelta(days=1)
        counts = {day: states.total() for day, states in counted[source].items() if day >= yesterday - _BEFORE}
        # Days further back are not looked at, nor counted: of an old source they would be thousands.
        since = max(first.astimezone(zone).date(), yesterday - _BEFORE - timedelta(days=1))
        ledger = Ledger(source, zone, now, (), missed.get(source, ()), counts, since)
        if not any(counts.values()) or coverage.alarm(ledger, yesterday):
            yield source, yesterday
