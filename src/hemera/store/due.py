"""Taking due work: the tables are the queue, a lease says who works on a row and until when.

A few of every source are looked at, first visits before revisits, and ranked within the host they are asked at: one of each
source, then each source's second …; then all hosts' first, all hosts' second. So neither a source with 50,000 pages due nor a
host with twenty sources keeps the rest waiting, and what is looked at is bounded however much is due.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import connection, transaction
from django.db.models import F, Model, Q, QuerySet

from hemera import jobs, schedule
from hemera.store import leases, models, owners, polls
from hemera.store.fronts import job as front_job
from hemera.store.models.entry import EntryState

RANKED = 2_000  # rows ranked at once
RANKED_FEEDS = 10_000  # a ranking looks at all feeds that are due: 20,000 ranked for 2,000 at a time cost as much as reading them
OF_A_SOURCE = 16  # looked at of one source, of each kind
RANKED_FOR = timedelta(seconds=10)  # a source that becomes due meanwhile waits so long at most
AT_A_HOST = 4  # of one host in hand at once: the next is ready when its gap is over, and the rest leaves room for others
OF_TODAY = Q(listing=None) | ~Q(state=EntryState.QUEUED)  # entries of the past wait for their plan to take them
Row = TypeVar("Row", models.Entry, models.ImageAddress, models.Reservation, models.Front)
J = TypeVar("J")
Lease = Callable[[Sequence[int], datetime, datetime], list[J]]  # (rows, now, until) → the jobs of those that were free

# Names are our own tables and conditions; every value is a parameter.
_SOME = """
SELECT e.id, e.source_id, {host} AS host, e.due_at, {again} AS again,
       row_number() OVER (PARTITION BY e.source_id ORDER BY e.due_at, e.id) AS nth, {left} AS allowed
