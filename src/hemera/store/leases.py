"""Taking due work: the tables are the queue, a lease says who works on a row and until when.

Due rows are ranked within their source, so that one large source cannot starve the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, Model, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from hemera import jobs, types
from hemera.store import mapping, models

_TABLES = {jobs.FeedJob: models.Feed, jobs.PageJob: models.Entry, jobs.ImageJob: models.ImageAddress}
Row = TypeVar("Row", models.Feed, models.Entry, models.ImageAddress)


def due_feeds(now: datetime, limit: int, lease: timedelta) -> list[jobs.FeedJob]:
    """Lease feeds whose time has come."""
    rows = models.Feed.objects.filter(enabled=True, source__enabled=True)
    return [feed_job(row) for row in _take(rows, now, limit, lease)]


def due_pages(now: datetime, limit: int, lease: timedelta) -> list[jobs.PageJob]:
    """Lease entries whose page is to be fetched, first visits before later ones."""
    rows = models.Entry.objects.filter(source__enabled=True).select_related("feed")
    return [page_job(row) for row in _take(rows, now, limit, lease)]


def due_images(now: datetime, limit: int, lease: timedelta) -> list[jobs.ImageJob]:
    """Lease lead images to fetch."""
    rows = models.ImageAddress.objects.filter(source__enabled=True)
    return [image_job(row) for row in _take(rows, now, limit, lease)]


def release(job: jobs.FeedJob | jobs.PageJob | jobs.PartJob | jobs.ImageJob) -> bool:
    """Give a job back undone; with a part, the whole article."""
    leased = job.page if isinstance(job, jobs.PartJob) else job
    return settle(_TABLES[type(leased)], leased)


def settle(kind: type[Model], job: jobs.FeedJob | jobs.PageJob | jobs.ImageJob, **values: Any) -> bool:
    """Write a job's result and free its lease; False where the lease was lost to somebody else."""
    rows = kind._default_manager.filter(pk=job.id, lease=job.lease)
    return bool(rows.update(lease_until=None, **values))


def _take(rows: QuerySet[Row], now: datetime, limit: int, lease: timedelta) -> Sequence[Row]:
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    with transaction.atomic():
        rank = Window(RowNumber(), partition_by=F("source_id"), order_by=("due_at", "pk"))
        due = rows.filter(free, due_at__lte=now).annotate(rank=rank).order_by("rank", "due_at", "pk").select_related("source")
        taken = list(due[:limit])
        if taken:
            rows.model._default_manager.filter(pk__in=[r.pk for r in taken]).update(lease=F("lease") + 1, lease_until=now + lease)
    for row in taken:
        row.lease += 1
    return taken


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
