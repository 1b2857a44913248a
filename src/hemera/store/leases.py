"""Taking due work: the tables are the queue, a lease says who works on a row and until when.

Due rows are ranked within their source, so that one large source cannot starve the others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import connection, transaction
from django.db.models import F, Model, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from hemera import jobs, types
from hemera.store import mapping, models, owners

_TABLES = {
    jobs.FeedJob: models.Feed,
    jobs.PageJob: models.Entry,
    jobs.ImageJob: models.ImageAddress,
    jobs.FrontJob: models.Front,
}
_OURS = {"source__front__suspected_at": None}
RANKED = 2_000  # rows ranked at once: ranking reads all that are due, which after a long night are many
RANKED_FOR = timedelta(seconds=10)  # a source that becomes due meanwhile waits so long at most
Row = TypeVar("Row", models.Feed, models.Entry, models.ImageAddress, models.Front)


class Queue(Generic[Row]):
    """The due rows of one table, the most overdue of every source first, then every source's second …

    What is due is ranked once for many takings, and looked at again when it is leased: another collector may have been quicker.
    """

    def __init__(self, rows: Callable[[], QuerySet[Row]]) -> None:
        self._rows: Callable[[], QuerySet[Row]] = rows
        self._ranked: deque[int] = deque()
        self._ranked_at = datetime.min.replace(tzinfo=UTC)

    def take(self, now: datetime, limit: int, lease: timedelta) -> Sequence[Row]:
        """Lease up to ``limit`` rows until ``now + lease``."""
        with transaction.atomic():
            if self._ranked_at <= now < self._ranked_at + RANKED_FOR and (taken := self._next(now, limit, lease)):
                return taken
            self._rank(now)
            return self._next(now, limit, lease)

    def _next(self, now: datetime, limit: int, lease: timedelta) -> Sequence[Row]:
        """Lease the next of those ranked; none where all that is left of them was done by others, or put off."""
        while self._ranked and limit > 0:
            found = [self._ranked.popleft() for _ in range(min(limit, len(self._ranked)))]
            if taken := self._leased(found, now, lease):
                return taken
        return ()

    def _rank(self, now: datetime) -> None:
        rank = Window(RowNumber(), partition_by=F("source_id"), order_by=("due_at", "pk"))
        due = self._due(now).annotate(rank=rank).order_by("rank", "due_at", "pk")
        self._ranked = deque(due.values_list("pk", flat=True)[:RANKED])
        self._ranked_at = now

    def _leased(self, found: Sequence[int], now: datetime, lease: timedelta) -> Sequence[Row]:
        rows = {row.pk: row for row in self._due(now).filter(pk__in=found).select_related("source")}
        taken = [rows[pk] for pk in found if pk in rows]
        self._rows().model._default_manager.filter(pk__in=list(rows)).update(
            lease=F("lease") + 1, lease_until=now + lease, owner=owners.current.get()
        )
        for row in taken:
            row.lease += 1
        return taken

    def _due(self, now: datetime) -> QuerySet[Row]:
        due: QuerySet[Row] = self._rows().filter(Q(lease_until=None) | Q(lease_until__lt=now), due_at__lte=now)
        return due


def feeds() -> Queue[models.Feed]:
    """Feeds whose time has come."""
    return Queue(lambda: models.Feed.objects.filter(enabled=True, source__enabled=True))


def pages() -> Queue[models.Entry]:
    """Entries whose page is to be fetched; none of sources whose site may be somebody else's."""
    return Queue(lambda: models.Entry.objects.filter(source__enabled=True, **_OURS).select_related("feed"))


def images() -> Queue[models.ImageAddress]:
    """Lead images to fetch."""
    return Queue(lambda: models.ImageAddress.objects.filter(source__enabled=True, **_OURS))


def fronts() -> Queue[models.Front]:
    """Front pages to look at."""
    return Queue(lambda: models.Front.objects.filter(source__enabled=True))


def release(job: jobs.FeedJob | jobs.PageJob | jobs.PartJob | jobs.ImageJob | jobs.FrontJob) -> bool:
    """Give a job back undone; with a part, the whole article."""
    leased = job.page if isinstance(job, jobs.PartJob) else job
    return settle(_TABLES[type(leased)], leased)


def settle(kind: type[Model], job: jobs.FeedJob | jobs.PageJob | jobs.ImageJob | jobs.FrontJob, **values: Any) -> bool:
    """Write a job's result and free its lease; False where the lease was lost to somebody else."""
    values |= {"lease_until": None}
    if any(hasattr(value, "resolve_expression") for value in values.values()):
        return bool(kind._default_manager.filter(pk=job.id, lease=job.lease).update(**values))
    statement, fields = _statement(kind, tuple(values))
    with connection.cursor() as cursor:
        prepared = [field.get_db_prep_save(value, connection) for field, value in zip(fields, values.values(), strict=True)]
        cursor.execute(statement, [*prepared, job.id, job.lease])
        return bool(cursor.rowcount)


@lru_cache(maxsize=64)
def _statement(kind: type[Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    """Return the one UPDATE that every job ends with. Composed anew for each, it took three times as long as it runs."""
    known = {name: field for field in kind._meta.concrete_fields for name in (field.name, field.attname)}
    quote, fields = connection.ops.quote_name, [known[name] for name in names]
    columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    return f"UPDATE {quote(kind._meta.db_table)} SET {columns} WHERE id = %s AND lease = %s", fields  # noqa: S608  names of ours


def feed_job(row: models.Feed) -> jobs.FeedJob:
    return jobs.FeedJob(
        id=row.pk,
        lease=row.lease,
        source=mapping.source(row.source),
        feed=mapping.feed(row),
        etag=row.etag,
        last_modified=row.last_modified,
        body_sha256=row.body_sha256,
        interval=row.interval,
        failures=row.failures,
        polled_at=row.polled_at,
        move=jobs.Move(row.moved_seen, row.moved_since, row.moved_times, row.moved_to),
        depth=row.depth,
        due_at=row.due_at,
        succeeded_at=row.succeeded_at,
        error=row.error,
    )


def page_job(row: models.Entry) -> jobs.PageJob:
    said: Mapping[str, Any] = row.said
    return jobs.PageJob(
        id=row.pk,
        lease=row.lease,
        source=mapping.source(row.source),
        url=row.url,
        entry=mapping.entry_from_json(said) if said else types.Entry(url=row.url),
        etag=row.etag,
        last_modified=row.last_modified,
        body_sha256=row.body_sha256,
        attempts=row.attempts,
        article=row.article_id,
        seen_at=row.seen_at,
        feed_section=row.feed.section if row.feed else None,
    )


def image_job(row: models.ImageAddress) -> jobs.ImageJob:
    return jobs.ImageJob(id=row.pk, lease=row.lease, source=mapping.source(row.source), url=row.url, attempts=row.attempts)