FROM store_source s CROSS JOIN {table} e
WHERE s.enabled AND {ours} AND e.id IN (
    SELECT d.id FROM {table} d
    WHERE d.source_id = s.id AND d.due_at IS NOT NULL AND d.due_at <= %(now)s AND {kind}
      AND (d.lease_until IS NULL OR d.lease_until < %(now)s)
    ORDER BY d.due_at LIMIT %(some)s)"""
_RANKED = """
WITH some AS ({some})
SELECT id, host FROM some WHERE nth <= allowed
ORDER BY row_number() OVER (PARTITION BY host ORDER BY again, nth, due_at, id), again, due_at, id
LIMIT %(most)s"""
_LEFT = """
CAST(%(share)s * COALESCE(s.revisits, %(budget)s) + 0.999 AS INTEGER)
- CASE WHEN s.revisits_day = %(today)s THEN COALESCE(s.revisits_done, 0) ELSE 0 END"""
# Of a source whose site may be somebody else's no page and no picture is asked for.
_OURS = {"ours": "s.id NOT IN (SELECT source_id FROM store_front WHERE suspected_at IS NOT NULL)"}
_ITS_OWN = {"host": "e.source_id"}  # one row a source, or few: ranked as a host of its own
_ANY = "SELECT EXISTS (SELECT 1 FROM {table} WHERE due_at <= %s AND (lease_until IS NULL OR lease_until < %s))"


class Queue(Generic[J]):
    """The due rows of one table. What is due is ranked once for many takings, and looked at again when it is leased:
    another collector may have been quicker.
    """

    def __init__(self, kind: type[Model], ranking: str, lease: Lease[J], most: int = RANKED) -> None:
        self._kind, self._ranking, self._lease, self._most = kind, ranking, lease, most
        self._ranked: deque[tuple[int, str]] = deque()
        self._ranked_at = datetime.min.replace(tzinfo=UTC)

    def take(self, now: datetime, limit: int, lease: timedelta, held: Mapping[str, int] | None = None) -> list[J]:
        """Lease up to ``limit`` rows until ``now + lease``; of hosts of which so many are ``held`` already, no more than fit."""
        counts = None if held is None else Counter(held)
        taken: list[J] = []
        if self._ranked_at <= now < self._ranked_at + RANKED_FOR:
            taken += self._next(now, limit, lease, counts)
        else:
            self._ranked.clear()
        while len(taken) < limit and not self._ranked:  # where any are left, they are for hosts that have enough
            self._rank(now)
            more = self._next(now, limit - len(taken), lease, counts)
            if not more:
                break
            taken += more
        return taken

    def _next(self, now: datetime, limit: int, lease: timedelta, counts: Counter[str] | None) -> list[J]:
        """Lease the next of those ranked; none where all that may be had of them was done by others, or put off."""
        while found := self._picked(limit, counts):
            if taken := self._lease(found, now, now + lease):
                return taken
        return []

    def _picked(self, limit: int, counts: Counter[str] | None) -> list[int]:
        found, left = list[int](), deque[tuple[int, str]]()
        while self._ranked and len(found) < limit:
            pk, host = self._ranked.popleft()
            if counts is not None and counts[host] >= AT_A_HOST:
                left.append((pk, host))
                continue
            found.append(pk)
            if counts is not None:
                counts[host] += 1
        self._ranked.extendleft(reversed(left))
        return found

    def _rank(self, now: datetime) -> None:
        """Make the shortlist. Where nothing at all is due, that is seen by one look into an index."""
        self._ranked_at = now
        table = self._kind._meta.db_table
        moment = connection.ops.adapt_datetimefield_value(now)
        with connection.cursor() as cursor:
            cursor.execute(_ANY.format(table=table), [moment, moment])
            if not cursor.fetchone()[0]:
                self._ranked.clear()
                return
            values: dict[str, Any] = {"now": moment, "some": OF_A_SOURCE, "most": self._most, "today": now.date().isoformat()}
            values |= {"budget": schedule.REVISITS_A_DAY, "share": schedule.day_share(now)}
            used = {name: value for name, value in values.items() if f"%({name})s" in self._ranking}
            cursor.execute(self._ranking, used)
            self._ranked = deque(cursor.fetchall())


def free(now: datetime) -> Q:
    """Say of which rows the time has come, and that nobody works on."""
    return Q(lease_until=None, due_at__lte=now) | Q(lease_until__lt=now, due_at__lte=now)


def hold(kind: type[Model], rows: Sequence[Any], until: datetime) -> None:
    """Lease rows, in the table and in hand, under a new number."""
    held = kind._default_manager.filter(pk__in=[row.pk for row in rows])
    held.update(lease=F("lease") + 1, lease_until=until, owner=owners.current.get())
    for row in rows:
        row.lease += 1


def _leasing(rows: QuerySet[Row], job: Callable[[Row], J]) -> Lease[J]:
    """Return how those of some rows that are free are leased, and made jobs of."""

    @transaction.atomic
    def lease(found: Sequence[int], now: datetime, until: datetime) -> list[J]:
        known = {row.pk: row for row in rows.filter(free(now), pk__in=found).select_related("source")}
        taken = [known[pk] for pk in found if pk in known]
        hold(rows.model, taken, until)
        _count(taken, now)
        return [job(row) for row in taken]

    return lease


def _count(taken: Sequence[Model], now: datetime) -> None:
    """Note the revisits that sources are about to get."""
    again = Counter(row.source_id for row in taken if isinstance(row, models.Entry) and row.article_id is not None)
    for source, number in again.items():
        rows, today = models.Source.objects.filter(pk=source), now.date()
        if not rows.filter(revisits_day=today).update(revisits_done=F("revisits_done") + number):
            rows.update(revisits_day=today, revisits_done=number)


def _ranking(kind: type[Model], *kinds: dict[str, Any]) -> str:
    table = kind._meta.db_table
    every = {"again": 0, "kind": "1 = 1", "left": 1 << 30, "host": "COALESCE(e.host, e.source_id)", "ours": "1 = 1"}
    return _RANKED.format(some=" UNION ALL ".join(_SOME.format(table=table, **(every | one)) for one in kinds))


def feeds() -> Queue[jobs.FeedJob]:
    """Feeds whose time has come."""
    return Queue(models.Feed, _ranking(models.Feed, {"kind": "d.enabled"}), polls.lease, RANKED_FEEDS)


def pages() -> Queue[jobs.PageJob]:
    """Entries whose page is to be fetched: first visits, and as many revisits as a source's day has left."""
    first = _OURS | {"kind": f"d.article_id IS NULL AND (d.listing_id IS NULL OR d.state <> '{EntryState.QUEUED}')"}
    again = _OURS | {"kind": "d.article_id IS NOT NULL", "again": 1, "left": _LEFT}
    rows = models.Entry.objects.filter(OF_TODAY, source__enabled=True, source__front__suspected_at=None).select_related("feed")
    return Queue(models.Entry, _ranking(models.Entry, first, again), _leasing(rows, leases.page_job))


def images() -> Queue[jobs.ImageJob]:
    """Lead images to fetch."""
    rows = models.ImageAddress.objects.filter(source__enabled=True, source__front__suspected_at=None)
    return Queue(models.ImageAddress, _ranking(models.ImageAddress, _OURS), _leasing(rows, leases.image_job))


def reservations() -> Queue[jobs.ReservationJob]:
    """Well-known files to read."""
    rows = models.Reservation.objects.filter(source__enabled=True)
    return Queue(models.Reservation, _ranking(models.Reservation, _ITS_OWN), _leasing(rows, leases.reservation_job))


def fronts() -> Queue[jobs.FrontJob]:
    """Front pages to look at."""
    rows = models.Front.objects.filter(source__enabled=True)
    return Queue(models.Front, _ranking(models.Front, _ITS_OWN), _leasing(rows, front_job))
